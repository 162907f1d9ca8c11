//! A page that shows every component pages are made of, in both languages, for whoever builds or checks pages. It shows no
//! data: what stands in it are samples.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::entries::view::choosing::{Choosing, choosing_among};
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::extract::Params;
use crate::web::page::{FieldFault, NavItem, Page};
use crate::web::pages_problem::html;
use crate::web::template;
use crate::words;

/// The tabs that are shown.
const TABS: [&str; 3] = ["week", "day", "entry"];
/// Minutes of the bars of the chart.
const BARS: [i64; 3] = [450, 270, 90];

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Query {
    tab: String,
}

#[derive(Serialize)]
struct Tab {
    label: String,
    path: String,
    here: bool,
}

#[derive(Serialize)]
struct Bar {
    label: String,
    shown: String,
    length: i64,
}

#[derive(Serialize)]
struct View {
    #[serde(flatten)]
    page: Page,
    action: String,
    today: String,
    faults: Vec<FieldFault>,
    sample_faults: Vec<FieldFault>,
    #[serde(flatten)]
    choosing: Choosing,
    figures: Vec<[String; 3]>,
    days: Vec<String>,
    items: Vec<Tab>,
    bars: Vec<Bar>,
}

/// The page of components.
pub(super) async fn page(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    let lang = ask.lang;
    let path = format!("/{lang}/components");
    let title = words::say(lang, "components-title", &[]);
    let other = format!("/{}/components", lang.other());
    let frame = Page::new(lang, title, &app.config.section, NavItem::Other, &other).generated(app.generated);
    let weekday = |day: usize| words::say(lang, &format!("daybook-weekday-short-{day}"), &[]);
    let clock = |minutes: i64| format!("{}:{:02}", minutes / 60, minutes % 60);
    let here = if TABS.contains(&query.tab.as_str()) { query.tab.as_str() } else { TABS[0] };
    let fault = Fault::new(Code::DurationFormat, "sample_time");
    let view = View {
        page: frame.for_reader(&ask),
        action: path.clone(),
        today: app.clock.today().to_string(),
        faults: Vec::new(),
        sample_faults: vec![FieldFault::new("sample_time", fault.say(lang))],
        choosing: choosing_among(&app, &ask, &crate::entries::file_choice::FileChoice::default()),
        figures: (1..=3).map(|day| [weekday(day), clock(BARS[day - 1]), clock(450 - BARS[day - 1])]).collect(),
        days: (1..=7).map(weekday).collect(),
        items: TABS
            .map(|tab| Tab {
                label: words::say(lang, &format!("components-tab-{tab}"), &[]),
                path: format!("{path}?tab={tab}#c-tabs"),
                here: tab == here,
            })
            .into(),
        bars: (1..=3)
            .map(|day| Bar { label: weekday(day), shown: clock(BARS[day - 1]), length: BARS[day - 1] * 100 / BARS[0] })
            .collect(),
    };
    html(StatusCode::OK, template::render("components.html", &view), &ask)
}
