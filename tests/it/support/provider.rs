//! An OpenID Connect provider on this machine, which can be told to misbehave. It checks what it is asked as a strict
//! provider would: the client with its secret, the address browsers go back to, and the PKCE verifier.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use casetime::accounts::provider::Answer;
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJsonWebKey, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey,
};
use openidconnect::url::Url;
use openidconnect::{
    AccessToken, AccessTokenHash, JsonWebKeyId, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey as _,
};
use serde_json::{Value, json};

use super::now;

/// The name of the client, and its secret.
pub(crate) const CLIENT: &str = "casetime";
pub(crate) const SECRET: &str = "only-for-the-tests";
/// Client and secret as they travel.
const BASIC: &str = "Basic Y2FzZXRpbWU6b25seS1mb3ItdGhlLXRlc3Rz";
/// What every ID token is given with.
pub(crate) const ACCESS: &str = "an-access-token-of-the-tests";
const PUBLIC: &str = include_str!("../../data/provider/own-public.pem");

/// What a token is signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signed {
    /// The key that is published, RS256.
    Own,
    /// Another key under the name of the published one.
    Forged,
    /// The other key under its own name.
    Other,
    /// A key of 1024 bits, under its own name.
    Weak,
    /// An Ed25519 key, under its own name.
    Edwards,
    /// Not at all: `alg` is `none`.
    Not,
    /// HS256 with the published key as the shared secret.
    PublicAsSecret,
    /// HS256 with the client's secret.
    ClientSecret,
    /// The published key, and then the payload is changed.
    ThenChanged,
}

/// How the provider behaves.
#[derive(Debug, Clone)]
pub(crate) struct Behaviour {
    pub(crate) signed: Signed,
    /// Claims that differ; null takes one away.
    pub(crate) claims: Value,
    /// The names of the keys it publishes.
    pub(crate) published: Vec<&'static str>,
    /// Answers without an ID token.
    pub(crate) forgets_token: bool,
    /// Members of the discovery document that differ.
    pub(crate) document: Value,
    /// The status of every answer, when it is not well.
    pub(crate) status: u16,
    /// How long it thinks before it answers.
    pub(crate) thinks: Duration,
    /// Bytes added to its discovery document.
    pub(crate) padding: usize,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            signed: Signed::Own,
            claims: json!({}),
            published: vec!["own"],
            forgets_token: false,
            document: json!({}),
            status: 200,
            thinks: Duration::ZERO,
            padding: 0,
        }
    }
}

struct Asked {
    challenge: String,
    nonce: String,
    redirect: String,
}

#[derive(Default)]
struct Inside {
    issuer: String,
    behaviour: Behaviour,
    codes: HashMap<String, Asked>,
    requests: Vec<&'static str>,
}

type Shared = Arc<Mutex<Inside>>;

/// A running provider, ended with the runtime of the test.
pub(crate) struct TestProvider {
    pub(crate) issuer: String,
    inside: Shared,
}

struct Keys {
    own: CoreRsaPrivateSigningKey,
    other: CoreRsaPrivateSigningKey,
    weak: CoreRsaPrivateSigningKey,
    edwards: CoreEdDsaPrivateSigningKey,
}

/// Read once: checking RSA keys takes its time.
static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let named = |name: &str| Some(JsonWebKeyId::new(name.to_owned()));
    let rsa = |name: &str, pem: &str| CoreRsaPrivateSigningKey::from_pem(pem, named(name)).expect("a key");
    let edwards = include_str!("../../data/provider/edwards.pem");
    Keys {
        own: rsa("own", include_str!("../../data/provider/own.pem")),
        other: rsa("other", include_str!("../../data/provider/other.pem")),
        weak: rsa("weak", include_str!("../../data/provider/weak.pem")),
        edwards: CoreEdDsaPrivateSigningKey::from_ed25519_pem(edwards, named("edwards")).expect("a key"),
    }
});

fn public(name: &str) -> CoreJsonWebKey {
    match name {
        "own" => KEYS.own.as_verification_key(),
        "other" => KEYS.other.as_verification_key(),
        "weak" => KEYS.weak.as_verification_key(),
        _ => KEYS.edwards.as_verification_key(),
    }
}

impl TestProvider {
    /// Starts a provider that behaves.
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let inside: Shared = Arc::new(Mutex::new(Inside { issuer: issuer.clone(), ..Inside::default() }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&inside));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, inside }
    }

    /// Tells it how to behave from now on.
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        lock(&self.inside).behaviour = behaviour;
    }

    /// What it was asked for, in turn.
    pub(crate) fn requests(&self) -> Vec<&'static str> {
        lock(&self.inside).requests.clone()
    }

    /// Does what a person does at the provider: reads the address the browser was sent to, and says yes.
    pub(crate) fn authorize(&self, address: &str) -> Answer {
        let address = Url::parse(address).expect("an address");
        let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
        assert!(address.as_str().starts_with(&format!("{}/authorize?", self.issuer)), "{address}");
        let fixed = [("client_id", CLIENT), ("response_type", "code"), ("code_challenge_method", "S256")];
        for (name, value) in fixed {
            assert_eq!(asked.get(name).map(String::as_str), Some(value), "{name}");
        }
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"), "{}", asked["scope"]);
        // 32 bytes of chance in base64url.
        assert_eq!((asked["state"].len(), asked["nonce"].len()), (43, 43));
        let mut inside = lock(&self.inside);
        let code = format!("code-of-the-tests-{}", inside.codes.len());
        let kept = Asked {
            challenge: asked["code_challenge"].clone(),
            nonce: asked["nonce"].clone(),
            redirect: asked["redirect_uri"].clone(),
        };
        inside.codes.insert(code.clone(), kept);
        Answer { code: Some(code), state: Some(asked["state"].clone()), iss: Some(self.issuer.clone()), error: None }
    }
}

fn lock(inside: &Shared) -> MutexGuard<'_, Inside> {
    inside.lock().expect("nobody panicked")
}

/// Notes a request; answers how long to think, and the status of a provider that is not well.
async fn unwell(inside: &Shared, request: &'static str) -> Option<Response> {
    let (thinks, status) = {
        let mut inside = lock(inside);
        inside.requests.push(request);
        (inside.behaviour.thinks, inside.behaviour.status)
    };
    tokio::time::sleep(thinks).await;
    let status = StatusCode::from_u16(status).expect("a status");
    (status != StatusCode::OK).then(|| (status, [(LOCATION, "/elsewhere")], "not well").into_response())
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

async fn discovery(State(inside): State<Shared>) -> Response {
    if let Some(response) = unwell(&inside, "discovery").await {
        return response;
    }
    let inside = lock(&inside);
    let issuer = &inside.issuer;
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // Says less than it does, and something we never take.
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        "padding": "x".repeat(inside.behaviour.padding),
    });
    merge(&mut document, &inside.behaviour.document);
    answer(StatusCode::OK, &document)
}

async fn keys(State(inside): State<Shared>) -> Response {
    if let Some(response) = unwell(&inside, "keys").await {
        return response;
    }
    let published: Vec<CoreJsonWebKey> = lock(&inside).behaviour.published.iter().map(|name| public(name)).collect();
    answer(StatusCode::OK, &json!({ "keys": published }))
}

async fn token(State(inside): State<Shared>, headers: HeaderMap, body: String) -> Response {
    if let Some(response) = unwell(&inside, "token").await {
        return response;
    }
    let form: HashMap<String, String> = serde_urlencoded::from_str(&body).expect("a form");
    let given = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let basic = headers.get(AUTHORIZATION).is_some_and(|value| value == BASIC);
    if !basic && (given("client_id"), given("client_secret")) != (CLIENT, SECRET) {
        return answer(StatusCode::UNAUTHORIZED, &json!({ "error": "invalid_client" }));
    }
    let mut inside = lock(&inside);
    // A code is good for one exchange, whatever becomes of it.
    let asked = inside.codes.remove(given("code"));
    let verifier = PkceCodeVerifier::new(given("code_verifier").to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let sound = asked.filter(|asked| {
        asked.challenge == challenge.as_str()
            && asked.redirect == given("redirect_uri")
            && given("grant_type") == "authorization_code"
    });
    let Some(asked) = sound else {
        return answer(
            StatusCode::BAD_REQUEST,
            &json!({ "error": "invalid_grant", "error_description": form["code"] }),
        );
    };
    let behaviour = &inside.behaviour;
    let mut body = json!({ "access_token": ACCESS, "token_type": "Bearer", "expires_in": 300 });
    if !behaviour.forgets_token {
        body["id_token"] = id_token(&inside.issuer, &asked.nonce, behaviour).into();
    }
    answer(StatusCode::OK, &body)
}

/// The ID token of Alex, with what differs.
fn id_token(issuer: &str, nonce: &str, behaviour: &Behaviour) -> String {
    let rs256 = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
    let hs256 = CoreJwsSigningAlgorithm::HmacSha256;
    let (alg, kid) = match behaviour.signed {
        Signed::Own | Signed::Forged | Signed::ThenChanged => ("RS256", "own"),
        Signed::Other => ("RS256", "other"),
        Signed::Weak => ("RS256", "weak"),
        Signed::Edwards => ("EdDSA", "edwards"),
        Signed::Not => ("none", "own"),
        Signed::PublicAsSecret | Signed::ClientSecret => ("HS256", "own"),
    };
    let access = AccessToken::new(ACCESS.to_owned());
    let hash = match behaviour.signed {
        Signed::Edwards => AccessTokenHash::from_token(&access, &CoreJwsSigningAlgorithm::EdDsa, &public("edwards")),
        _ => AccessTokenHash::from_token(&access, &rs256, &public("own")),
    };
    let at = now().timestamp();
    let mut claims = json!({
        "iss": issuer,
        "sub": "subject-1",
        "aud": CLIENT,
        "exp": at + 300,
        "iat": at,
        "nonce": nonce,
        "at_hash": hash.expect("a hash").to_string(),
        "email": "Alex@section.example",
        "email_verified": true,
        "name": "Alex Example",
        "upn": "alex-upn@section.example",
    });
    merge(&mut claims, &behaviour.claims);
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    let head = part(&json!({ "alg": alg, "typ": "JWT", "kid": kid }));
    let message = format!("{head}.{}", part(&claims));
    let bytes = message.as_bytes();
    let signature = match behaviour.signed {
        Signed::Own | Signed::ThenChanged => KEYS.own.sign(&rs256, bytes),
        Signed::Forged | Signed::Other => KEYS.other.sign(&rs256, bytes),
        Signed::Weak => KEYS.weak.sign(&rs256, bytes),
        Signed::Edwards => KEYS.edwards.sign(&CoreJwsSigningAlgorithm::EdDsa, bytes),
        Signed::Not => Ok(Vec::new()),
        Signed::PublicAsSecret => CoreHmacKey::new(PUBLIC).sign(&hs256, bytes),
        Signed::ClientSecret => CoreHmacKey::new(SECRET).sign(&hs256, bytes),
    };
    let signature = base64url(&signature.expect("signed"));
    if behaviour.signed == Signed::ThenChanged {
        claims["sub"] = "subject-2".into();
        return format!("{head}.{}.{signature}", part(&claims));
    }
    format!("{message}.{signature}")
}

/// Puts members in place of others; null takes one away.
fn merge(object: &mut Value, changes: &Value) {
    let object = object.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            object.shift_remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
}

fn base64url(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(SIGNS[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}
