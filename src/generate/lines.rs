//! Writing comma-separated lines (RFC 4180, UTF-8, LF) and counting them, physical lines and records apart.
//! It knows cells, not what they mean.

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

/// A file being written.
#[derive(Debug)]
pub(super) struct Lines {
    out: BufWriter<File>,
    buffer: String,
    physical: u64,
    records: u64,
}

impl Lines {
    /// Begins a new file; an existing one is an error.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let out = BufWriter::with_capacity(1 << 16, File::create_new(path)?);
        Ok(Self { out, buffer: String::new(), physical: 0, records: 0 })
    }

    /// Writes one record and answers how many physical lines it takes.
    pub(super) fn record(&mut self, cells: &[&str]) -> Result<u64> {
        self.buffer.clear();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.buffer.push(',');
            }
            push_cell(&mut self.buffer, cell);
        }
        self.flush_buffer()
    }

    /// Writes text as it is, damaged or blank, as one record.
    pub(super) fn raw(&mut self, text: &str) -> Result<u64> {
        self.buffer.clear();
        self.buffer.push_str(text);
        self.flush_buffer()
    }

    fn flush_buffer(&mut self) -> Result<u64> {
        self.buffer.push('\n');
        self.out.write_all(self.buffer.as_bytes())?;
        let taken = self.buffer.bytes().filter(|byte| *byte == b'\n').count() as u64;
        self.physical += taken;
        self.records += 1;
        Ok(taken)
    }

    /// Physical lines so far: also the number of the line written last.
    pub(super) const fn physical(&self) -> u64 {
        self.physical
    }

    /// Records so far; blank, damaged and header lines are one each.
    pub(super) const fn records(&self) -> u64 {
        self.records
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<()> {
        self.out.flush()
    }
}

fn push_cell(line: &mut String, cell: &str) {
    if !cell.contains([',', '"', '\n', '\r']) {
        line.push_str(cell);
        return;
    }
    line.push('"');
    for c in cell.chars() {
        if c == '"' {
            line.push('"');
        }
        line.push(c);
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_only_where_they_must_be() {
        let mut line = String::new();
        for cell in ["plain’s", "a, b", "say \"so\""] {
            push_cell(&mut line, cell);
            line.push(';');
        }
        assert_eq!(line, "plain’s;\"a, b\";\"say \"\"so\"\"\";");
    }
}
