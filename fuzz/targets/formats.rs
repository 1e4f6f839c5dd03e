//! Any bytes can be read as any format: nothing panics, and every article that comes out is clean.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unbury::article::Origin;
use unbury::ingest::clean::{self, CleanOptions};
use unbury::ingest::format::{FORMATS, ReadOptions};
use unbury::ingest::slices::{Cutting, slices};

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions::default();
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let format = &FORMATS[usize::from(*first) % FORMATS.len()];
    slices(
        &mut &*bytes,
        &Cutting::new(format.split, &options),
        &mut |slice| {
            if let Ok(slice) = slice {
                (format.read)(&slice.as_slice(), &options, &mut |record| {
                    if let Ok(record) = record
                        && let Ok((article, _)) =
                            clean::article(record, Origin::default(), &CleanOptions::default())
                    {
                        assert!(!article.body.contains("\n\n\n"));
                        assert!(
                            article
                                .headings
                                .iter()
                                .all(|span| !span.of(&article.body).is_empty())
                        );
                    }
                });
            }
            std::ops::ControlFlow::Continue(())
        },
    );
});
