//! The SQL of entries and their earlier versions.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Circumstances, Entry, EntryView, Status, Warning};
use crate::access::{Access, Reach};
use crate::ids::{AccountId, BatchId, EntryId, FileId, PersonId};
use crate::lang::Lang;
use crate::store::bulk::{Cell, Into};
use crate::store::steps::Step;
use crate::store::{StoreError, Tx};
use crate::time::Minutes;

pub(super) use super::versions::store::{keep_versions, list_versions};

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: Uuid,
    person_id: Uuid,
    file_id: Uuid,
    activity: String,
    category: String,
    worked_on: NaiveDate,
    minutes: i64,
    narrative: String,
    entered_on: Option<NaiveDate>,
    recorded_at: DateTime<Utc>,
    version: i64,
    withdrawn: bool,
    batch_id: Option<Uuid>,
    line: Option<i64>,
    held_file_id: Option<Uuid>,
    status: String,
    team: String,
    unit: String,
    client: String,
    language: String,
    lag_days: Option<i64>,
    vocabulary_version: i64,
    warnings: String,
    person: String,
    file: String,
    team_now: String,
    walled: bool,
    held_walled: bool,
}

impl EntryRow {
    fn view(self) -> Result<EntryView, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "entries", column };
        let minutes = Minutes::new(self.minutes, "minutes").map_err(|_| corrupt("minutes"))?;
        Ok(EntryView {
            entry: Entry {
                id: EntryId::from_uuid(self.id),
                person_id: PersonId::from_uuid(self.person_id),
                file_id: FileId::from_uuid(self.file_id),
                activity: self.activity,
                category: self.category,
                worked_on: self.worked_on,
                minutes,
                narrative: self.narrative,
                entered_on: self.entered_on,
                recorded_at: self.recorded_at,
                version: self.version,
                withdrawn: self.withdrawn,
                batch_id: self.batch_id.map(BatchId::from_uuid),
                line: self.line,
                held_file_id: self.held_file_id.map(FileId::from_uuid),
                status: Status::parse(&self.status, "").map_err(|_| corrupt("status"))?,
                lag_days: self.lag_days,
                vocabulary_version: self.vocabulary_version,
                warnings: Warning::split(&self.warnings).ok_or_else(|| corrupt("warnings"))?,
                circumstances: Circumstances {
                    team: self.team,
                    unit: self.unit,
                    client: self.client,
                    language: self.language.parse().ok(),
                },
            },
            person: self.person,
            file: self.file,
            narrative_withheld: false,
            team_now: self.team_now,
            walls: [(self.walled, Some(self.file_id)), (self.held_walled, self.held_file_id)]
                .into_iter()
                .filter_map(|(walled, file)| file.filter(|_| walled))
                .map(FileId::from_uuid)
                .collect(),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        select!("entries e", $rest)
    };
    ($from:literal, $rest:expr) => {
        concat!(
            "SELECT e.id, e.person_id, e.file_id, e.activity, e.category, e.worked_on, e.minutes, e.narrative, ",
            "e.entered_on, e.recorded_at, e.version, e.withdrawn, e.batch_id, e.line, e.held_file_id, e.status, ",
            "e.team, e.unit, e.client, e.language, e.lag_days, e.vocabulary_version, e.warnings, ",
            "p.number AS person, f.number AS file, p.team AS team_now, f.walled, ",
            "COALESCE(h.walled, FALSE) AS held_walled FROM ",
            $from,
            " JOIN people p ON p.id = e.person_id JOIN files f ON f.id = e.file_id ",
            "LEFT JOIN files h ON h.id = e.held_file_id ",
            $rest
        )
    };
}

/// The entries that have these identifiers.
pub(super) async fn list_of(tx: &mut Tx, ids: &[EntryId]) -> Result<Vec<EntryView>, StoreError> {
    const LIST: &str = select!("wanted w CROSS JOIN entries e", "WHERE e.id = w.id");
    let keys = ids.iter().map(|id| vec![Cell::Id(id.uuid())]).collect();
    tx.all_wanted::<EntryRow>("id", keys, LIST).await?.into_iter().map(EntryRow::view).collect()
}

pub(super) async fn find(tx: &mut Tx, id: EntryId) -> Result<Option<EntryView>, StoreError> {
    const FIND: &str = select!("WHERE e.id = $1");
    tx.opt::<EntryRow>(FIND, (id.uuid(),)).await?.map(EntryRow::view).transpose()
}

/// Which entries a list holds, and where the page begins.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of this person only.
    pub person: Option<PersonId>,
    /// On this file only.
    pub file: Option<FileId>,
    /// With this status only.
    pub status: Option<Status>,
    /// Held for review only, or only those that figures count; `None`: both.
    pub held: Option<bool>,
    /// None of deliveries that are not whole yet; with either choice of the above there are none anyway.
    pub whole: bool,
    /// What else narrows.
    pub narrowed: Narrowed,
    /// First work date.
    pub from: NaiveDate,
    /// Last work date.
    pub to: NaiveDate,
    /// Entries before this place, newest first: work date and identifier of the last entry of the page before.
    pub before: Option<(NaiveDate, EntryId)>,
    /// At most so many.
    pub limit: i64,
}

/// What narrows a list to the entries behind a figure: texts as they are stored, empty where nothing is given. Of held
/// entries the file they name decides.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// Under one of these activities.
    pub activities: Option<Vec<String>>,
    /// On files of this type.
    pub file_type: Option<String>,
    /// On files of this country.
    pub country: Option<String>,
    /// On files of this project.
    pub project: Option<String>,
    /// For this client, as recorded.
    pub client: Option<String>,
    /// Of people who were in this team when they recorded it.
    pub team: Option<String>,
    /// Recorded in this language.
    pub language: Option<String>,
    /// Recorded more than so many days after the work.
    pub lag_over: Option<i64>,
    /// Recorded at most so many days after the work.
    pub lag_up_to: Option<i64>,
    /// Whether the day of entry is known.
    pub lag_known: Option<bool>,
    /// Of people who are in this team now.
    pub team_now: Option<String>,
    /// Of which something is to be noted.
    pub notable: Option<Notable>,
}

/// What is to be noted of an entry, as the report on data quality counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notable {
    /// It stands on a day of a person with more than so many minutes.
    LongDay(i64),
    /// It has at least so many minutes.
    Bulk(i64),
    /// Its person, file, activity, day or time is not what was recorded first.
    Corrected,
    /// It was held first.
    Recoded,
}

impl Notable {
    /// As the statement takes it: a word, and minutes.
    const fn argument(self) -> (&'static str, i64) {
        match self {
            Self::LongDay(minutes) => ("long-day", minutes),
            Self::Bulk(minutes) => ("bulk", minutes),
            Self::Corrected => ("corrected", 0),
            Self::Recoded => ("recoded", 0),
        }
    }
}

/// What stands for a text that does not narrow: no stored text holds a control character.
const ANY_TEXT: &str = "\u{1}";

impl Narrowed {
    /// The activities with commas around each, or nothing where all are wanted. Codes hold no comma.
    fn activities(&self) -> String {
        let codes = self.activities.as_ref().map(|codes| format!(",{},", codes.join(",")));
        codes.unwrap_or_default()
    }
}

/// The list of current entries, by what makes it short.
macro_rules! listed {
    ($narrowed:literal) => {
        select!(
            "entries e",
            concat!(
                "WHERE e.withdrawn = FALSE AND e.worked_on BETWEEN $1 AND $2 ",
                $narrowed,
                " AND ($7 = FALSE OR e.worked_on < $8 OR (e.worked_on = $8 AND e.id < $9)) \
             AND ($11 = TRUE OR e.person_id = $12 OR EXISTS (SELECT 1 FROM account_roles r \
                  WHERE r.account_id = $13 AND r.role = 'manager' AND r.team = p.team AND r.team <> '')) \
             AND ($14 = TRUE OR f.walled = FALSE \
                  OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = $13)) \
             AND ($14 = TRUE OR COALESCE(h.walled, FALSE) = FALSE \
                  OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = h.id AND m.account_id = $13)) \
             AND ($15 = '' OR e.status = $15) \
             AND ($16 = 0 OR (($16 = 3 OR f.import_only = ($16 = 2)) AND (e.batch_id IS NULL \
                  OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE)))) \
             AND ($17 = '' OR $17 LIKE '%,' || e.activity || ',%') \
             AND ($19 = $18 OR CASE WHEN f.import_only THEN COALESCE(h.file_type, f.file_type) ELSE f.file_type END = $19) \
             AND ($20 = $18 OR CASE WHEN f.import_only THEN COALESCE(h.country, f.country) ELSE f.country END = $20) \
             AND ($21 = $18 OR CASE WHEN f.import_only THEN COALESCE(h.project, f.project) ELSE f.project END = $21) \
             AND ($22 = $18 OR e.client = $22) AND ($23 = $18 OR e.team = $23) AND ($24 = $18 OR e.language = $24) \
             AND ($25 = FALSE OR e.held_file_id = $26) AND ($27 < 0 OR e.lag_days > $27) \
             AND ($28 < 0 OR e.lag_days <= $28) AND ($29 = 0 OR (e.lag_days IS NOT NULL) = ($29 = 1)) \
             AND ($30 = $18 OR p.team = $30) \
             AND ($31 = '' OR ($31 = 'bulk' AND e.minutes >= $32) \
                  OR ($31 = 'long-day' AND $32 < (SELECT SUM(d.minutes) FROM entries d WHERE d.person_id = e.person_id \
                      AND d.worked_on = e.worked_on AND d.withdrawn = FALSE AND (d.batch_id IS NULL \
                      OR d.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE)))) \
                  OR ($31 = 'corrected' AND e.version > 1 AND EXISTS (SELECT 1 FROM entry_versions v \
                      WHERE v.entry_id = e.id AND v.version = 1 AND (v.person_id <> e.person_id OR v.file_id <> e.file_id \
                      OR v.activity <> e.activity OR v.worked_on <> e.worked_on OR v.minutes <> e.minutes))) \
                  OR ($31 = 'recoded' AND e.version > 1 AND EXISTS (SELECT 1 FROM entry_versions v \
                      JOIN files o ON o.id = v.file_id \
                      WHERE v.entry_id = e.id AND v.version = 1 AND o.import_only = TRUE))) \
             ORDER BY e.worked_on DESC, e.id DESC LIMIT $10"
            )
        )
    };
}

/// Current entries that a reader may know of, newest work date first. Who may see what is decided by the statement, so
/// that pages are full and say nothing of what was left out.
pub(super) async fn list(tx: &mut Tx, wanted: &Wanted, access: &Access) -> Result<Vec<EntryView>, StoreError> {
    const OF_PERSON: &str = listed!("AND $3 = TRUE AND e.person_id = $4 AND ($5 = FALSE OR e.file_id = $6)");
    const ON_FILE: &str = listed!("AND ($3 = FALSE OR e.person_id = $4) AND $5 = TRUE AND e.file_id = $6");
    const OF_TEAMS: &str = listed!(
        "AND ($3 = FALSE OR e.person_id = $4) AND ($5 = FALSE OR e.file_id = $6) \
         AND e.person_id IN (SELECT q.id FROM people q WHERE q.id = $12 OR EXISTS (SELECT 1 FROM account_roles r \
              WHERE r.account_id = $13 AND r.role = 'manager' AND r.team = q.team AND r.team <> ''))"
    );
    const ANY: &str = listed!("AND ($3 = FALSE OR e.person_id = $4) AND ($5 = FALSE OR e.file_id = $6)");
    let nil = Uuid::nil();
    let (everyone, own, only_own) = match access.reach() {
        Reach::Everyone => (true, None, false),
        Reach::Some { own, teams } => (false, own, teams.is_empty()),
    };
    let person = wanted.person.or(own.filter(|_| only_own));
    // A held entry stands on the file that takes such entries, and names another one.
    let (file, held_file) = if wanted.held == Some(true) { (None, wanted.file) } else { (wanted.file, None) };
    let narrowed = &wanted.narrowed;
    let (notable, limit) = narrowed.notable.map_or(("", 0), Notable::argument);
    let text_or_any = |text: &Option<String>| text.clone().unwrap_or_else(|| ANY_TEXT.to_owned());
    // Which rows are few is known here and not to the engine, which makes one plan for all values of a statement.
    let text = match (person, file) {
        (Some(_), _) => OF_PERSON,
        (None, Some(_)) => ON_FILE,
        (None, None) if !everyone => OF_TEAMS,
        (None, None) => ANY,
    };
    let (day, id) = wanted.before.map_or((NaiveDate::MIN, nil), |(day, id)| (day, id.uuid()));
    let rows: Vec<EntryRow> = tx
        .all(
            text,
            (
                wanted.from,
                wanted.to,
                person.is_some(),
                person.map_or(nil, PersonId::uuid),
                file.is_some(),
                file.map_or(nil, FileId::uuid),
                wanted.before.is_some(),
                if wanted.before.is_some() { day } else { wanted.from },
                id,
                wanted.limit,
                everyone,
                own.map_or(nil, PersonId::uuid),
                access.account.map_or(nil, AccountId::uuid),
                access.is_console(),
                wanted.status.map_or("", Status::as_str),
                match wanted.held {
                    Some(held) => 1 + i64::from(held),
                    None => i64::from(wanted.whole) * 3,
                },
                narrowed.activities(),
                ANY_TEXT,
                text_or_any(&narrowed.file_type),
                text_or_any(&narrowed.country),
                text_or_any(&narrowed.project),
                text_or_any(&narrowed.client),
                text_or_any(&narrowed.team),
                text_or_any(&narrowed.language),
                held_file.is_some(),
                held_file.map_or(nil, FileId::uuid),
                narrowed.lag_over.unwrap_or(-1),
                narrowed.lag_up_to.unwrap_or(-1),
                narrowed.lag_known.map_or(0_i64, |known| if known { 1 } else { 2 }),
                text_or_any(&narrowed.team_now),
                notable,
                limit,
            ),
        )
        .await?;
    rows.into_iter().map(EntryRow::view).collect()
}

#[derive(sqlx::FromRow)]
struct Minuted {
    minutes: i64,
}

/// Minutes of a person's day, without one entry.
pub(super) async fn sum_day(
    tx: &mut Tx,
    person: PersonId,
    day: NaiveDate,
    without: EntryId,
) -> Result<i64, StoreError> {
    const SUM_DAY: &str = "SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) AS minutes FROM entries \
         WHERE person_id = $1 AND worked_on = $2 AND withdrawn = FALSE AND id <> $3";
    let row: Minuted = tx.one(SUM_DAY, (person.uuid(), day, without.uuid())).await?;
    Ok(row.minutes)
}

#[derive(sqlx::FromRow)]
struct DayRow {
    person_id: Uuid,
    worked_on: NaiveDate,
    minutes: i64,
}

/// Minutes of these days of these people; a day without entries is left out.
pub(super) async fn list_days(
    tx: &mut Tx,
    days: &[(PersonId, NaiveDate)],
) -> Result<HashMap<(PersonId, NaiveDate), i64>, StoreError> {
    const DAYS: &str = "SELECT e.person_id, e.worked_on, CAST(SUM(e.minutes) AS BIGINT) AS minutes \
         FROM wanted w CROSS JOIN entries e \
         WHERE e.person_id = w.person_id AND e.worked_on = w.worked_on AND e.withdrawn = FALSE \
         GROUP BY e.person_id, e.worked_on";
    let keys = days.iter().map(|(person, day)| vec![Cell::Id(person.uuid()), Cell::Date(*day)]).collect();
    let rows: Vec<DayRow> = tx.all_wanted("person_id, worked_on", keys, DAYS).await?;
    Ok(rows.into_iter().map(|row| ((PersonId::from_uuid(row.person_id), row.worked_on), row.minutes)).collect())
}

#[derive(sqlx::FromRow)]
struct SeenRow {
    id: Uuid,
    version: i64,
}

/// Entries of a person that wait to be handed in, with their versions, by day.
pub(super) async fn list_unsubmitted(
    tx: &mut Tx,
    person: PersonId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(EntryId, i64)>, StoreError> {
    const LIST: &str = "SELECT id, version FROM entries WHERE person_id = $1 AND worked_on BETWEEN $2 AND $3 \
         AND withdrawn = FALSE AND status IN ('draft', 'returned') ORDER BY worked_on, id";
    let rows: Vec<SeenRow> = tx.all(LIST, (person.uuid(), from, to)).await?;
    Ok(rows.into_iter().map(|row| (EntryId::from_uuid(row.id), row.version)).collect())
}

/// Writes new entries.
pub(super) fn step_of(entries: impl Iterator<Item = Entry>) -> Step {
    Step::Insert(BULK_COLUMNS, entries.map(bulk_row).collect())
}

/// The columns of [`bulk_row`], and further ones behind them.
macro_rules! bulk_columns {
    ($($further:literal),*) => {
        Into {
            table: "entries",
            columns: &[
                "id", "person_id", "file_id", "activity", "category", "worked_on", "minutes", "narrative", "entered_on",
                "recorded_at", "version", "withdrawn", "batch_id", "line", "held_file_id", "status", "team", "unit", "client",
                "language", "lag_days", "vocabulary_version", "warnings", $($further),*
            ],
        }
    };
}

const BULK_COLUMNS: Into = bulk_columns!();

/// The columns of an entry that was delivered: those of [`bulk_row`], then what finds its row again, and the version.
pub(super) const DELIVERED_COLUMNS: Into = bulk_columns!("source_key", "source_version");

/// The cells of an entry, in the order of the columns.
#[must_use]
pub(super) fn bulk_row(entry: Entry) -> Vec<Cell> {
    let language = language(&entry).to_owned();
    vec![
        Cell::Id(entry.id.uuid()),
        Cell::Id(entry.person_id.uuid()),
        Cell::Id(entry.file_id.uuid()),
        Cell::Text(entry.activity),
        Cell::Text(entry.category),
        Cell::Date(entry.worked_on),
        Cell::Int(entry.minutes.get()),
        Cell::Text(entry.narrative),
        Cell::date(entry.entered_on),
        Cell::Instant(entry.recorded_at),
        Cell::Int(entry.version),
        Cell::Bool(entry.withdrawn),
        entry.batch_id.map_or(Cell::Null, |id| Cell::Id(id.uuid())),
        entry.line.map_or(Cell::Null, Cell::Int),
        entry.held_file_id.map_or(Cell::Null, |id| Cell::Id(id.uuid())),
        Cell::Text(entry.status.as_str().to_owned()),
        Cell::Text(entry.circumstances.team),
        Cell::Text(entry.circumstances.unit),
        Cell::Text(entry.circumstances.client),
        Cell::Text(language),
        entry.lag_days.map_or(Cell::Null, Cell::Int),
        Cell::Int(entry.vocabulary_version),
        Cell::Text(Warning::join(&entry.warnings)),
    ]
}

/// Notes what the row of a delivered entry is found again by, and the version that the delivery wrote.
pub(super) async fn mark_source(tx: &mut Tx, id: EntryId, key: &[u8], version: i64) -> Result<(), StoreError> {
    const MARK: &str = "UPDATE entries SET source_key = $1, source_version = $2 WHERE id = $3";
    tx.exec(MARK, (key.to_vec(), version, id.uuid())).await?;
    Ok(())
}

/// Replaces an entry that still has the version before this one; answers whether it had.
pub(super) async fn update(tx: &mut Tx, entry: &Entry) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE entries SET person_id = $1, file_id = $2, activity = $3, category = $4, \
         worked_on = $5, minutes = $6, narrative = $7, recorded_at = $8, version = $9, withdrawn = $10, \
         held_file_id = $11, status = $12, client = $13, warnings = $14, \
         vocabulary_version = $15 WHERE id = $16 AND version = $17";
    let changed = tx
        .exec(
            UPDATE,
            (
                entry.person_id.uuid(),
                entry.file_id.uuid(),
                entry.activity.as_str(),
                entry.category.as_str(),
                entry.worked_on,
                entry.minutes.get(),
                entry.narrative.as_str(),
                entry.recorded_at,
                entry.version,
                entry.withdrawn,
                entry.held_file_id.map(FileId::uuid),
                entry.status.as_str(),
                entry.circumstances.client.as_str(),
                Warning::join(&entry.warnings),
                entry.vocabulary_version,
                entry.id.uuid(),
                entry.version - 1,
            ),
        )
        .await?;
    Ok(changed == 1)
}

/// The language as it is stored; empty: not known.
fn language(entry: &Entry) -> &'static str {
    entry.circumstances.language.map_or("", Lang::as_str)
}
