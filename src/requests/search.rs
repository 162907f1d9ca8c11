//! Searching requests by folded text: number, who asked, what is wanted, team, to whom it was referred, and the name of the
//! country in both languages.

use super::{Request, store};
use crate::files::search::{Word, words_in};
use crate::store::{Db, StoreError, Tx, write};
use crate::text::fold;

/// How many requests are made searchable in one transaction.
const REQUESTS_AT_ONCE: i64 = 1000;

/// What a search reads of a request, folded.
pub(super) fn key(request: &Request) -> String {
    let words = [&request.number, &request.requester, &request.wanted, &request.team, &request.referred_to];
    words.iter().map(|text| fold(text)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The words of a text as they are searched for; `None` where it has signs alone, which are found nowhere.
pub(super) async fn words(tx: &mut Tx, text: &str) -> Result<Option<[Word; 3]>, StoreError> {
    let whole = fold(text);
    match whole.as_str() {
        "" if text.trim().is_empty() => Ok(Some(<[Word; 3]>::default())),
        "" => Ok(None),
        whole => words_in(tx, whole).await.map(Some),
    }
}

/// Makes requests searchable that were stored before there was a search; part of bringing a database up to date. Answers
/// how many there were.
///
/// # Errors
/// When the database fails.
pub async fn complete(db: &Db) -> Result<u64, StoreError> {
    let mut completed = 0;
    loop {
        let count = write!(db, |tx| complete_in(tx).await)?;
        if count == 0 {
            return Ok(completed);
        }
        completed += count;
    }
}

async fn complete_in(tx: &mut Tx) -> Result<u64, StoreError> {
    let requests = store::list_unsearchable(tx, REQUESTS_AT_ONCE).await?;
    for request in &requests {
        store::set_search_key(tx, request.id, &key(request)).await?;
    }
    Ok(requests.len() as u64)
}
