//! Any bytes are read as what news agencies send; the first byte says as which.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reading::as_one_of(
    &["nitf", "newsml-g2", "newsml", "ninjs", "anpa", "iptc7901"],
    bytes
));
