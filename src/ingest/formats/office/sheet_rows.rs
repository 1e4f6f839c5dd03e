//! The rows of a spreadsheet as records: a row that names columns, and below it an article in each row.

use std::borrow::Cow;

use serde_json::Value;

use crate::ingest::columns;
use crate::ingest::fields::{self, Given};
use crate::ingest::formats::vendors::lines;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::ReadOptions;

/// Rows among which the one that names columns is looked for: titles and remarks may stand above it.
const HEAD_ROWS: usize = 12;

/// Columns of a row, at most; a spreadsheet has no more.
pub(super) const MOST_COLUMNS: usize = 16_384;

/// Text of all rows, in bytes at most: cells may share theirs.
const TABLE_BYTES: usize = 128 << 20;

/// Text of a row, in bytes at most.
pub(super) const ROW_BYTES: usize = 4 << 20;

/// Takes the rows of all sheets, and hands on their records.
pub(super) struct SheetRows<'a> {
    options: &'a ReadOptions,
    sink: &'a mut dyn FnMut(Result<Record, Refused>),
    ordinal: u64,
    /// The sheet's name, where it counts.
    sheet: Option<String>,
    /// The first rows, until the names of columns are known.
    head: Vec<Vec<String>>,
    names: Vec<String>,
    /// Whether an article was found in the sheet.
    found: bool,
    /// Whether it was told that there are none.
    told: bool,
    is_empty: bool,
    /// Text that may still be handed on, in bytes.
    left_bytes: usize,
}

impl<'a> SheetRows<'a> {
    pub(super) fn new(
        options: &'a ReadOptions,
        sink: &'a mut dyn FnMut(Result<Record, Refused>),
    ) -> Self {
        Self {
            options,
            sink,
            ordinal: 0,
            sheet: None,
            head: Vec::new(),
            names: Vec::new(),
            found: false,
            told: false,
            is_empty: true,
            left_bytes: TABLE_BYTES,
        }
    }

    /// A sheet begins.
    pub(super) fn open_sheet(&mut self, name: Option<String>) {
        self.close_sheet();
        self.sheet = name;
        self.names.clear();
        self.found = false;
        self.told = false;
    }

    /// Takes a row.
    pub(super) fn row(&mut self, mut cells: Vec<String>) {
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.is_empty() {
            return;
        }
        self.is_empty = false;
        let bytes = cells.iter().map(String::len).sum();
        let left = self.left_bytes.checked_sub(bytes);
        if left.is_none() && self.left_bytes > 0 {
            (self.sink)(Err(Refused {
                ordinal: Some(self.ordinal + 1),
                line: None,
                reason: Reason::TooLarge {
                    limit_bytes: TABLE_BYTES as u64,
                },
            }));
        }
        self.left_bytes = left.unwrap_or(0);
        if self.left_bytes == 0 {
            return;
        }
        if !self.names.is_empty() {
            return self.record(&cells);
        }
        self.head.push(cells);
        if self.head.len() >= HEAD_ROWS {
            self.name_columns();
        }
    }

    /// The sheet ends.
    pub(super) fn close_sheet(&mut self) {
        if self.names.is_empty() && !self.head.is_empty() {
            self.name_columns();
        }
    }

    /// All sheets end; whether there was no row in any.
    pub(super) fn finish(mut self) -> bool {
        self.close_sheet();
        self.is_empty
    }

    /// Finds the names of the columns in the first rows, and reads what stands below.
    fn name_columns(&mut self) {
        let head = std::mem::take(&mut self.head);
        let filled = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
        let map = &self.options.map;
        let is_header = |row: &Vec<String>| {
            columns::is_header(&names(row), map)
                && (filled(row) > 1 || head.iter().all(|row| row.len() == 1))
        };
        let start = match head.iter().position(is_header) {
            Some(at) => {
                self.names = names(&head[at]);
                at + 1
            }
            None if head.iter().any(|row| row.iter().any(|cell| is_prose(cell))) => {
                let widest = head.iter().map(|row| filled(row)).max().unwrap_or(0);
                let is_full = |row: &Vec<String>| filled(row) * 2 > widest;
                let at = head.iter().position(is_full).unwrap_or(0);
                let names_itself = head.get(at).is_some_and(|row| !columns::is_row(row));
                let sample = head
                    .get(at + usize::from(names_itself)..)
                    .unwrap_or_default();
                self.names = columns::names(sample);
                // Names that are not known still say what stands below them.
                let written = head.get(at).filter(|_| names_itself);
                for (name, written) in self.names.iter_mut().zip(written.into_iter().flatten()) {
                    if name.starts_with("column ") && !written.trim().is_empty() {
                        written.trim().clone_into(name);
                    }
                }
                at + usize::from(names_itself)
            }
            None => {
                self.names = head.first().cloned().unwrap_or_default();
                1
            }
        };
        for row in head.get(start..).unwrap_or_default() {
            self.record(row);
        }
    }

    fn record(&mut self, cells: &[String]) {
        self.ordinal += 1;
        let given: Given<'_> = self
            .names
            .iter()
            .zip(cells)
            .filter(|(name, cell)| !name.is_empty() || !cell.is_empty())
            .map(|(name, cell)| (Cow::Borrowed(name.as_str()), Value::String(cell.clone())))
            .collect();
        let ordinal = Some(self.ordinal);
        match fields::record(given, self.options) {
            Ok(mut record) => {
                self.found = true;
                if let Some(sheet) = &self.sheet {
                    let sheet = Value::from(sheet.as_str());
                    record.metadata.entry("sheet").or_insert(sheet);
                }
                (self.sink)(Ok(Record { ordinal, ..record }));
            }
            // A table of something else: each of its rows is none for the same reason.
            Err(Reason::NoText { .. }) if self.told && !self.found => {}
            Err(reason) => {
                self.told = true;
                (self.sink)(Err(Refused {
                    ordinal,
                    line: None,
                    reason,
                }));
            }
        }
    }
}

/// The names of columns in a row, those in other languages as this program calls them.
fn names(row: &[String]) -> Vec<String> {
    let name = |cell: &String| match lines::column(cell) {
        Some(field) if fields::recognise(cell).is_none() => field.to_owned(),
        _ => cell.trim().to_owned(),
    };
    row.iter().map(name).collect()
}

fn is_prose(cell: &str) -> bool {
    fields::prose(&Value::from(cell)) > 0
}

/// A moment that spreadsheets count in days, from 1900 or 1904, as written by the standard; `None` where it is none.
pub(super) fn moment(days: f64, from_1904: bool, kind: Shown) -> Option<String> {
    // The year 1900 had no 29 February, but it is counted.
    let start = if from_1904 {
        jiff::civil::date(1904, 1, 1)
    } else {
        jiff::civil::date(1899, 12, 30)
    };
    if !(0.0..3_000_000.0).contains(&days) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "it was just bounded")]
    let seconds = (days * 86_400.0).round() as i64;
    let at = start.to_datetime(jiff::civil::Time::midnight());
    let at = at
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .ok()?;
    let has_time = seconds % 86_400 != 0;
    Some(match kind {
        Shown::Time if days < 1.0 => at.time().to_string(),
        Shown::Date | Shown::Time if !has_time => at.date().to_string(),
        _ => at.to_string(),
    })
}

/// What a number stands for by the way it is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// Itself.
    #[default]
    Number,
    /// A day, perhaps with a time.
    Date,
    /// A time.
    Time,
}

/// What numbers are that are shown by a code of a spreadsheet: `d. mmm yyyy`.
pub(super) fn shown_by(code: &str) -> Shown {
    let mut bare = String::new();
    let mut ends: Option<char> = None;
    let mut chars = code.chars();
    while let Some(ch) = chars.next() {
        match (ends, ch) {
            (Some(end), _) if ch == end => ends = None,
            (Some(_), _) => {}
            (None, '"') => ends = Some('"'),
            (None, '[') => ends = Some(']'),
            (None, '\\' | '_' | '*') => {
                chars.next();
            }
            (None, ';') => break,
            _ => bare.push(ch.to_ascii_lowercase()),
        }
    }
    let bare = bare.replace("general", "");
    let has = |letters: &[char]| bare.contains(letters);
    match () {
        () if has(&['y', 'd', 'e']) && !bare.contains("e+") => Shown::Date,
        () if has(&['h', 's']) || bare.contains("am/pm") => Shown::Time,
        () if bare.contains("mmm") => Shown::Date,
        () => Shown::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dates_where_they_are_shown_as_such() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("#,##0 \"days\"", Shown::Number),
            ("[Red]0;[Blue]-0", Shown::Number),
            ("yyyy\\-mm\\-dd", Shown::Date),
            ("[$-407]d. mmmm yyyy;@", Shown::Date),
            ("mmm", Shown::Date),
            ("h:mm:ss", Shown::Time),
        ] {
            assert_eq!(shown_by(code), shown, "{code}");
        }
        for (days, from_1904, shown, expected) in [
            (45360.0, false, Shown::Date, Some("2024-03-09")),
            (45360.75, false, Shown::Date, Some("2024-03-09T18:00:00")),
            (43898.0, true, Shown::Date, Some("2024-03-09")),
            (0.5, false, Shown::Time, Some("12:00:00")),
            (-1.0, false, Shown::Date, None),
            (1e300, false, Shown::Date, None),
            (f64::NAN, false, Shown::Date, None),
        ] {
            assert_eq!(
                moment(days, from_1904, shown).as_deref(),
                expected,
                "{days}"
            );
        }
    }

    /// Titles and texts, or why there is none.
    fn read(sheets: &[&[&[&str]]]) -> Vec<String> {
        let options = ReadOptions::default();
        let mut found = Vec::new();
        let mut sink = |read: Result<Record, Refused>| {
            found.push(match read {
                Ok(record) => format!(
                    "{} | {} | {}",
                    record.title.unwrap_or_default(),
                    record.published.unwrap_or_default(),
                    record
                        .paragraphs
                        .first()
                        .map_or("", |paragraph| paragraph.text.as_str())
                ),
                Err(refused) => format!("! {}", refused.reason.code()),
            });
        };
        let mut rows = SheetRows::new(&options, &mut sink);
        for sheet in sheets {
            rows.open_sheet(None);
            for row in *sheet {
                rows.row(row.iter().map(|cell| (*cell).to_owned()).collect());
            }
        }
        rows.finish();
        found
    }

    #[test]
    fn the_row_that_names_columns_is_found() {
        let articles: &[&[&str]] = &[
            &["Press review, week 10"],
            &[],
            &["", "Headline", "Date", "Text"],
            &["1", "Ferry late", "2024-03-09", "It was late."],
            &["2", "Mill sold", "2024-03-10", "It was sold."],
        ];
        let figures: &[&[&str]] = &[
            &["Quarter", "Sum"],
            &["1", "20"],
            &["2", "30"],
            &["3", "40"],
        ];
        assert_eq!(
            read(&[articles, figures]),
            [
                "Ferry late | 2024-03-09 | It was late.",
                "Mill sold | 2024-03-10 | It was sold.",
                "! no_text"
            ]
        );
    }
}
