//! What the pages of the register of files show, typed. All texts arrive in the page's language; no SQL, no rules.

pub mod opening;

use serde::Serialize;

use crate::web::page::{Choice, FieldFault, Page};
use crate::web::template;

/// The register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilesView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The path of the register.
    pub address: String,
    /// Whether the reader may open files.
    pub may_open: bool,
    /// What stands in the filters.
    pub filters: Filters,
    /// The categories that can be chosen.
    pub categories: Vec<Choice>,
    /// The countries that can be chosen.
    pub countries: Vec<Choice>,
    /// Whether anything narrows the list.
    pub filtered: bool,
    /// The files.
    pub lines: Vec<Line>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, from a later one.
    pub first: Option<String>,
    /// What is wrong with the filters.
    pub faults: Vec<FieldFault>,
}

/// The filters as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Filters {
    /// Words.
    pub search: String,
    /// The category.
    pub category: String,
    /// The country.
    pub country: String,
    /// `open` or `closed`.
    pub standing: String,
}

/// A file in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The number.
    pub number: String,
    /// The address of its page.
    pub href: String,
    /// The title.
    pub title: String,
    /// The category in words.
    pub category: String,
    /// The country.
    pub country: String,
    /// The project.
    pub project: String,
    /// Who asked.
    pub requester: String,
    /// The team.
    pub team: String,
    /// The first day.
    pub opened: String,
    /// The last day; empty while it is open.
    pub closed: String,
    /// The last day, where it is not over yet; empty otherwise.
    pub last_day: String,
    /// Whether it is walled.
    pub walled: bool,
}

impl FilesView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("files.html", self)
    }
}
