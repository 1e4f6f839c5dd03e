//! The one pass over a text that the index is made of, and the shorter ones for articles that are shown.

use super::characters;
use super::language::Language;
use super::layers::{MOST_PARTS, Terms};
use super::lexicon::{Lexicon, WordId};
use super::sentences::{Beginning, Sentences};
use super::units::Analysis;
use super::words::{self, Words};
use crate::span::{ByteSpan, Position};

/// What is analysed of an article.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Paragraphs separated by blank lines.
    pub body: &'a str,
    /// The paragraphs of `body` that are headings, in order.
    pub headings: &'a [ByteSpan],
    /// The headline; it may be empty.
    pub title: &'a str,
    /// The language whose stemmer is used.
    pub language: Language,
}

/// One word of an article.
#[derive(Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts about one word"
)]
pub struct Word<'a> {
    /// Its id in the analyzer's lexicon.
    pub id: WordId,
    /// Its ordinal: from 0 in the body, from `body_words + 1` in the title.
    pub position: Position,
    /// Where it stands in the body, or in the title.
    pub span: ByteSpan,
    /// Whether it is the title's.
    pub in_title: bool,
    /// The words with hyphens that begin with it, such as `cease-fire`.
    pub compounds: &'a [Compound],
    /// Whether a sentence begins with it. The title is one sentence and one paragraph.
    pub starts_sentence: bool,
    /// Whether a paragraph begins with it.
    pub starts_paragraph: bool,
    /// Whether a heading begins with it.
    pub starts_heading: bool,
    lexicon: &'a Lexicon,
}

/// Words that are joined by hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Compound {
    /// What they would be as one word.
    pub joined: WordId,
    /// How many they are.
    pub parts: u32,
}

impl<'a> Word<'a> {
    /// Its terms.
    pub fn terms(&self) -> Terms<'a> {
        self.terms_of(self.id)
    }

    /// The terms of another word of the analyzer's lexicon: of what a compound would be as one word.
    pub fn terms_of(&self, id: WordId) -> Terms<'a> {
        self.lexicon.terms(id)
    }
}

/// Bytes of a word and of what follows it, on the low side: what the room for a text's words is reckoned from.
const BYTES_OF_A_WORD: usize = 5;

/// Turns texts into words and terms. It remembers the words it met; making one costs nothing.
#[derive(Clone, Default)]
pub struct Analyzer {
    /// The words met so far.
    pub lexicon: Lexicon,
    /// The compounds that begin with the last word, and what they are as one, to spare allocations.
    compounds: Vec<Compound>,
    joined: String,
}

impl Analyzer {
    /// An analyzer that remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls `sink` for each word in order: the body's, then the title's. Returns the number of
    /// words in the body.
    pub fn scan(&mut self, text: &Text<'_>, mut sink: impl FnMut(&Word<'_>)) -> u32 {
        let mut sentences = Sentences::new(text.body, text.headings, text.language);
        let body = TextPart {
            text: text.body,
            language: text.language,
            first: 0,
            in_title: false,
        };
        let body_words = self.scan_part(body, |span| sentences.next_word(span), &mut sink);
        let title = TextPart {
            text: text.title,
            first: body_words + 1,
            in_title: true,
            ..body
        };
        let mut is_first = true;
        let begin =
            |span: ByteSpan| std::mem::take(&mut is_first).then(|| Beginning::of_title(span));
        self.scan_part(title, begin, &mut sink);
        body_words
    }

    /// Scans the body or the title; `begin` says whether a sentence begins with a word.
    fn scan_part(
        &mut self,
        part: TextPart<'_>,
        mut begin: impl FnMut(ByteSpan) -> Option<Beginning>,
        sink: &mut impl FnMut(&Word<'_>),
    ) -> u32 {
        let TextPart {
            text,
            language,
            first,
            in_title,
        } = part;
        let mut position = first;
        let mut words = Words::new(text);
        let (mut spans, mut ids) = (Vec::new(), Vec::new());
        loop {
            spans.clear();
            spans.extend(words.by_ref().take(Lexicon::TOGETHER));
            if spans.is_empty() {
                break;
            }
            self.lexicon.add_all(text, &spans, language, &mut ids);
            for (&span, &id) in spans.iter().zip(&ids) {
                self.compounds.clear();
                if words::hyphen_at(text, span.end).is_some() {
                    self.find_compounds(&part, span);
                }
                let beginning = begin(span);
                sink(&Word {
                    id,
                    position,
                    span,
                    in_title,
                    compounds: &self.compounds,
                    starts_sentence: beginning.is_some(),
                    starts_paragraph: beginning.is_some_and(|beginning| beginning.paragraph),
                    starts_heading: beginning.is_some_and(Beginning::is_heading),
                    lexicon: &self.lexicon,
                });
                position += 1;
            }
        }
        position - first
    }

    /// Finds the compounds of the word at `first`, which a hyphen follows.
    fn find_compounds(&mut self, part: &TextPart<'_>, first: ByteSpan) {
        if first.of(part.text).starts_with(characters::is_unspaced) {
            return;
        }
        self.joined.clear();
        self.joined.push_str(first.of(part.text));
        let mut end = first.end;
        for parts in 2..=MOST_PARTS {
            let next = words::hyphen_at(part.text, end)
                .and_then(|width| words::word_at(part.text, end + width));
            let Some(next) = next else { break };
            self.joined.push_str(next.of(part.text));
            end = next.end;
            // Numbers that are joined are a range.
            if self.joined.contains(char::is_alphabetic) && words::is_one_word(&self.joined) {
                let span = ByteSpan::new(0, self.joined.len());
                let joined = self.lexicon.add(&self.joined, span, part.language);
                self.compounds.push(Compound { joined, parts });
            }
        }
    }

    /// The spans of words alone, without sentences and paragraphs: all that a concordance needs. Of a body of `body_words` words,
    /// only the first `wanted`.
    pub fn first_words_of((body, body_words): (&str, u32), title: &str, wanted: usize) -> Analysis {
        let mut words = Vec::with_capacity(wanted.min(body_words as usize));
        words.extend(Words::new(body).take(wanted));
        Analysis {
            body_words,
            words,
            title_words: Words::new(title).collect(),
            ..Analysis::default()
        }
    }

    /// The spans of words, sentences and paragraphs: for the articles that are shown.
    pub fn analyze(&mut self, text: &Text<'_>) -> Analysis {
        let mut analysis = Analysis {
            title_words: Words::new(text.title).collect(),
            words: Vec::with_capacity(text.body.len() / BYTES_OF_A_WORD),
            ..Analysis::default()
        };
        let mut sentences = Sentences::new(text.body, text.headings, text.language);
        for (position, span) in (0..).zip(Words::new(text.body)) {
            if let Some(beginning) = sentences.next_word(span) {
                analysis.end_sentence(beginning.previous_end, position);
                analysis.begin_sentence(beginning, position);
            }
            analysis.words.push(span);
            analysis.body_words = position + 1;
        }
        analysis.end_sentence(sentences.end(), analysis.body_words);
        analysis
    }
}

/// The body or the title of an article, on its way through the scan.
#[derive(Clone, Copy)]
struct TextPart<'a> {
    text: &'a str,
    language: Language,
    first: Position,
    in_title: bool,
}
