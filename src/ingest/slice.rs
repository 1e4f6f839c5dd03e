//! What a format reads: a slice of a file, and how.

use std::fmt::Debug;

use super::fields::FieldMap;
use super::reason::Reason;

/// The files that stand beside a file: in its folder, or below it.
pub trait Beside: Debug {
    /// The text of one, by its way from the folder (`alto/page-1.xml`).
    ///
    /// # Errors
    /// Where it lies elsewhere, cannot be read, is no text, or is larger than a record may be.
    fn read(&self, way: &str) -> Result<String, Reason>;

    /// The texts of files, in its folder and in the one above it, that have this in their names, whatever the case; a few at most.
    fn named(&self, part: &str) -> Vec<String>;

    /// The name of the file itself.
    fn own_name(&self) -> &str;
}

/// A piece of a file that holds whole records only.
#[derive(Debug, Clone, Copy)]
pub struct Slice<'a> {
    /// The text, already UTF-8, without byte order mark.
    pub text: &'a str,
    /// The bytes of the whole file where its format is no text; there is no text then.
    pub bytes: &'a [u8],
    /// Line of the file on which the text starts, from 1.
    pub first_line: u64,
    /// Ordinal in the file of the first record of the text, from 1.
    pub first_ordinal: u64,
    /// The header row of delimited text, without its line break; what stands before the first of elements; what
    /// was defined before; how an object around
    /// JSON values begins.
    pub header: Option<&'a str>,
    /// Whether the text is the whole file.
    pub whole_file: bool,
    /// What stands beside the file; nothing where it came from a stream.
    pub beside: Option<&'a dyn Beside>,
}

impl<'a> Slice<'a> {
    /// A text that is a whole file.
    pub fn of_text(text: &'a str) -> Self {
        Self {
            text,
            bytes: &[],
            first_line: 1,
            first_ordinal: 1,
            header: None,
            whole_file: true,
            beside: None,
        }
    }

    /// The bytes of a whole file that is no text.
    pub fn of_bytes(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            ..Self::of_text("")
        }
    }
}

/// How records are read, whatever the format.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Which of the source's fields hold what, where their names do not tell.
    pub map: FieldMap,
    /// What separates the columns of delimited text; `None` finds it in the header row.
    pub delimiter: Option<u8>,
    /// The table of a database that holds the articles; `None` takes all that do.
    pub table: Option<String>,
    /// The query whose rows are the articles of a database.
    pub sql: Option<String>,
}
