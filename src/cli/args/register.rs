//! The commands of the registers: files, names, requests, notes, exports, fiscal years, chase lists.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct FilesArgs {
    #[command(subcommand)]
    pub(in crate::cli) files: FilesCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum FilesCommand {
    Add(Box<FileArgs>),
    Load {
        file: PathBuf,
    },
    List,
    Search {
        text: String,
    },
    Close(CloseArgs),
    Reopen {
        number: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
    Lead {
        number: String,
        #[arg(long)]
        person: Option<String>,
        #[arg(long, default_value = "", hide_default_value = true)]
        from: String,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CloseArgs {
    pub(in crate::cli) number: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) on: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) reason: String,
    #[arg(long)]
    pub(in crate::cli) successor_category: Option<String>,
    #[arg(long, requires = "successor_category", default_value = "", hide_default_value = true)]
    pub(in crate::cli) successor_number: String,
    #[arg(long, requires = "successor_category")]
    pub(in crate::cli) successor_title: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NamesArgs {
    #[command(subcommand)]
    pub(in crate::cli) names: NamesCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum NamesCommand {
    List {
        kind: String,
    },
    Add(Box<NameArgs>),
    Retire {
        kind: String,
        code: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        on: String,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NameArgs {
    pub(in crate::cli) kind: String,
    pub(in crate::cli) code: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) en: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) fr: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) section: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) agreement: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) funder: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) purpose: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) from: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) to: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FileArgs {
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) number: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) title: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) category: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) country: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) project: String,
    #[arg(long)]
    pub(in crate::cli) unfunded: bool,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) requester: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) agreement: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) risk: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) complexity: String,
    #[arg(long)]
    pub(in crate::cli) external_number: Vec<String>,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) team: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) file_type: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) opened_on: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) closed_on: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RequestsArgs {
    #[command(subcommand)]
    pub(in crate::cli) requests: RequestsCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RequestsCommand {
    Add {
        #[arg(long, default_value = "", hide_default_value = true)]
        received_on: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        requester: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        country: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        wanted: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        deadline: String,
    },
    List,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NotesArgs {
    #[command(subcommand)]
    pub(in crate::cli) notes: NotesCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum NotesCommand {
    List {
        #[arg(required_unless_present = "search")]
        file: Option<String>,
        #[arg(long)]
        search: Option<String>,
        #[arg(long)]
        kind: Option<String>,
    },
    Show {
        id: String,
    },
    Add {
        file: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        kind: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        title: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        language: String,
        #[arg(long)]
        text_file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    #[command(subcommand)]
    pub(in crate::cli) export: ExportCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ExportCommand {
    Entries {
        #[arg(long)]
        person: String,
        #[arg(long)]
        from: Option<String>,
        #[arg(long)]
        to: Option<String>,
        #[arg(long, value_enum, default_value_t = ExportFormat::Csv, hide_default_value = true, hide_possible_values = true)]
        format: ExportFormat,
    },
    Ledes {
        #[arg(long)]
        file: String,
        #[arg(long)]
        from: Option<String>,
        #[arg(long)]
        to: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    Csv,
    Json,
}

impl ExportFormat {
    pub(in crate::cli) const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PeriodsArgs {
    #[command(subcommand)]
    pub(in crate::cli) periods: PeriodsCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PeriodsCommand {
    List,
    Reopen {
        year: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        team: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        person: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        until: String,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ChaseArgs {
    pub(in crate::cli) list: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) from: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) to: String,
}
