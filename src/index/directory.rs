//! The folder of an index as Tantivy reads and writes it: whatever is written carries checksums, and they are checked where it is
//! read.
//!
//! Several folders can be read as one index: its segments are those of all. Their names are random, so none is in two folders.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};
use tantivy_common::file_slice::WrapFile;

use crate::index::checked_file::{BLOCK_BYTES, CheckedWriter, Checksums, damaged, sum_of_text};

/// How files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Mapped into memory: questions read parts of large files.
    Mapped,
    /// Mapped but for stored articles: a run may read so many of those before it that the whole file would be mapped in the end.
    MappedButStore,
    /// Through `pread` into buffers: a merge reads every byte of its segments once. Through a memory map those pages would count
    /// as memory of the process until the kernel takes them back, so the budget given by the user could not be kept.
    Buffered,
}

/// A Tantivy directory over [`MmapDirectory`], which lacks checksums that can be checked by parts, reading without a map, and
/// reading without a right to write.
#[derive(Debug, Clone)]
pub(crate) struct IndexDirectory {
    /// At least one; it is written to the first.
    folders: Vec<Folder>,
    reading: Reading,
}

#[derive(Debug, Clone)]
struct Folder {
    files: MmapDirectory,
    root: PathBuf,
}

impl IndexDirectory {
    /// For answering questions.
    pub(crate) fn for_reading(root: &Path) -> Result<Self, OpenDirectoryError> {
        Self::open([root], Reading::Mapped)
    }

    /// For a writer, which keeps within its memory.
    pub(crate) fn for_writing(root: &Path) -> Result<Self, OpenDirectoryError> {
        Self::open([root], Reading::Buffered)
    }

    /// Several indexes as one, or one.
    pub(crate) fn open<'a>(
        roots: impl IntoIterator<Item = &'a Path>,
        reading: Reading,
    ) -> Result<Self, OpenDirectoryError> {
        let open = |root: &Path| {
            Ok(Folder {
                files: MmapDirectory::open(root)?,
                root: root.to_owned(),
            })
        };
        let folders: Result<_, OpenDirectoryError> = roots.into_iter().map(open).collect();
        Ok(Self {
            folders: folders?,
            reading,
        })
    }

    /// The folder that has a file; the first, where none has.
    fn folder_of(&self, path: &Path) -> &Folder {
        let has = |folder: &&Folder| folder.root.join(path).exists();
        let several = self.folders.len() > 1;
        let found = several.then(|| self.folders.iter().find(has)).flatten();
        found.unwrap_or(&self.folders[0])
    }
}

/// Bytes that are read together.
const WINDOW_BYTES: usize = 64 << 10;
/// How the names of files with stored articles end.
const STORE: &str = "store";

/// A file mapped into memory.
#[derive(Debug)]
struct MappedHandle {
    bytes: OwnedBytes,
    checksums: Checksums,
}

impl MappedHandle {
    fn new(path: &Path, bytes: &OwnedBytes) -> io::Result<Self> {
        let read = |range| Ok(bytes.slice(range).to_vec());
        let checksums = Checksums::open(path, bytes.len(), read)?;
        Ok(Self {
            bytes: bytes.slice(0..checksums.length),
            checksums,
        })
    }
}

impl HasLen for MappedHandle {
    fn len(&self) -> usize {
        self.bytes.len()
    }
}

impl FileHandle for MappedHandle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.bytes.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !range.is_empty() && !self.checksums.are_good(&range) {
            let blocks = self.checksums.blocks_around(&range);
            let start = blocks.start;
            self.checksums.check(start, &self.bytes[blocks])?;
        }
        Ok(self.bytes.slice(range))
    }
}

/// A file read through buffers.
///
/// A merge asks for the postings of one term after the other, a few bytes each: they are cut from a window that was read at once.
#[derive(Debug)]
struct BufferedHandle {
    file: WrapFile,
    checksums: Checksums,
    window_bytes: usize,
    window: Mutex<Window>,
}

/// What was read last.
#[derive(Debug)]
struct Window {
    start: usize,
    bytes: OwnedBytes,
}

impl Window {
    fn get(&self, range: &Range<usize>) -> Option<OwnedBytes> {
        let start = range.start.checked_sub(self.start)?;
        let end = start + range.len();
        (end <= self.bytes.len()).then(|| self.bytes.slice(start..end))
    }
}

impl BufferedHandle {
    fn new(path: &Path, file: File, window_bytes: usize) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        let bytes = usize::try_from(bytes).map_err(io::Error::other)?;
        let file = WrapFile::new(file)?;
        let read = |range: Range<usize>| match range.len() {
            0 => Ok(Vec::new()),
            _ => Ok(file.read_bytes(range)?.to_vec()),
        };
        Ok(Self {
            checksums: Checksums::open(path, bytes, read)?,
            file,
            window_bytes,
            window: Mutex::new(Window {
                start: 0,
                bytes: OwnedBytes::empty(),
            }),
        })
    }

    /// Reads a part in whole blocks, and checks them.
    fn read_blocks(&self, range: &Range<usize>) -> io::Result<Window> {
        let blocks = self.checksums.blocks_around(range);
        let start = blocks.start;
        let bytes = self.file.read_bytes(blocks)?;
        self.checksums.check(start, &bytes)?;
        Ok(Window { start, bytes })
    }
}

impl HasLen for BufferedHandle {
    fn len(&self) -> usize {
        self.checksums.length
    }
}

impl FileHandle for BufferedHandle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        if range.end > self.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let whole = |window: &Window| {
            window
                .get(&range)
                .ok_or(io::ErrorKind::UnexpectedEof.into())
        };
        if range.len() > self.window_bytes / 2 {
            return whole(&self.read_blocks(&range)?);
        }
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = window.get(&range) {
            return Ok(bytes);
        }
        let end = range.start.saturating_add(self.window_bytes);
        let end = end.min(self.len()).max(range.end);
        *window = self.read_blocks(&(range.start..end))?;
        whole(&window)
    }
}

/// Writes through Tantivy's writer, and adds the checksums.
struct Sealing(CheckedWriter<WritePtr>);

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for Sealing {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.0.end()?.terminate_ref(token)
    }
}

/// What stands before the checksum of a small file of text, on its last line.
const SUM: &[u8] = b"\ncrc32 ";

/// What is in a small file of text before its checksum.
fn unsealed(path: &Path, mut text: Vec<u8>) -> io::Result<Vec<u8>> {
    let name = path.to_string_lossy();
    let damaged = |what: &str| damaged(&name, what);
    let at = memchr::memmem::rfind(&text, SUM).ok_or_else(|| damaged("its end is missing"))?;
    let sum = std::str::from_utf8(&text[at + SUM.len()..]).ok();
    if sum != Some(&*format!("{:08x}\n", sum_of_text(path, &text[..at]))) {
        return Err(damaged("it is not what was written"));
    }
    text.truncate(at);
    Ok(text)
}

/// The file in which Tantivy describes a commit.
pub(crate) const META: &str = "meta.json";

/// The description of a commit that has the segments of all of these.
fn merged_metas(texts: &[Vec<u8>]) -> io::Result<Vec<u8>> {
    let mut metas = texts.iter().map(|text| serde_json::from_slice(text));
    let mut merged: serde_json::Value = metas
        .next()
        .unwrap_or_else(|| Ok(serde_json::Value::Null))?;
    for meta in metas {
        let meta: serde_json::Value = meta?;
        if meta["schema"] != merged["schema"] {
            return Err(io::Error::other("their schemas are not the same"));
        }
        let (Some(all), Some(more)) = (
            merged["segments"].as_array_mut(),
            meta["segments"].as_array(),
        ) else {
            return Err(io::Error::other("there is no list of segments"));
        };
        if more.iter().any(|segment| {
            all.iter()
                .any(|other| other["segment_id"] == segment["segment_id"])
        }) {
            return Err(io::Error::other("one is a copy of another"));
        }
        all.extend(more.iter().cloned());
    }
    Ok(serde_json::to_vec(&merged)?)
}

/// Puts a file in the place of another, at once or not at all. Whoever may read the other files of the folder may read it: Tantivy
/// leaves it to its owner.
fn replace(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut named = tempfile::Builder::new();
    #[cfg(unix)]
    named.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = named.tempfile_in(folder)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.as_file().sync_data()?;
    file.persist(path)?;
    Ok(())
}

impl Directory for IndexDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let failed = |error: io::Error| {
            if error.kind() == io::ErrorKind::NotFound {
                OpenReadError::FileDoesNotExist(path.to_owned())
            } else {
                OpenReadError::wrap_io_error(error, path.to_owned())
            }
        };
        let folder = self.folder_of(path);
        let is_store = path.extension().is_some_and(|extension| extension == STORE);
        let window_bytes = match self.reading {
            // An article here and one there.
            Reading::MappedButStore if is_store => BLOCK_BYTES,
            Reading::Buffered => WINDOW_BYTES,
            Reading::Mapped | Reading::MappedButStore => {
                let bytes = folder.files.open_read(path)?.read_bytes().map_err(failed)?;
                return Ok(Arc::new(MappedHandle::new(path, &bytes).map_err(failed)?));
            }
        };
        let file = File::open(folder.root.join(path)).map_err(failed)?;
        let handle = BufferedHandle::new(path, file, window_bytes).map_err(failed)?;
        Ok(Arc::new(handle))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.folder_of(path).files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.folder_of(path).files.exists(path)
    }

    /// A file of this name was left by a run that was killed before its commit: no commit names a file that is not written yet.
    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let folder = self.folder_of(path);
        let file = match folder.files.open_write(path) {
            Err(OpenWriteError::FileAlreadyExists(_)) => {
                fs::remove_file(folder.root.join(path))
                    .map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
                folder.files.open_write(path)?
            }
            opened => opened?,
        };
        let sealing = Sealing(CheckedWriter::new(path, file));
        Ok(BufWriter::new(Box::new(sealing)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let failed = |error| OpenReadError::wrap_io_error(error, path.to_owned());
        let read = |folder: &Folder| {
            let text = folder.files.atomic_read(path)?;
            unsealed(path, text).map_err(failed)
        };
        if path == Path::new(META) && self.folders.len() > 1 {
            let texts: Result<Vec<_>, _> = self.folders.iter().map(read).collect();
            return merged_metas(&texts?).map_err(failed);
        }
        read(self.folder_of(path))
    }

    fn atomic_write(&self, path: &Path, text: &[u8]) -> io::Result<()> {
        let sum = format!("{:08x}\n", sum_of_text(path, text));
        replace(
            &self.folder_of(path).root.join(path),
            &[text, SUM, sum.as_bytes()],
        )
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.folders
            .iter()
            .try_for_each(|folder| folder.files.sync_directory())
    }

    /// A reader takes the lock so that the files of the commit that it has seen are not deleted before it has opened them. Where it
    /// may not write, it goes without: then it may meet a file that is gone, and says so.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let lock_one = |folder: &Folder| match folder.files.acquire_lock(lock) {
            Err(LockError::IoError(error))
                if self.reading == Reading::Mapped
                    && matches!(
                        error.kind(),
                        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                    ) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            locked => locked,
        };
        let locks: Result<Vec<DirectoryLock>, LockError> =
            self.folders.iter().map(lock_one).collect();
        Ok(DirectoryLock::from(Box::new(locks?)))
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.folders[0].files.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(root: &Path, bytes: &[u8]) {
        let directory = IndexDirectory::for_writing(root).unwrap();
        let mut file = directory.open_write(Path::new("a.idx")).unwrap();
        file.write_all(bytes).unwrap();
        file.terminate().unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_part_is_read_and_any_damage_in_it_noticed(
            length in 0..200_000_usize,
            ranges in proptest::collection::vec((0..200_000_usize, 0..70_000_usize, any::<bool>()), 1..20),
            damaged in any::<prop::sample::Index>(),
        ) {
            let bytes: Vec<u8> = (0..length).map(|at| at.to_le_bytes()[0] ^ at.to_le_bytes()[1]).collect();
            let folder = tempfile::tempdir().unwrap();
            written(folder.path(), &bytes);
            let path = folder.path().join("a.idx");
            let mut stored = fs::read(&path).unwrap();
            let damaged = (length > 0).then(|| damaged.index(length.max(1)));
            for damaged in [None, damaged] {
                if let Some(at) = damaged {
                    stored[at] ^= 8;
                    fs::write(&path, &stored).unwrap();
                }
                for directory in [IndexDirectory::for_reading(folder.path()), IndexDirectory::for_writing(folder.path())] {
                    let file = directory.unwrap().get_file_handle(Path::new("a.idx")).unwrap();
                    prop_assert_eq!(file.len(), length);
                    let mut behind = 0;
                    for &(start, some, goes_on) in &ranges {
                        let start = if goes_on { behind } else { start }.min(length);
                        behind = (start + some % 2_000 * 40).min(length);
                        match file.read_bytes(start..behind) {
                            Ok(read) => {
                                prop_assert!(read.as_slice() == &bytes[start..behind]);
                                prop_assert!(damaged.is_none_or(|at| !(start..behind).contains(&at)));
                            }
                            Err(error) => {
                                prop_assert_eq!(error.kind(), io::ErrorKind::InvalidData);
                                prop_assert!(damaged.is_some());
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_small_file_of_text_is_what_was_written_or_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let directory = IndexDirectory::for_reading(folder.path()).unwrap();
        let (name, other) = (Path::new("meta.json"), Path::new("other.json"));
        directory.atomic_write(name, b"{\"segments\": []}").unwrap();
        assert_eq!(directory.atomic_read(name).unwrap(), b"{\"segments\": []}");
        let path = folder.path().join(name);
        let stored = fs::read(&path).unwrap();
        fs::write(folder.path().join(other), &stored).unwrap();
        assert!(directory.atomic_read(other).is_err());
        for at in 0..stored.len() {
            let mut changed = stored.clone();
            changed[at] ^= 1;
            fs::write(&path, changed).unwrap();
            assert!(directory.atomic_read(name).is_err(), "{at}");
            fs::write(&path, &stored[..at]).unwrap();
            assert!(directory.atomic_read(name).is_err(), "cut to {at}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn whoever_may_read_one_file_may_read_another() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let directory = IndexDirectory::for_writing(folder.path()).unwrap();
        directory
            .atomic_write(Path::new("meta.json"), b"{}")
            .unwrap();
        written(folder.path(), b"words");
        let mode = |name| {
            folder
                .path()
                .join(name)
                .metadata()
                .unwrap()
                .permissions()
                .mode()
        };
        assert_eq!(mode("meta.json"), mode("a.idx"));
    }

    #[test]
    fn what_a_killed_run_left_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.idx"), "half of").unwrap();
        written(folder.path(), b"peace");
        let directory = IndexDirectory::for_reading(folder.path()).unwrap();
        let read = directory.open_read(Path::new("a.idx")).unwrap();
        assert_eq!(read.read_bytes().unwrap().as_slice(), b"peace");
    }
}
