//! How an article is cited, for people and for reference managers.

use unbury::api::{Hit, StorySummary};
use unbury::article::Article;
use unbury::render::{CitationStyle, ExportFormat, Exporter, Options, RowOf, citation};

use super::address::Address;
use super::text::shown;
use crate::cli::Error;

/// A reference in the style of a publisher.
pub(super) struct Cited {
    pub(super) style: &'static str,
    /// Its pieces, and whether each is italic.
    pub(super) pieces: Vec<(String, bool)>,
}

/// A reference for a program.
pub(super) struct ForProgram {
    pub(super) format: &'static str,
    pub(super) text: String,
    pub(super) address: String,
}

/// In every style.
pub(super) fn styles(article: &Article) -> Vec<Cited> {
    let page = article.page_at(0);
    let styles = CitationStyle::ALL.iter();
    styles
        .map(|style| Cited {
            style: style.title(),
            pieces: citation(article, page, *style)
                .pieces()
                .map(|(text, is_italic)| (shown(text), is_italic))
                .collect(),
        })
        .collect()
}

/// In the formats of reference managers.
///
/// # Errors
/// When one cannot be written.
pub(super) fn for_programs(article: &Article) -> Result<Vec<ForProgram>, Error> {
    let hit = Hit {
        rank: 1,
        article: article.clone(),
        score: 0.0,
        story: StorySummary::alone(&article.id.0),
        title_highlights: Vec::new(),
        passages: Vec::new(),
    };
    let options = Options::default();
    let formats = [(ExportFormat::Ris, "RIS"), (ExportFormat::Bibtex, "BibTeX")];
    let mut written = Vec::new();
    for (format, name) in formats {
        let mut bytes = Vec::new();
        let mut exporter = Exporter::begin((format, RowOf::Article), &options, &mut bytes)?;
        exporter.hit(&hit)?;
        exporter.end()?;
        let text = String::from_utf8_lossy(&bytes);
        written.push(ForProgram {
            format: name,
            text: shown(text.trim()),
            address: Address::of("/api/v1/export")
                .with(
                    "q",
                    &unbury::query::Query::in_field(unbury::query::Field::Id, &article.id.0)
                        .to_string(),
                )
                .with("format", format.name())
                .to_string(),
        });
    }
    Ok(written)
}
