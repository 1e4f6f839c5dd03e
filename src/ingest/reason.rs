//! Why a record, or the rest of a file, could not be read, and what to do about it.

use std::io;

use super::unread::{self, UnreadKind};

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
    /// The source has taken it back.
    #[error("withdrawn by its source: cancelled, killed or withheld")]
    Withdrawn,
    /// No field that is known to hold text.
    #[error(
        "no text: none of the fields body, text, content … (has: {})",
        list(has)
    )]
    NoText {
        /// The fields it has.
        has: Vec<String>,
        /// The one that holds the most prose, which may be the text.
        longest: Option<String>,
    },
    /// A field is there for text, and holds none; there is no headline either.
    #[error("no text: `{field}` is empty, and there is no headline")]
    EmptyText {
        /// The field that should hold the text.
        field: String,
    },
    /// A field that a map names is not in the record.
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
    /// A table of one line, which names no columns.
    #[error("no table: its only line names no columns")]
    NoHeader,
    /// Quotes that are opened and never closed.
    #[error("a quote is opened here and never closed")]
    OpenQuote,
    /// News data that is no article: a picture, a concept, a plan.
    #[error("no article: {found}")]
    NoArticle {
        /// What it is.
        found: String,
    },
    /// A database in which nothing looks like articles, or without the table that was named.
    #[error("no table of articles (has: {})", list(tables))]
    NoTable {
        /// The tables it has.
        tables: Vec<String>,
    },
    /// Containers in one another, too deep.
    #[error("a file in a file in a file in a file: no deeper")]
    TooDeep,
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
    /// A kind of file that is known, and not read.
    #[error("{}, which is not read", kind.name)]
    NotRead {
        /// Which.
        kind: &'static UnreadKind,
    },
    /// A picture of a text.
    #[error("scanned, no text: OCR it first")]
    Scanned,
    /// It takes a password or a key.
    #[error("encrypted: it takes a password or a key")]
    Encrypted,
    /// No format reads such files.
    #[error("no format reads `.{extension}` files")]
    UnknownFormat {
        /// The file's extension.
        extension: String,
        /// Names of the formats there are.
        formats: Vec<&'static str>,
    },
    /// The file ends too early: the compressed data or the record stops in the middle.
    #[error("cut short: {problem}")]
    CutShort {
        /// What is missing.
        problem: String,
    },
    /// The program failed at it.
    #[error("this program failed at it: {problem}")]
    Panicked {
        /// What it said.
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
    /// Why a file that is called so, and begins with these bytes, is not read: it is of a kind that is known.
    pub(crate) fn of_unread(name: &str, head: &[u8]) -> Option<Self> {
        let kind = unread::of(name, head)?;
        Some(if unread::is_encrypted_office(head) {
            Self::Encrypted
        } else {
            Self::NotRead { kind }
        })
    }

    /// Why a stream broke off.
    pub(crate) fn broken(error: &io::Error) -> Self {
        let problem = error.to_string();
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::CutShort { problem },
            _ => Self::Unreadable { problem },
        }
    }

    /// Whether it says that a file could not be read on, so that nothing is known of the rest.
    pub(crate) fn is_of_the_file(&self) -> bool {
        matches!(self, Self::CutShort { .. } | Self::Unreadable { .. })
    }

    /// Whether it says that something is no article by its nature, so that nothing is missing: news data of another kind, what its
    /// source took back, a file inside of another that is none of ours.
    pub(crate) fn is_no_fault(&self, is_inside: bool) -> bool {
        match self {
            Self::NoArticle { .. } | Self::Withdrawn => true,
            Self::Binary | Self::UnknownFormat { .. } | Self::Empty => is_inside,
            _ => false,
        }
    }

    /// A stable name for programs, the same for all records that have the same fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Withdrawn => "withdrawn",
            Self::NoText { .. } => "no_text",
            Self::EmptyText { .. } => "empty_text",
            Self::NoField { .. } => "no_field",
            Self::NotJson { .. } => "not_json",
            Self::NotAnObject { .. } => "not_an_object",
            Self::Columns { .. } => "columns",
            Self::NoHeader => "no_header",
            Self::OpenQuote => "open_quote",
            Self::NoArticle { .. } => "no_article",
            Self::NoTable { .. } => "no_table",
            Self::TooDeep => "too_deep",
            Self::TooLarge { .. } => "too_large",
            Self::FrontMatter(_) => "front_matter",
            Self::Binary => "binary",
            Self::NotRead { .. } => "not_read",
            Self::Scanned => "scanned",
            Self::Encrypted => "encrypted",
            Self::UnknownFormat { .. } => "unknown_format",
            Self::CutShort { .. } => "cut_short",
            Self::Unreadable { .. } => "unreadable",
            Self::Panicked { .. } => "panicked",
        }
    }

    /// What to do about it, where something can be done.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoText { longest, has } => Some(match longest {
                Some(longest) => format!("name the field that holds the text, perhaps `{longest}`"),
                None if has.is_empty() => "the record is an empty object".to_owned(),
                None => "name the field that holds the text, if one does".to_owned(),
            }),
            Self::NoField { .. } => Some(
                "write the name as it stands in the file, or say that some records lack it"
                    .to_owned(),
            ),
            Self::OpenQuote => Some("double the quotes inside a quoted column".to_owned()),
            Self::Columns { .. } => {
                Some("quote columns that hold the delimiter or a line break".to_owned())
            }
            Self::UnknownFormat { .. } => {
                Some("if it is text after all, name its format".to_owned())
            }
            Self::NotJson { .. } | Self::NotAnObject { .. } => {
                Some("write one object for each article".to_owned())
            }
            Self::TooLarge { .. } => Some(
                "cut it into smaller files or records, or give more memory: a record may take a sixteenth of it".to_owned(),
            ),
            Self::Panicked { .. } => {
                Some("this is a bug: please report it with the record".to_owned())
            }
            Self::NoTable { .. } => Some("name the table, or a query".to_owned()),
            Self::TooDeep => Some("unpack the outer ones first".to_owned()),
            Self::NoHeader => Some("if it is text, name its format".to_owned()),
            Self::NotRead { kind } => Some(kind.hint.to_owned()),
            Self::CutShort { .. } => {
                Some("copy or download the file again; what was complete has been read".to_owned())
            }
            Self::Scanned => Some(
                "let a program read the pictures, such as `ocrmypdf IN.pdf OUT.pdf`, and index what it writes".to_owned(),
            ),
            Self::Encrypted => Some("save it without a password".to_owned()),
            Self::Empty
            | Self::Withdrawn
            | Self::EmptyText { .. }
            | Self::FrontMatter(_)
            | Self::NoArticle { .. }
            | Self::Binary
            | Self::Unreadable { .. } => None,
        }
    }
}
