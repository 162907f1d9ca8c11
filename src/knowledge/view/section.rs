//! The notes of a file, as the page of the file shows them.

use serde::Serialize;

use super::Line;
use crate::access::Right;
use crate::context::Context;
use crate::failure::Failure;
use crate::files::File;
use crate::knowledge::ops::{self, Wanted};
use crate::knowledge::{Kind, may_write};
use crate::lang::Lang;

/// Notes that the page of a file shows; a search shows all.
const SHOWN: i64 = 20;

/// The section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The notes, the newest first; those that are withdrawn are among them for whoever may write or keep them.
    pub lines: Vec<Line>,
    /// The search over the notes of this file, where there are more.
    pub more: Option<String>,
    /// The form of a new note, where the reader may write one.
    pub add: Option<String>,
    /// The form of a note of lessons learned: the file is closed, has none, and the reader may write one.
    pub lessons: Option<String>,
    /// The search over the notes of all files.
    pub search: String,
}

impl Section {
    /// The notes of a file the reader may know of.
    ///
    /// # Errors
    /// `forbidden`, or the failure of the database.
    pub async fn new(context: &Context, file: &File, closed: bool, lang: Lang) -> Result<Self, Failure> {
        let access = &context.caller.access;
        let (writes, keeps) = (may_write(access), may_write(access) || access.has(Right::ChangeFiles));
        let wanted = Wanted { file: Some(file.id), with_withdrawn: keeps, limit: SHOWN + 1, ..Wanted::default() };
        let mut notes = ops::list(context, &wanted).await?;
        let many = usize::try_from(SHOWN).unwrap_or(usize::MAX);
        let more = (notes.len() > many).then(|| {
            let number = serde_urlencoded::to_string([("file", &file.number)]).unwrap_or_default();
            format!("/{lang}/notes?{number}")
        });
        notes.truncate(many);
        let add = writes.then(|| format!("/{lang}/files/{}/notes/new", file.id));
        let missing = if closed && writes {
            let kind = Some(Kind::LessonsLearned);
            let lessons = Wanted { file: Some(file.id), kind, limit: 1, ..Wanted::default() };
            ops::list(context, &lessons).await?.is_empty()
        } else {
            false
        };
        Ok(Self {
            lines: notes.into_iter().map(|note| Line::of(note, context.clock, lang)).collect(),
            more,
            lessons: add
                .as_ref()
                .filter(|_| missing)
                .map(|add| format!("{add}?kind={}", Kind::LessonsLearned.as_str())),
            add,
            search: format!("/{lang}/notes"),
        })
    }
}
