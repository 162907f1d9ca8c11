//! The SQL of what new entries meet.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::audit::ops::End;
use crate::ids::{EntryId, PersonId};
use crate::store::bulk::Cell;
use crate::store::direct::Direct;
use crate::store::scan::Field;
use crate::store::{StoreError, Tx};

/// What new entries meet in the database.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Their identifiers, where entries have them.
    pub(super) ids: Vec<EntryId>,
    /// The minutes of their days; days without entries are left out.
    pub(super) days: HashMap<(PersonId, NaiveDate), i64>,
    /// Where changes and events end; nowhere when nothing was looked for.
    pub(super) end: Option<End>,
}

/// Either an entry, a day of a person, or the last event.
#[derive(sqlx::FromRow)]
struct MetRow {
    id: Option<Uuid>,
    person_id: Option<Uuid>,
    worked_on: Option<NaiveDate>,
    minutes: i64,
    changes: i64,
    events: i64,
    head: String,
}

/// Rows of [`MetRow`].
const FIND: &str = "SELECT NULL AS id, e.person_id, e.worked_on, CAST(SUM(e.minutes) AS BIGINT) AS minutes, \
         CAST(0 AS BIGINT) AS changes, CAST(0 AS BIGINT) AS events, '' AS head \
         FROM (SELECT DISTINCT person_id, worked_on FROM wanted) w CROSS JOIN entries e \
         WHERE e.person_id = w.person_id AND e.worked_on = w.worked_on AND e.withdrawn = FALSE \
         GROUP BY e.person_id, e.worked_on \
     UNION ALL SELECT e.id, NULL, NULL, 0, 0, 0, '' FROM wanted w CROSS JOIN entries e WHERE e.id = w.id \
     UNION ALL SELECT NULL, NULL, NULL, 0, c.value, n.value, a.hash FROM counters c \
         CROSS JOIN counters n CROSS JOIN audit_events a \
         WHERE c.name = 'changes' AND n.name = 'audit' AND a.sequence = n.value";
const KEYS: &str = "person_id, worked_on, id";

/// A person, a day, and the identifier of an entry where it was given one.
pub(super) type Key = (PersonId, NaiveDate, Option<EntryId>);

fn cells(wanted: Vec<Key>) -> Vec<Vec<Cell>> {
    // No entry has the nil identifier.
    let key = |(person, day, id): Key| {
        vec![Cell::Id(person.uuid()), Cell::Date(day), Cell::Id(id.map_or(Uuid::nil(), EntryId::uuid))]
    };
    wanted.into_iter().map(key).collect()
}

/// What entries meet: all in one statement, because everybody who records waits for it. Without entries nothing is looked
/// for.
pub(super) async fn find_met(tx: &mut Tx, wanted: Vec<Key>) -> Result<Met, StoreError> {
    let mut met = Met::default();
    tx.all_wanted::<MetRow>(KEYS, cells(wanted), FIND).await?.into_iter().for_each(|row| met.add(row));
    Ok(met)
}

/// As [`find_met`], in a transaction on this thread; `None` where that cannot be told.
pub(super) fn find_met_directly(direct: &Direct, wanted: Vec<Key>) -> Option<Met> {
    let mut met = Met::default();
    direct.all_wanted(KEYS, cells(wanted), FIND, MetRow::read)?.into_iter().for_each(|row| met.add(row));
    Some(met)
}

impl MetRow {
    fn read(fields: &[Field<'_>]) -> Option<Self> {
        let [id, person, day, minutes, changes, events, head] = fields else { return None };
        Some(Self {
            id: id.maybe(Field::id)?,
            person_id: person.maybe(Field::id)?,
            worked_on: day.maybe(Field::date)?,
            minutes: minutes.int()?,
            changes: changes.int()?,
            events: events.int()?,
            head: head.owned()?,
        })
    }
}

impl Met {
    fn add(&mut self, row: MetRow) {
        match (row.id, row.person_id, row.worked_on) {
            (Some(id), ..) => self.ids.push(EntryId::from_uuid(id)),
            (None, Some(person), Some(day)) => {
                self.days.insert((PersonId::from_uuid(person), day), row.minutes);
            }
            (None, ..) => self.end = Some(End { changes: row.changes, events: row.events, head: row.head }),
        }
    }
}
