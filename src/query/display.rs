//! The canonical form of a query: the text that parses back to an equal query, without problems.
//!
//! Every mixture of operators gets parentheses, so that nothing is left to binding strength; words get
//! backslashes only where the lexer would read them otherwise, which the lexer itself is asked.

use std::fmt::{self, Write as _};

use super::capitals::is_prose_in_capitals;
use super::foreign_words::{self, may_be_operator};
use super::lexer::{TokenKind, lex};
use super::positions::operator;
use super::tree::{Field, Query, QueryKind, Term};
use crate::dates::DateReading;

/// The canonical form, empty for every article.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return Ok(());
        }
        let written = Canonical(self).to_string();
        let written = prose(&written).unwrap_or(written);
        if may_be_in_capitals(self) && is_prose_in_capitals(&written) {
            // Names that would be read as prose: parentheses say that it is a query.
            write!(f, "({written})")
        } else {
            f.write_str(&written)
        }
    }
}

/// A query as it is written wherever it stands.
struct Canonical<'a>(&'a Query);

impl fmt::Display for Canonical<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_query(f, self.0, Context::Whole)
    }
}

/// Whether it is nothing but words without small letters.
fn may_be_in_capitals(query: &Query) -> bool {
    match &query.kind {
        QueryKind::And(queries) | QueryKind::Or(queries) => queries.iter().all(may_be_in_capitals),
        QueryKind::Not(query) => may_be_in_capitals(query),
        QueryKind::Term(Term::Word(word) | Term::Wildcard(word)) => {
            !word.contains(char::is_lowercase)
        }
        _ => false,
    }
}

/// The same text without the backslashes before words that are operators elsewhere, where it reads the same without them.
fn prose(written: &str) -> Option<String> {
    let plain = |word: &str| {
        word.strip_prefix('\\')
            .filter(|word| may_be_operator(word))
            .map(str::to_owned)
    };
    let words = written.split(' ');
    let words: Vec<String> = words
        .map(|word| plain(word).unwrap_or_else(|| word.to_owned()))
        .collect();
    let shorter = words.join(" ");
    if shorter.len() == written.len() {
        return None;
    }
    let read = |text: &str| {
        let (tokens, mut problems) = lex(text, DateReading::default());
        let tokens = foreign_words::read(text, tokens, DateReading::default(), &mut problems);
        let kinds: Vec<TokenKind> = tokens.into_iter().map(|token| token.kind).collect();
        (kinds, problems.len())
    };
    (read(&shorter) == read(written)).then_some(shorter)
}

impl Query {
    /// The canonical form, cut with `…` behind `limit` bytes; costs no more than what is shown.
    pub(super) fn to_string_within(&self, limit: usize) -> String {
        let mut cut = Cut {
            written: String::new(),
            limit,
        };
        if write!(cut, "{}", Canonical(self)).is_err() {
            cut.written.push('…');
        }
        cut.written
    }
}

/// Takes text up to a limit, then refuses.
struct Cut {
    written: String,
    limit: usize,
}

impl fmt::Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.written.len() + text.len() > self.limit {
            return Err(fmt::Error);
        }
        self.written.push_str(text);
        Ok(())
    }
}

/// Where a node stands; decides whether it needs parentheses.
#[derive(Clone, Copy)]
enum Context<'a> {
    /// Alone, or between parentheses already.
    Whole,
    /// A member of a group.
    Member,
    /// Behind a minus.
    Negated,
    /// Beside a proximity operator.
    Near,
    /// Before `^`.
    Boosted,
    /// Behind a field's name.
    Field(&'a Field),
}

fn needs_parentheses(query: &Query, context: Context<'_>) -> bool {
    match (&query.kind, context) {
        (_, Context::Whole) | (QueryKind::Not(_), Context::Member) => false,
        (
            QueryKind::And(_)
            | QueryKind::Or(_)
            | QueryKind::Near { .. }
            | QueryKind::Not(_)
            | QueryKind::All,
            _,
        )
        | (
            QueryKind::Date(_) | QueryKind::Copies(_) | QueryKind::Boost { .. },
            Context::Boosted | Context::Field(_),
        )
        | (
            QueryKind::Field { .. } | QueryKind::AtLeast { .. } | QueryKind::First { .. },
            Context::Field(_),
        ) => true,
        // An address, and the value of an id, would swallow the `^`.
        (QueryKind::Term(Term::Word(word)), Context::Boosted) => word.contains("://"),
        (QueryKind::Field { field, query }, Context::Boosted) => {
            field.is_verbatim() || needs_parentheses(query, Context::Boosted)
        }
        // An id takes what stands in quotes as one word.
        (QueryKind::Phrase { .. }, Context::Field(field)) => field.is_verbatim(),
        (QueryKind::Term(term), Context::Field(field)) => {
            let stands_alone = match term {
                Term::Word(_) => true,
                // Alone, `?` is a character of an id; beside a star, and in a group, it is a wildcard.
                Term::Wildcard(pattern) => pattern.contains('*'),
                _ => false,
            };
            field.is_verbatim() && !stands_alone
        }
        _ => false,
    }
}

fn write_query(f: &mut fmt::Formatter<'_>, query: &Query, context: Context<'_>) -> fmt::Result {
    if needs_parentheses(query, context) {
        f.write_str("(")?;
        write_query(f, query, Context::Whole)?;
        return f.write_str(")");
    }
    match &query.kind {
        QueryKind::All => f.write_str("()"),
        QueryKind::Term(term) => f.write_str(&written_term(term, context)),
        QueryKind::Phrase { terms, slop } => write_phrase(f, terms, *slop),
        QueryKind::And(members) => write_members(f, members, " "),
        QueryKind::Or(members) => write_members(f, members, " OR "),
        QueryKind::Not(query) => {
            f.write_str("-")?;
            write_query(f, query, Context::Negated)
        }
        QueryKind::Near {
            left,
            right,
            within,
            ordered,
            negated,
        } => {
            write_query(f, left, Context::Near)?;
            write!(f, " {} ", operator(*within, *ordered, *negated))?;
            write_query(f, right, Context::Near)
        }
        QueryKind::AtLeast { count, query } => write_function(f, "atleast", *count, query),
        QueryKind::First { words, query } => write_function(f, "first", *words, query),
        QueryKind::Field { field, query } => {
            write!(f, "{}:", written_name(field))?;
            write_query(f, query, Context::Field(field))
        }
        QueryKind::Date(range) => write!(f, "date:{range}"),
        QueryKind::Copies(filter) => write!(f, "copies:{}", filter.name()),
        QueryKind::Boost { factor, query } => {
            write_query(f, query, Context::Boosted)?;
            write!(f, "^{factor}")
        }
    }
}

fn write_members(f: &mut fmt::Formatter<'_>, members: &[Query], between: &str) -> fmt::Result {
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        write_query(f, member, Context::Member)?;
    }
    Ok(())
}

fn write_function(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    number: u32,
    query: &Query,
) -> fmt::Result {
    write!(f, "{name}{number}(")?;
    write_query(f, query, Context::Whole)?;
    f.write_str(")")
}

fn write_phrase(f: &mut fmt::Formatter<'_>, terms: &[Term], slop: u32) -> fmt::Result {
    // `="White House"`: each of its words as it is written.
    let all_cased = terms.iter().all(|term| matches!(term, Term::Cased(_)));
    f.write_str(if all_cased { "=\"" } else { "\"" })?;
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            f.write_str(" ")?;
        }
        let written = quoted_term(term);
        let word = written.strip_prefix('=').filter(|_| all_cased);
        f.write_str(word.unwrap_or(&written))?;
    }
    f.write_str("\"")?;
    if slop > 0 {
        write!(f, "~{slop}")
    } else {
        Ok(())
    }
}

/// A word operand outside quotation marks.
fn written_term(term: &Term, context: Context<'_>) -> String {
    let prefix = match context {
        Context::Field(field) => format!("{}:", written_name(field)),
        _ => String::new(),
    };
    plainest(term, |written| {
        let is_not_before_near =
            matches!(context, Context::Near) && written.eq_ignore_ascii_case("not");
        !is_not_before_near
            && !may_be_operator(written)
            && reads_as_term(&format!("{prefix}{written}"), term)
    })
}

/// A word between quotation marks.
fn quoted_term(term: &Term) -> String {
    plainest(term, |written| {
        let (tokens, problems) = lex(&format!("\"{written}\""), DateReading::default());
        let same = match tokens.as_slice() {
            [only] => {
                matches!(&only.kind, TokenKind::Phrase { terms, slop: 0 } if terms.as_slice() == std::slice::from_ref(term))
            }
            _ => false,
        };
        same && problems.is_empty()
    })
}

/// The term with as few backslashes as `reads_back` allows.
fn plainest(term: &Term, reads_back: impl Fn(&str) -> bool) -> String {
    let wildcards = if matches!(term, Term::Wildcard(_)) {
        "*?"
    } else {
        ""
    };
    let harmless = format!("{wildcards}{INNER_SIGNS}");
    let written = [
        written_with(term, str::to_owned),
        written_with(term, |word| escaped_signs(word, &harmless)),
        // Words that look like operators need a backslash before their first character.
        written_with(term, |word| {
            escaped_start(word, wildcards, |rest| escaped_signs(rest, &harmless))
        }),
    ];
    written
        .into_iter()
        .find(|written| reads_back(written))
        .unwrap_or_else(|| {
            written_with(term, |word| {
                escaped_start(word, wildcards, |rest| escaped_signs(rest, wildcards))
            })
        })
}

/// Signs that rarely mean anything inside a word, and are then left without a backslash.
const INNER_SIGNS: &str = "'#@$%&_./+";

/// Whether the lexer reads `text` as exactly this term, behind at most the name of a field, and
/// takes nothing that may follow into it.
fn reads_as_term(text: &str, term: &Term) -> bool {
    let (tokens, problems) = lex(&format!("({text})"), DateReading::default());
    let last = match tokens.as_slice() {
        [_, last, _] => last,
        [_, field, last, _] if matches!(field.kind, TokenKind::Field(_)) => last,
        _ => return false,
    };
    let closes = tokens
        .last()
        .is_some_and(|token| token.kind == TokenKind::Close);
    problems.is_empty() && closes && last.kind == TokenKind::Term(term.clone())
}

/// A term with its signs, its word written by `write`.
fn written_with(term: &Term, write: impl Fn(&str) -> String) -> String {
    match term {
        Term::Word(word) | Term::Wildcard(word) => write(word),
        Term::Cased(word) => format!("={}", write(word)),
        Term::Fuzzy { word, edits: 1 } => format!("{}~", write(word)),
        Term::Fuzzy { word, edits } => format!("{}~{edits}", write(word)),
        Term::Regex(pattern) => format!("/{}/", escaped_slashes(pattern)),
    }
}

/// A word with a backslash before everything that is no letter or digit, but not before what is `kept`.
fn escaped_signs(word: &str, kept: &str) -> String {
    let mut written = String::with_capacity(word.len() * 2);
    for value in word.chars() {
        if !value.is_alphanumeric() && !kept.contains(value) {
            written.push('\\');
        }
        written.push(value);
    }
    written
}

/// A word with a backslash before its first character, the rest written by `write`.
fn escaped_start(word: &str, kept: &str, write: impl Fn(&str) -> String) -> String {
    let mut rest = word.chars();
    match rest.next() {
        Some(first) if !kept.contains(first) => format!("\\{first}{}", write(rest.as_str())),
        _ => write(word),
    }
}

fn escaped_slashes(pattern: &str) -> String {
    let mut written = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    while let Some(value) = rest.next() {
        match value {
            '/' => written.push_str("\\/"),
            '\\' => {
                written.push('\\');
                written.extend(rest.next());
            }
            _ => written.push(value),
        }
    }
    written
}

/// The name of a field, with the key of a metadata field escaped where it needs to be.
fn written_name(field: &Field) -> String {
    match field {
        Field::Meta(key)
            if !key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
                || key.contains("--") =>
        {
            format!("meta.{}", escaped_signs(key, ""))
        }
        _ => field.to_string(),
    }
}
