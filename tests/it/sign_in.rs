//! Signing in: who is let in and who is not, the brake on guessing, and that known and unknown accounts are alike.

use casetime::accounts::password::Algorithm;
use casetime::accounts::sessions::{find_session, tidy};
use casetime::accounts::sign_in::{SignedIn, sign_in, sign_in_as};
use casetime::accounts::{Account, AccountChange, Hashing, RawAccount, Secret, Settings, ops};
use casetime::audit::Caller;
use casetime::clock::Clock;
use casetime::config::Config;
use casetime::context::Context;
use casetime::failure::Failure;
use casetime::fault::Code;
use chrono::Duration;

use crate::support::{Fixture, now, on_both_engines};

/// A password that is not refused.
pub(crate) const PASSWORD: &str = "vieux hibou sous la lune";
const ADDRESS: &str = "192.0.2.7";

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

pub(crate) fn settings() -> Settings {
    Settings::from(&Config::default())
}

/// Nobody's context, so many seconds after the moment of all tests.
pub(crate) fn later(fixture: &Fixture, seconds: i64) -> Context {
    let clock = Clock::Fixed(now() + Duration::seconds(seconds));
    Context { clock, caller: Caller::nobody("request"), ..fixture.context.clone() }
}

/// An account made at the console.
pub(crate) async fn account(fixture: &Fixture, login: &str, person: &str, roles: &[&str]) -> Account {
    let raw = RawAccount {
        login: login.to_owned(),
        name: "Alex Example".to_owned(),
        person: person.to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        password: Some(secret(PASSWORD)),
        ..RawAccount::default()
    };
    ops::add(&fixture.context, &settings(), &raw, None).await.expect("an account")
}

async fn attempt(context: &Context, settings: &Settings, login: &str, password: &str) -> Result<SignedIn, Failure> {
    sign_in(context, settings, login, &secret(password), ADDRESS, None).await
}

/// The code of a refusal, and the seconds to wait.
fn refusal(result: Result<SignedIn, Failure>) -> (Code, String) {
    let faults = result.expect_err("refused").faults();
    assert_eq!(faults.len(), 1);
    let fault = faults.first().expect("a fault");
    let seconds = fault.params.iter().find(|(name, _)| *name == "seconds");
    (fault.code, seconds.map_or_else(String::new, |(_, value)| serde_json::to_string(value).expect("a number")))
}

async fn events(fixture: &Fixture, action: &str, object: &str) -> i64 {
    fixture
        .number(&format!("SELECT count(*) FROM audit_events WHERE action = '{action}' AND object_id = '{object}'"))
        .await
}

on_both_engines! {
    async fn a_password_opens_a_session(fixture: with_cast) {
        let account = account(fixture, "Alex", "P-1", &["timekeeper"]).await;
        let (settings, context) = (settings(), later(fixture, 0));
        for login in ["Alex", "alex", " ALEX "] {
            let signed_in = attempt(&context, &settings, login, PASSWORD).await.expect("signed in");
            assert_eq!(signed_in.account, account);
            assert_eq!(signed_in.session.reveal().len(), 64, "256 bits");
            assert!(signed_in.device.is_some(), "the browser is known from now on");
            let found = find_session(&context.db, context.clock, &settings, &signed_in.session).await;
            let (found, access, view) = found.expect("an answer").expect("a session");
            assert_eq!((found.id, access.account, access.person), (account.id, Some(account.id), account.person));
            assert_eq!(view.ends_at, now() + Duration::minutes(20));
        }
        let id = account.id.to_string();
        assert_eq!(events(fixture, "sign_in", &id).await, 3);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE actor = 'Alex'").await, 3);
        assert_eq!(fixture.number("SELECT count(*) FROM sign_in_failures").await, 0);
    }

    async fn unknown_and_known_are_alike(fixture: with_cast) {
        let known = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let off = account(fixture, "bo", "", &["head"]).await;
        let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
        ops::change(&fixture.context, off.id, 1, &change).await.expect("disabled");
        let raw = RawAccount { login: "linked".to_owned(), ..RawAccount::default() };
        let linked = ops::add(&fixture.context, &settings(), &raw, None).await.expect("without a password");
        assert!(!linked.has_password);
        let (settings, context) = (settings(), later(fixture, 0));
        for (login, password, object) in [
            ("nobody", PASSWORD, String::new()),
            ("alex", "something else altogether", known.id.to_string()),
            ("bo", PASSWORD, off.id.to_string()),
            ("linked", "", linked.id.to_string()),
            ("", "", String::new()),
        ] {
            let before = settings.hashing.computed();
            let noted = events(fixture, "sign_in_refused", &object).await;
            assert_eq!(refusal(attempt(&context, &settings, login, password).await), (Code::SignInRefused, String::new()));
            assert_eq!(settings.hashing.computed(), before + 1, "one hash for {login}");
            assert_eq!(events(fixture, "sign_in_refused", &object).await, noted + 1, "one event for {login}");
        }
        assert_eq!(fixture.number("SELECT count(*) FROM sessions").await, 0);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE actor = 'nobody'").await, 5);
        let off = Settings { local_passwords: false, ..settings };
        assert_eq!(refusal(attempt(&context, &off, "alex", PASSWORD).await).0, Code::LocalPasswordsOff);
    }

    async fn five_failures_are_free_then_each_makes_the_wait_longer(fixture: with_cast) {
        account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let settings = settings();
        for login in ["alex", "nobody"] {
            for second in 0..5 {
                let refused = attempt(&later(fixture, second), &settings, login, "wrong").await;
                assert_eq!(refusal(refused).0, Code::SignInRefused, "{login} {second}");
            }
            let before = settings.hashing.computed();
            for (second, wait) in [(4, "5"), (8, "1")] {
                let right = attempt(&later(fixture, second), &settings, login, PASSWORD).await;
                assert_eq!(refusal(right), (Code::TooManyAttempts, wait.to_owned()), "{login}");
            }
            assert_eq!(settings.hashing.computed(), before, "no password is looked at meanwhile");
            assert_eq!(refusal(attempt(&later(fixture, 9), &settings, login, "wrong").await).0, Code::SignInRefused);
            let doubled = attempt(&later(fixture, 9), &settings, login, PASSWORD).await;
            assert_eq!(refusal(doubled), (Code::TooManyAttempts, "10".to_owned()));
        }
        attempt(&later(fixture, 19), &settings, "alex", PASSWORD).await.expect("the wait is over");
        for second in 20..24 {
            let refused = attempt(&later(fixture, second), &settings, "alex", "wrong").await;
            assert_eq!(refusal(refused).0, Code::SignInRefused, "a success makes failures count anew");
        }
        attempt(&later(fixture, 24), &settings, "alex", PASSWORD).await.expect("four are free");
    }

    async fn a_stranger_locks_nobody_out(fixture: with_cast) {
        account(fixture, "alex", "P-1", &["timekeeper"]).await;
        account(fixture, "bo", "", &["head"]).await;
        let settings = settings();
        let own = attempt(&later(fixture, 0), &settings, "alex", PASSWORD).await.expect("signed in").device;
        let foreign = attempt(&later(fixture, 0), &settings, "bo", PASSWORD).await.expect("signed in").device;
        for _ in 0..5 {
            let refused = attempt(&later(fixture, 1), &settings, "alex", "wrong").await;
            assert_eq!(refusal(refused).0, Code::SignInRefused);
        }
        let context = later(fixture, 2);
        let of = |device: Option<Secret>| {
            let (context, settings) = (context.clone(), settings.clone());
            async move { sign_in(&context, &settings, "alex", &secret(PASSWORD), ADDRESS, device.as_ref()).await }
        };
        assert_eq!(refusal(of(None).await).0, Code::TooManyAttempts);
        assert_eq!(refusal(of(foreign).await).0, Code::TooManyAttempts, "the browser of somebody else");
        assert_eq!(refusal(of(Some(secret("made up"))).await).0, Code::TooManyAttempts);
        let signed_in = of(own.clone()).await.expect("the own browser is let in");
        assert!(signed_in.device.is_none(), "it is known already");
        assert_eq!(refusal(of(None).await).0, Code::TooManyAttempts, "which frees nobody else");
        for _ in 0..5 {
            let refused = sign_in(&context, &settings, "alex", &secret("wrong"), ADDRESS, own.as_ref()).await;
            assert_eq!(refusal(refused).0, Code::SignInRefused);
        }
        assert_eq!(refusal(of(own).await).0, Code::TooManyAttempts, "a known browser is counted by itself");
    }

    async fn an_address_has_thirty_failures_in_five_minutes(fixture: with_cast) {
        account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let settings = settings();
        for number in 0..30 {
            let refused = attempt(&later(fixture, number), &settings, &format!("nobody-{number}"), "wrong").await;
            assert_eq!(refusal(refused).0, Code::SignInRefused, "{number}");
        }
        let right = attempt(&later(fixture, 30), &settings, "alex", PASSWORD).await;
        assert_eq!(refusal(right), (Code::TooManyAttempts, "270".to_owned()));
        let elsewhere = later(fixture, 30);
        let signed_in = sign_in(&elsewhere, &settings, "alex", &secret(PASSWORD), "192.0.2.8", None).await;
        let device = signed_in.expect("another address is not concerned").device;
        let known = sign_in(&elsewhere, &settings, "alex", &secret(PASSWORD), ADDRESS, device.as_ref()).await;
        known.expect("nor is a browser that is known");
        attempt(&later(fixture, 300), &settings, "alex", PASSWORD).await.expect("the oldest failure is over");
    }

    async fn many_guesses_at_once_are_counted_one_by_one(fixture: with_cast) {
        account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let settings = settings();
        let mut guesses = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (context, settings) = (later(fixture, 0), settings.clone());
            guesses.spawn(async move { attempt(&context, &settings, "alex", "wrong").await });
        }
        let mut looked_at = 0;
        for result in guesses.join_all().await {
            looked_at += usize::from(refusal(result).0 == Code::SignInRefused);
        }
        assert_eq!(looked_at, 5);
        assert_eq!(fixture.number("SELECT count(*) FROM sign_in_failures").await, 10, "each by account and address");
    }

    async fn a_hash_of_another_algorithm_is_replaced_at_sign_in(fixture: with_cast) {
        account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let approved = Settings { hashing: Hashing::new(Algorithm::Pbkdf2), ..settings() };
        attempt(&later(fixture, 0), &approved, "alex", PASSWORD).await.expect("the old hash still fits");
        let of = "SELECT count(*) FROM accounts WHERE password LIKE '$pbkdf2-sha256$i=600000,l=32$%'";
        assert_eq!(fixture.number(of).await, 1);
        attempt(&later(fixture, 0), &approved, "alex", PASSWORD).await.expect("the new hash fits");
        assert_eq!(approved.hashing.computed(), 3, "two verified, one made");
        assert_eq!(fixture.number("SELECT version FROM accounts").await, 1, "nothing its owner would notice");
    }

    async fn the_provider_vouches_for_accounts_that_are_not_disabled(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let (settings, context) = (settings(), later(fixture, 0));
        let signed_in = sign_in_as(&context, account.id).await.expect("signed in");
        let found = find_session(&context.db, context.clock, &settings, &signed_in.session).await.expect("an answer");
        assert_eq!(found.expect("a session").0.id, account.id);
        let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
        ops::change(&fixture.context, account.id, 1, &change).await.expect("disabled");
        assert_eq!(refusal(sign_in_as(&context, account.id).await).0, Code::SignInRefused);
        assert_eq!(events(fixture, "sign_in_refused", &account.id.to_string()).await, 1);
    }

    async fn what_nobody_needs_any_more_is_removed(fixture: with_cast) {
        account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let settings = settings();
        attempt(&later(fixture, 0), &settings, "alex", PASSWORD).await.expect("signed in");
        assert_eq!(refusal(attempt(&later(fixture, 0), &settings, "alex", "wrong").await).0, Code::SignInRefused);
        let remain = async |seconds: i64| {
            tidy(&fixture.context.db, &settings, now() + Duration::seconds(seconds)).await.expect("tidied");
            let mut counts = Vec::new();
            for table in ["sessions", "sign_in_failures", "devices"] {
                counts.push(fixture.number(&format!("SELECT count(*) FROM {table}")).await);
            }
            counts
        };
        assert_eq!(remain(1199).await, [1, 2, 1]);
        assert_eq!(remain(1200).await, [0, 2, 1]);
        assert_eq!(remain(3601).await, [0, 0, 1]);
        assert_eq!(remain(400 * 86_400).await, [0, 0, 1]);
        assert_eq!(remain(400 * 86_400 + 1).await, [0, 0, 0]);
    }
}
