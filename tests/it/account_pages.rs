//! The pages of signing in and of accounts without a browser: the way in and out, what is kept over a session that ended,
//! forms of other sessions, tokens that are shown once, and what only administrators may do.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use casetime::accounts::{self, RawAccount, Secret, Settings};
use casetime::app::App;
use casetime::config::Config;
use casetime::web::mask::unmask;

use crate::support::http::{Answer, request, send};
use crate::support::{Fixture, on_both_engines};

/// A form's address, what is typed into it, and what its page must still show.
type Form<'a> = (&'a str, Vec<(&'a str, &'a str)>, Vec<String>);

const PASSWORD: &str = "vieux hibou sous la lune";
const OTHER_PASSWORD: &str = "une loutre tricote des ponts";

/// A browser: it keeps cookies and sends them.
struct Browser {
    router: Router,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Browser {
    fn new(fixture: &Fixture) -> Self {
        Self::of(fixture.app())
    }

    fn of(app: App) -> Self {
        Self { router: casetime::routes::router(app), cookies: RefCell::default() }
    }

    async fn send(&self, method: &str, path: &str, body: String) -> Answer {
        let pairs: Vec<String> = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = pairs.join("; ");
        let mut headers = vec![("accept", "text/html"), ("sec-fetch-site", "same-origin")];
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        if method == "POST" {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let answer = send(&self.router, request(method, path, &headers, body)).await;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().expect("text");
            assert!(text.ends_with("; Secure; HttpOnly; SameSite=Lax") && text.contains("; Path=/;"), "{text}");
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if text.contains("Max-Age=0;") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, String::new()).await
    }

    /// Sends a form as it is, without a token.
    async fn bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send("POST", path, serde_urlencoded::to_string(fields).expect("a form")).await
    }

    /// Sends a form of this session.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut fields = fields.to_vec();
        fields.push(("form_token", &token));
        self.bare(path, &fields).await
    }

    /// What the forms of this session carry.
    async fn token(&self) -> String {
        // The one page that is open whatever the password is.
        let page = self.get("/en/account/password").await;
        between(&page.text, "name=\"form_token\" value=\"", "\"").to_owned()
    }

    async fn sign_in(&self, login: &str, password: &str) -> Answer {
        self.bare("/en/sign-in", &[("login", login), ("password", password)]).await
    }

    fn is_signed_in(&self) -> bool {
        self.cookies.borrow().contains_key("__Host-casetime")
    }
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}")).0
}

/// Markup as a browser reads it.
fn plain(answer: &Answer) -> String {
    let text = answer.text.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

async fn add(fixture: &Fixture, login: &str, name: &str, person: &str, roles: &[&str]) {
    let raw = RawAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        person: person.to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        password: Some(Secret::new(PASSWORD.to_owned())),
        ..RawAccount::default()
    };
    accounts::ops::add(&fixture.context, &Settings::from(&Config::default()), &raw, None).await.expect("added");
}

/// A browser in which somebody has signed in.
async fn signed_in(fixture: &Fixture, login: &str) -> Browser {
    let browser = Browser::new(fixture);
    let answer = browser.sign_in(login, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    browser
}

async fn lawyer(fixture: &Fixture) -> Browser {
    add(fixture, "alex", "Alex <Example>", "P-1", &["timekeeper"]).await;
    signed_in(fixture, "alex").await
}

async fn admin(fixture: &Fixture) -> Browser {
    add(fixture, "admin", "Admin", "", &["administrator"]).await;
    signed_in(fixture, "admin").await
}

on_both_engines! {
    async fn whoever_signs_in_is_led_back_to_where_they_wanted_to_go(fixture: with_cast) {
        add(fixture, "alex", "Alex <Example>", "P-1", &["timekeeper"]).await;
        let browser = Browser::new(fixture);
        let away = browser.get("/en/record?file=UKR-12").await;
        assert_eq!((away.status, away.header("location")), (StatusCode::SEE_OTHER, "/en/sign-in?back=%2Fen%2Frecord%3Ffile%3DUKR-12"));
        let page = browser.get(away.header("location")).await;
        assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
        let text = plain(&page);
        assert!(text.contains("autocomplete=\"username\"") && text.contains("autocomplete=\"current-password\""));
        let back = between(&text, "name=\"back\" value=\"", "\"").to_owned();
        assert_eq!(back, "/en/record?file=UKR-12");

        let empty = browser.bare("/fr/sign-in", &[("login", "alex"), ("password", ""), ("back", &back)]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(plain(&empty).contains("<a href=\"#field-password\">Il manque le mot de passe."));
        let wrong = [("login", "alex"), ("password", "CANARY not the one"), ("back", back.as_str())];
        let refused = browser.bare("/en/sign-in", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        let text = plain(&refused);
        assert!(text.contains("<title>Error: Sign in") && text.contains("name=\"login\" type=\"text\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" value=\"alex\""));
        assert!(!text.contains("CANARY") && text.contains(&format!("name=\"back\" value=\"{back}\"")));
        assert!(!browser.is_signed_in());
        let unknown = browser.sign_in("nobody", "CANARY not the one").await;
        assert_eq!(unknown.status, StatusCode::UNAUTHORIZED, "unknown and known are refused alike");

        let accepted = browser.bare("/en/sign-in", &[("login", " ALEX "), ("password", PASSWORD), ("back", &back)]).await;
        assert_eq!((accepted.status, accepted.header("location")), (StatusCode::SEE_OTHER, back.as_str()));
        assert!(browser.is_signed_in() && browser.cookies.borrow().contains_key("__Host-casetime-device"));
        let page = browser.get(&back).await;
        assert_eq!(page.status, StatusCode::OK);
        let text = plain(&page);
        assert!(text.contains("Alex <Example>") && text.contains("action=\"/en/sign-out\""));
        assert!(!page.text.contains("Alex <Example>"), "names are never markup");
        assert!(text.contains("name=\"person\" value=\"P-1\"") && text.contains("data-left=\"1200\" data-most=\"43200\""));
        let again = browser.get("/en/sign-in?back=%2Ffr%2Fsome").await;
        assert_eq!((again.status, again.header("location")), (StatusCode::SEE_OTHER, "/fr/some"));
    }

    async fn nobody_is_led_to_another_site(fixture: with_cast) {
        add(fixture, "alex", "Alex", "P-1", &["timekeeper"]).await;
        for back in ["//evil.example", "https://evil.example/", "/\\evil.example", "evil", "/a\r\nset-cookie: a=b", ""] {
            let browser = Browser::new(fixture);
            let fields = [("login", "alex"), ("password", PASSWORD), ("back", back)];
            let answer = browser.bare("/fr/sign-in", &fields).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/fr/"), "{back:?}");
            let query = serde_urlencoded::to_string([("back", back)]).expect("a query");
            assert_eq!(browser.get(&format!("/en/sign-in?{query}")).await.header("location"), "/en/", "{back:?}");
            let stranger = Browser::new(fixture).get(&format!("/en/sign-in?{query}")).await;
            assert!(!stranger.text.contains("evil"), "{back:?}");
        }
    }

    async fn whoever_fails_too_often_is_told_how_long_to_wait(fixture: with_cast) {
        add(fixture, "alex", "Alex", "P-1", &["timekeeper"]).await;
        let browser = Browser::new(fixture);
        for _ in 0..5 {
            assert_eq!(browser.sign_in("alex", "not the one").await.status, StatusCode::UNAUTHORIZED);
        }
        let told = browser.sign_in("alex", PASSWORD).await;
        assert_eq!((told.status, told.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "5"));
        assert!(plain(&told).contains("Wait 5 seconds"));
    }

    async fn a_temporary_password_is_changed_before_anything_else(fixture: with_cast) {
        let admin = admin(fixture).await;
        let short = [("login", "alex"), ("roles", "timekeeper"), ("person", "P-1"), ("password", "CANARY")];
        let refused = admin.post("/en/accounts/new", &short).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = plain(&refused);
        assert!(text.contains("href=\"#field-password\"") && text.contains("value=\"alex\"") && !text.contains("CANARY"));
        assert!(between(&text, "value=\"timekeeper\"", ">").contains("checked"));
        let new = [("login", "alex"), ("roles", "timekeeper"), ("person", "P-1"), ("lang", "fr"), ("password", PASSWORD)];
        let added = admin.post("/en/accounts/new", &new).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
        let shown = admin.get(added.header("location")).await;
        assert!(plain(&shown).contains("Has a temporary password"));

        let browser = Browser::new(fixture);
        assert_eq!(browser.sign_in("alex", PASSWORD).await.status, StatusCode::SEE_OTHER);
        for path in ["/en/record", "/en/account", "/en/account/tokens", "/"] {
            assert_eq!(browser.get(path).await.header("location"), "/en/account/password", "{path}");
        }
        let page = "/en/account/password";
        assert!(plain(&browser.get(page).await).contains("chosen by somebody else"));
        for (present, password, again, status, field) in [
            (PASSWORD, OTHER_PASSWORD, "another", 422, "again"),
            ("wrong one", OTHER_PASSWORD, OTHER_PASSWORD, 422, "present"),
            (PASSWORD, "short", "short", 422, "password"),
            (PASSWORD, PASSWORD, PASSWORD, 403, "password"),
            (PASSWORD, "", "", 422, "password"),
        ] {
            let fields = [("present", present), ("password", password), ("again", again)];
            let answer = browser.post(page, &fields).await;
            assert_eq!(answer.status.as_u16(), status, "{field}");
            assert!(plain(&answer).contains(&format!("<a href=\"#field-{field}\">")), "{field}");
            assert!(!answer.text.contains(OTHER_PASSWORD) && !answer.text.contains(PASSWORD));
        }
        let elsewhere = Browser::new(fixture);
        elsewhere.sign_in("alex", PASSWORD).await;
        let fields = [("present", PASSWORD), ("password", OTHER_PASSWORD), ("again", OTHER_PASSWORD)];
        let set = browser.post(page, &fields).await;
        assert_eq!((set.status, set.header("location")), (StatusCode::SEE_OTHER, "/en/account?notice=password-set"));
        assert!(plain(&browser.get("/en/account?notice=password-set").await).contains("Your password is changed."));
        assert_eq!(elsewhere.get(page).await.status, StatusCode::SEE_OTHER, "all other sessions have ended");
        assert_eq!(Browser::new(fixture).sign_in("alex", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_form_of_another_session_changes_nothing_and_keeps_what_was_typed(fixture: with_cast) {
        let browser = lawyer(fixture).await;
        let before = fixture.contents().await;
        let foreign = signed_in(fixture, "alex").await.token().await;
        let fields = [("name", "CANARY export"), ("scopes", "read_entries"), ("expires_on", "2026-12-01")];
        for token in [None, Some(""), Some("0000"), Some(foreign.as_str())] {
            let mut fields = fields.to_vec();
            fields.extend(token.map(|token| ("form_token", token)));
            let answer = browser.bare("/en/account/tokens", &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{token:?}");
            let text = plain(&answer);
            assert!(text.contains("name=\"name\" value=\"CANARY export\"") && text.contains("nothing was changed"));
            let carried = unmask(between(&text, "name=\"form_token\" value=\"", "\""));
            assert_eq!(carried, unmask(&browser.token().await), "the form of this session");
            assert!(carried != unmask(&foreign) && !text.contains(&foreign));
        }
        for path in ["/en/sign-out", "/en/account/sign-out-everywhere"] {
            let answer = browser.bare(path, &[]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(fixture.number("SELECT count(*) FROM tokens").await, 0);
        assert_eq!(browser.get("/en/account").await.status, StatusCode::OK);
        assert_eq!(fixture.contents().await.len(), before.len());
    }

    async fn what_was_typed_survives_the_end_of_the_session(fixture: with_cast) {
        let browser = lawyer(fixture).await;
        let old = browser.token().await;
        fixture.by_hand("DELETE FROM sessions").await.expect("deleted");
        let typed = [
            ("form_token", old.as_str()),
            ("id", crate::recording::ID),
            ("person", "P-1"),
            ("file", "UKR-12"),
            ("worked_on", "2026-11-20"),
            ("minutes", "1h30"),
            ("activity", "TA-TRN"),
            ("narrative", "CANARY « <b>\"typed\" & kept"),
        ];
        let asked = browser.bare("/en/record", &typed).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
        let text = plain(&asked);
        assert!(text.contains("Your session has ended.") && text.contains("nothing was saved yet"));
        assert!(!text.contains(&old), "old tokens are not carried");
        let kept = between(&text, "name=\"kept\" value=\"", "\"").to_owned();
        assert_eq!(between(&text, "name=\"kept_path\" value=\"", "\""), "/en/record");

        let carried = |password| {
            vec![("login", "alex"), ("password", password), ("kept_path", "/en/record"), ("kept", kept.as_str())]
        };
        let wrong = browser.bare("/en/sign-in", &carried("not the one")).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        assert!(plain(&wrong).contains(&kept), "a wrong password loses nothing");
        let mut switched = carried("");
        switched.push(("switch", "1"));
        let french = plain(&browser.bare("/fr/sign-in", &switched).await);
        assert!(french.contains("value=\"/fr/record\"") && french.contains(&kept), "nor does the other language");

        let again = browser.bare("/en/sign-in", &carried(PASSWORD)).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text);
        assert!(browser.is_signed_in());
        let text = plain(&again);
        assert!(text.contains("You are signed in again") && text.contains("action=\"/en/record\""));
        assert!(text.contains("value=\"CANARY « <b>\"typed\" & kept\"") && !again.text.contains("<b>"));
        let token = browser.token().await;
        let carried = between(&text, "name=\"form_token\" value=\"", "\"");
        assert_eq!(unmask(carried), unmask(&token), "the form is one of the new session");
        let mut form = typed.to_vec();
        form[0].1 = token.as_str();
        form.push(("switch", "1"));
        let drawn = browser.bare("/en/record", &form).await;
        assert_eq!(drawn.status, StatusCode::OK);
        assert!(plain(&drawn).contains("CANARY « <b>\"typed\" & kept</textarea>"));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0, "nothing was saved by signing in");

        for path in ["https://evil.example/en/record", "//evil.example/en/x", "/api/v1/entries", "/en/sign-out"] {
            let fields = [("login", "alex"), ("password", PASSWORD), ("kept_path", path), ("kept", "a=b")];
            let answer = Browser::new(fixture).bare("/en/sign-in", &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        }
        let gone = Browser::new(fixture).bare("/en/sign-out", &[("form_token", "x")]).await;
        assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
        assert!(!gone.text.contains("name=\"kept\""), "there is nothing to keep");
    }

    async fn every_form_survives_the_end_of_its_session(fixture: with_cast) {
        let request = crate::requests::in_state(&crate::recording::router(fixture), "triaged").await;
        let request = format!("/en/requests/{}", request.rsplit('/').next().expect("an identifier"));
        add(fixture, "alex", "Alex", "P-1", &["timekeeper", "head"]).await;
        let typed = "CANARY « <b>\"typed\" & kept";
        let forms: [Form<'_>; 4] = [
            (
                "/en/week/2026-11-16",
                vec![
                    ("r0", "UKR-12~TA-TRN"), ("r0d1", "1h75"), ("r0d5", "2,5"), ("r1", "OT-1~OT-ADM"), ("r1d2", "soon"), ("done2", "1"), ("was", "3"),
                    ("reason", typed), ("file", "sa 7"), ("from", "2026-11-02"),
                ],
                ["1h75", "2,5", "soon", typed, "OT-1~OT-ADM", "2026-11-02"].iter().map(|text| format!("value=\"{text}\"")).collect(),
            ),
            (
                "/en/files/new",
                vec![("key", "k-1"), ("q1", "no"), ("q2", "yes"), ("title", typed), ("number", "UKR-99"), ("opened_on", "soon"), ("project", typed)],
                ["UKR-99", "soon", typed].iter().map(|text| format!("value=\"{text}\"")).collect(),
            ),
            (
                request.as_str(),
                vec![("do", "decision"), ("version", "2"), ("key", "k-2"), ("decision", "declined"), ("reason", typed)],
                vec![format!("{typed}</textarea>"), "value=\"declined\" checked".to_owned()],
            ),
            (
                "/en/range",
                vec![
                    ("id", crate::recording::ID), ("from", "2026-11-02"), ("to", "later"), ("file", "UKR-12"), ("activity", "TA-TRN"), ("minutes", "1h75"),
                    ("narrative", typed), ("weekends", "1"),
                ],
                vec!["value=\"later\"".to_owned(), "value=\"1h75\"".to_owned(), format!("{typed}</textarea>"), "name=\"weekends\" value=\"1\" checked".to_owned()],
            ),
        ];
        let stored = "SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM files) * 100 + (SELECT CAST(SUM(version) AS BIGINT) FROM requests) * 10000";
        let before = fixture.number(stored).await;
        for (path, fields, shown) in forms {
            let browser = signed_in(fixture, "alex").await;
            let old = browser.token().await;
            // The session is ended elsewhere.
            let elsewhere = signed_in(fixture, "alex").await;
            elsewhere.post("/en/account/sign-out-everywhere", &[]).await;
            let mut sent = fields.clone();
            sent.push(("form_token", &old));
            let asked = browser.bare(path, &sent).await;
            assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "{path}");
            let text = plain(&asked);
            let kept = between(&text, "name=\"kept\" value=\"", "\"").to_owned();
            assert_eq!(between(&text, "name=\"kept_path\" value=\"", "\""), path);
            let again = browser.bare("/en/sign-in", &[("login", "alex"), ("password", PASSWORD), ("kept_path", path), ("kept", &kept)]).await;
            assert!(again.status == StatusCode::OK && plain(&again).contains(&format!("action=\"{path}\"")), "{path}: {}", again.text);
            let token = browser.token().await;
            let mut form = fields.clone();
            form.extend([("form_token", token.as_str()), ("switch", "1")]);
            let drawn = browser.bare(path, &form).await;
            let text = plain(&drawn);
            assert_eq!(drawn.status, StatusCode::OK, "{path}: {text}");
            for part in shown {
                assert!(text.contains(&part), "{path}: {part} in {text}");
            }
            assert!(!drawn.text.contains("<b>\""), "{path}");
            if path.contains("/week/") {
                let mark = |day| between(&text, &format!("name=\"done{day}\""), ">").contains("checked");
                assert!(mark(2) && !mark(3), "marks stand as they were set and taken away");
            }
        }
        assert_eq!(fixture.number(stored).await, before, "nothing was saved by signing in");
    }

    async fn signing_out_ends_the_session(fixture: with_cast) {
        let browser = lawyer(fixture).await;
        let stolen = browser.cookies.borrow().clone();
        let out = browser.post("/fr/sign-out", &[]).await;
        assert_eq!((out.status, out.header("location")), (StatusCode::SEE_OTHER, "/fr/sign-in?notice=signed-out"));
        assert_eq!(out.header("clear-site-data"), "\"cache\"");
        assert!(!browser.is_signed_in());
        assert!(plain(&browser.get("/fr/sign-in?notice=signed-out").await).contains("Votre session est fermée."));
        browser.cookies.replace(stolen);
        assert_eq!(browser.get("/en/account").await.status, StatusCode::SEE_OTHER, "what was carried is worth nothing");
        assert!(!Browser::new(fixture).get("/en/sign-in?notice=nonsense").await.text.contains("nonsense"));

        let (one, other) = (signed_in(fixture, "alex").await, signed_in(fixture, "alex").await);
        let text = plain(&one.get("/en/account").await);
        let text = text.replace("<span class=\"whole\">", "").replace("</span>", "");
        assert_eq!(text.matches("Signed in since 2026-11-22 15:00 UTC; ends at 2026-11-22 15:20 UTC").count(), 2);
        assert_eq!(text.matches("This one").count(), 1);
        let out = one.post("/en/account/sign-out-everywhere", &[]).await;
        assert_eq!(out.header("location"), "/en/sign-in?notice=signed-out-everywhere");
        assert_eq!(fixture.number("SELECT count(*) FROM sessions").await, 0);
        assert_eq!(other.get("/en/account").await.status, StatusCode::SEE_OTHER);
    }

    async fn a_token_is_shown_once(fixture: with_cast) {
        let browser = lawyer(fixture).await;
        let page = "/en/account/tokens";
        let text = plain(&browser.get(page).await);
        assert!(text.contains("value=\"2027-02-20\"") && text.contains("value=\"read_entries\""));
        assert!(!text.contains("value=\"change_accounts\""), "only rights the account has");
        let faulty = browser.post(page, &[("name", "typed"), ("expires_on", "soon")]).await;
        assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = plain(&faulty);
        assert!(text.contains("#field-scopes") && text.contains("#field-expires_on") && text.contains("value=\"typed\""));
        let more = browser.post(page, &[("name", "x"), ("scopes", "change_accounts"), ("expires_on", "2026-12-01")]).await;
        assert_eq!(more.status, StatusCode::FORBIDDEN, "no right that the account does not have");

        let fields = [("name", "Export"), ("scopes", "read_entries"), ("scopes", "read_files"), ("expires_on", "2026-12-01")];
        let made = browser.post(page, &fields).await;
        assert_eq!((made.status, made.header("cache-control")), (StatusCode::CREATED, "no-store"));
        assert!(made.header("location").is_empty());
        let secret = between(&made.text, ">ct_", "<").trim().to_owned();
        let listed = browser.get(page).await;
        assert!(!listed.text.contains(&secret) && listed.text.contains("Export"));
        let bearer = format!("Bearer ct_{secret}");
        let ask = || request("GET", "/api/v1/entries", &[("authorization", bearer.as_str())], "");
        assert_eq!(send(&browser.router, ask()).await.status, StatusCode::OK);
        let revoke = between(&plain(&listed), "action=\"/en/account/tokens/", "\"").to_owned();
        let revoked = browser.post(&format!("/en/account/tokens/{revoke}"), &[]).await;
        assert_eq!(revoked.header("location"), "/en/account/tokens?notice=token-revoked");
        assert_eq!(send(&browser.router, ask()).await.status, StatusCode::UNAUTHORIZED);
        assert!(plain(&browser.get(page).await).contains("Revoked on 2026-11-22"));
        assert_eq!(browser.post("/en/account/tokens/nonsense/revoke", &[]).await.status, StatusCode::NOT_FOUND);
    }

    async fn accounts_are_for_those_who_keep_them(fixture: with_cast) {
        let (lawyer, admin) = (lawyer(fixture).await, admin(fixture).await);
        let list = plain(&admin.get("/en/accounts").await);
        assert!(list.contains("Alex <Example>") && list.contains("Timekeeper") && list.contains("/en/accounts/new"));
        let before_alex = list.split_once(">alex</a>").expect("the account is listed").0;
        let alex = before_alex.rsplit_once("href=\"").expect("a link").1.trim_end_matches('"').to_owned();
        let reset = format!("{alex}/password");
        for path in ["/en/accounts", "/en/accounts/new", alex.as_str()] {
            assert_eq!(lawyer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        for path in ["/en/accounts/new", alex.as_str(), reset.as_str()] {
            let fields = [("login", "x"), ("version", "1"), ("password", OTHER_PASSWORD)];
            assert_eq!(lawyer.post(path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let navigation = plain(&lawyer.get("/en/record").await);
        assert!(!navigation.contains("href=\"/en/accounts\"") && navigation.contains("href=\"/en/reports/workload\""));
        let navigation = plain(&admin.get("/en/record").await);
        assert!(navigation.contains("href=\"/en/accounts\"") && !navigation.contains("href=\"/en/reports/workload\""));
        assert!(navigation.contains("stands for no person") && !navigation.contains("id=\"entry-form\""));

        let form = [("version", "1"), ("name", "Alex"), ("roles", "timekeeper"), ("roles", "head"), ("teams", "Team A\n\n Team B"), ("person", "P-1"), ("lang", "fr")];
        let changed = admin.post(&alex, &form).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
        let text = plain(&admin.get(&alex).await);
        assert!(text.contains("Team A\nTeam B</textarea>") && text.contains("name=\"version\" value=\"2\""));
        let mut stale = form.to_vec();
        stale[1].1 = "Alex the Second";
        let conflict = admin.post(&alex, &stale).await;
        assert_eq!(conflict.status, StatusCode::PRECONDITION_FAILED);
        let text = plain(&conflict);
        assert!(text.contains("The two versions") && text.contains("<td>Alex</td><td>Alex the Second</td>"));
        assert!(text.contains("name=\"version\" value=\"2\"") && text.contains("value=\"Alex the Second\""));
        let faulty = admin.post(&alex, &[("version", "2"), ("name", "x"), ("roles", "timekeeper")]).await;
        assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(plain(&faulty).contains("<a href=\"#field-person\">"));

        let set = admin.post(&reset, &[("password", OTHER_PASSWORD)]).await;
        assert!(set.header("location").ends_with("?notice=password-reset"), "{}", set.text);
        assert_eq!(lawyer.get("/en/account").await.status, StatusCode::SEE_OTHER, "its sessions have ended");
        let off = [("version", "3"), ("name", "Alex"), ("roles", "timekeeper"), ("person", "P-1"), ("lang", "en"), ("disabled", "1")];
        assert_eq!(admin.post(&alex, &off).await.status, StatusCode::SEE_OTHER);
        assert_eq!(Browser::new(fixture).sign_in("alex", OTHER_PASSWORD).await.status, StatusCode::UNAUTHORIZED);

        add(fixture, "eyes", "Auditor", "", &["auditor"]).await;
        let auditor = signed_in(fixture, "eyes").await;
        let read = plain(&auditor.get(&alex).await);
        assert!(read.contains("May not sign in") && !read.contains("id=\"entry-form\""));
        assert_eq!(auditor.post(&alex, &off).await.status, StatusCode::FORBIDDEN);
        assert_eq!(auditor.get("/en/accounts/0197a000-0000-7000-8000-0000000000a1").await.status, StatusCode::NOT_FOUND);
    }

    async fn without_passwords_only_the_provider_is_offered(fixture: with_cast) {
        let lawyer = lawyer(fixture).await;
        let mut app = fixture.app();
        app.sign_in.local_passwords = false;
        let browser = Browser::of(app);
        let page = browser.get("/en/sign-in").await;
        assert!(!page.text.contains("type=\"password\""));
        let answer = browser.sign_in("alex", PASSWORD).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(plain(&answer).contains("Passwords are not used here."));
        browser.cookies.replace(lawyer.cookies.borrow().clone());
        let page = browser.get("/en/account/password").await;
        assert!(page.text.contains("Passwords are not used here.") && !page.text.contains("type=\"password\""));
        for path in ["/en/sign-in/provider", "/sign-in/provider?code=a&state=b"] {
            let off = Browser::new(fixture).get(path).await;
            assert!(plain(&off).contains("not set up here"), "{path}: {}", off.text);
        }
    }
}
