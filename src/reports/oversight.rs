//! What those who answer for time look after, as reports: files whose lead counsel has not confirmed a period, and what there
//! is to ask people about. What is in them is decided in `oversight`.

use std::collections::BTreeSet;

use super::dimensions::By;
use super::links;
use super::ops::WorkloadAnswer;
use super::sheet::{Cell, Key, Label, Row, Sheet, Table, Value};
use crate::context::Context;
use crate::entries::Status;
use crate::failure::Failure;
use crate::number::Hundredths;
use crate::oversight::chase::{Chase, Item, What};
use crate::oversight::{self, FileTime, State};
use crate::period::Period;
use crate::small_groups::{Sum, complete};

/// Files read at once.
const PAGE: i64 = 200;

/// All files with time or a confirmation in a period that the caller may see.
///
/// # Errors
/// `forbidden`, `required`, `period_format`, or the failure of the database.
pub(super) async fn list_files(context: &Context, period: &str) -> Result<(Period, Vec<FileTime>), Failure> {
    let (found, mut files) = oversight::ops::list_files(context, period, "", PAGE).await?;
    let mut many = files.len();
    while i64::try_from(many).unwrap_or(0) == PAGE {
        let after = files.last().map(|file| file.file.clone()).unwrap_or_default();
        let (_, more) = oversight::ops::list_files(context, period, &after, PAGE).await?;
        many = more.len();
        files.extend(more);
    }
    Ok((found, files))
}

const fn word(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Confirmed => "confirmed",
        State::ChangedSince => "changed-since",
    }
}

/// Hides the hours of files and of states that few people worked for, and others from which they would follow: the files
/// in a state add up to it, the states to what their shares are taken of.
fn hide_small([states, of_files]: &mut [Table; 2], files: &[FileTime], fewest: i64) {
    let people = |files: &[&FileTime]| {
        let numbers = files.iter().flat_map(|file| &file.people).map(|share| share.person.as_str());
        i64::try_from(numbers.collect::<BTreeSet<_>>().len()).unwrap_or(i64::MAX)
    };
    let sum = |files: &[&FileTime]| Sum::of(files.iter().map(|file| file.minutes).sum(), people(files), fewest);
    let mut sums: Vec<Sum> = files.iter().map(|file| sum(&[file])).collect();
    let mut lines = Vec::new();
    for state in State::ALL {
        let of: Vec<usize> = (0..files.len()).filter(|at| files[*at].state == state).collect();
        sums.push(sum(&of.iter().map(|at| &files[*at]).collect::<Vec<_>>()));
        lines.push(of.into_iter().chain([sums.len() - 1]).collect());
    }
    let all = sums.len();
    sums.push(sum(&files.iter().collect::<Vec<_>>()));
    lines.push((files.len()..=all).collect());
    complete(&mut sums, &lines);
    for (row, sum) in of_files.rows.iter_mut().zip(&sums) {
        if sum.hidden {
            row.hide(&[0]);
        } else if !matches!(row.cells[2].value, Value::None | Value::Minutes(0)) {
            // A part of its own, whose people nobody has counted.
            row.cells[2] = Value::Suppressed.into();
        }
    }
    for (row, sum) in states.rows.iter_mut().zip(&sums[files.len()..]) {
        if sum.hidden {
            row.hide(&[0]);
        } else if sums[all].hidden {
            row.cells[2] = Value::Suppressed.into();
        }
    }
}

/// The sign-off report.
pub(super) fn sign_off(about: WorkloadAnswer, period: &Period, files: &[FileTime]) -> Sheet {
    let total: i64 = files.iter().map(|file| file.minutes).sum();
    let states = State::ALL.map(|state| {
        let of: Vec<&FileTime> = files.iter().filter(|file| file.state == state).collect();
        let minutes = of.iter().map(|file| file.minutes).sum();
        let cells: [Cell; 3] = [
            i64::try_from(of.len()).unwrap_or(i64::MAX).into(),
            Cell::minutes(minutes),
            Hundredths::percent(minutes, total).into(),
        ];
        let behind = links::list("sign-offs", &[("period", &period.code()), ("state", state.as_str())]);
        let cells = cells.map(|cell| cell.behind(&behind)).into();
        Row { keys: vec![Key::word(word(state))], incomplete: period.incomplete, cells }
    });
    let file = |file: &FileTime| {
        let behind = links::entries(&about.question, Some(period), &[(By::File, &file.file)], false);
        let confirmations = format!("/api/v1/files/{}/sign-offs", file.file_id);
        let since = file.minutes_since.map_or(Value::None, Value::Minutes);
        Row {
            keys: vec![
                Key { key: file.file.clone(), label: Label::Plain(format!("{} {}", file.file, file.title)) },
                Key::plain(file.lead.clone().unwrap_or_default()),
            ],
            incomplete: period.incomplete,
            cells: vec![
                Cell::from(Value::Word(word(file.state).to_owned())).behind(&confirmations),
                Cell::minutes(file.minutes).behind(behind),
                Cell::from(since).behind(confirmations),
            ],
        }
    };
    let mut tables = [
        Table {
            id: "states",
            keys: vec!["sign-off"],
            figures: vec!["sign-off-files", "hours", "sign-off-share"],
            rows: states.into(),
        },
        Table {
            id: "files",
            keys: vec!["file", "lead"],
            figures: vec!["sign-off-state", "hours", "hours-since"],
            rows: files.iter().map(file).collect(),
        },
    ];
    if let Some(fewest) = about.question.fewest_people {
        hide_small(&mut tables, files, fewest);
    }
    let tables = tables.into();
    Sheet { report: "sign-off", about, tables, notes: vec!["reports-note-sign-off"] }
}

/// The chase list. Items stand by team, number and day; nothing is counted up by person.
pub(super) fn chase(about: WorkloadAnswer, asked: &Chase, items: &[Item]) -> Sheet {
    let (from, to) = (asked.from.to_string(), asked.to.to_string());
    let listed = links::list("chase", &[("list", asked.list.as_str()), ("from", &from), ("to", &to)]);
    let row = |item: &Item| {
        let (first, last) = (item.from.to_string(), item.to.to_string());
        let mut members = vec![("person", item.person.as_str()), ("from", first.as_str()), ("to", last.as_str())];
        members.extend(match item.what {
            What::Draft => Some(("status", Status::Draft.as_str())),
            What::Returned => Some(("status", Status::Returned.as_str())),
            _ => None,
        });
        // Of days without time there is nothing but the list itself; what is noted and what is equal is told by it alone.
        let of_list = matches!(item.what, What::Missing | What::EqualEntries | What::Noted);
        let behind = if of_list { listed.clone() } else { links::list("entries", &members) };
        let cells: [Cell; 2] = [item.count.into(), Cell::minutes(item.minutes)];
        let days = if item.from == item.to { item.from.to_string() } else { format!("{} – {}", item.from, item.to) };
        let person = Key { key: item.person.clone(), label: Label::Plain(format!("{} {}", item.person, item.name)) };
        let key = item.what.as_str().replace('_', "-");
        let reason = if item.what == What::Noted {
            Key {
                key: format!("{key} {}", item.note),
                label: Label::Word(format!("reports-key-note-{}", item.note.replace('_', "-"))),
            }
        } else {
            Key::word(&key)
        };
        Row {
            keys: vec![Key::group(By::Team, &item.team), person, Key::plain(days), reason],
            incomplete: false,
            cells: cells.map(|cell| cell.behind(&behind)).into(),
        }
    };
    let tables = vec![Table {
        id: "items",
        keys: vec!["team", "person", "days", "reason"],
        figures: vec!["chase-count", "chase-hours"],
        rows: items.iter().map(row).collect(),
    }];
    Sheet { report: "chase", about, tables, notes: vec!["reports-note-chase"] }
}
