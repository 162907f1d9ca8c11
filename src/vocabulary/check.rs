//! From a vocabulary file to a sound vocabulary, or every fault of it with its line. What terms say of each other
//! (doubled codes, parents, replacements, ambiguous labels) stands in `references`; the shape in `document`.

use chrono::NaiveDate;
use toml::Spanned;

use crate::fault::{Code, Fault};
use crate::lang::{Both, Lang};
use crate::text::{self, NARRATIVE_MAX, TITLE_MAX, fold};
use crate::time::{clip, parse_work_date};
use crate::vocabulary::document::{
    self, RawActivity, RawBoth, RawBoundaryRule, RawCategory, RawExample, RawHidden, RawMapping, RawValidity,
    RawVocabulary,
};
use crate::vocabulary::findings::{Findings, Place};
use crate::vocabulary::{
    Activity, BoundaryRule, Category, Example, Hidden, Labels, LineFault, Mapping, Need, Question, Replacement, Scheme,
    Validity, Vocabulary, references,
};

/// Faults that say something is not there. When part of a file could not be read they may be untrue.
const ABSENCES: [Code; 6] = [
    Code::Required,
    Code::VocabularyCodeGone,
    Code::VocabularyLanguageMissing,
    Code::VocabularyParentUnknown,
    Code::VocabularyReplacementUnknown,
    Code::UnknownCategory,
];

/// Reads and checks a vocabulary file.
///
/// # Errors
/// Every fault, in the order of lines. Where a value has a shape that cannot be read, what then seems to be missing
/// is not reported.
pub fn check(toml_text: &str) -> Result<Vocabulary, Vec<LineFault>> {
    check_with(toml_text, |_, _, _| ())
}

/// As [`check`], with more to look at.
pub(super) fn check_with(
    toml_text: &str,
    more: impl FnOnce(&RawVocabulary, &Vocabulary, &mut Findings),
) -> Result<Vocabulary, Vec<LineFault>> {
    let reading = document::read(toml_text);
    let mut findings = Findings::default();
    let vocabulary = reading.vocabulary.map(|raw| {
        let vocabulary = vocabulary(&raw, &mut findings);
        more(&raw, &vocabulary, &mut findings);
        vocabulary
    });
    if reading.incomplete {
        findings.leave_out(&ABSENCES);
    }
    findings.extend(reading.faults);
    match vocabulary {
        Some(vocabulary) if findings.is_empty() => Ok(vocabulary),
        _ => Err(findings.by_line(toml_text)),
    }
}

/// Reading of single members; each notes what is wrong and gives something to go on with.
impl Findings {
    /// A text without control characters and not too long; `field` is said in the fault. The raw types keep the place
    /// of each text, which `validator` cannot look through, so its length is checked here.
    fn bounded(&mut self, raw: &Spanned<String>, field: &str, place: &Place, longest: u64) -> String {
        let length = raw.get_ref().chars().count();
        let checked = if u64::try_from(length).is_ok_and(|length| length <= longest) {
            text::plain(raw.get_ref(), field)
        } else {
            Err(Fault::new(Code::TooLong, field).with("length", length).with("limit", longest))
        };
        checked.unwrap_or_else(|fault| {
            self.add(raw.span().start, fault.with("code", place.code.as_str()));
            String::new()
        })
    }

    fn both(&mut self, raw: Option<&Spanned<RawBoth>>, field: &str, place: &Place) -> Both {
        let longest = if field == "label" { TITLE_MAX } else { NARRATIVE_MAX };
        let Some(raw) = raw else {
            self.required(field, place);
            return Both::default();
        };
        let RawBoth { en, fr } = raw.get_ref();
        // The span of a table in dotted keys is that of its first key; the other language is nearer.
        let near = en.iter().chain(fr).map(|text| text.span().start).min().unwrap_or(raw.span().start);
        let mut one = |text: Option<&Spanned<String>>, lang: Lang| match text {
            Some(text) if !fold(text.get_ref()).is_empty() => self.bounded(text, field, place, longest),
            _ => {
                let at = text.map_or(near, |text| text.span().start);
                let fault = Fault::new(Code::VocabularyLanguageMissing, field);
                self.add(at, fault.with("code", place.code.as_str()).with("language", lang.as_str()));
                String::new()
            }
        };
        Both { en: one(en.as_ref(), Lang::En), fr: one(fr.as_ref(), Lang::Fr) }
    }

    fn both_if_any(&mut self, raw: Option<&Spanned<RawBoth>>, field: &str, place: &Place) -> Option<Both> {
        raw.map(|raw| self.both(Some(raw), field, place))
    }

    fn need(&mut self, need: Option<Need>, field: &str, place: &Place) -> Need {
        need.unwrap_or_else(|| {
            self.required(field, place);
            Need::Optional
        })
    }

    fn examples(&mut self, raw: &[Spanned<RawExample>], place: &Place) -> Vec<Example> {
        let example = |raw: &Spanned<RawExample>| {
            let here = Place { code: place.code.clone(), at: raw.span().start };
            let RawExample { case, why } = raw.get_ref();
            Example {
                case: self.both(case.as_ref(), "example.case", &here),
                why: self.both(why.as_ref(), "example.why", &here),
            }
        };
        raw.iter().map(example).collect()
    }

    fn mappings(&mut self, raw: &[RawMapping], place: &Place) -> Vec<Mapping> {
        let mapping = |raw: &RawMapping| {
            let code = raw.code.get_ref();
            // The code becomes part of an address in SKOS.
            if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte)) {
                let fault = Fault::new(Code::VocabularyCodeFormat, "mapping.code").with("code", clip(code));
                self.add(raw.code.span().start, fault);
            }
            let known = Scheme::ALL.into_iter().find(|scheme| scheme.as_str() == raw.scheme.get_ref());
            let Some(scheme) = known else {
                let fault = Fault::new(Code::VocabularySchemeUnknown, "mapping.scheme");
                let fault = fault.with("code", place.code.as_str()).with("other", clip(raw.scheme.get_ref()));
                self.add(raw.scheme.span().start, fault);
                return None;
            };
            Some(Mapping { scheme, code: code.clone(), relation: raw.relation })
        };
        raw.iter().filter_map(mapping).collect()
    }

    fn date(&mut self, raw: &Spanned<String>, field: &str, place: &Place) -> Option<NaiveDate> {
        let read = parse_work_date(raw.get_ref(), field, NaiveDate::MAX);
        read.map_err(|fault| self.add(raw.span().start, fault.with("code", place.code.as_str()))).ok()
    }

    /// The periods of a code, earliest first.
    fn periods(&mut self, raw: &[Spanned<RawValidity>], place: &Place) -> Vec<Validity> {
        let mut periods: Vec<(Validity, usize)> = Vec::new();
        for period in raw {
            let here = Place { code: place.code.clone(), at: period.span().start };
            let RawValidity { from, to } = period.get_ref();
            let Some(from) = from else {
                self.required("valid.from", &here);
                continue;
            };
            let first = self.date(from, "valid.from", &here);
            let last = to.as_ref().map(|to| (self.date(to, "valid.to", &here), to.span().start));
            match (first, last) {
                (Some(from), None) => periods.push((Validity { from, to: None }, here.at)),
                (Some(from), Some((Some(to), at))) if to < from => self.add(
                    at,
                    Fault::new(Code::PeriodReversed, "valid")
                        .with("code", place.code.as_str())
                        .with("from", from.to_string())
                        .with("to", to.to_string()),
                ),
                (Some(from), Some((Some(to), _))) => periods.push((Validity { from, to: Some(to) }, here.at)),
                _ => {}
            }
        }
        if raw.is_empty() {
            self.required("valid", place);
        }
        periods.sort_by_key(|(period, _)| period.from);
        for pair in periods.windows(2) {
            let [(earlier, _), (later, at)] = pair else { continue };
            if earlier.holds(later.from) {
                let last = earlier.to.map(|day| day.to_string()).unwrap_or_default();
                let fault = Fault::new(Code::VocabularyOverlap, "valid").with("code", place.code.as_str());
                self.add(*at, fault.with("other", format!("{}/{last}", earlier.from)));
            }
        }
        periods.into_iter().map(|(period, _)| period).collect()
    }

    fn hidden(&mut self, raw: &RawHidden, place: &Place) -> Hidden {
        let mut spellings = |raw: &[Spanned<String>]| {
            let spelling = |text: &Spanned<String>| {
                if fold(text.get_ref()).is_empty() {
                    self.required("hidden", &Place { code: place.code.clone(), at: text.span().start });
                }
                self.bounded(text, "hidden", place, TITLE_MAX)
            };
            raw.iter().map(spelling).collect()
        };
        Hidden { en: spellings(&raw.en), fr: spellings(&raw.fr) }
    }
}

fn vocabulary(raw: &RawVocabulary, findings: &mut Findings) -> Vocabulary {
    let place = Place::of(raw.name.as_ref(), 0);
    match &raw.name {
        Some(name) if !is_name(name.get_ref()) => {
            findings.add(place.at, Fault::new(Code::VocabularyCodeFormat, "name").with("code", clip(name.get_ref())));
        }
        Some(_) => {}
        None => findings.required("name", &place),
    }
    if raw.version.is_none() {
        findings.required("version", &place);
    }
    let title = findings.both(raw.title.as_ref(), "title", &place);
    if raw.categories().is_empty() {
        findings.required("category", &place);
    }
    let boundary_rule = if let Some(rule) = &raw.boundary_rule {
        boundary_rule(rule, raw.categories(), findings)
    } else {
        findings.required("boundary_rule", &place);
        BoundaryRule { questions: Vec::new(), otherwise: Both::default() }
    };
    let roots = references::check(raw, findings);
    let categories: Vec<Category> = raw.categories().iter().map(|raw| category(raw, findings)).collect();
    let activities = raw.activity.iter().zip(roots).map(|(raw, root)| {
        let above = categories.iter().find(|category| category.code == root);
        activity(raw, root, above, findings)
    });
    let activities = activities.collect();
    Vocabulary {
        name: place.code,
        version: raw.version.as_ref().map_or(0, |version| i64::from(version.get_ref().get())),
        title,
        categories,
        activities,
        boundary_rule,
        labels: Labels::default(),
    }
}

/// Lower case, digits and hyphens, beginning with a letter, up to 32 characters: it becomes part of addresses.
fn is_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn boundary_rule(
    raw: &Spanned<RawBoundaryRule>,
    categories: &[Spanned<RawCategory>],
    findings: &mut Findings,
) -> BoundaryRule {
    let is_category = |code: &str| {
        categories.iter().any(|category| category.get_ref().code.as_ref().is_some_and(|other| other.get_ref() == code))
    };
    let whole = Place { code: String::new(), at: raw.span().start };
    let asked = raw.get_ref().question.as_deref().unwrap_or_default();
    if asked.is_empty() {
        findings.required("boundary_rule.question", &whole);
    }
    let mut questions = Vec::new();
    for question in asked {
        let place = Place { code: String::new(), at: question.span().start };
        let question = question.get_ref();
        match &question.outcome {
            Some(outcome) if !is_category(outcome.get_ref()) => {
                let fault = Fault::new(Code::UnknownCategory, "boundary_rule.question.outcome");
                findings.add(outcome.span().start, fault.with("value", clip(outcome.get_ref())));
            }
            Some(_) => {}
            None => findings.required("boundary_rule.question.outcome", &place),
        }
        questions.push(Question {
            text: findings.both(question.text.as_ref(), "boundary_rule.question.text", &place),
            note: findings.both_if_any(question.note.as_ref(), "boundary_rule.question.note", &place),
            outcome: question.outcome.as_ref().map(|outcome| outcome.get_ref().clone()).unwrap_or_default(),
        });
    }
    let otherwise = findings.both(raw.get_ref().otherwise.as_ref(), "boundary_rule.otherwise", &whole);
    BoundaryRule { questions, otherwise }
}

fn category(raw: &Spanned<RawCategory>, findings: &mut Findings) -> Category {
    let place = Place::of(raw.get_ref().code.as_ref(), raw.span().start);
    let raw = raw.get_ref();
    Category {
        label: findings.both(raw.label.as_ref(), "label", &place),
        definition: findings.both(raw.definition.as_ref(), "definition", &place),
        scope_note: findings.both_if_any(raw.scope_note.as_ref(), "scope_note", &place),
        project: findings.need(raw.project, "project", &place),
        country: findings.need(raw.country, "country", &place),
        official_french: raw.official_french,
        mappings: findings.mappings(&raw.mapping, &place),
        examples: findings.examples(&raw.example, &place),
        code: place.code,
    }
}

fn activity(raw: &Spanned<RawActivity>, root: String, above: Option<&Category>, findings: &mut Findings) -> Activity {
    let place = Place::of(raw.get_ref().code.as_ref(), raw.span().start);
    let raw = raw.get_ref();
    let replacement = |raw: &document::RawReplacement| Replacement { code: raw.code.get_ref().clone(), kind: raw.kind };
    Activity {
        category: root,
        parent: raw.parent.as_ref().map(|parent| parent.get_ref().clone()).unwrap_or_default(),
        label: findings.both(raw.label.as_ref(), "label", &place),
        definition: findings.both(raw.definition.as_ref(), "definition", &place),
        scope_note: findings.both_if_any(raw.scope_note.as_ref(), "scope_note", &place),
        project: raw.project.or(above.map(|category| category.project)).unwrap_or(Need::Optional),
        country: raw.country.or(above.map(|category| category.country)).unwrap_or(Need::Optional),
        official_french: raw.official_french,
        import_only: raw.import_only,
        valid: findings.periods(raw.valid.as_deref().unwrap_or_default(), &place),
        hidden: findings.hidden(&raw.hidden, &place),
        mappings: findings.mappings(&raw.mapping, &place),
        replaced_by: raw.replaced_by.iter().map(replacement).collect(),
        examples: findings.examples(&raw.example, &place),
        code: place.code,
    }
}
