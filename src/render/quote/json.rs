//! Quotations as JSON (`docs/schema/quotes.schema.json`), each on a line of its own.

use std::io::{self, Write};

use crate::api::{QuotePlace, VerifiedQuote};
use crate::passage::{QuoteDifference, QuoteGap, Style};
use crate::render::fields::Extent;
use crate::render::format::Format;
use crate::render::json::{self, ArticleForm, SCHEMA_VERSION};
use crate::render::options::Options;
use crate::render::place::{Place, PlacedText};

#[derive(serde::Serialize)]
struct HeadForm {
    schema_version: u32,
}

/// A quotation; on a line of JSON lines with the version (`docs/schema/quotes-line.schema.json`).
#[derive(serde::Serialize)]
struct QuoteForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    quote: &'a str,
    verdict: &'static str,
    reason: Option<String>,
    words: usize,
    articles: u64,
    complete: bool,
    unknown_words: &'a [String],
    places: Vec<PlaceForm<'a>>,
}

#[derive(serde::Serialize)]
struct PlaceForm<'a> {
    article: ArticleForm<'a>,
    in_title: bool,
    text: &'a str,
    span: Place,
    page: Option<&'a str>,
    sentences: Option<SentencesForm>,
    shared_words: usize,
    differences: Vec<DifferenceForm<'a>>,
    gaps: Vec<GapForm<'a>>,
    style: Vec<&'static str>,
}

/// Ordinals, both included.
#[derive(serde::Serialize)]
struct SentencesForm {
    first: u32,
    last: u32,
}

#[derive(serde::Serialize)]
struct DifferenceForm<'a> {
    kind: &'static str,
    quoted: PlacedText<'a>,
    written: PlacedText<'a>,
}

#[derive(serde::Serialize)]
struct GapForm<'a> {
    words: usize,
    #[serde(flatten)]
    text: PlacedText<'a>,
}

impl<'a> PlaceForm<'a> {
    fn of(place: &'a QuotePlace, quote: &'a str, options: &'a Options) -> Self {
        let (text, quoted) = (place.text(), &place.quoted);
        let difference = |difference: &QuoteDifference| DifferenceForm {
            kind: difference.kind.name(),
            quoted: PlacedText::of(difference.quoted, quote),
            written: PlacedText::of(difference.text, text),
        };
        let gap = |gap: &QuoteGap| GapForm {
            words: gap.words,
            text: PlacedText::of(gap.span, text),
        };
        let page = place.article.page_at(quoted.span.start);
        Self {
            article: ArticleForm {
                article: &place.article,
                fields: options.fields(Extent::Hit, Format::Json),
            },
            in_title: place.in_title,
            text: quoted.span.of(text),
            span: Place::of(quoted.span, text),
            page: page.filter(|_| !place.in_title),
            sentences: place
                .sentences
                .map(|(first, last)| SentencesForm { first, last }),
            shared_words: quoted.shared,
            differences: quoted.differences.iter().map(difference).collect(),
            gaps: quoted.gaps.iter().map(gap).collect(),
            style: quoted.style.iter().copied().map(Style::name).collect(),
        }
    }
}

impl<'a> QuoteForm<'a> {
    fn of(quote: &'a VerifiedQuote, version: Option<u32>, options: &'a Options) -> Self {
        let places = quote.places.iter();
        Self {
            schema_version: version,
            quote: &quote.quote,
            verdict: quote.verdict.name(),
            reason: quote.reason(),
            words: quote.words,
            articles: quote.articles,
            complete: quote.is_complete,
            unknown_words: &quote.unknown_words,
            places: places
                .map(|place| PlaceForm::of(place, &quote.quote, options))
                .collect(),
        }
    }
}

pub(super) fn write(
    out: &mut dyn Write,
    quotes: &[VerifiedQuote],
    options: &Options,
) -> io::Result<()> {
    let head = HeadForm {
        schema_version: SCHEMA_VERSION,
    };
    json::write_open(out, &head, "quotes", options)?;
    for (at, quote) in quotes.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        json::write_value(out, &QuoteForm::of(quote, None, options), options)?;
    }
    out.write_all(b"\n]}\n")
}

pub(super) fn write_lines(
    out: &mut dyn Write,
    quotes: &[VerifiedQuote],
    options: &Options,
) -> io::Result<()> {
    let mut lines = quotes.iter();
    lines.try_for_each(|quote| {
        let form = QuoteForm::of(quote, Some(SCHEMA_VERSION), options);
        json::write_line(out, &form, options)
    })
}
