//! The SQL of notes. Those of files that the reader may not know of are left out by the statements.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::listing::{WORDS_MAX, Wanted};
use super::{EarlierVersion, Kind, Listed, NewNote, Note};
use crate::access::Access;
use crate::ids::{AccountId, FileId, NoteId};
use crate::lang::Lang;
use crate::store::{StoreError, Tx};

fn kind(text: &str, table: &'static str) -> Result<Kind, StoreError> {
    Kind::parse(text, "").map_err(|_| StoreError::Corrupt { table, column: "kind" })
}

fn language(text: &str, table: &'static str) -> Result<Lang, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt { table, column: "language" })
}

#[derive(sqlx::FromRow)]
struct NoteRow {
    id: Uuid,
    file_id: Uuid,
    file: String,
    walled: bool,
    kind: String,
    title: String,
    text: String,
    language: String,
    withdrawn: bool,
    reason: String,
    author_id: Option<Uuid>,
    written_at: DateTime<Utc>,
    written_by: String,
    changed_at: DateTime<Utc>,
    changed_by: String,
    version: i64,
}

impl TryFrom<NoteRow> for Note {
    type Error = StoreError;

    fn try_from(row: NoteRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: NoteId::from_uuid(row.id),
            file_id: FileId::from_uuid(row.file_id),
            file: row.file,
            kind: kind(&row.kind, "notes")?,
            title: row.title,
            text: row.text,
            language: language(&row.language, "notes")?,
            withdrawn: row.withdrawn,
            reason: row.reason,
            written_at: row.written_at,
            written_by: row.written_by,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
            version: row.version,
            author: row.author_id.map(AccountId::from_uuid),
            walled: row.walled,
        })
    }
}

/// The note with an identifier, walled or not.
pub(super) async fn find(tx: &mut Tx, id: NoteId) -> Result<Option<Note>, StoreError> {
    const FIND: &str = "SELECT n.id, n.file_id, f.number AS file, f.walled, n.kind, n.title, n.text, n.language, \
         n.withdrawn, n.reason, n.author_id, n.written_at, n.written_by, n.changed_at, n.changed_by, n.version \
         FROM notes n JOIN files f ON f.id = n.file_id WHERE n.id = $1";
    tx.opt::<NoteRow>(FIND, (id.uuid(),)).await?.map(Note::try_from).transpose()
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    id: Uuid,
    file_id: Uuid,
    file: String,
    file_title: String,
    kind: String,
    title: String,
    beginning: String,
    language: String,
    withdrawn: bool,
    written_at: DateTime<Utc>,
    written_by: String,
    version: i64,
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: NoteId::from_uuid(row.id),
            file_id: FileId::from_uuid(row.file_id),
            file: row.file,
            file_title: row.file_title,
            kind: kind(&row.kind, "notes")?,
            title: row.title,
            beginning: row.beginning,
            language: language(&row.language, "notes")?,
            withdrawn: row.withdrawn,
            written_at: row.written_at,
            written_by: row.written_by,
            version: row.version,
        })
    }
}

/// A page of notes, the newest first; identifiers sort by the instant at which a note was written.
pub(super) async fn list(
    tx: &mut Tx,
    reader: &Access,
    wanted: &Wanted,
    words: &[String],
) -> Result<Vec<Listed>, StoreError> {
    const LIST: &str = "SELECT n.id, n.file_id, f.number AS file, f.title AS file_title, n.kind, n.title, \
         SUBSTR(n.text, 1, 240) AS beginning, n.language, n.withdrawn, n.written_at, n.written_by, n.version \
         FROM notes n JOIN files f ON f.id = n.file_id \
         WHERE n.id < $1 AND n.file_id = COALESCE($2, n.file_id) AND ($3 = '' OR n.kind = $3) \
            AND ($4 = '' OR n.language = $4) AND (n.withdrawn = FALSE OR $5 = TRUE) \
            AND (f.walled = FALSE OR $6 = TRUE \
                OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = f.id AND m.account_id = $7)) \
            AND ($8 = '%%' OR n.search_key LIKE $8) AND ($9 = '%%' OR n.search_key LIKE $9) \
            AND ($10 = '%%' OR n.search_key LIKE $10) AND ($11 = '%%' OR n.search_key LIKE $11) \
            AND ($12 = '%%' OR n.search_key LIKE $12) AND ($13 = '%%' OR n.search_key LIKE $13) \
            AND ($14 = '%%' OR n.search_key LIKE $14) AND ($15 = '%%' OR n.search_key LIKE $15) \
         ORDER BY n.id DESC LIMIT $16";
    // Folded text has letters, digits and blanks only, so nothing in it is a sign of LIKE.
    let like: [String; WORDS_MAX] = std::array::from_fn(|at| format!("%{}%", words.get(at).map_or("", String::as_str)));
    let [one, two, three, four, five, six, seven, eight] = &like;
    let arguments = (
        wanted.before.map_or(Uuid::max(), NoteId::uuid),
        wanted.file.map(FileId::uuid),
        wanted.kind.map_or("", Kind::as_str),
        wanted.language.map_or("", Lang::as_str),
        wanted.with_withdrawn,
        reader.is_console(),
        reader.account.map(AccountId::uuid),
        one.as_str(),
        two.as_str(),
        three.as_str(),
        four.as_str(),
        five.as_str(),
        six.as_str(),
        seven.as_str(),
        eight.as_str(),
        wanted.limit,
    );
    tx.all::<ListedRow>(LIST, arguments).await?.into_iter().map(Listed::try_from).collect()
}

pub(super) async fn insert(tx: &mut Tx, note: &Note) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO notes (id, file_id, kind, title, text, language, search_key, withdrawn, reason, \
         author_id, written_at, written_by, changed_at, changed_by, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    tx.exec(
        INSERT,
        (
            note.id.uuid(),
            note.file_id.uuid(),
            note.kind.as_str(),
            note.title.as_str(),
            note.text.as_str(),
            note.language.as_str(),
            NewNote::search_key(&note.title, &note.text),
            note.withdrawn,
            note.reason.as_str(),
            note.author.map(AccountId::uuid),
            note.written_at,
            note.written_by.as_str(),
            note.changed_at,
            note.changed_by.as_str(),
            note.version,
        ),
    )
    .await?;
    Ok(())
}

/// Writes all members of a note that may change, if it still has the version before this one; answers whether it had.
pub(super) async fn update(tx: &mut Tx, note: &Note) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE notes SET kind = $1, title = $2, text = $3, language = $4, search_key = $5, \
         withdrawn = $6, reason = $7, changed_at = $8, changed_by = $9, version = $10 WHERE id = $11 AND version = $12";
    let changed = tx
        .exec(
            UPDATE,
            (
                note.kind.as_str(),
                note.title.as_str(),
                note.text.as_str(),
                note.language.as_str(),
                NewNote::search_key(&note.title, &note.text),
                note.withdrawn,
                note.reason.as_str(),
                note.changed_at,
                note.changed_by.as_str(),
                note.version,
                note.id.uuid(),
                note.version - 1,
            ),
        )
        .await?;
    Ok(changed == 1)
}

/// Keeps a version that is about to be replaced.
pub(super) async fn keep_version(tx: &mut Tx, note: &Note) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO note_versions (note_id, version, kind, title, text, language, withdrawn, reason, \
         changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    tx.exec(
        INSERT,
        (
            note.id.uuid(),
            note.version,
            note.kind.as_str(),
            note.title.as_str(),
            note.text.as_str(),
            note.language.as_str(),
            note.withdrawn,
            note.reason.as_str(),
            note.changed_at,
            note.changed_by.as_str(),
        ),
    )
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    version: i64,
    kind: String,
    title: String,
    text: String,
    language: String,
    withdrawn: bool,
    reason: String,
    changed_at: DateTime<Utc>,
    changed_by: String,
}

/// The versions before the present one, the newest first.
pub(super) async fn list_versions(tx: &mut Tx, id: NoteId) -> Result<Vec<EarlierVersion>, StoreError> {
    const LIST: &str = "SELECT version, kind, title, text, language, withdrawn, reason, changed_at, changed_by \
         FROM note_versions WHERE note_id = $1 ORDER BY version DESC";
    let rows: Vec<VersionRow> = tx.all(LIST, (id.uuid(),)).await?;
    let version = |row: VersionRow| {
        Ok(EarlierVersion {
            version: row.version,
            kind: kind(&row.kind, "note_versions")?,
            title: row.title,
            text: row.text,
            language: language(&row.language, "note_versions")?,
            withdrawn: row.withdrawn,
            reason: row.reason,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
        })
    };
    rows.into_iter().map(version).collect()
}
