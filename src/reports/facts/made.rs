//! Facts that are made up and put on disk as if they had been read, for measuring sizes that would take days to record.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::folder::{self, Keep, Mark};
use super::names::{Names, Places};
use super::year::{Part, Row, Year};
use super::{Lists, in_parallel};
use crate::audit;
use crate::context::Context;
use crate::failure::Failure;
use crate::store::StoreError;
use crate::time::FiscalYear;

/// One made-up entry; people and files by their places in the lists of the database.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// Who.
    pub person: usize,
    /// On what.
    pub file: usize,
    /// The place of the activity among those that were named.
    pub activity: u32,
    /// The month of the fiscal year, from 0 for April.
    pub month: u32,
    /// The day of the month.
    pub day: u32,
    /// How long.
    pub minutes: u32,
    /// Days until it was entered.
    pub lag: i32,
}

/// What makes the entries of a year, one after the other.
pub type Maker<'a> = dyn Fn(FiscalYear, &mut dyn FnMut(Made)) + Sync + 'a;

/// Makes the facts of some years and puts them into a folder, as those of the database as it is now; how many there are.
///
/// # Errors
/// When the database or the folder fails.
pub async fn plant(
    context: &Context,
    folder: &Path,
    activities: &[String],
    years: &[FiscalYear],
    make: &Maker<'_>,
) -> Result<usize, Failure> {
    let mut tx = context.db.read().await?;
    let lists = Lists::read(&mut tx).await?;
    let event = audit::ops::event_count(&mut tx).await?;
    let event_hash = audit::ops::event_hash(&mut tx, event).await?;
    let mark = Mark { data_version: audit::ops::data_version(&mut tx).await?, event, event_hash };
    drop(tx);
    let mut names = Names {
        people: lists.people.iter().map(|person| person.id.uuid()).collect::<Vec<_>>().into(),
        files: lists.files.iter().map(|file| file.id.uuid()).collect::<Vec<_>>().into(),
        activities: activities.to_vec().into(),
        statuses: vec!["approved".to_owned()].into(),
        languages: vec!["en".to_owned()].into(),
        ..Names::new()
    };
    let mut placed = |texts: Vec<&str>, places: fn(&mut Names) -> &mut Places<String>| -> Vec<u32> {
        texts.into_iter().map(|text| places(&mut names).place(text)).collect()
    };
    let teams = placed(lists.people.iter().map(|person| person.team.as_str()).collect(), |names| &mut names.teams);
    let clients = placed(lists.files.iter().map(|file| file.requester.as_str()).collect(), |names| &mut names.clients);
    let late_after = i32::try_from(context.config.late_after_days).unwrap_or(i32::MAX);
    let code = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let by_year = in_parallel(years, |year| {
        let mut part = Part::default();
        make(*year, &mut |made: Made| {
            let who = [code(made.person), teams[made.person], 0, 0, 0, 1];
            let what = [code(made.file), code(made.file), made.activity, clients[made.file]];
            part.push(made.month, who, what, Row::new(made.day, made.minutes, made.lag));
        });
        (*year, Arc::new(Year::build(*year, vec![part], late_after)))
    });
    let years: BTreeMap<FiscalYear, Arc<Year>> = by_year.into_iter().collect();
    let count = years.values().map(|year| year.len()).sum();
    let keep = Keep { mark, names: Arc::new(names), years: years.into_values().collect(), replace: true };
    folder::save(folder, &keep).map_err(|error| StoreError::Other(error.into()))?;
    Ok(count)
}
