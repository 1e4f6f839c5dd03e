//! Any bytes can be read as any format, compressed or in any charset: nothing panics, every article that comes out is
//! clean, its date is written as it is read, and where a stream of sound text is cut makes no difference.
#![no_main]

use std::io::Cursor;
use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use unbury::article::{Article, Origin, Published};
use unbury::dates::written;
use unbury::ingest::clean::{self, CleanOptions};
use unbury::ingest::format::{FORMATS, ReadOptions};
use unbury::ingest::slices::{Cutting, slices};
use unbury::ingest::stream::{Given, Stream};

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    // One value more than there are formats: what it is, is found out.
    let format = FORMATS.get(usize::from(*first) % (FORMATS.len() + 1));
    let whole = articles(bytes, format, 1 << 20);
    whole.iter().for_each(assert_clean);
    // The charset of what is no UTF-8 is guessed from each slice.
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    assert_eq!(articles(bytes, format, 1), whole);
    if let Some(date) = written::read(text, None, None) {
        assert_written_as_read(&date.published);
    }
});

fn articles(
    bytes: &[u8],
    format: Option<&'static unbury::ingest::format::Format>,
    target_bytes: usize,
) -> Vec<Article> {
    let given = Given {
        format,
        charset: None,
    };
    let stream = Stream::new("page.html", Box::new(Cursor::new(bytes.to_vec())));
    let Ok(mut opened) = stream.prepare(given) else {
        return Vec::new();
    };
    let options = ReadOptions::default();
    let cutting = Cutting {
        target_bytes,
        limit_bytes: 1 << 20,
        ..Cutting::new(opened.format.split, &options)
    };
    let mut articles = Vec::new();
    slices(&mut opened.reader, &cutting, &mut |slice| {
        if let Ok(slice) = slice {
            (opened.format.read)(&slice.as_slice(), &options, &mut |record| {
                if let Ok(record) = record
                    && let Ok((article, _)) =
                        clean::article(record, Origin::default(), &CleanOptions::default())
                {
                    articles.push(article);
                }
            });
        }
        ControlFlow::Continue(())
    });
    articles
}

fn assert_clean(article: &Article) {
    assert!(!article.body.contains("\n\n\n"));
    assert!(
        article
            .headings
            .iter()
            .all(|span| !span.of(&article.body).is_empty())
    );
    if let Some(published) = &article.published {
        assert_written_as_read(published);
    }
}

fn assert_written_as_read(published: &Published) {
    assert_eq!(published.to_string().parse().as_ref(), Ok(published));
}
