//! What is said of a quotation, and of a place that has it or is near it.

use crate::api::{QuotePlace, Verdict, VerifiedQuote};
use crate::passage::{DifferenceKind, Style};
use crate::render::text::grouped;
use crate::span::ByteSpan;

/// `verbatim: 3 articles have it`, or why it is not.
pub(super) fn verdict(quote: &VerifiedQuote) -> String {
    let reason = quote.reason().unwrap_or_default();
    match quote.verdict {
        Verdict::Verbatim => {
            let least = if quote.is_complete { "" } else { "at least " };
            let have = if quote.articles == 1 {
                "article has"
            } else {
                "articles have"
            };
            format!("verbatim: {least}{} {have} it", grouped(quote.articles))
        }
        Verdict::Near => format!("near: {reason}"),
        Verdict::NotFound => format!("not found: {reason}"),
    }
}

/// A part of a place.
pub(super) enum Piece<'a> {
    /// As it is quoted.
    Same(&'a str),
    /// What is quoted, and what stands there; one of the two may be empty.
    Different(&'a str, &'a str),
    /// What an ellipsis stands for.
    Gap,
}

/// The parts of a place in order, with what stands in its quotation.
pub(super) fn pieces<'a>(place: &'a QuotePlace, quote: &'a str) -> Vec<Piece<'a>> {
    let (text, quoted) = (place.text(), &place.quoted);
    let differences = quoted.differences.iter().map(|difference| {
        let piece = Piece::Different(difference.quoted.of(quote), difference.text.of(text));
        (difference.text, piece)
    });
    let gaps = quoted.gaps.iter().map(|gap| (gap.span, Piece::Gap));
    let mut parts: Vec<(ByteSpan, Piece)> = differences.chain(gaps).collect();
    parts.sort_by_key(|(span, _)| *span);
    let whole = parts
        .iter()
        .fold(quoted.span, |whole, (span, _)| whole.cover(*span));
    let mut at = whole.start;
    let mut pieces = Vec::with_capacity(2 * parts.len() + 1);
    for (span, piece) in parts {
        pieces.push(Piece::Same(ByteSpan::new(at, span.start.max(at)).of(text)));
        pieces.push(piece);
        at = span.end.max(at);
    }
    pieces.push(Piece::Same(ByteSpan::new(at, whole.end.max(at)).of(text)));
    pieces
}

/// Where it stands: `sentences 2–3, bytes 15–71`.
pub(super) fn place(place: &QuotePlace) -> String {
    let span = place.quoted.span;
    let bytes = format!("bytes {}–{}", span.start, span.end);
    let sentences = match place.sentences {
        None => "the headline".to_owned(),
        Some((first, last)) if first == last => format!("sentence {}", first + 1),
        Some((first, last)) => format!("sentences {}–{}", first + 1, last + 1),
    };
    match place.article.page_at(span.start) {
        Some(page) if !place.in_title => format!("p. {page}, {sentences}, {bytes}"),
        _ => format!("{sentences}, {bytes}"),
    }
}

/// What is told besides: how much ellipses stand for, and what differs in form only.
pub(super) fn told(place: &QuotePlace) -> Vec<String> {
    let mut told = Vec::new();
    let gaps = place.quoted.gaps.iter();
    let gaps: Vec<String> = gaps
        .map(|gap| match gap.words {
            1 => "1 word".to_owned(),
            words => format!("{} words", grouped(words as u64)),
        })
        .collect();
    if !gaps.is_empty() {
        told.push(format!("left out at an ellipsis: {}", gaps.join(", ")));
    }
    let style = place.quoted.style.iter().map(|style| match style {
        Style::WhiteSpace => "spaces",
        Style::QuotationMarks => "quotation marks",
        Style::Apostrophes => "apostrophes",
        Style::Dashes => "dashes",
        Style::Capital => "the first capital",
        Style::Characters => "forms of characters",
    });
    let style: Vec<&str> = style.collect();
    if !style.is_empty() {
        told.push(format!("not as there: {}", style.join(", ")));
    }
    let differences = place.quoted.differences.iter();
    if differences
        .clone()
        .any(|difference| difference.kind == DifferenceKind::Punctuation)
    {
        told.push("other signs between the same words".to_owned());
    }
    told
}
