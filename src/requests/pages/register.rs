//! The register: the list, page by page, and the board. The address says everything of its state.

use axum::extract::State as AppState;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::{
    Known, frame, key, kind_in_words, kinds, may_change, refused, say, say_with, state_in_words, states_in_words, steps,
};
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::Faults;
use crate::lang::Lang;
use crate::names::Kind as NameKind;
use crate::names::view::labels;
use crate::requests::api::{Filters, wanted};
use crate::requests::ops::{self, NOT_GIVEN, Wanted};
use crate::requests::view::{Card, Column, FilterValues, RegisterView, StateLink};
use crate::requests::{Happened, Request, State, StateCounts, Step};
use crate::web::ask::Ask;
use crate::web::cursor;
use crate::web::extract::Params;
use crate::web::page::{Choice, FieldFault};
use crate::web::pages_problem::{html, status};

/// Cards in a column of what is open, and of what is over.
const OPEN_CARDS: usize = 20;
const DONE_CARDS: usize = 5;
/// Characters of what is wanted that a card shows.
const WANTED_SHOWN: usize = 160;

/// What the address carries; empty means: not given.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct Query {
    view: String,
    state: String,
    requester: String,
    country: String,
    kind: String,
    search: String,
    event: String,
    from: String,
    to: String,
    cursor: String,
}

impl Query {
    fn is_board(&self) -> bool {
        self.view == "board"
    }

    fn filters(&self) -> Filters {
        let given = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Filters {
            state: given(&self.state),
            requester: given(&self.requester),
            country: given(&self.country),
            kind: given(&self.kind),
            search: given(&self.search),
            event: given(&self.event),
            from: given(&self.from),
            to: given(&self.to),
            limit: None,
            cursor: given(&self.cursor),
        }
    }

    /// The path of the register behind the language, in this state.
    fn path(&self) -> String {
        let members = [
            ("view", &self.view),
            ("state", &self.state),
            ("requester", &self.requester),
            ("country", &self.country),
            ("kind", &self.kind),
            ("search", &self.search),
            ("event", &self.event),
            ("from", &self.from),
            ("to", &self.to),
            ("cursor", &self.cursor),
        ];
        let given: Vec<_> = members.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        if given.is_empty() {
            return "requests".to_owned();
        }
        format!("requests?{}", serde_urlencoded::to_string(given).unwrap_or_default())
    }

    fn address(&self, lang: Lang) -> String {
        format!("/{lang}/{}", self.path())
    }

    /// The same on the first page, in another state.
    fn of_state(&self, state: &str) -> Self {
        Self { state: state.to_owned(), cursor: String::new(), ..self.clone() }
    }
}

pub(super) async fn show(AppState(app): AppState<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    match view(&app, &ask, &query).await {
        Ok((view, faults)) => html(status(&faults), view.render(), &ask),
        Err(failure) => refused(&ask, failure),
    }
}

async fn view(app: &App, ask: &Ask, query: &Query) -> Result<(RegisterView, Faults), Failure> {
    let (lang, context) = (ask.lang, app.context(ask));
    // With filters that cannot be read nothing is found, and all of them stay to be mended.
    let (asked, faults) = match wanted(&context, &query.filters()) {
        Ok(asked) => (Some(asked), Faults::none()),
        Err(Failure::Refused(faults)) if !super::hides(&faults) => (None, faults),
        Err(failure) => return Err(failure),
    };
    let known = Known::new(&context, lang).await?;
    let mut view = RegisterView {
        page: frame(app, ask, say(lang, "requests-title"), &query.path()),
        address: format!("/{lang}/requests"),
        board: query.is_board(),
        views: ["", "board"].map(|view| {
            let state = if view.is_empty() { query.state.clone() } else { String::new() };
            Query { view: view.to_owned(), ..query.of_state(&state) }.address(lang)
        }),
        may_enter: may_change(ask),
        states: Vec::new(),
        filters: values(query),
        kinds: kinds(lang),
        countries: known.countries.choices(query.country.trim()),
        bodies: labels(&context, NameKind::Body, lang).await?,
        event: event(query, lang),
        filtered: !Query { view: String::new(), cursor: String::new(), ..query.clone() }.path().ends_with("requests"),
        lines: Vec::new(),
        columns: Vec::new(),
        next: None,
        first: (!query.cursor.is_empty()).then(|| query.of_state(&query.state).address(lang)),
        faults: faults.iter().map(|fault| FieldFault::new(&fault.field, fault.say(lang))).collect(),
    };
    view.countries.retain(|choice| choice.value != NOT_GIVEN);
    view.countries.insert(0, Choice::new(NOT_GIVEN, say(lang, "requests-country-none")));
    let Some(asked) = asked else { return Ok((view, faults)) };
    let drawn = Drawn { app, ask, known: &known, today: context.clock.today() };
    if query.is_board() {
        draw_board(&context, query, &asked, &drawn, &mut view).await?;
    } else {
        draw_list(&context, query, &asked, &drawn, &mut view).await?;
    }
    Ok((view, faults))
}

fn values(query: &Query) -> FilterValues {
    FilterValues {
        state: query.state.clone(),
        requester: query.requester.clone(),
        country: query.country.trim().to_owned(),
        kind: query.kind.clone(),
        from: query.from.clone(),
        to: query.to.clone(),
        search: query.search.clone(),
        event: query.event.clone(),
    }
}

/// What a figure asked for, in words.
fn event(query: &Query, lang: Lang) -> Option<String> {
    let event = Happened::ALL.into_iter().find(|event| event.as_str() == query.event)?;
    let day = |text: &str| if text.is_empty() { say(lang, "requests-event-any") } else { text.to_owned() };
    let params = [("from", day(&query.from).into()), ("to", day(&query.to).into())];
    Some(say_with(lang, &format!("requests-event-{}", event.as_str()), &params))
}

/// What every card is drawn with.
struct Drawn<'a> {
    app: &'a App,
    ask: &'a Ask,
    known: &'a Known,
    today: NaiveDate,
}

async fn draw_list(
    context: &Context,
    query: &Query,
    asked: &Wanted,
    drawn: &Drawn<'_>,
    view: &mut RegisterView,
) -> Result<(), Failure> {
    let lang = drawn.ask.lang;
    let mut found = ops::list(context, asked).await?;
    view.next = cursor::cut(&mut found.requests, asked.limit - 1, |last| {
        Query { cursor: cursor::write(&last.number), ..query.clone() }.address(lang)
    });
    view.states = state_links(query, &found.counts, lang);
    view.lines = found.requests.iter().map(|request| card(request, drawn)).collect();
    Ok(())
}

fn state_links(query: &Query, counts: &StateCounts, lang: Lang) -> Vec<StateLink> {
    let all = StateLink {
        label: say(lang, "requests-states-all"),
        count: State::ALL.into_iter().map(|state| counts.of(state)).sum(),
        href: query.of_state("").address(lang),
        current: query.state.is_empty(),
    };
    let link = |state: State| StateLink {
        label: states_in_words(state, lang),
        count: counts.of(state),
        href: query.of_state(state.as_str()).address(lang),
        current: query.state == state.as_str(),
    };
    [all].into_iter().chain(State::ALL.map(link)).collect()
}

async fn draw_board(
    context: &Context,
    query: &Query,
    asked: &Wanted,
    drawn: &Drawn<'_>,
    view: &mut RegisterView,
) -> Result<(), Failure> {
    let lang = drawn.ask.lang;
    let most = i64::try_from(OPEN_CARDS).unwrap_or(i64::MAX);
    let found = ops::board(context, &Wanted { limit: most, before: None, ..asked.clone() }).await?;
    let column = |(state, requests): (State, Vec<Request>)| {
        let is_open = matches!(state, State::Received | State::Triaged | State::Accepted);
        let shown = if is_open { OPEN_CARDS } else { DONE_CARDS };
        let cards: Vec<Card> = requests.iter().take(shown).map(|request| card(request, drawn)).collect();
        let count = found.counts.of(state);
        let all = usize::try_from(count).is_ok_and(|count| count > cards.len());
        let list = Query { view: String::new(), ..query.of_state(state.as_str()) };
        Column {
            state: state.as_str().to_owned(),
            label: states_in_words(state, lang),
            hint: say(lang, &format!("requests-column-{}", state.as_str())),
            count,
            all: all.then(|| list.address(lang)),
            cards,
        }
    };
    view.columns = found.columns.into_iter().map(column).collect();
    Ok(())
}

fn card(request: &Request, drawn: &Drawn<'_>) -> Card {
    let lang = drawn.ask.lang;
    let open = matches!(request.state, State::Received | State::Triaged | State::Accepted);
    let steps = if may_change(drawn.ask) { steps(request, lang, "") } else { Vec::new() };
    Card {
        number: request.number.clone(),
        href: format!("/{lang}/requests/{}", request.id),
        received: request.received_on.to_string(),
        requester: request.requester.clone(),
        country: drawn.known.countries.label(&request.country),
        kind: request.kind.map(|kind| kind_in_words(kind, lang)).unwrap_or_default(),
        wanted: beginning(&request.wanted),
        with: drawn.known.with(request),
        state: state_in_words(request.state, lang),
        deadline: request.deadline.map(|day| day.to_string()).unwrap_or_default(),
        late: open && request.deadline.is_some_and(|day| day < drawn.today),
        file: request.file.clone().unwrap_or_default(),
        file_href: request.file_id.map(|file| format!("/{lang}/files/{file}")).unwrap_or_default(),
        version: request.version,
        key: if steps.iter().any(|step| step.step == Step::Complete.as_str()) { key(drawn.app) } else { String::new() },
        steps,
    }
}

/// The beginning of a text, cut between two words where there is a place to do so.
fn beginning(text: &str) -> String {
    if text.chars().count() <= WANTED_SHOWN {
        return text.to_owned();
    }
    let cut: String = text.chars().take(WANTED_SHOWN).collect();
    let whole = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", if whole.len() * 2 > cut.len() { whole } else { cut.as_str() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words_and_a_long_word_anywhere() {
        assert_eq!(beginning("Training of prosecutors."), "Training of prosecutors.");
        let words = beginning(&"word ".repeat(60));
        assert!(words.ends_with("word…") && words.chars().count() <= WANTED_SHOWN, "{words}");
        assert_eq!(beginning(&"é".repeat(500)).chars().count(), WANTED_SHOWN + 1);
    }

    #[test]
    fn an_address_says_what_narrows_the_list_and_nothing_else() {
        assert_eq!(Query::default().address(Lang::Fr), "/fr/requests");
        let query = Query { search: "a&b".to_owned(), cursor: "61".to_owned(), ..Query::default() };
        assert_eq!(query.of_state("triaged").address(Lang::En), "/en/requests?state=triaged&search=a%26b");
    }
}
