//! Addresses of articles and of sentences in them.

use std::fmt::Write;

/// What the address of a resource begins with.
const RESOURCE: &str = "archive://article/";
/// The template of these addresses (RFC 6570).
pub(super) const TEMPLATE: &str = "archive://article/{id}";

/// Where articles are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    /// The address of the page, without a slash at its end; without one, articles are resources.
    base: Option<String>,
}

impl Links {
    /// Links to the page at an address.
    pub(crate) fn to(base: Option<&str>) -> Self {
        let base = base.map(|base| base.trim_end_matches('/').to_owned());
        Self {
            base: base.filter(|base| !base.is_empty()),
        }
    }

    /// The address of an article.
    pub(super) fn article(&self, id: &str) -> String {
        let id = percent_encoded(id);
        match &self.base {
            Some(base) => format!("{base}/article/{id}"),
            None => format!("{RESOURCE}{id}"),
        }
    }

    /// The address of a sentence of it, counted from 1.
    pub(super) fn sentence(&self, id: &str, sentence: u64) -> String {
        format!("{}#s{sentence}", self.article(id))
    }
}

/// The id of the article that is a resource, and from which sentence on, counted from 1.
pub(super) fn of_resource(address: &str) -> Option<(String, Option<usize>)> {
    let rest = address.strip_prefix(RESOURCE)?;
    let (id, sentence) = match rest.rsplit_once("#s") {
        Some((id, sentence)) => (id, Some(sentence.parse().ok()?)),
        None => (rest, None),
    };
    Some((percent_decoded(id)?, sentence))
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_id() {
        let links = Links::default();
        for id in ["cw-1", "a b/ü#s3?%", "https://x.example/a?b=c&d", "…"] {
            assert_eq!(of_resource(&links.article(id)), Some((id.to_owned(), None)));
            let sentence = links.sentence(id, 12);
            assert_eq!(of_resource(&sentence), Some((id.to_owned(), Some(12))));
        }
        assert_eq!(of_resource("archive://article/%4"), None);
        assert_eq!(of_resource("file:///etc/passwd"), None);
        let page = Links::to(Some("https://a.example/"));
        assert_eq!(
            page.sentence("a b", 3),
            "https://a.example/article/a%20b#s3"
        );
    }
}
