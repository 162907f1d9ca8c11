//! The file a request became: one that is there, or one that is opened in the same step. A file that is walled is told of to
//! those named on it alone, and cannot be found here by trying numbers.

use super::ops::{Begun, begin, end};
use super::{RawLink, Request, Step};
use crate::access::{Access, Right};
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::{self, File, RawFile};
use crate::ids::RequestId;
use crate::people::ops::Added;
use crate::store::{Tx, write};
use crate::time;
use crate::vocabulary::Need;

/// Names the file an accepted request became: one that is there and that the caller may know of, or one that is opened
/// in the same step, with what the request says of it.
///
/// # Errors
/// `forbidden`, `not_found`, `version_conflict`, `request_step`, `request_has_file`, `unknown_file`, all faults of
/// opening a file.
pub async fn link_file(context: &Context, id: RequestId, version: i64, raw: &RawLink) -> Result<Request, Failure> {
    context.caller.access.must(Right::ChangeRequests)?;
    if let RawLink::New(_) = raw {
        context.caller.access.must(Right::ChangeFiles)?;
    }
    write!(context.db, |tx| link_file_in(tx, context, id, version, raw).await)
}

async fn link_file_in(
    tx: &mut Tx,
    context: &Context,
    id: RequestId,
    version: i64,
    raw: &RawLink,
) -> Result<Request, Failure> {
    let before = match begin(tx, context, id, version).await? {
        Begun::Before(request) => return Ok(request),
        Begun::Now(request) => request,
    };
    before.must_allow(Step::LinkFile)?;
    if before.file_id.is_some() {
        // That there is one shows, so that nobody replaces it unawares; which one it is does not.
        return Err(Fault::new(Code::RequestHasFile, "").into());
    }
    let file = match raw {
        RawLink::Known(number) => known_file(tx, &context.caller.access, number).await?,
        RawLink::New(raw) => open_file(tx, context, &before, raw).await?,
    };
    // Whoever names the file knows it, or has just been named on it.
    let after = Request { file_id: Some(file.id), file: Some(file.number), walled: false, ..before.clone() };
    end(tx, context, "link_file", &before, after, None).await
}

async fn known_file(tx: &mut Tx, access: &Access, number: &str) -> Result<File, Failure> {
    let found = files::ops::find_by_number_in(tx, number).await?;
    let found = found.filter(|file| file.is_known_to(access) && !file.import_only);
    found.ok_or_else(|| Fault::new(Code::UnknownFile, "file").with("value", time::clip(number)).into())
}

/// Opens a file with what the request says, where the caller says nothing else.
async fn open_file(tx: &mut Tx, context: &Context, request: &Request, raw: &RawFile) -> Result<File, Failure> {
    let or = |given: &str, carried: &str| if given.trim().is_empty() { carried } else { given }.to_owned();
    let category = context.vocabulary.find_category(&raw.category.trim().to_uppercase());
    let takes_country = category.is_none_or(|category| category.country != Need::Forbidden);
    let raw = RawFile {
        requester: or(&raw.requester, &request.requester),
        country: or(&raw.country, if takes_country { &request.country } else { "" }),
        team: or(&raw.team, &request.team),
        ..raw.clone()
    };
    let opened = async {
        let new = raw.parse(&context.vocabulary)?;
        files::ops::open_in(tx, context, &new).await
    };
    match opened.await {
        Ok(Added::New(file) | Added::Same(file)) => Ok(file),
        // The members at fault stand in the file that was sent, not in the request.
        Err(Failure::Refused(faults)) => {
            let mut placed = Faults::none();
            for fault in faults {
                let field = if fault.field.is_empty() { "new".to_owned() } else { format!("new/{}", fault.field) };
                placed.push(Fault { field, ..fault });
            }
            Err(placed.into())
        }
        Err(failure) => Err(failure),
    }
}
