//! Charts of hours as accessible SVG, drawn on the server with plotters: grouped bars for up to four series, small
//! multiples beyond. Twice, wide and narrow, of which the style sheet shows one. No scripts, no style attributes;
//! plotters draws in marker colours, which are then replaced by classes and patterns (see `ink`). Knows no database.

use self::plot::{Grouped, NARROW, Panels, Scale, WIDE};
use crate::lang::Lang;

mod ink;
mod plot;

/// More series than this become small multiples.
pub const MOST_SERIES: usize = 4;
/// More groups than this are left out of the chart; the page says so and the table has them all.
pub const MOST_PANELS: usize = 12;

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// A name for the ids inside the drawing, unique in the page: letters, digits, hyphens.
    pub id: String,
    /// The accessible name: what, where, when.
    pub title: String,
    /// The accessible description; say where the same numbers stand.
    pub description: String,
    /// The unit above the value axis.
    pub unit: String,
    /// The explanation of grey bars.
    pub incomplete_key: String,
    /// The word below an incomplete period.
    pub incomplete: String,
    /// The language numbers are written in.
    pub lang: Lang,
    /// The periods, in order.
    pub periods: Vec<Period>,
    /// The groups, in the order of the table.
    pub series: Vec<Series>,
}

/// One period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Its label, `2009-10`.
    pub label: String,
    /// Whether it is not complete: drawn grey and named so.
    pub incomplete: bool,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// A short code to stand below the bars; longer ones than three letters are replaced by A, B, C, D.
    pub code: String,
    /// Its name.
    pub label: String,
    /// Minutes for each period.
    pub minutes: Vec<i64>,
    /// Whether these are hours held for review, drawn with a dashed outline.
    pub held: bool,
}

/// The chart as markup for a page: a wide and a narrow drawing, each in its own block.
#[must_use]
pub fn bars(chart: &Chart) -> String {
    [("wide", WIDE), ("narrow", NARROW)]
        .map(|(name, width)| format!("<div class=\"chart {name}\">{}</div>", drawing(chart, name, width)))
        .concat()
}

fn drawing(chart: &Chart, name: &str, width: i32) -> String {
    let side_by_side = chart.series.len() <= MOST_SERIES;
    let scale = Scale::new(chart, if width == WIDE && side_by_side { 6 } else { 4 });
    let id = format!("{}-{name}", chart.id);
    // Where the bars of all series have no room side by side, each series gets a frame of its own.
    if side_by_side && Grouped::fits(chart, &scale, width) {
        let plan = Grouped::plan(chart, &scale, width);
        let drawn = ink::drawn(width, plan.height, |area| plan.draw(area, chart, &scale));
        ink::accessible(chart, &id, &drawn, width, plan.height)
    } else {
        let plan = Panels::plan(chart, &scale, width);
        let drawn = ink::drawn(width, plan.height, |area| plan.draw(area, chart, &scale));
        ink::accessible(chart, &id, &drawn, width, plan.height)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Categories over three fiscal years, the last one incomplete, with held hours.
    pub(in crate::reports) fn categories(lang: Lang) -> Chart {
        let series = |code: &str, label: &str, minutes: [i64; 3], held| Series {
            code: code.to_owned(),
            label: label.to_owned(),
            minutes: minutes.to_vec(),
            held,
        };
        let [ta, sa, ot, held] = match lang {
            Lang::En => ["Legal technical assistance", "Strategic advice", "Other (internal)", "Held for review"],
            Lang::Fr => {
                ["Assistance technique juridique", "Conseils stratégiques", "Autre (interne)", "En attente d’examen"]
            }
        };
        Chart {
            id: "workload".to_owned(),
            title: "Hours by category & year".to_owned(),
            description: "The same numbers stand in the table below.".to_owned(),
            unit: if lang == Lang::En { "Hours" } else { "Heures" }.to_owned(),
            incomplete_key: crate::words::say(lang, "reports-chart-incomplete-key", &[]),
            incomplete: crate::words::say(lang, "reports-chart-incomplete", &[]),
            lang,
            periods: ["2021-22", "2022-23", "2023-24"]
                .map(|label| Period { label: label.to_owned(), incomplete: label == "2023-24" })
                .into(),
            series: vec![
                series("TA", ta, [741_270, 802_815, 398_400], false),
                series("SA", sa, [384_000, 351_090, 201_330], false),
                series("OT", ot, [144_060, 150_000, 61_200], false),
                series("", held, [24_000, 0, 3_600], true),
            ],
        }
    }

    /// Eight groups by month: small multiples.
    pub(in crate::reports) fn months(lang: Lang) -> Chart {
        let mut chart = categories(lang);
        chart.periods =
            (1..=12).map(|month| Period { label: format!("2022-{month:02}"), incomplete: month == 12 }).collect();
        let label = chart.series[0].label.clone();
        chart.series = (0..8_i64)
            .map(|nth| Series {
                code: format!("TA-{nth}"),
                label: format!("{label}, monitoring, evaluation and closing of a project"),
                minutes: (0..12).map(|month| (nth + 1) * 1_500 + month * 777).collect(),
                held: false,
            })
            .collect();
        chart
    }

    #[test]
    fn a_chart_is_an_image_with_name_and_description() {
        let html = bars(&categories(Lang::En));
        assert_eq!(html.matches("role=\"img\"").count(), 2);
        assert_eq!(html.matches("Hours by category &amp; year</title>").count(), 2);
        assert!(html.contains("aria-describedby=\"workload-wide-desc\""));
        assert!(html.contains("id=\"workload-wide-desc\""));
    }

    #[test]
    fn no_marker_colour_and_no_style_attribute_reaches_the_page() {
        for html in [bars(&categories(Lang::En)), bars(&months(Lang::Fr))] {
            for marker in ["\"#01", "\"#02", "style=", "<script", "opacity"] {
                assert!(!html.contains(marker), "{marker}");
            }
        }
    }

    #[test]
    fn every_value_is_written_in_the_language() {
        let english = bars(&categories(Lang::En));
        let french = bars(&categories(Lang::Fr));
        assert!(english.contains("12,354.5") && english.contains(">15,000<"));
        assert!(french.contains("12\u{202f}354,5") && french.contains(">15\u{202f}000<"));
    }

    #[test]
    fn series_differ_by_pattern_and_held_hours_by_a_dashed_outline() {
        let html = bars(&categories(Lang::En));
        for part in ["url(#workload-wide-look1)", "url(#workload-wide-look2)", "url(#workload-wide-look9)", "dasharray"]
        {
            assert!(html.contains(part), "{part}");
        }
        for url in html.split("url(#").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(html.contains(&format!("id=\"{url}\"")), "{url} is not defined");
        }
    }

    #[test]
    fn an_incomplete_period_is_grey_and_named_so() {
        let html = bars(&categories(Lang::En));
        assert!(html.contains("2023-24*") && html.contains("ink-open") && html.contains(">incomplete<"));
        let mut complete = categories(Lang::En);
        complete.periods.iter_mut().for_each(|period| period.incomplete = false);
        assert!(!bars(&complete).contains("ink-open"));
    }

    #[test]
    fn bars_stand_on_zero_and_are_as_high_as_their_hours() {
        let mut chart = categories(Lang::En);
        chart.series.truncate(1);
        chart.periods.iter_mut().for_each(|period| period.incomplete = false);
        chart.series[0].minutes = vec![60 * 100, 60 * 50, 0];
        let svg = drawing(&chart, "wide", WIDE);
        let number = |line: &str, name: &str| -> i32 {
            let rest = line.split(&format!(" {name}=\"")).nth(1).expect("the attribute is there");
            rest.split('"').next().expect("a value").parse().expect("a whole number")
        };
        // The first rectangle is the sample in the key.
        let drawn: Vec<(i32, i32)> = svg
            .lines()
            .filter(|line| line.contains("ink-0") && line.contains("<rect"))
            .skip(1)
            .map(|line| (number(line, "y") + number(line, "height"), number(line, "height")))
            .collect();
        assert_eq!(drawn.len(), 3);
        assert!(drawn.iter().all(|(base, _)| *base == drawn[0].0));
        assert_eq!((drawn[0].1, drawn[1].1, drawn[2].1), (300, 150, 0));
    }

    #[test]
    fn more_than_four_series_become_small_multiples_and_the_rest_is_left_out() {
        let mut chart = months(Lang::En);
        let title = |html: &str| html.split("<div class=\"chart narrow").next().map(|wide| wide.matches("TA-").count());
        assert_eq!(title(&bars(&chart)), Some(8));
        chart.series = chart.series.iter().cycle().take(30).cloned().collect();
        assert_eq!(title(&bars(&chart)), Some(MOST_PANELS));
    }

    #[test]
    fn series_without_room_side_by_side_get_frames_of_their_own() {
        let mut chart = categories(Lang::En);
        let key = |html: &str| html.contains("url(#workload-narrow-look1)");
        assert!(!key(&bars(&chart)), "twelve bars have no room on a small screen");
        chart.periods.truncate(1);
        assert!(key(&bars(&chart)));
    }

    #[test]
    fn a_chart_without_hours_or_periods_or_with_very_many_is_still_drawn() {
        let mut chart = categories(Lang::En);
        chart.series.iter_mut().for_each(|series| series.minutes.fill(0));
        assert!(bars(&chart).contains("role=\"img\""));
        chart.periods = (0..600).map(|nth| Period { label: nth.to_string(), incomplete: false }).collect();
        assert!(!bars(&chart).contains("width=\"-"));
        chart.periods.clear();
        chart.series.clear();
        assert!(bars(&chart).contains("role=\"img\""));
    }
}
