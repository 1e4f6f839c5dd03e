//! The lines of a PDF's pages: what the file draws, put together to lines of text in the order in which they are read.
//!
//! A PDF draws runs of letters at places, in any order. Most programs write them in reading order, and that order is followed; only a
//! page that is written across its columns, or in no order at all, is put in order here.

use std::borrow::Cow;

use pdfboss_text::TextSpan;
use rustc_hash::FxHashSet;

use super::bidi;

/// A line, or the part of one that stands in one column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// In reading order, with single spaces.
    pub(super) text: String,
    /// Where it begins and ends along its direction, in points.
    pub(super) left: f32,
    pub(super) right: f32,
    /// Height of its baseline, across its direction: the first line of a page has the greatest.
    pub(super) base: f32,
    /// Size of its letters.
    pub(super) size: f32,
    /// Whether all of it is bold.
    pub(super) bold: bool,
    /// Quarter turns by which it is turned against the page.
    turn: i32,
    /// Whether it is made of parts that stand far from each other: the row of a table.
    pub(super) row: bool,
}

/// What lies farther outside of a page, in points, is as far.
const FARTHEST: f32 = 1e6;
/// Gaps between words, in the size of the letters: a narrower one is between letters.
const WORD_GAP: f32 = 0.18;
/// A wider gap parts columns or cells.
const CELL_GAP: f32 = 1.6;
/// Lines whose baselines differ by less, in the size of the letters, are one.
const SAME_BASE: f32 = 0.35;
/// Raised and lowered letters, footnote marks among them, stand so far from the baseline of their line, at most.
const RAISED: f32 = 0.6;

/// The lines of a page, in reading order.
pub(super) fn of_page(spans: &[TextSpan], page_turn: i32) -> Vec<Line> {
    let parts = parts(spans, page_turn);
    let parts = if is_without_order(&parts) {
        by_place(parts)
    } else {
        parts
    };
    let mut lines = Vec::new();
    by_columns(parts, 0, &mut lines);
    let lines = rows(lines);
    let known = without_counts(lines)
        .into_iter()
        .filter(|line| is_known(&line.text));
    let logical = known.map(|line| Line {
        text: bidi::logical(&line.text).replace('\u{fffd}', ""),
        ..line
    });
    logical.collect()
}

impl Line {
    fn of(span: &TextSpan, page_turn: i32) -> Option<Self> {
        let turn = (span.rotate - page_turn).rem_euclid(360);
        let at = |x: f32, y: f32| match (span.vertical, span.rotate.rem_euclid(360)) {
            (true, _) | (false, 270) => (-y, x),
            (false, 90) => (y, -x),
            (false, 180) => (-x, -y),
            _ => (x, y),
        };
        let (start, base) = at(span.x, span.y);
        let (end, _) = at(span.end_x, span.end_y);
        let numbers = [start, end, base, span.size];
        if numbers.iter().any(|number| !number.is_finite()) || span.size <= 0.0 {
            return None;
        }
        let [start, end, base, size] = numbers.map(|number| number.clamp(-FARTHEST, FARTHEST));
        // Letters that are drawn alone have no right-to-left order yet; what is in reading order already is put back.
        let text = if span.logical {
            bidi::visual(&span.text)
        } else {
            without_ligatures(&span.text).into_owned()
        };
        Some(Self {
            text,
            left: start.min(end),
            right: start.max(end),
            base,
            size,
            bold: span.bold,
            turn: if span.vertical { turn + 1 } else { turn },
            row: false,
        })
    }

    fn is_beside(&self, next: &Self) -> bool {
        self.turn == next.turn
            && (self.base - next.base).abs() < SAME_BASE * self.size.min(next.size)
    }

    /// Whether a part belongs to this line, raised or lowered letters too.
    fn goes_on(&self, next: &Self) -> bool {
        let (larger, smaller) = (self.size.max(next.size), self.size.min(next.size));
        let apart = (self.base - next.base).abs();
        let reach = if smaller < 0.9 * larger {
            RAISED
        } else {
            SAME_BASE
        };
        self.turn == next.turn && apart < reach * larger
    }

    /// Whether a raised number follows: the mark of a note, or an exponent. It is no part of the word before it.
    fn is_marked_by(&self, next: &Self) -> bool {
        next.size < 0.85 * self.size
            && next.base - self.base > 0.15 * self.size
            && next.text.starts_with(|sign: char| sign.is_ascii_digit())
    }

    fn push(&mut self, next: &Self, space: bool) {
        if space && !self.text.ends_with(' ') && !next.text.starts_with(' ') {
            self.text.push(' ');
        }
        self.text.push_str(&next.text);
        self.cover(next);
    }

    fn prepend(&mut self, next: &Self, space: bool) {
        let between = if space && !self.text.starts_with(' ') && !next.text.ends_with(' ') {
            " "
        } else {
            ""
        };
        self.text = format!("{}{between}{}", next.text, self.text);
        self.cover(next);
    }

    fn cover(&mut self, next: &Self) {
        // The line is where most of its letters are.
        if next.size > self.size * 1.1 {
            (self.size, self.base) = (next.size, next.base);
        }
        self.bold &= next.bold || next.text.trim().is_empty();
        self.left = self.left.min(next.left);
        self.right = self.right.max(next.right);
    }
}

/// Whether most letters of a line are known: a font may not say which letters its signs are.
fn is_known(text: &str) -> bool {
    let unknown = text.matches('\u{fffd}').count();
    let signs = text.chars().filter(|sign| !sign.is_whitespace()).count();
    signs > 0 && unknown * 3 < signs * 2
}

/// The letters of a ligature: a font has it as one sign, and a word is the same without.
fn without_ligatures(text: &str) -> Cow<'_, str> {
    const LIGATURES: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
    let is_ligature = |sign: char| matches!(sign, '\u{fb00}'..='\u{fb06}');
    if !text.contains(is_ligature) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match (sign as usize)
            .checked_sub(0xfb00)
            .and_then(|at| LIGATURES.get(at))
        {
            Some(letters) => plain.push_str(letters),
            None => plain.push(sign),
        }
    }
    Cow::Owned(plain)
}

/// Lines that are counted beside the text, as in transcripts of courts, without their numbers.
fn without_counts(mut lines: Vec<Line>) -> Vec<Line> {
    const FEWEST: usize = 8;
    let number = |line: &Line| line.text.parse::<u32>().ok();
    let goes_on = |pair: &[Line]| {
        let next = number(&pair[0]).and_then(|number| number.checked_add(1));
        next.is_some() && next == number(&pair[1]) && pair[1].base < pair[0].base
    };
    let mut at = 0;
    while at < lines.len() {
        let counted = 1 + lines[at..]
            .windows(2)
            .take_while(|pair| goes_on(pair))
            .count();
        if counted >= FEWEST {
            lines.drain(at..at + counted);
        } else {
            at += counted;
        }
    }
    lines
}

/// What was drawn where on a page.
#[derive(Default)]
struct Drawn(FxHashSet<(u64, i64, i64)>);

impl Drawn {
    /// Whether the same text was drawn in nearly the same place before: that makes it bold, or gives it a shadow.
    fn is_again(&mut self, text: &Line) -> bool {
        let letters = text.text.chars().count().max(1);
        #[expect(clippy::cast_precision_loss, reason = "a width needs few digits")]
        let letter = (text.right - text.left) / letters as f32;
        let down = 0.3 * text.size;
        let across = (0.4 * letter).min(down);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no place is farther than `FARTHEST`"
        )]
        let cell = |at: f32, step: f32| (at / step.max(0.1)).round() as i64;
        let (column, row) = (cell(text.left, across), cell(text.base, down));
        let name = twox_hash::XxHash3_64::oneshot(text.text.as_bytes());
        let near = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y)));
        let again = near
            .into_iter()
            .any(|(x, y)| self.0.contains(&(name, column + x, row + y)));
        self.0.insert((name, column, row));
        again
    }
}

/// Runs of letters as parts of lines: what stands together.
fn parts(spans: &[TextSpan], page_turn: i32) -> Vec<Line> {
    let (mut parts, mut drawn): (Vec<Line>, Drawn) = Default::default();
    for span in spans {
        let Some(next) = Line::of(span, page_turn) else {
            continue;
        };
        let is_blank = next.text.trim().is_empty();
        if !is_blank && drawn.is_again(&next) {
            continue;
        }
        let Some(last) = parts.last_mut().filter(|last| last.goes_on(&next)) else {
            if !is_blank {
                parts.push(next);
            }
            continue;
        };
        let em = last.size.max(next.size);
        let gap = next.left - last.right;
        let gap_before = last.left - next.right;
        if gap > -0.5 * em && gap < CELL_GAP * em {
            let spaced =
                gap > WORD_GAP * last.size.min(next.size) && !is_unspaced(&last.text, &next.text);
            last.push(&next, spaced || last.is_marked_by(&next));
        } else if gap_before > -0.5 * em && gap_before < CELL_GAP * em && has_rtl(last, &next) {
            last.prepend(&next, gap_before > WORD_GAP * em);
        } else if !is_blank {
            parts.push(next);
        }
    }
    for part in &mut parts {
        part.text = part.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}

fn has_rtl(last: &Line, next: &Line) -> bool {
    bidi::is_rtl(&last.text) || bidi::is_rtl(&next.text)
}

/// Whether the letters on both sides are of a script that has no spaces.
fn is_unspaced(before: &str, behind: &str) -> bool {
    let is_wide = |letter: Option<char>| {
        letter.is_some_and(|letter| matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'))
    };
    is_wide(before.chars().next_back()) && is_wide(behind.chars().next())
}

/// Whether a page goes up as often as no text does: where a column ends it goes up, and to the side.
fn is_without_order(parts: &[Line]) -> bool {
    let pairs = parts.windows(2).filter(|pair| pair[0].turn == pair[1].turn);
    let (mut all, mut up) = (0, 0);
    for pair in pairs {
        let (before, next) = (&pair[0], &pair[1]);
        let is_above = next.base > before.base + before.size.max(next.size);
        let is_under = next.left < before.right && before.left < next.right;
        all += 1;
        up += usize::from(is_above && (is_under || next.right < before.left));
    }
    all >= 12 && up * 4 > all
}

/// From the top to the bottom, and from left to right.
fn by_place(mut parts: Vec<Line>) -> Vec<Line> {
    parts.sort_by(|one, other| (one.turn.cmp(&other.turn)).then(other.base.total_cmp(&one.base)));
    // Baselines of one line differ by little: those of a row are ordered among each other.
    let mut ordered = Vec::with_capacity(parts.len());
    let mut row: Vec<Line> = Vec::new();
    for part in parts {
        if row.first().is_some_and(|first| !first.is_beside(&part)) {
            row.sort_by(|one, other| one.left.total_cmp(&other.left));
            ordered.append(&mut row);
        }
        row.push(part);
    }
    row.sort_by(|one, other| one.left.total_cmp(&other.left));
    ordered.append(&mut row);
    ordered
}

/// Columns inside of columns, at most.
const DEEPEST: usize = 4;
/// Lines that stand beside others where there are columns, at least.
const FEWEST: usize = 5;

/// Takes apart columns that are written across, line by line; what covers both ends them.
fn by_columns(parts: Vec<Line>, depth: usize, lines: &mut Vec<Line>) {
    let Some(gutter) = gutter(&parts).filter(|_| depth < DEEPEST) else {
        lines.extend(parts);
        return;
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for part in parts {
        if part.right <= gutter {
            left.push(part);
        } else if part.left >= gutter {
            right.push(part);
        } else {
            by_columns(std::mem::take(&mut left), depth + 1, lines);
            by_columns(std::mem::take(&mut right), depth + 1, lines);
            lines.push(part);
        }
    }
    by_columns(left, depth + 1, lines);
    by_columns(right, depth + 1, lines);
}

/// The place between two columns of prose that are written across: parts beside each other have one gap in common, and what stands on
/// both sides are pieces of sentences, not cells.
fn gutter(parts: &[Line]) -> Option<f32> {
    let is_pair = |pair: &&[Line]| {
        pair[0].is_beside(&pair[1]) && pair[1].left - pair[0].right > 0.5 * pair[0].size
    };
    let pairs: Vec<&[Line]> = parts.windows(2).filter(is_pair).collect();
    if pairs.len() < FEWEST {
        return None;
    }
    let mut starts: Vec<f32> = pairs.iter().map(|pair| pair[1].left).collect();
    starts.sort_by(f32::total_cmp);
    // Where most of the right parts start.
    let start = *starts.iter().max_by_key(|start| {
        starts
            .iter()
            .filter(|other| (*start - *other).abs() < 4.0)
            .count()
    })?;
    let at = start - 2.0;
    let through = pairs
        .iter()
        .filter(|pair| pair[0].right <= at && pair[1].left >= at && pair[1].left < start + 30.0);
    let (mut through_pairs, mut prose) = (0, 0);
    for pair in through {
        through_pairs += 1;
        prose += usize::from(is_prose(&pair[0].text) && is_prose(&pair[1].text));
    }
    let crossing = parts
        .iter()
        .filter(|part| part.left < at && at < part.right)
        .count();
    (through_pairs >= FEWEST && prose * 2 > through_pairs && crossing < through_pairs).then_some(at)
}

/// Whether a part of a line is one of a sentence: several words, most of them in small letters.
fn is_prose(text: &str) -> bool {
    let words = text.split_whitespace();
    let (mut all, mut small) = (0, 0);
    for word in words {
        all += 1;
        small += usize::from(word.chars().next().is_some_and(|letter| {
            letter.is_lowercase() || letter.is_alphabetic() && !letter.is_uppercase()
        }));
    }
    all >= 3 && small * 2 > all
}

/// Joins parts that follow each other on one line: the rows of tables, in whatever order their cells were drawn.
fn rows(parts: Vec<Line>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut row: Vec<Line> = Vec::new();
    for part in parts {
        if row.last().is_some_and(|last| !last.is_beside(&part)) {
            join(&mut row, &mut lines);
        }
        row.push(part);
    }
    join(&mut row, &mut lines);
    lines
}

fn join(row: &mut Vec<Line>, lines: &mut Vec<Line>) {
    row.sort_by(|one, other| one.left.total_cmp(&other.left));
    let mut parts = row.drain(..);
    let Some(mut line) = parts.next() else {
        return;
    };
    for part in parts {
        line.row |= part.left - line.right > CELL_GAP * line.size;
        line.push(&part, true);
    }
    lines.push(line);
}
