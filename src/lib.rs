//! casetime records time on legal files and keeps technical assistance and strategic advice apart.
//!
//! The map of the crate, in the order one may read it:
//!
//! | folder | what is in it |
//! | --- | --- |
//! | `access`, `calendar`, `fault`, `words`, `lang`, `time`, `number`, `text`, `ids`, `clock`, `digest`, `sent`, `period`, `figures`, `small_groups` | small types everyone uses |
//! | `store/` | the database tool kit: two engines behind plain methods; knows no feature |
//! | `web/` | the HTTP tool kit: extractors, problems, pages, templates, message files; knows no feature |
//! | `context`, `failure`, `config`, `install`, `app`, `gate`, `routes` | what holds the parts together |
//! | `audit/` | events, their chain, and the change sequence |
//! | `repeats/` | outcomes kept for requests that are sent again |
//! | `people/` | who records time |
//! | `accounts/` | who may sign in: roles, passwords, sessions, tokens |
//! | `names/` | names in both languages: section, teams, countries, federal bodies, projects |
//! | `vocabulary/` | categories, activities, the boundary rule, their file and its checks |
//! | `files/` | what time is recorded on |
//! | `requests/` | the register of demand: what is asked, what was decided, the file it became |
//! | `periods/` | fiscal years, their close, and for whom a closed one is open again |
//! | `entries/` | time entries: the one parser of all doors, recording, correcting, handing in, approving |
//! | `daybook/` | what one person keeps beside the entries: complete days, favourites, copies, ranges, the timer |
//! | `knowledge/` | notes kept with files: fact sheets, lessons learned, debriefs; searching them |
//! | `oversight/` | the time on a file confirmed by its lead counsel; chase lists |
//! | `coding/` | blind second coding of random samples: how far two people code alike |
//! | `exports/` | entries for other programs: CSV, JSON, calendars, LEDES |
//! | `import/` | legacy exports: reading, profiles, ledger, reject file |
//! | `reports/` | facts in columns, figures, chart, exports |
//! | `upkeep/` | backups, restoring, what `doctor` asks |
//! | `generate/` | a made-up section for demonstrations and benchmarks |
//! | `cli/` | one file per command |
//!
//! Inside a feature: `mod.rs` types, `raw.rs` the parser, `sent.rs` the bodies of the API, `store.rs` all SQL, `ops.rs` the verbs, `api.rs` and `pages.rs`
//! the doors. `tests/it/architecture.rs` holds who may import whom.

pub mod access;
pub mod accounts;
pub mod app;
pub mod audit;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod coding;
pub mod config;
pub mod context;
pub mod daybook;
pub mod digest;
pub mod entries;
pub mod exports;
pub mod failure;
pub mod fault;
pub mod figures;
pub mod files;
pub mod gate;
pub mod generate;
pub mod ids;
pub mod import;
pub mod install;
pub mod knowledge;
pub mod lang;
pub mod names;
pub mod number;
pub mod oversight;
pub mod people;
pub mod period;
pub mod periods;
pub mod repeats;
pub mod reports;
pub mod requests;
pub mod routes;
mod sent;
pub mod small_groups;
pub mod store;
pub mod text;
pub mod time;
pub mod upkeep;
pub mod vocabulary;
pub mod web;
pub mod words;
