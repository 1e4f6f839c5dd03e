//! An answer for people.
//!
//! Programs count sentences and paragraphs from 0; here they are counted from 1, as people do.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::fields::{OutputField, day};
use super::layout::{Indent, StyledText};
use super::style::{Role, file_target, link_target};
use super::{Head, Options, passage, safety, total_line};
use crate::api::{Hit, Notice, Passage};
use crate::article::Article;
use crate::span::ByteSpan;

/// What is shown of an article where nobody asked for anything else.
const FIELDS: [OutputField; 6] = [
    OutputField::Title,
    OutputField::Source,
    OutputField::Published,
    OutputField::Section,
    OutputField::Authors,
    OutputField::Id,
];

/// Columns before everything that belongs to a hit but its first line.
const INDENT: usize = 3;

/// Writes the notices and the total.
pub(super) fn begin(out: &mut dyn Write, head: &Head<'_>, options: &Options) -> io::Result<()> {
    for notice in head.notices {
        write_notice(out, notice, head.typed, options)?;
    }
    let mut line = StyledText::new(options);
    line.push(&total_line(&head.total, head.query), Role::Faint);
    line.write(
        out,
        Indent {
            first: 0,
            rest: INDENT,
        },
    )
}

/// Writes one hit, after a blank line.
pub(super) fn hit(out: &mut dyn Write, hit: &Hit, options: &Options) -> io::Result<()> {
    let fields = options.fields_or(&FIELDS);
    out.write_all(b"\n")?;
    let rank = format!("{}. ", hit.rank);
    let mut line = StyledText::new(options);
    line.push(&rank, Role::Faint);
    if fields.contains(&OutputField::Title) {
        push_title(&mut line, &hit.article, &hit.title_highlights);
    }
    line.write(
        out,
        Indent {
            first: 0,
            rest: INDENT.max(rank.len()),
        },
    )?;
    write_fields(out, &hit.article, options, INDENT)?;
    for passage in passage::shown(hit, fields).iter() {
        write_passage(out, passage, &hit.article.body, options)?;
    }
    if fields.contains(&OutputField::Id) {
        let mut line = StyledText::new(options);
        line.push_whole(&format!("id: {}", hit.article.id), Role::Faint);
        line.write(out, Indent::all(INDENT))?;
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
        &format!("more articles match: `--offset {shown}` goes on, `--limit` shows more at once"),
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

/// Appends the headline, linked to the article.
pub(super) fn push_title(line: &mut StyledText<'_>, article: &Article, highlights: &[ByteSpan]) {
    if article.title.trim().is_empty() {
        line.push("(no headline)", Role::Title);
    } else {
        let marks = passage::sound(&article.title, highlights.iter().copied());
        line.push_marked(&article.title, &marks, Role::Title);
    }
    let page = article.url.as_deref().and_then(link_target);
    line.link(page.or_else(|| file_target(&article.origin.path)));
}

/// Writes the line of source, date, section and authors, and whatever else was asked for.
pub(super) fn write_fields(
    out: &mut dyn Write,
    article: &Article,
    options: &Options,
    indent: usize,
) -> io::Result<()> {
    let mut line = StyledText::new(options);
    let mut first = true;
    for &field in options.fields_or(&FIELDS) {
        let shown = match field {
            // These have places of their own.
            OutputField::Title | OutputField::Id | OutputField::Body => continue,
            OutputField::Published => article.published.map(day),
            OutputField::Authors => Some(article.authors.join(", ")).filter(|it| !it.is_empty()),
            OutputField::Source | OutputField::Section => field.text_of(article),
            _ => field
                .text_of(article)
                .map(|text| format!("{field}: {text}")),
        };
        let Some(shown) = shown else { continue };
        if !first {
            line.push(" · ", Role::Faint);
        }
        line.push(&shown, Role::Faint);
        first = false;
    }
    line.write(out, Indent::all(indent))
}

/// Writes a passage: `…` where the article's text goes on, and its place.
fn write_passage(
    out: &mut dyn Write,
    passage: &Passage,
    body: &str,
    options: &Options,
) -> io::Result<()> {
    let marks = passage::marks(passage);
    let (before, after) = passage::omitted_around(passage, body);
    let paragraphs = passage::paragraphs(&passage.text);
    for (number, &paragraph) in paragraphs.iter().enumerate() {
        let mut line = StyledText::new(options);
        if before && number == 0 {
            line.push("… ", Role::Faint);
        }
        let text = paragraph.of(&passage.text);
        line.push_marked(text, &passage::marks_within(&marks, paragraph), Role::Plain);
        // A passage that is the whole text needs no place.
        if number + 1 == paragraphs.len() && (before || after) {
            let omitted = if after { " …" } else { "" };
            let (paragraph, sentences) = place(passage);
            line.push(&format!("{omitted} ({paragraph}, "), Role::Faint)
                .push_whole(&format!("{sentences})"), Role::Faint);
        }
        line.write(out, Indent::all(INDENT))?;
    }
    Ok(())
}

/// Where a passage stands: `¶ 4` and `sentences 6–9`. The spaces do not break.
fn place(passage: &Passage) -> (String, String) {
    let (first, last) = (
        u64::from(passage.sentences.0) + 1,
        u64::from(passage.sentences.1) + 1,
    );
    let sentences = if first == last {
        format!("sentence\u{a0}{first}")
    } else {
        format!("sentences\u{a0}{first}–{last}")
    };
    let paragraph = u64::from(passage.paragraph) + 1;
    (format!("¶\u{a0}{paragraph}"), sentences)
}

/// Writes a notice, under it the place in the query that it is about, and its hint.
pub(super) fn write_notice(
    out: &mut dyn Write,
    notice: &Notice,
    typed: Option<&str>,
    options: &Options,
) -> io::Result<()> {
    let mut line = StyledText::new(options);
    line.push("note: ", Role::Note)
        .push(&notice.message, Role::Plain);
    line.write(out, Indent { first: 0, rest: 6 })?;
    if let (Some(typed), Some(span)) = (typed, notice.span) {
        write_caret(out, typed, span, options)?;
    }
    if let Some(hint) = &notice.hint {
        let mut line = StyledText::new(options);
        line.push("hint: ", Role::Hint).push(hint, Role::Plain);
        line.write(out, Indent { first: 0, rest: 6 })?;
    }
    Ok(())
}

/// Writes the query with carets under a part of it, unless it does not fit on one line.
fn write_caret(
    out: &mut dyn Write,
    typed: &str,
    span: ByteSpan,
    options: &Options,
) -> io::Result<()> {
    let (Some(before), Some(part)) = (typed.get(..span.start), typed.get(span.start..span.end))
    else {
        return Ok(());
    };
    let columns = |text: &str| {
        if options.terminal {
            safety::visible(text).width()
        } else {
            text.width()
        }
    };
    if typed.contains('\n') || columns(typed) + 6 > options.width {
        return Ok(());
    }
    let mut line = StyledText::new(options);
    line.push(typed, Role::Plain);
    line.write(out, Indent::all(6))?;
    let mut carets = StyledText::new(options);
    carets.push(&"^".repeat(columns(part).max(1)), Role::Hint);
    carets.write(out, Indent::all(6 + columns(before)))
}
