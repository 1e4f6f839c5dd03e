//! The text of an article, to be read: paragraphs, sentences that can be linked, matches that lead from one to the next.

use unbury::analysis::{Analyzer, Language, Text};
use unbury::article::Article;
use unbury::render::marks;
use unbury::span::ByteSpan;

use super::text::shown;

/// A part of a match, or of the text between matches.
pub(super) struct ReadPiece {
    pub(super) text: String,
    /// The number of the match, from 1, where it is one.
    pub(super) number: Option<usize>,
    /// Whether the match begins here.
    pub(super) begins: bool,
    /// Whether it ends here.
    pub(super) ends: bool,
}

/// A sentence, or what stands between two.
pub(super) struct Part {
    /// The number of the sentence, from 1.
    pub(super) sentence: Option<usize>,
    pub(super) pieces: Vec<ReadPiece>,
}

/// A paragraph.
pub(super) struct ReadParagraph {
    pub(super) is_heading: bool,
    /// The page that begins with it.
    pub(super) page: Option<String>,
    pub(super) parts: Vec<Part>,
}

/// The pieces of a part of the body.
fn pieces(body: &str, part: ByteSpan, matches: &[ByteSpan]) -> Vec<ReadPiece> {
    let mut pieces = Vec::new();
    let mut at = part.start;
    let plain = |from: usize, to: usize| ReadPiece {
        text: shown(ByteSpan::new(from, to).of(body)),
        number: None,
        begins: false,
        ends: false,
    };
    let first = matches.partition_point(|mark| mark.end <= part.start);
    let numbered = matches.iter().enumerate().skip(first);
    for (number, mark) in numbered.take_while(|(_, mark)| mark.start < part.end) {
        let (start, end) = (mark.start.max(part.start), mark.end.min(part.end));
        if at < start {
            pieces.push(plain(at, start));
        }
        pieces.push(ReadPiece {
            number: Some(number + 1),
            begins: start == mark.start,
            ends: end == mark.end,
            ..plain(start, end)
        });
        at = end;
    }
    if at < part.end {
        pieces.push(plain(at, part.end));
    }
    pieces
}

/// The paragraphs of an article, with its matches, which are sound: see [`marks`].
pub(super) fn paragraphs(article: &Article, matches: &[ByteSpan]) -> Vec<ReadParagraph> {
    let language = article.language.as_deref().and_then(Language::from_code);
    let analysis = Analyzer::new().analyze(&Text {
        body: &article.body,
        headings: &article.headings,
        title: "",
        language: language.unwrap_or(Language::UNKNOWN),
    });
    let body = article.body.as_str();
    let mut sentences = analysis.sentences.iter().enumerate().peekable();
    let mut page = None;
    let paragraphs = marks::paragraphs(body).into_iter().map(|paragraph| {
        let mut parts = Vec::new();
        let mut at = paragraph.start;
        let between = |from: usize, to: usize| Part {
            sentence: None,
            pieces: pieces(body, ByteSpan::new(from, to), matches),
        };
        while let Some((number, sentence)) =
            sentences.next_if(|(_, sentence)| sentence.span.start < paragraph.end)
        {
            let span = sentence.span;
            // Sentences are in order and within their paragraph; where one were not, its text would still be read once.
            let span = ByteSpan::new(
                span.start.max(at),
                span.end.clamp(span.start.max(at), paragraph.end),
            );
            if at < span.start {
                parts.push(between(at, span.start));
            }
            parts.push(Part {
                sentence: Some(number + 1),
                pieces: pieces(body, span, matches),
            });
            at = span.end;
        }
        if at < paragraph.end {
            parts.push(between(at, paragraph.end));
        }
        let here = article.page_at(paragraph.start);
        let begins = here.filter(|_| here != page);
        page = here;
        let mut headings = article.headings.iter();
        ReadParagraph {
            is_heading: headings.any(|heading| heading.contains(paragraph)),
            page: begins.map(shown),
            parts,
        }
    });
    paragraphs.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_character_is_read_once_whatever_is_marked(
            body in "([A-Za-z日é.!? ]{0,30}(\n\n)?){0,4}",
            cuts in prop::collection::vec(0usize..80, 0..6),
        ) {
            let mut places: Vec<usize> = cuts
                .into_iter()
                .map(|cut| (0..=cut.min(body.len())).rev().find(|at| body.is_char_boundary(*at)).unwrap_or(0))
                .collect();
            places.sort_unstable();
            let spans = places.chunks_exact(2).map(|pair| ByteSpan::new(pair[0], pair[1]));
            let matches = marks::sound(&body, spans);
            let article = Article::new("a", "", body.clone());
            let read = paragraphs(&article, &matches);
            let texts = read.iter().map(|paragraph| {
                let pieces = paragraph.parts.iter().flat_map(|part| &part.pieces);
                pieces.map(|piece| piece.text.as_str()).collect::<String>()
            });
            let expected: Vec<String> = marks::paragraphs(&body).iter().map(|it| it.of(&body).to_owned()).collect();
            prop_assert_eq!(texts.collect::<Vec<_>>(), expected);
        }
    }
}
