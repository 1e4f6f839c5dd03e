//! One article with its matches: read once, analysed once.

use super::Found;
use super::plan::Plan;
use crate::analysis::{Analysis, Analyzer, Language, Text};
use crate::article::Article;
use crate::engine::{Hit, Passage};
use crate::passage::{Positions, RankOptions, Unit, best_passages, highlights, title_highlights};
use crate::span::{ByteSpan, Interval};

/// Evaluates a plan on articles, one after the other.
pub struct Shower<'a> {
    plan: &'a Plan,
    analyzer: Analyzer,
}

/// All matches of a query in one article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// In bytes of the title, sorted and disjoint.
    pub title: Vec<ByteSpan>,
    /// In bytes of the body, sorted and disjoint.
    pub body: Vec<ByteSpan>,
}

impl<'a> Shower<'a> {
    /// Ready for the articles of one query.
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            analyzer: Analyzer::new(),
        }
    }

    fn read(&mut self, article: &Article) -> (Analysis, Vec<Unit>) {
        let text = Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: article
                .language
                .as_deref()
                .and_then(Language::from_code)
                .unwrap_or(Language::UNKNOWN),
        };
        let analysis = self.analyzer.analyze(&text);
        let positions = Positions::from_text(&mut self.analyzer, &text, &self.plan.vocabulary);
        let units = self
            .plan
            .units
            .iter()
            .map(|unit| Unit::new(&unit.source, &positions, unit.weight))
            .collect();
        (analysis, units)
    }

    /// All its matches.
    pub fn matches(&mut self, article: &Article) -> Matches {
        let (analysis, units) = self.read(article);
        let everywhere = Interval::new(0, analysis.body_words.saturating_sub(1));
        Matches {
            title: title_highlights(marks(&units), &analysis.title_words, analysis.body_words),
            body: highlights(marks(&units), &analysis.words, 0, everywhere),
        }
    }

    pub(super) fn hit(
        &mut self,
        article: Article,
        found: Found,
        rank: usize,
        passages: usize,
    ) -> Hit {
        let (analysis, units) = self.read(&article);
        let options = RankOptions {
            passages,
            ..RankOptions::default()
        };
        let passages = best_passages(&analysis, &units, &options)
            .into_iter()
            .map(|passage| Passage {
                text: passage.span.of(&article.body).to_owned(),
                span: passage.span,
                sentences: passage.sentences,
                paragraph: passage.paragraph,
                score: passage.score,
                highlights: passage.highlights,
            })
            .collect();
        let title_highlights =
            title_highlights(marks(&units), &analysis.title_words, analysis.body_words);
        Hit {
            rank,
            title_highlights,
            article,
            score: found.score,
            passages,
        }
    }
}

/// All words that took part in a match.
fn marks(units: &[Unit]) -> impl Iterator<Item = Interval> + '_ {
    units
        .iter()
        .flat_map(|unit| unit.matches.marks.iter().copied())
}
