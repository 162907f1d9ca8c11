//! Names as data: what a new database has, adding, renaming and retiring one, and what files and teams make of them.

use axum::http::StatusCode;
use casetime::access::Role;
use casetime::lang::{Both, Lang};
use casetime::names::{self, Kind};
use casetime::text::fold;
use serde_json::{Value, json};

use crate::recording::{faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{get, patch, post};
use crate::support::{Fixture, on_both_engines};

fn address(kind: &str, code: &str) -> String {
    format!("/api/v1/names/{kind}/{code}")
}

fn name(code: &str) -> Value {
    json!({ "code": code, "label": { "en": "Team North", "fr": "Équipe du Nord" } })
}

async fn unit_of(fixture: &Fixture, team: &str) -> String {
    let mut tx = fixture.context.db.read().await.expect("a transaction");
    names::ops::unit_of_team_in(&mut tx, team).await.expect("looked up")
}

on_both_engines! {
    async fn every_country_is_found_by_its_code_and_by_its_name_in_either_language(fixture: empty) {
        let countries = names::ops::list(&fixture.context, Kind::Country).await.expect("countries");
        assert_eq!(countries.len(), 249);
        let mut tx = fixture.context.db.read().await.expect("a transaction");
        for country in &countries {
            assert!(country.code.len() == 2 && country.code.bytes().all(|b| b.is_ascii_uppercase()), "{country:?}");
            for text in [&country.code, &country.label.en, &country.label.fr.to_uppercase()] {
                let found = names::ops::find_called_in(&mut tx, Kind::Country, text).await.expect("looked up");
                // `Congo` and `Saint Martin` are more than one; all others are themselves.
                let same = found.is_some_and(|found| {
                    found == *country || Lang::ALL.iter().any(|lang| fold(found.label.get(*lang)) == fold(text))
                });
                assert!(same, "{text}");
            }
        }
        for (kind, code, en, fr) in [
            (Kind::Country, "CI", "Côte d’Ivoire", "Côte d’Ivoire"),
            (Kind::Country, "et", "Ethiopia", "Éthiopie"),
            (Kind::Body, "GAC", "Global Affairs Canada", "Affaires mondiales Canada"),
        ] {
            let found = names::ops::find_in(&mut tx, kind, code).await.expect("looked up").expect("a name");
            assert_eq!((found.label.en.as_str(), found.label.fr.as_str()), (en, fr));
        }
    }

    async fn pages_of_names_hold_each_once(fixture: empty) {
        let router = router(fixture);
        let (mut found, mut next) = (Vec::new(), Some("/api/v1/names/country?limit=100".to_owned()));
        let mut sizes = Vec::new();
        while let Some(path) = next {
            let page = get(&router, &path).await.json();
            let names = page["names"].as_array().expect("names").clone();
            sizes.push(names.len());
            found.extend(names.iter().map(|name| name["code"].as_str().expect("a code").to_owned()));
            next = page["next"].as_str().map(ToOwned::to_owned);
        }
        assert_eq!(sizes, [100, 100, 49]);
        assert!(found.is_sorted() && found[0] == "AD", "{found:?}");
    }

    async fn a_name_is_added_once_renamed_and_retired_and_never_gone(fixture: empty) {
        let router = router(fixture);
        let before = fixture.number("SELECT count(*) FROM audit_events").await;
        let made = post(&router, "/api/v1/names/team", &name("NORTH")).await;
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"1\""), "{}", made.text);
        let again = post(&router, "/api/v1/names/team", &name("NORTH")).await;
        assert_eq!((again.status, again.json()), (StatusCode::OK, made.json()));
        let other = json!({ "code": "north", "label": { "en": "Other", "fr": "Autre" } });
        let taken = post(&router, "/api/v1/names/team", &other).await;
        assert_eq!((taken.status.as_u16(), faults(&taken)), (409, places(&[("/code", "name_taken")])));
        let here = address("team", "NORTH");
        assert_eq!(get(&router, &address("team", "north")).await.code(), "not_found", "one address for one name");
        let renamed = json!({ "label": { "en": "Team Arctic", "fr": "Équipe de l’Arctique" } });
        let changed = patch(&router, &here, Some("\"1\""), &renamed).await;
        assert_eq!((changed.status, &changed.json()["label"]), (StatusCode::OK, &renamed["label"]));
        let retired = patch(&router, &here, Some("\"2\""), &json!({ "valid_to": "2026-03-31" })).await;
        assert_eq!((retired.status, &retired.json()["valid_to"]), (StatusCode::OK, &json!("2026-03-31")));
        let stale = patch(&router, &here, Some("\"2\""), &json!({ "valid_to": null })).await;
        assert_eq!((stale.status.as_u16(), &stale.json()["current"]), (412, &retired.json()));
        assert_eq!(patch(&router, &here, None, &json!({})).await.status, StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(get(&router, &here).await.json(), retired.json(), "what was retired can still be read");
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events").await, before + 3, "one event for each change");
    }

    async fn what_names_are_not_like_is_refused_and_changes_nothing(fixture: empty) {
        let router = router(fixture);
        let before = fixture.contents().await;
        for (kind, changes, pointer, code) in [
            ("team", json!({ "code": "" }), "/code", "required"),
            ("team", json!({ "code": "-A" }), "/code", "name_code_format"),
            ("team", json!({ "code": "A/B" }), "/code", "name_code_format"),
            ("team", json!({ "code": "A".repeat(41) }), "/code", "too_long"),
            ("team", json!({ "label": { "en": "North" } }), "/label", "required"),
            ("team", json!({ "parent": "NOWHERE" }), "/parent", "unknown_section"),
            ("team", json!({ "funder": "GAC" }), "/funder", "unknown_field"),
            ("body", json!({ "parent": "SECTION" }), "/parent", "unknown_field"),
            ("country", json!({ "code": "USA" }), "/code", "country_format"),
            ("project", json!({ "purpose": "1513" }), "/purpose", "purpose_format"),
            ("project", json!({ "valid_from": "2026-02-01", "valid_to": "2026-01-01" }), "/valid_to", "period_reversed"),
            ("project", json!({ "valid_from": "2026-02-30" }), "/valid_from", "date_impossible"),
        ] {
            let mut body = name("NORTH");
            if kind == "country" {
                body["code"] = json!("XK");
            }
            for (member, value) in changes.as_object().expect("an object") {
                body[member] = value.clone();
            }
            let answer = post(&router, &format!("/api/v1/names/{kind}"), &body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {changes}: {}", answer.text);
            assert_eq!(faults(&answer), places(&[(pointer, code)]), "{kind} {changes}");
        }
        assert_eq!(fixture.contents().await, before);
        assert_eq!(fixture.number("SELECT count(*) FROM names WHERE kind IN ('team', 'project')").await, 0);
    }

    async fn a_file_names_a_country_that_was_in_use_when_it_was_opened(fixture: empty) {
        let router = router(fixture);
        let file = |number: &str, country: &str, opened_on: &str| {
            json!({ "number": number, "title": "Advice", "category": "SA", "country": country, "opened_on": opened_on })
        };
        let open = async |number: &str, country: &str, opened_on: &str| {
            post(&router, "/api/v1/files", &file(number, country, opened_on)).await
        };
        let unknown = open("A-1", "XK", "2026-01-01").await;
        assert_eq!(faults(&unknown), places(&[("/country", "country_format")]));
        let kosovo = json!({ "code": "xk", "label": { "en": "Kosovo", "fr": "Kosovo" } });
        assert_eq!(post(&router, "/api/v1/names/country", &kosovo).await.json()["code"], "XK");
        let made = open("A-1", "xk", "2026-01-01").await;
        assert_eq!((made.status, &made.json()["country"]), (StatusCode::CREATED, &json!("XK")));
        let retired = patch(&router, &address("country", "XK"), Some("\"1\""), &json!({ "valid_to": "2026-03-31" })).await;
        assert_eq!(retired.status, StatusCode::OK);
        let late = open("A-2", "XK", "2026-04-01").await;
        assert_eq!(faults(&late), places(&[("/country", "country_format")]));
        assert_eq!(open("A-2", "XK", "2026-03-31").await.status, StatusCode::CREATED);
        let here = made.header("location").to_owned();
        let titled = patch(&router, &here, Some("\"1\""), &json!({ "title": "Advice on courts" })).await;
        assert_eq!(titled.status, StatusCode::OK, "a file that has it already keeps it: {}", titled.text);
        let moved = patch(&router, &here, Some("\"2\""), &json!({ "opened_on": "2026-04-02" })).await;
        assert_eq!(faults(&moved), places(&[("/country", "country_format")]));
    }

    async fn the_unit_of_a_team_is_its_section_or_the_only_one(fixture: empty) {
        let router = router(fixture);
        for team in ["", "NORTH", "never heard of"] {
            assert_eq!(unit_of(fixture, team).await, "SECTION", "{team}");
        }
        let label = json!({ "en": "Another section", "fr": "Une autre section" });
        let other = post(&router, "/api/v1/names/section", &json!({ "code": "OTHER", "label": label })).await;
        assert_eq!(other.status, StatusCode::CREATED);
        let mut north = name("NORTH");
        north["parent"] = json!("other");
        assert_eq!(post(&router, "/api/v1/names/team", &north).await.json()["parent"], "OTHER");
        for (team, unit) in
            [("north", "OTHER"), ("Équipe du nord", "OTHER"), ("team north", "OTHER"), ("South", ""), ("", "")]
        {
            assert_eq!(unit_of(fixture, team).await, unit, "{team}");
        }
        let freed = patch(&router, &address("team", "NORTH"), Some("\"1\""), &json!({ "parent": "" })).await;
        assert_eq!(freed.status, StatusCode::OK);
        assert_eq!(unit_of(fixture, "NORTH").await, "", "of two sections, none is the only one");
    }

    async fn the_section_of_a_new_database_is_called_as_the_settings_say(fixture: empty) {
        let label = Both { en: "Section for Tests".to_owned(), fr: "Section des essais".to_owned() };
        let before = fixture.number("SELECT count(*) FROM audit_events").await;
        for _ in 0..2 {
            names::ops::name_section(&fixture.context, &label).await.expect("named");
        }
        let section = names::ops::find(&fixture.context, Kind::Section, "SECTION").await.expect("a section");
        assert_eq!((section.label, section.version), (label, 2));
        assert_eq!(fixture.number("SELECT count(*) FROM audit_events").await, before + 1);
    }

    async fn only_the_keeper_changes_names(fixture: empty) {
        for role in Role::ALL {
            let somebody = Somebody::new(fixture, role.as_str(), &[(role, "North")]).await;
            let router = somebody.router(fixture).await;
            let made = post(&router, "/api/v1/names/body", &name(role.as_str())).await;
            let expected = if role == Role::Keeper { 201 } else { 403 };
            assert_eq!(made.status.as_u16(), expected, "{role:?}");
            assert_eq!(get(&router, &address("body", "GAC")).await.status, StatusCode::OK, "{role:?}");
        }
    }
}
