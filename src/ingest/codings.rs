//! Charsets: those of the web as its standard decodes them, and those that old systems left besides: code page 850 of DOS
//! and UTF-32.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// A charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// One of the standard of the web.
    Web(&'static Encoding),
    /// DOS in Western Europe.
    Cp850,
    /// UTF-32, the least byte first.
    Utf32Le,
    /// UTF-32, the greatest byte first.
    Utf32Be,
}

/// The upper half of code page 850.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// A stream that could not be opened: the error, then the end.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The byte order mark of UTF-8.
pub(crate) const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes decoded at a time.
const DECODED_BYTES: usize = 64 << 10;

impl Coding {
    /// A charset by the name that a user or a page gives it.
    pub fn by_name(name: &str) -> Option<Self> {
        let bare: String = name
            .trim()
            .to_ascii_lowercase()
            .chars()
            .filter(|ch| !matches!(ch, '-' | '_'))
            .collect();
        match bare.as_str() {
            "cp850" | "ibm850" | "850" => Some(Self::Cp850),
            "utf32" | "utf32le" => Some(Self::Utf32Le),
            "utf32be" => Some(Self::Utf32Be),
            _ => Encoding::for_label(name.trim().as_bytes()).map(Self::Web),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Cp850 => "IBM850",
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
        }
    }

    /// Whether each of its characters is one byte.
    pub(super) fn is_single_byte(self) -> bool {
        match self {
            Self::Web(encoding) => encoding.is_single_byte(),
            Self::Cp850 => true,
            Self::Utf32Le | Self::Utf32Be => false,
        }
    }

    /// The text of `bytes`, and whether they are a text of this charset.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, bool) {
        if let Self::Web(encoding) = self {
            let (text, faults) = encoding.decode_without_bom_handling(bytes);
            return (text.into_owned(), !faults);
        }
        let mut text = Vec::new();
        self.push(bytes, &mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        let right = !text.contains(char::REPLACEMENT_CHARACTER);
        (text, right)
    }

    /// `reader` as UTF-8; as it is where it is UTF-8 already.
    pub(super) fn decoded<'a>(self, reader: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
        let encoding = match self {
            Self::Web(encoding) if encoding == UTF_8 => return reader,
            Self::Web(encoding) => encoding,
            coding => {
                return Box::new(Decoded {
                    reader,
                    coding,
                    raw: Vec::new(),
                    out: Vec::new(),
                    given: 0,
                });
            }
        };
        let mut builder = DecodeReaderBytesBuilder::new();
        builder.encoding(Some(encoding)).strip_bom(true);
        match builder.build_with_buffer(reader, vec![0; DECODED_BYTES]) {
            Ok(decoded) => Box::new(decoded),
            Err(error) => Box::new(Failed(Some(error))),
        }
    }

    /// Decodes as many of `bytes` as are whole characters; how many those are.
    fn push(self, bytes: &[u8], out: &mut Vec<u8>) -> usize {
        let mut push = |ch: char| out.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
        if self == Self::Cp850 {
            let upper: Vec<char> = CP850.chars().collect();
            for byte in bytes {
                let upper = byte
                    .checked_sub(0x80)
                    .and_then(|at| upper.get(usize::from(at)));
                push(upper.copied().unwrap_or(char::from(*byte)));
            }
            return bytes.len();
        }
        let (units, rest) = bytes.as_chunks::<4>();
        for unit in units {
            let unit = if self == Self::Utf32Be {
                u32::from_be_bytes(*unit)
            } else {
                u32::from_le_bytes(*unit)
            };
            push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        bytes.len() - rest.len()
    }
}

/// A stream in a charset that is not of the web, as UTF-8.
struct Decoded<'a> {
    reader: Box<dyn Read + 'a>,
    coding: Coding,
    raw: Vec<u8>,
    out: Vec<u8>,
    given: usize,
}

impl Read for Decoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() {
            self.out.clear();
            self.given = 0;
            let mut part = (&mut self.reader).take(DECODED_BYTES as u64);
            if part.read_to_end(&mut self.raw)? == 0 {
                if !std::mem::take(&mut self.raw).is_empty() {
                    self.out.extend_from_slice("\u{fffd}".as_bytes());
                    continue;
                }
                return Ok(0);
            }
            let taken = self.coding.push(&self.raw, &mut self.out);
            self.raw.drain(..taken);
            if self.out.starts_with(UTF_8_MARK) {
                self.given = UTF_8_MARK.len();
            }
        }
        let count = buffer.len().min(self.out.len() - self.given);
        buffer[..count].copy_from_slice(&self.out[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// Charsets of single bytes that no page of the web has, and that a guess therefore never finds.
const OLD: [Coding; 2] = [Coding::Web(encoding_rs::MACINTOSH), Coding::Cp850];

/// The guessed charset, or an old one in which the bytes make better sense: a capital inside a word, a sign between two
/// letters are what a text looks like in a charset that it is not in.
pub(super) fn or_older(guessed: Coding, bytes: &[u8]) -> Coding {
    /// So many bytes are enough to tell.
    const LOOKED_AT: usize = 64 << 10;
    let bytes = &bytes[..bytes.len().min(LOOKED_AT)];
    let (text, _) = guessed.decode(bytes);
    let (odd, all) = oddities(&text);
    if odd * 5 <= all {
        return guessed;
    }
    let older = OLD
        .iter()
        .map(|coding| (oddities(&coding.decode(bytes).0).0, *coding))
        .min_by_key(|(odd, _)| *odd);
    match older {
        Some((less, coding)) if less * 2 < odd => coding,
        _ => guessed,
    }
}

/// How many characters beyond ASCII stand where none of their kind would, and how many there are.
fn oddities(text: &str) -> (usize, usize) {
    let chars: Vec<char> = text.chars().collect();
    let at = |place: Option<usize>| {
        place
            .and_then(|place| chars.get(place))
            .copied()
            .unwrap_or(' ')
    };
    let (mut odd, mut all) = (0, 0);
    for (place, ch) in chars.iter().enumerate().filter(|(_, ch)| !ch.is_ascii()) {
        let (before, after) = (at(place.checked_sub(1)), at(Some(place + 1)));
        all += 1;
        odd += usize::from(is_odd(before, *ch, after));
    }
    (odd, all)
}

fn is_odd(before: char, ch: char, after: char) -> bool {
    let opens = |ch: char| ch.is_whitespace() || "([{-–—/\"'«“‘„¿¡".contains(ch);
    let latin = |ch: char| matches!(ch, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    match ch {
        '\u{80}'..='\u{9f}' | char::REPLACEMENT_CHARACTER => true,
        '’' => !before.is_alphanumeric() && !after.is_alphanumeric(),
        '‘' | '“' | '„' | '«' | '‚' | '¿' | '¡' => !opens(before),
        '”' | '»' => before.is_whitespace() && after.is_alphanumeric(),
        '–' | '—' | '…' | '\u{a0}' | '·' | '•' | '°' | '§' | '©' | '®' | '™' | '€' | '£' | '½'
        | '¼' | '¾' | '²' | '³' => {
            before.is_alphabetic()
                && after.is_alphabetic()
                && !matches!(ch, '–' | '—' | '…' | '\u{a0}' | '·')
        }
        _ if latin(ch) => {
            (ch.is_uppercase()
                && (before.is_lowercase() || (!before.is_alphabetic() && !after.is_alphabetic())))
                || (ch.is_lowercase() && before.is_uppercase() && after.is_uppercase())
        }
        // Another script inside a word.
        _ if ch.is_alphabetic() => before.is_ascii_alphabetic() || after.is_ascii_alphabetic(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "L'élève a reçu une lettre à Noël, très drôle : « où êtes-vous ? »";

    fn in_cp850(text: &str) -> Vec<u8> {
        let byte = |ch: char| {
            let upper = CP850.chars().position(|known| known == ch);
            let byte = upper.map_or(u32::from(ch), |at| u32::try_from(at).unwrap() + 0x80);
            u8::try_from(byte).unwrap()
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn old_charsets_are_read() {
        assert_eq!(CP850.chars().count(), 128);
        assert_eq!(
            Coding::Cp850.decode(&in_cp850(FRENCH)),
            (FRENCH.to_owned(), true)
        );
        for (name, big) in [("utf-32le", false), ("UTF-32BE", true)] {
            let units = "\u{feff}Où ? 𝄞".chars().map(u32::from);
            let bytes: Vec<u8> = units
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect();
            let mut text = String::new();
            let coding = Coding::by_name(name).unwrap();
            coding
                .decoded(Box::new(io::Cursor::new(bytes)))
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!(text, "Où ? 𝄞");
        }
        assert_eq!(Coding::by_name("IBM850"), Some(Coding::Cp850));
        assert_eq!(
            Coding::by_name("latin1").map(Coding::name),
            Some("windows-1252")
        );
        assert_eq!(Coding::by_name("none"), None);
    }

    #[test]
    fn what_makes_better_sense_is_taken() {
        let western = Coding::Web(encoding_rs::WINDOWS_1252);
        assert_eq!(or_older(western, &in_cp850(FRENCH)), Coding::Cp850);
        // “The mayor’s café – it’s full,” in a Macintosh's charset.
        let mac = b"\xd2The mayor\xd5s caf\x8e \xd0 it\xd5s full,\xd3 she said.";
        assert_eq!(or_older(western, mac), OLD[0]);
        let (bytes, ..) =
            encoding_rs::WINDOWS_1252.encode("“L’élève” — très drôle… ÉCOLE, O’Neill, 5 €");
        assert_eq!(or_older(western, &bytes), western);
        let russian = Coding::Web(encoding_rs::WINDOWS_1251);
        let (bytes, ..) =
            encoding_rs::WINDOWS_1251.encode("Министр заявил, что переговоры продолжатся.");
        assert_eq!(or_older(russian, &bytes), russian);
    }
}
