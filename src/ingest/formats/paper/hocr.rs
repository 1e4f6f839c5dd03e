//! hOCR: what was read on scanned pages, as a page of HTML. A file is one article.

use dom_query::{Document, NodeRef};
use serde_json::Value;

use super::ocr::{Scan, Word, keep, place, with_text};
use crate::ingest::formats::web::html::tags;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Area, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// Whether a page says that it holds hOCR, or its first page begins.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let signs: [&[u8]; 3] = [b"ocr-capabilities", b"ocr-system", b"ocr_page"];
    head.trim_ascii_start().starts_with(b"<")
        && signs
            .iter()
            .any(|sign| memchr::memmem::find(head, sign).is_some())
        || head.starts_with("\u{feff}".as_bytes()) && sniff(&head[3..])
}

/// Reads the pages of a document as one article.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let record = if slice.text.trim().is_empty() {
        Err(Reason::Empty)
    } else {
        with_text(record(slice.text))
    };
    sink(record.map_err(|reason| Refused {
        ordinal: None,
        line: None,
        reason,
    }));
}

fn record(text: &str) -> Record {
    if !tags::is_tame(text) {
        return Record {
            paragraphs: tags::paragraphs(text),
            ..Record::default()
        };
    }
    let document = Document::from(text);
    let mut reading = Reading::default();
    reading.walk(document.root());
    reading.end_line();
    let mut record = Record {
        paragraphs: reading.scan.take(),
        language: reading.language,
        ..Record::default()
    };
    let kept = &mut record.metadata;
    let image = match reading.images.len() {
        0 => None,
        1 => reading.images.pop().map(Value::from),
        _ => Some(Value::from(reading.images)),
    };
    keep(kept, "image", image);
    if let (1, Some(size)) = (reading.pages, reading.size) {
        keep(kept, "page_width", Some(size.w));
        keep(kept, "page_height", Some(size.h));
    }
    let system = document.select("meta[name='ocr-system']").attr("content");
    let system = system.map(|system| system.trim().to_owned());
    keep(
        kept,
        "ocr_software",
        system.filter(|system| !system.is_empty()),
    );
    keep(kept, "ocr_confidence", reading.scan.rating().mean());
    record
}

/// Elements that begin a page, a paragraph, a line, a word, by their class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Paragraph,
    Heading,
    Line,
    Word,
}

fn kind(class: &str) -> Option<Kind> {
    class.split_whitespace().find_map(|class| {
        Some(match class {
            "ocr_page" => Kind::Page,
            "ocr_par" | "ocr_carea" | "ocrx_block" | "ocr_column" => Kind::Paragraph,
            "ocr_title" | "ocr_chapter" | "ocr_section" | "ocr_subsection" => Kind::Heading,
            "ocr_line" | "ocrx_line" | "ocr_header" | "ocr_footer" | "ocr_caption"
            | "ocr_textfloat" => Kind::Line,
            "ocrx_word" | "ocr_word" => Kind::Word,
            _ => return None,
        })
    })
}

/// What is read so far.
#[derive(Default)]
struct Reading {
    scan: Scan,
    pages: usize,
    /// What pages are counted from.
    counts_from: Option<u32>,
    size: Option<Area>,
    images: Vec<String>,
    language: Option<String>,
    /// A line of which the words have no boxes: its text and its box.
    line: Option<(String, Option<Area>)>,
}

impl Reading {
    fn walk(&mut self, root: NodeRef<'_>) {
        // Elements that are entered, and text; an end is a step too.
        let mut waiting = vec![(root, false)];
        while let Some((node, is_left)) = waiting.pop() {
            if is_left {
                self.leave(&node);
            } else if node.is_text() {
                if let Some((line, _)) = &mut self.line {
                    line.push_str(&node.text());
                }
            } else if self.enter(&node) {
                waiting.push((node, true));
                let children = node.children();
                waiting.extend(children.into_iter().rev().map(|child| (child, false)));
            }
        }
    }

    /// Whether to look into an element.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        let class = node.attr("class").unwrap_or_default();
        let title = node.attr("title").unwrap_or_default();
        match kind(&class) {
            Some(Kind::Page) => self.page(&title, node),
            Some(Kind::Paragraph) => {
                self.end_line();
                self.scan.end_paragraph();
                self.name_language(node);
            }
            Some(Kind::Heading) => {
                self.end_line();
                self.scan.end_paragraph();
                self.scan.heading();
            }
            Some(Kind::Line) => {
                self.end_line();
                self.scan.line();
                self.line = Some((String::new(), area(&title)));
            }
            Some(Kind::Word) => {
                // What stands between its words is no text.
                self.line = None;
                let confidence = property(&title, "x_wconf").or_else(|| property(&title, "x_conf"));
                let confidence = confidence.and_then(|confidence| confidence.parse::<f32>().ok());
                self.scan.word(&Word {
                    text: first_reading(node),
                    area: area(&title),
                    confidence: confidence.map(|percent| percent / 100.0),
                    ..Word::default()
                });
                return false;
            }
            None => {
                let name = node.node_name();
                return !name.is_some_and(|name| matches!(&*name, "head" | "script" | "style"));
            }
        }
        true
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        match node.attr("class").and_then(|class| kind(&class)) {
            Some(Kind::Line) => self.end_line(),
            Some(Kind::Paragraph | Kind::Heading | Kind::Page) => {
                self.end_line();
                self.scan.end_paragraph();
            }
            Some(Kind::Word) | None => {}
        }
    }

    fn page(&mut self, title: &str, node: &NodeRef<'_>) {
        self.end_line();
        self.pages += 1;
        self.size = area(title);
        let number = property(title, "ppageno").and_then(|number| number.parse::<u32>().ok());
        // Some count from 0, and some from 1.
        let from = *self.counts_from.get_or_insert(u32::from(number == Some(0)));
        let counted = number
            .and_then(|number| number.checked_add(from))
            .map(|number| number.to_string());
        let printed = property(title, "lpageno").map(|label| label.trim_matches('"').to_owned());
        self.scan
            .page(printed.filter(|label| !label.is_empty()).or(counted));
        let image = property(title, "image").or_else(|| property(title, "x_source"));
        let image = image.map(|image| image.trim_matches(['"', '\'']).to_owned());
        self.images.extend(image.filter(|image| !image.is_empty()));
        self.name_language(node);
    }

    fn name_language(&mut self, node: &NodeRef<'_>) {
        if self.language.is_none() {
            let language = node
                .attr("lang")
                .filter(|language| !matches!(&**language, "" | "unknown"));
            self.language = language.map(|language| language.to_string());
        }
    }

    /// A line ends: where it had no words of its own, its text is read.
    fn end_line(&mut self) {
        if let Some((text, area)) = self.line.take() {
            self.scan.word(&Word {
                text,
                area,
                ..Word::default()
            });
        }
    }
}

/// The text of a word: other readings of it are marked as deleted.
fn first_reading(word: &NodeRef<'_>) -> String {
    let mut text = String::new();
    let mut waiting = vec![*word];
    while let Some(node) = waiting.pop() {
        if node.is_text() {
            text.push_str(&node.text());
        } else if !node.has_name("del") {
            waiting.extend(node.children().into_iter().rev());
        }
    }
    text
}

/// The value of a property, of those that an attribute lists: `bbox 0 0 10 10; x_wconf 90`.
fn property<'a>(title: &'a str, name: &str) -> Option<&'a str> {
    let mut properties = title.split(';').map(str::trim);
    properties.find_map(|property| {
        let value = property.strip_prefix(name)?;
        value.starts_with(char::is_whitespace).then(|| value.trim())
    })
}

fn area(title: &str) -> Option<Area> {
    let mut corners = property(title, "bbox")?.split_whitespace().map(place);
    let mut next = || corners.next().flatten();
    let (left, top, right, bottom) = (next()?, next()?, next()?, next()?);
    Some(Area {
        x: left,
        y: top,
        w: right.checked_sub(left)?,
        h: bottom.checked_sub(top)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/paper/two-pages.hocr");

    #[test]
    fn paragraphs_of_pages_have_boxes() {
        let records = read_all(read, SAMPLE);
        let [Ok(record)] = records.as_slice() else {
            panic!("{records:?}");
        };
        let texts: Vec<(&str, &str)> = record
            .paragraphs
            .iter()
            .map(|one| (one.page.as_deref().unwrap_or("-"), one.text.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                ("1", "The lighthouse keeper’s report & log"),
                (
                    "1",
                    "Wind from the north. Two sails seen, one of them the Marigold."
                ),
                ("2", "Nothing seen."),
            ]
        );
        assert_eq!(
            record.paragraphs[0].boxes[1],
            (
                1,
                Area {
                    x: 60,
                    y: 10,
                    w: 90,
                    h: 20
                }
            )
        );
        // A line without words has one box.
        assert!(
            record.paragraphs[2]
                .boxes
                .iter()
                .all(|(_, area)| area.w == 130)
        );
        assert_eq!(record.metadata["ocr_confidence"], 0.9);
        assert_eq!(
            record.metadata["image"],
            serde_json::json!(["log-1.png", "log-2.png"])
        );
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
