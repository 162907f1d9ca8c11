//! The activities the generator records, the spellings of their labels in a legacy export, and how the habit of
//! spelling drifts. `text::fold` brings each spelling back to the code or to an official label; the held labels
//! at the end belong to no activity.

use super::draw::Draw;
use super::files::Category;

/// One activity of the vocabulary, version 1.
#[derive(Debug)]
pub(super) struct Activity {
    pub(super) code: &'static str,
    pub(super) category: Category,
    en: &'static str,
    fr: &'static str,
    weight: usize,
}

const fn activity(
    code: &'static str,
    category: Category,
    weight: usize,
    en: &'static str,
    fr: &'static str,
) -> Activity {
    Activity { code, category, en, fr, weight }
}

use Category::{Assistance as TA, Internal as OT, StrategicAdvice as SA};

/// Every activity but the import-only one.
pub(super) const ACTIVITIES: [Activity; 17] = [
    activity("TA-NEED", TA, 9, "Needs assessment and project design", "Évaluation des besoins et conception de projet"),
    activity(
        "TA-ADV",
        TA,
        22,
        "Expert advice and coaching to a partner institution",
        "Conseils d’expert et accompagnement d’une institution partenaire",
    ),
    activity(
        "TA-LEG",
        TA,
        20,
        "Legislation, regulation and policy review or drafting",
        "Examen ou rédaction de lois, de règlements et de politiques",
    ),
    activity("TA-INST", TA, 12, "Institutional strengthening", "Renforcement institutionnel"),
    activity("TA-TRN", TA, 15, "Training and workshops", "Formation et ateliers"),
    activity("TA-MIS", TA, 0, "Field mission", "Mission sur le terrain"),
    activity(
        "TA-MGT",
        TA,
        16,
        "Project management, contracting and reporting",
        "Gestion de projet, passation de marchés et rapports",
    ),
    activity(
        "TA-EVAL",
        TA,
        6,
        "Monitoring, evaluation and closing of a project",
        "Suivi, évaluation et clôture de projet",
    ),
    activity("SA-POL", SA, 30, "Legal policy advice on engagement", "Conseils de politique juridique sur l’engagement"),
    activity(
        "SA-SM",
        SA,
        20,
        "Briefing of senior management and Minister",
        "Breffage de la haute direction et du ministre",
    ),
    activity(
        "SA-COM",
        SA,
        18,
        "Interdepartmental committees and advice to other departments",
        "Comités interministériels et conseils aux autres ministères",
    ),
    activity("SA-RES", SA, 20, "Research and development", "Recherche et développement"),
    activity("SA-OUT", SA, 12, "Outreach and partnerships", "Sensibilisation et partenariats"),
    activity("OT-KM", OT, 18, "Knowledge management", "Gestion des connaissances"),
    activity("OT-ADM", OT, 56, "Administration and corporate activities", "Administration et activités ministérielles"),
    activity("OT-LRN", OT, 18, "Training received", "Formation reçue"),
    activity("OT-SYS", OT, 8, "System or network problems", "Problèmes de système ou de réseau"),
];

/// Labels that the vocabulary does not know: their rows are held.
pub(super) const HELD_LABELS: [&str; 4] = ["Misc. intl", "Divers", "Old code 17", "À classer"];

/// The activity with a code of [`ACTIVITIES`].
pub(super) fn index_of(code: &str) -> usize {
    ACTIVITIES.iter().position(|activity| activity.code == code).unwrap_or(0)
}

/// An activity of a category, by how common each is at home.
pub(super) fn pick(draw: &mut Draw, category: Category) -> usize {
    let weights: Vec<usize> = ACTIVITIES.iter().map(|a| if a.category == category { a.weight } else { 0 }).collect();
    draw.weighted(&weights)
}

/// A way of writing a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Code,
    CodeLoose,
    English,
    EnglishUpper,
    EnglishLoose,
    French,
    FrenchUpper,
    FrenchPlain,
}

use Spelling::{Code, CodeLoose, English, EnglishLoose, EnglishUpper, French, FrenchPlain, FrenchUpper};

const SPELLINGS: [Spelling; 8] =
    [Code, CodeLoose, English, EnglishUpper, EnglishLoose, French, FrenchUpper, FrenchPlain];

/// How English and French writers spell in the first, second and last third of the years.
const HABITS: [[&[Spelling]; 2]; 3] = [
    [&[EnglishUpper, EnglishLoose, English, CodeLoose], &[FrenchUpper, FrenchPlain, EnglishLoose, French]],
    [&[English, EnglishLoose, CodeLoose, English], &[French, FrenchPlain, English, French]],
    [&[Code, English, Code, English], &[Code, French, French, English]],
];

/// Held rows in a thousand, by third of the years: the habit of old labels dies out.
const HELD_IN_THOUSAND: [usize; 3] = [20, 12, 6];

/// Every spelling of every label, made once.
#[derive(Debug)]
pub(super) struct Labels(Vec<[String; SPELLINGS.len()]>);

impl Labels {
    pub(super) fn new() -> Self {
        Self(ACTIVITIES.iter().map(|activity| SPELLINGS.map(|spelling| spell(activity, spelling))).collect())
    }

    /// The label a person writes for an activity.
    pub(super) fn draw(&self, draw: &mut Draw, activity: usize, phase: usize, french: bool) -> &str {
        let spelling = *draw.one_of(HABITS[phase][usize::from(french)]);
        &self.0[activity][spelling as usize]
    }
}

/// Which third of the years a year is in.
pub(super) const fn phase(year: usize, years: usize) -> usize {
    year * 3 / years
}

/// An unknown label, when one is written.
pub(super) fn draw_held(draw: &mut Draw, phase: usize) -> Option<&'static str> {
    draw.in_thousand(HELD_IN_THOUSAND[phase]).then(|| *draw.one_of(&HELD_LABELS))
}

fn spell(activity: &Activity, spelling: Spelling) -> String {
    match spelling {
        Code => activity.code.to_owned(),
        CodeLoose => activity.code.to_lowercase().replace('-', " "),
        English => activity.en.to_owned(),
        EnglishUpper => activity.en.to_uppercase(),
        EnglishLoose => activity.en.to_lowercase().replace(',', " -"),
        French => activity.fr.to_owned(),
        FrenchUpper => activity.fr.to_uppercase(),
        FrenchPlain => activity.fr.chars().map(plain).collect(),
    }
}

/// A letter without its accent, as typed on an English keyboard; the typographic apostrophe becomes the straight one.
fn plain(letter: char) -> char {
    match letter {
        'É' => 'E',
        'é' | 'è' | 'ê' => 'e',
        'ç' => 'c',
        'ô' => 'o',
        '’' => '\'',
        ',' => ';',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::text::fold;

    #[test]
    fn every_spelling_folds_to_its_own_code_or_official_label() {
        let mut known: BTreeMap<String, &str> = BTreeMap::new();
        for activity in &ACTIVITIES {
            for label in [activity.code, activity.en, activity.fr] {
                assert_eq!(known.insert(fold(label), activity.code), None, "{label}");
            }
        }
        for (activity, spellings) in ACTIVITIES.iter().zip(Labels::new().0) {
            for label in spellings {
                assert_eq!(known.get(&fold(&label)), Some(&activity.code), "{label}");
            }
        }
        for label in HELD_LABELS {
            assert_eq!(known.get(&fold(label)), None, "{label}");
        }
    }

    #[test]
    fn spellings_stand_in_the_order_of_the_table() {
        for (at, spelling) in SPELLINGS.iter().enumerate() {
            assert_eq!(*spelling as usize, at);
        }
    }

    #[test]
    fn the_import_only_activity_is_never_recorded() {
        assert!(ACTIVITIES.iter().all(|activity| activity.code != "OT-LEGACY"));
    }
}
