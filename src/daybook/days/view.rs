//! What the page of a day shows, typed. All texts arrive in the page's language; no database, no rules. The narratives are the
//! reader's own.

use serde::Serialize;

use crate::web::page::Page;
use crate::web::template;

/// The whole page.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DayView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The Monday of its week.
    pub monday: String,
    /// The day before.
    pub previous: String,
    /// The day after.
    pub next: String,
    /// Whether the account stands for a person whose time can be recorded.
    pub has_person: bool,
    /// Whether the day is still to come.
    pub future: bool,
    /// The name of the holiday; empty on other days.
    pub holiday: String,
    /// Minutes recorded.
    pub total: i64,
    /// Minutes expected.
    pub expected: i64,
    /// Whether it is marked complete.
    pub complete: bool,
    /// The entries, in the order they were recorded.
    pub entries: Vec<Line>,
    /// What was done just now.
    pub saved: Option<String>,
}

/// An entry of the day.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The identifier.
    pub id: String,
    /// The time, `1:30`.
    pub time: String,
    /// The number of the file.
    pub file: String,
    /// The title of the file.
    pub title: String,
    /// The label of the activity.
    pub activity: String,
    /// What was done.
    pub narrative: String,
    /// Where it stands.
    pub status: String,
    /// What was noted of it.
    pub warnings: Vec<String>,
}

impl DayView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("day.html", self)
    }
}
