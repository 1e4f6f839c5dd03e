//! Errors as problem details (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::gate::NotDone;
use crate::cli::Error;

/// Seconds after which it may go better.
const RETRY_AFTER: &str = "1";

/// What went wrong, for programs and people.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Problem {
    /// What kind of thing it is, in the words of HTTP.
    pub(crate) title: &'static str,
    pub(crate) status: u16,
    /// What it is; of a query, with the place under which a caret stands.
    pub(crate) detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
}

impl Problem {
    /// A problem with that status.
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            hint: None,
        }
    }

    /// With what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::NoArticle { .. } | Error::NoSentence { .. } => StatusCode::NOT_FOUND,
            Error::Library(unbury::Error::Search(search)) if search.is_of_query() => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Error::Library(_) | Error::Output(_) | Error::File { .. } => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            _ => StatusCode::BAD_REQUEST,
        };
        Self {
            // Options of the command line are parameters here.
            hint: error.hint().map(|hint| hint.replace("`--", "`")),
            ..Self::new(status, error.to_string())
        }
    }
}

impl From<NotDone> for Problem {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too many requests are being answered",
            ),
            NotDone::TooLong => Self::new(
                StatusCode::GATEWAY_TIMEOUT,
                "the answer took too long and was given up",
            )
            .hint("ask for less: rarer words, fewer patterns, a shorter period"),
            NotDone::Panicked => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "this request met a fault of the program",
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(&self)).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        response
    }
}
