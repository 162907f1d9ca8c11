//! What stands behind a figure: the address of every cell of every report leads to the entries, requests, files or people
//! it is made of, and they add up to the cell; every figure of the registry is explained.

use std::collections::BTreeSet;

use axum::Router;
use axum::http::StatusCode;
use casetime::entries::{self, RawCorrection, RawEntry};
use casetime::figures::{ALL, Figure, Origin};
use casetime::number::Hundredths;
use casetime::oversight::{self, RawSignOff};
use casetime::people::{self, RawPerson};
use casetime::routes::router;
use serde_json::Value;

use crate::report_questions::fill;
use crate::report_sheets::request;
use crate::support::http::{as_console, get};
use crate::support::{Fixture, on_both_engines};

/// Everything that a list holds, page by page, whatever it is a list of.
async fn whole_list(service: &Router, address: &str) -> Vec<Value> {
    let mut next = Some(if address.contains('?') { format!("{address}&limit=3") } else { address.to_owned() });
    let mut found = Vec::new();
    while let Some(address) = next {
        let page = get(service, &address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.text);
        let page = page.json();
        let names = ["entries", "requests", "files", "people", "items", "sign_offs", "categories"];
        let list = names.iter().find_map(|name| page[name].as_array());
        found.extend(list.unwrap_or_else(|| panic!("no list: {page}")).iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}

fn minutes(list: &[Value]) -> i64 {
    list.iter().map(|one| one["minutes"].as_i64().expect("minutes")).sum()
}

fn many(count: usize) -> i64 {
    i64::try_from(count).expect("few")
}

fn person_days(list: &[Value]) -> i64 {
    let day = |one: &Value| (one["person"].to_string(), one["worked_on"].to_string());
    many(list.iter().map(day).collect::<BTreeSet<_>>().len())
}

/// What a cell says: the number, the minutes or the word.
fn says(cell: &Value) -> (Option<f64>, Option<i64>) {
    (cell["value"].as_f64(), cell["minutes"].as_i64())
}

fn percent(part: i64, whole: i64) -> Option<f64> {
    Hundredths::percent(part, whole).map(|ratio| ratio.plain().parse().expect("a number"))
}

/// Compares a cell with what stands behind it; answers whether there was a number to compare.
fn holds(report: &str, table: &str, keys: &[&str], figure: &str, row: &[&Value], cell: &Value, list: &[Value]) -> bool {
    let (value, exact) = says(cell);
    let count = many(list.len());
    let what = format!("{report} {table} {keys:?} {figure}: {cell}");
    let same = |number: i64| {
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let number = number as f64;
        assert_eq!(value, Some(number), "{what}");
        true
    };
    let same_minutes = || {
        assert_eq!(exact, Some(minutes(list)), "{what}");
        true
    };
    match (table, figure) {
        _ if value.is_none() && exact.is_none() => false,
        (_, "hours" | "known" | "unknown" | "entered-by" | "code-hours") => same_minutes(),
        ("lags", "within-1" | "within-5" | "within-10") => {
            assert_eq!(value, percent(minutes(list), row[1]["minutes"].as_i64().expect("known")), "{what}");
            true
        }
        ("flow", "net-flow") => {
            assert!(value.is_some_and(|net| net.abs() <= f64::from(u32::try_from(count).expect("few"))), "{what}");
            true
        }
        ("flow", "received" | "accepted" | "declined" | "referred" | "completed" | "open")
        | ("files", "files-opened" | "files-carried" | "files-closed")
        | ("requesters" | "countries", "received")
        | ("teams", "people")
        | ("codes", "entries")
        | ("states", "sign-off-files") => same(count),
        ("flow", "conversion") => {
            let with_file = list.iter().filter(|one| !one["file"].is_null()).count();
            assert_eq!(value, percent(many(with_file), count), "{what}");
            true
        }
        ("indicators", "part" | "whole") => match keys[0] {
            "long-days" => same(person_days(list)),
            "bulk" | "corrected" => same(count),
            "late" | "held" | "recoded" => same_minutes_of(exact, value, list, &what),
            _ => false,
        },
        ("items", "chase-count") if ["draft", "returned"].contains(&keys[3]) => same(count),
        ("items", "chase-hours") if ["draft", "returned", "long-day"].contains(&keys[3]) => same_minutes(),
        _ => false,
    }
}

/// Parts and wholes of hours are shown as hours.
fn same_minutes_of(exact: Option<i64>, value: Option<f64>, list: &[Value], what: &str) -> bool {
    match exact {
        Some(exact) => assert_eq!(exact, minutes(list), "{what}"),
        None => assert_eq!(value, Some(0.0), "{what}"),
    }
    true
}

/// Follows the address of every cell; answers how many cells were compared with what stands behind them.
async fn follow(service: &Router, report: &str, json: &Value) -> usize {
    let mut compared = 0;
    for table in json["tables"].as_array().expect("tables") {
        let id = table["id"].as_str().expect("an id");
        let columns: Vec<&str> = table["columns"]
            .as_array()
            .expect("columns")
            .iter()
            .map(|one| one["figure"].as_str().expect("a figure"))
            .collect();
        for row in table["rows"].as_array().expect("rows") {
            let keys: Vec<&str> =
                row["keys"].as_array().expect("keys").iter().map(|key| key["key"].as_str().expect("a key")).collect();
            let values: Vec<&Value> = row["values"].as_array().expect("values").iter().collect();
            for (figure, cell) in columns.iter().zip(&values) {
                // The calendar and the targets are nobody's entries.
                if ["working-days", "target"].contains(figure) {
                    assert!(cell["behind"].is_null());
                    continue;
                }
                let is_something = !cell["value"].is_null() || !cell["text"].is_null();
                match cell["behind"].as_str() {
                    None => {
                        let judged = ["complete", "factor"].contains(figure) && !is_something;
                        assert!(judged, "{report} {id} {keys:?} {figure} leads nowhere");
                    }
                    Some(address) => {
                        let list = whole_list(service, address).await;
                        compared += usize::from(holds(report, id, &keys, figure, &values, cell, &list));
                    }
                }
            }
        }
    }
    compared
}

/// Something of everything: requests in every state, files that closed, long days, large, corrected and recoded entries, a
/// confirmation, people in teams, one of them away.
async fn fill_more(fixture: &Fixture) {
    fill(fixture).await;
    let context = &fixture.context;
    for (number, team) in [("T-1", "A"), ("T-2", "A"), ("T-3", "")] {
        let raw =
            RawPerson { number: number.into(), name: "Somebody".into(), team: team.into(), ..RawPerson::default() };
        people::ops::add(context, &raw.parse().expect("a person")).await.expect("added");
    }
    for (person, on, minutes) in [
        ("T-1", "2025-06-02", "10h"),
        ("T-1", "2025-06-02", "4h"),
        ("T-1", "2025-06-03", "7.5h"),
        ("T-2", "2025-07-08", "2h"),
        ("T-2", "2025-12-01", "9h"),
        ("T-3", "2026-02-02", "30m"),
    ] {
        let raw = RawEntry {
            person: person.into(),
            file: "OT-1".into(),
            activity: "OT-ADM".into(),
            worked_on: on.into(),
            minutes: minutes.into(),
            ..RawEntry::default()
        };
        let entry = entries::ops::record(context, &raw).await.expect("recorded").view().entry.clone();
        if person == "T-2" {
            let change =
                RawCorrection { minutes: Some("3h".into()), reason: "Misread.".into(), ..RawCorrection::default() };
            entries::ops::correct(context, entry.id, entry.version, &change).await.expect("corrected");
        }
    }
    let states: [&[(&str, &str)]; 6] = [
        &[
            ("received", "2025-04-10"),
            ("triaged", "2025-04-11"),
            ("accepted", "2025-04-20"),
            ("completed", "2025-08-10"),
        ],
        &[("received", "2025-05-01"), ("triaged", "2025-05-02"), ("declined", "2025-07-03")],
        &[("received", "2025-06-10")],
        &[("received", "2025-06-20"), ("triaged", "2025-06-21"), ("accepted", "2025-06-22")],
        &[("received", "2024-06-20"), ("triaged", "2024-06-21"), ("referred", "2025-06-22")],
        &[
            ("received", "2025-09-01"),
            ("triaged", "2025-09-02"),
            ("accepted", "2025-09-03"),
            ("completed", "2025-10-01"),
            ("accepted", "2025-11-01"),
        ],
    ];
    for (number, states) in (1..).zip(states) {
        let requester = if number % 2 == 0 { "GAC" } else { "PCO & others" };
        request(fixture, number, requester, "strategic_advice", states).await;
    }
    let file = casetime::files::ops::find_by_number(context, "OT-1").await.expect("a file");
    let raw = RawSignOff { period: "2025-06".into(), comment: String::new() };
    oversight::ops::sign_off(context, file.id, &raw).await.expect("confirmed");
}

on_both_engines! {
    async fn every_cell_of_every_report_leads_to_what_it_is_made_of(fixture: with_cast) {
        fill_more(fixture).await;
        let service = as_console(router(fixture.app()));
        for (report, query, least) in [
            ("timeliness", "by=team&per=fiscal-quarter&from=2024-25&to=2025-26", 60),
            ("timeliness", "by=activity&per=month&from=2025-26&to=2025-26&category=OT", 40),
            ("capacity", "per=fiscal-quarter&from=2025-26&to=2025-26", 8),
            ("capacity", "per=fiscal-year&from=2024-25&to=2026-27", 6),
            ("quality", "from=2025-26&to=2025-26", 20),
            ("quality", "from=2024-25&to=2026-27", 20),
            ("demand", "per=fiscal-quarter&from=2024-25&to=2025-26", 60),
            ("demand", "per=fiscal-year&from=2024-25&to=2025-26", 20),
            ("sign-off", "period=2025-26", 6),
            ("sign-off", "period=2025-06", 4),
            ("chase", "list=missing&from=2026-11-01", 0),
            ("chase", "list=implausible&from=2025-06-01&to=2025-12-31", 1),
            ("chase", "list=unsubmitted&from=2025-06-01&to=2025-12-31", 4),
        ] {
            let answer = get(&service, &format!("/api/v1/reports/{report}?{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{report}: {}", answer.text);
            let compared = follow(&service, report, &answer.json()).await;
            assert!(compared >= least, "{report} {query}: {compared} cells were compared");
        }
    }

    async fn every_figure_of_the_registry_is_explained_with_its_values(fixture: with_cast) {
        fill_more(fixture).await;
        let service = as_console(router(fixture.app()));
        for figure in ALL {
            let path = format!("/api/v1/reports/figures/{}?from=2025-26&to=2025-26&per=fiscal-year", figure.id);
            let answer = get(&service, &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{}: {}", figure.id, answer.text);
            let json = answer.json();
            let values = json["values"].as_array().expect("values");
            if figure.source == Origin::Samples {
                assert!(values.is_empty(), "no sample was closed");
                continue;
            }
            assert!(!values.is_empty(), "{} has no value", figure.id);
            for value in values {
                assert!(figure.reports.contains(&value["report"].as_str().expect("a report")), "{}", figure.id);
                if let Some(address) = value["behind"].as_str() {
                    whole_list(&service, address).await;
                } else {
                    assert!(["working-days", "target", "complete", "factor"].contains(&figure.id), "{}", figure.id);
                }
            }
            if values.len() == 1 {
                assert_eq!((&json["value"], &json["behind"]), (&values[0]["value"], &values[0]["behind"]), "{}", figure.id);
            }
        }
        // The value is that of the report.
        let said = |json: &Value| json["value"].as_f64();
        for (figure, report, column) in [("received", "demand", 0), ("people", "capacity", 0), ("capacity", "capacity", 3)] {
            let path = format!("/api/v1/reports/figures/{figure}?from=2025-26&to=2025-26&per=fiscal-year");
            let explained = get(&service, &path).await.json();
            let path = format!("/api/v1/reports/{report}?from=2025-26&to=2025-26&per=fiscal-year");
            let shown = get(&service, &path).await.json();
            let row = shown["tables"][0]["rows"].as_array().and_then(|rows| rows.last()).expect("the row of all");
            assert_eq!(said(&explained), says(&row["values"][column]).0, "{figure}");
            assert!(said(&explained).is_some_and(|value| value > 0.0), "{figure}");
        }
        // Where groups are small, nothing is explained that the report hides.
        let hours = get(&service, "/api/v1/reports/figures/hours?from=2025-26&to=2025-26&shared=yes").await.json();
        assert_eq!((&hours["value"], &hours["values"][0]["suppressed"]), (&Value::Null, &Value::Bool(true)));
        assert!(hours["entries"].as_array().is_some_and(Vec::is_empty) && hours["behind"].is_null());
        assert!(Figure::find("coding-kappa").is_some());
    }

    async fn lists_refuse_what_they_cannot_be_narrowed_by(fixture: with_cast) {
        let service = as_console(router(fixture.app()));
        for (address, code) in [
            ("entries?lag_up_to=-1", "malformed_query"),
            ("entries?lag_known=perhaps", "unknown_dimension"),
            ("entries?notable=odd", "unknown_dimension"),
            ("entries?held=some", "unknown_dimension"),
            ("requests?event=lost", "malformed_query"),
            ("files?event=lost&from=2025-04-01&to=2025-04-02", "malformed_query"),
            ("files?event=opened&from=soon", "date_format"),
            ("files?to=", "date_format"),
            ("people?team=", "malformed_query"),
            ("people?team=A&to=2026", "date_format"),
            ("sign-offs?period=2025-26&state=lost", "malformed_query"),
        ] {
            let answer = get(&service, &format!("/api/v1/{address}")).await;
            assert_eq!(answer.code(), code, "{address}: {}", answer.text);
        }
        // Ends that are not said are open.
        let listed = async |address: &str| {
            let answer = get(&service, &format!("/api/v1/{address}")).await;
            let list = answer.json();
            list["files"].as_array().or(list["people"].as_array()).map(Vec::len).expect("a list")
        };
        let all = listed("files?event=opened&limit=200").await;
        assert_eq!(listed("files?from=1970-01-01&to=2100-01-01&limit=200").await, all);
        assert!(all > 0 && listed("files?to=1970-01-01").await == 0 && listed("files?event=carried").await == 0);
        assert_eq!(listed("people?team=nobody").await, 0);
    }
}
