//! METS: an issue of a newspaper, whose logical structure says which blocks of its pages are an article.
//!
//! The pages are ALTO documents, inside of it or beside it: files in its folder or below it. They are read with it, and not again for
//! themselves. Of each page only the text of its blocks is kept.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::alto_pages::{self, Document};
use super::boilerplate::without_title;
use super::mods::{self, Described};
use super::ocr::{Rating, Scan, keep};
use super::paragraphs::one_line;
use super::wire::{read_tree, with_text};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{DateText, Paragraph, Record};
use crate::ingest::slice::{Beside, ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// Whether the root of a document is that of METS.
pub(crate) fn sniff(head: &[u8]) -> bool {
    xml::root(head).is_some_and(|root| root == "mets")
}

/// Reads the articles of an issue.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    read_tree(slice.text, |root| records(root, slice.beside), sink);
}

/// Whether a METS document is read together with the page of this file name.
pub(super) fn reads_page(mets: &str, file_name: &str) -> bool {
    // Most are of other issues: nothing is parsed for them.
    if !mets.contains(file_name) {
        return false;
    }
    let Some((root, _)) = Element::parse_told(mets) else {
        return false;
    };
    let issue = Issue::new(&root);
    let wanted = issue.wanted();
    let mut ways = wanted
        .iter()
        .filter_map(|id| issue.files.get(id.as_str()))
        .filter_map(|file| way(file));
    ways.any(|way| way.rsplit('/').next() == Some(file_name))
}

/// Bytes of pages that are read for one issue, at most.
const PAGES_BYTES: usize = 1 << 30;

fn records(root: &Element, beside: Option<&dyn Beside>) -> Vec<Result<Record, Reason>> {
    let issue = Issue::new(root);
    let wanted = issue.wanted();
    if wanted.is_empty() {
        let found = "a METS document in which no article names its text".to_owned();
        return vec![Err(Reason::NoArticle { found })];
    }
    let mut pages = Pages::default();
    let mut problems = Vec::new();
    for id in &wanted {
        if let Err(reason) = pages.add(&issue, id, beside) {
            problems.push(Err(reason));
        }
    }
    let articles = issue.articles.iter();
    let mut records: Vec<Result<Record, Reason>> = articles
        .map(|article| issue.record(article, &pages))
        .collect();
    records.append(&mut problems);
    records
}

/// An issue.
struct Issue<'a> {
    root: &'a Element,
    /// Files by their ids.
    files: FxHashMap<&'a str, &'a Element>,
    /// What pages are called, by the ids of their files.
    labels: FxHashMap<&'a str, &'a str>,
    articles: Vec<Article<'a>>,
    described: Described,
}

/// An article, or what else is a piece of its own: an advertisement.
struct Article<'a> {
    div: &'a Element,
    /// The divisions around it, the outermost first.
    around: Vec<&'a Element>,
}

fn kind(div: &Element) -> String {
    div.attribute("TYPE").unwrap_or_default().to_lowercase()
}

fn has_text(div: &Element) -> bool {
    div.descendants().any(|element| element.name == "area")
}

fn is_article(div: &Element) -> bool {
    kind(div).contains("article")
}

/// Whether a division is a part of a piece: its headline, its text.
fn is_part(div: &Element) -> bool {
    const PARTS: &[&str] = &[
        "head",
        "title",
        "body",
        "text",
        "paragraph",
        "author",
        "byline",
        "caption",
        "image",
        "illustration",
        "picture",
        "table",
        "footnote",
        "overline",
        "motto",
        "column",
    ];
    let kind = kind(div);
    PARTS.iter().any(|part| kind.contains(part))
}

impl<'a> Issue<'a> {
    fn new(root: &'a Element) -> Self {
        let files = root.descendants().filter(|element| element.name == "file");
        let files = files.filter_map(|file| Some((file.attribute("ID")?, file)));
        let maps = || {
            root.descendants()
                .filter(|element| element.name == "structMap")
        };
        let of_kind = |map: &&Element, wanted: &str| {
            map.attribute("TYPE")
                .is_some_and(|kind| kind.eq_ignore_ascii_case(wanted))
        };
        let mut labels = FxHashMap::default();
        for map in maps().filter(|map| of_kind(map, "physical")) {
            for div in map.descendants().filter(|element| element.name == "div") {
                let label = div
                    .attribute("ORDERLABEL")
                    .or_else(|| div.attribute("ORDER"));
                let Some(label) = label.filter(|label| !label.trim().is_empty()) else {
                    continue;
                };
                // The pointers of the page, not those of what stands on it.
                for pointer in div.all("fptr") {
                    let areas = pointer
                        .descendants()
                        .filter_map(|area| area.attribute("FILEID"));
                    for id in pointer.attribute("FILEID").into_iter().chain(areas) {
                        labels.entry(id).or_insert(label);
                    }
                }
            }
        }
        let mut articles = Vec::new();
        for map in maps().filter(|map| of_kind(map, "logical")) {
            for div in map.all("div") {
                collect(div, &mut Vec::new(), &mut articles);
            }
        }
        let mut issue = Self {
            root,
            files: files.collect(),
            labels,
            articles,
            described: Described::default(),
        };
        issue.described = issue.described_by(root);
        issue
    }

    /// What the document says of the whole issue.
    fn described_by(&self, root: &Element) -> Described {
        let mut described = Described::default();
        // The divisions around the articles name theirs, the inmost last; what else there is may tell the day.
        let around = self
            .articles
            .first()
            .map(|article| article.around.clone())
            .unwrap_or_default();
        for div in around.iter().rev() {
            described.add(self.described_of(div));
        }
        for section in root.all("dmdSec").take(8) {
            let other = mods::read(section);
            described.date = described.date.take().or(other.date);
            described.title = described.title.take().or(other.title);
        }
        described
    }

    fn described_of(&self, div: &Element) -> Described {
        let mut described = Described::default();
        let ids = div.attribute("DMDID").unwrap_or_default();
        for id in ids.split_whitespace() {
            let mut sections = self.root.all("dmdSec");
            if let Some(section) = sections.find(|section| section.attribute("ID") == Some(id)) {
                described.add(mods::read(section));
            }
        }
        described
    }

    /// The ids of the files that hold the text of articles, in the order in which they are named.
    fn wanted(&self) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        let areas = self
            .articles
            .iter()
            .flat_map(|article| article.div.descendants());
        for area in areas.filter(|element| element.name == "area") {
            if let Some(id) = area
                .attribute("FILEID")
                .filter(|id| !ids.iter().any(|other| other == id))
            {
                ids.push(id.to_owned());
            }
        }
        ids
    }

    fn record(&self, article: &Article<'_>, pages: &Pages) -> Result<Record, Reason> {
        let own = self.described_of(article.div);
        let mut piece = Piece::default();
        piece.read(article.div, pages);
        let label = |div: &Element| {
            div.attribute("LABEL")
                .map(one_line)
                .filter(|label| !label.is_empty())
        };
        let title = label(article.div).or(own.title).or(piece.title.take());
        let section = article
            .around
            .iter()
            .rev()
            .find(|div| kind(div).contains("section"))
            .and_then(|div| label(div));
        let paper = article
            .around
            .iter()
            .find(|div| kind(div).contains("newspaper") || kind(div).contains("periodical"));
        let name = self
            .root
            .attribute("LABEL")
            .map(one_line)
            .filter(|label| !label.is_empty());
        let id = self
            .root
            .attribute("OBJID")
            .zip(article.div.attribute("ID"));
        let mut record = Record {
            id: id.map(|(issue, article)| format!("{}#{article}", issue.trim())),
            paragraphs: without_title(piece.paragraphs, title.as_deref()),
            title,
            published: own.date.or_else(|| self.described.date.clone()),
            other_dates: name
                .iter()
                .map(|name| DateText {
                    text: name.clone(),
                    among_others: true,
                })
                .collect(),
            source: self
                .described
                .title
                .clone()
                .or_else(|| paper.and_then(|div| label(div))),
            section,
            authors: if own.authors.is_empty() {
                piece.authors
            } else {
                own.authors
            },
            language: own
                .language
                .or_else(|| self.described.language.clone())
                .or(piece.language),
            url: own.url,
            ..Record::default()
        };
        let kept = &mut record.metadata;
        let kind = kind(article.div);
        keep(
            kept,
            "kind",
            (kind != "article" && !kind.is_empty()).then_some(kind),
        );
        keep(kept, "issue", name);
        keep(kept, "ocr_confidence", piece.rating.mean());
        keep(
            kept,
            "blocks_missing",
            (piece.missing > 0).then(|| Value::from(piece.missing)),
        );
        with_text(record, "structMap")
    }
}

/// Finds the pieces in a division, in order.
fn collect<'a>(div: &'a Element, around: &mut Vec<&'a Element>, articles: &mut Vec<Article<'a>>) {
    if !has_text(div) {
        return;
    }
    let has_articles = div
        .descendants()
        .any(|inner| inner.name == "div" && is_article(inner));
    let has_own_text = div.child("fptr").is_some()
        || div
            .all("div")
            .any(|inner| is_part(inner) && has_text(inner));
    if !has_articles && (is_article(div) || has_own_text || div.child("div").is_none()) {
        articles.push(Article {
            div,
            around: around.clone(),
        });
        return;
    }
    around.push(div);
    for inner in div.all("div") {
        collect(inner, around, articles);
    }
    around.pop();
}

/// The text of an article.
#[derive(Default)]
struct Piece {
    title: Option<String>,
    paragraphs: Vec<Paragraph>,
    authors: Vec<String>,
    language: Option<String>,
    rating: Rating,
    missing: u64,
}

impl Piece {
    fn read(&mut self, div: &Element, pages: &Pages) {
        for element in div.elements() {
            match element.name.as_str() {
                "div" => self.read(element, pages),
                "fptr" => {
                    for area in element
                        .descendants()
                        .filter(|element| element.name == "area")
                    {
                        self.area(area, &kind(div), pages);
                    }
                }
                _ => {}
            }
        }
    }

    fn area(&mut self, area: &Element, kind: &str, pages: &Pages) {
        let file = area.attribute("FILEID").unwrap_or_default();
        let (begin, end) = (area.attribute("BEGIN"), area.attribute("END"));
        let Some(blocks) = begin.and_then(|begin| pages.blocks(file, begin, end.unwrap_or(begin)))
        else {
            self.missing += 1;
            return;
        };
        let is_heading = kind.contains("head") || kind.contains("title");
        let is_author = kind.contains("author") || kind.contains("byline");
        for block in blocks {
            self.rating.add(block.rating);
            if self.language.is_none() {
                self.language.clone_from(&block.language);
            }
            for paragraph in &block.paragraphs {
                if is_author {
                    self.authors.push(paragraph.text.clone());
                }
                if is_heading && self.title.is_none() && paragraph.text.len() <= 400 {
                    self.title = Some(paragraph.text.clone());
                }
                self.paragraphs.push(Paragraph {
                    heading: paragraph.heading || is_heading,
                    ..paragraph.clone()
                });
            }
        }
    }
}

/// The pages of an issue.
#[derive(Default)]
struct Pages {
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
struct Block {
    paragraphs: Vec<Paragraph>,
    rating: Rating,
    language: Option<String>,
}

impl Pages {
    fn add(
        &mut self,
        issue: &Issue<'_>,
        id: &str,
        beside: Option<&dyn Beside>,
    ) -> Result<(), Reason> {
        let Some(file) = issue.files.get(id) else {
            return Err(Reason::CutShort {
                problem: format!("no file `{id}` is listed"),
            });
        };
        let label = issue.labels.get(id).map(|label| (*label).to_owned());
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
        label: Option<String>,
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

    /// The blocks from one that an id names up to another; `None` where there is none.
    fn blocks(&self, file: &str, begin: &str, end: &str) -> Option<&[Block]> {
        let page = self.files.get(file)?;
        let first = page.places.get(begin)?.0;
        let behind = page.places.get(end)?.1;
        page.blocks.get(first..behind)
    }
}

impl Page {
    fn new(alto: &Element, label: Option<String>) -> Self {
        let document = Document::new(alto);
        let (mut page, mut scan) = (Self::default(), Scan::default());
        for element in document.pages() {
            scan.page(label.clone().or_else(|| alto_pages::label(element)));
            page.add(element, &document, &mut scan);
        }
        page
    }

    fn add(&mut self, element: &Element, document: &Document<'_>, scan: &mut Scan) {
        let first = self.blocks.len();
        if element.name == "TextBlock" {
            document.read(element, scan);
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
fn way(file: &Element) -> Option<String> {
    let place = file.child("FLocat")?.attribute("href")?.trim();
    let place = place
        .strip_prefix("file:")
        .unwrap_or(place)
        .replace('\\', "/");
    let way = place.trim_start_matches("//").trim_start_matches("./");
    let way = way.trim_start_matches('/');
    (!way.is_empty() && !way.contains("://")).then(|| way.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../tests/formats/paper/lorring-mets.xml");
    const PAGES: [(&str, &str); 2] = [
        (
            "alto/page-3.xml",
            include_str!("../../../tests/formats/paper/alto/page-3.xml"),
        ),
        (
            "alto/page-4.xml",
            include_str!("../../../tests/formats/paper/alto/page-4.xml"),
        ),
    ];

    /// The pages of the sample.
    #[derive(Debug)]
    struct Samples;

    impl Beside for Samples {
        fn read(&self, way: &str) -> Result<String, Reason> {
            let page = PAGES.iter().find(|(name, _)| *name == way);
            page.map(|(_, text)| (*text).to_owned())
                .ok_or(Reason::Empty)
        }

        fn named(&self, _: &str) -> Vec<String> {
            vec![SAMPLE.to_owned()]
        }

        fn own_name(&self) -> &'static str {
            "page-3.xml"
        }
    }

    fn read_with_pages(text: &str) -> Vec<Result<Record, Refused>> {
        let mut records = Vec::new();
        let slice = Slice {
            beside: Some(&Samples),
            ..Slice::of_text(text)
        };
        read(&slice, &ReadOptions::default(), &mut |record| {
            records.push(record)
        });
        records
    }

    #[test]
    fn articles_are_put_together_of_blocks() {
        let records = read_with_pages(SAMPLE);
        let [Ok(ferry), Ok(lost)] = records.as_slice() else {
            panic!("{records:?}");
        };
        assert_eq!(ferry.title.as_deref(), Some("The Ferry at Lorring"));
        let texts: Vec<(&str, &str)> = ferry
            .paragraphs
            .iter()
            .map(|one| (one.page.as_deref().unwrap_or("-"), one.text.as_str()))
            .collect();
        assert_eq!(
            texts[1..],
            [
                (
                    "iii",
                    "The old ferry at Lorring, which had crossed the river since the time of our grandfathers, was sold on Tuesday."
                ),
                ("iv", "Its new master is not named.")
            ]
        );
        assert!(ferry.paragraphs[0].heading && !ferry.paragraphs[1].boxes.is_empty());
        assert_eq!(
            (
                ferry.source.as_deref(),
                ferry.published.as_deref(),
                ferry.section.as_deref(),
                ferry.id.as_deref()
            ),
            (
                Some("The Lorring Courier"),
                Some("1871-03-04"),
                Some("From the county"),
                Some("lorring-1871-03-04#ART1")
            )
        );
        assert_eq!(ferry.authors, ["Abel Stone"]);
        assert_eq!(
            (
                lost.metadata["kind"].as_str(),
                lost.paragraphs[0].text.as_str()
            ),
            (Some("advertisement"), "Lost: a brown mare.")
        );
    }

    #[test]
    fn what_is_missing_is_told() {
        let records = read_all(read, SAMPLE);
        let reasons: Vec<String> = records
            .iter()
            .filter_map(|record| Some(record.as_ref().err()?.reason.to_string()))
            .collect();
        assert!(
            reasons
                .iter()
                .any(|reason| reason.contains("`alto/page-3.xml` cannot be read beside a stream")),
            "{reasons:?}"
        );
        let other = SAMPLE.replace("alto/page-4.xml", "../page-4.xml");
        let records = read_with_pages(&other);
        assert_eq!(records.iter().filter(|record| record.is_ok()).count(), 2);
        assert_eq!(records.iter().filter(|record| record.is_err()).count(), 1);
        let nothing = SAMPLE.replace("LOGICAL", "PHYSICAL");
        assert!(matches!(
            &read_with_pages(&nothing)[..],
            [Err(Refused {
                reason: Reason::NoArticle { .. },
                ..
            })]
        ));
    }

    #[test]
    fn its_pages_are_not_read_again() {
        assert!(reads_page(SAMPLE, "page-3.xml") && !reads_page(SAMPLE, "page-5.xml"));
        let mut records = Vec::new();
        let slice = Slice {
            beside: Some(&Samples),
            ..Slice::of_text(PAGES[0].1)
        };
        super::super::alto::read(&slice, &ReadOptions::default(), &mut |record| {
            records.push(record)
        });
        assert!(matches!(
            &records[..],
            [Err(Refused {
                reason: Reason::NoArticle { .. },
                ..
            })]
        ));
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
