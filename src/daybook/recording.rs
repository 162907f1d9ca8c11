//! Many entries at once: each goes through the rules of every other door, and all faults are gathered.

use crate::context::Context;
use crate::entries::{self, EntryView, RawEntry};
use crate::failure::Failure;
use crate::fault::{Fault, Faults};
use crate::store::Tx;

/// An entry to be recorded, and the place that faults of it are named by, such as `days/2026-11-20`.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) place: String,
    pub(super) raw: RawEntry,
}

/// An entry that was refused.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    /// Its place among those planned.
    pub(super) at: usize,
    /// All its faults.
    pub(super) faults: Faults,
}

/// Records what can be recorded, in order. Whoever wants all or none takes the transaction back where anything was
/// refused: an entry is refused before anything of it is written.
pub(super) async fn record_each_in(
    tx: &mut Tx,
    context: &Context,
    planned: &[Planned],
) -> Result<(Vec<EntryView>, Vec<Refused>), Failure> {
    let (mut recorded, mut refused) = (Vec::with_capacity(planned.len()), Vec::new());
    for (at, one) in planned.iter().enumerate() {
        match entries::ops::record_all_in(tx, context, std::slice::from_ref(&one.raw)).await {
            Ok(views) => recorded.extend(views),
            Err(Failure::Refused(faults)) => refused.push(Refused { at, faults }),
            Err(failure) => return Err(failure),
        }
    }
    Ok((recorded, refused))
}

/// All faults, each under the place of its entry.
pub(super) fn gathered(planned: &[Planned], refused: &[Refused]) -> Faults {
    let mut faults = Faults::none();
    for one in refused {
        for fault in &one.faults {
            faults.push(placed(&planned[one.at], fault));
        }
    }
    faults
}

/// As [`gathered`]; what is wrong with every entry alike is said once, of the whole.
pub(super) fn gathered_once(planned: &[Planned], refused: &[Refused]) -> Faults {
    let everywhere = |fault: &Fault| {
        refused.len() == planned.len() && refused.iter().all(|one| one.faults.iter().any(|other| other == fault))
    };
    let mut faults = Faults::none();
    for fault in refused.first().into_iter().flat_map(|first| &first.faults).filter(|fault| everywhere(fault)) {
        faults.push(fault.clone());
    }
    for one in refused {
        for fault in one.faults.iter().filter(|fault| !everywhere(fault)) {
            faults.push(placed(&planned[one.at], fault));
        }
    }
    faults
}

fn placed(planned: &Planned, fault: &Fault) -> Fault {
    under(&planned.place, fault)
}

/// A fault under a place in what was sent.
pub(super) fn under(place: &str, fault: &Fault) -> Fault {
    Fault { field: format!("{place}/{}", fault.field), ..fault.clone() }
}
