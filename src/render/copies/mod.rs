//! A story with all its articles, and what each made of the first (`unbury show --copies`).
//!
//! | file | what it decides |
//! |---|---|
//! | `text`, `markdown` | how a copy reads |
//! | `json`, `table` | how it is handed to programs |

mod json;
mod markdown;
mod table;
mod text;

use std::io::{self, Write};

use super::days::days;
use super::format::Format;
use super::options::Options;
use super::text::grouped;
use crate::api::{CopyComparison, CopyKind, ToldArticle, ToldStory};
use crate::article::{Article, day_of_number};
use crate::passage::{Difference, WordChange};
use crate::span::ByteSpan;

/// Writes a story.
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::SEARCH`], and
/// for TREC runs, which hold no text.
pub fn copies(
    format: Format,
    options: &Options,
    story: &ToldStory,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, story, options)?,
        Format::Markdown => markdown::write(out, story, options)?,
        Format::Json => json::write(out, story, options)?,
        Format::Jsonl => json::write_lines(out, story, options)?,
        Format::Csv | Format::Tsv => table::write(out, story, format, options)?,
        Format::Svg | Format::Png => return Err(format.refused(Format::SEARCH)),
        Format::Trec => {
            let message = "a `trec` run holds no article; choose text, json, csv or markdown";
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        }
    }
    out.flush()
}

/// `4 articles are the story cw-1, 12–13 Mar 2024`.
fn summary(story: &ToldStory) -> String {
    let number = story.articles.len();
    if number == 1 {
        return format!("{} has no copies", story.id);
    }
    let published = story
        .articles
        .iter()
        .filter_map(|told| told.article.published);
    let first = published
        .clone()
        .map(|published| published.first_day())
        .min();
    let last = published.map(|published| published.last_day()).max();
    let period = first
        .and_then(day_of_number)
        .zip(last.and_then(day_of_number));
    let period = period.map_or_else(String::new, |(first, last)| {
        format!(", {}", days(first, last))
    });
    format!(
        "{} articles are the story {}{period}",
        grouped(number as u64),
        story.id
    )
}

/// What is said of an article as a copy: its kind, and what it has in common with the first.
fn about(told: &ToldArticle) -> String {
    match told.comparison {
        None => "the first".to_owned(),
        Some(CopyComparison {
            kind: CopyKind::Identical,
            ..
        }) => "the same text".to_owned(),
        Some(CopyComparison { kind, percent }) => {
            format!("{}, {percent} % in common", kind.name())
        }
    }
}

/// The kind of an article in forms for programs.
fn kind(told: &ToldArticle) -> &'static str {
    told.comparison.map_or("first", |of| of.kind.name())
}

/// What it has in common with the first, in percent.
fn percent(told: &ToldArticle) -> u8 {
    told.comparison.map_or(100, |of| of.percent)
}

/// The article that the story begins with.
fn first(story: &ToldStory) -> Option<&Article> {
    let mut articles = story.articles.iter();
    let first = articles.find(|told| told.comparison.is_none());
    first.map(|told| &told.article)
}

/// A part of a sentence that was changed.
enum Piece<'a> {
    /// In both.
    Same(&'a str),
    /// What stood there, and what stands there now; one of the two may be empty.
    Changed(&'a str, &'a str),
}

/// The parts of a sentence that was changed, in order.
fn pieces<'a>(
    (before, after): (&'a str, &'a str),
    sentence: ByteSpan,
    words: &[WordChange],
) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(2 * words.len() + 1);
    let mut at = sentence.start;
    for change in words {
        pieces.push(Piece::Same(
            ByteSpan::new(at, change.after.start.max(at)).of(after),
        ));
        pieces.push(Piece::Changed(
            change.before.of(before),
            change.after.of(after),
        ));
        at = change.after.end;
    }
    pieces.push(Piece::Same(
        ByteSpan::new(at, sentence.end.max(at)).of(after),
    ));
    pieces
}

/// What differs, without the sentences that are the same.
fn changes(told: &ToldArticle) -> impl Iterator<Item = &Difference> {
    let differences = told.differences.iter();
    differences.filter(|difference| !matches!(difference, Difference::Same { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, Language, Text};
    use crate::passage::{CutText, differences};
    use crate::render::tests::sample::bare;
    use crate::render::tests::schema::{assert_valid, schema};

    const FIRST: &str = "The bridge is closed. Two men were hurt on Monday.\n\nTraffic waits.";
    const SECOND: &str =
        "A *bridge* fell. The bridge is closed. Three men were badly hurt on Monday.";

    fn told(id: &str, title: &str, body: &str, kind: Option<CopyKind>) -> ToldArticle {
        let cut = |body| {
            Analyzer::new().analyze(&Text {
                body,
                headings: &[],
                title: "",
                language: Language::UNKNOWN,
            })
        };
        let (before, after) = (cut(FIRST), cut(body));
        ToldArticle {
            article: bare(id, title, body),
            comparison: kind.map(|kind| CopyComparison { kind, percent: 62 }),
            differences: differences(
                CutText {
                    body: FIRST,
                    analysis: &before,
                },
                CutText {
                    body,
                    analysis: &after,
                },
            ),
        }
    }

    fn story() -> ToldStory {
        ToldStory {
            id: "a".to_owned(),
            articles: vec![
                told("a", "Bridge", FIRST, None),
                told("b", "Bridge", FIRST, Some(CopyKind::Identical)),
                told("c", "Bridge falls", SECOND, Some(CopyKind::Extended)),
            ],
        }
    }

    fn written(format: Format) -> String {
        let mut out = Vec::new();
        copies(format, &Options::default(), &story(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn differences_stand_below_their_copy() {
        let text = "\
3 articles are the story a

1. Bridge
   the first
   id: a

2. the same headline
   the same text
   id: b

3. Bridge falls
   extended, 62 % in common
   + A *bridge* fell.
     (1 sentence is the same)
   ~ [-Two-]{+Three+} men were{+ badly+} hurt on Monday.
   - Traffic waits.
   id: c
";
        assert_eq!(written(Format::Text), text);
        let markdown = "\
## 3. Bridge falls

— id: c

extended, 62 % in common

- added: <ins>A \\*bridge\\* fell.</ins>
- changed: <del>Two</del> <ins>Three</ins> men were <ins>badly</ins> hurt on Monday.
- left out: <del>Traffic waits.</del>
";
        let written = written(Format::Markdown);
        assert!(written.ends_with(markdown), "{written}");
    }

    #[test]
    fn forms_are_as_their_schemas_say() {
        let json = written(Format::Json);
        assert_valid(&schema("copies"), &json);
        let lines = written(Format::Jsonl);
        assert_eq!(lines.lines().count(), 3);
        for line in lines.lines() {
            assert_valid(&schema("copies-line"), line);
        }
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let changed = &value["articles"][2]["differences"][1];
        assert_eq!(changed["change"], "changed");
        assert_eq!(changed["words"][0]["before"]["text"], "Two");
        assert_eq!(changed["words"][0]["after"]["text"], "Three");
        let table = written(Format::Csv);
        assert_eq!(table.lines().count(), 4);
        assert!(
            table.contains("story,kind,percent,added,changed,removed,"),
            "{table}"
        );
    }
}
