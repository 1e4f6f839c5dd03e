//! One JSON object a line, one line a passage, each with its article.
//!
//! A hit without passages (a headline without a text) is one line whose `passage` is `null`, so
//! that no article is lost.

use std::io::{self, Write};

use super::story::StoryForm;
use crate::api::{Hit, Passage};
use crate::render::citation::citation;
use crate::render::fields::Extent;
use crate::render::format::Format;
use crate::render::json::{self, ArticleForm, MatchForm, PassageForm, SCHEMA_VERSION};
use crate::render::options::Options;

/// One line (`docs/schema/search-line.schema.json`).
#[derive(serde::Serialize)]
struct LineForm<'a> {
    schema_version: u32,
    rank: usize,
    score: f32,
    story: StoryForm<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<String>,
    article: ArticleForm<'a>,
    title_highlights: Vec<MatchForm<'a>>,
    passage: Option<PassageForm<'a>>,
}

/// Writes a line for each passage of a hit.
pub(super) fn hit(out: &mut dyn Write, hit: &Hit, options: &Options) -> io::Result<()> {
    if hit.passages.is_empty() {
        return write_line(out, hit, None, options);
    }
    let mut passages = hit.passages.iter();
    passages.try_for_each(|passage| write_line(out, hit, Some(passage), options))
}

fn write_line(
    out: &mut dyn Write,
    hit: &Hit,
    passage: Option<&Passage>,
    options: &Options,
) -> io::Result<()> {
    let article = &hit.article;
    let page = passage.and_then(|passage| article.page_at(passage.span.start));
    let cited = options.citation.map(|style| citation(article, page, style));
    let form = LineForm {
        schema_version: SCHEMA_VERSION,
        rank: hit.rank,
        score: json::finite(hit.score),
        story: StoryForm::of(&hit.story),
        citation: cited.map(|reference| reference.to_string()),
        article: ArticleForm {
            article,
            fields: options.fields(Extent::Hit, Format::Jsonl),
        },
        title_highlights: json::matches(&article.title, &hit.title_highlights),
        passage: passage.map(|passage| PassageForm::of(passage, article)),
    };
    json::write_line(out, &form, options)
}
