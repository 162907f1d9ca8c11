//! `demo`, the newcomer's door: a generated section in a temporary folder, imported like any legacy export, and served.

use std::path::Path;
use std::sync::Arc;

use super::args::DemoArgs;
use super::out::Out;
use super::{Ended, import, serve};
use crate::access::Role;
use crate::accounts::{self, RawAccount, Secret};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::files;
use crate::generate::notes::NOTES;
use crate::generate::{self, Plan};
use crate::import::ops::Delivered;
use crate::import::registers;
use crate::install;
use crate::knowledge::{self, RawNote};
use crate::people;
use crate::store::Target;
use crate::time::FiscalYear;
use crate::words;

/// The profile that reads generated exports.
const PROFILE: &str = "icase-plain";
/// What the password of a run is made of: no letter or digit that is easily taken for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// What the accounts of the demonstration sign in with.
const LOGINS: [(&str, Role); 6] = [
    ("lawyer", Role::Timekeeper),
    ("manager", Role::Manager),
    ("head", Role::Head),
    ("keeper", Role::Keeper),
    ("auditor", Role::Auditor),
    ("admin", Role::Administrator),
];

pub(super) async fn demo(arguments: &DemoArgs, config: Config, out: &Out) -> Ended {
    let address = serve::loopback(&config.listen)?;
    let folder = tempfile::Builder::new().prefix("casetime-demo-").tempdir()?;
    let today = Clock::System.today();
    let plan = Plan {
        people: arguments.people,
        years: arguments.years,
        seed: arguments.seed,
        last_year: FiscalYear::of(today),
        today,
        rows: None,
    };
    let exports = folder.path().join("exports");
    let summary = generate::generate(&plan, &exports)
        .map_err(|error| Failure::from(Fault::new(error.code(), "").with("detail", error.say(out.lang))))?;
    let files = summary.entry_files.len() + 2;
    let params = [
        ("files", files.into()),
        ("rows", summary.entry_rows.into()),
        ("folder", exports.display().to_string().into()),
    ];
    out.say("cli-generated", &params);
    let context = install::create(&Target::Sqlite(folder.path().join("demo.db")), Clock::System).await?;
    fill(&context, &exports, &summary.entry_files, out).await?;
    let password = password();
    add_accounts(&context, &config, &password, out).await?;
    // Another server may have the usual port: the demonstration then takes any.
    let listener = match serve::listen(address).await {
        Ok(listener) => listener,
        Err(failure) if arguments.listen.is_some() => return Err(failure.into()),
        Err(_) => serve::listen(std::net::SocketAddr::new(address.ip(), 0)).await?,
    };
    let shown = format!("http://{}/", listener.local_addr()?);
    out.say("cli-generated-notice", &[]);
    out.say("cli-demo-accounts", &[("password", password.into())]);
    out.say("cli-demo-ready", &[("address", shown.into()), ("folder", folder.path().display().to_string().into())]);
    let vocabulary = Arc::unwrap_or_clone(context.vocabulary);
    let app = App { generated: true, ..App::new(context.db, Clock::System, vocabulary, config) };
    serve::run(app, listener).await
}

/// The password of this run: a hundred random bits.
fn password() -> String {
    let drawn: [u8; 20] = rand::random();
    let letters: Vec<char> = drawn.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(5).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// One account for each role: the lawyer is the first person who is here, the manager has that person's team.
async fn add_accounts(context: &Context, config: &Config, password: &str, out: &Out) -> Result<(), Failure> {
    let settings = accounts::Settings { local_passwords: true, ..accounts::Settings::from(config) };
    let today = context.clock.today();
    let people = people::ops::list(context).await?;
    let Some(lawyer) = people.into_iter().find(|person| person.is_active_on(today)) else { return Ok(()) };
    for (login, role) in LOGINS {
        let name = words::say(out.lang, &format!("accounts-role-{}", role.as_str()), &[]);
        let mut raw = RawAccount {
            login: login.to_owned(),
            name,
            roles: vec![role.as_str().to_owned()],
            lang: out.lang.to_string(),
            password: Some(Secret::new(password.to_owned())),
            ..RawAccount::default()
        };
        match role {
            Role::Timekeeper => {
                raw.name.clone_from(&lawyer.name);
                raw.person.clone_from(&lawyer.number);
            }
            Role::Manager => raw.roles = vec![format!("{}:{}", role.as_str(), lawyer.team)],
            _ => {}
        }
        accounts::ops::add(context, &settings, &raw, None).await?;
    }
    Ok(())
}

async fn fill(context: &Context, exports: &Path, entry_files: &[String], out: &Out) -> Result<(), Failure> {
    let first = |mut faults: Vec<registers::ListFault>| match faults.pop() {
        Some(fault) => fault.failure,
        None => Faults::from(Fault::new(Code::Internal, "").with("request", "")).into(),
    };
    registers::load_people(context, &exports.join("people.csv")).await.map_err(first)?;
    registers::load_files(context, &exports.join("files.csv")).await.map_err(first)?;
    for name in entry_files {
        let delivered =
            import::deliver(context, &exports.join(name), PROFILE, import::How::default(), None, out).await?;
        if let Delivered::Ledger { ledger, .. } = delivered {
            out.say("cli-demo-imported", &[("file", name.as_str().into()), ("lines", ledger.lines.into())]);
        }
    }
    keep_notes(context).await
}

/// Keeps invented notes with files: lessons learned with one that is closed, what a mission brought with an open one of the
/// same category, a fact sheet with one of another.
async fn keep_notes(context: &Context) -> Result<(), Failure> {
    let today = context.clock.today();
    let files = files::ops::list(context).await?;
    for note in &NOTES {
        let fits = |file: &&files::File| {
            file.category == note.category && file.closed_on.is_some_and(|last| last < today) == note.closed
        };
        let Some(file) = files.iter().find(fits) else { continue };
        let [kind, title, text] = [note.kind, note.title, note.text].map(str::to_owned);
        let raw = RawNote { kind, title, text, language: note.lang.to_string() };
        knowledge::ops::add(context, file.id, &raw.parse(note.lang)?).await?;
    }
    Ok(())
}
