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

/// Runs of one level up to which they are left: then they are merged into one run of the next level, so that few files are open,
/// however many lines there are.
const RUNS_OF_A_LEVEL: usize = 64;

/// Takes lines with their keys, and gives them back by key; equal keys in the order in which they came.
pub(crate) struct Sorter {
    budget_bytes: usize,
    runs_of_a_level: usize,
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
            runs_of_a_level: RUNS_OF_A_LEVEL,
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
        each_record(&mut runs, |_, line| take(line))
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
        let mut run = RunWriter::new()?;
        for record in &self.records {
            run.push(
                &self.bytes[record.start..record.key_end],
                &self.bytes[record.key_end..record.end],
            )?;
        }
        self.runs.push(run.finish(0)?);
        self.records.clear();
        self.bytes.clear();
        // No buffer is kept for lines of any length.
        self.bytes.shrink_to(self.budget_bytes);
        self.merge_levels()
    }

    /// Merges the last runs where there are many of one level. Equal keys stay in their order, since runs beside each other are merged.
    fn merge_levels(&mut self) -> io::Result<()> {
        while let Some(level) = self.runs.last().map(|run| run.level) {
            let before = self.runs.iter().rposition(|run| run.level != level);
            let first = before.map_or(0, |at| at + 1);
            if self.runs.len() - first < self.runs_of_a_level {
                break;
            }
            let mut merged = RunWriter::new()?;
            each_record(&mut self.runs[first..], |key, line| {
                merged.push(key, line).map_err(Error::Temporary)
            })
            .map_err(|error| match error {
                Error::Temporary(error) => error,
                error => io::Error::other(error),
            })?;
            self.runs.truncate(first);
            self.runs.push(merged.finish(level + 1)?);
        }
        Ok(())
    }
}

/// Gives all records of some runs to `take`, by key; equal keys in the order of the runs.
fn each_record(
    runs: &mut [SortedRun],
    mut take: impl FnMut(&[u8], &[u8]) -> Result<()>,
) -> Result<()> {
    let mut next = BinaryHeap::with_capacity(runs.len());
    for (at, run) in runs.iter_mut().enumerate() {
        let key = run.advance().map_err(Error::Temporary)?;
        next.extend(key.map(|key| Reverse((key, at))));
    }
    while let Some(Reverse((key, at))) = next.pop() {
        let run = &mut runs[at];
        take(&key, &run.line)?;
        run.key = key;
        let key = run.advance().map_err(Error::Temporary)?;
        next.extend(key.map(|key| Reverse((key, at))));
    }
    Ok(())
}

/// Writes a sorted run to a file without a name.
struct RunWriter {
    encoder: Encoder<'static, File>,
    records: usize,
}

impl RunWriter {
    fn new() -> io::Result<Self> {
        let mut encoder = Encoder::new(tempfile::tempfile()?, LEVEL)?;
        encoder.window_log(WINDOW_LOG)?;
        Ok(Self {
            encoder,
            records: 0,
        })
    }

    fn push(&mut self, key: &[u8], line: &[u8]) -> io::Result<()> {
        self.records += 1;
        self.encoder.write_all(&length(key.len())?)?;
        self.encoder.write_all(&length(line.len())?)?;
        self.encoder.write_all(key)?;
        self.encoder.write_all(line)
    }

    fn finish(self, level: u32) -> io::Result<SortedRun> {
        let mut file = self.encoder.finish()?;
        file.rewind()?;
        Ok(SortedRun {
            level,
            left: self.records,
            source: BufReader::new(Decoder::new(file)?),
            key: Vec::new(),
            line: Vec::new(),
        })
    }
}

/// A sorted run, read from its file one record at a time.
struct SortedRun {
    /// How often its lines were merged.
    level: u32,
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
        sorter.runs_of_a_level = 3;
        for (key, line) in lines {
            sorter.push(key, line).unwrap();
            assert!(sorter.runs.len() <= 2 * 4, "three levels are enough here");
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
