//! Many questions, answered together.

use rayon::prelude::*;

use crate::api::{Count, CountRequest, Matching, Notice, SearchRequest};
use crate::archive::Archive;
use crate::cores::has_threads;
use crate::error::Result;
use crate::search::Answer;

/// Queries that are answered together and wait in memory for those before them.
const TOGETHER: usize = 32;

/// One question of many: counted, and shown where it occurs.
#[derive(Debug, Clone)]
pub struct BatchRequest {
    /// What is counted.
    pub count: CountRequest,
    /// Which of its passages are wanted.
    pub passages: BatchPassages,
}

/// Passages of a query of a batch. The default is `Best`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BatchPassages {
    /// None: the query is counted only.
    None,
    /// The best passage of the best article.
    #[default]
    Best,
    /// All passages of all articles.
    All,
}

/// What was found for one question of many.
pub struct BatchAnswer<'a> {
    /// What the reader should know.
    pub notices: Vec<Notice>,
    /// How often the query occurs, or why that is not known.
    pub count: Result<Count>,
    /// Its articles, where passages are wanted and there are some.
    pub articles: Option<Answer<'a>>,
}

impl Archive {
    /// Answers many questions in their order, a few at a time on all cores, as the answers are asked for.
    pub fn batch<'a>(
        &'a self,
        requests: &'a [BatchRequest],
    ) -> impl Iterator<Item = BatchAnswer<'a>> + 'a {
        requests.chunks(TOGETHER).flat_map(|together| {
            let answer = |request| BatchAnswer::to(request, self);
            let answers: Vec<BatchAnswer<'a>> = if has_threads() {
                together.par_iter().map(answer).collect()
            } else {
                together.iter().map(answer).collect()
            };
            answers
        })
    }
}

impl<'a> BatchAnswer<'a> {
    fn to(request: &BatchRequest, archive: &'a Archive) -> Self {
        let mut answer = Self {
            notices: Vec::new(),
            count: Ok(Count::default()),
            articles: None,
        };
        answer.count = answer.ask(request, archive);
        answer
    }

    fn ask(&mut self, request: &BatchRequest, archive: &'a Archive) -> Result<Count> {
        let counted = match archive.count_one_of_many(&request.count) {
            Ok(counted) => counted,
            Err(error) => {
                self.notices = request.count.problems.iter().map(Notice::from).collect();
                return Err(error);
            }
        };
        self.notices = counted.notices;
        if let Some(request) = request.articles().filter(|_| counted.count.articles > 0) {
            self.articles = Some(archive.answer(&request)?);
        }
        Ok(counted.count)
    }
}

impl BatchRequest {
    /// How its passages are found; `None` where none are wanted.
    fn articles(&self) -> Option<SearchRequest> {
        let (limit, passages) = match self.passages {
            BatchPassages::None => return None,
            BatchPassages::Best => (Some(1), 1),
            BatchPassages::All => (None, usize::MAX),
        };
        Some(SearchRequest {
            matching: Matching::All,
            limit,
            passages,
            effort: self.count.effort,
            ..SearchRequest::new(self.count.query.clone())
        })
    }
}
