//! Help and complaints of the command line in the reader's language, from the message files: examples first.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use super::args::Cli;
use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::words;

/// The language that `--lang` asks for, before anything else is understood.
pub(super) fn language(arguments: &[OsString]) -> Option<Lang> {
    let mut arguments = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(argument) = arguments.next() {
        if argument == "--lang" {
            return arguments.next()?.parse().ok();
        }
        if let Some(lang) = argument.strip_prefix("--lang=") {
            return lang.parse().ok();
        }
    }
    None
}

/// The command line with every text in one language.
#[must_use]
pub fn command(lang: Lang) -> Command {
    let mut command = localized(Cli::command(), "", lang);
    command.build();
    command
}

/// Understands the arguments, or shows help, version or what is not understood.
pub(super) fn parse(arguments: &[OsString], lang: Lang) -> Result<Cli, ExitCode> {
    let matches = localized(Cli::command(), "", lang).try_get_matches_from(arguments);
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away has seen enough.
            drop(write!(std::io::stdout(), "{}", error.render()));
            ExitCode::from(0)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            drop(write!(std::io::stderr(), "{}", error.render()));
            ExitCode::from(2)
        }
        _ => {
            let mut text = complaint(&error, lang);
            if arguments.iter().any(|argument| argument == "--json") {
                let fault = serde_json::json!({ "code": Code::Usage, "field": "", "detail": text.trim_end() });
                text = format!("{}\n", serde_json::json!({ "faults": [fault] }));
            }
            drop(std::io::stderr().write_all(text.as_bytes()));
            ExitCode::from(2)
        }
    })
}

fn complaint(error: &clap::Error, lang: Lang) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    // The likeliest suggestion stands last.
    let likeliest = |kind| match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.last().cloned().unwrap_or_default(),
        _ => context(kind),
    };
    let argument = || context(ContextKind::InvalidArg);
    let (id, name, suggested) = match error.kind() {
        ErrorKind::UnknownArgument => ("cli-usage-unknown-argument", argument(), likeliest(ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => (
            "cli-usage-unknown-command",
            context(ContextKind::InvalidSubcommand),
            likeliest(ContextKind::SuggestedSubcommand),
        ),
        ErrorKind::MissingRequiredArgument => ("cli-usage-missing", argument(), String::new()),
        ErrorKind::MissingSubcommand => ("cli-usage-missing-command", String::new(), String::new()),
        ErrorKind::ArgumentConflict => ("cli-usage-conflict", argument(), String::new()),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::WrongNumberOfValues => {
            ("cli-usage-value", argument(), likeliest(ContextKind::SuggestedValue))
        }
        _ => ("cli-usage-value", argument(), String::new()),
    };
    let detail = words::say(lang, id, &[("name", name.into())]);
    let mut text = Fault::new(Code::Usage, "").with("detail", detail).say(lang);
    text.push('\n');
    if !suggested.is_empty() {
        let _ = writeln!(text, "{}", words::say(lang, "cli-did-you-mean", &[("name", suggested.into())]));
    }
    text
}

/// What a command does. Where an option above it has the same name, the command has a text of its own.
fn about(path: &str, lang: Lang) -> String {
    let own = words::find(lang, &format!("help-command-{path}"), &[]);
    own.unwrap_or_else(|| words::say(lang, &format!("help-{path}"), &[]))
}

/// Puts the texts of the message files on a command and everything below it.
fn localized(command: Command, path: &str, lang: Lang) -> Command {
    let say = |id: &str| words::say(lang, id, &[]);
    let about = if path.is_empty() { say("help-app") } else { about(path, lang) };
    let examples = words::find(lang, &format!("help-examples-{path}"), &[]);
    let mut template = String::from("{about}\n\n");
    if let Some(examples) = examples {
        let _ = writeln!(template, "{}:", say("help-examples"));
        for line in examples.lines() {
            let _ = writeln!(template, "  {line}");
        }
        template.push('\n');
    }
    let _ = write!(template, "{}:\n  {{usage}}\n\n{{all-args}}\n", say("help-usage"));
    let options = say("help-options");
    let positional = say("help-arguments");
    let names: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    let mut command = command
        .about(about)
        .help_template(template)
        .subcommand_help_heading(say("help-commands"))
        .subcommand_value_name(say("help-commands").to_uppercase());
    for name in names {
        let key = name.replace('_', "-");
        let id = if path.is_empty() { format!("help-global-{key}") } else { format!("help-{path}-{key}") };
        let help = say(&id);
        command = command.mut_arg(&name, |argument| {
            let heading = if argument.is_positional() { positional.clone() } else { options.clone() };
            argument.help(help).help_heading(heading)
        });
    }
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help).help(say("help-global-help"));
    command = command.arg(help.help_heading(options.clone()));
    if path.is_empty() {
        let version = Arg::new("version").long("version").short('V').action(ArgAction::Version);
        command = command.arg(version.help(say("help-global-version")).help_heading(options));
    }
    let children: Vec<String> = command.get_subcommands().map(|child| child.get_name().to_owned()).collect();
    for child in children {
        let below = if path.is_empty() { child.clone() } else { format!("{path}-{child}") };
        command = command.mut_subcommand(&child, |found| localized(found, &below, lang));
    }
    command
}
