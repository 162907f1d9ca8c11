//! The page of a week, without script: what it shows, what it saves, and what it keeps where something is wrong.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::files::{self, RawFile, RawFileChange};
use casetime::people;
use serde_json::json;

use crate::recording::{recorded, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, post, post_form};
use crate::support::{Fixture, on_both_engines};

const WEEK: &str = "/en/week/2026-11-16";
const HOSTILE: &str = "<b>\"x\"</b> & ’; DROP – \u{202e}abc\u{0301}🙂 =1+1";

fn plain(answer: &Answer) -> String {
    let text = answer.text.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The tag of the field with a name.
fn tag<'t>(text: &'t str, name: &str) -> &'t str {
    let at = text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}"));
    let start = text[..at].rfind('<').expect("a tag");
    &text[start..start + text[start..].find('>').expect("an end")]
}

fn value<'t>(text: &'t str, name: &str) -> &'t str {
    tag(text, name).split_once("value=\"").expect("a value").1.split_once('"').expect("an end").0
}

async fn lawyer(fixture: &Fixture) -> Router {
    let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
    Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id).router(fixture).await
}

async fn change_file(fixture: &Fixture, number: &str, change: RawFileChange) {
    let all = files::ops::list(&fixture.context).await.expect("files");
    let file = all.iter().find(|file| file.number == number).expect("a file");
    let raw = RawFile::of(file).changed_by(change);
    files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("changed");
}

/// What is recorded now, by day and minutes.
async fn minutes(fixture: &Fixture, day: &str) -> i64 {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM entries WHERE withdrawn = FALSE AND worked_on = '{day}'"
    );
    fixture.number(&sql).await
}

/// The last week of 2026, which has days of 2027.
const WEEK_53: &str = "/en/week/2026-12-28";
const ROW: (&str, &str) = ("r0", "UKR-12~TA-TRN");

on_both_engines! {
    async fn where_no_time_can_be_recorded_none_is_offered(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        for (lang, none, to_come) in [
            ("en", "no time can be recorded in it", "which is still to come"),
            ("fr", "aucun temps ne peut y être consigné", "qui est encore à venir"),
        ] {
            let week = plain(&get(&mine, &format!("/{lang}/week/2026-12-07")).await);
            assert!(week.contains(none) && !week.contains("id=\"add-row\"") && !week.contains("id=\"copy-week\""), "{week}");
            let past = plain(&get(&mine, &format!("/{lang}/week/2026-11-16")).await);
            assert!(!past.contains(none) && past.contains("id=\"add-row\"") && past.contains("id=\"copy-week\""));
            let day = plain(&get(&mine, &format!("/{lang}/day/2026-12-07")).await);
            assert!(day.contains(to_come) && !day.contains("value=\"complete\""), "{day}");
            assert!(!plain(&get(&mine, &format!("/{lang}/day/2026-11-16")).await).contains(to_come));
        }
    }

    async fn the_week_is_shown_in_both_languages_with_its_neighbours(fixture: with_cast) {
        recorded(&router(fixture), &json!({ "worked_on": "2026-11-17", "minutes": 90 })).await;
        let router = lawyer(fixture).await;
        for (lang, other, title) in [
            ("en", "fr", "Week of November 16 to 22, 2026"),
            ("fr", "en", "Semaine du 16 au 22 novembre 2026"),
        ] {
            let text = plain(&get(&router, &format!("/{lang}/week")).await);
            assert!(text.contains(&format!("<h1>{title}</h1>")), "the present week has no date in its address");
            assert!(text.contains(&format!("formaction=\"/{other}/week/2026-11-16\"")), "the toggle keeps the form");
            for neighbour in ["2026-11-09", "2026-11-23"] {
                assert!(text.contains(&format!("href=\"/{lang}/week/{neighbour}\"")), "{neighbour}");
            }
            assert_eq!(value(&text, "r0d2"), "1:30");
            assert!(value(&text, "r0s2").ends_with(".1.90"));
            assert!(text.contains("data-total=\"week\">1:30<") && text.contains(">37:30<"), "{lang}");
            assert!(!text.contains("id=\"saved\""), "nothing was saved yet");
        }
        for (asked, to) in [("/en/week/2026-11-18", WEEK), ("/en/week?on=2027-01-01", "/en/week/2026-12-28")] {
            let answer = get(&router, asked).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to));
        }
        let wrong = get(&router, "/en/week?on=18/11/2026").await;
        assert_eq!((wrong.status, value(&plain(&wrong), "on")), (StatusCode::UNPROCESSABLE_ENTITY, "18/11/2026"));
        assert_eq!(get(&router, "/en/week/soon").await.status, StatusCode::NOT_FOUND);
        let future = plain(&get(&router, "/en/week/2026-11-23").await);
        assert!(!future.contains("name=\"r0d1\""), "time to come has no fields");
        assert!(plain(&get(&router, "/en/week/2020-12-28").await).contains("Week 53 of the year"));
    }

    async fn a_week_is_saved_and_says_what_was_saved(fixture: with_cast) {
        let router = lawyer(fixture).await;
        let form = [ROW, ("r0d1", "1,5"), ("r0d2", "90m"), ("r1", "OT-1~OT-ADM"), ("r1d1", ""), ("done3", "1"), ("was", "")];
        for _ in 0..2 {
            let answer = post_form(&router, WEEK, &form).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
            assert_eq!(minutes(fixture, "2026-11-16").await, 90, "also when it is sent twice");
        }
        let first = "/en/week/2026-11-16?saved=2.0.0.1.0&row=OT-1%7EOT-ADM";
        let page = plain(&get(&router, first).await);
        assert!(page.contains("<title>Saved: ") && page.contains("Saved: 2 new times.") && page.contains("3:00"));
        assert!(page.contains("value=\"OT-1~OT-ADM\""), "rows that stayed empty stay");
        assert!(tag(&page, "done3").contains("checked") && page.contains("name=\"was\" value=\"3\""));
        let seen = value(&page, "r1s1").to_owned();
        let answer = post_form(&router, WEEK, &[("r0", "UKR-12~TA-TRN"), ("r0d1", "2h"), ("r0s1", &seen), ("was", "3"), ("reason", "Misread")]).await;
        assert!(answer.header("location").contains("saved=0.1.0.0.1"), "{}", answer.text);
        assert_eq!((minutes(fixture, "2026-11-16").await, fixture.number("SELECT count(*) FROM entry_versions WHERE reason = 'Misread'").await), (120, 1));
        for forged in ["x", "1.2.3", "-1.0.0.0.0", "99999999999999999999.0.0.0.0"] {
            let page = plain(&get(&router, &format!("{WEEK}?saved={forged}")).await);
            assert!(!page.contains("id=\"saved\""), "{forged}");
        }
    }

    async fn what_is_wrong_stands_beside_its_cell_and_what_was_typed_is_kept(fixture: with_cast) {
        let router = lawyer(fixture).await;
        let form = [ROW, ("r0d1", "1h75"), ("r0d2", "1:00"), ("r1", "NOWHERE~TA-TRN"), ("r1d3", HOSTILE), ("reason", HOSTILE)];
        let answer = post_form(&router, WEEK, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.text.contains("<b>\""), "text of people is never markup");
        let text = plain(&answer);
        assert!(text.contains("<title>Error: ") && text.contains("href=\"#field-r0d1\"") && text.contains("id=\"error-r0d1\""));
        assert_eq!((value(&text, "r0d1"), value(&text, "r0d2")), ("1h75", "1:00"));
        assert!(text.contains("value=\"NOWHERE~TA-TRN\"") && text.contains(HOSTILE), "a row of an unknown file keeps its text");
        assert_eq!(minutes(fixture, "2026-11-17").await, 0, "nothing is saved while something is wrong");
        let switched = post_form(&router, "/fr/week/2026-11-16", &[ROW, ("r0d1", "1h75"), ("switch", "1"), ("do", "save")]).await;
        assert_eq!((switched.status, value(&plain(&switched), "r0d1")), (StatusCode::OK, "1h75"));
    }

    async fn what_was_saved_in_a_week_is_taken_back_as_long_as_nobody_changed_it(fixture: with_cast) {
        let router = lawyer(fixture).await;
        let corrected = recorded(&crate::recording::router(fixture), &json!({ "worked_on": "2026-11-17", "minutes": 90, "narrative": "CANARY" })).await;
        let withdrawn = recorded(&crate::recording::router(fixture), &json!({ "worked_on": "2026-11-18", "minutes": 30 })).await;
        let seen = |entry: &serde_json::Value, minutes: i64| format!("{}.1.{minutes}", entry["id"].as_str().expect("an id"));
        let (changed, emptied) = (seen(&corrected, 90), seen(&withdrawn, 30));
        for (lang, told) in [("en", "Taken back: 3 entries."), ("fr", "Annulé\u{a0}: 3 entrées.")] {
            let week = format!("/{lang}/week/2026-11-16");
            let drawn = plain(&get(&router, &week).await);
            let key = value(&drawn, "key").to_owned();
            let (now, there) = (value(&drawn, "r0s2").to_owned(), value(&drawn, "r0s3").to_owned());
            let form = [ROW, ("key", &key), ("r0d1", "13h"), ("r0d2", "2h"), ("r0s2", &now), ("r0d3", ""), ("r0s3", &there), ("reason", "Diary")];
            let saved = post_form(&router, &week, &form).await;
            let again = post_form(&router, &week, &form).await;
            assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, again.header("location")), "{}", saved.text);
            assert!(saved.header("location").contains("saved=1.1.1.0.0") && !saved.header("location").contains("CANARY"));
            let text = plain(&get(&router, saved.header("location")).await);
            let notice = text.split("id=\"saved\" role=\"status\"").nth(1).and_then(|rest| rest.split("</div>").next()).expect("a notice");
            assert!(notice.contains("value=\"undo\""), "{notice}");
            let noted = if lang == "en" { "Monday, November 16, 2026: With this entry the day is longer than usual." } else { "la journée est plus longue que d’habitude." };
            assert!(notice.contains(noted), "{notice}");
            let done = value(notice, "done").to_owned();
            for _ in 0..2 {
                let undone = post_form(&router, &week, &[("do", "undo"), ("done", &done)]).await;
                assert_eq!(undone.header("location"), format!("{week}?undone=3"), "{}", undone.text);
            }
            let text = plain(&get(&router, &format!("{week}?undone=3")).await);
            assert!(text.contains(told), "{text}");
            assert_eq!(
                (minutes(fixture, "2026-11-16").await, minutes(fixture, "2026-11-17").await, minutes(fixture, "2026-11-18").await),
                (0, 90, 30)
            );
            assert!(!plain(&get(&router, saved.header("location")).await).contains("value=\"undo\""), "it is taken back already");
            // The same form sent once more is no repeat of what was taken back.
            let anew = post_form(&router, &week, &[ROW, ("key", &key), ("r0d1", "13h")]).await;
            assert!(anew.header("location").contains("saved=1.0.0.0.0"), "{}", anew.text);
            let text = plain(&get(&router, anew.header("location")).await);
            let done = value(&text, "done").to_owned();
            fixture.by_hand("UPDATE entries SET version = version + 1 WHERE worked_on = '2026-11-16' AND withdrawn = FALSE").await.expect("changed");
            let refused = post_form(&router, &week, &[("do", "undo"), ("done", &done)]).await;
            let text = plain(&refused);
            assert!(refused.status == StatusCode::PRECONDITION_FAILED && text.contains("id=\"week\"") && text.contains("role=\"alert\""), "{text}");
            assert_eq!(minutes(fixture, "2026-11-16").await, 780);
            fixture.by_hand("UPDATE entries SET withdrawn = TRUE, version = version + 1 WHERE worked_on = '2026-11-16'").await.expect("withdrawn");
        }
        assert_ne!((changed, emptied), (String::new(), String::new()));
        let forged = post_form(&router, WEEK, &[("do", "undo"), ("done", "0123456789abcdef0123456789abcdef")]).await;
        assert_eq!(forged.status, StatusCode::NOT_FOUND);
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE narrative = 'CANARY' AND withdrawn = FALSE").await, 1);
    }

    async fn the_last_week_of_a_year_of_53_weeks_is_saved_in_january(fixture: with_cast) {
        let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        let alex = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id);
        let clock = casetime::clock::Clock::Fixed("2027-01-03T15:00:00Z".parse().expect("an instant"));
        let app = casetime::app::App { clock, ..fixture.app() };
        let router = crate::support::http::signed_in(casetime::routes::router(app), &alex.login, alex.access(fixture).await);
        for (lang, title, number, day, time) in [
            ("en", "Week of December 28, 2026 to January 3, 2027", "Week 53", "r0d4", "1.5"),
            ("fr", "Semaine du 28 décembre 2026 au 3 janvier 2027", "Semaine 53", "r0d5", "1,5"),
        ] {
            let week = format!("/{lang}/week/2026-12-28");
            assert_eq!(get(&router, &format!("/{lang}/week?on=2027-01-01")).await.header("location"), week);
            let text = plain(&get(&router, &format!("/{lang}/week")).await);
            assert!(text.contains(title) && text.contains(number), "{text}");
            assert!(text.contains(&format!("href=\"/{lang}/week/2027-01-04\"")) && text.contains(&format!("href=\"/{lang}/week/2026-12-21\"")));
            let saved = post_form(&router, &week, &[ROW, (day, time), ("done4", "1"), ("was", if lang == "en" { "" } else { "4" })]).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        }
        assert_eq!((minutes(fixture, "2026-12-31").await, minutes(fixture, "2027-01-01").await), (90, 90));
        let text = plain(&get(&router, WEEK_53).await);
        assert!(tag(&text, "done4").contains("checked") && text.contains("data-total=\"week\">3:00<"), "{text}");
    }

    async fn only_the_versions_that_were_written_are_taken_back_by_programs(fixture: with_cast) {
        let router = lawyer(fixture).await;
        let api = "/api/v1/my/weeks/2026-11-16";
        let cell = |day: &str| json!({ "file": "UKR-12", "activity": "TA-TRN", "day": day, "minutes": 60 });
        let saved = post(&router, api, &json!({ "cells": [cell("2026-11-16"), cell("2026-11-17")] })).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
        let written = saved.json()["written"].clone();
        assert_eq!(written.as_array().map(Vec::len), Some(2));
        let undo = format!("{api}/undo");
        let other = post(&router, "/api/v1/my/weeks/2026-11-09/undo", &json!({ "entries": written })).await;
        assert_eq!(other.code(), "day_of_other_week");
        let mut old = written.clone();
        old[1]["version"] = json!(2);
        let refused = post(&router, &undo, &json!({ "entries": old })).await;
        assert_eq!((refused.code().as_str(), refused.json()["faults"][0]["pointer"].as_str()), ("entry_changed", Some("/entries/1/")));
        assert_eq!(minutes(fixture, "2026-11-16").await, 60, "all of them or none");
        let undone = post(&router, &undo, &json!({ "entries": written })).await;
        assert_eq!((undone.status, &undone.json()["taken_back"]), (StatusCode::OK, &json!(2)), "{}", undone.text);
        assert_eq!((minutes(fixture, "2026-11-16").await, minutes(fixture, "2026-11-17").await), (0, 0));
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events WHERE action = 'withdraw'").await, 2);
    }

    async fn a_file_that_is_closed_meanwhile_says_so_beside_the_cell(fixture: with_cast) {
        let router = lawyer(fixture).await;
        let closed_on = Some(Some("2026-11-16".to_owned()));
        change_file(fixture, "UKR-12", RawFileChange { closed_on, ..RawFileChange::default() }).await;
        let answer = post_form(&router, WEEK, &[ROW, ("r0d1", "1"), ("r0d3", "2")]).await;
        let text = plain(&answer);
        assert!(text.contains("id=\"error-r0d3\"") && !text.contains("id=\"error-r0d1\"") && text.contains("2026-11-16"));
        assert_eq!((value(&text, "r0d1"), value(&text, "r0d3")), ("1", "2"));
        // Closed to the lawyer altogether: the row stays with what was typed.
        change_file(fixture, "UKR-12", RawFileChange { walled: Some(true), ..RawFileChange::default() }).await;
        let answer = post_form(&router, WEEK, &[ROW, ("r0d1", "1")]).await;
        assert_eq!((answer.status, value(&plain(&answer), "r0d1")), (StatusCode::UNPROCESSABLE_ENTITY, "1"));
    }

    async fn a_conflict_shows_both_and_is_settled_by_the_reader(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        post_form(&mine, WEEK, &[ROW, ("r0d1", "1:00")]).await;
        let drawn = plain(&get(&mine, WEEK).await);
        let seen = value(&drawn, "r0s1").to_owned();
        post_form(&mine, WEEK, &[ROW, ("r0d1", "1:30"), ("r0s1", &seen)]).await;
        let both = post_form(&mine, WEEK, &[ROW, ("r0d1", "2:00"), ("r0s1", &seen), ("r0d2", "0:15")]).await;
        let text = plain(&both);
        assert_eq!((both.status, value(&text, "r0d1"), value(&text, "r0d2")), (StatusCode::CONFLICT, "2:00", "0:15"));
        assert!(text.contains("Meanwhile 1:30 was saved here; you typed “2:00”.") && text.contains("Take 1:30"), "{text}");
        let fresh = value(&text, "r0s1").to_owned();
        let kept = plain(&post_form(&mine, WEEK, &[ROW, ("r0d1", "2:00"), ("r0s1", &fresh), ("r0d2", "0:15"), ("do", "keep-0-1")]).await);
        assert_eq!((value(&kept, "r0d1"), value(&kept, "r0d2")), ("1:30", "0:15"));
        let replaced = post_form(&mine, WEEK, &[ROW, ("r0d1", "2:00"), ("r0s1", &fresh), ("r0d2", "0:15")]).await;
        assert_eq!((replaced.status, minutes(fixture, "2026-11-16").await), (StatusCode::SEE_OTHER, 120));
        // What was not touched is not in conflict: the later time stands there now.
        let untouched = plain(&post_form(&mine, WEEK, &[ROW, ("r0d1", "1:00"), ("r0s1", &seen), ("r0d3", "x")]).await);
        assert_eq!(value(&untouched, "r0d1"), "2:00");
    }

    async fn rows_are_added_and_weeks_are_copied_without_saving(fixture: with_cast) {
        let console = router(fixture);
        for (day, minutes) in [("2026-11-09", 60), ("2026-11-11", 45), ("2026-11-12", 30), ("2026-11-12", 15)] {
            recorded(&console, &json!({ "worked_on": day, "minutes": minutes })).await;
        }
        let before = fixture.contents().await;
        let mine = lawyer(fixture).await;
        let added = plain(&post_form(&mine, WEEK, &[ROW, ("r0d1", "0:07"), ("do", "add"), ("file", "SA-7"), ("activity", "SA-POL")]).await);
        assert!(added.contains("value=\"SA-7~SA-POL\"") && added.contains("Nothing is saved yet."));
        assert!(added.contains("value=\"0:07\""));
        for (file, activity, field) in [("", "", "file"), ("SA-7", "", "activity"), ("SA-7", "TA-TRN", "activity"), ("NO", "TA-TRN", "file")] {
            let refused = post_form(&mine, WEEK, &[("do", "add"), ("file", file), ("activity", activity)]).await;
            assert!(plain(&refused).contains(&format!("href=\"#field-{field}\"")), "{file} {activity}");
        }
        let both = plain(&post_form(&mine, WEEK, &[("do", "add"), ("file", "NO"), ("activity", "")]).await);
        assert!(both.contains("href=\"#field-file\"") && both.contains("href=\"#field-activity\""), "everything is said at once");
        let copy = [ROW, ("r0d1", "0:07"), ("do", "copy-hours"), ("from", "2026-11-11")];
        let copied = plain(&post_form(&mine, WEEK, &copy).await);
        assert!(copied.contains("2 times of the week of November 9 to 15, 2026 are filled in"), "{copied}");
        assert_eq!(["r0d1", "r0d3", "r0d4"].map(|name| value(&copied, name)), ["0:07", "0:45", "0:45"], "what is typed stays");
        assert!(copied.contains("1 of its 3 times is left out: the field has a time already"), "{copied}");
        let next = plain(&post_form(&mine, "/en/week/2026-11-23", &[("do", "copy-hours"), ("from", "2026-11-11")]).await);
        assert!(next.contains("No time of the week of November 9 to 15, 2026 was filled in") && !next.contains("of its 3 times"), "{next}");
        let same = post_form(&mine, WEEK, &[("do", "copy-rows"), ("from", "2026-11-20")]).await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(fixture.contents().await, before);
    }

    async fn whoever_stands_for_no_person_is_told_so(fixture: with_cast) {
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await.router(fixture).await;
        let page = plain(&get(&head, "/fr/week").await);
        assert!(page.contains("ne représente aucune personne") && !page.contains("entry-form"));
        assert_eq!(get(&head, "/fr/").await.header("location"), "/fr/reports/workload");
        assert_eq!(get(&lawyer(fixture).await, "/fr/").await.header("location"), "/fr/week");
    }

    async fn a_week_is_submitted_from_its_page_and_says_what_is_not_yet(fixture: with_cast) {
        fixture.add_person("P-3", "Cleo Exemple", "").await;
        let of_others = json!({ "person": "P-3", "worked_on": "2026-11-17", "minutes": 90 });
        recorded(&router(fixture), &of_others).await;
        let router = lawyer(fixture).await;
        assert!(!get(&router, WEEK).await.text.contains("/submission"), "nothing waits");
        post_form(&router, WEEK, &[ROW, ("r0d1", "1h"), ("r0d2", "2h")]).await;
        let text = plain(&get(&router, WEEK).await);
        assert!(text.contains("2 entries of this week are not submitted yet") && text.contains("action=\"/en/week/2026-11-16/submission\""));
        let french = plain(&get(&router, "/fr/week/2026-11-16").await);
        assert!(french.contains("2 entrées de cette semaine ne sont pas encore soumises"));
        let submitted = "SELECT count(*) FROM entries WHERE status = 'submitted'";
        for (count, said) in [(2, "Submitted: 2 entries."), (0, "Nothing waited to be submitted.")] {
            let answer = post_form(&router, "/en/week/2026-11-16/submission", &[]).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, format!("{WEEK}?submitted={count}").as_str()));
            let text = plain(&get(&router, answer.header("location")).await);
            assert!(text.contains(said) && !text.contains("/submission"), "{text}");
            assert_eq!(fixture.number(submitted).await, 2, "what others recorded stays as it is");
        }
        for address in ["/en/week/2026-11-17/submission", "/en/week/x/submission"] {
            assert_eq!(post_form(&router, address, &[]).await.status, StatusCode::NOT_FOUND, "{address}");
        }
        assert!(!get(&router, &format!("{WEEK}?submitted=-1")).await.text.contains("id=\"saved\""));
    }

    async fn what_a_closed_year_keeps_is_not_submitted_with_the_rest_of_its_week(fixture: with_cast) {
        for day in ["2026-03-31", "2026-04-01", "2026-04-02"] {
            recorded(&router(fixture), &json!({ "worked_on": day, "minutes": 60 })).await;
        }
        fixture.by_hand("DELETE FROM period_closings").await.expect("as the settings say");
        let router = lawyer(fixture).await;
        assert!(plain(&get(&router, "/en/week/2026-03-30").await).contains("2 entries of this week are not submitted yet"));
        let answer = post_form(&router, "/en/week/2026-03-30/submission", &[]).await;
        assert!(answer.header("location").ends_with("?submitted=2"), "{}", answer.text);
        let drafts = "SELECT count(*) FROM entries WHERE status = 'draft' AND worked_on = '2026-03-31'";
        assert_eq!(fixture.number(drafts).await, 1);
    }

    async fn a_closed_year_is_said_before_anything_is_typed(fixture: with_cast) {
        recorded(&router(fixture), &json!({ "worked_on": "2026-03-30", "minutes": 90 })).await;
        fixture.by_hand("DELETE FROM period_closings").await.expect("as the settings say");
        let router = lawyer(fixture).await;
        for (lang, said) in [("en", "The fiscal year 2025-26 closed on 2026-04-14 17:00"), ("fr", "L’exercice 2025-26 a été fermé le 2026-04-14 17:00")] {
            let text = plain(&get(&router, &format!("/{lang}/week/2026-03-30")).await);
            assert_eq!(text.matches(said).count(), 1, "{lang}");
            assert!(text.contains("class=\"fixed\" href=\"/") && !text.contains("name=\"r0d1\"") && !text.contains("name=\"r0d2\""));
            assert!(text.contains("name=\"r0d3\""), "April belongs to the open year");
        }
        assert!(!get(&router, WEEK).await.text.contains("id=\"closed-1\""));
        // A form that was drawn before the year closed: what was typed stays, beside its fault.
        let answer = post_form(&router, "/en/week/2026-03-30", &[ROW, ("r0d2", "2h"), ("do", "save")]).await;
        assert_eq!((answer.status, value(&plain(&answer), "r0d2")), (StatusCode::UNPROCESSABLE_ENTITY, "2h"));
        let copied = plain(&post_form(&router, "/en/week/2026-03-30", &[("from", "2026-03-31"), ("do", "copy-hours")]).await);
        assert!(copied.contains("error-summary"), "a week is not copied onto itself");
    }
}
