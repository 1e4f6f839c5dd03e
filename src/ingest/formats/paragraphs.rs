//! Plain text in a field of a record, as paragraphs.

use std::borrow::Cow;

use crate::ingest::record::Paragraph;

/// No hard-wrapped line is longer, in characters.
const WIDEST_WRAP: usize = 120;

/// The paragraphs of a plain text.
///
/// A blank line ends one. A single line break ends one too, except in hard-wrapped text, where the
/// break only stands for a blank and an indented line begins a paragraph (as on the wires).
pub(crate) fn of_plain(text: &str) -> Vec<Paragraph> {
    let text = unix_lines(text);
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return paragraph(&text).into_iter().collect();
    }
    let wrapped = is_hard_wrapped(&text);
    let mut paragraphs = Vec::new();
    for block in blocks(&text) {
        if wrapped {
            join_block(&block, &mut paragraphs);
        } else {
            paragraphs.extend(block.iter().filter_map(|line| paragraph(line)));
        }
    }
    paragraphs
}

/// Line breaks of DOS and of old Macs as `\n`.
fn unix_lines(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// A paragraph of `text`, unless it is blank.
fn paragraph(text: &str) -> Option<Paragraph> {
    let text = text.trim();
    (!text.is_empty()).then(|| Paragraph {
        text: text.to_owned(),
        heading: false,
    })
}

/// Runs of lines that are not blank.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks = vec![Vec::new()];
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            blocks
                .last_mut()
                .into_iter()
                .for_each(|block| block.push(line));
        } else if blocks.last().is_some_and(|block| !block.is_empty()) {
            blocks.push(Vec::new());
        }
    }
    blocks
}

/// Joins the lines of a hard-wrapped block; a line indented deeper than the block begins a
/// paragraph.
fn join_block(block: &[&str], paragraphs: &mut Vec<Paragraph>) {
    let base = block.iter().map(|line| indent(line)).min().unwrap_or(0);
    for (index, line) in block.iter().enumerate() {
        let begins = index == 0 || indent(line) > base + 1;
        match paragraphs.last_mut().filter(|_| !begins) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(line.trim());
            }
            None => paragraphs.extend(paragraph(line)),
        }
    }
}

/// Bytes of white space at the start of a line.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether lines were broken at a width: in most places where a line goes on, the next line's first
/// word would not have fitted on it.
fn is_hard_wrapped(text: &str) -> bool {
    let widths = || text.split('\n').map(|line| line.trim_end().chars().count());
    if text.split('\n').any(|line| line.len() > 4 * WIDEST_WRAP) {
        return false;
    }
    let widest = widths().max().unwrap_or(0);
    if !(30..=WIDEST_WRAP).contains(&widest) {
        return false;
    }
    let (mut breaks, mut forced) = (0_usize, 0_usize);
    for ((line, next), width) in text.split('\n').zip(text.split('\n').skip(1)).zip(widths()) {
        let Some(word) = next.split_whitespace().next() else {
            continue;
        };
        if line.trim().is_empty() || indent(next) > indent(line) + 1 {
            continue;
        }
        breaks += 1;
        // A few characters of slack: the widest line may stand out.
        let full = width + 1 + word.chars().take(20).count() + 6 > widest;
        forced += usize::from(full && line.trim().contains(' '));
    }
    breaks > 0 && forced * 10 >= breaks * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_paragraphs_or_wrapped() {
        let wire = "Showers continued throughout the week in the Bahia cocoa\nzone, alleviating the drought since early January and\nimproving prospects.\n    The dry period means the temporao will be late this year\nin most places.";
        let table: &[(&str, &[&str])] = &[
            ("", &[]),
            (" \n\r\n ", &[]),
            ("One.", &["One."]),
            ("One.\n\nTwo.", &["One.", "Two."]),
            ("One.\r\n\r\nTwo.\r\rThree.", &["One.", "Two.", "Three."]),
            (
                "Press Release\nMay 11, 2026\nCHICAGO —",
                &["Press Release", "May 11, 2026", "CHICAGO —"],
            ),
            (
                "大阪府知事選挙が告示された。\n立候補したのは四人である。",
                &["大阪府知事選挙が告示された。", "立候補したのは四人である。"],
            ),
            (
                wire,
                &[
                    "Showers continued throughout the week in the Bahia cocoa zone, alleviating the drought since early January and improving prospects.",
                    "The dry period means the temporao will be late this year in most places.",
                ],
            ),
        ];
        for (text, expected) in table {
            let found: Vec<_> = of_plain(text)
                .into_iter()
                .map(|paragraph| paragraph.text)
                .collect();
            assert_eq!(found, *expected, "{text:?}");
        }
    }
}
