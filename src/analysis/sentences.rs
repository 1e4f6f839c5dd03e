//! Where sentences and paragraphs begin: decided between two words.
//!
//! A paragraph begins after a blank line and at a heading's edges. A sentence ends with its full
//! stop and the quotes and brackets that close after it, where what follows looks like a beginning;
//! abbreviations, initials, ordinals and ellipses do not end one wrongly. When in doubt it goes on:
//! a passage that is a sentence too long can be quoted, half a sentence cannot.

use super::abbreviations::{
    FullStop, always_goes_on, full_stop_after, is_month, is_speech_verb, is_starter, is_time_of_day,
};
use super::characters::is_unspaced;
use super::language::Language;
use super::words::Words;
use crate::span::ByteSpan;

/// Bytes of a sentence after which it is cut at the next white space: tables and transcripts have no full stops.
const LONG_SENTENCE_BYTES: usize = 5_000;
/// Bytes of a sentence after which it is cut at the next word, white space or not.
const LONGEST_SENTENCE_BYTES: usize = 6_000;

/// A sentence begins with the word at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning {
    /// Where the sentence before ends; 0 for the first.
    pub(super) previous_end: usize,
    /// Where this one begins: at the word or at a quote or bracket before it.
    pub(super) start: usize,
    /// Whether a paragraph begins too.
    pub(super) paragraph: bool,
    /// Whether its paragraph is a heading.
    pub(super) heading: bool,
}

impl Beginning {
    /// Whether a heading begins, not only a further sentence of one.
    pub(super) fn is_heading(self) -> bool {
        self.paragraph && self.heading
    }

    /// A title is one sentence and one paragraph.
    pub(super) fn of_title(word: ByteSpan) -> Self {
        Self {
            previous_end: 0,
            start: word.start,
            paragraph: true,
            heading: false,
        }
    }
}

/// Goes through a text word by word and says where sentences begin.
pub(super) struct Sentences<'a> {
    text: &'a str,
    headings: &'a [ByteSpan],
    language: Language,
    previous: Option<ByteSpan>,
    /// Start of the current sentence.
    start: usize,
    /// The heading that the previous word was in.
    heading: Option<usize>,
    /// Headings before this one lie behind.
    next_heading: usize,
}

impl<'a> Sentences<'a> {
    pub(super) fn new(text: &'a str, headings: &'a [ByteSpan], language: Language) -> Self {
        Self {
            text,
            headings,
            language,
            previous: None,
            start: 0,
            heading: None,
            next_heading: 0,
        }
    }

    /// Whether a sentence begins with the next word of the text.
    #[inline]
    pub(super) fn next_word(&mut self, word: ByteSpan) -> Option<Beginning> {
        if self.goes_on(word) {
            self.previous = Some(word);
            return None;
        }
        self.beginning(word)
    }

    /// The same, whatever stands before the word.
    fn beginning(&mut self, word: ByteSpan) -> Option<Beginning> {
        let heading = self.heading_of(word);
        let Some(previous) = self.previous.replace(word) else {
            self.heading = heading;
            return Some(self.begin(Edges::of_paragraph(self.text, 0, word.start), true));
        };
        let left_heading = heading != self.heading;
        self.heading = heading;
        if left_heading {
            return Some(self.begin(self.heading_edges(previous, word), true));
        }
        if !self.may_break(previous, word) {
            return None;
        }
        let gap = self.text.get(previous.end..word.start).unwrap_or("");
        if has_blank_line(gap) {
            return Some(self.begin(
                Edges::of_paragraph(self.text, previous.end, word.start),
                true,
            ));
        }
        let edges = self
            .sentence_edges(gap, previous, word)
            .or_else(|| self.long_sentence_edges(gap, previous, word))?;
        Some(self.begin(edges, false))
    }

    /// Where the last sentence of the text ends.
    pub(super) fn end(&self) -> usize {
        self.previous.map_or(0, |previous| {
            Edges::of_paragraph(self.text, previous.end, self.text.len()).end
        })
    }

    fn begin(&mut self, edges: Edges, paragraph: bool) -> Beginning {
        self.start = edges.start;
        Beginning {
            previous_end: edges.end,
            start: edges.start,
            paragraph,
            heading: self.heading.is_some(),
        }
    }

    /// Whether nothing can begin with a word: most stand a space or a comma behind the one before, and no heading is near.
    fn goes_on(&self, word: ByteSpan) -> bool {
        let bytes = self.text.as_bytes();
        let ahead = self.headings.get(self.next_heading);
        self.heading.is_none()
            && ahead.is_none_or(|heading| heading.start > word.start)
            && self.previous.is_some_and(|previous| {
                let around = bytes.get(previous.end.wrapping_sub(1)..word.start);
                matches!(around, Some(&([last, b' '] | [last, b',', b' '])) if last != b'.')
            })
            && word.start - self.start <= LONG_SENTENCE_BYTES
    }

    /// The cheap test of what ends a sentence or a paragraph.
    fn may_break(&self, previous: ByteSpan, word: ByteSpan) -> bool {
        let bytes = self.text.as_bytes();
        let gap = bytes.get(previous.end..word.start).unwrap_or_default();
        let after_full_stop =
            previous.end.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'.');
        let may_end = |&byte: &u8| {
            matches!(byte, b'.' | b'!' | b'?' | b'\n' | 0x80..)
                || byte == b';' && self.language.asks_with_semicolon()
        };
        after_full_stop || gap.iter().any(may_end) || word.start - self.start > LONG_SENTENCE_BYTES
    }

    fn heading_of(&mut self, word: ByteSpan) -> Option<usize> {
        while self
            .headings
            .get(self.next_heading)
            .is_some_and(|heading| heading.end <= word.start)
        {
            self.next_heading += 1;
        }
        self.headings
            .get(self.next_heading)
            .filter(|heading| heading.start <= word.start)
            .map(|_| self.next_heading)
    }

    /// The edges where a heading begins or ends, with a blank line or without.
    fn heading_edges(&self, previous: ByteSpan, word: ByteSpan) -> Edges {
        let gap = self.text.get(previous.end..word.start).unwrap_or("");
        let edge = match self.heading {
            _ if has_blank_line(gap) => {
                return Edges::of_paragraph(self.text, previous.end, word.start);
            }
            Some(heading) => self.headings[heading].start,
            None => self.headings[..self.next_heading]
                .last()
                .map_or(word.start, |heading| heading.end),
        };
        let edge = edge.clamp(previous.end, word.start);
        let edge = if self.text.is_char_boundary(edge) {
            edge
        } else {
            word.start
        };
        let before = self.text.get(previous.end..edge).unwrap_or("");
        let after = self.text.get(edge..word.start).unwrap_or("");
        Edges {
            end: edge - (before.len() - before.trim_end().len()),
            start: word.start - after.trim_start().len(),
        }
    }

    fn long_sentence_edges(&self, gap: &str, previous: ByteSpan, word: ByteSpan) -> Option<Edges> {
        let length = word.start - self.start;
        let cut = length > LONGEST_SENTENCE_BYTES
            || length > LONG_SENTENCE_BYTES && gap.contains(char::is_whitespace);
        let at = gap.find(char::is_whitespace).unwrap_or(gap.len());
        let rest = gap.get(at..).unwrap_or("").trim_start();
        cut.then(|| Edges {
            end: previous.end + at,
            start: word.start - rest.len(),
        })
    }

    /// The edges of two sentences in the gap between two words, if one ends there.
    fn sentence_edges(&self, gap: &str, previous: ByteSpan, word: ByteSpan) -> Option<Edges> {
        let before = previous.of(self.text);
        let stop = Stop::find(gap, before.ends_with('.'), self.language)?;
        let start = word.start - stop.rest(gap).trim_start().len();
        let after = Following {
            text: self.text,
            word,
            opened: start < word.start,
        };
        let ends = match stop.kind {
            StopKind::Wide => !(stop.closed && after.goes_on_in_japanese()),
            StopKind::Exclamation => {
                after.is_beginning()
                    && !(stop.closed && after.says_who_spoke())
                    && self.ends_after(previous, &after, true)
            }
            StopKind::Ellipsis => after.is_beginning() && after.word() != "I",
            StopKind::FullStop => after.is_beginning() && self.ends_after(previous, &after, false),
        };
        ends.then(|| Edges {
            end: previous.end + stop.end,
            start,
        })
    }

    /// Whether the full stop (or exclamation mark) after a word ends a sentence, given that what follows could be a beginning.
    fn ends_after(&self, previous: ByteSpan, after: &Following<'_>, exclamation: bool) -> bool {
        let before = previous.of(self.text);
        if exclamation {
            return full_stop_after(before) != FullStop::Either || after.is_sure_beginning();
        }
        if before.ends_with('.') {
            return !always_goes_on(before)
                && after.is_sure_beginning()
                && !(is_time_of_day(before) && after.is_title());
        }
        let mut letters = before.chars();
        let (first, only) = (letters.next(), letters.next().is_none());
        match full_stop_after(before) {
            FullStop::Never => false,
            FullStop::UnlessNumber => !after.is_number(),
            FullStop::Either => !after.is_number() && after.is_sure_beginning(),
            FullStop::Ends
                if only
                    && first.is_some_and(char::is_alphabetic)
                    && !first.is_some_and(is_unspaced) =>
            {
                after.is_sure_beginning()
            }
            FullStop::Ends
                if before.len() <= 2 && before.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                // The number of a list is no sentence.
                previous.start > self.start
                    && !is_month(after.word())
                    && (!self.language.has_dotted_ordinals() || after.is_sure_beginning())
            }
            FullStop::Ends => true,
        }
    }
}

/// Where one unit ends and the next begins.
#[derive(Debug, Clone, Copy)]
struct Edges {
    end: usize,
    start: usize,
}

impl Edges {
    /// The end of the paragraph that reaches `from`, and the start of the one that reaches `to`.
    fn of_paragraph(text: &str, from: usize, to: usize) -> Self {
        let gap = text.get(from..to).unwrap_or("");
        let first_blank = blank_line(gap).map_or(gap.len(), |(start, _)| start);
        let mut last_start = 0;
        while let Some((_, end)) = blank_line(gap.get(last_start..).unwrap_or("")) {
            last_start += end;
        }
        let before = gap.get(..first_blank).unwrap_or("").trim_end();
        let after = gap.get(last_start..).unwrap_or("").trim_start();
        Self {
            end: from + before.len(),
            start: to - after.len(),
        }
    }
}

fn has_blank_line(gap: &str) -> bool {
    gap.len() > 1 && blank_line(gap).is_some()
}

/// The first blank line: from the end of the line before it to its own end.
fn blank_line(gap: &str) -> Option<(usize, usize)> {
    let mut line_end = None;
    for (at, c) in gap.char_indices() {
        match c {
            '\u{2029}' => return Some((at, at + c.len_utf8())),
            '\n' => match line_end {
                Some(start) => return Some((start, at + 1)),
                None => line_end = Some(at),
            },
            _ if c.is_whitespace() => {}
            _ => line_end = None,
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StopKind {
    FullStop,
    /// `!`, `?` and what they are in other scripts that leave a space after them.
    Exclamation,
    Ellipsis,
    /// Of a script that needs no space after it.
    Wide,
}

/// The end of a sentence, as far as the signs between two words tell.
struct Stop {
    kind: StopKind,
    /// Past the closing quotes and brackets, in bytes of the gap.
    end: usize,
    /// Whether a quote or bracket closes after it.
    closed: bool,
}

impl Stop {
    /// The first stop in a gap. `dotted`: the word before brings its own full stop (`U.S.`).
    fn find(gap: &str, dotted: bool, language: Language) -> Option<Self> {
        let stop_kind = |c| match c {
            ';' | '\u{37e}' if language.asks_with_semicolon() => Some(StopKind::Exclamation),
            c => stop_kind(c),
        };
        let first = gap
            .char_indices()
            .find_map(|(at, c)| Some((at, stop_kind(c)?)));
        if dotted && first.is_none_or(|(at, _)| at > 0) {
            return Self::close(gap, 0, StopKind::FullStop);
        }
        let (at, mut kind) = first?;
        let signs = gap.get(at..).unwrap_or("");
        let signs = signs
            .get(
                ..signs
                    .find(|c| stop_kind(c).is_none())
                    .unwrap_or(signs.len()),
            )
            .unwrap_or("");
        let full_stops = signs.chars().filter(|&c| c == '.').count();
        if signs.contains('…') || full_stops > 1 {
            kind = StopKind::Ellipsis;
        }
        if signs.contains(['!', '?', '؟']) && kind != StopKind::Wide {
            kind = StopKind::Exclamation;
        }
        Self::close(gap, at + signs.len(), kind)
    }

    /// Takes the quotes and brackets that close at `at`; a sentence of spaced script ends only
    /// before white space.
    fn close(gap: &str, at: usize, kind: StopKind) -> Option<Self> {
        let rest = gap.get(at..).unwrap_or("");
        // Where no space is written, a quote that looks like an opening one is.
        let is_closing =
            |c| is_closer(c) && !(kind == StopKind::Wide && matches!(c, '“' | '‘' | '«'));
        let width = rest.find(|c| !is_closing(c)).unwrap_or(rest.len());
        let mut end = at + width;
        let mut has_closer = width > 0;
        let tail = gap.get(end..).unwrap_or("");
        // French sets its guillemets off by a space: `fini. »`.
        let blank_bytes = tail.len() - tail.trim_start().len();
        if let Some(after) = tail
            .get(blank_bytes..)
            .and_then(|tail| tail.strip_prefix('»'))
            .filter(|_| blank_bytes > 0)
            && after.starts_with(char::is_whitespace)
        {
            end += blank_bytes + '»'.len_utf8();
            has_closer = true;
        }
        let spaced = gap
            .get(end..)
            .is_some_and(|tail| tail.starts_with(char::is_whitespace));
        (spaced || kind == StopKind::Wide).then_some(Self {
            kind,
            end,
            closed: has_closer,
        })
    }

    fn rest<'a>(&self, gap: &'a str) -> &'a str {
        gap.get(self.end..).unwrap_or("")
    }
}

fn stop_kind(c: char) -> Option<StopKind> {
    match c {
        '.' | '۔' | '։' | '።' => Some(StopKind::FullStop),
        '!' | '?' | '؟' | '‼' | '⁇' | '⁈' | '⁉' | '‽' => Some(StopKind::Exclamation),
        '…' => Some(StopKind::Ellipsis),
        '。' | '！' | '？' | '｡' | '．' | '।' | '॥' | '။' | '។' => {
            Some(StopKind::Wide)
        }
        _ => None,
    }
}

/// Right after a stop every quote closes, the German `“` too.
fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '“'
            | '‘'
            | '»'
            | '«'
            | '›'
            | '‹'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '】'
            | '）'
            | '》'
            | '〉'
            | '*'
            | '_'
    )
}

/// What follows a stop.
struct Following<'a> {
    text: &'a str,
    word: ByteSpan,
    /// A quote, bracket or dash stands before the word.
    opened: bool,
}

impl Following<'_> {
    fn word(&self) -> &str {
        self.word.of(self.text)
    }

    /// A capital, a digit, or a letter of a script without capitals.
    fn is_beginning(&self) -> bool {
        let word = self.word();
        let mut letters = word.chars().skip_while(|c| !c.is_alphanumeric());
        match (letters.next(), letters.next()) {
            // `iPhone`, `eBay`.
            (Some(first), Some(second)) if first.is_lowercase() => second.is_uppercase(),
            (Some(first), None) => !first.is_lowercase(),
            _ => true,
        }
    }

    /// A beginning for which an abbreviation's full stop may be taken for a sentence's.
    fn is_sure_beginning(&self) -> bool {
        let next = self.text.as_bytes().get(self.word.end);
        let is_initial = self.word().chars().count() == 1 && next == Some(&b'.');
        !is_initial && (is_starter(self.word()) || self.opened && self.is_quote_opened())
    }

    /// `Mr.`, `Dr.`: a name follows.
    fn is_title(&self) -> bool {
        self.text.as_bytes().get(self.word.end) == Some(&b'.')
            && full_stop_after(self.word()) == FullStop::Never
    }

    fn is_quote_opened(&self) -> bool {
        let before = self.text.get(..self.word.start).unwrap_or("");
        before.ends_with(['"', '“', '„', '«', '»'])
    }

    fn is_number(&self) -> bool {
        self.word()
            .starts_with(|c: char| c.is_ascii_digit() || c == '#')
    }

    /// `“Why?” Smith asked`: within the next words somebody spoke.
    fn says_who_spoke(&self) -> bool {
        let rest = self.text.get(self.word.start..).unwrap_or("");
        let rest = rest.get(..rest.floor_char_boundary(80)).unwrap_or("");
        Words::new(rest)
            .take(4)
            .any(|word| is_speech_verb(word.of(rest)))
    }

    /// 「そうだ。」と言った: the quotation's particle goes on with the sentence.
    fn goes_on_in_japanese(&self) -> bool {
        self.text
            .get(self.word.start..)
            .is_some_and(|rest| rest.starts_with(['と', 'っ']))
    }
}

#[cfg(test)]
mod tests;
