//! Legacy exports. From bytes to rows: `split` finds the records, `decode` their text, `cells` their cells, `mapper`
//! what they mean by a `profile`, and `reading` drives them. None of these knows the database or
//! the vocabulary. Then `prepare` checks each row by the common parser, `writer` decides by other rows and keeps the
//! `ledger`, and `ops` holds it all in one transaction. `sniff` looks at files that no profile describes yet.

pub mod api;
pub mod blocks;
pub mod cells;
mod changes;
pub mod computed;
pub mod containers;
pub mod contradictions;
pub mod control;
pub mod crosswalk;
pub mod dates;
pub mod days;
pub mod decode;
pub mod dialect;
pub mod durations;
pub mod golden;
pub mod header;
mod kept;
pub mod ledger;
pub mod levels;
pub mod lookups;
pub mod mapper;
pub mod measures;
mod met;
pub mod numbers;
pub mod ops;
mod others;
mod pipeline;
pub mod prepare;
pub mod profile;
pub mod profiles;
pub mod reading;
pub mod registers;
pub mod rejects;
pub mod returns;
mod row;
pub mod shape;
pub mod sniff;
pub mod source;
pub mod split;
mod store;
pub mod totals;
mod wanted;
mod work;
pub mod writer;
