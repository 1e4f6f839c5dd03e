//! Words that are typical: of a set of articles, of the company of a word, of one article.
//!
//! | file | what it does |
//! |---|---|
//! | `article_sets` | which articles are in which of two sets, each story once |
//! | `word_walk` | every word of the index, with how often the sets have it |
//! | `set_texts` | the texts of a set as the words that follow each other, and what is repeated in them |
//! | `phrases` | phrases of a set, and how often the sets have them |
//! | `spelling` | how a word is mostly written |
//! | `company`, `collocates` | the words near the occurrences of a query |
//! | `similar` | articles that have the typical words of another |
//! | `keyness` | what is typical of a set, and what rose and fell between two |

mod article_sets;
pub(super) mod collocates;
mod company;
pub(super) mod keyness;
mod phrases;
mod set_texts;
pub(super) mod similar;
mod spelling;
#[cfg(test)]
mod tests;
mod word_walk;
