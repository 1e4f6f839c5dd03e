//! Articles into the index, with the rules of its writer: when to commit, and what to merge.

use std::path::Path;

use rayon::prelude::*;

use crate::archive::request::{IndexReport, writing_by_default};
use crate::article::Article;
use crate::cores::has_threads;
use crate::error::Result;
use crate::index::{
    self, Added, ArchiveReader, ArchiveWriter, Merging, Prepared, Told, Verification, WriterOptions,
};

/// Articles prepared at a time.
const TOGETHER: usize = 64;

/// Adds articles that are in memory to the index in a folder, which is made where it is missing. An article with the id of an
/// older one replaces it.
///
/// # Errors
/// When the index is being written by another process or cannot be written. The index then stays as of the last commit.
pub fn index_articles(
    index: impl AsRef<Path>,
    articles: impl IntoIterator<Item = Article>,
) -> Result<IndexReport> {
    let mut writer = ArchiveWriter::open(index.as_ref(), writing_by_default())?;
    let preparer = writer.preparer();
    let mut report = IndexReport::default();
    let mut articles = articles.into_iter();
    loop {
        let together: Vec<Article> = articles.by_ref().take(TOGETHER).collect();
        if together.is_empty() {
            break;
        }
        let prepare = |article| preparer.prepare(article);
        let ready: Vec<Prepared> = if has_threads() {
            let ready = together.into_par_iter().map(prepare);
            ready.collect::<index::Result<_>>()?
        } else {
            let ready = together.into_iter().map(prepare);
            ready.collect::<index::Result<_>>()?
        };
        for prepared in ready {
            add(&mut writer, prepared, &mut report)?;
        }
    }
    writer.commit()?;
    report.refuse(writer.take_refused().len() as u64);
    writer.finish(merging(&report))?;
    Ok(report)
}

/// Merges the index in a folder into few segments, the fastest to search: one for each hundred thousand articles, at most eight, which
/// cores share. It takes as much memory and disk as that needs.
///
/// # Errors
/// When there is no index, or it cannot be written.
pub fn optimize(index: impl AsRef<Path>) -> Result<()> {
    let index = index.as_ref();
    // Opening for reading first says so where there is no index, instead of making one.
    drop(ArchiveReader::open(index)?);
    let nothing_is_indexed = WriterOptions {
        threads: 1,
        memory_bytes: 0,
    };
    let writer = ArchiveWriter::open(index, nothing_is_indexed)?;
    Ok(writer.finish(Merging::Everything)?)
}

/// Reads an index whole, and says which of its files and articles are not as they were written. Whatever else reads it checks what
/// it reads.
///
/// # Errors
/// When there is no index, or not even its last commit can be read.
pub fn verify(index: impl AsRef<Path>) -> Result<Verification> {
    Ok(index::verify(index.as_ref())?)
}

/// Adds an article, and commits where that is due; what became of it, and what there is to tell. Segments are merged after commits only, when no
/// articles are indexed.
pub(super) fn add(
    writer: &mut ArchiveWriter,
    prepared: Prepared,
    report: &mut IndexReport,
) -> Result<(Added, Option<Told>)> {
    report.text_bytes += prepared.text_bytes();
    let (added, told) = writer.add(prepared)?;
    match added {
        Added::New => report.new += 1,
        Added::Replaced => report.replaced += 1,
        Added::Unchanged | Added::Older => report.unchanged += 1,
        Added::Deleted => report.kept_out += 1,
        Added::Withdrawn { was_there } => {
            report.skipped += 1;
            report.removed_by_source += u64::from(was_there);
        }
    }
    if writer.wants_commit() {
        writer.commit()?;
        writer.merge_levels()?;
    }
    Ok((added, told))
}

/// What is merged at the end: nothing where nothing changed, or where someone is waiting.
pub(super) fn merging(report: &IndexReport) -> Merging {
    if report.changed() && !report.interrupted {
        Merging::Small
    } else {
        Merging::Nothing
    }
}
