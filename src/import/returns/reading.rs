//! The reading side of a repair: rows of the file that came back are mapped and checked on a thread of their own, and
//! original lines are read again for what they counted in totals.

use std::sync::Arc;

use chrono::NaiveDate;
use tokio::sync::mpsc;

use super::read::{Row, Rows};
use crate::fault::{Code, Fault};
use crate::files::File;
use crate::import::cells::{Cells, Cutter};
use crate::import::decode::Decoder;
use crate::import::dialect::Dialect;
use crate::import::ledger::Ledger;
use crate::import::mapper::{CellFault, Mapped, Mapper};
use crate::import::prepare::{Kind, Prepared, Preparer};
use crate::import::profile::Profile;
use crate::import::shape::FileShape;
use crate::import::source::Hashing;
use crate::import::totals::Groups;
use crate::people::Person;
use crate::vocabulary::Vocabulary;

/// Rows handed over at once.
const CHUNK: usize = 1000;

/// Rows on their way to the database, or the end of the file with its fingerprint as read.
pub(super) enum Handed {
    Rows(Vec<(Row, Prepared)>),
    End(String),
    Failed(Fault),
}

/// The part of a repair that runs on a thread of its own.
pub(super) struct Reading {
    pub(super) reader: Hashing,
    pub(super) profile: Arc<Profile>,
    pub(super) delivered: Arc<Profile>,
    pub(super) columns: Vec<String>,
    pub(super) people: Vec<Person>,
    pub(super) files: Vec<File>,
    pub(super) vocabulary: Arc<Vocabulary>,
    pub(super) today: NaiveDate,
    /// The headers of the delivery with their lines, where rows below them have other days.
    pub(super) headers: Vec<(u64, Vec<u8>)>,
    /// How lines of the delivery are cut.
    pub(super) dialect: Dialect,
}

impl Reading {
    /// Reads to the end, as long as somebody listens.
    pub(super) fn run(self, sender: &mpsc::Sender<Handed>) {
        let handed = match self.read(sender) {
            Ok(Some(sha256)) => Handed::End(sha256),
            // Nobody listens any more.
            Ok(None) => return,
            Err(fault) => Handed::Failed(fault),
        };
        drop(sender.blocking_send(handed));
    }

    fn read(mut self, sender: &mpsc::Sender<Handed>) -> Result<Option<String>, Fault> {
        let profile = &self.profile;
        let preparer = Preparer::new(profile, self.people, self.files, &self.vocabulary, self.today);
        let header = Cells::of(self.columns.iter().map(String::as_str));
        let made = Mapper::new(profile, &header);
        let mut mapper = made.map_err(|_| Fault::new(Code::SourceNotRejects, ""))?;
        let mut back = Rows::new(&mut self.reader, profile, &self.delivered, self.columns.len());
        let (mut decoder, mut cutter) = (Decoder::new(self.dialect.encoding), Cutter::new(&self.dialect));
        let (mut header_cells, mut header_above) = (Cells::default(), None);
        let mut chunk = Vec::with_capacity(CHUNK);
        loop {
            let row = back.next()?;
            let ended = row.is_none();
            if let Some(row) = row {
                let above =
                    self.headers.iter().rposition(|(line, _)| row.line.parse().is_ok_and(|row: u64| *line < row));
                if above != header_above {
                    header_above = above;
                    let raw = above.and_then(|at| self.headers.get(at));
                    let cut =
                        raw.map(|(_, raw)| decoder.decode(raw).and_then(|text| cutter.cut(text, &mut header_cells)));
                    if cut.is_some_and(|cut| cut.is_ok()) {
                        mapper.map(&header_cells);
                    }
                }
                let ready = prepare(&mut mapper, &preparer, &row);
                chunk.push((row, ready));
            }
            if chunk.len() == CHUNK || ended {
                let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
                if sender.blocking_send(Handed::Rows(full)).is_err() {
                    return Ok(None);
                }
            }
            if ended {
                break;
            }
        }
        drop(back);
        self.reader.finish().map(Some).map_err(|_| Fault::new(Code::SourceUnreadable, ""))
    }
}

fn prepare(mapper: &mut Mapper, preparer: &Preparer, row: &Row) -> Prepared {
    let (kind, sums, groups) = match &row.fault {
        Some(fault) => {
            let found = CellFault { column: String::new(), fault: fault.clone() };
            (Kind::Rejected(vec![found]), Vec::new(), Groups::default())
        }
        None => preparer.prepare(&mapper.map(&row.cells)),
    };
    Prepared { line: row.at, lines: 1, raw: 0..0, kind, sums, groups, repaired: false }
}

/// The shape of the lines of a delivery.
pub(super) fn shape_of(profile: &Profile, ledger: &Ledger) -> FileShape {
    let is_sheet = ledger.origin.as_ref().is_some_and(|origin| origin.container.is_workbook());
    if is_sheet { profile.file.of_sheet() } else { profile.file.clone() }
}

/// Reads original lines again, for what they counted in totals of columns while they were rejected.
pub(super) struct Originals {
    decoder: Decoder,
    cutter: Cutter,
    cells: Cells,
    mapper: Mapper,
}

impl Originals {
    pub(super) fn new(profile: &Profile, ledger: &Ledger) -> Option<Self> {
        let file = shape_of(profile, ledger);
        let dialect = file.dialect();
        let profile = Profile { file, ..profile.clone() };
        let header = Cells::of(ledger.columns.iter().map(String::as_str));
        let mapper = Mapper::new(&profile, &header).ok()?;
        let (decoder, cutter) = (Decoder::new(dialect.encoding), Cutter::new(&dialect));
        Some(Self { decoder, cutter, cells: Cells::default(), mapper })
    }

    pub(super) fn counted(&mut self, raw: &[u8]) -> (Vec<Option<i64>>, Groups) {
        let cut = self.decoder.decode(raw).and_then(|text| self.cutter.cut(text, &mut self.cells));
        match cut.map(|()| self.mapper.map(&self.cells)) {
            Ok(Mapped::Rejected { sums, groups, .. }) => (sums.to_vec(), groups.clone()),
            // What is a row by now was rejected for another row or for what was not known then.
            Ok(Mapped::Row(row)) => (row.sums.to_vec(), row.groups.clone()),
            _ => (Vec::new(), Groups::default()),
        }
    }
}
