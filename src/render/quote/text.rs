//! Quotations for people: below each where it stands, with what is quoted (`[-so-]`) beside what stands there (`{+so+}`).

use std::io::{self, Write};

use super::told::{Piece, pieces, place, told, verdict};
use crate::api::{QuotePlace, VerifiedQuote};
use crate::render::fields::{Extent, OutputField};
use crate::render::format::Format;
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::text::{Indent, StyledText, push_title, write_fields, write_id, write_ranked};

/// Columns before everything that belongs to an article but its first line.
const INDENT: usize = 3;

pub(super) fn write(
    out: &mut dyn Write,
    quotes: &[VerifiedQuote],
    options: &Options,
) -> io::Result<()> {
    for (at, quote) in quotes.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\n")?;
        }
        let rest = Indent {
            first: 0,
            rest: INDENT,
        };
        let mut line = StyledText::new(options);
        line.push(quote.quote.trim(), Role::Plain);
        line.write(out, rest)?;
        let mut line = StyledText::new(options);
        line.push(&verdict(quote), Role::Title);
        line.write(out, rest)?;
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
    out.write_all(b"\n")?;
    let article = &quoted.article;
    let title = |line: &mut StyledText<'_>| push_title(line, article, &[]);
    write_ranked(out, rank, title, options, INDENT)?;
    let fields = options.fields(Extent::Hit, Format::Text);
    write_fields(out, article, fields, options, INDENT)?;
    let mut line = StyledText::new(options);
    line.push("“", Role::Faint);
    push_pieces(&mut line, quoted, quote);
    line.push("”", Role::Faint);
    line.write(out, Indent::all(INDENT))?;
    for said in std::iter::once(place(quoted)).chain(told(quoted)) {
        let mut line = StyledText::new(options);
        line.push(&said, Role::Faint);
        line.write(out, Indent::all(INDENT))?;
    }
    if fields.contains(&OutputField::Id) {
        write_id(out, article, options, INDENT)?;
    }
    Ok(())
}

fn push_pieces(line: &mut StyledText<'_>, place: &QuotePlace, quote: &str) {
    let mut ends_with_space = true;
    for piece in pieces(place, quote) {
        match piece {
            Piece::Same(text) => {
                line.push(text, Role::Plain);
                ends_with_space =
                    text.is_empty() && ends_with_space || text.ends_with(char::is_whitespace);
            }
            Piece::Gap => {
                line.push("[…]", Role::Faint);
                ends_with_space = false;
            }
            Piece::Different(quoted, written) => {
                if written.is_empty() && !ends_with_space {
                    line.push(" ", Role::Plain);
                }
                if !quoted.is_empty() {
                    line.push(&format!("[-{quoted}-]"), Role::Faint);
                }
                if !written.is_empty() {
                    line.push(&format!("{{+{written}+}}"), Role::Title);
                }
                ends_with_space = false;
            }
        }
    }
}
