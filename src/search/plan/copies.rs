//! The condition on copies: articles by whether the archive holds others of their story.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::query::Occur;
use tantivy::{DocAddress, DocId, Searcher};

use crate::index::ArchiveReader;
use crate::query::CopyFilter;
use crate::search::Result;
use crate::search::queries::filter::Filter;
use crate::search::queries::listed::ArticleList;
use crate::search::stories;

/// The articles that satisfy it.
pub(crate) fn filter(
    archive: &ArchiveReader,
    searcher: &Searcher,
    wanted: CopyFilter,
) -> Result<Filter> {
    let copied = stories::copied(archive, searcher)?;
    let mut listed = Vec::new();
    for story in copied.by_story().filter(|members| members.len() > 1) {
        let leader = match wanted {
            CopyFilter::First => stories::leader(archive, searcher, story)?,
            CopyFilter::No | CopyFilter::Only => None,
        };
        let others = story.iter().map(|(_, address)| *address);
        listed.extend(others.filter(|address| Some(*address) != leader));
    }
    let listed = Filter::Listed(Arc::new(by_segment(searcher, listed)));
    Ok(match wanted {
        CopyFilter::Only => listed,
        CopyFilter::No | CopyFilter::First => {
            Filter::Boolean(vec![(Occur::Must, Filter::All), (Occur::MustNot, listed)])
        }
    })
}

fn by_segment(searcher: &Searcher, mut articles: Vec<DocAddress>) -> ArticleList {
    articles.sort_unstable();
    let segments = articles.chunk_by(|a, b| a.segment_ord == b.segment_ord);
    let lists = segments.map(|of_segment| {
        let segment = searcher.segment_reader(of_segment[0].segment_ord);
        let docs: Arc<[DocId]> = of_segment.iter().map(|address| address.doc_id).collect();
        (segment.segment_id(), docs)
    });
    lists.collect::<FxHashMap<_, _>>()
}
