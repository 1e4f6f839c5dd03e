//! The table of formats: what a file is, how it may be cut, and who reads it.
//!
//! A format is a row, not a trait: adding one is a file in `formats/` and a row in [`FORMATS`].

use std::fmt;
use std::io;

use crate::ingest::fields::FieldMap;
use crate::ingest::formats::{csv, html, json, jsonl, markdown, text};
use crate::ingest::record::Record;

/// One format: a row of [`FORMATS`].
pub struct Format {
    /// Name as typed after `--format`.
    pub name: &'static str,
    /// File name extensions, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Whether the start of a file (at most [`SNIFFED_BYTES`], UTF-8, perhaps cut inside a
    /// character) looks like this format.
    pub sniff: fn(&[u8]) -> bool,
    /// Where a file of this format may be cut into slices.
    pub split: Split,
    /// Reads all records of a slice, in order; a record that cannot be read is a [`Refused`] and
    /// the next one follows.
    pub read: ReadSlice,
}

/// Reads a slice; the last argument takes its records one by one.
pub type ReadSlice = fn(&Slice<'_>, &ReadOptions, &mut dyn FnMut(Result<Record, Refused>));

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Format").field(&self.name).finish()
    }
}

/// Where a file may be cut so that each piece can be read on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Nowhere: a file is one article and read at once.
    Whole,
    /// At any line boundary.
    Lines,
    /// At the end of a row of delimited text: a line break inside quotes does not end one. The
    /// first row is the header and goes with every slice.
    Rows,
    /// Between JSON values: the elements of the outer array, or of the first array of objects
    /// inside an outer object that is not an article itself.
    Values,
}

/// A piece of a file that holds whole records only.
#[derive(Debug, Clone, Copy)]
pub struct Slice<'a> {
    /// The text, already UTF-8, without byte order mark.
    pub text: &'a str,
    /// Line of the file on which the text starts, from 1.
    pub first_line: u64,
    /// Ordinal in the file of the first record of the text, from 1.
    pub first_ordinal: u64,
    /// The header row of delimited text, without its line break.
    pub header: Option<&'a str>,
    /// Whether the text is the whole file.
    pub whole_file: bool,
}

/// How records are read, whatever the format.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Which of the source's fields hold what, where their names do not tell.
    pub map: FieldMap,
    /// What separates the columns of delimited text; `None` finds it in the header row.
    pub delimiter: Option<u8>,
}

/// A record that could not be read, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Ordinal in the file, from 1; `None` where the file is one article.
    pub ordinal: Option<u64>,
    /// Line where the record starts, from 1, where the format has lines.
    pub line: Option<u64>,
    /// Why.
    pub reason: Reason,
}

/// Why a record, or the rest of a file, could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Nothing in it.
    #[error("empty")]
    Empty,
    /// No field that is known to hold text.
    #[error(
        "no text: none of the fields body, text, content … (has: {})",
        list(has)
    )]
    NoText {
        /// The fields it has.
        has: Vec<String>,
    },
    /// A field is there for text, and holds none; there is no headline either.
    #[error("no text: `{field}` is empty, and there is no headline")]
    EmptyText {
        /// The field that should hold the text.
        field: String,
    },
    /// A field named by `--map` is not in the record.
    #[error("no field `{field}` (has: {})", list(has))]
    NoField {
        /// The path that was asked for.
        field: String,
        /// The fields it has.
        has: Vec<String>,
    },
    /// Not JSON.
    #[error("not valid JSON: {problem} at column {column}")]
    NotJson {
        /// What the parser found.
        problem: String,
        /// Column in bytes, from 1, on the line given.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("not an article: a JSON {found} where an object should stand")]
    NotAnObject {
        /// Kind of the value: `array`, `string` and so on.
        found: &'static str,
    },
    /// A row whose columns are not the header's.
    #[error("{columns} columns where the header has {header}")]
    Columns {
        /// Columns of the row.
        columns: usize,
        /// Columns of the header.
        header: usize,
    },
    /// Quotes that are opened and never closed.
    #[error("a quote is opened here and never closed")]
    OpenQuote,
    /// More bytes than one record may have.
    #[error("too large: more than {} MB in one record", limit_bytes >> 20)]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// The source's own block of metadata is malformed.
    #[error("malformed front matter: {0}")]
    FrontMatter(String),
    /// Not text.
    #[error("binary, not text")]
    Binary,
    /// No row of [`FORMATS`] reads such files.
    #[error("no format reads `.{extension}` files")]
    UnknownFormat {
        /// The file's extension.
        extension: String,
    },
    /// The file ends too early: the compressed data or the record stops in the middle.
    #[error("cut short: {problem}")]
    CutShort {
        /// What is missing.
        problem: String,
    },
    /// The file could not be opened or read on.
    #[error("cannot be read: {problem}")]
    Unreadable {
        /// What the system or the decompressor said.
        problem: String,
    },
}

/// Names as a list in a message; a long list is cut.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut shown = names
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        shown.push_str(", …");
    }
    shown
}

impl Reason {
    /// Why a stream broke off.
    pub(crate) fn broken(error: &io::Error) -> Self {
        let problem = error.to_string();
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::CutShort { problem },
            _ => Self::Unreadable { problem },
        }
    }

    /// What to do about it, where something can be done.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoText { has } => Some(match has.first() {
                Some(first) => format!("name the field that holds the text: `--map body={first}`"),
                None => "the record is an empty object".to_owned(),
            }),
            Self::NoField { field, .. } => Some(format!(
                "write the name as it stands in the file, or `{field}?` if some records lack it"
            )),
            Self::OpenQuote => Some("double the quotes inside a quoted column".to_owned()),
            Self::Columns { .. } => Some(
                "quote columns that hold the delimiter or a line break; `--delimiter` names another one".to_owned(),
            ),
            Self::UnknownFormat { .. } => {
                Some(format!("if it is text after all, say which: `--format {}`", names("|")))
            }
            Self::NotJson { .. } | Self::NotAnObject { .. } => {
                Some("one object for each article: `--format json` or `--format jsonl`".to_owned())
            }
            Self::TooLarge { .. } => Some("cut it into smaller files or records".to_owned()),
            Self::CutShort { .. } => {
                Some("copy or download the file again; what was complete has been read".to_owned())
            }
            Self::Empty | Self::EmptyText { .. } | Self::FrontMatter(_) | Self::Binary | Self::Unreadable { .. } => {
                None
            }
        }
    }
}

/// Bytes of a file that a format may look at to know it.
pub const SNIFFED_BYTES: usize = 4096;

/// Every format, in the order in which an unknown file is tried; `text` takes what is left.
pub static FORMATS: &[Format] = &[
    Format {
        name: "jsonl",
        extensions: &["jsonl", "ndjson", "jsonlines"],
        sniff: jsonl::sniff,
        split: Split::Lines,
        read: jsonl::read,
    },
    Format {
        name: "json",
        extensions: &["json"],
        sniff: json::sniff,
        split: Split::Values,
        read: json::read,
    },
    Format {
        name: "html",
        extensions: &["html", "htm", "xhtml"],
        sniff: html::sniff,
        split: Split::Whole,
        read: html::read,
    },
    Format {
        name: "csv",
        extensions: &["csv"],
        sniff: csv::sniff,
        split: Split::Rows,
        read: csv::read,
    },
    Format {
        name: "tsv",
        extensions: &["tsv", "tab"],
        sniff: csv::sniff_tabs,
        split: Split::Rows,
        read: csv::read,
    },
    Format {
        name: "markdown",
        extensions: &["md", "markdown", "mdown", "mkd"],
        sniff: markdown::sniff,
        split: Split::Whole,
        read: markdown::read,
    },
    Format {
        name: "text",
        extensions: &["txt", "text"],
        sniff: text::sniff,
        split: Split::Whole,
        read: text::read,
    },
];

/// The names of all formats, joined.
fn names(separator: &str) -> String {
    FORMATS
        .iter()
        .map(|format| format.name)
        .collect::<Vec<_>>()
        .join(separator)
}

/// The format called `name`.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS
        .iter()
        .find(|format| format.name.eq_ignore_ascii_case(name))
}

/// Extensions of text files that are not articles and lie beside them in saved pages and sites.
const NOT_ARTICLES: &[&str] = &[
    "css", "js", "mjs", "map", "svg", "xml", "rss", "atom", "yaml", "yml", "toml",
];

/// The format of the file called `name` (without a compression's suffix), whose text starts with
/// `head`. The extension decides, except that JSON and JSON lines are told apart by the text: both
/// stand in files of either name. Without a known extension, the text decides.
///
/// # Errors
///
/// [`Reason::UnknownFormat`] for extensions that are known not to be articles.
pub fn of(name: &str, head: &[u8]) -> Result<&'static Format, Reason> {
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .unwrap_or_default();
    let by_extension = FORMATS
        .iter()
        .find(|format| format.extensions.contains(&extension.as_str()));
    let sniffed = || FORMATS.iter().find(|format| (format.sniff)(head));
    match by_extension {
        Some(format) if format.split == Split::Values || format.name == "jsonl" => {
            let json = |format: &&Format| matches!(format.name, "json" | "jsonl");
            // One line that is one object is JSON lines just as well as JSON; the name decides.
            Ok(sniffed()
                .filter(json)
                .filter(|found| !(found.name == "json" && is_one_line(head)))
                .unwrap_or(format))
        }
        Some(format) => Ok(format),
        None if NOT_ARTICLES.contains(&extension.as_str()) => {
            Err(Reason::UnknownFormat { extension })
        }
        None => sniffed()
            .or_else(|| by_name("text"))
            .ok_or(Reason::UnknownFormat { extension }),
    }
}

/// Whether the first line is an object that goes on to its end, or past `head`.
fn is_one_line(head: &[u8]) -> bool {
    let head = head.trim_ascii();
    head.starts_with(b"{\"")
        && memchr::memchr(b'\n', head).is_none_or(|end| head[..end].ends_with(b"}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_then_the_text() {
        let lines = "{\"title\":\"A\"}\n{\"title\":\"B\"}\n";
        let table: &[(&str, &str, &str)] = &[
            ("a.txt", "{\"not\": \"JSON here\"}", "text"),
            ("a.MD", "plain", "markdown"),
            ("a.csv", "x", "csv"),
            ("a.json", lines, "jsonl"),
            ("a.json", "{\"title\": \"A\",\n \"body\": \"x\"}", "json"),
            ("a.jsonl", "[\n{\"title\":\"A\"}\n]", "json"),
            ("a.jsonl", "{\"title\":\"A\"}", "jsonl"),
            (
                "a.ndjson",
                "{\"title\":\"A\", \"body\": \"cut in the mid",
                "jsonl",
            ),
            ("a.jsonl", "broken {\n{\"title\":\"A\"}", "jsonl"),
            ("-", lines, "jsonl"),
            ("", "[{\"title\":\"A\"}]", "json"),
            ("dump", "Title\tBody\nA\tx\n", "csv"),
            ("dump", "headline;pub_date;content\n", "csv"),
            ("notes.2024", "Well, title and text.\n", "text"),
            ("", "", "text"),
        ];
        for (name, head, expected) in table {
            assert_eq!(
                of(name, head.as_bytes()).unwrap().name,
                *expected,
                "{name} {head:?}"
            );
        }
        assert_eq!(
            of("a.css", b"a { }").unwrap_err(),
            Reason::UnknownFormat {
                extension: "css".to_owned()
            }
        );
    }

    #[test]
    fn names_and_extensions_are_used_once() {
        let mut names: Vec<_> = FORMATS
            .iter()
            .flat_map(|format| format.extensions.iter().chain([&format.name]))
            .collect();
        let own = |format: &Format| usize::from(format.extensions.contains(&format.name));
        let repeated: usize = FORMATS.iter().map(own).sum();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len() + repeated, all);
    }
}
