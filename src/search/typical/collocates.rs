//! What words keep company with a query: those near its occurrences are counted in the texts, all others in the index.

use tantivy::{DocAddress, Searcher};

use crate::api::{
    Collocate, CollocateExample, CollocateOrder, Collocates, CollocatesRequest, Notice, SetSize,
    Understood, Window,
};
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::passage::KeywordInContext;
use crate::query::{Query, QueryKind, Within};
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planned::Plan;
use crate::search::plan::planner::plan;
use crate::search::show::analysis;
use crate::search::typical::article_sets::{ArticleSets, Side};
use crate::search::typical::company::{Company, Near, Tally};
use crate::search::typical::phrases::exactly;
use crate::search::typical::set_texts::says_something;
use crate::search::typical::spelling::spelled;
use crate::search::typical::word_walk::{Walked, WordFrequency, walk};
use crate::search::{Error, Result, count, suggest};
use crate::span::Interval;
use crate::statistics::Cooccurrence;

/// Articles that are read by one thread, one after the other.
const CHUNK: usize = 128;
/// Words beside an example.
const CONTEXT: u32 = 6;

/// The words that keep company with a query.
pub(crate) fn collocates(
    archive: &ArchiveReader,
    request: &CollocatesRequest,
) -> Result<Collocates> {
    let searcher = archive.searcher();
    let query = Query::all_of(vec![request.query.clone(), request.filters.clone()]);
    let options = PlanOptions::all(request.effort);
    let mut node = plan(archive, &searcher, &query, options)?;
    let corpus = plan(archive, &searcher, &request.filters, options)?;
    let mut notices: Vec<Notice> = request.problems.iter().map(Notice::from).collect();
    notices.append(&mut node.notices);
    let understood = Understood::of(&query, std::mem::take(&mut node.expanded));
    let mut sets = ArticleSets::new(archive, &searcher, (&node, &corpus), false)?;
    if sets.set.articles == 0 {
        notices.extend(suggest::about_query(
            archive,
            &searcher,
            (&query, &node),
            false,
        )?);
    }
    let company = company(archive, &searcher, (&sets, &node), request.window)?;
    let (words, all_words) = everywhere(archive, &searcher, &mut sets, (request, &company))?;
    let mut measured: Vec<Measured<'_>> = words
        .iter()
        .filter_map(|word| {
            let tally = company.words.get(&word.word)?;
            let cooccurrence = Cooccurrence {
                together: tally.times(),
                node: company.nodes,
                word: word.in_set.times + word.in_reference.times,
                near_words: company.near_words,
                all_words,
            };
            Some((word.word.as_str(), tally, cooccurrence))
        })
        .collect();
    sort(&mut measured, request.order);
    let shown = &measured[..measured.len().min(request.limit)];
    let show =
        |_, measured: &Measured<'_>| collocate(archive, &searcher, &sets, (request, *measured));
    Ok(Collocates {
        node_occurrences: company.nodes,
        near_words: company.near_words,
        node: sets.set,
        corpus: SetSize {
            articles: sets.set.articles + sets.reference.articles,
            copies: sets.set.copies + sets.reference.copies,
            words: all_words,
        },
        collocates: measured.len() as u64,
        words: Cores::available().map(shown, show)?,
        understood,
        notices,
    })
}

/// A word near the node, how often it stands there, and what its frequencies say.
type Measured<'a> = (&'a str, &'a Tally, Cooccurrence);

/// How often the words that are frequent enough near the node occur in all articles, and how many words these have.
fn everywhere(
    archive: &ArchiveReader,
    searcher: &Searcher,
    sets: &mut ArticleSets,
    (request, company): (&CollocatesRequest, &Company),
) -> Result<(Vec<WordFrequency>, u64)> {
    let is_kept = |word: &WordFrequency| {
        let tally = company.words.get(&word.word);
        let least = request.least_occurrences.max(1);
        tally.is_some_and(|tally| tally.times() >= least)
            && (request.function_words || says_something(&word.word))
    };
    let Walked {
        words,
        set_words,
        reference_words,
    } = walk(archive, searcher, sets, &is_kept)?;
    (sets.set.words, sets.reference.words) = (set_words, reference_words);
    Ok((words, set_words + reference_words))
}

/// All that is shown of a word.
fn collocate(
    archive: &ArchiveReader,
    searcher: &Searcher,
    sets: &ArticleSets,
    (request, (word, tally, of)): (&CollocatesRequest, Measured<'_>),
) -> Result<Collocate> {
    let spelled = spelled(archive, searcher, sets, (word, sets.set.words))?;
    Ok(Collocate {
        word: spelled.text,
        occurrences: of.together,
        left: tally.left,
        right: tally.right,
        word_occurrences: of.word,
        articles: tally.articles,
        expected: of.expected(),
        log_dice: of.log_dice(),
        mutual_information: of.mutual_information(),
        t_score: of.t_score(),
        example: example(archive, searcher, tally.nearest)?,
        query: together(request, word).to_string(),
    })
}

/// Finds the occurrences of the node, and counts what stands near them.
fn company(
    archive: &ArchiveReader,
    searcher: &Searcher,
    (sets, node): (&ArticleSets, &Plan),
    window: Window,
) -> Result<Company> {
    let weight = count::weight(searcher, node)?;
    let segments: Vec<u32> = (0..).take(searcher.segment_readers().len()).collect();
    let find = |_, &ord: &u32| -> Result<Vec<(DocAddress, Vec<Interval>)>> {
        let mut found = Vec::new();
        let segment = searcher.segment_reader(ord);
        count::each_article(segment, node, &*weight, &mut |doc, nodes, _| {
            let sides = sets.segment(ord as usize);
            if !nodes.is_empty() && sides.is_some_and(|of| of.side(doc) == Side::Set) {
                found.push((DocAddress::new(ord, doc), nodes.to_vec()));
            }
        })?;
        Ok(found)
    };
    let found = Cores::available().map(&segments, find)?;
    let found: Vec<(DocAddress, Vec<Interval>)> =
        node.whole(found)?.into_iter().flatten().collect();
    let chunks: Vec<&[(DocAddress, Vec<Interval>)]> = found.chunks(CHUNK).collect();
    let read = |_, chunk: &&[(DocAddress, Vec<Interval>)]| -> Result<Company> {
        let mut company = Company::default();
        for (address, nodes) in *chunk {
            let article = archive.article(searcher, *address)?;
            let segment = searcher.segment_reader(address.segment_ord);
            let hash = archive
                .texts()
                .segment(segment)?
                .content_hash(address.doc_id);
            company.add(
                &article,
                (*address, hash.unwrap_or_default()),
                nodes,
                window,
            );
        }
        Ok(company.without_lexicon())
    };
    let companies = Cores::available().map(&chunks, read)?;
    Ok(companies
        .into_iter()
        .fold(Company::default(), Company::with))
}

/// The strongest first; equals by how often they are near, then in the order of the alphabet.
fn sort(measured: &mut [Measured<'_>], order: CollocateOrder) {
    let key = |of: &Cooccurrence| match order {
        CollocateOrder::LogDice => of.log_dice(),
        CollocateOrder::MutualInformation => of.mutual_information(),
        CollocateOrder::TScore => of.t_score(),
        // What decides between equals decides.
        CollocateOrder::Frequency => 0.0,
    };
    measured.sort_by(|(one, _, of_one), (other, _, of_other)| {
        let by_key = key(of_other).total_cmp(&key(of_one));
        let by_times = of_other.together.cmp(&of_one.together);
        by_key.then(by_times).then_with(|| one.cmp(other))
    });
}

/// What finds the node near a word: where it has no one place in a text, articles that have both.
fn together(request: &CollocatesRequest, word: &str) -> Query {
    let word = exactly(&[word.to_owned()]);
    let query = if has_one_place(&request.query) {
        Query::new(QueryKind::Near {
            left: Box::new(request.query.clone()),
            right: Box::new(word),
            within: match request.window {
                Window::Words(words) => Within::Words(words),
                Window::Sentence => Within::Sentence,
                Window::Paragraph => Within::Paragraph,
            },
            ordered: false,
            negated: false,
        })
    } else {
        Query::all_of(vec![request.query.clone(), word])
    };
    Query::all_of(vec![query, request.filters.clone()])
}

/// Whether a query is words at one place in a text.
fn has_one_place(query: &Query) -> bool {
    match &query.kind {
        QueryKind::Term(_) | QueryKind::Phrase { .. } => true,
        QueryKind::Or(queries) => queries.iter().all(has_one_place),
        _ => false,
    }
}

/// An occurrence as it is shown.
fn example(
    archive: &ArchiveReader,
    searcher: &Searcher,
    nearest: Near,
) -> Result<Option<CollocateExample>> {
    let article = match archive
        .article(searcher, nearest.address)
        .map_err(Error::from)
    {
        Ok(article) => article,
        Err(error) if error.is_of_one_article() => return Ok(None),
        Err(error) => return Err(error),
    };
    let words = analysis(&article);
    let both = nearest.node.cover(Interval::at(nearest.position));
    let Some(kwic) = KeywordInContext::new(both, &words, CONTEXT) else {
        return Ok(None);
    };
    let text = if kwic.in_title {
        &article.title
    } else {
        &article.body
    };
    let of = |span: crate::span::ByteSpan| {
        let words: Vec<&str> = span.of(text).split_whitespace().collect();
        words.join(" ")
    };
    Ok(Some(CollocateExample {
        left: of(kwic.left),
        keyword: of(kwic.keyword),
        right: of(kwic.right),
        id: article.id,
    }))
}
