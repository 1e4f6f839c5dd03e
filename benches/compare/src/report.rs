//! What is printed, and the same as a page.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use unbury::article::day_of_number;

use crate::Outcome;

/// Markdown that is printed as it grows.
pub(crate) struct Report {
    /// The command that makes it, which names its part of a page.
    name: &'static str,
    text: String,
}

impl Report {
    /// Begins with where and how the figures were made.
    pub(crate) fn begin(name: &'static str, command_line: &str) -> Outcome<Self> {
        let mut report = Self {
            name,
            text: String::new(),
        };
        report.paragraph(&format!(
            "- Date: {}\n- Processor: {}, {} cores\n- Commit: {}\n- Command: `{command_line}`",
            today(),
            processor(),
            std::thread::available_parallelism()?,
            commit(),
        ))?;
        Ok(report)
    }

    pub(crate) fn heading(&mut self, text: &str) -> Outcome<()> {
        self.paragraph(&format!("## {text}"))
    }

    pub(crate) fn paragraph(&mut self, text: &str) -> Outcome<()> {
        writeln!(std::io::stdout(), "{text}\n")?;
        write!(self.text, "{text}\n\n")?;
        Ok(())
    }

    /// Columns of figures stand at the right.
    pub(crate) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) -> Outcome<()> {
        let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
        self.paragraph(&table(&head, rows))
    }

    /// Writes it into a page: instead of what stands there below the marker of the same command, else at the end. What people
    /// wrote above the first marker stays.
    pub(crate) fn save(&self, page: &Path) -> Outcome<()> {
        let before = fs::read_to_string(page).unwrap_or_default();
        fs::write(page, placed(&before, self.name, self.text.trim_end()))?;
        Ok(())
    }
}

const MARKER: &str = "<!-- written by unbury-bench";

fn placed(page: &str, name: &str, text: &str) -> String {
    let marker = format!("{MARKER} {name}, not by hand -->");
    let (above, rest) = page.split_once(&marker).unwrap_or((page, ""));
    let others = rest
        .find(MARKER)
        .and_then(|at| rest.get(at..))
        .unwrap_or_default();
    let placed = format!("{}\n\n{marker}\n\n{text}\n\n{others}", above.trim_end());
    format!("{}\n", placed.trim())
}

fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let columns: Vec<(usize, bool)> = (0..head.len())
        .map(|column| {
            let lengths = cells(column).chain(head.get(column));
            let width = lengths.map(|cell| cell.chars().count()).max();
            (
                width.unwrap_or(0).max(2),
                cells(column).all(|cell| is_figure(cell)),
            )
        })
        .collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&columns);
        let padded = padded.map(|(cell, &(width, figures))| {
            if figures {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            }
        });
        format!("| {} |", padded.collect::<Vec<_>>().join(" | "))
    };
    let rule = columns.iter().map(|&(width, figures)| {
        let dashes = "-".repeat(width + 1);
        format!("{dashes}{}", if figures { ':' } else { '-' })
    });
    let rule = format!("|{}|", rule.collect::<Vec<_>>().join("|"));
    let mut lines = vec![line(head), rule];
    lines.extend(rows.iter().map(|row| line(row)));
    lines.join("\n")
}

/// Whether it stands at the right of its column: a number or nothing.
fn is_figure(cell: &str) -> bool {
    cell.chars()
        .next()
        .is_none_or(|first| first.is_ascii_digit() || "-–".contains(first))
}

/// Three digits that mean something.
pub(crate) fn figure(value: f64) -> String {
    match value.abs() {
        _ if value.is_nan() => "–".to_owned(),
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A number of things.
pub(crate) fn whole(value: f64) -> String {
    if value.is_nan() {
        figure(value)
    } else {
        format!("{value:.0}")
    }
}

fn today() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let day = i64::try_from(seconds / 86_400).ok().and_then(day_of_number);
    day.map_or_else(|| "unknown".to_owned(), |day| day.to_string())
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    let name = line.and_then(|line| line.split_once(": "));
    name.map_or(std::env::consts::ARCH, |(_, name)| name.trim())
        .to_owned()
}

/// The commit that this was built from, and whether the source is another now.
fn commit() -> String {
    let Some(commit) = unbury::COMMIT else {
        return "unknown".to_owned();
    };
    let mut git = Command::new("git");
    git.args(["-C", env!("CARGO_MANIFEST_DIR")]);
    let same = git.args(["diff", "--quiet", commit]).output();
    let is_same = same.is_ok_and(|output| output.status.success());
    format!("{commit}{}", if is_same { "" } else { "-dirty" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_page_is_written_anew_and_the_rest_stays() {
        let first = placed("# By hand\n\ntext\n", "all", "one");
        assert_eq!(
            first,
            format!("# By hand\n\ntext\n\n{MARKER} all, not by hand -->\n\none\n")
        );
        let both = placed(&first, "growth", "two");
        let again = placed(&both, "all", "three");
        assert_eq!(again, both.replace("one", "three"));
        assert_eq!(placed(&again, "growth", "two"), again);
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["Term".to_owned(), "1.25".to_owned()]];
        let written = table(&["task".to_owned(), "ms".to_owned()], &rows);
        assert_eq!(written, "| task |   ms |\n|------|-----:|\n| Term | 1.25 |");
    }

    #[test]
    fn figures_have_three_digits() {
        let written = [0.0123, 1.234, 12.34, 1234.5, f64::NAN].map(figure);
        assert_eq!(written, ["0.012", "1.23", "12.3", "1234", "–"]);
    }
}
