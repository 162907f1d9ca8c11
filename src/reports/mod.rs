//! Reports: figures a manager can sign. Entries become facts (`facts`, columns in memory), facts become figures
//! (`workload`, computed by polars from whole minutes), figures become a page, JSON (`document`), CSV or a table (`export`).

pub mod active_files;
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
pub mod view;
pub mod workload;
