//! Reports: figures a manager can sign. Entries become facts (`facts`, columns in memory and on disk), facts become
//! sums (`sums`, of whole minutes), sums become figures (`workload`), figures become a page, JSON (`document`), CSV or a table (`export`).

pub mod api;
pub mod chart;
pub mod coverage;
pub mod document;
pub mod export;
pub mod facts;
pub mod impact;
pub mod ops;
pub mod pages;
pub mod sight;
mod store;
pub mod sums;
pub mod view;
pub mod workload;
