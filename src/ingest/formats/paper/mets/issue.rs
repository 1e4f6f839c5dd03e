//! What a METS document says of an issue: its files, its pages, its articles.

use rustc_hash::FxHashMap;

use super::mods::{self, Described};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::xml::Element;

/// What a division or a document is called.
pub(super) fn label(element: &Element) -> Option<String> {
    let label = element.attribute("LABEL").map(one_line);
    label.filter(|label| is_name(label))
}

/// Whether a name is one that somebody gave: programs fill in others.
fn is_name(name: &str) -> bool {
    const NO_NAMES: &[&str] = &[
        "unknown",
        "untitled",
        "untitled article",
        "sans titre",
        "ohne titel",
        "no title",
    ];
    let is_of_program = NO_NAMES
        .iter()
        .any(|other| name.eq_ignore_ascii_case(other))
        || !name.contains(' ') && name.contains('_') && !name.contains(char::is_numeric);
    !name.is_empty() && !is_of_program
}

/// An issue.
pub(super) struct Issue<'a> {
    pub(super) root: &'a Element,
    /// Files by their ids.
    pub(super) files: FxHashMap<&'a str, &'a Element>,
    /// What pages are called, by the ids of their files.
    labels: FxHashMap<&'a str, &'a str>,
    pub(super) articles: Vec<Article<'a>>,
    /// Which parts of pages belong to a division, by its id, where that is told apart from both.
    links: Links<'a>,
    /// The name of its file, which may tell the day.
    pub(super) file_name: Option<&'a str>,
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

/// Which physical divisions belong to a logical one, by its id.
#[derive(Default)]
struct Links<'a>(FxHashMap<&'a str, Vec<&'a Element>>);

impl<'a> Links<'a> {
    fn new(root: &'a Element, physical: &FxHashMap<&'a str, &'a Element>) -> Self {
        let mut links = Self::default();
        let groups = root.all("structLink").flat_map(Element::elements);
        for group in groups {
            let own = [group.attribute("from"), group.attribute("to")];
            let located = group
                .all("smLocatorLink")
                .map(|link| link.attribute("href"));
            let ids = own.into_iter().chain(located).flatten();
            let ids: Vec<&str> = ids.map(|id| id.trim_start_matches('#')).collect();
            let parts: Vec<&Element> = ids
                .iter()
                .filter_map(|id| physical.get(id))
                .copied()
                .collect();
            for id in ids.into_iter().filter(|id| !physical.contains_key(id)) {
                links.0.entry(id).or_default().extend(&parts);
            }
        }
        links
    }

    fn of(&self, div: &Element) -> &[&'a Element] {
        let linked = div.attribute("ID").and_then(|id| self.0.get(id));
        linked.map_or(&[], Vec::as_slice)
    }

    /// Whether a division holds a text.
    fn has_text(&self, div: &Element) -> bool {
        let names = |element: &Element| {
            element.name == "area" || element.name == "div" && self.is_text(element)
        };
        self.is_text(div) || div.descendants().any(names)
    }

    /// Whether a link leads to a part of a page, and not to whole pages.
    fn is_text(&self, div: &Element) -> bool {
        let mut parts = self.of(div).iter().flat_map(|part| part.all("fptr"));
        parts.any(|pointer| {
            pointer
                .child("area")
                .is_some_and(|area| area.attribute("BEGIN").is_some())
        })
    }
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
        let physical = maps()
            .filter(|map| of_kind(map, "physical"))
            .flat_map(Element::descendants);
        let physical = physical.filter(|element| element.name == "div");
        let physical = physical
            .filter_map(|div| Some((div.attribute("ID")?, div)))
            .collect();
        let links = Links::new(root, &physical);
        let mut articles = Vec::new();
        for map in maps().filter(|map| of_kind(map, "logical")) {
            for div in map.all("div") {
                collect(div, &links, &mut Vec::new(), &mut articles);
            }
        }
        let mut issue = Self {
            root,
            files: files.collect(),
            labels,
            articles,
            links,
            file_name: None,
            described: Described::default(),
        };
        issue.described = issue.described_by();
        issue
    }

    /// What the document says of the whole issue.
    fn described_by(&self) -> Described {
        let mut described = Described::default();
        // The divisions around the articles, the inmost first.
        let first = self.articles.first();
        for div in first.iter().flat_map(|article| article.around.iter().rev()) {
            described.add(self.described_of(div));
        }
        // No division need name the description that has the day.
        let all = self.root.all("dmdSec").map(mods::read);
        if let (None, Some(dated)) = (
            &described.date,
            all.into_iter().find(|one| one.date.is_some()),
        ) {
            described.add(dated);
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
            .flat_map(|article| self.areas_in(article.div));
        // An area of the picture is none of the text.
        for area in areas.filter(|area| area.attribute("BEGIN").is_some()) {
            let id = area.attribute("FILEID");
            if let Some(id) = id.filter(|id| !ids.iter().any(|other| other == id)) {
                ids.push(id.to_owned());
            }
        }
        ids
    }

    /// The areas of pages that a division itself names, by a pointer or by a link.
    pub(super) fn areas_of(&self, div: &'a Element) -> Vec<&'a Element> {
        let pointers = div.all("fptr").flat_map(Element::descendants);
        let linked = self.links.of(div).iter();
        let linked = linked
            .flat_map(|part| part.all("fptr"))
            .flat_map(Element::descendants);
        let areas = pointers
            .chain(linked)
            .filter(|element| element.name == "area");
        areas.collect()
    }

    /// Those that it or a division in it names.
    fn areas_in(&self, div: &'a Element) -> Vec<&'a Element> {
        let inner = div.descendants().filter(|element| element.name == "div");
        let divs = std::iter::once(div).chain(inner);
        divs.flat_map(|div| self.areas_of(div)).collect()
    }

    /// What the page of this file is called.
    pub(super) fn label(&self, file: &str) -> Option<&'a str> {
        self.labels.get(file).copied()
    }
}

/// Finds the pieces in a division, in order.
fn collect<'a>(
    div: &'a Element,
    links: &Links<'a>,
    around: &mut Vec<&'a Element>,
    articles: &mut Vec<Article<'a>>,
) {
    if !links.has_text(div) {
        return;
    }
    let has_articles = div
        .descendants()
        .any(|inner| inner.name == "div" && is_article(inner));
    let has_own_text = div.child("fptr").is_some()
        || links.is_text(div)
        || div
            .all("div")
            .any(|inner| is_part(inner) && links.has_text(inner));
    if !has_articles && (is_article(div) || has_own_text || div.child("div").is_none()) {
        articles.push(Article {
            div,
            around: around.clone(),
        });
        return;
    }
    around.push(div);
    for inner in div.all("div") {
        collect(inner, links, around, articles);
    }
    around.pop();
}
