//! The pages of the register of files, without script: the list, and opening a file by the questions of the boundary rule.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::{files, people};
use serde_json::json;

use crate::recording::{recorded, router};
use crate::requests::{entered, in_state};
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

/// How many rows the list has.
fn rows(text: &str) -> usize {
    text.matches("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">").count()
}

async fn many(fixture: &Fixture) -> i64 {
    fixture.number("SELECT count(*) FROM files").await
}

/// The page of the file with a number.
async fn page_of(fixture: &Fixture, number: &str) -> String {
    let all = files::ops::list(&fixture.context).await.expect("files");
    format!("/en/files/{}", all.iter().find(|file| file.number == number).expect("a file").id)
}

/// Sends the form of a step, with the version and the key it was drawn with.
async fn send(router: &Router, page: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
    let drawn = plain(&get(router, &format!("{page}?step={step}")).await);
    let (version, key) = (value(&drawn, "version").to_owned(), value(&drawn, "key").to_owned());
    let mut all = vec![("do", step), ("version", version.as_str()), ("key", key.as_str())];
    all.extend(fields);
    post_form(router, page, &all).await
}

/// A page without the attributes that only a narrow screen and those who listen need.
fn bare(text: &str) -> String {
    [" role=\"", " data-label=\""].iter().fold(text.to_owned(), |text, attribute| {
        let mut pieces = text.split(attribute);
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |kept, piece| kept + piece.split_once('"').map_or("", |(_, rest)| rest))
    })
}

on_both_engines! {
    async fn the_list_of_files_is_narrowed_and_its_address_says_how(fixture: with_cast) {
        let mine = head(fixture).await;
        for (query, found) in [
            ("", 4), ("?category=TA", 2), ("?category=TA&standing=open", 1), ("?standing=closed", 1), ("?search=ukr+12", 1),
            ("?country=-", 2), ("?search=%3C%3E", 0), ("?search=nothing+of+the+kind", 0), ("?search=jam&standing=open", 0),
        ] {
            let answer = get(&mine, &format!("/fr/files{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{query}");
            let text = plain(&answer);
            assert_eq!(rows(&text), found, "{query}");
            assert!(text.contains(&format!("class=\"language\" href=\"/en/files{query}\"")), "{query}");
            assert!(!text.contains("HELD"), "the file for held entries is no file of the register");
            let api = get(&router(fixture), &format!("/api/v1/files{query}")).await;
            if query.contains("standing") || query.contains("country") || query.contains("category") {
                assert_eq!(api.json()["files"].as_array().expect("a list").len(), found, "{query}");
            }
        }
        let wrong = get(&mine, "/en/files?category=XX&search=kept&country=UKR&standing=ajar").await;
        let text = plain(&wrong);
        assert_eq!((wrong.status.is_client_error(), value(&text, "search")), (true, "kept"));
        assert!(text.contains("id=\"error-category\"") && text.contains("id=\"error-country\"") && text.contains("id=\"error-standing\""));
        // What happened to a file narrows further.
        for (query, found) in [("standing=open&event=opened", 3), ("standing=open&event=closed", 0), ("category=TA&event=closed", 1), ("category=TA&from=2099-01-01", 0)] {
            let api = get(&router(fixture), &format!("/api/v1/files?{query}")).await;
            assert_eq!(api.json()["files"].as_array().expect("a list").len(), found, "{query}");
        }
        for wrong in ["category=XX", "country=UKR", "country=", "standing=ajar", "standing=open&event=shut"] {
            assert!(get(&router(fixture), &format!("/api/v1/files?{wrong}")).await.status.is_client_error(), "{wrong}");
        }
    }

    async fn a_long_list_of_files_is_read_a_page_at_a_time_and_hides_walled_ones(fixture: with_cast) {
        for at in 0..52 {
            fixture.add_file(&format!("Z-{at:03}"), "OT", "").await;
        }
        fixture.by_hand("UPDATE files SET walled = TRUE WHERE number = 'Z-010'").await.expect("walled");
        let mine = head(fixture).await;
        let first = plain(&get(&mine, "/en/files?search=z").await);
        assert_eq!(rows(&first), 50);
        let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
        let second = plain(&get(&mine, next).await);
        assert_eq!((rows(&second), second.contains("Z-051"), second.contains("First page")), (1, true, true));
        assert!(!first.contains("Z-010") && !second.contains("Z-010"), "nobody but those named knows of a walled file");
    }

    async fn the_questions_lead_to_a_category_one_after_another(fixture: with_cast) {
        let mine = head(fixture).await;
        let begin = plain(&get(&mine, "/en/files/new").await);
        assert!(begin.contains("Question 1 of 3") && begin.contains("name=\"q1\"") && !begin.contains("name=\"title\""));
        assert!(begin.contains("name=\"asked\" value=\"q1\""), "the form says which question it asks");
        let unanswered = plain(&get(&mine, "/en/files/new?asked=q1").await);
        assert!(unanswered.contains("<title>Error") && unanswered.contains("id=\"error-q1\""));
        assert!(!unanswered.contains("ask the manager"), "whoever opens files is told of the cases");
        let answered = plain(&get(&mine, "/en/files/new?asked=q1&q1=no").await);
        assert!(answered.contains("Question 2 of 3") && !answered.contains("<title>Error") && !answered.contains("class=\"error\""));
        let left = plain(&get(&mine, "/en/files/new?asked=q2&q1=no").await);
        assert!(left.contains("<title>Error") && left.contains("id=\"error-q2\""));
        let second = plain(&get(&mine, "/fr/files/new?q1=no").await);
        assert!(second.contains("Question 2 sur 3") && second.contains("href=\"/en/files/new?q1=no\"") && second.contains("value=\"no\""));
        let lost = plain(&get(&mine, "/en/files/new?q1=no&q2=no&q3=no").await);
        assert!(lost.contains("Ask the manager; do not guess.") && !lost.contains("name=\"title\""));
        let chosen = plain(&get(&mine, "/en/files/new?q1=no&q2=yes").await);
        assert!(chosen.contains("Legal technical assistance") && chosen.contains("Because you answered yes to: Is the product for a foreign"));
        assert!(chosen.contains("name=\"project\"") && value(&chosen, "opened_on") == "2026-11-22");
        let internal = plain(&get(&mine, "/en/files/new?q1=yes").await);
        assert!(!internal.contains("id=\"field-project\""), "a category without projects asks for none");
    }

    async fn a_file_is_opened_once_and_what_is_wrong_keeps_what_was_typed(fixture: with_cast) {
        let mine = head(fixture).await;
        let drawn = plain(&get(&mine, "/en/files/new?q1=no&q2=yes").await);
        let key = value(&drawn, "key").to_owned();
        let form = |title| [
            ("key", key.as_str()), ("q1", "no"), ("q2", "yes"), ("title", title), ("number", "UKR-13"), ("opened_on", "2026-11-02"),
            ("country", "UA"), ("project", HOSTILE), ("requester", HOSTILE), ("team", "North"),
        ];
        let before = many(fixture).await;
        let refused = post_form(&mine, "/en/files/new", &form("")).await;
        let text = plain(&refused);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("href=\"#field-title\"") && text.contains(HOSTILE) && value(&text, "number") == "UKR-13");
        // The answers are changed after the form was filled in: everything typed stays, also what the new category takes no field for.
        let mut changed = form("T").to_vec();
        changed[1].1 = "yes";
        changed.push(("switch", "1"));
        let switched = plain(&post_form(&mine, "/en/files/new", &changed).await);
        assert!(!switched.contains("id=\"field-project\"") && switched.contains("type=\"hidden\" name=\"project\"") && switched.contains(HOSTILE));
        let mut lost = form("T").to_vec();
        lost[2].1 = "no";
        lost.push(("q3", "no"));
        let refused = post_form(&mine, "/fr/files/new", &lost).await;
        let text = plain(&refused);
        assert!(refused.status.is_client_error() && text.contains("id=\"error-answers\"") && value(&text, "title") == "T");
        assert_eq!(many(fixture).await, before);
        let (first, again) = (post_form(&mine, "/en/files/new", &form(HOSTILE)).await, post_form(&mine, "/en/files/new", &form(HOSTILE)).await);
        assert_eq!((first.status, first.header("location")), (StatusCode::SEE_OTHER, again.header("location")), "{}", first.text);
        assert_eq!(many(fixture).await, before + 1);
        let other = post_form(&mine, "/en/files/new", &form("Another")).await;
        assert!(plain(&other).contains("From this form a file was opened already.") && other.status.is_client_error());
        let found_again = get(&mine, "/en/files?search=UKR-13").await;
        assert!(!found_again.text.contains("<b>\"") && plain(&found_again).contains(HOSTILE));
        let taken = post_form(&mine, "/en/files/new", &[("q1", "yes"), ("title", "T"), ("number", "SA-7"), ("opened_on", "2026-11-02")]).await;
        assert!(plain(&taken).contains("id=\"error-number\""));
    }

    async fn a_request_becomes_a_new_file_with_what_it_says(fixture: with_cast) {
        let mine = head(fixture).await;
        let console = router(fixture);
        let early = entered(&console, &json!({})).await;
        let early = format!("/en/requests/{}/file", early.rsplit('/').next().expect("an identifier"));
        assert!(plain(&get(&mine, &early).await).contains("is not triaged yet"));
        let address = in_state(&console, "accepted").await;
        let id = address.rsplit('/').next().expect("an identifier");
        let there = format!("/en/requests/{id}/file");
        assert!(plain(&get(&mine, &format!("/en/requests/{id}")).await).contains(&format!("href=\"{there}\"")));
        let drawn = plain(&get(&mine, &format!("{there}?q1=no&q2=yes")).await);
        assert!(drawn.contains("For request R-2026-0002:") && value(&drawn, "requester") == "Global Affairs Canada");
        assert!(drawn.contains("<option value=\"UA\" selected>"));
        let (version, key) = (value(&drawn, "version").to_owned(), value(&drawn, "key").to_owned());
        let form = |number| [
            ("key", key.as_str()), ("version", version.as_str()), ("q1", "no"), ("q2", "yes"), ("title", "Training"), ("number", number),
            ("opened_on", "2026-11-02"), ("country", "UA"), ("project", "Prosecutors"), ("requester", "GAC"),
        ];
        let refused = plain(&post_form(&mine, &there, &form("SA-7")).await);
        assert!(refused.contains("id=\"error-number\"") && value(&refused, "title") == "Training");
        for _ in 0..2 {
            let done = post_form(&mine, &there, &form("UKR-13")).await;
            assert_eq!(done.header("location"), format!("/en/requests/{id}?done=file"), "{}", done.text);
        }
        let page = plain(&get(&mine, &format!("/en/requests/{id}?done=file")).await);
        assert!(page.contains(">UKR-13</a>") && page.contains("The file is named."));
        assert_eq!(fixture.number("SELECT count(*) FROM files WHERE number = 'UKR-13'").await, 1);
    }

    async fn the_page_of_a_file_tells_each_reader_what_they_may_know(fixture: with_cast) {
        recorded(&router(fixture), &json!({ "worked_on": "2026-11-17", "minutes": 90, "narrative": "CANARY" })).await;
        recorded(&router(fixture), &json!({ "worked_on": "2025-10-07", "minutes": 30, "narrative": "CANARY" })).await;
        let page = page_of(fixture, "UKR-12").await;
        let mine = head(fixture).await;
        for (lang, parts) in [
            ("en", ["Legal technical assistance", "2:00 in all", "November 2026", "October 2025", "Alex Example", "Lead counsel"]),
            ("fr", ["Assistance technique juridique", "2:00 en tout", "novembre 2026", "octobre 2025", "Alex Example", "Juriste responsable"]),
        ] {
            let text = plain(&get(&mine, &page.replace("/en/", &format!("/{lang}/"))).await);
            for part in parts {
                assert!(text.contains(part), "{lang}: {part}");
            }
            assert!(!text.contains("CANARY"), "narratives are for the page of the entry");
        }
        let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        let own = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id).router(fixture).await;
        let text = plain(&get(&own, &page).await);
        assert!(text.contains("Your time on this file") && text.contains("1:30") && !text.contains("Time by person"));
        assert!(text.contains("/en/record?file=UKR-12") && !text.contains("step=close") && !text.contains("Confirmed time"));
        let other = Somebody::new(fixture, "other", &[(Role::Timekeeper, "")]).await.router(fixture).await;
        let text = plain(&get(&other, &page).await);
        assert!(text.contains("You have recorded no time on this file.") && !text.contains("1:30"));
        let manager = Somebody::new(fixture, "manager", &[(Role::Manager, "Elsewhere")]).await.router(fixture).await;
        assert!(!plain(&get(&manager, &page).await).contains("1:30"), "time of other teams is not told");
        for nowhere in ["/en/files/x", "/fr/files/01900000-0000-7000-8000-000000000000"] {
            assert_eq!(get(&mine, nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
        }
    }

    async fn a_file_is_closed_with_a_successor_and_both_lead_to_each_other(fixture: with_cast) {
        let mine = head(fixture).await;
        let page = page_of(fixture, "UKR-12").await;
        let asked = plain(&send(&mine, &page, "close", &[("closed_on", "2026-11-20"), ("reason", HOSTILE)]).await);
        assert!(asked.contains("id=\"error-goes_on\"") && asked.contains(HOSTILE));
        let wrong = plain(&send(&mine, &page, "close", &[("closed_on", "soon"), ("reason", " ")]).await);
        for field in ["goes_on", "closed_on", "reason"] {
            assert!(wrong.contains(&format!("id=\"error-{field}\"")), "everything is said at once: {field}");
        }
        let successor = [
            ("closed_on", "2026-11-20"), ("reason", HOSTILE), ("goes_on", "yes"), ("category", "SA"), ("number", "SA-7"), ("title", "Advice"),
            ("project", "left over"), ("country", "UA"),
        ];
        let before = fixture.contents().await;
        let refused = plain(&send(&mine, &page, "close", &successor).await);
        assert!(refused.contains("id=\"error-number\"") && value(&refused, "title") == "Advice" && refused.contains("value=\"SA\" selected"));
        let mut no_category = successor;
        no_category[3].1 = "";
        assert!(plain(&send(&mine, &page, "close", &no_category).await).contains("id=\"error-category\""));
        assert_eq!(fixture.contents().await, before);
        let mut sound = successor;
        sound[4].1 = "SA-8";
        let closed = send(&mine, &page, "close", &sound).await;
        assert_eq!(closed.header("location"), format!("{page}?done=close"), "{}", closed.text);
        let text = plain(&get(&mine, closed.header("location")).await);
        assert!(text.contains("Closed: last day") && text.contains("It goes on in") && text.contains(">SA-8</a>") && text.contains(HOSTILE));
        assert!(!text.contains("value=\"undo\""), "the successor would have to be closed first");
        let theirs = plain(&get(&mine, &page_of(fixture, "SA-8").await).await);
        assert!(theirs.contains("Goes on with") && theirs.contains(">UKR-12</a>") && theirs.contains("2026-11-21"));
        let refused = plain(&send(&mine, &page, "reopen", &[("reason", "More")]).await);
        assert!(refused.contains("<title>Error") && refused.contains("SA-8") && refused.contains("More"));
    }

    async fn a_closing_is_taken_back_and_a_file_is_opened_again(fixture: with_cast) {
        let mine = head(fixture).await;
        let page = page_of(fixture, "UKR-12").await;
        let drawn = plain(&get(&mine, &format!("{page}?step=close")).await);
        let key = value(&drawn, "key").to_owned();
        let form = [("do", "close"), ("key", key.as_str()), ("closed_on", "2026-11-20"), ("reason", "Over"), ("goes_on", "no")];
        for _ in 0..2 {
            assert_eq!(post_form(&mine, &page, &form).await.header("location"), format!("{page}?done=close"));
        }
        let text = plain(&get(&mine, &format!("{page}?done=close")).await);
        assert!(text.contains("value=\"undo\"") && text.contains("<span class=\"tag\">Closed</span>"));
        let undone = post_form(&mine, &page, &[("do", "undo"), ("key", "k2")]).await;
        let text = plain(&get(&mine, undone.header("location")).await);
        assert!(text.contains("Taken back: the file is open again.") && text.contains("Opened again on 2026-11-22 by head"));
        assert!(plain(&get(&mine, &format!("{page}?step=reopen")).await).contains("What can be done"), "an open file is not opened again");
        let shut = page_of(fixture, "JAM-3").await;
        assert!(plain(&send(&mine, &shut, "reopen", &[("reason", "")]).await).contains("id=\"error-reason\""));
        let again = send(&mine, &shut, "reopen", &[("reason", HOSTILE)]).await;
        assert!(plain(&get(&mine, again.header("location")).await).contains("<span class=\"tag\">Open</span>"));
    }

    async fn a_step_with_a_file_that_is_sent_twice_counts_once(fixture: with_cast) {
        let mine = head(fixture).await;
        let page = page_of(fixture, "UKR-12").await;
        let drawn = plain(&get(&mine, &page).await);
        let version = value(&plain(&get(&mine, &format!("{page}?step=lead")).await), "version").to_owned();
        let form = [("do", "lead"), ("key", "k-lead"), ("version", version.as_str()), ("person", "P-1"), ("valid_from", "2026-11-01")];
        for _ in 0..2 {
            let answer = post_form(&mine, &page, &form).await;
            assert_eq!(answer.header("location"), format!("{page}?done=lead"), "{}", answer.text);
        }
        let version = value(&plain(&get(&mine, &format!("{page}?step=relate")).await), "version").to_owned();
        let form = [("do", "relate"), ("key", "k-relate"), ("version", version.as_str()), ("related", "SA-7")];
        for _ in 0..2 {
            let answer = post_form(&mine, &page, &form).await;
            assert_eq!(answer.header("location"), format!("{page}?done=relate"), "{}", answer.text);
        }
        let text = plain(&get(&mine, &page).await);
        assert!(!drawn.contains("value=\"unrelate\"") && text.contains("value=\"unrelate\""));
        let part = text.split("class=\"ways related\"").nth(1).expect("the list");
        let (version, key, other) = (value(part, "version"), value(part, "key"), value(part, "other"));
        for _ in 0..2 {
            let answer = post_form(&mine, &page, &[("do", "unrelate"), ("key", key), ("version", version), ("other", other)]).await;
            assert_eq!(answer.header("location"), format!("{page}?done=unrelate"), "{}", answer.text);
        }
        for (action, count) in [("set_lead", 1), ("set_relations", 4)] {
            let events = format!("SELECT count(*) FROM audit_events WHERE action = '{action}'");
            assert_eq!(fixture.number(&events).await, count, "{action}");
        }
    }

    async fn what_was_typed_stays_where_a_file_was_changed_meanwhile(fixture: with_cast) {
        let mine = head(fixture).await;
        let page = page_of(fixture, "UKR-12").await;
        let close = |reason, key| {
            vec![
                ("do", "close"), ("key", key), ("closed_on", "2026-11-20"), ("reason", reason), ("goes_on", "yes"), ("category", "SA"),
                ("number", "SA-8"), ("title", "Advice to come"), ("country", ""), ("project", ""),
            ]
        };
        let mut first = close("Over", "k-1");
        first[4].1 = "no";
        assert_eq!(post_form(&mine, &page, &first).await.status, StatusCode::SEE_OTHER);
        for (lang, heading) in [("en", "Changed meanwhile"), ("fr", "Modifié entre-temps")] {
            let there = page.replace("/en/", &format!("/{lang}/"));
            let late = post_form(&mine, &there, &close(HOSTILE, "k-2")).await;
            let text = plain(&late);
            assert_eq!(late.status, StatusCode::CONFLICT);
            assert!(text.contains(heading) && bare(&text).contains(&format!("<bdi>Over</bdi></td><td class=\"typed\"><bdi>{HOSTILE}</bdi>")), "{text}");
            assert!(text.contains("SA-8 · ") && text.contains("Advice to come") && !late.text.contains("<b>\""));
        }
        let reopen = |key| [("do", "reopen"), ("key", key), ("reason", "More work")];
        assert_eq!(post_form(&mine, &page, &reopen("k-3")).await.status, StatusCode::SEE_OTHER);
        let late = post_form(&mine, &page, &reopen("k-4")).await;
        assert!(late.status == StatusCode::CONFLICT && plain(&late).contains("<bdi>More work</bdi>"));
        let version = value(&plain(&get(&mine, &format!("{page}?step=lead")).await), "version").to_owned();
        let lead = |key, from| [("do", "lead"), ("key", key), ("version", version.as_str()), ("person", "P-1"), ("valid_from", from)];
        assert_eq!(post_form(&mine, &page, &lead("k-5", "2026-11-01")).await.status, StatusCode::SEE_OTHER);
        let late = post_form(&mine, &page, &lead("k-6", "2026-11-08")).await;
        let text = plain(&late);
        assert_eq!((late.status, value(&text, "valid_from")), (StatusCode::PRECONDITION_FAILED, "2026-11-08"));
        assert!(bare(&text).contains("<bdi>2026-11-01</bdi></td><td class=\"typed\"><bdi>2026-11-08</bdi>") && text.contains("<bdi>Alex Example</bdi></td>"));
    }

    async fn lead_counsel_confirms_the_time_on_the_page_and_takes_it_back(fixture: with_cast) {
        recorded(&router(fixture), &json!({ "worked_on": "2026-10-07", "minutes": 90, "narrative": "CANARY" })).await;
        let page = page_of(fixture, "UKR-12").await;
        let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        let own = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id).router(fixture).await;
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await.router(fixture).await;
        let confirm = |key| [("do", "confirm"), ("key", key), ("period", "2026-10"), ("comment", HOSTILE)];
        for (reader, status) in [(&own, StatusCode::FORBIDDEN), (&keeper, StatusCode::FORBIDDEN)] {
            assert!(!plain(&get(reader, &page).await).contains("step=confirm"), "who does not lead it");
            let refused = post_form(reader, &page, &confirm("k-0")).await;
            assert_eq!(refused.status, status, "{}", refused.text);
        }
        assert_eq!(fixture.number("SELECT count(*) FROM sign_offs").await, 0);
        send(&head(fixture).await, &page, "lead", &[("person", "P-1"), ("valid_from", "2026-01-01")]).await;
        for (lang, offered, done, state, taken) in [
            ("en", "Confirm the time of a period", "The time is confirmed.", "Confirmed", "Taken back on 2026-11-22 by alex"),
            ("fr", "Confirmer le temps d’une période", "Le temps est confirmé.", "Confirmé", "Retirée le 2026-11-22 par alex"),
        ] {
            let there = page.replace("/en/", &format!("/{lang}/"));
            assert!(plain(&get(&own, &there).await).contains(offered));
            let drawn = plain(&get(&own, &format!("{there}?step=confirm")).await);
            assert!(value(&drawn, "period") == "2026-10" && drawn.contains("Alex Example") && !drawn.contains("CANARY"));
            let asked = plain(&post_form(&own, &there, &[("do", "confirm"), ("period", "2026-09"), ("comment", HOSTILE), ("switch", "1")]).await);
            assert!(value(&asked, "period") == "2026-09" && asked.contains(HOSTILE) && !asked.contains("<title>Error"));
            let early = post_form(&own, &there, &[("do", "confirm"), ("period", "2026-11"), ("comment", HOSTILE)]).await;
            let text = plain(&early);
            assert!(early.status.is_client_error() && text.contains("id=\"error-period\"") && text.contains(HOSTILE), "{text}");
            for _ in 0..2 {
                let confirmed = post_form(&own, &there, &confirm(if lang == "en" { "k-1" } else { "k-2" })).await;
                assert_eq!(confirmed.header("location"), format!("{there}?done=confirm"), "{}", confirmed.text);
            }
            let text = plain(&get(&own, &format!("{there}?done=confirm")).await);
            assert!(text.contains(done) && bare(&text).contains(&format!("<td>{state}</td>")) && text.contains(HOSTILE), "{text}");
            let sign_off = value(&text, "sign_off").to_owned();
            let refused = post_form(&keeper, &there, &[("do", "withdraw"), ("sign_off", &sign_off)]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            for _ in 0..2 {
                let gone = post_form(&own, &there, &[("do", "withdraw"), ("sign_off", &sign_off)]).await;
                assert_eq!(gone.header("location"), format!("{there}?done=withdraw"), "{}", gone.text);
            }
            let text = plain(&get(&own, &there).await);
            assert!(text.contains(taken) && !text.contains("name=\"sign_off\""), "{text}");
        }
        assert_eq!(fixture.number("SELECT count(*) FROM sign_off_withdrawals").await, 2);
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'withdraw_sign_off'").await, 2);
        let nowhere = post_form(&own, &page, &[("do", "withdraw"), ("sign_off", "x")]).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    }

    async fn a_filter_written_by_hand_is_told_what_there_is(fixture: with_cast) {
        let mine = head(fixture).await;
        for (lang, sentence) in [("en", "Choose open, closed or any."), ("fr", "Choisissez ouvert, fermé ou tous.")] {
            let refused = get(&mine, &format!("/{lang}/files?standing=ajar")).await;
            let text = plain(&refused);
            assert_eq!((refused.status, text.matches(sentence).count()), (StatusCode::BAD_REQUEST, 2), "{text}");
            assert!(text.contains("<details class=\"filters\" open>") && !text.contains("malformed"));
            assert!(plain(&get(&mine, &format!("/{lang}/files")).await).contains("<details class=\"filters\">"));
        }
    }

    async fn a_file_is_open_on_its_last_day_everywhere(fixture: with_cast) {
        let mine = head(fixture).await;
        let page = page_of(fixture, "UKR-12").await;
        let mut form = [("closed_on", "2026-11-22"), ("reason", "Over"), ("goes_on", "no")];
        send(&mine, &page, "close", &form).await;
        let of_register = |text: &str| text.split(">UKR-12</a>").nth(1).and_then(|rest| rest.split("</tr>").next()).unwrap_or_default().to_owned();
        let done = plain(&get(&mine, &format!("{page}?done=close")).await);
        assert!(done.contains("Closed: last day <span class=\"whole\">2026-11-22.</span>"), "{done}");
        for (lang, open, until, last) in [("en", "Open", "Open until", "last day 2026-11-22"), ("fr", "Ouvert", "Ouvert jusqu’au", "dernier jour 2026-11-22")] {
            let text = plain(&get(&mine, &page.replace("/en/", &format!("/{lang}/"))).await);
            assert!(text.contains(&format!("<span class=\"tag\">{until} 2026-11-22</span>")));
            let line = of_register(&plain(&get(&mine, &format!("/{lang}/files?standing=open")).await));
            assert!(bare(&line).contains(&format!("<td>{open}<span")) && line.contains(last), "{line}");
            assert!(of_register(&plain(&get(&mine, &format!("/{lang}/files?standing=closed")).await)).is_empty());
        }
        send(&mine, &page, "reopen", &[("reason", "Too late")]).await;
        form[0].1 = "2026-11-21";
        send(&mine, &page, "close", &form).await;
        assert!(plain(&get(&mine, &page).await).contains("<span class=\"tag\">Closed</span>"));
        let line = of_register(&plain(&get(&mine, "/en/files?standing=closed").await));
        assert!(bare(&line).contains("<td>Closed<span") && line.contains("on 2026-11-21"), "{line}");
    }

    async fn lead_counsel_and_related_files_are_said_on_the_page(fixture: with_cast) {
        let mine = head(fixture).await;
        let page = page_of(fixture, "UKR-12").await;
        let refused = plain(&send(&mine, &page, "lead", &[("person", ""), ("valid_from", "soon")]).await);
        assert!(refused.contains("id=\"error-person\"") && value(&refused, "valid_from") == "soon");
        let led = send(&mine, &page, "lead", &[("person", "P-1"), ("valid_from", "2026-11-01")]).await;
        assert!(plain(&get(&mine, led.header("location")).await).contains("Alex Example</bdi>, since <span class=\"whole\">2026-11-01</span>"));
        for (number, code) in [("", "related"), ("NOWHERE", "related"), ("HELD", "related"), ("UKR-12", "related")] {
            let refused = plain(&send(&mine, &page, "relate", &[("related", number)]).await);
            assert!(refused.contains(&format!("id=\"error-{code}\"")), "{number}");
        }
        let old = value(&plain(&get(&mine, &format!("{page}?step=relate")).await), "version").to_owned();
        let related = send(&mine, &page, "relate", &[("related", "sa-7")]).await;
        let text = plain(&get(&mine, related.header("location")).await);
        assert!(text.contains("The files are related.") && text.contains(">SA-7</a>"));
        assert!(plain(&get(&mine, &page_of(fixture, "SA-7").await).await).contains(">UKR-12</a>"));
        let stale = post_form(&mine, &page, &[("do", "relate"), ("related", "OT-1"), ("version", &old), ("key", "k")]).await;
        let text = plain(&stale);
        assert_eq!((stale.status, value(&text, "related")), (StatusCode::PRECONDITION_FAILED, "OT-1"));
        assert!(text.contains("Somebody changed this file") && text.contains("Changed meanwhile"));
        assert!(bare(&text).contains("<td class=\"typed\"><bdi>SA-7</bdi></td><td class=\"typed\"><bdi>OT-1</bdi></td>"), "both are shown");
        let other = text.split("name=\"other\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an identifier");
        let now = value(&text, "version").to_owned();
        post_form(&mine, &page, &[("do", "unrelate"), ("other", other), ("version", &now)]).await;
        assert!(plain(&get(&mine, &page).await).contains("No other file has been related"));
    }
}
