//! HTTP with the provider: TLS or this machine, a limit of time and size, no redirects, no proxy, one connection per
//! request. Which library does it is known here only.

use std::fs;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::http::Method;
use openidconnect::url::{Host, Url};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use ureq::tls::{PemItem, RootCerts, TlsConfig};

use super::doubt::Doubt;
use super::wrong;
use crate::failure::Failure;

/// Bytes an answer of the provider may have.
const BODY_MAX: u64 = 1024 * 1024;

/// Sends requests to the provider.
#[derive(Clone)]
pub(super) struct Http {
    agent: ureq::Agent,
    /// Whether the provider is on this machine, where TLS is not needed.
    local: bool,
    patience: Duration,
}

impl Http {
    /// Sends requests under the usual certificate authorities, or those of a PEM file.
    pub(super) fn new(authorities: Option<&Path>, local: bool, patience: Duration) -> Result<Self, Failure> {
        let roots = authorities.map_or(Ok(RootCerts::WebPki), read_authorities)?;
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .https_only(!local)
            .max_redirects(0)
            .max_idle_connections(0)
            .proxy(None)
            .user_agent("casetime")
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Ok(Self { agent: config.new_agent(), local, patience })
    }

    pub(super) fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Whether something may be sent to this address, by us or by a browser.
    pub(super) fn may_use(&self, address: &Url) -> bool {
        is_safe(address, self.local)
    }

    fn send(&self, request: HttpRequest) -> Result<HttpResponse, Doubt> {
        let answered = if request.method() == Method::POST {
            self.agent.run(self.agent.configure_request(request).timeout_global(Some(self.patience)).build())
        } else {
            let request = request.map(|_| ());
            self.agent.run(self.agent.configure_request(request).timeout_global(Some(self.patience)).build())
        };
        let (parts, mut body) = answered.map_err(|error| doubt_of(&error))?.into_parts();
        let status = parts.status;
        if status.is_server_error() || status.as_u16() == 429 {
            return Err(Doubt::Unreachable("status"));
        }
        if status.is_redirection() {
            return Err(Doubt::Refused("redirect"));
        }
        let body = body.with_config().limit(BODY_MAX).read_to_vec().map_err(|error| doubt_of(&error))?;
        Ok(HttpResponse::from_parts(parts, body))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Doubt;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Doubt>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let may = Url::parse(&request.uri().to_string()).is_ok_and(|address| self.may_use(&address));
            if !may {
                return Err(Doubt::Refused("address"));
            }
            let http = self.clone();
            let sent = tokio::task::spawn_blocking(move || http.send(request)).await;
            sent.unwrap_or(Err(Doubt::Unreachable("stopped")))
        })
    }
}

/// What an error of the library means: a certificate one cannot trust is not a provider that is away.
fn doubt_of(error: &ureq::Error) -> Doubt {
    match error {
        ureq::Error::Timeout(_) => Doubt::Unreachable("timeout"),
        ureq::Error::HostNotFound => Doubt::Unreachable("name"),
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => Doubt::Refused("size"),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) => Doubt::Refused("certificate"),
        // The TLS library reports through the stream it wraps.
        ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::InvalidData => Doubt::Refused("certificate"),
        _ => Doubt::Unreachable("connection"),
    }
}

fn read_authorities(path: &Path) -> Result<RootCerts, Failure> {
    let unusable = || wrong(&path.display().to_string());
    let pem = fs::read(path).map_err(|_| unusable())?;
    let mut certificates = Vec::new();
    for item in ureq::tls::parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| unusable())? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() { Err(unusable()) } else { Ok(RootCerts::new_with_certs(&certificates)) }
}

/// Whether an address has TLS; where `local` is said, one of this machine without it is as good.
pub(super) fn is_safe(address: &Url, local: bool) -> bool {
    address.scheme() == "https" || (local && is_on_this_machine(address))
}

/// Whether an address is `http` on this machine.
pub(super) fn is_on_this_machine(address: &Url) -> bool {
    let here = match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    here && address.scheme() == "http"
}
