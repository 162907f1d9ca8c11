//! The result of a second coding as CSV and as a table for a terminal, in one language. Both show the numbers of the
//! result as they are there.

use std::fmt::Write as _;

use super::agreement::{Interval, Reason};
use super::result::{Level, Outcome};
use crate::lang::Lang;
use crate::number::Hundredths;
use crate::text::inert;
use crate::words;

/// The figures of the registry.
const ITEMS: &str = "coding-items";
const AGREEMENT: &str = "coding-agreement";
const KAPPA: &str = "coding-kappa";
const CONFUSED: &str = "coding-confused";
const FIRST_SHARE: &str = "coding-share-first";
const SECOND_SHARE: &str = "coding-share-second";
const DRIFT: &str = "coding-drift";

/// One row of the CSV file: a figure, what it is of, and its value with its interval.
#[derive(Debug, Clone, Default)]
struct Row {
    figure: &'static str,
    of: String,
    team: String,
    first: String,
    second: String,
    value: String,
    interval: Option<(String, String)>,
}

impl Row {
    fn of(figure: &'static str, of: &str) -> Self {
        Self { figure, of: of.to_owned(), ..Self::default() }
    }
}

/// The result as CSV: lines beginning with `#` that say what must be known, a header, one row for each figure.
#[must_use]
pub fn csv(outcome: &Outcome, lang: Lang) -> String {
    let mut text = String::new();
    for line in about(outcome, lang) {
        let _ = writeln!(text, "# {line}");
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["figure", "of", "team", "first", "second", "value", "low", "high"];
    let header = header.map(|column| words::say(lang, &format!("coding-csv-{column}"), &[]));
    let mut written = writer.write_record(header);
    for row in rows(outcome) {
        let (low, high) = row.interval.unwrap_or_default();
        let cells = [row.figure.to_owned(), row.of, inert(&row.team), row.first, row.second, row.value, low, high];
        written = written.and_then(|()| writer.write_record(cells));
    }
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    text.push_str(&String::from_utf8_lossy(&bytes));
    text
}

fn rows(outcome: &Outcome) -> Vec<Row> {
    let items = &outcome.items;
    let standing = [
        ("drawn", items.drawn),
        ("coded", items.coded),
        ("cannot_tell", items.cannot_tell),
        ("open", items.open),
        ("withdrawn", items.withdrawn),
        ("changed", items.changed),
        ("code_retired", items.code_retired),
    ];
    let mut rows: Vec<Row> =
        standing.into_iter().map(|(of, many)| Row { value: many.to_string(), ..Row::of(ITEMS, of) }).collect();
    for (of, level) in [("category", &outcome.category), ("activity", &outcome.activity)] {
        let agreement = &level.agreement;
        let ends = |interval: Option<Interval>| interval.map(|found| (found.low.to_string(), found.high.to_string()));
        rows.push(Row {
            value: plain(agreement.percent),
            interval: ends(agreement.percent_interval),
            ..Row::of(AGREEMENT, of)
        });
        let kappa = agreement.kappa.map(|kappa| kappa.to_string()).unwrap_or_default();
        rows.push(Row { value: kappa, interval: ends(agreement.kappa_interval), ..Row::of(KAPPA, of) });
        rows.extend(level.confused.iter().map(|pair| Row {
            first: pair.first.clone(),
            second: pair.second.clone(),
            value: pair.items.to_string(),
            ..Row::of(CONFUSED, of)
        }));
    }
    for share in &outcome.shares {
        let values = [(FIRST_SHARE, share.first_percent), (SECOND_SHARE, share.second_percent), (DRIFT, share.drift)];
        rows.extend(values.map(|(figure, value)| Row {
            // All teams together stand under a sign that no name of a team is, as it is empty for those without one.
            team: share.team.clone().unwrap_or_else(|| "*".to_owned()),
            value: plain(value),
            ..Row::of(figure, &share.category)
        }));
    }
    rows
}

fn plain(value: Option<Hundredths>) -> String {
    value.map(Hundredths::plain).unwrap_or_default()
}

/// What must be known, one sentence each.
fn about(outcome: &Outcome, lang: Lang) -> Vec<String> {
    let sample = &outcome.sample;
    let extracted = outcome.extracted_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let params = [
        ("id", sample.id.to_string().into()),
        ("by", sample.drawn_by.as_str().into()),
        ("seed", sample.seed.to_string().into()),
        ("sampling", sample.sampling.as_str().into()),
        ("extracted", extracted.into()),
        ("version", outcome.vocabulary_version.to_string().into()),
    ];
    let mut lines = vec![words::say(lang, "coding-title", &[]), words::say(lang, "coding-about", &params)];
    if !sample.teams.is_empty() {
        lines.push(words::say(lang, "coding-about-teams", &[("teams", sample.teams.join(", ").into())]));
    }
    let coders: Vec<String> =
        outcome.items.coders.iter().map(|coder| format!("{} ({})", coder.coder, coder.items)).collect();
    if !coders.is_empty() {
        lines.push(words::say(lang, "coding-about-coders", &[("coders", coders.join(", ").into())]));
    }
    lines.extend(outcome.notes.iter().map(|note| note.sentence.clone()));
    // A name may hold the end of a line; a comment must not.
    lines.into_iter().map(|line| line.replace(['\r', '\n'], " ")).collect()
}

/// The result for a terminal.
#[must_use]
pub fn table(outcome: &Outcome, lang: Lang) -> String {
    let mut text = about(outcome, lang).join("\n");
    text.push_str("\n\n");
    for (name, level) in [("category", &outcome.category), ("activity", &outcome.activity)] {
        let title = words::say(lang, &format!("coding-level-{name}"), &[]);
        let _ = writeln!(text, "{title:<12} {}", agreement(level, lang));
        for pair in &level.confused {
            let _ = writeln!(text, "  {:<10} {:<10} {:>6}", pair.first, pair.second, pair.items);
        }
    }
    text.push('\n');
    let all = words::say(lang, "coding-all-teams", &[]);
    let none = words::say(lang, "coding-no-team", &[]);
    for share in &outcome.shares {
        let team = share.team.as_deref().map_or(all.as_str(), |team| if team.is_empty() { &none } else { team });
        let shown = |value: Option<Hundredths>| value.map_or_else(|| "–".to_owned(), |value| value.shown(lang));
        let (first, second, drift) = (shown(share.first_percent), shown(share.second_percent), shown(share.drift));
        let _ = writeln!(text, "{team:<24} {:<4} {:>5} {first:>8} {second:>8} {drift:>8}", share.category, share.items);
    }
    text
}

/// Agreement and kappa in a sentence.
fn agreement(level: &Level, lang: Lang) -> String {
    let found = &level.agreement;
    let number = |value: f64, decimals: usize| {
        let text = format!("{value:.decimals$}");
        if lang == Lang::Fr { text.replace('.', ",") } else { text }
    };
    let ends = |interval: Option<Interval>, decimals| {
        interval.map_or_else(String::new, |found| {
            let params = [("low", number(found.low, decimals).into()), ("high", number(found.high, decimals).into())];
            format!(" {}", words::say(lang, "coding-interval", &params))
        })
    };
    let none = if found.reason == Some(Reason::FewPeople) { "reports-suppressed" } else { "coding-not-enough" };
    let Some(percent) = found.percent else { return words::say(lang, none, &[]) };
    let share = format!("{}{}", percent.shown(lang), ends(found.percent_interval, 2));
    let kappa = match (found.kappa, found.reason) {
        (Some(kappa), None | Some(Reason::NoSpread)) => {
            format!("{}{}", number(kappa, 3), ends(found.kappa_interval, 3))
        }
        _ => words::say(lang, "coding-not-enough", &[]),
    };
    words::say(lang, "coding-agreement-line", &[("share", share.into()), ("kappa", kappa.into())])
}
