//! `doctor`: every promise that can be checked on this installation, whether it holds, and what mends it.

mod checks;

use std::fmt::Write as _;

use serde_json::json;

use super::out::Out;
use super::{Ended, Exit};
use crate::config::Config;
use crate::words::Param;

/// Whether a promise holds here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Pass,
    Fail,
    NotApplicable,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// One promise, as found. Its sentence is `doctor-<name>`, what mends it `doctor-<name>-mend`, both with the values.
#[derive(Debug)]
struct Check {
    name: &'static str,
    state: State,
    values: Vec<(&'static str, Param)>,
}

impl Check {
    const fn pass(name: &'static str) -> Self {
        Self { name, state: State::Pass, values: Vec::new() }
    }

    const fn not_applicable(name: &'static str) -> Self {
        Self { name, state: State::NotApplicable, values: Vec::new() }
    }

    const fn fail(name: &'static str) -> Self {
        Self { name, state: State::Fail, values: Vec::new() }
    }

    /// Pass or fail.
    const fn holds(name: &'static str, holds: bool) -> Self {
        if holds { Self::pass(name) } else { Self::fail(name) }
    }

    /// The same check with a value for its sentences.
    fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.values.push((name, value.into()));
        self
    }
}

pub(super) async fn doctor(config: &Config, out: &Out) -> Ended {
    let checks = checks::all(config).await?;
    let count = |state| checks.iter().filter(|check| check.state == state).count();
    let (passed, failed) = (count(State::Pass), count(State::Fail));
    let promise = |check: &Check| out.words(&format!("doctor-{}", check.name), &check.values);
    let mend = |check: &Check| {
        (check.state == State::Fail).then(|| out.words(&format!("doctor-{}-mend", check.name), &check.values))
    };
    if out.json {
        let shown: Vec<_> = checks
            .iter()
            .map(|check| {
                json!({
                    "name": check.name,
                    "state": check.state.as_str(),
                    "promise": promise(check),
                    "mend": mend(check),
                })
            })
            .collect();
        out.json(&json!({ "checks": shown, "passed": passed, "failed": failed }))?;
    } else {
        let mut text = String::new();
        for check in &checks {
            let state = out.words(&format!("doctor-state-{}", check.state.as_str().replace('_', "-")), &[]);
            let _ = writeln!(text, "{state:<6} {}", promise(check));
            if let Some(mend) = mend(check) {
                let _ = writeln!(text, "       {mend}");
            }
        }
        out.data(&text)?;
    }
    out.say("doctor-summary", &[("passed", passed.into()), ("failed", failed.into())]);
    Ok(if failed == 0 { Exit::Done } else { Exit::WithRemainder })
}
