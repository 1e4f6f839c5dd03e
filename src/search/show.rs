//! One article with its matches: read once, cut into words and sentences once.

use crate::analysis::{Analysis, Analyzer, Language, Text};
use crate::api::{ArticleHighlights, Hit, StorySummary};
use crate::article::Article;
use crate::passage::{
    Mark, Passage, Positions, RankOptions, Unit, WorkBudget, best_passages, highlights, layout,
    title_highlights,
};
use crate::search::Result;
use crate::search::plan::bounds;
use crate::search::plan::planned::Plan;
use crate::span::Interval;

/// Steps that marking an article may take whatever else is marked, and for each of its words.
const STEPS_OF_AN_ARTICLE: u64 = 10_000;
const STEPS_OF_A_WORD: u64 = 64;

/// What marking the articles of an answer may cost beyond what is usual for their words: as much again as finding them may.
pub(crate) fn marking_budget(articles: u64, plan: &Plan) -> WorkBudget {
    let steps = bounds::steps(articles, plan.effort);
    plan.budget.another(steps)
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
    Ok(Hit {
        rank,
        title_highlights: title_highlights(
            marks(&units),
            &analysis.title_words,
            analysis.body_words,
        ),
        article,
        score,
        passages: best_passages(&analysis, &units, &wanted(passages)),
        story: StorySummary::default(),
    })
}

/// The byte of an article's body where a sentence starts, counted from 0; `None` where it has fewer.
pub fn sentence_start(article: &Article, sentence: usize) -> Option<usize> {
    sentence_starts(article).get(sentence).copied()
}

/// The bytes of an article's body where its sentences start, in order.
pub fn sentence_starts(article: &Article) -> Vec<usize> {
    let analysis = analysis(article);
    let sentences = analysis.sentences.iter();
    sentences.map(|sentence| sentence.span.start).collect()
}

/// The best passages of an article from its positions and all marks alone: as those of [`hit`], but for their places in the text and what
/// is marked in them.
///
/// # Errors
/// When it is more work than it may be.
pub(crate) fn passages_unread(
    (plan, marking): (&Plan, &WorkBudget),
    positions: &Positions,
    passages: usize,
) -> Result<Vec<Passage>> {
    let units = units(plan, marking, positions)?;
    Ok(best_passages(&layout(positions), &units, &wanted(passages)))
}

fn wanted(passages: usize) -> RankOptions {
    RankOptions {
        passages,
        ..RankOptions::default()
    }
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
    plan.go_on()?;
    if budget.is_spent() || marking.is_spent() {
        return Err(plan.too_much());
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::DocAddress;

    use super::*;
    use crate::api::EFFORT;
    use crate::cores::Cores;
    use crate::index::{ArchiveReader, Merging, sample_index};
    use crate::search::plan::options::PlanOptions;
    use crate::search::plan::planner::plan;
    use crate::search::positions;
    use crate::search::postings::positions_reader::Marks;
    use crate::span::ByteSpan;

    /// An article of paragraphs, each of sentences of words, of which some are headings.
    fn article(id: usize, paragraphs: &[(bool, Vec<Vec<String>>)]) -> serde_json::Value {
        let (mut body, mut headings) = (String::new(), Vec::new());
        for (is_heading, sentences) in paragraphs {
            if !body.is_empty() {
                body.push_str("\n\n");
            }
            let start = body.len();
            let sentences = sentences
                .iter()
                .map(|words| format!("The {}.", words.join(" ")));
            body.push_str(&sentences.collect::<Vec<_>>().join(" "));
            if *is_heading {
                headings.push(ByteSpan::new(start, body.len()));
            }
        }
        serde_json::json!({
            "id": id.to_string(), "title": "Peace at last. War no more", "body": body, "headings": headings,
            "language": "en", "origin": {"path": "a"},
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn passages_unread_are_those_read(
            articles in prop::collection::vec(
                prop::collection::vec(
                    (prop::bool::weighted(0.2), prop::collection::vec(
                        prop::collection::vec("peace|war|tide|storm|the|harbour|quay", 1..40), 1..5)),
                    0..5),
                1..4),
            query in prop::sample::select(vec!["peace", "the tide", "\"peace war\" OR quay", "peace w/s storm", "harbour", "zebra"]),
            wanted in 1..4_usize,
        ) {
            let articles = articles.iter().enumerate().map(|(id, paragraphs)| article(id, paragraphs));
            let folder = tempfile::tempdir().unwrap();
            sample_index::write(folder.path(), articles, Merging::Everything);
            let archive = ArchiveReader::open(folder.path()).unwrap();
            let searcher = archive.searcher();
            let query = crate::query::parse(query).query;
            let plan = plan(&archive, &searcher, &query, PlanOptions::all(EFFORT)).unwrap();
            let marking = marking_budget(searcher.num_docs(), &plan);
            let docs = u32::try_from(searcher.num_docs()).unwrap();
            let addresses: Vec<DocAddress> = (0..docs).map(|doc| DocAddress::new(0, doc)).collect();
            positions::with_marks(&searcher, (&plan, Marks::ALL), &addresses, Cores::One, |at, positions| {
                let article = archive.article(&searcher, addresses[at])?;
                let read = hit((&plan, &marking), article, positions, (1, 0.0), wanted)?.passages;
                let unread = passages_unread((&plan, &marking), positions, wanted)?;
                let known = |passages: &[Passage]| -> Vec<_> {
                    let passages = passages.iter();
                    passages.map(|it| (it.score, it.sentences, it.paragraph)).collect()
                };
                assert_eq!(known(&unread), known(&read));
                Ok(())
            }).unwrap();
        }
    }
}
