//! XLSX, the workbooks of Excel: tables of articles, a row each.

use std::collections::HashMap;

use super::package::{self, Package, refused, unescaped};
use super::sheet_rows::{MOST_COLUMNS, ROW_BYTES, SheetRows, Shown, moment, shown_by};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml_stream::{Next, Tag, XmlStream};

/// Whether a file starts as an archive with the parts of a workbook.
pub(crate) fn sniff(head: &[u8]) -> bool {
    package::holds(head, b"xl/")
}

/// Reads the rows of all sheets.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let Some(mut package) = package::package(slice, sink) else {
        return;
    };
    let book = Book::read(&mut package);
    let mut rows = SheetRows::new(options, sink);
    let several = book.sheets.len() > 1;
    for (name, part) in &book.sheets {
        rows.open_sheet(several.then(|| name.clone()));
        if let Some(xml) = package.required(part) {
            let problem = book.sheet(xml, &mut rows);
            package.tell(problem);
        }
    }
    let is_empty = rows.finish();
    match package.into_problem() {
        Some(problem) => sink(Err(refused(problem))),
        None if is_empty => sink(Err(refused(Reason::Empty))),
        None => {}
    }
}

/// Text of the cells that share it, in bytes of memory at most.
const SHARED_BYTES: usize = 128 << 20;

/// What the sheets of a workbook share.
#[derive(Default)]
struct Book {
    /// Names of sheets, and their parts.
    sheets: Vec<(String, String)>,
    texts: Vec<Box<str>>,
    /// What the numbers of each style stand for.
    styles: Vec<Shown>,
    from_1904: bool,
}

impl Book {
    fn read(package: &mut Package<'_>) -> Self {
        let main = package
            .related("", "officeDocument")
            .unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let mut book = Self::default();
        let parts: HashMap<String, String> = package.relations_by_id(&main);
        if let Some(mut xml) = package.required(&main) {
            while let Some(next) = xml.next() {
                let Next::Start(tag) = next else { continue };
                match tag.name() {
                    "workbookPr" => {
                        let value = tag.attribute("date1904");
                        book.from_1904 = value.is_some_and(|value| value == "1" || value == "true");
                    }
                    "sheet" => {
                        let part = tag.attribute("id").and_then(|id| parts.get(&id));
                        if let Some(part) = part {
                            let name = tag.attribute("name").unwrap_or_default();
                            book.sheets.push((name, part.clone()));
                        }
                    }
                    _ => {}
                }
            }
            package.tell(xml.problem());
        }
        if let Some(part) = package.related(&main, "styles")
            && let Some(xml) = package.optional(&part)
        {
            book.styles = styles(xml);
        }
        if let Some(part) = package.related(&main, "sharedStrings")
            && let Some(xml) = package.optional(&part)
        {
            let problem = book.read_texts(xml);
            package.tell(problem);
        }
        book
    }

    fn read_texts(&mut self, mut xml: XmlStream<'_>) -> Option<String> {
        let mut text = Text::default();
        let mut bytes = 0;
        while let Some(next) = xml.next() {
            match next {
                Next::Start(tag) if tag.name() == "si" => text = Text::default(),
                Next::End(name) if name == "si" => {
                    let whole = unescaped(&text.written);
                    bytes += whole.len() + size_of::<Box<str>>();
                    if bytes > SHARED_BYTES {
                        return Some("more text in cells than memory was given for".to_owned());
                    }
                    self.texts.push(whole.into());
                }
                other => text.take(&other),
            }
        }
        xml.problem()
    }

    /// Reads a sheet; why it could not be read to its end.
    fn sheet(&self, mut xml: XmlStream<'_>, rows: &mut SheetRows<'_>) -> Option<String> {
        let mut row: Vec<String> = Vec::new();
        let mut cell = Cell::default();
        let (mut bytes, mut too_large) = (0, false);
        while let Some(next) = xml.next() {
            match next {
                Next::Start(tag) => match tag.name() {
                    "row" => {
                        row.clear();
                        too_large |= bytes > ROW_BYTES;
                        bytes = 0;
                    }
                    "c" => cell = Cell::of(&tag, row.len()),
                    "v" => cell.in_value = true,
                    _ => cell.text.take(&Next::Start(tag)),
                },
                Next::Text(text) if cell.in_value => cell.value.push_str(&text),
                Next::End(name) => match name.as_str() {
                    "v" => cell.in_value = false,
                    "c" => {
                        let value = self.value(&cell);
                        bytes += value.len();
                        let fits = cell.column < MOST_COLUMNS && bytes <= ROW_BYTES;
                        if fits && !value.is_empty() {
                            if row.len() <= cell.column {
                                row.resize(cell.column + 1, String::new());
                            }
                            row[cell.column] = value;
                        }
                    }
                    "row" => rows.row(std::mem::take(&mut row)),
                    "sheetData" => break,
                    _ => cell.text.take(&Next::End(name)),
                },
                Next::Text(text) => cell.text.take(&Next::Text(text)),
            }
        }
        rows.row(row);
        too_large |= bytes > ROW_BYTES;
        let told = too_large.then(|| "a row holds more text than a row may".to_owned());
        xml.problem().or(told)
    }

    fn value(&self, cell: &Cell) -> String {
        let value = cell.value.trim();
        match cell.kind.as_str() {
            "s" => {
                let text = value.parse().ok().and_then(|at: usize| self.texts.get(at));
                text.map_or_else(String::new, std::string::ToString::to_string)
            }
            "inlineStr" => unescaped(&cell.text.written).into_owned(),
            "str" => unescaped(&cell.value).into_owned(),
            "b" => (if value == "1" { "true" } else { "false" }).to_owned(),
            // `#N/A` and its like.
            "e" => String::new(),
            "d" => value.to_owned(),
            _ => self.number(value, cell.style),
        }
    }

    fn number(&self, value: &str, style: usize) -> String {
        let Ok(number) = value.parse::<f64>() else {
            return value.to_owned();
        };
        let shown = self.styles.get(style).copied().unwrap_or_default();
        let moment = match shown {
            Shown::Number => None,
            shown => moment(number, self.from_1904, shown),
        };
        moment.unwrap_or_else(|| {
            if value.contains(['e', 'E']) {
                number.to_string()
            } else {
                value.to_owned()
            }
        })
    }
}

/// A cell under way.
#[derive(Default)]
struct Cell {
    column: usize,
    kind: String,
    style: usize,
    value: String,
    in_value: bool,
    text: Text,
}

impl Cell {
    fn of(tag: &Tag, next: usize) -> Self {
        Self {
            column: tag
                .attribute("r")
                .and_then(|place| column(&place))
                .unwrap_or(next),
            kind: tag.attribute("t").unwrap_or_default(),
            style: tag
                .attribute("s")
                .and_then(|style| style.parse().ok())
                .unwrap_or(0),
            ..Self::default()
        }
    }
}

/// The number of a column, from 0, in the name of a cell: 27 of `AB12`.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).fold(0, |number, letter| {
        number * 26 + usize::from(letter.to_ascii_uppercase() - b'A' + 1)
    });
    number.checked_sub(1)
}

/// Text that stands in runs, without the readings of its characters.
#[derive(Default)]
struct Text {
    written: String,
    is_open: bool,
    in_reading: bool,
}

impl Text {
    fn take(&mut self, next: &Next) {
        match next {
            Next::Start(tag) => match tag.name() {
                "t" => self.is_open = true,
                "rPh" => self.in_reading = true,
                _ => {}
            },
            Next::End(name) => match name.as_str() {
                "t" => self.is_open = false,
                "rPh" => self.in_reading = false,
                _ => {}
            },
            Next::Text(text) if self.is_open && !self.in_reading => self.written.push_str(text),
            Next::Text(_) => {}
        }
    }
}

/// What the numbers of each style stand for.
fn styles(mut xml: XmlStream<'_>) -> Vec<Shown> {
    let mut codes: HashMap<u32, Shown> = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    while let Some(next) = xml.next() {
        match next {
            Next::Start(tag) => {
                let number = |name: &str| tag.attribute(name).and_then(|id| id.parse::<u32>().ok());
                match tag.name() {
                    "numFmt" => {
                        if let (Some(id), Some(code)) =
                            (number("numFmtId"), tag.attribute("formatCode"))
                        {
                            codes.insert(id, shown_by(&code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = number("numFmtId").unwrap_or(0);
                        styles.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                }
            }
            Next::End(name) if name == "cellXfs" => in_cells = false,
            Next::End(_) | Next::Text(_) => {}
        }
    }
    styles
}

/// What the formats stand for that have no code of their own.
fn built_in(id: u32) -> Shown {
    match id {
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Date,
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => Shown::Time,
        _ => Shown::Number,
    }
}

#[cfg(test)]
mod tests;
