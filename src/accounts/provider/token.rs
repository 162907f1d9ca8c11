//! Whether an ID token can be trusted: signature by a key of the provider, issuer, audience, times, nonce, and the hash
//! of the access token it came with. Tokens signed with a shared secret, or not at all, are never taken.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreTokenType,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, ClaimsVerificationError, EmptyExtraTokenFields, IdToken,
    IdTokenClaims, IdTokenFields, IdTokenVerifier, Nonce, SignatureVerificationError, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::discovery::Known;
use super::doubt::Doubt;
use super::{Provider, Vouched};

/// How far the clock of the provider may be ahead of ours.
const AHEAD: TimeDelta = TimeDelta::seconds(60);
/// How old an ID token may be.
const AGE: TimeDelta = TimeDelta::minutes(10);
/// The longest subject a provider may give, in characters (OpenID Connect Core 1.0, section 2).
const SUBJECT_MAX: usize = 255;
/// The longest claim that is looked up, in characters.
const CLAIM_MAX: usize = 320;

/// Claims of the provider's own, of which one may be the one accounts are found by.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Others {
    #[serde(flatten)]
    claims: BTreeMap<String, Value>,
}

impl AdditionalClaims for Others {}

type Token = IdToken<Others, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<Others, CoreGenderClaim>;
type Verifier<'a> = IdTokenVerifier<'a, CoreJsonWebKey>;

/// What the provider gives for a code.
pub(super) type Given = StandardTokenResponse<
    IdTokenFields<
        Others,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// How tokens may be signed.
fn algorithms() -> [CoreJwsSigningAlgorithm; 3] {
    [
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        CoreJwsSigningAlgorithm::EdDsa,
    ]
}

impl Provider {
    fn verifier<'a>(&self, known: &Known, now: DateTime<Utc>) -> Verifier<'a> {
        IdTokenVerifier::new_public_client(self.client_id.clone(), self.issuer.clone(), known.keys.clone())
            .set_allowed_algs(algorithms())
            // Other audiences are judged by who the token was issued to, below.
            .set_other_audience_verifier_fn(|_| true)
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(move |at| {
                if at > now + AHEAD || at < now - AGE { Err("issue time".to_owned()) } else { Ok(()) }
            })
    }

    /// Whom an ID token vouches for, if it can be trusted. Keys are asked for once more when it names an unknown one.
    pub(super) async fn verify(
        &self,
        known: &Known,
        token: &Token,
        access: &AccessToken,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> Result<Vouched, Doubt> {
        let algorithm = token.signing_alg().map_err(|_| Doubt::Refused("algorithm"))?;
        if !algorithms().contains(algorithm) {
            return Err(Doubt::Refused("algorithm"));
        }
        let mut verifier = self.verifier(known, now);
        if matches!(token.signing_key(&verifier), Err(SignatureVerificationError::NoMatchingKey)) {
            let renewed = self.with_new_keys(known, now).await?;
            verifier = self.verifier(&renewed, now);
        }
        let claims = token.claims(&verifier, nonce).map_err(|error| doubt(&error))?;
        self.must_be_for_us(claims)?;
        if let Some(told) = claims.access_token_hash() {
            let key = token.signing_key(&verifier).map_err(|_| Doubt::Refused("key"))?;
            let counted =
                AccessTokenHash::from_token(access, algorithm, key).map_err(|_| Doubt::Refused("access_token"))?;
            if *told != counted {
                return Err(Doubt::Refused("access_token"));
            }
        }
        self.vouched(claims)
    }

    /// A token for several, or one that says whom it was issued to, must have been issued to us.
    fn must_be_for_us(&self, claims: &Claims) -> Result<(), Doubt> {
        match claims.authorized_party() {
            Some(party) if *party != self.client_id => Err(Doubt::Refused("party")),
            None if claims.audiences().len() > 1 => Err(Doubt::Refused("party")),
            _ => Ok(()),
        }
    }

    fn vouched(&self, claims: &Claims) -> Result<Vouched, Doubt> {
        let subject = claims.subject().as_str();
        if subject.is_empty() || subject.chars().count() > SUBJECT_MAX || subject.chars().any(char::is_control) {
            return Err(Doubt::Refused("subject"));
        }
        let all = serde_json::to_value(claims).map_err(|_| Doubt::Refused("claims"))?;
        let text = |name: &str| {
            let text = all.get(name)?.as_str()?.trim();
            let fits = !text.is_empty() && text.chars().count() <= CLAIM_MAX && !text.chars().any(char::is_control);
            fits.then(|| text.to_owned())
        };
        // An address that the provider has not seen the person read is anybody's to claim.
        let unverified = self.claim == "email" && claims.email_verified() == Some(false);
        Ok(Vouched {
            subject: format!("{} {subject}", self.issuer.as_str()),
            claim: if unverified { None } else { text(&self.claim) },
            name: text("name"),
            back: String::new(),
        })
    }
}

fn doubt(error: &ClaimsVerificationError) -> Doubt {
    use SignatureVerificationError as Signature;
    Doubt::Refused(match error {
        ClaimsVerificationError::Expired(_) => "time",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::SignatureVerification(
            Signature::DisallowedAlg(_) | Signature::UnsupportedAlg(_) | Signature::NoSignature,
        ) => "algorithm",
        ClaimsVerificationError::SignatureVerification(
            Signature::NoMatchingKey | Signature::AmbiguousKeyId(_) | Signature::InvalidKey(_),
        ) => "key",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "token",
    })
}

#[cfg(test)]
mod tests {
    use openidconnect::core::CoreJsonWebKeySet;
    use openidconnect::{AccessToken, Nonce};
    use serde_json::{Value, json};

    use super::super::doubt::Doubt;
    use super::super::{Provider, tests::settings};
    use super::Token;

    /// A token signed with ES256 by a key that was thrown away; made with `openssl dgst -sha256 -sign`.
    const HEAD: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjIn0";
    const CLAIMS: &str = "eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJzdWIiOiJzIiwiYXVkIjoiY2FzZXRpbWUiLCJleHAiOjE3OTUzNT\
        k5MDAsImlhdCI6MTc5NTM1OTYwMCwibm9uY2UiOiJuIn0";
    const SIGNATURE: &str = "MkHwCaLSRa1MWvIbPcnGc5odDT47sW4MeGeI55-m8co6JeMRV-Lqx8QpNxp-WkFde8tUgBDG3RBGwUmJzvxqyA";

    fn key(x: &str) -> Value {
        let y = "5ZVmMlQwruJlGM36WJKInhfpGkJ84MlcfVZwd2zVBNI";
        json!({ "kty": "EC", "crv": "P-256", "kid": "ec", "x": x, "y": y })
    }

    async fn judged(keys: Value, signature: &str) -> Result<String, Doubt> {
        let ours = Provider::new(&settings("https://id.example"), "https://time.example").expect("a provider");
        let now = "2026-11-22T15:00:00Z".parse().expect("an instant");
        let keys: CoreJsonWebKeySet = serde_json::from_value(json!({ "keys": keys })).expect("keys");
        let known = super::super::discovery::tests::known(&keys, now);
        let token: Token = serde_json::from_value(json!(format!("{HEAD}.{CLAIMS}.{signature}"))).expect("a token");
        let access = AccessToken::new("a".to_owned());
        ours.verify(&known, &token, &access, &Nonce::new("n".to_owned()), now).await.map(|vouched| vouched.subject)
    }

    #[tokio::test]
    async fn es256_is_taken_with_its_key_and_with_no_other() {
        let own = "r1rqeDRQkSAwuPD1bgZ4pdsLCnsfUK0JMJ1NR9O2OmY";
        assert_eq!(judged(json!([key(own)]), SIGNATURE).await, Ok("https://id.example s".to_owned()));
        let other = SIGNATURE.replace(&SIGNATURE[..4], "AAAA");
        assert_eq!(judged(json!([key(own)]), &other).await, Err(Doubt::Refused("signature")));
        // Not a point of the curve, and keys that cannot sign so: nothing to verify with.
        assert_eq!(judged(json!([key("AAAA")]), SIGNATURE).await, Err(Doubt::Refused("key")));
        let shared = json!([{ "kty": "oct", "kid": "ec", "k": "AAAA" }]);
        assert_eq!(judged(shared, SIGNATURE).await, Err(Doubt::Refused("key")));
        let mut for_secrets = key(own);
        for_secrets["use"] = "enc".into();
        assert_eq!(judged(json!([for_secrets]), SIGNATURE).await, Err(Doubt::Refused("key")));
    }
}
