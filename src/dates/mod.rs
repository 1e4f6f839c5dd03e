//! Dates as people write them: those of articles, and those of a query's filters.

pub(crate) mod calendar_words;
mod days;
pub mod written;

pub use days::{DateReading, Days, days, is_relative, order_of};
pub use written::DateOrder;
