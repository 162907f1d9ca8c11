//! The pages of the register of requests, without script: list and board, a new request, and the whole life of one.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::files::{self, RawFile, RawFileChange};
use casetime::requests::search;
use serde_json::json;

use crate::recording::router;
use crate::requests::{entered, in_state, stepped};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, post_form};
use crate::support::{Fixture, on_both_engines};

const HOSTILE: &str = "<b>\"x\"</b> & ’; DROP – \u{202e}abc\u{0301}🙂 =1+1";

/// The text of a page without the signs that markup is told from text by.
fn plain(answer: &Answer) -> String {
    let text = answer.text.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The value of the field with a name.
fn value<'t>(text: &'t str, name: &str) -> &'t str {
    let at = text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}"));
    let start = text[..at].rfind('<').expect("a tag");
    let tag = &text[start..start + text[start..].find('>').expect("an end")];
    tag.split_once("value=\"").expect("a value").1.split_once('"').expect("an end").0
}

async fn head(fixture: &Fixture) -> Router {
    Somebody::new(fixture, "head", &[(Role::Head, "")]).await.router(fixture).await
}

/// The page of a request whose address in the API is known.
fn page_of(address: &str) -> String {
    format!("/en/requests/{}", address.rsplit('/').next().expect("an identifier"))
}

/// Sends a form of the page of a request, with the version and the key it was drawn with.
async fn send(router: &Router, page: &str, fields: &[(&str, &str)]) -> Answer {
    let drawn = plain(&get(router, page).await);
    let (version, key) = (value(&drawn, "version").to_owned(), value(&drawn, "key").to_owned());
    let mut all = fields.to_vec();
    all.extend([("version", version.as_str()), ("key", key.as_str())]);
    post_form(router, page, &all).await
}

/// How many requests there are.
async fn many(fixture: &Fixture) -> i64 {
    fixture.number("SELECT count(*) FROM requests").await
}

on_both_engines! {
    async fn an_empty_register_teaches_and_asks_only_those_who_may_to_begin(fixture: with_cast) {
        let mine = head(fixture).await;
        let lawyer = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.router(fixture).await;
        for (lang, teaches, begins) in [
            ("en", "No request has been entered yet.", "Begin with the request"),
            ("fr", "Aucune demande n’est encore entrée.", "Commencez par la dernière demande"),
        ] {
            let text = plain(&get(&mine, &format!("/{lang}/requests")).await);
            assert!(text.contains(teaches) && text.contains(begins) && text.contains(&format!("/{lang}/requests/new")));
            let theirs = plain(&get(&lawyer, &format!("/{lang}/requests")).await);
            assert!(theirs.contains(teaches) && !theirs.contains(begins) && !theirs.contains("requests/new"));
        }
        let board = plain(&get(&mine, "/en/requests?view=board").await);
        assert_eq!(board.matches("class=\"column\"").count(), 6);
        assert!(board.contains("What is to be decided stands here."));
    }

    async fn a_request_is_entered_once_however_often_the_form_is_sent(fixture: with_cast) {
        let mine = head(fixture).await;
        let drawn = plain(&get(&mine, "/en/requests/new").await);
        let key = value(&drawn, "key").to_owned();
        assert_eq!(value(&drawn, "received_on"), "2026-11-22");
        let form = |wanted| [("key", key.as_str()), ("requester", HOSTILE), ("wanted", wanted), ("received_on", "2026-11-20"), ("country", "UA"), ("deadline", "")];
        let (first, again) = (post_form(&mine, "/en/requests/new", &form("Help")).await, post_form(&mine, "/en/requests/new", &form("Help")).await);
        assert_eq!((first.status, many(fixture).await), (StatusCode::SEE_OTHER, 1), "{}", first.text);
        assert_eq!(first.header("location"), again.header("location"));
        let page = get(&mine, first.header("location")).await;
        assert!(!page.text.contains("<b>\""), "text of people is never markup");
        let text = plain(&page);
        assert!(text.contains("Entered. Next comes its triage.") && text.contains(HOSTILE) && text.contains("Ukraine"));
        // The reader went back, wrote something else and sent the form again: whether it is another request is asked.
        let other = post_form(&mine, "/en/requests/new", &form("Something else")).await;
        let text = plain(&other);
        assert_eq!((other.status.is_client_error(), many(fixture).await), (true, 1));
        assert!(text.contains("From this form a request was entered already.") && text.contains("Something else"));
        assert_ne!(value(&text, "key"), key);
        let fresh = value(&text, "key").to_owned();
        let mut form = form("Something else").to_vec();
        form[0].1 = &fresh;
        assert_eq!(post_form(&mine, "/en/requests/new", &form).await.status, StatusCode::SEE_OTHER);
        assert_eq!(many(fixture).await, 2);
    }

    async fn what_is_wrong_with_a_new_request_stands_beside_what_was_typed(fixture: with_cast) {
        let mine = head(fixture).await;
        let before = fixture.contents().await;
        let form = [("requester", ""), ("wanted", HOSTILE), ("received_on", "2999-01-01"), ("deadline", "soon"), ("country", "UKR")];
        let answer = post_form(&mine, "/fr/requests/new", &form).await;
        let text = plain(&answer);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["requester", "received_on", "deadline", "country"] {
            assert!(text.contains(&format!("href=\"#field-{field}\"")) && text.contains(&format!("id=\"error-{field}\"")), "{field}");
        }
        assert!(text.contains("<title>Erreur") && text.contains(HOSTILE) && value(&text, "deadline") == "soon");
        assert!(text.contains("<option value=\"UKR\" selected>"), "a country that is not known stays to be seen");
        let switched = post_form(&mine, "/en/requests/new", &[form[1], form[3], ("switch", "1")]).await;
        let text = plain(&switched);
        assert_eq!((switched.status, value(&text, "deadline")), (StatusCode::OK, "soon"));
        assert!(text.contains(HOSTILE) && text.contains("formaction=\"/fr/requests/new\""));
        assert_eq!(fixture.contents().await, before);
    }

    async fn a_request_goes_its_way_through_its_page(fixture: with_cast) {
        let mine = head(fixture).await;
        let page = page_of(&entered(&router(fixture), &json!({})).await);
        assert!(plain(&get(&mine, &page).await).contains("<h2 id=\"step-heading\">Triage</h2>"), "the next step is offered");
        let refused = send(&mine, &page, &[("do", "triage"), ("kind", ""), ("team", HOSTILE), ("person", "P-2")]).await;
        assert!(plain(&refused).contains("id=\"error-kind\"") && plain(&refused).contains(HOSTILE));
        let triaged = send(&mine, &page, &[("do", "triage"), ("kind", "technical_assistance"), ("team", "North"), ("person", "P-1")]).await;
        assert_eq!(triaged.header("location"), format!("{page}?done=triage"), "{}", triaged.text);
        let text = plain(&get(&mine, &page).await);
        assert!(text.contains("Technical assistance") && text.contains("Alex Example · North") && text.contains("Triage again"));
        let refused = plain(&send(&mine, &page, &[("do", "decision"), ("decision", "declined"), ("reason", "")]).await);
        assert!(refused.contains("id=\"error-reason\"") && refused.contains("value=\"declined\" checked"));
        let referred = send(&mine, &page, &[("do", "decision"), ("decision", "referred"), ("reason", HOSTILE), ("referred_to", "GAC")]).await;
        let text = plain(&get(&mine, referred.header("location")).await);
        assert!(text.contains("Referred.") && text.contains("name=\"do\" value=\"undo\"") && text.contains(HOSTILE));
        let undone = send(&mine, referred.header("location"), &[("do", "undo")]).await;
        let text = plain(&get(&mine, undone.header("location")).await);
        assert!(text.contains("Taken back.") && text.contains("Undone right after it was saved") && text.contains("<span class=\"tag\">Triaged</span>"));
        // Who takes it over was typed before another decision was chosen: it is dropped, not refused.
        let accepted = send(&mine, &page, &[("do", "decision"), ("decision", "accepted"), ("referred_to", "GAC")]).await;
        assert_eq!(accepted.header("location"), format!("{page}?done=accepted"), "{}", accepted.text);
        for (number, sign) in [("", "id=\"error-file\""), ("NOWHERE", "value=\"NOWHERE\"")] {
            assert!(plain(&send(&mine, &page, &[("do", "file"), ("file", number)]).await).contains(sign), "{number}");
        }
        send(&mine, &page, &[("do", "file"), ("file", "UKR-12")]).await;
        let text = plain(&get(&mine, &format!("{page}?step=completion")).await);
        assert!(text.contains(">UKR-12</a>") && text.contains("Mark as completed") && !text.contains("step=file"));
        let completed = send(&mine, &format!("{page}?step=completion"), &[("do", "completion")]).await;
        let text = plain(&get(&mine, completed.header("location")).await);
        assert!(text.contains("Completed.") && text.contains("This request is settled.") && text.contains("value=\"undo\""));
        let reopened = send(&mine, &format!("{page}?step=reopening"), &[("do", "reopening"), ("reason", "More came.")]).await;
        let text = plain(&get(&mine, reopened.header("location")).await);
        assert!(text.contains("<span class=\"tag\">Accepted</span>") && text.contains("More came."));
        let changed = [("do", "change"), ("requester", "GAC"), ("wanted", "More"), ("received_on", "2026-11-02"), ("country", ""), ("deadline", "")];
        let changed = send(&mine, &format!("{page}?step=change"), &changed).await;
        assert_eq!(changed.header("location"), format!("{page}?done=change"), "{}", changed.text);
        assert!(!plain(&get(&mine, &page).await).contains("Ukraine"));
        assert!(plain(&get(&mine, &page.replace("/en/", "/fr/")).await).contains("<span class=\"tag\">Acceptée</span>"));
    }

    async fn a_step_sent_twice_is_taken_once(fixture: with_cast) {
        let mine = head(fixture).await;
        let page = page_of(&in_state(&router(fixture), "triaged").await);
        let drawn = plain(&get(&mine, &page).await);
        let (version, key) = (value(&drawn, "version").to_owned(), value(&drawn, "key").to_owned());
        let form = [("do", "decision"), ("decision", "accepted"), ("version", version.as_str()), ("key", key.as_str())];
        for _ in 0..2 {
            let answer = post_form(&mine, &page, &form).await;
            assert_eq!(answer.header("location"), format!("{page}?done=accepted"), "{}", answer.text);
        }
        assert_eq!(fixture.number("SELECT count(*) FROM request_states").await, 3);
    }

    async fn two_tabs_on_one_request_see_both_versions_and_lose_nothing(fixture: with_cast) {
        let mine = head(fixture).await;
        let address = in_state(&router(fixture), "triaged").await;
        let page = page_of(&address);
        let drawn = plain(&get(&mine, &format!("{page}?step=change")).await);
        let (version, key) = (value(&drawn, "version").to_owned(), value(&drawn, "key").to_owned());
        send(&mine, &format!("{page}?step=change"), &[("do", "change"), ("requester", "Theirs"), ("wanted", "W"), ("received_on", "2026-11-02")]).await;
        let form = |version| [("do", "change"), ("requester", "Mine"), ("wanted", HOSTILE), ("received_on", "2026-11-02"), ("version", version), ("key", key.as_str())];
        let both = post_form(&mine, &page, &form(&version)).await;
        let text = plain(&both);
        assert_eq!(both.status, StatusCode::PRECONDITION_FAILED);
        assert!(text.contains("Changed meanwhile") && text.contains("Theirs") && value(&text, "requester") == "Mine" && text.contains(HOSTILE));
        let now = value(&text, "version").to_owned();
        let replaced = post_form(&mine, &page, &form(&now)).await;
        assert_eq!((replaced.status, value(&plain(&get(&mine, &format!("{page}?step=change")).await), "requester").to_owned()), (StatusCode::SEE_OTHER, "Mine".to_owned()));
        // Somebody decided meanwhile: the decision that was typed can be taken no more, and is still there to be read.
        let drawn = plain(&get(&mine, &page).await);
        let old = value(&drawn, "version").to_owned();
        stepped(&router(fixture), &address, "decision", &json!({ "decision": "accepted" })).await;
        let late = [("do", "decision"), ("decision", "declined"), ("reason", HOSTILE), ("version", old.as_str()), ("key", "k")];
        let text = plain(&post_form(&mine, &page, &late).await);
        assert!(text.contains("Changed meanwhile") && text.contains("Declined") && text.contains("Accepted") && text.contains(HOSTILE));
        assert!(!text.contains("name=\"decision\"") && text.contains("name=\"file\""), "the form is that of the next step");
    }

    async fn the_list_is_narrowed_and_its_address_says_how(fixture: with_cast) {
        let console = router(fixture);
        for (requester, wanted, country) in [("GAC", "Étude des procureurs", "UA"), ("CIDA", "Training", "JM"), ("GAC", HOSTILE, "")] {
            entered(&console, &json!({ "requester": requester, "wanted": wanted, "country": country })).await;
        }
        stepped(&console, &in_state(&console, "triaged").await, "decision", &json!({ "decision": "declined", "reason": "r" })).await;
        let mine = head(fixture).await;
        for (query, found) in [
            ("", 4), ("?state=received", 3), ("?state=declined", 1), ("?requester=gac", 2), ("?country=UA", 2), ("?country=-", 1),
            ("?kind=information", 1), ("?search=etude+PROCUREURS", 1), ("?search=jama%C3%AFque", 1), ("?search=r-2026-0002", 1),
            ("?search=%3C%3E", 0), ("?search=nothing+of+the+kind", 0), ("?from=2026-11-03", 0), ("?search=drop&to=2026-11-02", 1),
            ("?search=training&event=received&from=2026-11-01&to=2026-11-30", 2), ("?event=declined", 1),
        ] {
            let answer = get(&mine, &format!("/fr/requests{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{query}");
            let text = plain(&answer);
            assert_eq!(text.matches("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">").count(), found, "{query}");
            assert!(text.contains(&format!("class=\"language\" href=\"/en/requests{query}\"")), "{query}");
            let board = plain(&get(&mine, &format!("/en/requests{}", if query.is_empty() { "?view=board".to_owned() } else { format!("{query}&view=board") })).await);
            let state = query.contains("state=");
            assert_eq!(board.matches("<li class=\"card\">").count(), if state { 4 } else { found }, "{query}: the board shows all states");
        }
        let wrong = get(&mine, "/en/requests?from=03/11/2026&search=x&kind=&to=2026-13-01").await;
        let text = plain(&wrong);
        assert_eq!((wrong.status, value(&text, "from"), value(&text, "search")), (StatusCode::UNPROCESSABLE_ENTITY, "03/11/2026", "x"));
        assert!(text.contains("id=\"error-from\"") && text.contains("id=\"error-to\""));
        let api = get(&console, "/api/v1/requests?search=training&kind=information").await.json();
        assert_eq!((api["requests"].as_array().expect("a list").len(), api["counts"]["declined"].as_i64()), (1, Some(1)));
        assert!(get(&console, "/api/v1/requests?kind=all").await.status.is_client_error());
    }

    async fn requests_that_are_older_than_the_search_are_found_after_a_migration(fixture: with_cast) {
        entered(&router(fixture), &json!({ "wanted": "Canary" })).await;
        let mine = head(fixture).await;
        assert_eq!(fixture.by_hand("UPDATE requests SET search_key = ''").await.expect("emptied"), 1);
        assert!(!plain(&get(&mine, "/en/requests?search=canary").await).contains("R-2026-0001"));
        assert_eq!(search::complete(&fixture.context.db).await.expect("read again"), 1);
        assert!(plain(&get(&mine, "/en/requests?search=canary").await).contains("R-2026-0001"));
        assert_eq!(search::complete(&fixture.context.db).await.expect("nothing to do"), 0);
    }

    async fn a_long_list_is_read_a_page_at_a_time(fixture: with_cast) {
        let console = router(fixture);
        for _ in 0..52 {
            entered(&console, &json!({})).await;
        }
        let mine = head(fixture).await;
        let first = plain(&get(&mine, "/en/requests?requester=global+affairs+canada").await);
        assert_eq!(first.matches("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">").count(), 50);
        assert!(first.contains("R-2026-0052") && !first.contains("R-2026-0002"));
        let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
        let second = plain(&get(&mine, next).await);
        assert_eq!(second.matches("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">").count(), 2);
        assert!(second.contains("R-2026-0002") && !second.contains("rel=\"next\"") && second.contains("First page"));
        assert!(second.contains("<span class=\"count\"> 52</span>"), "counts are of all pages");
        let board = plain(&get(&mine, "/en/requests?view=board").await);
        assert_eq!(board.matches("<li class=\"card\">").count(), 20);
        assert!(board.contains("All 52") && board.contains("href=\"/en/requests?state=received\""));
    }

    async fn the_board_offers_steps_to_those_who_may_take_them(fixture: with_cast) {
        let console = router(fixture);
        for state in ["received", "triaged", "accepted", "declined", "completed"] {
            in_state(&console, state).await;
        }
        let mine = head(fixture).await;
        let board = plain(&get(&mine, "/en/requests?view=board").await);
        for step in ["triage", "decision", "file", "reopening"] {
            assert!(board.contains(&format!("?step={step}#step")), "{step}");
        }
        let at = board.find("name=\"do\" value=\"completion\"").expect("a button");
        let form = &board[board[..at].rfind("<form").expect("a form")..at];
        let action = form.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
        let done = post_form(&mine, action, &[("do", "completion"), ("version", value(form, "version")), ("key", value(form, "key"))]).await;
        assert_eq!(done.header("location"), format!("{action}?done=completion"), "{}", done.text);
        let lawyer = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.router(fixture).await;
        let board = plain(&get(&lawyer, "/en/requests?view=board").await);
        assert!(board.contains("R-2026-0005") && !board.contains("card-steps") && !board.contains("completion"));
        let page = plain(&get(&lawyer, action).await);
        assert!(page.contains("id=\"history-heading\"") && !page.contains("entry-form"));
    }

    async fn the_page_names_a_walled_file_to_those_named_on_it_alone(fixture: with_cast) {
        let page = page_of(&in_state(&router(fixture), "accepted").await);
        let mine = head(fixture).await;
        send(&mine, &page, &[("do", "file"), ("file", "SA-7")]).await;
        assert!(plain(&get(&mine, &page).await).contains("SA-7"));
        let all = files::ops::list(&fixture.context).await.expect("files");
        let file = all.iter().find(|file| file.number == "SA-7").expect("a file");
        let raw = RawFile::of(file).changed_by(RawFileChange { walled: Some(true), ..RawFileChange::default() });
        files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("walled");
        for address in [&page, "/en/requests", "/fr/requests?view=board"] {
            assert!(!plain(&get(&mine, address).await).contains("SA-7"), "{address}");
        }
    }

    async fn what_is_not_there_and_what_one_may_not_do_are_told_apart(fixture: with_cast) {
        let mine = head(fixture).await;
        for nowhere in ["/en/requests/x", "/fr/requests/01900000-0000-7000-8000-000000000000"] {
            assert_eq!(get(&mine, nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
            assert_eq!(post_form(&mine, nowhere, &[("do", "completion"), ("version", "1")]).await.status, StatusCode::NOT_FOUND);
        }
        let page = page_of(&entered(&router(fixture), &json!({})).await);
        let before = fixture.contents().await;
        for (fields, status) in [
            (vec![("do", "nothing"), ("version", "1")], StatusCode::BAD_REQUEST),
            (vec![("do", "completion"), ("version", "1")], StatusCode::CONFLICT),
            (vec![("do", "triage"), ("kind", "other"), ("version", "x")], StatusCode::PRECONDITION_FAILED),
        ] {
            assert_eq!(post_form(&mine, &page, &fields).await.status, status, "{fields:?}");
        }
        assert_eq!(fixture.contents().await, before);
    }
}
