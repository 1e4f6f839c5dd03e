//! What to look for in one article, as a tree over the query's index terms.

use crate::passage::positions::TermId;
use crate::query::Within;

/// A query over the word positions of one article.
///
/// A *match* of a source is a choice of one occurrence for each operand such that every condition holds; the interval that
/// covers the chosen words is what the next operator up sees. Two operands of one operator never share a word, and no
/// match has words in both the body and the title.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Source {
    /// One word that is any of these index terms.
    Term(Vec<TermId>),
    /// Adjacent words that one index term stands for, at the first of them: any of these terms.
    Compound {
        /// The terms.
        terms: Vec<TermId>,
        /// How many words they stand for.
        words: u32,
    },
    /// Matches of the first that do not cover exactly the same words as a match of the second.
    Except(Box<Source>, Box<Source>),
    /// In this order, with at most `slop` other words between them in all.
    Phrase {
        /// The operands, first to last.
        sources: Vec<Source>,
        /// Other words allowed, in all.
        slop: u32,
    },
    /// Any of these.
    Or(Vec<Source>),
    /// One operand near the other: the last word of the earlier and the first word of the later stand at positions that
    /// differ by at most `distance` (1 is adjacent), so that at most `distance - 1` other words are between them.
    Near {
        /// First operand.
        left: Box<Source>,
        /// Second operand.
        right: Box<Source>,
        /// Largest difference of positions.
        distance: u32,
        /// Whether `left` must come first.
        ordered: bool,
    },
    /// Both operands wholly in one sentence.
    SameSentence {
        /// First operand.
        left: Box<Source>,
        /// Second operand.
        right: Box<Source>,
        /// Whether `left` must come first.
        ordered: bool,
    },
    /// Both operands wholly in one paragraph.
    SameParagraph {
        /// First operand.
        left: Box<Source>,
        /// Second operand.
        right: Box<Source>,
        /// Whether `left` must come first.
        ordered: bool,
    },
    /// Matches of `left` with no match of `right` so near: before or after it, or, where `ordered`, after it. A `right` that shares
    /// words with it comes neither before nor after: unordered it is near, unless both cover exactly the same words (no
    /// word is near itself).
    NotNear {
        /// What is looked for.
        left: Box<Source>,
        /// What must not be near it.
        right: Box<Source>,
        /// How near.
        within: Within,
        /// Whether only a `right` that comes later counts.
        ordered: bool,
    },
    /// All matches of a source that has at least `count` minimal intervals; none of one that has fewer.
    AtLeast {
        /// Smallest number.
        count: u32,
        /// What is counted.
        source: Box<Source>,
    },
    /// Matches that lie within the first words of the body.
    First {
        /// How many words.
        words: u32,
        /// What.
        source: Box<Source>,
    },
    /// Matches in the title.
    InTitle(Box<Source>),
    /// Matches in the body.
    InBody(Box<Source>),
}

impl Source {
    /// Number of words that the narrowest possible match covers, at least 1.
    pub fn least_width(&self) -> u32 {
        match self {
            Self::Term(_) => 1,
            Self::Compound { words, .. } => (*words).max(1),
            Self::Phrase { sources, .. } => sources
                .iter()
                .map(Self::least_width)
                .fold(0, u32::saturating_add)
                .max(1),
            Self::Or(sources) => sources.iter().map(Self::least_width).min().unwrap_or(1),
            Self::Near { left, right, .. }
            | Self::SameSentence { left, right, .. }
            | Self::SameParagraph { left, right, .. } => {
                left.least_width().saturating_add(right.least_width())
            }
            Self::Except(source, _)
            | Self::NotNear { left: source, .. }
            | Self::AtLeast { source, .. }
            | Self::First { source, .. }
            | Self::InTitle(source)
            | Self::InBody(source) => source.least_width(),
        }
    }

    /// Whether every match is one stretch of words that all belong to it, as words and phrases are: nothing stands between.
    pub fn is_contiguous(&self) -> bool {
        match self {
            Self::Term(_) | Self::Compound { .. } => true,
            Self::Phrase { sources, slop } => *slop == 0 && sources.iter().all(Self::is_contiguous),
            Self::Or(sources) => sources.iter().all(Self::is_contiguous),
            Self::Near { .. } | Self::SameSentence { .. } | Self::SameParagraph { .. } => false,
            Self::Except(source, _)
            | Self::NotNear { left: source, .. }
            | Self::AtLeast { source, .. }
            | Self::First { source, .. }
            | Self::InTitle(source)
            | Self::InBody(source) => source.is_contiguous(),
        }
    }

    /// The index terms that it looks at, each once, in ascending order.
    pub fn terms(&self) -> Vec<TermId> {
        let mut terms = Vec::new();
        self.walk(&mut |source| {
            if let Self::Term(these) | Self::Compound { terms: these, .. } = source {
                terms.extend_from_slice(these);
            }
        });
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// Whether it needs to know where sentences start.
    pub fn needs_sentences(&self) -> bool {
        self.any(|source| {
            matches!(
                source,
                Self::SameSentence { .. }
                    | Self::NotNear {
                        within: Within::Sentence,
                        ..
                    }
            )
        })
    }

    /// Whether it needs to know where paragraphs start.
    pub fn needs_paragraphs(&self) -> bool {
        self.any(|source| {
            matches!(
                source,
                Self::SameParagraph { .. }
                    | Self::NotNear {
                        within: Within::Paragraph,
                        ..
                    }
            )
        })
    }

    /// The same with one term for each word, and the terms that each word stands for: the places of the words of the first
    /// are those of any of their terms.
    #[must_use]
    pub fn by_word(&self) -> (Self, Vec<Vec<TermId>>) {
        let mut words = Vec::new();
        let mut source = self.clone();
        source.number_words(&mut words);
        (source, words)
    }

    /// The same of several sources, whose words are numbered together.
    pub fn all_by_word<'a>(
        sources: impl IntoIterator<Item = &'a Self>,
    ) -> (Vec<Self>, Vec<Vec<TermId>>) {
        let mut words = Vec::new();
        let by_word = sources.into_iter().map(|source| {
            let mut source = source.clone();
            source.number_words(&mut words);
            source
        });
        (by_word.collect(), words)
    }

    fn number_words(&mut self, words: &mut Vec<Vec<TermId>>) {
        match self {
            Self::Term(terms) | Self::Compound { terms, .. } => {
                let known = words.iter().position(|word| word == terms);
                let number = known.unwrap_or(words.len());
                let one = TermId(u32::try_from(number).unwrap_or(u32::MAX));
                let word = std::mem::replace(terms, vec![one]);
                if known.is_none() {
                    words.push(word);
                }
            }
            Self::Phrase { sources, .. } | Self::Or(sources) => {
                for source in sources {
                    source.number_words(words);
                }
            }
            Self::Except(left, right)
            | Self::Near { left, right, .. }
            | Self::SameSentence { left, right, .. }
            | Self::SameParagraph { left, right, .. }
            | Self::NotNear { left, right, .. } => {
                left.number_words(words);
                right.number_words(words);
            }
            Self::AtLeast { source, .. }
            | Self::First { source, .. }
            | Self::InTitle(source)
            | Self::InBody(source) => source.number_words(words),
        }
    }

    fn any(&self, holds: impl Fn(&Self) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |source| found |= holds(source));
        found
    }

    /// Visits this source and all below it.
    fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::Term(_) | Self::Compound { .. } => {}
            Self::Phrase { sources, .. } | Self::Or(sources) => {
                for source in sources {
                    source.walk(visit);
                }
            }
            Self::Except(left, right)
            | Self::Near { left, right, .. }
            | Self::SameSentence { left, right, .. }
            | Self::SameParagraph { left, right, .. }
            | Self::NotNear { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            Self::AtLeast { source, .. }
            | Self::First { source, .. }
            | Self::InTitle(source)
            | Self::InBody(source) => {
                source.walk(visit);
            }
        }
    }
}
