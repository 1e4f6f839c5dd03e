//! What the weights here have in common: everything follows from their scorers.

use tantivy::query::{Explanation, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, TERMINATED, TantivyError};

/// Gives each document of a scorer, with its score, to `take`. Faster than through a boxed scorer.
pub(crate) fn for_each(mut scorer: impl Scorer, take: &mut dyn FnMut(DocId, Score)) {
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        take(doc, scorer.score());
        doc = scorer.advance();
    }
}

/// The score of a document, explained in a word.
pub(crate) fn explain(
    weight: &dyn Weight,
    reader: &SegmentReader,
    doc: DocId,
    what: &'static str,
) -> tantivy::Result<Explanation> {
    let mut scorer = weight.scorer(reader, 1.0)?;
    if scorer.doc() > doc || scorer.seek(doc) != doc {
        let message = format!("document {doc} does not match");
        return Err(TantivyError::InvalidArgument(message));
    }
    Ok(Explanation::new(what, scorer.score()))
}
