//! Numbers of files by the pattern of the settings: the next free one, or whether a given one fits.

use chrono::Datelike;

use super::{NewFile, store};
use crate::config::number_pattern::NumberParts;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::store::Tx;

/// The number a file that is new gets: its own where it fits the pattern, otherwise the next one that is free. The caller
/// holds the turn, so nobody else is given the same.
///
/// # Errors
/// `required` where there is neither a number nor a pattern; `number_pattern`.
pub(super) async fn number_in(tx: &mut Tx, context: &Context, new: &NewFile) -> Result<String, Failure> {
    let pattern = &context.config.file_number;
    let parts = NumberParts { country: &new.country, category: &new.category, year: new.opened_on.year() };
    if !new.number.is_empty() {
        return if pattern.fits(parts, &new.number) {
            Ok(new.number.clone())
        } else {
            let fault = Fault::new(Code::NumberPattern, "number").with("value", new.number.as_str());
            Err(fault.with("pattern", pattern.to_string()).into())
        };
    }
    if pattern.is_free() {
        return Err(Fault::new(Code::Required, "number").into());
    }
    let (before, behind) = pattern.around(parts);
    let name = format!("{before}{{n}}{behind}");
    let mut counter = store::find_counter(tx, &name).await?.unwrap_or(0);
    loop {
        counter += 1;
        let number = pattern.number(parts, counter);
        // Numbers that were given before there was a pattern are taken too.
        if store::find_by_number(tx, &number).await?.is_none() {
            store::set_counter(tx, &name, counter).await?;
            return Ok(number);
        }
    }
}
