//! Drafts a profile from what was concluded, with comments that tell why. What only a person can tell stands there as a
//! question, and the profile is refused until it is answered.

use std::fmt::Write as _;

use super::account::{self, Speaker, form_name};
use super::columns::{ColumnFound, Kind};
use super::encoding::Because;
use super::measures::Measured;
use super::plan::is_sign_open;
use super::questions::{Question, mark, name_of};
use super::sample::Sample;
use super::{Sniffed, meaning};
use crate::fault::{Code, Fault};
use crate::import::days::DayHeaders;
use crate::import::dialect::{Encoding, Escape, Repair};
use crate::import::durations::Form;
use crate::import::mapper::Mapped;
use crate::import::numbers::DecimalSign;
use crate::import::profile::Profile;
use crate::import::reading::Reading;
use crate::lang::Lang;

/// What a total is tried to sum: the entries, and a few columns.
const SUMS_MAX: usize = 6;
/// The longest name of a profile.
const NAME_MAX: usize = 40;

/// Drafts a profile for a file of this name.
///
/// # Errors
/// `source_not_text`, `source_empty`, `source_header_only`: there is nothing to conclude from.
pub fn draft(sniffed: &Sniffed, sample: &Sample, file: &str, lang: Lang) -> Result<String, Fault> {
    let fault = |code| Err(Fault::new(code, "").with("path", file));
    if sniffed.encoding.because == Because::NotText {
        return fault(Code::SourceNotText);
    }
    if sniffed.rows.data == 0 {
        return fault(if sniffed.layout.header.line.is_none() { Code::SourceEmpty } else { Code::SourceHeaderOnly });
    }
    let mut draft = Draft { sniffed, speaker: Speaker(lang), file, totals: Vec::new(), is_trial: true };
    draft.totals = draft.fitting_totals(sample);
    draft.is_trial = false;
    Ok(draft.text())
}

struct Draft<'a> {
    sniffed: &'a Sniffed,
    speaker: Speaker,
    file: &'a str,
    /// The rules for totals rows, as they are written.
    totals: Vec<String>,
    /// Whether it is only tried on the file: people and files do not matter then.
    is_trial: bool,
}

impl Draft<'_> {
    fn text(&self) -> String {
        let mut text = String::new();
        let open: Vec<&Question> = self
            .sniffed
            .questions
            .iter()
            .filter(|question| !(self.is_trial && matches!(question.key, "person" | "work_file")))
            .collect();
        self.comment(&mut text, &self.speaker.say("draft-made", &[("file", one_line(self.file).into())]));
        if !open.is_empty() {
            self.comment(&mut text, &self.speaker.say("draft-answer", &[]));
        }
        let name = name_of_profile(self.file);
        let _ = writeln!(text, "schema = 1\nname = {}\nversion = 1", quoted(&name));
        let _ = writeln!(text, "description = {{ en = {0}, fr = {0} }}", quoted(&name));
        if let Some(fingerprint) = &self.sniffed.fingerprint {
            let _ = writeln!(text, "fingerprints = [{}]", quoted(fingerprint));
        }
        if !open.is_empty() {
            text.push_str("\nunanswered = [\n");
            for question in &open {
                self.comment_at(&mut text, "  # ", &account::question(question, self.speaker));
                let _ = writeln!(text, "  {},", quoted(question.key));
            }
            text.push_str("]\n");
        }
        self.file_part(&mut text);
        self.person_and_file(&mut text);
        self.days_and_duration(&mut text);
        self.rest(&mut text);
        text
    }

    fn comment(&self, text: &mut String, sentence: &str) {
        self.comment_at(text, "# ", sentence);
    }

    /// A sentence as lines of comment. Names of columns stand in it, which may hold anything.
    #[expect(clippy::unused_self, reason = "comments are written the same way as everything else")]
    fn comment_at(&self, text: &mut String, mark: &str, sentence: &str) {
        let mut length = 0;
        text.push_str(mark);
        for word in one_line(sentence).split(' ').filter(|word| !word.is_empty()) {
            if length > 0 && length + word.chars().count() > 110 {
                text.push('\n');
                text.push_str(mark);
                length = 0;
            } else if length > 0 {
                text.push(' ');
            }
            text.push_str(word);
            length += word.chars().count() + 1;
        }
        text.push('\n');
    }

    fn question(&self, key: &str) -> Option<&Question> {
        self.sniffed.questions.iter().find(|question| question.key == key)
    }

    /// The line with an answer, or the question in its place with the answers that are possible.
    fn answer(&self, text: &mut String, key: &'static str, name: &str, value: Option<&str>) {
        match (self.question(key), value) {
            (Some(question), _) => {
                for option in &question.options {
                    let option =
                        if matches!(option.as_str(), "true" | "false") { option.clone() } else { quoted(option) };
                    let _ = writeln!(text, "#? {name} = {option}");
                }
            }
            (None, Some(value)) => {
                let _ = writeln!(text, "{name} = {value}");
            }
            (None, None) => {}
        }
    }

    fn file_part(&self, text: &mut String) {
        let (layout, encoding) = (&self.sniffed.layout, &self.sniffed.encoding);
        text.push_str("\n[file]\n");
        for sentence in account::layout(self.sniffed, self.speaker) {
            self.comment(text, &sentence);
        }
        let name = encoding.encoding.unwrap_or(Encoding::Utf8).as_str();
        self.answer(text, "file.encoding", "encoding", Some(&quoted(name)));
        if encoding.repair == Repair::DoubleEncoded {
            text.push_str("repair = \"double-encoded\"\n");
        }
        self.answer(text, "file.delimiter", "delimiter", Some(&quoted(&mark(layout.delimiter.unwrap_or(',')))));
        let quote = layout.quote.map_or_else(|| "none".to_owned(), |sign| sign.to_string());
        let _ = writeln!(text, "quote = {}", quoted(&quote));
        let escape = (layout.escape == Escape::Backslash).then_some("\"backslash\"");
        self.answer(text, "file.escape", "escape", escape);
        if layout.preamble > 0 {
            let _ = writeln!(text, "preamble = {}", layout.preamble);
        }
        if !layout.line_suffix.is_empty() {
            let _ = writeln!(text, "line_suffix = {}", quoted(&layout.line_suffix));
        }
        if layout.trailing {
            text.push_str("trailing_delimiter = true\n");
        }
        for sentence in account::rows(self.sniffed, self.speaker) {
            self.comment(text, &sentence);
        }
        let header = (layout.header.is_there == Some(false)).then_some("false");
        self.answer(text, "file.header", "header", header);
    }

    fn column(&self, number: usize) -> &ColumnFound {
        // The plan names columns that were found.
        &self.sniffed.columns[number - 1]
    }

    fn name(&self, number: usize) -> String {
        quoted(&self.column(number).name)
    }

    fn about(&self, text: &mut String, number: usize) {
        self.comment(text, &account::column(self.column(number), self.speaker));
    }

    fn person_and_file(&self, text: &mut String) {
        let plan = &self.sniffed.plan;
        text.push_str("\n[person]\n");
        match plan.person.as_slice() {
            [] if self.is_trial => text.push_str("constant = \"x\"\n"),
            [] => self.left_open(text, "draft-person"),
            [one] => {
                self.about(text, *one);
                let _ = writeln!(text, "column = {}", self.name(*one));
                let find_by = if self.column(*one).kind == Kind::Text { "name" } else { "number" };
                let _ = writeln!(text, "find_by = \"{find_by}\"");
            }
            several => {
                let names: Vec<String> = several.iter().map(|number| self.name(*number)).collect();
                let _ = writeln!(text, "columns = [{}]\nfind_by = \"name\"", names.join(", "));
            }
        }
        text.push_str("\n[work_file]\n");
        match plan.file {
            None if self.is_trial => text.push_str("constant = \"x\"\n"),
            None => self.left_open(text, "draft-file"),
            Some(number) => {
                self.about(text, number);
                let _ = writeln!(text, "column = {}", self.name(number));
                let find_by = if self.column(number).kind == Kind::Text { "title" } else { "number" };
                let _ = writeln!(text, "find_by = \"{find_by}\"");
                self.comment(text, &self.speaker.say("draft-unknown-file", &[]));
                text.push_str("unknown = \"hold\"\n");
            }
        }
        if let Some(number) = plan.activity {
            text.push_str("\n[activity]\n");
            self.about(text, number);
            let _ = writeln!(text, "column = {}\n", self.name(number));
            self.comment(text, &self.speaker.say("draft-crosswalk", &[]));
            text.push_str("# [crosswalk]\n# \"Phone calls\" = \"OT-ADM\"\n");
        } else {
            text.push('\n');
            self.comment(text, &self.speaker.say("draft-activity", &[]));
            text.push_str("# [activity]\n# constant = \"OT-ADM\"\n");
        }
    }

    /// Names of columns to choose from, and a text that is always the same.
    fn left_open(&self, text: &mut String, id: &str) {
        self.comment(text, &self.speaker.say(id, &[]));
        text.push_str("#? constant = \"\"\n");
        for column in self.sniffed.columns.iter().filter(|column| column.kind != Kind::Empty) {
            let _ = writeln!(text, "#? column = {}", quoted(&column.name));
        }
    }

    fn days_and_duration(&self, text: &mut String) {
        let plan = &self.sniffed.plan;
        if let Some(days) = &plan.days {
            text.push('\n');
            let numbers = days.columns.first().zip(days.columns.last());
            let (first, last) = numbers.map_or((1, 1), |(first, last)| (*first, *last));
            let name = |number: usize| self.column(number).name.as_str();
            let params =
                [("first", name(first).into()), ("last", name(last).into()), ("count", days.columns.len().into())];
            self.comment(text, &self.speaker.say("draft-days", &params));
            let _ = writeln!(text, "[days]\nheaders = \"{}\"", header_name(days.headers));
        }
        text.push_str("\n[date]\n");
        match plan.date {
            None if plan.days.as_ref().is_some_and(|days| days.headers == DayHeaders::Date) => {
                let order = plan.days.as_ref().and_then(|days| days.order).map(|order| quoted(name_of(order)));
                self.answer(text, "date.order", "order", order.as_deref());
            }
            Some(number) => self.date(text, number, "date.order"),
            None => {
                for question in self.sniffed.questions.iter().filter(|question| question.key == "date") {
                    for option in &question.options {
                        let _ = writeln!(text, "#? column = {}", quoted(option));
                    }
                    if question.options.is_empty() {
                        text.push_str("#? column = \"\"\n");
                    }
                }
                text.push_str("#? order = \"ymd\"\n#? order = \"dmy\"\n#? order = \"mdy\"\n");
            }
        }
        text.push_str("\n[duration]\n");
        match (&plan.duration, plan.duration_open) {
            (measure, _) if plan.days.is_some() => self.measure_of_days(text, measure.as_ref()),
            (Some(measure), _) => self.measure(text, measure, true),
            (None, Some(number)) => {
                self.about(text, number);
                self.answer(text, "duration.form", "form", None);
                let _ = writeln!(text, "column = {}", self.name(number));
                let sign = self.column(number).decimal.as_ref().and_then(|decimal| decimal.sign);
                self.answer(text, "duration.decimal_sign", "decimal_sign", sign.map(sign_text));
            }
            (None, None) => {
                text.push_str("#? form = \"decimal_hours\"\n#? column = \"\"\n");
            }
        }
        for measure in &plan.also {
            text.push_str("\n[[duration.also]]\n");
            self.measure(text, measure, false);
        }
    }

    /// How the columns of days are written, and the total of a row.
    fn measure_of_days(&self, text: &mut String, measure: Option<&Measured>) {
        let form = measure.map(|measure| quoted(form_name(measure.form)));
        self.answer(text, "duration.form", "form", form.as_deref());
        match measure {
            Some(measure) if is_sign_open(measure, &self.sniffed.columns) => {
                self.answer(text, "duration.decimal_sign", "decimal_sign", None);
            }
            Some(Measured { sign: Some(sign), .. }) => {
                let _ = writeln!(text, "decimal_sign = {}", sign_text(*sign));
            }
            _ => {}
        }
        if let Some(total) = self.sniffed.plan.days.as_ref().and_then(|days| days.total) {
            self.comment(text, &self.speaker.say("draft-row-total", &[]));
            let _ = writeln!(text, "column = {}", self.name(total));
        }
    }

    fn date(&self, text: &mut String, number: usize, key: &'static str) {
        self.about(text, number);
        let _ = writeln!(text, "column = {}", self.name(number));
        let order = self.column(number).date.as_ref().and_then(|date| date.order);
        let order = order.map(|order| quoted(name_of(order)));
        self.answer(text, key, "order", order.as_deref());
    }

    fn measure(&self, text: &mut String, measure: &Measured, is_first: bool) {
        let numbers = measure.pairs.iter().flat_map(|(start, end)| [*start, *end]);
        for number in measure.column.into_iter().chain(numbers) {
            self.about(text, number);
        }
        let _ = writeln!(text, "form = {}", quoted(form_name(measure.form)));
        if let Some(column) = measure.column {
            let _ = writeln!(text, "column = {}", self.name(column));
        } else {
            let names = |which: fn(&(usize, usize)) -> usize| -> String {
                measure.pairs.iter().map(|pair| self.name(which(pair))).collect::<Vec<_>>().join(", ")
            };
            let _ = writeln!(text, "start = [{}]\nend = [{}]", names(|pair| pair.0), names(|pair| pair.1));
            if measure.over_midnight {
                self.comment(text, &self.speaker.say("draft-over-midnight", &[]));
                text.push_str("over_midnight = true\n");
            }
        }
        if is_sign_open(measure, &self.sniffed.columns) {
            self.answer(text, "duration.decimal_sign", "decimal_sign", None);
        } else if let Some(sign) = measure.sign {
            let _ = writeln!(text, "decimal_sign = {}", sign_text(sign));
        }
        if !is_first {
            if let Some((agree, all)) = measure.borne_out {
                let params = [("agree", agree.into()), ("all", all.into())];
                self.comment(text, &self.speaker.say("draft-also", &params));
            }
            let first = self.sniffed.plan.duration.as_ref().map_or(0, |first| first.tolerance);
            let _ = writeln!(text, "tolerance_minutes = {}", measure.tolerance.max(first));
        }
    }

    fn rest(&self, text: &mut String) {
        let plan = &self.sniffed.plan;
        if let Some(number) = plan.narrative {
            let _ = writeln!(text, "\n[narrative]\ncolumns = [{}]", self.name(number));
        }
        if let Some(number) = plan.entered_on {
            text.push_str("\n[entered_on]\n");
            self.date(text, number, "entered_on.order");
        }
        if let Some(number) = plan.source_id {
            text.push('\n');
            self.comment(text, &self.speaker.say("draft-source-id", &[]));
            let _ = writeln!(text, "[source_id]\ncolumn = {}", self.name(number));
        }
        if let Some(number) = plan.only {
            let values: Vec<String> = meaning::only_values().iter().map(|value| quoted(value)).collect();
            let _ = writeln!(text, "\n[only]\ncolumn = {}\nvalues = [{}]", self.name(number), values.join(", "));
        }
        for rule in &self.totals {
            text.push_str(rule);
        }
    }

    /// The rules for totals rows. A rule compares only where its totals agree with the rows of the file, so that a
    /// difference in a later file means something.
    fn fitting_totals(&mut self, sample: &Sample) -> Vec<String> {
        let mut rules = Vec::new();
        let mut known: Vec<(usize, String)> = Vec::new();
        for total in &self.sniffed.rows.totals_evidence {
            let words = match total.evidence.text.strip_suffix(total.value.as_str()) {
                Some(words) => words.trim().to_owned(),
                None => total.evidence.text.clone(),
            };
            // A totals row may have more cells than there are columns with names.
            let is_named = |number: usize| {
                number
                    .checked_sub(1)
                    .and_then(|at| self.sniffed.columns.get(at))
                    .is_some_and(|column| !column.name.is_empty())
            };
            if words.is_empty() || !is_named(total.column) || known.contains(&(total.column, words.clone())) {
                continue;
            }
            known.push((total.column, words.clone()));
            let plain =
                format!("\n[[totals]]\ncolumn = {}\nstarts_with = {}\n", self.name(total.column), quoted(&words));
            let value_column = total.value_column.filter(|number| is_named(*number));
            let compared = value_column.and_then(|value| {
                let variants = self.variants(value, total.value_behind, &total.value);
                variants.into_iter().map(|variant| format!("{plain}{variant}")).find(|rule| {
                    self.totals = vec![rule.clone()];
                    self.agrees(sample)
                })
            });
            self.totals = Vec::new();
            let mut told = String::new();
            let id = if compared.is_some() { "draft-total-agrees" } else { "draft-total-open" };
            self.comment(&mut told, &self.speaker.say(id, &[]));
            let rule = compared.unwrap_or(plain);
            rules.push(rule.replacen("\n[[totals]]\n", &format!("\n{told}[[totals]]\n"), 1));
        }
        rules
    }

    /// What the total could sum: the entries or another column, of the file or of a block.
    fn variants(&self, value: usize, behind: bool, text: &str) -> Vec<String> {
        let seen = super::values::look(text);
        let measure = self.sniffed.plan.duration.as_ref().filter(|measure| measure.column == Some(value));
        let form = match (measure, seen.colons) {
            (Some(measure), _) => measure.form,
            (None, Some(form)) => form,
            (None, None) if seen.letters => Form::Letters,
            (None, None) => Form::DecimalHours,
        };
        let after = if behind { ", after = \":\"" } else { "" };
        let head = format!("value = {{ column = {}{after}, form = \"{}\" }}\n", self.name(value), form_name(form));
        let mut sums = vec!["\"entries\"".to_owned()];
        for column in &self.sniffed.columns {
            if let (Kind::Duration | Kind::TimeOrDuration, Some(form)) = (column.kind, column.form)
                && !column.name.is_empty()
            {
                let form = form_name(form);
                sums.push(format!("{{ column = {}, form = \"{form}\" }}", quoted(&column.name)));
            }
        }
        // Each is tried on the beginning of the file, which takes its time.
        sums.truncate(SUMS_MAX);
        let scopes = ["file", "block"];
        sums.iter().flat_map(|sum| scopes.map(|scope| format!("{head}sums = {sum}\nscope = \"{scope}\"\n"))).collect()
    }

    /// Whether every total of the beginning of the file agrees with its rows.
    fn agrees(&self, sample: &Sample) -> bool {
        let Ok(profile) = Profile::parse(&self.text()) else { return false };
        let Some(rule) = profile.totals.first() else { return false };
        let (of_entries, is_block) = (
            !matches!(rule.sums, crate::import::profile::Sums::Column(_)),
            rule.scope == crate::import::profile::Scope::Block,
        );
        let mut reading = Reading::new(sample.head.as_slice(), &profile);
        let (mut sum, mut compared) = (0_i64, 0);
        while let Ok(Some(line)) = reading.next() {
            match &line.mapped {
                Mapped::Row(row) => {
                    sum += if of_entries { row.minutes } else { row.sums.first().copied().flatten().unwrap_or(0) };
                }
                Mapped::Rejected { sums, .. } if !of_entries => sum += sums.first().copied().flatten().unwrap_or(0),
                Mapped::Total(total) => {
                    if total.value_minutes != Some(sum) {
                        return false;
                    }
                    compared += 1;
                    if is_block {
                        sum = 0;
                    }
                }
                _ => {}
            }
        }
        compared > 0
    }
}

/// What stands in the headers of days, as profiles write it.
const fn header_name(headers: DayHeaders) -> &'static str {
    match headers {
        DayHeaders::Date => "date",
        DayHeaders::Weekday => "weekday",
        DayHeaders::DayOfMonth => "day_of_month",
    }
}

fn sign_text(sign: DecimalSign) -> &'static str {
    match sign {
        DecimalSign::Point => "\".\"",
        DecimalSign::Comma => "\",\"",
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(one_line(text)).to_string()
}

/// Without line ends and control characters, which would end a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A name for the profile: that of the file, without its ending.
fn name_of_profile(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let name: String = crate::text::fold(stem).replace(' ', "-").chars().take(NAME_MAX).collect();
    if name.is_empty() { "export".to_owned() } else { name }
}
