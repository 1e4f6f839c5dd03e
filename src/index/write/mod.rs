//! The one writer of an index.
//!
//! What is here, in the way of an article: [`prepared`] makes it ready; [`writer`] takes it, and puts it into the [`segments`], in a folder that [`opening`] has
//! opened; [`index_workers`] are the threads that it is handed to; [`segment_writer`] makes a segment of many, of which
//! [`tokens`] keeps the words, [`text_inverter`] makes the postings of the texts, and [`field_inverter`] those of the other
//! fields. [`claims`] with [`taken_ids`] and [`marks`], [`unnamed`], [`indexed_before`] and [`deletion`] see to articles that are replaced. [`merging`] says which segments are merged, and
//! [`stories`] which articles are copies of one story, by what [`copy_columns`] reads.

pub(crate) mod claims;
pub(crate) mod copy_columns;
pub(crate) mod deletion;
pub(crate) mod field_inverter;
pub(crate) mod index_workers;
pub(crate) mod indexed_before;
mod marks;
pub(crate) mod merging;
pub(crate) mod opening;
pub(crate) mod prepared;
pub(crate) mod segment_writer;
pub(crate) mod segments;
pub(crate) mod stories;
mod taken_ids;
pub(crate) mod text_inverter;
pub(crate) mod tokens;
pub(crate) mod unnamed;
pub(crate) mod writer;
