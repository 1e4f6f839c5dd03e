//! Pseudo-relevance feedback: the words that are typical of the best articles rank all articles that match again.
//!
//! The relevance model RM3 (Abdul-Jaleel and others, TREC 2004; Lavrenko and Croft, SIGIR 2001) with
//! BM25 in place of the query likelihood, and words weighed by their rarity besides:
//!
//! ```text
//! typical(w) = idf(w) · Σ score(d) / Σ score · tf(w, d) / words of d        over the best articles d
//! ```
//!
//! Added words change the order alone: what is found, counted and marked is what the query says.

use rustc_hash::FxHashMap;
use tantivy::Searcher;
use tantivy::query::{BooleanQuery, BoostQuery, EmptyQuery, Occur, Query as IndexQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::analysis::{self, Analyzer, Language, Text};
use crate::api::{Feedback, Notice};
use crate::index::ArchiveReader;
use crate::search::Result;
use crate::search::collect::ScoredDoc;
use crate::search::plan::planned::Plan;
use crate::search::queries::bm25::idf;

/// A word that is typical of the best articles.
pub(crate) struct Typical {
    stem: String,
    /// One of its forms, for people.
    word: String,
    /// Of all words that are added.
    share: f32,
}

/// A stem in the articles that were read.
struct StemSum {
    word: String,
    /// The sum of the formula.
    sum: f32,
}

/// The most typical words of the first articles found.
pub(crate) fn typical_words(
    archive: &ArchiveReader,
    searcher: &Searcher,
    found: &[ScoredDoc],
    feedback: &Feedback,
) -> Result<Vec<Typical>> {
    let mut stems: FxHashMap<String, StemSum> = FxHashMap::default();
    for found in found.iter().take(feedback.articles) {
        gather(archive, searcher, found, &mut stems)?;
    }
    let articles = searcher.num_docs();
    let mut typical = Vec::with_capacity(stems.len());
    for (stem, StemSum { word, sum }) in stems {
        let with = searcher.doc_freq(&archive.fields().term(&stem))?;
        // What stands in one article finds no other.
        if with > 1 {
            let share = sum * idf(with.min(articles), articles);
            typical.push(Typical { stem, word, share });
        }
    }
    let order = |a: &Typical, b: &Typical| {
        b.share
            .total_cmp(&a.share)
            .then_with(|| a.stem.cmp(&b.stem))
    };
    typical.sort_unstable_by(order);
    typical.truncate(feedback.words);
    let whole: f32 = typical.iter().map(|typical| typical.share).sum();
    for typical in &mut typical {
        typical.share /= whole.max(f32::MIN_POSITIVE);
    }
    Ok(typical)
}

/// Adds the words of one article.
fn gather(
    archive: &ArchiveReader,
    searcher: &Searcher,
    found: &ScoredDoc,
    stems: &mut FxHashMap<String, StemSum>,
) -> Result<()> {
    let article = archive.article(searcher, found.address)?;
    let language = article.language.as_deref().and_then(Language::from_code);
    let text = Text {
        body: &article.body,
        headings: &article.headings,
        title: &article.title,
        language: language.unwrap_or(Language::UNKNOWN),
    };
    let mut words: Vec<(String, String)> = Vec::new();
    let mut length = 0.0;
    Analyzer::new().scan(&text, |word| {
        length += 1.0;
        let terms = word.terms();
        let folded = analysis::folded_word(terms.surface).unwrap_or_default();
        if folded.contains(char::is_alphabetic) && !analysis::is_function_word(folded) {
            words.push((terms.stem.to_owned(), folded.to_owned()));
        }
    });
    for (stem, word) in words {
        let met = stems.entry(stem).or_insert(StemSum { word, sum: 0.0 });
        met.sum += found.score / length;
    }
    Ok(())
}

/// What was added, to be said.
fn notice(added: &[Typical]) -> Option<Notice> {
    let words: Vec<&str> = added.iter().map(|typical| &*typical.word).collect();
    (!words.is_empty()).then(|| Notice {
        code: "ranked_by_more",
        message: format!(
            "ranked by words of the best articles too: {}",
            words.join(", ")
        ),
        hint: None,
        span: None,
    })
}

/// Lets the words rank what the plan finds.
pub(crate) fn rank_by(
    added: &[Typical],
    archive: &ArchiveReader,
    plan: &mut Plan,
    feedback: &Feedback,
) {
    plan.notices.extend(notice(added));
    let share = feedback.share.clamp(0.0, 0.99);
    let all = plan.wanted * share / (1.0 - share);
    let found = std::mem::replace(&mut plan.query, Box::new(EmptyQuery));
    let mut clauses: Vec<(Occur, Box<dyn IndexQuery>)> = vec![(Occur::Must, found)];
    clauses.extend(added.iter().map(|typical| -> (Occur, Box<dyn IndexQuery>) {
        let term = archive.fields().term(&typical.stem);
        let word = TermQuery::new(term, IndexRecordOption::WithFreqs);
        let weighed = BoostQuery::new(Box::new(word), all * typical.share);
        (Occur::Should, Box::new(weighed))
    }));
    plan.query = Box::new(BooleanQuery::new(clauses));
}
