//! A generated section of two years, imported as a user would: the ledger, the rejected lines, the totals and every
//! minute must be what its generator says is true, and so must the report made from it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use casetime::generate::{Plan, generate};
use casetime::import::ledger::{Ledger, Outcome};
use casetime::import::registers;
use casetime::reports::facts::Facts;
use casetime::reports::ops::{RawQuestion, workload};
use casetime::time::FiscalYear;
use serde_json::Value;

use crate::support::delivery::{adds_up, import, import_again, lines, plain};
use crate::support::{Fixture, now, on_both_engines};

/// Writes four people's two years and loads the people and files; the truth about the files of entries.
async fn section(fixture: &Fixture) -> Vec<Value> {
    let folder = fixture.folder().join("section");
    let plan = Plan {
        people: 4,
        years: 2,
        seed: 11,
        last_year: FiscalYear::starting(2025),
        today: now().date_naive(),
        rows: None,
    };
    generate(&plan, &folder).expect("a section");
    let people = registers::load_people(&fixture.context, &folder.join("people.csv")).await.expect("people");
    assert_eq!((people.new, people.same), (4, 0));
    let files = registers::load_files(&fixture.context, &folder.join("files.csv")).await.expect("files");
    assert!(files.new > 4);
    let again = registers::load_files(&fixture.context, &folder.join("files.csv")).await.expect("files");
    assert_eq!((again.new, again.same), (0, files.new), "a list may be loaded again");
    let truth = fs::read(folder.join("truth.json")).expect("the truth");
    let truth: Value = serde_json::from_slice(&truth).expect("JSON");
    truth["files"].as_array().expect("files").clone()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("a number: {value}"))
}

fn bytes(fixture: &Fixture, truth: &Value) -> Vec<u8> {
    let name = Path::new(truth["name"].as_str().expect("a name"));
    fs::read(fixture.folder().join("section").join(name)).expect("a file of entries")
}

fn agrees(ledger: &Ledger, truth: &Value) {
    assert_eq!(truth["physical_lines"], ledger.lines);
    for outcome in Outcome::ALL {
        let expected = truth["lines"][outcome.as_str()].as_u64().unwrap_or(0);
        assert_eq!(expected, ledger.count(outcome).lines, "{outcome:?} {truth}");
    }
    let minutes: i64 = truth["minutes"].as_object().expect("minutes").values().map(number).sum();
    assert_eq!(ledger.count(Outcome::New).minutes, minutes);
    assert_eq!(truth["held_minutes"], ledger.count(Outcome::Held).minutes);
    let differing: Vec<(Value, Value, Value)> = ledger
        .totals_differing
        .iter()
        .map(|check| (check.line.into(), check.stated_minutes.into(), check.summed_minutes.into()))
        .collect();
    let told = truth["totals_that_differ"].as_array().expect("totals").iter();
    let told: Vec<(Value, Value, Value)> = told
        .map(|total| (total["line"].clone(), total["stated_minutes"].clone(), total["summed_minutes"].clone()))
        .collect();
    assert!(!told.is_empty());
    assert_eq!(differing, told);
    assert_eq!(ledger.totals_compared, ledger.count(Outcome::Total).records);
    let labels: BTreeMap<&str, i64> = truth["held_labels"]
        .as_object()
        .expect("labels")
        .iter()
        .map(|(label, rows)| (label.as_str(), number(rows)))
        .collect();
    let held: BTreeMap<&str, i64> =
        ledger.held_labels.iter().map(|held| (held.name.as_str(), held.rows.cast_signed())).collect();
    assert_eq!(held, labels);
    assert_eq!(ledger.held_files.iter().map(|held| held.rows).sum::<u64>(), 1);
}

on_both_engines! {
    async fn a_generated_section_is_imported_as_its_truth_says(fixture: empty) {
        let facts = Facts::default();
        let truths = section(fixture).await;
        assert_eq!(truths.len(), 2);
        for truth in &truths {
            let bytes = bytes(fixture, truth);
            let taken = import(fixture, &bytes, plain()).await;
            agrees(&taken.ledger, truth);
            let rejected: Vec<(i64, String)> = lines(fixture, taken.batch.expect("stored"))
                .await
                .iter()
                .filter(|line| line.outcome == "rejected")
                .map(|line| (line.line, line.code()))
                .collect();
            let told = truth["rejected"].as_array().expect("rejected lines").iter();
            let told: Vec<(i64, String)> =
                told.map(|line| (number(&line["line"]), line["code"].as_str().expect("a code").to_owned())).collect();
            assert!(told.len() > 7);
            assert_eq!(rejected, told);
            adds_up(fixture, &taken, &bytes).await;
            import_again(fixture, &bytes, plain()).await;
            // Between the two files, so that the second finds facts that have to be brought up to date.
            workload(&fixture.context, &facts, &RawQuestion::default(), 10).await.expect("a report");
        }
        let answer = workload(&fixture.context, &facts, &RawQuestion::default(), 10).await.expect("a report");
        assert_eq!(answer.workload.periods.len(), 2);
        for (at, truth) in truths.iter().enumerate() {
            let minutes: BTreeMap<&str, i64> =
                answer.workload.groups.iter().map(|group| (group.key.as_str(), group.figures[at].minutes)).collect();
            let told = truth["minutes"].as_object().expect("minutes").iter();
            let told: BTreeMap<&str, i64> = told.map(|(category, sum)| (category.as_str(), number(sum))).collect();
            assert_eq!(minutes, told, "{}", truth["fiscal_year"]);
            assert_eq!(answer.workload.held[at], number(&truth["held_minutes"]));
            assert_eq!(answer.workload.totals[at].minutes, told.values().sum::<i64>());
            assert_eq!(truth["fiscal_year"], answer.workload.periods[at].label(casetime::lang::Lang::En));
        }
    }
}
