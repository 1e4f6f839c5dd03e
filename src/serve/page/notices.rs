//! What the reader should know of an answer, with a link to what to ask instead.

use unbury::api::{Notice, Understood};
use unbury::query::{Problem, ProblemKind};
use unbury::render::grouped;
use unbury::span::ByteSpan;

use super::address::Address;
use super::text::shown;

/// A part of a sentence; what stands between backticks is code, and may lead somewhere.
pub(super) struct Run {
    pub(super) text: String,
    pub(super) is_code: bool,
    pub(super) address: Option<String>,
}

/// The query as typed, with the place that something is about.
pub(super) struct Place {
    pub(super) before: String,
    pub(super) part: String,
    pub(super) after: String,
}

/// Something that the reader should know.
pub(super) struct Told {
    pub(super) message: Vec<Run>,
    pub(super) place: Option<Place>,
    pub(super) hint: Vec<Run>,
    /// What to ask instead, and where.
    pub(super) fix: Option<(String, String)>,
}

/// With a capital first.
fn begun(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A sentence, its code apart; `leads` says which query a piece of code stands for.
pub(super) fn runs(sentence: &str, leads: impl Fn(&str) -> Option<String>) -> Vec<Run> {
    let parts = sentence.split('`').enumerate();
    let parts = parts.filter(|(_, part)| !part.is_empty());
    parts
        .map(|(at, part)| {
            let is_code = at % 2 == 1;
            let text = if at == 0 {
                begun(part)
            } else {
                part.to_owned()
            };
            Run {
                text: shown(&text),
                is_code,
                address: if is_code { leads(part) } else { None },
            }
        })
        .collect()
}

/// A text with something else in the place of a part.
fn replaced(text: &str, span: ByteSpan, with: &str) -> Option<String> {
    let (before, after) = (text.get(..span.start)?, text.get(span.end..)?);
    let text = format!("{before}{with}{after}");
    (!text.trim().is_empty()).then_some(text)
}

/// The query without what is wrong with it, where that can be said.
fn mended(problem: &Problem, typed: &str) -> Option<String> {
    let part = problem.span.of(typed);
    let with = |text: &str| replaced(typed, problem.span, text);
    match &problem.kind {
        ProblemKind::UnknownField { name, nearest } => {
            let nearest = nearest.first()?;
            let rest = part.strip_prefix(name.as_str())?;
            with(&format!("{nearest}{rest}"))
        }
        ProblemKind::MissingOperand(word) | ProblemKind::NothingNegated(word) => {
            with(&format!("\\{word}"))
        }
        ProblemKind::UnclosedParenthesis => Some(format!("{})", typed.trim_end())),
        ProblemKind::UnpairedQuote
        | ProblemKind::StrayParenthesis
        | ProblemKind::RepeatedOperator(_)
        | ProblemKind::LoneWildcard(_)
        | ProblemKind::EmptyQuotes
        | ProblemKind::EmptyParentheses => with(""),
        ProblemKind::NothingToSearch(sign) => match sign.as_str() {
            "&" | "&&" => with("AND"),
            "|" | "||" => with("OR"),
            _ => None,
        },
        _ => None,
    }
}

impl Told {
    fn of(notice: &Notice, problem: Option<&Problem>, typed: &str, question: &Address) -> Self {
        let asked = |query: &str| {
            question
                .clone()
                .set("q", query)
                .without("offset")
                .to_string()
        };
        let leads = |code: &str| match notice.code {
            "did_you_mean" | "no_match_for" | "near_phrases" => {
                Some(asked(&replaced(typed, notice.span?, code)?))
            }
            "partial_match" => Some(asked(code)),
            _ => None,
        };
        // Where it is about all of the query, no place needs to be shown.
        let is_part = |span: &ByteSpan| {
            let part = span.of(typed).trim();
            !part.is_empty() && part != typed.trim()
        };
        let place = notice.span.filter(is_part);
        let fix = problem.and_then(|problem| mended(problem, typed));
        Self {
            message: runs(&notice.message, |_| None),
            place: place.map(|span| Place {
                before: shown(ByteSpan::new(0, span.start).of(typed)),
                part: shown(span.of(typed)),
                after: shown(ByteSpan::new(span.end, typed.len()).of(typed)),
            }),
            hint: runs(notice.hint.as_deref().unwrap_or_default(), leads),
            fix: fix.map(|query| (shown(&query), asked(&query))),
        }
    }

    /// All of an answer. What is told of the query's own text comes first, as in the answer.
    pub(super) fn all(
        notices: &[Notice],
        problems: &[Problem],
        typed: &str,
        question: &Address,
    ) -> Vec<Self> {
        let problems = problems.iter().map(Some).chain(std::iter::repeat(None));
        let told = notices.iter().zip(problems).map(|(notice, problem)| {
            let is_its = |problem: &&Problem| Some(problem.span) == notice.span;
            Self::of(notice, problem.filter(is_its), typed, question)
        });
        told.collect()
    }

    /// A sentence by itself.
    pub(super) fn sentence(message: &str, hint: Option<&str>) -> Self {
        Self {
            message: runs(message, |_| None),
            place: None,
            hint: runs(hint.unwrap_or_default(), |_| None),
            fix: None,
        }
    }
}

/// What the query was read as: in canonical form, in words, and what its patterns stand for.
pub(super) struct Reading {
    pub(super) canonical: String,
    pub(super) meaning: String,
    pub(super) patterns: Vec<String>,
}

impl Reading {
    pub(super) fn of(canonical: &str, understood: &Understood) -> Self {
        let patterns = understood.patterns.iter().map(|pattern| {
            let words = pattern.commonest.iter();
            let words: Vec<String> = words
                .map(|word| format!("{} ({})", word.word, grouped(word.articles)))
                .collect();
            let more = if pattern.words > words.len() {
                ", …"
            } else {
                ""
            };
            shown(&format!(
                "{} stands for {} words: {}{more}",
                pattern.pattern,
                grouped(pattern.words as u64),
                words.join(", ")
            ))
        });
        Self {
            canonical: shown(canonical),
            meaning: shown(&understood.meaning),
            patterns: patterns.collect(),
        }
    }
}
