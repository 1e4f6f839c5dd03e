//! Bytes to text: byte order marks, UTF-16, declared charsets, and guesses that are reported.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

use crate::ingest::codings::{Coding, or_older};
pub(crate) use crate::ingest::codings::{Failed, UTF_8_MARK};
use crate::ingest::prescan;

/// The charset of a file, found from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset {
    /// The charset.
    pub coding: Coding,
    /// How sure it is.
    pub certainty: Certainty,
}

/// How sure a charset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The bytes are valid, or carry a byte order mark.
    Certain,
    /// The caller or the file's own markup says so.
    Declared,
    /// Nothing says so: it is the likeliest one, and worth a notice.
    Guessed,
}

impl Charset {
    pub(super) const UTF_8: Self = Self {
        coding: Coding::Web(UTF_8),
        certainty: Certainty::Certain,
    };

    /// The charset's name if it is a guess.
    pub fn guessed(self) -> Option<&'static str> {
        (self.certainty == Certainty::Guessed).then(|| self.coding.name())
    }

    /// `reader` as UTF-8. A stream that is UTF-8 already passes as it is, malformed parts included:
    /// [`Repair`] sees to those line by line. A byte order mark is not removed from UTF-8.
    pub fn decode<'a>(self, reader: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
        self.coding.decoded(reader)
    }
}

/// The charset of a file that starts with `head`; `None` if it is binary. `declared` is what the
/// user says; it yields only to a byte order mark.
///
/// UTF-8 that is damaged in places is still UTF-8, and so is a file of which some lines are UTF-8 and others are not.
/// Charsets in markup (`<meta charset>`, `<?xml encoding?>`) count where the bytes are not UTF-8 and can be what they say.
pub fn charset_of(head: &[u8], declared: Option<Coding>) -> Option<Charset> {
    let with = |coding, certainty| Some(Charset { coding, certainty });
    // The mark of UTF-32 begins like that of UTF-16.
    if head.starts_with(b"\xff\xfe\0\0") {
        return with(Coding::Utf32Le, Certainty::Certain);
    }
    if head.starts_with(b"\0\0\xfe\xff") {
        return with(Coding::Utf32Be, Certainty::Certain);
    }
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return with(Coding::Web(encoding), Certainty::Certain);
    }
    if let Some(coding) = declared {
        return with(coding, Certainty::Declared);
    }
    if let Some(coding) = utf_32_by_nuls(head).or_else(|| utf_16_by_nuls(head).map(Coding::Web)) {
        return with(coding, Certainty::Guessed);
    }
    if is_binary(head) {
        return None;
    }
    if memmem::find(head, b"\x1b$").is_some() {
        return Some(guess(head));
    }
    if Damage::of(head).is_repairable() || is_mixed(head) {
        return Some(Charset::UTF_8);
    }
    let in_markup = prescan::declared(head).filter(|encoding| *encoding != UTF_8);
    if let Some(encoding) = in_markup {
        let coding = Coding::Web(encoding);
        let guessed = guess(head);
        // What is said is believed, unless it is wrong and something else is right.
        if fits(coding, head) || !fits(guessed.coding, head) {
            return with(coding, Certainty::Declared);
        }
        return Some(guessed);
    }
    Some(guess(head))
}

/// Whether bytes are a text of this charset; a character cut off at their end is no fault.
fn fits(coding: Coding, head: &[u8]) -> bool {
    const LONGEST_CHARACTER: usize = 4;
    (0..LONGEST_CHARACTER).any(|cut| {
        head.len()
            .checked_sub(cut)
            .is_some_and(|end| coding.decode(&head[..end]).1)
    })
}

/// Whether some lines are UTF-8 beyond ASCII and others are not, as where files of several sources were put together: a
/// fifth at least must be, since some lines of another charset look like UTF-8 by chance.
fn is_mixed(head: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for line in head
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_ascii())
    {
        let damage = Damage::of(line);
        if damage.bad == 0 && damage.good > 1 {
            good += 1;
        } else if damage.bad > 0 {
            bad += 1;
        }
    }
    good > 0 && good * 5 >= good + bad
}

/// A charset by the name that a user or a page gives it.
pub fn by_name(name: &str) -> Option<Coding> {
    Coding::by_name(name)
}

/// UTF-32 without a mark: of four bytes, the two that are the highest are zero, and the third nearly always.
fn utf_32_by_nuls(head: &[u8]) -> Option<Coding> {
    let (units, _) = head.as_chunks::<4>();
    let all = |test: fn(&[u8; 4]) -> bool| units.len() >= 4 && units.iter().all(test);
    if all(|unit| unit[3] == 0 && unit[2] <= 0x10 && (unit[0] != 0 || unit[1] != 0)) {
        Some(Coding::Utf32Le)
    } else if all(|unit| unit[0] == 0 && unit[1] <= 0x10 && (unit[2] != 0 || unit[3] != 0)) {
        Some(Coding::Utf32Be)
    } else {
        None
    }
}

/// UTF-16 without a mark: text in a Latin script has a NUL in every other byte.
fn utf_16_by_nuls(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    let nuls = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (high_first, low_first) = (nuls(0), nuls(1));
    let many = |count: usize| count * 10 >= pairs * 4;
    let few = |count: usize| count * 100 <= pairs;
    match pairs {
        0..4 => None,
        _ if many(low_first) && few(high_first) => Some(UTF_16LE),
        _ if many(high_first) && few(low_first) => Some(UTF_16BE),
        _ => None,
    }
}

/// How files begin that look like text at their start and are none.
const SIGNATURES: &[&[u8]] = &[
    b"%PDF-",
    b"{\\rtf",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"RIFF",
];

/// Whether a file that starts with `head` is not text: a known signature, a NUL in fifty bytes, or one control character in
/// ten.
fn is_binary(head: &[u8]) -> bool {
    let control = |byte: &&u8| {
        **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c' | b'\x1b')
    };
    SIGNATURES
        .iter()
        .any(|signature| head.starts_with(signature))
        || memchr::memchr_iter(0, head).count() * 50 > head.len()
        || head.iter().filter(control).count() * 10 > head.len()
}

/// The likeliest charset of bytes that are not UTF-8.
fn guess(bytes: &[u8]) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, false);
    let guessed = Coding::Web(detector.guess(None, Utf8Detection::Deny));
    Charset {
        coding: or_older(guessed, bytes),
        certainty: Certainty::Guessed,
    }
}

/// What is right and wrong in bytes that may be UTF-8.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Damage {
    /// Characters beyond ASCII.
    good: u64,
    /// Malformed sequences.
    bad: u64,
}

impl Damage {
    /// Counts in `bytes`; a character cut off at their end is not malformed.
    fn of(bytes: &[u8]) -> Self {
        let mut damage = Self::default();
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            damage.good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count() as u64;
            let cut_off = chunks.peek().is_none()
                && std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
            damage.bad += u64::from(!chunk.invalid().is_empty() && !cut_off);
        }
        damage
    }

    /// Whether the bytes are rather UTF-8 with faults than something else.
    fn is_repairable(self) -> bool {
        self.bad == 0 || self.good > self.bad
    }
}

/// Text, and what had to be done to get it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// The charset that was guessed for lines that are not UTF-8.
    pub guessed: Option<&'static str>,
    /// Malformed characters that were replaced by U+FFFD.
    pub replaced: u64,
}

/// Makes text of a stream that should be UTF-8, whatever is in it, one run of lines after another.
///
/// A line that is not UTF-8 at all is decoded with a guessed charset of single bytes, which then
/// holds for the rest of the file (files are put together from several sources); in a line that
/// mostly is, what is malformed is replaced. Charsets of several bytes are not for single lines: the
/// file was cut by its ASCII bytes, and theirs are not all what they seem.
#[derive(Debug, Default)]
pub struct Repair {
    guess: Option<Coding>,
}

impl Repair {
    /// The text of `bytes`, which are whole lines.
    pub fn decode(&mut self, bytes: Vec<u8>) -> Decoded {
        match String::from_utf8(bytes) {
            Ok(text) => Decoded {
                text,
                ..Decoded::default()
            },
            Err(error) => self.by_line(error.as_bytes()),
        }
    }

    fn by_line(&mut self, bytes: &[u8]) -> Decoded {
        let foreign = |line: &&[u8]| !Damage::of(line).is_repairable() || ends_cut_off(line);
        if self.guess.is_none() {
            let lines: Vec<u8> = bytes
                .split_inclusive(|byte| *byte == b'\n')
                .filter(foreign)
                .flatten()
                .copied()
                .collect();
            let likeliest = guess(&lines).coding;
            self.guess = Some(if likeliest.is_single_byte() {
                likeliest
            } else {
                Coding::Web(UTF_8)
            });
        }
        let coding = self.guess.unwrap_or(Coding::Web(UTF_8));
        let mut decoded = Decoded {
            text: String::with_capacity(bytes.len()),
            ..Decoded::default()
        };
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if let Ok(text) = std::str::from_utf8(line) {
                decoded.text.push_str(text);
            } else if Damage::of(line).good > 0 && Damage::of(line).is_repairable() {
                for chunk in line.utf8_chunks() {
                    decoded.text.push_str(chunk.valid());
                    if !chunk.invalid().is_empty() {
                        decoded.text.push(char::REPLACEMENT_CHARACTER);
                        decoded.replaced += 1;
                    }
                }
            } else {
                let (text, _) = coding.decode(line);
                decoded.replaced += text.matches(char::REPLACEMENT_CHARACTER).count() as u64;
                decoded.text.push_str(&text);
                decoded.guessed = Some(coding.name()).filter(|_| coding != Coding::Web(UTF_8));
            }
        }
        decoded
    }
}

/// Whether the last character of a line without other faults is cut off.
fn ends_cut_off(line: &[u8]) -> bool {
    std::str::from_utf8(line)
        .is_err_and(|error| error.error_len().is_none() && Damage::of(line).good == 0)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn utf_16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let units = mark
            .then_some(0xfeff)
            .into_iter()
            .chain(text.encode_utf16());
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    /// The text, the charset and whether it is a guess, as a file would be read.
    fn read(bytes: &[u8], declared: Option<&str>) -> Option<(String, &'static str, bool)> {
        let charset = charset_of(bytes, declared.and_then(by_name))?;
        let mut text = Vec::new();
        let owned = io::Cursor::new(bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes).to_vec());
        charset
            .decode(Box::new(owned))
            .read_to_end(&mut text)
            .unwrap();
        Some((
            Repair::default().decode(text).text,
            charset.coding.name(),
            charset.guessed().is_some(),
        ))
    }

    const FRENCH: &str =
        "Le préfet a déclaré : « Les négociations ont échoué à l’aube », d’après l’élu.";
    const RUSSIAN: &str =
        "Министр заявил, что переговоры о перемирии продолжатся на следующей неделе.";
    const JAPANESE: &str = "大阪府知事選挙が告示され、四人が立候補を届け出た。";

    fn encode(text: &str, name: &str) -> Vec<u8> {
        let encoding = Encoding::for_label(name.as_bytes()).unwrap();
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn unicode_is_found_with_and_without_marks() {
        let marked = [UTF_8_MARK, FRENCH.as_bytes()].concat();
        let table = [
            (b"plain".to_vec(), "plain", "UTF-8", false),
            (FRENCH.as_bytes().to_vec(), FRENCH, "UTF-8", false),
            (marked, FRENCH, "UTF-8", false),
            (utf_16(FRENCH, true, false), FRENCH, "UTF-16LE", false),
            (utf_16(FRENCH, true, true), FRENCH, "UTF-16BE", false),
            (utf_16(FRENCH, false, false), FRENCH, "UTF-16LE", true),
            (utf_16(FRENCH, false, true), FRENCH, "UTF-16BE", true),
            (utf_16(JAPANESE, true, false), JAPANESE, "UTF-16LE", false),
        ];
        for (bytes, text, name, guessed) in table {
            assert_eq!(read(&bytes, None), Some((text.to_owned(), name, guessed)));
        }
    }

    #[test]
    fn other_charsets_are_declared_or_guessed() {
        let table = [
            (FRENCH, "windows-1252", false),
            (FRENCH, "windows-1252", true),
            (RUSSIAN, "windows-1251", false),
            (RUSSIAN, "KOI8-R", true),
            (JAPANESE, "Shift_JIS", false),
            (JAPANESE, "EUC-JP", false),
            (JAPANESE, "ISO-2022-JP", false),
        ];
        for (text, name, declared) in table {
            let found = read(&encode(text, name), Some(name).filter(|_| declared));
            assert_eq!(found, Some((text.to_owned(), name, !declared)));
        }
    }

    #[test]
    fn markup_declares_what_is_not_utf_8() {
        let page = |name: &str| {
            format!("<html><head><meta charset=\"{name}\"></head><body>Le préfet</body>")
        };
        let table = [
            ("iso-8859-15", "iso-8859-15", "ISO-8859-15"),
            ("windows-1250", "windows-1250", "windows-1250"),
            ("utf-16", "iso-8859-1", "windows-1252"),
            ("iso-8859-1", "utf-8", "UTF-8"),
            ("utf-8", "iso-8859-1", "windows-1252"),
        ];
        for (declared, written_in, found) in table {
            let (text, name, _) = read(&encode(&page(declared), written_in), None).unwrap();
            assert_eq!((text, name), (page(declared), found));
        }
    }

    #[test]
    fn binary_is_none() {
        let table: &[&[u8]] = &[
            b"%PDF-1.4\nplain",
            b"a\0b",
            b"\x7fELF",
            b"\x01\x02\x03\x04abc",
        ];
        for bytes in table {
            assert_eq!(charset_of(bytes, None), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_zero_byte_among_many_others_is_no_sign_of_another_file() {
        let text = [b"one\0two ".as_slice(), FRENCH.as_bytes()].concat();
        assert_eq!(charset_of(&text, None), Some(Charset::UTF_8));
    }

    #[test]
    fn utf_32_and_files_of_two_charsets_are_known() {
        let utf_32 = |mark: &str| -> Vec<u8> {
            let text = format!("{mark}{FRENCH}");
            text.chars()
                .flat_map(|ch| u32::from(ch).to_le_bytes())
                .collect()
        };
        for (mark, guessed) in [("\u{feff}", false), ("", true)] {
            let found = read(&utf_32(mark), None);
            assert_eq!(found, Some((FRENCH.to_owned(), "UTF-32LE", guessed)));
        }
        let latin = encode(FRENCH, "windows-1252");
        let mixed = [&latin, b"\n".as_slice(), FRENCH.as_bytes(), b"\n", &latin].concat();
        let found = read(&mixed, None).unwrap();
        assert_eq!(found.0, format!("{FRENCH}\n{FRENCH}\n{FRENCH}"));
    }

    #[test]
    fn lines_are_repaired_each_in_its_way() {
        let table: &[(&[u8], &str, Option<&str>, u64)] = &[
            (
                b"caf\xe9 noir\ncaf\xc3\xa9\n",
                "café noir\ncafé\n",
                Some("windows-1252"),
                0,
            ),
            (
                b"caf\xc3\xa9 \xc3\xa9t\xc3\xa9 \xc3\n",
                "café été \u{fffd}\n",
                None,
                1,
            ),
            (b"caf\xe9", "café", Some("windows-1252"), 0),
            (b"", "", None, 0),
        ];
        for (bytes, text, guessed, replaced) in table {
            let decoded = Repair::default().decode(bytes.to_vec());
            assert_eq!(
                (decoded.text.as_str(), decoded.guessed, decoded.replaced),
                (*text, *guessed, *replaced)
            );
        }
    }
}
