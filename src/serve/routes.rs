//! What is where.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;

use super::problem::Problem;
use super::site::Site;
use super::{api, batch, guard, log, login, mcp, openapi, pages, scan, suggest};

/// What a request may send.
const BODY_BYTES: usize = 1 << 20;

/// Everything that is served.
pub(crate) fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/api/v1/openapi.json", get(openapi::get))
        .route("/api/v1/schema/{name}", get(openapi::schema))
        .route("/api/v1/batch", post(batch::post))
        .route("/api/v1/{name}", get(api::get).post(api::post))
        .route("/healthz", get(async || "ok\n"))
        .route("/metrics", get(metrics))
        .route_service("/mcp", mcp::service(&site))
        .route(login::PATH, get(login::get).post(login::post))
        .route("/assets/{name}", get(pages::asset))
        .route("/searches/{file}", get(pages::feed))
        .route("/scan/{id}", get(scan::get))
        .route("/suggest", get(suggest::get))
        .route("/api/{*rest}", get(nothing))
        .fallback(get(pages::get))
        .method_not_allowed_fallback(not_so)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&site), guard::guard))
        // Outside, so that those turned away are told and counted too.
        .layer(from_fn_with_state(Arc::clone(&site), log::log))
        .with_state(site)
}

/// The numbers of the server.
async fn metrics(State(site): State<Arc<Site>>) -> Response {
    let articles = site.archive().len();
    let now = [
        ("unbury_articles", "Articles of the archive.", articles),
        (
            "unbury_answering",
            "Requests that are being answered.",
            site.gate.answering() as u64,
        ),
        (
            "unbury_waiting",
            "Requests that wait to be answered.",
            site.gate.waiting() as u64,
        ),
        (
            "unbury_uptime_seconds",
            "Seconds since the start.",
            site.started.elapsed().as_secs(),
        ),
    ];
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    let text = site.metrics.text(&now, &site.gate.given_up());
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn nothing(uri: Uri) -> Response {
    let problem = Problem::new(
        StatusCode::NOT_FOUND,
        format!("nothing is at `{}`", uri.path()),
    );
    problem
        .hint("`/api/v1/openapi.json` says what is where")
        .into_response()
}

async fn not_so(uri: Uri) -> Response {
    let detail = format!("`{}` is not asked so", uri.path());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).into_response()
}
