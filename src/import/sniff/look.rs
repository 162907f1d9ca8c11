//! What is looked at of a file that may be packed: the text that comes out of it, as an import would read it.

use std::fs::File;

use super::sample::Sample;
use super::{Sniffed, of};
use crate::fault::{Code, Fault};
use crate::import::containers::{self, Container, Unpacked};
use crate::import::shape::FileShape;

/// A file that was looked at.
#[derive(Debug)]
pub struct Looked {
    /// The part of its text that was looked at.
    pub sample: Sample,
    /// What was concluded.
    pub sniffed: Sniffed,
}

/// Looks at a file that is open, unpacked where it is packed. It can be read again from its beginning afterwards.
///
/// # Errors
/// `source_empty`, `source_unreadable`, or whatever keeps a packed file from being unpacked; `sheet_not_chosen` for a
/// workbook in which several sheets have rows.
pub fn look(file: &mut File, path: &str) -> Result<Looked, Fault> {
    let fault = |code| Fault::new(code, "").with("path", path);
    let unpacked = containers::unpack(file, path, &FileShape::default())?;
    let (sample, container) = match unpacked {
        None => (Sample::of(file), Container::Text),
        Some(Unpacked { mut text, origin, .. }) => (Sample::of(&mut text), origin.container),
    };
    let sample = sample.map_err(|_| fault(Code::SourceUnreadable))?;
    if sample.size == 0 {
        return Err(fault(Code::SourceEmpty));
    }
    let sniffed = Sniffed { container, ..of(&sample) };
    Ok(Looked { sample, sniffed })
}
