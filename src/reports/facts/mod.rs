//! The facts: one row per current entry, in codes of small whole numbers, with monthly sums above them, one part for each
//! fiscal year; in memory, and as Parquet in a folder that several processes may share. Before a report they are brought up
//! to the change sequence of the database: only days on which entries changed are read again, or years that a delivery
//! changed. Whatever happens to the folder, the database answers.

pub mod folder;
pub mod made;
mod names;
mod parquet;
mod reader;
pub(super) mod year;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex as Lock, PoisonError};

use tokio::sync::Mutex;
use uuid::Uuid;

use self::folder::{Absent, Keep, Mark};
use self::names::Names;
use self::reader::{Reader, Shared};
use self::year::{Days, Part, Year};
use super::sight::Sight;
use super::store;
use crate::audit;
use crate::config::Config;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::{self, File};
use crate::people::{self, Person, Schedules};
use crate::store::{StoreError, Tx};
use crate::time::FiscalYear;

pub use self::names::Hasher;

/// Where a fact has no entry date, so that its lag is not known.
pub const LAG_UNKNOWN: i32 = i32::MIN;

/// How often a reading that was overtaken by writers is tried again.
const TRIES: usize = 5;
/// Changed entries that are read one by one at most; above, their years are read as a whole.
const CHANGES_MAX: i64 = 100_000;
/// Entries of a changed year up to which a report waits until they are on disk.
const WRITTEN_AT_ONCE: usize = 400_000;
/// Events of the audit trail that change neither people nor files.
const OF_ENTRIES: [&str; 10] =
    ["entry", "entries", "report", "day", "favourite", "timer", "token", "feed", "period", "note"];

/// The facts of a running program, kept between reports.
#[derive(Debug, Default)]
pub struct Facts {
    kept: Mutex<Option<Arc<Snapshot>>>,
    folder: Option<PathBuf>,
    /// Held while the folder is written, so that a program writes once at a time.
    writing: Arc<Mutex<()>>,
}

/// The facts as of one version of the data. Codes are places in the lists.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The change sequence the facts are up to.
    pub data_version: i64,
    /// The audit sequence the lists are up to.
    listed_at: i64,
    /// Up to where in the history of the database the facts are.
    mark: Mark,
    /// People by code.
    pub people: Arc<Vec<Person>>,
    /// From when on people work how much.
    pub schedules: Arc<Schedules>,
    /// Files by code.
    pub files: Arc<Vec<File>>,
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
    /// What of the section the facts are; whatever sums them leaves out the rest.
    pub sight: Sight,
    /// The facts of each fiscal year that has any.
    pub years: BTreeMap<FiscalYear, Arc<Year>>,
    names: Arc<Names>,
}

impl Snapshot {
    /// The same facts, of which less is seen.
    pub(super) fn with(&self, years: BTreeMap<FiscalYear, Arc<Year>>, sight: Sight) -> Self {
        Self {
            data_version: self.data_version,
            listed_at: self.listed_at,
            mark: self.mark.clone(),
            people: Arc::clone(&self.people),
            files: Arc::clone(&self.files),
            activities: self.activities.clone(),
            teams: self.teams.clone(),
            clients: self.clients.clone(),
            statuses: self.statuses.clone(),
            languages: self.languages.clone(),
            batches: self.batches.clone(),
            schedules: Arc::clone(&self.schedules),
            sight,
            years,
            names: Arc::clone(&self.names),
        }
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.years.values().map(|year| year.len()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Facts to start from.
struct Base {
    mark: Mark,
    names: Arc<Names>,
    years: BTreeMap<FiscalYear, Arc<Year>>,
}

/// People, their schedules, files.
struct Lists {
    people: Arc<Vec<Person>>,
    schedules: Arc<Schedules>,
    files: Arc<Vec<File>>,
}

impl Lists {
    async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(Self {
            people: Arc::new(people::ops::list_in(tx).await?),
            schedules: Arc::new(people::ops::list_schedules_in(tx).await?),
            files: Arc::new(files::ops::list_in(tx).await?),
        })
    }

    /// Each at the place of its code; `None` where somebody was added since.
    fn in_order(&self, names: &Names) -> Option<Self> {
        fn placed<T: Clone>(list: &[T], codes: &[Uuid], id: impl Fn(&T) -> Uuid) -> Option<Vec<T>> {
            let places: HashMap<Uuid, usize, Hasher> = list.iter().enumerate().map(|(at, one)| (id(one), at)).collect();
            codes.iter().map(|code| places.get(code).map(|at| list[*at].clone())).collect()
        }
        let ordered = self.people.iter().map(|one| one.id.uuid()).eq(names.people.values.iter().copied())
            && self.files.iter().map(|one| one.id.uuid()).eq(names.files.values.iter().copied());
        if ordered {
            return Some(Self {
                people: Arc::clone(&self.people),
                schedules: Arc::clone(&self.schedules),
                files: Arc::clone(&self.files),
            });
        }
        Some(Self {
            people: Arc::new(placed(&self.people, &names.people.values, |person| person.id.uuid())?),
            schedules: Arc::clone(&self.schedules),
            files: Arc::new(placed(&self.files, &names.files.values, |file| file.id.uuid())?),
        })
    }
}

impl Facts {
    /// Facts that are also kept in the folder of the settings.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self { folder: config.facts_place(), ..Self::default() }
    }

    /// Facts that are also kept in a folder.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder), ..Self::default() }
    }

    /// The facts up to the present change of the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current(&self, context: &Context) -> Result<Arc<Snapshot>, Failure> {
        let mut kept = self.kept.lock().await;
        let mut tx = context.db.read().await?;
        let version = audit::ops::data_version(&mut tx).await?;
        let listed_at = audit::ops::event_count(&mut tx).await?;
        if let Some(snapshot) = kept.as_ref()
            && snapshot.data_version == version
            && snapshot.listed_at == listed_at
        {
            return Ok(Arc::clone(snapshot));
        }
        let event_hash = audit::ops::event_hash(&mut tx, listed_at).await?;
        let mut base = None;
        let mut lists = None;
        if let Some(snapshot) = kept.as_ref()
            && is_past(&mut tx, &snapshot.mark, version).await?
        {
            if only_entries(&mut tx, snapshot.listed_at).await? {
                lists = Some(Lists {
                    people: Arc::clone(&snapshot.people),
                    schedules: Arc::clone(&snapshot.schedules),
                    files: Arc::clone(&snapshot.files),
                });
            }
            let (names, years) = (Arc::clone(&snapshot.names), snapshot.years.clone());
            base = Some(Base { mark: snapshot.mark.clone(), names, years });
        }
        let mut replace = false;
        if base.is_none()
            && let Some(folder) = self.folder.clone()
        {
            base = load(folder).await;
            if let Some(found) = &base
                && !is_past(&mut tx, &found.mark, version).await?
            {
                tracing::warn!("facts on disk are of another database");
                base = None;
            }
            replace = base.is_none();
        }
        let lists = match lists {
            Some(lists) => lists,
            None => Lists::read(&mut tx).await?,
        };
        drop(tx);
        let late_after = i32::try_from(context.config.late_after_days).unwrap_or(i32::MAX);
        if let Some(before) = base.take() {
            base = told_late(before, late_after).await;
        }
        let mark = Mark { data_version: version, event: listed_at, event_hash };
        let (read, lists) = bring_up(context, base, lists, mark, late_after).await?;
        let names = &read.names;
        let snapshot = Arc::new(Snapshot {
            data_version: read.mark.data_version,
            listed_at,
            people: lists.people,
            schedules: lists.schedules,
            files: lists.files,
            activities: names.activities.values.clone(),
            teams: names.teams.values.clone(),
            clients: names.clients.values.clone(),
            statuses: names.statuses.values.clone(),
            languages: names.languages.values.clone(),
            batches: names.batches.values.clone(),
            sight: Sight::default(),
            mark: read.mark,
            years: read.years,
            names: read.names,
        });
        *kept = Some(Arc::clone(&snapshot));
        self.keep(&snapshot, replace).await;
        Ok(snapshot)
    }

    /// Writes what is not on disk yet; where that takes long, while the report is made already.
    async fn keep(&self, snapshot: &Arc<Snapshot>, replace: bool) {
        let Some(folder) = self.folder.clone() else { return };
        let years: Vec<Arc<Year>> = snapshot.years.values().cloned().collect();
        let changed: usize = years.iter().filter(|year| year.stored.get().is_none()).map(|year| year.len()).sum();
        let keep = Keep { mark: snapshot.mark.clone(), names: Arc::clone(&snapshot.names), years, replace };
        let at_once = replace || changed <= WRITTEN_AT_ONCE;
        let Ok(turn) = Arc::clone(&self.writing).try_lock_owned() else { return };
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            if let Err(error) = folder::save(&folder, &keep) {
                tracing::warn!(kind = ?error.kind(), "facts cannot be kept on disk; reports are made without");
            }
        });
        if at_once {
            // Whatever becomes of it, the report is made from memory.
            drop(work.await);
        }
    }
}

/// The facts in a folder.
async fn load(folder: PathBuf) -> Option<Base> {
    let loaded = tokio::task::spawn_blocking(move || folder::load(&folder)).await;
    match loaded.unwrap_or(Err(Absent::Damaged)) {
        Ok(loaded) => {
            let years = loaded.years.into_iter().map(|year| (year.year, year)).collect();
            Some(Base { mark: loaded.mark, names: Arc::new(loaded.names), years })
        }
        Err(absent) => {
            tracing::debug!(?absent, "facts are read anew");
            None
        }
    }
}

/// Facts whose monthly sums say what is late by the setting of now; `None` where their rows cannot be read.
async fn told_late(base: Base, late_after: i32) -> Option<Base> {
    if base.years.values().all(|year| year.late_after == late_after) {
        return Some(base);
    }
    let again = tokio::task::spawn_blocking(move || {
        let years: Vec<Arc<Year>> = base.years.values().cloned().collect();
        let again = in_parallel(&years, |year| {
            if year.late_after == late_after {
                return Ok(Arc::clone(year));
            }
            year.with(&Days::default(), &Part::default(), late_after).map(Arc::new)
        });
        let again: polars_error::PolarsResult<Vec<_>> = again.into_iter().collect();
        again.ok().map(|years| Base { years: years.into_iter().map(|year| (year.year, year)).collect(), ..base })
    });
    again.await.ok().flatten()
}

/// Whether facts are of this database, and of no later time.
async fn is_past(tx: &mut Tx, mark: &Mark, version: i64) -> Result<bool, StoreError> {
    let hash = audit::ops::event_hash(tx, mark.event).await?;
    Ok(mark.data_version <= version && hash == mark.event_hash)
}

/// Whether nothing happened to people and files since an event.
async fn only_entries(tx: &mut Tx, event: i64) -> Result<bool, StoreError> {
    let kinds = audit::ops::list_kinds_after(tx, event).await?;
    Ok(kinds.iter().all(|kind| OF_ENTRIES.contains(&kind.as_str())))
}

/// Brings facts up to a mark, or to a later one when somebody writes meanwhile: always one version of the data.
async fn bring_up(
    context: &Context,
    base: Option<Base>,
    lists: Lists,
    mark: Mark,
    late_after: i32,
) -> Result<(Base, Lists), Failure> {
    let mut names = base.as_ref().map_or_else(Names::new, |base| Names::clone(&base.names));
    for person in lists.people.iter() {
        names.people.place(&person.id.uuid());
    }
    for file in lists.files.iter() {
        names.files.place(&file.id.uuid());
    }
    let shared: Shared = Arc::new(Lock::new(names));
    let (data_version, years) = match base {
        Some(base) if base.mark.data_version == mark.data_version => (mark.data_version, base.years),
        Some(base) => match refresh(context, &base, &shared, late_after).await? {
            Some(read) => read,
            None => read_all(context, &shared, late_after).await?,
        },
        None => read_all(context, &shared, late_after).await?,
    };
    let names = shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let ordered = match lists.in_order(&names) {
        Some(lists) => lists,
        None => {
            // Somebody was added while the entries were read.
            let lists = Lists::read(&mut context.db.read().await?).await?;
            lists.in_order(&names).ok_or(StoreError::Corrupt { table: "entries", column: "person_id" })?
        }
    };
    let mark = Mark { data_version, ..mark };
    Ok((Base { mark, names: Arc::new(names), years }, ordered))
}

type Years = BTreeMap<FiscalYear, Arc<Year>>;
/// What was read of a year, in parts.
type OfYear = (FiscalYear, Vec<Part>);

/// Reads everything.
async fn read_all(context: &Context, names: &Shared, late_after: i32) -> Result<(i64, Years), Failure> {
    let readers = (0..threads()).map(|_| Reader::new(names)).collect();
    let (version, readers) = store::scan_facts(&context.db, None, readers).await?;
    let years = built(gathered(readers), late_after).await?;
    Ok((version, years))
}

/// Reads what changed and keeps the rest; `None` when writers were always faster.
async fn refresh(
    context: &Context,
    base: &Base,
    names: &Shared,
    late_after: i32,
) -> Result<Option<(i64, Years)>, Failure> {
    let after = base.mark.data_version;
    for _ in 0..TRIES {
        let mut tx = context.db.read().await?;
        let version = audit::ops::data_version(&mut tx).await?;
        let changed = store::list_changed(&mut tx, after, CHANGES_MAX).await?;
        drop(tx);
        let mut parts: BTreeMap<FiscalYear, Vec<Part>> = BTreeMap::new();
        let mut days = BTreeMap::new();
        if changed.of_entries {
            let reader = Reader::new(names).but(&changed.years);
            let (at, reader) = store::scan_changed(&context.db, after, reader).await?;
            if at != version {
                continue;
            }
            days = reader.days;
            parts.extend(reader.years.into_iter().map(|(year, part)| (year, vec![part])));
        }
        if let (Some(first), Some(last)) = (changed.years.iter().min(), changed.years.iter().max()) {
            let readers = (0..threads()).map(|_| Reader::new(names).only(&changed.years)).collect();
            let span = Some((first.first_day(), last.last_day()));
            let (at, readers) = store::scan_facts(&context.db, span, readers).await?;
            if at != version {
                continue;
            }
            parts.extend(gathered(readers));
        }
        let mut years = base.years.clone();
        for year in &changed.years {
            years.remove(year);
        }
        let mut merged = Vec::new();
        for (year, days) in days {
            if let Some(before) = years.remove(&year) {
                let part = parts.remove(&year).and_then(|mut parts| parts.pop()).unwrap_or_default();
                merged.push((before, days, part));
            }
        }
        let Some(merged) = merged_with(merged, late_after).await else { return Ok(None) };
        years.extend(merged);
        years.extend(built(parts, late_after).await?);
        return Ok(Some((version, years)));
    }
    Ok(None)
}

/// Years with some days read anew, without those of which nothing is left; `None` where the rows of one cannot be read from
/// disk any more.
async fn merged_with(changed: Vec<(Arc<Year>, Days, Part)>, late_after: i32) -> Option<Years> {
    let work = tokio::task::spawn_blocking(move || {
        let years = in_parallel(&changed, |(year, days, part)| year.with(days, part, late_after).map(Arc::new));
        let years = years.into_iter().filter(|year| !year.as_ref().is_ok_and(|year| year.is_empty()));
        years.map(|year| year.map(|year| (year.year, year))).collect::<polars_error::PolarsResult<Years>>().ok()
    });
    work.await.ok().flatten()
}

/// What several readers read, by year.
fn gathered(readers: Vec<Reader>) -> BTreeMap<FiscalYear, Vec<Part>> {
    let mut years: BTreeMap<FiscalYear, Vec<Part>> = BTreeMap::new();
    for reader in readers {
        for (year, part) in reader.years {
            years.entry(year).or_default().push(part);
        }
    }
    years
}

/// The years of these entries; none where no entry is left.
async fn built(parts: BTreeMap<FiscalYear, Vec<Part>>, late_after: i32) -> Result<Years, Failure> {
    let work = tokio::task::spawn_blocking(move || {
        let parts: Vec<Lock<Option<OfYear>>> = parts.into_iter().map(|part| Lock::new(Some(part))).collect();
        in_parallel(&parts, |part| {
            let taken = part.lock().unwrap_or_else(PoisonError::into_inner).take();
            taken.map(|(year, parts)| Arc::new(Year::build(year, parts, late_after)))
        })
    });
    let years = work.await.map_err(|_| Fault::new(Code::Internal, "").with("request", ""))?;
    let years = years.into_iter().flatten().filter(|year| !year.is_empty());
    Ok(years.map(|year| (year.year, year)).collect())
}

/// How many threads share long work.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8)
}

/// Does the same with each of a list, on all cores; in the order of the list.
pub(super) fn in_parallel<T: Sync, R: Send>(list: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads().min(list.len());
    if threads < 2 {
        return list.iter().map(work).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let done: Lock<Vec<(usize, R)>> = Lock::new(Vec::with_capacity(list.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(one) = list.get(at) else { break };
                    let found = work(one);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, found));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, found)| found).collect()
}
