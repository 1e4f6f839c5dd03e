//! Text in the letters of LaTeX as plain text: accents, signs, quotes; commands and braces go.

/// Commands that stand for letters and signs.
const SIGNS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("o", "ø"),
    ("O", "Ø"),
    ("aa", "å"),
    ("AA", "Å"),
    ("l", "ł"),
    ("L", "Ł"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("dh", "ð"),
    ("th", "þ"),
    ("ldots", "…"),
    ("dots", "…"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteright", "’"),
    ("textquoteleft", "‘"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textasciitilde", "~"),
    ("textbackslash", "\\"),
    ("textbar", "|"),
    ("textless", "<"),
    ("textgreater", ">"),
    ("textdegree", "°"),
    ("degree", "°"),
    ("pounds", "£"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("copyright", "©"),
    ("S", "§"),
    ("newline", "\n"),
    ("par", "\n\n"),
];

/// Commands that put an accent on the next letter, and the accent that combines.
const ACCENTS: &[(char, char)] = &[
    ('`', '\u{300}'),
    ('\'', '\u{301}'),
    ('^', '\u{302}'),
    ('~', '\u{303}'),
    ('=', '\u{304}'),
    ('u', '\u{306}'),
    ('.', '\u{307}'),
    ('"', '\u{308}'),
    ('r', '\u{30a}'),
    ('H', '\u{30b}'),
    ('v', '\u{30c}'),
    ('d', '\u{323}'),
    ('c', '\u{327}'),
    ('k', '\u{328}'),
];

/// A text as people read it.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        let behind = rest.get(ch.len_utf8()..).unwrap_or_default();
        rest = match ch {
            '\\' => command(behind, &mut plain),
            '{' | '}' | '$' => behind,
            '~' => {
                plain.push(' ');
                behind
            }
            '-' | '`' | '\'' => {
                let (sign, length) = ligature(rest);
                plain.push_str(sign);
                rest.get(length..).unwrap_or_default()
            }
            ch => {
                plain.push(ch);
                behind
            }
        };
    }
    plain
}

/// What dashes and quotes at the front of a text stand for, and their length.
fn ligature(text: &str) -> (&str, usize) {
    for (written, meant) in [("---", "—"), ("--", "–"), ("``", "“"), ("''", "”")] {
        if text.starts_with(written) {
            return (meant, written.len());
        }
    }
    (text.get(..1).unwrap_or_default(), 1)
}

/// Writes what a command stands for, and returns what follows it.
fn command<'a>(text: &'a str, plain: &mut String) -> &'a str {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let Some(first) = text.chars().next() else {
        return text;
    };
    let name = text.get(..letters).unwrap_or_default();
    let length = if letters == 0 {
        first.len_utf8()
    } else {
        letters
    };
    let behind = text.get(length..).unwrap_or_default();
    if let Some((_, meant)) = SIGNS.iter().find(|(sign, _)| *sign == name) {
        plain.push_str(meant);
        return behind.trim_start_matches(' ');
    }
    let accent = ACCENTS
        .iter()
        .find(|(accent, _)| *accent == first && letters <= 1);
    if let Some((_, combining)) = accent {
        return accented(behind, *combining, plain).unwrap_or(behind);
    }
    match first {
        '\\' => plain.push('\n'),
        // A command of several letters shows what follows it.
        _ if letters > 0 => return behind.trim_start_matches(' '),
        ',' | ';' | ':' | ' ' | '/' => plain.push(' '),
        '-' | '(' | ')' | '[' | ']' => {}
        sign => plain.push(sign),
    }
    behind
}

/// Writes the next letter with an accent, and returns what follows it; nothing where no letter does.
fn accented<'a>(text: &'a str, combining: char, plain: &mut String) -> Option<&'a str> {
    use unicode_normalization::UnicodeNormalization;
    let start = text.trim_start_matches([' ', '{']);
    let (letter, behind) = match start.strip_prefix('\\') {
        // A letter without its dot, which the accent replaces.
        Some(dotless) if dotless.starts_with(['i', 'j']) => {
            (dotless.chars().next()?, dotless.get(1..)?)
        }
        Some(_) => return None,
        None => {
            let letter = start.chars().next()?;
            (letter, start.get(letter.len_utf8()..)?)
        }
    };
    if !letter.is_alphabetic() {
        return None;
    }
    plain.extend([letter, combining].into_iter().nfc());
    Some(behind.trim_start_matches('}'))
}

/// The names in a list, which `and` parts outside of braces.
pub(super) fn names(list: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let bytes = list.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            byte if depth == 0 && byte.is_ascii_whitespace() => {
                let behind = list.get(at + 1..).unwrap_or_default();
                let after = behind.trim_start();
                let word = after
                    .get(..3)
                    .is_some_and(|word| word.eq_ignore_ascii_case("and"));
                if word
                    && after
                        .get(3..)
                        .is_some_and(|rest| rest.starts_with(char::is_whitespace))
                {
                    names.push(list.get(start..at).unwrap_or_default().to_owned());
                    at += 1 + (behind.len() - after.len()) + 3;
                    start = at;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    names.push(list.get(start..).unwrap_or_default().to_owned());
    names.retain(|name| !name.trim().is_empty() && name.trim() != "others");
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_latex_are_letters() {
        for (text, expected) in [
            (
                "{\\\"U}ber \\'{e}t\\'e na{\\\"\\i}ve \\c{c}a \\v{S} Erd\\H{o}s stra{\\ss}e \\o re",
                "Über été naïve ça Š Erdős straße øre",
            ),
            (
                "AT\\&T 5\\% \\textit{it} \\emph{a {B} c} $x^2$",
                "AT&T 5% it a B c x^2",
            ),
            ("``So'' --- pp. 3--4, it's~A.", "“So” — pp. 3–4, it's A."),
            ("line\\\\two \\", "line\ntwo "),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
        assert_eq!(
            names("Lee, Ann  and\nRoe, B. and {Harbour and Tide} and others"),
            ["Lee, Ann", "\nRoe, B.", " {Harbour and Tide}"]
        );
    }
}
