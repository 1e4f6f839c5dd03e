//! What is said of the articles of a story.

use crate::api::{CopyComparison, CopyKind, ToldArticle, ToldStory};
use crate::article::{Article, day_of_number};
use crate::passage::{Difference, WordChange};
use crate::render::days::days;
use crate::render::text::grouped;
use crate::span::ByteSpan;

/// `4 articles are the story cw-1, 12–13 Mar 2024`.
pub(super) fn summary(story: &ToldStory) -> String {
    let number = story.articles.len();
    if number == 1 {
        return format!("{} has no copies", story.id);
    }
    let published = story
        .articles
        .iter()
        .filter_map(|told| told.article.published);
    let first = published
        .clone()
        .map(|published| published.first_day())
        .min();
    let last = published.map(|published| published.last_day()).max();
    let period = first
        .and_then(day_of_number)
        .zip(last.and_then(day_of_number));
    let period = period.map_or_else(String::new, |(first, last)| {
        format!(", {}", days(first, last))
    });
    format!(
        "{} articles are the story {}{period}",
        grouped(number as u64),
        story.id
    )
}

/// What is said of an article as a copy: its kind, and what it has in common with the first.
pub(super) fn about(told: &ToldArticle) -> String {
    match told.comparison {
        None => "the first".to_owned(),
        Some(CopyComparison {
            kind: CopyKind::Identical,
            ..
        }) => "the same text".to_owned(),
        Some(CopyComparison { kind, percent }) => {
            format!("{}, {percent} % in common", kind.name())
        }
    }
}

/// The kind of an article in forms for programs.
pub(super) fn kind(told: &ToldArticle) -> &'static str {
    told.comparison.map_or("first", |of| of.kind.name())
}

/// What it has in common with the first, in percent.
pub(super) fn percent(told: &ToldArticle) -> u8 {
    told.comparison.map_or(100, |of| of.percent)
}

/// The article that the story begins with.
pub(super) fn first(story: &ToldStory) -> Option<&Article> {
    let mut articles = story.articles.iter();
    let first = articles.find(|told| told.comparison.is_none());
    first.map(|told| &told.article)
}

/// A part of a sentence that was changed.
pub(super) enum Piece<'a> {
    /// In both.
    Same(&'a str),
    /// What stood there, and what stands there now; one of the two may be empty.
    Changed(&'a str, &'a str),
}

/// The parts of a sentence that was changed, in order.
pub(super) fn pieces<'a>(
    (before, after): (&'a str, &'a str),
    sentence: ByteSpan,
    words: &[WordChange],
) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(2 * words.len() + 1);
    let mut at = sentence.start;
    for change in words {
        pieces.push(Piece::Same(
            ByteSpan::new(at, change.after.start.max(at)).of(after),
        ));
        pieces.push(Piece::Changed(
            change.before.of(before),
            change.after.of(after),
        ));
        at = change.after.end;
    }
    pieces.push(Piece::Same(
        ByteSpan::new(at, sentence.end.max(at)).of(after),
    ));
    pieces
}

/// What differs, without the sentences that are the same.
pub(super) fn changes(told: &ToldArticle) -> impl Iterator<Item = &Difference> {
    let differences = told.differences.iter();
    differences.filter(|difference| !matches!(difference, Difference::Same { .. }))
}
