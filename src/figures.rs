//! The registry of figures: what each one is called, what it counts, its unit, how it is rounded and where it comes from. API,
//! pages, command line, documents and exports take all of that from here.

use serde::Serialize;
use utoipa::ToSchema;

use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::time::clip;
use crate::words;

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FigureUnit)]
pub enum Unit {
    /// Hours, from whole minutes.
    Hours,
    /// Per cent.
    Percent,
    /// Whole things.
    Count,
    /// Days.
    Days,
    /// People working full time.
    Positions,
    /// How many times.
    Factor,
    /// Percentage points.
    Points,
    /// A number between -1 and 1.
    Coefficient,
    /// A word.
    Text,
}

/// How a figure is rounded, once and half away from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FigureRounding)]
pub enum Rounding {
    /// To hundredths.
    Hundredths,
    /// To thousandths.
    Thousandths,
    /// Not at all: it is whole.
    None,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FigureSource)]
pub enum Origin {
    /// Current time entries.
    Entries,
    /// The register of requests.
    Requests,
    /// The register of files.
    Files,
    /// People and their schedules.
    Schedules,
    /// Confirmations by lead counsel.
    SignOffs,
    /// The vocabulary.
    Vocabulary,
    /// Samples of entries that were coded a second time.
    Samples,
}

impl Origin {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Requests => "requests",
            Self::Files => "files",
            Self::Schedules => "schedules",
            Self::SignOffs => "sign-offs",
            Self::Vocabulary => "vocabulary",
            Self::Samples => "samples",
        }
    }
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// What addresses and programs call it.
    pub id: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// Where it comes from.
    pub source: Origin,
    /// The reports it stands in.
    pub reports: &'static [&'static str],
}

const fn of(id: &'static str, unit: Unit, source: Origin, reports: &'static [&'static str]) -> Figure {
    Figure { id, unit, source, reports }
}

const WORKLOAD: &[&str] = &["workload"];
const CAPACITY: &[&str] = &["capacity"];
const DEMAND: &[&str] = &["demand"];
const TIMELINESS: &[&str] = &["timeliness"];
const QUALITY: &[&str] = &["quality"];
const SIGN_OFF: &[&str] = &["sign-off"];
const CHASE: &[&str] = &["chase"];
const CODING: &[&str] = &["coding"];

/// Every figure.
pub const ALL: &[Figure] = &[
    of("hours", Unit::Hours, Origin::Entries, &["workload", "timeliness", "capacity", "sign-off"]),
    of("entries", Unit::Count, Origin::Entries, &["workload", "quality"]),
    of("share", Unit::Percent, Origin::Entries, WORKLOAD),
    of("prior", Unit::Percent, Origin::Entries, WORKLOAD),
    of("first", Unit::Percent, Origin::Entries, WORKLOAD),
    of("year-before", Unit::Percent, Origin::Entries, WORKLOAD),
    of("files", Unit::Count, Origin::Entries, WORKLOAD),
    of("hours-per-file", Unit::Hours, Origin::Entries, WORKLOAD),
    of("fte", Unit::Positions, Origin::Entries, &["workload", "capacity"]),
    of("coverage", Unit::Percent, Origin::Entries, &["workload", "capacity", "demand", "timeliness", "quality"]),
    of("late", Unit::Percent, Origin::Entries, &["workload", "capacity", "demand", "timeliness", "quality"]),
    of("held", Unit::Hours, Origin::Entries, &["workload", "capacity", "demand", "timeliness", "quality"]),
    of("people", Unit::Count, Origin::Schedules, CAPACITY),
    of("working-days", Unit::Days, Origin::Schedules, CAPACITY),
    of("person-days", Unit::Days, Origin::Schedules, CAPACITY),
    of("capacity", Unit::Hours, Origin::Schedules, CAPACITY),
    of("capacity-used", Unit::Percent, Origin::Entries, CAPACITY),
    of("fte-available", Unit::Positions, Origin::Schedules, CAPACITY),
    of("received", Unit::Count, Origin::Requests, DEMAND),
    of("accepted", Unit::Count, Origin::Requests, DEMAND),
    of("declined", Unit::Count, Origin::Requests, DEMAND),
    of("referred", Unit::Count, Origin::Requests, DEMAND),
    of("completed", Unit::Count, Origin::Requests, DEMAND),
    of("net-flow", Unit::Count, Origin::Requests, DEMAND),
    of("open", Unit::Count, Origin::Requests, DEMAND),
    of("age-median", Unit::Days, Origin::Requests, DEMAND),
    of("age-85", Unit::Days, Origin::Requests, DEMAND),
    of("age-oldest", Unit::Days, Origin::Requests, DEMAND),
    of("lead-median", Unit::Days, Origin::Requests, DEMAND),
    of("lead-85", Unit::Days, Origin::Requests, DEMAND),
    of("conversion", Unit::Percent, Origin::Requests, DEMAND),
    of("received-share", Unit::Percent, Origin::Requests, DEMAND),
    of("assistance-share", Unit::Percent, Origin::Requests, DEMAND),
    of("advice-share", Unit::Percent, Origin::Requests, DEMAND),
    of("files-opened", Unit::Count, Origin::Files, DEMAND),
    of("files-carried", Unit::Count, Origin::Files, DEMAND),
    of("files-closed", Unit::Count, Origin::Files, DEMAND),
    of("known", Unit::Hours, Origin::Entries, TIMELINESS),
    of("unknown", Unit::Hours, Origin::Entries, TIMELINESS),
    of("within-1", Unit::Percent, Origin::Entries, TIMELINESS),
    of("within-5", Unit::Percent, Origin::Entries, TIMELINESS),
    of("within-10", Unit::Percent, Origin::Entries, TIMELINESS),
    of("entered-by", Unit::Hours, Origin::Entries, TIMELINESS),
    of("complete", Unit::Percent, Origin::Entries, TIMELINESS),
    of("factor", Unit::Factor, Origin::Entries, TIMELINESS),
    of("expected-hours", Unit::Hours, Origin::Entries, TIMELINESS),
    of("indicator", Unit::Percent, Origin::Entries, QUALITY),
    of("part", Unit::Count, Origin::Entries, QUALITY),
    of("whole", Unit::Count, Origin::Entries, QUALITY),
    of("target", Unit::Percent, Origin::Entries, QUALITY),
    of("met", Unit::Text, Origin::Entries, QUALITY),
    of("code-hours", Unit::Hours, Origin::Entries, QUALITY),
    of("code-use", Unit::Text, Origin::Vocabulary, QUALITY),
    of("sign-off-state", Unit::Text, Origin::SignOffs, SIGN_OFF),
    of("sign-off-files", Unit::Count, Origin::SignOffs, SIGN_OFF),
    of("sign-off-share", Unit::Percent, Origin::SignOffs, SIGN_OFF),
    of("hours-since", Unit::Hours, Origin::SignOffs, SIGN_OFF),
    of("chase-count", Unit::Count, Origin::Entries, CHASE),
    of("chase-hours", Unit::Hours, Origin::Entries, CHASE),
    of("coding-items", Unit::Count, Origin::Samples, CODING),
    of("coding-agreement", Unit::Percent, Origin::Samples, CODING),
    of("coding-kappa", Unit::Coefficient, Origin::Samples, CODING),
    of("coding-confused", Unit::Count, Origin::Samples, CODING),
    of("coding-share-first", Unit::Percent, Origin::Samples, CODING),
    of("coding-share-second", Unit::Percent, Origin::Samples, CODING),
    of("coding-drift", Unit::Points, Origin::Samples, CODING),
];

impl Figure {
    /// The figure with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|figure| figure.id == id)
    }

    /// As [`Figure::find`], for whoever asks for one.
    ///
    /// # Errors
    /// `unknown_figure`.
    pub fn parse(id: &str) -> Result<&'static Self, Fault> {
        Self::find(id.trim()).ok_or_else(|| Fault::new(Code::UnknownFigure, "figure").with("value", clip(id)))
    }

    /// The figures of a report, in their order.
    pub fn of_report(report: &str) -> impl Iterator<Item = &'static Self> {
        ALL.iter().filter(move |figure| figure.reports.contains(&report))
    }

    /// How it is rounded.
    #[must_use]
    pub const fn rounding(&self) -> Rounding {
        match self.unit {
            Unit::Hours | Unit::Percent | Unit::Positions | Unit::Factor | Unit::Points => Rounding::Hundredths,
            Unit::Coefficient => Rounding::Thousandths,
            Unit::Count | Unit::Days | Unit::Text => Rounding::None,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        words::say(lang, &format!("figure-{}-title", self.id), &[])
    }

    /// What heads a column of it: its name, and the sign of its unit where it has one.
    #[must_use]
    pub fn heading(&self, lang: Lang) -> String {
        let title = self.title(lang);
        if self.unit == Unit::Percent { format!("{title}, %") } else { title }
    }

    /// What it counts.
    #[must_use]
    pub fn definition(&self, lang: Lang) -> String {
        words::say(lang, &format!("figure-{}-definition", self.id), &[])
    }

    /// The figure as it is sent.
    #[must_use]
    pub fn document(&self, lang: Lang) -> FigureDocument {
        let rounding = match self.rounding() {
            Rounding::Hundredths => "hundredths",
            Rounding::Thousandths => "thousandths",
            Rounding::None => "none",
        };
        FigureDocument {
            id: self.id,
            title: self.title(lang),
            definition: self.definition(lang),
            unit: self.unit,
            rounding: self.rounding(),
            rounding_rule: words::say(lang, &format!("figure-rounding-{rounding}"), &[]),
            source: self.source,
            source_text: words::say(lang, &format!("figure-source-{}", self.source.as_str()), &[]),
            reports: self.reports.to_vec(),
        }
    }
}

/// A figure as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FigureDefinition)]
pub struct FigureDocument {
    /// What addresses and programs call it.
    pub id: &'static str,
    /// What readers call it.
    pub title: String,
    /// What it counts.
    pub definition: String,
    /// What it is counted in.
    pub unit: Unit,
    /// How it is rounded.
    pub rounding: Rounding,
    /// The same in words.
    pub rounding_rule: String,
    /// Where it comes from.
    pub source: Origin,
    /// The same in words.
    pub source_text: String,
    /// The reports it stands in.
    pub reports: Vec<&'static str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_one_id_and_words_in_both_languages() {
        let mut ids: Vec<&str> = ALL.iter().map(|figure| figure.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
        for figure in ALL {
            assert!(!figure.reports.is_empty(), "{}", figure.id);
            let both = Lang::ALL.map(|lang| figure.document(lang));
            assert!(both.iter().all(|said| said.definition.ends_with('.')), "{}", figure.id);
            assert_ne!(both[0].definition, both[1].definition, "{}", figure.id);
            assert_eq!(Figure::parse(figure.id), Ok(figure));
        }
        assert_eq!(Figure::parse("guess").map_err(|fault| fault.code), Err(Code::UnknownFigure));
    }
}
