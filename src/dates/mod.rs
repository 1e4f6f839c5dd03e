//! Dates as people write them: those of articles, and those of a query's filters. And the periods that articles are counted by.

pub(crate) mod calendar_words;
mod days;
mod period;
pub mod written;

pub use days::{DateReading, Days, days, is_relative, order_of};
pub use period::Period;
pub(crate) use period::{days_between, step_of};
pub use written::DateOrder;
