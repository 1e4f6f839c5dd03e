//! News as one JSON object (`docs/schema/news.schema.json`), each article on a line of its own.

use std::io::{self, Write};

use super::head::NewsHead;
use crate::api::NewArticle;
use crate::render::fields::Extent;
use crate::render::format::Format;
use crate::render::json::{self, ArticleForm, MatchForm, PassageForm, SCHEMA_VERSION};
use crate::render::options::Options;

pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"schema_version\":{SCHEMA_VERSION},\"searches\":[")
}

#[derive(serde::Serialize)]
struct HeadForm<'a> {
    name: &'a str,
    query: &'a str,
    since: Option<String>,
    matching: u64,
    new: u64,
    changed: u64,
    copies: u64,
}

/// Writes a search up to its list of articles.
pub(super) fn search(
    out: &mut dyn Write,
    head: &NewsHead<'_>,
    is_first: bool,
    options: &Options,
) -> io::Result<()> {
    let form = HeadForm {
        name: head.name,
        query: head.query,
        since: head.since.map(|since| since.to_string()),
        matching: head.matching,
        new: head.new,
        changed: head.changed,
        copies: head.copies,
    };
    out.write_all(if is_first { b"\n" } else { b",\n" })?;
    json::write_open(out, &form, "articles", options)
}

#[derive(serde::Serialize)]
struct NewArticleForm<'a> {
    changed: bool,
    copy_of: Option<&'a str>,
    article: ArticleForm<'a>,
    title_highlights: Vec<MatchForm<'a>>,
    passages: Vec<PassageForm<'a>>,
}

pub(super) fn article(
    out: &mut dyn Write,
    new: &NewArticle,
    is_first: bool,
    options: &Options,
) -> io::Result<()> {
    let article = &new.hit.article;
    let passages = new.hit.passages.iter();
    let form = NewArticleForm {
        changed: new.is_changed,
        copy_of: new.copy_of.as_deref(),
        article: ArticleForm {
            article,
            fields: options.fields(Extent::Hit, Format::Json),
        },
        title_highlights: json::matches(&article.title, &new.hit.title_highlights),
        passages: passages
            .map(|passage| PassageForm::of(passage, article))
            .collect(),
    };
    out.write_all(if is_first { b"\n" } else { b",\n" })?;
    json::write_value(out, &form, options)
}
