//! Who may do what, as data: `authorization.csv` says for each route, object and role which status is answered and, for
//! lists and figures, how much is in them. A route that is missing there fails. Everybody signs in and goes through the
//! gate, as in the running service.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::Router;
use axum::body::Body;
use casetime::access::Access;
use casetime::accounts::{self, RawAccount};
use casetime::audit::Caller;
use casetime::coding::{self, RawDraw};
use casetime::context::Context;
use casetime::entries::{RawCorrection, RawEntry};
use casetime::exports::feeds::RawFeed;
use casetime::files::{self, RawFileChange};
use casetime::ids::{AccountId, FileId};
use casetime::knowledge::{self, RawNote};
use casetime::lang::Lang;
use casetime::people::RawPerson;
use casetime::periods::RawReopening;
use casetime::requests::{RawDecision, RawLink, RawRequest, RawTriage};
use casetime::{entries, exports, people, periods, requests};
use serde_json::Value;

use crate::support::http::{Answer, request, send};
use crate::support::{Fixture, delivery, on_both_engines};

/// The roles, in the order of the columns. Nobody is somebody who has not signed in.
const ROLES: [&str; 7] = ["nobody", "timekeeper", "manager", "head", "keeper", "auditor", "administrator"];

/// What the routes are asked about.
struct Section {
    router: Router,
    accounts: BTreeMap<&'static str, AccountId>,
    /// What `{own}`, `{team}` and the other names of the table stand for.
    objects: BTreeMap<String, String>,
}

impl Section {
    async fn new(fixture: &Fixture) -> Self {
        let mut section = Self {
            router: casetime::routes::router(fixture.app()),
            accounts: BTreeMap::new(),
            objects: BTreeMap::new(),
        };
        for (number, team) in [("P-1", "A"), ("P-2", "A"), ("P-3", "B")] {
            let raw = RawPerson {
                number: number.to_owned(),
                name: format!("Person {number}"),
                team: team.to_owned(),
                active_from: "2000-01-01".to_owned(),
                ..RawPerson::default()
            };
            let added = people::ops::add(&fixture.context, &raw.parse().expect("a person")).await.expect("added");
            let people::ops::Added::New(person) = added else { panic!("a new person") };
            section.name(&format!("person:{number}"), &person.id);
        }
        for (number, closed) in [("OPEN-1", ""), ("SHUT-1", "2020-12-31"), ("WALL-1", "")] {
            fixture.add_file(number, "SA", closed).await;
        }
        for (role, person, roles) in [
            ("timekeeper", "P-1", "timekeeper"),
            ("manager", "", "manager:A"),
            ("head", "", "head"),
            ("keeper", "", "keeper"),
            ("auditor", "", "auditor"),
            ("administrator", "", "administrator"),
        ] {
            let raw = RawAccount {
                login: role.to_owned(),
                name: role.to_owned(),
                person: person.to_owned(),
                roles: vec![roles.to_owned()],
                ..RawAccount::default()
            };
            let account =
                accounts::ops::add(&fixture.context, &fixture.app().sign_in, &raw, None).await.expect("added");
            section.accounts.insert(role, account.id);
            section.name(&format!("account:{role}"), &account.id);
        }
        section.reopen(fixture).await;
        section.record(fixture).await;
        section.ask_for_more(fixture).await;
        section.note(fixture).await;
        section.feed(fixture).await;
        section.sample(fixture).await;
        section.import(fixture).await;
        section
    }

    /// A delivery of which the one row is rejected.
    async fn import(&mut self, fixture: &Fixture) {
        let rows = ["P-9,OPEN-1,SA-POL,2026-11-02,1,Of nobody,"];
        let taken = delivery::import(fixture, delivery::file_of(&rows), delivery::plain()).await;
        self.name("batch:one", &taken.batch.expect("stored"));
    }

    /// A sample of the time of team A that takes answers, and a closed one of team B.
    async fn sample(&mut self, fixture: &Fixture) {
        for (name, team, size) in [("open", "A", 2), ("closed", "B", 1)] {
            let [from, to] = ["2026-11-01", "2026-11-30"].map(str::to_owned);
            let raw = RawDraw { from, to, size, teams: vec![team.to_owned()], ..RawDraw::default() };
            let sample = coding::ops::draw(&fixture.context, &raw).await.expect("drawn");
            if name == "closed" {
                coding::ops::close(&fixture.context, sample.id, 1).await.expect("closed");
            }
            self.name(&format!("sample:{name}"), &sample.id);
        }
    }

    /// Opens 2020-21 again for the whole section, and 2024-25 for each team.
    async fn reopen(&mut self, fixture: &Fixture) {
        for (name, year, team) in [("all", "2020-21", ""), ("A", "2024-25", "A"), ("B", "2024-25", "B")] {
            let (reason, team, until) = ("Late hours".to_owned(), team.to_owned(), "2026-11-25".to_owned());
            let raw = RawReopening { reason, team, until, ..RawReopening::default() };
            let reopening = periods::ops::reopen(&fixture.context, year, &raw).await.expect("reopened");
            self.name(&format!("reopening:{name}"), &reopening.id);
        }
    }

    /// Time of each person: 60 minutes of P-1 on the open file and 30 on the closed one, 20 of P-2, 10 of P-3; and 5 of
    /// P-1 on a file that is walled afterwards, where only the head is named.
    async fn record(&mut self, fixture: &Fixture) {
        for (name, person, file, day, minutes) in [
            ("own", "P-1", "OPEN-1", "2026-11-02", "60m"),
            ("archived", "P-1", "SHUT-1", "2020-11-02", "30m"),
            ("team", "P-2", "OPEN-1", "2026-11-03", "20m"),
            ("other", "P-3", "OPEN-1", "2026-11-04", "10m"),
            ("walled", "P-1", "WALL-1", "2026-11-05", "5m"),
        ] {
            let raw = RawEntry {
                person: person.to_owned(),
                // The one of P-3 stood on the walled file before it was corrected.
                file: if name == "other" { "WALL-1".to_owned() } else { file.to_owned() },
                activity: "SA-POL".to_owned(),
                worked_on: day.to_owned(),
                minutes: minutes.to_owned(),
                narrative: "Kept between us.".to_owned(),
                ..RawEntry::default()
            };
            let recorded = entries::ops::record(&fixture.context, &raw).await.expect("recorded");
            let id = recorded.view().entry.id;
            self.name(&format!("entry:{name}"), &id);
            if name == "other" {
                let (file, reason) = (Some(file.to_owned()), "Wrong file.".to_owned());
                let correction = RawCorrection { file, reason, ..RawCorrection::default() };
                entries::ops::correct(&fixture.context, id, 1, &correction).await.expect("corrected");
            }
        }
        for file in files::ops::list(&fixture.context).await.expect("files") {
            self.name(&format!("file:{}", file.number), &file.id);
            if file.number == "WALL-1" {
                let change = RawFileChange { walled: Some(true), ..RawFileChange::default() };
                let raw = files::RawFile::of(&file).changed_by(change);
                let walled = files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("walled");
                let named = [self.accounts["head"].to_string()];
                files::ops::set_members(&fixture.context, file.id, walled.version, &named).await.expect("named");
            }
        }
    }

    /// A request that is triaged, and one that became the walled file.
    async fn ask_for_more(&mut self, fixture: &Fixture) {
        let context = &fixture.context;
        for (name, file) in [("open", None), ("walled", Some("WALL-1"))] {
            let raw = RawRequest { requester: "GAC".to_owned(), wanted: "Advice".to_owned(), ..RawRequest::default() };
            let new = raw.parse(context.clock.today()).expect("a request");
            let id = requests::ops::enter(context, &new).await.expect("entered").id;
            let triage = RawTriage { kind: "strategic_advice".to_owned(), ..RawTriage::default() };
            requests::ops::triage(context, id, 1, &triage).await.expect("triaged");
            if let Some(file) = file {
                let decision = RawDecision { decision: "accepted".to_owned(), ..RawDecision::default() };
                requests::ops::decide(context, id, 2, &decision).await.expect("decided");
                let link = RawLink::Known(file.to_owned());
                requests::ops::link_file(context, id, 3, &link).await.expect("linked");
            }
            self.name(&format!("request:{name}"), &id);
        }
    }

    /// A note on the open file, and one on the walled one, neither by any of them.
    async fn note(&mut self, fixture: &Fixture) {
        for (name, file) in [("open", "OPEN-1"), ("walled", "WALL-1")] {
            let [kind, title, text] = ["debrief", "Mission", "What it brought"].map(str::to_owned);
            let raw = RawNote { kind, title, text, ..RawNote::default() };
            let file = FileId::parse(&self.objects[&format!("file:{file}")], "").expect("an identifier");
            let new = raw.parse(Lang::En).expect("a note");
            let id = knowledge::ops::add(&fixture.context, file, &new).await.expect("added").id;
            self.name(&format!("note:{name}"), &id);
        }
    }

    /// A calendar of the timekeeper.
    async fn feed(&mut self, fixture: &Fixture) {
        let id = self.accounts["timekeeper"];
        let account = accounts::ops::find(&fixture.context, id).await.expect("an account");
        let access = Access::of(id, account.person, account.grants, None, BTreeSet::new());
        let caller = Caller { access, ..Caller::nobody("") };
        let context = Context { caller, ..fixture.context.clone() };
        let raw = RawFeed { name: "Desk".to_owned() };
        let created = exports::feeds::create(&context, &raw).await.expect("made");
        self.name("feed", &created.token.expect("a token").reveal());
    }

    fn name(&mut self, name: &str, id: &impl ToString) {
        self.objects.insert(name.to_owned(), id.to_string());
    }

    /// Puts what a name stands for in its place.
    fn filled(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (name, id) in &self.objects {
            filled = filled.replace(&format!("<{name}>"), id);
        }
        assert!(!filled.contains('<'), "{text} names something that is not there");
        filled
    }

    /// Sends a request as somebody in that role, in a session of its own.
    async fn ask(&self, fixture: &Fixture, role: &str, row: &Row) -> Answer {
        let mut headers =
            vec![("accept", if row.route.starts_with("/api/") { "application/json" } else { "text/html" })];
        let (mut cookie, mut form_token) = (String::new(), String::new());
        if let Some(account) = self.accounts.get(role) {
            let signed_in = accounts::sign_in::sign_in_as(&fixture.context, *account).await.expect("a session");
            form_token = accounts::sessions::form_token(&signed_in.session);
            cookie = format!("__Host-casetime={}", signed_in.session.reveal());
        }
        if !cookie.is_empty() {
            headers.push(("cookie", &cookie));
        }
        let mut body = self.filled(&row.body.replace("<role>", role));
        if body.starts_with('{') {
            headers.push(("content-type", "application/json"));
        } else if row.method == "POST" && !row.route.starts_with("/api/") {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
            body = format!("{body}&form_token={form_token}");
        } else if !body.is_empty() {
            headers.push(("content-type", "application/octet-stream"));
        }
        // A version that nothing has: whoever may change something is told so, and nothing is changed.
        let key = format!("\"{} {} {role}\"", row.method, row.address);
        if row.method == "POST" {
            headers.push(("idempotency-key", &key));
        }
        if ["PATCH", "PUT", "DELETE"].contains(&row.method.as_str()) {
            headers.push(("if-match", "\"99\""));
        }
        let sent = request(&row.method, &self.filled(&row.address), &headers, Body::from(body));
        send(&self.router, sent).await
    }
}

/// One line of the table.
#[derive(Debug)]
struct Row {
    method: String,
    /// The route as it is registered.
    route: String,
    /// The address that is asked, with names of objects in angle brackets.
    address: String,
    body: String,
    expected: Vec<String>,
}

fn table() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/authorization.csv");
    let text = std::fs::read_to_string(path).expect("the table of who may do what");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(ToOwned::to_owned).collect();
    assert_eq!(header[4..], ROLES, "a column for each role");
    reader
        .records()
        .map(|record| {
            let cells: Vec<String> = record.expect("a line").iter().map(|cell| cell.trim().to_owned()).collect();
            let [method, route, address, body] = [&cells[0], &cells[1], &cells[2], &cells[3]].map(Clone::clone);
            let address = if address.is_empty() { route.clone() } else { address };
            Row { method, route, address, body, expected: cells[4..].to_vec() }
        })
        .collect()
}

/// How much is in an answer: items of a list, or minutes of a report.
fn amount(answer: &Answer) -> Option<i64> {
    let document: Value = serde_json::from_str(&answer.text).ok()?;
    if let Some(totals) = document.get("totals").and_then(Value::as_array) {
        return Some(totals.iter().filter_map(|cell| cell["minutes"].as_i64()).sum());
    }
    let list = document.as_object()?.values().find_map(Value::as_array)?;
    i64::try_from(list.len()).ok()
}

on_both_engines! {
    async fn everybody_may_do_what_the_table_says_and_nothing_else(fixture: empty) {
        let section = Section::new(fixture).await;
        let mut wrong = Vec::new();
        for row in table() {
            for (role, expected) in ROLES.iter().zip(&row.expected) {
                let answer = section.ask(fixture, role, &row).await;
                let mut found = answer.status.as_u16().to_string();
                if expected.contains(':') {
                    found = format!("{found}:{}", amount(&answer).map_or_else(|| "?".to_owned(), |many| many.to_string()));
                }
                if found != *expected {
                    wrong.push(format!("{} {} as {role}: {found}, not {expected}", row.method, row.address));
                }
                let withheld = ["keeper", "auditor", "administrator", "nobody"].contains(role);
                if withheld && answer.text.contains("Kept between us.") {
                    wrong.push(format!("{} {} as {role}: shows a narrative", row.method, row.address));
                }
                if *role != "head" && answer.text.contains("WALL-1") && !format!("{}{}", row.body, row.address).contains("WALL-1")
                {
                    wrong.push(format!("{} {} as {role}: tells of a walled file", row.method, row.address));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn a_version_that_stood_on_a_walled_file_is_known_to_those_named_on_it(fixture: empty) {
        let section = Section::new(fixture).await;
        let address = section.filled("/api/v1/entries/<entry:other>");
        for (role, versions) in [("head", 1), ("keeper", 0), ("auditor", 0)] {
            let signed_in = accounts::sign_in::sign_in_as(&fixture.context, section.accounts[role]).await;
            let cookie = format!("__Host-casetime={}", signed_in.expect("a session").session.reveal());
            let answer = send(&section.router, request("GET", &address, &[("cookie", &cookie)], Body::empty())).await;
            let found = answer.json()["earlier_versions"].as_array().map(Vec::len);
            assert_eq!(found, Some(versions), "{role}: {}", answer.text);
        }
    }

    async fn a_change_of_roles_takes_effect_on_the_next_request(fixture: empty) {
        let section = Section::new(fixture).await;
        let id = section.accounts["timekeeper"];
        let signed_in = accounts::sign_in::sign_in_as(&fixture.context, id).await.expect("a session");
        let cookie = format!("__Host-casetime={}", signed_in.session.reveal());
        let ask = async |path: &str| {
            send(&section.router, request("GET", path, &[("cookie", &cookie)], Body::empty())).await.status.as_u16()
        };
        let other = format!("/api/v1/entries/{}", section.objects["entry:other"]);
        assert_eq!((ask(&other).await, ask("/api/v1/audit-events").await), (404, 403));
        let mut version = 1;
        for (roles, disabled, expected) in [
            (vec!["timekeeper", "head"], false, (200, 403)),
            (vec!["timekeeper", "auditor"], false, (200, 200)),
            (vec!["timekeeper", "manager:B"], false, (200, 403)),
            (vec!["timekeeper", "manager:A"], false, (404, 403)),
            (vec![], false, (403, 403)),
            (vec!["head"], true, (401, 401)),
        ] {
            let change = accounts::AccountChange {
                roles: Some(roles.iter().map(|role| (*role).to_owned()).collect()),
                disabled: Some(disabled),
                ..accounts::AccountChange::default()
            };
            let changed = accounts::ops::change(&fixture.context, id, version, &change).await.expect("changed");
            version = changed.version;
            assert_eq!((ask(&other).await, ask("/api/v1/audit-events").await), expected, "{roles:?}");
        }
    }
}

/// Methods and routes of the API, from the description that is made of the code.
fn described() -> BTreeSet<(String, String)> {
    let document = casetime::routes::document::document(Lang::En);
    let paths = document["paths"].as_object().expect("paths");
    let mut found = BTreeSet::new();
    for (path, operations) in paths {
        for method in operations.as_object().expect("operations").keys() {
            if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                found.insert((method.to_uppercase(), path.clone()));
            }
        }
    }
    found
}

/// Methods and routes of the pages, read from the source.
fn written() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            for part in text.split(".route(").skip(1) {
                let part = part.trim_start();
                let (routes, handlers) = if let Some(rest) = part.strip_prefix("&at(\"") {
                    let (route, handlers) = rest.split_once('"').expect("a closed text");
                    (Lang::ALL.map(|lang| format!("/{lang}/{route}")).to_vec(), handlers)
                } else if let Some(rest) = part.strip_prefix('"') {
                    let (route, handlers) = rest.split_once('"').expect("a closed text");
                    (vec![route.to_owned()], handlers)
                } else {
                    let handlers = part.strip_prefix("accounts::provider::PATH").expect("an address that can be read");
                    (vec![accounts::provider::PATH.to_owned()], handlers)
                };
                let handlers = handlers.split(".merge(").next().unwrap_or_default();
                for method in ["get", "post", "put", "patch", "delete"] {
                    let named = |before: char| handlers.contains(&format!("{before}{method}("));
                    if named(' ') || named('.') || named('\n') {
                        let routes = routes.iter().cloned();
                        found.extend(routes.map(|route| (method.to_uppercase(), route)));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn every_route_is_in_the_table() {
    let listed: BTreeSet<(String, String)> = table().into_iter().map(|row| (row.method, row.route)).collect();
    // Figures of the program itself have an address of their own, which people do not reach.
    let apart = [("GET".to_owned(), "/metrics".to_owned())];
    let all: BTreeSet<(String, String)> = described().union(&written()).cloned().collect();
    assert!(all.len() > 40, "the routes are found");
    let missing: Vec<_> = all.difference(&listed).filter(|route| !apart.contains(route)).collect();
    assert!(missing.is_empty(), "not in authorization.csv: {missing:?}");
    let gone: Vec<_> = listed.difference(&all).collect();
    assert!(gone.is_empty(), "in authorization.csv, but no route: {gone:?}");
}
