//! Lines of quick add: what is understood, what is asked, and that nothing is stored.

use serde_json::{Value, json};

use super::{close, each, keeper_of, ok, refused, wall};
use crate::support::http::{post, post_form, request, send};
use crate::support::on_both_engines;

const QUICK: &str = "/api/v1/my/quick";

/// Minutes, day, numbers of files, codes of activities and narrative, short.
fn short(read: &Value) -> String {
    let list = |name: &str, member: &str| each(&read[name], member).join("+");
    let text = |name: &str| read[name].as_str().unwrap_or("-").to_owned();
    let minutes = read["minutes"].as_i64().map_or_else(|| "-".to_owned(), |minutes| minutes.to_string());
    [minutes, text("worked_on"), list("files", "number"), list("activities", "code"), text("narrative")].join(" | ")
}

on_both_engines! {
    async fn a_line_is_read_into_time_day_file_and_activity_in_both_languages(fixture: with_cast) {
        let before = fixture.contents().await;
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        // Today is Sunday, 22 November.
        for (line, expected) in [
            ("1.5h yesterday UKR-12 training", "90 | 2026-11-21 | UKR-12 | TA-TRN | "),
            ("1h30 hier UKR-12 formation", "90 | 2026-11-21 | UKR-12 | TA-TRN | "),
            ("ukr-12 TA-TRN 90m Friday", "90 | 2026-11-20 | UKR-12 | TA-TRN | "),
            ("0,1 SA-7 pol", "6 | 2026-11-22 | SA-7 | SA-POL | "),
            ("2 UKR-12 trn \"Call with Ms. Hier, 3h\"", "120 | 2026-11-22 | UKR-12 | TA-TRN | Call with Ms. Hier, 3h"),
            ("1h UKR-12 trn second draft", "60 | 2026-11-22 | UKR-12 | TA-TRN | second draft"),
            ("45 min OT-1 adm 2026-11-03", "45 | 2026-11-03 | OT-1 | OT-ADM | "),
            ("1h OT-1 OT-KM", "60 | 2026-11-22 | OT-1 | OT-KM | "),
            ("1h OT-1 km fact sheet", "60 | 2026-11-22 | OT-1 | OT-KM | fact sheet"),
            // What may be part of a sentence stays in the narrative, in its order.
            ("1h20 OT-1 memo to ADM on Haiti", "80 | 2026-11-22 | OT-1 | OT-ADM | memo to ADM on Haiti"),
            ("15m OT-1 staff meeting", "15 | 2026-11-22 | OT-1 | OT-ADM | staff meeting"),
            ("1h UKR-12 training of judges", "60 | 2026-11-22 | UKR-12 | TA-TRN | training of judges"),
            ("1h UKR-12 notes TA-TRN second draft", "60 | 2026-11-22 | UKR-12 | TA-TRN | notes second draft"),
            ("1h yesterday UKR-12 trn 9-10 with judges", "60 | 2026-11-21 | UKR-12 | TA-TRN | 9-10 with judges"),
        ] {
            let read = ok(&post(&mine, QUICK, &json!({ "text": line })).await);
            assert_eq!(short(&read), expected, "{line}: {read}");
            assert_eq!((&read["questions"], &read["asked"]), (&json!([]), &json!([])), "{line}");
        }
        assert_eq!(fixture.contents().await, before, "nothing is stored");
    }

    async fn what_is_missing_or_ambiguous_is_asked(fixture: with_cast) {
        fixture.add_file("UKR-13", "TA", "").await;
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        for (line, questions) in [
            ("UKR-12 trn", json!(["time"])),
            ("1h 2h UKR-12 trn", json!(["times"])),
            ("1h 03/04 UKR-12 trn", json!(["day"])),
            ("2h tomorrow UKR-12 training", json!(["day"])),
            ("2h demain UKR-12 formation", json!(["day"])),
            ("1h 2026-12-01 UKR-12 trn", json!(["day"])),
            ("1h 11-20 UKR-12 trn", json!(["day"])),
            ("1h 9-10 UKR-12 trn", json!(["day"])),
            ("1h November 20 UKR-12 trn", json!(["day"])),
            ("25h UKR-12 trn", json!(["time"])),
            ("25h 1h UKR-12 trn", json!(["times"])),
            ("1h UKR-99 trn", json!(["file"])),
            ("1h trn", json!(["file"])),
            ("1h UKR trn", json!(["files"])),
            ("1h UKR-12", json!(["activity"])),
            ("🙂 <b>&", json!(["time", "file", "activity"])),
        ] {
            let read = ok(&post(&mine, QUICK, &json!({ "text": line })).await);
            assert_eq!(read["questions"], questions, "{line}: {read}");
            assert_eq!(read["asked"].as_array().map(Vec::len), questions.as_array().map(Vec::len), "{line}");
        }
        let read = ok(&post(&mine, QUICK, &json!({ "text": "1h UKR trn" })).await);
        assert_eq!(each(&read["files"], "number"), ["UKR-12", "UKR-13"]);
        assert_eq!(read["asked"], json!(["Which of these files: UKR-12, UKR-13?"]));
        // What was not understood is named, and stands in no narrative.
        for (line, sentence) in [
            ("2h tomorrow UKR-12 trn", "“tomorrow” is a day to come"),
            ("25h UKR-12 trn", "25h is not possible"),
            ("1h F-0032 trn", "No file F-0032 is known here."),
        ] {
            let read = ok(&post(&mine, QUICK, &json!({ "text": line })).await);
            assert!(read["asked"][0].as_str().expect("words").starts_with(sentence), "{line}: {read}");
            assert_eq!(read["narrative"], "", "{line}");
        }
        // A file may have a number that looks like a day.
        fixture.add_file("11-20", "TA", "").await;
        let read = ok(&post(&mine, QUICK, &json!({ "text": "1h 11-20 trn" })).await);
        assert_eq!((each(&read["files"], "number"), &read["questions"]), (vec!["11-20".to_owned()], &json!([])));
        let headers = [("content-type", "application/json"), ("accept-language", "fr")];
        let french = send(&mine, request("POST", QUICK, &headers, json!({ "text": "1h UKR-12" }).to_string())).await.json();
        assert_eq!(french["asked"], json!(["Quelle activité? Nommez-la ou donnez son code."]));
        assert!(french["understood"].as_str().expect("words").starts_with("1:00 · dimanche 22 novembre 2026 · UKR-12 "));
        for (sent, code) in [(json!({ "text": "  " }), "required"), (json!({ "text": "x".repeat(501) }), "too_long"), (json!({ "text": "1h\u{7}" }), "control_character")] {
            refused(&post(&mine, QUICK, &sent).await, 422, code);
        }
    }

    async fn files_that_cannot_be_recorded_on_or_known_of_are_not_named(fixture: with_cast) {
        let mine = keeper_of(fixture, "P-1").await.router(fixture).await;
        close(fixture, "UKR-12", "2026-11-20").await;
        wall(fixture, "SA-7", true).await;
        for (line, files) in [("1h UKR-12", json!([])), ("1h friday UKR-12", json!(["UKR-12"])), ("1h SA-7", json!([])), ("1h HELD", json!([]))] {
            let read = ok(&post(&mine, QUICK, &json!({ "text": line })).await);
            assert_eq!(json!(each(&read["files"], "number")), files, "{line}");
        }
        for (line, sentence) in [("1h UKR-12", "UKR-12 was closed on 2026-11-20."), ("1h SA-7", "No file SA-7 is known here.")] {
            let read = ok(&post(&mine, QUICK, &json!({ "text": line })).await);
            assert!(read["asked"][0].as_str().expect("words").starts_with(sentence), "{line}: {read}");
            let form = post_form(&mine, "/en/quick", &[("text", line)]).await;
            assert!(form.text.contains(sentence) && form.text.contains(&format!("value=\"{}\"", &line[3..])), "{line}: {}", form.text);
        }
        let form = post_form(&mine, "/en/quick", &[("text", "25h OT-1 adm")]).await;
        assert!(form.text.contains("25h is not possible") && form.text.contains("name=\"minutes\" type=\"text\""));
    }

    async fn without_script_the_form_comes_filled_in_and_nothing_is_saved(fixture: with_cast) {
        let before = fixture.contents().await;
        let router = keeper_of(fixture, "P-1").await.router(fixture).await;
        let line = "1.5h yesterday UKR-12 trn \"<b>CANARY</b>\"";
        let answer = post_form(&router, "/en/quick", &[("text", line)]).await;
        let text = answer.text.replace("&#x2f;", "/").replace("<span class=\"whole\">", "");
        assert_eq!(answer.status.as_u16(), 200);
        for part in [
            "action=\"/en/record\"", "value=\"1:30\"", "value=\"2026-11-21\"", "Understood: 1:30 · Saturday, November 21, 2026 · UKR-12",
            "<input type=\"hidden\" name=\"searched\" value=\"UKR-12\">", "<span class=\"code\">UKR-12</span> ", "Nothing is saved yet.", "&lt;b&gt;CANARY&lt;/b&gt;",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let asked = post_form(&router, "/fr/quick", &[("text", "UKR-12")]).await;
        assert!(asked.text.contains("Combien de temps?") && asked.text.contains("Quelle activité?"));
        let unclear = post_form(&router, "/en/quick", &[("text", "1h 03/04 UKR-12")]).await;
        assert!(unclear.text.contains("id=\"field-worked_on\"") && !unclear.text.contains("value=\"2026-11-22\""), "a day is not guessed");
        let empty = post_form(&router, "/fr/quick", &[("text", " ")]).await;
        assert_eq!(empty.status.as_u16(), 422);
        assert!(empty.text.contains("#field-quick"));
        assert_eq!(fixture.contents().await, before);
    }
}
