//! Verticalised text, as the IMS Open Corpus Workbench (CWB, `cwb-encode -xsB`), `CQPweb` and the Sketch Engine read it: a token a line
//! with its stem behind a tab, structures as tags on lines of their own, `<g/>` where no space stands.

use std::io::{self, Write};

use super::corpus_text::CorpusText;
use super::quotes::one_line;
use super::safe_name::Names;
use crate::article::Article;
use crate::render::fields::OutputField;
use crate::render::xml::escaped;

/// The columns, as CWB's tools note them.
pub(super) const HEADER: &str = "<!-- #vrt positional-attributes: word stem -->\n";

/// The attributes of a text that are fields of the article.
const ATTRIBUTES: &[(&str, OutputField)] = &[
    ("date", OutputField::Date),
    ("published", OutputField::Published),
    ("source", OutputField::Source),
    ("section", OutputField::Section),
    ("author", OutputField::Authors),
    ("tags", OutputField::Tags),
    ("language", OutputField::Language),
    ("url", OutputField::Url),
    ("title", OutputField::Title),
];

/// Writes a text.
///
/// `id` is a handle: CWB takes letters, digits and `_`. Where the article's id is none, that stands in `article_id`. Every text has the
/// same attributes, since CWB wants them declared: an empty one is not known.
pub(super) fn write(
    out: &mut dyn Write,
    article: &Article,
    story: &str,
    texts: &mut CorpusText,
) -> io::Result<()> {
    write!(out, "<text id=\"{}\"", Names::Handles.of(&article.id.0))?;
    let mut attribute =
        |name: &str, value: &str| write!(out, " {name}=\"{}\"", escaped(&one_line(value)));
    attribute("article_id", &article.id.0)?;
    attribute("story", story)?;
    for (name, field) in ATTRIBUTES {
        attribute(name, &field.text_of(article).unwrap_or_default())?;
    }
    let year = article
        .published
        .map(|published| published.year().to_string());
    attribute("year", &year.unwrap_or_default())?;
    out.write_all(b">\n")?;
    for block in texts.blocks(article) {
        let element = match (block.start, block.is_heading) {
            // The headline is an attribute too, and read from there.
            (None, _) => "head type=\"headline\"",
            (_, true) => "head",
            (_, false) => "p",
        };
        writeln!(out, "<{element}>")?;
        for sentence in &block.tokens {
            out.write_all(b"<s>\n")?;
            for token in sentence {
                if token.is_glued {
                    out.write_all(b"<g/>\n")?;
                }
                writeln!(out, "{}\t{}", escaped(token.text), escaped(&token.stem))?;
            }
            out.write_all(b"</s>\n")?;
        }
        let name = if block.is_heading { "head" } else { "p" };
        writeln!(out, "</{name}>")?;
    }
    out.write_all(b"</text>\n")
}
