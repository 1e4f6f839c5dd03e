//! A story as JSON (`docs/schema/copies.schema.json`), each article on a line of its own.

use std::io::{self, Write};

use super::told::{changes, first, kind, percent};
use crate::api::{ToldArticle, ToldStory};
use crate::article::Article;
use crate::passage::{Difference, WordChange};
use crate::render::fields::Extent;
use crate::render::format::Format;
use crate::render::json::{self, ArticleForm, SCHEMA_VERSION};
use crate::render::options::Options;
use crate::render::place::PlacedText;

#[derive(serde::Serialize)]
struct HeadForm<'a> {
    schema_version: u32,
    story: &'a str,
}

/// A line of JSON lines (`docs/schema/copies-line.schema.json`).
#[derive(serde::Serialize)]
struct LineForm<'a> {
    schema_version: u32,
    story: &'a str,
    #[serde(flatten)]
    told: ToldForm<'a>,
}

#[derive(serde::Serialize)]
struct ToldForm<'a> {
    article: ArticleForm<'a>,
    kind: &'static str,
    percent: u8,
    differences: Vec<DifferenceForm<'a>>,
}

#[derive(serde::Serialize)]
struct DifferenceForm<'a> {
    change: &'static str,
    before: Option<PlacedText<'a>>,
    after: Option<PlacedText<'a>>,
    words: Vec<WordForm<'a>>,
}

#[derive(serde::Serialize)]
struct WordForm<'a> {
    before: PlacedText<'a>,
    after: PlacedText<'a>,
}

impl<'a> DifferenceForm<'a> {
    fn of(difference: &Difference, (before, after): (&'a str, &'a str)) -> Self {
        let word = |change: &WordChange| WordForm {
            before: PlacedText::of(change.before, before),
            after: PlacedText::of(change.after, after),
        };
        let (change, old, new, words) = match difference {
            Difference::Same { before, after } => ("same", Some(*before), Some(*after), &[][..]),
            Difference::Removed { before } => ("removed", Some(*before), None, &[][..]),
            Difference::Added { after } => ("added", None, Some(*after), &[][..]),
            Difference::Changed {
                before,
                after,
                words,
            } => ("changed", Some(*before), Some(*after), words.as_slice()),
        };
        Self {
            change,
            before: old.map(|span| PlacedText::of(span, before)),
            after: new.map(|span| PlacedText::of(span, after)),
            words: words.iter().map(word).collect(),
        }
    }
}

impl<'a> ToldForm<'a> {
    fn of(told: &'a ToldArticle, first: &'a Article, options: &'a Options) -> Self {
        let bodies = (first.body.as_str(), told.article.body.as_str());
        Self {
            article: ArticleForm {
                article: &told.article,
                fields: options.fields(Extent::Hit, Format::Json),
            },
            kind: kind(told),
            percent: percent(told),
            differences: changes(told)
                .map(|difference| DifferenceForm::of(difference, bodies))
                .collect(),
        }
    }
}

fn forms<'a>(
    story: &'a ToldStory,
    options: &'a Options,
) -> impl Iterator<Item = ToldForm<'a>> + 'a {
    let first = first(story);
    let articles = story.articles.iter();
    articles.filter_map(move |told| Some(ToldForm::of(told, first?, options)))
}

pub(super) fn write(out: &mut dyn Write, story: &ToldStory, options: &Options) -> io::Result<()> {
    let head = HeadForm {
        schema_version: SCHEMA_VERSION,
        story: &story.id,
    };
    json::write_open(out, &head, "articles", options)?;
    for (at, form) in forms(story, options).enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        json::write_value(out, &form, options)?;
    }
    out.write_all(b"\n]}\n")
}

pub(super) fn write_lines(
    out: &mut dyn Write,
    story: &ToldStory,
    options: &Options,
) -> io::Result<()> {
    let mut lines = forms(story, options).map(|told| LineForm {
        schema_version: SCHEMA_VERSION,
        story: &story.id,
        told,
    });
    lines.try_for_each(|line| json::write_line(out, &line, options))
}
