//! One article with its matches: read once, cut into words and sentences once.

use crate::analysis::{Analysis, Analyzer, Language, Text};
use crate::api::{ArticleHighlights, Hit};
use crate::article::Article;
use crate::passage::{
    Mark, Positions, RankOptions, Unit, WorkBudget, best_passages, highlights, title_highlights,
};
use crate::search::plan::bounds;
use crate::search::plan::planned::Plan;
use crate::search::{Error, Result};
use crate::span::Interval;

/// Steps that marking an article may take whatever else is marked, and for each of its words.
const STEPS_OF_AN_ARTICLE: u64 = 10_000;
const STEPS_OF_A_WORD: u64 = 64;

/// What marking the articles of an answer may cost beyond what is usual for their words: as much again as finding them may.
pub(crate) fn marking_budget(articles: u64, plan: &Plan) -> WorkBudget {
    WorkBudget::of(bounds::steps(articles, plan.effort))
}

/// All matches in an article, in which the plan's terms stand at `positions`.
///
/// # Errors
/// When marking them is more work than it may be.
pub(crate) fn matches(
    (plan, marking): (&Plan, &WorkBudget),
    article: &Article,
    positions: &Positions,
) -> Result<ArticleHighlights> {
    let analysis = analysis(article);
    let units = units(plan, marking, positions)?;
    let everywhere = Interval::new(0, analysis.body_words.saturating_sub(1));
    Ok(ArticleHighlights {
        title: title_highlights(marks(&units), &analysis.title_words, analysis.body_words),
        body: highlights(marks(&units), &analysis.words, 0, everywhere),
    })
}

/// An article of the answer, with its best passages.
///
/// # Errors
/// When marking its matches is more work than it may be.
pub(crate) fn hit(
    (plan, marking): (&Plan, &WorkBudget),
    article: Article,
    positions: &Positions,
    (rank, score): (usize, f32),
    passages: usize,
) -> Result<Hit> {
    let analysis = if passages == 0 {
        title_alone(&article, positions)
    } else {
        analysis(&article)
    };
    let units = units(plan, marking, positions)?;
    let options = RankOptions {
        passages,
        ..RankOptions::default()
    };
    Ok(Hit {
        rank,
        title_highlights: title_highlights(
            marks(&units),
            &analysis.title_words,
            analysis.body_words,
        ),
        article,
        score,
        passages: best_passages(&analysis, &units, &options),
    })
}

/// An article cut into words and sentences.
pub(crate) fn analysis(article: &Article) -> Analysis {
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

fn units(plan: &Plan, marking: &WorkBudget, positions: &Positions) -> Result<Vec<Unit>> {
    let words = u64::from(positions.body_words);
    let own = STEPS_OF_AN_ARTICLE + STEPS_OF_A_WORD * words;
    let budget = marking.beside(own);
    let work = budget.work();
    let units = plan.units.iter();
    let mut units: Vec<Unit> = units
        .map(|unit| Unit {
            is_function_word: unit.is_function_word,
            ..Unit::new(&unit.source, positions, unit.weight, &work)
        })
        .collect();
    drop(work);
    marking.settle(&budget, own);
    if budget.is_spent() || marking.is_spent() {
        return Err(Error::TooMuchWork {
            effort: plan.effort,
        });
    }
    let is_about = |unit: &Unit| !unit.is_function_word && !unit.matches.intervals.is_empty();
    if !units.iter().any(is_about) {
        // Nothing else of the query is here: these are what matched.
        for unit in &mut units {
            unit.is_function_word = false;
        }
    }
    Ok(units)
}

/// All words that took part in a match.
fn marks(units: &[Unit]) -> impl Iterator<Item = Mark> + '_ {
    units.iter().flat_map(Unit::marks)
}
