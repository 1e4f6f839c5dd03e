//! ALTO 1 to 4: what was read on a scanned page. A file is one article, mostly of one page.

use super::alto_pages::{Document, blocks, find, label};
use super::mets;
use super::ocr::{Scan, keep, with_text};
use crate::ingest::formats::filling::read_tree;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// Whether the root of a document is ALTO's.
pub(crate) fn sniff(head: &[u8]) -> bool {
    xml::root(head).is_some_and(|root| root == "alto")
}

/// Reads the pages of a document as one article.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let part_of_issue = slice.beside.is_some_and(|beside| {
        let issues = beside.named(mets::NAMED);
        issues
            .iter()
            .any(|issue| mets::reads_page(issue, beside.own_name()))
    });
    if part_of_issue {
        let found = "a page of an issue, which is read with its METS document".to_owned();
        let reason = Reason::NoArticle { found };
        return sink(Err(Refused {
            ordinal: None,
            line: None,
            reason,
        }));
    }
    read_tree(slice.text, records, sink);
}

fn records(root: &Element) -> Vec<Result<Record, Reason>> {
    let Some(alto) = find(root) else {
        let found = format!("`<{}>`, where `<alto>` should stand", root.name);
        return vec![Err(Reason::NoArticle { found })];
    };
    let document = Document::new(alto);
    let mut scan = Scan::default();
    for page in document.pages() {
        scan.page(label(page));
        for block in blocks(page) {
            document.read(block, &mut scan);
        }
    }
    let mut record = Record {
        paragraphs: scan.take(),
        language: document.language(),
        metadata: document.metadata(),
        ..Record::default()
    };
    keep(&mut record.metadata, "ocr_confidence", scan.rating().mean());
    vec![with_text(record)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;
    use crate::ingest::record::Area;

    const SAMPLE: &str = include_str!("../../../../tests/formats/paper/alto/page-3.xml");

    #[test]
    fn blocks_are_paragraphs_with_boxes() {
        let records = read_all(read, SAMPLE);
        let [Ok(record)] = records.as_slice() else {
            panic!("{records:?}");
        };
        let texts: Vec<(&str, bool)> = record
            .paragraphs
            .iter()
            .map(|one| (one.text.as_str(), one.heading))
            .collect();
        assert_eq!(
            texts,
            [
                ("THE FERRY AT LORRING", true),
                (
                    "The old ferry at Lorring, which had crossed the river since the time of our grandfathers, was sold on Tuesday.",
                    false
                ),
                ("Lost: a brown mare.", false),
            ]
        );
        assert!(
            record
                .paragraphs
                .iter()
                .all(|one| one.page.as_deref() == Some("3"))
        );
        // `grand-fathers` stands on two lines.
        let ordinal = texts[1]
            .0
            .split(' ')
            .position(|word| word == "grandfathers,")
            .unwrap();
        let boxes: Vec<Area> = record.paragraphs[1]
            .boxes
            .iter()
            .filter(|(word, _)| *word == ordinal)
            .map(|(_, area)| *area)
            .collect();
        assert_eq!(
            boxes,
            [
                Area {
                    x: 320,
                    y: 330,
                    w: 60,
                    h: 20
                },
                Area {
                    x: 100,
                    y: 360,
                    w: 70,
                    h: 20
                }
            ]
        );
    }

    #[test]
    fn a_page_says_how_it_was_read() {
        let records = read_all(read, SAMPLE);
        let record = records[0].as_ref().unwrap();
        assert_eq!(record.language.as_deref(), Some("en"));
        let kept = ["image", "ocr_confidence", "page_width", "ocr_software"]
            .map(|name| record.metadata[name].to_string());
        assert_eq!(
            kept,
            ["\"lorring-1871-03-04-3.tif\"", "0.9", "800", "\"Reader\""]
        );
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
