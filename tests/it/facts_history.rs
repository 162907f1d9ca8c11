//! The facts and the reports against plain SQL while codes are merged in new versions of the vocabulary and closed years are
//! opened again, between everything else that happens to entries.

use std::collections::BTreeMap;
use std::sync::Arc;

use casetime::context::Context;
use casetime::entries::{self, RawEntry};
use casetime::fault::Code;
use casetime::people::ops::Added;
use casetime::period::Per;
use casetime::periods::{self, RawReopening};
use casetime::reports::facts::Facts;
use casetime::reports::impact::ops as impact;
use casetime::reports::ops::{RawQuestion, workload};
use casetime::reports::sums::Source;
use casetime::reports::workload::By;
use casetime::vocabulary::{self, ReplacementKind};

use crate::facts::{agrees, agrees_in_all, plain};
use crate::reports::question;
use crate::reports_history::{Draw, by_report, by_sql, happen, more_files};
use crate::support::{Engine, Fixture};
use crate::vocabulary_next::{end, next};

/// Merges a code into another one in a new version of the vocabulary, as the command line does.
async fn merge(fixture: &mut Fixture, code: &str, into: &str, last: &str) {
    let document = next(&fixture.context.vocabulary, |vocabulary| {
        end(vocabulary, code, last, ReplacementKind::Merged, &[into]);
    });
    match impact::apply(&fixture.context, &Facts::default(), &document).await {
        Ok(Added::New(_)) => {}
        other => panic!("not applied: {other:?}"),
    }
    let now = vocabulary::ops::current(&fixture.context.db).await.expect("a vocabulary");
    fixture.context = Context { vocabulary: Arc::new(now), ..fixture.context.clone() };
}

/// An entry of seven minutes.
async fn record(fixture: &Fixture, file: &str, activity: &str, day: &str) -> Result<(), Code> {
    let raw = RawEntry {
        person: "P-1".to_owned(),
        file: file.to_owned(),
        activity: activity.to_owned(),
        worked_on: day.to_owned(),
        minutes: "7m".to_owned(),
        ..RawEntry::default()
    };
    entries::ops::record(&fixture.context, &raw).await.map(|_| ()).map_err(|failure| failure.code())
}

/// Closes a year, which refuses time then, and opens it again, which takes it.
async fn close_and_reopen(fixture: &Fixture, year: i32) {
    let delete = format!("DELETE FROM period_closings WHERE fiscal_year = {year}");
    fixture.by_hand(&delete).await.expect("closed");
    let day = format!("{year}-06-02");
    assert_eq!(record(fixture, "OT-1", "OT-ADM", &day).await, Err(Code::PeriodClosed), "{year}");
    let raw = RawReopening {
        reason: "Hours of the mission arrived late".to_owned(),
        until: "2026-11-25".to_owned(),
        ..RawReopening::default()
    };
    let name = format!("{year}-{:02}", (year + 1) % 100);
    periods::ops::reopen(&fixture.context, &name, &raw).await.expect("opened again");
    assert_eq!(record(fixture, "OT-1", "OT-ADM", &day).await, Ok(()), "{year}");
}

/// The figures as of today's list: what plain SQL says under the code that took over each one.
async fn as_of_today_agrees(fixture: &Fixture, kept: &Facts, moved: &BTreeMap<&str, &str>) {
    let question =
        RawQuestion { as_of: "today".to_owned(), ..question("2022-23", "2026-27", "activity", "fiscal-year") };
    let answer = workload(&fixture.context, kept, &question, 10).await.expect("a report");
    let (recorded, held) = by_sql(fixture, By::Activity, Per::FiscalYear).await;
    let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
    for ((code, period), minutes) in recorded {
        let mut now = code.as_str();
        while let Some(next) = moved.get(now) {
            now = next;
        }
        *expected.entry((now.to_owned(), period)).or_default() += minutes;
    }
    assert_eq!(by_report(&answer), (expected, held), "as of today, {moved:?}");
}

async fn everything_agrees(mut fixture: Fixture) {
    const SOURCES: [Source; 4] = [Source::Activity, Source::File, Source::Status, Source::Batch];
    more_files(&fixture).await;
    let folder = fixture.folder().join("facts");
    let kept = Facts::in_folder(folder.clone());
    let (mut draw, mut known, mut moved) = (Draw(23_112_026), Vec::new(), BTreeMap::new());
    for (file, activity) in [("UKR-12", "TA-TRN"), ("SA-7", "SA-RES"), ("UKR-12", "TA-LEG")] {
        assert_eq!(record(&fixture, file, activity, "2024-05-06").await, Ok(()));
    }
    for step in 0..48_usize {
        match step {
            // One code after the other goes into the next: as of today all their time stands under the last.
            12 | 24 | 36 => {
                let (code, into, last) = [
                    ("TA-TRN", "TA-LEG", "2026-11-19"),
                    ("SA-RES", "SA-POL", "2026-11-20"),
                    ("TA-LEG", "TA-MGT", "2026-11-21"),
                ][step / 12 - 1];
                merge(&mut fixture, code, into, last).await;
                moved.insert(code, into);
            }
            8 | 20 | 32 | 44 => close_and_reopen(&fixture, [2022, 2023, 2024, 2025][step / 12]).await,
            _ => happen(&fixture, &mut draw, &mut known).await,
        }
        let fresh = Facts::in_folder(folder.clone());
        let facts = if step % 3 == 0 { &fresh } else { &kept };
        let snapshot = facts.current(&fixture.context).await.expect("facts");
        let rows = plain(&fixture).await;
        let of = |at: usize| SOURCES[at % 4];
        agrees(&snapshot, &rows, step % 4, [of(step), of(step + 1), of(step / 2 + 2)], 10);
        let (by, per) = (By::ALL[step % 11], Per::ALL[step % 4]);
        let asked = question("2022-23", "2026-27", by.as_str(), per.as_str());
        let answer = workload(&fixture.context, facts, &asked, 10).await.expect("a report");
        assert_eq!(by_report(&answer), by_sql(&fixture, by, per).await, "step {step}, {by:?} {per:?}");
        as_of_today_agrees(&fixture, facts, &moved).await;
    }
    let rows = plain(&fixture).await;
    agrees_in_all(&Facts::in_folder(folder).current(&fixture.context).await.expect("facts"), &rows);
    let (recorded, _) = by_sql(&fixture, By::Activity, Per::FiscalYear).await;
    for code in moved.keys() {
        assert!(recorded.keys().any(|(found, _)| found == code), "time was recorded under {code}");
    }
    assert_eq!(fixture.number("SELECT COUNT(*) FROM reopenings").await, 4);
    fixture.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_the_plain_sum_through_recodings_and_reopenings_on_sqlite() {
    everything_agrees(Fixture::with_cast(Engine::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_the_plain_sum_through_recodings_and_reopenings_on_postgres() {
    everything_agrees(Fixture::with_cast(Engine::Postgres).await).await;
}
