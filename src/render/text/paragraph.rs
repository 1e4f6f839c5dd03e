//! Text that no article holds: what is said of an answer.

use std::io::{self, Write};

use super::layout::{Indent, StyledText};
use crate::render::options::Options;
use crate::render::styles::Role;

/// A paragraph that goes on three columns to the right.
pub(in crate::render) fn paragraph(
    options: &Options,
    first: usize,
    text: &str,
    role: Role,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut line = StyledText::new(options);
    line.push(text, role);
    line.write(
        out,
        Indent {
            first,
            rest: first + 3,
        },
    )
}

/// A name without line breaks, as the device may be shown it.
pub(in crate::render) fn one_line(options: &Options, name: &str) -> String {
    let name = name.replace(['\n', '\r', '\t'], " ");
    options.safe(&name).into_owned()
}
