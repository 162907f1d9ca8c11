//! The description of the API as OpenAPI 3.1: what the doors say about themselves, completed with what is the same for
//! all of them – who may ask, headers, refusals – and put into the words of one language. Knows no feature.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use utoipa::PartialSchema as _;

use crate::fault::Code;
use crate::lang::Lang;
use crate::web::cookie::SESSION;
use crate::web::problem::{Document, FaultDocument};
use crate::words;

/// Where the document itself is served.
pub const ADDRESS: &str = "/api/v1/openapi.json";
/// What asks nobody who they are, as the gate has it: this document, and signing in.
pub const PUBLIC: [(&str, &str); 2] = [("get", ADDRESS), ("post", "/api/v1/session")];
/// Methods of operations, as the document writes them.
pub const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The whole document in one language.
#[must_use]
pub fn document(doors: &utoipa::openapi::OpenApi, lang: Lang) -> Value {
    let mut document = serde_json::to_value(doors).unwrap_or_default();
    document["info"] = json!({
        "title": say(lang, "common-product"),
        "version": env!("CARGO_PKG_VERSION"),
        "description": say(lang, "api-description"),
        "license": { "name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE") },
    });
    document["servers"] = json!([{ "url": "/" }]);
    let known = Known::of(&document);
    let mut tags = BTreeSet::new();
    for (path, item) in members(&mut document["paths"]) {
        for (method, operation) in members(item).iter_mut().filter(|(method, _)| METHODS.contains(&method.as_str())) {
            tags.insert(operation["tags"][0].as_str().unwrap_or_default().to_owned());
            Place { path, method, known: &known }.complete(operation, lang);
        }
    }
    let tag = |name: &String| json!({ "name": name, "description": say(lang, &format!("api-tag-{name}")) });
    document["tags"] = tags.iter().map(tag).collect();
    let components = &mut document["components"];
    for (name, schema) in [("Problem", Document::schema()), ("Fault", FaultDocument::schema())] {
        components["schemas"][name] = serde_json::to_value(schema).unwrap_or_default();
    }
    components["schemas"]["ProblemCode"] = json!({ "type": "string", "enum": Code::ALL });
    tidy(&mut components["schemas"]);
    if lang != Lang::En {
        // Schemas are described in English only; in another language the document keeps quiet rather than mix.
        undescribed(&mut components["schemas"]);
    }
    components["parameters"] = parameters(lang);
    components["headers"] = headers(lang);
    components["responses"] = refusals(lang);
    components["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "description": say(lang, "api-security-token") },
        "session": {
            "type": "apiKey", "in": "cookie", "name": SESSION, "description": say(lang, "api-security-session"),
        },
    });
    document
}

/// The key of the words of an operation: `listEntries` gives `api-list-entries`.
#[must_use]
pub fn words_of(operation: &str) -> String {
    let mut key = "api-".to_owned();
    for c in operation.chars() {
        if c.is_ascii_uppercase() {
            key.push('-');
        }
        key.push(c.to_ascii_lowercase());
    }
    key
}

fn say(lang: Lang, id: &str) -> String {
    words::say(lang, id, &[])
}

/// The members of an object of the document; every value this is asked for is one.
fn members(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut().expect("it was just made an object")
}

/// What is known of all operations before any of them is completed.
struct Known {
    /// Those that answer with what carries a version, by method and address.
    versioned: BTreeSet<(String, String)>,
    /// The addresses that can be read.
    readable: BTreeSet<String>,
}

impl Known {
    fn of(document: &Value) -> Self {
        let mut known = Self { versioned: BTreeSet::new(), readable: BTreeSet::new() };
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            if item.get("get").is_some() {
                known.readable.insert(path.clone());
            }
            for method in METHODS {
                let answers = item[method]["responses"].as_object().into_iter().flatten();
                let mut bodies = answers.map(|(_, answer)| &answer["content"]["application/json"]["schema"]);
                // One of several things, or one that is changed here: the vocabulary, of which there is one, is not.
                let one = path.contains('{') || method == "post" || item.get("patch").is_some();
                if one && bodies.any(|schema| has_version(document, schema)) {
                    known.versioned.insert((method.to_owned(), path.clone()));
                }
            }
        }
        known
    }
}

/// Whether what a schema describes counts its changes.
fn has_version(document: &Value, schema: &Value) -> bool {
    if let Some(reference) = schema["$ref"].as_str() {
        return document.pointer(reference.trim_start_matches('#')).is_some_and(|found| has_version(document, found));
    }
    schema["properties"]["version"]["type"] == "integer"
        || schema["allOf"].as_array().into_iter().flatten().any(|part| has_version(document, part))
}

/// Takes out defaults that only say "not given" (an empty text is no identifier, and null is no text), and writes
/// examples as OpenAPI 3.1 does.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("default").is_some_and(|default| default.is_null() || default == "") {
                object.remove("default");
            }
            if object.get("example").is_some_and(|example| !example.is_object())
                && let Some(example) = object.remove("example")
            {
                object.insert("examples".to_owned(), json!([example]));
            }
            object.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// Takes descriptions out of schemas; a property of that name stays.
fn undescribed(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("description").is_some_and(Value::is_string) {
                object.remove("description");
            }
            object.values_mut().for_each(undescribed);
        }
        Value::Array(items) => items.iter_mut().for_each(undescribed),
        _ => {}
    }
}

/// Where an operation stands.
struct Place<'a> {
    path: &'a str,
    method: &'a str,
    known: &'a Known,
}

impl Place<'_> {
    fn is_public(&self) -> bool {
        PUBLIC.contains(&(self.method, self.path))
    }

    fn writes(&self) -> bool {
        self.method != "get"
    }

    /// Whether what it answers with carries a version.
    fn versioned(&self) -> bool {
        self.known.versioned.contains(&(self.method.to_owned(), self.path.to_owned()))
    }

    /// Whether a change names the version it was made against: every change of what carries one, and a step that says so.
    fn names_version(&self, operation: &Value) -> bool {
        let declared = operation["parameters"].as_array().into_iter().flatten();
        (self.versioned() && ["patch", "put", "delete"].contains(&self.method))
            || declared.into_iter().any(|parameter| parameter["name"] == "If-Match")
    }

    fn complete(&self, operation: &mut Value, lang: Lang) {
        let key = words_of(operation["operationId"].as_str().unwrap_or_default());
        for part in ["summary", "description"] {
            if let Some(text) = words::find(lang, &format!("{key}-{part}"), &[]) {
                operation[part] = json!(text);
            }
        }
        let names_version = self.names_version(operation);
        self.complete_parameters(operation, names_version, lang);
        self.complete_answers(operation, names_version, lang);
        if self.is_public() {
            operation["security"] = json!([]);
        } else if operation["security"].is_null() {
            operation["security"] = json!([{ "token": [] }, { "session": [] }]);
        }
    }

    fn complete_parameters(&self, operation: &mut Value, names_version: bool, lang: Lang) {
        let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let needs_key = parameters.iter().any(|parameter| parameter["name"] == "Idempotency-Key");
        parameters.retain(|parameter| parameter["name"] != "Idempotency-Key" && parameter["name"] != "If-Match");
        for parameter in &mut parameters {
            let name = parameter["name"].as_str().unwrap_or_default().replace('_', "-").to_lowercase();
            if let Some(text) = words::find(lang, &format!("api-parameter-{name}"), &[]) {
                parameter["description"] = json!(text);
            }
            // What stands in an address is text or is not there; there is no null.
            let types = parameter["schema"]["type"].as_array().cloned().unwrap_or_default();
            if let [only, Value::String(null)] = types.as_slice()
                && null == "null"
            {
                parameter["schema"]["type"] = only.clone();
            }
        }
        let mut common = vec!["AcceptLanguage"];
        if needs_key {
            common.push("RequiredIdempotencyKey");
        } else if self.method == "post" && !self.is_public() {
            common.push("IdempotencyKey");
        }
        if names_version {
            common.push("IfMatch");
        }
        let refer = |name| json!({ "$ref": format!("#/components/parameters/{name}") });
        parameters.extend(common.into_iter().map(refer));
        operation["parameters"] = Value::Array(parameters);
    }

    fn complete_answers(&self, operation: &mut Value, names_version: bool, lang: Lang) {
        let has_body = operation.get("requestBody").is_some();
        let is_list = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|p| p["name"] == "cursor"));
        let answers = members(&mut operation["responses"]);
        let mut refused = self.refused_with(has_body, names_version);
        // A door names a refusal that is its own; what is said of it is the same everywhere.
        refused.extend(answers.keys().filter_map(|status| status.parse::<u16>().ok()).filter(|status| *status >= 400));
        answers.retain(|status, _| status.as_str() < "400");
        let creates = self.method == "post" && answers.contains_key("201");
        let has_address = creates && self.known.readable.contains(&format!("{}/{{id}}", self.path));
        for (status, answer) in answers.iter_mut() {
            let again = creates && status == "200";
            let id = if again { "api-answer-again".to_owned() } else { format!("api-answer-{status}") };
            if let Some(text) = words::find(lang, &id, &[]) {
                answer["description"] = json!(text);
            }
            let mut names = vec![("X-Request-Id", "RequestId")];
            if has_address {
                names.push(("Location", "Location"));
            }
            if self.versioned() || self.path == ADDRESS {
                names.push(("ETag", "ETag"));
            }
            if is_list {
                names.push(("Link", "Link"));
            }
            let declared = members(&mut answer["headers"]);
            if declared.contains_key("Set-Cookie") {
                names.push(("Set-Cookie", "SetCookie"));
            }
            for (name, component) in names {
                declared.insert(name.to_owned(), json!({ "$ref": format!("#/components/headers/{component}") }));
            }
        }
        for status in refused {
            let refusal = json!({ "$ref": format!("#/components/responses/Refused{status}") });
            answers.insert(status.to_string(), refusal);
        }
    }

    /// The statuses with which the operation can refuse.
    fn refused_with(&self, has_body: bool, names_version: bool) -> BTreeSet<u16> {
        let mut statuses = BTreeSet::from([400, 401, 421, 422, 503]);
        if !self.is_public() || self.writes() {
            statuses.insert(403);
        }
        if self.path.contains('{') {
            statuses.insert(404);
        }
        if self.writes() {
            statuses.extend([409, 507]);
        }
        if names_version {
            statuses.extend([412, 428]);
        }
        if has_body {
            statuses.extend([408, 413, 415]);
        }
        statuses
    }
}

fn parameters(lang: Lang) -> Value {
    let header = |name: &str, required: bool, schema: Value, id: &str| json!({ "name": name, "in": "header", "required": required, "schema": schema, "description": say(lang, id) });
    // What the gate reads: an RFC 8941 string of 1 to 255 characters, with `\"` and `\\`.
    let key = json!({ "type": "string", "format": "sf-string", "pattern": r#"^"([ !#-\[\]-~]|\\["\\]){1,255}"$"# });
    json!({
        "AcceptLanguage":
            header("Accept-Language", false, json!({ "type": "string" }), "api-parameter-accept-language"),
        "IdempotencyKey": header("Idempotency-Key", false, key.clone(), "api-parameter-idempotency-key"),
        "RequiredIdempotencyKey": header("Idempotency-Key", true, key, "api-parameter-idempotency-key"),
        "IfMatch": header(
            "If-Match",
            true,
            json!({ "type": "string", "pattern": "^\"(0|[1-9][0-9]{0,17})\"$" }),
            "api-parameter-if-match",
        ),
    })
}

fn headers(lang: Lang) -> Value {
    let header = |required: bool, schema: Value, id: &str| json!({ "required": required, "schema": schema, "description": say(lang, id) });
    json!({
        "RequestId": header(true, json!({ "type": "string", "format": "uuid" }), "api-header-request-id"),
        "ETag": header(true, json!({ "type": "string", "pattern": "^\"[0-9a-f]+\"$" }), "api-header-etag"),
        "Location": header(true, json!({ "type": "string", "format": "uri-reference" }), "api-header-location"),
        "Link": header(false, json!({ "type": "string" }), "api-header-link"),
        "SetCookie": header(true, json!({ "type": "string" }), "api-header-set-cookie"),
        "WwwAuthenticate": header(true, json!({ "type": "string" }), "api-header-www-authenticate"),
        "RetryAfter": header(true, json!({ "type": "integer", "minimum": 0 }), "api-header-retry-after"),
        "ContentLanguage": header(true, json!({ "type": "string", "enum": Lang::ALL }), "api-header-content-language"),
    })
}

/// One answer for each status a refusal can carry.
fn refusals(lang: Lang) -> Value {
    let mut refusals = json!({});
    for status in [400, 401, 403, 404, 408, 409, 412, 413, 415, 421, 422, 428, 429, 503, 507] {
        let mut headers = json!({
            "X-Request-Id": { "$ref": "#/components/headers/RequestId" },
            "Content-Language": { "$ref": "#/components/headers/ContentLanguage" },
        });
        if [429, 503].contains(&status) {
            headers["Retry-After"] = json!({ "$ref": "#/components/headers/RetryAfter" });
        }
        if status == 401 {
            headers["WWW-Authenticate"] = json!({ "$ref": "#/components/headers/WwwAuthenticate" });
        }
        refusals[format!("Refused{status}")] = json!({
            "description": say(lang, &format!("api-status-{status}")),
            "headers": headers,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
    }
    refusals
}
