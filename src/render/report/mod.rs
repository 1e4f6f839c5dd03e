//! A report on a query as one page of HTML (`unbury export --format html`): it needs no script and no network, can be printed, and is readable
//! in light and dark.
//!
//! | file | what it has |
//! |---|---|
//! | `head` | what is known of a query before its first article |
//! | `page` | the page, from its head to the last article |
//! | `tables` | counts, numbers over time, values of fields |
//! | `style.css` | how it looks |

mod head;
mod page;
mod tables;

pub use head::ReportHead;
pub use page::Report;
