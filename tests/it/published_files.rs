//! Published tables of files, reproduced from the file register and from entries: active files by type with their shares,
//! and new and carried-over files of the prosecution service, all 221,000 of them.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use casetime::entries::delivered::{self, DeliveredEntry};
use casetime::entries::ops::Wanted;
use casetime::entries::{self, Circumstances, Door, Entry, Known, RawEntry};
use casetime::files;
use casetime::ids::{EntryId, FileId};
use casetime::people;
use casetime::reports::active_files::{Life, active, flows, whole_percent};
use casetime::time::{FiscalYear, Minutes};
use chrono::{Days, NaiveDate};

use crate::published::published;
use crate::support::{Engine, Fixture, now, on_both_engines};

/// Rows of one statement.
const CHUNK: usize = 5000;

/// A file to be put into the register.
struct Row {
    number: String,
    file_type: String,
    life: Life,
}

/// Puts files into the register past the program, which opens one at a time.
async fn register(fixture: &Fixture, rows: &[Row]) {
    for (at, chunk) in rows.chunks(CHUNK).enumerate() {
        let mut text =
            "INSERT INTO files (id, number, number_key, title, title_key, category, project, country, unfunded, \
             requester, file_type, team, opened_on, closed_on, import_only, version, created_at) VALUES "
                .to_owned();
        for (place, row) in chunk.iter().enumerate() {
            let id = format!("{:032x}", at * CHUNK + place + 1);
            let id = if fixture.engine == Engine::Sqlite { format!("x'{id}'") } else { format!("'{id}'") };
            let closed = row.life.closed_on.map_or_else(|| "NULL".to_owned(), |day| format!("'{day}'"));
            let comma = if place == 0 { "" } else { ", " };
            let (number, file_type, opened) = (&row.number, &row.file_type, row.life.opened_on);
            let _ = write!(
                text,
                "{comma}({id}, '{number}', '{number}', 'A file', 'a file', 'SA', '', '', FALSE, '', '{file_type}', '', \
                 '{opened}', {closed}, FALSE, 1, '2026-01-01T00:00:00Z')"
            );
        }
        fixture.by_hand(&text).await.expect("files");
    }
}

fn year(row: &BTreeMap<String, String>) -> FiscalYear {
    row["fiscal_year"].parse().expect("a fiscal year")
}

fn number(row: &BTreeMap<String, String>, column: &str) -> usize {
    row[column].parse().expect("a number")
}

fn day(first: NaiveDate, after: usize) -> NaiveDate {
    first + Days::new(after as u64)
}

on_both_engines! {
    async fn published_new_and_carried_over_files_are_reproduced(fixture: empty) {
        let Some(table) = published("ppsc_new_and_carried_over_files_2009-2013.csv") else { return };
        let mut rows: Vec<Row> = Vec::new();
        let add = |rows: &mut Vec<Row>, opened_on: NaiveDate| {
            let life = Life { opened_on, closed_on: None };
            rows.push(Row { number: format!("{:06}", rows.len()), file_type: String::new(), life });
        };
        let before = year(&table[0]).first_day();
        for at in 0..number(&table[0], "carried_over_files") {
            // Some of them since the day before the year began.
            add(&mut rows, before - Days::new(1 + at as u64 % 900));
        }
        let mut closed = 0;
        for (at, row) in table.iter().enumerate() {
            let year = year(row);
            for file in 0..number(row, "new_files") {
                add(&mut rows, day(year.first_day(), file % 365));
            }
            // As many of the oldest files are closed as the next year does not carry over; some on the last day of the year.
            let Some(next) = table.get(at + 1) else { break };
            let open = rows.len() - number(next, "carried_over_files");
            for file in &mut rows[closed..open] {
                closed += 1;
                let last = year.last_day() - Days::new(closed as u64 % 90);
                file.life.closed_on = Some(last.max(file.life.opened_on));
            }
        }
        register(fixture, &rows).await;
        let years: Vec<FiscalYear> = table.iter().map(year).collect();
        let files = files::ops::list(&fixture.context).await.expect("files");
        let lives = files.iter().filter(|file| !file.import_only);
        let lives = lives.map(|file| Life { opened_on: file.opened_on, closed_on: file.closed_on });
        let found = flows(lives, &years);
        for (row, flow) in table.iter().zip(&found) {
            let printed = [flow.new, flow.carried_over, flow.total()].map(|many| many.to_string());
            assert_eq!(printed, ["new_files", "carried_over_files", "total_from_table"].map(|column| row[column].clone()));
        }
        for (one, other) in found.iter().zip(&found[1..]) {
            assert_eq!(one.open_at_end(), other.carried_over, "what is open at the end is carried over");
        }
        assert_eq!(found[0].closed, 47_535);
    }

    async fn published_active_files_by_type_are_reproduced_with_their_shares(fixture: empty) {
        let Some(table) = published("jus_lsb_active_files_by_type_2006-2011_PARTIAL.csv") else { return };
        // The table names four types; what the others have is not published. The least number of files in all with which
        // every share of the year comes out as printed, but for the one below.
        let all: HashMap<&str, usize> =
            [("2006-07", 2521), ("2007-08", 2650), ("2008-09", 2446), ("2009-10", 2309), ("2010-11", 3319)].into();
        let mut counts: Vec<(FiscalYear, String, usize)> = table
            .iter()
            .filter(|row| !row["files"].is_empty())
            .map(|row| (year(row), row["file_type"].clone(), number(row, "files")))
            .collect();
        for (name, all) in &all {
            let year: FiscalYear = name.parse().expect("a fiscal year");
            let named: usize = counts.iter().filter(|(of, ..)| *of == year).map(|(.., many)| many).sum();
            counts.push((year, "not published".to_owned(), all - named));
        }
        // A file is active in every year in which its type has that many: most of them in several.
        let mut most: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, file_type, many) in &counts {
            let before = most.entry(file_type).or_default();
            *before = (*before).max(*many);
        }
        let life = Life { opened_on: "2000-01-01".parse().expect("a date"), closed_on: None };
        let rows: Vec<Row> = most
            .iter()
            .flat_map(|(file_type, many)| (0..*many).map(move |at| (*file_type, at)))
            .map(|(file_type, at)| Row { number: format!("{file_type} {at:04}"), file_type: file_type.to_owned(), life })
            .collect();
        register(fixture, &rows).await;
        fixture.add_person("P-1", "Alex Example", "").await;
        store(fixture, &counts).await;

        let files = files::ops::list(&fixture.context).await.expect("files");
        let types: HashMap<FileId, &str> = files.iter().map(|file| (file.id, file.file_type.as_str())).collect();
        let (from, to) = ("2006-04-01".parse().expect("a date"), "2011-03-31".parse().expect("a date"));
        let wanted = Wanted { from, to, limit: 100_000, ..Wanted::default() };
        let listed = entries::ops::list(&fixture.context, &wanted).await.expect("entries");
        assert!(listed.len() > 17_000, "some files have several entries: {}", listed.len());
        let found = active(listed.iter().map(|view| {
            let entry = &view.entry;
            (entry.worked_on, entry.file_id, types[&entry.file_id])
        }));
        for row in &table {
            let year = year(row);
            let files = found.get(&(year, row["file_type"].as_str())).copied();
            assert_eq!(files.map(|many| many.to_string()).unwrap_or_default(), row["files"], "{row:?}");
            let whole: i64 = found.iter().filter(|((of, _), _)| *of == year).map(|(_, many)| many).sum();
            assert_eq!(usize::try_from(whole).ok(), Some(all[year.to_string().as_str()]));
            let share = files.and_then(|files| whole_percent(files, whole));
            match (row["fiscal_year"].as_str(), row["file_type"].as_str()) {
                // Printed as 2 %. With 74 % for 1,974 files there are at least 2,650 in all, of which 39 are 1.47 %.
                ("2007-08", "Revision") => assert_eq!((row["share_pct_published"].as_str(), share), ("2", Some(1))),
                _ if row["share_pct_published"].is_empty() => {}
                _ => assert_eq!(share.map(|share| share.to_string()).as_ref(), Some(&row["share_pct_published"]), "{row:?}"),
            }
        }
    }
}

/// One entry for each active file of a year, and a second one for every third.
async fn store(fixture: &Fixture, counts: &[(FiscalYear, String, usize)]) {
    let people = people::ops::list(&fixture.context).await.expect("people");
    let files = files::ops::list(&fixture.context).await.expect("files");
    let ids: HashMap<&str, FileId> = files.iter().map(|file| (file.number.as_str(), file.id)).collect();
    let raw = RawEntry {
        person: "P-1".to_owned(),
        file: files.iter().find(|file| !file.import_only).expect("a file").number.clone(),
        activity: "SA-POL".to_owned(),
        worked_on: "2008-04-01".to_owned(),
        minutes: "6m".to_owned(),
        ..RawEntry::default()
    };
    let known = Known::new(people, files.clone(), &fixture.context.vocabulary, now().date_naive(), Door::Import);
    let new = raw.parse(&known).expect("an entry");
    let model = Entry::new(EntryId::new(now()), new, Circumstances::default(), None, now());
    let mut rows = Vec::new();
    for (year, file_type, many) in counts {
        for at in 0..*many {
            for again in 0..=usize::from(at % 3 == 0) {
                let entry = Entry {
                    id: EntryId::new(now()),
                    file_id: ids[format!("{file_type} {at:04}").as_str()],
                    worked_on: day(year.first_day(), (at + again * 40) % 365),
                    minutes: Minutes::new(6, "minutes").expect("six minutes"),
                    ..model.clone()
                };
                rows.push(DeliveredEntry { entry, source_key: Vec::new() });
            }
        }
    }
    let mut tx = fixture.context.db.begin_write().await.expect("a transaction");
    delivered::add_all_in(&mut tx, rows).await.expect("stored");
    tx.commit().await.expect("committed");
}
