//! Members of JSON bodies: what is left out, what is null and what is empty are three things, and numbers are numbers.
//! What is read here becomes the same text as from every other door.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};

use crate::time::MINUTES_PER_DAY;

/// The longest typed duration that a client may count on to be read.
const TYPED_TIME_MAX: usize = 20;

/// A member that is given is never null.
pub(crate) fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A text that is given or left out: there is no empty one.
pub(crate) fn not_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() { Err(D::Error::custom("empty")) } else { Ok(text) }
}

/// As [`not_empty`], for a change.
pub(crate) fn some_not_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    not_empty(deserializer).map(Some)
}

/// In JSON, no day is null and not an empty text.
pub(crate) fn day_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        Some(text) if text.trim().is_empty() => Err(D::Error::custom("empty")),
        day => Ok(day),
    }
}

/// As [`day_or_null`], for a change.
#[expect(clippy::option_option, reason = "left out, null and a day are three things")]
pub(crate) fn some_day_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    day_or_null(deserializer).map(Some)
}

/// JSON carries minutes as an integer; people type durations.
pub(crate) fn minutes_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Minutes(i64),
        Number(f64),
        Text(String),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::Minutes(minutes) => format!("{minutes}m"),
        Either::Number(number) => format!("{}m", whole::<D::Error>(number)?),
        Either::Text(text) => text,
    })
}

/// As [`minutes_or_text`], for a change.
pub(crate) fn some_minutes_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    minutes_or_text(deserializer).map(Some)
}

/// A whole number, as text.
pub(crate) fn some_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    f64::deserialize(deserializer).and_then(whole).map(Some)
}

/// A whole number.
pub(crate) fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    f64::deserialize(deserializer).and_then(whole)?.parse().map_err(D::Error::custom)
}

/// JSON knows one kind of number: 90.0 is 90.
fn whole<E: serde::de::Error>(number: f64) -> Result<String, E> {
    if number.fract() == 0.0 && number.abs() < 1e15 { Ok(format!("{number:.0}")) } else { Err(E::custom("not whole")) }
}

/// A duration as a document describes it: a whole number of minutes, or as people type it.
pub(crate) fn typed_time() -> Schema {
    typed_time_from(1, 90)
}

/// As [`typed_time`], and none at all.
pub(crate) fn typed_time_or_none() -> Schema {
    typed_time_from(0, 450)
}

/// As [`typed_time_or_none`], where an empty text is none too.
pub(crate) fn typed_time_or_empty() -> Schema {
    typed_time_of(0, 0, 90)
}

fn typed_time_from(least: i64, example: i64) -> Schema {
    typed_time_of(least, 1, example)
}

fn typed_time_of(least: i64, shortest: usize, example: i64) -> Schema {
    let minutes = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least)).maximum(Some(MINUTES_PER_DAY));
    let typed =
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(shortest)).max_length(Some(TYPED_TIME_MAX));
    Schema::OneOf(OneOfBuilder::new().item(minutes).item(typed).examples([example]).build())
}
