//! What is said of an article above its text: its headline, and a line of its other fields.

use std::io::{self, Write};

use super::layout::{Indent, StyledText};
use crate::article::Article;
use crate::passage::Highlight;
use crate::render::fields::OutputField;
use crate::render::links::{file_target, link_target};
use crate::render::marks;
use crate::render::options::Options;
use crate::render::styles::Role;

/// Appends the headline, linked to the article.
pub(in crate::render) fn push_title(
    line: &mut StyledText<'_>,
    article: &Article,
    highlights: &[Highlight],
) {
    if article.title.trim().is_empty() {
        line.push("(no headline)", Role::Title);
    } else {
        let marks = marks::marked(&article.title, highlights);
        line.push_marked(&article.title, &marks, Role::Title);
    }
    let page = article.url.as_deref().and_then(link_target);
    line.link(page.or_else(|| file_target(&article.origin, line.folder())));
}

/// Writes the line on which an article stands in a list: its rank, and what `push` appends, such as its headline.
pub(in crate::render) fn write_ranked(
    out: &mut dyn Write,
    rank: usize,
    push: impl FnOnce(&mut StyledText<'_>),
    options: &Options,
    indent: usize,
) -> io::Result<()> {
    let rank = format!("{rank}. ");
    let mut line = StyledText::new(options);
    line.push(&rank, Role::Faint);
    push(&mut line);
    line.write(
        out,
        Indent {
            first: 0,
            rest: indent.max(rank.len()),
        },
    )
}

/// Writes the id on a line of its own, with the index that holds the article.
pub(in crate::render) fn write_id(
    out: &mut dyn Write,
    article: &Article,
    options: &Options,
    indent: usize,
) -> io::Result<()> {
    let mut line = StyledText::new(options);
    line.push_whole(&format!("id: {}", article.id), Role::Faint);
    push_index(&mut line, article);
    line.write(out, Indent::all(indent))
}

/// Appends the index that holds the article, where several were searched.
fn push_index(line: &mut StyledText<'_>, article: &Article) {
    if let Some(index) = &article.origin.index {
        line.push(&format!(" in {index}"), Role::Faint);
    }
}

/// Writes these fields on one line. A field that its text does not explain is written with its name.
pub(in crate::render) fn write_fields(
    out: &mut dyn Write,
    article: &Article,
    fields: &[OutputField],
    options: &Options,
    indent: usize,
) -> io::Result<()> {
    use OutputField::{Authors, Body, Id, Published, Section, Source, Title};
    let mut line = StyledText::new(options);
    let mut first = true;
    for &field in fields {
        let shown = match field {
            // These have places of their own.
            Title | Id | Body => continue,
            Published | Authors | Source | Section => field.shown(article),
            _ => field.shown(article).map(|text| format!("{field}: {text}")),
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
