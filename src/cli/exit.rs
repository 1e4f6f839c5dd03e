//! Exit statuses beside success and error.

/// Nothing was found, or nothing was indexed.
pub(super) const NOTHING: u8 = 1;
/// With `--strict`: something was skipped.
pub(super) const STRICT: u8 = 2;
/// `verify` found damage.
pub(super) const DAMAGED: u8 = 2;
/// Indexing was interrupted: what was read is committed, and the same command goes on.
pub(super) const INTERRUPTED: u8 = 3;
