//! Whether quotations are in the archive, and how what stands there differs (`unbury quote`).
//!
//! | file | what it decides |
//! |---|---|
//! | `text`, `markdown` | how it reads |
//! | `json` | how it is handed to programs |
//! | `told` | what is said of a quotation and of a place |

mod json;
mod markdown;
mod text;
mod told;

use std::io::{self, Write};

use super::format::Format;
use super::options::Options;
use crate::api::VerifiedQuote;

/// Writes what came of looking for some quotations.
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::QUOTES`].
pub fn quotes(
    format: Format,
    options: &Options,
    quotes: &[VerifiedQuote],
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, quotes, options)?,
        Format::Markdown => markdown::write(out, quotes, options)?,
        Format::Json => json::write(out, quotes, options)?,
        Format::Jsonl => json::write_lines(out, quotes, options)?,
        _ => return Err(format.refused(Format::QUOTES)),
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Analyzer, Language, Text};
    use crate::api::{QuotePlace, Verdict};
    use crate::passage::Quotation;
    use crate::render::tests::sample::bare;
    use crate::render::tests::schema::{assert_valid, schema};

    const BODY: &str =
        "Nobody spoke.\n\nThe old *bridge*, she said, is closed; nobody knows why. He left.";

    fn verified(quote: &str, verdict: Verdict) -> VerifiedQuote {
        let cut = Analyzer::new().analyze(&Text {
            body: BODY,
            headings: &[],
            title: "",
            language: Language::UNKNOWN,
        });
        let quotation = Quotation::new(quote);
        let quoted = quotation.closest(BODY, &cut.words).unwrap();
        VerifiedQuote {
            quote: quote.to_owned(),
            words: quotation.compared_words(),
            verdict,
            articles: u64::from(verdict == Verdict::Verbatim),
            is_complete: true,
            places: vec![QuotePlace {
                article: bare("a", "Bridge", BODY),
                in_title: false,
                quoted,
                sentences: Some((1, 1)),
            }],
            unknown_words: Vec::new(),
        }
    }

    fn sample() -> Vec<VerifiedQuote> {
        vec![
            verified("the old *bridge* … knows why.", Verdict::Verbatim),
            verified("The new bridge, she then said, closed", Verdict::Near),
            VerifiedQuote {
                places: Vec::new(),
                unknown_words: vec!["zebra".to_owned()],
                ..verified("A zebra", Verdict::NotFound)
            },
        ]
    }

    fn written(format: Format) -> String {
        let mut out = Vec::new();
        quotes(format, &Options::default(), &sample(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_differs_is_shown_in_place() {
        let text = "\
the old *bridge* … knows why.
verbatim: 1 article has it

1. Bridge
   “The old *bridge*, […] knows why.”
   sentence 2, bytes 15–71
   left out at an ellipsis: 5 words
   not as there: the first capital
   id: a

The new bridge, she then said, closed
near: what stands there differs in 4 places

1. Bridge
   “The [-new-]{+old+} *bridge[-, -]{+*, +}she [-then-] said, {+is+} closed”
   sentence 2, bytes 15–52
   other signs between the same words
   id: a

A zebra
not found: no article has `zebra`; no passage has much of it
";
        assert_eq!(written(Format::Text), text);
        let markdown = written(Format::Markdown);
        assert!(
            markdown.contains("> The <del>new</del> <ins>old</ins> \\*bridge <del>,</del> <ins>\\*,</ins> she <del>then</del> said, <ins>is</ins> closed\n"),
            "{markdown}"
        );
    }

    #[test]
    fn forms_are_as_their_schemas_say() {
        let json = written(Format::Json);
        assert_valid(&schema("quotes"), &json);
        assert_eq!(json.lines().count(), 5);
        let lines = written(Format::Jsonl);
        assert_eq!(lines.lines().count(), 3);
        for line in lines.lines() {
            assert_valid(&schema("quotes-line"), line);
        }
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let place = &value["quotes"][1]["places"][0];
        let differences = place["differences"].as_array().unwrap();
        assert_eq!(differences[0]["quoted"]["text"], "new");
        assert_eq!(differences[0]["written"]["text"], "old");
        assert_eq!(differences[1]["kind"], "punctuation");
        assert_eq!(differences[2]["kind"], "added");
        assert_eq!(value["quotes"][0]["places"][0]["style"][0], "capital");
    }
}
