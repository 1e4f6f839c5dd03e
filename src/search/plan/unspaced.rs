//! What a quoted text in a script without spaces stands for.
//!
//! The words of the index are cut by a dictionary, which may cut the same text otherwise in another sentence. Wherever the text
//! stands, it lies in one word, or it begins with the end of a word, ends with the beginning of another, and is whole words between.

use crate::analysis;
use crate::passage::Source;
use crate::search::plan::expand::{Expansion, literal_regex};

/// Ways to cut a text that are tried, at most.
const MOST_CUTS: usize = 4_000;

/// What looks up words of the index.
pub(crate) trait Lookup {
    type Error;

    /// The words that a regular expression matches.
    fn matched(&mut self, regex: &str) -> Result<Expansion, Self::Error>;

    /// Exactly this word; `None` where the index does not have it.
    fn word(&mut self, word: &str) -> Result<Option<Source>, Self::Error>;

    /// The source of some words that were found.
    fn any(&mut self, found: &Expansion, is_meant: &dyn Fn(&str) -> bool) -> Option<Source>;
}

/// The source of all places where the text stands; `None` where there are too many ways to cut it.
pub(crate) fn everywhere<L: Lookup>(text: &str, index: &mut L) -> Result<Option<Source>, L::Error> {
    let folded = analysis::fold(text);
    // Marks stay with their letters.
    let letters: Vec<usize> = folded.char_indices().map(|(at, _)| at).collect();
    let end = letters.len();
    let part = |from: usize, to: usize| {
        let (from, to) = (letters.get(from), letters.get(to));
        let (from, to) = (from.copied(), to.copied());
        folded
            .get(from.unwrap_or(folded.len())..to.unwrap_or(folded.len()))
            .unwrap_or("")
    };
    // The words that hold the text, or end with its beginning.
    let beginnings = (1..end).map(|to| literal_regex(part(0, to)));
    let beginnings = beginnings.collect::<Vec<_>>().join("|");
    let whole = literal_regex(&folded);
    let ends = if end > 1 {
        format!("|.*(?:{beginnings})")
    } else {
        String::new()
    };
    let found = index.matched(&format!("(?s).*{whole}.*{ends}"))?;
    let mut sources = Vec::new();
    sources.extend(index.any(&found, &|word| word.contains(&*folded)));
    // For each letter, the ways to go on from it, and how many they are.
    let mut from_letter: Vec<(Option<Source>, usize)> = vec![(None, 0); end + 1];
    for from in (1..end).rev() {
        let rest = part(from, end);
        let longer = index.matched(&format!("(?s){}.*", literal_regex(rest)))?;
        let mut ways: Vec<Source> = index.any(&longer, &|_| true).into_iter().collect();
        let mut count = ways.len();
        for (to, longer) in from_letter.iter().enumerate().take(end).skip(from + 1) {
            let (Some(next), cuts) = longer else {
                continue;
            };
            let Some(word) = index.word(part(from, to))? else {
                continue;
            };
            count += cuts;
            if count > MOST_CUTS {
                return Ok(None);
            }
            ways.push(followed(word, next.clone()));
        }
        from_letter[from] = (one_of(ways), count);
    }
    for (to, (next, _)) in from_letter.into_iter().enumerate().skip(1) {
        let (Some(next), beginning) = (next, part(0, to)) else {
            continue;
        };
        let is_meant = |word: &str| word.ends_with(beginning) && !word.contains(&*folded);
        let first = index.any(&found, &is_meant);
        sources.extend(first.map(|first| followed(first, next)));
    }
    Ok(Some(one_of(sources).unwrap_or(Source::Term(Vec::new()))))
}

fn followed(word: Source, next: Source) -> Source {
    Source::Phrase {
        sources: vec![word, next],
        slop: 0,
    }
}

fn one_of(mut sources: Vec<Source>) -> Option<Source> {
    match sources.len() {
        0 | 1 => sources.pop(),
        _ => Some(Source::Or(sources)),
    }
}
