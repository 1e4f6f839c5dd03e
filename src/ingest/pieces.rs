//! A file to pieces of work: slices of text, articles, and files inside of it.
//!
//! A file may be compressed, hold other files, or both, one in the other. It is read once, from its beginning to its end; nothing is
//! unpacked to disk, and no more is held in memory than a piece.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::beside::Folder;
use super::codings::{Coding, Failed};
use super::container::{self, Container};
use super::format::{Format, SNIFFED_BYTES, Split};
use super::member::{Limits, Member, Met, Source};
use super::notice::Notice;
use super::options::IngestOptions;
use super::reason::{Reason, Refused};
use super::record::Record;
use super::slices::{Cutting, OwnedSlice, slices};
use super::stream::{Bounded, Compression, Given, Stream, peek};
use crate::article::Origin;

/// Members up to this size are handed on as they are, to be opened by the worker that reads them.
const SMALL_BYTES: usize = 128 << 10;
/// A piece of a large file.
const SLICE_BYTES: usize = 512 << 10;
/// Bytes that an article takes beside its text, about: many small ones are more than the bytes of their file.
const ARTICLE_BYTES: usize = 1 << 10;
/// Containers may stand in one another this deep.
const DEPTH: u8 = 3;
/// With mail boxes and messages, which hold no more than themselves, between them.
const STEPS: u8 = 8;

/// A file, or a file inside of one.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// Path of the outermost file, as origins have it.
    pub(super) path: String,
    /// The way from there, with the sign before each step; empty for that file itself.
    pub(super) way: String,
    /// The folder around that file, where it is on disk and nothing is between the two.
    pub(super) folder: Option<Folder>,
    /// How many containers are around it, mail boxes left out.
    depth: u8,
    /// How many in all.
    steps: u8,
    /// What these say of its article where it does not.
    pub(super) defaults: Option<Box<Record>>,
}

impl Place {
    pub(super) fn of_file(path: &str, folder: Option<Folder>) -> Arc<Self> {
        Arc::new(Self {
            path: path.to_owned(),
            folder,
            ..Self::default()
        })
    }

    fn inside(&self, way: &str, counts: bool, defaults: Box<Record>) -> Arc<Self> {
        let mut defaults = defaults;
        if let Some(around) = &self.defaults {
            defaults.fill(around);
        }
        Arc::new(Self {
            path: self.path.clone(),
            way: format!("{}{way}", self.way),
            folder: None,
            depth: self.depth + u8::from(counts),
            steps: self.steps + 1,
            defaults: Some(defaults).filter(|defaults| **defaults != Record::default()),
        })
    }

    /// Whether it stands inside of another file.
    pub(super) fn is_inside(&self) -> bool {
        self.steps > 0
    }

    pub(super) fn origin(&self, record: Option<u64>, line: Option<u64>) -> Origin {
        Origin {
            index: None,
            path: self.path.clone(),
            entry: Some(self.way.clone()).filter(|way| !way.is_empty()),
            record,
            line,
        }
    }
}

/// A piece of work for any thread.
pub(super) enum Piece {
    /// Text, cut at the boundaries of records, or why there is none.
    Slice {
        format: &'static Format,
        /// The charset, where it was guessed.
        charset: Option<&'static str>,
        slice: Result<OwnedSlice, Refused>,
    },
    /// A small file that was not opened yet.
    File(SmallFile),
    /// An article that a container states.
    Record {
        /// The container's name.
        container: &'static str,
        record: Box<Record>,
    },
    /// What cannot be read.
    Refused {
        /// The container in which it stands, where that is what cannot be read on.
        container: Option<&'static str>,
        reason: Reason,
    },
    /// What is to be known of something that is no article.
    Noted(Notice),
}

/// A small file in memory.
pub(super) struct SmallFile {
    name: String,
    bytes: Vec<u8>,
    given: Given,
}

impl Piece {
    /// Bytes that it and the articles made of it take, about.
    pub(super) fn size_bytes(&self) -> usize {
        let bytes = match self {
            Self::Slice { slice, .. } => slice.as_ref().map_or(0, |slice| {
                let articles = usize::try_from(slice.records).unwrap_or(usize::MAX);
                let articles = articles.saturating_mul(ARTICLE_BYTES);
                (slice.text.len() + slice.bytes.len()).max(articles)
            }),
            Self::File(file) => file.bytes.len().max(ARTICLE_BYTES),
            Self::Record { record, .. } => record
                .paragraphs
                .iter()
                .map(|paragraph| paragraph.text.len())
                .sum::<usize>()
                .max(ARTICLE_BYTES),
            Self::Refused { .. } | Self::Noted(_) => 0,
        };
        bytes.max(1)
    }
}

/// A file to be opened.
pub(super) struct Unopened<'a> {
    name: String,
    bytes: Box<dyn Read + 'a>,
    /// The file itself, where it can be read at any place.
    path: Option<PathBuf>,
}

impl Unopened<'static> {
    /// The file at `path`; `-` is standard input. `taken_bytes` becomes what was read of it.
    ///
    /// # Errors
    /// [`Reason::Unreadable`] if it cannot be opened. What fails later fails on reading.
    pub(super) fn open(path: &Path, taken_bytes: &Arc<AtomicU64>) -> Result<Self, Reason> {
        let (name, bytes, path): (_, Box<dyn Read>, _) = if path.as_os_str() == "-" {
            (String::new(), Box::new(io::stdin()), None)
        } else {
            let file = File::open(path).map_err(|error| Reason::broken(&error))?;
            let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let path = is_file.then(|| path.to_owned());
            (name.into_owned(), Box::new(file), path)
        };
        let bytes = Box::new(Counted {
            reader: bytes,
            taken_bytes: Arc::clone(taken_bytes),
        });
        Ok(Self { name, bytes, path })
    }
}

/// How many things inside of files were no articles by their nature, by what they are.
pub(super) type PassedOverInside = BTreeMap<&'static str, u64>;

/// Takes the pieces of a file in their order, each with its place.
pub(super) type Emit<'a> = dyn FnMut(&Arc<Place>, Piece) -> ControlFlow<()> + 'a;

/// Opens files, and files in them, and hands on their pieces.
pub(super) struct Opener<'a> {
    options: &'a IngestOptions,
    emit: &'a mut Emit<'a>,
    /// Bytes that may still come out of what is compressed; `None` where only slices of it are held.
    left_bytes: Option<Rc<Cell<usize>>>,
    /// What was no article by its nature.
    pub(super) passed_over: PassedOverInside,
    /// Whether nothing more is wanted.
    stopped: bool,
}

impl<'a> Opener<'a> {
    /// Of a file whose pieces are handed on one by one.
    pub(super) fn new(options: &'a IngestOptions, emit: &'a mut Emit<'a>) -> Self {
        Self {
            options,
            emit,
            left_bytes: None,
            passed_over: BTreeMap::new(),
            stopped: false,
        }
    }

    /// Of a file that is read at once, and so may not hold much more than its own bytes.
    pub(super) fn bounded(
        options: &'a IngestOptions,
        bytes: usize,
        emit: &'a mut Emit<'a>,
    ) -> Self {
        Self {
            left_bytes: Some(Rc::new(Cell::new(bytes))),
            ..Self::new(options, emit)
        }
    }

    /// Opens a file that the user named, or a folder holds. The name of what it was read as.
    ///
    /// # Errors
    /// Why it cannot be read at all.
    pub(super) fn file(
        &mut self,
        source: Unopened<'_>,
        place: &Arc<Place>,
    ) -> Result<&'static str, Reason> {
        self.open(source, place, self.options.given)
    }

    /// Opens a small file that another opener handed on.
    pub(super) fn small_file(&mut self, file: SmallFile, place: &Arc<Place>) {
        let source = Unopened {
            name: file.name,
            bytes: Box::new(Cursor::new(file.bytes)),
            path: None,
        };
        if let Err(reason) = self.open(source, place, file.given) {
            self.refuse(place, None, reason);
        }
    }

    fn refuse(&mut self, place: &Arc<Place>, container: Option<&'static str>, reason: Reason) {
        self.emit(place, Piece::Refused { container, reason });
    }

    fn emit(&mut self, place: &Arc<Place>, piece: Piece) {
        self.stopped |= (self.emit)(place, piece).is_break();
    }

    fn flow(&self) -> ControlFlow<()> {
        if self.stopped {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn open(
        &mut self,
        source: Unopened<'_>,
        place: &Arc<Place>,
        given: Given,
    ) -> Result<&'static str, Reason> {
        let (head, rest) = peek(source.bytes, SNIFFED_BYTES as u64);
        let container = container::of(&source.name, &head);
        let source = Unopened {
            bytes: Box::new(Cursor::new(head).chain(rest)),
            ..source
        };
        self.open_as(container, source, place, given)
    }

    /// Opens what is `container`, or none.
    fn open_as(
        &mut self,
        container: Option<&'static Container>,
        source: Unopened<'_>,
        place: &Arc<Place>,
        given: Given,
    ) -> Result<&'static str, Reason> {
        if let Some(container) = container {
            return self.container(container, source.bytes, source.path.as_deref(), place);
        }
        let mut stream = Stream::new(&source.name, source.bytes);
        if let (Some(left), Some(_)) = (&self.left_bytes, stream.compression) {
            stream = stream.bounded(left);
        }
        if stream.compression.is_some()
            && let Some(container) = container::of(&stream.name, stream.head())
        {
            return self.container(container, stream.into_reader(), None, place);
        }
        let mut opened = stream.prepare(given)?;
        let (format, charset) = (opened.format, opened.charset.guessed());
        let cutting = Cutting {
            target_bytes: SLICE_BYTES,
            // Of a document that is no text, pictures are the most; they are not kept.
            limit_bytes: match format.split {
                Split::Bytes => 2 * self.options.record_bytes,
                _ => self.options.record_bytes,
            },
            ..Cutting::new(format.split, &self.options.read)
        };
        slices(&mut opened.reader, &cutting, &mut |slice| {
            let piece = Piece::Slice {
                format,
                charset,
                slice,
            };
            self.emit(place, piece);
            self.flow()
        });
        Ok(format.name)
    }

    fn container(
        &mut self,
        container: &'static Container,
        mut bytes: Box<dyn Read + '_>,
        path: Option<&Path>,
        place: &Arc<Place>,
    ) -> Result<&'static str, Reason> {
        if place.depth == DEPTH || place.steps == STEPS {
            return Err(Reason::TooDeep);
        }
        let limits = Limits {
            member_bytes: self.options.record_bytes,
        };
        let mut source = Source {
            bytes: &mut *bytes,
            path,
            options: &self.options.read,
        };
        // The only break is that of `met`, which knows about it.
        let _stopped = (container.read)(&mut source, limits, &mut |met| {
            self.met(met, container, place);
            self.flow()
        });
        Ok(container.name)
    }

    fn met(&mut self, met: Met<'_>, container: &Container, around: &Arc<Place>) {
        match met {
            Met::Member(member) => self.member(member, container, around),
            Met::Record { way, record } => {
                let place = around.inside(&way, container.nests, Box::default());
                let container = container.name;
                self.emit(&place, Piece::Record { container, record });
            }
            Met::PassedOver(what) => {
                *self.passed_over.entry(what).or_default() += 1;
            }
            Met::Refused { way, reason } if way.is_empty() => {
                self.refuse(around, Some(container.name), reason);
            }
            Met::Refused { way, reason } => {
                let place = around.inside(&way, container.nests, Box::default());
                self.refuse(&place, Some(container.name), reason);
            }
            Met::Noted { way, notice } => {
                let place = around.inside(&way, container.nests, Box::default());
                self.emit(&place, Piece::Noted(notice));
            }
        }
    }

    fn member(&mut self, member: Member<'_>, around_it: &Container, around: &Arc<Place>) {
        let user = self.options.given;
        let declared = member.charset.as_deref();
        let given = Given {
            format: user.format.or(member.format),
            charset: user.charset.or_else(|| declared.and_then(Coding::by_name)),
        };
        let place = around.inside(&member.way, around_it.nests, member.defaults);
        let bytes: Box<dyn Read> = match &self.left_bytes {
            Some(left) => Box::new(Bounded::new(member.bytes, left)),
            None => member.bytes,
        };
        let mut head = Vec::new();
        let mut bytes = bytes;
        let read = (&mut bytes)
            .take(SMALL_BYTES as u64 + 1)
            .read_to_end(&mut head);
        let sniffed = &head[..head.len().min(SNIFFED_BYTES)];
        let container = container::of(&member.name, sniffed);
        let expands = Compression::of(sniffed).is_some()
            || container.is_some_and(|container| container.expands);
        let is_small = read.as_ref().is_ok_and(|read| *read <= SMALL_BYTES)
            && self.left_bytes.is_none()
            && !expands;
        if is_small {
            let file = SmallFile {
                name: member.name,
                bytes: head,
                given,
            };
            return self.emit(&place, Piece::File(file));
        }
        let source = Unopened {
            name: member.name,
            bytes: Box::new(Cursor::new(head).chain(Failed(read.err())).chain(bytes)),
            path: None,
        };
        if let Err(reason) = self.open_as(container, source, &place, given) {
            self.refuse(&place, None, reason);
        }
    }
}

/// Counts what is read.
struct Counted<R> {
    reader: R,
    taken_bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.taken_bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
