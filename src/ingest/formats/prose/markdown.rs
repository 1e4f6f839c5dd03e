//! Markdown with front matter in YAML or TOML: text without markup, headings kept as headings.

mod front_matter;

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use crate::ingest::fields::{self, Field};
use crate::ingest::formats::web::html;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// Whether the start of a file looks like Markdown: front matter, or headings and links as Markdown writes them.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches('\u{feff}');
    if front_matter::split(head).is_some() || head.starts_with("---\n") && head.contains(": ") {
        return true;
    }
    let heading =
        |line: &str| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    let marks = [
        head.contains("]("),
        head.contains("**"),
        head.contains("\n```"),
        head.contains("\n> "),
        head.contains("\n- "),
    ];
    let headings = head.lines().filter(|line| heading(line)).count();
    headings >= 2 || (headings == 1 && marks.contains(&true)) || (marks[0] && marks[1])
}

/// Reads a file as one article.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let read = record(slice.text, options);
    sink(read.map_err(|reason| Refused {
        ordinal: None,
        line: None,
        reason,
    }));
}

fn record(text: &str, options: &ReadOptions) -> Result<Record, Reason> {
    if text.trim().is_empty() {
        return Err(Reason::Empty);
    }
    let (given, body) = front_matter::read(text)?;
    let mut paragraphs = paragraphs(body);
    let mut record = declared(given, !paragraphs.is_empty(), options)?;
    let first = paragraphs
        .iter()
        .position(|paragraph| paragraph.level == Some(1))
        .or_else(|| {
            let opens = paragraphs
                .first()
                .is_some_and(|paragraph| paragraph.level.is_some());
            opens.then_some(0)
        });
    if let Some(first) = first {
        let heading = paragraphs
            .get(first)
            .map(|paragraph| paragraph.text.trim().to_owned())
            .unwrap_or_default();
        match &record.title {
            Some(title) if title.trim() != heading => {}
            _ => {
                record.title = Some(heading);
                paragraphs.remove(first);
            }
        }
    }
    if !options
        .map
        .pairs
        .iter()
        .any(|pair| pair.field == Field::Body)
        && !paragraphs.is_empty()
    {
        record.paragraphs = paragraphs.into_iter().map(Paragraph::from).collect();
    }
    if record.paragraphs.is_empty() && record.title.is_none() {
        return Err(Reason::EmptyText {
            field: "body".to_owned(),
        });
    }
    Ok(record)
}

/// The record that the front matter declares, without the text that follows. Where none does, `summary` or its like
/// is the text.
fn declared(
    mut given: Vec<(String, Value)>,
    text_follows: bool,
    options: &ReadOptions,
) -> Result<Record, Reason> {
    let is_text = |(name, value): &(String, Value)| {
        fields::recognise(name).is_some_and(|(field, _)| field == Field::Body)
            && value.as_str().is_some_and(|text| !text.trim().is_empty())
    };
    let stands_in = text_follows || !given.iter().any(is_text);
    if stands_in {
        // What stands in for the text keeps `summary` from being taken for it.
        given.push(("body".to_owned(), Value::from("text")));
    }
    let given = given
        .into_iter()
        .map(|(name, value)| (Cow::Owned(name), value))
        .collect();
    let mut record = fields::record(given, options)?;
    if stands_in
        && !options
            .map
            .pairs
            .iter()
            .any(|pair| pair.field == Field::Body)
    {
        record.paragraphs.clear();
    }
    Ok(record)
}

/// A paragraph of Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Read {
    text: String,
    /// 1 to 6 for headings.
    level: Option<u8>,
}

impl From<Read> for Paragraph {
    fn from(read: Read) -> Self {
        Self {
            text: read.text,
            heading: read.level.is_some(),
            ..Self::default()
        }
    }
}

fn paragraphs(body: &str) -> Vec<Read> {
    let bare = without_shortcodes(body);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let mut writer = Writer::default();
    for event in Parser::new_ext(&bare, options) {
        writer.take(event);
    }
    writer.end(None);
    writer.done
}

#[derive(Default)]
struct Writer {
    done: Vec<Read>,
    text: String,
    /// Raw HTML that is not yet turned into text.
    html: String,
    /// Open images: their text stands for what cannot be seen and is left out.
    images: usize,
    /// Captions of images in the open paragraph.
    captions: Vec<String>,
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.finish(tag),
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => {
                if self.images == 0 {
                    self.text.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) => {
                if html.starts_with("<br") {
                    self.text.push('\n');
                }
            }
            Event::Rule => self.end(None),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Image { title, .. } => {
                self.images += 1;
                if !title.trim().is_empty() {
                    self.captions.push(title.into_string());
                }
            }
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. } => {}
            Tag::TableCell => {
                if !self.text.is_empty() {
                    self.text.push_str(" | ");
                }
            }
            _ => self.end(None),
        }
    }

    fn finish(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::TableCell => {}
            TagEnd::Heading(level) => self.end(Some(level as u8)),
            TagEnd::HtmlBlock => self.end_html(),
            _ => self.end(None),
        }
    }

    /// Ends the open paragraph.
    fn end(&mut self, level: Option<u8>) {
        let text = std::mem::take(&mut self.text);
        let attributes = text.starts_with("{:") && text.trim_end().ends_with('}');
        if text.chars().any(char::is_alphanumeric) && !attributes {
            self.done.push(Read { text, level });
        }
        self.done.extend(
            self.captions
                .drain(..)
                .map(|text| Read { text, level: None }),
        );
    }

    fn end_html(&mut self) {
        self.end(None);
        let html = std::mem::take(&mut self.html);
        let read = html::text_of(&html).into_iter();
        self.done.extend(read.map(|paragraph| Read {
            level: paragraph.heading.then_some(2),
            text: paragraph.text,
        }));
    }
}

/// The text without the tags of site generators: `{{< note >}}`, `{{% ref %}}`, `{% include %}`; what stands between two
/// of them stays, and so do their captions.
fn without_shortcodes(body: &str) -> Cow<'_, str> {
    if !body.contains("{{") && !body.contains("{%") {
        return Cow::Borrowed(body);
    }
    let mut bare = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('{') {
        let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        bare.push_str(before);
        if let Some((inside, behind)) = shortcode(tag) {
            if let Some(caption) = caption(inside) {
                bare.push_str("\n\n");
                bare.push_str(caption);
                bare.push_str("\n\n");
            }
            rest = behind;
        } else {
            bare.push('{');
            rest = tag.get(1..).unwrap_or("");
        }
    }
    bare.push_str(rest);
    Cow::Owned(bare)
}

/// Longest tag of a site generator, in bytes.
const SHORTCODE_BYTES: usize = 4000;

/// The inside of a tag at the start of the text, and what stands behind it.
fn shortcode(text: &str) -> Option<(&str, &str)> {
    let (open, close) = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")]
        .into_iter()
        .find(|(open, _)| text.starts_with(open))?;
    let inside = text.strip_prefix(open)?;
    let (inside, behind) = inside.split_once(close)?;
    (inside.len() <= SHORTCODE_BYTES && !inside.contains("\n\n")).then_some((inside, behind))
}

/// The caption that a tag gives its picture.
fn caption(inside: &str) -> Option<&str> {
    let (_, given) = inside.split_once(" caption=")?;
    let quote = given
        .chars()
        .next()
        .filter(|ch| matches!(ch, '"' | '\'' | '`'))?;
    let (caption, _) = given.get(1..)?.split_once(quote)?;
    caption
        .chars()
        .any(char::is_alphanumeric)
        .then_some(caption)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The paragraphs of a text, headings with `# ` before them.
    fn shown(text: &str) -> Vec<String> {
        let mark = |read: &Read| if read.level.is_some() { "# " } else { "" };
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        paragraphs(text)
            .iter()
            .map(|read| format!("{}{}", mark(read), tidy(&read.text)))
            .collect()
    }

    #[test]
    fn markup_goes_and_structure_stays() {
        let cases: &[(&str, &[&str])] = &[
            ("One\ntwo\n\nthree", &["One two", "three"]),
            ("## Why\n\nBecause.", &["# Why", "Because."]),
            ("Why\n---\n\nBecause.", &["# Why", "Because."]),
            (
                "A *b* **c** `d` ~~e~~ [f](https://example.org \"g\") <https://example.org>",
                &["A b c d e f https://example.org"],
            ),
            (
                "- one\n- two\n  - three\n\n1. four",
                &["one", "two", "three", "four"],
            ),
            ("> Quoted\n> on.\n\nSaid.", &["Quoted on.", "Said."]),
            ("```rust\nlet a = 1;\n```\n\nText", &["let a = 1;", "Text"]),
            ("| a | b |\n|---|---|\n| 1 | 2 |", &["a | b", "1 | 2"]),
            ("![alt](x.jpg)\n\nText", &["Text"]),
            ("![alt](x.jpg \"A caption\") Text", &["Text", "A caption"]),
            ("Text[^1].\n\n[^1]: Note.", &["Text.", "Note."]),
            (
                "<div class='x'>\n<h2>Head</h2><p>In &amp; out</p><script>no()</script>\n</div>\n\nText",
                &["# Head", "In & out", "Text"],
            ),
            ("A <b>bold</b><br>word", &["A bold word"]),
            ("<!-- hidden -->\n\nText", &["Text"]),
            (
                "{{< img src=\"x\" caption=\"By Jane Doe\" >}}\n\nText {{% note %}}kept{{% /note %}}",
                &["By Jane Doe", "Text kept"],
            ),
            (
                "[a]({{< ref \"b.md\" >}}) {% include x %} {{ not }} {{<open",
                &["a {{ not }} {{<open"],
            ),
            (
                "Text\n{: .lead}\n\n***\n\nmore",
                &["Text {: .lead}", "more"],
            ),
            ("- [ ] to do", &["to do"]),
            ("A\\*B &#8217; &eacute;", &["A*B ’ é"]),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), *expected, "{text}");
        }
    }

    fn read_one(text: &str) -> Result<Record, Reason> {
        record(text, &ReadOptions::default())
    }

    #[test]
    fn the_title_is_declared_or_the_first_heading() {
        let cases = [
            ("---\ntitle: A\n---\n# A\n\nText", "A", 1),
            ("---\ntitle: A\n---\n# B\n\nText", "A", 2),
            ("# B\n\nText", "B", 1),
            ("Intro\n\n# B\n\nText", "B", 2),
            ("## B\n\nText\n\n## C", "B", 2),
            ("---\ntitle: A\n---\n", "A", 0),
        ];
        for (text, title, paragraphs) in cases {
            let record = read_one(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(
                (record.title.as_deref(), record.paragraphs.len()),
                (Some(title), paragraphs),
                "{text}"
            );
        }
        let untitled = read_one("Text\n\n## B\n\nText").unwrap();
        assert_eq!((untitled.title, untitled.paragraphs.len()), (None, 3));
        for text in ["", " \n", "---\ndraft: true\n---\n", "***\n"] {
            assert!(read_one(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_summary_is_the_text_where_there_is_no_other() {
        let read = |body: &str| {
            let text =
                format!("---\ntitle: Keep the boat\ndeck: Now.\nsummary: It floats.\n---\n{body}");
            let record = record(&text, &ReadOptions::default()).unwrap();
            let texts = record
                .paragraphs
                .into_iter()
                .map(|paragraph| paragraph.text);
            (texts.collect::<Vec<_>>(), record.metadata.len())
        };
        assert_eq!(read("It sank."), (vec!["It sank.".to_owned()], 2));
        assert_eq!(read("\n"), (vec!["It floats.".to_owned()], 1));
    }

    #[test]
    fn front_matter_fills_the_fields() {
        let text = "---\ntitle: Keep the boat\ndate: 2019-03-26 12:38:00 -0500\nauthors:\n  - jane-doe\n  - name: John Roe\ntopics: [ferry, boats]\nlang: en-GB\nsource: Gazette\nsection: Opinion\nurl: https://example.org/a\nslug: keep\nsummary: A sum.\nweight: 1\n---\nText";
        let record = read_one(text).unwrap();
        assert_eq!(
            record.published.as_deref(),
            Some("2019-03-26 12:38:00 -0500")
        );
        assert_eq!(
            (record.authors.as_slice(), record.tags.as_slice()),
            (
                &["jane-doe".to_owned(), "John Roe".to_owned()][..],
                &["ferry".to_owned(), "boats".to_owned()][..]
            )
        );
        assert_eq!(
            (
                record.language.as_deref(),
                record.source.as_deref(),
                record.section.as_deref()
            ),
            (Some("en-GB"), Some("Gazette"), Some("Opinion"))
        );
        assert_eq!(record.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(
            serde_json::to_string(&record.metadata).unwrap(),
            r#"{"slug":"keep","summary":"A sum.","weight":1}"#
        );
        assert_eq!(record.paragraphs, [Paragraph::text("Text".to_owned())]);
    }

    #[test]
    fn a_title_block_of_pandoc_fills_the_fields() {
        let text = "% Keep\n  the boat\n% Jane Doe\n  John Roe\n% March 9, 2024\n\nText";
        let record = read_one(text).unwrap();
        assert_eq!(record.title.as_deref(), Some("Keep the boat"));
        assert_eq!(record.authors, ["Jane Doe; John Roe"]);
        assert_eq!(record.published.as_deref(), Some("March 9, 2024"));
        assert_eq!(record.paragraphs.len(), 1);
        for text in [
            "% of the boats\nsank.\n",
            "50 % sank.\n\nText",
            " % a\n\nText",
        ] {
            assert_eq!(read_one(text).unwrap().title, None, "{text}");
        }
    }

    #[test]
    fn markdown_is_told_from_text() {
        for text in [
            "---\ntitle: A\n---\nText",
            "# A\n\n**b**",
            "# A\n\n## B",
            "See [a](b) and **c**",
        ] {
            assert!(sniff(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "Plain text.",
            "#hashtag and #another",
            "1. The vote\n\nIt passed.",
        ] {
            assert!(!sniff(text.as_bytes()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "(---\n|title: |a|é|\\[|\\]|\\(|\\)|\n|\\{\\{<|>\\}\\}|\\{%|%\\}|\\||<div>|<|>|`|#|\\*| |caption=\"){0,60}") {
            let _ = read_one(&text);
            let _ = sniff(text.as_bytes());
        }
    }
}
