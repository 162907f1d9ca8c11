//! What one person keeps beside the entries: days marked complete, favourites, copies of a week, one entry for each of many
//! days, and a timer. All of it is one's own; entries come of it through the rules of every other door.

pub mod api;
pub mod days;
pub mod favourites;
pub mod ops;
mod own;
pub mod pages;
pub mod quick;
pub mod ranges;
mod recording;
pub mod timer;
pub mod weeks;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

use crate::fault::Fault;
use crate::lang::{Both, Lang};
use crate::vocabulary::Replacement;

/// The most days that are shown or recorded at once: two months.
pub const DAYS_MAX: u64 = 62;

/// What keeps time from being recorded, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DaybookNote)]
pub struct Note {
    /// The member at fault.
    pub field: String,
    /// The stable code.
    #[schema(schema_with = reference_to_code)]
    pub code: String,
    /// What is wrong and what to do.
    pub detail: String,
}

fn reference_to_code() -> RefOr<Schema> {
    Ref::from_schema_name("ProblemCode").into()
}

impl Note {
    fn of(fault: &Fault, lang: Lang) -> Self {
        Self { field: fault.field.clone(), code: fault.code.as_str().to_owned(), detail: fault.say(lang) }
    }
}

/// A file with an activity, as time is recorded on them again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Combination {
    /// The number of the file.
    pub file: String,
    /// The title of the file.
    pub title: String,
    /// The code of the category.
    pub category: String,
    /// The code of the activity.
    pub activity: String,
    /// The label of the activity; null where the vocabulary has no such code any more.
    #[schema(required = true)]
    pub label: Option<Both>,
    /// Whether time can be recorded on it.
    pub usable: bool,
    /// What keeps time from being recorded on it; empty where nothing does.
    pub notes: Vec<Note>,
    /// The codes to use instead, where the activity is retired.
    pub replaced_by: Vec<Replacement>,
}
