//! What every page shows around its content: language, title, section name, navigation, the way to the other
//! language, who is signed in. Typed contexts of pages carry a `Page` with `#[serde(flatten)]`. Holds no words and no
//! markup.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::access::Right;
use crate::lang::{Both, Lang};
use crate::web::ask::{Ask, AtHand};
use crate::web::mask::mask;
use crate::web::template;

/// The item of the top navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NavItem {
    /// The week.
    Week,
    /// Record time.
    Record,
    /// Favourites.
    Favourites,
    /// The timer.
    Timer,
    /// Several days at once.
    Range,
    /// The register of requests.
    Requests,
    /// The register of files.
    Files,
    /// The workload report.
    Workload,
    /// The accounts of others.
    Accounts,
    /// One's own account.
    Account,
    /// None of them.
    Other,
}

/// The frame of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The language of the page.
    pub lang: Lang,
    /// The language it can be switched to.
    pub other_lang: Lang,
    /// The title without section, product or "Error: ".
    pub title: String,
    /// The section's name in the page's language (configuration).
    pub section: String,
    /// The same page and state in the other language: a path with its query, never a full address.
    pub path_other_language: String,
    /// Whether the toggle submits `entry-form` to the other language, so that typed text is kept.
    pub toggle_keeps_form: bool,
    /// The active item of the navigation.
    pub active: NavItem,
    /// The version of the program.
    pub version: String,
    /// Whether all data shown is generated, which a banner then says.
    pub generated_data: bool,
    /// Who is signed in; nobody on the pages that are open to all.
    pub user: Option<User>,
    /// What every form of the page carries; empty where nobody is signed in.
    pub form_token: String,
}

/// Who is signed in, as the header shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// The name of the account.
    pub name: String,
    /// What it may do: the navigation shows nothing else.
    pub rights: BTreeSet<Right>,
    /// Seconds until the session ends without another request; none outside a session.
    pub seconds_left: Option<i64>,
    /// Seconds until the session ends in any case.
    pub seconds_at_most: Option<i64>,
    /// What they have at hand, where they record time.
    pub at_hand: Option<AtHand>,
}

impl Page {
    /// A frame whose toggle is a link, without the banner for generated data.
    #[must_use]
    pub fn new(lang: Lang, title: impl Into<String>, section: &Both, active: NavItem, path_other: &str) -> Self {
        Self {
            lang,
            other_lang: lang.other(),
            title: title.into(),
            section: section.get(lang).to_owned(),
            path_other_language: path_other.to_owned(),
            toggle_keeps_form: false,
            active,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            generated_data: false,
            user: None,
            form_token: String::new(),
        }
    }

    /// The same frame, with the banner when the data is generated.
    #[must_use]
    pub fn generated(mut self, generated: bool) -> Self {
        self.generated_data = generated;
        self
    }

    /// The same frame, for whoever asks: with their name and way out, and with what their forms carry.
    #[must_use]
    pub fn for_reader(mut self, ask: &Ask) -> Self {
        self.form_token = mask(&ask.form_token);
        self.user = ask.access.account.map(|_| User {
            name: ask.reader.as_ref().map_or_else(|| ask.actor.clone(), |reader| reader.name.clone()),
            rights: ask.access.rights(),
            seconds_left: ask.reader.as_ref().map(|reader| reader.seconds_left),
            seconds_at_most: ask.reader.as_ref().map(|reader| reader.seconds_at_most),
            at_hand: ask.at_hand.clone(),
        });
        self
    }

    /// The same frame, whose toggle submits the form.
    #[must_use]
    pub fn keeping_form(mut self) -> Self {
        self.toggle_keeps_form = true;
        self
    }
}

/// Where whoever asks begins: those who record time at their week, others at what they may look at.
#[must_use]
pub fn home(ask: &Ask) -> String {
    let records = ask.access.has(Right::RecordTime) && ask.access.person.is_some();
    let place = if records {
        "week"
    } else if ask.access.has(Right::ReadReports) {
        "reports/workload"
    } else if ask.access.has(Right::ReadAccounts) {
        "accounts"
    } else {
        "account"
    };
    format!("/{}/{place}", ask.lang)
}

/// Where there are more people than this, one is named by number instead of being chosen from a list.
pub const PEOPLE_OFFERED_MAX: usize = 200;

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What a person reads.
    pub label: String,
}

impl Choice {
    /// A choice.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// What a button sends that takes something back: the address, and fields by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undo {
    /// The path the form is sent to.
    pub action: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

/// A sentence about one field, shown in the summary and beside the field with the same words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The name of the form field; empty when the fault is in no single field.
    pub field: String,
    /// The id of the control the summary leads to; empty when there is none.
    pub input_id: String,
    /// What is wrong and what to do, in the page's language.
    pub sentence: String,
}

impl FieldFault {
    /// A fault beside the field of this name, whose control has the id `field-<name>`.
    #[must_use]
    pub fn new(field: &str, sentence: impl Into<String>) -> Self {
        let input_id = if field.is_empty() { String::new() } else { format!("field-{field}") };
        Self { field: field.to_owned(), input_id, sentence: sentence.into() }
    }
}

/// A page that says what went wrong (not found, server fault): `problem.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemView {
    /// The frame; its title is the heading.
    #[serde(flatten)]
    pub page: Page,
    /// What happened and what to do.
    pub sentences: Vec<String>,
    /// The reference to give when asking for help.
    pub request_id: Option<String>,
}

impl ProblemView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("problem.html", self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_page_carries_its_language_and_reference() {
        let section = Both { en: "Section".to_owned(), fr: "Section".to_owned() };
        let page = Page::new(Lang::Fr, "Page introuvable", &section, NavItem::Other, "/en/nothing");
        let view =
            ProblemView { page, sentences: vec!["Rien <ici>.".to_owned()], request_id: Some("abc-1".to_owned()) };
        let html = view.render().expect("renders");
        assert!(html.contains("<html lang=\"fr\""));
        assert!(html.contains("Rien &lt;ici&gt;."));
        assert!(html.contains("abc-1"));
        assert!(html.contains("href=\"&#x2f;en&#x2f;nothing\"") || html.contains("href=\"/en/nothing\""));
    }
}
