//! Takes entries as they are read from the database and gives them codes. Several readers share one list of names.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::LAG_UNKNOWN;
use super::names::{Hasher, Names, Places};
use super::year::{Days, Part, Row, month_of};
use crate::reports::store::{FactRow, Take};
use crate::time::FiscalYear;

/// Names that several readers add to.
pub(super) type Shared = Arc<Mutex<Names>>;

/// Takes entries.
#[derive(Debug)]
pub(super) struct Reader {
    names: Shared,
    people: Known<Uuid>,
    files: Known<Uuid>,
    activities: Known<String>,
    teams: Known<String>,
    clients: Known<String>,
    statuses: Known<String>,
    languages: Known<String>,
    batches: Known<Uuid>,
    /// Only these years, where some are named.
    only: Option<Vec<FiscalYear>>,
    /// All but these years.
    but: Vec<FiscalYear>,
    /// The entries of each year.
    pub(super) years: BTreeMap<FiscalYear, Part>,
    /// Days that were read anew, with or without entries.
    pub(super) days: BTreeMap<FiscalYear, Days>,
}

impl Reader {
    pub(super) fn new(names: &Shared) -> Self {
        Self {
            names: Arc::clone(names),
            people: Known::default(),
            files: Known::default(),
            activities: Known::default(),
            teams: Known::default(),
            clients: Known::default(),
            statuses: Known::default(),
            languages: Known::default(),
            batches: Known::default(),
            only: None,
            but: Vec::new(),
            years: BTreeMap::new(),
            days: BTreeMap::new(),
        }
    }

    pub(super) fn only(self, years: &[FiscalYear]) -> Self {
        Self { only: Some(years.to_vec()), ..self }
    }

    pub(super) fn but(self, years: &[FiscalYear]) -> Self {
        Self { but: years.to_vec(), ..self }
    }

    fn takes(&self, year: FiscalYear) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&year)) && !self.but.contains(&year)
    }
}

impl Take for Reader {
    fn take(&mut self, row: FactRow<'_>) {
        let year = FiscalYear::of(row.worked_on);
        if !self.takes(year) {
            return;
        }
        let names = &self.names;
        let lag = row.lag_days.map_or(LAG_UNKNOWN, |days| i32::try_from(days).unwrap_or(i32::MAX));
        let who = [
            self.people.code(&row.person, names, |names| &mut names.people),
            self.teams.code(row.team, names, |names| &mut names.teams),
            self.statuses.code(row.status, names, |names| &mut names.statuses),
            self.batches.code(&row.batch.unwrap_or_default(), names, |names| &mut names.batches),
            self.languages.code(row.language, names, |names| &mut names.languages),
            u32::from(row.lag_days.is_some()),
        ];
        let what = [
            self.files.code(&row.file, names, |names| &mut names.files),
            self.files.code(&row.about, names, |names| &mut names.files),
            self.activities.code(row.activity, names, |names| &mut names.activities),
            self.clients.code(row.client, names, |names| &mut names.clients),
        ];
        let minutes = u32::try_from(row.minutes).unwrap_or(0);
        let fact = Row::new(row.worked_on.day(), minutes, lag);
        self.years.entry(year).or_default().push(month_of(row.worked_on), who, what, fact);
    }

    fn note_day(&mut self, person: Uuid, day: NaiveDate) {
        let year = FiscalYear::of(day);
        if self.takes(year) {
            let person = self.people.code(&person, &self.names, |names| &mut names.people);
            *self.days.entry(year).or_default().entry((person, month_of(day))).or_default() |= 1 << day.day();
        }
    }
}

/// The codes one reader knows already, so that it seldom waits for the others.
#[derive(Debug)]
struct Known<T> {
    codes: HashMap<T, u32, Hasher>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { codes: HashMap::default() }
    }
}

impl<T: Clone + Eq + Hash> Known<T> {
    fn code<Q>(&mut self, value: &Q, names: &Shared, kind: impl FnOnce(&mut Names) -> &mut Places<T>) -> u32
    where
        T: std::borrow::Borrow<Q>,
        Q: ToOwned<Owned = T> + Eq + Hash + ?Sized,
    {
        if let Some(code) = self.codes.get(value) {
            return *code;
        }
        let code = kind(&mut names.lock().unwrap_or_else(PoisonError::into_inner)).place(value);
        self.codes.insert(value.to_owned(), code);
        code
    }
}
