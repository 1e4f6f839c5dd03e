//! Records that begin with a line of their own, such as the type of a record of RIS: a stream is cut before such lines.

use memchr::memchr;

use super::boundaries::Cut;
use super::reason::Reason;

/// How records are marked.
#[derive(Debug)]
pub struct Marks {
    /// Whether a record begins with this line, whatever is open before it. Of a long line only the beginning is shown.
    pub begins: fn(&[u8]) -> bool,
    /// How many records a text holds. What it defines for the records behind it is added to the last argument, as a text.
    pub count: fn(&str, &mut String) -> u64,
}

impl PartialEq for Marks {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Marks {}

/// So much of a line tells whether a record begins with it.
const LINE_BYTES: usize = 64;

/// Bytes of definitions that are kept.
const DEFINED_BYTES: usize = 64 << 10;

/// Finds lines with which records begin.
#[derive(Debug)]
pub(crate) struct Marked {
    marks: &'static Marks,
    /// The line that is looked at next.
    at: usize,
    /// Where the last record begins that was found, if that is not at the front.
    last: usize,
    /// Whether a record was found so far, and whether no more bytes will come.
    any: bool,
    complete: bool,
    /// What the text defined so far, how much of it the run at hand may use, and how much was handed out.
    defined: String,
    usable: usize,
    given: usize,
}

impl Marked {
    pub(crate) fn new(marks: &'static Marks) -> Self {
        Self {
            marks,
            at: 0,
            last: 0,
            any: false,
            complete: false,
            defined: String::new(),
            usable: 0,
            given: 0,
        }
    }

    /// The records up to the first that begins at or after `want`, once it is there.
    pub(crate) fn advance(&mut self, bytes: &[u8], want: usize) -> Option<Cut> {
        while let Some(line) = bytes.get(self.at..) {
            let end = memchr(b'\n', line);
            let head = line.get(..end.unwrap_or(line.len()).min(LINE_BYTES))?;
            if end.is_none() && head.len() < LINE_BYTES && !self.complete {
                return None;
            }
            if self.at > 0 && (self.marks.begins)(head) {
                self.last = self.at;
                if self.at >= want {
                    return Some(self.cut(bytes, self.at));
                }
            }
            // The rest of a long line is looked at when it is there.
            match end {
                Some(end) => self.at += end + 1,
                None if self.complete => self.at = bytes.len() + 1,
                None => return None,
            }
        }
        None
    }

    fn cut(&mut self, bytes: &[u8], end: usize) -> Cut {
        self.usable = self.defined.len();
        let text = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default());
        let records = (self.marks.count)(&text, &mut self.defined);
        if self.defined.len() > DEFINED_BYTES {
            self.defined.truncate(self.usable);
        }
        self.any |= records > 0;
        (self.at, self.last) = (0, 0);
        Cut {
            start: 0,
            end,
            next: end,
            records,
        }
    }

    /// The whole records at the front, however few.
    pub(crate) fn cut_whole(&mut self, bytes: &[u8]) -> Option<Cut> {
        let (at, last) = (self.at, self.last);
        (last > 0).then(|| {
            let cut = self.cut(bytes, last);
            self.at = at - last;
            cut
        })
    }

    /// What is left at the end of the stream; only whole records if it `broke` off.
    pub(crate) fn finish(&mut self, bytes: &[u8], broke: bool) -> Cut {
        let end = if broke { self.last } else { bytes.len() };
        self.cut(bytes, end)
    }

    /// What is defined before the run that was cut last, where that is more than before.
    pub(crate) fn new_header(&mut self) -> Option<&[u8]> {
        let is_new = self.usable > self.given;
        self.given = self.usable;
        is_new.then(|| self.defined.as_bytes().get(..self.given))?
    }

    /// Goes on behind what was seen, which is a part of a record that is too large.
    pub(crate) fn drop_all(&mut self) {
        (self.at, self.last, self.any) = (0, 0, true);
    }

    /// No more bytes will come.
    pub(crate) fn complete(&mut self) {
        self.complete = true;
    }

    /// What is wrong with the whole, at its end: nothing in it is a record.
    pub(crate) fn missing(&self, rest: &[u8]) -> Option<Reason> {
        if self.any {
            None
        } else if rest.trim_ascii().is_empty() {
            Some(Reason::Empty)
        } else {
            let found = "a text without records".to_owned();
            Some(Reason::NoArticle { found })
        }
    }
}
