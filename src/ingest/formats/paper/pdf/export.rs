//! A PDF that a database of the press exports: its documents begin at the top of a page.

use super::pages::PageLines;
use super::paragraphs::of_document;
use crate::ingest::formats::vendors::{labels, newsbank};
use crate::ingest::record::Record;

/// The documents of an export; none where it is none.
pub(super) fn records(pages: &[PageLines]) -> Vec<Record> {
    let texts = |page: &PageLines| -> Vec<String> {
        let texts = page.lines.iter().map(|line| line.text.clone());
        texts.collect()
    };
    let heads = pages.iter().enumerate().filter_map(|(at, page)| {
        let texts = texts(page);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Some((at, newsbank::head(&texts)?))
    });
    let heads: Vec<_> = heads.collect();
    let ends: Vec<usize> = heads.iter().skip(1).map(|(at, _)| *at).collect();
    let ends = ends.into_iter().chain([pages.len()]);
    let documents = heads.into_iter().zip(ends);
    let records = documents.filter_map(|((start, (record, head)), end)| {
        let mut record = record;
        let mut pages = pages.get(start..end)?.to_vec();
        pages.first_mut()?.lines.drain(..head);
        let all: Vec<String> = pages.iter().flat_map(texts).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let mut left = newsbank::text_lines(&all, &mut record);
        for page in &mut pages {
            page.lines.truncate(left);
            left -= page.lines.len();
        }
        record.paragraphs = of_document(pages);
        labels::check_words(&mut record);
        Some(record)
    });
    records.collect()
}
