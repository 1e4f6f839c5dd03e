//! A line for each request, and its time for the metrics.

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;
use serde_json::json;

use super::site::Site;

/// Tells a request when its answer begins. The line is JSON, in which nothing of an address can begin another line.
pub(crate) async fn log(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let line = site
        .log
        .then(|| (request.method().clone(), request.uri().clone()));
    let response = next.run(request).await;
    let took = started.elapsed();
    site.metrics.answered(&route, response.status(), took);
    if let Some((method, uri)) = line {
        let line = json!({
            "time": Timestamp::now().to_string(),
            "method": method.as_str(),
            "uri": without_token(&uri.to_string()),
            "status": response.status().as_u16(),
            "ms": (took.as_secs_f64() * 1e5).round() / 100.0,
        });
        // A log that cannot be written is no reason not to answer.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
    response
}

/// A token is nothing for a log.
fn without_token(uri: &str) -> &str {
    if uri.starts_with(super::login::PATH) {
        return super::login::PATH;
    }
    uri
}
