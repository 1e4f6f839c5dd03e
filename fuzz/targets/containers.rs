//! Any bytes can be read as any container, which the first byte chooses: nothing panics, nothing comes out after a stop, and the ways of
//! what comes out lead from the container.
#![no_main]

use std::io::Read;
use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use unbury::ingest::container::CONTAINERS;
use unbury::ingest::member::{Limits, Met, Source};
use unbury::ingest::reason::Reason;

const LIMITS: Limits = Limits {
    member_bytes: 1 << 20,
};

/// Bytes of all members that are read: a bomb would go on for long.
const READ_BYTES: u64 = 4 << 20;

fuzz_target!(|bytes: &[u8]| {
    let [first, second, bytes @ ..] = bytes else {
        return;
    };
    let row = &CONTAINERS[usize::from(*first) % CONTAINERS.len()];
    // It is stopped at the so-manieth thing that it holds; by 255 never.
    let stop_at = Some(u64::from(*second)).filter(|at| *at < 255);
    let _ = (row.sniff)(bytes);
    let (mut met_so_far, mut left_bytes) = (0, READ_BYTES);
    let mut stream = bytes;
    let ended = (row.read)(&mut Source::new(&mut stream), LIMITS, &mut |met| {
        assert!(stop_at.is_none_or(|at| met_so_far <= at), "it goes on");
        match met {
            Met::Member(mut member) => {
                assert!(is_way(&member.way), "{}", member.way);
                // An error costs the member only.
                let read = std::io::copy(
                    &mut member.bytes.by_ref().take(left_bytes),
                    &mut std::io::sink(),
                );
                left_bytes -= read.unwrap_or_default();
            }
            Met::Refused { way, reason } => {
                assert!(is_way(&way), "{way}");
                assert!(!matches!(reason, Reason::Panicked { .. }), "{reason}");
            }
            Met::Record { .. } | Met::PassedOver(_) | Met::Noted { .. } => {}
        }
        met_so_far += 1;
        if left_bytes == 0 || stop_at.is_some_and(|at| met_so_far > at) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let was_stopped = left_bytes == 0 || stop_at.is_some_and(|at| met_so_far > at);
    assert_eq!(ended.is_break(), was_stopped);
});

fn is_way(way: &str) -> bool {
    way.is_empty() || way.starts_with(['!', '@'])
}
