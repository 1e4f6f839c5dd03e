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
use crate::search::plan::pattern_words::{Reading, readings};
use crate::search::plan::unspaced;
use crate::search::postings::term_reader::TermInfos;
use crate::span::ByteSpan;

/// Words that are common in lower case and names in capitals: written in capitals they are taken as written.
const NAMES_IN_CAPITALS: [&str; 6] = ["us", "it", "who", "aids", "ice", "un"];

/// Words that are named of those that a pattern stands for.
const NAMED_WORDS: usize = 10;

/// Resolves the words of one query; gathers the vocabulary and what the reader should know.
pub(crate) struct WordResolver<'a> {
    pub(crate) archive: &'a ArchiveReader,
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) languages: &'a [Language],
    pub(crate) vocabulary: Vocabulary,
    /// What the segments' dictionaries say of the terms that patterns stand for.
    pub(crate) infos: TermInfos,
    /// How many articles hold the terms that were looked up.
    pub(crate) frequencies: FxHashMap<TermId, u64>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) expanded: Vec<ExpandedPattern>,
    /// What patterns were found to be, as written.
    patterns: FxHashMap<String, Source>,
    /// Words that a pattern may stand for.
    words_of_a_pattern: usize,
    /// Whether a pattern stands for more words than are searched.
    pub(crate) is_cut: bool,
    /// Letters of the index's words that patterns may still look at.
    letters: WorkBudget,
    /// Words that patterns may still stand for.
    words_left: usize,
}

impl<'a> WordResolver<'a> {
    pub(crate) fn new(
        archive: &'a ArchiveReader,
        searcher: &'a Searcher,
        (effort, exact): (u32, bool),
    ) -> crate::index::Result<Self> {
        let bound = |words: usize| if exact { usize::MAX } else { words };
        Ok(Self {
            archive,
            searcher,
            fields: archive.fields(),
            languages: archive.languages()?,
            vocabulary: Vocabulary::default(),
            infos: TermInfos::default(),
            frequencies: FxHashMap::default(),
            notices: Vec::new(),
            expanded: Vec::new(),
            patterns: FxHashMap::default(),
            words_of_a_pattern: bound(bounds::words_of_a_pattern(effort)),
            is_cut: false,
            letters: WorkBudget::of(bounds::letters(searcher.num_docs(), effort))
                .until(archive.stop().cloned()),
            words_left: bound(bounds::words_of_all_patterns(effort)),
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
            | QueryKind::Date(_)
            | QueryKind::Copies(_) => None,
        })
    }

    fn term(&mut self, term: &Term, span: ByteSpan, exact: bool) -> tantivy::Result<Source> {
        match term {
            Term::Word(text) => self.words(text, span, exact),
            Term::Cased(text) => self.cased(text),
            Term::Wildcard(_) | Term::Regex(_) | Term::Fuzzy { .. } => {
                let (written, readings) = readings(term, exact);
                self.any_reading(&written, readings, span)
            }
        }
    }

    /// A written word, which analysis may see as several (`cease-fire`, `and/or`, `l’équipe`).
    fn words(&mut self, text: &str, span: ByteSpan, exact: bool) -> tantivy::Result<Source> {
        let words = analysis::query_words(text);
        let (last, first) = match &*words {
            [] => return Ok(Source::Term(Vec::new())),
            [word] => return self.word(word, span, exact),
            [first @ .., last] => (last, first),
        };
        let is_joined = analysis::is_joined(text, &words);
        let mut sources = Vec::with_capacity(words.len());
        for word in first {
            sources.push(self.one(word, exact || is_joined)?);
        }
        sources.push(self.one(last, exact)?);
        let phrase = Source::Phrase { sources, slop: 0 };
        match analysis::joined(&words) {
            // With hyphens, the phrase has found it.
            Some(joined) if is_joined && !exact => {
                Ok(Source::Or(vec![phrase, self.as_one_word(&joined)?.0]))
            }
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
        self.one(word, exact)
    }

    /// One word: any form of it in each language in which the index has it, also with hyphens; or exactly this form.
    fn one(&mut self, word: &QueryWord, exact: bool) -> tantivy::Result<Source> {
        if exact {
            return self.surface(&word.surface);
        }
        let (alone, compounds) = self.as_one_word(word)?;
        if compounds.is_empty() {
            return Ok(alone);
        }
        let mut readings = compounds;
        if alone != Source::Term(Vec::new()) {
            readings.insert(0, alone);
        }
        Ok(any_of(readings))
    }

    /// One word in any form: written as one, and written with hyphens.
    fn as_one_word(&mut self, word: &QueryWord) -> tantivy::Result<(Source, Vec<Source>)> {
        let mut stems: Vec<TermId> = Vec::new();
        let mut compounds: Vec<Source> = Vec::new();
        for &language in self.languages {
            for stem in analysis::stem_terms(&word.surface, language) {
                self.add_stem(&stem, &mut stems)?;
                let folded = analysis::folded_stem_term(&stem);
                if self
                    .archive
                    .has_forms(&analysis::stem_forms_prefix(&folded))
                {
                    self.add_stem(&folded, &mut stems)?;
                }
                if self
                    .archive
                    .has_forms(&analysis::compound_stem_prefix(&stem))
                {
                    self.add_compounds(&stem, &mut compounds)?;
                }
            }
        }
        Ok((Source::Term(stems), compounds))
    }

    /// Adds a stem term, if articles hold it. Languages without a stemmer share their stems.
    fn add_stem(&mut self, stem: &str, stems: &mut Vec<TermId>) -> tantivy::Result<()> {
        let articles = self.articles_with(&self.fields.term(stem))?;
        if articles > 0 {
            let stem = self.vocabulary.add(stem);
            self.frequencies.insert(stem, articles);
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        Ok(())
    }

    /// Adds what a stem stands for where it is written with hyphens.
    fn add_compounds(&mut self, stem: &str, compounds: &mut Vec<Source>) -> tantivy::Result<()> {
        for parts in 2..=analysis::MOST_PARTS {
            let mut stems = Vec::new();
            self.add_stem(&analysis::compound_stem(stem, parts), &mut stems)?;
            let known = compounds.iter_mut().find_map(|compound| match compound {
                Source::Compound { terms, words } if *words == parts => Some(terms),
                _ => None,
            });
            match known {
                Some(terms) => terms.extend(stems),
                None if stems.is_empty() => {}
                None => compounds.push(Source::Compound {
                    terms: stems,
                    words: parts,
                }),
            }
        }
        Ok(())
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
        if self.articles_with(&self.fields.term(&plain))? > 0 {
            terms.insert(0, plain);
        }
        Ok(terms)
    }

    /// How many articles hold a term of the index.
    pub(crate) fn articles_with(&self, term: &tantivy::Term) -> tantivy::Result<u64> {
        self.archive.live_articles().with(self.searcher, term)
    }

    fn cased(&mut self, text: &str) -> tantivy::Result<Source> {
        let words = analysis::query_words(text);
        let mut sources: Vec<Source> = words.iter().map(|word| self.spelled(word)).collect();
        for (source, word) in sources.iter_mut().zip(&words) {
            if word.spelling == word.lowered {
                let surface = std::mem::replace(source, Source::Term(Vec::new()));
                let others = Source::Term(self.spellings(word)?);
                *source = Source::Except(Box::new(surface), Box::new(others));
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

    /// All other spellings of a word in lower case that the index may hold.
    fn spellings(&mut self, word: &QueryWord) -> tantivy::Result<Vec<TermId>> {
        let surface = analysis::surface_term(&word.surface, &word.lowered);
        let prefix = analysis::cased_prefix(word);
        let mut terms = expand::with_prefix(self.searcher, self.fields.text, &prefix)?;
        terms.push(analysis::capitalized_term(&surface));
        Ok(terms.iter().map(|term| self.vocabulary.add(term)).collect())
    }

    fn phrase(&mut self, terms: &[Term], slop: u32, span: ByteSpan) -> tantivy::Result<Source> {
        let mut sources: Vec<Source> = Vec::with_capacity(terms.len());
        for term in terms {
            match term {
                Term::Word(text) => self.quoted_words(text, &mut sources)?,
                term => match self.term(term, span, true)? {
                    Source::Phrase {
                        sources: of_term,
                        slop: 0,
                    } => sources.extend(of_term),
                    source => sources.push(source),
                },
            }
        }
        Ok(sequence(sources, slop))
    }

    /// The words of a text in quotes, exactly these forms.
    fn quoted_words(&mut self, text: &str, sources: &mut Vec<Source>) -> tantivy::Result<()> {
        let words = analysis::query_words(text);
        let is_unspaced = |word: &QueryWord| word.surface.starts_with(analysis::is_unspaced);
        for run in words.chunk_by(|word, next| {
            is_unspaced(word) && is_unspaced(next) && word.span.end == next.span.start
        }) {
            if let [first, .., last] | [first @ last] = run
                && is_unspaced(first)
                && let Some(everywhere) = self.everywhere(first.span.cover(last.span).of(text))?
            {
                sources.push(everywhere);
                continue;
            }
            for word in run {
                sources.push(self.one(word, true)?);
            }
        }
        Ok(())
    }

    /// Wherever a text stands that is of a script without spaces; `None` where that cannot be told.
    fn everywhere(&mut self, text: &str) -> tantivy::Result<Option<Source>> {
        match unspaced::everywhere(text, self) {
            Ok(source) => Ok(source),
            Err(expand::Error::Engine(error)) => Err(error),
            Err(expand::Error::Spent | expand::Error::Pattern(_)) => Ok(None),
        }
    }

    /// Any of the ways to read a pattern.
    fn any_reading(
        &mut self,
        written: &str,
        readings: Vec<Reading>,
        span: ByteSpan,
    ) -> tantivy::Result<Source> {
        if readings.is_empty() {
            self.notices.push(Notice {
                code: "query_problem",
                message: format!("`{written}` can match no word: none is written so"),
                hint: None,
                span: Some(span),
            });
        }
        let mut sources = Vec::with_capacity(readings.len());
        for reading in readings {
            match reading {
                Reading::Words(words) => {
                    let several = words.len() > 1;
                    let mut of_reading = Vec::with_capacity(words.len());
                    for word in words {
                        let written = if several {
                            word.written()
                        } else {
                            written.to_owned()
                        };
                        of_reading.push(self.pattern(&written, &word, span)?);
                    }
                    sources.push(sequence(of_reading, 0));
                }
                Reading::Compound(words) => {
                    let parts = u32::try_from(words.len()).unwrap_or(u32::MAX);
                    if let Some(joined) = Pattern::joined(&words)
                        && parts <= analysis::MOST_PARTS
                    {
                        let tag = analysis::compound_surface("", parts);
                        let Source::Term(terms) = self.tagged(&tag, written, &joined, span)? else {
                            continue;
                        };
                        sources.push(Source::Compound {
                            terms,
                            words: parts,
                        });
                    }
                }
            }
        }
        Ok(any_of(sources))
    }

    fn pattern(
        &mut self,
        written: &str,
        pattern: &Pattern,
        span: ByteSpan,
    ) -> tantivy::Result<Source> {
        if let Pattern::Word(word) = pattern {
            return self.surface(word);
        }
        self.tagged(&analysis::surface_term("", ""), written, pattern, span)
    }

    /// The terms that begin with a tag and then match a pattern.
    fn tagged(
        &mut self,
        tag: &str,
        written: &str,
        pattern: &Pattern,
        span: ByteSpan,
    ) -> tantivy::Result<Source> {
        let key = format!("{tag}{}", pattern.written());
        if let Some(known) = self.patterns.get(&key) {
            return Ok(known.clone());
        }
        let limit = self.words_of_a_pattern.min(self.words_left);
        let text = self.fields.text;
        let expansion = self.expansion((text, tag), (written, pattern), span, limit)?;
        self.words_left -= expansion.words.len();
        if expansion.total > expansion.words.len() {
            self.is_cut = true;
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
        let source = Source::Term(self.terms_of(expansion.terms));
        self.patterns.insert(key, source.clone());
        Ok(source)
    }

    fn terms_of(&mut self, found: Vec<FoundTerm>) -> Vec<TermId> {
        let mut terms = Vec::with_capacity(found.len());
        for FoundTerm {
            term,
            articles,
            infos,
        } in found
        {
            let id = self.vocabulary.add(&term);
            self.frequencies.insert(id, articles);
            self.infos.insert(id, infos);
            terms.push(id);
        }
        terms
    }

    /// The commonest words of a field that a pattern matches, of those that begin with `tag`; none where that cannot be told.
    pub(crate) fn words_like(
        &self,
        field: tantivy::schema::Field,
        tag: &str,
        pattern: &Pattern,
        limit: usize,
    ) -> tantivy::Result<Vec<String>> {
        let dictionary = Dictionary {
            searcher: self.searcher,
            articles: self.archive.live_articles(),
            field,
            tag,
            letters: &self.letters,
        };
        match expand(&dictionary, pattern, limit) {
            Ok(found) => Ok(found.words.into_iter().map(|(name, _)| name).collect()),
            Err(expand::Error::Engine(error)) => Err(error),
            Err(expand::Error::Pattern(_) | expand::Error::Spent) => Ok(Vec::new()),
        }
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
            articles: self.archive.live_articles(),
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
            Err(error @ expand::Error::Spent) => {
                self.is_cut = true;
                (
                    "clamped",
                    format!("`{written}` is not searched: {error}"),
                    "write fewer patterns, or their first letters".to_owned(),
                )
            }
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

impl unspaced::Lookup for WordResolver<'_> {
    type Error = expand::Error;

    fn matched(&mut self, regex: &str) -> Result<Expansion, expand::Error> {
        let dictionary = Dictionary {
            searcher: self.searcher,
            articles: self.archive.live_articles(),
            field: self.fields.text,
            tag: &analysis::surface_term("", ""),
            letters: &self.letters,
        };
        expand(&dictionary, &Pattern::Regex(regex.to_owned()), usize::MAX)
    }

    fn word(&mut self, word: &str) -> Result<Option<Source>, expand::Error> {
        let terms = self.surfaces(word)?;
        let terms: Vec<TermId> = terms.iter().map(|term| self.vocabulary.add(term)).collect();
        Ok((!terms.is_empty()).then_some(Source::Term(terms)))
    }

    fn any(&mut self, found: &Expansion, is_meant: &dyn Fn(&str) -> bool) -> Option<Source> {
        let meant = found
            .terms
            .iter()
            .filter(|found| analysis::folded_word(&found.term).is_some_and(is_meant));
        let terms = self.terms_of(meant.cloned().collect());
        (!terms.is_empty()).then_some(Source::Term(terms))
    }
}

fn any_of(mut sources: Vec<Source>) -> Source {
    match sources.pop() {
        Some(only) if sources.is_empty() => only,
        Some(last) => {
            sources.push(last);
            Source::Or(sources)
        }
        None => Source::Term(Vec::new()),
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
