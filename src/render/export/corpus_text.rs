//! An article cut into paragraphs, sentences and tokens, of which no character is lost.

use crate::analysis::{Analyzer, Language, Text};
use crate::article::Article;
use crate::render::marks;
use crate::span::ByteSpan;

/// A word or a sign.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// As the index has it; of a sign, the sign.
    pub(super) stem: String,
    /// Whether no space stands between it and the token before.
    pub(super) is_glued: bool,
}

/// A paragraph, or the headline.
pub(super) struct Block<'a> {
    pub(super) is_heading: bool,
    /// Where it begins in the body; nothing for the headline.
    pub(super) start: Option<usize>,
    /// Its sentences, each with its text.
    pub(super) sentences: Vec<&'a str>,
    /// For each sentence its tokens.
    pub(super) tokens: Vec<Vec<Token<'a>>>,
}

/// A word as the analysis finds it.
struct WordFound {
    span: ByteSpan,
    stem: String,
    starts_sentence: bool,
}

/// Cuts articles; it remembers the words it met.
#[derive(Default)]
pub(super) struct CorpusText {
    analyzer: Analyzer,
}

impl CorpusText {
    /// The headline, where there is one, and the paragraphs of the body.
    pub(super) fn blocks<'a>(&mut self, article: &'a Article) -> Vec<Block<'a>> {
        let language = article.language.as_deref().and_then(Language::from_code);
        let text = Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: language.unwrap_or(Language::UNKNOWN),
        };
        let (mut of_title, mut of_body) = (Vec::new(), Vec::new());
        self.analyzer.scan(&text, |word| {
            // A control character and the language stand in front of a stem.
            let stem = word.terms().stem.chars().skip(2).collect();
            let words = if word.in_title {
                &mut of_title
            } else {
                &mut of_body
            };
            words.push(WordFound {
                span: word.span,
                stem,
                starts_sentence: word.starts_sentence,
            });
        });
        let mut blocks = Vec::new();
        if !article.title.trim().is_empty() {
            let whole = ByteSpan::new(0, article.title.len());
            let mut headline = block(&article.title, whole, &of_title);
            headline.is_heading = true;
            headline.start = None;
            blocks.push(headline);
        }
        let mut words = of_body.as_slice();
        for paragraph in marks::paragraphs(&article.body) {
            let count = words.partition_point(|word| word.span.start < paragraph.end);
            let (of_paragraph, rest) = words.split_at(count);
            words = rest;
            let mut block = block(&article.body, paragraph, of_paragraph);
            block.is_heading = article
                .headings
                .iter()
                .any(|heading| heading.contains(paragraph));
            blocks.push(block);
        }
        blocks
    }
}

/// A part of a text, cut where sentences begin; what stands before the first word belongs to the first.
fn block<'a>(text: &'a str, part: ByteSpan, words: &[WordFound]) -> Block<'a> {
    let starts = words.iter().skip(1).filter(|word| word.starts_sentence);
    let mut cuts: Vec<usize> = starts
        .map(|word| opening(text, word.span.start, part.start))
        .collect();
    cuts.push(part.end);
    let mut start = part.start;
    let mut words = words;
    let (mut sentences, mut tokens) = (Vec::new(), Vec::new());
    for end in cuts {
        let count = words.partition_point(|word| word.span.start < end);
        let (of_sentence, rest) = words.split_at(count);
        words = rest;
        let span = ByteSpan::new(start, end);
        sentences.push(span.of(text).trim());
        tokens.push(tokens_of(text, span, of_sentence, start > part.start));
        start = end;
    }
    Block {
        is_heading: false,
        start: Some(part.start),
        sentences,
        tokens,
    }
}

/// Where a sentence begins whose first word begins at `word`: with the signs in front of it, such as a quotation mark.
fn opening(text: &str, word: usize, least: usize) -> usize {
    let before = text.get(least..word).unwrap_or_default();
    let signs = before.rfind(char::is_whitespace);
    signs.map_or(word, |at| {
        let space = before[at..].chars().next().map_or(1, char::len_utf8);
        least + at + space
    })
}

/// The tokens of a sentence, which follows another or not.
fn tokens_of<'a>(
    text: &'a str,
    part: ByteSpan,
    words: &[WordFound],
    follows: bool,
) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    let mut at = part.start;
    // A sentence may follow another without a space.
    let before = text
        .get(..part.start)
        .and_then(|before| before.chars().next_back());
    let mut is_glued = follows && before.is_some_and(|sign| !sign.is_whitespace());
    for word in words {
        signs(
            text,
            ByteSpan::new(at, word.span.start),
            &mut is_glued,
            &mut tokens,
        );
        tokens.push(Token {
            text: word.span.of(text),
            stem: word.stem.clone(),
            is_glued,
        });
        is_glued = true;
        at = word.span.end;
    }
    signs(
        text,
        ByteSpan::new(at, part.end),
        &mut is_glued,
        &mut tokens,
    );
    tokens
}

/// The signs between two words, each a token; a sign that is repeated (`...`) is one.
fn signs<'a>(text: &'a str, part: ByteSpan, is_glued: &mut bool, tokens: &mut Vec<Token<'a>>) {
    let part = part.of(text);
    let mut rest = part;
    while let Some(sign) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(sign).len();
        let (run, behind) = rest.split_at(run);
        rest = behind;
        if sign.is_whitespace() {
            *is_glued = false;
            continue;
        }
        tokens.push(Token {
            text: run,
            stem: run.to_owned(),
            is_glued: *is_glued,
        });
        *is_glued = true;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined(block: &Block<'_>) -> String {
        let mut text = String::new();
        for token in block.tokens.iter().flatten() {
            if !token.is_glued && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(token.text);
        }
        text
    }

    #[test]
    fn sentences_keep_their_quotation_marks() {
        let article = Article::new(
            "a",
            "One – two",
            "He said: “Go.” “No,” she said... They went.\n\n* * *\n\nEnd",
        );
        let blocks = CorpusText::default().blocks(&article);
        let sentences: Vec<_> = blocks.iter().map(|block| block.sentences.clone()).collect();
        assert_eq!(sentences[0], ["One – two"]);
        assert_eq!(
            sentences[1].concat().replace(' ', ""),
            "Hesaid:“Go.”“No,”shesaid...Theywent."
        );
        assert_eq!(sentences[2..], [vec!["* * *"], vec!["End"]]);
        assert!(
            sentences[1]
                .iter()
                .all(|sentence| !sentence.starts_with('”')),
            "{:?}",
            sentences[1]
        );
    }

    proptest! {
        #[test]
        fn no_character_is_lost(body in "([A-Za-zé日]{1,5}|[.,!?“”'()<&-]| |\n\n){0,40}") {
            let paragraphs = marks::paragraphs(&body);
            let expected: Vec<String> = paragraphs
                .iter()
                .map(|span| span.of(&body).split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            let article = Article::new("a", "", body.clone());
            let blocks = CorpusText::default().blocks(&article);
            let found: Vec<String> = blocks.iter().map(joined).collect();
            prop_assert_eq!(&found, &expected);
            for (block, expected) in blocks.iter().zip(expected) {
                let sentences: Vec<_> = block.sentences.iter().flat_map(|it| it.split_whitespace()).collect();
                prop_assert_eq!(sentences.concat(), expected.replace(' ', ""));
            }
        }
    }
}
