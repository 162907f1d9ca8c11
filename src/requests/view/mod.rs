//! What the pages of the register of requests show, typed. All texts arrive in the page's language; no database, no rules.

pub mod one;

use serde::Serialize;

use crate::web::page::{Choice, FieldFault, Page};
use crate::web::template;

/// The register, as a list or as a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The path of the register.
    pub address: String,
    /// Whether it is shown as a board.
    pub board: bool,
    /// The same requests as a list, and as a board.
    pub views: [String; 2],
    /// Whether the reader may enter requests.
    pub may_enter: bool,
    /// All states and each of them, with how many requests there are.
    pub states: Vec<StateLink>,
    /// What stands in the filters.
    pub filters: FilterValues,
    /// The kinds that can be chosen.
    pub kinds: Vec<Choice>,
    /// The countries that can be chosen.
    pub countries: Vec<Choice>,
    /// Names of federal bodies, to choose the requester from.
    pub bodies: Vec<String>,
    /// What the requests of the list have in common, where a figure led here.
    pub event: Option<String>,
    /// Whether anything narrows the list.
    pub filtered: bool,
    /// The requests of the list.
    pub lines: Vec<Card>,
    /// The columns of the board.
    pub columns: Vec<Column>,
    /// The address of the next page of the list.
    pub next: Option<String>,
    /// The address of the first page, from a later one.
    pub first: Option<String>,
    /// What is wrong with the filters.
    pub faults: Vec<FieldFault>,
}

/// A state as a way to narrow the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateLink {
    /// The state in words.
    pub label: String,
    /// How many requests.
    pub count: i64,
    /// The address of the list.
    pub href: String,
    /// Whether the list is narrowed to it now.
    pub current: bool,
}

/// The filters as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FilterValues {
    /// The state.
    pub state: String,
    /// Who asked.
    pub requester: String,
    /// The country.
    pub country: String,
    /// The kind.
    pub kind: String,
    /// The first day of receipt.
    pub from: String,
    /// The last day of receipt.
    pub to: String,
    /// Words.
    pub search: String,
    /// What happened in these days.
    pub event: String,
}

/// A column of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The state as addresses have it.
    pub state: String,
    /// The state in words.
    pub label: String,
    /// What stands here, for a column without cards.
    pub hint: String,
    /// How many requests are in the state.
    pub count: i64,
    /// The list of all of them, where the column does not show all.
    pub all: Option<String>,
    /// The latest requests.
    pub cards: Vec<Card>,
}

/// A request in the list or on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The number.
    pub number: String,
    /// The address of its page.
    pub href: String,
    /// The day it arrived.
    pub received: String,
    /// Who asked.
    pub requester: String,
    /// The country; empty where none is named.
    pub country: String,
    /// The kind; empty before triage.
    pub kind: String,
    /// The beginning of what is wanted.
    pub wanted: String,
    /// Who looks into it.
    pub with: String,
    /// The state in words.
    pub state: String,
    /// The day by which it is wanted; empty where none is named.
    pub deadline: String,
    /// Whether that day is over and the request is not.
    pub late: bool,
    /// The number of the file it became.
    pub file: String,
    /// The address of that file.
    pub file_href: String,
    /// The version, for what is done right on the card.
    pub version: i64,
    /// The key of that form.
    pub key: String,
    /// The steps that can be taken.
    pub steps: Vec<StepLink>,
}

/// A step that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepLink {
    /// The step as addresses have it.
    pub step: String,
    /// The step in words.
    pub label: String,
    /// The address of its form.
    pub href: String,
    /// Whether its form is shown.
    pub current: bool,
}

/// The form of a new request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form is sent.
    pub action: String,
    /// The key of the form.
    pub key: String,
    /// Today, for the hint.
    pub today: String,
    /// What stands in the fields.
    pub values: one::Values,
    /// The countries that can be chosen.
    pub countries: Vec<Choice>,
    /// Names of federal bodies, to choose the requester from.
    pub bodies: Vec<String>,
    /// The longest description, in characters.
    pub wanted_limit: u64,
    /// Everything that keeps the request from being entered.
    pub faults: Vec<FieldFault>,
}

impl RegisterView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("requests.html", self)
    }
}

impl NewView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("request-new.html", self)
    }
}
