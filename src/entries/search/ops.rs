//! A page of one's own entries, and what all pages come to.

use super::{Sum, store};
use crate::access::Right;
use crate::context::Context;
use crate::entries::EntryView;
use crate::entries::ops::{self, Wanted};
use crate::failure::Failure;
use crate::fault::{Code, Fault};

/// The entries of whoever asks that are wanted, and what those of all pages come to.
///
/// # Errors
/// `forbidden`, `person_required` where the account stands for no person, or the failure of the database.
pub(super) async fn find(context: &Context, wanted: &Wanted) -> Result<(Vec<EntryView>, Sum), Failure> {
    let access = &context.caller.access;
    access.must(Right::RecordTime)?;
    let person = access.person.ok_or_else(|| Fault::new(Code::PersonRequired, ""))?;
    let wanted = Wanted { person: Some(person), ..wanted.clone() };
    let found = ops::list(context, &wanted).await?;
    let mut tx = context.db.read().await?;
    let sum = store::sum(&mut tx, &wanted, person, access).await?;
    Ok((found, sum))
}
