//! Text to words with positions and byte offsets, to sentences, and to the terms of the index.
//!
//! [`Analyzer::scan`] is the one pass that the index is made of. A word has one position: the body's
//! words are counted from 0, the title's follow after a gap of one. At a position stand terms of
//! several layers, each a tag of one control character, which no word contains, and a value:
//!
//! | layer | term | when |
//! |---|---|---|
//! | stem | `\u{1}` language tag, stem | always |
//! | surface | `\u{2}` surface (case and accents folded), then `\u{0}` and the word in lower case if that has accents | always |
//! | cased | `\u{3}` as the surface, `\u{1}`, which letters are capitals | the spelling is not in lower case; of a capital first alone the index keeps no list, see [`capitalized`] |
//! | marks | `\u{4}` and `s`, `p` or `h` | the first word of a sentence, paragraph, heading |
//! | compound stem | `\u{5}` language tag, stem, `\u{1}`, number of parts | the first part of a word with hyphens |
//! | compound | `\u{6}` number of parts, folded word, accents | the first part of a word with hyphens |
//! | folded stem | `\u{7}` language tag, stem of the folded word | words that have another stem with their accents |
//!
//! A surface with its accents has one stem in each language, so the positions of a stem are those of its surfaces: the
//! index keeps none for stems.
//!
//! How text is cut into words depends on nothing but the text; only stems depend on the language.
//! [`query_words`] cuts a query the same way.
//!
//! | module | what it knows |
//! |---|---|
//! | `analyzer` | [`Analyzer`]: the scan |
//! | `units` | [`Analysis`]: words, sentences and paragraphs of an article that is shown |
//! | `words`, `characters`, `numbers` | where words begin and end, numbers among them |
//! | `sentences`, `abbreviations` | where sentences and paragraphs begin; which full stops end none |
//! | `fold` | case and accents |
//! | `layers` | terms: how they are written and read |
//! | `lexicon` | the words met so far, with their terms |
//! | `language`, `function_words` | languages, their stemmers, and how to tell them apart; function words of questions |
//! | `query_words` | the words of a query |
//! | `soundex` | words that sound alike |

mod abbreviations;
mod analyzer;
mod characters;
mod detect;
mod fold;
mod function_words;
mod language;
mod layers;
mod lexicon;
mod numbers;
mod query_words;
mod sentences;
mod soundex;
#[cfg(test)]
mod tests;
mod units;
mod words;

pub use analyzer::{Analyzer, Compound, Text, Word};
pub use characters::is_unspaced;
pub use detect::detect;
pub use fold::{clean, fold};
pub use function_words::is_function_word;
pub use language::Language;
pub use layers::{
    HEADING_MARK, MOST_PARTS, PARAGRAPH_MARK, SENTENCE_MARK, Spelling, Terms, accented_prefix,
    bounds_of_word, capitalized, capitalized_term, cased_prefix, cased_term, compound_form,
    compound_stem, compound_stem_prefix, compound_surface, folded_stem_term, folded_word,
    is_capitalized, is_stem, is_unchanged_by_stemming, language_of_stem, spelling_of, stem_form,
    stem_forms_prefix, stem_term, stem_terms, surface_bounds, surface_of_form, surface_term,
    unchanged_by_stemming,
};
pub use lexicon::{Lexicon, WordId};
pub use query_words::{QueryWord, is_joined, joined, query_words, surfaces};
pub use soundex::sounds_alike;
pub use units::{Analysis, Paragraph, Sentence};
