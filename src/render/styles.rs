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
    /// What stands on both sides of the text where there is no colour. Two asterisks, as in e-mail, chat
    /// and Markdown: square brackets in a quotation are the editor's words, and « » are quotes in half of Europe.
    pub(in crate::render) fn marker(self) -> &'static str {
        if self == Self::Match { "**" } else { "" }
    }
}

/// The styles of text on a terminal with colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Styles {
    /// A match.
    pub matched: Style,
    /// A headline or a heading.
    pub title: Style,
    /// Rank, source, place, id.
    pub faint: Style,
    /// The word `note:`.
    pub note: Style,
    /// The word `hint:`, and the carets under a query.
    pub hint: Style,
}

impl Default for Styles {
    /// Matches are bold red, as in grep: legible on dark and light grounds.
    fn default() -> Self {
        Self {
            matched: AnsiColor::Red.on_default().bold(),
            title: Style::new().bold(),
            faint: Style::new().dimmed(),
            note: AnsiColor::Yellow.on_default().bold(),
            hint: AnsiColor::Cyan.on_default().bold(),
        }
    }
}

impl Styles {
    pub(in crate::render) fn of(&self, role: Role) -> Style {
        match role {
            Role::Plain => Style::new(),
            Role::Match => self.matched,
            Role::Title => self.title,
            Role::Faint => self.faint,
            Role::Note => self.note,
            Role::Hint => self.hint,
        }
    }
}
