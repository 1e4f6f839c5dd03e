//! Delimited text in whatever dialect it was written, as RFC 4180 has it: commas, double quotes that are doubled inside
//! quotes, nothing else. The header is taken off, or made where a table has none; line breaks stay, so that lines count.
//!
//! Dialects differ in the delimiter (also named by Excel's first line `sep=;`), in the quotes (`"`, `'`, none), in how a quote
//! stands inside quotes (doubled; behind a backslash, as `MySQL` and PHP write it) and in where a quote is just a sign: inside a
//! column that did not begin with one, and wherever no closing one can be found.

use std::borrow::Cow;
use std::io::{self, Read};

use super::columns;
use super::reason::Reason;
use super::slice::ReadOptions;
use crate::ingest::formats::data::csv;

/// Bytes by which the dialect is found.
const HEAD_BYTES: usize = 64 << 10;

/// Bytes asked of the stream at a time.
const READ_BYTES: usize = 64 << 10;

/// Quotes close within so many bytes, or they are no quotes.
const QUOTED_BYTES: usize = 8 << 20;

/// A row is not larger than this; what is larger is passed on as it is.
const LARGEST_ROW_BYTES: usize = 32 << 20;

/// Quotes that close on no line are looked for so often; each costs a second look at what follows.
const OPEN_QUOTES: u32 = 100;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dialect {
    delimiter: u8,
    quote: u8,
    /// Whether a backslash stands before quotes inside quotes.
    escapes: bool,
    /// Columns of the header, once it is known.
    columns: usize,
}

/// A table as RFC 4180 has it, without its header.
pub(crate) struct Table<'a> {
    reader: &'a mut dyn Read,
    dialect: Dialect,
    raw: Vec<u8>,
    at: usize,
    out: Vec<u8>,
    given: usize,
    ended: bool,
    failed: Option<io::Error>,
    open_quotes: u32,
    /// Whether a row is being passed on that is too large.
    too_large: bool,
}

impl<'a> Table<'a> {
    /// Finds the dialect of a table. Returns it with its header and the number of lines that this took; without a header where
    /// there is no row.
    ///
    /// # Errors
    ///
    /// [`Reason::NoHeader`] where the only line is no header; [`Reason::TooLarge`] where the first has no end.
    pub(crate) fn open(
        reader: &'a mut dyn Read,
        options: &ReadOptions,
    ) -> Result<(Self, Option<Vec<u8>>, u64), Reason> {
        let mut table = Self {
            reader,
            dialect: Dialect {
                delimiter: b',',
                quote: b'"',
                escapes: false,
                columns: 0,
            },
            raw: Vec::new(),
            at: 0,
            out: Vec::new(),
            given: 0,
            ended: false,
            failed: None,
            open_quotes: 0,
            too_large: false,
        };
        while !table.ended && table.raw.len() < HEAD_BYTES {
            table.fill();
        }
        let named = table.separator_line();
        table.pass_comments();
        let delimiter = options
            .delimiter
            .or(named)
            .unwrap_or_else(|| csv::delimiter_of(csv::first_row(table.rest())));
        table.dialect = Dialect::of(table.rest(), delimiter);
        let header = table.header(options)?;
        let lines = memchr::memchr_iter(b'\n', &table.raw[..table.at]).count() as u64;
        Ok((table, header, lines))
    }

    fn rest(&self) -> &[u8] {
        self.raw.get(self.at..).unwrap_or_default()
    }

    fn fill(&mut self) {
        self.raw.drain(..self.at);
        self.at = 0;
        let ask = READ_BYTES.max(self.raw.len()) as u64;
        match (&mut *self.reader).take(ask).read_to_end(&mut self.raw) {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => {
                self.ended = true;
                self.failed = Some(error);
            }
        }
    }

    /// Takes the line by which Excel is told the delimiter: `sep=;`.
    fn separator_line(&mut self) -> Option<u8> {
        let line = self.rest().split(|byte| *byte == b'\n').next()?;
        let bare = line.trim_ascii().trim_ascii_start();
        let bare = bare
            .strip_prefix(b"\"")
            .and_then(|bare| bare.strip_suffix(b"\""))
            .unwrap_or(bare);
        let (key, delimiter) = bare.split_at_checked(4)?;
        let length = line.len();
        let delimiter = match delimiter {
            [delimiter] => *delimiter,
            // The tab went with the white space.
            [] if line.contains(&b'\t') => b'\t',
            _ => return None,
        };
        key.eq_ignore_ascii_case(b"sep=").then(|| {
            self.at = (self.at + length + 1).min(self.raw.len());
            delimiter
        })
    }

    /// Passes over lines in front of the header that say where a table comes from: `# exported on Monday`. They begin with a sign
    /// that no name has, and have fewer columns than the header behind them.
    fn pass_comments(&mut self) {
        let mut lines = self.rest().split_inclusive(|byte| *byte == b'\n');
        let comments: Vec<&[u8]> = lines
            .by_ref()
            .take_while(|line| line.starts_with(b"#"))
            .collect();
        let length = comments.iter().map(|line| line.len()).sum::<usize>();
        let header = csv::first_row(self.rest().get(length..).unwrap_or_default());
        let delimiter = csv::delimiter_of(header);
        let columns = |line: &[u8]| memchr::memchr_iter(delimiter, line).count();
        if comments.iter().all(|line| columns(line) < columns(header)) {
            self.at += length;
        }
    }

    /// Takes the header, or makes one from the columns.
    fn header(&mut self, options: &ReadOptions) -> Result<Option<Vec<u8>>, Reason> {
        let (row, end) = loop {
            let blank = self
                .rest()
                .iter()
                .take_while(|byte| matches!(byte, b'\n' | b'\r'))
                .count();
            self.at += blank;
            if self.rest().is_empty() && self.ended {
                return Ok(None);
            }
            let complete = self.ended && self.failed.is_none();
            if let Some(found) = row(&self.dialect, self.rest(), complete) {
                break found;
            }
            if self.ended {
                return Ok(None);
            }
            if self.rest().len() > LARGEST_ROW_BYTES {
                return Err(Reason::TooLarge {
                    limit_bytes: LARGEST_ROW_BYTES as u64,
                });
            }
            self.fill();
        };
        let names: Vec<String> = row
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_owned())
            .collect();
        self.dialect.columns = names.len();
        if columns::is_header(&names, &options.map) {
            self.at += end;
            return Ok(Some(written(&row)));
        }
        let alone = self.ended && self.rest()[end..].trim_ascii().is_empty();
        if alone {
            self.at = self.raw.len();
            return Err(Reason::NoHeader);
        }
        if !columns::is_row(&names) {
            self.at += end;
            return Ok(Some(written(&row)));
        }
        let sample = self.sample();
        let names = columns::names(&sample);
        self.dialect.columns = names.len();
        let names: Vec<Vec<u8>> = names.into_iter().map(String::into_bytes).collect();
        Ok(Some(written(&names)))
    }

    /// The rows at the front.
    fn sample(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut rest = self.rest();
        while rows.len() < 50
            && let Some((found, end)) = row(&self.dialect, rest, self.ended)
            && end > 0
        {
            rest = rest.get(end..).unwrap_or_default();
            let texts = found
                .iter()
                .map(|field| String::from_utf8_lossy(field).into_owned());
            rows.push(texts.collect());
        }
        rows
    }

    /// Writes the next row; whether there was one.
    fn step(&mut self) -> bool {
        if self.too_large {
            let line = memchr::memchr(b'\n', self.rest()).map(|at| at + 1);
            let length = line.unwrap_or(self.rest().len());
            self.out
                .extend_from_slice(&self.raw[self.at..self.at + length]);
            self.at += length;
            self.too_large = line.is_none();
            return length > 0;
        }
        let complete = self.ended && self.failed.is_none();
        let far = self.open_quotes < OPEN_QUOTES;
        let rest = self.raw.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return false;
        }
        let mut writer = RowWriter {
            dialect: &self.dialect,
            out: &mut self.out,
            complete,
            far,
            open_quotes: 0,
        };
        match writer.row(rest) {
            Some(end) => {
                self.open_quotes += writer.open_quotes;
                self.at += end;
                true
            }
            None if rest.len() > LARGEST_ROW_BYTES => {
                self.too_large = true;
                true
            }
            None => false,
        }
    }
}

impl Read for Table<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.given < self.out.len() {
                let count = buffer.len().min(self.out.len() - self.given);
                buffer[..count].copy_from_slice(&self.out[self.given..self.given + count]);
                self.given += count;
                return Ok(count);
            }
            self.out.clear();
            self.given = 0;
            while self.out.len() < READ_BYTES && self.step() {}
            if !self.out.is_empty() {
                continue;
            }
            if self.ended {
                return self.failed.take().map_or(Ok(0), Err);
            }
            self.fill();
        }
    }
}

impl Dialect {
    /// How the rows at the front of a file are written.
    fn of(head: &[u8], delimiter: u8) -> Self {
        let plain = Self {
            delimiter,
            quote: b'"',
            escapes: false,
            columns: 0,
        };
        let escapes = Self {
            escapes: true,
            ..plain
        };
        let single = Self {
            quote: b'\'',
            ..plain
        };
        if plain.has_escapes(head) {
            escapes
        } else if !plain.opens(head) && single.opens(head) && single.is_needed(head) {
            single
        } else {
            plain
        }
    }

    /// Whether quotes inside quotes have a backslash before them: one that neither ends the column nor is doubled.
    fn has_escapes(&self, head: &[u8]) -> bool {
        memchr::memmem::find_iter(head, b"\\\"").any(|at| {
            let slashes = head[..=at]
                .iter()
                .rev()
                .take_while(|byte| **byte == b'\\')
                .count();
            let next = head.get(at + 2).copied().unwrap_or(b'\n');
            slashes % 2 == 1 && !self.ends_column(next) && next != b'"'
        }) && self.opens(head)
    }

    fn ends_column(&self, byte: u8) -> bool {
        byte == self.delimiter || matches!(byte, b'\n' | b'\r')
    }

    /// Whether some column begins with a quote.
    fn opens(&self, head: &[u8]) -> bool {
        memchr::memchr_iter(self.quote, head).any(|at| {
            at.checked_sub(1)
                .and_then(|before| head.get(before))
                .is_none_or(|before| self.ends_column(*before))
        })
    }

    /// Whether the rows have as many columns as the header with these quotes, and have not without them.
    fn is_needed(&self, head: &[u8]) -> bool {
        let without = Self {
            quote: b'\0',
            ..*self
        };
        let even = |dialect: &Self| {
            let mut rest = head;
            let mut first = None;
            while let Some((found, end)) = row(dialect, rest, false) {
                rest = &rest[end..];
                if *first.get_or_insert(found.len()) != found.len() {
                    return false;
                }
            }
            first.is_some()
        };
        even(self) && !even(&without)
    }
}

/// The columns of the row at the front, and the row's length with its line break; `None` where it is not there to its end.
fn row(dialect: &Dialect, bytes: &[u8], complete: bool) -> Option<(Vec<Vec<u8>>, usize)> {
    if bytes.is_empty() {
        return None;
    }
    let mut out = Vec::new();
    let mut writer = RowWriter {
        dialect,
        out: &mut out,
        complete,
        far: true,
        open_quotes: 0,
    };
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let (end, field) = writer.field(bytes, at)?;
        fields.push(field.into_owned());
        match bytes.get(end) {
            Some(byte) if *byte == dialect.delimiter => at = end + 1,
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return Some((fields, end + 2)),
            Some(b'\r') if end + 1 == bytes.len() && !complete => return None,
            Some(_) => return Some((fields, end + 1)),
            None => return complete.then_some((fields, end)),
        }
    }
}

/// Columns as a row of RFC 4180, without a line break.
fn written(fields: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        push_field(&mut out, field);
    }
    out
}

/// Writes one column, in quotes where it needs them.
fn push_field(out: &mut Vec<u8>, field: &[u8]) {
    let needs = memchr::memchr3(b',', b'"', b'\n', field).is_some()
        || memchr::memchr(b'\r', field).is_some();
    if !needs {
        return out.extend_from_slice(field);
    }
    out.push(b'"');
    let mut rest = field;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'"');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Writes rows anew.
struct RowWriter<'a> {
    dialect: &'a Dialect,
    out: &'a mut Vec<u8>,
    /// Whether no more bytes will come.
    complete: bool,
    /// Whether closing quotes are looked for on other lines.
    far: bool,
    /// Quotes that were looked for far and not found.
    open_quotes: u32,
}

impl RowWriter<'_> {
    /// Writes the row at the front of `bytes` with its line break; the row's length. `None` asks for more bytes.
    fn row(&mut self, bytes: &[u8]) -> Option<usize> {
        let before = self.out.len();
        let mut at = 0;
        loop {
            let Some((end, field)) = self.field(bytes, at) else {
                self.out.truncate(before);
                return None;
            };
            push_field(self.out, &field);
            match bytes.get(end) {
                Some(byte) if *byte == self.dialect.delimiter => {
                    self.out.push(b',');
                    at = end + 1;
                }
                Some(byte) => {
                    self.out.push(*byte);
                    return Some(end + 1);
                }
                None if self.complete => return Some(end),
                None => {
                    self.out.truncate(before);
                    return None;
                }
            }
        }
    }

    /// The column that starts at `at`, and where it ends; `None` asks for more bytes.
    fn field<'b>(&mut self, bytes: &'b [u8], at: usize) -> Option<(usize, Cow<'b, [u8]>)> {
        let dialect = self.dialect;
        if bytes.get(at) == Some(&dialect.quote) && dialect.quote != b'\0' {
            match self.quoted(bytes, at) {
                Quoted::Column(end, field) => return Some((end, field.into())),
                Quoted::More => return None,
                Quoted::Sign => {}
            }
        }
        let mut end = at;
        loop {
            let found = memchr::memchr3(dialect.delimiter, b'\n', b'\r', bytes.get(end..)?);
            end = match found {
                Some(found) => end + found,
                None if self.complete => bytes.len(),
                None => return None,
            };
            let escaped =
                dialect.escapes && end > at && bytes[end - 1] == b'\\' && end < bytes.len();
            if !escaped {
                break;
            }
            end += 1;
        }
        let field = &bytes[at..end];
        if dialect.escapes && field.contains(&b'\\') {
            return Some((end, unescaped(field, dialect).into()));
        }
        Some((end, field.into()))
    }

    /// What the quote at `at` opens.
    fn quoted(&mut self, bytes: &[u8], at: usize) -> Quoted {
        let dialect = self.dialect;
        let limit = bytes.len().min(at + QUOTED_BYTES);
        let mut met = Met::default();
        let mut field = Vec::new();
        let (mut from, mut next) = (at + 1, at + 1);
        while let Some(found) = next_sign(dialect, bytes.get(next..limit).unwrap_or_default()) {
            let found = next + found;
            next = found + 1;
            match bytes[found] {
                b'\n' if met.stray || met.tab || !self.far => return Quoted::Sign,
                b'\n' => met.line_break = true,
                b'\t' if met.line_break => return Quoted::Sign,
                b'\t' => met.tab = true,
                b'\\' => next = (found + 2).min(limit),
                _ => match bytes.get(found + 1) {
                    None if !self.complete => return Quoted::More,
                    Some(behind) if *behind == dialect.quote => {
                        field.extend_from_slice(&bytes[from..=found]);
                        (from, next) = (found + 2, found + 2);
                    }
                    _ => {
                        let behind = &bytes[found + 1..];
                        let blanks = behind.iter().take_while(|byte| **byte == b' ').count();
                        let end = found + 1 + blanks;
                        if bytes
                            .get(end)
                            .is_some_and(|byte| !dialect.ends_column(*byte))
                        {
                            if met.line_break || met.tab {
                                return Quoted::Sign;
                            }
                            met.stray = true;
                        } else if met.is_doubtful() && swallows(dialect, bytes, at, found) {
                            return Quoted::Sign;
                        } else {
                            field.extend_from_slice(&bytes[from..found]);
                            let escapes = dialect.escapes;
                            let field = if escapes {
                                unescaped(&field, dialect)
                            } else {
                                field
                            };
                            return Quoted::Column(end, field);
                        }
                    }
                },
            }
        }
        if !self.complete && limit == bytes.len() {
            return Quoted::More;
        }
        self.open_quotes += 1;
        Quoted::Sign
    }
}

/// What a quote at the start of a column opens.
enum Quoted {
    /// A column, which ends here.
    Column(usize, Vec<u8>),
    /// Nothing: it is a sign of the text.
    Sign,
    /// More bytes are needed to tell.
    More,
}

/// What was met between a quote and what may close it.
#[derive(Default)]
struct Met {
    /// A quote that neither closes nor is doubled.
    stray: bool,
    line_break: bool,
    /// A tab where tabs separate columns; spreadsheets replace it.
    tab: bool,
}

impl Met {
    fn is_doubtful(&self) -> bool {
        self.line_break || self.tab
    }
}

/// Where the next byte stands that means something inside quotes.
fn next_sign(dialect: &Dialect, bytes: &[u8]) -> Option<usize> {
    let tab = dialect.delimiter == b'\t';
    if dialect.escapes {
        memchr::memchr3(dialect.quote, b'\n', b'\\', bytes)
    } else if tab {
        memchr::memchr3(dialect.quote, b'\n', b'\t', bytes)
    } else {
        memchr::memchr2(dialect.quote, b'\n', bytes)
    }
}

/// Whether what stands between quotes that open at `open` and close at `close` is rather several columns, or rows of their
/// own: the first line has just as many columns as the header, and each line inside has too, with a number for its first.
fn swallows(dialect: &Dialect, bytes: &[u8], open: usize, close: usize) -> bool {
    let columns = |line: &[u8]| memchr::memchr_iter(dialect.delimiter, line).count() + 1;
    let is_row = |line: &[u8]| {
        let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
        digits > 0
            && line.get(digits) == Some(&dialect.delimiter)
            && columns(line) == dialect.columns
    };
    let mut lines = bytes[..=close].split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let inside: Vec<&[u8]> = lines.collect();
    if dialect.columns < 2 || open >= first.len() {
        return false;
    }
    match inside.split_last() {
        None => {
            let rest = &bytes[close..];
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            columns(&bytes[..close + end]) == dialect.columns
        }
        Some((last, whole)) => {
            is_row(first)
                && (is_row(last) || !whole.is_empty())
                && whole.iter().all(|line| is_row(line))
        }
    }
}

/// A column without the backslashes that stand before signs of the table.
fn unescaped(field: &[u8], dialect: &Dialect) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    let mut bytes = field.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let sign = |next: &u8| {
            *next == dialect.quote || *next == dialect.delimiter || matches!(*next, b'\\' | b'\n')
        };
        match bytes.next_if(|next| byte == b'\\' && sign(next)) {
            Some(next) => out.push(next),
            None => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests;
