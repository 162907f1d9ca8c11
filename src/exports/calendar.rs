//! Recorded days as iCalendar (RFC 5545): one event for each day with its total, and file, activity and minutes in its
//! description. No narratives and no titles: what is in a calendar is seen by more people than one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::entries::EntryView;
use crate::ids::FeedId;
use crate::lang::Lang;
use crate::words;

/// Octets of a line before it is folded.
const LINE_MAX: usize = 75;

/// What was recorded of a day.
#[derive(Debug, Default)]
struct Day {
    /// Minutes by file and activity.
    minutes: BTreeMap<(String, String), i64>,
    /// When the last of it was recorded.
    recorded_at: DateTime<Utc>,
}

/// The calendar of a feed.
#[must_use]
pub fn calendar(feed: FeedId, entries: &[EntryView], lang: Lang) -> String {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for view in entries {
        let entry = &view.entry;
        let day = days.entry(entry.worked_on).or_default();
        *day.minutes.entry((view.file.clone(), entry.activity.clone())).or_default() += entry.minutes.get();
        day.recorded_at = day.recorded_at.max(entry.recorded_at);
    }
    let mut text = String::new();
    let mut line = |content: &str| fold(&mut text, content);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line(concat!("PRODID:-//casetime//casetime ", env!("CARGO_PKG_VERSION"), "//EN"));
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escape(&words::say(lang, "exports-calendar-name", &[]))));
    for (date, day) in days {
        let total: i64 = day.minutes.values().sum();
        let time = format!("{}:{:02}", total / 60, total % 60);
        let summary = words::say(lang, "exports-calendar-day", &[("time", time.into())]);
        let mut description = String::new();
        for ((file, activity), minutes) in day.minutes {
            let gap = if description.is_empty() { "" } else { "\n" };
            let _ = write!(description, "{gap}{file} {activity} {minutes} min");
        }
        line("BEGIN:VEVENT");
        line(&format!("UID:{}-{feed}@casetime", date.format("%Y%m%d")));
        line(&format!("DTSTAMP:{}", day.recorded_at.format("%Y%m%dT%H%M%SZ")));
        line(&format!("DTSTART;VALUE=DATE:{}", date.format("%Y%m%d")));
        let after = date.checked_add_days(Days::new(1)).unwrap_or(date);
        line(&format!("DTEND;VALUE=DATE:{}", after.format("%Y%m%d")));
        line(&format!("SUMMARY:{}", escape(&summary)));
        line(&format!("DESCRIPTION:{}", escape(&description)));
        line("CLASS:PRIVATE");
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

/// A text as a value: backslashes, semicolons, commas and line ends are written as the standard says.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.replace("\r\n", "\n").chars() {
        match sign {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(sign);
            }
            '\n' => escaped.push_str("\\n"),
            sign if sign.is_control() => escaped.push(' '),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// Adds a line, in pieces of at most 75 octets that begin with a blank; no character is cut.
fn fold(text: &mut String, content: &str) {
    let mut length = 0;
    for sign in content.chars() {
        if length + sign.len_utf8() > LINE_MAX {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(sign);
        length += sign.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters_and_read_back() {
        let content = format!("SUMMARY:{}", "é,".repeat(80));
        let mut folded = String::new();
        fold(&mut folded, &content);
        assert!(folded.split("\r\n").all(|line| line.len() <= LINE_MAX), "{folded}");
        assert_eq!(folded.replace("\r\n ", "").trim_end(), content);
        let mut short = String::new();
        fold(&mut short, &"x".repeat(LINE_MAX));
        assert_eq!(short, format!("{}\r\n", "x".repeat(LINE_MAX)));
    }

    #[test]
    fn a_value_cannot_end_its_line() {
        assert_eq!(escape("a;b,c\\d\r\nEND:VEVENT\re"), "a\\;b\\,c\\\\d\\nEND:VEVENT e");
    }
}
