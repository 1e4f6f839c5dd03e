//! Patterns are cut into words as a text is: `anti-semit*` is two words, `$4.*` is one.

use crate::analysis::{self, QueryWord};
use crate::query::Term;
use crate::search::plan::expand::Pattern;

/// The words of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PatternWords {
    /// Folded, with the wildcards.
    pub(crate) words: Vec<String>,
    /// Whether a hyphen stands between each and the next.
    pub(crate) is_joined: bool,
}

/// A way to read a pattern.
pub(crate) enum Reading {
    /// Adjacent words.
    Words(Vec<Pattern>),
    /// Words with hyphens between them.
    Compound(Vec<Pattern>),
}

/// Letters from which on a part of a fuzzy word is fuzzy itself.
const SHORTEST_FUZZY: usize = 3;

/// What a wildcard may stand for, as far as that decides how a text is cut: letters, or digits of a number.
const STANDS_FOR: [(&str, &str); 4] = [("a", "a"), ("0", "0"), ("00", "0"), ("000", "0")];

/// Ways to cut a wildcard into words, each once: none where no text can match it.
pub(crate) fn of_wildcard(pattern: &str) -> Vec<PatternWords> {
    let mut found: Vec<PatternWords> = Vec::new();
    // How the dictionary would cut it depends on what it does not say.
    if pattern.contains(analysis::is_unspaced) {
        found.push(PatternWords {
            words: vec![analysis::fold(pattern).into_owned()],
            is_joined: false,
        });
        return found;
    }
    for (any, one) in STANDS_FOR {
        // A text that the pattern matches, and for each of its bytes the character of the pattern.
        let mut text = String::with_capacity(pattern.len());
        let mut origin = Vec::with_capacity(pattern.len());
        for (at, c) in pattern.char_indices() {
            match c {
                '*' => text.push_str(any),
                '?' => text.push_str(one),
                c => text.push(c),
            }
            origin.resize(text.len(), at);
        }
        let words = analysis::query_words(&text);
        let of_pattern = |word: &QueryWord| {
            let start = origin.get(word.span.start).copied()?;
            let end = origin.get(word.span.end).copied().unwrap_or(pattern.len());
            Some(folded(pattern.get(start..end)?, &word.surface, (any, one)))
        };
        let Some(folded) = words.iter().map(of_pattern).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let cut = PatternWords {
            is_joined: analysis::is_joined(&text, &words),
            words: folded,
        };
        // Words apart of which one may be any are more than what is written.
        let is_any = |word: &String| word.chars().all(|c| matches!(c, '*' | '?'));
        let is_use = !cut.words.is_empty()
            && (cut.words.len() == 1 || cut.is_joined || !cut.words.iter().any(is_any));
        if is_use && !found.contains(&cut) {
            found.push(cut);
        }
    }
    found
}

/// The form of a word of the pattern, of which `surface` is the form with letters for its wildcards.
fn folded(pattern: &str, surface: &str, (any, one): (&str, &str)) -> String {
    let mut form = String::with_capacity(pattern.len());
    let mut rest = surface;
    let literal = |form: &mut String, rest: &mut &str, c: char| {
        for c in analysis::fold(c.encode_utf8(&mut [0; 4])).chars() {
            let Some(next) = rest.chars().next() else {
                return;
            };
            // A sign that the form has otherwise, or not at all.
            if next == c || (!next.is_alphanumeric() && !c.is_alphanumeric()) {
                form.push(next);
                *rest = rest.get(next.len_utf8()..).unwrap_or("");
            }
        }
    };
    for c in pattern.chars() {
        match c {
            '*' | '?' => {
                let stands_for = if c == '*' { any } else { one };
                rest = rest.strip_prefix(stands_for).unwrap_or(rest);
                form.push(c);
            }
            c => literal(&mut form, &mut rest, c),
        }
    }
    form
}

/// A regular expression cut at its hyphens, but for those in groups, classes and after a backslash.
pub(crate) fn of_regex(pattern: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut in_class, mut is_escaped) = (0_usize, false, false);
    for c in pattern.chars() {
        let is_literal = std::mem::take(&mut is_escaped);
        let is_hyphen = matches!(c, '-' | '\u{2010}' | '\u{2011}');
        if is_hyphen && depth == 0 && !in_class {
            if is_literal && let Some(part) = parts.last_mut() {
                part.pop();
            }
            parts.push(String::new());
            continue;
        }
        match c {
            _ if is_literal => {}
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            if c.is_ascii() {
                part.push(c);
            } else {
                // The words of the index have no accents.
                part.push_str(&analysis::fold(c.encode_utf8(&mut [0; 4])));
            }
        }
    }
    if parts.iter().any(String::is_empty) {
        return vec![pattern.to_owned()];
    }
    parts
}

/// The ways to read a pattern: for each, its words, and how it is written.
pub(crate) fn readings(term: &Term, exact: bool) -> (String, Vec<Reading>) {
    let mut readings: Vec<Reading> = Vec::new();
    let mut add = |words: Vec<Pattern>, is_joined: bool| {
        if is_joined && !exact && words.len() > 1 {
            let joined = Pattern::joined(&words);
            readings.extend(joined.map(|joined| Reading::Words(vec![joined])));
        }
        let is_any = |word: &Pattern| matches!(word, Pattern::Wildcard(text) if text == "*");
        readings.push(
            if is_joined && words.len() > 1 && words.iter().any(is_any) {
                Reading::Compound(words)
            } else {
                Reading::Words(words)
            },
        );
    };
    let written = match term {
        Term::Wildcard(text) => {
            for cut in of_wildcard(text) {
                add(
                    cut.words.into_iter().map(Pattern::of_word).collect(),
                    cut.is_joined,
                );
            }
            text.clone()
        }
        Term::Regex(text) => {
            let parts = of_regex(text).into_iter().map(Pattern::Regex);
            add(parts.collect(), true);
            format!("/{text}/")
        }
        Term::Fuzzy { word, edits } => {
            let words = analysis::query_words(word);
            let fuzzy = |word: &QueryWord| {
                let is_short = word.surface.chars().count() < SHORTEST_FUZZY && words.len() > 1;
                let surface = word.surface.clone();
                if is_short {
                    Pattern::Word(surface)
                } else {
                    Pattern::Fuzzy(surface, *edits)
                }
            };
            if !words.is_empty() {
                let is_joined = analysis::is_joined(word, &words);
                add(words.iter().map(fuzzy).collect(), is_joined);
            }
            format!("{word}~{edits}")
        }
        Term::Word(_) | Term::Cased(_) => String::new(),
    };
    (written, readings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_cut_as_texts_are() {
        for (pattern, expected) in [
            ("semit*", "semit*"),
            ("anti-semit*", "anti-semit*"),
            ("Mother-in-l?w*", "mother-in-l?w*"),
            ("covid-*", "covid-*"),
            ("$4.*", "4.*"),
            ("1,2*", "1.2* | 12* | 1 2*"),
            ("U.S.*", "us*"),
            ("#quay*", "quay*"),
            ("*naïve", "*naive"),
            ("and/o*", "and o*"),
            ("R&*", "r&*"),
            ("東京*", "東京*"),
            ("3:3?", "3 3? | 3:3?"),
            (".*", "*"),
        ] {
            let cuts = of_wildcard(pattern);
            let cuts: Vec<String> = cuts
                .iter()
                .map(|cut| cut.words.join(if cut.is_joined { "-" } else { " " }))
                .collect();
            assert_eq!(cuts.join(" | "), expected, "{pattern}");
        }
    }

    #[test]
    fn regular_expressions_are_cut_at_hyphens() {
        for (pattern, expected) in [
            ("covid-.9", "covid .9"),
            ("covid\\-\\d+", "covid \\d+"),
            ("[a-z]+", "[a-z]+"),
            ("(anti-)?x", "(anti-)?x"),
            ("caf[ée]-x", "caf[ee] x"),
            ("-x", "-x"),
        ] {
            assert_eq!(of_regex(pattern).join(" "), expected, "{pattern}");
        }
    }
}
