//! Colours and links.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

/// What a piece of text is, which decides how it is styled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
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
    pub(super) fn style(self) -> Style {
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
    pub(super) fn marker(self) -> &'static str {
        if self == Self::Match { "**" } else { "" }
    }
}

/// The start and the end of a hyperlink (OSC 8).
pub(super) fn hyperlink(target: &str) -> (String, &'static str) {
    (format!("\u{1b}]8;;{target}\u{1b}\\"), "\u{1b}]8;;\u{1b}\\")
}

/// The address as a link's target; `None` where following it could do more than open a page or
/// a file. Everything but plain ASCII is percent-encoded, so that it cannot end the link's sequence.
pub(super) fn link_target(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    matches!(scheme.as_str(), "http" | "https" | "file").then(|| percent_encoded(url, ""))
}

/// The link's target of a file with an absolute path; `None` for any other path.
pub(super) fn file_target(path: &str) -> Option<String> {
    path.starts_with('/')
        .then(|| format!("file://{}", percent_encoded(path, "%?#")))
}

/// The text with every byte that is not printable ASCII, or is one of `also`, as `%XX`. What is
/// encoded already stays.
pub(super) fn percent_encoded(text: &str, also: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_graphic() && !b"\\<>\"`".contains(&byte);
        if plain && !also.as_bytes().contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_and_files_are_linked() {
        for (url, target) in [
            (
                "https://example.org/a?b=c&d=%20#e",
                Some("https://example.org/a?b=c&d=%20#e"),
            ),
            ("HTTP://example.org/", Some("HTTP://example.org/")),
            (
                " https://example.org/café ",
                Some("https://example.org/caf%C3%A9"),
            ),
            (
                "https://e.org/\u{1b}\\\u{1b}[31m",
                Some("https://e.org/%1B%5C%1B[31m"),
            ),
            ("javascript:alert(1)", None),
            ("javascript://alert(1)", None),
            ("data:text/html,x", None),
            ("example.org", None),
            ("", None),
        ] {
            assert_eq!(link_target(url).as_deref(), target, "{url:?}");
        }
    }

    #[test]
    fn absolute_paths_become_file_links() {
        assert_eq!(
            file_target("/a b/100%?.txt").as_deref(),
            Some("file:///a%20b/100%25%3F.txt")
        );
        assert_eq!(file_target("news/a.txt"), None);
        assert_eq!(file_target("-"), None);
    }
}
