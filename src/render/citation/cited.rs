//! What the styles put in order: names, a headline, an outlet, a date, a page, an address.

use crate::article::{Article, Published, day_of_number};
use crate::render::byline::Byline;

/// What the styles put in order.
pub(super) struct Cited<'a> {
    pub(super) authors: Vec<Byline>,
    pub(super) title: &'a str,
    pub(super) source: Option<&'a str>,
    pub(super) date: Option<DateParts>,
    pub(super) page: Option<&'a str>,
    pub(super) url: Option<&'a str>,
}

/// The parts of a date that are known.
#[derive(Clone, Copy)]
pub(super) struct DateParts {
    pub(super) year: i16,
    /// From 1.
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
}

impl<'a> Cited<'a> {
    pub(super) fn of(article: &'a Article, page: Option<&'a str>) -> Self {
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
    pub(super) fn title_ending(&self, mark: char) -> String {
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
    pub(super) fn year(self) -> String {
        if self.year > 0 {
            self.year.to_string()
        } else {
            format!("{} BCE", 1 - i32::from(self.year))
        }
    }

    /// The name of the month, whole.
    pub(super) fn month(self) -> Option<&'static str> {
        MONTHS
            .get(usize::try_from(self.month?).ok()?.checked_sub(1)?)
            .copied()
    }

    /// `March 9, 2024`.
    pub(super) fn month_first(self) -> String {
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
