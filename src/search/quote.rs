//! Whether a quotation is in the archive: verbatim, near, or not at all.
//!
//! The index says which articles have its words one after the other; their texts are read, and compared sign for sign. Where none has the
//! quotation, those are read that have most of its rarest words closest together. Both are bounded, of common words and long articles too: the
//! first by what any query may cost and by [`MOST_READ`] articles read, the second by [`MOST_LOOKED_AT`] entries of postings, [`MOST_PLACED`]
//! positions in each of [`MOST_WEIGHED`] articles, and by [`MOST_NEAR`] articles read. None of these bounds hangs on how the index is cut.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::collector::Count;
use tantivy::postings::TermInfo;
use tantivy::{DocAddress, DocId, Order, Searcher, SegmentReader};

use crate::analysis::{self, QueryWord};
use crate::api::{
    EFFORT, QuotePlace, QuoteRequest, Ranking, SearchRequest, Sort, Verdict, VerifiedQuote,
};
use crate::article::Article;
use crate::cores::Cores;
use crate::index::{ArchiveReader, SegmentTextReader};
use crate::passage::{Quotation, Quoted};
use crate::query::{Query, QueryKind, Term};
use crate::search::collect::collect;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planner::plan;
use crate::search::queries::bm25::idf;
use crate::search::rank::ties::Ties;
use crate::search::rank::top_docs::{address, first_of};
use crate::search::show::analysis;
use crate::search::{Error, Result};
use crate::span::Position;

/// Words of a quotation, at most.
const MOST_WORDS: usize = 500;
/// Words of a phrase that the index is asked for: so many follow on each other nowhere but in copies.
const WORDS_OF_A_PHRASE: usize = 16;
/// Articles with the words of a quotation one after the other that are read.
const MOST_READ: usize = 256;
/// Entries of postings that are looked at for what is near; those of the rarest word in any case.
const MOST_LOOKED_AT: u64 = 2_000_000;
/// Positions of an article that are looked at, and those of the word that is begun then.
const MOST_PLACED: usize = 1_000;
/// Articles of which it is looked how close the words stand.
const MOST_WEIGHED: usize = 1_000;
/// Articles read that may be near.
const MOST_NEAR: usize = 16;
/// Words that no article has, of which it is said.
const MOST_UNKNOWN: usize = 8;

/// Looks for a quotation.
pub(crate) fn verify_quote(
    archive: &ArchiveReader,
    request: &QuoteRequest,
) -> Result<VerifiedQuote> {
    let quotation = Quotation::new(&request.quote);
    if quotation.compared_words() > MOST_WORDS {
        return Err(Error::LongQuote {
            words: quotation.compared_words(),
            most: MOST_WORDS,
        });
    }
    let searcher = archive.searcher();
    let mut answer = VerifiedQuote {
        quote: request.quote.clone(),
        words: quotation.compared_words(),
        verdict: Verdict::NotFound,
        articles: 0,
        is_complete: true,
        places: Vec::new(),
        unknown_words: Vec::new(),
    };
    if quotation.words().is_empty() {
        return Ok(answer);
    }
    let look = Look {
        archive,
        searcher: &searcher,
        quotation: &quotation,
    };
    let words = look.words()?;
    let (count, addresses) = look.with_phrases(&words)?;
    let mut places = look.read(&addresses)?;
    if places.iter().any(|place| place.quoted.is_verbatim()) {
        places.retain(|place| place.quoted.is_verbatim());
        answer.verdict = Verdict::Verbatim;
        answer.articles = places.len() as u64;
        answer.is_complete = count <= addresses.len() as u64;
    } else {
        let known: FxHashSet<DocAddress> = addresses.into_iter().collect();
        let mut others = look.with_many(&words)?;
        others.retain(|address| !known.contains(address));
        places.extend(look.read(&others)?);
        answer.verdict = nearest(&mut places, quotation.compared_words());
        if answer.verdict == Verdict::Verbatim {
            answer.articles = places.len() as u64;
        }
        answer.unknown_words = look.unknown(&words)?;
    }
    places.sort_by(|one, other| order(one).cmp(&order(other)));
    places.truncate(request.limit.max(1));
    answer.places = places;
    Ok(answer)
}

/// By date, without one last.
fn order(place: &QuotePlace) -> (bool, Option<i64>, &str) {
    let time = place.article.published;
    let time = time.map(|published| published.sort_key_seconds());
    (time.is_none(), time, &place.article.id.0)
}

/// Leaves the places that differ least, and says what they are to a quotation of so many words.
fn nearest(places: &mut Vec<QuotePlace>, words: usize) -> Verdict {
    let distance = |place: &QuotePlace| {
        let quoted = &place.quoted;
        (quoted.eighths, quoted.differences.len())
    };
    let Some(least) = places.iter().map(distance).min() else {
        return Verdict::NotFound;
    };
    places.retain(|place| distance(place) == least);
    let shared = places.iter().map(|place| place.quoted.shared).max();
    let shared = shared.unwrap_or_default();
    if least.1 == 0 {
        Verdict::Verbatim
    } else if 5 * shared >= 3 * words && least.0 as usize <= 4 * words {
        Verdict::Near
    } else {
        // One passage is enough to see that it is another, and a word or two in common are no passage.
        places.truncate(usize::from(shared > 2 && 4 * shared >= words));
        Verdict::NotFound
    }
}

/// A word of the quotation as the index has it.
struct SoughtWord {
    word: QueryWord,
    /// With accents and without.
    terms: Vec<tantivy::Term>,
    /// Articles that have it so.
    articles: u64,
}

/// What is looked for, and where.
struct Look<'a> {
    archive: &'a ArchiveReader,
    searcher: &'a Searcher,
    quotation: &'a Quotation,
}

impl Look<'_> {
    /// Its words, each once, the rarest first.
    fn words(&self) -> Result<Vec<SoughtWord>> {
        let mut words: Vec<SoughtWord> = Vec::new();
        let mut known: FxHashSet<&str> = FxHashSet::default();
        for word in self.quotation.words() {
            if !known.insert(&word.surface) {
                continue;
            }
            let mut terms = vec![analysis::surface_term(&word.surface, &word.lowered)];
            if word.lowered != word.surface {
                terms.push(analysis::surface_term(&word.surface, &word.surface));
            }
            let terms: Vec<_> = terms
                .iter()
                .map(|term| self.archive.fields().term(term))
                .collect();
            let mut articles = 0;
            for term in &terms {
                articles += self.archive.live_articles().with(self.searcher, term)?;
            }
            words.push(SoughtWord {
                word: word.clone(),
                terms,
                articles,
            });
        }
        words.sort_by_key(|word| word.articles);
        Ok(words)
    }

    /// Articles that have the words of each part of the quotation one after the other, oldest first: how many there are, and those to read.
    fn with_phrases(&self, words: &[SoughtWord]) -> Result<(u64, Vec<DocAddress>)> {
        let rarity: FxHashMap<&str, u64> = words
            .iter()
            .map(|word| (&*word.word.surface, word.articles))
            .collect();
        let fragments = self.quotation.fragments();
        let phrases = fragments.iter().filter_map(|words| phrase(words, &rarity));
        let query = Query::all_of(phrases.collect());
        if query.is_all() {
            return Ok((0, Vec::new()));
        }
        let request = SearchRequest {
            sort: Sort::Oldest,
            limit: Some(MOST_READ),
            ranking: Ranking {
                candidates: MOST_READ,
                ..Ranking::default()
            },
            ..SearchRequest::new(query.clone())
        };
        let options = PlanOptions::all(EFFORT);
        let plan = plan(self.archive, self.searcher, &query, options)?;
        let collected = collect(self.archive, self.searcher, &plan, &request)?;
        let found = collected.found.into_iter();
        Ok((collected.count, found.map(|found| found.address).collect()))
    }

    /// Articles that have many of its rarest words close together, best first. Which they are hangs on the articles alone.
    fn with_many(&self, words: &[SoughtWord]) -> Result<Vec<DocAddress>> {
        let ties = Ties::new(self.archive.columns(), Order::Desc);
        let segments = self.searcher.segment_readers();
        let rarest = rarest(words, MOST_LOOKED_AT);
        let cores = Cores::available();
        let weights = cores.map(segments, |at, reader| self.weights((at, reader), rarest))?;
        let heaviest = first_of(ties, weights.concat(), MOST_WEIGHED)?;
        let mut docs: Vec<Vec<DocId>> = vec![Vec::new(); segments.len()];
        for (_, address) in heaviest {
            docs[address.segment_ord as usize].push(address.doc_id);
        }
        for docs in &mut docs {
            docs.sort_unstable();
        }
        let weighed = cores.map(&docs, |at, docs| self.closeness((at, docs), words))?;
        let closest = first_of(ties, weighed.concat(), MOST_NEAR)?;
        Ok(closest.into_iter().map(|(_, address)| address).collect())
    }

    /// The articles of a segment that have any of these words, wherever these stand, with the weight of those that they have.
    fn weights(
        &self,
        (at, reader): (usize, &SegmentReader),
        words: &[SoughtWord],
    ) -> Result<Vec<(f32, DocAddress)>> {
        self.archive.go_on()?;
        let segment = self.archive.texts().segment(reader)?;
        let mut weights: FxHashMap<DocId, f32> = FxHashMap::default();
        let text = self.archive.fields().text;
        for term in self.terms(&segment, words)? {
            let docs = segment.docs(text, &term.info);
            let mut docs = docs.map_err(tantivy::TantivyError::from)?;
            while !docs.rest_of_block().is_empty() {
                for doc in docs.rest_of_block() {
                    *weights.entry(*doc).or_default() += term.weight;
                }
                docs.next_block();
            }
        }
        let weights = weights.into_iter();
        let alive = weights.filter(|(doc, _)| !reader.is_deleted(*doc));
        Ok(alive
            .map(|(doc, weight)| (weight, address(at, doc)))
            .collect())
    }

    /// Ascending articles of a segment with the weight of the words that stand together.
    fn closeness(
        &self,
        (at, docs): (usize, &[DocId]),
        words: &[SoughtWord],
    ) -> Result<Vec<(f32, DocAddress)>> {
        if docs.is_empty() {
            return Ok(Vec::new());
        }
        self.archive.go_on()?;
        let reader = &self.searcher.segment_readers()[at];
        let segment = self.archive.texts().segment(reader)?;
        let width = 2 * u32::try_from(self.quotation.words().len()).unwrap_or(u32::MAX / 4) + 4;
        let pairs = self.pairs(words);
        let placed = placed(&segment, &self.terms(&segment, words)?, (docs, MOST_PLACED))?;
        let weighed = together(placed, &pairs, docs, width).into_iter();
        Ok(weighed
            .map(|(weight, doc)| (weight, address(at, doc)))
            .collect())
    }

    /// The terms of the words in a segment, those of the rarest first.
    fn terms(&self, segment: &SegmentTextReader, words: &[SoughtWord]) -> Result<Vec<WeighedTerm>> {
        let all = self.searcher.num_docs();
        let mut terms: Vec<WeighedTerm> = Vec::new();
        for (nth, word) in words.iter().enumerate() {
            let weight = idf(word.articles, all).max(f32::EPSILON);
            for term in &word.terms {
                let info = segment.look_up(term).map_err(tantivy::TantivyError::from)?;
                terms.extend(info.map(|info| WeighedTerm { nth, weight, info }));
            }
        }
        Ok(terms)
    }

    /// Which two of these words follow on each other in the quotation, each pair with a number that no word has.
    fn pairs(&self, words: &[SoughtWord]) -> FxHashMap<(usize, usize), usize> {
        let nth = words.iter().enumerate();
        let nth: FxHashMap<&str, usize> =
            nth.map(|(nth, word)| (&*word.word.surface, nth)).collect();
        let of_quotation = self.quotation.words().windows(2);
        let pairs = of_quotation.filter_map(|pair| {
            let nth = |word: &QueryWord| nth.get(&*word.surface).copied();
            Some((nth(&pair[0])?, nth(&pair[1])?))
        });
        pairs.zip(words.len()..).collect()
    }

    /// Reads articles, and lays the quotation on each.
    fn read(&self, addresses: &[DocAddress]) -> Result<Vec<QuotePlace>> {
        let read = |_, address: &DocAddress| -> Result<Option<QuotePlace>> {
            let article = self.archive.article(self.searcher, *address);
            match article.map_err(Error::from) {
                Err(error) if error.is_of_one_article() => Ok(None),
                article => Ok(place(self.quotation, article?)),
            }
        };
        let places = Cores::available().map(addresses, read)?;
        Ok(places.into_iter().flatten().collect())
    }

    /// The words that no article has, however their accents are written.
    fn unknown(&self, words: &[SoughtWord]) -> Result<Vec<String>> {
        let mut unknown = Vec::new();
        let rare = words.iter().take_while(|word| word.articles == 0);
        for SoughtWord { word, .. } in rare.take(MOST_UNKNOWN) {
            let query = words_in_order(std::slice::from_ref(word));
            let options = PlanOptions::all(EFFORT);
            let plan = plan(self.archive, self.searcher, &query, options)?;
            if self.searcher.search(&*plan.query, &Count)? == 0 {
                unknown.push(word.span.of(self.quotation.text()).to_owned());
            }
        }
        Ok(unknown)
    }
}

/// Of words, the rarest first, as many as are in so many articles together; one that any has in any case.
fn rarest(words: &[SoughtWord], most: u64) -> &[SoughtWord] {
    let mut articles = 0;
    let few = words.iter().take_while(|word| {
        let is_first = articles == 0;
        articles += word.articles;
        is_first || articles <= most
    });
    &words[..few.count()]
}

/// A term of a word of the quotation in one segment.
struct WeighedTerm {
    /// Of which word.
    nth: usize,
    weight: f32,
    info: TermInfo,
}

/// Where words stand in a document, which words, and what each weighs.
type Placed = Vec<(Position, usize, f32)>;

/// Where the words stand in each of these documents: of the rarest, as many as have so many positions there.
fn placed(
    segment: &SegmentTextReader,
    terms: &[WeighedTerm],
    (docs, most): (&[DocId], usize),
) -> Result<Vec<Placed>> {
    let mut placed: Vec<Placed> = vec![Vec::new(); docs.len()];
    let mut positions = Vec::new();
    for term in terms {
        let cursor = segment.positions(&term.info);
        let mut cursor = cursor.map_err(tantivy::TantivyError::from)?;
        for (doc, placed) in docs.iter().zip(&mut placed) {
            if placed.len() < most && cursor.seek(*doc) == *doc {
                positions.clear();
                cursor.append_positions(&mut positions);
                let positions = positions.iter();
                placed.extend(positions.map(|&position| (position, term.nth, term.weight)));
            }
        }
    }
    Ok(placed)
}

/// The weight of the words that stand within so many words of each other, in each of these documents; of two that follow on each other as in
/// the quotation, twice.
fn together(
    placed: Vec<Placed>,
    pairs: &FxHashMap<(usize, usize), usize>,
    docs: &[DocId],
    width: u32,
) -> Vec<(f32, DocId)> {
    let weighed = placed.into_iter().zip(docs).map(|(mut placed, doc)| {
        placed.sort_unstable_by_key(|(position, nth, _)| (*position, *nth));
        let in_order = placed.windows(2).filter_map(|two| {
            let [(before, one, of_one), (position, other, of_other)] = [two[0], two[1]];
            let pair = pairs
                .get(&(one, other))
                .filter(|_| before + 1 == position)?;
            Some((position, *pair, of_one + of_other))
        });
        let in_order: Vec<_> = in_order.collect();
        placed.extend(in_order);
        placed.sort_unstable_by_key(|(position, nth, _)| (*position, *nth));
        (heaviest_window(&placed, width), *doc)
    });
    weighed.collect()
}

/// The most that different words weigh which stand within a window.
fn heaviest_window(placed: &[(Position, usize, f32)], width: u32) -> f32 {
    let mut inside: FxHashMap<usize, u32> = FxHashMap::default();
    let (mut weight, mut most, mut first) = (0.0, 0.0_f32, 0);
    for &(position, nth, of_word) in placed {
        while position - placed[first].0 >= width {
            let (_, left, of_left) = placed[first];
            if let Some(count) = inside.get_mut(&left) {
                *count -= 1;
                if *count == 0 {
                    weight -= of_left;
                }
            }
            first += 1;
        }
        let count = inside.entry(nth).or_default();
        if *count == 0 {
            weight += of_word;
        }
        *count += 1;
        most = most.max(weight);
    }
    most
}

/// What the index is asked for a part of a quotation: its words in order, of many those around the rarest.
fn phrase(words: &[QueryWord], rarity: &FxHashMap<&str, u64>) -> Option<Query> {
    let is_unspaced = |word: &QueryWord| word.surface.starts_with(analysis::is_unspaced);
    // Where words are cut by dictionary, those at the ends may be parts of others.
    let cut = usize::from(words.iter().any(is_unspaced));
    let words = words.get(cut..words.len().saturating_sub(cut))?;
    let articles = |word: &QueryWord| rarity.get(&*word.surface).copied();
    let rarest = (0..words.len()).min_by_key(|&at| articles(&words[at]))?;
    let last = words.len().saturating_sub(WORDS_OF_A_PHRASE);
    let start = rarest.saturating_sub(WORDS_OF_A_PHRASE / 2).min(last);
    let end = words.len().min(start + WORDS_OF_A_PHRASE);
    Some(words_in_order(&words[start..end]))
}

fn words_in_order(words: &[QueryWord]) -> Query {
    let terms = words.iter().map(|word| Term::Word(word.surface.clone()));
    Query::new(QueryKind::Phrase {
        terms: terms.collect(),
        slop: 0,
    })
}

/// The place of an article that a quotation is closest to: of its body, or of its headline where that is closer.
fn place(quotation: &Quotation, article: Article) -> Option<QuotePlace> {
    let cut = analysis(&article);
    let in_body = quotation.closest(&article.body, &cut.words);
    let distance = |quoted: &Quoted| (quoted.eighths, quoted.differences.len());
    let is_in_body = in_body.as_ref().is_some_and(Quoted::is_verbatim);
    let in_title = (!is_in_body).then(|| quotation.closest(&article.title, &cut.title_words));
    let in_title = in_title.flatten().filter(|title| {
        let in_body = in_body.as_ref();
        in_body.is_none_or(|body| distance(title) < distance(body))
    });
    let is_headline = in_title.is_some();
    let quoted = in_title.or(in_body)?;
    let sentence = |byte: usize| {
        let behind = cut.sentences.partition_point(|it| it.span.start <= byte);
        u32::try_from(behind.saturating_sub(1)).unwrap_or(u32::MAX)
    };
    let span = quoted.span;
    let last = span.end.saturating_sub(1).max(span.start);
    let sentences = (sentence(span.start), sentence(last));
    Some(QuotePlace {
        in_title: is_headline,
        sentences: (!is_headline).then_some(sentences),
        article,
        quoted,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::{Merging, sample_index};

    /// Articles of function words, in another order each, and each many times.
    fn function_words(articles: usize) -> impl Iterator<Item = serde_json::Value> {
        const WORDS: [&str; 8] = ["it", "is", "that", "of", "the", "and", "to", "was"];
        (0..articles).map(|article| {
            let step = 2 * (article % 4) + 1;
            let words = (0..400).map(|at| WORDS[(at * step + article) % WORDS.len()]);
            let body = words.collect::<Vec<_>>().join(" ");
            let id = format!("f{article}");
            serde_json::json!({ "id": id, "origin": { "path": id }, "body": body, "language": "en" })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn what_is_near_does_not_hang_on_how_the_index_is_cut(
            texts in prop::collection::vec(prop::collection::vec(0..7_usize, 6..14), 30..60),
            quote in prop::collection::vec(0..7_usize, 6..9),
        ) {
            const WORDS: [&str; 7] = ["harbour", "tide", "ferry", "bridge", "council", "storm", "quay"];
            let text = |words: &[usize]| -> String {
                words.iter().map(|&word| WORDS[word]).collect::<Vec<_>>().join(" ")
            };
            let articles = texts.iter().enumerate().map(|(id, words)| {
                let id = format!("a{id}");
                serde_json::json!({ "id": id, "origin": { "path": id }, "body": text(words), "language": "en" })
            });
            let mut articles: Vec<serde_json::Value> = articles.collect();
            let request = QuoteRequest::new(text(&quote));
            let answers: Vec<String> = [1, 3].map(|commits| {
                let folder = tempfile::tempdir().unwrap();
                for articles in articles.chunks(articles.len().div_ceil(commits)) {
                    sample_index::write(folder.path(), articles.to_vec(), Merging::Nothing);
                }
                articles.reverse();
                let archive = ArchiveReader::open(folder.path()).unwrap();
                assert_eq!(archive.searcher().segment_readers().len(), commits);
                format!("{:?}", verify_quote(&archive, &request).unwrap())
            }).into();
            prop_assert_eq!(&answers[0], &answers[1]);
        }
    }

    #[test]
    fn a_quotation_of_function_words_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        sample_index::write(folder.path(), function_words(1_000), Merging::Everything);
        let archive = ArchiveReader::open(folder.path()).unwrap();
        let searcher = archive.searcher();
        let quotation = Quotation::new("it was the and that it is of to the was and it");
        let look = Look {
            archive: &archive,
            searcher: &searcher,
            quotation: &quotation,
        };
        let words = look.words().unwrap();
        assert_eq!(rarest(&words, 3_500).len(), 3);
        assert_eq!(rarest(&words, 1).len(), 1);
        let segment = archive.texts().segment(searcher.segment_reader(0)).unwrap();
        let terms = look.terms(&segment, &words).unwrap();
        assert_eq!(terms.len(), 8);
        let placed = placed(&segment, &terms, (&[3, 4, 999], 120)).unwrap();
        let of_a_word = 400 / 4;
        for placed in placed {
            assert!((120..120 + of_a_word).contains(&placed.len()));
        }

        let request = QuoteRequest::new(quotation.text());
        let verified = verify_quote(&archive, &request).unwrap();
        assert_ne!(verified.verdict, Verdict::Verbatim);
        assert!(verified.places.len() <= MOST_NEAR);
    }
}
