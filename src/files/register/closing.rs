//! Closing a file with a reason, going on with its work on another one of whatever category, and opening it again. What
//! was recorded stays where it is: a matter that changes its nature is closed and continued by a successor.

use chrono::NaiveDate;

use super::{Closing, FileClosings, store};
use crate::access::Right;
use crate::audit::Event;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files::leads::hand_on_in;
use crate::files::ops::{copy_members_in, find_in, find_known, must_still_know, open_successor_in, update_in};
use crate::files::{File, NewFile, RawFile, RawNumber};
use crate::ids::FileId;
use crate::store::{StoreError, Tx, write};
use crate::text::{self, REASON_MAX};
use crate::vocabulary::{Need, Vocabulary};
use crate::{audit, repeats, time};

/// How a file is closed, as text. Empty means: not given.
#[derive(Debug, Clone, Default)]
pub struct RawClosing {
    /// The last day, `YYYY-MM-DD`; not given: today.
    pub closed_on: String,
    /// Why.
    pub reason: String,
    /// The file that goes on with the work.
    pub successor: Option<RawSuccessor>,
}

/// A file that goes on with the work of another one, as text. What is `None` is taken from that one, as far as the
/// category allows; it is opened on the day after.
#[derive(Debug, Clone, Default)]
pub struct RawSuccessor {
    /// Number; empty: the next one, where the settings say how numbers are made.
    pub number: String,
    /// Code of the category.
    pub category: String,
    /// Title.
    pub title: Option<String>,
    /// Project.
    pub project: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// `true` or `false`.
    pub unfunded: Option<String>,
    /// Who asked.
    pub requester: Option<String>,
    /// Number of the funding agreement.
    pub agreement: Option<String>,
    /// Risk.
    pub risk: Option<String>,
    /// Complexity.
    pub complexity: Option<String>,
    /// Numbers in other systems; not given: none, for those of the other file are of the other file.
    pub numbers: Vec<RawNumber>,
    /// File type.
    pub file_type: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// `true` or `false`.
    pub walled: Option<String>,
}

impl RawSuccessor {
    /// The new file with what it takes from the one that is closed.
    fn continuing(&self, file: &File, vocabulary: &Vocabulary, closed_on: NaiveDate) -> RawFile {
        let category = vocabulary.find_category(self.category.trim().to_uppercase().as_str());
        let has_project = category.is_some_and(|category| category.project != Need::Forbidden);
        let has_country = category.is_some_and(|category| category.country != Need::Forbidden);
        let given = |given: &Option<String>, otherwise: &str| given.clone().unwrap_or_else(|| otherwise.to_owned());
        let if_it_has = |has: bool, text: &str| if has { text.to_owned() } else { String::new() };
        let project = given(&self.project, &if_it_has(has_project, &file.project));
        let unfunded = has_project && file.unfunded && self.project.is_none();
        RawFile {
            number: self.number.clone(),
            title: given(&self.title, &file.title),
            category: self.category.clone(),
            project,
            country: given(&self.country, &if_it_has(has_country, &file.country)),
            unfunded: given(&self.unfunded, &unfunded.to_string()),
            requester: given(&self.requester, &file.requester),
            agreement: given(&self.agreement, &if_it_has(has_project, &file.agreement)),
            risk: given(&self.risk, &file.risk),
            complexity: given(&self.complexity, &file.complexity),
            numbers: self.numbers.clone(),
            file_type: given(&self.file_type, &file.file_type),
            team: given(&self.team, &file.team),
            opened_on: closed_on.succ_opt().unwrap_or(closed_on).to_string(),
            closed_on: String::new(),
            walled: given(&self.walled, &file.walled.to_string()),
        }
    }
}

/// Every closing of a file, and the file whose work it goes on with.
///
/// # Errors
/// `forbidden`, `not_found`, or the failure of the database.
pub async fn list(context: &Context, id: FileId) -> Result<FileClosings, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    let file = find_known(&mut tx, &context.caller.access, id).await?;
    Ok(list_in(&mut tx, context, id, file.version).await?)
}

async fn list_in(tx: &mut Tx, context: &Context, file: FileId, version: i64) -> Result<FileClosings, StoreError> {
    let mut closings = store::list_closings(tx, file).await?;
    for closing in &mut closings {
        closing.successor = known(tx, context, closing.successor).await?;
    }
    let predecessor = store::find_predecessor(tx, file).await?;
    let predecessor = known(tx, context, predecessor).await?;
    Ok(FileClosings { file, version, predecessor, closings })
}

/// A file that the caller may know of.
async fn known(tx: &mut Tx, context: &Context, id: Option<FileId>) -> Result<Option<FileId>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    let found = find_in(tx, id).await?;
    Ok(found.filter(|file| file.is_known_to(&context.caller.access)).map(|file| file.id))
}

/// Whether a file is closed with a reason, inside a transaction of the caller.
pub(in crate::files) async fn is_recorded_in(tx: &mut Tx, id: FileId) -> Result<bool, StoreError> {
    Ok(store::list_closings(tx, id).await?.last().is_some_and(|last| last.reopened_at.is_none()))
}

/// Closes a file, once for each key of a request, and opens the file that goes on with its work, if there is to be one:
/// both or neither. The successor can be of any category; it is opened on the day after, and who knew of a walled file
/// and who led it do so there too. A successor can have a successor.
///
/// # Errors
/// `forbidden`, `not_found`, `file_already_closed`, `reason_required`, faults of the date, `period_reversed`; for the
/// successor, in places that begin with `successor/`, what opening it says.
pub async fn close(context: &Context, id: FileId, raw: &RawClosing) -> Result<FileClosings, Failure> {
    context.caller.access.must(Right::ChangeFiles)?;
    let mut faults = Faults::none();
    let reason = faults.keep(parse_reason(&raw.reason));
    let closed_on = if raw.closed_on.trim().is_empty() {
        Some(context.clock.today())
    } else {
        faults.keep(time::parse_work_date(&raw.closed_on, "closed_on", NaiveDate::MAX))
    };
    match (reason, closed_on) {
        (Some(reason), Some(closed_on)) => {
            let successor = raw.successor.as_ref();
            write!(context.db, |tx| close_in(tx, context, id, (&reason, closed_on), successor).await)
        }
        _ => Err(faults.into()),
    }
}

impl RawClosing {
    /// What is wrong with the last day and the reason, before anything is asked of the file that goes on with the work.
    #[must_use]
    pub fn faults(&self, file: &File) -> Faults {
        let mut faults = Faults::none();
        if !self.closed_on.trim().is_empty() {
            let day = time::parse_work_date(&self.closed_on, "closed_on", NaiveDate::MAX);
            if faults.keep(day).is_some_and(|day| day < file.opened_on) {
                faults.push(Fault::new(Code::PeriodReversed, "closed_on"));
            }
        }
        faults.keep(parse_reason(&self.reason));
        faults
    }
}

fn parse_reason(text: &str) -> Result<String, Fault> {
    let reason = text::plain(text, "reason")?;
    let length = reason.chars().count();
    if reason.is_empty() {
        Err(Fault::new(Code::ReasonRequired, "reason"))
    } else if length as u64 > REASON_MAX {
        Err(Fault::new(Code::TooLong, "reason").with("length", length).with("limit", REASON_MAX))
    } else {
        Ok(reason)
    }
}

async fn close_in(
    tx: &mut Tx,
    context: &Context,
    id: FileId,
    (reason, closed_on): (&str, NaiveDate),
    successor: Option<&RawSuccessor>,
) -> Result<FileClosings, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeated_in(tx, context).await? {
        return Ok(before);
    }
    let file = find_known(tx, &context.caller.access, id).await?;
    if let Some(closed) = file.closed_on {
        let fault = Fault::new(Code::FileAlreadyClosed, "").with("file", file.number);
        return Err(fault.with("closed", closed.to_string()).into());
    }
    if closed_on < file.opened_on {
        return Err(Fault::new(Code::PeriodReversed, "closed_on").into());
    }
    let after = File { closed_on: Some(closed_on), version: file.version + 1, ..file.clone() };
    let event = Event { action: "close", reason: reason.to_owned(), ..Event::default() };
    update_in(tx, context, &file, &after, event).await?;
    let successor = match successor {
        Some(raw) => {
            let new = raw.continuing(&file, &context.vocabulary, closed_on).parse(&context.vocabulary);
            let new = new.map_err(|faults| Failure::from(of_successor(faults)))?;
            Some(continue_in(tx, context, &after, closed_on, &new).await?)
        }
        None => None,
    };
    let closing = Closing {
        closed_on,
        reason: reason.to_owned(),
        closed_by: context.caller.actor.clone(),
        closed_at: Some(context.clock.now()),
        successor,
        reopened_by: String::new(),
        reopened_at: None,
        reopen_reason: String::new(),
    };
    let ordinal = count(&store::list_closings(tx, id).await?) + 1;
    store::insert_closing(tx, id, ordinal, &closing).await?;
    let mut now = list_in(tx, context, id, after.version).await?;
    if let Some(last) = now.closings.last_mut() {
        // Who opened a walled file just now is named on it, which the access they came with does not say yet.
        last.successor = successor;
    }
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &now).await?;
    Ok(now)
}

/// Opens the successor of a file, with whoever knew of that file and led it.
async fn continue_in(
    tx: &mut Tx,
    context: &Context,
    file: &File,
    closed_on: NaiveDate,
    new: &NewFile,
) -> Result<FileId, Failure> {
    let opened = match open_successor_in(tx, context, new).await {
        Err(Failure::Refused(faults)) => return Err(of_successor(faults).into()),
        other => other?,
    };
    if opened.walled {
        copy_members_in(tx, context, file, &opened).await?;
    }
    hand_on_in(tx, context, (file.id, closed_on), (opened.id, opened.opened_on)).await?;
    Ok(opened.id)
}

/// The same faults, in the member of the body that they are in.
fn of_successor(faults: Faults) -> Faults {
    let mut placed = Faults::none();
    for fault in faults {
        let field = format!("successor/{}", fault.field);
        placed.push(Fault { field, ..fault });
    }
    placed
}

/// Opens a closed file again, once for each key of a request. The closing and its reason are kept with who took it back
/// and why. Refused while the file that goes on with the work is open, or one that goes on with the work of that one:
/// two files of one matter would take time on one day.
///
/// # Errors
/// `forbidden`, `not_found`, `file_not_closed`, `file_continued`, `reason_required`, or the failure of the database.
pub async fn reopen(context: &Context, id: FileId, reason: &str) -> Result<FileClosings, Failure> {
    context.caller.access.must(Right::ChangeFiles)?;
    let reason = parse_reason(reason)?;
    write!(context.db, |tx| reopen_in(tx, context, id, &reason).await)
}

async fn reopen_in(tx: &mut Tx, context: &Context, id: FileId, reason: &str) -> Result<FileClosings, Failure> {
    audit::ops::take_turn(tx).await?;
    if let Some(before) = repeated_in(tx, context).await? {
        return Ok(before);
    }
    let file = find_known(tx, &context.caller.access, id).await?;
    let Some(closed_on) = file.closed_on else {
        return Err(Fault::new(Code::FileNotClosed, "").with("file", file.number).into());
    };
    let closings = store::list_closings(tx, id).await?;
    let in_force = closings.last().filter(|last| last.reopened_at.is_none()).cloned();
    if let Some(open) = open_successor(tx, in_force.as_ref().and_then(|closing| closing.successor)).await? {
        let known = open.is_known_to(&context.caller.access);
        let fault = Fault::new(Code::FileContinued, "").with("file", file.number);
        return Err(fault.with("successor", if known { open.number } else { "none".to_owned() }).into());
    }
    let after = File { closed_on: None, version: file.version + 1, ..file.clone() };
    let event = Event { action: "reopen", reason: reason.to_owned(), ..Event::default() };
    update_in(tx, context, &file, &after, event).await?;
    let taken_back = |closing: Closing| Closing {
        reopened_by: context.caller.actor.clone(),
        reopened_at: Some(context.clock.now()),
        reopen_reason: reason.to_owned(),
        ..closing
    };
    match in_force {
        Some(closing) => store::update_closing(tx, id, count(&closings), &taken_back(closing)).await?,
        None => {
            // The last day was only written down, without a reason and without a successor.
            let closing = Closing {
                closed_on,
                reason: String::new(),
                closed_by: String::new(),
                closed_at: None,
                successor: None,
                reopened_by: String::new(),
                reopened_at: None,
                reopen_reason: String::new(),
            };
            store::insert_closing(tx, id, count(&closings) + 1, &taken_back(closing)).await?;
        }
    }
    let now = list_in(tx, context, id, after.version).await?;
    repeats::ops::keep_in(tx, context.repeat.as_ref(), context.clock.now(), &now).await?;
    Ok(now)
}

/// The first open file on the way from a successor to its own successors.
async fn open_successor(tx: &mut Tx, successor: Option<FileId>) -> Result<Option<File>, StoreError> {
    let mut next = successor;
    // A successor is always a new file, so the way ends.
    while let Some(id) = next {
        let Some(file) = find_in(tx, id).await? else { return Ok(None) };
        if file.closed_on.is_none() {
            return Ok(Some(file));
        }
        let closings = store::list_closings(tx, id).await?;
        next = closings.last().filter(|last| last.reopened_at.is_none()).and_then(|last| last.successor);
    }
    Ok(None)
}

fn count(closings: &[Closing]) -> i64 {
    i64::try_from(closings.len()).unwrap_or(i64::MAX)
}

/// The outcome of an earlier request with the same key, unless the file has been closed to its sender since.
async fn repeated_in(tx: &mut Tx, context: &Context) -> Result<Option<FileClosings>, Failure> {
    let before = repeats::ops::find_in::<FileClosings>(tx, context.repeat.as_ref()).await?;
    if let Some(before) = &before {
        must_still_know(tx, &context.caller.access, before.file).await?;
    }
    Ok(before)
}
