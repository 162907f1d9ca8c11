//! The pages without a browser: the form for recording time in both languages, what was typed is kept, a form sent
//! twice is one entry, and the workload report with data, without, and with faults.

use std::collections::BTreeMap;

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::people;
use serde_json::json;

use crate::recording::{ENTRIES, recorded, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, post_form};
use crate::support::{Fixture, on_both_engines};

/// The text of a page with its markup read as a browser reads it.
fn plain(answer: &Answer) -> String {
    let text = answer.text.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// What stands between two marks, the first time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}")).0
}

/// The identifier the server made for the form of a page.
fn form_id(page: &str) -> String {
    between(page, "name=\"id\" value=\"", "\"").to_owned()
}

/// The form with sound values, some of them replaced.
fn form<'a>(id: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = BTreeMap::from([
        ("id", id),
        ("person", "P-1"),
        ("file", "UKR-12"),
        ("worked_on", "2026-11-20"),
        ("minutes", "1h30"),
        ("activity", "TA-TRN"),
        ("narrative", "CANARY-2b7e prepared the workshop"),
    ]);
    fields.extend(changes.iter().copied());
    fields.into_iter().collect()
}

/// The service as the lawyer P-1 meets it.
async fn lawyer(fixture: &Fixture) -> Router {
    let person = people::ops::find_by_number(&fixture.context, "P-1").await.expect("a person");
    Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.standing_for(person.id).router(fixture).await
}

on_both_engines! {
    async fn the_form_is_shown_in_both_languages(fixture: with_cast) {
        let router = lawyer(fixture).await;
        for (lang, other, title, group) in [
            ("en", "fr", "Record time – International Legal Programs Section – casetime", "Legal technical assistance"),
            (
                "fr",
                "en",
                "Section des programmes juridiques internationaux – casetime",
                "Assistance technique juridique",
            ),
        ] {
            let page = get(&router, &format!("/{lang}/record")).await;
            assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
            let text = plain(&page);
            assert!(text.contains(&format!("<html lang=\"{lang}\">")));
            assert!(between(&text, "<title>", "</title>").contains(title), "{lang}");
            assert!(text.contains(&format!("formaction=\"/{other}/record\"")), "the toggle leads to the same page");
            assert!(text.contains(&format!("<legend>{group}</legend>")), "{lang}");
            assert!(text.contains("value=\"2026-11-22\""), "today stands in the form");
            assert!(text.contains("name=\"person\" value=\"P-1\""), "the person is whoever signed in");
            assert!(!text.contains("P-2"), "nobody else is offered");
            for absent in ["\"HELD\"", "\"JAM-3\"", "OT-LEGACY"] {
                assert!(!text.contains(absent), "{absent} cannot be chosen");
            }
        }
    }

    async fn a_sound_form_is_saved_and_the_page_says_so(fixture: with_cast) {
        let router = lawyer(fixture).await;
        for (lang, title, sentence) in [("en", "Saved: ", "Saved: 1:30 on UKR-12"), ("fr", "", "1:30")] {
            let address = format!("/{lang}/record");
            let id = form_id(&plain(&get(&router, &address).await));
            let answer = post_form(&router, &address, &form(&id, &[])).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
            let location = answer.header("location").to_owned();
            assert!(location.starts_with(&format!("{address}?")) && location.contains(&id), "{location}");
            assert!(
                !location.contains("CANARY") && !location.contains("workshop"),
                "a narrative is never in an address"
            );
            let page = get(&router, &location).await;
            let text = plain(&page);
            assert!(between(&text, "<title>", "</title>").starts_with(title), "{lang}");
            let notice = between(&text, "id=\"saved\"", "</div>");
            let said = notice.replace("<span class=\"whole\">", "").replace("</span>", "");
            assert!(said.contains(sentence) && notice.contains("2026-11-20"), "{notice}");
            assert!(!text.contains("CANARY"), "the narrative is not shown again");
            assert_ne!(form_id(&text), id, "the next entry is another one");
            assert!(text.contains("name=\"file\" type=\"text\"") && text.contains("value=\"UKR-12\""), "the file stays chosen");
        }
        assert_eq!(fixture.number("SELECT count(*) FROM entries WHERE narrative LIKE 'CANARY%'").await, 2);
        let text = plain(&get(&router, "/en/record").await);
        assert!(between(&text, "class=\"sum\">", "</tr>").contains("3:00"), "the day shows its total");
    }

    async fn every_latest_entry_leads_to_its_page_also_where_quick_add_asks(fixture: with_cast) {
        let router = lawyer(fixture).await;
        for (lang, correct, none) in [("en", "Correct", "Nothing recorded yet"), ("fr", "Corriger", "Rien n’est encore consigné")] {
            let quick = format!("/{lang}/quick");
            let before = fixture.number("SELECT count(*) FROM entries").await;
            assert_eq!(plain(&post_form(&router, &quick, &[("text", "1h")]).await).contains(none), before == 0);
            let entry = recorded(&crate::recording::router(fixture), &json!({ "minutes": 45 })).await;
            let id = entry["id"].as_str().expect("an identifier");
            for answer in [get(&router, &format!("/{lang}/record")).await, post_form(&router, &quick, &[("text", "1h")]).await] {
                let latest = between(&plain(&answer), "class=\"recent\"", "</section>").to_owned();
                assert!(latest.contains(&format!("href=\"/{lang}/entries/{id}\">{correct}<")) && !latest.contains(none), "{latest}");
                assert!(!latest.contains(">Version<"), "the number of the version says nothing here");
            }
        }
    }

    async fn a_form_sent_twice_is_one_entry(fixture: with_cast) {
        let router = lawyer(fixture).await;
        let id = form_id(&plain(&get(&router, "/en/record").await));
        let first = post_form(&router, "/en/record", &form(&id, &[])).await;
        let second = post_form(&router, "/en/record", &form(&id, &[])).await;
        assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        assert_eq!(first.header("location"), second.header("location"));
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 1);
        let changed = post_form(&router, "/en/record", &form(&id, &[("minutes", "2h")])).await;
        assert_eq!(changed.status, StatusCode::CONFLICT);
        assert!(plain(&changed).contains("<title>Error: "));
        assert_eq!(fixture.number("SELECT CAST(SUM(minutes) AS BIGINT) FROM entries").await, 90);
    }

    async fn a_faulty_form_is_shown_again_with_everything_that_was_typed(fixture: with_cast) {
        let router = lawyer(fixture).await;
        let before = fixture.contents().await;
        let id = form_id(&plain(&get(&router, "/en/record").await));
        let typed = [
            ("worked_on", "2026-02-30"),
            ("minutes", "<soon>"),
            ("activity", "SA-POL"),
            ("narrative", "CANARY </textarea><b>\"x\""),
        ];
        let answer = post_form(&router, "/en/record", &form(&id, &typed)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.text.contains("</textarea><b>"), "what is typed is never markup");
        let text = plain(&answer);
        assert!(text.contains("<title>Error: Record time"));
        assert_eq!(form_id(&text), id, "the entry stays the same one");
        for kept in ["value=\"2026-02-30\"", "value=\"<soon>\"", "CANARY </textarea><b>\"x\"</textarea>"] {
            assert!(text.contains(kept), "{kept}");
        }
        assert!(text.contains("name=\"person\" value=\"P-1\""));
        assert!(between(&text, "id=\"file-chosen\">", "</p>").contains("UKR-12"));
        let summary = between(&text, "id=\"error-summary\"", "</div>");
        for field in ["worked_on", "minutes", "activity"] {
            let link = between(summary, &format!("<a href=\"#field-{field}\">"), "</a>");
            assert!(text.contains(&format!("id=\"field-{field}\"")), "the summary leads to {field}");
            let beside = between(&text, &format!("id=\"error-{field}\">"), "</p>");
            assert!(beside.contains(link), "the same words beside {field}: {link}");
        }
        assert_eq!(summary.matches("<li>").count(), 3);
        assert!(summary.contains("Strategic advice") && summary.contains("TA-NEED"), "both categories and the choices");
        let empty = post_form(&router, "/fr/record", &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            between(&plain(&empty), "id=\"error-summary\"", "</div>").matches("<li>").count(),
            4,
            "everything but the narrative and the person, who is known, is missing"
        );
        assert_eq!(fixture.contents().await, before);
    }

    async fn the_other_language_or_another_file_redraws_the_form_and_saves_nothing(fixture: with_cast) {
        let router = lawyer(fixture).await;
        let before = fixture.contents().await;
        let id = form_id(&plain(&get(&router, "/en/record").await));
        let typed = [("minutes", "1h3"), ("worked_on", "hier"), ("switch", "1")];
        let answer = post_form(&router, "/fr/record", &form(&id, &typed)).await;
        assert_eq!(answer.status, StatusCode::OK);
        let text = plain(&answer);
        assert!(text.contains("<html lang=\"fr\">") && !text.contains("error-summary"), "no faults yet");
        assert_eq!(form_id(&text), id);
        for kept in [
            "value=\"1h3\"",
            "value=\"hier\"",
            "CANARY-2b7e prepared the workshop</textarea>",
            "value=\"TA-TRN\" aria-describedby=\"about-TA-TRN\" checked",
        ] {
            assert!(text.contains(kept), "{kept}");
        }
        assert!(!text.contains("value=\"SA-POL\""), "only activities of the file's category");
        let advice = plain(&post_form(&router, "/en/record", &form(&id, &[("file", "SA-7"), ("switch", "1")])).await);
        assert!(advice.contains("value=\"SA-POL\"") && !advice.contains("value=\"TA-TRN\""));
        assert_eq!(fixture.contents().await, before);
    }

    async fn what_was_noted_is_said_with_what_was_saved(fixture: with_cast) {
        let router = lawyer(fixture).await;
        for (lang, late, long) in [
            ("en", "Recorded many days after the work.", "With this entry the day is longer than usual."),
            ("fr", "Consignée bien des jours après le travail.", "Avec cette entrée, la journée est plus longue que d’habitude."),
        ] {
            let page = format!("/{lang}/record");
            let id = form_id(&get(&router, &page).await.text);
            let saved = post_form(&router, &page, &form(&id, &[("worked_on", "2026-11-19"), ("minutes", if lang == "en" { "13h" } else { "1h" })])).await;
            let text = plain(&get(&router, saved.header("location")).await);
            let notice = between(&text, "id=\"saved\" role=\"status\"", "<form");
            assert!(notice.contains(long) && !notice.contains(late), "{notice}");
            let id = form_id(&get(&router, &page).await.text);
            let saved = post_form(&router, &page, &form(&id, &[("worked_on", "2026-06-01")])).await;
            let text = plain(&get(&router, saved.header("location")).await);
            assert!(between(&text, "id=\"saved\" role=\"status\"", "<form").contains(late), "{text}");
        }
        let id = form_id(&get(&router, "/en/record").await.text);
        let saved = post_form(&router, "/en/record", &form(&id, &[])).await;
        let text = plain(&get(&router, saved.header("location")).await);
        let main = between(&text, "<main", "</main>");
        assert!(!main.contains("longer than usual") && !main.contains("many days after"));
        // Taking it back right away counts once, also when the button is pressed twice.
        let notice = between(&text, "id=\"saved\" role=\"status\"", "</form>");
        let (path, key) = (between(notice, "action=\"", "\""), between(notice, "name=\"key\" value=\"", "\""));
        for _ in 0..2 {
            let gone = post_form(&router, path, &[("version", "1"), ("key", key), ("do", "withdraw")]).await;
            assert_eq!(gone.header("location"), format!("{path}?done=withdrawn"), "{}", gone.text);
        }
    }

    async fn an_address_that_cannot_be_read_is_answered_with_a_page_of_the_section(fixture: with_cast) {
        let mut app = fixture.app();
        let mut config = (*app.config).clone();
        config.section = casetime::lang::Both { en: "Treaty Desk".to_owned(), fr: "Bureau des traités".to_owned() };
        app.config = std::sync::Arc::new(config);
        let router = crate::support::http::as_console(casetime::routes::router(app));
        for (path, section) in [
            ("/en/requests?search=a&search=b", "Treaty Desk"),
            ("/fr/files?search=a&search=b", "Bureau des traités"),
            ("/fr/reports/workload?colour=red", "Bureau des traités"),
            ("/en/record?file=a&file=b", "Treaty Desk"),
            ("/en/entries/%FF", "Treaty Desk"),
        ] {
            let answer = get(&router, path).await;
            assert!(answer.status.is_client_error(), "{path}");
            assert!(answer.header("content-type").starts_with("text/html"), "{path}: {}", answer.text);
            assert!(answer.text.contains(section) && !answer.text.contains("International Legal Programs"), "{path}");
        }
        let twice = post_form(&router, "/en/record", &[("narrative", "a"), ("narrative", "b")]).await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST);
        assert!(twice.header("content-type").starts_with("text/html") && twice.text.contains("Treaty Desk"));
        let api = get(&router, "/api/v1/files?search=a&search=b").await;
        assert!(api.status.is_client_error() && api.header("content-type").starts_with("application/problem+json"));
    }

    async fn a_form_of_another_kind_is_refused(fixture: with_cast) {
        let router = router(fixture);
        let sent = crate::support::http::post(&router, "/en/record", &json!({ "person": "P-1" })).await;
        assert_eq!(sent.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let unknown = get(&router, "/en/record?saved=nonsense&person=%3Cscript%3E").await;
        assert_eq!(unknown.status, StatusCode::OK);
        assert!(!unknown.text.contains("id=\"saved\"") && !unknown.text.contains("<script>"));
    }

    async fn the_workload_page_shows_the_figures_of_the_api(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({ "minutes": 90, "narrative": "CANARY-aa01" })).await;
        recorded(&router, &json!({ "file": "SA-7", "activity": "SA-POL", "minutes": 30 })).await;
        recorded(&router, &json!({ "worked_on": "2025-06-02", "minutes": 600 })).await;
        for (lang, hours, whole, label) in [
            ("en", "1.5", "10.0", "Legal technical assistance"),
            ("fr", "1,5", "10,0", "Assistance technique juridique"),
        ] {
            let page = get(&router, &format!("/{lang}/reports/workload")).await;
            assert_eq!(page.status, StatusCode::OK);
            let text = plain(&page);
            let table = between(&text, "<table class=\"report\">", "</table>");
            for shown in [hours, whole, label, "2025-26", "2026-27"] {
                assert!(table.contains(shown), "{lang}: {shown} in {table}");
            }
            assert!(text.contains("<svg"), "{lang}: a chart");
            assert!(!text.contains("CANARY"));
        }
        let data = get(&router, "/api/v1/reports/workload").await.json();
        let minutes: Vec<i64> = data["totals"]
            .as_array()
            .expect("totals")
            .iter()
            .map(|cell| cell["minutes"].as_i64().expect("minutes"))
            .collect();
        assert_eq!(minutes, [600, 120]);
    }

    async fn the_language_toggle_of_the_report_keeps_the_question(fixture: with_cast) {
        let router = router(fixture);
        recorded(&router, &json!({})).await;
        let query = "from=2026-27&to=2026-27&by=activity&per=month";
        let text = plain(&get(&router, &format!("/en/reports/workload?{query}")).await);
        assert!(text.contains(&format!("<a class=\"language\" href=\"/fr/reports/workload?{query}\"")));
        for chosen in ["value=\"activity\" selected", "value=\"month\" selected", "value=\"2026-27\" selected"] {
            assert!(text.contains(chosen), "{chosen}");
        }
        let csv = between(&text, "<p class=\"downloads\">", "</p>");
        let link = csv.split("href=\"").skip(1).map(|rest| rest.split('"').next().expect("an address"));
        for (address, media) in link.zip(["text/csv; charset=utf-8", "application/json"]) {
            let download = get(&router, address).await;
            assert_eq!((download.status, download.header("content-type")), (StatusCode::OK, media), "{address}");
            assert!(download.text.contains("TA-TRN"), "{address} answers the same question");
        }
    }

    async fn the_page_of_the_report_reads_as_a_page_and_the_exports_as_before(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let head = Somebody::new(fixture, "head", &[(Role::Head, "")]).await.router(fixture).await;
        let path = |lang: &str, query: &str| format!("/{lang}/reports/workload?{query}");
        let way = "<li>Record time on a file:";
        for (reader, may_record) in [(&mine, true), (&head, false)] {
            let text = plain(&get(reader, &path("en", "from=1990-91&to=1990-91")).await);
            assert!(text.contains("No entry has a work date in 1990-91.") && text.contains(way) == may_record, "{text}");
        }
        for (worked_on, minutes) in [("2024-10-07", 600), ("2025-10-07", 120)] {
            recorded(&router(fixture), &json!({ "worked_on": worked_on, "minutes": minutes })).await;
        }
        let years = "from=2024-25&to=2025-26";
        for (lang, all, alone, reversed) in [
            ("en", "All together, by activity", ": hours by category and fiscal year, <", "The last fiscal year is before the first."),
            ("fr", "Le tout, par activité", "\u{a0}: heures par catégorie et par exercice, <", "Le dernier exercice précède le premier."),
        ] {
            let text = plain(&get(&head, &path(lang, &format!("{years}&by=category&across=activity"))).await);
            assert_eq!(text.matches(all).count(), 1, "the rows after the last category have a heading");
            let number = if lang == "en" { "\u{2212}80.00" } else { "\u{2212}80,00" };
            assert!(text.contains(&format!("<td class=\"number\">{number}</td>")) && !text.contains(">-80"), "{text}");
            assert!(text.contains(" UTC</dd>") && !text.contains("Z</dd>"));
            let text = plain(&get(&head, &path(lang, "from=2025-26&to=2025-26")).await);
            assert!(text.contains(alone) && !text.contains(all), "{text}");
            let refused = plain(&get(&head, &path(lang, "from=2026-27&to=2025-26")).await);
            assert_eq!(refused.matches(reversed).count(), 2, "{refused}");
        }
        let csv = get(&head, &format!("/api/v1/reports/workload?{years}&format=csv&lang=en")).await.text;
        assert!(csv.contains(",-80,") && !csv.contains('\u{2212}'), "programs read the hyphen: {csv}");
    }

    async fn a_page_that_is_not_there_leads_back_and_says_what_data_is_shown(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        for (lang, back) in [("en", "Go to the first page"), ("fr", "Aller à la première page")] {
            let answer = get(&mine, &format!("/{lang}/day/none")).await;
            let text = plain(&answer);
            assert!(text.contains(&format!("<a href=\"/{lang}/\">{back}</a>")), "{text}");
            assert!(!text.contains("class=\"generated\""), "the data of a real section is not called generated");
        }
    }

    async fn a_report_without_hours_or_with_faults_says_what_to_do(fixture: with_cast) {
        let router = router(fixture);
        let empty = get(&router, "/en/reports/workload").await;
        assert_eq!(empty.status, StatusCode::OK);
        let text = plain(&empty);
        assert!(
            text.contains("No hours in this period yet")
                && text.contains("casetime import")
                && !text.contains("href=\"/en/record\""),
            "whoever stands for no person is not sent to the form"
        );
        assert!(!text.contains("<table") && !text.contains("<svg"));
        recorded(&router, &json!({})).await;
        let cases = [
            ("by=colour", vec!["by"]),
            ("per=decade", vec!["per"]),
            ("from=20262", vec!["from"]),
            ("to=soon", vec!["to"]),
            ("from=2026-28", vec!["from"]),
            ("by=colour&per=decade&from=x&to=y", vec!["from", "to", "by", "per"]),
        ];
        for (query, fields) in cases {
            for lang in ["en", "fr"] {
                let page = get(&router, &format!("/{lang}/reports/workload?{query}")).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
                let text = plain(&page);
                if lang == "en" {
                    assert!(text.contains("<title>Error: Workload"), "{query}");
                }
                let summary = between(&text, "id=\"error-summary\"", "</div>");
                assert_eq!(summary.matches("<li>").count(), fields.len(), "{query}: {summary}");
                for field in &fields {
                    assert!(summary.contains(&format!("href=\"#field-{field}\"")), "{query}: {field}");
                    assert!(text.contains(&format!("id=\"field-{field}\"")), "{query}: {field}");
                }
                assert!(!text.contains("<table class=\"report\">"), "{query}: no figures beside faults");
            }
        }
        let reversed = get(&router, "/en/reports/workload?from=2026-27&to=2025-26").await;
        assert_eq!(reversed.status, StatusCode::UNPROCESSABLE_ENTITY);
        let large = get(&router, "/en/reports/workload?from=1970-71&to=2026-27&per=month").await;
        assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY, "more periods than a report shows");
        let api = get(&router, "/api/v1/reports/workload?by=colour").await;
        assert_eq!(api.code(), "unknown_dimension");
        assert_eq!(get(&router, &format!("{ENTRIES}?limit=1")).await.status, StatusCode::OK);
    }
}
