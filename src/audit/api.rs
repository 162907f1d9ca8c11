//! The audit trail over HTTP: `/api/v1/audit-events`. It is read here and nowhere changed.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{AnyOfBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Stored;
use super::ops::{self, Verified, Wanted};
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::web::ask::Ask;
use crate::web::cursor;
use crate::web::extract::{Params, answer};
use crate::web::problem::Problem;

/// The addresses of the audit trail.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(verification))
}

/// What narrows the list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Page {
    object: String,
    actor: String,
    #[param(required = false, schema_with = day_or_instant)]
    from: Option<String>,
    #[param(required = false, schema_with = day_or_instant)]
    to: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// What a document says of a time that is a day or an instant.
fn day_or_instant() -> Schema {
    let text = |format| ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(format)));
    let either = AnyOfBuilder::new().item(text(KnownFormat::Date)).item(text(KnownFormat::DateTime));
    Schema::AnyOf(either.build())
}

/// A page of events, the newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = AuditEventList)]
struct Listed {
    /// The events.
    events: Vec<Stored>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// What verifying the chain found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = AuditVerification)]
struct Verification {
    /// How many events hold together.
    #[schema(minimum = 0)]
    events: i64,
    /// Whether all do.
    sound: bool,
    /// The first position at which the chain does not hold.
    #[schema(required = true, minimum = 1)]
    broken_at: Option<i64>,
}

/// The events of the audit trail, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/audit-events",
    tag = "audit",
    operation_id = "listAuditEvents",
    params(Page),
    responses((status = 200, description = "A page of events, the newest first.", body = Listed))
)]
async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let from = given(page.from.as_deref(), "from").map_err(|fault| ask.problem(fault))?;
    let to = given(page.to.as_deref(), "to").map_err(|fault| ask.problem(fault))?;
    let mut wanted =
        Wanted::parse(&page.object, &page.actor, from, to, limit + 1).map_err(|faults| ask.problem(faults))?;
    wanted.before = page.cursor.as_deref().map(place).transpose().map_err(|fault| ask.problem(fault))?;
    let mut events = ops::list(&app.context(&ask), &wanted).await.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut events, limit, |last| next_page(&page, limit, last.sequence));
    Ok(cursor::with_next(answer(&Listed { events, next: next.clone() }), next.as_deref()))
}

/// A time that is named is not empty.
fn given<'t>(text: Option<&'t str>, field: &str) -> Result<&'t str, Fault> {
    match text {
        Some("") => Err(Fault::new(Code::DateFormat, field).with("value", "")),
        other => Ok(other.unwrap_or_default()),
    }
}

fn place(text: &str) -> Result<i64, Fault> {
    cursor::read(text)?.parse().map_err(|_| Fault::new(Code::UnknownCursor, "cursor"))
}

/// The address of the page after the event at a position, narrowed in the same way.
fn next_page(page: &Page, limit: i64, last: i64) -> String {
    let (from, to) = (page.from.as_deref().unwrap_or_default(), page.to.as_deref().unwrap_or_default());
    let narrowed = [("object", page.object.as_str()), ("actor", &page.actor), ("from", from), ("to", to)];
    let given: Vec<_> = narrowed.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let mut query = serde_urlencoded::to_string(given).unwrap_or_default();
    if !query.is_empty() {
        query.push('&');
    }
    format!("/api/v1/audit-events?{query}limit={limit}&cursor={}", cursor::write(&last.to_string()))
}

/// Verifies the whole chain.
#[utoipa::path(
    get,
    path = "/api/v1/audit-events/verification",
    tag = "audit",
    operation_id = "verifyAuditEvents",
    responses((status = 200, description = "Whether the chain holds, and where it does not.", body = Verification))
)]
async fn verification(State(app): State<App>, ask: Ask) -> Result<Response, Problem> {
    let verified = ops::verify_for(&app.context(&ask)).await.map_err(|failure| ask.problem(failure))?;
    let found = match verified {
        Verified::Sound(events) => Verification { events, sound: true, broken_at: None },
        Verified::BrokenAt(position) => Verification { events: position - 1, sound: false, broken_at: Some(position) },
    };
    Ok(answer(&found).into_response())
}
