//! What the page of a week shows, typed. All texts arrive in the page's language; no database, no rules, no narratives.

pub(super) mod draw;

use serde::Serialize;

use crate::entries::view::choosing::Choosing;
use crate::text::REASON_MAX;
use crate::web::page::{FieldFault, Page, Undo};
use crate::web::template;

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WeekView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form is sent: the path of this week.
    pub action: String,
    /// The days of the week in words: `November 16 to 22, 2026`.
    pub span: String,
    /// The number of the week by ISO 8601.
    pub number: i64,
    /// The path of the week before.
    pub previous: String,
    /// The path of the week after.
    pub next: String,
    /// The path of the week that has today, where this one has not.
    pub present: Option<String>,
    /// Where a day is sent to whose week is wanted.
    pub jump: String,
    /// Whether the account stands for a person whose time can be recorded; without one there is no form.
    pub has_person: bool,
    /// The days.
    pub columns: Vec<Column>,
    /// File and activity by row.
    pub rows: Vec<Row>,
    /// Minutes of the whole week.
    pub total: i64,
    /// Minutes expected in the whole week.
    pub expected: i64,
    /// The numbers of the days that are marked in the database.
    pub was: String,
    /// Everything that keeps the week from being saved.
    pub faults: Vec<FieldFault>,
    /// What was saved just now, in sentences.
    pub saved: Vec<String>,
    /// What takes it back.
    pub undo: Option<Undo>,
    /// The key of the form.
    pub key: String,
    /// What was done that saved nothing.
    pub notices: Vec<String>,
    /// How many entries wait to be handed in.
    pub waiting: usize,
    /// What is said of days whose fiscal year is closed.
    pub closed: Vec<String>,
    /// Why saved times are changed, as typed.
    pub reason: String,
    /// The longest reason, in characters.
    pub reason_limit: u64,
    /// Whether the part for adding a row is open.
    pub adding: bool,
    /// Whether the part for copying a week is open.
    pub copying: bool,
    /// The file and activity of a row to be added.
    pub values: NewRow,
    /// A day of the week to copy, `YYYY-MM-DD`.
    pub from: String,
    /// The file and the activity of a row to be added.
    #[serde(flatten)]
    pub choosing: Choosing,
}

/// A row to be added, as chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct NewRow {
    /// The number of the file.
    pub file: String,
    /// The code of the activity.
    pub activity: String,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own that the template asks for")]
pub struct Column {
    /// Its number in the week, from 1.
    pub at: usize,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The short name of the day of the week.
    pub short: String,
    /// The number of the day in its month.
    pub day: String,
    /// Whether it is today.
    pub today: bool,
    /// Whether it is still to come.
    pub future: bool,
    /// Whether nobody is expected to work.
    pub rest: bool,
    /// Whether its fiscal year is closed, so that its times stay as they are.
    pub closed: bool,
    /// The name of the holiday; empty on other days.
    pub holiday: String,
    /// Minutes expected.
    pub expected: i64,
    /// Minutes in its cells.
    pub total: i64,
    /// Whether it is marked complete, in the form.
    pub complete: bool,
}

/// A file with an activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its number in the form, from 0.
    pub at: usize,
    /// File and activity as the form sends them.
    pub pair: String,
    /// The number of the file.
    pub file: String,
    /// The title of the file; empty where the file is not known any more.
    pub title: String,
    /// The label of the activity.
    pub activity: String,
    /// What keeps time from being recorded on it now.
    pub notes: Vec<String>,
    /// Its days.
    pub cells: Vec<Cell>,
    /// Minutes in its cells.
    pub total: i64,
    /// What is wrong in its cells.
    pub faults: Vec<CellFault>,
}

/// How a cell is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// As a field.
    Input,
    /// As a time that cannot be changed here: several entries, or what came with a delivery and is held.
    Fixed,
    /// Without anything: a day to come.
    Nothing,
}

/// One day of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The number of the day in the week, from 1.
    pub at: usize,
    /// How it is drawn.
    pub kind: Kind,
    /// What stands in it.
    pub value: String,
    /// What stood in it when it was read, as the form sends it back.
    pub stood: String,
    /// Minutes in it.
    pub minutes: i64,
    /// How many entries it stands for.
    pub entries: usize,
    /// Whether something is wrong with it.
    pub wrong: bool,
    /// Whether it holds something that is not saved.
    pub unsaved: bool,
}

/// What is wrong in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellFault {
    /// The number of the day in the week, from 1.
    pub at: usize,
    /// The same sentence as in the summary.
    pub sentence: String,
    /// What is saved in the cell, `1:30`, where it was saved meanwhile and can be taken instead.
    pub saved: Option<String>,
}

impl WeekView {
    /// A page without rows, choices or faults.
    #[must_use]
    pub fn new(page: Page, action: String) -> Self {
        Self {
            page,
            action,
            span: String::new(),
            number: 0,
            previous: String::new(),
            next: String::new(),
            present: None,
            jump: String::new(),
            has_person: false,
            columns: Vec::new(),
            rows: Vec::new(),
            total: 0,
            expected: 0,
            was: String::new(),
            faults: Vec::new(),
            saved: Vec::new(),
            undo: None,
            key: String::new(),
            notices: Vec::new(),
            waiting: 0,
            closed: Vec::new(),
            reason: String::new(),
            reason_limit: REASON_MAX,
            adding: false,
            copying: false,
            values: NewRow::default(),
            from: String::new(),
            choosing: Choosing::default(),
        }
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("week.html", self)
    }
}
