//! From the cells of a record to a row: which column means what, and every fault of a row at once. It knows neither
//! people nor files nor the vocabulary, and asks nothing about today: that is the part of the common parser.

use chrono::NaiveDate;

use super::cells::Cells;
use super::computed::Computer;
use super::contradictions;
use super::crosswalk::Crosswalk;
use super::dates::{self, Order};
use super::days::{DayCell, DayColumns};
use super::header::{Column, Header};
use super::measures::{Measure, Named, Reading};
use super::profile::{DateSource, Profile, ShortRows, UnknownFile};
use super::totals::{Groups, NO_GROUPS, TotalRow, Totals};
use crate::fault::{Code, Fault, Faults};
use crate::text::fold;
use crate::time::clip;

/// What stands between the parts of a narrative.
pub const JOINT: &str = " / ";

/// What a record turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapped<'a> {
    /// Nothing stands in it.
    Blank,
    /// A line above the header.
    Preamble,
    /// The header, or the header again.
    Header,
    /// A totals row.
    Total(TotalRow<'a>),
    /// Time worked.
    Row(SourceRow<'a>),
    /// A row that cannot be used.
    Rejected {
        /// Every fault of it.
        faults: Vec<CellFault>,
        /// As [`SourceRow::sums`]: a total that sums another column counts rejected rows too.
        sums: &'a [Option<i64>],
        /// As [`SourceRow::groups`].
        groups: &'a Groups,
        /// What could be read beside the faults, where it is a row of time: it may have further faults.
        rest: Option<Rest<'a>>,
    },
}

/// A row of the source with its texts as they stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceRow<'a> {
    /// The number or name of the person.
    pub person: &'a str,
    /// The number or title of the file; empty only where the profile holds rows with unknown files.
    pub file: &'a str,
    /// The label of the activity as in the file; may be empty.
    pub label: &'a str,
    /// The activity code that the crosswalk gives the label.
    pub activity: Option<&'a str>,
    /// The day of the work.
    pub worked_on: NaiveDate,
    /// How long it took; may be zero or negative.
    pub minutes: i64,
    /// What the entry says.
    pub narrative: &'a str,
    /// The day on which the entry was made.
    pub entered_on: Option<NaiveDate>,
    /// The unique identifier of the source.
    pub source_id: Option<&'a str>,
    /// Where each day has its own column, the time of each; `worked_on` is the first of them then, and `minutes` all of them
    /// together.
    pub days: &'a [DayCell],
    /// The column of the day that an entry is made of, where each day has its own; otherwise empty.
    pub day_column: &'a str,
    /// For each totals rule the minutes in the column that it sums; `None` for rules that sum the entries.
    pub sums: &'a [Option<i64>],
    /// The groups it belongs to, where totals are of groups.
    pub groups: &'a Groups,
    /// The columns that its fields were read from.
    pub columns: &'a FieldColumns,
}

/// The names, as in the file, of the columns that the fields of a row are read from; empty for constants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldColumns {
    person: String,
    file: String,
    label: String,
    worked_on: String,
    minutes: String,
    narrative: String,
    id: String,
}

impl FieldColumns {
    /// The column of a field of the entry.
    #[must_use]
    pub fn of(&self, field: &str) -> &str {
        match field {
            "person" => &self.person,
            "file" => &self.file,
            "activity" => &self.label,
            "worked_on" => &self.worked_on,
            "minutes" => &self.minutes,
            "narrative" => &self.narrative,
            "id" => &self.id,
            _ => "",
        }
    }
}

/// What could be read of a row that has faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest<'a> {
    /// The row, with some day and some minutes where its own could not be read.
    pub row: SourceRow<'a>,
    /// Whether the day is that of the row.
    pub has_day: bool,
}

/// A fault and the column it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// The name of the column as in the file; empty when the whole line is at fault.
    pub column: String,
    /// The fault; its field is one of the entry (`worked_on`, `minutes` ..), or empty.
    pub fault: Fault,
}

#[derive(Debug)]
enum Value {
    Column(Column),
    Constant(String),
}

impl Value {
    fn new(column: Option<&String>, constant: Option<&String>, header: &Header, faults: &mut Faults) -> Self {
        match (column.map(|name| header.column(name, faults)), constant) {
            (Some(Some(column)), _) => Self::Column(column),
            (_, constant) => Self::Constant(constant.cloned().unwrap_or_default()),
        }
    }

    fn text<'a>(&'a self, cells: &'a Cells) -> &'a str {
        match self {
            Self::Column(column) => cells.get(column.index),
            Self::Constant(text) => text,
        }
    }

    fn column(&self) -> &str {
        match self {
            Self::Column(column) => &column.name,
            Self::Constant(_) => "",
        }
    }
}

/// Maps the records of a file with one header by one profile.
#[derive(Debug)]
pub struct Mapper {
    header: Header,
    pads: bool,
    trails: bool,
    person: Value,
    names: Vec<Column>,
    name: String,
    file: Value,
    holds_files: bool,
    label: Value,
    crosswalk: Crosswalk,
    date: Option<(Column, Order)>,
    days: Option<DayColumns>,
    minutes: Measure,
    also: Vec<(Measure, u64)>,
    narrative: Vec<Column>,
    entered_on: Option<(Column, Order)>,
    source_id: Option<Column>,
    only: Option<(Column, Vec<String>)>,
    totals: Totals,
    joined: String,
    computer: Computer,
    columns: FieldColumns,
}

impl Mapper {
    /// A mapper for the header of a file. For files without header the cells are `1`, `2` and so on.
    ///
    /// # Errors
    /// `header_not_found` when none of the profile's columns is there; otherwise every `column_missing` and
    /// `column_doubled`.
    pub fn new(profile: &Profile, header: &Cells) -> Result<Self, Faults> {
        let cells = header;
        let mut header = Header::of(profile, cells);
        let wanted = contradictions::columns(profile);
        if !wanted.is_empty() && !wanted.iter().any(|(_, name)| header.has(name)) {
            return Err(header_not_found(profile).into());
        }
        let mut faults = Faults::none();
        let found = &mut faults;
        let computer = Computer::new(profile, &mut header, found);
        let dated = |source: &DateSource, found: &mut Faults| {
            header.column(&source.column, found).map(|column| (column, source.order))
        };
        let (person, file, duration) = (&profile.person, &profile.work_file, &profile.duration);
        let (label, constant) = profile
            .activity
            .as_ref()
            .map_or((None, None), |activity| (activity.column.as_ref(), activity.constant.as_ref()));
        let main =
            Named { form: duration.form, column: duration.column.as_ref(), start: &duration.start, end: &duration.end };
        let reading = Reading {
            order: profile.date.order,
            over_midnight: duration.over_midnight,
            sign: duration.decimal_sign,
            rounding: duration.rounding,
        };
        let mapper = Self {
            pads: profile.file.short_rows == ShortRows::Pad,
            trails: profile.file.trailing_delimiter,
            person: Value::new(person.column.as_ref(), person.constant.as_ref(), &header, found),
            names: person.columns.iter().filter_map(|name| header.column(name, found)).collect(),
            name: String::new(),
            file: Value::new(file.column.as_ref(), file.constant.as_ref(), &header, found),
            holds_files: file.unknown == UnknownFile::Hold,
            label: Value::new(label, constant, &header, found),
            crosswalk: Crosswalk::new(&profile.crosswalk),
            date: if profile.days.is_none() { dated(&profile.date, found) } else { None },
            days: DayColumns::new(profile, &header, cells, found),
            minutes: Measure::new(main, reading, &header, found),
            also: duration
                .also
                .iter()
                .map(|also| {
                    let (form, column) = (also.form, also.column.as_ref());
                    let named = Named { form, column, start: &also.start, end: &also.end };
                    let reading = Reading {
                        over_midnight: also.over_midnight,
                        sign: also.decimal_sign.unwrap_or(reading.sign),
                        rounding: also.rounding.unwrap_or(reading.rounding),
                        ..reading
                    };
                    (Measure::new(named, reading, &header, found), u64::from(also.tolerance_minutes))
                })
                .collect(),
            narrative: profile
                .narrative
                .iter()
                .flat_map(|narrative| &narrative.columns)
                .filter_map(|name| header.column(name, found))
                .collect(),
            entered_on: profile.entered_on.as_ref().and_then(|source| dated(source, found)),
            source_id: profile.source_id.as_ref().and_then(|source| header.column(&source.column, found)),
            only: profile.only.as_ref().and_then(|only| {
                let values = only.values.iter().map(|value| fold(value)).collect();
                header.column(&only.column, found).map(|column| (column, values))
            }),
            totals: Totals::new(profile, &header, found),
            joined: String::new(),
            computer,
            columns: FieldColumns::default(),
            header,
        };
        for name in profile.golden.iter().flat_map(|row| row.cells.keys()) {
            mapper.header.column(name, found);
        }
        let mapper = mapper.with_columns();
        let names = mapper.header.names().join(", ");
        let said = faults.into_iter().map(|fault| match fault.code {
            Code::ColumnMissing => fault.with("found", clip_list(&names)),
            _ => fault,
        });
        let mut faults = Faults::none();
        said.for_each(|fault| faults.push(fault));
        faults.or(|| mapper)
    }

    /// Notes which columns the fields of a row are read from.
    fn with_columns(mut self) -> Self {
        let name = |column: Option<&Column>| column.map(|column| column.name.clone()).unwrap_or_default();
        self.columns = FieldColumns {
            person: self.names.first().map_or_else(|| self.person.column().to_owned(), |column| column.name.clone()),
            file: self.file.column().to_owned(),
            label: self.label.column().to_owned(),
            worked_on: name(self.date.as_ref().map(|(column, _)| column)),
            minutes: self.minutes.column().to_owned(),
            narrative: name(self.narrative.first()),
            id: name(self.source_id.as_ref()),
        };
        self
    }

    /// The names of the columns as the file writes them.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        self.header.names()
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Maps one record.
    pub fn map<'a>(&'a mut self, cells: &'a Cells) -> Mapped<'a> {
        if cells.are_blank() {
            return Mapped::Blank;
        }
        if let Some(days) = &mut self.days
            && days.are_begun_anew(&self.header, cells)
        {
            return Mapped::Header;
        }
        if self.header.is_repeated_by(cells) {
            return Mapped::Header;
        }
        let (expected, found) = (self.header.len(), cells.len());
        let trailing = self.trails && found == expected + 1 && cells.get(expected).is_empty();
        let (cells, unreadable) = self.computer.extended(cells);
        if let Some(total) = self.totals.find(cells) {
            return Mapped::Total(total);
        }
        if found != expected && !trailing && !(self.pads && found < expected) {
            let fault = Fault::new(Code::CellCount, "").with("expected", expected).with("found", found);
            let faults = vec![CellFault { column: String::new(), fault }];
            return Mapped::Rejected { faults, sums: &[], groups: NO_GROUPS, rest: None };
        }
        self.totals.read(cells);
        if let Some((column, values)) = &self.only
            && !values.iter().any(|value| value == cells.get(column.index) || *value == fold(cells.get(column.index)))
        {
            let fault = Fault::new(Code::NotTime, "").with("value", clip(cells.get(column.index)));
            let faults = vec![CellFault { column: column.name.clone(), fault }];
            let (sums, groups) = (self.totals.sums(), self.totals.groups());
            return Mapped::Rejected { faults, sums, groups, rest: None };
        }
        let mut faults = RowFaults(unreadable.to_vec());
        if let Some(days) = &mut self.days
            && days.read(cells, &mut faults.0).is_none()
        {
            // A row in which nobody worked.
            return Mapped::Blank;
        }
        let days = self.days.as_ref().map_or(&[][..], DayColumns::found);
        let person = if self.names.is_empty() {
            self.person.text(cells)
        } else {
            joined(&self.names, " ", &mut self.name, cells)
        };
        if person.is_empty() {
            faults.note(&self.columns.person, Fault::new(Code::Required, "person"));
        }
        let file = self.file.text(cells);
        if file.is_empty() && !self.holds_files {
            faults.note(self.file.column(), Fault::new(Code::Required, "file"));
        }
        let worked_on = self.date.as_ref().and_then(|(column, order)| {
            if cells.get(column.index).is_empty() {
                faults.note(&column.name, Fault::new(Code::Required, "worked_on"));
                return None;
            }
            faults.date(column, *order, cells, "worked_on")
        });
        let entered_on = self.entered_on.as_ref().and_then(|(column, order)| {
            if cells.get(column.index).is_empty() { None } else { faults.date(column, *order, cells, "entered_on") }
        });
        let minutes = match &self.days {
            None => faults.minutes(&self.minutes, &self.also, cells),
            Some(_) => days.first().map(|_| days.iter().map(|cell| cell.minutes).sum()),
        };
        let worked_on = worked_on.or_else(|| Some(days.first()?.day));
        let label = self.label.text(cells);
        let row = SourceRow {
            person,
            file,
            label,
            activity: self.crosswalk.find(label),
            worked_on: worked_on.unwrap_or_default(),
            minutes: minutes.unwrap_or(1),
            narrative: joined(&self.narrative, JOINT, &mut self.joined, cells),
            entered_on,
            source_id: self.source_id.as_ref().map(|column| cells.get(column.index)).filter(|id| !id.is_empty()),
            days,
            day_column: "",
            sums: self.totals.sums(),
            groups: self.totals.groups(),
            columns: &self.columns,
        };
        if worked_on.is_some() && minutes.is_some() && faults.0.is_empty() {
            return Mapped::Row(row);
        }
        let rest = Some(Rest { row, has_day: worked_on.is_some() });
        Mapped::Rejected { faults: faults.0, sums: row.sums, groups: row.groups, rest }
    }
}

/// The column that minutes are read from in a file with these columns.
#[must_use]
pub fn minutes_column(profile: &Profile, columns: &[String]) -> String {
    let header = Cells::of(columns.iter().map(String::as_str));
    Mapper::new(profile, &header).map(|mapper| mapper.columns.minutes).unwrap_or_default()
}

/// The fault of a file in which no column of the profile is found.
#[must_use]
pub fn header_not_found(profile: &Profile) -> Fault {
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in contradictions::columns(profile) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Fault::new(Code::HeaderNotFound, "").with("columns", clip_list(&names.join(", ")))
}

/// A list of names, short enough for a sentence.
fn clip_list(names: &str) -> String {
    const LONGEST: usize = 300;
    let mut clipped: String = names.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
    if names.chars().count() > LONGEST {
        clipped.push('…');
    }
    clipped
}

/// What stands in some columns, with something between.
fn joined<'a>(columns: &[Column], joint: &str, joined: &'a mut String, cells: &'a Cells) -> &'a str {
    let [column] = columns else {
        joined.clear();
        for text in columns.iter().map(|column| cells.get(column.index)).filter(|text| !text.is_empty()) {
            if !joined.is_empty() {
                joined.push_str(joint);
            }
            joined.push_str(text);
        }
        return joined;
    };
    cells.get(column.index)
}

struct RowFaults(Vec<CellFault>);

impl RowFaults {
    fn note(&mut self, column: &str, fault: Fault) {
        // What could not be made out of its columns is empty, but its columns are not.
        let is_made_of =
            |known: &CellFault| known.fault.field.is_empty() && column.split(", ").any(|name| name == known.column);
        if fault.code == Code::Required && self.0.iter().any(is_made_of) {
            return;
        }
        self.0.push(CellFault { column: column.to_owned(), fault });
    }

    fn date(&mut self, column: &Column, order: Order, cells: &Cells, field: &str) -> Option<NaiveDate> {
        let text = cells.get(column.index);
        match dates::parse(text, order.of_cell(cells, column.index)) {
            Ok(date) => Some(date),
            Err(code) => {
                self.note(&column.name, Fault::new(code, field).with("value", clip(text)));
                None
            }
        }
    }

    /// The minutes of the first measure, when all others agree with it.
    fn minutes(&mut self, first: &Measure, also: &[(Measure, u64)], cells: &Cells) -> Option<i64> {
        let minutes = self.measured(first, cells);
        if let Some(None) = minutes {
            self.note(first.column(), Fault::new(Code::Required, "minutes"));
        }
        let minutes = minutes.flatten();
        for (measure, tolerance) in also {
            let (Some(first), Some(Some(second))) = (minutes, self.measured(measure, cells)) else { continue };
            if first.abs_diff(second) > *tolerance {
                let fault = Fault::new(Code::DurationsDisagree, "minutes").with("first", first).with("second", second);
                self.note(measure.column(), fault);
            }
        }
        minutes
    }

    #[expect(clippy::option_option, reason = "at fault and empty are two answers")]
    fn measured(&mut self, measure: &Measure, cells: &Cells) -> Option<Option<i64>> {
        match measure.read(cells) {
            Ok(minutes) => Some(minutes),
            Err((column, code)) => {
                let mut fault = Fault::new(code, "minutes");
                if code != Code::Required {
                    fault = fault.with("value", clip(cells.get(column.index)));
                }
                self.note(&column.name, fault);
                None
            }
        }
    }
}
