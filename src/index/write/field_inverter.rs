//! The terms of the small fields: outlet, byline, tags and the like.

use std::io;

use rustc_hash::FxHashMap;
use tantivy::DocId;
use tantivy::postings::FieldSerializer;

/// What one field of a segment's articles holds.
#[derive(Default)]
pub(crate) struct FieldInverter {
    ids: FxHashMap<Box<str>, u32>,
    text_bytes: usize,
    /// The terms of one article after the other, each at its position; [`NONE`] where none stands.
    places: Vec<u32>,
    /// Articles that have terms, and where theirs begin.
    articles: Vec<(DocId, u32)>,
}

const NONE: u32 = u32::MAX;

impl FieldInverter {
    /// An article has this term at this position, or behind the last one before where positions do not matter.
    /// Articles come in ascending order, and so do the positions in each.
    pub(crate) fn add(&mut self, term: &str, article: DocId, position: u32) {
        let new = to_u32(self.ids.len());
        let id = self.ids.get(term).copied().unwrap_or_else(|| {
            self.text_bytes += term.len();
            self.ids.insert(term.into(), new);
            new
        });
        let start = match self.articles.last() {
            Some(&(last, start)) if last == article => start,
            _ => {
                let start = to_u32(self.places.len());
                self.articles.push((article, start));
                start
            }
        };
        let place = to_usize(start + position).max(self.places.len());
        self.places.resize(place, NONE);
        self.places.push(id);
    }

    /// Bytes that it takes, about. Writing it takes less than writing the words of the texts does, and is done after that.
    pub(crate) fn size_bytes(&self) -> usize {
        self.text_bytes
            + self.ids.len() * 2 * size_of::<(Box<str>, u32)>()
            + self.places.len() * size_of::<u32>()
            + self.articles.len() * size_of::<(DocId, u32)>()
    }

    /// Number of words.
    pub(crate) fn total(&self) -> u64 {
        self.terms().count() as u64
    }

    fn terms(&self) -> impl Iterator<Item = u32> {
        self.places.iter().copied().filter(|&term| term != NONE)
    }

    /// Writes all terms, with their positions or without.
    pub(crate) fn write(
        mut self,
        serializer: &mut FieldSerializer<'_>,
        positions: bool,
    ) -> io::Result<()> {
        let mut sorted: Vec<(Box<str>, u32)> = std::mem::take(&mut self.ids).into_iter().collect();
        sorted.sort_unstable();
        let (ends, places) = self.invert(sorted.iter().map(|(_, id)| *id));
        let (mut start, mut deltas) = (0, Vec::new());
        for ((term, _), end) in sorted.iter().zip(ends) {
            let places = &places[start..end];
            start = end;
            let by_article: Vec<&[u32]> = places
                .chunk_by(|&a, &b| self.article(a) == self.article(b))
                .collect();
            serializer.new_term(term.as_bytes(), to_u32(by_article.len()), true)?;
            for here in by_article {
                let (article, start) = self.article(here[0]);
                deltas.clear();
                if positions {
                    let mut before = start;
                    let ahead = here
                        .iter()
                        .map(|place| place - std::mem::replace(&mut before, *place));
                    deltas.extend(ahead);
                }
                serializer.write_doc(article, to_u32(here.len()), &deltas);
            }
            serializer.close_term()?;
        }
        Ok(())
    }

    /// For each term, in the order given, where its places end in the list of all.
    fn invert(&self, order: impl Iterator<Item = u32>) -> (Vec<usize>, Vec<u32>) {
        let order: Vec<u32> = order.collect();
        let mut next = vec![0; order.len()];
        for term in self.terms() {
            next[to_usize(term)] += 1;
        }
        let mut total = 0;
        for &term in &order {
            total += std::mem::replace(&mut next[to_usize(term)], total);
        }
        let mut places = vec![0; total];
        for (place, &term) in (0..).zip(&self.places) {
            if let Some(next) = next.get_mut(to_usize(term)) {
                places[*next] = place;
                *next += 1;
            }
        }
        let ends = order.iter().map(|&term| next[to_usize(term)]);
        (ends.collect(), places)
    }

    /// The article of a place, and where its places begin.
    fn article(&self, place: u32) -> (DocId, u32) {
        let behind = self.articles.partition_point(|(_, start)| *start <= place);
        self.articles[behind - 1]
    }
}

/// A segment is written long before it holds so many words.
pub(crate) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(crate) fn to_usize(index: u32) -> usize {
    index as usize
}
