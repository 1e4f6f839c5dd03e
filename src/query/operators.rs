//! Makes tokens well formed: every operator has its operands, every parenthesis its partner.
//!
//! One pass from left to right. What cannot be an operator where it stands becomes a word or is left
//! out, with a problem; behind this pass the parser meets no surprises.

use super::lexer::{Opening, Token, TokenKind};
use super::limits;
use super::problem::{Problem, ProblemKind};
use super::tree::Term;
use crate::span::ByteSpan;

/// The tokens with every operator between operands and every parenthesis closed.
pub(super) fn settle(text: &str, tokens: Vec<Token>, problems: &mut Vec<Problem>) -> Vec<Token> {
    let end = ByteSpan::new(text.len(), text.len());
    let mut settler = Settler {
        text,
        settled: Vec::with_capacity(tokens.len()),
        groups: Vec::new(),
        depth: 0,
        clauses: 0,
        problems,
    };
    for token in tokens {
        if settler.clauses == limits::MAX_CLAUSES && is_clause(&token.kind) {
            settler.problem(
                ProblemKind::TooManyClauses,
                ByteSpan::new(token.span.start, text.len()),
            );
            settler.drop_dangling();
            break;
        }
        settler.clauses += usize::from(is_clause(&token.kind));
        settler.take(token);
    }
    while let Some(open) = settler.groups.last().copied() {
        if let Some(open) = open {
            settler.problem(ProblemKind::UnclosedParenthesis, open);
        }
        settler.close(end);
    }
    settler.settle_last(None);
    settler.settled
}

fn is_clause(kind: &TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Term(_)
            | TokenKind::Phrase { .. }
            | TokenKind::Date(_)
            | TokenKind::Copies(_)
            | TokenKind::Nothing
    )
}

struct Settler<'a> {
    text: &'a str,
    settled: Vec<Token>,
    /// Where each open group began; `None` for one too deep, which is left out.
    groups: Vec<Option<ByteSpan>>,
    /// How many of `groups` are kept.
    depth: usize,
    clauses: usize,
    problems: &'a mut Vec<Problem>,
}

impl Settler<'_> {
    fn problem(&mut self, kind: ProblemKind, span: ByteSpan) {
        self.problems.push(Problem { kind, span });
    }

    fn written(&self, span: ByteSpan) -> String {
        span.of(self.text).to_owned()
    }

    /// Whether the last token completes an operand.
    fn ends_operand(&self) -> bool {
        self.settled.last().is_some_and(|last| {
            is_clause(&last.kind) || matches!(last.kind, TokenKind::Close | TokenKind::Boost(_))
        })
    }

    fn take(&mut self, token: Token) {
        match token.kind {
            TokenKind::Open(opening) => self.open(opening, token.span),
            TokenKind::Close => {
                if self.groups.is_empty() {
                    self.problem(ProblemKind::StrayParenthesis, token.span);
                } else {
                    self.close(token.span);
                }
            }
            TokenKind::And | TokenKind::Or | TokenKind::Near(_) => self.between(token),
            TokenKind::Boost(_) if !self.ends_operand() => {}
            _ => self.settled.push(token),
        }
    }

    fn open(&mut self, opening: Opening, span: ByteSpan) {
        if self.depth == limits::MAX_DEPTH {
            // One problem for the outermost parenthesis that is too deep says enough.
            if self.groups.last().is_none_or(Option::is_some) {
                self.problem(ProblemKind::TooDeep, span);
            }
            return self.groups.push(None);
        }
        self.groups.push(Some(span));
        self.depth += 1;
        self.settled.push(Token {
            kind: TokenKind::Open(opening),
            span,
        });
    }

    fn close(&mut self, span: ByteSpan) {
        let Some(Some(open)) = self.groups.pop() else {
            return;
        };
        self.depth -= 1;
        self.settle_last(None);
        if self
            .settled
            .last()
            .is_some_and(|last| matches!(last.kind, TokenKind::Open(_)))
        {
            self.problem(ProblemKind::EmptyParentheses, open.cover(span));
            self.settled.push(Token {
                kind: TokenKind::Nothing,
                span,
            });
        }
        self.settled.push(Token {
            kind: TokenKind::Close,
            span,
        });
    }

    /// An operator that needs an operand before it.
    fn between(&mut self, token: Token) {
        self.settle_last(Some(&token.kind));
        let follows_operator = self
            .settled
            .last()
            .is_some_and(|last| matches!(last.kind, TokenKind::And | TokenKind::Or));
        if self.ends_operand() {
            self.settled.push(token);
        } else if follows_operator && !matches!(token.kind, TokenKind::Near(_)) {
            let operator = self.written(token.span);
            self.problem(ProblemKind::RepeatedOperator(operator), token.span);
        } else {
            let operator = self.written(token.span);
            self.problem(ProblemKind::MissingOperand(operator), token.span);
            self.read_as_words(token.span);
        }
    }

    /// Turns an operator at the end, behind which no operand can follow any more, into words.
    ///
    /// `next` is the operator that follows: of two in a row the first stays.
    fn settle_last(&mut self, next: Option<&TokenKind>) {
        while let Some(last) = self.settled.last() {
            let span = last.span;
            let operator = self.written(span);
            let problem = match &last.kind {
                TokenKind::And | TokenKind::Or if next.is_some() => return,
                TokenKind::And | TokenKind::Or | TokenKind::Near(_) => {
                    ProblemKind::MissingOperand(operator)
                }
                TokenKind::Field(field) => ProblemKind::FieldWithoutValue(field.to_string()),
                TokenKind::Not if operator.eq_ignore_ascii_case("not") => {
                    ProblemKind::NothingNegated(operator)
                }
                TokenKind::Not => ProblemKind::LoneMinus,
                _ => return,
            };
            self.settled.pop();
            let is_minus = problem == ProblemKind::LoneMinus;
            self.problem(problem, span);
            if !is_minus {
                return self.read_as_words(span);
            }
        }
    }

    /// Takes back operators whose operand was cut off: the problem with the cut says enough.
    fn drop_dangling(&mut self) {
        while self.settled.last().is_some_and(|last| {
            matches!(
                last.kind,
                TokenKind::And
                    | TokenKind::Or
                    | TokenKind::Near(_)
                    | TokenKind::Not
                    | TokenKind::Field(_)
            )
        }) {
            self.settled.pop();
        }
    }

    fn read_as_words(&mut self, span: ByteSpan) {
        let mut at = span.start;
        for word in span.of(self.text).split_inclusive(char::is_whitespace) {
            let text = word.trim().trim_end_matches(':');
            if !text.is_empty() && self.clauses < limits::MAX_CLAUSES {
                self.clauses += 1;
                let term = Term::Word(text.to_owned());
                self.settled.push(Token {
                    kind: TokenKind::Term(term),
                    span: ByteSpan::new(at, at + word.trim_end().len()),
                });
            }
            at += word.len();
        }
    }
}
