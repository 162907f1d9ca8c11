//! The two halves of a sign-in: sending the browser to the provider, and taking what it brings back. A sign-in that has
//! begun is ended by the first answer that names it, whatever becomes of it.

use chrono::TimeDelta;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
};
use openidconnect::{
    AuthType, AuthorizationCode, Client, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, Scope, StandardErrorResponse,
    TokenResponse as _,
};
use subtle::ConstantTimeEq as _;

use super::discovery::{Document, Known};
use super::doubt::Doubt;
use super::token::{Given, Others};
use super::{Answer, Begun, Provider, Vouched, store};
use crate::context::Context;
use crate::digest::digest;
use crate::failure::Failure;
use crate::store::write;

/// How long a sign-in may take at the provider.
pub(super) const VALID: TimeDelta = TimeDelta::minutes(10);
/// The bytes of a state, a nonce, and what the browser carries.
const RANDOM: u32 = 32;
/// The longest path one is sent back to, in bytes.
const BACK_MAX: usize = 2000;

type Refusal = StandardErrorResponse<CoreErrorResponseType>;

/// The library's face of the provider.
type Face = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    Refusal,
    Given,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A sign-in that has begun, as kept.
pub(super) struct Kept {
    pub(super) nonce: String,
    pub(super) verifier: String,
    /// SHA-256 of what the browser carries.
    pub(super) browser: String,
    pub(super) back: String,
    pub(super) created_at: chrono::DateTime<chrono::Utc>,
}

impl Provider {
    /// Begins a sign-in that ends at a page of ours.
    ///
    /// # Errors
    /// `provider_unreachable`, `provider_refused`, or the failure of the database.
    pub async fn begin(&self, context: &Context, back: &str) -> Result<Begun, Failure> {
        let now = context.clock.now();
        let known = self.known(now).await.map_err(|doubt| doubt.tell(context))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let browser = CsrfToken::new_random_len(RANDOM).into_secret();
        let face = self.face(&known.document);
        let asked = face.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new_random_len(RANDOM),
            || Nonce::new_random_len(RANDOM),
        );
        let scopes = ["profile", "email"].map(|scope| Scope::new(scope.to_owned()));
        let (address, state, nonce) = asked.add_scopes(scopes).set_pkce_challenge(challenge).url();
        let state = digest(state.secret().as_bytes());
        let kept = Kept {
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            browser: digest(browser.as_bytes()),
            back: own_path(back).to_owned(),
            created_at: now,
        };
        write!(context.db, |tx| store::insert(tx, &state, &kept).await.map_err(Failure::from))?;
        Ok(Begun { address: address.into(), browser })
    }

    /// Ends a sign-in: whom the provider vouches for. `browser` is the cookie that came with the answer.
    ///
    /// # Errors
    /// `provider_refused`, `provider_unreachable`, or the failure of the database.
    pub async fn finish(&self, context: &Context, answer: &Answer, browser: Option<&str>) -> Result<Vouched, Failure> {
        let state = digest(answer.state.as_deref().unwrap_or_default().as_bytes());
        let kept = write!(context.db, |tx| store::take(tx, &state).await.map_err(Failure::from))?;
        self.judge(context, answer, browser, kept).await.map_err(|doubt| doubt.tell(context))
    }

    async fn judge(
        &self,
        context: &Context,
        answer: &Answer,
        browser: Option<&str>,
        kept: Option<Kept>,
    ) -> Result<Vouched, Doubt> {
        let now = context.clock.now();
        let kept = kept.ok_or(Doubt::Refused("state"))?;
        let carried = digest(browser.unwrap_or_default().as_bytes());
        if !bool::from(carried.as_bytes().ct_eq(kept.browser.as_bytes())) {
            return Err(Doubt::Refused("browser"));
        }
        if (now - kept.created_at).abs() > VALID {
            return Err(Doubt::Refused("late"));
        }
        if answer.iss.as_deref().is_some_and(|iss| iss != self.issuer.as_str()) {
            return Err(Doubt::Refused("answer_issuer"));
        }
        match answer.error.as_deref() {
            Some("server_error" | "temporarily_unavailable") => return Err(Doubt::Unreachable("answer")),
            Some(_) => return Err(Doubt::Refused("denied")),
            None => {}
        }
        let code = answer.code.clone().filter(|code| !code.is_empty()).ok_or(Doubt::Refused("code"))?;
        let known = self.known(now).await?;
        if answer.iss.is_none() && known.names_itself() {
            return Err(Doubt::Refused("answer_issuer"));
        }
        let given = self.exchange(&known, code, kept.verifier).await?;
        let token = given.id_token().ok_or(Doubt::Refused("token"))?;
        let vouched = self.verify(&known, token, given.access_token(), &Nonce::new(kept.nonce), now).await?;
        Ok(Vouched { back: kept.back, ..vouched })
    }

    async fn exchange(&self, known: &Known, code: String, verifier: String) -> Result<Given, Doubt> {
        let face = self.face(&known.document);
        let request = face.exchange_code(AuthorizationCode::new(code)).map_err(|_| Doubt::Refused("discovery"))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier));
        request.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::Request(doubt) => doubt,
            RequestTokenError::ServerResponse(refusal) => Doubt::Refused(match refusal.error() {
                CoreErrorResponseType::InvalidGrant => "code",
                CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => "client",
                _ => "exchange",
            }),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Doubt::Refused("token"),
        })
    }

    fn face(&self, document: &Document) -> Face {
        let face = Face::from_provider_metadata(document.clone(), self.client_id.clone(), self.secret.clone())
            .set_redirect_uri(self.redirect.clone());
        let ways = document.token_endpoint_auth_methods_supported();
        let takes = |way: &CoreClientAuthMethod| ways.is_some_and(|ways| ways.contains(way));
        // Without a word of the provider, the secret travels in the header, as the standard says.
        if takes(&CoreClientAuthMethod::ClientSecretPost) && !takes(&CoreClientAuthMethod::ClientSecretBasic) {
            face.set_auth_type(AuthType::RequestBody)
        } else {
            face
        }
    }
}

/// A path of ours; anything a browser could read as another host becomes the first page.
fn own_path(back: &str) -> &str {
    let own = back.starts_with('/')
        && !back.starts_with("//")
        && back.len() <= BACK_MAX
        && !back.chars().any(|c| c == '\\' || c.is_control());
    if own { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn one_is_sent_back_only_to_a_path_of_ours() {
        for path in ["/", "/en/record?day=2026-11-22", "/fr/rapports#mois"] {
            assert_eq!(own_path(path), path);
        }
        let long = format!("/{}", "a".repeat(2000));
        for path in
            ["", "record", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/\t/evil", &long]
        {
            assert_eq!(own_path(path), "/", "{path:?}");
        }
    }
}
