//! Words and phrases that are typical of what a query finds.

use askama::Template;
use unbury::api::{KeynessRequest, SetSize, TypicalWord};
use unbury::render::grouped;

use super::address::Address;
use super::asking::{Asking, parsed};
use super::frame::{self, Frame, many};
use super::narrowing::{self, Chip};
use super::notices::Told;
use super::shelf::Shelf;
use super::text::shown;
use crate::cli::Error;
use crate::cli::asked::Parameters;

/// Words that are listed, and the most of them.
const LISTED: usize = 40;
const MOST_LISTED: usize = 200;

/// A word or phrase.
struct WordShown {
    text: String,
    address: String,
    occurrences: String,
    reference: String,
    articles: String,
    /// How many times as frequent as elsewhere: `12×`, or that it is nowhere else.
    ratio: String,
    certain: String,
    likelihood: String,
}

/// The words, and what they are of.
struct Found {
    set: String,
    reference: String,
    words: Vec<WordShown>,
    typical: String,
}

#[derive(Template)]
#[template(path = "keyness.html")]
struct KeynessPage {
    frame: Frame,
    typed: String,
    against: String,
    kept: Vec<(String, String)>,
    told: Vec<Told>,
    chips: Vec<Chip>,
    found: Option<Found>,
}

fn size(set: SetSize) -> String {
    format!(
        "{}, {} words",
        frame::articles(set.articles),
        grouped(set.words)
    )
}

fn ratio(word: &TypicalWord) -> String {
    if word.reference_occurrences == 0 {
        return "only here".to_owned();
    }
    let times = word.log_ratio.exp2();
    if times < 10.0 {
        format!("{times:.1}×")
    } else {
        format!("{times:.0}×")
    }
}

fn word_shown(word: &TypicalWord, asking: &Asking<'_>) -> WordShown {
    WordShown {
        text: shown(&word.text),
        address: Address::of("/")
            .with("q", &word.query)
            .with_all(&asking.filters())
            .to_string(),
        occurrences: grouped(word.occurrences),
        reference: grouped(word.reference_occurrences),
        articles: grouped(word.articles),
        ratio: ratio(word),
        certain: format!("{:.1}×", word.conservative_log_ratio.exp2()),
        likelihood: format!("{:.0}", word.log_likelihood),
    }
}

/// Typical words of what a query finds.
///
/// # Errors
/// When a parameter is wrong, the index cannot be read, or a query is more work than it may be.
pub(super) fn page(shelf: &Shelf<'_>, parameters: &Parameters) -> Result<String, Error> {
    let asking = Asking::of(parameters);
    let typed = asking.typed();
    let against = asking.value("against").unwrap_or_default().to_owned();
    let question = asking.address("/keyness");
    let mut page = KeynessPage {
        frame: Frame::of(shelf, "/keyness", "Typical words"),
        kept: asking.filters(),
        told: Vec::new(),
        chips: narrowing::chips(&asking, &question),
        found: None,
        typed,
        against,
    };
    if page.typed.trim().is_empty() {
        return frame::written(&page);
    }
    let request = asking.alone(&page.typed)?;
    let limit = asking.number("limit").unwrap_or(LISTED);
    let against = match page.against.as_str() {
        "" => None,
        against => Some(asking.alone(against)?.query),
    };
    let keyness = shelf.archive.keyness(&KeynessRequest {
        against,
        filters: asking.within()?,
        limit: limit.clamp(1, MOST_LISTED),
        effort: request.effort,
        ..KeynessRequest::new(parsed(&request))
    })?;
    page.told = Told::all(&keyness.notices, &request.problems, &page.typed, &question);
    page.found = Some(Found {
        set: size(keyness.set),
        reference: size(keyness.reference),
        words: keyness
            .words
            .iter()
            .map(|word| word_shown(word, &asking))
            .collect(),
        typical: many(
            keyness.typical,
            "typical word or phrase",
            "typical words and phrases",
        ),
    });
    page.frame = Frame::of(
        shelf,
        "/keyness",
        &format!("Words typical of {}", page.typed),
    )
    .asking(&question.clone().without("against").without("limit"))
    .with_twins(&question, "keyness", &["json", "csv"]);
    frame::written(&page)
}
