//! `import list`, `import show`, `import repair`, `import sign-off`: what happens to a delivery after it was imported.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::import::ledger_lines;
use super::out::Out;
use super::{Ended, Exit, open};
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::{BatchId, EntryId};
use crate::import::containers::spooled;
use crate::import::rejects::RejectForm;
use crate::import::returns::deliveries;
use crate::import::returns::repair::{self, Repair, Repaired};
use crate::import::returns::sign_off;
use crate::import::returns::unload::{self, RawUnload};
use crate::import::shape::FileShape;
use crate::import::source::Source;
use crate::lang::Lang;

/// Deliveries listed.
const LISTED: i64 = 200;

pub(super) async fn list(config: &Config, out: &Out) -> Ended {
    let context = open(config).await?;
    let batches = deliveries::list(&context, None, LISTED).await?;
    context.db.close().await;
    if out.json {
        out.json(&serde_json::json!({ "batches": batches }))?;
        return Ok(Exit::Done);
    }
    if batches.is_empty() {
        out.say("cli-import-none", &[]);
    }
    let mut text = String::new();
    for batch in batches {
        let params = [
            ("batch", batch.id.to_string().into()),
            ("name", batch.source_name.as_str().into()),
            ("profile", batch.profile.as_str().into()),
            ("date", batch.imported_at.date_naive().to_string().into()),
            ("lines", batch.lines.into()),
            ("rejected", batch.rows_rejected.into()),
            ("signed", i64::from(batch.signed_at.is_some()).into()),
        ];
        text += &out.words(if batch.finished { "cli-import-listed" } else { "cli-import-listed-unfinished" }, &params);
        text.push('\n');
    }
    out.data(&text)?;
    Ok(Exit::Done)
}

pub(super) async fn show(batch: &str, config: &Config, out: &Out) -> Ended {
    let id = BatchId::parse(batch, "batch").map_err(Failure::from)?;
    let context = open(config).await?;
    let found = deliveries::show(&context, id).await?;
    context.db.close().await;
    if out.json {
        out.json(&found)?;
        return Ok(Exit::Done);
    }
    let batch = &found.batch;
    let mut lines = vec![out.words(
        "cli-import-shown",
        &[
            ("batch", batch.id.to_string().into()),
            ("name", batch.source_name.as_str().into()),
            ("profile", batch.profile.as_str().into()),
            ("version", batch.profile_version.into()),
            ("date", batch.imported_at.date_naive().to_string().into()),
        ],
    )];
    if batch.finished {
        lines.extend(ledger_lines(&found.ledger, out));
    } else {
        lines.push(out.words("cli-import-unfinished", &[("lines", batch.lines.into())]));
    }
    for repair in &found.repairs {
        let params = [
            ("name", repair.source_name.as_str().into()),
            ("date", repair.repaired_at.date_naive().to_string().into()),
            ("by", repair.repaired_by.as_str().into()),
            ("repaired", repair.repaired.into()),
        ];
        lines.push(out.words("cli-import-repair-line", &params));
    }
    if let Some(signed) = &found.sign_off {
        lines.push(out.words("cli-import-signed", &signed_params(&signed.signed_by, signed.signed_at, &signed.reason)));
    }
    lines.push(String::new());
    out.data(&lines.join("\n"))?;
    Ok(Exit::Done)
}

fn signed_params<'a>(
    by: &'a str,
    at: chrono::DateTime<chrono::Utc>,
    reason: &'a str,
) -> [(&'static str, crate::words::Param); 4] {
    let given = i64::from(!reason.is_empty());
    [
        ("by", by.into()),
        ("date", at.date_naive().to_string().into()),
        ("reason", reason.into()),
        ("given", given.into()),
    ]
}

pub(super) async fn sign_off(batch: &str, reason: &str, config: &Config, out: &Out) -> Ended {
    let id = BatchId::parse(batch, "batch").map_err(Failure::from)?;
    let context = open(config).await?;
    let signed = sign_off::sign_off(&context, id, reason).await?;
    context.db.close().await;
    if out.json {
        out.json(&signed)?;
    } else {
        out.say("cli-import-signed", &signed_params(&signed.signed_by, signed.signed_at, &signed.reason));
    }
    Ok(Exit::Done)
}

pub(super) async fn unload(batch: &str, raw: &RawUnload, config: &Config, out: &Out) -> Ended {
    let id = BatchId::parse(batch, "batch").map_err(Failure::from)?;
    let context = open(config).await?;
    let unloaded = unload::unload(&context, id, raw).await?;
    context.db.close().await;
    if out.json {
        out.json(&unloaded)?;
        return Ok(Exit::Done);
    }
    let params = [
        ("batch", unloaded.batch.to_string().into()),
        ("name", unloaded.source_name.as_str().into()),
        ("entries", unloaded.entries.into()),
    ];
    out.say(if unloaded.rehearsed { "cli-import-unload-rehearsed" } else { "cli-import-unloaded" }, &params);
    if !unloaded.years.is_empty() {
        out.say("cli-import-unload-years", &[("years", unloaded.years.join(", ").into())]);
    }
    if unloaded.edited > 0 {
        out.say("cli-import-unload-edited", &[("edited", unloaded.edited.into())]);
        let entry = |id: &EntryId| out.words("cli-import-unload-entry", &[("entry", id.to_string().into())]);
        out.data(&unloaded.edited_entries.iter().map(entry).map(|line| line + "\n").collect::<String>())?;
    }
    Ok(Exit::Done)
}

/// What a repair is told on the command line.
pub(super) struct Asked<'a> {
    pub(super) file: &'a Path,
    pub(super) batch: Option<&'a str>,
    pub(super) rehearse: bool,
    pub(super) rejects: Option<&'a Path>,
}

pub(super) async fn repair(asked: &Asked<'_>, config: &Config, out: &Out) -> Ended {
    let context = open(config).await?;
    if let Some(path) = asked.rejects.filter(|path| path.exists()) {
        let fault = Fault::new(Code::OutputExists, "rejects").with("path", path.display().to_string());
        return Err(Failure::from(fault).into());
    }
    let repaired = run(&context, asked).await?;
    context.db.close().await;
    if out.json {
        out.json(&document(&repaired, asked.rehearse, out.lang))?;
    } else {
        let mut lines =
            vec![out.words(if asked.rehearse { "cli-import-rehearsed" } else { "cli-import-repaired-done" }, &[])];
        let counts = [("repaired", repaired.repaired), ("same", repaired.same), ("rejected", repaired.rejected)];
        let params = counts.map(|(name, count)| (name, count.into()));
        lines.push(out.words("cli-import-repaired-rows", &params));
        for fault in &repaired.faults {
            for reason in &fault.reasons {
                let params = [
                    ("row", fault.row.to_string().into()),
                    ("column", reason.column.as_str().into()),
                    ("sentence", reason.say(out.lang).into()),
                ];
                lines.push(format!("  {}", out.words("cli-import-repaired-fault", &params)));
            }
        }
        lines.extend(ledger_lines(&repaired.ledger, out));
        lines.push(String::new());
        out.data(&lines.join("\n"))?;
        if let Some(path) = asked.rejects.filter(|_| repaired.rejected > 0) {
            out.say("cli-import-rejects", &[("path", path.display().to_string().into())]);
        }
    }
    Ok(if repaired.rejected > 0 { Exit::WithRemainder } else { Exit::Done })
}

/// A repair as programs read it.
pub(super) fn document(repaired: &Repaired, rehearsed: bool, lang: Lang) -> serde_json::Value {
    let faults = repaired.faults.iter().flat_map(|fault| {
        fault.reasons.iter().map(move |reason| {
            serde_json::json!({
                "row": fault.row, "line": fault.line, "column": reason.column, "code": reason.code,
                "message": reason.say(lang),
            })
        })
    });
    serde_json::json!({
        "outcome": if rehearsed { "rehearsed" } else { "repaired" },
        "repair": repaired.repair,
        "repaired": repaired.repaired,
        "same": repaired.same,
        "rejected": repaired.rejected,
        "faults": faults.collect::<Vec<_>>(),
        "ledger": repaired.ledger,
    })
}

async fn run(context: &Context, asked: &Asked<'_>) -> Result<Repaired, Failure> {
    let shown = asked.file.display().to_string();
    let fault = |code| Fault::new(code, "").with("path", shown.as_str());
    let file = if asked.file.as_os_str() == "-" {
        spooled(io::stdin().lock(), "-")?
    } else if asked.file.is_dir() {
        return Err(fault(Code::SourceIsDirectory).into());
    } else {
        File::open(asked.file).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => fault(Code::SourceMissing),
            _ => fault(Code::SourceUnreadable),
        })?
    };
    let name = asked.file.file_name().map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
    let again = file.try_clone().map_err(|_| fault(Code::SourceUnreadable))?;
    let batch = match asked.batch {
        Some(batch) => BatchId::parse(batch, "batch")?,
        None => {
            let source = Source::of(again, name.clone(), &shown, &FileShape::default())?;
            repair::batch_in(context, &source).await?
        }
    };
    let shape = repair::shape_of(context, batch).await?;
    let source = Source::of(file, name, &shown, &shape)?;
    let unwritable =
        |path: &Path| Fault::new(Code::OutputUnwritable, "rejects").with("path", path.display().to_string());
    // Written beside its place and renamed at the end, so that nobody finds half of it.
    let mut rejects = match asked.rejects {
        Some(path) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(tempfile::NamedTempFile::new_in(folder).map_err(|_| unwritable(path))?)
        }
        None => None,
    };
    let repair = Repair {
        batch,
        source,
        rehearse: asked.rehearse,
        rejects: rejects.as_mut().map(|file| file as &mut (dyn io::Write + Send)),
        reject_form: asked.rejects.map(RejectForm::of).unwrap_or_default(),
    };
    let repaired = repair::repair(context, repair).await?;
    if let (Some(mut file), Some(path)) = (rejects, asked.rejects)
        && repaired.rejected > 0
    {
        file.flush().map_err(|_| unwritable(path))?;
        file.persist_noclobber(path).map_err(|_| unwritable(path))?;
    }
    Ok(repaired)
}
