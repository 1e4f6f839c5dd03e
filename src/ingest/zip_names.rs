//! Names of entries in a ZIP: UTF-8 where they are, else code page 437, which the specification names.

/// The field of an entry that says its name in UTF-8 beside the one in some code page.
pub(super) const UNICODE_NAME: u16 = 0x7075;

/// The upper half of code page 437.
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The name that an entry has, with `/` between folders.
pub(super) fn of(written: &[u8], is_utf8: bool, unicode: Option<&[u8]>) -> String {
    let name = unicode
        .and_then(|field| of_field(written, field))
        .or_else(|| std::str::from_utf8(written).ok().map(str::to_owned))
        .unwrap_or_else(|| {
            if is_utf8 {
                String::from_utf8_lossy(written).into_owned()
            } else {
                written.iter().map(|byte| of_code_page(*byte)).collect()
            }
        });
    // Some programs of Windows write its own sign.
    if name.contains('/') {
        name
    } else {
        name.replace('\\', "/")
    }
}

/// A version, the checksum of the name that it stands for, and the name in UTF-8.
fn of_field(written: &[u8], field: &[u8]) -> Option<String> {
    let (head, name) = field.split_at_checked(5)?;
    let checksum = u32::from_le_bytes(head[1..].try_into().ok()?);
    let fits = head[0] == 1 && checksum == crc32fast::hash(written);
    let name = fits.then(|| std::str::from_utf8(name).ok()).flatten()?;
    Some(name.to_owned())
}

fn of_code_page(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(upper) => UPPER.chars().nth(usize::from(upper)).unwrap_or('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_their_charset() {
        assert_eq!(UPPER.chars().count(), 128);
        let mut field = vec![1];
        field.extend(crc32fast::hash(b"?.txt").to_le_bytes());
        field.extend("Ж.txt".as_bytes());
        for (written, unicode, expected) in [
            (&b"M\x81hle/\xe1.txt"[..], None, "Mühle/ß.txt"),
            ("Mühle.txt".as_bytes(), None, "Mühle.txt"),
            (b"a\\b.txt", None, "a/b.txt"),
            (b"a/b\\c.txt", None, "a/b\\c.txt"),
            (b"?.txt", Some(field.as_slice()), "Ж.txt"),
            (b"!.txt", Some(field.as_slice()), "!.txt"),
        ] {
            assert_eq!(of(written, false, unicode), expected);
        }
        assert_eq!(of(b"\x81.txt", true, None), "\u{fffd}.txt");
    }
}
