//! RTF: a text of groups and words of control, read token by token, so that one which breaks off gives what it has.

mod tokens;
mod words;

use std::collections::HashMap;

use encoding_rs::WINDOWS_1252;

use self::tokens::{Token, Tokens, of_code_page, of_font};
use self::words::{Format, KEPT, LEFT_OUT, PROPERTIES, State, Target, character, moment};
use super::article;
use super::blocks::{Blocks, Role};
use super::package::{self, Document, Properties};
use super::styles::{Meaning, of_name, of_outline};
use crate::ingest::codings::Coding;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

const MARK: &[u8] = b"{\\rtf";

/// Whether a file starts as RTF.
pub(crate) fn sniff(head: &[u8]) -> bool {
    start(head).starts_with(MARK)
}

fn start(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start()
}

/// Reads the document, or the documents of an export.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let bytes = start(slice.bytes);
    if !bytes.starts_with(MARK) {
        let reason = Reason::of_unread("", bytes).unwrap_or_else(|| {
            if bytes.is_empty() {
                Reason::Empty
            } else {
                Reason::Unreadable {
                    problem: "no RTF: it does not begin with `{\\rtf`".to_owned(),
                }
            }
        });
        return sink(Err(package::refused(reason)));
    }
    let (document, is_whole) = document(bytes);
    let problem = (!is_whole).then(|| Reason::CutShort {
        problem: "groups are open at its end".to_owned(),
    });
    article::hand_on(document, problem, sink);
}

/// The document, and whether all of its groups end.
fn document(bytes: &[u8]) -> (Document, bool) {
    let mut reader = Reader::new();
    let mut tokens = Tokens::new(bytes);
    let mut is_whole = false;
    while let Some(token) = tokens.next() {
        if let Token::Word(b"bin", Some(length)) = token {
            tokens.pass(usize::try_from(length).unwrap_or(0));
            continue;
        }
        reader.token(token);
        if reader.groups.is_empty() {
            is_whole = true;
            break;
        }
    }
    reader.flush();
    (reader.into_document(), is_whole)
}

/// Groups inside of each other, at most.
const DEEPEST: usize = 2000;

#[allow(clippy::struct_excessive_bools, reason = "each is a state of its own")]
struct Reader {
    groups: Vec<State>,
    /// Groups that are open beyond the deepest.
    deeper: usize,
    code_page: Coding,
    fonts: HashMap<i32, Coding>,
    styles: HashMap<i32, Meaning>,
    /// The font or style that its table describes.
    described: i32,
    properties: Properties,
    /// Text of a property or of the name of a style.
    value: String,
    blocks: Blocks,
    notes: Blocks,
    format: Format,
    is_open: bool,
    /// What the paragraphs are in which notes and boxes stand, and whether they are open.
    aside: Vec<(bool, Format)>,
    default_font: i32,
    in_row: bool,
    in_cell: bool,
    /// Whether cells of a row were announced.
    row_announced: bool,
    /// Bytes of text in the charset of their font.
    bytes: Vec<u8>,
    /// Characters still to be passed over, and the first half of one beyond the first plane.
    to_skip: usize,
    half: Option<u32>,
}

impl Reader {
    fn new() -> Self {
        Self {
            groups: Vec::new(),
            deeper: 0,
            code_page: Coding::Web(WINDOWS_1252),
            fonts: HashMap::new(),
            styles: HashMap::new(),
            described: 0,
            properties: Properties::default(),
            value: String::new(),
            blocks: Blocks::default(),
            notes: Blocks::default(),
            format: Format::default(),
            is_open: false,
            aside: Vec::new(),
            default_font: 0,
            in_row: false,
            in_cell: false,
            row_announced: false,
            bytes: Vec::new(),
            to_skip: 0,
            half: None,
        }
    }

    fn into_document(mut self) -> Document {
        self.end_paragraph();
        let mut blocks = self.blocks.into_finished();
        blocks.extend(self.notes.into_finished());
        Document {
            blocks,
            properties: self.properties,
        }
    }

    fn state(&self) -> State {
        self.groups.last().copied().unwrap_or_default()
    }

    fn change(&mut self, change: impl FnOnce(&mut State)) {
        if let Some(state) = self.groups.last_mut() {
            change(state);
        }
    }

    fn token(&mut self, token: Token<'_>) {
        match token {
            Token::Byte(byte) | Token::Hex(byte) => {
                if self.to_skip > 0 {
                    self.to_skip -= 1;
                } else if self.state().target != Target::Nothing {
                    self.bytes.push(byte);
                }
            }
            Token::Open => {
                self.flush();
                self.to_skip = 0;
                if self.groups.len() < DEEPEST {
                    let substitutes = if self.groups.is_empty() {
                        1
                    } else {
                        self.state().substitutes
                    };
                    self.groups.push(State {
                        is_ignorable: false,
                        substitutes,
                        ..self.state()
                    });
                } else {
                    self.deeper += 1;
                }
            }
            Token::Close => self.close(),
            Token::Sign(sign) => self.sign(sign),
            Token::Word(word, number) => self.word(word, number),
        }
    }

    fn close(&mut self) {
        self.flush();
        self.to_skip = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let ended = self.groups.pop().unwrap_or_default();
        let target = self.state().target;
        if ended.target == target {
            if target == Target::Styles {
                self.name_style();
            }
            return;
        }
        match ended.target {
            Target::Note | Target::Box => {
                self.end_paragraph();
                if ended.target == Target::Note {
                    std::mem::swap(&mut self.blocks, &mut self.notes);
                }
                (self.is_open, self.format) = self.aside.pop().unwrap_or_default();
            }
            Target::Property(at) => {
                let name = PROPERTIES.get(at).map_or("", |(_, name)| name);
                let value = std::mem::take(&mut self.value);
                self.properties
                    .take(name, moment(&value).as_deref().unwrap_or(value.trim()));
            }
            _ => {}
        }
    }

    /// The name of a style ends, with a semicolon.
    fn name_style(&mut self) {
        let name = std::mem::take(&mut self.value);
        let name = name.trim().trim_end_matches(';').to_lowercase();
        self.styles.insert(self.described, of_name(&name));
        self.described = 0;
    }

    fn sign(&mut self, sign: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return;
        }
        if !matches!(sign, b'\\' | b'{' | b'}') {
            self.flush();
        }
        match sign {
            b'*' => self.change(|state| state.is_ignorable = true),
            b'~' => self.write("\u{a0}"),
            b'_' => self.write("\u{2011}"),
            b'\n' | b'\r' => self.word(b"par", None),
            b'\\' | b'{' | b'}' => self.bytes.push(sign),
            _ => {}
        }
    }

    #[allow(clippy::too_many_lines, reason = "one word after the other")]
    fn word(&mut self, word: &[u8], number: Option<i32>) {
        // One that stands for a character may be the substitute of another.
        if self.to_skip > 0 && character(word).is_some() {
            self.to_skip -= 1;
            return;
        }
        self.to_skip = 0;
        self.flush();
        let is_on = number != Some(0);
        let default_font = self.default_font;
        let state = self.state();
        if state.target == Target::Nothing {
            return;
        }
        if state.is_ignorable && !KEPT.contains(&word) {
            self.change(|state| {
                state.is_ignorable = false;
                state.target = Target::Nothing;
            });
            return;
        }
        self.change(|state| state.is_ignorable = false);
        if word == b"ud" {
            let outer = self.groups.iter().rev();
            let outer = outer
                .map(|state| state.target)
                .find(|target| *target != Target::Twice);
            return self.change(|state| state.target = outer.unwrap_or_default());
        }
        if LEFT_OUT.contains(&word) {
            return self.change(|state| state.target = Target::Nothing);
        }
        if state.target == Target::Info {
            let at = PROPERTIES.iter().position(|(known, _)| *known == word);
            let target = at.map_or(Target::Nothing, Target::Property);
            self.value.clear();
            return self.change(|state| state.target = target);
        }
        match word {
            b"u" => self.unicode(number.unwrap_or(0)),
            b"uc" => {
                let count = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(64);
                self.change(|state| state.substitutes = count);
            }
            b"ansicpg" => {
                self.code_page = number.and_then(of_code_page).unwrap_or(self.code_page);
            }
            b"mac" => self.code_page = of_code_page(10000).unwrap_or(self.code_page),
            b"pc" | b"pca" => self.code_page = Coding::Cp850,
            b"fonttbl" => self.change(|state| state.target = Target::Fonts),
            b"stylesheet" => self.change(|state| state.target = Target::Styles),
            b"info" => self.change(|state| state.target = Target::Info),
            b"f" if state.target == Target::Fonts => self.described = number.unwrap_or(0),
            b"fcharset" | b"cpg" if state.target == Target::Fonts => {
                let number = number.unwrap_or(0);
                let coding = if word == b"cpg" {
                    of_code_page(number)
                } else {
                    of_font(number)
                };
                if let Some(coding) = coding {
                    self.fonts.insert(self.described, coding);
                }
            }
            b"s" if state.target == Target::Styles => self.described = number.unwrap_or(0),
            b"f" => self.change(|state| state.font = number.unwrap_or(0)),
            b"deff" => {
                self.default_font = number.unwrap_or(0);
                self.change(|state| state.font = number.unwrap_or(0));
            }
            b"plain" => self.change(|state| {
                state.is_hidden = false;
                state.is_deleted = false;
                state.font = default_font;
            }),
            b"v" => self.change(|state| state.is_hidden = is_on),
            b"deleted" => self.change(|state| state.is_deleted = is_on),
            b"yr" | b"mo" | b"dy" | b"hr" | b"min"
                if matches!(state.target, Target::Property(_)) =>
            {
                let number = number.unwrap_or(0);
                self.value.push_str(&number.to_string());
                self.value.push(' ');
            }
            b"upr" => self.change(|state| state.target = Target::Twice),
            _ if matches!(state.target, Target::Text | Target::Note | Target::Box) => {
                self.layout(word, number);
            }
            _ => self.write(character(word).unwrap_or_default()),
        }
    }

    /// Words of paragraphs, tables and notes.
    fn layout(&mut self, word: &[u8], number: Option<i32>) {
        match word {
            b"par" | b"sect" => {
                self.end_paragraph();
                if !self.format.in_table {
                    self.row_announced = false;
                }
            }
            b"pard" => self.format = Format::default(),
            b"s" => self.format.style = number.unwrap_or(0),
            b"outlinelevel" => self.format.outline = number.and_then(|it| u8::try_from(it).ok()),
            b"intbl" => self.format.in_table = true,
            b"trowd" => self.row_announced = true,
            b"cell" => {
                self.open_cell();
                self.end_paragraph();
                self.blocks.close_cell();
                self.in_cell = false;
            }
            b"row" => {
                self.end_paragraph();
                self.close_row();
                self.row_announced = false;
            }
            b"nestcell" => self.write("\t"),
            b"nestrow" => self.end_paragraph(),
            b"footnote" if self.state().target == Target::Text => {
                self.flush();
                std::mem::swap(&mut self.blocks, &mut self.notes);
                self.set_aside(Target::Note);
            }
            b"shptxt" | b"dptxbxtext" => self.set_aside(Target::Box),
            _ => self.write(character(word).unwrap_or_default()),
        }
    }

    /// Goes on with what stands beside the paragraph.
    fn set_aside(&mut self, target: Target) {
        self.aside.push((self.is_open, self.format));
        self.is_open = false;
        self.change(|state| state.target = target);
    }

    /// A character by its number, in units of UTF-16.
    fn unicode(&mut self, number: i32) {
        let unit = u32::try_from(number.rem_euclid(0x1_0000)).unwrap_or(0);
        self.to_skip = self.state().substitutes;
        let code = match (self.half.take(), unit) {
            (_, 0xd800..=0xdbff) => {
                self.half = Some(unit);
                return;
            }
            (Some(half), 0xdc00..=0xdfff) => 0x1_0000 + ((half - 0xd800) << 10) + (unit - 0xdc00),
            // Fonts of symbols have theirs at numbers of their own.
            (_, 0xf000..=0xf0ff) => return,
            _ => unit,
        };
        if let Some(character) = char::from_u32(code) {
            self.write(character.encode_utf8(&mut [0; 4]));
        }
    }

    /// Decodes the bytes that were met.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let coding = self.fonts.get(&self.state().font).copied();
        let text = coding.unwrap_or(self.code_page).decode(&bytes).0;
        self.write(&text);
    }

    /// Text, where it belongs.
    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let state = self.state();
        match state.target {
            Target::Text | Target::Note | Target::Box if !state.is_hidden && !state.is_deleted => {
                self.open_paragraph();
                self.blocks.text(text);
            }
            Target::Styles | Target::Property(_) => self.value.push_str(text),
            _ => {}
        }
    }

    fn open_paragraph(&mut self) {
        if self.is_open {
            return;
        }
        let in_table = self.format.in_table || self.row_announced;
        match in_table && self.state().target == Target::Text {
            true => self.open_cell(),
            false if self.state().target == Target::Text => self.close_row(),
            false => {}
        }
        self.blocks.open_paragraph();
        self.is_open = true;
    }

    fn end_paragraph(&mut self) {
        if !self.is_open {
            return;
        }
        self.is_open = false;
        let styled = self
            .styles
            .get(&self.format.style)
            .copied()
            .unwrap_or_default();
        let outlined = self.format.outline.map(of_outline).unwrap_or_default();
        match (styled, outlined) {
            (Meaning::Contents, _) => self.blocks.drop_text(),
            (Meaning::Is(role), _) | (Meaning::Nothing, Meaning::Is(role)) => {
                self.blocks.role(role);
            }
            _ => self.blocks.role(Role::Text),
        }
        self.blocks.close_paragraph();
    }

    fn open_cell(&mut self) {
        if !self.in_row {
            self.blocks.open_row();
            self.in_row = true;
        }
        if !self.in_cell {
            self.blocks.open_cell();
            self.in_cell = true;
        }
    }

    fn close_row(&mut self) {
        if self.in_row {
            self.blocks.close_row();
            self.in_row = false;
            self.in_cell = false;
        }
    }
}

#[cfg(test)]
mod tests;
