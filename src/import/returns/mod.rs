//! What happens to deliveries after they were imported: rejected rows that come back corrected, sign-off, and looking
//! deliveries up.

pub mod api;
pub mod deliveries;
mod read;
mod reading;
pub mod repair;
mod settle;
pub mod sign_off;
mod store;
mod totals;
pub mod unload;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{BatchId, RepairId};

/// The sign-off of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BatchSignOff {
    /// The delivery.
    #[schema(value_type = String, format = Uuid)]
    pub batch: BatchId,
    /// Why differences and rejected rows are accepted; empty where there were none.
    pub reason: String,
    /// Totals that differed from their rows.
    pub totals_differing: u64,
    /// Rows that were rejected.
    pub rows_rejected: u64,
    /// When.
    pub signed_at: DateTime<Utc>,
    /// Who.
    pub signed_by: String,
}

/// A file of rejected rows that came back corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BatchRepair {
    /// The identifier.
    #[schema(value_type = String, format = Uuid)]
    pub id: RepairId,
    /// The name of the file.
    pub source_name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Rows that came to something.
    pub repaired: u64,
    /// Rows that were repaired before, in the same way.
    pub same: u64,
    /// Rows that are still at fault.
    pub rejected: u64,
    /// When.
    pub repaired_at: DateTime<Utc>,
    /// Who.
    pub repaired_by: String,
}
