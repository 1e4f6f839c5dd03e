//! The plain Tantivy program: what one writes in an afternoon.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::{Bound, Range};
use std::path::Path;

use tantivy::collector::{Collector, Count, TopDocs};
use tantivy::query::{
    BooleanQuery, FuzzyTermQuery, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{
    DateOptions, DateTimePrecision, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing,
    TextOptions, Value,
};
use tantivy::snippet::{Snippet, SnippetGenerator};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{
    DateTime, DocAddress, Index, IndexReader, Order, Result, Searcher, TantivyDocument, Term,
};

use crate::corpus;

/// The fields of its index.
#[derive(Clone, Copy)]
struct Fields {
    title: Field,
    body: Field,
    published: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default()
        .set_indexing_options(indexing)
        .set_stored();
    let date = DateOptions::default()
        .set_fast()
        .set_precision(DateTimePrecision::Seconds);
    let fields = Fields {
        title: schema.add_text_field("title", STORED),
        body: schema.add_text_field("body", text),
        published: schema.add_date_field("published", date),
    };
    (schema.build(), fields)
}

/// Memory for its writer, all threads together.
const WRITER_BYTES: usize = 120_000_000;

/// Indexes title, body and date of each line.
pub(crate) fn index(articles: &Path, folder: &Path, threads: usize) -> Result<()> {
    let (schema, fields) = schema();
    std::fs::create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema)?;
    let mut writer = index.writer_with_num_threads(threads, WRITER_BYTES)?;
    for line in BufReader::new(File::open(articles)?).lines() {
        let article: serde_json::Value =
            serde_json::from_str(&line?).map_err(std::io::Error::other)?;
        let text = |key: &str| article[key].as_str().unwrap_or_default();
        let mut document = TantivyDocument::new();
        document.add_text(fields.title, text("title"));
        document.add_text(fields.body, text("body"));
        document.add_text(fields.body, text("title"));
        if let Some(seconds) = corpus::seconds(text("date")) {
            document.add_date(fields.published, DateTime::from_timestamp_secs(seconds));
        }
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()
}

/// What it can be asked. Words are in any form.
#[derive(Clone)]
pub(crate) enum PlainQuery {
    All(Vec<String>),
    Any(Vec<String>),
    Phrase(Vec<String>),
    /// A regular expression over the words of its dictionary, which are stems.
    Pattern(String),
    /// Words of its dictionary at most one letter away.
    Fuzzy(String),
    /// A word in articles published at these seconds since 1970.
    Dated(String, Range<i64>),
}

impl PlainQuery {
    /// A phrase in quotes, words joined by `OR`, or words.
    pub(crate) fn read(text: &str) -> Self {
        let words = text.trim_matches('"').split(' ');
        let words = words.filter(|word| *word != "OR").map(str::to_owned);
        match () {
            () if text.starts_with('"') => Self::Phrase(words.collect()),
            () if text.contains(" OR ") => Self::Any(words.collect()),
            () => Self::All(words.collect()),
        }
    }

    /// Whether Tantivy leaves out articles that cannot be among the best, so that counting with the same walk costs that.
    fn is_pruned(&self) -> bool {
        matches!(self, Self::All(_) | Self::Any(_))
    }
}

/// One article of its answer.
pub(crate) struct Shown {
    pub(crate) title: String,
    pub(crate) snippet: Snippet,
}

/// Its index, opened for searching.
pub(crate) struct Searching {
    reader: IndexReader,
    fields: Fields,
    analyzer: TextAnalyzer,
}

impl Searching {
    pub(crate) fn open(folder: &Path, threads: usize) -> Result<Self> {
        let mut index = Index::open_in_dir(folder)?;
        if threads > 1 {
            index.set_multithread_executor(threads)?;
        }
        let fields = schema().1;
        Ok(Self {
            reader: index.reader()?,
            fields,
            analyzer: index.tokenizer_for_field(fields.body)?,
        })
    }

    /// How many articles match.
    pub(crate) fn count(&mut self, asked: &PlainQuery) -> Result<usize> {
        let query = self.query(asked)?;
        self.reader.searcher().search(&*query, &Count)
    }

    /// How many articles there are.
    pub(crate) fn articles(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// How many articles hold a form of the word, and whether the word is its own stem.
    pub(crate) fn frequency(&mut self, word: &str) -> Result<(u64, bool)> {
        let term = self.term(word);
        let articles = self.reader.searcher().doc_freq(&term)?;
        Ok((articles, term.value().as_str() == Some(word)))
    }

    /// The first ten articles with their snippets, the best or the newest first; with `counting` also how many match.
    pub(crate) fn top_ten(
        &mut self,
        asked: &PlainQuery,
        newest: bool,
        counting: bool,
    ) -> Result<(Vec<Shown>, Option<usize>)> {
        let searcher = self.reader.searcher();
        let query = self.query(asked)?;
        let best = TopDocs::with_limit(10);
        let (found, count) = if newest {
            let dated = best.order_by_fast_field::<DateTime>("published", Order::Desc);
            let (found, count) = find(&searcher, &*query, dated, counting)?;
            (found.into_iter().map(|(_, at)| at).collect(), count)
        } else {
            let scored = best.order_by_score();
            let (found, count) = if counting && asked.is_pruned() {
                let found = searcher.search(&*query, &scored)?;
                (found, Some(searcher.search(&*query, &Count)?))
            } else {
                find(&searcher, &*query, scored, counting)?
            };
            (
                found.into_iter().map(|(_, at)| at).collect::<Vec<_>>(),
                count,
            )
        };
        Ok((self.shown(&searcher, &*query, &found)?, count))
    }

    fn shown(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        found: &[DocAddress],
    ) -> Result<Vec<Shown>> {
        let snippets = SnippetGenerator::create(searcher, query, self.fields.body)?;
        let shown = found.iter().map(|&address| {
            let document: TantivyDocument = searcher.doc(address)?;
            let text = |field| document.get_first(field).and_then(|value| value.as_str());
            Ok(Shown {
                title: text(self.fields.title).unwrap_or_default().to_owned(),
                snippet: snippets.snippet(text(self.fields.body).unwrap_or_default()),
            })
        });
        shown.collect()
    }

    /// The word's stem in the body. Words are of letters, so that each is one token.
    fn term(&mut self, word: &str) -> Term {
        let mut stream = self.analyzer.token_stream(word);
        let stem = if stream.advance() {
            &stream.token().text
        } else {
            ""
        };
        Term::from_field_text(self.fields.body, stem)
    }

    fn terms(&mut self, words: &[String]) -> Vec<Term> {
        words.iter().map(|word| self.term(word)).collect()
    }

    fn query(&mut self, asked: &PlainQuery) -> Result<Box<dyn Query>> {
        Ok(match asked {
            PlainQuery::All(words) => match &self.terms(words)[..] {
                [term] => scored(term),
                terms => Box::new(BooleanQuery::intersection(
                    terms.iter().map(scored).collect(),
                )),
            },
            PlainQuery::Any(words) => {
                let terms = self.terms(words);
                Box::new(BooleanQuery::union(terms.iter().map(scored).collect()))
            }
            PlainQuery::Phrase(words) => Box::new(PhraseQuery::new(self.terms(words))),
            PlainQuery::Pattern(pattern) => {
                Box::new(RegexQuery::from_pattern(pattern, self.fields.body)?)
            }
            PlainQuery::Fuzzy(word) => {
                let term = Term::from_field_text(self.fields.body, word);
                Box::new(FuzzyTermQuery::new(term, 1, true))
            }
            PlainQuery::Dated(word, seconds) => {
                let at = |seconds| {
                    let date = DateTime::from_timestamp_secs(seconds);
                    Term::from_field_date(self.fields.published, date)
                };
                let (first, end) = (at(seconds.start), at(seconds.end));
                let range = RangeQuery::new(Bound::Included(first), Bound::Excluded(end));
                let word = scored(&self.term(word));
                Box::new(BooleanQuery::intersection(vec![word, Box::new(range)]))
            }
        })
    }
}

fn scored(term: &Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs))
}

/// What a collector finds, and with `counting` how many match, in one walk.
fn find<C: Collector>(
    searcher: &Searcher,
    query: &dyn Query,
    collector: C,
    counting: bool,
) -> Result<(C::Fruit, Option<usize>)> {
    if counting {
        let (found, count) = searcher.search(query, &(collector, Count))?;
        Ok((found, Some(count)))
    } else {
        Ok((searcher.search(query, &collector)?, None))
    }
}
