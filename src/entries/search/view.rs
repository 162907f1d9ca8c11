//! What the page of one's own entries shows, typed. All texts arrive in the page's language; no database, no rules.

use serde::Serialize;

use crate::web::page::{Choice, FieldFault, Page};
use crate::web::template;

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct EntriesView {
    /// The frame.
    #[serde(flatten)]
    pub(super) page: Page,
    /// The path of the page.
    pub(super) address: String,
    /// Whether the account stands for a person whose time is recorded.
    pub(super) has_person: bool,
    /// What stands in the filters.
    pub(super) filters: Filters,
    /// The activities that can be chosen, by category.
    pub(super) activities: Vec<Group>,
    /// The statuses that can be chosen.
    pub(super) statuses: Vec<Choice>,
    /// Whether anything narrows the list.
    pub(super) filtered: bool,
    /// How many entries fit.
    pub(super) count: i64,
    /// Their minutes.
    pub(super) minutes: i64,
    /// The entries of this page.
    pub(super) lines: Vec<Line>,
    /// The address of the next page.
    pub(super) next: Option<String>,
    /// The address of the first page, from a later one.
    pub(super) first: Option<String>,
    /// What is wrong with the filters.
    pub(super) faults: Vec<FieldFault>,
}

/// The filters as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(super) struct Filters {
    /// The number of the file.
    pub(super) file: String,
    /// The code of the activity.
    pub(super) activity: String,
    /// The first day.
    pub(super) from: String,
    /// The last day.
    pub(super) to: String,
    /// The status.
    pub(super) status: String,
}

/// The activities of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Group {
    /// The label of the category.
    pub(super) label: String,
    /// Its activities.
    pub(super) activities: Vec<Choice>,
}

/// An entry in the list.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// The address of its page.
    pub(super) href: String,
    /// The day of the work, `YYYY-MM-DD`.
    pub(super) date: String,
    /// The number of the file.
    pub(super) file: String,
    /// Its title.
    pub(super) title: String,
    /// The activity.
    pub(super) activity: String,
    /// What was done: privileged, and the reader's own.
    pub(super) narrative: String,
    /// The time, `1:30`.
    pub(super) time: String,
    /// Where it stands.
    pub(super) status: String,
}

impl std::fmt::Debug for Line {
    /// Without the narrative, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("href", &self.href).finish_non_exhaustive()
    }
}

impl EntriesView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub(super) fn render(&self) -> Result<String, minijinja::Error> {
        template::render("my-entries.html", self)
    }
}
