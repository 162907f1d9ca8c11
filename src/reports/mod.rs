//! Reports: figures a manager can sign. Entries become facts (`facts`, columns in memory and on disk), facts become
//! sums (`sums`, of whole minutes), sums become figures (`workload`), figures become a page, JSON (`document`), CSV or a table (`export`).

pub mod api;
pub mod chart;
pub mod coverage;
pub mod dimensions;
pub mod document;
pub mod export;
pub mod facts;
pub mod figures;
pub mod impact;
pub mod labels;
mod links;
pub mod ops;
pub mod pages;
pub mod question;
pub mod sheet;
pub mod sight;
pub mod standard;
mod store;
pub mod sums;
mod suppression;
pub mod view;
pub mod workload;
