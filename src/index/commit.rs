//! What a commit says of itself and of the files beside Tantivy's, so that one that is missing is noticed.

use serde::{Deserialize, Serialize};
use tantivy::Index;

use crate::index::Result;

/// Kept with Tantivy's description of the commit. The default is that of an index to which nothing has been committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// Number of commits so far. (Tantivy's numbers of operations may be the same for two.)
    pub(crate) number: u64,
    /// Number of commits so far that brought forms of stems.
    pub(crate) forms: u64,
    /// Whether articles may be compressed with the dictionary.
    pub(crate) dictionary: bool,
    /// Whether articles were deleted that are to stay away.
    #[serde(default)]
    pub(crate) deleted: bool,
    /// Days between an article and the first of its story, at most; what is usual where nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) copies_within_days: Option<u32>,
}

/// Days between an article and the first of its story, at most, where nothing else was said.
const COPIES_WITHIN_DAYS: u32 = 7;

impl Commit {
    /// Days between an article and the first of its story, at most.
    pub(crate) fn copies_within_days(self) -> u32 {
        self.copies_within_days.unwrap_or(COPIES_WITHIN_DAYS)
    }

    /// What the last commit of an index says.
    pub(crate) fn last(index: &Index) -> Result<Self> {
        let meta = index.load_metas()?;
        let payload = meta.payload.as_deref();
        Ok(payload
            .and_then(|payload| serde_json::from_str(payload).ok())
            .unwrap_or_default())
    }

    /// As it is kept.
    pub(crate) fn to_payload(self) -> String {
        serde_json::json!(self).to_string()
    }
}
