//! Filters whose values are no words: `date:`, `since:`, `until:` and `copies:`.
//!
//! What cannot be read stands for no day, so that nothing is found as if it were not there.

use super::characters::Character;
use super::date::{ReadRange, day_range, since, until};
use super::field::Prefix;
use super::lexer::{Lexer, TokenKind};
use super::problem::ProblemKind;
use super::tree::{CopyFilter, DateRange};
use crate::span::ByteSpan;

impl Lexer<'_> {
    /// The value at `self.at` of a filter whose name stands at `start`; the word ends at `end`.
    pub(super) fn filter(&mut self, filter: &Prefix, start: usize, end: usize) {
        if *filter == Prefix::Copies {
            self.copies(start, end);
        } else {
            self.dates(filter, start, end);
        }
    }

    /// The value of `copies:`.
    fn copies(&mut self, start: usize, end: usize) {
        let quote = self.character(self.at).and_then(Character::quote);
        let close = quote.and_then(|quote| self.closing(quote, true));
        let (from, to, behind) = match close {
            Some(close) => (self.at + 1, close, close + 1),
            None => (self.at, end.max(self.at), end.max(self.at)),
        };
        let value = self.plain_text(from, to);
        let value = value.trim_end_matches([',', ';', ':', '!', '?', '.']);
        let found = CopyFilter::named(value.trim());
        self.at = behind;
        let span = self.span(start, behind);
        let token = if let Some(found) = found {
            TokenKind::Copies(found)
        } else {
            self.problem(ProblemKind::BadCopies, span);
            TokenKind::Date(DateRange::NEVER)
        };
        self.push(token, span);
    }

    /// The value of `date:`, `since:` or `until:` at `self.at`; the name stands at `start`, the word ends at `end`.
    fn dates(&mut self, dates: &Prefix, start: usize, end: usize) {
        if self.is_at(self.at, '(') {
            let name = self.plain_text(start, self.at - 1);
            let span = self.span(start, self.at);
            self.problem(ProblemKind::DateGroup(name), span);
            return self.push(TokenKind::Date(DateRange::NEVER), span);
        }
        let quote = self.character(self.at).and_then(Character::quote);
        let close = quote.and_then(|quote| self.closing(quote, true));
        let read = |lexer: &Self, from: usize, to: usize| {
            let value = lexer.plain_text(from, to);
            let mut value = value.trim_end_matches([',', ';', ':', '!', '?']);
            if !value.ends_with("..") {
                value = value.trim_end_matches('.');
            }
            match dates {
                Prefix::Since => since(value, lexer.dates),
                Prefix::Until => until(value, lexer.dates),
                _ => day_range(value, lexer.dates),
            }
        };
        let from = self.at;
        let (mut range, mut behind) = match close {
            Some(close) => (read(self, from + 1, close), close + 1),
            None => (read(self, from, end.max(from)), end.max(from)),
        };
        // `since:5 March 1987`: as many words as make a date.
        if close.is_none() && range.is_err() {
            let longer = self.next_words_end(behind).into_iter();
            let mut dates = longer.map(|end| (read(self, from, end), end));
            if let Some(found) = dates.find(|(range, _)| range.is_ok()) {
                (range, behind) = found;
            }
        }
        self.at = behind;
        let span = self.span(start, behind);
        let range = match range {
            Ok(read) => {
                self.note_assumed(read, span);
                read.range
            }
            Err(error) => {
                self.problem(ProblemKind::BadDate(error), span);
                DateRange::NEVER
            }
        };
        self.push(TokenKind::Date(range), span);
    }

    /// Says how a date was read whose order had to be assumed.
    fn note_assumed(&mut self, read: ReadRange, span: ByteSpan) {
        if read.assumed.is_some() {
            self.problem(ProblemKind::AssumedOrder(read.range.to_string()), span);
        }
    }

    /// Where each of the next words ends that a date may have, no further than the next quotation mark or parenthesis.
    fn next_words_end(&self, from: usize) -> Vec<usize> {
        const MOST_WORDS: usize = 6;
        let mut ends = Vec::new();
        let mut at = from;
        while ends.len() < MOST_WORDS && self.character(at).is_some_and(Character::is_space) {
            while self.character(at).is_some_and(Character::is_space) {
                at += 1;
            }
            let end = self.word_end(at, false);
            if end == at {
                break;
            }
            ends.push(end);
            at = end;
        }
        ends
    }
}
