//! A story for people: its articles in the order of time, below each what it added (`+`), left out (`-`) and changed (`~`).

use std::io::{self, Write};

use super::told::{Piece, about, first, pieces, summary};
use crate::api::{ToldArticle, ToldStory};
use crate::article::Article;
use crate::passage::Difference;
use crate::render::fields::{Extent, OutputField};
use crate::render::format::Format;
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::text::{Indent, StyledText, push_title, write_fields, write_id, write_ranked};

/// Columns before everything that belongs to an article but its first line.
const INDENT: usize = 3;
/// Columns before what differs.
const DIFFERENCE: Indent = Indent {
    first: INDENT,
    rest: INDENT + 2,
};

pub(super) fn write(out: &mut dyn Write, story: &ToldStory, options: &Options) -> io::Result<()> {
    let mut line = StyledText::new(options);
    line.push(&summary(story), Role::Faint);
    line.write(
        out,
        Indent {
            first: 0,
            rest: INDENT,
        },
    )?;
    let Some(first) = first(story).filter(|_| story.articles.len() > 1) else {
        return Ok(());
    };
    for (rank, told) in (1..).zip(&story.articles) {
        write_article(out, (rank, told), first, options)?;
    }
    Ok(())
}

fn write_article(
    out: &mut dyn Write,
    (rank, told): (usize, &ToldArticle),
    first: &Article,
    options: &Options,
) -> io::Result<()> {
    out.write_all(b"\n")?;
    let article = &told.article;
    let title = |line: &mut StyledText<'_>| {
        if article.title == first.title && article.id != first.id {
            line.push("the same headline", Role::Faint);
        } else {
            push_title(line, article, &[]);
        }
    };
    write_ranked(out, rank, title, options, INDENT)?;
    let fields = options.fields(Extent::Hit, Format::Text);
    write_fields(out, article, fields, options, INDENT)?;
    let mut line = StyledText::new(options);
    line.push(&about(told), Role::Faint);
    line.write(out, Indent::all(INDENT))?;
    let mut same = 0;
    for difference in &told.differences {
        if matches!(difference, Difference::Same { .. }) {
            same += 1;
            continue;
        }
        write_same(out, std::mem::take(&mut same), options)?;
        write_difference(out, difference, (&first.body, &article.body), options)?;
    }
    if same < told.differences.len() {
        write_same(out, same, options)?;
    }
    if fields.contains(&OutputField::Id) {
        write_id(out, article, options, INDENT)?;
    }
    Ok(())
}

/// Writes how many sentences are the same, where there are some.
fn write_same(out: &mut dyn Write, sentences: usize, options: &Options) -> io::Result<()> {
    let said = match sentences {
        0 => return Ok(()),
        1 => "  (1 sentence is the same)".to_owned(),
        many => format!("  ({many} sentences are the same)"),
    };
    let mut line = StyledText::new(options);
    line.push(&said, Role::Faint);
    line.write(out, DIFFERENCE)
}

/// Writes a sentence that differs; changed words as `wdiff` writes them.
fn write_difference(
    out: &mut dyn Write,
    difference: &Difference,
    (before, after): (&str, &str),
    options: &Options,
) -> io::Result<()> {
    let mut line = StyledText::new(options);
    match difference {
        Difference::Same { .. } => return Ok(()),
        Difference::Removed { before: span } => {
            line.push("- ", Role::Title)
                .push(span.of(before), Role::Faint);
        }
        Difference::Added { after: span } => {
            line.push("+ ", Role::Title)
                .push(span.of(after), Role::Plain);
        }
        Difference::Changed {
            after: span, words, ..
        } => {
            line.push("~ ", Role::Title);
            for piece in pieces((before, after), *span, words) {
                match piece {
                    Piece::Same(text) => {
                        line.push(text, Role::Plain);
                    }
                    Piece::Changed(old, new) => {
                        if !old.is_empty() {
                            line.push(&format!("[-{old}-]"), Role::Faint);
                        }
                        if !new.is_empty() {
                            line.push(&format!("{{+{new}+}}"), Role::Title);
                        }
                    }
                }
            }
        }
    }
    line.write(out, DIFFERENCE)
}
