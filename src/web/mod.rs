//! The HTTP tool kit: extractors, problems, headers, assets, templates and the frame of a page. It knows no feature.

pub mod api_page;
pub mod ask;
pub mod assets;
pub mod body;
pub mod compress;
pub mod cookie;
pub mod cursor;
pub mod extract;
pub mod guard;
pub mod health;
pub mod limits;
pub mod mask;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod pages_problem;
pub mod panics;
pub mod problem;
pub mod public_url;
pub mod server;
pub mod stop;
pub mod template;
