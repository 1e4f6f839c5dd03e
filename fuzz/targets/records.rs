//! Any bytes are read as citations and collections: records in a stream; the first byte says as which.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reading::as_one_of(&["ris", "bibtex", "trec", "vrt"], bytes));
