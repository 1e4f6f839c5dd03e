//! What `unbury --version` says: the version, the commit where it is known, and the format of the indexes that are read.

use std::sync::LazyLock;

/// As in `0.1.0 (59f311b, index format 2)`.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let version = env!("CARGO_PKG_VERSION");
    let commit = unbury::COMMIT.map_or_else(String::new, |commit| format!("{commit}, "));
    format!("{version} ({commit}index format {})", unbury::index::FORMAT)
});
