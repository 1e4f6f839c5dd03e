//! The terms of the small fields: outlet, byline, tags and the like.

use std::io;

use rustc_hash::FxHashMap;
use tantivy::DocId;
use tantivy::postings::FieldSerializer;

/// What one field of a segment's articles holds.
#[derive(Default)]
pub(super) struct Attribute {
    ids: FxHashMap<Box<str>, u32>,
    text_bytes: usize,
    occurrences: Vec<Occurrence>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    term: u32,
    article: DocId,
    position: u32,
}

impl Attribute {
    /// An article has this term at this position. Articles come in ascending order.
    pub(super) fn add(&mut self, term: &str, article: DocId, position: u32) {
        let new = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let id = self.ids.get(term).copied().unwrap_or_else(|| {
            self.text_bytes += term.len();
            self.ids.insert(term.into(), new);
            new
        });
        self.occurrences.push(Occurrence {
            term: id,
            article,
            position,
        });
    }

    /// Bytes that it takes, about.
    pub(super) fn size_bytes(&self) -> usize {
        self.text_bytes
            + self.ids.len() * 2 * size_of::<(Box<str>, u32)>()
            + self.occurrences.capacity() * size_of::<Occurrence>()
    }

    /// Number of words.
    pub(super) fn total(&self) -> u64 {
        self.occurrences.len() as u64
    }

    /// Writes all terms, with their positions or without.
    pub(super) fn write(
        mut self,
        serializer: &mut FieldSerializer<'_>,
        positions: bool,
    ) -> io::Result<()> {
        let mut terms: Vec<(Box<str>, u32)> = self.ids.into_iter().collect();
        terms.sort_unstable();
        let mut ranks = vec![0; terms.len()];
        for (rank, (_, id)) in (0..).zip(&terms) {
            ranks[*id as usize] = rank;
        }
        for occurrence in &mut self.occurrences {
            occurrence.term = ranks[occurrence.term as usize];
        }
        self.occurrences.sort_unstable();
        let by_term = self.occurrences.chunk_by(|a, b| a.term == b.term);
        let mut deltas = Vec::new();
        for ((term, _), occurrences) in terms.iter().zip(by_term) {
            let by_article = || occurrences.chunk_by(|a, b| a.article == b.article);
            let articles = u32::try_from(by_article().count()).unwrap_or(u32::MAX);
            serializer.new_term(term.as_bytes(), articles, true)?;
            for here in by_article() {
                deltas.clear();
                if positions {
                    let mut before = 0;
                    deltas.extend(here.iter().map(|occurrence| {
                        occurrence.position - std::mem::replace(&mut before, occurrence.position)
                    }));
                }
                let count = u32::try_from(here.len()).unwrap_or(u32::MAX);
                serializer.write_doc(here[0].article, count, &deltas);
            }
            serializer.close_term()?;
        }
        Ok(())
    }
}
