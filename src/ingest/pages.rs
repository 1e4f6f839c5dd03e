//! Which bytes of a body stand on which page of what was printed or scanned, and where on it.

use super::record::Paragraph;
use crate::article::{PageSpan, WordBox};
use crate::span::ByteSpan;

/// The places of a body's words on pages, as far as they are known.
#[derive(Default)]
pub(super) struct Places {
    pub(super) pages: Vec<PageSpan>,
    pub(super) boxes: Vec<WordBox>,
}

impl Places {
    /// Adds those of a paragraph that stands at `span` of the body, clean, behind the paragraphs before it.
    pub(super) fn add(&mut self, paragraph: &Paragraph, span: ByteSpan, body: &str) {
        if paragraph.breaks.is_empty() && paragraph.boxes.is_empty() {
            return self.push(paragraph.page.as_deref(), span);
        }
        let words: Vec<usize> = words(span.of(body)).map(|word| span.start + word).collect();
        // Where cleaning took a word away, or made two of one, their ordinals say nothing.
        if paragraph.text.split_whitespace().count() != words.len() {
            return self.push(paragraph.page.as_deref(), span);
        }
        let mut page = paragraph.page.as_deref();
        let mut start = span.start;
        for (ordinal, next) in &paragraph.breaks {
            let Some(&word) = words.get(*ordinal) else {
                break;
            };
            self.push(page, ByteSpan::new(start, word.max(start)));
            (page, start) = (Some(next.as_str()), word.max(start));
        }
        self.push(page, ByteSpan::new(start, span.end));
        let boxes = paragraph.boxes.iter().filter_map(|(ordinal, area)| {
            Some(WordBox {
                start: *words.get(*ordinal)?,
                x: area.x,
                y: area.y,
                w: area.w,
                h: area.h,
            })
        });
        self.boxes.extend(boxes);
    }

    fn push(&mut self, page: Option<&str>, span: ByteSpan) {
        let Some(page) = page.map(str::trim).filter(|page| !page.is_empty()) else {
            return;
        };
        match self.pages.last_mut() {
            Some(last) if last.page == page => last.end = span.end,
            _ if span.is_empty() => {}
            _ => self.pages.push(PageSpan {
                start: span.start,
                end: span.end,
                page: page.to_owned(),
            }),
        }
    }
}

/// Where the words of a clean text start.
fn words(text: &str) -> impl Iterator<Item = usize> {
    let spaces = text.match_indices(' ').map(|(space, _)| space + 1);
    let first = (!text.is_empty()).then_some(0);
    first.into_iter().chain(spaces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_where_it_changes() {
        let on = |text: &str, page: Option<&str>, breaks: &[(usize, &str)]| Paragraph {
            page: page.map(str::to_owned),
            breaks: breaks
                .iter()
                .map(|(word, page)| (*word, (*page).to_owned()))
                .collect(),
            ..Paragraph::text(text)
        };
        let body = "One.\n\nTwo three four.\n\nFive.\n\nSix.";
        let paragraphs = [
            on("One.", Some("3"), &[]),
            on("Two three  four.", Some("3"), &[(1, "iv"), (2, "5")]),
            on("Five.", None, &[]),
            on("Six.", Some(" 7 "), &[(9, "8")]),
        ];
        let mut places = Places::default();
        for paragraph in &paragraphs {
            let start = body.find(&paragraph.text[..3]).unwrap();
            let end = body[start..]
                .find("\n\n")
                .map_or(body.len(), |at| start + at);
            places.add(paragraph, ByteSpan::new(start, end), body);
        }
        let found: Vec<(&str, &str)> = places
            .pages
            .iter()
            .map(|page| (page.page.as_str(), &body[page.start..page.end]))
            .collect();
        assert_eq!(
            found,
            [
                ("3", "One.\n\nTwo "),
                ("iv", "three "),
                ("5", "four."),
                ("7", "Six.")
            ]
        );
        // A word that is gone leaves the paragraph on the page where it starts.
        let gone = on("One \u{7} two", Some("1"), &[(2, "2")]);
        let mut places = Places::default();
        places.add(&gone, ByteSpan::new(0, 7), "One two");
        assert_eq!(places.pages.len(), 1);
    }
}
