//! What is asked and what is answered: plain data with byte ranges and no markup.

pub mod collocates;
pub mod concordance;
pub mod count;
pub mod keyness;
pub mod ranking;
pub mod request;
pub mod response;
pub mod similar;

pub use crate::passage::Passage;
pub use collocates::{
    Collocate, CollocateExample, CollocateOrder, Collocates, CollocatesRequest, Window,
};
pub use concordance::{ConcordanceLine, ConcordanceRequest, LineOrder, Sample, Side};
pub use count::{Count, CountRequest, Counted};
pub use keyness::{
    Keyness, KeynessOrder, KeynessRequest, SetSize, Trends, TrendsRequest, TypicalWord,
};
pub use ranking::{Ranking, Recency};
pub use request::{EFFORT, Matching, Ranked, SearchRequest, Sort};
pub use response::{
    ArticleHighlights, CommonWord, ExpandedPattern, Hit, Notice, SearchResponse, Total, Understood,
};
pub use similar::{Similar, SimilarHit, SimilarRequest, SoughtWord};
