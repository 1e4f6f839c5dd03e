//! An answer for people.
//!
//! Programs count sentences and paragraphs from 0; here they are counted from 1, as people do.

use std::io::{self, Write};

use super::head::Head;
use crate::api::{Hit, Passage};
use crate::article::Article;
use crate::render::fields::{Extent, OutputField};
use crate::render::format::Format;
use crate::render::marks;
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::text::{
    Indent, StyledText, pages_of, push_title, write_fields, write_id, write_notice, write_ranked,
};

/// Columns before everything that belongs to a hit but its first line.
const INDENT: usize = 3;

/// Writes the notices and the total.
pub(super) fn begin(out: &mut dyn Write, head: &Head<'_>, options: &Options) -> io::Result<()> {
    for notice in head.notices {
        write_notice(out, notice, head.typed, options)?;
    }
    let mut line = StyledText::new(options);
    line.push(&head.total_line(), Role::Faint);
    line.write(
        out,
        Indent {
            first: 0,
            rest: INDENT,
        },
    )
}

/// Writes one hit, after a blank line; `copies` is what is said of its copies.
pub(in crate::render) fn hit(
    out: &mut dyn Write,
    hit: &Hit,
    copies: Option<&str>,
    options: &Options,
) -> io::Result<()> {
    let fields = options.fields(Extent::Hit, Format::Text);
    out.write_all(b"\n")?;
    let title = |line: &mut StyledText<'_>| {
        if fields.contains(&OutputField::Title) {
            push_title(line, &hit.article, &hit.title_highlights);
        }
    };
    write_ranked(out, hit.rank, title, options, INDENT)?;
    write_fields(out, &hit.article, fields, options, INDENT)?;
    if let Some(copies) = copies {
        let mut line = StyledText::new(options);
        line.push(copies, Role::Faint);
        line.write(out, Indent::all(INDENT))?;
    }
    for passage in marks::shown(hit, fields).iter() {
        write_passage(out, passage, &hit.article, options)?;
    }
    if let Some(reference) = options.reference(hit) {
        let mut line = StyledText::new(options);
        line.push(&format!("cite: {reference}"), Role::Faint);
        line.write(out, Indent::all(INDENT))?;
    }
    if fields.contains(&OutputField::Id) {
        write_id(out, &hit.article, options, INDENT)?;
    }
    Ok(())
}

/// Writes how to go on, where `more_after` says how many places of the list have been shown and that there are more.
pub(super) fn end(
    out: &mut dyn Write,
    more_after: Option<usize>,
    options: &Options,
) -> io::Result<()> {
    let Some(shown) = more_after else {
        return Ok(());
    };
    out.write_all(b"\n")?;
    let mut line = StyledText::new(options);
    line.push(
        &format!("more: `--offset {shown}` shows the next, `-n all` shows them all"),
        Role::Faint,
    );
    line.write(
        out,
        Indent {
            first: 0,
            rest: INDENT,
        },
    )
}

/// Writes a passage: `…` where the article's text goes on, and its place.
fn write_passage(
    out: &mut dyn Write,
    passage: &Passage,
    article: &Article,
    options: &Options,
) -> io::Result<()> {
    let body = article.body.as_str();
    let text = passage.text(body);
    let marked = marks::marked_in_passage(passage, body);
    let (before, after) = marks::omitted_around(passage, body);
    let paragraphs = marks::paragraphs(text);
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        let mut line = StyledText::new(options);
        if before && number == 0 {
            line.push("… ", Role::Faint);
        }
        let within = marks::within(&marked, paragraph);
        line.push_marked(paragraph.of(text), &within, Role::Plain);
        if number + 1 == paragraphs.len() {
            let omitted = if after { " …" } else { "" };
            let page = pages_of(article, passage.span);
            // A passage that is the whole text needs no other place.
            if before || after {
                let (paragraph, sentences) = place(passage);
                let page = page.map(|page| format!("{page}, ")).unwrap_or_default();
                line.push(&format!("{omitted} "), Role::Faint)
                    .push_whole(&format!("({page}{paragraph},"), Role::Faint)
                    .push(" ", Role::Faint)
                    .push_whole(&format!("{sentences})"), Role::Faint);
            } else if let Some(page) = page {
                line.push_whole(&format!(" ({page})"), Role::Faint);
            }
        }
        line.write(out, Indent::all(INDENT))?;
    }
    Ok(())
}

/// Where a passage stands: `¶ 4` and `sentences 6–9`.
fn place(passage: &Passage) -> (String, String) {
    let (first, last) = (
        u64::from(passage.sentences.0) + 1,
        u64::from(passage.sentences.1) + 1,
    );
    let sentences = if first == last {
        format!("sentence {first}")
    } else {
        format!("sentences {first}–{last}")
    };
    let paragraph = u64::from(passage.paragraph) + 1;
    (format!("¶ {paragraph}"), sentences)
}
