//! The lines of a PDF as paragraphs: what repeats on its pages dropped, words that were broken joined, headings known by their size.

use rustc_hash::{FxHashMap, FxHashSet};

use super::furniture::{drop_repeated, name_by_numbers};
use super::lines::Line;
use super::pages::PageLines;
use crate::ingest::record::Paragraph;

/// The paragraphs of a document, each with its page.
pub(super) fn of_document(mut pages: Vec<PageLines>) -> Vec<Paragraph> {
    name_by_numbers(&mut pages);
    drop_repeated(&mut pages);
    let body = body_size(&pages);
    let words = Words::of(&pages);
    let mut paragraphs = Paragraphs {
        words,
        body,
        done: Vec::new(),
        open: None,
    };
    for page in &pages {
        paragraphs.page(page);
    }
    paragraphs.finish()
}

/// The largest text at the start of a document: its headline, where one is larger than the rest.
pub(super) fn headline(pages: &[PageLines]) -> Option<String> {
    let first = pages.iter().find(|page| !page.lines.is_empty())?;
    let body = body_size(pages);
    let letters = |line: &Line| {
        line.text
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .count()
    };
    let sizes = first
        .lines
        .iter()
        .filter(|line| letters(line) >= 4)
        .map(|line| line.size);
    let largest = sizes.fold(0.0, f32::max);
    if largest < 1.15 * body {
        return None;
    }
    let is_largest = |line: &&Line| (line.size - largest).abs() < 0.05 * largest;
    let mut lines = first
        .lines
        .iter()
        .skip_while(|line| !is_largest(line) || letters(line) < 4);
    let mut headline = lines.next()?.text.clone();
    for line in lines.take_while(is_largest).take(4) {
        headline.push(' ');
        headline.push_str(&line.text);
    }
    (headline.chars().count() <= 300).then_some(headline)
}

/// The size in which most letters are set.
fn body_size(pages: &[PageLines]) -> f32 {
    let mut letters: FxHashMap<u16, usize> = FxHashMap::default();
    for line in pages.iter().flat_map(|page| &page.lines) {
        *letters.entry(rounded(line.size)).or_default() += line.text.len();
    }
    let most = letters
        .iter()
        .max_by_key(|&(size, letters)| (*letters, *size));
    most.map_or(10.0, |(&size, _)| f32::from(size) / 4.0)
}

/// In quarters of a point.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is positive, and what is larger than any page is cut"
)]
fn rounded(size: f32) -> u16 {
    (size * 4.0).round().clamp(0.0, 60_000.0) as u16
}

/// The words of a document, by which it is known what a hyphen at the end of a line is.
struct Words(FxHashSet<String>);

impl Words {
    fn of(pages: &[PageLines]) -> Self {
        let mut words = FxHashSet::default();
        for line in pages.iter().flat_map(|page| &page.lines) {
            let text = without_broken(&line.text);
            words.extend(
                text.split_whitespace()
                    .map(bare)
                    .filter(|word| !word.is_empty()),
            );
        }
        Self(words)
    }

    /// Whether the hyphen between two halves of a word is one of the word's own.
    fn keeps_hyphen(&self, head: &str, tail: &str) -> bool {
        let head = head.rsplit(char::is_whitespace).next().unwrap_or_default();
        let tail = tail.split(char::is_whitespace).next().unwrap_or_default();
        let has = |word: String| self.0.contains(&bare(&word));
        if has(format!("{head}{tail}")) {
            return false;
        }
        let is_small = |text: &str| text.chars().next().is_some_and(char::is_lowercase);
        has(format!("{head}-{tail}")) || !is_small(tail) || head.contains('-')
    }
}

/// A word without the signs around it, in small letters.
fn bare(word: &str) -> String {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
        .to_lowercase()
}

/// A line without the word that is broken at its end.
fn without_broken(line: &str) -> &str {
    if line.ends_with(HYPHENS) {
        line.rsplit_once(' ').map_or("", |(before, _)| before)
    } else {
        line
    }
}

/// Signs at the end of a line behind which a word goes on.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];

/// A paragraph under way.
struct Open {
    paragraph: Paragraph,
    /// Its last line.
    last: Line,
    page: String,
    leading: Option<f32>,
    lines: usize,
    bold: bool,
}

struct Paragraphs {
    words: Words,
    body: f32,
    done: Vec<Done>,
    open: Option<Open>,
}

/// A paragraph that is complete, unless it goes on on the next page.
struct Done {
    paragraph: Paragraph,
    size: f32,
    bold: bool,
    page: String,
    row: bool,
}

/// Paragraphs among which one is looked for that goes on on the next page: notes may stand behind it.
const LOOKED_BACK: usize = 6;

impl Paragraphs {
    fn page(&mut self, page: &PageLines) {
        let leading = leading(&page.lines);
        let mut initial: Option<&Line> = None;
        for (at, line) in page.lines.iter().enumerate() {
            // An initial stands for itself before the line that it begins.
            if line.size > 1.8 * self.body && is_letter(&line.text) {
                initial = Some(line);
                continue;
            }
            let mut line = line.clone();
            if let Some(initial) = initial.take() {
                let is_word = line.text.starts_with(char::is_alphabetic);
                let joint = if is_word { "" } else { " " };
                line.text = format!("{}{joint}{}", initial.text, line.text);
            }
            let mut edges = column(&page.lines, at);
            edges.leading = leading;
            self.line(line, &page.label, edges);
        }
        if let Some(initial) = initial {
            let edges = Column {
                left: initial.left,
                right: initial.right,
                leading,
            };
            self.line(initial.clone(), &page.label, edges);
        }
    }

    fn line(&mut self, line: Line, page: &str, edges: Column) {
        match &mut self.open {
            Some(open) if open.page == page && open.takes(&line, edges) => {
                open.leading.get_or_insert(open.last.base - line.base);
                append(&mut open.paragraph, &line.text, &self.words);
                open.last = line;
                open.lines += 1;
            }
            Some(open)
                if open.page == page
                    && goes_on(&open.paragraph.text, &line.text)
                    && open.last.is_like(&line)
                    && is_elsewhere(&open.last, &line) =>
            {
                // In the next column.
                append(&mut open.paragraph, &line.text, &self.words);
                open.last = line;
                open.lines += 1;
            }
            _ => self.begin(line, page),
        }
    }

    fn begin(&mut self, line: Line, page: &str) {
        let turned = self.open.as_ref().is_some_and(|open| open.page != page);
        self.close();
        let mut paragraph = Paragraph {
            page: Some(page.to_owned()),
            ..Paragraph::text(line.text.clone())
        };
        if turned && let Some(before) = self.unfinished(&line) {
            let ordinal = before.text.split_whitespace().count();
            paragraph = before;
            append(&mut paragraph, &line.text, &self.words);
            // A broken word stands on the page where it begins.
            paragraph.breaks.push((ordinal, page.to_owned()));
        }
        self.open = Some(Open {
            paragraph,
            bold: line.bold,
            page: page.to_owned(),
            leading: None,
            lines: 1,
            last: line,
        });
    }

    /// Takes the paragraph of the page before that goes on with this line.
    fn unfinished(&mut self, line: &Line) -> Option<Paragraph> {
        let last_page = self.done.last()?.page.clone();
        let among = self.done.iter().rev().take(LOOKED_BACK);
        let back = among
            .take_while(|done| done.page == last_page)
            .position(|done| {
                !done.row
                    && (done.size - line.size).abs() < 0.05 * line.size
                    && done.bold == line.bold
            })?;
        let at = self.done.len() - 1 - back;
        if line.row || !goes_on(&self.done[at].paragraph.text, &line.text) {
            return None;
        }
        Some(self.done.remove(at).paragraph)
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let mut paragraph = open.paragraph;
        paragraph.heading = self.is_heading(&paragraph.text, &open.last, open.bold, open.lines);
        self.done.push(Done {
            paragraph,
            size: open.last.size,
            bold: open.bold,
            page: open.page,
            row: open.last.row,
        });
    }

    /// Whether a paragraph is a heading: larger than the text, or bold and short, and no sentence.
    fn is_heading(&self, text: &str, last: &Line, bold: bool, lines: usize) -> bool {
        let is_short = text.chars().count() <= 200 && lines <= 4;
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        let is_sentence = text.ends_with(['.', ',', ';', ':']);
        let is_larger = last.size > 1.12 * self.body;
        let is_bold = bold && text.chars().count() <= 120 && last.size > 0.95 * self.body;
        is_short
            && letters >= 3
            && !last.row
            && !has_leader(text)
            && !is_sentence
            && (is_larger || is_bold)
    }

    fn finish(mut self) -> Vec<Paragraph> {
        self.close();
        let done = self.done.into_iter();
        done.map(|done| done.paragraph).collect()
    }
}

impl Line {
    /// Whether two lines are set alike.
    fn is_like(&self, next: &Self) -> bool {
        let ratio = self.size / next.size;
        (0.89..1.12).contains(&ratio) && self.row == next.row
    }
}

impl Open {
    /// Whether a line goes on with the paragraph.
    fn takes(&self, line: &Line, column: Column) -> bool {
        let Column {
            left,
            right,
            leading,
        } = column;
        let last = &self.last;
        let down = last.base - line.base;
        let em = last.size.max(line.size);
        let is_below = down > 0.3 * em && overlap(last, line) > 0.0;
        let is_listed = line.row || last.row || has_leader(&last.text) || has_leader(&line.text);
        if !is_below || !last.is_like(line) || is_listed {
            return false;
        }
        let most = match self.leading.or(leading) {
            Some(leading) => (1.25 * leading).max(leading + 0.15 * em),
            None => 1.9 * em,
        };
        if down > most
            || self.bold != line.bold
                && (self.lines == 1 || !self.bold)
                && !starts_small(&line.text)
        {
            return false;
        }
        if starts_item(&line.text) {
            return false;
        }
        let width = right - left;
        let indent = line.left - left;
        let last_indent = last.left - left;
        let is_indented = indent > 0.8 * em && indent < 0.3 * width && last_indent < 0.4 * em;
        let is_verse = is_centred(line, left, right) && is_centred(last, left, right);
        if is_indented && !is_verse {
            return false;
        }
        let missing = right - last.right;
        let is_short = missing > (0.2 * width).max(3.0 * em);
        !(is_short && ends_sentence(&last.text)
            || is_short
                && missing > 0.4 * width
                && !starts_small(&line.text)
                && !is_centred(last, left, right))
    }
}

fn is_centred(line: &Line, left: f32, right: f32) -> bool {
    let (before, behind) = (line.left - left, right - line.right);
    before > line.size && (before - behind).abs() < line.size
}

/// Where a line stands.
#[derive(Clone, Copy)]
struct Column {
    left: f32,
    right: f32,
    /// Distance of the lines of its page, where it has several.
    leading: Option<f32>,
}

/// The edges of the column in which a line stands: those of its neighbours that are set alike.
fn column(lines: &[Line], at: usize) -> Column {
    const NEIGHBOURS: usize = 8;
    let line = &lines[at];
    let near = &lines[at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(lines.len())];
    let alike = near.iter().filter(|other| {
        let shortest = (line.right - line.left).min(other.right - other.left);
        other.is_like(line) && overlap(line, other) > 0.5 * shortest
    });
    let own = Column {
        left: line.left,
        right: line.right,
        leading: None,
    };
    alike.fold(own, |column, other| Column {
        left: column.left.min(other.left),
        right: column.right.max(other.right),
        ..column
    })
}

fn overlap(one: &Line, other: &Line) -> f32 {
    one.right.min(other.right) - one.left.max(other.left)
}

/// How far lines are from each other on a page, mostly.
fn leading(lines: &[Line]) -> Option<f32> {
    const FEWEST: usize = 4;
    let pairs = lines.windows(2).filter(|pair| {
        let down = pair[0].base - pair[1].base;
        pair[0].is_like(&pair[1])
            && overlap(&pair[0], &pair[1]) > 0.0
            && down > 0.5 * pair[0].size
            && down < 3.0 * pair[0].size
    });
    let mut downs: Vec<f32> = pairs.map(|pair| pair[0].base - pair[1].base).collect();
    downs.sort_by(f32::total_cmp);
    // Paragraphs stand further from each other than lines do: what is commonest is not above the middle.
    downs
        .get(downs.len() * 2 / 5)
        .copied()
        .filter(|_| downs.len() >= FEWEST)
}

/// Whether a line stands higher and to the side: at the top of the next column.
fn is_elsewhere(last: &Line, line: &Line) -> bool {
    line.base > last.base && line.left > last.right - last.size
}

/// Whether a text goes on with a line on another page or in another column.
fn goes_on(text: &str, line: &str) -> bool {
    if text.ends_with(HYPHENS) {
        return line.starts_with(char::is_alphabetic);
    }
    !ends_sentence(text) && starts_small(line)
}

fn starts_small(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|letter| letter.is_lowercase() || is_caseless(letter))
}

fn is_caseless(letter: char) -> bool {
    letter.is_alphabetic() && !letter.is_lowercase() && !letter.is_uppercase()
}

/// Whether a text ends as a sentence does.
fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '“']);
    text.ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？'])
}

fn is_letter(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// Whether dots lead from one end of a line to the other, as in a table of contents.
fn has_leader(text: &str) -> bool {
    text.contains("....") || text.contains(". . . .")
}

/// Whether a line begins an item of a list.
fn starts_item(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let is_bullet = matches!(
        first,
        "•" | "◦" | "▪" | "■" | "●" | "○" | "–" | "—" | "-" | "*" | "·" | "►" | "\u{f0b7}"
    );
    let number = first.strip_suffix(['.', ')']).unwrap_or_default();
    let number = number.strip_prefix('(').unwrap_or(number);
    let is_number =
        !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_bullet || line.starts_with(['•', '▪', '●']) || is_number
}

/// Adds a line to a paragraph; a word that is broken at the end of the line before is one again.
fn append(paragraph: &mut Paragraph, line: &str, words: &Words) {
    let text = &mut paragraph.text;
    let is_broken = text.ends_with(HYPHENS) && line.starts_with(char::is_alphanumeric);
    if is_broken {
        let kept = text.trim_end_matches(HYPHENS);
        let is_word = kept.ends_with(char::is_alphabetic);
        let is_soft = text.ends_with('\u{ad}');
        if is_word && (is_soft || !words.keeps_hyphen(kept, line)) {
            let length = kept.len();
            text.truncate(length);
        }
    } else if !(ends_wide(text) && starts_wide(line)
        || ends_tight(text) && line.starts_with(char::is_alphanumeric))
    {
        text.push(' ');
    }
    text.push_str(line);
}

/// Whether a dash or a stroke ends a text that touches the word before it: it touches the one behind it too.
fn ends_tight(text: &str) -> bool {
    let before = text.strip_suffix(['–', '—', '/']);
    before
        .is_some_and(|before| before.ends_with(|sign: char| sign.is_alphanumeric() || sign == '/'))
}

fn ends_wide(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_wide)
}

fn starts_wide(text: &str) -> bool {
    text.chars().next().is_some_and(is_wide)
}

/// Letters of scripts that have no spaces.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}
