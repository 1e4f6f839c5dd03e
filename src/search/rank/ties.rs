//! The order of articles between which nothing else decides: by date, then by id. It hangs on the articles alone, not on how the
//! index is cut into segments.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId, Order, SegmentOrdinal};

use crate::index::SegmentColumns;

/// What decides between two articles of one segment: greater is first.
type Tie = (i64, Reverse<u64>);

/// Orders articles between which nothing else decides; greater ties are first.
#[derive(Clone, Copy)]
pub(crate) struct Ties<'a> {
    columns: &'a [SegmentColumns],
    order: Order,
}

impl<'a> Ties<'a> {
    /// By date, the newest first or the oldest, then by id.
    pub(crate) fn new(columns: &'a [SegmentColumns], order: Order) -> Self {
        Self { columns, order }
    }

    fn of_segment(self, segment: SegmentOrdinal) -> &'a SegmentColumns {
        &self.columns[segment as usize]
    }

    fn tie(self, address: DocAddress) -> tantivy::Result<Tie> {
        let columns = self.of_segment(address.segment_ord);
        let doc = address.doc_id;
        let date = columns.published()?.and_then(|column| column.first(doc));
        // Articles without a date are last in either order.
        let date = date.map_or(i64::MIN, |date| match self.order {
            Order::Desc => date,
            Order::Asc => -date,
        });
        Ok((date, Reverse(id_ord(columns.ids()?, doc))))
    }

    fn id(self, address: DocAddress) -> tantivy::Result<String> {
        let mut id = String::new();
        if let Some(ids) = self.of_segment(address.segment_ord).ids()? {
            ids.ord_to_str(id_ord(Some(ids), address.doc_id), &mut id)?;
        }
        Ok(id)
    }

    /// The first `wanted` of some articles, in order.
    pub(crate) fn first(
        self,
        articles: Vec<DocAddress>,
        wanted: usize,
    ) -> tantivy::Result<Vec<DocAddress>> {
        let mut segments: FxHashMap<SegmentOrdinal, Vec<(Reverse<Tie>, DocAddress)>> =
            FxHashMap::default();
        for address in articles {
            let tie = Reverse(self.tie(address)?);
            let of_segment = segments.entry(address.segment_ord).or_default();
            of_segment.push((tie, address));
        }
        let mut all = Vec::new();
        for mut of_segment in segments.into_values() {
            if wanted < of_segment.len() {
                of_segment.select_nth_unstable(wanted);
                of_segment.truncate(wanted);
            }
            all.append(&mut of_segment);
        }
        let date = |(Reverse((date, _)), _): &(Reverse<Tie>, DocAddress)| Reverse(*date);
        all.sort_unstable_by_key(|article| (date(article), article.1));
        let mut ordered = Vec::with_capacity(wanted.min(all.len()));
        for of_date in all.chunk_by_mut(|a, b| date(a) == date(b)) {
            if ordered.len() >= wanted {
                break;
            }
            let is_one_segment = of_date
                .iter()
                .all(|(_, address)| address.segment_ord == of_date[0].1.segment_ord);
            if is_one_segment {
                of_date.sort_unstable();
                ordered.extend(of_date.iter().map(|(_, address)| *address));
            } else {
                let mut ids = Vec::with_capacity(of_date.len());
                for (_, address) in of_date {
                    ids.push((self.id(*address)?, *address));
                }
                ids.sort_unstable();
                ordered.extend(ids.into_iter().map(|(_, address)| address));
            }
        }
        ordered.truncate(wanted);
        Ok(ordered)
    }
}

/// The place of an article's id among those of its segment.
fn id_ord(ids: Option<&StrColumn>, doc: DocId) -> u64 {
    let ord = ids.and_then(|ids| ids.ords().first(doc));
    ord.unwrap_or(u64::from(doc))
}
