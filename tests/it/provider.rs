//! Signing in through a provider that keeps its word: the first time by a claim, then by subject; what is kept of the
//! provider, and for how long; and what is said when it does not answer.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use casetime::accounts::provider::ops::{find_or_link_in, tidy};
use casetime::accounts::provider::{Answer, Begun, Provider, Vouched};
use casetime::audit::Caller;
use casetime::audit::ops::{Verified, verify};
use casetime::clock::Clock;
use casetime::config;
use casetime::context::Context;
use casetime::failure::Failure;
use casetime::fault::Code;
use casetime::ids::AccountId;
use casetime::lang::Both;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::provider::{ACCESS, Behaviour, CLIENT, SECRET, Signed, TestProvider};
use crate::support::{Fixture, now, on_both_engines};

/// The name Alex signs in with.
pub(crate) const LOGIN: &str = "alex@section.example";

/// A provider, this program as its client, and an account.
pub(crate) struct Scene<'a> {
    pub(crate) fixture: &'a Fixture,
    pub(crate) provider: TestProvider,
    pub(crate) ours: Provider,
    pub(crate) account: AccountId,
}

impl<'a> Scene<'a> {
    pub(crate) async fn new(fixture: &'a Fixture) -> Self {
        Self::finding_by(fixture, "email").await
    }

    /// A scene in which accounts are found by a claim.
    pub(crate) async fn finding_by(fixture: &'a Fixture, claim: &str) -> Self {
        let provider = TestProvider::start().await;
        let ours = client(fixture, &provider.issuer, claim);
        let account = add_account(fixture, LOGIN, None, false).await;
        Self { fixture, provider, ours, account }
    }

    /// What an operation gets, some seconds after the moment of all tests.
    pub(crate) fn after(&self, seconds: i64) -> Context {
        let clock = Clock::Fixed(now() + TimeDelta::seconds(seconds));
        Context { clock, caller: Caller::nobody("request-1"), ..self.fixture.context.clone() }
    }

    pub(crate) async fn begin(&self) -> Begun {
        self.ours.begin(&self.after(0), "/en/record").await.expect("begun")
    }

    /// A whole sign-in, some seconds after the moment of all tests; nothing is linked yet.
    pub(crate) async fn vouch(&self, seconds: i64) -> Result<Vouched, Failure> {
        let context = self.after(seconds);
        let begun = self.ours.begin(&context, "/en/record").await?;
        let answer = self.provider.authorize(&begun.address);
        self.ours.finish(&context, &answer, Some(&begun.browser)).await
    }

    /// Finds or links the account of somebody vouched for.
    pub(crate) async fn link(&self, vouched: &Vouched) -> Result<AccountId, Failure> {
        let context = self.after(0);
        let mut tx = context.db.begin_write().await?;
        let outcome = find_or_link_in(&mut tx, &context, vouched).await;
        tx.finish(outcome).await
    }

    /// Everything a sign-in could leave behind.
    pub(crate) async fn traces(&self) -> Vec<i64> {
        let mut counts = self.fixture.contents().await;
        for table in ["accounts", "sessions", "devices", "tokens", "sign_in_failures", "provider_sign_ins"] {
            counts.push(self.fixture.number(&format!("SELECT count(*) FROM {table}")).await);
        }
        counts.push(self.fixture.number("SELECT count(*) FROM accounts WHERE subject IS NOT NULL").await);
        counts.push(self.fixture.number("SELECT CAST(SUM(version) AS BIGINT) FROM accounts").await);
        counts
    }
}

/// This program as the client of a provider.
pub(crate) fn client(fixture: &Fixture, issuer: &str, claim: &str) -> Provider {
    let settings = config::Provider {
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret_file: Some(fixture.write("secret", format!("{SECRET}\n"))),
        certificate_authorities: None,
        claim: claim.to_owned(),
        label: Both { en: "Section account".to_owned(), fr: "Compte de la section".to_owned() },
    };
    Provider::new(&settings, "https://time.example").expect("a provider")
}

async fn add_account(fixture: &Fixture, login: &str, subject: Option<&str>, disabled: bool) -> AccountId {
    const INSERT: &str = "INSERT INTO accounts (id, login, login_key, name, password, password_temporary, subject, \
         disabled, lang, version, created_at) VALUES ($1, $2, $3, 'Alex', '', $4, $5, $6, 'en', 1, $7)";
    let id = AccountId::new(now());
    let mut tx = fixture.context.db.begin_write().await.expect("a transaction");
    let row = (
        id.uuid(),
        login.to_owned(),
        casetime::accounts::fold_login(login),
        false,
        subject.map(ToOwned::to_owned),
        disabled,
        now(),
    );
    tx.exec(INSERT, row).await.expect("an account");
    tx.commit().await.expect("stored");
    id
}

/// What the program says in its log while a test runs, at its most talkative.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Listens on this thread, on which the test's own future runs.
    pub(crate) fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("nobody panicked")).into_owned()
    }

    /// The reasons of the failures so far.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let text = self.text();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter_map(|line| line["fields"]["reason"].as_str().map(ToOwned::to_owned)).collect()
    }
}

/// The code of an outcome that had to be a failure.
pub(crate) fn code<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Code {
    outcome.expect_err("a failure").code()
}

/// A future as a server needs it: one that may go on on another thread.
fn can_move<F: Future + Send>(future: F) -> F {
    future
}

on_both_engines! {
    async fn the_first_sign_in_links_an_account_by_its_claim_and_later_ones_find_it_by_subject(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let subject = format!("{} subject-1", scene.provider.issuer);
        let vouched = scene.vouch(0).await.expect("vouched for");
        assert_eq!(vouched.subject, subject);
        assert_eq!(vouched.claim.as_deref(), Some("Alex@section.example"));
        assert_eq!((vouched.name.as_deref(), vouched.back.as_str()), (Some("Alex Example"), "/en/record"));
        assert_eq!(fixture.number("SELECT count(*) FROM provider_sign_ins").await, 0, "it is over");

        let before = fixture.number("SELECT count(*) FROM audit_events").await;
        assert_eq!(scene.link(&vouched).await.expect("linked"), scene.account);
        let event = "SELECT count(*) FROM audit_events WHERE action = 'link' AND object_kind = 'account' \
             AND actor = 'alex@section.example' AND request_id = 'request-1' AND hash_before <> hash_after";
        assert_eq!(fixture.number(event).await, 1);
        let linked = format!("SELECT count(*) FROM accounts WHERE subject = '{subject}' AND version = 2");
        assert_eq!(fixture.number(&linked).await, 1);

        // The claim may change and name somebody else: the subject decides.
        add_account(fixture, "bo@section.example", None, false).await;
        scene.provider.behave(Behaviour { claims: json!({ "email": "bo@section.example" }), ..Behaviour::default() });
        let again = scene.vouch(1).await.expect("vouched for");
        assert_eq!(scene.link(&again).await.expect("known"), scene.account);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events").await, before + 1, "linked once");
        assert!(matches!(verify(&fixture.context.db).await.expect("read"), Verified::Sound(_)));
    }

    async fn nobody_is_linked_to_an_account_that_is_not_theirs(fixture: empty) {
        let scene = Scene::new(fixture).await;
        add_account(fixture, "linked@section.example", Some("https://elsewhere.example subject-1"), false).await;
        add_account(fixture, "disabled@section.example", None, true).await;
        add_account(fixture, "gone@section.example", Some("issuer gone"), true).await;
        let before = scene.traces().await;
        let vouched = |subject: &str, claim: Option<&str>| Vouched {
            subject: subject.to_owned(),
            claim: claim.map(ToOwned::to_owned),
            name: None,
            back: "/".to_owned(),
        };
        let refused = [
            ("linked to another", vouched("issuer new", Some("linked@section.example"))),
            ("disabled", vouched("issuer new", Some("disabled@section.example"))),
            ("disabled since it was linked", vouched("issuer gone", Some(LOGIN))),
            ("nobody's name", vouched("issuer new", Some("nobody@section.example"))),
            ("a name that only folds to the same", vouched("issuer new", Some("alex-section.example"))),
            ("another letter of the same look", vouched("issuer new", Some("\u{e1}lex@section.example"))),
            ("nothing to look for", vouched("issuer new", Some("@"))),
            ("no claim", vouched("issuer new", None)),
        ];
        for (name, vouched) in refused {
            assert_eq!(code(scene.link(&vouched).await), Code::ProviderUnknownAccount, "{name}");
            assert_eq!(scene.traces().await, before, "{name}");
        }
    }

    async fn accounts_are_found_by_the_claim_of_the_settings(fixture: empty) {
        for (claim, changes, expected) in [
            ("email", json!({}), Some("Alex@section.example")),
            ("email", json!({ "email_verified": null }), Some("Alex@section.example")),
            ("email", json!({ "email_verified": false }), None),
            ("email", json!({ "email": null }), None),
            ("email", json!({ "email": " " }), None),
            ("upn", json!({ "email_verified": false }), Some("alex-upn@section.example")),
            ("upn", json!({ "upn": 5 }), None),
            ("upn", json!({ "upn": ["a", "b"] }), None),
            ("sub", json!({}), Some("subject-1")),
            ("preferred_username", json!({ "preferred_username": "alex" }), Some("alex")),
        ] {
            let provider = TestProvider::start().await;
            let ours = client(fixture, &provider.issuer, claim);
            provider.behave(Behaviour { claims: changes.clone(), ..Behaviour::default() });
            let begun = ours.begin(&fixture.context, "//evil.example").await.expect("begun");
            let answer = provider.authorize(&begun.address);
            let vouched = ours.finish(&fixture.context, &answer, Some(&begun.browser)).await.expect("vouched for");
            assert_eq!(vouched.claim.as_deref(), expected, "{claim} {changes}");
            assert_eq!(vouched.back, "/", "never elsewhere");
        }
    }

    async fn what_a_sound_provider_may_do_is_taken(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let at = now().timestamp();
        let several = json!({ "aud": ["another", CLIENT], "azp": CLIENT });
        let secret_in_the_body = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
        let sound = [
            ("several audiences, issued to us", Behaviour { claims: several, ..Behaviour::default() }),
            ("no hash of the access token", Behaviour { claims: json!({ "at_hash": null }), ..Behaviour::default() }),
            ("a clock a minute ahead", Behaviour { claims: json!({ "iat": at + 60 }), ..Behaviour::default() }),
            ("ten minutes old", Behaviour { claims: json!({ "iat": at - 600 }), ..Behaviour::default() }),
            ("Ed25519", Behaviour { signed: Signed::Edwards, published: vec!["own", "edwards"], ..Behaviour::default() }),
            ("secret in the body", Behaviour { document: secret_in_the_body, ..Behaviour::default() }),
            (
                "it always names itself",
                Behaviour {
                    document: json!({ "authorization_response_iss_parameter_supported": true }),
                    ..Behaviour::default()
                },
            ),
        ];
        for (name, behaviour) in sound {
            scene.provider.behave(behaviour);
            let ours = client(fixture, &scene.provider.issuer, "email");
            let begun = ours.begin(&scene.after(0), "/").await.expect("begun");
            let answer = scene.provider.authorize(&begun.address);
            let outcome = ours.finish(&scene.after(0), &answer, Some(&begun.browser)).await;
            assert!(outcome.is_ok(), "{name}: {:?}", outcome.map_err(|failure| failure.code()));
        }
    }

    async fn the_provider_is_asked_for_its_addresses_once_an_hour(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let round = ["discovery", "keys", "token"];
        scene.vouch(0).await.expect("vouched for");
        assert_eq!(scene.provider.requests(), round);
        scene.provider.behave(Behaviour { claims: json!({ "iat": now().timestamp() + 3590 }), ..Behaviour::default() });
        let begun = scene.ours.begin(&scene.after(3599), "/").await;
        assert!(begun.is_ok());
        assert_eq!(scene.provider.requests(), round, "kept");
        let begun = scene.ours.begin(&scene.after(3600), "/").await;
        assert!(begun.is_ok());
        assert_eq!(scene.provider.requests()[3..], ["discovery", "keys"], "asked again");
    }

    async fn new_keys_are_asked_for_once_and_not_more_than_once_a_minute(fixture: empty) {
        let scene = Scene::new(fixture).await;
        scene.vouch(0).await.expect("vouched for");
        let turned = |published: &[&'static str]| Behaviour {
            signed: Signed::Other,
            published: published.to_vec(),
            claims: json!({ "at_hash": null, "iat": now().timestamp(), "exp": now().timestamp() + 400 }),
            ..Behaviour::default()
        };
        scene.provider.behave(turned(&["own", "other"]));
        assert_eq!(code(scene.vouch(59).await), Code::ProviderRefused, "asked a moment ago");
        assert!(scene.vouch(60).await.is_ok(), "the key was turned");
        let asked = |name: &str| scene.provider.requests().iter().filter(|request| **request == name).count();
        assert_eq!((asked("discovery"), asked("keys")), (1, 2));
        assert!(scene.vouch(61).await.is_ok(), "the new key is kept");
        assert_eq!(asked("keys"), 2);

        scene.provider.behave(Behaviour { published: vec!["own"], signed: Signed::Edwards, ..turned(&[]) });
        for (seconds, keys) in [(200, 3), (201, 3), (259, 3), (260, 4)] {
            assert_eq!(code(scene.vouch(seconds).await), Code::ProviderRefused, "{seconds}");
            assert_eq!(asked("keys"), keys, "{seconds}");
        }
    }

    async fn of_two_answers_with_one_state_one_is_heard(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let begun = scene.begin().await;
        let answer = scene.provider.authorize(&begun.address);
        let context = scene.after(0);
        let finish = || can_move(scene.ours.finish(&context, &answer, Some(&begun.browser)));
        let (one, other) = tokio::join!(finish(), finish());
        assert_eq!([one, other].iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(can_move(scene.ours.begin(&context, "/")).await.is_ok());
    }

    async fn a_provider_that_does_not_answer_is_said_to_be_away(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let log = Log::default();
        let _listening = log.listen();
        let away = client(fixture, "http://127.0.0.1:9", "email");
        assert_eq!(code(away.begin(&scene.after(0), "/").await), Code::ProviderUnreachable);
        let nameless = client(fixture, "https://provider.invalid", "email").with_patience(Duration::from_secs(2));
        assert_eq!(code(nameless.begin(&scene.after(0), "/").await), Code::ProviderUnreachable);

        let hasty = || client(fixture, &scene.provider.issuer, "email").with_patience(Duration::from_millis(300));
        let slow = Behaviour { thinks: Duration::from_secs(2), ..Behaviour::default() };
        scene.provider.behave(slow.clone());
        assert_eq!(code(hasty().begin(&scene.after(0), "/").await), Code::ProviderUnreachable);
        assert_eq!(log.reasons().last().map(String::as_str), Some("timeout"));
        for status in [500, 503, 429, 404] {
            scene.provider.behave(Behaviour { status, ..Behaviour::default() });
            assert_eq!(code(hasty().begin(&scene.after(0), "/").await), Code::ProviderUnreachable, "{status}");
        }
        assert_eq!(fixture.number("SELECT count(*) FROM provider_sign_ins").await, 0);

        // In the middle of a sign-in: the state is used up all the same.
        for behaviour in [slow, Behaviour { status: 502, ..Behaviour::default() }] {
            scene.provider.behave(Behaviour::default());
            let ours = hasty();
            let begun = ours.begin(&scene.after(0), "/").await.expect("begun");
            let answer = scene.provider.authorize(&begun.address);
            scene.provider.behave(behaviour);
            let outcome = ours.finish(&scene.after(0), &answer, Some(&begun.browser)).await;
            assert_eq!(code(outcome), Code::ProviderUnreachable);
            scene.provider.behave(Behaviour::default());
            let outcome = ours.finish(&scene.after(0), &answer, Some(&begun.browser)).await;
            assert_eq!(code(outcome), Code::ProviderRefused);
        }
        let begun = scene.begin().await;
        let answer =
            Answer { code: None, error: Some("temporarily_unavailable".to_owned()), ..scene.provider.authorize(&begun.address) };
        let outcome = scene.ours.finish(&scene.after(0), &answer, Some(&begun.browser)).await;
        assert_eq!(code(outcome), Code::ProviderUnreachable, "it says so itself");
    }

    async fn a_provider_that_says_strange_things_of_itself_is_not_believed(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let log = Log::default();
        let _listening = log.listen();
        let differs = |document: Value| Behaviour { document, ..Behaviour::default() };
        let cases = [
            ("another issuer", differs(json!({ "issuer": "https://elsewhere.example" })), "discovery_issuer"),
            ("almost the issuer", differs(json!({ "issuer": format!("{}/", scene.provider.issuer) })), "discovery_issuer"),
            ("no keys", differs(json!({ "jwks_uri": null })), "discovery"),
            ("no way to exchange", differs(json!({ "token_endpoint": null })), "discovery"),
            ("keys without TLS", differs(json!({ "jwks_uri": "http://192.0.2.1/keys" })), "address"),
            ("tokens without TLS", differs(json!({ "token_endpoint": "http://192.0.2.1/token" })), "address"),
            ("people without TLS", differs(json!({ "authorization_endpoint": "http://192.0.2.1/a" })), "address"),
            ("people to a script", differs(json!({ "authorization_endpoint": "javascript:alert(1)" })), "address"),
            ("elsewhere", Behaviour { status: 302, ..Behaviour::default() }, "redirect"),
            ("without end", Behaviour { padding: 1_100_000, ..Behaviour::default() }, "size"),
        ];
        let before = scene.traces().await;
        for (name, behaviour, reason) in cases {
            scene.provider.behave(behaviour);
            assert_eq!(code(scene.ours.begin(&scene.after(0), "/").await), Code::ProviderRefused, "{name}");
            assert_eq!(log.reasons().last().map(String::as_str), Some(reason), "{name}");
            assert_eq!(scene.traces().await, before, "{name}");
        }
        assert!(!scene.provider.requests().contains(&"token"));
    }

    async fn sign_ins_that_were_never_ended_are_forgotten(fixture: empty) {
        let scene = Scene::new(fixture).await;
        for seconds in [0, 1, 300] {
            scene.ours.begin(&scene.after(seconds), "/").await.expect("begun");
        }
        let db = &fixture.context.db;
        let at = |seconds: i64| now() + TimeDelta::seconds(seconds);
        assert_eq!(tidy(db, at(600)).await.expect("tidied"), 0);
        assert_eq!(tidy(db, at(601)).await.expect("tidied"), 1);
        assert_eq!(tidy(db, at(10_000)).await.expect("tidied"), 2);
    }

    async fn nothing_that_signs_anybody_in_is_kept_or_told(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let begun = scene.begin().await;
        let state = scene.provider.authorize(&begun.address).state.expect("a state");
        for secret in [&state, &begun.browser] {
            let kept = format!(
                "SELECT count(*) FROM provider_sign_ins WHERE state = '{secret}' OR browser = '{secret}' OR nonce = '{secret}'"
            );
            assert_eq!(fixture.number(&kept).await, 0, "only hashes are kept");
        }
        // From here on the test types no secret into a statement, which the database library would log.
        let log = Log::default();
        let _listening = log.listen();
        let begun = scene.begin().await;
        let mut answer = scene.provider.authorize(&begun.address);
        let state = answer.state.clone().expect("a state");
        let code_given = answer.code.clone().expect("a code");
        let told = format!("{begun:?} {answer:?} {:?}", scene.ours);
        let vouched = scene.ours.finish(&scene.after(0), &answer, Some(&begun.browser)).await.expect("vouched for");
        let told = format!("{told} {vouched:?}");
        // And once more where it fails, which is logged.
        answer.error = Some("canary-error".to_owned());
        let failure = scene.ours.finish(&scene.after(0), &answer, Some(&begun.browser)).await.expect_err("used");
        scene.provider.behave(Behaviour { signed: Signed::ThenChanged, ..Behaviour::default() });
        assert_eq!(code(scene.vouch(0).await), Code::ProviderRefused);
        let told = format!("{told} {failure:?} {} {}", failure.say(casetime::lang::Lang::En).join(" "), log.text());
        assert_eq!(log.reasons(), ["state", "signature"], "{}", log.text());
        let secrets = [
            state.as_str(),
            &begun.browser,
            &code_given,
            SECRET,
            ACCESS,
            "code-of-the-tests",
            "canary-error",
            "section.example",
            "Alex",
            "subject-",
            "eyJ",
        ];
        for secret in secrets {
            assert!(!told.contains(secret), "{secret}");
        }
    }
}
