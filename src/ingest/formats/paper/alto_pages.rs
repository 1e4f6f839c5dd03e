//! The pages of ALTO documents: blocks of lines of words.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::ocr::{Part, Scan, Word, keep, place};
use crate::ingest::record::Area;
use crate::ingest::xml::Element;

/// The `<alto>` that a document is, or that stands in it.
pub(super) fn find(root: &Element) -> Option<&Element> {
    let is_alto = |element: &&Element| element.name == "alto";
    let own = Some(root).filter(is_alto);
    own.or_else(|| root.descendants().find(is_alto))
}

/// A document with the sizes of its letters.
pub(super) struct Document<'a> {
    alto: &'a Element,
    sizes: FxHashMap<&'a str, f32>,
    /// The size in which most lines are set.
    size: f32,
}

/// What is this much larger than most lines is a heading.
const LARGER: f32 = 1.3;
/// Lines of a heading, at most.
const LINES: usize = 4;

impl<'a> Document<'a> {
    pub(super) fn new(alto: &'a Element) -> Self {
        let styles = alto
            .child("Styles")
            .into_iter()
            .flat_map(|styles| styles.all("TextStyle"));
        let sizes = styles.filter_map(|style| {
            Some((
                style.attribute("ID")?,
                style.attribute("FONTSIZE")?.parse().ok()?,
            ))
        });
        let mut document = Self {
            alto,
            sizes: sizes.collect(),
            size: 0.0,
        };
        if !document.sizes.is_empty() {
            let mut lines: Vec<f32> = alto
                .descendants()
                .filter(|block| block.name == "TextBlock")
                .flat_map(|block| document.sizes_of(block))
                .collect();
            lines.sort_by(f32::total_cmp);
            document.size = lines.get(lines.len() / 2).copied().unwrap_or_default();
        }
        document
    }

    /// Its pages, in order.
    pub(super) fn pages(&self) -> impl Iterator<Item = &'a Element> {
        let layout = self.alto.child("Layout").into_iter();
        layout.flat_map(|layout| layout.all("Page"))
    }

    /// The sizes of a block's lines, as far as they are told.
    fn sizes_of(&self, block: &Element) -> Vec<f32> {
        let own = self.size_of(block);
        let lines = block.all("TextLine");
        let sizes = lines.filter_map(|line| {
            let first = line.child("String").and_then(|word| self.size_of(word));
            self.size_of(line).or(first).or(own)
        });
        sizes.collect()
    }

    fn size_of(&self, element: &Element) -> Option<f32> {
        let styles = element.attribute("STYLEREFS")?;
        styles
            .split_whitespace()
            .find_map(|style| self.sizes.get(style))
            .copied()
    }

    /// Adds a block as a paragraph.
    pub(super) fn read(&self, block: &Element, scan: &mut Scan) {
        scan.end_paragraph();
        let sizes = self.sizes_of(block);
        if (1..=LINES).contains(&sizes.len())
            && self.size > 0.0
            && sizes.iter().all(|size| *size >= LARGER * self.size)
        {
            scan.heading();
        }
        for line in block.all("TextLine") {
            read_line(line, scan);
        }
        scan.end_paragraph();
    }

    /// The language that most blocks name.
    pub(super) fn language(&self) -> Option<String> {
        let mut named: FxHashMap<&str, usize> = FxHashMap::default();
        let elements = self.alto.descendants();
        for element in
            elements.filter(|element| matches!(element.name.as_str(), "Page" | "TextBlock"))
        {
            let language = element
                .attribute("LANG")
                .or_else(|| element.attribute("language"));
            if let Some(language) = language {
                *named.entry(language).or_default() += 1;
            }
        }
        let most = named
            .into_iter()
            .max_by_key(|&(language, blocks)| (blocks, language));
        most.map(|(language, _)| language.to_owned())
    }

    /// What else it says of itself.
    pub(super) fn metadata(&self) -> Map<String, Value> {
        let mut metadata = Map::new();
        let text = |path: &str| self.alto.at(path).and_then(Element::value);
        keep(
            &mut metadata,
            "image",
            text("Description/sourceImageInformation/fileName"),
        );
        let unit = text("Description/MeasurementUnit").filter(|unit| unit != "pixel");
        keep(&mut metadata, "measurement_unit", unit);
        let software = self
            .alto
            .descendants()
            .filter(|element| element.name == "softwareName");
        keep(
            &mut metadata,
            "ocr_software",
            software.filter_map(Element::value).last(),
        );
        let mut pages = self.pages();
        if let (Some(page), None) = (pages.next(), pages.next()) {
            let size = |name: &str| page.attribute(name).and_then(place);
            keep(&mut metadata, "page_width", size("WIDTH"));
            keep(&mut metadata, "page_height", size("HEIGHT"));
        }
        metadata
    }
}

/// The blocks of text in an element, at any depth: those on the margins too.
pub(super) fn blocks(element: &Element) -> impl Iterator<Item = &Element> {
    let own = Some(element).filter(|element| element.name == "TextBlock");
    let inside = element
        .descendants()
        .filter(|element| element.name == "TextBlock");
    own.into_iter().chain(inside)
}

/// What a page is called: as it is printed, else its number.
pub(super) fn label(page: &Element) -> Option<String> {
    let printed = page
        .attribute("PRINTED_IMG_NR")
        .map(|label| label.trim_matches(['[', ']', ' ']));
    let printed = printed.filter(|label| !label.is_empty());
    let label = printed
        .or_else(|| page.attribute("PHYSICAL_IMG_NR"))?
        .trim();
    // Some programs always write 0.
    (!label.is_empty() && label != "0").then(|| label.to_owned())
}

/// Adds the words of a line.
fn read_line(line: &Element, scan: &mut Scan) {
    scan.line();
    let has_spaces = line.child("SP").is_some();
    let mut touches = false;
    for element in line.elements() {
        match element.name.as_str() {
            "String" => {
                scan.word(&word(element, touches && has_spaces));
                touches = true;
            }
            "SP" => touches = false,
            "HYP" => scan.hyphen(),
            _ => {}
        }
    }
}

fn word(element: &Element, touches: bool) -> Word {
    let text = element.attribute("CONTENT").unwrap_or_default();
    let whole = element
        .attribute("SUBS_CONTENT")
        .map(str::trim)
        .filter(|whole| !whole.is_empty());
    let part = match (element.attribute("SUBS_TYPE"), whole) {
        (Some("HypPart1"), Some(whole)) => Part::First(whole.to_owned()),
        (Some("HypPart2"), Some(whole)) => Part::Second(whole.to_owned()),
        // An abbreviation that was written out: what is printed counts.
        _ => Part::Whole,
    };
    Word {
        text: text.to_owned(),
        area: area(element),
        confidence: element
            .attribute("WC")
            .and_then(|confidence| confidence.parse().ok()),
        part,
        touches,
    }
}

fn area(element: &Element) -> Option<Area> {
    let number = |name: &str| element.attribute(name).and_then(place);
    Some(Area {
        x: number("HPOS")?,
        y: number("VPOS")?,
        w: number("WIDTH")?,
        h: number("HEIGHT")?,
    })
}
