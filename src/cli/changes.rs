//! What an import changes, as people read it: rows that the source has changed, and what figures would become.

use super::out::Out;
use crate::import::ledger::{Change, Figure, Kept, Ledger, Outcome};
use crate::number::hours_shown;

/// The changed rows of a ledger, and the figures of a rehearsal; empty where there is neither.
pub(super) fn shown(ledger: &Ledger, figures: &[Figure], making: bool, out: &Out) -> String {
    let mut lines = Vec::new();
    if !ledger.changes.is_empty() {
        lines.push(out.words("cli-import-changes", &[]));
        lines.extend(ledger.changes.iter().map(|change| format!("  {}", line(change, out))));
        if !making && ledger.count(Outcome::Changed).records > 0 {
            lines.push(out.words("cli-import-changes-hint", &[]));
        }
    }
    if !figures.is_empty() {
        lines.push(out.words("cli-import-figures", &[]));
        let (before, after) = (out.words("cli-import-figure-before", &[]), out.words("cli-import-figure-after", &[]));
        lines.push(format!("  {:<14}{before:>16}{after:>16}", ""));
        lines.extend(figures.iter().map(|figure| {
            let hours = |minutes| format!("{} h", hours_shown(minutes, out.lang));
            let (before, after) = (hours(figure.before_minutes), hours(figure.after_minutes));
            format!("  {:<8} {:<5}{before:>16}{after:>16}", figure.year, figure.category)
        }));
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.join("\n")
}

fn line(change: &Change, out: &Out) -> String {
    let fields: Vec<String> = change
        .fields
        .iter()
        .map(|field| {
            let name = ("field", out.words(&format!("cli-import-field-{}", field.field.replace('_', "-")), &[]).into());
            if field.before.is_empty() && field.after.is_empty() {
                return out.words("cli-import-change-hidden", &[name]);
            }
            let sides = [name, ("before", field.before.as_str().into()), ("after", field.after.as_str().into())];
            out.words("cli-import-change-field", &sides)
        })
        .collect();
    let state = match (change.made, change.kept) {
        (true, _) => "cli-import-change-made",
        (false, None) => "cli-import-change-asked",
        (false, Some(Kept::Edited)) => "cli-import-change-edited",
        (false, Some(Kept::Withdrawn)) => "cli-import-change-withdrawn",
    };
    let at = i64::try_from(change.line).unwrap_or(i64::MAX);
    let params = [("line", at.into()), ("fields", fields.join(", ").into()), ("state", out.words(state, &[]).into())];
    out.words("cli-import-change", &params)
}
