//! A stream of bytes to slices that hold whole records, so that one large file is read by many
//! threads and never stands in memory whole.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::ingest::boundaries::{Cut, Lines, Rows, Values};
use crate::ingest::elements::Elements;
use crate::ingest::encoding::{Failed, Repair};
use crate::ingest::format::Split;
use crate::ingest::formats::data::csv;
use crate::ingest::json_lists::ArticleLists;
use crate::ingest::marked::Marked;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::table::Table;

/// How a stream is cut.
#[derive(Debug, Clone, Copy)]
pub struct Cutting<'a> {
    /// Where the format may be cut.
    pub split: Split,
    /// How its records will be read.
    pub options: &'a ReadOptions,
    /// A slice ends with the first record that reaches this size, in bytes.
    pub target_bytes: usize,
    /// A record that is larger, in bytes, is refused; so is a larger file that is one article.
    pub limit_bytes: usize,
}

impl<'a> Cutting<'a> {
    /// Slices of about 1 MiB, records of up to 256 MiB.
    pub fn new(split: Split, options: &'a ReadOptions) -> Self {
        Self {
            split,
            options,
            target_bytes: 1 << 20,
            limit_bytes: 256 << 20,
        }
    }
}

/// A piece of a file that holds whole records only, owned, to be read by another thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedSlice {
    /// The text, UTF-8, without byte order mark.
    pub text: String,
    /// The bytes of the whole file where its format is no text.
    pub bytes: Vec<u8>,
    /// Line of the file on which the text starts, from 1.
    pub first_line: u64,
    /// Ordinal in the file of the first record, from 1.
    pub first_ordinal: u64,
    /// Number of records, broken ones included; 1 where the file is read at once, whatever it holds.
    pub records: u64,
    /// The header row of delimited text, without its line break; what stands before the first of elements; what was defined before; how an object around
    /// JSON values begins.
    pub header: Option<Arc<str>>,
    /// Whether the text is the whole file.
    pub whole_file: bool,
    /// The charset that was guessed for lines of the slice that are not UTF-8.
    pub guessed: Option<&'static str>,
    /// Malformed characters that were replaced by U+FFFD.
    pub replaced: u64,
}

impl OwnedSlice {
    /// The slice as a format's reader takes it.
    pub fn as_slice(&self) -> Slice<'_> {
        Slice {
            text: &self.text,
            bytes: &self.bytes,
            first_line: self.first_line,
            first_ordinal: self.first_ordinal,
            header: self.header.as_deref(),
            whole_file: self.whole_file,
            beside: None,
        }
    }
}

/// Takes slices, and records that cannot be part of one, in the order of the file.
pub type Emit<'a> = dyn FnMut(Result<OwnedSlice, Refused>) -> ControlFlow<()> + 'a;

/// Cuts `reader` into slices until it ends or `emit` breaks. The stream is UTF-8 or another charset
/// in which ASCII bytes stand for themselves (see [`crate::ingest::encoding`]).
///
/// Holds one slice and one record at most. If the stream breaks off, whole records before the break
/// are emitted, then a [`Refused`] with the line of the break.
pub fn slices(reader: &mut dyn Read, cutting: &Cutting<'_>, emit: &mut Emit<'_>) {
    let mut repair = Repair::default();
    let (mut lists, mut table);
    let (mut header, mut line) = (None, 1);
    let reader: &mut dyn Read = match cutting.split {
        Split::Values => {
            let mut head = Vec::new();
            let read = (&mut *reader).take(OUTER_BYTES).read_to_end(&mut head);
            if head.trim_ascii_start().starts_with(b"{") {
                header = Some(String::from_utf8_lossy(&head).into());
            }
            let failed = Failed(read.err());
            lists = ArticleLists::new(
                Cursor::new(head).chain(failed).chain(reader),
                &cutting.options.map,
            );
            &mut lists
        }
        Split::Rows => match Table::open(reader, cutting.options) {
            Ok((opened, names, lines)) => {
                header = names.map(|names| repair.decode(names).text.into());
                line += lines;
                table = opened;
                &mut table
            }
            Err(reason) => {
                // The only break is that of `emit`, which knows about it.
                let _stopped = emit(Err(Refused {
                    ordinal: Some(1),
                    line: Some(1),
                    reason,
                }));
                return;
            }
        },
        Split::Whole | Split::Bytes | Split::Lines | Split::Elements(_) | Split::Marked(_) => {
            reader
        }
    };
    let mut cutter = Cutter {
        reader,
        cutting: *cutting,
        buffer: Vec::new(),
        ended: None,
        line,
        ordinal: 1,
        header,
        repair,
    };
    // The only break is that of `emit`, which knows about it.
    let _stopped = match cutting.split {
        Split::Whole | Split::Bytes => cutter.whole(emit),
        Split::Lines | Split::Values | Split::Elements(_) | Split::Marked(_) => {
            cutter.records(emit)
        }
        Split::Rows => cutter.rows(emit),
    };
}

/// So much of an object around articles goes with every slice.
const OUTER_BYTES: u64 = 32 << 10;

/// Bytes asked of the stream at a time.
const READ_BYTES: u64 = 256 << 10;

/// Quotes left open are tolerated this often in a file; each costs a second look at what follows.
const OPEN_QUOTES: u32 = 100;

/// A row is not larger than this: a quote is open by mistake.
const LARGEST_ROW_BYTES: usize = 32 << 20;

/// How a stream ended.
enum End {
    Clean,
    Broken(Reason),
}

/// A stream on its way to slices.
struct Cutter<'a> {
    reader: &'a mut dyn Read,
    cutting: Cutting<'a>,
    /// What was read and not yet emitted; `line` and `ordinal` are those of its first byte and
    /// next record.
    buffer: Vec<u8>,
    ended: Option<End>,
    line: u64,
    ordinal: u64,
    header: Option<Arc<str>>,
    repair: Repair,
}

/// The scanner for a split that has records.
enum Scanner<'a> {
    Lines(Lines),
    Values(Values<'a>),
    Elements(Elements),
    Marked(Marked),
}

impl Cutter<'_> {
    /// Reads on. At the end of the stream, notes how it ended.
    fn fill(&mut self) {
        let mut part = (&mut *self.reader).take(READ_BYTES);
        match part.read_to_end(&mut self.buffer) {
            Ok(0) => self.ended = Some(End::Clean),
            Ok(_) => {}
            Err(error) => self.ended = Some(End::Broken(Reason::broken(&error))),
        }
    }

    /// A file that is one article.
    fn whole(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        while self.ended.is_none() && self.buffer.len() <= self.cutting.limit_bytes {
            self.fill();
        }
        let refused = |reason| Refused {
            ordinal: None,
            line: None,
            reason,
        };
        match self.ended.take() {
            None => emit(Err(refused(self.too_large()))),
            Some(End::Broken(reason)) => emit(Err(refused(reason))),
            Some(End::Clean) => {
                let all = Cut {
                    start: 0,
                    end: self.buffer.len(),
                    next: self.buffer.len(),
                    records: 1,
                };
                self.emit(all, emit)
            }
        }
    }

    fn too_large(&self) -> Reason {
        Reason::TooLarge {
            limit_bytes: self.cutting.limit_bytes as u64,
        }
    }

    /// Records that end at a line's, a value's or an element's end.
    fn records(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let options = self.cutting.options;
        let mut scanner = match self.cutting.split {
            Split::Values => Scanner::Values(Values::new(&options.map)),
            Split::Elements(names) => Scanner::Elements(Elements::new(names)),
            Split::Marked(marks) => Scanner::Marked(Marked::new(marks)),
            Split::Whole | Split::Bytes | Split::Lines | Split::Rows => {
                Scanner::Lines(Lines::default())
            }
        };
        let mut too_large = false;
        loop {
            let want = if too_large {
                1
            } else {
                self.cutting.target_bytes
            };
            let cut = match &mut scanner {
                Scanner::Lines(lines) => lines.advance(&self.buffer, want),
                Scanner::Values(values) => values.advance(&self.buffer, want),
                Scanner::Elements(elements) => elements.advance(&self.buffer, want),
                Scanner::Marked(marked) => marked.advance(&self.buffer, want),
            };
            match cut {
                Some(cut) if too_large => {
                    self.drop_front(cut.next);
                    self.ordinal += 1;
                    too_large = false;
                }
                Some(cut) => {
                    self.take_header(&mut scanner);
                    self.emit(cut, emit)?;
                }
                None if self.ended.is_some() => return self.finish(&mut scanner, too_large, emit),
                None => {
                    if self.buffer.len() > self.cutting.limit_bytes && !too_large {
                        if let Some(cut) = scanner.cut_whole(&self.buffer) {
                            self.take_header(&mut scanner);
                            self.emit(cut, emit)?;
                            continue;
                        }
                        self.drop_front(scanner.start());
                        self.refuse(self.too_large(), emit)?;
                        too_large = true;
                    }
                    if too_large {
                        self.drop_front(self.buffer.len());
                        scanner.drop_all();
                    }
                    self.drop_front(scanner.drop_idle(&self.buffer));
                    self.fill();
                    scanner.complete(self.ended.is_some());
                }
            }
        }
    }

    /// The header of elements goes with every slice of their document, what records define with every slice behind them.
    fn take_header(&mut self, scanner: &mut Scanner<'_>) {
        let header = match scanner {
            Scanner::Elements(elements) => elements.new_header(),
            Scanner::Marked(marked) => marked.new_header(),
            Scanner::Lines(_) | Scanner::Values(_) => None,
        };
        if let Some(header) = header {
            self.header = Some(self.repair.decode(header.to_vec()).text.into());
        }
    }

    /// The end of the stream, for [`records`](Self::records).
    fn finish(
        &mut self,
        scanner: &mut Scanner<'_>,
        too_large: bool,
        emit: &mut Emit<'_>,
    ) -> ControlFlow<()> {
        let broke = matches!(self.ended, Some(End::Broken(_)));
        let (cut, missing) = match scanner {
            Scanner::Lines(_) => (Lines::finish(&self.buffer, broke), None),
            Scanner::Values(values) => {
                let missing = values.missing();
                (values.finish(&self.buffer, broke), missing)
            }
            Scanner::Elements(elements) => {
                let cut = elements.finish(&self.buffer, broke);
                (cut, elements.missing())
            }
            Scanner::Marked(marked) => {
                let cut = marked.finish(&self.buffer, broke);
                (cut, marked.missing(&self.buffer))
            }
        };
        self.take_header(scanner);
        if !too_large {
            self.emit(cut, emit)?;
        }
        if missing.is_some() && matches!(scanner, Scanner::Marked(_)) {
            // Nothing was read of it, wherever it was cut.
            self.line = 1;
        }
        match (self.ended.take(), missing) {
            (Some(End::Broken(reason)), _) | (_, Some(reason)) => self.refuse(reason, emit),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Rows of delimited text.
    fn rows(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        if self.header.is_none() {
            self.fill();
            return match self.ended.take() {
                Some(End::Broken(reason)) => self.refuse(reason, emit),
                _ => ControlFlow::Continue(()),
            };
        }
        let mut scanner = Rows::new(csv::DELIMITER);
        let mut open_quotes = 0;
        loop {
            if let Some(cut) = scanner.advance(&self.buffer, self.cutting.target_bytes) {
                self.emit(cut, emit)?;
            } else if let Some(end) = &self.ended {
                let broke = matches!(end, End::Broken(_));
                let cut = scanner.finish(&self.buffer, broke);
                self.emit(cut, emit)?;
                if broke || !scanner.in_quotes() || open_quotes == OPEN_QUOTES {
                    break;
                }
                open_quotes += 1;
                self.skip_line(&mut scanner, emit)?;
            } else if self.buffer.len()
                > self
                    .cutting
                    .limit_bytes
                    .min(LARGEST_ROW_BYTES)
                    .max(self.cutting.target_bytes)
            {
                let cut = scanner.finish(&self.buffer, true);
                self.emit(cut, emit)?;
                open_quotes += 1;
                if open_quotes > OPEN_QUOTES {
                    break;
                }
                self.skip_line(&mut scanner, emit)?;
            } else {
                self.fill();
            }
        }
        match self.ended.take() {
            Some(End::Broken(reason)) => self.refuse(reason, emit),
            _ if scanner.in_quotes() => self.refuse(Reason::OpenQuote, emit),
            _ => ControlFlow::Continue(()),
        }
    }

    /// Refuses the line whose quote is open by mistake and goes on behind it.
    fn skip_line(&mut self, scanner: &mut Rows, emit: &mut Emit<'_>) -> ControlFlow<()> {
        let reason = if scanner.in_quotes() {
            Reason::OpenQuote
        } else {
            self.too_large()
        };
        self.refuse(reason, emit)?;
        let line_end = memchr::memchr(b'\n', &self.buffer).map_or(self.buffer.len(), |at| at + 1);
        self.drop_front(line_end);
        self.ordinal += 1;
        *scanner = Rows::new(scanner.delimiter);
        ControlFlow::Continue(())
    }

    /// Forgets bytes at the front of the buffer, except their lines.
    fn drop_front(&mut self, bytes: usize) {
        self.line += memchr::memchr_iter(b'\n', &self.buffer[..bytes]).count() as u64;
        self.buffer.drain(..bytes);
    }

    /// Emits a run of records; a run without records only counts its lines.
    fn emit(&mut self, cut: Cut, emit: &mut Emit<'_>) -> ControlFlow<()> {
        self.drop_front(cut.start);
        let rest = self.buffer[cut.next - cut.start..].to_vec();
        let lines = memchr::memchr_iter(b'\n', &self.buffer[..cut.next - cut.start]).count() as u64;
        self.buffer.truncate(cut.end.saturating_sub(cut.start));
        let bytes = std::mem::replace(&mut self.buffer, rest);
        let (first_line, first_ordinal) = (self.line, self.ordinal);
        self.line += lines;
        self.ordinal += cut.records;
        if cut.records == 0 {
            return ControlFlow::Continue(());
        }
        let (bytes, decoded) = match self.cutting.split {
            Split::Bytes => (bytes, self.repair.decode(Vec::new())),
            _ => (Vec::new(), self.repair.decode(bytes)),
        };
        emit(Ok(OwnedSlice {
            text: decoded.text,
            bytes,
            first_line,
            first_ordinal,
            records: cut.records,
            header: self.header.clone(),
            whole_file: matches!(self.cutting.split, Split::Whole | Split::Bytes),
            guessed: decoded.guessed,
            replaced: decoded.replaced,
        }))
    }

    /// Refuses what stands at the front of the buffer.
    fn refuse(&mut self, reason: Reason, emit: &mut Emit<'_>) -> ControlFlow<()> {
        emit(Err(Refused {
            ordinal: Some(self.ordinal),
            line: Some(self.line),
            reason,
        }))
    }
}

impl Scanner<'_> {
    /// The whole records at the front of what was seen, however few.
    fn cut_whole(&mut self, bytes: &[u8]) -> Option<Cut> {
        match self {
            Self::Lines(lines) => lines.cut_whole(bytes),
            Self::Values(values) => values.cut_whole(),
            Self::Elements(elements) => elements.cut_whole(),
            Self::Marked(marked) => marked.cut_whole(bytes),
        }
    }

    /// Where the first record starts.
    fn start(&self) -> usize {
        match self {
            Self::Lines(_) | Self::Marked(_) => 0,
            Self::Values(values) => values.start(),
            Self::Elements(elements) => elements.start(),
        }
    }

    fn drop_idle(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Lines(_) | Self::Marked(_) => 0,
            Self::Values(values) => values.drop_idle(),
            Self::Elements(elements) => elements.drop_idle(bytes),
        }
    }

    fn drop_all(&mut self) {
        match self {
            Self::Lines(lines) => *lines = Lines::default(),
            Self::Values(values) => values.drop_all(),
            Self::Elements(elements) => elements.drop_all(),
            Self::Marked(marked) => marked.drop_all(),
        }
    }

    fn complete(&mut self, ended: bool) {
        match self {
            Self::Values(values) if ended => values.complete(),
            Self::Elements(elements) if ended => elements.complete(),
            Self::Marked(marked) if ended => marked.complete(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
