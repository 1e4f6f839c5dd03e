//! Conditions that are set, and values to narrow an answer by.

use unbury::analysis::Language;
use unbury::api::{Facet, FacetRequest, FacetValue, Facets, GroupBy, SearchRequest};
use unbury::dates::Period;
use unbury::query::Field;
use unbury::render::grouped;

use super::address::Address;
use super::asking::{Asking, counted};
use super::shelf::Shelf;
use super::text::shown;
use crate::cli::Error;

/// A condition that is set.
pub(super) struct Chip {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// The same without it.
    pub(super) address: String,
}

/// A value of a field.
pub(super) struct Choice {
    pub(super) label: String,
    pub(super) articles: String,
    pub(super) is_set: bool,
    /// The answer with it, or without it where it is set.
    pub(super) address: String,
}

/// The values of a field.
pub(super) struct Choices {
    pub(super) name: &'static str,
    pub(super) id: &'static str,
    pub(super) values: Vec<Choice>,
    /// How many values are not listed.
    pub(super) not_listed: Option<String>,
}

/// Values of each field that are listed.
const LISTED: usize = 8;

/// A filter as people call it.
fn named(filter: &str) -> &'static str {
    match filter {
        "source" => "Source",
        "section" => "Section",
        "author" => "Author",
        "tag" => "Tag",
        "lang" => "Language",
        "since" => "From",
        "until" => "To",
        _ => "Filter",
    }
}

/// What a language is called.
pub(super) fn language(code: &str) -> String {
    let known = Language::from_code(code).map(Language::name);
    known.map_or_else(|| shown(code), str::to_owned)
}

/// The conditions that are set.
pub(super) fn chips(asking: &Asking<'_>, question: &Address) -> Vec<Chip> {
    let filters = asking.filters().into_iter();
    let chips = filters.map(|(filter, value)| Chip {
        name: named(&filter),
        address: question
            .clone()
            .without_value(&filter, &value)
            .without("offset")
            .to_string(),
        value: if filter == "lang" {
            language(&value)
        } else {
            shown(&value)
        },
    });
    chips.collect()
}

/// The fields by which an answer is narrowed, and the filters that do it.
fn fields() -> [(GroupBy, &'static str, &'static str); 6] {
    [
        (GroupBy::Field(Field::Source), "source", "Source"),
        (GroupBy::Field(Field::Section), "section", "Section"),
        (GroupBy::Field(Field::Author), "author", "Author"),
        (GroupBy::Field(Field::Tag), "tag", "Tag"),
        (GroupBy::Field(Field::Language), "lang", "Language"),
        (GroupBy::Period(Period::Year), "since", "Year"),
    ]
}

/// The values of fields among the articles that a query finds, and these over time.
///
/// # Errors
/// When the index cannot be read, or it is more work than it may be.
pub(super) fn facets(shelf: &Shelf<'_>, request: &SearchRequest) -> Result<Facets, Error> {
    let facets = shelf.archive.facets(&FacetRequest {
        by: fields().map(|(by, ..)| by).into(),
        limit: LISTED,
        over_time: true,
        ..FacetRequest::new(counted(request))
    });
    Ok(facets?)
}

/// What an answer can be narrowed by.
pub(super) fn choices(facets: &[Facet], asking: &Asking<'_>, question: &Address) -> Vec<Choices> {
    let question = question.clone().without("offset");
    let mut all = Vec::new();
    for (facet, (_, filter, name)) in facets.iter().zip(fields()) {
        let mut values: Vec<&FacetValue> = facet.values.iter().collect();
        let mut not_listed = facet.not_listed;
        if filter == "since" {
            // Years in order, the latest first: all of them, which are as many as the archive is old.
            values.retain(|value| value.articles > 0);
            values.reverse();
            not_listed += values.len().saturating_sub(LISTED) as u64;
            values.truncate(LISTED);
        }
        let of_value = |value: &&FacetValue| choice(value, filter, asking, &question);
        let choices: Vec<Choice> = values.iter().filter_map(of_value).collect();
        // One value that all have narrows nothing, unless it is set.
        let narrows = choices.len() > 1
            || choices.iter().any(|choice| choice.is_set)
            || facet.without > 0 && !choices.is_empty();
        if narrows {
            all.push(Choices {
                name,
                id: filter,
                values: choices,
                not_listed: (not_listed > 0).then(|| grouped(not_listed)),
            });
        }
    }
    all
}

fn choice(
    value: &FacetValue,
    filter: &'static str,
    asking: &Asking<'_>,
    question: &Address,
) -> Option<Choice> {
    let label = value.group.label.as_str();
    let is_set = asking.values(filter).contains(&label);
    let (set, unset) = if filter == "since" {
        let step = value.group.step?;
        let question = question.clone().without("since").without("until");
        let set = question
            .clone()
            .with("since", &step.first_day.to_string())
            .with("until", &step.last_day.to_string());
        (set, question)
    } else {
        // A value without a letter is no name that can be asked for.
        value.group.query.as_ref()?;
        (
            question.clone().with(filter, label),
            question.clone().without_value(filter, label),
        )
    };
    let is_year = value.group.step.is_some_and(|step| {
        asking.value("since") == Some(&step.first_day.to_string())
            && asking.value("until") == Some(&step.last_day.to_string())
    });
    let is_set = is_set || is_year;
    Some(Choice {
        label: if filter == "lang" {
            language(label)
        } else {
            shown(label)
        },
        articles: grouped(value.articles),
        is_set,
        address: if is_set { unset } else { set }.to_string(),
    })
}
