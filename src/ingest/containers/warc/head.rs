//! How WARC files write records: a line with the version, named fields, an empty line, the content.

use super::records::{Head, Syntax};

/// WARC 0.9 to 1.1.
pub(super) static WARC: Syntax = Syntax {
    is_start,
    find,
    head_end,
    parse,
};

fn is_start(bytes: &[u8]) -> bool {
    let version = bytes.strip_prefix(b"WARC/");
    version
        .and_then(<[u8]>::first)
        .is_some_and(u8::is_ascii_digit)
}

fn find(bytes: &[u8]) -> Option<usize> {
    let mut places = memchr::memmem::find_iter(bytes, b"\nWARC/");
    let line = places.find(|at| bytes.get(at + 1..).is_some_and(is_start));
    line.map(|at| at + 1)
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    empty_line(bytes)
}

/// Where the content begins that follows fields and an empty line.
pub(super) fn empty_line(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|end| {
        let rest = bytes.get(end + 1..)?;
        // Some lines end with two of them.
        let returns = rest.iter().take_while(|byte| **byte == b'\r').count();
        (rest.get(returns) == Some(&b'\n')).then_some(end + returns + 2)
    })
}

fn parse(head: &[u8]) -> Head {
    let mut found = Head::default();
    for (name, value) in fields(head) {
        match name.as_str() {
            "warc-type" => found.kind = value.to_ascii_lowercase(),
            "content-length" => found.length = value.parse().ok(),
            "warc-target-uri" => found.url = Some(value),
            "warc-date" => found.date = Some(value),
            "content-type" => found.content_type = Some(value),
            "warc-truncated" => found.cut = Some(value),
            // The first of several records that hold the parts of one answer.
            "warc-segment-number" => found.cut = Some("continued in another record".to_owned()),
            _ => {}
        }
    }
    found
}

/// Named fields, one a line, the names in small letters; an indented line goes on with the one before it.
pub(super) fn fields(head: &[u8]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split(|byte| *byte == b'\n').skip(1) {
        let line = String::from_utf8_lossy(line);
        if line.starts_with([' ', '\t']) {
            let more = line.trim();
            if let Some((_, value)) = fields.last_mut().filter(|_| !more.is_empty()) {
                value.push(' ');
                value.push_str(more);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_whatever_its_letters_and_folds() {
        let head = b"WARC/1.1\r\nwarc-type: Response\r\nWARC-Target-URI: <http://a.example/\r\n  b>\r\nCONTENT-LENGTH:12\r\n\r\nxx";
        let end = head_end(head).unwrap();
        assert_eq!(&head[end..], b"xx");
        let found = parse(&head[..end]);
        assert_eq!((found.kind.as_str(), found.length), ("response", Some(12)));
        assert_eq!(found.url.as_deref(), Some("<http://a.example/ b>"));
        assert_eq!(head_end(b"WARC/1.0\nA: b\n\nx"), Some(15));
        assert_eq!(head_end(b"WARC/1.0\r\r\nA: b\r\r\n\r\r\nx"), Some(21));
        assert_eq!(head_end(b"WARC/1.0\r\nA: b\r\n"), None);
        assert_eq!(find(b"xWARC/1.0\n WARC/1.0\nWARC/x\nWARC/1.0"), Some(27));
    }
}
