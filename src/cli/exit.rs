//! Exit statuses beside success and error.

use std::process::ExitCode;

/// Nothing was found, or nothing was indexed.
pub(super) const NOTHING: u8 = 1;
/// With `--strict`: something was skipped.
pub(super) const STRICT: u8 = 2;
/// `verify` found damage.
pub(super) const DAMAGED: u8 = 2;
/// Indexing was interrupted: what was read is committed, and the same command goes on.
pub(super) const INTERRUPTED: u8 = 3;

/// Success where anything was found, else [`NOTHING`].
pub(super) fn found(any: bool) -> ExitCode {
    if any {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOTHING)
    }
}

/// What each means, for the help.
pub(super) const STATUSES: [(&str, &str); 4] = [
    ("0", "found, or done; of `news`, something is new"),
    ("1", "nothing found, or nothing indexed"),
    (
        "2",
        "an error; damage found by `verify`; with `--strict`, anything skipped or not understood",
    ),
    (
        "3",
        "indexing was interrupted: what was read is committed, and the same command goes on",
    ),
];
