//! What is known of a query before its first article.

use jiff::Timestamp;

use crate::api::{Count, Facets, Notice, Understood};
use crate::render::chart::Chart;
use crate::render::citation::CitationStyle;

/// What is known of a query before its first article.
#[derive(Debug, Clone, Copy)]
pub struct ReportHead<'a> {
    /// The query as typed.
    pub typed: &'a str,
    /// The query as understood, in canonical form, filters included.
    pub query: &'a str,
    /// The same in words.
    pub understood: &'a Understood,
    /// What the reader should know.
    pub notices: &'a [Notice],
    /// How often it occurs.
    pub count: Count,
    /// Articles in the index.
    pub searched: u64,
    /// Stories that are shown, each by its best article.
    pub shown: u64,
    /// The query over time, where articles have dates.
    pub chart: Option<&'a Chart>,
    /// Values of fields among the articles found.
    pub facets: Option<&'a Facets>,
    /// When the report is made.
    pub now: Timestamp,
    /// How articles are cited.
    pub style: CitationStyle,
}
