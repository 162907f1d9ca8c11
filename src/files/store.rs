//! The SQL of files.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::File;
use crate::ids::{AccountId, FileId};
use crate::store::bulk::{Cell, Into};
use crate::store::{StoreError, Tx};
use crate::text::fold;

#[derive(sqlx::FromRow)]
struct FileRow {
    id: Uuid,
    number: String,
    title: String,
    category: String,
    project: String,
    country: String,
    unfunded: bool,
    requester: String,
    file_type: String,
    team: String,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    import_only: bool,
    walled: bool,
    version: i64,
    created_at: DateTime<Utc>,
}

impl From<FileRow> for File {
    fn from(row: FileRow) -> Self {
        Self {
            id: FileId::from_uuid(row.id),
            number: row.number,
            title: row.title,
            category: row.category,
            project: row.project,
            country: row.country,
            unfunded: row.unfunded,
            requester: row.requester,
            file_type: row.file_type,
            team: row.team,
            opened_on: row.opened_on,
            closed_on: row.closed_on,
            import_only: row.import_only,
            walled: row.walled,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, title, category, project, country, unfunded, requester, file_type, team, ",
            "opened_on, closed_on, import_only, walled, version, created_at FROM files ",
            $rest
        )
    };
}

pub(super) async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<File>, StoreError> {
    const FIND: &str = select!("WHERE number_key = $1");
    Ok(tx.opt::<FileRow>(FIND, (fold(number),)).await?.map(File::from))
}

pub(super) async fn find(tx: &mut Tx, id: FileId) -> Result<Option<File>, StoreError> {
    const FIND: &str = select!("WHERE id = $1");
    Ok(tx.opt::<FileRow>(FIND, (id.uuid(),)).await?.map(File::from))
}

/// All files, walled ones too.
pub(super) async fn list(tx: &mut Tx) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!("ORDER BY number_key");
    Ok(tx.all::<FileRow>(LIST, ()).await?.into_iter().map(File::from).collect())
}

/// The files that whoever asks may know of.
pub(super) async fn list_known(tx: &mut Tx, knower: Knower) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!(
        "WHERE walled = FALSE OR $1 = TRUE \
            OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = files.id AND m.account_id = $2) \
         ORDER BY number_key"
    );
    let rows = tx.all::<FileRow>(LIST, (knower.knows_all, knower.account)).await?;
    Ok(rows.into_iter().map(File::from).collect())
}

/// Files after a number that whoever asks may know of, in the order of numbers; at most `limit`.
pub(super) async fn list_page(tx: &mut Tx, knower: Knower, after: &str, limit: i64) -> Result<Vec<File>, StoreError> {
    const PAGE: &str = select!(
        "WHERE number_key > $1 AND (walled = FALSE OR $2 = TRUE \
            OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = files.id AND m.account_id = $3)) \
         ORDER BY number_key LIMIT $4"
    );
    let rows = tx.all::<FileRow>(PAGE, (fold(after), knower.knows_all, knower.account, limit)).await?;
    Ok(rows.into_iter().map(File::from).collect())
}

/// Whose knowledge of walled files is meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Knower {
    /// Whether every file is known.
    pub(super) knows_all: bool,
    /// The account that may be named on files.
    pub(super) account: Option<Uuid>,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    account_id: Uuid,
}

/// The accounts named on a file.
pub(super) async fn list_members(tx: &mut Tx, file: FileId) -> Result<Vec<AccountId>, StoreError> {
    const LIST: &str = "SELECT account_id FROM file_members WHERE file_id = $1 ORDER BY account_id";
    let rows = tx.all::<MemberRow>(LIST, (file.uuid(),)).await?;
    Ok(rows.into_iter().map(|row| AccountId::from_uuid(row.account_id)).collect())
}

/// Names an account on a file; one that is named already stays so.
pub(super) async fn insert_member(tx: &mut Tx, file: FileId, account: AccountId) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO file_members (file_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.exec(INSERT, (file.uuid(), account.uuid())).await?;
    Ok(())
}

pub(super) async fn delete_member(tx: &mut Tx, file: FileId, account: AccountId) -> Result<(), StoreError> {
    const DELETE: &str = "DELETE FROM file_members WHERE file_id = $1 AND account_id = $2";
    tx.exec(DELETE, (file.uuid(), account.uuid())).await?;
    Ok(())
}

/// Counts a file's version up, if it still has this one; answers whether it had.
pub(super) async fn count_version(tx: &mut Tx, file: FileId, version: i64) -> Result<bool, StoreError> {
    const COUNT: &str = "UPDATE files SET version = version + 1 WHERE id = $1 AND version = $2";
    Ok(tx.exec(COUNT, (file.uuid(), version)).await? == 1)
}

const FILES: Into = Into {
    table: "files",
    columns: &[
        "id",
        "number",
        "number_key",
        "title",
        "title_key",
        "category",
        "project",
        "country",
        "unfunded",
        "requester",
        "file_type",
        "team",
        "opened_on",
        "closed_on",
        "import_only",
        "walled",
        "version",
        "created_at",
    ],
};

pub(super) async fn insert(tx: &mut Tx, file: &File) -> Result<(), StoreError> {
    let row = vec![
        Cell::Id(file.id.uuid()),
        Cell::Text(file.number.clone()),
        Cell::Text(fold(&file.number)),
        Cell::Text(file.title.clone()),
        Cell::Text(fold(&file.title)),
        Cell::Text(file.category.clone()),
        Cell::Text(file.project.clone()),
        Cell::Text(file.country.clone()),
        Cell::Bool(file.unfunded),
        Cell::Text(file.requester.clone()),
        Cell::Text(file.file_type.clone()),
        Cell::Text(file.team.clone()),
        Cell::Date(file.opened_on),
        Cell::date(file.closed_on),
        Cell::Bool(file.import_only),
        Cell::Bool(file.walled),
        Cell::Int(file.version),
        Cell::Instant(file.created_at),
    ];
    tx.insert_many(FILES, vec![row]).await
}

/// Writes all members of a file that may change, if it still has the version before this one; answers whether it had.
pub(super) async fn update(tx: &mut Tx, file: &File) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE files SET title = $1, title_key = $2, category = $3, project = $4, country = $5, \
         unfunded = $6, requester = $7, file_type = $8, team = $9, opened_on = $10, closed_on = $11, \
         walled = $12, version = $13 WHERE id = $14 AND version = $15";
    let changed = tx
        .exec(
            UPDATE,
            (
                file.title.as_str(),
                fold(&file.title),
                file.category.as_str(),
                file.project.as_str(),
                file.country.as_str(),
                file.unfunded,
                file.requester.as_str(),
                file.file_type.as_str(),
                file.team.as_str(),
                file.opened_on,
                file.closed_on,
                file.walled,
                file.version,
                file.id.uuid(),
                file.version - 1,
            ),
        )
        .await?;
    Ok(changed == 1)
}
