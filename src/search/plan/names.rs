//! Conditions on whole values, exactly this outlet or author, and the fields of the index that hold the values.

use std::borrow::Cow;

use tantivy::Term as IndexTerm;
use tantivy::schema::Field as IndexField;

use crate::analysis;
use crate::api::Notice;
use crate::index::schema::{meta_prefix, name_prefix, name_term};
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
        unknown(resolver, field, name, span)?;
    }
    Ok(Filter::Term(term))
}

/// Says that no article has a name, and which are near it; where there are none, which are the commonest.
pub(super) fn unknown(
    resolver: &mut WordResolver<'_>,
    field: &Field,
    name: &str,
    span: ByteSpan,
) -> crate::search::Result<()> {
    let Some((code, noun)) = kind(field) else {
        return Ok(());
    };
    let near = nearest(resolver, field, name)?;
    let hint = if near.is_empty() {
        let all = Pattern::Regex(".*".to_owned());
        match &*names_like(resolver, field, &all)? {
            [] => format!("no article here has any {noun}"),
            commonest => format!("the commonest here: {}", commonest.join(", ")),
        }
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    resolver.notices.push(Notice {
        code,
        message: format!("no article has the {noun} `{name}`"),
        hint: Some(hint),
        // A name that stands in no query text has no place in it.
        span: Some(span).filter(|span| !span.is_empty()),
    });
    Ok(())
}

/// The code of a notice about an unknown name in a field, and what people call it; `None` for a field without names.
fn kind(field: &Field) -> Option<(&'static str, String)> {
    let code = match field {
        Field::Title | Field::Body | Field::Url | Field::Id => return None,
        Field::Language => return Some(("unknown_language", "language".to_owned())),
        Field::Source => "unknown_source",
        Field::Author => "unknown_author",
        Field::Section => "unknown_section",
        Field::Tag => "unknown_tag",
        Field::Meta(_) => "unknown_value",
    };
    Some((code, field.to_string()))
}

/// The commonest names that hold all words of this one; or else words that begin so; or else are a letter or two away, whole or word by
/// word. A language has a code, which is like no other.
fn nearest(
    resolver: &WordResolver<'_>,
    field: &Field,
    name: &str,
) -> crate::search::Result<Vec<String>> {
    let words: Vec<String> = analysis::surfaces(name).map(Cow::into_owned).collect();
    if words.is_empty() || *field == Field::Language {
        return Ok(Vec::new());
    }
    let holding = |words: &[String], more: &str| {
        let words: Vec<String> = words
            .iter()
            .map(|word| expand::literal_regex(word) + more)
            .collect();
        Pattern::Regex(format!("(.* )?{}( .*)?", words.join(" (.* )?")))
    };
    let whole = words.join(" ");
    let edits = edits_of(&whole);
    for pattern in [
        holding(&words, ""),
        holding(&words, "[^ ]*"),
        Pattern::Fuzzy(whole, edits),
    ] {
        let found = names_like(resolver, field, &pattern)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let mut corrected = Vec::with_capacity(words.len());
    for word in words {
        let like = Pattern::Fuzzy(word.clone(), edits_of(&word));
        let found =
            resolver.words_like(index_field(resolver, field), &word_prefix(field), &like, 1)?;
        corrected.push(found.into_iter().next().unwrap_or(word));
    }
    names_like(resolver, field, &holding(&corrected, ""))
}

/// Letters that a name may be wrong in: short ones are near too many others.
fn edits_of(name: &str) -> u8 {
    if name.chars().count() > 4 { 2 } else { 1 }
}

/// The commonest names in a field that a pattern matches.
fn names_like(
    resolver: &WordResolver<'_>,
    field: &Field,
    pattern: &Pattern,
) -> crate::search::Result<Vec<String>> {
    let (index, prefix) = values_of(resolver, field);
    let found = resolver.words_like(index, &prefix, pattern, MOST_NEAR)?;
    Ok(found.iter().map(|name| format!("`{name}`")).collect())
}

/// Where the whole values of a field are: the field of the index, and what they begin with.
fn values_of(resolver: &WordResolver<'_>, field: &Field) -> (IndexField, String) {
    match field {
        Field::Url | Field::Id | Field::Language => (index_field(resolver, field), String::new()),
        field => (resolver.fields.names, name_prefix(&field.to_string())),
    }
}

/// What the words of a field begin with.
pub(super) fn word_prefix(field: &Field) -> String {
    match field {
        Field::Meta(key) => meta_prefix(key),
        _ => String::new(),
    }
}

/// The field has a value.
pub(super) fn any(resolver: &mut WordResolver<'_>, field: &Field) -> crate::search::Result<Filter> {
    if field.has_positions() {
        return Ok(Filter::All);
    }
    let (index, prefix) = values_of(resolver, field);
    let terms = expand::with_prefix(resolver.searcher, index, &prefix)?;
    let terms = terms
        .iter()
        .map(|term| IndexTerm::from_field_text(index, term));
    Ok(Filter::AnyTerm(terms.collect()))
}
