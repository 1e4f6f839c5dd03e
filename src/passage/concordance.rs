//! Matches as a concordance shows them: each in the middle of a line, with words of context on both sides.

use crate::analysis::Analysis;
use crate::span::{ByteSpan, Interval, Position};

/// One match with its context. All spans are bytes of the body, or of the title where `in_title` says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeywordInContext {
    /// The words of the match.
    pub interval: Interval,
    /// Whether it stands in the title.
    pub in_title: bool,
    /// The match, from its first word to its last.
    pub keyword: ByteSpan,
    /// What stands before it, up to the match; empty at the beginning of the text.
    pub left: ByteSpan,
    /// What stands after it, from the match on; empty at the end of the text.
    pub right: ByteSpan,
}

impl KeywordInContext {
    /// The match at `interval`, with up to `context` words on either side; `None` where no words stand there.
    pub fn new(interval: Interval, analysis: &Analysis, context: u32) -> Option<Self> {
        let in_title = interval.first >= analysis.body_words;
        let words = words(analysis, in_title);
        let (first, last) = indexes(interval, analysis, in_title)?;
        let keyword = words.get(first)?.cover(*words.get(last)?);
        let leftmost = words.get(first.saturating_sub(context as usize))?;
        let rightmost = words.get(last.saturating_add(context as usize).min(words.len() - 1))?;
        Some(Self {
            interval,
            in_title,
            keyword,
            left: ByteSpan::new(leftmost.start.min(keyword.start), keyword.start),
            right: ByteSpan::new(keyword.end, rightmost.end.max(keyword.end)),
        })
    }

    /// The `nth` word (from 1) to the left of the match, whatever the context shown.
    pub fn word_left(&self, analysis: &Analysis, nth: u32) -> Option<ByteSpan> {
        let (first, _) = indexes(self.interval, analysis, self.in_title)?;
        words(analysis, self.in_title)
            .get(first.checked_sub(nth as usize)?)
            .copied()
    }

    /// The `nth` word (from 1) to the right of the match, whatever the context shown.
    pub fn word_right(&self, analysis: &Analysis, nth: u32) -> Option<ByteSpan> {
        let (_, last) = indexes(self.interval, analysis, self.in_title)?;
        words(analysis, self.in_title)
            .get(last.checked_add(nth as usize)?)
            .copied()
    }
}

/// One line for each minimal interval, in the order of the text, body before title.
pub fn concordance<'a>(
    intervals: &'a [Interval],
    analysis: &'a Analysis,
    context: u32,
) -> impl Iterator<Item = KeywordInContext> + 'a {
    intervals
        .iter()
        .filter_map(move |interval| KeywordInContext::new(*interval, analysis, context))
}

fn words(analysis: &Analysis, in_title: bool) -> &[ByteSpan] {
    if in_title {
        &analysis.title_words
    } else {
        &analysis.words
    }
}

/// Where an interval's ends are in its list of words.
fn indexes(interval: Interval, analysis: &Analysis, in_title: bool) -> Option<(usize, usize)> {
    let base: Position = if in_title {
        analysis.body_words.checked_add(1)?
    } else {
        0
    };
    Some((
        interval.first.checked_sub(base)? as usize,
        interval.last.checked_sub(base)? as usize,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::intervals;
    use crate::passage::sample_article::SampleArticle;

    #[test]
    fn each_match_has_its_context() {
        let sample =
            SampleArticle::new("Peace talks began. The talks, he said, ended. | Talks end");
        let found = intervals(&sample.term("talks"), &sample.positions);
        let shown: Vec<[&str; 3]> = concordance(&found, &sample.analysis, 2)
            .map(|line| {
                let text = if line.in_title {
                    &sample.title
                } else {
                    &sample.body
                };
                [line.left, line.keyword, line.right].map(|span| span.of(text))
            })
            .collect();
        let expected = [
            ["Peace ", "talks", " began. The"],
            ["began. The ", "talks", ", he said"],
            ["", "Talks", " end"],
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn lines_know_their_neighbours() {
        let sample = SampleArticle::new("Peace talks began in May.");
        let found = intervals(&sample.near("talks", "in", 3, true), &sample.positions);
        let line = KeywordInContext::new(found[0], &sample.analysis, 0).expect("a match");
        let text = |span: Option<ByteSpan>| span.map(|span| span.of(&sample.body));
        assert_eq!(line.keyword.of(&sample.body), "talks began in");
        assert!(line.left.is_empty() && line.right.is_empty());
        assert_eq!(text(line.word_left(&sample.analysis, 1)), Some("Peace"));
        assert_eq!(text(line.word_left(&sample.analysis, 2)), None);
        assert_eq!(text(line.word_right(&sample.analysis, 1)), Some("May"));
        assert_eq!(text(line.word_right(&sample.analysis, 2)), None);
        assert_eq!(
            KeywordInContext::new(Interval::at(99), &sample.analysis, 3),
            None
        );
    }
}
