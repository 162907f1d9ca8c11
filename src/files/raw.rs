//! A file as typed, listed or sent, all text, and the one parser that checks it against the vocabulary.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::File;
use super::numbers::{self, ExternalNumber, RawNumber};
use crate::fault::{Code, Fault, Faults};
use crate::text::{self, NAME_MAX, NUMBER_MAX, TITLE_MAX};
use crate::time;
use crate::vocabulary::{Need, Vocabulary};

/// The levels of risk and complexity.
pub const LEVELS: [&str; 3] = ["low", "medium", "high"];

/// A file as text. Empty means: not given.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct RawFile {
    /// Number, for example `UKR-12`; not given: the next one, where the settings say how numbers are made.
    #[validate(length(max = NUMBER_MAX))]
    pub number: String,
    /// Title.
    #[validate(length(max = TITLE_MAX))]
    pub title: String,
    /// Code of the category.
    pub category: String,
    /// Project.
    #[validate(length(max = NAME_MAX))]
    pub project: String,
    /// Country, ISO 3166-1 alpha-2.
    pub country: String,
    /// `true` or `false`; not given: `false`.
    pub unfunded: String,
    /// Who asked.
    #[validate(length(max = NAME_MAX))]
    pub requester: String,
    /// Number of the funding agreement.
    #[validate(length(max = NAME_MAX))]
    pub agreement: String,
    /// `low`, `medium` or `high`.
    pub risk: String,
    /// `low`, `medium` or `high`.
    pub complexity: String,
    /// Numbers in other systems; in a list `icase:2-345678; billing:B 12`.
    #[serde(deserialize_with = "numbers::of_text")]
    pub numbers: Vec<RawNumber>,
    /// File type.
    #[validate(length(max = NAME_MAX))]
    pub file_type: String,
    /// Team.
    #[validate(length(max = NAME_MAX))]
    pub team: String,
    /// First day, `YYYY-MM-DD`.
    pub opened_on: String,
    /// Last day, `YYYY-MM-DD`.
    pub closed_on: String,
    /// Whether it is known only to the accounts named on it, `true` or `false`; not given: `false`.
    pub walled: String,
}

/// A checked file, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) category: String,
    pub(super) project: String,
    pub(super) country: String,
    pub(super) unfunded: bool,
    pub(super) requester: String,
    pub(super) agreement: String,
    pub(super) risk: String,
    pub(super) complexity: String,
    pub(super) numbers: Vec<ExternalNumber>,
    pub(super) file_type: String,
    pub(super) team: String,
    pub(super) opened_on: NaiveDate,
    pub(super) closed_on: Option<NaiveDate>,
    pub(super) walled: bool,
}

impl RawFile {
    /// The text form of a stored file, for a change that names only some members.
    #[must_use]
    pub fn of(file: &File) -> Self {
        Self {
            number: file.number.clone(),
            title: file.title.clone(),
            category: file.category.clone(),
            project: file.project.clone(),
            country: file.country.clone(),
            unfunded: file.unfunded.to_string(),
            requester: file.requester.clone(),
            agreement: file.agreement.clone(),
            risk: file.risk.clone(),
            complexity: file.complexity.clone(),
            numbers: file.numbers.iter().map(RawNumber::of).collect(),
            file_type: file.file_type.clone(),
            team: file.team.clone(),
            opened_on: file.opened_on.to_string(),
            closed_on: file.closed_on.map(|day| day.to_string()).unwrap_or_default(),
            walled: file.walled.to_string(),
        }
    }

    /// Checks everything but what other rows and the settings decide, and answers all faults at once.
    ///
    /// # Errors
    /// Faults of texts, numbers and dates; `unknown_category`; `country_…` and `project_…` by the needs of the
    /// category; `unknown_level`; `unknown_number_system`, `too_many`; `period_reversed`.
    pub fn parse(&self, vocabulary: &Vocabulary) -> Result<NewFile, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let number = faults.keep(self.parse_number());
        let title = faults.keep(text::required(&self.title, "title"));
        let project = faults.keep(text::plain(&self.project, "project"));
        let requester = faults.keep(text::plain(&self.requester, "requester"));
        let agreement = faults.keep(text::plain(&self.agreement, "agreement"));
        let risk = faults.keep(parse_level(&self.risk, "risk"));
        let complexity = faults.keep(parse_level(&self.complexity, "complexity"));
        let numbers = numbers::parse(&self.numbers, &mut faults);
        let file_type = faults.keep(text::plain(&self.file_type, "file_type"));
        let team = faults.keep(text::plain(&self.team, "team"));
        let country = faults.keep(parse_country(&self.country));
        let unfunded = faults.keep(parse_flag(&self.unfunded, "unfunded"));
        let walled = faults.keep(parse_flag(&self.walled, "walled"));
        let opened_on = faults.keep(
            text::required(&self.opened_on, "opened_on")
                .and_then(|day| time::parse_work_date(&day, "opened_on", NaiveDate::MAX)),
        );
        let closed_on = if self.closed_on.trim().is_empty() {
            None
        } else {
            faults.keep(time::parse_work_date(&self.closed_on, "closed_on", NaiveDate::MAX))
        };
        if let (Some(opened), Some(closed)) = (opened_on, closed_on)
            && closed < opened
        {
            faults.push(Fault::new(Code::PeriodReversed, "closed_on"));
        }
        let category = faults.keep(self.parse_category(vocabulary));
        if let (Some(category), Some(project), Some(country), Some(unfunded)) =
            (&category, &project, &country, unfunded)
        {
            let agreement = agreement.as_deref().unwrap_or_default();
            check_needs(&mut faults, vocabulary, category, &Funds { project, agreement, unfunded }, country);
        }
        let texts = (number, title, category, project, country, requester);
        let more = (agreement, risk, complexity, file_type, team);
        match (texts, more, unfunded, opened_on, walled) {
            (
                (Some(number), Some(title), Some(category), Some(project), Some(country), Some(requester)),
                (Some(agreement), Some(risk), Some(complexity), Some(file_type), Some(team)),
                Some(unfunded),
                Some(opened_on),
                Some(walled),
            ) if faults.is_empty() => Ok(NewFile {
                number,
                title,
                category,
                project,
                country,
                unfunded,
                requester,
                agreement,
                risk,
                complexity,
                numbers,
                file_type,
                team,
                opened_on,
                closed_on,
                walled,
            }),
            _ => Err(faults),
        }
    }

    /// Without a number the file is given one, where the settings say how.
    fn parse_number(&self) -> Result<String, Fault> {
        if self.number.trim().is_empty() { Ok(String::new()) } else { text::number(&self.number, "number") }
    }

    fn parse_category(&self, vocabulary: &Vocabulary) -> Result<String, Fault> {
        let code = text::required(&self.category, "category")?.to_uppercase();
        match vocabulary.find_category(&code) {
            Some(category) => Ok(category.code.clone()),
            None => Err(Fault::new(Code::UnknownCategory, "category").with("value", time::clip(&code))),
        }
    }
}

/// The code of a country, ISO 3166-1 alpha-2, in capitals; empty where none is given.
///
/// # Errors
/// `country_format`.
pub fn parse_country(text: &str) -> Result<String, Fault> {
    let code = text.trim().to_ascii_uppercase();
    if code.is_empty() || code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err(Fault::new(Code::CountryFormat, "country").with("value", time::clip(text)))
    }
}

fn parse_flag(text: &str, field: &str) -> Result<bool, Fault> {
    match text::fold(text).as_str() {
        "" | "false" | "no" | "non" | "0" => Ok(false),
        "true" | "yes" | "oui" | "1" => Ok(true),
        _ => Err(Fault::new(Code::MalformedBody, field).with("detail", time::clip(text))),
    }
}

fn parse_level(text: &str, field: &str) -> Result<String, Fault> {
    let level = text.trim();
    if level.is_empty() || LEVELS.contains(&level) {
        Ok(level.to_owned())
    } else {
        Err(Fault::new(Code::UnknownLevel, field).with("value", time::clip(text)))
    }
}

/// What pays for a file.
struct Funds<'a> {
    project: &'a str,
    agreement: &'a str,
    unfunded: bool,
}

fn check_needs(faults: &mut Faults, vocabulary: &Vocabulary, category: &str, funds: &Funds<'_>, country: &str) {
    let Some(category) = vocabulary.find_category(category) else { return };
    match category.project {
        Need::Required if funds.project.is_empty() && !funds.unfunded => {
            faults.push(Fault::new(Code::ProjectRequired, "project"));
        }
        Need::Forbidden if !funds.project.is_empty() || funds.unfunded => {
            faults.push(Fault::new(Code::ProjectForbidden, "project"));
        }
        Need::Forbidden if !funds.agreement.is_empty() => {
            faults.push(Fault::new(Code::ProjectForbidden, "agreement"));
        }
        _ => {}
    }
    match category.country {
        Need::Required if country.is_empty() => faults.push(Fault::new(Code::CountryRequired, "country")),
        Need::Forbidden if !country.is_empty() => faults.push(Fault::new(Code::CountryForbidden, "country")),
        _ => {}
    }
}
