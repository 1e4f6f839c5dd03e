//! What citations say of the passages that they quote.

use crate::api::{Hit, Passage};
use crate::render::text::pages_of;

/// The words of all passages of a hit: each on one line.
pub(super) fn quoted(hit: &Hit) -> Vec<String> {
    let body = hit.article.body.as_str();
    let passages = hit.passages.iter();
    let texts = passages.map(|passage| one_line(passage.text(body)));
    texts.filter(|text| !text.is_empty()).collect()
}

/// Where they stand: `Quoted: p. 4, ¶ 3, sentences 6–9`; nothing where nothing is quoted.
pub(super) fn places(hit: &Hit) -> Option<String> {
    let passages = hit.passages.iter();
    let places: Vec<String> = passages.map(|passage| place(hit, passage)).collect();
    (!places.is_empty()).then(|| format!("Quoted: {}", places.join("; ")))
}

/// Sentences and paragraphs counted from 1, as people do.
fn place(hit: &Hit, passage: &Passage) -> String {
    let page = pages_of(&hit.article, passage.span).map(|page| page.replace('\u{a0}', " ") + ", ");
    let (first, last) = (
        u64::from(passage.sentences.0) + 1,
        u64::from(passage.sentences.1) + 1,
    );
    let sentences = if first == last {
        format!("sentence {first}")
    } else {
        format!("sentences {first}–{last}")
    };
    let paragraph = u64::from(passage.paragraph) + 1;
    format!("{}¶ {paragraph}, {sentences}", page.unwrap_or_default())
}

/// The page on which the first passage begins, where it is known.
pub(super) fn first_page(hit: &Hit) -> Option<&str> {
    let passage = hit.passages.first()?;
    hit.article.page_at(passage.span.start)
}

/// Every run of white space as one space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
