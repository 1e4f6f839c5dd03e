//! The groups of the articles looked at. Those of all articles are kept: an archive does not change while it is open.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::Searcher;

use crate::api::{CoarseDates, Group, GroupBy};
use crate::index::ArchiveReader;
use crate::query::Query;
use crate::search::Result;
use crate::search::groups::members::Members;
use crate::search::groups::memberships::Memberships;
use crate::search::groups::steps::Steps;
use crate::search::groups::values::Values;

/// Ways of grouping that are kept, at most: any key of other metadata is one.
const MOST_KEPT: usize = 32;

enum Groups {
    Steps(Steps),
    Values(Values),
}

/// Articles by groups.
pub(crate) struct Grouping {
    groups: Groups,
    /// How many articles each group has.
    pub(crate) sizes: Vec<u64>,
}

impl Grouping {
    /// These articles, by steps of time or by values of a field.
    ///
    /// # Errors
    /// When the index cannot be read, or there are too many steps.
    pub(crate) fn of(
        archive: &ArchiveReader,
        searcher: &Searcher,
        members: &Members,
        by: &GroupBy,
    ) -> Result<Self> {
        let groups = match by {
            GroupBy::Period(period) => {
                let coarse = CoarseDates::Apart;
                Groups::Steps(Steps::of(searcher, members, Some(*period), coarse)?)
            }
            GroupBy::Field(field) => Groups::Values(Values::of(archive, searcher, members, field)?),
        };
        let mut grouping = Self {
            groups,
            sizes: Vec::new(),
        };
        grouping.sizes = grouping.memberships().sizes(members);
        Ok(grouping)
    }

    pub(crate) fn memberships(&self) -> &Memberships {
        match &self.groups {
            Groups::Steps(steps) => &steps.memberships,
            Groups::Values(values) => &values.memberships,
        }
    }

    /// One of its groups.
    ///
    /// # Errors
    /// When an article that has it cannot be read.
    pub(crate) fn group(
        &self,
        archive: &ArchiveReader,
        searcher: &Searcher,
        at: usize,
    ) -> Result<Group> {
        match &self.groups {
            Groups::Steps(steps) => Ok(steps.groups[at].clone()),
            Groups::Values(values) => values.group(archive, searcher, at),
        }
    }
}

/// The groups of all articles, made when they are first asked for.
#[derive(Default)]
pub(crate) struct KeptGroupings {
    members: OnceLock<Arc<Members>>,
    groupings: Mutex<FxHashMap<GroupBy, Arc<Grouping>>>,
}

impl KeptGroupings {
    /// The articles that are looked at.
    ///
    /// # Errors
    /// As [`Members::of`].
    pub(crate) fn members(
        &self,
        archive: &ArchiveReader,
        searcher: &Searcher,
        within: &Query,
    ) -> Result<Arc<Members>> {
        if !within.is_all() {
            return Members::of(archive, searcher, within).map(Arc::new);
        }
        if let Some(members) = self.members.get() {
            return Ok(Arc::clone(members));
        }
        let members = Arc::new(Members::of(archive, searcher, within)?);
        Ok(Arc::clone(self.members.get_or_init(|| members)))
    }

    /// Their groups.
    ///
    /// # Errors
    /// As [`Grouping::of`].
    pub(crate) fn grouping(
        &self,
        archive: &ArchiveReader,
        searcher: &Searcher,
        (within, members): (&Query, &Members),
        by: &GroupBy,
    ) -> Result<Arc<Grouping>> {
        let group = || Grouping::of(archive, searcher, members, by).map(Arc::new);
        if !within.is_all() {
            return group();
        }
        let kept = || {
            self.groupings
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = kept().get(by) {
            return Ok(Arc::clone(known));
        }
        // Not while it is locked: two may make the same, and others need not wait for them.
        let made = group()?;
        let mut kept = kept();
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(by.clone(), Arc::clone(&made));
        Ok(made)
    }
}
