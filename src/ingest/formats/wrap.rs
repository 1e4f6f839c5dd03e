//! Plain text whose lines were broken at a width: finding out, and joining the lines again.

use std::borrow::Cow;
use std::cell::OnceCell;

use rustc_hash::FxHashSet;

/// The widths at which people and programs break lines, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 30..=132;

/// How much shorter than the widest a full line may be, in characters: editors differ in what they count.
const SLACK: usize = 6;

/// Line breaks of DOS and of old Macs, and page breaks, as `\n`.
pub(super) fn unix_lines(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\r', b'\x0c', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace(['\r', '\x0c'], "\n"))
}

/// A text and the width at which its lines were broken.
pub(crate) struct Wrapped<'a> {
    text: &'a str,
    /// `None` where a line break is meant as one.
    width: Option<usize>,
    /// The words of the text, for the question whether `inter-` and `national` are one.
    words: OnceCell<FxHashSet<&'a str>>,
}

impl<'a> Wrapped<'a> {
    /// Finds out whether the text, with `\n` for line breaks, is hard-wrapped.
    ///
    /// It is if most lines that are followed by another are full: the next line's first word would not have fitted.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            width: width(text),
            words: OnceCell::new(),
        }
    }

    /// Whether lines were broken at a width.
    pub(crate) fn is_hard(&self) -> bool {
        self.width.is_some()
    }

    /// Whether `line` was broken only because the first word of `next` did not fit.
    pub(crate) fn is_full(&self, line: &str, next: &str) -> bool {
        self.width.is_some_and(|width| fills(line, next, width))
    }

    /// The paragraphs of a run of lines with no blank one among them.
    pub(crate) fn paragraphs(&self, lines: &[&str]) -> Vec<String> {
        let base = lines.iter().map(|line| indent(line)).min().unwrap_or(0);
        let mut paragraphs: Vec<String> = Vec::new();
        let mut before = "";
        for line in lines {
            match paragraphs
                .last_mut()
                .filter(|_| !self.begins(before, line, base))
            {
                Some(open) => self.join(open, line.trim()),
                None => paragraphs.push(line.trim().to_owned()),
            }
            before = line;
        }
        paragraphs
    }

    /// Whether `line` begins a paragraph, `before` being the line above it.
    fn begins(&self, before: &str, line: &str, base: usize) -> bool {
        let Some(width) = self.width else {
            return !is_broken_off(before, line);
        };
        let first_line = indent(line) > base + 1 && indent(before) <= base + 1;
        let stands_alone = is_list_item(line) || is_sign_off(line) || is_row(line);
        if first_line || stands_alone || is_row(before) {
            return true;
        }
        if fills(before, line, width) {
            return false;
        }
        if indent(line) > base + 1 {
            return true;
        }
        let before = before.trim();
        let length = before.chars().count();
        ends_sentence(before) || (length * 10 < width * 5 && !goes_on(line))
    }

    /// Appends a line to the paragraph it goes on with.
    fn join(&self, open: &mut String, line: &str) {
        if let Some(bare) = open.strip_suffix('\u{ad}') {
            open.truncate(bare.len());
        } else if ends_in_hyphen(open) && line.starts_with(char::is_lowercase) {
            if self.is_one_word(open, line) {
                open.pop();
            }
        } else if !(open.ends_with(is_unspaced) && line.starts_with(is_unspaced)) {
            open.push(' ');
        }
        open.push_str(line);
    }

    /// Whether the halves on both sides of a hyphen stand elsewhere in the text as one word.
    fn is_one_word(&self, open: &str, line: &str) -> bool {
        let half = |ch: char| !ch.is_alphabetic();
        let first = open.trim_end_matches('-').rsplit(half).next().unwrap_or("");
        let second = line.split(half).next().unwrap_or("");
        let words = self.words.get_or_init(|| {
            self.text
                .split(half)
                .filter(|word| word.len() > 3)
                .collect()
        });
        words.contains(format!("{first}{second}").as_str())
    }
}

fn width(text: &str) -> Option<usize> {
    let pairs = || {
        let lines = || text.split('\n').map(str::trim_end);
        lines()
            .zip(lines().skip(1))
            .filter(|(line, next)| !line.is_empty() && !next.is_empty())
    };
    let mut lengths: Vec<usize> = pairs().map(|(line, _)| line.chars().count()).collect();
    lengths.sort_unstable();
    // The widest line may be an accident, such as an address that could not be broken.
    let width = *lengths.get((lengths.len() * 19 / 20).min(lengths.len().checked_sub(1)?))?;
    if !WIDTHS.contains(&width) {
        return None;
    }
    let written = text.split('\n').filter(|line| !line.trim().is_empty());
    let base = written.map(indent).min().unwrap_or(0);
    let within = pairs().filter(|(line, next)| {
        indent(next) <= base + 1
            && ![line, next].into_iter().any(|line| is_row(line))
            && !is_list_item(next)
    });
    let (mut full, mut all, mut within_all, mut going_on) = (0, 0, 0, 0);
    for (line, next) in within {
        within_all += 1;
        let fills = fills(line, next, width);
        // Where a sentence ends, a break says nothing.
        if !fills && ends_sentence(line) {
            continue;
        }
        all += 1;
        let goes_on = goes_on(next) && !goes_on(line);
        going_on += usize::from(goes_on);
        full += usize::from(fills || goes_on);
    }
    let enough = if all == 1 {
        going_on > 0 || (width >= 50 && !pairs().any(|(line, _)| ends_sentence(line)))
    } else {
        full * 100 >= all * 65 && full * 3 >= within_all
    };
    (full > 0 && enough).then_some(width)
}

/// Whether the first word of `next` would not have fitted behind `line`.
fn fills(line: &str, next: &str, width: usize) -> bool {
    let mut word = next.trim_start().chars().peekable();
    let first = match word.peek() {
        Some(ch) if is_unspaced(*ch) => 1,
        _ => word.take_while(|ch| !ch.is_whitespace()).take(20).count(),
    };
    line.trim_end().chars().count() + 1 + first + SLACK > width
}

/// Shortest line of prose that a page breaks off, in characters.
const BROKEN_OFF_CHARS: usize = 40;

/// Whether `next` goes on with the sentence of `line` in text that is not hard-wrapped: a link or a name in bold
/// was taken for a line when the text was cut out of its page. Of lines that all go on so, none does: a list.
fn is_broken_off(line: &str, next: &str) -> bool {
    let line = line.trim();
    goes_on(next)
        && !goes_on(line)
        && !ends_sentence(line)
        && !line.ends_with([';', '|'])
        && line.chars().count() >= BROKEN_OFF_CHARS
        && ![line, next]
            .into_iter()
            .any(|line| is_row(line) || is_list_item(line))
}

/// Whether a line goes on with a sentence.
fn goes_on(line: &str) -> bool {
    line.trim_start()
        .starts_with(|ch: char| ch.is_lowercase() || matches!(ch, ',' | ';'))
}

/// Whether a line is the mark that agencies and press offices put below their text.
fn is_sign_off(line: &str) -> bool {
    ["reuter", "reuters", "ends", "-30-", "-0-", "###", "# # #"]
        .iter()
        .any(|mark| line.trim().eq_ignore_ascii_case(mark))
}

/// Whether a line is a row of a table: wide gaps between its words, other than behind a full stop, or dot leaders.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    let bytes = line.as_bytes();
    // Most lines have neither, and this is asked of every line.
    let has_gap = |pair: &[u8]| pair == b"  " || pair == b"..";
    if !bytes.windows(2).any(has_gap) && !bytes.windows(3).any(|three| three == b". .") {
        return false;
    }
    let gaps = line
        .match_indices("  ")
        .filter(|(at, _)| !line[..*at].ends_with([' ', '.', '!', '?', ':', '"', '”']))
        .count();
    gaps > 1 || line.contains("   ") || line.contains(".....") || line.contains(". . . .")
}

/// Bytes of white space at the start of a line.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_list_item(line: &str) -> bool {
    let line = line.trim_start();
    if ["- ", "* ", "• ", "– ", "— ", "o "]
        .iter()
        .any(|bullet| line.starts_with(bullet))
    {
        return true;
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits)
        && line
            .get(digits..)
            .is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "))
}

/// Whether a text ends as sentences do, closing quotes and brackets apart.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text
        .trim_end()
        .trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』']);
    text.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', '۔', '؟', '।'])
}

fn ends_in_hyphen(text: &str) -> bool {
    let mut ending = text.chars().rev();
    matches!(ending.next(), Some('-' | '\u{2010}'))
        && ending.next().is_some_and(char::is_alphabetic)
}

/// Whether a character belongs to a script that puts no blanks between words.
fn is_unspaced(ch: char) -> bool {
    matches!(u32::from(ch), 0x0e00..=0x0e7f | 0x3000..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.split('\n').collect();
        let wrapped = Wrapped::new(text);
        lines
            .split(|line| line.trim().is_empty())
            .flat_map(|block| wrapped.paragraphs(block))
            .collect()
    }

    #[test]
    fn wrapped_lines_are_joined_and_meant_breaks_are_kept() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("One line.", &["One line."]),
            (
                "First paragraph on a line.\nSecond paragraph on a line.",
                &["First paragraph on a line.", "Second paragraph on a line."],
            ),
            (
                "The council of Harrow Bay voted on Tuesday to close the old\nswing bridge to traffic until the repairs are finished, a\nstep that merchants had feared.\n\nNobody objected.",
                &[
                    "The council of Harrow Bay voted on Tuesday to close the old swing bridge to traffic until the repairs are finished, a step that merchants had feared.",
                    "Nobody objected.",
                ],
            ),
            (
                "   The council of Harrow Bay voted on Tuesday to close the\nold swing bridge to traffic until the repairs are finished.\n   Merchants had feared the step and said so in a letter that\nthe mayor read aloud.",
                &[
                    "The council of Harrow Bay voted on Tuesday to close the old swing bridge to traffic until the repairs are finished.",
                    "Merchants had feared the step and said so in a letter that the mayor read aloud.",
                ],
            ),
            (
                "The inter-\nnational committee met on Friday evening in a small room in town.",
                &[
                    "The inter-",
                    "national committee met on Friday evening in a small room in town.",
                ],
            ),
            (
                "An international panel of engineers from four countries inter-\nnational bodies had chosen said on Monday that a cease-\nfire in the dispute about who pays is not in sight for any-\nbody who has followed it.",
                &[
                    "An international panel of engineers from four countries international bodies had chosen said on Monday that a cease-fire in the dispute about who pays is not in sight for any-body who has followed it.",
                ],
            ),
            (
                "大阪府知事選挙が告示され、立候補したのは四人であると選挙管理委員会が発表\nした。投票は来月行われ、即日開票される見込みで、争点は交通網の整備と防災と\nなる。",
                &[
                    "大阪府知事選挙が告示され、立候補したのは四人であると選挙管理委員会が発表した。投票は来月行われ、即日開票される見込みで、争点は交通網の整備と防災となる。",
                ],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(paragraphs(text), *expected, "{text}");
        }
    }
}
