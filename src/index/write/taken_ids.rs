//! The ids that records took in this run, each with what tells its article from others.
//!
//! Memory holds the last ones. The others lie in files without names, each a sorted *run* with a filter (Bloom 1970), since nearly
//! every id that is asked for is new. It is a log-structured merge tree (O'Neil et al. 1996) without its log: nothing of it
//! outlives the process.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::index::write::marks::Marks;
use crate::index::{Result, io_error};

/// Ids in memory, at most: as many as a hash table of 2¹⁷ places takes.
const MOST_RECENT: usize = if cfg!(test) { 3 } else { 7 << 14 };
/// Runs of one level that become one of the next.
const MERGED_RUNS: usize = if cfg!(test) { 3 } else { 8 };
/// Ids that are read together.
const BLOCK: usize = if cfg!(test) { 2 } else { 128 };
/// Bits of a filter for each id: one in a hundred is read in vain.
const FILTER_BITS: usize = 10;
/// Bits of a filter, at most: a larger run is read in vain more often.
const MOST_FILTER_BITS: usize = 1 << 27;
/// Bits that an id sets in a filter.
const PROBES: u64 = 7;

/// What is known of a record that took an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Number of its file.
    pub(crate) file: u32,
    pub(crate) marks: Marks,
}

/// The hashes of ids, each with who took it.
pub(crate) struct TakenIds {
    /// Where the files are made.
    folder: PathBuf,
    /// The last ones; nothing of one that was given up.
    recent: FxHashMap<u64, Option<Taken>>,
    /// The others, the oldest first.
    runs: Vec<Run>,
}

impl TakenIds {
    /// None yet.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            recent: FxHashMap::default(),
            runs: Vec::new(),
        }
    }

    /// Who took an id.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn get(&self, id: u64) -> Result<Option<Taken>> {
        self.find(id).map_err(io_error("read", &self.folder))
    }

    /// An id is taken by this record; or, of none, given up.
    ///
    /// # Errors
    /// When a file cannot be written, for one because the disk is full.
    pub(crate) fn set(&mut self, id: u64, taken: Option<Taken>) -> Result<()> {
        self.recent.insert(id, taken);
        if self.recent.len() < MOST_RECENT {
            return Ok(());
        }
        self.spill().map_err(io_error("write", &self.folder))
    }

    fn find(&self, id: u64) -> io::Result<Option<Taken>> {
        if let Some(known) = self.recent.get(&id) {
            return Ok(*known);
        }
        for run in self.runs.iter().rev() {
            if let Some((_, known)) = run.find(id)? {
                return Ok(known);
            }
        }
        Ok(None)
    }

    /// Moves the ids in memory to a file.
    fn spill(&mut self) -> io::Result<()> {
        let mut recent: Vec<IdEntry> = self.recent.drain().collect();
        recent.sort_unstable_by_key(|(id, _)| *id);
        let mut run = RunWriter::create(&self.folder, recent.len(), 0)?;
        for entry in recent {
            run.push(entry)?;
        }
        self.runs.push(run.finish()?);
        self.merge()
    }

    /// Merges the last runs while enough of them are of one level.
    fn merge(&mut self) -> io::Result<()> {
        while let Some(first) = self.runs.len().checked_sub(MERGED_RUNS)
            && self.runs[first].level == self.runs[self.runs.len() - 1].level
        {
            let runs = &self.runs[first..];
            let ids = runs.iter().map(|run| run.len).sum();
            let mut merged = RunWriter::create(&self.folder, ids, runs[0].level + 1)?;
            let mut readers = Vec::with_capacity(runs.len());
            for run in runs {
                readers.push(RunReader::open(run)?);
            }
            let least = |readers: &[RunReader<'_>]| {
                let heads = readers.iter().filter_map(|reader| reader.head);
                heads.map(|(id, _)| id).min()
            };
            while let Some(id) = least(&readers) {
                let mut newest = None;
                for reader in &mut readers {
                    if let Some((_, taken)) = reader.head.filter(|(of, _)| *of == id) {
                        newest = taken;
                        reader.advance()?;
                    }
                }
                merged.push((id, newest))?;
            }
            drop(readers);
            self.runs.truncate(first);
            self.runs.push(merged.finish()?);
        }
        Ok(())
    }
}

/// An id, with who took it; of none, it was given up.
type IdEntry = (u64, Option<Taken>);

/// Bytes of an entry.
const ENTRY: usize = 33;
/// The last byte of an entry that was given up, of one without the number of a version, and of one with it.
const GIVEN_UP: u8 = 0;
const WITHOUT_VERSION: u8 = 1;
const WITH_VERSION: u8 = 2;

fn encode((id, taken): IdEntry) -> [u8; ENTRY] {
    let mut bytes = [0; ENTRY];
    bytes[..8].copy_from_slice(&id.to_le_bytes());
    if let Some(Taken { file, marks }) = taken {
        let numbers = [file, marks.text, marks.title, marks.address];
        for (bytes, number) in bytes[8..24].chunks_exact_mut(4).zip(numbers) {
            bytes.copy_from_slice(&number.to_le_bytes());
        }
        bytes[24..32].copy_from_slice(&marks.version.unwrap_or_default().to_le_bytes());
        bytes[32] = match marks.version {
            Some(_) => WITH_VERSION,
            None => WITHOUT_VERSION,
        };
    }
    bytes
}

fn decode(bytes: &[u8; ENTRY]) -> IdEntry {
    let long = |at: usize| {
        let bytes = bytes[at..].first_chunk().copied();
        u64::from_le_bytes(bytes.unwrap_or_default())
    };
    let short = |at: usize| {
        let bytes = bytes[at..].first_chunk().copied();
        u32::from_le_bytes(bytes.unwrap_or_default())
    };
    let taken = (bytes[32] != GIVEN_UP).then(|| Taken {
        file: short(8),
        marks: Marks {
            text: short(12),
            title: short(16),
            address: short(20),
            version: (bytes[32] == WITH_VERSION).then(|| long(24)),
        },
    });
    (long(0), taken)
}

/// Sorted entries in a file.
struct Run {
    file: File,
    len: usize,
    /// How often its entries were merged.
    level: u32,
    /// The first id of each block.
    firsts: Vec<u64>,
    filter: Filter,
}

impl Run {
    /// The entry of an id; `None` where it has none.
    fn find(&self, id: u64) -> io::Result<Option<IdEntry>> {
        let after = self.firsts.partition_point(|first| *first <= id);
        if after == 0 || !self.filter.may_hold(id) {
            return Ok(None);
        }
        let from = (after - 1) * BLOCK;
        let mut bytes = vec![0; ENTRY * BLOCK.min(self.len - from)];
        let mut file = &self.file;
        file.seek(SeekFrom::Start((from * ENTRY) as u64))?;
        file.read_exact(&mut bytes)?;
        let (entries, _) = bytes.as_chunks();
        let mut entries = entries.iter().map(decode);
        Ok(entries.find(|(of, _)| *of == id))
    }
}

/// Writes a run.
struct RunWriter {
    file: BufWriter<File>,
    len: usize,
    level: u32,
    firsts: Vec<u64>,
    filter: Filter,
}

impl RunWriter {
    /// For about so many entries.
    fn create(folder: &Path, ids: usize, level: u32) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile_in(folder)?),
            len: 0,
            level,
            firsts: Vec::with_capacity(ids.div_ceil(BLOCK)),
            filter: Filter::new(ids),
        })
    }

    /// Entries come sorted by their ids, each id once.
    fn push(&mut self, entry: IdEntry) -> io::Result<()> {
        let (id, _) = entry;
        if self.len.is_multiple_of(BLOCK) {
            self.firsts.push(id);
        }
        self.len += 1;
        self.filter.add(id);
        self.file.write_all(&encode(entry))
    }

    fn finish(self) -> io::Result<Run> {
        Ok(Run {
            file: self.file.into_inner()?,
            len: self.len,
            level: self.level,
            firsts: self.firsts,
            filter: self.filter,
        })
    }
}

/// Reads the entries of a run in order.
struct RunReader<'a> {
    file: BufReader<&'a File>,
    left: usize,
    /// The next entry.
    head: Option<IdEntry>,
}

impl<'a> RunReader<'a> {
    fn open(run: &'a Run) -> io::Result<Self> {
        let mut file = &run.file;
        file.rewind()?;
        let mut reader = Self {
            file: BufReader::new(file),
            left: run.len,
            head: None,
        };
        reader.advance()?;
        Ok(reader)
    }

    fn advance(&mut self) -> io::Result<()> {
        self.head = None;
        if self.left > 0 {
            self.left -= 1;
            let mut bytes = [0; ENTRY];
            self.file.read_exact(&mut bytes)?;
            self.head = Some(decode(&bytes));
        }
        Ok(())
    }
}

/// Says of most ids that are not among some that they are not.
struct Filter(Vec<u64>);

impl Filter {
    /// For so many ids.
    fn new(ids: usize) -> Self {
        let bits = ids.saturating_mul(FILTER_BITS).min(MOST_FILTER_BITS);
        Self(vec![0; bits.div_ceil(64).max(1)])
    }

    /// Ids are hashes, so that parts of one are as good as several hashes of it (Kirsch and Mitzenmacher 2008).
    fn bits(&self, id: u64) -> impl Iterator<Item = (usize, u64)> + use<> {
        let words = self.0.len() as u64;
        let (hash, step) = (id, id.rotate_left(32) | 1);
        (0..PROBES).map(move |probe| {
            let hash = hash.wrapping_add(probe.wrapping_mul(step));
            let word = (hash >> 6) % words;
            (usize::try_from(word).unwrap_or_default(), 1 << (hash & 63))
        })
    }

    fn add(&mut self, id: u64) {
        for (word, bit) in self.bits(id) {
            self.0[word] |= bit;
        }
    }

    fn may_hold(&self, id: u64) -> bool {
        self.bits(id).all(|(word, bit)| self.0[word] & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::index::hashing::hash;

    fn taken() -> impl Strategy<Value = Option<Taken>> {
        let marks = (any::<[u32; 4]>(), any::<Option<u64>>());
        let taken = marks.prop_map(|([file, text, title, address], version)| Taken {
            file,
            marks: Marks {
                text,
                title,
                address,
                version,
            },
        });
        prop::option::weighted(0.9, taken)
    }

    proptest! {
        #[test]
        fn who_took_an_id_last_is_known(sets in prop::collection::vec((0..60_u64, taken()), 0..200)) {
            let mut ids = TakenIds::new(std::env::temp_dir());
            let mut expected = BTreeMap::new();
            for (id, taken) in sets {
                let id = hash(&id.to_le_bytes());
                ids.set(id, taken).unwrap();
                expected.insert(id, taken);
                prop_assert!(ids.recent.len() < MOST_RECENT);
            }
            for id in 0..70_u64 {
                let id = hash(&id.to_le_bytes());
                prop_assert_eq!(ids.get(id).unwrap(), expected.get(&id).copied().flatten());
            }
            let levels: Vec<u32> = ids.runs.iter().map(|run| run.level).collect();
            prop_assert!(levels.is_sorted_by(|older, newer| older >= newer));
            prop_assert!(levels.chunk_by(u32::eq).all(|same| same.len() < MERGED_RUNS));
        }
    }

    #[test]
    fn a_filter_passes_few_that_it_does_not_hold() {
        let ids = |range: std::ops::Range<u64>| range.map(|id| hash(&id.to_le_bytes()));
        let mut filter = Filter::new(10_000);
        ids(0..10_000).for_each(|id| filter.add(id));
        assert!(ids(0..10_000).all(|id| filter.may_hold(id)));
        let passed = ids(10_000..20_000).filter(|&id| filter.may_hold(id));
        assert!(passed.count() < 200);
    }
}
