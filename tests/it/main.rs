//! All integration tests, in one binary. Every test that touches a database runs on SQLite and on PostgreSQL, each time
//! on a database of its own; `tests/run` starts the PostgreSQL server.

mod architecture;
mod generate;
mod import_reading;
mod import_splitting;
mod support;
mod vocabulary;
