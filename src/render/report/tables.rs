//! The tables of a report, and its chart.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::head::ReportHead;
use crate::api::{Facet, Facets};
use crate::render::chart::{Chart, svg};
use crate::render::text::grouped;
use crate::render::xml::escaped;

/// How often the query occurs.
pub(super) fn counts(head: &ReportHead<'_>, out: &mut dyn Write) -> io::Result<()> {
    let count = head.count;
    out.write_all(b"<section aria-labelledby=\"counts\">\n<h2 id=\"counts\">How often</h2>\n<table>\n<tbody>\n")?;
    let articles = format!("{} of {}", grouped(count.articles), grouped(head.searched));
    for (name, number) in [
        ("Articles", articles),
        ("Stories, copies counted once", grouped(count.stories)),
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

/// The query over time: a drawing, and the same in a table. The drawing is an image, so that its style touches nothing of the page.
pub(super) fn timeline(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<section aria-labelledby=\"time\">\n<h2 id=\"time\">Over time</h2>\n<figure>\n<img src=\"data:image/svg+xml,{}\" alt=\"{}\">\n\
         </figure>\n<details>\n<summary>The numbers of the chart</summary>\n<table>\n<caption>{}, {}</caption>\n<thead>\n<tr><th scope=\"col\">When</th>",
        in_address(&svg(chart)),
        escaped(&chart.description),
        escaped(&chart.title),
        escaped(&chart.measure),
    )?;
    for line in &chart.lines {
        write!(out, "<th scope=\"col\">{}</th>", escaped(&line.name))?;
    }
    out.write_all(b"</tr>\n</thead>\n<tbody>\n")?;
    for (at, step) in chart.steps.iter().enumerate() {
        write!(out, "<tr><th scope=\"row\">{}</th>", escaped(&step.label))?;
        for line in &chart.lines {
            let about = line.points.get(at).map_or("", |point| point.about.as_str());
            // The label stands in the row's head.
            let about = about
                .strip_prefix(step.label.as_str())
                .map_or(about, |about| about.trim_start_matches([':', ' ']));
            write!(out, "<td>{}</td>", escaped(about))?;
        }
        out.write_all(b"</tr>\n")?;
    }
    out.write_all(b"</tbody>\n</table>\n</details>\n</section>\n")
}

/// Values of fields among the articles found.
pub(super) fn facets(facets: &Facets, out: &mut dyn Write) -> io::Result<()> {
    let found = facets.counted.count.articles;
    let is_there = |facet: &&Facet| !facet.values.is_empty();
    if !facets.facets.iter().any(|facet| is_there(&facet)) {
        return Ok(());
    }
    out.write_all(b"<section aria-labelledby=\"facets\">\n<h2 id=\"facets\">Where</h2>\n<div class=\"tables\">\n")?;
    for facet in facets.facets.iter().filter(is_there) {
        write!(
            out,
            "<table>\n<caption>By {}</caption>\n<thead>\n<tr><th scope=\"col\">{}</th><th scope=\"col\" class=\"number\">articles</th>\
             <th scope=\"col\" class=\"number\">share</th></tr>\n</thead>\n<tbody>\n",
            escaped(&facet.by.to_string()),
            escaped(&facet.by.to_string())
        )?;
        for value in &facet.values {
            writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>",
                escaped(&value.group.label),
                grouped(value.articles),
                share(value.articles, found)
            )?;
        }
        for (name, number) in [("others", facet.not_listed), ("not known", facet.without)] {
            if number > 0 {
                writeln!(
                    out,
                    "<tr><th scope=\"row\"><em>{name}</em></th><td class=\"number\">{}</td><td></td></tr>",
                    grouped(number)
                )?;
            }
        }
        out.write_all(b"</tbody>\n</table>\n")?;
    }
    out.write_all(b"</div>\n</section>\n")
}

/// `12.5 %`, of what was found.
#[expect(clippy::cast_precision_loss, reason = "no archive has 2^53 articles")]
fn share(articles: u64, found: u64) -> String {
    format!(
        "{:.1}\u{a0}%",
        100.0 * articles as f64 / found.max(1) as f64
    )
}

/// A text as part of a `data:` address (RFC 2397, RFC 3986): what is not a letter, a digit or one of a few signs as `%XX`.
fn in_address(text: &str) -> String {
    let mut written = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:/=,;()@!*$+".contains(&byte) {
            written.push(char::from(byte));
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}
