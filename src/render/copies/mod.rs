//! A story with all its articles, and what each made of the first (`unbury show --copies`).
//!
//! | file | what it decides |
//! |---|---|
//! | `text`, `markdown` | how a copy reads |
//! | `json`, `table` | how it is handed to programs |
//! | `told` | what is said of it |

mod json;
mod markdown;
mod table;
mod text;
mod told;

use std::io::{self, Write};

use super::format::Format;
use super::options::Options;
use crate::api::ToldStory;

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
        Format::Trec => {
            let message = "a `trec` run holds no article; choose text, json, csv or markdown";
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        }
        Format::Svg | Format::Png => return Err(format.refused(Format::SEARCH)),
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, Language, Text};
    use crate::api::{CopyComparison, CopyKind, ToldArticle};
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
