//! What a commit says of the files beside Tantivy's, so that one that is missing is noticed.

use serde::{Deserialize, Serialize};
use tantivy::{Index, IndexMeta};

use crate::index::Result;

/// Kept with Tantivy's description of the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// Number of commits so far that brought forms of stems.
    pub(crate) forms: u64,
    /// Whether articles may be compressed with the dictionary.
    pub(crate) dictionary: bool,
}

impl Commit {
    /// What the last commit of an index says, and its number: 0 where nothing has been committed.
    pub(crate) fn last(index: &Index) -> Result<(Self, u64)> {
        let meta = index.load_metas()?;
        Ok((Self::of(&meta), meta.opstamp))
    }

    /// What a commit says.
    pub(crate) fn of(meta: &IndexMeta) -> Self {
        let payload = meta.payload.as_deref();
        payload
            .and_then(|payload| serde_json::from_str(payload).ok())
            .unwrap_or_default()
    }

    /// As it is kept.
    pub(crate) fn to_payload(self) -> String {
        serde_json::json!(self).to_string()
    }
}
