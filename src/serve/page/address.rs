//! Addresses of pages. Names and values are percent-encoded here and nowhere else.

use std::fmt::{self, Write};

/// A page, and what it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    path: String,
    parameters: Vec<(String, String)>,
    fragment: Option<String>,
}

/// A text as a part of a path or of a query: all but the unreserved characters of RFC 3986 as `%XX`.
fn write_encoded(text: &str, out: &mut impl Write) -> fmt::Result {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.write_char(char::from(byte))?;
        } else {
            write!(out, "%{byte:02X}")?;
        }
    }
    Ok(())
}

/// A path as a browser sends it, with its names as they are.
pub(crate) fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| byte == b'%');
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let encoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(encoded.unwrap_or(byte));
        rest = if encoded.is_some() {
            &behind[2..]
        } else {
            behind
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Address {
    /// A page of this program, by its path.
    pub(super) fn of(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            parameters: Vec::new(),
            fragment: None,
        }
    }

    /// Something below a path, by its name.
    pub(super) fn below(path: &str, name: &str) -> Self {
        let mut address = Self::of(path);
        // Writing to a string cannot fail.
        let _ = write_encoded(name, &mut address.path);
        address
    }

    /// An article, with the matches of a query.
    pub(super) fn of_article(id: &str, query: &str) -> Self {
        Self::below("/article/", id).asking(query)
    }

    /// The same with a query, where there is one.
    pub(super) fn asking(self, query: &str) -> Self {
        if query.trim().is_empty() {
            return self;
        }
        self.with("q", query)
    }

    /// The same with all of these.
    pub(super) fn with_all(mut self, parameters: &[(String, String)]) -> Self {
        self.parameters.extend_from_slice(parameters);
        self
    }

    /// The same with a parameter more; one that it has already with this value is not repeated.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        let parameter = (name.to_owned(), value.to_owned());
        if !self.parameters.contains(&parameter) {
            self.parameters.push(parameter);
        }
        self
    }

    /// The same without a parameter of that name.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(known, _)| known != name);
        self
    }

    /// The same without one value of a parameter.
    pub(super) fn without_value(mut self, name: &str, value: &str) -> Self {
        self.parameters
            .retain(|(known, of)| known != name || of != value);
        self
    }

    /// The same with this value alone.
    pub(super) fn set(self, name: &str, value: &str) -> Self {
        self.without(name).with(name, value)
    }

    /// A place on the page.
    pub(super) fn at(mut self, fragment: &str) -> Self {
        self.fragment = Some(fragment.to_owned());
        self
    }

    /// The same question to another page.
    pub(super) fn to(&self, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..self.clone()
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (at, (name, value)) in self.parameters.iter().enumerate() {
            f.write_char(if at == 0 { '?' } else { '&' })?;
            write_encoded(name, f)?;
            f.write_char('=')?;
            write_encoded(value, f)?;
        }
        if let Some(fragment) = &self.fragment {
            f.write_char('#')?;
            write_encoded(fragment, f)?;
        }
        Ok(())
    }
}

/// An address that a reader may follow away from here: of the web, and of nothing that runs.
pub(super) fn of_the_web(url: &str) -> Option<&str> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let is_web = ["http", "https"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme));
    let is_address = |sign: char| !sign.is_whitespace() && !sign.is_control();
    (is_web && !rest.is_empty() && rest.chars().all(is_address)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_leaves_its_place() {
        let id = "../a b?c#d&e=\"<é>";
        let address = Address::of_article(id, "x & \"y\"").at("s1");
        assert_eq!(
            address.to_string(),
            "/article/..%2Fa%20b%3Fc%23d%26e%3D%22%3C%C3%A9%3E?q=x%20%26%20%22y%22#s1"
        );
        assert_eq!(Address::of_article("a", " ").to_string(), "/article/a");
        let path = Address::of_article(id, "").to_string();
        assert_eq!(decoded(&path), format!("/article/{id}"));
        assert_eq!(decoded("/a%2/%zz/%+1"), "/a%2/%zz/%+1");
    }

    #[test]
    fn parameters_are_added_and_taken_away() {
        let address = Address::of("/").with("source", "A").with("source", "B");
        let twice = address.clone().with("source", "A");
        assert_eq!(twice, address);
        assert_eq!(
            address.clone().without_value("source", "A").to_string(),
            "/?source=B"
        );
        assert_eq!(
            address.set("source", "C").to("/kwic").to_string(),
            "/kwic?source=C"
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        for (url, followed) in [
            (" https://e.org/?a=1 ", Some("https://e.org/?a=1")),
            ("HTTP://e.org", Some("HTTP://e.org")),
            ("javascript:alert(1)", None),
            ("javascript://e.org/%0aalert(1)", None),
            ("https://e.org/ x", None),
            ("https://", None),
            ("//e.org", None),
            ("file:///etc/passwd", None),
            ("data:text/html,x", None),
        ] {
            assert_eq!(of_the_web(url), followed, "{url}");
        }
    }
}
