//! A transcript of what was asked and answered, kept in `tests/transcripts` as a document to read. A test writes it anew and
//! holds it against the one that is kept: what a reader sees is what the program does. After a change that is meant,
//! `INSTA_UPDATE=always cargo test --test it transcript` writes the documents.

use std::fmt::Write as _;

use casetime::clock::Clock;
use chrono::DateTime;
use serde_json::Value;
use uuid::Uuid;

use super::http::Answer;
use super::shell::Ran;

/// What was asked and answered so far.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    text: String,
    ids: Vec<Uuid>,
}

impl Transcript {
    /// Says what comes next.
    pub(crate) fn say(&mut self, sentence: &str) {
        writeln!(self.text, "\n# {sentence}\n").expect("a text grows");
    }

    /// A request to the API and its answer.
    pub(crate) fn asked(
        &mut self,
        who: &str,
        method: &str,
        path: &str,
        if_match: Option<&str>,
        body: &Value,
        answer: &Answer,
    ) {
        let mut text = format!("{who} > {method} {path}");
        if let Some(version) = if_match {
            write!(text, "   If-Match: {version}").expect("a text grows");
        }
        text.push('\n');
        if !body.is_null() {
            writeln!(text, "{body}").expect("a text grows");
        }
        writeln!(text, "{}", answer.status).expect("a text grows");
        if let Ok(answered) = serde_json::from_str(&answer.text) {
            let told = serde_json::to_string_pretty(&without_empty(answered)).expect("JSON");
            writeln!(text, "{told}").expect("a text grows");
        }
        self.add(&text);
        self.text.push('\n');
    }

    /// One line of the audit trail.
    pub(crate) fn event(&mut self, event: &Value) {
        let word = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let line = format!(
            "{:<8} {:<10} {:<8} {} {}",
            word("actor"),
            word("action"),
            word("object_kind"),
            word("object_id"),
            word("reason")
        );
        self.add(line.trim_end());
        self.text.push('\n');
    }

    /// A text as it stands in a file.
    pub(crate) fn text(&mut self, text: &str) {
        self.add(text);
        self.text.push('\n');
    }

    /// A command and what it wrote, in which the day of the machine's clock has a name.
    pub(crate) fn ran_today(&mut self, arguments: &[&str], ran: &Ran) {
        let ran = Ran { code: ran.code, out: without_today(&ran.out), err: without_today(&ran.err) };
        self.ran(arguments, &ran);
    }

    /// A command and what it wrote.
    pub(crate) fn ran(&mut self, arguments: &[&str], ran: &Ran) {
        let words: Vec<String> = arguments
            .iter()
            .map(|word| if word.contains(' ') { format!("'{word}'") } else { (*word).to_owned() })
            .collect();
        let mut text = format!("$ casetime {}\n{}{}", words.join(" "), ran.out, ran.err);
        if ran.code != 0 {
            writeln!(text, "[exit code {}]", ran.code).expect("a text grows");
        }
        self.add(&text);
        self.text.push('\n');
    }

    /// Adds a text in which everything that differs from run to run has a name.
    fn add(&mut self, text: &str) {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.' | '+');
        let mut rest = text;
        while !rest.is_empty() {
            let between = rest.find(is_part).unwrap_or(rest.len());
            self.text.push_str(&rest[..between]);
            rest = &rest[between..];
            let word = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
            let named = self.named(word);
            self.text.push_str(named.as_deref().unwrap_or(word));
            rest = &rest[word.len()..];
        }
    }

    fn named(&mut self, word: &str) -> Option<String> {
        let bare = word.trim_end_matches(['.', ':']);
        let end = &word[bare.len()..];
        if bare.len() == 36
            && let Ok(id) = Uuid::parse_str(bare)
        {
            let place = self.ids.iter().position(|known| *known == id).unwrap_or_else(|| {
                self.ids.push(id);
                self.ids.len() - 1
            });
            return Some(format!("<id {}>{end}", place + 1));
        }
        if bare.len() == 64 && bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(format!("<digest>{end}"));
        }
        DateTime::parse_from_rfc3339(bare).ok().map(|_| format!("<instant>{end}"))
    }

    /// Holds the transcript against the one that is kept.
    pub(crate) fn keep(&self, name: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../../transcripts");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, self.text));
    }
}

/// A text of the program as a process of its own, whose clock is that of the machine.
fn without_today(text: &str) -> String {
    text.replace(&Clock::System.today().to_string(), "<today>")
}

/// Without members that say nothing: null, empty texts and empty lists.
fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, member)| (name, without_empty(member)));
            let says =
                |member: &Value| !(member.is_null() || member == "" || member.as_array().is_some_and(Vec::is_empty));
            Value::Object(members.filter(|(_, member)| says(member)).collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(without_empty).collect()),
        other => other,
    }
}
