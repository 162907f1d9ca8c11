//! Group commit on the embedded engine: a commit waits for the disk, and everybody who waits for the writer meanwhile
//! shares the next one. Each member but the first works inside a savepoint of its own, so that one that fails takes nothing
//! of the others with it; nobody is answered before the shared commit is on the disk.
//!
//! Every hand-over to the engine's thread and back costs as much as several rows. Work that was gathered before it came here
//! therefore begins with its first statement and commits with its last ones.

use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Connection as _, Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::{Pool, StoreError, dialect};

/// How long a caller waits for its turn.
const PATIENCE: Duration = Duration::from_secs(3);

const JOIN: &str = "SAVEPOINT member";
const LEAVE: &str = "RELEASE member";
const TAKE_BACK: &str = "ROLLBACK TO member; RELEASE member";
/// In front of the first statement.
const BEGIN_WITH: &str = "BEGIN IMMEDIATE; ";
const COMMIT: &str = "COMMIT";
const ROLL_BACK: &str = "ROLLBACK";

/// The one who writes, in turns; first come, first served.
#[derive(Debug, Clone)]
pub struct Turns {
    writer: SqlitePool,
    open: Arc<Mutex<Open>>,
}

/// What is open on the writer between two turns.
#[derive(Debug, Default)]
pub(super) struct Open {
    group: Option<Group>,
    /// The writer while no group is open. It is never given back to the pool, which would ask it each time whether it lives.
    at_rest: Option<SqliteConnection>,
    /// The connection of those who write on their own thread.
    pub(super) direct: Option<rusqlite::Connection>,
}

/// An open transaction. The library's own kind of transaction would count itself open for ever once the engine has taken
/// one back by itself.
#[derive(Debug)]
struct Group {
    connection: SqliteConnection,
    /// Nobody may join.
    alone: bool,
    /// It begins with the first statement.
    to_begin: bool,
    /// Statements that are run with the commit.
    at_end: Option<(String, SqliteArguments)>,
    /// Members that have done their work, or were refused because of that of others, and wait for the commit.
    waiting: Vec<oneshot::Sender<Result<(), Arc<StoreError>>>>,
    /// Who is at work; found by the next one, it was dropped in the middle.
    at_work: AtWork,
    /// The engine took everything back by itself, as it does when the disk is full.
    lost: bool,
}

/// How long work begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    /// Long work.
    Long,
    /// Short work that was gathered already.
    Gathered,
}

/// Which member of a group is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtWork {
    Nobody,
    /// The first one, which has no savepoint: taking it back is taking everything back.
    First,
    /// A later one, inside its savepoint.
    Later,
}

pub(super) type Turn = OwnedMutexGuard<Open>;

/// A transaction on the embedded engine.
#[derive(Debug)]
pub struct SqliteTx(Kind);

#[derive(Debug)]
enum Kind {
    /// Of a reader.
    Reading(Transaction<'static, Sqlite>),
    /// Of the writer, for one alone or shared with others who write at the same time.
    Writing(Turn),
}

impl Turns {
    pub(super) fn new(writer: SqlitePool) -> Self {
        Self { writer, open: Arc::default() }
    }

    /// Waits for the turn, and takes back what was left behind in the middle.
    async fn turn(&self) -> Result<Turn, StoreError> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.open).lock_owned()).await;
        let mut turn = turn.map_err(|_| StoreError::Busy(sqlx::Error::PoolTimedOut))?;
        if !turn.group.as_ref().is_some_and(|group| group.at_work != AtWork::Nobody) {
            return Ok(turn);
        }
        to_its_end(async move {
            turn.tidy().await;
            turn
        })
        .await
    }

    /// Closes the writer once whoever has the turn is done; nobody may ask for one after that.
    pub(super) async fn close(&self) {
        let mut open = self.open.lock().await;
        open.end().await;
        open.direct = None;
        if let Some(connection) = open.at_rest.take() {
            // What was committed is on the disk already.
            drop(connection.close().await);
        }
        self.writer.close().await;
    }

    /// How many connections write. While somebody has the turn, the one there is is not idle.
    pub(super) fn pool(&self) -> Pool {
        let pool = Pool::of("writer", &self.writer);
        let (open, idle) = match self.open.try_lock() {
            Ok(open) => (open.group.is_some() || open.at_rest.is_some(), open.at_rest.is_some()),
            Err(_) => (pool.open == 0, false),
        };
        Pool { open: pool.open + u32::from(open), idle: pool.idle + u32::from(idle), ..pool }
    }

    async fn begin(&self, mut turn: Turn, alone: Option<Alone>) -> Result<Turn, StoreError> {
        let (writer, open) = (self.writer.clone(), Arc::clone(&self.open));
        to_its_end(async move {
            let mut connection = match turn.at_rest.take() {
                Some(connection) => connection,
                None => writer.acquire().await?.detach(),
            };
            let begin = match alone {
                Some(Alone::Gathered) => None,
                Some(Alone::Long) => Some(dialect::SQLITE_BEGIN_LONG),
                None => Some(dialect::SQLITE_BEGIN_WRITE),
            };
            if let Some(begin) = begin {
                sqlx::raw_sql(begin).execute(&mut connection).await?;
            }
            turn.group = Some(Group {
                connection,
                alone: alone.is_some(),
                to_begin: begin.is_none(),
                at_end: None,
                waiting: Vec::new(),
                at_work: AtWork::First,
                lost: false,
            });
            // Queues behind everybody who waits already, so that they all share the commit.
            if alone.is_none() {
                tokio::spawn(async move { open.lock_owned().await.end().await });
            }
            Ok(turn)
        })
        .await?
    }

    /// The turn, with nothing open.
    pub(super) async fn free(&self) -> Result<Turn, StoreError> {
        end(self.turn().await?).await
    }

    /// A transaction that nobody shares.
    pub(super) async fn alone(&self, alone: Alone) -> Result<SqliteTx, StoreError> {
        let turn = self.free().await?;
        Ok(SqliteTx(Kind::Writing(self.begin(turn, Some(alone)).await?)))
    }

    /// A part of a transaction that others may share: for short work.
    pub(super) async fn join(&self) -> Result<SqliteTx, StoreError> {
        let mut turn = self.turn().await?;
        if turn.group.as_ref().is_some_and(|group| group.lost) {
            turn = end(turn).await?;
        }
        let Some(group) = &mut turn.group else { return Ok(SqliteTx(Kind::Writing(self.begin(turn, None).await?))) };
        group.at_work = AtWork::Later;
        sqlx::raw_sql(JOIN).execute(&mut group.connection).await?;
        Ok(SqliteTx(Kind::Writing(turn)))
    }
}

/// Does what must not stop half-way also when whoever asked for it goes away meanwhile. A transaction that was begun and
/// belongs to nobody would keep everybody from writing; a commit of which nobody heard would be made again.
async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, StoreError> {
    tokio::spawn(work).await.map_err(|_| StoreError::Undone)
}

/// Commits the group that is open, if there is one; the turn goes on.
async fn end(mut turn: Turn) -> Result<Turn, StoreError> {
    if turn.group.is_none() {
        return Ok(turn);
    }
    to_its_end(async move {
        turn.end().await;
        turn
    })
    .await
}

impl Open {
    /// Takes back what a member left behind when it was dropped in the middle.
    async fn tidy(&mut self) {
        let Some(group) = self.group.as_mut().filter(|group| group.at_work != AtWork::Nobody) else { return };
        if group.at_work == AtWork::First {
            group.lost = true;
            self.end_now().await;
        } else {
            group.lost |= sqlx::raw_sql(TAKE_BACK).execute(&mut group.connection).await.is_err();
            group.at_work = AtWork::Nobody;
        }
    }

    /// Commits the group, if there is one, and tells everybody who waits.
    async fn end(&mut self) {
        self.tidy().await;
        self.end_now().await;
    }

    async fn end_now(&mut self) {
        let Some(mut group) = self.group.take() else { return };
        let ended = if group.lost { Err(StoreError::Undone) } else { group.commit().await };
        if ended.is_err() {
            // Where the engine has rolled back by itself this fails, and nothing is left to do.
            drop(sqlx::raw_sql(ROLL_BACK).execute(&mut group.connection).await);
        }
        self.at_rest = Some(group.connection);
        let told = ended.map_err(Arc::new);
        for member in group.waiting {
            // Whoever went away does not want to know.
            drop(member.send(told.clone()));
        }
    }
}

/// How the group ended for one who waits.
async fn ended(told: oneshot::Receiver<Result<(), Arc<StoreError>>>) -> Result<(), StoreError> {
    match told.await {
        Ok(ended) => ended.map_err(StoreError::Group),
        Err(_) => Err(StoreError::Undone),
    }
}

impl Group {
    /// Is told when the group has ended.
    fn wait(&mut self) -> oneshot::Receiver<Result<(), Arc<StoreError>>> {
        let (tell, told) = oneshot::channel();
        self.waiting.push(tell);
        told
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        if let Some((mut text, arguments)) = self.at_end.take() {
            text.push_str("; ");
            text.push_str(COMMIT);
            sqlx::query_with(AssertSqlSafe(text), arguments).execute(&mut self.connection).await?;
        } else if !self.to_begin {
            sqlx::raw_sql(COMMIT).execute(&mut self.connection).await?;
        }
        Ok(())
    }

    /// The connection, with what has to come before the text of the next statement.
    async fn next(&mut self) -> Result<(&'static str, &mut SqliteConnection), StoreError> {
        if let Some((text, arguments)) = self.at_end.take() {
            sqlx::query_with(AssertSqlSafe(text), arguments).execute(&mut self.connection).await?;
        }
        let begin = if std::mem::take(&mut self.to_begin) { BEGIN_WITH } else { "" };
        Ok((begin, &mut self.connection))
    }
}

impl SqliteTx {
    pub(super) const fn reading(tx: Transaction<'static, Sqlite>) -> Self {
        Self(Kind::Reading(tx))
    }

    /// The connection to run statements on.
    pub(super) async fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        let (begin, connection) = self.next().await?;
        if !begin.is_empty() {
            sqlx::raw_sql(dialect::SQLITE_BEGIN_WRITE).execute(&mut *connection).await?;
        }
        Ok(connection)
    }

    /// The connection to run one statement on, and what has to come before the text of it.
    pub(super) async fn next(&mut self) -> Result<(&'static str, &mut SqliteConnection), StoreError> {
        match &mut self.0 {
            Kind::Reading(tx) => Ok(("", tx)),
            Kind::Writing(turn) => {
                turn.group.as_mut().expect("a group stays open as long as one of its members has the turn").next().await
            }
        }
    }

    /// Runs statements that are the last ones of a transaction: where nobody shares it, with the commit.
    pub(super) async fn run_last(&mut self, text: String, arguments: SqliteArguments) -> Result<(), StoreError> {
        if let Kind::Writing(turn) = &mut self.0
            && let Some(group) = turn.group.as_mut().filter(|group| group.alone && group.at_end.is_none())
            && !group.to_begin
        {
            group.at_end = Some((text, arguments));
            return Ok(());
        }
        sqlx::query_with(AssertSqlSafe(text), arguments).execute(self.connection().await?).await?;
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let mut turn = match self.0 {
            Kind::Reading(tx) => return Ok(tx.commit().await?),
            Kind::Writing(turn) => turn,
        };
        let Some(group) = turn.group.as_mut() else { return Err(StoreError::Undone) };
        if group.alone {
            let committed = group.commit().await;
            if committed.is_ok() {
                turn.at_rest = turn.group.take().map(|group| group.connection);
            } else {
                turn.tidy().await;
            }
            return committed;
        }
        if group.at_work == AtWork::Later
            && let Err(error) = sqlx::raw_sql(LEAVE).execute(&mut group.connection).await
        {
            group.lost = true;
            group.at_work = AtWork::Nobody;
            return Err(error.into());
        }
        group.at_work = AtWork::Nobody;
        let told = group.wait();
        drop(turn);
        ended(told).await
    }

    pub(super) async fn rollback(self) -> Result<(), StoreError> {
        match self.0 {
            Kind::Reading(tx) => tx.rollback().await?,
            Kind::Writing(mut turn) => {
                turn.tidy().await;
                // Whoever is refused has seen what others of the group did, and may be refused because of it. That is
                // told when it is on the disk; when it is not stored after all, the request is worth another try.
                let shared = turn.group.as_mut().filter(|group| !group.lost && !group.waiting.is_empty());
                if let Some(told) = shared.map(Group::wait) {
                    drop(turn);
                    return ended(told).await;
                }
            }
        }
        Ok(())
    }
}
