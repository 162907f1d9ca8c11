//! Days on which the clocks on the wall are put forward or back: an instant is what they show there, a day is a day, and a
//! timer counts what has gone by.

use axum::http::StatusCode;
use casetime::access::Role;
use casetime::clock::Clock;
use casetime::people;
use casetime::time::FiscalYear;
use chrono::{Datelike as _, NaiveDate, Weekday};

use crate::choosing_pages::{between, plain, value};
use crate::daybook::as_somebody;
use crate::support::accounts::Somebody;
use crate::support::http::{get, post_form};
use crate::support::on_both_engines;
use crate::support::shell::{Shell, on_both_shells};

/// The first Sunday of a month, on which clocks change in some places.
fn first_sunday(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Sun, 1).expect("each month has one")
}

/// When the current fiscal year closes, as programs read it, where the clocks are those of a place.
fn closing(shell: &Shell, zone: &str, day: NaiveDate, shown: &str) -> String {
    let close = format!("{:02}-{:02}T{shown}", day.month(), day.day());
    let listed = shell.run_with(&["periods", "list", "--json"], "", &[("TZ", zone), ("CASETIME_CLOSE", &close)]);
    assert_eq!(listed.code, 0, "{listed:?}");
    listed.json()["periods"][0]["closes_at"].as_str().expect("an instant").to_owned()
}

on_both_shells! {
    async fn what_clocks_show_twice_is_the_later_and_what_they_skip_is_an_hour_on(shell: filled) {
        let year = FiscalYear::of(Clock::System.today()).start_year() + 1;
        let back = first_sunday(year, 11);
        let later = closing(shell, "America/Toronto", back, "01:30");
        assert_eq!(later, format!("{back}T06:30:00Z"), "half past one of standard time, the second of two");
        let before = closing(shell, "America/Toronto", back, "00:30");
        assert_eq!(before, format!("{back}T04:30:00Z"));
        let forward = first_sunday(year, 10);
        let skipped = closing(shell, "Australia/Sydney", forward, "02:30");
        let eve = forward.pred_opt().expect("a day before");
        assert_eq!(skipped, format!("{eve}T16:30:00Z"), "half past three of summer time");
        assert_eq!(closing(shell, "Australia/Sydney", forward, "01:30"), format!("{eve}T15:30:00Z"));
    }
}

on_both_engines! {
    async fn a_week_in_which_clocks_change_has_seven_days_and_loses_no_minute(fixture: with_cast) {
        let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        let alex = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id);
        let mine = as_somebody(fixture, &alex, fixture.app()).await;
        for (monday, sunday) in [("2026-03-02", "2026-03-08"), ("2026-10-26", "2026-11-01")] {
            let path = format!("/en/week/{monday}");
            let fields = [("r0", "UKR-12~TA-TRN"), ("r0d5", "7h30"), ("r0d6", "2h30"), ("r0d7", "24h")];
            let saved = post_form(&mine, &path, &fields).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
            let text = plain(&get(&mine, &path).await);
            assert_eq!((value(&text, "r0d6"), value(&text, "r0d7")), ("2:30", "24:00"), "a day is a day");
            let day = plain(&get(&mine, &format!("/en/day/{sunday}")).await);
            assert!(day.contains("24:00"), "{day}");
            let next = between(&text, "rel=\"next\" href=\"/en/week/", "\"");
            let after: NaiveDate = sunday.parse().expect("a day");
            assert_eq!(next, after.succ_opt().expect("a day after").to_string());
        }
        let stored = fixture.number("SELECT CAST(sum(minutes) AS BIGINT) FROM entries").await;
        assert_eq!(stored, 2 * (450 + 150 + 1440));
    }
}
