//! `import`: a legacy export in, every line accounted for, or a rehearsal of it.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{ImportArgs, ImportCommand};
use super::out::Out;
use super::{Ended, Exit, changes, open, profiles, returns, sniff};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::import::containers::Origin;
use crate::import::ledger::{Ledger, Outcome};
use crate::import::ops::{self, Delivered, Delivery};
use crate::import::profile::Profile;
use crate::import::rejects::RejectForm;
use crate::import::returns::unload::RawUnload;
use crate::import::source::{Sent, Source};
use crate::number::hours_shown;

pub(super) async fn import(arguments: &ImportArgs, config: &Config, out: &Out) -> Ended {
    match &arguments.import {
        Some(ImportCommand::Sniff { file }) => return sniff::sniff(file, config, out).await,
        Some(ImportCommand::Profile(arguments)) => return profiles::profile(arguments, config, out).await,
        Some(ImportCommand::List) => return returns::list(config, out).await,
        Some(ImportCommand::Show { batch }) => return returns::show(batch, config, out).await,
        Some(ImportCommand::SignOff { batch, reason }) => return returns::sign_off(batch, reason, config, out).await,
        Some(ImportCommand::Unload { batch, reason, also_edited, rehearse }) => {
            let raw = RawUnload { reason: reason.clone(), also_edited: *also_edited, rehearse: *rehearse };
            return returns::unload(batch, &raw, config, out).await;
        }
        Some(ImportCommand::Repair { file, batch, rehearse, rejects }) => {
            let (batch, rejects) = (batch.as_deref(), rejects.as_deref());
            let asked = returns::Asked { file, batch, rehearse: *rehearse, rejects };
            return returns::repair(&asked, config, out).await;
        }
        None => {}
    }
    // Without a command the file is there: it is required then.
    let Some(file) = arguments.file.as_deref() else { return Ok(Exit::Refused) };
    let context = open(config).await?;
    let rejects = arguments.rejects.as_deref();
    if let Some(path) = rejects
        && path.exists()
    {
        return Err(
            Failure::from(Fault::new(Code::OutputExists, "rejects").with("path", path.display().to_string())).into()
        );
    }
    let mut sent = Sent::open(file).map_err(Failure::from)?;
    let profile = match &arguments.profile {
        Some(profile) => profile.clone(),
        None => sniff::choose(&context, &mut sent, out).await?,
    };
    let how = How { rehearse: arguments.rehearse, make_changes: arguments.apply_changes };
    let delivered = deliver_sent(&context, sent, &profile, how, rejects, out).await?;
    context.db.close().await;
    match delivered {
        Delivered::Before { batch, imported_at } => {
            if out.json {
                out.json(
                    &serde_json::json!({ "outcome": "imported_before", "batch": batch, "imported_at": imported_at }),
                )?;
            } else {
                let date = imported_at.date_naive().to_string();
                out.say("cli-import-same", &[("date", date.into()), ("batch", batch.to_string().into())]);
            }
            Ok(Exit::Done)
        }
        Delivered::Ledger { batch, ledger, figures } => {
            if out.json {
                let outcome = if arguments.rehearse { "rehearsed" } else { "imported" };
                out.json(
                    &serde_json::json!({ "outcome": outcome, "batch": batch, "ledger": ledger, "figures": figures }),
                )?;
            } else {
                let mut text = shown(&ledger, arguments.rehearse, out);
                text.push_str(&changes::shown(&ledger, &figures, arguments.apply_changes, out));
                out.data(&text)?;
                let rejected = ledger.count(Outcome::Rejected).records > 0;
                if let Some(path) = rejects.filter(|_| rejected) {
                    let id = if arguments.rehearse { "cli-import-rejects-rehearsed" } else { "cli-import-rejects" };
                    out.say(id, &[("path", path.display().to_string().into())]);
                }
                let next = if arguments.rehearse {
                    format!("casetime import {} --profile {profile}", file.display())
                } else {
                    "casetime report workload".to_owned()
                };
                out.say("cli-next", &[("command", next.into())]);
            }
            let left = [Outcome::Rejected, Outcome::Held, Outcome::Changed].map(|end| ledger.count(end).records);
            let remainder = left.iter().sum::<u64>() - ledger.changes_made;
            Ok(if remainder > 0 { Exit::WithRemainder } else { Exit::Done })
        }
    }
}

/// How a file is taken.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct How {
    pub(super) rehearse: bool,
    pub(super) make_changes: bool,
}

/// Imports or rehearses one file. The reject file appears at its place only when there are rejected rows.
pub(super) async fn deliver(
    context: &Context,
    file: &Path,
    profile: &str,
    how: How,
    rejects: Option<&Path>,
    out: &Out,
) -> Result<Delivered, Failure> {
    deliver_sent(context, Sent::open(file)?, profile, how, rejects, out).await
}

async fn deliver_sent(
    context: &Context,
    sent: Sent,
    profile: &str,
    how: How,
    rejects: Option<&Path>,
    out: &Out,
) -> Result<Delivered, Failure> {
    let document = profiles::document(context, profile).await?;
    let profile = Profile::parse(&document)?;
    let source = Source::of(sent.file, sent.name, &sent.path, &profile.file)?;
    let unwritable =
        |path: &Path| Fault::new(Code::OutputUnwritable, "rejects").with("path", path.display().to_string());
    // Written beside its place and renamed at the end, so that nobody finds half of it.
    let mut reject_file = match rejects {
        Some(path) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(tempfile::NamedTempFile::new_in(folder).map_err(|_| unwritable(path))?)
        }
        None => None,
    };
    let bar = progress_bar(source.to_read, out);
    let delivery = Delivery {
        source,
        profile: Arc::new(profile),
        profile_document: &document,
        rehearse: how.rehearse,
        make_changes: how.make_changes,
        rejects: reject_file.as_mut().map(|file| file as &mut (dyn std::io::Write + Send)),
        reject_form: rejects.map(RejectForm::of).unwrap_or_default(),
        progress: &mut |bytes| bar.set_position(bytes),
    };
    let delivered = ops::deliver(context, delivery).await;
    bar.finish_and_clear();
    let delivered = delivered?;
    if let (Some(mut file), Some(path)) = (reject_file, rejects) {
        let any = matches!(&delivered, Delivered::Ledger { ledger, .. } if ledger.count(Outcome::Rejected).records > 0);
        if any {
            file.flush().map_err(|_| unwritable(path))?;
            file.persist_noclobber(path).map_err(|_| unwritable(path))?;
        }
    }
    Ok(delivered)
}

fn progress_bar(bytes: u64, out: &Out) -> ProgressBar {
    if !out.shows_progress() {
        return ProgressBar::hidden();
    }
    let template = format!("{} {{bar:40}} {{percent}} % {{eta}}", out.words("cli-progress", &[]));
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(bytes).with_style(style)
}

/// What the lines came out of, where the file was not text.
fn origin_shown(origin: &Origin, out: &Out) -> Vec<String> {
    let container = origin.container.as_str();
    let Some(sheet) = &origin.sheet else {
        return origin
            .member
            .iter()
            .map(|name| {
                out.words("cli-import-member", &[("name", name.as_str().into()), ("container", container.into())])
            })
            .collect();
    };
    let mut lines =
        vec![out.words("cli-import-sheet", &[("sheet", sheet.name.as_str().into()), ("container", container.into())])];
    if !sheet.hidden_sheets.is_empty() {
        lines.push(out.words("cli-import-hidden", &[("sheets", sheet.hidden_sheets.join(", ").into())]));
    }
    if sheet.formulas > 0 {
        lines.push(out.words("cli-import-formulas", &[("count", sheet.formulas.into())]));
    }
    if sheet.formulas_without_value > 0 {
        lines.push(out.words("cli-import-formulas-empty", &[("count", sheet.formulas_without_value.into())]));
    }
    lines
}

/// The ledger as people read it: where the lines ended, what the totals say, which labels wait.
fn shown(ledger: &Ledger, rehearsed: bool, out: &Out) -> String {
    let mut lines = Vec::new();
    if rehearsed {
        lines.push(out.words("cli-import-rehearsed", &[]));
    } else {
        lines.push(out.words("cli-import-done", &[("lines", ledger.lines.into())]));
    }
    lines.extend(ledger_lines(ledger, out));
    lines.push(String::new());
    lines.join("\n")
}

/// A ledger as people read it.
pub(super) fn ledger_lines(ledger: &Ledger, out: &Out) -> Vec<String> {
    let mut lines: Vec<String> = ledger.origin.iter().flat_map(|origin| origin_shown(origin, out)).collect();
    let mut row = |id: &str, count: u64, minutes: Option<i64>| {
        let count = crate::number::grouped(i64::try_from(count).unwrap_or(i64::MAX), out.lang);
        let hours = minutes.map(|minutes| format!("  {:>12} h", hours_shown(minutes, out.lang))).unwrap_or_default();
        lines.push(format!("  {:<24}{count:>12}{hours}", out.words(id, &[])));
    };
    for outcome in Outcome::ALL {
        let count = ledger.count(outcome);
        let has_hours =
            matches!(outcome, Outcome::New | Outcome::Same | Outcome::Changed | Outcome::Duplicate | Outcome::Held);
        row(&format!("outcome-{}", outcome.as_str()), count.lines, has_hours.then_some(count.minutes));
    }
    row("outcome-sum", ledger.accounted(), None);
    if ledger.lines_repaired > 0 {
        lines.push(out.words("cli-import-repaired", &[("lines", ledger.lines_repaired.into())]));
    }
    let differing = ledger.totals_differing_count;
    if ledger.totals_compared > 0 {
        let agreeing = ledger.totals_compared.saturating_sub(differing);
        lines.push(out.words("cli-import-totals-agree", &[("count", agreeing.into())]));
    }
    if ledger.totals_rows_uncounted > 0 {
        lines.push(out.words("cli-import-totals-uncounted", &[("rows", ledger.totals_rows_uncounted.into())]));
    }
    if ledger.rows_returned > 0 {
        lines.push(out.words("cli-import-returned", &[("rows", ledger.rows_returned.into())]));
    }
    if differing > 0 {
        lines.push(out.words("cli-import-totals-differ", &[("count", differing.into())]));
        for total in &ledger.totals_differing {
            let stated =
                total.stated_minutes.map_or_else(|| total.stated.clone(), |minutes| hours_shown(minutes, out.lang));
            let difference = total.stated_minutes.map(|minutes| minutes - total.summed_minutes);
            let of = |key: &str| if key.is_empty() { String::new() } else { format!(" ({key})") };
            let params = [
                ("line", i64::try_from(total.line).unwrap_or(i64::MAX).into()),
                ("of", of(&total.key).into()),
                ("stated", stated.into()),
                ("summed", hours_shown(total.summed_minutes, out.lang).into()),
                (
                    "difference",
                    difference.map_or_else(|| "–".to_owned(), |minutes| hours_shown(minutes, out.lang)).into(),
                ),
            ];
            lines.push(format!("  {}", out.words("cli-import-total-line", &params)));
        }
    }
    for (heading, names) in
        [("cli-import-held-labels", &ledger.held_labels), ("cli-import-held-files", &ledger.held_files)]
    {
        if names.is_empty() {
            continue;
        }
        lines.push(out.words(heading, &[]));
        for held in names {
            let params = [
                ("label", held.name.as_str().into()),
                ("rows", held.rows.into()),
                ("hours", hours_shown(held.minutes, out.lang).into()),
            ];
            lines.push(format!("  {}", out.words("cli-import-held-label", &params)));
        }
    }
    if !ledger.rejected_codes.is_empty() {
        lines.push(out.words("cli-import-rejected-codes", &[]));
        for (code, rows) in &ledger.rejected_codes {
            lines.push(format!("  {code:<32}{rows:>8}"));
        }
    }
    lines
}
