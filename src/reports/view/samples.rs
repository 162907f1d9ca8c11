//! Workload pages in their states, in both languages, for tests of templates and of the look. Test data only.

use super::*;
use crate::lang::Both;
use crate::number::{Hundredths, hours_shown};
use crate::reports::chart::{Chart, bars, tests};
use crate::web::page::NavItem;
use crate::words::Param;

fn from_chart(chart: &Chart, lang: Lang) -> WorkloadReport {
    let total = |at: usize| chart.series.iter().filter(|s| !s.held).map(|s| s.minutes[at]).sum::<i64>();
    let cell = |minutes: &dyn Fn(usize) -> i64, at: usize| Cell {
        hours: hours_shown(minutes(at), lang),
        share: Hundredths::percent(minutes(at), total(at)).map(|share| share.shown(lang)),
        changes: Compare::Periods
            .figures(at)
            .iter()
            .map(|figure| if *figure == "prior" { at - 1 } else { 0 })
            .map(|before| Hundredths::change(minutes(at), minutes(before)).map(|change| change.shown(lang)))
            .collect(),
    };
    let periods = 0..chart.periods.len();
    let say = |id: &str, params: &[(&str, Param)]| words::say(lang, id, params);
    WorkloadReport {
        finding: say(
            "reports-finding-compared",
            &[
                ("group", chart.series[0].label.as_str().into()),
                ("last", "60.28".into()),
                ("last_period", "2023-24".into()),
                ("first", "58.40".into()),
                ("first_period", "2021-22".into()),
            ],
        ),
        subtitle: say(
            "reports-subtitle",
            &[
                ("section", "ILPS".into()),
                ("by", say("reports-word-category", &[]).into()),
                ("per", say("reports-word-fiscal-year", &[]).into()),
                ("from", "2021-22".into()),
                ("to", "2023-24".into()),
            ],
        ),
        chart: Some(bars(chart)),
        chart_note: None,
        row_head: say("reports-by-category", &[]),
        caption: chart.title.clone(),
        periods: chart
            .periods
            .iter()
            .enumerate()
            .map(|(at, p)| PeriodHead {
                label: p.label.clone(),
                incomplete: p.incomplete,
                changes: Compare::Periods.figures(at).iter().map(|figure| (*figure).to_owned()).collect(),
            })
            .collect(),
        rows: chart
            .series
            .iter()
            .filter(|series| !series.held)
            .map(|series| WorkloadRow {
                code: Some(series.code.clone()),
                label: series.label.clone(),
                part: false,
                cells: periods.clone().map(|at| cell(&|at| series.minutes[at], at)).collect(),
            })
            .collect(),
        columns: Vec::new(),
        totals: periods.clone().map(|at| cell(&total, at)).collect(),
        held: chart
            .series
            .iter()
            .find(|series| series.held)
            .map(|series| series.minutes.iter().map(|minutes| hours_shown(*minutes, lang)).collect())
            .unwrap_or_default(),
        csv_path: "/api/v1/reports/workload?from=2021-22&to=2023-24&format=csv".to_owned(),
        json_path: "/api/v1/reports/workload?from=2021-22&to=2023-24".to_owned(),
        about: About {
            period: "2021-04-01 – 2024-03-31".to_owned(),
            extracted_at: "2026-11-22T05:00:00Z".to_owned(),
            data_version: "4711".to_owned(),
            vocabulary: "ILPS 1".to_owned(),
            view: None,
            filters: None,
            coverage_share: Some("87.10".to_owned()),
            coverage_days: "6,532".to_owned(),
            coverage_expected: "7,499".to_owned(),
            late_share: Some("33.00".to_owned()),
            late_days: 10,
            held_hours: "460.0".to_owned(),
            source: "casetime".to_owned(),
        },
        definitions: definitions(lang),
    }
}

/// Nothing in the period.
pub(crate) fn empty(lang: Lang) -> WorkloadView {
    let section = Both {
        en: "International Legal Programs Section".into(),
        fr: "Section des programmes juridiques internationaux".into(),
    };
    let title = words::say(lang, "reports-workload-title", &[]);
    let query = "from=2021-22&to=2023-24&by=category&per=fiscal-year";
    let other = format!("/{}/reports/workload?{query}", lang.other());
    let page = Page::new(lang, title, &section, NavItem::Workload, &other).generated(true);
    let values = WorkloadValues {
        from: "2021-22".into(),
        to: "2023-24".into(),
        by: "category".into(),
        per: "fiscal-year".into(),
        as_of: "recorded".into(),
        compare: "periods".into(),
        ..WorkloadValues::default()
    };
    let mut view = WorkloadView::new(page, format!("/{lang}/reports/workload"), values);
    view.years = ["2021-22", "2022-23", "2023-24"].map(|year| Choice::new(year, year)).into();
    view
}

/// Categories over three years, with held hours.
pub(crate) fn filled(lang: Lang) -> WorkloadView {
    WorkloadView { report: Some(from_chart(&tests::categories(lang), lang)), ..empty(lang) }
}

/// Eight activities over twelve months.
pub(crate) fn months(lang: Lang) -> WorkloadView {
    WorkloadView { report: Some(from_chart(&tests::months(lang), lang)), ..empty(lang) }
}

/// A period that ends before it begins.
pub(crate) fn refused(lang: Lang) -> WorkloadView {
    let sentence = match lang {
        Lang::En => "The first fiscal year, 2023-24, is after the last, 2021-22. Choose an earlier first year.",
        Lang::Fr => "Le premier exercice, 2023-24, suit le dernier, 2021-22. Choisissez un premier exercice antérieur.",
    };
    WorkloadView { faults: vec![FieldFault::new(field::FROM, sentence)], ..empty(lang) }
}
