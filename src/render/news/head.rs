//! What is known of a search before its first new article, and what is said of an article besides that it is new.

use jiff::Timestamp;

use crate::api::NewArticle;
use crate::render::text::grouped;

/// What is known of a search before its first new article.
#[derive(Debug, Clone, Copy)]
pub struct NewsHead<'a> {
    /// What the search is called.
    pub name: &'a str,
    /// What it looks for.
    pub query: &'a str,
    /// When it was last looked at; `None` where it never was.
    pub since: Option<Timestamp>,
    /// Articles that match it, new or not.
    pub matching: u64,
    /// New articles.
    pub new: u64,
    /// How many of them were known with another headline or text.
    pub changed: u64,
    /// How many of them are copies.
    pub copies: u64,
}

impl NewsHead<'_> {
    /// `bridge: 3 new since 2024-03-09 14:05 UTC, 1 of them changed, 2 copies`.
    pub(super) fn summary(&self) -> String {
        let since = self
            .since
            .map(|since| format!(" since {}", since.strftime("%Y-%m-%d %H:%M UTC")));
        let since = since.unwrap_or_default();
        let name = self.name;
        if self.new == 0 {
            return format!(
                "{name}: nothing new{since} ({} match)",
                grouped(self.matching)
            );
        }
        let part = |number: u64, what: &str| match number {
            0 => String::new(),
            number => format!(", {} {what}", grouped(number)),
        };
        let copies = if self.copies == 1 { "a copy" } else { "copies" };
        let copies = match self.copies {
            0 => String::new(),
            1 => format!(", 1 {copies}"),
            number => format!(", {} {copies}", grouped(number)),
        };
        format!(
            "{name}: {} new{since}{}{copies} ({} match)",
            grouped(self.new),
            part(self.changed, "changed"),
            grouped(self.matching)
        )
    }
}

/// What an article is besides new.
pub(super) fn about(article: &NewArticle) -> Option<String> {
    let changed = article
        .is_changed
        .then(|| "changed since it was shown".to_owned());
    let copy = article
        .copy_of
        .as_ref()
        .map(|other| format!("a copy of {other}"));
    let parts: Vec<String> = changed.into_iter().chain(copy).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
