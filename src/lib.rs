//! casetime records time on legal files and keeps technical assistance and strategic advice apart.
//!
//! The map of the crate, in the order one may read it:
//!
//! | folder | what is in it |
//! | --- | --- |
//! | `fault`, `words`, `lang`, `time`, `number`, `text`, `ids`, `clock`, `digest` | small types everyone uses |
//! | `store/` | the database tool kit: two engines behind plain methods; knows no feature |
//! | `web/` | the HTTP tool kit: extractors, problems, pages, templates, message files; knows no feature |
//! | `context`, `failure`, `config`, `install`, `app`, `routes` | what holds the parts together |
//! | `audit/` | events, their chain, and the change sequence |
//! | `people/` | who records time |
//! | `vocabulary/` | categories, activities, the boundary rule, their file and its checks |
//! | `files/` | what time is recorded on |
//! | `entries/` | time entries: the one parser of all doors, recording, correcting |
//! | `import/` | legacy exports: reading, profiles, ledger, reject file |
//! | `reports/` | facts in columns, figures, chart, exports |
//! | `generate/` | a made-up section for demonstrations and benchmarks |
//! | `cli/` | one file per command |
//!
//! Inside a feature: `mod.rs` types, `raw.rs` the parser, `store.rs` all SQL, `ops.rs` the verbs, `api.rs` and `pages.rs`
//! the doors. `tests/it/architecture.rs` holds who may import whom.

pub mod app;
pub mod audit;
pub mod cli;
pub mod clock;
pub mod config;
pub mod context;
pub mod digest;
pub mod entries;
pub mod failure;
pub mod fault;
pub mod files;
pub mod generate;
pub mod ids;
pub mod import;
pub mod install;
pub mod lang;
pub mod number;
pub mod people;
pub mod reports;
pub mod routes;
pub mod store;
pub mod text;
pub mod time;
pub mod vocabulary;
pub mod web;
pub mod words;
