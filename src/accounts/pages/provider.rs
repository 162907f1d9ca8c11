//! The two doors of signing in through the provider: out to it, and back from it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use super::sign_in::{self, Page};
use super::{Query, answer, own_path, refused, with_session};
use crate::accounts::provider::{self, Answer, Begun};
use crate::accounts::sign_in::{SignedIn, sign_in_vouched};
use crate::app::App;
use crate::failure::Failure;
use crate::web::ask::Ask;
use crate::web::cookie::{self, cookie};
use crate::web::extract::Params;
use crate::web::pages_problem::see_other;

/// Seconds a sign-in may take at the provider.
const SECONDS: i64 = 600;

pub(super) async fn begin(State(app): State<App>, ask: Ask, Params(query): Params<Query>) -> Response {
    let back = own_path(&query.back).map_or_else(|| format!("/{}/", ask.lang), str::to_owned);
    let begun = match provider::required(app.provider.as_ref()) {
        Ok(provider) => provider.begin(&app.context(&ask), &back).await,
        Err(failure) => Err(failure),
    };
    match begun {
        Ok(Begun { address, browser }) => {
            let mut response = see_other(&address);
            response.headers_mut().append(SET_COOKIE, cookie(cookie::PROVIDER, &browser, SECONDS, true));
            response
        }
        Err(failure) => not_signed_in(&app, &ask, failure),
    }
}

pub(super) async fn finish(
    State(app): State<App>,
    ask: Ask,
    headers: HeaderMap,
    Params(brought): Params<Answer>,
) -> Response {
    let mut response = match signed_in(&app, &ask, &headers, &brought).await {
        Ok((signed_in, back)) => with_session(&app, see_other(own_path(&back).unwrap_or("/")), &signed_in.session),
        Err(failure) => not_signed_in(&app, &ask, failure),
    };
    response.headers_mut().append(SET_COOKIE, cookie(cookie::PROVIDER, "", 0, true));
    response
}

async fn signed_in(app: &App, ask: &Ask, headers: &HeaderMap, brought: &Answer) -> Result<(SignedIn, String), Failure> {
    let context = app.context(ask);
    let provider = provider::required(app.provider.as_ref())?;
    let vouched = provider.finish(&context, brought, cookie::read(headers, cookie::PROVIDER)).await?;
    Ok((sign_in_vouched(&context, &vouched).await?, vouched.back))
}

/// The sign-in page that says why the provider's way did not lead anywhere.
fn not_signed_in(app: &App, ask: &Ask, failure: Failure) -> Response {
    match failure {
        Failure::Refused(faults) => answer(ask, &faults, sign_in::view(app, ask, Page::default(), &faults).render()),
        failure @ Failure::Store(_) => refused(ask, failure, "sign-in"),
    }
}
