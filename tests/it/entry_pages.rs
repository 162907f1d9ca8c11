//! The pages of a day and of one entry, without script.

use axum::http::StatusCode;
use casetime::access::Role;
use casetime::files::{self, RawFile, RawFileChange};
use casetime::people;
use serde_json::json;

use crate::recording::{recorded, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, post, post_form, request, send};
use crate::support::{Fixture, on_both_engines};

fn plain(answer: &Answer) -> String {
    let text = answer.text.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

async fn lawyer(fixture: &Fixture) -> axum::Router {
    let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
    Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id).router(fixture).await
}

/// Records an entry at the console; answers its identifier.
async fn entry(fixture: &Fixture) -> String {
    let made = recorded(
        &router(fixture),
        &json!({ "worked_on": "2026-11-20", "minutes": 90, "narrative": "CANARY <b>call</b>" }),
    )
    .await;
    made["id"].as_str().expect("an id").to_owned()
}

/// The form with the entry as it is, some of it replaced.
fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = std::collections::BTreeMap::from([
        ("version", "1"),
        ("file", "UKR-12"),
        ("worked_on", "2026-11-20"),
        ("minutes", "1:30"),
        ("activity", "TA-TRN"),
        ("narrative", "CANARY <b>call</b>"),
        ("reason", ""),
    ]);
    fields.extend(changes.iter().copied());
    fields.into_iter().collect()
}

on_both_engines! {
    async fn a_day_lists_its_entries_and_leads_to_each(fixture: with_cast) {
        let id = entry(fixture).await;
        let mine = lawyer(fixture).await;
        for (lang, heading, standard) in [("en", "Friday, November 20, 2026", "Standard: 7:30."), ("fr", "Vendredi 20 novembre 2026", "Journée normale\u{a0}: 7:30.")] {
            let answer = get(&mine, &format!("/{lang}/day/2026-11-20")).await;
            assert!(!answer.text.contains("<b>call"), "a narrative is never markup");
            let text = plain(&answer);
            for part in [heading, standard, "CANARY", "1:30", &format!("href=\"/{lang}/entries/{id}\""), "/week/2026-11-16"] {
                assert!(text.contains(part), "{part}");
            }
        }
        let marked = post_form(&mine, "/en/day/2026-11-20", &[("do", "complete")]).await;
        assert_eq!(marked.header("location"), "/en/day/2026-11-20?done=complete");
        assert!(plain(&get(&mine, "/en/day/2026-11-20").await).contains("value=\"reopen\""));
        assert!(plain(&get(&mine, "/en/day/2026-11-19").await).contains("Nothing is recorded on this day."));
        assert_eq!(get(&mine, "/en/day/soon").await.status, StatusCode::NOT_FOUND);
        let drawn = post_form(&mine, "/fr/day/2026-11-19", &[("do", "complete"), ("switch", "1")]).await;
        assert!(drawn.status == StatusCode::OK && drawn.text.contains("<html lang=\"fr\""), "drawn again, after a sign-in for example");
        assert!(plain(&get(&mine, "/en/day/2026-11-19").await).contains("value=\"complete\""), "and nothing is marked");
        let future = post_form(&mine, "/en/day/2026-11-23", &[("do", "complete")]).await;
        assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn what_was_walled_off_is_neither_listed_nor_summed(fixture: with_cast) {
        let api = router(fixture);
        recorded(&api, &json!({ "worked_on": "2026-11-17", "minutes": 30 })).await;
        recorded(&api, &json!({ "file": "OT-1", "activity": "OT-ADM", "worked_on": "2026-11-18", "minutes": 15 })).await;
        let mine = lawyer(fixture).await;
        assert!(plain(&get(&mine, "/en/entries").await).contains("2 entries, 0:45 in all"));
        let all = files::ops::list(&fixture.context).await.expect("files");
        let file = all.iter().find(|file| file.number == "UKR-12").expect("the file");
        let change = RawFileChange { walled: Some(true), ..RawFileChange::default() };
        files::ops::change(&fixture.context, file.id, file.version, &RawFile::of(file).changed_by(change)).await.expect("walled");
        let text = plain(&get(&mine, "/en/entries").await);
        assert!(text.contains("1 entry, 0:15") && !text.contains("2026-11-17"), "{text}");
    }

    async fn old_entries_are_found_by_file_activity_days_and_status(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let empty = plain(&get(&mine, "/en/entries").await);
        assert!(empty.contains("Nothing is recorded yet.") && empty.contains("href=\"/en/record\""));
        let api = router(fixture);
        for (at, minutes) in [(17, 30), (18, 60), (19, 90)] {
            recorded(&api, &json!({ "worked_on": format!("2026-11-{at}"), "minutes": minutes, "narrative": "CANARY <b>call</b>" })).await;
        }
        recorded(&api, &json!({ "file": "OT-1", "activity": "OT-ADM", "worked_on": "2025-11-05", "minutes": 15 })).await;
        recorded(&api, &json!({ "person": "P-2", "worked_on": "2020-12-30", "minutes": 7 })).await;
        let gone = entry(fixture).await;
        post_form(&mine, &format!("/en/entries/{gone}"), &[("version", "1"), ("do", "withdraw")]).await;
        let lines = |text: &str| text.matches("<th role=\"rowheader\" scope=\"row\">").count();
        for (query, found, sum) in [
            ("", 4, "4 entries, 3:15 in all"),
            ("?file=ukr-12", 3, "3 entries, 3:00 in all"),
            ("?activity=OT-ADM", 1, "1 entry, 0:15"),
            ("?from=2026-11-18&to=2026-11-18", 1, "1 entry, 1:00"),
            ("?to=2025-12-31", 1, "1 entry, 0:15"),
            ("?status=draft", 4, "4 entries"),
            ("?status=approved", 0, "None of your entries fits."),
            ("?file=SA-7", 0, "None of your entries fits."),
        ] {
            let answer = get(&mine, &format!("/en/entries{query}")).await;
            let text = plain(&answer);
            assert_eq!((answer.status, lines(&text)), (StatusCode::OK, found), "{query}");
            assert!(text.contains(sum) && !answer.text.contains("<b>call"), "{query}: {sum}");
            assert!(text.contains(&format!("class=\"language\" href=\"/fr/entries{query}\"")), "{query}");
        }
        let text = plain(&get(&mine, "/fr/entries").await);
        let place = |day: &str| text.find(&format!("datetime=\"{day}\"")).expect("a line");
        assert!(place("2026-11-19") < place("2026-11-17") && place("2026-11-17") < place("2025-11-05"), "the newest first");
        assert!(text.contains("CANARY") && text.contains("href=\"/fr/entries/") && text.contains("4 entrées, 3:15 en tout"));
        let wrong = get(&mine, "/en/entries?file=NO-99&activity=XX&from=soon&to=2026-13-01&status=lost").await;
        let text = plain(&wrong);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["file", "activity", "from", "to", "status"] {
            assert!(text.contains(&format!("href=\"#field-{field}\"")) && text.contains(&format!("id=\"error-{field}\"")), "{field}");
        }
        for typed in ["value=\"NO-99\"", "value=\"soon\"", "value=\"2026-13-01\""] {
            assert!(text.contains(typed), "{typed} is kept");
        }
        assert!(get(&mine, "/en/entries?from=2026-11-18&to=2026-11-17").await.status.is_client_error());
        assert!(get(&mine, "/en/entries?cursor=00").await.status.is_client_error());
        for page in ["/en/week", "/en/record"] {
            assert!(plain(&get(&mine, page).await).contains("href=\"/en/entries\">Find an entry"), "{page}");
        }
    }

    async fn many_entries_are_read_a_page_at_a_time(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let api = router(fixture);
        for at in 0..52 {
            recorded(&api, &json!({ "worked_on": format!("2026-{:02}-{:02}", 3 + at / 26, 1 + at % 26), "minutes": 2 })).await;
        }
        let first = plain(&get(&mine, "/en/entries?file=UKR-12").await);
        let lines = |text: &str| text.matches("<th role=\"rowheader\" scope=\"row\">").count();
        assert!(lines(&first) == 50 && first.contains("52 entries, 1:44 in all"), "{first}");
        let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
        let second = plain(&get(&mine, next).await);
        assert!(lines(&second) == 2 && second.contains("52 entries") && second.contains("First page") && second.contains("2026-03-01"));
    }

    async fn an_entry_is_corrected_withdrawn_and_put_back_with_its_history(fixture: with_cast) {
        let id = entry(fixture).await;
        let mine = lawyer(fixture).await;
        let path = format!("/en/entries/{id}");
        let done = post_form(&mine, &path, &form(&[("minutes", "2h")])).await;
        assert_eq!(done.header("location"), format!("{path}?done=corrected"), "{}", done.text);
        let text = plain(&get(&mine, done.header("location")).await);
        assert!(text.contains("value=\"2:00\"") && text.contains("name=\"version\" value=\"2\"") && text.contains("alex: Corrected"), "{text}");
        let withdrawn = post_form(&mine, &path, &[("version", "2"), ("do", "withdraw")]).await;
        let text = plain(&get(&mine, withdrawn.header("location")).await);
        assert!(text.contains("value=\"restore\"") && !text.contains("id=\"entry-form\""));
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE withdrawn = TRUE").await, 1);
        for _ in 0..2 {
            post_form(&mine, &path, &[("version", "3"), ("do", "restore")]).await;
        }
        let text = plain(&get(&mine, &path).await);
        assert!(text.contains("name=\"version\" value=\"4\"") && text.contains("Put back") && text.contains("Withdrawn"));
        assert_eq!(fixture.number("SELECT count(*) FROM entry_versions").await, 3);
        let event = fixture.number("SELECT count(*) FROM audit_events WHERE action = 'restore'").await;
        assert_eq!(event, 1, "sent twice, done once");
    }

    async fn a_withdrawn_entry_is_not_warned_of(fixture: with_cast) {
        let made = recorded(&router(fixture), &json!({ "worked_on": "2026-10-05" })).await;
        let path = format!("/en/entries/{}", made["id"].as_str().expect("an id"));
        let mine = lawyer(fixture).await;
        // Quick add has the words on every page.
        let said = |text: &str| text.matches("Recorded many days after the work.").count();
        assert_eq!(said(&get(&mine, &path).await.text), 2);
        post_form(&mine, &path, &[("version", "1"), ("do", "withdraw")]).await;
        assert_eq!(said(&get(&mine, &path).await.text), 1, "what counts nowhere is not warned of");
    }

    async fn a_form_of_an_entry_that_is_sent_twice_counts_once(fixture: with_cast) {
        let id = entry(fixture).await;
        let mine = lawyer(fixture).await;
        let path = format!("/en/entries/{id}");
        for (fields, done) in [
            (form(&[("minutes", "2h"), ("key", "a")]), "corrected"),
            (vec![("version", "2"), ("do", "withdraw"), ("key", "b")], "withdrawn"),
            (vec![("version", "3"), ("do", "restore"), ("key", "c")], "restored"),
        ] {
            for _ in 0..2 {
                let answer = post_form(&mine, &path, &fields).await;
                assert_eq!(answer.header("location"), format!("{path}?done={done}"), "{}", answer.text);
            }
        }
        assert_eq!(fixture.number("SELECT version FROM entries").await, 4);
        // The same form with other words is behind what is stored.
        let other = post_form(&mine, &path, &form(&[("minutes", "3h"), ("key", "a")])).await;
        let text = plain(&other);
        assert!(other.status.is_client_error() && text.contains("This form was saved already") && text.contains("value=\"3h\""));
        assert!(text.contains("<dd>2:00</dd>") && text.contains("name=\"version\" value=\"4\"") && !text.contains("name=\"key\" value=\"a\""));
        let drawn = plain(&get(&mine, &path).await);
        let keys: Vec<&str> = drawn.split("name=\"key\" value=\"").skip(1).map(|rest| &rest[..36]).collect();
        assert!(keys.len() == 1 && casetime::ids::EntryId::parse(keys[0], "").is_ok(), "{keys:?}");
    }

    async fn what_is_refused_is_drawn_again_with_what_was_typed(fixture: with_cast) {
        let id = entry(fixture).await;
        let mine = lawyer(fixture).await;
        let path = format!("/en/entries/{id}");
        let before = fixture.contents().await;
        let refused = post_form(&mine, &path, &form(&[("minutes", "1h75"), ("narrative", "Typed & kept")])).await;
        let text = plain(&refused);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("value=\"1h75\"") && text.contains("Typed & kept") && text.contains("#field-minutes"));
        let switched = post_form(&mine, &format!("/fr/entries/{id}"), &form(&[("minutes", "1h75"), ("switch", "1")])).await;
        assert!(switched.status == StatusCode::OK && plain(&switched).contains("value=\"1h75\""));
        assert_eq!(fixture.contents().await, before);
        post_form(&mine, &path, &form(&[("minutes", "2h")])).await;
        let conflict = post_form(&mine, &path, &form(&[("minutes", "3h")])).await;
        let text = plain(&conflict);
        assert_eq!(conflict.status, StatusCode::PRECONDITION_FAILED);
        assert!(text.contains("<dd>2:00</dd>") && text.contains("value=\"3h\"") && text.contains("name=\"version\" value=\"2\""));
        let replaced = post_form(&mine, &path, &form(&[("minutes", "3h"), ("version", "2")])).await;
        assert_eq!(replaced.status, StatusCode::SEE_OTHER);
    }

    async fn an_entry_is_put_back_over_the_api_by_the_rules_of_today(fixture: with_cast) {
        let id = entry(fixture).await;
        let mine = lawyer(fixture).await;
        let restore = async |version: &str| {
            let path = format!("/api/v1/entries/{id}/restore");
            let answer = send(&mine, request("POST", &path, &[("if-match", version)], "")).await;
            crate::openapi::as_described("/api/v1/entries/{id}/restore", "post", &answer);
            answer
        };
        assert_eq!(restore("\"1\"").await.code(), "entry_not_withdrawn");
        let path = format!("/api/v1/entries/{id}");
        let correction = json!({ "withdrawn": true, "reason": "Twice." }).to_string();
        let headers = [("content-type", "application/json"), ("if-match", "\"1\"")];
        assert_eq!(send(&mine, request("PATCH", &path, &headers, correction)).await.status, StatusCode::OK);
        assert_eq!(restore("\"1\"").await.code(), "version_conflict");
        let full = json!({ "person": "P-1", "file": "OT-1", "activity": "OT-ADM", "worked_on": "2026-11-20", "minutes": 1400, "id": "0197a000-0000-7000-8000-0000000000f1" });
        assert_eq!(post(&mine, "/api/v1/entries", &full).await.status, StatusCode::CREATED);
        assert_eq!(restore("\"2\"").await.code(), "day_too_long");
        let shorter = json!({ "minutes": 60, "reason": "Too long." }).to_string();
        let other = "/api/v1/entries/0197a000-0000-7000-8000-0000000000f1";
        assert_eq!(send(&mine, request("PATCH", other, &headers, shorter)).await.status, StatusCode::OK);
        let back = restore("\"2\"").await;
        assert_eq!((back.status, back.json()["withdrawn"].as_bool(), back.json()["version"].as_i64()), (StatusCode::OK, Some(false), Some(3)));
    }

    async fn whoever_may_only_read_an_entry_sees_its_history_and_no_form(fixture: with_cast) {
        let id = entry(fixture).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await.router(fixture).await;
        let text = plain(&get(&head, &format!("/en/entries/{id}")).await);
        assert!(text.contains("id=\"history-heading\"") && !text.contains("entry-form") && !text.contains("value=\"restore\""));
        let refused = post_form(&head, &format!("/en/entries/{id}"), &form(&[])).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let mine = lawyer(fixture).await;
        let footer = format!("casetime, version {}", env!("CARGO_PKG_VERSION"));
        assert!(text.contains(&footer), "the version of the program is not that of the entry");
        for nowhere in ["0197a000-0000-7000-8000-0000000000ab", "x"] {
            assert_eq!(get(&mine, &format!("/en/entries/{nowhere}")).await.status, StatusCode::NOT_FOUND);
        }
    }
}
