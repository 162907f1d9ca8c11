//! The SQL of fiscal years: closing instants and reopenings.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Reopening;
use crate::ids::{PersonId, ReopeningId};
use crate::store::{StoreError, Tx};
use crate::time::FiscalYear;

/// The instant set for one fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Closing {
    pub(super) closes_at: DateTime<Utc>,
    pub(super) version: i64,
}

#[derive(sqlx::FromRow)]
struct ClosingRow {
    fiscal_year: i64,
    closes_at: DateTime<Utc>,
    version: i64,
}

fn year_of(stored: i64, table: &'static str) -> Result<FiscalYear, StoreError> {
    let year = i32::try_from(stored).map_err(|_| StoreError::Corrupt { table, column: "fiscal_year" })?;
    Ok(FiscalYear::starting(year))
}

/// All instants that were set; there is at most one for each year.
pub(super) async fn list_closings(tx: &mut Tx) -> Result<BTreeMap<FiscalYear, Closing>, StoreError> {
    const LIST: &str = "SELECT fiscal_year, closes_at, version FROM period_closings";
    let rows: Vec<ClosingRow> = tx.all(LIST, ()).await?;
    let closing = |row: ClosingRow| {
        let year = year_of(row.fiscal_year, "period_closings")?;
        Ok((year, Closing { closes_at: row.closes_at, version: row.version }))
    };
    rows.into_iter().map(closing).collect()
}

/// Sets the instant of a year that still has the version before; version 0 is that of the settings. Answers whether it
/// had.
pub(super) async fn set_closing(
    tx: &mut Tx,
    year: FiscalYear,
    closing: Closing,
    now: DateTime<Utc>,
    by: &str,
) -> Result<bool, StoreError> {
    const INSERT: &str = "INSERT INTO period_closings (fiscal_year, closes_at, version, changed_at, changed_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    const UPDATE: &str = "UPDATE period_closings SET closes_at = $1, version = $2, changed_at = $3, changed_by = $4 \
         WHERE fiscal_year = $5 AND version = $6";
    let stored = i64::from(year.start_year());
    let Closing { closes_at, version } = closing;
    let changed = if version == 1 {
        tx.exec(INSERT, (stored, closes_at, version, now, by)).await?
    } else {
        tx.exec(UPDATE, (closes_at, version, now, by, stored, version - 1)).await?
    };
    Ok(changed == 1)
}

#[derive(sqlx::FromRow)]
struct ReopeningRow {
    id: Uuid,
    fiscal_year: i64,
    reason: String,
    team: String,
    person_id: Option<Uuid>,
    person: Option<String>,
    person_team: Option<String>,
    until_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    created_by: String,
    ended_at: Option<DateTime<Utc>>,
    ended_by: String,
    version: i64,
}

impl ReopeningRow {
    fn at(self, now: DateTime<Utc>) -> Result<Reopening, StoreError> {
        let mut reopening = Reopening {
            id: ReopeningId::from_uuid(self.id),
            year: year_of(self.fiscal_year, "reopenings")?,
            reason: self.reason,
            team: self.team,
            person: self.person,
            until: self.until_at,
            active: false,
            created_at: self.created_at,
            created_by: self.created_by,
            ended_at: self.ended_at,
            ended_by: self.ended_by,
            version: self.version,
            person_id: self.person_id.map(PersonId::from_uuid),
            person_team: self.person_team.unwrap_or_default(),
        };
        reopening.active = reopening.holds_at(now);
        Ok(reopening)
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.fiscal_year, r.reason, r.team, r.person_id, p.number AS person, p.team AS person_team, ",
            "r.until_at, r.created_at, r.created_by, r.ended_at, r.ended_by, r.version ",
            "FROM reopenings r LEFT JOIN people p ON p.id = r.person_id ",
            $rest
        )
    };
}

/// The reopenings of some years in a row, the newest first.
pub(super) async fn list_reopenings(
    tx: &mut Tx,
    first: FiscalYear,
    last: FiscalYear,
    now: DateTime<Utc>,
) -> Result<Vec<Reopening>, StoreError> {
    const LIST: &str = select!("WHERE r.fiscal_year BETWEEN $1 AND $2 ORDER BY r.created_at DESC, r.id DESC");
    let years = (i64::from(first.start_year()), i64::from(last.start_year()));
    tx.all::<ReopeningRow>(LIST, years).await?.into_iter().map(|row| row.at(now)).collect()
}

/// As [`list_reopenings`], those that hold now only.
pub(super) async fn list_active(
    tx: &mut Tx,
    first: FiscalYear,
    last: FiscalYear,
    now: DateTime<Utc>,
) -> Result<Vec<Reopening>, StoreError> {
    const LIST: &str = select!(
        "WHERE r.fiscal_year BETWEEN $1 AND $2 AND r.until_at > $3 AND r.ended_at IS NULL \
         ORDER BY r.created_at DESC, r.id DESC"
    );
    let arguments = (i64::from(first.start_year()), i64::from(last.start_year()), now);
    tx.all::<ReopeningRow>(LIST, arguments).await?.into_iter().map(|row| row.at(now)).collect()
}

pub(super) async fn find_reopening(
    tx: &mut Tx,
    id: ReopeningId,
    now: DateTime<Utc>,
) -> Result<Option<Reopening>, StoreError> {
    const FIND: &str = select!("WHERE r.id = $1");
    tx.opt::<ReopeningRow>(FIND, (id.uuid(),)).await?.map(|row| row.at(now)).transpose()
}

pub(super) async fn insert_reopening(tx: &mut Tx, new: &Reopening) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO reopenings (id, fiscal_year, reason, team, person_id, until_at, created_at, \
         created_by, ended_at, ended_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    tx.exec(
        INSERT,
        (
            new.id.uuid(),
            i64::from(new.year.start_year()),
            new.reason.as_str(),
            new.team.as_str(),
            new.person_id.map(PersonId::uuid),
            new.until,
            new.created_at,
            new.created_by.as_str(),
            new.ended_at,
            new.ended_by.as_str(),
            new.version,
        ),
    )
    .await?;
    Ok(())
}

/// Writes the end of a reopening that still has the version before this one; answers whether it had.
pub(super) async fn end_reopening(tx: &mut Tx, ended: &Reopening) -> Result<bool, StoreError> {
    const END: &str = "UPDATE reopenings SET ended_at = $1, ended_by = $2, version = $3 WHERE id = $4 AND version = $5";
    let arguments = (ended.ended_at, ended.ended_by.as_str(), ended.version, ended.id.uuid(), ended.version - 1);
    Ok(tx.exec(END, arguments).await? == 1)
}
