//! The words of a segment's articles, gathered in order and inverted when the segment is written.
//!
//! While articles come in, each word is only looked up and its number appended. The postings of a layer (stems, surfaces,
//! capitals) are then made by counting sorts: how often each term occurs, then every place at its term, for some of the terms
//! at a time. That reads words in order where a posting list for each term would jump about, hashes a word once for all its
//! layers, and takes little memory for a word, so that a segment may hold many.

use std::io;
use std::path::PathBuf;

use tantivy::DocId;
use tantivy::postings::FieldSerializer;
use tantivy_common::{VInt, read_u32_vint};

use crate::analysis::{
    Analyzer, HEADING_MARK, Lexicon, PARAGRAPH_MARK, SENTENCE_MARK, Terms, Text, WordId,
    is_unchanged_by_stemming, stem_form,
};
use crate::index::forms::NewForms;
use crate::index::write::field_inverter::{FieldInverter, to_u32, to_usize};
use crate::index::write::tokens::Tokens;

/// Index of a word in the segment: those of the first article, body then title, and so on.
type Place = u32;

/// The layer has no term for the word.
const NONE: u32 = u32::MAX;
/// The article of a place is found from that of the first place in its block.
const BLOCK: usize = 64;
/// The places of this part of the words are gathered at a time: each takes one pass over all words.
const PARTS: usize = 6;

/// The words of a segment under way.
pub(crate) struct TextInverter {
    analyzer: Analyzer,
    words: Tokens,
    /// How often each word of the lexicon occurs; known when no more articles come.
    counts: Vec<u32>,
    articles: DocsCursor,
    sentence_starts: Ascending,
    paragraph_starts: Ascending,
    heading_starts: Ascending,
    compounds: FieldInverter,
}

/// Ascending places, in a byte or two each.
#[derive(Default)]
struct Ascending {
    /// How far each is from the one before, as numbers of variable length.
    steps: Vec<u8>,
    last: Place,
}

/// Where articles begin and end.
#[derive(Default)]
struct DocsCursor {
    /// For each article, where its words begin.
    starts: Vec<Place>,
    /// For each article, how many words its body has.
    body_words: Vec<u32>,
    /// For each block of places, the article of the first.
    blocks: Vec<DocId>,
}

impl TextInverter {
    /// No words yet; what memory is too small for goes to a file in `folder`, which is gone with the segment.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            analyzer: Analyzer::default(),
            words: Tokens::new(folder),
            counts: Vec::new(),
            articles: DocsCursor::default(),
            sentence_starts: Ascending::default(),
            paragraph_starts: Ascending::default(),
            heading_starts: Ascending::default(),
            compounds: FieldInverter::default(),
        }
    }

    /// Adds the next article; gives back the number of words in its body.
    ///
    /// # Errors
    /// When the disk is full.
    pub(crate) fn add(&mut self, text: &Text<'_>) -> io::Result<u32> {
        let Self {
            analyzer,
            words,
            articles,
            sentence_starts,
            paragraph_starts,
            heading_starts,
            compounds,
            ..
        } = self;
        let article = to_u32(articles.starts.len());
        articles.starts.push(to_u32(words.len()));
        let body_words = analyzer.scan(text, |word| {
            let place = to_u32(words.len());
            words.push(word.id);
            if word.starts_sentence {
                sentence_starts.push(place);
                if word.starts_paragraph {
                    paragraph_starts.push(place);
                }
                if word.starts_heading {
                    heading_starts.push(place);
                }
            }
            if let Some(compound) = word.compound {
                compounds.add(compound, article, 0);
            }
        });
        articles.body_words.push(body_words);
        words.spill()?;
        Ok(body_words)
    }

    /// Bytes that it takes, and that writing it will.
    pub(crate) fn size_bytes(&self) -> usize {
        let gathered = self.words.len() / PARTS + self.words.len() / BLOCK;
        let places = gathered + 2 * self.articles.starts.len();
        self.words.size_bytes()
            + self.sentence_starts.steps.len()
            + self.paragraph_starts.steps.len()
            + places * size_of::<Place>()
            + self.analyzer.lexicon.size_bytes()
            + self.analyzer.lexicon.len() * size_of::<([u64; 2], u32)>()
            + self.compounds.size_bytes()
    }

    /// Number of words, titles included.
    pub(crate) fn total(&self) -> u64 {
        self.words.len() as u64
    }

    /// For each article, its number of words.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = u32> {
        let starts = &self.articles.starts;
        let ends = starts
            .iter()
            .skip(1)
            .copied()
            .chain([to_u32(self.words.len())]);
        starts.iter().zip(ends).map(|(start, end)| end - start)
    }

    /// No more articles: what finds the article of a place is made, and words are counted.
    pub(crate) fn close(&mut self) -> io::Result<()> {
        let counts = &mut self.counts;
        counts.resize(self.analyzer.lexicon.len(), 0);
        self.words.each(|word| counts[to_usize(word.0)] += 1)?;
        let articles = &mut self.articles;
        articles.starts.push(to_u32(self.words.len()));
        let mut article = 0;
        for place in (0..self.words.len()).step_by(BLOCK) {
            while to_usize(articles.starts[article + 1]) <= place {
                article += 1;
            }
            articles.blocks.push(to_u32(article));
        }
        Ok(())
    }

    /// Writes which articles hold which stems and compounds, and how often.
    pub(crate) fn write_stems(&mut self, serializer: &mut FieldSerializer<'_>) -> io::Result<()> {
        self.write_layer(serializer, |terms| Some(terms.stem), false)?;
        std::mem::take(&mut self.compounds).write(serializer, false)
    }

    /// Writes where surfaces, capitals and marks stand.
    pub(crate) fn write_text(&self, serializer: &mut FieldSerializer<'_>) -> io::Result<()> {
        self.write_layer(serializer, |terms| Some(terms.surface), true)?;
        self.write_layer(serializer, |terms| terms.cased, true)?;
        let mut writer = TermWriter::new(&self.articles, true);
        for (mark, places) in [
            (HEADING_MARK, &self.heading_starts),
            (PARAGRAPH_MARK, &self.paragraph_starts),
            (SENTENCE_MARK, &self.sentence_starts),
        ] {
            let places = places.to_vec();
            if !places.is_empty() {
                writer.write(serializer, mark, &places)?;
            }
        }
        Ok(())
    }

    /// The forms of all stems, but those that are written as their stem: what [`stem_form`] makes of them.
    pub(crate) fn forms(&self) -> NewForms {
        let lexicon = &self.analyzer.lexicon;
        let forms = (0..to_u32(lexicon.len())).filter_map(|id| {
            let Terms { stem, surface, .. } = lexicon.terms(WordId(id));
            (!is_unchanged_by_stemming(stem, surface)).then(|| stem_form(stem, surface))
        });
        NewForms::of(forms.collect())
    }

    fn write_layer<'a>(
        &'a self,
        serializer: &mut FieldSerializer<'_>,
        term: impl Fn(Terms<'a>) -> Option<&'a str>,
        positions: bool,
    ) -> io::Result<()> {
        let layer = Layer::new(&self.analyzer.lexicon, term);
        let mut writer = TermWriter::new(&self.articles, positions);
        layer.invert(&self.words, &self.counts, |term, places| {
            // A word may be known only as the second half of a compound that was read ahead.
            if places.is_empty() {
                return Ok(());
            }
            writer.write(serializer, term, places)
        })
    }
}

impl Ascending {
    /// `place` is not before the last one.
    fn push(&mut self, place: Place) {
        let step = place - std::mem::replace(&mut self.last, place);
        VInt(u64::from(step)).serialize_into_vec(&mut self.steps);
    }

    fn to_vec(&self) -> Vec<Place> {
        let mut steps = &self.steps[..];
        let mut places = Vec::new();
        let mut place = 0;
        while !steps.is_empty() {
            place += read_u32_vint(&mut steps);
            places.push(place);
        }
        places
    }
}

impl DocsCursor {
    fn at(&self, place: Place) -> DocId {
        let mut article = self.blocks[to_usize(place) / BLOCK];
        while self.starts[to_usize(article) + 1] <= place {
            article += 1;
        }
        article
    }
}

/// The terms of one layer in the order of the dictionary.
struct Layer<'a> {
    terms: Vec<&'a str>,
    /// For each word of the lexicon, the index of its term, or [`NONE`].
    of_word: Vec<u32>,
}

impl<'a> Layer<'a> {
    fn new(lexicon: &'a Lexicon, term: impl Fn(Terms<'a>) -> Option<&'a str>) -> Self {
        let term = |id| term(lexicon.terms(WordId(id)));
        // Comparing the first bytes as numbers settles most of the order without touching the strings.
        let mut sorted: Vec<([u64; 2], u32)> = (0..to_u32(lexicon.len()))
            .filter_map(|id| Some((first_bytes(term(id)?), id)))
            .collect();
        sorted.sort_unstable_by(|(a, id_a), (b, id_b)| {
            a.cmp(b).then_with(|| term(*id_a).cmp(&term(*id_b)))
        });
        let mut terms: Vec<&str> = Vec::new();
        let mut of_word = vec![NONE; lexicon.len()];
        for (_, id) in sorted {
            let Some(term) = term(id) else { continue };
            if terms.last() != Some(&term) {
                terms.push(term);
            }
            of_word[to_usize(id)] = to_u32(terms.len() - 1);
        }
        Self { terms, of_word }
    }

    /// Calls `write` with each term and its places, in order.
    fn invert(
        &self,
        words: &Tokens,
        counts: &[u32],
        mut write: impl FnMut(&str, &[Place]) -> io::Result<()>,
    ) -> io::Result<()> {
        let counts = self.counts(counts);
        let most = to_u32(words.len().div_ceil(PARTS));
        let mut places = Vec::with_capacity(to_usize(most));
        let mut ends = Vec::new();
        let mut first = 0;
        while let Some(counts) = counts.get(first..).filter(|counts| !counts.is_empty()) {
            // Where the places of a term begin; after the pass, where they end.
            ends.clear();
            let mut total = 0;
            for count in counts {
                if total > 0 && total + count > most {
                    break;
                }
                ends.push(total);
                total += count;
            }
            places.clear();
            places.resize(to_usize(total), 0);
            self.gather(words, first, &mut ends, &mut places)?;
            let mut start = 0;
            for (term, &end) in self.terms[first..].iter().zip(&ends) {
                let end = to_usize(end);
                write(term, &places[start..end])?;
                start = end;
            }
            first += ends.len();
        }
        Ok(())
    }

    /// How often each term occurs, from how often each word does.
    fn counts(&self, of_words: &[u32]) -> Vec<u32> {
        let mut counts = vec![0; self.terms.len()];
        for (&term, of_word) in self.of_word.iter().zip(of_words) {
            // A word that has no term here has no count.
            if let Some(count) = counts.get_mut(to_usize(term)) {
                *count += of_word;
            }
        }
        counts
    }

    /// Puts the places of as many terms as `next` has, from the `first` on, from where `next` says.
    fn gather(
        &self,
        words: &Tokens,
        first: usize,
        next: &mut [Place],
        places: &mut [Place],
    ) -> io::Result<()> {
        let first = to_u32(first);
        let mut place = 0;
        words.each(|word| {
            let term = self.of_word[to_usize(word.0)].wrapping_sub(first);
            if let Some(next) = next.get_mut(to_usize(term)) {
                places[to_usize(*next)] = place;
                *next += 1;
            }
            place += 1;
        })
    }
}

/// The sixteen bytes behind the tag, as numbers that order as the text does.
fn first_bytes(term: &str) -> [u64; 2] {
    let mut bytes = [[0; 8]; 2];
    let behind = term.bytes().skip(1);
    for (byte, of_term) in bytes.as_flattened_mut().iter_mut().zip(behind) {
        *byte = of_term;
    }
    bytes.map(u64::from_be_bytes)
}

/// Writes the postings of terms, one after the other.
struct TermWriter<'a> {
    articles: &'a DocsCursor,
    positions: bool,
    found: Vec<(DocId, u32)>,
    deltas: Vec<u32>,
}

impl<'a> TermWriter<'a> {
    fn new(articles: &'a DocsCursor, positions: bool) -> Self {
        Self {
            articles,
            positions,
            found: Vec::new(),
            deltas: Vec::new(),
        }
    }

    /// `places` are ascending.
    fn write(
        &mut self,
        serializer: &mut FieldSerializer<'_>,
        term: &str,
        mut places: &[Place],
    ) -> io::Result<()> {
        self.found.clear();
        let mut end = 0;
        for &place in places {
            if place >= end {
                let article = self.articles.at(place);
                end = self.articles.starts[to_usize(article) + 1];
                self.found.push((article, 0));
            }
            if let Some((_, count)) = self.found.last_mut() {
                *count += 1;
            }
        }
        serializer.new_term(term.as_bytes(), to_u32(self.found.len()), true)?;
        for &(article, count) in &self.found {
            let (here, later) = places.split_at(to_usize(count));
            places = later;
            self.deltas.clear();
            if self.positions {
                let start = self.articles.starts[to_usize(article)];
                let body_words = self.articles.body_words[to_usize(article)];
                let mut before = 0;
                self.deltas.extend(here.iter().map(|place| {
                    let word = place - start;
                    // The title stands behind a gap of one.
                    let position = word + u32::from(word >= body_words);
                    position - std::mem::replace(&mut before, position)
                }));
            }
            serializer.write_doc(article, count, &self.deltas);
        }
        serializer.close_term()
    }
}
