//! The encodings in which mail carries bytes: base64, quoted-printable, uuencode. What is damaged is decoded as far as it goes.

use std::borrow::Cow;

/// The bytes that a part carries, by its `Content-Transfer-Encoding`.
pub(super) fn decoded<'a>(bytes: &'a [u8], encoding: &str) -> Cow<'a, [u8]> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => Cow::Owned(base64(bytes)),
        "quoted-printable" => Cow::Owned(quoted_printable(bytes)),
        "uuencode" | "x-uuencode" | "uue" | "x-uue" => {
            Cow::Owned(uuencoded(bytes).unwrap_or_else(|| bytes.to_vec()))
        }
        _ => Cow::Borrowed(bytes),
    }
}

/// The value of a character of base64, of its variant for addresses too.
fn sextet(byte: u8) -> Option<u32> {
    Some(match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Base64; what is none of its characters is passed over, and what follows padding is read on.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u8);
    let flush = |bits: u32, count: u8, out: &mut Vec<u8>| {
        let whole = (bits << (6 * (4 - u32::from(count.min(4))))).to_be_bytes();
        out.extend_from_slice(&whole[1..usize::from(count.max(1))]);
    };
    for byte in bytes {
        if *byte == b'=' {
            flush(bits, count, &mut out);
            (bits, count) = (0, 0);
        } else if let Some(value) = sextet(*byte) {
            bits = bits << 6 | value;
            count += 1;
            if count == 4 {
                out.extend_from_slice(&bits.to_be_bytes()[1..]);
                (bits, count) = (0, 0);
            }
        }
    }
    flush(bits, count, &mut out);
    out
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Quoted-printable; an equals sign that encodes nothing stays.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let end: &[u8] = match line {
            [.., b'\r', b'\n'] => b"\r\n",
            [.., b'\n'] => b"\n",
            _ => b"",
        };
        let (text, soft) = match text.strip_suffix(b"=") {
            Some(text) => (text, true),
            None => (text, false),
        };
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'=', rest) {
            out.extend_from_slice(&rest[..at]);
            rest = &rest[at..];
            let byte = match rest {
                [_, high, low, ..] => hex(*high).zip(hex(*low)),
                _ => None,
            };
            let (taken, byte) = byte.map_or((1, b'='), |(high, low)| (3, high << 4 | low));
            out.push(byte);
            rest = &rest[taken..];
        }
        out.extend_from_slice(rest);
        if !soft {
            out.extend_from_slice(end);
        }
    }
    out
}

/// A uuencoded file, from its line `begin 644 name`; `None` where there is none.
fn uuencoded(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_end);
    lines.find(|line| line.starts_with(b"begin "))?;
    let mut out = Vec::new();
    for line in lines {
        let Some((length, rest)) = line.split_first() else {
            continue;
        };
        if line == b"end" {
            break;
        }
        let length = usize::from(length.wrapping_sub(0x20) & 0x3f);
        let before = out.len();
        for group in rest.chunks(4) {
            let mut bits = 0;
            for at in 0..4 {
                let byte = group.get(at).copied().unwrap_or(b' ');
                bits = bits << 6 | u32::from(byte.wrapping_sub(0x20) & 0x3f);
            }
            out.extend_from_slice(&bits.to_be_bytes()[1..]);
        }
        out.truncate(before + length);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_decoded_as_far_as_they_are_sound() {
        let table: &[(&str, &str, &str)] = &[
            (
                "base64",
                "VGhlIGZlcnJ5\r\nIHdhcyBsYXRl\n",
                "The ferry was late",
            ),
            ("BASE64", "VGhl!IGZl*cnJ5Lg==", "The ferry."),
            ("base64", "VGhl\nIGZlcnJ5", "The ferry"),
            // Two encoded texts in one, and one that is cut off.
            ("base64", "VGhlIA==ZmVycnk=", "The ferry"),
            ("base64", "VGhlIGZlcnJ", "The ferr"),
            ("base64", "V", ""),
            ("base64", "====", ""),
            (
                "quoted-printable",
                "caf=C3=A9 =\r\nnoir =3D  \r\nx",
                "café noir =\r\nx",
            ),
            ("quoted-printable", "a=b =ZZ =4", "a=b =ZZ =4"),
            ("quoted-printable", "cut off =", "cut off "),
            (
                "x-uuencode",
                "text\nbegin 644 a.txt\n%=&5X=`H`\n`\nend\n",
                "text\n",
            ),
            ("8bit", "as it is", "as it is"),
            ("", "as it is", "as it is"),
        ];
        for (encoding, bytes, expected) in table {
            let found = decoded(bytes.as_bytes(), encoding);
            assert_eq!(String::from_utf8_lossy(&found), *expected, "{bytes:?}");
        }
    }
}
