//! Lists of requests: narrowed by what is wanted, a page at a time, or as a board with a column for each state.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::ops::Place;
use super::{Happened, Kind, Life, Request, State, StateCounts, search, store};
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::files::search::Word;
use crate::ids::{FileId, RequestId};
use crate::store::Tx;
use crate::time::FIRST_YEAR;

/// How a list is narrowed to requests that name no country.
pub const NOT_GIVEN: &str = "-";

/// Which requests a list holds, and where the page begins. Empty texts do not narrow.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// In this state only.
    pub state: Option<State>,
    /// To which this happened in these days; none: those that arrived then.
    pub happened: Option<Happened>,
    /// Of this requester only, compared folded.
    pub requester: String,
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// With these words only, compared folded.
    pub text: String,
    /// About this country only; [`NOT_GIVEN`]: those that name none.
    pub country: String,
    /// The first day of receipt.
    pub from: NaiveDate,
    /// The last day of receipt.
    pub to: NaiveDate,
    /// Requests before this place, the latest number first.
    pub before: Option<Place>,
    /// At most so many.
    pub limit: i64,
}

impl Wanted {
    /// Everything there is up to a day, at most so many.
    #[must_use]
    pub fn all(today: NaiveDate, limit: i64) -> Self {
        let from = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
        Self {
            state: None,
            happened: None,
            requester: String::new(),
            kind: None,
            text: String::new(),
            country: String::new(),
            from,
            to: today,
            before: None,
            limit,
        }
    }
}

/// A page of the register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// The requests, the latest number first.
    pub requests: Vec<Request>,
    /// How many there are in each state, on all pages and whatever state was asked for.
    pub counts: StateCounts,
}

/// The register as a board: the latest requests of each state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// The states in their order, each with its latest requests.
    pub columns: Vec<(State, Vec<Request>)>,
    /// How many there are in each state.
    pub counts: StateCounts,
}

/// A page of requests, with how many there are in each state.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context, wanted: &Wanted) -> Result<Listed, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadRequests)?;
    let mut tx = context.db.read().await?;
    let Some(words) = search::words(&mut tx, &wanted.text).await? else { return Ok(Listed::default()) };
    let (requests, counts) = match wanted.happened {
        Some(happened) => list_happened(&mut tx, context, wanted, &words, happened).await?,
        None => (store::list(&mut tx, wanted, &words).await?, store::count(&mut tx, wanted, &words).await?),
    };
    Ok(Listed { requests: requests.into_iter().map(|request| request.for_reader(access)).collect(), counts })
}

/// At most `limit` of the wanted requests in each state, the latest numbers first; the state that is wanted is not looked at.
///
/// # Errors
/// As [`list`].
pub async fn board(context: &Context, wanted: &Wanted) -> Result<Board, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadRequests)?;
    let mut tx = context.db.read().await?;
    let words = search::words(&mut tx, &wanted.text).await?;
    let mut board = Board { columns: Vec::new(), counts: StateCounts::default() };
    for state in State::ALL {
        let wanted = Wanted { state: Some(state), ..wanted.clone() };
        let found = match (&words, wanted.happened) {
            (None, _) => Vec::new(),
            (Some(words), None) => store::list(&mut tx, &wanted, words).await?,
            (Some(words), Some(happened)) => {
                let (found, counts) = list_happened(&mut tx, context, &wanted, words, happened).await?;
                board.counts = counts;
                found
            }
        };
        board.columns.push((state, found.into_iter().map(|request| request.for_reader(access)).collect()));
    }
    if let (Some(words), None) = (&words, wanted.happened) {
        board.counts = store::count(&mut tx, wanted, words).await?;
    }
    Ok(board)
}

/// The requests that became a file, the latest number first; those of a file the caller may not know of are none.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list_of_file(context: &Context, file: FileId) -> Result<Vec<Request>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadRequests)?;
    let mut tx = context.db.read().await?;
    let found = store::list_of_file(&mut tx, file).await?;
    let told = found.into_iter().map(|request| request.for_reader(access));
    Ok(told.filter(|request| request.file_id.is_some()).collect())
}

/// A page of the requests to which something happened. What their states say is told here and not in SQL, as it is where
/// demand is measured; requests are few.
async fn list_happened(
    tx: &mut Tx,
    context: &Context,
    wanted: &Wanted,
    words: &[Word; 3],
    happened: Happened,
) -> Result<(Vec<Request>, StateCounts), Failure> {
    let mut lives: HashMap<RequestId, Life> = HashMap::new();
    for row in store::list_lives(tx).await? {
        let (id, received_on, state, at) = row;
        let life = lives.entry(id).or_insert_with(|| Life { received_on, states: Vec::new() });
        life.states.push((state, context.clock.local(at).date()));
    }
    let everything = Wanted {
        requester: wanted.requester.clone(),
        country: wanted.country.clone(),
        kind: wanted.kind,
        ..Wanted::all(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default(), i64::MAX)
    };
    let mut requests = store::list(tx, &everything, words).await?;
    let has = |request: &Request| lives.get(&request.id).is_some_and(|life| life.has(happened, wanted.from, wanted.to));
    requests.retain(has);
    let mut counts = StateCounts::default();
    for state in State::ALL {
        let many = requests.iter().filter(|request| request.state == state).count();
        counts.set(state, i64::try_from(many).unwrap_or(i64::MAX));
    }
    requests.retain(|request| {
        let place = Place::of(&request.number).map(|place| (place.fiscal_year, place.ordinal));
        let before = wanted.before.map(|before| (before.fiscal_year, before.ordinal));
        wanted.state.is_none_or(|state| request.state == state) && before.is_none_or(|before| place < Some(before))
    });
    requests.truncate(usize::try_from(wanted.limit).unwrap_or(0));
    Ok((requests, counts))
}
