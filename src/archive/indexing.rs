//! Files into the index: read, added, noted, pruned.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rustc_hash::FxHashMap;

use crate::archive::adding;
use crate::archive::request::{EventSink, IndexEvent, IndexReport, IndexRequest};
use crate::error::{Error, Result};
use crate::index::journal::FileState;
use crate::index::{self, ArchiveWriter, Merging, Prepared};
use crate::ingest::Skipped;
use crate::ingest::event::{Event, FileSeen};
use crate::ingest::pipeline::{IngestOptions, ingest, origin_path};
use crate::ingest::reason::Reason;

/// Reads files and folders into an index. Run again, it reads only what changed. What happens goes to `sink` as it happens.
///
/// # Errors
/// When none of the paths is there and neither is the index, when another process writes to it or it cannot be written, and
/// what `sink` raises. The index then stays as of the last commit.
pub fn index(request: &IndexRequest, sink: &mut EventSink<'_>) -> Result<IndexReport> {
    if !request.index.exists() {
        request.find_any_path()?;
    }
    let mut writer = ArchiveWriter::open(&request.index, request.writing())?;
    let options = request.ingesting();
    let mut run = IndexingRun {
        report: IndexReport::default(),
        sink,
        read: request.prune.then(Vec::new),
    };
    run.emit(IndexEvent::Opened)?;
    run.read(&mut writer, &options, request)?;
    // Whether what was not read is gone is not known before everything has been read.
    run.report.interrupted = request.stop.load(Ordering::Relaxed);
    if !run.report.interrupted {
        run.prune(&mut writer, &options)?;
    }
    writer.commit()?;
    run.tell_refused(&mut writer)?;
    run.emit(IndexEvent::Merging)?;
    let merging = if request.merge {
        adding::merging(&run.report)
    } else {
        Merging::Nothing
    };
    writer.finish(merging)?;
    Ok(run.report)
}

/// One run: what happened so far, and where it is told.
struct IndexingRun<'a> {
    report: IndexReport,
    sink: &'a mut EventSink<'a>,
    /// Where articles are pruned: the files read. They are noted when what they no longer hold has been removed, which is when
    /// everything else has been read, for an article may have moved to another file.
    read: Option<Vec<(String, FileState)>>,
}

impl IndexingRun<'_> {
    fn emit(&mut self, event: IndexEvent<'_>) -> Result<()> {
        (self.sink)(event).map_err(Error::Sink)
    }

    /// Tells which articles could not be indexed after all.
    fn tell_refused(&mut self, writer: &mut ArchiveWriter) -> Result<()> {
        for refused in writer.take_refused() {
            let skipped = Skipped {
                origin: refused.origin,
                reason: Reason::Panicked {
                    problem: refused.problem,
                },
            };
            // It was counted when it was handed over.
            self.report.refuse(1);
            self.emit(IndexEvent::Skipped(&skipped))?;
        }
        Ok(())
    }

    fn read(
        &mut self,
        writer: &mut ArchiveWriter,
        options: &IngestOptions,
        request: &IndexRequest,
    ) -> Result<()> {
        let preparer = writer.preparer();
        let known: FxHashMap<String, FileState> = writer
            .journal
            .paths()
            .filter_map(|path| Some((path.to_owned(), writer.journal.get(path)?)))
            .collect();
        let unchanged = |seen: &FileSeen| {
            known.get(&seen.path).is_some_and(|state| {
                state.size_bytes == seen.size_bytes
                    && state.modified_ns == seen.modified_ns
                    && seen.modified_ns != 0
            })
        };
        let mut failed: Option<Error> = None;
        self.report.passed_over = ingest(
            options,
            &unchanged,
            &|article, permit| {
                let hold: Arc<dyn std::any::Any + Send + Sync> = Arc::clone(permit) as _;
                preparer
                    .prepare(article)
                    .map(|prepared| prepared.holding(hold))
            },
            &request.stop,
            &mut |event| match self.take(writer, event) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            },
        )
        .map_err(Error::Threads)?;
        failed.map_or(Ok(()), Err)
    }

    fn take(
        &mut self,
        writer: &mut ArchiveWriter,
        event: Event<index::Result<Prepared>>,
    ) -> Result<()> {
        match event {
            Event::Article(prepared) => adding::add(writer, prepared?, &mut self.report)?,
            Event::Skipped(skipped) => {
                self.report.skipped += 1;
                self.emit(IndexEvent::Skipped(&skipped))?;
            }
            Event::Notice(origin, notice) => {
                self.report.notices += 1;
                self.emit(IndexEvent::Notice {
                    origin: &origin,
                    notice: &notice,
                })?;
            }
            Event::Charset {
                path,
                guessed,
                replaced,
            } => {
                self.report.notices += 1;
                self.emit(IndexEvent::Charset {
                    path: &path,
                    guessed,
                    replaced,
                })?;
            }
            Event::Unchanged(seen) => {
                let state = writer.journal.get(&seen.path);
                self.report.files_unchanged += 1;
                self.report.unchanged += state.map_or(0, |state| state.articles);
            }
            Event::Done { file, tally } => {
                self.report.files += 1;
                if !tally.broken() && file.path != "-" {
                    let state = FileState {
                        size_bytes: file.size_bytes,
                        modified_ns: file.modified_ns,
                        articles: tally.articles(),
                    };
                    match &mut self.read {
                        Some(read) => read.push((file.path, state)),
                        None => writer.journal.note(&file.path, state),
                    }
                }
            }
            Event::Idle => writer.hand_over()?,
            Event::Progress(bytes) => {
                let articles = self.report.articles();
                self.emit(IndexEvent::Progress { bytes, articles })?;
            }
        }
        Ok(())
    }

    /// Where articles are pruned, removes those of files that lie below the paths and are gone, and those that the files read no
    /// longer hold.
    fn prune(&mut self, writer: &mut ArchiveWriter, options: &IngestOptions) -> Result<()> {
        let Some(read) = self.read.take() else {
            return Ok(());
        };
        for (path, state) in read {
            self.report.removed_from_file += writer.remove_unread(&path)?;
            writer.journal.note(&path, state);
        }
        let below: Vec<String> = options
            .paths
            .iter()
            .map(|path| origin_path(path, &options.base))
            .collect();
        let gone: Vec<String> = writer
            .journal
            .paths()
            .filter(|path| below.iter().any(|root| is_below(path, root)))
            // A folder that cannot be read is not gone.
            .filter(|path| matches!(options.base.join(path).try_exists(), Ok(false)))
            .map(str::to_owned)
            .collect();
        for path in gone {
            self.report.removed_with_file += writer.remove_unread(&path)?;
            writer.journal.forget(&path);
        }
        Ok(())
    }
}

fn is_below(path: &str, root: &str) -> bool {
    root.is_empty()
        || path
            .strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || root.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Runs `unbury index news --prune` there.
    fn pruned(folder: &std::path::Path, stop: bool) -> IndexReport {
        let request = IndexRequest {
            prune: true,
            threads: 1,
            ..IndexRequest::new(folder.join("index"), [folder.join("news")])
        };
        request.stop.store(stop, Ordering::Relaxed);
        index(&request, &mut |_| Ok(())).unwrap()
    }

    #[test]
    fn an_interrupted_read_removes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir(folder.join("news")).unwrap();
        for name in ["a.txt", "b.txt"] {
            fs::write(folder.join("news").join(name), format!("Peace of {name}.")).unwrap();
        }
        assert_eq!(pruned(folder, false).new, 2);
        fs::remove_file(folder.join("news/a.txt")).unwrap();
        let report = pruned(folder, true);
        assert_eq!((report.removed(), report.interrupted), (0, true));
        let report = pruned(folder, false);
        assert_eq!((report.removed_with_file, report.interrupted), (1, false));
    }
}
