//! A vocabulary as SKOS, in Turtle and in JSON-LD. Both are written from one list of statements, so they cannot say
//! different things. Mappings point to URNs of our own: the schemes publish no addresses for their codes.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::lang::{Both, Lang};
use crate::vocabulary::{Activity, Category, Example, Mapping, Relation, Validity, Vocabulary};

/// Every vocabulary and every term of one begins with this: `urn:casetime:vocabulary:ilps:TA-NEED`.
pub const BASE: &str = "urn:casetime:vocabulary:";

/// Every mapped code begins with this: `urn:casetime:scheme:oecd-dac-purpose:15130`.
pub const SCHEME_BASE: &str = "urn:casetime:scheme:";

const PREFIXES: [(&str, &str); 6] = [
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("casetime", "urn:casetime:terms:"),
];

/// A thing and what is said of it, with short names for the predicates.
struct Node {
    iri: String,
    kind: &'static str,
    statements: Vec<(&'static str, Object)>,
}

enum Object {
    Iri(String),
    Plain(String),
    InLanguage(String, Lang),
    Typed(String, &'static str),
}

impl Node {
    fn say(&mut self, predicate: &'static str, object: Object) {
        self.statements.push((predicate, object));
    }

    fn say_both(&mut self, predicate: &'static str, both: &Both) {
        for lang in Lang::ALL {
            self.say(predicate, Object::InLanguage(both.get(lang).to_owned(), lang));
        }
    }

    fn say_bool(&mut self, predicate: &'static str, whether: bool) {
        self.say(predicate, Object::Typed(whether.to_string(), "xsd:boolean"));
    }

    fn say_examples(&mut self, examples: &[Example]) {
        for (example, lang) in examples.iter().flat_map(|example| Lang::ALL.map(|lang| (example, lang))) {
            let text = format!("{} — {}", example.case.get(lang), example.why.get(lang));
            self.say("skos:example", Object::InLanguage(text, lang));
        }
    }

    fn say_mappings(&mut self, mappings: &[Mapping]) {
        for mapping in mappings {
            let predicate = match mapping.relation {
                Relation::Exact => "skos:exactMatch",
                Relation::Close => "skos:closeMatch",
                Relation::Broad => "skos:broadMatch",
                Relation::Narrow => "skos:narrowMatch",
                Relation::Related => "skos:relatedMatch",
            };
            self.say(predicate, Object::Iri(format!("{SCHEME_BASE}{}:{}", mapping.scheme.as_str(), mapping.code)));
        }
    }
}

/// The vocabulary in Turtle.
#[must_use]
pub fn turtle(vocabulary: &Vocabulary) -> String {
    let mut text = String::new();
    for (prefix, iri) in PREFIXES {
        let _ = writeln!(text, "@prefix {prefix}: <{iri}> .");
    }
    for node in nodes(vocabulary) {
        let _ = write!(text, "\n<{}> a {}", node.iri, node.kind);
        for (predicate, object) in &node.statements {
            let _ = write!(text, " ;\n    {predicate} ");
            let _ = match object {
                Object::Iri(iri) => write!(text, "<{iri}>"),
                Object::Plain(value) => write!(text, "{}", quoted(value)),
                Object::InLanguage(value, lang) => write!(text, "{}@{lang}", quoted(value)),
                Object::Typed(value, kind) => write!(text, "{}^^{kind}", quoted(value)),
            };
        }
        text.push_str(" .\n");
    }
    text
}

/// The vocabulary in JSON-LD.
///
/// # Panics
/// Never: texts and lists are always JSON.
#[must_use]
pub fn json_ld(vocabulary: &Vocabulary) -> String {
    let context: Map<String, Value> = PREFIXES.iter().map(|(prefix, iri)| ((*prefix).to_owned(), json!(iri))).collect();
    let graph: Vec<Value> = nodes(vocabulary).into_iter().map(json_node).collect();
    let mut text = serde_json::to_string_pretty(&json!({ "@context": context, "@graph": graph }))
        .expect("texts and lists are always JSON");
    text.push('\n');
    text
}

fn json_node(node: Node) -> Value {
    let mut members = Map::new();
    members.insert("@id".to_owned(), json!(node.iri));
    members.insert("@type".to_owned(), json!(node.kind));
    for (predicate, object) in node.statements {
        let object = match object {
            Object::Iri(iri) => json!({ "@id": iri }),
            Object::Plain(value) => json!({ "@value": value }),
            Object::InLanguage(value, lang) => json!({ "@value": value, "@language": lang }),
            Object::Typed(value, kind) => json!({ "@value": value, "@type": kind }),
        };
        let values = members.entry(predicate).or_insert_with(|| json!([]));
        values.as_array_mut().expect("every predicate holds a list").push(object);
    }
    Value::Object(members)
}

fn nodes(vocabulary: &Vocabulary) -> Vec<Node> {
    let scheme_iri = format!("{BASE}{}", vocabulary.name);
    let mut scheme = Node { iri: scheme_iri.clone(), kind: "skos:ConceptScheme", statements: Vec::new() };
    scheme.say_both("dcterms:title", &vocabulary.title);
    scheme.say("owl:versionInfo", Object::Plain(vocabulary.version.to_string()));
    for category in &vocabulary.categories {
        scheme.say("skos:hasTopConcept", Object::Iri(format!("{scheme_iri}:{}", category.code)));
    }
    for lang in Lang::ALL {
        scheme.say("skos:note", Object::InLanguage(boundary_rule(vocabulary, lang), lang));
    }
    let mut nodes = vec![scheme];
    nodes.extend(vocabulary.categories.iter().map(|category| category_node(category, &scheme_iri)));
    nodes.extend(vocabulary.activities.iter().map(|activity| activity_node(activity, &scheme_iri)));
    nodes
}

/// The decision aid as one text, because statements have no order.
fn boundary_rule(vocabulary: &Vocabulary, lang: Lang) -> String {
    let rule = &vocabulary.boundary_rule;
    let mut lines = Vec::new();
    for (number, question) in (1..).zip(&rule.questions) {
        let note = question.note.as_ref().map_or_else(String::new, |note| format!(" {}", note.get(lang)));
        lines.push(format!("{number}. {} → {}.{note}", question.text.get(lang), question.outcome));
    }
    lines.push(format!("{}. {}", rule.questions.len() + 1, rule.otherwise.get(lang)));
    lines.join("\n")
}

fn concept(code: &str, scheme: &str) -> Node {
    let mut node = Node { iri: format!("{scheme}:{code}"), kind: "skos:Concept", statements: Vec::new() };
    node.say("skos:inScheme", Object::Iri(scheme.to_owned()));
    node.say("skos:notation", Object::Plain(code.to_owned()));
    node
}

fn category_node(category: &Category, scheme: &str) -> Node {
    let mut node = concept(&category.code, scheme);
    node.say("skos:topConceptOf", Object::Iri(scheme.to_owned()));
    node.say_both("skos:prefLabel", &category.label);
    node.say_both("skos:definition", &category.definition);
    if let Some(note) = &category.scope_note {
        node.say_both("skos:scopeNote", note);
    }
    node.say("casetime:project", Object::Plain(category.project.as_str().to_owned()));
    node.say("casetime:country", Object::Plain(category.country.as_str().to_owned()));
    node.say_bool("casetime:officialFrench", category.official_french);
    node.say_examples(&category.examples);
    node.say_mappings(&category.mappings);
    node
}

fn activity_node(activity: &Activity, scheme: &str) -> Node {
    let mut node = concept(&activity.code, scheme);
    node.say("skos:broader", Object::Iri(format!("{scheme}:{}", activity.parent)));
    node.say_both("skos:prefLabel", &activity.label);
    for lang in Lang::ALL {
        // SKOS allows no text to be a preferred and a hidden label of one language (condition S13).
        for text in activity.hidden.get(lang).iter().filter(|text| *text != activity.label.get(lang)) {
            node.say("skos:hiddenLabel", Object::InLanguage(text.clone(), lang));
        }
    }
    node.say_both("skos:definition", &activity.definition);
    if let Some(note) = &activity.scope_note {
        node.say_both("skos:scopeNote", note);
    }
    node.say("casetime:project", Object::Plain(activity.project.as_str().to_owned()));
    node.say("casetime:country", Object::Plain(activity.country.as_str().to_owned()));
    node.say_bool("casetime:officialFrench", activity.official_french);
    node.say_bool("casetime:importOnly", activity.import_only);
    for period in &activity.valid {
        node.say("dcterms:valid", Object::Typed(dcmi_period(*period), "dcterms:Period"));
    }
    for replacement in &activity.replaced_by {
        node.say("dcterms:isReplacedBy", Object::Iri(format!("{scheme}:{}", replacement.code)));
    }
    node.say_examples(&activity.examples);
    node.say_mappings(&activity.mappings);
    node
}

/// A period in the DCMI Period Encoding Scheme.
fn dcmi_period(period: Validity) -> String {
    let end = period.to.map(|day| format!("end={day}; ")).unwrap_or_default();
    format!("start={}; {end}scheme=W3C-DTF;", period.from)
}

/// A text as a Turtle string.
fn quoted(text: &str) -> String {
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
