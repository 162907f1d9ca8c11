//! `schema`: the schemas that are generated from the program and committed under `schemas/`, written or compared.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::args::SchemaArgs;
use super::out::Out;
use super::{Ended, Exit};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::routes::document::document;
use crate::web::problem::title;
use crate::{config, import, vocabulary};

/// One generated file.
#[derive(Debug)]
pub struct Schema {
    /// Its path below the project's folder.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// Every generated file.
#[must_use]
pub fn all() -> Vec<Schema> {
    let schema = |name: &str, value: Value| {
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        Schema { path: PathBuf::from("schemas").join(name), text }
    };
    vec![
        schema("config.schema.json", config::json_schema()),
        schema("vocabulary.schema.json", vocabulary::document::json_schema()),
        schema("import-profile.schema.json", import::profile::json_schema()),
        schema("problems.json", problems()),
        schema("openapi.json", document(Lang::En).clone()),
    ]
}

/// The table of codes with status and titles.
fn problems() -> Value {
    let codes: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "code": code,
                "status": code.status(),
                "title": { "en": title(*code, Lang::En), "fr": title(*code, Lang::Fr) },
            })
        })
        .collect();
    json!({ "problems": codes })
}

pub(super) fn schema(arguments: &SchemaArgs, out: &Out) -> Ended {
    let mut drifted = false;
    for schema in all() {
        let path = schema.path.display().to_string();
        if arguments.write {
            std::fs::write(&schema.path, &schema.text)
                .map_err(|_| Failure::from(Fault::new(Code::OutputUnwritable, "").with("path", path.as_str())))?;
        } else if std::fs::read_to_string(&schema.path).ok().as_deref() != Some(schema.text.as_str()) {
            drifted = true;
            out.line(&out.words("cli-schema-drift", &[("file", path.into())]));
        }
    }
    match (arguments.write, drifted) {
        (true, _) => out.say("cli-schema-written", &[]),
        (false, false) => out.say("cli-schema-current", &[]),
        (false, true) => return Ok(Exit::Refused),
    }
    Ok(Exit::Done)
}
