//! How an article, or a passage of it, is cited in the style that a publisher or university asks for.
//!
//! | file | what it has |
//! |---|---|
//! | `style` | the styles, and what they are called |
//! | `apa`, `mla`, `chicago` | one style each, with its source |
//! | `reference` | a reference under way: text, of which some is italic |

mod apa;
mod chicago;
mod mla;
mod reference;
mod style;
#[cfg(test)]
mod tests;

use crate::article::{Article, Published, day_of_number};
use crate::render::byline::Byline;

pub use reference::Reference;
pub use style::CitationStyle;

/// The reference of an article in a style; of what stands on `page`, where that is known.
///
/// Headlines stay as they were printed: the styles' rules on capitals would need a person.
pub fn citation(article: &Article, page: Option<&str>, style: CitationStyle) -> Reference {
    let cited = Cited::of(article, page);
    match style {
        CitationStyle::Apa => apa::reference(&cited),
        CitationStyle::Mla => mla::reference(&cited),
        CitationStyle::Chicago => chicago::reference(&cited),
    }
}

/// What the styles put in order.
struct Cited<'a> {
    authors: Vec<Byline>,
    title: &'a str,
    source: Option<&'a str>,
    date: Option<DateParts>,
    page: Option<&'a str>,
    url: Option<&'a str>,
}

/// The parts of a date that are known.
#[derive(Clone, Copy)]
struct DateParts {
    year: i16,
    /// From 1.
    month: Option<i8>,
    day: Option<i8>,
}

impl<'a> Cited<'a> {
    fn of(article: &'a Article, page: Option<&'a str>) -> Self {
        let known = |text: &'a str| Some(text.trim()).filter(|text| !text.is_empty());
        let is_page = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
        Self {
            authors: article
                .authors
                .iter()
                .map(|name| Byline::read(name))
                .collect(),
            title: known(&article.title).unwrap_or("[No headline]"),
            source: article.source.as_deref().and_then(known),
            date: article.published.and_then(DateParts::of),
            page: page.and_then(known),
            url: article.url.as_deref().and_then(known).filter(is_page),
        }
    }

    /// The headline with the mark at its end that it has, or `mark`.
    fn title_ending(&self, mark: char) -> String {
        if self.title.ends_with(['.', '?', '!', '…']) {
            self.title.to_owned()
        } else {
            format!("{}{mark}", self.title)
        }
    }
}

impl DateParts {
    fn of(published: Published) -> Option<Self> {
        let first = day_of_number(published.first_day())?;
        let (month, day) = match published {
            Published::Year(_) => (None, None),
            Published::Month(_, month) => (Some(month), None),
            _ => (Some(first.month()), Some(first.day())),
        };
        Some(Self {
            year: published.year(),
            month,
            day,
        })
    }

    /// The year; of those before our era, `44 BCE`.
    fn year(self) -> String {
        if self.year > 0 {
            self.year.to_string()
        } else {
            format!("{} BCE", 1 - i32::from(self.year))
        }
    }

    /// The name of the month, whole.
    fn month(self) -> Option<&'static str> {
        MONTHS
            .get(usize::try_from(self.month?).ok()?.checked_sub(1)?)
            .copied()
    }

    /// `March 9, 2024`.
    fn month_first(self) -> String {
        let year = self.year();
        match (self.month(), self.day) {
            (Some(month), Some(day)) => format!("{month} {day}, {year}"),
            (Some(month), None) => format!("{month} {year}"),
            _ => year,
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
