//! One question to both sides.

use std::time::Instant;

use rayon::{ThreadPool, ThreadPoolBuilder};
use unbury::Archive;
use unbury::api::{Matching, SearchRequest, SearchResponse, Sort};

use crate::Outcome;
use crate::corpus::Workplace;
use crate::plain::{PlainQuery, Searching};

/// What is asked, as either side understands it.
#[derive(Clone)]
pub(crate) struct Question {
    /// In unbury's query language.
    pub(crate) text: String,
    pub(crate) plain: PlainQuery,
    /// Latest publication first, instead of best first.
    pub(crate) newest: bool,
    /// Passages an article that unbury gives, at most.
    pub(crate) passages: usize,
}

impl Question {
    /// Best first, one passage an article: as many as plain Tantivy's snippets.
    pub(crate) fn new(text: String, plain: PlainQuery) -> Self {
        Self {
            text,
            plain,
            newest: false,
            passages: 1,
        }
    }
}

/// How a question is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Unbury,
    Plain,
    /// Plain Tantivy, with the exact number of matching articles too.
    PlainCounting,
}

/// Both indexes of one corpus, searched by so many threads.
pub(crate) struct Sides {
    pub(crate) archive: Archive,
    pub(crate) plain: Searching,
    /// The threads of unbury; the calling one alone where there are none.
    threads: Option<ThreadPool>,
}

impl Sides {
    pub(crate) fn open(place: &Workplace, threads: usize) -> Outcome<Self> {
        let pool = || ThreadPoolBuilder::new().num_threads(threads).build();
        let sides = Self {
            archive: Archive::open(place.index("unbury"))?,
            plain: Searching::open(&place.index("plain"), threads)?,
            threads: (threads > 1).then(pool).transpose()?,
        };
        let (ours, theirs) = (sides.archive.len(), sides.plain.articles());
        if ours == theirs {
            Ok(sides)
        } else {
            Err(format!("unbury holds {ours} articles, plain Tantivy {theirs}").into())
        }
    }

    /// How many articles match, unbury first.
    pub(crate) fn matches(&mut self, question: &Question) -> Outcome<(u64, u64)> {
        let ours = self.unbury(question)?.total.articles;
        Ok((ours, self.plain.count(&question.plain)? as u64))
    }

    /// Milliseconds from the question to the whole answer.
    pub(crate) fn milliseconds(&mut self, question: &Question, way: Way) -> Outcome<f64> {
        let started = Instant::now();
        match way {
            Way::Unbury => drop(std::hint::black_box(self.unbury(question)?)),
            Way::Plain | Way::PlainCounting => {
                let counting = way == Way::PlainCounting;
                let answer = self
                    .plain
                    .top_ten(&question.plain, question.newest, counting)?;
                drop(std::hint::black_box(answer));
            }
        }
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }

    fn unbury(&self, question: &Question) -> Outcome<SearchResponse> {
        let request = SearchRequest {
            matching: Matching::All,
            sort: if question.newest {
                Sort::Newest
            } else {
                Sort::Relevance
            },
            passages: question.passages,
            ..SearchRequest::new(unbury::query::parse(&question.text).query)
        };
        let search = || self.archive.search(&request);
        Ok(match &self.threads {
            Some(threads) => threads.install(search)?,
            None => search()?,
        })
    }
}
