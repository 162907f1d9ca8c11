//! The generated section, read back by an independent count with the plain csv reader: the truth must add up with
//! the files, line by line, and the entries must obey the rules of the domain. No importer is used here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use casetime::fault::Code;
use casetime::generate::{GenerateError, Plan, Summary, generate};
use casetime::lang::Lang;
use casetime::time::FiscalYear;
use chrono::{Datelike, NaiveDate};
use serde_json::Value;
use tempfile::TempDir;

use recount::{Count, Judge, places};

mod recount;

fn plan(people: usize, years: usize, seed: u64) -> Plan {
    let today = date("2026-11-22");
    Plan { people, years, seed, last_year: FiscalYear::starting(2025), today, rows: None }
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A generated section in a temporary folder.
struct Section {
    folder: TempDir,
    summary: Summary,
    truth: Value,
}

fn section(plan: &Plan) -> Section {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = generate(plan, folder.path()).expect("a section");
    let truth = serde_json::from_slice(&read(folder.path(), "truth.json")).expect("truth is JSON");
    Section { folder, summary, truth }
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).expect("a generated file")
}

/// Name and bytes of every file of a folder.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let name = entry.expect("an entry").file_name().into_string().expect("a name");
            let bytes = read(folder, &name);
            (name, bytes)
        })
        .collect()
}

fn table(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let bytes = read(folder, name);
    csv::Reader::from_reader(bytes.as_slice()).deserialize().map(|row| row.expect("a row")).collect()
}

/// Every file of a section with its truth and its second count.
fn counted(section: &Section) -> Vec<(Value, Count)> {
    let judge = Judge::of(section.folder.path());
    let files = section.truth["files"].as_array().expect("files").clone();
    files
        .into_iter()
        .map(|truth| {
            let name = truth["name"].as_str().expect("a name").to_owned();
            let text = String::from_utf8(read(section.folder.path(), &name)).expect("UTF-8");
            assert!(!text.contains('\r'));
            assert_eq!(truth["physical_lines"], text.matches('\n').count(), "{name}");
            assert_eq!(truth["records"], places(&text).len(), "{name}");
            let count = judge.count(&text);
            (truth, count)
        })
        .collect()
}

fn assert_truth(truth: &Value, count: &Count) {
    let mut of_lines = 0;
    for (outcome, lines) in truth["lines"].as_object().expect("outcomes") {
        assert_eq!(lines.as_u64(), Some(count.outcomes.get(outcome.as_str()).copied().unwrap_or(0)), "{outcome}");
        of_lines += lines.as_u64().expect("lines");
    }
    assert_eq!(truth["physical_lines"], of_lines, "every line has one outcome");
    assert_eq!(truth["entry_rows"], count.rows);
    let rejected: Vec<(u64, String)> = truth["rejected"]
        .as_array()
        .expect("rejected")
        .iter()
        .map(|line| (line["line"].as_u64().expect("a line"), line["code"].as_str().expect("a code").to_owned()))
        .collect();
    assert_eq!(rejected, count.rejected);
    let differing: Vec<(u64, i64, i64)> = truth["totals_that_differ"]
        .as_array()
        .expect("totals")
        .iter()
        .map(|total| {
            let number = |name: &str| total[name].as_i64().expect("a number");
            (total["line"].as_u64().expect("a line"), number("stated_minutes"), number("summed_minutes"))
        })
        .collect();
    assert_eq!(differing, count.differing);
    for (category, minutes) in truth["minutes"].as_object().expect("minutes") {
        assert_eq!(minutes.as_i64(), Some(count.minutes.get(category).copied().unwrap_or(0)), "{category}");
    }
    assert_eq!(truth["held_minutes"], count.held_minutes);
    assert_eq!(truth["late_minutes"], count.late_minutes);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, again, other) = (section(&plan(7, 2, 5)), section(&plan(7, 2, 5)), section(&plan(7, 2, 6)));
    assert_eq!(contents(first.folder.path()), contents(again.folder.path()));
    assert_eq!(first.summary, again.summary);
    for name in ["people.csv", "files.csv", "entries-2024-25.csv", "truth.json"] {
        assert_ne!(read(first.folder.path(), name), read(other.folder.path(), name), "{name}");
    }
}

#[test]
fn the_truth_adds_up_with_a_second_count() {
    for (people, years, seed) in [(11, 3, 1), (1, 1, 2), (24, 1, 3), (1, 30, 4)] {
        let section = section(&plan(people, years, seed));
        let counts = counted(&section);
        assert_eq!(counts.len(), years);
        for (truth, count) in &counts {
            assert_truth(truth, count);
            assert_eq!(count.differing.len(), 1, "one totals row a year is off");
            assert!(count.differing.iter().all(|(_, stated, summed)| stated - summed == 30));
            assert_eq!(count.equal_rows.values().filter(|times| **times == 2).count(), 1, "one legal repeat a year");
            assert!(count.equal_rows.values().all(|times| *times <= 2));
        }
        let rows: u64 = counts.iter().map(|(_, count)| count.rows).sum();
        assert_eq!(rows, section.summary.entry_rows);
        assert_eq!(section.truth["entry_rows"], rows);
    }
}

#[test]
fn each_year_holds_each_kind_of_damage_once() {
    for (_, count) in counted(&section(&plan(8, 3, 8))) {
        let mut codes: Vec<&str> = count.rejected.iter().map(|(_, code)| code.as_str()).collect();
        codes.sort_unstable();
        assert_eq!(
            codes,
            [
                "category_mismatch",
                "cell_count",
                "date_impossible",
                "duration_negative",
                "duration_too_long",
                "file_closed",
                "quote_unclosed",
                "unknown_person",
            ]
        );
        assert_eq!((count.outcomes["blank"], count.outcomes["header"]), (2, 2));
        assert!(count.equal_rows.keys().any(|cells| cells[5].contains('\n') && cells[5].contains('"')));
    }
}

#[test]
fn a_fixed_number_of_rows_is_met_exactly() {
    for rows in [200, 5000, 20_000] {
        let section = section(&Plan { rows: Some(rows), ..plan(5, 2, 11) });
        assert_eq!(section.summary.entry_rows, rows as u64);
        for (truth, count) in counted(&section) {
            assert_truth(&truth, &count);
            assert!(count.per_day.values().all(|minutes| *minutes <= 1440));
        }
    }
}

#[test]
fn nobody_works_more_than_a_day_and_weekends_are_nearly_empty() {
    let section = section(&plan(14, 2, 21));
    let (mut all, mut weekend) = (0, 0);
    for (_, count) in counted(&section) {
        for ((person, day), minutes) in &count.per_day {
            assert!(*minutes <= 1440, "{person} {day}");
            all += 1;
            weekend += i32::from(day.weekday().number_from_monday() > 5);
        }
    }
    assert!(weekend > 0, "missions go on over weekends");
    assert!(weekend * 100 < all * 4, "{weekend} of {all} days");
}

#[test]
fn about_a_third_of_the_hours_is_entered_late() {
    for seed in 1..=3 {
        let (mut late, mut all) = (0, 0);
        for (_, count) in counted(&section(&plan(12, 2, seed))) {
            late += count.late_minutes;
            all += count.minutes.values().sum::<i64>();
        }
        assert!((25..=45).contains(&(late * 100 / all)), "{late} of {all}");
    }
}

#[test]
fn assistance_grows_over_the_years_and_advice_steps_up() {
    let section = section(&plan(15, 6, 31));
    let minutes = |year: usize, category: &str| section.truth["files"][year]["minutes"][category].as_i64();
    let sum = |year, categories: &[&str]| categories.iter().filter_map(|category| minutes(year, category)).sum::<i64>();
    let assistance = |year| sum(year, &["TA"]) * 1000 / sum(year, &["TA", "SA", "OT"]);
    let advice = |year| sum(year, &["SA"]) * 1000 / sum(year, &["SA", "OT"]);
    assert!(assistance(5) - assistance(0) > 30);
    assert!(advice(5) - advice(0) > 60);
}

#[test]
fn days_are_longer_after_the_step_in_demand() {
    let section = section(&plan(10, 4, 32));
    let counts = counted(&section);
    let step = date(section.truth["story"]["step_on"].as_str().expect("a date"));
    let per_day = |after: bool| {
        let days = counts.iter().flat_map(|(_, count)| &count.per_day).filter(|((_, day), _)| (*day >= step) == after);
        let (count, minutes) = days.fold((0, 0), |(count, sum), (_, minutes)| (count + 1, sum + minutes));
        minutes / count
    };
    assert!((20..=40).contains(&(per_day(true) - per_day(false))));
}

#[test]
fn files_name_country_and_project_as_their_category_demands() {
    let section = section(&plan(30, 4, 41));
    let files = table(section.folder.path(), "files.csv");
    let mut unfunded = 0;
    for file in &files {
        assert!(file["title"].ends_with("(generated)") || file["title"].ends_with("(généré)"), "{file:?}");
        let has = |name: &str| !file[name].is_empty();
        match file["category"].as_str() {
            "TA" => {
                assert!(has("country") && has("project") != (file["unfunded"] == "yes"), "{file:?}");
                unfunded += i32::from(file["unfunded"] == "yes");
            }
            "SA" => assert!(!has("country") && !has("project") && has("requester"), "{file:?}"),
            other => assert!(other == "OT" && !has("country") && !has("project") && !has("requester"), "{file:?}"),
        }
    }
    assert_eq!(unfunded, 1);
    let projects: BTreeSet<&str> = files.iter().map(|file| file["project"].as_str()).collect();
    for real in ["(Sharaka)", "(JUST)"] {
        assert!(projects.iter().any(|project| project.ends_with(real)), "{real}");
    }
    let people = table(section.folder.path(), "people.csv");
    assert!(people.iter().any(|person| person["days_per_week"] != "5"));
    assert!(people.iter().any(|person| !person["active_to"].is_empty()));
    assert!(people.iter().any(|person| date(&person["active_from"]) > date("2022-04-01")));
}

#[test]
fn nothing_lies_in_the_future() {
    let today = date("2025-09-17");
    let section = section(&Plan { today, ..plan(12, 2, 51) });
    for (truth, count) in counted(&section) {
        assert_truth(&truth, &count);
        assert!(count.per_day.keys().all(|(_, day)| *day <= today));
        assert!(count.equal_rows.keys().all(|cells| date(&cells[6]) <= today));
    }
    for file in table(section.folder.path(), "files.csv") {
        assert!(date(&file["opened_on"]) <= today);
        assert!(file["closed_on"].is_empty() || date(&file["closed_on"]) <= today);
    }
}

#[test]
fn a_year_that_began_today_is_generated() {
    let section = section(&Plan { today: date("2025-04-01"), ..plan(2, 1, 61) });
    for (truth, count) in counted(&section) {
        assert_truth(&truth, &count);
    }
}

#[test]
fn the_folder_says_in_both_languages_that_all_is_generated() {
    let section = section(&plan(1, 1, 71));
    let text = String::from_utf8(read(section.folder.path(), "README.txt")).expect("UTF-8");
    assert!(text.contains("stands for nobody") && text.contains("ne représente personne"));
    assert_eq!(section.truth["generated"], true);
    assert_eq!(section.truth["seed"], 71);
}

#[test]
fn a_folder_with_something_in_it_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mine.txt"), "kept").expect("written");
    let refused = generate(&plan(2, 1, 1), folder.path()).expect_err("not empty");
    assert_eq!(refused.code(), Code::OutputExists);
    assert_eq!(contents(folder.path()).len(), 1);
    assert_eq!(
        generate(&plan(2, 1, 1), &folder.path().join("mine.txt")).expect_err("a file").code(),
        Code::OutputExists
    );
    let below = generate(&plan(2, 1, 1), &folder.path().join("mine.txt/below")).expect_err("no folder can be there");
    assert_eq!(below.code(), Code::OutputUnwritable);
    generate(&plan(2, 1, 1), &folder.path().join("new/below")).expect("a new folder is made");
}

#[test]
fn plans_outside_their_limits_are_refused_in_both_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |year| FiscalYear::starting(year);
    let mut said = BTreeSet::new();
    for refused in [
        plan(0, 1, 1),
        plan(5001, 1, 1),
        plan(1, 0, 1),
        plan(1, 31, 1),
        Plan { last_year: at(1980), ..plan(1, 10, 1) },
        Plan { last_year: at(2027), ..plan(1, 1, 1) },
        Plan { last_year: at(2026), rows: Some(500), ..plan(1, 1, 1) },
        Plan { rows: Some(50), ..plan(1, 1, 1) },
        Plan { rows: Some(50_000_000), ..plan(1, 1, 1) },
    ] {
        let error: GenerateError = generate(&refused, folder.path()).expect_err("outside the limits");
        assert_eq!(error.code(), Code::Usage);
        said.extend(Lang::ALL.map(|lang| error.say(lang)));
    }
    assert_eq!(said.len(), 12, "six kinds of refusal in two languages: {said:?}");
    assert!(contents(folder.path()).is_empty());
}
