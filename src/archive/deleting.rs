//! Articles out of the index, to stay away when their files are read again; and back.

use std::path::Path;

use crate::article::ArticleId;
use crate::error::Result;
use crate::index::{ArchiveReader, ArchiveWriter, Merging, WriterOptions};

/// Deletes articles from the index in a folder, all of them or none. They stay away when their files are read again, until
/// [`undelete`] lets them back. Gives the ids of those that were there.
///
/// Which articles match a query is what [`Archive::answer`](crate::Archive::answer) says.
///
/// # Errors
/// When there is no index, another process writes to it, or it cannot be written.
pub fn delete<I: Into<String>>(
    index: impl AsRef<Path>,
    ids: impl IntoIterator<Item = I>,
) -> Result<Vec<String>> {
    let mut writer = open(index.as_ref())?;
    let ids: Vec<ArticleId> = ids.into_iter().map(|id| ArticleId(id.into())).collect();
    let deleted = writer.delete_for_good(&ids)?;
    if !deleted.is_empty() {
        writer.commit()?;
    }
    writer.finish(Merging::Small)?;
    Ok(deleted.into_iter().map(|id| id.0).collect())
}

/// Lets deleted articles back: they are in the index again when their files have been read again. Gives the ids of those that
/// were deleted.
///
/// # Errors
/// When there is no index, another process writes to it, or it cannot be written.
pub fn undelete<I: Into<String>>(
    index: impl AsRef<Path>,
    ids: impl IntoIterator<Item = I>,
) -> Result<Vec<String>> {
    let mut writer = open(index.as_ref())?;
    let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
    let back = writer.let_back(&ids)?;
    if !back.is_empty() {
        writer.commit()?;
    }
    writer.finish(Merging::Nothing)?;
    Ok(back)
}

/// The ids of the articles that were deleted and stay away, in order.
///
/// # Errors
/// When there is no index, or it cannot be read.
pub fn deleted(index: impl AsRef<Path>) -> Result<Vec<String>> {
    Ok(crate::index::deleted_ids(index.as_ref())?)
}

/// Opens an index for writing. Opening for reading first says so where there is none, instead of making one.
fn open(index: &Path) -> Result<ArchiveWriter> {
    drop(ArchiveReader::open(index)?);
    let nothing_is_indexed = WriterOptions {
        threads: 1,
        memory_bytes: 0,
    };
    Ok(ArchiveWriter::open(index, nothing_is_indexed)?)
}
