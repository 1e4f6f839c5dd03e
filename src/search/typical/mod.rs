//! Words that are typical: of a set of articles, of the company of a word, of one article.
//!
//! | file | what it does |
//! |---|---|
//! | `article_sets` | which articles are in which of two sets, each story once |
//! | `word_walk` | every word of the index, with how often the sets have it |
//! | `phrases` | phrases of a set, and how often the sets have them |
//! | `spelling` | how a word is mostly written |
//! | `keyness` | what is typical of a set, and what rose and fell between two |

mod article_sets;
pub(super) mod keyness;
mod phrases;
mod spelling;
mod word_walk;
