//! Searching files by folded text: number, title, project, funding agreement, requester, numbers of other systems, and
//! the name of the country in both languages.

use chrono::NaiveDate;

use super::File;
use super::ops::knower;
use super::store;
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::names::{self, Kind};
use crate::store::{Db, StoreError, Tx, write};
use crate::text::{TITLE_MAX, fold};

/// Longest text that is searched for, in characters.
pub const SEARCH_MAX: u64 = TITLE_MAX;
/// How many files are made searchable in one transaction.
const FILES_AT_ONCE: i64 = 1000;

/// One word that is searched for, folded.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// The word; empty: nothing more is searched for.
    pub text: String,
    /// The codes of the countries in whose name it stands, a blank before and behind each; empty: there are none.
    pub countries: String,
}

impl Word {
    /// As SQL compares it: folded text has letters, digits and blanks only, so nothing in it is a sign of LIKE.
    #[must_use]
    pub fn like(&self) -> String {
        format!("%{}%", self.text)
    }
}

/// A place in what was found: whether it is among those with this number, and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    has_number: bool,
    number: String,
}

impl Place {
    /// Before everything that is found.
    #[must_use]
    pub const fn first() -> Self {
        Self { has_number: true, number: String::new() }
    }

    /// The place of a file that was found by a text.
    #[must_use]
    pub fn of(file: &File, text: &str) -> Self {
        let whole = fold(text);
        let mut numbers = file.numbers.iter().map(|external| &external.number).chain([&file.number]);
        Self { has_number: numbers.any(|number| fold(number) == whole), number: file.number.clone() }
    }

    /// As text, for an address.
    #[must_use]
    pub fn write(&self) -> String {
        format!("{} {}", if self.has_number { "number" } else { "words" }, self.number)
    }

    /// Reads what [`Place::write`] wrote.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (found_by, number) = text.split_once(' ')?;
        let has_number = match found_by {
            "number" => true,
            "words" => false,
            _ => return None,
        };
        Some(Self { has_number, number: number.to_owned() })
    }
}

/// At most `limit` of the files the caller may know of and in which every word of a text is found, after a place: first
/// those with this number, here or in another system, then the others, by number.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn search(context: &Context, text: &str, after: &Place, limit: i64) -> Result<Vec<File>, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let whole = fold(text);
    if whole.is_empty() {
        // Signs alone are found nowhere.
        return Ok(Vec::new());
    }
    let knower = knower(&context.caller.access);
    let mut tx = context.db.read().await?;
    let mut found = Vec::new();
    let mut after_number = after.number.as_str();
    if after.has_number {
        found = store::search_number(&mut tx, knower, &whole, after_number, limit).await?;
        after_number = "";
    }
    let rest = limit - i64::try_from(found.len()).unwrap_or(limit);
    if rest > 0 {
        let words = words_in(&mut tx, &whole).await?;
        found.extend(store::search_words(&mut tx, knower, &whole, &words, after_number, rest).await?);
    }
    Ok(found)
}

/// Files that take time on a day and are named by words: the one with a whole number among them; otherwise those whose number
/// begins with the first word that begins any. A word with a hyphen may end within a part of the number, others are a whole
/// part. Answers the place of the word, too.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list_named(
    context: &Context,
    words: &[String],
    day: NaiveDate,
) -> Result<Option<(usize, Vec<File>)>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    let numbers: Vec<&str> = words.iter().map(String::as_str).collect();
    let whole = store::list_numbered(&mut tx, &numbers).await?;
    let takes_time =
        |file: &File| !file.import_only && file.opened_on <= day && !file.is_closed_on(day) && file.is_known_to(access);
    for (at, word) in words.iter().enumerate() {
        let key = fold(word);
        if let Some(file) = whole.iter().find(|file| fold(&file.number) == key && takes_time(file)) {
            return Ok(Some((at, vec![file.clone()])));
        }
    }
    for (at, word) in words.iter().enumerate() {
        // Numbers alone begin the numbers of too many files.
        let key = fold(word);
        if key.len() < 2 || !word.starts_with(char::is_alphabetic) {
            continue;
        }
        let pattern = if word.contains('-') { format!("{key}%") } else { format!("{key} %") };
        let mut found = store::list_beginning(&mut tx, &pattern, day).await?;
        found.retain(takes_time);
        if !found.is_empty() {
            return Ok(Some((at, found)));
        }
    }
    Ok(None)
}

/// Why a word that looks like the number of a file names none that takes time on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// Nobody who asks knows a file with this number.
    Unknown,
    /// Its last day was before.
    Closed(NaiveDate),
    /// Its first day is later.
    NotYet(NaiveDate),
}

/// The first of some words that is, or looks like, the number of a file that takes no time on a day, and why. To be asked
/// where [`list_named`] finds nothing. A file that the caller may not know of is as unknown as one that is not there.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn find_unusable(
    context: &Context,
    words: &[String],
    day: NaiveDate,
) -> Result<Option<(usize, Unusable)>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadFiles)?;
    let mut tx = context.db.read().await?;
    let numbers: Vec<&str> = words.iter().map(String::as_str).collect();
    let whole = store::list_numbered(&mut tx, &numbers).await?;
    let known = |word: &str| {
        let key = fold(word);
        whole.iter().find(|file| fold(&file.number) == key && !file.import_only && file.is_known_to(access))
    };
    for (at, word) in words.iter().enumerate() {
        let Some(file) = known(word) else { continue };
        return Ok(Some(match file.closed_on {
            Some(closed) if closed < day => (at, Unusable::Closed(closed)),
            _ => (at, Unusable::NotYet(file.opened_on)),
        }));
    }
    Ok(words.iter().position(|word| looks_like_a_number(word)).map(|at| (at, Unusable::Unknown)))
}

/// Letters, a hyphen and digits: `UKR-12`, `F-0032`.
fn looks_like_a_number(word: &str) -> bool {
    word.split_once('-').is_some_and(|(letters, rest)| {
        !letters.is_empty()
            && letters.chars().all(char::is_alphabetic)
            && rest.bytes().any(|b| b.is_ascii_digit())
            && rest.chars().all(|c| c.is_ascii_digit() || "-/.".contains(c))
    })
}

/// The words of a folded text, the longest first: it is the one that fewest have. What is behind the second stays together.
///
/// # Errors
/// When the database fails.
pub async fn words_in(tx: &mut Tx, whole: &str) -> Result<[Word; 3], StoreError> {
    let mut texts: Vec<&str> = whole.splitn(3, ' ').collect();
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let mut words: [Word; 3] = Default::default();
    for (word, text) in words.iter_mut().zip(texts) {
        let codes = names::ops::list_codes_in(tx, Kind::Country, text).await?;
        let countries = if codes.is_empty() { String::new() } else { format!(" {} ", codes.join(" ")) };
        *word = Word { text: text.to_owned(), countries };
    }
    Ok(words)
}

/// Makes files searchable that were stored before there was a search; part of bringing a database up to date. Answers
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
    let files = store::list_unsearchable(tx, FILES_AT_ONCE).await?;
    for file in &files {
        store::set_search_key(tx, file).await?;
    }
    Ok(files.len() as u64)
}
