//! The workload report as CSV and a table for a terminal, in one language (as JSON: see `document`). All forms show the same numbers from
//! the same place; words come from the message files, labels of codes from the vocabulary.

use std::fmt::Write as _;

use super::ops::WorkloadAnswer;
use super::sight::Seen;
use super::workload::{By, Figures};
use crate::figures::Figure;
use crate::lang::{Both, Lang};
use crate::number::{Hundredths, hours_shown};
use crate::text::inert;
use crate::vocabulary::Vocabulary;
use crate::words::{self, Param};

/// Who the figures are of and what codes are called, for all forms.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The vocabulary in force.
    pub vocabulary: &'a Vocabulary,
    /// The name of the section.
    pub section: &'a Both,
    /// The language.
    pub lang: Lang,
}

impl Frame<'_> {
    /// What a group is called.
    #[must_use]
    pub fn label(&self, by: By, key: &str, answer: &WorkloadAnswer) -> String {
        let label = answer.labels.label(by, key, self.vocabulary, self.lang);
        match answer.split_into(by, key) {
            [] => label,
            codes => self.say("reports-split", &[("label", label.into()), ("codes", codes.join(", ").into())]),
        }
    }

    /// By which list the codes are read, in words.
    #[must_use]
    pub fn view(&self, answer: &WorkloadAnswer) -> String {
        self.say(&format!("reports-view-{}", answer.as_of().as_str()), &[])
    }

    pub(super) fn say(&self, id: &str, params: &[(&str, Param)]) -> String {
        words::say(self.lang, id, params)
    }

    /// Name and value of everything that must be known about the figures.
    #[must_use]
    pub fn about(&self, answer: &WorkloadAnswer) -> Vec<(String, String)> {
        let (first, last) = answer.days();
        let shown = |value: Option<Hundredths>| value.map_or_else(|| "–".to_owned(), |value| value.shown(self.lang));
        let grouped = |number: i64| Param::Text(crate::number::grouped(number, self.lang));
        let seen = self.filters(answer).map(|seen| (self.say("reports-about-filters", &[]), seen));
        let about = vec![
            (self.say("reports-about-period", &[]), format!("{first} – {last}")),
            (
                self.say("reports-about-extracted", &[]),
                answer.extracted_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            ),
            (self.say("reports-about-data", &[]), answer.snapshot.data_version.to_string()),
            (
                self.say("reports-about-vocabulary", &[]),
                format!("{} {}", self.vocabulary.name, self.vocabulary.version),
            ),
            (self.say("reports-about-view", &[]), self.view(answer)),
            (
                self.say("reports-about-coverage", &[]),
                self.say(
                    "reports-about-coverage-value",
                    &[
                        ("share", shown(answer.coverage.percent()).into()),
                        ("days", grouped(answer.coverage.days)),
                        ("expected", grouped(answer.coverage.expected)),
                    ],
                ),
            ),
            (
                self.say("reports-about-late", &[]),
                if answer.workload.late_suppressed {
                    self.say("reports-suppressed", &[])
                } else {
                    let share = shown(answer.workload.late_share()).into();
                    self.say("reports-about-late-value", &[("share", share), ("days", answer.late_after_days.into())])
                },
            ),
            (
                self.say("reports-about-held", &[]),
                match answer.workload.held_shown() {
                    None => self.say("reports-suppressed", &[]),
                    Some(held) => {
                        self.say("reports-about-held-value", &[("hours", hours_shown(held, self.lang).into())])
                    }
                },
            ),
            (self.say("reports-about-rounding", &[]), self.say("reports-about-rounding-value", &[])),
            (self.say("reports-about-source", &[]), self.source()),
        ];
        let small = answer.question.fewest_people.map(|fewest| {
            let value = self.say("reports-about-small-value", &[("people", fewest.into())]);
            (self.say("reports-about-small", &[]), value)
        });
        about.into_iter().chain(seen).chain(small).collect()
    }

    /// What the figures are narrowed to: what was asked for, and what the reader may see.
    #[must_use]
    pub fn filters(&self, answer: &WorkloadAnswer) -> Option<String> {
        let filters = answer.question.filters.iter().map(|filter| {
            let label = self.label(filter.by, &filter.value, answer);
            let by = self.say(&format!("reports-by-{}", filter.by.as_str()), &[]);
            self.say("reports-filter", &[("by", by.into()), ("group", label.into())])
        });
        let all: Vec<String> = filters.chain(self.seen(answer)).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// What heads a column of a figure.
    #[must_use]
    pub fn title(&self, figure: &str) -> String {
        Figure::find(figure).map_or_else(|| figure.to_owned(), |figure| figure.heading(self.lang))
    }

    /// What the figures are limited to because of who reads them; nothing where they are of the whole section.
    #[must_use]
    pub fn seen(&self, answer: &WorkloadAnswer) -> Option<String> {
        match &answer.snapshot.sight.seen {
            Seen::Everything => None,
            Seen::Own => Some(self.say("reports-seen-own", &[])),
            Seen::Teams(teams) => {
                let teams: Vec<&str> = teams.iter().map(String::as_str).collect();
                Some(self.say("reports-seen-teams", &[("teams", teams.join(", ").into())]))
            }
        }
    }

    /// The source line.
    #[must_use]
    pub fn source(&self) -> String {
        self.say("reports-source-entries", &[("section", self.section.get(self.lang).into())])
    }
}

/// The figures of the workload, in the order in which exports show them.
pub(super) const SHOWN: [&str; 9] =
    ["hours", "share", "prior", "first", "year-before", "entries", "files", "hours-per-file", "fte"];

/// A row of an export: the groups it is of, and one figure for each period.
struct Line<'a> {
    keys: Vec<(String, String)>,
    figures: &'a [Figures],
}

/// The rows of the report: groups with their columns, totals of columns, the total.
fn lines<'a>(answer: &'a WorkloadAnswer, frame: &Frame) -> Vec<Line<'a>> {
    let (by, across) = (answer.question.by, answer.question.across);
    let total = || ("total".to_owned(), frame.say("reports-row-total", &[]));
    let named = |by: By, key: &str| (key.to_owned(), frame.label(by, key, answer));
    let line = |row: (String, String), column: Option<(String, String)>, figures: &'a [Figures]| Line {
        keys: [Some(row), column].into_iter().flatten().collect(),
        figures,
    };
    let mut lines = Vec::new();
    for group in &answer.workload.groups {
        let row = named(by, &group.key);
        if let Some(across) = across {
            for cell in &group.across {
                lines.push(line(row.clone(), Some(named(across, &cell.key)), &cell.figures));
            }
        }
        lines.push(line(row, across.map(|_| total()), &group.figures));
    }
    if let Some(across) = across {
        for column in &answer.workload.columns {
            lines.push(line(total(), Some(named(across, &column.key)), &column.figures));
        }
    }
    lines.push(line(total(), across.map(|_| total()), &answer.workload.totals));
    lines
}

/// The report as CSV: lines beginning with `#` that say what must be known, a header, one row for each group and period.
#[must_use]
pub fn csv(answer: &WorkloadAnswer, frame: Frame) -> String {
    let mut text = String::new();
    for (name, value) in frame.about(answer) {
        let _ = writeln!(text, "# {name}: {value}");
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let crossed: &[&str] = if answer.question.across.is_some() { &["across-key", "across-label"] } else { &[] };
    let header = ["period", "key", "label"].iter().chain(crossed).chain(&[
        "minutes",
        "hours",
        "share",
        "prior",
        "first",
        "year-before",
        "entries",
        "files",
        "hours-per-file",
        "fte",
        "incomplete",
    ]);
    let mut rows: Vec<Vec<String>> =
        vec![header.map(|column| frame.say(&format!("reports-csv-{column}"), &[])).collect()];
    let plain = |value: Option<Hundredths>| value.map(Hundredths::plain).unwrap_or_default();
    let count = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let hidden = || frame.say("reports-csv-suppressed", &[]);
    let lines = lines(answer, &frame);
    for (at, period) in answer.workload.periods.iter().enumerate() {
        let incomplete = || if period.incomplete { frame.say("reports-period-incomplete", &[]) } else { String::new() };
        let keys = |keys: &[(String, String)]| {
            let cells = keys.iter().flat_map(|(key, label)| [inert(key), inert(label)]);
            [period.label(frame.lang)].into_iter().chain(cells).collect::<Vec<_>>()
        };
        for line in &lines {
            let cell = line.figures[at];
            let mut row = keys(&line.keys);
            if cell.suppressed {
                row.extend((0..10).map(|_| hidden()));
            } else {
                row.extend([cell.minutes.to_string(), Hundredths::hours(cell.minutes).plain()]);
                row.extend([cell.share, cell.change_from_prior, cell.change_from_first].map(plain));
                row.extend([plain(cell.change_from_year_before), cell.entries.to_string(), count(cell.files)]);
                row.extend([plain(cell.hours_per_file()), plain(cell.fte)]);
            }
            row.push(incomplete());
            rows.push(row);
        }
        let mut held = vec![("held".to_owned(), frame.say("reports-row-held", &[]))];
        held.extend(answer.question.across.map(|_| (String::new(), String::new())));
        let mut row = keys(&held);
        if answer.workload.held_suppressed[at] {
            row.extend([hidden(), hidden()]);
        } else {
            let minutes = answer.workload.held[at];
            row.extend([minutes.to_string(), Hundredths::hours(minutes).plain()]);
        }
        row.extend((0..8).map(|_| String::new()));
        row.push(incomplete());
        rows.push(row);
    }
    for row in rows {
        // Writing to memory cannot fail.
        drop(writer.write_record(&row));
    }
    text.push_str(&String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default());
    text
}

/// The report as a table for a terminal.
#[must_use]
pub fn table(answer: &WorkloadAnswer, frame: Frame) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let by = |by: By| frame.say(&format!("reports-by-{}", by.as_str()), &[]);
    let mut titles = vec![by(answer.question.by)];
    titles.extend(answer.question.across.map(by));
    titles.push(frame.say("reports-column-period", &[]));
    let texts = titles.len();
    titles.extend(SHOWN.map(|figure| frame.title(figure)));
    rows.push(titles);
    let shown = |value: Option<Hundredths>| value.map_or_else(|| "–".to_owned(), |value| value.shown(frame.lang));
    let count =
        |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |value| crate::number::grouped(value, frame.lang));
    let period_name = |period: &crate::period::Period| {
        let mark = if period.incomplete { " *" } else { "" };
        format!("{}{mark}", period.label(frame.lang))
    };
    for line in lines(answer, &frame) {
        for (period, cell) in answer.workload.periods.iter().zip(line.figures) {
            let mut row: Vec<String> = line.keys.iter().map(|(_, label)| label.clone()).collect();
            row.push(period_name(period));
            if cell.suppressed {
                row.extend(SHOWN.map(|_| SUPPRESSED.to_owned()));
            } else {
                row.push(hours_shown(cell.minutes, frame.lang));
                row.extend([cell.share, cell.change_from_prior, cell.change_from_first].map(shown));
                row.extend([shown(cell.change_from_year_before), count(Some(cell.entries)), count(cell.files)]);
                row.extend([shown(cell.hours_per_file()), shown(cell.fte)]);
            }
            rows.push(row);
        }
    }
    for (at, period) in answer.workload.periods.iter().enumerate() {
        let mut row = vec![frame.say("reports-row-held", &[])];
        row.extend(answer.question.across.map(|_| String::new()));
        row.push(period_name(period));
        let hidden = answer.workload.held_suppressed[at];
        row.push(if hidden { SUPPRESSED.to_owned() } else { hours_shown(answer.workload.held[at], frame.lang) });
        row.extend((1..SHOWN.len()).map(|_| "–".to_owned()));
        rows.push(row);
    }
    let mut text = format!("{} – {}\n\n", frame.say("reports-workload-title", &[]), frame.section.get(frame.lang));
    text.push_str(&align(&rows, texts));
    text.push('\n');
    if answer.workload.periods.iter().any(|period| period.incomplete) {
        let _ = writeln!(text, "* {}", frame.say("reports-incomplete-note", &[]));
    }
    for (name, value) in frame.about(answer) {
        let _ = writeln!(text, "{name}: {value}");
    }
    text
}

/// What stands for a figure of a small group.
pub(super) const SUPPRESSED: &str = "···";

/// Columns side by side: so many texts to the left, numbers to the right.
pub(super) fn align(rows: &[Vec<String>], texts: usize) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> =
        (0..columns).map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let line = row.iter().enumerate().fold(String::new(), |mut line, (at, cell)| {
            let pad = " ".repeat(widths[at] - cell.chars().count());
            let gap = if at == 0 { "" } else { "  " };
            let _ = if at < texts { write!(line, "{gap}{cell}{pad}") } else { write!(line, "{gap}{pad}{cell}") };
            line
        });
        text.push_str(line.trim_end());
        text.push('\n');
        if number == 0 {
            text.push_str(&"-".repeat(widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1)));
            text.push('\n');
        }
    }
    text
}
