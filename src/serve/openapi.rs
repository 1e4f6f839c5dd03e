//! The description of the API (`OpenAPI` 3.1), made of the definition of the command line.

use std::any::TypeId;

use axum::Json;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use clap::{Arg, ArgAction};
use serde_json::{Map, Value, json};

use super::api::{ALIASES, Alias};
use super::problem::Problem;
use crate::cli::asked::{self, Asking, MOST_EFFORT};

/// The schemas of answers as JSON, by their names.
const SCHEMAS: &[(&str, &str)] = &[
    (
        "article",
        include_str!("../../docs/schema/article.schema.json"),
    ),
    (
        "collocates",
        include_str!("../../docs/schema/collocates.schema.json"),
    ),
    (
        "copies",
        include_str!("../../docs/schema/copies.schema.json"),
    ),
    ("count", include_str!("../../docs/schema/count.schema.json")),
    (
        "facets",
        include_str!("../../docs/schema/facets.schema.json"),
    ),
    (
        "keyness",
        include_str!("../../docs/schema/keyness.schema.json"),
    ),
    ("kwic", include_str!("../../docs/schema/kwic.schema.json")),
    (
        "quotes",
        include_str!("../../docs/schema/quotes.schema.json"),
    ),
    (
        "search",
        include_str!("../../docs/schema/search.schema.json"),
    ),
    (
        "similar",
        include_str!("../../docs/schema/similar.schema.json"),
    ),
    ("stats", include_str!("../../docs/schema/stats.schema.json")),
    (
        "timeline",
        include_str!("../../docs/schema/timeline.schema.json"),
    ),
    (
        "trends",
        include_str!("../../docs/schema/trends.schema.json"),
    ),
];

/// `GET /api/v1/schema/{name}`.
pub(crate) async fn schema(Path(name): Path<String>) -> Response {
    let mut schemas = SCHEMAS.iter();
    match schemas.find(|(known, _)| *known == name) {
        Some((_, schema)) => {
            ([(header::CONTENT_TYPE, "application/schema+json")], *schema).into_response()
        }
        None => Problem::new(
            StatusCode::NOT_FOUND,
            format!("there is no schema `{name}`"),
        )
        .into_response(),
    }
}

/// `GET /api/v1/openapi.json`.
pub(crate) async fn get() -> Json<Value> {
    Json(document())
}

fn document() -> Value {
    let mut paths = Map::new();
    for asking in asked::all() {
        paths.insert(
            format!("/api/v1/{}", asking.name),
            path(asking, asking.name, None),
        );
    }
    for Alias {
        name,
        command,
        said,
    } in ALIASES
    {
        if let Ok(asking) = asked::named(command) {
            let said = said.map(|(name, _)| name);
            paths.insert(format!("/api/v1/{name}"), path(asking, name, said));
        }
    }
    paths.insert("/api/v1/batch".to_owned(), batch());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "unbury",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Full-text search over an archive of articles: the commands of the command line, with the same options and the same JSON.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["title", "status", "detail"],
                    "properties": {
                        "title": { "type": "string" },
                        "status": { "type": "integer" },
                        "detail": { "type": "string", "description": "What is wrong; of a query, with a caret under the place." },
                        "hint": { "type": "string", "description": "What to do about it." },
                    },
                },
            },
        },
    })
}

fn problem(description: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    json!({
        "description": description,
        "content": { "application/problem+json": { "schema": schema } },
    })
}

/// The answers of a request.
fn responses(name: &str) -> Value {
    let known = SCHEMAS.iter().any(|(known, _)| *known == name);
    let schema = if known {
        json!({ "$ref": format!("/api/v1/schema/{name}") })
    } else {
        json!({})
    };
    let mut content = Map::new();
    content.insert("application/json".to_owned(), json!({ "schema": schema }));
    for kind in [
        "application/jsonl",
        "application/vnd.apache.parquet",
        "application/x-bibtex",
        "application/x-research-info-systems",
        "application/xml",
        "image/png",
        "image/svg+xml",
        "text/csv",
        "text/html",
        "text/markdown",
        "text/plain",
        "text/tab-separated-values",
    ] {
        content.insert(kind.to_owned(), json!({}));
    }
    json!({
        "200": {
            "description": "The answer; in another format than JSON where `format` says so.",
            "headers": { "ETag": { "description": "Changes with the index.", "schema": { "type": "string" } } },
            "content": content,
        },
        "304": { "description": "What was asked for with `If-None-Match` is still the answer." },
        "400": problem("A parameter is wrong."),
        "401": problem("The token is missing."),
        "403": problem("A page from elsewhere asks."),
        "404": problem("There is no such article."),
        "413": problem("The request is too long."),
        "415": problem("The request is no JSON."),
        "421": problem("It is not called so."),
        "422": problem("The query is more work than it may be."),
        "500": problem("The archive cannot be read."),
        "503": problem("Too many ask; `Retry-After` says when to try again."),
        "504": problem("The answer took too long and was given up."),
    })
}

/// A command at a path, without the parameter that the path says.
fn path(asking: &Asking, name: &str, said: Option<&str>) -> Value {
    let parameters: Vec<Value> = asking
        .parameters()
        .filter(|(name, _)| Some(*name) != said)
        .map(|(name, argument)| {
            json!({
                "name": name,
                "in": "query",
                "required": argument.is_required_set(),
                "description": argument.get_help().map(ToString::to_string),
                "schema": value(asking, argument),
                "explode": true,
            })
        })
        .collect();
    let required: Vec<&str> = asking
        .parameters()
        .filter(|(_, argument)| argument.is_required_set())
        .map(|(name, _)| name)
        .collect();
    let properties: Map<String, Value> = asking
        .parameters()
        .filter(|(name, _)| Some(*name) != said)
        .map(|(name, argument)| (name.to_owned(), value(asking, argument)))
        .collect();
    let schema = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let body = json!({
        "required": !required.is_empty(),
        "content": { "application/json": { "schema": schema } },
    });
    let schema = match (name, asking.name) {
        ("copies", _) => "copies",
        (_, "show") => "article",
        (_, "quote") => "quotes",
        (_, command) => command,
    };
    json!({
        "get": {
            "operationId": name,
            "summary": asking.about(),
            "parameters": parameters,
            "responses": responses(schema),
        },
        "post": {
            "operationId": format!("{name}-by-body"),
            "summary": asking.about(),
            "requestBody": body,
            "responses": responses(schema),
        },
    })
}

fn batch() -> Value {
    json!({
        "post": {
            "operationId": "batch",
            "summary": "Several questions at once: each an object of a `command` and its parameters.",
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": {
                    "type": "array",
                    "maxItems": 100,
                    "items": { "type": "object", "required": ["command"], "properties": { "command": { "type": "string" } } },
                } } },
            },
            "responses": responses("batch-of-requests"),
        },
    })
}

/// What values a parameter has.
fn value(asking: &Asking, argument: &Arg) -> Value {
    let mut schema = Map::new();
    let kind = argument.get_value_parser().type_id();
    let is_number = [
        TypeId::of::<usize>(),
        TypeId::of::<u64>(),
        TypeId::of::<u32>(),
    ]
    .iter()
    .any(|number| kind == *number);
    let names: Vec<String> = argument
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    if matches!(argument.get_action(), ArgAction::SetTrue) {
        schema.insert("type".into(), "boolean".into());
        return Value::Object(schema);
    }
    schema.insert(
        "type".into(),
        if is_number { "integer" } else { "string" }.into(),
    );
    if is_number {
        let least = u8::from(!asking.takes(argument, "0"));
        schema.insert("minimum".into(), least.into());
        if argument.get_long() == Some("effort") {
            schema.insert("maximum".into(), MOST_EFFORT.into());
        }
    }
    if !names.is_empty() {
        schema.insert("enum".into(), names.into());
    }
    let defaults = argument.get_default_values();
    if let [default] = defaults {
        let default = default.to_string_lossy();
        let number: Option<u64> = default.parse().ok().filter(|_| is_number);
        schema.insert(
            "default".into(),
            number.map_or_else(|| default.as_ref().into(), Value::from),
        );
    }
    let is_list = matches!(argument.get_action(), ArgAction::Append)
        || argument
            .get_num_args()
            .is_some_and(|values| values.max_values() > 1);
    if is_list {
        schema.remove("default");
        let least = u8::from(argument.is_required_set());
        return json!({ "type": "array", "items": schema, "minItems": least });
    }
    Value::Object(schema)
}
