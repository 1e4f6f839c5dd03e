//! A list of articles, without their texts (`unbury delete`).

use std::io::{self, Write};

use super::columns::TableKind;
use super::fields::Extent;
use super::format::Format;
use super::json::{self, ArticleForm, SCHEMA_VERSION};
use super::options::Options;
use super::table::Table;
use crate::article::Article;

/// Writes articles one after the other: [`begin`](Self::begin), then each [`article`](Self::article), then [`end`](Self::end).
pub struct ArticleList<'a> {
    format: Format,
    options: &'a Options,
    table: Table<'a>,
    has_articles: bool,
}

/// What stands before the articles, as JSON (`docs/schema/delete.schema.json`).
#[derive(serde::Serialize)]
struct HeadForm {
    schema_version: u32,
}

/// An article as a line (`docs/schema/delete-line.schema.json`).
#[derive(serde::Serialize)]
struct LineForm<'a> {
    schema_version: u32,
    article: ArticleForm<'a>,
}

impl<'a> ArticleList<'a> {
    /// A list in this format, one of [`Format::LIST`].
    pub fn new(format: Format, options: &'a Options) -> Self {
        Self {
            format,
            options,
            table: Table::new(TableKind::Articles, format, options),
            has_articles: false,
        }
    }

    /// Writes what stands before the first article.
    ///
    /// # Errors
    /// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::LIST`].
    pub fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Text | Format::Jsonl => Ok(()),
            Format::Json => {
                let schema_version = SCHEMA_VERSION;
                json::write_open(out, &HeadForm { schema_version }, "articles", self.options)
            }
            Format::Csv | Format::Tsv => self.table.begin(out),
            _ => Err(self.format.refused(Format::LIST)),
        }
    }

    /// Writes one article.
    ///
    /// # Errors
    /// As [`ArticleList::begin`].
    pub fn article(&mut self, article: &Article, out: &mut dyn Write) -> io::Result<()> {
        let form = ArticleForm {
            article,
            fields: self.options.fields(Extent::Row, self.format),
        };
        match self.format {
            Format::Text => {
                let line = format!("{}  {}", article.id, article.title.trim());
                writeln!(out, "{}", self.options.safe(line.trim_end()))
            }
            Format::Json => {
                out.write_all(if self.has_articles { b",\n" } else { b"\n" })?;
                self.has_articles = true;
                json::write_value(out, &form, self.options)
            }
            Format::Jsonl => {
                let form = LineForm {
                    schema_version: SCHEMA_VERSION,
                    article: form,
                };
                json::write_line(out, &form, self.options)
            }
            Format::Csv | Format::Tsv => {
                let row = self.table.row(Some(article), |_| String::new());
                self.table.write(&[row], out)
            }
            _ => Err(self.format.refused(Format::LIST)),
        }
    }

    /// Writes what stands after the last article.
    ///
    /// # Errors
    /// As [`ArticleList::begin`].
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Json {
            out.write_all(b"\n]}\n")?;
        }
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fields::OutputField;
    use crate::render::tests::sample::{bare, full};
    use crate::render::tests::schema::{assert_valid, schema};

    fn written(format: Format, options: &Options, articles: &[Article]) -> String {
        let mut out = Vec::new();
        let mut list = ArticleList::new(format, options);
        list.begin(&mut out).unwrap();
        for article in articles {
            list.article(article, &mut out).unwrap();
        }
        list.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn articles_are_listed_in_every_format() {
        let articles = [full(), bare("b", "", "A text.")];
        let ids = Options {
            fields: Some(vec![OutputField::Id]),
            ..Options::default()
        };
        for options in [Options::default(), ids] {
            for many in [&articles[..], &articles[..1], &[]] {
                assert_valid(&schema("delete"), &written(Format::Json, &options, many));
            }
            for line in written(Format::Jsonl, &options, &articles).lines() {
                assert_valid(&schema("delete-line"), line);
            }
            let table = written(Format::Csv, &options, &articles);
            assert_eq!(table.lines().count(), 3, "{table}");
            let text = written(Format::Text, &options, &articles);
            assert!(text.ends_with("\nb\n"), "{text}");
        }
    }
}
