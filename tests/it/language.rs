//! Two languages of equal standing: the same messages with the same values, a sentence for every fault, help for every
//! command; and the generated schemas are those that are committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use casetime::fault::{Code, Fault};
use casetime::lang::Lang;
use casetime::words::{self, Param, message_files};

/// The messages of one file: key and text with all its branches.
fn messages(text: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        let key = line.split_once(" =").map(|(key, _)| key).filter(|key| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        });
        if let Some(key) = key {
            assert!(!found.contains_key(key), "{key} stands twice");
            current = Some(key.to_owned());
        } else if !line.starts_with([' ', '}']) {
            current = None;
        }
        if let Some(key) = &current {
            found.entry(key.clone()).or_default().push_str(line);
        }
    }
    found
}

/// All messages of a language, by file and key.
fn all_messages(lang: Lang) -> BTreeMap<(String, String), String> {
    let mut all = BTreeMap::new();
    for (path, text) in message_files(lang) {
        let file = path.rsplit('/').next().expect("a name").to_owned();
        all.extend(messages(&text).into_iter().map(|(key, text)| ((file.clone(), key), text)));
    }
    assert!(all.len() > 300, "the message files are where they were");
    all
}

/// The names of the values a message uses.
fn values(message: &str) -> BTreeSet<String> {
    let names = message.split('$').skip(1);
    names.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_values() {
    let [english, french] = Lang::ALL.map(all_messages);
    let keys = |all: &BTreeMap<(String, String), String>| all.keys().cloned().collect::<BTreeSet<_>>();
    let alone: Vec<_> = keys(&english).symmetric_difference(&keys(&french)).cloned().collect();
    assert!(alone.is_empty(), "in one language only: {alone:?}");
    for (key, text) in &english {
        assert_eq!(values(text), values(&french[key]), "{key:?} uses other values in French");
    }
}

#[test]
fn every_message_can_be_said_in_both_languages() {
    for lang in Lang::ALL {
        for ((file, key), text) in all_messages(lang) {
            for number in [0_i64, 1, 2, 1234] {
                let params: Vec<(String, Param)> =
                    values(&text).into_iter().map(|name| (name, number.into())).collect();
                let params: Vec<(&str, Param)> =
                    params.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
                // A value that is not there, or a broken branch, ends this test: `find` holds both to be faults.
                let said =
                    words::find(lang, &key, &params).unwrap_or_else(|| panic!("{lang} {file}: {key} cannot be said"));
                assert!(!said.trim().is_empty(), "{lang} {file}: {key} is empty");
                assert!(!said.contains('$') && !said.contains('{'), "{lang} {file}: {key} shows its making: {said}");
            }
        }
    }
}

#[test]
fn every_code_has_a_sentence_and_a_title_of_its_own_in_both_languages() {
    for code in Code::ALL {
        let id = code.as_str().replace('_', "-");
        let (mut said, mut titles) = (BTreeSet::new(), BTreeSet::new());
        for lang in Lang::ALL {
            let title = casetime::web::problem::title(*code, lang);
            assert!(!title.ends_with('.') && title.chars().count() < 60, "{code}: {title}");
            assert!(titles.insert(title.clone()), "{code} has the same title in both languages: {title}");
            let text = &all_messages(lang)[&("faults.ftl".to_owned(), format!("fault-{id}"))];
            let mut fault = Fault::new(*code, "minutes");
            for name in values(text).into_iter().filter(|name| name != "field") {
                fault = fault.with(String::leak(name), "VALUE");
            }
            let sentence = fault.say(lang);
            assert!(sentence.ends_with('.') || sentence.contains(':'), "{code}: {sentence}");
            assert!(sentence.len() > 20, "{code}: {sentence}");
            said.insert(sentence);
        }
        assert_eq!(said.len(), 2, "{code} says the same in both languages");
    }
}

#[test]
fn no_message_is_left_of_a_code_that_is_gone() {
    let known: BTreeSet<String> = Code::ALL.iter().map(|code| code.as_str().replace('_', "-")).collect();
    for ((file, key), _) in all_messages(Lang::En) {
        if file == "faults.ftl" {
            let code = key.strip_prefix("fault-title-").or_else(|| key.strip_prefix("fault-")).expect("a fault");
            assert!(known.contains(code), "{key}");
        }
    }
}

#[test]
fn words_are_kind_and_set_as_each_language_sets_them() {
    for lang in Lang::ALL {
        for ((file, key), text) in all_messages(lang) {
            let said = text.split_once('=').expect("a message").1.to_lowercase();
            for unwanted in ["invalid", "please", "illegal", "invalide", "s’il vous plaît", "veuillez"] {
                assert!(!said.contains(unwanted), "{lang} {file}: {key} says “{unwanted}”");
            }
            let straight = said
                .as_bytes()
                .windows(3)
                .any(|three| three[1] == b'\'' && three[0].is_ascii_alphabetic() && three[2].is_ascii_alphabetic());
            assert!(!straight, "{lang} {file}: {key} has a straight apostrophe");
            let breaks = ["« ", " »"].iter().any(|mark| said.contains(mark));
            assert!(!breaks, "{lang} {file}: {key} may break beside a guillemet");
        }
    }
}

/// Every text of a command and everything below it, by its path.
fn texts(command: &clap::Command, path: &str, found: &mut BTreeMap<String, String>) {
    let here = format!("{path} {}", command.get_name());
    found.insert(here.clone(), command.get_about().map(ToString::to_string).unwrap_or_default());
    for argument in command.get_arguments() {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        found.insert(format!("{here} {}", argument.get_id()), help);
    }
    for child in command.get_subcommands() {
        texts(child, &here, found);
    }
}

#[test]
fn every_command_and_argument_is_explained_in_both_languages() {
    let [english, french] = Lang::ALL.map(|lang| {
        let command = casetime::cli::command(lang);
        command.clone().debug_assert();
        let mut found = BTreeMap::new();
        texts(&command, "", &mut found);
        found
    });
    assert!(english.len() > 100, "commands and arguments: {}", english.len());
    assert_eq!(english.keys().collect::<Vec<_>>(), french.keys().collect::<Vec<_>>());
    for (place, text) in &english {
        assert!(!text.trim().is_empty(), "{place} has no help in English");
        assert!(!french[place].trim().is_empty(), "{place} has no help in French");
        assert_ne!(text, &french[place], "{place} has the same help in both languages");
        for text in [text, &french[place]] {
            assert!(!text.starts_with("help-"), "{place} shows the key of a message: {text}");
        }
    }
}

#[test]
fn help_is_shown_in_the_language_asked_for_and_begins_with_examples() {
    for (lang, usage) in [("en", "casetime import"), ("fr", "casetime import")] {
        for arguments in [vec!["import", "--help", "--lang", lang], vec!["--lang", lang, "import", "-h"]] {
            let output =
                std::process::Command::new(env!("CARGO_BIN_EXE_casetime")).args(&arguments).output().expect("runs");
            assert_eq!(output.status.code(), Some(0), "{arguments:?}");
            let shown = String::from_utf8(output.stdout).expect("text");
            assert!(shown.contains(usage), "{shown}");
            let heading = words::say(if lang == "fr" { Lang::Fr } else { Lang::En }, "help-examples", &[]);
            assert!(shown.contains(&heading), "{arguments:?}: {shown}");
        }
    }
}

#[test]
fn the_committed_schemas_are_those_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schemas = casetime::cli::schemas();
    assert_eq!(schemas.len(), 5);
    for schema in schemas {
        let committed = std::fs::read_to_string(root.join(&schema.path)).expect("a committed schema");
        assert!(committed == schema.text, "{}: run `casetime schema --write`", schema.path.display());
        serde_json::from_str::<serde_json::Value>(&schema.text).expect("JSON");
    }
}
