//! The charset that a page declares: the HTML standard's prescan of a byte stream, over more of it than the standard's 1024
//! bytes, since pages are saved with their styles in front.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// The charset that the start of an HTML or XML file declares.
pub(super) fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let start = head.trim_ascii_start();
    if start.first() != Some(&b'<') {
        return None;
    }
    let found = if start.starts_with(b"<?xml") {
        in_xml(start).or_else(|| in_tags(start))
    } else {
        in_tags(start)
    }?;
    // Bytes in which this could be read are not UTF-16 whatever they say.
    Some(match found {
        found if found == UTF_16LE || found == UTF_16BE => UTF_8,
        found if found == X_USER_DEFINED => WINDOWS_1252,
        found => found,
    })
}

/// `<?xml version="1.0" encoding="…"?>`
fn in_xml(start: &[u8]) -> Option<&'static Encoding> {
    let end = memchr::memchr(b'>', start)?;
    let declaration = &start[..end];
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let value = declaration[at + 8..]
        .trim_ascii_start()
        .strip_prefix(b"=")?;
    let value = value.trim_ascii_start();
    let quote = *value
        .first()
        .filter(|quote| matches!(quote, b'"' | b'\''))?;
    let value = value.get(1..)?;
    Encoding::for_label(value.get(..memchr::memchr(quote, value)?)?)
}

fn in_tags(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', bytes.get(at..)?) {
        at += found;
        let tag = &bytes[at..];
        if tag.starts_with(b"<!--") {
            // `<!-->` is a whole comment.
            at += memchr::memmem::find(tag.get(2..)?, b"-->")? + 5;
            continue;
        }
        let letter = |place: usize| tag.get(place).is_some_and(u8::is_ascii_alphabetic);
        let is_meta = tag
            .get(1..5)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"meta"))
            && tag
                .get(5)
                .is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/');
        if is_meta {
            let mut attributes = Attributes { bytes: tag, at: 5 };
            if let Some(charset) = of_meta(&mut attributes) {
                return Some(charset);
            }
            at += attributes.at;
        } else if letter(1) || (tag.get(1) == Some(&b'/') && letter(2)) {
            let name = tag
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?;
            let mut attributes = Attributes {
                bytes: tag,
                at: name,
            };
            while attributes.next().is_some() {}
            at += attributes.at;
        } else if tag
            .get(1)
            .is_some_and(|byte| matches!(byte, b'!' | b'/' | b'?'))
        {
            at += memchr::memchr(b'>', tag)?;
        }
        at += 1;
    }
    None
}

/// What a `<meta>` declares: `charset="…"`, or `http-equiv="content-type" content="…; charset=…"`.
fn of_meta(attributes: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let (mut own, mut in_content, mut is_content_type) = (None, None, false);
    while let Some((name, value)) = attributes.next() {
        match name.as_slice() {
            b"charset" if own.is_none() => own = Some(Encoding::for_label(&value)),
            b"content" if in_content.is_none() => in_content = of_content(&value),
            b"http-equiv" => is_content_type |= value == b"content-type",
            _ => {}
        }
    }
    match own {
        Some(own) => own,
        None => in_content.filter(|_| is_content_type),
    }
}

/// The charset in a value such as `text/html; charset=utf-8`, in lower case.
fn of_content(value: &[u8]) -> Option<&'static Encoding> {
    let mut rest = value;
    loop {
        let at = memchr::memmem::find(rest, b"charset")?;
        rest = rest.get(at + 7..)?;
        let Some(label) = rest.trim_ascii_start().strip_prefix(b"=") else {
            continue;
        };
        let label = label.trim_ascii_start();
        let label = match label.first()? {
            quote @ (b'"' | b'\'') => {
                let label = &label[1..];
                label.get(..memchr::memchr(*quote, label)?)?
            }
            _ => label
                .split(|byte| byte.is_ascii_whitespace() || *byte == b';')
                .next()?,
        };
        return Encoding::for_label(label);
    }
}

/// The attributes of a tag, names and values in lower case; `at` then stands on the tag's end.
struct Attributes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Attributes<'_> {
    fn next(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.skip(|byte| byte.is_ascii_whitespace() || byte == b'/');
        if *self.bytes.get(self.at)? == b'>' {
            return None;
        }
        let name =
            self.take(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'/' | b'>'));
        self.skip(|byte| byte.is_ascii_whitespace());
        if self.bytes.get(self.at) != Some(&b'=') {
            // A name without a value, or a sign that is none: one byte at least goes by.
            if name.is_empty() {
                self.at += 1;
            }
            return Some((name, Vec::new()));
        }
        self.at += 1;
        self.skip(|byte| byte.is_ascii_whitespace());
        let value = match self.bytes.get(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let value = self.take(|byte| byte != *quote);
                self.at += 1;
                value
            }
            _ => self.take(|byte| !byte.is_ascii_whitespace() && byte != b'>'),
        };
        Some((name, value))
    }

    fn skip(&mut self, test: impl Fn(u8) -> bool) {
        while self.bytes.get(self.at).is_some_and(|byte| test(*byte)) {
            self.at += 1;
        }
    }

    fn take(&mut self, test: impl Fn(u8) -> bool) -> Vec<u8> {
        let start = self.at;
        self.skip(test);
        self.bytes[start..self.at].to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_declared_as_the_standard_says() {
        let table: &[(&str, Option<&str>)] = &[
            ("<meta charset=gbk>", Some("GBK")),
            (" <META CharSet = 'Shift_JIS' />", Some("Shift_JIS")),
            (
                "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">",
                Some("KOI8-R"),
            ),
            (
                "<meta content='text/html;charset=\"euc-jp\"' http-equiv=content-type>",
                Some("EUC-JP"),
            ),
            ("<meta name=x content=\"text/html; charset=koi8-r\">", None),
            (
                "<script src=a charset=utf-8></script><meta charset=big5>",
                Some("Big5"),
            ),
            (
                "<!-- <meta charset=gbk> --><meta charset=big5>",
                Some("Big5"),
            ),
            ("<!--><meta charset=gbk>", Some("GBK")),
            (
                "<a title='<meta charset=gbk>'><meta charset=big5>",
                Some("Big5"),
            ),
            ("<metadata charset=gbk>", None),
            ("<meta charset=none><meta charset=gbk>", Some("GBK")),
            ("<meta charset=utf-16>", Some("UTF-8")),
            (
                "<?xml version='1.0' encoding='windows-1250'?><html>",
                Some("windows-1250"),
            ),
            ("<?xml version='1.0'?><meta charset=gbk>", Some("GBK")),
            (
                "<!DOCTYPE html><html><head><title>a < b</title><meta charset=gbk>",
                Some("GBK"),
            ),
            ("plain <meta charset=gbk>", None),
            ("<meta charset=", None),
            ("<meta = = charset=gbk>", Some("GBK")),
            ("<", None),
            ("", None),
        ];
        for (head, name) in table {
            assert_eq!(
                declared(head.as_bytes()).map(Encoding::name),
                *name,
                "{head}"
            );
        }
    }
}
