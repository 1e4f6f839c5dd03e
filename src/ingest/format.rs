//! The table of formats: what a file is, how it may be cut, and who reads it.
//!
//! A format is a row, not a trait: adding one is a file in the folder of its family in `formats/`, and a row in [`FORMATS`].

use std::fmt;

use super::formats::agency::{anpa, iptc7901, newsml, newsml_g2, ninjs, nitf};
use super::formats::bibliography::{bibtex, ris};
use super::formats::collections::{trec, vrt};
use super::formats::data::{csv, json, jsonl};
use super::formats::office::{docx, epub, ods, odt, rtf, xlsx};
use super::formats::paper::{alto, hocr, mets, page_xml, pdf};
use super::formats::prose::{markdown, text};
use super::formats::vendors;
use super::formats::web::{feed, html, mediawiki};
use super::marked::Marks;
use super::reason::{Reason, Refused};
use super::record::Record;
use super::slice::Slice;

pub use super::slice::ReadOptions;

/// One format: a row of [`FORMATS`].
pub struct Format {
    /// Name as typed after `--format`.
    pub name: &'static str,
    /// File name extensions of its own, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Extensions that it shares: such a file is of this format where it looks like it.
    pub shares: &'static [&'static str],
    /// Whether the start of a file looks like this format: at most [`SNIFFED_BYTES`], as UTF-8 and perhaps cut inside a
    /// character; of a format that is no text ([`Split::Bytes`]) as they are.
    pub sniff: fn(&[u8]) -> bool,
    /// Where a file of this format may be cut into slices.
    pub split: Split,
    /// Reads all records, in order; a record that cannot be read is a [`Refused`] and the next one follows.
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
    /// Nowhere, and it is no text: its bytes are read at once, as they are.
    Bytes,
    /// At any line boundary.
    Lines,
    /// At the end of a row of delimited text: a line break inside quotes does not end one. The
    /// first row is the header and goes with every slice.
    Rows,
    /// Between JSON values: the elements of the outer array, or of the arrays of articles inside
    /// an outer object that is not an article itself.
    Values,
    /// Between elements of these local names, in XML or SGML. What stands before the first one goes with every slice.
    Elements(&'static [&'static str]),
    /// Before lines with which records begin.
    Marked(&'static Marks),
}

/// Bytes of a file that a format may look at to know it.
pub const SNIFFED_BYTES: usize = 4096;

const JSON: &[&str] = &["json", "jsonl", "ndjson", "jsonlines"];
const JSON_LINES: &[&str] = &["jsonl", "ndjson", "jsonlines"];

/// XML of any kind: its root element tells which, and most kinds are no articles.
const XML: &[&str] = &["xml"];

/// Every format, in the order in which an unknown file is tried; `text` takes what is left.
pub static FORMATS: &[Format] = &[
    Format {
        name: "jsonl",
        extensions: JSON_LINES,
        shares: &["json"],
        sniff: jsonl::sniff,
        split: Split::Lines,
        read: jsonl::read,
    },
    Format {
        name: "ninjs",
        extensions: &[],
        shares: JSON,
        sniff: |head| json::sniff(head) && !jsonl::sniff(head) && ninjs::sniff(head),
        split: Split::Values,
        read: json::read,
    },
    Format {
        name: "json",
        extensions: &["json"],
        shares: JSON_LINES,
        sniff: json::sniff,
        split: Split::Values,
        read: json::read,
    },
    Format {
        name: "nitf",
        extensions: &["nitf"],
        shares: XML,
        sniff: nitf::sniff,
        split: Split::Whole,
        read: nitf::read,
    },
    Format {
        name: "newsml-g2",
        extensions: &[],
        shares: XML,
        sniff: newsml_g2::sniff,
        split: Split::Whole,
        read: newsml_g2::read,
    },
    Format {
        name: "newsml",
        extensions: &[],
        shares: XML,
        sniff: newsml::sniff,
        split: Split::Whole,
        read: newsml::read,
    },
    Format {
        name: "vendor-xml",
        extensions: &[],
        shares: XML,
        sniff: vendors::xml::sniff,
        split: Split::Whole,
        read: vendors::xml::read,
    },
    Format {
        name: "feed",
        extensions: &["rss", "atom", "rdf"],
        shares: XML,
        sniff: feed::sniff,
        split: Split::Elements(feed::RECORDS),
        read: feed::read,
    },
    Format {
        name: "mediawiki",
        extensions: &[],
        shares: XML,
        sniff: mediawiki::sniff,
        split: Split::Elements(mediawiki::RECORDS),
        read: mediawiki::read,
    },
    Format {
        name: "trec",
        extensions: &["trec", "sgml", "sgm"],
        shares: &["xml", "txt"],
        sniff: trec::sniff,
        split: Split::Elements(trec::RECORDS),
        read: trec::read,
    },
    Format {
        name: "vrt",
        extensions: &["vrt", "vert"],
        shares: &["txt"],
        sniff: vrt::sniff,
        split: Split::Elements(vrt::RECORDS),
        read: vrt::read,
    },
    Format {
        name: "ris",
        extensions: &["ris"],
        shares: &["txt"],
        sniff: ris::sniff,
        split: Split::Marked(&ris::MARKS),
        read: ris::read,
    },
    Format {
        name: "bibtex",
        extensions: &["bib", "bibtex"],
        shares: &["txt"],
        sniff: bibtex::sniff,
        split: Split::Marked(&bibtex::MARKS),
        read: bibtex::read,
    },
    Format {
        name: "anpa",
        extensions: &["anpa"],
        shares: &["txt"],
        sniff: anpa::sniff,
        split: Split::Whole,
        read: anpa::read,
    },
    Format {
        name: "iptc7901",
        extensions: &[],
        shares: &["txt"],
        sniff: iptc7901::sniff,
        split: Split::Whole,
        read: iptc7901::read,
    },
    Format {
        name: "mets",
        extensions: &[],
        shares: XML,
        sniff: mets::sniff,
        split: Split::Whole,
        read: mets::read,
    },
    Format {
        name: "alto",
        extensions: &[],
        shares: XML,
        sniff: alto::sniff,
        split: Split::Whole,
        read: alto::read,
    },
    Format {
        name: "page-xml",
        extensions: &[],
        shares: XML,
        sniff: page_xml::sniff,
        split: Split::Whole,
        read: page_xml::read,
    },
    Format {
        name: "hocr",
        extensions: &["hocr"],
        shares: &["html", "htm", "xhtml", "xml"],
        sniff: hocr::sniff,
        split: Split::Whole,
        read: hocr::read,
    },
    Format {
        name: "pdf",
        extensions: &["pdf"],
        shares: &[],
        sniff: pdf::sniff,
        split: Split::Bytes,
        read: pdf::read,
    },
    Format {
        name: "html",
        extensions: &["html", "htm", "xhtml"],
        shares: XML,
        sniff: html::sniff,
        split: Split::Whole,
        read: vendors::pages::read,
    },
    Format {
        name: "docx",
        extensions: &["docx", "docm", "dotx", "dotm"],
        shares: &[],
        sniff: docx::sniff,
        split: Split::Bytes,
        read: docx::read,
    },
    Format {
        name: "odt",
        extensions: &["odt", "fodt", "ott"],
        shares: &[],
        sniff: odt::sniff,
        split: Split::Bytes,
        read: odt::read,
    },
    Format {
        name: "rtf",
        extensions: &["rtf"],
        shares: &[],
        sniff: rtf::sniff,
        split: Split::Bytes,
        read: rtf::read,
    },
    Format {
        name: "epub",
        extensions: &["epub"],
        shares: &[],
        sniff: epub::sniff,
        split: Split::Bytes,
        read: epub::read,
    },
    Format {
        name: "xlsx",
        extensions: &["xlsx", "xlsm", "xltx"],
        shares: &[],
        sniff: xlsx::sniff,
        split: Split::Bytes,
        read: xlsx::read,
    },
    Format {
        name: "ods",
        extensions: &["ods", "fods", "ots"],
        shares: &[],
        sniff: ods::sniff,
        split: Split::Bytes,
        read: ods::read,
    },
    Format {
        name: "csv",
        extensions: &["csv"],
        shares: &[],
        sniff: csv::sniff,
        split: Split::Rows,
        read: csv::read,
    },
    Format {
        name: "tsv",
        extensions: &["tsv", "tab"],
        shares: &[],
        sniff: csv::sniff_tabs,
        split: Split::Rows,
        read: csv::read,
    },
    Format {
        name: "markdown",
        extensions: &["md", "markdown", "mdown", "mkd"],
        shares: &[],
        sniff: markdown::sniff,
        split: Split::Whole,
        read: markdown::read,
    },
    Format {
        name: "text",
        extensions: &["txt", "text"],
        shares: &[],
        sniff: text::sniff,
        split: Split::Whole,
        read: text::read,
    },
];

/// The refusal of a file with this extension, which no format reads.
pub(super) fn unknown(extension: String) -> Reason {
    Reason::UnknownFormat {
        extension,
        formats: FORMATS.iter().map(|format| format.name).collect(),
    }
}

/// The format called `name`.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS
        .iter()
        .find(|format| format.name.eq_ignore_ascii_case(name))
}

/// Extensions of text files that are not articles and lie beside them in saved pages and sites.
const NOT_ARTICLES: &[&str] = &["css", "js", "mjs", "map", "svg", "yaml", "yml", "toml"];

/// The format of the file called `name` (without a compression's suffix), whose text starts with
/// `head`: of those that share its extension the first that it looks like, else the one whose extension it is. Without a
/// known extension, the text decides.
///
/// # Errors
///
/// [`Reason::UnknownFormat`] for extensions that are known not to be articles, and where it looks like none that share its
/// extension.
pub fn of(name: &str, head: &[u8]) -> Result<&'static Format, Reason> {
    let extension = extension(name);
    let extension = extension.as_str();
    let mut texts = FORMATS.iter().filter(|format| format.split != Split::Bytes);
    let looks_like = |format: &&Format| (format.sniff)(head);
    let own = texts
        .clone()
        .find(|format| format.extensions.contains(&extension));
    let mut sharing = texts
        .clone()
        .filter(|format| format.shares.contains(&extension))
        .peekable();
    let is_shared = sharing.peek().is_some();
    match (own, sharing.find(looks_like)) {
        // One line that is one object is JSON just as well.
        (Some(own), Some(_)) if own.split == Split::Lines && is_one_line(head) => Ok(own),
        (_, Some(format)) | (Some(format), None) => Ok(format),
        (None, None) if is_shared || NOT_ARTICLES.contains(&extension) => {
            Err(unknown(extension.to_owned()))
        }
        (None, None) => texts
            .find(looks_like)
            .or_else(|| by_name("text"))
            .ok_or_else(|| unknown(extension.to_owned())),
    }
}

/// The format of a file that is no text: by its name, else by its first bytes as they are.
pub(super) fn of_bytes(name: &str, head: &[u8]) -> Option<&'static Format> {
    let extension = extension(name);
    let mut formats = FORMATS.iter().filter(|format| format.split == Split::Bytes);
    let named = |format: &&Format| format.extensions.contains(&extension.as_str());
    let named = formats.clone().find(named);
    named.or_else(|| formats.find(|format| (format.sniff)(head)))
}

/// The extension of a file's name, in small letters; empty where it has none.
pub(super) fn extension(name: &str) -> String {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.unwrap_or_default().to_ascii_lowercase()
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
            unknown("css".to_owned())
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
