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
    /// The articles of one story.
    Copies,
    /// A concordance, a row a match.
    Concordance,
    /// Counts, a row a query.
    Counts,
    /// The answers to a list of queries.
    Batch,
    /// Articles without their texts.
    Articles,
    /// Names and how many articles have them.
    Names,
    /// Typical words of a set of articles.
    Keyness,
    /// Words that rose and fell.
    Trends,
    /// Queries over time: its columns are those of the queries, and none can be chosen.
    Timeline,
    /// Counts by groups, a row a query and group.
    Groups,
    /// Values of fields, a row a value.
    Facets,
    /// Words that keep company with a query.
    Collocates,
    /// Articles on the same matter as another, a row a passage.
    Similar,
    /// Whole articles, for other programs.
    Export,
    /// The articles of a folder of texts.
    TextFiles,
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
const NUMBERS: &str = "articles stories sentences occurrences title_sentences title_occurrences";

/// Numbers of a typical word.
const TYPICAL: &str = "text phrase occurrences reference_occurrences per_million reference_per_million log_ratio conservative_log_ratio g2 q articles reference_articles dispersion query";
/// Numbers of a word near a query, and an example: the article's id and the line of a concordance.
const COLLOCATE: &str = "word occurrences occurrences_left occurrences_right word_occurrences articles log_dice mutual_information t_score expected example left keyword right query";

impl TableKind {
    /// The columns that are written where no others are asked for, and those that may be asked for besides: lists of names.
    fn lists(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Search => (
                &["rank score", HIT, PASSAGE],
                &[
                    "origin metadata body",
                    PASSAGE_PLACE,
                    "story copies matching_copies notes",
                ],
            ),
            Self::Article => (&[HIT, "origin metadata body matches match_count"], &[]),
            Self::Copies => (
                &["story kind percent added changed removed", HIT],
                &["origin metadata body"],
            ),
            Self::Concordance => (
                &[BESIDE, "in_title left keyword right"],
                &[
                    "page xywh sentence start_byte end_byte start_character end_character notes",
                    REST,
                ],
            ),
            Self::Counts => (&["query read_as", NUMBERS, "notes"], &[]),
            Self::Articles => (&[BESIDE], &[REST]),
            Self::Names => (&["name articles"], &[]),
            Self::Keyness => (&[TYPICAL], &[]),
            Self::Trends => (&["change", TYPICAL], &[]),
            Self::Timeline => (&[], &[]),
            Self::Groups => (
                &[
                    "query value first_day last_day partial",
                    NUMBERS,
                    "all share read_as",
                ],
                &[],
            ),
            Self::Facets => (
                &["by value articles share all log_ratio log_likelihood query"],
                &[],
            ),
            Self::Collocates => (&[COLLOCATE], &[]),
            Self::Similar => (
                &["rank score", HIT, "shared", PASSAGE],
                &["origin metadata body", PASSAGE_PLACE],
            ),
            Self::Export => (&[HIT, "story origin metadata body"], &[]),
            Self::TextFiles => (&["file", HIT, "story"], &[]),
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

    /// Whether its rows are of articles.
    fn has_articles(self) -> bool {
        !matches!(
            self,
            Self::Counts
                | Self::Names
                | Self::Keyness
                | Self::Trends
                | Self::Timeline
                | Self::Groups
                | Self::Facets
                | Self::Collocates
        )
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
            && self.has_articles()
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
        if self.has_articles() {
            names.push(format!("{META}KEY"));
        }
        names.join(", ")
    }

    /// The columns to write: those asked for; else its own, with the fields asked for in the place of the article's, and without those
    /// that would be empty for want of passages.
    pub(super) fn columns(
        self,
        asked: Option<&[Column]>,
        fields: Option<&[OutputField]>,
        passages: bool,
    ) -> Vec<Column> {
        if let Some(asked) = asked {
            return asked.to_vec();
        }
        let mut columns: Vec<Column> = self.usual().collect();
        let is_field = |column: &Column| matches!(column, Column::Field(_));
        if !passages {
            let of_passage: Vec<Column> = columns_of(&[PASSAGE]).collect();
            // A batch has its articles for their passages.
            let is_empty = |column: &Column| {
                of_passage.contains(column) || self == Self::Batch && is_field(column)
            };
            columns.retain(|column| !is_empty(column));
        }
        if let Some(fields) = fields.filter(|_| columns.iter().any(is_field)) {
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
            Self::Meta(key) => article.metadata.get(key).and_then(cell_of),
            Self::Own(_) => None,
        }
    }
}

/// A value of metadata as text; texts of a list as those of the article are.
fn cell_of(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value::{Array, Null, String};
    match value {
        Null => None,
        String(text) => Some(text.clone()),
        Array(list) => {
            let texts: Option<Vec<&str>> = list.iter().map(serde_json::Value::as_str).collect();
            Some(texts.map_or_else(|| value.to_string(), |texts| texts.join("; ")))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: &[TableKind] = &[
        TableKind::Groups,
        TableKind::Facets,
        TableKind::Search,
        TableKind::Article,
        TableKind::Copies,
        TableKind::Concordance,
        TableKind::Counts,
        TableKind::Batch,
        TableKind::Articles,
        TableKind::Names,
        TableKind::Keyness,
        TableKind::Trends,
        TableKind::Collocates,
        TableKind::Similar,
        TableKind::Export,
        TableKind::TextFiles,
    ];

    #[test]
    fn every_column_is_found_by_its_name_and_named_once() {
        for &kind in KINDS {
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
        for (value, cell) in [
            (serde_json::json!(["a", "b"]), Some("a; b")),
            (serde_json::json!(["a", 1]), Some("[\"a\",1]")),
            (serde_json::json!(7), Some("7")),
            (serde_json::json!(null), None),
        ] {
            assert_eq!(cell_of(&value).as_deref(), cell);
        }
    }

    #[test]
    fn fields_take_the_place_of_the_articles_columns() {
        let fields = [OutputField::Url, OutputField::Id];
        let names = |kind: TableKind, passages: bool| -> Vec<String> {
            let columns = kind.columns(None, Some(&fields), passages);
            columns.iter().map(Column::name).collect()
        };
        assert_eq!(
            names(TableKind::Concordance, true),
            ["url", "id", "in_title", "left", "keyword", "right"]
        );
        assert_eq!(
            names(TableKind::Search, false),
            ["rank", "score", "url", "id"]
        );
        let of_batch = names(TableKind::Batch, false);
        assert_eq!(
            of_batch.last().map(String::as_str),
            Some("title_occurrences")
        );
    }
}
