//! Which characters may reach a terminal.
//!
//! Article text is untrusted. A control character could recolour, retitle or rewrite the terminal,
//! a bidirectional override shows `exe.txt` for `txt.exe`, a zero-width character hides that two
//! names differ. On a terminal they are made visible: ESC as `^[`, U+202E as `<U+202E>`.
//! Files and pipes get the text as it is.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::span::ByteSpan;

/// Whether a terminal must not see this character as it is. The line feed is ours to write.
pub(super) fn is_unsafe(character: char) -> bool {
    (character.is_control() && character != '\n')
        || is_bidi_control(character)
        || is_invisible(character)
}

/// The characters with the Unicode property `Bidi_Control`.
fn is_bidi_control(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Characters that take no room, or only look like a space or a line end. Variation selectors
/// stay: they choose a glyph and hide nothing.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e00ff}'
            | '\u{e01f0}'..='\u{e0fff}'
    )
}

/// Whether a joiner (U+200C, U+200D) between these two characters does its proper work: Arabic,
/// Persian and Indic spelling, and emoji made of several. Scripts below U+0590 never need one.
fn is_proper_joiner(before: Option<char>, joiner: char, after: Option<char>) -> bool {
    let joins = |it: Option<char>| it.is_some_and(|it| it >= '\u{590}' && !is_unsafe(it));
    matches!(joiner, '\u{200c}' | '\u{200d}') && joins(before) && joins(after)
}

/// Appends what a terminal shows in the place of an unsafe character.
fn push_visible(text: &mut String, character: char) {
    match character {
        '\t' => text.push(' '),
        // A soft hyphen says where a word may be broken; a reader should see the word.
        '\u{ad}' => {}
        '\u{7f}' => text.push_str("^?"),
        control if control < ' ' => {
            text.push('^');
            text.push(char::from(control as u8 ^ 0x40));
        }
        other => {
            let _ = write!(text, "<U+{:04X}>", u32::from(other));
        }
    }
}

/// The text with every unsafe character made visible, and `marks` (bytes of `text`, sorted and
/// disjoint) in bytes of the result.
pub(super) fn visible_marked<'a>(
    text: &'a str,
    marks: &'a [ByteSpan],
) -> (Cow<'a, str>, Cow<'a, [ByteSpan]>) {
    if !text.chars().any(is_unsafe) {
        return (Cow::Borrowed(text), Cow::Borrowed(marks));
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut moved = marks.to_vec();
    let mut boundaries = moved
        .iter_mut()
        .flat_map(|mark| [&mut mark.start, &mut mark.end])
        .peekable();
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    while let Some((place, character)) = rest.next() {
        while let Some(boundary) = boundaries.next_if(|it| **it <= place) {
            *boundary = shown.len();
        }
        let after = rest.peek().map(|&(_, after)| after);
        if !is_unsafe(character) || is_proper_joiner(before, character, after) {
            shown.push(character);
        } else {
            push_visible(&mut shown, character);
        }
        before = Some(character);
    }
    for boundary in boundaries {
        *boundary = shown.len();
    }
    (Cow::Owned(shown), Cow::Owned(moved))
}

/// The text with every character made visible that a terminal must not see as it is.
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_marked(text, &[]).0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn unsafe_characters_become_visible() {
        for (text, shown) in [
            (
                "plain, «quoted» – naïve 日本",
                "plain, «quoted» – naïve 日本",
            ),
            ("\u{1b}[31mred", "^[[31mred"),
            (
                "bell\u{7} del\u{7f} nul\0 csi\u{9b}",
                "bell^G del^? nul^@ csi<U+009B>",
            ),
            ("txt.\u{202e}exe", "txt.<U+202E>exe"),
            ("a\u{2066}b\u{2069}", "a<U+2066>b<U+2069>"),
            ("pay\u{200b}pal", "pay<U+200B>pal"),
            ("ad\u{200d}min", "ad<U+200D>min"),
            ("tab\tcr\r", "tab cr^M"),
            ("line\nline", "line\nline"),
            ("Donau\u{ad}dampf", "Donaudampf"),
            // Proper joiners: Persian, an emoji family.
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("👩\u{200d}👧", "👩\u{200d}👧"),
            ("👩\u{200d}\u{200d}👧", "👩<U+200D><U+200D>👧"),
            ("\u{200d}👧", "<U+200D>👧"),
            ("\u{feff}\u{2028}\u{e0041}", "<U+FEFF><U+2028><U+E0041>"),
        ] {
            assert_eq!(visible(text), shown, "{text:?}");
        }
    }

    #[test]
    fn marks_follow_their_text() {
        let text = "\u{1b}a\u{202e}b\u{ad}";
        let marks = [
            ByteSpan::new(0, 2),
            ByteSpan::new(2, 6),
            ByteSpan::new(6, 8),
        ];
        let (shown, moved) = visible_marked(text, &marks);
        let texts: Vec<_> = moved.iter().map(|mark| mark.of(&shown)).collect();
        assert_eq!(texts, ["^[a", "<U+202E>b", ""]);
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left_but_proper_joiners(text in any::<String>()) {
            let shown = visible(&text);
            let is_safe = |it| !is_unsafe(it) || matches!(it, '\u{200c}' | '\u{200d}');
            prop_assert!(shown.chars().all(is_safe));
        }

        #[test]
        fn a_marked_text_is_shown_as_it_would_be_unmarked(
            text in "[a-z\u{1b}\u{202e}\u{200d}é日]{0,12}", cut in 0usize..12, len in 0usize..12,
        ) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = places[cut.min(places.len() - 1)];
            let end = places[(cut + len).min(places.len() - 1)];
            let marks = [ByteSpan::new(start, end)];
            let (shown, moved) = visible_marked(&text, &marks);
            prop_assert_eq!(&shown, &visible(&text));
            let before = visible(&text[..start]);
            // A joiner at the cut loses its neighbour when the text is really cut there.
            if !text.contains('\u{200d}') {
                prop_assert_eq!(&shown[..moved[0].start], before.as_ref());
                let marked = visible(marks[0].of(&text));
                prop_assert_eq!(moved[0].of(&shown), marked.as_ref());
            }
        }
    }
}
