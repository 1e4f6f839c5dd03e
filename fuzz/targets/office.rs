//! Any bytes are read as documents and tables of offices, and books; the first byte says as which.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reading::as_one_of(
    &["docx", "odt", "rtf", "epub", "xlsx", "ods"],
    bytes
));
