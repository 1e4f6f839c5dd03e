//! How the members of a file are compressed: gzip members and Zstandard frames, one after the other.

use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::raw_window::RawWindow;
use crate::ingest::reason::Reason;

/// Whether a record begins here; the bytes may be cut.
pub(super) type IsStart = fn(&[u8]) -> bool;

/// Largest window of a Zstandard frame, as a power of two: as for any file.
const ZSTD_WINDOW_LOG: u32 = 31;

/// Largest dictionary of a file of Zstandard frames, unpacked.
const DICTIONARY_BYTES: usize = 16 << 20;

/// How far the first compressed member is looked for in a file that does not begin with one.
const FIRST_WITHIN_BYTES: usize = 64 << 10;

/// Bytes of a member by which it is known to begin a record.
const TRIED_BYTES: usize = 2 << 10;

/// Longest header of a gzip member.
const GZIP_HEADER_BYTES: usize = 128 << 10;

/// Bytes after a gzip member's data: checksum and size.
const TRAILER_BYTES: usize = 8;

const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing was read yet.
    Unknown,
    /// Not compressed.
    Plain,
    Gzip,
    Zstd,
}

/// Unpacks members one by one.
pub(super) struct Packing {
    kind: Kind,
    inflate: Decompress,
    checksum: crc32fast::Hasher,
    /// What was read of a gzip member's trailer, once its data have ended.
    trailer: Option<Vec<u8>>,
    zstd: Option<Decoder<'static>>,
    dictionary: Vec<u8>,
    taken: u64,
    made: u64,
}

/// A step of unpacking.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// Bytes taken.
    pub(super) taken: usize,
    /// Bytes made of them.
    pub(super) made: usize,
    /// Whether the member ended.
    pub(super) ended: bool,
}

impl Packing {
    pub(super) fn new() -> Self {
        Self {
            kind: Kind::Unknown,
            inflate: Decompress::new(false),
            checksum: crc32fast::Hasher::new(),
            trailer: None,
            zstd: None,
            dictionary: Vec::new(),
            taken: 0,
            made: 0,
        }
    }

    /// Whether the file is compressed.
    pub(super) fn is_packed(&self) -> bool {
        matches!(self.kind, Kind::Gzip | Kind::Zstd)
    }

    /// Whether the file is known to be none that is compressed.
    pub(super) fn is_plain(&self) -> bool {
        self.kind == Kind::Plain
    }

    /// Whether the member unpacks to so many times its size that it is made to use up time. No gzip member can.
    pub(super) fn is_bomb(&self) -> bool {
        /// As many bytes are let through.
        const HARMLESS_BYTES: u64 = 64 << 20;
        /// What gzip can do at best.
        const MOST_TIMES: u64 = 1100;
        self.made > HARMLESS_BYTES && self.made / MOST_TIMES > self.taken
    }

    /// Opens the member that begins here, after what may stand before it. Its offset in the file; nothing at the file's end.
    pub(super) fn open(
        &mut self,
        raw: &mut RawWindow<'_>,
        is_start: IsStart,
    ) -> Result<Option<u64>, Reason> {
        (self.taken, self.made) = (0, 0);
        loop {
            raw.fill_to(4);
            let offset = raw.offset();
            match raw.unread() {
                [] => return Ok(None),
                [0x1f, 0x8b, 8, ..] => self.open_gzip(raw)?,
                bytes if bytes.starts_with(ZSTD_MAGIC) => self.open_zstd()?,
                [mark @ 0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
                    let is_dictionary = *mark == 0x5d && self.kind == Kind::Unknown;
                    self.skippable(raw, is_dictionary)?;
                    raw.forget();
                    continue;
                }
                _ if self.kind == Kind::Unknown => {
                    raw.fill_to(FIRST_WITHIN_BYTES);
                    if self.begins_within(raw.unread(), is_start) {
                        return Err(broken("what stands here is no record"));
                    }
                    self.kind = Kind::Plain;
                }
                [0, ..] => {
                    if only_zeros(raw) {
                        return Ok(None);
                    }
                    return Err(broken("no compressed record begins here"));
                }
                _ => return Err(broken("no compressed record begins here")),
            }
            return Ok(Some(offset));
        }
    }

    fn open_gzip(&mut self, raw: &mut RawWindow<'_>) -> Result<(), Reason> {
        self.kind = Kind::Gzip;
        let header = loop {
            if let Some(length) = gzip_header(raw.unread()) {
                break length;
            }
            if raw.unread().len() > GZIP_HEADER_BYTES {
                return Err(broken("no gzip header stands here"));
            }
            if !raw.fill() {
                return Err(cut());
            }
        };
        raw.skip(header);
        self.inflate.reset(false);
        self.checksum.reset();
        self.trailer = None;
        Ok(())
    }

    fn open_zstd(&mut self) -> Result<(), Reason> {
        self.kind = Kind::Zstd;
        let opened = match &mut self.zstd {
            Some(zstd) => zstd.reinit(),
            None => self.new_zstd().map(|zstd| self.zstd = Some(zstd)),
        };
        opened.map_err(|error| Reason::broken(&error))
    }

    fn new_zstd(&self) -> std::io::Result<Decoder<'static>> {
        let mut decoder = Decoder::with_dictionary(&self.dictionary)?;
        decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG))?;
        Ok(decoder)
    }

    /// Skips a frame that holds no data; the dictionary of the file is in one.
    fn skippable(&mut self, raw: &mut RawWindow<'_>, is_dictionary: bool) -> Result<(), Reason> {
        raw.fill_to(8);
        let Some(length) = raw.unread().get(4..8).and_then(|at| at.first_chunk::<4>()) else {
            return Err(cut());
        };
        let length = u32::from_le_bytes(*length) as usize;
        if !is_dictionary || length > DICTIONARY_BYTES {
            let whole = raw.skip_far(length as u64 + 8);
            return if whole { Ok(()) } else { Err(cut()) };
        }
        raw.fill_to(8 + length);
        let Some(frame) = raw.unread().get(8..8 + length) else {
            // Nothing can be read without it.
            raw.skip(usize::MAX);
            raw.forget();
            return Err(cut());
        };
        self.dictionary = if frame.starts_with(ZSTD_MAGIC) {
            zstd::bulk::decompress(frame, DICTIONARY_BYTES)
                .map_err(|error| Reason::broken(&error))?
        } else {
            frame.to_vec()
        };
        self.kind = Kind::Zstd;
        raw.skip(8 + length);
        Ok(())
    }

    /// Unpacks from `raw` to `free` what fits.
    pub(super) fn step(&mut self, raw: &[u8], free: &mut [u8]) -> Result<Step, Reason> {
        let step = match self.kind {
            Kind::Gzip => self.step_gzip(raw, free)?,
            Kind::Zstd => self.step_zstd(raw, free)?,
            Kind::Plain | Kind::Unknown => {
                let made = raw.len().min(free.len());
                let ends = free.split_at_mut_checked(made).zip(raw.get(..made));
                if let Some(((to, _), from)) = ends {
                    to.copy_from_slice(from);
                }
                Step {
                    taken: made,
                    made,
                    ended: false,
                }
            }
        };
        self.taken += step.taken as u64;
        self.made += step.made as u64;
        Ok(step)
    }

    fn step_gzip(&mut self, raw: &[u8], free: &mut [u8]) -> Result<Step, Reason> {
        let mut step = Step::default();
        if self.trailer.is_none() {
            let before = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(raw, free, FlushDecompress::None);
            let count = |total: u64, before: u64| usize::try_from(total - before).unwrap_or(0);
            step.taken = count(self.inflate.total_in(), before.0);
            step.made = count(self.inflate.total_out(), before.1);
            self.checksum
                .update(free.get(..step.made).unwrap_or_default());
            match status {
                Ok(Status::StreamEnd) => self.trailer = Some(Vec::with_capacity(TRAILER_BYTES)),
                Ok(Status::Ok | Status::BufError) => return Ok(step),
                Err(error) => return Err(broken(&format!("damaged: {error}"))),
            }
        }
        if let Some(trailer) = &mut self.trailer {
            let rest = raw.get(step.taken..).unwrap_or_default();
            let wanted = rest.len().min(TRAILER_BYTES - trailer.len());
            trailer.extend_from_slice(rest.get(..wanted).unwrap_or_default());
            step.taken += wanted;
            if let Some((checksum, size)) = trailer.split_first_chunk::<4>()
                && let Some(size) = size.first_chunk::<4>()
            {
                step.ended = true;
                let made = (self.made + step.made as u64).to_le_bytes();
                if u32::from_le_bytes(*checksum) != self.checksum.clone().finalize()
                    || made.first_chunk::<4>() != Some(size)
                {
                    return Err(broken("damaged: its checksum is not that of its data"));
                }
            }
        }
        Ok(step)
    }

    fn step_zstd(&mut self, raw: &[u8], free: &mut [u8]) -> Result<Step, Reason> {
        let Some(zstd) = &mut self.zstd else {
            return Ok(Step::default());
        };
        let mut from = InBuffer::around(raw);
        let mut to = OutBuffer::around(free);
        let left = zstd.run(&mut from, &mut to).map_err(|error| {
            // A decoder that failed is not used again.
            broken(&format!("damaged: {error}"))
        });
        let (taken, made) = (from.pos(), to.pos());
        match left {
            Ok(left) => Ok(Step {
                taken,
                made,
                ended: left == 0,
            }),
            Err(reason) => {
                self.zstd = None;
                Err(reason)
            }
        }
    }

    /// Where a member may begin.
    pub(super) fn may_begin(&self, bytes: &[u8]) -> Option<usize> {
        let mut places = memchr::memchr2_iter(0x1f, 0x28, bytes);
        places.find(|at| match bytes.get(*at..) {
            Some([0x1f, 0x8b, 8, flags, ..]) => *flags < 0x20 && self.kind != Kind::Zstd,
            Some([0x28, 0xb5, 0x2f, 0xfd, ..]) => self.kind != Kind::Gzip,
            _ => false,
        })
    }

    /// Whether a member begins here, and a record with it.
    pub(super) fn begins(&self, raw: &[u8], is_start: IsStart) -> bool {
        let mut head = [0; TRIED_BYTES];
        let made = if raw.starts_with(ZSTD_MAGIC) {
            let mut to = OutBuffer::around(&mut head);
            self.new_zstd()
                .and_then(|mut zstd| zstd.run(&mut InBuffer::around(raw), &mut to))
                .map_or(0, |_| to.pos())
        } else {
            let data = gzip_header(raw).and_then(|header| raw.get(header..));
            let mut inflate = Decompress::new(false);
            let data = data.unwrap_or_default();
            // What came before damage may be a record's head: its damage is told then.
            let _ = inflate.decompress(data, &mut head, FlushDecompress::None);
            usize::try_from(inflate.total_out()).unwrap_or(0)
        };
        is_start(head.get(..made).unwrap_or_default())
    }

    /// Whether a member begins anywhere here, and a record with it.
    fn begins_within(&self, bytes: &[u8], is_start: IsStart) -> bool {
        let mut rest = bytes;
        while let Some(at) = self.may_begin(rest) {
            let (_, from) = rest.split_at(at);
            if self.begins(from, is_start) {
                return true;
            }
            rest = from.get(1..).unwrap_or_default();
        }
        false
    }
}

/// Bytes by which a member is known to begin a record: as many as the first block of a Zstandard frame may have.
pub(super) const SEEN_BYTES: usize = 130 << 10;

/// Whether a head of a file, as it stands in it, is that of records, compressed or not.
pub(super) fn is_head(head: &[u8], is_start: IsStart) -> bool {
    match head {
        // The dictionary of a web archive: a Zstandard dictionary, compressed or not.
        [0x5d, 0x2a, 0x4d, 0x18, _, _, _, _, rest @ ..] => {
            rest.starts_with(ZSTD_MAGIC) || rest.starts_with(&[0x37, 0xa4, 0x30, 0xec])
        }
        [0x1f, 0x8b, 8, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::new().begins(head, is_start),
        _ => is_start(head),
    }
}

/// The length of a gzip member's header, where it is whole.
fn gzip_header(bytes: &[u8]) -> Option<usize> {
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & 4 != 0 {
        let length = bytes.get(at..)?.first_chunk::<2>()?;
        at += 2 + usize::from(u16::from_le_bytes(*length));
    }
    for named in [8, 16] {
        if flags & named != 0 {
            at += memchr::memchr(0, bytes.get(at..)?)? + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    (bytes.len() >= at).then_some(at)
}

/// Whether nothing but zeros follows, as tapes and disks leave them.
fn only_zeros(raw: &mut RawWindow<'_>) -> bool {
    loop {
        if raw.unread().iter().any(|byte| *byte != 0) {
            return false;
        }
        raw.skip(raw.unread().len());
        raw.forget();
        if !raw.fill() {
            return true;
        }
    }
}

/// A reason to give a member up.
pub(super) fn broken(problem: &str) -> Reason {
    Reason::Unreadable {
        problem: problem.to_owned(),
    }
}

/// The reason where the file ends inside a member.
pub(super) fn cut() -> Reason {
    Reason::CutShort {
        problem: "the file ends in the middle of a record".to_owned(),
    }
}
