//! Reports: figures a manager can sign. Entries become facts (`facts`, columns in memory and on disk), facts become
//! sums (`sums`, of whole minutes), sums become figures (`workload`), figures become a page, JSON (`document`), CSV or a table (`export`).

pub mod active_files;
pub mod api;
mod capacity;
pub mod chart;
pub mod coverage;
mod demand;
pub mod dimensions;
pub mod document;
pub mod explain;
pub mod export;
pub mod facts;
pub mod impact;
pub mod labels;
mod links;
pub mod ops;
mod oversight;
pub mod pages;
mod quality;
pub mod question;
pub mod run;
pub mod sheet;
pub mod sight;
pub mod standard;
mod store;
pub mod sums;
mod suppression;
mod timeliness;
pub mod view;
pub mod workload;
