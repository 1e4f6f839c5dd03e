//! What the reader's device can do and what the reader wants to see.

use std::borrow::Cow;
use std::path::PathBuf;

use super::citation::{CitationStyle, Reference, citation};
use super::columns::Column;
use super::fields::{Extent, OutputField};
use super::format::Format;
use super::safety;
use super::styles::Styles;
use crate::api::Hit;
use crate::span::ByteSpan;

/// What the reader's device can do and what the reader wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that the device can do or the reader wants"
)]
pub struct Options {
    /// Styles in text: bold and coloured matches. Without it matches stand in `**`.
    pub color: bool,
    /// What styles these are.
    pub styles: Styles,
    /// Titles in text link to the article (OSC 8).
    pub hyperlinks: bool,
    /// The bytes go to a terminal: characters that could change its state, reorder or hide text are
    /// made visible, in every format.
    pub terminal: bool,
    /// The device shows ASCII only: plots are drawn with its signs.
    pub ascii: bool,
    /// Columns of text; at least [`Options::MIN_WIDTH`] are used. `usize::MAX` never wraps.
    pub width: usize,
    /// Byte of its body from whose paragraph on one article is written as text.
    pub from: usize,
    /// The folder that holds the index, from which paths of articles start: links lead to files from there.
    pub folder: Option<PathBuf>,
    /// The article's fields to write, in this order; `None` for the format's own choice.
    pub fields: Option<Vec<OutputField>>,
    /// Whether passages were asked for: else a table has no columns of them unless they are named.
    pub passages: bool,
    /// The style in which what is shown is cited; `None` for no citation.
    pub citation: Option<CitationStyle>,
    /// The columns of a table, in this order; `None` for the table's own choice.
    pub columns: Option<Vec<Column>>,
}

impl Options {
    /// Columns below which text is not wrapped any narrower.
    pub const MIN_WIDTH: usize = 20;

    /// The fields to write: those asked for, or else the format's own choice.
    pub(super) fn fields(&self, extent: Extent, format: Format) -> &[OutputField] {
        self.fields
            .as_deref()
            .unwrap_or_else(|| extent.fields(format))
    }

    /// How the article of a hit is cited, where that is wanted; of what is quoted first, the page.
    pub(super) fn reference(&self, hit: &Hit) -> Option<Reference> {
        let passage = hit.passages.first();
        let page = passage.and_then(|passage| hit.article.page_at(passage.span.start));
        Some(citation(&hit.article, page, self.citation?))
    }

    /// The text as the device may be shown it.
    pub(super) fn safe<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.safe_marked(text, &[]).0
    }

    /// The text as the device may be shown it, and `marks` (bytes of `text`, sorted and disjoint) in bytes of the result.
    pub(super) fn safe_marked<'a>(
        &self,
        text: &'a str,
        marks: &'a [ByteSpan],
    ) -> (Cow<'a, str>, Cow<'a, [ByteSpan]>) {
        if self.terminal {
            safety::visible_marked(text, marks)
        } else {
            (Cow::Borrowed(text), Cow::Borrowed(marks))
        }
    }
}

impl Default for Options {
    /// For a pipe: no styles, no links, nothing changed, 80 columns.
    fn default() -> Self {
        Self {
            color: false,
            styles: Styles::default(),
            hyperlinks: false,
            terminal: false,
            ascii: false,
            width: 80,
            from: 0,
            folder: None,
            fields: None,
            passages: true,
            citation: None,
            columns: None,
        }
    }
}
