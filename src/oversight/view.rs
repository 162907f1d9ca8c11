//! What the page of a file shows, typed: what it is, its time, who is on it, what it has to do with, and what can be done. All
//! texts arrive in the page's language.

use serde::Serialize;

use crate::knowledge::view::section::Section;
use crate::requests::view::one::Difference;
use crate::web::page::{Choice, FieldFault, Page};
use crate::web::template;

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own that the template asks for")]
pub struct FileView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The path of the page.
    pub action: String,
    /// The number.
    pub number: String,
    /// Whether it is open or closed, in words.
    pub standing: String,
    /// Whether it is walled.
    pub walled: bool,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// What was done just now.
    pub saved: Option<String>,
    /// Whether that can be taken back.
    pub undo: bool,
    /// Whether somebody changed it after the form was drawn.
    pub conflict: bool,
    /// What was typed and what is stored, where they differ.
    pub differences: Vec<Difference>,
    /// Whether the reader may change it.
    pub may_change: bool,
    /// The time of a period that is about to be confirmed, by person; none where there is none to be looked at.
    pub to_confirm: Option<Vec<Sum>>,
    /// Whether time can be recorded on it by the reader.
    pub record: Option<String>,
    /// The time on it, for those who may see any.
    pub time: Option<TimeView>,
    /// Who leads and led it, the latest first.
    pub leads: Vec<LeadLine>,
    /// The notes kept with it.
    pub knowledge: Section,
    /// Files that have to do with it.
    pub related: Vec<Related>,
    /// The requests that became it.
    pub requests: Vec<Related>,
    /// Every closing, the latest first.
    pub closings: Vec<ClosingLine>,
    /// Confirmations of its time, the latest first; none for those who may not see them.
    pub sign_offs: Option<Vec<SignOffLine>>,
    /// The steps the reader can take.
    pub steps: Vec<Step>,
    /// The step whose form is shown; empty for none.
    pub step: String,
    /// That step in words.
    pub step_label: String,
    /// The version the form is drawn from.
    pub drawn_from: i64,
    /// The key of the form.
    pub key: String,
    /// Today, for hints.
    pub today: String,
    /// What stands in the fields.
    pub values: StepValues,
    /// The people who can lead it.
    pub people: Vec<Choice>,
    /// Whether they are too many for a list, so that the number of one is typed.
    pub people_by_number: bool,
    /// The categories a successor can have.
    pub categories: Vec<Choice>,
    /// The countries a successor can have.
    pub countries: Vec<Choice>,
    /// Whether a number is given where none is typed.
    pub numbered: bool,
    /// Everything that keeps the step from being taken.
    pub faults: Vec<FieldFault>,
}

/// Something known of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub term: String,
    /// What is known.
    pub value: String,
    /// Where it leads to; empty: nowhere.
    pub href: String,
}

/// The time on a file, as far as the reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TimeView {
    /// Whether this is the reader's own time only.
    pub own: bool,
    /// All minutes.
    pub total: i64,
    /// By activity.
    pub activities: Vec<Sum>,
    /// By month, the latest first.
    pub months: Vec<Sum>,
    /// By person, by name; empty where it is the reader's own time only.
    pub people: Vec<Sum>,
}

/// A sum with what it is the sum of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// What it is the sum of.
    pub label: String,
    /// Whole minutes.
    pub minutes: i64,
    /// How many entries.
    pub entries: i64,
}

/// Who leads a file from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeadLine {
    /// The name.
    pub name: String,
    /// The first day.
    pub from: String,
}

/// Another file or a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The identifier.
    pub id: String,
    /// The number.
    pub number: String,
    /// The title, or what is wanted.
    pub title: String,
    /// The address of its page.
    pub href: String,
}

/// One closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClosingLine {
    /// The last day.
    pub closed_on: String,
    /// Who closed it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The file that goes on with the work.
    pub successor: Option<Related>,
    /// Who opened it again and why, in words; empty while it is closed.
    pub reopened: String,
}

/// One confirmation of the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignOffLine {
    /// The period.
    pub period: String,
    /// How it stands, in words.
    pub state: String,
    /// Minutes confirmed.
    pub minutes: i64,
    /// Who confirmed it.
    pub by: String,
    /// When.
    pub at: String,
    /// What was remarked.
    pub comment: String,
    /// Its identifier, where the reader may take it back; empty otherwise.
    pub withdraw: String,
}

/// A step that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The step as addresses have it.
    pub step: String,
    /// The step in words.
    pub label: String,
    /// The address of its form.
    pub href: String,
}

/// What stands in the fields of a step, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct StepValues {
    /// The last day.
    pub closed_on: String,
    /// Why.
    pub reason: String,
    /// Whether another file goes on with the work: `yes`, `no` or nothing.
    pub goes_on: String,
    /// Its number.
    pub number: String,
    /// Its category.
    pub category: String,
    /// Its title.
    pub title: String,
    /// Its project.
    pub project: String,
    /// Its country.
    pub country: String,
    /// Whether it is unfunded.
    pub unfunded: bool,
    /// The number of the person who leads.
    pub person: String,
    /// From which day on.
    pub valid_from: String,
    /// The number of a file that has to do with this one.
    pub related: String,
    /// The period that is confirmed.
    pub period: String,
    /// What is remarked of it.
    pub comment: String,
}

impl FileView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("file.html", self)
    }
}
