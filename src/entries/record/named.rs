//! What entries name: people, files, the sections of teams, the version of the vocabulary, and when years close. Recording
//! keeps what it looked up for those who record next, for as long as nothing else was written.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::audit;
use crate::audit::ops::End;
use crate::context::Context;
use crate::entries::{Circumstances, Door, Entry, EntryView, Known, NewEntry, RawEntry};
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::File;
use crate::ids::{FileId, PersonId};
use crate::people::Person;
use crate::periods::ops::Closings;
use crate::store::{StoreError, Tx};
use crate::text::fold;
use crate::{files, names, people, periods, vocabulary};

/// People and files that are kept at most, each; then keeping begins anew.
const KEPT_MAX: usize = 1_000;
/// For so long what was looked up is kept: rows that were changed by hand, without an event, count after that.
const KEPT_FOR: Duration = Duration::from_secs(5);

/// An entry as it was sent, and for whom.
pub(in crate::entries) type Sent<'a> = (&'a Context, &'a RawEntry);

/// What entries name.
#[derive(Debug, Clone, Default)]
pub(in crate::entries) struct Named {
    people: HashMap<PersonId, Arc<Person>>,
    /// What only the console may say: people by folded number.
    numbered: HashMap<String, Arc<Person>>,
    /// By folded number.
    files: HashMap<String, Arc<File>>,
    files_by_id: HashMap<FileId, Arc<File>>,
    /// The section of each team.
    units: HashMap<String, String>,
    /// The version of the vocabulary in force.
    vocabulary: i64,
}

/// What entries name, as it was when the trail of events ended with the event of this hash. Whoever changes something that
/// is named appends an event in the same transaction, and no two events have the same hash: while the trail ends there,
/// everything is as it was. A transaction that is taken back leaves a hash that never comes again.
#[derive(Debug)]
struct Left {
    head: String,
    known: Arc<Found>,
}

/// What was looked up.
#[derive(Debug)]
pub(super) struct Found {
    named: Named,
    closings: Closings,
    /// When the first of it was looked up.
    since: Instant,
}

/// What entries of one transaction name.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) found: Arc<Found>,
    /// Where the trail of events ended before it was looked up.
    head: String,
    /// Where it was not looked up in this transaction: who left it.
    left: Option<Arc<Left>>,
}

/// An entry that was checked before its turn.
#[derive(Debug)]
pub(super) struct Early {
    new: NewEntry,
    against: Arc<Found>,
}

impl Early {
    /// Checks an entry against what was left last. `None` where that says too little, or the entry is refused.
    pub(super) fn of(context: &Context, raw: &RawEntry) -> Option<Self> {
        let left = left(context).filter(|left| left.known.named.has_all(&[(context, raw)]))?;
        let new = left.known.named.parse(context, raw).ok()?;
        Some(Self { new, against: Arc::clone(&left.known) })
    }

    /// The checked entry, where it was checked against this.
    pub(super) fn against(&self, found: &Arc<Found>) -> Option<NewEntry> {
        Arc::ptr_eq(&self.against, found).then(|| self.new.clone())
    }
}

fn left(context: &Context) -> Option<Arc<Left>> {
    context.db.together().left().filter(|left: &Arc<Left>| left.known.since.elapsed() < KEPT_FOR)
}

impl Names {
    /// What was left last, where it holds everything, to be compared with the end of the trail.
    pub(super) fn left(asked: &[Sent<'_>]) -> Option<Self> {
        let left = left(asked.first()?.0).filter(|left| left.known.named.has_all(asked))?;
        Some(Self { found: Arc::clone(&left.known), head: left.head.clone(), left: Some(left) })
    }

    /// What was left last, where it holds everything, to be compared with the end of the trail; else what is looked up.
    pub(super) async fn left_or_found_in(tx: &mut Tx, asked: &[Sent<'_>]) -> Result<Self, StoreError> {
        let Some(left) = asked.first().and_then(|(context, _)| left(context)) else {
            return Self::find_in(tx, asked).await;
        };
        if left.known.named.has_all(asked) {
            return Ok(Self { found: Arc::clone(&left.known), head: left.head.clone(), left: Some(left) });
        }
        let (_, head) = audit::ops::head(tx).await?;
        if head != left.head || left.known.named.is_large() {
            return Self::find_after(tx, head, asked).await;
        }
        let mut named = left.known.named.clone();
        named.add_in(tx, asked).await?;
        let found = Arc::new(Found { named, closings: left.known.closings.clone(), since: left.known.since });
        Ok(Self { found, head, left: None })
    }

    /// Looks everything up.
    pub(super) async fn find_in(tx: &mut Tx, asked: &[Sent<'_>]) -> Result<Self, StoreError> {
        let (_, head) = audit::ops::head(tx).await?;
        Self::find_after(tx, head, asked).await
    }

    async fn find_after(tx: &mut Tx, head: String, asked: &[Sent<'_>]) -> Result<Self, StoreError> {
        let since = Instant::now();
        let named = Named::find_in(tx, asked).await?;
        let closings = periods::ops::closings_in(tx).await?;
        Ok(Self { found: Arc::new(Found { named, closings, since }), head, left: None })
    }

    /// Whether it was looked up in this transaction.
    pub(super) const fn is_fresh(&self) -> bool {
        self.left.is_none()
    }

    /// Nobody needs to compare again what no longer holds.
    pub(super) fn forget(&self, context: &Context) {
        if let Some(left) = &self.left {
            context.db.together().forget(left);
        }
    }

    /// Whether the trail still ends where it ended when this was looked up.
    pub(super) fn hold_at(&self, end: Option<&End>) -> bool {
        end.is_some_and(|end| end.head == self.head)
    }

    /// Leaves it for those who record next, where the trail now ends with this event and nobody else's came between.
    pub(super) fn leave(self, context: &Context, head: String) {
        if self.found.named.numbered.is_empty() {
            context.db.together().leave(Arc::new(Left { head, known: self.found }));
        }
    }
}

impl Found {
    pub(super) const fn named(&self) -> &Named {
        &self.named
    }

    pub(super) const fn closings(&self) -> &Closings {
        &self.closings
    }
}

impl Named {
    /// Looks up what entries name, all at once.
    pub(in crate::entries) async fn find_in(tx: &mut Tx, asked: &[Sent<'_>]) -> Result<Self, StoreError> {
        let mut found = Self { vocabulary: vocabulary::ops::current_version_in(tx).await?, ..Self::default() };
        found.add_in(tx, asked).await?;
        Ok(found)
    }

    /// Looks up what is not known yet.
    async fn add_in(&mut self, tx: &mut Tx, asked: &[Sent<'_>]) -> Result<(), StoreError> {
        let own = asked.iter().filter_map(|(context, _)| context.caller.access.person);
        let mut own: Vec<PersonId> = own.filter(|own| !self.people.contains_key(own)).collect();
        own.sort_unstable();
        own.dedup();
        if !own.is_empty() {
            let people = people::ops::list_of_in(tx, &own).await?;
            self.people.extend(people.into_iter().map(|person| (person.id, Arc::new(person))));
        }
        for (context, raw) in asked {
            // Everybody else records for oneself only.
            if context.caller.access.is_console()
                && let Some(person) = people::ops::find_in(tx, &raw.person).await?
            {
                let person = Arc::new(person);
                self.people.insert(person.id, Arc::clone(&person));
                self.numbered.insert(fold(&raw.person), person);
            }
        }
        for person in self.people.values() {
            if !self.units.contains_key(&person.team) {
                let unit = names::ops::unit_of_team_in(tx, &person.team).await?;
                self.units.insert(person.team.clone(), unit);
            }
        }
        let numbers = asked.iter().map(|(_, raw)| raw.file.as_str());
        let numbers: Vec<&str> = numbers.filter(|number| !self.files.contains_key(&fold(number))).collect();
        if !numbers.is_empty() {
            for file in files::ops::list_numbered_in(tx, &numbers).await? {
                let file = Arc::new(file);
                self.files_by_id.insert(file.id, Arc::clone(&file));
                self.files.insert(fold(&file.number), file);
            }
        }
        Ok(())
    }

    /// Whether everything that entries name is here. What the console names is looked up each time.
    fn has_all(&self, asked: &[Sent<'_>]) -> bool {
        asked.iter().all(|(context, raw)| {
            let access = &context.caller.access;
            !access.is_console()
                && access.person.is_none_or(|own| self.people.contains_key(&own))
                && self.files.contains_key(&fold(&raw.file))
        })
    }

    fn is_large(&self) -> bool {
        self.people.len().max(self.files.len()) > KEPT_MAX
    }

    /// Checks an entry against what it names.
    pub(in crate::entries) fn parse(&self, context: &Context, raw: &RawEntry) -> Result<NewEntry, Failure> {
        let access = &context.caller.access;
        vocabulary::ops::must_be(self.vocabulary, &context.vocabulary)?;
        let mut raw = raw.clone();
        let own = access.person.and_then(|own| self.people.get(&own));
        if raw.person.trim().is_empty()
            && let Some(own) = own
        {
            raw.person.clone_from(&own.number);
        }
        let number = fold(&raw.person);
        let person = if access.is_console() {
            self.numbered.get(&number)
        } else {
            let own = own.filter(|own| fold(&own.number) == number);
            // The same answer whether the number is somebody else's or nobody's.
            if own.is_none() && !number.is_empty() {
                return Err(Fault::new(Code::NotYourTime, "person").into());
            }
            own
        };
        let file = self.files.get(&fold(&raw.file)).filter(|file| file.is_known_to(access));
        let (today, door) = (context.clock.today(), Door::Person);
        let (person, file) = (person.map(|person| (**person).clone()), file.map(|file| (**file).clone()));
        let known = Known::new(person, file, &context.vocabulary, today, door);
        Ok(raw.parse(&known)?)
    }

    /// What is true of the person and the file of an entry now.
    pub(in crate::entries) fn circumstances(&self, context: &Context, new: &NewEntry) -> Circumstances {
        let file = self.files_by_id.get(&new.file_id);
        let team = self.people.get(&new.person_id).map(|person| person.team.clone()).unwrap_or_default();
        Circumstances {
            unit: self.units.get(&team).cloned().unwrap_or_default(),
            team,
            client: file.map(|file| file.requester.clone()).unwrap_or_default(),
            language: context.caller.lang,
        }
    }

    /// A new entry with the words it is known by.
    pub(super) fn view(&self, entry: Entry) -> EntryView {
        let person = self.people.get(&entry.person_id);
        let file = self.files_by_id.get(&entry.file_id);
        EntryView {
            person: person.map(|person| person.number.clone()).unwrap_or_default(),
            file: file.map(|file| file.number.clone()).unwrap_or_default(),
            narrative_withheld: false,
            team_now: person.map(|person| person.team.clone()).unwrap_or_default(),
            walls: file.filter(|file| file.walled).map(|file| file.id).into_iter().collect(),
            entry,
        }
    }
}
