//! Articles that several lists hold, compared block by block.
//!
//! Asking one list for its next article and seeking that in the others costs a mispredicted branch or two for every article. Here
//! a whole block of the shortest list is compared with those of another that it falls into, and what is left of it with the
//! next list.

use bitpacking::{BitPacker, BitPacker4x};
use tantivy::DocId;
use tantivy::postings::BlockSegmentPostings;

/// Articles in a block of a list.
const BLOCK: usize = BitPacker4x::BLOCK_LEN;
/// A list so many times as long as the shortest is searched for each article, not compared with it.
const MUCH_LONGER: u32 = 16;

/// Articles that are in all of some lists, found a block of the shortest list at a time.
pub(crate) struct Intersection {
    /// Shortest first.
    lists: Vec<List>,
    /// For each list as it was given, which of these it is.
    order: Vec<usize>,
    found: Found,
    goes_on: bool,
}

impl Intersection {
    /// Of one list or more, at their first blocks.
    pub(crate) fn new(lists: Vec<BlockSegmentPostings>) -> Self {
        let mut sorted: Vec<(usize, BlockSegmentPostings)> =
            lists.into_iter().enumerate().collect();
        sorted.sort_by_key(|(_, blocks)| blocks.doc_freq());
        let mut order = vec![0; sorted.len()];
        for (at, (given, _)) in sorted.iter().enumerate() {
            order[*given] = at;
        }
        let lists = sorted.into_iter().map(|(_, blocks)| List { blocks, at: 0 });
        Self {
            found: Found::new(order.len()),
            order,
            lists: lists.collect(),
            goes_on: true,
        }
    }

    /// Upper bound of the number of articles.
    pub(crate) fn size(&self) -> u32 {
        self.lists.first().map_or(0, |list| list.blocks.doc_freq())
    }

    /// Passes over articles before `target`; more of them may come.
    pub(crate) fn skip_to(&mut self, target: DocId) {
        if let Some(shortest) = self.lists.first_mut() {
            shortest.reach(target);
        }
    }

    /// Finds more articles, of which there may be none; says whether there were more to look at.
    pub(crate) fn advance(&mut self) -> bool {
        self.found.count = 0;
        let Some((shortest, others)) = self.lists.split_first_mut() else {
            return false;
        };
        if !self.goes_on || shortest.blocks.block_len() == 0 {
            return false;
        }
        self.found.fill(shortest);
        for (nth, list) in (1..).zip(others) {
            let compare = list.blocks.doc_freq() / MUCH_LONGER < shortest.blocks.doc_freq();
            self.goes_on &= self.found.keep(list, nth, compare);
        }
        shortest.blocks.advance();
        shortest.at = 0;
        true
    }

    /// The articles found, ascending.
    pub(crate) fn docs(&self) -> &[DocId] {
        &self.found.docs[..self.found.count]
    }

    /// How often the article at a place among them is in a list as it was given.
    pub(crate) fn frequency(&self, list: usize, at: usize) -> u32 {
        self.found.frequencies[self.order[list]][at]
    }
}

/// A list of articles, a block at a time.
struct List {
    blocks: BlockSegmentPostings,
    /// Place in the block: what stands before it lies behind.
    at: usize,
}

impl List {
    /// Moves to a block that may hold `target`, and says whether there is an article not before it.
    fn reach(&mut self, target: DocId) -> bool {
        let docs = self.blocks.docs();
        if docs.last().is_none_or(|&last| last < target) {
            self.at = self.blocks.seek(target);
        }
        self.at < self.blocks.block_len()
    }
}

/// Articles that are in the lists looked at so far, with how often.
struct Found {
    count: usize,
    docs: [DocId; BLOCK],
    frequencies: Vec<[u32; BLOCK]>,
    /// For each article that is kept, its place here and in the other list.
    kept: [(u8, u8); BLOCK],
}

impl Found {
    fn new(lists: usize) -> Self {
        Self {
            count: 0,
            docs: [0; BLOCK],
            frequencies: vec![[0; BLOCK]; lists],
            kept: [(0, 0); BLOCK],
        }
    }

    /// All articles of a block that do not lie behind.
    fn fill(&mut self, List { blocks, at }: &List) {
        let docs = &blocks.docs()[*at..];
        self.count = docs.len();
        self.docs[..self.count].copy_from_slice(docs);
        for (place, frequency) in (*at..).zip(&mut self.frequencies[0][..self.count]) {
            *frequency = blocks.freq(place);
        }
    }

    /// Keeps those that are in a further list, and says whether that goes on.
    fn keep(&mut self, list: &mut List, nth: usize, compare: bool) -> bool {
        let mut kept = 0;
        let mut at = 0;
        while let Some(&target) = self.docs[..self.count].get(at) {
            if !list.reach(target) {
                break;
            }
            let first = kept;
            let docs = list.blocks.docs();
            (at, list.at) = if compare {
                self.compare(at, docs, list.at, &mut kept)
            } else {
                self.search(at, docs, list.at, &mut kept)
            };
            let found = self.frequencies[nth][first..kept].iter_mut();
            for (frequency, (_, there)) in found.zip(&self.kept[first..kept]) {
                *frequency = list.blocks.freq(usize::from(*there));
            }
        }
        for (to, (from, _)) in self.kept[..kept].iter().enumerate() {
            let from = usize::from(*from);
            self.docs[to] = self.docs[from];
            for frequencies in &mut self.frequencies[..nth] {
                frequencies[to] = frequencies[from];
            }
        }
        let whole = at == self.count;
        self.count = kept;
        whole
    }

    /// Goes through both until one ends. No branch depends on what stands there.
    #[expect(clippy::cast_possible_truncation, reason = "places in a block")]
    fn compare(
        &mut self,
        mut here: usize,
        docs: &[DocId],
        mut there: usize,
        kept: &mut usize,
    ) -> (usize, usize) {
        let mine = &self.docs[..self.count];
        let mut count = *kept;
        while let (Some(&a), Some(&b)) = (mine.get(here), docs.get(there)) {
            self.kept[count % BLOCK] = (here as u8, there as u8);
            count += usize::from(a == b);
            here += usize::from(a <= b);
            there += usize::from(b <= a);
        }
        *kept = count;
        (here, there)
    }

    /// Looks for each article in a long list.
    #[expect(clippy::cast_possible_truncation, reason = "places in a block")]
    fn search(
        &mut self,
        mut here: usize,
        docs: &[DocId],
        mut there: usize,
        kept: &mut usize,
    ) -> (usize, usize) {
        let last = docs.last().copied().unwrap_or_default();
        while let Some(&target) = self.docs[..self.count]
            .get(here)
            .filter(|&&doc| doc <= last)
        {
            there += docs[there..].partition_point(|&doc| doc < target);
            self.kept[*kept] = (here as u8, there as u8);
            *kept += usize::from(docs.get(there) == Some(&target));
            here += 1;
        }
        (here, there)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::random::Random;
    use crate::search::sample::{Numbered, scattered};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn it_is_what_all_lists_hold(
            number in prop_oneof![1..300_usize, 3_000..6_000_usize],
            rarities in prop::collection::vec(prop_oneof![1..4_usize, 4..200_usize], 4),
            skips in prop::collection::vec(prop_oneof![Just(0), 0..2_000_u32], 0..40),
            seed in any::<u64>(),
        ) {
            let articles = scattered(number, &rarities, &mut Random::new(seed));
            let index = Numbered::new(&articles);
            let reader = &index.searcher.segment_readers()[0];
            let list = |word| {
                let term = index.term(word);
                let inverted = reader.inverted_index(term.field()).unwrap();
                inverted.read_block_postings(&term, IndexRecordOption::WithFreqs).unwrap()
            };
            let Some(lists) = (0..3).map(list).collect::<Option<Vec<_>>>() else {
                return Ok(());
            };
            let times = |doc: usize, word| {
                let same = articles[doc].iter().filter(|&&of| of == word);
                same.fold(0_usize, |times, _| times + 1)
            };
            let mut expected = (0..number).filter(|&doc| (0..3).all(|word| times(doc, word) > 0)).peekable();
            let mut intersection = Intersection::new(lists);
            let mut skips = skips.into_iter();
            let mut next = 0;
            while intersection.advance() {
                for (at, &doc) in intersection.docs().iter().enumerate().filter(|(_, doc)| **doc >= next) {
                    prop_assert_eq!(expected.next(), Some(doc as usize));
                    for word in 0..3 {
                        let frequency = intersection.frequency(usize::from(word), at);
                        prop_assert_eq!(frequency as usize, times(doc as usize, word));
                    }
                }
                let behind = intersection.docs().last().map_or(0, |doc| doc + 1);
                next = next.max(behind);
                if let Some(skip) = skips.next().filter(|skip| *skip > 0) {
                    next += skip;
                    intersection.skip_to(next);
                    while expected.next_if(|&doc| doc < next as usize).is_some() {}
                }
            }
            prop_assert_eq!(expected.next(), None);
        }
    }
}
