//! RTF as a stream of tokens, and the charsets that it names by numbers.

use encoding_rs::Encoding;

use crate::ingest::codings::Coding;

/// What comes next in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A word such as `\par` or `\u8217`, with its number.
    Word(&'a [u8], Option<i32>),
    /// A sign such as `\~`.
    Sign(u8),
    /// A byte of text, written as it is or by its number.
    Byte(u8),
    /// A byte of text by its number, as `\'e9`: where characters are counted, it counts as one.
    Hex(u8),
}

/// The tokens of a text.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Passes over bytes that are no text.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    /// What follows a backslash.
    fn control(&mut self) -> Option<Token<'a>> {
        let start = self.rest;
        let first = self.byte()?;
        if first == b'\'' {
            let digit = |at: usize| char::from(*self.rest.get(at)?).to_digit(16);
            let Some(value) = digit(0).and_then(|high| Some(high * 16 + digit(1)?)) else {
                return Some(Token::Sign(first));
            };
            self.pass(2);
            return Some(Token::Hex(u8::try_from(value).unwrap_or(b'?')));
        }
        if !first.is_ascii_alphabetic() {
            return Some(Token::Sign(first));
        }
        let letters = start.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let (word, rest) = start.split_at(letters.count());
        let is_negative =
            rest.first() == Some(&b'-') && rest.get(1).is_some_and(u8::is_ascii_digit);
        let rest = rest.get(usize::from(is_negative)..).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = rest.split_at(digits);
        let number = std::str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse::<i32>().ok());
        let number = number.map(|number| if is_negative { -number } else { number });
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        Some(Token::Word(word, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            return Some(match self.byte()? {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\\' => self.control()?,
                b'\r' | b'\n' | 0 => continue,
                byte => Token::Byte(byte),
            });
        }
    }
}

/// The charset of a code page of Windows; `None` for those that are not known.
pub(super) fn of_code_page(number: i32) -> Option<Coding> {
    let name = match number {
        437 | 850 | 858 | 860 | 863 | 865 => return Some(Coding::Cp850),
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 | 54936 => "gb18030",
        949 | 1361 => "euc-kr",
        950 => "big5",
        1250..=1258 => return windows(number - 1250),
        10000 => "macintosh",
        10007 => "x-mac-cyrillic",
        20866 => "koi8-r",
        65001 => "utf-8",
        _ => return None,
    };
    Encoding::for_label(name.as_bytes()).map(Coding::Web)
}

/// The charset of a font; `None` where it is that of the text.
pub(super) fn of_font(number: i32) -> Option<Coding> {
    of_code_page(match number {
        77 => 10000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178..=181 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 | 255 => 850,
        _ => return None,
    })
}

fn windows(number: i32) -> Option<Coding> {
    let names = [
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1255",
        "windows-1256",
        "windows-1257",
        "windows-1258",
    ];
    let name = names.get(usize::try_from(number).ok()?)?;
    Encoding::for_label(name.as_bytes()).map(Coding::Web)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_signs_and_bytes_are_told_apart() {
        let tokens: Vec<Token<'_>> =
            Tokens::new(b"{\\b0 a\r\n\\u-4051?\\'e9\\~\\'zz\\fs\\li-}x\\").collect();
        let expected = [
            Token::Open,
            Token::Word(b"b", Some(0)),
            Token::Byte(b'a'),
            Token::Word(b"u", Some(-4051)),
            Token::Byte(b'?'),
            Token::Hex(0xe9),
            Token::Sign(b'~'),
            Token::Sign(b'\''),
            Token::Byte(b'z'),
            Token::Byte(b'z'),
            Token::Word(b"fs", None),
            Token::Word(b"li", None),
            Token::Byte(b'-'),
            Token::Close,
            Token::Byte(b'x'),
        ];
        assert_eq!(tokens, expected);
    }
}
