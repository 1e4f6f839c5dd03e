//! What is asked and what is answered: plain data with byte ranges and no markup.

pub mod collocates;
pub mod concordance;
pub mod count;
pub mod groups;
pub mod keyness;
pub mod news;
pub mod quote;
pub mod ranking;
pub mod request;
pub mod response;
pub mod similar;
pub mod stories;
pub mod timeline;

pub use crate::copies::{CopyComparison, CopyKind};
pub use crate::passage::Passage;
pub use collocates::{
    Collocate, CollocateExample, CollocateOrder, Collocates, CollocatesRequest, Window,
};
pub use concordance::{ConcordanceLine, ConcordanceRequest, LineOrder, Sample, Side};
pub use count::{Count, CountRequest, Counted};
pub use groups::{
    Facet, FacetRequest, FacetValue, Facets, Group, GroupBy, GroupCount, Grouped, GroupedCount,
    GroupedRequest, TimeStep,
};
pub use keyness::{
    Keyness, KeynessOrder, KeynessRequest, SetSize, Trends, TrendsRequest, TypicalWord,
};
pub use news::NewArticle;
pub use quote::{QuotePlace, QuoteRequest, Verdict, VerifiedQuote};
pub use ranking::{Ranking, Recency};
pub use request::{EFFORT, Matching, Ranked, SearchRequest, Sort};
pub use response::{
    ArticleHighlights, CommonWord, ExpandedPattern, Hit, Notice, SearchResponse, Total, Understood,
};
pub use similar::{Similar, SimilarHit, SimilarRequest, SoughtWord};
pub use stories::{Copies, StorySummary, ToldArticle, ToldStory};
pub use timeline::{CoarseDates, NamedBurst, Series, Split, Timeline, TimelineRequest};
