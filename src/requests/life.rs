//! What became of a request, by the days of its states: what the demand for services is counted by, in reports and where
//! the requests behind a figure are listed.

use chrono::NaiveDate;

use super::State;

/// The states a request was in, from the first to the present one, each with the day it came into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// The day it arrived.
    pub received_on: NaiveDate,
    /// The states.
    pub states: Vec<(State, NaiveDate)>,
}

/// What a list of requests, or a figure, is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// They arrived in these days.
    Received,
    /// They were accepted in these days, and still are.
    Accepted,
    /// They were declined in these days, and still are.
    Declined,
    /// They were referred in these days, and still are.
    Referred,
    /// They were completed in these days, and still are.
    Completed,
    /// They were open at the end of the last day.
    Open,
    /// They arrived, or were declined, referred or completed, in these days.
    Moved,
}

impl Happened {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Received, Self::Accepted, Self::Declined, Self::Referred, Self::Completed, Self::Open, Self::Moved];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Referred => "referred",
            Self::Completed => "completed",
            Self::Open => "open",
            Self::Moved => "moved",
        }
    }
}

impl Life {
    /// The state it is in.
    #[must_use]
    pub fn last(&self) -> State {
        self.states.last().map_or(State::Received, |(state, _)| *state)
    }

    /// The day of the last state, where it is this one.
    #[must_use]
    pub fn ended(&self, state: State) -> Option<NaiveDate> {
        self.states.last().filter(|(last, _)| *last == state).map(|(_, day)| *day)
    }

    /// The day it was accepted last, where that still holds.
    #[must_use]
    pub fn accepted(&self) -> Option<NaiveDate> {
        let before = |at: usize| at.checked_sub(1).map(|before| self.states[before].0);
        let accepted = (0..self.states.len()).rev().find(|at| {
            // A completed request that was opened again is not accepted once more.
            self.states[*at].0 == State::Accepted && before(*at) != Some(State::Completed)
        });
        let still = matches!(self.last(), State::Accepted | State::Completed);
        accepted.filter(|_| still).map(|at| self.states[at].1)
    }

    /// Whether it was not yet declined, referred or completed at the end of a day.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        let state = self.states.iter().rev().find(|(_, since)| *since <= day).map(|(state, _)| *state);
        let closed = matches!(state, Some(State::Declined | State::Referred | State::Completed));
        self.received_on <= day && !closed
    }

    /// Whether this happened to it between two days, both included.
    #[must_use]
    pub fn has(&self, happened: Happened, first: NaiveDate, last: NaiveDate) -> bool {
        let day = match happened {
            Happened::Received => Some(self.received_on),
            Happened::Accepted => self.accepted(),
            Happened::Declined => self.ended(State::Declined),
            Happened::Referred => self.ended(State::Referred),
            Happened::Completed => self.ended(State::Completed),
            Happened::Open => return self.is_open_on(last),
            Happened::Moved => {
                let all = [Happened::Received, Happened::Declined, Happened::Referred, Happened::Completed];
                return all.into_iter().any(|one| self.has(one, first, last));
            }
        };
        day.is_some_and(|day| (first..=last).contains(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(received_on: &str, states: &[(State, &str)]) -> Life {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        Life { received_on: day(received_on), states: states.iter().map(|(state, on)| (*state, day(on))).collect() }
    }

    #[test]
    fn what_was_reopened_counts_as_it_stands_and_was_open_as_it_was() {
        use State::{Accepted, Completed, Received, Triaged};
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let one = asked(
            "2026-04-01",
            &[
                (Received, "2026-04-01"),
                (Triaged, "2026-04-02"),
                (Accepted, "2026-04-03"),
                (Completed, "2026-05-01"),
                (Accepted, "2026-06-01"),
            ],
        );
        assert_eq!(one.accepted(), Some(day("2026-04-03")), "the reopening is no acceptance");
        assert_eq!(one.ended(Completed), None);
        assert!(!one.is_open_on(day("2026-03-31")) && one.is_open_on(day("2026-04-30")));
        assert!(!one.is_open_on(day("2026-05-15")) && one.is_open_on(day("2026-06-01")));
        let again = asked(
            "2026-04-01",
            &[(Received, "2026-04-01"), (Triaged, "2026-04-02"), (Accepted, "2026-04-03"), (Triaged, "2026-04-04")],
        );
        assert_eq!(again.accepted(), None, "the acceptance was taken back");
    }
}
