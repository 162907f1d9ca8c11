//! `vocabulary`: check a file, show or export the vocabulary in force, apply the next version or rehearse it.

use super::args::{VocabularyArgs, VocabularyCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::people::ops::Added;
use crate::reports::facts::Facts;
use crate::reports::impact;
use crate::time::clip;
use crate::vocabulary::export::{self, Format};
use crate::vocabulary::succession::retired;
use crate::vocabulary::{Vocabulary, write};

pub(super) async fn vocabulary(arguments: &VocabularyArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.vocabulary {
        VocabularyCommand::Check { file } => check(file, out),
        VocabularyCommand::Show => {
            out.data(&export::show(&in_force(config).await?, out.lang))?;
            Ok(Exit::Done)
        }
        VocabularyCommand::Export { format } => {
            let Some(format) = Format::find(format) else {
                let choices = Format::ALL.map(Format::as_str).join(", ");
                let fault = Fault::new(Code::UnknownDimension, "format").with("value", clip(format));
                return Err(Failure::from(fault.with("choices", choices)).into());
            };
            out.data(&export::export(&in_force(config).await?, format))?;
            Ok(Exit::Done)
        }
        VocabularyCommand::Apply { file, rehearse } => {
            let document = read(file)?;
            let again = format!("casetime vocabulary apply {}", file.display());
            apply(&open(config).await?, &document, *rehearse, again, out).await
        }
        VocabularyCommand::Retire { code, on, replaced_by, rehearse } => {
            let context = open(config).await?;
            let next = retired(&context.vocabulary, code, on, replaced_by).map_err(Failure::from)?;
            let by = replaced_by.iter().fold(String::new(), |text, code| format!("{text} --replaced-by {code}"));
            let again = format!("casetime vocabulary retire {code} --on {on}{by}");
            apply(&context, &write::toml(&next), *rehearse, again, out).await
        }
    }
}

/// Applies or rehearses a version, and shows what it changes.
async fn apply(context: &Context, document: &str, rehearse: bool, again: String, out: &Out) -> Ended {
    let (outcome, impact) = if rehearse {
        ("rehearsed", impact::ops::rehearse(context, &Facts::of(&context.config), document).await?)
    } else {
        match impact::ops::apply(context, &Facts::of(&context.config), document).await? {
            Added::New(impact) => ("applied", impact),
            Added::Same(impact) => ("in_force", impact),
        }
    };
    context.db.close().await;
    if out.json {
        out.json(&serde_json::json!({ "outcome": outcome, "impact": impact }))?;
        return Ok(Exit::Done);
    }
    if outcome != "in_force" {
        out.data(&impact::text::text(&impact, out.lang))?;
    }
    let version = impact.to_version.to_string();
    match outcome {
        "rehearsed" => {
            out.say("cli-vocabulary-rehearsed", &[]);
            out.say("cli-next", &[("command", again.into())]);
        }
        "applied" => out.say("cli-vocabulary-applied", &[("version", version.into())]),
        _ => out.say("cli-vocabulary-same", &[("version", version.into())]),
    }
    Ok(Exit::Done)
}

/// The vocabulary of the database; without a database, the one the program brings along.
async fn in_force(config: &Config) -> Result<Vocabulary, Failure> {
    match open(config).await {
        Ok(context) => Ok(std::sync::Arc::unwrap_or_clone(context.vocabulary)),
        Err(failure) if failure.code() == Code::DatabaseMissing => Ok(Vocabulary::shipped()),
        Err(failure) => Err(failure),
    }
}

fn read(file: &std::path::Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| {
        let code = match error.kind() {
            _ if file.is_dir() => Code::SourceIsDirectory,
            std::io::ErrorKind::NotFound => Code::SourceMissing,
            _ => Code::SourceUnreadable,
        };
        Fault::new(code, "").with("path", file.display().to_string()).into()
    })
}

fn check(file: &std::path::Path, out: &Out) -> Ended {
    let path = file.display().to_string();
    let text = read(file)?;
    match Vocabulary::parse(&text) {
        Ok(vocabulary) => {
            if out.json {
                out.json(&serde_json::json!({ "version": vocabulary.version, "faults": [] }))?;
            }
            let params = [
                ("version", vocabulary.version.into()),
                ("categories", vocabulary.categories.len().into()),
                ("activities", vocabulary.activities.len().into()),
            ];
            out.say("cli-vocabulary-good", &params);
            Ok(Exit::Done)
        }
        Err(faults) => {
            if out.json {
                let all: Vec<_> = faults
                    .iter()
                    .map(|found| {
                        serde_json::json!({
                            "line": found.line,
                            "code": found.fault.code,
                            "field": found.fault.field,
                            "detail": found.say(out.lang),
                        })
                    })
                    .collect();
                out.json(&serde_json::json!({ "faults": all }))?;
            } else {
                for found in &faults {
                    out.line(&format!("{path}: {} ({})", found.say(out.lang), found.fault.code));
                }
            }
            Ok(Exit::Refused)
        }
    }
}
