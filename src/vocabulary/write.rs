//! A vocabulary as the file it would be read from, so that a new version begins with the one in force. Comments of the
//! file it once came from are not kept.

use std::fmt::Write as _;

use super::{Activity, BoundaryRule, Category, Example, Hidden, Mapping, Replacement, Validity, Vocabulary};
use crate::lang::Both;

/// The vocabulary as TOML: reading it gives the same vocabulary.
#[must_use]
pub fn toml(vocabulary: &Vocabulary) -> String {
    let mut file = File(String::new());
    file.member("name", &text(&vocabulary.name));
    file.member("version", &vocabulary.version.to_string());
    file.member("title", &both(&vocabulary.title));
    file.rule(&vocabulary.boundary_rule);
    for category in &vocabulary.categories {
        file.category(category);
    }
    for activity in &vocabulary.activities {
        let above = vocabulary.find_category(&activity.category);
        file.activity(activity, above);
    }
    file.0
}

struct File(String);

impl File {
    fn member(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn table(&mut self, name: &str) {
        let _ = writeln!(self.0, "\n{name}");
    }

    fn both_if_any(&mut self, key: &str, value: Option<&Both>) {
        if let Some(value) = value {
            self.member(key, &both(value));
        }
    }

    fn true_if(&mut self, key: &str, whether: bool) {
        if whether {
            self.member(key, "true");
        }
    }

    fn list<T>(&mut self, key: &str, items: &[T], show: impl Fn(&T) -> String) {
        if !items.is_empty() {
            let items: Vec<String> = items.iter().map(show).collect();
            self.member(key, &format!("[\n    {},\n]", items.join(",\n    ")));
        }
    }

    fn rule(&mut self, rule: &BoundaryRule) {
        self.table("[boundary_rule]");
        self.member("otherwise", &both(&rule.otherwise));
        for question in &rule.questions {
            self.table("[[boundary_rule.question]]");
            self.member("text", &both(&question.text));
            self.both_if_any("note", question.note.as_ref());
            self.member("outcome", &text(&question.outcome));
        }
    }

    fn category(&mut self, category: &Category) {
        self.table("[[category]]");
        self.member("code", &text(&category.code));
        self.member("label", &both(&category.label));
        self.member("definition", &both(&category.definition));
        self.both_if_any("scope_note", category.scope_note.as_ref());
        self.member("project", &text(category.project.as_str()));
        self.member("country", &text(category.country.as_str()));
        self.true_if("official_french", category.official_french);
        self.list("mapping", &category.mappings, mapping);
        self.list("example", &category.examples, example);
    }

    fn activity(&mut self, activity: &Activity, above: Option<&Category>) {
        self.table("[[activity]]");
        self.member("code", &text(&activity.code));
        self.member("parent", &text(&activity.parent));
        self.member("label", &both(&activity.label));
        self.member("definition", &both(&activity.definition));
        self.both_if_any("scope_note", activity.scope_note.as_ref());
        // What is as in the category goes on following the category.
        if above.is_none_or(|above| above.project != activity.project) {
            self.member("project", &text(activity.project.as_str()));
        }
        if above.is_none_or(|above| above.country != activity.country) {
            self.member("country", &text(activity.country.as_str()));
        }
        self.true_if("official_french", activity.official_french);
        self.true_if("import_only", activity.import_only);
        self.list("valid", &activity.valid, |period| validity(*period));
        self.hidden(&activity.hidden);
        self.list("mapping", &activity.mappings, mapping);
        self.list("replaced_by", &activity.replaced_by, replacement);
        self.list("example", &activity.examples, example);
    }

    fn hidden(&mut self, hidden: &Hidden) {
        self.list("hidden.en", &hidden.en, |spelling| text(spelling));
        self.list("hidden.fr", &hidden.fr, |spelling| text(spelling));
    }
}

fn both(both: &Both) -> String {
    format!("{{ en = {}, fr = {} }}", text(&both.en), text(&both.fr))
}

fn validity(period: Validity) -> String {
    match period.to {
        Some(to) => format!("{{ from = \"{}\", to = \"{to}\" }}", period.from),
        None => format!("{{ from = \"{}\" }}", period.from),
    }
}

fn mapping(mapping: &Mapping) -> String {
    let (scheme, relation) = (mapping.scheme.as_str(), mapping.relation.as_str());
    format!("{{ scheme = \"{scheme}\", code = {}, relation = \"{relation}\" }}", text(&mapping.code))
}

fn replacement(replacement: &Replacement) -> String {
    format!("{{ code = {}, kind = \"{}\" }}", text(&replacement.code), replacement.kind.as_str())
}

fn example(example: &Example) -> String {
    format!("{{ case = {}, why = {} }}", both(&example.case), both(&example.why))
}

/// A text in quotation marks.
fn text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
