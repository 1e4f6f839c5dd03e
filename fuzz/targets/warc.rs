//! Any bytes are read as a web archive: nothing panics or hangs, no more than the limit is held, and every file that comes out has a way
//! from where it stands.
#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use unbury::ingest::container::CONTAINERS;
use unbury::ingest::member::{Limits, Met, Source};

const LIMITS: Limits = Limits {
    member_bytes: 64 << 10,
};

fuzz_target!(|bytes: &[u8]| {
    for row in CONTAINERS.iter().filter(|row| row.unpacks) {
        let _ = (row.sniff)(bytes);
        let mut stream = bytes;
        let mut source = Source::new(&mut stream);
        let ended = (row.read)(&mut source, LIMITS, &mut |met| {
            match met {
                Met::Member(mut member) => {
                    let mut read = Vec::new();
                    let size = member.bytes.read_to_end(&mut read).expect("from memory");
                    assert!(size <= LIMITS.member_bytes);
                    assert!(member.way.starts_with('@'));
                }
                Met::Refused { way, .. } => assert!(way.is_empty() || way.starts_with('@')),
                Met::Record { .. } | Met::PassedOver(_) | Met::Noted { .. } => {}
            }
            ControlFlow::Continue(())
        });
        assert!(ended.is_continue());
    }
});
