//! What every request shares.

use std::sync::Arc;
use std::time::Instant;

use unbury::Archive;

use super::address::Hosts;
use super::followed::Followed;
use super::gate::Gate;
use super::metrics::Metrics;
use super::page::Shelf;

/// What every request shares.
pub(crate) struct Site {
    pub(crate) followed: Arc<Followed>,
    /// What the archive is called.
    pub(crate) name: String,
    pub(crate) gate: Arc<Gate>,
    /// What everybody must say who asks.
    pub(crate) token: Option<String>,
    /// The names under which it is asked.
    pub(crate) hosts: Hosts,
    pub(crate) metrics: Metrics,
    /// Whether each request is told.
    pub(crate) log: bool,
    pub(crate) started: Instant,
}

impl Site {
    /// The archive as of the last commit.
    pub(crate) fn archive(&self) -> Arc<Archive> {
        self.followed.archive()
    }

    /// What pages are made of.
    pub(crate) fn shelf<'a>(&'a self, archive: &'a Archive) -> Shelf<'a> {
        Shelf {
            archive,
            name: &self.name,
            indexes: self.followed.folders(),
        }
    }
}
