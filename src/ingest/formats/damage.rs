//! What damage does to a reader: nothing but records and refusals, whatever is cut off or flipped.

use std::time::{Duration, Instant};

use crate::ingest::format::ReadSlice;
use crate::ingest::slice::{ReadOptions, Slice};

/// Bytes flipped one by one, at most.
const FLIPS: usize = 300;

/// Reads a sample cut at every tenth, with bytes flipped, and empty: as text and as bytes. No reader panics, or takes forever.
pub(crate) fn survives(read: ReadSlice, sample: &[u8]) {
    let reads = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let slice = Slice {
            bytes,
            ..Slice::of_text(&text)
        };
        let start = Instant::now();
        read(&slice, &ReadOptions::default(), &mut |_| {});
        assert!(start.elapsed() < Duration::from_mins(1));
    };
    reads(b"");
    for tenth in 1..10 {
        reads(&sample[..sample.len() * tenth / 10]);
        reads(&sample[sample.len() * tenth / 10..]);
    }
    let mut flipped = sample.to_vec();
    let step = (sample.len() / FLIPS).max(1);
    for at in (0..sample.len()).step_by(step) {
        for mask in [0x01, 0x80, 0xff] {
            flipped[at] ^= mask;
            reads(&flipped);
            flipped[at] ^= mask;
        }
    }
}
