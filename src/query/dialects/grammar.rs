//! Tokens put together as a service binds its operators, by climbing its table of bindings.

use super::names::named;
use super::node::{Enclosing, Node, NodeKind};
use super::service::{Beside, Joint, Operator, Service};
use super::tokens::{Name, Token, TokenKind};
use crate::query::foreign_problem::ForeignProblem;
use crate::query::lexer::{Opening, Proximity};
use crate::query::limits;
use crate::query::problem::{Problem, ProblemKind};
use crate::query::tree::{Field, Within};
use crate::span::ByteSpan;

/// The tree of a service's tokens; `None` where there is no operand.
pub(super) fn tree(
    text: &str,
    service: &'static Service,
    tokens: Vec<Token>,
    problems: &mut Vec<Problem>,
) -> Option<Node> {
    let mut parser = Parser {
        text,
        service,
        tokens: tokens.into_iter().peekable(),
        names: 0,
        problems,
    };
    parser.up_to_close().0
}

struct Parser<'a> {
    text: &'a str,
    service: &'static Service,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    /// Names around the operand that is read.
    names: usize,
    problems: &'a mut Vec<Problem>,
}

/// An operator with its number and its place.
type Join = (Operator, u32, ByteSpan);

impl Parser<'_> {
    fn problem(&mut self, kind: impl Into<ProblemKind>, span: ByteSpan) {
        let kind = kind.into();
        self.problems.push(Problem { kind, span });
    }

    fn left_out(&mut self, span: ByteSpan) {
        let operator = span.of(self.text).to_owned();
        self.problem(ForeignProblem::LeftOut(operator), span);
    }

    /// Everything that is bound by the first `level` rows of the table: the tightest of them first.
    fn level(&mut self, level: usize) -> Option<Node> {
        let Some(row) = level
            .checked_sub(1)
            .and_then(|row| self.service.binding.get(row))
        else {
            return self.beside();
        };
        let all_beside = self.service.beside == Beside::All && row.contains(&Joint::And);
        let mut operands: Vec<Node> = Vec::new();
        let mut between: Vec<Join> = Vec::new();
        operands.extend(self.level(level - 1));
        loop {
            let join = match self.operator(row) {
                Some(join) => join,
                None if all_beside && self.at_operand() => {
                    let place = self.tokens.peek().map_or(0, |token| token.span.start);
                    (Operator::And, 0, ByteSpan::new(place, place))
                }
                None => break,
            };
            match (operands.is_empty(), self.level(level - 1)) {
                (false, Some(operand)) => {
                    operands.push(operand);
                    between.push(join);
                }
                (true, Some(operand)) => {
                    self.left_out(join.2);
                    operands.push(operand);
                }
                (_, None) => self.left_out(join.2),
            }
        }
        self.reduce(operands, between)
    }

    /// Takes the next operator if it is one of these.
    fn operator(&mut self, joints: &[Joint]) -> Option<Join> {
        let token = self.tokens.peek()?;
        let TokenKind::Operator(operator, number) = token.kind else {
            return None;
        };
        if operator == Operator::First || !joints.contains(&operator.joint()) {
            return None;
        }
        let join = (operator, number, token.span);
        self.tokens.next();
        Some(join)
    }

    fn at_operand(&mut self) -> bool {
        self.tokens.peek().is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Operand(_) | TokenKind::Open | TokenKind::Name(_)
            )
        })
    }

    /// Operands with the operators of one row between them, from left to right, or the smallest distance first.
    fn reduce(&mut self, operands: Vec<Node>, between: Vec<Join>) -> Option<Node> {
        let is_near = |join: &Join| matches!(join.0.joint(), Joint::Near | Joint::Ordered);
        if between.iter().any(is_near) {
            return self.reduce_near(operands, between);
        }
        let mut operands = operands.into_iter();
        let mut whole = vec![operands.next()?];
        let mut is_all = true;
        for ((operator, _, span), operand) in between.into_iter().zip(operands) {
            let (operand, all) = match operator {
                Operator::And => (operand, true),
                Operator::AndNot => (operand.not(), true),
                Operator::AndAny => {
                    let written = span.of(self.text).to_owned();
                    self.problem(ForeignProblem::OnlyOrder(written), span);
                    continue;
                }
                _ => (operand, false),
            };
            if all != is_all && whole.len() > 1 {
                whole = Node::joined(whole, is_all).into_iter().collect();
            }
            is_all = all;
            whole.push(operand);
        }
        Node::joined(whole, is_all)
    }

    fn reduce_near(&mut self, mut operands: Vec<Node>, mut between: Vec<Join>) -> Option<Node> {
        if between.len() > limits::MAX_HEIGHT {
            let (_, _, span) = *between.get(limits::MAX_HEIGHT)?;
            self.problem(ProblemKind::ChainTooLong, span);
            return Node::joined(operands, true);
        }
        while !between.is_empty() {
            let distance = |join: &Join| match join.0 {
                Operator::Near { reach, .. } => match reach.within(join.1) {
                    Within::Words(words) => words,
                    Within::Sentence => u32::MAX - 2,
                    Within::Paragraph => u32::MAX - 1,
                },
                _ => u32::MAX,
            };
            let nearest = (0..between.len()).min_by_key(|at| between.get(*at).map(distance));
            let at = if self.service.smallest_first {
                nearest?
            } else {
                0
            };
            let join = between.remove(at);
            let right = operands.remove(at + 1);
            let left = operands.get_mut(at)?;
            let taken = std::mem::replace(left, Node::never(left.span));
            *left = near(taken, right, join);
        }
        operands.pop()
    }

    /// Operands with nothing between them.
    fn beside(&mut self) -> Option<Node> {
        let mut row = vec![self.operand()?];
        // Those up to here are within so many words from the start.
        let mut done = self.take_first(&mut row, 0);
        while self.service.beside == Beside::Phrase && self.at_operand() {
            let Some(next) = self.operand() else { break };
            match (row.get_mut(done..).and_then(<[Node]>::last_mut), next) {
                (
                    Some(Node {
                        kind: NodeKind::Run(words),
                        span,
                    }),
                    Node {
                        kind: NodeKind::Run(more),
                        span: place,
                    },
                ) => {
                    words.extend(more);
                    *span = span.cover(place);
                }
                (_, next) => row.push(next),
            }
            done = self.take_first(&mut row, done);
        }
        let whole = self.adjacent(row)?;
        if whole.kind == NodeKind::Start && !self.is_beside_nearness(whole.span) {
            let written = whole.span.of(self.text).to_owned();
            let asks = "the beginning of the text without a distance";
            self.problem(ForeignProblem::NoMeaning { written, asks }, whole.span);
        }
        Some(whole)
    }

    /// All of a row: those that have a place in the text each behind the one before.
    fn adjacent(&mut self, row: Vec<Node>) -> Option<Node> {
        let mut all: Vec<Node> = Vec::new();
        let mut links = 0;
        for node in row {
            let follows = node.has_place() && all.last().is_some_and(Node::has_place);
            if follows && links == limits::MAX_HEIGHT {
                self.problem(ProblemKind::ChainTooLong, node.span);
            }
            links += usize::from(follows);
            match all.pop() {
                Some(before) if follows && links <= limits::MAX_HEIGHT => {
                    all.push(before.before(node));
                }
                before => {
                    all.extend(before);
                    all.push(node);
                }
            }
        }
        Node::joined(all, true)
    }

    /// Whether nearness stands before or behind a place.
    fn is_beside_nearness(&mut self, place: ByteSpan) -> bool {
        let before = ByteSpan::new(0, place.start).of(self.text);
        let before = before.split_whitespace().next_back();
        let is_behind = self.tokens.peek().is_some_and(|token| {
            matches!(token.kind, TokenKind::Operator(operator, _) if operator.joint() == Joint::Near)
        });
        is_behind || before.is_some_and(|word| word.contains('/'))
    }

    /// What of a row stands behind its first `done`, within so many words from the start where that is said; how much is done.
    fn take_first(&mut self, row: &mut Vec<Node>, done: usize) -> usize {
        let Some(Token {
            kind: TokenKind::Operator(Operator::First, words),
            span,
        }) = self.tokens.peek()
        else {
            return done;
        };
        let (words, span) = (*words, *span);
        let last = row.split_off(done.min(row.len()));
        let Some(node) = self.adjacent(last) else {
            return done;
        };
        self.tokens.next();
        row.push(node.within(Enclosing::Function(Opening::First(words)), span));
        row.len()
    }

    fn operand(&mut self) -> Option<Node> {
        let mut negated = false;
        while let Some(Token {
            kind: TokenKind::Operator(Operator::AndNot, _),
            span,
        }) = self.tokens.peek()
        {
            let span = *span;
            self.tokens.next();
            negated = !negated;
            if !self.at_operand()
                && !matches!(
                    self.tokens.peek(),
                    Some(Token {
                        kind: TokenKind::Operator(Operator::AndNot, _),
                        ..
                    })
                )
            {
                self.left_out(span);
                negated = false;
            }
        }
        if !self.at_operand() {
            return None;
        }
        let token = self.tokens.next()?;
        let node = match token.kind {
            TokenKind::Operand(node) => Some(node),
            TokenKind::Open => Some(self.group(token.span)),
            TokenKind::Name(name) => self.named(&name, token.span),
            _ => None,
        }?;
        Some(if negated { node.not() } else { node })
    }

    /// Everything up to the next closing parenthesis, and its place; or up to the end.
    fn up_to_close(&mut self) -> (Option<Node>, Option<ByteSpan>) {
        let mut inside = Vec::new();
        loop {
            inside.extend(self.level(self.service.binding.len()));
            match self.tokens.next() {
                Some(Token {
                    kind: TokenKind::Close,
                    span,
                }) => return (Node::joined(inside, true), Some(span)),
                None => return (Node::joined(inside, true), None),
                // An operator that no row of the table took.
                Some(token) => self.left_out(token.span),
            }
        }
    }

    /// What stands between parentheses; empty ones ask for nothing that can be found.
    fn group(&mut self, open: ByteSpan) -> Node {
        let (inside, close) = self.up_to_close();
        let close = close.unwrap_or_else(|| {
            self.problem(ProblemKind::UnclosedParenthesis, open);
            ByteSpan::new(self.text.len(), self.text.len())
        });
        let span = open.cover(close);
        let Some(node) = inside else {
            self.problem(ProblemKind::EmptyParentheses, span);
            return Node::never(span);
        };
        Node { span, ..node }
    }

    /// A name's operand: a group right behind it, else all that nearness binds.
    fn named(&mut self, name: &Name, place: ByteSpan) -> Option<Node> {
        if self.names == limits::MAX_DEPTH {
            self.problem(ProblemKind::TooDeep, place);
            let is_name = |token: &Token| matches!(token.kind, TokenKind::Name(_));
            while self.tokens.next_if(is_name).is_some() {}
            return self.operand();
        }
        self.names += 1;
        let opens = self
            .tokens
            .peek()
            .is_some_and(|token| token.kind == TokenKind::Open);
        let operand = if opens {
            let open = self.tokens.next()?;
            Some(self.group(open.span))
        } else {
            // Nearness is bound to its operand where it binds tightest.
            let tightest = self.service.binding.first();
            let nearest = tightest.is_some_and(|joints| joints.contains(&Joint::Near));
            self.level(usize::from(nearest))
        };
        self.names -= 1;
        let Some(operand) = operand else {
            self.problem(ProblemKind::FieldWithoutValue(name.written.clone()), place);
            return Some(Node::never(place));
        };
        let mut problems = Vec::new();
        let whole = place.cover(operand.span);
        let node = named(name, &operand, place, &mut problems);
        for kind in problems {
            let is_whole = matches!(kind, ProblemKind::Foreign(ForeignProblem::NoMeaning { .. }));
            let kind = match kind {
                ProblemKind::Foreign(ForeignProblem::NoMeaning { asks, .. }) => {
                    let written = whole.of(self.text).to_owned();
                    ForeignProblem::NoMeaning { written, asks }.into()
                }
                kind => kind,
            };
            self.problem(kind, if is_whole { whole } else { place });
        }
        Some(node)
    }
}

/// Two operands near each other.
fn near(left: Node, right: Node, (operator, number, span): Join) -> Node {
    let Operator::Near {
        reach,
        ordered,
        negated,
    } = operator
    else {
        return in_one_field(&left, right, operator, span);
    };
    let within = reach.within(number);
    let first = match within {
        Within::Words(words) => Some(words),
        _ => None,
    };
    match (&left.kind, &right.kind, first) {
        (NodeKind::Start, _, Some(words)) => {
            right.within(Enclosing::Function(Opening::First(words)), span)
        }
        (_, NodeKind::Start, Some(words)) => {
            left.within(Enclosing::Function(Opening::First(words)), span)
        }
        _ => {
            let proximity = Proximity {
                within,
                ordered,
                negated,
            };
            left.near(right, proximity, span)
        }
    }
}

/// Both in the headline, or both in the text.
fn in_one_field(left: &Node, right: Node, operator: Operator, span: ByteSpan) -> Node {
    let negated = operator == Operator::SameField { negated: true };
    let right = if negated { right.not() } else { right };
    let both = |field: Field| {
        let both = Node::joined(vec![left.clone(), right.clone()], true);
        both.map(|both| both.in_field(field, span))
    };
    let any = [Field::Title, Field::Body]
        .into_iter()
        .filter_map(both)
        .collect();
    Node::joined(any, false).unwrap_or_else(|| Node::never(span))
}
