//! What is asked and what is answered: plain data with byte ranges and no markup.

pub mod request;
pub mod response;

pub use request::{Matching, Ranked, SearchRequest, Sort};
pub use response::{Hit, Notice, Passage, SearchResponse, Total};
