//! The page of several days, without script: nothing is saved that was not shown, and what was saved can be taken back.

use axum::http::StatusCode;
use serde_json::json;

use crate::choosing_pages::{between, lawyer, plain, value};
use crate::recording::{recorded, router};
use crate::support::http::{get, post_form};
use crate::support::on_both_engines;

const PAGE: &str = "/en/range";
const CANARY: &str = "CANARY </textarea><b>\u{202e}é\u{0301}🙂 =1+1";

/// The form with some fields replaced.
fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = std::collections::BTreeMap::from([
        ("id", "0197a000-0000-7000-8000-0000000000aa"),
        ("from", "2026-11-06"),
        ("to", "2026-11-12"),
        ("file", "UKR-12"),
        ("activity", "TA-TRN"),
        ("minutes", "7,5"),
        ("narrative", CANARY),
    ]);
    fields.extend(changes.iter().copied());
    fields.into_iter().collect()
}

on_both_engines! {
    async fn days_are_shown_then_saved_once_and_taken_back(fixture: with_cast) {
        recorded(&router(fixture), &json!({ "worked_on": "2026-11-09", "minutes": 45 })).await;
        let mine = lawyer(fixture).await;
        let shown = post_form(&mine, PAGE, &form(&[("do", "preview")])).await;
        let text = plain(&shown);
        assert_eq!(shown.status, StatusCode::OK);
        let days = between(&text, "<tbody role=\"rowgroup\">", "</tbody>");
        assert_eq!(days.matches("<tr role=\"row\">").count(), 7);
        assert_eq!((days.matches("left out: weekend").count(), days.matches("left out: Remembrance Day").count()), (2, 1));
        assert!(days.contains("0:45") && text.contains("4 days, 30:00 in all: nothing is saved yet"));
        assert!(text.contains(&format!("{CANARY}</textarea>")) && !shown.text.contains("</textarea><b>"));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1, "a preview stores nothing");
        let tag = value(&text, "shown").to_owned();
        // Something else stands in the form than was shown.
        let changed = plain(&post_form(&mine, PAGE, &form(&[("do", "save"), ("shown", &tag), ("minutes", "8h")])).await);
        assert!(changed.contains("Something was changed since the days were shown") && changed.contains("4 days, 32:00"));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
        let mut saved = post_form(&mine, PAGE, &form(&[("do", "save"), ("shown", &tag)])).await;
        for _ in 0..2 {
            assert_eq!(saved.header("location"), format!("{PAGE}?done={tag}"), "{}", saved.text);
            assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 5, "also when it is sent twice");
            saved = post_form(&mine, PAGE, &form(&[("do", "save"), ("shown", &tag)])).await;
        }
        let text = plain(&get(&mine, saved.header("location")).await);
        assert!(text.contains("<title>Saved: ") && text.contains("Recorded: 4 days, 30:00 in all."));
        assert!(text.contains("href=\"/en/day/2026-11-06\"") && !text.contains("href=\"/en/day/2026-11-11\""));
        let undone = post_form(&mine, PAGE, &[("do", "undo"), ("done", &tag)]).await;
        assert_eq!(undone.header("location"), format!("{PAGE}?done={tag}&undone=4"));
        assert!(plain(&get(&mine, undone.header("location")).await).contains("Taken back: 4 entries."));
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE withdrawn = FALSE").await, 1);
        let again = post_form(&mine, PAGE, &[("do", "undo"), ("done", &tag)]).await;
        assert!(plain(&get(&mine, again.header("location")).await).contains("Nothing was taken back"));
        for forged in ["", "x", "00000000000000000000000000000000", "<b>"] {
            assert_eq!(post_form(&mine, PAGE, &[("do", "undo"), ("done", forged)]).await.status, StatusCode::NOT_FOUND, "{forged}");
        }
    }

    async fn what_was_noted_of_days_is_said_with_what_was_saved(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        for (lang, noted) in [
            ("en", "Friday, November 6, 2026: With this entry the day is longer than usual."),
            ("fr", "vendredi 6 novembre 2026 – Avec cette entrée, la journée est plus longue que d’habitude."),
        ] {
            let page = format!("/{lang}/range");
            let id = format!("0197a000-0000-7000-8000-0000000000{}", if lang == "en" { "ab" } else { "ac" });
            let time = if lang == "en" { "13h" } else { "1h" };
            let fields = [("id", id.as_str()), ("from", "2026-11-06"), ("to", "2026-11-06"), ("minutes", time)];
            let shown = plain(&post_form(&mine, &page, &form(&[&fields[..], &[("do", "preview")]].concat())).await);
            let tag = value(&shown, "shown").to_owned();
            let saved = post_form(&mine, &page, &form(&[&fields[..], &[("do", "save"), ("shown", &tag)]].concat())).await;
            let text = plain(&get(&mine, saved.header("location")).await);
            let notice = between(&text, "id=\"saved\" role=\"status\"", "<form");
            assert!(notice.contains(noted), "{notice}");
        }
    }

    async fn weekends_and_holidays_are_taken_in_by_choice(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let all = [("do", "preview"), ("weekends", "1"), ("holidays", "1")];
        let text = plain(&post_form(&mine, "/fr/range", &form(&all)).await);
        assert!(text.contains("7 jours, 52:30 en tout\u{a0}: rien n’est encore enregistré"), "{text}");
        assert!(between(&text, "id=\"field-weekends\"", ">").contains("checked"));
        let none = plain(&post_form(&mine, PAGE, &form(&[("do", "preview"), ("from", "2026-11-07"), ("to", "2026-11-08")])).await);
        assert!(none.contains("Every one of these days is left out") && !none.contains("value=\"save\""));
    }

    async fn what_is_wrong_stands_beside_its_field_and_is_kept(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let typed = [("do", "preview"), ("from", "2026-13-01<b>"), ("minutes", "7,5")];
        let wrong = post_form(&mine, PAGE, &form(&typed)).await;
        let text = plain(&wrong);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("href=\"#field-from\"") && value(&text, "from") == "2026-13-01<b>" && !wrong.text.contains("01<b>"));
        for (changes, link) in [
            (&[("minutes", "1h75")][..], "#field-minutes"),
            (&[("file", "NOWHERE")][..], "#field-file"),
            (&[("activity", "SA-POL")][..], "#field-activity"),
            (&[("to", "2026-11-01")][..], "#field-to"),
            (&[("to", "2026-11-23")][..], "#field-to"),
        ] {
            let answer = post_form(&mine, PAGE, &form(&[&[("do", "preview")][..], changes].concat())).await;
            let text = plain(&answer);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
            assert!(text.contains(&format!("href=\"{link}\"")) && text.contains(CANARY), "{changes:?}: {text}");
        }
        // One day is too long with it: the day is named.
        recorded(&router(fixture), &json!({ "worked_on": "2026-11-10", "minutes": 1200 })).await;
        let text = plain(&post_form(&mine, PAGE, &form(&[("do", "preview")])).await);
        assert!(between(&text, "id=\"error-summary\"", "</div>").contains("Tuesday, November 10, 2026: "));
        let switched = plain(&post_form(&mine, "/fr/range", &form(&[("switch", "1"), ("weekends", "1")])).await);
        assert!(switched.contains(CANARY) && value(&switched, "minutes") == "7,5");
    }
}
