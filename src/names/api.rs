//! Names over HTTP: `/api/v1/names/{kind}`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Kind, Name, RawName, ops};
use crate::access::Right;
use crate::app::App;
use crate::context::Context;
use crate::fault::{Code, Fault};
use crate::people::ops::Added;
use crate::sent::{day_or_null, some, some_day_or_null};
use crate::web::ask::{Ask, etag};
use crate::web::cursor::{self, Page};
use crate::web::extract::{Json, Params, Segment, Segments, answer};
use crate::web::problem::Problem;

/// The addresses of names.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(find, change))
}

/// One page of names, by code.
#[derive(Serialize, ToSchema)]
#[schema(as = NameList)]
struct Listed {
    /// The names.
    names: Vec<Name>,
    /// The address of the next page; null on the last one.
    #[schema(required = true)]
    next: Option<String>,
}

/// A name in both languages.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewLabel)]
struct SentLabel {
    /// In English.
    #[schema(required = true, min_length = 1, max_length = 120, example = "Ethiopia")]
    en: String,
    /// In French.
    #[schema(required = true, min_length = 1, max_length = 120, example = "Éthiopie")]
    fr: String,
}

/// A name to be added.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewName)]
struct SentName {
    /// The code it is stored by: letters, digits, blanks and `-_.`; of a country two letters.
    #[schema(
        required = true,
        min_length = 1,
        max_length = 40,
        pattern = r"^[\p{L}\p{N}][\p{L}\p{N} ._-]*$",
        example = "NORTH"
    )]
    code: String,
    /// The name, in both languages.
    #[serde(deserialize_with = "some")]
    #[schema(required = true, nullable = false)]
    label: Option<SentLabel>,
    /// Of a team: the code of its section.
    #[schema(max_length = 40)]
    parent: String,
    /// Of a project: the number of its funding agreement.
    #[schema(max_length = 120)]
    agreement: String,
    /// Of a project: who pays.
    #[schema(max_length = 120)]
    funder: String,
    /// Of a project: its OECD-DAC purpose code.
    #[schema(pattern = "^([0-9]{5})?$")]
    purpose: String,
    /// The first day of use, or of the project; null or left out: always.
    #[serde(deserialize_with = "day_or_null")]
    #[schema(format = Date)]
    valid_from: Option<String>,
    /// The last day; null or left out while it is in use.
    #[serde(deserialize_with = "day_or_null")]
    #[schema(format = Date)]
    valid_to: Option<String>,
}

impl From<SentName> for RawName {
    fn from(sent: SentName) -> Self {
        let label = sent.label.unwrap_or_default();
        Self {
            code: sent.code,
            label_en: label.en,
            label_fr: label.fr,
            parent: sent.parent,
            agreement: sent.agreement,
            funder: sent.funder,
            purpose: sent.purpose,
            valid_from: sent.valid_from.unwrap_or_default(),
            valid_to: sent.valid_to.unwrap_or_default(),
        }
    }
}

/// A change of a name: members that are given replace those that are stored.
#[expect(clippy::option_option, reason = "left out, null and a day are three things")]
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NameChange)]
struct SentNameChange {
    /// The name, in both languages.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false)]
    label: Option<SentLabel>,
    /// Of a team: the code of its section.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 40)]
    parent: Option<String>,
    /// Of a project: the number of its funding agreement.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    agreement: Option<String>,
    /// Of a project: who pays.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, max_length = 120)]
    funder: Option<String>,
    /// Of a project: its OECD-DAC purpose code.
    #[serde(deserialize_with = "some")]
    #[schema(nullable = false, pattern = "^([0-9]{5})?$")]
    purpose: Option<String>,
    /// The first day of use, or of the project; null: always.
    #[serde(deserialize_with = "some_day_or_null")]
    #[schema(value_type = Option<String>, format = Date)]
    valid_from: Option<Option<String>>,
    /// The last day, which retires it; null takes it back into use.
    #[serde(deserialize_with = "some_day_or_null")]
    #[schema(value_type = Option<String>, format = Date)]
    valid_to: Option<Option<String>>,
}

impl SentNameChange {
    fn applied_to(self, raw: RawName) -> RawName {
        let (label_en, label_fr) = self.label.map_or((raw.label_en, raw.label_fr), |label| (label.en, label.fr));
        RawName {
            code: raw.code,
            label_en,
            label_fr,
            parent: self.parent.unwrap_or(raw.parent),
            agreement: self.agreement.unwrap_or(raw.agreement),
            funder: self.funder.unwrap_or(raw.funder),
            purpose: self.purpose.unwrap_or(raw.purpose),
            valid_from: self.valid_from.map_or(raw.valid_from, Option::unwrap_or_default),
            valid_to: self.valid_to.map_or(raw.valid_to, Option::unwrap_or_default),
        }
    }
}

#[utoipa::path(
    get, path = "/api/v1/names/{kind}", tag = "names", operation_id = "listNames",
    params(("kind" = Kind, Path), Page),
    responses((status = 200, description = "One page of names", body = Listed)),
)]
async fn list(
    State(app): State<App>,
    ask: Ask,
    Segment(kind): Segment,
    Params(page): Params<Page>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ReadVocabulary).map_err(|fault| ask.problem(fault))?;
    let kind = parse_kind(&kind, &ask)?;
    let limit = cursor::limit(page.limit).map_err(|fault| ask.problem(fault))?;
    let after = cursor::after(page.cursor.as_deref()).map_err(|fault| ask.problem(fault))?;
    let mut names = ops::list_page(&context, kind, &after, limit + 1).await.map_err(|failure| ask.problem(failure))?;
    let next = cursor::cut(&mut names, limit, |last| {
        format!("/api/v1/names/{}?limit={limit}&cursor={}", kind.as_str(), cursor::write(&last.code))
    });
    Ok(cursor::with_next(answer(&Listed { names, next: next.clone() }), next.as_deref()))
}

#[utoipa::path(
    post, path = "/api/v1/names/{kind}", tag = "names", operation_id = "addName",
    params(("kind" = Kind, Path)),
    request_body = SentName,
    responses(
        (status = 201, description = "The new name", body = Name),
        (status = 200, description = "The same name was there already", body = Name),
    ),
)]
async fn add(
    State(app): State<App>,
    ask: Ask,
    Segment(kind): Segment,
    Json(sent): Json<SentName>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangeVocabulary).map_err(|fault| ask.problem(fault))?;
    let new = RawName::from(sent).parse(parse_kind(&kind, &ask)?).map_err(|faults| ask.problem(faults))?;
    let (status, name) = match ops::add(&context, &new).await.map_err(|failure| ask.problem(failure))? {
        Added::New(name) => (StatusCode::CREATED, name),
        Added::Same(name) => (StatusCode::OK, name),
    };
    Ok((status, [etag(name.version)], answer(&name)).into_response())
}

#[utoipa::path(
    get, path = "/api/v1/names/{kind}/{code}", tag = "names", operation_id = "findName",
    params(("kind" = Kind, Path), ("code" = String, Path)),
    responses((status = 200, description = "The name", body = Name)),
)]
async fn find(State(app): State<App>, ask: Ask, Segments(segments): Segments<2>) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ReadVocabulary).map_err(|fault| ask.problem(fault))?;
    let [kind, code] = segments;
    let kind = parse_kind(&kind, &ask)?;
    let name = known(&context, &ask, kind, &code).await?;
    Ok(([etag(name.version)], answer(&name)).into_response())
}

/// Members that are given replace those that are stored; the code cannot change.
#[utoipa::path(
    patch, path = "/api/v1/names/{kind}/{code}", tag = "names", operation_id = "changeName",
    params(("kind" = Kind, Path), ("code" = String, Path)),
    request_body = SentNameChange,
    responses((status = 200, description = "The name as changed", body = Name)),
)]
async fn change(
    State(app): State<App>,
    ask: Ask,
    Segments(segments): Segments<2>,
    Json(sent): Json<SentNameChange>,
) -> Result<Response, Problem> {
    let context = app.context(&ask);
    context.caller.access.must(Right::ChangeVocabulary).map_err(|fault| ask.problem(fault))?;
    let [kind, code] = segments;
    let kind = parse_kind(&kind, &ask)?;
    let version = ask.required_version()?;
    let current = known(&context, &ask, kind, &code).await?;
    if current.version != version {
        // What the body leaves out would be taken from another version than the sender has seen.
        let fault = Fault::new(Code::VersionConflict, "").with("current", current.version);
        return Err(ask.problem(fault).with_current(&current));
    }
    let raw = sent.applied_to(RawName::of(&current));
    match ops::change(&context, kind, &code, version, &raw).await {
        Ok(name) => Ok(([etag(name.version)], answer(&name)).into_response()),
        Err(failure) if failure.code() == Code::VersionConflict => {
            let current = ops::find(&context, kind, &code).await.map_err(|failure| ask.problem(failure))?;
            Err(ask.problem(failure).with_current(&current))
        }
        Err(failure) => Err(ask.problem(failure)),
    }
}

/// The name with exactly this code: another spelling of a code would be another address of one name.
async fn known(context: &Context, ask: &Ask, kind: Kind, code: &str) -> Result<Name, Problem> {
    let found = ops::find(context, kind, code).await.map_err(|failure| ask.problem(failure))?;
    if found.code == code { Ok(found) } else { Err(ask.problem(Fault::new(Code::NotFound, ""))) }
}

/// An address of a kind of names that there is not leads nowhere.
fn parse_kind(text: &str, ask: &Ask) -> Result<Kind, Problem> {
    Kind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| ask.problem(Fault::new(Code::NotFound, "")))
}
