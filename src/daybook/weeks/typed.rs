//! The form of a week as it was sent: rows, what was typed in their cells, and what stood there when the form was drawn. Only
//! cells that somebody changed become changes.

use chrono::{Days, NaiveDate};

use super::{Seen, SentCell, SentMark, SentWeek};
use crate::text::fold;
use crate::time::Minutes;

/// What separates the number of a file from the code of an activity in one value.
const BETWEEN: char = '~';
/// The most rows that are read of a form.
const ROWS_MAX: usize = 200;

/// What the form is sent for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Purpose {
    /// To save it.
    #[default]
    Save,
    /// To draw it again, in another language or after a sign-in.
    Redraw,
    /// To add a row.
    Add,
    /// To add the rows of another week.
    CopyRows,
    /// To fill in the hours of another week.
    CopyHours,
    /// To take what is saved in a cell (row and day) instead of what was typed.
    Keep(usize, usize),
}

/// What stood in a cell when the form was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stood {
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) minutes: i64,
}

impl Stood {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (id, version, minutes) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Self { id: id.to_owned(), version, minutes })
    }

    pub(super) fn write(&self) -> String {
        format!("{}.{}.{}", self.id, self.version, self.minutes)
    }
}

/// A cell of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TypedCell {
    /// What was typed; none where the form had no such field.
    pub(super) text: Option<String>,
    pub(super) stood: Option<Stood>,
}

impl TypedCell {
    /// What was typed, where it says something else than what stood there.
    pub(super) fn changed(&self) -> Option<&str> {
        let text = self.text.as_deref()?;
        (minutes(text) != Some(self.stood.as_ref().map_or(0, |stood| stood.minutes))).then_some(text)
    }
}

/// The minutes of a typed text: none is zero; nothing where it is no time.
pub(super) fn minutes(text: &str) -> Option<i64> {
    if text.trim().is_empty() {
        return Some(0);
    }
    match Minutes::parse(text, "") {
        Ok(minutes) => Some(minutes.get()),
        Err(fault) => (fault.code == crate::fault::Code::DurationZero).then_some(0),
    }
}

/// A row of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TypedRow {
    pub(super) file: String,
    pub(super) activity: String,
    pub(super) cells: [TypedCell; 7],
}

impl TypedRow {
    pub(super) fn is_of(&self, file: &str, activity: &str) -> bool {
        fold(&self.file) == fold(file) && self.activity == activity
    }
}

/// The form of a week.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TypedWeek {
    pub(super) purpose: Purpose,
    pub(super) rows: Vec<TypedRow>,
    /// Days whose mark is set.
    pub(super) done: [bool; 7],
    /// Days whose mark was set when the form was drawn.
    pub(super) was_done: [bool; 7],
    pub(super) reason: String,
    /// The file and the activity of a row to be added.
    pub(super) file: String,
    pub(super) activity: String,
    /// The answers of the decision aid.
    pub(super) aid: String,
    /// A day of the week to copy.
    pub(super) from: String,
}

/// A number of a file and a code of an activity as one value.
pub(super) fn pair(file: &str, activity: &str) -> String {
    format!("{file}{BETWEEN}{activity}")
}

/// Reads what [`pair`] wrote.
pub(super) fn parse_pair(text: &str) -> Option<(String, String)> {
    let (file, activity) = text.rsplit_once(BETWEEN)?;
    Some((file.to_owned(), activity.to_owned()))
}

impl TypedWeek {
    /// Reads the fields of the form; what is none of them is passed over.
    pub(super) fn read(fields: &[(String, String)]) -> Self {
        let mut week = Self::default();
        // Enter in a field presses no button: where words were typed to find a file, that is what is wanted.
        let mut pressed = false;
        let (mut picked, mut searched) = ("", "");
        for (name, value) in fields {
            pressed |= name == "do";
            match name.as_str() {
                "do" => {
                    if week.purpose != Purpose::Redraw {
                        week.purpose = purpose(value);
                    }
                }
                "switch" => week.purpose = Purpose::Redraw,
                "reason" => week.reason.clone_from(value),
                "file" => week.file.clone_from(value),
                "pick" => picked = value,
                "searched" => searched = value,
                "aid_so_far" if week.aid.is_empty() => week.aid.clone_from(value),
                "aid" => {
                    week.purpose = Purpose::Redraw;
                    week.aid.clone_from(value);
                }
                "activity" => week.activity.clone_from(value),
                "from" => week.from.clone_from(value),
                "was" => week.was_done = std::array::from_fn(|at| value.contains(&(at + 1).to_string())),
                name => week.keep(name, value),
            }
        }
        if !pressed && week.file.trim() != searched && week.purpose == Purpose::Save {
            week.purpose = Purpose::Redraw;
        }
        if !picked.is_empty() {
            picked.clone_into(&mut week.file);
        }
        week
    }

    /// A field whose name has numbers: `done3`, `r0`, `r0d1`, `r0s1`.
    fn keep(&mut self, name: &str, value: &str) {
        if let Some(day) = name.strip_prefix("done").and_then(day_number) {
            self.done[day] = true;
            return;
        }
        let Some(rest) = name.strip_prefix('r') else { return };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Some(at) = rest[..digits].parse().ok().filter(|at| *at < ROWS_MAX) else { return };
        let row = |rows: &mut Vec<TypedRow>| {
            if rows.len() <= at {
                rows.resize(at + 1, TypedRow::default());
            }
            at
        };
        let rest = &rest[digits..];
        let (kind, day) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
        match (kind, day_number(day)) {
            ("", _) => {
                if let Some((file, activity)) = parse_pair(value) {
                    let at = row(&mut self.rows);
                    (self.rows[at].file, self.rows[at].activity) = (file, activity);
                }
            }
            ("d", Some(day)) => {
                let at = row(&mut self.rows);
                self.rows[at].cells[day].text = Some(value.to_owned());
            }
            ("s", Some(day)) => {
                let at = row(&mut self.rows);
                self.rows[at].cells[day].stood = Stood::parse(value);
            }
            _ => {}
        }
    }

    /// Files and activities of the rows.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        self.rows.iter().map(|row| (row.file.clone(), row.activity.clone())).collect()
    }

    /// What changes in the week that begins on a Monday, and the row and day of each cell.
    pub(super) fn changes(&self, monday: NaiveDate) -> (SentWeek, Vec<(usize, usize)>) {
        let day = |at: usize| (monday + Days::new(at as u64)).to_string();
        let (mut cells, mut places) = (Vec::new(), Vec::new());
        for (at, row) in self.rows.iter().enumerate() {
            for (weekday, cell) in row.cells.iter().enumerate() {
                let Some(text) = cell.changed() else { continue };
                places.push((at, weekday));
                cells.push(SentCell {
                    file: row.file.clone(),
                    activity: row.activity.clone(),
                    day: day(weekday),
                    minutes: text.to_owned(),
                    seen: cell.stood.as_ref().map(|stood| Seen { id: stood.id.clone(), version: stood.version }),
                });
            }
        }
        let marks = (0..7).filter(|at| self.done[*at] != self.was_done[*at]);
        let marks = marks.map(|at| SentMark { day: day(at), complete: self.done[at] }).collect();
        (SentWeek { cells, marks, reason: self.reason.clone() }, places)
    }

    /// The days whose marks change, in the order of [`TypedWeek::changes`].
    pub(super) fn marked_days(&self) -> Vec<usize> {
        (0..7).filter(|at| self.done[*at] != self.was_done[*at]).collect()
    }
}

fn purpose(text: &str) -> Purpose {
    match text {
        "add" => Purpose::Add,
        "copy-rows" => Purpose::CopyRows,
        "copy-hours" => Purpose::CopyHours,
        other => {
            let kept = other.strip_prefix("keep-").and_then(|rest| rest.split_once('-'));
            let kept = kept.and_then(|(row, day)| Some((row.parse().ok()?, day_number(day)?)));
            kept.map_or(Purpose::Save, |(row, day)| Purpose::Keep(row, day))
        }
    }
}

/// `1` to `7` as a place in a week.
fn day_number(text: &str) -> Option<usize> {
    text.parse::<usize>().ok().filter(|day| text.len() == 1 && (1..=7).contains(day)).map(|day| day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> TypedWeek {
        let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        TypedWeek::read(&fields)
    }

    #[test]
    fn only_what_was_changed_is_sent() {
        let week = read(&[
            ("r0", "UKR-12~TA-TRN"),
            ("r0d1", "1,5"),
            ("r0s1", "0197a000-0000-7000-8000-0000000000a1.3.90"),
            ("r0d2", "2h"),
            ("r0s2", "0197a000-0000-7000-8000-0000000000a2.1.60"),
            ("r0d3", ""),
            ("r0d4", " 0:30 "),
            ("r0s5", "0197a000-0000-7000-8000-0000000000a3.1.60"),
            ("r1", "OT-1~OT-ADM"),
            ("r1d7", "soon"),
            ("done3", "1"),
            ("was", "13"),
        ]);
        let monday = NaiveDate::from_ymd_opt(2026, 12, 28).expect("a date");
        let (sent, places) = week.changes(monday);
        let short: Vec<_> = sent.cells.iter().map(|cell| (cell.day.as_str(), cell.minutes.as_str())).collect();
        assert_eq!(short, [("2026-12-29", "2h"), ("2026-12-31", " 0:30 "), ("2027-01-03", "soon")]);
        assert_eq!(places, [(0, 1), (0, 3), (1, 6)]);
        assert_eq!(sent.cells[0].seen.as_ref().map(|seen| seen.version), Some(1));
        assert_eq!(sent.cells[1].seen, None);
        let marks: Vec<_> = sent.marks.iter().map(|mark| (mark.day.as_str(), mark.complete)).collect();
        assert_eq!(marks, [("2026-12-28", false)]);
    }

    #[test]
    fn a_redraw_saves_nothing_whatever_button_comes_with_it() {
        assert_eq!(read(&[("do", "add"), ("switch", "1")]).purpose, Purpose::Redraw);
        assert_eq!(read(&[("switch", "1"), ("do", "add")]).purpose, Purpose::Redraw);
        assert_eq!(read(&[("do", "keep-12-7")]).purpose, Purpose::Keep(12, 6));
        assert_eq!(read(&[("do", "keep-12-8")]).purpose, Purpose::Save);
    }

    #[test]
    fn names_that_nobody_draws_are_passed_over() {
        let odd =
            [("r", "x"), ("r0d8", "1"), ("r0d", "1"), ("r999999", "a~b"), ("rô1", "x"), ("r0é1", "x"), ("done0", "1")];
        assert_eq!(read(&odd), TypedWeek::default());
        assert_eq!(parse_pair("A~B~TA-TRN"), Some(("A~B".to_owned(), "TA-TRN".to_owned())));
    }
}
