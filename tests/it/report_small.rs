//! Reports of tables that are passed on: what few people are behind is not shown in any of them, in no form, and nobody can
//! work it out from what is.

use std::collections::{BTreeMap, BTreeSet};

use casetime::lang::Lang;
use casetime::reports::export::Frame;
use casetime::reports::facts::Facts;
use casetime::reports::ops::RawQuestion;
use casetime::reports::run::{self, Report};
use casetime::reports::sheet::{self, Sheet, Table, Value};
use casetime::routes::router;

use crate::people_api::added;
use crate::report_shared::determined;
use crate::reports_history::Draw;
use crate::support::delivery::{file_of, import, plain};
use crate::support::http::{as_console, get};
use crate::support::{Fixture, on_both_engines};

/// The fewest people of a group that is shown, unless it is set otherwise.
const FEWEST: usize = 5;

/// Twenty people in teams of nine, six, four and one.
async fn staff(fixture: &Fixture) -> Vec<(String, &'static str)> {
    let teams = [("A", 9), ("B", 6), ("C", 4), ("D", 1)];
    let mut people = Vec::new();
    for (team, many) in teams {
        for at in 0..many {
            let number = format!("{team}-{at}");
            added(fixture, &number, team).await;
            people.push((number, team));
        }
    }
    people
}

/// Delivers time of some of them on some files: some of it late, some of which the day of entry is not known, some held.
async fn deliver(fixture: &Fixture, people: &[(String, &'static str)], draw: &mut Draw) {
    let activities = [
        ("UKR-12", "TA-LEG"),
        ("UKR-12", "TA-TRN"),
        ("SA-7", "SA-POL"),
        ("SA-7", "SA-RES"),
        ("OT-1", "OT-ADM"),
        ("OT-1", "OT-KM"),
        ("UKR-12", "Unheard of"),
    ];
    let mut rows = Vec::new();
    for (number, _) in people {
        for (file, activity) in activities {
            for month in [5, 6, 7] {
                if draw.below(10) < 3 {
                    let day = draw.below(20) + 1;
                    let entered = match draw.below(3) {
                        0 => String::new(),
                        1 => format!("2025-{month:02}-{:02}", day + 1),
                        _ => "2025-09-15".to_owned(),
                    };
                    let hours = draw.below(5) + 1;
                    rows.push(format!("{number},{file},{activity},2025-{month:02}-{day:02},{hours},,{entered}"));
                }
            }
        }
    }
    import(fixture, file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>()), plain()).await;
}

fn question(per: &str, by: &str, shared: bool) -> RawQuestion {
    RawQuestion {
        from: "2025-26".to_owned(),
        to: "2025-26".to_owned(),
        per: per.to_owned(),
        by: by.to_owned(),
        shared: if shared { "yes".to_owned() } else { String::new() },
        ..RawQuestion::default()
    }
}

async fn report(fixture: &Fixture, report: Report, question: &RawQuestion) -> Sheet {
    run::report(&fixture.context, &Facts::default(), report, question).await.expect("a report")
}

fn table<'a>(sheet: &'a Sheet, id: &str) -> &'a Table {
    sheet.tables.iter().find(|table| table.id == id).expect("a table")
}

fn cell<'a>(sheet: &'a Sheet, id: &str, row: usize, figure: &str) -> &'a Value {
    let table = table(sheet, id);
    let column = table.figures.iter().position(|one| *one == figure).expect("a figure");
    &table.rows[row].cells[column].value
}

/// What somebody who has a report knows: sums that add up, and which of them are hidden.
#[derive(Default)]
struct Known {
    hidden: Vec<String>,
    lines: Vec<Vec<(usize, f64)>>,
}

impl Known {
    fn unknown(&mut self, name: String) -> usize {
        self.hidden.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.hidden.push(name);
            self.hidden.len() - 1
        })
    }

    /// Cells, each with its factor, that together are something that is shown, or nothing.
    fn line<'a>(&mut self, sheet: &Sheet, cells: impl IntoIterator<Item = (&'a str, usize, &'a str, f64)>) {
        let mut line = Vec::new();
        for (id, row, figure, factor) in cells {
            if *cell(sheet, id, row, figure) == Value::Suppressed {
                line.push((self.unknown(format!("{id} {row} {figure}")), factor));
            }
        }
        self.lines.push(line);
    }

    /// Nothing that a report hides follows from its lines. Names that begin with a star are nobody's cell.
    fn nothing_follows(self, what: &str) -> usize {
        let many = self.hidden.len();
        let rows = self.lines.into_iter().map(|line| {
            let mut row = vec![0.0; many];
            for (unknown, factor) in line {
                row[unknown] += factor;
            }
            row
        });
        let known = determined(rows.collect(), many);
        let known: Vec<&String> =
            known.iter().map(|at| &self.hidden[*at]).filter(|name| !name.starts_with('*')).collect();
        assert!(known.is_empty(), "{what}: {known:?} can be worked out");
        many
    }
}

/// The rows of each period: those of groups, and that of all together.
fn periods(table: &Table) -> Vec<(String, Vec<usize>, usize)> {
    let mut found: BTreeMap<String, (Vec<usize>, usize)> = BTreeMap::new();
    for (at, row) in table.rows.iter().enumerate() {
        let of = found.entry(row.keys[0].key.clone()).or_default();
        if row.keys[1].key == "total" { of.1 = at } else { of.0.push(at) }
    }
    found.into_iter().map(|(period, (groups, total))| (period, groups, total)).collect()
}

/// What is shown is what the whole report says; the parts a shared report never shows are named.
fn shows_nothing_else(shared: &Sheet, open: &Sheet) {
    for (ours, theirs) in shared.tables.iter().zip(&open.tables) {
        assert_eq!(ours.rows.len(), theirs.rows.len());
        for (one, other) in ours.rows.iter().zip(&theirs.rows) {
            assert_eq!(one.keys, other.keys);
            for (one, other) in one.cells.iter().zip(&other.cells) {
                if one.value == Value::Suppressed {
                    assert_eq!(one.behind, None, "what is hidden leads nowhere");
                } else {
                    assert_eq!(one.value, other.value);
                }
            }
        }
    }
}

fn timeliness_keeps_silent(sheet: &Sheet) -> usize {
    let mut known = Known::default();
    for (period, groups, total) in periods(table(sheet, "lags")) {
        known
            .line(sheet, groups.iter().map(|row| ("lags", *row, "hours", 1.0)).chain([("lags", total, "hours", -1.0)]));
        let same = table(sheet, "completeness").rows.iter().position(|row| row.keys[0].key == period);
        if let Some(row) = same {
            known.line(sheet, [("lags", total, "hours", 1.0), ("completeness", row, "hours", -1.0)]);
        }
        for (at, row) in table(sheet, "triangle").rows.iter().enumerate() {
            if row.keys[0].key == period && *cell(sheet, "lags", total, "hours") == Value::Suppressed {
                assert_ne!(row.cells[1].value, Value::Minutes(0), "{at}");
                assert!(matches!(row.cells[1].value, Value::Suppressed | Value::None));
            }
        }
    }
    known.nothing_follows("timeliness")
}

fn capacity_keeps_silent(sheet: &Sheet) -> usize {
    let mut known = Known::default();
    for (_, groups, total) in periods(table(sheet, "teams")) {
        for figure in ["people", "person-days", "capacity", "hours"] {
            let rows = groups.iter().map(|row| ("teams", *row, figure, 1.0)).chain([("teams", total, figure, -1.0)]);
            known.line(sheet, rows);
        }
    }
    known.nothing_follows("capacity")
}

fn quality_keeps_silent(fixture: &Fixture, sheet: &Sheet) -> usize {
    let mut known = Known::default();
    let is_held = |row: &usize| {
        let code = &table(sheet, "codes").rows[*row].keys[0].key;
        fixture.context.vocabulary.find_activity(code).is_some_and(|activity| activity.import_only)
    };
    let (held, counted): (Vec<usize>, Vec<usize>) = (0..table(sheet, "codes").rows.len()).partition(is_held);
    let row = |key: &str| table(sheet, "indicators").rows.iter().position(|row| row.keys[0].key == key).expect("a row");
    // Counted hours stand nowhere in the report; held ones above it.
    let all = known.unknown("* counted".to_owned());
    let of_held = sheet.about.workload.held_shown().is_none().then(|| known.unknown("* held".to_owned()));
    known.line(sheet, counted.iter().map(|row| ("codes", *row, "code-hours", 1.0)));
    known.lines.last_mut().expect("a line").push((all, -1.0));
    known.line(sheet, held.iter().map(|row| ("codes", *row, "code-hours", 1.0)));
    known.lines.last_mut().expect("a line").extend(of_held.map(|held| (held, -1.0)));
    for key in ["held", "recoded"] {
        known.line(sheet, [("indicators", row(key), "whole", -1.0)]);
        known.lines.last_mut().expect("a line").extend([(all, 1.0)].into_iter().chain(of_held.map(|held| (held, 1.0))));
    }
    known.line(sheet, [("indicators", row("held"), "part", 1.0)]);
    known.lines.last_mut().expect("a line").extend(of_held.map(|held| (held, -1.0)));
    let entries = counted.iter().map(|row| ("codes", *row, "entries", 1.0));
    known.line(sheet, entries.chain([("indicators", row("bulk"), "whole", -1.0)]));
    // A share gives its part and its whole to whoever has one of them.
    for row in &table(sheet, "indicators").rows {
        let [share, part, whole, _, met] = &row.cells[..] else { panic!("five figures") };
        if row.keys[0].key != "late" && [part, whole].iter().any(|cell| cell.value == Value::Suppressed) {
            assert_eq!([&share.value, &met.value], [&Value::Suppressed; 2], "{:?}", row.keys);
        }
    }
    known.nothing_follows("quality")
}

fn sign_off_keeps_silent(sheet: &Sheet) -> usize {
    let mut known = Known::default();
    let states = &table(sheet, "states").rows;
    for (at, state) in states.iter().enumerate() {
        let word = Value::Word(state.keys[0].key.clone());
        let files = table(sheet, "files").rows.iter().enumerate();
        let of: Vec<usize> = files.filter(|(_, row)| row.cells[0].value == word).map(|(row, _)| row).collect();
        known.line(sheet, of.iter().map(|row| ("files", *row, "hours", 1.0)).chain([("states", at, "hours", -1.0)]));
    }
    known.line(sheet, (0..states.len()).map(|at| ("states", at, "hours", 1.0)));
    // The whole is known where the share of some hours is.
    let is_known = states
        .iter()
        .any(|row| matches!((&row.cells[1].value, &row.cells[2].value), (Value::Minutes(1..), Value::Ratio(_))));
    if !is_known {
        let all = known.unknown("* all".to_owned());
        known.lines.last_mut().expect("a line").push((all, -1.0));
    }
    known.nothing_follows("sign-off")
}

/// How many people recorded time of a team in a month, by the database.
async fn people_by_team(fixture: &Fixture) -> BTreeMap<(String, String), usize> {
    #[derive(sqlx::FromRow)]
    struct Row {
        team: String,
        person: String,
        worked_on: chrono::NaiveDate,
    }
    const ROWS: &str = "SELECT DISTINCT e.team, p.number AS person, e.worked_on FROM entries e \
         JOIN people p ON p.id = e.person_id JOIN files f ON f.id = e.file_id \
         WHERE e.withdrawn = FALSE AND f.import_only = FALSE";
    let rows: Vec<Row> = fixture.context.db.read().await.expect("a transaction").all(ROWS, ()).await.expect("rows");
    let mut people: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        people.entry((row.worked_on.format("%Y-%m-01").to_string(), row.team)).or_default().insert(row.person);
    }
    people.into_iter().map(|(place, people)| (place, people.len())).collect()
}

on_both_engines! {
    async fn no_hidden_value_of_a_shared_report_follows_from_what_is_shown(fixture: with_cast) {
        let people = staff(fixture).await;
        let mut draw = Draw(11);
        let mut hidden = BTreeMap::new();
        for round in 0..4 {
            // First few people, then more of them.
            deliver(fixture, &people[..(5 + round * 5)], &mut draw).await;
            let behind = people_by_team(fixture).await;
            for (per, by) in [("month", "team"), ("fiscal-quarter", "activity"), ("fiscal-year", "file"), ("month", "person")] {
                let shared = report(fixture, Report::Timeliness, &question(per, by, true)).await;
                shows_nothing_else(&shared, &report(fixture, Report::Timeliness, &question(per, by, false)).await);
                *hidden.entry("timeliness").or_insert(0) += timeliness_keeps_silent(&shared);
                if (per, by) == ("month", "team") {
                    for (at, row) in table(&shared, "lags").rows.iter().enumerate() {
                        let place = (row.keys[0].key.clone(), row.keys[1].key.clone());
                        let few = behind.get(&place).is_some_and(|people| *people < FEWEST);
                        let shown = *cell(&shared, "lags", at, "hours") != Value::Suppressed;
                        assert!(!few || !shown, "{place:?} is of few people");
                    }
                }
                if by == "person" {
                    let alone = table(&shared, "lags").rows.iter().filter(|row| row.keys[1].key != "total");
                    assert!(alone.flat_map(|row| &row.cells).all(|cell| cell.value == Value::Suppressed));
                }
            }
            for per in ["month", "fiscal-quarter", "fiscal-year"] {
                let shared = report(fixture, Report::Capacity, &question(per, "", true)).await;
                shows_nothing_else(&shared, &report(fixture, Report::Capacity, &question(per, "", false)).await);
                *hidden.entry("capacity").or_insert(0) += capacity_keeps_silent(&shared);
                for (_, groups, _) in periods(table(&shared, "teams")) {
                    for row in groups {
                        let small = ["C", "D"].contains(&table(&shared, "teams").rows[row].keys[1].key.as_str());
                        assert!(!small || *cell(&shared, "teams", row, "hours") == Value::Suppressed);
                    }
                }
            }
            let shared = report(fixture, Report::Quality, &question("", "", true)).await;
            shows_nothing_else(&shared, &report(fixture, Report::Quality, &question("", "", false)).await);
            *hidden.entry("quality").or_insert(0) += quality_keeps_silent(fixture, &shared);
            for period in ["2025-26", "2025-26-M05", "2025-06", "2025-26-Q2"] {
                let Ok(open) = run::sign_off(&fixture.context, &Facts::default(), period, "").await else { continue };
                let shared = run::sign_off(&fixture.context, &Facts::default(), period, "yes").await.expect("a report");
                shows_nothing_else(&shared, &open);
                *hidden.entry("sign-off").or_insert(0) += sign_off_keeps_silent(&shared);
            }
        }
        assert!(hidden.len() == 4 && hidden.values().all(|many| *many > 0), "{hidden:?}");
    }

    async fn what_is_hidden_is_hidden_in_every_form(fixture: with_cast) {
        let people = staff(fixture).await;
        deliver(fixture, &people, &mut Draw(3)).await;
        let service = as_console(router(fixture.app()));
        for (name, query) in [
            ("timeliness", "by=team&per=month&from=2025-26&to=2025-26"),
            ("capacity", "per=month&from=2025-26&to=2025-26"),
            ("quality", "from=2025-26&to=2025-26"),
            ("sign-off", "period=2025-26"),
        ] {
            let json = get(&service, &format!("/api/v1/reports/{name}?{query}&shared=yes")).await.json();
            assert_eq!(json["fewest_people"], 5, "{name}: {json}");
            let mut hidden = 0;
            for value in json["tables"].as_array().expect("tables").iter()
                .flat_map(|table| table["rows"].as_array().expect("rows"))
                .flat_map(|row| row["values"].as_array().expect("values"))
            {
                if value["suppressed"] == true {
                    hidden += 1;
                    for member in ["value", "minutes", "text", "behind"] {
                        assert!(value[member].is_null(), "{name} {member}");
                    }
                }
            }
            let csv = get(&service, &format!("/api/v1/reports/{name}?{query}&shared=yes&format=csv")).await.text;
            assert_eq!(csv.matches(",suppressed,").count(), hidden, "{name}: {csv}");
            assert!(!get(&service, &format!("/api/v1/reports/{name}?{query}")).await.text.contains("\"suppressed\":true"));
            let sheet = match name {
                "timeliness" => report(fixture, Report::Timeliness, &question("month", "team", true)).await,
                "capacity" => report(fixture, Report::Capacity, &question("month", "", true)).await,
                "quality" => report(fixture, Report::Quality, &question("", "", true)).await,
                _ => run::sign_off(&fixture.context, &Facts::default(), "2025-26", "yes").await.expect("a report"),
            };
            let frame = Frame { vocabulary: &fixture.context.vocabulary, section: &fixture.context.config.section, lang: Lang::En };
            let text = sheet::export::table(&sheet, frame);
            assert_eq!(text.matches("···").count(), hidden, "{name}: {text}");
            assert!(name == "sign-off" || hidden > 0, "{name}");
            let refused = get(&service, &format!("/api/v1/reports/{name}?{query}&shared=perhaps")).await;
            assert_eq!(refused.code(), "unknown_dimension", "{name}");
        }
    }
}
