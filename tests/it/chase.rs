//! Chase lists: days without time, days and entries that are hardly plausible, entries that were not submitted; for those
//! who answer for the people, without narratives and without walled files.

use axum::http::StatusCode;
use casetime::access::Role;
use casetime::clock::Clock;
use casetime::config::Config;
use casetime::context::Context;
use casetime::entries::{self, RawEntry};
use casetime::fault::Code;
use casetime::files::{self, RawFile, RawFileChange};
use casetime::oversight::chase::{self, Item, RawChase};
use casetime::people::{self, RawPerson, RawSchedule};
use serde_json::{Value, json};

use crate::people_api::added;
use crate::recording::{faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{get, put};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, on_both_engines};

const CHASE: &str = "/api/v1/chase";
const SECRET: &str = "Between counsel and client.";

async fn record(fixture: &Fixture, person: &str, file: &str, on: &str, minutes: i64) {
    let raw = RawEntry {
        person: person.to_owned(),
        file: file.to_owned(),
        activity: "SA-POL".to_owned(),
        worked_on: on.to_owned(),
        minutes: format!("{minutes}m"),
        narrative: SECRET.to_owned(),
        ..RawEntry::default()
    };
    entries::ops::record(&fixture.context, &raw).await.expect("recorded");
}

/// A list between two days, as person, first day, last day, reason (with its note), count and minutes.
async fn listed(
    context: &Context,
    list: &str,
    from: &str,
    to: &str,
) -> Vec<(String, String, String, String, i64, i64)> {
    let raw = RawChase { list: list.to_owned(), from: from.to_owned(), to: to.to_owned() };
    let wanted = raw.parse(context.clock.today()).expect("a question");
    let items = chase::list(context, &wanted).await.expect("a list");
    let short = |item: &Item| {
        let what = format!("{} {}", item.what.as_str(), item.note).trim().to_owned();
        (item.person.clone(), item.from.to_string(), item.to.to_string(), what, item.count, item.minutes)
    };
    items.iter().map(short).collect()
}

/// Person and days of what is missing.
async fn missing(context: &Context, from: &str, to: &str) -> Vec<String> {
    let all = listed(context, "missing", from, to).await;
    all.into_iter()
        .map(|(person, first, last, what, count, minutes)| {
            assert_eq!((what.as_str(), minutes), ("missing", 0));
            let day = |text: &str| text[5..].to_owned();
            if first == last && count == 1 {
                format!("{person} {}", day(&first))
            } else {
                format!("{person} {} to {}: {count}", day(&first), day(&last))
            }
        })
        .collect()
}

async fn schedule(fixture: &Fixture, number: &str, from: &str, kind: &str, days: &str) {
    let raw = RawSchedule {
        valid_from: from.to_owned(),
        kind: kind.to_owned(),
        days_per_week: days.to_owned(),
        ..RawSchedule::default()
    };
    let person = people::ops::find_by_number(&fixture.context, number).await.expect("a person");
    let new = raw.parse().expect("a schedule");
    people::ops::set_schedule(&fixture.context, person.id, person.version, &new).await.expect("set");
}

async fn active(fixture: &Fixture, number: &str, from: &str, to: &str) {
    let person = people::ops::find_by_number(&fixture.context, number).await.expect("a person");
    let raw = RawPerson { active_from: from.to_owned(), active_to: to.to_owned(), ..RawPerson::of(&person) };
    people::ops::change(&fixture.context, person.id, person.version, &raw).await.expect("changed");
}

/// Three people of two teams, and a file.
async fn section(fixture: &Fixture) {
    added(fixture, "P-1", "A").await;
    added(fixture, "P-2", "A").await;
    added(fixture, "P-3", "B").await;
    fixture.add_file("SA-9", "SA", "").await;
}

/// Walls the file, so that only one account is named on it.
async fn wall(fixture: &Fixture, named: &Somebody) {
    let all = files::ops::list(&fixture.context).await.expect("files");
    let file = all.iter().find(|file| file.number == "SA-9").expect("the file");
    let change = RawFileChange { walled: Some(true), ..RawFileChange::default() };
    let walled =
        files::ops::change(&fixture.context, file.id, file.version, &RawFile::of(file).changed_by(change)).await;
    let accounts = [named.account.to_string()];
    files::ops::set_members(&fixture.context, file.id, walled.expect("walled").version, &accounts)
        .await
        .expect("named");
}

on_both_engines! {
    async fn working_days_without_time_are_missing_until_yesterday(fixture: empty) {
        added(fixture, "P-1", "A").await;
        fixture.add_file("SA-9", "SA", "").await;
        for on in ["2026-11-09", "2026-11-13", "2026-11-14", "2026-11-17"] {
            record(fixture, "P-1", "SA-9", on, 1).await;
        }
        // Days in a row are one thing to ask about; a holiday or a weekend between them does not part them, time on one does.
        let expected = ["P-1 11-10 to 11-12: 2", "P-1 11-16", "P-1 11-18 to 11-20: 3"];
        // Neither weekends nor Remembrance Day; neither today, Sunday the 22nd, nor what is to come.
        assert_eq!(missing(&fixture.context, "2026-11-09", "2026-12-31").await, expected);
        let friday = Clock::Fixed("2026-11-20T23:00:00Z".parse().expect("an instant"));
        let before = Context { clock: friday, ..fixture.context.clone() };
        let one_day_less = [expected[0], expected[1], "P-1 11-18 to 11-19: 2"];
        assert_eq!(missing(&before, "2026-11-09", "2026-12-31").await, one_day_less);
        assert_eq!(missing(&fixture.context, "2026-11-12", "2026-11-16").await, ["P-1 11-12", "P-1 11-16"]);
        assert_eq!(missing(&fixture.context, "2026-12-01", "2026-12-31").await, [""; 0]);
        fixture.by_hand("UPDATE entries SET withdrawn = TRUE WHERE worked_on = '2026-11-13'").await.expect("changed");
        let all = ["P-1 11-10 to 11-16: 4", "P-1 11-18 to 11-20: 3"];
        assert_eq!(missing(&fixture.context, "2026-11-09", "").await, all, "over the weekend");
    }

    async fn nothing_is_missing_of_people_who_were_not_here_or_absent(fixture: empty) {
        for number in ["P-1", "P-2", "P-3", "P-4"] {
            added(fixture, number, "A").await;
        }
        active(fixture, "P-1", "2026-11-17", "2026-11-18").await;
        // Left and came back: the days between are an absence.
        schedule(fixture, "P-2", "2026-11-10", "absent", "").await;
        schedule(fixture, "P-2", "2026-11-19", "full_time", "").await;
        active(fixture, "P-3", "2000-01-01", "2026-11-09").await;
        active(fixture, "P-4", "2026-11-20", "").await;
        let expected =
            ["P-1 11-17 to 11-18: 2", "P-2 11-09", "P-2 11-19 to 11-20: 2", "P-3 11-09", "P-4 11-20"];
        assert_eq!(missing(&fixture.context, "2026-11-09", "2026-11-20").await, expected);
    }

    async fn part_time_is_missing_by_the_week_and_never_more_than_is_worked(fixture: empty) {
        added(fixture, "P-1", "A").await;
        fixture.add_file("SA-9", "SA", "").await;
        schedule(fixture, "P-1", "2026-01-01", "part_time", "3").await;
        for on in ["2026-11-03", "2026-11-04", "2026-11-05", "2026-11-17"] {
            record(fixture, "P-1", "SA-9", on, 60).await;
        }
        // Three of five days are recorded in the first week; the second has four working days of which two are expected;
        // of the third, one of three is.
        let expected = ["P-1 11-09 to 11-13: 2", "P-1 11-16 to 11-20: 2"];
        assert_eq!(missing(&fixture.context, "2026-11-02", "2026-11-22").await, expected);
        assert_eq!(missing(&fixture.context, "2026-11-18", "2026-11-18").await, [""; 0], "one day of a week says nothing");
        schedule(fixture, "P-1", "2026-11-19", "full_time", "").await;
        let changed = missing(&fixture.context, "2026-11-16", "2026-11-20").await;
        assert_eq!(changed, ["P-1 11-19 to 11-20: 2"], "of Monday to Wednesday one is expected, and it is there");
    }

    async fn managers_see_their_teams_and_everybody_themselves(fixture: empty) {
        section(fixture).await;
        let own = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person").id;
        let day = ("2026-11-19", "2026-11-19");
        for (login, roles, stands_for, expected) in [
            ("one", vec![(Role::Manager, "A")], false, vec!["P-1 11-19", "P-2 11-19"]),
            ("two", vec![(Role::Manager, "B")], false, vec!["P-3 11-19"]),
            ("three", vec![(Role::Manager, "B"), (Role::Timekeeper, "")], true, vec!["P-1 11-19", "P-3 11-19"]),
            ("four", vec![(Role::Timekeeper, "")], true, vec!["P-1 11-19"]),
            ("head", vec![(Role::Head, "")], false, vec!["P-1 11-19", "P-2 11-19", "P-3 11-19"]),
            ("keeper", vec![(Role::Keeper, "")], false, vec!["P-1 11-19", "P-2 11-19", "P-3 11-19"]),
            ("auditor", vec![(Role::Auditor, "")], false, vec!["P-1 11-19", "P-2 11-19", "P-3 11-19"]),
        ] {
            let mut somebody = Somebody::new(fixture, login, &roles).await;
            if stands_for {
                somebody = somebody.standing_for(own);
            }
            assert_eq!(missing(&somebody.context(fixture).await, day.0, day.1).await, expected, "{login}");
        }
        let administrator = Somebody::new(fixture, "adm", &[(Role::Administrator, "")]).await.router(fixture).await;
        assert_eq!(get(&administrator, &format!("{CHASE}?list=missing")).await.code(), "forbidden");
    }

    async fn long_days_and_what_was_noted_are_implausible(fixture: empty) {
        section(fixture).await;
        fixture.add_file("SA-10", "SA", "").await;
        for (on, minutes) in [("2026-11-02", [360, 360]), ("2026-11-03", [361, 360]), ("2026-11-04", [599, 361]), ("2026-11-05", [599, 362])] {
            record(fixture, "P-1", "SA-9", on, minutes[0]).await;
            record(fixture, "P-1", "SA-10", on, minutes[1]).await;
        }
        let all = listed(&fixture.context, "implausible", "2026-11-01", "2026-11-22").await;
        let item = |person: &str, on: &str, what: &str, count, minutes| {
            (person.to_owned(), on.to_owned(), on.to_owned(), what.to_owned(), count, minutes)
        };
        let long = [
            item("P-1", "2026-11-03", "long_day", 2, 721),
            item("P-1", "2026-11-04", "long_day", 2, 960),
            item("P-1", "2026-11-05", "very_long_day", 2, 961),
        ];
        assert_eq!(all, long);
        record(fixture, "P-3", "SA-9", "2026-11-06", 10).await;
        record(fixture, "P-3", "SA-9", "2026-11-06", 20).await;
        let note = "UPDATE entries SET warnings = 'long_day some_note' WHERE minutes = 20";
        fixture.by_hand(note).await.expect("noted");
        fixture.by_hand("UPDATE entries SET warnings = 'some_note other_note' WHERE minutes = 10").await.expect("noted");
        let all = listed(&fixture.context, "implausible", "2026-11-01", "2026-11-22").await;
        let noted = [item("P-3", "2026-11-06", "noted other_note", 1, 10), item("P-3", "2026-11-06", "noted some_note", 2, 30)];
        assert_eq!(all, [&long[..], &noted[..]].concat());
        assert_eq!(listed(&fixture.context, "implausible", "2026-11-06", "2026-11-06").await, noted);
    }

    async fn many_equal_entries_are_one_thing_to_ask_about(fixture: empty) {
        section(fixture).await;
        for day in 1..=9 {
            record(fixture, "P-1", "SA-9", &format!("2026-11-{day:02}"), 30).await;
        }
        for _ in 0..2 {
            record(fixture, "P-2", "SA-9", "2026-11-03", 15).await;
        }
        let all = async || listed(&fixture.context, "implausible", "2026-11-01", "2026-11-22").await;
        assert_eq!(all().await, [], "nine days and two of a day are not many");
        record(fixture, "P-1", "SA-9", "2026-11-20", 30).await;
        record(fixture, "P-2", "SA-9", "2026-11-03", 15).await;
        let item = |person: &str, from: &str, to: &str, count, minutes| {
            (person.to_owned(), from.to_owned(), to.to_owned(), "equal_entries".to_owned(), count, minutes)
        };
        let expected = [
            item("P-1", "2026-11-01", "2026-11-20", 10, 300),
            item("P-2", "2026-11-03", "2026-11-03", 3, 45),
        ];
        assert_eq!(all().await, expected);
        // A second set on the same days is not a second question.
        for _ in 0..3 {
            record(fixture, "P-2", "SA-9", "2026-11-03", 5).await;
        }
        assert_eq!(all().await[1], item("P-2", "2026-11-03", "2026-11-03", 6, 60));
    }

    async fn entries_that_nobody_submitted_are_chased_when_they_are_old_enough(fixture: empty) {
        section(fixture).await;
        for (on, minutes, status) in [
            ("2026-11-06", 10, "draft"),
            ("2026-11-06", 11, "draft"),
            ("2026-11-06", 12, "returned"),
            ("2026-11-07", 13, "returned"),
            ("2026-11-06", 14, "submitted"),
            ("2026-11-06", 15, "approved"),
            ("2026-11-08", 16, "draft"),
        ] {
            record(fixture, "P-1", "SA-9", on, minutes).await;
            let status = format!("UPDATE entries SET status = '{status}' WHERE minutes = {minutes}");
            fixture.by_hand(&status).await.expect("a status");
        }
        let item = |on: &str, what: &str, count, minutes| {
            ("P-1".to_owned(), on.to_owned(), on.to_owned(), what.to_owned(), count, minutes)
        };
        let expected = [
            item("2026-11-06", "draft", 2, 21),
            item("2026-11-06", "returned", 1, 12),
            item("2026-11-07", "returned", 1, 13),
        ];
        // The 7th is fifteen days ago, the 8th fourteen.
        assert_eq!(listed(&fixture.context, "unsubmitted", "2026-11-01", "").await, expected);
        assert_eq!(listed(&fixture.context, "unsubmitted", "2026-11-07", "2026-11-22").await, expected[2..]);
        let config = std::sync::Arc::new(Config { chase_after_days: 13, ..Config::default() });
        let sooner = Context { config, ..fixture.context.clone() };
        assert_eq!(listed(&sooner, "unsubmitted", "2026-11-08", "").await, [item("2026-11-08", "draft", 1, 16)]);
        assert_eq!(listed(&sooner, "unsubmitted", "2026-11-20", "").await, [], "nothing is old enough");
    }

    async fn time_behind_a_wall_counts_only_for_whoever_knows_the_file(fixture: empty) {
        section(fixture).await;
        record(fixture, "P-1", "SA-9", "2026-11-05", 1000).await;
        let one = Somebody::new(fixture, "one", &[(Role::Head, "")]).await;
        let other = Somebody::new(fixture, "other", &[(Role::Head, "")]).await;
        wall(fixture, &one).await;
        for (somebody, knows) in [(&one, true), (&other, false)] {
            let context = somebody.context(fixture).await;
            let count = usize::from(knows);
            // A very long day, and one entry that is all of it.
            assert_eq!(listed(&context, "implausible", "2026-11-01", "").await.len(), 2 * count);
            assert_eq!(listed(&context, "unsubmitted", "2026-11-01", "").await.len(), count);
            let missing = missing(&context, "2026-11-05", "2026-11-05").await;
            assert_eq!(missing.contains(&"P-1 11-05".to_owned()), !knows, "{missing:?}");
        }
        // A held entry that names the walled file is behind the wall too.
        fixture.add_file("SA-10", "SA", "").await;
        let held = "UPDATE entries SET held_file_id = file_id, file_id = (SELECT id FROM files WHERE number = 'SA-10')";
        fixture.by_hand(held).await.expect("held");
        assert_eq!(listed(&one.context(fixture).await, "implausible", "2026-11-01", "").await.len(), 2);
        assert_eq!(listed(&other.context(fixture).await, "implausible", "2026-11-01", "").await.len(), 0);
    }

    async fn pages_hold_every_item_once_by_team_number_and_day(fixture: empty) {
        added(fixture, "P-1", "B").await;
        added(fixture, "P-2", "A").await;
        added(fixture, "P-10", "A").await;
        added(fixture, "P-3", "Équipe « Z »").await;
        fixture.add_file("SA-9", "SA", "").await;
        for person in ["P-1", "P-2", "P-3", "P-10"] {
            record(fixture, person, "SA-9", "2026-11-18", 60).await;
        }
        let router = router(fixture);
        let place = |item: &Value| {
            let text = |name: &str| item[name].as_str().expect("a text").to_owned();
            format!("{} {} {}", text("team"), text("person"), text("from"))
        };
        let query = "list=missing&from=2026-11-17&to=2026-11-19";
        let whole = get(&router, &format!("{CHASE}?{query}")).await;
        let all: Vec<String> = whole.json()["items"].as_array().expect("items").iter().map(place).collect();
        let expected = [
            "A P-10 2026-11-17", "A P-10 2026-11-19", "A P-2 2026-11-17", "A P-2 2026-11-19",
            "B P-1 2026-11-17", "B P-1 2026-11-19",
            "Équipe « Z » P-3 2026-11-17", "Équipe « Z » P-3 2026-11-19",
        ];
        assert_eq!(all, expected);
        assert!(!whole.text.contains("narrative"), "{}", whole.text);
        for limit in 1..=8 {
            let mut found: Vec<String> = Vec::new();
            let mut next = Some(format!("{CHASE}?{query}&limit={limit}"));
            while let Some(path) = next {
                let answer = get(&router, &path).await;
                let body = answer.json();
                found.extend(body["items"].as_array().expect("items").iter().map(place));
                next = body["next"].as_str().map(ToOwned::to_owned);
                let linked = next.as_ref().map_or_else(String::new, |next| format!("<{next}>; rel=\"next\""));
                assert_eq!(answer.header("link"), linked, "{path}");
                assert!(found.len() <= 8, "the pages end");
            }
            assert_eq!(found, expected, "{limit}");
        }
        assert_eq!(get(&router, &format!("{CHASE}?{query}&cursor=41")).await.code(), "unknown_cursor");
    }

    async fn a_question_that_makes_no_sense_is_refused(fixture: empty) {
        let router = router(fixture);
        for (query, pointer, code) in [
            ("", "/list", "required"),
            ("list=everything", "/list", "unknown_list"),
            ("list=missing&from=soon", "/from", "date_format"),
            ("list=missing&to=2026-02-30", "/to", "date_impossible"),
            ("list=missing&from=2026-11-02&to=2026-11-01", "/to", "period_reversed"),
            ("list=missing&from=2025-11-22&to=2026-11-23", "/to", "span_too_long"),
            ("list=missing&limit=0", "/limit", "malformed_query"),
            ("list=missing&person=P-1", "/person", "unknown_field"),
        ] {
            let answer = get(&router, &format!("{CHASE}?{query}")).await;
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{query}");
        }
        let all = get(&router, &format!("{CHASE}?list=x&from=x&to=x")).await;
        assert_eq!(faults(&all).len(), 3, "all at once");
        let year = get(&router, &format!("{CHASE}?list=missing&from=2025-11-22&to=2026-11-22")).await;
        assert_eq!(year.status, StatusCode::OK, "{}", year.text);
        let days = get(&router, &format!("{CHASE}?list=missing")).await.json();
        assert_eq!((&days["from"], &days["to"]), (&json!("2026-10-23"), &json!("2026-11-22")));
        let empty = RawChase { list: "missing".to_owned(), ..RawChase::default() };
        let nobody = Context { caller: casetime::audit::Caller::nobody(""), ..fixture.context.clone() };
        let wanted = empty.parse(nobody.clock.today()).expect("a question");
        assert_eq!(chase::list(&nobody, &wanted).await.map_err(|failure| failure.code()).err(), Some(Code::NotSignedIn));
    }
}

on_both_shells! {
    async fn what_is_to_be_chased_is_listed_at_the_console(shell: filled) {
        let chased = shell.run(&["chase", "missing", "--from", "2026-03-02", "--to", "2026-03-03"]);
        assert!(chased.code == 0 && chased.out.lines().count() == 2, "{chased:?}");
        assert!(chased.out.contains("P-1") && chased.out.contains("2 working days without time"), "{chased:?}");
        let french = shell.run(&["chase", "missing", "--from", "2026-03-02", "--to", "2026-03-02", "--lang", "fr"]);
        assert!(french.out.contains("1 jour ouvrable sans temps"), "{french:?}");
        let json = shell.run(&["chase", "missing", "--from", "2026-03-02", "--to", "2026-03-02", "--json"]).json();
        assert_eq!((&json["list"], json["items"].as_array().map(Vec::len)), (&json!("missing"), Some(2)));
        assert_eq!(json["items"][0]["what"], "missing");
        let nothing = shell.run(&["chase", "unsubmitted"]);
        assert_eq!((nothing.code, nothing.out.as_str()), (0, ""), "{nothing:?}");
        assert!(nothing.err.contains("nothing to chase"), "{nothing:?}");
        shell.run(&["chase", "everything"]).is_refused("unknown_list");
    }
}

on_both_engines! {
    async fn a_day_that_was_marked_complete_is_not_missing(fixture: empty) {
        section(fixture).await;
        let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        let lawyer = Somebody::new(fixture, "lawyer", &[(Role::Timekeeper, "")]).await.standing_for(person.id);
        let router = lawyer.router(fixture).await;
        let own = lawyer.context(fixture).await;
        assert_eq!(missing(&own, "2026-11-19", "2026-11-20").await, ["P-1 11-19 to 11-20: 2"]);
        let marked = put(&router, "/api/v1/my/days/2026-11-19/complete", None, &json!({})).await;
        assert!(marked.status.is_success(), "{}", marked.text);
        assert_eq!(missing(&own, "2026-11-19", "2026-11-20").await, ["P-1 11-20"]);
    }
}
