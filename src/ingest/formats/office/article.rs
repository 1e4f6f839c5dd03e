//! The article of a word processor's document, or the articles of an export that is one.
//!
//! What a document looks like counts before what its properties say: these are often those of the template that it was made from.

use super::blocks::{Block, Role};
use super::package::{self, Document, Package, Properties};
use crate::ingest::dating;
use crate::ingest::formats::filling::{keep, tag, with_text};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::formats::prose::text;
use crate::ingest::formats::vendors::exports;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::Slice;

/// Reads a document in an archive, and hands on its article, or those of an export; what is wrong with it is told behind them.
pub(super) fn read(
    slice: &Slice<'_>,
    document: fn(&mut Package<'_>) -> Document,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let Some(mut package) = package::package(slice, sink) else {
        return;
    };
    let document = document(&mut package);
    hand_on(document, package.into_problem(), sink);
}

/// Hands on the articles of a document, and what is wrong with it.
pub(super) fn hand_on(
    document: Document,
    problem: Option<Reason>,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    match problem {
        Some(problem) if document.blocks.is_empty() => sink(Err(package::refused(problem))),
        problem => {
            records(document, sink);
            if let Some(problem) = problem {
                sink(Err(package::refused(problem)));
            }
        }
    }
}

/// Hands on the records of a document.
fn records(document: Document, sink: &mut dyn FnMut(Result<Record, Refused>)) {
    // Lines of the text are none of the file.
    let mut unlined = |read: Result<Record, Refused>| {
        sink(match read {
            Ok(record) => Ok(Record {
                line: None,
                ..record
            }),
            Err(refused) => Err(Refused {
                line: None,
                ..refused
            }),
        });
    };
    if !exports::read_blocks(&paragraphs(&document), || lines(&document), &mut unlined) {
        sink(with_text(article(document), "document").map_err(package::refused));
    }
}

/// The paragraphs of a document as lines, each apart.
fn paragraphs(document: &Document) -> String {
    let texts = document.blocks.iter().map(|block| block.text.as_str());
    texts.collect::<Vec<_>>().join("\n\n")
}

/// The paragraphs of a document as lines, apart where empty ones stand between them. Of a row, what names a field stands apart.
fn lines(document: &Document) -> String {
    let mut lines = String::new();
    for block in &document.blocks {
        if block.after_gap {
            lines.push('\n');
        }
        match block.text.split_once(" | ") {
            Some((name, rest)) if block.is_row && name.len() <= 3 => {
                lines.push_str(&[name, "    ", rest, "\n"].concat());
            }
            _ => {
                lines.push_str(&block.text);
                lines.push('\n');
            }
        }
    }
    lines
}

/// Blocks among which a title, a byline and a date are looked for.
const TOP_BLOCKS: usize = 24;

/// Lines that may stand before a headline are no longer than this, in bytes.
const LINE_BYTES: usize = 100;

fn article(document: Document) -> Record {
    let Document {
        mut blocks,
        properties,
    } = document;
    let title = styled_title(&mut blocks)
        .or_else(|| repeated_title(&mut blocks, &properties))
        .or_else(|| fitting_title(&blocks, &properties));
    let mut record = Record {
        title,
        ..Record::default()
    };
    take_named(&mut blocks, &mut record);
    let blocks = take_top(blocks, &mut record);
    let kept = std::mem::take(&mut record.paragraphs);
    let text = blocks.into_iter().map(Paragraph::from);
    record.paragraphs = kept.into_iter().chain(text).collect();
    describe(&mut record, properties);
    record
}

/// The title by its style, else the first heading where it stands at the top; it leaves the text.
fn styled_title(blocks: &mut Vec<Block>) -> Option<String> {
    let is = |role: Role| move |block: &Block| block.role == role;
    let top = &blocks[..blocks.len().min(TOP_BLOCKS)];
    let at = top.iter().position(is(Role::Title));
    let at = at.or_else(|| {
        let at = top.iter().position(is(Role::Heading))?;
        let is_line = |block: &Block| block.text.len() <= LINE_BYTES && !block.is_row;
        top[..at].iter().all(is_line).then_some(at)
    })?;
    // A title may be written in several lines.
    let lines = blocks[at..].iter();
    let lines = lines.take_while(|block| block.role == Role::Title).count();
    let lines: Vec<Block> = blocks.drain(at..at + lines.max(1)).collect();
    let lines: Vec<&str> = lines.iter().map(|block| block.text.as_str()).collect();
    Some(one_line(&lines.join(" ")))
}

/// The title that the properties give, where it stands at the top of the text too; it leaves the text.
fn repeated_title(blocks: &mut Vec<Block>, properties: &Properties) -> Option<String> {
    let title = one_line(properties.title.as_deref()?);
    let top = &blocks[..blocks.len().min(8)];
    let at = top
        .iter()
        .position(|block| one_line(&block.text) == title)?;
    blocks.remove(at);
    Some(title)
}

/// Text at the top that the title of the properties is compared with, in bytes.
const COMPARED_BYTES: usize = 4000;

/// The title that the properties give, where the text is about what it names: half of its longer words stand in it.
fn fitting_title(blocks: &[Block], properties: &Properties) -> Option<String> {
    let title = properties
        .title
        .as_deref()
        .filter(|title| !is_no_title(title))?;
    let mut top = String::new();
    for block in blocks {
        top.push_str(&block.text.to_lowercase());
        top.push(' ');
        if top.len() > COMPARED_BYTES {
            break;
        }
    }
    let words = title.split(|ch: char| !ch.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| word.len() > 3)
        .map(str::to_lowercase)
        .collect();
    let found = words
        .iter()
        .filter(|word| top.contains(word.as_str()))
        .count();
    (found > 0 && found * 2 >= words.len()).then(|| one_line(title))
}

/// Takes bylines and dates that styles name.
fn take_named(blocks: &mut Vec<Block>, record: &mut Record) {
    blocks.retain(|block| match block.role {
        Role::Byline => {
            record.authors.push(one_line(&block.text));
            false
        }
        Role::Date if record.published.is_none() => {
            record.published = Some(one_line(&block.text));
            false
        }
        _ => true,
    });
}

/// Takes what stands at the top of an article from the blocks, as from plain text; those that are left.
fn take_top(mut blocks: Vec<Block>, record: &mut Record) -> Vec<Block> {
    let is_plain = |block: &&Block| block.role == Role::Text && !block.is_row;
    let top = blocks.iter().take(TOP_BLOCKS).take_while(is_plain);
    let mut lines: Vec<&str> = Vec::new();
    let mut ends = Vec::new();
    for block in top {
        lines.extend(block.text.lines());
        ends.push(lines.len());
        lines.push("");
    }
    let taken = text::top(&lines, record);
    let whole = ends.iter().take_while(|end| **end <= taken).count();
    let start = whole
        .checked_sub(1)
        .and_then(|last| ends.get(last))
        .map_or(0, |end| end + 1);
    let rest = blocks.get(whole).map(|block| {
        let lines = block.text.lines().skip(taken.saturating_sub(start));
        lines.collect::<Vec<_>>().join("\n")
    });
    if let (Some(block), Some(rest)) = (blocks.get_mut(whole), rest) {
        block.text = rest;
    }
    blocks.drain(..whole);
    blocks
}

/// Fills what the text left open from the properties.
fn describe(record: &mut Record, properties: Properties) {
    let Properties {
        title,
        creators,
        created,
        modified,
        language,
        keywords,
        others,
    } = properties;
    let title = title.filter(|title| !is_no_title(title));
    match (&record.title, title) {
        (None, title) => record.title = title,
        (Some(known), Some(title)) if one_line(&title) != *known => {
            keep(record, "document_title", Some(title));
        }
        _ => {}
    }
    let mut creators: Vec<String> = creators
        .into_iter()
        .filter(|name| !is_nobody(name))
        .collect();
    creators.dedup();
    if record.authors.is_empty() {
        record.authors = creators;
    } else {
        keep(record, "creator", Some(creators.join("; ")));
    }
    record.language = record.language.take().or(language);
    for keyword in &keywords {
        tag(record, Some(keyword));
    }
    for (name, value) in others {
        keep(record, &name, Some(value));
    }
    let created = created.filter(|moment| !is_of_template(moment));
    keep(record, "created", created.as_ref());
    let modified = modified.filter(|moment| !is_of_template(moment));
    keep(record, "modified", modified.as_ref());
    // A date that the text begins with is the article's; that of the file is at best that of its writing.
    let is_dated = || dating::begins_with_day(&record.paragraphs, record.language.as_deref());
    if record.published.is_none() && !is_dated() {
        record.published = created.or(modified);
    }
}

/// Whether a moment is that of a template that programs make documents from.
fn is_of_template(moment: &str) -> bool {
    moment.starts_with("2013-12-23T23:15:00")
        || moment.starts_with("1980-01-01")
        || moment.starts_with("1601-01-01")
}

/// Whether a title says nothing of a document: it is the program's, or the name of a file.
fn is_no_title(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let bare = title.trim_end_matches(|ch: char| ch.is_ascii_digit() || ch.is_whitespace());
    let is_file = [
        ".doc", ".docx", ".rtf", ".odt", ".txt", ".dot", ".dotx", ".tmp",
    ]
    .iter()
    .any(|end| title.ends_with(end));
    is_file
        || title.starts_with("microsoft word")
        || !title.chars().any(char::is_alphanumeric)
        || matches!(
            bare,
            "" | "untitled"
                | "document"
                | "dokument"
                | "documento"
                | "title"
                | "titel"
                | "word document"
                | "no title"
                | "unbenannt"
                | "sans titre"
                | "sin título"
        )
}

/// Names of accounts and programs, which are nobody's.
const NOBODY: &[&str] = &[
    "user",
    "users",
    "admin",
    "administrator",
    "windows user",
    "windows-benutzer",
    "microsoft office user",
    "microsoft",
    "python-docx",
    "author",
    "autor",
    "auteur",
    "unknown",
    "owner",
    "guest",
    "benutzer",
    "utilisateur",
    "usuario",
    "utente",
    "pc",
    "hp",
    "dell",
    "lenovo",
    "acer",
    "asus",
    "toshiba",
    "apache poi",
    "docx4j",
    "openpyxl",
    "xlsxwriter",
    "default",
    "root",
    "home",
    "test",
    "customer",
    "un-named",
    "office",
];

/// Whether a name is that of an account or a program.
fn is_nobody(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    !name.chars().any(char::is_alphabetic) || NOBODY.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str], title: &str) -> Record {
        let blocks = texts.iter().map(|text| Block {
            text: (*text).to_owned(),
            ..Block::default()
        });
        let mut document = Document {
            blocks: blocks.collect(),
            ..Document::default()
        };
        document.properties.title = Some(title.to_owned());
        document.properties.created = Some("2019-04-20T10:00:00Z".to_owned());
        article(document)
    }

    #[test]
    fn the_title_is_that_of_the_text_where_it_has_one() {
        let text = "The ferry left Selwick at noon, and nobody on the pier of Korrin Isle had expected it to.";
        for (texts, title, expected) in [
            (
                &["Ferry runs again", text][..],
                "Minutes of the board",
                Some("Ferry runs again"),
            ),
            (
                &["Ferry runs again", text],
                "Document1",
                Some("Ferry runs again"),
            ),
            (
                &[text, "Ferry runs again"],
                "Ferry runs again",
                Some("Ferry runs again"),
            ),
            (
                &[text],
                "Ferry of Korrin Isle",
                Some("Ferry of Korrin Isle"),
            ),
            (
                &[text],
                "Minutes of the board",
                Some("Minutes of the board"),
            ),
            (&[text], "untitled 2", None),
        ] {
            let found = read(texts, title);
            assert_eq!(found.title.as_deref(), expected, "{title}");
            assert_eq!(found.paragraphs.len(), 1, "{title}");
        }
    }

    #[test]
    fn a_date_at_the_top_counts_before_that_of_the_file() {
        let text = "The ferry left Selwick at noon, and nobody on the pier of Korrin Isle had expected it to.";
        let dated = read(
            &["Ferry runs again", "April 17, 2019", "By Tilda Marsh", text],
            "",
        );
        assert_eq!(dated.published.as_deref(), Some("April 17, 2019"));
        assert_eq!(dated.authors, ["By Tilda Marsh"]);
        let led = format!("SELWICK, April 17, 2019 – {text}");
        assert_eq!(read(&["Ferry runs again", &led], "").published, None);
        let bare = read(&["Ferry runs again", text], "");
        assert_eq!(bare.published.as_deref(), Some("2019-04-20T10:00:00Z"));
    }
}
