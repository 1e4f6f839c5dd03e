//! The unpacked bytes of a file that is made of compressed members, and the place of each in the file.
//!
//! Web archives are compressed record by record: the offset of a member in the file is the address of a record. So the
//! members are told apart here, and where one is damaged, the next that begins a record is found.

use std::collections::VecDeque;
use std::io::Read;

use super::packing::{IsStart, Packing, SEEN_BYTES, broken, cut};
use super::raw_window::RawWindow;
use crate::ingest::reason::Reason;

/// Bytes unpacked at a time.
const UNPACKED_BYTES: usize = 128 << 10;

/// Compressed bytes of one member that are searched again for the next one when the member turns out to be damaged.
const KEPT_BYTES: usize = 4 << 20;

/// A stream of unpacked bytes. Those not yet skipped stay in memory.
pub(super) struct PlacedBytes<'r> {
    raw: RawWindow<'r>,
    packing: Packing,
    is_start: IsStart,
    plain: Vec<u8>,
    at: usize,
    filled: usize,
    /// How many bytes were unpacked before `plain`.
    before: u64,
    /// The members of which bytes may still be unread: where their bytes begin, and their own offset in the file.
    members: VecDeque<(u64, u64)>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a member, or of the file.
    Between,
    /// In a member.
    Inside,
    /// Nothing follows.
    Ended,
}

/// What came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    /// Bytes.
    Bytes,
    /// The first bytes of another member, if it has any.
    Member,
    /// Nothing: here the file ends.
    End,
}

/// Why nothing came.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) reason: Reason,
    /// Whether the stream itself broke off.
    pub(super) of_stream: bool,
}

impl Broken {
    /// Whether the file ends there.
    pub(super) fn is_end(&self) -> bool {
        self.of_stream || matches!(self.reason, Reason::CutShort { .. })
    }
}

impl From<Reason> for Broken {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            of_stream: false,
        }
    }
}

impl<'r> PlacedBytes<'r> {
    pub(super) fn new(source: &'r mut dyn Read, is_start: IsStart) -> Self {
        Self {
            raw: RawWindow::new(source),
            packing: Packing::new(),
            is_start,
            plain: Vec::new(),
            at: 0,
            filled: 0,
            before: 0,
            members: VecDeque::new(),
            state: State::Between,
        }
    }

    /// The bytes that were unpacked and not skipped.
    pub(super) fn unread(&self) -> &[u8] {
        self.plain.get(self.at..self.filled).unwrap_or_default()
    }

    /// Skips bytes that were unpacked.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.filled.min(self.at.saturating_add(bytes));
    }

    /// The place of the first unread byte, as ways write it: `@8123` for the first of a member and in a file that is not
    /// compressed, `@8123+20` else.
    pub(super) fn place(&self) -> String {
        let at = self.before + self.at as u64;
        let holding = self.members.iter().rev().find(|(from, _)| *from <= at);
        match holding.filter(|_| !self.unread().is_empty() || self.state == State::Inside) {
            None => format!("@{}", self.raw.offset()),
            Some((from, offset)) if !self.packing.is_packed() => {
                format!("@{}", offset + (at - from))
            }
            Some((from, offset)) if *from == at => format!("@{offset}"),
            Some((from, offset)) => format!("@{offset}+{}", at - from),
        }
    }

    /// Where among the unread bytes members begin.
    pub(super) fn member_starts(&self) -> impl Iterator<Item = usize> {
        let at = self.before + self.at as u64;
        let ahead = self
            .members
            .iter()
            .filter_map(move |(from, _)| from.checked_sub(at));
        ahead.filter_map(|start| usize::try_from(start).ok())
    }

    /// Unpacks more bytes. Each call ends at the end of a member.
    ///
    /// # Errors
    /// The member is damaged or cut short, or the file cannot be read on. Then [`Self::find_next`] may find what follows.
    pub(super) fn more(&mut self) -> Result<More, Broken> {
        let came = match self.state {
            State::Ended => return Ok(More::End),
            State::Inside => More::Bytes,
            State::Between => match self.open()? {
                More::End => return Ok(More::End),
                came => came,
            },
        };
        self.make_room();
        loop {
            let (_, free) = self.plain.split_at_mut(self.filled);
            let step = self.packing.step(self.raw.unread(), free)?;
            self.raw.skip(step.taken);
            self.filled += step.made;
            if step.ended {
                self.state = State::Between;
                return Ok(came);
            }
            if self.packing.is_bomb() {
                return Err(broken("it unpacks to more than a thousand times its size").into());
            }
            if self.raw.kept() > KEPT_BYTES {
                self.raw.forget_but(KEPT_BYTES / 2);
            }
            if step.made > 0 {
                return Ok(came);
            }
            if self.raw.unread().is_empty() && !self.raw.fill() {
                return self.end_inside();
            }
        }
    }

    /// The file ends inside a member: the end of one that is not compressed.
    fn end_inside(&mut self) -> Result<More, Broken> {
        self.state = State::Ended;
        match self.raw.error() {
            Some(error) => Err(Broken {
                reason: Reason::broken(&error),
                of_stream: true,
            }),
            None if self.packing.is_packed() => Err(cut().into()),
            None => Ok(More::End),
        }
    }

    /// Opens the member that begins here.
    fn open(&mut self) -> Result<More, Broken> {
        self.raw.forget();
        let Some(offset) = self.packing.open(&mut self.raw, self.is_start)? else {
            self.state = State::Ended;
            return match self.raw.error() {
                Some(error) => Err(Broken {
                    reason: Reason::broken(&error),
                    of_stream: true,
                }),
                None => Ok(More::End),
            };
        };
        let unread = self.before + self.at as u64;
        while self.members.get(1).is_some_and(|(from, _)| *from <= unread) {
            self.members.pop_front();
        }
        let from = self.before + self.filled as u64;
        self.members.push_back((from, offset));
        self.state = State::Inside;
        Ok(More::Member)
    }

    /// Sees to it that there is room to unpack into.
    fn make_room(&mut self) {
        let has_room = |own: &Self| own.plain.len() - own.filled >= UNPACKED_BYTES;
        if self.at == self.filled || (!has_room(self) && self.at > self.filled / 2) {
            self.plain.copy_within(self.at..self.filled, 0);
            self.before += self.at as u64;
            self.filled -= self.at;
            self.at = 0;
        }
        if !has_room(self) {
            let longer = self.plain.len() + UNPACKED_BYTES.max(self.plain.len() / 2);
            self.plain.resize(longer, 0);
        }
    }

    /// After damage to a member: finds the next that begins a record. Whether there is one.
    pub(super) fn find_next(&mut self) -> bool {
        if self.packing.is_plain() {
            self.state = State::Ended;
            return false;
        }
        self.raw.back_to_kept();
        self.raw.skip(1);
        loop {
            let packing = &self.packing;
            if !self.raw.move_to(|bytes| packing.may_begin(bytes)) {
                self.raw.forget();
                self.state = State::Ended;
                return false;
            }
            self.raw.forget();
            self.raw.fill_to(SEEN_BYTES);
            if self.packing.begins(self.raw.unread(), self.is_start) {
                self.state = State::Between;
                return true;
            }
            self.raw.skip(1);
        }
    }
}
