//! Thousands of files and requests and a thousand people: registers, board, search and forms stay pages that can be read.

use axum::http::StatusCode;
use casetime::access::Role;
use serde_json::json;

use crate::choosing_pages::plain;
use crate::recording::router;
use crate::requests::entered;
use crate::support::accounts::Somebody;
use crate::support::http::{get, post_form};
use crate::support::{Engine, Fixture, on_both_engines};

/// Markup of a page, at most, in bytes.
const PAGE_MAX: usize = 200_000;

/// Copies a row many times, each with its own identifier and number.
async fn copies(fixture: &Fixture, table: &str, columns: &str, values: &str, from: &str, count: usize) {
    let (numbers, id) = match fixture.engine {
        Engine::Sqlite => (
            format!("WITH RECURSIVE n(i) AS (SELECT 10001 UNION ALL SELECT i + 1 FROM n WHERE i < {})", 10_000 + count),
            "randomblob(16)",
        ),
        Engine::Postgres => {
            (format!("WITH n AS (SELECT generate_series(10001, {}) AS i)", 10_000 + count), "gen_random_uuid()")
        }
    };
    let values = values.replace("NEW_ID", id).replace("NEW_NUMBER", "CAST(n.i AS TEXT)");
    let insert = format!("{numbers} INSERT INTO {table} ({columns}) SELECT {values} FROM n, {table} o WHERE {from}");
    assert_eq!(fixture.by_hand(&insert).await.expect("copied"), count as u64, "{table}");
}

async fn many(fixture: &Fixture) -> String {
    copies(
        fixture,
        "files",
        "id, number, number_key, title, title_key, category, project, country, unfunded, requester, agreement, risk, complexity, \
         numbers, search_key, file_type, team, opened_on, closed_on, import_only, walled, version, created_at",
        "NEW_ID, 'Z-' || NEW_NUMBER, 'z ' || NEW_NUMBER, o.title, o.title_key, o.category, o.project, o.country, o.unfunded, \
         o.requester, o.agreement, o.risk, o.complexity, o.numbers, 'z ' || NEW_NUMBER || ' prosecution', o.file_type, o.team, \
         o.opened_on, o.closed_on, o.import_only, o.walled, o.version, o.created_at",
        "o.number = 'UKR-12'",
        5000,
    )
    .await;
    let address = entered(&router(fixture), &json!({})).await;
    copies(
        fixture,
        "requests",
        "id, number, fiscal_year, ordinal, received_on, requester, requester_key, country, kind, wanted, deadline, team, person_id, \
         state, reason, referred_to, file_id, version, created_at, search_key",
        "NEW_ID, 'R-2026-' || NEW_NUMBER, o.fiscal_year, n.i, o.received_on, o.requester, o.requester_key, o.country, o.kind, o.wanted, \
         o.deadline, o.team, o.person_id, o.state, o.reason, o.referred_to, o.file_id, o.version, o.created_at, o.search_key",
        "o.ordinal = 1",
        5000,
    )
    .await;
    copies(
        fixture,
        "people",
        "id, number, number_key, name, name_key, team, active_from, active_to, days_per_week, created_at",
        "NEW_ID, 'Q-' || NEW_NUMBER, 'q ' || NEW_NUMBER, 'Person ' || NEW_NUMBER, 'person ' || NEW_NUMBER, o.team, o.active_from, \
         o.active_to, o.days_per_week, o.created_at",
        "o.number = 'P-1'",
        1000,
    )
    .await;
    address.rsplit('/').next().expect("an identifier").to_owned()
}

on_both_engines! {
    async fn pages_stay_readable_with_thousands_of_rows(fixture: with_cast) {
        let request = many(fixture).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await.router(fixture).await;
        let all = casetime::files::ops::list(&fixture.context).await.expect("files");
        let file = all.iter().find(|file| file.number == "UKR-12").expect("a file").id;
        for lang in ["en", "fr"] {
            for rest in [
                "files", "files?search=prosecution", "files?category=TA&standing=open", "requests", "requests?view=board", "requests?search=2026",
                "requests?view=board&search=2026",
            ] {
                let answer = get(&head, &format!("/{lang}/{rest}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{rest}");
                assert!(answer.text.len() < PAGE_MAX, "{rest}: {} bytes", answer.text.len());
                assert!(rest.contains("board") || answer.text.contains("rel=\"next\""), "{rest}: there is more");
            }
            for rest in [format!("files/{file}?step=lead"), format!("requests/{request}?step=triage")] {
                let answer = get(&head, &format!("/{lang}/{rest}")).await;
                assert!(answer.status == StatusCode::OK && answer.text.len() < PAGE_MAX, "{rest}: {} bytes", answer.text.len());
                let text = plain(&answer);
                assert!(!text.contains("Person 10500") && text.contains("<input id=\"field-person\""), "{rest}");
            }
        }
        // The number of one is typed instead, and what is wrong with it stands beside it.
        let page = format!("/en/files/{file}");
        let lead = |person| [("do", "lead"), ("version", "1"), ("person", person), ("valid_from", "2026-11-01")];
        let unknown = plain(&post_form(&head, &page, &lead("Q-9")).await);
        assert!(unknown.contains("id=\"error-person\"") && unknown.contains("value=\"Q-9\""));
        let named = post_form(&head, &page, &lead("Q-10500")).await;
        assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.text);
        assert!(plain(&get(&head, &page).await).contains("Person 10500</bdi>"));
    }

    async fn quick_add_finds_a_file_among_thousands(fixture: with_cast) {
        many(fixture).await;
        let person = casetime::people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
        let mine = Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id).router(fixture).await;
        for (line, file) in [("1h Z-12345 training", "Z-12345"), ("1h ukr training", "UKR-12"), ("1h sa-7 policy", "SA-7")] {
            let text = plain(&post_form(&mine, "/en/quick", &[("text", line)]).await);
            assert!(crate::choosing_pages::value(&text, "file") == file, "{line}: {text}");
        }
        let several = post_form(&mine, "/en/quick", &[("text", "1h Z training")]).await;
        assert!(several.status == StatusCode::OK && several.text.len() < PAGE_MAX);
        let several = post_form(&mine, "/en/quick", &[("text", "1h Z-1234 training")]).await;
        assert!(plain(&several).contains("Z-12340") && several.text.len() < PAGE_MAX, "{}", several.text);
    }
}
