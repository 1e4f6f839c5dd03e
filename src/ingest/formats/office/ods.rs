//! ODS, the spreadsheets of `LibreOffice`: tables of articles, a row each.

use super::package::{self, refused};
use super::sheet_rows::{MOST_COLUMNS, ROW_BYTES, SheetRows};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml_stream::{Next, Tag, XmlStream};

const KIND: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// Whether a file starts as an archive that says what it is, or as XML that does.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let is_flat = || {
        head.trim_ascii_start().starts_with(b"<")
            && memchr::memmem::find(head, b"<office:document").is_some()
            && memchr::memmem::find(head, KIND).is_some()
    };
    package::holds(head, KIND) || is_flat()
}

/// Reads the rows of all sheets.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let start = slice.bytes.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let (is_empty, problem) = if start.starts_with(b"<") {
        let xml = XmlStream::new(start, start.len() as u64);
        let (is_empty, problem) = sheets(xml, options, sink);
        (
            is_empty,
            problem.map(|problem| Reason::CutShort { problem }),
        )
    } else {
        let Some(mut package) = package::package(slice, sink) else {
            return;
        };
        let mut is_empty = true;
        if let Some(xml) = package.required("content.xml") {
            let (none, problem) = sheets(xml, options, sink);
            is_empty = none;
            package.tell(problem);
        }
        (is_empty, package.into_problem())
    };
    match problem {
        Some(problem) => sink(Err(refused(problem))),
        None if is_empty => sink(Err(refused(Reason::Empty))),
        None => {}
    }
}

/// A row under way.
#[derive(Default)]
struct Row {
    cells: Vec<String>,
    /// The text of the cell that is open, and the value that it is written for.
    text: String,
    value: Option<String>,
    repeated: usize,
    paragraphs: usize,
    /// How many elements are open, from a comment on.
    left_out: usize,
}

impl Row {
    fn open_cell(&mut self, tag: &Tag) {
        let kind = tag.attribute("value-type").unwrap_or_default();
        self.text.clear();
        self.value = match kind.as_str() {
            "date" => tag.attribute("date-value"),
            "float" => tag.attribute("value"),
            _ => None,
        };
        let repeated = tag.attribute("number-columns-repeated");
        self.repeated = repeated.and_then(|count| count.parse().ok()).unwrap_or(1);
    }

    fn close_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = self.value.take().unwrap_or(text);
        let room = MOST_COLUMNS.saturating_sub(self.cells.len());
        // What is repeated is mostly nothing, to the end of the sheet.
        let most = match text.len() {
            0 => room,
            length => room.min(1 + ROW_BYTES / length / 100),
        };
        let count = self.repeated.min(most);
        self.cells.extend(std::iter::repeat_n(text, count));
    }
}

/// Reads all sheets: whether there is no row in any, and why they could not be read to their end.
fn sheets(
    mut xml: XmlStream<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) -> (bool, Option<String>) {
    let mut rows = SheetRows::new(options, sink);
    let mut row = Row::default();
    while let Some(next) = xml.next() {
        match next {
            Next::Start(_) if row.left_out > 0 => row.left_out += 1,
            Next::End(_) if row.left_out > 0 => row.left_out -= 1,
            Next::Text(text) if row.left_out == 0 && row.paragraphs > 0 => row.text.push_str(&text),
            Next::Text(_) => {}
            Next::Start(tag) => match tag.name() {
                "table" => rows.open_sheet(tag.attribute("name")),
                "table-row" => row = Row::default(),
                "table-cell" | "covered-table-cell" => row.open_cell(&tag),
                "annotation" | "forms" | "shapes" | "tracked-changes" | "label-ranges" => {
                    row.left_out = 1;
                }
                "p" => {
                    row.paragraphs += 1;
                    if !row.text.is_empty() {
                        row.text.push_str("\n\n");
                    }
                }
                "s" | "tab" => row.text.push(' '),
                "line-break" => row.text.push('\n'),
                _ => {}
            },
            Next::End(name) => match name.as_str() {
                "p" => row.paragraphs = row.paragraphs.saturating_sub(1),
                "table-cell" | "covered-table-cell" => row.close_cell(),
                "table-row" => rows.row(std::mem::take(&mut row.cells)),
                _ => {}
            },
        }
    }
    rows.row(row.cells);
    (rows.finish(), xml.problem())
}

#[cfg(test)]
mod tests;
