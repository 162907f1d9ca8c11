//! The workload report: what is held, late, missing or not over told apart, and questions that cannot be answered. That
//! its sums are right by every dimension is proved in `reports_history`.

use casetime::entries::ops::Wanted;
use casetime::entries::{self, RawCorrection};
use casetime::files::{self, RawFile};
use casetime::number::Hundredths;
use casetime::people::{self, RawPerson};
use casetime::reports::facts::Facts;
use casetime::reports::ops::{RawQuestion, WorkloadAnswer, workload};
use casetime::reports::workload::By;
use chrono::{Datelike, Days, NaiveDate};

use crate::support::delivery::{codes, file_of, import, plain};
use crate::support::{Engine, Fixture, on_both_engines};

/// A question about fiscal years.
pub(crate) fn question(from: &str, to: &str, by: &str, per: &str) -> RawQuestion {
    let [from, to, by, per] = [from, to, by, per].map(str::to_owned);
    RawQuestion { from, to, by, per, ..RawQuestion::default() }
}

/// The answer from facts that were read just now.
pub(crate) async fn ask(fixture: &Fixture, question: &RawQuestion) -> WorkloadAnswer {
    workload(&fixture.context, &Facts::default(), question, 10).await.expect("a report")
}

async fn refused(fixture: &Fixture, question: &RawQuestion) -> Vec<String> {
    let failure = workload(&fixture.context, &Facts::default(), question, 10).await.expect_err("refused");
    failure.faults().iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
}

on_both_engines! {
    async fn held_hours_stand_on_their_own_line_and_in_no_total(fixture: with_cast) {
        import(fixture, file_of(&["P-1,OT-1,OT-ADM,2025-05-01,1,,", "P-1,UKR-12,Unheard of,2025-05-01,3,,"]), plain())
            .await;
        for by in By::ALL {
            let answer = ask(fixture, &question("2025-26", "2025-26", by.as_str(), "")).await;
            assert_eq!(answer.workload.held, [180], "{by:?}");
            assert_eq!(answer.workload.totals[0].minutes, 60);
            assert_eq!(answer.workload.groups.len(), 1);
            assert_eq!(answer.workload.groups[0].figures[0].share.map(Hundredths::get), Some(10_000));
        }
        // Once somebody has coded the row, its time moves to where it belongs.
        let held = Wanted {
            from: "2025-05-01".parse().expect("a date"),
            to: "2025-05-01".parse().expect("a date"),
            limit: 10,
            ..Wanted::default()
        };
        let rows = entries::ops::list(&fixture.context, &held).await.expect("rows");
        let row = rows.iter().find(|row| row.file == "HELD").expect("the held row");
        let coded = RawCorrection {
            file: Some("UKR-12".to_owned()),
            activity: Some("TA-LEG".to_owned()),
            reason: "coded".to_owned(),
            ..RawCorrection::default()
        };
        entries::ops::correct(&fixture.context, row.entry.id, 1, &coded).await.expect("coded");
        let answer = ask(fixture, &question("2025-26", "2025-26", "", "")).await;
        assert_eq!((answer.workload.held[0], answer.workload.totals[0].minutes), (0, 240));
    }

    async fn a_period_that_is_not_over_is_compared_with_none(fixture: with_cast) {
        let rows = ["2024-05-01,2", "2025-05-01,3", "2026-05-01,1", "2026-10-01,4", "2026-11-02,5"];
        let rows = rows.map(|row| format!("P-1,OT-1,OT-ADM,{row},,"));
        import(fixture, file_of(&rows.each_ref().map(String::as_str)), plain()).await;
        let years = ask(fixture, &question("", "", "", "")).await.workload;
        assert_eq!(years.periods.iter().map(|period| period.incomplete).collect::<Vec<_>>(), [false, false, true]);
        let changes: Vec<_> = years
            .totals
            .iter()
            .map(|cell| (cell.change_from_prior.map(Hundredths::plain), cell.change_from_first.map(Hundredths::plain)))
            .collect();
        assert_eq!(changes, [(None, None), (Some("50".to_owned()), Some("50".to_owned())), (None, None)]);
        assert_eq!(years.totals[2].share.map(Hundredths::get), Some(10_000), "shares of what there is are shown");
        for (per, complete) in [("fiscal-quarter", 2), ("month", 7)] {
            let answer = ask(fixture, &question("2026-27", "2026-27", "", per)).await;
            let periods = &answer.workload.periods;
            assert_eq!(periods.iter().filter(|period| !period.incomplete).count(), complete, "{per}");
            assert!(
                periods
                    .iter()
                    .zip(&answer.workload.totals)
                    .all(|(period, cell)| !period.incomplete || cell.change_from_prior.is_none())
            );
        }
    }

    async fn a_question_that_cannot_be_answered_says_everything_that_is_wrong(fixture: with_cast) {
        assert_eq!(refused(fixture, &question("2010-11", "2009-10", "", "")).await, ["to period_reversed"]);
        assert_eq!(
            refused(fixture, &question("20100", "2011-13", "", "")).await,
            ["from span_format", "to span_format"]
        );
        assert_eq!(
            refused(fixture, &question("next", "2011-12", "rank", "decade")).await,
            ["by unknown_dimension", "per unknown_dimension", "from span_format"],
        );
        assert_eq!(refused(fixture, &question("1990-91", "2010-11", "", "month")).await, ["to report_too_large"]);
        assert_eq!(ask(fixture, &question("1991-92", "2010-11", "", "month")).await.workload.periods.len(), 240);
    }

    async fn a_report_without_entries_has_no_groups_and_divides_by_nothing(fixture: with_cast) {
        let answer = ask(fixture, &question("2009-10", "2011-12", "", "")).await;
        assert!(answer.is_empty() && answer.workload.totals.iter().all(|cell| cell.share.is_none()));
        assert_eq!(answer.workload.late, (0, 0));
        let present = ask(fixture, &question("", "", "", "")).await;
        assert_eq!(present.question.span.first_text(), "2026-27", "without entries the present year is meant");
    }

    async fn the_first_days_time_can_be_recorded_on_are_in_a_report_too(fixture: empty) {
        // January to March 1970 belong to the fiscal year 1969-70.
        let context = &fixture.context;
        let person = RawPerson { number: "P-1".to_owned(), name: "Alex".to_owned(), ..Default::default() };
        people::ops::add(context, &person.parse().expect("a person")).await.expect("added");
        let file = RawFile {
            number: "OT-1".to_owned(),
            title: "Old".to_owned(),
            category: "OT".to_owned(),
            opened_on: "1970-01-01".to_owned(),
            ..RawFile::default()
        };
        files::ops::open(context, &file.parse(&context.vocabulary).expect("a file")).await.expect("opened");
        import(fixture, file_of(&["P-1,OT-1,OT-ADM,1970-01-01,1,,", "P-1,OT-1,OT-ADM,1970-04-01,2,,"]), plain()).await;
        let answer = ask(fixture, &RawQuestion { to: "1970-71".to_owned(), ..RawQuestion::default() }).await;
        assert_eq!(answer.workload.totals.iter().map(|cell| cell.minutes).collect::<Vec<_>>(), [60, 120]);
    }

    async fn coverage_and_late_share_are_those_of_a_small_example(fixture: with_cast) {
        // 2020-21: 261 weekdays for P-1, who is always here; 197 for P-2, who left on 2020-12-31; for P-3, who works
        // three days a week from 2021-03-01 on, 23 weekdays by 3/5, without the rest: 13.
        let part_time = RawPerson {
            number: "P-3".to_owned(),
            name: "Charlie".to_owned(),
            active_from: "2021-03-01".to_owned(),
            days_per_week: "3".to_owned(),
            ..Default::default()
        };
        people::ops::add(&fixture.context, &part_time.parse().expect("a person")).await.expect("added");
        let rows = [
            // Two entries of one day are one person-day; a Saturday is no day that was expected.
            "P-1,OT-1,OT-ADM,2020-04-01,1,,2020-04-11",
            "P-1,UKR-12,TA-LEG,2020-04-01,2,,2020-04-12",
            "P-1,OT-1,OT-ADM,2020-04-04,1,,2020-04-04",
            "P-2,OT-1,OT-ADM,2020-12-31,4,,",
            "P-3,OT-1,Unheard of,2021-03-31,8,,2021-05-01",
            // Another year.
            "P-1,OT-1,OT-ADM,2021-04-01,1,,2022-01-01",
        ];
        import(fixture, file_of(&rows), plain()).await;
        let answer = ask(fixture, &question("2020-21", "2020-21", "", "")).await;
        // Ten holidays were observed in that year, nine of them in 2020 and none in March.
        assert_eq!((answer.coverage.days, answer.coverage.expected), (3, (261 - 10) + (197 - 9) + 13));
        // Ten days after the work is in time, eleven are late; what has no entry date is neither.
        assert_eq!(answer.workload.late, ((2 + 8) * 60, (1 + 2 + 1 + 8) * 60));
        let stricter = workload(&fixture.context, &Facts::default(), &question("2020-21", "2020-21", "", ""), 9).await;
        assert_eq!(stricter.expect("a report").workload.late.0, (1 + 2 + 8) * 60);
        // A year that is not over is expected up to today, a Sunday.
        let present = ask(fixture, &question("2026-27", "2026-27", "", "")).await;
        let working_days = 168 - 8;
        assert_eq!(present.coverage.expected, working_days + working_days * 3 / 5);
    }

    async fn nobody_covers_more_days_than_were_expected(fixture: empty) {
        let part_time = RawPerson {
            number: "P-1".to_owned(),
            name: "Alex".to_owned(),
            days_per_week: "1".to_owned(),
            ..Default::default()
        };
        people::ops::add(&fixture.context, &part_time.parse().expect("a person")).await.expect("added");
        fixture.add_file("OT-1", "OT", "").await;
        let mut day: NaiveDate = "2024-04-01".parse().expect("a date");
        let mut rows = Vec::new();
        while day.year() < 2025 {
            rows.push(format!("P-1,OT-1,OT-ADM,{day},1,,"));
            day = day + Days::new(1);
        }
        import(fixture, file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>()), plain()).await;
        let answer = ask(fixture, &question("2024-25", "2024-25", "", "")).await;
        assert_eq!((answer.coverage.days, answer.coverage.expected), ((261 - 10) / 5, (261 - 10) / 5));
    }
}

#[tokio::test]
async fn a_failure_of_the_database_is_no_empty_report() {
    let fixture = Fixture::with_cast(Engine::Sqlite).await;
    let context = fixture.context.clone();
    fixture.finish().await;
    let failure = workload(&context, &Facts::default(), &RawQuestion::default(), 10).await.expect_err("it is closed");
    assert_eq!(codes(&failure), ["database_unreachable"]);
}
