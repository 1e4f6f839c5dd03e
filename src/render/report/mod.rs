//! A report on a query as one page of HTML (`unbury export --format html`): it needs no script and no network, can be printed, and is readable
//! in light and dark.
//!
//! | file | what it has |
//! |---|---|
//! | `page` | the page, from its head to the last article |
//! | `tables` | counts, numbers over time, values of fields |
//! | `style.css` | how it looks |

mod page;
mod tables;

pub use page::{Report, ReportHead};
