//! Every occurrence of a query on a line of its own.
//!
//! What occurs where is read from postings, as when counting. An article is read from the store once, when its lines are
//! written; it is cut into words, and nothing else is done with it. Articles are handled on all cores, so many
//! together that their lines fit into memory, and written in order. Where lines are ordered by the words beside the match,
//! the written lines are sorted, on disk where they are many: to sort places instead would mean to read an article for each
//! line.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::FxHashSet;
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Order, Searcher, TantivyError};

use crate::analysis::{self, Analysis, Analyzer};
use crate::api::{
    ConcordanceLine, ConcordanceRequest, Count, LineOrder, Matching, Notice, Sample, SearchRequest,
    Side, Sort, Understood,
};
use crate::cores::Cores;
use crate::index::hashing::hash;
use crate::index::{ArchiveReader, Stories};
use crate::passage::{KeywordInContext, Positions, Work, occurrences, sentence_of};
use crate::search::answer::answer_exactly;
use crate::search::collect::ScoredDoc;
use crate::search::concordance::smallest::{Smallest, numbers_of};
use crate::search::concordance::sorter::Sorter;
use crate::search::count;
use crate::search::plan::planned::Plan;
use crate::search::positions::positions_reader;
use crate::search::postings::positions_reader::Marks;
use crate::search::rank::ties::Ties;
use crate::search::stories::{Copied, CopyFinder};
use crate::search::{Answer, Error, Result};
use crate::span::{ByteSpan, Interval};

/// Words of the articles handled together: a query that matches all of them makes no more lines.
const BATCH_WORDS: u64 = 500_000;
/// What an article costs besides its words, in words.
const ARTICLE_WORDS: u64 = 100;
/// Words of a line as they are reckoned there; longer lines count for more.
const LINE_WORDS: u64 = 24;
/// Bytes of lines of one article that are passed on together, where all its lines would be too many.
const PART_BYTES: usize = 4 << 20;
/// Bytes of lines of articles handled together, about. What each line says of its article, such as a long headline, is not reckoned in words:
/// articles whose lines would be more are handled by themselves when their turn comes.
const BATCH_BYTES: usize = 32 << 20;
/// Steps that it takes to ask an article whose lines are made about a term.
const STEPS_OF_A_TERM: usize = 4;
/// Articles that one thread takes at a time.
const PIECE: usize = 64;

/// Lines to be sorted that are held in memory; while it grows, the buffer may be twice as large.
const SORT_BYTES: usize = 32 << 20;
/// Words by which lines are ordered.
const KEY_WORDS: u32 = 3;
/// Bytes of each of them.
const KEY_WORD_BYTES: usize = 32;

/// Writes one line into a buffer: what the lines look like is the caller's affair. Called from several threads.
pub type WriteLine<'a> =
    dyn Fn(&ConcordanceLine<'_>, &mut Vec<u8>) -> std::io::Result<()> + Sync + 'a;

/// A concordance, counted but not written yet.
pub struct Concordance<'a> {
    answer: Answer<'a>,
    count: Count,
    order: LineOrder,
    context: u32,
    /// The lines chosen, by article and ordinal in it, ascending; `None` for all.
    chosen: Option<Vec<(DocAddress, usize)>>,
}

/// The lines of one article, one behind the other, each behind its key where lines are sorted.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    /// For each line, where its key and where itself ends.
    ends: Vec<(usize, usize)>,
}

/// Finds and counts every occurrence; chooses the sample where one is wanted.
pub(crate) fn concordance<'a>(
    archive: &'a ArchiveReader,
    request: &ConcordanceRequest,
) -> Result<Concordance<'a>> {
    let articles = SearchRequest {
        problems: request.problems.clone(),
        matching: Matching::All,
        sort: match request.order {
            LineOrder::Relevance | LineOrder::Words { .. } => Sort::Relevance,
            LineOrder::Newest => Sort::Newest,
            LineOrder::Oldest => Sort::Oldest,
        },
        copies: request.copies,
        limit: None,
        passages: 0,
        effort: request.effort,
        ..SearchRequest::new(request.query.clone())
    };
    let mut answer = answer_exactly(archive, &articles, true)?;
    if matches!(request.order, LineOrder::Words { .. }) {
        // Lines with equal words stay in the order of their articles.
        let found = answer.found.iter().map(|found| found.address).collect();
        let ordered = Ties::new(archive.columns(), Order::Desc).first(found, usize::MAX)?;
        answer.found = ordered
            .into_iter()
            .map(|address| ScoredDoc {
                score: 0.0,
                address,
            })
            .collect();
    }
    let hidden = answer.hidden();
    let (count, chosen) = match request.sample {
        None => {
            let archive = (&answer.searcher, archive.stories()?);
            (count::total(archive, &answer.plan, &hidden)?, None)
        }
        Some(sample) => {
            let archive = (&answer.searcher, archive.stories()?);
            let (count, chosen) = choose(archive, &answer.plan, (sample, &hidden))?;
            answer
                .found
                .retain(|found| !chosen_in(&chosen, found.address).is_empty());
            (count, Some(chosen))
        }
    };
    // Lines are made a few articles at a time, each of which is asked about every term: it may be too much where counting is not.
    let steps = answer.found.len() * answer.plan.terms.len() * STEPS_OF_A_TERM;
    answer.plan.budget.work().spend(steps);
    answer.plan.whole(())?;
    Ok(Concordance {
        answer,
        count,
        order: request.order,
        context: request.context,
        chosen,
    })
}

/// Counts as [`count::total`] does, on one core, and chooses from the occurrences, by the ids of their articles.
fn choose(
    (searcher, stories): (&Searcher, &Stories),
    plan: &Plan,
    (sample, hidden): (Sample, &FxHashSet<DocAddress>),
) -> Result<(Count, Vec<(DocAddress, usize)>)> {
    let weight = count::weight(searcher, plan)?;
    let mut count = Count::default();
    let mut copied = Vec::new();
    let mut smallest = Smallest::new(sample.lines);
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let ids = reader.fast_fields().str("id")?;
        let ids =
            ids.ok_or_else(|| TantivyError::SchemaError("articles have no ids".to_owned()))?;
        let mut articles: Vec<(u64, DocId, usize)> = Vec::new();
        let mut finder = CopyFinder::new(stories, segment as usize, reader);
        count::each_article(reader, plan, &*weight, &mut |doc, found, positions| {
            if hidden.contains(&DocAddress::new(segment, doc)) {
                return;
            }
            count = count + count::of_article(found, positions);
            finder.note(doc);
            let id = ids.ords().first(doc).unwrap_or_default();
            articles.push((id, doc, found.len()));
        })?;
        copied.push(finder.found());
        // Read in their order, each block of ids is read once.
        articles.sort_unstable();
        let ords: Vec<u64> = articles.iter().map(|(id, ..)| *id).collect();
        let mut of_id = articles.iter();
        let offer = |id: &[u8]| {
            let Some(&(_, doc, occurrences)) = of_id.next() else {
                return;
            };
            let mut numbers = numbers_of(hash(id), sample.seed);
            for ordinal in 0..occurrences {
                smallest.offer(numbers.bits(), (DocAddress::new(segment, doc), ordinal));
            }
        };
        let read = ids.dictionary().sorted_ords_to_term_cb(&ords, offer);
        read.map_err(TantivyError::from)?;
    }
    count.stories = Copied::of(copied).stories(count.articles);
    plan.whole((count, smallest.into_sorted()))
}

impl Concordance<'_> {
    /// How often the query occurs, whatever the sample.
    pub fn count(&self) -> Count {
        self.count
    }

    /// Lines that will be written.
    pub fn lines(&self) -> u64 {
        self.chosen
            .as_ref()
            .map_or(self.count.occurrences, |chosen| chosen.len() as u64)
    }

    /// Articles in the index.
    pub fn searched(&self) -> u64 {
        self.answer.total.searched
    }

    /// What was understood.
    pub fn understood(&self) -> &Understood {
        &self.answer.understood
    }

    /// What the reader should know.
    pub fn notices(&self) -> &[Notice] {
        &self.answer.notices
    }

    /// Writes the lines to `out`, in order, each made by `write`. Memory does not grow with their number.
    ///
    /// # Errors
    /// When an article or a temporary file cannot be read or written, or the output cannot be written.
    pub fn write(&self, write: &WriteLine<'_>, out: &mut dyn Write) -> Result<()> {
        if !matches!(self.order, LineOrder::Words { .. }) {
            return self.each_article(write, &mut |written| {
                out.write_all(&written.bytes).map_err(Error::Output)
            });
        }
        let mut sorter = Sorter::new(SORT_BYTES);
        self.each_article(write, &mut |written| {
            let mut start = 0;
            for &(key_end, end) in &written.ends {
                sorter.push(&written.bytes[start..key_end], &written.bytes[key_end..end])?;
                start = end;
            }
            Ok(())
        })?;
        sorter.finish(&mut |line| out.write_all(line).map_err(Error::Output))
    }

    /// Gives the lines of each article to `take`, in the order of the articles.
    fn each_article(
        &self,
        write: &WriteLine<'_>,
        take: &mut dyn FnMut(&Written) -> Result<()>,
    ) -> Result<()> {
        let lengths = self.lengths()?;
        let mut rest = &*self.answer.found;
        let mut unreadable = None;
        while !rest.is_empty() {
            let count = together(rest, &lengths, self.context);
            let (together, others) = rest.split_at(count);
            rest = others;
            if let [alone] = together
                && cost(alone, &lengths, self.context) > BATCH_WORDS
            {
                self.alone(alone.address, write, take, &mut unreadable)?;
                continue;
            }
            // Postings are read in the order of the index.
            let mut places: Vec<(DocAddress, usize)> = together
                .iter()
                .enumerate()
                .map(|(at, found)| (found.address, at))
                .collect();
            places.sort_unstable();
            let pieces: Vec<&[(DocAddress, usize)]> = places.chunks(PIECE).collect();
            let held = AtomicUsize::new(0);
            let make = |piece: &&[_]| self.piece(piece, write, &held);
            let pieces = Cores::available().map(&pieces, |_, piece| make(piece))?;
            let mut written: Vec<(usize, Result<Option<Written>>)> =
                pieces.into_iter().flatten().collect();
            written.sort_unstable_by_key(|(at, _)| *at);
            for (at, written) in written {
                match written {
                    Ok(Some(written)) => take(&written)?,
                    Ok(None) => {
                        self.alone(together[at].address, write, take, &mut unreadable)?;
                    }
                    Err(error) => {
                        unreadable.get_or_insert(error);
                    }
                }
            }
        }
        unreadable.map_or(Ok(()), Err)
    }

    /// The lines of one article whose lines may be too many to be held together.
    fn alone(
        &self,
        address: DocAddress,
        write: &WriteLine<'_>,
        take: &mut dyn FnMut(&Written) -> Result<()>,
        unreadable: &mut Option<Error>,
    ) -> Result<()> {
        let Answer { searcher, plan, .. } = &self.answer;
        let segment = searcher.segment_reader(address.segment_ord);
        let docs = [address.doc_id];
        let mut reader = positions_reader(segment, plan, Marks::SENTENCES, &docs)?;
        reader.read(&docs);
        let mut pass_on = |written: &mut Written| {
            if written.bytes.len() > PART_BYTES {
                take(written)?;
                *written = Written::default();
            }
            Ok(ControlFlow::Continue(()))
        };
        match self.article(address, reader.positions(0), write, &mut pass_on) {
            Ok(written) => take(&written.unwrap_or_default()),
            Err(error) if error.is_of_one_article() => {
                unreadable.get_or_insert(error);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// For each segment, the number of words of its articles.
    fn lengths(&self) -> Result<Vec<Column<u64>>> {
        let segments = self.answer.searcher.segment_readers();
        let lengths = segments
            .iter()
            .map(|segment| segment.fast_fields().u64("body_words"));
        Ok(lengths.collect::<tantivy::Result<_>>()?)
    }

    /// The lines of a few articles, which are in the order of the index; with each the number it came with. There are none of an article
    /// whose lines are too many to be held besides what is held already.
    fn piece(
        &self,
        piece: &[(DocAddress, usize)],
        write: &WriteLine<'_>,
        held: &AtomicUsize,
    ) -> Result<Vec<(usize, Result<Option<Written>>)>> {
        let Answer { searcher, plan, .. } = &self.answer;
        let mut written = Vec::with_capacity(piece.len());
        for in_segment in
            piece.chunk_by(|(one, _), (other, _)| one.segment_ord == other.segment_ord)
        {
            let segment = searcher.segment_reader(in_segment[0].0.segment_ord);
            let docs = in_segment.iter().map(|(address, _)| address.doc_id);
            let docs: Vec<DocId> = docs.collect();
            let mut reader = positions_reader(segment, plan, Marks::SENTENCES, &docs)?;
            reader.read(&docs);
            for (nth, &(address, at)) in in_segment.iter().enumerate() {
                let positions = reader.positions(nth);
                let before = held.load(Ordering::Relaxed);
                let mut bound = |written: &mut Written| {
                    let is_too_much = before + written.bytes.len() > BATCH_BYTES;
                    Ok(if is_too_much {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    })
                };
                match self.article(address, positions, write, &mut bound) {
                    Err(error) if !error.is_of_one_article() => return Err(error),
                    of_article => {
                        if let Ok(Some(lines)) = &of_article {
                            held.fetch_add(lines.bytes.len(), Ordering::Relaxed);
                        }
                        written.push((at, of_article));
                    }
                }
            }
        }
        Ok(written)
    }

    /// The lines of one article; `pass_on` may take those written so far after each, or give the article up.
    fn article(
        &self,
        address: DocAddress,
        positions: &Positions,
        write: &WriteLine<'_>,
        pass_on: &mut dyn FnMut(&mut Written) -> Result<ControlFlow<()>>,
    ) -> Result<Option<Written>> {
        let mut written = Written::default();
        let sources = self.answer.plan.units.iter().map(|unit| &unit.source);
        // What these are was found before, within bounds.
        let found = occurrences(sources, positions, &Work::unlimited());
        let found = self.chosen_of(address, found);
        if found.is_empty() {
            return Ok(Some(written));
        }
        let article = self
            .answer
            .archive
            .article(&self.answer.searcher, address)?;
        let body_words = positions.body_words;
        let last = found.iter().map(|at| at.last).filter(|at| *at < body_words);
        let beside = self.context.max(match self.order {
            LineOrder::Words { nth, .. } => nth.saturating_add(KEY_WORDS),
            LineOrder::Relevance | LineOrder::Newest | LineOrder::Oldest => 0,
        });
        let wanted = last.max().map_or(0, |last| last.saturating_add(beside));
        let body = (&*article.body, body_words);
        let words = Analyzer::first_words_of(body, &article.title, wanted as usize + 1);
        for at in found {
            let Some(kwic) = KeywordInContext::new(at, &words, self.context) else {
                continue;
            };
            let sentence = sentence_of(at.first, positions).saturating_sub(1);
            let line = ConcordanceLine {
                article: &article,
                kwic,
                sentence: u32::try_from(sentence).ok().filter(|_| !kwic.in_title),
            };
            if let LineOrder::Words { side, nth } = self.order {
                write_key(&line, &words, (side, nth), &mut written.bytes);
            }
            let key_end = written.bytes.len();
            write(&line, &mut written.bytes).map_err(Error::Output)?;
            written.ends.push((key_end, written.bytes.len()));
            if pass_on(&mut written)?.is_break() {
                return Ok(None);
            }
        }
        Ok(Some(written))
    }

    /// Those of an article's occurrences that are in the sample.
    fn chosen_of(&self, address: DocAddress, found: Vec<Interval>) -> Vec<Interval> {
        match &self.chosen {
            None => found,
            Some(chosen) => chosen_in(chosen, address)
                .iter()
                .filter_map(|&(_, ordinal)| found.get(ordinal).copied())
                .collect(),
        }
    }
}

/// The part of a sample, which is ascending, that is of one article.
fn chosen_in(chosen: &[(DocAddress, usize)], address: DocAddress) -> &[(DocAddress, usize)] {
    let from = chosen.partition_point(|(other, _)| *other < address);
    let length = chosen[from..].partition_point(|(other, _)| *other == address);
    &chosen[from..from + length]
}

/// How many of the first articles have together no more words on their lines than may be handled at once; at least one.
fn together(found: &[ScoredDoc], lengths: &[Column<u64>], context: u32) -> usize {
    let mut words = 0;
    let fit = found.iter().take_while(|found| {
        words += cost(found, lengths, context);
        words <= BATCH_WORDS
    });
    fit.count().max(1)
}

/// What the lines of an article may cost, in words, where every word of it is on a line of its own.
fn cost(found: &ScoredDoc, lengths: &[Column<u64>], context: u32) -> u64 {
    let DocAddress {
        segment_ord,
        doc_id,
    } = found.address;
    let length = lengths.get(segment_ord as usize);
    let words = length.and_then(|length| length.first(doc_id)).unwrap_or(0);
    let on_a_line = words.min(2 * u64::from(context) + 1);
    ARTICLE_WORDS + words.saturating_mul(on_a_line.div_ceil(LINE_WORDS).max(1))
}

/// Writes what a line is ordered by: the words on one side from the `nth` on, folded, each ended by a zero.
fn write_key(
    line: &ConcordanceLine<'_>,
    words: &Analysis,
    (side, nth): (Side, u32),
    bytes: &mut Vec<u8>,
) {
    for nth in nth..nth.saturating_add(KEY_WORDS) {
        let word: Option<ByteSpan> = match side {
            Side::Left => line.kwic.word_left(words, nth),
            Side::Right => line.kwic.word_right(words, nth),
        };
        let folded = analysis::fold(word.unwrap_or_default().of(line.text()));
        let longest = folded.len().min(KEY_WORD_BYTES);
        bytes.extend_from_slice(&folded.as_bytes()[..longest]);
        bytes.push(0);
    }
}
