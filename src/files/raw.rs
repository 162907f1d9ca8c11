//! A file as typed, listed or sent, all text, and the one parser that checks it against the vocabulary.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use super::File;
use crate::fault::{Code, Fault, Faults};
use crate::text::{self, NAME_MAX, NUMBER_MAX, TITLE_MAX};
use crate::time;
use crate::vocabulary::{Need, Vocabulary};

/// A file as text. Empty means: not given.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct RawFile {
    /// Number, for example `UKR-12`.
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
            file_type: file.file_type.clone(),
            team: file.team.clone(),
            opened_on: file.opened_on.to_string(),
            closed_on: file.closed_on.map(|day| day.to_string()).unwrap_or_default(),
            walled: file.walled.to_string(),
        }
    }

    /// Checks everything and answers all faults at once.
    ///
    /// # Errors
    /// Faults of texts, numbers and dates; `unknown_category`; `country_…` and `project_…` by the needs of the
    /// category; `period_reversed`.
    pub fn parse(&self, vocabulary: &Vocabulary) -> Result<NewFile, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let number = faults.keep(text::number(&self.number, "number"));
        let title = faults.keep(text::required(&self.title, "title"));
        let project = faults.keep(text::plain(&self.project, "project"));
        let requester = faults.keep(text::plain(&self.requester, "requester"));
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
            check_needs(&mut faults, vocabulary, category, project, country, unfunded);
        }
        match (number, title, category, project, country, unfunded, requester, file_type, team, opened_on, walled) {
            (
                Some(number),
                Some(title),
                Some(category),
                Some(project),
                Some(country),
                Some(unfunded),
                Some(requester),
                Some(file_type),
                Some(team),
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
                file_type,
                team,
                opened_on,
                closed_on,
                walled,
            }),
            _ => Err(faults),
        }
    }

    fn parse_category(&self, vocabulary: &Vocabulary) -> Result<String, Fault> {
        let code = text::required(&self.category, "category")?.to_uppercase();
        match vocabulary.find_category(&code) {
            Some(category) => Ok(category.code.clone()),
            None => Err(Fault::new(Code::UnknownCategory, "category").with("value", time::clip(&code))),
        }
    }
}

fn parse_country(text: &str) -> Result<String, Fault> {
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

fn check_needs(
    faults: &mut Faults,
    vocabulary: &Vocabulary,
    category: &str,
    project: &str,
    country: &str,
    unfunded: bool,
) {
    let Some(category) = vocabulary.find_category(category) else { return };
    match category.project {
        Need::Required if project.is_empty() && !unfunded => faults.push(Fault::new(Code::ProjectRequired, "project")),
        Need::Forbidden if !project.is_empty() || unfunded => {
            faults.push(Fault::new(Code::ProjectForbidden, "project"));
        }
        _ => {}
    }
    match category.country {
        Need::Required if country.is_empty() => faults.push(Fault::new(Code::CountryRequired, "country")),
        Need::Forbidden if !country.is_empty() => faults.push(Fault::new(Code::CountryForbidden, "country")),
        _ => {}
    }
}
