//! What the check of a vocabulary file found so far, by byte, and how bytes become lines. It knows no rule.

use toml::Spanned;

use crate::fault::{Code, Fault};
use crate::time::clip;
use crate::vocabulary::LineFault;

/// Faults, each with the byte at which it stands.
#[derive(Default)]
pub(super) struct Findings(Vec<(usize, Fault)>);

impl Findings {
    pub(super) fn add(&mut self, at: usize, fault: Fault) {
        self.0.push((at, fault));
    }

    pub(super) fn required(&mut self, field: &str, place: &Place) {
        self.add(place.at, Fault::new(Code::Required, field).with("code", place.code.as_str()));
    }

    pub(super) fn extend(&mut self, faults: Vec<(usize, Fault)>) {
        self.0.extend(faults);
    }

    pub(super) fn leave_out(&mut self, codes: &[Code]) {
        self.0.retain(|(_, fault)| !codes.contains(&fault.code));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults in the order of the file, with their lines.
    pub(super) fn by_line(mut self, text: &str) -> Vec<LineFault> {
        self.0.sort_by_key(|(at, _)| *at);
        let (mut line, mut counted) = (1, 0);
        let mut lines = Vec::with_capacity(self.0.len());
        for (at, fault) in self.0 {
            let at = at.min(text.len());
            line += text.get(counted..at).map_or(0, |between| between.matches('\n').count());
            counted = at;
            lines.push(LineFault { line, fault });
        }
        // A broken line makes the parser stumble several times; the first stumble says it.
        let broken = |found: &LineFault| found.fault.code == Code::VocabularySyntax;
        lines.dedup_by(|later, earlier| later.line == earlier.line && broken(later) && broken(earlier));
        lines
    }
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.get(..at.min(text.len())).map_or(1, |before| before.matches('\n').count() + 1)
}

/// The term a fault is about: its code as far as it has one, and where it stands.
pub(super) struct Place {
    pub(super) code: String,
    pub(super) at: usize,
}

impl Place {
    /// The place of a term: its code, or else the table it stands in.
    pub(super) fn of(code: Option<&Spanned<String>>, table: usize) -> Self {
        Self {
            code: code.map(|code| clip(code.get_ref())).unwrap_or_default(),
            at: code.map_or(table, |code| code.span().start),
        }
    }
}
