//! A report of tables as JSON, in one language.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Cell, Key, Label, Row, Sheet, Table, Value};
use crate::figures::{Figure, FigureDocument, Unit};
use crate::lang::Lang;
use crate::number::Hundredths;
use crate::reports::document::{CoverageDocument, FilterDocument, Late, VocabularyVersion, view};
use crate::reports::explain::Found;
use crate::reports::export::Frame;
use crate::reports::ops::WorkloadAnswer;
use crate::words;

/// A report of tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Report)]
pub struct SheetDocument {
    /// Which report.
    report: &'static str,
    /// The title readers see.
    title: String,
    /// The name of the section.
    section: String,
    /// The language of titles and labels.
    lang: Lang,
    /// The first day.
    first_day: NaiveDate,
    /// The last day.
    last_day: NaiveDate,
    /// What the figures are narrowed to.
    filters: Vec<FilterDocument>,
    /// When the figures were taken.
    extracted_at: DateTime<Utc>,
    /// Counts changes of the data.
    data_version: i64,
    /// The vocabulary in force.
    vocabulary: VocabularyVersion,
    /// `as_recorded`: every entry under the code it was recorded with; `as_of_today`: under the code that took it over.
    #[schema(pattern = "^(as_recorded|as_of_today)$")]
    view: &'static str,
    /// On how many of the expected days time was recorded.
    coverage: CoverageDocument,
    /// How much was entered late.
    late: Late,
    /// Minutes held for review in these days; null where so few people are behind them that they are not shown.
    #[schema(required = true)]
    held_minutes: Option<i64>,
    /// Groups of fewer people are not shown; null where all are.
    #[schema(required = true)]
    fewest_people: Option<i64>,
    /// The tables.
    tables: Vec<TableDocument>,
    /// What else must be known.
    notes: Vec<String>,
    /// Where the figures come from.
    source: String,
    /// How figures are rounded.
    rounding: String,
    /// What each figure means.
    figures: Vec<FigureDocument>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportTable)]
struct TableDocument {
    /// What programs call it.
    id: &'static str,
    /// The title readers see.
    title: String,
    /// What its rows are.
    keys: Vec<KeyHead>,
    /// The figures in its columns.
    columns: Vec<ColumnHead>,
    /// The rows.
    rows: Vec<RowDocument>,
}

/// What the rows of a table are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportKey)]
struct KeyHead {
    /// What programs call it.
    id: &'static str,
    /// What readers call it.
    title: String,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportColumn)]
struct ColumnHead {
    /// The figure.
    figure: &'static str,
    /// What readers call it.
    title: String,
    /// What it is counted in.
    unit: Unit,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportRow)]
struct RowDocument {
    /// What it is of, one for each key of the table.
    keys: Vec<KeyDocument>,
    /// Whether it is of a period that is not over, or not yet recorded.
    incomplete: bool,
    /// One for each column.
    values: Vec<ValueDocument>,
}

/// What a row is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportRowKey)]
struct KeyDocument {
    /// For programs.
    key: String,
    /// For readers.
    label: String,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportValue)]
struct ValueDocument {
    /// Whether so few people are behind it that it is not shown, or it would give away what few people are behind.
    suppressed: bool,
    /// The number, in the unit of the column; null where there is none.
    #[schema(value_type = Option<f64>, required = true)]
    value: Option<Hundredths>,
    /// The exact minutes, where the unit is hours.
    #[schema(required = true)]
    minutes: Option<i64>,
    /// The word or day, where it is no number.
    #[schema(required = true)]
    text: Option<String>,
    /// The address of what it is made of; null where there is no list of it.
    #[schema(required = true)]
    behind: Option<String>,
}

/// The report as it is sent.
#[must_use]
pub fn document(sheet: &Sheet, frame: Frame) -> SheetDocument {
    let about = &sheet.about;
    let (first_day, last_day) = about.days();
    let question = &about.question;
    SheetDocument {
        report: sheet.report,
        title: title(sheet, frame),
        section: frame.section.get(frame.lang).to_owned(),
        lang: frame.lang,
        first_day,
        last_day,
        filters: question
            .filters
            .iter()
            .map(|filter| FilterDocument::new(filter, frame.label(filter.by, &filter.value, about)))
            .collect(),
        extracted_at: about.extracted_at,
        data_version: about.snapshot.data_version,
        vocabulary: VocabularyVersion { name: frame.vocabulary.name.clone(), version: frame.vocabulary.version },
        view: view(about.as_of()),
        coverage: CoverageDocument::of(about.coverage),
        late: Late::of(&about.workload, about.late_after_days, question.fewest_people.is_some()),
        held_minutes: about.workload.held_shown(),
        fewest_people: question.fewest_people,
        tables: sheet.tables.iter().map(|table| table_document(sheet, table, frame)).collect(),
        notes: notes(sheet, frame),
        source: frame.source(),
        rounding: words::say(frame.lang, "reports-about-rounding-value", &[]),
        figures: Figure::of_report(sheet.report).map(|figure| figure.document(frame.lang)).collect(),
    }
}

/// What the report is called.
pub(super) fn title(sheet: &Sheet, frame: Frame) -> String {
    words::say(frame.lang, &format!("reports-{}-title", sheet.report), &[])
}

/// What a table is called.
pub(super) fn table_title(sheet: &Sheet, table: &Table, frame: Frame) -> String {
    words::say(frame.lang, &format!("reports-table-{}-{}", sheet.report, table.id), &[])
}

/// What a key of rows is called.
pub(super) fn key_title(key: &str, frame: Frame) -> String {
    let dimension = words::find(frame.lang, &format!("reports-by-{key}"), &[]);
    dimension.unwrap_or_else(|| words::say(frame.lang, &format!("reports-column-{key}"), &[]))
}

pub(super) fn notes(sheet: &Sheet, frame: Frame) -> Vec<String> {
    let has_incomplete = sheet.tables.iter().flat_map(|table| &table.rows).any(|row| row.incomplete);
    let incomplete = has_incomplete.then_some("reports-incomplete-note");
    incomplete.into_iter().chain(sheet.notes.iter().copied()).map(|note| words::say(frame.lang, note, &[])).collect()
}

/// What a key is called.
pub(super) fn label(about: &WorkloadAnswer, key: &Key, frame: Frame) -> String {
    match &key.label {
        Label::Plain(text) => text.clone(),
        Label::Word(id) => words::say(frame.lang, id, &[]),
        Label::Group(by, group) => frame.label(*by, group, about),
        Label::Period(period) => period.label(frame.lang),
    }
}

/// A value that is no number, in words.
pub(super) fn text(value: &Value, lang: Lang) -> Option<String> {
    match value {
        Value::Day(day) => Some(day.to_string()),
        Value::Plain(text) => Some(text.clone()),
        Value::Word(word) => Some(words::say(lang, &format!("reports-value-{word}"), &[])),
        _ => None,
    }
}

/// The number of a value, in the unit of its figure.
pub(in crate::reports) fn number(value: &Value) -> Option<Hundredths> {
    match value {
        Value::Count(count) => Hundredths::of_ratio(*count, 1, 1),
        Value::Minutes(minutes) => Some(Hundredths::hours(*minutes)),
        Value::Ratio(ratio) => Some(*ratio),
        Value::None | Value::Suppressed | Value::Day(_) | Value::Word(_) | Value::Plain(_) => None,
    }
}

fn table_document(sheet: &Sheet, table: &Table, frame: Frame) -> TableDocument {
    let column = |id: &&'static str| {
        let figure = Figure::find(id)?;
        Some(ColumnHead { figure: figure.id, title: figure.title(frame.lang), unit: figure.unit })
    };
    TableDocument {
        id: table.id,
        title: table_title(sheet, table, frame),
        keys: table.keys.iter().map(|key| KeyHead { id: key, title: key_title(key, frame) }).collect(),
        columns: table.figures.iter().filter_map(column).collect(),
        rows: table.rows.iter().map(|row| row_document(sheet, row, frame)).collect(),
    }
}

fn value_document(cell: &Cell, frame: Frame) -> ValueDocument {
    ValueDocument {
        suppressed: cell.value == Value::Suppressed,
        value: number(&cell.value),
        minutes: if let Value::Minutes(minutes) = cell.value { Some(minutes) } else { None },
        text: text(&cell.value, frame.lang),
        behind: cell.behind.clone(),
    }
}

fn key_documents(about: &WorkloadAnswer, keys: &[Key], frame: Frame) -> Vec<KeyDocument> {
    keys.iter().map(|key| KeyDocument { key: key.key.clone(), label: label(about, key, frame) }).collect()
}

fn row_document(sheet: &Sheet, row: &Row, frame: Frame) -> RowDocument {
    RowDocument {
        keys: key_documents(&sheet.about, &row.keys, frame),
        incomplete: row.incomplete,
        values: row.cells.iter().map(|cell| value_document(cell, frame)).collect(),
    }
}

/// One value of a figure that is explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExplainedValue)]
pub struct FoundDocument {
    /// The report it stands in.
    report: &'static str,
    /// The table of the report.
    table: &'static str,
    /// What it is of.
    keys: Vec<KeyDocument>,
    /// Whether it is of a period that is not over, or not yet recorded.
    incomplete: bool,
    /// The value.
    #[serde(flatten)]
    value: ValueDocument,
}

impl FoundDocument {
    /// A value as it is sent.
    #[must_use]
    pub fn of(about: &WorkloadAnswer, found: &Found, frame: Frame) -> Self {
        Self {
            report: found.report,
            table: found.table,
            keys: key_documents(about, &found.keys, frame),
            incomplete: found.incomplete,
            value: value_document(&found.cell, frame),
        }
    }
}
