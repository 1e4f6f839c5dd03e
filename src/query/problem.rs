//! What in a query was read otherwise than it looks, where, and what to type instead.

use std::fmt::Write as _;

use thiserror::Error;
use unicode_width::UnicodeWidthChar;

use super::date::DateError;
use super::foreign_problem::ForeignProblem;
use super::limits;
use crate::span::ByteSpan;

/// One place of a query text that was read otherwise than it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// Where it stands in the query text, in bytes; empty at the end of the text where something is missing.
    pub span: ByteSpan,
}

/// Whether a problem can have changed what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is lost: prose read as prose, or a choice between two readings, stated.
    Note,
    /// Something that looks like an operator could not be taken at its word.
    Warning,
}

/// The problems a query can have. Each message says how the place was read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProblemKind {
    /// Signs without letters or digits.
    #[error("`{0}` has no letters or digits and is left out")]
    NothingToSearch(String),
    /// A text in capitals with function words.
    #[error("a text in capitals is read as words: none of them is an operator or a name")]
    ProseInCapitals,
    /// A sign before a word that is no operator here.
    #[error("`{0}` before a word is no operator and is left out")]
    LeadingSign(char),
    /// `x^y`, `a~b`.
    #[error("`{0}` inside a word is read as text")]
    SignInWord(char),
    /// A question mark that ends a word.
    #[error("`?` after `{0}` is read as a question mark")]
    QuestionMark(String),
    /// A minus that belongs to no word.
    #[error("`-` on its own is read as a dash")]
    LoneMinus,
    /// `--word`.
    #[error("`--` is read as a dash")]
    DoubleMinus,
    /// Words between single quotes.
    #[error("single quotes do not make a phrase; all the words are searched, in any order")]
    SingleQuotes,
    /// `word(`.
    #[error("`(` right behind a word opens a group, and both are required")]
    GroupBehindWord,
    /// Operators side by side that could be read in two ways.
    #[error("read as `{0}`")]
    ReadAs(String),
    /// A field named inside another field's group.
    #[error("`{inner}:` inside `{outer}:` searches `{inner}` only")]
    FieldInField {
        /// The field that holds.
        inner: String,
        /// The field around it.
        outer: String,
    },
    /// What another engine would take for an operator.
    #[error("`{0}` is no operator here and is read as text")]
    ForeignOperator(String),
    /// `atleast3 x`.
    #[error("`{0}` without `(` is read as a word")]
    FunctionWithoutGroup(String),
    /// A name before a colon that is no field.
    #[error("no field `{name}`; `{name}:` is read as text")]
    UnknownField {
        /// The name as written.
        name: String,
        /// Fields of nearly that name.
        nearest: Vec<&'static str>,
    },
    /// `title:` with nothing behind it.
    #[error("nothing follows `{0}:`; it is read as a word")]
    FieldWithoutValue(String),
    /// An operator at the start or end, or beside another.
    #[error("`{0}` needs something on both sides; it is read as a word")]
    MissingOperand(String),
    /// `NOT` with nothing behind it.
    #[error("nothing follows `{0}`; it is read as a word")]
    NothingNegated(String),
    /// Two operators in a row.
    #[error("`{0}` follows another operator and is left out")]
    RepeatedOperator(String),
    /// A quotation mark without a partner.
    #[error("the quotation mark has no partner and is left out")]
    UnpairedQuote,
    /// `""`.
    #[error("nothing stands between the quotation marks")]
    EmptyQuotes,
    /// `(` without `)`.
    #[error("`(` is never closed; read as if it closed at the end")]
    UnclosedParenthesis,
    /// `)` without `(`.
    #[error("`)` closes nothing and is left out")]
    StrayParenthesis,
    /// `()`.
    #[error("nothing stands between the parentheses")]
    EmptyParentheses,
    /// `*` with no letter beside it.
    #[error("`{0}` matches every word and is left out")]
    LoneWildcard(String),
    /// `=Word*`.
    #[error("`=` and wildcards do not go together; `=` is left out")]
    CasedWildcard,
    /// `=` before something that has no spelling.
    #[error("`=` belongs before a word or a quotation mark and is left out")]
    LoneEquals,
    /// `word~n` with a number that is not 1 or 2.
    #[error("`~{0}` is not 1 or 2 edits; read as `~{1}`")]
    FuzzyDistance(String, u8),
    /// `~` where it has no meaning.
    #[error("`{0}` belongs behind a word or a quotation mark and is left out")]
    MisplacedTilde(String),
    /// `"…"~` without a number.
    #[error("`{0}` is no number of words; the words must be adjacent")]
    SlopWithoutNumber(String),
    /// `^` without a usable number.
    #[error("`{0}` is no weight and is left out")]
    BadBoost(String),
    /// A regular expression that cannot be read.
    #[error("not a regular expression ({0}); read as text")]
    BadRegex(String),
    /// A date that cannot be read.
    #[error("{0}; nothing is found for this filter")]
    BadDate(DateError),
    /// `05/03/2024`.
    #[error("the order of day and month is not known; read as `{0}`, the month first")]
    AssumedOrder(String),
    /// `date:(…)`.
    #[error("`{0}:` takes one date or range; nothing is found for it")]
    DateGroup(String),
    /// `copies:` with a value that is none of its own.
    #[error("`copies:` takes `no`, `first` or `only`; nothing is found for this filter")]
    BadCopies,
    /// An operand of proximity, or of a function, that has no position in the text.
    #[error("{what} has no position in the text, so `{operator}` is read as `{reading}`")]
    NoPosition {
        /// What kind of operand.
        what: &'static str,
        /// The operator as written.
        operator: String,
        /// The operator that took its place.
        reading: &'static str,
    },
    /// A function around something that does not occur at places.
    #[error("{what} has no position in the text; `{function}` is left out")]
    NothingToCount {
        /// What kind of operand.
        what: &'static str,
        /// The function as written, without its parenthesis.
        function: String,
    },
    /// Proximity in a field without positions.
    #[error(
        "`{operator}` works in the title and the body; in `{field}:` it is left out, and all of it is required"
    )]
    NoPositionsInField {
        /// The operator in canonical form.
        operator: String,
        /// The field.
        field: String,
    },
    /// `w/0`, `atleast0(…)`.
    #[error("`{0}` is read with 1, the smallest number it can have")]
    Zero(String),
    /// A number beyond what is of use.
    #[error("`{0}` is read with {max}, the largest number it can have", max = limits::MAX_DISTANCE)]
    NumberTooLarge(String),
    /// `atleast(x)`.
    #[error("`{0}` needs a number; it is read as a word")]
    FunctionWithoutNumber(String),
    /// The text is too long.
    #[error(
        "the query is longer than {} bytes; the rest is left out",
        limits::MAX_TEXT_BYTES
    )]
    TextCut,
    /// A phrase is too long.
    #[error(
        "a phrase of more than {} words is searched by its first {}",
        limits::MAX_PHRASE_WORDS,
        limits::MAX_PHRASE_WORDS
    )]
    PhraseCut,
    /// Parentheses too deep.
    #[error("parentheses deeper than {} are left out", limits::MAX_DEPTH)]
    TooDeep,
    /// Too many clauses.
    #[error(
        "the query has more than {} words, phrases and dates; the rest is left out",
        limits::MAX_CLAUSES
    )]
    TooManyClauses,
    /// Proximity nested too deep.
    #[error(
        "proximity chained more than {} times is read as `AND`",
        limits::MAX_HEIGHT
    )]
    ChainTooLong,
    /// Of another service's language.
    #[error(transparent)]
    Foreign(#[from] ForeignProblem),
    /// There are more problems than are listed.
    #[error("{0} more problems are not listed")]
    MoreProblems(usize),
}

impl ProblemKind {
    /// Whether it can have changed what was meant.
    pub fn severity(&self) -> Severity {
        match self {
            Self::NothingToSearch(_)
            | Self::ProseInCapitals
            | Self::LeadingSign(_)
            | Self::SignInWord(_)
            | Self::QuestionMark(_)
            | Self::LoneMinus
            | Self::DoubleMinus
            | Self::SingleQuotes
            | Self::GroupBehindWord
            | Self::ReadAs(_)
            | Self::AssumedOrder(_)
            | Self::FieldInField { .. }
            | Self::FunctionWithoutGroup(_) => Severity::Note,
            Self::Foreign(problem) if !problem.changes_meaning() => Severity::Note,
            _ => Severity::Warning,
        }
    }

    /// What to type instead; `None` where nothing better is known.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::UnknownField { name, nearest } => field_hint(name, nearest),
            Self::BadDate(error) => error.hint(),
            Self::Foreign(problem) => return problem.hint(),
            Self::FieldWithoutValue(name) => format!("write `{name}:value`, without a space"),
            Self::FunctionWithoutGroup(name) => format!("write `{name}(…)`"),
            Self::FunctionWithoutNumber(name) => format!("write `{name}3(…)`"),
            Self::AssumedOrder(_) => {
                "write the year first, `2024-03-05`, or the month in letters".to_owned()
            }
            Self::DateGroup(name) => format!("write `({name}:2023 OR {name}:2024)`"),
            Self::MissingOperand(word) | Self::NothingNegated(word) => {
                format!("for the word itself write `\\{word}`")
            }
            Self::QuestionMark(word) => format!("for one more character write `/{word}./`"),
            Self::ForeignOperator(word) => foreign_hint(word),
            _ => return self.fixed_hint().map(str::to_owned),
        };
        Some(hint)
    }

    /// The hint of a problem whose hint repeats nothing of what was typed.
    fn fixed_hint(&self) -> Option<&'static str> {
        let hint = match self {
            Self::ProseInCapitals => {
                "for operators and names in capitals write the other words in small letters"
            }
            Self::NothingToSearch(sign) => return sign_hint(sign),
            Self::SignInWord('^') => "for a weight write `word^2`",
            Self::SignInWord(_) => "for other spellings write `word~` or `word~2`",
            Self::LeadingSign('!') => "write `-word` for articles without it",
            Self::LeadingSign('+') => {
                "words beside each other are all required; for an exact spelling write `=Word`"
            }
            Self::LoneMinus => "to exclude a word write `-word`, without a space",
            Self::DoubleMinus => "to exclude a word write `-word`",
            Self::SingleQuotes => "write double quotes: `\"…\"`",
            Self::GroupBehindWord => "write a space before `(`, or `\\(` for the sign itself",
            Self::ReadAs(_) => "write parentheses to have it otherwise",
            Self::RepeatedOperator(_) => "write one operator between two operands",
            Self::UnpairedQuote => {
                "write a quotation mark on both sides, or `\\\"` for the sign itself"
            }
            Self::EmptyQuotes | Self::EmptyParentheses => {
                "write something between them, or leave them out"
            }
            Self::UnclosedParenthesis => {
                "write `)` where the group ends, or `\\(` for the sign itself"
            }
            Self::StrayParenthesis => {
                "write `(` where the group starts, or `\\)` for the sign itself"
            }
            Self::LoneWildcard(_) => {
                "write some letters with it: `cease*`; inside quotes, `\"root causes\"~1` allows one word between"
            }
            Self::FuzzyDistance(..) => "write `word~` or `word~2`",
            Self::MisplacedTilde(_) => {
                "write `word~2` for spellings, `\"two words\"~3` for words between"
            }
            Self::SlopWithoutNumber(_) => "write `\"two words\"~3`",
            Self::BadCopies => {
                "`copies:no` has no copies, `copies:first` is each story once, `copies:only` has copies"
            }
            Self::BadBoost(_) => "write a number from 0.001 to 1000, for example `word^2`",
            Self::BadRegex(_) => "for the text itself put a backslash before each sign",
            Self::NoPosition { what, .. } if *what == ALL_OF => {
                "write the proximity for each: `(a w/5 c) AND (b w/5 c)`; or join them with `OR` or quotes"
            }
            Self::NoPosition { what, .. } if *what == NONE_OF => "write `a not w/5 b`",
            Self::NoPosition { .. } => "write words, phrases or OR-groups of them on both sides",
            Self::NothingToCount { .. } => {
                "put words, phrases, OR-groups or proximity between its parentheses"
            }
            Self::NoPositionsInField { .. } => "write a quoted phrase, or leave the field out",
            Self::TextCut | Self::TooManyClauses => "run it as several queries",
            Self::PhraseCut => "write several phrases",
            Self::TooDeep | Self::ChainTooLong => "write it with fewer levels",
            _ => return None,
        };
        Some(hint)
    }
}

/// What an AND-group is called as an operand.
pub(super) const ALL_OF: &str = "an AND-group";
/// What a negation is called as an operand.
pub(super) const NONE_OF: &str = "a negation";

fn field_hint(name: &str, nearest: &[&str]) -> String {
    let literal = format!("for the text itself write `{name}\\:`");
    match nearest {
        [] => format!(
            "the fields are title, body, author, source, section, tag, lang, url, id, meta.KEY, date, since, until, copies; {literal}"
        ),
        near => format!(
            "write {}; {literal}",
            near.iter()
                .map(|name| format!("`{name}:`"))
                .collect::<Vec<_>>()
                .join(" or ")
        ),
    }
}

fn sign_hint(sign: &str) -> Option<&'static str> {
    match sign {
        "&" | "&&" | "+" => Some("words beside each other are all required; the operator is `AND`"),
        "|" | "||" => Some("the operator is `OR`"),
        "!" => Some("the operator is `NOT`, or `-word`"),
        _ => None,
    }
}

fn foreign_hint(word: &str) -> String {
    match word {
        "SAME" => "write `w/p` for one paragraph, `w/s` for one sentence".to_owned(),
        "ANDNOT" | "BUTNOT" => "write `NOT`".to_owned(),
        _ => "write `near/5` or `pre/5`, with a distance".to_owned(),
    }
}

impl Problem {
    /// The problem and how the text was read: one line, lower case, no full stop.
    pub fn message(&self) -> String {
        self.kind.to_string()
    }

    /// What to type instead.
    pub fn hint(&self) -> Option<String> {
        self.kind.hint()
    }

    /// Whether it can have changed what was meant.
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }

    /// The message, the query with a caret under the place, and the hint, as lines of plain text.
    ///
    /// `text` is the query text it was found in. Of a long text only the surroundings are shown;
    /// what a terminal would obey is shown as `�`. No line break at the end.
    pub fn render(&self, text: &str) -> String {
        let mut lines = self.message();
        let (excerpt, caret) = underline(text, self.span);
        // Writing to a string cannot fail.
        let _ = write!(lines, "\n  {excerpt}\n  {caret}");
        if let Some(hint) = self.hint() {
            let _ = write!(lines, "\nhint: {hint}");
        }
        lines
    }
}

/// Columns of the query shown on each side of the place.
const SURROUNDINGS: usize = 30;
/// Columns of the place itself.
const LONGEST_PLACE: usize = 40;

/// The text around `span` on one line, and a line with carets under it.
fn underline(text: &str, span: ByteSpan) -> (String, String) {
    let before = ByteSpan::new(0, span.start.min(text.len())).of(text);
    let after = text.get(span.end..).unwrap_or("");
    let (kept_before, cut_before) = last_columns(before, SURROUNDINGS);
    let (place, cut_place) = first_columns(span.of(text), LONGEST_PLACE);
    let (kept_after, cut_after) = first_columns(after, if cut_place { 0 } else { SURROUNDINGS });
    let lead = format!("{}{kept_before}", if cut_before { "…" } else { "" });
    let tail = format!(
        "{kept_after}{}",
        if cut_after || cut_place { "…" } else { "" }
    );
    let caret = format!(
        "{}{}",
        " ".repeat(columns(&lead)),
        "^".repeat(columns(&place).max(1))
    );
    (format!("{lead}{place}{tail}").trim_end().to_owned(), caret)
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// What stands on a terminal for a character: one line, nothing obeyed, nothing invisible.
fn visible(value: char) -> char {
    match value {
        _ if value.is_whitespace() => ' ',
        _ if value.is_control() => '�',
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => '�',
        _ => value,
    }
}

/// As much of the start of `text` as fits, made visible, and whether something was cut.
fn first_columns(text: &str, width: usize) -> (String, bool) {
    let mut kept = String::new();
    let mut used = 0;
    for value in text.chars().map(visible) {
        used += value.width().unwrap_or(0);
        if used > width {
            return (kept, true);
        }
        kept.push(value);
    }
    (kept, false)
}

/// As much of the end of `text` as fits, made visible, and whether something was cut.
fn last_columns(text: &str, width: usize) -> (String, bool) {
    let mut kept: Vec<char> = Vec::new();
    let mut used = 0;
    let mut cut = false;
    for value in text.chars().rev().map(visible) {
        used += value.width().unwrap_or(0);
        if used > width {
            cut = true;
            break;
        }
        kept.push(value);
    }
    (kept.into_iter().rev().collect(), cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stray(text: &str, place: &str) -> String {
        let start = text.find(place).unwrap();
        let span = ByteSpan::new(start, start + place.len());
        Problem {
            kind: ProblemKind::StrayParenthesis,
            span,
        }
        .render(text)
    }

    #[test]
    fn caret_stands_under_the_place() {
        for (text, place, expected) in [
            ("a ) b", ")", "  a ) b\n    ^"),
            ("和平 ) b", ")", "  和平 ) b\n       ^"),
            ("a\t) b", ")", "  a ) b\n    ^"),
            ("a\u{1b}[31m )", ")", "  a�[31m )\n         ^"),
            ("\u{202e}x )", ")", "  �x )\n     ^"),
            ("a 和平", "和平", "  a 和平\n    ^^^^"),
        ] {
            let rendered = stray(text, place);
            let lines: Vec<&str> = rendered.lines().collect();
            assert_eq!(lines[1..3].join("\n"), expected, "{text:?}");
        }
    }

    #[test]
    fn long_queries_are_shown_around_the_place() {
        let text = format!("{} ) {}", "before ".repeat(100), "after ".repeat(100));
        let rendered = stray(&text, ")");
        let lines: Vec<&str> = rendered.lines().collect();
        assert!(
            lines.iter().all(|line| line.chars().count() < 80),
            "{rendered}"
        );
        assert!(
            lines[1].starts_with("  …") && lines[1].ends_with('…'),
            "{rendered}"
        );
        assert_eq!(
            lines[1].chars().position(|c| c == ')'),
            lines[2].chars().position(|c| c == '^')
        );
    }

    #[test]
    fn a_place_at_the_end_has_a_caret() {
        let problem = Problem {
            kind: ProblemKind::EmptyQuotes,
            span: ByteSpan::new(3, 3),
        };
        assert!(problem.render("abc").contains("  abc\n     ^"));
    }

    #[test]
    fn a_span_of_another_text_is_harmless() {
        let problem = Problem {
            kind: ProblemKind::EmptyQuotes,
            span: ByteSpan::new(30, 40),
        };
        assert!(problem.render("é").contains('^'));
    }
}
