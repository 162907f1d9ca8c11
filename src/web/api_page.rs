//! The page that describes the API to people, made on the server from the document that describes it to programs.

use serde::Serialize;
use serde_json::Value;

use crate::fault::Code;
use crate::lang::Lang;
use crate::web::cookie::SESSION;
use crate::web::openapi::{ADDRESS, METHODS};
use crate::web::page::Page;
use crate::web::problem::title;
use crate::web::template;
use crate::words;

/// An identifier in examples.
const SAMPLE_ID: &str = "0197a000-0000-7000-8000-0000000000a1";
/// What is explained before the operations, in this order.
const BASICS: [&str; 6] = ["sign-in", "language", "repeats", "versions", "lists", "refusals"];

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// Where the document is.
    pub document: String,
    /// What to know before the first request.
    pub basics: Vec<Basic>,
    /// The operations by tag.
    pub groups: Vec<Group>,
    /// Every code of a refusal.
    pub codes: Vec<CodeLine>,
}

/// One thing to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Basic {
    /// Its place on the page.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// What there is to know.
    pub text: String,
}

/// The operations of one tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its place on the page.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Its identifier, also its place on the page.
    pub id: String,
    /// `GET`.
    pub method: String,
    /// The address, with what varies in braces.
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// What it does.
    pub description: String,
    /// Whether nobody has to sign in.
    pub public: bool,
    /// Its parameters.
    pub parameters: Vec<Member>,
    /// The members of its body.
    pub body: Vec<Member>,
    /// Its answers.
    pub answers: Vec<AnswerLine>,
    /// A request with curl.
    pub example: String,
}

/// A parameter, or a member of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where a parameter stands, in words; empty for members of bodies.
    pub place: String,
    /// Its type.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// Its limits; empty when there are none.
    pub limits: String,
    /// What it means; empty for members of bodies.
    pub meaning: String,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswerLine {
    /// The status.
    pub status: String,
    /// What it means.
    pub meaning: String,
    /// The schemas or media types of its body; empty without a body.
    pub holds: Vec<String>,
}

/// One code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeLine {
    /// The code.
    pub code: String,
    /// The status it gives an answer.
    pub status: u16,
    /// The title readers see.
    pub title: String,
}

impl ApiView {
    /// The page of a document in the language of the frame.
    #[must_use]
    pub fn new(page: Page, document: &Value) -> Self {
        let lang = page.lang;
        let basics = BASICS.map(|name| Basic {
            id: name.to_owned(),
            heading: words::say(lang, &format!("api-page-{name}"), &[]),
            text: words::say(lang, &format!("api-page-{name}-text"), &[]),
        });
        let tags = document["tags"].as_array().into_iter().flatten();
        let groups = tags.map(|tag| group(document, tag, lang)).collect();
        let codes = Code::ALL
            .iter()
            .map(|code| CodeLine { code: code.to_string(), status: code.status(), title: title(*code, lang) })
            .collect();
        Self { page, document: ADDRESS.to_owned(), basics: basics.into(), groups, codes }
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("api.html", self)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// What a reference leads to; other values are themselves.
fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let target = value["$ref"].as_str().and_then(|reference| document.pointer(reference.trim_start_matches('#')));
    target.unwrap_or(value)
}

fn group(document: &Value, tag: &Value, lang: Lang) -> Group {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method)
                && operation["tags"][0] == tag["name"]
            {
                operations.push(self::operation(document, path, method, operation, lang));
            }
        }
    }
    Group { id: format!("tag-{}", text(&tag["name"])), heading: text(&tag["description"]), operations }
}

fn operation(document: &Value, path: &str, method: &str, operation: &Value, lang: Lang) -> Operation {
    let parameters: Vec<Member> = items(&operation["parameters"])
        .map(|parameter| {
            let parameter = resolved(document, parameter);
            let place = words::say(lang, &format!("api-page-in-{}", text(&parameter["in"])), &[]);
            Member {
                place,
                meaning: text(&parameter["description"]),
                ..member(document, &text(&parameter["name"]), &parameter["schema"], parameter["required"] == true)
            }
        })
        .collect();
    let schema = resolved(document, &operation["requestBody"]["content"]["application/json"]["schema"]);
    let required = |name: &str| items(&schema["required"]).any(|given| given == name);
    let body = schema["properties"].as_object().into_iter().flatten();
    let body = body.map(|(name, schema)| member(document, name, schema, required(name))).collect();
    let answers = operation["responses"].as_object().into_iter().flatten();
    let mut answers: Vec<AnswerLine> = answers.map(|(status, answer)| answer_line(document, status, answer)).collect();
    answers.sort_by(|one, other| one.status.cmp(&other.status));
    Operation {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        public: items(&operation["security"]).next().is_none(),
        example: example(path, method, operation, &parameters, schema),
        parameters,
        body,
        answers,
    }
}

fn answer_line(document: &Value, status: &str, answer: &Value) -> AnswerLine {
    let answer = resolved(document, answer);
    let content = answer["content"].as_object().into_iter().flatten();
    let holds = content.map(|(media, content)| name_of(&content["schema"]).unwrap_or_else(|| media.clone()));
    AnswerLine { status: status.to_owned(), meaning: text(&answer["description"]), holds: holds.collect() }
}

/// The name of the schema a reference leads to.
fn name_of(schema: &Value) -> Option<String> {
    schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()).map(str::to_owned)
}

fn member(document: &Value, name: &str, schema: &Value, required: bool) -> Member {
    Member {
        name: name.to_owned(),
        place: String::new(),
        kind: kind(schema),
        required,
        limits: limits(document, schema),
        meaning: String::new(),
    }
}

/// The type in the words of JSON: `string`, `integer or string`, `list of Entry`.
fn kind(schema: &Value) -> String {
    if let Some(name) = name_of(schema) {
        return name;
    }
    for several in ["oneOf", "anyOf"] {
        if schema[several].is_array() {
            return items(&schema[several]).map(kind).collect::<Vec<_>>().join(" | ");
        }
    }
    let types: Vec<String> = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect(),
        only => vec![text(only)],
    };
    let types = types.join(" | ");
    if schema["items"].is_object() { format!("{types}: {}", kind(&schema["items"])) } else { types }
}

/// The limits as a document writes them: `1–200`, `≤ 40`, `uuid`, `json | csv`, `^…$`.
fn limits(document: &Value, schema: &Value) -> String {
    let mut limits: Vec<String> = Vec::new();
    let schema = resolved(document, schema);
    for several in ["oneOf", "anyOf"] {
        let each = items(&schema[several]).map(|one| self::limits(document, one)).filter(|limits| !limits.is_empty());
        let each: Vec<String> = each.collect();
        if !each.is_empty() {
            limits.push(each.join(" | "));
        }
    }
    limits.extend(schema["format"].as_str().filter(|format| !format.starts_with("int")).map(str::to_owned));
    for (least, most) in [("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")] {
        match (schema[least].as_f64(), schema[most].as_f64()) {
            (Some(least), Some(most)) => limits.push(format!("{least}–{most}")),
            (Some(least), None) => limits.push(format!("≥ {least}")),
            (None, Some(most)) => limits.push(format!("≤ {most}")),
            (None, None) => {}
        }
    }
    let choices: Vec<String> = items(&schema["enum"]).map(text).collect();
    if !choices.is_empty() {
        limits.push(choices.join(" | "));
    }
    limits.extend(schema["pattern"].as_str().map(str::to_owned));
    if schema["items"].is_object() {
        limits.extend(Some(self::limits(document, &schema["items"])).filter(|limits| !limits.is_empty()));
    }
    limits.join(", ")
}

/// A request with curl: everything that is required, with sample values.
fn example(path: &str, method: &str, operation: &Value, parameters: &[Member], body: &Value) -> String {
    let mut lines =
        vec![if method == "get" { "curl".to_owned() } else { format!("curl -X {}", method.to_uppercase()) }];
    if items(&operation["security"]).any(|way| way.get("token").is_some()) {
        lines.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
    } else if items(&operation["security"]).next().is_some() {
        lines.push(format!("-b \"{SESSION}=$SESSION\""));
    }
    let takes = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
    if takes("If-Match") {
        lines.push("-H 'If-Match: \"1\"'".to_owned());
    }
    if takes("Idempotency-Key") {
        lines.push(format!("-H 'Idempotency-Key: \"{SAMPLE_ID}\"'"));
    }
    if body.is_object() {
        lines.push("-H 'Content-Type: application/json'".to_owned());
        lines.push(format!("-d '{}'", sample(body)));
    }
    let mut address = path.to_owned();
    while let (Some(begin), Some(end)) = (address.find('{'), address.find('}')) {
        let sample = if &address[begin..=end] == "{valid_from}" { "2026-11-20" } else { SAMPLE_ID };
        address.replace_range(begin..=end, sample);
    }
    lines.push(format!("\"$CASETIME{address}\""));
    lines.join(" \\\n  ")
}

/// A body with what is required and what has an example.
fn sample(schema: &Value) -> Value {
    let Some(properties) = schema["properties"].as_object() else { return Value::Object(serde_json::Map::new()) };
    let required = |name: &str| items(&schema["required"]).any(|given| given == name);
    let shown = properties.iter().filter(|(name, schema)| required(name) || schema["examples"].is_array());
    let value = |schema: &Value| {
        let made = match (schema["format"].as_str(), schema["type"].as_str()) {
            (Some("date"), _) => Value::from("2026-11-20"),
            (Some("uuid"), _) => Value::from(SAMPLE_ID),
            (_, Some("integer" | "number")) => Value::from(1),
            (_, Some("boolean")) => Value::from(true),
            (_, Some("array")) => Value::Array(Vec::new()),
            _ => Value::from("…"),
        };
        schema["examples"].get(0).cloned().unwrap_or(made)
    };
    shown.map(|(name, schema)| (name.clone(), value(schema))).collect()
}
