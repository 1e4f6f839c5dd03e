//! Words of a query: field names, operators, functions, and operands with their wildcards and suffixes.

use super::characters::Character;
use super::field::{Prefix, nearest, prefix};
use super::foreign_problem::ForeignProblem;
use super::lexer::{Glue, Lexer, Opening, Proximity, TokenKind};
use super::limits;
use super::positions::operator;
use super::problem::ProblemKind;
use super::tree::{Term, Within};

/// Signs that mean nothing before a word.
const LEADING: &str = "'[]{}<>,;:|¿¡–+!~^=";
/// Signs that mean nothing behind a word.
const TRAILING: &str = "'[]{}<>,;:|!–-";
/// Signs before a word that other engines take for operators.
const LEADING_OPERATORS: &str = "+!~^|";

/// How an operand came out.
enum Reading {
    Operand(Term, Option<(f32, usize, usize)>),
    /// Left out, with a problem.
    LeftOut,
    /// Nothing but punctuation.
    Punctuation,
}

/// Characters `start` up to `end`.
#[derive(Clone, Copy)]
struct Range {
    start: usize,
    end: usize,
}

impl Lexer<'_> {
    /// Where the word at `start` ends.
    pub(super) fn word_end(&self, start: usize, verbatim: bool) -> usize {
        let mut is_url = verbatim;
        let mut open = 0;
        let mut index = start;
        while let Some(character) = self.character(index) {
            is_url |= character.is(':') && self.is_at(index + 1, '/') && self.is_at(index + 2, '/');
            match character {
                c if c.is_space() || c.quote().is_some() => break,
                // Parentheses belong to an address where they are balanced in it.
                c if c.is('(') && is_url => open += 1,
                c if c.is(')') && open > 0 => open -= 1,
                c if c.is('(') || c.is(')') => break,
                c if c.is('-') && self.is_at(index + 1, '-') && !is_url && index > start => break,
                _ => {}
            }
            index += 1;
        }
        index
    }

    /// The value of a field that is taken as it stands; `*` keeps its meaning.
    pub(super) fn verbatim_word(&mut self) {
        let (start, end) = (self.at, self.word_end(self.at, true));
        self.at = end;
        let text = self.verbatim_text(start, end);
        let wildcard = self.slice(start, end).iter().any(|c| c.is('*'));
        let span = self.span(start, end);
        if !wildcard {
            return self.push(TokenKind::Term(Term::Word(text)), span);
        }
        if self.any_value(start, end) {
            return;
        }
        if let Some(pattern) = pattern(self.slice(start, end)) {
            self.push(TokenKind::Term(Term::Wildcard(pattern)), span);
        } else {
            self.problem(ProblemKind::LoneWildcard(text), span);
            self.push(TokenKind::Nothing, span);
        }
    }

    /// `source:*`: that the field has a value. Title and body always have.
    fn any_value(&mut self, start: usize, end: usize) -> bool {
        let is_star = end == start + 1 && self.is_at(start, '*');
        let has_values = matches!(
            self.tokens.last().map(|token| &token.kind),
            Some(TokenKind::Field(field)) if !field.has_positions()
        );
        if is_star && has_values {
            let span = self.span(start, end);
            self.push(TokenKind::Term(Term::Wildcard("*".to_owned())), span);
        }
        is_star && has_values
    }

    /// The word at `self.at`, which starts with no space, parenthesis or quotation mark.
    pub(super) fn word(&mut self, glue: Glue) {
        let (start, end) = (self.at, self.word_end(self.at, false));
        if glue != Glue::Field && self.field(start, end) {
            return;
        }
        self.at = end;
        if self.function(start, end) || (glue == Glue::Free && self.operator(start, end)) {
            return;
        }
        if glue == Glue::Field && self.any_value(start, end) {
            return;
        }
        self.single_quotes(start, end);
        match self.operand(Range { start, end }, true, false) {
            Reading::Operand(term, boost) => {
                self.push(
                    TokenKind::Term(term),
                    self.span(start, boost.map_or(end, |(_, from, _)| from)),
                );
                if let Some((factor, from, to)) = boost {
                    self.push(TokenKind::Boost(factor), self.span(from, to));
                }
            }
            Reading::LeftOut => self.push(TokenKind::Nothing, self.span(start, end)),
            Reading::Punctuation => {
                let span = self.span(start, end);
                self.problem(
                    ProblemKind::NothingToSearch(span.of(self.text).to_owned()),
                    span,
                );
                self.nothing_behind(glue, span);
            }
        }
    }

    /// One word between quotation marks; nothing for punctuation.
    pub(super) fn quoted_term(&mut self, start: usize, end: usize, cased: bool) -> Option<Term> {
        match self.operand(Range { start, end }, false, cased) {
            Reading::Operand(term, _) => Some(term),
            Reading::LeftOut | Reading::Punctuation => None,
        }
    }

    /// A field's name with its colon at the start of the word; false where the word is none.
    fn field(&mut self, start: usize, end: usize) -> bool {
        let Some(length) = self.slice(start, end).iter().position(|c| c.is(':')) else {
            return false;
        };
        let colon = start + length;
        let name = self.plain_text(start, colon);
        let escaped = self.slice(start, colon).iter().any(|c| c.literal);
        // Only the key of a metadata field may need escapes.
        if self.character(start).is_none_or(|c| c.literal)
            || (escaped && !name.to_ascii_lowercase().starts_with("meta."))
        {
            return false;
        }
        let group_follows = self
            .character(end)
            .is_some_and(|c| c.is('(') || c.quote().is_some());
        let has_value = colon + 1 < end || group_follows;
        let span = self.span(start, colon + 1);
        match prefix(&name) {
            None => {
                let is_address = self.is_at(colon + 1, '/') && self.is_at(colon + 2, '/');
                if has_value && !is_address && is_identifier(&name) {
                    let nearest = nearest(&name);
                    self.problem(ProblemKind::UnknownField { name, nearest }, span);
                }
                false
            }
            Some(_) if !has_value => {
                self.problem(ProblemKind::FieldWithoutValue(name), span);
                false
            }
            Some(Prefix::Field(field)) => {
                self.glue = if field.is_verbatim() {
                    Glue::Verbatim
                } else {
                    Glue::Field
                };
                self.push(TokenKind::Field(field), span);
                self.at = colon + 1;
                true
            }
            Some(filter) => {
                self.at = colon + 1;
                self.filter(&filter, start, end);
                true
            }
        }
    }

    /// `atleast3(` or `first50(`: the word before a parenthesis.
    fn function(&mut self, start: usize, end: usize) -> bool {
        if self.slice(start, end).iter().any(|c| c.literal) {
            return false;
        }
        let written = self.plain_text(start, end);
        let name = written.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = written.get(name.len()..).unwrap_or("");
        let opening = if name.eq_ignore_ascii_case("atleast") {
            Opening::AtLeast
        } else if name.eq_ignore_ascii_case("first") {
            Opening::First
        } else {
            return false;
        };
        let span = self.span(start, end);
        match (self.is_at(end, '('), digits.is_empty()) {
            (true, false) => {
                let count = self.number(digits, &written, span);
                self.open(opening(count), start);
                true
            }
            (true, true) => {
                self.problem(ProblemKind::FunctionWithoutNumber(written), span);
                false
            }
            (false, false) => {
                self.problem(ProblemKind::FunctionWithoutGroup(written), span);
                false
            }
            (false, true) => false,
        }
    }

    /// `AND`, `OR`, `NOT`, `w/5` and their like.
    fn operator(&mut self, start: usize, end: usize) -> bool {
        if self.slice(start, end).iter().any(|c| c.literal) {
            return false;
        }
        let word = self.plain_text(start, end);
        let span = self.span(start, end);
        let kind = match word.as_str() {
            "AND" => TokenKind::And,
            "OR" => TokenKind::Or,
            "NOT" => TokenKind::Not,
            "NEAR" | "ADJ" | "WITHIN" | "SAME" | "WITH" | "ANDNOT" | "BUTNOT" => {
                self.problem(ProblemKind::ForeignOperator(word), span);
                return false;
            }
            _ => return self.proximity(&word, start, end),
        };
        self.push(kind, span);
        true
    }

    fn proximity(&mut self, word: &str, start: usize, end: usize) -> bool {
        let lower = word.to_ascii_lowercase();
        let Some((ordered, distance, foreign)) = nearness(&lower) else {
            return false;
        };
        let span = self.span(start, end);
        let within = match distance {
            "s" | "sent" | "sentence" => Within::Sentence,
            "p" | "para" | "paragraph" => Within::Paragraph,
            digits => Within::Words(self.number(digits, word, span)),
        };
        if foreign {
            let written = word.to_owned();
            let reading = operator(within, ordered, false);
            self.problem(ForeignProblem::ReadAs { written, reading }.into(), span);
        }
        let negation = self.not_before();
        let span = negation.map_or(span, |before| before.cover(span));
        self.push(
            TokenKind::Near(Proximity {
                within,
                ordered,
                negated: negation.is_some(),
            }),
            span,
        );
        true
    }

    /// Takes back a `not` that stands as the last token, in any case: `a not w/5 b`.
    fn not_before(&mut self) -> Option<crate::span::ByteSpan> {
        let span = match self.tokens.as_slice() {
            [.., before, last] if last.span.of(self.text).eq_ignore_ascii_case("not") => {
                (before.span.end < last.span.start).then_some(last.span)
            }
            [last] if last.span.of(self.text).eq_ignore_ascii_case("not") => Some(last.span),
            _ => None,
        }?;
        self.tokens.pop();
        Some(span)
    }

    /// A number that counts words, from 1 to [`limits::MAX_DISTANCE`].
    fn number(&mut self, digits: &str, operator: &str, span: crate::span::ByteSpan) -> u32 {
        match digits.parse::<u32>() {
            Ok(0) => {
                self.problem(ProblemKind::Zero(operator.to_owned()), span);
                1
            }
            Ok(number) if number <= limits::MAX_DISTANCE => number,
            _ => {
                self.problem(ProblemKind::NumberTooLarge(operator.to_owned()), span);
                limits::MAX_DISTANCE
            }
        }
    }

    /// Notes `'several words'`, which looks like a phrase.
    fn single_quotes(&mut self, start: usize, end: usize) {
        let (opens, closes) = (self.is_at(start, '\''), self.is_at(end - 1, '\''));
        if opens && !closes {
            self.single_quote = Some(start);
        } else if let Some(from) = self.single_quote.take_if(|_| closes) {
            self.problem(ProblemKind::SingleQuotes, self.span(from, end));
        }
    }

    /// An operand: a plain, cased or fuzzy word or a wildcard. `free` is outside quotation marks.
    fn operand(&mut self, range: Range, free: bool, cased: bool) -> Reading {
        let is_url = free
            && self
                .slice(range.start, range.end)
                .windows(3)
                .any(|c| c[0].is(':') && c[1].is('/') && c[2].is('/'));
        let (mut range, cased) = self.trim_start(range, free, cased);
        range.end = self.trim_end(range, is_url);
        if is_url {
            return match self.plain_text(range.start, range.end) {
                address if address.is_empty() => Reading::Punctuation,
                address => Reading::Operand(Term::Word(address), None),
            };
        }
        let boost = if free { self.boost(&mut range) } else { None };
        let edits = self.edits(&mut range);
        range.end = self.trim_end(range, false);
        let core = self.slice(range.start, range.end);
        if core.iter().any(|c| c.is('*') || c.is('?')) {
            return self.wildcard(range, cased, edits.is_some(), boost);
        }
        if !core.iter().any(|c| c.literal || is_searchable(c.value)) {
            return Reading::Punctuation;
        }
        let word = self.plain_text(range.start, range.end);
        let term = match (cased, edits) {
            (true, Some(_)) => {
                self.problem(
                    ProblemKind::MisplacedTilde("~".to_owned()),
                    self.span(range.start, range.end),
                );
                Term::Cased(word)
            }
            (true, None) => Term::Cased(word),
            (false, Some(edits)) => Term::Fuzzy { word, edits },
            (false, None) => Term::Word(word),
        };
        Reading::Operand(term, boost)
    }

    fn wildcard(
        &mut self,
        range: Range,
        cased: bool,
        fuzzy: bool,
        boost: Option<(f32, usize, usize)>,
    ) -> Reading {
        let span = self.span(range.start, range.end);
        let Some(pattern) = pattern(self.slice(range.start, range.end)) else {
            self.problem(
                ProblemKind::LoneWildcard(span.of(self.text).to_owned()),
                span,
            );
            return Reading::LeftOut;
        };
        // `K?\?` has no other wildcard than the question mark at its end, once the sign that nothing can match is left out.
        let asked = pattern.trim_end_matches('?');
        if !asked.contains(['*', '?']) {
            let asked = asked.to_owned();
            self.problem(ProblemKind::QuestionMark(asked.clone()), span);
            return Reading::Operand(
                if cased {
                    Term::Cased(asked)
                } else {
                    Term::Word(asked)
                },
                boost,
            );
        }
        if cased {
            self.problem(ProblemKind::CasedWildcard, span);
        }
        if fuzzy {
            self.problem(ProblemKind::MisplacedTilde("~".to_owned()), span);
        }
        Reading::Operand(Term::Wildcard(pattern), boost)
    }

    /// Leaves out signs before a word; a `=` among them asks for the exact spelling.
    fn trim_start(&mut self, range: Range, free: bool, cased: bool) -> (Range, bool) {
        let mut range = range;
        let mut cased = cased;
        let word = self.slice(range.start, range.end);
        // Found once: there may be tens of thousands of signs.
        let last = word.iter().rposition(|c| c.value.is_alphanumeric());
        let last = last.map(|last| range.start + last);
        while range.start < range.end
            && let Some(character) = self.character(range.start)
            && !character.literal
            && (LEADING.contains(character.value) || (!free && "-()".contains(character.value)))
        {
            let word_follows = last.is_some_and(|last| range.start < last);
            if character.is('=') {
                cased = true;
            } else if free && word_follows && LEADING_OPERATORS.contains(character.value) {
                self.problem(ProblemKind::LeadingSign(character.value), character.span);
            }
            range.start += 1;
        }
        (range, cased)
    }

    /// Where the word ends without the punctuation behind it.
    fn trim_end(&mut self, range: Range, is_url: bool) -> usize {
        let is_punctuation =
            |c: &Character| !c.literal && (TRAILING.contains(c.value) || "?.()".contains(c.value));
        let word = self.slice(range.start, range.end);
        let kept = word
            .iter()
            .rposition(|c| !is_punctuation(c))
            .map_or(0, |last| last + 1);
        let (core, tail) = word.split_at(kept);
        // A full stop inside makes the one at the end part of the word: `U.S.`
        let abbreviates = !is_url && core.iter().any(|c| c.is('.'));
        let has_wildcard = !is_url && core.iter().any(|c| c.is('*') || c.is('?'));
        let belongs = |c: &Character| {
            (abbreviates && c.is('.'))
                || (has_wildcard && c.is('?'))
                || (is_url && "()-".contains(c.value))
        };
        let end = range.start + kept + tail.iter().rposition(belongs).map_or(0, |last| last + 1);
        let asks = tail.iter().position(|c| c.is('?'));
        if let Some(place) = asks
            && !core.is_empty()
            && range.start + kept + place >= end
        {
            let core = core.iter().map(|c| c.value).collect();
            let place = range.start + kept + place;
            self.problem(ProblemKind::QuestionMark(core), self.span(place, place + 1));
        }
        end
    }

    /// Takes `^2` from the end of a word.
    fn boost(&mut self, range: &mut Range) -> Option<(f32, usize, usize)> {
        let word = self.slice(range.start, range.end);
        let caret = range.start
            + word
                .iter()
                .rposition(|c| c.is('^'))
                .filter(|place| *place > 0)?;
        let end = range.end;
        let number = self.plain_text(caret + 1, end);
        if !number
            .chars()
            .all(|c| c.is_ascii_digit() || "+-.".contains(c))
        {
            self.problem(ProblemKind::SignInWord('^'), self.span(caret, caret + 1));
            return None;
        }
        range.end = caret;
        self.factor(caret, end).map(|factor| (factor, caret, end))
    }

    /// The weight written from the `^` at `caret` up to `end`; `None` where it changes nothing.
    fn factor(&mut self, caret: usize, end: usize) -> Option<f32> {
        let number = self.plain_text(caret + 1, end);
        match number.parse::<f32>() {
            Ok(factor) if (limits::MIN_BOOST..=limits::MAX_BOOST).contains(&factor) => Some(factor),
            _ => {
                self.problem(
                    ProblemKind::BadBoost(format!("^{number}")),
                    self.span(caret, end),
                );
                None
            }
        }
    }

    /// Takes `~` or `~2` from the end of a word.
    fn edits(&mut self, range: &mut Range) -> Option<u8> {
        let word = self.slice(range.start, range.end);
        let tilde = range.start
            + word
                .iter()
                .rposition(|c| c.is('~'))
                .filter(|place| *place > 0)?;
        let end = range.end;
        let number = self.plain_text(tilde + 1, end);
        let is_number = |c: &Character| !c.literal && c.value.is_ascii_digit();
        // `68~81` is a range of numbers; `\8~` is a fuzzy word.
        if !number.is_empty() && self.slice(range.start, tilde).iter().all(is_number) {
            return None;
        }
        if !number.chars().all(|c| c.is_ascii_digit() || c == '.') {
            self.problem(ProblemKind::SignInWord('~'), self.span(tilde, tilde + 1));
            return None;
        }
        range.end = tilde;
        match number.as_str() {
            "" | "1" => Some(1),
            "2" => Some(2),
            _ => {
                let edits = if number.starts_with('0') { 1 } else { 2 };
                self.problem(
                    ProblemKind::FuzzyDistance(number, edits),
                    self.span(tilde, end),
                );
                Some(edits)
            }
        }
    }

    /// `~3` and `^2` behind a phrase, a group or a regular expression.
    pub(super) fn suffixes(&mut self) {
        if self.is_at(self.at, '~') {
            let start = self.at;
            self.at = self.number_end(start + 1);
            self.slop(start);
        }
        if self.is_at(self.at, '^') {
            let start = self.at;
            self.at = self.number_end(start + 1);
            if let Some(factor) = self.factor(start, self.at) {
                self.push(TokenKind::Boost(factor), self.span(start, self.at));
            }
        }
    }

    fn number_end(&self, start: usize) -> usize {
        let rest = self.characters.get(start..).unwrap_or(&[]);
        let length = rest
            .iter()
            .position(|c| c.literal || !(c.value.is_ascii_digit() || "+-.".contains(c.value)));
        start + length.unwrap_or(rest.len())
    }

    /// Gives the phrase that was just read the slop written from the `~` at `start` up to `self.at`.
    fn slop(&mut self, start: usize) {
        let span = self.span(start, self.at);
        let number = self.plain_text(start + 1, self.at);
        let Some(TokenKind::Phrase { terms, .. }) = self.tokens.last().map(|token| &token.kind)
        else {
            return self.problem(ProblemKind::MisplacedTilde(format!("~{number}")), span);
        };
        // One word has nothing between; of `cease-fire` analysis makes two.
        let is_one_word = matches!(terms.as_slice(), [Term::Word(word) | Term::Cased(word)] if word.chars().all(char::is_alphanumeric));
        if is_one_word {
            return self.problem(ProblemKind::MisplacedTilde(format!("~{number}")), span);
        }
        let words = match number.parse::<u32>() {
            Ok(0) => 0,
            Ok(_) => self.number(&number, &format!("~{number}"), span),
            Err(_) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => {
                self.number(&number, &format!("~{number}"), span)
            }
            Err(_) => {
                return self.problem(ProblemKind::SlopWithoutNumber(format!("~{number}")), span);
            }
        };
        if let Some(TokenKind::Phrase { slop, .. }) =
            self.tokens.last_mut().map(|token| &mut token.kind)
        {
            *slop = words;
        }
    }
}

/// The order, the distance and whether it is another service's, of an operator of nearness in small letters.
fn nearness(word: &str) -> Option<(bool, &str, bool)> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let units = ["s", "sent", "sentence", "p", "para", "paragraph"];
    if let Some((name, distance)) = word.split_once('/') {
        let is_unit = units.contains(&distance);
        if !is_unit && !digits(distance) {
            return None;
        }
        return match name {
            "w" | "near" => Some((false, distance, false)),
            "pre" => Some((true, distance, false)),
            "" if !is_unit || matches!(distance, "s" | "p") => Some((false, distance, true)),
            "onear" | "adj" | "p" if !is_unit => Some((true, distance, true)),
            "n" if !is_unit => Some((false, distance, true)),
            _ => None,
        };
    }
    let joined = [("near", false), ("adj", true)];
    joined.into_iter().find_map(|(name, ordered)| {
        let distance = word.strip_prefix(name)?;
        digits(distance).then_some((ordered, distance, true))
    })
}

/// A wildcard pattern: runs of `*` as one, signs that lost their meaning left out; `None` without a letter or digit.
fn pattern(characters: &[Character]) -> Option<String> {
    let mut pattern = String::new();
    for character in characters {
        let is_repeated = character.is('*') && pattern.ends_with('*');
        let is_literal_sign = character.literal && "*?".contains(character.value);
        if !is_repeated && !is_literal_sign {
            pattern.push(character.value);
        }
    }
    pattern.chars().any(is_searchable).then_some(pattern)
}

/// Whether a character can be part of a word of the index: letters, digits, and symbols such as emoji. No sign of money, of
/// mathematics or of a list is.
fn is_searchable(value: char) -> bool {
    value.is_alphanumeric()
        || matches!(value, '\u{231a}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}'..='\u{2b55}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether a name before a colon looks like a field's.
fn is_identifier(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}
