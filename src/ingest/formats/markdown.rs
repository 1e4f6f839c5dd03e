//! Markdown with front matter in YAML or TOML: text without markup, headings kept as headings.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use super::front_matter;
use super::html;
use crate::ingest::fields::{self, Field};
use crate::ingest::format::{ReadOptions, Reason, Refused, Slice};
use crate::ingest::record::{Paragraph, Record};

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
    let mut record = declared(given, options)?;
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

/// The record that the front matter declares, still without text.
fn declared(mut given: Vec<(String, Value)>, options: &ReadOptions) -> Result<Record, Reason> {
    // The text follows below. Standing in for it keeps `summary` and its like from being taken for the text.
    given.push(("body".to_owned(), Value::from("-")));
    let given = given
        .into_iter()
        .map(|(name, value)| (Cow::Owned(name), value))
        .collect();
    fields::record(given, options)
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
            | TagEnd::Subscript => {}
            TagEnd::Link | TagEnd::TableCell => {}
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
