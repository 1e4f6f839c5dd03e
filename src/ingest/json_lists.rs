//! The lists of articles inside a JSON document, however deep, as a plain sequence of lists: what stands around them is
//! taken out of the stream, line breaks excepted, so that lines still count.
//!
//! Services wrap articles in ever new ways: `{"response": {"docs": […]}}`, `{"outlets": {"echo": {"articles": […]}}}`,
//! `{"0": {…}, "1": {…}}`. An object at the top of a file is looked at, as far as a bound, and is an article, or something
//! around articles. Inside the latter, every list whose first element is an article is one, and so is every object that is
//! an article itself. The stream is cut by [`super::boundaries`], which sees nothing but articles.

use std::io::{self, Read};

use serde_json::{Map, Value};

use super::boundaries::value_end;
use super::fields::{self, FieldMap};

/// An object is looked at this far before it is decided what it is.
const LOOKED_AT_BYTES: usize = 4 << 20;

/// A value that may be an article is looked at this far.
const ELEMENT_BYTES: usize = 1 << 20;

/// Lists are looked for this many objects deep.
const DEEPEST_LIST: usize = 6;

/// Bytes asked of the stream at a time.
const READ_BYTES: usize = 64 << 10;

/// A stream of JSON in which articles stand at the top or in lists at the top.
pub(crate) struct ArticleLists<'a, R> {
    reader: R,
    map: &'a FieldMap,
    /// What was read and not yet passed on, from `at`.
    raw: Vec<u8>,
    at: usize,
    /// What is to be given out, from `given`.
    out: Vec<u8>,
    given: usize,
    ended: bool,
    failed: Option<io::Error>,
    within: Within,
    /// How many objects around articles are open.
    around: usize,
    /// Where the one list stands that is taken though its elements do not look like articles.
    wanted: Option<usize>,
}

/// What the stream is in the middle of.
#[derive(Debug, Clone, Copy)]
enum Within {
    /// Between values at the top, or between the members of an object around articles.
    Gap,
    /// A value that is passed on, such as a list of articles; then a closing bracket where one was put before it.
    Passed(Scan, bool),
    /// A value that is left out.
    LeftOut(Scan),
    /// Everything else is passed on as it is: it is not JSON.
    Broken,
}

/// What to do next.
enum Step {
    Done,
    /// More bytes are needed to decide.
    More,
}

impl<'a, R: Read> ArticleLists<'a, R> {
    pub(crate) fn new(reader: R, map: &'a FieldMap) -> Self {
        Self {
            reader,
            map,
            raw: Vec::new(),
            at: 0,
            out: Vec::new(),
            given: 0,
            ended: false,
            failed: None,
            within: Within::Gap,
            around: 0,
            wanted: None,
        }
    }

    fn fill(&mut self) {
        self.raw.drain(..self.at);
        self.wanted = self.wanted.and_then(|wanted| wanted.checked_sub(self.at));
        self.at = 0;
        // What has to be seen whole is asked for in ever larger parts.
        let ask = READ_BYTES.max(self.raw.len()) as u64;
        match (&mut self.reader).take(ask).read_to_end(&mut self.raw) {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => {
                self.ended = true;
                self.failed = Some(error);
            }
        }
    }

    fn rest(&self) -> &[u8] {
        self.raw.get(self.at..).unwrap_or_default()
    }

    /// Passes on or leaves out what can be decided.
    fn step(&mut self) -> Step {
        match self.within {
            Within::Broken => {
                self.pass(self.rest().len());
                Step::More
            }
            Within::Passed(mut scan, bracket) => {
                let end = scan.advance(self.rest());
                self.pass(end.unwrap_or(self.rest().len()));
                if end.is_some() && bracket {
                    self.out.push(b']');
                }
                self.within = match end {
                    Some(_) => Within::Gap,
                    None => Within::Passed(scan, bracket),
                };
                end.map_or(Step::More, |_| Step::Done)
            }
            Within::LeftOut(mut scan) => {
                let end = scan.advance(self.rest());
                self.leave_out(end.unwrap_or(self.rest().len()));
                self.within = match end {
                    Some(_) => Within::Gap,
                    None => Within::LeftOut(scan),
                };
                end.map_or(Step::More, |_| Step::Done)
            }
            Within::Gap if self.around == 0 => self.top(),
            Within::Gap => self.member(),
        }
    }

    /// The next value at the top.
    fn top(&mut self) -> Step {
        let gap = separators(self.rest());
        self.pass(gap);
        let Some(first) = self.rest().first().copied() else {
            return Step::More;
        };
        if first != b'{' {
            self.within = Within::Passed(Scan::default(), false);
            return Step::Done;
        }
        let complete = self.ended || self.rest().len() >= LOOKED_AT_BYTES;
        let Some(found) = Survey::of(self.rest(), self.map, complete) else {
            return Step::More;
        };
        match found {
            Outer::Article => self.within = Within::Passed(Scan::default(), false),
            Outer::ArticleInBrackets => {
                self.out.push(b'[');
                self.within = Within::Passed(Scan::default(), true);
            }
            Outer::Around(list) => {
                self.around = 1;
                self.wanted = list.map(|list| self.at + list);
                self.leave_out(1);
            }
        }
        Step::Done
    }

    /// The next member of an object around articles, or its end.
    fn member(&mut self) -> Step {
        let gap = separators(self.rest());
        self.leave_out(gap);
        let rest = self.rest();
        match rest.first() {
            None => return Step::More,
            Some(b'}') => {
                self.leave_out(1);
                self.around -= 1;
                return Step::Done;
            }
            Some(b'"') => {}
            Some(_) => return self.broken(),
        }
        let Some(value) = member_value(rest) else {
            return if self.ended {
                self.broken()
            } else {
                Step::More
            };
        };
        let opens = rest[value];
        let name_is_text = {
            let end = value_end(rest);
            rest.get(1..end.saturating_sub(1))
                .is_some_and(|name| fields::is_text_name(name, self.map))
        };
        let wanted = self.wanted == Some(self.at + value);
        let element = match opens {
            b'[' => value + 1 + separators(&rest[value + 1..]),
            _ => value,
        };
        if !matches!(opens, b'[' | b'{')
            || (opens == b'[' && rest.get(element).is_some_and(|byte| *byte != b'{'))
        {
            self.leave_out(value);
            self.within = Within::LeftOut(Scan::default());
            return Step::Done;
        }
        let Some(seen) = Seen::of(rest.get(element..).unwrap_or_default(), self.ended) else {
            return Step::More;
        };
        let is_article = seen.is_article(self.map, name_is_text);
        self.leave_out(value);
        match opens {
            b'[' if is_article || wanted => {
                self.within = Within::Passed(Scan::default(), false);
            }
            b'[' => self.within = Within::LeftOut(Scan::default()),
            _ if is_article => {
                self.out.push(b'[');
                self.within = Within::Passed(Scan::default(), true);
            }
            _ if self.around < DEEPEST_LIST => {
                self.around += 1;
                self.leave_out(1);
            }
            _ => self.within = Within::LeftOut(Scan::default()),
        }
        Step::Done
    }

    fn broken(&mut self) -> Step {
        self.around = 0;
        self.within = Within::Broken;
        Step::Done
    }

    fn pass(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.raw.len());
        self.out.extend_from_slice(&self.raw[self.at..end]);
        self.at = end;
    }

    /// Leaves out all but the line breaks.
    fn leave_out(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.raw.len());
        let breaks = memchr::memchr_iter(b'\n', &self.raw[self.at..end]).count();
        self.out.extend(std::iter::repeat_n(b'\n', breaks));
        self.at = end;
    }

    /// What is to be said at the end of the stream.
    fn finish(&mut self) -> io::Result<usize> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let open = std::mem::take(&mut self.around) > 0;
        let in_list = matches!(self.within, Within::Passed(..));
        if open && !in_list {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the JSON object around the articles is never closed",
            ));
        }
        Ok(0)
    }
}

impl<R: Read> Read for ArticleLists<'_, R> {
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
            match self.step() {
                Step::Done => {}
                Step::More if self.ended && self.out.is_empty() => {
                    if self.rest().is_empty() {
                        return self.finish();
                    }
                    let _ = self.broken();
                }
                Step::More if self.ended => {}
                Step::More => self.fill(),
            }
        }
    }
}

/// The articles of one text that is an object around them, as a text that holds nothing else; `None` where it is not.
pub(crate) fn inside(text: &str, map: &FieldMap) -> Option<String> {
    let around = matches!(
        Survey::of(text.trim_start().as_bytes(), map, true)?,
        Outer::Around(None)
    );
    let mut found = String::new();
    around
        .then(|| ArticleLists::new(text.as_bytes(), map).read_to_string(&mut found))?
        .ok()?;
    Some(found)
}

/// What an object at the top of a file is.
#[derive(Debug, PartialEq, Eq)]
enum Outer {
    /// An article, as anyone can see.
    Article,
    /// An article, which stands in brackets lest a list of it be taken for articles.
    ArticleInBrackets,
    /// Something around articles; the list at this place is one whatever its elements are.
    Around(Option<usize>),
}

/// What is found by looking over an object at the top of a file.
#[derive(Debug)]
struct Survey<'m> {
    map: &'m FieldMap,
    /// Whether no more bytes will come.
    complete: bool,
    /// A field at the top holds text.
    text: bool,
    /// Lists of articles.
    lists: usize,
    /// Lists of articles with a text or a headline and particulars, which a feed has and an article has not.
    titled_lists: usize,
    /// Objects that are articles.
    objects: usize,
    /// The first list of objects, whatever they are, and whether they hold prose.
    first_list: Option<(usize, bool)>,
}

impl<'m> Survey<'m> {
    /// What the object at the front of `bytes` is; `None` asks for more bytes.
    fn of(bytes: &[u8], map: &'m FieldMap, complete: bool) -> Option<Outer> {
        let mut survey = Self {
            map,
            complete,
            text: false,
            lists: 0,
            titled_lists: 0,
            objects: 0,
            first_list: None,
        };
        let end = survey.object(bytes, 0, 1);
        if survey.text {
            return Some(Outer::Article);
        }
        if end.is_none() && !complete {
            return None;
        }
        let whole = end.and_then(|end| as_object(&bytes[..end]));
        let titled = whole.as_ref().is_some_and(fields::is_titled_article);
        Some(match survey.first_list {
            _ if survey.lists == 0 && survey.objects == 1 => Outer::ArticleInBrackets,
            _ if titled && survey.titled_lists == 0 => Outer::ArticleInBrackets,
            _ if survey.lists + survey.objects > 0 => Outer::Around(None),
            Some((list, prose)) if prose || !titled => Outer::Around(Some(list)),
            Some(_) => Outer::ArticleInBrackets,
            None => Outer::Article,
        })
    }

    /// Looks over the object that starts at `start`; its end, if it is there.
    fn object(&mut self, bytes: &[u8], start: usize, depth: usize) -> Option<usize> {
        let mut at = start + 1;
        loop {
            at += separators(bytes.get(at..)?);
            match bytes.get(at)? {
                b'}' => return Some(at + 1),
                b'"' => {}
                _ => return None,
            }
            let name_end = at + value_end(bytes.get(at..)?);
            let value = at + member_value(bytes.get(at..)?)?;
            let opens = *bytes.get(value)?;
            let name = bytes.get(at + 1..name_end - 1).unwrap_or_default();
            let is_text = fields::is_text_name(name, self.map);
            at = match opens {
                b'{' => self.inner_object(bytes, value, depth, is_text)?,
                b'[' => self.inner_list(bytes, value, depth, is_text)?,
                _ => {
                    let empty = matches!(bytes.get(value..value + 2), Some(b"\"\"" | b"nu"));
                    self.text |= depth == 1 && is_text && !empty;
                    scanned(bytes, value)?
                }
            };
            if self.text {
                return None;
            }
        }
    }

    fn inner_object(
        &mut self,
        bytes: &[u8],
        value: usize,
        depth: usize,
        is_text: bool,
    ) -> Option<usize> {
        let seen = Seen::of(&bytes[value..], self.complete)?;
        if seen.is_article(self.map, is_text) {
            self.objects += 1;
        } else if is_text && depth == 1 {
            self.text = true;
        } else if depth < DEEPEST_LIST {
            return self.object(bytes, value, depth + 1);
        }
        scanned(bytes, value)
    }

    fn inner_list(
        &mut self,
        bytes: &[u8],
        value: usize,
        depth: usize,
        is_text: bool,
    ) -> Option<usize> {
        let element = value + 1 + separators(bytes.get(value + 1..)?);
        if *bytes.get(element)? == b'{' {
            let seen = Seen::of(&bytes[element..], self.complete)?;
            if seen.is_article(self.map, is_text) {
                self.lists += 1;
                self.titled_lists += usize::from(seen.holds_text(self.map));
            } else if is_text && depth == 1 {
                self.text = true;
            } else if self.first_list.is_none() && !is_text {
                self.first_list = Some((value, seen.prose()));
            }
        } else if is_text && depth == 1 {
            self.text = true;
        }
        scanned(bytes, value)
    }
}

/// An object as far as it was looked at.
enum Seen {
    Whole(Map<String, Value>),
    /// It is too large to be looked at, or broken.
    Part(Map<String, Value>),
}

impl Seen {
    /// The object at the front of `bytes`; `None` asks for more bytes.
    fn of(bytes: &[u8], complete: bool) -> Option<Self> {
        match scanned(bytes, 0) {
            Some(end) => Some(as_object(&bytes[..end]).map_or(Self::Part(Map::new()), Self::Whole)),
            None if complete || bytes.len() >= ELEMENT_BYTES => Some(Self::Part(members(bytes))),
            None => None,
        }
    }

    fn fields(&self) -> &Map<String, Value> {
        let (Self::Whole(fields) | Self::Part(fields)) = self;
        fields
    }

    /// Whether it is an article; under a name for text only if it has a headline, for texts are lists of objects too.
    fn is_article(&self, map: &FieldMap, under_text: bool) -> bool {
        let fields = self.fields();
        if under_text {
            fields::is_titled_article(fields)
        } else {
            fields::is_article(fields, map)
        }
    }

    fn holds_text(&self, map: &FieldMap) -> bool {
        let text = |(name, value): (&String, &Value)| {
            fields::is_text_name(name.as_bytes(), map) && !value.is_null()
        };
        self.fields().iter().any(text) || self.prose()
    }

    fn prose(&self) -> bool {
        self.fields().values().any(|value| fields::prose(value) > 0)
    }
}

fn as_object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(bytes).ok()
}

/// The whole members at the front of an object that is not there to its end.
fn members(bytes: &[u8]) -> Map<String, Value> {
    let mut found = Map::new();
    let mut at = 1;
    let mut next = || {
        at += separators(bytes.get(at..)?);
        let name_end = at + scanned(bytes.get(at..)?, 0).filter(|_| bytes[at] == b'"')?;
        let value = at + member_value(bytes.get(at..)?)?;
        let name: String = serde_json::from_slice(&bytes[at..name_end]).ok()?;
        let end = scanned(bytes, value).unwrap_or(bytes.len());
        // The value at which the bytes end is something, whatever it is.
        let value = serde_json::from_slice(&bytes[value..end]).unwrap_or(Value::Bool(true));
        at = end;
        Some((name, value))
    };
    while let Some((name, value)) = next() {
        found.insert(name, value);
    }
    found
}

/// How many bytes at the front may stand between values.
fn separators(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| matches!(byte, b',' | b' ' | b'\n' | b'\r' | b'\t'))
        .count()
}

/// Where the value of the member at the front starts.
fn member_value(bytes: &[u8]) -> Option<usize> {
    let end = scanned(bytes, 0)?;
    let colon = end + separators(bytes.get(end..)?);
    (bytes.get(colon) == Some(&b':')).then_some(())?;
    let value = colon + 1 + separators(bytes.get(colon + 1..)?);
    (value < bytes.len()).then_some(value)
}

/// Where the value that starts at `start` ends, if it does.
fn scanned(bytes: &[u8], start: usize) -> Option<usize> {
    Scan::default()
        .advance(bytes.get(start..)?)
        .map(|length| start + length)
}

/// Skips over one JSON value without parsing it, however it is cut.
#[derive(Debug, Clone, Copy, Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    begun: bool,
}

impl Scan {
    /// How many of `bytes` belong to the value, if it ends in them.
    fn advance(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_string {
                if std::mem::take(&mut self.escaped) {
                    at += 1;
                    continue;
                }
                let found = at + memchr::memchr2(b'"', b'\\', &bytes[at..])?;
                at = found + 1;
                if bytes[found] == b'\\' {
                    self.escaped = true;
                    continue;
                }
                self.in_string = false;
                if self.depth == 0 {
                    return Some(at);
                }
                continue;
            }
            match bytes[at] {
                b'"' | b'{' | b'[' if self.begun && self.depth == 0 => return Some(at),
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 0 => {
                    return Some(if self.begun { at } else { at + 1 });
                }
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b',' | b' ' | b'\n' | b'\r' | b'\t' if self.depth == 0 && self.begun => {
                    return Some(at);
                }
                _ => {}
            }
            self.begun = true;
            at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests;
