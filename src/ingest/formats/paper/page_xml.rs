//! PAGE XML: what was read on a scanned page, by regions, lines and words. A file is one article.

use rustc_hash::FxHashMap;

use super::ocr::{Scan, Word, keep, place, with_text};
use crate::ingest::formats::filling::read_tree;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Area, Record};
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// Whether the root of a document is that of PAGE.
pub(crate) fn sniff(head: &[u8]) -> bool {
    xml::root(head).is_some_and(|root| root == "PcGts")
}

/// Reads the page of a document as an article.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    read_tree(slice.text, records, sink);
}

fn records(root: &Element) -> Vec<Result<Record, Reason>> {
    let is_page = |element: &&Element| element.name == "Page";
    let Some(page) = root.descendants().find(is_page) else {
        let found = "a document without a `<Page>`".to_owned();
        return vec![Err(Reason::NoArticle { found })];
    };
    let mut scan = Scan::default();
    let regions = regions(page);
    scan.page(regions.iter().find_map(|region| printed_number(region)));
    for region in &regions {
        read_region(region, &mut scan);
    }
    let mut languages = [page, root].into_iter().chain(regions.iter().copied());
    let mut record = Record {
        paragraphs: scan.take(),
        language: languages
            .find_map(|element| element.attribute("primaryLanguage"))
            .map(str::to_owned),
        ..Record::default()
    };
    let kept = &mut record.metadata;
    keep(kept, "image", page.attribute("imageFilename"));
    keep(
        kept,
        "page_width",
        page.attribute("imageWidth").and_then(place),
    );
    keep(
        kept,
        "page_height",
        page.attribute("imageHeight").and_then(place),
    );
    keep(
        kept,
        "ocr_software",
        root.at("Metadata/Creator").and_then(Element::value),
    );
    keep(kept, "ocr_confidence", scan.rating().mean());
    vec![with_text(record)]
}

/// The regions of text of a page: first those that the reading order names, in its order, then the others.
fn regions(page: &Element) -> Vec<&Element> {
    let mut all: Vec<&Element> = page
        .descendants()
        .filter(|element| element.name == "TextRegion")
        .collect();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let order = page
        .child("ReadingOrder")
        .into_iter()
        .flat_map(Element::descendants);
    for reference in order.filter_map(|element| element.attribute("regionRef")) {
        let next = places.len();
        places.entry(reference).or_insert(next);
    }
    all.sort_by_key(|region| {
        let place = region.attribute("id").and_then(|id| places.get(id));
        place.copied().unwrap_or(usize::MAX)
    });
    all
}

/// The number that is printed on the page.
fn printed_number(region: &Element) -> Option<String> {
    let is_number = region.attribute("type") == Some("page-number");
    let text = text(region).or_else(|| region.child("TextLine").and_then(text));
    let text = text.filter(|_| is_number)?;
    let number = text.trim_matches(|sign: char| !sign.is_alphanumeric());
    (!number.is_empty()).then(|| number.to_owned())
}

/// Kinds of regions that are for printers and pages, no text.
const NO_TEXT: &[&str] = &["page-number", "signature-mark", "catch-word"];

fn read_region(region: &Element, scan: &mut Scan) {
    let kind = region.attribute("type").unwrap_or_default();
    if NO_TEXT.contains(&kind) {
        return;
    }
    scan.end_paragraph();
    if kind == "heading" {
        scan.heading();
    }
    let mut has_lines = false;
    for line in region.all("TextLine") {
        has_lines = true;
        read_line(line, scan);
    }
    if let (false, Some(text)) = (has_lines, text(region)) {
        let area = area(region);
        for line in text.lines() {
            scan.line();
            scan.word(&Word {
                text: line.to_owned(),
                area,
                ..Word::default()
            });
        }
    }
    scan.end_paragraph();
}

fn read_line(line: &Element, scan: &mut Scan) {
    scan.line();
    let words: Vec<(String, &Element)> = line
        .all("Word")
        .filter_map(|word| Some((text(word)?, word)))
        .collect();
    let whole = text(line);
    if words.is_empty() {
        let word = Word {
            text: whole.unwrap_or_default(),
            area: area(line),
            confidence: confidence(line),
            ..Word::default()
        };
        return scan.word(&word);
    }
    let touching = whole
        .and_then(|whole| touching(&whole, &words))
        .unwrap_or_default();
    for (at, (text, word)) in words.into_iter().enumerate() {
        scan.word(&Word {
            text,
            area: area(word),
            confidence: confidence(word),
            touches: touching.get(at).copied().unwrap_or_default(),
            ..Word::default()
        });
    }
}

/// Which words touch the one before them in the text of their line; `None` where they are not its words.
fn touching(line: &str, words: &[(String, &Element)]) -> Option<Vec<bool>> {
    let mut rest = line;
    let found = words.iter().map(|(word, _)| {
        let next = rest.trim_start();
        let touches = next.len() == rest.len();
        rest = next.strip_prefix(word.as_str())?;
        Some(touches)
    });
    found.collect()
}

/// What was read of an element: of several readings the first by their index.
fn reading(element: &Element) -> Option<&Element> {
    let index = |reading: &&Element| {
        let index = reading
            .attribute("index")
            .and_then(|index| index.parse::<u32>().ok());
        index.unwrap_or_default()
    };
    element.all("TextEquiv").min_by_key(index)
}

fn text(element: &Element) -> Option<String> {
    let reading = reading(element)?;
    let unicode = reading.child("Unicode").and_then(Element::value);
    unicode.or_else(|| reading.child("PlainText").and_then(Element::value))
}

fn confidence(element: &Element) -> Option<f32> {
    reading(element)?.attribute("conf")?.parse().ok()
}

/// The box around an element: its corners are listed, or since 2010 written as pairs.
fn area(element: &Element) -> Option<Area> {
    let coords = element.child("Coords")?;
    let pairs = coords.attribute("points").unwrap_or_default();
    let written = pairs
        .split_whitespace()
        .filter_map(|pair| pair.split_once(','));
    let listed = coords
        .all("Point")
        .filter_map(|point| Some((point.attribute("x")?, point.attribute("y")?)));
    let mut corners = written
        .chain(listed)
        .filter_map(|(x, y)| Some((place(x)?, place(y)?)));
    let first = corners.next()?;
    let (low, high) = corners.fold((first, first), |(low, high), (x, y)| {
        ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)))
    });
    Some(Area {
        x: low.0,
        y: low.1,
        w: high.0 - low.0,
        h: high.1 - low.1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/paper/page.xml");

    #[test]
    fn regions_follow_the_reading_order() {
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
                ("Of the tides.", true),
                ("The tide at Port Ansel rises eleven feet.", false),
                ("It falls as far.", false),
            ]
        );
        assert_eq!(record.paragraphs[1].page.as_deref(), Some("17"));
        assert_eq!(
            record.paragraphs[0].boxes,
            [
                (
                    0,
                    Area {
                        x: 100,
                        y: 50,
                        w: 40,
                        h: 30
                    }
                ),
                (
                    1,
                    Area {
                        x: 150,
                        y: 50,
                        w: 50,
                        h: 30
                    }
                ),
                (
                    2,
                    Area {
                        x: 210,
                        y: 50,
                        w: 90,
                        h: 30
                    }
                ),
                (
                    2,
                    Area {
                        x: 300,
                        y: 60,
                        w: 8,
                        h: 20
                    }
                ),
            ]
        );
        assert_eq!(record.metadata["ocr_confidence"], 0.8);
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
