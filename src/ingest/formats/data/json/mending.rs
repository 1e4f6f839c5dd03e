//! JSON as some programs write it, made valid: halves of surrogate pairs, `NaN`, raw control
//! characters, escapes that JSON does not have.

use std::fmt::Write as _;

/// `text` with those faults mended; `None` if it has none of them.
///
/// Half a surrogate pair becomes U+FFFD, a number that is none becomes `null`, a raw control
/// character is escaped, and `\'` loses its backslash.
pub(crate) fn mended(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut in_string = false;
    while let Some(at) = rest.find(|c: char| c < ' ' || matches!(c, '"' | '\\' | 'N' | 'I' | '-')) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = if in_string {
            in_string = !from.starts_with('"');
            in_string_at(from, &mut out)
        } else {
            in_string = from.starts_with('"');
            outside_at(from, &mut out)
        };
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// Copies the first byte of `text`, outside strings, or what should stand there; returns the rest.
fn outside_at<'t>(text: &'t str, out: &mut String) -> &'t str {
    for number in ["NaN", "Infinity", "-Infinity"] {
        if let Some(rest) = text.strip_prefix(number) {
            out.push_str("null");
            return rest;
        }
    }
    copy(text, 1, out)
}

/// Copies the first character or escape of `text`, inside a string, or what should stand there;
/// returns the rest.
fn in_string_at<'t>(text: &'t str, out: &mut String) -> &'t str {
    match text.as_bytes() {
        [b'\\', b'u', ..] => match unicode_escape(text) {
            Some(0xd800..0xdc00)
                if matches!(text.get(6..).and_then(unicode_escape), Some(0xdc00..0xe000)) =>
            {
                copy(text, 12, out)
            }
            Some(0xd800..0xe000) => {
                out.push_str("\\ufffd");
                &text[6..]
            }
            _ => copy(text, 2, out),
        },
        [
            b'\\',
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
            ..,
        ] => copy(text, 2, out),
        [b'\\', _, ..] => &text[1..],
        [control @ 0..0x20, ..] => {
            let _ = write!(out, "\\u{control:04x}");
            &text[1..]
        }
        _ => copy(text, 1, out),
    }
}

/// The code unit of an escape such as `\u00e9` at the front of `text`.
fn unicode_escape(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// Copies the first `count` bytes, all ASCII, and returns the rest.
fn copy<'t>(text: &'t str, count: usize, out: &mut String) -> &'t str {
    let (now, later) = text.split_at_checked(count).unwrap_or((text, ""));
    out.push_str(now);
    later
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    #[test]
    fn what_programs_write_becomes_json() {
        let table = [
            (
                r#"{"a": NaN, "b": [-Infinity, Infinity, -1]}"#,
                r#"{"a": null, "b": [null, null, -1]}"#,
            ),
            (
                r#"{"a": "NaN - \ud83d\ude00"}"#,
                r#"{"a": "NaN - \ud83d\ude00"}"#,
            ),
            (
                r#"{"a": "\ud83d and \ude00\ud83d\u0041"}"#,
                r#"{"a": "\ufffd and \ufffd\ufffd\u0041"}"#,
            ),
            ("{\"a\": \"x\ty\u{1}\"}", r#"{"a": "x\u0009y\u0001"}"#),
            (r#"{"a": "don\'t \\' \""}"#, r#"{"a": "don't \\' \""}"#),
        ];
        for (text, expected) in table {
            let found = mended(text);
            assert_eq!(found.as_deref().unwrap_or(text), expected);
            assert_eq!(found.is_some(), text != expected);
            assert!(
                serde_json::from_str::<serde_json::Value>(expected).is_ok(),
                "{expected}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(text in r#"[\\u"d8cNaIn\-é{\t]{0,24}"#) {
            let letters = |text: &str| text.matches('é').count();
            prop_assert_eq!(letters(&mended(&text).unwrap_or(text.clone())), letters(&text));
        }

        #[test]
        fn valid_json_is_left_alone(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(mended(&json), None);
        }
    }
}
