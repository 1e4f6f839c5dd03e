//! Any bytes can be read as a message and as a mail box, and whatever message stands in it as a message: nothing panics, and no place
//! is told twice.
#![no_main]

use std::collections::BTreeSet;
use std::io::Read;
use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use unbury::ingest::container::CONTAINERS;
use unbury::ingest::member::{Limits, Met, Source};
use unbury::ingest::reason::Reason;

fuzz_target!(|bytes: &[u8]| {
    for name in ["eml", "mbox"] {
        read(name, bytes, 0);
    }
});

/// Reads a container, and what it holds that is one of mail.
fn read(name: &str, mut bytes: &[u8], depth: u32) {
    let limits = Limits {
        member_bytes: 1 << 20,
    };
    let mut ways = BTreeSet::new();
    for row in CONTAINERS.iter().filter(|row| row.name == name) {
        let _whole = (row.read)(&mut Source::new(&mut bytes), limits, &mut |met| {
            match met {
                Met::Member(mut member) => {
                    assert!(ways.insert(member.way.clone()), "{} twice", member.way);
                    let mut inner = Vec::new();
                    member.bytes.read_to_end(&mut inner).expect("in memory");
                    if depth < 3 && member.name.contains(".eml") {
                        read("eml", &inner, depth + 1);
                    }
                }
                Met::Refused { reason, .. } => {
                    assert!(!matches!(reason, Reason::Panicked { .. }), "{reason}");
                }
                Met::Record { .. } | Met::PassedOver(_) | Met::Noted { .. } => {}
            }
            ControlFlow::Continue(())
        });
    }
}
