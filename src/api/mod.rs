//! What is asked and what is answered: plain data with byte ranges and no markup.

pub mod concordance;
pub mod count;
pub mod news;
pub mod ranking;
pub mod request;
pub mod response;

pub use crate::passage::Passage;
pub use concordance::{ConcordanceLine, ConcordanceRequest, LineOrder, Sample, Side};
pub use count::{Count, CountRequest, Counted};
pub use news::NewArticle;
pub use ranking::{Ranking, Recency};
pub use request::{EFFORT, Matching, Ranked, SearchRequest, Sort};
pub use response::{
    ArticleHighlights, CommonWord, ExpandedPattern, Hit, Notice, SearchResponse, Total, Understood,
};
