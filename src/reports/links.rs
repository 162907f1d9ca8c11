//! The query behind a figure: the address that lists the entries it is the sum of.

use super::dimensions::{AsOf, By};
use super::question::{NOT_GIVEN, Question};
use crate::period::Period;

/// The address of the entries of one period in some groups, held ones or those that count. Without a period: of all days
/// of the question.
pub(super) fn entries(question: &Question, period: Option<&Period>, groups: &[(By, &str)], held: bool) -> String {
    let (first, last) = period.map_or((question.span.first, question.span.last), |period| (period.first, period.last));
    let mut members: Vec<(&str, String)> =
        vec![("from", first.to_string()), ("to", last.to_string()), ("held", if held { "yes" } else { "no" }.to_owned())];
    let filters = question.filters.iter().map(|filter| (filter.by, filter.value.as_str()));
    let filters = filters.filter(|(by, _)| !held || by.holds_for_held());
    for (by, key) in groups.iter().copied().chain(filters) {
        let value = if key.is_empty() { NOT_GIVEN } else { key };
        if members.iter().all(|(name, _)| *name != by.field()) {
            members.push((by.field(), value.to_owned()));
        }
    }
    if !held && question.as_of() == AsOf::Today {
        members.push(("as_of", AsOf::Today.as_str().to_owned()));
    }
    format!("/api/v1/entries?{}", serde_urlencoded::to_string(members).unwrap_or_default())
}
