//! One whole article with its matches (`unbury show`).

use std::io::{self, Write};

use super::fields::OutputField;
use super::json::{self, ArticleForm, MatchForm, Place};
use super::layout::{Indent, StyledText};
use super::style::Role;
use super::{Format, Named, Options, SCHEMA_VERSION, csv, markdown, passage, text};
use crate::article::Article;
use crate::span::ByteSpan;

/// What to mark in an article: spans in bytes, sorted and disjoint.
#[derive(Debug, Clone, Copy, Default)]
pub struct ArticleHighlights<'a> {
    /// Matches in the title.
    pub title: &'a [ByteSpan],
    /// Matches in the body.
    pub body: &'a [ByteSpan],
}

/// Writes one article. JSON and JSON lines are the same single line here; in CSV it is one row.
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for TREC runs, which hold no text.
pub fn article(
    article: &Article,
    highlights: ArticleHighlights<'_>,
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => as_text(out, article, highlights, options)?,
        Format::Json | Format::Jsonl => as_json(out, article, highlights, options)?,
        Format::Csv => as_csv(out, article, highlights, options)?,
        Format::Markdown => as_markdown(out, article, highlights, options)?,
        Format::Trec => {
            let message = "a `trec` run holds no article; choose text, json, csv or markdown";
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        }
    }
    out.flush()
}

fn as_text(
    out: &mut dyn Write,
    article: &Article,
    highlights: ArticleHighlights<'_>,
    options: &Options,
) -> io::Result<()> {
    let mut line = StyledText::new(options);
    text::push_title(&mut line, article, highlights.title);
    line.write(out, Indent::all(0))?;
    text::write_fields(out, article, options, 0)?;
    let mut line = StyledText::new(options);
    line.push_whole(&format!("id: {}", article.id), Role::Faint);
    line.write(out, Indent::all(0))?;
    let marks = passage::sound(&article.body, highlights.body.iter().copied());
    for paragraph in passage::paragraphs(&article.body) {
        out.write_all(b"\n")?;
        let is_heading = article
            .headings
            .iter()
            .any(|heading| heading.contains(paragraph));
        let role = if is_heading { Role::Title } else { Role::Plain };
        let mut line = StyledText::new(options);
        if is_heading && !options.color {
            // As in Markdown, like the asterisks around a match.
            line.push("## ", Role::Plain);
        }
        let within = passage::marks_within(&marks, paragraph);
        line.push_marked(paragraph.of(&article.body), &within, role);
        line.write(out, Indent::all(0))?;
    }
    Ok(())
}

fn as_markdown(
    out: &mut dyn Write,
    article: &Article,
    highlights: ArticleHighlights<'_>,
    options: &Options,
) -> io::Result<()> {
    writeln!(
        out,
        "# {}\n",
        markdown::title(article, highlights.title, options)
    )?;
    markdown::write_citation(out, article, options)?;
    let marks = passage::sound(&article.body, highlights.body.iter().copied());
    for paragraph in passage::paragraphs(&article.body) {
        let within = passage::marks_within(&marks, paragraph);
        let text = markdown::marked(paragraph.of(&article.body), &within, options);
        let is_heading = article
            .headings
            .iter()
            .any(|heading| heading.contains(paragraph));
        writeln!(out, "\n{}{text}", if is_heading { "## " } else { "" })?;
    }
    Ok(())
}

/// The JSON form (`docs/schema/article.schema.json`).
#[derive(serde::Serialize)]
struct Shown<'a> {
    schema_version: u32,
    article: ArticleForm<'a>,
    headings: Vec<Place>,
    title_highlights: Vec<MatchForm<'a>>,
    highlights: Vec<MatchForm<'a>>,
}

fn as_json(
    out: &mut dyn Write,
    article: &Article,
    highlights: ArticleHighlights<'_>,
    options: &Options,
) -> io::Result<()> {
    let headings = passage::sound(&article.body, article.headings.iter().copied());
    let shown = Shown {
        schema_version: SCHEMA_VERSION,
        article: ArticleForm {
            article,
            fields: options.fields_or(OutputField::ALL),
        },
        headings: json::places(&headings, &article.body),
        title_highlights: json::matches(&article.title, highlights.title),
        highlights: json::matches(&article.body, highlights.body),
    };
    json::write_value(out, &shown, options)?;
    out.write_all(b"\n")
}

fn as_csv(
    out: &mut dyn Write,
    article: &Article,
    highlights: ArticleHighlights<'_>,
    options: &Options,
) -> io::Result<()> {
    let fields = options.fields_or(OutputField::ALL);
    let marks = passage::sound(&article.body, highlights.body.iter().copied());
    let matches: Vec<_> = marks.iter().map(|mark| mark.of(&article.body)).collect();
    let mut header: Vec<String> = fields.iter().map(ToString::to_string).collect();
    header.push("matches".to_owned());
    let mut row: Vec<String> = fields
        .iter()
        .map(|field| csv::cell(&field.text_of(article).unwrap_or_default(), options))
        .collect();
    row.push(csv::cell(&matches.join(" | "), options));
    csv::write_start(out, options)?;
    csv::write_rows(out, &[header, row], options)
}
