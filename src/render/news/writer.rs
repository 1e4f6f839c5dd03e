//! Writes news search by search, article by article, in any of their formats.

use std::io::{self, Write};

use jiff::Timestamp;

use super::format::NewsFormat;
use super::{atom, json, mail};
use crate::api::NewArticle;
use crate::render::options::Options;
use crate::render::search::write_hit;
use crate::render::styles::Role;
use crate::render::text::{Indent, StyledText, grouped};

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

/// Writes news: [`begin`](Self::begin), each [`search`](Self::search) with each [`article`](Self::article) of it,
/// [`end`](Self::end). It keeps nothing of an article.
pub struct NewsWriter<'a> {
    format: NewsFormat,
    options: &'a Options,
    out: &'a mut dyn Write,
    /// When the look is.
    now: Timestamp,
    /// The search under way, which names entries of a feed.
    name: String,
    searches: u64,
    /// Articles of the search under way.
    articles: u64,
}

impl<'a> NewsWriter<'a> {
    /// Writes what stands before the first search; `searches` are those that follow, which name a feed.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn begin(
        format: NewsFormat,
        options: &'a Options,
        searches: &[NewsHead<'_>],
        now: Timestamp,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        match format {
            NewsFormat::Text => {}
            NewsFormat::Json => json::begin(out)?,
            NewsFormat::Atom => atom::begin(out, searches, now)?,
            NewsFormat::Html => mail::begin(out, searches, now)?,
        }
        Ok(Self {
            format,
            options,
            out,
            now,
            name: String::new(),
            searches: 0,
            articles: 0,
        })
    }

    /// Begins a search.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn search(&mut self, head: &NewsHead<'_>) -> io::Result<()> {
        self.end_search()?;
        match self.format {
            NewsFormat::Text => {
                if self.searches > 0 {
                    self.out.write_all(b"\n")?;
                }
                let mut line = StyledText::new(self.options);
                line.push(&head.summary(), Role::Faint);
                line.write(self.out, Indent { first: 0, rest: 3 })?;
            }
            NewsFormat::Json => json::search(self.out, head, self.searches == 0, self.options)?,
            NewsFormat::Atom => {}
            NewsFormat::Html => mail::search(self.out, head)?,
        }
        head.name.clone_into(&mut self.name);
        self.searches += 1;
        self.articles = 0;
        Ok(())
    }

    /// Writes an article of the search begun last.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn article(&mut self, article: &NewArticle) -> io::Result<()> {
        let out = &mut *self.out;
        match self.format {
            NewsFormat::Text => {
                write_hit(out, &article.hit, None, self.options)?;
                if let Some(about) = about(article) {
                    let mut line = StyledText::new(self.options);
                    line.push(&about, Role::Faint);
                    line.write(out, Indent::all(3))?;
                }
            }
            NewsFormat::Json => json::article(out, article, self.articles == 0, self.options)?,
            NewsFormat::Atom => atom::article(out, article, &self.name, self.now)?,
            NewsFormat::Html => mail::article(out, article)?,
        }
        self.articles += 1;
        Ok(())
    }

    fn end_search(&mut self) -> io::Result<()> {
        if self.searches > 0 && self.format == NewsFormat::Json {
            self.out.write_all(b"\n]}")?;
        }
        Ok(())
    }

    /// Writes what stands behind the last search, and flushes.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn end(mut self) -> io::Result<()> {
        self.end_search()?;
        match self.format {
            NewsFormat::Text => {}
            NewsFormat::Json => self.out.write_all(b"\n]}\n")?,
            NewsFormat::Atom => self.out.write_all(b"</feed>\n")?,
            NewsFormat::Html => self.out.write_all(b"</body>\n</html>\n")?,
        }
        self.out.flush()
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
