//! The page of favourites, without script.

use axum::http::StatusCode;
use serde_json::json;

use crate::choosing_pages::{between, lawyer, plain, value};
use crate::recording::{recorded, router};
use crate::support::http::{get, post_form};
use crate::support::on_both_engines;

const PAGE: &str = "/en/favourites";

fn ids(text: &str) -> Vec<String> {
    text.split("<li id=\"f-").skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

on_both_engines! {
    async fn favourites_are_kept_ordered_removed_and_put_back_in_their_place(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let empty = plain(&get(&mine, PAGE).await);
        assert!(empty.contains("No favourites yet") && !empty.contains("class=\"shortcuts\""));
        for (file, activity, minutes) in [("UKR-12", "TA-TRN", "1h30"), ("SA-7", "SA-POL", ""), ("OT-1", "OT-ADM", "")] {
            let kept = post_form(&mine, PAGE, &[("do", "add"), ("file", file), ("activity", activity), ("minutes", minutes)]).await;
            assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
            assert_eq!(kept.header("location"), format!("{PAGE}?done=added&file={file}"));
        }
        let again = post_form(&mine, PAGE, &[("do", "add"), ("file", "SA-7"), ("activity", "SA-POL")]).await;
        assert!(again.header("location").contains("done=there"));
        let text = plain(&get(&mine, again.header("location")).await);
        assert!(text.contains("This is a favourite already: SA-7."));
        let [first, second, third] = <[String; 3]>::try_from(ids(&text)).expect("three favourites");
        assert!(text.contains("href=\"/en/record?file=UKR-12&activity=TA-TRN&minutes=1%3A30\""));
        let moved = post_form(&mine, PAGE, &[("do", "up"), ("favourite", &third)]).await;
        assert!(moved.header("location").ends_with(&format!("#f-{third}")));
        assert_eq!(ids(&plain(&get(&mine, PAGE).await)), [&first, &third, &second].map(String::clone));
        for end in [("up", &first), ("down", &second)] {
            post_form(&mine, PAGE, &[("do", end.0), ("favourite", end.1)]).await;
        }
        assert_eq!(ids(&plain(&get(&mine, PAGE).await)), [&first, &third, &second].map(String::clone), "the ends stay");
        let removed = post_form(&mine, PAGE, &[("do", "remove"), ("favourite", &first)]).await;
        let text = plain(&get(&mine, removed.header("location")).await);
        assert!(text.contains("Removed from the favourites: UKR-12.") && ids(&text) == [third.clone(), second.clone()]);
        let notice = between(&text, "id=\"saved\"", "</form>");
        let fields: Vec<(&str, &str)> =
            ["file", "activity", "minutes", "place", "do"].into_iter().map(|name| (name, value(notice, name))).collect();
        assert_eq!(fields, [("file", "UKR-12"), ("activity", "TA-TRN"), ("minutes", "1:30"), ("place", "1"), ("do", "put_back")]);
        for _ in 0..2 {
            let back = post_form(&mine, PAGE, &fields).await;
            assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
        }
        let text = plain(&get(&mine, PAGE).await);
        assert_eq!(ids(&text)[1..], [third, second], "it is first again, once");
        let gone = post_form(&mine, PAGE, &[("do", "remove"), ("favourite", &first)]).await;
        assert_eq!((gone.status, gone.header("location")), (StatusCode::SEE_OTHER, PAGE), "sent twice, done once");
    }

    async fn a_favourite_is_renamed_on_its_line_and_keeps_its_name_when_it_is_put_back(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        post_form(&mine, PAGE, &[("do", "add"), ("file", "UKR-12"), ("activity", "TA-TRN"), ("minutes", "1h30")]).await;
        let id = ids(&plain(&get(&mine, PAGE).await)).remove(0);
        let hostile = "<b>\"Kyiv\"</b> & ’ =1+1";
        let renamed = post_form(&mine, PAGE, &[("do", "rename"), ("favourite", &id), ("name", hostile)]).await;
        assert_eq!(renamed.header("location"), format!("{PAGE}?done=renamed#f-{id}"), "{}", renamed.text);
        let drawn = get(&mine, &format!("{PAGE}?done=renamed")).await;
        let text = plain(&drawn);
        assert!(text.contains("The name is saved.") && text.contains(&format!("<strong><bdi>{hostile}</bdi></strong>")));
        assert!(text.contains(&format!("{hostile} · 1:30</a>")) && !drawn.text.contains("<b>\""), "it is at hand under its name");
        let long = "n".repeat(121);
        let refused = post_form(&mine, PAGE, &[("do", "rename"), ("favourite", &id), ("name", &long)]).await;
        let text = plain(&refused);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains(&format!("href=\"#field-name-{id}\"")) && text.contains(&format!("id=\"error-name-{id}\"")));
        assert!(text.contains(&long) && text.contains("class=\"aid naming\" open"));
        let removed = post_form(&mine, PAGE, &[("do", "remove"), ("favourite", &id)]).await;
        let text = plain(&get(&mine, removed.header("location")).await);
        assert!(between(&text, "id=\"saved\"", "</form>").contains(hostile));
        let fields = [("do", "put_back"), ("file", "UKR-12"), ("activity", "TA-TRN"), ("minutes", "1:30"), ("name", hostile)];
        post_form(&mine, PAGE, &fields).await;
        assert!(plain(&get(&mine, PAGE).await).contains(&format!("<strong><bdi>{hostile}</bdi></strong>")));
        let theirs = post_form(&mine, PAGE, &[("do", "rename"), ("favourite", &id), ("name", "x")]).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "the one that was removed is gone");
    }

    async fn one_press_records_a_favourite_with_a_time_once(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        post_form(&mine, PAGE, &[("do", "add"), ("file", "UKR-12"), ("activity", "TA-TRN"), ("minutes", "0,5")]).await;
        let text = plain(&get(&mine, "/fr/favourites").await);
        assert!(text.contains("Consigner 0:30 aujourd’hui"));
        let fields = [("do", "record"), ("favourite", value(&text, "favourite")), ("entry", value(&text, "entry"))];
        let recorded = post_form(&mine, "/fr/favourites", &fields).await;
        let twice = post_form(&mine, "/fr/favourites", &fields).await;
        assert_eq!(recorded.header("location"), twice.header("location"));
        assert_eq!(fixture.number("SELECT CAST(SUM(minutes) AS BIGINT) FROM entries WHERE worked_on = '2026-11-22'").await, 30);
        let text = plain(&get(&mine, recorded.header("location")).await);
        let notice = between(&text, "id=\"saved\"", "</form>");
        assert!(notice.contains("Enregistré\u{a0}: 0:30 sur UKR-12") && value(notice, "do") == "withdraw");
        let undo = between(notice, "action=\"", "\"");
        let undone = post_form(&mine, undo, &[("do", "withdraw"), ("version", value(notice, "version"))]).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE withdrawn = TRUE").await, 1);
    }

    async fn what_is_wrong_is_said_and_kept_and_lately_recorded_work_is_offered(fixture: with_cast) {
        recorded(&router(fixture), &json!({ "worked_on": "2026-11-20", "minutes": 90 })).await;
        let mine = lawyer(fixture).await;
        let text = plain(&get(&mine, PAGE).await);
        let lately = between(&text, "id=\"lately-heading\"", "</section>");
        assert!(lately.contains("UKR-12") && value(lately, "activity") == "TA-TRN");
        let typed = [("do", "add"), ("file", "UKR-12"), ("activity", "SA-POL"), ("minutes", "1h75<b>")];
        let refused = post_form(&mine, PAGE, &typed).await;
        let text = plain(&refused);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("href=\"#field-minutes\"") && text.contains("href=\"#field-activity\"") && text.contains("value=\"1h75<b>\""));
        assert!(!refused.text.contains("1h75<b>") && text.contains("id=\"add-favourite\" open"));
        let switched = plain(&post_form(&mine, "/fr/favourites", &[&typed[1..], &[("switch", "1")]].concat()).await);
        assert!(switched.contains("value=\"1h75<b>\"") && switched.contains("id=\"add-favourite\" open"));
        assert_eq!(fixture.number("SELECT count(*) FROM favourites").await, 0);
        let forged = post_form(&mine, PAGE, &[("do", "remove"), ("favourite", "x")]).await;
        assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", forged.text);
    }
}
