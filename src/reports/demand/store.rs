//! The SQL of the report on demand: requests with every state they were in.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::ids::FileId;
use crate::store::{StoreError, Tx};

/// One state of one request.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::reports) struct RequestRow {
    pub(super) id: Uuid,
    pub(super) received_on: NaiveDate,
    pub(super) requester: String,
    pub(super) country: String,
    pub(super) kind: String,
    file_id: Option<Uuid>,
    pub(super) walled: bool,
    pub(super) state: String,
    pub(super) at: DateTime<Utc>,
}

impl RequestRow {
    /// The file it became.
    pub(super) fn file(&self) -> Option<FileId> {
        self.file_id.map(FileId::from_uuid)
    }
}

/// All requests with their states, in the order of the states.
pub(super) async fn list(tx: &mut Tx) -> Result<Vec<RequestRow>, StoreError> {
    const LIST: &str = "SELECT r.id, r.received_on, r.requester, r.country, r.kind, r.file_id, \
         COALESCE(f.walled, FALSE) AS walled, s.state, s.at FROM requests r \
         JOIN request_states s ON s.request_id = r.id LEFT JOIN files f ON f.id = r.file_id \
         ORDER BY r.id, s.sequence";
    tx.all(LIST, ()).await
}
