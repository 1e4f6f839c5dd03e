//! The tables of a report.

use std::io::{self, Write};

use super::head::ReportHead;
use crate::render::text::grouped;

/// How often the query occurs.
pub(super) fn counts(head: &ReportHead<'_>, out: &mut dyn Write) -> io::Result<()> {
    let count = head.count;
    out.write_all(b"<section aria-labelledby=\"counts\">\n<h2 id=\"counts\">How often</h2>\n<table>\n<tbody>\n")?;
    let articles = format!("{} of {}", grouped(count.articles), grouped(head.searched));
    for (name, number) in [
        ("Articles", articles),
        ("Occurrences", grouped(count.occurrences)),
        ("Sentences with an occurrence", grouped(count.sentences)),
        ("Occurrences in headlines", grouped(count.title_occurrences)),
    ] {
        writeln!(
            out,
            "<tr><th scope=\"row\">{name}</th><td class=\"number\">{number}</td></tr>"
        )?;
    }
    out.write_all(b"</tbody>\n</table>\n</section>\n")
}
