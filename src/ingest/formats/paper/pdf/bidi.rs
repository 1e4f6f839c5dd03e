//! Lines as they are seen, from left to right, in the order in which they are read.

/// Whether a text is mostly of a script that is written from right to left.
pub(super) fn is_rtl(text: &str) -> bool {
    let (mut rtl, mut ltr) = (0_usize, 0_usize);
    for letter in text.chars() {
        if is_rtl_letter(letter) {
            rtl += 1;
        } else if letter.is_alphabetic() {
            ltr += 1;
        }
    }
    rtl > ltr
}

fn is_rtl_letter(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        && !matches!(letter, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

/// A line as it is seen, in reading order.
pub(super) fn logical(line: &str) -> String {
    turned(line)
}

/// A text in reading order, as it is seen.
pub(super) fn visual(line: &str) -> String {
    turned(line)
}

/// Turns a line around where it is written from right to left; numbers and words of other scripts in it are not turned. Done twice, it
/// is what it was.
fn turned(line: &str) -> String {
    if !line.chars().any(is_rtl_letter) {
        return line.to_owned();
    }
    if !is_rtl(line) {
        return turned_inside(line);
    }
    let letters: Vec<char> = line.chars().rev().collect();
    let keeps = |letter: char| letter.is_alphanumeric() && !is_rtl_letter(letter);
    let joins =
        |letter: char| matches!(letter, '.' | ',' | ':' | '/' | '-' | '%' | '\'' | '’' | ' ');
    let mut text = String::with_capacity(line.len());
    let mut rest = letters.as_slice();
    while let Some(&first) = rest.first() {
        if !keeps(first) {
            text.push(mirrored(first));
            rest = &rest[1..];
            continue;
        }
        // Up to the last letter or digit before one of this script.
        let run = rest
            .iter()
            .take_while(|&&letter| keeps(letter) || joins(letter))
            .count();
        let run = rest[..run]
            .iter()
            .rposition(|&letter| keeps(letter))
            .map_or(1, |last| last + 1);
        text.extend(rest[..run].iter().rev());
        rest = &rest[run..];
    }
    text
}

/// Turns the words of such a script in a line of another.
fn turned_inside(line: &str) -> String {
    let letters: Vec<char> = line.chars().collect();
    let mut text = String::with_capacity(line.len());
    let mut rest = letters.as_slice();
    while let Some(&first) = rest.first() {
        let is_part = |letter: &&char| is_rtl_letter(**letter) || !letter.is_alphanumeric();
        let run = if is_rtl_letter(first) {
            rest.iter().take_while(is_part).count()
        } else {
            1
        };
        let run = rest[..run]
            .iter()
            .rposition(|&letter| is_rtl_letter(letter))
            .map_or(1, |last| last + 1);
        text.extend(rest[..run].iter().rev());
        rest = &rest[run..];
    }
    text
}

fn mirrored(sign: char) -> char {
    const PAIRS: &[(char, char)] = &[('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»')];
    let other = PAIRS.iter().find_map(|&(open, close)| match sign {
        sign if sign == open => Some(close),
        sign if sign == close => Some(open),
        _ => None,
    });
    other.unwrap_or(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_turned_but_for_numbers() {
        for (seen, read) in [
            ("one (two) 3", "one (two) 3"),
            ("םולש", "שלום"),
            ("(2024) םולש", "שלום (2024)"),
            ("the word םולש here", "the word שלום here"),
            ("ב 12.5 א", "א 12.5 ב"),
            ("םולש New York םולש", "שלום New York שלום"),
        ] {
            assert_eq!(logical(seen), read);
            assert_eq!(visual(read), seen);
        }
    }
}
