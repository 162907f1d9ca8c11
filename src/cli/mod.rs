//! The command line: one file per command. Data goes to standard output, everything else to standard error; exit codes
//! are 0 (done), 1 (done, with rejected or held rows) and 2 (could not run).

mod accounts;
mod args;
mod audit;
mod backup;
mod changes;
mod chase;
mod coding;
mod demo;
mod doctor;
mod export;
mod files;
mod generate;
mod help;
mod import;
mod init;
mod names;
mod notes;
mod out;
mod people;
mod periods;
mod profiles;
mod record;
mod report;
mod requests;
mod returns;
mod schema;
mod serve;
mod sniff;
mod vocabulary;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use crate::audit::Caller;
use crate::clock::Clock;
use crate::config::{self, Config, Flags};
use crate::context::Context;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::store::migrate;
use args::{Cli, Command};
use out::Out;

pub use help::command;
pub use schema::{Schema, all as schemas};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Done.
    Done,
    /// Done, and some rows were rejected or are held.
    WithRemainder,
    /// Not done; the reasons have been said.
    Refused,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::from(0),
            Exit::WithRemainder => Self::from(1),
            Exit::Refused => Self::from(2),
        }
    }
}

type Ended = anyhow::Result<Exit>;

/// Runs the program with these arguments.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = help::language(&arguments).or_else(config::language_of_environment).unwrap_or_default();
    let cli = match help::parse(&arguments, lang) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let flags = Flags { database: cli.database.clone(), lang: help::language(&arguments), listen: cli.listen() };
    let out = Out::new(&cli, lang);
    let config = match Config::load(cli.config.as_deref(), &flags) {
        Ok(config) => config,
        Err(fault) => return said(&out, &Failure::from(fault).into()),
    };
    let out = Out::new(&cli, config.lang);
    logging(&config.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return said(&out, &error.into()),
    };
    let ended = runtime.block_on(run(&cli, config, &out));
    // A file that is still read on another thread must not keep the program.
    runtime.shutdown_background();
    match ended {
        Ok(exit) => exit.into(),
        Err(error) => said(&out, &error),
    }
}

async fn run(cli: &Cli, config: Config, out: &Out) -> Ended {
    let command = Box::pin(async {
        match &cli.command {
            Command::Init => init::init(&config, out).await,
            Command::Migrate => init::migrate(&config, out).await,
            Command::Serve(_) => serve::serve(config, out).await,
            Command::Demo(arguments) => Box::pin(demo::demo(arguments, config, out)).await,
            Command::Record(arguments) => record::record(arguments, &config, out).await,
            Command::Import(arguments) => import::import(arguments, &config, out).await,
            Command::Report(arguments) => report::report(arguments, config, out).await,
            Command::Vocabulary(arguments) => vocabulary::vocabulary(arguments, &config, out).await,
            Command::People(arguments) => people::people(arguments, &config, out).await,
            Command::Accounts(arguments) => accounts::accounts(arguments, &config, out).await,
            Command::Files(arguments) => files::files(arguments, &config, out).await,
            Command::Requests(arguments) => requests::requests(arguments, &config, out).await,
            Command::Notes(arguments) => notes::notes(arguments, &config, out).await,
            Command::Names(arguments) => names::names(arguments, &config, out).await,
            Command::Export(arguments) => export::export(arguments, &config, out).await,
            Command::Periods(arguments) => periods::periods(arguments, &config, out).await,
            Command::Chase(arguments) => chase::chase(arguments, &config, out).await,
            Command::Coding(arguments) => coding::coding(arguments, &config, out).await,
            Command::Generate(arguments) => generate::generate(arguments, out),
            Command::Schema(arguments) => schema::schema(arguments, out),
            Command::Audit(arguments) => audit::audit(arguments, &config, out).await,
            Command::Backup(arguments) => backup::backup(arguments, &config, out).await,
            Command::Restore(arguments) => backup::restore(arguments, &config, out).await,
            Command::Doctor => doctor::doctor(&config, out).await,
        }
    });
    // The server ends by itself, in good order; everything else may simply be left: nothing is stored by halves.
    if matches!(cli.command, Command::Serve(_) | Command::Demo(_)) {
        return command.await;
    }
    tokio::select! {
        ended = command => ended,
        _ = tokio::signal::ctrl_c() => {
            out.say("cli-interrupted", &[]);
            Ok(Exit::Refused)
        }
    }
}

/// What operations need, over the database of the settings.
async fn open(config: &Config) -> Result<Context, Failure> {
    let db = migrate::open(&config.target()).await?;
    let vocabulary = crate::vocabulary::ops::current(&db).await?;
    Ok(Context {
        db,
        clock: Clock::System,
        vocabulary: Arc::new(vocabulary),
        config: Arc::new(config.clone()),
        caller: Caller { lang: Some(config.lang), ..Caller::new("cli") },
        repeat: None,
    })
}

/// Says why the program could not run.
fn said(out: &Out, error: &anyhow::Error) -> ExitCode {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        out.faults(&failure.faults());
    } else if let Some(io) = error.downcast_ref::<std::io::Error>()
        && io.kind() == std::io::ErrorKind::BrokenPipe
    {
        // Whoever read our output has seen enough.
        return ExitCode::from(0);
    } else {
        let fault = crate::fault::Fault::new(crate::fault::Code::Internal, "").with("request", "");
        out.faults(&fault.into());
        out.line(&error.to_string());
    }
    ExitCode::from(2)
}

/// The log goes to standard error, as JSON lines without content.
fn logging(level: &str) {
    let filter =
        tracing_subscriber::EnvFilter::try_new(level).unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let subscriber = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call in one process (tests) keeps the first.
    drop(subscriber.try_init());
}

/// A language, for sentences of one command.
fn parse_lang(text: &str) -> Result<Lang, String> {
    text.parse().map_err(|_| text.to_owned())
}
