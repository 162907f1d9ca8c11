//! Every sentence a person can see, in English and French, from the message files under `web/locales/`
//! (Fluent, one file per feature, the same keys in both languages). Everyone may speak; nobody else holds words.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;

use crate::lang::{Both, Lang};
use crate::number;

#[derive(RustEmbed)]
#[folder = "src/web/locales/"]
struct Locales;

/// A value put into a sentence: text as it is, or a number that is grouped and chooses the plural.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Param {
    /// Text shown as it is.
    Text(String),
    /// Text that differs by language, such as the label of a code.
    Both(Both),
    /// A whole number, shown with the thousands sign of the language.
    Number(i64),
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&Both> for Param {
    fn from(both: &Both) -> Self {
        Self::Both(both.clone())
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Param {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Param {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| Lang::ALL.map(bundle));

fn show_number(value: &FluentValue, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => {
            #[expect(clippy::cast_possible_truncation, reason = "parameters are whole numbers, see Param")]
            let whole = *value as i64;
            Some(number::grouped(whole, lang))
        }
        _ => None,
    }
}

fn bundle(lang: Lang) -> Bundle {
    let tag = lang.as_str().parse().expect("en and fr are language tags");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::En => |value, _| show_number(value, Lang::En),
        Lang::Fr => |value, _| show_number(value, Lang::Fr),
    }));
    for path in Locales::iter().filter(|path| path.starts_with(lang.as_str())) {
        let file = Locales::get(&path).expect("the embedded list names embedded files");
        let text = String::from_utf8(file.data.into_owned()).expect("message files are UTF-8");
        let resource = FluentResource::try_new(text)
            .unwrap_or_else(|(_, errors)| panic!("message file {path} does not parse: {errors:?}"));
        bundle.add_resource(resource).unwrap_or_else(|errors| panic!("message file {path} repeats a key: {errors:?}"));
    }
    bundle
}

/// The sentence with this id, or `None` when the message files of the language do not hold it.
#[must_use]
pub fn find(lang: Lang, id: &str, params: &[(&str, Param)]) -> Option<String> {
    let bundle = &BUNDLES[usize::from(lang == Lang::Fr)];
    let pattern = bundle.get_message(id)?.value()?;
    let mut args = FluentArgs::with_capacity(params.len());
    for (name, value) in params {
        match value {
            Param::Text(text) => args.set(Cow::from((*name).to_owned()), text.clone()),
            Param::Both(both) => args.set(Cow::from((*name).to_owned()), both.get(lang).to_owned()),
            #[expect(clippy::cast_precision_loss, reason = "Fluent counts in f64; 2^53 is enough for plurals")]
            Param::Number(whole) => args.set(Cow::from((*name).to_owned()), *whole as f64),
        }
    }
    let mut errors = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "message {id}: {errors:?}");
    Some(said)
}

/// The sentence with this id. A missing id is a fault of the program: tests hold the message files complete,
/// and a reader is shown the id rather than nothing.
#[must_use]
pub fn say(lang: Lang, id: &str, params: &[(&str, Param)]) -> String {
    find(lang, id, params).unwrap_or_else(|| {
        debug_assert!(false, "no message {id} in {lang}");
        id.to_owned()
    })
}

/// A date in words: `Sunday, November 22, 2026`, `dimanche 22 novembre 2026`.
#[must_use]
pub fn date_in_words(date: NaiveDate, lang: Lang) -> String {
    let plain = |id: String| say(lang, &id, &[]);
    let day = if date.day() == 1 { plain("common-day-first".to_owned()) } else { date.day().to_string() };
    let params = [
        ("weekday", Param::Text(plain(format!("common-weekday-{}", date.weekday().number_from_monday())))),
        ("day", Param::Text(day)),
        ("month", Param::Text(plain(format!("common-month-{}", date.month())))),
        ("year", Param::Text(date.year().to_string())),
    ];
    say(lang, "common-date-long", &params)
}

/// Names and texts of the message files of one language, for the tests that hold both languages equal.
pub fn message_files(lang: Lang) -> impl Iterator<Item = (String, String)> {
    Locales::iter().filter(move |path| path.starts_with(lang.as_str())).map(|path| {
        let file = Locales::get(&path).expect("the embedded list names embedded files");
        (path.into_owned(), String::from_utf8_lossy(&file.data).into_owned())
    })
}
