//! The SQL of samples: the population, samples, items. The narrative is selected for one item alone, and never summed over.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::items::Stored;
use super::{Answer, FileFacts, NewSample, Sample, Sampling};
use crate::ids::{AccountId, BatchId, EntryId, FileId, PersonId, SampleId};
use crate::store::bulk::{Cell, Into};
use crate::store::{StoreError, Tx};

/// An entry that can be drawn.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Candidate {
    pub(super) id: Uuid,
    pub(super) version: i64,
    pub(super) category: String,
    pub(super) activity: String,
    pub(super) team: String,
    pub(super) worked_on: NaiveDate,
}

/// Sees every entry that can be drawn: current, not held, of no walled file, of no delivery that is unfinished.
pub(super) async fn each_candidate(tx: &mut Tx, new: &NewSample, see: impl FnMut(Candidate)) -> Result<(), StoreError> {
    const EACH: &str = "SELECT e.id, e.version, e.category, e.activity, e.team, e.worked_on \
         FROM entries e JOIN files f ON f.id = e.file_id \
         WHERE e.worked_on BETWEEN $1 AND $2 AND e.withdrawn = FALSE AND f.import_only = FALSE AND f.walled = FALSE \
         AND (e.batch_id IS NULL OR e.batch_id NOT IN (SELECT id FROM import_batches WHERE unfinished = TRUE))";
    tx.each(EACH, (new.from, new.to), see).await
}

#[derive(sqlx::FromRow)]
struct SampleRow {
    id: Uuid,
    first_day: NaiveDate,
    last_day: NaiveDate,
    teams: String,
    sampling: String,
    size: i64,
    population: i64,
    seed: i64,
    vocabulary_version: i64,
    drawn_at: DateTime<Utc>,
    drawn_by: String,
    closed_at: Option<DateTime<Utc>>,
    closed_by: String,
    version: i64,
}

impl TryFrom<SampleRow> for Sample {
    type Error = StoreError;

    fn try_from(row: SampleRow) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "coding_samples", column };
        Ok(Self {
            id: SampleId::from_uuid(row.id),
            from: row.first_day,
            to: row.last_day,
            teams: serde_json::from_str(&row.teams).map_err(|_| corrupt("teams"))?,
            sampling: Sampling::parse(&row.sampling, "").map_err(|_| corrupt("sampling"))?,
            size: row.size,
            population: row.population,
            seed: row.seed,
            vocabulary_version: row.vocabulary_version,
            drawn_at: row.drawn_at,
            drawn_by: row.drawn_by,
            closed_at: row.closed_at,
            closed_by: row.closed_by,
            version: row.version,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, first_day, last_day, teams, sampling, size, population, seed, vocabulary_version, drawn_at, ",
            "drawn_by, closed_at, closed_by, version FROM coding_samples ",
            $rest
        )
    };
}

pub(super) async fn find(tx: &mut Tx, id: SampleId) -> Result<Option<Sample>, StoreError> {
    const FIND: &str = select!("WHERE id = $1");
    tx.opt::<SampleRow>(FIND, (id.uuid(),)).await?.map(Sample::try_from).transpose()
}

/// Samples before one, the latest first.
pub(super) async fn list(tx: &mut Tx, before: Option<SampleId>, limit: i64) -> Result<Vec<Sample>, StoreError> {
    const LIST: &str = select!("WHERE ($1 = FALSE OR id < $2) ORDER BY id DESC LIMIT $3");
    let arguments = (before.is_some(), before.map_or(Uuid::nil(), SampleId::uuid), limit);
    tx.all::<SampleRow>(LIST, arguments).await?.into_iter().map(Sample::try_from).collect()
}

pub(super) async fn insert(tx: &mut Tx, new: &Sample, drawn: &[Candidate]) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO coding_samples (id, first_day, last_day, teams, sampling, size, population, seed, \
         vocabulary_version, drawn_at, drawn_by, closed_by, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    const ITEMS: Into = Into {
        table: "coding_items",
        columns: &[
            "sample_id",
            "place",
            "entry_id",
            "entry_version",
            "category",
            "activity",
            "team",
            "cannot_tell",
            "coder",
            "version",
        ],
    };
    let teams = serde_json::to_string(&new.teams).expect("a list of texts");
    let arguments = (
        new.id.uuid(),
        new.from,
        new.to,
        teams,
        new.sampling.as_str(),
        new.size,
        new.population,
        new.seed,
        new.vocabulary_version,
        new.drawn_at,
        new.drawn_by.as_str(),
        new.closed_by.as_str(),
        new.version,
    );
    tx.exec(INSERT, arguments).await?;
    let row = |(place, item): (i64, &Candidate)| {
        vec![
            Cell::Id(new.id.uuid()),
            Cell::Int(place),
            Cell::Id(item.id),
            Cell::Int(item.version),
            Cell::Text(item.category.clone()),
            Cell::Text(item.activity.clone()),
            Cell::Text(item.team.clone()),
            Cell::Bool(false),
            Cell::Text(String::new()),
            Cell::Int(1),
        ]
    };
    tx.insert_many(ITEMS, (1..).zip(drawn).map(row).collect()).await
}

/// Closes a sample that still has the version before this one; answers whether it had.
pub(super) async fn close(tx: &mut Tx, sample: &Sample) -> Result<bool, StoreError> {
    const CLOSE: &str =
        "UPDATE coding_samples SET closed_at = $1, closed_by = $2, version = $3 WHERE id = $4 AND version = $5";
    let arguments = (sample.closed_at, sample.closed_by.as_str(), sample.version, sample.id.uuid(), sample.version - 1);
    Ok(tx.exec(CLOSE, arguments).await? == 1)
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "a row as the statement answers it")]
struct ItemRow {
    place: i64,
    entry_id: Uuid,
    category: String,
    activity: String,
    team: String,
    second_category: Option<String>,
    second_activity: Option<String>,
    cannot_tell: bool,
    coder: String,
    coder_id: Option<Uuid>,
    answered_at: Option<DateTime<Utc>>,
    version: i64,
    person_id: Uuid,
    team_now: String,
    file_id: Uuid,
    walled: bool,
    worked_on: NaiveDate,
    withdrawn: bool,
    as_drawn: bool,
}

impl From<ItemRow> for Stored {
    fn from(row: ItemRow) -> Self {
        let answer = row.answered_at.map(|_| Answer {
            category: row.second_category.unwrap_or_default(),
            activity: row.second_activity.unwrap_or_default(),
            cannot_tell: row.cannot_tell,
        });
        Self {
            place: row.place,
            entry: EntryId::from_uuid(row.entry_id),
            category: row.category,
            activity: row.activity,
            team: row.team,
            answer,
            coder: row.coder,
            coder_id: row.coder_id.map(AccountId::from_uuid),
            version: row.version,
            person: PersonId::from_uuid(row.person_id),
            team_now: row.team_now,
            file: FileId::from_uuid(row.file_id),
            walled: row.walled,
            worked_on: row.worked_on,
            withdrawn: row.withdrawn,
            as_drawn: row.as_drawn,
        }
    }
}

/// Items with how their entries stand now. Steps on the way to approval make a version too; what counts is whether file,
/// activity, day or narrative are other ones than in the version that was drawn.
macro_rules! items {
    ($rest:literal) => {
        concat!(
            "SELECT i.place, i.entry_id, i.category, i.activity, i.team, i.second_category, i.second_activity, ",
            "i.cannot_tell, i.coder, i.coder_id, i.answered_at, i.version, e.person_id, p.team AS team_now, ",
            "e.file_id, f.walled, e.worked_on, e.withdrawn, ",
            "COALESCE(e.version = i.entry_version OR (v.file_id = e.file_id AND v.activity = e.activity ",
            "AND v.worked_on = e.worked_on AND v.narrative = e.narrative), FALSE) AS as_drawn ",
            "FROM coding_items i JOIN entries e ON e.id = i.entry_id JOIN people p ON p.id = e.person_id ",
            "JOIN files f ON f.id = e.file_id ",
            "LEFT JOIN entry_versions v ON v.entry_id = i.entry_id AND v.version = i.entry_version ",
            "WHERE i.sample_id = $1 ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct CountRow {
    count: i64,
}

/// How many entries of a delivery were drawn.
pub(super) async fn count_of_batch(tx: &mut Tx, batch: BatchId) -> Result<i64, StoreError> {
    const COUNT: &str =
        "SELECT COUNT(*) AS count FROM coding_items i JOIN entries e ON e.id = i.entry_id WHERE e.batch_id = $1";
    Ok(tx.one::<CountRow>(COUNT, (batch.uuid(),)).await?.count)
}

/// All items of a sample, in their order.
pub(super) async fn list_items(tx: &mut Tx, sample: SampleId) -> Result<Vec<Stored>, StoreError> {
    const LIST: &str = items!("ORDER BY i.place");
    Ok(tx.all::<ItemRow>(LIST, (sample.uuid(),)).await?.into_iter().map(Stored::from).collect())
}

pub(super) async fn find_item(tx: &mut Tx, sample: SampleId, place: i64) -> Result<Option<Stored>, StoreError> {
    const FIND: &str = items!("AND i.place = $2");
    Ok(tx.opt::<ItemRow>(FIND, (sample.uuid(), place)).await?.map(Stored::from))
}

#[derive(sqlx::FromRow)]
struct TextRow {
    narrative: String,
    title: String,
    project: String,
    country: String,
    requester: String,
}

/// What a second coder reads of one entry: its narrative, and what of its file the boundary rule asks for.
pub(super) async fn read_entry(tx: &mut Tx, entry: EntryId) -> Result<(String, FileFacts), StoreError> {
    const READ: &str = "SELECT e.narrative, f.title, f.project, f.country, f.requester \
         FROM entries e JOIN files f ON f.id = e.file_id WHERE e.id = $1";
    let row: TextRow = tx.one(READ, (entry.uuid(),)).await?;
    let facts = FileFacts { title: row.title, project: row.project, country: row.country, requester: row.requester };
    Ok((row.narrative, facts))
}

/// Writes an answer to an item that still has the version before this one; answers whether it had.
pub(super) async fn answer(
    tx: &mut Tx,
    sample: SampleId,
    item: &Stored,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    const ANSWER: &str = "UPDATE coding_items SET second_category = $1, second_activity = $2, cannot_tell = $3, \
         coder = $4, coder_id = $5, answered_at = $6, version = $7 WHERE sample_id = $8 AND place = $9 AND version = $10";
    let code = |of: fn(&Answer) -> &String| item.answer.as_ref().map(of).filter(|code| !code.is_empty()).cloned();
    let arguments = (
        code(|answer| &answer.category),
        code(|answer| &answer.activity),
        item.answer.as_ref().is_some_and(|answer| answer.cannot_tell),
        item.coder.as_str(),
        item.coder_id.map(AccountId::uuid),
        now,
        item.version,
        sample.uuid(),
        item.place,
        item.version - 1,
    );
    Ok(tx.exec(ANSWER, arguments).await? == 1)
}
