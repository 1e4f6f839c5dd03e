//! Articles of an answer, with their passages.

use unbury::api::{Hit, Passage};
use unbury::article::{Article, Published, day_of_number};
use unbury::render::{copies_of, days, grouped, marks, pages_of};

use super::address::Address;
use super::frame::many;
use super::text::{Marked, beginning, shown};

/// Bytes of a passage that are shown: what has no sentences may be of any length.
const LONGEST_PASSAGE: usize = 4000;

/// A passage.
pub(super) struct PassageShown {
    pub(super) paragraphs: Vec<Marked>,
    /// Whether the article has more before and after it.
    pub(super) goes_on: (bool, bool),
    /// Where it stands: `p. 4, sentences 6–9`.
    pub(super) place: String,
    pub(super) address: String,
}

/// Articles that are copies of one that is shown.
pub(super) struct CopiesShown {
    /// `+7 copies in 5 sources, 12–13 Mar 2024`.
    pub(super) line: String,
    /// Outlets, and where their articles are.
    pub(super) sources: Vec<(String, String)>,
    /// Where they are listed.
    pub(super) members: String,
    /// Where all of them are compared.
    pub(super) address: String,
}

/// Why an article stands where it stands.
pub(super) struct Why {
    pub(super) score: String,
    /// What matched in the headline and in the passages shown, and how often.
    pub(super) matched: String,
    pub(super) passages: String,
}

/// An article.
pub(super) struct HitShown {
    pub(super) rank: usize,
    pub(super) title: Marked,
    pub(super) address: String,
    pub(super) language: Option<String>,
    /// `Herald · 12 Mar 2024 · World · Tilda Marsh`.
    pub(super) about: Vec<String>,
    pub(super) passages: Vec<PassageShown>,
    pub(super) copies: Option<CopiesShown>,
    pub(super) why: Option<Why>,
    /// What is said of it besides.
    pub(super) note: Option<String>,
}

/// When an article was published, as people write it.
pub(super) fn published(published: &Published) -> String {
    let first = day_of_number(published.first_day());
    let last = day_of_number(published.last_day());
    let written = first.zip(last).map(|(first, last)| days(first, last));
    written.unwrap_or_else(|| published.to_string())
}

/// A language as an attribute has it.
pub(super) fn language_of(article: &Article) -> Option<String> {
    let code = article.language.as_deref()?;
    let is_code = (2..=8).contains(&code.len()) && code.bytes().all(|it| it.is_ascii_alphabetic());
    is_code.then(|| code.to_owned())
}

/// What is said of an article under its headline.
pub(super) fn about(article: &Article) -> Vec<String> {
    let authors = article.authors.join(", ");
    let date = article.published.as_ref().map(published);
    let said = [
        article.source.clone(),
        date,
        article.section.clone(),
        Some(authors),
    ];
    let said = said.into_iter().flatten();
    said.filter(|said| !said.trim().is_empty())
        .map(|said| shown(&said))
        .collect()
}

/// `sentence 6`, `sentences 6–9`.
fn sentences((first, last): (u32, u32)) -> String {
    if first == last {
        format!("sentence {}", first + 1)
    } else {
        format!("sentences {}–{}", first + 1, last + 1)
    }
}

fn passage(passage: &Passage, article: &Article, query: &str) -> PassageShown {
    let whole = passage.text(&article.body);
    let text = beginning(whole, LONGEST_PASSAGE);
    let matches = marks::marked_in_passage(passage, &article.body);
    let matches = marks::sound(text, matches);
    let (before, after) = marks::omitted_around(passage, &article.body);
    let paragraphs = marks::paragraphs(text).into_iter();
    let paragraphs = paragraphs.map(|paragraph| {
        let within = marks::within(&matches, paragraph);
        Marked::of(paragraph.of(text), &within)
    });
    let page = pages_of(article, passage.span).map(|page| format!("{}, ", shown(&page)));
    let sentence = format!("s{}", passage.sentences.0 + 1);
    PassageShown {
        paragraphs: paragraphs.collect(),
        goes_on: (before, after || text.len() < whole.len()),
        place: page.unwrap_or_default() + &sentences(passage.sentences),
        address: Address::of_article(&article.id.0, query)
            .at(&sentence)
            .to_string(),
    }
}

fn copies(hit: &Hit, query: &str, question: &Address) -> Option<CopiesShown> {
    let members = Address::below("/copies/", &hit.article.id.0).asking(query);
    let question = question.clone().without("offset").set("copies", "show");
    let sources = hit.story.sources.iter().map(|source| {
        let address = question.clone().set("source", source);
        (shown(source), address.to_string())
    });
    Some(CopiesShown {
        line: shown(&copies_of(&hit.story)?),
        sources: sources.collect(),
        members: members.to_string(),
        address: Address::of_article(&hit.article.id.0, "")
            .at("copies")
            .to_string(),
    })
}

fn why(hit: &Hit) -> Why {
    let mut words: Vec<(String, u64)> = Vec::new();
    let of_title = marks::marked(&hit.article.title, &hit.title_highlights);
    let of_title = of_title.iter().map(|mark| mark.of(&hit.article.title));
    let of_passages = hit.passages.iter().flat_map(|passage| {
        let text = passage.text(&hit.article.body);
        let marked = marks::marked_in_passage(passage, &hit.article.body);
        marked.into_iter().map(move |mark| mark.of(text))
    });
    let in_title = of_title.clone().count() as u64;
    for word in of_title.chain(of_passages) {
        let word = word.to_lowercase();
        match words.iter_mut().find(|(known, _)| *known == word) {
            Some((_, number)) => *number += 1,
            None => words.push((word, 1)),
        }
    }
    let words = words.iter().map(|(word, number)| match number {
        1 => shown(word),
        number => format!("{} ×{}", shown(word), grouped(*number)),
    });
    let words: Vec<String> = words.collect();
    let title = match in_title {
        0 => String::new(),
        number => format!("; {} in the headline", many(number, "match", "matches")),
    };
    let scores = hit.passages.iter();
    let scores: Vec<String> = scores
        .map(|passage| format!("{:.2}", passage.score))
        .collect();
    Why {
        score: format!("{:.2}", hit.score),
        matched: if words.is_empty() {
            "nothing is marked".to_owned()
        } else {
            words.join(", ") + &title
        },
        passages: scores.join(", "),
    }
}

/// A hit of an answer to a query. `question` is the page that it stands on.
pub(super) fn hit(hit: &Hit, query: &str, question: &Address) -> HitShown {
    let article = &hit.article;
    let passages = hit.passages.iter();
    HitShown {
        rank: hit.rank,
        title: Marked::headline(&article.title, &hit.title_highlights),
        address: Address::of_article(&article.id.0, query).to_string(),
        language: language_of(article),
        about: about(article),
        passages: passages.map(|it| passage(it, article, query)).collect(),
        copies: copies(hit, query, question),
        why: Some(why(hit)),
        note: None,
    }
}

/// A hit of which only what it is counts, and something that is said of it.
pub(super) fn brief(hit: &Hit, note: String) -> HitShown {
    HitShown {
        title: Marked::headline(&hit.article.title, &[]),
        passages: Vec::new(),
        copies: None,
        why: None,
        note: Some(note),
        ..self::hit(hit, "", &Address::of("/"))
    }
}
