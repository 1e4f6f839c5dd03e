//! One file for each container: how its members are read.

mod arc_head;
mod archive_records;
#[cfg(any(feature = "parquet", feature = "sqlite"))]
mod json_rows;
pub(super) mod mail;
mod mail_content;
mod mail_head;
mod mail_held;
mod mail_parts;
mod mail_record;
mod mail_signed;
mod mail_text;
pub(super) mod mbox;
mod packed_member;
#[cfg(feature = "parquet")]
pub(super) mod parquet;
mod placed_bytes;
mod raw_window;
mod saved_page;
#[cfg(feature = "sqlite")]
pub(super) mod sqlite;
pub(super) mod tar;
mod transfer;
pub(super) mod warc;
mod warc_capture;
mod warc_front;
mod warc_head;
mod warc_http;
mod warc_payload;
pub(super) mod zip;

#[cfg(test)]
mod mail_corpus;
