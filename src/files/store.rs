//! The SQL of files.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::listing::{Narrowed, Standing};
use super::search::Word;
use super::{File, numbers};
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
    agreement: String,
    risk: String,
    complexity: String,
    numbers: String,
    file_type: String,
    team: String,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    import_only: bool,
    walled: bool,
    version: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<FileRow> for File {
    type Error = StoreError;

    fn try_from(row: FileRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: FileId::from_uuid(row.id),
            number: row.number,
            title: row.title,
            category: row.category,
            project: row.project,
            country: row.country,
            unfunded: row.unfunded,
            requester: row.requester,
            agreement: row.agreement,
            risk: row.risk,
            complexity: row.complexity,
            numbers: numbers::read(&row.numbers).ok_or(StoreError::Corrupt { table: "files", column: "numbers" })?,
            file_type: row.file_type,
            team: row.team,
            opened_on: row.opened_on,
            closed_on: row.closed_on,
            import_only: row.import_only,
            walled: row.walled,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, title, category, project, country, unfunded, requester, agreement, risk, ",
            "complexity, numbers, file_type, team, opened_on, closed_on, import_only, walled, version, created_at FROM files ",
            $rest
        )
    };
}

pub(super) async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<File>, StoreError> {
    const FIND: &str = select!("WHERE number_key = $1");
    tx.opt::<FileRow>(FIND, (fold(number),)).await?.map(File::try_from).transpose()
}

/// The files with these numbers, compared folded.
pub(super) async fn list_numbered(tx: &mut Tx, numbers: &[&str]) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!("WHERE number_key IN (SELECT w.number_key FROM wanted w)");
    let mut keys: Vec<String> = numbers.iter().map(|number| fold(number)).collect();
    keys.sort_unstable();
    keys.dedup();
    let keys = keys.into_iter().map(|key| vec![Cell::Text(key)]).collect();
    tx.all_wanted::<FileRow>("number_key", keys, LIST).await?.into_iter().map(File::try_from).collect()
}

pub(super) async fn find(tx: &mut Tx, id: FileId) -> Result<Option<File>, StoreError> {
    const FIND: &str = select!("WHERE id = $1");
    tx.opt::<FileRow>(FIND, (id.uuid(),)).await?.map(File::try_from).transpose()
}

/// The most files that are looked at where the beginning of a number was typed.
pub(super) const BEGINNING_MAX: usize = 200;

/// The files whose number begins so (folded; a sign of LIKE may stand at the end) and that take time of people on a day, by
/// number; walled ones too; at most [`BEGINNING_MAX`].
pub(super) async fn list_beginning(tx: &mut Tx, pattern: &str, day: NaiveDate) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!(
        "WHERE import_only = FALSE AND number_key IN (SELECT f.number_key FROM files f WHERE f.number_key LIKE $1) \
            AND opened_on <= $2 AND (closed_on IS NULL OR closed_on >= $2) ORDER BY number_key LIMIT $3"
    );
    let limit = i64::try_from(BEGINNING_MAX).unwrap_or(i64::MAX);
    tx.all::<FileRow>(LIST, (pattern, day, limit)).await?.into_iter().map(File::try_from).collect()
}

/// All files, walled ones too.
pub(super) async fn list(tx: &mut Tx) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!("ORDER BY number_key");
    tx.all::<FileRow>(LIST, ()).await?.into_iter().map(File::try_from).collect()
}

/// The files that whoever asks may know of.
pub(super) async fn list_known(tx: &mut Tx, knower: Knower) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!(
        "WHERE walled = FALSE OR $1 = TRUE \
            OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = files.id AND m.account_id = $2) \
         ORDER BY number_key"
    );
    let rows = tx.all::<FileRow>(LIST, (knower.knows_all, knower.account)).await?;
    rows.into_iter().map(File::try_from).collect()
}

/// Files after a number that whoever asks may know of, in the order of numbers; at most `limit`.
pub(super) async fn list_page(tx: &mut Tx, knower: Knower, after: &str, limit: i64) -> Result<Vec<File>, StoreError> {
    const PAGE: &str = select!(
        "WHERE number_key > $1 AND (walled = FALSE OR $2 = TRUE \
            OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = files.id AND m.account_id = $3)) \
         ORDER BY number_key LIMIT $4"
    );
    let rows = tx.all::<FileRow>(PAGE, (fold(after), knower.knows_all, knower.account, limit)).await?;
    rows.into_iter().map(File::try_from).collect()
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
        "agreement",
        "risk",
        "complexity",
        "numbers",
        "search_key",
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
        Cell::Text(file.agreement.clone()),
        Cell::Text(file.risk.clone()),
        Cell::Text(file.complexity.clone()),
        Cell::Text(numbers::write(&file.numbers)),
        Cell::Text(search_key(file)),
        Cell::Text(file.file_type.clone()),
        Cell::Text(file.team.clone()),
        Cell::Date(file.opened_on),
        Cell::date(file.closed_on),
        Cell::Bool(file.import_only),
        Cell::Bool(file.walled),
        Cell::Int(file.version),
        Cell::Instant(file.created_at),
    ];
    tx.insert_many(FILES, vec![row]).await?;
    insert_numbers(tx, file).await
}

/// What a search reads of a file, folded.
fn search_key(file: &File) -> String {
    let mut words = vec![&file.number, &file.title, &file.project, &file.agreement, &file.requester];
    words.extend(file.numbers.iter().map(|external| &external.number));
    words.iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

async fn insert_numbers(tx: &mut Tx, file: &File) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO file_numbers (file_id, system, number_key) VALUES ($1, $2, $3)";
    for external in &file.numbers {
        tx.exec(INSERT, (file.id.uuid(), external.system.as_str(), fold(&external.number))).await?;
    }
    Ok(())
}

/// Files that no search finds yet because they are older than its key; at most `limit`.
pub(super) async fn list_unsearchable(tx: &mut Tx, limit: i64) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!("WHERE search_key = '' ORDER BY id LIMIT $1");
    tx.all::<FileRow>(LIST, (limit,)).await?.into_iter().map(File::try_from).collect()
}

/// Writes what a search reads of a file.
pub(super) async fn set_search_key(tx: &mut Tx, file: &File) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE files SET search_key = $1 WHERE id = $2";
    tx.exec(UPDATE, (search_key(file), file.id.uuid())).await?;
    Ok(())
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
    if changed == 1 {
        update_register(tx, file).await?;
    }
    Ok(changed == 1)
}

/// The members that only the register has: one statement takes no more values than the one above.
async fn update_register(tx: &mut Tx, file: &File) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE files SET agreement = $1, risk = $2, complexity = $3, numbers = $4, search_key = $5 \
         WHERE id = $6";
    const DELETE: &str = "DELETE FROM file_numbers WHERE file_id = $1";
    let texts = (file.agreement.as_str(), file.risk.as_str(), file.complexity.as_str());
    let args = (texts.0, texts.1, texts.2, numbers::write(&file.numbers), search_key(file), file.id.uuid());
    tx.exec(UPDATE, args).await?;
    tx.exec(DELETE, (file.id.uuid(),)).await?;
    insert_numbers(tx, file).await
}

/// The files with exactly this number, folded, here or in another system, that whoever asks may know of.
pub(super) async fn search_number(
    tx: &mut Tx,
    knower: Knower,
    number: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<File>, StoreError> {
    const SEARCH: &str = select!(
        "WHERE (number_key = $1 OR id IN (SELECT file_id FROM file_numbers WHERE number_key = $1)) AND number_key > $2 \
            AND (walled = FALSE OR $3 = TRUE \
                OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = files.id AND m.account_id = $4)) \
         ORDER BY number_key LIMIT $5"
    );
    let args = (number, fold(after), knower.knows_all, knower.account, limit);
    tx.all::<FileRow>(SEARCH, args).await?.into_iter().map(File::try_from).collect()
}

/// The files in which every word is found, but for those that [`search_number`] finds, after a number; at most `limit`.
/// The rows are read in the order of numbers, so that what is found often is found soon.
pub(super) async fn search_words(
    tx: &mut Tx,
    knower: Knower,
    number: &str,
    words: &[Word; 3],
    after: &str,
    limit: i64,
) -> Result<Vec<File>, StoreError> {
    const SEARCH: &str = select!(
        "WHERE id IN (SELECT id FROM files WHERE ($1 = '' OR number_key > $1) \
            AND (search_key LIKE $2 OR ($3 <> '' AND country <> '' AND $3 LIKE '% ' || country || ' %')) \
            AND ($4 = '%%' OR search_key LIKE $4 OR ($5 <> '' AND country <> '' AND $5 LIKE '% ' || country || ' %')) \
            AND ($6 = '%%' OR search_key LIKE $6 OR ($7 <> '' AND country <> '' AND $7 LIKE '% ' || country || ' %')) \
            AND (walled = FALSE OR $8 = TRUE \
                OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = files.id AND m.account_id = $9)) \
            AND number_key <> $10 AND id NOT IN (SELECT file_id FROM file_numbers WHERE number_key = $10) \
            ORDER BY number_key LIMIT $11) \
         ORDER BY number_key"
    );
    let [one, two, three] = words;
    let args = (
        fold(after),
        one.like(),
        one.countries.as_str(),
        two.like(),
        two.countries.as_str(),
        three.like(),
        three.countries.as_str(),
        knower.knows_all,
        knower.account,
        number,
        limit,
    );
    tx.all::<FileRow>(SEARCH, args).await?.into_iter().map(File::try_from).collect()
}

/// The files that a list is narrowed to and that whoever asks may know of, by number; at most `limit`.
pub(super) async fn list_narrowed(
    tx: &mut Tx,
    knower: Knower,
    narrowed: &Narrowed,
    words: &[Word; 3],
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<File>, StoreError> {
    const LIST: &str = select!(
        "WHERE import_only = FALSE AND ($1 = '' OR number_key > $1) \
            AND (search_key LIKE $2 OR ($3 <> '' AND country <> '' AND $3 LIKE '% ' || country || ' %')) \
            AND ($4 = '%%' OR search_key LIKE $4 OR ($5 <> '' AND country <> '' AND $5 LIKE '% ' || country || ' %')) \
            AND ($6 = '%%' OR search_key LIKE $6 OR ($7 <> '' AND country <> '' AND $7 LIKE '% ' || country || ' %')) \
            AND (walled = FALSE OR $8 = TRUE \
                OR EXISTS (SELECT 1 FROM file_members m WHERE m.file_id = files.id AND m.account_id = $9)) \
            AND ($10 = '' OR category = $10) AND ($11 = '' OR country = CASE WHEN $11 = '-' THEN '' ELSE $11 END) \
            AND ($12 = '' OR ($12 = 'closed') = (closed_on IS NOT NULL AND closed_on < $13)) \
         ORDER BY number_key LIMIT $14"
    );
    let [one, two, three] = words;
    let args = (
        fold(&narrowed.after),
        one.like(),
        one.countries.as_str(),
        two.like(),
        two.countries.as_str(),
        three.like(),
        three.countries.as_str(),
        knower.knows_all,
        knower.account,
        narrowed.category.as_str(),
        narrowed.country.as_str(),
        narrowed.standing.map_or("", Standing::as_str),
        today,
        limit,
    );
    tx.all::<FileRow>(LIST, args).await?.into_iter().map(File::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct CounterRow {
    value: i64,
}

/// The last number that was given by a pattern.
pub(super) async fn find_counter(tx: &mut Tx, name: &str) -> Result<Option<i64>, StoreError> {
    const FIND: &str = "SELECT value FROM file_counters WHERE name = $1";
    let row: Option<CounterRow> = tx.opt(FIND, (name,)).await?;
    Ok(row.map(|row| row.value))
}

pub(super) async fn set_counter(tx: &mut Tx, name: &str, value: i64) -> Result<(), StoreError> {
    const SET: &str = "INSERT INTO file_counters (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.exec(SET, (name, value)).await?;
    Ok(())
}
