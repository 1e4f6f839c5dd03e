//! A story as Markdown: what a copy left out is struck through, what it added is underlined.
//!
//! As the tags of HTML that mean so: Markdown has no sign for what was added, and its rules for asterisks and tildes do not hold beside every
//! letter.

use std::io::{self, Write};

use super::told::{Piece, about, changes, first, pieces, summary};
use crate::api::{ToldArticle, ToldStory};
use crate::article::Article;
use crate::passage::Difference;
use crate::render::fields::Extent;
use crate::render::format::Format;
use crate::render::markdown::{marked, title, write_citation};
use crate::render::options::Options;

pub(super) fn write(out: &mut dyn Write, story: &ToldStory, options: &Options) -> io::Result<()> {
    writeln!(out, "{}", marked(&summary(story), &[], options))?;
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
    let article = &told.article;
    writeln!(out, "\n## {rank}. {}\n", title(article, &[], options))?;
    let fields = options.fields(Extent::Hit, Format::Markdown);
    write_citation(out, article, fields, options)?;
    writeln!(out, "\n{}", marked(&about(told), &[], options))?;
    for (at, difference) in changes(told).enumerate() {
        let start = if at == 0 { "\n" } else { "" };
        let text = difference_text(difference, (&first.body, &article.body), options);
        writeln!(out, "{start}- {text}")?;
    }
    Ok(())
}

fn difference_text(
    difference: &Difference,
    (before, after): (&str, &str),
    options: &Options,
) -> String {
    match difference {
        Difference::Same { after: span, .. } => marked(span.of(before), &[], options),
        Difference::Removed { before: span } => {
            format!(
                "left out: <del>{}</del>",
                marked(span.of(before), &[], options)
            )
        }
        Difference::Added { after: span } => {
            format!("added: <ins>{}</ins>", marked(span.of(after), &[], options))
        }
        Difference::Changed {
            after: span, words, ..
        } => {
            let pieces = pieces((before, after), *span, words);
            let text = pieces.iter().map(|piece| piece_text(piece, options));
            format!("changed: {}", text.collect::<String>())
        }
    }
}

/// A part of a sentence, with the spaces around it.
fn piece_text(piece: &Piece<'_>, options: &Options) -> String {
    let styled = |text: &str, start: &str, end: &str| {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return text.to_owned();
        }
        let (before, behind) = (
            &text[..text.len() - text.trim_start().len()],
            &text[text.trim_end().len()..],
        );
        format!(
            "{before}{start}{}{end}{behind}",
            marked(trimmed, &[], options)
        )
    };
    match piece {
        Piece::Same(text) => styled(text, "", ""),
        Piece::Changed(old, new) => {
            let between = if old.is_empty() || new.is_empty() {
                ""
            } else {
                " "
            };
            let (old, new) = (
                styled(old, "<del>", "</del>"),
                styled(new, "<ins>", "</ins>"),
            );
            format!("{old}{between}{new}")
        }
    }
}
