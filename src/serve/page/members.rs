//! The articles that tell one story: a page, and what the list of results shows of it where a script may fetch it.

use askama::Template;
use unbury::api::ToldArticle;

use super::address::Address;
use super::asking::Asking;
use super::copies::how;
use super::frame::{self, Frame, many};
use super::hits::{HitShown, about, language_of};
use super::shelf::Shelf;
use super::text::{Marked, shown};
use crate::cli::Error;
use crate::cli::asked::Parameters;

/// Articles that are listed.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    frame: Frame,
    /// The article that is asked about, and where it is.
    title: Marked,
    language: Option<String>,
    article: String,
    heading: String,
    members: Vec<HitShown>,
    not_listed: usize,
    /// Where they are compared.
    compared: String,
}

fn member(told: &ToldArticle, query: &str) -> HitShown {
    let article = &told.article;
    HitShown {
        rank: 0,
        title: Marked::headline(&article.title, &[]),
        address: Address::of_article(&article.id.0, query).to_string(),
        language: language_of(article),
        about: about(article),
        passages: Vec::new(),
        copies: None,
        why: None,
        note: Some(shown(&how(told))),
    }
}

/// The other articles of the story of an article, in the order of time.
///
/// # Errors
/// When there is no such article, or the index cannot be read.
pub(super) fn page(shelf: &Shelf<'_>, id: &str, parameters: &Parameters) -> Result<String, Error> {
    let none = || Error::NoArticle { id: id.to_owned() };
    let story = shelf.archive.copies(id)?.ok_or_else(none)?;
    let typed = Asking::of(parameters).typed();
    let (this, others): (Vec<&ToldArticle>, Vec<&ToldArticle>) = story
        .articles
        .iter()
        .partition(|told| told.article.id.0 == id);
    let this = this.first().ok_or_else(none)?;
    let heading = match others.len() {
        0 => "No other article tells this story".to_owned(),
        number => format!(
            "{} of this story",
            many(number as u64, "other article", "other articles")
        ),
    };
    let listed = others.iter().take(MOST);
    frame::written(&MembersPage {
        frame: Frame::of(shelf, "", &heading).with_twins(
            &Address::of("/").with("id", id),
            "copies",
            &["json", "csv"],
        ),
        title: Marked::headline(&this.article.title, &[]),
        language: language_of(&this.article),
        article: Address::of_article(id, &typed).to_string(),
        heading,
        members: listed.map(|told| member(told, &typed)).collect(),
        not_listed: others.len().saturating_sub(MOST),
        compared: Address::of_article(id, "").at("copies").to_string(),
    })
}
