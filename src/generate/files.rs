//! The invented files of each team and `files.csv`: chains of assistance and advice files that open and close over
//! the years, and internal files that stay open. On every day a team has an open file of each category.

use chrono::{Days, NaiveDate};

use super::Plan;
use super::draw::{Draw, Purpose};
use super::lines::Lines;
use super::people::{team_count, team_name};

/// The three categories of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Category {
    Assistance,
    StrategicAdvice,
    Internal,
}

impl Category {
    pub(super) const ALL: [Self; 3] = [Self::Assistance, Self::StrategicAdvice, Self::Internal];

    /// The code of the category in the vocabulary.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Assistance => "TA",
            Self::StrategicAdvice => "SA",
            Self::Internal => "OT",
        }
    }

    const fn file_type(self) -> &'static str {
        match self {
            Self::Assistance => "Project file",
            Self::StrategicAdvice => "Advisory file",
            Self::Internal => "Internal file",
        }
    }
}

/// Country (ISO 3166-1), its names, and its project: two real ones, the others generated.
const COUNTRIES: [(&str, &str, &str, &str); 12] = [
    ("PS", "Palestine", "Palestine", "CA-3-Z020929001 Support to Public Prosecution Services (Sharaka)"),
    ("JM", "Jamaica", "Jamaïque", "CA-3-A032861002 Justice Undertakings for Social Transformation (JUST)"),
    ("UA", "Ukraine", "Ukraine", "Justice Reform Support, Ukraine (generated)"),
    ("BD", "Bangladesh", "Bangladesh", "Legislative Drafting, Bangladesh (generated)"),
    ("MX", "Mexico", "Mexique", "Oral Trials, Mexico (generated)"),
    ("IQ", "Iraq", "Iraq", "Institutions of Justice, Iraq (generated)"),
    ("AF", "Afghanistan", "Afghanistan", "Prosecution Training, Afghanistan (generated)"),
    ("DZ", "Algeria", "Algérie", "Modernisation de la justice, Algérie (généré)"),
    ("AR", "Argentina", "Argentine", "Access to Justice, Argentina (generated)"),
    ("HU", "Hungary", "Hongrie", "Legislation Exchange, Hungary (generated)"),
    ("CZ", "Czech Republic", "République tchèque", "Legislation Exchange, Czech Republic (generated)"),
    ("SK", "Slovak Republic", "République slovaque", "Legislation Exchange, Slovak Republic (generated)"),
];

const SUBJECTS: [(&str, &str); 8] = [
    ("prosecution standards", "normes des poursuites"),
    ("drafting office", "bureau de rédaction"),
    ("criminal procedure reform", "réforme de la procédure pénale"),
    ("legal aid model", "modèle d’aide juridique"),
    ("court administration", "administration des tribunaux"),
    ("youth justice", "justice pour les jeunes"),
    ("victims’ services", "services aux victimes"),
    ("anti-corruption law", "droit anticorruption"),
];

const ADVICE: [(&str, &str); 6] = [
    ("Advice on engagement abroad", "Conseils sur un engagement à l’étranger"),
    ("Country study on justice reform", "Étude de pays sur la réforme de la justice"),
    ("Briefing on legal cooperation", "Breffage sur la coopération juridique"),
    ("Interdepartmental committee on reform", "Comité interministériel sur la réforme"),
    ("Visit of a foreign delegation", "Visite d’une délégation étrangère"),
    ("Research on rule of law assistance", "Recherche sur l’aide à la primauté du droit"),
];

/// Federal bodies that ask for advice; the first asks more often after the step in demand.
const REQUESTERS: [&str; 6] = [
    "Global Affairs Canada",
    "Department of Justice Canada",
    "Public Safety Canada",
    "Privy Council Office",
    "Royal Canadian Mounted Police",
    "Correctional Service Canada",
];

const INTERNAL: [(&str, &str); 2] = [
    ("Section administration", "Administration de la section"),
    ("Knowledge and learning", "Connaissances et formation"),
];

/// One invented file.
#[derive(Debug)]
pub(super) struct CaseFile {
    pub(super) number: String,
    title: String,
    pub(super) category: Category,
    project: &'static str,
    country: &'static str,
    unfunded: bool,
    requester: &'static str,
    team: usize,
    pub(super) opened_on: NaiveDate,
    pub(super) closed_on: Option<NaiveDate>,
}

impl CaseFile {
    /// Whether time can be recorded on the file on a date; the day of closing counts.
    pub(super) fn is_open(&self, date: NaiveDate) -> bool {
        self.opened_on <= date && self.closed_on.is_none_or(|last| date <= last)
    }
}

/// All files, and which of them each team has.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) all: Vec<CaseFile>,
    by_team: Vec<[Vec<usize>; 3]>,
}

impl Files {
    /// The files of a team and category that are open at some time between two dates.
    pub(super) fn of(&self, team: usize, category: Category, from: NaiveDate, to: NaiveDate) -> Vec<usize> {
        let overlaps = |file: &CaseFile| file.opened_on <= to && file.closed_on.is_none_or(|last| last >= from);
        self.by_team[team][category as usize].iter().copied().filter(|at| overlaps(&self.all[*at])).collect()
    }

    /// The file of a team that was closed last before a date; else the file that was closed before everything.
    pub(super) fn closed_before(&self, team: usize, date: NaiveDate) -> &CaseFile {
        self.by_team[team]
            .iter()
            .flatten()
            .map(|at| &self.all[*at])
            .filter(|file| file.closed_on.is_some_and(|last| last < date))
            .max_by_key(|file| file.closed_on)
            .unwrap_or(&self.all[0])
    }
}

/// Makes all files of a plan.
pub(super) fn files(plan: &Plan, first_day: NaiveDate, horizon: NaiveDate, step_on: NaiveDate) -> Files {
    let before = |days: usize| first_day.checked_sub_days(Days::new(days as u64)).unwrap_or(first_day);
    let mut all = Vec::new();
    for team in 0..team_count(plan.people) {
        let mut draw = Draw::new(plan.seed, Purpose::Files, team, 0);
        for (english, french) in INTERNAL {
            let opened_on = before(draw.between(400, 1100));
            all.push(CaseFile {
                title: titled(&mut draw, english, french),
                category: Category::Internal,
                project: "",
                country: "",
                unfunded: false,
                requester: "",
                number: String::new(),
                team,
                opened_on,
                closed_on: None,
            });
        }
        for slot in 0..4 {
            chain(&mut draw, (500, 1400), slot, first_day, horizon, |draw, opened_on, closed_on| {
                let drawn = (team * 5 + slot * 3 + draw.below(3)) % COUNTRIES.len();
                // The first files of the first team show both real projects and one file without funds.
                let shown = team == 0 && opened_on <= first_day;
                let (country, name, nom, project) = COUNTRIES[if shown && slot < 2 { slot } else { drawn }];
                let (subject, sujet) = *draw.one_of(&SUBJECTS);
                let unfunded = shown && slot == 3;
                all.push(CaseFile {
                    title: titled(draw, &format!("{name} – {subject}"), &format!("{nom} – {sujet}")),
                    category: Category::Assistance,
                    project: if unfunded { "" } else { project },
                    country,
                    unfunded,
                    requester: "",
                    number: String::new(),
                    team,
                    opened_on,
                    closed_on,
                });
            });
        }
        for slot in 0..3 {
            chain(&mut draw, (120, 420), slot, first_day, horizon, |draw, opened_on, closed_on| {
                let (english, french) = *draw.one_of(&ADVICE);
                all.push(advice(draw, english, french, team, opened_on, closed_on, opened_on >= step_on));
            });
        }
    }
    let mut draw = Draw::new(plan.seed, Purpose::Files, 0, 1);
    // Older than every other, closed on the eve of the first year: time on it can only be a mistake.
    let (opened_on, closed_on) = (before(1500), Some(before(1)));
    all.push(advice(&mut draw, "Advice of years past", "Conseils d’années passées", 0, opened_on, closed_on, false));
    number(all, team_count(plan.people))
}

fn advice(
    draw: &mut Draw,
    english: &str,
    french: &str,
    team: usize,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    after_step: bool,
) -> CaseFile {
    let weights = if after_step { [60, 12, 10, 8, 6, 4] } else { [30, 25, 15, 12, 10, 8] };
    CaseFile {
        title: titled(draw, english, french),
        category: Category::StrategicAdvice,
        project: "",
        country: "",
        unfunded: false,
        requester: REQUESTERS[draw.weighted(&weights)],
        number: String::new(),
        team,
        opened_on,
        closed_on,
    }
}

/// Files that follow each other from before the first day to the horizon, each open between `life.0` and `life.1`
/// days. In the first slot the next one opens the day after, so that a team is never without.
fn chain(
    draw: &mut Draw,
    life: (usize, usize),
    slot: usize,
    first_day: NaiveDate,
    horizon: NaiveDate,
    mut push: impl FnMut(&mut Draw, NaiveDate, Option<NaiveDate>),
) {
    let later = |date: NaiveDate, days: usize| date.checked_add_days(Days::new(days as u64)).unwrap_or(NaiveDate::MAX);
    let carried = draw.between(1, life.0 - 60);
    let mut opened_on = first_day.checked_sub_days(Days::new(carried as u64)).unwrap_or(first_day);
    while opened_on <= horizon {
        let closed_on = later(opened_on, draw.between(life.0, life.1));
        push(draw, opened_on, (closed_on <= horizon).then_some(closed_on));
        let gap = draw.below(45);
        opened_on = later(closed_on, if slot == 0 { 1 } else { 1 + gap });
    }
}

fn titled(draw: &mut Draw, english: &str, french: &str) -> String {
    if draw.in_thousand(600) { format!("{english} (generated)") } else { format!("{french} (généré)") }
}

/// Numbers the files in the order in which they were opened.
fn number(mut all: Vec<CaseFile>, teams: usize) -> Files {
    all.sort_by_key(|file| file.opened_on);
    let mut by_team = vec![[Vec::new(), Vec::new(), Vec::new()]; teams];
    for (at, file) in all.iter_mut().enumerate() {
        file.number = format!("F-{:05}", at + 1);
        by_team[file.team][file.category as usize].push(at);
    }
    Files { all, by_team }
}

/// Writes `files.csv`.
pub(super) fn write(files: &[CaseFile], lines: &mut Lines) -> std::io::Result<()> {
    lines.record(&[
        "number",
        "title",
        "category",
        "project",
        "country",
        "unfunded",
        "requester",
        "file_type",
        "team",
        "opened_on",
        "closed_on",
    ])?;
    for file in files {
        lines.record(&[
            &file.number,
            &file.title,
            file.category.code(),
            file.project,
            file.country,
            if file.unfunded { "yes" } else { "no" },
            file.requester,
            file.category.file_type(),
            &team_name(file.team),
            &file.opened_on.to_string(),
            &file.closed_on.map(|date| date.to_string()).unwrap_or_default(),
        ])?;
    }
    Ok(())
}
