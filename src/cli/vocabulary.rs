//! `vocabulary`: check a file, show or export the vocabulary in force.

use super::args::{VocabularyArgs, VocabularyCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::time::clip;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::export::{self, Format};

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
    }
}

/// The vocabulary of the database; without a database, the one the program brings along.
async fn in_force(config: &Config) -> Result<Vocabulary, Failure> {
    match open(config).await {
        Ok(context) => Ok(std::sync::Arc::unwrap_or_clone(context.vocabulary)),
        Err(failure) if failure.code() == Code::DatabaseMissing => Ok(Vocabulary::shipped()),
        Err(failure) => Err(failure),
    }
}

fn check(file: &std::path::Path, out: &Out) -> Ended {
    let path = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        let code = match error.kind() {
            _ if file.is_dir() => Code::SourceIsDirectory,
            std::io::ErrorKind::NotFound => Code::SourceMissing,
            _ => Code::SourceUnreadable,
        };
        Failure::from(Fault::new(code, "").with("path", path.as_str()))
    })?;
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
