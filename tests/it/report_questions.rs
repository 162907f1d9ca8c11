//! The question of a report: two dimensions crossed, filters, lengths of periods and what they are compared with; every cell
//! leads to the entries it is the sum of.

use axum::Router;
use axum::http::StatusCode;
use casetime::entries::{self, RawEntry};
use casetime::lang::Lang;
use casetime::names::{self, Kind, RawName};
use casetime::number::Hundredths;
use casetime::people::{self, RawPerson};
use casetime::reports::export::Frame;
use casetime::reports::facts::Facts;
use casetime::reports::ops::{RawQuestion, WorkloadAnswer, workload};
use casetime::reports::workload::By;
use casetime::routes::router;
use serde_json::Value;

use crate::support::delivery::{file_of, import, plain};
use crate::support::http::{as_console, get};
use crate::support::{Fixture, on_both_engines};

async fn ask(fixture: &Fixture, question: &RawQuestion) -> WorkloadAnswer {
    workload(&fixture.context, &Facts::default(), question, 10).await.expect("a report")
}

async fn refused(fixture: &Fixture, question: &RawQuestion) -> Vec<String> {
    let failure = workload(&fixture.context, &Facts::default(), question, 10).await.expect_err("refused");
    failure.faults().iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

/// Entries of two people on four files, in two ways: delivered and recorded here; one row is held.
pub(crate) async fn fill(fixture: &Fixture) {
    let rows = [
        "P-1,UKR-12,TA-LEG,2024-05-01,2.5,,2024-05-02",
        "P-1,UKR-12,TA-TRN,2024-05-02,1,,2024-05-20",
        "P-1,SA-7,SA-POL,2024-05-31,3,,",
        "P-1,OT-1,OT-ADM,2025-05-07,4,,2025-05-07",
        "P-1,UKR-12,TA-LEG,2025-05-08,5,,2025-05-30",
        "P-1,UKR-12,Unheard of,2025-05-09,0.75,,2025-05-09",
        "P-2,JAM-3,TA-LEG,2019-05-08,1.25,,2019-05-08",
        "P-2,SA-7,SA-RES,2019-06-03,7,,2019-06-04",
    ];
    import(fixture, file_of(&rows), plain()).await;
    for (file, activity, on, minutes) in [
        ("UKR-12", "TA-MGT", "2026-11-02", "95m"),
        ("SA-7", "SA-POL", "2026-11-03", "45m"),
        ("OT-1", "OT-KM", "2026-04-01", "30m"),
    ] {
        let raw = RawEntry {
            person: "P-1".to_owned(),
            file: file.to_owned(),
            activity: activity.to_owned(),
            worked_on: on.to_owned(),
            minutes: minutes.to_owned(),
            narrative: "Privileged.".to_owned(),
            ..RawEntry::default()
        };
        entries::ops::record(&fixture.context, &raw).await.expect("recorded");
    }
}

/// The minutes of all entries behind an address, page by page.
async fn minutes_behind(service: &Router, address: &str) -> i64 {
    let mut next = Some(format!("{address}&limit=2"));
    let mut sum = 0;
    while let Some(address) = next {
        let page = get(service, &address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.text);
        let page = page.json();
        let entries = page["entries"].as_array().expect("entries");
        sum += entries.iter().map(|entry| entry["minutes"].as_i64().expect("minutes")).sum::<i64>();
        next = page["next"].as_str().map(str::to_owned);
    }
    sum
}

/// Follows the link of every cell of a report.
async fn follow(service: &Router, json: &Value) -> usize {
    let mut waiting = vec![json];
    let mut followed = 0;
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                if let (Some(address), Some(minutes)) =
                    (members.get("entries").and_then(Value::as_str), members.get("minutes").and_then(Value::as_i64))
                {
                    assert_eq!(minutes_behind(service, address).await, minutes, "{address}");
                    followed += 1;
                }
                waiting.extend(members.values());
            }
            Value::Array(values) => waiting.extend(values),
            _ => {}
        }
    }
    followed
}

on_both_engines! {
    async fn every_cell_leads_to_the_entries_it_is_the_sum_of(fixture: with_cast) {
        fill(fixture).await;
        let service = as_console(router(fixture.app()));
        for query in [
            "by=category&across=country&per=fiscal-quarter&from=2024-25&to=2025-26",
            "by=activity&across=status&as_of=today",
            "by=file&across=person&from=2019-05-02&to=2019-06-30&per=month",
            "by=project&across=client&per=calendar-year",
            "by=language&across=team",
            "by=file-type&across=category&country=UA",
            "by=team&category=TA&as_of=today",
            "by=country&activity=SA-POL&per=week&from=2026-27",
            "by=category&person=P-1&status=draft&language=-",
            "by=activity&file=UKR-12&project=-",
        ] {
            let answer = get(&service, &format!("/api/v1/reports/workload?{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
            assert!(follow(&service, &answer.json()).await > 1, "{query}");
        }
        let held = get(&service, "/api/v1/reports/workload?file=UKR-12&from=2025-26&to=2025-26").await.json();
        assert_eq!(held["held"][0]["minutes"], 45, "held time is found by the file it names");
    }

    async fn crossed_groups_add_up_to_rows_columns_and_totals(fixture: with_cast) {
        fill(fixture).await;
        for by in By::ALL {
            for across in By::ALL.into_iter().filter(|across| *across != by) {
                let question = RawQuestion {
                    by: by.as_str().to_owned(),
                    across: across.as_str().to_owned(),
                    ..RawQuestion::default()
                };
                let work = ask(fixture, &question).await.workload;
                for at in 0..work.periods.len() {
                    for row in &work.groups {
                        let sum: i64 = row.across.iter().map(|cell| cell.figures[at].minutes).sum();
                        assert_eq!(sum, row.figures[at].minutes, "{by:?} {across:?}");
                    }
                    for column in &work.columns {
                        let cells = work.groups.iter().flat_map(|row| &row.across).filter(|cell| cell.key == column.key);
                        let sum: i64 = cells.map(|cell| cell.figures[at].minutes).sum();
                        assert_eq!(sum, column.figures[at].minutes, "{by:?} {across:?}");
                    }
                    let sum: i64 = work.columns.iter().map(|column| column.figures[at].minutes).sum();
                    assert_eq!(sum, work.totals[at].minutes);
                    let entries: i64 = work.groups.iter().map(|row| row.figures[at].entries).sum();
                    assert_eq!(entries, work.totals[at].entries);
                }
            }
        }
    }

    async fn a_filter_leaves_what_its_group_had(fixture: with_cast) {
        fill(fixture).await;
        for by in By::ALL {
            let question = RawQuestion { by: by.as_str().to_owned(), ..RawQuestion::default() };
            let whole = ask(fixture, &question).await.workload;
            for group in &whole.groups {
                let key = if group.key.is_empty() { "-" } else { &group.key };
                let mut narrowed = RawQuestion {
                    from: "2019-20".to_owned(),
                    to: "2026-27".to_owned(),
                    ..RawQuestion::default()
                };
                key.clone_into(match by {
                    By::Category => &mut narrowed.category,
                    By::Activity => &mut narrowed.activity,
                    By::FileType => &mut narrowed.file_type,
                    By::Country => &mut narrowed.country,
                    By::Project => &mut narrowed.project,
                    By::Client => &mut narrowed.client,
                    By::Team => &mut narrowed.team,
                    By::File => &mut narrowed.file,
                    By::Person => &mut narrowed.person,
                    By::Status => &mut narrowed.status,
                    By::Language => &mut narrowed.language,
                });
                let minutes = |figures: &[casetime::reports::workload::Figures]| {
                    figures.iter().map(|cell| cell.minutes).collect::<Vec<_>>()
                };
                let totals = ask(fixture, &narrowed).await.workload.totals;
                assert_eq!(minutes(&totals), minutes(&group.figures), "{by:?} {key}");
            }
        }
    }

    async fn a_period_is_compared_with_the_one_before_and_that_of_the_year_before(fixture: with_cast) {
        fill(fixture).await;
        let may = RawQuestion {
            from: "2025-05-01".to_owned(),
            to: "2025-05-31".to_owned(),
            per: "month".to_owned(),
            ..RawQuestion::default()
        };
        // 6.5 h in May 2024, 9 h in May 2025, nothing in April; what is compared with is not shown itself.
        let total = ask(fixture, &may).await.workload.totals;
        assert_eq!(total.len(), 1);
        assert_eq!(total[0].minutes, 540);
        assert_eq!(total[0].change_from_year_before.map(Hundredths::plain).as_deref(), Some("38.46"));
        assert_eq!((total[0].change_from_prior, total[0].change_from_first), (None, None));
        // Cut, it is compared with nothing.
        let cut = RawQuestion { from: "2025-05-02".to_owned(), ..may.clone() };
        let answer = ask(fixture, &cut).await;
        assert!(answer.workload.periods[0].incomplete);
        assert_eq!(answer.workload.totals[0].change_from_year_before, None);
        // Nor is a month that is not over, though it is whole in the question.
        let now = RawQuestion { from: "2026-11-01".to_owned(), to: "2026-11-30".to_owned(), ..may };
        assert!(ask(fixture, &now).await.workload.periods[0].incomplete);
    }

    async fn files_and_equivalents_are_those_of_a_small_example(fixture: with_cast) {
        fill(fixture).await;
        let question = RawQuestion { from: "2024-25".to_owned(), to: "2024-25".to_owned(), ..RawQuestion::default() };
        let work = ask(fixture, &question).await.workload;
        let total = work.totals[0];
        assert_eq!((total.entries, total.files), (3, Some(2)));
        assert_eq!(total.hours_per_file().map(Hundredths::plain).as_deref(), Some("3.25"));
        // 6.5 of 1,400 hours are 0.0046 positions.
        assert_eq!(total.fte.map(Hundredths::get), Some(0));
        let assistance = work.groups.iter().find(|group| group.key == "TA").expect("assistance");
        assert_eq!(assistance.figures[0].files, Some(1));
    }

    async fn a_team_that_changed_its_name_keeps_its_past(fixture: with_cast) {
        let context = &fixture.context;
        let section = RawName {
            code: "S".to_owned(),
            label_en: "Section".to_owned(),
            label_fr: "Section".to_owned(),
            ..RawName::default()
        };
        names::ops::add(context, &section.parse(Kind::Section).expect("a name")).await.expect("added");
        let team = |en: &str, fr: &str| RawName {
            code: "T-1".to_owned(),
            label_en: en.to_owned(),
            label_fr: fr.to_owned(),
            parent: "S".to_owned(),
            ..RawName::default()
        };
        names::ops::add(context, &team("Old name", "Ancien nom").parse(Kind::Team).expect("a name")).await.expect("added");
        let person = RawPerson {
            number: "P-9".to_owned(),
            name: "Nine".to_owned(),
            team: "T-1".to_owned(),
            active_from: "2000-01-01".to_owned(),
            ..RawPerson::default()
        };
        people::ops::add(context, &person.parse().expect("a person")).await.expect("added");
        import(fixture, file_of(&["P-9,OT-1,OT-ADM,2025-05-01,1,,"]), plain()).await;
        let renamed = team("New name", "Nouveau nom");
        names::ops::change(context, Kind::Team, "T-1", 1, &renamed).await.expect("renamed");
        import(fixture, file_of(&["P-9,OT-1,OT-ADM,2026-05-01,2,,"]), plain()).await;
        let answer = ask(fixture, &RawQuestion { by: "team".to_owned(), ..RawQuestion::default() }).await;
        assert_eq!(answer.workload.groups.len(), 1, "one team under one code");
        let minutes: Vec<i64> = answer.workload.groups[0].figures.iter().map(|cell| cell.minutes).collect();
        assert_eq!(minutes, [60, 120]);
        for (lang, name) in [(Lang::En, "New name"), (Lang::Fr, "Nouveau nom")] {
            let frame = Frame { vocabulary: &context.vocabulary, section: &context.config.section, lang };
            assert_eq!(frame.label(By::Team, &answer.workload.groups[0].key, &answer), name);
        }
        // Somebody who goes to another team leaves the past where it was.
        let found = people::ops::find_by_number(context, "P-9").await.expect("found");
        let moved = RawPerson { team: String::new(), ..person };
        people::ops::change(context, found.id, found.version, &moved).await.expect("moved");
        import(fixture, file_of(&["P-9,OT-1,OT-ADM,2026-06-01,3,,"]), plain()).await;
        let answer = ask(fixture, &RawQuestion { by: "team".to_owned(), ..RawQuestion::default() }).await;
        let totals: Vec<(String, i64)> =
            answer.workload.groups.iter().map(|group| (group.key.clone(), group.figures[1].minutes)).collect();
        assert_eq!(totals, [(String::new(), 180), ("T-1".to_owned(), 120)]);
    }

    async fn questions_without_sense_say_everything_that_is_wrong(fixture: with_cast) {
        let with = |change: &dyn Fn(&mut RawQuestion)| {
            let mut question = RawQuestion::default();
            change(&mut question);
            question
        };
        for (question, faults) in [
            (with(&|q| "rank".clone_into(&mut q.across)), vec!["across unknown_dimension"]),
            (with(&|q| "category".clone_into(&mut q.across)), vec!["across unknown_dimension"]),
            (with(&|q| "perhaps".clone_into(&mut q.shared)), vec!["shared unknown_dimension"]),
            (with(&|q| "XX".clone_into(&mut q.category)), vec!["category unknown_category"]),
            (with(&|q| "XX-1".clone_into(&mut q.activity)), vec!["activity unknown_activity"]),
            (with(&|q| "NO-1".clone_into(&mut q.file)), vec!["file unknown_file"]),
            (with(&|q| "P-99".clone_into(&mut q.person)), vec!["person unknown_person"]),
            (with(&|q| "lost".clone_into(&mut q.status)), vec!["status unknown_status"]),
            (with(&|q| "la".clone_into(&mut q.language)), vec!["language unknown_dimension"]),
            (with(&|q| (q.from, q.to) = ("2026-05-02".to_owned(), "2026-05-01".to_owned())), vec!["to period_reversed"]),
            (with(&|q| (q.from, q.to, q.per) = ("2020".to_owned(), "2026".to_owned(), "week".to_owned())), vec!["to report_too_large"]),
            (
                with(&|q| (q.by, q.file, q.from) = ("size".to_owned(), "NO-1".to_owned(), "soon".to_owned())),
                vec!["by unknown_dimension", "file unknown_file", "from span_format"],
            ),
        ] {
            assert_eq!(refused(fixture, &question).await, faults, "{question:?}");
        }
    }

    async fn an_empty_database_one_entry_and_ten_thousand_groups_are_answered(fixture: with_cast) {
        for by in By::ALL {
            let across = if by == By::Team { "file" } else { "team" };
            let question = RawQuestion { by: by.as_str().to_owned(), across: across.to_owned(), ..RawQuestion::default() };
            let empty = ask(fixture, &question).await;
            assert!(empty.is_empty() && empty.workload.columns.is_empty(), "{by:?}");
            assert_eq!(empty.workload.totals[0].share, None);
        }
        import(fixture, file_of(&["P-1,OT-1,OT-ADM,2024-04-01,1,,"]), plain()).await;
        let one = ask(fixture, &RawQuestion::default()).await.workload;
        assert_eq!((one.groups.len(), one.totals[0].minutes, one.totals[0].entries), (1, 60, 1));
        assert_eq!(one.totals[0].share.map(Hundredths::get), Some(10_000));
    }

    async fn more_than_ten_thousand_groups_are_refused_and_fewer_are_shown(fixture: with_cast) {
        let row = |at: usize| {
            let day = format!("20{:02}-{:02}-{:02}", 10 + at % 12, at % 11 + 1, at % 27 + 1);
            format!("P-1,OT-1,OT-ADM,{day},0.05,{at},")
        };
        let rows: Vec<String> = (0..10_001).map(row).collect();
        import(fixture, file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>()), plain()).await;
        fixture.by_hand("UPDATE entries SET client = 'C-' || CAST(line AS TEXT)").await.expect("clients");
        let question = RawQuestion { by: "client".to_owned(), ..RawQuestion::default() };
        assert_eq!(refused(fixture, &question).await, ["by report_too_large"]);
        let fewer = RawQuestion { from: "2010-11".to_owned(), to: "2019-20".to_owned(), ..question };
        let groups = ask(fixture, &fewer).await.workload.groups.len();
        assert!((5_000..10_000).contains(&groups), "{groups}");
    }
}
