//! Query text to tokens: quotes, parentheses, minus signs, regular expressions; words are read in `words`.
//!
//! The lexer never fails. What looks like an operator and is none becomes text and a [`Problem`].

use super::characters::{Character, Quote, characters};
use super::limits;
use super::problem::{Problem, ProblemKind};
use super::tree::{CopyFilter, DateRange, Field, Term, Within};
use crate::dates::DateReading;
use crate::span::ByteSpan;

/// One token and where it stood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: ByteSpan,
}

/// The kinds of token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Term(Term),
    Phrase {
        terms: Vec<Term>,
        slop: u32,
    },
    Date(DateRange),
    Copies(CopyFilter),
    /// Stands where an operand was that had to be left out, so that operators around it lose nothing else.
    Nothing,
    /// A field's name with its colon; its operand follows.
    Field(Field),
    Open(Opening),
    Close,
    Not,
    And,
    Or,
    Near(Proximity),
    /// Follows its operand.
    Boost(f32),
}

/// What a parenthesis opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    Group,
    AtLeast(u32),
    First(u32),
}

/// A proximity operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Proximity {
    pub(super) within: Within,
    pub(super) ordered: bool,
    pub(super) negated: bool,
}

/// What stands directly before the place that is read, without a space between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glue {
    /// Nothing that matters.
    Free,
    /// A minus: what follows is no operator.
    Minus,
    /// A field's name: what follows is no operator and no field's name.
    Field,
    /// The name of a field whose value is taken as it stands.
    Verbatim,
}

/// The tokens of a query text, and what was read otherwise than it looks.
pub(super) fn lex(text: &str, dates: DateReading) -> (Vec<Token>, Vec<Problem>) {
    let mut lexer = Lexer::new(text, dates);
    while let Some(character) = lexer.character(lexer.at) {
        lexer.step(character);
    }
    (lexer.tokens, lexer.problems)
}

/// The words of a text as if it stood between quotation marks.
pub(super) fn quoted_words(text: &str) -> Vec<Term> {
    let mut lexer = Lexer::new(text, DateReading::default());
    lexer.quoted_terms(0, lexer.characters.len(), false)
}

/// The state of reading. Indices count characters; spans are bytes of `text`.
pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) characters: Vec<Character>,
    pub(super) at: usize,
    pub(super) glue: Glue,
    /// Quotation marks known to have no partner any more, so that a text full of them is read once.
    unclosable: Vec<Quote>,
    /// Where a word with a single quote before it began.
    pub(super) single_quote: Option<usize>,
    pub(super) tokens: Vec<Token>,
    pub(super) problems: Vec<Problem>,
    /// How dates are read.
    pub(super) dates: DateReading,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str, dates: DateReading) -> Self {
        Self {
            text,
            dates,
            characters: characters(text),
            at: 0,
            glue: Glue::Free,
            unclosable: Vec::new(),
            single_quote: None,
            tokens: Vec::new(),
            problems: Vec::new(),
        }
    }
}

impl Lexer<'_> {
    pub(super) fn character(&self, index: usize) -> Option<Character> {
        self.characters.get(index).copied()
    }

    /// Whether the character at `index` is `value` with its meaning as an operator.
    pub(super) fn is_at(&self, index: usize, value: char) -> bool {
        self.character(index).is_some_and(|c| c.is(value))
    }

    /// Whether nothing glued follows at `index`: a space, a closing parenthesis or the end.
    pub(super) fn is_boundary(&self, index: usize) -> bool {
        self.character(index)
            .is_none_or(|c| c.is_space() || c.is(')'))
    }

    /// The characters from `start` up to `end`, made plain.
    pub(super) fn plain_text(&self, start: usize, end: usize) -> String {
        self.slice(start, end).iter().map(|c| c.value).collect()
    }

    /// The characters from `start` up to `end` as written, only escapes resolved.
    pub(super) fn verbatim_text(&self, start: usize, end: usize) -> String {
        let mut written = String::new();
        for character in self.slice(start, end) {
            if character.literal {
                written.push(character.value);
            } else {
                written.push_str(character.span.of(self.text));
            }
        }
        written
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &[Character] {
        self.characters.get(start..end).unwrap_or(&[])
    }

    /// The bytes of the characters from `start` up to `end`.
    pub(super) fn span(&self, start: usize, end: usize) -> ByteSpan {
        match self.slice(start, end) {
            [first, .., last] => first.span.cover(last.span),
            [only] => only.span,
            [] => {
                let place = self
                    .character(start)
                    .map_or(self.text.len(), |c| c.span.start);
                ByteSpan::new(place, place)
            }
        }
    }

    pub(super) fn push(&mut self, kind: TokenKind, span: ByteSpan) {
        self.tokens.push(Token { kind, span });
    }

    pub(super) fn problem(&mut self, kind: ProblemKind, span: ByteSpan) {
        self.problems.push(Problem { kind, span });
    }

    fn step(&mut self, character: Character) {
        let glue = std::mem::replace(&mut self.glue, Glue::Free);
        if character.is_space() {
            self.at += 1;
        } else if character.is('(') {
            self.open(Opening::Group, self.at);
        } else if character.is(')') {
            self.push(TokenKind::Close, character.span);
            self.at += 1;
            self.suffixes();
        } else if let Some(quote) = character.quote() {
            self.quoted(quote, glue, false);
        } else if glue == Glue::Verbatim {
            self.verbatim_word();
        } else if character.is('-') {
            self.minus(glue);
        } else if character.is('=')
            && self
                .character(self.at + 1)
                .is_some_and(|next| next.quote().is_some() || next.is('('))
        {
            self.equals(glue);
        } else if !(character.is('/') && self.regex()) {
            self.word(glue);
        }
    }

    /// An opening parenthesis at `self.at`; its token starts at `start`, where the name of a function may stand.
    pub(super) fn open(&mut self, opening: Opening, start: usize) {
        let span = self.span(start, self.at + 1);
        let behind_word = self.tokens.last().is_some_and(|before| {
            before.span.end == span.start
                && matches!(
                    before.kind,
                    TokenKind::Term(_)
                        | TokenKind::Phrase { .. }
                        | TokenKind::Date(_)
                        | TokenKind::Copies(_)
                )
        });
        if behind_word {
            self.problem(ProblemKind::GroupBehindWord, span);
        }
        self.push(TokenKind::Open(opening), span);
        self.at += 1;
    }

    /// A minus at the start of a word: negation if something is glued to it, else a dash.
    fn minus(&mut self, glue: Glue) {
        let start = self.at;
        while self.is_at(self.at, '-') {
            self.at += 1;
        }
        let span = self.span(start, self.at);
        let glued = !self.is_boundary(self.at);
        match (self.at - start, glued) {
            (1, true) => {
                self.push(TokenKind::Not, span);
                self.glue = Glue::Minus;
                return;
            }
            (1, false) => self.problem(ProblemKind::LoneMinus, span),
            // `war--peace` is a typist's dash; `--peace` may be meant otherwise.
            (_, true) if start == 0 || self.is_boundary(start - 1) => {
                self.problem(ProblemKind::DoubleMinus, span);
            }
            _ => {}
        }
        self.nothing_behind(glue, span);
    }

    /// Where a minus or a field's name is glued to something that was left out, keeps its place.
    pub(super) fn nothing_behind(&mut self, glue: Glue, span: ByteSpan) {
        if glue != Glue::Free {
            self.push(TokenKind::Nothing, span);
        }
    }

    /// `=` before a quotation mark (each word exactly so) or before a parenthesis (no meaning).
    fn equals(&mut self, glue: Glue) {
        let span = self.span(self.at, self.at + 1);
        self.at += 1;
        match self.character(self.at).and_then(Character::quote) {
            Some(quote) => self.quoted(quote, glue, true),
            None => self.problem(ProblemKind::LoneEquals, span),
        }
    }

    /// A quotation mark: a phrase if it opens one, else a stray sign.
    fn quoted(&mut self, quote: Quote, glue: Glue, cased: bool) {
        let open = self.at;
        let Some(close) = self.closing(quote, glue != Glue::Free || cased) else {
            self.problem(ProblemKind::UnpairedQuote, self.span(open, open + 1));
            self.at += 1;
            if self.is_boundary(self.at) {
                self.nothing_behind(glue, self.span(open, open + 1));
            } else {
                self.glue = glue;
            }
            return;
        };
        self.at = close + 1;
        let span = self.span(open, close + 1);
        if glue == Glue::Verbatim {
            let name = self.verbatim_text(open + 1, close);
            if name.is_empty() {
                self.problem(ProblemKind::EmptyQuotes, span);
                return self.push(TokenKind::Nothing, span);
            }
            return self.push(TokenKind::Term(Term::Word(name)), span);
        }
        let mut terms = self.quoted_terms(open + 1, close, cased);
        if terms.len() > limits::MAX_PHRASE_WORDS {
            terms.truncate(limits::MAX_PHRASE_WORDS);
            self.problem(ProblemKind::PhraseCut, span);
        }
        if terms.is_empty() {
            self.problem(ProblemKind::EmptyQuotes, span);
            self.push(TokenKind::Nothing, span);
        } else {
            self.push(TokenKind::Phrase { terms, slop: 0 }, span);
        }
        self.suffixes();
    }

    /// The partner of the quotation mark at `self.at`, if that mark opens something.
    pub(super) fn closing(&mut self, quote: Quote, after_prefix: bool) -> Option<usize> {
        let before = self
            .at
            .checked_sub(1)
            .and_then(|index| self.character(index));
        let at_word_start =
            after_prefix || before.is_none_or(|c| !c.literal && !c.value.is_alphanumeric());
        let opens = match quote {
            Quote::Opening | Quote::Corner(_) => true,
            Quote::CornerClosing => false,
            // `12" vinyl` is inches; `he said"no"` is a phrase.
            Quote::Ambiguous => {
                at_word_start
                    || !(before.is_some_and(|c| c.value.is_numeric())
                        || self.is_boundary(self.at + 1))
            }
        };
        if !opens || self.unclosable.contains(&quote) {
            return None;
        }
        let behind = self.at + 1;
        let close = self
            .characters
            .get(behind..)
            .unwrap_or(&[])
            .iter()
            .position(|c| quote.closed_by(*c));
        if close.is_none() {
            self.unclosable.push(quote);
        }
        close.map(|distance| behind + distance)
    }

    /// The words between quotation marks.
    fn quoted_terms(&mut self, start: usize, end: usize, cased: bool) -> Vec<Term> {
        let mut terms = Vec::new();
        let mut from = start;
        while from < end {
            let length = self
                .slice(from, end)
                .iter()
                .position(|c| c.is_space() || c.quote().is_some());
            let to = length.map_or(end, |length| from + length);
            terms.extend(self.quoted_term(from, to, cased));
            from = to + 1;
        }
        terms
    }

    /// `/regex/` at `self.at`; false where it is text.
    fn regex(&mut self) -> bool {
        let open = self.at;
        let rest = self.characters.get(open + 1..).unwrap_or(&[]);
        let Some(length) = rest.iter().position(|c| c.is('/') || c.is_space()) else {
            return false;
        };
        let close = open + 1 + length;
        let ends_there =
            self.is_boundary(close + 1) || self.is_at(close + 1, '^') || self.is_at(close + 1, '~');
        if length == 0 || !self.is_at(close, '/') || !ends_there {
            return false;
        }
        let inside = ByteSpan::new(
            self.span(open, open + 1).end,
            self.span(close, close + 1).start,
        );
        let pattern = unescape_slashes(inside.of(self.text));
        let span = self.span(open, close + 1);
        self.at = close + 1;
        match regex_error(&pattern) {
            None => self.push(TokenKind::Term(Term::Regex(pattern)), span),
            Some(reason) => {
                self.problem(ProblemKind::BadRegex(reason), span);
                let text = self.plain_text(open, close + 1);
                self.push(TokenKind::Term(Term::Word(text)), span);
            }
        }
        self.suffixes();
        true
    }
}

/// Why `pattern` is no regular expression; `None` where it is one.
fn regex_error(pattern: &str) -> Option<String> {
    if pattern.len() > limits::MAX_REGEX_BYTES {
        return Some(format!("longer than {} bytes", limits::MAX_REGEX_BYTES));
    }
    let error = regex_automata::util::syntax::parse(pattern)
        .err()?
        .to_string();
    // The parser draws its own caret over several lines; the last one says what is wrong.
    let reason = error.lines().last().unwrap_or("unreadable");
    Some(reason.trim().trim_start_matches("error: ").to_owned())
}

/// A slash inside `/…/` is written `\/`; every other escape belongs to the regular expression.
fn unescape_slashes(written: &str) -> String {
    let mut pattern = String::with_capacity(written.len());
    let mut rest = written.chars();
    while let Some(value) = rest.next() {
        if value != '\\' {
            pattern.push(value);
            continue;
        }
        match rest.next() {
            Some('/') => pattern.push('/'),
            Some(escaped) => pattern.extend(['\\', escaped]),
            None => pattern.push('\\'),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        lex(text, DateReading::default())
            .0
            .iter()
            .map(|token| format!("{:?}", token.kind))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn every_quotation_mark_makes_the_same_phrase() {
        let expected = kinds("\"root causes\"");
        assert!(expected.starts_with("Phrase"), "{expected}");
        for text in [
            "“root causes”",
            "„root causes“",
            "« root causes »",
            "»root causes«",
            "”root causes”",
            "「root causes」",
            "『root causes』",
            "＂root causes＂",
        ] {
            assert_eq!(kinds(text), expected, "{text}");
            assert!(lex(text, DateReading::default()).1.is_empty(), "{text}");
        }
    }

    #[test]
    fn spans_cover_what_was_written() {
        let text = "title:“和平 谈判”~2 -(a w/5 b)^2 /x\\/y/";
        let places: Vec<&str> = lex(text, DateReading::default())
            .0
            .iter()
            .map(|token| token.span.of(text))
            .collect();
        assert_eq!(
            places,
            [
                "title:",
                "“和平 谈判”",
                "-",
                "(",
                "a",
                "w/5",
                "b",
                ")",
                "^2",
                "/x\\/y/"
            ]
        );
    }

    #[test]
    fn slashes() {
        for (text, expected) in [
            ("/colou?r(ed)?/", "Term(Regex(\"colou?r(ed)?\"))"),
            ("/a\\/b/", "Term(Regex(\"a/b\"))"),
            ("/\\d+/^2", "Term(Regex(\"\\\\d+\")) Boost(2.0)"),
            ("/usr/bin", "Term(Word(\"/usr/bin\"))"),
            ("9/11", "Term(Word(\"9/11\"))"),
            ("and/or", "Term(Word(\"and/or\"))"),
            ("/foo(/", "Term(Word(\"/foo(/\"))"),
            ("//", "Term(Word(\"//\"))"),
        ] {
            let read = kinds(text);
            if text == "//" {
                assert_eq!(read, "");
            } else {
                assert_eq!(read, expected, "{text}");
            }
        }
    }

    #[test]
    fn stray_marks_cost_linear_time() {
        for mark in ["「", "“ ", "\"", "-", "(", "=\"", "/", "a^"] {
            let text = mark.repeat(60_000 / mark.len());
            let started = std::time::Instant::now();
            lex(&text, DateReading::default());
            assert!(started.elapsed().as_secs() < 2, "{mark}");
        }
    }
}
