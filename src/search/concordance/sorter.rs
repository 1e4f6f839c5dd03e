//! Sorts more lines than fit into memory: sorted runs in compressed temporary files, merged at the end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};

use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

use crate::search::{Error, Result};

/// Lines beside each other have much in common: the fastest level makes them several times smaller.
const LEVEL: i32 = 1;
/// Runs are read together, each through a window of this many bits: small, so that hundreds of them fit into memory.
const WINDOW_LOG: u32 = 17;

/// Takes lines with their keys, and gives them back by key; equal keys in the order in which they came.
pub(crate) struct Sorter {
    budget_bytes: usize,
    /// Each line behind its key.
    bytes: Vec<u8>,
    records: Vec<LineRecord>,
    runs: Vec<SortedRun>,
}

/// Where a key and its line stand.
struct LineRecord {
    start: usize,
    key_end: usize,
    end: usize,
}

impl Sorter {
    /// An empty one that writes a run when what it holds would exceed `budget_bytes`.
    pub(crate) fn new(budget_bytes: usize) -> Self {
        Self {
            budget_bytes,
            bytes: Vec::new(),
            records: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Takes a line.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub(crate) fn push(&mut self, key: &[u8], line: &[u8]) -> Result<()> {
        let held = self.bytes.len() + self.records.len() * size_of::<LineRecord>();
        if held + key.len() + line.len() > self.budget_bytes {
            self.spill().map_err(Error::Temporary)?;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(key);
        let key_end = self.bytes.len();
        self.bytes.extend_from_slice(line);
        self.records.push(LineRecord {
            start,
            key_end,
            end: self.bytes.len(),
        });
        Ok(())
    }

    /// Gives all lines to `take`, in order.
    ///
    /// # Errors
    /// What `take` raises, and when a temporary file cannot be written or read.
    pub(crate) fn finish(mut self, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        if self.runs.is_empty() {
            self.sort();
            for record in &self.records {
                take(&self.bytes[record.key_end..record.end])?;
            }
            return Ok(());
        }
        self.spill().map_err(Error::Temporary)?;
        // The runs are all that is needed from here on.
        let Self { mut runs, .. } = self;
        let mut next = BinaryHeap::with_capacity(runs.len());
        for (at, run) in runs.iter_mut().enumerate() {
            next.extend(
                run.advance()
                    .map_err(Error::Temporary)?
                    .map(|key| Reverse((key, at))),
            );
        }
        while let Some(Reverse((key, at))) = next.pop() {
            let run = &mut runs[at];
            take(&run.line)?;
            run.key = key;
            next.extend(
                run.advance()
                    .map_err(Error::Temporary)?
                    .map(|key| Reverse((key, at))),
            );
        }
        Ok(())
    }

    fn sort(&mut self) {
        let Self { bytes, records, .. } = self;
        records.sort_by(|one, other| {
            bytes[one.start..one.key_end].cmp(&bytes[other.start..other.key_end])
        });
    }

    /// Writes what it holds as one run.
    fn spill(&mut self) -> io::Result<()> {
        if self.records.is_empty() {
            return Ok(());
        }
        self.sort();
        let mut encoder = Encoder::new(tempfile::tempfile()?, LEVEL)?;
        encoder.window_log(WINDOW_LOG)?;
        for record in &self.records {
            encoder.write_all(&length(record.key_end - record.start)?)?;
            encoder.write_all(&length(record.end - record.key_end)?)?;
            encoder.write_all(&self.bytes[record.start..record.end])?;
        }
        let mut file = encoder.finish()?;
        file.rewind()?;
        self.runs.push(SortedRun {
            left: self.records.len(),
            source: BufReader::new(Decoder::new(file)?),
            key: Vec::new(),
            line: Vec::new(),
        });
        self.records.clear();
        self.bytes.clear();
        Ok(())
    }
}

/// A sorted run, read from its file one record at a time.
struct SortedRun {
    /// Records not read yet.
    left: usize,
    source: BufReader<Decoder<'static, BufReader<File>>>,
    /// A buffer for the next key.
    key: Vec<u8>,
    /// The line of the key read last.
    line: Vec<u8>,
}

impl SortedRun {
    /// Reads the next record: its key; `None` at the end.
    fn advance(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let mut lengths = [[0; 4]; 2];
        for length in &mut lengths {
            self.source.read_exact(length)?;
        }
        let [key, line] = lengths.map(|length| u32::from_le_bytes(length) as usize);
        self.key.resize(key, 0);
        self.line.resize(line, 0);
        self.source.read_exact(&mut self.key)?;
        self.source.read_exact(&mut self.line)?;
        Ok(Some(std::mem::take(&mut self.key)))
    }
}

fn length(bytes: usize) -> io::Result<[u8; 4]> {
    u32::try_from(bytes)
        .map(u32::to_le_bytes)
        .map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(lines: &[(Vec<u8>, Vec<u8>)], budget_bytes: usize) -> Vec<Vec<u8>> {
        let mut sorter = Sorter::new(budget_bytes);
        for (key, line) in lines {
            sorter.push(key, line).unwrap();
        }
        let mut taken = Vec::new();
        sorter
            .finish(&mut |line| {
                taken.push(line.to_vec());
                Ok(())
            })
            .unwrap();
        taken
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn runs_give_what_sorting_in_memory_gives(
            lines in prop::collection::vec(("[ab]{0,3}", "[a-z]{0,9}"), 0..60),
            budget_bytes in 0..900_usize,
        ) {
            let lines: Vec<(Vec<u8>, Vec<u8>)> = lines
                .into_iter()
                .map(|(key, line)| (key.into_bytes(), line.into_bytes()))
                .collect();
            let mut expected = lines.clone();
            expected.sort_by(|one, other| one.0.cmp(&other.0));
            let expected: Vec<Vec<u8>> = expected.into_iter().map(|(_, line)| line).collect();
            prop_assert_eq!(sorted(&lines, budget_bytes), expected.clone());
            prop_assert_eq!(sorted(&lines, usize::MAX), expected);
        }
    }

    #[test]
    fn what_fails_below_is_told() {
        let mut sorter = Sorter::new(0);
        sorter.push(b"a", b"one").unwrap();
        sorter.push(b"b", b"two").unwrap();
        let failed = sorter.finish(&mut |_| Err(Error::Output(io::ErrorKind::BrokenPipe.into())));
        assert!(matches!(failed, Err(Error::Output(_))));
    }
}
