//! The syntax tree of a query.

use crate::span::ByteSpan;

/// A parsed query: a tree whose nodes remember where in the text they stood.
///
/// Two queries are equal when they mean the same tree; spans do not count.
#[derive(Debug, Clone)]
pub struct Query {
    /// What this node asks for.
    pub kind: QueryKind,
    /// Where it stood in the query text, in bytes.
    pub span: ByteSpan,
}

/// The kinds of node.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryKind {
    /// Every article (an empty query, or filters only).
    All,
    /// One word operand.
    Term(Term),
    /// Words in quotes: exactly these words in this order, at most `slop` other words between them in all.
    Phrase {
        /// The words; each is matched as an exact surface form unless it is a wildcard or cased.
        terms: Vec<Term>,
        /// Other words allowed between, in all.
        slop: u32,
    },
    /// All of these (two or more).
    And(Vec<Query>),
    /// Any of these (two or more).
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// Two operands near each other.
    Near {
        /// First operand.
        left: Box<Query>,
        /// Second operand.
        right: Box<Query>,
        /// How near.
        within: Within,
        /// `pre/n`: left before right.
        ordered: bool,
        /// `not w/n`: a left with no right that near.
        negated: bool,
    },
    /// `atleastN(x)`: x occurs at least `count` times.
    AtLeast {
        /// How often, at least 1.
        count: u32,
        /// What.
        query: Box<Query>,
    },
    /// `firstN(x)`: x within the first `words` words of the body.
    First {
        /// How many words from the start.
        words: u32,
        /// What.
        query: Box<Query>,
    },
    /// The query holds in that field only.
    Field {
        /// Which field.
        field: Field,
        /// What must hold there.
        query: Box<Query>,
    },
    /// Published within a range of days.
    Date(DateRange),
    /// By what the archive holds of its story besides.
    Copies(CopyFilter),
    /// Counts `factor` times as much in ranking.
    Boost {
        /// Greater than 0, finite.
        factor: f32,
        /// What.
        query: Box<Query>,
    },
}

/// One word operand as written; analysis turns it into index terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A plain word: any form of it outside quotes, exactly this surface form inside.
    /// May hold punctuation (`O'Brien`, `cease-fire`, `AT&T`): analysis may see several words in it.
    Word(String),
    /// `=Word`: this spelling, case and accents included.
    Cased(String),
    /// With `*` (any characters) or `?` (one character).
    Wildcard(String),
    /// `word~n`: up to `edits` (1 or 2) edits away.
    Fuzzy {
        /// The word.
        word: String,
        /// Largest edit distance, 1 or 2.
        edits: u8,
    },
    /// `/regex/`, over whole folded words.
    Regex(String),
}

/// How near two operands stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Within {
    /// Positions differ by at most this many (1 is adjacent).
    Words(u32),
    /// In one sentence.
    Sentence,
    /// In one paragraph.
    Paragraph,
}

/// The fields a query can name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The text.
    Body,
    /// Bylines.
    Author,
    /// The outlet.
    Source,
    /// The outlet's section.
    Section,
    /// Keywords.
    Tag,
    /// ISO 639-1 code.
    Language,
    /// Canonical address.
    Url,
    /// The article's id.
    Id,
    /// Any other metadata, by its key.
    Meta(String),
}

/// Days from `first` to `last`, both included; open where `None`.
///
/// An article matches when the days it may have been published on overlap the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRange {
    /// First day.
    pub first: Option<jiff::civil::Date>,
    /// Last day.
    pub last: Option<jiff::civil::Date>,
}

impl DateRange {
    /// The days of all ranges as few ranges, in order, none of which overlaps or follows on another: the same articles match any of
    /// them.
    pub fn joined(mut ranges: Vec<Self>) -> Vec<Self> {
        ranges.sort_by_key(|range| range.first);
        let mut joined: Vec<Self> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match joined.last_mut() {
                Some(before) if before.goes_on_to(range.first) => {
                    let last = before
                        .last
                        .zip(range.last)
                        .map(|(one, other)| one.max(other));
                    before.last = last;
                }
                _ => joined.push(range),
            }
        }
        joined
    }

    /// Whether no day lies between it and a range that begins on `first`, which is none of its own beginnings.
    fn goes_on_to(&self, first: Option<jiff::civil::Date>) -> bool {
        match (self.last, first) {
            (Some(last), Some(first)) => {
                last >= first || last.tomorrow().is_ok_and(|next| next == first)
            }
            (None, _) | (_, None) => true,
        }
    }
}

/// Articles by their copies: near-copies of one text are one story, led by one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopyFilter {
    /// `copies:no`: has no copies.
    No,
    /// `copies:first`: leads its story, or has no copies; each story once.
    First,
    /// `copies:only`: has copies.
    Only,
}

impl CopyFilter {
    /// As it stands behind `copies:`.
    pub fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::First => "first",
            Self::Only => "only",
        }
    }

    /// The one of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::No, Self::First, Self::Only];
        all.into_iter()
            .find(|filter| filter.name().eq_ignore_ascii_case(name))
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}
