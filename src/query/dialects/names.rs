//! What a field or a function makes of its operand.

use super::node::{Enclosing, Node, NodeKind};
use super::service::Meaning;
use super::tokens::Name;
use crate::query::foreign_problem::ForeignProblem;
use crate::query::lexer::Opening;
use crate::query::problem::ProblemKind;
use crate::query::tree::{Field, Term};
use crate::span::ByteSpan;

/// Words of the beginning, where a service names the headline and the beginning.
const LEAD_WORDS: u32 = 50;

/// The operand of a name, as it is asked for; `place` is where the name stands.
pub(super) fn named(
    name: &Name,
    operand: &Node,
    place: ByteSpan,
    problems: &mut Vec<ProblemKind>,
) -> Node {
    let meanings = name.meanings.iter();
    let any = meanings.map(|(meaning, number)| {
        let mut operand = operand.clone();
        if name.exactly {
            exactly(&mut operand, *meaning);
        }
        one((*meaning, *number), name, operand, place, problems)
    });
    let any = any.collect();
    Node::joined(any, false).unwrap_or_else(|| Node::never(place))
}

fn one(
    (meaning, number): (Meaning, u32),
    name: &Name,
    mut operand: Node,
    place: ByteSpan,
    problems: &mut Vec<ProblemKind>,
) -> Node {
    let written = &name.written;
    match meaning {
        Meaning::Field(field) => operand.in_field(field.field(), place),
        Meaning::Metadata => operand.in_field(Field::Meta(written.clone()), place),
        Meaning::HeadlineOrLead => {
            approximate(written, "the headline or", LEAD_WORDS, problems);
            operand.each_place(&|node| {
                let title = node.clone().in_field(Field::Title, place);
                let lead = first(node, LEAD_WORDS, place);
                Node::joined(vec![title, lead], false).unwrap_or_else(|| Node::never(place))
            })
        }
        Meaning::Lead(words) => {
            approximate(written, "", words, problems);
            operand.each_place(&|node| first(node, words, place))
        }
        Meaning::AtLeast => operand.within(Enclosing::Function(Opening::AtLeast(number)), place),
        Meaning::Anywhere | Meaning::Dates => operand,
        Meaning::Language => language(operand, place, problems),
        Meaning::AllCapitals => cased(operand, |word| vec![word.to_uppercase()]),
        Meaning::SmallLetters => cased(operand, |word| vec![word.to_lowercase()]),
        Meaning::Capitals => cased(operand, |word| {
            vec![with_capital(word), word.to_uppercase()]
        }),
        Meaning::Singular | Meaning::Exactly => {
            operand.each_word(&mut |word| word.exact = true);
            operand
        }
        Meaning::Plural => {
            operand.each_word(&mut |word| {
                word.exact = true;
                if let Term::Word(singular) = &mut word.term {
                    *singular = plural(singular);
                }
            });
            operand
        }
        Meaning::Unknown(asks) => {
            if !asks.is_empty() {
                let written = written.clone();
                problems.push(ForeignProblem::NoMeaning { written, asks }.into());
            }
            Node::never(place.cover(operand.span))
        }
    }
}

fn first(node: Node, words: u32, place: ByteSpan) -> Node {
    node.within(Enclosing::Function(Opening::First(words)), place)
}

fn approximate(name: &str, and: &str, words: u32, problems: &mut Vec<ProblemKind>) {
    let reading = format!("{and} the first {words} words of the text");
    let reading = reading.trim_start().to_owned();
    let name = name.to_owned();
    problems.push(ForeignProblem::Approximate { name, reading }.into());
}

/// Takes the operand for exactly a name, or exactly these words in the headline.
fn exactly(operand: &mut Node, meaning: Meaning) {
    let names = !matches!(meaning, Meaning::Field(place) if place.field().has_positions());
    operand.each_word(&mut |word| {
        word.exact = true;
        if let (true, Term::Word(name)) = (names, &mut word.term) {
            word.term = Term::Cased(std::mem::take(name));
        }
    });
}

/// The operand with each word in these spellings only.
fn cased(operand: Node, spellings: impl Fn(&str) -> Vec<String>) -> Node {
    operand.each_place(&|node| {
        let longest = node.longest_spellings(&spellings);
        let any = (0..longest).map(|nth| {
            let mut node = node.clone();
            node.each_word(&mut |word| {
                if let Term::Word(plain) = &word.term {
                    let spellings = spellings(plain);
                    let spelling = spellings.get(nth).or(spellings.last()).cloned();
                    word.term = Term::Cased(spelling.unwrap_or_default());
                    word.exact = true;
                }
            });
            node
        });
        let mut any: Vec<Node> = any.collect();
        any.dedup();
        let span = node.span;
        Node::joined(any, false).unwrap_or_else(|| Node::never(span))
    })
}

impl Node {
    /// How many spellings a word of it has at most.
    fn longest_spellings(&self, spellings: &impl Fn(&str) -> Vec<String>) -> usize {
        let mut longest = 1;
        self.clone().each_word(&mut |word| {
            if let Term::Word(plain) = &word.term {
                longest = longest.max(spellings(plain).len());
            }
        });
        longest
    }
}

fn with_capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(char::to_uppercase);
    first
        .into_iter()
        .flatten()
        .chain(letters.flat_map(char::to_lowercase))
        .collect()
}

/// The regular plural of an English word; a word in `s` is one already.
fn plural(word: &str) -> String {
    let stem = word
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']) && !stem.is_empty());
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if word.ends_with("ss") || word.ends_with(['x', 'z']) => format!("{word}es"),
        None if word.ends_with("ch") || word.ends_with("sh") => format!("{word}es"),
        None if word.ends_with('s') => word.to_owned(),
        None => format!("{word}s"),
    }
}

/// Names of languages, as services write them.
const LANGUAGES: [(&str, &str); 22] = [
    ("arabic", "ar"),
    ("chinese", "zh"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hungarian", "hu"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("norwegian", "no"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("turkish", "tr"),
];

fn language(mut operand: Node, place: ByteSpan, problems: &mut Vec<ProblemKind>) -> Node {
    let mut unknown = None;
    operand.each_word(&mut |word| {
        let Term::Word(name) = &mut word.term else {
            unknown = Some(String::new());
            return;
        };
        let lower = name.to_lowercase();
        let known = LANGUAGES
            .iter()
            .find(|(known, code)| *known == lower || *code == lower);
        match known {
            Some((_, code)) => (*code).clone_into(name),
            None if lower.len() == 2 => *name = lower,
            None => unknown = Some(lower),
        }
    });
    let is_known = unknown.is_none() && !matches!(operand.kind, NodeKind::Date(_));
    if is_known {
        return operand.in_field(Field::Language, place);
    }
    let written = unknown.unwrap_or_default();
    let asks = "a language whose code is not known";
    problems.push(ForeignProblem::NoMeaning { written, asks }.into());
    Node::never(place.cover(operand.span))
}
