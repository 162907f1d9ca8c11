//! What the page of one request shows, typed: what it is, the step that comes next, and its history.

use serde::Serialize;

use super::StepLink;
use crate::web::page::{Choice, FieldFault, Page};
use crate::web::template;

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OneView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The path of the page.
    pub action: String,
    /// The number.
    pub number: String,
    /// The state in words.
    pub state: String,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// What was done just now.
    pub saved: Option<String>,
    /// Whether that can be taken back.
    pub undo: bool,
    /// Whether somebody else changed it after the form was drawn.
    pub conflict: bool,
    /// What was typed and what is stored, where they differ.
    pub differences: Vec<Difference>,
    /// The steps the reader can take.
    pub steps: Vec<StepLink>,
    /// The step whose form is shown; empty for none.
    pub step: String,
    /// That step in words.
    pub step_label: String,
    /// The way to open a new file for the request, where the reader may.
    pub open_file: Option<String>,
    /// The version the form is drawn from.
    pub drawn_from: i64,
    /// The key of the form.
    pub key: String,
    /// Today, for hints.
    pub today: String,
    /// What stands in the fields.
    pub values: Values,
    /// What can be chosen.
    pub choices: Choices,
    /// The longest description, in characters.
    pub wanted_limit: u64,
    /// Everything that keeps the step from being taken.
    pub faults: Vec<FieldFault>,
    /// The states it was in, the present one first.
    pub history: Vec<Past>,
}

/// Something known of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub term: String,
    /// What is known.
    pub value: String,
    /// Where it leads to; empty: nowhere.
    pub href: String,
}

/// What was typed and what is stored of one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The member in words.
    pub term: String,
    /// What is stored now.
    pub stored: String,
    /// What was typed.
    pub typed: String,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Choices {
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// People who can look into it.
    pub people: Vec<Choice>,
    /// Whether they are too many for a list, so that the number of one is typed.
    pub people_by_number: bool,
    /// Names of teams.
    pub teams: Vec<String>,
    /// Countries.
    pub countries: Vec<Choice>,
    /// Names of federal bodies.
    pub bodies: Vec<String>,
}

/// What stands in the fields, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Values {
    /// The day it arrived.
    pub received_on: String,
    /// Who asked.
    pub requester: String,
    /// The country.
    pub country: String,
    /// What is wanted.
    pub wanted: String,
    /// The day by which it is wanted.
    pub deadline: String,
    /// The kind.
    pub kind: String,
    /// The team.
    pub team: String,
    /// The number of the person.
    pub person: String,
    /// The decision.
    pub decision: String,
    /// The reason.
    pub reason: String,
    /// Who does it instead.
    pub referred_to: String,
    /// The number of the file.
    pub file: String,
}

/// A state it was or is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Past {
    /// The state in words.
    pub state: String,
    /// From when on.
    pub since: String,
    /// Who brought it there.
    pub by: String,
    /// The reason given.
    pub reason: String,
}

impl OneView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("request.html", self)
    }
}
