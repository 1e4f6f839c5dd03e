//! Quotations as Markdown: what is quoted and does not stand there is struck through, what stands there and is not quoted is underlined.

use std::io::{self, Write};

use super::told::{Piece, pieces, place, told, verdict};
use crate::api::{QuotePlace, VerifiedQuote};
use crate::render::fields::Extent;
use crate::render::format::Format;
use crate::render::markdown::{marked, title, write_citation};
use crate::render::options::Options;

pub(super) fn write(
    out: &mut dyn Write,
    quotes: &[VerifiedQuote],
    options: &Options,
) -> io::Result<()> {
    for (at, quote) in quotes.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\n")?;
        }
        let heading = marked(quote.quote.trim(), &[], options);
        writeln!(out, "## {heading}\n")?;
        writeln!(out, "{}", marked(&verdict(quote), &[], options))?;
        for (rank, place) in (1..).zip(&quote.places) {
            write_place(out, (rank, place), &quote.quote, options)?;
        }
    }
    Ok(())
}

fn write_place(
    out: &mut dyn Write,
    (rank, quoted): (usize, &QuotePlace),
    quote: &str,
    options: &Options,
) -> io::Result<()> {
    let article = &quoted.article;
    writeln!(out, "\n### {rank}. {}\n", title(article, &[], options))?;
    let parts = pieces(quoted, quote);
    let parts: Vec<String> = parts
        .iter()
        .map(|piece| piece_text(piece, options))
        .filter(|piece| !piece.is_empty())
        .collect();
    writeln!(out, "> {}\n", parts.join(" "))?;
    let fields = options.fields(Extent::Hit, Format::Markdown);
    write_citation(out, article, fields, options)?;
    let said: Vec<String> = std::iter::once(place(quoted)).chain(told(quoted)).collect();
    writeln!(out, "\n{}", marked(&said.join("; "), &[], options))
}

/// A part of a place, without the spaces around it.
fn piece_text(piece: &Piece<'_>, options: &Options) -> String {
    let written = |text: &str| marked(text.trim(), &[], options);
    match piece {
        Piece::Same(text) => written(text),
        Piece::Gap => "\\[…\\]".to_owned(),
        Piece::Different(quoted, there) => {
            let tagged = |text: &str, tag: &str| {
                let is_there = !text.trim().is_empty();
                is_there.then(|| format!("<{tag}>{}</{tag}>", written(text)))
            };
            let both = [tagged(quoted, "del"), tagged(there, "ins")];
            both.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}
