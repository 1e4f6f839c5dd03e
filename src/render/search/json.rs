//! An answer as one JSON object (`docs/schema/search.schema.json`), each hit on a line of its own.

use std::io::{self, Write};

use super::head::Head;
use super::story::StoryForm;
use crate::api::Hit;
use crate::render::facets::FacetForm;
use crate::render::fields::{Extent, OutputField};
use crate::render::format::Format;
use crate::render::json::{
    self, ArticleForm, MatchForm, NoticeForm, PassageForm, QueryForm, SCHEMA_VERSION,
    UnderstoodForm,
};
use crate::render::options::Options;

/// Writes everything before the first hit.
pub(super) fn begin(out: &mut dyn Write, head: &Head<'_>, options: &Options) -> io::Result<()> {
    let query = UnderstoodForm {
        query: QueryForm {
            text: head.typed,
            canonical: Some(head.query),
        },
        understood: head.understood,
    };
    write!(out, "{{\"schema_version\":{SCHEMA_VERSION},\"query\":")?;
    json::write_value(out, &query, options)?;
    out.write_all(b",\"notices\":")?;
    json::write_value(out, &NoticeForm::all(head.notices, head.typed), options)?;
    out.write_all(b",\"total\":")?;
    json::write_value(out, &head.total, options)?;
    write!(out, ",\"offset\":{},\"hits\":[", head.offset)
}

/// A hit as JSON.
#[derive(serde::Serialize)]
pub(super) struct HitForm<'a> {
    rank: usize,
    score: f32,
    story: StoryForm<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<String>,
    article: ArticleForm<'a>,
    title_highlights: Vec<MatchForm<'a>>,
    passages: Vec<PassageForm<'a>>,
}

impl<'a> HitForm<'a> {
    /// A hit with these fields of its article.
    pub(super) fn of(hit: &'a Hit, fields: &'a [OutputField], options: &Options) -> Self {
        let article = &hit.article;
        let passages = hit.passages.iter();
        Self {
            rank: hit.rank,
            score: json::finite(hit.score),
            story: StoryForm::of(&hit.story),
            citation: options
                .reference(hit)
                .map(|reference| reference.to_string()),
            article: ArticleForm { article, fields },
            title_highlights: json::matches(&article.title, &hit.title_highlights),
            passages: passages
                .map(|passage| PassageForm::of(passage, article))
                .collect(),
        }
    }
}

/// Writes one hit.
pub(super) fn hit(
    out: &mut dyn Write,
    hit: &Hit,
    options: &Options,
    is_first: bool,
) -> io::Result<()> {
    let form = HitForm::of(hit, options.fields(Extent::Hit, Format::Json), options);
    out.write_all(if is_first { b"\n" } else { b",\n" })?;
    json::write_value(out, &form, options)
}

/// Writes everything after the last hit.
pub(super) fn end(
    out: &mut dyn Write,
    facets: Option<&[FacetForm<'_>]>,
    options: &Options,
    took_ms: f64,
) -> io::Result<()> {
    let took_ms = if took_ms.is_finite() { took_ms } else { 0.0 };
    out.write_all(b"\n]")?;
    if let Some(facets) = facets {
        out.write_all(b",\"facets\":")?;
        json::write_value(out, &facets, options)?;
    }
    out.write_all(b",\"took_ms\":")?;
    serde_json::to_writer(&mut *out, &took_ms)?;
    out.write_all(b"}\n")
}
