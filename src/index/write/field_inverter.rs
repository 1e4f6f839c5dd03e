//! Inverts the small fields of a segment: outlet, byline, tags and the like.

use std::io;

use rustc_hash::FxHashMap;
use tantivy::DocId;
use tantivy::postings::FieldSerializer;

/// One field of a segment under way.
#[derive(Default)]
pub(crate) struct FieldInverter {
    ids: FxHashMap<Box<str>, u32>,
    text_bytes: usize,
    /// The term of each token, those of one article after those of another, each at its position; [`NONE`] where there is a gap.
    tokens: Vec<u32>,
    /// Articles that have terms, and the first token of each.
    docs: Vec<(DocId, u32)>,
}

/// How far a field is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldMark {
    tokens: usize,
    docs: usize,
}

const NONE: u32 = u32::MAX;

impl FieldInverter {
    /// An article has this term at this position, or after the last one so far where positions do not matter.
    /// Articles come in ascending order, and so do the positions in each.
    pub(crate) fn add(&mut self, term: &str, doc: DocId, position: u32) {
        let new = to_u32(self.ids.len());
        let id = self.ids.get(term).copied().unwrap_or_else(|| {
            self.text_bytes += term.len();
            self.ids.insert(term.into(), new);
            new
        });
        let start = match self.docs.last() {
            Some(&(last, start)) if last == doc => start,
            _ => {
                let start = to_u32(self.tokens.len());
                self.docs.push((doc, start));
                start
            }
        };
        let token = to_usize(start + position).max(self.tokens.len());
        self.tokens.resize(token, NONE);
        self.tokens.push(id);
    }

    /// Bytes that it takes, about. Writing it takes less than writing the words of the texts does, and is done after that.
    pub(crate) fn size_bytes(&self) -> usize {
        self.text_bytes
            + self.ids.len() * 2 * size_of::<(Box<str>, u32)>()
            + self.tokens.len() * size_of::<u32>()
            + self.docs.len() * size_of::<(DocId, u32)>()
    }

    /// How far it is.
    pub(crate) fn mark(&self) -> FieldMark {
        FieldMark {
            tokens: self.tokens.len(),
            docs: self.docs.len(),
        }
    }

    /// Forgets what was added since.
    pub(crate) fn forget_since(&mut self, mark: FieldMark) {
        self.tokens.truncate(mark.tokens);
        self.docs.truncate(mark.docs);
    }

    /// Number of tokens and of gaps between them.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Number of tokens.
    pub(crate) fn total(&self) -> u64 {
        self.terms().count() as u64
    }

    fn terms(&self) -> impl Iterator<Item = u32> {
        self.tokens.iter().copied().filter(|&term| term != NONE)
    }

    /// Writes all terms, with their positions or without.
    pub(crate) fn write(
        mut self,
        serializer: &mut FieldSerializer<'_>,
        positions: bool,
    ) -> io::Result<()> {
        let mut sorted: Vec<(Box<str>, u32)> = std::mem::take(&mut self.ids).into_iter().collect();
        sorted.sort_unstable();
        let (ends, tokens) = self.invert(sorted.iter().map(|(_, id)| *id));
        let (mut start, mut deltas) = (0, Vec::new());
        for ((term, _), end) in sorted.iter().zip(ends) {
            let tokens = &tokens[start..end];
            start = end;
            // A term may be left of an article that was not added after all.
            if tokens.is_empty() {
                continue;
            }
            let by_doc: Vec<&[u32]> = tokens
                .chunk_by(|&a, &b| self.doc(a) == self.doc(b))
                .collect();
            serializer.new_term(term.as_bytes(), to_u32(by_doc.len()), true)?;
            for here in by_doc {
                let (doc, start) = self.doc(here[0]);
                deltas.clear();
                if positions {
                    let mut before = start;
                    let ahead = here
                        .iter()
                        .map(|token| token - std::mem::replace(&mut before, *token));
                    deltas.extend(ahead);
                }
                serializer.write_doc(doc, to_u32(here.len()), &deltas);
            }
            serializer.close_term()?;
        }
        Ok(())
    }

    /// The tokens of each term, and for each term, in the order given, where they end.
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
        let mut tokens = vec![0; total];
        for (token, &term) in (0..).zip(&self.tokens) {
            if let Some(next) = next.get_mut(to_usize(term)) {
                tokens[*next] = token;
                *next += 1;
            }
        }
        let ends = order.iter().map(|&term| next[to_usize(term)]);
        (ends.collect(), tokens)
    }

    /// The article of a token, and its first token.
    fn doc(&self, token: u32) -> (DocId, u32) {
        let after = self.docs.partition_point(|(_, start)| *start <= token);
        self.docs[after - 1]
    }
}

/// A count as Tantivy has it: a segment is written long before it holds 2³² tokens.
pub(crate) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(crate) fn to_usize(index: u32) -> usize {
    index as usize
}
