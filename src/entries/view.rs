//! What the page for recording time shows, typed: the form with its choices, faults, the saved notice and the latest
//! entries. All texts arrive in the page's language; no database, no rules. The narrative stands only in the form
//! its author typed it into.

pub mod aid;
pub mod choices;
pub mod choosing;
pub mod latest;

use serde::Serialize;

use self::choosing::Choosing;
use crate::text::NARRATIVE_MAX;
use crate::web::page::{FieldFault, Page};
use crate::web::template;

/// Names of the form's fields; the id of a field's control is `field-<name>`.
pub mod field {
    /// The identifier the server made for this form, so that sending twice is harmless.
    pub const ID: &str = "id";
    /// The person whose time it is: whoever is signed in.
    pub const PERSON: &str = "person";
    /// The file.
    pub const FILE: &str = "file";
    /// The date of the work, `YYYY-MM-DD`.
    pub const WORKED_ON: &str = "worked_on";
    /// The time worked, as people type it (`1:30`).
    pub const MINUTES: &str = "minutes";
    /// The code of the activity.
    pub const ACTIVITY: &str = "activity";
    /// The privileged text.
    pub const NARRATIVE: &str = "narrative";
    /// A file among those that were found, instead of [`FILE`].
    pub const PICK: &str = "pick";
    /// The answers of the decision aid, sent by its buttons, which redraw the form.
    pub const AID: &str = "aid";
    /// Its answers before that.
    pub const AID_SO_FAR: &str = "aid_so_far";
    /// Sent by buttons that redraw the form and save nothing (other language, other file).
    pub const SWITCH: &str = "switch";
}

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form is sent: the path of this page.
    pub action: String,
    /// What stands in the fields.
    pub values: RecordValues,
    /// An example of a date for the hint: today, `YYYY-MM-DD`.
    pub today: String,
    /// Whether the account stands for a person whose time can be recorded; without one there is no form.
    pub has_person: bool,
    /// The file and the activity to be chosen.
    #[serde(flatten)]
    pub choosing: Choosing,
    /// Everything that keeps the entry from being saved.
    pub faults: Vec<FieldFault>,
    /// The entry that was just saved.
    pub saved: Option<Saved>,
    /// The latest entries of the person, newest day first.
    pub recent: Vec<RecentDay>,
    /// The longest narrative, in characters.
    pub narrative_limit: u64,
    /// The line of quick add the form was filled in from.
    pub quick: Option<QuickNote>,
}

/// A line of quick add, and what was understood of it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct QuickNote {
    /// The line as typed. Privileged.
    pub text: String,
    /// What was understood; empty where nothing was.
    pub understood: String,
    /// What has to be asked.
    pub asked: Vec<String>,
    /// The id of the field that is asked about first; empty where nothing is asked.
    pub first: String,
}

impl std::fmt::Debug for QuickNote {
    /// Without the line, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuickNote").field("asked", &self.asked).finish_non_exhaustive()
    }
}

impl RecordView {
    /// A page without choices, entries or faults, for an account that stands for no person.
    #[must_use]
    pub fn new(page: Page, action: impl Into<String>, values: RecordValues, today: impl Into<String>) -> Self {
        Self {
            page,
            action: action.into(),
            values,
            today: today.into(),
            has_person: false,
            choosing: Choosing::default(),
            faults: Vec::new(),
            saved: None,
            recent: Vec::new(),
            narrative_limit: NARRATIVE_MAX,
            quick: None,
        }
    }

    /// The same page with the form, whose toggle keeps what was typed.
    #[must_use]
    pub fn of_person(mut self) -> Self {
        self.page = self.page.keeping_form();
        self.has_person = true;
        self
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("record.html", self)
    }
}

/// What stands in the fields of the form, as typed.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct RecordValues {
    /// See [`field::ID`].
    pub id: String,
    /// See [`field::PERSON`].
    pub person: String,
    /// See [`field::FILE`].
    pub file: String,
    /// See [`field::WORKED_ON`].
    pub worked_on: String,
    /// See [`field::MINUTES`].
    pub minutes: String,
    /// See [`field::ACTIVITY`].
    pub activity: String,
    /// See [`field::NARRATIVE`].
    pub narrative: String,
}

impl std::fmt::Debug for RecordValues {
    /// Without the narrative, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordValues").field("id", &self.id).field("file", &self.file).finish_non_exhaustive()
    }
}

/// The activities of one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActivityGroup {
    /// The code of the category.
    pub category: String,
    /// The label of the category.
    pub label: String,
    /// Its activities, in the order of the vocabulary.
    pub activities: Vec<ActivityChoice>,
}

/// One activity at the point of choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActivityChoice {
    /// The code.
    pub code: String,
    /// The label.
    pub label: String,
    /// The definition.
    pub definition: String,
    /// Examples from the boundary table; may be empty.
    pub examples: Vec<String>,
}

/// The entry that was just saved; holds no narrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// The identifier.
    pub id: String,
    /// The version.
    pub version: i64,
    /// The code of the activity.
    pub code: String,
    /// The time, `1:30`.
    pub time: String,
    /// The number of the file.
    pub file: String,
    /// The label of the activity.
    pub activity: String,
    /// The date of the work, `YYYY-MM-DD`.
    pub date: String,
    /// The person's total of that day, `7:30`.
    pub day_total: String,
    /// What was noted of it, in sentences.
    pub noted: Vec<String>,
}

/// The entries of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecentDay {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The sum of the day, `7:30`.
    pub total: String,
    /// Its entries.
    pub entries: Vec<EntryLine>,
}

/// One of the latest entries; holds no narrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryLine {
    /// The number of the file.
    pub file: String,
    /// The title of the file.
    pub file_title: String,
    /// The label of the activity.
    pub activity: String,
    /// The time, `1:30`.
    pub time: String,
    /// The identifier, by which its page is found.
    pub id: String,
}

#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_page_without_a_file_offers_all_activities_and_says_so() {
        let html = samples::empty(Lang::En).render().expect("renders");
        assert!(html.contains("value=\"SA-POL\"") && html.contains("value=\"TA-LEG\""));
        assert!(html.contains("Choose a file first"));
        assert!(html.contains("Nothing recorded yet"));
    }

    #[test]
    fn an_account_without_a_person_is_told_so_and_given_no_form() {
        let view = samples::empty(Lang::En);
        let page =
            RecordView::new(Page { toggle_keeps_form: false, ..view.page }, "/en/record", view.values, view.today);
        let html = page.render().expect("renders");
        assert!(!html.contains("entry-form") && html.contains("stands for no person"));
    }

    #[test]
    fn a_saved_entry_is_said_in_the_page_and_in_the_title() {
        let html = samples::filled(Lang::Fr).render().expect("renders");
        assert!(html.contains("<title>Enregistré\u{a0}: Consigner du temps"));
        assert!(html.contains("role=\"status\"") && html.contains("Total de ce jour\u{a0}: 4:00."));
        assert!(!html.contains("SA-POL"), "only the activities of the file's category are in the page");
    }

    #[test]
    fn a_refusal_says_the_same_words_in_the_summary_and_beside_the_field_and_keeps_what_was_typed() {
        let html = samples::refused(Lang::En).render().expect("renders");
        assert!(html.contains("<title>Error: Record time"));
        let sentence = "UKR-12 is a technical assistance file";
        assert_eq!(html.matches(sentence).count(), 2);
        assert!(html.contains("<a href=\"#field-activity\">") && html.contains("id=\"field-activity\""));
        assert!(html.contains("value=\"1h75\"") && html.contains("Typed &lt;text&gt; &amp; kept"));
    }

    #[test]
    fn every_link_of_the_summary_and_every_description_leads_to_something() {
        for view in [samples::refused(Lang::En), samples::empty(Lang::Fr), samples::filled(Lang::En)] {
            let html = view.render().expect("renders");
            let ids = |attribute: &str| -> Vec<String> {
                html.split(&format!(" {attribute}=\""))
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .flat_map(|value| value.split(' ').map(str::to_owned).collect::<Vec<_>>())
                    .collect()
            };
            for id in [ids("aria-describedby"), ids("for"), ids("aria-labelledby")].concat() {
                assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
            }
        }
    }

    #[test]
    fn enter_in_a_field_saves_and_does_not_switch_the_language() {
        let html = samples::empty(Lang::En).render().expect("renders");
        let first = html.find("form=\"entry-form\"").expect("buttons outside the form belong to it");
        let switch = html.find("name=\"switch\"").expect("the toggle");
        assert!(first < switch && html[..switch].contains("class=\"default-button\""));
    }

    #[test]
    fn the_narrative_is_not_printed_for_debugging() {
        assert!(!format!("{:?}", samples::refused(Lang::En)).contains("Typed"));
    }
}
