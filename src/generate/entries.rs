//! Writing one year of entries as a legacy system would export it, and noting the truth about each line while
//! it is written: month by month, person by person, day by day, a totals row after each person's month.

use std::io::Result;

use super::World;
use super::activities::{self, ACTIVITIES};
use super::calendar::Year;
use super::days::{Mission, WorkDay};
use super::draw::{Draw, Purpose};
use super::files::Category;
use super::lines::Lines;
use super::narratives;
use super::oddities::{Oddity, Schedule, TWO_LINES};
use super::people::Person;
use super::truth::{DifferingTotal, FileTruth, RejectedLine};
use crate::fault::Code;
use crate::number::Hundredths;

const HEADER: [&str; 7] = ["Timekeeper", "File", "Activity", "Date", "Hours", "Narrative", "Entered on"];

/// Minutes of the row on a file that nobody knows.
const UNKNOWN_FILE_MINUTES: usize = 60;

/// Entered later than this many days is late.
const LATE_AFTER: usize = 10;

/// Per cent by which the weight of assistance grows each year.
pub(super) const GROWTH: usize = 8;

/// The file of one year while it is written.
#[derive(Debug)]
struct Export<'a> {
    world: &'a World<'a>,
    year: &'a Year,
    lines: Lines,
    truth: FileTruth,
    /// Minutes since the last totals row.
    sum: usize,
}

/// One row before it is written.
#[derive(Debug)]
struct Row<'a> {
    person: &'a Person,
    file: &'a str,
    label: &'a str,
    offset: usize,
    minutes: usize,
    narrative: &'a str,
    entered: usize,
}

/// The files of a person's team that a year can use, by category.
type Choices = [Vec<usize>; 3];

/// Writes the file of a year; `plans` holds every person's days.
pub(super) fn write(world: &World, year: &Year, plans: &[Vec<WorkDay>], lines: Lines) -> Result<FileTruth> {
    let mut export = Export { world, year, lines, truth: FileTruth::new(year.fiscal), sum: 0 };
    export.truth.lines.header += export.lines.record(&HEADER)?;
    let blocks = blocks(year, plans);
    if blocks.is_empty() {
        return export.finish();
    }
    let mut draw = Draw::new(world.plan.seed, Purpose::Oddities, year.index, 0);
    let schedule = Schedule::draw(&mut draw, blocks.len());
    let teams = super::people::team_count(world.plan.people);
    let choices: Vec<Choices> = (0..teams).map(|team| choices(world, year, team)).collect();
    for (number, block) in blocks.iter().enumerate() {
        export.block(number, block, &choices, &schedule)?;
    }
    export.foot(&blocks[blocks.len() - 1])?;
    export.finish()
}

fn choices(world: &World, year: &Year, team: usize) -> Choices {
    let (from, to) = (year.date(0), year.date(year.length - 1));
    Category::ALL.map(|category| world.files.of(team, category, from, to))
}

/// One person's month: the days of it on which something is entered.
#[derive(Debug)]
struct Block<'a> {
    person: usize,
    month: usize,
    days: &'a [WorkDay],
}

fn blocks<'a>(year: &Year, plans: &'a [Vec<WorkDay>]) -> Vec<Block<'a>> {
    let mut passed = vec![0; plans.len()];
    let mut blocks = Vec::new();
    for month in 0..12 {
        for (person, days) in plans.iter().enumerate() {
            let rest = &days[passed[person]..];
            let days = &rest[..rest.iter().take_while(|day| year.month(day.offset) == month).count()];
            passed[person] += days.len();
            if days.iter().any(|day| day.entries > 0) {
                blocks.push(Block { person, month, days });
            }
        }
    }
    blocks
}

impl<'a> Export<'a> {
    fn block(&mut self, number: usize, block: &Block, choices: &[Choices], schedule: &Schedule) -> Result<()> {
        let world = self.world;
        let person = &world.people[block.person];
        for _ in 0..schedule.count(number, Oddity::Blank) {
            self.truth.lines.blank += self.lines.raw("")?;
        }
        if schedule.has(number, Oddity::RepeatedHeader) {
            self.truth.lines.header += self.lines.record(&HEADER)?;
        }
        let mut draw = Draw::new(world.plan.seed, Purpose::Entries, block.person, self.year.index * 12 + block.month);
        let typed_at_end = draw.in_thousand(person.untidy).then(|| self.year.month_end(block.month) + draw.below(3));
        let mut first = Some((number, schedule));
        for day in block.days.iter().filter(|day| day.entries > 0) {
            self.day(block.person, day, typed_at_end, &choices[person.team], &mut draw, first.take())?;
        }
        self.totals(person, block, schedule.has(number, Oddity::TotalOff))
    }

    /// Writes the entries of a day; `first` tells the block's oddities on its first day.
    fn day(
        &mut self,
        index: usize,
        day: &WorkDay,
        typed_at_end: Option<usize>,
        choices: &Choices,
        draw: &mut Draw,
        first: Option<(usize, &Schedule)>,
    ) -> Result<()> {
        let world = self.world;
        let person = &world.people[index];
        let phase = activities::phase(self.year.index, world.plan.years);
        let entered = self.entered(day, typed_at_end, draw);
        let mut seen: Vec<(usize, usize)> = Vec::with_capacity(day.entries);
        let mut narrative = String::new();
        let mut left = day.minutes;
        for rest in (1..=day.entries).rev() {
            let minutes = piece(draw, left, rest, person.grain);
            left -= minutes;
            let (file, activity) = match day.mission {
                Some(mission) => (mission.file, abroad(draw)),
                None => self.pick(index, day.offset, choices, draw),
            };
            seen.push((file, activity));
            let part = seen.iter().filter(|pair| **pair == (file, activity)).count();
            narratives::write(&mut narrative, draw, activity, person.french, part);
            let odd = |oddity| rest == day.entries && first.is_some_and(|(number, plan)| plan.has(number, oddity));
            // A repeat and a narrative of two lines stand for new rows, so their labels are known.
            let plain = !odd(Oddity::Repeat) && !odd(Oddity::TwoLines);
            let held = activities::draw_held(draw, phase).filter(|_| plain);
            let label = held.unwrap_or_else(|| world.labels.draw(draw, activity, phase, person.french));
            let row = Row {
                person,
                file: &world.files.all[file].number,
                label,
                offset: day.offset,
                minutes,
                narrative: if odd(Oddity::TwoLines) { TWO_LINES } else { &narrative },
                entered,
            };
            for _ in 0..if odd(Oddity::Repeat) { 2 } else { 1 } {
                self.entry(&row, ACTIVITIES[activity].category, held)?;
            }
            if odd(Oddity::UnknownFile) {
                self.unknown_file(&row, ACTIVITIES[activity].code)?;
            }
            if odd(Oddity::CellCount) {
                let text = format!("{},{},{}", person.number, row.file, ACTIVITIES[activity].code);
                self.rejected(&text, Code::CellCount)?;
            }
        }
        Ok(())
    }

    /// When the entries of a day are typed: at month end, or within days; after the return from a mission.
    fn entered(&self, day: &WorkDay, typed_at_end: Option<usize>, draw: &mut Draw) -> usize {
        let soon = day.offset + [0, 0, 0, 1, 1, 2, 3, 5][draw.below(8)];
        let back = day.mission.map_or(0, |Mission { last, .. }| last + 2);
        self.year.typed(typed_at_end.unwrap_or(soon).max(back).max(day.offset))
    }

    /// A file and an activity for work at home.
    fn pick(&self, index: usize, offset: usize, choices: &Choices, draw: &mut Draw) -> (usize, usize) {
        let date = self.year.date(offset);
        // After the step there is more advice and less time for internal work; the share of assistance still rises.
        let (advice, internal) = if date >= self.world.step_on { (494, 120) } else { (380, 190) };
        let category = Category::ALL[draw.weighted(&[assistance_weight(self.year.index), advice, internal])];
        let open = || choices[category as usize].iter().filter(|at| self.world.files.all[**at].is_open(date));
        let count = open().count();
        // Most time of a person goes to few files; which ones differs between people.
        let favour = draw.weighted(&[60, 24, 11, 5]);
        let file = open().nth((index + favour) % count.max(1)).or_else(|| open().next());
        (*file.expect("a team has an open file of each category on every day"), activities::pick(draw, category))
    }

    fn entry(&mut self, row: &Row, category: Category, held: Option<&'static str>) -> Result<()> {
        let lines = self.row(row)?;
        let minutes = row.minutes as u64;
        if let Some(label) = held {
            self.truth.lines.held += lines;
            self.truth.held_minutes += minutes;
            *self.truth.held_labels.entry(label).or_default() += 1;
            return Ok(());
        }
        self.truth.lines.new += lines;
        *self.truth.minutes.entry(category.code()).or_default() += minutes;
        if row.entered - row.offset > LATE_AFTER {
            self.truth.late_minutes += minutes;
        }
        Ok(())
    }

    fn unknown_file(&mut self, like: &Row, code: &str) -> Result<()> {
        let row = Row { file: "X-99999", label: code, minutes: UNKNOWN_FILE_MINUTES, ..*like };
        self.truth.lines.held += self.row(&row)?;
        self.truth.held_minutes += UNKNOWN_FILE_MINUTES as u64;
        Ok(())
    }

    fn row(&mut self, row: &Row) -> Result<u64> {
        self.truth.entry_rows += 1;
        self.sum += row.minutes;
        let (date, entered) = (self.year.text(row.offset), self.year.text(row.entered));
        let hours = hours(row.minutes);
        self.lines.record(&[&row.person.number, row.file, row.label, date, &hours, row.narrative, entered])
    }

    fn rejected(&mut self, text: &str, code: Code) -> Result<()> {
        self.truth.lines.rejected += self.lines.raw(text)?;
        self.truth.entry_rows += 1;
        self.truth.rejected.push(RejectedLine { line: self.lines.physical(), code });
        Ok(())
    }

    fn totals(&mut self, person: &Person, block: &Block, off: bool) -> Result<()> {
        let summed = std::mem::take(&mut self.sum);
        let stated = summed + if off { 30 } else { 0 };
        let month = self.year.date(block.days[0].offset).format("%Y-%m");
        let name = format!("Total {} {month}", person.number);
        self.truth.lines.total += self.lines.record(&[&name, "", "", "", &hours(stated), "", ""])?;
        if off {
            let (stated_minutes, summed_minutes) = (stated as u64, summed as u64);
            let line = self.lines.physical();
            self.truth.totals_that_differ.push(DifferingTotal { line, stated_minutes, summed_minutes });
        }
        Ok(())
    }

    /// The damaged rows after the last totals row. The first opens a quote that never closes; no quote follows it.
    fn foot(&mut self, last: &Block<'a>) -> Result<()> {
        let world = self.world;
        let person = &world.people[last.person];
        let offset = last.days[last.days.len() - 1].offset;
        let (date, typed) = (self.year.date(offset), self.year.text(self.year.typed(offset)));
        let open = |category| -> &'a str {
            let files = world.files.of(person.team, category, date, date);
            &world.files.all[files[0]].number
        };
        let (assistance, advice) = (open(Category::Assistance), open(Category::StrategicAdvice));
        let closed = world.files.closed_before(person.team, date);
        let closed_activity = if closed.category == Category::Assistance { "TA-MGT" } else { "SA-COM" };
        let thirtieth = format!("{}-02-30", self.year.fiscal.start_year() + 1);
        let day = self.year.text(offset);
        let p = person.number.as_str();
        for (code, person, file, activity, date, hours, quote) in [
            (Code::QuoteUnclosed, p, assistance, "TA-ADV", day, "1.5", "\""),
            (Code::DateImpossible, p, assistance, "TA-MGT", &thirtieth, "2", ""),
            (Code::UnknownPerson, "P-9999", advice, "SA-POL", day, "1", ""),
            (Code::DurationNegative, p, advice, "SA-RES", day, "-2", ""),
            (Code::DurationTooLong, p, assistance, "TA-LEG", day, "99", ""),
            (Code::CategoryMismatch, p, assistance, "SA-SM", day, "0.5", ""),
            (Code::FileClosed, p, closed.number.as_str(), closed_activity, day, "1", ""),
        ] {
            let text = format!("{person},{file},{activity},{date},{hours},{quote}Added by hand (generated),{typed}");
            self.rejected(&text, code)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<FileTruth> {
        self.truth.physical_lines = self.lines.physical();
        self.truth.records = self.lines.records();
        self.lines.finish()?;
        Ok(self.truth)
    }
}

/// The weight of assistance in a year, against 570 for all other work before the step; it stops growing at 1,000.
fn assistance_weight(year: usize) -> usize {
    (0..year).fold(430, |weight, _| (weight * (100 + GROWTH) / 100).min(1000))
}

fn abroad(draw: &mut Draw) -> usize {
    activities::index_of(["TA-MIS", "TA-TRN", "TA-ADV"][draw.weighted(&[5, 3, 2])])
}

/// Cuts a piece from what is left of a day, so that the remaining pieces still get one grain each.
fn piece(draw: &mut Draw, left: usize, pieces: usize, grain: usize) -> usize {
    // A day cut very fine can only be cut in tenths of an hour.
    let grain = if left / grain < pieces || !left.is_multiple_of(grain) { 6 } else { grain };
    let units = left / grain;
    if pieces == 1 {
        return left;
    }
    let even = units / pieces;
    let wanted = even * draw.between(40, 160) / 100;
    grain * wanted.clamp(1, units - (pieces - 1))
}

fn hours(minutes: usize) -> String {
    Hundredths::hours(i64::try_from(minutes).expect("a month of minutes is small")).plain()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_cut_into_pieces_that_add_up() {
        let mut draw = Draw::new(3, Purpose::Entries, 0, 0);
        for grain in [6, 15] {
            for minutes in [390, 450, 600] {
                for pieces in [1, 2, 5, 26, 27, 60] {
                    let mut left = minutes;
                    for rest in (1..=pieces).rev() {
                        let cut = piece(&mut draw, left, rest, grain);
                        assert!(cut > 0 && (cut.is_multiple_of(6) || cut.is_multiple_of(15)), "{cut} of {minutes}");
                        left -= cut;
                    }
                    assert_eq!(left, 0);
                }
            }
        }
    }
}
