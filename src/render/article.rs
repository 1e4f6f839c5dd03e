//! One whole article with its matches (`unbury show`).

use std::io::{self, Write};

use super::citation::{Reference, citation};
use super::columns::TableKind;
use super::fields::Extent;
use super::format::Format;
use super::json::{self, ArticleForm, MatchForm, SCHEMA_VERSION};
use super::options::Options;
use super::place::{Place, places};
use super::styles::Role;
use super::table::Table;
use super::text::{Indent, StyledText, pages_shown, push_title, write_fields, write_id};
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
        Format::Text => _ = as_text(out, article, highlights, options)?,
        Format::Json | Format::Jsonl => as_json(out, article, highlights, options)?,
        Format::Csv | Format::Tsv => as_table(out, article, highlights, format, options)?,
        Format::Markdown => as_markdown(out, article, highlights, options)?,
        Format::Trec => {
            let message = "a `trec` run holds no article; choose text, json, csv or markdown";
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        }
        Format::Svg | Format::Png => return Err(format.refused(Format::SEARCH)),
    }
    out.flush()
}

/// On which line of the article as text its first match begins, from 0: a pager may open there.
pub fn first_match(
    article: &Article,
    highlights: &ArticleHighlights,
    options: &Options,
) -> Option<usize> {
    as_text(&mut io::sink(), article, highlights, options).ok()?
}

/// Counts the lines that it writes.
struct Counted<'a> {
    out: &'a mut dyn Write,
    lines: usize,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.lines += memchr::memchr_iter(b'\n', &bytes[..written]).count();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes the article as text; the line of its first match.
fn as_text(
    out: &mut dyn Write,
    article: &Article,
    highlights: &ArticleHighlights,
    options: &Options,
) -> io::Result<Option<usize>> {
    let out = &mut Counted { out, lines: 0 };
    let mut line = StyledText::new(options);
    push_title(&mut line, article, &highlights.title);
    let mut first_match = line.first_match(Indent::all(0));
    line.write(out, Indent::all(0))?;
    let fields = options.fields(Extent::Whole, Format::Text);
    write_fields(out, article, fields, options, 0)?;
    write_id(out, article, options, 0)?;
    if let Some(reference) = reference(article, options) {
        let mut line = StyledText::new(options);
        line.push(&format!("cite: {reference}"), Role::Faint);
        line.write(out, Indent::all(0))?;
    }
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
        if first_match.is_none() {
            let of_paragraph = line.first_match(Indent::all(0));
            first_match = of_paragraph.map(|at| out.lines + at);
        }
        line.write(out, Indent::all(0))?;
    }
    Ok(first_match)
}

/// How the article is cited, where that is wanted: the page is that of the place asked for, or of its beginning.
fn reference(article: &Article, options: &Options) -> Option<Reference> {
    let page = article.page_at(options.from);
    Some(citation(article, page, options.citation?))
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
    match reference(article, options) {
        Some(reference) => markdown::write_reference(out, &reference, options)?,
        None => markdown::write_citation(out, article, fields, options)?,
    }
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
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<String>,
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
        citation: reference(article, options).map(|reference| reference.to_string()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::sample::{bare, highlights as at};

    #[test]
    fn the_line_of_the_first_match_is_where_it_stands() {
        let body = "One two three four five six.\n\n".repeat(4)
            + "A long road to the bridge, and a bridge.";
        let article = bare("a", "The bridge", &body);
        for width in [20, 30, 80] {
            for in_title in [false, true] {
                let options = Options {
                    width,
                    ..Options::default()
                };
                let highlights = ArticleHighlights {
                    title: at(&article.title, if in_title { &["bridge"] } else { &[] }),
                    body: at(&article.body, &["bridge", "bridge"]),
                };
                let mut out = Vec::new();
                super::article(&article, &highlights, Format::Text, &options, &mut out).unwrap();
                let text = String::from_utf8(out).unwrap();
                let expected = text.lines().position(|line| line.contains("**"));
                assert!(expected.is_some());
                assert_eq!(
                    first_match(&article, &highlights, &options),
                    expected,
                    "{text}"
                );
            }
        }
        assert_eq!(
            first_match(&article, &ArticleHighlights::default(), &Options::default()),
            None
        );
    }
}
