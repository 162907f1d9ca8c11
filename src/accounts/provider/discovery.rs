//! What the provider says of itself: its addresses, kept for an hour, and the keys it signs with, asked for again when a
//! token names one that is not known.

use std::sync::{Arc, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJsonWebKeyType, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, DiscoveryError, JsonWebKey as _, ProviderMetadata};
use serde::{Deserialize, Serialize};

use super::Provider;
use super::doubt::Doubt;

/// How long what the provider says of itself is kept.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// How often keys are asked for at most.
const KEYS_EVERY: TimeDelta = TimeDelta::minutes(1);
/// The characters of a modulus of 2048 bits, in base64url: shorter RSA keys are not believed.
const MODULUS_MIN: usize = 342;

/// What the library does not know of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Further {
    /// Whether every answer names who answers (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Further {}

/// The document of the provider.
pub(super) type Document = ProviderMetadata<
    Further,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What is known of the provider.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) document: Document,
    pub(super) keys: CoreJsonWebKeySet,
    at: DateTime<Utc>,
    keys_at: DateTime<Utc>,
}

impl Known {
    /// Whether an answer must name who answers.
    pub(super) fn names_itself(&self) -> bool {
        self.document.additional_metadata().authorization_response_iss_parameter_supported
    }
}

impl Provider {
    /// What the provider says of itself, asked for when it is not known or too old.
    pub(super) async fn known(&self, now: DateTime<Utc>) -> Result<Arc<Known>, Doubt> {
        if let Some(known) = self.remembered().filter(|known| is_within(known.at, now, KEPT)) {
            return Ok(known);
        }
        let document =
            Document::discover_async(self.issuer.clone(), &self.http).await.map_err(|error| doubt(&error))?;
        let sends_browsers_to = document.authorization_endpoint().url();
        let gives_tokens = document.token_endpoint().ok_or(Doubt::Refused("discovery"))?.url();
        if ![sends_browsers_to, gives_tokens].into_iter().all(|address| self.http.may_use(address)) {
            return Err(Doubt::Refused("address"));
        }
        let keys = believable(document.jwks());
        Ok(self.remember(Known { document, keys, at: now, keys_at: now }))
    }

    /// The same with keys asked for again, if that was not done a moment ago.
    pub(super) async fn with_new_keys(&self, known: &Known, now: DateTime<Utc>) -> Result<Arc<Known>, Doubt> {
        if is_within(known.keys_at, now, KEYS_EVERY) {
            return Err(Doubt::Refused("key"));
        }
        // Noted before asking, so that a failure is not followed by another request at once.
        let asked = Known { keys_at: now, ..known.clone() };
        self.remember(asked.clone());
        let keys = CoreJsonWebKeySet::fetch_async(known.document.jwks_uri(), &self.http)
            .await
            .map_err(|error| doubt(&error))?;
        Ok(self.remember(Known { keys: believable(&keys), ..asked }))
    }

    fn remembered(&self) -> Option<Arc<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        known
    }
}

/// Whether less than a span has passed; a clock that was set back makes nothing fresh again for long.
fn is_within(since: DateTime<Utc>, now: DateTime<Utc>, span: TimeDelta) -> bool {
    (now - since).abs() < span
}

/// Public keys of kinds we verify with, RSA ones of at least 2048 bits.
fn believable(keys: &CoreJsonWebKeySet) -> CoreJsonWebKeySet {
    let is_long = |key: &CoreJsonWebKey| {
        serde_json::to_value(key).is_ok_and(|key| key["n"].as_str().is_some_and(|n| n.len() >= MODULUS_MIN))
    };
    let believed = keys.keys().iter().filter(|key| match key.key_type() {
        CoreJsonWebKeyType::RSA => is_long(key),
        CoreJsonWebKeyType::EllipticCurve | CoreJsonWebKeyType::OctetKeyPair => true,
        _ => false,
    });
    CoreJsonWebKeySet::new(believed.cloned().collect())
}

fn doubt(error: &DiscoveryError<Doubt>) -> Doubt {
    match error {
        DiscoveryError::Request(doubt) => *doubt,
        DiscoveryError::Validation(_) => Doubt::Refused("discovery_issuer"),
        DiscoveryError::Response(status, ..) if status.is_client_error() => Doubt::Unreachable("status"),
        _ => Doubt::Refused("discovery"),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What is known of a provider with these keys.
    pub(in super::super) fn known(keys: &CoreJsonWebKeySet, at: DateTime<Utc>) -> Known {
        let document = serde_json::from_value(serde_json::json!({
            "issuer": "https://id.example",
            "authorization_endpoint": "https://id.example/authorize",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        }));
        Known { document: document.expect("a document"), keys: believable(keys), at, keys_at: at }
    }
}
