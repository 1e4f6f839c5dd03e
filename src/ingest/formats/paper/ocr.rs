//! What programs that read scans found: words with their boxes, put together to paragraphs on pages.

use std::mem;

use serde_json::{Map, Value};

use crate::ingest::reason::Reason;
use crate::ingest::record::{Area, Paragraph, Record};

/// A word, or the part of one that stands on a line.
#[derive(Debug, Default)]
pub(super) struct Word {
    /// As it was read.
    pub(super) text: String,
    /// Where it stands.
    pub(super) area: Option<Area>,
    /// How sure the program is, from 0 to 1.
    pub(super) confidence: Option<f32>,
    /// Which part of a broken word it is.
    pub(super) part: Part,
    /// Whether it touches the word before it.
    pub(super) touches: bool,
}

/// The parts of a word that is broken at the end of a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// It is whole.
    #[default]
    Whole,
    /// It begins here; the whole word.
    First(String),
    /// It ends here; the whole word.
    Second(String),
}

/// Puts words together.
#[derive(Default)]
pub(super) struct Scan {
    paragraphs: Vec<Paragraph>,
    open: Paragraph,
    /// Words of the paragraph under way.
    words: usize,
    /// Whether a line begins.
    new_line: bool,
    /// Whether the last word is broken by a sign, and goes on on the next line.
    broken: bool,
    /// The whole word of which the first part was the last one.
    halved: Option<String>,
    rating: Rating,
    page: Option<String>,
}

/// How sure a program was of words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rating {
    confidence: f64,
    words: u32,
}

impl Rating {
    pub(super) fn add(&mut self, other: Self) {
        self.confidence += other.confidence;
        self.words = self.words.saturating_add(other.words);
    }

    /// The mean, as metadata.
    pub(super) fn mean(self) -> Option<Value> {
        let mean = self.confidence / f64::from(self.words);
        (self.words > 0).then(|| Value::from((mean * 1000.0).round() / 1000.0))
    }
}

/// Signs at the end of a line behind which a word goes on: some stand for nothing else.
const ONLY_BREAKS: [char; 4] = ['\u{ad}', '¬', '⸗', '\u{2027}'];
const HYPHENS: [char; 3] = ['-', '\u{2010}', '='];

impl Scan {
    /// What follows stands on this page.
    pub(super) fn page(&mut self, page: Option<String>) {
        self.end_paragraph();
        self.page = page;
    }

    /// A line begins.
    pub(super) fn line(&mut self) {
        self.new_line = true;
    }

    /// The next word begins a paragraph.
    pub(super) fn end_paragraph(&mut self) {
        let mut paragraph = mem::take(&mut self.open);
        self.words = 0;
        self.new_line = true;
        self.broken = false;
        if !paragraph.text.is_empty() {
            paragraph.page.clone_from(&self.page);
            self.paragraphs.push(paragraph);
        }
    }

    /// Says that the paragraph under way is a heading.
    pub(super) fn heading(&mut self) {
        self.open.heading = true;
    }

    /// A sign of hyphenation stands at the end of the line.
    pub(super) fn hyphen(&mut self) {
        self.broken = self.words > 0;
    }

    /// Adds a word; white space in it parts words that have one box.
    pub(super) fn word(&mut self, word: &Word) {
        self.rate(word);
        let halved = self.halved.take();
        let text = match &word.part {
            Part::Second(whole) if halved.as_ref() == Some(whole) => {
                // The word stands already, with its first part.
                self.new_line = false;
                return self.box_of_last(word.area);
            }
            Part::First(whole) => {
                self.halved = Some(whole.clone());
                whole
            }
            Part::Second(whole) => whole,
            Part::Whole => &word.text,
        };
        for (at, part) in text.split_whitespace().enumerate() {
            let touches = at == 0 && word.touches && !self.new_line;
            self.push(part, word.area, touches);
        }
    }

    fn push(&mut self, text: &str, area: Option<Area>, touches: bool) {
        let ends_line = mem::take(&mut self.new_line) && self.words > 0;
        let goes_on = ends_line && self.goes_on(text);
        self.broken = false;
        let is_part = goes_on || touches && self.words > 0;
        if !is_part {
            if self.words > 0 {
                self.open.text.push(' ');
            }
            self.words += 1;
        }
        self.open.text.push_str(text);
        self.box_of_last(area);
    }

    /// Whether the last word of the line before goes on with this one; its sign of hyphenation is taken away.
    fn goes_on(&mut self, next: &str) -> bool {
        let text = &mut self.open.text;
        let before = text.trim_end_matches(ONLY_BREAKS);
        let is_only_break = before.len() < text.len() || self.broken;
        let bare = before.trim_end_matches(HYPHENS);
        let is_word = bare.ends_with(char::is_alphabetic);
        let is_hyphen = bare.len() < before.len() && next.starts_with(char::is_lowercase);
        let goes_on =
            is_word && next.starts_with(char::is_alphabetic) && (is_only_break || is_hyphen);
        if goes_on {
            let length = bare.len();
            text.truncate(length);
        }
        goes_on
    }

    fn box_of_last(&mut self, area: Option<Area>) {
        let Some(area) = area else {
            return;
        };
        if let Some(last) = self.words.checked_sub(1) {
            self.open.boxes.push((last, area));
        } else if let Some(before) = self
            .paragraphs
            .last_mut()
            .filter(|before| before.page == self.page)
        {
            // In the block before, on the same page.
            if let Some(&(last, _)) = before.boxes.last() {
                before.boxes.push((last, area));
            }
        }
    }

    fn rate(&mut self, word: &Word) {
        if let Some(confidence) = word
            .confidence
            .filter(|confidence| (0.0..=1.0).contains(confidence))
        {
            self.rating.add(Rating {
                confidence: f64::from(confidence),
                words: 1,
            });
        }
    }

    /// The paragraphs so far; the confidence stays.
    pub(super) fn take(&mut self) -> Vec<Paragraph> {
        self.end_paragraph();
        mem::take(&mut self.paragraphs)
    }

    /// How sure the program was of the words since this was asked last.
    pub(super) fn rating(&mut self) -> Rating {
        mem::take(&mut self.rating)
    }
}

/// The record of a scan, unless nothing was read on it.
pub(super) fn with_text(record: Record) -> Result<Record, Reason> {
    if record.paragraphs.is_empty() {
        Err(Reason::Scanned)
    } else {
        Ok(record)
    }
}

/// Keeps what is known.
pub(super) fn keep(metadata: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        metadata.insert(name.to_owned(), value.into());
    }
}

/// A number as a place on an image.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what lies outside of any image is cut"
)]
pub(super) fn place(text: &str) -> Option<u32> {
    let number: f64 = text.trim().parse().ok()?;
    number
        .is_finite()
        .then(|| number.round().clamp(0.0, f64::from(u32::MAX)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word {
            text: text.to_owned(),
            area: Some(Area {
                x: 1,
                y: 1,
                w: 1,
                h: 1,
            }),
            ..Word::default()
        }
    }

    /// Lines of words, their text, and the ordinals of its boxes.
    type Row = (
        &'static [&'static [&'static str]],
        &'static str,
        &'static [usize],
    );

    /// The text of lines of words, and the ordinals of its boxes.
    fn read(lines: &[&[&str]]) -> (String, Vec<usize>) {
        let mut scan = Scan::default();
        for line in lines {
            scan.line();
            for text in *line {
                scan.word(&word(text));
            }
        }
        let paragraph = scan.take().remove(0);
        (
            paragraph.text,
            paragraph
                .boxes
                .iter()
                .map(|(ordinal, _)| *ordinal)
                .collect(),
        )
    }

    #[test]
    fn broken_words_are_joined() {
        let table: &[Row] = &[
            (
                &[&["the", "har-"], &["bour", "wall"]],
                "the harbour wall",
                &[0, 1, 1, 2],
            ),
            (&[&["the", "har¬"], &["Bour"]], "the harBour", &[0, 1, 1]),
            (&[&["Port-"], &["Ansel"]], "Port- Ansel", &[0, 1]),
            (&[&["1914-"], &["years"]], "1914- years", &[0, 1]),
            (&[&["well-known"], &["wall"]], "well-known wall", &[0, 1]),
            (&[&["two words"], &["three"]], "two words three", &[0, 1, 2]),
        ];
        for (lines, text, boxes) in table {
            assert_eq!(read(lines), ((*text).to_owned(), boxes.to_vec()));
        }
    }

    #[test]
    fn halves_that_name_their_word_are_one_even_across_blocks() {
        let mut scan = Scan::default();
        let first = Word {
            part: Part::First("harbour".to_owned()),
            ..word("har")
        };
        let second = Word {
            part: Part::Second("harbour".to_owned()),
            ..word("bour")
        };
        scan.word(&word("the"));
        scan.word(&first);
        scan.end_paragraph();
        scan.word(&second);
        scan.word(&word("wall"));
        let found = scan.take();
        assert_eq!(
            found
                .iter()
                .map(|one| one.text.as_str())
                .collect::<Vec<_>>(),
            ["the harbour", "wall"]
        );
        assert_eq!(found[0].boxes.len(), 3);
        scan.word(&second);
        assert_eq!(scan.take()[0].text, "harbour");
    }
}
