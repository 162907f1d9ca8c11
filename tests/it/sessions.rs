//! Sessions: when they end, that nothing of an account is remembered between two requests, and a clock that jumps back.

use casetime::access::{Access, Right, Role};
use casetime::accounts::sessions::{SessionView, find_session, form_token, sign_out, sign_out_everywhere};
use casetime::accounts::sign_in::sign_in_as;
use casetime::accounts::{Account, AccountChange, RawAccount, Secret, ops};
use casetime::audit::Caller;
use casetime::context::Context;
use casetime::fault::Code;
use casetime::ids::AccountId;
use chrono::Duration;

use crate::sign_in::{PASSWORD, account, later, secret, settings};
use crate::support::{Fixture, now, on_both_engines};

const OTHER: &str = "trois canards devant la porte";

/// The session as a request finds it, so many seconds after the moment of all tests.
async fn find(fixture: &Fixture, secret: &Secret, seconds: i64) -> Option<(Account, Access, SessionView)> {
    let context = later(fixture, seconds);
    find_session(&context.db, context.clock, &settings(), secret).await.expect("an answer")
}

async fn open(fixture: &Fixture, account: AccountId, seconds: i64) -> Secret {
    sign_in_as(&later(fixture, seconds), account).await.expect("signed in").session
}

/// The context of whoever has a session.
async fn as_session(fixture: &Fixture, session: &Secret, seconds: i64) -> Context {
    let (account, access, _) = find(fixture, session, seconds).await.expect("a session");
    Context {
        caller: Caller { actor: account.login, request_id: "request".to_owned(), lang: None, access },
        ..later(fixture, seconds)
    }
}

on_both_engines! {
    async fn an_idle_session_ends_after_20_minutes_and_any_after_12_hours(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let idle = open(fixture, account.id, 0).await;
        assert!(find(fixture, &idle, 1199).await.is_some());
        assert!(find(fixture, &idle, 1199 + 1200).await.is_none(), "the request was the last one");
        assert!(find(fixture, &idle, 1199 + 1199).await.is_some());
        let busy = open(fixture, account.id, 0).await;
        let mut seconds = 0;
        while seconds < 12 * 3600 {
            let (_, _, view) = find(fixture, &busy, seconds).await.expect("it goes on");
            assert_eq!(view.ends_at, now() + Duration::seconds((view.seen - now()).num_seconds() + 1200).min(Duration::hours(12)));
            seconds += 1000;
        }
        assert!(find(fixture, &busy, 12 * 3600 - 1).await.is_some());
        assert!(find(fixture, &busy, 12 * 3600).await.is_none(), "however busy");
        assert!(find(fixture, &secret("made up"), 0).await.is_none());
    }

    async fn requests_are_noted_once_a_minute(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let session = open(fixture, account.id, 0).await;
        let mut noted = Vec::new();
        for seconds in [10, 59, 60, 100, 119, 120] {
            let view = find(fixture, &session, seconds).await.expect("a session").2;
            noted.push((view.seen - now()).num_seconds());
        }
        assert_eq!(noted, [0, 0, 60, 60, 60, 120]);
        assert_eq!((find(fixture, &session, 121).await.expect("a session").2.seen - now()).num_seconds(), 120);
    }

    async fn a_clock_that_jumps_back_makes_a_session_neither_longer_nor_broken(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let session = open(fixture, account.id, 7200).await;
        let (_, _, view) = find(fixture, &session, 0).await.expect("it goes on");
        assert_eq!((view.created, view.seen), (now(), now()));
        assert_eq!(view.ends_at, now() + Duration::minutes(20));
        assert!(find(fixture, &session, 1200).await.is_none(), "idle since the jump, whatever was stored before it");
        let session = open(fixture, account.id, 7200).await;
        let mut seconds = 0;
        while seconds < 12 * 3600 {
            assert!(find(fixture, &session, seconds).await.is_some(), "{seconds}");
            seconds += 600;
        }
        assert!(find(fixture, &session, 12 * 3600).await.is_none(), "12 hours after the jump at the latest");
    }

    async fn signing_out_ends_one_session_or_all(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let (one, other) = (open(fixture, account.id, 0).await, open(fixture, account.id, 0).await);
        let context = as_session(fixture, &one, 1).await;
        for _ in 0..2 {
            sign_out(&context, &one.digest()).await.expect("signed out");
        }
        assert!(find(fixture, &one, 1).await.is_none() && find(fixture, &other, 1).await.is_some());
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'sign_out'").await, 1);
        assert_eq!(sign_out_everywhere(&context, account.id).await.expect("signed out"), 1);
        assert!(find(fixture, &other, 1).await.is_none());
        let events = "SELECT count(*) FROM audit_events WHERE action = 'sign_out_everywhere' AND actor = 'alex'";
        assert_eq!(fixture.number(events).await, 1);
        let bo = crate::sign_in::account(fixture, "bo", "", &["head"]).await;
        let refused = sign_out_everywhere(&context, bo.id).await.expect_err("somebody else's");
        assert_eq!(refused.code(), Code::Forbidden);
        let admin = crate::sign_in::account(fixture, "admin", "", &["administrator"]).await;
        let session = open(fixture, admin.id, 0).await;
        let context = as_session(fixture, &session, 1).await;
        sign_out_everywhere(&context, bo.id).await.expect("whoever keeps the accounts may");
        let nowhere = sign_out_everywhere(&context, AccountId::new(now())).await.expect_err("nobody's");
        assert_eq!(nowhere.code(), Code::NotFound);
    }

    async fn roles_and_disabling_hold_from_the_next_request_on(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let session = open(fixture, account.id, 0).await;
        let (_, access, _) = find(fixture, &session, 0).await.expect("a session");
        assert!(access.has_role(Role::Timekeeper) && !access.has(Right::ReadPeople));
        let roles = Some(vec!["manager:Team A".to_owned(), "timekeeper".to_owned()]);
        let change = AccountChange { roles, ..AccountChange::default() };
        ops::change(&fixture.context, account.id, 1, &change).await.expect("changed");
        let (_, access, _) = find(fixture, &session, 0).await.expect("the session goes on");
        assert!(access.has(Right::ReadPeople) && access.has_role(Role::Manager));
        let change = AccountChange { roles: Some(Vec::new()), ..AccountChange::default() };
        ops::change(&fixture.context, account.id, 2, &change).await.expect("changed");
        assert!(find(fixture, &session, 0).await.expect("the session goes on").1.rights().is_empty());
        let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
        ops::change(&fixture.context, account.id, 3, &change).await.expect("disabled");
        assert!(find(fixture, &session, 0).await.is_none());
        let change = AccountChange { disabled: Some(false), ..AccountChange::default() };
        ops::change(&fixture.context, account.id, 4, &change).await.expect("enabled");
        assert!(find(fixture, &session, 0).await.is_none(), "the session has ended for good");
    }

    async fn walled_files_are_known_to_those_named_on_them(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let session = open(fixture, account.id, 0).await;
        let file = casetime::files::ops::list(&fixture.context).await.expect("files")[0].id;
        assert!(!find(fixture, &session, 0).await.expect("a session").1.knows_file(file, true));
        let name = "INSERT INTO file_members (file_id, account_id) SELECT f.id, a.id FROM files f, accounts a \
            WHERE f.number = ";
        let number = casetime::files::ops::list(&fixture.context).await.expect("files")[0].number.clone();
        fixture.by_hand(&format!("{name}'{number}'")).await.expect("named");
        assert!(find(fixture, &session, 0).await.expect("a session").1.knows_file(file, true));
    }

    async fn a_new_password_ends_all_other_sessions(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let (own, other) = (open(fixture, account.id, 0).await, open(fixture, account.id, 0).await);
        let context = as_session(fixture, &own, 1).await;
        let set = async |present: &str, new: &str| {
            ops::set_password(&context, &settings(), &secret(present), &secret(new)).await
        };
        for (present, new, code) in [
            ("wrong", OTHER, Code::PasswordWrong),
            (PASSWORD, "short", Code::PasswordTooShort),
            (PASSWORD, "alexexamplealexexample", Code::PasswordGuessable),
            (PASSWORD, &"xyz ".repeat(65), Code::TooLong),
        ] {
            assert_eq!(set(present, new).await.expect_err("refused").code(), code, "{new}");
        }
        assert!(find(fixture, &other, 1).await.is_some());
        let done = set(PASSWORD, OTHER).await.expect("set");
        assert_eq!((done.account.version, done.account.password_temporary), (2, false));
        for ended in [&own, &other] {
            assert!(find(fixture, ended, 1).await.is_none());
        }
        assert!(find(fixture, &done.session, 1).await.is_some());
        assert_ne!(form_token(&done.session), form_token(&own));
        let sign_in = async |password: &str| {
            casetime::accounts::sign_in::sign_in(&later(fixture, 2), &settings(), "alex", &secret(password), "", None).await
        };
        assert_eq!(sign_in(PASSWORD).await.expect_err("the old one").code(), Code::SignInRefused);
        sign_in(OTHER).await.expect("the new one");
    }

    async fn the_present_password_cannot_be_guessed_without_end(fixture: with_cast) {
        let account = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let session = open(fixture, account.id, 0).await;
        let context = as_session(fixture, &session, 1).await;
        for code in [Code::PasswordWrong; 5].into_iter().chain([Code::TooManyAttempts; 2]) {
            let refused = ops::set_password(&context, &settings(), &secret("wrong"), &secret(OTHER)).await;
            assert_eq!(refused.expect_err("refused").code(), code);
        }
        let context = as_session(fixture, &session, 6).await;
        ops::set_password(&context, &settings(), &secret(PASSWORD), &secret(OTHER)).await.expect("the wait is over");
    }

    async fn a_password_somebody_else_chose_has_to_be_changed(fixture: with_cast) {
        let admin = account(fixture, "admin", "", &["administrator"]).await;
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        assert!(!alex.password_temporary, "it was set at the console");
        let (by, own) = (open(fixture, admin.id, 0).await, open(fixture, alex.id, 0).await);
        let context = as_session(fixture, &by, 1).await;
        let reset = ops::reset_password(&context, &settings(), alex.id, &secret(OTHER)).await.expect("reset");
        assert!(reset.password_temporary && reset.version == 2);
        assert!(find(fixture, &own, 1).await.is_none());
        let raw = RawAccount {
            login: "new".to_owned(),
            password: Some(secret("quatre tortues sur un toit")),
            ..RawAccount::default()
        };
        let added = ops::add(&context, &settings(), &raw, None).await.expect("added");
        assert!(added.password_temporary && added.has_password);
        let session = open(fixture, alex.id, 2).await;
        let context = as_session(fixture, &session, 2).await;
        let same = ops::set_password(&context, &settings(), &secret(OTHER), &secret(OTHER)).await;
        assert_eq!(same.expect_err("somebody else knows it").code(), Code::PasswordTemporary);
        let own = ops::set_password(&context, &settings(), &secret(OTHER), &secret("cinq renards sous la pluie")).await;
        assert!(!own.expect("set").account.password_temporary);
        let again = ops::reset_password(&fixture.context, &settings(), alex.id, &secret(PASSWORD)).await;
        assert!(!again.expect("at the console").password_temporary);
    }
}
