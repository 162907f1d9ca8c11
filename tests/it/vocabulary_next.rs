//! A new version beside the one in force: every fault of it with its line, what became of each code, what changes, and the
//! file a new version begins with. Nothing here needs a database.

use std::collections::{BTreeMap, BTreeSet};

use casetime::fault::Code;
use casetime::lang::Lang;
use casetime::vocabulary::changes::{ChangeKind, changes};
use casetime::vocabulary::crosswalk::Crosswalk;
use casetime::vocabulary::succession::{parse_next, retired};
use casetime::vocabulary::write::toml;
use casetime::vocabulary::{Activity, Replacement, ReplacementKind, SHIPPED, Vocabulary};
use chrono::NaiveDate;
use proptest::prelude::*;

/// The faults that only a new version can have; those of any file have broken files of their own.
pub(crate) const OF_NEXT_VERSIONS: [Code; 7] = [
    Code::VocabularyNameChanged,
    Code::VocabularyVersionNotNext,
    Code::VocabularyCodeGone,
    Code::VocabularyCodeMoved,
    Code::VocabularyImportOnlyChanged,
    Code::VocabularyEntriesOutside,
    Code::VocabularyChanged,
];

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub(crate) fn activity<'a>(vocabulary: &'a mut Vocabulary, code: &str) -> &'a mut Activity {
    vocabulary.activities.iter_mut().find(|activity| activity.code == code).expect("an activity")
}

/// Retires an activity, in favour of others.
pub(crate) fn end(vocabulary: &mut Vocabulary, code: &str, on: &str, kind: ReplacementKind, by: &[&str]) {
    let activity = activity(vocabulary, code);
    activity.valid.last_mut().expect("a period").to = Some(day(on));
    activity.replaced_by = by.iter().map(|code| Replacement { code: (*code).to_owned(), kind }).collect();
}

/// Adds an activity like another one.
pub(crate) fn add(vocabulary: &mut Vocabulary, like: &str, code: &str) {
    let mut new = activity(vocabulary, like).clone();
    code.clone_into(&mut new.code);
    new.label.en = format!("New {code}");
    new.label.fr = format!("Nouveau {code}");
    new.hidden.en.clear();
    new.hidden.fr.clear();
    new.replaced_by.clear();
    vocabulary.activities.push(new);
}

/// The version after this one, as a file.
pub(crate) fn next(before: &Vocabulary, change: impl FnOnce(&mut Vocabulary)) -> String {
    let mut after = before.clone();
    after.version += 1;
    change(&mut after);
    toml(&after)
}

#[test]
fn the_file_of_a_vocabulary_reads_as_the_same_vocabulary() {
    let mut shipped = Vocabulary::shipped();
    assert_eq!(Vocabulary::parse(&toml(&shipped)).expect("our own file"), shipped);
    end(&mut shipped, "TA-TRN", "2026-01-31", ReplacementKind::Split, &["TA-INST", "SA-RES"]);
    let text = &mut activity(&mut shipped, "TA-INST").definition.en;
    text.push_str(" \"Quoted\", \\ and\n\ttabs.");
    assert_eq!(Vocabulary::parse(&toml(&shipped)).expect("our own file"), shipped);
}

#[test]
fn every_fault_of_a_new_version_is_found_where_it_stands() {
    let before = Vocabulary::shipped();
    let next = SHIPPED.replacen("version = 1", "version = 2", 1);
    assert!(next != SHIPPED && parse_next(&next, &before).is_ok());
    let cases = [
        ("name = \"ilps\"", "name = \"other\"", Code::VocabularyNameChanged, "name = \"other\""),
        ("version = 2", "version = 4", Code::VocabularyVersionNotNext, "version = 4"),
        ("version = 2", "version = 1", Code::VocabularyVersionNotNext, "version = 1"),
        ("code = \"TA-MIS\"", "code = \"TA-GONE\"", Code::VocabularyCodeGone, "version = 2"),
        ("import_only = true", "import_only = false", Code::VocabularyImportOnlyChanged, "code = \"OT-LEGACY\""),
    ];
    let mut seen = BTreeSet::new();
    for (from, to, code, place) in cases {
        assert!(next.contains(from), "{from}");
        let text = next.replacen(from, to, 1);
        let faults = parse_next(&text, &before).expect_err(to);
        let line = text.lines().position(|line| line.trim() == place).map(|at| at + 1);
        let found: Vec<_> = faults.iter().map(|fault| (fault.fault.code, Some(fault.line))).collect();
        assert_eq!(found, [(code, line)], "{to}");
        seen.insert(code);
        for lang in Lang::ALL {
            let sentence = faults[0].clone().in_document().say(lang);
            let start = if lang == Lang::En { "Line " } else { "Ligne " };
            assert!(sentence.starts_with(start), "{sentence}");
        }
    }
    let moved = self::next(&before, |after| "SA".clone_into(&mut activity(after, "TA-MIS").parent));
    let faults = parse_next(&moved, &before).expect_err("another category");
    assert_eq!(faults.iter().map(|fault| fault.fault.code).collect::<Vec<_>>(), [Code::VocabularyCodeMoved]);
    let line = moved.lines().nth(faults[0].line - 1);
    assert_eq!(line, Some("code = \"TA-MIS\""));
    seen.insert(Code::VocabularyCodeMoved);
    // What needs entries is tested on a database.
    let on_a_database = [Code::VocabularyEntriesOutside, Code::VocabularyChanged];
    assert!(OF_NEXT_VERSIONS.iter().all(|code| seen.contains(code) || on_a_database.contains(code)));
}

#[test]
fn a_category_that_vanishes_or_becomes_an_activity_is_found() {
    let before = Vocabulary::shipped();
    let codes = |text: &str| -> BTreeSet<Code> {
        parse_next(text, &before).expect_err("faults").iter().map(|fault| fault.fault.code).collect()
    };
    let text = next(&before, |after| after.categories.retain(|category| category.code != "SA"));
    assert!(codes(&text).contains(&Code::VocabularyCodeGone), "{:?}", codes(&text));
    let text = next(&before, |after| {
        after.categories.retain(|category| category.code != "SA");
        add(after, "OT-KM", "SA");
    });
    assert!(codes(&text).contains(&Code::VocabularyCodeMoved), "{:?}", codes(&text));
}

#[test]
fn what_could_not_be_read_is_not_called_gone() {
    let before = Vocabulary::shipped();
    let text = SHIPPED.replacen("version = 1", "version = 2", 1).replacen("code = \"TA-MIS\"", "code = TA-MIS", 1);
    let faults = parse_next(&text, &before).expect_err("a broken line");
    assert!(faults.iter().all(|fault| fault.fault.code != Code::VocabularyCodeGone), "{faults:?}");
}

#[test]
fn a_rename_a_merge_and_a_chain_are_followed_and_a_split_is_never_guessed() {
    let mut list = Vocabulary::shipped();
    let by = |list: &Vocabulary| Crosswalk::of(list);
    end(&mut list, "TA-TRN", "2026-01-31", ReplacementKind::Merged, &["TA-INST"]);
    end(&mut list, "SA-RES", "2026-01-31", ReplacementKind::Split, &["SA-POL", "TA-NEED"]);
    let crosswalk = by(&list);
    assert_eq!((crosswalk.today("TA-TRN"), crosswalk.today("TA-INST")), ("TA-INST", "TA-INST"));
    assert_eq!(crosswalk.today("SA-RES"), "SA-RES");
    assert_eq!(crosswalk.split_into("SA-RES"), ["SA-POL", "TA-NEED"]);
    assert_eq!(crosswalk.today("XX-NEW"), "XX-NEW", "a code that is not in the list stands for itself");
    // The next versions: what took over is taken over itself, or split.
    end(&mut list, "TA-INST", "2026-02-28", ReplacementKind::One, &["TA-LEG"]);
    assert_eq!(by(&list).today("TA-TRN"), "TA-LEG");
    end(&mut list, "TA-LEG", "2026-03-31", ReplacementKind::Split, &["TA-ADV", "TA-MGT"]);
    let crosswalk = by(&list);
    assert_eq!((crosswalk.today("TA-TRN"), crosswalk.today("TA-INST")), ("TA-LEG", "TA-LEG"));
    assert_eq!(crosswalk.split_into("TA-LEG"), ["TA-ADV", "TA-MGT"]);
    // Both parts end in one code: then there is nothing to guess.
    end(&mut list, "TA-ADV", "2026-03-31", ReplacementKind::Merged, &["TA-MIS"]);
    end(&mut list, "TA-MGT", "2026-03-31", ReplacementKind::Merged, &["TA-MIS"]);
    let crosswalk = by(&list);
    assert_eq!((crosswalk.today("TA-TRN"), crosswalk.split_into("TA-LEG").len()), ("TA-MIS", 0));
}

#[test]
fn what_a_version_changes_is_listed_by_code() {
    let before = Vocabulary::shipped();
    let mut after = before.clone();
    "Assistance".clone_into(&mut after.categories[0].label.en);
    "Workshops".clone_into(&mut activity(&mut after, "TA-TRN").label.en);
    end(&mut after, "TA-MIS", "2026-01-31", ReplacementKind::Merged, &["TA-MGT"]);
    end(&mut after, "SA-RES", "2026-01-31", ReplacementKind::Split, &["SA-POL", "SA-OUT"]);
    end(&mut after, "OT-SYS", "2026-01-31", ReplacementKind::One, &[]);
    activity(&mut after, "SA-OUT").valid[0].from = day("2020-01-01");
    add(&mut after, "OT-ADM", "OT-TEAM");
    end(&mut after, "OT-ADM", "2026-01-31", ReplacementKind::One, &["OT-TEAM"]);
    let found = changes(&before, &after);
    let found: BTreeMap<&str, ChangeKind> = found.iter().map(|found| (found.code.as_str(), found.kind)).collect();
    let expected = BTreeMap::from([
        ("TA", ChangeKind::Renamed),
        ("TA-TRN", ChangeKind::Renamed),
        ("TA-MIS", ChangeKind::Merged),
        ("SA-RES", ChangeKind::Split),
        ("OT-SYS", ChangeKind::Retired),
        ("SA-OUT", ChangeKind::Redated),
        ("OT-TEAM", ChangeKind::Added),
        ("OT-ADM", ChangeKind::Replaced),
    ]);
    assert_eq!(found, expected);
    assert_eq!(expected.values().copied().collect::<BTreeSet<_>>(), ChangeKind::ALL.into_iter().collect());
    assert_eq!(changes(&before, &before), []);
}

#[test]
fn retiring_a_code_gives_a_sound_next_version() {
    let before = Vocabulary::shipped();
    let by = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    for (successors, kind) in [
        (by(&[]), ChangeKind::Retired),
        (by(&["SA-POL"]), ChangeKind::Merged),
        (by(&["SA-POL", "OT-KM"]), ChangeKind::Split),
    ] {
        let after = retired(&before, "SA-RES", "2026-03-31", &successors).expect("a next version");
        assert_eq!(parse_next(&toml(&after), &before).expect("sound").vocabulary, after);
        let found = changes(&before, &after);
        assert_eq!(found.iter().map(|found| found.kind).collect::<Vec<_>>(), [kind]);
        assert_eq!(found[0].last_day, Some(day("2026-03-31")));
    }
    let codes = |code, on, by: &[String]| -> Vec<Code> {
        retired(&before, code, on, by).expect_err("faults").iter().map(|fault| fault.code).collect()
    };
    assert_eq!(codes("XX", "tomorrow", &by(&["YY"])), [Code::UnknownActivity, Code::UnknownActivity, Code::DateFormat]);
    assert_eq!(codes("SA-RES", "1969-12-31", &[]), [Code::DateTooEarly]);
}

/// A list of up to nine activities; each may be replaced by later ones, so that there is no circle.
fn lists() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::btree_set(1_usize..9, 0..4), 1..10).prop_map(|replaced| {
        let count = replaced.len();
        let within = |at: usize, by: BTreeSet<usize>| -> Vec<usize> {
            by.into_iter().map(|step| at + step).filter(|code| *code < count).collect()
        };
        replaced.into_iter().enumerate().map(|(at, by)| within(at, by)).collect()
    })
}

fn code(at: usize) -> String {
    format!("TA-N{at}")
}

proptest! {
    #[test]
    fn recoding_twice_is_recoding_once_and_keeps_every_minute(
        replaced in lists(),
        minutes in prop::collection::vec(1_i64..500, 9),
    ) {
        let mut list = Vocabulary::shipped();
        list.activities.retain(|activity| activity.import_only);
        for (at, by) in replaced.iter().enumerate() {
            let like = list.activities[0].code.clone();
            add(&mut list, &like, &code(at));
            let kind = if by.len() == 1 { ReplacementKind::One } else { ReplacementKind::Split };
            activity(&mut list, &code(at)).replaced_by =
                by.iter().map(|by| Replacement { code: code(*by), kind }).collect();
        }
        let crosswalk = Crosswalk::of(&list);
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for (at, by) in replaced.iter().enumerate() {
            let own = code(at);
            let today = crosswalk.today(&own);
            prop_assert_eq!(crosswalk.today(today), today);
            *sums.entry(today.to_owned()).or_default() += minutes[at];
            // What a code stands under is in use, or was split into at least two that are.
            let place = replaced.iter().enumerate().position(|(at, _)| code(at) == today).expect("a code of the list");
            let parts = crosswalk.split_into(today);
            prop_assert_eq!(replaced[place].is_empty(), parts.is_empty());
            prop_assert_ne!(parts.len(), 1);
            for part in parts {
                let place = (0..replaced.len()).find(|at| code(*at) == *part).expect("a code of the list");
                prop_assert!(replaced[place].is_empty());
            }
            prop_assert!(by.len() != 1 || today == crosswalk.today(&code(by[0])), "one step never changes the end");
        }
        prop_assert_eq!(sums.values().sum::<i64>(), minutes[..replaced.len()].iter().sum::<i64>());
    }
}
