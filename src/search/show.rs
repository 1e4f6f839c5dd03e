//! One article with its matches: read once, cut into words and sentences once.

use crate::analysis::{Analysis, Analyzer, Language, Text};
use crate::api::{ArticleHighlights, Hit};
use crate::article::Article;
use crate::passage::{Positions, RankOptions, Unit, best_passages, highlights, title_highlights};
use crate::search::plan::planned::Plan;
use crate::span::Interval;

/// All matches in an article, in which the plan's terms stand at `positions`.
pub(crate) fn matches(plan: &Plan, article: &Article, positions: &Positions) -> ArticleHighlights {
    let analysis = analysis(article);
    let units = units(plan, positions);
    let everywhere = Interval::new(0, analysis.body_words.saturating_sub(1));
    ArticleHighlights {
        title: title_highlights(marks(&units), &analysis.title_words, analysis.body_words),
        body: highlights(marks(&units), &analysis.words, 0, everywhere),
    }
}

/// An article of the answer, with its best passages.
pub(crate) fn hit(
    plan: &Plan,
    article: Article,
    positions: &Positions,
    (rank, score): (usize, f32),
    passages: usize,
) -> Hit {
    let analysis = if passages == 0 {
        title_alone(&article, positions)
    } else {
        analysis(&article)
    };
    let units = units(plan, positions);
    let options = RankOptions {
        passages,
        ..RankOptions::default()
    };
    Hit {
        rank,
        title_highlights: title_highlights(
            marks(&units),
            &analysis.title_words,
            analysis.body_words,
        ),
        article,
        score,
        passages: best_passages(&analysis, &units, &options),
    }
}

fn analysis(article: &Article) -> Analysis {
    let language = article.language.as_deref().and_then(Language::from_code);
    Analyzer::new().analyze(&Text {
        body: &article.body,
        headings: &article.headings,
        title: &article.title,
        language: language.unwrap_or(Language::UNKNOWN),
    })
}

/// All that the list of articles without passages needs.
fn title_alone(article: &Article, positions: &Positions) -> Analysis {
    Analyzer::first_words_of(("", positions.body_words), &article.title, 0)
}

fn units(plan: &Plan, positions: &Positions) -> Vec<Unit> {
    plan.units
        .iter()
        .map(|unit| Unit::new(&unit.source, positions, unit.weight))
        .collect()
}

/// All words that took part in a match.
fn marks(units: &[Unit]) -> impl Iterator<Item = Interval> + '_ {
    units
        .iter()
        .flat_map(|unit| unit.matches.marks.iter().copied())
}
