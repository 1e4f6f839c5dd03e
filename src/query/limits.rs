//! How large a query may be. What lies beyond is cut, and a problem says so.

use crate::span::ByteSpan;

/// Bytes of query text that are read.
pub const MAX_TEXT_BYTES: usize = 256 * 1024;

/// Levels of nested parentheses.
pub const MAX_DEPTH: usize = 64;

/// Levels of a tree that proximity may be laid on top of; bounds chains such as `a w/5 b w/5 c …`.
/// With [`MAX_DEPTH`] it keeps every parsed tree below 600 levels, so that recursion over one is safe.
pub const MAX_HEIGHT: usize = 16;

/// Words, phrases, regular expressions and dates of a query.
pub const MAX_CLAUSES: usize = 10_000;

/// Words of a phrase.
pub const MAX_PHRASE_WORDS: usize = 256;

/// The largest `n` of `w/n` and `"…"~n` (words between), `atleastn` (occurrences) and `firstn` (words).
pub const MAX_DISTANCE: u32 = 100_000;

/// Bytes of a regular expression that are read.
pub const MAX_REGEX_BYTES: usize = 1000;

/// Problems that are listed.
pub const MAX_PROBLEMS: usize = 50;

/// The smallest factor that `^` can give.
pub const MIN_BOOST: f32 = 0.001;

/// The largest factor that `^` can give.
pub const MAX_BOOST: f32 = 1000.0;

/// As much of a text as is read, cut between words where it has any.
pub(super) fn within_limit(text: &str) -> &str {
    if text.len() <= MAX_TEXT_BYTES {
        return text;
    }
    let cut = ByteSpan::new(0, text.floor_char_boundary(MAX_TEXT_BYTES)).of(text);
    cut.rsplit_once(char::is_whitespace)
        .map_or(cut, |(words, _)| words)
}
