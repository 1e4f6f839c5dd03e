//! What a METS document says of an issue: its files, its pages, its articles.

use rustc_hash::FxHashMap;

use super::mods::{self, Described};
use super::paragraphs::one_line;
use crate::ingest::xml::Element;

/// What a division or a document is called.
pub(super) fn label(element: &Element) -> Option<String> {
    let label = element.attribute("LABEL").map(one_line);
    label.filter(|label| !label.is_empty())
}

/// An issue.
pub(super) struct Issue<'a> {
    pub(super) root: &'a Element,
    /// Files by their ids.
    pub(super) files: FxHashMap<&'a str, &'a Element>,
    /// What pages are called, by the ids of their files.
    labels: FxHashMap<&'a str, &'a str>,
    pub(super) articles: Vec<Article<'a>>,
    /// What is said of all of it.
    pub(super) described: Described,
}

/// An article, or what else is a piece of its own: an advertisement.
pub(super) struct Article<'a> {
    pub(super) div: &'a Element,
    /// The divisions around it, the outermost first.
    pub(super) around: Vec<&'a Element>,
}

/// What kind of a division it is, in small letters.
pub(super) fn kind(div: &Element) -> String {
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
    /// The issue of a document.
    pub(super) fn new(root: &'a Element) -> Self {
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

    /// What is said of a division.
    pub(super) fn described_of(&self, div: &Element) -> Described {
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
    pub(super) fn wanted(&self) -> Vec<String> {
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

    /// What the page of this file is called.
    pub(super) fn label(&self, file: &str) -> Option<&'a str> {
        self.labels.get(file).copied()
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
