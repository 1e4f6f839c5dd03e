//! Who may ask, and what every answer tells a browser.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::address::{OwnAddress, is_of_host};
use super::login;
use super::problem::Problem;
use super::site::Site;

/// Nothing is loaded from elsewhere, and no script stands in a page.
const OF_PAGES: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What is made to be kept as a file brings its own style, and can do nothing.
const OF_FILES: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'; sandbox";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Turns away whoever may not ask; puts the headers on what others are answered.
pub(crate) async fn guard(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    let of_pages = !request.uri().path().starts_with("/api/");
    let mut response = if let Some(refused) = refused(&site, &request) {
        refused
    } else {
        let forwarded = text(request.headers(), &FORWARDED);
        let own = OwnAddress::of(host(&request), forwarded);
        request.extensions_mut().insert(own);
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = if of_pages { OF_PAGES } else { OF_FILES };
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    // It may be kept, and is asked about each time.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// How the proxy was asked that asks us.
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-proto");

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Under which name a request comes: in HTTP/1.1 it may say so in its address.
fn host(request: &Request) -> &str {
    let authority = request.uri().authority();
    let host = authority.map(axum::http::uri::Authority::as_str);
    let host = host.or_else(|| text(request.headers(), &header::HOST));
    host.unwrap_or_default()
}

/// The answer to a request that may not be made.
fn refused(site: &Site, request: &Request) -> Option<Response> {
    let (headers, host) = (request.headers(), host(request));
    if !site.hosts.allow(host) {
        let problem = Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            format!("nobody here is called `{host}`"),
        );
        let problem = problem.hint("`unbury serve --host NAME` lets it be reached by a name");
        return Some(problem.into_response());
    }
    let is_read = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let origin = headers.get(header::ORIGIN);
    let is_ours =
        origin.is_none_or(|origin| origin.to_str().is_ok_and(|origin| is_of_host(origin, host)));
    if !is_ours && (!is_read || request.uri().path() == "/mcp") {
        let problem = Problem::new(StatusCode::FORBIDDEN, "a page from elsewhere asks");
        return Some(problem.into_response());
    }
    let path = request.uri().path();
    let Some(token) = &site.token else {
        return None;
    };
    if path == "/healthz"
        || path == login::PATH
        || path.starts_with("/assets/")
        || login::has(headers, token)
    {
        return None;
    }
    Some(login::ask(request))
}
