//! What the reader should know about an answer.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::layout::{Indent, StyledText};
use crate::api::Notice;
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::span::ByteSpan;

/// Columns that `note: ` and `hint: ` take.
const INDENT: usize = 6;

/// Writes a notice, under it the place in the query that it is about, and its hint.
///
/// # Errors
/// Whatever the writer raises.
pub fn write_notice(
    out: &mut dyn Write,
    notice: &Notice,
    typed: Option<&str>,
    options: &Options,
) -> io::Result<()> {
    let mut line = StyledText::new(options);
    line.push("note: ", Role::Note)
        .push(&notice.message, Role::Plain);
    line.write(
        out,
        Indent {
            first: 0,
            rest: INDENT,
        },
    )?;
    if let (Some(typed), Some(span)) = (typed, notice.span) {
        write_caret(out, typed, span, options)?;
    }
    if let Some(hint) = &notice.hint {
        let mut line = StyledText::new(options);
        line.push("hint: ", Role::Hint).push(hint, Role::Plain);
        line.write(
            out,
            Indent {
                first: 0,
                rest: INDENT,
            },
        )?;
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
    let columns = |text: &str| options.safe(text).width();
    if typed.contains('\n') || columns(typed) + INDENT > options.width {
        return Ok(());
    }
    let mut line = StyledText::new(options);
    line.push(typed, Role::Plain);
    line.write(out, Indent::all(INDENT))?;
    let mut carets = StyledText::new(options);
    carets.push(&"^".repeat(columns(part).max(1)), Role::Hint);
    carets.write(out, Indent::all(INDENT + columns(before)))
}
