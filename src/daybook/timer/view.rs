//! What the page of the timer shows, typed. All texts arrive in the page's language; no database, no rules. The narrative is
//! the reader's own.

use serde::Serialize;

use crate::entries::view::choosing::Choosing;
use crate::text::NARRATIVE_MAX;
use crate::web::page::{FieldFault, Page, Undo};
use crate::web::template;

/// The whole page.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct TimerPage {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where its form is sent.
    pub action: String,
    /// Whether the account stands for a person whose time can be recorded.
    pub has_person: bool,
    /// The timer that is running.
    pub running: Option<Running>,
    /// The file and the activity.
    #[serde(flatten)]
    pub choosing: Choosing,
    /// What stands in the other fields.
    pub values: TimerValues,
    /// The longest narrative, in characters.
    pub narrative_limit: u64,
    /// Everything that keeps it from being done.
    pub faults: Vec<FieldFault>,
    /// What was done just now.
    pub saved: Option<String>,
    /// How to take that back.
    pub undo: Option<Undo>,
}

/// The timer that is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Running {
    /// When it was started, on the clock of the place: `14:05`.
    pub started: String,
    /// The day of the entry, `YYYY-MM-DD`.
    pub day: String,
    /// Whole minutes when the page was drawn.
    pub minutes: i64,
    /// Whether the time has to be named.
    pub too_long: bool,
    /// Counts changes.
    pub version: i64,
}

/// What stands in the fields.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct TimerValues {
    /// Makes sending twice harmless.
    pub id: String,
    /// The code of the activity.
    pub activity: String,
    /// The time, as typed.
    pub minutes: String,
    /// What was done. Privileged.
    pub narrative: String,
}

impl std::fmt::Debug for TimerValues {
    /// Without the narrative, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TimerValues").field("activity", &self.activity).finish_non_exhaustive()
    }
}

impl TimerPage {
    /// A page without form, timer or faults.
    #[must_use]
    pub fn new(page: Page, action: String) -> Self {
        Self {
            page,
            action,
            has_person: false,
            running: None,
            choosing: Choosing::default(),
            values: TimerValues::default(),
            narrative_limit: NARRATIVE_MAX,
            faults: Vec::new(),
            saved: None,
            undo: None,
        }
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("timer.html", self)
    }
}
