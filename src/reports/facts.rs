//! The facts: one row per current entry, in columns of small whole numbers, one polars frame per fiscal year. Before a
//! report they are brought up to the change sequence of the database; only years that changed are read again.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use polars::prelude::{Column, DataFrame, PolarsResult};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::sight::Sight;
use super::store::{self, FactRow, Take};
use crate::audit;
use crate::context::Context;
use crate::failure::Failure;
use crate::files::{self, File};
use crate::people::{self, Person, Schedules};
use crate::time::{FIRST_YEAR, FiscalYear};

/// Where a fact has no entry date, so that its lag is not known.
pub const LAG_UNKNOWN: i32 = i32::MIN;

/// The facts of a running program, kept between reports.
#[derive(Debug, Default)]
pub struct Facts(Mutex<Option<Arc<Snapshot>>>);

/// The facts as of one version of the data. Codes are places in the lists.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The change sequence the facts are up to.
    pub data_version: i64,
    /// The audit sequence the lists are up to.
    listed_at: i64,
    /// People by code.
    pub people: Vec<Person>,
    /// From when on people work how much.
    pub schedules: Schedules,
    /// Files by code.
    pub files: Vec<File>,
    /// Activity codes by code.
    pub activities: Vec<String>,
    /// Teams of entries by code.
    pub teams: Vec<String>,
    /// Clients of entries by code.
    pub clients: Vec<String>,
    /// Statuses of entries by code.
    pub statuses: Vec<String>,
    /// Languages of entries by code.
    pub languages: Vec<String>,
    /// Deliveries by code; the first one stands for none.
    pub batches: Vec<Uuid>,
    /// What of the section the facts are.
    pub sight: Sight,
    /// The facts of each fiscal year: `person`, `file`, `about` (the file a held entry names), `activity`, `team`,
    /// `client`, `status`, `batch`, `language` (u32 codes), `month` and `day` (i32), `minutes` (i64),
    /// `lag` (i32 days between work and entry, or [`LAG_UNKNOWN`]).
    pub years: BTreeMap<FiscalYear, DataFrame>,
}

impl Snapshot {
    /// The same lists with other facts.
    pub(super) fn with(&self, years: BTreeMap<FiscalYear, DataFrame>, sight: Sight) -> Self {
        Self {
            data_version: self.data_version,
            listed_at: self.listed_at,
            people: self.people.clone(),
            files: self.files.clone(),
            activities: self.activities.clone(),
            teams: self.teams.clone(),
            clients: self.clients.clone(),
            statuses: self.statuses.clone(),
            languages: self.languages.clone(),
            batches: self.batches.clone(),
            schedules: self.schedules.clone(),
            sight,
            years,
        }
    }
}

impl Facts {
    /// The facts up to the present change of the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current(&self, context: &Context) -> Result<Arc<Snapshot>, Failure> {
        let mut kept = self.0.lock().await;
        let mut tx = context.db.read().await?;
        let version = audit::ops::data_version(&mut tx).await?;
        let listed_at = audit::ops::event_count(&mut tx).await?;
        if let Some(snapshot) = kept.as_ref()
            && snapshot.data_version == version
            && snapshot.listed_at == listed_at
        {
            return Ok(Arc::clone(snapshot));
        }
        let changed = match kept.as_ref() {
            Some(snapshot) => Some(audit::ops::list_changed_years(&mut tx, snapshot.data_version).await?),
            None => None,
        };
        let people = people::ops::list_in(&mut tx).await?;
        let schedules = people::ops::list_schedules_in(&mut tx).await?;
        let files = files::ops::list_in(&mut tx).await?;
        drop(tx);
        let lists = Lists::merged(kept.as_deref(), people, files);
        let snapshot = match (kept.as_ref(), changed) {
            (Some(before), Some(changed)) => refresh(context, before, lists, version, &changed).await?,
            _ => load(context, lists).await?,
        };
        let snapshot = Arc::new(Snapshot { listed_at, schedules, ..snapshot });
        *kept = Some(Arc::clone(&snapshot));
        Ok(snapshot)
    }
}

/// Reads everything.
async fn load(context: &Context, lists: Lists) -> Result<Snapshot, Failure> {
    let from = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
    let to = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    let (data_version, reader) = store::scan_facts(&context.db, from, to, Reader::new(lists)).await?;
    Ok(reader.snapshot(data_version, BTreeMap::new()))
}

/// Reads the years that changed and keeps the others.
async fn refresh(
    context: &Context,
    before: &Snapshot,
    lists: Lists,
    version: i64,
    changed: &[FiscalYear],
) -> Result<Snapshot, Failure> {
    let mut years: BTreeMap<FiscalYear, DataFrame> = before
        .years
        .iter()
        .filter(|(year, _)| !changed.contains(year))
        .map(|(year, frame)| (*year, frame.clone()))
        .collect();
    let mut reader = Reader::new(lists);
    reader.names = Names {
        activities: Places::of(&before.activities),
        teams: Places::of(&before.teams),
        clients: Places::of(&before.clients),
        statuses: Places::of(&before.statuses),
        languages: Places::of(&before.languages),
        batches: Places::of(&before.batches),
    };
    let mut read_at = version;
    for year in changed {
        let (at, next) = store::scan_facts(&context.db, year.first_day(), year.last_day(), reader).await?;
        reader = next;
        if at != version {
            // Somebody wrote meanwhile: one state, never a mixture.
            read_at = at;
        }
    }
    if read_at != version {
        let lists = Lists { people: reader.people, files: reader.files, ..Lists::default() };
        return load(context, lists.indexed()).await;
    }
    let read = reader.snapshot(version, BTreeMap::new());
    years.extend(read.years);
    Ok(Snapshot { years, ..read })
}

/// People and files with stable places: what was listed before keeps its code.
#[derive(Debug, Default)]
struct Lists {
    people: Vec<Person>,
    files: Vec<File>,
    person_codes: HashMap<Uuid, u32>,
    file_codes: HashMap<Uuid, u32>,
}

impl Lists {
    fn merged(before: Option<&Snapshot>, people: Vec<Person>, files: Vec<File>) -> Self {
        let mut lists = before.map_or_else(Self::default, |before| {
            Self { people: before.people.clone(), files: before.files.clone(), ..Self::default() }.indexed()
        });
        for person in people {
            match lists.person_codes.get(&person.id.uuid()) {
                Some(code) => lists.people[*code as usize] = person,
                None => {
                    lists.person_codes.insert(person.id.uuid(), code(lists.people.len()));
                    lists.people.push(person);
                }
            }
        }
        for file in files {
            match lists.file_codes.get(&file.id.uuid()) {
                Some(code) => lists.files[*code as usize] = file,
                None => {
                    lists.file_codes.insert(file.id.uuid(), code(lists.files.len()));
                    lists.files.push(file);
                }
            }
        }
        lists
    }

    fn indexed(mut self) -> Self {
        self.person_codes = self.people.iter().enumerate().map(|(at, person)| (person.id.uuid(), code(at))).collect();
        self.file_codes = self.files.iter().enumerate().map(|(at, file)| (file.id.uuid(), code(at))).collect();
        self
    }
}

fn code(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The columns of one fiscal year while they are read.
#[derive(Debug, Default)]
struct Columns {
    person: Vec<u32>,
    file: Vec<u32>,
    about: Vec<u32>,
    activity: Vec<u32>,
    team: Vec<u32>,
    client: Vec<u32>,
    status: Vec<u32>,
    batch: Vec<u32>,
    language: Vec<u32>,
    month: Vec<i32>,
    day: Vec<i32>,
    minutes: Vec<i64>,
    lag: Vec<i32>,
}

impl Columns {
    fn frame(self) -> PolarsResult<DataFrame> {
        let height = self.minutes.len();
        DataFrame::new(
            height,
            vec![
                Column::new("person".into(), self.person),
                Column::new("file".into(), self.file),
                Column::new("about".into(), self.about),
                Column::new("activity".into(), self.activity),
                Column::new("team".into(), self.team),
                Column::new("client".into(), self.client),
                Column::new("status".into(), self.status),
                Column::new("batch".into(), self.batch),
                Column::new("language".into(), self.language),
                Column::new("month".into(), self.month),
                Column::new("day".into(), self.day),
                Column::new("minutes".into(), self.minutes),
                Column::new("lag".into(), self.lag),
            ],
        )
    }
}

/// Values with stable places: the code of a value is where it stands.
#[derive(Debug, Default)]
struct Places<T> {
    values: Vec<T>,
    codes: HashMap<T, u32>,
}

impl<T: Clone + Eq + std::hash::Hash> Places<T> {
    fn of(values: &[T]) -> Self {
        let codes = values.iter().enumerate().map(|(at, value)| (value.clone(), code(at))).collect();
        Self { values: values.to_vec(), codes }
    }

    fn place<Q>(&mut self, value: &Q) -> u32
    where
        T: std::borrow::Borrow<Q>,
        Q: ToOwned<Owned = T> + Eq + std::hash::Hash + ?Sized,
    {
        if let Some(code) = self.codes.get(value) {
            return *code;
        }
        let place = code(self.values.len());
        self.values.push(value.to_owned());
        self.codes.insert(value.to_owned(), place);
        place
    }
}

/// What facts say in words.
#[derive(Debug, Default)]
struct Names {
    activities: Places<String>,
    teams: Places<String>,
    clients: Places<String>,
    statuses: Places<String>,
    languages: Places<String>,
    batches: Places<Uuid>,
}

/// Takes facts and gives them codes.
#[derive(Debug)]
struct Reader {
    people: Vec<Person>,
    files: Vec<File>,
    person_codes: HashMap<Uuid, u32>,
    file_codes: HashMap<Uuid, u32>,
    names: Names,
    years: BTreeMap<FiscalYear, Columns>,
}

impl Reader {
    fn new(lists: Lists) -> Self {
        Self {
            people: lists.people,
            files: lists.files,
            person_codes: lists.person_codes,
            file_codes: lists.file_codes,
            names: Names { batches: Places::of(&[Uuid::nil()]), ..Names::default() },
            years: BTreeMap::new(),
        }
    }

    fn snapshot(self, data_version: i64, mut years: BTreeMap<FiscalYear, DataFrame>) -> Snapshot {
        for (year, columns) in self.years {
            years.insert(year, columns.frame().expect("the columns of a year are of one length and have own names"));
        }
        Snapshot {
            data_version,
            listed_at: 0,
            people: self.people,
            schedules: Schedules::default(),
            files: self.files,
            activities: self.names.activities.values,
            teams: self.names.teams.values,
            clients: self.names.clients.values,
            statuses: self.names.statuses.values,
            languages: self.names.languages.values,
            batches: self.names.batches.values,
            sight: Sight::default(),
            years,
        }
    }
}

impl Take for Reader {
    fn take(&mut self, row: FactRow<'_>) {
        // A person or file added between the lists and the scan is unknown here; the next report reads both again.
        let person = self.person_codes.get(&row.person).copied().unwrap_or(u32::MAX);
        let file = self.file_codes.get(&row.file).copied().unwrap_or(u32::MAX);
        let about = self.file_codes.get(&row.about).copied().unwrap_or(u32::MAX);
        let columns = self.years.entry(FiscalYear::of(row.worked_on)).or_default();
        let day = row.worked_on.num_days_from_ce();
        columns.person.push(person);
        columns.file.push(file);
        columns.about.push(about);
        columns.activity.push(self.names.activities.place(row.activity));
        columns.team.push(self.names.teams.place(row.team));
        columns.client.push(self.names.clients.place(row.client));
        columns.status.push(self.names.statuses.place(row.status));
        columns.batch.push(self.names.batches.place(&row.batch.unwrap_or_default()));
        columns.language.push(self.names.languages.place(row.language));
        columns.month.push(row.worked_on.year() * 12 + i32::try_from(row.worked_on.month0()).unwrap_or(0));
        columns.day.push(day);
        columns.minutes.push(row.minutes);
        columns.lag.push(row.entered_on.map_or(LAG_UNKNOWN, |entered| entered.num_days_from_ce() - day));
    }
}
