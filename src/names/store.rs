//! The SQL of names.

use chrono::NaiveDate;

use super::{Kind, Name};
use crate::lang::Both;
use crate::store::{StoreError, Tx};
use crate::text::fold;

#[derive(sqlx::FromRow)]
struct NameRow {
    kind: String,
    code: String,
    label_en: String,
    label_fr: String,
    parent: String,
    agreement: String,
    funder: String,
    purpose: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    version: i64,
}

impl TryFrom<NameRow> for Name {
    type Error = StoreError;

    fn try_from(row: NameRow) -> Result<Self, StoreError> {
        let corrupt = |_| StoreError::Corrupt { table: "names", column: "kind" };
        Ok(Self {
            kind: Kind::parse(&row.kind, "").map_err(corrupt)?,
            code: row.code,
            label: Both { en: row.label_en, fr: row.label_fr },
            parent: row.parent,
            agreement: row.agreement,
            funder: row.funder,
            purpose: row.purpose,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            version: row.version,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT kind, code, label_en, label_fr, parent, agreement, funder, purpose, valid_from, valid_to, version ",
            "FROM names ",
            $rest
        )
    };
}

/// The name with a code, compared folded.
pub(super) async fn find(tx: &mut Tx, kind: Kind, code: &str) -> Result<Option<Name>, StoreError> {
    const FIND: &str = select!("WHERE kind = $1 AND code_key = $2");
    tx.opt::<NameRow>(FIND, (kind.as_str(), fold(code))).await?.map(Name::try_from).transpose()
}

/// The first name that a text is the code or the label of, in either language.
pub(super) async fn find_called(tx: &mut Tx, kind: Kind, text: &str) -> Result<Option<Name>, StoreError> {
    const FIND: &str = select!(
        "WHERE kind = $1 AND (code_key = $2 OR label_en_key = $2 OR label_fr_key = $2) \
         ORDER BY CASE WHEN code_key = $2 THEN 0 ELSE 1 END, code_key LIMIT 1"
    );
    tx.opt::<NameRow>(FIND, (kind.as_str(), fold(text))).await?.map(Name::try_from).transpose()
}

/// Names of a kind after a code, in the order of codes; at most `limit`.
pub(super) async fn list_page(tx: &mut Tx, kind: Kind, after: &str, limit: i64) -> Result<Vec<Name>, StoreError> {
    const PAGE: &str = select!("WHERE kind = $1 AND code_key > $2 ORDER BY code_key LIMIT $3");
    let rows = tx.all::<NameRow>(PAGE, (kind.as_str(), fold(after), limit)).await?;
    rows.into_iter().map(Name::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct CodeRow {
    code: String,
}

/// The codes of the names in whose label a folded text stands.
pub(super) async fn list_codes(tx: &mut Tx, kind: Kind, folded: &str) -> Result<Vec<String>, StoreError> {
    // Folded text has letters, digits and blanks only, so nothing in it is a sign of LIKE.
    const LIST: &str = "SELECT code FROM names WHERE kind = $1 AND (label_en_key LIKE $2 OR label_fr_key LIKE $2) \
         ORDER BY code";
    let rows = tx.all::<CodeRow>(LIST, (kind.as_str(), format!("%{folded}%"))).await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

pub(super) async fn insert(tx: &mut Tx, name: &Name) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO names (kind, code, code_key, label_en, label_fr, label_en_key, label_fr_key, \
         parent, agreement, funder, purpose, valid_from, valid_to, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let args = (
        name.kind.as_str(),
        name.code.as_str(),
        fold(&name.code),
        name.label.en.as_str(),
        name.label.fr.as_str(),
        fold(&name.label.en),
        fold(&name.label.fr),
        name.parent.as_str(),
        name.agreement.as_str(),
        name.funder.as_str(),
        name.purpose.as_str(),
        name.valid_from,
        name.valid_to,
        name.version,
    );
    tx.exec(INSERT, args).await?;
    Ok(())
}

/// Writes all members of a name that may change, if it still has the version before this one; answers whether it had.
pub(super) async fn update(tx: &mut Tx, name: &Name) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE names SET label_en = $1, label_fr = $2, label_en_key = $3, label_fr_key = $4, \
         parent = $5, agreement = $6, funder = $7, purpose = $8, valid_from = $9, valid_to = $10, version = $11 \
         WHERE kind = $12 AND code = $13 AND version = $14";
    let args = (
        name.label.en.as_str(),
        name.label.fr.as_str(),
        fold(&name.label.en),
        fold(&name.label.fr),
        name.parent.as_str(),
        name.agreement.as_str(),
        name.funder.as_str(),
        name.purpose.as_str(),
        name.valid_from,
        name.valid_to,
        name.version,
        name.kind.as_str(),
        name.code.as_str(),
        name.version - 1,
    );
    Ok(tx.exec(UPDATE, args).await? == 1)
}
