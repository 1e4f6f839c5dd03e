//! How much work one query may be: each bound is raised by the same factor, the effort of a request.
//!
//! Bounds are on work and not on time, so that a query is answered, cut or refused alike on every machine. They are chosen so
//! that an archive of 100,000 articles answers or refuses within about a second.

/// Words that one pattern stands for; of more, the commonest.
const WORDS_OF_A_PATTERN: usize = 1024;
/// Words that all patterns of a query stand for together.
const WORDS_OF_ALL_PATTERNS: usize = 8192;
/// Letters of the index's words that the patterns of a query look at, together.
const LETTERS: u64 = 6_000_000;
/// The same for each article of a large archive, which has more words.
const LETTERS_OF_AN_ARTICLE: u64 = 60;
/// Steps that it takes to find and count what matches: see [`crate::passage::Work`].
const STEPS: u64 = 110_000_000;
/// The same for each article of a large archive.
const STEPS_OF_AN_ARTICLE: u64 = 1_100;

/// Words that one pattern may stand for.
pub(crate) fn words_of_a_pattern(effort: u32) -> usize {
    WORDS_OF_A_PATTERN.saturating_mul(effort.max(1) as usize)
}

/// Words that all patterns of a query may stand for.
pub(crate) fn words_of_all_patterns(effort: u32) -> usize {
    WORDS_OF_ALL_PATTERNS.saturating_mul(effort.max(1) as usize)
}

/// Letters of the index's words that the patterns of a query may look at, by the number of articles.
pub(crate) fn letters(articles: u64, effort: u32) -> u64 {
    let usual = LETTERS.max(articles.saturating_mul(LETTERS_OF_AN_ARTICLE));
    usual.saturating_mul(u64::from(effort.max(1)))
}

/// Steps that evaluating a query may take, by the number of articles.
pub(crate) fn steps(articles: u64, effort: u32) -> u64 {
    let usual = STEPS.max(articles.saturating_mul(STEPS_OF_AN_ARTICLE));
    usual.saturating_mul(u64::from(effort.max(1)))
}
