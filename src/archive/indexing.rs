//! Files into the index: read, added, noted, pruned.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rustc_hash::FxHashMap;

use crate::archive::moved::Moved;
use crate::archive::request::{EventSink, IndexEvent, IndexReport, IndexRequest};
use crate::archive::{adding, root};
use crate::article::ArticleId;
use crate::error::{Error, Result};
use crate::index::journal::FileState;
use crate::index::{self, Added, ArchiveWriter, Merging, Prepared, Told};
use crate::ingest::Skipped;
use crate::ingest::clean::Notice;
use crate::ingest::event::{Event, FileSeen, Tally};
use crate::ingest::options::IngestOptions;
use crate::ingest::paths::{file_of, is_gone, origin_path};
use crate::ingest::pipeline::ingest;
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
    let mut writer = if request.dry_run {
        ArchiveWriter::rehearse(&request.index)?
    } else {
        ArchiveWriter::open(&request.index, request.writing())?
    };
    let mut options = request.ingesting(root::settle(&request.index, &mut writer.journal));
    if let Some(days) = request.copies_within_days {
        writer.set_copies_within_days(days);
    }
    let base = options.base.clone();
    writer
        .claims()
        .find_files_by(Box::new(move |path| !is_gone(path, &base)));
    let mut run = IndexingRun {
        report: IndexReport::default(),
        sink,
        reading: options.reading(),
        read: request.prune.then(Vec::new),
        unfinished: false,
        kept_out_before: 0,
        moved: Moved::default(),
    };
    run.emit(IndexEvent::Opened)?;
    run.read(&mut writer, &options, request)?;
    run.prune(&mut writer, &mut options, request)?;
    if let Some((files, folder)) = run.moved.from(&writer.journal, &options.base) {
        run.emit(IndexEvent::Moved {
            files,
            folder: &folder,
        })?;
    }
    writer.note_lost();
    run.report.interrupted = request.stop.load(Ordering::Relaxed);
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
    /// Names the reader and its options.
    reading: String,
    /// Where articles are pruned: the files read. They are noted when what they no longer hold has been removed, which is when
    /// everything else has been read, for an article may have moved to another file.
    read: Option<Vec<(String, FileState)>>,
    /// Whether some file could not be read to its end, which may hold what another one no longer holds.
    unfinished: bool,
    /// Articles kept out of the index before the file that is being read.
    kept_out_before: u64,
    /// The files seen, by which those are known that were moved.
    moved: Moved,
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
                format: None,
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
        let files = writer.journal.files();
        // What was skipped is told again, which takes reading the file again; so does finding what it no longer holds.
        let known: FxHashMap<String, (u64, u64)> = files
            .filter(|(_, state)| state.reading == self.reading && state.skipped == 0)
            .filter(|(_, state)| state.left == 0 || !request.prune)
            .map(|(path, state)| (path.to_owned(), (state.size_bytes, state.modified_ns)))
            .collect();
        let unchanged = |seen: &FileSeen| {
            seen.modified_ns != 0
                && known.get(&seen.path) == Some(&(seen.size_bytes, seen.modified_ns))
        };
        let mut failed: Option<Error> = None;
        let passed_over = ingest(
            options,
            &unchanged,
            &|article, read_as, permit| {
                let hold: Arc<dyn std::any::Any + Send + Sync> = Arc::clone(permit) as _;
                let made = preparer.prepare(article).map(|prepared| {
                    prepared
                        .holding(hold)
                        .in_table(read_as.is_row)
                        .taken_back(read_as.is_withdrawn)
                });
                (read_as.format, made)
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
        self.report.passed_over = passed_over;
        failed.map_or(Ok(()), Err)
    }

    fn take(
        &mut self,
        writer: &mut ArchiveWriter,
        event: Event<(&'static str, index::Result<Prepared>)>,
    ) -> Result<()> {
        match event {
            Event::File(file) => {
                self.moved.see(&file);
                self.kept_out_before = self.report.kept_out;
                writer.file(&file.path, file.modified_ns);
            }
            Event::Article((format, prepared)) => {
                let prepared = prepared?;
                let article = &prepared.article;
                if !prepared.is_withdrawn {
                    self.emit(IndexEvent::Article { format, article })?;
                }
                self.add(writer, format, prepared)?;
            }
            Event::Skipped(skipped) => {
                self.unfinished |=
                    skipped.origin.record.is_none() && skipped.reason.is_of_the_file();
                self.report.skipped += 1;
                self.emit(IndexEvent::Skipped(&skipped))?;
            }
            Event::Notice(origin, notice) => {
                self.report.notices += 1;
                let (origin, notice) = (&origin, &notice);
                self.emit(IndexEvent::Notice { origin, notice })?;
            }
            Event::Charset {
                path,
                guessed,
                replaced,
            } => self.charset(&path, guessed, replaced)?,
            Event::PassedOver { path, what, count } => {
                let path = &path;
                self.emit(IndexEvent::PassedOver { path, what, count })?;
            }
            Event::Unchanged(seen) => self.unchanged(writer, &seen),
            Event::Done {
                file,
                format,
                tally,
            } => self.done(writer, file, format, &tally)?,
            Event::Idle => writer.hand_over()?,
            Event::Progress(bytes) => {
                let articles = self.report.articles();
                self.emit(IndexEvent::Progress { bytes, articles })?;
            }
        }
        Ok(())
    }

    /// A file that is as it was read before.
    fn unchanged(&mut self, writer: &ArchiveWriter, seen: &FileSeen) {
        self.moved.see(seen);
        let state = writer.journal.get(&seen.path);
        self.report.files_unchanged += 1;
        self.report.unchanged += state.map_or(0, |state| state.articles);
    }

    fn charset(&mut self, path: &str, guessed: Option<&'static str>, replaced: u64) -> Result<()> {
        self.report.notices += 1;
        self.emit(IndexEvent::Charset {
            path,
            guessed,
            replaced,
        })
    }

    fn add(
        &mut self,
        writer: &mut ArchiveWriter,
        format: &'static str,
        prepared: Prepared,
    ) -> Result<()> {
        let withdrawn = prepared.is_withdrawn.then(|| {
            let article = &prepared.article;
            (article.id.clone(), article.origin.clone())
        });
        let (added, told) = adding::add(writer, prepared, &mut self.report)?;
        if let Some((id, origin)) = withdrawn {
            if added == (Added::Withdrawn { was_there: true }) {
                let path = &origin.path;
                self.emit(IndexEvent::Removed { id: &id, path })?;
            }
            let skipped = Skipped {
                origin,
                format: Some(format),
                reason: Reason::Withdrawn,
            };
            self.emit(IndexEvent::Skipped(&skipped))?;
        }
        told.map_or(Ok(()), |told| self.tell(told))
    }

    /// A file was read.
    fn done(
        &mut self,
        writer: &mut ArchiveWriter,
        file: FileSeen,
        format: &'static str,
        tally: &Tally,
    ) -> Result<()> {
        self.emit(IndexEvent::Read {
            path: &file.path,
            format,
            articles: tally.articles(),
            skipped: tally.skipped(),
        })?;
        self.report.files += 1;
        self.unfinished |= tally.unfinished();
        if tally.broken() || file.path == "-" {
            return Ok(());
        }
        let kept_out = self.report.kept_out - self.kept_out_before;
        let settled = writer.settle(&file.path)?;
        self.report.replace_new(settled.replaced);
        let state = FileState {
            size_bytes: file.size_bytes,
            modified_ns: file.modified_ns,
            articles: tally.articles().saturating_sub(kept_out),
            skipped: tally.skipped(),
            left: settled.left,
            reading: self.reading.clone(),
            lost: Vec::new(),
        };
        if let Some(read) = &mut self.read {
            read.push((file.path, state));
        } else {
            self.report.left += settled.left;
            writer.note(&file.path, state);
        }
        Ok(())
    }

    fn tell(&mut self, told: Told) -> Result<()> {
        let (origin, notice) = match told {
            Told::IdTaken {
                origin,
                id,
                named,
                by,
            } => (origin, Notice::IdTaken { id, named, by }),
            Told::Older { origin, id, by } => (origin, Notice::OlderVersion { id, by }),
        };
        self.report.notices += 1;
        self.emit(IndexEvent::Notice {
            origin: &origin,
            notice: &notice,
        })
    }

    /// Where articles are pruned, removes those of files that lie below the paths and are gone, and those that the files read no
    /// longer hold. What a run did not get to see may be anywhere: after one that was stopped nothing is removed, and nothing
    /// that may have moved to a file which could not be read to its end.
    fn prune(
        &mut self,
        writer: &mut ArchiveWriter,
        options: &mut IngestOptions,
        request: &IndexRequest,
    ) -> Result<()> {
        let Some(read) = self.read.take() else {
            return Ok(());
        };
        let stopped = request.stop.load(Ordering::Relaxed);
        let mut unread: Vec<InFile> = Vec::new();
        let mut noted = Vec::new();
        for (path, state) in read {
            let no_longer = in_file(writer.unread(&path)?, &path);
            // A file that still has something to lose is not noted, so that the next run looks at it again.
            if no_longer.is_empty() || !(stopped || self.unfinished) {
                unread.extend(no_longer);
                writer.note(&path, FileState { left: 0, ..state });
                noted.push(path);
            } else {
                writer.journal.leave(&path);
            }
        }
        if stopped {
            return Ok(());
        }
        let below: Vec<String> = options
            .paths
            .iter()
            .map(|path| origin_path(path, &options.base))
            .collect();
        let files = writer.journal.files().map(|(path, _)| path);
        let mut gone: Vec<String> = files
            .filter(|path| below.iter().any(|root| is_below(path, root)))
            .filter(|path| is_gone(path, &options.base))
            .map(str::to_owned)
            .collect();
        gone.sort_unstable();
        let mut unread_with_file = Vec::new();
        for path in &gone {
            unread_with_file.extend(in_file(writer.unread(path)?, path));
        }
        for path in &gone {
            writer.journal.forget(path);
        }
        let both = unread.iter().chain(&unread_with_file);
        let all: Vec<ArticleId> = both.map(|article| article.id.clone()).collect();
        self.read_holders(&all, writer, options, request)?;
        if request.stop.load(Ordering::Relaxed) {
            for path in &noted {
                writer.journal.forget(path);
            }
            return Ok(());
        }
        self.report.removed_from_file += self.remove(&unread, writer)?;
        self.report.removed_with_file += self.remove(&unread_with_file, writer)?;
        Ok(())
    }

    /// Removes those of these articles that were not added since, and tells which; how many.
    fn remove(&mut self, articles: &[InFile], writer: &mut ArchiveWriter) -> Result<u64> {
        let mut removed = 0;
        for InFile { id, path } in articles {
            if writer.remove(id)? {
                removed += 1;
                self.emit(IndexEvent::Removed { id, path })?;
            }
        }
        Ok(removed)
    }

    /// Reads files again that hold versions of these articles, which had to give way to the versions that are gone now.
    fn read_holders(
        &mut self,
        gone: &[ArticleId],
        writer: &mut ArchiveWriter,
        options: &mut IngestOptions,
        request: &IndexRequest,
    ) -> Result<()> {
        writer.note_lost();
        let holders: Vec<PathBuf> = writer
            .holders(gone)
            .iter()
            .filter(|path| !is_gone(path, &options.base))
            .map(|path| file_of(path, &options.base))
            .collect();
        if holders.is_empty() {
            return Ok(());
        }
        writer.drop_articles(gone);
        let paths: Vec<String> = holders
            .iter()
            .map(|path| origin_path(path, &options.base))
            .collect();
        for path in &paths {
            writer.journal.forget(path);
        }
        options.paths = holders;
        let (passed_over, unchanged) = (self.report.passed_over, self.report.unchanged);
        self.read(writer, options, request)?;
        self.report.passed_over = passed_over;
        self.report.unchanged = unchanged;
        Ok(())
    }
}

/// An article, and the file that it was read from.
struct InFile {
    id: ArticleId,
    path: String,
}

fn in_file(ids: Vec<ArticleId>, path: &str) -> Vec<InFile> {
    let article = |id| InFile {
        id,
        path: path.to_owned(),
    };
    ids.into_iter().map(article).collect()
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

    /// What did not come to be seen may be anywhere: nothing is removed for it.
    #[test]
    fn what_was_not_seen_is_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let record = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"The story of {id}.\"}}\n");
        fs::write(path("a.jsonl"), record("one") + &record("two")).unwrap();
        let request = IndexRequest {
            prune: true,
            ..IndexRequest::new(path("index"), [path("a.jsonl"), path("b.jsonl.gz")])
        };
        let run = |stops: bool| {
            let request = request.clone();
            request.stop.store(false, Ordering::Relaxed);
            let stop = Arc::clone(&request.stop);
            index(&request, &mut |event| {
                if stops && matches!(event, IndexEvent::Progress { .. }) {
                    stop.store(true, Ordering::Relaxed);
                }
                Ok(())
            })
            .unwrap()
        };
        assert_eq!(run(false).new, 2);
        fs::write(path("a.jsonl"), record("one")).unwrap();
        // Stopped, then with a file that breaks off, into which the article may have moved.
        assert_eq!(run(true).removed(), 0);
        fs::write(path("b.jsonl.gz"), b"\x1f\x8b\x08\0\0\0\0\0").unwrap();
        assert_eq!(run(false).removed(), 0);
        fs::remove_file(path("b.jsonl.gz")).unwrap();
        fs::write(path("b.jsonl.gz"), record("three")).unwrap();
        let report = run(false);
        assert_eq!((report.removed(), report.new), (1, 1));
        // A file of which something was skipped is read again, so that it is told again.
        fs::write(path("a.jsonl"), record("one") + "{\"n\":1}\n").unwrap();
        for _ in 0..2 {
            assert_eq!(run(false).skipped, 1);
        }
        assert_eq!(run(false).removed(), 0);
    }
}
