//! What the page of a file is drawn from: each part asks the operation that knows it, and is left out where the reader may not
//! know of it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::steps::{CONFIRM, Sent, Stored, differences, fields, proposed, steps};
use crate::access::{Reach, Right};
use crate::app::App;
use crate::context::Context;
use crate::entries::sums;
use crate::entries::view::choices::activity_label;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::leads;
use crate::files::register::{closing, relations};
use crate::files::{self, Closing, File};
use crate::ids::FileId;
use crate::knowledge::view::section::Section;
use crate::lang::Lang;
use crate::names::view::Countries;
use crate::oversight::view::{ClosingLine, Fact, FileView, LeadLine, Related, SignOffLine, Sum, TimeView};
use crate::oversight::{Share, SignOffView, State, ops};
use crate::text::fold;
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;
use crate::web::page::{Choice, FieldFault, NavItem, PEOPLE_OFFERED_MAX, Page};
use crate::words::{self, Param};
use crate::{people, requests};

/// Confirmations that are shown.
const SIGN_OFFS: i64 = 8;
/// Months that are shown one by one.
const MONTHS: usize = 12;

/// What is drawn over the file as it is stored.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) sent: Option<Sent>,
    pub(super) faults: Faults,
    pub(super) step: String,
    pub(super) done: String,
}

fn say(lang: Lang, id: &str) -> String {
    words::say(lang, id, &[])
}

fn say_with(lang: Lang, id: &str, params: &[(&str, Param)]) -> String {
    words::say(lang, id, params)
}

pub(super) async fn view(app: &App, ask: &Ask, id: FileId, draft: Draft) -> Result<FileView, Failure> {
    let (lang, context, vocabulary) = (ask.lang, app.context(ask), app.vocabulary());
    let file = files::ops::find(&context, id).await?;
    let may_change = ask.access.has(Right::ChangeFiles);
    let may_confirm = ops::may_sign_off(&context, id).await?;
    let steps = steps(&file, lang, may_change, may_confirm);
    let asked = draft.sent.as_ref().map_or(draft.step.as_str(), |sent| sent.r#do.as_str());
    let step = steps.iter().find(|step| step.step == asked).map(|step| step.step.clone()).unwrap_or_default();
    let typed = draft.sent.as_ref().filter(|sent| sent.r#do == step);
    let title = format!("{} · {}", file.number, file.title);
    let rest = if step.is_empty() { format!("files/{id}") } else { format!("files/{id}?step={step}") };
    let other = format!("/{}/{rest}", lang.other());
    let mut page = Page::new(lang, title, &app.config.section, NavItem::Files, &other);
    page = page.generated(app.generated).for_reader(ask);
    if !step.is_empty() {
        page = page.keeping_form();
        page.path_other_language = format!("/{}/files/{id}", lang.other());
    }
    let countries = Countries::new(&context, lang).await?;
    let closings = closing::list(&context, id).await?;
    let today = context.clock.today();
    let closed = file.is_closed_on(today);
    let behind = [Code::VersionConflict, Code::IdempotencyKeyReused, Code::FileAlreadyClosed, Code::FileNotClosed];
    let conflict = draft.faults.iter().any(|fault| behind.contains(&fault.code));
    let drawn_from = typed.and_then(|sent| sent.version.parse().ok()).filter(|_| !conflict);
    let reused = draft.faults.iter().any(|fault| fault.code == Code::IdempotencyKeyReused);
    let old_key = typed.map(|sent| sent.key.clone()).filter(|key| !reused && !key.is_empty());
    let may_record = ask.access.has(Right::RecordTime) && ask.access.person.is_some() && !closed && !file.import_only;
    let values = typed.map_or_else(|| proposed(&context, &file), Sent::values);
    // What was typed into the form of a step that cannot be taken any more is shown beside what is stored.
    let behind_form = draft.sent.as_ref().filter(|sent| conflict && !fields(&sent.r#do).is_empty());
    let related_files = related(&context, relations::list(&context, id).await?.related, lang).await?;
    let lead_lines = lead_lines(&context, id).await?;
    let closing_lines = closing_lines(&context, closings.closings.clone(), lang).await?;
    let stored = Stored {
        closing: (
            file.closed_on.map(|day| day.to_string()).unwrap_or_default(),
            closing_lines.first().map(|last| last.reason.clone()).unwrap_or_default(),
        ),
        successor: closing_lines
            .first()
            .and_then(|last| Some(last.successor.as_ref()?.number.clone()))
            .unwrap_or_default(),
        lead: lead_lines.first().map(|lead| (lead.name.clone(), lead.from.clone())).unwrap_or_default(),
        related: related_files.iter().map(|file| file.number.clone()).collect(),
    };
    let differences = behind_form.map(|sent| differences(&context, stored, sent, lang)).unwrap_or_default();
    let people = if step == "lead" { people_choices(&context, today).await? } else { Some(Vec::new()) };
    let to_confirm = if step == CONFIRM { to_confirm(&context, id, &values.period).await? } else { None };
    let number = serde_urlencoded::to_string([("file", &file.number)]).unwrap_or_default();
    Ok(FileView {
        page,
        action: format!("/{lang}/files/{id}"),
        number: file.number.clone(),
        standing: standing(&file, closed, lang),
        walled: file.walled,
        facts: facts(&file, closings.predecessor, &context, &countries, lang).await?,
        saved: ["opened", "close", "reopen", "undo", "lead", "relate", "unrelate", CONFIRM, "withdraw"]
            .contains(&draft.done.as_str())
            .then(|| done(&draft.done, &file, lang))
            .flatten(),
        conflict: behind_form.is_some(),
        differences,
        may_change,
        to_confirm,
        undo: may_change
            && draft.done == "close"
            && file.closed_on.is_some()
            && successor(&closings.closings).is_none(),
        record: may_record.then(|| format!("/{lang}/record?{number}")),
        time: time(&context, id, &vocabulary, lang).await?,
        leads: lead_lines,
        knowledge: Section::new(&context, &file, closed, lang).await?,
        related: related_files,
        requests: request_lines(&context, id, lang).await?,
        sign_offs: sign_offs(&context, id, may_confirm, lang).await?,
        step_label: steps.iter().find(|one| one.step == step).map(|one| one.label.clone()).unwrap_or_default(),
        drawn_from: drawn_from.unwrap_or(file.version),
        key: old_key.unwrap_or_else(|| FileId::new(app.clock.now()).to_string()),
        today: today.to_string(),
        people_by_number: people.is_none(),
        people: people.unwrap_or_default(),
        categories: vocabulary
            .categories
            .iter()
            .map(|category| Choice::new(&category.code, category.label.get(lang)))
            .collect(),
        countries: if step == "close" { countries.choices(&values.country) } else { Vec::new() },
        numbered: !context.config.file_number.is_free(),
        faults: draft.faults.iter().map(|fault| field_fault(fault, &step, lang)).collect(),
        closings: closing_lines,
        values,
        steps,
        step,
    })
}

/// Whether a file is open or closed, in words; a last day that is not over yet is named.
fn standing(file: &File, closed: bool, lang: Lang) -> String {
    match file.closed_on {
        Some(day) if !closed => words::say(lang, "files-open-until", &[("date", day.to_string().into())]),
        _ => say(lang, if closed { "files-closed" } else { "files-open" }),
    }
}

/// What was done just now, in words; nothing of a closing that somebody has taken back since.
fn done(what: &str, file: &File, lang: Lang) -> Option<String> {
    let message = format!("file-done-{what}");
    if what != "close" {
        return Some(say(lang, &message));
    }
    file.closed_on.map(|day| words::say(lang, &message, &[("date", day.to_string().into())]))
}

/// A fault beside the field of the form it is about; of the successor's members, those of the successor.
fn field_fault(fault: &Fault, step: &str, lang: Lang) -> FieldFault {
    let name = fault.field.strip_prefix("successor/").unwrap_or(&fault.field);
    let name = if step == "relate" && name == "files" { "related" } else { name };
    let field = if fields(step).contains(&name) { name } else { "" };
    let sentence = match (fault.code, name) {
        (Code::Required, "goes_on") => say(lang, "file-goes-on-missing"),
        (Code::Required, "related") => say(lang, "file-related-missing"),
        (Code::Required, "person") => say(lang, "file-lead-missing"),
        (Code::Required, "valid_from") => say(lang, "file-lead-from-missing"),
        (Code::IdempotencyKeyReused, _) => say(lang, "requests-sent-meanwhile"),
        (Code::VersionConflict, _) => say(lang, "file-meanwhile"),
        _ => Fault { field: name.to_owned(), ..fault.clone() }.say(lang),
    };
    FieldFault::new(field, sentence)
}

/// The file that goes on with the work, as the last closing says.
fn successor(closings: &[Closing]) -> Option<FileId> {
    closings.last().filter(|last| last.reopened_at.is_none()).and_then(|last| last.successor)
}

async fn facts(
    file: &File,
    predecessor: Option<FileId>,
    context: &Context,
    countries: &Countries,
    lang: Lang,
) -> Result<Vec<Fact>, Failure> {
    let category = context.vocabulary.find_category(&file.category);
    let level = |level: &str| {
        if level.is_empty() { String::new() } else { say(lang, &format!("files-level-{level}")) }
    };
    let external = file.numbers.iter().map(|one| format!("{} {}", one.system.as_str(), one.number));
    let rows = [
        ("files-category", category.map_or_else(|| file.category.clone(), |one| one.label.get(lang).to_owned())),
        ("files-country", countries.label(&file.country)),
        ("files-project", file.project.clone()),
        ("files-agreement", file.agreement.clone()),
        ("files-requester", file.requester.clone()),
        ("files-team", file.team.clone()),
        ("files-type", file.file_type.clone()),
        ("files-opened-on", file.opened_on.to_string()),
        ("file-closed-on", file.closed_on.map(|day| day.to_string()).unwrap_or_default()),
        ("files-risk", level(&file.risk)),
        ("files-complexity", level(&file.complexity)),
        ("file-numbers", external.collect::<Vec<_>>().join("; ")),
    ];
    let given = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let mut facts: Vec<Fact> =
        given.map(|(id, value)| Fact { term: say(lang, id), value, href: String::new() }).collect();
    if file.unfunded {
        facts.push(Fact { term: say(lang, "files-project"), value: say(lang, "files-unfunded"), href: String::new() });
    }
    if let Some(before) = predecessor {
        for one in related(context, vec![before], lang).await? {
            facts.push(Fact { term: say(lang, "file-predecessor"), value: one.number, href: one.href });
        }
    }
    Ok(facts)
}

/// Files as links; those the reader may not know of are left out.
async fn related(context: &Context, ids: Vec<FileId>, lang: Lang) -> Result<Vec<Related>, Failure> {
    let mut found = Vec::new();
    for id in ids {
        match files::ops::find(context, id).await {
            Ok(file) => found.push(Related {
                id: file.id.to_string(),
                href: format!("/{lang}/files/{}", file.id),
                number: file.number,
                title: file.title,
            }),
            Err(failure) if failure.code() == Code::NotFound => {}
            Err(failure) => return Err(failure),
        }
    }
    found.sort_by_key(|file| fold(&file.number));
    Ok(found)
}

async fn lead_lines(context: &Context, id: FileId) -> Result<Vec<LeadLine>, Failure> {
    let leads = leads::list_leads(context, id).await?.leads;
    Ok(leads.into_iter().rev().map(|lead| LeadLine { name: lead.name, from: lead.valid_from.to_string() }).collect())
}

async fn request_lines(context: &Context, id: FileId, lang: Lang) -> Result<Vec<Related>, Failure> {
    if !context.caller.access.has(Right::ReadRequests) {
        return Ok(Vec::new());
    }
    let found = requests::ops::list_of_file(context, id).await?;
    let line = |request: requests::Request| Related {
        id: request.id.to_string(),
        href: format!("/{lang}/requests/{}", request.id),
        number: request.number,
        title: request.requester,
    };
    Ok(found.into_iter().map(line).collect())
}

async fn closing_lines(context: &Context, closings: Vec<Closing>, lang: Lang) -> Result<Vec<ClosingLine>, Failure> {
    let mut lines = Vec::new();
    for closing in closings.into_iter().rev() {
        let successor = related(context, closing.successor.into_iter().collect(), lang).await?.pop();
        let day = closing.reopened_at.map(|at| context.clock.local(at).date().to_string()).unwrap_or_default();
        let params =
            [("date", day.into()), ("who", closing.reopened_by.into()), ("reason", closing.reopen_reason.into())];
        lines.push(ClosingLine {
            closed_on: closing.closed_on.to_string(),
            by: closing.closed_by,
            reason: closing.reason,
            successor,
            reopened: closing.reopened_at.map(|_| say_with(lang, "file-reopened", &params)).unwrap_or_default(),
        });
    }
    Ok(lines)
}

/// The confirmations, where the reader may see them.
async fn sign_offs(
    context: &Context,
    id: FileId,
    may_confirm: bool,
    lang: Lang,
) -> Result<Option<Vec<SignOffLine>>, Failure> {
    let line = |one: SignOffView| SignOffLine {
        withdraw: if may_confirm && !one.replaced && one.sign_off.withdrawn_at.is_none() {
            one.sign_off.id.to_string()
        } else {
            String::new()
        },
        period: one.sign_off.period,
        state: if let Some(at) = one.sign_off.withdrawn_at {
            let date = context.clock.local(at).date().to_string();
            let params = [("date", date.into()), ("who", one.sign_off.withdrawn_by.into())];
            say_with(lang, "file-sign-off-withdrawn", &params)
        } else if one.replaced {
            say(lang, "file-sign-off-replaced")
        } else {
            say(
                lang,
                match one.state {
                    State::ChangedSince => "file-sign-off-changed",
                    State::Open | State::Confirmed => "file-sign-off-confirmed",
                },
            )
        },
        minutes: one.sign_off.minutes,
        by: one.sign_off.confirmed_by,
        at: context.clock.local(one.sign_off.confirmed_at).date().to_string(),
        comment: one.sign_off.comment,
    };
    match ops::list(context, id, None, SIGN_OFFS).await {
        Ok(found) => Ok(Some(found.into_iter().map(line).collect())),
        Err(failure) if [Code::Forbidden, Code::NotLeadCounsel].contains(&failure.code()) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The time of a period that is about to be confirmed; none where the period is not one the reader may confirm.
async fn to_confirm(context: &Context, id: FileId, period: &str) -> Result<Option<Vec<Sum>>, Failure> {
    let sum = |share: Share| Sum { label: share.name, minutes: share.minutes, entries: share.entries };
    match ops::find_time(context, id, period).await {
        Ok(shares) => Ok(Some(shares.into_iter().map(sum).collect())),
        Err(Failure::Refused(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The people who can be chosen; none where they are too many to be read as a list.
async fn people_choices(context: &Context, today: NaiveDate) -> Result<Option<Vec<Choice>>, Failure> {
    let mut people = people::ops::list(context).await?;
    people.retain(|person| person.is_active_on(today));
    if people.len() > PEOPLE_OFFERED_MAX {
        return Ok(None);
    }
    let active = people.into_iter();
    let mut choices: Vec<Choice> =
        active.map(|person| Choice::new(&person.number, format!("{} ({})", person.name, person.number))).collect();
    choices.sort_by_key(|choice| fold(&choice.label));
    Ok(Some(choices))
}

/// The time on the file, where the reader may see any.
async fn time(context: &Context, id: FileId, vocabulary: &Vocabulary, lang: Lang) -> Result<Option<TimeView>, Failure> {
    let access = &context.caller.access;
    if !access.has(Right::ReadEntries) {
        return Ok(None);
    }
    let found = sums::of_file(context, id).await?;
    let own = matches!(access.reach(), Reach::Some { teams, .. } if teams.is_empty());
    let mut activities: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut months: BTreeMap<(i32, u32), (i64, i64)> = BTreeMap::new();
    for day in &found.days {
        for sum in [
            activities.entry(day.activity.clone()).or_default(),
            months.entry((day.day.year(), day.day.month())).or_default(),
        ] {
            *sum = (sum.0 + day.minutes, sum.1 + day.entries);
        }
    }
    let sum = |label: String, (minutes, entries): (i64, i64)| Sum { label, minutes, entries };
    let month = |(year, month): (i32, u32)| format!("{} {year}", say(lang, &format!("common-month-{month}")));
    let mut by_month: Vec<Sum> = months.iter().rev().take(MONTHS).map(|(at, sums)| sum(month(*at), *sums)).collect();
    let earlier = months.iter().rev().skip(MONTHS).map(|(_, sums)| *sums);
    let earlier = earlier.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    if earlier.1 > 0 {
        by_month.push(sum(say(lang, "file-earlier"), earlier));
    }
    let order = |code: &str| vocabulary.activities.iter().position(|one| one.code == code);
    let mut by_activity: Vec<(String, (i64, i64))> = activities.into_iter().collect();
    by_activity.sort_by_key(|(code, _)| order(code));
    Ok(Some(TimeView {
        own,
        total: found.days.iter().map(|day| day.minutes).sum(),
        activities: by_activity
            .into_iter()
            .map(|(code, sums)| sum(activity_label(vocabulary, &code, lang), sums))
            .collect(),
        months: by_month,
        people: if own {
            Vec::new()
        } else {
            found.people.into_iter().map(|one| sum(one.name, (one.minutes, one.entries))).collect()
        },
    }))
}
