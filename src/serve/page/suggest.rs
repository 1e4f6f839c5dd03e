//! Words of the archive that begin as the word does that is being typed.

use serde::Serialize;
use unbury::analysis::{self, is_unspaced};
use unbury::api::CommonWord;
use unbury::query::{Query, QueryKind, Term};

use super::asking::Asking;
use super::shelf::Shelf;
use crate::cli::Error;
use crate::cli::asked::Parameters;

/// Letters that a word has before it is completed: fewer begin too many.
const SHORTEST: usize = 3;
/// What is longer is no word.
const LONGEST: usize = 40;

/// How a word may go on.
#[derive(Debug, Serialize)]
pub(crate) struct Suggestions {
    /// What was typed of it.
    typed: String,
    /// Words that begin so, without their accents, commonest first; each with the number of articles that have it.
    words: Vec<CommonWord>,
    /// Whether more words begin so.
    more: bool,
}

/// The word that a text ends with; empty where it ends with none.
fn last_word(text: &str) -> &str {
    let start = text.rfind(|sign: char| !sign.is_alphanumeric());
    let start = start.map_or(0, |at| {
        at + text[at..].chars().next().map_or(0, char::len_utf8)
    });
    &text[start..]
}

fn is_long_enough(word: &str) -> bool {
    let letters = word.chars().count();
    letters <= LONGEST && (letters >= SHORTEST || word.chars().any(is_unspaced))
}

/// The commonest words that go on as the last word of `q` begins.
///
/// # Errors
/// When the index cannot be read.
pub(crate) fn suggestions(
    shelf: &Shelf<'_>,
    parameters: &Parameters,
) -> Result<Suggestions, Error> {
    let asked = Asking::of(parameters).typed();
    let typed = last_word(&asked);
    let mut suggestions = Suggestions {
        typed: typed.to_owned(),
        words: Vec::new(),
        more: false,
    };
    if !is_long_enough(typed) {
        return Ok(suggestions);
    }
    let beginning = Query::new(QueryKind::Term(Term::Wildcard(format!("{typed}*"))));
    let patterns = shelf.archive.patterns(&beginning)?;
    let whole = analysis::fold(typed);
    if let Some(pattern) = patterns.into_iter().next() {
        suggestions.more = pattern.words > pattern.commonest.len();
        suggestions.words = pattern.commonest;
        suggestions.words.retain(|known| known.word != whole);
    }
    Ok(suggestions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_with_a_word_or_with_none() {
        for (text, word) in [
            ("fer", "fer"),
            ("\"old fer", "fer"),
            ("title:brüc", "brüc"),
            ("(a OR ", ""),
            ("fer*", ""),
            ("", ""),
            ("x – é", "é"),
        ] {
            assert_eq!(last_word(text), word, "{text}");
        }
        assert!(is_long_enough("fer") && is_long_enough("東"));
        assert!(!is_long_enough("fe") && !is_long_enough(&"f".repeat(41)));
    }
}
