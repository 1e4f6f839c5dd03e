//! Which articles are copies of one story, as it is kept beside the segments.
//!
//! `copies.stories` has the articles of each segment that have copies. It is written when a run has ended, and names the segments that it
//! knows: of others nothing is known until the next run. `copies.compared` has what came of comparing texts, so that the next run compares what is
//! new only; it may be missing.
//!
//! Layout of the first: `length of head: u32 LE | head: JSON | of each segment, (article, story): u32 LE each | for each story, the
//! length of the id of its leader: u32 LE | the ids`. Of the second: `(hash of both texts: u64 LE, percent: u8)`.

use std::fs::File;
use std::io;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::DocId;
use tantivy::index::SegmentId;
use tantivy_common::file_slice::WrapFile;

use crate::index::checked_file::{read_open, read_whole, write_whole};
use crate::index::{Result, io_error};

pub(crate) const FILE: &str = "copies.stories";
pub(crate) const COMPARED_FILE: &str = "copies.compared";

/// Raised where articles are told to be copies by another rule: what was found before is then made anew by the next run.
pub(crate) const RULE: u32 = 1;

/// The stories of an index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StoriesFile {
    /// The [`RULE`] that copies were told by; 0 where none was.
    pub(crate) rule: u32,
    /// Days between an article and the first of its story, at most.
    pub(crate) within_days: u32,
    pub(crate) segments: Vec<SegmentStories>,
    /// The id of the leader of each story.
    pub(crate) leaders: Vec<String>,
}

/// The stories of one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SegmentStories {
    pub(crate) id: SegmentId,
    /// How many of its articles were deleted.
    pub(crate) deleted: u32,
    /// The articles that have copies, ascending, each with the number of its story.
    pub(crate) articles: Vec<(DocId, u32)>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    /// Missing before there was another than the first.
    #[serde(default)]
    rule: u32,
    within_days: u32,
    segments: Vec<SegmentHead>,
    stories: usize,
}

#[derive(Serialize, Deserialize)]
struct SegmentHead {
    id: String,
    deleted: u32,
    articles: usize,
}

impl StoriesFile {
    /// Opens that of an index, to be read later. One that is missing is told when it is read.
    pub(crate) fn open(index: &Path) -> io::Result<WrapFile> {
        WrapFile::new(File::open(index.join(FILE))?)
    }

    /// Makes one that knows no segment where there is none: from the first commit on, one that is missing was lost.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn begin(index: &Path) -> Result<()> {
        if index.join(FILE).exists() {
            return Ok(());
        }
        Self::default().write(index)
    }

    /// Reads one that was opened.
    ///
    /// # Errors
    /// When it cannot be read, and [`io::ErrorKind::InvalidData`] when it is not what was written.
    pub(crate) fn read(index: &Path, file: &WrapFile) -> io::Result<Self> {
        let bytes = read_open(&index.join(FILE), file)?;
        Self::parse(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (head, rest) = rest.split_at_checked(to_usize(u32::from_le_bytes(*length)))?;
        let head: Head = serde_json::from_slice(head).ok()?;
        let mut numbers = Numbers(rest);
        let segments = head.segments.into_iter().map(|segment| {
            let articles = (0..segment.articles).map(|_| numbers.next().zip(numbers.next()));
            Some(SegmentStories {
                id: SegmentId::from_uuid_string(&segment.id).ok()?,
                deleted: segment.deleted,
                articles: articles.collect::<Option<_>>()?,
            })
        });
        let segments = segments.collect::<Option<_>>()?;
        let lengths: Vec<u32> = (0..head.stories)
            .map(|_| numbers.next())
            .collect::<Option<_>>()?;
        let mut ids = std::str::from_utf8(numbers.0).ok()?;
        let leaders = lengths.into_iter().map(|length| {
            let (id, rest) = ids.split_at_checked(to_usize(length))?;
            ids = rest;
            Some(id.to_owned())
        });
        Some(Self {
            rule: head.rule,
            within_days: head.within_days,
            segments,
            leaders: leaders.collect::<Option<_>>()?,
        })
    }

    /// Writes it in the place of the one before.
    ///
    /// # Errors
    /// When it cannot be written; the old one then stays.
    pub(crate) fn write(&self, index: &Path) -> Result<()> {
        let head = Head {
            rule: self.rule,
            within_days: self.within_days,
            segments: self.segments.iter().map(SegmentHead::of).collect(),
            stories: self.leaders.len(),
        };
        write(index, FILE, |file| {
            let head = serde_json::to_vec(&head)?;
            file.write_all(&to_u32(head.len()).to_le_bytes())?;
            file.write_all(&head)?;
            for (article, story) in self.segments.iter().flat_map(|of| &of.articles) {
                file.write_all(&article.to_le_bytes())?;
                file.write_all(&story.to_le_bytes())?;
            }
            for leader in &self.leaders {
                file.write_all(&to_u32(leader.len()).to_le_bytes())?;
            }
            let ids = self.leaders.iter();
            ids.into_iter()
                .try_for_each(|id| file.write_all(id.as_bytes()))
        })
    }

    /// Whether it is of just these segments, with so many deleted articles each.
    pub(crate) fn is_of(&self, segments: &[(SegmentId, u32)]) -> bool {
        let own = self.segments.iter();
        let mut own: Vec<_> = own.map(|segment| (segment.id, segment.deleted)).collect();
        let mut segments = segments.to_vec();
        own.sort_unstable();
        segments.sort_unstable();
        own == segments
    }
}

impl SegmentHead {
    fn of(segment: &SegmentStories) -> Self {
        Self {
            id: segment.id.uuid_string(),
            deleted: segment.deleted,
            articles: segment.articles.len(),
        }
    }
}

/// What came of comparing texts: by a hash of both, the percent that they have in common, 0 where neither is a copy.
pub(crate) type Compared = FxHashMap<u64, u8>;

/// Bytes of an entry of [`COMPARED_FILE`].
const ENTRY_BYTES: usize = 9;

/// What came of comparing texts before; nothing where that is not known.
pub(crate) fn read_compared(index: &Path) -> Compared {
    let Ok(bytes) = read_whole(&index.join(COMPARED_FILE)) else {
        return Compared::default();
    };
    let (entries, _) = bytes.as_chunks::<ENTRY_BYTES>();
    let entries = entries.iter().map(|entry| {
        let [hash @ .., percent] = entry;
        (u64::from_le_bytes(*hash), *percent)
    });
    entries.collect()
}

/// Writes what came of comparing texts.
///
/// # Errors
/// When it cannot be written; the old file then stays.
pub(crate) fn write_compared(index: &Path, compared: &Compared) -> Result<()> {
    let mut entries: Vec<(&u64, &u8)> = compared.iter().collect();
    entries.sort_unstable();
    write(index, COMPARED_FILE, |file| {
        entries.into_iter().try_for_each(|(hash, percent)| {
            file.write_all(&hash.to_le_bytes())?;
            file.write_all(&[*percent])
        })
    })
}

fn write(
    index: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<()> {
    let path = index.join(name);
    let unfinished = index.join(format!("{name}.unfinished"));
    write_whole(&path, &unfinished, write).map_err(io_error("write", &path))
}

/// Numbers of 32 bits, one after the other.
struct Numbers<'a>(&'a [u8]);

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*number))
    }
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(StoriesFile::open(folder.path()).is_err());
        let segment = |articles| SegmentStories {
            id: SegmentId::generate_random(),
            deleted: 3,
            articles,
        };
        let stories = StoriesFile {
            rule: RULE,
            within_days: 7,
            segments: vec![
                segment(vec![(1, 0), (9, 1)]),
                segment(vec![]),
                segment(vec![(0, 1)]),
            ],
            leaders: vec!["a\nb".into(), "é".into()],
        };
        stories.write(folder.path()).unwrap();
        let file = StoriesFile::open(folder.path()).unwrap();
        assert_eq!(StoriesFile::read(folder.path(), &file).unwrap(), stories);
        let mut segments: Vec<_> = stories
            .segments
            .iter()
            .map(|of| (of.id, of.deleted))
            .collect();
        segments.reverse();
        assert!(stories.is_of(&segments));
        segments[0].1 += 1;
        assert!(!stories.is_of(&segments) && !stories.is_of(&segments[1..]));
        // One that was opened stays what it was.
        StoriesFile::begin(folder.path()).unwrap();
        assert_eq!(
            StoriesFile::read(folder.path(), &StoriesFile::open(folder.path()).unwrap()).unwrap(),
            stories
        );
        StoriesFile::default().write(folder.path()).unwrap();
        assert_eq!(StoriesFile::read(folder.path(), &file).unwrap(), stories);
    }

    #[test]
    fn what_was_compared_is_read() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_compared(folder.path()).is_empty());
        let compared: Compared = [(1, 0), (u64::MAX, 100), (7, 51)].into_iter().collect();
        write_compared(folder.path(), &compared).unwrap();
        assert_eq!(read_compared(folder.path()), compared);
    }
}
