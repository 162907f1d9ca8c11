//! `generate`: a made-up section as legacy-style files, with the truth about them.

use super::args::GenerateArgs;
use super::out::Out;
use super::{Ended, Exit};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::generate::{Plan, generate as write};
use crate::time::clip;

pub(super) fn generate(arguments: &GenerateArgs, out: &Out) -> Ended {
    let last_year = arguments.last_year.parse().map_err(|_| {
        Failure::from(Fault::new(Code::FiscalYearFormat, "last_year").with("value", clip(&arguments.last_year)))
    })?;
    let plan = Plan {
        people: arguments.people,
        years: arguments.years,
        seed: arguments.seed,
        last_year,
        today: Clock::System.today(),
        rows: arguments.rows,
    };
    match write(&plan, &arguments.out) {
        Ok(summary) => {
            if out.json {
                out.json(&summary)?;
            }
            let folder = arguments.out.display().to_string();
            let files = summary.entry_files.len() + 2;
            out.say(
                "cli-generated",
                &[("files", files.into()), ("rows", summary.entry_rows.into()), ("folder", folder.into())],
            );
            out.say("cli-generated-notice", &[]);
            Ok(Exit::Done)
        }
        Err(error) => {
            let sentence = error.say(out.lang);
            if out.json {
                let fault = serde_json::json!({ "code": error.code(), "field": "", "detail": sentence });
                out.line(&serde_json::json!({ "faults": [fault] }).to_string());
            } else {
                out.line(&format!("{sentence} ({})", error.code()));
            }
            Ok(Exit::Refused)
        }
    }
}
