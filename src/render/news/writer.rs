//! Writes news search by search, article by article, in any of their formats.

use std::io::{self, Write};

use jiff::Timestamp;

use super::format::NewsFormat;
use super::head::{NewsHead, about};
use super::{atom, json, mail};
use crate::api::NewArticle;
use crate::render::options::Options;
use crate::render::search::write_hit;
use crate::render::styles::Role;
use crate::render::text::{Indent, StyledText};

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
                let about = about(article);
                write_hit(out, &article.hit, about.as_deref(), self.options)?;
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
