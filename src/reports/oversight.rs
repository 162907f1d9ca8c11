//! What those who answer for time look after, as reports: files whose lead counsel has not confirmed a period, and what there
//! is to ask people about. What is in them is decided in `oversight`.

use super::dimensions::By;
use super::links;
use super::ops::WorkloadAnswer;
use super::sheet::{Cell, Key, Label, Row, Sheet, Table, Value};
use crate::context::Context;
use crate::failure::Failure;
use crate::number::Hundredths;
use crate::oversight::chase::{Item, What};
use crate::oversight::{self, FileTime, State};
use crate::period::Period;

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

/// The sign-off report.
pub(super) fn sign_off(about: WorkloadAnswer, period: &Period, files: &[FileTime]) -> Sheet {
    let total: i64 = files.iter().map(|file| file.minutes).sum();
    let states = [State::Open, State::Confirmed, State::ChangedSince].map(|state| {
        let of: Vec<&FileTime> = files.iter().filter(|file| file.state == state).collect();
        let minutes = of.iter().map(|file| file.minutes).sum();
        let cells = vec![
            i64::try_from(of.len()).unwrap_or(i64::MAX).into(),
            Cell::minutes(minutes),
            Hundredths::percent(minutes, total).into(),
        ];
        Row { keys: vec![Key::word(word(state))], incomplete: period.incomplete, cells }
    });
    let file = |file: &FileTime| {
        let behind = links::entries(&about.question, Some(period), &[(By::File, &file.file)], false);
        let since = file.minutes_since.map_or(Value::None, Value::Minutes);
        Row {
            keys: vec![
                Key { key: file.file.clone(), label: Label::Plain(format!("{} {}", file.file, file.title)) },
                Key::plain(file.lead.clone().unwrap_or_default()),
            ],
            incomplete: period.incomplete,
            cells: vec![
                Value::Word(word(file.state).to_owned()).into(),
                Cell::minutes(file.minutes).behind(behind),
                since.into(),
            ],
        }
    };
    let tables = vec![
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
    Sheet { report: "sign-off", about, tables, notes: vec!["reports-note-sign-off"] }
}

/// The chase list. Items stand by team, number and day; nothing is counted up by person.
pub(super) fn chase(about: WorkloadAnswer, items: &[Item]) -> Sheet {
    let row = |item: &Item| {
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
            cells: vec![item.count.into(), Cell::minutes(item.minutes)],
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
