//! The words of a query, cut as an article's are.

use std::borrow::Cow;

use super::fold::{self, forms};
use super::words::Words;
use crate::span::ByteSpan;

/// One word of a query's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// Case and accents folded: what the surface layer holds.
    pub surface: String,
    /// As written: NFKC, straight apostrophes, nothing invisible, no possessive `'s`; what the cased
    /// layer holds where it is not the surface. A leading `@` or `#` is part of it.
    pub spelling: String,
    /// In lower case with its accents: what a stemmer reads.
    pub lowered: String,
    /// Where it stands in the text, possessive and `@` or `#` included.
    pub span: ByteSpan,
    /// No white space stands before it: `fire` in `cease-fire`, `équipe` in `l’équipe`. Such words
    /// are meant as a phrase.
    pub joined_to_previous: bool,
}

/// The words of a text, cut exactly as [`super::Analyzer::scan`] cuts an article.
pub fn query_words(text: &str) -> Vec<QueryWord> {
    let mut end = 0;
    Words::new(text)
        .map(|span| {
            let forms = forms(span.of(text));
            let gap = text.get(end..span.start).unwrap_or("");
            let joined_to_previous = end > 0 && !gap.contains(char::is_whitespace);
            end = span.end;
            QueryWord {
                surface: forms.surface,
                spelling: forms.spelling,
                lowered: forms.lowered,
                span,
                joined_to_previous,
            }
        })
        .collect()
}

/// Whether a word that is written in several parts is written with a hyphen between each and the next.
pub fn is_joined(text: &str, words: &[QueryWord]) -> bool {
    words.len() > 1
        && words.windows(2).all(|pair| {
            let gap = text.get(pair[0].span.end..pair[1].span.start);
            gap.is_some_and(|gap| super::words::hyphen_at(gap, 0) == Some(gap.len()))
        })
}

/// The one word that the parts of a word with hyphens would be without; `None` where they would be no word, or a number.
pub fn joined(words: &[QueryWord]) -> Option<QueryWord> {
    let written: String = words.iter().map(|word| &*word.spelling).collect();
    if !super::words::is_one_word(&written) || !written.contains(char::is_alphabetic) {
        return None;
    }
    query_words(&written).pop()
}

/// The surfaces of the words of a text.
pub fn surfaces(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    Words::new(text).map(|span| fold::surface(span.of(text)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn surfaces_are_those_of_the_words(text in "([a-zA-Z]{0,6}|[0-9.,]{0,5}|['’s#@.-]{0,2}|[éßÄ東]{0,2}| ){0,12}") {
            let words: Vec<String> = query_words(&text).into_iter().map(|word| word.surface).collect();
            prop_assert_eq!(surfaces(&text).collect::<Vec<_>>(), words);
        }
    }

    #[test]
    fn what_is_written_together_is_joined() {
        let words = query_words("cease-fire in l’équipe x@y.org, — now");
        let joined: Vec<_> = words
            .iter()
            .map(|word| (word.surface.as_str(), word.joined_to_previous))
            .collect();
        assert_eq!(
            joined,
            [
                ("cease", false),
                ("fire", true),
                ("in", false),
                ("l", false),
                ("equipe", true),
                ("x", false),
                ("y", true),
                ("org", true),
                ("now", false),
            ]
        );
    }
}
