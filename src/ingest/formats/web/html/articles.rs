//! Pages of several whole articles: an issue of a paper, a day of a blog.

use dom_query::{NodeId, NodeRef};
use rustc_hash::FxHashMap;

use super::blocks::Block;
use super::frame::without_frame;
use super::main_text::Page;
use super::parts::{Part, part_of};
use crate::ingest::formats::boilerplate::without_title;
use crate::ingest::record::Paragraph;

/// Shortest text of an article among others, in letters, and shortest block that is counted to it.
const WHOLE_LETTERS: usize = 150;
const COUNTED_LETTERS: usize = 40;

/// One whole article of a page.
pub(super) struct Whole<'d> {
    pub(super) node: NodeRef<'d>,
    pub(super) title: String,
    pub(super) paragraphs: Vec<Paragraph>,
}

/// The articles of a page, where it holds two or more: `<article>`s with a headline of their own that is no link, and text.
///
/// The cards of other stories have a headline that leads there; readers' comments have none, or are known by their name.
pub(super) fn several<'d>(page: &Page<'d>) -> Vec<Whole<'d>> {
    let selection = page.document.select("article");
    let nodes: Vec<NodeRef<'d>> = selection
        .nodes()
        .iter()
        .filter(|node| is_outermost(node))
        .filter(|node| {
            let own = part_of(node);
            let part = own.or_else(|| page.parts.holding(**node));
            part != Some(Part::OfThePage)
        })
        .filter_map(|node| page.document.tree.get(&node.id))
        .collect();
    if nodes.len() < 2 {
        return Vec::new();
    }
    let mut blocks = blocks_of(page, &nodes);
    let wholes: Vec<Whole<'d>> = nodes
        .into_iter()
        .filter_map(|node| {
            let own = blocks.remove(&node.id)?;
            whole(node, own)
        })
        .collect();
    if wholes.len() < 2 { Vec::new() } else { wholes }
}

fn is_outermost(node: &NodeRef<'_>) -> bool {
    !node
        .ancestors_it(None)
        .any(|above| above.has_name("article") || above.has_name("a"))
}

/// The blocks of each article.
fn blocks_of(page: &Page<'_>, nodes: &[NodeRef<'_>]) -> FxHashMap<NodeId, Vec<Block>> {
    let mut blocks: FxHashMap<NodeId, Vec<Block>> = FxHashMap::default();
    let mut known: FxHashMap<NodeId, Option<NodeId>> =
        nodes.iter().map(|node| (node.id, Some(node.id))).collect();
    for (block, outside) in page.blocks.iter().zip(&page.outside) {
        let mut at = block.node.and_then(|id| page.document.tree.get(&id));
        let mut path = Vec::new();
        let mut article = None;
        while let Some(node) = at {
            if let Some(known) = known.get(&node.id) {
                article = *known;
                break;
            }
            path.push(node.id);
            at = node.parent();
        }
        known.extend(path.into_iter().map(|id| (id, article)));
        if let Some(article) = article.filter(|_| *outside) {
            blocks.entry(article).or_default().push(block.clone());
        }
    }
    blocks
}

fn whole(node: NodeRef<'_>, blocks: Vec<Block>) -> Option<Whole<'_>> {
    let heading = blocks.iter().find(|block| block.paragraph.heading)?;
    if heading.linked > 0 {
        return None;
    }
    let before: usize = blocks
        .iter()
        .take_while(|block| !block.paragraph.heading)
        .map(|block| block.letters)
        .sum();
    let title = heading
        .text()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let counted = |block: &&Block| {
        !block.paragraph.heading && block.letters >= COUNTED_LETTERS && block.is_text()
    };
    let letters: usize = blocks
        .iter()
        .filter(counted)
        .map(|block| block.letters)
        .sum();
    if letters < WHOLE_LETTERS || before > letters {
        return None;
    }
    Some(Whole {
        node,
        paragraphs: without_title(without_frame(blocks), Some(&title)),
        title,
    })
}
