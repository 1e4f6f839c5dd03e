//! How a written date is to be read: what is known of it beside its text.

/// How to read `09/03/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 9 March.
    DayFirst,
    /// September 3.
    MonthFirst,
    /// Two-digit years stand first: `24/03/09` is 9 March 2024. Otherwise as if no order were given.
    YearFirst,
}

/// How a text is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) order: Option<DateOrder>,
    pub(super) language: Option<&'a str>,
    /// Whether years may be counted as in Thailand.
    pub(super) thai: bool,
}

impl Reading<'_> {
    /// Whether the text is in the language of a code, whatever its country.
    pub(super) fn is_in(self, code: &str) -> bool {
        self.language.is_some_and(|language| {
            let rest = language.trim().to_ascii_lowercase();
            rest.strip_prefix(code)
                .is_some_and(|rest| !rest.starts_with(|ch: char| ch.is_ascii_alphabetic()))
        })
    }
}

/// What is known of a text's date.
pub(super) fn reading<'a>(
    text: &str,
    order: Option<DateOrder>,
    language: Option<&'a str>,
) -> Reading<'a> {
    let mut reading = Reading {
        order,
        language,
        thai: text.contains(|ch| ('\u{e00}'..='\u{e7f}').contains(&ch)),
    };
    reading.thai |= reading.is_in("th");
    reading
}
