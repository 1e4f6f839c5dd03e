//! TEI P5: a `teiCorpus` of one `TEI` an article, with a header, divisions, paragraphs and sentences
//! (TEI Guidelines P5, chapters 2, 4, 15 and 17).

use std::io::{self, Write};

use super::corpus_text::{Block, CorpusText};
use crate::article::{Article, Published};
use crate::render::fields::OutputField;
use crate::render::xml::escaped;

const BEGIN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader><fileDesc>
<titleStmt><title>Articles exported by unbury</title></titleStmt>
<publicationStmt><p>For research; the texts belong to their publishers.</p></publicationStmt>
<sourceDesc><p>An archive of articles; each TEI says where its article was published.</p></sourceDesc>
</fileDesc></teiHeader>
"#;

/// Writes the header of the corpus.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BEGIN.as_bytes())
}

/// Writes what stands behind the last article. A corpus holds one at least: of nothing, an empty text.
pub(super) fn end(out: &mut dyn Write, written: u64) -> io::Result<()> {
    if written == 0 {
        write(out, &Article::default(), "", &mut CorpusText::default())?;
    }
    out.write_all(b"</teiCorpus>\n")
}

/// Writes an article.
pub(super) fn write(
    out: &mut dyn Write,
    article: &Article,
    story: &str,
    texts: &mut CorpusText,
) -> io::Result<()> {
    header(out, article, story)?;
    match &article.language {
        Some(language) => writeln!(out, "<text xml:lang=\"{}\"><body>", escaped(language))?,
        None => writeln!(out, "<text><body>")?,
    }
    let blocks = texts.blocks(article);
    divisions(out, article, &blocks)?;
    out.write_all(b"</body></text></TEI>\n")
}

/// An element with a text.
fn element(out: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
    let end = name.split(' ').next().unwrap_or(name);
    write!(out, "<{name}>{}</{end}>", escaped(text))
}

fn header(out: &mut dyn Write, article: &Article, story: &str) -> io::Result<()> {
    out.write_all(b"<TEI><teiHeader><fileDesc>\n<titleStmt>")?;
    element(out, "title", title(article))?;
    for author in &article.authors {
        element(out, "author", author)?;
    }
    out.write_all(b"</titleStmt>\n<publicationStmt><p>Exported by unbury</p></publicationStmt>\n<sourceDesc><bibl>")?;
    element(out, "title level=\"a\"", title(article))?;
    for author in &article.authors {
        element(out, "author", author)?;
    }
    if let Some(source) = &article.source {
        element(out, "title level=\"j\"", source)?;
    }
    if let Some(section) = &article.section {
        element(out, "biblScope unit=\"section\"", section)?;
    }
    if let Some(published) = article.published {
        let text = OutputField::Published.text_of(article).unwrap_or_default();
        match when(published) {
            Some(when) => element(out, &format!("date when=\"{when}\""), &text)?,
            None => element(out, "date", &text)?,
        }
    }
    if let Some(url) = &article.url {
        element(out, "idno type=\"URL\"", url)?;
    }
    element(out, "idno type=\"id\"", &article.id.0)?;
    element(out, "idno type=\"story\"", story)?;
    out.write_all(b"</bibl></sourceDesc>\n</fileDesc>")?;
    profile(out, article)?;
    out.write_all(b"</teiHeader>\n")
}

/// Language and keywords, where they are known.
fn profile(out: &mut dyn Write, article: &Article) -> io::Result<()> {
    if article.language.is_none() && article.tags.is_empty() {
        return Ok(());
    }
    out.write_all(b"\n<profileDesc>")?;
    if let Some(language) = &article.language {
        let code = escaped(language);
        write!(
            out,
            "<langUsage><language ident=\"{code}\">{code}</language></langUsage>"
        )?;
    }
    if !article.tags.is_empty() {
        out.write_all(b"<textClass><keywords>")?;
        for tag in &article.tags {
            element(out, "term", tag)?;
        }
        out.write_all(b"</keywords></textClass>")?;
    }
    out.write_all(b"</profileDesc>\n")
}

fn title(article: &Article) -> &str {
    let title = article.title.trim();
    if title.is_empty() {
        "(no headline)"
    } else {
        title
    }
}

/// As the data type `teidata.temporal.w3c` has it: years of four digits, without a sign.
fn when(published: Published) -> Option<String> {
    (1..=9999)
        .contains(&published.year())
        .then(|| published.to_string())
}

/// A division begins with each heading: only there a `head` may stand. One without a paragraph gets an empty one, so that it is no
/// heading alone.
fn divisions(out: &mut dyn Write, article: &Article, blocks: &[Block<'_>]) -> io::Result<()> {
    out.write_all(b"<div>\n")?;
    let mut has_paragraph = false;
    let mut page = None;
    for (at, block) in blocks.iter().enumerate() {
        if block.is_heading && at > 0 {
            out.write_all(if has_paragraph {
                b"</div>\n<div>\n"
            } else {
                b"<p/>\n</div>\n<div>\n"
            })?;
        }
        has_paragraph = !block.is_heading;
        let name = if block.is_heading { "head" } else { "p" };
        write!(out, "<{name}>")?;
        let here = block.start.and_then(|start| article.page_at(start));
        if let Some(here) = here.filter(|_| here != page) {
            write!(out, "<pb n=\"{}\"/>", escaped(here))?;
            page = Some(here);
        }
        for (nth, sentence) in block.sentences.iter().enumerate() {
            let space = if nth == 0 { "" } else { " " };
            write!(out, "{space}<s>{}</s>", escaped(sentence))?;
        }
        writeln!(out, "</{name}>")?;
    }
    out.write_all(if has_paragraph {
        b"</div>"
    } else {
        b"<p/>\n</div>"
    })
}
