//! Words that sound alike in English: Soundex (Russell, US patent 1,261,167, 1918; Knuth, The Art of Computer Programming 3, 6).

/// Whether two folded words have one Soundex code, which here is of any length.
pub fn sounds_alike(one: &str, other: &str) -> bool {
    code(one).eq(code(other))
}

/// The first letter, then the classes of the consonants, those of one class in a row once.
fn code(word: &str) -> impl Iterator<Item = char> {
    let mut last = None;
    word.char_indices().filter_map(move |(at, letter)| {
        if at > 0 && matches!(letter, 'h' | 'w') {
            return None;
        }
        let class = class(letter);
        let is_new = last != Some(class);
        last = Some(class);
        match class {
            _ if at == 0 => Some(letter),
            '0' => None,
            class => is_new.then_some(class),
        }
    })
}

fn class(letter: char) -> char {
    match letter {
        'b' | 'f' | 'p' | 'v' => '1',
        'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => '2',
        'd' | 't' => '3',
        'l' => '4',
        'm' | 'n' => '5',
        'r' => '6',
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' => '0',
        // Digits and letters of other scripts.
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_books() {
        for (word, expected) in [
            ("euler", "e46"),
            ("gauss", "g2"),
            ("hilbert", "h4163"),
            ("knuth", "k53"),
            ("lloyd", "l3"),
            ("ashcraft", "a2613"),
            ("wachs", "w2"),
            ("żółw", "żół"),
            ("", ""),
        ] {
            assert_eq!(code(word).collect::<String>(), expected, "{word}");
        }
        assert!(sounds_alike("opek", "opec") && !sounds_alike("opek", "open"));
    }
}
