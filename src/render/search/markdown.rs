//! Quotations with their sources, as Markdown.

use std::io::{self, Write};

use super::head::Head;
use crate::api::{Hit, Passage};
use crate::article::Article;
use crate::render::fields::{Extent, OutputField};
use crate::render::format::Format;
use crate::render::markdown::{marked, title, write_citation, write_reference};
use crate::render::marks;
use crate::render::options::Options;
use crate::render::text::pages_of;

/// Writes the total and the notices.
pub(super) fn begin(out: &mut dyn Write, head: &Head<'_>, options: &Options) -> io::Result<()> {
    // The query is escaped as text: a code span would show its escapes.
    writeln!(out, "{}", marked(&head.total_line(), &[], options))?;
    for notice in head.notices {
        write!(out, "\n*note:* {}", marked(&notice.message, &[], options))?;
        if let Some(hint) = &notice.hint {
            write!(out, " (*hint:* {})", marked(hint, &[], options))?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes one hit: heading, quotations, citation, and what is said of its copies.
pub(super) fn hit(
    out: &mut dyn Write,
    hit: &Hit,
    copies: Option<&str>,
    options: &Options,
) -> io::Result<()> {
    let fields = options.fields(Extent::Hit, Format::Markdown);
    write!(out, "\n## {}. ", hit.rank)?;
    if fields.contains(&OutputField::Title) {
        out.write_all(title(&hit.article, &hit.title_highlights, options).as_bytes())?;
    }
    out.write_all(b"\n\n")?;
    for passage in marks::shown(hit, fields).iter() {
        write_quotation(out, passage, &hit.article, options)?;
        out.write_all(b"\n")?;
    }
    match options.reference(hit) {
        Some(reference) => write_reference(out, &reference, options)?,
        None => write_citation(out, &hit.article, fields, options)?,
    }
    if let Some(copies) = copies {
        writeln!(out, "\n{}", marked(copies, &[], options))?;
    }
    Ok(())
}

/// Writes a passage as a block quotation, `…` where the article's text goes on, and its page.
fn write_quotation(
    out: &mut dyn Write,
    passage: &Passage,
    article: &Article,
    options: &Options,
) -> io::Result<()> {
    let body = article.body.as_str();
    let text = passage.text(body);
    let matches = marks::marked_in_passage(passage, body);
    let (before, after) = marks::omitted_around(passage, body);
    let paragraphs = marks::paragraphs(text);
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        let start = if number > 0 { ">\n> " } else { "> " };
        let omitted_before = if before && number == 0 { "… " } else { "" };
        let omitted_after = if after && number + 1 == paragraphs.len() {
            " …"
        } else {
            ""
        };
        let page = pages_of(article, passage.span).filter(|_| number + 1 == paragraphs.len());
        let page = page.map(|page| format!(" ({})", marked(&page, &[], options)));
        let within = marks::within(&matches, paragraph);
        let text = marked(paragraph.of(text), &within, options);
        writeln!(
            out,
            "{start}{omitted_before}{text}{omitted_after}{}",
            page.unwrap_or_default()
        )?;
    }
    Ok(())
}
