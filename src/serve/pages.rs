//! Pages over HTTP.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};

use super::accepts;
use super::api;
use super::page;
use super::problem::Problem;
use super::site::Site;
use super::twins;

/// What is kept for good: its name says what is in it.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// `GET` of whatever is no part of the API: a page, or that there is none.
pub(crate) async fn get(
    State(site): State<Arc<Site>>,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = api::parameters(query.as_deref());
    let path = page::decoded(uri.path());
    if let Some((command, parameters)) = twins::twin(&path, &headers, &parameters) {
        let answered = api::answer(&site, command, parameters, Some(&headers)).await;
        let mut response = answered.unwrap_or_else(IntoResponse::into_response);
        // The same address is a page for others.
        response
            .headers_mut()
            .append(header::VARY, HeaderValue::from_static("accept"));
        return response;
    }
    let archive = site.archive();
    // What is saved may change without a commit.
    let tag = (path != "/searches").then(|| api::tag(archive.revision(), &path, &parameters));
    let tag = tag.flatten();
    if let Some(tag) = &tag
        && api::is_known(&headers, tag)
    {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag.clone())]).into_response();
    }
    let for_people = accepts::pages(&headers);
    let of_page = Arc::clone(&site);
    let made = site.gate.run(move |stop| {
        let archive = archive.until(stop);
        let shelf = of_page.shelf(&archive);
        let made = page::page(&shelf, &path, &parameters);
        let problem = match made {
            Some(Ok(html)) => return Ok(html),
            Some(Err(error)) => Problem::from(error),
            None => nothing(&path),
        };
        let hint = problem.hint.as_deref();
        let asked = (&*path, &*parameters);
        let page = || page::failure(&shelf, asked, problem.status, &problem.detail, hint);
        let html = for_people.then(page);
        Err((problem, html))
    });
    match made.await {
        Ok(Ok(html)) => {
            let mut response = Html(html).into_response();
            let vary = HeaderValue::from_static("accept");
            response.headers_mut().append(header::VARY, vary);
            if let Some(tag) = tag {
                response.headers_mut().insert(header::ETAG, tag);
            }
            response
        }
        Ok(Err((problem, Some(html)))) => (problem.status(), Html(html)).into_response(),
        Ok(Err((problem, None))) => problem.into_response(),
        Err(not_done) => not_made(&site, Problem::from(not_done), (&uri, for_people)),
    }
}

/// What is said when nothing could be made: without the archive, and at once.
fn not_made(site: &Site, problem: Problem, (uri, for_people): (&Uri, bool)) -> Response {
    let status = problem.status();
    if !for_people {
        return problem.into_response();
    }
    let archive = site.archive();
    let (path, parameters) = (page::decoded(uri.path()), api::parameters(uri.query()));
    let asked = (&*path, &*parameters);
    let shelf = site.shelf(&archive);
    let hint = problem.hint.as_deref();
    let html = page::failure(&shelf, asked, problem.status, &problem.detail, hint);
    let mut response = problem.into_response();
    let headers = std::mem::take(response.headers_mut());
    let mut response = (status, Html(html)).into_response();
    if let Some(after) = headers.get(header::RETRY_AFTER) {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, after.clone());
    }
    response
}

fn nothing(path: &str) -> Problem {
    let problem = Problem::new(StatusCode::NOT_FOUND, format!("nothing is at `{path}`"));
    problem.hint("`/api/v1/openapi.json` says what is where")
}

/// `GET /assets/{name}`.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let Some((asset, is_for_good)) = page::asset(&name) else {
        return nothing(&format!("/assets/{name}")).into_response();
    };
    let kind = HeaderValue::from_static(asset.media_type);
    let mut response = ([(header::CONTENT_TYPE, kind)], asset.text).into_response();
    if is_for_good {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_GOOD));
    }
    response
}

/// `GET /searches/{file}`: the feed of a saved search.
pub(crate) async fn feed(State(site): State<Arc<Site>>, Path(file): Path<String>) -> Response {
    let name = file.strip_suffix(".atom").map(str::to_owned);
    let archive = site.archive();
    let of_feed = Arc::clone(&site);
    let made = site.gate.run(move |stop| match name {
        Some(name) => page::feed(&of_feed.shelf(&archive.until(stop)), &name),
        None => Ok(None),
    });
    match made.await {
        Ok(Ok(Some(feed))) => {
            let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
            ([(header::CONTENT_TYPE, kind)], feed).into_response()
        }
        Ok(Ok(None)) => nothing(&format!("/searches/{file}")).into_response(),
        Ok(Err(error)) => Problem::from(error).into_response(),
        Err(not_done) => Problem::from(not_done).into_response(),
    }
}
