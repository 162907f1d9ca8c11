//! What is done with people: add one, list them, find one.

use super::{NewPerson, Person, store};
use crate::audit::{self, Event};
use crate::context::Context;
use crate::digest::digest_of;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::PersonId;

use crate::store::{StoreError, Tx, write};

/// What adding to a list came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added<T> {
    /// It is new.
    New(T),
    /// The same was there already; nothing changed.
    Same(T),
}

/// Adds a person.
///
/// # Errors
/// `number_taken` when another person has the number, or the failure of the database.
pub async fn add(context: &Context, new: &NewPerson) -> Result<Added<Person>, Failure> {
    write!(context.db, |tx| add_in(tx, context, new).await)
}

/// As [`add`], inside a transaction of the caller.
///
/// # Errors
/// As [`add`].
pub async fn add_in(tx: &mut Tx, context: &Context, new: &NewPerson) -> Result<Added<Person>, Failure> {
    audit::ops::take_turn(tx).await?;
    let now = context.clock.now();
    if let Some(found) = store::find_by_number(tx, &new.number).await? {
        let same = found.name == new.name
            && found.team == new.team
            && found.active_from == new.active_from
            && found.active_to == new.active_to
            && found.days_per_week == new.days_per_week;
        return if same {
            Ok(Added::Same(found))
        } else {
            Err(Fault::new(Code::NumberTaken, "number").with("value", new.number.as_str()).into())
        };
    }
    let person = Person {
        id: PersonId::new(now),
        number: new.number.clone(),
        name: new.name.clone(),
        team: new.team.clone(),
        active_from: new.active_from,
        active_to: new.active_to,
        days_per_week: new.days_per_week,
        created_at: now,
    };
    store::insert(tx, &person).await?;
    let event = Event {
        action: "add",
        object_kind: "person",
        object_id: person.id.to_string(),
        hash_after: digest_of(&person),
        ..Event::default()
    };
    audit::ops::append(tx, now, &context.caller, event).await?;
    Ok(Added::New(person))
}

/// All people, by number.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context) -> Result<Vec<Person>, Failure> {
    let mut tx = context.db.read().await?;
    Ok(store::list(&mut tx).await?)
}

/// All people, inside a transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn list_in(tx: &mut Tx) -> Result<Vec<Person>, StoreError> {
    store::list(tx).await
}

/// The person with a number, compared folded.
///
/// # Errors
/// When the database fails.
pub async fn find_in(tx: &mut Tx, number: &str) -> Result<Option<Person>, StoreError> {
    store::find_by_number(tx, number).await
}
