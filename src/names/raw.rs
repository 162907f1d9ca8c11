//! A name as typed or sent, all text, and the one parser that checks it.

use chrono::NaiveDate;
use validator::Validate;

use super::{CODE_MAX, Kind, Name};
use crate::fault::{Code, Fault, Faults};
use crate::lang::Both;
use crate::text::{self, NAME_MAX};
use crate::time;

/// A name as text. Empty means: not given.
#[derive(Debug, Clone, Default, Validate)]
pub struct RawName {
    /// Code.
    #[validate(length(max = CODE_MAX))]
    pub code: String,
    /// English name.
    #[validate(length(max = NAME_MAX))]
    pub label_en: String,
    /// French name.
    #[validate(length(max = NAME_MAX))]
    pub label_fr: String,
    /// Of a team: the code of its section.
    pub parent: String,
    /// Of a project: the number of its funding agreement.
    #[validate(length(max = NAME_MAX))]
    pub agreement: String,
    /// Of a project: who pays.
    #[validate(length(max = NAME_MAX))]
    pub funder: String,
    /// Of a project: its OECD-DAC purpose code, five digits.
    pub purpose: String,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day, `YYYY-MM-DD`.
    pub valid_to: String,
}

/// A checked name, not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewName {
    pub(super) kind: Kind,
    pub(super) code: String,
    pub(super) label: Both,
    pub(super) parent: String,
    pub(super) agreement: String,
    pub(super) funder: String,
    pub(super) purpose: String,
    pub(super) valid_from: Option<NaiveDate>,
    pub(super) valid_to: Option<NaiveDate>,
}

impl RawName {
    /// The text form of a stored name, for a change that names only some members.
    #[must_use]
    pub fn of(name: &Name) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            code: name.code.clone(),
            label_en: name.label.en.clone(),
            label_fr: name.label.fr.clone(),
            parent: name.parent.clone(),
            agreement: name.agreement.clone(),
            funder: name.funder.clone(),
            purpose: name.purpose.clone(),
            valid_from: day(name.valid_from),
            valid_to: day(name.valid_to),
        }
    }

    /// Checks everything but what other names decide, and answers all faults at once.
    ///
    /// # Errors
    /// Faults of texts and dates; `name_code_format`, `country_format` for a country; `purpose_format`;
    /// `unknown_field` for what only other kinds have; `period_reversed`.
    pub fn parse(&self, kind: Kind) -> Result<NewName, Faults> {
        let mut faults = Faults::of_validation(self.validate());
        let code = faults.keep(self.parse_code(kind));
        let label_en = faults.keep(text::required(&self.label_en, "label"));
        let label_fr = faults.keep(text::required(&self.label_fr, "label"));
        let parent = faults.keep(only(kind == Kind::Team, &self.parent, "parent"));
        let agreement = faults.keep(only(kind == Kind::Project, &self.agreement, "agreement"));
        let funder = faults.keep(only(kind == Kind::Project, &self.funder, "funder"));
        let purpose = faults.keep(only(kind == Kind::Project, &self.purpose, "purpose").and_then(parse_purpose));
        let valid_from = faults.keep(parse_day(&self.valid_from, "valid_from"));
        let valid_to = faults.keep(parse_day(&self.valid_to, "valid_to"));
        if let (Some(Some(from)), Some(Some(to))) = (valid_from, valid_to)
            && to < from
        {
            faults.push(Fault::new(Code::PeriodReversed, "valid_to"));
        }
        match (code, label_en, label_fr, parent, agreement, funder, purpose, valid_from, valid_to) {
            (
                Some(code),
                Some(en),
                Some(fr),
                Some(parent),
                Some(agreement),
                Some(funder),
                Some(purpose),
                Some(valid_from),
                Some(valid_to),
            ) if faults.is_empty() => Ok(NewName {
                kind,
                code,
                label: Both { en, fr },
                parent,
                agreement,
                funder,
                purpose,
                valid_from,
                valid_to,
            }),
            _ => Err(faults),
        }
    }

    fn parse_code(&self, kind: Kind) -> Result<String, Fault> {
        let code = text::required(&self.code, "code")?;
        if kind == Kind::Country {
            let code = code.to_ascii_uppercase();
            let fits = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
            return if fits { Ok(code) } else { Err(bad(Code::CountryFormat, "code", &self.code)) };
        }
        let fits =
            code.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c)) && code.starts_with(char::is_alphanumeric);
        if fits { Ok(code) } else { Err(bad(Code::NameCodeFormat, "code", &code)) }
    }
}

/// A member that only some kinds of names have.
fn only(has: bool, text: &str, field: &str) -> Result<String, Fault> {
    if has || text.trim().is_empty() {
        text::plain(text, field)
    } else {
        Err(Fault::new(Code::UnknownField, field).with("name", field))
    }
}

fn bad(code: Code, field: &str, text: &str) -> Fault {
    Fault::new(code, field).with("value", time::clip(text))
}

fn parse_purpose(text: String) -> Result<String, Fault> {
    let fits = text.is_empty() || text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(text) } else { Err(bad(Code::PurposeFormat, "purpose", &text)) }
}

fn parse_day(text: &str, field: &str) -> Result<Option<NaiveDate>, Fault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    time::parse_work_date(text, field, NaiveDate::MAX).map(Some)
}
