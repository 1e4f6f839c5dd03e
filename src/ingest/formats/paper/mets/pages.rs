//! The pages of an issue: of each, the text of its blocks.

use rustc_hash::FxHashMap;

use crate::ingest::formats::paper::alto_pages::{self, Document};
use crate::ingest::formats::paper::ocr::{Rating, Scan};
use crate::ingest::reason::Reason;
use crate::ingest::record::Paragraph;
use crate::ingest::slice::Beside;
use crate::ingest::xml::Element;

/// Bytes of pages that are read for one issue, at most.
const PAGES_BYTES: usize = 1 << 30;

/// The pages of an issue.
#[derive(Default)]
pub(super) struct Pages {
    files: FxHashMap<String, Page>,
    bytes: usize,
}

/// The blocks of a page, in order, and where those are that an id names.
#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    places: FxHashMap<String, (usize, usize)>,
}

#[derive(Default)]
pub(super) struct Block {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) rating: Rating,
    pub(super) language: Option<String>,
}

impl Pages {
    /// Adds the page of a file, which is called `label` in the document.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn add(
        &mut self,
        file: Option<&Element>,
        id: &str,
        label: Option<&str>,
        beside: Option<&dyn Beside>,
    ) -> Result<(), Reason> {
        let Some(file) = file else {
            return Err(Reason::CutShort {
                problem: format!("no file `{id}` is listed"),
            });
        };
        let page = match alto_pages::find(file) {
            Some(alto) => Page::new(alto, label),
            None => self.beside(file, label, beside)?,
        };
        self.files.insert(id.to_owned(), page);
        Ok(())
    }

    fn beside(
        &mut self,
        file: &Element,
        label: Option<&str>,
        beside: Option<&dyn Beside>,
    ) -> Result<Page, Reason> {
        let missing = |problem: String| Reason::CutShort { problem };
        let way = way(file).ok_or_else(|| missing("a page without a place".to_owned()))?;
        let beside =
            beside.ok_or_else(|| missing(format!("`{way}` cannot be read beside a stream")))?;
        let text = beside
            .read(&way)
            .map_err(|reason| missing(format!("`{way}`: {reason}")))?;
        self.bytes += text.len();
        if self.bytes > PAGES_BYTES {
            return Err(missing(format!(
                "`{way}`: the pages are too large together"
            )));
        }
        let parsed = Element::parse_told(&text);
        let alto = parsed.as_ref().and_then(|(root, _)| alto_pages::find(root));
        let alto = alto.ok_or_else(|| missing(format!("`{way}` is no ALTO")))?;
        Ok(Page::new(alto, label))
    }

    /// Whether none was read.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The blocks from one that an id names up to another, and the place of the first; `None` where there is none.
    pub(super) fn blocks(&self, file: &str, begin: &str, end: &str) -> Option<(usize, &[Block])> {
        let page = self.files.get(file)?;
        let first = page.places.get(begin)?.0;
        let behind = page.places.get(end)?.1;
        Some((first, page.blocks.get(first..behind)?))
    }
}

impl Page {
    fn new(alto: &Element, label: Option<&str>) -> Self {
        let document = Document::new(alto);
        let (mut page, mut scan) = (Self::default(), Scan::default());
        for element in document.pages() {
            let label = label.map(str::to_owned);
            scan.page(label.or_else(|| alto_pages::label(element)));
            page.add(element, &document, &mut scan);
        }
        page
    }

    fn add(&mut self, element: &Element, document: &Document<'_>, scan: &mut Scan) {
        let first = self.blocks.len();
        if element.name == "TextBlock" {
            document.read(element, scan);
            // Lines and words are in their block.
            let inside = element
                .descendants()
                .filter_map(|inner| inner.attribute("ID"));
            let place = (first, first + 1);
            self.places.extend(inside.map(|id| (id.to_owned(), place)));
            self.blocks.push(Block {
                paragraphs: scan.take(),
                rating: scan.rating(),
                language: element
                    .attribute("LANG")
                    .or_else(|| element.attribute("language"))
                    .map(str::to_owned),
            });
        } else {
            for inner in element.elements() {
                self.add(inner, document, scan);
            }
        }
        if let Some(id) = element.attribute("ID") {
            self.places
                .insert(id.to_owned(), (first, self.blocks.len()));
        }
    }
}

/// The way to a file from the folder of the document, as far as it is one.
pub(super) fn way(file: &Element) -> Option<String> {
    let place = file.child("FLocat")?.attribute("href")?.trim();
    let place = place
        .strip_prefix("file:")
        .unwrap_or(place)
        .replace('\\', "/");
    let way = place.trim_start_matches("//").trim_start_matches("./");
    let way = way.trim_start_matches('/');
    (!way.is_empty() && !way.contains("://")).then(|| way.to_owned())
}
