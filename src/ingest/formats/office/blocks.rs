//! The text of a document of a word processor, block by block: what stands open, and what was finished.
//!
//! Readers tell it where paragraphs, rows and cells begin and end; it is lenient where they do not fit.

use crate::ingest::record::Paragraph;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// Text.
    #[default]
    Text,
    /// A heading inside the text.
    Heading,
    /// The headline of the document.
    Title,
    /// Who wrote it.
    Byline,
    /// When it appeared.
    Date,
}

/// A paragraph, or a row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// Its text; line breaks inside it are kept.
    pub(super) text: String,
    /// What it is.
    pub(super) role: Role,
    /// Whether it is a row of a table, with ` | ` between its cells.
    pub(super) is_row: bool,
    /// Whether an empty line stands before it.
    pub(super) after_gap: bool,
}

/// What stands open inside of each other, at most: what is deeper belongs to what holds it.
const DEEPEST: usize = 200;

/// A cell with more text than this, in characters, and several paragraphs is part of a layout, not of a table.
const CELL_CHARS: usize = 300;

/// Something that is open.
#[derive(Debug)]
enum Open {
    /// A paragraph, and the blocks of text boxes that are anchored in it.
    Paragraph(Block, Vec<Block>),
    /// A row, with its cells.
    Row(Vec<Vec<Block>>),
    /// A cell.
    Cell(Vec<Block>),
}

/// The blocks of a text under way.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    finished: Vec<Block>,
    /// Whether an empty paragraph was the last.
    gap: bool,
    open: Vec<Open>,
    /// The start of a paragraph that goes on with the next one.
    carried: Option<Block>,
}

impl Blocks {
    fn push(&mut self, open: Open) {
        if self.open.len() < DEEPEST {
            self.open.push(open);
        }
    }

    /// A paragraph begins: below what is open, or in a text box of the paragraph that is.
    pub(super) fn open_paragraph(&mut self) {
        let block = self.carried.take().unwrap_or_default();
        self.push(Open::Paragraph(block, Vec::new()));
    }

    /// The paragraph that is open, or begins here.
    fn paragraph(&mut self) -> Option<&mut Block> {
        if !matches!(self.open.last(), Some(Open::Paragraph(..))) {
            self.open_paragraph();
        }
        match self.open.last_mut() {
            Some(Open::Paragraph(block, _)) => Some(block),
            _ => None,
        }
    }

    /// Text of the paragraph that is open.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(block) = self.paragraph() {
            block.text.push_str(text);
        }
    }

    /// What the paragraph that is open is.
    pub(super) fn role(&mut self, role: Role) {
        if let Some(block) = self.paragraph() {
            block.role = role;
        }
    }

    /// The text of the paragraph that is open is none of the document's.
    pub(super) fn drop_text(&mut self) {
        if let Some(block) = self.paragraph() {
            block.text.clear();
        }
    }

    /// A paragraph ends, and what is open inside of it.
    pub(super) fn close_paragraph(&mut self) {
        self.close(|open| matches!(open, Open::Paragraph(..)));
    }

    /// A paragraph ends whose mark was deleted: the next one goes on with it.
    pub(super) fn join_with_next(&mut self) {
        if let Some(Open::Paragraph(block, boxes)) = self.open.pop() {
            self.carried = Some(block);
            for block in boxes {
                self.place(block);
            }
        }
    }

    /// A row of a table begins.
    pub(super) fn open_row(&mut self) {
        self.push(Open::Row(Vec::new()));
    }

    /// A row ends.
    pub(super) fn close_row(&mut self) {
        self.close(|open| matches!(open, Open::Row(..)));
    }

    /// A cell begins.
    pub(super) fn open_cell(&mut self) {
        self.push(Open::Cell(Vec::new()));
    }

    /// A cell ends.
    pub(super) fn close_cell(&mut self) {
        self.close(|open| matches!(open, Open::Cell(..)));
    }

    /// Ends the innermost of what is open that fits, and what is open inside of it.
    fn close(&mut self, fits: impl Fn(&Open) -> bool) {
        if self.open.iter().any(&fits) {
            while let Some(open) = self.open.pop() {
                let done = fits(&open);
                self.finish(open);
                if done {
                    break;
                }
            }
        }
    }

    fn finish(&mut self, open: Open) {
        match open {
            Open::Paragraph(block, boxes) => {
                self.place_paragraph(block);
                for block in boxes {
                    self.place(block);
                }
            }
            Open::Cell(blocks) => match self.open.last_mut() {
                Some(Open::Row(cells)) => cells.push(blocks),
                _ => blocks.into_iter().for_each(|block| self.place(block)),
            },
            Open::Row(cells) => row(cells).into_iter().for_each(|block| self.place(block)),
        }
    }

    /// A paragraph; an empty line inside of it, as two breaks make it, parts two.
    fn place_paragraph(&mut self, block: Block) {
        if block.role == Role::Title || !block.text.contains("\n\n") {
            return self.place(block);
        }
        for part in block.text.split("\n\n") {
            let text = part.to_owned();
            self.place(Block { text, ..block });
            self.gap = true;
        }
    }

    /// Puts a block where it belongs: into the cell that is open, behind the paragraph that is.
    fn place(&mut self, mut block: Block) {
        let text = block.text.trim();
        if text.is_empty() {
            self.gap = true;
            return;
        }
        block.after_gap = std::mem::take(&mut self.gap) || block.text.starts_with('\n');
        if text.len() < block.text.len() {
            block.text = String::from(text);
        }
        match self.open.last_mut() {
            Some(Open::Paragraph(_, boxes)) => boxes.push(block),
            Some(Open::Cell(blocks)) => blocks.push(block),
            Some(Open::Row(cells)) => cells.push(vec![block]),
            None => self.finished.push(block),
        }
    }

    /// All blocks; what is open ends here.
    pub(super) fn into_finished(mut self) -> Vec<Block> {
        while let Some(open) = self.open.pop() {
            self.finish(open);
        }
        if let Some(block) = self.carried.take() {
            self.place(block);
        }
        self.finished
    }
}

/// The blocks of a row: one line, unless it is there to lay out a page.
fn row(cells: Vec<Vec<Block>>) -> Vec<Block> {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let is_long = |cell: &Vec<Block>| {
        let chars = cell.iter().map(|block| block.text.len()).sum::<usize>();
        cell.len() > 1 && chars > CELL_CHARS || cell.iter().any(|block| block.is_row)
    };
    if filled < 2 || cells.iter().any(is_long) {
        return cells.into_iter().flatten().collect();
    }
    let cells = cells.iter().map(|cell| {
        let texts = cell.iter().flat_map(|block| block.text.split_whitespace());
        texts.collect::<Vec<_>>().join(" ")
    });
    let text = cells.collect::<Vec<_>>().join(" | ");
    let text = text.trim_end_matches([' ', '|']).to_owned();
    vec![Block {
        text,
        is_row: true,
        ..Block::default()
    }]
}

impl From<Block> for Paragraph {
    fn from(block: Block) -> Self {
        Self {
            heading: matches!(block.role, Role::Heading | Role::Title),
            ..Self::text(block.text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(blocks: Blocks) -> Vec<String> {
        let blocks = blocks.into_finished().into_iter();
        blocks.map(|block| block.text).collect()
    }

    #[test]
    fn what_does_not_fit_is_read_as_far_as_it_goes() {
        let mut blocks = Blocks::default();
        blocks.close_paragraph();
        blocks.close_cell();
        blocks.text("One");
        blocks.open_row();
        blocks.open_cell();
        blocks.text("Two");
        blocks.close_row();
        blocks.text(" three");
        for _ in 0..100_000 {
            blocks.open_cell();
        }
        assert_eq!(texts(blocks), ["One three", "Two"]);
    }

    #[test]
    fn rows_are_lines_unless_they_lay_out_a_page() {
        let mut blocks = Blocks::default();
        let long = "The ferry was late. ".repeat(12);
        for cells in [
            &[&["Day"][..], &[], &["Crossings", "made"]][..],
            &[&[][..], &["Alone"]],
            &[&["Left"][..], &[&long, &long]],
        ] {
            blocks.open_row();
            for cell in cells {
                blocks.open_cell();
                for text in *cell {
                    blocks.open_paragraph();
                    blocks.text(text);
                    blocks.close_paragraph();
                }
                blocks.close_cell();
            }
            blocks.close_row();
        }
        let long = long.trim();
        assert_eq!(
            texts(blocks),
            ["Day |  | Crossings made", "Alone", "Left", long, long]
        );
    }
}
