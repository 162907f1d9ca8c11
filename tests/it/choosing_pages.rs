//! Choosing a file by words, and the decision aid, where time is recorded: without script, and never losing what was typed.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::people;
use serde_json::json;

use crate::recording::{recorded, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, post_form};
use crate::support::{Fixture, on_both_engines};

const HOSTILE: &str = "<b>\"x\"</b> & ’; DROP % _ – \u{202e}abc\u{0301}🙂 =1+1";
const WEEK: &str = "/en/week/2026-11-16";

pub(crate) fn plain(answer: &Answer) -> String {
    let text = answer.text.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

pub(crate) fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}")).0
}

/// The value of the field with a name.
pub(crate) fn value<'t>(text: &'t str, name: &str) -> &'t str {
    let at = text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}"));
    between(&text[at..], "value=\"", "\"")
}

pub(crate) async fn lawyer(fixture: &Fixture) -> Router {
    let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
    Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id).router(fixture).await
}

fn picks(text: &str) -> Vec<&str> {
    text.split("name=\"pick\"").skip(1).map(|rest| between(rest, "value=\"", "\"")).collect()
}

on_both_engines! {
    async fn words_find_files_and_a_choice_among_them_keeps_what_was_typed(fixture: with_cast) {
        fixture.add_file("UKR-13", "TA", "").await;
        fixture.add_file("JAM-4", "TA", "2026-10-31").await;
        let mine = lawyer(fixture).await;
        let typed = [("minutes", "1h3"), ("narrative", "CANARY <b>"), ("switch", "1")];
        let found = post_form(&mine, "/en/record", &[&typed[..], &[("file", "prosecution")]].concat()).await;
        let text = plain(&found);
        assert_eq!(found.status, StatusCode::OK);
        assert_eq!(picks(&text), ["UKR-12", "UKR-13", "JAM-4"], "open ones first, not the file closed years ago, nor files of other words");
        assert!(text.contains("3 files have these words") && text.contains("(closed on 2026-10-31)"));
        assert!(text.contains("value=\"prosecution\"") && text.contains("value=\"1h3\"") && text.contains("CANARY <b></textarea>"));
        assert!(text.contains("value=\"SA-POL\""), "while no file is chosen, all activities are there");
        let chosen = post_form(&mine, "/en/record", &[&typed[..], &[("file", "prosecution"), ("pick", "UKR-13")]].concat()).await;
        let text = plain(&chosen);
        assert!(value(&text, "file") == "UKR-13" && picks(&text).is_empty() && !text.contains("value=\"SA-POL\""));
        assert!(between(&text, "id=\"file-chosen\">", "</p>").contains("Legal technical assistance"));
        // One file only: it is chosen; a number is never taken for words.
        let only = plain(&post_form(&mine, "/fr/record", &[&typed[..], &[("file", "sa 7")]].concat()).await);
        assert!(value(&only, "file") == "SA-7" && only.contains("value=\"SA-POL\"") && !only.contains("value=\"TA-TRN\""));
        let only = plain(&post_form(&mine, "/fr/record", &[&typed[..], &[("file", "file ot")]].concat()).await);
        assert_eq!(value(&only, "file"), "OT-1");
        let none = plain(&post_form(&mine, "/fr/record", &[&typed[..], &[("file", HOSTILE)]].concat()).await);
        assert!(none.contains("Aucun dossier") && none.contains(HOSTILE) && picks(&none).is_empty());
        let long = "é".repeat(5000);
        let none = post_form(&mine, "/en/record", &[&typed[..], &[("file", &long)]].concat()).await;
        assert!(none.status == StatusCode::OK && plain(&none).contains(&long));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0, "looking saves nothing");
    }

    async fn words_that_are_no_number_are_refused_on_saving_and_choices_are_shown(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let form = plain(&get(&mine, "/en/record").await);
        let id = value(&form, "id");
        let fields = [("id", id), ("file", "prosecution"), ("worked_on", "2026-11-20"), ("minutes", "90m"), ("activity", "TA-TRN")];
        let refused = post_form(&mine, "/en/record", &fields).await;
        let text = plain(&refused);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("href=\"#field-file\"") && picks(&text) == ["UKR-12"], "nothing is chosen for its author");
        assert_eq!(value(&text, "file"), "prosecution");
        assert_eq!(value(&text, "id"), id, "the entry stays the same one");
        let saved = post_form(&mine, "/en/record", &[&fields[..], &[("pick", "UKR-12")]].concat()).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let text = plain(&get(&mine, saved.header("location")).await);
        assert!(text.contains(&format!("action=\"/en/entries/{id}\"")) && text.contains("action=\"/en/favourites\""));
    }

    async fn files_recorded_on_lately_are_offered_first_and_walls_hold(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        assert!(picks(&plain(&get(&mine, "/en/record").await)).is_empty());
        let console = router(fixture);
        recorded(&console, &json!({ "worked_on": "2026-11-17", "minutes": 90 })).await;
        for day in ["2026-11-18", "2026-11-19"] {
            recorded(&console, &json!({ "file": "OT-1", "activity": "OT-ADM", "worked_on": day, "minutes": 30 })).await;
        }
        for page in ["/en/record", WEEK, "/en/favourites", "/en/timer", "/en/range"] {
            assert_eq!(picks(&plain(&get(&mine, page).await)), ["OT-1", "UKR-12"], "{page}");
        }
        let file = casetime::files::ops::find_by_number(&fixture.context, "OT-1").await.expect("a file");
        let change = casetime::files::RawFileChange { walled: Some(true), ..Default::default() };
        let raw = casetime::files::RawFile::of(&file).changed_by(change);
        casetime::files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("walled");
        assert_eq!(picks(&plain(&get(&mine, "/en/record").await)), ["UKR-12"]);
        for typed in ["OT-1", "file ot"] {
            let text = plain(&post_form(&mine, "/en/record", &[("file", typed), ("switch", "1")]).await);
            assert!(picks(&text).is_empty() && text.contains("id=\"file-chosen\"></p>"), "{typed}");
        }
    }

    async fn the_page_does_not_grow_with_the_number_of_files(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let before = get(&mine, "/en/record").await.text.len();
        for number in 0..40 {
            fixture.add_file(&format!("BULK-{number}"), "SA", "").await;
        }
        let after = get(&mine, "/en/record").await.text.len();
        assert!(after.abs_diff(before) < 100, "{before} to {after}");
        let found = plain(&post_form(&mine, "/en/record", &[("file", "bulk"), ("switch", "1")]).await);
        assert!(picks(&found).len() == 12 && found.contains("The first 12 files"));
    }

    async fn the_week_looks_for_a_file_and_keeps_its_cells(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let cells = [("r0", "UKR-12~TA-TRN"), ("r0d1", "1,5")];
        // Enter in the field of the file presses no button: it looks and does not save.
        for button in [&[][..], &[("switch", "1")][..]] {
            let text = plain(&post_form(&mine, WEEK, &[&cells[..], button, &[("file", "file")]].concat()).await);
            assert_eq!(picks(&text), ["OT-1", "SA-7", "UKR-12"]);
            assert!(value(&text, "r0d1") == "1,5" && text.contains("id=\"add-row\" open"));
        }
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0);
        let chosen = [("file", "file"), ("pick", "OT-1"), ("activity", "OT-ADM"), ("do", "add")];
        let added = plain(&post_form(&mine, WEEK, &[&cells[..], &chosen].concat()).await);
        assert!(added.contains("value=\"OT-1~OT-ADM\"") && value(&added, "r1d1") == "1,5", "{added}");
        let refused = post_form(&mine, WEEK, &[&cells[..], &[("file", "file"), ("activity", "OT-ADM"), ("do", "add")]].concat()).await;
        let text = plain(&refused);
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && picks(&text).len() == 3 && value(&text, "r0d1") == "1,5");
    }

    async fn the_aid_asks_one_question_after_another_and_says_why(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let typed = [("minutes", "1h3"), ("narrative", HOSTILE), ("file", "SA-7")];
        for (lang, question, why, not) in [
            ("en", "Question 2 of 3", "Answer: Legal technical assistance", "What it is not"),
            ("fr", "Question 2 sur 3", "Réponse\u{a0}: Assistance technique juridique", "Ce que ce n’est pas"),
        ] {
            let path = format!("/{lang}/record");
            let shut = plain(&get(&mine, &path).await);
            assert!(shut.contains("<details class=\"aid\" id=\"aid\">") && shut.contains("value=\"qy\"") && shut.contains("value=\"qn\""));
            let second = plain(&post_form(&mine, &path, &[&typed[..], &[("aid", "qn"), ("aid_so_far", "q")]].concat()).await);
            assert!(second.contains(question) && second.contains("id=\"aid\" open") && second.contains("value=\"qnn\""));
            assert!(value(&second, "minutes") == "1h3" && second.contains(HOSTILE) && value(&second, "aid_so_far") == "qn");
            let answer = plain(&post_form(&mine, &path, &[&typed[..], &[("aid", "qny")]].concat()).await);
            let aid = between(&answer, "id=\"aid-steps\"", "</details>");
            assert!(aid.contains(why) && aid.contains(not) && aid.contains("SA-7") && aid.contains("href=\"#field-file\""), "{aid}");
            assert!(aid.contains("value=\"q\"") && aid.contains("value=\"qn\""), "each answer can be given anew");
            assert!(aid.contains("TA-TRN") || aid.contains("OT-LRN"), "notes of the vocabulary say what belongs elsewhere");
        }
        let fits = plain(&post_form(&mine, "/en/record", &[("file", "UKR-12"), ("aid", "qny")]).await);
        assert!(fits.contains("UKR-12 is a file of this category") && fits.contains("href=\"#field-activity\"") && fits.contains("href=\"#activity-TA-TRN\""));
        assert_eq!(fits.matches("id=\"activity-TA-TRN\"").count(), 1, "the link leads to the radio");
        let nothing = plain(&post_form(&mine, "/en/record", &[("aid", "qnnn")]).await);
        assert!(between(&nothing, "id=\"aid-steps\"", "</details>").contains("Ask the manager; do not guess."));
        // The other language keeps the answers; an odd state opens nothing.
        let switched = plain(&post_form(&mine, "/fr/record", &[("aid_so_far", "qn"), ("switch", "1")]).await);
        assert!(switched.contains("Question 2 sur 3"));
        for odd in ["q<b>", "qz", "", "y"] {
            let shut = plain(&get(&mine, &format!("/en/record?aid={}", odd.replace('<', "%3C").replace('>', "%3E"))).await);
            assert!(shut.contains("<details class=\"aid\" id=\"aid\">"), "{odd}");
        }
        assert!(plain(&get(&mine, "/en/record?aid=qny").await).contains("Answer: Legal technical assistance"), "a link to a state");
    }

    async fn the_aid_works_in_the_week_and_in_a_correction_and_saves_nothing(fixture: with_cast) {
        let made = recorded(&router(fixture), &json!({ "worked_on": "2026-11-20", "minutes": 90 })).await;
        let id = made["id"].as_str().expect("an id");
        let mine = lawyer(fixture).await;
        let before = fixture.contents().await;
        let text = plain(&post_form(&mine, WEEK, &[("r0", "UKR-12~TA-TRN"), ("r0d1", "2h"), ("aid", "qnny"), ("do", "save")]).await);
        assert!(text.contains("Answer: Strategic advice") && value(&text, "r0d1") == "2h" && text.contains("id=\"add-row\" open"));
        let path = format!("/en/entries/{id}");
        let text = plain(&post_form(&mine, &path, &[("version", "1"), ("file", "SA-7"), ("minutes", "9h"), ("aid", "qy")]).await);
        assert!(text.contains("Answer: Other") && value(&text, "minutes") == "9h" && value(&text, "file") == "SA-7");
        assert_eq!(fixture.contents().await, before);
    }

    async fn quick_add_offers_the_files_that_fit(fixture: with_cast) {
        fixture.add_file("UKR-13", "TA", "").await;
        let mine = lawyer(fixture).await;
        let text = plain(&post_form(&mine, "/en/quick", &[("text", "1h UKR training")]).await);
        assert_eq!(picks(&text), ["UKR-12", "UKR-13"]);
        assert_eq!(value(&text, "minutes"), "1:00");
    }
}
