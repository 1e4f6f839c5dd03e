//! What S/MIME signed and wrapped up (CMS `SignedData`, RFC 5652): the message inside. Signatures are not checked.

/// The tags of ASN.1 that lead to it.
const SEQUENCE: u8 = 0x30;
const OBJECT: u8 = 0x06;
const OCTETS: u8 = 0x04;
const OCTETS_IN_PARTS: u8 = 0x24;
const CONTEXT: u8 = 0xa0;

/// The object identifier of signed data.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];

/// Values may be nested so deep.
const DEEPEST: usize = 16;

/// A value of ASN.1.
struct Value<'a> {
    tag: u8,
    inner: &'a [u8],
}

/// The message in signed data; `None` where it is something else, such as encrypted.
pub(super) fn content(bytes: &[u8]) -> Option<Vec<u8>> {
    let outer = expect(SEQUENCE, bytes)?;
    let (kind, rest) = next(outer)?;
    if kind.tag != OBJECT || kind.inner != SIGNED_DATA {
        return None;
    }
    let signed = expect(SEQUENCE, expect(CONTEXT, rest)?)?;
    // Version, algorithms, then what was signed.
    let (_, rest) = next(signed)?;
    let (_, rest) = next(rest)?;
    let (_, rest) = next(expect(SEQUENCE, rest)?)?;
    let mut content = Vec::new();
    octets(expect(CONTEXT, rest)?, &mut content, 0);
    (!content.is_empty()).then_some(content)
}

/// The bytes of a string, which may come in parts.
fn octets(mut bytes: &[u8], out: &mut Vec<u8>, depth: usize) {
    while let Some((value, rest)) = next(bytes) {
        match value.tag {
            OCTETS => out.extend_from_slice(value.inner),
            OCTETS_IN_PARTS if depth < DEEPEST => octets(value.inner, out, depth + 1),
            _ => return,
        }
        bytes = rest;
    }
}

/// What is in the first value, which has this tag.
fn expect(tag: u8, bytes: &[u8]) -> Option<&[u8]> {
    let (value, _) = next(bytes)?;
    (value.tag == tag).then_some(value.inner)
}

/// The first value, and what follows it.
fn next(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let length = match first {
        // Until two zeros, at the level of this value.
        0x80 => {
            let length = open_length(rest, 0)?;
            let (inner, behind) = rest.split_at_checked(length)?;
            return Some((Value { tag: *tag, inner }, behind.get(2..)?));
        }
        0..0x80 => usize::from(*first),
        _ => {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count).filter(|_| count <= 4)?;
            let length = digits
                .iter()
                .fold(0, |all, digit| all << 8 | usize::from(*digit));
            let (inner, behind) = rest.get(count..)?.split_at_checked(length)?;
            return Some((Value { tag: *tag, inner }, behind));
        }
    };
    let (inner, behind) = rest.split_at_checked(length)?;
    Some((Value { tag: *tag, inner }, behind))
}

/// How long the values are that two zeros end.
fn open_length(bytes: &[u8], depth: usize) -> Option<usize> {
    let mut rest = bytes;
    while !rest.starts_with(&[0, 0]) {
        let header = rest.get(..2)?;
        rest = if header[1] == 0x80 {
            if depth >= DEEPEST {
                return None;
            }
            let length = open_length(&rest[2..], depth + 1)?;
            rest.get(length + 4..)?
        } else {
            next(rest)?.1
        };
    }
    Some(bytes.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value with its length: open, or counted.
    fn value(tag: u8, inner: &[u8], open: bool) -> Vec<u8> {
        let length = u8::try_from(inner.len()).unwrap();
        match (open, length) {
            (true, _) => [&[tag, 0x80], inner, &[0, 0]].concat(),
            (false, ..0x80) => [&[tag, length], inner].concat(),
            (false, _) => [&[tag, 0x81, length], inner].concat(),
        }
    }

    #[test]
    fn what_was_signed_is_found() {
        let data = value(OBJECT, &[1, 7, 1], false);
        for open in [false, true] {
            let part = value(OCTETS, b"A: b\n\nferry", false);
            let tag = if open { OCTETS_IN_PARTS } else { OCTETS };
            let string = if open { value(tag, &part, open) } else { part };
            let inner = [data.clone(), value(CONTEXT, &string, open)].concat();
            let signed = [
                value(2, &[1], false),
                value(0x31, &[], false),
                value(SEQUENCE, &inner, open),
            ];
            let all = [
                value(OBJECT, SIGNED_DATA, false),
                value(CONTEXT, &value(SEQUENCE, &signed.concat(), open), open),
            ];
            let all = value(SEQUENCE, &all.concat(), open);
            assert_eq!(content(&all).as_deref(), Some(&b"A: b\n\nferry"[..]));
            for end in 0..all.len() {
                let _ = content(&all[..end]);
            }
        }
        let deep = [SEQUENCE, 0x80].repeat(100_000);
        assert_eq!(content(&deep), None);
    }
}
