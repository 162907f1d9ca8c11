//! Lists of notes: those of one file, and what a search finds in all files whoever asks may know, a page at a time.

use super::{Kind, Listed, store};
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::ids::{FileId, NoteId};
use crate::lang::Lang;
use crate::text::fold;

/// So many words of a search are compared; of more, the longest.
pub const WORDS_MAX: usize = 8;

/// Which notes a list holds, and where the page begins. Empty members do not narrow.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Each of these words stands in the title or in the text, compared folded.
    pub text: String,
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Kept with this file only.
    pub file: Option<FileId>,
    /// Written in this language only.
    pub language: Option<Lang>,
    /// Whether notes that are withdrawn are listed too.
    pub with_withdrawn: bool,
    /// Those written before this one, the newest first.
    pub before: Option<NoteId>,
    /// At most so many.
    pub limit: i64,
}

impl Wanted {
    /// The words that are compared, the longest first, because fewest notes have it; `None` where the text has signs alone,
    /// which are found nowhere.
    pub(super) fn words(&self) -> Option<Vec<String>> {
        let whole = fold(&self.text);
        if whole.is_empty() && !self.text.trim().is_empty() {
            return None;
        }
        let mut words: Vec<String> = whole.split(' ').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect();
        words.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        words.dedup();
        words.truncate(WORDS_MAX);
        Some(words)
    }
}

/// A page of the notes of files the caller may know of, the newest first.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn list(context: &Context, wanted: &Wanted) -> Result<Vec<Listed>, Failure> {
    let access = &context.caller.access;
    access.must(Right::ReadFiles)?;
    let Some(words) = wanted.words() else { return Ok(Vec::new()) };
    let mut tx = context.db.read().await?;
    Ok(store::list(&mut tx, access, wanted, &words).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Option<Vec<String>> {
        Wanted { text: text.to_owned(), ..Wanted::default() }.words()
    }

    #[test]
    fn words_are_folded_and_compared_once_the_longest_first() {
        let expected = ["formation", "procureurs", "kyiv"].map(ToOwned::to_owned);
        let mut found = words("  Kyiv: FORMATION, procureurs; formation ").expect("words");
        found.sort();
        let mut sorted = expected.to_vec();
        sorted.sort();
        assert_eq!(found, sorted);
        assert_eq!(words("b aaa cc").expect("words"), ["aaa", "cc", "b"]);
        assert_eq!((words(""), words("–!?")), (Some(Vec::new()), None));
        assert_eq!(words("a b c d e f g h i j k").expect("words").len(), WORDS_MAX);
    }
}
