//! What is left of a page's frame in the blocks of its article: buttons, credits, bylines, ways to other stories.

use super::blocks::Block;
use crate::dates::written;
use crate::ingest::formats::boilerplate::{
    LINES, REQUEST_BYTES, TEASER_BYTES, announces_other_stories, is_request, plain,
};
use crate::ingest::record::Paragraph;

/// Words that buttons have, and texts too: alone in a paragraph they are buttons at the edges of an article, or as links.
const BUTTONS_OR_WORDS: &[&str] = &[
    "share",
    "print",
    "save",
    "comments",
    "comment",
    "home",
    "menu",
    "search",
    "close",
    "reply",
    "report",
    "loading",
    "login",
    "subscribe",
    "facebook",
    "twitter",
    "whatsapp",
    "linkedin",
    "pinterest",
    "reddit",
    "tweet",
    "partager",
    "teilen",
    "kommentare",
    "commentaires",
    "compartir",
    "comentarios",
    "condividi",
    "commenti",
];

/// How the credit of a picture begins, lower case.
const CREDITS: &[&str] = &[
    "photo:",
    "photos:",
    "photo by",
    "photograph:",
    "image:",
    "image credit",
    "image copyright",
    "image caption",
    "image 1 of",
    "picture:",
    "(image:",
    "(photo:",
    "(credit:",
    "credit:",
    "foto:",
    "fotos:",
    "bild:",
    "source: getty",
    "enlarge image",
    "media caption",
    "file photo",
    "illustration:",
];

/// How it ends.
const CREDIT_ENDS: &[&str] = &[
    "getty images",
    "getty images)",
    "shutterstock",
    "shutterstock)",
    "/getty",
    "/reuters",
    "/reuters)",
    "/afp",
    "/afp)",
    "ap photo",
    "ap photo)",
    "/ap)",
    "istock)",
];

/// How a line begins that leads to another story, lower case; it is one where it is a link.
const LEADS: &[&str] = &[
    "related",
    "read more",
    "read also",
    "read:",
    "also read",
    "see also",
    "see more",
    "more:",
    "also:",
    "watch",
    "lire aussi",
    "à lire",
    "lesen sie",
    "mehr zum",
    "leia também",
    "leia mais",
    "lea también",
    "lee también",
    "leggi anche",
    "lees ook",
    "читайте",
    "czytaj",
    "baca juga",
    "ilgili haber",
    "viết",
    "xem thêm",
    "click here",
    "sign up",
];

/// Paragraphs of prose have so many letters.
const PROSE_LETTERS: usize = 80;

/// The paragraphs of an extracted text without what is left of its frame.
///
/// What a block says decides only together with where it stands and whether it is a link: `Up next` may head a list of
/// other stories, or the last paragraph of a match report.
pub(super) fn without_frame(mut blocks: Vec<Block>) -> Vec<Paragraph> {
    let total: usize = blocks.iter().map(|block| block.letters).sum();
    let mut before = 0;
    let mut cut = blocks.len();
    for (place, block) in blocks.iter().enumerate() {
        if before * 2 >= total && place > 0 && announces_other_stories(&block.paragraph) {
            let rest = blocks.get(place + 1..).unwrap_or(&[]);
            let (letters, linked) = rest.iter().fold((0, 0), |(all, linked), block| {
                (all + block.letters, linked + block.linked)
            });
            if linked * 2 >= letters {
                cut = place;
                break;
            }
        }
        before += block.letters;
    }
    blocks.truncate(cut);
    let prose = |block: &Block| block.letters >= PROSE_LETTERS && block.is_text();
    let first = blocks.iter().position(prose).unwrap_or(0);
    let last = blocks.iter().rposition(prose).unwrap_or(usize::MAX);
    let total = blocks.len();
    let of_a_text = links_of_texts(&blocks);
    let keeps: Vec<bool> = blocks
        .iter()
        .enumerate()
        .map(|(place, block)| {
            let own = of_a_text.get(place).is_some_and(|own| *own);
            let next_is_text = blocks.get(place + 1).is_some_and(Block::is_text);
            let at_edge = place < first.max(2) || place + 2 >= total || place > last;
            let dates = place < first && total > 1 && is_byline(block.text());
            let request = (place < 2 || place + 4 >= total) && is_request(&block.paragraph);
            !(dates
                || request
                || is_button(block, at_edge)
                || is_credit(block.text())
                || !own && leads_away(block, next_is_text))
        })
        .collect();
    let mut keeps = keeps.into_iter();
    if blocks.iter().any(|block| !block.paragraph.heading) {
        let mut kept = blocks.clone();
        kept.retain(|_| keeps.next().unwrap_or(true));
        if kept.iter().any(|block| !block.paragraph.heading) {
            blocks = kept;
        }
    }
    let mut blocks: Vec<Paragraph> = blocks.into_iter().map(|block| block.paragraph).collect();
    while blocks.last().is_some_and(|block| block.heading) && blocks.len() > 1 {
        blocks.pop();
    }
    blocks
}

/// For each block whether it stands with texts in one list or in one row of a table: there a link is an item as the others are.
fn links_of_texts(blocks: &[Block]) -> Vec<bool> {
    let together = |a: &Block, b: &Block| {
        let same =
            |a: &Block, b: &Block| a.in_list && b.in_list || a.row.is_some() && a.row == b.row;
        !a.paragraph.heading && same(a, b)
    };
    let runs = blocks.chunk_by(together);
    runs.flat_map(|run| {
        let texts = run.iter().filter(|block| block.is_text()).count();
        std::iter::repeat_n(run.len() > 1 && texts > 0, run.len())
    })
    .collect()
}

/// Whether a block is a line such as buttons and bars have.
fn is_button(block: &Block, at_edge: bool) -> bool {
    let text = plain(block.text());
    if !LINES.contains(&text.as_str()) {
        return false;
    }
    let punctuated = block
        .text()
        .trim()
        .ends_with(['.', '!', '?', '”', '"', '’', '»', '…']);
    let may_be_text = block.linked == 0 && (block.in_list || punctuated || !at_edge);
    !(may_be_text && BUTTONS_OR_WORDS.contains(&text.as_str()))
}

/// Whether a line is the credit of a picture.
fn is_credit(text: &str) -> bool {
    if text.len() > REQUEST_BYTES {
        return false;
    }
    let lower = text.trim().to_lowercase();
    CREDITS.iter().any(|start| lower.starts_with(start))
        || (!lower.ends_with('.') && CREDIT_ENDS.iter().any(|end| lower.ends_with(end)))
        || lower.starts_with('©')
}

/// Whether a block is nothing but the way to another story.
fn leads_away(block: &Block, next_is_text: bool) -> bool {
    let text = block.text();
    if text.len() > TEASER_BYTES || block.linked == 0 {
        return false;
    }
    if block.is_link() {
        let headed = block.paragraph.heading && next_is_text;
        let prose = block.is_sentence() && block.letters >= PROSE_LETTERS;
        return !(headed || prose);
    }
    let lower = text.trim().to_lowercase();
    let lead = LEADS.iter().any(|lead| lower.starts_with(lead));
    lead && block.linked * 2 >= block.letters
}

/// Whether a line in front of a text says who wrote it, or when: `By Jane Doe`, `Updated 9:05 am, 9 March 2024`.
fn is_byline(text: &str) -> bool {
    let text = text.trim();
    let words = text.split_whitespace().count();
    if text.len() > 160 || words > 20 || text.ends_with(['.', '!', '?', '”']) && words > 9 {
        return false;
    }
    let lower = text.to_lowercase();
    let starts = [
        "by ",
        "published ",
        "updated ",
        "posted ",
        "published:",
        "updated:",
        "posted:",
        "last updated",
        "written by",
    ];
    (starts.iter().any(|start| lower.starts_with(start)) && words <= 16)
        || written::find(text, None, None).is_some_and(|_| words <= 14)
}
