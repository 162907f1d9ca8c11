//! The SQL of earlier versions of entries.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::access::Access;
use crate::entries::{EarlierVersion, Entry, Status, Warning};
use crate::ids::{EntryId, FileId};
use crate::store::bulk::{Cell, Into};
use crate::store::{StoreError, Tx};

/// Keeps versions that are about to be replaced.
pub(in crate::entries) async fn keep_versions(
    tx: &mut Tx,
    entries: impl Iterator<Item = &Entry>,
    replaced_at: DateTime<Utc>,
    replaced_by: &str,
    reason: &str,
) -> Result<(), StoreError> {
    const INTO: Into = Into {
        table: "entry_versions",
        columns: &[
            "entry_id",
            "version",
            "person_id",
            "file_id",
            "activity",
            "category",
            "worked_on",
            "minutes",
            "narrative",
            "entered_on",
            "recorded_at",
            "status",
            "warnings",
            "vocabulary_version",
            "replaced_at",
            "replaced_by",
            "reason",
        ],
    };
    let row = |entry: &Entry| {
        vec![
            Cell::Id(entry.id.uuid()),
            Cell::Int(entry.version),
            Cell::Id(entry.person_id.uuid()),
            Cell::Id(entry.file_id.uuid()),
            Cell::Text(entry.activity.clone()),
            Cell::Text(entry.category.clone()),
            Cell::Date(entry.worked_on),
            Cell::Int(entry.minutes.get()),
            Cell::Text(entry.narrative.clone()),
            Cell::date(entry.entered_on),
            Cell::Instant(entry.recorded_at),
            Cell::Text(entry.status.as_str().to_owned()),
            Cell::Text(Warning::join(&entry.warnings)),
            Cell::Int(entry.vocabulary_version),
            Cell::Instant(replaced_at),
            Cell::Text(replaced_by.to_owned()),
            Cell::Text(reason.to_owned()),
        ]
    };
    tx.insert_many(INTO, entries.map(row).collect()).await
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    version: i64,
    file_id: Uuid,
    walled: bool,
    file: String,
    activity: String,
    worked_on: NaiveDate,
    minutes: i64,
    narrative: String,
    status: String,
    recorded_at: DateTime<Utc>,
    replaced_at: DateTime<Utc>,
    replaced_by: String,
    reason: String,
}

/// Earlier versions, the newest first; those that stood on a file the reader may not know of are left out.
pub(in crate::entries) async fn list_versions(
    tx: &mut Tx,
    id: EntryId,
    access: &Access,
) -> Result<Vec<EarlierVersion>, StoreError> {
    const LIST: &str = "SELECT v.version, v.file_id, f.walled, f.number AS file, v.activity, v.worked_on, v.minutes, v.narrative, \
         v.status, v.recorded_at, v.replaced_at, v.replaced_by, v.reason \
         FROM entry_versions v JOIN files f ON f.id = v.file_id WHERE v.entry_id = $1 ORDER BY v.version DESC";
    let rows: Vec<VersionRow> = tx.all(LIST, (id.uuid(),)).await?;
    let version = |row: VersionRow| {
        let corrupt = |_| StoreError::Corrupt { table: "entry_versions", column: "status" };
        Ok(EarlierVersion {
            version: row.version,
            file: row.file,
            activity: row.activity,
            worked_on: row.worked_on,
            minutes: row.minutes,
            narrative: row.narrative,
            status: Status::parse(&row.status, "").map_err(corrupt)?,
            recorded_at: row.recorded_at,
            replaced_at: row.replaced_at,
            replaced_by: row.replaced_by,
            reason: row.reason,
        })
    };
    let known = rows.into_iter().filter(|row| access.knows_file(FileId::from_uuid(row.file_id), row.walled));
    known.map(version).collect()
}
