//! Writes the lines of a concordance. The forms for programs hold all the context that was asked for, verbatim: `left`,
//! `keyword` and `right` are one piece of the article.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::columns::{self, Columns, Piece, first_words, last_words};
use super::head::ConcordanceHead;
use crate::api::ConcordanceLine;
use crate::render::columns::TableKind;
use crate::render::count::notes;
use crate::render::fields::{Extent, OutputField};
use crate::render::format::Format;
use crate::render::json::{self, ArticleForm, SCHEMA_VERSION};
use crate::render::options::Options;
use crate::render::place::Place;
use crate::render::styles::Role;
use crate::render::table::Table;
use crate::render::text::{Indent, StyledText, pages_shown, write_notice};
use crate::span::ByteSpan;

/// Writes the lines of a concordance. It keeps nothing, so that several threads can write lines at once.
#[derive(Debug, Clone)]
pub struct ConcordanceWriter<'a> {
    format: Format,
    options: &'a Options,
    head: ConcordanceHead<'a>,
    table: Table<'a>,
}

impl<'a> ConcordanceWriter<'a> {
    /// A writer of lines in this format, one of [`Format::LIST`].
    pub fn new(format: Format, options: &'a Options, head: ConcordanceHead<'a>) -> Self {
        Self {
            format,
            options,
            head,
            table: Table::new(TableKind::Concordance, format, options),
        }
    }

    /// Writes what stands before the first line: in text the notices and the summary, in tables the header, in JSON all but the lines.
    /// What it returns takes the lines.
    ///
    /// # Errors
    /// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::LIST`].
    pub fn begin<'o>(&self, out: &'o mut dyn Write) -> io::Result<ConcordanceLines<'o>> {
        let (head, options) = (&self.head, self.options);
        match self.format {
            Format::Text => {
                for notice in head.notices {
                    write_notice(out, notice, Some(head.typed), options)?;
                }
                let mut line = StyledText::new(options);
                line.push(&head.summary(), Role::Faint);
                line.write(out, Indent { first: 0, rest: 3 })?;
                if head.lines > 0 {
                    out.write_all(b"\n")?;
                }
            }
            Format::Json => head.write_json(options, out)?,
            Format::Jsonl => {}
            Format::Csv | Format::Tsv => self.table.begin(out)?,
            _ => return Err(self.format.refused(Format::LIST)),
        }
        Ok(ConcordanceLines {
            out,
            before_first_comma: self.format == Format::Json,
        })
    }

    /// Writes what stands after the last line.
    ///
    /// # Errors
    /// As [`ConcordanceWriter::begin`].
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Json {
            out.write_all(b"\n]}\n")?;
        }
        Ok(())
    }

    /// Writes one line, for [`ConcordanceLines`].
    ///
    /// # Errors
    /// As [`ConcordanceWriter::begin`].
    pub fn line(&self, line: &ConcordanceLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Text => self.write_text(line, out),
            Format::Json | Format::Jsonl => self.write_json(line, out),
            Format::Csv | Format::Tsv => self.write_row(line, out),
            _ => Err(self.format.refused(Format::LIST)),
        }
    }

    fn fields(&self) -> &'a [OutputField] {
        self.options.fields(Extent::Row, self.format)
    }

    fn write_text(&self, line: &ConcordanceLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Columns {
            left: left_columns,
            right: right_columns,
            reference,
        } = Columns::of(self.options.width);
        let spans = [line.kwic.left, line.kwic.keyword, line.kwic.right];
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
        let source = columns::reference(&self.reference(line), reference);
        if !source.is_empty() {
            let blank = free.saturating_sub(right.width()) + 2;
            write!(out, "{:blank$}", "")?;
            self.write_styled(&source, Role::Faint, out)?;
        }
        out.write_all(b"\n")
    }

    fn write_styled(&self, text: &str, role: Role, out: &mut dyn Write) -> io::Result<()> {
        if self.options.color {
            let style = self.options.styles.of(role);
            write!(out, "{style}{text}{style:#}")
        } else {
            out.write_all(text.as_bytes())
        }
    }

    /// When and where the article was published and its id, or what else was asked for; and the page.
    fn reference(&self, line: &ConcordanceLine<'_>) -> Vec<Piece> {
        let article = line.article;
        let fields = self.fields().iter();
        let mut pieces: Vec<Piece> = fields
            .filter_map(|field| {
                let text = match field {
                    OutputField::Published => field.shown(article)?,
                    _ => field.text_of(article)?,
                };
                Some(Piece {
                    text: self.one_line(text.trim()),
                    keeps_end: matches!(field, OutputField::Id | OutputField::Url),
                })
            })
            .collect();
        if let Some(page) = line.page() {
            // Behind the date, which is never cut for it.
            let page = self.one_line(&pages_shown(page, None));
            pieces.insert(
                pieces.len().min(1),
                Piece {
                    text: page,
                    keeps_end: false,
                },
            );
        }
        pieces
    }

    /// The text with every run of white space as one space, and safe to be shown.
    fn one_line(&self, text: &str) -> String {
        let mut line = String::with_capacity(text.len());
        for character in text.chars() {
            if !character.is_whitespace() {
                line.push(character);
            } else if !line.ends_with(' ') {
                line.push(' ');
            }
        }
        self.options.safe(&line).into_owned()
    }

    fn write_json(&self, line: &ConcordanceLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        let text = line.text();
        let is_line = self.format == Format::Jsonl;
        let form = LineForm {
            schema_version: is_line.then_some(SCHEMA_VERSION),
            article: ArticleForm {
                article: line.article,
                fields: self.fields(),
            },
            in_title: line.kwic.in_title,
            sentence: line.sentence,
            left: line.kwic.left.of(text),
            keyword: line.kwic.keyword.of(text),
            right: line.kwic.right.of(text),
            place: Place::of(line.kwic.keyword, text),
            page: line.page(),
            xywh: line
                .in_body()
                .map_or_else(Vec::new, |span| json::xywh(line.article, span)),
        };
        if is_line {
            return json::write_line(out, &form, self.options);
        }
        out.write_all(b",\n")?;
        json::write_value(out, &form, self.options)
    }

    fn write_row(&self, line: &ConcordanceLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (text, keyword) = (line.text(), line.kwic.keyword);
        let cell = |span: ByteSpan| self.table.cell(span.of(text));
        let characters = || Place::of(keyword, text).characters();
        let row = self.table.row(Some(line.article), |name| match name {
            "in_title" => line.kwic.in_title.to_string(),
            "left" => cell(line.kwic.left),
            "keyword" => cell(keyword),
            "right" => cell(line.kwic.right),
            "sentence" => line.sentence.map(|at| at.to_string()).unwrap_or_default(),
            "page" => self.table.cell(line.page().unwrap_or_default()),
            "xywh" => line.in_body().map_or_else(String::new, |span| {
                json::xywh(line.article, span).join(" | ")
            }),
            "notes" => self.table.cell(&notes(self.head.notices)),
            "start_byte" => keyword.start.to_string(),
            "end_byte" => keyword.end.to_string(),
            "start_character" => characters().0.to_string(),
            "end_character" => characters().1.to_string(),
            _ => String::new(),
        });
        self.table.write(&[row], out)
    }
}

/// Takes the lines of a concordance in their order, whoever wrote them.
pub struct ConcordanceLines<'a> {
    out: &'a mut dyn Write,
    /// Each line of JSON begins with a comma; the first is left out.
    before_first_comma: bool,
}

impl Write for ConcordanceLines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.before_first_comma && !bytes.is_empty() {
            self.before_first_comma = false;
            return Ok(1);
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A line as JSON (`docs/schema/kwic-line.schema.json`).
#[derive(serde::Serialize)]
struct LineForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    article: ArticleForm<'a>,
    in_title: bool,
    sentence: Option<u32>,
    left: &'a str,
    keyword: &'a str,
    right: &'a str,
    place: Place,
    page: Option<&'a str>,
    xywh: Vec<String>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::api::{Count, Understood};
    use crate::article::Article;
    use crate::passage::KeywordInContext;
    use crate::render::safety;
    use crate::render::tests::sample::{bare, full};
    use crate::render::tests::schema::{assert_valid, schema};
    use crate::span::Interval;

    /// The line of the first place in the body where the three parts stand side by side.
    fn line<'a>(article: &'a Article, [left, keyword, right]: [&str; 3]) -> ConcordanceLine<'a> {
        let at = article.body.find(&format!("{left}{keyword}{right}"));
        let start = at.expect("in the body");
        let middle = start + left.len();
        let end = middle + keyword.len();
        ConcordanceLine {
            article,
            kwic: KeywordInContext {
                interval: Interval::at(0),
                in_title: false,
                keyword: ByteSpan::new(middle, end),
                left: ByteSpan::new(start, middle),
                right: ByteSpan::new(end, end + right.len()),
            },
            sentence: Some(1),
        }
    }

    const HEAD: ConcordanceHead<'_> = ConcordanceHead {
        typed: "talks",
        query: "talks",
        understood: &Understood {
            meaning: String::new(),
            patterns: Vec::new(),
        },
        notices: &[],
        count: Count {
            articles: 1,
            stories: 1,
            sentences: 2,
            occurrences: 2,
            title_sentences: 0,
            title_occurrences: 0,
        },
        searched: 60,
        lines: 2,
    };

    fn written(format: Format, options: &Options, line: &ConcordanceLine<'_>) -> String {
        let mut out = Vec::new();
        let writer = ConcordanceWriter::new(format, options, HEAD);
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
            "had expected the **peace talks** to end so soon. 2024-03-09 · gazette-1",
            "The **peace talks** may resume in 2024-03-09 · gazette-1",
            "**LINDAU** — The ministers 2024-03-09 · gazette-1",
        ];
        for (parts, expected) in lines.into_iter().zip(expected) {
            let line = line(&article, parts);
            let shown = written(Format::Text, &Options::default(), &line);
            let words: Vec<&str> = shown.split_whitespace().collect();
            assert_eq!(words.join(" "), expected);
            // Of 80 columns, 52 are for text, and 20 of these stand before the match.
            assert_eq!(shown.find("**"), Some(20), "{shown}");
            let before_date = shown.split_once("2024").map(|(before, _)| before.width());
            assert_eq!(before_date, Some(54), "{shown}");
        }
    }

    #[test]
    fn programs_get_the_context_verbatim() {
        let mut article = full();
        article.body = "One\ttwo\n\n=three four".to_owned();
        let line = line(&article, ["One\ttwo\n\n", "=three", " four"]);
        let json = written(Format::Jsonl, &Options::default(), &line);
        assert_valid(&schema("kwic-line"), &json);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["left"], "One\ttwo\n\n");
        assert_eq!(value["place"]["bytes"]["start"], 9);
        let csv = written(Format::Csv, &Options::default(), &line);
        assert!(csv.contains("One\ttwo ,'=three, four\r\n"), "{csv}");
        let tsv = written(Format::Tsv, &Options::default(), &line);
        assert!(tsv.ends_with("\tOne two \t'=three\t four\n"), "{tsv}");
        let columns = TableKind::Concordance.columns(None, None, true).len();
        assert_eq!(tsv.matches('\t').count() + 1, columns);
    }

    #[test]
    fn one_object_holds_all_lines() {
        let article = full();
        let line = line(&article, ["the ", "peace talks", " to"]);
        for lines in [0, 1, 3] {
            let mut out = Vec::new();
            let options = Options::default();
            let writer = ConcordanceWriter::new(Format::Json, &options, HEAD);
            let mut to = writer.begin(&mut out).unwrap();
            for _ in 0..lines {
                // As lines come that several threads have written.
                let mut bytes = Vec::new();
                writer.line(&line, &mut bytes).unwrap();
                to.write_all(&bytes).unwrap();
            }
            writer.end(&mut out).unwrap();
            let json = String::from_utf8(out).unwrap();
            assert_valid(&schema("kwic"), &json);
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(value["lines"].as_array().map(Vec::len), Some(lines));
            assert_eq!(json.lines().count(), lines + 2);
        }
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
        let json = written(Format::Jsonl, &options, &line);
        assert_valid(&schema("kwic-line"), &json);
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
                kwic: KeywordInContext {
                    interval: Interval::at(0),
                    in_title: false,
                    keyword: ByteSpan::new(start, end),
                    left: ByteSpan::new(0, start),
                    right: ByteSpan::new(end, text.len()),
                },
                sentence: None,
            };
            let options = Options { terminal: true, width, ..Options::default() };
            let shown = written(Format::Text, &options, &line);
            prop_assert_eq!(shown.matches('\n').count(), 1);
            prop_assert!(shown.trim_end().width() <= width.max(Options::MIN_WIDTH), "{:?}", shown);
            prop_assert!(!shown.trim_end().contains(safety::is_unsafe), "{:?}", shown);
            let json = written(Format::Jsonl, &options, &line);
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            let parts = ["left", "keyword", "right"].map(|key| value[key].as_str().unwrap().to_owned());
            prop_assert_eq!(parts.concat(), text);
        }
    }
}
