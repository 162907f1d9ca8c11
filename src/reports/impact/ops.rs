//! Rehearsing and applying a new version of the vocabulary: one code path, which ends in roll-back or commit.

use std::sync::Arc;

use super::{Impact, compute, store};
use crate::access::Right;
use crate::audit;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::people::ops::Added;
use crate::repeats;
use crate::reports::facts::Facts;
use crate::store::Tx;
use crate::vocabulary::succession::{Next, days_taken_away, parse_next};
use crate::vocabulary::{self, Vocabulary};

/// Tells what a new version would change, and changes nothing.
///
/// # Errors
/// As [`apply`].
pub async fn rehearse(context: &Context, facts: &Facts, document: &str) -> Result<Impact, Failure> {
    match run(context, facts, document, true).await? {
        Added::New(impact) | Added::Same(impact) => Ok(impact),
    }
}

/// Applies a new version, once: the version in force sent again changes nothing. Recording on days on which a code may no
/// longer be used is refused from now on; entries that are there keep their code.
///
/// # Errors
/// `forbidden`; every fault of the file and of what it changes, with its line; `vocabulary_entries_outside`;
/// `vocabulary_changed` when another version was applied meanwhile; the failure of the database.
pub async fn apply(context: &Context, facts: &Facts, document: &str) -> Result<Added<Impact>, Failure> {
    run(context, facts, document, false).await
}

async fn run(context: &Context, facts: &Facts, document: &str, rehearse: bool) -> Result<Added<Impact>, Failure> {
    context.caller.access.must(Right::ChangeVocabulary)?;
    let prepared = prepare(context, facts, document).await?;
    let mut tx = context.db.begin_write().await?;
    let outcome = run_in(&mut tx, context, prepared, rehearse).await;
    match &outcome {
        Ok(_) if !rehearse => tx.commit().await?,
        // A failed roll-back means a lost connection: the engine then rolls back by itself.
        _ => drop(tx.rollback().await),
    }
    outcome
}

/// What is known of a document before the transaction.
enum Prepared {
    /// The next version, and what it changes.
    Next(Box<Next>, Impact),
    /// The version in force.
    Same(Impact),
    /// A document with faults. A repeat of a request that was done is answered all the same.
    Refused(Faults),
}

async fn prepare(context: &Context, facts: &Facts, document: &str) -> Result<Prepared, Failure> {
    let before = &context.vocabulary;
    let next = match parse_next(document, before) {
        Ok(next) => Some(next),
        Err(_) if Vocabulary::parse(document).is_ok_and(|parsed| parsed == **before) => None,
        Err(found) => {
            let mut faults = Faults::none();
            for fault in found {
                faults.push(fault.in_document());
            }
            return Ok(Prepared::Refused(faults));
        }
    };
    let snapshot = crate::reports::ops::facts(context, facts).await?;
    let extracted_at = context.clock.now();
    let (before, after) = (Arc::clone(before), next.as_ref().map(|next| Arc::new(next.vocabulary.clone())));
    let after = after.unwrap_or_else(|| Arc::clone(&before));
    let work = tokio::task::spawn_blocking(move || compute(&snapshot, &before, &after, extracted_at));
    let impact = match work.await {
        Ok(Ok(impact)) => impact,
        Ok(Err(error)) => {
            tracing::error!(%error, "impact statement failed");
            return Err(Fault::new(Code::Internal, "").with("request", "").into());
        }
        Err(_) => return Err(Fault::new(Code::Internal, "").with("request", "").into()),
    };
    Ok(match next {
        Some(next) => Prepared::Next(Box::new(next), impact),
        None => Prepared::Same(impact),
    })
}

async fn run_in(tx: &mut Tx, context: &Context, prepared: Prepared, rehearse: bool) -> Result<Added<Impact>, Failure> {
    audit::ops::take_turn(tx).await?;
    // Of a rehearsal nothing is kept, so there is nothing to find either.
    let repeat = context.repeat.as_ref().filter(|_| !rehearse);
    if let Some(before) = repeats::ops::find_in(tx, repeat).await? {
        return Ok(before);
    }
    let applied = match prepared {
        Prepared::Refused(faults) => return Err(faults.into()),
        Prepared::Same(impact) => {
            vocabulary::ops::must_be_current_in(tx, &context.vocabulary).await?;
            Added::Same(impact)
        }
        Prepared::Next(next, impact) => {
            vocabulary::ops::apply_in(tx, context, &next.vocabulary).await?;
            check_entries(tx, &context.vocabulary, &next).await?;
            Added::New(impact)
        }
    };
    repeats::ops::keep_in(tx, repeat, context.clock.now(), &applied).await?;
    Ok(applied)
}

/// No entry may come to stand under a code on a day on which the code may not be used: it could be corrected no more.
async fn check_entries(tx: &mut Tx, before: &Vocabulary, next: &Next) -> Result<(), Failure> {
    let mut faults = Faults::none();
    for activity in &before.activities {
        let Some(after) = next.vocabulary.find_activity(&activity.code) else { continue };
        for (from, to) in days_taken_away(activity, after) {
            if let Some((first, last)) = store::find_days(tx, &activity.code, from, to).await? {
                let fault = Fault::new(Code::VocabularyEntriesOutside, vocabulary::DOCUMENT);
                let fault = fault.with("code", activity.code.as_str());
                let fault = fault.with("from", first.to_string()).with("to", last.to_string());
                faults.push(fault.at_line(next.line_of(&activity.code)));
            }
        }
    }
    Ok(faults.or(|| ())?)
}
