//! HTML: the main text of a page without what stands around it, and what the page says about itself.

use dom_query::{Document, NodeRef};
use dom_smoothie::Readability;

use super::boilerplate::without_boilerplate;
use super::html_blocks::{Block, blocks};
use super::html_metadata::{self, Metadata};
use crate::ingest::format::{ReadOptions, Reason, Refused, Slice};
use crate::ingest::record::{Paragraph, Record};

/// Deepest nesting that main text is looked for in; deeper pages are hostile or broken, and read whole.
const DEEPEST: usize = 400;

/// Most elements of a page that main text is looked for in.
const MOST_ELEMENTS: usize = 200_000;

/// JSON-LD's own text is taken if it is so many times as long as the extracted one, in tenths.
const LONGER_TENTHS: usize = 13;

/// Whether the start of a file looks like an HTML page.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head)
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    let page = ["<!doctype html", "<html", "<head", "<body"];
    page.iter().any(|start| head.starts_with(start))
        || (head.starts_with('<') && page.iter().any(|tag| head.contains(tag)))
}

/// Reads a page: one record, or a refusal where it holds neither text nor title.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    sink(page(slice.text).map_err(|reason| Refused {
        ordinal: None,
        line: None,
        reason,
    }));
}

/// The paragraphs of an HTML text that is all article, such as a field of a JSON record.
///
/// Block elements and two line breaks end paragraphs; scripts, styles and controls are left out; entities are decoded.
pub(crate) fn text_of(html: &str) -> Vec<Paragraph> {
    let document = Document::fragment(html);
    blocks(document.root())
        .into_iter()
        .map(Paragraph::from)
        .collect()
}

fn page(html: &str) -> Result<Record, Reason> {
    if html.trim().is_empty() {
        return Err(Reason::Empty);
    }
    let document = Document::from(html);
    let metadata = html_metadata::read(&document);
    let page_title = text_at(&document, "title");
    let first_heading = text_at(&document, "h1");
    let (found, blocks) = main_blocks(document);
    let title = title(&metadata, &found, (page_title, first_heading));
    let mut blocks = without_title(without_boilerplate(blocks), title.as_deref());
    if let Some(described) = metadata.body.as_deref().map(described_blocks)
        && letters(&described) * 10 > letters(&blocks) * LONGER_TENTHS
    {
        blocks = without_title(described, title.as_deref());
    }
    if blocks.is_empty() && title.is_none() {
        return Err(Reason::EmptyText {
            field: "body".to_owned(),
        });
    }
    Ok(record(metadata, found, (title, blocks)))
}

fn record(
    metadata: Metadata,
    found: Found,
    (title, blocks): (Option<String>, Vec<Block>),
) -> Record {
    let mut record = Record {
        title,
        paragraphs: blocks.into_iter().map(Paragraph::from).collect(),
        published: metadata.published.or(found.published),
        source: metadata.source,
        section: metadata.section,
        authors: if metadata.authors.is_empty() {
            found.byline.into_iter().collect()
        } else {
            metadata.authors
        },
        tags: metadata.tags,
        language: metadata.language,
        url: metadata.url,
        ..Record::default()
    };
    if let Some(description) = metadata.description {
        record
            .metadata
            .insert("description".to_owned(), description.into());
    }
    record
}

/// What the extraction finds beside the text.
#[derive(Default)]
struct Found {
    title: Option<String>,
    byline: Option<String>,
    published: Option<String>,
}

/// The blocks of the page's main text; of the whole body where there is no telling.
fn main_blocks(document: Document) -> (Found, Vec<Block>) {
    if !is_reasonable(&document) {
        return (Found::default(), body_blocks(&document));
    }
    let whole = body_blocks(&document);
    let Ok(mut readability) = Readability::with_document(document, None, None) else {
        return (Found::default(), whole);
    };
    let Ok(article) = readability.parse() else {
        return (Found::default(), whole);
    };
    let found = Found {
        title: Some(article.title).filter(|title| !title.trim().is_empty()),
        byline: article.byline,
        published: article.published_time,
    };
    let extracted = blocks(readability.doc.root());
    (
        found,
        if extracted.is_empty() {
            whole
        } else {
            extracted
        },
    )
}

fn body_blocks(document: &Document) -> Vec<Block> {
    blocks(document.body().unwrap_or_else(|| document.root()))
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

/// The text of the first element that a selector finds; `None` where there is none or it is empty.
fn text_at(document: &Document, selector: &str) -> Option<String> {
    let text = document.select_single(selector).text();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The headline: from the metadata, else as the extraction guesses it, else the first heading; without the site's name.
fn title(
    metadata: &Metadata,
    found: &Found,
    (page, heading): (Option<String>, Option<String>),
) -> Option<String> {
    let given = metadata
        .title
        .as_ref()
        .or(found.title.as_ref())
        .or(page.as_ref())
        .or(heading.as_ref())?;
    let given = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(heading) = heading
        && heading.len() < given.len()
        && given
            .get(heading.len()..)
            .is_some_and(|rest| rest.trim_start().starts_with(SEPARATORS))
        && given.starts_with(&heading)
    {
        return Some(heading);
    }
    Some(without_site(&given, metadata.source.as_deref()).to_owned())
}

const SEPARATORS: &[char] = &['|', '-', '–', '—', '·', '»', '•', ':'];

/// A title without the name of its site in front or behind.
fn without_site<'a>(title: &'a str, site: Option<&str>) -> &'a str {
    let Some(site) = site
        .map(|site| site.trim().to_lowercase())
        .filter(|site| !site.is_empty())
    else {
        return title;
    };
    for (at, separator) in title
        .char_indices()
        .filter(|(_, ch)| SEPARATORS.contains(ch))
    {
        let (Some(before), Some(after)) = (title.get(..at), title.get(at + separator.len_utf8()..))
        else {
            continue;
        };
        if !before.ends_with(' ') || !after.starts_with(' ') {
            continue;
        }
        let is_site = |part: &str| part.trim().to_lowercase() == site;
        if is_site(after) && !before.trim().is_empty() {
            return before.trim();
        }
        if is_site(before) && !after.trim().is_empty() {
            return after.trim();
        }
    }
    title
}

/// The blocks without the title, should they begin with it.
fn without_title(mut blocks: Vec<Block>, title: Option<&str>) -> Vec<Block> {
    let same =
        |block: &Block, title: &str| block.text.split_whitespace().eq(title.split_whitespace());
    if let Some(title) = title
        && let Some(place) = blocks.iter().take(3).position(|block| same(block, title))
    {
        blocks.remove(place);
    }
    blocks
}

/// The blocks of a text given in JSON-LD: HTML, or plain with a paragraph to each line.
fn described_blocks(text: &str) -> Vec<Block> {
    if text.contains("</") || text.contains("<br") || text.contains("&lt;p") {
        return blocks(Document::fragment(text).root());
    }
    let plain = |line: &str| Block {
        text: line.to_owned(),
        heading: false,
        linked_bytes: 0,
    };
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(plain)
        .collect()
}

/// Letters and digits of the text that is no heading.
fn letters(blocks: &[Block]) -> usize {
    let text = blocks.iter().filter(|block| !block.heading);
    text.map(|block| block.text.chars().filter(|ch| ch.is_alphanumeric()).count())
        .sum()
}
