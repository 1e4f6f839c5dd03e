//! `GET /scan/{id}`: the image that an article was read on.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::page;
use super::problem::Problem;
use super::site::Site;

/// `GET /scan/{id}`.
pub(crate) async fn get(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Response {
    let archive = site.archive();
    let of_image = Arc::clone(&site);
    let none = format!("the article `{id}` has no scan here");
    let made = site.gate.run(move |stop| {
        let archive = archive.until(stop);
        page::image(&of_image.shelf(&archive), &id)
    });
    match made.await {
        Ok(Ok(Some((kind, bytes)))) => {
            let kind = HeaderValue::from_static(kind);
            ([(header::CONTENT_TYPE, kind)], bytes).into_response()
        }
        Ok(Ok(None)) => Problem::new(StatusCode::NOT_FOUND, none).into_response(),
        Ok(Err(error)) => Problem::from(error).into_response(),
        Err(not_done) => Problem::from(not_done).into_response(),
    }
}
