//! What all pages are about.

use std::path::PathBuf;

use unbury::Archive;

/// The archive that pages are made of.
#[derive(Clone, Copy)]
pub(crate) struct Shelf<'a> {
    /// The archive as of some commit.
    pub(crate) archive: &'a Archive,
    /// What it is called.
    pub(crate) name: &'a str,
    /// The folders of its indexes, where saved searches are.
    pub(crate) indexes: &'a [PathBuf],
}
