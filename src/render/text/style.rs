//! Colours, and what stands for them where there are none.

use anstyle::{AnsiColor, Style};

/// What a piece of text is, which decides how it is styled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Role {
    /// Running text.
    Plain,
    /// A match.
    Match,
    /// A headline or a heading.
    Title,
    /// Rank, source, place, id: what helps but is not the answer.
    Faint,
    /// The word `note:`.
    Note,
    /// The word `hint:`, and the carets under a query.
    Hint,
}

impl Role {
    /// The style on a terminal with colour. Matches are bold red, as in grep: legible on dark and light grounds.
    pub(in crate::render) fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Match => AnsiColor::Red.on_default().bold(),
            Self::Title => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Note => AnsiColor::Yellow.on_default().bold(),
            Self::Hint => AnsiColor::Cyan.on_default().bold(),
        }
    }

    /// What stands on both sides of the text where there is no colour. Two asterisks, as in e-mail, chat
    /// and Markdown: square brackets in a quotation are the editor's words, and « » are quotes in half of Europe.
    pub(in crate::render) fn marker(self) -> &'static str {
        if self == Self::Match { "**" } else { "" }
    }
}
