//! The words, phrases and patterns of a query as sources over the terms of the index.

use rustc_hash::FxHashMap;
use tantivy::Searcher;

use crate::analysis::{self, Language, QueryWord};
use crate::api::{CommonWord, ExpandedPattern, Notice};
use crate::index::{ArchiveReader, Fields};
use crate::passage::{Source, TermId, Vocabulary, WorkBudget};
use crate::query::{Field, Query, QueryKind, Term, Within};
use crate::search::plan::bounds;
use crate::search::plan::expand::{self, Dictionary, Expansion, FoundTerm, Pattern, expand};
use crate::search::postings::term_reader::TermInfos;
use crate::span::ByteSpan;

/// A written word too short to be two words joined.
const SHORTEST_JOINED: usize = 6;
/// Longest word that may be two, in bytes.
const LONGEST_JOINED: usize = 40;

/// Words that are common in lower case and names in capitals: written in capitals they are taken as written.
const NAMES_IN_CAPITALS: [&str; 6] = ["us", "it", "who", "aids", "ice", "un"];

/// Words that are named of those that a pattern stands for.
const NAMED_WORDS: usize = 10;

/// Resolves the words of one query; gathers the vocabulary and what the reader should know.
pub(crate) struct WordResolver<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) languages: &'a [Language],
    pub(crate) vocabulary: Vocabulary,
    /// What the segments' dictionaries say of the terms that patterns stand for.
    pub(crate) infos: TermInfos,
    /// How many articles hold the stems that were looked up.
    pub(crate) frequencies: FxHashMap<TermId, u64>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) expanded: Vec<ExpandedPattern>,
    /// What patterns were found to be, as written.
    patterns: FxHashMap<String, Source>,
    effort: u32,
    /// Letters of the index's words that patterns may still look at.
    letters: WorkBudget,
    /// Words that patterns may still stand for.
    words_left: usize,
}

impl<'a> WordResolver<'a> {
    pub(crate) fn new(
        archive: &'a ArchiveReader,
        searcher: &'a Searcher,
        effort: u32,
    ) -> crate::index::Result<Self> {
        Ok(Self {
            searcher,
            fields: archive.fields(),
            languages: archive.languages()?,
            vocabulary: Vocabulary::default(),
            infos: TermInfos::default(),
            frequencies: FxHashMap::default(),
            notices: Vec::new(),
            expanded: Vec::new(),
            patterns: FxHashMap::default(),
            effort,
            letters: WorkBudget::of(bounds::letters(searcher.num_docs(), effort)),
            words_left: bounds::words_of_all_patterns(effort),
        })
    }

    /// The source of a query that is about positions throughout; `None` for one that is not (filters, `NOT`, `AND`).
    pub(crate) fn source(&mut self, query: &Query) -> tantivy::Result<Option<Source>> {
        Ok(match &query.kind {
            QueryKind::Term(term) => Some(self.term(term, query.span, false)?),
            QueryKind::Phrase { terms, slop } => Some(self.phrase(terms, *slop, query.span)?),
            QueryKind::Or(queries) => {
                let mut sources = Vec::with_capacity(queries.len());
                for query in queries {
                    let Some(source) = self.source(query)? else {
                        return Ok(None);
                    };
                    sources.push(source);
                }
                Some(Source::Or(sources))
            }
            QueryKind::Near {
                left,
                right,
                within,
                ordered,
                negated,
            } => {
                let (Some(left), Some(right)) = (self.source(left)?, self.source(right)?) else {
                    return Ok(None);
                };
                Some(near(left, right, *within, *ordered, *negated))
            }
            QueryKind::AtLeast { count, query } => {
                self.source(query)?.map(|source| Source::AtLeast {
                    count: *count,
                    source: Box::new(source),
                })
            }
            QueryKind::First { words, query } => self.source(query)?.map(|source| Source::First {
                words: *words,
                source: Box::new(source),
            }),
            QueryKind::Field {
                field: Field::Title,
                query,
            } => self
                .source(query)?
                .map(|source| Source::InTitle(Box::new(source))),
            QueryKind::Field {
                field: Field::Body,
                query,
            } => self
                .source(query)?
                .map(|source| Source::InBody(Box::new(source))),
            QueryKind::Boost { query, .. } => self.source(query)?,
            QueryKind::All
            | QueryKind::And(_)
            | QueryKind::Not(_)
            | QueryKind::Field { .. }
            | QueryKind::Date(_) => None,
        })
    }

    fn term(&mut self, term: &Term, span: ByteSpan, exact: bool) -> tantivy::Result<Source> {
        match term {
            Term::Word(text) => self.words(text, span, exact),
            Term::Cased(text) => self.cased(text),
            Term::Wildcard(text) => {
                let pattern = Pattern::Wildcard(analysis::fold(text).into_owned());
                self.pattern(text, &pattern, span)
            }
            Term::Regex(text) => {
                self.pattern(&format!("/{text}/"), &Pattern::Regex(text.clone()), span)
            }
            Term::Fuzzy { word, edits } => {
                let pattern = Pattern::Fuzzy(analysis::fold(word).into_owned(), *edits);
                self.pattern(&format!("{word}~{edits}"), &pattern, span)
            }
        }
    }

    /// A written word, which analysis may see as several (`cease-fire`, `AT&T`, `O’Brien`).
    fn words(&mut self, text: &str, span: ByteSpan, exact: bool) -> tantivy::Result<Source> {
        let words = analysis::query_words(text);
        match &*words {
            [] => return Ok(Source::Term(Vec::new())),
            [word] => return self.word(word, span, exact),
            _ => {}
        }
        let hyphenated = words.len() == 2 && text.contains('-');
        let mut sources = Vec::with_capacity(words.len());
        for word in &words {
            sources.push(self.one(word, exact)?);
        }
        let phrase = Source::Phrase { sources, slop: 0 };
        let joined = words.iter().map(|word| &*word.lowered).collect::<String>();
        match &*analysis::query_words(&joined) {
            [joined] if hyphenated => Ok(Source::Or(vec![phrase, self.one(joined, exact)?])),
            _ => Ok(phrase),
        }
    }

    fn word(&mut self, word: &QueryWord, span: ByteSpan, exact: bool) -> tantivy::Result<Source> {
        if !exact && reads_as_written(word) {
            self.notices.push(Notice {
                code: "read_as",
                message: format!(
                    "`{}` is read as the name in capitals, not as the word `{}`",
                    word.spelling, word.surface
                ),
                hint: Some(format!("write `{}` for the word", word.surface)),
                span: Some(span),
            });
            return Ok(self.spelled(word));
        }
        let alone = self.one(word, exact)?;
        let Some((first, second)) = self.written_apart(word)? else {
            return Ok(alone);
        };
        let apart = vec![self.one(&first, exact)?, self.one(&second, exact)?];
        Ok(Source::Or(vec![
            alone,
            Source::Phrase {
                sources: apart,
                slop: 0,
            },
        ]))
    }

    /// One word at one position: any form of it in each language in which the index has it, or exactly this form.
    fn one(&mut self, word: &QueryWord, exact: bool) -> tantivy::Result<Source> {
        if exact {
            return self.surface(&word.surface);
        }
        let mut stems: Vec<TermId> = Vec::new();
        for &language in self.languages {
            let stem = analysis::stem_term(word, language);
            let articles = self.articles_with(&stem)?;
            if articles > 0 {
                let stem = self.vocabulary.add(&stem);
                self.frequencies.insert(stem, articles);
                // Languages without a stemmer share their stems.
                if !stems.contains(&stem) {
                    stems.push(stem);
                }
            }
        }
        Ok(Source::Term(stems))
    }

    /// A folded word, with any accents; of what the index does not have, the word without.
    fn surface(&mut self, surface: &str) -> tantivy::Result<Source> {
        let mut terms = self.surfaces(surface)?;
        if terms.is_empty() {
            terms.push(analysis::surface_term(surface, surface));
        }
        let terms = terms.iter().map(|term| self.vocabulary.add(term));
        Ok(Source::Term(terms.collect()))
    }

    /// The surface terms of a folded word that the index has.
    fn surfaces(&self, surface: &str) -> tantivy::Result<Vec<String>> {
        let plain = analysis::surface_term(surface, surface);
        let prefix = analysis::accented_prefix(surface);
        let mut terms = expand::with_prefix(self.searcher, self.fields.text, &prefix)?;
        if self.articles_with(&plain)? > 0 {
            terms.insert(0, plain);
        }
        Ok(terms)
    }

    /// The two words that the index also writes with a hyphen: `ceasefire` where some article has `cease-fire`.
    fn written_apart(&self, word: &QueryWord) -> tantivy::Result<Option<(QueryWord, QueryWord)>> {
        if !(SHORTEST_JOINED..=LONGEST_JOINED).contains(&word.lowered.len()) {
            return Ok(None);
        }
        for (at, _) in word.lowered.char_indices().skip(2) {
            let (first, second) = word.lowered.split_at(at);
            if second.len() < 2 {
                break;
            }
            let words = (
                analysis::query_words(first).pop(),
                analysis::query_words(second).pop(),
            );
            if let (Some(first), Some(second)) = words
                && self.writes_with_hyphen(&first, &second)?
            {
                return Ok(Some((first, second)));
            }
        }
        Ok(None)
    }

    /// Whether some article writes these two words with a hyphen.
    fn writes_with_hyphen(&self, first: &QueryWord, second: &QueryWord) -> tantivy::Result<bool> {
        for &language in self.languages {
            let term = analysis::compound_term(&first.surface, &second.lowered, language);
            if self.articles_with(&term)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn articles_with(&self, term: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&self.fields.term(term))
    }

    fn cased(&mut self, text: &str) -> tantivy::Result<Source> {
        let words = analysis::query_words(text);
        let mut sources: Vec<Source> = words.iter().map(|word| self.spelled(word)).collect();
        for (source, word) in sources.iter_mut().zip(&words) {
            if word.spelling == word.lowered {
                let others = self.spellings(word)?;
                if !others.is_empty() {
                    let surface = std::mem::replace(source, Source::Term(Vec::new()));
                    *source = Source::Except(Box::new(surface), Box::new(Source::Term(others)));
                }
            }
        }
        Ok(match sources.pop() {
            Some(only) if sources.is_empty() => only,
            Some(last) => {
                sources.push(last);
                Source::Phrase { sources, slop: 0 }
            }
            None => Source::Term(Vec::new()),
        })
    }

    /// Exactly this spelling. One in lower case stands in the surface layer, with all others.
    fn spelled(&mut self, word: &QueryWord) -> Source {
        let term = analysis::cased_term(word)
            .unwrap_or_else(|| analysis::surface_term(&word.surface, &word.lowered));
        Source::Term(vec![self.vocabulary.add(&term)])
    }

    /// All other spellings of a word in lower case that the index holds.
    fn spellings(&mut self, word: &QueryWord) -> tantivy::Result<Vec<TermId>> {
        let prefix = analysis::cased_prefix(word);
        let words = expand::with_prefix(self.searcher, self.fields.text, &prefix)?;
        Ok(words.iter().map(|term| self.vocabulary.add(term)).collect())
    }

    fn phrase(&mut self, terms: &[Term], slop: u32, span: ByteSpan) -> tantivy::Result<Source> {
        let mut sources: Vec<Source> = Vec::with_capacity(terms.len());
        let mut plain: Vec<Option<QueryWord>> = Vec::with_capacity(terms.len());
        for term in terms {
            if let Term::Word(text) = term {
                for word in analysis::query_words(text) {
                    sources.push(self.one(&word, true)?);
                    plain.push(Some(word));
                }
            } else {
                sources.push(self.term(term, span, true)?);
                plain.push(None);
            }
        }
        let mut readings = Vec::new();
        for at in 1..sources.len() {
            if let (Some(first), Some(second)) = (&plain[at - 1], &plain[at])
                && self.writes_with_hyphen(first, second)?
            {
                let joined = format!("{}{}", first.surface, second.surface);
                // Most are never written in one word.
                if self.surfaces(&joined)?.is_empty() {
                    continue;
                }
                let mut reading = sources.clone();
                reading.splice(at - 1..=at, [self.surface(&joined)?]);
                readings.push(sequence(reading, slop));
            }
        }
        let as_written = sequence(sources, slop);
        if readings.is_empty() {
            return Ok(as_written);
        }
        readings.insert(0, as_written);
        Ok(Source::Or(readings))
    }

    fn pattern(
        &mut self,
        written: &str,
        pattern: &Pattern,
        span: ByteSpan,
    ) -> tantivy::Result<Source> {
        if let Some(known) = self.patterns.get(written) {
            return Ok(known.clone());
        }
        let tag = analysis::surface_term("", "");
        let limit = bounds::words_of_a_pattern(self.effort).min(self.words_left);
        let text = self.fields.text;
        let expansion = self.expansion((text, &tag), (written, pattern), span, limit)?;
        self.words_left -= expansion.words.len();
        if expansion.total > expansion.words.len() {
            let searched = match expansion.words.len() {
                0 => {
                    "none of them is searched, because other patterns stand for so many".to_owned()
                }
                words => format!("the {words} commonest are searched"),
            };
            self.notices.push(Notice {
                code: "clamped",
                message: format!(
                    "`{written}` stands for {} words; {searched}",
                    expansion.total
                ),
                hint: Some("write more of the word".to_owned()),
                span: Some(span),
            });
        }
        self.stands_for(written.to_owned(), &expansion);
        let mut terms = Vec::with_capacity(expansion.terms.len());
        for FoundTerm { term, infos } in expansion.terms {
            let id = self.vocabulary.add(&term);
            self.infos.insert(id, infos);
            terms.push(id);
        }
        let source = Source::Term(terms);
        self.patterns.insert(written.to_owned(), source.clone());
        Ok(source)
    }

    /// Remembers what a pattern stands for.
    pub(crate) fn stands_for(&mut self, pattern: String, expansion: &Expansion) {
        if self.expanded.iter().any(|known| known.pattern == pattern) {
            return;
        }
        let commonest = expansion.words.iter().take(NAMED_WORDS);
        self.expanded.push(ExpandedPattern {
            pattern,
            words: expansion.total,
            searched: expansion.words.len(),
            commonest: commonest
                .map(|(word, articles)| CommonWord {
                    word: word.clone(),
                    articles: *articles,
                })
                .collect(),
        });
    }

    /// The words of a field that a pattern matches, at most `limit`; none, and a notice, where it cannot be used.
    pub(crate) fn expansion(
        &mut self,
        (field, tag): (tantivy::schema::Field, &str),
        (written, pattern): (&str, &Pattern),
        span: ByteSpan,
        limit: usize,
    ) -> tantivy::Result<Expansion> {
        let dictionary = Dictionary {
            searcher: self.searcher,
            field,
            tag,
            letters: &self.letters,
        };
        let (code, message, hint) = match expand(&dictionary, pattern, limit) {
            Ok(expansion) => return Ok(expansion),
            Err(expand::Error::Engine(error)) => return Err(error),
            Err(expand::Error::Pattern(problem)) => (
                "query_problem",
                format!("`{written}` cannot be used: {problem}"),
                "the reference of the query language says what a pattern may hold".to_owned(),
            ),
            Err(error @ expand::Error::Spent) => (
                "clamped",
                format!("`{written}` is not searched: {error}"),
                "write fewer patterns, or their first letters".to_owned(),
            ),
        };
        self.notices.push(Notice {
            code,
            message,
            hint: Some(hint),
            span: Some(span),
        });
        Ok(Expansion::default())
    }
}

fn reads_as_written(word: &QueryWord) -> bool {
    let mut letters = word.spelling.chars().filter(|c| c.is_alphabetic());
    letters.all(char::is_uppercase) && NAMES_IN_CAPITALS.contains(&&*word.surface)
}

fn sequence(mut sources: Vec<Source>, slop: u32) -> Source {
    match sources.pop() {
        Some(only) if sources.is_empty() => only,
        Some(last) => {
            sources.push(last);
            Source::Phrase { sources, slop }
        }
        None => Source::Term(Vec::new()),
    }
}

fn near(left: Source, right: Source, within: Within, ordered: bool, negated: bool) -> Source {
    let (left, right) = (Box::new(left), Box::new(right));
    match within {
        _ if negated => Source::NotNear {
            left,
            right,
            within,
            ordered,
        },
        Within::Words(distance) => Source::Near {
            left,
            right,
            distance,
            ordered,
        },
        Within::Sentence => Source::SameSentence {
            left,
            right,
            ordered,
        },
        Within::Paragraph => Source::SameParagraph {
            left,
            right,
            ordered,
        },
    }
}
