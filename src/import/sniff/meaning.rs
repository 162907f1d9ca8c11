//! What a column may mean, by its name: `aliases.toml` holds the names that exports use. A name proposes; what stands
//! in the column must agree, and a person decides.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::text::fold;

/// What a column may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Who did the work.
    Person,
    /// The first name of who did it.
    FirstName,
    /// The last name of who did it.
    LastName,
    /// The file it was done on.
    File,
    /// What was done.
    Activity,
    /// The day.
    Date,
    /// How long it took.
    Duration,
    /// How long it took, in hours.
    Hours,
    /// How long it took, in minutes.
    Minutes,
    /// How long it took, in seconds.
    Seconds,
    /// When it began.
    Start,
    /// When it ended.
    End,
    /// What the entry says.
    Narrative,
    /// The day the entry was made.
    EnteredOn,
    /// An identifier of the source.
    SourceId,
    /// Which rows are time.
    RowKind,
}

/// A totals row by the words it begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalKind {
    /// Of everything.
    Total,
    /// Of a part.
    Subtotal,
    /// Of everything so far.
    Running,
}

// Keys that are no meaning are refused by the map that takes the rest.
#[derive(Deserialize)]
struct File {
    only: Only,
    totals: TotalWords,
    #[serde(flatten)]
    columns: HashMap<Meaning, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Only {
    columns: Vec<String>,
    values: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TotalWords {
    total: Vec<String>,
    subtotal: Vec<String>,
    running: Vec<String>,
}

struct Aliases {
    whole: HashMap<String, Vec<(Meaning, usize)>>,
    beginnings: Vec<(String, Meaning, usize)>,
    only_values: Vec<String>,
    totals: Vec<(String, TotalKind)>,
}

static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("aliases.toml")).expect("a test reads the names of columns");
    let mut aliases =
        Aliases { whole: HashMap::new(), beginnings: Vec::new(), only_values: file.only.values, totals: Vec::new() };
    let row_kind = (Meaning::RowKind, file.only.columns);
    for (meaning, names) in file.columns.into_iter().chain([row_kind]) {
        for (rank, name) in names.iter().enumerate() {
            match name.strip_suffix('*') {
                Some(beginning) => aliases.beginnings.push((fold(beginning), meaning, rank)),
                None => aliases.whole.entry(fold(name)).or_default().push((meaning, rank)),
            }
        }
    }
    for (words, kind) in [
        (file.totals.subtotal, TotalKind::Subtotal),
        (file.totals.running, TotalKind::Running),
        (file.totals.total, TotalKind::Total),
    ] {
        aliases.totals.extend(words.iter().map(|word| (fold(word), kind)));
    }
    // `total cumulé` is looked for before `total`.
    aliases.totals.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    aliases
});

/// What a column of this name may mean, each with its rank: the lower, the likelier.
#[must_use]
pub fn of(name: &str) -> Vec<(Meaning, usize)> {
    let name = fold(name);
    let mut found = ALIASES.whole.get(&name).cloned().unwrap_or_default();
    for (beginning, meaning, rank) in &ALIASES.beginnings {
        let behind = name.strip_prefix(beginning.as_str());
        if behind.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            && !found.iter().any(|(known, _)| known == meaning)
        {
            found.push((*meaning, *rank));
        }
    }
    found.sort_unstable();
    found
}

/// What stands in the column that tells the kind of a row where the row is time.
#[must_use]
pub fn only_values() -> &'static [String] {
    &ALIASES.only_values
}

/// The words of a totals row that a cell begins with, as the cell writes them.
#[must_use]
pub fn total(cell: &str) -> Option<(TotalKind, &str)> {
    // Most cells are told apart by their first letter.
    if cell.len() > 80 || !cell.starts_with(char::is_alphabetic) {
        return None;
    }
    let folded = fold(cell);
    let (word, kind) = ALIASES.totals.iter().find(|(word, _)| {
        folded.strip_prefix(word.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })?;
    // The shortest beginning of the cell that folds to the word.
    let ends = cell.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let end = ends.into_iter().find(|end| fold(&cell[..*end]) == *word).unwrap_or(cell.len());
    Some((*kind, &cell[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(name: &str) -> Option<Meaning> {
        of(name).first().map(|(meaning, _)| *meaning)
    }

    #[test]
    fn names_in_four_languages_propose_a_meaning() {
        for (name, meaning) in [
            ("Timekeeper", Meaning::Person),
            ("EMPLOYÉ(E)", Meaning::Person),
            ("N° de dossier", Meaning::File),
            ("LAW_FIRM_MATTER_ID", Meaning::File),
            ("Catégorie", Meaning::Activity),
            ("Datum", Meaning::Date),
            ("Durée", Meaning::Duration),
            ("Time (decimal)", Meaning::Hours),
            ("Heures", Meaning::Hours),
            ("Clock-In", Meaning::Start),
            ("Entrada Empresa", Meaning::Start),
            ("Saida Intervalo", Meaning::End),
            ("Beschreibung", Meaning::Narrative),
            ("Saisi le", Meaning::EnteredOn),
            ("EXP/FEE/INV_ADJ_TYPE", Meaning::RowKind),
        ] {
            assert_eq!(first(name), Some(meaning), "{name}");
        }
        assert_eq!(of("Colour"), []);
        assert_eq!(of("Entradas"), []);
    }

    #[test]
    fn totals_are_told_by_their_first_words() {
        for (cell, kind, word) in [
            ("Total", TotalKind::Total, "Total"),
            ("TOTAL T-2", TotalKind::Total, "TOTAL"),
            ("Saldo total: 36:45", TotalKind::Total, "Saldo total"),
            ("Sous-total :", TotalKind::Subtotal, "Sous-total"),
            ("Zwischensumme", TotalKind::Subtotal, "Zwischensumme"),
            ("Total cumulé", TotalKind::Running, "Total cumulé"),
            ("Gesamt", TotalKind::Total, "Gesamt"),
        ] {
            assert_eq!(total(cell), Some((kind, word)), "{cell}");
        }
        for cell in ["", "Totally", "A total", "42", "Summer"] {
            assert_eq!(total(cell), None, "{cell}");
        }
    }
}
