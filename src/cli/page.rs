//! A page of Markdown on a terminal.

use std::fmt::Write as _;
use std::io;

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use textwrap::core::display_width;

const HEADING: Style = Style::new().bold();
const CODE: Style = AnsiColor::Cyan.on_default();
/// Columns that a cell of a table needs to be readable; where there are fewer, a row is written as lines.
const NARROWEST_CELL: usize = 16;
/// Columns between the cells of a table.
const GAP: usize = 2;

/// Writes a page for lines of so many columns.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(
    markdown: &str,
    width: usize,
    colored: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut page = Page {
        width: width.max(NARROWEST_CELL),
        colored,
        ..Page::default()
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.take(event);
    }
    out.write_all(page.written.trim_start_matches('\n').as_bytes())
}

/// A page under way.
#[derive(Default)]
struct Page {
    width: usize,
    colored: bool,
    written: String,
    /// The paragraph, heading, item or cell under way.
    line: String,
    /// For each list that is open: the number of its next item, where it is numbered.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of the item under way.
    bullet: Option<String>,
    is_code: bool,
    is_strong: bool,
    /// The rows of the table under way; the first is its head.
    rows: Vec<Vec<String>>,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code => {
                for line in text.lines() {
                    let indent = self.indent();
                    let _ = writeln!(self.written, "{indent}    {line}");
                }
            }
            Event::Text(text) => {
                let style = if self.is_strong {
                    HEADING
                } else {
                    Style::new()
                };
                self.push(style, &text);
            }
            Event::Code(code) if self.colored => self.push(CODE, &code),
            Event::Code(code) => self.push(Style::new(), &format!("`{code}`")),
            Event::SoftBreak | Event::HardBreak => self.line.push(' '),
            Event::Rule => self.written.push('\n'),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.written.push('\n');
                self.is_strong = true;
            }
            Tag::Strong => self.is_strong = true,
            Tag::Paragraph if self.bullet.is_none() => self.written.push('\n'),
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.written.push('\n');
                }
                self.lists.push(*first);
            }
            Tag::Item => {
                let number = self.lists.last_mut().and_then(Option::as_mut);
                self.bullet = Some(match number {
                    Some(number) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    None => "- ".to_owned(),
                });
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.written.push('\n');
                self.is_code = true;
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.is_strong = false;
                self.flush();
            }
            TagEnd::Strong => self.is_strong = false,
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::CodeBlock => self.is_code = false,
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => self.table(),
            _ => {}
        }
    }

    fn push(&mut self, style: Style, text: &str) {
        if self.colored && style != Style::new() {
            // A style must not be open where a line is broken.
            for (at, word) in text.split(' ').enumerate() {
                if at > 0 {
                    self.line.push(' ');
                }
                if !word.is_empty() {
                    let _ = write!(self.line, "{style}{word}{style:#}");
                }
            }
        } else {
            self.line.push_str(text);
        }
    }

    /// What stands before the lines of the lists that are open.
    fn indent(&self) -> String {
        "  ".repeat(self.lists.len().saturating_sub(1))
    }

    /// Writes the paragraph under way.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.line);
        if text.trim().is_empty() {
            return;
        }
        let indent = self.indent();
        let bullet = self.bullet.take();
        let first = format!(
            "{indent}{}",
            bullet
                .as_deref()
                .unwrap_or(if self.lists.is_empty() { "" } else { "  " })
        );
        let other = " ".repeat(first.len());
        self.fill(&text, &first, &other);
    }

    fn fill(&mut self, text: &str, first: &str, other: &str) {
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(other)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        self.written.push_str(&textwrap::fill(text, options));
        self.written.push('\n');
    }

    /// Writes the table under way: in columns where they fit, else each row as lines under its first cell.
    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.written.push('\n');
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = (0..columns).map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| display_width(cell)).max().unwrap_or(0)
        });
        match fitted(&widest.collect::<Vec<_>>(), self.width) {
            Some(widths) => self.in_columns(&rows, &widths),
            None => self.in_lines(&rows),
        }
    }

    fn in_columns(&mut self, rows: &[Vec<String>], widths: &[usize]) {
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<Vec<_>> = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| textwrap::wrap(cell, *width))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for line in 0..height {
                let mut written = String::new();
                for (cell, width) in cells.iter().zip(widths) {
                    let part = cell.get(line).map_or("", |part| part);
                    let missing = (width + GAP).saturating_sub(display_width(part));
                    written.push_str(part);
                    written.push_str(&" ".repeat(missing));
                }
                self.written.push_str(written.trim_end());
                self.written.push('\n');
            }
            if at == 0 {
                let line: usize =
                    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
                self.written.push_str(&"─".repeat(line));
                self.written.push('\n');
            }
        }
    }

    fn in_lines(&mut self, rows: &[Vec<String>]) {
        for row in rows.iter().skip(1) {
            for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let indent = if at == 0 { "" } else { "    " };
                self.fill(cell, indent, "    ");
            }
        }
    }
}

/// The widths of the columns of a table in so many columns of the terminal: what each needs, or, where that is too much, what is
/// left for the widest.
fn fitted(widest: &[usize], width: usize) -> Option<Vec<usize>> {
    let room = width.checked_sub(GAP * widest.len().saturating_sub(1))?;
    let mut widths = widest.to_vec();
    while widths.iter().sum::<usize>() > room {
        let widest = widths.iter_mut().max()?;
        if *widest <= NARROWEST_CELL {
            return None;
        }
        *widest -= 1;
    }
    Some(widths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# A page\n\nSome `code` in **text** that is long enough for several lines of a narrow terminal.\n\n\
        - one\n- two\n\n1. first\n2. second\n\n```sh\nunbury search peace\n```\n\n\
        | write | finds |\n|---|---|\n| `peace` | any form of the word |\n| `\"a b\"` | these words, in this order |\n";

    fn written(width: usize, colored: bool) -> String {
        let mut out = Vec::new();
        write(PAGE, width, colored, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_page_is_written_for_the_width() {
        let expected = "A page\n\nSome `code` in text that is long enough for\nseveral lines of a narrow terminal.\n\n- one\n- two\n\n\
            1. first\n2. second\n\n    unbury search peace\n\n\
            write    finds\n───────────────────────────────────\n`peace`  any form of the word\n`\"a b\"`  these words, in this order\n";
        assert_eq!(written(45, false), expected);
    }

    #[test]
    fn no_width_is_too_small_and_nothing_is_lost() {
        let words = |text: &str| {
            text.replace('─', "")
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        for width in [0, 20, 30, 200] {
            let text = written(width, false);
            let lines = text.lines().filter(|line| !line.starts_with("    unbury"));
            for line in lines {
                assert!(display_width(line) <= width.max(28), "{width}: {line}");
            }
            let mut of_text = words(&text);
            let mut of_wide = words(&written(100, false));
            of_text.sort();
            of_wide.sort();
            // Where a row is written as lines, the head of the table is not repeated.
            assert!(of_text.iter().all(|word| of_wide.contains(word)), "{text}");
        }
    }

    #[test]
    fn no_style_is_open_at_the_end_of_a_line() {
        for line in written(30, true).lines() {
            assert_eq!(line.matches("\u{1b}[").count() % 2, 0, "{line:?}");
        }
    }
}
