//! What a message holds, before it is handed on.

use crate::ingest::reason::Reason;
use crate::ingest::record::Record;

/// One of the things that a message holds.
pub(super) enum Held {
    Article(Box<Record>),
    File(Box<File>),
    PassedOver(&'static str),
    Refused { way: String, reason: Reason },
}

/// A file in a message.
pub(super) struct File {
    pub(super) way: String,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) format: Option<&'static str>,
    pub(super) charset: Option<String>,
    pub(super) defaults: Record,
}
