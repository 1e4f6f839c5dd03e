//! A concordance: one line a match, the matches below each other.
//!
//! Text is fitted to its columns by leaving out whole words at the far ends. The forms for programs hold all the context that was
//! asked for, verbatim: `left`, `keyword` and `right` are one piece of the article.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::fields::{OutputField, day};
use super::json::{self, ArticleForm, Place};
use super::layout::{Indent, StyledText};
use super::style::Role;
use super::{Named, Options, SCHEMA_VERSION, csv, grouped, named, safety, text};
use crate::api::{ConcordanceLine, Count, Notice};
use crate::article::Article;

/// How a concordance is written. The default is `Text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConcordanceFormat {
    /// For people: the matches below each other, context on both sides, date and source.
    #[default]
    Text,
    /// One JSON object a line (`docs/json.md`).
    Jsonl,
    /// RFC 4180 with a header row, safe to open in a spreadsheet.
    Csv,
    /// Columns parted by tabs, with a header row; white space inside a column is one space.
    Tsv,
}

named!(ConcordanceFormat: "a format" {
    Text: "text",
    Jsonl: "jsonl",
    Csv: "csv",
    Tsv: "tsv",
});

/// What is known of a concordance before its first line.
#[derive(Debug, Clone, Copy)]
pub struct ConcordanceHead<'a> {
    /// The query as typed. Spans of notices are bytes of it.
    pub typed: &'a str,
    /// The query as understood, in canonical form.
    pub query: &'a str,
    /// What the reader should know.
    pub notices: &'a [Notice],
    /// All matches, whether written or not.
    pub count: Count,
    /// Articles in the index.
    pub searched: u64,
    /// Lines that follow.
    pub lines: u64,
}

impl ConcordanceHead<'_> {
    /// How many matches there are, and how many of them are shown.
    pub fn summary(&self) -> String {
        let Count {
            articles,
            occurrences,
            ..
        } = self.count;
        let query = self.query;
        let searched = grouped(self.searched);
        if occurrences == 0 {
            return format!("nothing in {searched} articles matches a word of `{query}`");
        }
        let matches = if occurrences == 1 { "match" } else { "matches" };
        let chosen = if self.lines < occurrences {
            format!("; {} of them, chosen at random", grouped(self.lines))
        } else {
            String::new()
        };
        format!(
            "{} {matches} of `{query}` in {} of {searched} articles{chosen}",
            grouped(occurrences),
            grouped(articles),
        )
    }
}

/// What is written of an article where nobody asked for anything else.
const FIELDS: [OutputField; 5] = [
    OutputField::Id,
    OutputField::Title,
    OutputField::Published,
    OutputField::Source,
    OutputField::Url,
];

/// The same in text, where room is short.
const TEXT_FIELDS: [OutputField; 2] = [OutputField::Published, OutputField::Source];

/// The columns after the article's. Ordinals and places count as in JSON.
const LINE_COLUMNS: [&str; 9] = [
    "in_title",
    "sentence",
    "left",
    "keyword",
    "right",
    "start_byte",
    "end_byte",
    "start_character",
    "end_character",
];

/// Columns beyond which a line of text is not filled.
const WIDEST: usize = 400;

/// Writes the lines of a concordance. It keeps nothing, so that several threads can write lines at once.
#[derive(Debug, Clone, Copy)]
pub struct ConcordanceWriter<'a> {
    format: ConcordanceFormat,
    options: &'a Options,
}

impl<'a> ConcordanceWriter<'a> {
    /// A writer of lines in this form.
    pub fn new(format: ConcordanceFormat, options: &'a Options) -> Self {
        Self { format, options }
    }

    /// Writes what stands before the first line: in text the notices and the summary, in tables the header.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn begin(self, head: &ConcordanceHead<'_>, out: &mut dyn Write) -> io::Result<()> {
        let options = self.options;
        match self.format {
            ConcordanceFormat::Text => {
                for notice in head.notices {
                    text::write_notice(out, notice, Some(head.typed), options)?;
                }
                let mut line = StyledText::new(options);
                line.push(&head.summary(), Role::Faint);
                line.write(out, Indent { first: 0, rest: 3 })?;
                if head.lines > 0 {
                    out.write_all(b"\n")?;
                }
                Ok(())
            }
            ConcordanceFormat::Jsonl => Ok(()),
            ConcordanceFormat::Csv | ConcordanceFormat::Tsv => {
                let fields = options.fields_or(&FIELDS).iter().map(|field| field.name());
                let header = fields.chain(LINE_COLUMNS).map(str::to_owned).collect();
                if self.format == ConcordanceFormat::Csv {
                    csv::write_start(out, options)?;
                }
                self.write_cells(header, out)
            }
        }
    }

    /// Writes one line.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn line(self, line: &ConcordanceLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            ConcordanceFormat::Text => self.write_text(line, out),
            ConcordanceFormat::Jsonl => self.write_json(line, out),
            ConcordanceFormat::Csv | ConcordanceFormat::Tsv => {
                self.write_cells(self.cells(line), out)
            }
        }
    }

    fn write_text(self, line: &ConcordanceLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Columns {
            left: left_columns,
            right: right_columns,
            reference,
        } = Columns::of(self.options.width);
        let spans = [line.line.left, line.line.keyword, line.line.right];
        let [left, keyword, right] = spans.map(|span| self.one_line(span.of(line.text())));
        let left = last_words(&left, left_columns);
        let blank = left_columns.saturating_sub(left.width());
        write!(out, "{:blank$}{left}", "")?;
        let marker = if self.options.color {
            ""
        } else {
            Role::Match.marker()
        };
        let free = right_columns.saturating_sub(2 * marker.width());
        let keyword = first_words(&keyword, free);
        let free = free.saturating_sub(keyword.width());
        self.write_styled(&format!("{marker}{keyword}{marker}"), Role::Match, out)?;
        let right = first_words(&right, free);
        out.write_all(right.as_bytes())?;
        let source = self.one_line(&self.reference(line.article));
        let source = shortened(source.trim(), reference);
        if !source.is_empty() {
            let blank = free.saturating_sub(right.width()) + 2;
            write!(out, "{:blank$}", "")?;
            self.write_styled(&source, Role::Faint, out)?;
        }
        out.write_all(b"\n")
    }

    fn write_styled(self, text: &str, role: Role, out: &mut dyn Write) -> io::Result<()> {
        if self.options.color {
            let style = role.style();
            write!(out, "{style}{text}{style:#}")
        } else {
            out.write_all(text.as_bytes())
        }
    }

    /// When and where the article was published, or what else was asked for.
    fn reference(self, article: &Article) -> String {
        let fields = self.options.fields_or(&TEXT_FIELDS).iter();
        let shown: Vec<String> = fields
            .filter_map(|field| match field {
                OutputField::Published => article.published.map(day),
                _ => field.text_of(article),
            })
            .collect();
        shown.join(" · ")
    }

    /// The text with every run of white space as one space, and safe to be shown.
    fn one_line(self, text: &str) -> String {
        let mut line = String::with_capacity(text.len());
        for character in text.chars() {
            if !character.is_whitespace() {
                line.push(character);
            } else if !line.ends_with(' ') {
                line.push(' ');
            }
        }
        if self.options.terminal {
            safety::visible(&line).into_owned()
        } else {
            line
        }
    }

    fn write_json(self, line: &ConcordanceLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        let text = line.text();
        let form = LineForm {
            schema_version: SCHEMA_VERSION,
            article: ArticleForm {
                article: line.article,
                fields: self.options.fields_or(&FIELDS),
            },
            in_title: line.line.in_title,
            sentence: line.sentence,
            left: line.line.left.of(text),
            keyword: line.line.keyword.of(text),
            right: line.line.right.of(text),
            place: Place::of(line.line.keyword, text),
        };
        json::write_value(out, &form, self.options)?;
        out.write_all(b"\n")
    }

    fn cells(self, line: &ConcordanceLine<'_>) -> Vec<String> {
        let text = line.text();
        let safe = |text: &str| csv::cell(text, self.options);
        let keyword = line.line.keyword;
        let (start, end) = Place::of(keyword, text).characters();
        let fields = self.options.fields_or(&FIELDS).iter();
        let mut cells: Vec<String> = fields
            .map(|field| safe(&field.text_of(line.article).unwrap_or_default()))
            .collect();
        let own: [String; LINE_COLUMNS.len()] = [
            line.line.in_title.to_string(),
            line.sentence.map(|at| at.to_string()).unwrap_or_default(),
            safe(line.line.left.of(text)),
            safe(keyword.of(text)),
            safe(line.line.right.of(text)),
            keyword.start.to_string(),
            keyword.end.to_string(),
            start.to_string(),
            end.to_string(),
        ];
        cells.extend(own);
        cells
    }

    /// Writes a row of cells that are safe already.
    fn write_cells(self, cells: Vec<String>, out: &mut dyn Write) -> io::Result<()> {
        if self.format == ConcordanceFormat::Csv {
            return csv::write_rows(out, &[cells], self.options);
        }
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.write_all(b"\t")?;
            }
            let words: Vec<&str> = cell.split_whitespace().collect();
            out.write_all(words.join(" ").as_bytes())?;
        }
        out.write_all(b"\n")
    }
}

/// A line as JSON (`docs/schema/kwic.schema.json`).
#[derive(serde::Serialize)]
struct LineForm<'a> {
    schema_version: u32,
    article: ArticleForm<'a>,
    in_title: bool,
    sentence: Option<u32>,
    left: &'a str,
    keyword: &'a str,
    right: &'a str,
    place: Place,
}

/// How the columns of a line of text are shared out.
struct Columns {
    /// Before the match.
    left: usize,
    /// For the match and what follows it.
    right: usize,
    /// For date and source, after two blank columns.
    reference: usize,
}

impl Columns {
    fn of(width: usize) -> Self {
        let width = width.clamp(Options::MIN_WIDTH, WIDEST);
        let reference = (width / 4).min(28);
        let text = width - reference - 2;
        let left = text * 2 / 5;
        Self {
            left,
            right: text - left,
            reference,
        }
    }
}

/// As many of the first words as fit; part of the first where not even that fits.
fn first_words(text: &str, columns: usize) -> &str {
    if text.width() <= columns {
        return text;
    }
    let ends = text.match_indices(' ').map(|(end, _)| end);
    let fitting = ends.take_while(|&end| text[..end].width() <= columns);
    if let Some(end) = fitting.filter(|&end| end > 0).last() {
        return &text[..end];
    }
    first_columns(text, columns)
}

/// A text cut where it gets too long, which three dots show.
fn shortened(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    let kept = first_columns(text, columns.saturating_sub(1));
    Cow::Owned(format!("{}…", kept.trim_end_matches([' ', '·'])))
}

/// What of a text fits.
fn first_columns(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    let overflow = text.char_indices().find(|(_, character)| {
        taken += character.width().unwrap_or(0);
        taken > columns
    });
    &text[..overflow.map_or(text.len(), |(at, _)| at)]
}

/// As many of the last words as fit; part of the last where not even that fits.
fn last_words(text: &str, columns: usize) -> &str {
    if text.width() <= columns {
        return text;
    }
    let starts = text.rmatch_indices(' ').map(|(space, _)| space + 1);
    let fitting = starts.take_while(|&start| text[start..].width() <= columns);
    if let Some(start) = fitting.filter(|&start| start < text.len()).last() {
        return &text[start..];
    }
    let mut taken = 0;
    let overflow = text.char_indices().rev().find(|(_, character)| {
        taken += character.width().unwrap_or(0);
        taken > columns
    });
    &text[overflow.map_or(0, |(at, character)| at + character.len_utf8())..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::contract_tests::{assert_valid, schema};
    use super::super::sample::{bare, full};
    use super::*;
    use crate::passage::Line;
    use crate::span::{ByteSpan, Interval};

    /// The line of the first place in the body where the three parts stand side by side.
    fn line<'a>(article: &'a Article, [left, keyword, right]: [&str; 3]) -> ConcordanceLine<'a> {
        let at = article.body.find(&format!("{left}{keyword}{right}"));
        let start = at.expect("in the body");
        let middle = start + left.len();
        let end = middle + keyword.len();
        ConcordanceLine {
            article,
            line: Line {
                interval: Interval::at(0),
                in_title: false,
                keyword: ByteSpan::new(middle, end),
                left: ByteSpan::new(start, middle),
                right: ByteSpan::new(end, end + right.len()),
            },
            sentence: Some(1),
        }
    }

    fn written(format: ConcordanceFormat, options: &Options, line: &ConcordanceLine<'_>) -> String {
        let mut out = Vec::new();
        let writer = ConcordanceWriter::new(format, options);
        writer.line(line, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn matches_stand_below_each_other() {
        let article = full();
        let lines = [
            [
                "Nobody had expected the ",
                "peace talks",
                " to end so soon.",
            ],
            [
                "\n\nThe ",
                "peace talks",
                " may resume in May. “We are ready,”",
            ],
            ["", "LINDAU", " — The ministers"],
        ];
        let expected = [
            "had expected the **peace talks** to end so soon. 2024-03-09 · The Ha…",
            "The **peace talks** may resume in May. 2024-03-09 · The Ha…",
            "**LINDAU** — The ministers 2024-03-09 · The Ha…",
        ];
        for (parts, expected) in lines.into_iter().zip(expected) {
            let line = line(&article, parts);
            let shown = written(ConcordanceFormat::Text, &Options::default(), &line);
            let words: Vec<&str> = shown.split_whitespace().collect();
            assert_eq!(words.join(" "), expected);
            // Of 80 columns, 58 are for text, and 23 of these stand before the match.
            assert_eq!(shown.find("**"), Some(23), "{shown}");
            let before_date = shown.split_once("2024").map(|(before, _)| before.width());
            assert_eq!(before_date, Some(60), "{shown}");
        }
    }

    #[test]
    fn programs_get_the_context_verbatim() {
        let mut article = full();
        article.body = "One\ttwo\n\n=three four".to_owned();
        let line = line(&article, ["One\ttwo\n\n", "=three", " four"]);
        let json = written(ConcordanceFormat::Jsonl, &Options::default(), &line);
        assert_valid(&schema("kwic"), &json);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["left"], "One\ttwo\n\n");
        assert_eq!(value["place"]["bytes"]["start"], 9);
        let csv = written(ConcordanceFormat::Csv, &Options::default(), &line);
        assert!(
            csv.contains("\"One\ttwo\n\n\",'=three, four,9,15,9,15"),
            "{csv}"
        );
        let tsv = written(ConcordanceFormat::Tsv, &Options::default(), &line);
        assert!(
            tsv.ends_with("\tOne two\t'=three\tfour\t9\t15\t9\t15\n"),
            "{tsv}"
        );
        let columns = FIELDS.len() + LINE_COLUMNS.len();
        assert_eq!(tsv.matches('\t').count() + 1, columns);
    }

    #[test]
    fn every_field_can_be_asked_for() {
        let options = Options {
            fields: Some(OutputField::ALL.to_vec()),
            terminal: true,
            ..Options::default()
        };
        let article = full();
        let line = line(&article, ["the ", "peace talks", " to"]);
        let json = written(ConcordanceFormat::Jsonl, &options, &line);
        assert_valid(&schema("kwic"), &json);
    }

    #[test]
    fn the_summary_counts_what_is_not_shown() {
        let mut head = ConcordanceHead {
            typed: "talks",
            query: "talks",
            notices: &[],
            count: Count {
                articles: 2,
                occurrences: 1_234,
                ..Count::default()
            },
            searched: 60,
            lines: 1_234,
        };
        assert_eq!(
            head.summary(),
            "1,234 matches of `talks` in 2 of 60 articles"
        );
        head.lines = 10;
        let expected = "1,234 matches of `talks` in 2 of 60 articles; 10 of them, chosen at random";
        assert_eq!(head.summary(), expected);
        head.count.occurrences = 0;
        assert_eq!(
            head.summary(),
            "nothing in 60 articles matches a word of `talks`"
        );
    }

    #[test]
    fn words_are_cut_whole() {
        for (text, columns, first, last) in [
            ("one two three", 13, "one two three", "one two three"),
            ("one two three", 12, "one two", "two three"),
            (" one two ", 5, " one", "two "),
            ("threescore", 5, "three", "score"),
            ("日本語", 5, "日本", "本語"),
            ("one", 0, "", ""),
            ("", 0, "", ""),
        ] {
            assert_eq!(first_words(text, columns), first, "{text:?}");
            assert_eq!(last_words(text, columns), last, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn text_lines_fit_and_control_nothing(
            text in "([a-z]{1,9}|日本|é| |\n|\u{1b}|\u{202e}){1,20}",
            cuts in (0..40_usize, 0..40_usize),
            width in 0..120_usize,
        ) {
            let article = bare("a", "", &text);
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (one, other) = (places[cuts.0 % places.len()], places[cuts.1 % places.len()]);
            let (start, end) = (one.min(other), one.max(other));
            let line = ConcordanceLine {
                article: &article,
                line: Line {
                    interval: Interval::at(0),
                    in_title: false,
                    keyword: ByteSpan::new(start, end),
                    left: ByteSpan::new(0, start),
                    right: ByteSpan::new(end, text.len()),
                },
                sentence: None,
            };
            let options = Options { terminal: true, width, ..Options::default() };
            let shown = written(ConcordanceFormat::Text, &options, &line);
            prop_assert_eq!(shown.matches('\n').count(), 1);
            prop_assert!(shown.trim_end().width() <= width.max(Options::MIN_WIDTH), "{:?}", shown);
            prop_assert!(!shown.trim_end().contains(safety::is_unsafe), "{:?}", shown);
            let json = written(ConcordanceFormat::Jsonl, &options, &line);
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            let parts = ["left", "keyword", "right"].map(|key| value[key].as_str().unwrap().to_owned());
            prop_assert_eq!(parts.concat(), text);
        }
    }
}
