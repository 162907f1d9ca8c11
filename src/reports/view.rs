//! What the page of the workload report shows, typed. Every number arrives as text already formatted in the page's
//! language and rounded once; nothing here computes.

use serde::Serialize;

use super::dimensions::By;
use crate::fault::{Code, Fault};
use crate::figures::Figure;
use crate::lang::Lang;
use crate::period::Per;
use crate::time::clip;
use crate::web::page::{Choice, FieldFault, Page};
use crate::web::template;
use crate::words;

/// Names of the query's fields; the id of a field's control is `field-<name>`.
pub mod field {
    /// The first fiscal year.
    pub const FROM: &str = "from";
    /// The last fiscal year.
    pub const TO: &str = "to";
    /// What the rows are.
    pub const BY: &str = "by";
    /// What the columns are.
    pub const PER: &str = "per";
    /// Which list the codes are read by.
    pub const AS_OF: &str = "as_of";
    /// What the rows are crossed with.
    pub const ACROSS: &str = "across";
    /// What the periods are compared with.
    pub const COMPARE: &str = "compare";
    /// Whether small groups are left out.
    pub const SHARED: &str = "shared";
}

/// What the periods of a page are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compare {
    /// The prior period, and the first.
    #[default]
    Periods,
    /// The same period of the year before.
    YearBefore,
    /// Nothing.
    Nothing,
}

impl Compare {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Periods, Self::YearBefore, Self::Nothing];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Periods => "periods",
            Self::YearBefore => "year-before",
            Self::Nothing => "nothing",
        }
    }

    /// Reads what [`Compare::as_str`] writes; empty means the usual one.
    ///
    /// # Errors
    /// `unknown_dimension`.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        let found = Self::ALL.into_iter().find(|one| one.as_str() == wanted);
        found.or(wanted.is_empty().then(Self::default)).ok_or_else(|| {
            Fault::new(Code::UnknownDimension, field::COMPARE)
                .with("value", clip(wanted))
                .with("choices", Self::ALL.map(Self::as_str).join(", "))
        })
    }

    /// The figures of the change that stand beside the period at a place.
    #[must_use]
    pub const fn figures(self, at: usize) -> &'static [&'static str] {
        match (self, at) {
            (Self::Nothing, _) | (Self::Periods, 0) => &[],
            (Self::Periods, 1) => &["prior"],
            // From the third period on the first one is another than the prior.
            (Self::Periods, _) => &["prior", "first"],
            (Self::YearBefore, _) => &["year-before"],
        }
    }
}

/// The choices of `compare` with their labels.
#[must_use]
pub fn comparisons(lang: Lang) -> Vec<Choice> {
    let label = |value: &str| words::say(lang, &format!("reports-compare-{value}"), &[]);
    Compare::ALL.map(|one| Choice::new(one.as_str(), label(one.as_str()))).into()
}

/// The choices of `across` with their labels: nothing, and what rows can be.
#[must_use]
pub fn crossings(lang: Lang) -> Vec<Choice> {
    let nothing = Choice::new("", words::say(lang, "reports-across-nothing", &[]));
    std::iter::once(nothing).chain(dimensions(lang)).collect()
}

/// Values of `as_of`, in the order they are offered.
pub const LISTS: [&str; 2] = ["recorded", "today"];

/// The choices of `as_of` with their labels.
#[must_use]
pub fn lists(lang: Lang) -> Vec<Choice> {
    LISTS.map(|value| Choice::new(value, words::say(lang, &format!("reports-view-{value}"), &[]))).into()
}

/// The choices of `by` with their labels.
#[must_use]
pub fn dimensions(lang: Lang) -> Vec<Choice> {
    By::ALL
        .map(By::as_str)
        .map(|value| Choice::new(value, words::say(lang, &format!("reports-by-{value}"), &[])))
        .into()
}

/// The choices of `per` with their labels.
#[must_use]
pub fn granularities(lang: Lang) -> Vec<Choice> {
    Per::ALL
        .map(Per::as_str)
        .map(|value| Choice::new(value, words::say(lang, &format!("reports-per-{value}"), &[])))
        .into()
}

/// The definitions of the figures of this report.
#[must_use]
pub fn definitions(lang: Lang) -> Vec<Definition> {
    let shown = ["hours", "share", "prior", "first", "year-before", "coverage", "late", "held"];
    Figure::of_report("workload")
        .filter(|figure| shown.contains(&figure.id))
        .map(|figure| Definition { term: figure.title(lang), definition: figure.definition(lang) })
        .collect()
}

/// The whole page: with a report, with faults, or with neither (nothing in the period: the page then teaches).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkloadView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the form is sent: the path of this page.
    pub action: String,
    /// What is chosen.
    pub values: WorkloadValues,
    /// The fiscal years that can be chosen.
    pub years: Vec<Choice>,
    /// What the rows can be.
    pub dimensions: Vec<Choice>,
    /// What the columns can be.
    pub granularities: Vec<Choice>,
    /// Which lists the codes can be read by.
    pub lists: Vec<Choice>,
    /// What the rows can be crossed with.
    pub crossings: Vec<Choice>,
    /// What the periods can be compared with.
    pub comparisons: Vec<Choice>,
    /// What the figures can be narrowed to.
    pub filters: Vec<FilterField>,
    /// Everything that keeps the report from being made.
    pub faults: Vec<FieldFault>,
    /// The report; none when there are faults or no hours at all.
    pub report: Option<WorkloadReport>,
}

impl WorkloadView {
    /// A page without years, faults or report.
    #[must_use]
    pub fn new(page: Page, action: impl Into<String>, values: WorkloadValues) -> Self {
        Self {
            action: action.into(),
            values,
            years: Vec::new(),
            dimensions: dimensions(page.lang),
            granularities: granularities(page.lang),
            lists: lists(page.lang),
            crossings: crossings(page.lang),
            comparisons: comparisons(page.lang),
            filters: Vec::new(),
            faults: Vec::new(),
            report: None,
            page,
        }
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("workload.html", self)
    }
}

/// What stands in the query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct WorkloadValues {
    /// See [`field::FROM`].
    pub from: String,
    /// See [`field::TO`].
    pub to: String,
    /// See [`field::BY`].
    pub by: String,
    /// See [`field::PER`].
    pub per: String,
    /// See [`field::AS_OF`].
    pub as_of: String,
    /// See [`field::ACROSS`].
    pub across: String,
    /// See [`field::COMPARE`].
    pub compare: String,
    /// See [`field::SHARED`].
    pub shared: bool,
}

/// A field that narrows the figures to one group of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilterField {
    /// The name of the query’s field.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What was given.
    pub value: String,
    /// What can be chosen; none where a code or a number is typed.
    pub choices: Vec<Choice>,
}

/// The report itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkloadReport {
    /// The heading: the finding as a sentence.
    pub finding: String,
    /// What, where and when.
    pub subtitle: String,
    /// The chart as markup from `chart::bars`; it is put into the page as it is.
    pub chart: Option<String>,
    /// A sentence below the chart, such as which groups it leaves out.
    pub chart_note: Option<String>,
    /// What the rows are, as the head of the first column.
    pub row_head: String,
    /// The caption of the table.
    pub caption: String,
    /// The periods.
    pub periods: Vec<PeriodHead>,
    /// The groups; each has one cell for each period.
    pub rows: Vec<WorkloadRow>,
    /// The columns of all groups together, where groups are crossed.
    pub columns: Vec<WorkloadRow>,
    /// The totals, one cell for each period.
    pub totals: Vec<Cell>,
    /// Hours held for review, one for each period; empty when nothing is held.
    pub held: Vec<String>,
    /// The same numbers as CSV.
    pub csv_path: String,
    /// The same numbers as JSON.
    pub json_path: String,
    /// What a reader must know before believing the figures.
    pub about: About,
    /// What each figure means.
    pub definitions: Vec<Definition>,
}

/// The head of a period's columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodHead {
    /// The period, `2009-10`.
    pub label: String,
    /// Whether the period is not over, or not yet recorded.
    pub incomplete: bool,
    /// What heads the columns of changes.
    pub changes: Vec<String>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkloadRow {
    /// Its code or number, where it has one.
    pub code: Option<String>,
    /// Its label.
    pub label: String,
    /// Whether it is a part of the row above that is none.
    pub part: bool,
    /// One cell for each period.
    pub cells: Vec<Cell>,
}

/// The figures of one group in one period.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Cell {
    /// Hours.
    pub hours: String,
    /// Share in per cent, without the sign.
    pub share: Option<String>,
    /// Changes in per cent, without the sign, under the heads of the period.
    pub changes: Vec<Option<String>>,
}

/// What every report prints about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// The period, first and last day.
    pub period: String,
    /// When the figures were taken.
    pub extracted_at: String,
    /// The version of the data.
    pub data_version: String,
    /// The version of the vocabulary.
    pub vocabulary: String,
    /// "As recorded" or "as of today's list".
    pub view: Option<String>,
    /// The filters in force.
    pub filters: Option<String>,
    /// Person-days with entries over expected, in per cent; none when nothing was expected.
    pub coverage_share: Option<String>,
    /// Person-days with entries.
    pub coverage_days: String,
    /// Person-days expected.
    pub coverage_expected: String,
    /// Share of hours entered late, in per cent; none without hours.
    pub late_share: Option<String>,
    /// After how many days an entry is late.
    pub late_days: i64,
    /// Hours held for review.
    pub held_hours: String,
    /// Where the figures come from.
    pub source: String,
}

/// One figure and its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// The name of the figure.
    pub term: String,
    /// What it counts.
    pub definition: String,
}

#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_is_the_finding_and_the_table_holds_every_number_of_the_chart() {
        let html = samples::filled(Lang::Fr).render().expect("renders");
        assert!(html.contains("<h1>Assistance technique juridique\u{a0}: 60.28"));
        assert_eq!(html.matches("12\u{202f}354,5").count(), 3, "wide chart, narrow chart, table");
        assert!(html.contains("<caption><span>") && html.contains("scope=\"colgroup\""));
    }

    #[test]
    fn every_row_of_the_table_has_as_many_columns_as_the_head() {
        for view in [samples::filled(Lang::En), samples::months(Lang::En)] {
            let html = view.render().expect("renders");
            let table = html.split("<table").nth(1).and_then(|rest| rest.split("</table>").next()).expect("a table");
            let columns: usize =
                table.split("colspan=\"").skip(1).map(|rest| rest[..1].parse::<usize>().expect("a digit")).sum();
            for row in table.split("<tbody").skip(1).flat_map(|body| body.split("<tr>").skip(1)) {
                assert_eq!(row.matches("<td").count(), columns);
            }
        }
    }

    #[test]
    fn held_hours_stand_on_their_own_line_with_a_note() {
        let html = samples::filled(Lang::En).render().expect("renders");
        assert!(html.contains("class=\"held\"") && html.contains("imported and not yet coded"));
        assert!(!samples::months(Lang::En).render().expect("renders").contains("class=\"held\""));
    }

    #[test]
    fn an_empty_period_teaches_and_a_refused_one_says_why() {
        let empty = samples::empty(Lang::En).render().expect("renders");
        assert!(empty.contains("No hours in this period yet") && !empty.contains("error-summary"));
        let refused = samples::refused(Lang::En).render().expect("renders");
        assert!(refused.contains("<title>Error: Workload") && refused.contains("href=\"#field-from\""));
        assert!(!refused.contains("No hours in this period yet"));
    }

    #[test]
    fn the_other_language_keeps_the_query() {
        let html = samples::filled(Lang::En).render().expect("renders");
        assert!(html.contains("from=2021-22&amp;to=2023-24&amp;by=category"));
    }
}
