//! Where records end in a stream of bytes: scanners that go over each byte once and remember where
//! they stand when the bytes run out.

use memchr::{memchr, memchr2, memchr3, memrchr};

use crate::ingest::fields::{self, FieldMap};
use crate::ingest::reason::Reason;

/// A run of whole records at the front of a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Where the first record starts.
    pub(crate) start: usize,
    /// Where the last one ends.
    pub(crate) end: usize,
    /// How much of the buffer is done with.
    pub(crate) next: usize,
    /// How many records there are.
    pub(crate) records: u64,
}

/// Whether a line holds nothing.
pub(crate) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Finds line boundaries.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    searched: usize,
}

impl Lines {
    /// The lines up to the first boundary at or after `want`, once it is there.
    pub(crate) fn advance(&mut self, bytes: &[u8], want: usize) -> Option<Cut> {
        let from = self.searched.max(want.saturating_sub(1)).min(bytes.len());
        let found = memchr(b'\n', &bytes[from..]).map(|at| from + at + 1);
        self.searched = if found.is_some() { 0 } else { bytes.len() };
        found.map(|end| Self::cut(bytes, end))
    }

    /// The whole lines of `bytes`, however few.
    pub(crate) fn cut_whole(&mut self, bytes: &[u8]) -> Option<Cut> {
        let cut = Self::finish(bytes, true);
        self.searched = self.searched.saturating_sub(cut.next);
        (cut.next > 0).then_some(cut)
    }

    /// What is left at the end of the stream; only whole lines if it `broke` off.
    pub(crate) fn finish(bytes: &[u8], broke: bool) -> Cut {
        let end = if broke {
            memrchr(b'\n', bytes).map_or(0, |at| at + 1)
        } else {
            bytes.len()
        };
        Self::cut(bytes, end)
    }

    fn cut(bytes: &[u8], end: usize) -> Cut {
        let (mut records, mut start) = (0, 0);
        for at in memchr::memchr_iter(b'\n', &bytes[..end]).chain([end]) {
            records += u64::from(!is_blank(&bytes[start..at]));
            start = (at + 1).min(end);
        }
        Cut {
            start: 0,
            end,
            next: end,
            records,
        }
    }
}

/// Where a scanner of delimited text stands in a row, as the reader of rows sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Start,
    Plain,
    Quoted,
    /// After a quote inside quotes: the end of them, or the first half of a doubled one.
    Closed,
}

/// Finds the ends of rows of delimited text.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) delimiter: u8,
    column: Column,
    at: usize,
    /// End of the last whole row and number of rows before it.
    end: usize,
    records: u64,
    /// Whether the row at hand holds anything.
    begun: bool,
}

impl Rows {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            column: Column::Start,
            at: 0,
            end: 0,
            records: 0,
            begun: false,
        }
    }

    /// The rows up to the first boundary at or after `want`, once it is there.
    pub(crate) fn advance(&mut self, bytes: &[u8], want: usize) -> Option<Cut> {
        while self.at < bytes.len() {
            self.column = match self.column {
                Column::Quoted => self.skip(
                    memchr(b'"', &bytes[self.at..]),
                    bytes,
                    Column::Closed,
                    Column::Quoted,
                ),
                Column::Plain => {
                    let found = memchr3(self.delimiter, b'\n', b'\r', &bytes[self.at..]);
                    self.at += found.unwrap_or(bytes.len() - self.at);
                    found?;
                    self.byte(bytes[self.at])
                }
                Column::Start | Column::Closed => self.byte(bytes[self.at]),
            };
            if self.end == self.at && self.end >= want.max(1) {
                return Some(self.cut());
            }
        }
        None
    }

    /// Goes behind what was found, or to the end of the bytes.
    fn skip(&mut self, found: Option<usize>, bytes: &[u8], then: Column, else_: Column) -> Column {
        self.at = found.map_or(bytes.len(), |at| self.at + at + 1);
        if found.is_some() { then } else { else_ }
    }

    /// Takes one byte outside quotes.
    fn byte(&mut self, byte: u8) -> Column {
        self.at += 1;
        match byte {
            b'\n' | b'\r' => {
                self.records += u64::from(self.begun);
                self.begun = false;
                self.end = self.at;
                Column::Start
            }
            _ => {
                self.begun = true;
                match (byte, self.column) {
                    (b'"', Column::Start | Column::Closed) => Column::Quoted,
                    _ if byte == self.delimiter => Column::Start,
                    _ => Column::Plain,
                }
            }
        }
    }

    fn cut(&mut self) -> Cut {
        let cut = Cut {
            start: 0,
            end: self.end,
            next: self.end,
            records: self.records,
        };
        (self.at, self.end, self.records) = (self.at - self.end, 0, 0);
        cut
    }

    /// What is left at the end of the stream; only whole rows if it `broke` off or the last row's
    /// quotes are open.
    pub(crate) fn finish(&mut self, bytes: &[u8], broke: bool) -> Cut {
        if !broke && self.column != Column::Quoted {
            self.records += u64::from(self.begun);
            self.end = bytes.len();
            self.at = self.end;
        }
        let cut = self.cut();
        *self = Self {
            at: self.at,
            column: self.column,
            ..Self::new(self.delimiter)
        };
        cut
    }

    /// Whether the row at hand is inside quotes.
    pub(crate) fn in_quotes(&self) -> bool {
        self.column == Column::Quoted
    }
}

/// Skips over one JSON value without parsing it.
#[derive(Debug, Default, Clone, Copy)]
struct Value {
    depth: usize,
    in_string: bool,
    /// The last byte of what was seen is a backslash that escapes the next.
    escaped: bool,
    /// A number, `true`, `false` or `null` has begun.
    scalar: bool,
}

impl Value {
    /// Where the value ends, if it does in `bytes`; scanning goes on at `from`.
    fn advance(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while at < bytes.len() {
            if self.in_string {
                at = self.string(bytes, at)?;
                if self.depth == 0 {
                    return Some(at);
                }
                continue;
            }
            match bytes[at] {
                b'"' | b'{' | b'[' if self.scalar => return Some(at),
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => match self.depth {
                    0 => return Some(at),
                    1 => return Some(at + 1),
                    _ => self.depth -= 1,
                },
                b',' | b' ' | b'\n' | b'\r' | b'\t' if self.depth == 0 => return Some(at),
                _ => self.scalar = self.depth == 0,
            }
            at += 1;
        }
        None
    }

    /// The byte after the string's end.
    fn string(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from + usize::from(std::mem::take(&mut self.escaped));
        loop {
            let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
            if bytes[found] == b'"' {
                self.in_string = false;
                return Some(found + 1);
            }
            at = found + 2;
            self.escaped = at > bytes.len();
        }
    }
}

/// Length in bytes of the JSON value at the front of `bytes`, or of something broken up to where
/// the next value may start; all of it if it never ends.
pub(crate) fn value_end(bytes: &[u8]) -> usize {
    Value::default().advance(bytes, 0).unwrap_or(bytes.len())
}

/// What a scanner of JSON is in the middle of.
#[derive(Debug, Clone, Copy)]
enum Within {
    /// Between values, at the top or in the list of records.
    Gap,
    /// In a record.
    Record(Value),
    /// In the rest of an object whose list of records is over.
    Rest(Value),
}

/// Finds the ends of JSON values that are records.
#[derive(Debug)]
pub(crate) struct Values<'a> {
    map: &'a FieldMap,
    at: usize,
    within: Within,
    /// Whether the list of records is open, and how many objects are open around it.
    list: Option<usize>,
    /// Where the first record of the run starts, and the one at hand.
    first: Option<usize>,
    begun: Option<usize>,
    end: usize,
    records: u64,
    /// Whether no more bytes will come.
    complete: bool,
}

impl<'a> Values<'a> {
    pub(crate) fn new(map: &'a FieldMap) -> Self {
        Self {
            map,
            at: 0,
            within: Within::Gap,
            list: None,
            first: None,
            begun: None,
            end: 0,
            records: 0,
            complete: false,
        }
    }

    /// The values up to the first boundary at or after `want`, or up to where a list begins or ends.
    pub(crate) fn advance(&mut self, bytes: &[u8], want: usize) -> Option<Cut> {
        loop {
            match self.within {
                Within::Gap => {
                    if self.gap(bytes)? && self.first.is_some() {
                        return Some(self.cut());
                    }
                }
                Within::Record(mut value) => {
                    let Some(end) = value.advance(bytes, self.at) else {
                        (self.within, self.at) = (Within::Record(value), bytes.len());
                        return None;
                    };
                    // A bracket that closes nothing is a broken record of its own.
                    self.at = if self.begun == Some(end) {
                        end + 1
                    } else {
                        end
                    };
                    (self.within, self.end) = (Within::Gap, self.at);
                    self.records += 1;
                    if self.end >= want {
                        return Some(self.cut());
                    }
                }
                Within::Rest(mut value) => {
                    let Some(end) = value.advance(bytes, self.at) else {
                        (self.within, self.at) = (Within::Rest(value), bytes.len());
                        return None;
                    };
                    (self.within, self.at) = (Within::Gap, end);
                }
            }
        }
    }

    /// Takes the next byte that matters between values; whether it begins or ends a list.
    fn gap(&mut self, bytes: &[u8]) -> Option<bool> {
        let skipped = bytes[self.at..]
            .iter()
            .take_while(|byte| is_separator(**byte))
            .count();
        self.at += skipped;
        let byte = *bytes.get(self.at)?;
        match (self.list, byte) {
            (Some(depth), b']') => {
                self.list = None;
                self.at += 1;
                if depth > 0 {
                    self.within = Within::Rest(Value {
                        depth,
                        ..Value::default()
                    });
                }
                return Some(true);
            }
            (None, b'[') => {
                self.list = Some(0);
                self.at += 1;
                return Some(true);
            }
            (None, b'{') => match outer_object(&bytes[self.at..], self.map, self.complete)? {
                Outer::Article => {}
                Outer::Around { offset, depth } => {
                    self.list = Some(depth);
                    self.at += offset;
                    return Some(true);
                }
            },
            _ => {}
        }
        self.first.get_or_insert(self.at);
        self.begun = Some(self.at);
        self.within = Within::Record(Value::default());
        Some(false)
    }

    fn cut(&mut self) -> Cut {
        let start = self.first.take().unwrap_or(self.end);
        let cut = Cut {
            start,
            end: self.end,
            next: self.at,
            records: self.records,
        };
        (self.at, self.end, self.records) = (0, 0, 0);
        cut
    }

    /// What is left at the end of the stream. A value that is cut short is left to its reader,
    /// unless the stream `broke` off.
    pub(crate) fn finish(&mut self, bytes: &[u8], broke: bool) -> Cut {
        if matches!(self.within, Within::Record(_)) && !broke {
            (self.end, self.records) = (bytes.len(), self.records + 1);
        }
        self.at = bytes.len();
        self.cut()
    }

    /// The whole values so far, however few; the one at hand goes on.
    pub(crate) fn cut_whole(&mut self) -> Option<Cut> {
        let cut = Cut {
            start: self.first?,
            end: self.end,
            next: self.end,
            records: self.records,
        };
        if cut.records == 0 {
            return None;
        }
        self.at -= cut.next;
        self.begun = self.begun.and_then(|begun| begun.checked_sub(cut.next));
        self.first = self
            .begun
            .filter(|_| matches!(self.within, Within::Record(_)));
        (self.end, self.records) = (0, 0);
        Some(cut)
    }

    /// Where the first value starts.
    pub(crate) fn start(&self) -> usize {
        self.first.unwrap_or(0)
    }

    /// Bytes at the front that no record needs; they are to be dropped now.
    pub(crate) fn drop_idle(&mut self) -> usize {
        let idle = if self.first.is_none() {
            std::mem::take(&mut self.at)
        } else {
            0
        };
        self.end = self.end.saturating_sub(idle);
        idle
    }

    /// Everything seen is dropped, in the middle of a record too.
    pub(crate) fn drop_all(&mut self) {
        (self.at, self.end, self.begun) = (0, 0, None);
        self.first = self.first.map(|_| 0);
    }

    /// From here on, no more bytes will come.
    pub(crate) fn complete(&mut self) {
        self.complete = true;
    }

    /// What is missing at the end of the stream.
    pub(crate) fn missing(&self) -> Option<Reason> {
        let open = matches!(self.within, Within::Gap) && self.list.is_some();
        (open || matches!(self.within, Within::Rest(_))).then(|| Reason::CutShort {
            problem: "the JSON list of articles is never closed".to_owned(),
        })
    }
}

/// What may stand between values.
fn is_separator(byte: u8) -> bool {
    matches!(byte, b',' | b' ' | b'\n' | b'\r' | b'\t')
}

/// What an object at the top of a file is.
#[derive(Debug, PartialEq, Eq)]
enum Outer {
    /// An article.
    Article,
    /// Something around a list of articles, whose first element stands at `offset`, `depth` objects deep.
    Around { offset: usize, depth: usize },
}

/// An object is looked at this far before it is decided what it is.
const LOOKED_AT_BYTES: usize = 4 << 20;

/// Lists are looked for this many objects deep (`{"response": {"docs": [`).
const DEEPEST_LIST: usize = 4;

/// What the object at the front of `bytes` is: an article if a field at its top is known to hold
/// text, else something around its first list of objects, else an article after all. `None` asks
/// for more bytes.
fn outer_object(bytes: &[u8], map: &FieldMap, complete: bool) -> Option<Outer> {
    let mut list = None;
    let mut depth = 1;
    let mut at = 1;
    let outer = |list: Option<Outer>| Some(list.unwrap_or(Outer::Article));
    let cut_off = |list| {
        if complete || bytes.len() >= LOOKED_AT_BYTES {
            outer(list)
        } else {
            None
        }
    };
    loop {
        at = skip_separators(bytes, at);
        match bytes.get(at) {
            None => return cut_off(list),
            Some(b'}') => {
                (depth, at) = (depth - 1, at + 1);
                if depth == 0 {
                    return outer(list);
                }
            }
            Some(b'"') => {
                let Some((name, value)) = member(bytes, at) else {
                    return cut_off(list);
                };
                let names_field = fields::recognise_bytes(name);
                let opens = bytes[value];
                if depth == 1 && opens != b'n' && fields::is_text_name(name, map) {
                    return Some(Outer::Article);
                }
                if opens == b'{' && names_field.is_none() && depth < DEEPEST_LIST {
                    (depth, at) = (depth + 1, value + 1);
                    continue;
                }
                let element = skip_separators(bytes, value + 1);
                if opens == b'['
                    && names_field.is_none()
                    && list.is_none()
                    && bytes.get(element) == Some(&b'{')
                {
                    list = Some(Outer::Around {
                        offset: value + 1,
                        depth,
                    });
                }
                let Some(end) = Value::default().advance(bytes, value) else {
                    return cut_off(list);
                };
                at = end;
            }
            Some(_) => return outer(list),
        }
    }
}

/// The first byte at or after `at` that is no separator.
fn skip_separators(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| is_separator(**byte)).count()
}

/// The name of the member that starts at `at`, and where its value starts; `None` if the bytes run
/// out first or there is no colon.
fn member(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let end = Value::default().advance(bytes, at)?;
    let name = bytes.get(at + 1..end - 1)?;
    let colon = skip_separators(bytes, end);
    let value = skip_separators(bytes, colon + 1);
    (*bytes.get(colon)? == b':' && value < bytes.len()).then_some((name, value))
}
