//! What the page of several days shows, typed. All texts arrive in the page's language; no database, no rules. The narrative
//! is the reader's own.

use serde::Serialize;

use crate::entries::view::choosing::Choosing;
use crate::text::NARRATIVE_MAX;
use crate::web::page::{FieldFault, Page, Undo};
use crate::web::template;

/// The whole page.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RangeView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where its form is sent.
    pub action: String,
    /// An example of a date for the hint: today.
    pub today: String,
    /// Whether the account stands for a person whose time can be recorded.
    pub has_person: bool,
    /// The file and the activity.
    #[serde(flatten)]
    pub choosing: Choosing,
    /// What stands in the other fields.
    pub values: RangeValues,
    /// The longest narrative, in characters.
    pub narrative_limit: u64,
    /// The most days at once.
    pub days_limit: u64,
    /// What would be recorded.
    pub preview: Option<Preview>,
    /// What was recorded just now.
    pub recorded: Option<Preview>,
    /// Everything that keeps it from being recorded.
    pub faults: Vec<FieldFault>,
    /// What was done just now.
    pub saved: Option<String>,
    /// How to take that back.
    pub undo: Option<Undo>,
    /// What was noted of what was saved, day by day.
    pub noted: Vec<String>,
    /// What was not done.
    pub notice: Option<String>,
}

/// What stands in the fields.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct RangeValues {
    /// Makes sending twice harmless.
    pub id: String,
    /// The first day, as typed.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
    /// The code of the activity.
    pub activity: String,
    /// The time of each day, as typed.
    pub minutes: String,
    /// What was done. Privileged.
    pub narrative: String,
    /// Whether Saturdays and Sundays are meant too.
    pub weekends: bool,
    /// Whether holidays are meant too.
    pub holidays: bool,
}

impl std::fmt::Debug for RangeValues {
    /// Without the narrative, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RangeValues").field("from", &self.from).field("to", &self.to).finish_non_exhaustive()
    }
}

/// Days with an entry each, and days without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// What stood in the fields, in short: what is saved has to be what was shown.
    pub tag: String,
    /// The days.
    pub days: Vec<DayLine>,
    /// How many get an entry.
    pub count: usize,
    /// Minutes of all entries together.
    pub minutes: i64,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayLine {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// Minutes recorded on it already.
    pub already: i64,
    /// Minutes of the new entry; 0 where it gets none.
    pub minutes: i64,
    /// Why it gets none; empty otherwise.
    pub why: String,
}

impl RangeView {
    /// A page without form, days or faults.
    #[must_use]
    pub fn new(page: Page, action: String, today: String, days_limit: u64) -> Self {
        Self {
            page,
            action,
            today,
            has_person: false,
            choosing: Choosing::default(),
            values: RangeValues::default(),
            narrative_limit: NARRATIVE_MAX,
            days_limit,
            preview: None,
            recorded: None,
            faults: Vec::new(),
            saved: None,
            undo: None,
            noted: Vec::new(),
            notice: None,
        }
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("range.html", self)
    }
}
