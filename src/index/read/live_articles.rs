//! What ranking asks of an index about its articles: how many there are, how long they are, how many of them hold a term.
//!
//! Only articles that are not deleted count, so that the same articles give the same scores, however they came to be in the index.
//! Tantivy counts deleted ones until a merge takes them out.

use std::io;
use std::sync::OnceLock;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader, Searcher, TERMINATED, Term};

use crate::index::read::positions_cursor::DocsCursor;
use crate::index::schema::Fields;

/// The articles of one commit.
#[derive(Debug)]
pub(crate) struct LiveArticles {
    fields: Fields,
    /// The deleted articles of each segment; there are few or none where segments have been merged.
    deleted: Vec<Vec<DocId>>,
    /// The sum of their lengths.
    lengths: OnceLock<u64>,
}

impl LiveArticles {
    /// Of the segments that a searcher sees.
    pub(crate) fn of(searcher: &Searcher, fields: Fields) -> Self {
        let deleted = searcher.segment_readers().iter().map(|segment| {
            let alive = segment.alive_bitset();
            let deleted =
                alive.map(|alive| (0..segment.max_doc()).filter(|&doc| alive.is_deleted(doc)));
            deleted.into_iter().flatten().collect()
        });
        Self {
            fields,
            deleted: deleted.collect(),
            lengths: OnceLock::new(),
        }
    }

    /// How many hold a term.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn with(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
        let mut articles = 0;
        for (ord, segment) in searcher.segment_readers().iter().enumerate() {
            let inverted = segment.inverted_index(term.field())?;
            if let Some(info) = inverted.get_term_info(term)? {
                articles += u64::from(self.with_in(ord, &inverted, &info)?);
            }
        }
        Ok(articles)
    }

    /// How many of a segment hold a term of a field, by its entry in the dictionary. Only where articles were deleted, postings are
    /// read.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn with_in(
        &self,
        segment: usize,
        inverted: &InvertedIndexReader,
        info: &TermInfo,
    ) -> io::Result<u32> {
        let deleted = self.deleted.get(segment).map_or(&[][..], Vec::as_slice);
        if deleted.is_empty() {
            return Ok(info.doc_freq);
        }
        let blocks = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut holders = DocsCursor::new(blocks);
        let mut articles = info.doc_freq;
        for &doc in deleted {
            match holders.seek(doc) {
                TERMINATED => break,
                holder => articles -= u32::from(holder == doc),
            }
        }
        Ok(articles)
    }

    /// The sum of their lengths, each as it counts in scores: an index keeps it in one byte.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn lengths(&self, searcher: &Searcher) -> tantivy::Result<u64> {
        if let Some(&known) = self.lengths.get() {
            return Ok(known);
        }
        let mut lengths = 0;
        for (segment, deleted) in searcher.segment_readers().iter().zip(&self.deleted) {
            lengths += segment.inverted_index(self.fields.stem)?.total_num_tokens();
            let of_docs = segment.get_fieldnorms_reader(self.fields.stem)?;
            let gone = deleted.iter().map(|&doc| u64::from(of_docs.fieldnorm(doc)));
            lengths = lengths.saturating_sub(gone.sum());
        }
        Ok(*self.lengths.get_or_init(|| lengths))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use serde_json::json;

    use crate::analysis::surface_term;
    use crate::index::{ArchiveReader, Merging, sample_index};

    const WORDS: u8 = 9;

    /// Writes articles of numbered words, each in the place of the one with its number.
    fn write(folder: &Path, articles: &[(usize, Vec<u8>)], merging: Merging) {
        let articles = articles.iter().map(|(id, words)| {
            let words: Vec<String> = words.iter().map(|word| format!("w{word}x")).collect();
            json!({
                "id": id.to_string(), "body": words.join(" "), "language": "en", "origin": {"path": "a"},
            })
        });
        sample_index::write(folder, articles, merging);
    }

    /// How many articles there are, their length, and how many hold each word.
    fn told(folder: &Path) -> (u64, u64, Vec<u64>) {
        let archive = ArchiveReader::open(folder).unwrap();
        let (searcher, live) = (archive.searcher(), archive.live_articles());
        let fields = *archive.fields();
        let with = (0..WORDS).map(|word| {
            let word = format!("w{word}x");
            let term = fields.term(&surface_term(&word, &word));
            live.with(&searcher, &term).unwrap()
        });
        let lengths = live.lengths(&searcher).unwrap();
        (archive.len(), lengths, with.collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_was_replaced_is_not_told_of(
            before in prop::collection::vec(prop::collection::vec(0..WORDS, 1..90), 1..20),
            after in prop::collection::vec(prop::collection::vec(0..WORDS, 1..90), 1..20),
            merged in any::<bool>(),
        ) {
            let numbered = |articles: Vec<Vec<u8>>| -> Vec<(usize, Vec<u8>)> { articles.into_iter().enumerate().collect() };
            let (before, after) = (numbered(before), numbered(after));
            let at_once = tempfile::tempdir().unwrap();
            let kept = before.iter().skip(after.len());
            let all: Vec<_> = after.iter().chain(kept).cloned().collect();
            write(at_once.path(), &all, Merging::Nothing);
            let replaced = tempfile::tempdir().unwrap();
            write(replaced.path(), &before, Merging::Nothing);
            let merging = if merged { Merging::Everything } else { Merging::Nothing };
            write(replaced.path(), &after, merging);
            let expected = told(at_once.path());
            for word in 0..WORDS {
                let holds = all.iter().filter(|(_, words)| words.contains(&word));
                prop_assert_eq!(expected.2[usize::from(word)], holds.count() as u64);
            }
            prop_assert_eq!(told(replaced.path()), expected);
        }
    }
}
