//! Confirming the time on a file: by its lead counsel and nobody else, for months, quarters and fiscal years; what changes
//! afterwards is seen, and walls and narratives stay what they are.

use axum::Extension;
use axum::http::StatusCode;
use casetime::access::{Right, Role};
use casetime::clock::Clock;
use casetime::context::Context;
use casetime::entries::{self, EntryView, RawCorrection, RawEntry};
use casetime::fault::Code;
use casetime::files::{self, RawFile, RawFileChange};
use casetime::ids::{EntryId, FileId, PersonId};
use casetime::oversight::{ConfirmedAs, FileTime, RawSignOff, SignOff, State, ops};
use casetime::people::{self, RawPerson};
use casetime::web::ask::Repeated;
use serde_json::{Value, json};

use crate::people_api::added;
use crate::recording::{faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, post};
use crate::support::{Engine, Fixture, on_both_engines};

const SIGN_OFFS: &str = "/api/v1/sign-offs";
const SECRET: &str = "Between counsel and client.";

/// An identifier as a statement typed by hand writes it.
fn literal(fixture: &Fixture, id: uuid::Uuid) -> String {
    match fixture.engine {
        Engine::Sqlite => format!("x'{}'", id.simple()),
        Engine::Postgres => format!("'{id}'"),
    }
}

/// Makes somebody lead counsel from a day on.
async fn lead(fixture: &Fixture, file: FileId, person: PersonId, from: &str) {
    let (file, person) = (literal(fixture, file.uuid()), literal(fixture, person.uuid()));
    let row = format!("INSERT INTO file_leads (file_id, valid_from, person_id) VALUES ({file}, '{from}', {person})");
    fixture.by_hand(&row).await.expect("a lead");
}

async fn file(fixture: &Fixture, number: &str) -> FileId {
    fixture.add_file(number, "SA", "").await;
    let all = files::ops::list(&fixture.context).await.expect("files");
    all.iter().find(|file| file.number == number).expect("opened").id
}

async fn wall(fixture: &Fixture, id: FileId, named: &Somebody) {
    let file = files::ops::find(&fixture.context, id).await.expect("a file");
    let change = RawFileChange { walled: Some(true), ..RawFileChange::default() };
    let raw = RawFile::of(&file).changed_by(change);
    let walled = files::ops::change(&fixture.context, id, file.version, &raw).await.expect("walled");
    let accounts = [named.account.to_string()];
    files::ops::set_members(&fixture.context, id, walled.version, &accounts).await.expect("named");
}

async fn record(fixture: &Fixture, person: &str, file: &str, on: &str, minutes: i64) -> EntryView {
    let raw = RawEntry {
        person: person.to_owned(),
        file: file.to_owned(),
        activity: "SA-POL".to_owned(),
        worked_on: on.to_owned(),
        minutes: format!("{minutes}m"),
        narrative: SECRET.to_owned(),
        ..RawEntry::default()
    };
    entries::ops::record(&fixture.context, &raw).await.expect("recorded").view().clone()
}

async fn correct(fixture: &Fixture, view: &EntryView, change: RawCorrection) -> EntryView {
    correct_at(fixture, view.entry.id, view.entry.version, change).await
}

async fn correct_at(fixture: &Fixture, id: EntryId, version: i64, change: RawCorrection) -> EntryView {
    let change = RawCorrection { reason: "Misread.".to_owned(), ..change };
    entries::ops::correct(&fixture.context, id, version, &change).await.expect("corrected")
}

/// A moment later by some seconds, so that confirmations stand in their order.
fn later(context: &Context, seconds: i64) -> Context {
    let now = context.clock.now() + chrono::TimeDelta::seconds(seconds);
    Context { clock: Clock::Fixed(now), ..context.clone() }
}

async fn sign(context: &Context, file: FileId, period: &str) -> Result<SignOff, Code> {
    let raw = RawSignOff { period: period.to_owned(), comment: "Checked against the diary.".to_owned() };
    ops::sign_off(context, file, &raw).await.map_err(|failure| failure.code())
}

/// The files of a period as somebody sees them.
async fn seen(context: &Context, period: &str) -> Vec<FileTime> {
    ops::list_files(context, period, "", 100).await.expect("a list").1
}

fn numbers(times: &[FileTime]) -> Vec<&str> {
    times.iter().map(|time| time.file.as_str()).collect()
}

/// A file led by P-1 of team A, with time of P-1 and of P-2 of team B.
struct Led {
    file: FileId,
    people: [PersonId; 2],
    own: EntryView,
    other: EntryView,
    lead: Somebody,
}

impl Led {
    async fn new(fixture: &Fixture) -> Self {
        let people = [added(fixture, "P-1", "A").await, added(fixture, "P-2", "B").await];
        let file = file(fixture, "SA-9").await;
        lead(fixture, file, people[0], "2020-01-01").await;
        let own = record(fixture, "P-1", "SA-9", "2026-10-01", 60).await;
        let other = record(fixture, "P-2", "SA-9", "2026-10-31", 30).await;
        record(fixture, "P-2", "SA-9", "2026-11-02", 15).await;
        let lead = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(people[0]);
        Self { file, people, own, other, lead }
    }
}

on_both_engines! {
    async fn lead_counsel_confirms_the_time_of_everybody_on_the_file_and_later_changes_show(fixture: empty) {
        let led = Led::new(fixture).await;
        let context = led.lead.context(fixture).await;
        let before = seen(&context, "2026-10").await;
        assert_eq!((before[0].state, before[0].minutes, before[0].minutes_since), (State::Open, 90, None));
        let signed = sign(&context, led.file, "2026-10").await.expect("confirmed");
        assert_eq!((signed.entries, signed.minutes, signed.confirmed_as), (2, 90, ConfirmedAs::LeadCounsel));
        assert_eq!((signed.period.as_str(), signed.confirmed_by.as_str()), ("2026-10", "alex"));
        let state = async |moment: &Context| {
            let times = seen(moment, "2026-10").await;
            (times[0].state, times[0].minutes_since)
        };
        assert_eq!(state(&context).await, (State::Confirmed, Some(0)));
        // Another month is another period.
        record(fixture, "P-2", "SA-9", "2026-11-03", 5).await;
        assert_eq!(state(&context).await, (State::Confirmed, Some(0)));
        let longer = RawCorrection { minutes: Some("45m".to_owned()), ..RawCorrection::default() };
        let corrected = correct(fixture, &led.other, longer).await;
        assert_eq!(state(&context).await, (State::ChangedSince, Some(15)));
        let again = sign(&later(&context, 10), led.file, "2026-10").await.expect("confirmed");
        assert_eq!((again.minutes, state(&context).await), (105, (State::Confirmed, Some(0))));
        // Other words, or a step on the way to approval, change nothing that was confirmed.
        let words = RawCorrection { narrative: Some("Other words.".to_owned()), ..RawCorrection::default() };
        let worded = correct(fixture, &corrected, words).await;
        fixture.by_hand("UPDATE entries SET status = 'approved', version = version + 1").await.expect("approved");
        assert_eq!(state(&context).await, (State::Confirmed, Some(0)));
        // The same minutes on another activity are not what was confirmed.
        let coded = RawCorrection { activity: Some("SA-RES".to_owned()), ..RawCorrection::default() };
        correct_at(fixture, worded.entry.id, worded.entry.version + 1, coded).await;
        assert_eq!(state(&context).await, (State::ChangedSince, Some(0)));
        sign(&later(&context, 20), led.file, "2026-10").await.expect("confirmed");
        let gone = RawCorrection { withdrawn: true, ..RawCorrection::default() };
        correct_at(fixture, led.own.entry.id, led.own.entry.version + 1, gone).await;
        assert_eq!(state(&context).await, (State::ChangedSince, Some(-60)));
        record(fixture, "P-1", "SA-9", "2026-10-01", 60).await;
        assert_eq!(state(&context).await, (State::ChangedSince, Some(0)));
        let all = ops::list(&context, led.file, None, 10).await.expect("a list");
        let kept: Vec<(i64, bool, i64)> = all.iter().map(|one| (one.sign_off.minutes, one.replaced, one.minutes_since)).collect();
        assert_eq!(kept, [(105, false, 0), (105, true, 0), (90, true, 15)], "every confirmation is kept, the newest first");
        let events = "SELECT count(*) FROM audit_events WHERE action = 'sign_off' AND object_kind = 'file'";
        assert_eq!(fixture.number(events).await, 3);
    }

    async fn a_confirmation_is_taken_back_with_those_before_it_and_the_period_is_open_again(fixture: empty) {
        let led = Led::new(fixture).await;
        let context = led.lead.context(fixture).await;
        sign(&context, led.file, "2026-10").await.expect("confirmed");
        let second = sign(&later(&context, 10), led.file, "2026-10").await.expect("confirmed");
        let other = sign(&context, led.file, "2026-09").await.expect("confirmed");
        let bo = Somebody::new(fixture, "bo", &[(Role::Timekeeper, "")]).await.standing_for(led.people[1]).context(fixture).await;
        let refused = ops::withdraw(&bo, led.file, second.id).await.map_err(|failure| failure.code());
        assert_eq!(refused.err(), Some(Code::NotLeadCounsel));
        let elsewhere = file(fixture, "SA-10").await;
        let nowhere = ops::withdraw(&context, elsewhere, second.id).await.map_err(|failure| failure.code());
        assert_eq!(nowhere.err(), Some(Code::NotFound));
        let router = led.lead.router(fixture).await;
        let address = format!("/api/v1/files/{}/sign-offs/{}/withdrawal", led.file, second.id);
        for _ in 0..2 {
            let gone = post(&router, &address, &json!({})).await;
            assert_eq!((gone.status, gone.json()["withdrawn_by"].as_str()), (StatusCode::OK, Some("alex")), "{}", gone.text);
        }
        let october = seen(&context, "2026-10").await;
        assert_eq!((october[0].state, october[0].sign_off.is_none()), (State::Open, true));
        let all = ops::list(&context, led.file, None, 10).await.expect("a list");
        let kept: Vec<(bool, bool, State)> = all.iter().map(|one| (one.sign_off.withdrawn_at.is_some(), one.replaced, one.state)).collect();
        assert_eq!(all.iter().filter(|one| one.sign_off.id == other.id && one.state == State::Confirmed).count(), 1);
        assert_eq!(kept.iter().filter(|one| **one == (true, false, State::Open)).count(), 2, "{kept:?}");
        sign(&later(&context, 20), led.file, "2026-10").await.expect("confirmed anew");
        assert_eq!(seen(&context, "2026-10").await[0].state, State::Confirmed);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'withdraw_sign_off'").await, 1);
    }

    async fn an_entry_that_moves_to_another_file_or_period_changes_both(fixture: empty) {
        let led = Led::new(fixture).await;
        let other = file(fixture, "SA-10").await;
        lead(fixture, other, led.people[0], "2020-01-01").await;
        let context = led.lead.context(fixture).await;
        for (file, period) in [(led.file, "2026-10"), (led.file, "2026-09"), (other, "2026-10")] {
            sign(&context, file, period).await.expect("confirmed");
        }
        let moved = RawCorrection { file: Some("SA-10".to_owned()), ..RawCorrection::default() };
        correct(fixture, &led.own, moved).await;
        let back = RawCorrection { worked_on: Some("2026-09-30".to_owned()), ..RawCorrection::default() };
        correct(fixture, &led.other, back).await;
        let october: Vec<_> = seen(&context, "2026-10").await.iter().map(|time| (time.file.clone(), time.minutes_since)).collect();
        assert_eq!(october, [("SA-10".to_owned(), Some(60)), ("SA-9".to_owned(), Some(-90))]);
        let september = seen(&context, "2026-09").await;
        assert_eq!((september[0].state, september[0].minutes_since), (State::ChangedSince, Some(30)));
    }

    async fn months_quarters_and_fiscal_years_are_confirmed_each_by_itself(fixture: empty) {
        let led = Led::new(fixture).await;
        let context = led.lead.context(fixture).await;
        let over = Context { clock: Clock::Fixed("2027-04-01T09:00:00Z".parse().expect("an instant")), ..context.clone() };
        for (period, minutes) in [("2026-10", 90), ("2026-11", 15), ("2026-27-M07", 90), ("2026-27-Q3", 105), ("2026-27-T1", 0), ("2026-27", 105)] {
            assert_eq!(sign(&over, led.file, period).await.map(|one| one.minutes), Ok(minutes), "{period}");
        }
        let confirmed = seen(&over, "2026-27-T3").await;
        assert_eq!(confirmed[0].sign_off.as_ref().map(|one| one.period.as_str()), Some("2026-27-Q3"));
        let nothing = seen(&over, "2026-12").await;
        assert_eq!(nothing, [], "nothing was recorded and nothing confirmed");
        assert_eq!(seen(&over, "2026-27-Q1").await.len(), 1, "an empty period that was confirmed is shown");
    }

    async fn only_a_period_that_is_over_is_confirmed(fixture: empty) {
        let led = Led::new(fixture).await;
        let context = led.lead.context(fixture).await;
        for period in ["2026-11", "2026-27-Q3", "2026-27", "2026-12"] {
            assert_eq!(sign(&context, led.file, period).await.err(), Some(Code::PeriodNotOver), "{period}");
        }
        let last_day = Context { clock: Clock::Fixed("2026-11-30T00:00:00Z".parse().expect("an instant")), ..context.clone() };
        assert!(sign(&last_day, led.file, "2026-11").await.is_ok(), "on its last day");
        let router = router(fixture);
        let address = format!("/api/v1/files/{}/sign-offs", led.file);
        for (body, pointer, code) in [
            (json!({}), "/period", "required"),
            (json!({ "period": "2026" }), "/period", "period_format"),
            (json!({ "period": "2026-13" }), "/period", "period_format"),
            (json!({ "period": "2026-27-Q5" }), "/period", "period_format"),
            (json!({ "period": "2026-11" }), "/period", "period_not_over"),
            (json!({ "period": "2026-10", "comment": "x".repeat(501) }), "/comment", "too_long"),
            (json!({ "period": "2026-10", "comment": "\u{7}" }), "/comment", "control_character"),
            (json!({ "period": "2026-10", "colour": "red" }), "/colour", "unknown_field"),
        ] {
            assert_eq!(faults(&post(&router, &address, &body).await), places(&[(pointer, code)]), "{body}");
        }
        assert_eq!(get(&router, &format!("{SIGN_OFFS}?period=x")).await.code(), "period_format");
        assert_eq!(get(&router, SIGN_OFFS).await.code(), "required");
        assert_eq!(fixture.number("SELECT count(*) FROM sign_offs").await, 1);
    }

    async fn nobody_but_lead_counsel_confirms_and_the_head_where_there_is_none(fixture: empty) {
        let led = Led::new(fixture).await;
        let other = led.people[1];
        for (login, roles, person) in [
            ("bo", vec![(Role::Timekeeper, "")], Some(other)),
            ("manager", vec![(Role::Manager, "A")], None),
            ("head", vec![(Role::Head, "")], None),
            ("keeper", vec![(Role::Keeper, "")], None),
            ("auditor", vec![(Role::Auditor, "")], None),
            ("administrator", vec![(Role::Administrator, "")], None),
        ] {
            let mut somebody = Somebody::new(fixture, login, &roles).await;
            if let Some(person) = person {
                somebody = somebody.standing_for(person);
            }
            let context = somebody.context(fixture).await;
            let expected = if ["keeper", "auditor", "administrator"].contains(&login) { Code::Forbidden } else { Code::NotLeadCounsel };
            assert_eq!(sign(&context, led.file, "2026-10").await.err(), Some(expected), "{login}");
        }
        let reads = led.lead.with_scopes(&[Right::ReadEntries, Right::ReadFiles]).context(fixture).await;
        assert_eq!(sign(&reads, led.file, "2026-10").await.err(), Some(Code::Forbidden), "a token that only reads");
        // The lead of the last day of the period counts.
        lead(fixture, led.file, other, "2026-10-31").await;
        let [alex, bo] = [led.lead.clone(), Somebody::new(fixture, "second", &[(Role::Timekeeper, "")]).await.standing_for(other)];
        assert_eq!(sign(&alex.context(fixture).await, led.file, "2026-10").await.err(), Some(Code::NotLeadCounsel));
        assert!(sign(&alex.context(fixture).await, led.file, "2026-09").await.is_ok());
        assert!(sign(&bo.context(fixture).await, led.file, "2026-10").await.is_ok());
        // Whoever has left confirms nothing; then, and where nobody leads, the head does.
        let head = Somebody::new(fixture, "director", &[(Role::Head, "")]).await.context(fixture).await;
        let person = people::ops::find(&fixture.context, other).await.expect("a person");
        let gone = RawPerson { active_to: "2026-11-21".to_owned(), ..RawPerson::of(&person) };
        people::ops::change(&fixture.context, other, person.version, &gone).await.expect("left");
        assert_eq!(sign(&bo.context(fixture).await, led.file, "2026-10").await.err(), Some(Code::NotLeadCounsel));
        assert_eq!(sign(&head, led.file, "2026-10").await.map(|one| one.confirmed_as), Ok(ConfirmedAs::Head));
        assert_eq!(sign(&head, led.file, "2026-09").await.err(), Some(Code::NotLeadCounsel), "alex is still here");
        let nobodys = file(fixture, "SA-11").await;
        assert_eq!(sign(&alex.context(fixture).await, nobodys, "2026-10").await.err(), Some(Code::NotLeadCounsel));
        assert_eq!(sign(&head, nobodys, "2026-10").await.map(|one| one.confirmed_as), Ok(ConfirmedAs::Head));
    }

    async fn each_sees_the_files_they_lead_and_those_who_read_everything_see_all(fixture: empty) {
        let led = Led::new(fixture).await;
        let second = file(fixture, "SA-10").await;
        lead(fixture, second, led.people[1], "2020-01-01").await;
        let wall_file = file(fixture, "SA-8").await;
        lead(fixture, wall_file, led.people[0], "2020-01-01").await;
        file(fixture, "SA-7").await;
        for number in ["SA-10", "SA-8", "SA-7"] {
            record(fixture, "P-2", number, "2026-10-05", 10).await;
        }
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        let auditor = Somebody::new(fixture, "auditor", &[(Role::Auditor, "")]).await;
        let manager = Somebody::new(fixture, "manager", &[(Role::Manager, "A")]).await;
        wall(fixture, wall_file, &head).await;
        let expected: [(&Somebody, &[&str]); 4] = [
            (&led.lead, &["SA-9"]),
            (&head, &["SA-10", "SA-7", "SA-8", "SA-9"]),
            (&auditor, &["SA-10", "SA-7", "SA-9"]),
            (&manager, &[]),
        ];
        for (somebody, files) in expected {
            let times = seen(&somebody.context(fixture).await, "2026-10").await;
            assert_eq!(numbers(&times), files, "{}", somebody.login);
        }
        // Lead counsel sees the time of others on the file, also of another team, and no narrative.
        let answer = get(&led.lead.router(fixture).await, &format!("{SIGN_OFFS}?period=2026-10")).await;
        assert_eq!(answer.json()["files"][0]["people"], json!([
            { "person": "P-1", "name": "Person P-1", "entries": 1, "minutes": 60 },
            { "person": "P-2", "name": "Person P-2", "entries": 1, "minutes": 30 },
        ]));
        assert_eq!(answer.json()["files"][0]["lead"], "P-1");
        assert!(!answer.text.contains(SECRET) && !answer.text.contains("narrative"), "{}", answer.text);
        let administrator = Somebody::new(fixture, "adm", &[(Role::Administrator, "")]).await.router(fixture).await;
        assert_eq!(get(&administrator, &format!("{SIGN_OFFS}?period=2026-10")).await.code(), "forbidden");
        // Pages hold every file once.
        let router = head.router(fixture).await;
        let mut found = Vec::new();
        let mut next = Some(format!("{SIGN_OFFS}?period=2026-27-T3&limit=1"));
        while let Some(path) = next {
            let answer = get(&router, &path).await;
            found.push(answer.json()["files"][0]["file"].as_str().expect("a file").to_owned());
            next = answer.json()["next"].as_str().map(ToOwned::to_owned);
            assert!(found.len() < 10, "the pages end");
        }
        assert_eq!(found, ["SA-10", "SA-7", "SA-8", "SA-9"]);
    }

    async fn the_confirmations_of_a_file_are_for_those_who_led_it(fixture: empty) {
        let led = Led::new(fixture).await;
        let console = later(&fixture.context, 0);
        for (at, period) in ["2026-08", "2026-09", "2026-10"].into_iter().enumerate() {
            sign(&later(&console, i64::try_from(at).expect("small")), led.file, period).await.expect("confirmed");
        }
        lead(fixture, led.file, led.people[1], "2026-09-15").await;
        let bo = Somebody::new(fixture, "bo", &[(Role::Timekeeper, "")]).await.standing_for(led.people[1]);
        let stranger = added(fixture, "P-3", "A").await;
        let charlie = Somebody::new(fixture, "charlie", &[(Role::Timekeeper, "")]).await.standing_for(stranger);
        let manager = Somebody::new(fixture, "manager", &[(Role::Manager, "A")]).await;
        let auditor = Somebody::new(fixture, "auditor", &[(Role::Auditor, "")]).await;
        let address = format!("/api/v1/files/{}/sign-offs", led.file);
        let periods = |answer: &Answer| -> Vec<String> {
            let body = answer.json();
            let all = body["sign_offs"].as_array().unwrap_or_else(|| panic!("{}", answer.text));
            all.iter().map(|one| one["period"].as_str().expect("a period").to_owned()).collect()
        };
        for (somebody, expected) in [
            (&led.lead, vec!["2026-08"]),
            (&bo, vec!["2026-10", "2026-09"]),
            (&auditor, vec!["2026-10", "2026-09", "2026-08"]),
        ] {
            let answer = get(&somebody.router(fixture).await, &address).await;
            assert_eq!(periods(&answer), expected, "{}", somebody.login);
        }
        for somebody in [&charlie, &manager] {
            assert_eq!(get(&somebody.router(fixture).await, &address).await.code(), "not_lead_counsel");
        }
        let router = auditor.router(fixture).await;
        let first = get(&router, &format!("{address}?limit=2")).await;
        let rest = get(&router, first.json()["next"].as_str().expect("more")).await;
        assert_eq!((periods(&first).len(), periods(&rest), &rest.json()["next"]), (2, vec!["2026-08".to_owned()], &Value::Null));
        assert_eq!(get(&router, &format!("{address}?cursor=41")).await.code(), "unknown_cursor");
        // Behind a wall there is nothing, for leads too.
        wall(fixture, led.file, &charlie).await;
        for somebody in [&led.lead, &bo, &auditor, &manager] {
            let router = somebody.router(fixture).await;
            assert_eq!(get(&router, &address).await.code(), "not_found", "{}", somebody.login);
        }
        assert_eq!(sign(&bo.context(fixture).await, led.file, "2026-10").await.err(), Some(Code::NotFound));
        let nowhere = "/api/v1/files/0197a000-0000-7000-8000-0000000000a1/sign-offs";
        assert_eq!(get(&auditor.router(fixture).await, nowhere).await.code(), "not_found");
    }

    async fn a_confirmation_that_is_sent_again_is_one(fixture: empty) {
        let led = Led::new(fixture).await;
        let address = format!("/api/v1/files/{}/sign-offs", led.file);
        let body = json!({ "period": "2026-10", "comment": "Seen." });
        let plain = led.lead.router(fixture).await;
        assert_eq!(post(&plain, &address, &body).await.code(), "idempotency_key_required");
        let key = Extension(Repeated { key: "k".to_owned(), request: "same".to_owned() });
        let router = plain.layer(key.clone());
        let (first, second) = (post(&router, &address, &body).await, post(&router, &address, &body).await);
        assert_eq!((first.status, first.json()), (StatusCode::CREATED, second.json()), "{}", second.text);
        assert_eq!(fixture.number("SELECT count(*) FROM sign_offs").await, 1);
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        wall(fixture, led.file, &head).await;
        let after = post(&led.lead.router(fixture).await.layer(key), &address, &body).await;
        assert_eq!(after.code(), "not_found", "nor does a repeat look behind a wall");
    }
}
