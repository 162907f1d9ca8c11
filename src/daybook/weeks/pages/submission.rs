//! Handing in a week from its page: what waits in it and can still take a step.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;

use super::{found_monday, not_found, path, refused};
use crate::app::App;
use crate::context::Context;
use crate::daybook::weeks::ops;
use crate::entries::Step;
use crate::entries::ops::{ENTRIES_AT_ONCE, RawStep, list_unsubmitted, take};
use crate::failure::Failure;
use crate::web::ask::Ask;
use crate::web::extract::{Form, Segment};
use crate::web::pages_problem::{page, see_other};

/// One's own entries of the week that wait to be handed in, without those of days whose fiscal year is closed.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub(super) async fn list_waiting(
    context: &Context,
    monday: NaiveDate,
    closed: &[NaiveDate],
) -> Result<RawStep, Failure> {
    let days: Vec<NaiveDate> = monday.iter_days().take(7).collect();
    let mut waiting = RawStep::default();
    for open in days.split(|day| closed.contains(day)) {
        if let (Some(first), Some(last)) = (open.first(), open.last()) {
            waiting.entries.extend(list_unsubmitted(context, *first, *last).await?.entries);
        }
    }
    Ok(waiting)
}

/// Hands in what waits. Asked for twice, the second finds nothing more to hand in and says so.
pub(super) async fn submit(
    State(app): State<App>,
    ask: Ask,
    Segment(monday): Segment,
    Form(_): Form<Vec<(String, String)>>,
) -> Response {
    let Some(monday) = found_monday(&monday) else { return not_found(&ask) };
    match submitted(&app.context(&ask), monday).await {
        Ok(count) => see_other(&format!("{}?submitted={count}", path(ask.lang, monday))),
        Err(Failure::Refused(faults)) => refused(&app, &ask, monday, &faults).await,
        Err(failure) => page(&ask.problem(failure), &ask, &path(ask.lang, monday)),
    }
}

async fn submitted(context: &Context, monday: NaiveDate) -> Result<usize, Failure> {
    let closed: Vec<NaiveDate> = ops::list_closed(context, monday).await?.into_iter().map(|(day, _)| day).collect();
    let waiting = list_waiting(context, monday, &closed).await?.entries;
    // A week of one person seldom has more; what a group is refused for keeps those after it from being handed in.
    for some in waiting.chunks(ENTRIES_AT_ONCE) {
        take(context, Step::Submit, &RawStep { entries: some.to_vec(), comment: String::new() }).await?;
    }
    Ok(waiting.len())
}
