//! Queries put together by the program: filters from flags, groups, walks over the tree.

use super::date::{DateError, ReadRange, since, until};
use super::lexer::quoted_words;
use super::limits;
use super::tree::{CopyFilter, DateRange, Field, Query, QueryKind, Term};
use crate::dates::{DateOrder, DateReading};
use crate::span::ByteSpan;

impl Query {
    /// A query that stands in no text.
    pub fn new(kind: QueryKind) -> Self {
        Self {
            kind,
            span: ByteSpan::default(),
        }
    }

    /// Every article.
    pub fn all() -> Self {
        Self::new(QueryKind::All)
    }

    /// Whether it asks for every article.
    pub fn is_all(&self) -> bool {
        matches!(self.kind, QueryKind::All)
    }

    /// All of `queries`: AND-groups among them are merged, "every article" adds nothing, one alone stays itself.
    pub fn all_of(queries: Vec<Self>) -> Self {
        let wanted = queries
            .into_iter()
            .filter(|query| !query.is_all())
            .collect();
        Self::group(
            wanted,
            |kind| match kind {
                QueryKind::And(members) => Ok(members),
                other => Err(other),
            },
            QueryKind::And,
        )
    }

    /// Any of `queries`: OR-groups among them are merged, one alone stays itself, none is every article.
    pub fn any_of(queries: Vec<Self>) -> Self {
        Self::group(
            queries,
            |kind| match kind {
                QueryKind::Or(members) => Ok(members),
                other => Err(other),
            },
            QueryKind::Or,
        )
    }

    fn group(
        queries: Vec<Self>,
        members_of: fn(QueryKind) -> Result<Vec<Self>, QueryKind>,
        group: fn(Vec<Self>) -> QueryKind,
    ) -> Self {
        let mut span: Option<ByteSpan> = None;
        let mut members: Vec<Self> = Vec::new();
        for query in queries {
            span = Some(span.map_or(query.span, |span| span.cover(query.span)));
            match members_of(query.kind) {
                // A long chain grows one list, not a list for each link.
                Ok(inner) if members.is_empty() => members = inner,
                Ok(inner) => members.extend(inner),
                Err(kind) => members.push(Self {
                    kind,
                    span: query.span,
                }),
            }
        }
        let span = span.unwrap_or_default();
        match members.len() {
            0 => Self {
                kind: QueryKind::All,
                span,
            },
            1 => members.swap_remove(0),
            _ => Self {
                kind: group(members),
                span,
            },
        }
    }

    /// All words of a text that is no query, such as a question or a description: nothing in it is an operator.
    pub fn of_words(text: &str) -> Self {
        let words = text
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphanumeric))
            .map(|word| Self::new(QueryKind::Term(Term::Word(word.to_owned()))));
        Self::all_of(words.collect())
    }

    /// Exactly these words, adjacent and in this order, as quotation marks mean them, whatever signs stand between: for names from a
    /// list. `*` and `?` are wildcards. Without any word, every article.
    pub fn exactly(words: &str) -> Self {
        let terms = quoted_words(limits::within_limit(words));
        if terms.is_empty() {
            return Self::all();
        }
        Self::new(QueryKind::Phrase { terms, slop: 0 })
    }

    /// `value` in `field`, as the flags `--source`, `--author` and their like mean it: exactly this name, but for case and accents;
    /// with `*` or `?`, these words; an address or id as it stands. An empty value asks for every article.
    pub fn in_field(field: Field, value: &str) -> Self {
        let value = value.trim();
        let kind = if field.is_verbatim() {
            (!value.is_empty()).then(|| QueryKind::Term(Term::Word(value.to_owned())))
        } else {
            let mut terms = quoted_words(value);
            if terms.iter().all(|term| matches!(term, Term::Word(_))) {
                for term in &mut terms {
                    *term = Term::Cased(std::mem::take(match term {
                        Term::Word(word) => word,
                        _ => continue,
                    }));
                }
            }
            match terms.len() {
                0 => None,
                1 => terms.pop().map(QueryKind::Term),
                _ => Some(QueryKind::Phrase { terms, slop: 0 }),
            }
        };
        kind.map_or_else(Self::all, |kind| {
            Self::new(QueryKind::Field {
                field,
                query: Box::new(Self::new(kind)),
            })
        })
    }

    /// Articles by their copies.
    pub fn copies(filter: CopyFilter) -> Self {
        Self::new(QueryKind::Copies(filter))
    }

    /// Published within `range`; every article where it is open on both sides.
    pub fn published(range: DateRange) -> Self {
        match range {
            DateRange {
                first: None,
                last: None,
            } => Self::all(),
            _ => Self::new(QueryKind::Date(range)),
        }
    }

    /// The same, published within `range`: a range that it asks for already is narrowed, so that one stands in the text.
    #[must_use]
    pub fn narrowed(self, range: DateRange) -> Self {
        let members = match &self.kind {
            QueryKind::And(members) => members.clone(),
            _ => vec![self.clone()],
        };
        let mut narrow = range;
        let mut others = Vec::with_capacity(members.len());
        for member in members {
            let QueryKind::Date(known) = member.kind else {
                others.push(member);
                continue;
            };
            narrow.first = narrow.first.max(known.first);
            narrow.last = match (narrow.last, known.last) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        let is_empty = narrow
            .first
            .zip(narrow.last)
            .is_some_and(|(first, last)| last < first);
        if is_empty {
            return Self::all_of(vec![self, Self::published(range)]);
        }
        others.push(Self::published(narrow));
        Self::all_of(others)
    }

    /// Published on the first day of `date` or later, as `--since` means it: `2024-03`, `5 March 2024`, with what is known of today
    /// `30d`. The order of day and month is returned where it had to be assumed.
    ///
    /// # Errors
    ///
    /// Where `date` is no date or names a day that never was.
    pub fn since(date: &str, reading: DateReading) -> Result<(Self, Option<DateOrder>), DateError> {
        since(date.trim(), reading).map(Self::bounded)
    }

    /// Published on the last day of `date` or earlier, as `--until` means it; otherwise as [`Query::since`].
    ///
    /// # Errors
    ///
    /// Where `date` is no date or names a day that never was.
    pub fn until(date: &str, reading: DateReading) -> Result<(Self, Option<DateOrder>), DateError> {
        until(date.trim(), reading).map(Self::bounded)
    }

    fn bounded(read: ReadRange) -> (Self, Option<DateOrder>) {
        (Self::published(read.range), read.assumed)
    }

    /// Whether it holds a filter that could not be read, so that nothing can be said of what it excludes.
    pub(super) fn is_unread(&self) -> bool {
        let mut unread = false;
        self.walk(&mut |query| {
            unread |= matches!(query.kind, QueryKind::Date(range) if range == DateRange::NEVER);
            !unread
        });
        unread
    }

    /// Counts `factor` times as much; a weight inside is multiplied with it. `span` is where the factor stands.
    pub(super) fn boosted(self, factor: f32, span: ByteSpan) -> Self {
        let span = self.span.cover(span);
        let (query, factor) = match self.kind {
            QueryKind::Boost {
                factor: inner,
                query,
            } => (*query, inner * factor),
            kind => (
                Self {
                    kind,
                    span: self.span,
                },
                factor,
            ),
        };
        let factor = factor.clamp(limits::MIN_BOOST, limits::MAX_BOOST);
        if (factor - 1.0).abs() < f32::EPSILON {
            return query;
        }
        Self {
            kind: QueryKind::Boost {
                factor,
                query: Box::new(query),
            },
            span,
        }
    }

    /// The nodes directly below this one.
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            QueryKind::All
            | QueryKind::Term(_)
            | QueryKind::Phrase { .. }
            | QueryKind::Date(_)
            | QueryKind::Copies(_) => Vec::new(),
            QueryKind::And(members) | QueryKind::Or(members) => members.iter().collect(),
            QueryKind::Near { left, right, .. } => vec![left, right],
            QueryKind::Not(query)
            | QueryKind::AtLeast { query, .. }
            | QueryKind::First { query, .. }
            | QueryKind::Field { query, .. }
            | QueryKind::Boost { query, .. } => vec![query],
        }
    }

    /// Visits this node and those below it, parents first; `visit` says whether to go below a node.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self) -> bool) {
        if visit(self) {
            for child in self.children() {
                child.walk(visit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn filters_print_as_they_would_be_typed() {
        for (query, expected) in [
            (
                Query::in_field(Field::Author, "Jane Doe"),
                "author:=\"Jane Doe\"",
            ),
            (
                Query::in_field(Field::Source, " reuters "),
                "source:=reuters",
            ),
            (Query::in_field(Field::Source, "The*"), "source:The*"),
            (Query::in_field(Field::Id, "a b#3"), "id:a\\ b#3"),
            (Query::in_field(Field::Source, ""), ""),
            (Query::exactly(" Jane  Doe "), "\"Jane Doe\""),
            (
                Query::exactly("Dwayne “The Rock” Johnson"),
                "\"Dwayne The Rock Johnson\"",
            ),
            (Query::exactly("Reuters"), "\"Reuters\""),
            (Query::exactly(" — "), ""),
            (since("2024-03"), "date:2024-03.."),
            (since("5 March 1987"), "date:1987-03-05.."),
            (
                Query::until("2024", DateReading::default()).unwrap().0,
                "date:..2024",
            ),
            (Query::published(DateRange::NEVER), "date:never"),
        ] {
            assert_eq!(query.to_string(), expected);
            assert_eq!(parse(&query.to_string()).query, query, "{expected}");
        }
        assert!(Query::since("2024-13", DateReading::default()).is_err());
    }

    fn since(date: &str) -> Query {
        Query::since(date, DateReading::default()).unwrap().0
    }

    #[test]
    fn filters_join_the_query() {
        let query = parse("peace OR war").query;
        let filtered = Query::all_of(vec![query, Query::all(), since("2024")]);
        assert_eq!(filtered.to_string(), "(peace OR war) date:2024..");
        assert_eq!(Query::all_of(vec![Query::all()]), Query::all());
    }

    #[test]
    fn a_range_narrows_those_that_are_there() {
        for (text, range, expected) in [
            ("oil", "2024-03", "oil date:2024-03"),
            (
                "oil since:2023 until:2024-03-10",
                "2024-03",
                "oil date:2024-03-01..2024-03-10",
            ),
            ("since:2023", "2024-03", "date:2024-03"),
            ("a OR since:2023", "2024", "(a OR date:2023..) date:2024"),
            ("oil until:2023", "2024", "oil date:..2023 date:2024"),
            ("", "2024", "date:2024"),
        ] {
            let range = super::super::parse_day_range(range).unwrap();
            assert_eq!(parse(text).query.narrowed(range).to_string(), expected);
        }
    }

    #[test]
    fn words_of_prose_are_no_operators() {
        let query = Query::of_words("Who (not I) said: NOT -now- AND title:x* ? \"when");
        let words: Vec<String> = query
            .children()
            .into_iter()
            .map(|word| format!("{:?}", word.kind))
            .collect();
        let expected: Vec<String> = [
            "Who", "(not", "I)", "said:", "NOT", "-now-", "AND", "title:x*", "\"when",
        ]
        .iter()
        .map(|word| format!("Term(Word({word:?}))"))
        .collect();
        assert_eq!(words, expected);
        assert_eq!(Query::of_words(" ? -- "), Query::all());
    }
}
