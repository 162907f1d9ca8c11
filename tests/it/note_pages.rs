//! The pages of notes, without script: the section of a file, a new note, one note with its steps, and the search.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::knowledge::{Kind, RawNote};

use crate::notes::{added, file, raw};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, post_form};
use crate::support::{Fixture, on_both_engines};

const HOSTILE: &str = "<b>\"x\"</b> & ’; DROP – \u{202e}abc\u{0301}🙂 =1+1";

/// The text of a page without the signs that markup is told from text by.
fn plain(answer: &Answer) -> String {
    let text = answer.text.replace("&#x2f;", "/").replace("&#x27;", "'").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The value of the field with a name.
fn value<'t>(text: &'t str, name: &str) -> &'t str {
    let at = text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}"));
    let start = text[..at].rfind('<').expect("a tag");
    let tag = &text[start..start + text[start..].find('>').expect("an end")];
    tag.split_once("value=\"").expect("a value").1.split_once('"').expect("an end").0
}

async fn lawyer(fixture: &Fixture) -> Router {
    Somebody::new(fixture, "alex", &[(Role::Timekeeper, "")]).await.router(fixture).await
}

/// Sends a form of a page, with the version and the key it was drawn with.
async fn step(router: &Router, page: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
    let drawn = plain(&get(router, &format!("{page}?step={step}")).await);
    let (version, key) = (value(&drawn, "version").to_owned(), value(&drawn, "key").to_owned());
    let mut all = vec![("do", step), ("version", version.as_str()), ("key", key.as_str())];
    all.extend(fields);
    post_form(router, page, &all).await
}

on_both_engines! {
    async fn a_note_is_written_from_the_page_of_its_file_once_however_often_the_form_is_sent(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let page = format!("/en/files/{}", file(fixture, "UKR-12").await);
        let text = plain(&get(&mine, &page).await);
        assert!(text.contains("No note is kept with this file yet.") && text.contains(&format!("{page}/notes/new")) && text.contains("/en/notes\""));
        assert!(!text.contains("lessons-hint"), "an open file is not asked for lessons");
        let form_page = format!("{page}/notes/new");
        let drawn = plain(&get(&mine, &form_page).await);
        let key = value(&drawn, "key").to_owned();
        let said = format!("{HOSTILE}\r\n\r\nSecond line");
        let form = |text| [("key", key.as_str()), ("kind", "fact_sheet"), ("title", HOSTILE), ("text", text), ("language", "fr")];
        let (first, again) = (post_form(&mine, &form_page, &form(&said)).await, post_form(&mine, &form_page, &form(&said)).await);
        assert_eq!((first.status, first.header("location")), (StatusCode::SEE_OTHER, again.header("location")), "{}", first.text);
        assert_eq!(fixture.number("SELECT count(*) FROM notes").await, 1);
        let note = get(&mine, first.header("location")).await;
        assert!(!note.text.contains("<b>\""), "text of people is never markup");
        let text = plain(&note);
        assert!(text.contains("Kept. Everybody who may see the file finds it.") && text.contains("value=\"undo\""));
        assert!(text.contains(&format!("<div class=\"note-text\" lang=\"fr\" dir=\"auto\">{HOSTILE}\n\nSecond line</div>")));
        assert!(text.contains("<span class=\"tag\">Fact sheet</span>") && text.contains("Language: French."));
        let listed = get(&mine, &page).await;
        assert!(plain(&listed).contains(HOSTILE) && !listed.text.contains("<b>\""));
        // The reader went back, wrote something else and sent the form again: whether it is another note is asked.
        let other = post_form(&mine, &form_page, &form("Something else")).await;
        let text = plain(&other);
        assert!(text.contains("From this form a note was kept already.") && text.contains("Something else"));
        assert!(other.status.is_client_error() && value(&text, "key") != key);
        assert_eq!(fixture.number("SELECT count(*) FROM notes").await, 1);
    }

    async fn what_is_wrong_stands_beside_what_was_typed_and_a_switch_of_language_keeps_it(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let page = format!("files/{}/notes/new", file(fixture, "UKR-12").await);
        let before = fixture.contents().await;
        let answer = post_form(&mine, &format!("/fr/{page}"), &[("title", ""), ("text", HOSTILE), ("kind", "essay"), ("language", "fr")]).await;
        let text = plain(&answer);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["kind", "title"] {
            assert!(text.contains(&format!("href=\"#field-{field}\"")) && text.contains(&format!("id=\"error-{field}\"")), "{field}");
        }
        assert!(text.contains("<title>Erreur") && text.contains(&format!("\n{HOSTILE}</textarea>")));
        assert!(text.contains("Le titre manque.") && text.contains("<option value=\"fr\" selected>"));
        let fields = [("title", HOSTILE), ("text", "One\r\nTwo"), ("kind", "debrief"), ("language", "en"), ("switch", "1")];
        let switched = post_form(&mine, &format!("/en/{page}"), &fields).await;
        let text = plain(&switched);
        assert_eq!(switched.status, StatusCode::OK);
        assert!(text.contains(HOSTILE) && text.contains("One\r\nTwo</textarea>") && text.contains("<option value=\"debrief\" selected>"));
        assert!(text.contains(&format!("formaction=\"/fr/{page}\"")));
        assert_eq!(fixture.contents().await, before);
    }

    async fn a_note_is_corrected_withdrawn_and_each_step_taken_back_on_its_page(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let form = format!("/en/files/{}/notes/new", file(fixture, "SA-7").await);
        let fields = [("kind", "debrief"), ("title", "Mission"), ("text", "First words"), ("language", "en")];
        let made = post_form(&mine, &form, &fields).await;
        let page = made.header("location").replace("?done=added", "");
        let corrected = step(&mine, &page, "correct", &[("kind", "debrief"), ("title", "Mission"), ("text", "Better words"), ("language", "en")]).await;
        assert_eq!(corrected.header("location"), format!("{page}?done=corrected"), "{}", corrected.text);
        let drawn = plain(&get(&mine, corrected.header("location")).await);
        assert!(drawn.contains(">Better words</div>") && drawn.contains("First words"), "the history has the text of before");
        let back = |drawn: &str, done: &str| {
            let own = |name: &str| value(drawn, name).to_owned();
            vec![("do".to_owned(), "undo".to_owned()), ("undone".to_owned(), done.to_owned()), ("version".to_owned(), own("version")), ("key".to_owned(), own("key"))]
        };
        let send = async |fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            post_form(&mine, &page, &fields).await
        };
        assert_eq!(send(back(&drawn, "corrected")).await.header("location"), format!("{page}?done=undone"));
        assert!(plain(&get(&mine, &page).await).contains(">First words</div>"));
        let withdrawn = step(&mine, &page, "withdraw", &[("reason", "")]).await;
        assert_eq!(withdrawn.header("location"), format!("{page}?done=withdrawn"), "{}", withdrawn.text);
        let drawn = plain(&get(&mine, withdrawn.header("location")).await);
        assert!(drawn.contains("This note is withdrawn") && drawn.contains("Withdrawn on its page") && !drawn.contains("id=\"step\""));
        assert!(!plain(&get(&mine, "/en/notes?q=mission").await).contains(&page));
        assert_eq!(send(back(&drawn, "withdrawn")).await.header("location"), format!("{page}?done=undone"));
        assert!(plain(&get(&mine, "/en/notes?q=mission").await).contains(&page));
        assert_eq!(fixture.number("SELECT version FROM notes").await, 5);
        // Whoever did not write it and keeps no files reads it, and is offered no step.
        let other = Somebody::new(fixture, "other", &[(Role::Timekeeper, "")]).await.router(fixture).await;
        let text = plain(&get(&other, &page).await);
        assert!(text.contains(">First words</div>") && !text.contains("id=\"step\""));
        let refused = post_form(&other, &page, &[("do", "withdraw"), ("version", "5")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }

    async fn two_tabs_on_one_note_see_both_versions_and_lose_nothing(fixture: with_cast) {
        let mine = Somebody::new(fixture, "head", &[(Role::Head, "")]).await.router(fixture).await;
        let note = added(&fixture.context, file(fixture, "SA-7").await, 0, &raw(Kind::Note, "T", "Before")).await;
        let page = format!("/fr/notes/{}", note.id);
        let drawn = plain(&get(&mine, &format!("{page}?step=correct")).await);
        let key = value(&drawn, "key").to_owned();
        let theirs = step(&mine, &page, "correct", &[("kind", "note"), ("title", "T"), ("text", "Theirs"), ("language", "en")]).await;
        assert_eq!(theirs.status, StatusCode::SEE_OTHER, "{}", theirs.text);
        let form = |version: &'static str| {
            [("do", "correct"), ("kind", "note"), ("title", HOSTILE), ("text", "Mine\r\nand more"), ("language", "en"), ("version", version), ("key", key.as_str())]
        };
        let both = post_form(&mine, &page, &form("1")).await;
        let text = plain(&both);
        assert_eq!(both.status, StatusCode::PRECONDITION_FAILED);
        assert!(text.contains("Quelqu’un a modifié cette note") && text.contains("<bdi>Theirs</bdi>") && text.contains("<bdi>Mine\nand more</bdi>"));
        assert!(text.contains("Mine\r\nand more</textarea>") && text.contains(HOSTILE) && value(&text, "version") == "2");
        assert_eq!(post_form(&mine, &page, &form("2")).await.status, StatusCode::SEE_OTHER);
        assert!(plain(&get(&mine, &page).await).contains(">Mine\nand more</div>"));
    }

    async fn a_closed_file_without_lessons_proposes_to_write_them_to_those_who_may(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await.router(fixture).await;
        let id = file(fixture, "JAM-3").await;
        let page = format!("/en/files/{id}");
        let text = plain(&get(&mine, &page).await);
        let way = format!("/en/files/{id}/notes/new?kind=lessons_learned");
        assert!(text.contains("lessons-hint") && text.contains(&way));
        assert!(plain(&get(&mine, &way).await).contains("<option value=\"lessons_learned\" selected>"));
        let theirs = plain(&get(&keeper, &page).await);
        assert!(!theirs.contains("lessons-hint") && !theirs.contains("notes/new"));
        added(&fixture.context, id, 0, &raw(Kind::Debrief, "Closing", "x")).await;
        assert!(plain(&get(&mine, &page).await).contains("lessons-hint"), "a debrief is no lesson");
        added(&fixture.context, id, 1, &raw(Kind::LessonsLearned, "Lessons", "x")).await;
        let text = plain(&get(&mine, &page).await);
        assert!(!text.contains("lessons-hint") && text.find("Lessons</bdi>") < text.find("Closing</bdi>"), "the newest first");
    }

    async fn the_search_teaches_finds_and_its_address_says_how(fixture: with_cast) {
        let mine = lawyer(fixture).await;
        for (lang, teaches) in [("en", "No note has been kept yet."), ("fr", "Aucune note n’est encore conservée.")] {
            assert!(plain(&get(&mine, &format!("/{lang}/notes")).await).contains(teaches));
            assert!(plain(&get(&mine, &format!("/{lang}/files")).await).contains(&format!("href=\"/{lang}/notes\"")));
        }
        let [ukr, sa] = [file(fixture, "UKR-12").await, file(fixture, "SA-7").await];
        added(&fixture.context, ukr, 0, &raw(Kind::LessonsLearned, "Étude des procureurs", "Formation")).await;
        added(&fixture.context, sa, 1, &RawNote { language: "fr".to_owned(), ..raw(Kind::Note, HOSTILE, HOSTILE) }).await;
        for (query, found) in [
            ("", 2), ("?q=etude+FORMATION", 1), ("?q=drop", 1), ("?kind=note", 1), ("?kind=debrief", 0), ("?file=UKR-12", 1),
            ("?language=fr", 1), ("?q=%3C%3E", 0), ("?q=nothing+of+the+kind", 0),
        ] {
            let answer = get(&mine, &format!("/fr/notes{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{query}");
            assert!(!answer.text.contains("<b>\""));
            let text = plain(&answer);
            assert_eq!(text.matches("class=\"note-title\"").count(), found, "{query}");
            assert!(text.contains(&format!("class=\"language\" href=\"/en/notes{query}\"")), "{query}");
        }
        let wrong = get(&mine, "/en/notes?q=x&kind=essay&file=NONE-1").await;
        let text = plain(&wrong);
        assert_eq!((wrong.status, value(&text, "q"), value(&text, "file")), (StatusCode::UNPROCESSABLE_ENTITY, "x", "NONE-1"));
        assert!(text.contains("id=\"error-kind\"") && text.contains("id=\"error-file\""));
        for minute in 2..53 {
            added(&fixture.context, ukr, minute, &raw(Kind::Note, &format!("Many {minute}"), "many")).await;
        }
        let first = plain(&get(&mine, "/en/notes?q=many").await);
        assert_eq!(first.matches("class=\"note-title\"").count(), 50);
        let next = first.split("rel=\"next\" href=\"").nth(1).expect("a next page").split('"').next().expect("an end").to_owned();
        let second = plain(&get(&mine, &next).await);
        assert!(second.matches("class=\"note-title\"").count() == 1 && second.contains("Many 2<") && second.contains("href=\"/en/notes?q=many\""));
        let page = plain(&get(&mine, &format!("/en/files/{ukr}")).await);
        assert!(page.contains("/en/notes?file=UKR-12") && page.contains("Many 52<") && !page.contains("Many 3<"));
    }
}
