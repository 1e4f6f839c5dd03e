//! Conditions on whole values, exactly this outlet or author, and the fields of the index that hold the values.

use tantivy::Term as IndexTerm;
use tantivy::schema::Field as IndexField;

use crate::analysis;
use crate::api::Notice;
use crate::index::schema::{name_prefix, name_term};
use crate::query::{Field, Term};
use crate::search::plan::expand::{self, Pattern};
use crate::search::plan::word_resolver::WordResolver;
use crate::search::queries::filter::Filter;
use crate::span::ByteSpan;

/// Names that are like one that no article has, at most so many.
const MOST_NEAR: usize = 3;

/// The field of the index that holds the words of a field.
pub(super) fn index_field(resolver: &WordResolver<'_>, field: &Field) -> IndexField {
    let fields = resolver.fields;
    match field {
        // The parser gives these no filter.
        Field::Title | Field::Body => fields.text,
        Field::Author => fields.author,
        Field::Source => fields.source,
        Field::Section => fields.section,
        Field::Tag => fields.tag,
        Field::Language => fields.language,
        Field::Url => fields.url,
        Field::Id => fields.id,
        Field::Meta(_) => fields.meta,
    }
}

/// The name that a phrase asks for, if each of its words is as written.
pub(super) fn of_phrase(terms: &[Term]) -> Option<String> {
    let words = terms.iter().map(|term| match term {
        Term::Cased(word) => Some(&**word),
        _ => None,
    });
    Some(words.collect::<Option<Vec<_>>>()?.join(" "))
}

/// The value is exactly this one, but for case and accents.
pub(super) fn whole(
    resolver: &mut WordResolver<'_>,
    field: &Field,
    name: &str,
    span: ByteSpan,
) -> crate::search::Result<Filter> {
    let names = resolver.fields.names;
    let term = IndexTerm::from_field_text(names, &name_term(&field.to_string(), name));
    if resolver.articles_with(&term)? == 0 {
        let near = nearest(resolver, field, name)?;
        resolver.notices.push(Notice {
            code: "no_match_for",
            message: format!("no article has the {field} `{name}`"),
            hint: (!near.is_empty()).then(|| format!("did you mean {}?", near.join(", "))),
            // A name that stands in no query text has no place in it.
            span: Some(span).filter(|span| !span.is_empty()),
        });
    }
    Ok(Filter::Term(term))
}

/// The commonest names that hold all words of this one, or else are two letters away.
fn nearest(
    resolver: &mut WordResolver<'_>,
    field: &Field,
    name: &str,
) -> crate::search::Result<Vec<String>> {
    let folded: Vec<_> = analysis::surfaces(name).collect();
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    let words: Vec<String> = folded
        .iter()
        .map(|word| expand::literal_regex(word))
        .collect();
    let patterns = [
        Pattern::Regex(format!("(.* )?{}( .*)?", words.join(" (.* )?"))),
        Pattern::Fuzzy(folded.join(" "), 2),
    ];
    let prefix = name_prefix(&field.to_string());
    for pattern in patterns {
        let found = resolver.names_like(&prefix, &pattern, MOST_NEAR)?;
        if !found.is_empty() {
            return Ok(found.iter().map(|name| format!("`{name}`")).collect());
        }
    }
    Ok(Vec::new())
}

/// The field has a value.
pub(super) fn any(resolver: &mut WordResolver<'_>, field: &Field) -> crate::search::Result<Filter> {
    if field.has_positions() {
        return Ok(Filter::All);
    }
    let (index, prefix) = match field {
        Field::Url | Field::Id | Field::Language => (index_field(resolver, field), String::new()),
        field => (resolver.fields.names, name_prefix(&field.to_string())),
    };
    let terms = expand::with_prefix(resolver.searcher, index, &prefix)?;
    let terms = terms
        .iter()
        .map(|term| IndexTerm::from_field_text(index, term));
    Ok(Filter::AnyTerm(terms.collect()))
}
