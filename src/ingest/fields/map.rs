//! Which field of a record holds what where the user says so.

use std::fmt;
use std::str::FromStr;

use super::names::{FIELD_NAMES, Field, recognise, squeeze};

/// Where the user said to find fields: `body=TEXT_FIELD`, one pair for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    /// The pairs, in the order given.
    pub pairs: Vec<Mapping>,
}

impl FieldMap {
    /// Whether `key`, at the top of a record, is where the text was said to be.
    pub(crate) fn text_starts_at(&self, key: &str) -> bool {
        self.text_path()
            .is_some_and(|path| path == key || path.split('.').next() == Some(key))
    }

    /// Where the text was said to be.
    pub(super) fn text_path(&self) -> Option<&str> {
        self.pairs
            .iter()
            .find(|pair| pair.field == Field::Body)
            .map(|pair| pair.path.as_str())
    }
}

/// One pair of a [`FieldMap`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// What is to be filled.
    pub field: Field,
    /// The source's name for it; dots lead into objects.
    pub path: String,
    /// Whether records without it are read all the same (written `date=published?`).
    pub optional: bool,
}

/// A pair that is not `FIELD=NAME`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingProblem {
    /// No `=`, or nothing beside it.
    #[error("`{0}` is not of the form FIELD=NAME")]
    NotAPair(String),
    /// The left side is no field of an article.
    #[error("`{0}` is not a field of an article")]
    UnknownField(String),
}

impl MappingProblem {
    /// What to type instead.
    pub fn hint(&self) -> String {
        match self {
            Self::NotAPair(_) => "for example `body=TEXT_FIELD`".to_owned(),
            Self::UnknownField(_) => {
                "fields: id, title, body, published, source, section, author, tags, language, url"
                    .to_owned()
            }
        }
    }
}

impl FromStr for Mapping {
    type Err = MappingProblem;

    fn from_str(pair: &str) -> Result<Self, Self::Err> {
        let (field, path) = pair
            .split_once('=')
            .ok_or_else(|| MappingProblem::NotAPair(pair.to_owned()))?;
        let (path, optional) = path
            .strip_suffix('?')
            .map_or((path, false), |path| (path, true));
        if path.trim().is_empty() {
            return Err(MappingProblem::NotAPair(pair.to_owned()));
        }
        let (field, _) =
            recognise(field).ok_or_else(|| MappingProblem::UnknownField(field.to_owned()))?;
        Ok(Self {
            field,
            path: path.trim().to_owned(),
            optional,
        })
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = FIELD_NAMES
            .iter()
            .find(|(field, _)| *field == self.field)
            .map_or("", |(_, names)| names[0]);
        write!(
            f,
            "{name}={}{}",
            self.path,
            if self.optional { "?" } else { "" }
        )
    }
}

/// Whether a field of this name, at the top of an object, makes it an article: the map says that
/// the text is there, or the name is one for text and not one for a summary. (Feeds have a
/// `description` too.)
pub(crate) fn is_text_name(name: &[u8], map: &FieldMap) -> bool {
    let Ok(name) = std::str::from_utf8(name) else {
        return false;
    };
    map.text_starts_at(name)
        || recognise(name).is_some_and(|(field, _)| field == Field::Body && !is_summary_name(name))
}

/// Whether a name stands for text that only sums up another.
pub(super) fn is_summary_name(name: &str) -> bool {
    SUMMARIES.contains(&squeeze(name.trim()).as_ref())
}

/// Names for text that only sums it up: the text itself where there is nothing better.
const SUMMARIES: &[&str] = &[
    "leadparagraph",
    "description",
    "abstract",
    "summary",
    "standfirst",
    "deck",
    "dek",
    "subtitle",
    "teaser",
    "trailtext",
    "excerpt",
    "snippet",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_pairs_of_a_field_and_a_name() {
        let table = [
            ("body=TEXT", Ok("body=TEXT")),
            ("pubDate=when?", Ok("published=when?")),
            ("headline = a.b", Ok("title=a.b")),
            ("body", Err("`body` is not of the form FIELD=NAME")),
            ("body=", Err("`body=` is not of the form FIELD=NAME")),
            ("colour=x", Err("`colour` is not a field of an article")),
        ];
        for (typed, expected) in table {
            let found = typed.parse::<Mapping>();
            let found = found
                .map(|mapping| mapping.to_string())
                .map_err(|problem| problem.to_string());
            assert_eq!(
                found,
                expected.map(str::to_owned).map_err(str::to_owned),
                "{typed}"
            );
        }
    }
}
