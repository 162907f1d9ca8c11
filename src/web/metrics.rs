//! What is counted, under the names and with the buckets of OpenTelemetry. Labels are templates of addresses, methods,
//! statuses and codes of faults: never a value of a request. Prometheus reads it on a listener of its own.

use std::sync::Arc;
use std::time::Duration;

use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, Method};
use axum::routing::get;
use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::fault::Code;
use crate::store::Db;
use crate::web::stop::Stop;

const DURATION: &str = "http_server_request_duration_seconds";
const ACTIVE: &str = "http_server_active_requests";
const PROBLEMS: &str = "casetime_problems_total";
const CONNECTIONS: &str = "db_client_connection_count";
const CONNECTIONS_MAX: &str = "db_client_connection_max";

/// As OpenTelemetry advises for durations of requests, in seconds.
const BUCKETS: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// How often what was counted is sorted into its buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// Begins to count. Without it, counting costs next to nothing and goes nowhere.
///
/// # Errors
/// When something counts already.
pub fn install(began: DateTime<Utc>) -> Result<PrometheusHandle, BuildError> {
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &BUCKETS)?;
    let handle = builder.install_recorder()?;
    describe_histogram!(DURATION, "Time from the head of a request to the head of its answer.");
    describe_gauge!(ACTIVE, "Requests that are in the house.");
    describe_counter!(
        PROBLEMS,
        "Answers that are a refusal or a failure, by its code: overloaded, version_conflict and so on."
    );
    describe_gauge!(CONNECTIONS, "Connections to the database, by pool and state.");
    describe_gauge!(CONNECTIONS_MAX, "The most connections a pool opens.");
    describe_counter!("casetime_writes_total", "Transactions that may write, by how they ended.");
    describe_counter!("casetime_write_retries_total", "Further tries of transactions that may write.");
    describe_gauge!("process_start_time_seconds", "When the program began, in seconds since 1970.");
    gauge!("process_start_time_seconds").set(seconds(began));
    describe_gauge!("casetime_build_info", "The version of the program.");
    gauge!("casetime_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Ok(handle)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit into a double")]
fn seconds(instant: DateTime<Utc>) -> f64 {
    instant.timestamp_millis() as f64 / 1000.0
}

/// The name of a method; one that nobody knows could be a value.
#[must_use]
pub fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        "TRACE" => "TRACE",
        "CONNECT" => "CONNECT",
        _ => "_OTHER",
    }
}

/// Counts one answer.
pub(super) fn answered(method: &'static str, route: Arc<str>, status: u16, code: Option<Code>, took: Duration) {
    histogram!(
        DURATION,
        "http_request_method" => method,
        "http_route" => route,
        "http_response_status_code" => status.to_string()
    )
    .record(took);
    if let Some(code) = code {
        counter!(PROBLEMS, "code" => code.as_str()).increment(1);
    }
}

/// A request that is in the house; counted out when dropped, however it ends.
#[derive(Debug)]
pub(super) struct Active(());

impl Active {
    pub(super) fn new() -> Self {
        gauge!(ACTIVE).increment(1.0);
        Self(())
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        gauge!(ACTIVE).decrement(1.0);
    }
}

/// Sorts what was counted into its buckets from time to time, for the case that nobody reads it: it would pile up.
pub async fn keep_up(handle: PrometheusHandle, stop: Stop) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(UPKEEP) => handle.run_upkeep(),
            () = stop.begun() => break,
        }
    }
}

/// `GET /metrics`, for the listener that only Prometheus knows.
pub fn router(handle: PrometheusHandle, db: Db) -> Router {
    let show = move || {
        let text = render(&handle, &db);
        let headers: [(HeaderName, &str); 3] = [
            (CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (HeaderName::from_static("x-content-type-options"), "nosniff"),
        ];
        std::future::ready((headers, text))
    };
    Router::new().route("/metrics", get(show))
}

fn render(handle: &PrometheusHandle, db: &Db) -> String {
    for pool in db.pools() {
        let name = pool.name;
        let count = |state: &'static str, count: u32| {
            gauge!(CONNECTIONS, "db_client_connection_pool_name" => name, "db_client_connection_state" => state)
                .set(f64::from(count));
        };
        count("idle", pool.idle);
        count("used", pool.open.saturating_sub(pool.idle));
        gauge!(CONNECTIONS_MAX, "db_client_connection_pool_name" => name).set(f64::from(pool.most));
    }
    handle.run_upkeep();
    handle.render()
}
