//! The impact statement as text for a terminal, in one language.

use super::{ChangeInUse, Impact};
use crate::lang::Lang;
use crate::number::{grouped, hours_shown};
use crate::reports::export::align;
use crate::reports::workload::By;
use crate::vocabulary::changes::ChangeKind;
use crate::words::{self, Param};

/// The statement: what happens to codes, then the figures that move.
#[must_use]
pub fn text(impact: &Impact, lang: Lang) -> String {
    let say = |id: &str, params: &[(&str, Param)]| words::say(lang, id, params);
    let mut lines = vec![say(
        "reports-impact-heading",
        &[("from", impact.from_version.to_string().into()), ("to", impact.to_version.to_string().into())],
    )];
    if impact.changes.is_empty() {
        lines.push(say("reports-impact-no-change", &[]));
    }
    lines.extend(impact.changes.iter().map(|change| format!("  {}", change_line(change, lang))));
    lines.push(String::new());
    if impact.moves.is_empty() {
        lines.push(say("reports-impact-no-move", &[]));
        lines.push(String::new());
        return lines.join("\n");
    }
    lines.push(say("reports-impact-moves", &[]));
    let columns = ["code", "year", "recorded", "before", "after", "difference"];
    let mut rows = vec![columns.map(|column| say(&format!("reports-impact-{column}"), &[])).to_vec()];
    rows.extend(impact.moves.iter().map(|moved| {
        let by = match moved.by {
            By::Category => say("reports-by-category", &[]),
            _ => say("reports-by-activity", &[]),
        };
        let sign = if moved.difference_minutes > 0 { "+" } else { "" };
        vec![
            format!("{by} {}", moved.code),
            moved.year.to_string(),
            hours_shown(moved.recorded_minutes, lang),
            hours_shown(moved.before_minutes, lang),
            hours_shown(moved.after_minutes, lang),
            format!("{sign}{}", hours_shown(moved.difference_minutes, lang)),
        ]
    }));
    lines.push(align(&rows, 2));
    lines.push(say("reports-impact-data", &[("version", impact.data_version.to_string().into())]));
    lines.push(String::new());
    lines.join("\n")
}

fn change_line(found: &ChangeInUse, lang: Lang) -> String {
    let change = &found.change;
    let label_before = change.label_before.as_ref().unwrap_or(&change.label);
    let params = [
        ("code", Param::from(change.code.as_str())),
        ("label", (&change.label).into()),
        ("before", label_before.into()),
        ("day", change.last_day.map(|day| day.to_string()).unwrap_or_default().into()),
        ("codes", change.successors.join(", ").into()),
    ];
    let what = words::say(lang, &format!("reports-impact-{}", change.kind.as_str()), &params);
    if change.kind == ChangeKind::Added {
        return what;
    }
    let used =
        [("entries", Param::Text(grouped(found.entries, lang))), ("hours", hours_shown(found.minutes, lang).into())];
    format!("{what} {}", words::say(lang, "reports-impact-used", &used))
}
