//! The page of the workload report: the question from the query, the answer as chart and table.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::chart::{self, Chart, MOST_PANELS, MOST_SERIES};
use super::export::{Frame, SUPPRESSED};
use super::ops::{self, RawQuestion, WorkloadAnswer};
use super::question::NOT_GIVEN;
use super::view::{
    About, Cell, Compare, FilterField, PeriodHead, WorkloadReport, WorkloadRow, WorkloadValues, WorkloadView,
    definitions,
};
use super::workload::{AsOf, By, Figures, Group};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::entries::Status;
use crate::fault::{Code, Fault};
use crate::lang::Lang;
use crate::number::{Hundredths, grouped, hours_shown};
use crate::period::Per;
use crate::time::FiscalYear;
use crate::vocabulary::Activity;
use crate::web::ask::Ask;
use crate::web::extract::Params;
use crate::web::page::{Choice, FieldFault, NavItem, Page};
use crate::web::pages_problem::{html, page};
use crate::words::{self, Param};

/// The addresses of the pages of reports, one for each language.
pub fn routes() -> Router<App> {
    Router::new().route("/en/reports/workload", get(workload)).route("/fr/reports/workload", get(workload))
}

fn address(lang: Lang, question: &RawQuestion, format: Option<&str>) -> String {
    let members = [
        ("from", question.from.as_str()),
        ("to", &question.to),
        ("by", &question.by),
        ("across", &question.across),
        ("per", &question.per),
        ("as_of", &question.as_of),
        ("shared", &question.shared),
        // The API answers with every comparison.
        ("compare", if format.is_none() { question.compare.as_str() } else { "" }),
        ("format", format.unwrap_or_default()),
        ("lang", if format.is_some() { lang.as_str() } else { "" }),
    ];
    let filters = question.filters();
    let members = members.into_iter().chain(filters.map(|(by, value)| (by.field(), value)));
    let given: Vec<(&str, &str)> = members.filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(given).unwrap_or_default();
    let path =
        if format.is_some() { "/api/v1/reports/workload".to_owned() } else { format!("/{lang}/reports/workload") };
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

async fn workload(State(app): State<App>, ask: Ask, Params(question): Params<RawQuestion>) -> Response {
    let lang = ask.lang;
    let context = app.context(&ask);
    let found = ops::workload(&context, &app.facts, &question, app.config.late_after_days).await;
    let snapshot = match ops::facts(&context, &app.facts).await {
        Ok(snapshot) => snapshot,
        Err(failure) => return page(&ask.problem(failure), &ask, "/en/reports/workload"),
    };
    let (first, last) = ops::years_with_entries(&snapshot, context.clock.today());
    let or = |given: &str, otherwise: String| if given.is_empty() { otherwise } else { given.to_owned() };
    let values = WorkloadValues {
        from: or(&question.from, first.to_string()),
        to: or(&question.to, last.to_string()),
        by: or(&question.by, By::default().as_str().to_owned()),
        per: or(&question.per, Per::default().as_str().to_owned()),
        as_of: or(&question.as_of, AsOf::default().as_str().to_owned()),
        across: question.across.clone(),
        compare: or(&question.compare, Compare::default().as_str().to_owned()),
        shared: question.shared.trim() == "yes",
    };
    let title = words::say(lang, "reports-workload-title", &[]);
    let frame = Page::new(lang, title, &app.config.section, NavItem::Workload, &address(lang.other(), &question, None))
        .generated(app.generated)
        .for_reader(&ask);
    let mut view = WorkloadView::new(frame, format!("/{lang}/reports/workload"), values);
    let chosen = |text: &str, otherwise: FiscalYear| text.parse().unwrap_or(otherwise);
    let (from, to) = (chosen(&view.values.from, first), chosen(&view.values.to, last));
    view.years = years(first.min(from).min(to), last.max(from).max(to));
    for value in [&view.values.from, &view.values.to] {
        // A day or a calendar year stands in an address; the form keeps it.
        if view.years.iter().all(|year| year.value != *value) {
            view.years.push(Choice::new(value.clone(), value.clone()));
        }
    }
    view.filters = filters(&context, &question, lang);
    let mut status = StatusCode::OK;
    let compare = Compare::parse(&question.compare);
    let found = match &compare {
        Ok(_) => found,
        Err(fault) => found.and_then(|_| Err(fault.clone().into())),
    };
    let compare = compare.unwrap_or_default();
    match found {
        Ok(answer) if answer.is_empty() => {}
        Ok(answer) => view.report = Some(report(&context, &answer, &question, compare, lang)),
        Err(failure) => {
            let problem = ask.problem(failure);
            status = problem.status();
            if status.is_server_error() {
                return page(&problem, &ask, "/en/reports/workload");
            }
            view.faults =
                problem.faults().iter().map(|fault| FieldFault::new(&fault.field, sentence(fault, lang))).collect();
        }
    }
    html(status, view.render(), &ask)
}

/// What is wrong with the question. On this page fiscal years are chosen, not dates.
fn sentence(fault: &Fault, lang: Lang) -> String {
    if fault.code == Code::PeriodReversed { words::say(lang, "reports-years-reversed", &[]) } else { fault.say(lang) }
}

fn years(first: FiscalYear, last: FiscalYear) -> Vec<Choice> {
    let mut years = Vec::new();
    let mut year = first;
    while year <= last {
        years.push(Choice::new(year.to_string(), year.to_string()));
        year = year.next();
    }
    years
}

/// The fields that narrow: chosen where there are few, typed otherwise. People are named to whoever may read of them.
fn filters(context: &Context, question: &RawQuestion, lang: Lang) -> Vec<FilterField> {
    let all = |by: By| Choice::new("", words::say(lang, &format!("reports-filter-all-{}", by.as_str()), &[]));
    let word = |by: By, value: &str| {
        let key =
            if value == NOT_GIVEN { "reports-none".to_owned() } else { format!("reports-{}-{value}", by.as_str()) };
        Choice::new(value, words::say(lang, &key, &[]))
    };
    let vocabulary = &context.vocabulary;
    let choices = |by: By| -> Vec<Choice> {
        let found: Vec<Choice> = match by {
            By::Category => {
                let all = vocabulary.categories.iter();
                all.map(|one| Choice::new(one.code.as_str(), one.label.get(lang))).collect()
            }
            By::Activity => {
                let all = vocabulary.activities.iter();
                let label = |one: &Activity| format!("{} {}", one.code, one.label.get(lang));
                all.map(|one| Choice::new(one.code.as_str(), label(one))).collect()
            }
            By::Status => Status::ALL.map(|status| word(by, status.as_str())).into(),
            By::Language => ["en", "fr", NOT_GIVEN].map(|value| word(by, value)).into(),
            _ => return Vec::new(),
        };
        std::iter::once(all(by)).chain(found).collect()
    };
    let may = |by: &By| *by != By::Person || context.caller.access.has(Right::ReadPeople);
    let field = |(by, value): (By, &str)| FilterField {
        name: by.field(),
        label: words::say(lang, &format!("reports-by-{}", by.as_str()), &[]),
        value: value.to_owned(),
        choices: choices(by),
    };
    question.filters().into_iter().filter(|(by, _)| may(by)).map(field).collect()
}

fn report(
    context: &Context,
    answer: &WorkloadAnswer,
    question: &RawQuestion,
    compare: Compare,
    lang: Lang,
) -> WorkloadReport {
    let say = |id: &str, params: &[(&str, Param)]| words::say(lang, id, params);
    let frame = Frame { vocabulary: &context.vocabulary, section: &context.config.section, lang };
    let word = |name: &str| say(&format!("reports-word-{name}"), &[]);
    let (from, to) = (answer.question.span.first_text(), answer.question.span.last_text());
    let subtitle = say(
        if from == to { "reports-subtitle-one" } else { "reports-subtitle" },
        &[
            ("section", context.config.section.get(lang).into()),
            ("by", word(answer.question.by.as_str()).into()),
            ("per", word(answer.question.span.per.as_str()).into()),
            ("from", from.into()),
            ("to", to.into()),
        ],
    );
    let row = |by: By, group: &Group, part: bool| WorkloadRow {
        code: matches!(by, By::Category | By::Activity | By::File).then(|| group.key.clone()),
        label: frame.label(by, &group.key, answer),
        part,
        cells: cells(&group.figures, compare, lang),
    };
    let across = answer.question.across.unwrap_or_default();
    let rows = answer.workload.groups.iter().flat_map(|group| {
        let parts = group.across.iter().map(|part| row(across, part, true));
        std::iter::once(row(answer.question.by, group, false)).chain(parts).collect::<Vec<_>>()
    });
    let rows: Vec<WorkloadRow> = rows.collect();
    let heading = |figure: &&str| frame.title(figure);
    let has_held = answer.workload.held.iter().any(|minutes| *minutes > 0);
    // A chart of what is not shown would show it as nothing.
    let is_shared = answer.question.fewest_people.is_some();
    let (chart, chart_note) = if is_shared { (None, None) } else { chart(answer, frame, &subtitle) };
    WorkloadReport {
        finding: finding(answer, frame),
        caption: subtitle.clone(),
        subtitle,
        chart,
        chart_note,
        row_head: say(&format!("reports-by-{}", answer.question.by.as_str()), &[]),
        periods: answer
            .workload
            .periods
            .iter()
            .enumerate()
            .map(|(at, period)| PeriodHead {
                label: period.label(lang),
                incomplete: period.incomplete,
                changes: compare.figures(at).iter().map(heading).collect(),
            })
            .collect(),
        rows,
        columns: answer.workload.columns.iter().map(|column| row(across, column, true)).collect(),
        totals: cells(&answer.workload.totals, compare, lang),
        held: if has_held {
            let held = answer.workload.held.iter().zip(&answer.workload.held_suppressed);
            let shown = |(minutes, hidden): (&i64, &bool)| {
                if *hidden { SUPPRESSED.to_owned() } else { hours_shown(*minutes, lang) }
            };
            held.map(shown).collect()
        } else {
            Vec::new()
        },
        csv_path: address(lang, question, Some("csv")),
        json_path: address(lang, question, Some("json")),
        about: about(answer, frame),
        definitions: definitions(lang),
    }
}

fn cells(figures: &[Figures], compare: Compare, lang: Lang) -> Vec<Cell> {
    // On the screen a negative number has its own sign; exports keep the hyphen that programs read.
    let shown = |value: Option<Hundredths>| value.map(|value| value.shown(lang).replacen('-', "\u{2212}", 1));
    figures
        .iter()
        .enumerate()
        .map(|(at, cell)| Cell {
            hours: if cell.suppressed { SUPPRESSED.to_owned() } else { hours_shown(cell.minutes, lang) },
            share: shown(cell.share),
            changes: compare
                .figures(at)
                .iter()
                .map(|figure| match *figure {
                    "prior" => cell.change_from_prior,
                    "first" => cell.change_from_first,
                    _ => cell.change_from_year_before,
                })
                .map(shown)
                .collect(),
        })
        .collect()
}

/// The largest group and its share, in the last complete period and, where there is one, the first.
fn finding(answer: &WorkloadAnswer, frame: Frame) -> String {
    let periods = &answer.workload.periods;
    let last = periods.iter().rposition(|period| !period.incomplete).unwrap_or(periods.len().saturating_sub(1));
    let biggest =
        answer.workload.groups.iter().max_by_key(|group| group.figures.get(last).map_or(0, |cell| cell.minutes));
    let Some(group) = biggest else { return words::say(frame.lang, "reports-finding-held", &[]) };
    let share = |at: usize| group.figures[at].share.map(|share| share.shown(frame.lang));
    let Some(last_share) = share(last) else { return words::say(frame.lang, "reports-workload-title", &[]) };
    let label = frame.label(answer.question.by, &group.key, answer);
    match share(0).filter(|_| last > 0) {
        Some(first_share) => words::say(
            frame.lang,
            "reports-finding-compared",
            &[
                ("group", label.into()),
                ("last", last_share.into()),
                ("last_period", periods[last].label(frame.lang).into()),
                ("first", first_share.into()),
                ("first_period", periods[0].label(frame.lang).into()),
            ],
        ),
        None => words::say(
            frame.lang,
            "reports-finding-single",
            &[
                ("group", label.into()),
                ("last", last_share.into()),
                ("last_period", periods[last].label(frame.lang).into()),
            ],
        ),
    }
}

fn chart(answer: &WorkloadAnswer, frame: Frame, title: &str) -> (Option<String>, Option<String>) {
    let lang = frame.lang;
    let say = |id: &str| words::say(lang, id, &[]);
    let mut series: Vec<chart::Series> = answer
        .workload
        .groups
        .iter()
        .map(|group| chart::Series {
            code: group.key.clone(),
            label: frame.label(answer.question.by, &group.key, answer),
            minutes: group.figures.iter().map(|cell| cell.minutes).collect(),
            held: false,
        })
        .collect();
    if answer.question.by != By::Category {
        series.sort_by_key(|one| std::cmp::Reverse(one.minutes.iter().sum::<i64>()));
    }
    if answer.workload.held.iter().any(|minutes| *minutes > 0) {
        series.push(chart::Series {
            code: String::new(),
            label: say("reports-chart-held"),
            minutes: answer.workload.held.clone(),
            held: true,
        });
    }
    if series.is_empty() {
        return (None, None);
    }
    let total = series.len();
    let note = (total > MOST_PANELS).then(|| {
        words::say(lang, "reports-chart-first-groups", &[("shown", MOST_PANELS.into()), ("total", total.into())])
    });
    let description =
        say(if total > MOST_SERIES { "reports-chart-description-panels" } else { "reports-chart-description" });
    let drawn = chart::bars(&Chart {
        id: "workload".to_owned(),
        title: title.to_owned(),
        description,
        unit: say("reports-chart-unit"),
        incomplete_key: say("reports-chart-incomplete-key"),
        incomplete: say("reports-chart-incomplete"),
        lang,
        periods: answer
            .workload
            .periods
            .iter()
            .map(|period| chart::Period { label: period.label(lang), incomplete: period.incomplete })
            .collect(),
        series,
    });
    (Some(drawn), note)
}

fn about(answer: &WorkloadAnswer, frame: Frame) -> About {
    let lang = frame.lang;
    let (first, last) = answer.days();
    About {
        period: format!("{first} – {last}"),
        extracted_at: answer.extracted_at.format("%Y-%m-%d %H:%M UTC").to_string(),
        data_version: answer.snapshot.data_version.to_string(),
        vocabulary: format!("{} {}", frame.vocabulary.name, frame.vocabulary.version),
        view: Some(frame.view(answer)),
        filters: frame.filters(answer),
        coverage_share: answer.coverage.percent().map(|share| share.shown(lang)),
        coverage_days: grouped(answer.coverage.days, lang),
        coverage_expected: grouped(answer.coverage.expected, lang),
        late_share: answer.workload.late_share().map(|share| share.shown(lang)),
        late_days: answer.late_after_days,
        held_hours: answer
            .workload
            .held_shown()
            .map_or_else(|| SUPPRESSED.to_owned(), |minutes| hours_shown(minutes, lang)),
        source: frame.source(),
    }
}
