//! Two things at once: while the database stores what one chunk came to, the next chunk is decided. What is decided and
//! not stored yet is known to the deciding side, so the order of the two does not matter to any row.

use super::prepare::Chunk;
use super::rejects::RejectFile;
use super::row::Rows;
use super::writer::Writer;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::store::Tx;

/// The deciding side of a delivery, and what waits to be stored.
#[derive(Debug)]
pub(super) struct Pipeline {
    writer: Option<Writer>,
    waiting: Option<Rows>,
}

impl Pipeline {
    /// With nothing decided yet.
    pub(super) fn new(writer: Writer) -> Self {
        Self { writer: Some(writer), waiting: None }
    }

    /// The deciding side.
    ///
    /// # Errors
    /// When it was lost.
    pub(super) fn writer(&mut self) -> Result<&mut Writer, Failure> {
        self.writer.as_mut().ok_or_else(lost)
    }

    /// Decides a chunk while the one before is stored.
    ///
    /// # Errors
    /// When the database fails, or rejected rows cannot be written out.
    pub(super) async fn take(
        &mut self,
        tx: &mut Tx,
        context: &Context,
        chunk: Chunk,
        rejects: Option<&mut RejectFile<'_>>,
    ) -> Result<(), Failure> {
        let writer = self.writer()?;
        writer.look_up(tx, &chunk).await?;
        if writer.may_change(&chunk) {
            // Changes are made at once, and look at what is stored.
            self.store(tx).await?;
            let writer = self.writer()?;
            let mut rows = writer.decide_changing(tx, context, chunk).await?;
            writer.forget();
            rows.write_rejected(rejects)?;
            return rows.store(tx).await;
        }
        let mut writer = self.writer.take().ok_or_else(lost)?;
        let db = context.db.clone();
        let deciding = tokio::task::spawn_blocking(move || {
            let mut rows = writer.decide(chunk);
            let ready = rows.make_ready(&db);
            (writer, ready.map(|()| rows))
        });
        let stored = self.store(tx).await;
        let (writer, rows) = deciding.await.map_err(|_| lost())?;
        self.writer = Some(writer);
        stored?;
        let mut rows = rows?;
        rows.write_rejected(rejects)?;
        self.waiting = Some(rows);
        Ok(())
    }

    /// Stores what waits.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn store(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        match self.waiting.take() {
            Some(rows) => rows.store(tx).await,
            None => Ok(()),
        }
    }

    /// Stores what waits, and hands the deciding side back.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn finish(mut self, tx: &mut Tx) -> Result<Writer, Failure> {
        self.store(tx).await?;
        self.writer.ok_or_else(lost)
    }
}

/// The deciding side ended where it must not.
fn lost() -> Failure {
    Fault::new(Code::Internal, "").with("request", "deciding").into()
}
