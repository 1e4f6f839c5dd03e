//! A folder of texts, as concordancers read it: an article a file, and a table that says what is known of each.

use std::io::{self, Write};

use super::safe_name::Names;
use crate::api::Hit;
use crate::article::Article;
use crate::render::columns::TableKind;
use crate::render::fields::OutputField;
use crate::render::format::Format;
use crate::render::options::Options;
use crate::render::table::Table;

/// The name of an article's file and what stands in it: the headline, then the paragraphs, with blank lines between.
///
/// The name is `DATE_SOURCE_ID.txt` in lower case, of ASCII letters, digits, `.`, `_` and `-`: it is valid on any file system, and sorts by
/// date. The same article has the same name every time, and no other has it.
pub fn text_file(article: &Article) -> (String, String) {
    let date = OutputField::Date.text_of(article);
    let source = article
        .source
        .as_deref()
        .map(|source| Names::Files.readable(source));
    let source = source
        .filter(|source| !source.is_empty())
        .unwrap_or_else(|| "unknown".to_owned());
    let name = format!(
        "{}_{}_{}.txt",
        date.as_deref().unwrap_or("undated"),
        source.trim_matches('_'),
        Names::Files.of(&article.id.0)
    );
    let title = article.title.trim();
    let gap = if title.is_empty() { "" } else { "\n\n" };
    (name, format!("{title}{gap}{}\n", article.body.trim_end()))
}

/// The table of the files.
pub struct TextFiles<'a> {
    table: Table<'a>,
}

impl<'a> TextFiles<'a> {
    /// The name of the table's file: it sorts before those of the articles.
    pub const NAME: &'static str = "0-articles.csv";

    /// A table in CSV.
    pub fn new(options: &'a Options) -> Self {
        Self {
            table: Table::new(TableKind::TextFiles, Format::Csv, options),
        }
    }

    /// Writes the header.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        self.table.begin(out)
    }

    /// Writes the row of an article.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn row(&self, file: &str, hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
        let row = self.table.row(Some(&hit.article), |name| match name {
            "file" => self.table.cell(file),
            "story" => self.table.cell(&hit.story.id),
            _ => String::new(),
        });
        self.table.write(&[row], out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_date_and_hold_what_they_are() {
        let mut article = Article::new("https://e.org/A?b", "Title", "One.\n\nTwo.");
        article.source = Some("The Ansel Herald / Süd".into());
        article.published = "2024-03".parse().ok();
        let (name, text) = text_file(&article);
        assert!(
            name.starts_with("2024-03-01_the_ansel_herald_s_d_https_e.org_a_b_"),
            "{name}"
        );
        assert_eq!(text, "Title\n\nOne.\n\nTwo.\n");
        let bare = Article::new("a1", "", "One.");
        assert_eq!(
            text_file(&bare),
            ("undated_unknown_a1.txt".into(), "One.\n".into())
        );
    }
}
