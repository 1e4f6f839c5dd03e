//! Whether a quotation is in the archive, and where.

use crate::article::Article;
use crate::passage::Quoted;

/// A quotation that is looked for.
#[derive(Debug, Clone)]
pub struct QuoteRequest {
    /// As it was quoted: a sentence or several.
    pub quote: String,
    /// Places that are listed, at most.
    pub limit: usize,
}

impl QuoteRequest {
    /// Twenty places of a quotation.
    pub fn new(quote: impl Into<String>) -> Self {
        Self {
            quote: quote.into(),
            limit: 20,
        }
    }
}

/// What came of looking for a quotation.
#[derive(Debug, Clone)]
pub struct VerifiedQuote {
    /// As it was quoted; spans of what is quoted are bytes of it.
    pub quote: String,
    /// How many words it has; in scripts without spaces, characters.
    pub words: usize,
    /// What was found.
    pub verdict: Verdict,
    /// Articles where it stands verbatim.
    pub articles: u64,
    /// Whether there are no more of them. Very many articles with the same words are not all read.
    pub is_complete: bool,
    /// Where it stands verbatim, oldest first; else the passages that are nearest, of which each differs as much as the others; of a quotation that
    /// was not found, the nearest if it has something of it.
    pub places: Vec<QuotePlace>,
    /// Words of it that no article has, in any spelling.
    pub unknown_words: Vec<String>,
}

/// Whether a quotation is in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Word for word and sign for sign.
    Verbatim,
    /// A passage has most of its words in their order, and differs.
    Near,
    /// No passage has.
    NotFound,
}

impl Verdict {
    /// A stable name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Near => "near",
            Self::NotFound => "not_found",
        }
    }
}

/// A place that has a quotation, or is near it.
#[derive(Debug, Clone)]
pub struct QuotePlace {
    /// The article, whole.
    pub article: Article,
    /// Whether it is the headline; else spans are bytes of the body.
    pub in_title: bool,
    /// Where it stands, and how that differs.
    pub quoted: Quoted,
    /// The first and the last of the body's sentences, from 0; `None` in a headline.
    pub sentences: Option<(u32, u32)>,
}

impl QuotePlace {
    /// The text that spans are of.
    pub fn text(&self) -> &str {
        if self.in_title {
            &self.article.title
        } else {
            &self.article.body
        }
    }
}

impl VerifiedQuote {
    /// Why it is not verbatim, in a sentence; `None` where it is.
    pub fn reason(&self) -> Option<String> {
        let unknown = self.unknown_words.join("`, `");
        let unknown = (!unknown.is_empty()).then(|| format!("no article has `{unknown}`"));
        let shared = self.places.first().map(|place| place.quoted.shared);
        let told = match (self.verdict, shared) {
            (Verdict::Verbatim, _) => return None,
            (Verdict::Near, _) => {
                let differences = self.places.first();
                let differences = differences.map_or(0, |place| place.quoted.differences.len());
                let places = if differences == 1 { "place" } else { "places" };
                format!("what stands there differs in {differences} {places}")
            }
            (Verdict::NotFound, _) if self.words == 0 => "it has no word".to_owned(),
            (Verdict::NotFound, Some(shared)) => format!(
                "the nearest passage has {shared} of its {} words in their order",
                self.words
            ),
            (Verdict::NotFound, None) => "no passage has much of it".to_owned(),
        };
        Some(match unknown {
            Some(unknown) => format!("{unknown}; {told}"),
            None => told,
        })
    }
}
