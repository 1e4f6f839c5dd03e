//! Tokens to the syntax tree. Binding, tightest first: field and `^`, proximity, `NOT`, `AND`, `OR`.
//!
//! ```text
//! any      = all ("OR" all)*
//! all      = negation ("AND"? negation)*
//! negation = ("NOT" | "-")* near
//! near     = operand (proximity operand)*
//! operand  = "NOT"* field? (word | phrase | date | opening any ")") boost*
//! ```
//!
//! The recursion is as deep as parentheses nest, which the pass before has bounded.

use super::lexer::{Opening, Proximity, Token, TokenKind};
use super::limits;
use super::positions::{position_of, without_positions};
use super::problem::{Problem, ProblemKind};
use super::tree::{DateRange, Field, Query, QueryKind};
use crate::span::ByteSpan;

/// The tree of well-formed tokens; `None` where every operand had to be left out.
pub(super) fn tree(text: &str, tokens: Vec<Token>, problems: &mut Vec<Problem>) -> Option<Query> {
    let mut parser = Parser {
        text,
        tokens: tokens.into_iter().peekable(),
        problems,
    };
    parser.any().map(|part| part.query)
}

/// Bytes of a reading that a problem shows at most.
const LONGEST_READING: usize = 200;

/// A subtree while it is put together.
struct Part {
    query: Query,
    /// Levels of the subtree, at least 1.
    height: usize,
    /// Whether it is operators without parentheses around them, which a reader may group otherwise.
    is_open: bool,
}

impl Part {
    fn leaf(kind: QueryKind, span: ByteSpan) -> Self {
        Self {
            query: Query { kind, span },
            height: 1,
            is_open: false,
        }
    }

    /// This part inside a node of one operand.
    fn inside(self, span: ByteSpan, kind: impl FnOnce(Box<Query>) -> QueryKind) -> Self {
        let height = self.height + 1;
        Self {
            query: Query {
                kind: kind(Box::new(self.query)),
                span,
            },
            height,
            is_open: false,
        }
    }

    fn negated(self, span: ByteSpan) -> Self {
        let span = span.cover(self.query.span);
        match self.query.kind {
            // What cannot be read excludes nothing that is known: nothing is found either.
            _ if self.query.is_unread() => Self::leaf(QueryKind::Date(DateRange::NEVER), span),
            QueryKind::Not(inner) => Self {
                query: *inner,
                height: self.height - 1,
                is_open: false,
            },
            _ => self.inside(span, QueryKind::Not),
        }
    }

    /// All of the parts, or any of them; groups of the same kind are merged, one part stays itself.
    fn joined(parts: Vec<Self>, all: bool) -> Option<Self> {
        let height = parts.iter().map(|part| part.height).max()? + 1;
        let queries: Vec<Query> = parts.into_iter().map(|part| part.query).collect();
        let query = if all {
            Query::all_of(queries)
        } else {
            Query::any_of(queries)
        };
        Some(Self {
            query,
            height,
            is_open: true,
        })
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    problems: &'a mut Vec<Problem>,
}

impl Parser<'_> {
    fn problem(&mut self, kind: ProblemKind, span: ByteSpan) {
        self.problems.push(Problem { kind, span });
    }

    fn next_is(&mut self, kind: &TokenKind) -> bool {
        self.tokens.peek().is_some_and(|token| token.kind == *kind)
    }

    /// Whether the next token can only follow a complete operand.
    fn at_end_of_all(&mut self) -> bool {
        self.tokens
            .peek()
            .is_none_or(|token| matches!(token.kind, TokenKind::Or | TokenKind::Close))
    }

    fn any(&mut self) -> Option<Part> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.all());
            if !self.next_is(&TokenKind::Or) {
                break;
            }
            self.tokens.next();
        }
        if parts.len() < 2 {
            return parts.pop();
        }
        let ambiguous = parts.iter().any(|part| part.is_open);
        let joined = Part::joined(parts, false)?;
        if ambiguous {
            self.read_as(&joined);
        }
        Some(joined)
    }

    fn all(&mut self) -> Option<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut ambiguous = false;
        while !self.at_end_of_all() {
            let explicit = self.next_is(&TokenKind::And);
            if explicit {
                self.tokens.next();
            }
            let Some(part) = self.negation() else {
                continue;
            };
            // `climate change w/5 tax`: does `w/5` reach back to `climate`?
            ambiguous |= !explicit
                && parts.last().is_some_and(|before| {
                    (part.is_open && before.is_word()) || (before.is_open && part.is_word())
                });
            parts.push(part);
        }
        if parts.len() < 2 {
            return parts.pop();
        }
        let joined = Part::joined(parts, true)?;
        if ambiguous {
            self.read_as(&joined);
        }
        Some(joined)
    }

    /// Says how operators side by side were grouped.
    fn read_as(&mut self, part: &Part) {
        self.problem(
            ProblemKind::ReadAs(part.query.to_string_within(LONGEST_READING)),
            part.query.span,
        );
    }

    fn negation(&mut self) -> Option<Part> {
        let mut negations: Vec<ByteSpan> = Vec::new();
        while self.next_is(&TokenKind::Not) {
            negations.extend(self.tokens.next().map(|token| token.span));
        }
        let near = self.near();
        let Some(innermost) = negations.last().copied() else {
            return near;
        };
        let near = near?;
        let minus_reaches_far = near.is_open && near.query.span.start == innermost.end;
        let part = negations
            .iter()
            .rev()
            .fold(near, |part, span| part.negated(*span));
        if minus_reaches_far {
            self.read_as(&part);
        }
        Some(part)
    }

    fn near(&mut self) -> Option<Part> {
        let mut left = self.operand();
        let mut operators = 0;
        while let Some((proximity, span)) = self.proximity() {
            let right = self.operand();
            left = match (left, right) {
                (Some(left), Some(right)) => {
                    operators += 1;
                    Some(self.join_near(left, right, proximity, span))
                }
                // The missing side was left out, and that is reported as another problem.
                (Some(left), None) => Some(left),
                // What is not near nothing is everything; what is near nothing is the other side.
                (None, right) => right.filter(|_| !proximity.negated),
            };
        }
        if let Some(chain) = left.as_ref().filter(|part| part.is_open && operators > 1) {
            self.read_as(chain);
        }
        left
    }

    fn proximity(&mut self) -> Option<(Proximity, ByteSpan)> {
        match self.tokens.peek()? {
            Token {
                kind: TokenKind::Near(proximity),
                span,
            } => {
                let found = (*proximity, *span);
                self.tokens.next();
                Some(found)
            }
            _ => None,
        }
    }

    /// Two operands near each other; where one has no position, both of them anywhere.
    fn join_near(
        &mut self,
        left: Part,
        right: Part,
        proximity: Proximity,
        operator: ByteSpan,
    ) -> Part {
        let height = left.height.max(right.height) + 1;
        let span = left.query.span.cover(right.query.span);
        let obstacle = position_of(&left.query).or_else(|| position_of(&right.query));
        let too_high = height > limits::MAX_HEIGHT;
        if too_high {
            self.problem(ProblemKind::ChainTooLong, operator);
        } else if let Some((place, what)) = obstacle {
            let reading = if proximity.negated { "AND NOT" } else { "AND" };
            self.problem(
                ProblemKind::NoPosition {
                    what,
                    operator: operator.of(self.text).to_owned(),
                    reading,
                },
                place,
            );
        } else {
            let Proximity {
                within,
                ordered,
                negated,
            } = proximity;
            let (left, right) = (Box::new(left.query), Box::new(right.query));
            let query = Query {
                kind: QueryKind::Near {
                    left,
                    right,
                    within,
                    ordered,
                    negated,
                },
                span,
            };
            return Part {
                query,
                height,
                is_open: true,
            };
        }
        let right = if proximity.negated {
            right.negated(operator)
        } else {
            right
        };
        let query = Query {
            span,
            ..Query::all_of(vec![left.query, right.query])
        };
        Part {
            query,
            height,
            is_open: false,
        }
    }

    fn operand(&mut self) -> Option<Part> {
        let mut negations = Vec::new();
        while self.next_is(&TokenKind::Not) {
            negations.extend(self.tokens.next().map(|token| token.span));
        }
        let part = self.in_field();
        let part = self.boosted(part)?;
        Some(
            negations
                .iter()
                .rev()
                .fold(part, |part, span| part.negated(*span)),
        )
    }

    fn in_field(&mut self) -> Option<Part> {
        let token = self.tokens.next()?;
        let TokenKind::Field(field) = token.kind else {
            return self.primary(token);
        };
        let mut negations = Vec::new();
        while self.next_is(&TokenKind::Not) {
            negations.extend(self.tokens.next().map(|token| token.span));
        }
        let first = self.tokens.next()?;
        // Every article has a title and a text: `title:*` asks for nothing.
        let is_any = field.has_positions() && first.span.of(self.text).contains('*');
        let value_span = first.span;
        let Some(part) = self.primary(first) else {
            let never = QueryKind::Date(DateRange::NEVER);
            return (!is_any).then(|| Part::leaf(never, token.span.cover(value_span)));
        };
        let part = negations
            .iter()
            .rev()
            .fold(part, |part, span| part.negated(*span));
        self.note_inner_fields(&part.query, &field);
        let span = token.span.cover(part.query.span);
        let part = if field.has_positions() {
            part
        } else {
            let (query, operators) = without_positions(part.query);
            for (operator, place) in operators {
                self.problem(
                    ProblemKind::NoPositionsInField {
                        operator,
                        field: field.to_string(),
                    },
                    place,
                );
            }
            Part { query, ..part }
        };
        Some(part.inside(span, |query| QueryKind::Field { field, query }))
    }

    /// Notes fields named inside the group of another field.
    fn note_inner_fields(&mut self, query: &Query, outer: &Field) {
        query.walk(&mut |inner| {
            let QueryKind::Field { field, .. } = &inner.kind else {
                return true;
            };
            let kind = ProblemKind::FieldInField {
                inner: field.to_string(),
                outer: outer.to_string(),
            };
            self.problems.push(Problem {
                kind,
                span: inner.span,
            });
            false
        });
    }

    fn primary(&mut self, token: Token) -> Option<Part> {
        let span = token.span;
        match token.kind {
            TokenKind::Term(term) => Some(Part::leaf(QueryKind::Term(term), span)),
            TokenKind::Phrase { terms, slop } => {
                Some(Part::leaf(QueryKind::Phrase { terms, slop }, span))
            }
            TokenKind::Date(range) => Some(Part::leaf(QueryKind::Date(range), span)),
            TokenKind::Copies(filter) => Some(Part::leaf(QueryKind::Copies(filter), span)),
            TokenKind::Open(opening) => self.group(opening, span),
            // The pass before leaves nothing else where an operand starts.
            _ => None,
        }
    }

    fn group(&mut self, opening: Opening, open: ByteSpan) -> Option<Part> {
        let inside = self.any();
        let close = self.tokens.next().map_or(open, |token| token.span);
        let inside = inside?;
        let span = open.cover(close);
        match opening {
            Opening::Group => Some(Part {
                query: Query {
                    span,
                    ..inside.query
                },
                is_open: false,
                ..inside
            }),
            Opening::AtLeast(_) | Opening::First(_) => {
                Some(self.function(opening, inside, span, open))
            }
        }
    }

    /// `atleast3(…)` or `first50(…)`; over an AND-group it holds for each member.
    fn function(&mut self, opening: Opening, inside: Part, span: ByteSpan, name: ByteSpan) -> Part {
        let height = inside.height + 1;
        if let QueryKind::And(members) = inside.query.kind {
            let members = members
                .into_iter()
                .map(|query| {
                    let span = query.span;
                    self.function(
                        opening,
                        Part {
                            query,
                            height: 1,
                            is_open: false,
                        },
                        span,
                        name,
                    )
                    .query
                })
                .collect();
            let part = Part {
                query: Query {
                    span,
                    ..Query::all_of(members)
                },
                height,
                is_open: false,
            };
            self.read_as(&part);
            return part;
        }
        if let Some((place, what)) = position_of(&inside.query) {
            let function = name.of(self.text).trim_end_matches(['(', '（']).to_owned();
            self.problem(ProblemKind::NothingToCount { what, function }, place);
            return Part {
                is_open: false,
                ..inside
            };
        }
        inside.inside(span, |query| match opening {
            Opening::First(words) => QueryKind::First { words, query },
            Opening::AtLeast(count) => QueryKind::AtLeast { count, query },
            Opening::Group => query.kind,
        })
    }

    fn boosted(&mut self, part: Option<Part>) -> Option<Part> {
        let mut part = part;
        while let Some(Token {
            kind: TokenKind::Boost(factor),
            span,
        }) = self.tokens.peek()
        {
            let (factor, span) = (*factor, *span);
            self.tokens.next();
            part = part.map(|part| Part {
                height: part.height + 1,
                query: part.query.boosted(factor, span),
                is_open: false,
            });
        }
        part
    }
}

impl Part {
    /// Whether a reader could take it and its neighbour for one operand.
    fn is_word(&self) -> bool {
        matches!(
            self.query.kind,
            QueryKind::Term(_) | QueryKind::Phrase { .. }
        )
    }
}
