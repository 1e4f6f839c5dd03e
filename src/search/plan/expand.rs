//! Words of the index that a pattern stands for: wildcards, fuzzy words, regular expressions.
//!
//! The pattern becomes an automaton that walks the term dictionary of each segment.

use std::fmt::Write as _;

use levenshtein_automata::{DFA as Levenshtein, Distance, LevenshteinAutomatonBuilder};
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::util::syntax;
use regex_automata::{Anchored, MatchKind};
use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader};
use tantivy_fst::Automaton;

use crate::cores::Cores;
use crate::index::LiveArticles;
use crate::passage::{Work, WorkBudget};
use crate::search::plan::commonest::{FrequentWord, SegmentTerms, commonest};

/// A compiled pattern may use this much memory: catastrophic ones are refused instead.
const PATTERN_BYTES: usize = 4 << 20;

/// The words that a pattern matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expansion {
    /// Words with the number of articles that hold them, commonest first; ties by word.
    pub words: Vec<(String, u64)>,
    /// Their index terms; a word has several where some articles write it with accents.
    pub terms: Vec<FoundTerm>,
    /// How many there are in all; more than `words` when the list was cut.
    pub total: usize,
}

/// A term of the index, and what the dictionary of each segment that holds it says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundTerm {
    /// The term.
    pub term: String,
    /// How many articles hold it.
    pub articles: u64,
    /// By segment: to look it up in each again would take longer than most that is done with it there.
    pub infos: Vec<(SegmentId, TermInfo)>,
}

/// Why a pattern cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The regular expression is malformed, or too large when compiled.
    #[error("{0}")]
    Pattern(String),
    /// The patterns of the query need to look through more of the index's words than they may.
    #[error(
        "the patterns of this query have looked through as many words of the index as they may"
    )]
    Spent,
    /// The index cannot be read.
    #[error(transparent)]
    Engine(#[from] tantivy::TantivyError),
}

/// The automaton of a fuzzy word grows with its length.
const LONGEST_FUZZY: usize = 100;

/// A pattern over folded words.
#[derive(Debug, Clone)]
pub(crate) enum Pattern {
    /// Exactly this word.
    Word(String),
    /// `*` is any characters, `?` one.
    Wildcard(String),
    /// Whole words that this regular expression matches.
    Regex(String),
    /// Words within a number of edits (a swap of neighbours is one).
    Fuzzy(String, u8),
}

impl Pattern {
    /// A folded word, with wildcards or without.
    pub(crate) fn of_word(word: String) -> Self {
        if word.contains(['*', '?']) {
            Self::Wildcard(word)
        } else {
            Self::Word(word)
        }
    }

    /// What words match that are these in one; `None` for regular expressions of which one has no meaning inside another.
    pub(crate) fn joined(words: &[Self]) -> Option<Self> {
        if let Some(Self::Fuzzy(_, edits)) =
            words.iter().find(|word| matches!(word, Self::Fuzzy(..)))
        {
            let words = words.iter().map(|word| match word {
                Self::Word(text) | Self::Fuzzy(text, _) => Some(&**text),
                Self::Wildcard(_) | Self::Regex(_) => None,
            });
            return Some(Self::Fuzzy(words.collect::<Option<String>>()?, *edits));
        }
        if words.iter().any(|word| matches!(word, Self::Regex(_))) {
            let words = words.iter().map(|word| match word {
                Self::Regex(text) => format!("(?:{text})"),
                Self::Word(text) | Self::Wildcard(text) | Self::Fuzzy(text, _) => {
                    wildcard_regex(text)
                }
            });
            return Some(Self::Regex(words.collect()));
        }
        // A part that may be any word is at least a letter.
        let words = words.iter().map(|word| match word {
            Self::Wildcard(text) if text == "*" => "?*".to_owned(),
            word => word.written(),
        });
        Some(Self::of_word(words.collect()))
    }

    /// As it stands in a query, folded.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Word(text) | Self::Wildcard(text) => text.clone(),
            Self::Regex(text) => format!("/{text}/"),
            Self::Fuzzy(word, edits) => format!("{word}~{edits}"),
        }
    }
}

/// Where a pattern is looked up, and how long that may take.
pub(crate) struct Dictionary<'a> {
    /// The index.
    pub searcher: &'a Searcher,
    /// Those of its articles that are not deleted.
    pub articles: &'a LiveArticles,
    /// The field whose terms are walked.
    pub field: Field,
    /// What the terms begin with.
    pub tag: &'a str,
    /// Letters of terms that may still be looked at.
    pub letters: &'a WorkBudget,
}

impl Dictionary<'_> {
    /// A term, from its places in the terms of segments.
    fn found(
        &self,
        segments: &[SegmentTerms],
        places: &[(usize, usize)],
    ) -> tantivy::Result<FoundTerm> {
        let (first, at) = places[0];
        let term = segments[first].term(at);
        let mut infos = Vec::with_capacity(places.len());
        let mut articles = 0;
        for &(ord, at) in places {
            let segment = &self.searcher.segment_readers()[ord];
            let known = segments[ord].info(at).cloned();
            let info = match known {
                Some(info) => Some(info),
                None => segment.inverted_index(self.field)?.terms().get(term)?,
            };
            infos.extend(info.map(|info| (segment.segment_id(), info)));
            articles += u64::from(segments[ord].articles(at));
        }
        Ok(FoundTerm {
            term: term.to_owned(),
            articles,
            infos,
        })
    }
}

/// The words whose term is the dictionary's tag followed by what `pattern` matches, and perhaps by accents; at most `limit`, the
/// commonest.
///
/// # Errors
/// When the pattern is malformed or too large, when it looks at more letters than it may, or the index cannot be read.
pub(crate) fn expand(
    dictionary: &Dictionary<'_>,
    pattern: &Pattern,
    limit: usize,
) -> Result<Expansion, Error> {
    let segments = match pattern {
        Pattern::Word(text) | Pattern::Wildcard(text) => {
            let literal: String = text
                .chars()
                .take_while(|c| !matches!(c, '*' | '?'))
                .collect();
            let dfa = RegexAutomaton::compile(&wildcard_regex(text), false)?;
            walk(dictionary, &literal, &dfa)?
        }
        Pattern::Regex(text) => walk(dictionary, "", &RegexAutomaton::compile(text, true)?)?,
        Pattern::Fuzzy(word, _) if word.chars().count() > LONGEST_FUZZY => {
            return Err(Error::Pattern(format!(
                "a word of more than {LONGEST_FUZZY} characters has no other spellings"
            )));
        }
        Pattern::Fuzzy(word, edits) => {
            let dfa = LevenshteinAutomatonBuilder::new(*edits, true).build_dfa(word);
            walk(dictionary, "", &LevenshteinAutomaton(dfa))?
        }
    };
    let tag = dictionary.tag.len();
    let (common, total) = commonest(&segments, limit, |term| {
        let value = term.get(tag..).unwrap_or_default();
        value.split_once('\0').map_or(value, |(folded, _)| folded)
    });
    let mut expansion = Expansion {
        total,
        ..Expansion::default()
    };
    for FrequentWord {
        word,
        articles,
        terms,
    } in common
    {
        expansion.words.push((word, articles));
        for of_term in terms.chunk_by(|&(segment, at), &(other, there)| {
            segments[segment].term(at) == segments[other].term(there)
        }) {
            let found = dictionary.found(&segments, of_term)?;
            expansion.terms.push(found);
        }
    }
    Ok(expansion)
}

/// A wildcard as a regular expression over a whole word.
pub(crate) fn wildcard_regex(text: &str) -> String {
    let mut regex = String::from("(?s)");
    for c in text.chars() {
        match c {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            c => push_literal(&mut regex, c),
        }
    }
    regex
}

/// Exactly this text as a regular expression.
pub(crate) fn literal_regex(text: &str) -> String {
    let mut regex = String::with_capacity(text.len());
    for c in text.chars() {
        push_literal(&mut regex, c);
    }
    regex
}

fn push_literal(regex: &mut String, c: char) {
    if c.is_alphanumeric() {
        regex.push(c);
    } else {
        // Writing to a string cannot fail.
        let _ = write!(regex, "\\x{{{:x}}}", u32::from(c));
    }
}

/// For each segment, the terms that start with a tag and a literal, and are matched by `inner` behind the tag.
fn walk<A: Automaton + Sync>(
    dictionary: &Dictionary<'_>,
    literal: &str,
    inner: &A,
) -> Result<Vec<SegmentTerms>, Error>
where
    A::State: Clone,
{
    let tag = dictionary.tag;
    let start = format!("{tag}{literal}");
    let end = after_prefix(&start);
    let of_segment = |ord, segment: &SegmentReader| -> tantivy::Result<SegmentTerms> {
        let automaton = Tagged {
            tag: tag.as_bytes(),
            inner,
            letters: dictionary.letters.work(),
        };
        let inverted = segment.inverted_index(dictionary.field)?;
        let mut range = inverted.terms().search(ByRef(&automaton)).ge(&start);
        if let Some(end) = &end {
            range = range.lt(end);
        }
        let mut terms = range.into_stream()?;
        let mut segment = SegmentTerms::default();
        while terms.advance() {
            let info = terms.value();
            let articles = dictionary.articles.with_in(ord, &inverted, info)?;
            if let Ok(term) = std::str::from_utf8(terms.key())
                && articles > 0
            {
                segment.push(term, (articles, info));
            }
        }
        Ok(segment)
    };
    let segments = Cores::All.map(dictionary.searcher.segment_readers(), of_segment)?;
    if dictionary.letters.is_spent() {
        return Err(Error::Spent);
    }
    Ok(segments)
}

/// The first key behind all keys that start with `prefix`.
fn after_prefix(prefix: &str) -> Option<Vec<u8>> {
    let mut key = prefix.as_bytes().to_vec();
    while let Some(last) = key.pop() {
        if last < u8::MAX {
            key.push(last + 1);
            return Some(key);
        }
    }
    None
}

/// An automaton used for several segments.
struct ByRef<'a, A>(&'a A);

impl<A: Automaton> Automaton for ByRef<'_, A> {
    type State = A::State;

    fn start(&self) -> A::State {
        self.0.start()
    }

    fn is_match(&self, state: &A::State) -> bool {
        self.0.is_match(state)
    }

    fn can_match(&self, state: &A::State) -> bool {
        self.0.can_match(state)
    }

    fn accept(&self, state: &A::State, byte: u8) -> A::State {
        self.0.accept(state, byte)
    }
}

/// `inner` behind a literal tag; what follows a zero is no part of the word.
struct Tagged<'a, A> {
    tag: &'a [u8],
    inner: &'a A,
    letters: Work,
}

#[derive(Clone)]
enum TaggedState<S> {
    Tag(usize),
    Inner(S),
    /// The word matched, and its accents follow.
    Accents,
    Dead,
}

impl<A: Automaton> Automaton for Tagged<'_, A> {
    type State = TaggedState<A::State>;

    fn start(&self) -> Self::State {
        if self.tag.is_empty() {
            TaggedState::Inner(self.inner.start())
        } else {
            TaggedState::Tag(0)
        }
    }

    fn is_match(&self, state: &Self::State) -> bool {
        match state {
            TaggedState::Inner(inner) => self.inner.is_match(inner),
            TaggedState::Accents => true,
            TaggedState::Tag(_) | TaggedState::Dead => false,
        }
    }

    fn can_match(&self, state: &Self::State) -> bool {
        if self.letters.is_spent() {
            return false;
        }
        match state {
            TaggedState::Tag(_) | TaggedState::Accents => true,
            TaggedState::Inner(inner) => self.inner.can_match(inner),
            TaggedState::Dead => false,
        }
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        self.letters.spend(1);
        match state {
            TaggedState::Tag(at) if self.tag.get(*at) == Some(&byte) => {
                if at + 1 == self.tag.len() {
                    TaggedState::Inner(self.inner.start())
                } else {
                    TaggedState::Tag(at + 1)
                }
            }
            TaggedState::Inner(inner) if byte == 0 && self.inner.is_match(inner) => {
                TaggedState::Accents
            }
            TaggedState::Inner(inner) => TaggedState::Inner(self.inner.accept(inner, byte)),
            TaggedState::Accents => TaggedState::Accents,
            TaggedState::Tag(_) | TaggedState::Dead => TaggedState::Dead,
        }
    }
}

/// A regular expression over whole words, compiled completely: linear in the word, whatever the pattern.
struct RegexAutomaton {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
}

impl RegexAutomaton {
    fn compile(pattern: &str, case_insensitive: bool) -> Result<Self, Error> {
        let message = |error: String| Error::Pattern(error);
        let dfa = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .start_kind(StartKind::Anchored)
                    // A word matches as a whole, whichever alternative does it.
                    .match_kind(MatchKind::All)
                    .dfa_size_limit(Some(PATTERN_BYTES))
                    .determinize_size_limit(Some(PATTERN_BYTES)),
            )
            .syntax(
                syntax::Config::new()
                    .nest_limit(50)
                    .case_insensitive(case_insensitive),
            )
            .thompson(
                regex_automata::nfa::thompson::Config::new().nfa_size_limit(Some(PATTERN_BYTES)),
            )
            .build(&format!("(?:{pattern})"))
            .map_err(|error| message(innermost(&error)))?;
        let start = dfa
            .start_state(&start::Config::new().anchored(Anchored::Yes))
            .map_err(|error| message(error.to_string()))?;
        Ok(Self { dfa, start })
    }
}

/// The message of the error at the bottom of the chain: the one that says what is wrong.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

impl Automaton for RegexAutomaton {
    type State = StateID;

    fn start(&self) -> StateID {
        self.start
    }

    fn is_match(&self, state: &StateID) -> bool {
        self.dfa.is_match_state(self.dfa.next_eoi_state(*state))
    }

    fn can_match(&self, state: &StateID) -> bool {
        !self.dfa.is_dead_state(*state)
    }

    fn accept(&self, state: &StateID, byte: u8) -> StateID {
        self.dfa.next_state(*state, byte)
    }
}

struct LevenshteinAutomaton(Levenshtein);

impl Automaton for LevenshteinAutomaton {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

/// All terms of `field` that start with `prefix`.
pub(crate) fn with_prefix(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
) -> tantivy::Result<Vec<String>> {
    let mut found = std::collections::BTreeSet::new();
    let end = after_prefix(prefix);
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut range = inverted.terms().range().ge(prefix);
        if let Some(end) = &end {
            range = range.lt(end);
        }
        let mut terms = range.into_stream()?;
        while terms.advance() {
            if let Ok(term) = std::str::from_utf8(terms.key()) {
                found.insert(term.to_owned());
            }
        }
    }
    Ok(found.into_iter().collect())
}
