//! What a list of entries is filtered by over HTTP: by person, file, day and status, and by everything a figure can be
//! divided by, so that the entries behind a figure can be listed.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use crate::access::Right;
use crate::context::Context;
use crate::entries::Status;
use crate::entries::ops::{Narrowed, Notable, Wanted};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::EntryId;
use crate::time::clip;
use crate::vocabulary::crosswalk::Crosswalk;
use crate::web::cursor;
use crate::{files, people};

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::entries) struct Filters {
    #[param(min_length = 1, max_length = 40)]
    person: Option<String>,
    #[param(min_length = 1, max_length = 40)]
    file: Option<String>,
    #[param(format = Date)]
    from: Option<String>,
    #[param(format = Date)]
    to: Option<String>,
    #[param(schema_with = statuses)]
    status: Option<String>,
    #[param(pattern = "^(yes|no|all)$")]
    held: Option<String>,
    #[param(min_length = 1)]
    category: Option<String>,
    #[param(min_length = 1)]
    activity: Option<String>,
    #[param(pattern = "^(recorded|today)$")]
    as_of: Option<String>,
    #[param(min_length = 1)]
    file_type: Option<String>,
    #[param(min_length = 1)]
    country: Option<String>,
    #[param(min_length = 1)]
    project: Option<String>,
    #[param(min_length = 1)]
    client: Option<String>,
    #[param(min_length = 1)]
    team: Option<String>,
    #[param(pattern = "^(en|fr|-)$")]
    language: Option<String>,
    #[param(minimum = 0, maximum = 100_000)]
    lag_over: Option<i64>,
    #[param(minimum = 0, maximum = 100_000)]
    lag_up_to: Option<i64>,
    #[param(pattern = "^(yes|no)$")]
    lag_known: Option<String>,
    #[param(min_length = 1)]
    team_now: Option<String>,
    #[param(pattern = "^(long-day|bulk|corrected|recoded)$")]
    notable: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    pub(in crate::entries) limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// The statuses an entry can have, as the filter takes them.
fn statuses() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Status::ALL.map(Status::as_str))).build()
}

pub(in crate::entries) fn next_page(filters: &Filters, cursor: &str) -> String {
    let limit = filters.limit.map(|limit| limit.to_string());
    let lag_over = filters.lag_over.map(|days| days.to_string());
    let lag_up_to = filters.lag_up_to.map(|days| days.to_string());
    let members = [
        ("person", filters.person.as_deref()),
        ("file", filters.file.as_deref()),
        ("from", filters.from.as_deref()),
        ("to", filters.to.as_deref()),
        ("status", filters.status.as_deref()),
        ("held", filters.held.as_deref()),
        ("category", filters.category.as_deref()),
        ("activity", filters.activity.as_deref()),
        ("as_of", filters.as_of.as_deref()),
        ("file_type", filters.file_type.as_deref()),
        ("country", filters.country.as_deref()),
        ("project", filters.project.as_deref()),
        ("client", filters.client.as_deref()),
        ("team", filters.team.as_deref()),
        ("language", filters.language.as_deref()),
        ("lag_over", lag_over.as_deref()),
        ("lag_up_to", lag_up_to.as_deref()),
        ("lag_known", filters.lag_known.as_deref()),
        ("team_now", filters.team_now.as_deref()),
        ("notable", filters.notable.as_deref()),
        ("limit", limit.as_deref()),
        ("cursor", Some(cursor)),
    ];
    let given: Vec<(&str, &str)> = members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    format!("/api/v1/entries?{}", serde_urlencoded::to_string(given).unwrap_or_default())
}

/// What a list is filtered by; one more entry than a page holds, to know whether there is a next one.
pub(in crate::entries) async fn wanted(context: &Context, filters: &Filters) -> Result<Wanted, Failure> {
    context.caller.access.must(Right::ReadEntries)?;
    let mut faults = Faults::none();
    let today = context.clock.today();
    let date = |text: &Option<String>, field: &str, otherwise: NaiveDate| match text {
        Some(text) => crate::time::parse_work_date(text, field, NaiveDate::MAX),
        None => Ok(otherwise),
    };
    let first = NaiveDate::from_ymd_opt(crate::time::FIRST_YEAR, 1, 1).unwrap_or_default();
    let from = faults.keep(date(&filters.from, "from", first));
    let to = faults.keep(date(&filters.to, "to", today));
    let status = filters.status.as_deref().and_then(|text| faults.keep(Status::parse(text, "status")));
    let limit = faults.keep(cursor::limit(filters.limit));
    let before = filters.cursor.as_deref().and_then(|text| faults.keep(read_cursor(text)));
    let mut tx = context.db.read().await?;
    let whole = filters.held.as_deref().map(str::trim) == Some("all");
    let held = filters.held.as_deref().filter(|_| !whole);
    let held = held.and_then(|text| faults.keep(choice(text, "held", ["no", "yes"])));
    let narrowed = narrowed(context, filters, &mut faults);
    let mut wanted = Wanted { status, held, whole, narrowed, before, ..Wanted::default() };
    if let Some(number) = &filters.person {
        let reach = context.caller.access.reach();
        let found = people::ops::find_in(&mut tx, number).await?;
        match found.filter(|person| reach.holds(person.id, &person.team)) {
            Some(person) => wanted.person = Some(person.id),
            None => faults.push(Fault::new(Code::UnknownPerson, "person").with("value", crate::time::clip(number))),
        }
    }
    if let Some(number) = &filters.file {
        let found = files::ops::find_by_number_in(&mut tx, number).await?;
        match found.filter(|file| file.is_known_to(&context.caller.access)) {
            Some(file) => wanted.file = Some(file.id),
            None => faults.push(Fault::new(Code::UnknownFile, "file").with("value", crate::time::clip(number))),
        }
    }
    match (from, to, limit) {
        (Some(from), Some(to), Some(limit)) if faults.is_empty() => Ok(Wanted { from, to, limit: limit + 1, ..wanted }),
        _ => Err(faults.into()),
    }
}

/// The place that a cursor of a list of entries names.
pub(in crate::entries) fn read_cursor(text: &str) -> Result<(NaiveDate, EntryId), Fault> {
    let bad = || Fault::new(Code::UnknownCursor, "cursor");
    let place = cursor::read(text)?;
    let (day, id) = place.split_once(' ').ok_or_else(bad)?;
    let day = crate::time::parse_work_date(day, "cursor", NaiveDate::MAX).map_err(|_| bad())?;
    Ok((day, EntryId::parse(id, "cursor").map_err(|_| bad())?))
}

/// Reads one of two words: whether it is the second one.
fn choice(text: &str, field: &str, [first, second]: [&str; 2]) -> Result<bool, Fault> {
    match text.trim() {
        text if text == first => Ok(false),
        text if text == second => Ok(true),
        _ => Err(Fault::new(Code::UnknownDimension, field)
            .with("value", clip(text))
            .with("choices", format!("{first}, {second}"))),
    }
}

/// What narrows beside person, file and status; a hyphen stands for what is not given.
fn narrowed(context: &Context, filters: &Filters, faults: &mut Faults) -> Narrowed {
    let mut text = |text: &Option<String>, field: &str| match text.as_deref().map(str::trim)? {
        "" => {
            faults.push(Fault::new(Code::MalformedQuery, field).with("detail", field));
            None
        }
        "-" => Some(String::new()),
        text => Some(text.to_owned()),
    };
    let file_type = text(&filters.file_type, "file_type");
    let country = text(&filters.country, "country");
    let project = text(&filters.project, "project");
    let client = text(&filters.client, "client");
    let team = text(&filters.team, "team");
    // What it may be is said below; it is never told twice what is wrong with it.
    let language = filters.language.as_deref().map(|text| text.trim().replace('-', ""));
    let team_now = text(&filters.team_now, "team_now");
    let as_of = filters.as_of.as_deref().map(|text| choice(text, "as_of", ["recorded", "today"]));
    let today = as_of.and_then(|as_of| faults.keep(as_of)).unwrap_or(false);
    let vocabulary = &context.vocabulary;
    if let Some(code) = filters.category.as_deref().filter(|code| vocabulary.find_category(code.trim()).is_none()) {
        faults.push(Fault::new(Code::UnknownCategory, "category").with("value", clip(code)));
    }
    if let Some(code) = filters.activity.as_deref().filter(|code| vocabulary.find_activity(code.trim()).is_none()) {
        faults.push(Fault::new(Code::UnknownActivity, "activity").with("value", clip(code)));
    }
    if let Some(language) = filters.language.as_deref().filter(|text| !["en", "fr", "-"].contains(&text.trim())) {
        let fault = Fault::new(Code::UnknownDimension, "language").with("value", clip(language));
        faults.push(fault.with("choices", "en, fr, -"));
    }
    for (field, days) in [("lag_over", filters.lag_over), ("lag_up_to", filters.lag_up_to)] {
        if days.is_some_and(|days| !(0..=100_000).contains(&days)) {
            let detail = format!("{field}: 0–100000");
            faults.push(Fault::new(Code::MalformedQuery, field).with("detail", detail));
        }
    }
    let (lag_over, lag_up_to) = (filters.lag_over, filters.lag_up_to);
    let lag_known = filters.lag_known.as_deref().map(|text| choice(text, "lag_known", ["no", "yes"]));
    let lag_known = lag_known.and_then(|known| faults.keep(known));
    let notable = filters.notable.as_deref().and_then(|text| faults.keep(notable(context, text)));
    let crosswalk = today.then(|| Crosswalk::of(vocabulary));
    let (category, activity) = (filters.category.as_deref().map(str::trim), filters.activity.as_deref().map(str::trim));
    let activities = (category.is_some() || activity.is_some()).then(|| {
        let now = |code: &str| {
            crosswalk.as_ref().map_or_else(|| code.to_owned(), |crosswalk| crosswalk.today(code).to_owned())
        };
        let is_in = |code: &str| {
            let now = now(code);
            let found = vocabulary.find_activity(&now).or_else(|| vocabulary.find_activity(code));
            activity.is_none_or(|wanted| now == wanted)
                && category.is_none_or(|wanted| found.is_some_and(|found| found.category == wanted))
        };
        let codes = vocabulary.activities.iter().map(|activity| activity.code.clone());
        codes.filter(|code| is_in(code)).collect()
    });
    Narrowed {
        activities,
        file_type,
        country,
        project,
        client,
        team,
        language,
        lag_over,
        lag_up_to,
        lag_known,
        team_now,
        notable,
    }
}

/// What is to be noted of entries, by the limits in force.
fn notable(context: &Context, text: &str) -> Result<Notable, Fault> {
    match text.trim() {
        "long-day" => Ok(Notable::LongDay(context.config.long_day_minutes)),
        "bulk" => Ok(Notable::Bulk(context.config.bulk_entry_minutes)),
        "corrected" => Ok(Notable::Corrected),
        "recoded" => Ok(Notable::Recoded),
        other => Err(Fault::new(Code::UnknownDimension, "notable")
            .with("value", clip(other))
            .with("choices", "long-day, bulk, corrected, recoded")),
    }
}
