//! The main text of a page: which of its blocks are the article.
//!
//! Readability says where the article stands. The blocks themselves are those of the page as it was, so that what it drops of
//! the article in passing is there, and what it keeps of the page is told by its place and taken out.

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::Readability;
use rustc_hash::{FxHashMap, FxHashSet};

use super::blocks::{self, Block, Taking};
use super::frame::without_frame;
use super::parts::{PROSE_LETTERS, Parts, scriptless_prose};
use crate::ingest::entities;
use crate::ingest::record::Paragraph;

/// Deepest nesting that main text is looked for in; deeper pages are hostile or broken, and read whole.
const DEEPEST: usize = 400;

/// Most elements of a page that main text is looked for in.
const MOST_ELEMENTS: usize = 60_000;

/// The element into which the extraction puts the main text.
const MAIN_TEXT: &str = "#readability-page-1";

/// Longest text in JSON-LD that the page's blocks are compared with, in bytes, and most blocks.
const COMPARED_BYTES: usize = 200_000;
const COMPARED_BLOCKS: usize = 2_000;

/// A block of which only a rest was extracted is looked for among so many.
const NEAR: usize = 40;

/// JSON-LD's own text is taken if it is so many times as long as the extracted one, in tenths.
const LONGER_TENTHS: usize = 13;

/// What the extraction finds beside the text.
#[derive(Default)]
pub(super) struct Found {
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) published: Option<String>,
}

/// A page with its blocks, told apart from its other parts.
pub(super) struct Page<'d> {
    pub(super) document: &'d Document,
    pub(super) blocks: Vec<Block>,
    pub(super) parts: Parts,
    /// For each block whether it stands in no part that is none of the article's text.
    pub(super) outside: Vec<bool>,
    scriptless: FxHashSet<NodeId>,
}

impl<'d> Page<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let scriptless = scriptless_prose(document);
        let taking = Taking {
            scriptless: Some(&scriptless),
            ..Taking::default()
        };
        let blocks = blocks::blocks(body(document), taking);
        let parts = Parts::of(document, &blocks);
        let outside = parts.outside(document, &blocks);
        Self {
            document,
            blocks,
            parts,
            outside,
            scriptless,
        }
    }

    /// The blocks of the main text; all of them where there is no telling.
    pub(super) fn main_text(&self, described: Option<&str>) -> (Found, Vec<Paragraph>) {
        let (found, extracted) = self.extracted();
        let chosen = match extracted {
            Some(extracted) => self.chosen(&extracted),
            None => self.outside.clone(),
        };
        let mut blocks = self.taken(&chosen);
        if blocks.is_empty() {
            blocks = self.taken(&self.outside);
        }
        if let Some(text) = described {
            blocks = with_described(blocks, text);
        }
        let mut paragraphs = without_frame(blocks);
        if paragraphs.iter().all(|paragraph| paragraph.heading) {
            let anything = self.anything();
            if !anything.is_empty() {
                paragraphs = anything;
            }
        }
        (found, paragraphs)
    }

    fn taken(&self, chosen: &[bool]) -> Vec<Block> {
        let chosen = self
            .blocks
            .iter()
            .zip(chosen)
            .filter(|(_, chosen)| **chosen);
        chosen.map(|(block, _)| block.clone()).collect()
    }

    /// Whatever text there is: in parts of the page, in captions.
    fn anything(&self) -> Vec<Paragraph> {
        let everything = Taking {
            everything: true,
            ..Taking::default()
        };
        let headline = |block: &Block| self.parts.headline.is_none_or(|id| block.node != Some(id));
        let own = |blocks: Vec<Block>| -> Vec<Paragraph> {
            let texts = blocks.into_iter().filter(headline);
            texts.map(|block| block.paragraph).collect()
        };
        // Captions of the article before the text of the frame around it.
        let all = blocks::blocks(body(self.document), everything);
        let outside = self.parts.outside(self.document, &all);
        let inner: Vec<Block> = all
            .iter()
            .zip(&outside)
            .filter(|(_, outside)| **outside)
            .map(|(block, _)| block.clone())
            .collect();
        let inner = own(inner);
        if inner.is_empty() { own(all) } else { inner }
    }

    /// The text that Readability extracts of what stands in no part.
    fn extracted(&self) -> (Found, Option<Vec<Block>>) {
        if !is_reasonable(self.document) {
            return (Found::default(), None);
        }
        let copy = self.document.clone();
        for id in self.parts.elements() {
            if let Some(node) = copy.tree.get(id) {
                node.remove_from_parent();
            }
        }
        for id in &self.scriptless {
            if let Some(node) = copy.tree.get(id) {
                node.rename("div");
            }
        }
        let Ok(mut readability) = Readability::with_document(copy, None, None) else {
            return (Found::default(), None);
        };
        let Ok(article) = readability.parse() else {
            return (Found::default(), None);
        };
        let found = Found {
            title: Some(article.title).filter(|title| !title.trim().is_empty()),
            byline: article.byline,
            published: article.published_time,
        };
        let main = readability.doc.select_single(MAIN_TEXT);
        let blocks = main
            .nodes()
            .first()
            .map(|main| blocks::blocks(*main, Taking::default()));
        (found, blocks.filter(|blocks| !blocks.is_empty()))
    }

    /// Which blocks of the page the extracted ones are, and which belong to them.
    fn chosen(&self, extracted: &[Block]) -> Vec<bool> {
        let mut places: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (place, block) in self.blocks.iter().enumerate().rev() {
            if self.outside.get(place).is_some_and(|outside| *outside) {
                places.entry(key(block)).or_default().push(place);
            }
        }
        let mut chosen = vec![false; self.blocks.len()];
        let mut prose = Vec::new();
        let mut behind = 0;
        for block in extracted {
            let same = places.get_mut(&key(block)).and_then(Vec::pop);
            let Some(place) = same.or_else(|| self.place_of_rest(block, behind)) else {
                continue;
            };
            behind = place + 1;
            if let Some(chosen) = chosen.get_mut(place) {
                *chosen = true;
            }
            if block.letters >= PROSE_LETTERS && block.is_text() {
                prose.push(place);
            }
        }
        let ends = prose.iter().min().zip(prose.iter().max());
        let (first, last) = ends.map_or_else(
            || {
                let first = chosen.iter().position(|chosen| *chosen);
                let last = chosen.iter().rposition(|chosen| *chosen);
                (first.unwrap_or(0), last.unwrap_or(0))
            },
            |(first, last)| (*first, *last),
        );
        let mut before = false;
        for place in first..=last {
            let (Some(block), Some(outside)) = (self.blocks.get(place), self.outside.get(place))
            else {
                break;
            };
            let sentence = block.is_sentence() && (block.is_text() || block.letters >= 60);
            let item = block.in_list && block.is_text() && before;
            if let Some(chosen) = chosen.get_mut(place) {
                *chosen |= *outside && ((sentence && block.letters >= 20) || item);
                before = *chosen;
            }
        }
        self.grow(&mut chosen, last);
        chosen
    }

    /// The block of which an extracted one is what is left: some of its words were taken for a part, or are hidden from a few
    /// readers. It is looked for a little way from the block before.
    fn place_of_rest(&self, rest: &Block, from: usize) -> Option<usize> {
        if rest.letters < PROSE_LETTERS {
            return None;
        }
        let rest_key = key(rest);
        (from..self.blocks.len().min(from + NEAR)).find(|place| {
            let outside = self.outside.get(*place).is_some_and(|outside| *outside);
            let block = self.blocks.get(*place).filter(|_| outside);
            block.is_some_and(|block| {
                (rest.letters..rest.letters * 2).contains(&block.letters)
                    && is_left_of(&rest_key, &key(block))
            })
        })
    }

    /// Takes the blocks behind the last one whose element is built as its own is: `<div class="block">` one below the other.
    fn grow(&self, chosen: &mut [bool], last: usize) {
        let names = |node: NodeRef<'_>| Some((node.node_name()?, node.class()?));
        let Some(end) = self.element_of(last) else {
            return;
        };
        let alike: Vec<(NodeId, NodeId)> = std::iter::once(end)
            .chain(end.ancestors_it(Some(3)))
            .filter(|node| node.class().is_some_and(|class| !class.trim().is_empty()))
            .filter_map(|node| Some((node.id, node.parent()?.id)))
            .collect();
        for place in last + 1..self.blocks.len() {
            let (Some(block), Some(element)) = (self.blocks.get(place), self.element_of(place))
            else {
                return;
            };
            let belongs = std::iter::once(element)
                .chain(element.ancestors_it(Some(4)))
                .any(|node| {
                    let beside = |(own, parent): &&(NodeId, NodeId)| {
                        node.parent().is_some_and(|above| above.id == *parent) && node.id != *own
                    };
                    alike.iter().find(beside).is_some_and(|(own, _)| {
                        let own = self.document.tree.get(own);
                        own.and_then(names) == names(node) && names(node).is_some()
                    })
                });
            let outside = self.outside.get(place).is_some_and(|outside| *outside);
            if !belongs || !outside || block.paragraph.heading || !block.is_text() {
                return;
            }
            if let Some(chosen) = chosen.get_mut(place) {
                *chosen |= block.is_sentence() || block.in_list;
            }
        }
    }

    fn element_of(&self, place: usize) -> Option<NodeRef<'d>> {
        let id = self.blocks.get(place)?.node?;
        self.document.tree.get(&id)
    }
}

fn body(document: &Document) -> NodeRef<'_> {
    document.body().unwrap_or_else(|| document.root())
}

/// What two blocks have in common that are the same text: letters and digits.
fn key(block: &Block) -> String {
    letters_of(block.text())
}

/// Whether the letters of a text stand in another one in their order.
fn is_left_of(rest: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    rest.chars().all(|ch| letters.any(|other| other == ch))
}

fn letters_of(text: &str) -> String {
    text.chars().filter(|ch| ch.is_alphanumeric()).collect()
}

/// The blocks held against the text that JSON-LD gives: that text, where it is much longer; without what is not in it, where
/// it is as long.
fn with_described(blocks: Vec<Block>, text: &str) -> Vec<Block> {
    let described = described_blocks(text);
    let letters = |blocks: &[Block]| -> usize {
        let text = blocks.iter().filter(|block| !block.paragraph.heading);
        text.map(|block| block.letters).sum()
    };
    let (own, given) = (letters(&blocks), letters(&described));
    if given * 10 > own * LONGER_TENTHS {
        return described;
    }
    if text.len() > COMPARED_BYTES || blocks.len() > COMPARED_BLOCKS {
        return blocks;
    }
    let whole: String = described.iter().map(key).collect();
    let inside: Vec<bool> = blocks
        .iter()
        .map(|block| whole.contains(&key(block)))
        .collect();
    let held = |(block, inside): (&Block, &bool)| if *inside { block.letters } else { 0 };
    let common: usize = blocks.iter().zip(&inside).map(held).sum();
    if common * 10 < given * 9 {
        return blocks;
    }
    let mut places = inside.iter();
    let last = inside.iter().rposition(|inside| *inside).unwrap_or(0);
    let mut blocks: Vec<Block> = blocks.into_iter().take(last + 1).collect();
    blocks.retain(|block| {
        places.next().is_some_and(|inside| *inside) || block.paragraph.heading || block.in_list
    });
    blocks
}

/// The blocks of a text given in JSON-LD: HTML, escaped or not, or plain with a paragraph to each line.
fn described_blocks(text: &str) -> Vec<Block> {
    let text = crate::ingest::markup::unescaped(text);
    if text.contains("</") || text.contains("<br") {
        let fragment = Document::fragment(text.into_owned());
        return blocks::blocks(fragment.root(), Taking::default());
    }
    let plain = |line: &str| Block::plain(Paragraph::text(entities::decoded(line).into_owned()));
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(plain)
        .collect()
}

/// Whether looking for the main text ends soon whatever the page does.
fn is_reasonable(document: &Document) -> bool {
    let root = document.root();
    let (mut node, mut depth, mut elements) = (root, 0_usize, 0_usize);
    loop {
        elements += 1;
        if depth > DEEPEST || elements > MOST_ELEMENTS {
            return false;
        }
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            continue;
        }
        let Some((next, up)) = next_outside(node, root) else {
            return true;
        };
        (node, depth) = (next, depth - up);
    }
}

/// The next node in document order outside `node`, and how many levels up it stands.
fn next_outside<'a>(mut node: NodeRef<'a>, root: NodeRef<'a>) -> Option<(NodeRef<'a>, usize)> {
    let mut up = 0;
    while node.id != root.id {
        if let Some(next) = node.next_sibling() {
            return Some((next, up));
        }
        node = node.parent()?;
        up += 1;
    }
    None
}
