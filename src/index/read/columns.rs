//! The columns of a segment that answers read, each opened once: to open one takes longer than to read it for the articles of an answer.

use std::sync::OnceLock;

use tantivy::Searcher;
use tantivy::columnar::{Column, StrColumn};
use tantivy::fastfield::FastFieldReaders;

/// The columns of one segment, each opened when it is first asked for.
pub(crate) struct SegmentColumns {
    columns: FastFieldReaders,
    published: OnceLock<Option<Column<i64>>>,
    first_day: OnceLock<Option<Column<i64>>>,
    last_day: OnceLock<Option<Column<i64>>>,
    ids: OnceLock<Option<StrColumn>>,
    sources: OnceLock<Option<StrColumn>>,
}

impl SegmentColumns {
    /// Those of all segments that a searcher sees, in their order.
    pub(crate) fn of(searcher: &Searcher) -> Vec<Self> {
        let segments = searcher.segment_readers().iter();
        let columns = segments.map(|segment| Self {
            columns: segment.fast_fields().clone(),
            published: OnceLock::new(),
            first_day: OnceLock::new(),
            last_day: OnceLock::new(),
            ids: OnceLock::new(),
            sources: OnceLock::new(),
        });
        columns.collect()
    }

    /// When articles were published, in seconds; `None` where the index has no such column.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn published(&self) -> tantivy::Result<Option<&Column<i64>>> {
        self.numbers(&self.published, "published")
    }

    /// The first day on which articles may have been published.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn first_day(&self) -> tantivy::Result<Option<&Column<i64>>> {
        self.numbers(&self.first_day, "first_day")
    }

    /// The last one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn last_day(&self) -> tantivy::Result<Option<&Column<i64>>> {
        self.numbers(&self.last_day, "last_day")
    }

    /// The ids of articles.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn ids(&self) -> tantivy::Result<Option<&StrColumn>> {
        once(&self.ids, || self.columns.str("id"))
    }

    /// Their outlets.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn sources(&self) -> tantivy::Result<Option<&StrColumn>> {
        once(&self.sources, || self.columns.str("source"))
    }

    fn numbers<'a>(
        &self,
        known: &'a OnceLock<Option<Column<i64>>>,
        name: &str,
    ) -> tantivy::Result<Option<&'a Column<i64>>> {
        once(known, || self.columns.column_opt(name))
    }
}

/// What is known, or is opened now; where it cannot be, the next who asks tries again.
fn once<T>(
    known: &OnceLock<Option<T>>,
    open: impl FnOnce() -> tantivy::Result<Option<T>>,
) -> tantivy::Result<Option<&T>> {
    if let Some(known) = known.get() {
        return Ok(known.as_ref());
    }
    let opened = open()?;
    Ok(known.get_or_init(|| opened).as_ref())
}
