//! Records of a web archive one after the other, each with its head and content, and what becomes of damage.
//!
//! A record says how long it is. That is believed where another record, or the end, follows; else the next record is looked
//! for, and the one in hand ends there.

use std::io::Read;

use super::packing::{IsStart, broken, cut};
use super::placed_bytes::{Broken, More, PlacedBytes};
use crate::ingest::reason::Reason;

/// Longest head of a record.
const HEAD_BYTES: usize = 64 << 10;

/// Content that is looked at of a record that is longer than may be held.
const GLANCE_BYTES: usize = 64 << 10;

/// Bytes between a record and the next one that are none of its content.
const LITTER_BYTES: usize = 16;

/// How records are written.
pub(super) struct Syntax {
    /// Whether a record begins here.
    pub(super) is_start: IsStart,
    /// Where a record begins, at the beginning of a line that is not the first.
    pub(super) find: fn(&[u8]) -> Option<usize>,
    /// The length of a record's head, where it is whole.
    pub(super) head_end: fn(&[u8]) -> Option<usize>,
    /// What a head says.
    pub(super) parse: fn(&[u8]) -> Head,
}

/// What the head of a record says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// What the record is: `response`.
    pub(super) kind: String,
    /// Bytes of its content.
    pub(super) length: Option<u64>,
    /// The address of what was captured.
    pub(super) url: Option<String>,
    /// When it was captured.
    pub(super) date: Option<String>,
    /// The type of its content.
    pub(super) content_type: Option<String>,
    /// Why the crawler kept only a part of it.
    pub(super) cut: Option<String>,
}

/// What comes next.
pub(super) enum Next {
    /// A record.
    Record(Found),
    /// What cannot be read.
    Lost {
        /// Its place; empty where the file itself breaks off.
        way: String,
        /// Why.
        reason: Reason,
    },
    /// Nothing.
    End,
}

/// A record, of which the bytes are held.
pub(super) struct Found {
    /// Its place in the file.
    pub(super) way: String,
    /// What it says of itself.
    pub(super) head: Head,
    /// What is wrong with it.
    pub(super) trouble: Option<Reason>,
    /// Whether its content is held, not only its beginning.
    pub(super) is_held: bool,
    from: usize,
    to: usize,
    whole: u64,
}

/// The records of a file.
pub(super) struct Records<'r> {
    bytes: PlacedBytes<'r>,
    syntax: &'static Syntax,
    limit_bytes: usize,
    /// Told after the record that was complete before it.
    pending: Option<Broken>,
    /// Whether it is told already that something was lost here.
    is_told: bool,
}

/// What follows a record.
enum Follows {
    Sound,
    Litter,
    Broken(Broken),
}

impl<'r> Records<'r> {
    pub(super) fn new(
        stream: &'r mut dyn Read,
        syntax: &'static Syntax,
        limit_bytes: usize,
    ) -> Self {
        Self {
            bytes: PlacedBytes::new(stream, syntax.is_start),
            syntax,
            limit_bytes,
            pending: None,
            is_told: false,
        }
    }

    /// The content of a record that was found last.
    pub(super) fn content(&self, found: &Found) -> &[u8] {
        self.bytes
            .unread()
            .get(found.from..found.to)
            .unwrap_or_default()
    }

    /// Goes on behind a record.
    pub(super) fn pass(&mut self, found: &Found) {
        let mut left = found.whole;
        // So long a record is not held, so where its length is wrong, that must be seen in passing.
        while !found.is_held && left > 0 && self.pending.is_none() {
            if let Some(start) = self.next_start(1).filter(|start| (*start as u64) < left) {
                return self.bytes.skip(start);
            }
            let ahead = self.bytes.unread().len();
            let passed = usize::try_from(left).unwrap_or(usize::MAX).min(ahead);
            left -= passed as u64;
            self.bytes.skip(passed);
            if left == 0 {
                return;
            }
            match self.bytes.more() {
                Ok(More::Member) if self.starts(0) => return,
                Ok(More::Bytes | More::Member) => {}
                Ok(More::End) => return,
                Err(broken) => self.pending = Some(broken),
            }
        }
        self.bytes.skip(usize::try_from(left).unwrap_or(usize::MAX));
    }

    /// The next record, or what was lost before it.
    pub(super) fn next(&mut self) -> Next {
        loop {
            if let Some(broken) = self.pending.take() {
                let way = self.bytes.place();
                return self.lost(way, broken);
            }
            let ahead = self.bytes.unread();
            let blank = ahead.len() - ahead.trim_ascii_start().len();
            self.bytes.skip(blank);
            if self.bytes.unread().is_empty() {
                match self.bytes.more() {
                    Ok(More::Bytes | More::Member) => {}
                    Ok(More::End) => return Next::End,
                    Err(broken) => self.pending = Some(broken),
                }
                continue;
            }
            if let Some(next) = self.record() {
                return next;
            }
        }
    }

    /// The record that begins here, or what was lost; nothing if that is told already.
    fn record(&mut self) -> Option<Next> {
        self.fill_line();
        if self.pending.is_some() {
            return None;
        }
        if !self.starts(0) {
            return self.gap();
        }
        self.is_told = false;
        let way = self.bytes.place();
        let from = loop {
            let ahead = self.bytes.unread();
            if let Some(from) = (self.syntax.head_end)(ahead) {
                break from;
            }
            let reason = if ahead.len() > HEAD_BYTES {
                broken("its head does not end")
            } else {
                match self.bytes.more() {
                    Ok(More::Member) if self.new_member().is_some() => {
                        broken("its head breaks off")
                    }
                    Ok(More::Bytes | More::Member) => continue,
                    Ok(More::End) => cut(),
                    Err(broken) => return Some(self.lost(way, broken)),
                }
            };
            return Some(self.given_up(way, reason));
        };
        let head = self.bytes.unread().get(..from).unwrap_or_default();
        let head = (self.syntax.parse)(head);
        let Some(length) = head.length else {
            return Some(self.given_up(way, broken("it does not say how long it is")));
        };
        let found = Found {
            way,
            head,
            trouble: None,
            is_held: true,
            from,
            to: from,
            whole: length.saturating_add(from as u64),
        };
        Some(match usize::try_from(length) {
            Ok(length) if length <= self.limit_bytes => self.hold(found, length),
            _ => self.glance(found),
        })
    }

    /// Gets the beginning of a record's content.
    fn glance(&mut self, mut found: Found) -> Next {
        let wanted = found.from + GLANCE_BYTES;
        found.is_held = false;
        while self.bytes.unread().len() < wanted {
            match self.bytes.more() {
                Ok(More::Member) if self.new_member().is_some() => break,
                Ok(More::Bytes | More::Member) => {}
                Ok(More::End) => break,
                Err(broken) => {
                    self.pending = Some(broken);
                    break;
                }
            }
        }
        found.to = self.bytes.unread().len().min(wanted);
        Next::Record(found)
    }

    /// Gets the whole content of a record.
    fn hold(&mut self, mut found: Found, length: usize) -> Next {
        let declared = found.from + length;
        let begins_member = self.bytes.member_starts().next() == Some(0);
        while self.bytes.unread().len() < declared {
            let came = self.bytes.more();
            let held = self.bytes.unread().len();
            let (to, trouble) = match came {
                Ok(More::Bytes) => continue,
                Ok(More::Member) => match self.new_member() {
                    None => continue,
                    Some(start) => (start, wrong_length()),
                },
                Ok(More::End) => (held, cut()),
                Err(broken) if !broken.is_end() => return self.lost(found.way, broken),
                Err(broken) => {
                    // Where records follow, it was damage that made it seem to go on to the end.
                    if self.bytes.find_next() {
                        self.bytes.skip(usize::MAX);
                        return Next::lost(found.way, damaged().into());
                    }
                    let reason = broken.reason.clone();
                    self.pending = Some(broken).filter(|broken| broken.of_stream);
                    (held, reason)
                }
            };
            self.end_at(&mut found, to, trouble);
            return Next::Record(found);
        }
        (found.to, found.whole) = (declared, declared as u64);
        match self.follows(declared) {
            Follows::Sound => {}
            Follows::Litter => self.end_elsewhere(&mut found, declared),
            Follows::Broken(broken) if begins_member && !broken.is_end() => {
                return self.lost(found.way, broken);
            }
            Follows::Broken(broken) => self.pending = Some(broken),
        }
        Next::Record(found)
    }

    /// What follows a record whose content ends there.
    fn follows(&mut self, end: usize) -> Follows {
        loop {
            let behind = self.bytes.unread().get(end..).unwrap_or_default();
            let rest = behind.trim_ascii_start();
            // Blank lines without end are not held.
            if (self.syntax.is_start)(rest) || (rest.is_empty() && behind.len() > HEAD_BYTES) {
                return Follows::Sound;
            }
            if memchr::memchr(b'\n', rest).is_some() || rest.len() > HEAD_BYTES {
                return Follows::Litter;
            }
            let is_clear = rest.is_empty();
            match self.bytes.more() {
                Ok(More::Bytes | More::Member) => {}
                Ok(More::End) if is_clear => return Follows::Sound,
                Ok(More::End) => return Follows::Litter,
                Err(broken) => return Follows::Broken(broken),
            }
        }
    }

    /// Ends a record elsewhere than it declares: at `to`, or at a record that begins before that.
    fn end_at(&self, found: &mut Found, to: usize, trouble: Reason) {
        let next = self.next_start(found.from).filter(|next| *next < to);
        found.trouble = Some(next.map_or(trouble, |_| wrong_length()));
        let to = next.unwrap_or(to);
        found.whole = to as u64;
        let content = self.bytes.unread().get(found.from..to).unwrap_or_default();
        found.to = found.from + without_end(content).len();
    }

    /// Something stands between a record and the next: where its declared length is wrong, it ends where the next begins.
    fn end_elsewhere(&mut self, found: &mut Found, declared: usize) {
        let mut searched = 0;
        let next = loop {
            if let Some(next) = self.next_start(found.from.max(searched)) {
                break next;
            }
            let held = self.bytes.unread().len();
            if held > declared.saturating_add(self.limit_bytes) {
                return;
            }
            searched = held.saturating_sub(HEAD_BYTES);
            match self.bytes.more() {
                Ok(More::Bytes | More::Member) => {}
                Ok(More::End) => return,
                Err(broken) => {
                    self.pending = Some(broken);
                    return;
                }
            }
        };
        if next < declared || next - declared > LITTER_BYTES {
            self.end_at(found, next, wrong_length());
        } else {
            found.whole = next as u64;
            found.trouble = Some(broken("something stands between it and the next"));
        }
    }

    /// What stands here is no record: goes on to the next.
    fn gap(&mut self) -> Option<Next> {
        let is_told = std::mem::replace(&mut self.is_told, true);
        let way = self.bytes.place();
        let mut gap = Broken::from(broken("no record begins here"));
        loop {
            if let Some(start) = self.next_start(0) {
                self.bytes.skip(start);
                break;
            }
            // The last line may go on.
            let ahead = self.bytes.unread();
            let last = memchr::memrchr(b'\n', ahead).unwrap_or(ahead.len());
            let is_long = ahead.len() - last > HEAD_BYTES;
            self.bytes.skip(if is_long { ahead.len() } else { last });
            match self.bytes.more() {
                Ok(More::Bytes | More::Member) => {}
                Ok(More::End) => {
                    self.bytes.skip(usize::MAX);
                    break;
                }
                Err(broken) => {
                    gap = broken;
                    self.bytes.skip(usize::MAX);
                    self.bytes.find_next();
                    break;
                }
            }
        }
        (!is_told).then(|| Next::lost(way, gap))
    }

    /// Unpacks a whole line, as far as one can be a head.
    fn fill_line(&mut self) {
        loop {
            let ahead = self.bytes.unread();
            let is_line = memchr::memchr(b'\n', ahead).is_some() || ahead.len() > HEAD_BYTES;
            if is_line || self.starts(0) {
                return;
            }
            match self.bytes.more() {
                Ok(More::Bytes | More::Member) => {}
                Ok(More::End) => return,
                Err(broken) => {
                    self.pending = Some(broken);
                    return;
                }
            }
        }
    }

    /// Whether a record begins there among the bytes.
    fn starts(&self, at: usize) -> bool {
        let ahead = self.bytes.unread().get(at..);
        ahead.is_some_and(self.syntax.is_start)
    }

    /// Where the member begins that came last, if a record begins with it.
    fn new_member(&self) -> Option<usize> {
        self.bytes
            .member_starts()
            .last()
            .filter(|start| self.starts(*start))
    }

    /// The first place from there at which a record begins: a line or a member.
    fn next_start(&self, from: usize) -> Option<usize> {
        let before = from.saturating_sub(1);
        let ahead = self.bytes.unread().get(before..)?;
        let line = (self.syntax.find)(ahead).map(|at| before + at);
        let mut members = self.bytes.member_starts();
        let member = members.find(|start| *start >= from && self.starts(*start));
        line.into_iter().chain(member).min()
    }

    /// A record that cannot be read, and nothing is known of its end.
    fn given_up(&mut self, way: String, reason: Reason) -> Next {
        self.is_told = true;
        let ahead = self.bytes.unread();
        let line = memchr::memchr(b'\n', ahead).unwrap_or(ahead.len());
        self.bytes.skip(line);
        Next::Lost { way, reason }
    }

    /// A member that is damaged: goes on to the next.
    fn lost(&mut self, way: String, broken: Broken) -> Next {
        self.bytes.skip(usize::MAX);
        self.bytes.find_next();
        Next::lost(way, broken)
    }
}

impl Next {
    fn lost(way: String, broken: Broken) -> Self {
        Self::Lost {
            way: if broken.of_stream { String::new() } else { way },
            reason: broken.reason,
        }
    }
}

fn damaged() -> Reason {
    broken("damaged: it runs into what follows it")
}

fn wrong_length() -> Reason {
    broken("it is not as long as it says")
}

/// The content of a record without the line breaks behind it that are none of it.
fn without_end(content: &[u8]) -> &[u8] {
    let mut content = content;
    for _ in 0..2 {
        content = content.strip_suffix(b"\n").unwrap_or(content);
        content = content.strip_suffix(b"\r").unwrap_or(content);
    }
    content
}
