//! The API: the commands that ask, with the options of the command line as parameters and its output as the answer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::body;
use super::problem::Problem;
use super::site::Site;
use crate::cli::asked::{self, Parameters};

/// Another name of a command.
pub(crate) struct Alias {
    pub(crate) name: &'static str,
    pub(crate) command: &'static str,
    /// What is always said with it.
    pub(crate) said: Option<(&'static str, &'static str)>,
}

/// All of them.
pub(crate) const ALIASES: [Alias; 3] = [
    Alias {
        name: "article",
        command: "show",
        said: None,
    },
    Alias {
        name: "passages",
        command: "search",
        said: Some(("by", "passage")),
    },
    Alias {
        name: "copies",
        command: "show",
        said: Some(("copies", "true")),
    },
];

/// The names and values of the part of an address behind `?`.
pub(crate) fn parameters(query: Option<&str>) -> Vec<(String, String)> {
    let query = query.unwrap_or_default().as_bytes();
    form_urlencoded::parse(query).into_owned().collect()
}

/// The names and values of an object of JSON: a list is a name that stands several times.
pub(crate) fn parameters_of_json(body: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let wrong = |what: String| {
        Problem::new(StatusCode::BAD_REQUEST, what)
            .hint("an object of parameters, such as {\"q\": \"peace talks\", \"limit\": 5}")
    };
    let object: serde_json::Map<String, Value> =
        serde_json::from_slice(body).map_err(|error| wrong(error.to_string()))?;
    let mut parameters = Vec::new();
    for (name, value) in object {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        for value in values {
            let value = match value {
                Value::String(value) => value,
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                Value::Null => continue,
                _ => {
                    return Err(wrong(format!(
                        "`{name}` is neither a value nor a list of values"
                    )));
                }
            };
            parameters.push((name.clone(), value));
        }
    }
    Ok(parameters)
}

/// The command of a name, and what is said with it.
pub(crate) fn command(
    name: &str,
    parameters: &mut Vec<(String, String)>,
) -> Result<&'static str, Problem> {
    let alias = ALIASES.iter().find(|alias| alias.name == name);
    let (name, said) = alias.map_or((name, None), |alias| (alias.command, alias.said));
    if let Some((name, value)) = said {
        parameters.retain(|(known, _)| known != name);
        parameters.push((name.to_owned(), value.to_owned()));
    }
    let command = asked::named(name).map_err(|error| Problem {
        hint: error.hint(),
        ..Problem::new(StatusCode::NOT_FOUND, error.to_string())
    })?;
    Ok(command.name)
}

/// `GET /api/v1/{name}`.
pub(crate) async fn get(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let parameters = parameters(query.as_deref());
    let answered = answer(&site, &name, parameters, Some(&headers)).await;
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// `POST /api/v1/{name}`: for parameters that are too long for an address.
pub(crate) async fn post(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let kind = headers.get(header::CONTENT_TYPE);
    let is_json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let parameters = if is_json {
        parameters_of_json(&body)
    } else {
        let text = std::str::from_utf8(&body).unwrap_or_default();
        Ok(parameters(Some(text)))
    };
    let answered = match parameters {
        Ok(parameters) => answer(&site, &name, parameters, None).await,
        Err(problem) => Err(problem),
    };
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// Answers a request. With the headers of one that can be asked again, says whether the answer is still the same.
pub(crate) async fn answer(
    site: &Site,
    name: &str,
    mut parameters: Vec<(String, String)>,
    headers: Option<&HeaderMap>,
) -> Result<Response, Problem> {
    let command = command(name, &mut parameters)?;
    let archive = site.archive();
    let tag = tag(archive.revision(), command, &parameters);
    if let (Some(headers), Some(tag)) = (headers, &tag)
        && is_known(headers, tag)
    {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        response.headers_mut().insert(header::ETAG, tag.clone());
        return Ok(response);
    }
    let kind = content(command, &parameters);
    let place = site.gate.enter().await?;
    let written = body::written(place, move |out, stop| {
        let archive = Arc::new(archive.until(stop));
        let written = asked::answer(command, &parameters, archive, Box::new(out));
        written.map_err(Problem::from)
    });
    let mut response = written.await?.into_response();
    let answered = response.headers_mut();
    answered.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.mime));
    if let Some(tag) = tag.filter(|_| headers.is_some()) {
        answered.insert(header::ETAG, tag);
    }
    if let Some(file) = kind.file_name(command) {
        answered.insert(header::CONTENT_DISPOSITION, file);
    }
    Ok(response)
}

/// The tag of an answer: weak, since the time that it took is in it. What a day is called today, it is not tomorrow.
pub(crate) fn tag(revision: u64, command: &str, parameters: &Parameters) -> Option<HeaderValue> {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    let today = jiff::Zoned::now().date();
    let asked = (
        revision,
        command,
        parameters,
        today.to_string(),
        env!("CARGO_PKG_VERSION"),
    );
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(asked);
    HeaderValue::from_str(&format!("W/\"{hash:016x}\"")).ok()
}

/// Whether whoever asks has it already.
pub(crate) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let (Some(known), Ok(tag)) = (headers.get(header::IF_NONE_MATCH), tag.to_str()) else {
        return false;
    };
    let known = known.to_str().unwrap_or_default();
    known
        .split(',')
        .any(|known| known.trim() == tag || known.trim() == "*")
}

/// What an answer is.
struct Content {
    mime: &'static str,
    /// What a file of it is called, where it is one to keep.
    extension: Option<&'static str>,
}

impl Content {
    fn file_name(&self, command: &str) -> Option<HeaderValue> {
        let extension = self.extension?;
        HeaderValue::from_str(&format!("attachment; filename=\"{command}.{extension}\"")).ok()
    }
}

fn content(command: &str, parameters: &Parameters) -> Content {
    let mut asked = parameters.iter().rev();
    let asked = asked.find(|(name, _)| name == "format");
    let usual = if command == "export" { "jsonl" } else { "json" };
    let format = asked.map_or(usual, |(_, format)| format.as_str());
    let (mime, extension) = match format {
        "json" | "csl" => ("application/json", "json"),
        "jsonl" => ("application/jsonl; charset=utf-8", "jsonl"),
        "csv" | "quanteda" => ("text/csv; charset=utf-8", "csv"),
        "tsv" => ("text/tab-separated-values; charset=utf-8", "tsv"),
        "markdown" => ("text/markdown; charset=utf-8", "md"),
        "svg" => ("image/svg+xml", "svg"),
        "png" => ("image/png", "png"),
        "parquet" => ("application/vnd.apache.parquet", "parquet"),
        "html" => ("text/html; charset=utf-8", "html"),
        "tei" => ("application/xml", "xml"),
        "bibtex" => ("application/x-bibtex; charset=utf-8", "bib"),
        "ris" => ("application/x-research-info-systems; charset=utf-8", "ris"),
        _ => ("text/plain; charset=utf-8", "txt"),
    };
    let kept = command == "export" || matches!(extension, "csv" | "tsv");
    Content {
        mime,
        extension: kept.then_some(extension),
    }
}
