//! What commands write: data to standard output, sentences to standard error, in one language.

use std::io::{self, IsTerminal as _, Write as _};

use super::args::Cli;
use crate::fault::Faults;
use crate::lang::Lang;
use crate::words::{self, Param};

/// How a command writes.
#[derive(Debug)]
pub(super) struct Out {
    /// The language of sentences.
    pub(super) lang: Lang,
    /// Whether results are JSON.
    pub(super) json: bool,
    quiet: bool,
}

impl Out {
    pub(super) fn new(cli: &Cli, lang: Lang) -> Self {
        Self { lang, json: cli.json, quiet: cli.quiet }
    }

    /// Writes data to standard output.
    ///
    /// # Errors
    /// When it cannot be written, for example because the reader went away.
    #[expect(clippy::unused_self, reason = "data goes the same way as everything else")]
    pub(super) fn data(&self, text: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()
    }

    /// Writes a value as JSON to standard output.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn json(&self, value: &impl serde::Serialize) -> io::Result<()> {
        let mut text = serde_json::to_string_pretty(value)?;
        text.push('\n');
        self.data(&text)
    }

    /// The sentence with this id.
    pub(super) fn words(&self, id: &str, params: &[(&str, Param)]) -> String {
        words::say(self.lang, id, params)
    }

    /// Says something that is not data, unless asked to be quiet.
    pub(super) fn say(&self, id: &str, params: &[(&str, Param)]) {
        if !self.quiet {
            self.line(&self.words(id, params));
        }
    }

    /// Writes a line to standard error, quiet or not.
    #[expect(clippy::unused_self, reason = "lines go the same way as everything else")]
    pub(super) fn line(&self, text: &str) {
        // There is nobody to tell when standard error is gone.
        drop(writeln!(io::stderr(), "{text}"));
    }

    /// Says what went wrong: code and sentence of each fault, or a JSON object with all of them.
    pub(super) fn faults(&self, faults: &Faults) {
        if self.json {
            let all: Vec<_> = faults
                .iter()
                .map(|fault| {
                    serde_json::json!({ "code": fault.code, "field": fault.field, "detail": fault.say(self.lang) })
                })
                .collect();
            self.line(&serde_json::json!({ "faults": all }).to_string());
        } else {
            for fault in faults {
                self.line(&format!("{} ({})", fault.say(self.lang), fault.code));
            }
        }
    }

    /// Whether a progress bar is of use.
    pub(super) fn shows_progress(&self) -> bool {
        !self.quiet && !self.json && io::stderr().is_terminal()
    }
}
