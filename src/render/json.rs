//! The parts that JSON answers are made of.
//!
//! `docs/json.md` describes every key, the schemas in `docs/schema/` define them.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use super::fields::OutputField;
use super::options::Options;
use super::place::{Place, places};
use super::{marks, safety};
use crate::api::{Notice, Passage, Understood};
use crate::article::{Article, WordBox};
use crate::passage::Highlight;
use crate::span::ByteSpan;

/// Version of the JSON forms. It changes when a key is removed or changes its meaning; keys may be
/// added within one version.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes a value on one line; on a terminal with every unsafe character as `\uXXXX`, which is the
/// same JSON.
pub(super) fn write_value(
    out: &mut dyn Write,
    value: &impl Serialize,
    options: &Options,
) -> io::Result<()> {
    if options.terminal {
        value.serialize(&mut serde_json::Serializer::with_formatter(
            out,
            SafeFormatter,
        ))?;
    } else {
        serde_json::to_writer(out, value)?;
    }
    Ok(())
}

/// Writes a value on a line of its own.
pub(super) fn write_line(
    out: &mut dyn Write,
    value: &impl Serialize,
    options: &Options,
) -> io::Result<()> {
    write_value(out, value, options)?;
    out.write_all(b"\n")
}

/// Writes an object up to the `[` of a list that is its last key, `list`; `]}` ends it.
pub(super) fn write_open(
    out: &mut dyn Write,
    object: &impl Serialize,
    list: &str,
    options: &Options,
) -> io::Result<()> {
    let mut written = Vec::new();
    write_value(&mut written, object, options)?;
    // The brace that would end it.
    written.pop();
    out.write_all(&written)?;
    write!(out, ",\"{list}\":[")
}

/// Compact JSON in which no string holds a character that a terminal must not see.
struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        part: &str,
    ) -> io::Result<()> {
        for piece in part.split_inclusive(safety::is_unsafe) {
            let unsafe_at_end = piece
                .chars()
                .next_back()
                .filter(|&it| safety::is_unsafe(it));
            let plain = &piece[..piece.len() - unsafe_at_end.map_or(0, char::len_utf8)];
            CompactFormatter.write_string_fragment(writer, plain)?;
            for unit in unsafe_at_end
                .iter()
                .flat_map(|it| it.encode_utf16(&mut [0; 2]).to_vec())
            {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

/// A query, as typed and as understood.
#[derive(serde::Serialize)]
pub(super) struct QueryForm<'a> {
    /// As typed.
    pub text: Option<&'a str>,
    /// As understood.
    pub canonical: Option<&'a str>,
}

/// A query with what it was understood to ask for.
#[derive(serde::Serialize)]
pub(super) struct UnderstoodForm<'a> {
    #[serde(flatten)]
    pub query: QueryForm<'a>,
    #[serde(flatten)]
    pub understood: &'a Understood,
}

impl<'a> UnderstoodForm<'a> {
    /// A query as typed, in canonical form, and in words.
    pub(super) fn of(typed: &'a str, canonical: &'a str, understood: &'a Understood) -> Self {
        Self {
            query: QueryForm {
                text: Some(typed),
                canonical: Some(canonical),
            },
            understood,
        }
    }
}

/// Something to know about an answer.
#[derive(serde::Serialize)]
pub(super) struct NoticeForm<'a> {
    code: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
    span: Option<Place>,
}

impl<'a> NoticeForm<'a> {
    /// The notices, with their places in the query as typed.
    pub(super) fn all(notices: &'a [Notice], typed: Option<&str>) -> Vec<Self> {
        let notices = notices.iter();
        notices.map(|notice| Self::of(notice, typed)).collect()
    }

    fn of(notice: &'a Notice, typed: Option<&str>) -> Self {
        Self {
            code: notice.code,
            message: &notice.message,
            hint: notice.hint.as_deref(),
            span: typed
                .zip(notice.span)
                .filter(|(typed, span)| typed.get(span.start..span.end).is_some())
                .map(|(typed, span)| Place::of(span, typed)),
        }
    }
}

/// A match in a title or in the whole body of a shown article.
#[derive(serde::Serialize)]
pub(super) struct MatchForm<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place,
    function_word: bool,
}

/// The matches of a text.
pub(super) fn matches<'a>(text: &'a str, highlights: &[Highlight]) -> Vec<MatchForm<'a>> {
    let matched = marks::matched(text, highlights);
    let places = places(&spans(&matched), text);
    matched
        .iter()
        .zip(places)
        .map(|(highlight, place)| MatchForm {
            text: highlight.span.of(text),
            place,
            function_word: highlight.is_function_word,
        })
        .collect()
}

fn spans(highlights: &[Highlight]) -> Vec<ByteSpan> {
    highlights.iter().map(|highlight| highlight.span).collect()
}

/// The chosen fields of an article: every one of them is there, `null` or empty where unknown, so
/// that programs need not ask.
pub(super) struct ArticleForm<'a> {
    /// The article.
    pub article: &'a Article,
    /// Which of its fields.
    pub fields: &'a [OutputField],
}

impl Serialize for ArticleForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let article = self.article;
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for &field in self.fields {
            let key = field.name();
            match field {
                OutputField::Id => map.serialize_entry(key, &article.id.0)?,
                OutputField::Title => map.serialize_entry(key, &article.title)?,
                OutputField::Date => map.serialize_entry(key, &field.text_of(article))?,
                OutputField::Published => {
                    map.serialize_entry(key, &article.published.map(|it| it.to_string()))?;
                }
                OutputField::Source => map.serialize_entry(key, &article.source)?,
                OutputField::Section => map.serialize_entry(key, &article.section)?,
                OutputField::Authors => map.serialize_entry(key, &article.authors)?,
                OutputField::Tags => map.serialize_entry(key, &article.tags)?,
                OutputField::Language => map.serialize_entry(key, &article.language)?,
                OutputField::Url => map.serialize_entry(key, &article.url)?,
                OutputField::Origin => map.serialize_entry(key, &OriginForm::of(article))?,
                OutputField::Metadata => map.serialize_entry(key, &article.metadata)?,
                OutputField::Body => map.serialize_entry(key, &article.body)?,
            }
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct OriginForm<'a> {
    index: Option<&'a str>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a str>,
    record: Option<u64>,
    line: Option<u64>,
}

impl<'a> OriginForm<'a> {
    fn of(article: &'a Article) -> Self {
        let origin = &article.origin;
        Self {
            index: origin.index.as_deref(),
            path: &origin.path,
            entry: origin.entry.as_deref(),
            record: origin.record,
            line: origin.line,
        }
    }
}

/// A passage as JSON.
#[derive(serde::Serialize)]
pub(super) struct PassageForm<'a> {
    text: &'a str,
    span: Place,
    page: Option<&'a str>,
    sentences: SentencesForm,
    paragraph: u32,
    score: f32,
    highlights: Vec<HighlightForm<'a>>,
}

/// Ordinals, both included.
#[derive(serde::Serialize)]
struct SentencesForm {
    first: u32,
    last: u32,
}

/// A match in a passage, by its place in the article's body and in the passage's text.
#[derive(serde::Serialize)]
struct HighlightForm<'a> {
    text: &'a str,
    in_body: Place,
    in_passage: Place,
    function_word: bool,
    page: Option<&'a str>,
    xywh: Vec<String>,
}

/// Where a part of a body stands on its scan, a region for each line.
pub(super) fn xywh(article: &Article, span: ByteSpan) -> Vec<String> {
    let boxes = article.boxes_of(span);
    boxes.iter().map(WordBox::xywh).collect()
}

impl<'a> PassageForm<'a> {
    /// The passage of an article.
    pub(super) fn of(passage: &Passage, article: &'a Article) -> Self {
        let body = article.body.as_str();
        let (text, span) = (passage.text(body), Place::of(passage.span, body));
        let marks = marks::in_passage(passage, body);
        let highlights = marks.iter().zip(places(&spans(&marks), text));
        Self {
            text,
            span,
            page: article.page_at(passage.span.start),
            sentences: SentencesForm {
                first: passage.sentences.0,
                last: passage.sentences.1,
            },
            paragraph: passage.paragraph,
            score: finite(passage.score),
            highlights: highlights
                .map(|(mark, in_passage)| {
                    let in_body = mark.span.shifted(passage.span.start);
                    HighlightForm {
                        text: mark.span.of(text),
                        in_body: in_passage.inside(span),
                        in_passage,
                        function_word: mark.is_function_word,
                        page: article.page_at(in_body.start),
                        xywh: xywh(article, in_body),
                    }
                })
                .collect(),
        }
    }
}

/// The score, or 0 where JSON cannot hold it: infinity and not-a-number.
pub(super) fn finite(score: f32) -> f32 {
    if score.is_finite() { score } else { 0.0 }
}
