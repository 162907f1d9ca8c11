//! The daybook over HTTP: `/api/v1/my`.

use utoipa_axum::router::OpenApiRouter;

use super::{days, favourites, quick, ranges, timer, weeks};
use crate::app::App;

/// The addresses of the daybook.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(days::api::routes())
        .merge(favourites::api::routes())
        .merge(weeks::api::routes())
        .merge(quick::api::routes())
        .merge(ranges::api::routes())
        .merge(timer::api::routes())
}
