//! How ARC files write records: a line of fields, the content, an empty line. The predecessor of WARC, of the years to 2009.

use super::records::{Head, Syntax};

/// ARC 1 and 2.
pub(super) static ARC: Syntax = Syntax {
    is_start,
    find,
    head_end,
    parse,
};

/// Longest line that is looked at: addresses may be long.
const LINE_BYTES: usize = 16 << 10;

fn is_start(bytes: &[u8]) -> bool {
    let line = line(bytes).unwrap_or(bytes);
    // A date and a length stand behind the address, which has a scheme.
    let scheme = line.iter().position(|byte| !byte.is_ascii_alphanumeric());
    let has_scheme = scheme.is_some_and(|end| end >= 2 && line.get(end) == Some(&b':'));
    has_scheme && line.len() <= LINE_BYTES && columns(line).is_some()
}

fn find(bytes: &[u8]) -> Option<usize> {
    let starts = memchr::memchr_iter(b'\n', bytes).map(|end| end + 1);
    // A line that is cut could be another one.
    let whole = |start: &usize| bytes.get(*start..).and_then(line).is_some_and(is_start);
    starts.clone().find(whole)
}

fn line(bytes: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(b'\n', bytes)?;
    bytes.get(..end)
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', bytes).map(|end| end + 1)
}

/// The columns of a record's line. The address may hold spaces, the type too.
struct Columns {
    url: String,
    date: String,
    content_type: Option<String>,
    length: Option<u64>,
}

fn columns(line: &[u8]) -> Option<Columns> {
    let line = String::from_utf8_lossy(line);
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = |word: &str| {
        word.contains(['.', ':'])
            && word
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
    };
    // A server that did not answer in time left no date.
    let is_date = |word: &str| (12..=18).contains(&word.len()) && is_number(word) || word == "null";
    let date = (2..words.len()).rev().find(|at| {
        let date = words.get(*at).filter(|word| is_date(word));
        let host = words.get(at - 1).filter(|word| is_host(word));
        date.is_some() && host.is_some()
    })?;
    let length = words.get(date + 1..).and_then(<[&str]>::last)?;
    Some(Columns {
        url: words.get(..date - 1)?.join(" "),
        date: (*words.get(date)?).to_owned(),
        content_type: words
            .get(date + 1)
            .filter(|_| words.len() > date + 2)
            .map(|word| (*word).to_owned()),
        length: length.parse().ok(),
    })
}

fn parse(head: &[u8]) -> Head {
    let Some(columns) = columns(head) else {
        return Head::default();
    };
    let scheme = columns.url.split(':').next().unwrap_or_default();
    Head {
        kind: match scheme {
            "filedesc" => "filedesc",
            _ => "response",
        }
        .to_owned(),
        length: columns.length,
        date: Some(columns.date),
        content_type: columns.content_type,
        url: Some(columns.url),
        cut: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Address, date, type, length.
    type Line = Option<(
        &'static str,
        &'static str,
        Option<&'static str>,
        Option<u64>,
    )>;
    const LINES: &[(&str, Line)] = &[
        (
            "http://a.example/ 127.0.0.1 20140216050221 text/html 1591",
            Some((
                "http://a.example/",
                "20140216050221",
                Some("text/html"),
                Some(1591),
            )),
        ),
        (
            "http://a.example/?q=a b c&x=1 ::1 20140216050221 text/html; charset=utf-8 7\r",
            Some((
                "http://a.example/?q=a b c&x=1",
                "20140216050221",
                Some("text/html;"),
                Some(7),
            )),
        ),
        (
            "http://a.example/ 127.0.0.1 20140216050221 text/html 200 xyz - 1024 file.arc 42",
            Some((
                "http://a.example/",
                "20140216050221",
                Some("text/html"),
                Some(42),
            )),
        ),
        (
            "http://a.example/ 127.0.0.1 20140216050221 text/html -1",
            Some((
                "http://a.example/",
                "20140216050221",
                Some("text/html"),
                None,
            )),
        ),
        (
            "http://a.example/ 127.0.0.1 null text/html 68",
            Some(("http://a.example/", "null", Some("text/html"), Some(68))),
        ),
        (
            "URL IP-address Archive-date Content-type Archive-length",
            None,
        ),
        ("1 0 LiveWeb Capture", None),
        ("<p>See http://a.example/ 127.0.0.1 now", None),
    ];

    #[test]
    fn lines_of_both_versions_are_read() {
        for (line, expected) in LINES {
            let line = format!("{line}\n");
            assert_eq!(is_start(line.as_bytes()), expected.is_some(), "{line}");
            let Some((url, date, content_type, length)) = expected else {
                continue;
            };
            let head = parse(line.as_bytes());
            assert_eq!(head.url.as_deref(), Some(*url));
            assert_eq!(head.date.as_deref(), Some(*date));
            assert_eq!(head.content_type.as_deref(), *content_type);
            assert_eq!(head.length, *length);
        }
    }
}
