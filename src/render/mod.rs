//! An answer to bytes, given a writer.
//!
//! Nothing here knows an index, a socket or a terminal: [`Options`] says what the reader's device can
//! do, and a [`Renderer`] writes hit after hit in constant memory, so an answer of a million
//! articles needs no more room than one of ten.
//!
//! | what is chosen | |
//! |---|---|
//! | `format` | the formats, and which of them each answer has |
//! | `columns` | the columns of tables, likewise |
//! | `fields` | the fields of an article, and which of them are written by default |
//! | `names` | values that a user chooses by name |
//! | `options` | what the reader's device can do and what the reader wants to see |
//!
//! | what is written | |
//! |---|---|
//! | `search` | ranked articles with their passages (`unbury search`) |
//! | [`article()`] | one whole article (`unbury show`) |
//! | [`copies()`] | a story with all its articles (`unbury show --copies`) |
//! | [`quotes()`] | whether quotations are in the archive (`unbury quote`) |
//! | `concordance` | lines of matches (`unbury kwic`) |
//! | `count` | numbers of matches (`unbury count`) |
//! | `batch` | the answers to a list of queries (`unbury batch`) |
//! | `article_list` | articles without their texts (`unbury delete`) |
//! | `name_counts` | names and their articles (`unbury stats --sources`) |
//! | `typical` | typical words (`unbury keyness`, `unbury trends`, `unbury collocates`) |
//! | `grouped_counts` | numbers of matches by time and values (`unbury count --by`) |
//! | `facets` | values of fields (`unbury facets`) |
//! | `timeline` | queries over time (`unbury timeline`) |
//! | `translation` | a query of another service (`unbury translate`) |
//! | `news` | what is new for saved searches (`unbury news`) |
//! | `report` | a query as a page (`unbury export --format html`) |
//! | `export` | articles for other programs (`unbury export`) |
//!
//! | what it is written with | |
//! |---|---|
//! | `styles` | colours, and what stands for them where there are none |
//! | `text` | styled text in columns, for people |
//! | `chart` | numbers over time as a drawing |
//! | `markdown` | Markdown, escaped |
//! | `json`, `place` | the parts of JSON answers (`docs/json.md`), and places in a text |
//! | `table` | CSV, and columns separated by tabs |
//! | `marks` | what is marked in a text |
//! | `days` | days from one to another, as people write them |
//! | `links` | links to pages and files |
//! | `html` | HTML, escaped, matches marked |
//! | `xml` | text in XML and HTML, escaped |
//! | `citation` | references in the styles of publishers |
//! | `byline` | names in bylines, taken apart |
//! | `safety` | which characters may reach a terminal |

mod article;
mod article_list;
mod batch;
mod byline;
mod chart;
mod citation;
mod columns;
mod concordance;
mod copies;
mod count;
mod days;
mod export;
mod facets;
mod fields;
mod format;
mod group_form;
mod grouped_counts;
mod html;
mod json;
mod links;
mod markdown;
pub mod marks;
mod name_counts;
mod names;
mod news;
mod options;
mod place;
mod quote;
mod report;
mod safety;
mod search;
mod styles;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod timeline;
mod translation;
mod typical;
mod xml;

pub use article::{article, first_match};
pub use article_list::ArticleList;
pub use batch::{BatchRow, BatchWriter};
pub use chart::{Chart, ChartLine, ChartPoint, ChartStep, png, svg, svg_in_page};
pub use citation::{CitationStyle, Reference, citation};
pub use columns::{Column, TableKind};
pub use concordance::{ConcordanceHead, ConcordanceLines, ConcordanceWriter};
pub use copies::copies;
pub use count::{CountedQuery, counts};
pub use days::days;
pub use export::{
    ExportFormat, Exporter, OccurrenceRows, OccurrenceWriter, RowOf, TextFiles, text_file,
};
pub use facets::{FacetsAnswer, facets};
pub use fields::OutputField;
pub use format::Format;
pub use grouped_counts::{GroupedAnswer, grouped_counts};
pub use json::SCHEMA_VERSION;
pub use name_counts::name_counts;
pub use names::UnknownName;
pub use news::{NewsFormat, NewsHead, NewsWriter};
pub use options::Options;
pub use quote::quotes;
pub use report::{Report, ReportHead};
pub use safety::visible;
pub use search::{Head, Renderer, copies_of, response, similar, trec_line};
pub use styles::Styles;
pub use text::{grouped, pages_of, write_notice};
pub use timeline::{TimelineAnswer, timeline, timeline_chart};
pub use translation::Translation;
pub use typical::{CollocatesHead, KeynessHead, TrendsHead, collocates, keyness, trends};
