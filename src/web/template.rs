//! The templates and the words they may use: `t("id", name=value)`, `asset("name")` and filters for numbers, hours
//! and dates, all in the language of the page (context value `lang`). An undefined value is an error, never a blank.

use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::NaiveDate;
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, HtmlEscape, State, UndefinedBehavior};

use crate::lang::Lang;
use crate::number;
use crate::web::assets;
use crate::words::{self, Param, date_in_words};

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(environment);

const TEMPLATES: [(&str, &str); 44] = [
    ("base.html", include_str!("templates/base.html")),
    ("field.html", include_str!("templates/field.html")),
    ("components/fields.html", include_str!("templates/components/fields.html")),
    ("components/parts.html", include_str!("templates/components/parts.html")),
    ("components.html", include_str!("templates/components.html")),
    ("pager.html", include_str!("templates/pager.html")),
    ("faults.html", include_str!("templates/faults.html")),
    ("record.html", include_str!("templates/record.html")),
    ("entry-fields.html", include_str!("templates/entry-fields.html")),
    ("my-entries.html", include_str!("templates/my-entries.html")),
    ("entry.html", include_str!("templates/entry.html")),
    ("day.html", include_str!("templates/day.html")),
    ("week.html", include_str!("templates/week.html")),
    ("file-field.html", include_str!("templates/file-field.html")),
    ("aid.html", include_str!("templates/aid.html")),
    ("favourites.html", include_str!("templates/favourites.html")),
    ("timer.html", include_str!("templates/timer.html")),
    ("range.html", include_str!("templates/range.html")),
    ("undo.html", include_str!("templates/undo.html")),
    ("undo-button.html", include_str!("templates/undo-button.html")),
    ("meanwhile.html", include_str!("templates/meanwhile.html")),
    ("requests.html", include_str!("templates/requests.html")),
    ("request-fields.html", include_str!("templates/request-fields.html")),
    ("request-new.html", include_str!("templates/request-new.html")),
    ("request.html", include_str!("templates/request.html")),
    ("files.html", include_str!("templates/files.html")),
    ("file.html", include_str!("templates/file.html")),
    ("file-new.html", include_str!("templates/file-new.html")),
    ("notes.html", include_str!("templates/notes.html")),
    ("note-fields.html", include_str!("templates/note-fields.html")),
    ("note-new.html", include_str!("templates/note-new.html")),
    ("note.html", include_str!("templates/note.html")),
    ("activity.html", include_str!("templates/activity.html")),
    ("workload.html", include_str!("templates/workload.html")),
    ("api.html", include_str!("templates/api.html")),
    ("problem.html", include_str!("templates/problem.html")),
    ("notice.html", include_str!("templates/notice.html")),
    ("sign-in.html", include_str!("templates/sign-in.html")),
    ("kept.html", include_str!("templates/kept.html")),
    ("account.html", include_str!("templates/account.html")),
    ("password.html", include_str!("templates/password.html")),
    ("tokens.html", include_str!("templates/tokens.html")),
    ("accounts.html", include_str!("templates/accounts.html")),
    ("account-edit.html", include_str!("templates/account-edit.html")),
];

/// A longer word is broken wherever the line ends, so that it does not widen a narrow page.
const LONGEST_WHOLE: usize = 14;

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.add_function("t", say);
    environment.add_function("asset", asset);
    environment.add_filter("grouped", grouped);
    environment.add_filter("clock", clock);
    environment.add_filter("long_clock", long_clock);
    environment.add_filter("hours", hours);
    environment.add_filter("long_date", long_date);
    environment.add_filter("whole_years", whole_years);
    for (name, source) in TEMPLATES {
        environment
            .add_template(name, source)
            .unwrap_or_else(|error| panic!("template {name} does not parse: {error}"));
    }
    environment
}

/// Renders a template with a typed context.
///
/// # Errors
/// When the template uses a value, message or asset that is not there.
pub fn render<C: serde::Serialize>(template: &str, context: &C) -> Result<String, Error> {
    ENVIRONMENT.get_template(template)?.render(Value::from_serialize(context))
}

fn bad(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

fn language(state: &State) -> Result<Lang, Error> {
    let value = state.lookup("lang").ok_or_else(|| bad("the context has no lang".to_owned()))?;
    value.as_str().and_then(|tag| tag.parse().ok()).ok_or_else(|| bad("lang is neither en nor fr".to_owned()))
}

#[expect(clippy::needless_pass_by_value, reason = "minijinja hands keyword arguments over by value")]
fn say(state: &State, id: &str, values: Kwargs) -> Result<String, Error> {
    let mut params = Vec::new();
    for name in values.args() {
        let value: Value = values.get(name)?;
        let param = match value.kind() {
            ValueKind::Number => Param::Number(i64::try_from(value)?),
            ValueKind::String => Param::Text(value.to_string()),
            kind => return Err(bad(format!("{id}: {name} is a {kind}, not text or a whole number"))),
        };
        params.push((name, param));
    }
    words::find(language(state)?, id, &params).ok_or_else(|| bad(format!("no message {id}")))
}

fn asset(name: &str) -> Result<String, Error> {
    assets::find_path(name).ok_or_else(|| bad(format!("no asset {name}")))
}

/// Minutes as `7:30`.
fn clock(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Minutes as `1,419:06`, for sums that grow long.
fn long_clock(state: &State, minutes: i64) -> Result<String, Error> {
    Ok(format!("{}:{:02}", number::grouped(minutes / 60, language(state)?), minutes % 60))
}

fn grouped(state: &State, whole: i64) -> Result<String, Error> {
    Ok(number::grouped(whole, language(state)?))
}

fn hours(state: &State, minutes: i64) -> Result<String, Error> {
    Ok(number::hours_shown(minutes, language(state)?))
}

fn long_date(state: &State, date: &str) -> Result<String, Error> {
    let date: NaiveDate = date.parse().map_err(|_| bad("long_date takes YYYY-MM-DD".to_owned()))?;
    Ok(date_in_words(date, language(state)?))
}

/// Whether a word is broken nowhere: a fiscal year, a date, or the number of a file or request.
fn is_whole(word: &str) -> bool {
    let begins = |first: char| first.is_ascii_digit() || first.is_ascii_uppercase();
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-.,:;)".contains(sign);
    let has_digit = word.contains(|sign: char| sign.is_ascii_digit());
    word.contains('-')
        && word.len() <= LONGEST_WHOLE
        && word.starts_with(begins)
        && has_digit
        && word.chars().all(plain)
}

/// Text as markup in which fiscal years, dates and numbers of files and requests are not broken at their hyphens.
fn whole_years(text: &str) -> Value {
    let mut markup = String::new();
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            markup.push(' ');
        }
        let escaped = HtmlEscape(word).to_string();
        if is_whole(word) {
            let _ = write!(markup, "<span class=\"whole\">{escaped}</span>");
        } else {
            markup.push_str(&escaped);
        }
    }
    Value::from_safe_string(markup)
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    fn shown(source: &str, lang: Lang) -> Result<String, Error> {
        ENVIRONMENT.render_named_str("test.html", source, context! { lang, name => "<b>", minutes => 74_070 })
    }

    #[test]
    fn words_numbers_and_dates_follow_the_language() {
        assert_eq!(shown("{{ t('common-nav-workload') }}", Lang::Fr).expect("renders"), "Charge de travail");
        assert_eq!(shown("{{ minutes|hours }}", Lang::Fr).expect("renders"), "1\u{202f}234,5");
        assert_eq!(shown("{{ minutes|grouped }}", Lang::En).expect("renders"), "74,070");
        assert_eq!(shown("{{ minutes|long_clock }}", Lang::En).expect("renders"), "1,234:30");
        assert_eq!(shown("{{ minutes|long_clock }}", Lang::Fr).expect("renders"), "1\u{202f}234:30");
        let date = "{{ '2026-11-22'|long_date }}";
        assert_eq!(shown(date, Lang::En).expect("renders"), "Sunday, November 22, 2026");
        assert_eq!(shown(date, Lang::Fr).expect("renders"), "dimanche 22 novembre 2026");
        assert_eq!(
            date_in_words(NaiveDate::from_ymd_opt(2026, 7, 1).expect("a date"), Lang::Fr),
            "mercredi 1er juillet 2026"
        );
    }

    #[test]
    fn text_from_people_is_escaped() {
        assert_eq!(shown("{{ t('common-request', id=name) }}", Lang::En).expect("renders").matches('<').count(), 0);
    }

    #[test]
    fn fiscal_years_are_kept_whole_and_text_around_them_is_escaped() {
        let html = shown("{{ '<i> in 2021-22, well-known'|whole_years }}", Lang::En).expect("renders");
        assert_eq!(html, "&lt;i&gt; in <span class=\"whole\">2021-22,</span> well-known");
    }

    #[test]
    fn what_is_not_there_is_an_error_and_not_a_blank() {
        assert!(shown("{{ nothing }}", Lang::En).is_err());
        assert!(shown("{{ t('no-such-message') }}", Lang::En).is_err());
        assert!(shown("{{ asset('no-such-file.css') }}", Lang::En).is_err());
    }

    #[test]
    fn no_template_holds_script_style_or_handlers_of_its_own() {
        for (name, source) in TEMPLATES {
            for forbidden in ["<style", " style=", " onclick=", " onload=", " onsubmit=", "javascript:"] {
                assert!(!source.contains(forbidden), "{name} holds {forbidden}");
            }
            for script in source.split("<script").skip(1) {
                assert!(script.trim_start().starts_with("src="), "{name} holds an inline script");
            }
        }
    }
}
