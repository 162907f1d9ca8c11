//! A second reader of generated exports, written without the generator's or the importer's code: it splits records
//! by counting quotes, applies the rules of the domain and counts outcomes. It asserts what no row may break.

use std::collections::BTreeMap;
use std::path::Path;

use casetime::fault::Code;
use casetime::text::fold;
use casetime::time::Minutes;
use chrono::NaiveDate;

use super::{date, table};

/// One physical place of an export: its first line, the physical lines it takes, and its cells.
pub(super) struct Place {
    line: u64,
    taken: u64,
    cells: Vec<String>,
}

/// Splits an export into records by counting quotes; a quote that never closes ends with its line.
pub(super) fn places(text: &str) -> Vec<Place> {
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    let mut places = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let quotes = |line: &str| line.matches('"').count() % 2;
        let mut end = at;
        if quotes(lines[at]) == 1 {
            end = (at + 1..lines.len()).find(|line| quotes(lines[*line]) == 1).unwrap_or(at);
        }
        let raw = lines[at..=end].join("\n");
        let cells = if raw.is_empty() {
            Vec::new()
        } else if quotes(&raw) == 1 || !raw.contains('"') {
            raw.split(',').map(str::to_owned).collect()
        } else {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(raw.as_bytes());
            reader.records().next().map_or(Vec::new(), |row| row.expect("a record").iter().map(str::to_owned).collect())
        };
        places.push(Place { line: at as u64 + 1, taken: (end - at + 1) as u64, cells });
        at = end + 1;
    }
    places
}

/// What a second reader makes of one export.
#[derive(Default)]
pub(super) struct Count {
    pub(super) outcomes: BTreeMap<&'static str, u64>,
    pub(super) minutes: BTreeMap<String, i64>,
    pub(super) held_minutes: i64,
    pub(super) late_minutes: i64,
    pub(super) rejected: Vec<(u64, String)>,
    pub(super) differing: Vec<(u64, i64, i64)>,
    pub(super) per_day: BTreeMap<(String, NaiveDate), i64>,
    pub(super) equal_rows: BTreeMap<Vec<String>, usize>,
    pub(super) rows: u64,
}

/// The rules of the domain, written down a second time.
pub(super) struct Judge {
    files: BTreeMap<String, BTreeMap<String, String>>,
    people: BTreeMap<String, BTreeMap<String, String>>,
    labels: BTreeMap<String, String>,
}

impl Judge {
    pub(super) fn of(folder: &Path) -> Self {
        let by_number = |name| table(folder, name).into_iter().map(|row| (row["number"].clone(), row)).collect();
        let mut labels = BTreeMap::new();
        for (code, english, french) in OFFICIAL {
            for label in [code, english, french] {
                labels.insert(fold(label), code[..2].to_owned());
            }
        }
        Self { files: by_number("files.csv"), people: by_number("people.csv"), labels }
    }

    /// Outcome of a row and, when it is refused, the code.
    fn judge(&self, cells: &[String]) -> (&'static str, Option<Code>) {
        let refuse = |code| ("rejected", Some(code));
        if cells.iter().any(|cell| cell.starts_with('"')) {
            return refuse(Code::QuoteUnclosed);
        }
        if cells.len() != 7 {
            return refuse(Code::CellCount);
        }
        let Some(person) = self.people.get(&cells[0]) else { return refuse(Code::UnknownPerson) };
        if cells[3].parse::<NaiveDate>().is_err() {
            return refuse(Code::DateImpossible);
        }
        if let Err(fault) = Minutes::parse(&cells[4], "Hours") {
            return refuse(fault.code);
        }
        // Dates written year first compare as text.
        let inside = |row: &BTreeMap<String, String>, from: &str, to: &str| {
            row[from] <= cells[3] && (row[to].is_empty() || cells[3] <= row[to])
        };
        assert!(inside(person, "active_from", "active_to"), "{cells:?}");
        assert!(cells[6] >= cells[3], "{cells:?}");
        let Some(file) = self.files.get(&cells[1]) else { return ("held", None) };
        assert_eq!(file["team"], person["team"], "people record on files of their team");
        if !inside(file, "opened_on", "closed_on") {
            return refuse(Code::FileClosed);
        }
        match self.labels.get(&fold(&cells[2])) {
            None => ("held", None),
            Some(category) if *category != file["category"] => refuse(Code::CategoryMismatch),
            Some(_) => ("new", None),
        }
    }

    pub(super) fn count(&self, text: &str) -> Count {
        let mut count = Count::default();
        let mut block = 0;
        for place in places(text) {
            let cells = &place.cells;
            let first = cells.first().map_or("", String::as_str);
            let outcome = if cells.is_empty() {
                "blank"
            } else if first == "Timekeeper" {
                "header"
            } else if first.starts_with("Total ") {
                let stated = tenths_and_quarters(&cells[4]);
                if stated != block {
                    count.differing.push((place.line, stated, block));
                }
                block = 0;
                "total"
            } else {
                count.rows += 1;
                let (outcome, code) = self.judge(cells);
                if let Some(code) = code {
                    count.rejected.push((place.line, code.to_string()));
                } else {
                    block += count.take(self, cells, outcome);
                }
                outcome
            };
            *count.outcomes.entry(outcome).or_default() += place.taken;
        }
        count
    }
}

impl Count {
    fn take(&mut self, judge: &Judge, cells: &[String], outcome: &str) -> i64 {
        let minutes = tenths_and_quarters(&cells[4]);
        let day = date(&cells[3]);
        *self.per_day.entry((cells[0].clone(), day)).or_default() += minutes;
        if outcome == "held" {
            self.held_minutes += minutes;
            return minutes;
        }
        *self.equal_rows.entry(cells.to_vec()).or_default() += 1;
        *self.minutes.entry(judge.files[&cells[1]]["category"].clone()).or_default() += minutes;
        if (date(&cells[6]) - day).num_days() > 10 {
            self.late_minutes += minutes;
        }
        minutes
    }
}

/// Whole minutes of decimal hours; anything that is not a whole number of minutes fails the test.
fn tenths_and_quarters(text: &str) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let hundredths: i64 = format!("{part:0<2}").parse().expect("hundredths");
    let minutes = whole.parse::<i64>().expect("hours") * 300 + hundredths * 3;
    assert_eq!(minutes % 5, 0, "{text} h is no whole number of minutes");
    minutes / 5
}

const OFFICIAL: [(&str, &str, &str); 17] = [
    ("TA-NEED", "Needs assessment and project design", "Évaluation des besoins et conception de projet"),
    (
        "TA-ADV",
        "Expert advice and coaching to a partner institution",
        "Conseils d’expert et accompagnement d’une institution partenaire",
    ),
    (
        "TA-LEG",
        "Legislation, regulation and policy review or drafting",
        "Examen ou rédaction de lois, de règlements et de politiques",
    ),
    ("TA-INST", "Institutional strengthening", "Renforcement institutionnel"),
    ("TA-TRN", "Training and workshops", "Formation et ateliers"),
    ("TA-MIS", "Field mission", "Mission sur le terrain"),
    ("TA-MGT", "Project management, contracting and reporting", "Gestion de projet, passation de marchés et rapports"),
    ("TA-EVAL", "Monitoring, evaluation and closing of a project", "Suivi, évaluation et clôture de projet"),
    ("SA-POL", "Legal policy advice on engagement", "Conseils de politique juridique sur l’engagement"),
    ("SA-SM", "Briefing of senior management and Minister", "Breffage de la haute direction et du ministre"),
    (
        "SA-COM",
        "Interdepartmental committees and advice to other departments",
        "Comités interministériels et conseils aux autres ministères",
    ),
    ("SA-RES", "Research and development", "Recherche et développement"),
    ("SA-OUT", "Outreach and partnerships", "Sensibilisation et partenariats"),
    ("OT-KM", "Knowledge management", "Gestion des connaissances"),
    ("OT-ADM", "Administration and corporate activities", "Administration et activités ministérielles"),
    ("OT-LRN", "Training received", "Formation reçue"),
    ("OT-SYS", "System or network problems", "Problèmes de système ou de réseau"),
];
