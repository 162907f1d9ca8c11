//! Taking back what was done to entries just now: what was recorded is withdrawn, what was corrected becomes what it was, what
//! was withdrawn is put back. Every version stays in the history.

use chrono::NaiveDate;

use super::ops::{correct_one_in, known};
use super::restore::restore_one_in;
use super::{RawCorrection, store};
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::EntryId;
use crate::store::Tx;

/// How one version of an entry is taken back.
#[derive(Debug, Clone)]
enum Way {
    Withdraw,
    Restore,
    Correct(Box<RawCorrection>),
}

/// One version of an entry that is to be taken back.
#[derive(Debug, Clone)]
pub struct TakingBack {
    id: EntryId,
    version: i64,
    way: Way,
    /// The day of the work, as it is now.
    pub day: NaiveDate,
    /// By how many minutes the day becomes longer.
    pub longer: i64,
}

/// How the version that an entry is at is taken back; nothing where it says the same as the one before. The caller has
/// taken the turn.
///
/// # Errors
/// `forbidden`, `not_found`, `not_your_time`, `entry_changed` where the entry is at another version by now; the failure of
/// the database.
pub async fn plan_taking_back_in(
    tx: &mut Tx,
    context: &Context,
    id: EntryId,
    version: i64,
) -> Result<Option<TakingBack>, Failure> {
    let access = &context.caller.access;
    access.must(Right::RecordTime)?;
    let now = known(tx, id, access).await?;
    access.must_record_for(now.entry.person_id)?;
    if now.entry.version != version {
        return Err(Fault::new(Code::EntryChanged, "").with("current", now.entry.version).into());
    }
    let minutes = now.entry.minutes.get();
    let (way, longer) = if now.entry.withdrawn {
        (Way::Restore, minutes)
    } else if version == 1 {
        (Way::Withdraw, -minutes)
    } else {
        let earlier = store::list_versions(tx, id, access).await?;
        let before = earlier.into_iter().find(|one| one.version == version - 1);
        let before = before.ok_or_else(|| Failure::from(Fault::new(Code::NotFound, "")))?;
        let same = before.file == now.file
            && before.activity == now.entry.activity
            && before.worked_on == now.entry.worked_on
            && before.minutes == minutes
            && before.narrative == now.entry.narrative;
        if same {
            return Ok(None);
        }
        let correction = RawCorrection {
            file: Some(before.file),
            activity: Some(before.activity),
            worked_on: Some(before.worked_on.to_string()),
            minutes: Some(format!("{}m", before.minutes)),
            narrative: Some(before.narrative),
            ..RawCorrection::default()
        };
        (Way::Correct(Box::new(correction)), before.minutes - minutes)
    };
    Ok(Some(TakingBack { id, version, way, day: now.entry.worked_on, longer }))
}

/// Takes back what was planned. The caller has taken the turn.
///
/// # Errors
/// As correcting, withdrawing and putting back an entry.
pub async fn take_back_in(tx: &mut Tx, context: &Context, planned: &TakingBack, reason: &str) -> Result<(), Failure> {
    let TakingBack { id, version, .. } = *planned;
    let reason = reason.to_owned();
    match &planned.way {
        Way::Withdraw => {
            let correction = RawCorrection { withdrawn: true, reason, ..RawCorrection::default() };
            correct_one_in(tx, context, id, version, &correction).await?;
        }
        Way::Correct(correction) => {
            let correction = RawCorrection { reason, ..correction.as_ref().clone() };
            correct_one_in(tx, context, id, version, &correction).await?;
        }
        Way::Restore => {
            restore_one_in(tx, context, id, version).await?;
        }
    }
    Ok(())
}
