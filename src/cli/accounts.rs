//! `accounts`: list them, disable one, set a password, change roles. Secrets come from a file or standard input, never
//! from the command line, which others can see.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use super::args::{AccountArgs, AccountsArgs, AccountsCommand};
use super::out::Out;
use super::{Ended, Exit, open};
use crate::accounts::{Account, AccountChange, RawAccount, Secret, Settings, ops};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::people::NewPerson;

/// Accounts read at once for the list.
const PAGE: i64 = 200;

pub(super) async fn accounts(arguments: &AccountsArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.accounts {
        AccountsCommand::List => list(&open(config).await?, out).await?,
        AccountsCommand::Disable { login } => {
            let change = AccountChange { disabled: Some(true), ..AccountChange::default() };
            changed(&open(config).await?, login, out, |_| Ok(change)).await?;
        }
        AccountsCommand::Password { login, password_file } => {
            let password = read_secret(password_file)?;
            let context = open(config).await?;
            let account = ops::find_by_login(&context, login).await?;
            ops::reset_password(&context, &Settings::from(config), account.id, &password).await?;
            out.say("cli-accounts-changed", &[("login", account.login.into())]);
        }
        AccountsCommand::Role { login, add, remove } => {
            let context = open(config).await?;
            changed(&context, login, out, |account| account.change_of_roles(add, remove)).await?;
        }
    }
    Ok(Exit::Done)
}

async fn changed(
    context: &Context,
    login: &str,
    out: &Out,
    change: impl FnOnce(&Account) -> Result<AccountChange, Fault>,
) -> Result<(), Failure> {
    let account = ops::find_by_login(context, login).await?;
    let change = change(&account)?;
    ops::change(context, account.id, account.version, &change).await?;
    out.say("cli-accounts-changed", &[("login", account.login.into())]);
    Ok(())
}

/// Adds the account that `people add` asks for with `--login`, and its person, if there is one.
pub(super) async fn add(
    given: &AccountArgs,
    login: &str,
    raw: RawAccount,
    person: Option<&NewPerson>,
    config: &Config,
    out: &Out,
) -> Ended {
    let raw = RawAccount {
        login: login.to_owned(),
        roles: given.role.clone(),
        lang: out.lang.as_str().to_owned(),
        password: given.password_file.as_deref().map(read_secret).transpose()?,
        ..raw
    };
    let account = ops::add(&open(config).await?, &Settings::from(config), &raw, person).await?;
    out.say("cli-accounts-added", &[("login", account.login.into())]);
    Ok(Exit::Done)
}

/// A secret from a file, or from standard input for `-`, without the line end that editors and `echo` add.
fn read_secret(path: &Path) -> Result<Secret, Failure> {
    let unreadable = |_| Fault::new(Code::SourceUnreadable, "password_file").with("path", path.display().to_string());
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).map_err(unreadable)?;
    } else {
        text = std::fs::read_to_string(path).map_err(unreadable)?;
    }
    let secret = text.strip_suffix('\n').unwrap_or(&text);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    if secret.is_empty() {
        return Err(Fault::new(Code::SecretMissing, "password_file").into());
    }
    Ok(Secret::new(secret.to_owned()))
}

async fn list(context: &Context, out: &Out) -> anyhow::Result<()> {
    let mut all: Vec<Account> = Vec::new();
    loop {
        let after = all.last().map_or_else(String::new, |account| account.login.clone());
        let page = ops::list_page(context, &after, PAGE).await?;
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    if out.json {
        out.json(&serde_json::json!({ "accounts": all }))?;
        return Ok(());
    }
    let mut text = String::new();
    for account in all {
        let state = if account.disabled { out.words("cli-accounts-disabled", &[]) } else { String::new() };
        let roles = account.roles().join(", ");
        let line = format!("{:<32} {:<32} {:<12} {roles} {state}", account.login, account.name, account.person_number);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    out.data(&text)?;
    Ok(())
}
