//! A Tantivy directory for writing within a memory budget.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy_common::file_slice::WrapFile;

/// Writes as [`MmapDirectory`] does, but reads through `pread` into buffers.
///
/// A merge reads every byte of its segments once. Through a memory map those pages would count as
/// memory of the process until the kernel takes them back, so the budget given by the user could not be kept. It could go if
/// mapped pages were not counted.
#[derive(Debug, Clone)]
pub(crate) struct ReadDirectory {
    files: MmapDirectory,
    root: PathBuf,
}

impl ReadDirectory {
    pub(crate) fn open(root: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self {
            files: MmapDirectory::open(root)?,
            root: root.to_owned(),
        })
    }
}

/// Bytes that are read together.
const WINDOW_BYTES: usize = 64 << 10;

/// A file of which any part may be read, also an empty one, which [`WrapFile`] refuses.
///
/// A merge asks for the postings of one term after the other, a few bytes each: they are cut from a window that was read at once.
#[derive(Debug)]
struct ReadHandle {
    file: WrapFile,
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

impl ReadHandle {
    fn new(file: File) -> io::Result<Self> {
        Ok(Self {
            file: WrapFile::new(file)?,
            window: Mutex::new(Window {
                start: 0,
                bytes: OwnedBytes::empty(),
            }),
        })
    }
}

impl HasLen for ReadHandle {
    fn len(&self) -> usize {
        self.file.len()
    }
}

impl FileHandle for ReadHandle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        if range.len() > WINDOW_BYTES / 2 {
            return self.file.read_bytes(range);
        }
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = window.get(&range) {
            return Ok(bytes);
        }
        let end = (range.start + WINDOW_BYTES).min(self.file.len());
        let bytes = self.file.read_bytes(range.start..end.max(range.end))?;
        let part = bytes.slice(0..range.len());
        *window = Window {
            start: range.start,
            bytes,
        };
        Ok(part)
    }
}

impl Directory for ReadDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = File::open(self.root.join(path)).map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                OpenReadError::FileDoesNotExist(path.to_owned())
            } else {
                OpenReadError::wrap_io_error(error, path.to_owned())
            }
        })?;
        let handle = ReadHandle::new(file)
            .map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?;
        Ok(Arc::new(handle))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.files.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.files.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_part_is_read(
            length in 0..200_000_usize,
            ranges in proptest::collection::vec((0..200_000_usize, 0..70_000_usize, any::<bool>()), 1..20),
        ) {
            let written: Vec<u8> = (0..length).map(|at| at.to_le_bytes()[0] ^ at.to_le_bytes()[1]).collect();
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&written).unwrap();
            let handle = ReadHandle::new(file).unwrap();
            let mut behind = 0;
            for (start, bytes, goes_on) in ranges {
                let start = if goes_on { behind } else { start }.min(length);
                behind = (start + bytes % 2_000 * 40).min(length);
                let read = handle.read_bytes(start..behind).unwrap();
                prop_assert!(read.as_slice() == &written[start..behind]);
            }
        }
    }
}
