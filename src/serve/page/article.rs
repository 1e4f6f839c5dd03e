//! An article.

use askama::Template;
use unbury::api::{Notice, SimilarRequest};
use unbury::article::Article;
use unbury::query::{Query, describe};
use unbury::render::{grouped, marks};

use super::address::{self, Address};
use super::asking::Asking;
use super::cite::{self, Cited, ForProgram};
use super::copies::{self, StoryShown};
use super::frame::{self, Frame};
use super::hits::{self, HitShown, language_of};
use super::narrowing::language;
use super::notices::Told;
use super::reading::{self, ReadParagraph};
use super::scan::{self, ScanShown};
use super::shelf::Shelf;
use super::text::{Marked, beginning, shown};
use crate::cli::Error;
use crate::cli::asked::Parameters;

/// Similar articles that are listed.
const SIMILAR: usize = 5;
/// Bytes of a text that a page shows.
const LONGEST_BODY: usize = 1 << 20;
/// Characters of a value of other metadata.
const LONGEST_VALUE: usize = 300;

/// Something that is known of an article.
struct Fact {
    name: String,
    /// What it is, and where others that have it too are.
    values: Vec<(String, Option<String>)>,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    typed: String,
    told: Vec<Told>,
    meaning: String,
    title: Marked,
    language: Option<String>,
    about: Vec<String>,
    paragraphs: Vec<ReadParagraph>,
    matches: usize,
    back: Option<String>,
    /// The original, where it is of the web.
    original: Option<String>,
    facts: Vec<Fact>,
    /// Where the whole text is, where it is too long for a page.
    rest: Option<String>,
    scan: Option<ScanShown>,
    story: Option<StoryShown>,
    similar: Vec<HitShown>,
    cited: Vec<Cited>,
    for_programs: Vec<ForProgram>,
}

fn facts(article: &Article) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |name: &str, filter: &str, values: &[String]| {
        let values = values.iter().filter(|value| !value.trim().is_empty());
        let values: Vec<_> = values
            .map(|value| {
                let link =
                    (!filter.is_empty()).then(|| Address::of("/").with(filter, value).to_string());
                let value = if filter == "lang" {
                    language(value)
                } else {
                    shown(value)
                };
                (value, link)
            })
            .collect();
        if !values.is_empty() {
            let name = shown(name);
            facts.push(Fact { name, values });
        }
    };
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    add("Source", "source", &one(&article.source));
    let date = article.published.as_ref().map(ToString::to_string);
    add("Published", "", &one(&date));
    add("Section", "section", &one(&article.section));
    add("By", "author", &article.authors);
    add("Tags", "tag", &article.tags);
    add("Language", "lang", &one(&article.language));
    add("Read from", "", &[article.origin.to_string()]);
    add("Id", "", std::slice::from_ref(&article.id.0));
    for (key, value) in &article.metadata {
        let value = match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let cut: String = value.chars().take(LONGEST_VALUE).collect();
        let more = if cut.len() < value.len() { "…" } else { "" };
        add(&key.replace('_', " "), "", &[format!("{cut}{more}")]);
    }
    facts
}

/// Articles on the same matter, with what they share.
fn similar(shelf: &Shelf<'_>, article: &Article) -> Result<Vec<HitShown>, Error> {
    let similar = shelf.archive.similar(&SimilarRequest {
        limit: SIMILAR,
        passages: 0,
        ..SimilarRequest::new(article.clone())
    })?;
    let hits = similar.hits.iter();
    Ok(hits
        .map(|it| hits::brief(&it.hit, shown(&format!("shares {}", it.shared.join(", ")))))
        .collect())
}

/// An article, with the matches of a query in it.
///
/// # Errors
/// When there is no such article, a parameter is wrong, or the index cannot be read.
pub(super) fn page(shelf: &Shelf<'_>, id: &str, parameters: &Parameters) -> Result<String, Error> {
    let asking = Asking::of(parameters);
    let typed = asking.typed();
    let request = asking.alone(&typed)?;
    let none = || Error::NoArticle { id: id.to_owned() };
    let (mut article, highlights) = shelf.archive.show(id, &request.query)?.ok_or_else(none)?;
    let similar = similar(shelf, &article)?;
    let whole = article.body.len();
    let shown_here = beginning(&article.body, LONGEST_BODY).len();
    article.body.truncate(shown_here);
    let matches = marks::marked(&article.body, &highlights.body);
    let notices: Vec<Notice> = request.problems.iter().map(Notice::from).collect();
    let here = Address::of_article(id, &typed);
    let heading = if article.title.trim().is_empty() {
        "An article without a headline"
    } else {
        article.title.as_str()
    };
    frame::written(&ArticlePage {
        frame: Frame::of(shelf, "", heading).with_twins(
            &Address::of("/").with("id", id),
            "show",
            &["json", "csv"],
        ),
        told: Told::all(&notices, &request.problems, &typed, &here),
        meaning: if typed.trim().is_empty() || request.query == Query::all() {
            String::new()
        } else {
            shown(&describe(&request.query))
        },
        title: Marked::headline(&article.title, &highlights.title),
        language: language_of(&article),
        about: hits::about(&article),
        paragraphs: reading::paragraphs(&article, &matches),
        matches: matches.len(),
        back: (!typed.trim().is_empty()).then(|| Address::of("/").with("q", &typed).to_string()),
        original: article
            .url
            .as_deref()
            .and_then(address::of_the_web)
            .map(str::to_owned),
        facts: facts(&article),
        scan: scan::scan(shelf.archive, &article, &matches),
        story: copies::story(shelf.archive, id)?,
        similar,
        rest: (shown_here < whole).then(|| {
            let rest = Address::of("/api/v1/show").with("id", id);
            rest.with("format", "text").to_string()
        }),
        cited: cite::styles(&article),
        for_programs: cite::for_programs(&article)?,
        typed,
    })
}

impl ArticlePage {
    fn counted(&self) -> String {
        grouped(self.matches as u64)
    }
}
