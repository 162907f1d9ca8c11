//! Reports of tables: small examples counted by hand; API, command line and CSV show the same numbers for the same question;
//! every column is a figure of the registry; a figure is explained by the entries behind it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use casetime::access::Role;
use casetime::failure::Failure;
use casetime::figures::{ALL, Figure};
use casetime::lang::Lang;
use casetime::oversight::chase::RawChase;
use casetime::reports::document;
use casetime::reports::explain::{self, Shown};
use casetime::reports::export::{self, Frame};
use casetime::reports::facts::Facts;
use casetime::reports::ops::{RawQuestion, workload};
use casetime::reports::run;
use casetime::reports::sheet::{self, Sheet, Value as Shows};
use casetime::routes::router;
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::report_questions::fill;
use crate::support::accounts::Somebody;
use crate::support::http::{as_console, get};
use crate::support::{Fixture, on_both_engines};

const REPORTS: [&str; 6] = ["demand", "timeliness", "quality", "capacity", "sign-off", "chase"];

fn question(from: &str, to: &str, per: &str) -> RawQuestion {
    let [from, to, per] = [from, to, per].map(str::to_owned);
    RawQuestion { from, to, per, ..RawQuestion::default() }
}

/// What the command line makes of a report, and the address of the same question.
async fn made(fixture: &Fixture, report: &str) -> (Result<Sheet, Failure>, String) {
    let (context, facts) = (&fixture.context, Facts::default());
    let asked = question("2024-25", "2026-27", "fiscal-quarter");
    let query = "from=2024-25&to=2026-27&per=fiscal-quarter";
    match report {
        "demand" => (run::demand(context, &facts, &asked).await, query.to_owned()),
        "timeliness" => (run::timeliness(context, &facts, &asked).await, query.to_owned()),
        "quality" => (run::quality(context, &facts, &asked).await, query.to_owned()),
        "capacity" => (run::capacity(context, &facts, &asked).await, query.to_owned()),
        "sign-off" => (run::sign_off(context, &facts, "2025-26", "").await, "period=2025-26".to_owned()),
        _ => {
            let raw = RawChase { list: "missing".to_owned(), from: "2026-11-01".to_owned(), to: String::new() };
            (run::chase(context, &facts, &raw).await, "list=missing&from=2026-11-01".to_owned())
        }
    }
}

async fn sheet_of(fixture: &Fixture, report: &str) -> Sheet {
    made(fixture, report).await.0.unwrap_or_else(|failure| panic!("{report}: {failure:?}"))
}

/// Every value of a report as text, by table, row and figure.
fn of_json(json: &Value) -> Vec<(String, Vec<String>, String, String)> {
    let mut values = Vec::new();
    for table in json["tables"].as_array().expect("tables") {
        let columns = table["columns"].as_array().expect("columns");
        for row in table["rows"].as_array().expect("rows") {
            let keys: Vec<String> = row["keys"]
                .as_array()
                .expect("keys")
                .iter()
                .flat_map(|key| [&key["key"], &key["label"]])
                .map(|text| text.as_str().expect("a text").to_owned())
                .collect();
            let cells = row["values"].as_array().expect("values");
            assert_eq!(cells.len(), columns.len(), "{}", table["id"]);
            for (column, cell) in columns.iter().zip(cells) {
                let text = match (&cell["value"], &cell["text"]) {
                    (Value::Number(number), _) => number.as_f64().expect("a number").to_string(),
                    (_, Value::String(text)) => text.clone(),
                    _ => String::new(),
                };
                let figure = column["figure"].as_str().expect("a figure").to_owned();
                values.push((table["id"].as_str().expect("an id").to_owned(), keys.clone(), figure, text));
            }
        }
    }
    values
}

fn of_csv(text: &str) -> Vec<(String, Vec<String>, String, String)> {
    assert!(text.starts_with("# "), "what must be known comes first");
    let body: String =
        text.lines().filter(|line| !line.starts_with('#')).fold(String::new(), |body, line| body + line + "\n");
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let width = reader.headers().expect("a header").len();
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| {
        let keys = row.iter().skip(1).take(width - 6).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        (row[0].to_owned(), keys, row[width - 5].to_owned(), row[width - 2].to_owned())
    })
    .collect()
}

/// Without keys that are empty, which CSV cannot tell from none.
fn comparable(values: Vec<(String, Vec<String>, String, String)>) -> Vec<(String, Vec<String>, String, String)> {
    let keep = |keys: Vec<String>| keys.into_iter().filter(|text| !text.is_empty()).collect();
    values.into_iter().map(|(table, keys, figure, text)| (table, keep(keys), figure, text)).collect()
}

/// The value of one cell of a report.
fn value<'a>(sheet: &'a Sheet, table: &str, keys: &[&str], figure: &str) -> &'a Shows {
    let table = sheet.tables.iter().find(|one| one.id == table).expect("the table");
    let row = table.rows.iter().find(|row| row.keys.iter().map(|key| key.key.as_str()).eq(keys.iter().copied()));
    let column = table.figures.iter().position(|one| *one == figure).expect("the figure");
    &row.unwrap_or_else(|| panic!("no row {keys:?}")).cells[column].value
}

fn shown(value: &Shows) -> String {
    match value {
        Shows::None => String::new(),
        Shows::Count(count) => count.to_string(),
        Shows::Minutes(minutes) => format!("{minutes}m"),
        Shows::Ratio(ratio) => ratio.plain(),
        Shows::Day(day) => day.to_string(),
        Shows::Word(word) | Shows::Plain(word) => word.clone(),
        Shows::Suppressed => "suppressed".to_owned(),
    }
}

/// A request with its states, put there by hand on the days it is about.
pub(crate) async fn request(fixture: &Fixture, number: i64, requester: &str, kind: &str, states: &[(&str, &str)]) {
    let id = uuid::Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 + u128::from(number.unsigned_abs()));
    let id = if fixture.engine == crate::support::Engine::Sqlite {
        format!("x'{}'", id.simple())
    } else {
        format!("'{id}'")
    };
    let key = casetime::text::fold(requester);
    let (last, _) = states.last().expect("a state");
    let (_, first) = states.first().expect("a state");
    let row = format!(
        "INSERT INTO requests (id, number, fiscal_year, ordinal, received_on, requester, requester_key, country, kind, \
         wanted, team, state, reason, referred_to, version, created_at) VALUES ({id}, 'R-2025-{number:04}', 2025, {number}, \
         '{first}', '{requester}', '{key}', 'UA', '{kind}', 'Help', '', '{last}', '', '', 1, '{first}T12:00:00Z')"
    );
    fixture.by_hand(&row).await.expect("a request");
    for (at, (state, on)) in (1..).zip(states) {
        let row = format!(
            "INSERT INTO request_states (request_id, sequence, state, at, actor, reason) \
             VALUES ({id}, {at}, '{state}', '{on}T12:00:00Z', 'test', '')"
        );
        fixture.by_hand(&row).await.expect("a state");
    }
}

on_both_engines! {
    async fn api_command_line_and_csv_show_the_same_numbers(fixture: with_cast) {
        fill(fixture).await;
        request(fixture, 1, "GAC", "strategic_advice", &[("received", "2025-04-10"), ("triaged", "2025-04-11")]).await;
        let service = as_console(router(fixture.app()));
        for report in REPORTS {
            let (sheet, query) = made(fixture, report).await;
            let sheet = sheet.unwrap_or_else(|failure| panic!("{report}: {failure:?}"));
            for lang in Lang::ALL {
                let section = &fixture.context.config.section;
                let frame = Frame { vocabulary: &fixture.context.vocabulary, section, lang };
                let ours = serde_json::to_value(sheet::document::document(&sheet, frame)).expect("JSON");
                let theirs = get(&service, &format!("/api/v1/reports/{report}?{query}&lang={lang}")).await;
                assert_eq!(theirs.status, StatusCode::OK, "{report}: {}", theirs.text);
                assert_eq!(ours, theirs.json(), "{report}");
                let csv = sheet::export::csv(&sheet, frame);
                assert_eq!(of_csv(&csv), comparable(of_json(&ours)), "{report} {lang}");
                let sent = get(&service, &format!("/api/v1/reports/{report}?{query}&lang={lang}&format=csv")).await;
                assert_eq!(sent.text, csv, "{report}");
                assert!(sent.header("content-disposition").contains(&format!("{report}.csv")));
                let table = sheet::export::table(&sheet, frame);
                for (name, value) in frame.about(&sheet.about) {
                    assert!(csv.contains(&format!("# {name}: {value}\n")), "{report}: {name}");
                    assert!(table.contains(&format!("{name}: {value}\n")), "{report}: {name}");
                }
                assert!(!of_json(&ours).is_empty(), "{report} says something");
            }
        }
        // The workload, whose form is its own.
        let answer = workload(&fixture.context, &Facts::default(), &question("2024-25", "2026-27", ""), 10).await.expect("a report");
        let frame = Frame { vocabulary: &fixture.context.vocabulary, section: &fixture.context.config.section, lang: Lang::En };
        let ours = serde_json::to_value(document::document(&answer, frame)).expect("JSON");
        let theirs = get(&service, "/api/v1/reports/workload?from=2024-25&to=2026-27").await;
        assert_eq!(ours, theirs.json());
        let csv = get(&service, "/api/v1/reports/workload?from=2024-25&to=2026-27&format=csv").await;
        assert_eq!(csv.text, export::csv(&answer, frame));
    }

    async fn every_column_is_a_figure_of_the_registry_and_every_door_names_it_alike(fixture: with_cast) {
        fill(fixture).await;
        let service = as_console(router(fixture.app()));
        for lang in Lang::ALL {
            let path = format!("/api/v1/reports/figures?lang={lang}");
            assert_eq!(get(&service, &path).await.code(), "unknown_field", "the registry is asked for nothing else");
        }
        let registry = get(&service, "/api/v1/reports/figures").await.json();
        let listed = registry["figures"].as_array().expect("figures");
        assert_eq!(listed.len(), ALL.len());
        let titles: BTreeMap<&str, &Value> =
            listed.iter().map(|figure| (figure["id"].as_str().expect("an id"), &figure["title"])).collect();
        for report in REPORTS {
            let (_, query) = made(fixture, report).await;
            let json = get(&service, &format!("/api/v1/reports/{report}?{query}")).await.json();
            let defined: Vec<&str> =
                json["figures"].as_array().expect("figures").iter().map(|one| one["id"].as_str().expect("an id")).collect();
            for table in json["tables"].as_array().expect("tables") {
                for column in table["columns"].as_array().expect("columns") {
                    let id = column["figure"].as_str().expect("a figure");
                    assert_eq!(&column["title"], titles[id], "{report} {id}");
                    assert!(defined.contains(&id), "{report} defines {id}");
                }
            }
        }
    }

    async fn demand_counts_what_came_and_what_became_of_it(fixture: with_cast) {
        request(fixture, 1, "GAC", "strategic_advice", &[("received", "2025-04-10"), ("triaged", "2025-04-11"), ("accepted", "2025-04-20"), ("completed", "2025-05-10")]).await;
        request(fixture, 2, "GAC", "technical_assistance", &[("received", "2025-05-01"), ("triaged", "2025-05-02"), ("declined", "2025-07-03")]).await;
        request(fixture, 3, "GAC", "technical_assistance", &[("received", "2025-06-10")]).await;
        request(fixture, 4, "PCO", "", &[("received", "2025-06-20"), ("triaged", "2025-06-21"), ("accepted", "2025-06-22")]).await;
        let found = run::demand(&fixture.context, &Facts::default(), &question("2025-26", "2025-26", "fiscal-quarter")).await;
        let sheet = found.expect("a report");
        let flow = |quarter: &str, figure: &str| shown(value(&sheet, "flow", &[quarter], figure));
        for (figure, first, second) in [
            ("received", "4", "0"),
            ("accepted", "2", "0"),
            ("declined", "0", "1"),
            ("completed", "1", "0"),
            ("net-flow", "3", "-1"),
            ("open", "3", "2"),
            // On 30 June: 60, 20 and 10 days.
            ("age-median", "20", "102"),
            ("age-oldest", "60", "112"),
            ("lead-median", "30", ""),
            ("lead-85", "30", ""),
            ("conversion", "0", ""),
        ] {
            assert_eq!([flow("2025-04-01", figure), flow("2025-07-01", figure)], [first, second], "{figure}");
        }
        let mix = |figure: &str| shown(value(&sheet, "requesters", &["GAC"], figure));
        assert_eq!([mix("received"), mix("received-share"), mix("assistance-share")], ["3", "75", "66.67"]);
        assert_eq!(shown(value(&sheet, "requesters", &["PCO"], "assistance-share")), "", "its kind is not known");
        assert_eq!(shown(value(&sheet, "concentration", &["1"], "received-share")), "75");
        assert_eq!(shown(value(&sheet, "concentration", &["3"], "received-share")), "100");
        assert_eq!(shown(value(&sheet, "files", &["2025-04-01"], "files-carried")), "3", "one of four was closed before");
    }

    async fn timeliness_counts_minutes_by_days_after_the_work(fixture: with_cast) {
        fill(fixture).await;
        let found = run::timeliness(&fixture.context, &Facts::default(), &question("2024-25", "2025-26", "month")).await;
        let sheet = found.expect("a report");
        let of = |month: &str, figure: &str| shown(value(&sheet, "lags", &[month, "total"], figure));
        // In May 2024: 2.5 h a day later, 1 h 18 days later, 3 h not known.
        for (figure, expected) in
            [("hours", "390m"), ("known", "210m"), ("unknown", "180m"), ("within-1", "71.43"), ("within-5", "71.43"), ("within-10", "71.43")]
        {
            assert_eq!(of("2024-05-01", figure), expected, "{figure}");
        }
        // In May 2025: 4 h on the day, 5 h 22 days later; what is held is not there.
        assert_eq!([of("2025-05-01", "known"), of("2025-05-01", "within-10")], ["540m", "44.44"]);
        let entered = |age: &str| shown(value(&sheet, "triangle", &["2024-05-01", age], "entered-by"));
        assert_eq!([entered("0"), entered("1"), entered("15"), entered("30")], ["0m", "150m", "150m", "210m"]);
        assert_eq!(shown(value(&sheet, "triangle", &["2026-03-01", "180"], "entered-by")), "0m");
        let complete = |month: &str, figure: &str| shown(value(&sheet, "completeness", &[month], figure));
        assert_eq!([complete("2026-03-01", "complete"), complete("2026-03-01", "factor")], ["100", "1"]);
    }

    async fn quality_counts_what_is_held_recoded_changed_and_used(fixture: with_cast) {
        fill(fixture).await;
        let found = run::quality(&fixture.context, &Facts::default(), &question("2025-26", "2025-26", "")).await;
        let sheet = found.expect("a report");
        let of = |key: &str, figure: &str| shown(value(&sheet, "indicators", &[key], figure));
        assert_eq!([of("held", "part"), of("held", "whole"), of("held", "met")], ["45m", "585m", "missed"]);
        assert_eq!([of("late", "part"), of("late", "whole")], ["300m", "585m"]);
        assert_eq!([of("bulk", "part"), of("bulk", "whole"), of("bulk", "met")], ["0", "2", "met"]);
        assert_eq!([of("long-days", "part"), of("long-days", "whole")], ["0", "3"]);
        assert_eq!([of("corrected", "part"), of("recoded", "part")], ["0", "0m"]);
        let code = |code: &str, figure: &str| shown(value(&sheet, "codes", &[code], figure));
        assert_eq!([code("TA-LEG", "entries"), code("TA-LEG", "code-hours"), code("TA-LEG", "code-use")], ["1", "300m", "used"]);
        assert_eq!(code("TA-TRN", "code-use"), "unused");
        // Coded by hand, the held row is recoded and corrected; an entry whose time was changed is corrected.
        let wanted = casetime::entries::ops::Wanted {
            held: Some(true),
            from: "2025-05-09".parse().expect("a date"),
            to: "2025-05-09".parse::<NaiveDate>().expect("a date"),
            limit: 10,
            ..Default::default()
        };
        let held = casetime::entries::ops::list(&fixture.context, &wanted).await.expect("rows").remove(0);
        let coded = casetime::entries::RawCorrection {
            file: Some("UKR-12".to_owned()),
            activity: Some("TA-LEG".to_owned()),
            reason: "coded".to_owned(),
            ..Default::default()
        };
        casetime::entries::ops::correct(&fixture.context, held.entry.id, held.entry.version, &coded).await.expect("coded");
        let found = run::quality(&fixture.context, &Facts::default(), &question("2025-26", "2025-26", "")).await;
        let sheet = found.expect("a report");
        let of = |key: &str, figure: &str| shown(value(&sheet, "indicators", &[key], figure));
        assert_eq!([of("held", "part"), of("corrected", "part"), of("recoded", "part")], ["0m", "1", "45m"]);
    }

    async fn capacity_is_working_days_by_schedules(fixture: with_cast) {
        fill(fixture).await;
        let found = run::capacity(&fixture.context, &Facts::default(), &question("2024-25", "2026-27", "")).await;
        let sheet = found.expect("a report");
        let of = |year: &str, figure: &str| shown(value(&sheet, "teams", &[year, "total"], figure));
        // P-1 alone; P-2 has left. 261 weekdays less 11 holidays.
        let days = of("2024-04-01", "working-days").parse::<i64>().expect("days");
        assert!((248..=251).contains(&days), "{days}");
        assert_eq!(of("2024-04-01", "people"), "1");
        assert_eq!(of("2024-04-01", "person-days"), days.to_string());
        assert_eq!(of("2024-04-01", "capacity"), format!("{}m", days * 450));
        assert_eq!(of("2024-04-01", "hours"), "390m");
        assert_eq!(of("2024-04-01", "fte-available"), "1");
        // A year that is not over counts up to today.
        assert!(of("2026-04-01", "working-days").parse::<i64>().expect("days") < 170);
        let sheet = run::capacity(&fixture.context, &Facts::default(), &question("2030-31", "2030-31", "")).await.expect("a report");
        assert_eq!(shown(value(&sheet, "teams", &["2030-04-01", "total"], "capacity-used")), "", "nothing is divided by nothing");
    }

    async fn sign_offs_and_chase_lists_are_those_of_their_own_lists(fixture: with_cast) {
        fill(fixture).await;
        let sheet = sheet_of(fixture, "sign-off").await;
        assert_eq!(shown(value(&sheet, "states", &["open"], "sign-off-files")), "2", "the file of held entries is none to confirm");
        assert_eq!(shown(value(&sheet, "states", &["confirmed"], "sign-off-share")), "0");
        assert_eq!(shown(value(&sheet, "files", &["UKR-12", ""], "sign-off-state")), "open");
        assert_eq!(shown(value(&sheet, "files", &["UKR-12", ""], "hours")), "300m");
        let sheet = sheet_of(fixture, "chase").await;
        let raw = RawChase { list: "missing".to_owned(), from: "2026-11-01".to_owned(), to: String::new() };
        let wanted = raw.parse("2026-11-22".parse().expect("a date")).expect("a question");
        let items = casetime::oversight::chase::list(&fixture.context, &wanted).await.expect("items");
        assert!(!items.is_empty());
        assert_eq!(sheet.tables[0].rows.len(), items.len());
        let service = as_console(router(fixture.app()));
        for (path, code) in [
            ("sign-off", "required"),
            ("sign-off?period=soon", "period_format"),
            ("chase", "required"),
            ("chase?list=lost", "unknown_list"),
            ("demand?from=2026-27&to=2025-26", "period_reversed"),
            ("timeliness?by=rank", "unknown_dimension"),
            ("capacity?per=decade", "unknown_dimension"),
            ("quality?from=", "malformed_query"),
            ("quality?by=file", "unknown_field"),
            ("figures/guess", "unknown_figure"),
            ("figures/hours?category=XX", "unknown_category"),
            ("figures/hours?limit=0", "malformed_query"),
            ("figures/hours?cursor=6161", "unknown_cursor"),
        ] {
            assert_eq!(get(&service, &format!("/api/v1/reports/{path}")).await.code(), code, "{path}");
        }
    }

    async fn empty_reports_divide_by_nothing(fixture: with_cast) {
        for report in REPORTS {
            let sheet = sheet_of(fixture, report).await;
            let frame = Frame { vocabulary: &fixture.context.vocabulary, section: &fixture.context.config.section, lang: Lang::Fr };
            let text = sheet::export::table(&sheet, frame);
            assert!(text.contains('–') && !text.contains("NaN") && !text.contains("inf"), "{report}: {text}");
        }
    }

    async fn a_figure_is_explained_by_its_entries_without_narratives(fixture: with_cast) {
        fill(fixture).await;
        let service = as_console(router(fixture.app()));
        let first = get(&service, "/api/v1/reports/figures/hours?from=2025-26&to=2026-27&category=TA&limit=1").await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text);
        let first = first.json();
        assert_eq!(first["value"], json!(6.58), "5 h and 95 minutes");
        assert_eq!(first["figure"]["definition"], json!(Figure::find("hours").expect("hours").definition(Lang::En)));
        assert_eq!(first["filters"][0]["key"], "TA");
        let mut minutes = Vec::new();
        let mut page = first.clone();
        loop {
            for entry in page["entries"].as_array().expect("entries") {
                assert_eq!(entry["narrative"], "");
                minutes.push(entry["minutes"].as_i64().expect("minutes"));
            }
            let Some(next) = page["next"].as_str() else { break };
            page = get(&service, next).await.json();
        }
        assert_eq!(minutes, [95, 300]);
        let held = get(&service, "/api/v1/reports/figures/held").await.json();
        assert_eq!((&held["value"], held["entries"].as_array().map(Vec::len)), (&json!(0.75), Some(1)));
        let open = get(&service, "/api/v1/reports/figures/open?from=2025-26&to=2025-26").await.json();
        assert_eq!((&open["value"], &open["entries"]), (&json!(0.0), &json!([])));
        assert_eq!(open["behind"], "/api/v1/requests?event=open&from=2025-04-01&to=2026-03-31");
        // Nothing privileged was read, so no reading was noted.
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'read_narratives'").await, 0);
        let explained = explain::explain(
            &fixture.context,
            &Facts::default(),
            "entries",
            &RawQuestion::default(),
            Shown { before: None, limit: 100 },
        )
        .await
        .expect("explained");
        assert_eq!(explained.value.map(casetime::number::Hundredths::plain).as_deref(), Some("10"));
        assert_eq!(explained.entries.len(), 10);
    }

    async fn a_walled_file_is_in_the_figures_of_those_named_on_it_only(fixture: with_cast) {
        fill(fixture).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await;
        let file = casetime::files::ops::find_by_number(&fixture.context, "UKR-12").await.expect("a file");
        let walled = casetime::files::RawFileChange { walled: Some(true), ..Default::default() };
        let raw = casetime::files::RawFile::of(&file).changed_by(walled);
        casetime::files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("walled");
        let service = head.router(fixture).await;
        for report in ["workload?by=file", "timeliness?by=file", "quality", "capacity", "demand", "sign-off?period=2025-26"] {
            let answer = get(&service, &format!("/api/v1/reports/{report}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{report}: {}", answer.text);
            assert!(!answer.text.contains("UKR-12"), "{report}");
        }
        let quality = get(&service, "/api/v1/reports/quality?from=2025-26&to=2025-26").await.json();
        assert_eq!(quality["held_minutes"], 0, "the held row names the walled file");
        let entries = quality["tables"][0]["rows"][3]["values"][2]["value"].as_f64();
        assert_eq!(entries, Some(1.0), "one of two entries stands on it");
        let hours = get(&service, "/api/v1/reports/figures/hours?from=2025-26&to=2025-26").await.json();
        assert_eq!((&hours["value"], hours["entries"].as_array().map(Vec::len)), (&json!(4.0), Some(1)));
        assert_eq!(get(&service, "/api/v1/reports/figures/hours?file=UKR-12").await.code(), "unknown_file");
    }
}
