//! What a worker makes of one piece of a file.
//!
//! A panic is a bug of this program, and must cost no more than the record that it meets: it is caught, the record is skipped
//! and told with its place, and its neighbours are read all the same.

use std::any::Any;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::beside::Folder;
use super::budget::Permit;
use super::clean::{self, CleanOptions};
use super::event::{Event, Skipped, Tally};
use super::format::{Format, Split};
use super::reason::{Reason, Refused};
use super::record::Record;
use super::slice::{Beside, ReadOptions, Slice};
use super::slices::{Cutting, OwnedSlice, slices};
use crate::article::{Article, Origin};

/// Makes of an article, read as this format, what the caller wants.
pub(crate) type Prepare<'a, P> = dyn Fn(Article, &Format, &Arc<Permit>) -> P + Sync + 'a;

/// What every worker needs.
pub(super) struct Shared<'a, P> {
    /// How records are read.
    pub(super) read: &'a ReadOptions,
    /// How records become articles.
    pub(super) clean: &'a CleanOptions,
    /// What an article becomes.
    pub(super) prepare: &'a Prepare<'a, P>,
}

impl<P> Clone for Shared<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Shared<'_, P> {}

/// What a worker makes of one piece.
pub(super) struct Reading<'a, P> {
    shared: Shared<'a, P>,
    path: &'a str,
    beside: Option<Folder>,
    tally: Arc<Tally>,
    events: Vec<Event<P>>,
}

/// What is the same for all records of a piece.
#[derive(Clone, Copy)]
struct Piece<'a> {
    format: &'a Format,
    permit: &'a Arc<Permit>,
}

impl<'a, P> Reading<'a, P> {
    pub(super) fn new(shared: Shared<'a, P>, path: &'a str, tally: Arc<Tally>) -> Self {
        Self {
            shared,
            path,
            beside: None,
            tally,
            events: Vec::new(),
        }
    }

    /// The file lies in a folder, and a format may look beside it.
    pub(super) fn in_folder(self, folder: Option<Folder>) -> Self {
        Self {
            beside: folder,
            ..self
        }
    }

    /// What happened.
    pub(super) fn into_events(self) -> Vec<Event<P>> {
        self.events
    }

    /// Something else happened.
    pub(super) fn push(&mut self, event: Event<P>) {
        self.events.push(event);
    }

    /// What the file holds so far.
    pub(super) fn tally(&self) -> &Arc<Tally> {
        &self.tally
    }

    /// Does what may panic for a reason that is nobody's record: then the rest of the file is told as skipped.
    pub(super) fn guarded(&mut self, of_file: impl FnOnce(&mut Self)) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| of_file(self))) {
            self.break_off(None, None, panicked(&*panic));
        }
    }

    /// Reads a slice, or tells why there is none.
    pub(super) fn piece(
        &mut self,
        slice: Result<OwnedSlice, Refused>,
        format: &Format,
        charset: Option<&'static str>,
        permit: &Arc<Permit>,
    ) {
        let slice = match slice {
            Ok(slice) => slice,
            Err(refused) => {
                return self.break_off(refused.ordinal, refused.line, refused.reason);
            }
        };
        let guessed = slice.guessed.or(charset);
        if guessed.is_some() || slice.replaced > 0 {
            self.events.push(Event::Charset {
                path: self.path.to_owned(),
                guessed,
                replaced: slice.replaced,
            });
        }
        let piece = Piece { format, permit };
        let before = self.events.len();
        if let Err(reason) = self.records(&slice.as_slice(), piece) {
            self.events.truncate(before);
            self.one_by_one(&slice, piece, reason);
        }
    }

    /// Reads all records of a slice. Where the reader panics, nothing that was read of the slice counts.
    fn records(&mut self, slice: &Slice<'_>, piece: Piece<'_>) -> Result<(), Reason> {
        let mut articles = 0;
        let options = self.shared.read;
        let folder = self.beside.clone();
        let beside = folder.as_ref().map(|folder| folder as &dyn Beside);
        let slice = Slice { beside, ..*slice };
        let read = || {
            (piece.format.read)(&slice, options, &mut |record| {
                articles += u64::from(self.record(record, piece));
            });
        };
        catch_unwind(AssertUnwindSafe(read)).map_err(|panic| panicked(&*panic))?;
        self.tally.add(articles);
        Ok(())
    }

    /// Reads each record of a slice alone: the reader panicked at one of them.
    fn one_by_one(&mut self, slice: &OwnedSlice, piece: Piece<'_>, reason: Reason) {
        let split = piece.format.split;
        let whole = matches!(split, Split::Whole | Split::Bytes);
        if slice.records < 2 || whole {
            let ordinal = Some(slice.first_ordinal).filter(|_| !whole);
            return self.skip(ordinal, ordinal.map(|_| slice.first_line), reason);
        }
        let (text, lines_before) = match &slice.header {
            Some(header) => (
                format!("{header}\n{}", slice.text),
                1 + memchr::memchr_iter(b'\n', header.as_bytes()).count() as u64,
            ),
            None if split == Split::Values => (format!("[{}]", slice.text), 0),
            None => (slice.text.clone(), 0),
        };
        let ordinal_at = |ordinal: u64| slice.first_ordinal - 1 + ordinal;
        let line_at = |line: u64| (slice.first_line + line).saturating_sub(1 + lines_before);
        let cutting = Cutting {
            target_bytes: 1,
            limit_bytes: usize::MAX,
            ..Cutting::new(split, self.shared.read)
        };
        slices(&mut Cursor::new(text), &cutting, &mut |one| {
            match one {
                Ok(mut one) => {
                    one.first_ordinal = ordinal_at(one.first_ordinal);
                    one.first_line = line_at(one.first_line);
                    let before = self.events.len();
                    if let Err(reason) = self.records(&one.as_slice(), piece) {
                        self.events.truncate(before);
                        self.skip(Some(one.first_ordinal), Some(one.first_line), reason);
                    }
                }
                Err(refused) => self.skip(
                    refused.ordinal.map(ordinal_at),
                    refused.line.map(line_at),
                    refused.reason,
                ),
            }
            ControlFlow::Continue(())
        });
    }

    /// Makes an article of a record; whether it became one.
    fn record(&mut self, record: Result<Record, Refused>, piece: Piece<'_>) -> bool {
        let record = match record {
            Ok(record) => record,
            Err(refused) => {
                self.skip(refused.ordinal, refused.line, refused.reason);
                return false;
            }
        };
        let origin = self.origin(record.ordinal, record.line);
        let shared = self.shared;
        let made = catch_unwind(AssertUnwindSafe(|| {
            clean::article(record, origin.clone(), shared.clean).map(|(article, notices)| {
                (
                    (shared.prepare)(article, piece.format, piece.permit),
                    notices,
                )
            })
        }));
        match made.unwrap_or_else(|panic| Err(panicked(&*panic))) {
            Ok((prepared, notices)) => {
                let notices = notices.into_iter();
                self.events
                    .extend(notices.map(|notice| Event::Notice(origin.clone(), notice)));
                self.events.push(Event::Article(prepared));
                true
            }
            Err(reason) => {
                self.skip(origin.record, origin.line, reason);
                false
            }
        }
    }

    /// Something could not be read, and what follows it in the file may be missing.
    pub(super) fn break_off(&mut self, record: Option<u64>, line: Option<u64>, reason: Reason) {
        self.tally.break_off();
        if reason.is_of_the_file() {
            self.tally.leave_unfinished();
        }
        self.skip(record, line, reason);
    }

    fn skip(&mut self, record: Option<u64>, line: Option<u64>, reason: Reason) {
        if matches!(reason, Reason::Panicked { .. }) {
            // A later version of this program may read it.
            self.tally.break_off();
        }
        self.tally.skip();
        let origin = self.origin(record, line);
        self.events.push(Event::Skipped(Skipped { origin, reason }));
    }

    fn origin(&self, record: Option<u64>, line: Option<u64>) -> Origin {
        Origin {
            index: None,
            entry: None,
            path: self.path.to_owned(),
            record,
            line,
        }
    }
}

/// What a panic said, as a reason to skip what it met.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> Reason {
    let problem = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Reason::Panicked {
        problem: problem.to_owned(),
    }
}
