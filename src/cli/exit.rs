//! Exit statuses beside success and error.

/// Nothing was found, or nothing was indexed.
pub(super) const NOTHING: u8 = 1;
/// With `--strict`: something was skipped.
pub(super) const STRICT: u8 = 2;
