//! Lists of files narrowed by words, category, country and by whether they are open: a page at a time, by number.

use super::ops::knower;
use super::search::{Word, words_in};
use super::{File, store};
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::text::fold;

/// How a list is narrowed to files that name no country.
pub const NOT_GIVEN: &str = "-";

/// Whether files are open or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Time can be recorded today.
    Open,
    /// The last day is over.
    Closed,
}

impl Standing {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// What a list is narrowed by, and after which number it begins. Empty texts do not narrow.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    /// Every word is found in the file.
    pub text: String,
    /// The code of the category.
    pub category: String,
    /// The country; [`NOT_GIVEN`]: those that name none.
    pub country: String,
    /// Whether it is open today.
    pub standing: Option<Standing>,
    /// Files after this number.
    pub after: String,
}

/// At most `limit` of the files the caller may know of, by number; those that take imported entries only are left out.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context, narrowed: &Narrowed, limit: i64) -> Result<Vec<File>, Failure> {
    context.caller.access.must(Right::ReadFiles)?;
    let whole = fold(&narrowed.text);
    if whole.is_empty() && !narrowed.text.trim().is_empty() {
        // Signs alone are found nowhere.
        return Ok(Vec::new());
    }
    let mut tx = context.db.read().await?;
    let words: [Word; 3] = if whole.is_empty() { Default::default() } else { words_in(&mut tx, &whole).await? };
    let knower = knower(&context.caller.access);
    Ok(store::list_narrowed(&mut tx, knower, narrowed, &words, context.clock.today(), limit).await?)
}
