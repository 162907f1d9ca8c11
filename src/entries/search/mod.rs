//! Finding one's own entries again: by file, activity, days and status, the newest first, with how many there are and how much
//! time they come to. Words of narratives are not searched: what was searched for would stand in an address.

mod ops;
pub mod pages;
mod store;
mod view;

/// How many entries fit, and their time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum {
    /// How many entries.
    entries: i64,
    /// Whole minutes.
    minutes: i64,
}
