//! Deliveries over HTTP: `/api/v1/imports` takes a legacy export piece by piece into a file of its own, imports it or
//! rehearses that, and answers with the ledger.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ledger::{Figure, Ledger};
use super::ops::{self, Delivered, Delivery};
use super::profile::Profile;
use super::profiles::{self, Reference};
use super::rejects::RejectForm;
use super::shape::{FileShape, SheetChoice};
use super::source::Source;
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::ids::BatchId;
use crate::web::ask::Ask;
use crate::web::body::was_too_slow;
use crate::web::extract::{Params, answer};
use crate::web::problem::Problem;

/// Bytes that are gathered before they are written to the file.
const PIECE: usize = 1 << 20;
/// Letters of the name of a file that are kept.
const FILE_NAME_MAX: usize = 200;

/// The addresses of deliveries.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(deliver)).routes(routes!(rehearse)).merge(super::returns::api::routes())
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    #[param(required = true, min_length = 1, max_length = 120)]
    profile: String,
    #[param(max_length = 200)]
    name: Option<String>,
    #[param(max_length = 200)]
    sheet: Option<String>,
    apply_changes: bool,
}

/// Where the lines of a delivery ended.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
struct Told {
    /// What became of it: `imported`, `rehearsed`, or `imported_before`.
    outcome: &'static str,
    /// The delivery; null for a rehearsal.
    #[schema(required = true, value_type = Option<String>, format = Uuid)]
    batch: Option<BatchId>,
    /// When the same bytes were imported before; null where they were not.
    #[schema(required = true)]
    imported_at: Option<DateTime<Utc>>,
    /// The ledger; null where the same bytes were imported before.
    #[schema(required = true)]
    ledger: Option<Ledger>,
    /// What the figures of each fiscal year and category would become; of a rehearsal only.
    figures: Vec<Figure>,
}

#[utoipa::path(
    post, path = "/api/v1/imports", tag = "imports", operation_id = "importDelivery",
    params(Asked), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "Imported", body = Told),
        (status = 200, description = "Imported before", body = Told),
    ),
)]
async fn deliver(
    State(app): State<App>,
    ask: Ask,
    Params(asked): Params<Asked>,
    body: Body,
) -> Result<Response, Problem> {
    let told = take(&app, &ask, &asked, body, false).await?;
    let status = if told.imported_at.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    let location = told.batch.map(|batch| format!("/api/v1/imports/{batch}")).unwrap_or_default();
    Ok((status, [(LOCATION, location)], answer(&told)).into_response())
}

#[utoipa::path(
    post, path = "/api/v1/imports/rehearsals", tag = "imports", operation_id = "rehearseDelivery",
    params(Asked), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "What the import would come to", body = Told)),
)]
async fn rehearse(
    State(app): State<App>,
    ask: Ask,
    Params(asked): Params<Asked>,
    body: Body,
) -> Result<Response, Problem> {
    Ok(answer(&take(&app, &ask, &asked, body, true).await?))
}

async fn take(app: &App, ask: &Ask, asked: &Asked, body: Body, rehearse: bool) -> Result<Told, Problem> {
    let context = app.context(ask);
    context.caller.access.must(Right::Import).map_err(|fault| ask.problem(fault))?;
    let document = profile_named(&context, &asked.profile).await.map_err(|failure| ask.problem(failure))?;
    let mut profile = Profile::parse(&document).map_err(|faults| ask.problem(faults))?;
    if let Some(sheet) = asked.sheet.as_deref().filter(|sheet| !sheet.is_empty()) {
        let number = sheet.parse().ok().filter(|number| *number > 0);
        profile.file.sheet = Some(number.map_or_else(|| SheetChoice::Name(sheet.to_owned()), SheetChoice::Number));
    }
    let source = received(body, asked.name.as_deref(), &profile.file, app, ask).await?;
    let delivery = Delivery {
        source,
        profile: Arc::new(profile),
        profile_document: &document,
        rehearse,
        make_changes: asked.apply_changes,
        rejects: None,
        reject_form: RejectForm::default(),
        progress: &mut |_| {},
    };
    let delivered = ops::deliver(&context, delivery).await.map_err(|failure| ask.problem(failure))?;
    Ok(match delivered {
        Delivered::Ledger { batch, ledger, figures } => {
            let outcome = if rehearse { "rehearsed" } else { "imported" };
            Told { outcome, batch, imported_at: None, ledger: Some(ledger), figures }
        }
        Delivered::Before { batch, imported_at } => Told {
            outcome: "imported_before",
            batch: Some(batch),
            imported_at: Some(imported_at),
            ledger: None,
            figures: Vec::new(),
        },
    })
}

/// The text of a profile, by its name: of a saved one before one that comes with the program.
async fn profile_named(context: &Context, name: &str) -> Result<String, Failure> {
    if name.trim().is_empty() {
        return Err(Fault::new(Code::Required, "profile").into());
    }
    Ok(profiles::ops::find(context, &Reference::parse(name.trim())).await?.document)
}

/// A file that is sent as the body of a request, looked through once.
pub(super) async fn received(
    body: Body,
    name: Option<&str>,
    shape: &FileShape,
    app: &App,
    ask: &Ask,
) -> Result<Source, Problem> {
    let name = name.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(FILE_NAME_MAX).collect();
    let name = if name.is_empty() { "upload".to_owned() } else { name };
    let file = spooled(body, app.config.import_upload_max).await.map_err(|fault| ask.problem(fault))?;
    let shape = shape.clone();
    // Unpacking and hashing take as long as the file is large.
    let looked = tokio::task::spawn_blocking(move || Source::of(file, name.clone(), &name, &shape)).await;
    let unreadable = || Fault::new(Code::SourceUnreadable, "").with("path", "upload");
    looked.map_err(|_| ask.problem(unreadable()))?.map_err(|fault| ask.problem(fault))
}

/// Writes a body to a file that is gone when it is closed.
async fn spooled(body: Body, limit: u64) -> Result<File, Fault> {
    let full = |_| Fault::new(Code::StorageFull, "");
    let mut file = tempfile::tempfile().map_err(full)?;
    let mut pieces = body.into_data_stream();
    let (mut gathered, mut taken) = (Vec::with_capacity(PIECE), 0_u64);
    loop {
        let piece = pieces.next().await.transpose().map_err(|error| {
            let code = if was_too_slow(&error) { Code::RequestTooSlow } else { Code::MalformedBody };
            Fault::new(code, "").with("detail", "")
        })?;
        let ended = piece.is_none();
        if let Some(piece) = piece {
            taken += piece.len() as u64;
            if taken > limit {
                return Err(Fault::new(Code::BodyTooLarge, "").with("limit", limit));
            }
            gathered.extend_from_slice(&piece);
        }
        if gathered.len() >= PIECE || ended {
            let whole = std::mem::replace(&mut gathered, Vec::with_capacity(if ended { 0 } else { PIECE }));
            let written = tokio::task::spawn_blocking(move || file.write_all(&whole).map(|()| file)).await;
            file = written.map_err(|_| Fault::new(Code::StorageFull, ""))?.map_err(full)?;
        }
        if ended {
            return Ok(file);
        }
    }
}
