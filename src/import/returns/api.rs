//! Deliveries that were imported, over HTTP: the list, one with its ledger, its lines, the file of its rejected rows,
//! repairs and sign-off.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::deliveries::{self, Batch, BatchView};
use super::repair::{self, Repair};
use super::unload::{self, RawUnload, Unloaded};
use super::{BatchSignOff, sign_off};
use crate::access::Right;
use crate::app::App;
use crate::fault::{Code, Fault};
use crate::ids::{BatchId, EntryId, RepairId};
use crate::import::api::received;
use crate::import::ledger::{Ledger, Outcome};
use crate::import::rejects::{Reason, RejectForm};
use crate::lang::Lang;
use crate::web::ask::Ask;
use crate::web::cursor::{self, Page};
use crate::web::extract::{Json, Params, Segment, answer};
use crate::web::problem::Problem;

/// A workbook, as it is called in answers.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Bytes of a file that are sent at once.
const PIECE: usize = 256 << 10;

/// The addresses of deliveries that were imported.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(find))
        .routes(routes!(list_lines))
        .routes(routes!(rejects))
        .routes(routes!(sign))
        .routes(routes!(send_back))
        .routes(routes!(take_out))
}

/// A page of deliveries.
#[derive(Serialize, ToSchema)]
#[schema(as = BatchList)]
struct Batches {
    /// The deliveries, the latest first.
    imports: Vec<Batch>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// Who may import, and which delivery is meant.
fn meant(app: &App, ask: &Ask, id: &str) -> Result<(crate::context::Context, BatchId), Problem> {
    let context = app.context(ask);
    context.caller.access.must(Right::Import).map_err(|fault| ask.problem(fault))?;
    let id = BatchId::parse(id, "id").map_err(|_| ask.problem(Fault::new(Code::NotFound, "")))?;
    Ok((context, id))
}

#[utoipa::path(
    get, path = "/api/v1/imports", tag = "imports", operation_id = "listImports", params(Page),
    responses((status = 200, description = "A page of deliveries, the latest first", body = Batches)),
)]
async fn list(State(app): State<App>, ask: Ask, Params(page): Params<Page>) -> Result<Response, Problem> {
    let problem = |fault: Fault| ask.problem(fault);
    let context = app.context(&ask);
    context.caller.access.must(Right::Import).map_err(problem)?;
    let limit = cursor::limit(page.limit).map_err(problem)?;
    let before = page.cursor.as_deref().map(cursor::read).transpose().map_err(problem)?;
    let unknown = |_| problem(Fault::new(Code::UnknownCursor, "cursor"));
    let before = before.map(|id| BatchId::parse(&id, "cursor")).transpose().map_err(unknown)?;
    let listed = deliveries::list(&context, before, limit + 1).await;
    let mut imports = listed.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut imports, limit, |last| {
        format!("/api/v1/imports?limit={limit}&cursor={}", cursor::write(&last.id.to_string()))
    });
    Ok(cursor::with_next(answer(&Batches { imports, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(
    get, path = "/api/v1/imports/{id}", tag = "imports", operation_id = "findImport", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The delivery with its ledger", body = BatchView)),
)]
async fn find(State(app): State<App>, ask: Ask, Segment(id): Segment) -> Result<Response, Problem> {
    let (context, id) = meant(&app, &ask, &id)?;
    let found = deliveries::show(&context, id).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&found))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LinesAsked {
    #[param(pattern = "^(new|same|changed|duplicate|held|rejected|total|header|preamble|blank)$")]
    outcome: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    #[param(pattern = "^([0-9a-f]{2})+$")]
    cursor: Option<String>,
}

/// A page of lines of a delivery.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportLineList)]
struct Lines {
    /// The lines in the order of the file.
    lines: Vec<LineView>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A line of a delivery.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportLine)]
struct LineView {
    /// The physical line on which it begins.
    line: u64,
    /// The physical lines that it spans.
    lines: u64,
    /// Where it ended.
    outcome: String,
    /// The entry that was made of it.
    #[schema(required = true, value_type = Option<String>, format = Uuid)]
    entry: Option<EntryId>,
    /// The label of the activity as in the file.
    label: String,
    /// Why it was rejected, in the language of the reader.
    faults: Vec<LineFault>,
    /// A rejected line as it stands in the file, where rejected lines were asked for; otherwise null.
    #[schema(required = true)]
    text: Option<String>,
}

/// Why a line was rejected.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportLineFault)]
struct LineFault {
    /// The column as in the file; empty for the whole line.
    column: String,
    /// The stable code.
    code: String,
    /// What is wrong and what to do.
    message: String,
}

impl LineFault {
    fn of(reason: &Reason, lang: Lang) -> Self {
        Self { column: reason.column.clone(), code: reason.code.clone(), message: reason.say(lang) }
    }
}

#[utoipa::path(
    get, path = "/api/v1/imports/{id}/lines", tag = "imports", operation_id = "listImportLines",
    params(("id" = Uuid, Path), LinesAsked),
    responses((status = 200, description = "A page of lines", body = Lines)),
)]
async fn list_lines(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(asked): Params<LinesAsked>,
) -> Result<Response, Problem> {
    let (context, id) = meant(&app, &ask, &id)?;
    let problem = |fault: Fault| ask.problem(fault);
    let limit = cursor::limit(asked.limit).map_err(problem)?;
    let outcome = match asked.outcome.as_deref() {
        None => None,
        Some(wanted) => {
            let found = Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == wanted);
            let unknown = || problem(Fault::new(Code::MalformedQuery, "outcome").with("detail", "outcome"));
            Some(found.ok_or_else(unknown)?)
        }
    };
    let after = cursor::after(asked.cursor.as_deref()).map_err(problem)?;
    let unknown = || problem(Fault::new(Code::UnknownCursor, "cursor"));
    let after: i64 = if after.is_empty() { 0 } else { after.parse().map_err(|_| unknown())? };
    let listed = deliveries::lines(&context, id, outcome, after, limit + 1).await;
    let mut found = listed.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut found, limit, |last| {
        let outcome = outcome.map(|outcome| format!("outcome={}&", outcome.as_str())).unwrap_or_default();
        let place = cursor::write(&last.line.to_string());
        format!("/api/v1/imports/{id}/lines?{outcome}limit={limit}&cursor={place}")
    });
    let view = |line: deliveries::Line| LineView {
        line: line.line,
        lines: line.lines,
        outcome: line.outcome,
        entry: line.entry,
        label: line.label,
        faults: line.reasons.iter().map(|reason| LineFault::of(reason, ask.lang)).collect(),
        text: line.text,
    };
    let lines = found.into_iter().map(view).collect();
    Ok(cursor::with_next(answer(&Lines { lines, next: next.clone() }), next.as_deref()))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FormAsked {
    #[param(pattern = "^(csv|xlsx)$")]
    form: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/imports/{id}/rejects", tag = "imports", operation_id = "exportImportRejects",
    params(("id" = Uuid, Path), FormAsked),
    responses(
        (
            status = 200,
            description = "The rejected rows",
            content(
                (String = "text/csv"),
                (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ),
        ),
        (status = 204, description = "Nothing is rejected"),
    ),
)]
async fn rejects(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(asked): Params<FormAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (context, id) = meant(&app, &ask, &id)?;
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let form = match asked.form.as_deref() {
        Some("xlsx") => RejectForm::Workbook,
        Some("csv") => RejectForm::Lines,
        Some(_) => return Err(ask.problem(Fault::new(Code::MalformedQuery, "form").with("detail", "form"))),
        None if accepts.contains(WORKBOOK) => RejectForm::Workbook,
        None => RejectForm::Lines,
    };
    let full = |_| ask.problem(Fault::new(Code::StorageFull, ""));
    let mut file = tempfile::tempfile().map_err(full)?;
    let written = deliveries::write_rejects(&context, id, &mut file, form).await;
    if written.map_err(|failure| ask.problem(failure))? == 0 {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    file.seek(SeekFrom::Start(0)).map_err(full)?;
    let (media, name) = match form {
        RejectForm::Lines => ("text/csv", "attachment; filename=\"rejects.csv\""),
        RejectForm::Workbook => (WORKBOOK, "attachment; filename=\"rejects.xlsx\""),
    };
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_static(media)), (CONTENT_DISPOSITION, HeaderValue::from_static(name))];
    Ok((headers, Body::from_stream(pieces(file))).into_response())
}

/// A file, piece by piece.
fn pieces(file: File) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    stream::try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece)?;
            piece.truncate(read);
            Ok::<_, std::io::Error>((piece, file))
        });
        let (piece, file) = read.await.unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into()))?;
        Ok((!piece.is_empty()).then(|| (Bytes::from(piece), file)))
    })
}

/// The sign-off of a delivery.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewBatchSignOff)]
struct SentSignOff {
    /// Why differing totals or rejected rows are accepted; needed where there are any.
    #[schema(max_length = 500, example = "Two rows were entered by hand")]
    reason: String,
}

#[utoipa::path(
    post, path = "/api/v1/imports/{id}/sign-off", tag = "imports", operation_id = "signOffImport",
    params(("id" = Uuid, Path)), request_body = SentSignOff,
    responses((status = 200, description = "The sign-off", body = BatchSignOff)),
)]
async fn sign(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentSignOff>,
) -> Result<Response, Problem> {
    let (context, id) = meant(&app, &ask, &id)?;
    let signed = sign_off::sign_off(&context, id, &sent.reason).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&signed))
}

/// Why a delivery is taken out, and what may go with it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewBatchUnloading)]
struct SentUnload {
    /// Why.
    #[schema(required = true, min_length = 1, max_length = 500, example = "The export of the wrong year")]
    reason: String,
    /// Whether entries that somebody has changed since go too.
    also_edited: bool,
    /// Does everything, and stores nothing.
    rehearse: bool,
}

#[utoipa::path(
    post, path = "/api/v1/imports/{id}/unloading", tag = "imports", operation_id = "unloadImport",
    params(("id" = Uuid, Path)), request_body = SentUnload,
    responses((status = 200, description = "What was taken out", body = Unloaded)),
)]
async fn take_out(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Json(sent): Json<SentUnload>,
) -> Result<Response, Problem> {
    let (context, id) = meant(&app, &ask, &id)?;
    let raw = RawUnload { reason: sent.reason, also_edited: sent.also_edited, rehearse: sent.rehearse };
    let unloaded = unload::unload(&context, id, &raw).await.map_err(|failure| ask.problem(failure))?;
    Ok(answer(&unloaded))
}

#[derive(Deserialize, Default, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RepairAsked {
    rehearse: Option<bool>,
    #[param(max_length = 200)]
    name: Option<String>,
}

/// What a repair came to.
#[derive(Serialize, ToSchema)]
#[schema(as = BatchRepairResult)]
struct RepairTold {
    /// What became of it: `repaired` or `rehearsed`.
    outcome: &'static str,
    /// The repair; null where nothing changed.
    #[schema(required = true, value_type = Option<String>, format = Uuid)]
    repair: Option<RepairId>,
    /// Rows that came to something.
    repaired: u64,
    /// Rows that were repaired before, in the same way.
    same: u64,
    /// Rows that are still at fault.
    rejected: u64,
    /// Why rows are still at fault, of the first 200 of them.
    faults: Vec<RepairFault>,
    /// The ledger of the delivery with the repair in it.
    ledger: Ledger,
}

/// Why a row could not be repaired.
#[derive(Serialize, ToSchema)]
struct RepairFault {
    /// The physical line on which it stands in the file that was sent.
    row: u64,
    /// The line of the delivery, as written.
    line: String,
    /// What is wrong.
    #[serde(flatten)]
    fault: LineFault,
}

#[utoipa::path(
    post, path = "/api/v1/imports/{id}/repair", tag = "imports", operation_id = "repairImport",
    params(("id" = Uuid, Path), RepairAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "What the repair came to", body = RepairTold)),
)]
async fn send_back(
    State(app): State<App>,
    ask: Ask,
    Segment(id): Segment,
    Params(asked): Params<RepairAsked>,
    body: Body,
) -> Result<Response, Problem> {
    let (context, batch) = meant(&app, &ask, &id)?;
    let shape = repair::shape_of(&context, batch).await.map_err(|failure| ask.problem(failure))?;
    let source = received(body, asked.name.as_deref(), &shape, &app, &ask).await?;
    let rehearse = asked.rehearse.unwrap_or(false);
    let sent = Repair { batch, source, rehearse, rejects: None, reject_form: RejectForm::default() };
    let repaired = repair::repair(&context, sent).await.map_err(|failure| ask.problem(failure))?;
    let faults = repaired.faults.iter().flat_map(|found| {
        found.reasons.iter().map(|reason| RepairFault {
            row: found.row,
            line: found.line.clone(),
            fault: LineFault::of(reason, ask.lang),
        })
    });
    let told = RepairTold {
        outcome: if rehearse { "rehearsed" } else { "repaired" },
        repair: repaired.repair,
        repaired: repaired.repaired,
        same: repaired.same,
        rejected: repaired.rejected,
        faults: faults.collect(),
        ledger: repaired.ledger,
    };
    Ok(answer(&told))
}
