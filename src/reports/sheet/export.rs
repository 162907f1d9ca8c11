//! A report of tables as CSV and as a table for a terminal, in one language.

use std::fmt::Write as _;

use super::document::{key_title, label, notes, number, table_title, text, title};
use super::{Cell, Row, Sheet, Value};
use crate::figures::{Figure, Unit};
use crate::lang::Lang;
use crate::number::{Hundredths, grouped, hours_shown};
use crate::reports::explain::Found;
use crate::reports::export::{Frame, SUPPRESSED, align};
use crate::reports::ops::WorkloadAnswer;
use crate::text::inert;

/// The most keys a row has.
const KEYS: usize = 4;

/// The report as CSV: lines beginning with `#` that say what must be known, a header, one row for each value.
#[must_use]
pub fn csv(sheet: &Sheet, frame: Frame) -> String {
    let say = |column: &str| frame.say(&format!("reports-csv-{column}"), &[]);
    let mut lines = String::new();
    for (name, value) in frame.about(&sheet.about) {
        let _ = writeln!(lines, "# {name}: {value}");
    }
    for note in notes(sheet, frame) {
        let _ = writeln!(lines, "# {note}");
    }
    let keys = sheet.tables.iter().map(|table| table.keys.len()).max().unwrap_or(0).clamp(1, KEYS);
    let mut header = vec![say("table")];
    for place in 1..=keys {
        header.extend([format!("{}_{place}", say("key")), format!("{}_{place}", say("label"))]);
    }
    header.extend(["figure", "title", "unit", "value", "incomplete"].map(say));
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    drop(writer.write_record(&header));
    for table in &sheet.tables {
        let figures: Vec<&Figure> = table.figures.iter().filter_map(|id| Figure::find(id)).collect();
        for row in &table.rows {
            let mut start = vec![table.id.to_owned()];
            for key in &row.keys {
                start.extend([inert(&key.key), inert(&label(&sheet.about, key, frame))]);
            }
            start.resize(1 + keys * 2, String::new());
            for (figure, cell) in figures.iter().zip(&row.cells) {
                let mut record = start.clone();
                record.extend([figure.id.to_owned(), figure.title(frame.lang), unit(figure.unit, frame)]);
                record.push(plain(&cell.value, frame));
                record.push(if row.incomplete { frame.say("reports-period-incomplete", &[]) } else { String::new() });
                drop(writer.write_record(&record));
            }
        }
    }
    lines.push_str(&String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default());
    lines
}

fn unit(unit: Unit, frame: Frame) -> String {
    let name = match unit {
        Unit::Hours => "hours",
        Unit::Percent => "percent",
        Unit::Count => "count",
        Unit::Days => "days",
        Unit::Positions => "positions",
        Unit::Factor => "factor",
        Unit::Points => "points",
        Unit::Coefficient => "coefficient",
        Unit::Text => "text",
    };
    frame.say(&format!("figure-unit-{name}"), &[])
}

fn plain(value: &Value, frame: Frame) -> String {
    if *value == Value::Suppressed {
        return frame.say("reports-csv-suppressed", &[]);
    }
    number(value).map(Hundredths::plain).or_else(|| text(value, frame.lang)).unwrap_or_default()
}

fn shown(cell: &Cell, lang: Lang) -> String {
    match &cell.value {
        Value::Count(count) => grouped(*count, lang),
        Value::Minutes(minutes) => hours_shown(*minutes, lang),
        Value::Ratio(ratio) => ratio.shown(lang),
        Value::None => "–".to_owned(),
        Value::Suppressed => SUPPRESSED.to_owned(),
        other => text(other, lang).unwrap_or_default(),
    }
}

/// The report as tables for a terminal.
#[must_use]
pub fn table(sheet: &Sheet, frame: Frame) -> String {
    let mut lines = format!("{} – {}\n\n", title(sheet, frame), frame.section.get(frame.lang));
    for table in &sheet.tables {
        let _ = writeln!(lines, "{}\n", table_title(sheet, table, frame));
        let mut rows = vec![table.keys.iter().map(|key| key_title(key, frame)).collect::<Vec<_>>()];
        rows[0].extend(table.figures.iter().map(|figure| frame.title(figure)));
        rows.extend(table.rows.iter().map(|row| cells(sheet, row, frame)));
        lines.push_str(&align(&rows, table.keys.len()));
        lines.push('\n');
    }
    for note in notes(sheet, frame) {
        let _ = writeln!(lines, "* {note}");
    }
    for (name, value) in frame.about(&sheet.about) {
        let _ = writeln!(lines, "{name}: {value}");
    }
    lines
}

fn cells(sheet: &Sheet, row: &Row, frame: Frame) -> Vec<String> {
    let mut cells: Vec<String> = row.keys.iter().map(|key| label(&sheet.about, key, frame)).collect();
    if let Some(first) = cells.first_mut().filter(|_| row.incomplete) {
        first.push_str(" *");
    }
    cells.extend(row.cells.iter().map(|cell| shown(cell, frame.lang)));
    cells
}

/// One value of a figure that is explained, on a line: what it is of, and the value.
#[must_use]
pub fn line(about: &WorkloadAnswer, found: &Found, frame: Frame) -> String {
    let keys: Vec<String> = found.keys.iter().map(|key| label(about, key, frame)).collect();
    let mark = if found.incomplete { " *" } else { "" };
    format!("{}{mark}  {}", keys.join(" · "), shown(&found.cell, frame.lang))
}
