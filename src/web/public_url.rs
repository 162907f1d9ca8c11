//! The address people use, read once from the settings: what requests name as their host and pages as their origin.

use axum::http::uri::Authority;

use crate::fault::{Code, Fault};

/// The address people use, such as `https://time.example`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    secure: bool,
    authority: String,
}

impl PublicUrl {
    /// Reads the setting; `None` where it is empty.
    ///
    /// # Errors
    /// `configuration` when it is not a scheme, a host and perhaps a port.
    pub fn parse(text: &str) -> Result<Option<Self>, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = || Fault::new(Code::Configuration, "public_url").with("detail", "public_url");
        let text = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
        let (secure, rest) = match text.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => return Err(wrong()),
        };
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let authority = without_usual_port(rest, secure);
        let parsed: Authority = rest.parse().map_err(|_| wrong())?;
        let has_port = parsed.host().len() < rest.len();
        if parsed.host().is_empty() || !rest.chars().all(known) || (has_port && parsed.port_u16().is_none()) {
            return Err(wrong());
        }
        Ok(Some(Self { secure, authority }))
    }

    /// Whether it begins with `https`.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host and port, without the port that the scheme implies.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The origin as browsers write it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.authority)
    }

    /// Whether a `Host` header names this address.
    #[must_use]
    pub fn is_named_by(&self, host: &str) -> bool {
        without_usual_port(&host.to_ascii_lowercase(), self.secure) == self.authority
    }
}

fn without_usual_port(authority: &str, secure: bool) -> String {
    let usual = if secure { ":443" } else { ":80" };
    authority.strip_suffix(usual).unwrap_or(authority).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_with_and_without_the_usual_port() {
        let url = PublicUrl::parse("https://Time.Example/").expect("an address").expect("one");
        assert_eq!((url.authority(), url.origin().as_str()), ("time.example", "https://time.example"));
        assert!(url.is_secure());
        assert!(url.is_named_by("time.example") && url.is_named_by("TIME.example:443"));
        assert!(!url.is_named_by("time.example:80") && !url.is_named_by("other.example") && !url.is_named_by(""));
        let other = PublicUrl::parse("http://[::1]:8080").expect("an address").expect("one");
        assert_eq!((other.authority(), other.is_secure()), ("[::1]:8080", false));
    }

    #[test]
    fn what_is_no_address_is_refused_and_nothing_is_none() {
        assert_eq!(PublicUrl::parse(" "), Ok(None));
        let wrong = [
            "time.example",
            "ftp://time.example",
            "https://",
            "https://a/b",
            "https://u@a",
            "https://a?b",
            "https://a b",
            "https://a:port",
        ];
        for text in wrong {
            assert!(PublicUrl::parse(text).is_err(), "{text}");
        }
    }
}
