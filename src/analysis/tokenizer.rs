//! What Tantivy calls while it indexes: the scan as its token streams.

use std::fmt::Write;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::fold::forms;
use super::language::Language;
use super::words::Words;
use super::{Analyzer, HEADING_MARK, PARAGRAPH_MARK, SENTENCE_MARK, Text, Word};
use crate::span::ByteSpan;

/// An article's text as one value of the index's text field, to be read by [`ArticleTokenizer`]:
/// a line with the language, the length of the body in bytes and the headings, then body and title.
pub fn indexed_text(text: &Text<'_>) -> String {
    let mut value =
        String::with_capacity(text.body.len() + text.title.len() + 16 * (text.headings.len() + 1));
    value.push(text.language.tag());
    // Writing to a string cannot fail.
    let _ = write!(value, "{}", text.body.len());
    for heading in text.headings {
        let _ = write!(value, " {} {}", heading.start, heading.end);
    }
    value.push('\n');
    value.push_str(text.body);
    value.push_str(text.title);
    value
}

/// Reads what [`indexed_text`] wrote. `headings` is overwritten.
fn read_indexed<'a>(value: &'a str, headings: &'a mut Vec<ByteSpan>) -> Option<Text<'a>> {
    let (header, texts) = value.split_once('\n')?;
    let mut chars = header.chars();
    let language = Language::from_tag(chars.next()?)?;
    let mut numbers = chars.as_str().split(' ').map(str::parse::<usize>);
    let body_bytes = numbers.next()?.ok()?;
    headings.clear();
    while let Some(start) = numbers.next() {
        let (start, end) = (start.ok()?, numbers.next()?.ok()?);
        headings.push(ByteSpan::new(start, end.max(start)));
    }
    let (body, title) = texts.split_at_checked(body_bytes)?;
    Some(Text {
        body,
        headings,
        title,
        language,
    })
}

/// Gives Tantivy every layer of an article's words. Reads values made by [`indexed_text`]; any other
/// text is a body in an unknown language.
///
/// Positions are those of [`Analyzer::scan`]; offsets are bytes of the body or of the title.
#[derive(Clone, Default)]
pub struct ArticleTokenizer {
    analyzer: Analyzer,
    headings: Vec<ByteSpan>,
}

impl Tokenizer for ArticleTokenizer {
    type TokenStream<'a> = ArticleTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ArticleTokens<'a> {
        let Self { analyzer, headings } = self;
        let whole = Text {
            body: text,
            headings: &[],
            title: "",
            language: Language::UNKNOWN,
        };
        let text = read_indexed(text, headings).unwrap_or(whole);
        ArticleTokens {
            analyzer,
            text,
            token: Token::default(),
            pulled: None,
        }
    }
}

/// The terms of one article. [`TokenStream::process`], which the segment writer calls, pushes them
/// without keeping any; pulling them one by one collects them first.
pub struct ArticleTokens<'a> {
    analyzer: &'a mut Analyzer,
    text: Text<'a>,
    token: Token,
    pulled: Option<std::vec::IntoIter<Token>>,
}

/// Calls `sink` with each term of one word.
fn push_terms(word: &Word<'_>, token: &mut Token, sink: &mut dyn FnMut(&Token)) {
    token.position = word.position as usize;
    token.offset_from = word.span.start;
    token.offset_to = word.span.end;
    let mut push = |term: &str| {
        token.text.clear();
        token.text.push_str(term);
        sink(token);
    };
    push(word.stem);
    push(word.surface);
    if let Some(cased) = word.cased {
        push(cased);
    }
    if let Some(compound) = word.compound {
        push(compound);
    }
    if word.starts_sentence {
        push(SENTENCE_MARK);
    }
    if word.starts_paragraph {
        push(PARAGRAPH_MARK);
    }
    if word.starts_heading {
        push(HEADING_MARK);
    }
}

impl TokenStream for ArticleTokens<'_> {
    fn advance(&mut self) -> bool {
        let Self {
            analyzer,
            text,
            token,
            pulled,
        } = self;
        let tokens = pulled.get_or_insert_with(|| {
            let mut tokens = Vec::new();
            analyzer.scan(text, |word| {
                push_terms(word, token, &mut |token| tokens.push(token.clone()))
            });
            tokens.into_iter()
        });
        tokens.next().map(|next| *token = next).is_some()
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }

    fn process(&mut self, sink: &mut dyn FnMut(&Token)) {
        if self.pulled.is_some() {
            while self.advance() {
                sink(&self.token);
            }
            return;
        }
        let Self {
            analyzer,
            text,
            token,
            pulled,
        } = self;
        analyzer.scan(text, |word| push_terms(word, token, sink));
        *pulled = Some(Vec::new().into_iter());
    }
}

/// For author, source, section, tags and other metadata: the surfaces of their words, without tags.
#[derive(Clone, Debug, Default)]
pub struct FieldTokenizer;

impl Tokenizer for FieldTokenizer {
    type TokenStream<'a> = FieldTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FieldTokens<'a> {
        FieldTokens {
            text,
            words: Words::new(text),
            token: Token::default(),
        }
    }
}

/// The surfaces of the words of one metadata value.
pub struct FieldTokens<'a> {
    text: &'a str,
    words: Words<'a>,
    token: Token,
}

impl TokenStream for FieldTokens<'_> {
    fn advance(&mut self) -> bool {
        let Some(span) = self.words.next() else {
            return false;
        };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = span.start;
        self.token.offset_to = span.end;
        self.token.text = forms(span.of(self.text)).surface;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens_of(value: &str) -> (Vec<Token>, Vec<Token>) {
        let mut tokenizer = ArticleTokenizer::default();
        let mut pushed = Vec::new();
        tokenizer
            .token_stream(value)
            .process(&mut |token| pushed.push(token.clone()));
        let mut pulled = Vec::new();
        let mut stream = tokenizer.token_stream(value);
        while stream.advance() {
            pulled.push(stream.token().clone());
        }
        (pushed, pulled)
    }

    #[test]
    fn all_layers_of_an_article() {
        let text = Text {
            body: "Cease-fire",
            headings: &[],
            title: "Us",
            language: Language::UNKNOWN,
        };
        let (tokens, _) = tokens_of(&indexed_text(&text));
        let seen: Vec<_> = tokens
            .iter()
            .map(|token| (token.position, token.text.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                (0, "\u{1} ceas"),
                (0, "\u{2}cease"),
                (0, "\u{3}cease\0Cease"),
                (0, "\u{5} cease-fire"),
                (0, SENTENCE_MARK),
                (0, PARAGRAPH_MARK),
                (1, "\u{1} fire"),
                (1, "\u{2}fire"),
                (3, "\u{1} us"),
                (3, "\u{2}us"),
                (3, "\u{3}us\0Us"),
                (3, SENTENCE_MARK),
                (3, PARAGRAPH_MARK),
            ]
        );
    }

    #[test]
    fn fields_have_surfaces_only() {
        let mut tokenizer = FieldTokenizer;
        let mut stream = tokenizer.token_stream("Zoë O’Brien");
        let mut seen = Vec::new();
        stream.process(&mut |token| seen.push((token.position, token.text.clone())));
        assert_eq!(seen, [(0, "zoe".to_owned()), (1, "o'brien".to_owned())]);
    }

    proptest! {
        #[test]
        fn a_value_gives_back_its_text(body in "\\PC{0,60}|[a-z.\n ]{0,60}", title in "\\PC{0,20}", spans in proptest::collection::vec((0_usize..99, 0_usize..99), 0..4), language in 0_usize..10) {
            let headings: Vec<_> = spans.iter().map(|&(start, length)| ByteSpan::new(start, start + length)).collect();
            let language = Language::all().nth(language).unwrap();
            let value = indexed_text(&Text { body: &body, headings: &headings, title: &title, language });
            let mut read_headings = Vec::new();
            let read = read_indexed(&value, &mut read_headings).unwrap();
            prop_assert_eq!((read.body, read.title, read.language), (body.as_str(), title.as_str(), language));
            prop_assert_eq!(read.headings, &headings);
            let (pushed, pulled) = tokens_of(&value);
            prop_assert_eq!(&pushed, &pulled);
            let mut scanned = Vec::new();
            Analyzer::new().scan(&read, |word| push_terms(word, &mut Token::default(), &mut |token| scanned.push(token.clone())));
            prop_assert_eq!(pushed, scanned);
        }

        #[test]
        fn any_value_is_read(value in any::<String>()) {
            let (pushed, pulled) = tokens_of(&value);
            prop_assert_eq!(pushed, pulled);
        }
    }
}
