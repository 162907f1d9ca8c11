//! The daybook over the API: what one person keeps beside the entries, never another's, and never more than the rules of
//! entries allow.

mod days;
mod described;
mod favourites;
mod quick;
mod ranges;
mod saving;
mod timer;
mod weeks;

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::app::App;
use casetime::clock::Clock;
use casetime::config::Config;
use casetime::files::{self, RawFile, RawFileChange};
use casetime::people;
use casetime::vocabulary::{Replacement, ReplacementKind, Validity, Vocabulary};
use serde_json::{Value, json};

use crate::recording::recorded;
use crate::support::Fixture;
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, request, send, signed_in};

/// The account of a person who records time.
async fn keeper_of(fixture: &Fixture, number: &str) -> Somebody {
    let person = people::ops::find_by_number(&fixture.context, number).await.expect("a person");
    let login = number.to_lowercase();
    Somebody::new(fixture, &login, &[(Role::Timekeeper, "")]).await.standing_for(person.id)
}

/// A program of the database with another clock.
fn app_at(fixture: &Fixture, instant: &str) -> App {
    App { clock: Clock::Fixed(instant.parse().expect("an instant")), ..fixture.app() }
}

/// A program of the database in which the code `TA-TRN` was used until a day, and `TA-MIS` since.
pub(crate) fn app_with_retired(fixture: &Fixture, last: &str) -> App {
    let mut vocabulary = Vocabulary::shipped();
    let retired = vocabulary.activities.iter_mut().find(|activity| activity.code == "TA-TRN").expect("a code");
    retired.valid = vec![Validity { from: retired.valid[0].from, to: Some(last.parse().expect("a date")) }];
    retired.replaced_by = vec![Replacement { code: "TA-MIS".to_owned(), kind: ReplacementKind::One }];
    App::new(fixture.context.db.clone(), fixture.context.clock, vocabulary, Config::default())
}

/// A program as somebody meets it.
pub(crate) async fn as_somebody(fixture: &Fixture, somebody: &Somebody, app: App) -> Router {
    signed_in(casetime::routes::router(app), &somebody.login, somebody.access(fixture).await)
}

/// A POST with a key.
async fn post_keyed(router: &Router, path: &str, key: &str, body: &Value) -> Answer {
    let key = format!("\"{key}\"");
    let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
    send(router, request("POST", path, &headers, body.to_string())).await
}

/// Records time of a day at the console.
async fn worked(console: &Router, day: &str, changes: &Value) -> Value {
    let mut all = json!({ "worked_on": day });
    for (name, value) in changes.as_object().expect("an object") {
        all[name] = value.clone();
    }
    recorded(console, &all).await
}

/// Changes a file at the console.
async fn change_file(fixture: &Fixture, number: &str, change: RawFileChange) {
    let all = files::ops::list(&fixture.context).await.expect("files");
    let file = all.iter().find(|file| file.number == number).expect("a file");
    let raw = RawFile::of(file).changed_by(change);
    files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("changed");
}

/// Walls a file; nobody is named on it.
async fn wall(fixture: &Fixture, number: &str, walled: bool) {
    change_file(fixture, number, RawFileChange { walled: Some(walled), ..RawFileChange::default() }).await;
}

async fn close(fixture: &Fixture, number: &str, day: &str) {
    let closed_on = Some(Some(day.to_owned()));
    change_file(fixture, number, RawFileChange { closed_on, ..RawFileChange::default() }).await;
}

/// The texts of one member of a list.
fn each(list: &Value, member: &str) -> Vec<String> {
    let items = list.as_array().unwrap_or_else(|| panic!("a list: {list}"));
    items.iter().map(|item| item[member].as_str().unwrap_or_else(|| panic!("{member}: {item}")).to_owned()).collect()
}

#[track_caller]
fn ok(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{}: {}", answer.status, answer.text);
    answer.json()
}

#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{}", answer.text);
}

/// How many events of a kind the trail holds.
async fn events(fixture: &Fixture, kind: &str, action: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM audit_events WHERE object_kind = '{kind}' AND action = '{action}'");
    fixture.number(&sql).await
}

const CREATED: StatusCode = StatusCode::CREATED;
