//! A query in words: what was understood, for readers who do not know the syntax.

use super::tree::{CopyFilter, DateRange, Field, Query, QueryKind, Term, Within};

/// What a query asks for, in English: one line for what must be there, one for each thing that must not, each
/// other field and the dates. No line break at the end.
///
/// ```
/// use unbury::query::{describe, parse};
///
/// let query = parse("peace w/5 \"root causes\" -war since:2024").query;
/// assert_eq!(
///     describe(&query),
///     "articles with any form of “peace” within 5 words of exactly “root causes”\n  without any form of “war”\n  published in 2024 or later"
/// );
/// ```
pub fn describe(query: &Query) -> String {
    let members = match &query.kind {
        QueryKind::And(members) => members.as_slice(),
        _ => std::slice::from_ref(query),
    };
    let mut required = Vec::new();
    let mut conditions = Vec::new();
    for member in members {
        match &member.kind {
            QueryKind::All => {}
            QueryKind::Not(inner) => conditions.push(without(inner)),
            QueryKind::Date(range) => conditions.push(published(range)),
            QueryKind::Copies(filter) => conditions.push(copies(*filter).to_owned()),
            QueryKind::Field { field, query } if !field.has_positions() => {
                conditions.push(whose(field, query));
            }
            _ => required.push(member),
        }
    }
    let several = required.len() > 1;
    let required: Vec<String> = required
        .into_iter()
        .map(|member| clause(member, several))
        .collect();
    let first = if required.is_empty() {
        "every article".to_owned()
    } else {
        format!("articles with {}", required.join(" and "))
    };
    std::iter::once(first)
        .chain(
            conditions
                .into_iter()
                .map(|condition| format!("  {condition}")),
        )
        .collect::<Vec<_>>()
        .join("\n")
}

fn without(query: &Query) -> String {
    match &query.kind {
        QueryKind::Date(range) => format!("not {}", published(range)),
        QueryKind::Copies(filter) => format!("not those {}", copies(*filter)),
        QueryKind::Field { field, query } if !field.has_positions() => {
            format!("not those {}", whose(field, query))
        }
        _ => format!("without {}", clause(query, true)),
    }
}

fn whose(field: &Field, query: &Query) -> String {
    if let Some(value) = whole_value(&query.kind) {
        return format!("whose {} is “{value}”", name(field));
    }
    let verb = if field.is_verbatim() { "is" } else { "has" };
    format!("whose {} {verb} {}", name(field), clause(query, true))
}

/// The value that a field must have whole.
fn whole_value(kind: &QueryKind) -> Option<String> {
    let cased = |term: &Term| match term {
        Term::Cased(word) => Some(word.clone()),
        _ => None,
    };
    match kind {
        QueryKind::Term(term) => cased(term),
        QueryKind::Phrase { terms, slop: 0 } => {
            let words = terms.iter().map(cased).collect::<Option<Vec<_>>>()?;
            Some(words.join(" "))
        }
        _ => None,
    }
}

/// One part of the query. `inner` puts a group between parentheses.
fn clause(query: &Query, inner: bool) -> String {
    match &query.kind {
        QueryKind::All => "anything".to_owned(),
        QueryKind::Term(term) => word(term),
        QueryKind::Phrase { terms, slop } => phrase(terms, *slop),
        QueryKind::And(members) => group(members, " and ", inner),
        QueryKind::Or(members) => group(members, " or ", inner),
        QueryKind::Not(query) => format!("no {}", clause(query, true)),
        QueryKind::Near {
            left,
            right,
            within,
            ordered,
            negated,
        } => {
            let near = nearness(*within, *ordered, *negated);
            let text = format!("{} {near} {}", clause(left, true), clause(right, true));
            if inner { format!("({text})") } else { text }
        }
        QueryKind::AtLeast { count, query } => {
            format!("at least {} {}", times(*count), clause(query, true))
        }
        QueryKind::First { words, query } => format!(
            "in the first {} of the text {}",
            counted(*words, "word"),
            clause(query, true)
        ),
        QueryKind::Field { field, query } if field.has_positions() => {
            format!("in the {} {}", name(field), clause(query, true))
        }
        QueryKind::Field { field, query } => match whole_value(&query.kind) {
            Some(value) => format!("the {} “{value}”", name(field)),
            None => format!("a {} with {}", name(field), clause(query, true)),
        },
        QueryKind::Date(range) => format!("a date: {}", published(range)),
        QueryKind::Copies(filter) => copies(*filter).to_owned(),
        QueryKind::Boost { factor, query } => {
            format!("{} (counting {factor} times)", clause(query, true))
        }
    }
}

fn group(members: &[Query], between: &str, inner: bool) -> String {
    let joined = members
        .iter()
        .map(|member| clause(member, true))
        .collect::<Vec<_>>()
        .join(between);
    if inner { format!("({joined})") } else { joined }
}

fn word(term: &Term) -> String {
    match term {
        Term::Word(word) => format!("any form of “{word}”"),
        Term::Cased(word) => format!("the spelling “{word}”"),
        Term::Wildcard(pattern) => format!("a word like “{pattern}”"),
        Term::Fuzzy { word, edits } => format!(
            "“{word}” or a word {} away",
            counted(u32::from(*edits), "letter")
        ),
        Term::Regex(pattern) => format!("a word that matches /{pattern}/"),
    }
}

fn phrase(terms: &[Term], slop: u32) -> String {
    let words: Vec<String> = terms
        .iter()
        .map(|term| match term {
            Term::Word(word) | Term::Wildcard(word) => word.clone(),
            Term::Cased(word) => format!("={word}"),
            Term::Fuzzy { word, edits } => format!("{word}~{edits}"),
            Term::Regex(pattern) => format!("/{pattern}/"),
        })
        .collect();
    let words = words.join(" ");
    if slop == 0 {
        return format!("exactly “{words}”");
    }
    format!(
        "“{words}” in this order with at most {} between",
        counted(slop, "other word")
    )
}

fn nearness(within: Within, ordered: bool, negated: bool) -> String {
    let order = if ordered { "before and " } else { "" };
    match (within, negated) {
        (Within::Words(words), false) => format!("{order}within {} of", counted(words, "word")),
        (Within::Words(words), true) => format!("not {order}within {} of", counted(words, "word")),
        (Within::Sentence, false) => format!("{order}in one sentence with"),
        (Within::Sentence, true) => format!("not {order}in one sentence with"),
        (Within::Paragraph, false) => format!("{order}in one paragraph with"),
        (Within::Paragraph, true) => format!("not {order}in one paragraph with"),
    }
}

fn published(range: &DateRange) -> String {
    let written = range.to_string();
    match (range.first, range.last, written.split_once("..")) {
        (None, None, _) => "published at any time".to_owned(),
        _ if *range == DateRange::NEVER => "published never".to_owned(),
        (_, None, Some((first, _))) => {
            format!("published in {first} or later").replace("in -", "in year -")
        }
        (None, _, Some((_, last))) => format!("published in {last} or earlier"),
        (_, _, Some((first, last))) => format!("published from {first} to {last}"),
        _ => format!("published in {written}"),
    }
}

fn copies(filter: CopyFilter) -> &'static str {
    match filter {
        CopyFilter::No => "without copies in the archive",
        CopyFilter::First => "first of their copies, or without copies",
        CopyFilter::Only => "with copies in the archive",
    }
}

fn name(field: &Field) -> String {
    match field {
        Field::Title => "title".to_owned(),
        Field::Body => "text".to_owned(),
        Field::Author => "author".to_owned(),
        Field::Source => "source".to_owned(),
        Field::Section => "section".to_owned(),
        Field::Tag => "tags".to_owned(),
        Field::Language => "language".to_owned(),
        Field::Url => "address".to_owned(),
        Field::Id => "id".to_owned(),
        Field::Meta(key) => format!("metadata “{key}”"),
    }
}

fn counted(number: u32, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn times(count: u32) -> String {
    if count == 1 {
        "once".to_owned()
    } else {
        format!("{count} times")
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn in_words() {
        for (text, expected) in [
            ("", "every article"),
            ("peace", "articles with any form of “peace”"),
            (
                "peace OR \"root causes\"",
                "articles with any form of “peace” or exactly “root causes”",
            ),
            (
                "(a OR b) c",
                "articles with (any form of “a” or any form of “b”) and any form of “c”",
            ),
            (
                "\"a b\"~1",
                "articles with “a b” in this order with at most 1 other word between",
            ),
            (
                "=US w/s cease*",
                "articles with the spelling “US” in one sentence with a word like “cease*”",
            ),
            (
                "a pre/3 b",
                "articles with any form of “a” before and within 3 words of any form of “b”",
            ),
            (
                "a not w/p zelensky~2",
                "articles with any form of “a” not in one paragraph with “zelensky” or a word 2 letters away",
            ),
            (
                "atleast3(a)",
                "articles with at least 3 times any form of “a”",
            ),
            (
                "first50(/a.c/)",
                "articles with in the first 50 words of the text a word that matches /a.c/",
            ),
            (
                "title:a^2",
                "articles with in the title any form of “a” (counting 2 times)",
            ),
            ("-a", "every article\n  without any form of “a”"),
            (
                "a source:x -lang:en",
                "articles with any form of “a”\n  whose source has any form of “x”\n  not those whose language has any form of “en”",
            ),
            ("date:2024-03", "every article\n  published in 2024-03"),
            (
                "date:2024-03..2024-05",
                "every article\n  published from 2024-03 to 2024-05",
            ),
            (
                "date:..2024-05-06",
                "every article\n  published in 2024-05-06 or earlier",
            ),
        ] {
            assert_eq!(describe(&parse(text).query), expected, "{text}");
        }
    }
    #[test]
    fn conditions_on_copies_in_words() {
        for (text, expected) in [
            (
                "a copies:no -copies:first",
                "articles with any form of “a”\n  without copies in the archive\n  not those first of their copies, or without copies",
            ),
            (
                "a OR copies:only",
                "articles with any form of “a” or with copies in the archive",
            ),
        ] {
            assert_eq!(describe(&parse(text).query), expected, "{text}");
        }
    }
}
