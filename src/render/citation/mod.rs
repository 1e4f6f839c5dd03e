//! How an article, or a passage of it, is cited in the style that a publisher or university asks for.
//!
//! | file | what it has |
//! |---|---|
//! | `style` | the styles, and what they are called |
//! | `apa`, `mla`, `chicago` | one style each, with its source |
//! | `cited` | what the styles put in order |
//! | `reference` | a reference under way: text, of which some is italic |

mod apa;
mod chicago;
mod cited;
mod mla;
mod reference;
mod style;
#[cfg(test)]
mod tests;

use cited::Cited;

use crate::article::Article;

pub use reference::Reference;
pub use style::CitationStyle;

/// The reference of an article in a style; of what stands on `page`, where that is known.
///
/// Headlines stay as they were printed: the styles' rules on capitals would need a person.
pub fn citation(article: &Article, page: Option<&str>, style: CitationStyle) -> Reference {
    let cited = Cited::of(article, page);
    match style {
        CitationStyle::Apa => apa::reference(&cited),
        CitationStyle::Mla => mla::reference(&cited),
        CitationStyle::Chicago => chicago::reference(&cited),
    }
}
