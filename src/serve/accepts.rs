//! For whom an answer is: a person with a browser, or a program.

use axum::http::{HeaderMap, header};

fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    let accepted = headers.get(header::ACCEPT);
    let accepted = accepted.and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains(kind))
}

/// Whether a browser asks.
pub(super) fn pages(headers: &HeaderMap) -> bool {
    accepts(headers, "text/html")
}

/// Whether a program asks that wants data.
pub(super) fn data(headers: &HeaderMap) -> bool {
    accepts(headers, "application/json") && !pages(headers)
}
