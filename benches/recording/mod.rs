//! What the benchmark of recording is made of: a database with people and accounts, clients that send one entry after
//! another, the same rows written in batches by a plain program, and another time tracker beside ours.

pub(crate) mod accounts;
pub(crate) mod batches;
pub(crate) mod clients;
pub(crate) mod http;
pub(crate) mod section;
pub(crate) mod timetagger;

/// Clients at most; each has a person and an account of its own.
pub(crate) const CLIENTS: usize = 32;
/// What every entry says.
pub(crate) const NARRATIVE: &str = "Reviewed the draft law and answered the questions of the institution.";

/// The day of the n-th entry of a client: 7,000 days in turn, so that none becomes longer than 24 hours.
pub(crate) fn day(n: usize) -> chrono::NaiveDate {
    let first = chrono::NaiveDate::from_ymd_opt(2000, 1, 3).expect("a date");
    first + chrono::Days::new(u64::try_from(n % 7_000).expect("a small number"))
}
