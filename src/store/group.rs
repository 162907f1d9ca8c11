//! Group commit on the embedded engine: a commit waits for the disk, and everybody who waits for the writer meanwhile
//! shares the next one. Each member but the first works inside a savepoint of its own, so that one that fails takes nothing
//! of the others with it; nobody is answered before the shared commit is on the disk.

use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::{StoreError, dialect};

/// How long a caller waits for its turn.
const PATIENCE: Duration = Duration::from_secs(3);

const JOIN: &str = "SAVEPOINT member";
const LEAVE: &str = "RELEASE member";
const TAKE_BACK: &str = "ROLLBACK TO member; RELEASE member";
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
struct Open(Option<Group>);

/// An open transaction. The library's own kind of transaction would count itself open for ever once the engine has taken
/// one back by itself.
#[derive(Debug)]
struct Group {
    connection: PoolConnection<Sqlite>,
    /// Nobody may join.
    alone: bool,
    /// Members that have done their work, or were refused because of that of others, and wait for the commit.
    waiting: Vec<oneshot::Sender<Result<(), Arc<StoreError>>>>,
    /// Who is at work; found by the next one, it was dropped in the middle.
    at_work: AtWork,
    /// The engine took everything back by itself, as it does when the disk is full.
    lost: bool,
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

type Turn = OwnedMutexGuard<Open>;

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
        if !turn.0.as_ref().is_some_and(|group| group.at_work != AtWork::Nobody) {
            return Ok(turn);
        }
        to_its_end(async move {
            turn.tidy().await;
            turn
        })
        .await
    }

    async fn begin(&self, mut turn: Turn, alone: bool) -> Result<Turn, StoreError> {
        let (writer, open) = (self.writer.clone(), Arc::clone(&self.open));
        to_its_end(async move {
            let mut connection = writer.acquire().await?;
            let begin = if alone { dialect::SQLITE_BEGIN_LONG } else { dialect::SQLITE_BEGIN_WRITE };
            sqlx::raw_sql(begin).execute(&mut *connection).await?;
            turn.0 = Some(Group { connection, alone, waiting: Vec::new(), at_work: AtWork::First, lost: false });
            // Queues behind everybody who waits already, so that they all share the commit.
            tokio::spawn(async move { open.lock_owned().await.end().await });
            Ok(turn)
        })
        .await?
    }

    /// A transaction that nobody shares: for long work.
    pub(super) async fn alone(&self) -> Result<SqliteTx, StoreError> {
        let turn = end(self.turn().await?).await?;
        Ok(SqliteTx(Kind::Writing(self.begin(turn, true).await?)))
    }

    /// A part of a transaction that others may share: for short work.
    pub(super) async fn join(&self) -> Result<SqliteTx, StoreError> {
        let mut turn = self.turn().await?;
        if turn.0.as_ref().is_some_and(|group| group.lost) {
            turn = end(turn).await?;
        }
        let Some(group) = &mut turn.0 else { return Ok(SqliteTx(Kind::Writing(self.begin(turn, false).await?))) };
        group.at_work = AtWork::Later;
        sqlx::raw_sql(JOIN).execute(&mut *group.connection).await?;
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
    to_its_end(async move {
        turn.end().await;
        turn
    })
    .await
}

impl Open {
    /// Takes back what a member left behind when it was dropped in the middle.
    async fn tidy(&mut self) {
        let Some(group) = self.0.as_mut().filter(|group| group.at_work != AtWork::Nobody) else { return };
        if group.at_work == AtWork::First {
            group.lost = true;
            self.end_now().await;
        } else {
            group.lost |= sqlx::raw_sql(TAKE_BACK).execute(&mut *group.connection).await.is_err();
            group.at_work = AtWork::Nobody;
        }
    }

    /// Commits the group, if there is one, and tells everybody who waits.
    async fn end(&mut self) {
        self.tidy().await;
        self.end_now().await;
    }

    async fn end_now(&mut self) {
        let Some(mut group) = self.0.take() else { return };
        let ended = if group.lost { Err(StoreError::Undone) } else { group.commit().await };
        if ended.is_err() {
            // Where the engine has rolled back by itself this fails, and nothing is left to do.
            drop(sqlx::raw_sql(ROLL_BACK).execute(&mut *group.connection).await);
        }
        drop(group.connection);
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
        sqlx::raw_sql(COMMIT).execute(&mut *self.connection).await?;
        Ok(())
    }
}

impl SqliteTx {
    pub(super) const fn reading(tx: Transaction<'static, Sqlite>) -> Self {
        Self(Kind::Reading(tx))
    }

    /// The connection to run statements on.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        match &mut self.0 {
            Kind::Reading(tx) => tx,
            Kind::Writing(turn) => {
                &mut turn.0.as_mut().expect("a group stays open as long as one of its members has the turn").connection
            }
        }
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let mut turn = match self.0 {
            Kind::Reading(tx) => return Ok(tx.commit().await?),
            Kind::Writing(turn) => turn,
        };
        let Some(group) = turn.0.as_mut() else { return Err(StoreError::Undone) };
        if group.alone {
            let committed = group.commit().await;
            if committed.is_ok() {
                turn.0 = None;
            } else {
                turn.tidy().await;
            }
            return committed;
        }
        if group.at_work == AtWork::Later
            && let Err(error) = sqlx::raw_sql(LEAVE).execute(&mut *group.connection).await
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
                let shared = turn.0.as_mut().filter(|group| !group.lost && !group.waiting.is_empty());
                if let Some(told) = shared.map(Group::wait) {
                    drop(turn);
                    return ended(told).await;
                }
            }
        }
        Ok(())
    }
}
