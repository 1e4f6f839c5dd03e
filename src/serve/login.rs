//! The token that everybody says who asks from elsewhere: programs in a header, browsers once in a form.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::accepts;
use super::api::parameters;
use super::problem::Problem;
use super::site::Site;

/// Where it is said.
pub(crate) const PATH: &str = "/token";
/// The cookie that holds it.
const COOKIE: &str = "unbury-token";

const PAGE: &str = include_str!("login.html");

/// A token that nobody guesses: 128 bits.
pub(crate) fn made() -> Option<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(
        bytes
            .iter()
            .fold(String::new(), |token, byte| token + &format!("{byte:02x}")),
    )
}

/// Whether they are the same; how long it takes does not say where they differ.
fn is_same(said: &str, token: &str) -> bool {
    let pairs = said.bytes().zip(token.bytes());
    let differ = pairs.fold(0, |differ, (one, other)| differ | (one ^ other));
    said.len() == token.len() && std::hint::black_box(differ) == 0
}

/// Whether a request says the token.
pub(crate) fn has(headers: &HeaderMap, token: &str) -> bool {
    let said = headers
        .get(header::AUTHORIZATION)
        .and_then(|said| said.to_str().ok());
    let said = said.and_then(|said| said.strip_prefix("Bearer "));
    let cookies = headers.get_all(header::COOKIE).iter();
    let cookies = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'));
    let mut kept =
        cookies.filter_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    said.is_some_and(|said| is_same(said.trim(), token)) || kept.any(|kept| is_same(kept, token))
}

/// Asks for the token: a browser by a page, a program by a problem.
pub(crate) fn ask(request: &Request) -> Response {
    if accepts::pages(request.headers()) {
        return (StatusCode::UNAUTHORIZED, Html(PAGE)).into_response();
    }
    let problem = Problem::new(StatusCode::UNAUTHORIZED, "the token is missing or wrong");
    let problem = problem.hint("`Authorization: Bearer TOKEN`, with what `unbury serve` printed");
    let mut response = problem.into_response();
    let scheme = HeaderValue::from_static("Bearer");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, scheme);
    response
}

/// `GET /token?token=…`, as the address that is printed has it.
pub(crate) async fn get(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Response {
    enter(&site, query.as_deref())
}

/// `POST /token`, from the form.
pub(crate) async fn post(State(site): State<Arc<Site>>, body: Bytes) -> Response {
    enter(&site, std::str::from_utf8(&body).ok())
}

fn enter(site: &Site, said: Option<&str>) -> Response {
    let said = parameters(said)
        .into_iter()
        .find(|(name, _)| name == "token");
    let (Some((_, said)), Some(token)) = (said, &site.token) else {
        return (StatusCode::UNAUTHORIZED, Html(PAGE)).into_response();
    };
    if !is_same(said.trim(), token) {
        return (StatusCode::UNAUTHORIZED, Html(PAGE)).into_response();
    }
    let mut response = Redirect::to("/").into_response();
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
