//! The HTTP tool kit: extractors, problems, headers, assets, templates and the frame of a page. It knows no feature.

pub mod ask;
pub mod assets;
pub mod cursor;
pub mod extract;
pub mod guard;
pub mod page;
pub mod pages_problem;
pub mod problem;
pub mod template;
