//! A concordance as R's quanteda has it: the columns of `as.data.frame(kwic(…))`, verbatim.

use std::io::{self, Write};

use super::quotes::one_line;
use crate::api::ConcordanceLine;

/// Writes the header.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"docname,from,to,pre,keyword,post,pattern\n")
}

/// Writes the row of an occurrence. `from` and `to` count words from 1, as `tokens(x, remove_punct = TRUE)` does; the words of the
/// headline are counted on behind those of the text.
pub(super) fn row(
    line: &ConcordanceLine<'_>,
    pattern: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = line.text();
    let kwic = line.kwic;
    // In the index a gap of one stands between the text and the headline.
    let word = |position: u32| u64::from(position) + u64::from(!kwic.in_title);
    csv::Writer::from_writer(out).write_record([
        line.article.id.0.as_str(),
        &word(kwic.interval.first).to_string(),
        &word(kwic.interval.last).to_string(),
        &one_line(kwic.left.of(text)),
        &one_line(kwic.keyword.of(text)),
        &one_line(kwic.right.of(text)),
        pattern,
    ])?;
    Ok(())
}
