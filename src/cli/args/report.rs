//! The arguments of `report`.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ReportCommand {
    Workload(QuestionArgs),
    Demand(DaysArgs),
    Timeliness(LateArgs),
    Quality(DaysArgs),
    Capacity(DaysArgs),
    SignOff {
        period: String,
        #[arg(long)]
        shared: bool,
        #[arg(long, default_value = "", hide_default_value = true)]
        format: String,
    },
    Chase {
        list: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        from: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        to: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        format: String,
    },
    Figures,
    Explain {
        figure: String,
        #[command(flatten)]
        question: QuestionArgs,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct QuestionArgs {
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) from: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) to: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) by: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) across: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) per: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) as_of: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) category: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) activity: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) file_type: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) country: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) project: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) client: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) team: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) file: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) person: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) status: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) language: String,
    #[arg(long)]
    pub(in crate::cli) shared: bool,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) format: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DaysArgs {
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) from: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) to: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) per: String,
    #[arg(long)]
    pub(in crate::cli) shared: bool,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) format: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LateArgs {
    #[command(flatten)]
    pub(in crate::cli) days: DaysArgs,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) by: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) category: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) team: String,
}
