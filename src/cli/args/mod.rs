//! The shape of the command line. Help texts are not here: they are sentences, and stand in the message files.

mod coding;
mod register;
mod report;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(super) use coding::*;
pub(super) use register::*;
pub(super) use report::{DaysArgs, LateArgs, QuestionArgs, ReportCommand};

use super::parse_lang;
use crate::lang::Lang;

/// The program.
#[derive(Debug, Parser)]
#[command(
    name = "casetime",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub(super) struct Cli {
    #[arg(long, global = true)]
    pub(super) database: Option<String>,
    #[arg(long, global = true)]
    pub(super) config: Option<PathBuf>,
    #[arg(long, global = true, value_parser = parse_lang)]
    pub(super) lang: Option<Lang>,
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[arg(long, global = true)]
    pub(super) no_color: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

impl Cli {
    /// The address of `serve` and `demo`.
    pub(super) fn listen(&self) -> Option<String> {
        match &self.command {
            Command::Serve(arguments) => arguments.listen.clone(),
            Command::Demo(arguments) => arguments.listen.clone(),
            _ => None,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Init,
    Migrate,
    Serve(ServeArgs),
    Demo(DemoArgs),
    Record(RecordArgs),
    Import(ImportArgs),
    Report(Box<ReportArgs>),
    Vocabulary(VocabularyArgs),
    People(PeopleArgs),
    Accounts(AccountsArgs),
    Files(FilesArgs),
    Requests(RequestsArgs),
    Notes(NotesArgs),
    Names(NamesArgs),
    Export(ExportArgs),
    Periods(PeriodsArgs),
    Chase(ChaseArgs),
    Coding(CodingArgs),
    Generate(GenerateArgs),
    Schema(SchemaArgs),
    Audit(AuditArgs),
    Backup(BackupArgs),
    Restore(RestoreArgs),
    Doctor,
}

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[arg(long)]
    pub(super) listen: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    #[arg(long, default_value_t = 12, hide_default_value = true)]
    pub(super) people: usize,
    #[arg(long, default_value_t = 4, hide_default_value = true)]
    pub(super) years: usize,
    #[arg(long, default_value_t = 1, hide_default_value = true)]
    pub(super) seed: u64,
    #[arg(long)]
    pub(super) listen: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct RecordArgs {
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) person: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) file: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) on: String,
    #[arg(long, default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    pub(super) time: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) activity: String,
    #[arg(long)]
    pub(super) note: Option<PathBuf>,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) id: String,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct ImportArgs {
    #[arg(required = true)]
    pub(super) file: Option<PathBuf>,
    #[arg(long)]
    pub(super) profile: Option<String>,
    #[arg(long)]
    pub(super) rehearse: bool,
    #[arg(long)]
    pub(super) apply_changes: bool,
    #[arg(long)]
    pub(super) rejects: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) import: Option<ImportCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ImportCommand {
    Sniff {
        file: PathBuf,
    },
    Profile(ImportProfileArgs),
    List,
    Show {
        batch: String,
    },
    Repair {
        file: PathBuf,
        #[arg(long)]
        batch: Option<String>,
        #[arg(long)]
        rehearse: bool,
        #[arg(long)]
        rejects: Option<PathBuf>,
    },
    SignOff {
        batch: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
    Unload {
        batch: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
        #[arg(long)]
        also_edited: bool,
        #[arg(long)]
        rehearse: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct ImportProfileArgs {
    #[command(subcommand)]
    pub(super) profile: ImportProfileCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ImportProfileCommand {
    New {
        file: PathBuf,
        #[arg(long)]
        out: Option<PathBuf>,
    },
    List,
    Show {
        name: String,
    },
    Save {
        file: PathBuf,
    },
    Retire {
        name: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    pub(super) report: ReportCommand,
}

#[derive(Debug, Args)]
pub(super) struct VocabularyArgs {
    #[command(subcommand)]
    pub(super) vocabulary: VocabularyCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum VocabularyCommand {
    Check {
        file: PathBuf,
    },
    Show,
    Export {
        #[arg(long, default_value = "csv", hide_default_value = true)]
        format: String,
    },
    Apply {
        file: PathBuf,
        #[arg(long)]
        rehearse: bool,
    },
    Retire {
        code: String,
        #[arg(long)]
        on: String,
        #[arg(long)]
        replaced_by: Vec<String>,
        #[arg(long)]
        rehearse: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct PeopleArgs {
    #[command(subcommand)]
    pub(super) people: PeopleCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum PeopleCommand {
    Add {
        #[arg(long, default_value = "", hide_default_value = true)]
        number: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        name: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        team: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        kind: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        active_from: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        active_to: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        days_per_week: String,
        #[command(flatten)]
        account: Box<AccountArgs>,
    },
    Load {
        file: PathBuf,
    },
    List,
    Schedule(ScheduleArgs),
    Schedules {
        number: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct ScheduleArgs {
    pub(super) number: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) from: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) kind: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) time: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) days: String,
}

/// The account of a person that is added.
#[derive(Debug, Args)]
pub(super) struct AccountArgs {
    #[arg(long)]
    pub(super) login: Option<String>,
    #[arg(long, requires = "login")]
    pub(super) role: Vec<String>,
    #[arg(long, requires = "login")]
    pub(super) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct AccountsArgs {
    #[command(subcommand)]
    pub(super) accounts: AccountsCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum AccountsCommand {
    List,
    Disable {
        login: String,
    },
    Password {
        login: String,
        #[arg(long)]
        password_file: PathBuf,
    },
    Role {
        login: String,
        #[arg(long)]
        add: Vec<String>,
        #[arg(long)]
        remove: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct GenerateArgs {
    #[arg(long, default_value_t = 12, hide_default_value = true)]
    pub(super) people: usize,
    #[arg(long, default_value_t = 3, hide_default_value = true)]
    pub(super) years: usize,
    #[arg(long, default_value_t = 1, hide_default_value = true)]
    pub(super) seed: u64,
    #[arg(long)]
    pub(super) rows: Option<usize>,
    #[arg(long, default_value = "2025-26", hide_default_value = true)]
    pub(super) last_year: String,
    #[arg(long)]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    #[arg(long, conflicts_with = "check")]
    pub(super) write: bool,
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    pub(super) audit: AuditCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    Show {
        #[arg(long, default_value = "", hide_default_value = true)]
        object: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        actor: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        from: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        to: String,
        #[arg(long, default_value_t = 50, hide_default_value = true, value_parser = clap::value_parser!(i64).range(1..))]
        limit: i64,
    },
    Verify {
        #[arg(long)]
        checkpoints: Option<PathBuf>,
        #[arg(long)]
        key: Option<PathBuf>,
    },
    Key {
        #[arg(long)]
        out: PathBuf,
    },
    Checkpoint,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct BackupArgs {
    #[arg(long, conflicts_with = "folder")]
    pub(super) out: Option<PathBuf>,
    #[arg(long)]
    pub(super) folder: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) backup: Option<BackupCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum BackupCommand {
    Verify { file: PathBuf },
}

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    pub(super) file: PathBuf,
    #[arg(long)]
    pub(super) force: bool,
}
