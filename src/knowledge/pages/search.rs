//! The search over the notes of all files the reader may know, a page at a time. The address says everything of its state.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{frame, hides, refused, say};
use crate::app::App;
use crate::failure::Failure;
use crate::fault::Faults;
use crate::knowledge::api::{Filters, wanted};
use crate::knowledge::ops;
use crate::knowledge::view::{FilterValues, Line, SearchView, kinds, languages};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::cursor;
use crate::web::extract::Params;
use crate::web::page::FieldFault;
use crate::web::pages_problem::{html, status};

/// What the address carries; empty means: not given.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct Query {
    q: String,
    kind: String,
    file: String,
    language: String,
    cursor: String,
}

impl Query {
    fn filters(&self) -> Filters {
        let given = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Filters {
            q: given(&self.q),
            kind: given(&self.kind),
            file: given(&self.file),
            language: given(&self.language),
            limit: None,
            cursor: given(&self.cursor),
        }
    }

    /// The path of the search behind the language, in this state.
    fn path(&self) -> String {
        let members = [
            ("q", &self.q),
            ("kind", &self.kind),
            ("file", &self.file),
            ("language", &self.language),
            ("cursor", &self.cursor),
        ];
        let given: Vec<_> = members.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if given.is_empty() {
            return "notes".to_owned();
        }
        format!("notes?{}", serde_urlencoded::to_string(given).unwrap_or_default())
    }

    fn address(&self, lang: Lang) -> String {
        format!("/{lang}/{}", self.path())
    }
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    match view(&app, &ask, &query).await {
        Ok((view, faults)) => html(status(&faults), view.render(), &ask),
        Err(failure) => refused(&ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, query: &Query) -> Result<(SearchView, Faults), Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    // With filters that cannot be read nothing is found, and all of them stay to be mended.
    let (asked, faults) = match wanted(&context, &query.filters()).await {
        Ok(asked) => (Some(asked), Faults::none()),
        Err(Failure::Refused(faults)) if !hides(&faults) => (None, faults),
        Err(failure) => return Err(failure),
    };
    let mut notes = match &asked {
        Some(asked) => ops::list(&context, asked).await?,
        None => Vec::new(),
    };
    let next = cursor::cut(&mut notes, cursor::PAGE_DEFAULT, |last| {
        Query { cursor: cursor::write(&last.id.to_string()), ..query.clone() }.address(lang)
    });
    let first = Query { cursor: String::new(), ..query.clone() };
    let view = SearchView {
        page: frame(app, ask, say(lang, "notes-title"), &query.path()),
        address: format!("/{lang}/notes"),
        filters: FilterValues {
            q: query.q.clone(),
            kind: query.kind.clone(),
            file: query.file.clone(),
            language: query.language.clone(),
        },
        kinds: kinds(lang),
        languages: languages(lang),
        filtered: first.path() != "notes",
        lines: notes.into_iter().map(|note| Line::of(note, context.clock, lang)).collect(),
        next,
        first: (!query.cursor.is_empty()).then(|| first.address(lang)),
        faults: faults.iter().map(|fault| FieldFault::new(&fault.field, fault.say(lang))).collect(),
    };
    Ok((view, faults))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_narrows_the_search_and_nothing_else() {
        assert_eq!(Query::default().address(Lang::Fr), "/fr/notes");
        let query = Query { q: "a&b".to_owned(), kind: "debrief".to_owned(), ..Query::default() };
        assert_eq!(query.address(Lang::En), "/en/notes?q=a%26b&kind=debrief");
    }
}
