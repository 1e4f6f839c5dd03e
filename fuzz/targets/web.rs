//! Any bytes are read as feeds, dumps of wikis and pages; the first byte says as which.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reading::as_one_of(&["feed", "mediawiki", "html", "json"], bytes));
