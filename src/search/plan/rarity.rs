//! How rare a source is.

use tantivy::Term as IndexTerm;

use crate::passage::{Source, TermId};
use crate::search::Result;
use crate::search::plan::word_resolver::WordResolver;
use crate::search::queries::bm25::idf;

/// Inverse document frequency of a source (the sum over the words it needs, as Lucene does for phrases), and an upper bound of
/// the documents that hold it.
pub(crate) fn rarity(words: &WordResolver<'_>, source: &Source) -> Result<(f32, u64)> {
    Ok(match source {
        Source::Term(terms) | Source::Compound { terms, .. } => {
            let mut documents = 0;
            for &id in terms {
                documents += match words.frequencies.get(&id) {
                    Some(&known) => known,
                    None => words.articles_with(&index_term(words, id))?,
                };
            }
            let all = words.searcher.num_docs();
            (idf(documents.min(all), all), documents)
        }
        Source::Or(sources) => {
            let mut any: (f32, u64) = (f32::MAX, 0);
            for source in sources {
                let (idf, documents) = rarity(words, source)?;
                any = (any.0.min(idf), any.1 + documents);
            }
            (if sources.is_empty() { 0.0 } else { any.0 }, any.1)
        }
        Source::Phrase { sources, .. } => rarity_of_all(words, sources.iter())?,
        Source::Near { left, right, .. }
        | Source::SameSentence { left, right, .. }
        | Source::SameParagraph { left, right, .. } => {
            rarity_of_all(words, [&**left, &**right].into_iter())?
        }
        Source::Except(source, _)
        | Source::NotNear { left: source, .. }
        | Source::AtLeast { source, .. }
        | Source::First { source, .. }
        | Source::InTitle(source)
        | Source::InBody(source) => rarity(words, source)?,
    })
}

fn rarity_of_all<'s>(
    words: &WordResolver<'_>,
    sources: impl Iterator<Item = &'s Source>,
) -> Result<(f32, u64)> {
    let mut all = (0.0, u64::MAX);
    for source in sources {
        let (idf, documents) = rarity(words, source)?;
        all = (all.0 + idf, all.1.min(documents));
    }
    Ok(all)
}

fn index_term(words: &WordResolver<'_>, TermId(id): TermId) -> IndexTerm {
    let text = words.vocabulary.terms().get(id as usize);
    words.fields.term(text.map_or("", String::as_str))
}
