//! The columns of tables: what each answer can hold, and what of it is written unless other columns are asked for.

use super::fields::OutputField;
use super::names::UnknownName;
use crate::article::Article;

/// What a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Ranked articles, a row a passage.
    Search,
    /// One article.
    Article,
    /// A concordance, a row a match.
    Concordance,
    /// Counts, a row a query.
    Counts,
    /// The answers to a list of queries.
    Batch,
}

/// A column of a table, as `--columns` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// A field of the article.
    Field(OutputField),
    /// One key of its metadata: `meta.KEY`.
    Meta(String),
    /// A column that only this kind of table has.
    Own(&'static str),
}

/// What begins the name of a column of metadata.
const META: &str = "meta.";

/// The fields of a hit, and those of an article beside a row that is about something else.
const HIT: &str = "id title date published source section authors tags language url";
const BESIDE: &str = "id title date published source url";
/// The rest of an article's fields.
const REST: &str = "section authors tags language origin metadata body";
/// Columns of a passage; the second list is its place. Ordinals and places count as in JSON: from 0, the end excluded, sentences both
/// included.
const PASSAGE: &str = "passage text matches match_count";
const PASSAGE_PLACE: &str = "passage_score page paragraph first_sentence last_sentence start_byte end_byte start_character end_character";
/// The same names as in JSON.
const NUMBERS: &str = "articles sentences occurrences title_sentences title_occurrences";

impl TableKind {
    /// The columns that are written where no others are asked for, and those that may be asked for besides: lists of names.
    fn lists(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Search => (
                &["rank score", HIT, PASSAGE],
                &["origin metadata body", PASSAGE_PLACE],
            ),
            Self::Article => (&[HIT, "origin metadata body matches match_count"], &[]),
            Self::Concordance => (
                &[BESIDE, "in_title left keyword right"],
                &[
                    "page xywh sentence start_byte end_byte start_character end_character",
                    REST,
                ],
            ),
            Self::Counts => (&["query read_as", NUMBERS, "notes"], &[]),
            Self::Batch => (
                &[
                    "row query name read_as error notes",
                    NUMBERS,
                    BESIDE,
                    PASSAGE,
                ],
                &[REST, PASSAGE_PLACE],
            ),
        }
    }

    fn usual(self) -> impl Iterator<Item = Column> {
        columns_of(self.lists().0)
    }

    fn all(self) -> impl Iterator<Item = Column> {
        self.usual().chain(columns_of(self.lists().1))
    }

    /// The column of this name.
    ///
    /// # Errors
    /// When the table has none.
    pub fn column(self, name: &str) -> Result<Column, UnknownName> {
        if let Some(key) = name.strip_prefix(META)
            && self != Self::Counts
        {
            return Ok(Column::Meta(key.to_owned()));
        }
        let mut columns = self.all();
        let found = columns.find(|column| column.name() == name);
        found.ok_or_else(|| UnknownName::new(name, "a column of this table", self.names()))
    }

    /// The names of all its columns.
    fn names(self) -> String {
        let mut names: Vec<String> = self.all().map(|column| column.name()).collect();
        if self != Self::Counts {
            names.push(format!("{META}KEY"));
        }
        names.join(", ")
    }

    /// The columns to write: those asked for; else its own, with the fields asked for in the place of the article's.
    pub(super) fn columns(
        self,
        asked: Option<&[Column]>,
        fields: Option<&[OutputField]>,
    ) -> Vec<Column> {
        if let Some(asked) = asked {
            return asked.to_vec();
        }
        let mut columns: Vec<Column> = self.usual().collect();
        if let Some(fields) = fields {
            let is_field = |column: &Column| matches!(column, Column::Field(_));
            let at = columns.iter().position(is_field).unwrap_or(columns.len());
            columns.retain(|column| !is_field(column));
            columns.splice(at..at, fields.iter().map(|field| Column::Field(*field)));
        }
        columns
    }
}

fn columns_of(lists: &'static [&'static str]) -> impl Iterator<Item = Column> {
    let names = lists.iter().flat_map(|list| list.split(' '));
    names.map(|name| match name.parse() {
        Ok(field) => Column::Field(field),
        Err(_) => Column::Own(name),
    })
}

impl Column {
    /// What a user types, and what stands in the header.
    pub fn name(&self) -> String {
        match self {
            Self::Field(field) => field.name().to_owned(),
            Self::Meta(key) => format!("{META}{key}"),
            Self::Own(name) => (*name).to_owned(),
        }
    }

    /// What an article has in it, as text; `None` where it has nothing.
    pub(super) fn text_of(&self, article: &Article) -> Option<String> {
        match self {
            Self::Field(field) => field.text_of(article),
            Self::Meta(key) => article.metadata.get(key).and_then(|value| match value {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            }),
            Self::Own(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [TableKind; 5] = [
        TableKind::Search,
        TableKind::Article,
        TableKind::Concordance,
        TableKind::Counts,
        TableKind::Batch,
    ];

    #[test]
    fn every_column_is_found_by_its_name_and_named_once() {
        for kind in KINDS {
            let mut names: Vec<String> = kind.all().map(|column| column.name()).collect();
            for (column, name) in kind.all().zip(&names) {
                assert_eq!(kind.column(name), Ok(column));
            }
            names.sort();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{kind:?}");
            let unknown = kind.column("colour").unwrap_err();
            assert!(unknown.hint().contains("choose from "), "{unknown}");
        }
        let meta = TableKind::Search.column("meta.desk");
        assert_eq!(meta, Ok(Column::Meta("desk".to_owned())));
    }

    #[test]
    fn fields_take_the_place_of_the_articles_columns() {
        let fields = [OutputField::Url, OutputField::Id];
        let columns = TableKind::Concordance.columns(None, Some(&fields));
        let names: Vec<String> = columns.iter().map(Column::name).collect();
        assert_eq!(names, ["url", "id", "in_title", "left", "keyword", "right"]);
    }
}
