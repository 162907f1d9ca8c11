//! Fiscal years and their close: to the second, in the year before and after it; opened again for a section, a team or one
//! person, for as long as was said and no longer; by whoever answers for them.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::{Extension, Router};
use casetime::access::{Right, Role};
use casetime::clock::Clock;
use casetime::config::Config;
use casetime::context::Context;
use casetime::failure::Failure;
use casetime::fault::{Code, Fault};
use casetime::ids::PersonId;
use casetime::lang::Lang;
use casetime::periods::{RawClosing, RawReopening, Reopening, ops};
use casetime::time::{ClosingTime, FiscalYear};
use casetime::web::ask::Repeated;
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::people_api::added;
use crate::recording::{faults, places, recorded, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, delete, get, post, put, signed_in};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, on_both_engines};

const PERIODS: &str = "/api/v1/periods";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// The context at another moment.
fn at(context: &Context, moment: &str) -> Context {
    Context { clock: Clock::Fixed(moment.parse().expect("an instant")), ..context.clone() }
}

/// Whether time of a person of a team on a day may be recorded; otherwise the fault.
async fn open_for(context: &Context, person: PersonId, team: &str, on: &str) -> Result<(), Fault> {
    let mut tx = context.db.read().await.expect("a transaction");
    match ops::must_be_open_in(&mut tx, context, person, team, &[day(on)], "worked_on").await {
        Ok(()) => Ok(()),
        Err(Failure::Refused(faults)) => Err(faults.first().expect("a fault").clone()),
        Err(Failure::Store(error)) => panic!("{error}"),
    }
}

async fn is_open(context: &Context, person: PersonId, team: &str, on: &str) -> bool {
    match open_for(context, person, team, on).await {
        Ok(()) => true,
        Err(fault) => {
            assert_eq!((fault.code, fault.field.as_str()), (Code::PeriodClosed, "worked_on"));
            false
        }
    }
}

fn raw(reason: &str, team: &str, person: &str, until: &str) -> RawReopening {
    RawReopening {
        reason: reason.to_owned(),
        team: team.to_owned(),
        person: person.to_owned(),
        until: until.to_owned(),
    }
}

/// Opens 2025-26 again until the end of 25 November 2026.
async fn reopened(context: &Context, team: &str, person: &str) -> Result<Reopening, Code> {
    let raw = raw("Hours of the mission arrived late", team, person, "2026-11-25");
    ops::reopen(context, "2025-26", &raw).await.map_err(|failure| failure.code())
}

/// Two teams of which one has two people.
async fn people(fixture: &Fixture) -> [PersonId; 3] {
    [added(fixture, "P-1", "A").await, added(fixture, "P-2", "A").await, added(fixture, "P-3", "B").await]
}

fn numbers(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let years = body["periods"].as_array().unwrap_or_else(|| panic!("periods: {}", answer.text));
    years.iter().map(|year| year["year"].as_str().expect("a year").to_owned()).collect()
}

/// How a year stands at a moment, as the console is told.
async fn state(fixture: &Fixture, moment: &str, year: &str) -> Value {
    let context = at(&fixture.context, moment);
    serde_json::to_value(ops::find(&context, year).await.expect("a year")).expect("JSON")
}

on_both_engines! {
    async fn a_year_is_locked_at_the_second_of_its_close_and_not_before(fixture: empty) {
        let [one, ..] = people(fixture).await;
        let before = at(&fixture.context, "2026-04-14T16:59:59.999999Z");
        let after = at(&fixture.context, "2026-04-14T17:00:00Z");
        for on in ["2025-04-01", "2025-12-31", "2026-02-28", "2026-03-31"] {
            assert!(is_open(&before, one, "A", on).await, "{on}");
            assert!(!is_open(&after, one, "A", on).await, "{on}");
        }
        for context in [&before, &after] {
            assert!(is_open(context, one, "A", "2026-04-01").await, "the next year has begun");
            assert!(!is_open(context, one, "A", "2025-03-31").await, "the year before closed a year ago");
        }
        let leap = "2024-02-29";
        assert!(is_open(&at(&fixture.context, "2024-04-14T16:59:59Z"), one, "A", leap).await);
        assert!(!is_open(&at(&fixture.context, "2024-04-14T17:00:00Z"), one, "A", leap).await);
        // While the year lasts nothing has to be read, and it is open.
        assert!(is_open(&at(&fixture.context, "2026-03-31T23:59:59Z"), one, "A", "2026-03-31").await);
    }

    async fn the_refusal_names_the_year_and_when_it_closed(fixture: empty) {
        let [one, ..] = people(fixture).await;
        let mut tx = fixture.context.db.read().await.expect("a transaction");
        let days = [day("2026-04-01"), day("2026-03-31"), day("2009-05-01")];
        let refused = ops::must_be_open_in(&mut tx, &fixture.context, one, "A", &days, "moved_to").await;
        let refused = refused.expect_err("closed").faults();
        let fault = refused.first().expect("a fault");
        assert_eq!((fault.code, fault.field.as_str(), refused.len()), (Code::PeriodClosed, "moved_to", 1));
        let english = fault.say(Lang::En);
        assert!(english.contains("2025-26") && english.contains("2026-04-14 17:00"), "{english}");
        assert!(fault.say(Lang::Fr).contains("2025-26"));
    }

    async fn many_people_and_days_are_told_from_one_reading(fixture: empty) {
        let [one, two, three] = people(fixture).await;
        reopened(&fixture.context, "A", "").await.expect("reopened");
        reopened(&fixture.context, "", "P-3").await.expect("reopened");
        let years: BTreeSet<FiscalYear> = [2025, 2026].map(FiscalYear::starting).into();
        let mut tx = fixture.context.db.read().await.expect("a transaction");
        let open = ops::open_check_in(&mut tx, &fixture.context, &years).await.expect("read");
        let now = fixture.context.clock.now();
        let check = |person, team, on| open.check(person, team, day(on), now).map_err(|fault| fault.code);
        for (person, team) in [(one, "A"), (two, "A"), (three, "B")] {
            assert_eq!(check(person, team, "2025-06-01"), Ok(()));
            assert_eq!(check(person, team, "2026-11-20"), Ok(()));
            // Not asked about, so only the settings count.
            assert_eq!(check(person, team, "2020-01-01"), Err(Code::PeriodClosed));
        }
        assert_eq!(check(one, "B", "2025-06-01"), Err(Code::PeriodClosed), "it is the team that counts");
        assert_eq!(check(two, "", "2025-06-01"), Err(Code::PeriodClosed));
        assert_eq!(check(three, "C", "2025-06-01"), Ok(()), "named, whatever team they are in by now");
    }

    async fn a_year_without_a_close_in_the_settings_stays_open_until_one_is_set(fixture: empty) {
        let [one, ..] = people(fixture).await;
        assert_eq!(numbers(&get(&router(fixture), PERIODS).await), ["2026-27"], "without figures");
        let close = ClosingTime::try_from(String::new()).expect("none");
        let config = std::sync::Arc::new(Config { close, ..Config::default() });
        let context = Context { config, ..fixture.context.clone() };
        assert!(is_open(&context, one, "A", "2009-05-01").await);
        let closing = RawClosing { closes_at: "2010-04-30T12:00:00Z".to_owned() };
        ops::set_closing(&context, "2009-10", 0, &closing).await.expect("set");
        assert!(!is_open(&context, one, "A", "2009-05-01").await);
        assert!(is_open(&context, one, "A", "2010-05-01").await);
        assert_eq!(numbers(&get(&router(fixture), PERIODS).await).len(), 18, "back to the one for which it was set");
    }

    async fn a_reopening_holds_for_those_it_names_and_as_long_as_it_says(fixture: empty) {
        let [one, two, three] = people(fixture).await;
        let on = "2026-03-31";
        let holds = async |moment: &str| {
            let context = at(&fixture.context, moment);
            let mut all = Vec::new();
            for (person, team) in [(one, "A"), (two, "A"), (three, "B")] {
                all.push(is_open(&context, person, team, on).await);
            }
            all
        };
        let now = "2026-11-22T15:00:00Z";
        assert_eq!(holds(now).await, [false; 3]);
        let team = reopened(&fixture.context, "A", "").await.expect("reopened");
        assert_eq!(holds(now).await, [true, true, false]);
        // The last day is meant whole, and what lies before the reopening stays refused.
        assert_eq!(holds("2026-11-25T23:59:59Z").await, [true, true, false]);
        assert_eq!(holds("2026-11-26T00:00:00Z").await, [false; 3]);
        assert_eq!(holds("2026-11-22T14:59:59Z").await, [false; 3]);
        let other = raw("Another year", "", "", "2026-11-25");
        ops::reopen(&fixture.context, "2024-25", &other).await.expect("reopened");
        assert_eq!(holds(now).await, [true, true, false], "each year by itself");
        ops::end(&fixture.context, "2025-26", team.id, 1).await.expect("ended");
        assert_eq!(holds(now).await, [false; 3]);
        reopened(&fixture.context, "", "P-2").await.expect("reopened");
        assert_eq!(holds(now).await, [false, true, false]);
        reopened(&fixture.context, "B", "P-3").await.expect("reopened");
        assert_eq!(holds(now).await, [false, true, true]);
        let instant = raw("To the minute", "", "", "2026-11-22T15:30:00-00:00");
        ops::reopen(&fixture.context, "2025-26", &instant).await.expect("reopened");
        assert_eq!(holds(now).await, [true; 3]);
        assert_eq!(holds("2026-11-22T15:29:59Z").await, [true; 3]);
        assert_eq!(holds("2026-11-22T15:30:00Z").await, [false, true, true]);
        assert_eq!(fixture.number("SELECT count(*) FROM reopenings").await, 5, "kept, also when ended");
        let kept = "SELECT count(*) FROM audit_events WHERE action = 'reopen' AND reason = 'To the minute'";
        assert_eq!(fixture.number(kept).await, 1);
    }

    async fn whoever_answers_for_people_opens_for_them_and_nobody_else_does(fixture: empty) {
        people(fixture).await;
        let manager = Somebody::new(fixture, "manager", &[(Role::Manager, "A")]).await;
        let both = Somebody::new(fixture, "both", &[(Role::Manager, "A"), (Role::Keeper, "")]).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        for somebody in [&manager, &both] {
            let context = somebody.context(fixture).await;
            for (team, person) in [("A", ""), ("A", "P-2"), ("", "P-1")] {
                let made = reopened(&context, team, person).await;
                assert!(made.is_ok(), "{team} {person}: {made:?}");
            }
            for (team, person, code) in [
                ("", "", Code::Forbidden),
                ("B", "", Code::Forbidden),
                ("B", "P-3", Code::Forbidden),
                ("NOWHERE", "", Code::Forbidden),
                ("", "P-3", Code::UnknownPerson),
                ("A", "P-3", Code::UnknownPerson),
                ("A", "P-9", Code::UnknownPerson),
            ] {
                assert_eq!(reopened(&context, team, person).await.err(), Some(code), "{team} {person}");
            }
        }
        let context = head.context(fixture).await;
        for (team, person, code) in [
            ("", "", None),
            ("B", "", None),
            ("B", "P-3", None),
            ("", "P-3", None),
            ("A", "P-3", Some(Code::PersonOfAnotherTeam)),
            ("NOWHERE", "", Some(Code::UnknownTeam)),
            ("", "P-9", Some(Code::UnknownPerson)),
        ] {
            assert_eq!(reopened(&context, team, person).await.err(), code, "{team} {person}");
        }
        for role in [Role::Timekeeper, Role::Keeper, Role::Auditor, Role::Administrator] {
            let somebody = Somebody::new(fixture, role.as_str(), &[(role, "")]).await;
            let context = somebody.context(fixture).await;
            assert_eq!(reopened(&context, "A", "").await.err(), Some(Code::Forbidden), "{role:?}");
        }
        let reader = head.with_scopes(&[Right::ReadEntries]).context(fixture).await;
        assert_eq!(reopened(&reader, "", "").await.err(), Some(Code::Forbidden), "a token that only reads");
    }

    async fn a_reopening_says_why_and_how_long_and_the_year_is_closed(fixture: empty) {
        people(fixture).await;
        let router = router(fixture);
        let address = format!("{PERIODS}/2025-26/reopenings");
        let good = json!({ "reason": "Late hours", "until": "2026-11-25" });
        let before = fixture.contents().await;
        for (changes, pointer, code, status) in [
            (json!({ "reason": " " }), "/reason", "required", 422),
            (json!({ "reason": "x".repeat(501) }), "/reason", "too_long", 422),
            (json!({ "reason": "a\u{0}b" }), "/reason", "control_character", 422),
            (json!({ "until": "" }), "/until", "required", 422),
            (json!({ "until": "soon" }), "/until", "date_format", 422),
            (json!({ "until": "2026-11-31" }), "/until", "date_impossible", 422),
            (json!({ "until": "2026-11-21" }), "/until", "until_out_of_range", 422),
            (json!({ "until": "2026-11-22T15:00:00Z" }), "/until", "until_out_of_range", 422),
            (json!({ "until": "2026-12-24" }), "/until", "until_out_of_range", 422),
            (json!({ "until": "2026-12-24T00:00:01Z" }), "/until", "until_out_of_range", 422),
            (json!({ "team": "NOWHERE" }), "/team", "unknown_team", 422),
            (json!({ "team": "B", "person": "P-1" }), "/team", "person_of_another_team", 422),
            (json!({ "person": "P-9" }), "/person", "unknown_person", 422),
            (json!({ "colour": "red" }), "/colour", "unknown_field", 422),
            (json!({ "until": null }), "", "malformed_body", 400),
        ] {
            let mut body = good.clone();
            for (name, value) in changes.as_object().expect("an object") {
                body[name] = value.clone();
            }
            let answer = post(&router, &address, &body).await;
            assert_eq!((answer.status.as_u16(), faults(&answer)), (status, places(&[(pointer, code)])), "{changes}");
        }
        let all = post(&router, &address, &json!({})).await;
        assert_eq!(faults(&all), places(&[("/reason", "required"), ("/until", "required")]));
        for (year, code) in [("2026-27", "period_open"), ("2027-28", "not_found"), ("1968-69", "not_found"), ("x", "not_found")] {
            let answer = post(&router, &format!("{PERIODS}/{year}/reopenings"), &good).await;
            assert_eq!(answer.code(), code, "{year}");
        }
        assert_eq!(fixture.contents().await, before);
        // The last day and the last instant that fit.
        for until in ["2026-12-23", "2026-12-24T00:00:00Z", "2026-11-22T15:00:00.000001Z"] {
            let answer = post(&router, &address, &json!({ "reason": "Late hours", "until": until })).await;
            assert_eq!((answer.status, answer.header("etag")), (StatusCode::CREATED, "\"1\""), "{until}: {}", answer.text);
        }
    }

    async fn a_request_that_is_sent_again_opens_once(fixture: empty) {
        people(fixture).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        let address = format!("{PERIODS}/2025-26/reopenings");
        let body = json!({ "reason": "Late hours", "until": "2026-11-25" });
        assert_eq!(post(&head.router(fixture).await, &address, &body).await.code(), "idempotency_key_required");
        let key = |request: &str| Extension(Repeated { key: "k".to_owned(), request: request.to_owned() });
        let router = head.router(fixture).await.layer(key("same"));
        let (first, second) = (post(&router, &address, &body).await, post(&router, &address, &body).await);
        assert_eq!((first.status, first.json()), (StatusCode::CREATED, second.json()));
        assert_eq!(fixture.number("SELECT count(*) FROM reopenings").await, 1);
        let reused = post(&head.router(fixture).await.layer(key("other")), &address, &body).await;
        assert_eq!(reused.code(), "idempotency_key_reused");
    }

    async fn a_reopening_is_ended_once_against_its_version(fixture: empty) {
        people(fixture).await;
        let router = router(fixture);
        let made = post(&router, &format!("{PERIODS}/2025-26/reopenings"), &json!({ "reason": "r", "until": "2026-11-25" })).await;
        let address = format!("{PERIODS}/2025-26/reopenings/{}", made.json()["id"].as_str().expect("an id"));
        assert_eq!(delete(&router, &address, None).await.status, StatusCode::PRECONDITION_REQUIRED);
        let stale = delete(&router, &address, Some("\"7\"")).await;
        assert_eq!((stale.code().as_str(), &stale.json()["current"]), ("version_conflict", &made.json()));
        for wrong in [format!("{PERIODS}/2024-25/reopenings/{}", made.json()["id"].as_str().expect("an id")),
            format!("{PERIODS}/2025-26/reopenings/0197a000-0000-7000-8000-0000000000a1"),
            format!("{PERIODS}/2025-26/reopenings/x")] {
            assert_eq!(delete(&router, &wrong, Some("\"1\"")).await.code(), "not_found", "{wrong}");
        }
        let ended = delete(&router, &address, Some("\"1\"")).await;
        assert_eq!((ended.status, ended.header("etag")), (StatusCode::OK, "\"2\""), "{}", ended.text);
        assert_eq!((&ended.json()["active"], &ended.json()["ended_by"]), (&json!(false), &json!("test")));
        assert_eq!(ended.json()["ended_at"], json!("2026-11-22T15:00:00Z"));
        assert_eq!(delete(&router, &address, Some("\"1\"")).await.code(), "version_conflict");
        assert_eq!(delete(&router, &address, Some("\"2\"")).await.code(), "reopening_over");
        let events = "SELECT count(*) FROM audit_events WHERE object_kind = 'reopening' AND action IN ('reopen', 'end')";
        assert_eq!(fixture.number(events).await, 2);
        let expired = reopened(&fixture.context, "A", "").await.expect("reopened");
        let later = at(&fixture.context, "2026-11-26T00:00:00Z");
        let over = ops::end(&later, "2025-26", expired.id, 1).await.map_err(|failure| failure.code());
        assert_eq!(over.err(), Some(Code::ReopeningOver));
    }

    async fn managers_end_and_see_what_concerns_their_team(fixture: empty) {
        let [one, ..] = people(fixture).await;
        let mut ids = Vec::new();
        for (team, person) in [("", ""), ("A", ""), ("B", ""), ("", "P-1"), ("", "P-3")] {
            ids.push(reopened(&fixture.context, team, person).await.expect("reopened").id);
        }
        let alone = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(one);
        let [a, b] = [("a", "A"), ("b", "B")].map(|(login, team)| (login, [(Role::Manager, team)]));
        let (a, b) = (Somebody::new(fixture, a.0, &a.1).await, Somebody::new(fixture, b.0, &b.1).await);
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        let auditor = Somebody::new(fixture, "auditor", &[(Role::Auditor, "")]).await;
        for (somebody, seen) in [
            (&alone, vec![0, 1, 3]),
            (&a, vec![0, 1, 3]),
            (&b, vec![0, 2, 4]),
            (&head, vec![0, 1, 2, 3, 4]),
            (&auditor, vec![0, 1, 2, 3, 4]),
        ] {
            let context = somebody.context(fixture).await;
            let year = ops::find(&context, "2025-26").await.expect("a year");
            let found: BTreeSet<_> = year.reopenings.iter().map(|reopening| reopening.id).collect();
            assert_eq!(found, seen.iter().map(|at: &usize| ids[*at]).collect(), "{}", somebody.login);
        }
        let ends = async |somebody: &Somebody, at: usize| {
            let context = somebody.context(fixture).await;
            ops::end(&context, "2025-26", ids[at], 1).await.map(|_| ()).map_err(|failure| failure.code())
        };
        assert_eq!(ends(&alone, 3).await, Err(Code::Forbidden));
        assert_eq!(ends(&auditor, 3).await, Err(Code::Forbidden));
        assert_eq!(ends(&a, 0).await, Err(Code::Forbidden), "that of the whole section is the head's");
        assert_eq!(ends(&a, 2).await, Err(Code::NotFound));
        assert_eq!(ends(&a, 4).await, Err(Code::NotFound));
        assert_eq!((ends(&a, 1).await, ends(&a, 3).await, ends(&b, 4).await, ends(&head, 0).await), (Ok(()), Ok(()), Ok(()), Ok(())));
    }

    async fn the_head_sets_another_close_for_one_year(fixture: empty) {
        let [one, ..] = people(fixture).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        let router = head.router(fixture).await;
        let address = format!("{PERIODS}/2025-26");
        let read = get(&router, &address).await;
        assert_eq!((read.header("etag"), &read.json()["closes_at"]), ("\"0\"", &json!("2026-04-14T17:00:00Z")));
        let to = |closes_at: &str| json!({ "closes_at": closes_at });
        let body = to("2026-11-23T12:00:00-05:00");
        assert_eq!(put(&router, &address, None, &body).await.status, StatusCode::PRECONDITION_REQUIRED);
        for (wrong, code) in [
            ("", "required"),
            ("2026-11-23", "instant_format"),
            ("2026-11-23T12:00:00", "instant_format"),
            ("2026-03-31T23:59:59Z", "closing_out_of_range"),
            ("2036-04-01T00:00:00Z", "closing_out_of_range"),
        ] {
            let answer = put(&router, &address, Some("\"0\""), &to(wrong)).await;
            assert_eq!(faults(&answer), places(&[("/closes_at", code)]), "{wrong}");
        }
        assert!(!is_open(&fixture.context, one, "A", "2026-03-31").await);
        let set = put(&router, &address, Some("\"0\""), &body).await;
        assert_eq!((set.status, set.header("etag")), (StatusCode::OK, "\"1\""), "{}", set.text);
        assert_eq!((&set.json()["closes_at"], &set.json()["state"]), (&json!("2026-11-23T17:00:00Z"), &json!("closing_soon")));
        assert!(is_open(&fixture.context, one, "A", "2026-03-31").await);
        assert!(!is_open(&at(&fixture.context, "2026-11-23T17:00:00Z"), one, "A", "2026-03-31").await);
        assert!(!is_open(&fixture.context, one, "A", "2025-03-31").await, "the other years as before");
        let stale = put(&router, &address, Some("\"0\""), &body).await;
        assert_eq!((stale.code().as_str(), &stale.json()["current"]), ("version_conflict", &set.json()));
        // What is over closes at once, and so does the year that has not ended when it ends.
        let again = put(&router, &address, Some("\"1\""), &to("2026-04-01T00:00:00.000001499Z")).await;
        assert_eq!((again.header("etag"), &again.json()["state"]), ("\"2\"", &json!("closed")));
        assert_eq!(again.json()["closes_at"], json!("2026-04-01T00:00:00.000001Z"));
        assert!(!is_open(&fixture.context, one, "A", "2026-03-31").await);
        assert_eq!(put(&router, &format!("{PERIODS}/2026-27"), Some("\"0\""), &to("2027-04-01T00:00:00Z")).await.status, StatusCode::OK);
        assert_eq!(put(&router, &format!("{PERIODS}/2027-28"), Some("\"0\""), &to("2028-05-01T00:00:00Z")).await.code(), "not_found");
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'set_closing'").await, 3);
        for roles in [vec![(Role::Manager, "A")], vec![(Role::Keeper, "")], vec![(Role::Keeper, ""), (Role::Manager, "A")]] {
            let name = format!("{roles:?}").replace(['\'', '"', ' '], "");
            let other = Somebody::new(fixture, &name, &roles).await.router(fixture).await;
            assert_eq!(put(&other, &address, Some("\"2\""), &body).await.code(), "forbidden", "{name}");
        }
    }

    async fn years_with_figures_are_listed_with_how_they_stand(fixture: with_cast) {
        fixture.by_hand("DELETE FROM period_closings").await.expect("as the settings say");
        let router = router(fixture);
        recorded(&router_at(fixture, "2020-01-20T12:00:00Z"), &json!({ "worked_on": "2020-01-15" })).await;
        recorded(&router, &json!({ "worked_on": "2026-11-20" })).await;
        let whole = ["2026-27", "2025-26", "2024-25", "2023-24", "2022-23", "2021-22", "2020-21", "2019-20"];
        assert_eq!(numbers(&get(&router, PERIODS).await), whole, "years without figures between them too");
        reopened(&fixture.context, "", "P-1").await.expect("reopened");
        for limit in 1..=8 {
            let mut found = Vec::new();
            let mut next = Some(format!("{PERIODS}?limit={limit}"));
            while let Some(path) = next {
                let answer = get(&router, &path).await;
                found.extend(numbers(&answer));
                next = answer.json()["next"].as_str().map(ToOwned::to_owned);
                assert!(found.len() <= 8, "the pages end");
            }
            assert_eq!(found, whole, "{limit}");
        }
        assert_eq!(get(&router, &format!("{PERIODS}?cursor=00")).await.code(), "unknown_cursor");
        assert_eq!(get(&router, &format!("{PERIODS}?cursor=41")).await.code(), "unknown_cursor");
        for (moment, year, expected) in [
            ("2026-03-30T00:00:00Z", "2025-26", "open"),
            ("2026-03-31T17:00:00Z", "2025-26", "closing_soon"),
            ("2026-04-14T16:59:59Z", "2025-26", "closing_soon"),
            ("2026-04-14T17:00:00Z", "2025-26", "closed"),
            ("2026-11-22T15:00:00Z", "2025-26", "reopened"),
            ("2026-11-26T00:00:00Z", "2025-26", "closed"),
            ("2026-11-22T15:00:00Z", "2026-27", "open"),
        ] {
            assert_eq!(state(fixture, moment, year).await["state"], expected, "{moment} {year}");
        }
        let year = state(fixture, "2026-11-22T15:00:00Z", "2019-20").await;
        assert_eq!(
            year,
            json!({
                "year": "2019-20", "first_day": "2019-04-01", "last_day": "2020-03-31", "state": "closed",
                "closes_at": "2020-04-14T17:00:00Z", "version": 0, "reopenings": [],
            })
        );
        for wrong in ["2027-28", "2019-21", "1968-69", "2019", "%202019-20"] {
            assert_eq!(get(&router, &format!("{PERIODS}/{wrong}")).await.code(), "not_found", "{wrong}");
        }
        let administrator = Somebody::new(fixture, "adm", &[(Role::Administrator, "")]).await.router(fixture).await;
        assert_eq!(get(&administrator, PERIODS).await.code(), "forbidden");
    }
}

/// The service at another moment, as the console meets it.
fn router_at(fixture: &Fixture, moment: &str) -> Router {
    let mut app = fixture.app();
    app.clock = Clock::Fixed(moment.parse().expect("an instant"));
    signed_in(casetime::routes::router(app), "test", casetime::access::Access::console())
}

on_both_engines! {
    async fn a_close_that_comes_while_somebody_looks_is_seen_at_once(fixture: empty) {
        let address = format!("{PERIODS}/2025-26");
        let body = json!({ "reason": "r", "until": "2026-04-20" });
        let before = router_at(fixture, "2026-04-14T16:59:59Z");
        assert_eq!(get(&before, &address).await.json()["state"], "closing_soon");
        assert_eq!(post(&before, &format!("{address}/reopenings"), &body).await.code(), "period_open");
        let after = router_at(fixture, "2026-04-14T17:00:00Z");
        assert_eq!(get(&after, &address).await.json()["state"], "closed");
        assert_eq!(post(&after, &format!("{address}/reopenings"), &body).await.status, StatusCode::CREATED);
        assert_eq!(get(&after, &address).await.json()["state"], "reopened");
    }
}

on_both_shells! {
    async fn years_are_listed_and_opened_again_at_the_console(shell: filled) {
        let zone = [("TZ", "America/Toronto")];
        let current = FiscalYear::of(Clock::System.today());
        let listed = shell.run_with(&["periods", "list", "--json"], "", &zone);
        let year = listed.json()["periods"][0].clone();
        assert_eq!(year["year"], json!(current.to_string()));
        let closes = format!("{}-04-14T21:00:00Z", current.start_year() + 1);
        assert_eq!(year["closes_at"], json!(closes), "17:00 in Toronto, where it is summer by then");
        let until = Clock::System.today() + chrono::Days::new(3);
        let arguments = ["periods", "reopen", "2019-20", "--reason", "Was ill", "--person", "P-1", "--until"];
        let made = shell.run_with(&[&arguments[..], &[&until.to_string()]].concat(), "", &zone);
        assert!(made.code == 0 && made.err.contains("2019-20"), "{made:?}");
        shell.run(&["periods", "reopen", "2019-20", "--until", &until.to_string()]).is_refused("required");
        shell.run(&["periods", "reopen", "1920-21", "--reason", "r", "--until", &until.to_string()]).is_refused("not_found");
        let text = shell.run_with(&["periods", "list"], "", &zone);
        assert!(text.code == 0 && text.out.contains(&format!("{}-04-14 17:00", current.start_year() + 1)), "{text:?}");
        for close in ["03-14T17:00", "02-29T17:00", "soon"] {
            let refused = shell.run_with(&["periods", "list"], "", &[("CASETIME_CLOSE", close)]);
            refused.is_refused("configuration");
            assert!(refused.err.contains("04-14T17:00"), "says how it is written: {refused:?}");
        }
        let never = shell.run_with(&["periods", "list", "--json"], "", &[("CASETIME_CLOSE", "")]);
        assert_eq!(never.json()["periods"][0]["closes_at"], Value::Null);
    }
}
