//! What is marked in a text, and what of a text is shown.

use std::borrow::Cow;

use super::fields::OutputField;
use crate::api::{Hit, Passage};
use crate::passage::Highlight;
use crate::span::ByteSpan;

/// The passages to write: those of the hit, or the whole body as one where the body was asked for.
pub(super) fn shown<'a>(hit: &'a Hit, fields: &[OutputField]) -> Cow<'a, [Passage]> {
    let body = &hit.article.body;
    if !fields.contains(&OutputField::Body) || body.is_empty() {
        return Cow::Borrowed(&hit.passages);
    }
    let mut highlights: Vec<_> = hit
        .passages
        .iter()
        .flat_map(|passage| passage.highlights.iter().copied())
        .collect();
    highlights.sort_unstable_by_key(|highlight| highlight.span);
    let last = |of: fn(&Passage) -> u32| hit.passages.iter().map(of).max().unwrap_or(0);
    Cow::Owned(vec![Passage {
        span: ByteSpan::new(0, body.len()),
        sentences: (0, last(|passage| passage.sentences.1)),
        paragraph: 0,
        score: hit.score,
        highlights,
    }])
}

/// The matches of a passage in bytes of its own text: only those that lie in it, on character
/// boundaries, each after the one before. `body` is the article's.
pub(super) fn in_passage(passage: &Passage, body: &str) -> Vec<Highlight> {
    let inside = passage
        .highlights
        .iter()
        .filter(|mark| passage.span.contains(mark.span));
    let inside: Vec<Highlight> = inside
        .map(|mark| Highlight {
            span: mark.span.relative_to(passage.span.start),
            ..*mark
        })
        .collect();
    matched(passage.text(body), &inside)
}

/// What is marked of a text where people read it: all that matched but the function words beside other words.
pub fn marked(text: &str, highlights: &[Highlight]) -> Vec<ByteSpan> {
    let marked = highlights
        .iter()
        .filter(|highlight| !highlight.is_function_word);
    sound(text, marked.map(|highlight| highlight.span))
}

/// The same of a passage, in bytes of its own text.
pub fn marked_in_passage(passage: &Passage, body: &str) -> Vec<ByteSpan> {
    marked(passage.text(body), &in_passage(passage, body))
}

/// What matched in a text, as programs are told it.
pub(super) fn matched(text: &str, highlights: &[Highlight]) -> Vec<Highlight> {
    sound_by(text, highlights.iter().copied(), |highlight| highlight.span)
}

/// The spans that name a piece of `text` and lie after the one before. Where a caller's spans are wrong,
/// the text is still written, with fewer marks.
pub fn sound(text: &str, spans: impl IntoIterator<Item = ByteSpan>) -> Vec<ByteSpan> {
    sound_by(text, spans, |span| *span)
}

fn sound_by<T>(
    text: &str,
    found: impl IntoIterator<Item = T>,
    span: impl Fn(&T) -> ByteSpan,
) -> Vec<T> {
    let mut end = 0;
    let mut sound = Vec::new();
    for found in found {
        let span = span(&found);
        if span.start >= end && !span.of(text).is_empty() {
            end = span.end;
            sound.push(found);
        }
    }
    sound
}

/// Whether the article's text goes on before and after a passage.
pub fn omitted_around(passage: &Passage, body: &str) -> (bool, bool) {
    let (start, end) = (passage.span.start, passage.span.end);
    let is_text = |part: Option<&str>| part.is_some_and(|part| !part.trim().is_empty());
    (is_text(body.get(..start)), is_text(body.get(end..)))
}

/// The paragraphs of a text: their spans, in order, none of them blank.
pub fn paragraphs(text: &str) -> Vec<ByteSpan> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = ByteSpan::new(start, start + line.trim_end().len());
        start += line.len();
        if !line.trim().is_empty() {
            spans.push(span);
        }
    }
    spans
}

/// The part of each mark that lies in `part`, counted from its start.
pub fn within(marks: &[ByteSpan], part: ByteSpan) -> Vec<ByteSpan> {
    marks
        .iter()
        .filter(|mark| mark.start < part.end && part.start < mark.end)
        .map(|mark| ByteSpan::new(mark.start.max(part.start), mark.end.min(part.end)))
        .map(|mark| mark.relative_to(part.start))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_found_with_their_places() {
        for (text, found) in [
            ("", &[][..]),
            ("one", &["one"]),
            ("one\n\ntwo \n\n\n", &["one", "two"]),
            ("\n\r\none\r\n\r\ntwo", &["one", "two"]),
        ] {
            let spans = paragraphs(text);
            let texts: Vec<_> = spans.iter().map(|span| span.of(text)).collect();
            assert_eq!(texts, found, "{text:?}");
        }
    }

    #[test]
    fn spans_that_name_nothing_are_left_out() {
        let span = ByteSpan::new;
        let spans = [
            span(0, 1),
            span(0, 3),
            span(1, 3),
            span(4, 5),
            span(3, 3),
            span(3, 5),
            span(9, 12),
        ];
        // Byte 4 is inside `é`; the second overlaps the first; the last lies outside.
        assert_eq!(sound("abcé", spans), [span(0, 1), span(1, 3), span(3, 5)]);
    }

    #[test]
    fn marks_are_cut_to_their_part() {
        let marks = [
            ByteSpan::new(0, 4),
            ByteSpan::new(6, 12),
            ByteSpan::new(20, 22),
        ];
        assert_eq!(
            within(&marks, ByteSpan::new(2, 10)),
            [ByteSpan::new(0, 2), ByteSpan::new(4, 8)]
        );
    }
}
