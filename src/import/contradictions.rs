//! What a profile may not say at once. Every contradiction is found in one pass and named by its two keys.

use std::collections::{HashMap, HashSet};

use super::days::DayHeaders;
use super::durations::Form;
use super::header::key;
use super::profile::{Computed, Level, Profile, SCHEMA, Scope, Sums, TotalsRule};
use crate::fault::{Code, Fault, Faults};
use crate::text::fold;

/// The most columns that a profile names, each as often as it is named: more than any file has.
const NAMED_MAX: usize = 1000;

/// Every contradiction in a profile, as `profile_contradiction` with `key` and `other`.
#[must_use]
pub fn of(profile: &Profile) -> Faults {
    let mut found = Found(Faults::none());
    let spellings: usize = profile.aliases.values().map(Vec::len).sum();
    if columns(profile).len() + spellings + profile.computed.len() + profile.golden.len() > NAMED_MAX {
        found.note("column", &NAMED_MAX.to_string());
        return found.0;
    }
    if profile.schema != SCHEMA {
        found.note("schema", "schema = 1");
    }
    if profile.name.trim().is_empty() {
        found.note("name", "name = \"\"");
    }
    found.file(profile);
    let person = &profile.person;
    let columns = person.column.is_some() || !person.columns.is_empty();
    found.one_of(columns, person.constant.is_some(), "person.column", "person.constant");
    if person.column.is_some() && !person.columns.is_empty() {
        found.note("person.column", "person.columns");
    }
    let file = (&profile.work_file.column, &profile.work_file.constant);
    found.one_of(file.0.is_some(), file.1.is_some(), "work_file.column", "work_file.constant");
    match &profile.activity {
        Some(activity) => {
            let (column, constant) = (activity.column.is_some(), activity.constant.is_some());
            found.one_of(column, constant, "activity.column", "activity.constant");
        }
        None if !profile.crosswalk.is_empty() => found.note("crosswalk", "activity"),
        None => {}
    }
    let duration = &profile.duration;
    // Where each day has a column, that of the duration is the total of the row, which not every timesheet has.
    let column = duration.column.is_some() || (profile.days.is_some() && duration.form != Form::StartEnd);
    found.measure("duration", duration.form, column, duration.start.len(), duration.end.len());
    found.days(profile);
    for also in &profile.duration.also {
        found.measure("duration.also", also.form, also.column.is_some(), also.start.len(), also.end.len());
    }
    if profile.narrative.as_ref().is_some_and(|narrative| narrative.columns.is_empty()) {
        found.note("narrative", "narrative.columns");
    }
    if profile.only.as_ref().is_some_and(|only| only.values.is_empty()) {
        found.note("only", "only.values");
    }
    for rule in &profile.totals {
        let marks = [&rule.starts_with, &rule.equals, &rule.contains];
        let given: Vec<_> = marks.into_iter().flatten().collect();
        if given.len() != 1 || given.iter().any(|mark| fold(mark).is_empty()) {
            found.note("totals.starts_with", "totals.equals");
        }
        if rule.value.as_ref().is_some_and(|value| value.form == Form::StartEnd) {
            found.note("totals.value.form", "start_end");
        }
        if matches!(&rule.sums, Sums::Column(sum) if sum.form == Form::StartEnd) {
            found.note("totals.sums.form", "start_end");
        }
        let level = rule.level();
        if rule.scope == Scope::Block && level != Level::Block {
            found.note("totals.scope", "totals.level");
        }
        if rule.key.is_some() && !level.has_key() {
            found.note("totals.key", "totals.level");
        }
        if rule.key.as_ref().is_some_and(|key| key.order.is_some()) && !level.has_day() {
            found.note("totals.key.order", "totals.level");
        }
        found.grouping(profile, "totals.level", "totals.by", level, rule.by.as_deref());
    }
    for repeated in &profile.repeated_totals {
        if repeated.level == Level::Block {
            found.note("repeated_totals.level", "block");
        }
        if repeated.form == Form::StartEnd {
            found.note("repeated_totals.form", "start_end");
        }
        let by = repeated.by.as_deref();
        found.grouping(profile, "repeated_totals.level", "repeated_totals.by", repeated.level, by);
    }
    found.crosswalk(profile);
    found.computed(profile);
    found.aliases(profile);
    found.rest(profile);
    found.0
}

struct Found(Faults);

impl Found {
    fn note(&mut self, key: &str, other: &str) {
        self.0.push(Fault::new(Code::ProfileContradiction, key).with("key", key).with("other", other));
    }

    fn one_of(&mut self, first: bool, second: bool, key: &str, other: &str) {
        if first == second {
            self.note(key, other);
        }
    }

    fn file(&mut self, profile: &Profile) {
        let file = &profile.file;
        if file.delimiter.get().is_none() || file.delimiter == file.quote {
            self.note("file.delimiter", "file.quote");
        }
        let is_number = |name: &str| name.parse::<u32>().is_ok_and(|number| number > 0);
        if !file.header
            && let Some((key, _)) = columns(profile).iter().find(|(_, name)| !is_number(name))
        {
            self.note("file.header", key);
        }
    }

    fn measure(&mut self, at: &str, form: Form, column: bool, starts: usize, ends: usize) {
        let span = form == Form::StartEnd;
        if column == span {
            self.note(&format!("{at}.form"), &format!("{at}.column"));
        }
        if starts != ends || span != (starts > 0) {
            self.note(&format!("{at}.start"), &format!("{at}.end"));
        }
    }

    /// One column per day, or one for the day; a row with several days has no identifier of its own, and belongs to no day.
    fn days(&mut self, profile: &Profile) {
        let nameless = profile.date.column.trim().is_empty();
        if profile.entered_on.as_ref().is_some_and(|date| date.column.trim().is_empty()) {
            self.note("entered_on.column", "entered_on.column = \"\"");
        }
        let Some(days) = &profile.days else {
            if nameless {
                self.note("date.column", "date.column = \"\"");
            }
            return;
        };
        if nameless != (days.headers == DayHeaders::Date) {
            self.note("days.headers", "date.column");
        }
        let levels = profile.totals.iter().map(TotalsRule::level);
        let of_days = levels.chain(profile.repeated_totals.iter().map(|total| total.level)).any(Level::has_day);
        for (is_there, key) in [
            (profile.duration.form == Form::StartEnd, "duration.form"),
            (!profile.duration.also.is_empty(), "duration.also"),
            (profile.source_id.is_some(), "source_id"),
            (!profile.file.header, "file.header"),
            (of_days, "totals.level"),
        ] {
            if is_there {
                self.note("days", key);
            }
        }
    }

    /// Only the level `column` names a column, and never one of the narrative: keys of groups are shown to many.
    fn grouping(&mut self, profile: &Profile, level_key: &str, by_key: &str, level: Level, by: Option<&str>) {
        if (level == Level::Column) != by.is_some() {
            self.note(level_key, by_key);
        }
        let narrative = profile.narrative.iter().flat_map(|narrative| &narrative.columns);
        if by.is_some_and(|by| narrative.map(|column| fold(column)).any(|column| column == fold(by))) {
            self.note(by_key, "narrative.columns");
        }
    }

    fn computed(&mut self, profile: &Profile) {
        let later = |at: usize, name: &str| profile.computed[at..].iter().any(|other| key(&other.name) == key(name));
        for (at, computed) in profile.computed.iter().enumerate() {
            let name = format!("computed.\"{}\"", computed.name);
            if key(&computed.name).is_empty() || later(at + 1, &computed.name) {
                self.note(&name, "computed.name");
            }
            if computed.ways() != 1 {
                self.note(&name, "join, first_of, part, between, values, constant, sum, difference");
            }
            if computed.with.is_some() && computed.join.is_none() {
                self.note(&name, "with");
            }
            let lists = [&computed.join, &computed.first_of, &computed.sum];
            if lists.into_iter().flatten().any(Vec::is_empty) {
                self.note(&name, "[]");
            }
            if computed.part.as_ref().is_some_and(|part| part.split.is_empty() || part.take == 0) {
                self.note(&name, "part");
            }
            if computed.between.as_ref().is_some_and(|between| between.after.is_empty() || between.before.is_empty()) {
                self.note(&name, "between");
            }
            // A column is made only of those above it, so that none is made of itself.
            for column in computed.columns().into_iter().filter(|column| later(at, column)) {
                self.note(&name, &format!("computed.\"{column}\""));
            }
        }
    }

    fn aliases(&mut self, profile: &Profile) {
        let named = columns(profile);
        let mut seen: HashMap<String, &str> = named.iter().map(|(_, name)| (key(name), *name)).collect();
        for (name, others) in &profile.aliases {
            let at = format!("aliases.\"{name}\"");
            if !named.iter().any(|(_, known)| key(known) == key(name)) {
                self.note(&at, &format!("column = \"{name}\""));
            }
            for other in others {
                if let Some(known) = seen.insert(key(other), name)
                    && key(known) != key(name)
                {
                    self.note(&at, &format!("\"{other}\""));
                }
            }
        }
    }

    /// Ways to find people and files, and golden rows.
    fn rest(&mut self, profile: &Profile) {
        if profile.person.find_by.all().is_empty() {
            self.note("person.find_by", "[]");
        }
        if profile.work_file.find_by.all().is_empty() {
            self.note("work_file.find_by", "[]");
        }
        for (number, golden) in (1..).zip(&profile.golden) {
            if golden.cells.values().all(|text| text.trim().is_empty()) {
                self.note(&format!("golden {number}"), "cells");
            }
            if let Some(other) = golden.expect.contradiction() {
                self.note(&format!("golden {number}"), &format!("expect.{other}"));
            }
        }
    }

    fn crosswalk(&mut self, profile: &Profile) {
        let mut seen: HashMap<String, (&str, &str)> = HashMap::new();
        for (label, code) in &profile.crosswalk {
            match seen.insert(super::crosswalk::key(label), (label, code)) {
                Some((earlier, other)) if other != code => {
                    self.note(&format!("crosswalk.\"{label}\""), &format!("crosswalk.\"{earlier}\""));
                }
                _ => {}
            }
        }
    }
}

/// Every column of the file that a profile names, with the key that names it.
#[must_use]
pub fn columns(profile: &Profile) -> Vec<(&'static str, &str)> {
    fn all<'a>(key: &'static str, names: impl IntoIterator<Item = &'a String>) -> Vec<(&'static str, &'a str)> {
        names.into_iter().map(|name| (key, name.as_str())).collect()
    }
    let mut named = all("person.column", &profile.person.column);
    named.extend(all("person.columns", &profile.person.columns));
    named.extend(all("work_file.column", &profile.work_file.column));
    named.extend(all("activity.column", profile.activity.iter().flat_map(|activity| &activity.column)));
    named.extend(all("date.column", Some(&profile.date.column).filter(|name| !name.is_empty())));
    named.extend(all("duration.column", &profile.duration.column));
    named.extend(all("duration.start", &profile.duration.start));
    named.extend(all("duration.end", &profile.duration.end));
    for also in &profile.duration.also {
        named.extend(all("duration.also.column", &also.column));
        named.extend(all("duration.also.start", &also.start));
        named.extend(all("duration.also.end", &also.end));
    }
    named.extend(all("narrative.columns", profile.narrative.iter().flat_map(|narrative| &narrative.columns)));
    named.extend(all("entered_on.column", profile.entered_on.iter().map(|date| &date.column)));
    named.extend(all("source_id.column", profile.source_id.iter().map(|id| &id.column)));
    named.extend(all("only.column", profile.only.iter().map(|only| &only.column)));
    for rule in &profile.totals {
        named.extend(all("totals.column", [&rule.column]));
        named.extend(all("totals.value.column", rule.value.iter().map(|value| &value.column)));
        if let Sums::Column(sum) = &rule.sums {
            named.extend(all("totals.sums.column", [&sum.column]));
        }
        named.extend(all("totals.by", &rule.by));
        named.extend(all("totals.key.column", rule.key.iter().map(|key| &key.column)));
    }
    for repeated in &profile.repeated_totals {
        named.extend(all("repeated_totals.column", [&repeated.column]));
        named.extend(all("repeated_totals.by", &repeated.by));
    }
    named.extend(all("computed", profile.computed.iter().flat_map(Computed::columns)));
    named.extend(all("golden.cells", profile.golden.iter().flat_map(|row| row.cells.keys())));
    if !profile.computed.is_empty() {
        let computed: HashSet<String> = profile.computed.iter().map(|computed| key(&computed.name)).collect();
        named.retain(|(_, name)| !computed.contains(&key(name)));
    }
    named
}
