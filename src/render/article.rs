//! One whole article with its matches (`unbury show`).

use std::io::{self, Write};

use super::columns::TableKind;
use super::fields::Extent;
use super::format::Format;
use super::json::{self, ArticleForm, MatchForm, SCHEMA_VERSION};
use super::options::Options;
use super::place::{Place, places};
use super::styles::Role;
use super::table::Table;
use super::text::{Indent, StyledText, pages_shown, push_index, push_title, write_fields};
use super::{markdown, marks};
use crate::api::ArticleHighlights;
use crate::article::Article;
use crate::span::ByteSpan;

/// Writes one article. JSON and JSON lines are the same single line here; in CSV it is one row.
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::SEARCH`], and
/// for TREC runs, which hold no text.
pub fn article(
    article: &Article,
    highlights: &ArticleHighlights,
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => as_text(out, article, highlights, options)?,
        Format::Json | Format::Jsonl => as_json(out, article, highlights, options)?,
        Format::Csv | Format::Tsv => as_table(out, article, highlights, format, options)?,
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
    highlights: &ArticleHighlights,
    options: &Options,
) -> io::Result<()> {
    let mut line = StyledText::new(options);
    push_title(&mut line, article, &highlights.title);
    line.write(out, Indent::all(0))?;
    let fields = options.fields(Extent::Whole, Format::Text);
    write_fields(out, article, fields, options, 0)?;
    let mut line = StyledText::new(options);
    line.push_whole(&format!("id: {}", article.id), Role::Faint);
    push_index(&mut line, article);
    line.write(out, Indent::all(0))?;
    let marked = marks::marked(&article.body, &highlights.body);
    if options.from > 0 {
        out.write_all("\n…\n".as_bytes())?;
    }
    let paragraphs = marks::paragraphs(&article.body).into_iter();
    let mut page = None;
    for paragraph in paragraphs.filter(|paragraph| options.from < paragraph.end) {
        out.write_all(b"\n")?;
        let is_heading = is_heading(paragraph, article);
        let role = if is_heading { Role::Title } else { Role::Plain };
        let mut line = StyledText::new(options);
        if is_heading && !options.color {
            // As in Markdown, like the asterisks around a match.
            line.push("## ", Role::Plain);
        }
        let here = article.page_at(paragraph.start);
        if let Some(here) = here.filter(|_| here != page) {
            line.push_whole(&format!("[{}] ", pages_shown(here, None)), Role::Faint);
        }
        page = here;
        let within = marks::within(&marked, paragraph);
        line.push_marked(paragraph.of(&article.body), &within, role);
        line.write(out, Indent::all(0))?;
    }
    Ok(())
}

fn as_markdown(
    out: &mut dyn Write,
    article: &Article,
    highlights: &ArticleHighlights,
    options: &Options,
) -> io::Result<()> {
    let title = markdown::title(article, &highlights.title, options);
    writeln!(out, "# {title}\n")?;
    let fields = options.fields(Extent::Whole, Format::Markdown);
    markdown::write_citation(out, article, fields, options)?;
    let marked = marks::marked(&article.body, &highlights.body);
    for paragraph in marks::paragraphs(&article.body) {
        let within = marks::within(&marked, paragraph);
        let text = markdown::marked(paragraph.of(&article.body), &within, options);
        let sign = if is_heading(paragraph, article) {
            "## "
        } else {
            ""
        };
        writeln!(out, "\n{sign}{text}")?;
    }
    Ok(())
}

fn is_heading(paragraph: ByteSpan, article: &Article) -> bool {
    let mut headings = article.headings.iter();
    headings.any(|heading| heading.contains(paragraph))
}

/// The JSON form (`docs/schema/article.schema.json`).
#[derive(serde::Serialize)]
struct Shown<'a> {
    schema_version: u32,
    article: ArticleForm<'a>,
    headings: Vec<Place>,
    pages: Vec<PageForm<'a>>,
    title_highlights: Vec<MatchForm<'a>>,
    highlights: Vec<MatchForm<'a>>,
}

/// A part of the body that stands on one page.
#[derive(serde::Serialize)]
struct PageForm<'a> {
    page: &'a str,
    #[serde(flatten)]
    place: Place,
}

/// The pages of an article.
fn pages(article: &Article) -> Vec<PageForm<'_>> {
    let spans = article.pages.iter();
    let spans: Vec<ByteSpan> = spans
        .map(|page| ByteSpan::new(page.start, page.end.max(page.start)))
        .collect();
    let places = places(&spans, &article.body).into_iter();
    let pages = article.pages.iter().zip(places);
    pages
        .map(|(page, place)| PageForm {
            page: &page.page,
            place,
        })
        .collect()
}

fn as_json(
    out: &mut dyn Write,
    article: &Article,
    highlights: &ArticleHighlights,
    options: &Options,
) -> io::Result<()> {
    let headings = marks::sound(&article.body, article.headings.iter().copied());
    let shown = Shown {
        schema_version: SCHEMA_VERSION,
        article: ArticleForm {
            article,
            fields: options.fields(Extent::Whole, Format::Json),
        },
        headings: places(&headings, &article.body),
        pages: pages(article),
        title_highlights: json::matches(&article.title, &highlights.title),
        highlights: json::matches(&article.body, &highlights.body),
    };
    json::write_line(out, &shown, options)
}

fn as_table(
    out: &mut dyn Write,
    article: &Article,
    highlights: &ArticleHighlights,
    format: Format,
    options: &Options,
) -> io::Result<()> {
    let table = Table::new(TableKind::Article, format, options);
    let marked = marks::marked(&article.body, &highlights.body);
    let row = table.row(Some(article), |name| match name {
        "matches" => table.matches_cell(&article.body, &marked),
        "match_count" => marked.len().to_string(),
        _ => String::new(),
    });
    table.begin(out)?;
    table.write(&[row], out)
}
