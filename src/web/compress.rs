//! Which answers are sent with gzip: pages, what they load, and documents of the API, to whoever takes it.
//!
//! A page shows what was typed beside what is secret, so its length when packed could give away one to who chooses the other
//! (BREACH). Cookies of a session are not sent with requests that another site makes behind the reader's back, and what a form
//! carries is written differently each time, see [`mask`](super::mask).

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// Whether an answer is sent with gzip, by its status, version, headers and extensions.
type Rule = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// Answers of fewer bytes fit into one packet anyhow.
const FEWEST_BYTES: u64 = 1_024;
/// More effort saves hardly any bytes of a page.
const LEVEL: CompressionLevel = CompressionLevel::Precise(4);
/// What is text; fonts and sheets are packed already.
const TEXTS: [&str; 5] = ["text/html", "text/css", "text/javascript", "application/json", "application/problem+json"];

/// Packs answers for those who say that they take gzip.
#[must_use]
pub fn layer() -> CompressionLayer<And<SizeAbove, Rule>> {
    let rule: Rule = is_text_for_a_reader;
    CompressionLayer::new().gzip(true).quality(LEVEL).compress_when(SizeAbove::new(FEWEST_BYTES).and(rule))
}

/// Texts that are shown. A download keeps its length, and what has an `ETag` is the same to the byte for everybody who has
/// that version.
fn is_text_for_a_reader(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_text = TEXTS.iter().any(|text| media.split(';').next() == Some(text));
    is_text && !headers.contains_key(ETAG) && !headers.contains_key(CONTENT_DISPOSITION)
}
