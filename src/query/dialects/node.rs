//! A query while it is translated, and the native tokens that it is.

use crate::query::lexer::{Opening, Proximity, Token, TokenKind};
use crate::query::tree::{DateRange, Field, Term, Within};
use crate::span::ByteSpan;

/// A part of a query, and where it stood.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) span: ByteSpan,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum NodeKind {
    /// Words in this order, adjacent.
    Run(Vec<RunWord>),
    Date(DateRange),
    /// The place before the first word of the text.
    Start,
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Near {
        left: Box<Node>,
        right: Box<Node>,
        proximity: Proximity,
        operator: ByteSpan,
    },
    In {
        place: Enclosing,
        /// Where it is named.
        name: ByteSpan,
        inner: Box<Node>,
    },
}

/// What holds for all that it encloses.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Enclosing {
    Field(Field),
    Function(Opening),
}

/// One of words in a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RunWord {
    pub(super) term: Term,
    /// Whether no other form of it counts.
    pub(super) exact: bool,
    pub(super) span: ByteSpan,
}

const ADJACENT: Proximity = Proximity {
    within: Within::Words(1),
    ordered: true,
    negated: false,
};

impl Node {
    /// What matches nothing, and whose negation matches nothing.
    pub(super) fn never(span: ByteSpan) -> Self {
        let kind = NodeKind::Date(DateRange::NEVER);
        Self { kind, span }
    }

    /// All of these, or any of these; one alone stays itself.
    pub(super) fn joined(mut nodes: Vec<Self>, all: bool) -> Option<Self> {
        let span = nodes.iter().map(|node| node.span).reduce(ByteSpan::cover)?;
        if nodes.len() == 1 {
            return nodes.pop();
        }
        let kind = if all {
            NodeKind::All(nodes)
        } else {
            NodeKind::Any(nodes)
        };
        Some(Self { kind, span })
    }

    pub(super) fn not(self) -> Self {
        let span = self.span;
        let kind = NodeKind::Not(Box::new(self));
        Self { kind, span }
    }

    pub(super) fn within(self, place: Enclosing, name: ByteSpan) -> Self {
        let span = self.span.cover(name);
        let kind = NodeKind::In {
            place,
            name,
            inner: Box::new(self),
        };
        Self { kind, span }
    }

    pub(super) fn in_field(self, field: Field, name: ByteSpan) -> Self {
        self.within(Enclosing::Field(field), name)
    }

    pub(super) fn near(self, right: Self, proximity: Proximity, operator: ByteSpan) -> Self {
        let span = self.span.cover(right.span);
        let kind = NodeKind::Near {
            left: Box::new(self),
            right: Box::new(right),
            proximity,
            operator,
        };
        Self { kind, span }
    }

    /// This right before another.
    pub(super) fn before(self, right: Self) -> Self {
        let between = ByteSpan::new(self.span.end, right.span.start.max(self.span.end));
        self.near(right, ADJACENT, between)
    }

    /// Whether it stands at places in the text.
    pub(super) fn has_place(&self) -> bool {
        match &self.kind {
            NodeKind::Run(_) | NodeKind::Near { .. } => true,
            NodeKind::Any(nodes) => nodes.iter().all(Self::has_place),
            NodeKind::In { place, inner, .. } => match place {
                Enclosing::Field(field) => field.has_positions() && inner.has_place(),
                Enclosing::Function(_) => true,
            },
            _ => false,
        }
    }

    /// This with `change` made to each of its words.
    pub(super) fn each_word(&mut self, change: &mut impl FnMut(&mut RunWord)) {
        match &mut self.kind {
            NodeKind::Run(words) => words.iter_mut().for_each(change),
            NodeKind::Date(_) | NodeKind::Start => {}
            NodeKind::All(nodes) | NodeKind::Any(nodes) => {
                for node in nodes {
                    node.each_word(change);
                }
            }
            NodeKind::Not(node) | NodeKind::In { inner: node, .. } => node.each_word(change),
            NodeKind::Near { left, right, .. } => {
                left.each_word(change);
                right.each_word(change);
            }
        }
    }

    /// This with each part that has a place in the text replaced: what all, any and none of them stays.
    pub(super) fn each_place(self, replace: &impl Fn(Self) -> Self) -> Self {
        let span = self.span;
        let each = |nodes: Vec<Self>| {
            let nodes = nodes.into_iter();
            nodes.map(|node| node.each_place(replace)).collect()
        };
        let kind = match self.kind {
            NodeKind::All(nodes) => NodeKind::All(each(nodes)),
            NodeKind::Any(nodes) => NodeKind::Any(each(nodes)),
            NodeKind::Not(node) => NodeKind::Not(Box::new(node.each_place(replace))),
            NodeKind::Date(range) => NodeKind::Date(range),
            kind => return replace(Self { kind, span }),
        };
        Self { kind, span }
    }

    /// Writes the native tokens.
    pub(super) fn write(&self, out: &mut Vec<Token>) {
        self.write_in(false, out);
    }

    /// `named` is in a field whose words have no places.
    fn write_in(&self, named: bool, out: &mut Vec<Token>) {
        match &self.kind {
            NodeKind::Run(words) => write_run(words, self.span, named, out),
            NodeKind::Date(range) => push(out, TokenKind::Date(*range), self.span),
            NodeKind::Start => push(out, TokenKind::Date(DateRange::NEVER), self.span),
            NodeKind::All(nodes) => write_joined(nodes, &TokenKind::And, named, out),
            NodeKind::Any(nodes) => write_joined(nodes, &TokenKind::Or, named, out),
            NodeKind::Not(node) => {
                push(
                    out,
                    TokenKind::Not,
                    ByteSpan::new(node.span.start, node.span.start),
                );
                node.write_operand(named, out);
            }
            NodeKind::Near {
                left,
                right,
                proximity,
                operator,
            } => {
                left.write_operand(named, out);
                push(out, TokenKind::Near(*proximity), *operator);
                right.write_operand(named, out);
            }
            NodeKind::In { place, name, inner } => match place {
                Enclosing::Field(field) => {
                    push(out, TokenKind::Field(field.clone()), *name);
                    inner.write_operand(!field.has_positions(), out);
                }
                Enclosing::Function(opening) => {
                    push(out, TokenKind::Open(*opening), *name);
                    inner.write_in(named, out);
                    push(
                        out,
                        TokenKind::Close,
                        ByteSpan::new(self.span.end, self.span.end),
                    );
                }
            },
        }
    }

    /// Writes the native tokens, in parentheses where they are several operands.
    fn write_operand(&self, named: bool, out: &mut Vec<Token>) {
        let start = out.len();
        self.write_in(named, out);
        let is_one = out.len() == start + 1
            || matches!(
                &self.kind,
                NodeKind::In {
                    place: Enclosing::Function(_),
                    ..
                }
            );
        if !is_one {
            let open = Token {
                kind: TokenKind::Open(Opening::Group),
                span: ByteSpan::new(self.span.start, self.span.start),
            };
            out.insert(start, open);
            push(
                out,
                TokenKind::Close,
                ByteSpan::new(self.span.end, self.span.end),
            );
        }
    }
}

fn push(out: &mut Vec<Token>, kind: TokenKind, span: ByteSpan) {
    out.push(Token { kind, span });
}

fn write_joined(nodes: &[Node], operator: &TokenKind, named: bool, out: &mut Vec<Token>) {
    for (index, node) in nodes.iter().enumerate() {
        if index > 0 {
            push(
                out,
                operator.clone(),
                ByteSpan::new(node.span.start, node.span.start),
            );
        }
        node.write_operand(named, out);
    }
}

/// Words in a row: a phrase where no other form of them counts, or where words have no places; else each next to the one before.
fn write_run(words: &[RunWord], span: ByteSpan, named: bool, out: &mut Vec<Token>) {
    let fits = |word: &RunWord| !matches!(word.term, Term::Regex(_)) && (named || word.exact);
    match words {
        [only] if named || !only.exact || !matches!(only.term, Term::Word(_)) => {
            push(out, TokenKind::Term(only.term.clone()), span);
        }
        _ if words.iter().all(fits) => {
            let terms = words.iter().map(|word| word.term.clone()).collect();
            push(out, TokenKind::Phrase { terms, slop: 0 }, span);
        }
        _ => {
            for (index, word) in words.iter().enumerate() {
                if index > 0 {
                    push(
                        out,
                        TokenKind::Near(ADJACENT),
                        ByteSpan::new(word.span.start, word.span.start),
                    );
                }
                write_run(std::slice::from_ref(word), word.span, named, out);
            }
        }
    }
}
