//! One row a passage, RFC 4180, safe to open in a spreadsheet.
//!
//! - A byte order mark comes first: without it Excel reads UTF-8 as the local charset and spoils
//!   every quote and accent. (Not on a terminal.)
//! - Text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers of ours are left alone.
//! - `text` is the plain passage; `matches` holds what matched in it, joined with ` | `.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::fields::OutputField;
use super::json::{Place, finite};
use super::{Named, Options, passage, safety};
use crate::api::{Hit, Passage};

/// What is written of an article where nobody asked for anything else.
const FIELDS: [OutputField; 10] = [
    OutputField::Id,
    OutputField::Title,
    OutputField::Published,
    OutputField::Source,
    OutputField::Section,
    OutputField::Authors,
    OutputField::Tags,
    OutputField::Language,
    OutputField::Url,
    OutputField::Origin,
];

/// The columns after the article's. Ordinals and places count as in JSON: from 0, the end
/// excluded, sentences both included.
pub(super) const PASSAGE_COLUMNS: [&str; 11] = [
    "passage",
    "text",
    "matches",
    "passage_score",
    "paragraph",
    "first_sentence",
    "last_sentence",
    "start_byte",
    "end_byte",
    "start_character",
    "end_character",
];

/// Writes the header.
pub(super) fn begin(out: &mut dyn Write, options: &Options) -> io::Result<()> {
    write_start(out, options)?;
    let fields = options.fields_or(&FIELDS).iter().map(|field| field.name());
    let columns = ["rank", "score"]
        .into_iter()
        .chain(fields)
        .chain(PASSAGE_COLUMNS);
    let columns: Vec<String> = columns.map(str::to_owned).collect();
    write_rows(out, &[columns], options)
}

/// Writes a row for each passage of a hit; a hit without passages is one row with those cells empty.
pub(super) fn hit(out: &mut dyn Write, hit: &Hit, options: &Options) -> io::Result<()> {
    let mut article = vec![hit.rank.to_string(), finite(hit.score).to_string()];
    for field in options.fields_or(&FIELDS) {
        article.push(cell(
            &field.text_of(&hit.article).unwrap_or_default(),
            options,
        ));
    }
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(hit.passages.len().max(1));
    for (ordinal, passage) in hit.passages.iter().enumerate() {
        let mut row = article.clone();
        row.extend(passage_cells(
            ordinal + 1,
            passage,
            &hit.article.body,
            options,
        ));
        rows.push(row);
    }
    if rows.is_empty() {
        article.resize(article.len() + PASSAGE_COLUMNS.len(), String::new());
        rows.push(article);
    }
    write_rows(out, &rows, options)
}

/// The cells of one passage: [`PASSAGE_COLUMNS`].
pub(super) fn passage_cells(
    ordinal: usize,
    passage: &Passage,
    body: &str,
    options: &Options,
) -> [String; PASSAGE_COLUMNS.len()] {
    let marks = passage::marks(passage);
    let matches: Vec<_> = marks.iter().map(|mark| mark.of(&passage.text)).collect();
    let (start, end) = Place::of(passage.span, body).characters();
    [
        ordinal.to_string(),
        cell(&passage.text, options),
        cell(&matches.join(" | "), options),
        finite(passage.score).to_string(),
        passage.paragraph.to_string(),
        passage.sentences.0.to_string(),
        passage.sentences.1.to_string(),
        passage.span.start.to_string(),
        passage.span.end.to_string(),
        start.to_string(),
        end.to_string(),
    ]
}

/// Writes the byte order mark.
pub(super) fn write_start(out: &mut dyn Write, options: &Options) -> io::Result<()> {
    if options.terminal {
        Ok(())
    } else {
        out.write_all("\u{feff}".as_bytes())
    }
}

/// Writes rows of cells that are safe already.
pub(super) fn write_rows(
    out: &mut dyn Write,
    rows: &[Vec<String>],
    options: &Options,
) -> io::Result<()> {
    let end = if options.terminal {
        Terminator::Any(b'\n')
    } else {
        Terminator::CRLF
    };
    let mut writer = WriterBuilder::new().terminator(end).from_writer(out);
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()
}

/// A text as a cell: no NUL, which ends the file for some readers, and no formula.
pub(super) fn cell(text: &str, options: &Options) -> String {
    let text = if options.terminal {
        safety::visible(text)
    } else {
        Cow::Borrowed(text)
    };
    let text = text.replace('\0', "");
    if starts_formula(&text) {
        format!("'{text}")
    } else {
        text
    }
}

/// Whether a spreadsheet may run the cell: it starts, after white space, with a character that opens a formula
/// in some locale (OWASP's list for CSV injection), or with a tab or line end, which some strip.
fn starts_formula(text: &str) -> bool {
    let skipped = |it: char| it.is_whitespace() || it.is_control() || safety::is_unsafe(it);
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start_matches(skipped)
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_defused() {
        for (text, shown) in [
            ("plain", "plain"),
            ("", ""),
            ("a = b", "a = b"),
            (
                "=HYPERLINK(\"http://e.org\")",
                "'=HYPERLINK(\"http://e.org\")",
            ),
            ("+1", "'+1"),
            ("-2 degrees", "'-2 degrees"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1+1", "'  =1+1"),
            ("\u{a0}\u{feff}=1+1", "'\u{a0}\u{feff}=1+1"),
            ("\tx", "'\tx"),
            ("\r=x", "'\r=x"),
            ("＝1+1", "'＝1+1"),
            ("\0=1+1", "'=1+1"),
            ("a\0b", "ab"),
            ("– dash", "– dash"),
        ] {
            assert_eq!(cell(text, &Options::default()), shown, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn rows_are_read_back_as_they_were(cells in prop::collection::vec("[a-z ,;\"\r\n=é日]{0,8}", 2..5)) {
            let row: Vec<String> = cells.iter().map(|it| cell(it, &Options::default())).collect();
            let mut out = Vec::new();
            write_rows(&mut out, &[row.clone(), row.clone()], &Options::default()).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|it| it.unwrap().iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(read, vec![row.clone(), row]);
        }
    }
}
