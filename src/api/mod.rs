//! What is asked and what is answered: plain data with byte ranges and no markup.

pub mod concordance;
pub mod count;
pub mod groups;
pub mod ranking;
pub mod request;
pub mod response;
pub mod stories;
pub mod timeline;

pub use crate::copies::{CopyComparison, CopyKind};
pub use crate::passage::Passage;
pub use concordance::{ConcordanceLine, ConcordanceRequest, LineOrder, Sample, Side};
pub use count::{Count, CountRequest, Counted};
pub use groups::{
    Facet, FacetRequest, FacetValue, Facets, Group, GroupBy, GroupCount, Grouped, GroupedCount,
    GroupedRequest, TimeStep,
};
pub use ranking::{Ranking, Recency};
pub use request::{EFFORT, Matching, Ranked, SearchRequest, Sort};
pub use response::{
    ArticleHighlights, CommonWord, ExpandedPattern, Hit, Notice, SearchResponse, Total, Understood,
};
pub use stories::{Copies, StorySummary, ToldArticle, ToldStory};
pub use timeline::{NamedBurst, Series, Split, Timeline, TimelineRequest};
