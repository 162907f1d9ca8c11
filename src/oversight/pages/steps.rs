//! What is done on the page of a file: close it, with a file that goes on with its work or without, open it again, say who leads
//! it, which other files have to do with it, and confirm the time of a period.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::leads::{self, RawLead};
use crate::files::register::closing::{self, RawClosing, RawSuccessor};
use crate::files::register::relations;
use crate::files::{self, File};
use crate::ids::{FileId, SignOffId};
use crate::lang::Lang;
use crate::oversight::view::{Step, StepValues};
use crate::oversight::{RawSignOff, ops};
use crate::requests::view::one::Difference;
use crate::vocabulary::Need;
use crate::words;

/// The step that confirms the time of a period.
pub(super) const CONFIRM: &str = "confirm";

/// The form as sent. `do` is the step; `switch` redraws the form without taking it.
#[derive(Deserialize, Serialize, Default, Clone)]
#[serde(default)]
pub(super) struct Sent {
    pub(super) r#do: String,
    pub(super) version: String,
    pub(super) key: String,
    closed_on: String,
    reason: String,
    goes_on: String,
    number: String,
    category: String,
    title: String,
    project: String,
    country: String,
    unfunded: Option<String>,
    person: String,
    valid_from: String,
    related: String,
    other: String,
    period: String,
    comment: String,
    sign_off: String,
    pub(super) switch: Option<String>,
}

impl Sent {
    pub(super) fn values(&self) -> StepValues {
        let sent = self.clone();
        StepValues {
            closed_on: sent.closed_on,
            reason: sent.reason,
            goes_on: sent.goes_on,
            number: sent.number,
            category: sent.category,
            title: sent.title,
            project: sent.project,
            country: sent.country,
            unfunded: sent.unfunded.is_some(),
            person: sent.person,
            valid_from: sent.valid_from,
            related: sent.related,
            period: sent.period,
            comment: sent.comment,
        }
    }
}

/// The steps that can be taken with a file by whoever may change it, or confirm its time, or both.
pub(super) fn steps(file: &File, lang: Lang, may_change: bool, may_confirm: bool) -> Vec<Step> {
    let first = if file.closed_on.is_some() { "reopen" } else { "close" };
    let link = |step: &str| Step {
        step: step.to_owned(),
        label: words::say(lang, &format!("file-step-{step}"), &[]),
        href: format!("/{lang}/files/{}?step={step}#step", file.id),
    };
    let changing = [first, "lead", "relate"].into_iter().filter(|_| may_change);
    changing.chain(may_confirm.then_some(CONFIRM)).map(link).collect()
}

/// The fields of the form of a step.
pub(super) fn fields(step: &str) -> &'static [&'static str] {
    match step {
        "close" => &["closed_on", "reason", "goes_on", "number", "category", "title", "project", "country"],
        "reopen" => &["reason"],
        "lead" => &["person", "valid_from"],
        "relate" => &["related"],
        CONFIRM => &["period", "comment"],
        _ => &[],
    }
}

/// What is proposed: a file that is closed goes on as it is, in another category; the month before this one is confirmed.
pub(super) fn proposed(context: &Context, file: &File) -> StepValues {
    let today = context.clock.today();
    let before = today.with_day(1).and_then(|first| first.pred_opt()).unwrap_or(today);
    let today = today.to_string();
    StepValues {
        period: before.format("%Y-%m").to_string(),
        closed_on: today.clone(),
        title: file.title.clone(),
        country: file.country.clone(),
        project: file.project.clone(),
        unfunded: file.unfunded,
        valid_from: today,
        ..StepValues::default()
    }
}

/// Takes the step that was sent.
pub(super) async fn take(context: &Context, lang: Lang, id: FileId, sent: &Sent) -> Result<(), Failure> {
    match sent.r#do.as_str() {
        CONFIRM => {
            let raw = RawSignOff { period: sent.period.clone(), comment: lines(&sent.comment) };
            return ops::sign_off(context, id, &raw).await.map(|_| ());
        }
        "withdraw" => {
            let sign_off = SignOffId::parse(&sent.sign_off, "").map_err(|_| Fault::new(Code::NotFound, ""))?;
            return ops::withdraw(context, id, sign_off).await.map(|_| ());
        }
        _ => {}
    }
    context.caller.access.must(Right::ChangeFiles)?;
    let version = sent.version.parse().unwrap_or(0);
    match sent.r#do.as_str() {
        "close" => close(context, id, sent).await,
        "reopen" => closing::reopen(context, id, &sent.reason).await.map(|_| ()),
        "undo" => closing::reopen(context, id, &words::say(lang, "requests-undo-reason", &[])).await.map(|_| ()),
        "lead" => {
            let raw = RawLead { person: sent.person.clone(), valid_from: sent.valid_from.clone() };
            leads::set_lead(context, id, version, &raw).await.map(|_| ())
        }
        "relate" | "unrelate" => relate(context, id, version, sent).await,
        _ => {
            files::ops::find(context, id).await?;
            Err(Fault::new(Code::MalformedBody, "").with("detail", "do").into())
        }
    }
}

async fn close(context: &Context, id: FileId, sent: &Sent) -> Result<(), Failure> {
    if !["yes", "no"].contains(&sent.goes_on.as_str()) {
        let file = files::ops::find(context, id).await?;
        let (closed_on, reason) = (sent.closed_on.clone(), sent.reason.clone());
        let mut faults = RawClosing { closed_on, reason, successor: None }.faults(&file);
        faults.push(Fault::new(Code::Required, "goes_on"));
        return Err(faults.into());
    }
    let category = context.vocabulary.find_category(&sent.category);
    let takes = |need: fn(&crate::vocabulary::Category) -> Need| {
        category.is_none_or(|category| need(category) != Need::Forbidden)
    };
    let (project, country) = (takes(|one| one.project), takes(|one| one.country));
    let if_taken = |taken: bool, text: &str| if taken { text.to_owned() } else { String::new() };
    let successor = RawSuccessor {
        number: sent.number.clone(),
        category: sent.category.clone(),
        title: Some(sent.title.clone()).filter(|title| !title.trim().is_empty()),
        project: Some(if_taken(project, &sent.project)),
        country: Some(if_taken(country, &sent.country)),
        unfunded: Some((project && sent.unfunded.is_some()).to_string()),
        ..RawSuccessor::default()
    };
    let raw = RawClosing {
        closed_on: sent.closed_on.clone(),
        reason: sent.reason.clone(),
        successor: (sent.goes_on == "yes").then_some(successor),
    };
    closing::close(context, id, &raw).await.map(|_| ())
}

async fn relate(context: &Context, id: FileId, version: i64, sent: &Sent) -> Result<(), Failure> {
    let now = relations::list(context, id).await?;
    let mut wanted: Vec<String> = now.related.iter().map(ToString::to_string).collect();
    if sent.r#do == "unrelate" {
        wanted.retain(|other| *other != sent.other);
    } else {
        let number = crate::text::required(&sent.related, "related")?;
        let found = files::ops::find_by_number(context, &number).await;
        let other = found.map_err(|failure| match failure {
            Failure::Refused(faults) if faults.first().is_some_and(|fault| fault.code == Code::UnknownFile) => {
                Fault::new(Code::UnknownFile, "related").with("value", crate::time::clip(&number)).into()
            }
            failure => failure,
        })?;
        if other.import_only {
            return Err(Fault::new(Code::UnknownFile, "related").with("value", crate::time::clip(&number)).into());
        }
        wanted.push(other.id.to_string());
    }
    relations::set(context, id, version, &wanted).await.map(|_| ())
}

/// A text of a form with its ends of lines as they are stored.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// What is stored of what a step changes, to be shown beside what was typed.
#[derive(Default)]
pub(super) struct Stored {
    /// The last day, and why.
    pub(super) closing: (String, String),
    /// The file that goes on with the work.
    pub(super) successor: String,
    /// Who leads it, and from which day on.
    pub(super) lead: (String, String),
    /// The numbers of the files that have to do with it.
    pub(super) related: Vec<String>,
}

/// What was typed and what is stored, member by member of the step that was sent, where they differ.
pub(super) fn differences(context: &Context, stored: Stored, sent: &Sent, lang: Lang) -> Vec<Difference> {
    let category = context.vocabulary.find_category(&sent.category);
    let category = category.map_or_else(|| sent.category.clone(), |one| one.label.get(lang).to_owned());
    let rows: Vec<(&str, String, String)> = match sent.r#do.as_str() {
        "close" => {
            let mut rows = vec![
                ("file-closed-on", stored.closing.0, sent.closed_on.clone()),
                ("file-reason", stored.closing.1, sent.reason.clone()),
            ];
            if sent.goes_on == "yes" {
                let typed = [&sent.number, &category, &sent.title, &sent.country, &sent.project];
                let typed: Vec<&str> =
                    typed.into_iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
                rows.push(("file-successor", stored.successor, typed.join(" · ")));
            }
            rows
        }
        "reopen" => vec![("file-reason", stored.closing.1, sent.reason.clone())],
        "lead" => vec![
            ("file-lead-person", stored.lead.0, sent.person.clone()),
            ("file-lead-from", stored.lead.1, sent.valid_from.clone()),
        ],
        "relate" => vec![("file-related-number", stored.related.join(", "), sent.related.clone())],
        CONFIRM => vec![
            ("file-period", String::new(), sent.period.clone()),
            ("file-comment", String::new(), sent.comment.clone()),
        ],
        _ => Vec::new(),
    };
    let differ = rows.into_iter().filter(|(_, stored, typed)| lines(stored).trim() != lines(typed).trim());
    differ.map(|(id, stored, typed)| Difference { term: words::say(lang, id, &[]), stored, typed }).collect()
}
