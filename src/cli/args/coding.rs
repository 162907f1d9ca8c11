//! The commands of the second coding of samples.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct CodingArgs {
    #[command(subcommand)]
    pub(in crate::cli) coding: CodingCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CodingCommand {
    Draw {
        #[arg(long, default_value = "", hide_default_value = true)]
        from: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        to: String,
        #[arg(long, default_value_t = 0, hide_default_value = true, allow_hyphen_values = true)]
        size: i64,
        #[arg(long, default_value = "by_category", hide_default_value = true)]
        sampling: String,
        #[arg(long)]
        team: Vec<String>,
        #[arg(long, allow_hyphen_values = true)]
        seed: Option<i64>,
    },
    List,
    Show {
        sample: String,
    },
    Next {
        sample: String,
        #[arg(long, default_value_t = 0, hide_default_value = true)]
        after: i64,
    },
    Answer {
        sample: String,
        place: i64,
        #[arg(long, default_value = "", hide_default_value = true)]
        category: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        activity: String,
        #[arg(long)]
        cannot_tell: bool,
    },
    Close {
        sample: String,
    },
    Result {
        sample: String,
        #[arg(long)]
        shared: bool,
        #[arg(long, value_enum, default_value_t = ResultForm::Table, hide_default_value = true, hide_possible_values = true)]
        format: ResultForm,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum ResultForm {
    Table,
    Csv,
    Json,
}
