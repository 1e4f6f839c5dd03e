//! `GET /suggest`: how the word that is being typed may go on. It is for the box of a page.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::api;
use super::page;
use super::problem::Problem;
use super::site::Site;

/// The same word is typed again and again, and a word more or less in the archive matters little.
const A_WHILE: HeaderValue = HeaderValue::from_static("private, max-age=60");

/// `GET /suggest?q=…`.
pub(crate) async fn get(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    let parameters = api::parameters(query.as_deref());
    let archive = site.archive();
    let of_words = Arc::clone(&site);
    let made = site.gate.run(move |stop| {
        let archive = archive.until(stop);
        page::suggestions(&of_words.shelf(&archive), &parameters)
    });
    match made.await {
        Ok(Ok(suggestions)) => {
            ([(header::CACHE_CONTROL, A_WHILE)], Json(suggestions)).into_response()
        }
        Ok(Err(error)) => Problem::from(error).into_response(),
        Err(not_done) => Problem::from(not_done).into_response(),
    }
}
