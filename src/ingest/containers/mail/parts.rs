//! A message as a tree of parts (MIME). Attached messages are leaves: whoever reads them takes them apart.

use memchr::memmem;

use super::head::{self, Head};
use super::transfer;

/// Parts may be nested so deep; what is deeper stays one part.
const DEEPEST: usize = 32;

/// A message may have so many parts; the others are left out, which [`Message::is_cut`] says.
const MOST_PARTS: usize = 10_000;

/// A part of a message.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) head: Head,
    /// `type/subtype`, in small letters, also where it is implied.
    pub(super) kind: String,
    /// What it carries, encoded; of a part that holds others nothing.
    body: &'a [u8],
    /// The parts that it holds.
    pub(super) parts: Vec<Part<'a>>,
}

impl Part<'_> {
    /// The bytes that it carries.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let encoding = self.head.raw("Content-Transfer-Encoding");
        transfer::decoded(self.body, &encoding.unwrap_or_default()).into_owned()
    }

    /// The text that it carries.
    pub(super) fn text(&self) -> String {
        head::decoded(&self.bytes(), self.head.parameter("charset"))
    }

    /// Whether its kind begins so: `image/`.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.starts_with(kind)
    }
}

/// A message, taken apart.
#[derive(Debug)]
pub(super) struct Message<'a> {
    /// The part that is all of it.
    pub(super) root: Part<'a>,
    /// Whether parts were left out.
    pub(super) is_cut: bool,
}

/// Takes a message apart.
pub(super) fn message(bytes: &[u8]) -> Message<'_> {
    let mut taking = Taking::default();
    let root = taking.part(bytes, "text/plain", 0);
    Message {
        root,
        is_cut: taking.is_cut,
    }
}

#[derive(Default)]
struct Taking {
    count: usize,
    is_cut: bool,
}

impl Taking {
    /// Reads a part whose kind is `implied` where it declares none.
    fn part<'a>(&mut self, bytes: &'a [u8], implied: &str, depth: usize) -> Part<'a> {
        self.count += 1;
        let (header, body) = head::split(bytes);
        let head = Head::new(header);
        let kind = head.kind().unwrap_or_else(|| implied.to_owned());
        let mut part = Part {
            head,
            kind,
            body,
            parts: Vec::new(),
        };
        if !part.is("multipart/") || depth >= DEEPEST {
            return part;
        }
        let boundary = part.head.parameter("boundary").unwrap_or_default();
        let mut pieces = split(body, boundary);
        if pieces.is_empty() {
            // Nothing is delimited: it is taken for what it looks like.
            "text/plain".clone_into(&mut part.kind);
            return part;
        }
        let left = MOST_PARTS.saturating_sub(self.count);
        self.is_cut |= pieces.len() > left;
        pieces.truncate(left);
        let implied = match part.kind.as_str() {
            "multipart/digest" => "message/rfc822",
            _ => "text/plain",
        };
        let parts = pieces.into_iter();
        part.parts = parts
            .map(|piece| self.part(piece, implied, depth + 1))
            .collect();
        part.body = b"";
        part
    }
}

/// What stands between the lines of a boundary. What is above the first line and below the last one is for programs that know no
/// parts.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let boundary = boundary.trim_end();
    if boundary.is_empty() {
        return pieces;
    }
    let delimiter = format!("--{boundary}");
    let mut start = None;
    for at in memmem::find_iter(body, delimiter.as_bytes()) {
        let behind = &body[at + delimiter.len()..];
        let end = memchr::memchr(b'\n', behind).map_or(behind.len(), |end| end + 1);
        let rest = behind[..end].trim_ascii();
        let is_line = (at == 0 || body[at - 1] == b'\n') && matches!(rest, b"" | b"--");
        if !is_line || start.is_some_and(|start| start > at) {
            continue;
        }
        if let Some(start) = start {
            let piece = body.get(start..at).unwrap_or_default();
            let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
            pieces.push(piece.strip_suffix(b"\r").unwrap_or(piece));
        }
        start = Some(at + delimiter.len() + end);
        if rest == b"--" {
            return pieces;
        }
    }
    // The last line is missing: the message breaks off.
    if let Some(rest) = start.and_then(|start| body.get(start..))
        && !rest.trim_ascii().is_empty()
    {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in a line: `mixed(plain html)`.
    fn shown(part: &Part<'_>) -> String {
        let name = part.kind.split('/').nth(1).unwrap_or_default();
        if part.parts.is_empty() {
            return format!("{name} {:?}", part.text());
        }
        let inner: Vec<String> = part.parts.iter().map(shown).collect();
        format!("{name}({})", inner.join(", "))
    }

    fn of(kind: &str, body: &str) -> String {
        let text = format!("Content-Type: {kind}; boundary=\"=b\"\n\n{body}");
        shown(&message(text.as_bytes()).root)
    }

    #[test]
    fn a_message_is_a_tree_of_parts() {
        let table: &[(&str, &str, &str)] = &[
            ("text/plain", "a\n", "plain \"a\\n\""),
            (
                "multipart/mixed",
                "above\n--=b\n\na\n--=b\nContent-Type: text/html\n\n<p>\n--=b--\nbelow\n",
                "mixed(plain \"a\", html \"<p>\")",
            ),
            // Another boundary that begins alike, blanks behind it, lines of DOS.
            (
                "multipart/mixed",
                "--=b \r\n\r\n--=bc\r\nx --=b\r\n--=b--",
                "mixed(plain \"--=bc\\r\\nx --=b\")",
            ),
            (
                "multipart/digest",
                "--=b\n\nA: b\n\nc\n--=b--",
                "digest(rfc822 \"A: b\\n\\nc\")",
            ),
            // It breaks off; a boundary that never comes.
            (
                "multipart/mixed",
                "--=b\n\na\n--=b\n\nbro",
                "mixed(plain \"a\", plain \"bro\")",
            ),
            ("multipart/mixed", "only text", "plain \"only text\""),
            ("multipart/mixed", "", "plain \"\""),
        ];
        for (kind, body, expected) in table {
            assert_eq!(of(kind, body), *expected, "{body:?}");
        }
    }

    #[test]
    fn parts_without_end_are_parts() {
        let level = |at: u32| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n");
        let deep = (0..5_000).map(level).collect::<Vec<_>>().concat();
        let mut part = message(deep.as_bytes()).root;
        let mut depth = 0;
        while let Some(inner) = part.parts.pop() {
            part = inner;
            depth += 1;
        }
        assert_eq!(depth, DEEPEST);
        let many = format!(
            "Content-Type: multipart/mixed; boundary=b\n\n{}",
            "--b\n\nx\n".repeat(3 * MOST_PARTS)
        );
        let many = message(many.as_bytes());
        assert_eq!((many.root.parts.len(), many.is_cut), (MOST_PARTS - 1, true));
    }
}
