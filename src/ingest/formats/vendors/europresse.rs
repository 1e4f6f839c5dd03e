//! Pages that Europresse exports: an `<article>` for each document, of several papers.

use dom_query::{Document, NodeRef, Selection};

use super::labels::keep;
use super::parts::Export;
use crate::dates::written;
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::formats::web::html;
use crate::ingest::record::Record;

/// What only these pages have.
const MARKS: [&str; 2] = ["titreArticle", "DocPublicationName"];

/// Whether a page is one of them.
pub(super) fn is_export(page: &str) -> bool {
    MARKS.iter().all(|mark| page.contains(mark))
}

/// The documents of a page; none where it is none of these.
pub(super) fn documents(page: &str) -> Export {
    let mut export = Export::default();
    if is_export(page) {
        let page = Document::from(page);
        let articles = page.select("article");
        let ours = articles
            .iter()
            .filter(|article| article.select(".titreArticle, .DocText").exists());
        export.records = ours.map(|article| document(&article)).collect();
    }
    export
}

fn document(article: &Selection<'_>) -> Record {
    let text_at = |selector: &str| {
        let found = article.select_single(selector);
        Some(one_line(&found.text())).filter(|text| !text.is_empty())
    };
    let mut record = Record {
        title: text_at(".titreArticle"),
        source: text_at(".DocPublicationName"),
        authors: author(article).into_iter().collect(),
        paragraphs: html::text_of(&article.select_single(".DocText").html()),
        ..Record::default()
    };
    // `Port, mardi 15 juin 2021, p. 3`: an edition, a date, a page.
    for part in text_at(".DocHeader").unwrap_or_default().split(',') {
        let part = part.trim();
        let is_date = record.published.is_none()
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && written::read(part, None, Some("fr")).is_some();
        if is_date {
            record.published = Some(part.to_owned());
        } else if !part.is_empty() {
            keep(&mut record, "header", part);
        }
    }
    for line in &article.select("footer small, footer p") {
        let line = one_line(&line.text());
        match line.rsplit_once(" : ") {
            Some((name, number))
                if name.starts_with("Numéro de document")
                    || name.starts_with("Document number") =>
            {
                record.id = Some(number.to_owned());
            }
            _ if !line.is_empty() => keep(&mut record, "footer", &line),
            _ => {}
        }
    }
    record
}

/// The line below the headline.
fn author(article: &Selection<'_>) -> Option<String> {
    let title = article.select_single(".titreArticle");
    let mut next = title.nodes().first().and_then(NodeRef::next_sibling);
    while let Some(node) = next {
        let text = one_line(&node.text());
        if !text.is_empty() {
            return Some(text);
        }
        next = node.next_sibling();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_its_documents() {
        let article = |title: &str, day: u8| {
            format!(
                "<article><header><span class='DocPublicationName'>La  Feuille </span><span class='DocHeader'>Est, samedi {day} mars 2024, p. 3</span><div class='titreArticle'><p>{title}</p></div>\n<div>Ann Lee</div></header><section><div class='DocText'><p>Un.</p><p>Deux.</p></div></section><footer><small>© La Feuille</small><p>Numéro de document : news·{day}</p></footer></article>"
            )
        };
        let page = format!(
            "<html><body>{}{}</body></html>",
            article("Le bac", 9),
            article("Le moulin", 16)
        );
        let found = documents(&page).records;
        let shown: Vec<_> = found
            .iter()
            .map(|record| {
                let fields = [&record.id, &record.title, &record.published, &record.source];
                let fields = fields.map(|field| field.as_deref().unwrap_or_default());
                (
                    fields.join(" | "),
                    record.authors.join(";"),
                    record.paragraphs.len(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                (
                    "news·9 | Le bac | samedi 9 mars 2024 | La Feuille".to_owned(),
                    "Ann Lee".to_owned(),
                    2
                ),
                (
                    "news·16 | Le moulin | samedi 16 mars 2024 | La Feuille".to_owned(),
                    "Ann Lee".to_owned(),
                    2
                ),
            ]
        );
        assert_eq!(found[0].metadata["header"], "Est; p. 3");
        assert!(
            documents("<html><article><p>Un.</p></article></html>")
                .records
                .is_empty()
        );
    }
}
