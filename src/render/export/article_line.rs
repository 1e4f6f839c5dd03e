//! An article as one line of JSON (`docs/schema/export-line.schema.json`): its fields side by side, as most programs want rows.

use std::io::{self, Write};

use crate::article::Article;
use crate::render::fields::OutputField;
use crate::render::json::{self, ArticleForm, SCHEMA_VERSION};
use crate::render::options::Options;

#[derive(serde::Serialize)]
struct LineForm<'a> {
    schema_version: u32,
    story: &'a str,
    #[serde(flatten)]
    article: ArticleForm<'a>,
}

/// Writes the line.
pub(super) fn write(
    out: &mut dyn Write,
    article: &Article,
    story: &str,
    fields: &[OutputField],
    options: &Options,
) -> io::Result<()> {
    let form = LineForm {
        schema_version: SCHEMA_VERSION,
        story,
        article: ArticleForm { article, fields },
    };
    json::write_line(out, &form, options)
}
