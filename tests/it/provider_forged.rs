//! What comes back from a provider and cannot be trusted: each forgery refused for its own reason, and nothing left of it.

use casetime::accounts::provider::Answer;
use casetime::fault::Code;
use serde_json::{Value, json};

use crate::provider::{Log, Scene, client, code};
use crate::support::provider::{Behaviour, CLIENT, Signed};
use crate::support::{now, on_both_engines};

/// What happens between the provider and us.
#[derive(Clone, Copy)]
enum Twist {
    Nothing,
    /// What the browser brings back is another answer.
    Answer(fn(&mut Answer)),
    /// The browser carries something else.
    Browser(Option<&'static str>),
    /// The browser comes back after so many seconds.
    Later(i64),
    /// The kept sign-in is changed.
    Kept(&'static str),
    /// The same answer was heard before.
    Twice,
}

struct Case {
    name: &'static str,
    behaviour: Behaviour,
    twist: Twist,
    reason: &'static str,
}

fn signed(name: &'static str, signed: Signed, reason: &'static str) -> Case {
    let published = vec!["own", "weak"];
    Case { name, behaviour: Behaviour { signed, published, ..Behaviour::default() }, twist: Twist::Nothing, reason }
}

/// Signed with Ed25519, which is quicker than RSA.
fn claims(name: &'static str, claims: Value, reason: &'static str) -> Case {
    let published = vec!["own", "edwards"];
    let behaviour = Behaviour { signed: Signed::Edwards, claims, published, ..Behaviour::default() };
    Case { name, behaviour, twist: Twist::Nothing, reason }
}

fn twisted(name: &'static str, twist: Twist, reason: &'static str) -> Case {
    Case { name, behaviour: Behaviour::default(), twist, reason }
}

fn cases() -> Vec<Case> {
    let at = now().timestamp();
    let nameless = Behaviour {
        document: json!({ "authorization_response_iss_parameter_supported": true }),
        ..Behaviour::default()
    };
    vec![
        signed("signed with another key", Signed::Forged, "signature"),
        signed("signed with a key that is not published", Signed::Other, "key"),
        signed("signed with a key that is too short", Signed::Weak, "key"),
        signed("not signed", Signed::Not, "algorithm"),
        signed("signed with the public key as a secret", Signed::PublicAsSecret, "algorithm"),
        signed("signed with the client's secret", Signed::ClientSecret, "algorithm"),
        signed("changed after it was signed", Signed::ThenChanged, "signature"),
        claims("of another issuer", json!({ "iss": "https://elsewhere.example" }), "issuer"),
        claims("without an issuer", json!({ "iss": null }), "token"),
        claims("for another audience", json!({ "aud": "another" }), "audience"),
        claims("for nobody", json!({ "aud": null }), "audience"),
        claims("for several, issued to nobody", json!({ "aud": [CLIENT, "another"] }), "party"),
        claims("for several, issued to another", json!({ "aud": [CLIENT, "another"], "azp": "another" }), "party"),
        claims("for us, issued to another", json!({ "azp": "another" }), "party"),
        claims("for several others, issued to us", json!({ "aud": ["a", "b"], "azp": CLIENT }), "audience"),
        claims("expired a second ago", json!({ "exp": at - 1 }), "time"),
        claims("expired now", json!({ "exp": at }), "time"),
        claims("without an end", json!({ "exp": null }), "token"),
        claims("issued in the future", json!({ "iat": at + 61 }), "time"),
        claims("issued long ago", json!({ "iat": at - 601 }), "time"),
        claims("without the time of issue", json!({ "iat": null }), "token"),
        claims("with another nonce", json!({ "nonce": "another" }), "nonce"),
        claims("without a nonce", json!({ "nonce": null }), "nonce"),
        claims("with the hash of another access token", json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }), "access_token"),
        claims("without a subject", json!({ "sub": null }), "token"),
        claims("with an empty subject", json!({ "sub": "" }), "subject"),
        claims("with a subject that ends a line", json!({ "sub": "a\nb" }), "subject"),
        Case {
            name: "no ID token",
            behaviour: Behaviour { forgets_token: true, ..Behaviour::default() },
            twist: Twist::Nothing,
            reason: "token",
        },
        twisted("a state heard before", Twist::Twice, "state"),
        twisted("of another browser", Twist::Browser(Some("another-browser")), "browser"),
        twisted("of a browser that carries nothing", Twist::Browser(None), "browser"),
        twisted("ten minutes and a second later", Twist::Later(601), "late"),
        twisted(
            "with another issuer",
            Twist::Answer(|answer| answer.iss = Some("https://e.example".into())),
            "answer_issuer",
        ),
        Case {
            name: "without an issuer, of a provider that always says it",
            behaviour: nameless,
            twist: Twist::Answer(|answer| answer.iss = None),
            reason: "answer_issuer",
        },
        twisted("without a code", Twist::Answer(|answer| answer.code = None), "code"),
        twisted("with another code", Twist::Answer(|answer| answer.code = Some("another".into())), "code"),
        twisted("denied", Twist::Answer(|answer| answer.error = Some("access_denied".into())), "denied"),
        twisted(
            "exchanged with another verifier",
            Twist::Kept("UPDATE provider_sign_ins SET verifier = 'a-verifier-of-somebody-else-of-forty-three-signs'"),
            "code",
        ),
        twisted("with the nonce of another", Twist::Kept("UPDATE provider_sign_ins SET nonce = 'another'"), "nonce"),
    ]
}

on_both_engines! {
    async fn every_forgery_is_refused_and_leaves_nothing(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let log = Log::default();
        let _listening = log.listen();
        let before = scene.traces().await;
        for case in cases() {
            let name = case.name;
            scene.provider.behave(case.behaviour);
            // A client that knows nothing yet, so that no case lives on what another left.
            let ours = client(fixture, &scene.provider.issuer, "email");
            let begun = ours.begin(&scene.after(0), "/").await.expect("begun");
            let mut answer = scene.provider.authorize(&begun.address);
            let (mut browser, mut seconds) = (Some(begun.browser.as_str()), 0);
            match case.twist {
                Twist::Nothing => {}
                Twist::Answer(change) => change(&mut answer),
                Twist::Browser(other) => browser = other,
                Twist::Later(later) => seconds = later,
                Twist::Kept(sql) => assert_eq!(fixture.by_hand(sql).await.expect("changed"), 1, "{name}"),
                Twist::Twice => {
                    ours.finish(&scene.after(0), &answer, browser).await.expect("the first time");
                }
            }
            let outcome = ours.finish(&scene.after(seconds), &answer, browser).await;
            assert_eq!(code(outcome), Code::ProviderRefused, "{name}");
            assert_eq!(log.reasons().last().map(String::as_str), Some(case.reason), "{name}");
            assert_eq!(scene.traces().await, before, "{name}");
            // Nor does the right answer help once a wrong one was heard.
            let right = scene.provider.authorize(&begun.address);
            let outcome = ours.finish(&scene.after(0), &right, Some(&begun.browser)).await;
            assert_eq!(code(outcome), Code::ProviderRefused, "{name}");
        }
        assert!(log.text().lines().count() >= cases().len(), "each was logged");
    }

    async fn a_state_that_nobody_began_is_refused(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let begun = scene.begin().await;
        let before = scene.traces().await;
        let right = scene.provider.authorize(&begun.address);
        for state in [None, Some(""), Some("another")] {
            let answer = Answer { state: state.map(ToOwned::to_owned), ..right.clone() };
            let outcome = scene.ours.finish(&scene.after(0), &answer, Some(&begun.browser)).await;
            assert_eq!(code(outcome), Code::ProviderRefused, "{state:?}");
            assert_eq!(scene.traces().await, before, "{state:?}");
        }
        assert!(scene.ours.finish(&scene.after(0), &right, Some(&begun.browser)).await.is_ok(), "the right one still is heard");
    }

    async fn a_client_the_provider_does_not_know_is_refused(fixture: empty) {
        let scene = Scene::new(fixture).await;
        let log = Log::default();
        let _listening = log.listen();
        let ours = client(fixture, &scene.provider.issuer, "email");
        let begun = ours.begin(&scene.after(0), "/").await.expect("begun");
        let answer = scene.provider.authorize(&begun.address);
        let stranger = {
            fixture.write("secret", "another");
            let settings = casetime::config::Provider {
                issuer: scene.provider.issuer.clone(),
                client_id: CLIENT.to_owned(),
                client_secret_file: Some(fixture.folder().join("secret")),
                certificate_authorities: None,
                claim: "email".to_owned(),
                label: casetime::lang::Both { en: "A".to_owned(), fr: "A".to_owned() },
            };
            casetime::accounts::provider::Provider::new(&settings, "https://time.example").expect("a provider")
        };
        let outcome = stranger.finish(&scene.after(0), &answer, Some(&begun.browser)).await;
        assert_eq!(code(outcome), Code::ProviderRefused);
        assert_eq!(log.reasons(), ["client"]);
    }
}
