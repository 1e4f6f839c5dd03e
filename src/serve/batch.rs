//! Several questions in one request.

use std::io::{self, Write};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::value::RawValue;
use unbury::{Archive, Stop};

use super::api;
use super::body;
use super::kept;
use super::problem::Problem;
use super::site::Site;
use crate::cli::Error;

/// Questions of one request.
const MOST: usize = 100;

/// `POST /api/v1/batch`: a list of objects, each the name of a `command` and its parameters.
pub(crate) async fn post(State(site): State<Arc<Site>>, body: Bytes) -> Response {
    let answered = answer(&site, &body).await;
    answered.unwrap_or_else(IntoResponse::into_response)
}

async fn answer(site: &Site, body: &[u8]) -> Result<Response, Problem> {
    let wrong = |what: String| {
        Problem::new(StatusCode::BAD_REQUEST, what)
            .hint("a list of questions, such as [{\"command\": \"count\", \"q\": \"peace talks\"}]")
    };
    let questions: Vec<&RawValue> =
        serde_json::from_slice(body).map_err(|error| wrong(error.to_string()))?;
    if questions.len() > MOST {
        return Err(wrong(format!(
            "{} questions, and {MOST} at most are answered at once",
            questions.len()
        )));
    }
    let questions = questions
        .iter()
        .map(|question| api::parameters_of_json(question.get().as_bytes()));
    let questions: Vec<_> = questions.collect();
    let archive = site.archive();
    let place = site.gate.enter().await?;
    let written = body::written(place, move |mut out, stop| {
        let archive = Arc::new(archive.until(stop));
        let written = write(questions, (&archive, stop), &mut out);
        written.map_err(|error| Error::from(error).into())
    });
    let mut response = written.await?.into_response();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}

type Question = Result<Vec<(String, String)>, Problem>;

fn write(
    questions: Vec<Question>,
    (archive, stop): (&Arc<Archive>, &Stop),
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for (at, question) in questions.into_iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        let answered = question.and_then(|question| one(question, archive));
        if stop.is_set() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        match answered {
            Ok(answer) => {
                out.write_all(b"{\"answer\":")?;
                out.write_all(answer.trim_ascii())?;
                out.write_all(b"}")?;
            }
            Err(problem) => {
                serde_json::to_writer(&mut *out, &serde_json::json!({ "problem": problem }))?;
            }
        }
    }
    out.write_all(b"\n]\n")
}

/// The answer to one question, as JSON.
fn one(mut question: Vec<(String, String)>, archive: &Arc<Archive>) -> Result<Vec<u8>, Problem> {
    let is_command = |(name, _): &(String, String)| name == "command";
    let named = question.iter().position(is_command);
    let named = named
        .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "a question has no `command`"))?;
    let (_, name) = question.remove(named);
    let command = api::command(&name, &mut question)?;
    question.retain(|(name, _)| name != "format");
    question.push(("format".to_owned(), "json".to_owned()));
    Ok(kept::answer(command, &question, archive)?)
}
