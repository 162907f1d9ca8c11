//! What changes while a form is open: a file is closed, a code retired. The form says so beside the field and keeps what was
//! typed; nothing is stored.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::files::{self, RawFile, RawFileChange};
use casetime::people;
use serde_json::json;

use crate::choosing_pages::plain;
use crate::daybook::{app_with_retired, as_somebody};
use crate::recording::{recorded, router};
use crate::support::accounts::Somebody;
use crate::support::http::post_form;
use crate::support::{Fixture, on_both_engines};

const TYPED: &str = "CANARY <b>\u{202e}é\u{0301}🙂 =1+1";

/// The forms in which a file and an activity stand, with sound values otherwise.
fn forms(entry: &str) -> Vec<(String, Vec<(&'static str, &'static str)>)> {
    let both = [("file", "UKR-12"), ("activity", "TA-TRN")];
    let with = |more: &[(&'static str, &'static str)]| [&both[..], more].concat();
    let dated = [("worked_on", "2026-11-20"), ("minutes", "1h30"), ("narrative", TYPED)];
    let range =
        [("from", "2026-11-19"), ("to", "2026-11-20"), ("minutes", "1h30"), ("narrative", TYPED), ("do", "preview")];
    let corrected = [&dated[..], &[("version", "1"), ("reason", "")]].concat();
    vec![
        ("record".to_owned(), with(&[&[("person", "P-1")], &dated[..]].concat())),
        ("range".to_owned(), with(&range)),
        ("favourites".to_owned(), with(&[("minutes", "1h30"), ("do", "add")])),
        ("week/2026-11-16".to_owned(), vec![("r0", "UKR-12~TA-TRN"), ("r0d5", "1h30"), ("reason", TYPED)]),
        (format!("entries/{entry}"), with(&corrected)),
    ]
}

async fn alex(fixture: &Fixture) -> Somebody {
    let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
    Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id)
}

/// An entry of before, whose page is open; answers its identifier.
async fn entry(fixture: &Fixture) -> String {
    let before = json!({ "worked_on": "2026-10-20", "minutes": 60, "narrative": "Before" });
    recorded(&router(fixture), &before).await["id"].as_str().expect("an identifier").to_owned()
}

/// That each form is refused with a sentence beside the field, the same as in the summary, and keeps everything.
async fn all_are_refused(fixture: &Fixture, mine: &Router, entry: &str, field: &str, words: [&str; 2]) {
    let before = fixture.contents().await;
    for (lang, words) in [("en", words[0]), ("fr", words[1])] {
        for (rest, fields) in forms(entry) {
            let answer = post_form(mine, &format!("/{lang}/{rest}"), &fields).await;
            let text = plain(&answer);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{lang}/{rest}: {text}");
            let beside = if rest.starts_with("week") { "error-r0d5" } else { field };
            assert!(text.contains(&format!("id=\"{beside}\"")), "{lang}/{rest}: {text}");
            assert!(text.matches(words).count() >= 2, "{lang}/{rest}: in the summary and beside the field: {text}");
            assert!(text.contains("value=\"1h30\""), "{lang}/{rest}");
            if fields.iter().any(|(_, value)| *value == TYPED) {
                assert!(text.contains(TYPED) && !answer.text.contains("<b>\u{202e}"), "{lang}/{rest}");
            }
        }
    }
    assert_eq!(fixture.contents().await, before);
}

on_both_engines! {
    async fn a_file_that_is_closed_while_its_form_is_open_is_refused_beside_the_field(fixture: with_cast) {
        let alex = alex(fixture).await;
        let mine = as_somebody(fixture, &alex, fixture.app()).await;
        let entry = entry(fixture).await;
        let all = files::ops::list(&fixture.context).await.expect("files");
        let file = all.iter().find(|file| file.number == "UKR-12").expect("a file");
        let change = RawFileChange { closed_on: Some(Some("2026-11-01".to_owned())), ..RawFileChange::default() };
        let raw = RawFile::of(file).changed_by(change);
        files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("closed");
        all_are_refused(fixture, &mine, &entry, "error-file", ["UKR-12 was closed on", "UKR-12 a été fermé le"]).await;
    }

    async fn a_code_that_is_retired_while_its_form_is_open_is_refused_beside_the_field(fixture: with_cast) {
        let alex = alex(fixture).await;
        let entry = entry(fixture).await;
        let mine = as_somebody(fixture, &alex, app_with_retired(fixture, "2026-11-01")).await;
        all_are_refused(fixture, &mine, &entry, "error-activity", ["TA-MIS", "TA-MIS"]).await;
    }
}
