//! An answer as one JSON object, written hit by hit.
//!
//! `docs/json.md` describes every key, `docs/schema/search.schema.json` and its neighbours define
//! them. Bytes count UTF-8 bytes, characters count Unicode scalar values.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use super::fields::OutputField;
use super::{Head, Named, Options, passage, safety};
use crate::api::{Hit, Notice, Passage, Total, Understood};
use crate::article::Article;
use crate::span::ByteSpan;

/// Version of the JSON forms. It changes when a key is removed or changes its meaning; keys may be
/// added within one version.
pub const SCHEMA_VERSION: u32 = 1;

/// What is written of an article where nobody asked for anything else: all but the whole body.
pub(super) const FIELDS: [OutputField; 11] = [
    OutputField::Id,
    OutputField::Title,
    OutputField::Published,
    OutputField::Source,
    OutputField::Section,
    OutputField::Authors,
    OutputField::Tags,
    OutputField::Language,
    OutputField::Url,
    OutputField::Origin,
    OutputField::Metadata,
];

/// Writes everything before the first hit.
pub(super) fn begin(out: &mut dyn Write, head: &Head<'_>, options: &Options) -> io::Result<()> {
    write!(out, "{{\"schema_version\":{SCHEMA_VERSION},\"query\":")?;
    write_value(
        out,
        &UnderstoodForm {
            query: QueryForm {
                text: head.typed,
                canonical: Some(head.query),
            },
            understood: head.understood,
        },
        options,
    )?;
    out.write_all(b",\"notices\":")?;
    let notices: Vec<_> = head
        .notices
        .iter()
        .map(|it| NoticeForm::of(it, head.typed))
        .collect();
    write_value(out, &notices, options)?;
    out.write_all(b",\"total\":")?;
    write_value(out, &TotalForm::from(head.total), options)?;
    write!(out, ",\"offset\":{},\"hits\":[", head.offset)
}

/// Writes one hit on a line of its own.
pub(super) fn hit(
    out: &mut dyn Write,
    hit: &Hit,
    options: &Options,
    is_first: bool,
) -> io::Result<()> {
    out.write_all(if is_first { b"\n" } else { b",\n" })?;
    write_value(out, &HitForm::of(hit, options.fields_or(&FIELDS)), options)
}

/// Writes everything after the last hit.
pub(super) fn end(out: &mut dyn Write, took_ms: f64) -> io::Result<()> {
    let took_ms = if took_ms.is_finite() { took_ms } else { 0.0 };
    out.write_all(b"\n],\"took_ms\":")?;
    serde_json::to_writer(&mut *out, &took_ms)?;
    out.write_all(b"}\n")
}

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

/// Something to know about an answer.
#[derive(serde::Serialize)]
pub(super) struct NoticeForm<'a> {
    code: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
    span: Option<Place>,
}

impl<'a> NoticeForm<'a> {
    /// The notice, with its place in the query as typed.
    pub(super) fn of(notice: &'a Notice, typed: Option<&str>) -> Self {
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

#[derive(serde::Serialize)]
struct TotalForm {
    articles: u64,
    searched: u64,
    partial: bool,
}

impl From<Total> for TotalForm {
    fn from(total: Total) -> Self {
        Self {
            articles: total.articles,
            searched: total.searched,
            partial: total.partial,
        }
    }
}

/// Half-open: `end` is one past the last.
#[derive(serde::Serialize, Clone, Copy)]
struct Bounds {
    start: usize,
    end: usize,
}

/// A place in a text, counted in both units.
#[derive(serde::Serialize, Clone, Copy)]
pub(super) struct Place {
    bytes: Bounds,
    characters: Bounds,
}

impl Place {
    /// The place of a sound span in its text.
    pub(super) fn of(span: ByteSpan, text: &str) -> Self {
        let before = text.get(..span.start).unwrap_or("").chars().count();
        let length = span.of(text).chars().count();
        Self {
            bytes: Bounds {
                start: span.start,
                end: span.end,
            },
            characters: Bounds {
                start: before,
                end: before + length,
            },
        }
    }

    /// The same place, counted from the start of a text in which its own text begins at `origin`.
    fn inside(self, origin: Self) -> Self {
        let moved = |bounds: Bounds, by: usize| Bounds {
            start: bounds.start + by,
            end: bounds.end + by,
        };
        Self {
            bytes: moved(self.bytes, origin.bytes.start),
            characters: moved(self.characters, origin.characters.start),
        }
    }

    /// First character and one past the last.
    pub(super) fn characters(self) -> (usize, usize) {
        (self.characters.start, self.characters.end)
    }
}

/// The places of sound spans in their text, in one walk.
pub(super) fn places(spans: &[ByteSpan], text: &str) -> Vec<Place> {
    let (mut byte, mut character) = (0, 0);
    spans
        .iter()
        .map(|&span| {
            let rest = ByteSpan::new(byte, text.len()).of(text);
            let place = Place::of(span.relative_to(byte), rest).inside(Place {
                bytes: Bounds {
                    start: byte,
                    end: byte,
                },
                characters: Bounds {
                    start: character,
                    end: character,
                },
            });
            (byte, character) = (place.bytes.end, place.characters.end);
            place
        })
        .collect()
}

/// A match in a title or in the whole body of a shown article.
#[derive(serde::Serialize)]
pub(super) struct MatchForm<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place,
}

/// The matches of a text.
pub(super) fn matches<'a>(text: &'a str, highlights: &[ByteSpan]) -> Vec<MatchForm<'a>> {
    let spans = passage::sound(text, highlights.iter().copied());
    let places = places(&spans, text);
    spans
        .iter()
        .zip(places)
        .map(|(span, place)| MatchForm {
            text: span.of(text),
            place,
        })
        .collect()
}

/// A hit as JSON.
#[derive(serde::Serialize)]
struct HitForm<'a> {
    rank: usize,
    score: f32,
    article: ArticleForm<'a>,
    title_highlights: Vec<MatchForm<'a>>,
    passages: Vec<PassageForm<'a>>,
}

impl<'a> HitForm<'a> {
    fn of(hit: &'a Hit, fields: &'a [OutputField]) -> Self {
        Self {
            rank: hit.rank,
            score: finite(hit.score),
            article: ArticleForm {
                article: &hit.article,
                fields,
            },
            title_highlights: matches(&hit.article.title, &hit.title_highlights),
            passages: hit
                .passages
                .iter()
                .map(|it| PassageForm::of(it, &hit.article.body))
                .collect(),
        }
    }
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
    path: &'a str,
    record: Option<u64>,
    line: Option<u64>,
}

impl<'a> OriginForm<'a> {
    fn of(article: &'a Article) -> Self {
        let origin = &article.origin;
        Self {
            path: &origin.path,
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
}

impl<'a> PassageForm<'a> {
    /// The passage of an article with that body.
    pub(super) fn of(passage: &'a Passage, body: &str) -> Self {
        let span = Place::of(passage.span, body);
        let marks = passage::marks(passage);
        let highlights = marks.iter().zip(places(&marks, &passage.text));
        Self {
            text: &passage.text,
            span,
            sentences: SentencesForm {
                first: passage.sentences.0,
                last: passage.sentences.1,
            },
            paragraph: passage.paragraph,
            score: finite(passage.score),
            highlights: highlights
                .map(|(mark, in_passage)| HighlightForm {
                    text: mark.of(&passage.text),
                    in_body: in_passage.inside(span),
                    in_passage,
                })
                .collect(),
        }
    }
}

/// JSON has no infinity and no not-a-number.
pub(super) fn finite(score: f32) -> f32 {
    if score.is_finite() { score } else { 0.0 }
}
