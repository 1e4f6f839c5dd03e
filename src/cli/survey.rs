//! What would be read as what: for each format how many articles, and what the first of them look like.

use std::collections::BTreeMap;
use std::io::{self, Write};

use unbury::article::Article;
use unbury::render::{grouped, visible};

/// Articles of a format that are shown.
const SHOWN: usize = 3;

/// Letters of a headline that are shown.
const TITLE_LETTERS: usize = 70;

/// What was read, by format.
#[derive(Debug, Default)]
pub(super) struct Survey {
    formats: BTreeMap<&'static str, OfFormat>,
}

#[derive(Debug, Default)]
struct OfFormat {
    articles: u64,
    shown: Vec<String>,
    /// How many articles have each field.
    fields: BTreeMap<&'static str, u64>,
}

impl Survey {
    /// An article was read.
    pub(super) fn take(&mut self, format: &'static str, article: &Article) {
        let of_format = self.formats.entry(format).or_default();
        of_format.articles += 1;
        for field in fields(article) {
            *of_format.fields.entry(field).or_default() += 1;
        }
        if of_format.shown.len() < SHOWN {
            of_format.shown.push(described(article));
        }
    }

    /// Writes it: a format, its articles and fields on one line, and an example a line.
    pub(super) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        for (format, of_format) in &self.formats {
            let articles = of_format.articles;
            let many = if articles == 1 { "" } else { "s" };
            let fields = of_format.fields.iter();
            let fields: Vec<String> = fields
                .map(|(name, count)| {
                    if *count == articles {
                        (*name).to_owned()
                    } else {
                        format!("{name} in {}", grouped(*count))
                    }
                })
                .collect();
            writeln!(
                out,
                "read as {format}: {} article{many} (with {})",
                grouped(articles),
                fields.join(", ")
            )?;
            for line in &of_format.shown {
                writeln!(out, "  {line}")?;
            }
        }
        Ok(())
    }
}

/// The fields that an article has.
fn fields(article: &Article) -> impl Iterator<Item = &'static str> {
    let has = [
        ("title", !article.title.is_empty()),
        ("text", !article.body.is_empty()),
        ("date", article.published.is_some()),
        ("source", article.source.is_some()),
        ("section", article.section.is_some()),
        ("author", !article.authors.is_empty()),
        ("tags", !article.tags.is_empty()),
        ("url", article.url.is_some()),
    ];
    has.into_iter()
        .filter_map(|(name, has)| has.then_some(name))
}

/// An article on one line: its place, headline, date, outlet and authors.
fn described(article: &Article) -> String {
    let mut title: String = article.title.chars().take(TITLE_LETTERS).collect();
    if title.len() < article.title.len() {
        title.push('…');
    }
    if title.is_empty() {
        title.push_str("(no headline)");
    }
    let mut parts = vec![title];
    parts.extend(article.published.map(|date| date.to_string()));
    parts.extend(article.source.clone());
    if !article.authors.is_empty() {
        parts.push(article.authors.join(", "));
    }
    let line = format!("{}: {}", article.origin, parts.join(" · "));
    visible(&line).into_owned()
}
