//! What every page of somebody who records time shows: whether a timer is running, and the first favourites. Read before the
//! page is drawn; where it cannot be read, the page goes without.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::Days;

use super::favourites::{self, Favourite};
use super::{Combination, own, timer};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::entries::days;
use crate::entries::view::choices::activity_label;
use crate::failure::Failure;
use crate::fault::Code;
use crate::files;
use crate::lang::Lang;
use crate::web::ask::{Ask, AtHand, RunningTimer, Shortcut};

/// So many favourites are at hand on every page.
const SHORTCUTS_MAX: usize = 7;
/// So many days back goes what is of late.
const LATELY: Days = Days::new(60);

/// Reads what whoever asks for a page has at hand.
pub async fn at_hand(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if Lang::ALL.iter().any(|lang| path.split('/').nth(1) == Some(lang.as_str())) {
        let ask = Ask::of(request.headers(), request.extensions(), path);
        if ask.access.person.is_some() && ask.access.has(Right::RecordTime) {
            let found = read(&app.context(&ask), ask.lang).await;
            request.extensions_mut().insert(found.unwrap_or_default());
        }
    }
    next.run(request).await
}

async fn read(context: &Context, lang: Lang) -> Result<AtHand, Failure> {
    let timer = match timer::ops::find(context).await {
        Ok(timer) => {
            let local = context.clock.local(timer.started_at);
            let parts =
                [timer.file.clone(), timer.activity.map(|code| activity_label(&context.vocabulary, &code, lang))];
            Some(RunningTimer {
                minutes: timer.minutes,
                started: local.format("%H:%M").to_string(),
                started_at: timer.started_at.to_rfc3339(),
                label: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            })
        }
        Err(failure) if failure.code() == Code::NoTimer => None,
        Err(failure) => return Err(failure),
    };
    let kept = favourites::ops::list(context).await?;
    let usable = kept.iter().filter(|favourite| favourite.combination.usable).take(SHORTCUTS_MAX);
    let favourites = usable.map(|one| Shortcut { label: label(one, lang), path: filled(one, lang) }).collect();
    Ok(AtHand { timer, favourites, file: file_of(context).await?.unwrap_or_default() })
}

/// The number of the file that whoever asks has recorded on most of late.
async fn file_of(context: &Context) -> Result<Option<String>, Failure> {
    let access = &context.caller.access;
    let (person, today) = (own::owner(access)?, context.clock.today());
    let mut tx = context.db.read().await?;
    let used = days::list_used_in(&mut tx, person, access, today - LATELY, today, 1).await?;
    let Some(used) = used.first() else { return Ok(None) };
    let file = files::ops::find_in(&mut tx, used.file_id).await?;
    Ok(file.filter(|file| file.is_known_to(access) && !file.is_closed_on(today)).map(|file| file.number))
}

/// `UKR-12 · Training · 1:30`, or what its owner calls it: `Calls with Kyiv · 1:30`.
fn label(favourite: &Favourite, lang: Lang) -> String {
    let Combination { file, activity, label, .. } = &favourite.combination;
    let activity = label.as_ref().map_or(activity.as_str(), |label| label.get(lang));
    let time = favourite.minutes.map(|minutes| format!(" · {}", clock(minutes))).unwrap_or_default();
    if favourite.name.is_empty() { format!("{file} · {activity}{time}") } else { format!("{}{time}", favourite.name) }
}

/// The address of the form for recording, filled in with a favourite.
pub(super) fn filled(favourite: &Favourite, lang: Lang) -> String {
    let Combination { file, activity, .. } = &favourite.combination;
    let mut members = vec![("file", file.clone()), ("activity", activity.clone())];
    members.extend(favourite.minutes.map(|minutes| ("minutes", clock(minutes))));
    format!("/{lang}/record?{}", serde_urlencoded::to_string(members).unwrap_or_default())
}

/// Minutes as `7:30`.
pub(super) fn clock(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
