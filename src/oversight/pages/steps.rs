//! What is done on the page of a file: close it, with a file that goes on with its work or without, open it again, say who leads
//! it, and which other files have to do with it.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::leads::{self, RawLead};
use crate::files::register::closing::{self, RawClosing, RawSuccessor};
use crate::files::register::relations;
use crate::files::{self, File};
use crate::ids::FileId;
use crate::lang::Lang;
use crate::oversight::view::{Step, StepValues};
use crate::vocabulary::Need;
use crate::words;

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
        }
    }
}

/// The steps that can be taken with a file.
pub(super) fn steps(file: &File, lang: Lang) -> Vec<Step> {
    let first = if file.closed_on.is_some() { "reopen" } else { "close" };
    let link = |step: &str| Step {
        step: step.to_owned(),
        label: words::say(lang, &format!("file-step-{step}"), &[]),
        href: format!("/{lang}/files/{}?step={step}#step", file.id),
    };
    [first, "lead", "relate"].into_iter().map(link).collect()
}

/// The fields of the form of a step.
pub(super) fn fields(step: &str) -> &'static [&'static str] {
    match step {
        "close" => &["closed_on", "reason", "goes_on", "number", "category", "title", "project", "country"],
        "reopen" => &["reason"],
        "lead" => &["person", "valid_from"],
        "relate" => &["related"],
        _ => &[],
    }
}

/// What is proposed for a file that is closed: it goes on as it is, in another category.
pub(super) fn proposed(context: &Context, file: &File) -> StepValues {
    let today = context.clock.today().to_string();
    StepValues {
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
        files::ops::find(context, id).await?;
        return Err(Fault::new(Code::Required, "goes_on").into());
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
