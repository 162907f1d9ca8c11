//! What the page of favourites shows, typed. All texts arrive in the page's language; no database, no rules, no narratives.

use serde::Serialize;

use crate::entries::view::choosing::Choosing;
use crate::web::page::{FieldFault, Page, Undo};
use crate::web::template;

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FavouritesView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where its forms are sent.
    pub action: String,
    /// Whether the account stands for a person whose time can be recorded.
    pub has_person: bool,
    /// The favourites, in their order.
    pub favourites: Vec<FavouriteLine>,
    /// What was recorded lately and is no favourite yet.
    pub lately: Vec<LatelyLine>,
    /// The file and the activity of one to be added.
    #[serde(flatten)]
    pub choosing: Choosing,
    /// What was typed of it.
    pub values: NewLine,
    /// Whether the part for adding one is open.
    pub adding: bool,
    /// Everything that keeps it from being kept.
    pub faults: Vec<FieldFault>,
    /// What was done just now.
    pub saved: Option<String>,
    /// How to take that back.
    pub undo: Option<Undo>,
    /// What was not done.
    pub notice: Option<String>,
}

/// A favourite to be added, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct NewLine {
    /// The code of the activity.
    pub activity: String,
    /// The time, as typed; empty: asked each time.
    pub minutes: String,
}

/// A favourite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FavouriteLine {
    /// The identifier.
    pub id: String,
    /// What its owner calls it; empty: nothing of its own.
    pub name: String,
    /// What stands in the field of its name.
    pub typed_name: String,
    /// Whether that field is shown.
    pub naming: bool,
    /// The number of the file.
    pub file: String,
    /// The title of the file.
    pub title: String,
    /// The label of the activity.
    pub activity: String,
    /// The code of the activity.
    pub code: String,
    /// The time, `1:30`; empty where it is asked each time.
    pub time: String,
    /// Whether time can be recorded on it.
    pub usable: bool,
    /// What keeps time from being recorded on it, and what to use instead.
    pub notes: Vec<String>,
    /// The form filled in with it.
    pub path: String,
    /// The identifier an entry made of it here will have, so that sending twice is harmless.
    pub entry: String,
}

/// A file and an activity that were recorded lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LatelyLine {
    /// The number of the file.
    pub file: String,
    /// The title of the file.
    pub title: String,
    /// The label of the activity.
    pub activity: String,
    /// The code of the activity.
    pub code: String,
}

impl FavouritesView {
    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("favourites.html", self)
    }
}
