//! The SQL of files.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::File;
use crate::ids::FileId;
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
            version: row.version,
            created_at: row.created_at,
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, title, category, project, country, unfunded, requester, file_type, team, ",
            "opened_on, closed_on, import_only, version, created_at FROM files ",
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

pub(super) async fn list(tx: &mut Tx) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!("ORDER BY number_key");
    Ok(tx.all::<FileRow>(LIST, ()).await?.into_iter().map(File::from).collect())
}

/// Files after a number, in the order of numbers; at most `limit`.
pub(super) async fn list_page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<File>, StoreError> {
    const PAGE: &str = select!("WHERE number_key > $1 ORDER BY number_key LIMIT $2");
    Ok(tx.all::<FileRow>(PAGE, (fold(after), limit)).await?.into_iter().map(File::from).collect())
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
        Cell::Int(file.version),
        Cell::Instant(file.created_at),
    ];
    tx.insert_many(FILES, vec![row]).await
}

/// Writes all members of a file that may change, if it still has the version before this one; answers whether it had.
pub(super) async fn update(tx: &mut Tx, file: &File) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE files SET title = $1, title_key = $2, category = $3, project = $4, country = $5, \
         unfunded = $6, requester = $7, file_type = $8, team = $9, opened_on = $10, closed_on = $11, version = $12 \
         WHERE id = $13 AND version = $14";
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
                file.version,
                file.id.uuid(),
                file.version - 1,
            ),
        )
        .await?;
    Ok(changed == 1)
}
