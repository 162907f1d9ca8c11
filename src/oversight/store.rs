//! The SQL of oversight: confirmations, and the entries they and the chase lists are about. Narratives are never selected.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::{ConfirmedAs, Share, SignOff};
use crate::access::Access;
use crate::ids::{AccountId, EntryId, FileId, PersonId, SignOffId};
use crate::period::{Per, Period};
use crate::store::bulk::Cell;
use crate::store::{StoreError, Tx};
use crate::text::fold;

/// One entry of what is confirmed: what figures are made of. Neither its version nor its status is part of it, so that
/// approving an entry does not undo what lead counsel has confirmed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Part {
    pub(super) id: EntryId,
    pub(super) person: PersonId,
    pub(super) day: NaiveDate,
    pub(super) activity: String,
    pub(super) minutes: i64,
}

#[derive(sqlx::FromRow)]
struct PartRow {
    file_id: Uuid,
    id: Uuid,
    person_id: Uuid,
    worked_on: NaiveDate,
    activity: String,
    minutes: i64,
}

impl From<PartRow> for Part {
    fn from(row: PartRow) -> Self {
        Self {
            id: EntryId::from_uuid(row.id),
            person: PersonId::from_uuid(row.person_id),
            day: row.worked_on,
            activity: row.activity,
            minutes: row.minutes,
        }
    }
}

/// The current entries of a file between two days; none of deliveries that are not finished, which no figure counts.
pub(super) async fn list_parts(
    tx: &mut Tx,
    file: FileId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Part>, StoreError> {
    const LIST: &str = "SELECT file_id, id, person_id, worked_on, activity, minutes FROM entries \
         WHERE file_id = $1 AND worked_on BETWEEN $2 AND $3 AND withdrawn = FALSE AND (batch_id IS NULL \
         OR batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE))";
    let rows: Vec<PartRow> = tx.all(LIST, (file.uuid(), first, last)).await?;
    Ok(rows.into_iter().map(Part::from).collect())
}

/// Files between two days, as keys of a look-up.
fn keys(files: &[FileId], first: NaiveDate, last: NaiveDate) -> Vec<Vec<Cell>> {
    files.iter().map(|file| vec![Cell::Id(file.uuid()), Cell::Date(first), Cell::Date(last)]).collect()
}

const KEYS: &str = "file_id, first_day, last_day";

/// As [`list_parts`], of several files.
pub(super) async fn list_parts_of(
    tx: &mut Tx,
    files: &[FileId],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashMap<FileId, Vec<Part>>, StoreError> {
    const LIST: &str = "SELECT e.file_id, e.id, e.person_id, e.worked_on, e.activity, e.minutes FROM wanted w JOIN entries e \
         ON e.file_id = w.file_id AND e.worked_on BETWEEN w.first_day AND w.last_day WHERE e.withdrawn = FALSE \
         AND (e.batch_id IS NULL OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE))";
    let mut found: HashMap<FileId, Vec<Part>> = HashMap::new();
    for row in tx.all_wanted::<PartRow>(KEYS, keys(files, first, last), LIST).await? {
        found.entry(FileId::from_uuid(row.file_id)).or_default().push(row.into());
    }
    Ok(found)
}

#[derive(sqlx::FromRow)]
struct ShareRow {
    file_id: Uuid,
    number: String,
    name: String,
    entries: i64,
    minutes: i64,
}

/// Entries and minutes of each person on some files between two days, by number.
pub(super) async fn list_shares(
    tx: &mut Tx,
    files: &[FileId],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashMap<FileId, Vec<Share>>, StoreError> {
    const LIST: &str = "SELECT e.file_id, p.number, p.name, CAST(COUNT(*) AS BIGINT) AS entries, \
         CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) AS minutes FROM wanted w JOIN entries e \
         ON e.file_id = w.file_id AND e.worked_on BETWEEN w.first_day AND w.last_day \
         JOIN people p ON p.id = e.person_id WHERE e.withdrawn = FALSE \
         AND (e.batch_id IS NULL OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE)) \
         GROUP BY e.file_id, p.number_key, p.number, p.name ORDER BY p.number_key";
    let mut found: HashMap<FileId, Vec<Share>> = HashMap::new();
    for row in tx.all_wanted::<ShareRow>(KEYS, keys(files, first, last), LIST).await? {
        let share = Share { person: row.number, name: row.name, entries: row.entries, minutes: row.minutes };
        found.entry(FileId::from_uuid(row.file_id)).or_default().push(share);
    }
    Ok(found)
}

/// A page of the files of a period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    /// Whether files are listed whoever leads them.
    pub(super) everything: bool,
    /// The number of the last file of the page before.
    pub(super) after: &'a str,
    pub(super) limit: i64,
}

/// A file and who leads it on the last day of a period.
#[derive(Debug, Clone)]
pub(super) struct Led {
    pub(super) id: FileId,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) lead: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LedRow {
    id: Uuid,
    number: String,
    title: String,
    lead: Option<String>,
}

/// Files the caller may know of with time or a confirmation in a period, by number.
pub(super) async fn list_files(tx: &mut Tx, page: &Page<'_>, access: &Access) -> Result<Vec<Led>, StoreError> {
    const LIST: &str = "SELECT f.id, f.number, f.title, p.number AS lead FROM files f \
         LEFT JOIN people p ON p.id = (SELECT l.person_id FROM file_leads l \
              WHERE l.file_id = f.id AND l.valid_from <= $1 ORDER BY l.valid_from DESC LIMIT 1) \
         WHERE f.number_key > $2 AND f.import_only = FALSE AND ($3 = TRUE OR p.id = $4) \
         AND ($5 = TRUE OR f.walled = FALSE \
              OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = $6)) \
         AND (EXISTS (SELECT 1 FROM entries e WHERE e.file_id = f.id AND e.worked_on BETWEEN $7 AND $1 \
                   AND e.withdrawn = FALSE AND (e.batch_id IS NULL \
                   OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE))) \
              OR EXISTS (SELECT 1 FROM sign_offs s WHERE s.file_id = f.id AND s.first_day = $7 AND s.last_day = $1)) \
         ORDER BY f.number_key LIMIT $8";
    let arguments = (
        page.last,
        fold(page.after),
        page.everything,
        access.person.map_or(Uuid::nil(), PersonId::uuid),
        access.is_console(),
        access.account.map_or(Uuid::nil(), AccountId::uuid),
        page.first,
        page.limit,
    );
    let rows: Vec<LedRow> = tx.all(LIST, arguments).await?;
    let led = |row: LedRow| Led { id: FileId::from_uuid(row.id), number: row.number, title: row.title, lead: row.lead };
    Ok(rows.into_iter().map(led).collect())
}

#[derive(sqlx::FromRow)]
struct Found {
    found: i64,
}

/// Whether somebody led a file on any day.
pub(super) async fn has_led(tx: &mut Tx, file: FileId, person: Option<PersonId>) -> Result<bool, StoreError> {
    const FIND: &str = "SELECT CAST(COUNT(*) AS BIGINT) AS found FROM file_leads WHERE file_id = $1 AND person_id = $2";
    let row: Found = tx.one(FIND, (file.uuid(), person.map_or(Uuid::nil(), PersonId::uuid))).await?;
    Ok(row.found > 0)
}

#[derive(sqlx::FromRow)]
struct SignOffRow {
    id: Uuid,
    file_id: Uuid,
    per: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    entries: i64,
    minutes: i64,
    digest: String,
    comment: String,
    confirmed_at: DateTime<Utc>,
    confirmed_by: String,
    as_lead: bool,
    withdrawn_at: Option<DateTime<Utc>>,
    withdrawn_by: Option<String>,
}

impl TryFrom<SignOffRow> for SignOff {
    type Error = StoreError;

    fn try_from(row: SignOffRow) -> Result<Self, StoreError> {
        let per = Per::parse(&row.per).map_err(|_| StoreError::Corrupt { table: "sign_offs", column: "per" })?;
        let period = Period { per, first: row.first_day, last: row.last_day, incomplete: false };
        Ok(Self {
            id: SignOffId::from_uuid(row.id),
            file_id: FileId::from_uuid(row.file_id),
            period: period.code(),
            first_day: row.first_day,
            last_day: row.last_day,
            entries: row.entries,
            minutes: row.minutes,
            digest: row.digest,
            comment: row.comment,
            confirmed_at: row.confirmed_at,
            confirmed_by: row.confirmed_by,
            confirmed_as: if row.as_lead { ConfirmedAs::LeadCounsel } else { ConfirmedAs::Head },
            withdrawn_at: row.withdrawn_at,
            withdrawn_by: row.withdrawn_by.unwrap_or_default(),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.file_id, s.per, s.first_day, s.last_day, s.entries, s.minutes, s.digest, s.comment, ",
            "s.confirmed_at, s.confirmed_by, s.as_lead, w.withdrawn_at, w.withdrawn_by FROM ",
            $rest
        )
    };
}

/// The last confirmation of each of some files in a period that was not taken back, where there is one.
pub(super) async fn list_last(
    tx: &mut Tx,
    files: &[FileId],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashMap<FileId, SignOff>, StoreError> {
    const LIST: &str = select!(
        "wanted k JOIN sign_offs s ON s.file_id = k.file_id AND s.first_day = k.first_day AND s.last_day = k.last_day \
         LEFT JOIN sign_off_withdrawals w ON w.sign_off_id = s.id WHERE w.sign_off_id IS NULL ORDER BY s.id"
    );
    let mut found = HashMap::new();
    for row in tx.all_wanted::<SignOffRow>(KEYS, keys(files, first, last), LIST).await? {
        // In the order of time, so the last one stays.
        let sign_off = SignOff::try_from(row)?;
        found.insert(sign_off.file_id, sign_off);
    }
    Ok(found)
}

/// The confirmations of a file before one, the newest first; of periods on whose last day a person led it, where one is
/// given.
pub(super) async fn list(
    tx: &mut Tx,
    file: FileId,
    lead: Option<PersonId>,
    before: Option<SignOffId>,
    limit: i64,
) -> Result<Vec<SignOff>, StoreError> {
    const LIST: &str = select!(
        "sign_offs s LEFT JOIN sign_off_withdrawals w ON w.sign_off_id = s.id WHERE s.file_id = $1 AND ($2 = FALSE OR $3 = (SELECT l.person_id FROM file_leads l \
              WHERE l.file_id = s.file_id AND l.valid_from <= s.last_day ORDER BY l.valid_from DESC LIMIT 1)) \
         AND ($4 = FALSE OR s.id < $5) ORDER BY s.id DESC LIMIT $6"
    );
    let nil = Uuid::nil();
    let arguments = (
        file.uuid(),
        lead.is_some(),
        lead.map_or(nil, PersonId::uuid),
        before.is_some(),
        before.map_or(nil, SignOffId::uuid),
        limit,
    );
    tx.all::<SignOffRow>(LIST, arguments).await?.into_iter().map(SignOff::try_from).collect()
}

pub(super) async fn insert(tx: &mut Tx, new: &SignOff, per: Per) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO sign_offs (id, file_id, per, first_day, last_day, entries, minutes, digest, \
         comment, confirmed_at, confirmed_by, as_lead) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let arguments = (
        new.id.uuid(),
        new.file_id.uuid(),
        per.as_str(),
        new.first_day,
        new.last_day,
        new.entries,
        new.minutes,
        new.digest.as_str(),
        new.comment.as_str(),
        new.confirmed_at,
        new.confirmed_by.as_str(),
        new.confirmed_as == ConfirmedAs::LeadCounsel,
    );
    tx.exec(INSERT, arguments).await?;
    Ok(())
}

/// A confirmation of a file.
pub(super) async fn find(tx: &mut Tx, file: FileId, id: SignOffId) -> Result<Option<SignOff>, StoreError> {
    const FIND: &str = select!(
        "sign_offs s LEFT JOIN sign_off_withdrawals w ON w.sign_off_id = s.id WHERE s.file_id = $1 AND s.id = $2"
    );
    tx.opt::<SignOffRow>(FIND, (file.uuid(), id.uuid())).await?.map(SignOff::try_from).transpose()
}

/// Takes back every confirmation of the same file and period up to this one that still stands.
pub(super) async fn insert_withdrawals(
    tx: &mut Tx,
    last: &SignOff,
    at: DateTime<Utc>,
    by: &str,
) -> Result<(), StoreError> {
    const STANDING: &str = select!(
        "sign_offs s LEFT JOIN sign_off_withdrawals w ON w.sign_off_id = s.id \
         WHERE s.file_id = $1 AND s.first_day = $2 AND s.last_day = $3 AND s.id <= $4 AND w.sign_off_id IS NULL"
    );
    const INSERT: &str =
        "INSERT INTO sign_off_withdrawals (sign_off_id, withdrawn_at, withdrawn_by) VALUES ($1, $2, $3)";
    let wanted = (last.file_id.uuid(), last.first_day, last.last_day, last.id.uuid());
    for row in tx.all::<SignOffRow>(STANDING, wanted).await? {
        tx.exec(INSERT, (row.id, at, by)).await?;
    }
    Ok(())
}
