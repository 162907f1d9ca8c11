//! Tokens: what they give, when they end, and that a token makes no further ones.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use casetime::access::{Access, Right};
use casetime::accounts::tokens::{Created, RawToken, create, find_token, list_page, revoke};
use casetime::accounts::{Account, AccountChange, Secret, ops};
use casetime::audit::Caller;
use casetime::context::Context;
use casetime::fault::Code;
use casetime::ids::TokenId;
use casetime::repeats::Repeat;
use casetime::routes::router;
use serde_json::{Value, json};

use crate::accounts::{ask, ask_if, somebody};
use crate::sign_in::{account, later, secret};
use crate::support::{Fixture, now, on_both_engines};

const DAY: i64 = 86_400;

/// The context of an account's own session.
fn own(fixture: &Fixture, account: &Account) -> Context {
    let access = Access::of(account.id, account.person, account.grants.clone(), None, BTreeSet::new());
    let caller = Caller { actor: account.login.clone(), request_id: String::new(), lang: None, access };
    Context { caller, ..fixture.context.clone() }
}

fn raw(scopes: &[&str], expires_on: &str) -> RawToken {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    RawToken { name: "script".to_owned(), scopes, expires_on: expires_on.to_owned() }
}

async fn made(context: &Context, scopes: &[&str]) -> (TokenId, Secret) {
    let Created { token, secret } = create(context, &raw(scopes, "2026-12-01")).await.expect("made");
    (token.id, secret.expect("a secret"))
}

async fn find(fixture: &Fixture, secret: &Secret, seconds: i64) -> Option<(Account, Access)> {
    let context = later(fixture, seconds);
    find_token(&context.db, context.clock, secret).await.expect("an answer")
}

on_both_engines! {
    async fn a_token_gives_what_its_scopes_and_the_roles_give(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let context = own(fixture, &alex);
        let (_, token) = made(&context, &["read_entries", "record_time"]).await;
        assert_eq!((token.reveal().len(), &token.reveal()[..3]), (3 + 64, "ct_"));
        let (account, access) = find(fixture, &token, 0).await.expect("accepted");
        assert_eq!((account.id, access.person), (alex.id, alex.person));
        assert_eq!(access.rights().into_iter().collect::<Vec<_>>(), [Right::RecordTime, Right::ReadEntries]);
        let roles = Some(vec!["head".to_owned()]);
        ops::change(&fixture.context, alex.id, 1, &AccountChange { roles, ..AccountChange::default() }).await.expect("changed");
        let (_, access) = find(fixture, &token, 0).await.expect("accepted");
        assert_eq!(access.rights().into_iter().collect::<Vec<_>>(), [Right::ReadEntries], "at the next request");
        for unknown in ["", "ct_", "ct_0000", &token.reveal()[3..], &format!("{}0", token.reveal())] {
            assert!(find(fixture, &secret(unknown), 0).await.is_none(), "{unknown}");
        }
    }

    async fn a_token_ends_on_its_day_when_revoked_and_with_its_account(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let context = own(fixture, &alex);
        let (id, token) = made(&context, &["read_entries"]).await;
        let until = ("2026-12-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant") - now()).num_seconds();
        assert!(find(fixture, &token, until - 1).await.is_some() && find(fixture, &token, until).await.is_none());
        for _ in 0..2 {
            revoke(&context, id).await.expect("revoked");
        }
        assert!(find(fixture, &token, 0).await.is_none());
        let events = "SELECT count(*) FROM audit_events WHERE object_kind = 'token' AND actor = 'alex'";
        assert_eq!(fixture.number(events).await, 2, "made and revoked once");
        let (_, token) = made(&context, &["read_entries"]).await;
        let off = AccountChange { disabled: Some(true), ..AccountChange::default() };
        ops::change(&fixture.context, alex.id, 1, &off).await.expect("disabled");
        assert!(find(fixture, &token, 0).await.is_none());
        assert_eq!(fixture.number("SELECT count(*) FROM tokens").await, 2, "tokens stay as history");
    }

    async fn what_a_token_may_not_be_is_refused(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let context = own(fixture, &alex);
        let all = raw(&["read_everything", "read_audit"], "2026-02-30");
        let faults = create(&context, &RawToken { name: " ".to_owned(), ..all }).await.expect_err("refused").faults();
        let codes: Vec<Code> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, [Code::Required, Code::UnknownScope, Code::DateImpossible]);
        for (scopes, day, code) in [
            (&["read_entries"][..], "2026-11-22", Code::ExpiryOutOfRange),
            (&["read_entries"], "2026-11-21", Code::ExpiryOutOfRange),
            (&["read_entries"], "2027-11-24", Code::ExpiryOutOfRange),
            (&["read_entries"], "", Code::Required),
            (&[], "2026-12-01", Code::Required),
            (&["read_entries", "read_audit"], "2026-12-01", Code::Forbidden),
        ] {
            assert_eq!(create(&context, &raw(scopes, day)).await.expect_err("refused").code(), code, "{scopes:?} {day}");
        }
        for day in ["2026-11-23", "2027-11-23"] {
            create(&context, &raw(&["read_entries"], day)).await.expect("tomorrow, and 366 days ahead");
        }
        assert_eq!(create(&later(fixture, 0), &raw(&[], "")).await.expect_err("nobody").code(), Code::NotSignedIn);
        assert_eq!(fixture.number("SELECT count(*) FROM tokens").await, 2);
    }

    async fn a_token_handles_neither_tokens_nor_passwords(fixture: with_cast) {
        let admin = account(fixture, "admin", "", &["administrator"]).await;
        let (id, token) = made(&own(fixture, &admin), &["read_accounts", "change_accounts"]).await;
        let (account, access) = find(fixture, &token, 0).await.expect("accepted");
        let caller = Caller { actor: account.login, request_id: String::new(), lang: None, access };
        let context = Context { caller, ..fixture.context.clone() };
        let made = create(&context, &raw(&["read_accounts"], "2026-12-01")).await.expect_err("refused");
        let revoked = revoke(&context, id).await.expect_err("refused");
        let listed = list_page(&context, None, None, 10).await.expect_err("refused");
        let (present, new) = (secret(crate::sign_in::PASSWORD), secret("trois canards devant la porte"));
        let set = ops::set_password(&context, &crate::sign_in::settings(), &present, &new).await.expect_err("refused");
        for failure in [made, revoked, listed, set] {
            assert_eq!(failure.code(), Code::Forbidden);
        }
        assert_eq!(ops::list_page(&context, "", 10).await.expect("what it was made for").len(), 1);
    }

    async fn tokens_of_others_are_not_known_but_to_administrators(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let bo = account(fixture, "bo", "", &["head"]).await;
        let admin = account(fixture, "admin", "", &["administrator"]).await;
        let (id, token) = made(&own(fixture, &alex), &["read_entries"]).await;
        let foreign = own(fixture, &bo);
        assert_eq!(revoke(&foreign, id).await.expect_err("refused").code(), Code::NotFound);
        assert_eq!(revoke(&foreign, TokenId::new(now())).await.expect_err("refused").code(), Code::NotFound);
        assert!(list_page(&foreign, None, None, 10).await.expect("one's own").is_empty());
        let refused = list_page(&foreign, Some(alex.id), None, 10).await.expect_err("refused");
        assert_eq!(refused.code(), Code::Forbidden);
        let keeper = own(fixture, &admin);
        assert_eq!(list_page(&keeper, Some(alex.id), None, 10).await.expect("listed")[0].id, id);
        revoke(&keeper, id).await.expect("revoked");
        assert!(find(fixture, &token, 0).await.is_none());
        assert_eq!(revoke(&later(fixture, 0), id).await.expect_err("nobody").code(), Code::NotSignedIn);
    }

    async fn a_repeat_does_not_show_the_token_again(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let repeat = Repeat { account: alex.id, key: "k-1".to_owned(), request: "r-1".to_owned() };
        let context = Context { repeat: Some(repeat), ..own(fixture, &alex) };
        let first = create(&context, &raw(&["read_entries"], "2026-12-01")).await.expect("made");
        let again = create(&context, &raw(&["read_entries"], "2026-12-01")).await.expect("the same");
        assert_eq!(first.token, again.token);
        assert!(first.secret.is_some() && again.secret.is_none());
        assert_eq!(fixture.number("SELECT count(*) FROM tokens").await, 1);
    }

    async fn uses_are_noted_once_an_hour(fixture: with_cast) {
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let context = own(fixture, &alex);
        let (_, token) = made(&context, &["read_entries"]).await;
        let mut noted = Vec::new();
        for seconds in [10, 3609, 3610, 3 * DAY] {
            find(fixture, &token, seconds).await.expect("accepted");
            let used = list_page(&context, None, None, 1).await.expect("listed")[0].used_at.expect("used");
            noted.push((used - now()).num_seconds());
        }
        assert_eq!(noted, [10, 10, 3610, 3 * DAY]);
    }

    async fn tokens_over_the_api(fixture: with_cast) {
        let router = router(fixture.app());
        let alex = account(fixture, "alex", "P-1", &["timekeeper"]).await;
        let who = somebody(own(fixture, &alex).caller.access);
        let body = json!({ "name": "script", "scopes": ["read_entries"], "expires_on": "2026-12-01" });
        assert_eq!(ask(&router, Some(&who), "POST", "/api/v1/tokens", &body).await.code(), "idempotency_key_required");
        let post_keyed = async |key: &str| {
            ask_if(&router, Some(&who), "POST", "/api/v1/tokens", &[("idempotency-key", key)], &body).await
        };
        let made = post_keyed("\"one\"").await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let shown = made.json();
        assert!(shown["secret"].as_str().expect("text").starts_with("ct_"));
        assert_eq!((&shown["scopes"], &shown["expires_at"]), (&json!(["read_entries"]), &json!("2026-12-01T00:00:00Z")));
        for key in ["\"two\"", "\"three\""] {
            post_keyed(key).await;
        }
        let page = ask(&router, Some(&who), "GET", "/api/v1/tokens?limit=2", &Value::Null).await.json();
        assert!(page["tokens"].as_array().expect("a list").len() == 2 && page["tokens"][0].get("secret").is_none());
        let rest = ask(&router, Some(&who), "GET", page["next"].as_str().expect("more"), &Value::Null).await.json();
        assert_eq!(rest["next"], Value::Null);
        let pages = [&page, &rest].map(|page| page["tokens"].as_array().expect("a list").clone()).concat();
        let ids: BTreeSet<String> = pages.iter().map(|token| token["id"].to_string()).collect();
        assert!(pages.len() == 3 && ids.len() == 3 && ids.contains(&shown["id"].to_string()));
        let address = format!("/api/v1/tokens/{}", shown["id"].as_str().expect("text"));
        assert_eq!(ask(&router, None, "DELETE", &address, &Value::Null).await.code(), "not_signed_in");
        assert_eq!(ask(&router, Some(&who), "DELETE", &address, &Value::Null).await.status, StatusCode::NO_CONTENT);
        let secret = Secret::new(shown["secret"].as_str().expect("text").to_owned());
        assert!(find(fixture, &secret, 0).await.is_none());
        assert_eq!(ask(&router, Some(&who), "DELETE", "/api/v1/tokens/x", &Value::Null).await.code(), "not_found");
    }
}
