//! The page of the timer and its place on every page, without script.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::app::App;
use casetime::clock::Clock;
use casetime::people;

use crate::choosing_pages::{between, plain, value};
use crate::support::accounts::Somebody;
use crate::support::http::{get, post_form, signed_in};
use crate::support::{Fixture, on_both_engines};

const PAGE: &str = "/en/timer";
const CANARY: &str = "CANARY </textarea><b>\u{202e}é\u{0301}🙂";

async fn alex(fixture: &Fixture) -> Somebody {
    let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
    Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id)
}

async fn at(fixture: &Fixture, somebody: &Somebody, instant: &str) -> Router {
    let app = App { clock: Clock::Fixed(instant.parse().expect("an instant")), ..fixture.app() };
    signed_in(casetime::routes::router(app), &somebody.login, somebody.access(fixture).await)
}

on_both_engines! {
    async fn a_running_timer_is_seen_on_every_page_and_stopping_it_is_looked_at_first(fixture: with_cast) {
        let alex = alex(fixture).await;
        let start = at(fixture, &alex, "2026-11-22T14:05:00Z").await;
        assert!(plain(&get(&start, "/en/week").await).contains("href=\"/en/timer\">Start a timer"));
        // The form for recording starts it with what was chosen in it.
        let fields = [("do", "start"), ("file", "UKR-12"), ("activity", "TA-TRN"), ("narrative", CANARY), ("minutes", ""), ("id", "x")];
        let started = post_form(&start, PAGE, &fields).await;
        assert_eq!((started.status, started.header("location")), (StatusCode::SEE_OTHER, "/en/timer?done=started"));
        let later = at(fixture, &alex, "2026-11-22T14:46:30Z").await;
        for page in ["/en/week", "/en/record", "/en/day/2026-11-20", "/en/account", "/en/favourites", "/en/range"] {
            let strip = plain(&get(&later, page).await);
            let strip = between(&strip, "class=\"timer\"", "</p>");
            assert!(strip.contains("14:05") && strip.contains("0:42") && strip.contains("UKR-12"), "{page}: {strip}");
            assert!(!strip.contains("CANARY"), "the narrative is only in the form");
        }
        let stop = get(&later, PAGE).await;
        assert!(!stop.text.contains("</textarea><b>"));
        let text = plain(&stop);
        assert_eq!((value(&text, "minutes"), value(&text, "file")), ("0:42", "UKR-12"));
        assert!(text.contains(&format!("{CANARY}</textarea>")) && text.contains("value=\"TA-TRN\" aria-describedby=\"about-TA-TRN\" checked"));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0, "looking records nothing");
        let wrong = post_form(&later, PAGE, &[("file", "UKR-12"), ("activity", "TA-TRN"), ("minutes", "1h75"), ("narrative", CANARY)]).await;
        let text = plain(&wrong);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("href=\"#field-minutes\"") && value(&text, "minutes") == "1h75" && text.contains(CANARY));
        assert!(text.contains("class=\"timer\""), "it runs on");
        let id = value(&text, "id");
        let typed = [("id", id), ("file", "UKR-12"), ("activity", "TA-TRN"), ("minutes", "40m"), ("narrative", CANARY)];
        let done = post_form(&later, PAGE, &typed).await;
        let twice = post_form(&later, PAGE, &typed).await;
        assert_eq!(done.header("location"), twice.header("location"), "sent twice, it is answered alike");
        assert!(done.header("location").starts_with("/en/record?file=UKR-12&worked_on=2026-11-22&saved="), "{}", done.text);
        assert!(!done.header("location").contains("CANARY"));
        assert_eq!(fixture.number("SELECT CAST(SUM(minutes) AS BIGINT) FROM entries").await, 40);
        assert!(!plain(&get(&later, "/en/week").await).contains("class=\"timer\""));
    }

    async fn a_timer_is_filled_in_discarded_and_taken_back_as_it_was(fixture: with_cast) {
        let alex = alex(fixture).await;
        let start = at(fixture, &alex, "2026-11-22T14:05:00Z").await;
        post_form(&start, PAGE, &[("do", "start")]).await;
        let second = post_form(&start, PAGE, &[("do", "start")]).await;
        assert_eq!(second.status, StatusCode::CONFLICT, "one runs for each person");
        let text = plain(&get(&start, PAGE).await);
        let version = value(&text, "version").to_owned();
        let fields = [("do", "keep"), ("version", &version), ("file", "SA-7"), ("activity", "SA-POL"), ("narrative", CANARY)];
        let kept = post_form(&start, PAGE, &fields).await;
        assert_eq!(kept.header("location"), "/en/timer?done=kept", "{}", kept.text);
        let later = at(fixture, &alex, "2026-11-22T15:05:00Z").await;
        let id = value(&plain(&get(&later, "/fr/timer").await), "id").to_owned();
        let to_discard = [("do", "discard"), ("id", id.as_str())];
        let sent = post_form(&later, "/fr/timer", &to_discard).await;
        assert!(sent.status == StatusCode::SEE_OTHER && sent.header("location").starts_with("/fr/timer?gone="), "{}", sent.text);
        assert!(!sent.header("location").contains("CANARY"));
        let again = post_form(&later, "/fr/timer", &to_discard).await;
        assert_eq!(again.header("location"), sent.header("location"), "sent twice, it is answered alike");
        let gone = get(&later, sent.header("location")).await;
        let text = plain(&gone);
        assert_eq!(gone.status, StatusCode::OK);
        assert!(text.contains("Le chronomètre est abandonné") && !text.contains("class=\"timer\""));
        let notice = between(&text, "id=\"saved\"", "</form>");
        assert!(!gone.text.contains("</textarea><b>"), "what was typed is never markup");
        let fields: Vec<(&str, &str)> =
            ["do", "started_at", "file", "activity"].into_iter().map(|name| (name, value(notice, name))).collect();
        assert_eq!(fields[1].1, "2026-11-22T14:05:00+00:00");
        let again = post_form(&later, "/fr/timer", &[("do", "discard")]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND, "sent twice, it says that none is running");
        let back = post_form(&later, "/fr/timer", &[&fields[..], &[("narrative", CANARY)]].concat()).await;
        assert_eq!(back.header("location"), "/fr/timer?done=put_back", "{}", back.text);
        let text = plain(&get(&later, PAGE).await);
        assert_eq!((value(&text, "minutes"), value(&text, "file")), ("1:00", "SA-7"));
        assert!(text.contains(CANARY));
        assert!(!plain(&get(&later, sent.header("location")).await).contains("value=\"put_back\""), "it runs again");
        // A form from before that is sent again throws the timer away that runs now.
        let anew = post_form(&later, "/fr/timer", &to_discard).await;
        assert!(anew.header("location").starts_with("/fr/timer?gone=") && anew.header("location") != sent.header("location"));
        post_form(&later, "/fr/timer", &[&fields[..], &[("narrative", CANARY)]].concat()).await;
        // A start that is still to come, or none at all, begins now.
        post_form(&later, PAGE, &[("do", "discard")]).await;
        post_form(&later, PAGE, &[("do", "put_back"), ("started_at", "2999-01-01T00:00:00Z")]).await;
        assert_eq!(value(&plain(&get(&later, PAGE).await), "minutes"), "0:01");
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0);
    }

    async fn a_timer_that_was_forgotten_asks_for_the_time(fixture: with_cast) {
        let alex = alex(fixture).await;
        post_form(&at(fixture, &alex, "2026-11-20T14:05:00Z").await, PAGE, &[("do", "start"), ("file", "UKR-12"), ("activity", "TA-TRN")]).await;
        let later = at(fixture, &alex, "2026-11-22T15:00:00Z").await;
        let text = plain(&get(&later, PAGE).await);
        assert!(value(&text, "minutes").is_empty() && text.contains("probably forgotten"));
        let typed = [("file", "UKR-12"), ("activity", "TA-TRN"), ("minutes", "")];
        assert_eq!(post_form(&later, PAGE, &typed).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let switched = plain(&post_form(&later, "/fr/timer", &[&typed[..2], &[("minutes", "3"), ("switch", "1")]].concat()).await);
        assert!(value(&switched, "minutes") == "3" && switched.contains("<html lang=\"fr\">"));
        let done = post_form(&later, PAGE, &[&typed[..2], &[("minutes", "3h")]].concat()).await;
        assert!(done.header("location").contains("worked_on=2026-11-20"), "it is time of the day it was started on");
    }
}
