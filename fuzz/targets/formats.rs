//! Any bytes can be read as any format, compressed or in any charset, and any text as a date.
#![no_main]

mod reading;

use libfuzzer_sys::fuzz_target;
use unbury::dates::written;
use unbury::ingest::format::FORMATS;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    // One value more than there are formats: what it is, is found out.
    let format = FORMATS.get(usize::from(*first) % (FORMATS.len() + 1));
    reading::read(format, bytes);
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Some(date) = written::read(text, None, None)
    {
        reading::assert_written_as_read(&date.published);
    }
});
