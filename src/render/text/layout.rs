//! Styled text, wrapped to columns.
//!
//! Lines are broken where UAX #14 allows it, so Chinese and Japanese break between characters but
//! not before a full stop, and Thai between words. Columns are counted as terminals count them: wide characters
//! take two, combining ones none. A word longer than a line is cut between grapheme clusters.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{GraphemeClusterSegmenter, LineSegmenter};
use unicode_width::UnicodeWidthStr;

use crate::render::links::hyperlink;
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::span::ByteSpan;

/// One paragraph of styled text.
pub(in crate::render) struct StyledText<'a> {
    options: &'a Options,
    text: String,
    runs: Vec<Run>,
    /// Parts that are never broken.
    whole: Vec<ByteSpan>,
    target: Option<String>,
}

/// A piece of the text with one style.
struct Run {
    span: ByteSpan,
    role: Role,
    linked: bool,
}

/// How many blank columns stand before the first line and before every other one.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Indent {
    /// Before the first line.
    pub first: usize,
    /// Before the others.
    pub rest: usize,
}

impl Indent {
    /// The same before every line.
    pub(in crate::render) fn all(columns: usize) -> Self {
        Self {
            first: columns,
            rest: columns,
        }
    }
}

impl<'a> StyledText<'a> {
    /// An empty paragraph.
    pub(in crate::render) fn new(options: &'a Options) -> Self {
        Self {
            options,
            text: String::new(),
            runs: Vec::new(),
            whole: Vec::new(),
            target: None,
        }
    }

    /// Appends a piece in one style.
    pub(in crate::render) fn push(&mut self, text: &str, role: Role) -> &mut Self {
        self.push_marked(text, &[], role)
    }

    /// The folder from which paths of articles start.
    pub(in crate::render) fn folder(&self) -> Option<&'a Path> {
        self.options.folder.as_deref()
    }

    /// Appends text that stays on one line, even one that is too long for the columns: it can be copied.
    pub(in crate::render) fn push_whole(&mut self, text: &str, role: Role) -> &mut Self {
        let start = self.text.len();
        self.push(text, role);
        self.whole.push(ByteSpan::new(start, self.text.len()));
        self
    }

    /// Appends a piece whose `marks` (bytes of `text`, sorted and disjoint) are matches.
    pub(in crate::render) fn push_marked(
        &mut self,
        text: &str,
        marks: &[ByteSpan],
        role: Role,
    ) -> &mut Self {
        let text = spaced(text);
        let (text, marks) = self.options.safe_marked(&text, marks);
        let origin = self.text.len();
        let mut written = 0;
        for mark in marks.iter() {
            self.run(ByteSpan::new(written, mark.start).shifted(origin), role);
            self.run(mark.shifted(origin), Role::Match);
            written = mark.end;
        }
        self.run(ByteSpan::new(written, text.len()).shifted(origin), role);
        self.text.push_str(&text);
        self
    }

    /// Makes everything pushed so far a link to `target`, where links are wanted.
    pub(in crate::render) fn link(&mut self, target: Option<String>) -> &mut Self {
        if self.options.hyperlinks && target.is_some() {
            self.target = target;
            for run in &mut self.runs {
                run.linked = run.role != Role::Faint;
            }
        }
        self
    }

    fn run(&mut self, span: ByteSpan, role: Role) {
        if span.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            // Two matches side by side are two.
            Some(last)
                if last.role == role
                    && role != Role::Match
                    && !last.linked
                    && last.span.end == span.start =>
            {
                last.span.end = span.end;
            }
            _ => self.runs.push(Run {
                span,
                role,
                linked: false,
            }),
        }
    }

    /// Writes the paragraph, each line ended by a line feed.
    pub(in crate::render) fn write(&self, out: &mut dyn Write, indent: Indent) -> io::Result<()> {
        let columns = self.options.width.max(Options::MIN_WIDTH);
        for (number, line) in self.lines(columns, indent).into_iter().enumerate() {
            let blank = if number == 0 {
                indent.first
            } else {
                indent.rest
            };
            write!(out, "{:blank$}", "")?;
            self.write_line(out, line)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// On which of its lines the first match begins, from 0.
    pub(in crate::render) fn first_match(&self, indent: Indent) -> Option<usize> {
        let mut runs = self.runs.iter();
        let matched = runs.find(|run| run.role == Role::Match)?.span;
        let columns = self.options.width.max(Options::MIN_WIDTH);
        let mut lines = self.lines(columns, indent).into_iter();
        lines.position(|line| line.end > matched.start)
    }

    fn write_line(&self, out: &mut dyn Write, line: ByteSpan) -> io::Result<()> {
        let from = self.runs.partition_point(|run| run.span.end <= line.start);
        for run in self.runs[from..]
            .iter()
            .take_while(|run| run.span.start < line.end)
        {
            let part = ByteSpan::new(run.span.start.max(line.start), run.span.end.min(line.end));
            let escapes = self.target.as_deref().filter(|_| run.linked).map(hyperlink);
            if let Some((start, _)) = &escapes {
                out.write_all(start.as_bytes())?;
            }
            self.write_part(out, run, part)?;
            if let Some((_, end)) = escapes {
                out.write_all(end.as_bytes())?;
            }
        }
        Ok(())
    }

    fn write_part(&self, out: &mut dyn Write, run: &Run, part: ByteSpan) -> io::Result<()> {
        let text = part.of(&self.text);
        if self.options.color {
            let style = self.options.styles.of(run.role);
            return write!(out, "{style}{text}{style:#}");
        }
        let before = if part.start == run.span.start {
            run.role.marker()
        } else {
            ""
        };
        let after = if part.end == run.span.end {
            run.role.marker()
        } else {
            ""
        };
        write!(out, "{before}{text}{after}")
    }

    /// Where the lines stand in the text, without the space at their ends.
    fn lines(&self, columns: usize, indent: Indent) -> Vec<ByteSpan> {
        let mut lines = Lines {
            paragraph: self,
            columns: columns.saturating_sub(indent.first).max(1),
            rest_columns: columns.saturating_sub(indent.rest).max(1),
            start: 0,
            taken: 0,
            done: Vec::new(),
        };
        let segmenter = LineSegmenter::new_dictionary(LineBreakOptions::default());
        let mut from = 0;
        let breaks = segmenter.segment_str(&self.text).filter(|&to| {
            let inside = |part: &ByteSpan| part.start < to && to < part.end;
            to > 0 && !self.whole.iter().any(inside)
        });
        for to in breaks {
            lines.add_segment(ByteSpan::new(from, to));
            from = to;
        }
        lines.end_at(self.text.len());
        lines.done
    }

    /// Columns that a part of the text takes, markers included.
    fn columns_of(&self, part: ByteSpan) -> usize {
        let text = part.of(&self.text);
        if self.options.color {
            return text.width();
        }
        let from = self.runs.partition_point(|run| run.span.end <= part.start);
        let markers: usize = self.runs[from..]
            .iter()
            .take_while(|run| run.span.start < part.end)
            .map(|run| {
                let ends = usize::from(part.start <= run.span.start)
                    + usize::from(run.span.end <= part.end);
                ends * run.role.marker().len()
            })
            .sum();
        text.width() + markers
    }
}

/// Lines being filled, greedily.
struct Lines<'a> {
    paragraph: &'a StyledText<'a>,
    /// Columns of the line being filled.
    columns: usize,
    /// Columns of every later line.
    rest_columns: usize,
    /// Where the line being filled starts.
    start: usize,
    /// Columns it takes so far, the space at its end included.
    taken: usize,
    done: Vec<ByteSpan>,
}

impl Lines<'_> {
    /// Adds what stands between two places where a line may be broken.
    fn add_segment(&mut self, segment: ByteSpan) {
        let text = segment.of(&self.paragraph.text);
        let shown = ByteSpan::new(segment.start, segment.start + text.trim_end().len());
        let needed = self.paragraph.columns_of(shown);
        if self.taken > 0 && self.taken.saturating_add(needed) > self.columns {
            self.end_at(segment.start);
        }
        let is_whole = self
            .paragraph
            .whole
            .iter()
            .any(|part| part.start < segment.end && segment.start < part.end);
        if needed <= self.columns || is_whole {
            self.taken += self.paragraph.columns_of(segment);
            return;
        }
        let mut from = 0;
        for to in GraphemeClusterSegmenter::new()
            .segment_str(text)
            .filter(|&to| to > 0)
        {
            let cluster = ByteSpan::new(from, to).shifted(segment.start);
            let needed = self.paragraph.columns_of(cluster);
            if self.taken > 0 && self.taken + needed > self.columns {
                self.end_at(cluster.start);
            }
            self.taken += needed;
            from = to;
        }
    }

    /// Ends the line being filled; the next one starts at `end`.
    fn end_at(&mut self, end: usize) {
        let text = ByteSpan::new(self.start, end)
            .of(&self.paragraph.text)
            .trim_end();
        if !text.is_empty() {
            self.done
                .push(ByteSpan::new(self.start, self.start + text.len()));
            self.columns = self.rest_columns;
        }
        self.start = end;
        self.taken = 0;
    }
}

/// The text with every line end and tab as a space: as many bytes, on one line.
fn spaced(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r', '\t']) {
        Cow::Owned(text.replace(['\n', '\r', '\t'], " "))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str, marks: &[ByteSpan], width: usize) -> String {
        let options = Options {
            width,
            ..Options::default()
        };
        let mut out = Vec::new();
        let mut paragraph = StyledText::new(&options);
        paragraph.push_marked(text, marks, Role::Plain);
        paragraph.write(&mut out, Indent::all(0)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_break_where_their_script_allows() {
        for (text, lines) in [
            ("", ""),
            ("   ", ""),
            ("short", "short\n"),
            (
                "the harbour council met again",
                "the harbour council\nmet again\n",
            ),
            // A word longer than the line is cut; what stood before it keeps its line.
            (
                "a Donaudampfschifffahrtsgesellschaft b",
                "a\nDonaudampfschifffahr\ntsgesellschaft b\n",
            ),
            // Twenty columns hold ten wide characters; the full stop does not start a line.
            (
                "港口罢工谈判昨日再次破裂。工会称",
                "港口罢工谈判昨日再次\n破裂。工会称\n",
            ),
            ("一二三四五六七八九十。", "一二三四五六七八九\n十。\n"),
            // Combining marks take no column and stay with their letter.
            (
                "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301} abcdefghijklmn",
                "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301} abcdefghijklmn\n",
            ),
            (
                "انهارت محادثات السلام في الميناء",
                "انهارت محادثات السلام\nفي الميناء\n",
            ),
            (
                "👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧",
                "👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧 👩\u{200d}👧\n👩\u{200d}👧\n",
            ),
        ] {
            assert_eq!(wrapped(text, &[], 20), lines, "{text:?}");
        }
    }

    #[test]
    fn what_is_whole_stays_on_one_line() {
        let options = Options {
            width: 20,
            ..Options::default()
        };
        let lines = |before: &str, whole: &str| {
            let mut out = Vec::new();
            let mut paragraph = StyledText::new(&options);
            paragraph
                .push(before, Role::Plain)
                .push_whole(whole, Role::Faint);
            paragraph.write(&mut out, Indent::all(2)).unwrap();
            String::from_utf8(out).unwrap()
        };
        let id = "https://example.org/2024/03/a-long-name";
        assert_eq!(lines("", id), format!("  {id}\n"));
        assert_eq!(
            lines("It was over. ", "(sentences 18–20)"),
            "  It was over.\n  (sentences 18–20)\n"
        );
    }

    #[test]
    fn markers_take_their_columns() {
        let text = "peace talks failed.";
        let marks = [ByteSpan::new(0, 11)];
        assert_eq!(wrapped(text, &marks, 24), "**peace talks** failed.\n");
        assert_eq!(wrapped(text, &marks, 22), "**peace talks**\nfailed.\n");
        assert_eq!(
            wrapped("日本", &[ByteSpan::new(0, 3), ByteSpan::new(3, 6)], 20),
            "**日****本**\n"
        );
    }

    #[test]
    fn a_link_covers_what_was_pushed_before_it() {
        let options = Options {
            color: true,
            hyperlinks: true,
            ..Options::default()
        };
        let mut out = Vec::new();
        let mut line = StyledText::new(&options);
        line.push("1. ", Role::Faint)
            .push("Title", Role::Title)
            .link(Some("https://e.org/".to_owned()))
            .push(" after", Role::Plain);
        line.write(&mut out, Indent::all(2)).unwrap();
        insta::assert_snapshot!(
            String::from_utf8(out).unwrap().escape_debug().to_string(),
            @r#"  \u{1b}[2m1. \u{1b}[0m\u{1b}]8;;https://e.org/\u{1b}\\\u{1b}[1mTitle\u{1b}[0m\u{1b}]8;;\u{1b}\\ after\n"#
        );
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing_and_fits(
            text in "([a-z]{1,9}|日本|é|ا{1,4}|-|👩|\u{301}| |。){0,40}",
            width in 20usize..40,
        ) {
            let lines = wrapped(&text, &[], width);
            let kept = |it: &str| it.chars().filter(|it| !it.is_whitespace()).collect::<String>();
            prop_assert_eq!(kept(&lines), kept(&text));
            for line in lines.lines() {
                prop_assert!(line.width() <= width, "{:?} is wider than {}", line, width);
                prop_assert!(!line.trim().is_empty());
            }
        }

        #[test]
        fn no_line_could_have_held_the_next_word(words in prop::collection::vec("[a-z]{1,19}", 1..30)) {
            let lines = wrapped(&words.join(" "), &[], 20);
            let lines: Vec<&str> = lines.lines().collect();
            for pair in lines.windows(2) {
                let next = pair[1].split(' ').next().unwrap_or("");
                prop_assert!(pair[0].len() + 1 + next.len() > 20);
            }
        }
    }
}
