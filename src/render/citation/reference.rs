//! A reference: text, of which some is italic.

use std::fmt;

use crate::render::xml::escaped;

/// A reference, as a style has it; printed without its italics.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    /// Pieces, and whether each is italic.
    pieces: Vec<(String, bool)>,
}

impl Reference {
    pub(super) fn push(&mut self, text: &str) {
        self.pieces.push((text.to_owned(), false));
    }

    pub(super) fn push_italic(&mut self, text: &str) {
        self.pieces.push((text.to_owned(), true));
    }

    /// Without white space at the end.
    pub(super) fn trimmed(mut self) -> Self {
        if let Some((last, _)) = self.pieces.last_mut() {
            last.truncate(last.trim_end().len());
        }
        self
    }

    /// Its pieces, each with whether it is italic.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, bool)> {
        self.pieces
            .iter()
            .map(|(text, italic)| (text.as_str(), *italic))
    }

    /// As HTML.
    pub fn html(&self) -> String {
        let pieces = self.pieces().map(|(text, italic)| {
            let text = escaped(text);
            if italic {
                format!("<i>{text}</i>")
            } else {
                text.into_owned()
            }
        });
        pieces.collect()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().try_for_each(|(text, _)| f.write_str(text))
    }
}
