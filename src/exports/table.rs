//! Entries as CSV (RFC 4180), in one language. No cell is a live formula.

use super::EntryExport;
use crate::lang::Lang;
use crate::number::Hundredths;
use crate::text::inert;
use crate::vocabulary::Vocabulary;
use crate::words;

/// The columns, as the keys of their titles end.
const COLUMNS: [&str; 11] = [
    "worked-on",
    "file",
    "activity",
    "label",
    "category",
    "minutes",
    "hours",
    "narrative",
    "entered-on",
    "id",
    "person",
];

/// The entries as CSV: a header in the language, one row for each entry. The profile `casetime-entries` reads it again.
#[must_use]
pub fn csv(export: &EntryExport, vocabulary: &Vocabulary, lang: Lang) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut row = |cells: [String; 11]| {
        writer.write_record(cells.map(|cell| inert(&cell))).expect("rows are of one length and memory takes them");
    };
    row(COLUMNS.map(|column| words::say(lang, &format!("exports-csv-{column}"), &[])));
    for view in &export.entries {
        let entry = &view.entry;
        let label = vocabulary.find_activity(&entry.activity).map(|activity| activity.label.get(lang).to_owned());
        row([
            entry.worked_on.to_string(),
            view.file.clone(),
            entry.activity.clone(),
            label.unwrap_or_default(),
            entry.category.clone(),
            entry.minutes.get().to_string(),
            Hundredths::hours(entry.minutes.get()).plain(),
            entry.narrative.clone(),
            entry.entered_on.map(|day| day.to_string()).unwrap_or_default(),
            entry.id.to_string(),
            export.person.clone(),
        ]);
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("cells are text")
}
