//! What the page of one entry shows, typed. All texts arrive in the page's language; no database, no rules. Narratives stand
//! here for whoever may read them.

use serde::Serialize;

use crate::entries::view::RecordView;
use crate::text::REASON_MAX;
use crate::web::template;

/// The whole page: the form of an entry, and what is known of it besides.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own that the template asks for")]
pub struct EntryPage {
    /// The form.
    #[serde(flatten)]
    pub form: RecordView,
    /// The version of the entry the form was drawn from.
    pub drawn_from: i64,
    /// The key of the form: sent again with it, nothing more is changed.
    pub key: String,
    /// Why it is corrected, as typed.
    pub reason: String,
    /// The longest reason, in characters.
    pub reason_limit: u64,
    /// Whether the reader may correct it.
    pub may_correct: bool,
    /// Whether it is withdrawn.
    pub withdrawn: bool,
    /// Whether it was withdrawn right before, so that it can be put back at once.
    pub just_withdrawn: bool,
    /// What was done just now.
    pub notice: Option<String>,
    /// Whether somebody changed it since the form was drawn: what is saved now is shown beside what was typed.
    pub conflict: bool,
    /// The entry as it is saved.
    pub now: Version,
    /// Earlier versions, newest first.
    pub earlier: Vec<Version>,
    /// What was noted of it.
    pub warnings: Vec<String>,
    /// The day of the work, `YYYY-MM-DD`, whose page has the other entries.
    pub day: String,
}

/// One version of an entry.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// The number of the file.
    pub file: String,
    /// The code of the activity.
    pub code: String,
    /// The label of the activity.
    pub activity: String,
    /// The day of the work, `YYYY-MM-DD`.
    pub date: String,
    /// The time, `1:30`.
    pub time: String,
    /// What was done; empty where the reader may not read it.
    pub narrative: String,
    /// Where it stood.
    pub status: String,
    /// When it was stored: `2026-11-22 10:15`.
    pub stored: String,
    /// Who replaced it; empty for the present version.
    pub replaced_by: String,
    /// Why it was replaced; empty for the present version.
    pub reason: String,
}

impl EntryPage {
    /// The page of an entry, without history.
    #[must_use]
    pub fn new(form: RecordView, now: Version) -> Self {
        Self {
            form,
            drawn_from: now.number,
            key: String::new(),
            reason: String::new(),
            reason_limit: REASON_MAX,
            may_correct: false,
            withdrawn: false,
            just_withdrawn: false,
            notice: None,
            conflict: false,
            day: now.date.clone(),
            now,
            earlier: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("entry.html", self)
    }
}
