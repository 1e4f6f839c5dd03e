//! The tokens of a segment's texts in order, in little more than two bytes each, most of them on disk.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;

use crate::analysis::WordId;

/// A sequence of tokens, each the number of its word.
///
/// A lexicon numbers its words as they come, so most tokens have small numbers. These take one unit of two
/// bytes; a larger number takes two, the upper part first. What does not fit into a little memory goes to a file without a
/// name, which is written once and read from its beginning to its end a few times: the system keeps it in memory that nobody
/// needs.
pub(crate) struct Tokens {
    /// Where the file is made.
    folder: PathBuf,
    file: Option<File>,
    /// Bytes of each piece of the file. No token is split by its end.
    pieces: Vec<usize>,
    /// Units that are not in the file yet, little-endian.
    last: Vec<u8>,
    len: usize,
}

/// Bytes of a piece of the file, at least.
const PIECE_BYTES: usize = 1 << 19;
/// An upper part has these bits, which no unit of a small number has: numbers reach 2²⁸, of which a segment stays far away.
const UPPER: u16 = 0xF000;

impl Tokens {
    /// No tokens yet.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            file: None,
            pieces: Vec::new(),
            last: Vec::new(),
            len: 0,
        }
    }

    pub(crate) fn push(&mut self, WordId(id): WordId) {
        let [first, second, third, fourth] = id.to_be_bytes();
        let upper = u16::from_be_bytes([first, second]);
        let lower = u16::from_be_bytes([third, fourth]);
        if upper > 0 || lower >= UPPER {
            self.last.extend_from_slice(&(UPPER | upper).to_le_bytes());
        }
        self.last.extend_from_slice(&lower.to_le_bytes());
        self.len += 1;
    }

    /// Moves what was pushed to disk, where it is much.
    pub(crate) fn spill(&mut self) -> io::Result<()> {
        if self.last.len() < PIECE_BYTES {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile_in(&self.folder)?),
        };
        file.write_all(&self.last)?;
        self.pieces.push(self.last.len());
        self.last.clear();
        Ok(())
    }

    /// Forgets the tokens behind the first `len`, all pushed since the last [`Tokens::spill`], which left `size_bytes`.
    pub(crate) fn forget(&mut self, len: usize, size_bytes: usize) {
        self.len = len;
        self.last.truncate(size_bytes);
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Bytes of memory that they take.
    pub(crate) fn size_bytes(&self) -> usize {
        self.last.len()
    }

    /// Calls `take` with the word of each token in order.
    pub(crate) fn each(&self, mut take: impl FnMut(WordId)) -> io::Result<()> {
        if let Some(mut file) = self.file.as_ref() {
            file.rewind()?;
            let mut piece = Vec::new();
            for &bytes in &self.pieces {
                piece.resize(bytes, 0);
                file.read_exact(&mut piece)?;
                words_of(&piece, &mut take);
            }
        }
        words_of(&self.last, &mut take);
        Ok(())
    }
}

fn words_of(units: &[u8], take: &mut impl FnMut(WordId)) {
    let (units, _) = units.as_chunks();
    let mut units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    while let Some(unit) = units.next() {
        let id = if unit < UPPER {
            u32::from(unit)
        } else {
            u32::from(unit - UPPER) << 16 | u32::from(units.next().unwrap_or_default())
        };
        take(WordId(id));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What comes back of these, moved to disk, where it is much, after every `spilled_every`.
    fn came_back(ids: &[u32], spilled_every: usize) -> (Vec<u32>, usize) {
        let mut tokens = Tokens::new(std::env::temp_dir());
        for ids in ids.chunks(spilled_every) {
            for &id in ids {
                tokens.push(WordId(id));
            }
            tokens.spill().unwrap();
            assert!(tokens.size_bytes() < PIECE_BYTES);
        }
        let mut twice = [Vec::new(), Vec::new()];
        for back in &mut twice {
            tokens.each(|word| back.push(word.0)).unwrap();
        }
        let [back, again] = twice;
        assert_eq!(back, again);
        (back, tokens.len())
    }

    #[test]
    fn numbers_of_every_size_come_back_from_disk() {
        let edges = [0, 1, 0xEFFF, 0xF000, 0xFFFF, 0x1_0000, 0x1_F000, 0xFFF_FFFF];
        let ids: Vec<u32> = edges.into_iter().cycle().take(PIECE_BYTES).collect();
        for spilled_every in [777, 200_001] {
            assert_eq!(came_back(&ids, spilled_every), (ids.clone(), ids.len()));
        }
    }

    proptest! {
        #[test]
        fn what_was_pushed_comes_back(ids in proptest::collection::vec(0_u32..1 << 28, 0..50)) {
            prop_assert_eq!(came_back(&ids, 10), (ids.clone(), ids.len()));
        }
    }
}
