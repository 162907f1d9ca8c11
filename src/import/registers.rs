//! Lists of people and files in our own column layout (UTF-8, comma, a header with the names of the fields). All rows
//! are added in one transaction, or none.

use std::io::{self, Read};
use std::path::Path;

use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::{self, RawFile};
use crate::people::ops::Added;
use crate::people::{self, RawPerson};
use crate::store::Tx;

/// How many rows of a list were new, and how many were there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Loaded {
    /// New rows.
    pub new: u64,
    /// Rows that were there already, the same.
    pub same: u64,
}

/// The faults of one line of a list.
#[derive(Debug)]
pub struct ListFault {
    /// The physical line; 0 when the fault is not in one line.
    pub line: u64,
    /// What is wrong.
    pub failure: Failure,
}

impl ListFault {
    fn whole(failure: impl Into<Failure>) -> Self {
        Self { line: 0, failure: failure.into() }
    }
}

/// Adds the people of a list; `-` is standard input.
///
/// # Errors
/// Every line with faults, or what keeps the list from being read; nothing is stored then.
pub async fn load_people(context: &Context, path: &Path) -> Result<Loaded, Vec<ListFault>> {
    let rows: Vec<(u64, RawPerson)> = read(path)?;
    let mut faults = Vec::new();
    let mut parsed = Vec::with_capacity(rows.len());
    for (line, raw) in rows {
        match raw.parse() {
            Ok(new) => parsed.push((line, new)),
            Err(found) => faults.push(ListFault { line, failure: found.into() }),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut tx = context.db.begin_write().await.map_err(|error| vec![ListFault::whole(error)])?;
    let mut loaded = Loaded::default();
    for (line, new) in &parsed {
        let added = people::ops::add_in(&mut tx, context, new).await;
        count(&mut loaded, &mut faults, *line, added);
    }
    finish(tx, loaded, faults).await
}

/// Opens the files of a list.
///
/// # Errors
/// As [`load_people`].
pub async fn load_files(context: &Context, path: &Path) -> Result<Loaded, Vec<ListFault>> {
    let rows: Vec<(u64, RawFile)> = read(path)?;
    let mut faults = Vec::new();
    let mut parsed = Vec::with_capacity(rows.len());
    for (line, raw) in rows {
        match raw.parse(&context.vocabulary) {
            Ok(new) => parsed.push((line, new)),
            Err(found) => faults.push(ListFault { line, failure: found.into() }),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut tx = context.db.begin_write().await.map_err(|error| vec![ListFault::whole(error)])?;
    let mut loaded = Loaded::default();
    for (line, new) in &parsed {
        let opened = files::ops::open_in(&mut tx, context, new).await;
        count(&mut loaded, &mut faults, *line, opened);
    }
    finish(tx, loaded, faults).await
}

fn count<T>(loaded: &mut Loaded, faults: &mut Vec<ListFault>, line: u64, added: Result<Added<T>, Failure>) {
    match added {
        Ok(Added::New(_)) => loaded.new += 1,
        Ok(Added::Same(_)) => loaded.same += 1,
        Err(failure) => faults.push(ListFault { line, failure }),
    }
}

async fn finish(tx: Tx, loaded: Loaded, faults: Vec<ListFault>) -> Result<Loaded, Vec<ListFault>> {
    if faults.is_empty() {
        tx.commit().await.map_err(|error| vec![ListFault::whole(error)])?;
        return Ok(loaded);
    }
    // A failed roll-back means a lost connection: the engine then rolls back by itself.
    drop(tx.rollback().await);
    Err(faults)
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<(u64, T)>, Vec<ListFault>> {
    let fault = |code| vec![ListFault::whole(Fault::new(code, "").with("path", path.display().to_string()))];
    if path.is_dir() {
        return Err(fault(Code::SourceIsDirectory));
    }
    let mut source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(std::fs::File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => fault(Code::SourceMissing),
            _ => fault(Code::SourceUnreadable),
        })?)
    };
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(|_| fault(Code::SourceUnreadable))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes.as_slice());
    let header = reader.headers().map_err(|_| fault(Code::SourceUnreadable))?.clone();
    if header.is_empty() {
        return Err(fault(Code::SourceEmpty));
    }
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for record in reader.records() {
        let line = record.as_ref().ok().and_then(csv::StringRecord::position).map_or(0, |at| line_at(at, &bytes));
        match record.and_then(|record| record.deserialize(Some(&header))) {
            Ok(row) => rows.push((line, row)),
            Err(error) => {
                faults.push(ListFault {
                    line: error.position().map_or(line, |at| line_at(at, &bytes)),
                    failure: row_fault(&error, &header).into(),
                });
            }
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// The line a record begins on: its position is that of the blank lines before it.
fn line_at(position: &csv::Position, bytes: &[u8]) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let before = bytes.get(start..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + before.filter(|byte| **byte == b'\n').count() as u64
}

fn row_fault(error: &csv::Error, header: &csv::StringRecord) -> Faults {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Fault::new(Code::CellCount, "").with("expected", *expected_len).with("found", *len)
        }
        csv::ErrorKind::Utf8 { .. } => Fault::new(Code::EncodingBroken, "").with("encoding", "utf-8"),
        _ => {
            let columns = header.iter().collect::<Vec<_>>().join(", ");
            Fault::new(Code::HeaderNotFound, "").with("columns", columns)
        }
    }
    .into()
}
