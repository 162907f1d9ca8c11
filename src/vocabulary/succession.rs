//! A new version of the vocabulary beside the one in force: what may change, and what may not. Codes are never dropped and
//! never change what they stand for: an entry keeps the code it was recorded with, for ever.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use toml::Spanned;

use crate::fault::{Code, Fault, Faults};
use crate::time::{clip, parse_work_date};
use crate::vocabulary::check::check_with;
use crate::vocabulary::document::RawVocabulary;
use crate::vocabulary::findings::{Findings, Place, line_of};
use crate::vocabulary::{Activity, LineFault, Replacement, ReplacementKind, Vocabulary};

/// A sound new version, and where it says when its codes may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The new version.
    pub vocabulary: Vocabulary,
    lines: HashMap<String, usize>,
}

impl Next {
    /// The line at which the periods of an activity stand.
    #[must_use]
    pub fn line_of(&self, activity: &str) -> usize {
        self.lines.get(activity).copied().unwrap_or(1)
    }
}

/// Reads a vocabulary file as the version after the one in force.
///
/// # Errors
/// Every fault of the file, and of what it changes, in the order of its lines.
pub fn parse_next(toml_text: &str, before: &Vocabulary) -> Result<Next, Vec<LineFault>> {
    let mut lines = HashMap::new();
    let vocabulary = check_with(toml_text, |raw, vocabulary, findings| {
        check_head(raw, before, findings);
        check_terms(raw, vocabulary, before, findings);
        lines = places(toml_text, raw);
    })?;
    Ok(Next { vocabulary, lines })
}

fn check_head(raw: &RawVocabulary, before: &Vocabulary, findings: &mut Findings) {
    if let Some(name) = &raw.name
        && *name.get_ref() != before.name
    {
        let fault = Fault::new(Code::VocabularyNameChanged, "name").with("name", clip(name.get_ref()));
        findings.add(name.span().start, fault.with("expected", before.name.as_str()));
    }
    if let Some(version) = &raw.version
        && i64::from(version.get_ref().get()) != before.version + 1
    {
        let fault = Fault::new(Code::VocabularyVersionNotNext, "version");
        // Versions are no counts: they are not grouped in thousands.
        let fault = fault.with("version", version.get_ref().to_string()).with("current", before.version.to_string());
        findings.add(version.span().start, fault.with("expected", (before.version + 1).to_string()));
    }
}

fn check_terms(raw: &RawVocabulary, after: &Vocabulary, before: &Vocabulary, findings: &mut Findings) {
    // What is not there has no place; the head of the file is where one looks first.
    let head = raw.version.as_ref().map_or(0, |version| version.span().start);
    let category_at = |code: &str| {
        let mut terms = raw.categories().iter().filter_map(|term| term.get_ref().code.as_ref());
        terms.find(|found| found.get_ref() == code).map(|found| found.span().start)
    };
    let activity_at = |code: &str| {
        let mut terms = raw.activity.iter().filter_map(|term| term.get_ref().code.as_ref());
        terms.find(|found| found.get_ref() == code).map(|found| found.span().start)
    };
    let gone = |code: &str| Fault::new(Code::VocabularyCodeGone, "code").with("code", code);
    let moved = |code: &str, from: &str| {
        Fault::new(Code::VocabularyCodeMoved, "parent").with("code", code).with("category", from)
    };
    for category in &before.categories {
        match (after.find_category(&category.code), activity_at(&category.code)) {
            (Some(_), _) => {}
            (None, Some(at)) => findings.add(at, moved(&category.code, "")),
            (None, None) => findings.add(head, gone(&category.code)),
        }
    }
    for activity in &before.activities {
        let Some(found) = after.find_activity(&activity.code) else {
            match category_at(&activity.code) {
                Some(at) => findings.add(at, moved(&activity.code, &activity.category)),
                None => findings.add(head, gone(&activity.code)),
            }
            continue;
        };
        let at = activity_at(&activity.code).unwrap_or(head);
        // Without a root the parent is at fault, which is said already.
        if found.category != activity.category && !found.category.is_empty() {
            findings.add(at, moved(&activity.code, &activity.category));
        }
        if found.import_only != activity.import_only {
            let fault = Fault::new(Code::VocabularyImportOnlyChanged, "import_only");
            findings.add(at, fault.with("code", activity.code.as_str()));
        }
    }
}

fn places(text: &str, raw: &RawVocabulary) -> HashMap<String, usize> {
    let mut lines = HashMap::new();
    for activity in &raw.activity {
        let Place { code, at } = Place::of(activity.get_ref().code.as_ref(), activity.span().start);
        let periods = activity.get_ref().valid.as_deref().unwrap_or_default();
        let at = periods.first().map_or(at, |period: &Spanned<_>| period.span().start);
        lines.insert(code, line_of(text, at));
    }
    lines
}

/// Stretches of days on which an activity may be used in one version and not in the next, both days included.
#[must_use]
pub fn days_taken_away(before: &Activity, after: &Activity) -> Vec<(NaiveDate, NaiveDate)> {
    if before.valid == after.valid {
        return Vec::new();
    }
    let mut stretches = Vec::new();
    for period in &before.valid {
        let mut from = Some(period.from);
        let last = period.to.unwrap_or(LAST_DAY);
        // Periods are in order and do not overlap: what lies between those that remain is taken away.
        for kept in &after.valid {
            let Some(first) = from.filter(|first| *first <= last) else { break };
            let kept_last = kept.to.unwrap_or(LAST_DAY);
            if kept_last < first || kept.from > last {
                continue;
            }
            if let Some(end) = kept.from.checked_sub_days(Days::new(1))
                && end >= first
            {
                stretches.push((first, end));
            }
            from = kept_last.checked_add_days(Days::new(1)).filter(|_| kept_last < LAST_DAY);
        }
        if let Some(first) = from.filter(|first| *first <= last) {
            stretches.push((first, last));
        }
    }
    stretches
}

/// The next version with one activity retired: it may be used to a day, that one included. One code named in its place
/// takes it together with what stands under it already; several share it.
///
/// # Errors
/// `unknown_activity`, faults of the day, `period_reversed` when the activity was not yet in use on that day; all at once.
/// What else is wrong the check of the version finds.
pub fn retired(before: &Vocabulary, code: &str, on: &str, replaced_by: &[String]) -> Result<Vocabulary, Faults> {
    let mut faults = Faults::none();
    let known = |code: &str, field: &str| {
        let found = before.find_activity(code.trim()).map(|activity| activity.code.clone());
        found.ok_or_else(|| Fault::new(Code::UnknownActivity, field).with("value", clip(code)))
    };
    let code = faults.keep(known(code, "code"));
    let successors: Vec<String> =
        replaced_by.iter().filter_map(|code| faults.keep(known(code, "replaced_by"))).collect();
    let on = faults.keep(parse_work_date(on, "on", NaiveDate::MAX));
    let (Some(code), Some(on), true) = (code, on, faults.is_empty()) else { return Err(faults) };
    let kind = if successors.len() == 1 { ReplacementKind::Merged } else { ReplacementKind::Split };
    let mut next = Vocabulary { version: before.version + 1, ..before.clone() };
    for activity in next.activities.iter_mut().filter(|activity| activity.code == code) {
        activity.valid.retain(|period| period.from <= on);
        let Some(last) = activity.valid.last_mut() else {
            return Err(Fault::new(Code::PeriodReversed, "on").into());
        };
        last.to = Some(last.to.map_or(on, |to| to.min(on)));
        activity.replaced_by = successors.iter().map(|code| Replacement { code: code.clone(), kind }).collect();
    }
    Ok(next)
}

/// The last day that every engine can store.
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Validity;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn with(periods: &[(&str, &str)]) -> Activity {
        let valid = periods.iter().map(|(from, to)| Validity { from: day(from), to: to.parse().ok() }).collect();
        let any = Vocabulary::shipped().activities.remove(0);
        Activity { valid, ..any }
    }

    #[test]
    fn what_is_taken_away_lies_in_the_old_periods_and_in_none_of_the_new_ones() {
        let taken = |before: &[(&str, &str)], after: &[(&str, &str)]| -> Vec<String> {
            let found = days_taken_away(&with(before), &with(after));
            found.iter().map(|(from, to)| format!("{from}/{to}")).collect()
        };
        let open = [("2000-01-01", "")];
        assert_eq!(taken(&open, &open), Vec::<String>::new());
        assert_eq!(taken(&open, &[("1990-01-01", "")]), Vec::<String>::new());
        assert_eq!(taken(&open, &[("2000-01-01", "2026-11-22")]), ["2026-11-23/9999-12-31"]);
        assert_eq!(taken(&open, &[("2010-01-01", "")]), ["2000-01-01/2009-12-31"]);
        assert_eq!(
            taken(&open, &[("2001-01-01", "2001-12-31"), ("2003-01-01", "2003-01-01")]),
            ["2000-01-01/2000-12-31", "2002-01-01/2002-12-31", "2003-01-02/9999-12-31"]
        );
        let two = [("2000-01-01", "2004-12-31"), ("2010-01-01", "2015-03-31")];
        assert_eq!(taken(&two, &[("2003-01-01", "2012-12-31")]), ["2000-01-01/2002-12-31", "2013-01-01/2015-03-31"]);
        assert_eq!(taken(&two, &[("2020-01-01", "")]), ["2000-01-01/2004-12-31", "2010-01-01/2015-03-31"]);
        assert_eq!(taken(&two, &[]), ["2000-01-01/2004-12-31", "2010-01-01/2015-03-31"]);
    }
}
