//! The vocabulary as others meet it: the shipped file, every fault of a broken file with its line, look-up of labels,
//! and the exports. The broken files stand in `tests/data/vocabulary` and say themselves which faults they have.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use casetime::fault::Code;
use casetime::lang::Lang;
use casetime::vocabulary::document::json_schema;
use casetime::vocabulary::export::{Format, export, show};
use casetime::vocabulary::{Activity, LineFault, Need, SHIPPED, Vocabulary};
use chrono::NaiveDate;
use oxrdf::{NamedNode, Triple};
use proptest::prelude::*;

use crate::vocabulary_next::OF_NEXT_VERSIONS;

/// A sound small file, for the tests that change one thing in it.
const SMALL: &str = r#"
name = "small"
version = 3
title = { en = "Small", fr = "Petit" }
boundary_rule.otherwise = { en = "Ask.", fr = "Demander." }
boundary_rule.question = [{ outcome = "AB", text = { en = "Abroad?", fr = "À l’étranger?" } }]

[[category]]
code = "AB"
label = { en = "Abroad", fr = "À l’étranger" }
definition = { en = "=1+1", fr = "@cmd" }
project = "required"
country = "optional"

[[activity]]
code = "AB-OLD"
parent = "AB"
label = { en = "Old", fr = "Ancien" }
definition = { en = "Said \"so\", \\ and,\n\tso on.", fr = "« Ancien »" }
valid = [{ from = "2000-01-01", to = "2004-12-31" }, { from = "2010-01-01", to = "2015-03-31" }]
hidden.en = ["Older", "Old"]
mapping = [{ scheme = "utbms-activity", code = "A102", relation = "exact" }]
replaced_by = [{ code = "AB-NEW", kind = "split" }, { code = "AB-LOW", kind = "split" }]

[[activity]]
code = "AB-NEW"
parent = "AB"
label = { en = "New", fr = "Nouveau" }
definition = { en = "New.", fr = "Nouveau." }
valid = [{ from = "2015-04-01" }]

[[activity]]
code = "AB-LOW"
parent = "AB-NEW"
label = { en = "Under new", fr = "Sous nouveau" }
definition = { en = "Below.", fr = "Dessous." }
country = "forbidden"
valid = [{ from = "2015-04-01" }]
"#;

fn small() -> Vocabulary {
    Vocabulary::parse(SMALL).expect("the small file is sound")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn broken_files() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/vocabulary");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the folder of broken files")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a readable file")))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "there are broken files");
    files
}

/// The faults a broken file says it has: lines that end in `# fault: code, code`.
fn expected(text: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = (1..)
        .zip(text.lines())
        .filter_map(|(line, text)| text.split_once("# fault: ").map(|(_, codes)| (line, codes)))
        .flat_map(|(line, codes)| codes.split(',').map(move |code| (line, code.trim().to_owned())))
        .collect();
    found.sort();
    found
}

fn found(faults: &[LineFault]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> =
        faults.iter().map(|found| (found.line, found.fault.code.as_str().to_owned())).collect();
    found.sort();
    found
}

#[test]
fn each_broken_file_gives_exactly_the_faults_it_names() {
    for (path, text) in broken_files() {
        let faults = Vocabulary::parse(&text).err().unwrap_or_default();
        let expected = expected(&text);
        assert!(!expected.is_empty(), "{path} names no fault");
        assert_eq!(found(&faults), expected, "{path}: {faults:#?}");
        assert!(faults.is_sorted_by_key(|fault| fault.line), "{path}: faults follow the file");
    }
}

#[test]
fn every_vocabulary_code_has_a_broken_file() {
    let covered: BTreeSet<String> =
        broken_files().iter().flat_map(|(_, text)| expected(text)).map(|(_, code)| code).collect();
    let codes = Code::ALL.iter().filter(|code| !OF_NEXT_VERSIONS.contains(code));
    let codes = codes.map(|code| code.as_str()).filter(|code| code.starts_with("vocabulary_"));
    for code in codes.chain(["unknown_field", "period_reversed"]) {
        assert!(covered.contains(code), "no broken file shows {code}");
    }
}

#[test]
fn every_fault_is_said_in_both_languages_with_its_line() {
    for (path, text) in broken_files() {
        for fault in Vocabulary::parse(&text).expect_err("a broken file") {
            let (en, fr) = (fault.say(Lang::En), fault.say(Lang::Fr));
            assert!(en.starts_with(&format!("Line {}: ", fault.line)), "{path}: {en}");
            assert!(fr.starts_with(&format!("Ligne {}\u{a0}: ", fault.line)), "{path}: {fr}");
            if fault.fault.code == Code::Required {
                assert!(en.contains(&fault.fault.field), "{path}: what is missing is named: {en}");
                assert!(fr.contains(&fault.fault.field), "{path}: what is missing is named: {fr}");
            }
        }
    }
}

#[test]
fn a_fault_names_the_codes_it_is_about() {
    let text = SMALL.replace("code = \"AB-LOW\", kind", "code = \"AB-OLD\", kind");
    let faults = Vocabulary::parse(&text).expect_err("a code that replaces itself");
    let params = serde_json::to_string(&faults[0].fault.params).expect("JSON");
    assert_eq!(params, r#"[["code","AB-OLD"],["chain","AB-OLD → AB-OLD"]]"#);
}

#[test]
fn the_shipped_vocabulary_has_three_categories_and_eighteen_activities() {
    let shipped = Vocabulary::shipped();
    let counts: Vec<_> = shipped
        .categories
        .iter()
        .map(|category| (category.code.as_str(), shipped.activities_of(&category.code).count()))
        .collect();
    assert_eq!((shipped.name.as_str(), shipped.version), ("ilps", 1));
    assert_eq!(counts, [("TA", 8), ("SA", 5), ("OT", 5)]);
    assert_eq!(shipped.activities.len(), 18);
    let import_only: Vec<_> = shipped.activities.iter().filter(|activity| activity.import_only).collect();
    assert_eq!(import_only.len(), 1);
    assert_eq!(import_only[0].code, "OT-LEGACY");
    let outcomes: Vec<_> = shipped.boundary_rule.questions.iter().map(|question| question.outcome.as_str()).collect();
    assert_eq!(outcomes, ["OT", "TA", "SA"]);
    assert!(shipped.activities.iter().all(|activity| activity.replaced_by.is_empty()));
    assert!(shipped.activities.iter().all(|activity| activity.is_valid_on(day("1990-01-01"))));
}

#[test]
fn files_of_the_categories_need_what_the_domain_says() {
    let shipped = Vocabulary::shipped();
    let needs = |code: &str| shipped.find_category(code).map(|category| (category.project, category.country));
    assert_eq!(needs("TA"), Some((Need::Required, Need::Required)));
    assert_eq!(needs("SA"), Some((Need::Forbidden, Need::Optional)));
    assert_eq!(needs("OT"), Some((Need::Forbidden, Need::Forbidden)));
    let legacy = shipped.find_activity("OT-LEGACY").expect("the code of held rows");
    assert_eq!((legacy.project, legacy.country), (Need::Optional, Need::Optional));
}

#[test]
fn the_shipped_file_fits_its_schema() {
    let validator = jsonschema::validator_for(&json_schema()).expect("a JSON Schema");
    let instance: serde_json::Value = toml::from_str(SHIPPED).expect("TOML");
    let faults: Vec<String> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let validator = jsonschema::validator_for(&json_schema()).expect("a JSON Schema");
    let instance = |text: &str| toml::from_str::<serde_json::Value>(text).expect("TOML");
    assert!(validator.is_valid(&instance(SMALL)));
    for (from, to) in [
        ("version = 3", "version = 0"),
        ("name = \"small\"\n", ""),
        ("name = \"small\"", "name = \"small\"\ncolour = \"red\""),
        ("fr = \"Petit\"", "french = \"Petit\""),
        (", fr = \"Petit\"", ""),
        ("code = \"AB-NEW\"\n", "code = \"ab-new\"\n"),
        ("code = \"AB-NEW\"\n", ""),
        ("project = \"required\"", "project = \"maybe\""),
        ("valid = [{ from = \"2015-04-01\" }]\n", ""),
        ("\"utbms-activity\"", "\"unspsc\""),
        ("boundary_rule.question = [{ outcome = \"AB\", text = { en = \"Abroad?\", fr = \"À l’étranger?\" } }]\n", ""),
        ("kind = \"split\"", "kind = \"gone\""),
    ] {
        assert!(SMALL.contains(from), "{from}");
        let changed = SMALL.replacen(from, to, 1);
        assert!(!validator.is_valid(&instance(&changed)), "the schema takes {from} changed to {to}");
        assert!(Vocabulary::parse(&changed).is_err(), "the reader takes {from} changed to {to}");
    }
}

#[test]
fn a_vocabulary_survives_json() {
    for vocabulary in [Vocabulary::shipped(), small()] {
        let json = export(&vocabulary, Format::Json);
        let back: Vocabulary = serde_json::from_str(&json).expect("our own JSON");
        assert_eq!(back, vocabulary);
        let label = &vocabulary.activities[0].label.fr;
        assert_eq!(back.find_label(label), vocabulary.activities.first(), "labels are found after the round trip");
    }
}

#[test]
fn labels_are_found_whatever_their_case_and_accents() {
    let shipped = Vocabulary::shipped();
    let code = |text: &str| shipped.find_label(text).map(|activity| activity.code.as_str());
    for (text, expected) in [
        ("TA-NEED", "TA-NEED"),
        ("ta need", "TA-NEED"),
        ("Needs assessment and project design", "TA-NEED"),
        ("EVALUATION DES BESOINS ET CONCEPTION DE PROJET", "TA-NEED"),
        ("éval besoins", "TA-NEED"),
        ("m & e", "TA-EVAL"),
        ("R&D", "SA-RES"),
        ("Prof. Dev.", "OT-LRN"),
    ] {
        assert_eq!(code(text), Some(expected), "{text}");
    }
    for text in ["", "--", "Training", "TA", "Strategic advice", "TA-NEE"] {
        assert_eq!(code(text), None, "{text}");
    }
}

#[test]
fn an_import_only_activity_is_never_found_by_label() {
    let shipped = Vocabulary::shipped();
    let legacy = shipped.find_activity("OT-LEGACY").expect("the code of held rows");
    for text in [&legacy.code, &legacy.label.en, &legacy.label.fr] {
        assert_eq!(shipped.find_label(text), None, "{text}");
    }
}

#[test]
fn every_label_of_the_shipped_vocabulary_leads_to_its_own_code() {
    let shipped = Vocabulary::shipped();
    for activity in shipped.activities.iter().filter(|activity| !activity.import_only) {
        for lang in Lang::ALL {
            let hidden = activity.hidden.get(lang);
            assert!(hidden.len() >= 4, "{} has legacy spellings in {lang}", activity.code);
            for text in hidden.iter().map(String::as_str).chain([activity.label.get(lang)]) {
                assert_eq!(shipped.find_label(text).map(|found| &found.code), Some(&activity.code), "{text}");
            }
        }
    }
}

#[test]
fn both_days_of_a_period_are_valid_and_the_days_around_are_not() {
    let small = small();
    let old = small.find_activity("AB-OLD").expect("a retired code");
    for (date, valid) in [
        ("1999-12-31", false),
        ("2000-01-01", true),
        ("2004-12-31", true),
        ("2005-01-01", false),
        ("2010-01-01", true),
        ("2015-03-31", true),
        ("2015-04-01", false),
    ] {
        assert_eq!(old.is_valid_on(day(date)), valid, "{date}");
    }
    assert_eq!(old.last_valid_day(), Some(day("2015-03-31")));
    assert_eq!(small.find_activity("AB-NEW").and_then(Activity::last_valid_day), None);
}

#[test]
fn an_activity_under_an_activity_belongs_to_the_category_at_the_root() {
    let small = small();
    let low = small.find_activity("AB-LOW").expect("an activity under another");
    assert_eq!((low.parent.as_str(), low.category.as_str()), ("AB-NEW", "AB"));
    assert_eq!((low.project, low.country), (Need::Required, Need::Forbidden));
    assert_eq!(small.activities_of("AB").count(), 3);
}

#[test]
fn both_skos_files_make_the_same_statements() {
    for vocabulary in [Vocabulary::shipped(), small()] {
        let turtle = turtle_triples(&vocabulary);
        let json = export(&vocabulary, Format::SkosJson);
        let json: BTreeSet<String> = oxjsonld::JsonLdParser::new()
            .for_slice(json.as_bytes())
            .map(|quad| Triple::from(quad.expect("JSON-LD that parses")).to_string())
            .collect();
        let turtle: BTreeSet<String> = turtle.iter().map(ToString::to_string).collect();
        assert!(turtle.len() > 40, "{} statements", turtle.len());
        assert_eq!(turtle, json);
    }
}

fn turtle_triples(vocabulary: &Vocabulary) -> Vec<Triple> {
    let text = export(vocabulary, Format::Skos);
    oxttl::TurtleParser::new().for_slice(text.as_bytes()).map(|triple| triple.expect("Turtle that parses")).collect()
}

#[test]
fn skos_says_what_replaces_a_retired_code_and_keeps_every_character() {
    let triples = turtle_triples(&small());
    let says = |code: &str, predicate: &str, object: &str| {
        let subject = NamedNode::new(format!("urn:casetime:vocabulary:small:{code}")).expect("an address");
        triples.iter().any(|triple| {
            triple.subject == subject.clone().into()
                && triple.predicate.as_str() == predicate
                && triple.object.to_string() == object
        })
    };
    let skos = |name: &str| format!("http://www.w3.org/2004/02/skos/core#{name}");
    let old = |predicate: &str, object: &str| says("AB-OLD", predicate, object);
    assert!(old("http://purl.org/dc/terms/isReplacedBy", "<urn:casetime:vocabulary:small:AB-NEW>"));
    assert!(old("http://purl.org/dc/terms/isReplacedBy", "<urn:casetime:vocabulary:small:AB-LOW>"));
    assert!(old(
        "http://purl.org/dc/terms/valid",
        "\"start=2000-01-01; end=2004-12-31; scheme=W3C-DTF;\"^^<http://purl.org/dc/terms/Period>"
    ));
    assert!(old(&skos("exactMatch"), "<urn:casetime:scheme:utbms-activity:A102>"));
    assert!(old(&skos("hiddenLabel"), "\"Older\"@en"));
    assert!(!old(&skos("hiddenLabel"), "\"Old\"@en"), "a preferred label is not hidden too");
    assert!(old(&skos("definition"), r#""Said \"so\", \\ and,\n\tso on."@en"#));
    assert!(says("AB-LOW", &skos("broader"), "<urn:casetime:vocabulary:small:AB-NEW>"));
    assert!(says("AB", &skos("topConceptOf"), "<urn:casetime:vocabulary:small>"));
}

#[test]
fn every_term_has_a_row_of_the_csv_with_both_languages() {
    let shipped = Vocabulary::shipped();
    let text = export(&shipped, Format::Csv);
    assert!(text.ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().expect("a header").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("a column");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row as long as the header")).collect();
    assert_eq!(rows.len(), 21);
    for activity in &shipped.activities {
        let row = rows.iter().find(|row| row[column("code")] == activity.code).expect("a row for each activity");
        assert_eq!(row[column("parent_code")], activity.parent);
        assert_eq!(row[column("label_fr")], activity.label.fr);
        assert_eq!(row[column("definition_en")], activity.definition.en);
        assert_eq!(row[column("valid")], *"1970-01-01/..");
    }
}

#[test]
fn no_cell_of_the_csv_is_a_live_formula() {
    let text = export(&small(), Format::Csv);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = reader.records().next().expect("the row of the category").expect("a row");
    assert_eq!((&row[5], &row[6]), ("'=1+1", "'@cmd"));
}

#[test]
fn the_text_for_the_terminal_names_every_term_in_the_language_asked_for() {
    for lang in Lang::ALL {
        for vocabulary in [Vocabulary::shipped(), small()] {
            let text = show(&vocabulary, lang);
            for activity in &vocabulary.activities {
                assert!(text.contains(&format!("{}  {}", activity.code, activity.label.get(lang))), "{text}");
            }
            assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        }
    }
    let (en, fr) = (show(&small(), Lang::En), show(&small(), Lang::Fr));
    assert!(en.contains("Use instead: AB-NEW, AB-LOW."), "{en}");
    assert!(en.contains("Retired: the last day of work it takes is 2015-03-31."), "{en}");
    assert!(fr.contains("Utiliser plutôt\u{a0}: AB-NEW, AB-LOW."), "{fr}");
    assert!(!fr.contains("Under new"), "{fr}");
}

#[test]
fn every_format_is_found_by_its_name() {
    for format in Format::ALL {
        assert_eq!(Format::find(format.as_str()), Some(format));
    }
    assert_eq!(Format::find("xlsx"), None);
}

#[test]
fn a_chain_of_twenty_thousand_parents_does_not_overflow() {
    use std::fmt::Write as _;
    let mut text = String::from("name = \"deep\"\n");
    for number in 0..20_000 {
        let _ = writeln!(text, "[[activity]]\ncode = \"AB-{number:06}\"\nparent = \"AB-{:06}\"", (number + 1) % 20_000);
    }
    let faults = Vocabulary::parse(&text).expect_err("a cycle and much that is missing");
    assert_eq!(faults.iter().filter(|found| found.fault.code == Code::VocabularyCycle).count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn reading_a_mutated_file_never_panics(
        cuts in prop::collection::vec((0..20_000_usize, 0..40_usize, "[\\PC\\n\\[\\]{}=\"#.]{0,6}"), 1..5),
        short in any::<bool>(),
    ) {
        let mut text: Vec<char> = if short { SMALL } else { SHIPPED }.chars().collect();
        for (at, length, put) in cuts {
            let at = at % text.len().max(1);
            let end = (at + length).min(text.len());
            text.splice(at..end, put.chars());
        }
        let text: String = text.into_iter().collect();
        match Vocabulary::parse(&text) {
            Ok(vocabulary) => prop_assert!(!export(&vocabulary, Format::Csv).is_empty()),
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                let lines = text.matches('\n').count() + 1;
                prop_assert!(faults.iter().all(|found| (1..=lines).contains(&found.line)));
            }
        }
    }
}
