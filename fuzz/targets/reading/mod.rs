//! What targets do with a format: it reads any bytes. Nothing panics, every article that comes out is clean, and where a stream of sound
//! text is cut makes no difference.

use std::io::Cursor;
use std::ops::ControlFlow;

use unbury::article::{Article, Origin, Published};
use unbury::ingest::clean::{self, CleanOptions};
use unbury::ingest::format::{self, Format, ReadOptions};
use unbury::ingest::slices::{Cutting, slices};
use unbury::ingest::stream::{Given, Stream};

/// Reads bytes as one of the formats of a family, by the first byte.
#[allow(dead_code, reason = "not every target has a family")]
pub(crate) fn as_one_of(names: &[&str], bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let name = names[usize::from(*first) % names.len()];
    read(Some(format::by_name(name).expect("a format")), bytes);
}

/// Reads bytes as a format, or as what they look like.
pub(crate) fn read(format: Option<&'static Format>, bytes: &[u8]) {
    let whole = articles(bytes, format, 1 << 20);
    whole.iter().for_each(assert_clean);
    // The charset of what is no UTF-8 is guessed from each slice.
    if std::str::from_utf8(bytes).is_ok() {
        assert_eq!(articles(bytes, format, 1), whole);
    }
}

fn articles(bytes: &[u8], format: Option<&'static Format>, target_bytes: usize) -> Vec<Article> {
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

/// A date is written as it is read.
pub(crate) fn assert_written_as_read(published: &Published) {
    assert_eq!(published.to_string().parse().as_ref(), Ok(published));
}
