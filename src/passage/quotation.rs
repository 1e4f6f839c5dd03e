//! A quotation beside a text: the words of the text that it quotes, and how it differs from them, word by word.
//!
//! What a typesetter chooses is no difference: white space, the form of quotation marks, apostrophes and dashes, ligatures, soft hyphens; nor is the
//! capital with which a quotation begins. It is told all the same ([`Style`]). An ellipsis (`…`, `[...]`) stands for any words, `[sic]` for none.

use rustc_hash::FxHashMap;

use super::alignment::{Alignment, ComparedWord, Step, align};
use super::typography::{
    Style, has_ellipsis, is_capital_alone, is_sic, same_signs, signs, style_of, styles_of,
    without_sic,
};
use crate::analysis::{self, QueryWord};
use crate::span::ByteSpan;

/// A text that is said to be quoted.
#[derive(Debug, Clone)]
pub struct Quotation {
    text: String,
    /// What is looked for in an index, without `sic`.
    words: Vec<QueryWord>,
    /// What is compared: the same, but scripts without spaces character by character, since where their words end depends on what
    /// stands around them.
    tokens: Vec<ByteSpan>,
    /// Which of the tokens stand behind an ellipsis.
    has_gap: Vec<bool>,
    compared: Vec<ComparedWord>,
    numbers: Numbers,
}

/// Numbers for words: the same for the same.
#[derive(Debug, Clone, Default)]
struct Numbers {
    written: FxHashMap<String, ComparedWord>,
    folded: FxHashMap<String, u32>,
}

/// The part of a text that a quotation is closest to. Spans of what is quoted are bytes of the quotation, others of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// From its first word to its last, with the signs around them that the quotation has too.
    pub span: ByteSpan,
    /// Words of the quotation that stand there.
    pub shared: usize,
    /// What differs, in order.
    pub differences: Vec<QuoteDifference>,
    /// What ellipses stand for, in order; where they stand for nothing, that is not listed.
    pub gaps: Vec<QuoteGap>,
    /// What differs in the form of signs only.
    pub style: Vec<Style>,
    /// How much it differs, in eighths of a word: words that are others there or are not there, one for each run of words that it leaves out
    /// and an eighth for each further word of it, an eighth for each word that is spelt otherwise.
    pub eighths: u32,
}

/// In what a quotation differs. One of the two spans may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteDifference {
    /// In which way.
    pub kind: DifferenceKind,
    /// In the quotation.
    pub quoted: ByteSpan,
    /// In the text.
    pub text: ByteSpan,
}

/// The ways in which a quotation may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It has other words.
    Changed,
    /// It has words that are not in the text.
    Added,
    /// It does not have words of the text, and no ellipsis for them.
    LeftOut,
    /// It has the same words with other capitals or accents.
    Spelling,
    /// It has other signs between the same words.
    Punctuation,
}

/// Words of the text for which a quotation has an ellipsis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteGap {
    /// Where they stand.
    pub span: ByteSpan,
    /// How many they are.
    pub words: usize,
}

impl DifferenceKind {
    /// A stable name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::LeftOut => "left_out",
            Self::Spelling => "spelling",
            Self::Punctuation => "punctuation",
        }
    }
}

impl Quotation {
    /// Reads a quotation.
    pub fn new(text: &str) -> Self {
        let mut words = analysis::query_words(text);
        words.retain(|word| !is_sic(text, word));
        let spans: Vec<ByteSpan> = words.iter().map(|word| word.span).collect();
        let tokens = tokens(text, &spans);
        let mut numbers = Numbers::default();
        let compared = tokens
            .iter()
            .map(|token| numbers.add(token.of(text)))
            .collect();
        let mut end = 0;
        let has_gap = tokens.iter().map(|token| {
            let before = ByteSpan::new(end, token.start).of(text);
            let is_first = end == 0;
            end = token.end;
            !is_first && has_ellipsis(before)
        });
        Self {
            has_gap: has_gap.collect(),
            text: text.to_owned(),
            words,
            tokens,
            compared,
            numbers,
        }
    }

    /// The quotation as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its words.
    pub fn words(&self) -> &[QueryWord] {
        &self.words
    }

    /// Words as they are compared: in scripts without spaces, characters.
    pub fn compared_words(&self) -> usize {
        self.tokens.len()
    }

    /// The runs of words that ellipses part.
    pub fn fragments(&self) -> Vec<&[QueryWord]> {
        let gaps = self.tokens.iter().zip(&self.has_gap);
        let gaps: Vec<usize> = gaps
            .filter(|(_, has_gap)| **has_gap)
            .map(|(token, _)| token.start)
            .collect();
        let mut fragments = Vec::new();
        let mut rest = &self.words[..];
        for gap in gaps {
            let (fragment, others) =
                rest.split_at(rest.partition_point(|word| word.span.start < gap));
            fragments.push(fragment);
            rest = others;
        }
        fragments.push(rest);
        fragments.retain(|fragment| !fragment.is_empty());
        fragments
    }

    /// The part of a text that it is closest to, given the words of the text; `None` where either has no words.
    pub fn closest(&self, text: &str, words: &[ByteSpan]) -> Option<Quoted> {
        let tokens = tokens(text, words);
        let compared: Vec<ComparedWord> = tokens
            .iter()
            .map(|token| self.numbers.of(token.of(text)))
            .collect();
        let alignment = align(&self.compared, &self.has_gap, &compared)?;
        let mut reading = Comparison {
            quotation: self,
            text,
            tokens: &tokens,
            differences: Vec::new(),
            style: Vec::new(),
            shared: 0,
            eighths: 0,
            read_to: (self.tokens[0].start, start(&alignment, &tokens)),
        };
        reading.read(&alignment);
        let span = self.covered(&alignment, text, &tokens)?;
        let mut style = reading.style;
        style.sort_unstable();
        style.dedup();
        Some(Quoted {
            span,
            shared: reading.shared,
            differences: reading.differences,
            gaps: gaps(&alignment, &tokens),
            style,
            eighths: reading.eighths,
        })
    }

    /// From the first word of the text to the last, with the signs around them that are the same in both.
    fn covered(&self, alignment: &Alignment, text: &str, tokens: &[ByteSpan]) -> Option<ByteSpan> {
        let mut paired = alignment.steps.iter().filter_map(|step| match step {
            Step::Pair(quoted, at) => Some((*quoted, *at)),
            _ => None,
        });
        let first = paired.next()?;
        let last = paired.next_back().unwrap_or(first);
        let mut span = tokens[first.1].cover(tokens[last.1]);
        if first.0 == 0 {
            let before = self.text.get(..self.tokens[0].start)?.chars().rev();
            let signs = same_signs(before, text.get(..span.start)?.chars().rev());
            span.start -= signs;
        }
        if last.0 + 1 == self.tokens.len() {
            let behind = self.text.get(self.tokens[last.0].end..)?.chars();
            span.end += same_signs(behind, text.get(span.end..)?.chars());
        }
        Some(span)
    }
}

impl Quoted {
    /// Whether it is quoted word for word and sign for sign.
    pub fn is_verbatim(&self) -> bool {
        self.differences.is_empty()
    }
}

impl Numbers {
    fn add(&mut self, word: &str) -> ComparedWord {
        let written = analysis::clean(word);
        if let Some(known) = self.written.get(&*written) {
            return *known;
        }
        let next = |known: usize| u32::try_from(known).unwrap_or(u32::MAX - 1) + 1;
        let folded = next(self.folded.len());
        let of_folded = self.folded.entry(analysis::fold(&written).into_owned());
        let number = ComparedWord {
            folded: *of_folded.or_insert(folded),
            written: next(self.written.len()),
        };
        self.written.insert(written.into_owned(), number);
        number
    }

    fn of(&self, word: &str) -> ComparedWord {
        let written = analysis::clean(word);
        if let Some(known) = self.written.get(&*written) {
            return *known;
        }
        let folded = self.folded.get(&*analysis::fold(&written));
        ComparedWord {
            written: 0,
            folded: folded.copied().unwrap_or(0),
        }
    }
}

/// A quotation that is laid on a text, and what was found to differ so far.
struct Comparison<'a> {
    quotation: &'a Quotation,
    text: &'a str,
    tokens: &'a [ByteSpan],
    differences: Vec<QuoteDifference>,
    style: Vec<Style>,
    shared: usize,
    eighths: u32,
    /// How far the quotation and the text have been read, in bytes: where something is added or left out.
    read_to: (usize, usize),
}

impl Comparison<'_> {
    fn read(&mut self, alignment: &Alignment) {
        // The pair before, where nothing stands between.
        let mut before: Option<(usize, usize)> = None;
        let mut last: Option<DifferenceKind> = None;
        for step in &alignment.steps {
            let kind = match *step {
                Step::Skipped(_) => {
                    (before, last) = (None, None);
                    self.go_on(*step);
                    continue;
                }
                Step::Pair(quoted, at) => self.pair((quoted, at)),
                Step::Added(_) => Some(DifferenceKind::Added),
                Step::LeftOut(_) => Some(DifferenceKind::LeftOut),
            };
            let is_same = kind.is_none_or(|kind| kind == DifferenceKind::Spelling);
            if let (Step::Pair(quoted, at), true) = (*step, is_same) {
                if let Some(before) = before.filter(|_| !self.quotation.has_gap[quoted]) {
                    self.between(before, (quoted, at));
                }
                before = Some((quoted, at));
            } else {
                before = None;
            }
            if let Some(kind) = kind {
                self.differ(kind, *step, last);
                let is_further = kind == DifferenceKind::LeftOut && last == Some(kind);
                let is_small = is_further || kind == DifferenceKind::Spelling;
                self.eighths += if is_small { 1 } else { 8 };
            }
            last = kind;
            self.go_on(*step);
        }
    }

    /// The step has been read.
    fn go_on(&mut self, step: Step) {
        if let Step::Pair(quoted, _) | Step::Added(quoted) = step {
            self.read_to.0 = self.quotation.tokens[quoted].end;
        }
        if let Step::Pair(_, at) | Step::LeftOut(at) | Step::Skipped(at) = step {
            self.read_to.1 = self.tokens[at].end;
        }
    }

    /// How two words differ that stand for each other.
    fn pair(&mut self, (quoted, at): (usize, usize)) -> Option<DifferenceKind> {
        let quotation = self.quotation;
        let one = quotation.tokens[quoted].of(&quotation.text);
        let other = self.tokens[at].of(self.text);
        let compared = (quotation.compared[quoted], quotation.numbers.of(other));
        if compared.0.folded != compared.1.folded {
            return Some(DifferenceKind::Changed);
        }
        self.shared += 1;
        if compared.0.written != compared.1.written {
            let begins = quoted == 0 || quotation.has_gap[quoted];
            if !begins || !is_capital_alone(one, other) {
                return Some(DifferenceKind::Spelling);
            }
            self.style.push(Style::Capital);
        } else if one != other {
            self.style.push(style_of(one, other));
        }
        None
    }

    /// What stands between two words that follow on each other in both.
    fn between(&mut self, before: (usize, usize), pair: (usize, usize)) {
        let quoted = gap(&self.quotation.tokens, before.0, pair.0);
        let text = gap(self.tokens, before.1, pair.1);
        let (one, other) = (quoted.of(&self.quotation.text), text.of(self.text));
        if one == other {
            return;
        }
        let one = without_sic(one);
        if signs(&one) == signs(other) {
            self.style.extend(styles_of(&one, other));
        } else {
            self.differences.push(QuoteDifference {
                kind: DifferenceKind::Punctuation,
                quoted,
                text,
            });
        }
    }

    /// Adds a difference, to the one before where they stand beside each other.
    fn differ(&mut self, kind: DifferenceKind, step: Step, last: Option<DifferenceKind>) {
        let (quoted, text) = match step {
            Step::Pair(quoted, at) => (quoted..quoted + 1, at..at + 1),
            Step::Added(quoted) => (quoted..quoted + 1, 0..0),
            Step::LeftOut(at) | Step::Skipped(at) => (0..0, at..at + 1),
        };
        let span = |tokens: &[ByteSpan], at: &std::ops::Range<usize>| {
            tokens.get(at.clone()).and_then(<[_]>::first).copied()
        };
        let (quoted, text) = (
            span(&self.quotation.tokens, &quoted),
            span(self.tokens, &text),
        );
        let is_spelling = |kind| kind == DifferenceKind::Spelling;
        if let Some(difference) = self.differences.last_mut()
            && let Some(last) = last
            && is_spelling(last) == is_spelling(kind)
            && difference.kind != DifferenceKind::Punctuation
        {
            if difference.kind != kind {
                difference.kind = DifferenceKind::Changed;
            }
            difference.quoted = joined(difference.quoted, quoted);
            difference.text = joined(difference.text, text);
            return;
        }
        self.differences.push(QuoteDifference {
            kind,
            quoted: quoted.unwrap_or(ByteSpan::new(self.read_to.0, self.read_to.0)),
            text: text.unwrap_or(ByteSpan::new(self.read_to.1, self.read_to.1)),
        });
    }
}

/// Where the first word of the text begins that the quotation is laid on.
fn start(alignment: &Alignment, tokens: &[ByteSpan]) -> usize {
    let first = alignment.steps.iter().find_map(|step| match step {
        Step::Pair(_, at) | Step::LeftOut(at) | Step::Skipped(at) => Some(tokens[*at].start),
        Step::Added(_) => None,
    });
    first.unwrap_or_default()
}

/// Both spans as one; one that is empty is nowhere yet.
fn joined(span: ByteSpan, other: Option<ByteSpan>) -> ByteSpan {
    match other {
        None => span,
        Some(other) if span.is_empty() => other,
        Some(other) => span.cover(other),
    }
}

/// What stands between two tokens.
fn gap(tokens: &[ByteSpan], before: usize, next: usize) -> ByteSpan {
    ByteSpan::new(tokens[before].end, tokens[next].start)
}

/// What ellipses stand for.
fn gaps(alignment: &Alignment, tokens: &[ByteSpan]) -> Vec<QuoteGap> {
    let mut gaps: Vec<QuoteGap> = Vec::new();
    let mut is_open = false;
    for step in &alignment.steps {
        let Step::Skipped(at) = *step else {
            is_open = false;
            continue;
        };
        match gaps.last_mut().filter(|_| is_open) {
            Some(gap) => {
                gap.span = gap.span.cover(tokens[at]);
                gap.words += 1;
            }
            None => gaps.push(QuoteGap {
                span: tokens[at],
                words: 1,
            }),
        }
        is_open = true;
    }
    gaps
}

/// What is compared: words, or the characters of scripts without spaces.
fn tokens(text: &str, words: &[ByteSpan]) -> Vec<ByteSpan> {
    let mut tokens = Vec::with_capacity(words.len());
    for &word in words {
        let written = word.of(text);
        if written.starts_with(analysis::is_unspaced) {
            let characters = written.char_indices().map(|(at, c)| {
                let start = word.start + at;
                ByteSpan::new(start, start + c.len_utf8())
            });
            tokens.extend(characters);
        } else {
            tokens.push(word);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analyzer;

    fn closest(quote: &str, text: &str) -> Quoted {
        let words = Analyzer::first_words_of((text, u32::MAX >> 8), "", usize::MAX >> 8);
        Quotation::new(quote).closest(text, &words.words).unwrap()
    }

    /// The differences, as `wdiff` would make the text of the quotation.
    fn shown(quote: &str, text: &str) -> Vec<String> {
        let quoted = closest(quote, text);
        let differences = quoted.differences.iter().map(|difference| {
            format!(
                "{}: [-{}-]{{+{}+}}",
                difference.kind.name(),
                difference.quoted.of(quote),
                difference.text.of(text)
            )
        });
        let gaps = quoted.gaps.iter();
        let gaps = gaps.map(|gap| format!("… {} ({})", gap.span.of(text), gap.words));
        let style = quoted.style.iter().map(|style| style.name().to_owned());
        differences.chain(gaps).chain(style).collect()
    }

    const TEXT: &str = "Nobody spoke.\n\n“The old bridge, she said — is Anna’s own; it\nshall be closed on Monday.” He left.";

    #[test]
    fn what_a_typesetter_chooses_is_told_and_no_difference() {
        let cases: [(&str, &[&str]); 8] = [
            ("The old bridge, she said — is Anna’s own;", &[]),
            ("the old bridge, she said", &["capital"]),
            (
                "Old bridge, she said - is Anna's own; it  shall",
                &["white_space", "apostrophes", "dashes", "capital"],
            ),
            ("\"The old bridge, she said\"", &[]),
            ("closed on Monday.'' He left", &["quotation_marks"]),
            (
                "The old bridge … shall be closed",
                &["… she said — is Anna’s own; it (6)"],
            ),
            (
                "the old bridge [...] closed",
                &["… she said — is Anna’s own; it\nshall be (8)", "capital"],
            ),
            ("The old bridge [sic], she said", &[]),
        ];
        for (quote, told) in cases {
            assert_eq!(shown(quote, TEXT), told, "{quote}");
            assert!(closest(quote, TEXT).is_verbatim(), "{quote}");
        }
    }

    #[test]
    fn what_differs_is_told_word_by_word() {
        let cases: [(&str, &[&str]); 8] = [
            ("The new bridge, she said", &["changed: [-new-]{+old+}"]),
            (
                "The bridge, she said — is Anna’s",
                &["left_out: [--]{+old+}"],
            ),
            ("The old stone bridge, she said", &["added: [-stone-]{+”+}"]),
            ("The old bridge she said", &["punctuation: [- -]{+, +}"]),
            (
                "The old Bridge, she Said",
                &[
                    "spelling: [-Bridge-]{+bridge+}",
                    "spelling: [-Said-]{+said+}",
                ],
            ),
            (
                "The old bridge, shall be closed on Monday",
                &["left_out: [--]{+she said — is Anna’s own; it+}"],
            ),
            (
                "The old wooden gate, she said — is",
                &["changed: [-wooden gate-]{+bridge+}"],
            ),
            (
                "Closed … the old bridge, she said — is",
                &["changed: [-Closed-]{+spoke+}", "capital"],
            ),
        ];
        for (quote, told) in cases {
            let told: Vec<String> = told
                .iter()
                .map(|told| told.replace("{+”+}", "{++}"))
                .collect();
            assert_eq!(shown(quote, TEXT), told, "{quote}");
        }
    }

    #[test]
    fn the_place_has_the_signs_that_are_quoted() {
        for (quote, place) in [
            ("Nobody spoke.", "Nobody spoke."),
            ("Nobody spoke", "Nobody spoke"),
            ("“The old bridge,", "“The old bridge,"),
            ("\"The old bridge.", "The old bridge"),
        ] {
            assert_eq!(closest(quote, TEXT).span.of(TEXT), place, "{quote}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_compared_by_character() {
        let text = "東京都は新しい橋を建設する計画を発表した。";
        assert!(closest("京都は新しい", text).is_verbatim());
        assert_eq!(shown("新しい道を建設", text), ["changed: [-道-]{+橋+}"]);
    }
}
