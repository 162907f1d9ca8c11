//! Pages for recording time in their three states, in both languages, for tests of templates and of the look.
//! Test data only.

use super::aid::{Aid, Asked};
use super::choosing::FileLine;
use super::*;
use crate::lang::{Both, Lang};
use crate::web::page::NavItem;
use crate::words;

fn page(lang: Lang) -> Page {
    let section = Both {
        en: "International Legal Programs Section".into(),
        fr: "Section des programmes juridiques internationaux".into(),
    };
    let title = words::say(lang, "entries-title", &[]);
    let other = format!("/{}/record", lang.other());
    Page::new(lang, title, &section, NavItem::Record, &other).generated(true)
}

fn activity(code: &str, label: &str, definition: &str, examples: &[&str]) -> ActivityChoice {
    ActivityChoice {
        code: code.into(),
        label: label.into(),
        definition: definition.into(),
        examples: examples.iter().map(|&example| example.to_owned()).collect(),
    }
}

fn groups(lang: Lang) -> Vec<ActivityGroup> {
    let fr = lang == Lang::Fr;
    let pick = |en: &'static str, french: &'static str| if fr { french } else { en };
    let group = |category: &str, label: &str, activities| ActivityGroup {
        category: category.into(),
        label: label.into(),
        activities,
    };
    vec![
        group(
            "TA",
            pick("Legal technical assistance", "Assistance technique juridique"),
            vec![
                activity(
                    "TA-NEED",
                    pick("Needs assessment and project design", "Évaluation des besoins et conception de projet"),
                    pick(
                        "Sector diagnosis, feasibility with the partner, logic model, work plan, proposal and budget of an authorized project.",
                        "Diagnostic du secteur, étude de faisabilité avec le partenaire, modèle logique, plan de travail, proposition et budget d’un projet autorisé.",
                    ),
                    &[pick(
                        "proposal and budget after GAC asked Justice to plan it",
                        "proposition et budget après qu’AMC a demandé à Justice de la planifier",
                    )],
                ),
                activity(
                    "TA-LEG",
                    pick(
                        "Legislation, regulation and policy review or drafting",
                        "Examen ou rédaction de lois, de règlements et de politiques",
                    ),
                    pick(
                        "Review of, or drafting support for, the partner country’s laws, regulations or policies.",
                        "Examen des lois, règlements ou politiques du pays partenaire, ou soutien à leur rédaction.",
                    ),
                    &[],
                ),
            ],
        ),
        group(
            "SA",
            pick("Strategic advice", "Conseils stratégiques"),
            vec![activity(
                "SA-POL",
                pick("Legal policy advice on engagement", "Conseils de politique juridique sur l’engagement"),
                pick(
                    "Position on viability of involvement in a country and on nature, scope and relevance of proposed assistance.",
                    "Position sur la viabilité d’un engagement dans un pays et sur la nature, la portée et la pertinence de l’assistance proposée.",
                ),
                &[pick(
                    "memo to the ADM on whether to enter country X",
                    "note au SMA sur l’opportunité de s’engager dans le pays X",
                )],
            )],
        ),
        group(
            "OT",
            pick("Other (internal)", "Autre (interne)"),
            vec![activity(
                "OT-ADM",
                pick("Administration and corporate activities", "Administration et activités ministérielles"),
                pick(
                    "Section administration, planning, staffing, meetings.",
                    "Administration, planification, dotation et réunions de la section.",
                ),
                &[],
            )],
        ),
    ]
}

fn ukraine(category: &str) -> FileLine {
    FileLine {
        number: "UKR-12".into(),
        title: "Support to the drafting of the law on the public prosecution service".into(),
        category: category.into(),
        closed: String::new(),
    }
}

/// The page as it first opens: nothing chosen, nothing recorded.
pub(crate) fn empty(lang: Lang) -> RecordView {
    let values = RecordValues {
        id: "0199f000-0000-7000-8000-000000000001".into(),
        worked_on: "2026-11-22".into(),
        ..RecordValues::default()
    };
    let mut view = RecordView::new(page(lang), format!("/{lang}/record"), values, "2026-11-22").of_person();
    let groups = groups(lang);
    view.choosing.aid = Some(Aid {
        open: false,
        so_far: String::new(),
        steps: Vec::new(),
        question: Some(Asked {
            number: 1,
            of: 3,
            text: if lang == Lang::Fr {
                "S’agit-il seulement de travail interne, sans projet, partenaire étranger ni demandeur fédéral?"
            } else {
                "Is this internal work only: without a project, a foreign partner or a federal requester?"
            }
            .into(),
            note: String::new(),
            yes: "qy".into(),
            no: "qn".into(),
        }),
        answer: None,
        otherwise: String::new(),
    });
    view.choosing.file_field.offered = vec![ukraine(&groups[0].label)];
    view.choosing.file_field.heading = words::say(lang, "entries-file-lately", &[]);
    view.choosing.activity_groups = groups;
    view
}

/// The page after saving.
pub(crate) fn filled(lang: Lang) -> RecordView {
    let mut view = empty(lang);
    view.values.person = "P01".into();
    view.values.file = "UKR-12".into();
    let field = &mut view.choosing.file_field;
    (field.chosen, field.text) = (field.offered.pop(), "UKR-12".into());
    field.heading = String::new();
    view.choosing.file_known = true;
    view.choosing.activity_groups.truncate(1);
    let activity = view.choosing.activity_groups[0].activities[1].label.clone();
    view.saved = Some(Saved {
        id: "0199f000-0000-7000-8000-000000000002".into(),
        version: 1,
        code: "TA-LEG".into(),
        time: "1:30".into(),
        file: "UKR-12".into(),
        activity: activity.clone(),
        date: "2026-11-22".into(),
        day_total: "4:00".into(),
        noted: vec![words::say(lang, "entries-warning-late", &[])],
    });
    let line = |time: &str, id: &str| EntryLine {
        file: "UKR-12".into(),
        file_title: "Support to the drafting of the law on the public prosecution service".into(),
        activity: activity.clone(),
        time: time.into(),
        id: id.into(),
    };
    view.recent = vec![
        RecentDay {
            date: "2026-11-22".into(),
            total: "4:00".into(),
            entries: vec![
                line("1:30", "0199f000-0000-7000-8000-000000000021"),
                line("2:30", "0199f000-0000-7000-8000-000000000022"),
            ],
        },
        RecentDay {
            date: "2026-11-20".into(),
            total: "7:30".into(),
            entries: vec![line("7:30", "0199f000-0000-7000-8000-000000000023")],
        },
    ];
    view
}

/// The page after an advice code on an assistance file.
pub(crate) fn refused(lang: Lang) -> RecordView {
    let mut view = filled(lang);
    view.saved = None;
    view.values.minutes = "1h75".into();
    view.values.narrative = "Typed <text> & kept".into();
    let said = |en: &str, fr: &str| if lang == Lang::Fr { fr.to_owned() } else { en.to_owned() };
    view.faults = vec![
        FieldFault::new(
            field::MINUTES,
            said(
                "Write the time worked as 1.5, 1:30, 1h30 or 90m.",
                "Écrivez le temps travaillé sous la forme 1,5, 1:30, 1h30 ou 90m.",
            ),
        ),
        FieldFault::new(
            field::ACTIVITY,
            said(
                "UKR-12 is a technical assistance file; SA-POL belongs to strategic advice. Choose one of TA-NEED, TA-LEG or record on a strategic advice file.",
                "UKR-12 est un dossier d’assistance technique; SA-POL relève des conseils stratégiques. Choisissez TA-NEED ou TA-LEG, ou consignez sur un dossier de conseils stratégiques.",
            ),
        ),
    ];
    view
}
