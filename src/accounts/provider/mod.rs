//! Signing in through an OpenID Connect provider: authorization code flow with PKCE. `exchange.rs` sends a browser away
//! and takes what it brings back, `token.rs` says whether an ID token can be trusted, `discovery.rs` and `http.rs` speak
//! with the provider, `ops.rs` finds whose account it is. Codes, tokens and names never reach a log or `Debug`.

mod discovery;
mod doubt;
mod exchange;
mod http;
pub mod ops;
mod store;
mod token;

use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use openidconnect::{ClientId, ClientSecret, IssuerUrl, RedirectUrl};
use serde::Deserialize;

use crate::config::{self, Config};
use crate::failure::Failure;
use crate::fault::{Code, Fault};

use discovery::Known;
use http::Http;

/// Where the provider sends browsers back to, below the address people use.
pub const PATH: &str = "/sign-in/provider";
/// Seconds the provider has for each answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The provider people sign in through. It holds what the provider says of itself, so one is made and shared.
pub struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    secret: Option<ClientSecret>,
    redirect: RedirectUrl,
    claim: String,
    http: Http,
    known: Mutex<Option<Arc<Known>>>,
}

/// A sign-in that has begun.
pub struct Begun {
    /// Where the browser goes now.
    pub address: String,
    /// What the browser must carry, as a cookie, when it comes back.
    pub browser: String,
}

/// What a browser brings back from the provider, as it stands in the address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// What an ID token is given for.
    pub code: Option<String>,
    /// Which sign-in this is the end of.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// Whom the provider vouches for.
#[derive(Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Issuer and subject, separated by a space.
    pub subject: String,
    /// The claim by which an account is found the first time.
    pub claim: Option<String>,
    /// The name the provider has.
    pub name: Option<String>,
    /// The page to go back to.
    pub back: String,
}

impl Provider {
    /// The provider of the settings, for a service that people reach at `public_url`. Nothing is sent yet.
    ///
    /// # Errors
    /// `configuration` when an address is not `https` (or `http` on this machine) or a file named cannot be used.
    pub fn new(settings: &config::Provider, public_url: &str) -> Result<Self, Failure> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| wrong("provider.issuer"))?;
        let local = http::is_on_this_machine(issuer.url());
        let sound = http::is_safe(issuer.url(), local)
            && issuer.url().query().is_none()
            && issuer.url().fragment().is_none()
            && !issuer.contains(char::is_whitespace);
        if !sound {
            return Err(wrong("provider.issuer"));
        }
        if settings.client_id.trim().is_empty() {
            return Err(wrong("provider.client_id"));
        }
        let redirect = format!("{}{PATH}", public_url.trim_end_matches('/'));
        let redirect = RedirectUrl::new(redirect).map_err(|_| wrong("public_url"))?;
        let secret = settings.client_secret_file.as_deref().map(read_secret).transpose()?;
        Ok(Self {
            client_id: ClientId::new(settings.client_id.clone()),
            secret,
            redirect,
            claim: settings.claim.clone(),
            http: Http::new(settings.certificate_authorities.as_deref(), local, PATIENCE)?,
            known: Mutex::new(None),
            issuer,
        })
    }

    /// The provider, if the settings name one.
    ///
    /// # Errors
    /// As [`Provider::new`].
    pub fn of(config: &Config) -> Result<Option<Self>, Failure> {
        config.provider.as_ref().map(|settings| Self::new(settings, &public_address(config))).transpose()
    }

    /// The same provider with other patience for each of its answers.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.http = self.http.with_patience(patience);
        self
    }
}

/// The provider, where there is one.
///
/// # Errors
/// `provider_off`.
pub fn required(provider: Option<&Arc<Provider>>) -> Result<&Arc<Provider>, Failure> {
    provider.ok_or_else(|| Fault::new(Code::ProviderOff, "").into())
}

/// The address people use; where the settings say none, that of this machine.
#[must_use]
pub fn public_address(config: &Config) -> String {
    if !config.public_url.is_empty() {
        return config.public_url.clone();
    }
    let port = config.listen.parse::<SocketAddr>().map_or(8080, |address| address.port());
    format!("http://127.0.0.1:{port}")
}

/// The secret in a file, without the line end that editors add.
fn read_secret(path: &Path) -> Result<ClientSecret, Failure> {
    let text = fs::read_to_string(path).map_err(|_| wrong(&path.display().to_string()))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() { Err(wrong(&path.display().to_string())) } else { Ok(ClientSecret::new(secret.to_owned())) }
}

/// A setting, or a file a setting names, that cannot be used.
fn wrong(detail: &str) -> Failure {
    Fault::new(Code::Configuration, "").with("detail", detail).into()
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer.as_str()).finish_non_exhaustive()
    }
}

macro_rules! silent {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}

silent! { Begun Answer Vouched }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Both;

    pub(super) fn settings(issuer: &str) -> config::Provider {
        config::Provider {
            issuer: issuer.to_owned(),
            client_id: "casetime".to_owned(),
            client_secret_file: None,
            certificate_authorities: None,
            claim: "email".to_owned(),
            label: Both { en: "Provider".to_owned(), fr: "Fournisseur".to_owned() },
        }
    }

    #[test]
    fn an_issuer_without_tls_is_taken_on_this_machine_only() {
        for sound in ["https://id.example", "http://127.0.0.1:9", "http://localhost:9/realm", "http://[::1]:9"] {
            assert!(Provider::new(&settings(sound), "https://time.example").is_ok(), "{sound}");
        }
        let refused = [
            "http://id.example",
            "http://127.0.0.1@id.example",
            "http://127.0.0.1.id.example",
            "http://localhost.example",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "https://id.example?a=b",
            "https://id.example#a",
            "id.example",
            "",
        ];
        for issuer in refused {
            let code = Provider::new(&settings(issuer), "https://time.example").map_err(|failure| failure.code());
            assert_eq!(code.err(), Some(Code::Configuration), "{issuer}");
        }
    }

    #[test]
    fn files_that_cannot_be_used_are_told_at_the_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("written");
            Some(path)
        };
        let cases = [
            config::Provider { client_secret_file: file("empty", "\n"), ..settings("https://id.example") },
            config::Provider { client_secret_file: Some("/nowhere".into()), ..settings("https://id.example") },
            config::Provider { certificate_authorities: file("none.pem", "x"), ..settings("https://id.example") },
            config::Provider { client_id: " ".to_owned(), ..settings("https://id.example") },
        ];
        for case in cases {
            let code = Provider::new(&case, "https://time.example").map_err(|failure| failure.code()).err();
            assert_eq!(code, Some(Code::Configuration), "{case:?}");
        }
    }

    #[test]
    fn without_a_public_address_browsers_come_back_to_this_machine() {
        let config = Config { listen: "0.0.0.0:9000".to_owned(), ..Config::default() };
        assert_eq!(public_address(&config), "http://127.0.0.1:9000");
        let config = Config { public_url: "https://time.example/".to_owned(), ..config };
        let made = Provider::new(&settings("https://id.example"), &public_address(&config)).expect("a provider");
        assert_eq!(made.redirect.as_str(), "https://time.example/sign-in/provider");
        assert!(Provider::of(&config).expect("no provider").is_none());
        assert_eq!(required(None).map_err(|failure| failure.code()).err(), Some(Code::ProviderOff));
    }
}
