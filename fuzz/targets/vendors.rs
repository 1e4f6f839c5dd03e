//! Any bytes are read as downloads of databases of the press: XML, pages, text, documents; the first byte says as which.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reading::as_one_of(&["vendor-xml", "html", "text", "rtf"], bytes));
