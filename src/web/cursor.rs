//! Pages of long lists: an opaque cursor that names the last item seen, a bounded size, and the `Link` header.

use axum::http::HeaderValue;
use axum::http::header::LINK;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::fault::{Code, Fault};

/// Items on a page unless asked otherwise.
pub const PAGE_DEFAULT: i64 = 50;
/// Most items on a page.
pub const PAGE_MAX: i64 = 200;

/// The part of a list that was asked for, for lists that are asked for nothing else.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    #[param(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    pub(crate) cursor: Option<String>,
}

/// The size of a page that was asked for.
///
/// # Errors
/// `malformed_query` outside 1 to 200.
pub fn limit(asked: Option<i64>) -> Result<i64, Fault> {
    match asked {
        None => Ok(PAGE_DEFAULT),
        Some(limit) if (1..=PAGE_MAX).contains(&limit) => Ok(limit),
        Some(_) => Err(Fault::new(Code::MalformedQuery, "limit").with("detail", format!("limit: 1–{PAGE_MAX}"))),
    }
}

/// Writes a place in a list as hexadecimal text, so that nobody builds one by hand.
#[must_use]
pub fn write(place: &str) -> String {
    crate::digest::hex(place.as_bytes())
}

/// Reads what [`write()`] wrote.
///
/// # Errors
/// `malformed_query` when it is not hexadecimal, `unknown_cursor` when nothing of ours is written in it.
pub fn read(cursor: &str) -> Result<String, Fault> {
    let bad = || Fault::new(Code::MalformedQuery, "cursor").with("detail", "cursor");
    // Other spellings of a place would be other addresses of one page.
    let written = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if cursor.is_empty() || !cursor.len().is_multiple_of(2) || !cursor.bytes().all(written) {
        return Err(bad());
    }
    let bytes: Option<Vec<u8>> =
        (0..cursor.len()).step_by(2).map(|at| u8::from_str_radix(&cursor[at..at + 2], 16).ok()).collect();
    let place = String::from_utf8(bytes.ok_or_else(bad)?).ok();
    // What a list never wrote must not reach a database: not every engine takes a NUL in a text.
    let place = place.filter(|place| !place.chars().any(char::is_control));
    place.ok_or_else(|| Fault::new(Code::UnknownCursor, "cursor"))
}

/// The place a page begins after; the beginning of the list where no cursor is given.
///
/// # Errors
/// As [`read`].
pub fn after(cursor: Option<&str>) -> Result<String, Fault> {
    cursor.map_or_else(|| Ok(String::new()), read)
}

/// Cuts a list that was read one item too far to the size of its page; answers the address of the next page, which is
/// made of the last item that stays, where there is one.
pub fn cut<T>(items: &mut Vec<T>, limit: i64, address: impl FnOnce(&T) -> String) -> Option<String> {
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    if items.len() <= size {
        return None;
    }
    items.truncate(size);
    items.last().map(address)
}

/// An answer with the `Link` header to the next page, where there is one.
#[must_use]
pub fn with_next(mut response: Response, next: Option<&str>) -> Response {
    if let Some(next) = next {
        let link = HeaderValue::from_str(&format!("<{next}>; rel=\"next\""));
        response.headers_mut().insert(LINK, link.unwrap_or(HeaderValue::from_static("")));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_others_are_refused() {
        assert_eq!(read(&write("2026-11-22 é")).as_deref(), Ok("2026-11-22 é"));
        assert!(read("zz").is_err());
        assert!(read("é1").is_err() && read("4A").is_err() && read("+a").is_err());
        assert!(limit(Some(201)).is_err());
        assert!(limit(Some(0)).is_err());
    }
}
