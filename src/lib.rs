//! Full-text search over an article archive.

pub mod analysis;
pub mod article;
pub mod engine;
pub mod ingest;
pub mod passage;
pub mod query;
pub mod render;
pub mod span;
