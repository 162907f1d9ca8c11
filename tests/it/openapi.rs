//! The description of the API: nothing answers that is not described, nothing is described that does not answer, and
//! what is answered is as described; for programs as a document, for people as a page, in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use casetime::access::{Right, Role};
use casetime::accounts::LOGIN_MAX;
use casetime::accounts::password::{PASSWORD_MAX, PASSWORD_MIN};
use casetime::fault::Code;
use casetime::knowledge::NOTE_MAX;
use casetime::lang::Lang;
use casetime::names::CODE_MAX;
use casetime::period::Per;
use casetime::reports::workload::{AsOf, By};
use casetime::requests::WANTED_MAX;
use casetime::routes::document::document;
use casetime::text::{NAME_MAX, NARRATIVE_MAX, NUMBER_MAX, REASON_MAX, TITLE_MAX};
use serde_json::{Value, json};

use crate::recording::{ENTRIES, ID, faults, places, recorded, router};
use crate::support::http::{Answer, get, request, send};
use crate::support::on_both_engines;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation of a document: path, method, operation.
pub(crate) fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            METHODS.into_iter().filter_map(move |method| Some((path.as_str(), method, item.get(method)?)))
        })
        .collect()
}

/// What a reference leads to.
fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).expect("references lead somewhere"),
        None => value,
    }
}

/// Holds an answer to what the document says of it.
pub(crate) fn as_described(path: &str, method: &str, answer: &Answer) {
    let document = document(Lang::En);
    let status = answer.status.as_u16().to_string();
    let described = &document["paths"][path][method]["responses"][&status];
    assert!(described.is_object(), "{method} {path} does not say that it answers {status}: {}", answer.text);
    let described = resolved(document, described);
    for (name, header) in described["headers"].as_object().expect("headers") {
        let header = resolved(document, header);
        let required = header["required"] == true;
        assert!(!required || !answer.header(name).is_empty(), "{method} {path} {status} has no {name}");
    }
    let media = answer.header("content-type").split(';').next().unwrap_or_default().to_owned();
    if described.get("content").is_none() {
        assert_eq!((answer.text.as_str(), media.as_str()), ("", ""), "{method} {path} {status} is empty");
        return;
    }
    let schema = &described["content"][&media]["schema"];
    assert!(schema.is_object(), "{method} {path} {status} does not say that it is {media}");
    if media.ends_with("json") {
        let mut whole = schema.clone();
        whole["components"] = document["components"].clone();
        let validator = jsonschema::validator_for(&whole).expect("a schema");
        let json = answer.json();
        let wrong: Vec<String> =
            validator.iter_errors(&json).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{method} {path} {status}: {}", wrong.join("\n"));
    }
}

/// The sources of doors, by path.
fn doors() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.display().to_string(), fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

#[test]
fn every_described_handler_is_registered_and_no_address_of_the_api_is_registered_without_a_description() {
    let document = document(Lang::En);
    let registered: BTreeSet<String> = operations(document)
        .iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().expect("an id").to_owned())
        .collect();
    let mut written = BTreeSet::new();
    for (file, source) in doors() {
        assert!(!source.contains(".route(\"/api/"), "{file} registers an address without a description");
        for rest in source.split("operation_id = \"").skip(1) {
            let id = rest.split('"').next().unwrap_or_default().to_owned();
            assert!(written.insert(id.clone()), "{id} stands twice");
        }
    }
    assert_eq!(written, registered);
    assert_eq!(operations(document).len(), registered.len(), "identifiers are unique");
}

#[test]
fn every_operation_says_in_both_languages_what_it_does_and_what_it_answers() {
    let [english, french] = Lang::ALL.map(document);
    for ((path, method, operation), (_, _, other)) in operations(english).into_iter().zip(operations(french)) {
        let id = operation["operationId"].as_str().expect("an id");
        assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{id} has one tag");
        for part in ["summary", "description"] {
            let (one, two) = (&operation[part], &other[part]);
            assert!(one.is_string() && two.is_string() && one != two, "{id}: {part} {one} {two}");
            let key = format!("{}-{part}", casetime::web::openapi::words_of(id));
            for lang in Lang::ALL {
                assert!(casetime::words::find(lang, &key, &[]).is_some(), "{key} in {lang}");
            }
        }
        let answers = operation["responses"].as_object().expect("answers");
        assert!(answers.keys().any(|status| status.starts_with('2')), "{id} answers nothing");
        for (status, answer) in answers {
            let answer = resolved(english, answer);
            assert!(answer["headers"]["X-Request-Id"].is_object(), "{id} {status}");
            let translated = resolved(french, &other["responses"][status])["description"].clone();
            assert_ne!(answer["description"], translated, "{id} {status}");
        }
        for refusal in ["412", "428"] {
            assert!(method != "get" || !answers.contains_key(refusal), "{id} {refusal}");
        }
        for (one, two) in operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .zip(other["parameters"].as_array().into_iter().flatten())
        {
            let (one, two) = (resolved(english, one), resolved(french, two));
            assert!(one["description"].is_string() && one["description"] != two["description"], "{id}: {one}");
        }
        let public = operation["security"].as_array().is_some_and(Vec::is_empty);
        assert_eq!(public, casetime::web::openapi::PUBLIC.contains(&(method, path)), "{id}");
    }
}

#[test]
fn bodies_take_no_member_that_is_not_described_and_limits_are_those_of_the_program() {
    let document = document(Lang::En);
    for (_, _, operation) in operations(document) {
        let Some(body) = operation.get("requestBody") else { continue };
        assert_eq!(body["required"], json!(true));
        let Some(json) = body["content"].get("application/json") else { continue };
        let schema = resolved(document, &json["schema"]);
        assert_eq!(schema["additionalProperties"], json!(false), "{}", operation["operationId"]);
    }
    let limit = |schema: &str, member: &str| {
        let schema = &document["components"]["schemas"][schema]["properties"][member];
        schema["maxLength"].as_u64().unwrap_or_else(|| panic!("{member} has a limit"))
    };
    let limits = [
        ("NewEntry", "person", NUMBER_MAX),
        ("NewEntry", "file", NUMBER_MAX),
        ("NewEntry", "narrative", NARRATIVE_MAX),
        ("EntryCorrection", "narrative", NARRATIVE_MAX),
        ("EntryCorrection", "reason", REASON_MAX),
        ("NewRange", "file", NUMBER_MAX),
        ("NewRange", "narrative", NARRATIVE_MAX),
        ("NewFavourite", "file", NUMBER_MAX),
        ("NewFavourite", "name", NAME_MAX),
        ("FavouriteName", "name", NAME_MAX),
        ("TimerParts", "narrative", NARRATIVE_MAX),
        ("TimerStop", "file", NUMBER_MAX),
        ("NewFile", "number", NUMBER_MAX),
        ("NewFile", "title", TITLE_MAX),
        ("NewFile", "team", NAME_MAX),
        ("FileChange", "title", TITLE_MAX),
        ("FileChange", "project", NAME_MAX),
        ("NewExternalNumber", "number", NUMBER_MAX),
        ("NewFileClosing", "reason", REASON_MAX),
        ("NewFileReopening", "reason", REASON_MAX),
        ("NewSuccessor", "title", TITLE_MAX),
        ("NewName", "code", CODE_MAX),
        ("NewLabel", "fr", NAME_MAX),
        ("NewPerson", "number", NUMBER_MAX),
        ("NewPerson", "name", NAME_MAX),
        ("PersonChange", "team", NAME_MAX),
        ("NewAccount", "login", LOGIN_MAX),
        ("NewAccount", "name", NAME_MAX),
        ("AccountChange", "person", NUMBER_MAX),
        ("NewToken", "name", NAME_MAX),
        ("NewRequest", "requester", NAME_MAX),
        ("NewRequest", "wanted", WANTED_MAX),
        ("RequestChange", "wanted", WANTED_MAX),
        ("RequestTriage", "person", NUMBER_MAX),
        ("RequestDecision", "reason", REASON_MAX),
        ("RequestReopening", "reason", REASON_MAX),
        ("NewNote", "title", TITLE_MAX),
        ("NewNote", "text", NOTE_MAX),
        ("NoteChange", "title", TITLE_MAX),
        ("NoteChange", "text", NOTE_MAX),
        ("NoteWithdrawal", "reason", REASON_MAX),
        ("NewFeed", "name", NAME_MAX),
        ("NewBatchSignOff", "reason", REASON_MAX),
        ("NewAccount", "password", PASSWORD_MAX as u64),
        ("PasswordChange", "password", PASSWORD_MAX as u64),
    ];
    for (schema, member, expected) in limits {
        assert_eq!(limit(schema, member), expected, "{schema} {member}");
    }
    let parameter = |id: &str, name: &str| {
        let found = operations(document).into_iter().find(|(_, _, operation)| operation["operationId"] == id);
        let parameters = found.expect("an operation").2["parameters"].as_array().expect("parameters");
        parameters.iter().find(|parameter| parameter["name"] == name).expect("a parameter")["schema"].clone()
    };
    for list in ["listFiles", "listNames", "listEntries", "listPeople", "listAccounts", "listTokens", "listAuditEvents"]
    {
        assert_eq!(parameter(list, "limit")["maximum"], json!(casetime::web::cursor::PAGE_MAX), "{list}");
    }
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Right"]["enum"], json!(Right::ALL.map(Right::as_str)));
    for schema in ["NewAccount", "NewPassword", "PasswordChange"] {
        assert_eq!(schemas[schema]["properties"]["password"]["minLength"], json!(PASSWORD_MIN), "{schema}");
    }
    let role = schemas["WrittenRole"]["pattern"].as_str().expect("a pattern");
    let roles: Vec<&str> = role.trim_matches(['^', '$', '(', ')']).split([':', '|']).collect();
    assert!(Role::ALL.iter().all(|role| roles.contains(&role.as_str())), "{role}");
    let days = [("NewPerson", 1), ("PersonChange", 1), ("NewSchedule", 0)];
    for (schema, least) in days {
        let days = &schemas[schema]["properties"]["days_per_week"];
        assert_eq!((&days["type"], &days["minimum"], &days["maximum"]), (&json!("integer"), &json!(least), &json!(7)));
    }
    let choices = |names: Vec<&str>| json!(format!("^({})$", names.join("|")));
    assert_eq!(parameter("reportWorkload", "by")["pattern"], choices(By::ALL.map(By::as_str).to_vec()));
    assert_eq!(parameter("reportWorkload", "per")["pattern"], choices(Per::ALL.map(Per::as_str).to_vec()));
    assert_eq!(parameter("reportWorkload", "as_of")["pattern"], choices(AsOf::ALL.map(AsOf::as_str).to_vec()));
}

#[test]
fn what_is_served_is_what_is_committed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/openapi.json");
    let committed: Value = serde_json::from_str(&fs::read_to_string(path).expect("committed")).expect("JSON");
    assert!(committed == *document(Lang::En), "run `cargo run -- schema --write`");
}

async fn trace(router: &Router, path: &str) -> Answer {
    send(router, request("TRACE", path, &[], Body::empty())).await
}

on_both_engines! {
    async fn every_described_operation_answers_and_other_methods_are_told_which_ones_do(fixture: empty) {
        let router = router(fixture);
        for (path, method, _) in operations(document(Lang::En)) {
            let answer = trace(&router, &path.replace("{id}", ID).replace("{valid_from}", "2026-01-01").replace("{kind}", "body").replace("{code}", "GAC").replace("{year}", "2026-27").replace("{figure}", "hours")).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
            let allowed: Vec<String> = answer.header("allow").split(',').map(|one| one.trim().to_lowercase()).collect();
            assert!(allowed.iter().any(|one| one == method), "{method} {path}: {allowed:?}");
            let described = allowed.iter().filter(|one| *one != "head").count();
            let item = document(Lang::En)["paths"][path].as_object().expect("an item");
            assert_eq!(described, item.keys().filter(|key| METHODS.contains(&key.as_str())).count(), "{path}");
        }
    }

    async fn a_query_that_nobody_reads_is_refused(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "id": ID })).await;
        let address = format!("{ENTRIES}/{ID}");
        for path in [address.as_str(), ENTRIES, "/api/v1/vocabulary", "/api/v1/openapi.json"] {
            let answer = get(&router, &format!("{path}?colour=red")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert_eq!(faults(&answer), places(&[("/colour", "unknown_field")]), "{path}");
        }
        let doubled = get(&router, &format!("{ENTRIES}?limit=1&limit=2")).await;
        assert_eq!(faults(&doubled), places(&[("/limit", "malformed_query")]));
    }

    async fn the_document_is_served_to_everybody_in_the_language_asked_for(fixture: empty) {
        let router = router(fixture);
        let address = casetime::web::openapi::ADDRESS;
        let english = get(&router, address).await;
        assert_eq!(english.json(), *document(Lang::En));
        as_described(address, "get", &english);
        assert_eq!(english.header("cache-control"), "public, max-age=3600");
        let again = request("GET", address, &[("if-none-match", english.header("etag"))], Body::empty());
        let again = send(&router, again).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
        let french = send(&router, request("GET", address, &[("accept-language", "fr-CA")], Body::empty())).await;
        assert_eq!(french.json(), *document(Lang::Fr));
        assert_ne!(french.header("etag"), english.header("etag"));
    }

    async fn the_page_holds_every_operation_and_every_code(fixture: empty) {
        let router = router(fixture);
        for lang in Lang::ALL {
            let page = get(&router, &format!("/{lang}/api")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            assert!(page.text.contains(&format!("<html lang=\"{lang}\"")));
            for (_, method, operation) in operations(document(lang)) {
                let id = operation["operationId"].as_str().expect("an id");
                assert!(page.text.contains(&format!("<h3 id=\"{id}\">")), "{id}");
                assert!(page.text.contains(&format!("<strong>{}</strong>", method.to_uppercase())), "{id}");
            }
            for code in Code::ALL {
                assert!(page.text.contains(&format!(">{code}</code>")), "{code}");
            }
            let mut deepest = 0;
            for level in page.text.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)) {
                assert!(level <= deepest + 1, "headings in order");
                deepest = level;
            }
        }
    }
}
