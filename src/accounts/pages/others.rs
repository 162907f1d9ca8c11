//! The accounts of others, for those who keep or read them: the list, adding one, changing one, a temporary password.
//! A form that was drawn from an older version changes nothing; both versions are shown.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::{Fields, Query, answer, beside, frame, missing, refused, role_in_words, roles_in_words, say};
use crate::access::{Grant, Right, Role};
use crate::accounts::password::PASSWORD_MIN;
use crate::accounts::view::{AccountLine, AccountsView, Difference, EditValues, EditView, Tick};
use crate::accounts::{Account, AccountChange, RawAccount, ops};
use crate::app::App;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::ids::AccountId;
use crate::lang::Lang;
use crate::people;
use crate::web::ask::Ask;
use crate::web::cursor;
use crate::web::extract::{Form, Params, Segment};
use crate::web::page::NavItem;
use crate::web::pages_problem::{html, see_other};

/// Fields of the form that a fault can stand beside.
const FIELDS: [&str; 7] = ["login", "name", "roles", "person", "lang", "password", "disabled"];

pub(super) async fn list(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    match list_view(&app, &ask, &query).await {
        Ok(view) => html(StatusCode::OK, view.render(), &ask),
        Err(failure) => refused(&ask, failure, "accounts"),
    }
}

async fn list_view(app: &App, ask: &Ask, query: &Query) -> Result<AccountsView, Failure> {
    let lang = ask.lang;
    let after = if query.cursor.is_empty() { String::new() } else { cursor::read(&query.cursor)? };
    let mut accounts = ops::list_page(&app.context(ask), &after, cursor::PAGE_DEFAULT + 1).await?;
    let size = usize::try_from(cursor::PAGE_DEFAULT).unwrap_or(usize::MAX);
    let more = accounts.len() > size;
    accounts.truncate(size);
    let next = accounts.last().filter(|_| more).map(|account| cursor::write(&account.login));
    let line = |account: Account| AccountLine {
        address: format!("/{lang}/accounts/{}", account.id),
        roles: roles_in_words(&account, lang),
        state: state(&account, lang),
        login: account.login,
        name: account.name,
    };
    Ok(AccountsView {
        page: frame(app, ask, &say(lang, "accounts-list"), NavItem::Accounts, "accounts"),
        accounts: accounts.into_iter().map(line).collect(),
        add: ask.access.has(Right::ChangeAccounts).then(|| format!("/{lang}/accounts/new")),
        next: next.map(|cursor| format!("/{lang}/accounts?cursor={cursor}")),
    })
}

/// How an account stands, in words.
fn state(account: &Account, lang: Lang) -> String {
    let id = if account.disabled {
        "accounts-state-disabled"
    } else if account.password_temporary {
        "accounts-state-temporary"
    } else if account.has_password || account.provider_linked {
        "accounts-state-open"
    } else {
        "accounts-state-no-password"
    };
    say(lang, id)
}

/// What was typed into the form of an account.
struct Typed {
    values: EditValues,
    roles: Vec<String>,
}

impl Typed {
    fn nothing(lang: Lang) -> Self {
        Self { values: EditValues { language: lang.to_string(), ..EditValues::default() }, roles: Vec::new() }
    }

    fn of(fields: &Fields) -> Self {
        let values = EditValues {
            login: fields.text("login"),
            name: fields.text("name"),
            person: fields.text("person"),
            teams: fields.text("teams"),
            language: fields.text("lang"),
            disabled: fields.has("disabled"),
        };
        Self { values, roles: fields.all("roles") }
    }

    fn stored(account: &Account) -> Self {
        let managed = account.grants.iter().filter(|grant| grant.role == Role::Manager);
        let values = EditValues {
            login: account.login.clone(),
            name: account.name.clone(),
            person: account.person_number.clone(),
            teams: managed.map(|grant| grant.team.clone()).collect::<Vec<_>>().join("\n"),
            language: account.lang.to_string(),
            disabled: account.disabled,
        };
        let others = account.grants.iter().filter(|grant| grant.role != Role::Manager);
        Self { values, roles: others.map(|grant| grant.role.as_str().to_owned()).collect() }
    }

    /// All roles as they are written, with one manager for each team.
    fn written_roles(&self) -> Vec<String> {
        let teams = self.values.teams.lines().map(str::trim).filter(|team| !team.is_empty());
        self.roles.iter().cloned().chain(teams.map(|team| format!("{}:{team}", Role::Manager.as_str()))).collect()
    }

    /// The roles in words; one that is not known stays as it was written.
    fn roles_in_words(&self, lang: Lang) -> String {
        let word = |text: &String| {
            let (role, team) = text.split_once(':').unwrap_or((text, ""));
            let role = Role::parse(role, "roles").ok();
            role.map_or_else(|| text.clone(), |role| role_in_words(&Grant { role, team: team.to_owned() }, lang))
        };
        self.written_roles().iter().map(word).collect::<Vec<_>>().join(", ")
    }

    fn disabled_in_words(&self, lang: Lang) -> String {
        say(lang, if self.values.disabled { "accounts-state-disabled" } else { "accounts-state-open" })
    }
}

/// The fields that two versions do not have in common.
fn differences(stored: &Typed, typed: &Typed, lang: Lang) -> Vec<Difference> {
    let one = |label: &str, stored: String, typed: String| Difference { label: say(lang, label), stored, typed };
    let all = [
        one("accounts-name", stored.values.name.clone(), typed.values.name.clone()),
        one("accounts-roles", stored.roles_in_words(lang), typed.roles_in_words(lang)),
        one("accounts-person", stored.values.person.clone(), typed.values.person.clone()),
        one("accounts-language", stored.values.language.clone(), typed.values.language.clone()),
        one("accounts-state", stored.disabled_in_words(lang), typed.disabled_in_words(lang)),
    ];
    all.into_iter().filter(|difference| difference.stored != difference.typed).collect()
}

/// What is drawn: the account as stored, if there is one, and what stands in the form.
struct Drawn<'a> {
    stored: Option<&'a Account>,
    typed: Typed,
    differences: Vec<Difference>,
    notice: Option<String>,
}

async fn draw(app: &App, ask: &Ask, drawn: Drawn<'_>, faults: &Faults) -> Response {
    let lang = ask.lang;
    let (rest, heading) = match drawn.stored {
        Some(account) => (format!("accounts/{}", account.id), account.name.clone()),
        None => ("accounts/new".to_owned(), say(lang, "accounts-add")),
    };
    let may_change = ask.access.has(Right::ChangeAccounts);
    let teams = match people::ops::list(&app.context(ask)).await {
        Ok(people) => people.into_iter().map(|person| person.team).filter(|team| !team.is_empty()),
        Err(failure) => return refused(ask, failure, &rest),
    };
    let teams: BTreeSet<String> = teams.collect();
    let tick = |role: Role| Tick {
        value: role.as_str().to_owned(),
        label: role_in_words(&Grant { role, team: String::new() }, lang),
        checked: drawn.typed.roles.iter().any(|chosen| chosen == role.as_str()),
    };
    let page = frame(app, ask, &heading, NavItem::Accounts, &rest);
    let resets = drawn.stored.is_some() && may_change && app.sign_in.local_passwords;
    let view = EditView {
        page: if may_change { page.keeping_form() } else { page },
        heading,
        action: format!("/{lang}/{rest}"),
        stored_version: drawn.stored.map(|account| account.version),
        may_change,
        values: drawn.typed.values,
        roles: Role::ALL.into_iter().filter(|role| *role != Role::Manager).map(tick).collect(),
        role_words: drawn.stored.map(|account| roles_in_words(account, lang)).unwrap_or_default(),
        teams: teams.into_iter().collect(),
        differences: drawn.differences,
        state: drawn.stored.map(|account| state(account, lang)).unwrap_or_default(),
        password_action: resets.then(|| format!("/{lang}/{rest}/password")),
        local_passwords: app.sign_in.local_passwords,
        shortest: u64::try_from(PASSWORD_MIN).unwrap_or_default(),
        notice: drawn.notice,
        faults: beside(faults, &FIELDS, lang),
    };
    answer(ask, faults, view.render())
}

pub(super) async fn new(State(app): State<App>, ask: Ask) -> Response {
    if let Err(fault) = ask.access.must(Right::ChangeAccounts) {
        return refused(&ask, fault, "accounts/new");
    }
    let drawn = Drawn { stored: None, typed: Typed::nothing(ask.lang), differences: Vec::new(), notice: None };
    draw(&app, &ask, drawn, &Faults::none()).await
}

pub(super) async fn add(State(app): State<App>, ask: Ask, Form(fields): Form<Fields>) -> Response {
    if let Err(fault) = ask.access.must(Right::ChangeAccounts) {
        return refused(&ask, fault, "accounts/new");
    }
    let typed = Typed::of(&fields);
    let raw = RawAccount {
        login: typed.values.login.clone(),
        name: typed.values.name.clone(),
        person: typed.values.person.clone(),
        roles: typed.written_roles(),
        lang: typed.values.language.clone(),
        password: (!fields.text("password").is_empty()).then(|| fields.secret("password")),
    };
    let drawn = Drawn { stored: None, typed, differences: Vec::new(), notice: None };
    if fields.is_switched() {
        return draw(&app, &ask, drawn, &Faults::none()).await;
    }
    match ops::add(&app.context(&ask), &app.sign_in, &raw, None).await {
        Ok(account) => see_other(&format!("/{}/accounts/{}?notice=added", ask.lang, account.id)),
        Err(Failure::Refused(faults)) => draw(&app, &ask, drawn, &faults).await,
        Err(failure) => refused(&ask, failure, "accounts/new"),
    }
}

/// The account an address names, for those who may read accounts.
async fn find(app: &App, ask: &Ask, id: &str) -> Result<Account, Failure> {
    ask.access.must(Right::ReadAccounts)?;
    let id = AccountId::parse(id, "id").map_err(|_| Fault::new(Code::NotFound, ""))?;
    ops::find(&app.context(ask), id).await
}

pub(super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(query): Params<Query>,
) -> Response {
    match find(&app, &ask, &id).await {
        Ok(account) => {
            let typed = Typed::stored(&account);
            let notice = query.notice(ask.lang);
            let drawn = Drawn { stored: Some(&account), typed, differences: Vec::new(), notice };
            draw(&app, &ask, drawn, &Faults::none()).await
        }
        Err(failure) => refused(&ask, failure, "accounts"),
    }
}

pub(super) async fn change(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Form(fields): Form<Fields>,
) -> Response {
    let account = match find(&app, &ask, &id).await {
        Ok(account) => account,
        Err(failure) => return refused(&ask, failure, "accounts"),
    };
    let mut typed = Typed::of(&fields);
    typed.values.login.clone_from(&account.login);
    let version = fields.text("version").parse().unwrap_or_default();
    if fields.is_switched() {
        // The form stays one of the version it was drawn from, so that a change in between is still noticed.
        let account = Account { version, ..account };
        let drawn = Drawn { stored: Some(&account), typed, differences: Vec::new(), notice: None };
        return draw(&app, &ask, drawn, &Faults::none()).await;
    }
    let change = AccountChange {
        name: Some(typed.values.name.clone()),
        person: Some(typed.values.person.clone()),
        roles: Some(typed.written_roles()),
        lang: Some(typed.values.language.clone()),
        disabled: Some(typed.values.disabled),
    };
    match ops::change(&app.context(&ask), account.id, version, &change).await {
        Ok(account) => see_other(&format!("/{}/accounts/{}?notice=changed", ask.lang, account.id)),
        Err(failure) if failure.code() == Code::VersionConflict => match find(&app, &ask, &id).await {
            Ok(current) => {
                let differences = differences(&Typed::stored(&current), &typed, ask.lang);
                let drawn = Drawn { stored: Some(&current), typed, differences, notice: None };
                draw(&app, &ask, drawn, &failure.faults()).await
            }
            Err(failure) => refused(&ask, failure, "accounts"),
        },
        Err(failure) if failure.code() == Code::Forbidden => refused(&ask, failure, "accounts"),
        Err(Failure::Refused(faults)) => {
            let account = Account { version, ..account };
            let drawn = Drawn { stored: Some(&account), typed, differences: Vec::new(), notice: None };
            draw(&app, &ask, drawn, &faults).await
        }
        Err(failure) => refused(&ask, failure, "accounts"),
    }
}

pub(super) async fn reset_password(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Form(fields): Form<Fields>,
) -> Response {
    let account = match find(&app, &ask, &id).await {
        Ok(account) => account,
        Err(failure) => return refused(&ask, failure, "accounts"),
    };
    let mut faults = missing(&fields, &["password"]);
    if faults.is_empty() {
        let new = fields.secret("password");
        match ops::reset_password(&app.context(&ask), &app.sign_in, account.id, &new).await {
            Ok(account) => {
                return see_other(&format!("/{}/accounts/{}?notice=password-reset", ask.lang, account.id));
            }
            Err(Failure::Refused(found)) if found.first().is_none_or(|fault| fault.code != Code::Forbidden) => {
                faults = found;
            }
            Err(failure) => return refused(&ask, failure, "accounts"),
        }
    }
    let typed = Typed::stored(&account);
    let drawn = Drawn { stored: Some(&account), typed, differences: Vec::new(), notice: None };
    draw(&app, &ask, drawn, &faults).await
}
