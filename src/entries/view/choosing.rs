//! What the choice of a file and an activity shows wherever time is recorded: the field of the file with what was found, the
//! activities of its category with definition and examples, and the decision aid. Typed; all texts in the page's language.

use chrono::NaiveDate;
use serde::Serialize;

use super::ActivityGroup;
use super::aid::Aid;
use super::choices::activity_groups;
use crate::app::App;
use crate::entries::file_choice::{FileChoice, LATELY, Offer, choose_file};
use crate::failure::Failure;
use crate::files::File;
use crate::files::search::SEARCH_MAX;
use crate::lang::Lang;
use crate::vocabulary::Vocabulary;
use crate::web::ask::Ask;
use crate::web::page::Choice;
use crate::words;

/// What was typed where a file and an activity are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Typed<'a> {
    /// The number of a file, or words that find it.
    pub file: &'a str,
    /// The answers of the decision aid.
    pub aid: &'a str,
    /// Whether the form was refused: then nothing is chosen for its author.
    pub refused: bool,
}

/// A file as it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileLine {
    /// The number.
    pub number: String,
    /// The title.
    pub title: String,
    /// The label of its category.
    pub category: String,
    /// When it was closed, `YYYY-MM-DD`; empty while it is open.
    pub closed: String,
}

impl FileLine {
    fn of(file: &File, vocabulary: &Vocabulary, lang: Lang, today: NaiveDate) -> Self {
        let category = vocabulary.find_category(&file.category);
        Self {
            number: file.number.clone(),
            title: file.title.clone(),
            category: category.map_or_else(|| file.category.clone(), |found| found.label.get(lang).to_owned()),
            closed: file.closed_on.filter(|closed| *closed < today).map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

/// The field of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FileField {
    /// What stands in it.
    pub text: String,
    /// The longest text that is searched for, in characters.
    pub limit: u64,
    /// The file that is meant.
    pub chosen: Option<FileLine>,
    /// The files that may be meant.
    pub offered: Vec<FileLine>,
    /// Why they are offered; empty where nothing has to be said.
    pub heading: String,
    /// The labels of the categories, for what a script finds.
    pub categories: Vec<Choice>,
    /// The earliest day on which a file that is offered was closed.
    pub oldest: String,
}

/// A file and an activity to be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Choosing {
    /// The field of the file.
    pub file_field: FileField,
    /// Whether a file is chosen, so that only its activities are offered.
    pub file_known: bool,
    /// The activities offered: of the file's category when a file is chosen, otherwise of all.
    pub activity_groups: Vec<ActivityGroup>,
    /// The decision aid.
    pub aid: Option<Aid>,
}

/// Finds the file that was typed, and what can be chosen then.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn choosing(app: &App, ask: &Ask, typed: Typed<'_>) -> Result<Choosing, Failure> {
    let context = app.context(ask);
    let found = choose_file(&context, typed.file, !typed.refused).await?;
    Ok(Choosing::of(&found, typed, &context.vocabulary, ask.lang, context.clock.today()))
}

/// As [`choosing`], where it is known already which files may be meant.
#[must_use]
pub fn choosing_among(app: &App, ask: &Ask, found: &FileChoice) -> Choosing {
    Choosing::of(found, Typed::default(), &app.vocabulary(), ask.lang, app.clock.today())
}

impl Choosing {
    fn of(found: &FileChoice, typed: Typed<'_>, vocabulary: &Vocabulary, lang: Lang, today: NaiveDate) -> Self {
        let line = |file: &File| FileLine::of(file, vocabulary, lang, today);
        let category = found.chosen.as_ref().map(|file| file.category.as_str());
        let chosen = found.chosen.as_ref().map(line);
        let label = |code: &str, label: &crate::lang::Both| Choice::new(code, label.get(lang));
        Self {
            aid: Some(Aid::new(vocabulary, typed.aid, lang, today, chosen.as_ref().zip(category))),
            file_field: FileField {
                text: chosen.as_ref().map_or_else(|| typed.file.to_owned(), |file| file.number.clone()),
                limit: SEARCH_MAX,
                chosen,
                offered: found.offered.iter().map(line).collect(),
                heading: heading(found, lang),
                categories: vocabulary.categories.iter().map(|one| label(&one.code, &one.label)).collect(),
                oldest: (today - LATELY).to_string(),
            },
            file_known: category.is_some(),
            activity_groups: activity_groups(vocabulary, category, lang, today),
        }
    }
}

fn heading(found: &FileChoice, lang: Lang) -> String {
    let count = i64::try_from(found.offered.len()).unwrap_or(i64::MAX);
    let id = match found.offer {
        Offer::Nothing => return String::new(),
        Offer::Lately if count == 0 => return String::new(),
        Offer::Lately => "entries-file-lately",
        Offer::Found if count == 0 => "entries-file-none",
        Offer::Found if found.more => "entries-file-more",
        Offer::Found => "entries-file-found",
    };
    words::say(lang, id, &[("count", count.into())])
}
