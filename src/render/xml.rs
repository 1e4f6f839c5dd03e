//! Text in XML and HTML: escaped, and without the characters that neither may hold.

use std::borrow::Cow;

/// The text between tags or inside the quotes of an attribute.
///
/// Characters outside the `Char` production of XML 1.0 (§2.2) cannot be written even as references: the replacement character stands
/// for them.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let is_plain = |sign: char| !matches!(sign, '&' | '<' | '>' | '"' | '\'') && is_allowed(sign);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        match sign {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            sign if is_allowed(sign) => written.push(sign),
            _ => written.push(char::REPLACEMENT_CHARACTER),
        }
    }
    Cow::Owned(written)
}

/// HTML allows fewer: no control characters but white space.
fn is_allowed(sign: char) -> bool {
    matches!(sign, '\t' | '\n' | '\r')
        || !sign.is_control() && !matches!(sign, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_of_a_text_is_markup() {
        for (text, written) in [
            ("plain – é日", "plain – é日"),
            (
                "<b>\"AT&T's\"</b>",
                "&lt;b&gt;&quot;AT&amp;T&#39;s&quot;&lt;/b&gt;",
            ),
            ("a\0b\u{1b}\u{ffff}", "a\u{fffd}b\u{fffd}\u{fffd}"),
            ("a\n\tb", "a\n\tb"),
        ] {
            assert_eq!(escaped(text), written);
        }
    }
}
