//! The workload report as CSV and a table for a terminal, in one language (as JSON: see `document`). All forms show the same numbers from
//! the same place; words come from the message files, labels of codes from the vocabulary.

use std::fmt::Write as _;

use super::ops::WorkloadAnswer;
use super::sight::Seen;
use super::workload::{By, Figures};
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
        let label = match by {
            By::Category => self.vocabulary.find_category(key).map(|category| category.label.get(self.lang).to_owned()),
            By::Activity => self.vocabulary.find_activity(key).map(|activity| activity.label.get(self.lang).to_owned()),
            By::File => answer.snapshot.files.iter().find(|file| file.number == key).map(|file| file.title.clone()),
            _ => None,
        };
        let label =
            label.unwrap_or_else(|| if key.is_empty() { self.say("reports-none", &[]) } else { key.to_owned() });
        match answer.split_into(key) {
            [] => label,
            codes => self.say("reports-split", &[("label", label.into()), ("codes", codes.join(", ").into())]),
        }
    }

    /// By which list the codes are read, in words.
    #[must_use]
    pub fn view(&self, answer: &WorkloadAnswer) -> String {
        self.say(&format!("reports-view-{}", answer.as_of().as_str()), &[])
    }

    fn say(&self, id: &str, params: &[(&str, Param)]) -> String {
        words::say(self.lang, id, params)
    }

    /// Name and value of everything that must be known about the figures.
    #[must_use]
    pub fn about(&self, answer: &WorkloadAnswer) -> Vec<(String, String)> {
        let (first, last) = answer.days();
        let shown = |value: Option<Hundredths>| value.map_or_else(|| "–".to_owned(), |value| value.shown(self.lang));
        let (late, known) = answer.workload.late;
        let held: i64 = answer.workload.held.iter().sum();
        let grouped = |number: i64| Param::Text(crate::number::grouped(number, self.lang));
        let seen = self.seen(answer).map(|seen| (self.say("reports-about-filters", &[]), seen));
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
                self.say(
                    "reports-about-late-value",
                    &[
                        ("share", shown(Hundredths::percent(late, known)).into()),
                        ("days", answer.late_after_days.into()),
                    ],
                ),
            ),
            (
                self.say("reports-about-held", &[]),
                self.say("reports-about-held-value", &[("hours", hours_shown(held, self.lang).into())]),
            ),
            (self.say("reports-about-rounding", &[]), self.say("reports-about-rounding-value", &[])),
            (self.say("reports-about-source", &[]), self.source()),
        ];
        about.into_iter().chain(seen).collect()
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

/// The report as CSV: lines beginning with `#` that say what must be known, a header, one row for each group and period.
#[must_use]
pub fn csv(answer: &WorkloadAnswer, frame: Frame) -> String {
    let mut text = String::new();
    for (name, value) in frame.about(answer) {
        let _ = writeln!(text, "# {name}: {value}");
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["period", "key", "label", "minutes", "hours", "share", "prior", "first", "incomplete"]
        .map(|column| frame.say(&format!("reports-csv-{column}"), &[]));
    let mut rows: Vec<Vec<String>> = vec![header.into()];
    let plain = |value: Option<Hundredths>| value.map(Hundredths::plain).unwrap_or_default();
    for (at, period) in answer.workload.periods.iter().enumerate() {
        let mut row = |key: &str, label: String, cell: Figures| {
            rows.push(vec![
                period.label(frame.lang),
                inert(key),
                inert(&label),
                cell.minutes.to_string(),
                Hundredths::hours(cell.minutes).plain(),
                plain(cell.share),
                plain(cell.change_from_prior),
                plain(cell.change_from_first),
                if period.incomplete { frame.say("reports-period-incomplete", &[]) } else { String::new() },
            ]);
        };
        for group in &answer.workload.groups {
            row(&group.key, frame.label(answer.by, &group.key, answer), group.figures[at]);
        }
        row("total", frame.say("reports-row-total", &[]), answer.workload.totals[at]);
        let held = Figures { minutes: answer.workload.held[at], ..Figures::default() };
        row("held", frame.say("reports-row-held", &[]), held);
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
    let mut titles = vec![frame.say(&format!("reports-by-{}", answer.by.as_str()), &[])];
    titles.push(frame.say("reports-column-period", &[]));
    titles
        .extend(["hours", "share", "prior", "first"].map(|column| frame.say(&format!("reports-column-{column}"), &[])));
    rows.push(titles);
    let shown = |value: Option<Hundredths>| value.map_or_else(|| "–".to_owned(), |value| value.shown(frame.lang));
    let mut add = |label: &str, figures: &[Figures]| {
        for (period, cell) in answer.workload.periods.iter().zip(figures) {
            let mut name = period.label(frame.lang);
            if period.incomplete {
                name.push_str(" *");
            }
            rows.push(vec![
                label.to_owned(),
                name,
                hours_shown(cell.minutes, frame.lang),
                shown(cell.share),
                shown(cell.change_from_prior),
                shown(cell.change_from_first),
            ]);
        }
    };
    for group in &answer.workload.groups {
        add(&frame.label(answer.by, &group.key, answer), &group.figures);
    }
    add(&frame.say("reports-row-total", &[]), &answer.workload.totals);
    let held: Vec<Figures> =
        answer.workload.held.iter().map(|minutes| Figures { minutes: *minutes, ..Figures::default() }).collect();
    add(&frame.say("reports-row-held", &[]), &held);
    let mut text = format!("{} – {}\n\n", frame.say("reports-workload-title", &[]), frame.section.get(frame.lang));
    text.push_str(&align(&rows));
    text.push('\n');
    if answer.workload.periods.iter().any(|period| period.incomplete) {
        let _ = writeln!(text, "* {}", frame.say("reports-incomplete-note", &[]));
    }
    for (name, value) in frame.about(answer) {
        let _ = writeln!(text, "{name}: {value}");
    }
    text
}

/// Columns side by side: texts to the left, numbers to the right.
pub(super) fn align(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> =
        (0..columns).map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let line = row.iter().enumerate().fold(String::new(), |mut line, (at, cell)| {
            let pad = " ".repeat(widths[at] - cell.chars().count());
            let gap = if at == 0 { "" } else { "  " };
            let _ = if at < 2 { write!(line, "{gap}{cell}{pad}") } else { write!(line, "{gap}{pad}{cell}") };
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
