//! BibTeX, with the fields of BibLaTeX beside the classic ones: `@article`, in UTF-8 with LaTeX's own signs escaped.

use std::io::{self, Write};

use super::quotes::{first_page, one_line, places, quoted};
use super::safe_name::Names;
use crate::api::Hit;
use crate::render::byline::Byline;
use crate::render::fields::OutputField;

/// Writes the entry of a hit: `abstract` holds what is quoted, `note` its place.
pub(super) fn write(out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
    let article = &hit.article;
    write!(out, "@article{{{}", Names::Keys.of(&article.id.0))?;
    let mut field = |name: &str, value: &str| {
        if value.is_empty() {
            return Ok(());
        }
        write!(out, ",\n  {name} = {{{value}}}")
    };
    let text = |text: &str| latex(&one_line(text));
    let authors: Vec<String> = article.authors.iter().map(|author| name(author)).collect();
    field("author", &authors.join(" and "))?;
    let title = text(&article.title);
    // Braces keep the capitals of the headline.
    field(
        "title",
        &if title.is_empty() {
            title
        } else {
            format!("{{{title}}}")
        },
    )?;
    field(
        "journal",
        &text(article.source.as_deref().unwrap_or_default()),
    )?;
    if let Some(published) = article.published {
        let day = OutputField::day_of(published);
        field("date", &day)?;
        if published.year() >= 0 {
            field("year", day.get(..4).unwrap_or_default())?;
        }
    }
    field(
        "section",
        &text(article.section.as_deref().unwrap_or_default()),
    )?;
    field("pages", &text(first_page(hit).unwrap_or_default()))?;
    // Addresses are verbatim for BibLaTeX and for `hyperref`.
    field(
        "url",
        &article.url.as_deref().map(address).unwrap_or_default(),
    )?;
    field(
        "langid",
        &text(article.language.as_deref().unwrap_or_default()),
    )?;
    field("keywords", &text(&article.tags.join(", ")))?;
    field("abstract", &text(&quoted(hit).join(" […] ")))?;
    field("note", &text(&places(hit).unwrap_or_default()))?;
    out.write_all(b"\n}\n\n")
}

/// A name as BibTeX takes it apart: `von Last, Jr, First`; one that is no person's in braces.
fn name(author: &str) -> String {
    match Byline::read(author) {
        Byline::Person {
            given,
            family,
            suffix,
        } => {
            let suffix = suffix.map(|suffix| format!(", {}", latex(&suffix)));
            format!(
                "{}{}, {}",
                latex(&family),
                suffix.unwrap_or_default(),
                latex(&given)
            )
        }
        Byline::Whole(name) => format!("{{{}}}", latex(&name)),
    }
}

/// An address with what would end the field written as `%XX`.
fn address(url: &str) -> String {
    let mut written = String::with_capacity(url.len());
    for sign in url.chars() {
        match sign {
            '{' => written.push_str("%7B"),
            '}' => written.push_str("%7D"),
            '\\' => written.push_str("%5C"),
            sign if sign.is_whitespace() || sign.is_control() => written.push_str("%20"),
            sign => written.push(sign),
        }
    }
    written
}

/// The text with the ten signs of LaTeX escaped.
fn latex(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                written.push('\\');
                written.push(sign);
            }
            '~' => written.push_str("\\textasciitilde{}"),
            '^' => written.push_str("\\textasciicircum{}"),
            '\\' => written.push_str("\\textbackslash{}"),
            sign => written.push(sign),
        }
    }
    written
}
