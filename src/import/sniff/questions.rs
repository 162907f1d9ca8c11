//! What a file leaves open, as questions with the answers that are possible. A question is asked by the name that the
//! answer has in a profile.

use serde::Serialize;

use super::columns::{ColumnFound, Kind};
use super::encoding::{Because, EncodingFound};
use super::evidence::Evidence;
use super::layout::Layout;
use super::plan::{Plan, is_sign_open};
use super::{RowsFound, is_dated};
use crate::import::dates::Order;
use crate::import::days::DayHeaders;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// The file is no text: it must be exported as one.
    NotText,
    /// Nothing in the part that was looked at can be read as rows.
    NoRows,
    /// The encoding.
    Encoding,
    /// The sign between cells.
    Delimiter,
    /// How quotes inside quotes are written.
    Escape,
    /// Whether the first row names the columns.
    Header,
    /// Who did the work.
    Person,
    /// The file it was done on.
    File,
    /// The column with the day.
    Date,
    /// The day has no year.
    DateWithoutYear,
    /// The day is in words that are not known.
    DateInWords,
    /// The day is a number of a spreadsheet.
    DateSerial,
    /// The order of day and month.
    DateOrder,
    /// The same, where cells contradict each other.
    DateOrderMixed,
    /// The column that tells how long it took.
    Duration,
    /// Its unit.
    DurationUnit,
    /// The sign before decimals.
    DecimalSign,
    /// The same, where cells contradict each other.
    DecimalSignMixed,
}

/// Something that only a person can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// What is asked.
    pub asked: Asked,
    /// Where the answer stands in a profile.
    pub key: &'static str,
    /// The column it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The answers that are possible; empty where any text is.
    pub options: Vec<String>,
    /// What shows that it is open.
    pub evidence: Vec<Evidence>,
}

/// Every question, in the order in which a profile answers them.
#[must_use]
pub fn of(
    encoding: &EncodingFound,
    layout: &Layout,
    rows: &RowsFound,
    columns: &[ColumnFound],
    plan: &Plan,
) -> Vec<Question> {
    let ask = |asked, key, options: &[&str], evidence: &[Evidence]| Question {
        asked,
        key,
        column: None,
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        evidence: evidence.to_vec(),
    };
    if encoding.because == Because::NotText {
        return vec![ask(Asked::NotText, "file", &[], &encoding.evidence)];
    }
    if rows.data == 0 {
        return vec![ask(Asked::NoRows, "file", &[], &rows.damaged_evidence)];
    }
    let mut asked = Vec::new();
    if encoding.encoding.is_none() {
        asked.push(ask(Asked::Encoding, "file.encoding", &["iso-8859-1", "windows-1252"], &encoding.evidence));
    }
    if let (Some(one), Some(other)) = (layout.delimiter, layout.other_delimiter) {
        let [one, other] = [one, other].map(mark);
        asked.push(ask(Asked::Delimiter, "file.delimiter", &[&one, &other], &[]));
    }
    if layout.escape_mixed {
        asked.push(ask(Asked::Escape, "file.escape", &["doubled", "backslash"], &layout.escape_evidence));
    }
    if layout.header.is_there.is_none() {
        asked.push(ask(Asked::Header, "file.header", &["true", "false"], &[]));
    }
    if plan.person.is_empty() {
        asked.push(ask(Asked::Person, "person", &[], &[]));
    }
    if plan.file.is_none() {
        asked.push(ask(Asked::File, "work_file", &[], &[]));
    }
    asked.extend(about_days(columns, plan));
    asked.extend(about_duration(columns, plan));
    asked
}

fn about_days(columns: &[ColumnFound], plan: &Plan) -> Vec<Question> {
    let mut asked = Vec::new();
    let by_headers = plan.days.as_ref().filter(|days| days.headers == DayHeaders::Date);
    match (plan.date, plan.date_unreadable) {
        _ if by_headers.is_some() => {
            asked.extend(by_headers.filter(|days| days.order.is_none()).map(|days| Question {
                asked: Asked::DateOrder,
                key: "date.order",
                column: None,
                options: days.options.iter().map(|order| name_of(*order).to_owned()).collect(),
                evidence: days.evidence.clone(),
            }));
        }
        (None, Some(number)) => {
            let column = &columns[number - 1];
            let kind = match column.kind {
                Kind::DateWithoutYear => Asked::DateWithoutYear,
                Kind::DateSerial => Asked::DateSerial,
                _ => Asked::DateInWords,
            };
            asked.push(Question {
                asked: kind,
                key: "date",
                column: Some(column.name.clone()),
                options: Vec::new(),
                evidence: column.evidence.clone(),
            });
        }
        (None, None) => {
            let options = columns.iter().filter(|column| is_dated(column.kind)).map(|column| column.name.clone());
            asked.push(Question {
                asked: Asked::Date,
                key: "date",
                column: None,
                options: options.collect(),
                evidence: Vec::new(),
            });
        }
        (Some(number), _) => asked.extend(about_order(&columns[number - 1], "date.order")),
    }
    if let Some(number) = plan.entered_on {
        asked.extend(about_order(&columns[number - 1], "entered_on.order"));
    }
    asked
}

fn about_order(column: &ColumnFound, key: &'static str) -> Option<Question> {
    let date = column.date.as_ref().filter(|date| date.order.is_none())?;
    let asked = if date.contradicts { Asked::DateOrderMixed } else { Asked::DateOrder };
    let options = date.options.iter().map(|order| name_of(*order).to_owned()).collect();
    let column = Some(column.name.clone());
    Some(Question { asked, key, column, options, evidence: date.evidence.clone() })
}

fn about_duration(columns: &[ColumnFound], plan: &Plan) -> Vec<Question> {
    let mut asked = Vec::new();
    let units = ["decimal_hours", "minutes", "seconds"].map(str::to_owned);
    let open = plan.duration_open.map(|number| &columns[number - 1]);
    match (&plan.duration, open) {
        (None, None) => asked.push(Question {
            asked: Asked::Duration,
            key: "duration",
            column: None,
            options: Vec::new(),
            evidence: Vec::new(),
        }),
        (None, Some(column)) => {
            let evidence = column.decimal.as_ref().map_or_else(Vec::new, |decimal| decimal.evidence.clone());
            let column = Some(column.name.clone());
            let options = units.to_vec();
            asked.push(Question { asked: Asked::DurationUnit, key: "duration.form", column, options, evidence });
        }
        (Some(_), _) => {}
    }
    let signs = plan.measures().filter(|measure| is_sign_open(measure, columns)).filter_map(|measure| measure.column);
    let open =
        plan.duration_open.filter(|number| columns[number - 1].decimal.as_ref().is_some_and(|decimal| decimal.is_open));
    for number in signs.chain(open).take(1) {
        let column = &columns[number - 1];
        let evidence = column.decimal.as_ref().map_or_else(Vec::new, |decimal| decimal.evidence.clone());
        let kind = if evidence.len() > 1 { Asked::DecimalSignMixed } else { Asked::DecimalSign };
        asked.push(Question {
            asked: kind,
            key: "duration.decimal_sign",
            column: Some(column.name.clone()),
            options: vec![".".to_owned(), ",".to_owned()],
            evidence,
        });
    }
    asked
}

/// A sign between cells as profiles write it.
#[must_use]
pub fn mark(sign: char) -> String {
    if sign == '\t' { "tab".to_owned() } else { sign.to_string() }
}

/// An order of dates as profiles write it.
#[must_use]
pub const fn name_of(order: Order) -> &'static str {
    match order {
        Order::Ymd => "ymd",
        Order::Dmy => "dmy",
        Order::Mdy => "mdy",
    }
}
