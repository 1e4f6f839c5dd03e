//! What is typical of a set of articles, and what rose and fell between two periods.

use rustc_hash::FxHashSet;
use tantivy::Searcher;

use crate::analysis;
use crate::api::{
    Keyness, KeynessOrder, KeynessRequest, Notice, Trends, TrendsRequest, TypicalWord, Understood,
};
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::query::{Query, QueryKind};
use crate::search::Result;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planned::Plan;
use crate::search::plan::planner::plan;
use crate::search::suggest;
use crate::search::typical::article_sets::ArticleSets;
use crate::search::typical::phrases::{Phrase, exactly, phrases};
use crate::search::typical::set_texts::{SetTexts, says_something};
use crate::search::typical::spelling::spelled;
use crate::search::typical::word_walk::{Occurrences, Walked, WordFrequency, walk};
use crate::statistics::{TwoFrequencies, false_discovery_rates, p_of_chi_squared};

/// Share of typical words that may be so by chance.
const MOST_BY_CHANCE: f64 = 0.01;

/// Articles of a set that must have a word: of so many one, and at least these.
const ONE_ARTICLE_IN: u64 = 50;
const LEAST_ARTICLES: u64 = 3;

/// Of a word's occurrences, the share in one longer phrase of the list from which on the word is not listed beside it: four of five.
const INSIDE_A_PHRASE: (u64, u64) = (4, 5);

/// The words and phrases that are typical of a set.
pub(crate) fn keyness(archive: &ArchiveReader, request: &KeynessRequest) -> Result<Keyness> {
    compare(archive, request, true)
}

/// The same; `leaves_out_asked` says whether the words of the query are left out, which stand in each article of the set.
fn compare(
    archive: &ArchiveReader,
    request: &KeynessRequest,
    leaves_out_asked: bool,
) -> Result<Keyness> {
    let searcher = archive.searcher();
    let within = |query: &Query| Query::all_of(vec![query.clone(), request.filters.clone()]);
    let set = within(&request.query);
    let reference = within(request.against.as_ref().unwrap_or(&Query::all()));
    let options = PlanOptions::all(request.effort);
    let mut set_plan = plan(archive, &searcher, &set, options)?;
    let mut reference_plan = plan(archive, &searcher, &reference, options)?;
    let mut notices: Vec<Notice> = request.problems.iter().map(Notice::from).collect();
    notices.append(&mut set_plan.notices);
    notices.append(&mut reference_plan.notices);
    let understood = Understood::of(&set, std::mem::take(&mut set_plan.expanded));
    let asked = if leaves_out_asked {
        asked_words(archive, &set_plan)
    } else {
        FxHashSet::default()
    };
    let plans = (&set_plan, &reference_plan);
    let comparison = Comparison::new(archive, &searcher, plans, (request, &asked))?;
    if comparison.sets.set.articles == 0 {
        let about = suggest::about_query(archive, &searcher, (&set, &set_plan), false)?;
        notices.extend(about);
    }
    let words = comparison.shown(archive, &searcher, request.limit, &set)?;
    let typical = comparison.typical.len() as u64;
    let Comparison {
        sets,
        compared,
        repeated,
        ..
    } = comparison;
    Ok(Keyness {
        set: sets.set,
        reference: sets.reference,
        languages: sets.languages,
        compared,
        typical,
        repeated,
        words,
        understood,
        notices,
    })
}

/// What rose and what fell: what is typical of the later period beside the earlier one, and the other way round.
pub(crate) fn trends(archive: &ArchiveReader, request: &TrendsRequest) -> Result<Trends> {
    let TrendsRequest {
        keyness: words,
        from,
        to,
    } = request;
    // An article that may be of either period is of neither.
    let only = |period: &Query, other: &Query| {
        let not = Query::new(QueryKind::Not(Box::new(other.clone())));
        Query::all_of(vec![words.query.clone(), period.clone(), not])
    };
    let beside = |period: &Query, other: &Query| {
        let request = KeynessRequest {
            query: only(period, other),
            against: Some(only(other, period)),
            ..words.clone()
        };
        compare(archive, &request, false)
    };
    let (rose, fell) = (beside(to, from)?, beside(from, to)?);
    Ok(Trends {
        rose,
        typical_fell: fell.typical,
        fell: fell
            .words
            .into_iter()
            .map(TypicalWord::of_the_other)
            .collect(),
    })
}

/// A word or phrase that is compared.
enum Compared {
    Word(WordFrequency),
    Phrase(Phrase),
}

impl Compared {
    fn in_sets(&self) -> (Occurrences, Occurrences) {
        match self {
            Self::Word(word) => (word.in_set, word.in_reference),
            Self::Phrase(phrase) => (phrase.in_set, phrase.in_reference),
        }
    }

    /// Its folded words.
    fn words(&self) -> &[String] {
        match self {
            Self::Word(word) => std::slice::from_ref(&word.word),
            Self::Phrase(phrase) => &phrase.words,
        }
    }
}

/// Two sets whose words were counted, and what is typical of the first.
struct Comparison {
    sets: ArticleSets,
    compared: u64,
    repeated: u64,
    typical: Vec<(Compared, Measures)>,
}

/// The folded words that a query looks for.
fn asked_words(archive: &ArchiveReader, plan: &Plan) -> FxHashSet<String> {
    let mut asked = FxHashSet::default();
    let mut add = |term: &str| {
        let spelling = analysis::spelling_of(term);
        asked.extend(spelling.map(|spelling| analysis::fold(&spelling.lowered).into_owned()));
    };
    for id in plan.units.iter().flat_map(|unit| unit.source.terms()) {
        let term = plan.terms.text(id);
        if analysis::is_stem(term) {
            let unchanged = analysis::unchanged_by_stemming(term);
            let forms = archive.forms(term).into_iter().chain(unchanged);
            forms.for_each(|form| add(&form));
        } else {
            add(term);
        }
    }
    asked
}

/// What the frequencies of a word say.
#[derive(Debug, Clone, Copy)]
struct Measures {
    frequencies: TwoFrequencies,
    conservative_log_ratio: f64,
    q: f64,
}

impl Comparison {
    fn new(
        archive: &ArchiveReader,
        searcher: &Searcher,
        (set, reference): (&Plan, &Plan),
        (request, asked): (&KeynessRequest, &FxHashSet<String>),
    ) -> Result<Self> {
        let is_rest = request.against.is_none();
        let mut sets = ArticleSets::new(archive, searcher, (set, reference), is_rest)?;
        let least = request.least_articles.unwrap_or_else(|| {
            let of_set = sets.set.articles / ONE_ARTICLE_IN;
            of_set.max(LEAST_ARTICLES)
        });
        let is_kept = |word: &WordFrequency| {
            word.in_set.articles >= least
                && (request.function_words || says_something(&word.word))
                && !asked.contains(&word.word)
        };
        let Walked {
            words,
            set_words,
            reference_words,
        } = walk(archive, searcher, &sets, &is_kept)?;
        (sets.set.words, sets.reference.words) = (set_words, reference_words);
        let sizes = (set_words, reference_words);
        let texts = SetTexts::read(archive, searcher, &sets)?;
        let of_set = (&sets, &texts);
        let phrases = phrases(archive, searcher, of_set, (&words, sizes), request.effort)?;
        let phrases = phrases
            .into_iter()
            .filter(|phrase| phrase.in_set.articles >= least);
        let words = words.into_iter().map(Compared::Word);
        let compared: Vec<Compared> = words.chain(phrases.map(Compared::Phrase)).collect();
        let compared_words = compared.len() as u64;
        let mut typical = typical(compared, sizes);
        sort(&mut typical, request.order, (&sets, compared_words));
        drop_parts(&mut typical);
        let before = typical.len();
        if !request.repeated {
            let words = typical.iter().map(|(compared, _)| compared.words());
            let repeated = texts.are_repeated(&words.collect::<Vec<_>>())?;
            let mut repeated = repeated.into_iter();
            typical.retain(|_| repeated.next() != Some(true));
        }
        Ok(Self {
            sets,
            compared: compared_words,
            repeated: (before - typical.len()) as u64,
            typical,
        })
    }

    /// The first of them, with all that is shown of them.
    fn shown(
        &self,
        archive: &ArchiveReader,
        searcher: &Searcher,
        limit: usize,
        set: &Query,
    ) -> Result<Vec<TypicalWord>> {
        let shown = &self.typical[..self.typical.len().min(limit)];
        let show = |_, (compared, measures): &(Compared, Measures)| -> Result<TypicalWord> {
            let (text, dispersion) = match compared {
                Compared::Phrase(phrase) => (phrase.text.clone(), phrase.dispersion),
                Compared::Word(word) => {
                    let of_word = (word.word.as_str(), self.sets.set.words);
                    let spelled = spelled(archive, searcher, &self.sets, of_word)?;
                    (spelled.text, spelled.dispersion)
                }
            };
            Ok(typical_word(compared, measures, (text, dispersion), set))
        };
        Cores::available().map(shown, show)
    }
}

/// All numbers of a word that is shown, and the query that finds it in its set.
fn typical_word(
    compared: &Compared,
    measures: &Measures,
    (text, dispersion): (String, f64),
    set: &Query,
) -> TypicalWord {
    let frequencies = measures.frequencies;
    let (in_set, in_reference) = compared.in_sets();
    let (per_million, reference_per_million) = frequencies.per_million();
    let query = Query::all_of(vec![set.clone(), exactly(compared.words())]);
    TypicalWord {
        text,
        is_phrase: compared.words().len() > 1,
        occurrences: in_set.times,
        reference_occurrences: in_reference.times,
        articles: in_set.articles,
        reference_articles: in_reference.articles,
        per_million,
        reference_per_million,
        log_ratio: frequencies.log_ratio(),
        conservative_log_ratio: measures.conservative_log_ratio,
        log_likelihood: frequencies.log_likelihood(),
        q: measures.q,
        dispersion,
        query: query.to_string(),
    }
}

/// Those that are more frequent in the set than by chance.
fn typical(compared: Vec<Compared>, sizes: (u64, u64)) -> Vec<(Compared, Measures)> {
    let frequencies = compared.iter().map(|compared| {
        let (in_set, in_reference) = compared.in_sets();
        TwoFrequencies {
            in_set: in_set.times,
            in_reference: in_reference.times,
            set_words: sizes.0,
            reference_words: sizes.1,
        }
    });
    let frequencies: Vec<TwoFrequencies> = frequencies.collect();
    let p = frequencies
        .iter()
        .map(|of| p_of_chi_squared(of.log_likelihood()));
    let q = false_discovery_rates(&p.collect::<Vec<f64>>());
    let tests = compared.len() as u64;
    let tested = compared.into_iter().zip(frequencies.into_iter().zip(q));
    let typical = tested.filter(|(_, (of, q))| of.is_more_in_set() && *q < MOST_BY_CHANCE);
    typical
        .map(|(compared, (frequencies, q))| {
            let measures = Measures {
                frequencies,
                conservative_log_ratio: frequencies.conservative_log_ratio(tests),
                q,
            };
            (compared, measures)
        })
        .collect()
}

/// Most typical first; equals by G², then in the order of the alphabet.
fn sort(
    typical: &mut Vec<(Compared, Measures)>,
    order: KeynessOrder,
    (sets, tests): (&ArticleSets, u64),
) {
    let key = |compared: &Compared, of: &Measures| match order {
        KeynessOrder::Conservative => of.conservative_log_ratio,
        KeynessOrder::LogRatio => of.frequencies.log_ratio(),
        KeynessOrder::LogLikelihood => of.frequencies.log_likelihood(),
        KeynessOrder::Articles => {
            let (in_set, in_reference) = compared.in_sets();
            let articles = TwoFrequencies {
                in_set: in_set.articles,
                in_reference: in_reference.articles,
                set_words: sets.set.articles,
                reference_words: sets.reference.articles,
            };
            articles.conservative_log_ratio(tests)
        }
        KeynessOrder::Frequency => of.frequencies.per_million().0,
    };
    let mut keyed: Vec<(f64, (Compared, Measures))> = typical
        .drain(..)
        .map(|(compared, measures)| (key(&compared, &measures), (compared, measures)))
        .collect();
    keyed.sort_by(|(of_one, one), (of_other, other)| {
        let by_key = of_other.total_cmp(of_one);
        let by_likelihood = || {
            let (one, other) = (one.1.frequencies, other.1.frequencies);
            let g2 = other.log_likelihood().total_cmp(&one.log_likelihood());
            g2.then(other.in_set.cmp(&one.in_set))
        };
        let by_words = || one.0.words().cmp(other.0.words());
        by_key.then_with(by_likelihood).then_with(by_words)
    });
    typical.extend(keyed.into_iter().map(|(_, typical)| typical));
}

/// Drops what nearly always stands in a longer phrase of the list.
fn drop_parts(typical: &mut Vec<(Compared, Measures)>) {
    let phrases = typical.iter().filter_map(|(compared, measures)| {
        let words = compared.words();
        (words.len() > 1).then(|| (words.to_vec(), measures.frequencies.in_set))
    });
    let phrases: Vec<(Vec<String>, u64)> = phrases.collect();
    typical.retain(|(compared, measures)| {
        let words = compared.words();
        let is_part = |(phrase, times): &(Vec<String>, u64)| {
            phrase.len() > words.len()
                && times * INSIDE_A_PHRASE.1 >= measures.frequencies.in_set * INSIDE_A_PHRASE.0
                && phrase.windows(words.len()).any(|part| part == words)
        };
        !phrases.iter().any(is_part)
    });
}

impl TypicalWord {
    /// The same word seen from the reference: its ratios the other way round. Its dispersion and its query remain those of the set that
    /// it is typical of.
    fn of_the_other(self) -> Self {
        Self {
            occurrences: self.reference_occurrences,
            reference_occurrences: self.occurrences,
            articles: self.reference_articles,
            reference_articles: self.articles,
            per_million: self.reference_per_million,
            reference_per_million: self.per_million,
            log_ratio: 0.0 - self.log_ratio,
            conservative_log_ratio: 0.0 - self.conservative_log_ratio,
            ..self
        }
    }
}
