//! One report, every form: JSON, CSV, the table of the terminal, the page and the API show the same numbers in both
//! languages. Each form is read back by a reader of its own; no formatter of the program is used here.

use casetime::files::{self, RawFile};
use casetime::lang::{Both, Lang};
use casetime::reports::document::document;
use casetime::reports::export::{self, Frame};
use casetime::reports::facts::Facts;
use casetime::reports::ops::{RawQuestion, WorkloadAnswer, workload};
use casetime::routes::router;
use serde_json::Value;

use crate::support::delivery::{file_of, import, plain};
use crate::support::http::{as_console, get};
use crate::support::{Fixture, on_both_engines};

/// Everything a report says in numbers: for each row and period its minutes, share and the two changes.
type Shown = Vec<(String, String, [Option<String>; 4])>;

fn section() -> Both {
    Both { en: "Section, with a comma".to_owned(), fr: "Section, avec une virgule".to_owned() }
}

async fn answer(fixture: &Fixture, by: &str, per: &str) -> WorkloadAnswer {
    let question = RawQuestion {
        from: "2023-24".to_owned(),
        to: "2026-27".to_owned(),
        by: by.to_owned(),
        per: per.to_owned(),
        ..RawQuestion::default()
    };
    workload(&fixture.context, &Facts::default(), &question, 10).await.expect("a report")
}

/// A number as people read it: with so many decimals, and the signs of the language.
fn person_reads(value: f64, decimals: usize, lang: Lang) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let (group, point) = if lang == Lang::En { (",", ".") } else { ("\u{202f}", ",") };
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push_str(group);
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{grouped}{point}{rest}")
}

/// Hours with one decimal, from whole minutes, halves up.
fn hours(minutes: i64, lang: Lang) -> String {
    let tenths = (minutes * 10 + 30) / 60;
    #[expect(clippy::cast_precision_loss, reason = "the hours of a test are few")]
    let value = tenths as f64 / 10.0;
    person_reads(value, 1, lang)
}

fn figures(label: &str, periods: &[Value], cells: &Value) -> Shown {
    let cells = cells.as_array().expect("figures");
    assert_eq!(cells.len(), periods.len());
    let named = ["share_percent", "change_from_prior_percent", "change_from_first_percent"];
    periods
        .iter()
        .zip(cells)
        .map(|(period, cell)| {
            let minutes = cell["minutes"].as_i64().expect("minutes");
            let hours = cell["hours"].as_f64().expect("hours");
            #[expect(clippy::cast_precision_loss, reason = "the minutes of a test are few")]
            let exact = minutes as f64 / 60.0;
            assert!((hours - exact).abs() <= 0.005_000_1, "{cell}");
            let [share, prior, first] = named.map(|name| cell[name].as_f64().map(|value| value.to_string()));
            let period = period["label"].as_str().expect("a period").to_owned();
            (label.to_owned(), period, [Some(minutes.to_string()), share, prior, first])
        })
        .collect()
}

/// The numbers of the JSON form; labels are those that people read.
fn of_json(json: &Value) -> Shown {
    let periods = json["periods"].as_array().expect("periods");
    let mut shown = Vec::new();
    for group in json["groups"].as_array().expect("groups") {
        shown.extend(figures(group["label"].as_str().expect("a label"), periods, &group["figures"]));
    }
    shown.extend(figures("total", periods, &json["totals"]));
    shown.extend(figures("held", periods, &json["held"]));
    shown
}

/// What is wrong with a CSV cell that a spreadsheet would run.
fn is_live(cell: &str) -> bool {
    let starts = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    cell.starts_with(starts) && cell.parse::<f64>().is_err()
}

/// The numbers of the CSV form, in the order of the JSON form.
fn of_csv(text: &str, json: &Value) -> Shown {
    assert!(text.starts_with("# "), "what must be known comes first");
    let body: String =
        text.lines().filter(|line| !line.starts_with('#')).fold(String::new(), |body, line| body + line + "\n");
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    assert_eq!(reader.headers().expect("a header").len(), 14);
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.expect("a row as long as the header");
        assert!(row.iter().all(|cell| !is_live(cell)), "{row:?}");
        let number = |at: usize| Some(row[at].to_owned()).filter(|text| !text.is_empty());
        let label = match &row[1] {
            "total" | "held" => row[1].to_owned(),
            _ => row[2].strip_prefix('\'').unwrap_or(&row[2]).to_owned(),
        };
        let exact: f64 = row[3].parse::<f64>().expect("minutes") / 60.0;
        assert!((row[4].parse::<f64>().expect("hours") - exact).abs() <= 0.005_000_1);
        rows.push((label, row[0].to_owned(), [number(3), number(5), number(6), number(7)]));
    }
    // The CSV form goes by period, the others by group.
    let periods = json["periods"].as_array().expect("periods").len();
    let groups = rows.len() / periods;
    assert_eq!(rows.len(), groups * periods);
    (0..groups)
        .flat_map(|group| (0..periods).map(move |period| period * groups + group))
        .map(|at| rows[at].clone())
        .collect()
}

/// What the table and the page have to show for these numbers.
fn as_people_read(shown: &Shown, words: [&str; 2], lang: Lang) -> Shown {
    let percent =
        |text: &Option<String>| text.as_ref().map(|text| person_reads(text.parse().expect("a number"), 2, lang));
    shown
        .iter()
        .map(|(label, period, [minutes, share, prior, first])| {
            let label = match label.as_str() {
                "total" => words[0],
                "held" => words[1],
                label => label,
            };
            let minutes: i64 = minutes.as_ref().expect("minutes").parse().expect("a number");
            let cells = [Some(hours(minutes, lang)), percent(share), percent(prior), percent(first)];
            (label.to_owned(), period.clone(), cells)
        })
        .collect()
}

fn given(text: &str) -> Option<String> {
    // On the screen a negative number has a sign of its own.
    (text != "–").then(|| text.replace('\u{2212}', "-"))
}

/// The numbers of the table for a terminal.
fn of_table(text: &str) -> Shown {
    let body = text.split("----\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("rows");
    body.lines()
        .map(|line| {
            let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
            let [label, period, rest @ ..] = cells.as_slice() else { panic!("{line}") };
            let rest: Vec<Option<String>> = rest.iter().map(|cell| given(cell)).collect();
            let period = period.strip_suffix(" *").unwrap_or(period);
            ((*label).to_owned(), period.to_owned(), rest[..4].to_vec().try_into().expect("four numbers"))
        })
        .collect()
}

fn plain_text(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, behind)| behind));
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    text.replace("&#x2f;", "/").replace("&amp;", "&").trim().to_owned()
}

/// The numbers of the table in a page; a first period has no changes, a second none from the first.
fn of_page(html: &str, periods: &[Value]) -> Shown {
    let table = html.split("<table").nth(1).and_then(|rest| rest.split("</table>").next()).expect("a table");
    let mut shown = Vec::new();
    for row in table.split("<tbody").skip(1).flat_map(|body| body.split("<tr>").skip(1)) {
        let (head, cells) = row.split_once("</th>").expect("a head");
        let head = head.split_once('>').expect("a tag").1;
        let label = plain_text(head.split_once("</span>").map_or(head, |(_, label)| label));
        let mut cells = cells.split("<td").skip(1).map(|cell| {
            let cell = cell.split_once('>').expect("a tag").1.split("</td>").next().expect("a cell");
            if cell.contains("visually-hidden") { None } else { given(&plain_text(cell)) }
        });
        for (at, period) in periods.iter().enumerate() {
            let mut next = |shown: bool| if shown { cells.next().expect("a cell") } else { None };
            let numbers = [next(true), next(true), next(at > 0), next(at > 1)];
            shown.push((label.clone(), period["label"].as_str().expect("a period").to_owned(), numbers));
        }
        assert_eq!(cells.next(), None, "no cell is left over");
    }
    shown
}

/// Entries of four years on files whose names are dangerous in spreadsheets and in pages.
async fn fill(fixture: &Fixture) {
    let files = [
        ("F-1", "=HYPERLINK(\"http://example.org\")", "+1", "-1", "@project"),
        ("F-2", "－full width", "＠type", "＝team", "<b>bold</b> & co"),
        ("F-3", "Réunion, « notes »", "a \"type\"", "l’équipe", "-2+3"),
    ];
    for (number, title, file_type, team, project) in files {
        let raw = RawFile {
            number: number.to_owned(),
            title: title.to_owned(),
            category: "TA".to_owned(),
            country: "UA".to_owned(),
            project: project.to_owned(),
            file_type: file_type.to_owned(),
            requester: team.to_owned(),
            opened_on: "2000-01-01".to_owned(),
            ..RawFile::default()
        };
        let new = raw.parse(&fixture.context.vocabulary).expect("a file");
        files::ops::open(&fixture.context, &new).await.expect("opened");
    }
    let mut rows = Vec::new();
    for (at, (file, activity)) in [
        ("F-1", "TA-LEG"),
        ("F-2", "TA-TRN"),
        ("F-3", "TA-LEG"),
        ("SA-7", "SA-RES"),
        ("OT-1", "OT-ADM"),
        ("OT-1", "Unheard of"),
    ]
    .into_iter()
    .enumerate()
    {
        for month in 0..44_usize {
            // Nothing in some months, and never the same twice.
            if (month + at) % 5 == 0 {
                continue;
            }
            let day = format!("{}-{:02}-{:02}", 2023 + (month + 3) / 12, (month + 3) % 12 + 1, at + 1);
            rows.push(format!("P-1,{file},{activity},{day},{}.{}5,,", (month * 7 + at * 3) % 23, month % 10));
        }
    }
    let taken = import(fixture, file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>()), plain()).await;
    assert_eq!(taken.outcomes()[4], 0, "{:?}", taken.ledger.rejected_codes);
}

on_both_engines! {
    async fn json_csv_table_page_and_api_show_the_same_numbers_in_both_languages(fixture: with_cast) {
        fill(fixture).await;
        let mut app = fixture.app();
        app.config = std::sync::Arc::new(casetime::config::Config { section: section(), ..Default::default() });
        let router = as_console(router(app));
        for (by, per) in [
            ("category", "fiscal-year"),
            ("activity", "fiscal-quarter"),
            ("file-type", "month"),
            ("country", "fiscal-year"),
            ("project", "fiscal-year"),
            ("team", "fiscal-quarter"),
            ("file", "fiscal-year"),
        ] {
            let answer = answer(fixture, by, per).await;
            for (lang, words) in
                [(Lang::En, ["Total", "Held for review"]), (Lang::Fr, ["Total", "En attente d’examen"])]
            {
                let section = section();
                let frame = Frame { vocabulary: &fixture.context.vocabulary, section: &section, lang };
                let json = serde_json::to_value(document(&answer, frame)).expect("JSON");
                let shown = of_json(&json);
                assert!(
                    shown.len() > 8
                        && shown.iter().any(|(label, _, cells)| label == "held" && cells[0].as_deref() != Some("0"))
                );
                let csv = export::csv(&answer, frame);
                assert_eq!(of_csv(&csv, &json), shown, "{by} {per} {lang}: CSV");
                let read = as_people_read(&shown, words, lang);
                assert_eq!(of_table(&export::table(&answer, frame)), read, "{by} {per} {lang}: table");
                let query = format!("from=2023-24&to=2026-27&by={by}&per={per}");
                let api = get(&router, &format!("/api/v1/reports/workload?{query}&lang={lang}")).await;
                assert_eq!(api.json(), json, "{by} {per} {lang}: API");
                let api = get(&router, &format!("/api/v1/reports/workload?{query}&lang={lang}&format=csv")).await;
                assert_eq!(api.text, csv);
                assert_eq!(api.header("content-language"), lang.as_str());
                let page = get(&router, &format!("/{lang}/reports/workload?{query}")).await;
                assert_eq!(page.status, 200);
                let periods = json["periods"].as_array().expect("periods");
                // On the page the held row has hours and nothing else, and a second period only one change.
                let on_page: Shown = read
                    .into_iter()
                    .enumerate()
                    .map(|(at, (label, period, mut cells))| {
                        if at % periods.len() == 1 {
                            cells[3] = None;
                        }
                        (label, period, cells)
                    })
                    .collect();
                assert_eq!(of_page(&page.text, periods), on_page, "{by} {per} {lang}: page");
                assert!(!page.text.contains("<b>bold") && !page.text.contains("=HYPERLINK(\""), "names are no markup");
            }
        }
    }

    async fn every_form_says_what_must_be_known_about_the_figures(fixture: with_cast) {
        fill(fixture).await;
        let answer = answer(fixture, "category", "fiscal-year").await;
        for lang in Lang::ALL {
            let section = section();
            let frame = Frame { vocabulary: &fixture.context.vocabulary, section: &section, lang };
            let (csv, table) = (export::csv(&answer, frame), export::table(&answer, frame));
            let about = frame.about(&answer);
            assert_eq!(about.len(), 10);
            for (name, value) in about {
                assert!(csv.contains(&format!("# {name}: {value}\n")), "{name}");
                assert!(table.contains(&format!("{name}: {value}\n")), "{name}");
            }
            assert!(csv.contains("2026-11-22T15:00:00Z") && csv.contains("2023-04-01 – 2027-03-31"));
            let json = serde_json::to_value(document(&answer, frame)).expect("JSON");
            assert_eq!(json["data_version"], answer.snapshot.data_version);
            assert_eq!(json["late"]["after_days"], 10);
            assert_eq!(json["coverage"]["expected_person_days"], answer.coverage.expected);
            assert_eq!(json["vocabulary"]["version"], 1);
        }
    }

    async fn no_entry_name_or_title_is_a_live_formula_in_the_csv(fixture: with_cast) {
        fill(fixture).await;
        let dangerous = ["'=HYPERLINK", "'－full", "'+1", "'＠type", "'-1", "'＝team", "'@project", "'-2+3"];
        let mut all = String::new();
        for by in ["file", "file-type", "client", "project"] {
            let answer = answer(fixture, by, "fiscal-year").await;
            let section = section();
            let frame = Frame { vocabulary: &fixture.context.vocabulary, section: &section, lang: Lang::En };
            all.push_str(&export::csv(&answer, frame));
        }
        for name in dangerous {
            assert!(all.contains(name), "{name}");
        }
        // Negative changes stay numbers.
        assert!(all.contains(",-"), "{all}");
    }
}
