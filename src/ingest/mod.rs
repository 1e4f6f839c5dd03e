//! Paths to articles: walk, container, format, record, article.

pub mod record;
