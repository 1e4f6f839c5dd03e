//! Queries in the languages of other services, read by the rules that each has published.
//!
//! | file | what it knows |
//! |---|---|
//! | `service` | what the rules of a service are, as a table |
//! | `lexis`, `factiva`, `proquest`, `newsbank`, `dtsearch` | the table of each |
//! | `syntax` | which services there are |
//! | `pieces` | text cut into words, quotes and parentheses |
//! | `letters` | a word with its signs for other letters |
//! | `dated` | filters by date |
//! | `tokens` | pieces as words, names and operators of a service |
//! | `node` | a tree, and the native tokens that it is |
//! | `names` | what a field or function makes of its operand |
//! | `natively` | what the native language takes from them |
//! | `grammar` | tokens put together as the service binds them |
//!
//! What comes out are tokens of the native language with parentheses around every group, so that the native parser makes the tree
//! of them, with its limits and problems. Their places lie in the text that was typed.

mod dated;
mod dtsearch;
mod factiva;
mod grammar;
mod letters;
mod lexis;
mod names;
pub(super) mod natively;
mod newsbank;
mod node;
mod pieces;
mod proquest;
mod service;
mod syntax;
mod tokens;

pub use syntax::Syntax;

use super::lexer::Token;
use super::problem::Problem;
use crate::dates::DateReading;

/// The native tokens of a text in the language of another service; `None` for the native language.
pub(super) fn native_tokens(
    text: &str,
    syntax: Syntax,
    dates: DateReading,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Token>> {
    let service = syntax.service()?;
    let tokens = tokens::tokens(text, service, dates, problems);
    let mut native = Vec::new();
    if let Some(node) = grammar::tree(text, service, tokens, problems) {
        node.write(&mut native);
    }
    Some(native)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Reading, limits, parse_as};

    #[test]
    fn hostile_texts_in_other_languages_cost_linear_time() {
        for piece in [
            "(",
            ")",
            "not ",
            "hd=",
            "a w/5 ",
            "a or ",
            "date(",
            "date aft ",
            "/f5",
            "\"",
            "{",
            "TI(",
            "a ",
            "atleast2 ",
            "%",
            "a~~",
        ] {
            let text = piece.repeat(12_000 / piece.len());
            for syntax in Syntax::ALL {
                let reading = Reading {
                    syntax,
                    ..Reading::default()
                };
                let started = std::time::Instant::now();
                let parsed = parse_as(&text, reading);
                assert!(started.elapsed().as_secs() < 10, "{syntax}: {piece}");
                assert!(parsed.problems.len() <= limits::MAX_PROBLEMS + 2, "{piece}");
            }
        }
    }
}
