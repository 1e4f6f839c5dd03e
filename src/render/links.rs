//! Links to pages and files.

use std::fmt::Write as _;

/// The start and the end of a hyperlink (OSC 8).
pub(super) fn hyperlink(target: &str) -> (String, &'static str) {
    (format!("\u{1b}]8;;{target}\u{1b}\\"), "\u{1b}]8;;\u{1b}\\")
}

/// The address as a link's target; `None` where following it could do more than open a page. An article's address is untrusted, and
/// `file://` opens whatever it names, on other machines too. Everything but plain ASCII is percent-encoded, so that it cannot end the link's sequence.
pub(super) fn link_target(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    matches!(scheme.as_str(), "http" | "https").then(|| percent_encoded(url, ""))
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
    fn only_pages_are_linked() {
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
            ("file:///etc/passwd", None),
            ("file://server/share", None),
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
