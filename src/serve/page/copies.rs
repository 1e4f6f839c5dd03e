//! The story of an article: its copies, and what each changed.

use unbury::Archive;
use unbury::api::{ToldArticle, ToldStory};
use unbury::passage::Difference;

use super::address::Address;
use super::hits::{about, language_of};
use super::text::{Marked, shown};
use crate::cli::Error;

/// Copies that are listed.
const MOST: usize = 60;
/// Changes of one copy that are shown.
const MOST_CHANGES: usize = 120;

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Kept,
    Gone,
    New,
}

impl Change {
    pub(super) fn is_gone(self) -> bool {
        self == Self::Gone
    }

    pub(super) fn is_new(self) -> bool {
        self == Self::New
    }
}

/// A sentence that was changed, left out or added.
pub(super) struct ChangedSentence {
    pub(super) pieces: Vec<(String, Change)>,
}

/// An article of a story.
pub(super) struct CopyShown {
    pub(super) title: Marked,
    pub(super) about: Vec<String>,
    pub(super) address: String,
    pub(super) language: Option<String>,
    /// Whether it is the article of the page.
    pub(super) is_this: bool,
    /// What it made of the first.
    pub(super) how: String,
    pub(super) alike: usize,
    pub(super) changes: Vec<ChangedSentence>,
    pub(super) not_shown: usize,
}

/// The articles of a story, and how many are not listed.
pub(super) struct StoryShown {
    pub(super) copies: Vec<CopyShown>,
    pub(super) not_listed: usize,
}

fn changed(first: &str, copy: &str, difference: &Difference) -> Option<ChangedSentence> {
    let mut pieces = Vec::new();
    let mut push = |text: &str, change| {
        if !text.is_empty() {
            pieces.push((shown(text), change));
        }
    };
    match difference {
        Difference::Same { .. } => return None,
        Difference::Removed { before } => push(before.of(first), Change::Gone),
        Difference::Added { after } => push(after.of(copy), Change::New),
        Difference::Changed { after, words, .. } => {
            let mut at = after.start;
            for word in words {
                push(
                    copy.get(at..word.after.start).unwrap_or_default(),
                    Change::Kept,
                );
                push(word.before.of(first), Change::Gone);
                push(word.after.of(copy), Change::New);
                at = word.after.end;
            }
            push(copy.get(at..after.end).unwrap_or_default(), Change::Kept);
        }
    }
    Some(ChangedSentence { pieces })
}

/// `edited, 93 % in common`, or that the story begins with it.
pub(super) fn how(told: &ToldArticle) -> String {
    match &told.comparison {
        Some(comparison) => format!(
            "{}, {} % in common",
            comparison.kind.name(),
            comparison.percent
        ),
        None => "the story begins with it".to_owned(),
    }
}

fn shown_copy(told: &ToldArticle, first: &str, this: &str) -> CopyShown {
    let article = &told.article;
    let differences = told.differences.iter();
    let mut changes: Vec<ChangedSentence> = differences
        .filter_map(|it| changed(first, &article.body, it))
        .collect();
    let not_shown = changes.len().saturating_sub(MOST_CHANGES);
    changes.truncate(MOST_CHANGES);
    CopyShown {
        title: Marked::headline(&article.title, &[]),
        about: about(article),
        address: Address::of_article(&article.id.0, "").to_string(),
        language: language_of(article),
        is_this: article.id.0 == this,
        how: how(told),
        alike: told.differences.len() - changes.len() - not_shown,
        changes,
        not_shown,
    }
}

/// The story of an article, where others tell it too.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn story(archive: &Archive, id: &str) -> Result<Option<StoryShown>, Error> {
    let Some(ToldStory { articles, .. }) = archive.copies(id)? else {
        return Ok(None);
    };
    if articles.len() < 2 {
        return Ok(None);
    }
    let first = articles.iter().find(|told| told.comparison.is_none());
    let first = first.map_or("", |told| told.article.body.as_str());
    let shown = articles.iter().take(MOST);
    Ok(Some(StoryShown {
        copies: shown.map(|told| shown_copy(told, first, id)).collect(),
        not_listed: articles.len().saturating_sub(MOST),
    }))
}
