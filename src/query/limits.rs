//! How large a query may be. What lies beyond is cut, and a problem says so.

/// Bytes of query text that are read.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;

/// How deep parentheses may nest.
pub const MAX_DEPTH: usize = 64;

/// How tall a tree may be for proximity to be laid on top of it; bounds chains such as `a w/5 b w/5 c …`.
/// With [`MAX_DEPTH`] it keeps every parsed tree below 600 levels, so that recursion over one is safe.
pub const MAX_HEIGHT: usize = 16;

/// How many words, phrases, regular expressions and dates a query may have.
pub const MAX_CLAUSES: usize = 10_000;

/// How many words a phrase may have.
pub const MAX_PHRASE_WORDS: usize = 256;

/// The largest number that `w/n`, `"…"~n`, `atleastn` and `firstn` can have.
pub const MAX_DISTANCE: u32 = 100_000;

/// Bytes of a regular expression that are read.
pub const MAX_REGEX_BYTES: usize = 1000;

/// How many problems are listed.
pub const MAX_PROBLEMS: usize = 50;

/// The smallest weight that `^` can give.
pub const MIN_BOOST: f32 = 0.001;

/// The largest weight that `^` can give.
pub const MAX_BOOST: f32 = 1000.0;
