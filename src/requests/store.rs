//! The SQL of the register of requests.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::ops::{Place, Wanted};
use super::{Kind, Request, State, StateCounts, StateSince};
use crate::files::search::Word;
use crate::ids::{FileId, PersonId, RequestId};
use crate::store::{StoreError, Tx};
use crate::text::fold;

#[derive(sqlx::FromRow)]
struct RequestRow {
    id: Uuid,
    number: String,
    received_on: NaiveDate,
    requester: String,
    country: String,
    kind: String,
    wanted: String,
    deadline: Option<NaiveDate>,
    team: String,
    person_id: Option<Uuid>,
    person: Option<String>,
    person_team: Option<String>,
    state: String,
    reason: String,
    referred_to: String,
    file_id: Option<Uuid>,
    file: Option<String>,
    walled: bool,
    version: i64,
    created_at: DateTime<Utc>,
}

fn state(text: &str, table: &'static str) -> Result<State, StoreError> {
    State::find(text).ok_or(StoreError::Corrupt { table, column: "state" })
}

impl TryFrom<RequestRow> for Request {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        let kind = (!row.kind.is_empty()).then(|| Kind::parse(&row.kind, "")).transpose();
        Ok(Self {
            id: RequestId::from_uuid(row.id),
            number: row.number,
            received_on: row.received_on,
            requester: row.requester,
            country: row.country,
            kind: kind.map_err(|_| StoreError::Corrupt { table: "requests", column: "kind" })?,
            wanted: row.wanted,
            deadline: row.deadline,
            team: row.team,
            person: row.person,
            state: state(&row.state, "requests")?,
            reason: row.reason,
            referred_to: row.referred_to,
            file_id: row.file_id.map(FileId::from_uuid),
            file: row.file,
            version: row.version,
            created_at: row.created_at,
            assigned: row.person_id.map(PersonId::from_uuid).zip(row.person_team),
            walled: row.walled,
        })
    }
}

/// What every list is narrowed by; the members of the two statements below stand in this order.
macro_rules! narrowed {
    ($before:literal, $rest:literal) => {
        concat!(
            $before,
            "WHERE r.received_on BETWEEN $1 AND $2 AND ($3 = '' OR r.requester_key = $3) ",
            "AND ($4 = '' OR r.country = CASE WHEN $4 = '-' THEN '' ELSE $4 END) AND ($5 = '' OR r.kind = $5) ",
            "AND (r.search_key LIKE $6 OR ($7 <> '' AND r.country <> '' AND $7 LIKE '% ' || r.country || ' %')) ",
            "AND ($8 = '%%' OR r.search_key LIKE $8 OR ($9 <> '' AND r.country <> '' AND $9 LIKE '% ' || r.country || ' %')) ",
            "AND ($10 = '%%' OR r.search_key LIKE $10 OR ($11 <> '' AND r.country <> '' AND $11 LIKE '% ' || r.country || ' %')) ",
            $rest
        )
    };
}

macro_rules! select {
    (narrowed $rest:literal) => {
        concat!(select!(""), narrowed!("", $rest))
    };
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.number, r.received_on, r.requester, r.country, r.kind, r.wanted, r.deadline, r.team, ",
            "r.person_id, p.number AS person, p.team AS person_team, r.state, r.reason, r.referred_to, r.file_id, ",
            "f.number AS file, COALESCE(f.walled, FALSE) AS walled, r.version, r.created_at ",
            "FROM requests r LEFT JOIN people p ON p.id = r.person_id LEFT JOIN files f ON f.id = r.file_id ",
            $rest
        )
    };
}

pub(super) async fn find(tx: &mut Tx, id: RequestId) -> Result<Option<Request>, StoreError> {
    const FIND: &str = select!("WHERE r.id = $1");
    tx.opt::<RequestRow>(FIND, (id.uuid(),)).await?.map(Request::try_from).transpose()
}

/// Requests before a place, the latest number first; at most as many as wanted.
pub(super) async fn list(tx: &mut Tx, wanted: &Wanted, words: &[Word; 3]) -> Result<Vec<Request>, StoreError> {
    const LIST: &str = select!(
        narrowed
        "AND ($12 = '' OR r.state = $12) AND (r.fiscal_year < $13 OR (r.fiscal_year = $13 AND r.ordinal < $14)) \
         ORDER BY r.fiscal_year DESC, r.ordinal DESC LIMIT $15"
    );
    let place = wanted.before.unwrap_or(Place { fiscal_year: i64::MAX, ordinal: i64::MAX });
    let [one, two, three] = words;
    let rows: Vec<RequestRow> = tx
        .all(
            LIST,
            (
                wanted.from,
                wanted.to,
                fold(&wanted.requester),
                wanted.country.as_str(),
                wanted.kind.map_or("", Kind::as_str),
                one.like(),
                one.countries.as_str(),
                two.like(),
                two.countries.as_str(),
                three.like(),
                three.countries.as_str(),
                wanted.state.map_or("", State::as_str),
                place.fiscal_year,
                place.ordinal,
                wanted.limit,
            ),
        )
        .await?;
    rows.into_iter().map(Request::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct Counted {
    state: String,
    many: i64,
}

/// How many requests are in each state, of those a list would hold if it asked for no state and had one page.
pub(super) async fn count(tx: &mut Tx, wanted: &Wanted, words: &[Word; 3]) -> Result<StateCounts, StoreError> {
    const COUNT: &str = narrowed!("SELECT r.state, COUNT(*) AS many FROM requests r ", "GROUP BY r.state");
    let [one, two, three] = words;
    let arguments = (
        wanted.from,
        wanted.to,
        fold(&wanted.requester),
        wanted.country.as_str(),
        wanted.kind.map_or("", Kind::as_str),
        one.like(),
        one.countries.as_str(),
        two.like(),
        two.countries.as_str(),
        three.like(),
        three.countries.as_str(),
    );
    let mut counts = StateCounts::default();
    for row in tx.all::<Counted>(COUNT, arguments).await? {
        counts.set(state(&row.state, "requests")?, row.many);
    }
    Ok(counts)
}

/// The requests that became a file, the latest number first.
pub(super) async fn list_of_file(tx: &mut Tx, file: FileId) -> Result<Vec<Request>, StoreError> {
    const LIST: &str = select!("WHERE r.file_id = $1 ORDER BY r.fiscal_year DESC, r.ordinal DESC");
    tx.all::<RequestRow>(LIST, (file.uuid(),)).await?.into_iter().map(Request::try_from).collect()
}

/// Writes what a search reads of a request.
pub(super) async fn set_search_key(tx: &mut Tx, id: RequestId, key: &str) -> Result<(), StoreError> {
    const UPDATE: &str = "UPDATE requests SET search_key = $1 WHERE id = $2";
    tx.exec(UPDATE, (key, id.uuid())).await?;
    Ok(())
}

/// Requests that no search finds yet because they are older than its key; at most `limit`.
pub(super) async fn list_unsearchable(tx: &mut Tx, limit: i64) -> Result<Vec<Request>, StoreError> {
    const LIST: &str = select!("WHERE r.search_key = '' ORDER BY r.id LIMIT $1");
    tx.all::<RequestRow>(LIST, (limit,)).await?.into_iter().map(Request::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct Ordinal {
    value: i64,
}

/// The last place that was given in a fiscal year; 0 before the first.
pub(super) async fn find_last_ordinal(tx: &mut Tx, fiscal_year: i64) -> Result<i64, StoreError> {
    const LAST: &str = "SELECT CAST(COALESCE(MAX(ordinal), 0) AS BIGINT) AS value FROM requests WHERE fiscal_year = $1";
    let row: Ordinal = tx.one(LAST, (fiscal_year,)).await?;
    Ok(row.value)
}

pub(super) async fn insert(tx: &mut Tx, request: &Request, place: Place) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO requests (id, number, fiscal_year, ordinal, received_on, requester, requester_key, \
         country, kind, wanted, deadline, team, state, reason, referred_to, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, '', '', $13, $14)";
    tx.exec(
        INSERT,
        (
            request.id.uuid(),
            request.number.as_str(),
            place.fiscal_year,
            place.ordinal,
            request.received_on,
            request.requester.as_str(),
            fold(&request.requester),
            request.country.as_str(),
            request.kind.map_or("", Kind::as_str),
            request.wanted.as_str(),
            request.deadline,
            request.state.as_str(),
            request.version,
            request.created_at,
        ),
    )
    .await?;
    Ok(())
}

/// Writes all members of a request that may change, if it still has the version before this one; answers whether it had.
pub(super) async fn update(tx: &mut Tx, request: &Request) -> Result<bool, StoreError> {
    const UPDATE: &str = "UPDATE requests SET received_on = $1, requester = $2, requester_key = $3, country = $4, \
         kind = $5, wanted = $6, deadline = $7, team = $8, person_id = $9, state = $10, reason = $11, \
         referred_to = $12, file_id = $13, version = $14 WHERE id = $15 AND version = $16";
    let changed = tx
        .exec(
            UPDATE,
            (
                request.received_on,
                request.requester.as_str(),
                fold(&request.requester),
                request.country.as_str(),
                request.kind.map_or("", Kind::as_str),
                request.wanted.as_str(),
                request.deadline,
                request.team.as_str(),
                request.assigned.as_ref().map(|(person, _)| person.uuid()),
                request.state.as_str(),
                request.reason.as_str(),
                request.referred_to.as_str(),
                request.file_id.map(FileId::uuid),
                request.version,
                request.id.uuid(),
                request.version - 1,
            ),
        )
        .await?;
    Ok(changed == 1)
}

#[derive(sqlx::FromRow)]
struct StateRow {
    sequence: i64,
    state: String,
    at: DateTime<Utc>,
    actor: String,
    reason: String,
}

/// The states of a request, in their order.
pub(super) async fn list_states(tx: &mut Tx, id: RequestId) -> Result<Vec<StateSince>, StoreError> {
    const LIST: &str =
        "SELECT sequence, state, at, actor, reason FROM request_states WHERE request_id = $1 ORDER BY sequence";
    let rows: Vec<StateRow> = tx.all(LIST, (id.uuid(),)).await?;
    rows.into_iter()
        .map(|row| {
            Ok(StateSince {
                sequence: row.sequence,
                state: state(&row.state, "request_states")?,
                at: row.at,
                by: row.actor,
                reason: row.reason,
            })
        })
        .collect()
}

/// Notes a state a request came into.
pub(super) async fn insert_state(
    tx: &mut Tx,
    id: RequestId,
    state: State,
    at: DateTime<Utc>,
    actor: &str,
    reason: &str,
) -> Result<(), StoreError> {
    const NEXT: &str =
        "SELECT CAST(COALESCE(MAX(sequence), 0) AS BIGINT) + 1 AS value FROM request_states WHERE request_id = $1";
    const INSERT: &str =
        "INSERT INTO request_states (request_id, sequence, state, at, actor, reason) VALUES ($1, $2, $3, $4, $5, $6)";
    let next: Ordinal = tx.one(NEXT, (id.uuid(),)).await?;
    tx.exec(INSERT, (id.uuid(), next.value, state.as_str(), at, actor, reason)).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct LifeRow {
    id: Uuid,
    received_on: NaiveDate,
    state: String,
    at: DateTime<Utc>,
}

/// A state of a request: which one, when it arrived, the state, since when.
type Stage = (RequestId, NaiveDate, State, DateTime<Utc>);

/// The states of all requests, those of each in their order.
pub(super) async fn list_lives(tx: &mut Tx) -> Result<Vec<Stage>, StoreError> {
    const LIST: &str = "SELECT r.id, r.received_on, s.state, s.at FROM requests r \
         JOIN request_states s ON s.request_id = r.id ORDER BY r.id, s.sequence";
    let rows: Vec<LifeRow> = tx.all(LIST, ()).await?;
    let read = |row: LifeRow| {
        Ok((RequestId::from_uuid(row.id), row.received_on, state(&row.state, "request_states")?, row.at))
    };
    rows.into_iter().map(read).collect()
}
