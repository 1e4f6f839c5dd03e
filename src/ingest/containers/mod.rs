//! One file for each container: how its members are read.

#[cfg(any(feature = "parquet", feature = "sqlite"))]
mod json_rows;
pub(super) mod mail;
pub(super) mod mbox;
#[cfg(feature = "parquet")]
pub(super) mod parquet;
#[cfg(feature = "sqlite")]
pub(super) mod sqlite;
pub(super) mod tar;
pub(super) mod warc;
pub(super) mod zip;
