//! The question of a report: what it is divided by, for which days, narrowed to what, as text and checked.

use std::sync::Arc;

use super::dimensions::{AsOf, By, Filter, Recoding};
use super::facts::Snapshot;
use super::ops::years_with_entries;
use super::workload::Wanted;
use crate::access::Right;
use crate::context::Context;
use crate::entries::Status;
use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::period::{Per, Span};
use crate::text::fold;
use crate::time::{FiscalYear, clip};

/// How what is not given is written where a group is named.
pub const NOT_GIVEN: &str = "-";

/// A question as text. Empty means: not given.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawQuestion {
    /// The first fiscal year, calendar year or day; not given: the first fiscal year with entries.
    pub from: String,
    /// The last one; not given: the last fiscal year with entries.
    pub to: String,
    /// The dimension of the rows; not given: category.
    pub by: String,
    /// The dimension of the columns; not given: none.
    pub across: String,
    /// The length of the periods; not given: fiscal year.
    pub per: String,
    /// Which list the codes of activities are read by; not given: as recorded.
    pub as_of: String,
    /// `yes`: small groups are not shown, so that the report can be passed on.
    pub shared: String,
    /// Only this category.
    pub category: String,
    /// Only this activity.
    pub activity: String,
    /// Only this file type.
    pub file_type: String,
    /// Only this country.
    pub country: String,
    /// Only this project.
    pub project: String,
    /// Only this client.
    pub client: String,
    /// Only this team.
    pub team: String,
    /// Only this file, by number.
    pub file: String,
    /// Only this person, by number.
    pub person: String,
    /// Only this status.
    pub status: String,
    /// Only this language.
    pub language: String,
    /// What the periods are compared with, on the page.
    pub compare: String,
    /// The form of the answer, for the API.
    pub format: String,
    /// The language of the answer, for the API.
    pub lang: String,
}

impl RawQuestion {
    /// What narrows, as it was typed.
    #[must_use]
    pub fn filters(&self) -> [(By, &str); 11] {
        By::ALL.map(|by| {
            let text = match by {
                By::Category => &self.category,
                By::Activity => &self.activity,
                By::FileType => &self.file_type,
                By::Country => &self.country,
                By::Project => &self.project,
                By::Client => &self.client,
                By::Team => &self.team,
                By::File => &self.file,
                By::Person => &self.person,
                By::Status => &self.status,
                By::Language => &self.language,
            };
            (by, text.trim())
        })
    }
}

/// A checked question.
#[derive(Debug, Clone)]
pub struct Question {
    /// The days, and the length of the periods.
    pub span: Span,
    /// What the rows are.
    pub by: By,
    /// What the columns are.
    pub across: Option<By>,
    /// What narrows.
    pub filters: Vec<Filter>,
    /// The list in force, where the figures are as of today's list.
    pub recoding: Option<Recoding>,
    /// The number of people below which a group is not shown, in a report that can be passed on.
    pub fewest_people: Option<i64>,
}

/// The text, or what stands for it where none is given.
fn given<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.trim().is_empty() { otherwise } else { text }
}

impl Question {
    /// Checks everything and answers all faults at once. What the caller may not know of is unknown.
    ///
    /// # Errors
    /// `forbidden` for people without the right to read of them; `span_format`, `period_reversed`, `unknown_dimension`,
    /// `report_too_large`, and faults of the values that narrow.
    pub fn parse(raw: &RawQuestion, context: &Context, snapshot: &Snapshot) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let by = faults.keep(By::parse(given(&raw.by, By::default().as_str()), "by"));
        let across = match raw.across.trim() {
            "" => Some(None),
            text => faults.keep(By::parse(text, "across")).map(Some),
        };
        if by.is_some() && across == Some(by) {
            let choices = By::ALL.into_iter().filter(|other| Some(*other) != by).map(By::as_str);
            let choices = choices.collect::<Vec<_>>().join(", ");
            let fault = Fault::new(Code::UnknownDimension, "across").with("value", clip(&raw.across));
            faults.push(fault.with("choices", choices));
        }
        let per = faults.keep(Per::parse(given(&raw.per, Per::default().as_str())));
        let as_of = faults.keep(AsOf::parse(given(&raw.as_of, AsOf::default().as_str())));
        let shared = faults.keep(yes_or_no(&raw.shared, "shared"));
        let filters = raw.filters().into_iter().filter(|(_, text)| !text.is_empty());
        let filters = filters.filter_map(|(by, text)| faults.keep(parse_filter(by, text, context, snapshot)));
        let filters: Vec<Filter> = filters.collect();
        let (first, last) = Self::years(snapshot, context, per.unwrap_or_default());
        let span = Span::parse(given(&raw.from, &first), given(&raw.to, &last), per.unwrap_or_default());
        let span = match span {
            Ok(span) => Some(span),
            Err(found) => {
                faults.extend(found);
                None
            }
        };
        let of_people = by == Some(By::Person)
            || across == Some(Some(By::Person))
            || filters.iter().any(|filter| filter.by == By::Person);
        if of_people && let Err(fault) = context.caller.access.must(Right::ReadPeople) {
            return Err(fault.into());
        }
        let (Some(by), Some(across), Some(span), Some(shared), true) = (by, across, span, shared, faults.is_empty())
        else {
            return Err(faults);
        };
        Ok(Self {
            span,
            by,
            across,
            filters,
            recoding: (as_of == Some(AsOf::Today)).then(|| Recoding::by(Arc::clone(&context.vocabulary))),
            fewest_people: shared.then_some(context.config.small_group),
        })
    }

    /// The years that are meant where none are given: those with entries; of weeks, of which one year has many, the last.
    fn years(snapshot: &Snapshot, context: &Context, per: Per) -> (String, String) {
        let (first, last) = years_with_entries(snapshot, context.clock.today());
        match per {
            Per::Week => (last.to_string(), last.to_string()),
            Per::CalendarYear => (first.start_year().to_string(), FiscalYear::next(last).start_year().to_string()),
            _ => (first.to_string(), last.to_string()),
        }
    }

    /// Which list the codes of activities are read by.
    #[must_use]
    pub fn as_of(&self) -> AsOf {
        if self.recoding.is_some() { AsOf::Today } else { AsOf::Recorded }
    }

    /// What is to be computed, as of a moment.
    #[must_use]
    pub fn wanted(&self, context: &Context, snapshot: &Snapshot, late_after_days: i64) -> Wanted {
        let vocabulary = &context.vocabulary;
        let filters = self.filters.iter();
        Wanted {
            span: self.span,
            by: self.by,
            across: self.across,
            only: filters.clone().map(|one| one.lookup(snapshot, vocabulary, self.recoding.as_ref())).collect(),
            only_held: filters.filter_map(|one| one.lookup_of_held(snapshot, vocabulary)).collect(),
            recoding: self.recoding.clone(),
            today: context.clock.today(),
            late_after_days,
            fewest_people: self.fewest_people,
            standards: context.config.hours_standards.clone(),
        }
    }
}

/// Reads `yes` or `no`; not given: no.
///
/// # Errors
/// `unknown_dimension`.
pub fn yes_or_no(text: &str, field: &str) -> Result<bool, Fault> {
    match text.trim() {
        "yes" => Ok(true),
        "" | "no" => Ok(false),
        other => Err(Fault::new(Code::UnknownDimension, field).with("value", clip(other)).with("choices", "yes, no")),
    }
}

fn parse_filter(by: By, text: &str, context: &Context, snapshot: &Snapshot) -> Result<Filter, Fault> {
    let filter = |value: &str| Filter { by, value: value.to_owned() };
    let unknown = |code: Code| Fault::new(code, by.field()).with("value", clip(text));
    let key = fold(text);
    match by {
        By::Category => match context.vocabulary.find_category(text) {
            Some(category) => Ok(filter(&category.code)),
            None => Err(unknown(Code::UnknownCategory)),
        },
        By::Activity => match context.vocabulary.find_activity(text) {
            Some(activity) => Ok(filter(&activity.code)),
            None => Err(unknown(Code::UnknownActivity)),
        },
        By::File => {
            let known = snapshot.files.iter().filter(|file| file.is_known_to(&context.caller.access));
            let found = known.into_iter().find(|file| fold(&file.number) == key);
            found.map(|file| filter(&file.number)).ok_or_else(|| unknown(Code::UnknownFile))
        }
        By::Person => {
            let mut people = snapshot.people.iter().enumerate();
            let found = people.find(|(code, person)| snapshot.sight.holds_person(*code) && fold(&person.number) == key);
            found.map(|(_, person)| filter(&person.number)).ok_or_else(|| unknown(Code::UnknownPerson))
        }
        By::Status => Ok(filter(Status::parse(text, by.field())?.as_str())),
        By::Language => match text {
            NOT_GIVEN => Ok(filter("")),
            text if Lang::ALL.iter().any(|lang| lang.as_str() == text) => Ok(filter(text)),
            _ => Err(unknown(Code::UnknownDimension).with("choices", format!("en, fr, {NOT_GIVEN}"))),
        },
        By::FileType | By::Country | By::Project | By::Client | By::Team => {
            Ok(filter(if text == NOT_GIVEN { "" } else { text }))
        }
    }
}
