//! Which bytes of a body stand on which page of what was printed or scanned.

use super::record::Paragraph;
use crate::article::PageSpan;
use crate::span::ByteSpan;

/// Adds the pages of a paragraph that stands at `span` of the body, clean; those of the paragraphs before it are there already.
pub(super) fn add(pages: &mut Vec<PageSpan>, paragraph: &Paragraph, span: ByteSpan, body: &str) {
    let clean = span.of(body);
    let mut breaks = paragraph.breaks.as_slice();
    // Where cleaning took a word away, or made two of one, their ordinals say nothing.
    if !breaks.is_empty() && paragraph.text.split_whitespace().count() != words(clean).count() {
        breaks = &[];
    }
    let mut page = paragraph.page.as_deref();
    let mut start = span.start;
    for (ordinal, next) in breaks {
        let Some(word) = words(clean).nth(*ordinal) else {
            break;
        };
        push(pages, page, ByteSpan::new(start, span.start + word));
        (page, start) = (Some(next.as_str()), span.start + word);
    }
    push(pages, page, ByteSpan::new(start, span.end));
}

fn push(pages: &mut Vec<PageSpan>, page: Option<&str>, span: ByteSpan) {
    let Some(page) = page.map(str::trim).filter(|page| !page.is_empty()) else {
        return;
    };
    match pages.last_mut() {
        Some(last) if last.page == page => last.end = span.end,
        _ if span.is_empty() => {}
        _ => pages.push(PageSpan {
            start: span.start,
            end: span.end,
            page: page.to_owned(),
        }),
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
        let mut pages = Vec::new();
        for paragraph in &paragraphs {
            let start = body.find(&paragraph.text[..3]).unwrap();
            let end = body[start..]
                .find("\n\n")
                .map_or(body.len(), |at| start + at);
            add(&mut pages, paragraph, ByteSpan::new(start, end), body);
        }
        let found: Vec<(&str, &str)> = pages
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
        let mut pages = Vec::new();
        add(&mut pages, &gone, ByteSpan::new(0, 7), "One two");
        assert_eq!(pages.len(), 1);
    }
}
