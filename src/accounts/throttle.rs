//! The brake on guessing: how long somebody has to wait after failures. Pure decisions over the instants of failures,
//! the latest first.

use chrono::{DateTime, Duration, Utc};

/// Failures count for so many minutes.
const WINDOW_MINUTES: i64 = 5;
/// So many failures of an account or a browser are free.
const FREE_OF_ACCOUNT: usize = 5;
/// So many failures of an address are free: many people can share one.
const FREE_OF_ADDRESS: usize = 30;
/// The first wait, in seconds; each further failure doubles it.
const FIRST_WAIT: i64 = 5;
/// The longest wait, in seconds.
const LONGEST_WAIT: i64 = 300;

/// Failures before this instant do not count any more.
pub(super) fn counted_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::minutes(WINDOW_MINUTES)
}

/// Seconds to wait after failures of one account or browser.
pub(super) fn wait_of_account(failures: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<i64> {
    let last = failures.first()?;
    let further = u32::try_from(failures.len().checked_sub(FREE_OF_ACCOUNT)?).unwrap_or(u32::MAX);
    let doubled = 1_i64.checked_shl(further).unwrap_or(LONGEST_WAIT);
    let wait = FIRST_WAIT.saturating_mul(doubled.clamp(1, LONGEST_WAIT)).min(LONGEST_WAIT);
    left(*last + Duration::seconds(wait), now)
}

/// Seconds to wait after failures from one address.
pub(super) fn wait_of_address(failures: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<i64> {
    let oldest = failures.get(FREE_OF_ADDRESS - 1)?;
    left(*oldest + Duration::minutes(WINDOW_MINUTES), now)
}

/// Whole seconds until an instant, at least one; none when it has come.
fn left(until: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
    let milliseconds = (until - now).num_milliseconds();
    (milliseconds > 0).then(|| (milliseconds + 999) / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T15:00:00Z".parse().expect("an instant")
    }

    fn failures(count: usize) -> Vec<DateTime<Utc>> {
        vec![now(); count]
    }

    #[test]
    fn five_failures_are_free_and_each_further_one_doubles_the_wait() {
        let waits: Vec<Option<i64>> = (3..14).map(|count| wait_of_account(&failures(count), now())).collect();
        let expected = [0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300].map(|wait| (wait > 0).then_some(wait));
        assert_eq!(waits, expected);
        for count in [70, 100, 1000] {
            assert_eq!(wait_of_account(&failures(count), now()), Some(300));
        }
    }

    #[test]
    fn the_wait_is_measured_from_the_last_failure() {
        let later = |milliseconds| now() + Duration::milliseconds(milliseconds);
        assert_eq!(wait_of_account(&failures(5), later(3200)), Some(2));
        assert_eq!(wait_of_account(&failures(5), later(4999)), Some(1));
        assert_eq!(wait_of_account(&failures(5), later(5000)), None);
    }

    #[test]
    fn an_address_has_thirty_failures_in_five_minutes() {
        assert_eq!(wait_of_address(&failures(29), now()), None);
        assert_eq!(wait_of_address(&failures(30), now()), Some(300));
        assert_eq!(wait_of_address(&failures(31), now() + Duration::seconds(299)), Some(1));
        assert_eq!(wait_of_address(&failures(31), now() + Duration::seconds(300)), None);
    }
}
