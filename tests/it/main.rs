//! All integration tests, in one binary. Every test that touches a database runs on SQLite and on PostgreSQL, each time
//! on a database of its own; `tests/run` starts the PostgreSQL server.

mod architecture;
mod command_line;
mod correcting;
mod database;
mod files_api;
mod generate;
mod http;
mod import_faults;
mod import_generated;
mod import_reading;
mod import_rejects;
mod import_repeats;
mod import_splitting;
mod importing;
mod integrity;
mod language;
mod listing;
mod pages;
mod published;
mod recording;
mod reports;
mod reports_forms;
mod reports_history;
mod samples;
mod serving;
mod support;
mod vocabulary;
