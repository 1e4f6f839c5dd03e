//! Measures of one ranking by the judgements of its topic, as `trec_eval` defines them.
//!
//! An article is *relevant* when its grade is at least 1. What was not judged, or has a negative grade, is not
//! relevant; `bpref` alone leaves it out instead. Every value lies from 0 to 1, larger is better, and a topic
//! for which nothing is relevant has 0. In the formulas `R` is the number of relevant articles of the topic, found or not, and
//! `rel(i)` is 1 where the article at rank `i` is relevant, else 0.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::qrels::Judgements;

/// The least grade that is relevant: `trec_eval`'s default.
const RELEVANT: u32 = 1;

/// One measure of a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// [`ndcg`] of the first articles, this many of them: `trec_eval`'s `ndcg_cut`.
    Ndcg(usize),
    /// [`average_precision`], whose mean over topics is MAP: `trec_eval`'s `map`.
    Map,
    /// [`reciprocal_rank`], whose mean over topics is MRR: `trec_eval`'s `recip_rank`.
    Mrr,
    /// [`precision`] of the first articles, this many of them: `trec_eval`'s `P`.
    Precision(usize),
    /// [`recall`] of the first articles, this many of them: `trec_eval`'s `recall`.
    Recall(usize),
    /// [`bpref`]: `trec_eval`'s `bpref`.
    Bpref,
}

/// What an article gives to a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gain {
    /// Its grade: 2 counts twice as much as 1.
    Graded,
    /// 1 where it is relevant, whatever the grade.
    Binary,
}

impl Gain {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Graded => "graded",
            Self::Binary => "binary",
        }
    }
}

impl Measure {
    /// Whether grades count, or only whether an article is relevant.
    pub fn gain(self) -> Gain {
        match self {
            Self::Ndcg(_) => Gain::Graded,
            Self::Map | Self::Mrr | Self::Precision(_) | Self::Recall(_) | Self::Bpref => {
                Gain::Binary
            }
        }
    }

    /// Its value for one ranking.
    pub fn of(self, judged: &Judged) -> f64 {
        match self {
            Self::Ndcg(k) => ndcg(judged, k),
            Self::Map => average_precision(judged),
            Self::Mrr => reciprocal_rank(judged),
            Self::Precision(k) => precision(judged, k),
            Self::Recall(k) => recall(judged, k),
            Self::Bpref => bpref(judged),
        }
    }
}

/// As it is asked for: `ndcg@10`, `map`, `mrr`, `p@10`, `recall@100`, `bpref`.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ndcg(k) => write!(f, "ndcg@{k}"),
            Self::Map => f.write_str("map"),
            Self::Mrr => f.write_str("mrr"),
            Self::Precision(k) => write!(f, "p@{k}"),
            Self::Recall(k) => write!(f, "recall@{k}"),
            Self::Bpref => f.write_str("bpref"),
        }
    }
}

/// The name of a measure that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{name}` is no measure: choose from ndcg@K, map, mrr, p@K, recall@K and bpref, with a number from 1 for K"
)]
pub struct UnknownMeasure {
    /// The name as given.
    pub name: String,
}

impl FromStr for Measure {
    type Err = UnknownMeasure;

    fn from_str(name: &str) -> Result<Self, UnknownMeasure> {
        let unknown = || UnknownMeasure {
            name: name.to_owned(),
        };
        let lowered = name.to_ascii_lowercase();
        let Some((kind, cutoff)) = lowered.split_once('@') else {
            return match lowered.as_str() {
                "map" => Ok(Self::Map),
                "mrr" => Ok(Self::Mrr),
                "bpref" => Ok(Self::Bpref),
                _ => Err(unknown()),
            };
        };
        let cutoff = cutoff
            .parse::<usize>()
            .ok()
            .filter(|&cutoff| cutoff > 0)
            .ok_or_else(unknown)?;
        match kind {
            "ndcg" => Ok(Self::Ndcg(cutoff)),
            "p" => Ok(Self::Precision(cutoff)),
            "recall" => Ok(Self::Recall(cutoff)),
            _ => Err(unknown()),
        }
    }
}

/// A ranking as the judgements of its topic see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The grade of each article of the ranking, best rank first; `None` where it was not judged.
    ranking: Vec<Option<u32>>,
    /// The grades of all articles that were judged, highest first.
    pool: Vec<u32>,
}

impl Judged {
    /// Articles by their ids, best first, each at most once; a negative grade stands for none.
    pub fn new(ranking: &[String], judgements: &Judgements) -> Self {
        let grade = |grade: &i64| u32::try_from(*grade).ok();
        let mut pool: Vec<u32> = judgements.values().filter_map(grade).collect();
        pool.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            ranking: ranking
                .iter()
                .map(|article| judgements.get(article).and_then(grade))
                .collect(),
            pool,
        }
    }

    /// `R`: how many articles are relevant, found or not.
    fn relevant(&self) -> usize {
        self.pool.partition_point(|&grade| grade >= RELEVANT)
    }

    /// How many of the first `k` are relevant.
    fn relevant_within(&self, k: usize) -> usize {
        let first = self.ranking.iter().take(k);
        first.filter(|grade| is_relevant(**grade)).count()
    }
}

fn is_relevant(grade: Option<u32>) -> bool {
    grade.is_some_and(|grade| grade >= RELEVANT)
}

/// Normalised discounted cumulative gain of the first `k`, where the gain is the grade itself (*linear* gain, not
/// 2^grade − 1) and the first rank is discounted by log2 2 = 1:
///
/// ```text
/// nDCG@k = DCG@k of the ranking / DCG@k of the judged articles, highest grade first
/// DCG@k  = Σ over i = 1 … k of grade(i) / log2(i + 1)
/// ```
///
/// Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (TOIS 2002), with the discount that has
/// become usual and that `trec_eval` uses.
pub fn ndcg(judged: &Judged, k: usize) -> f64 {
    let ideal = dcg(judged.pool.iter().copied().take(k));
    if ideal > 0.0 {
        let found = judged.ranking.iter().map(|grade| grade.unwrap_or(0));
        dcg(found.take(k)) / ideal
    } else {
        0.0
    }
}

fn dcg(grades: impl Iterator<Item = u32>) -> f64 {
    let mut sum = 0.0;
    for (grade, rank) in grades.zip(1..) {
        sum += f64::from(grade) / real(rank + 1).log2();
    }
    sum
}

/// The mean of the precisions at the ranks of the relevant articles, 0 for those that were not found:
/// `1/R · Σ over i of rel(i) · precision@i`.
///
/// Buckley and Voorhees, "Retrieval system evaluation", in *TREC: Experiment and Evaluation in Information
/// Retrieval* (2005).
pub fn average_precision(judged: &Judged) -> f64 {
    let (mut found, mut sum) = (0_usize, 0.0);
    for (&grade, rank) in judged.ranking.iter().zip(1..) {
        if is_relevant(grade) {
            found += 1;
            sum += real(found) / real(rank);
        }
    }
    share(sum, judged.relevant())
}

/// `1 / rank` of the first relevant article; 0 where none was found.
///
/// Voorhees, "The TREC-8 question answering track report" (TREC 1999).
pub fn reciprocal_rank(judged: &Judged) -> f64 {
    let first = judged.ranking.iter().position(|&grade| is_relevant(grade));
    first.map_or(0.0, |at| 1.0 / real(at + 1))
}

/// The share of relevant ones among the first `k`: `1/k · Σ over i = 1 … k of rel(i)`. A ranking that is shorter is filled up with
/// articles that are not relevant.
pub fn precision(judged: &Judged, k: usize) -> f64 {
    share(real(judged.relevant_within(k)), k)
}

/// The share of the relevant articles that stand among the first `k`: `1/R · Σ over i = 1 … k of rel(i)`.
pub fn recall(judged: &Judged, k: usize) -> f64 {
    share(real(judged.relevant_within(k)), judged.relevant())
}

/// Binary preference: how often relevant articles stand before those *judged* not relevant; what was not judged is
/// passed over. With `N` the number of articles judged not relevant, and `n` of them above a relevant article `r`:
///
/// ```text
/// bpref = 1/R · Σ over found r of (1 − min(n, R) / min(N, R)), a term being 1 where n = 0
/// ```
///
/// Buckley and Voorhees, "Retrieval evaluation with incomplete information" (SIGIR 2004); with min(N, R) below the
/// line, as `trec_eval` has had it since version 8.
pub fn bpref(judged: &Judged) -> f64 {
    let relevant = judged.relevant();
    let bound = relevant.min(judged.pool.len() - relevant);
    let (mut above, mut sum) = (0_usize, 0.0);
    for &grade in judged.ranking.iter().flatten() {
        if grade < RELEVANT {
            above += 1;
        } else if above == 0 {
            sum += 1.0;
        } else {
            sum += 1.0 - real(above.min(relevant)) / real(bound);
        }
    }
    share(sum, relevant)
}

/// `sum / count`; 0 where the count is.
pub(super) fn share(sum: f64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { sum / real(count) }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub(super) fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Judged articles `a`, `b`, … with these grades, and a ranking of articles by their letters.
    fn judged(ranking: &str, grades: &[i64]) -> Judged {
        let judgements: Judgements = ('a'..)
            .zip(grades)
            .map(|(article, &grade)| (article.to_string(), grade))
            .collect();
        let ranking: Vec<String> = ranking.chars().map(String::from).collect();
        Judged::new(&ranking, &judgements)
    }

    fn assert_near(measured: f64, expected: f64, what: &str) {
        assert!(
            (measured - expected).abs() < 1e-12,
            "{what}: {measured}, not {expected}"
        );
    }

    /// Relevant: a (grade 2), b (1), c (1). Not: d, e. In the pool but not judged: f. Everything else is unknown.
    const GRADES: [i64; 6] = [2, 1, 1, 0, 0, -1];

    #[test]
    fn the_measures_are_what_a_pencil_says() {
        // Rank 1 is not relevant, 2 is b, 3 was never seen, 4 is a, 5 is not judged, 6 is not relevant; c is missing.
        let judged = judged("dbxafe", &GRADES);
        let dcg = 1.0 / 3_f64.log2() + 2.0 / 5_f64.log2();
        let ideal = 2.0 + 1.0 / 3_f64.log2() + 1.0 / 2.0;
        for (measure, expected) in [
            ("ndcg@10", dcg / ideal),
            ("ndcg@2", 1.0 / 3_f64.log2() / (2.0 + 1.0 / 3_f64.log2())),
            ("ndcg@1", 0.0),
            ("map", (1.0 / 2.0 + 2.0 / 4.0) / 3.0),
            ("mrr", 1.0 / 2.0),
            ("p@1", 0.0),
            ("p@4", 2.0 / 4.0),
            ("p@10", 2.0 / 10.0),
            ("recall@3", 1.0 / 3.0),
            ("recall@100", 2.0 / 3.0),
            // One of two judged not relevant stands above both that were found.
            ("bpref", (1.0 - 1.0 / 2.0 + 1.0 - 1.0 / 2.0) / 3.0),
        ] {
            let parsed: Measure = measure.parse().unwrap();
            assert_near(parsed.of(&judged), expected, measure);
        }
    }

    #[test]
    fn a_perfect_ranking_is_1_and_an_empty_one_0() {
        for name in ["ndcg@3", "map", "mrr", "p@3", "recall@3", "bpref"] {
            let measure: Measure = name.parse().unwrap();
            assert_near(measure.of(&judged("abcde", &GRADES)), 1.0, name);
            for nothing in [
                judged("", &GRADES),
                judged("xyz", &GRADES),
                judged("ab", &[0, -1]),
                judged("ab", &[]),
            ] {
                let value = measure.of(&nothing);
                assert_eq!(value.to_bits(), 0.0_f64.to_bits(), "{name}: {nothing:?}");
            }
        }
    }

    #[test]
    fn bpref_counts_no_more_of_the_irrelevant_than_are_relevant() {
        // One relevant article below three that are not: min(3, 1) / min(3, 1) leaves nothing.
        assert_near(bpref(&judged("bcda", &[1, 0, 0, 0])), 0.0, "R < N");
        // Three relevant, one not, which stands above two of them.
        assert_near(bpref(&judged("adbc", &[1, 1, 1, 0])), 1.0 / 3.0, "N < R");
    }

    #[test]
    fn names_are_read_and_printed() {
        for name in ["ndcg@10", "map", "mrr", "p@5", "recall@1000", "bpref"] {
            let measure: Measure = name.parse().unwrap();
            assert_eq!(measure.to_string(), name);
        }
        assert_eq!("nDCG@10".parse::<Measure>(), Ok(Measure::Ndcg(10)));
        for wrong in [
            "", "ndcg", "map@10", "p@0", "p@-1", "p@", "P10", "f1@3", "@5",
        ] {
            assert!(wrong.parse::<Measure>().is_err(), "{wrong}");
        }
        assert_eq!(Measure::Ndcg(3).gain(), Gain::Graded);
        assert_eq!(Measure::Bpref.gain(), Gain::Binary);
    }

    /// Grades of the articles 0, 1, …, some of them negative, and a ranking of some of 30 articles.
    fn cases() -> impl Strategy<Value = (Vec<i64>, Vec<usize>)> {
        let articles: Vec<usize> = (0..30).collect();
        (
            prop::collection::vec(-1..4_i64, 0..25),
            Just(articles).prop_shuffle(),
            0..=30_usize,
        )
            .prop_map(|(grades, mut ranking, length)| {
                ranking.truncate(length);
                (grades, ranking)
            })
    }

    /// The measures again, each from its definition, counting everything anew at every step.
    struct Twin {
        grades: Vec<i64>,
        ranking: Vec<usize>,
    }

    impl Twin {
        fn grade(&self, rank: usize) -> i64 {
            let article = self.ranking[rank - 1];
            self.grades.get(article).copied().unwrap_or(-1)
        }

        fn ranks(&self) -> Vec<usize> {
            (1..=self.ranking.len()).collect()
        }

        fn relevant_until(&self, rank: usize) -> usize {
            let until = self.ranks().into_iter().filter(|&at| at <= rank);
            until.filter(|&at| self.grade(at) >= 1).count()
        }

        fn relevant(&self) -> usize {
            self.grades.iter().filter(|&&grade| grade >= 1).count()
        }

        fn dcg(grades: &[i64], k: usize) -> f64 {
            let mut sum = 0.0;
            for (at, &grade) in grades.iter().enumerate() {
                if at < k && grade > 0 {
                    let gain = real(usize::try_from(grade).unwrap());
                    sum += gain * 2_f64.ln() / real(at + 2).ln();
                }
            }
            sum
        }

        fn of(&self, measure: Measure) -> f64 {
            let all = self.relevant();
            if all == 0 {
                return 0.0;
            }
            let ranks = self.ranks();
            let relevant = ranks.iter().copied().filter(|&at| self.grade(at) >= 1);
            match measure {
                Measure::Ndcg(k) => {
                    let mut ideal = self.grades.clone();
                    ideal.sort_unstable();
                    ideal.reverse();
                    let found: Vec<i64> = ranks.iter().map(|&at| self.grade(at)).collect();
                    Self::dcg(&found, k) / Self::dcg(&ideal, k)
                }
                Measure::Map => {
                    let precisions = relevant.map(|at| real(self.relevant_until(at)) / real(at));
                    precisions.sum::<f64>() / real(all)
                }
                Measure::Mrr => relevant.min().map_or(0.0, |at| 1.0 / real(at)),
                Measure::Precision(k) => real(self.relevant_until(k)) / real(k),
                Measure::Recall(k) => real(self.relevant_until(k)) / real(all),
                Measure::Bpref => {
                    let bad = self.grades.iter().filter(|&&grade| grade == 0).count();
                    let preferred = relevant.map(|at| {
                        let above = ranks
                            .iter()
                            .filter(|&&other| other < at && self.grade(other) == 0)
                            .count();
                        match above {
                            0 => 1.0,
                            _ => 1.0 - real(above.min(all)) / real(bad.min(all)),
                        }
                    });
                    preferred.sum::<f64>() / real(all)
                }
            }
        }
    }

    proptest! {
        #[test]
        fn measures_equal_their_definitions((grades, ranking) in cases(), k in 1..40_usize) {
            let name = |article: usize| format!("article {article}");
            let judgements: Judgements =
                grades.iter().enumerate().map(|(article, &grade)| (name(article), grade)).collect();
            let names: Vec<String> = ranking.iter().map(|&article| name(article)).collect();
            let judged = Judged::new(&names, &judgements);
            let twin = Twin { grades, ranking };
            for measure in [
                Measure::Ndcg(k),
                Measure::Map,
                Measure::Mrr,
                Measure::Precision(k),
                Measure::Recall(k),
                Measure::Bpref,
            ] {
                let (value, expected) = (measure.of(&judged), twin.of(measure));
                prop_assert!((value - expected).abs() < 1e-12, "{}: {} {}", measure, value, expected);
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value), "{}: {}", measure, value);
            }
        }
    }
}
