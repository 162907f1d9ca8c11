//! Favourites over HTTP: `/api/v1/my/favourites`, and what was recorded lately: `/api/v1/my/recent`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Favourite, Recent, SentFavourite, SentName, ops};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::fault::{Code, Fault};
use crate::ids::FavouriteId;
use crate::people::ops::Added;
use crate::web::ask::Ask;
use crate::web::extract::{Json, Segment, answer};
use crate::web::problem::Problem;

/// The addresses of favourites.
pub(in crate::daybook) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(order))
        .routes(routes!(rename, remove))
        .routes(routes!(list_recent))
}

/// All favourites, in their order.
#[derive(Serialize, ToSchema)]
#[schema(as = FavouriteList)]
struct Listed {
    /// The favourites.
    favourites: Vec<Favourite>,
}

/// The order favourites are to have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FavouriteOrder)]
struct SentOrder {
    /// The identifiers of all of them.
    #[schema(value_type = Vec<Uuid>)]
    favourites: Vec<String>,
}

/// What was recorded lately, the most frequent first.
#[derive(Serialize, ToSchema)]
#[schema(as = RecentList)]
struct RecentListed {
    /// The combinations of file and activity.
    recent: Vec<Recent>,
}

#[utoipa::path(
    get, path = "/api/v1/my/favourites", tag = "daybook", operation_id = "listFavourites",
    responses((status = 200, description = "The favourites", body = Listed)),
)]
async fn list(State(app): State<App>, ask: Ask) -> Result<Response, Problem> {
    let favourites = ops::list(&app.context(&ask)).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&Listed { favourites }))
}

#[utoipa::path(
    post, path = "/api/v1/my/favourites", tag = "daybook", operation_id = "addFavourite",
    request_body = SentFavourite,
    responses(
        (status = 201, description = "The new favourite", body = Favourite),
        (status = 200, description = "The favourite, kept before", body = Favourite),
        (status = 404, description = "A repeat on a file that was closed to its sender since"),
    ),
)]
async fn add(State(app): State<App>, ask: Ask, Json(sent): Json<SentFavourite>) -> Result<Response, Problem> {
    let added = ops::add(&app.context(&ask), &sent).await.map_err(|failure| ask.problem(failure))?;
    let (status, favourite) = match added {
        Added::New(favourite) => (StatusCode::CREATED, favourite),
        Added::Same(favourite) => (StatusCode::OK, favourite),
    };
    Ok((status, answer(&favourite)).into_response())
}

#[utoipa::path(
    put, path = "/api/v1/my/favourites/order", tag = "daybook", operation_id = "orderFavourites",
    request_body = SentOrder,
    responses((status = 200, description = "The favourites in their new order", body = Listed)),
)]
async fn order(State(app): State<App>, ask: Ask, Json(sent): Json<SentOrder>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    match ops::order(&context, &sent.favourites).await {
        Ok(favourites) => Ok(answer(&Listed { favourites })),
        Err(failure) if failure.code() == Code::FavouritesChanged => {
            let problem = ask.problem(failure);
            match ops::list(&context).await {
                Ok(favourites) => Err(problem.with_current(&Listed { favourites })),
                Err(_) => Err(problem),
            }
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

#[utoipa::path(
    patch, path = "/api/v1/my/favourites/{id}", tag = "daybook", operation_id = "renameFavourite",
    params(("id" = Uuid, Path)), request_body = SentName,
    responses((status = 200, description = "The favourite with its name", body = Favourite)),
)]
async fn rename(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentName>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let id = parse_id(&context, &ask, &id)?;
    let favourite = ops::rename(&context, id, &sent.name).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&favourite))
}

#[utoipa::path(
    delete, path = "/api/v1/my/favourites/{id}", tag = "daybook", operation_id = "removeFavourite",
    params(("id" = Uuid, Path)),
    responses((status = 204, description = "The favourite is gone")),
)]
async fn remove(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let context = app.context(&ask);
    let id = parse_id(&context, &ask, &id)?;
    ops::remove(&context, id).await.map_err(|failure| ask.problem(failure))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// An address with an identifier that cannot be one leads nowhere; who keeps no favourites is told so first.
fn parse_id(context: &Context, ask: &Ask, id: &str) -> Result<FavouriteId, Problem> {
    context.caller.access.must(Right::RecordTime).map_err(|fault| ask.problem(fault))?;
    FavouriteId::parse(id, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))
}

#[utoipa::path(
    get, path = "/api/v1/my/recent", tag = "daybook", operation_id = "listRecent",
    responses((status = 200, description = "What was recorded in the last 60 days", body = RecentListed)),
)]
async fn list_recent(State(app): State<App>, ask: Ask) -> Result<Response, Problem> {
    let recent = ops::list_recent(&app.context(&ask)).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&RecentListed { recent }))
}
