//! Cookies: written with every protection a browser knows, and read from the head of a request.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// The cookie of a session. The prefix makes browsers take it from this host only, over HTTPS only.
pub const SESSION: &str = "__Host-casetime";
/// The cookie by which a browser that signed in before is known.
pub const DEVICE: &str = "__Host-casetime-device";

/// The cookie of a sign-in that goes on at the provider.
pub const PROVIDER: &str = "__Host-casetime-provider";

/// A cookie that lives for `max_age` seconds, for `Set-Cookie`; 0 seconds remove it. Without `secure` (never beyond the
/// machine itself) the prefix is left out, because browsers take it over HTTPS only.
#[must_use]
pub fn cookie(name: &str, secret: &str, max_age: i64, secure: bool) -> HeaderValue {
    let name = if secure { name } else { name.trim_start_matches("__Host-") };
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path=/; Max-Age={max_age}{secure}; HttpOnly; SameSite=Lax");
    let mut value = HeaderValue::from_str(&text).expect("names and secrets are letters, digits, - and _");
    value.set_sensitive(true);
    value
}

/// The value of a cookie. One that came twice is nobody's: something set a second one beside ours.
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
    let mut found = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(key, _)| *key == name);
    let (_, value) = found.next()?;
    found.next().is_none().then_some(value).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_has_every_protection_and_is_not_shown() {
        let value = cookie(SESSION, "ab12", 60, true);
        assert_eq!(
            value.to_str().expect("text"),
            "__Host-casetime=ab12; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax"
        );
        assert!(!format!("{value:?}").contains("ab12"));
        let plain = cookie(SESSION, "ab12", 0, false);
        assert_eq!(plain.to_str().expect("text"), "casetime=ab12; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn a_cookie_is_found_among_others_and_only_once() {
        let read = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_static(text));
            super::read(&headers, SESSION).map(str::to_owned)
        };
        assert_eq!(read("a=b; __Host-casetime=ab12; c=d").as_deref(), Some("ab12"));
        assert_eq!(read("__Host-casetime-device=x; x__Host-casetime=y"), None);
        assert_eq!(read("__Host-casetime=ab12; __Host-casetime=cd34"), None);
        assert_eq!(read("__Host-casetime="), None);
    }
}
