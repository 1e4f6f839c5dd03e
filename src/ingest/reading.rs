//! What a worker makes of one piece of a file.
//!
//! A panic is a bug of this program, and must cost no more than the record that it meets: it is caught, the record is skipped
//! and told with its place, and its neighbours are read all the same.

use std::any::Any;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::budget::Permit;
use super::clean;
use super::elements;
use super::event::{Event, FileSeen, Skipped, Tally};
use super::format::{Format, Split};
use super::options::IngestOptions;
use super::pieces::{Opener, PassedOverInside, Piece, Place, Unopened};
use super::reason::{Reason, Refused};
use super::record::Record;
use super::slice::{Beside, Slice};
use super::slices::{Cutting, OwnedSlice, slices};
use crate::article::Article;

/// Makes of an article what the caller wants.
pub(crate) type Prepare<'a, P> = dyn Fn(Article, ReadAs, &Arc<Permit>) -> P + Sync + 'a;

/// What an article was read as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadAs {
    /// The name of the format, or of the container that states it.
    pub(crate) format: &'static str,
    /// Whether it is a row of a table.
    pub(crate) is_row: bool,
    /// Whether its source takes it back: it is not to be found.
    pub(crate) is_withdrawn: bool,
}

/// Bytes that may come out of the files in a small file.
const SMALL_FILE_HOLDS_BYTES: usize = 4 << 20;

/// What every worker needs.
pub(super) struct Shared<'a, P> {
    /// How files are read, and records become articles.
    pub(super) options: &'a IngestOptions,
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
    place: Arc<Place>,
    /// The format or container as which it is read, once that is known.
    read_as: Option<&'static str>,
    tally: Arc<Tally>,
    events: Vec<Event<P>>,
}

/// What is the same for all records of a piece.
#[derive(Clone, Copy)]
struct OfSlice<'a> {
    format: &'static Format,
    permit: &'a Arc<Permit>,
}

impl<'a, P> Reading<'a, P> {
    pub(super) fn new(shared: Shared<'a, P>, place: Arc<Place>, tally: Arc<Tally>) -> Self {
        Self {
            shared,
            place,
            read_as: None,
            tally,
            events: Vec::new(),
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

    /// Does what may panic for a reason that is nobody's record: then the rest of the file is told as skipped.
    pub(super) fn guarded(&mut self, of_file: impl FnOnce(&mut Self)) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| of_file(self))) {
            self.break_off(None, None, panicked(&*panic));
        }
    }

    /// Opens, cuts and reads a small file.
    pub(super) fn small(
        &mut self,
        path: &Path,
        place: &Arc<Place>,
        seen: &FileSeen,
        permit: &Arc<Permit>,
    ) {
        let source = match Unopened::open(path, &Arc::default()) {
            Ok(source) => source,
            Err(reason) => return self.break_off(None, None, reason),
        };
        let opened = self.opened(permit, |opener| opener.file(source, place));
        match opened {
            Ok(format) => {
                let (file, tally) = (seen.clone(), Arc::clone(&self.tally));
                self.push(Event::Done {
                    file,
                    format,
                    tally,
                });
            }
            Err(reason) => self.break_off(None, None, reason),
        }
    }

    /// Reads what an opener opens, at once.
    fn opened<T>(&mut self, permit: &Arc<Permit>, open: impl FnOnce(&mut Opener<'_>) -> T) -> T {
        let options = self.shared.options;
        let mut emit = |place: &Arc<Place>, piece: Piece| {
            self.piece(place, piece, permit);
            ControlFlow::Continue(())
        };
        let mut opener = Opener::bounded(options, SMALL_FILE_HOLDS_BYTES, &mut emit);
        let done = open(&mut opener);
        let passed_over = opener.passed_over;
        self.pass_over(passed_over);
        done
    }

    /// Reads a piece of a file that stands at a place.
    pub(super) fn piece(&mut self, place: &Arc<Place>, piece: Piece, permit: &Arc<Permit>) {
        self.place = Arc::clone(place);
        self.read_as = match &piece {
            Piece::Slice { format, .. } => Some(format.name),
            Piece::Record { container, .. } => Some(container),
            Piece::Refused { container, .. } => *container,
            Piece::File(_) | Piece::Noted(_) => None,
        };
        match piece {
            Piece::Slice {
                format,
                charset,
                slice,
            } => self.slice(slice, format, charset, permit),
            Piece::Record { container, record } => {
                let made = self.record(Ok(*record), container, false, permit);
                self.tally.add(u64::from(made));
            }
            Piece::Refused { reason, .. } if place.is_inside() && !reason.is_of_the_file() => {
                self.skip(None, None, reason);
            }
            Piece::Refused { reason, .. } => self.break_off(None, None, reason),
            Piece::Noted(notice) => {
                let origin = place.origin(None, None);
                self.push(Event::Notice(origin, notice));
            }
            Piece::File(file) => {
                self.opened(permit, |opener| opener.small_file(file, place));
            }
        }
    }

    /// So many things were no articles by their nature.
    pub(super) fn pass_over(&mut self, passed_over: PassedOverInside) {
        let path = self.place.path.clone();
        let events = passed_over.into_iter();
        self.events
            .extend(events.map(|(what, count)| Event::PassedOver {
                path: path.clone(),
                what,
                count,
            }));
    }

    /// Reads a slice, or tells why there is none.
    fn slice(
        &mut self,
        slice: Result<OwnedSlice, Refused>,
        format: &'static Format,
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
                path: self.place.origin(None, None).file().into_owned(),
                guessed,
                replaced: slice.replaced,
            });
        }
        let piece = OfSlice { format, permit };
        let before = self.events.len();
        if let Err(reason) = self.records(&slice.as_slice(), piece) {
            self.events.truncate(before);
            self.one_by_one(&slice, piece, reason);
        }
    }

    /// Reads all records of a slice. Where the reader panics, nothing that was read of the slice counts.
    fn records(&mut self, slice: &Slice<'_>, piece: OfSlice<'_>) -> Result<(), Reason> {
        let mut articles = 0;
        let options = &self.shared.options.read;
        let (format, is_row) = (piece.format.name, piece.format.split == Split::Rows);
        let place = Arc::clone(&self.place);
        let beside = place.folder.as_ref().map(|folder| folder as &dyn Beside);
        let slice = Slice { beside, ..*slice };
        let read = || {
            (piece.format.read)(&slice, options, &mut |record| {
                articles += u64::from(self.record(record, format, is_row, piece.permit));
            });
        };
        catch_unwind(AssertUnwindSafe(read)).map_err(|panic| panicked(&*panic))?;
        self.tally.add(articles);
        Ok(())
    }

    /// Reads each record of a slice alone: the reader panicked at one of them.
    fn one_by_one(&mut self, slice: &OwnedSlice, piece: OfSlice<'_>, reason: Reason) {
        let split = piece.format.split;
        let whole = matches!(split, Split::Whole | Split::Bytes);
        if slice.records < 2 || whole {
            let ordinal = Some(slice.first_ordinal).filter(|_| !whole);
            return self.skip(ordinal, ordinal.map(|_| slice.first_line), reason);
        }
        if let Split::Elements(names) = split {
            return self.elements_alone(&slice.as_slice(), names, piece);
        }
        let (text, lines_before) = match &slice.header {
            Some(header) if split != Split::Values => (
                format!("{header}\n{}", slice.text),
                1 + memchr::memchr_iter(b'\n', header.as_bytes()).count() as u64,
            ),
            _ if split == Split::Values => (format!("[{}]", slice.text), 0),
            _ => (slice.text.clone(), 0),
        };
        let ordinal_at = |ordinal: u64| slice.first_ordinal - 1 + ordinal;
        let line_at = |line: u64| (slice.first_line + line).saturating_sub(1 + lines_before);
        let cutting = Cutting {
            target_bytes: 1,
            limit_bytes: usize::MAX,
            ..Cutting::new(split, &self.shared.options.read)
        };
        slices(&mut Cursor::new(text), &cutting, &mut |one| {
            match one {
                Ok(mut one) => {
                    one.header = one.header.or_else(|| slice.header.clone());
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

    /// Reads each element of a slice alone.
    fn elements_alone(
        &mut self,
        slice: &Slice<'_>,
        names: &'static [&'static str],
        piece: OfSlice<'_>,
    ) {
        for document in elements::parts(slice, names) {
            for part in document.parts {
                let alone = Slice {
                    text: part.text,
                    first_line: part.line,
                    first_ordinal: part.ordinal,
                    header: Some(&document.header),
                    ..*slice
                };
                let before = self.events.len();
                if let Err(reason) = self.records(&alone, piece) {
                    self.events.truncate(before);
                    self.skip(Some(part.ordinal), Some(part.line), reason);
                }
            }
        }
    }

    /// Makes an article of a record; whether it became one.
    fn record(
        &mut self,
        record: Result<Record, Refused>,
        format: &'static str,
        is_row: bool,
        permit: &Arc<Permit>,
    ) -> bool {
        let mut record = match record {
            Ok(record) => record,
            Err(refused) => {
                self.skip(refused.ordinal, refused.line, refused.reason);
                return false;
            }
        };
        if let Some(defaults) = &self.place.defaults {
            record.fill(defaults);
        }
        let read_as = ReadAs {
            format,
            is_row,
            is_withdrawn: record.withdrawn,
        };
        let origin = self.place.origin(record.ordinal, record.line);
        let shared = self.shared;
        let made = catch_unwind(AssertUnwindSafe(|| {
            clean::article(record, origin.clone(), &shared.options.clean)
                .map(|(article, notices)| ((shared.prepare)(article, read_as, permit), notices))
        }));
        match made.unwrap_or_else(|panic| Err(panicked(&*panic))) {
            Ok((prepared, notices)) => {
                let notices = notices.into_iter();
                self.events
                    .extend(notices.map(|notice| Event::Notice(origin.clone(), notice)));
                self.events.push(Event::Article(prepared));
                !read_as.is_withdrawn
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
        // What is no article by its nature is told once: reading its file again would say nothing new.
        if !reason.is_no_fault(self.place.is_inside()) {
            self.tally.skip();
        }
        let origin = self.place.origin(record, line);
        self.events.push(Event::Skipped(Skipped {
            origin,
            format: self.read_as,
            reason,
        }));
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
