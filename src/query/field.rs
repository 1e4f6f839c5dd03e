//! Names of fields: how a query writes them, what else they are called, which one was meant.

use std::fmt;

use super::tree::Field;

/// What a name before a colon asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Prefix {
    /// Text in a field.
    Field(Field),
    /// Published within.
    Date,
    /// Published on that day or later.
    Since,
    /// Published on that day or earlier.
    Until,
    /// With copies, or without.
    Copies,
}

/// Every name with its prefix; the first name of each is the canonical one.
const NAMES: &[(&str, Prefix)] = &[
    ("title", Prefix::Field(Field::Title)),
    ("headline", Prefix::Field(Field::Title)),
    ("hed", Prefix::Field(Field::Title)),
    ("body", Prefix::Field(Field::Body)),
    ("text", Prefix::Field(Field::Body)),
    ("content", Prefix::Field(Field::Body)),
    ("author", Prefix::Field(Field::Author)),
    ("authors", Prefix::Field(Field::Author)),
    ("byline", Prefix::Field(Field::Author)),
    ("by", Prefix::Field(Field::Author)),
    ("source", Prefix::Field(Field::Source)),
    ("site", Prefix::Field(Field::Source)),
    ("outlet", Prefix::Field(Field::Source)),
    ("publication", Prefix::Field(Field::Source)),
    ("section", Prefix::Field(Field::Section)),
    ("desk", Prefix::Field(Field::Section)),
    ("tag", Prefix::Field(Field::Tag)),
    ("tags", Prefix::Field(Field::Tag)),
    ("topic", Prefix::Field(Field::Tag)),
    ("lang", Prefix::Field(Field::Language)),
    ("language", Prefix::Field(Field::Language)),
    ("url", Prefix::Field(Field::Url)),
    ("link", Prefix::Field(Field::Url)),
    ("id", Prefix::Field(Field::Id)),
    ("date", Prefix::Date),
    ("published", Prefix::Date),
    ("since", Prefix::Since),
    ("until", Prefix::Until),
    ("copies", Prefix::Copies),
];

/// Names of other engines for similar fields. They are suggested but not accepted, because the fields are not quite the same.
const FOREIGN_NAMES: &[(&str, &str)] = &[
    ("after", "since"),
    ("from", "since"),
    ("before", "until"),
    ("to", "until"),
    ("intitle", "title"),
    ("hlead", "title"),
    ("inbody", "body"),
    ("intext", "body"),
    ("rst", "source"),
    ("publisher", "source"),
    ("writer", "author"),
    ("year", "date"),
    ("inurl", "url"),
    ("category", "section"),
    ("keyword", "tag"),
];

/// How metadata keys begin.
const META: &str = "meta.";

/// What `name` means before a colon, in any case; `None` where it is no field's name.
pub(super) fn prefix(name: &str) -> Option<Prefix> {
    if let Some(start) = name.get(..META.len())
        && start.eq_ignore_ascii_case(META)
    {
        return name
            .get(META.len()..)
            .filter(|key| !key.is_empty())
            .map(|key| Prefix::Field(Field::Meta(key.to_owned())));
    }
    NAMES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, prefix)| prefix.clone())
}

/// The names most like `name`, at most two; empty where none is near.
pub(super) fn nearest(name: &str) -> Vec<&'static str> {
    let name = name.to_lowercase();
    if let Some((_, ours)) = FOREIGN_NAMES.iter().find(|(foreign, _)| *foreign == name) {
        return vec![ours];
    }
    if name.starts_with("meta") {
        return vec!["meta.KEY"];
    }
    let farthest = if name.chars().count() < 5 { 1 } else { 2 };
    let mut near: Vec<(usize, &'static str)> = NAMES
        .iter()
        .map(|(known, _)| (edits(&name, known), *known))
        .filter(|(edits, _)| *edits <= farthest)
        .collect();
    near.sort_unstable();
    let fewest = near.first().map_or(0, |(edits, _)| *edits);
    near.into_iter()
        .filter(|(edits, _)| *edits == fewest)
        .map(|(_, known)| known)
        .take(2)
        .collect()
}

/// Edit distance with neighbouring letters swapped counted once (optimal string alignment), in characters.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // Every name is short; what is much longer cannot be near and need not cost a table.
    if a.len().abs_diff(b.len()) > 2 {
        return a.len().abs_diff(b.len());
    }
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let swapped = if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    table[i - 2][j - 2] + 1
                } else {
                    usize::MAX
                };
                replaced
                    .min(swapped)
                    .min(table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1)
            };
        }
    }
    table[a.len()][b.len()]
}

impl Field {
    /// The field of that name, in any case: one of those that stand before a colon, `meta.KEY` included.
    pub fn of_name(name: &str) -> Option<Self> {
        match prefix(name) {
            Some(Prefix::Field(field)) => Some(field),
            _ => None,
        }
    }

    /// Whether its words have positions in the article, so that proximity has a meaning there.
    pub fn has_positions(&self) -> bool {
        matches!(self, Self::Title | Self::Body)
    }

    /// Whether its value is one name taken as it stands, not words.
    pub fn is_verbatim(&self) -> bool {
        matches!(self, Self::Url | Self::Id)
    }
}

/// The canonical name, without the colon.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Meta(key) = self {
            return write!(f, "{META}{key}");
        }
        let canonical = NAMES
            .iter()
            .find(|(_, prefix)| matches!(prefix, Prefix::Field(field) if field == self));
        f.write_str(canonical.map_or("", |(name, _)| name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases() {
        for (name, expected) in [
            ("title", Some(Prefix::Field(Field::Title))),
            ("Headline", Some(Prefix::Field(Field::Title))),
            ("BY", Some(Prefix::Field(Field::Author))),
            ("language", Some(Prefix::Field(Field::Language))),
            (
                "meta.word_count",
                Some(Prefix::Field(Field::Meta("word_count".into()))),
            ),
            ("META.Key", Some(Prefix::Field(Field::Meta("Key".into())))),
            ("since", Some(Prefix::Since)),
            ("meta.", None),
            ("meta", None),
            ("foo", None),
            ("métaé", None),
        ] {
            assert_eq!(prefix(name), expected, "{name}");
        }
    }

    #[test]
    fn canonical_names_read_back() {
        for (_, known) in NAMES {
            if let Prefix::Field(field) = known {
                assert_eq!(prefix(&field.to_string()).as_ref(), Some(known));
            }
        }
    }

    #[test]
    fn what_was_meant() {
        for (name, expected) in [
            ("titel", &["title"][..]),
            ("auhtor", &["author"]),
            ("sorce", &["source"]),
            ("after", &["since"]),
            ("meta", &["meta.KEY"]),
            ("xyzzy", &[]),
            ("langs", &["lang"]),
        ] {
            assert_eq!(nearest(name), expected, "{name}");
        }
    }
}
