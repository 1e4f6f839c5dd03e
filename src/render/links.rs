//! Links to pages and files.

use std::fmt::Write as _;
use std::path::Path;

use crate::article::Origin;

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

/// The link's target of the file that an article was read from, with the line where it starts; `None` where it was no file, or its
/// path starts from a folder that is not known.
pub(super) fn file_target(origin: &Origin, folder: Option<&Path>) -> Option<String> {
    if origin.path == "-" {
        return None;
    }
    let folder = match &origin.index {
        Some(index) => Path::new(index).parent(),
        None => folder,
    };
    // An absolute path stays what it is.
    let path = folder.unwrap_or(Path::new("")).join(&origin.path);
    let path = path.to_str().filter(|path| path.starts_with('/'))?;
    let line = origin
        .line
        .map_or_else(String::new, |line| format!("#{line}"));
    Some(format!("file://{}{line}", percent_encoded(path, "%?#")))
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
    fn files_are_linked_where_their_folder_is_known() {
        let link = |path: &str, line, folder: Option<&str>| {
            let origin = Origin {
                path: path.to_owned(),
                line,
                ..Origin::default()
            };
            file_target(&origin, folder.map(Path::new))
        };
        let linked = link("/a b/100%?.txt", None, None);
        assert_eq!(linked.as_deref(), Some("file:///a%20b/100%25%3F.txt"));
        assert_eq!(link("news/a.txt", None, None), None);
        let linked = link("news/a.jsonl", Some(7), Some("/archive"));
        assert_eq!(linked.as_deref(), Some("file:///archive/news/a.jsonl#7"));
        assert_eq!(link("-", None, Some("/archive")), None);
    }
}
