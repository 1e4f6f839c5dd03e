//! A file's bytes as they stand in it: those ahead, and of those behind as many as may be needed again.

use std::io::{self, Read};

/// Bytes read at a time.
const READ_BYTES: usize = 256 << 10;

/// A window over a stream that is moved forward, and back as far as bytes were kept.
pub(super) struct RawWindow<'r> {
    source: &'r mut dyn Read,
    bytes: Vec<u8>,
    kept: usize,
    at: usize,
    filled: usize,
    /// Place in the file of the first of `bytes`.
    offset: u64,
    ended: bool,
    error: Option<io::Error>,
}

impl<'r> RawWindow<'r> {
    pub(super) fn new(source: &'r mut dyn Read) -> Self {
        Self {
            source,
            bytes: Vec::new(),
            kept: 0,
            at: 0,
            filled: 0,
            offset: 0,
            ended: false,
            error: None,
        }
    }

    /// The bytes ahead that have been read.
    pub(super) fn unread(&self) -> &[u8] {
        self.bytes.get(self.at..self.filled).unwrap_or_default()
    }

    /// The place in the file of the first byte ahead.
    pub(super) fn offset(&self) -> u64 {
        self.offset + self.at as u64
    }

    /// Moves forward.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.filled.min(self.at.saturating_add(bytes));
    }

    /// Moves forward, reading on; whether there were so many bytes.
    pub(super) fn skip_far(&mut self, mut bytes: u64) -> bool {
        loop {
            let ahead = self.unread().len();
            let step = usize::try_from(bytes).unwrap_or(usize::MAX).min(ahead);
            self.skip(step);
            bytes -= step as u64;
            if bytes == 0 {
                return true;
            }
            self.forget();
            if !self.fill() {
                return false;
            }
        }
    }

    /// Reads on until so many bytes are ahead, or the file ends.
    pub(super) fn fill_to(&mut self, bytes: usize) {
        while self.unread().len() < bytes && self.fill() {}
    }

    /// Reads on; whether anything came.
    pub(super) fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.bytes.len() - self.filled < READ_BYTES {
            self.bytes.copy_within(self.kept..self.filled, 0);
            self.offset += self.kept as u64;
            self.at -= self.kept;
            self.filled -= self.kept;
            self.kept = 0;
        }
        if self.bytes.len() - self.filled < READ_BYTES {
            let longer = self.bytes.len() + (2 * READ_BYTES).max(self.bytes.len());
            self.bytes.resize(longer, 0);
        }
        let (_, free) = self.bytes.split_at_mut(self.filled);
        loop {
            match self.source.read(free) {
                Ok(0) => break,
                Ok(read) => {
                    self.filled += read;
                    return true;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.error = Some(error);
                    break;
                }
            }
        }
        self.ended = true;
        false
    }

    /// Why the file could not be read on, once.
    pub(super) fn error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    /// Bytes behind that are kept.
    pub(super) fn kept(&self) -> usize {
        self.at - self.kept
    }

    /// Gives up what lies behind.
    pub(super) fn forget(&mut self) {
        self.kept = self.at;
    }

    /// Gives up what lies farther behind than that.
    pub(super) fn forget_but(&mut self, bytes: usize) {
        self.kept = self.kept.max(self.at.saturating_sub(bytes));
    }

    /// Moves back to the first byte that was kept.
    pub(super) fn back_to_kept(&mut self) {
        self.at = self.kept;
    }

    /// Moves to the first place that `find` finds, which sees all bytes ahead, and some of them twice. Whether there is one.
    pub(super) fn move_to(&mut self, find: impl Fn(&[u8]) -> Option<usize>) -> bool {
        /// What is searched for is no longer.
        const OVERLAP: usize = 8;
        loop {
            if let Some(at) = find(self.unread()) {
                self.skip(at);
                return true;
            }
            self.skip(self.unread().len().saturating_sub(OVERLAP));
            self.forget();
            if !self.fill() {
                return false;
            }
        }
    }
}
