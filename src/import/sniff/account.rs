//! What was concluded, as sentences in the reader's language: for the command line, and for the comments of a draft.

use super::Sniffed;
use super::columns::{ColumnFound, Kind};
use super::encoding::Because;
use super::evidence::Evidence;
use super::fit::Fit;
use super::meaning::TotalKind;
use super::questions::{Question, mark, name_of};
use crate::import::dialect::{Encoding, Escape, Repair};
use crate::import::durations::Form;
use crate::import::numbers::DecimalSign;
use crate::lang::Lang;
use crate::words::{self, Param};

/// Says things in one language.
#[derive(Debug, Clone, Copy)]
pub struct Speaker(pub Lang);

impl Speaker {
    /// The sentence with this id.
    #[must_use]
    pub fn say(self, id: &str, params: &[(&str, Param)]) -> String {
        words::say(self.0, id, params)
    }

    /// Where something stands, with what stands there.
    #[must_use]
    pub fn place(self, evidence: &Evidence) -> String {
        let text = Param::from(evidence.text.as_str());
        let (id, name, at) = match (evidence.line, evidence.byte) {
            (Some(line), _) => ("line", "line", line),
            (None, byte) => ("byte", "byte", byte.unwrap_or(0)),
        };
        if evidence.text.is_empty() {
            self.say(&format!("sniff-{id}"), &[(name, at.into())])
        } else {
            self.say(&format!("sniff-{id}-text"), &[(name, at.into()), ("text", text)])
        }
    }

    /// Several places.
    #[must_use]
    pub fn places(self, evidence: &[Evidence]) -> String {
        evidence.iter().map(|one| self.place(one)).collect::<Vec<_>>().join("; ")
    }

    /// The sentence, with its evidence in brackets where there is any.
    fn proved(self, sentence: String, evidence: &[Evidence]) -> String {
        if evidence.is_empty() { sentence } else { format!("{sentence} ({})", self.places(evidence)) }
    }
}

/// Everything, line by line.
#[must_use]
pub fn lines(sniffed: &Sniffed, fits: &[Fit], lang: Lang) -> Vec<String> {
    let speaker = Speaker(lang);
    let mut lines = vec![extent(sniffed, speaker)];
    let section = |title: &str, found: Vec<String>, lines: &mut Vec<String>| {
        if !found.is_empty() {
            lines.push(String::new());
            lines.push(speaker.say(title, &[]));
            lines.extend(found.into_iter().map(|line| format!("  {line}")));
        }
    };
    section("sniff-heading-layout", layout(sniffed, speaker), &mut lines);
    section("sniff-heading-rows", rows(sniffed, speaker), &mut lines);
    let columns = sniffed.columns.iter().map(|found| column(found, speaker)).collect();
    section("sniff-heading-columns", columns, &mut lines);
    section("sniff-heading-plan", plan(sniffed, speaker), &mut lines);
    section("sniff-heading-profiles", profiles(sniffed, fits, speaker), &mut lines);
    let questions = sniffed.questions.iter().map(|asked| question(asked, speaker)).collect();
    section("sniff-heading-questions", questions, &mut lines);
    if sniffed.questions.is_empty() {
        lines.push(String::new());
        lines.push(speaker.say("sniff-nothing-open", &[]));
    }
    lines
}

/// How much was looked at.
fn extent(sniffed: &Sniffed, speaker: Speaker) -> String {
    let extent = &sniffed.extent;
    if extent.whole {
        return speaker.say("sniff-extent-whole", &[("bytes", extent.bytes.into())]);
    }
    let params = [("bytes", extent.bytes.into()), ("read", extent.read.into()), ("samples", extent.samples.into())];
    speaker.say("sniff-extent-part", &params)
}

/// Encoding, signs and what stands above the rows.
#[must_use]
pub fn layout(sniffed: &Sniffed, speaker: Speaker) -> Vec<String> {
    let mut said = encoding(sniffed, speaker);
    if sniffed.encoding.because == Because::NotText {
        return said;
    }
    let layout = &sniffed.layout;
    let say = |id: &str, params: &[(&str, Param)]| speaker.say(id, params);
    match layout.delimiter {
        Some(sign) => said.push(say(
            "sniff-delimiter",
            &[
                ("sign", sign_name(sign, speaker).into()),
                ("alike", layout.rows_alike.into()),
                ("rows", layout.rows.into()),
                ("cells", layout.cells.into()),
            ],
        )),
        None => said.push(say("sniff-delimiter-none", &[])),
    }
    if layout.blank_after {
        said.push(say("sniff-blank-after", &[]));
    }
    if layout.trailing {
        said.push(say("sniff-trailing", &[]));
    }
    said.push(match layout.quote {
        None => say("sniff-quote-none", &[]),
        Some(_) if layout.rows_quoted == 0 => say("sniff-quote-unseen", &[]),
        Some(sign) => say("sniff-quote", &[("sign", sign.to_string().into()), ("rows", layout.rows_quoted.into())]),
    });
    if layout.escape == Escape::Backslash {
        said.push(speaker.proved(say("sniff-escape-backslash", &[]), &layout.escape_evidence));
    }
    let ends = &layout.line_ends;
    if ends.evidence.is_empty() {
        let name = match (ends.lf, ends.crlf, ends.cr) {
            (0, 0, 0) => "",
            (_, 0, 0) => "LF",
            (0, _, _) if ends.cr == 0 => "CRLF",
            _ => "CR",
        };
        if !name.is_empty() {
            said.push(say("sniff-ends", &[("name", name.into())]));
        }
    } else {
        said.push(speaker.proved(say("sniff-ends-mixed", &[]), &ends.evidence));
    }
    if !layout.line_suffix.is_empty() {
        said.push(say("sniff-suffix", &[("suffix", layout.line_suffix.as_str().into())]));
    }
    if let Some(format) = &layout.format {
        said.push(say("sniff-format", &[("format", format.as_str().into())]));
    } else if layout.preamble > 0 {
        said.push(say("sniff-preamble", &[("lines", layout.preamble.into())]));
    }
    said
}

fn encoding(sniffed: &Sniffed, speaker: Speaker) -> Vec<String> {
    let found = &sniffed.encoding;
    let id = match found.because {
        Because::Mark => "mark",
        Because::Zeros => "zeros",
        Because::Ascii => "ascii",
        Because::Utf8 => "utf8",
        Because::SingleByte if found.alike == Some(Encoding::Latin1) => "single-alike",
        Because::SingleByte => "single",
        Because::Both => "both",
        Because::Unassigned => "unassigned",
        Because::NotText => "not-text",
    };
    let params = [
        ("encoding", found.encoding.map_or("", Encoding::as_str).into()),
        ("single", found.lines_single.into()),
        ("utf", found.lines_utf8.into()),
    ];
    let mut said = vec![speaker.proved(speaker.say(&format!("sniff-encoding-{id}"), &params), &found.evidence)];
    if found.repair == Repair::DoubleEncoded {
        let sentence = speaker.say("sniff-double", &[("lines", found.lines_double.into())]);
        said.push(speaker.proved(sentence, &found.evidence_double));
    }
    if found.lines_nul > 0 {
        said.push(speaker.say("sniff-nul", &[("lines", found.lines_nul.into())]));
    }
    said
}

/// Header, totals and what does not fit.
#[must_use]
pub fn rows(sniffed: &Sniffed, speaker: Speaker) -> Vec<String> {
    let (layout, found) = (&sniffed.layout, &sniffed.rows);
    let mut said = Vec::new();
    let Some(line) = layout.header.line else { return said };
    said.push(match layout.header.is_there {
        Some(true) => speaker.say("sniff-header", &[("line", line.into())]),
        Some(false) => speaker.say("sniff-header-none", &[("line", line.into())]),
        None => speaker.say("sniff-header-open", &[("line", line.into())]),
    });
    if !layout.header.doubled.is_empty() {
        said.push(speaker.say("sniff-doubled", &[("names", layout.header.doubled.join(", ").into())]));
    }
    said.push(speaker.say("sniff-rows", &[("rows", found.data.into()), ("blank", found.blank.into())]));
    if found.headers_again > 0 {
        let sentence = speaker.say("sniff-headers-again", &[("count", found.headers_again.into())]);
        said.push(speaker.proved(sentence, &found.headers_again_evidence));
    }
    if found.totals > 0 {
        let sentence = speaker.say("sniff-totals", &[("count", found.totals.into())]);
        let evidence: Vec<String> = found
            .totals_evidence
            .iter()
            .map(|total| {
                let kind = match total.kind {
                    TotalKind::Total => "sniff-total",
                    TotalKind::Subtotal => "sniff-subtotal",
                    TotalKind::Running => "sniff-running",
                };
                format!("{}, {}", speaker.say(kind, &[]), speaker.place(&total.evidence))
            })
            .collect();
        said.push(format!("{sentence} ({})", evidence.join("; ")));
    }
    for (id, count, evidence) in [
        ("sniff-ragged", found.ragged, &found.ragged_evidence),
        ("sniff-damaged", found.damaged, &found.damaged_evidence),
    ] {
        if count > 0 {
            said.push(speaker.proved(speaker.say(id, &[("count", count.into())]), evidence));
        }
    }
    said
}

/// A column: what stands in it, and why that is known.
#[must_use]
pub fn column(found: &ColumnFound, speaker: Speaker) -> String {
    let kind = match found.kind {
        Kind::Empty => "empty",
        Kind::Date => "date",
        Kind::Instant => "instant",
        Kind::DateWithoutYear => "date-without-year",
        Kind::DateInWords => "date-in-words",
        Kind::DateSerial => "date-serial",
        Kind::TimeOfDay => "time-of-day",
        Kind::Duration => "duration",
        Kind::TimeOrDuration => "time-or-duration",
        Kind::TimeRange => "time-range",
        Kind::Decimal => "decimal",
        Kind::Whole => "whole",
        Kind::Code => "code",
        Kind::Text => "text",
    };
    let mut what = vec![speaker.proved(speaker.say(&format!("sniff-kind-{kind}"), &[]), &found.evidence)];
    if let Some(form) = found.form.filter(|_| found.kind != Kind::TimeOfDay) {
        what.push(speaker.say("sniff-form", &[("form", form_name(form).into())]));
    }
    if let Some(date) = &found.date {
        what.push(match (date.order, date.year_by_values) {
            (Some(order), values) => {
                let sentence = speaker.say(&format!("sniff-order-{}", name_of(order)), &[]);
                let sentence = speaker.proved(sentence, &date.evidence);
                match values {
                    Some((first, last)) => {
                        let params = [("first", first.into()), ("last", last.into())];
                        format!("{sentence}, {}", speaker.say("sniff-year-by-values", &params))
                    }
                    None => sentence,
                }
            }
            (None, _) => speaker.proved(speaker.say("sniff-order-open", &[]), &date.evidence),
        });
        if date.two_digit_years {
            what.push(speaker.say("sniff-two-digit-years", &[]));
        }
    }
    if let Some(decimal) = &found.decimal {
        if let Some(sign) = decimal.sign {
            let sign = if sign == DecimalSign::Comma { "sniff-sign-comma" } else { "sniff-sign-point" };
            what.push(speaker.proved(speaker.say(sign, &[]), &decimal.evidence));
        } else if decimal.is_open {
            what.push(speaker.proved(speaker.say("sniff-sign-open", &[]), &decimal.evidence));
        }
        if let Some(thousands) = decimal.thousands {
            what.push(speaker.say("sniff-thousands", &[("sign", thousands.to_string().into())]));
        }
    }
    if found.others > 0 {
        let sentence = speaker.say("sniff-others", &[("count", found.others.into())]);
        what.push(speaker.proved(sentence, &found.others_evidence));
    }
    if found.empty > 0 && found.filled > 0 {
        what.push(speaker.say("sniff-empty-cells", &[("count", found.empty.into())]));
    }
    format!("{}. {}: {}", found.number, super::evidence::clipped(&found.name), what.join("; "))
}

/// What the columns stand for.
fn plan(sniffed: &Sniffed, speaker: Speaker) -> Vec<String> {
    let plan = &sniffed.plan;
    let name = |number: usize| {
        let column = sniffed.column(number);
        column.map_or_else(String::new, |column| super::evidence::clipped(&column.name))
    };
    let mut said = Vec::new();
    let mut note = |id: &str, columns: Vec<usize>| {
        if !columns.is_empty() {
            let columns: Vec<String> = columns.into_iter().map(name).collect();
            said.push(format!("{}: {}", speaker.say(id, &[]), columns.join(", ")));
        }
    };
    note("sniff-means-person", plan.person.clone());
    note("sniff-means-file", plan.file.into_iter().collect());
    note("sniff-means-activity", plan.activity.into_iter().collect());
    note("sniff-means-date", plan.date.into_iter().collect());
    note("sniff-means-days", plan.days.iter().flat_map(|days| days.columns.iter().copied()).collect());
    note("sniff-means-row-total", plan.days.iter().filter_map(|days| days.total).collect());
    for measure in plan.measures().filter(|_| plan.days.is_none()) {
        match measure.column {
            Some(column) => note("sniff-means-duration", vec![column]),
            None => {
                note("sniff-means-start", measure.pairs.iter().map(|(start, _)| *start).collect());
                note("sniff-means-end", measure.pairs.iter().map(|(_, end)| *end).collect());
            }
        }
    }
    note("sniff-means-narrative", plan.narrative.into_iter().collect());
    note("sniff-means-entered-on", plan.entered_on.into_iter().collect());
    note("sniff-means-source-id", plan.source_id.into_iter().collect());
    note("sniff-means-row-kind", plan.only.into_iter().collect());
    for measure in plan.measures() {
        if let Some((agree, all)) = measure.borne_out {
            let params = [("agree", agree.into()), ("all", all.into()), ("form", form_name(measure.form).into())];
            said.push(speaker.say("sniff-borne-out", &params));
        }
    }
    said
}

/// The fingerprint, and the profiles that fit.
fn profiles(sniffed: &Sniffed, fits: &[Fit], speaker: Speaker) -> Vec<String> {
    let mut said: Vec<String> = sniffed
        .fingerprint
        .iter()
        .map(|fingerprint| speaker.say("sniff-fingerprint", &[("fingerprint", fingerprint.as_str().into())]))
        .collect();
    if fits.is_empty() {
        said.push(speaker.say("sniff-fits-none", &[]));
    }
    for fit in fits {
        let id = if fit.by_fingerprint { "sniff-fits-fingerprint" } else { "sniff-fits-columns" };
        said.push(speaker.say(id, &[("profile", fit.profile.as_str().into())]));
    }
    said
}

/// A question, with what shows that it is open and the answers that are possible.
#[must_use]
pub fn question(question: &Question, speaker: Speaker) -> String {
    let id = serde_json::to_value(question.asked).ok().and_then(|id| id.as_str().map(|id| id.replace('_', "-")));
    let id = format!("sniff-ask-{}", id.unwrap_or_default());
    let column = question.column.as_deref().map(super::evidence::clipped).unwrap_or_default();
    let mut sentence = speaker.say(&id, &[("column", column.into()), ("key", question.key.into())]);
    if !question.options.is_empty() {
        let options: Vec<String> = question.options.iter().map(|option| super::evidence::clipped(option)).collect();
        sentence = format!("{sentence} {}", speaker.say("sniff-answers", &[("answers", options.join(" | ").into())]));
    }
    speaker.proved(sentence, &question.evidence)
}

/// How a duration is written, as profiles name it.
#[must_use]
pub const fn form_name(form: Form) -> &'static str {
    match form {
        Form::DecimalHours => "decimal_hours",
        Form::HoursMinutes => "h:mm",
        Form::HoursMinutesSeconds => "h:mm:ss",
        Form::Letters => "letters",
        Form::Minutes => "minutes",
        Form::Seconds => "seconds",
        Form::StartEnd => "start_end",
    }
}

fn sign_name(sign: char, speaker: Speaker) -> String {
    match sign {
        ',' => speaker.say("sniff-sign-name-comma", &[]),
        ';' => speaker.say("sniff-sign-name-semicolon", &[]),
        '\t' => speaker.say("sniff-sign-name-tab", &[]),
        '|' => speaker.say("sniff-sign-name-pipe", &[]),
        sign => mark(sign),
    }
}
