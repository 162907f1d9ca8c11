//! Puts together what a page of a week shows: what is stored, what was typed over it, and what is wrong with that.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::{Cell, CellFault, Column, Kind, Row};
use crate::daybook::days::Day;
use crate::daybook::weeks::typed::{Stood, TypedCell, TypedRow, TypedWeek, minutes, pair};
use crate::daybook::weeks::{Week, WeekEntry, WeekRow};
use crate::fault::{Code, Fault, Faults};
use crate::lang::Lang;
use crate::time::Minutes;
use crate::vocabulary::Vocabulary;
use crate::web::page::FieldFault;
use crate::words::{self, Param, date_in_words};

/// What stands in what is sent as saved, and in what place it is drawn.
pub(in crate::daybook::weeks) struct Drawn {
    pub(in crate::daybook::weeks) columns: Vec<Column>,
    pub(in crate::daybook::weeks) rows: Vec<Row>,
    pub(in crate::daybook::weeks) faults: Vec<FieldFault>,
}

/// What a week is drawn from.
pub(in crate::daybook::weeks) struct Drawing<'a> {
    pub(in crate::daybook::weeks) week: &'a Week,
    pub(in crate::daybook::weeks) typed: &'a TypedWeek,
    /// Whether the form was sent, so that its marks count.
    pub(in crate::daybook::weeks) sent: bool,
    pub(in crate::daybook::weeks) faults: &'a Faults,
    /// Row and day of each cell that was sent to be saved.
    pub(in crate::daybook::weeks) places: &'a [(usize, usize)],
    /// Days whose fiscal year is closed.
    pub(in crate::daybook::weeks) closed: &'a [NaiveDate],
    pub(in crate::daybook::weeks) vocabulary: &'a Vocabulary,
    pub(in crate::daybook::weeks) today: NaiveDate,
    pub(in crate::daybook::weeks) lang: Lang,
}

/// Faults of cells by row of the form and day, each with whether somebody else saved something there.
type ByCell<'a> = BTreeMap<(usize, usize), Vec<&'a Fault>>;

impl Drawing<'_> {
    pub(in crate::daybook::weeks) fn draw(&self) -> Drawn {
        let mut by_cell: ByCell = BTreeMap::new();
        let mut others = Vec::new();
        for fault in self.faults {
            match self.cell_of(fault) {
                Some(place) => by_cell.entry(place).or_default().push(fault),
                None => others.push(fault),
            }
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut faults = Vec::new();
        let lost = self.typed.rows.iter().filter(|typed| {
            let found = |row: &WeekRow| typed.is_of(&row.combination.file, &row.combination.activity);
            !typed.file.is_empty() && !self.week.rows.iter().any(found)
        });
        let shown = self.week.rows.iter().map(Some).zip(std::iter::repeat(None));
        for (stored, lost) in shown.chain(std::iter::repeat(None).zip(lost.map(Some))) {
            let row = self.row(rows.len(), stored, lost, &by_cell);
            faults.extend(
                row.faults
                    .iter()
                    .map(|fault| FieldFault::new(&format!("r{}d{}", row.at, fault.at), fault.sentence.clone())),
            );
            rows.push(row);
        }
        faults.extend(others.into_iter().map(|fault| self.other(fault)));
        let columns = self.week.days.iter().enumerate().map(|(at, day)| self.column(at, day, &rows)).collect();
        Drawn { columns, rows, faults }
    }

    /// The row of the form and the day a fault belongs to.
    fn cell_of(&self, fault: &Fault) -> Option<(usize, usize)> {
        let rest = fault.field.strip_prefix("cells/")?;
        let at: usize = rest.split('/').next()?.parse().ok()?;
        self.places.get(at).copied()
    }

    /// A fault that stands in no cell.
    fn other(&self, fault: &Fault) -> FieldFault {
        let mark = fault.field.strip_prefix("marks/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        let day = mark.and_then(|at| self.typed.marked_days().get(at).copied());
        match day {
            Some(day) => FieldFault::new(&format!("done{}", day + 1), fault.say(self.lang)),
            None => FieldFault::new(&fault.field, fault.say(self.lang)),
        }
    }

    fn row(&self, at: usize, stored: Option<&WeekRow>, lost: Option<&TypedRow>, by_cell: &ByCell) -> Row {
        let (file, activity, title, notes) = match (stored, lost) {
            (Some(row), _) => {
                let shown = &row.combination;
                let notes = shown.notes.iter().map(|note| note.detail.clone()).collect();
                (shown.file.clone(), shown.activity.clone(), shown.title.clone(), notes)
            }
            (None, Some(typed)) => (typed.file.clone(), typed.activity.clone(), String::new(), Vec::new()),
            (None, None) => Default::default(),
        };
        let found = self.typed.rows.iter().position(|typed| typed.is_of(&file, &activity));
        let held = stored.is_some_and(|row| {
            row.combination
                .notes
                .iter()
                .any(|note| note.code == "file_import_only" || note.code == "activity_import_only")
        });
        let label = self.vocabulary.find_activity(&activity);
        let label = label.map_or_else(|| activity.clone(), |term| term.label.get(self.lang).to_owned());
        let mut faults = Vec::new();
        let cells: Vec<Cell> = (0..7)
            .map(|weekday| {
                let day = self.week.monday + Days::new(weekday as u64);
                let entries: Vec<&WeekEntry> =
                    stored.iter().flat_map(|row| &row.entries).filter(|entry| entry.worked_on == day).collect();
                let typed = found.map(|row| &self.typed.rows[row].cells[weekday]);
                let wrong = found.and_then(|row| by_cell.get(&(row, weekday))).map(Vec::as_slice).unwrap_or_default();
                for fault in wrong {
                    let sentence = words::say(
                        self.lang,
                        "daybook-week-fault",
                        &[
                            ("file", file.as_str().into()),
                            ("activity", label.as_str().into()),
                            ("day", date_in_words(day, self.lang).into()),
                            ("sentence", fault.say(self.lang).into()),
                        ],
                    );
                    let meanwhile = fault.code == Code::CellChanged && entries.len() == 1;
                    let saved = entries.first().filter(|_| meanwhile).map(|entry| clock(entry.minutes));
                    faults.push(CellFault { at: weekday + 1, sentence, saved });
                }
                self.cell(weekday, day, &entries, typed, wrong, held)
            })
            .collect();
        Row {
            at,
            pair: pair(&file, &activity),
            file,
            title,
            activity: label,
            notes,
            total: cells.iter().map(|cell| cell.minutes).sum(),
            cells,
            faults,
        }
    }

    fn cell(
        &self,
        weekday: usize,
        day: NaiveDate,
        entries: &[&WeekEntry],
        typed: Option<&TypedCell>,
        wrong: &[&Fault],
        held: bool,
    ) -> Cell {
        let total: i64 = entries.iter().map(|entry| entry.minutes).sum();
        let changed = typed.and_then(|typed| Some((typed.changed()?.to_owned(), typed.stood.clone())));
        let stood = match entries {
            [one] => Some(Stood { id: one.id.to_string(), version: one.version, minutes: one.minutes }),
            _ => None,
        };
        let locked = held || self.closed.contains(&day);
        let kind = if changed.is_some() {
            Kind::Input
        } else if entries.is_empty() && (day > self.today || locked) {
            Kind::Nothing
        } else if locked || entries.len() > 1 {
            Kind::Fixed
        } else {
            Kind::Input
        };
        let unsaved = changed.is_some();
        let meanwhile = wrong.iter().any(|fault| fault.code == Code::CellChanged);
        let (value, stood) = match changed {
            // Whoever was told what somebody else saved may replace it.
            Some((text, _)) if meanwhile => (text, stood),
            Some((text, before)) => (text, before),
            None if total > 0 => (clock(total), stood),
            None => (String::new(), None),
        };
        Cell {
            at: weekday + 1,
            kind,
            minutes: if kind == Kind::Input { minutes(&value).unwrap_or(0) } else { total },
            value,
            stood: stood.as_ref().map(Stood::write).unwrap_or_default(),
            entries: entries.len(),
            wrong: !wrong.is_empty(),
            unsaved,
        }
    }

    fn column(&self, at: usize, day: &Day, rows: &[Row]) -> Column {
        let weekday = day.day.weekday().number_from_monday();
        let short = words::say(self.lang, &format!("daybook-weekday-short-{weekday}"), &[]);
        let complete = if self.sent { self.typed.done[at] } else { day.completed_at.is_some() };
        Column {
            at: at + 1,
            date: day.day.to_string(),
            short,
            day: day.day.day().to_string(),
            today: day.day == self.today,
            future: day.day > self.today,
            rest: day.weekend || day.holiday.is_some(),
            closed: self.closed.contains(&day.day),
            holiday: day.holiday_name.clone().unwrap_or_default(),
            expected: day.expected_minutes,
            total: rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.minutes).sum(),
            complete,
        }
    }
}

/// Minutes as `7:30`.
fn clock(minutes: i64) -> String {
    Minutes::new(minutes, "").map_or_else(|_| format!("{}:{:02}", minutes / 60, minutes % 60), |one| one.to_string())
}

/// The seven days from a Monday in words: `November 16 to 22, 2026`.
pub(in crate::daybook::weeks) fn span(monday: NaiveDate, lang: Lang) -> String {
    let sunday = monday + Days::new(6);
    let day = |date: NaiveDate| match date.day() {
        1 => words::say(lang, "common-day-first", &[]),
        day => day.to_string(),
    };
    let month = |date: NaiveDate| words::say(lang, &format!("common-month-{}", date.month()), &[]);
    let params: [(&str, Param); 6] = [
        ("day", day(monday).into()),
        ("month", month(monday).into()),
        ("year", monday.year().to_string().into()),
        ("last_day", day(sunday).into()),
        ("last_month", month(sunday).into()),
        ("last_year", sunday.year().to_string().into()),
    ];
    let id = if monday.year() != sunday.year() {
        "daybook-span-years"
    } else if monday.month() != sunday.month() {
        "daybook-span-months"
    } else {
        "daybook-span"
    };
    words::say(lang, id, &params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_over_months_and_years_are_said_whole() {
        let monday = |text: &str| text.parse::<NaiveDate>().expect("a date");
        for (day, english, french) in [
            ("2026-11-16", "November 16 to 22, 2026", "16 au 22 novembre 2026"),
            ("2026-11-30", "November 30 to December 6, 2026", "30 novembre au 6 décembre 2026"),
            ("2026-12-28", "December 28, 2026 to January 3, 2027", "28 décembre 2026 au 3 janvier 2027"),
            ("2026-06-01", "June 1 to 7, 2026", "1er au 7 juin 2026"),
            ("2026-10-26", "October 26 to November 1, 2026", "26 octobre au 1er novembre 2026"),
        ] {
            assert_eq!(span(monday(day), Lang::En), english);
            assert_eq!(span(monday(day), Lang::Fr), french);
        }
    }
}
