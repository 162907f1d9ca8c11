//! Control totals: what the rows of a delivery come to at each level, compared with what its totals say. The state can be
//! written down between two chunks and gone on with later; memory is bounded by the groups that are open at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ledger::{Ledger, LevelCount, TotalCheck};
use super::levels::Level;
use super::profile::{Profile, Sums};
use super::totals::{GroupKey, Groups, Said};
use crate::ids::BatchId;
use crate::store::bulk::Cell;

/// Groups of one rule that are kept at once; rows of further ones are told by their number only.
pub const KEYS_MAX: usize = 100_000;
/// Differing totals listed.
pub const TOTALS_LISTED: usize = 1000;

/// The totals of one delivery.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Control {
    rules: Vec<Rule>,
    repeated: Vec<Repeated>,
    /// How many totals were met.
    met: i64,
    levels: BTreeMap<Level, LevelCount>,
    differing: Vec<TotalCheck>,
    uncounted: u64,
    /// Totals that are not written yet: none between two chunks.
    #[serde(skip)]
    pending: Vec<Met>,
}

/// What the rows of one totals rule come to.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rule {
    /// Whether the minutes of entries are summed, and no column.
    entries: bool,
    level: Level,
    sum: i64,
    groups: BTreeMap<String, i64>,
    /// The group of the last row.
    last: Option<GroupKey>,
    /// Whether groups were left out.
    left_out: bool,
}

/// What the groups of a total that rows repeat come to.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Repeated {
    level: Level,
    groups: BTreeMap<String, Group>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Group {
    key: GroupKey,
    sum: i64,
    /// The first row that states the total, and the first one that states another.
    stated: Option<Stated>,
    other: Option<Stated>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stated {
    line: u64,
    text: String,
    minutes: Option<i64>,
}

/// A total on its way to the database.
#[derive(Debug, Clone)]
struct Met {
    rule: usize,
    folded: String,
    compared: bool,
    check: TotalCheck,
}

impl Control {
    /// The totals that a profile describes, with nothing counted.
    #[must_use]
    pub fn new(profile: &Profile) -> Self {
        let rules = profile.totals.iter().map(|rule| Rule {
            entries: !matches!(rule.sums, Sums::Column(_)),
            level: rule.level(),
            sum: 0,
            groups: BTreeMap::new(),
            last: None,
            left_out: false,
        });
        let repeated = profile.repeated_totals.iter();
        Self {
            rules: rules.collect(),
            repeated: repeated.map(|total| Repeated { level: total.level, groups: BTreeMap::new() }).collect(),
            met: 0,
            levels: BTreeMap::new(),
            differing: Vec::new(),
            uncounted: 0,
            pending: Vec::new(),
        }
    }

    /// Counts a row: the minutes of its entry, or other columns, of rejected rows too.
    pub fn count(&mut self, line: u64, minutes: Option<i64>, columns: &[Option<i64>], groups: &Groups) {
        for (at, rule) in self.rules.iter_mut().enumerate() {
            let value = if rule.entries { minutes } else { columns.get(at).copied().flatten() };
            if !rule.level.has_key() {
                rule.sum += value.unwrap_or(0);
                continue;
            }
            let Some(Some(key)) = groups.rules.get(at) else { continue };
            if let Some(value) = value {
                let folded = key.folded();
                if let Some(sum) = rule.groups.get_mut(&folded) {
                    *sum += value;
                } else if rule.groups.len() < KEYS_MAX {
                    rule.groups.insert(folded, value);
                } else {
                    rule.left_out = true;
                    self.uncounted += 1;
                }
            }
            rule.last = Some(key.clone());
        }
        for (repeated, said) in self.repeated.iter_mut().zip(&groups.repeated) {
            let Some(said) = said else { continue };
            let folded = said.key.folded();
            if !repeated.groups.contains_key(&folded) && repeated.groups.len() >= KEYS_MAX {
                self.uncounted += 1;
                continue;
            }
            let new = || Group { key: said.key.clone(), sum: 0, stated: None, other: None };
            let group = repeated.groups.entry(folded).or_insert_with(new);
            group.sum += minutes.unwrap_or(0);
            group.note(line, said);
        }
    }

    /// Compares a totals row with the rows it totals. One without a value only ends its block or group.
    pub fn compare(&mut self, line: u64, rule: usize, value: Option<i64>, text: String, named: Option<GroupKey>) {
        let Some(state) = self.rules.get_mut(rule) else { return };
        let (summed, key) = match state.level {
            Level::File => (state.sum, GroupKey::default()),
            Level::Block => (std::mem::take(&mut state.sum), GroupKey::default()),
            level => {
                let key = whole_key(level, named, state.last.as_ref());
                match state.groups.remove(&key.folded()) {
                    Some(summed) => (summed, key),
                    // Its rows may be among those that were left out.
                    None if state.left_out => return,
                    None => (0, key),
                }
            }
        };
        let compared = !(text.is_empty() && value.is_none());
        let folded = if state.level.has_key() { key.folded() } else { String::new() };
        let level = state.level;
        self.meet(rule, folded, compared, check(line, level, key.shown(), text, value, summed));
    }

    /// Compares the totals that rows repeat: their groups end with the file.
    pub fn end(&mut self) {
        let first = self.rules.len();
        let mut checks = Vec::new();
        for (at, repeated) in self.repeated.iter_mut().enumerate() {
            for (folded, group) in std::mem::take(&mut repeated.groups) {
                for stated in group.stated.into_iter().chain(group.other) {
                    let Stated { line, text, minutes } = stated;
                    let check = check(line, repeated.level, group.key.shown(), text, minutes, group.sum);
                    checks.push((first + at, folded.clone(), check));
                }
            }
        }
        checks.sort_by_key(|(rule, _, check)| (check.line, *rule));
        for (rule, folded, check) in checks {
            self.meet(rule, folded, true, check);
        }
    }

    fn meet(&mut self, rule: usize, folded: String, compared: bool, check: TotalCheck) {
        if compared {
            let count = self.levels.entry(check.level).or_default();
            count.compared += 1;
            if check.agrees() {
                count.agreeing += 1;
            } else {
                count.differing += 1;
                if self.differing.len() < TOTALS_LISTED {
                    self.differing.push(check.clone());
                }
            }
        }
        self.pending.push(Met { rule, folded, compared, check });
    }

    /// The totals that were compared since the last time, as rows to store.
    pub fn take_rows(&mut self, batch: BatchId) -> Vec<Vec<Cell>> {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let mut rows = Vec::with_capacity(self.pending.len());
        for Met { rule, folded, compared, check } in self.pending.drain(..) {
            self.met += 1;
            rows.push(vec![
                Cell::Id(batch.uuid()),
                Cell::Int(self.met),
                Cell::Int(whole(rule as u64)),
                Cell::Text(check.level.as_str().to_owned()),
                Cell::Text(folded),
                Cell::Text(check.key),
                Cell::Int(whole(check.line)),
                Cell::Bool(compared),
                Cell::Text(check.stated),
                check.stated_minutes.map_or(Cell::Null, Cell::Int),
                Cell::Int(check.summed_minutes),
            ]);
        }
        rows
    }

    /// Tells the ledger how the totals compare.
    pub fn tell(&self, ledger: &mut Ledger) {
        ledger.totals_rows_uncounted = self.uncounted;
        tell(ledger, self.levels.clone(), self.differing.clone());
    }
}

impl Group {
    /// Notes what a row states, where it is the first to state it.
    fn note(&mut self, line: u64, said: &Said) {
        if said.text.is_empty() {
            return;
        }
        let stated = || Some(Stated { line, text: said.text.clone(), minutes: said.minutes });
        match &self.stated {
            None => self.stated = stated(),
            Some(first) => {
                let same = match (first.minutes, said.minutes) {
                    (Some(one), Some(other)) => one == other,
                    _ => first.text == said.text,
                };
                if !same && self.other.is_none() {
                    self.other = stated();
                }
            }
        }
    }
}

/// Tells a ledger how its totals compare.
pub fn tell(ledger: &mut Ledger, levels: BTreeMap<Level, LevelCount>, differing: Vec<TotalCheck>) {
    ledger.totals_compared = levels.values().map(|count| count.compared).sum();
    ledger.totals_differing_count = levels.values().map(|count| count.differing).sum();
    ledger.totals_levels = levels;
    ledger.totals_differing = differing;
}

/// A total and what its rows come to.
#[must_use]
pub fn check(line: u64, level: Level, key: String, stated: String, minutes: Option<i64>, summed: i64) -> TotalCheck {
    let difference_minutes = minutes.map(|minutes| minutes - summed);
    TotalCheck { line, level, key, stated, stated_minutes: minutes, summed_minutes: summed, difference_minutes }
}

/// The group that a totals row means: what it does not name is that of the row above.
fn whole_key(level: Level, named: Option<GroupKey>, last: Option<&GroupKey>) -> GroupKey {
    match named {
        None => last.cloned().unwrap_or_default(),
        Some(key) if level == Level::PersonDay && key.name.is_empty() => {
            GroupKey { name: last.map(|last| last.name.clone()).unwrap_or_default(), ..key }
        }
        Some(key) => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> GroupKey {
        GroupKey { name: name.to_owned(), day: None }
    }

    fn of_level(level: &str) -> Control {
        let plain = Profile::shipped("icase-plain").expect("a shipped profile");
        let text = plain.replace("scope = \"block\"", &format!("level = \"{level}\""));
        Control::new(&Profile::parse(&text).expect("no contradiction"))
    }

    fn by_person(name: &str) -> Groups {
        Groups { rules: vec![Some(key(name))], repeated: Vec::new() }
    }

    #[test]
    fn groups_are_told_apart_and_begin_anew_after_their_total() {
        let mut control = of_level("person");
        for (line, name, minutes) in [(2, "Ann", 60), (3, "Bob", 30), (4, "ANN", 15)] {
            control.count(line, Some(minutes), &[], &by_person(name));
        }
        control.compare(5, 0, Some(75), "1.25".to_owned(), None);
        control.compare(6, 0, Some(30), "0.5".to_owned(), Some(key("bob")));
        control.compare(7, 0, Some(30), "0.5".to_owned(), Some(key("bob")));
        let mut ledger = Ledger::default();
        control.tell(&mut ledger);
        assert_eq!((ledger.totals_compared, ledger.totals_differing_count), (3, 1));
        let differing = &ledger.totals_differing[0];
        assert_eq!((differing.line, differing.key.as_str(), differing.difference_minutes), (7, "bob", Some(30)));
        assert_eq!(ledger.totals_levels[&Level::Person], LevelCount { compared: 3, agreeing: 2, differing: 1 });
    }

    #[test]
    fn groups_beyond_the_limit_are_counted_and_not_compared() {
        let mut control = of_level("person");
        for number in 0..KEYS_MAX + 2 {
            control.count(2, Some(1), &[], &by_person(&format!("P{number}")));
        }
        control.compare(3, 0, Some(1), "x".to_owned(), Some(key("P7")));
        control.compare(4, 0, Some(1), "x".to_owned(), Some(key(&format!("P{KEYS_MAX}"))));
        let mut ledger = Ledger::default();
        control.tell(&mut ledger);
        assert_eq!((ledger.totals_compared, ledger.totals_rows_uncounted), (1, 2));
    }

    #[test]
    fn the_state_goes_on_where_it_was_written_down() {
        let mut control = of_level("person");
        control.count(2, Some(60), &[], &by_person("Ann"));
        let text = serde_json::to_string(&control).expect("JSON");
        let mut control: Control = serde_json::from_str(&text).expect("the state");
        control.count(3, Some(30), &[], &by_person("Ann"));
        control.compare(4, 0, Some(90), "1.5".to_owned(), None);
        let mut ledger = Ledger::default();
        control.tell(&mut ledger);
        assert_eq!((ledger.totals_compared, ledger.totals_differing_count), (1, 0));
    }
}
