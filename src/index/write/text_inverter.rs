//! Inverts the bodies and titles of a segment: the tokens of its articles in order become the postings of its terms.
//!
//! While articles come in, each word is only looked up and its number appended. The postings of a layer (stems, surfaces,
//! capitals) are made by counting sorts when the segment is written: how often each term occurs, then every token at its term,
//! for some of the terms at a time. That reads tokens in order where a posting list for each term would jump about, hashes a
//! word once for all its layers, and takes little memory for a token, so that a segment may hold many.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::DocId;
use tantivy::postings::FieldSerializer;
use tantivy_common::{VInt, read_u32_vint};

use crate::analysis::{
    Analyzer, Compound, HEADING_MARK, Lexicon, PARAGRAPH_MARK, SENTENCE_MARK, Terms, Text, WordId,
    compound_form, compound_stem, compound_surface, folded_word, is_unchanged_by_stemming,
    stem_form,
};
use crate::copies::shingles::{Shingles, word_hash};
use crate::index::capital_bit;
use crate::index::forms::NewForms;
use crate::index::write::field_inverter::{to_u32, to_usize};
use crate::index::write::tokens::Tokens;

/// Number of a token in the segment: those of the first article, body then title, then those of the next.
type TokenOrd = u32;
/// That number, with the [`capital_bit`].
type MarkedOrd = u32;

/// The layer has no term for the word.
const NONE: u32 = u32::MAX;
/// Tokens in a block. The article of a token is looked for from that of the first token in its block.
const BLOCK: usize = 64;
/// Parts in which the tokens of a layer are brought to their terms, each in one pass over all tokens.
const PARTS: usize = 6;

/// The texts of a segment under way.
pub(crate) struct TextInverter {
    analyzer: Analyzer,
    tokens: Tokens,
    /// For each word of the lexicon, what shingles are made of.
    word_hashes: Vec<u32>,
    /// Those of the last article.
    shingles: Shingles,
    /// Tokens of each word of the lexicon; known when no more articles come.
    counts: Vec<u32>,
    docs: Docs,
    sentence_starts: Ascending,
    paragraph_starts: Ascending,
    heading_starts: Ascending,
    compounds: Compounds,
}

/// The words with hyphens, each with the token of its first part.
type Compounds = Vec<(Compound, TokenOrd)>;

/// Ascending numbers of tokens, in a byte or two each.
#[derive(Default)]
struct Ascending {
    /// How far each is from the one before, as numbers of variable length.
    steps: Vec<u8>,
    last: TokenOrd,
}

/// How far the texts of a segment are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextMark {
    tokens: usize,
    token_bytes: usize,
    docs: usize,
    starts: [(usize, TokenOrd); 3],
    compounds: usize,
}

/// Where articles begin and end.
#[derive(Default)]
struct Docs {
    /// For each article, its first token.
    starts: Vec<TokenOrd>,
    /// For each article, the number of tokens in its body.
    body_words: Vec<u32>,
    /// For each block of tokens, the article of the first.
    blocks: Vec<DocId>,
}

impl TextInverter {
    /// No articles yet; what memory is too small for goes to a file in `folder`, which is gone with the segment.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            analyzer: Analyzer::default(),
            tokens: Tokens::new(folder),
            word_hashes: Vec::new(),
            shingles: Shingles::default(),
            counts: Vec::new(),
            docs: Docs::default(),
            sentence_starts: Ascending::default(),
            paragraph_starts: Ascending::default(),
            heading_starts: Ascending::default(),
            compounds: Compounds::default(),
        }
    }

    /// Adds the next article; gives back the number of words in its body.
    pub(crate) fn add(&mut self, text: &Text<'_>) -> u32 {
        let Self {
            analyzer,
            tokens,
            word_hashes,
            shingles,
            docs,
            sentence_starts,
            paragraph_starts,
            heading_starts,
            compounds,
            ..
        } = self;
        shingles.begin();
        docs.starts.push(to_u32(tokens.len()));
        let body_words = analyzer.scan(text, |word| {
            let ord = to_u32(tokens.len());
            tokens.push(word.id);
            while word_hashes.len() <= to_usize(word.id.0) {
                let next = WordId(to_u32(word_hashes.len()));
                let surface = word.terms_of(next).surface;
                word_hashes.push(word_hash(folded_word(surface).unwrap_or_default()));
            }
            let hash = word_hashes[to_usize(word.id.0)];
            if word.in_title {
                shingles.push_title(hash);
            } else {
                shingles.push(hash);
            }
            if word.starts_sentence {
                sentence_starts.push(ord);
                if word.starts_paragraph {
                    paragraph_starts.push(ord);
                }
                if word.starts_heading {
                    heading_starts.push(ord);
                }
            }
            compounds.extend(word.compounds.iter().map(|compound| (*compound, ord)));
        });
        docs.body_words.push(body_words);
        body_words
    }

    /// The sampled shingles of the last article.
    pub(crate) fn sample(&self) -> Vec<u32> {
        self.shingles.sample()
    }

    /// Moves to disk what memory is too small for.
    ///
    /// # Errors
    /// When the disk is full.
    pub(crate) fn spill(&mut self) -> io::Result<()> {
        self.tokens.spill()
    }

    /// How far it is.
    pub(crate) fn mark(&self) -> TextMark {
        let starts = [
            &self.sentence_starts,
            &self.paragraph_starts,
            &self.heading_starts,
        ];
        TextMark {
            tokens: self.tokens.len(),
            token_bytes: self.tokens.size_bytes(),
            docs: self.docs.starts.len(),
            starts: starts.map(|starts| (starts.steps.len(), starts.last)),
            compounds: self.compounds.len(),
        }
    }

    /// Forgets the article whose analysis failed since. The words that it brought stay: no token is theirs.
    pub(crate) fn forget_since(&mut self, mark: TextMark) {
        self.tokens.forget(mark.tokens, mark.token_bytes);
        self.docs.starts.truncate(mark.docs);
        self.docs.body_words.truncate(mark.docs);
        let starts = [
            &mut self.sentence_starts,
            &mut self.paragraph_starts,
            &mut self.heading_starts,
        ];
        for (starts, (bytes, last)) in starts.into_iter().zip(mark.starts) {
            starts.steps.truncate(bytes);
            starts.last = last;
        }
        self.compounds.truncate(mark.compounds);
    }

    /// Number of words in the lexicon.
    pub(crate) fn words(&self) -> usize {
        self.analyzer.lexicon.len()
    }

    /// Bytes that it takes, or will when it is written, whichever is more.
    pub(crate) fn size_bytes(&self) -> usize {
        let lexicon = &self.analyzer.lexicon;
        let ords = |number: usize| number * size_of::<TokenOrd>();
        let while_adding = lexicon.table_bytes() + size_of_val(&*self.word_hashes);
        let while_writing = ords(self.tokens.len() / PARTS + self.tokens.len() / BLOCK)
            + lexicon.len() * size_of::<([u64; 2], u32, [u32; 2])>();
        self.tokens.size_bytes()
            + self.sentence_starts.steps.len()
            + self.paragraph_starts.steps.len()
            + ords(2 * self.docs.starts.len())
            + lexicon.size_bytes()
            + size_of_val(&*self.compounds)
            + while_adding.max(while_writing)
    }

    /// Number of tokens, titles included.
    pub(crate) fn total(&self) -> u64 {
        self.tokens.len() as u64
    }

    /// For each article, its number of tokens.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = u32> {
        let starts = &self.docs.starts;
        let ends = starts
            .iter()
            .skip(1)
            .copied()
            .chain([to_u32(self.tokens.len())]);
        starts.iter().zip(ends).map(|(start, end)| end - start)
    }

    /// No more articles: what finds the article of a token is made, the tokens of each word are counted, and what only adding needs is
    /// freed.
    pub(crate) fn close(&mut self) -> io::Result<()> {
        self.analyzer.lexicon.close();
        self.word_hashes = Vec::new();
        let counts = &mut self.counts;
        counts.resize(self.analyzer.lexicon.len(), 0);
        self.tokens.each(|word| counts[to_usize(word.0)] += 1)?;
        let docs = &mut self.docs;
        docs.starts.push(to_u32(self.tokens.len()));
        let mut doc = 0;
        for ord in (0..self.tokens.len()).step_by(BLOCK) {
            while to_usize(docs.starts[doc + 1]) <= ord {
                doc += 1;
            }
            docs.blocks.push(to_u32(doc));
        }
        Ok(())
    }

    /// Writes which articles hold which stems and compounds, and how often.
    pub(crate) fn write_stems<'a>(
        &'a self,
        serializer: &mut FieldSerializer<'_>,
    ) -> io::Result<()> {
        self.write_layer(serializer, |terms| Some((terms.stem, false)), false)?;
        self.write_compounds(serializer, false, |terms, parts, push| {
            for stem in [Some(terms.stem), terms.folded_stem].into_iter().flatten() {
                push(compound_stem(stem, parts));
            }
        })?;
        let folded = |terms: Terms<'a>| Some((terms.folded_stem?, false));
        self.write_layer(serializer, folded, false)
    }

    /// Writes where surfaces, capitals and marks stand.
    pub(crate) fn write_text<'a>(&'a self, serializer: &mut FieldSerializer<'_>) -> io::Result<()> {
        let surface = |terms: Terms<'a>| Some((terms.surface, terms.has_capital_first()));
        self.write_layer(serializer, surface, true)?;
        let cased = |terms: Terms<'a>| Some((terms.listed_cased()?, false));
        self.write_layer(serializer, cased, true)?;
        let mut writer = TermWriter::new(&self.docs, true);
        for (mark, ords) in [
            (HEADING_MARK, &self.heading_starts),
            (PARAGRAPH_MARK, &self.paragraph_starts),
            (SENTENCE_MARK, &self.sentence_starts),
        ] {
            let ords = ords.marked();
            if !ords.is_empty() {
                writer.write(serializer, mark, &ords)?;
            }
        }
        self.write_compounds(serializer, true, |terms, parts, push| {
            push(compound_surface(terms.surface, parts));
        })
    }

    /// Writes where the compounds stand; `terms` says under which terms, from what they would be as one word.
    fn write_compounds(
        &self,
        serializer: &mut FieldSerializer<'_>,
        positions: bool,
        terms: impl Fn(Terms<'_>, u32, &mut dyn FnMut(String)),
    ) -> io::Result<()> {
        let mut ords: BTreeMap<String, Vec<MarkedOrd>> = BTreeMap::new();
        let mut known: FxHashMap<Compound, Vec<String>> = FxHashMap::default();
        for (compound, ord) in &self.compounds {
            let of_compound = known.entry(*compound).or_insert_with(|| {
                let mut found = Vec::new();
                let joined = self.analyzer.lexicon.terms(compound.joined);
                terms(joined, compound.parts, &mut |term| found.push(term));
                found
            });
            for term in of_compound {
                match ords.get_mut(term) {
                    Some(ords) => ords.push(capital_bit::with(*ord, false)),
                    None => {
                        ords.insert(term.clone(), vec![capital_bit::with(*ord, false)]);
                    }
                }
            }
        }
        let mut writer = TermWriter::new(&self.docs, positions);
        ords.iter()
            .try_for_each(|(term, ords)| writer.write(serializer, term, ords))
    }

    /// The forms of all stems, but those that are written as their stem: what [`stem_form`] makes of them.
    pub(crate) fn forms(&self) -> NewForms {
        let lexicon = &self.analyzer.lexicon;
        let mut forms = Vec::new();
        for id in 0..to_u32(lexicon.len()) {
            let terms = lexicon.terms(WordId(id));
            if !is_unchanged_by_stemming(terms.stem, terms.surface) {
                forms.push(stem_form(terms.stem, terms.surface));
            }
            forms.extend(terms.folded_stem.map(|stem| stem_form(stem, terms.surface)));
        }
        let compounds: FxHashSet<Compound> = self
            .compounds
            .iter()
            .map(|(compound, _)| *compound)
            .collect();
        for Compound { joined, parts } in compounds {
            let terms = lexicon.terms(joined);
            for stem in [Some(terms.stem), terms.folded_stem].into_iter().flatten() {
                forms.push(compound_form(stem, terms.surface, parts));
            }
        }
        NewForms::of(forms)
    }

    fn write_layer<'a>(
        &'a self,
        serializer: &mut FieldSerializer<'_>,
        term: impl Fn(Terms<'a>) -> Option<(&'a str, bool)>,
        positions: bool,
    ) -> io::Result<()> {
        let lexicon = &self.analyzer.lexicon;
        let layer = Layer::new(lexicon, &term);
        let mut writer = TermWriter::new(&self.docs, positions);
        layer.invert(&self.tokens, &self.counts, |word, ords| {
            // A word may be known only as what a compound would be as one word.
            match term(lexicon.terms(word)) {
                Some((term, _)) if !ords.is_empty() => writer.write(serializer, term, ords),
                _ => Ok(()),
            }
        })
    }
}

impl Ascending {
    /// `ord` is not before the last one.
    fn push(&mut self, ord: TokenOrd) {
        let step = ord - std::mem::replace(&mut self.last, ord);
        VInt(u64::from(step)).serialize_into_vec(&mut self.steps);
    }

    fn marked(&self) -> Vec<MarkedOrd> {
        let mut steps = &self.steps[..];
        let mut ords = Vec::new();
        let mut ord = 0;
        while !steps.is_empty() {
            ord += read_u32_vint(&mut steps);
            ords.push(capital_bit::with(ord, false));
        }
        ords
    }
}

impl Docs {
    fn at(&self, ord: TokenOrd) -> DocId {
        let mut doc = self.blocks[to_usize(ord) / BLOCK];
        while self.starts[to_usize(doc) + 1] <= ord {
            doc += 1;
        }
        doc
    }
}

/// The terms of one layer in the order of the dictionary.
struct Layer {
    /// A word of each term.
    terms: Vec<WordId>,
    /// For each word of the lexicon, the index of its term, with the [`capital_bit`] of its tokens; or [`NONE`].
    of_word: Vec<u32>,
}

impl Layer {
    /// `of_terms` says under which term a word is, and the [`capital_bit`] of its tokens.
    fn new<'a>(
        lexicon: &'a Lexicon,
        of_terms: impl Fn(Terms<'a>) -> Option<(&'a str, bool)>,
    ) -> Self {
        let of_word = |id| of_terms(lexicon.terms(WordId(id)));
        let term = |id| of_word(id).map(|(term, _)| term);
        // Comparing the first bytes as numbers settles most of the order without touching the strings.
        let mut sorted: Vec<([u64; 2], u32)> = (0..to_u32(lexicon.len()))
            .filter_map(|id| Some((first_bytes(term(id)?), id)))
            .collect();
        sorted.sort_unstable_by(|(a, id_a), (b, id_b)| {
            a.cmp(b).then_with(|| term(*id_a).cmp(&term(*id_b)))
        });
        let mut terms = Vec::new();
        let mut last = None;
        let mut terms_of_words = vec![NONE; lexicon.len()];
        for (_, id) in sorted {
            let Some((term, has_capital_first)) = of_word(id) else {
                continue;
            };
            if last.replace(term) != Some(term) {
                terms.push(WordId(id));
            }
            terms_of_words[to_usize(id)] =
                capital_bit::with(to_u32(terms.len() - 1), has_capital_first);
        }
        Self {
            terms,
            of_word: terms_of_words,
        }
    }

    /// Calls `write` with a word of each term and the term's tokens, in order.
    fn invert(
        &self,
        tokens: &Tokens,
        counts: &[u32],
        mut write: impl FnMut(WordId, &[MarkedOrd]) -> io::Result<()>,
    ) -> io::Result<()> {
        let counts = self.counts(counts);
        let most = to_u32(tokens.len().div_ceil(PARTS));
        let mut ords = Vec::with_capacity(to_usize(most));
        let mut ends = Vec::new();
        let mut first = 0;
        while let Some(counts) = counts.get(first..).filter(|counts| !counts.is_empty()) {
            // Where the tokens of a term begin; after the pass, where they end.
            ends.clear();
            let mut total = 0;
            for count in counts {
                if total > 0 && total + count > most {
                    break;
                }
                ends.push(total);
                total += count;
            }
            ords.clear();
            ords.resize(to_usize(total), 0);
            self.gather(tokens, first, &mut ends, &mut ords)?;
            let mut start = 0;
            for (&word, &end) in self.terms[first..].iter().zip(&ends) {
                let end = to_usize(end);
                write(word, &ords[start..end])?;
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
            if let Some(count) = counts.get_mut(to_usize(capital_bit::number(term))) {
                *count += of_word;
            }
        }
        counts
    }

    /// Puts the tokens of as many terms as `next` has, from the `first` on, where `next` says.
    fn gather(
        &self,
        tokens: &Tokens,
        first: usize,
        next: &mut [u32],
        ords: &mut [MarkedOrd],
    ) -> io::Result<()> {
        let first = to_u32(first);
        let mut ord: TokenOrd = 0;
        tokens.each(|word| {
            let of_word = self.of_word[to_usize(word.0)];
            let term = capital_bit::number(of_word).wrapping_sub(first);
            if let Some(next) = next.get_mut(to_usize(term)) {
                let has_capital_first = capital_bit::has_capital_first(of_word);
                ords[to_usize(*next)] = capital_bit::with(ord, has_capital_first);
                *next += 1;
            }
            ord += 1;
        })
    }
}

/// The sixteen bytes after the tag, as numbers that order as the text does.
fn first_bytes(term: &str) -> [u64; 2] {
    let mut bytes = [[0; 8]; 2];
    let rest = term.bytes().skip(1);
    for (byte, of_term) in bytes.as_flattened_mut().iter_mut().zip(rest) {
        *byte = of_term;
    }
    bytes.map(u64::from_be_bytes)
}

/// Writes the postings of terms, one after the other.
struct TermWriter<'a> {
    docs: &'a Docs,
    positions: bool,
    found: Vec<(DocId, u32)>,
    deltas: Vec<u32>,
}

impl<'a> TermWriter<'a> {
    fn new(docs: &'a Docs, positions: bool) -> Self {
        Self {
            docs,
            positions,
            found: Vec::new(),
            deltas: Vec::new(),
        }
    }

    /// `ords` are ascending.
    fn write(
        &mut self,
        serializer: &mut FieldSerializer<'_>,
        term: &str,
        mut ords: &[MarkedOrd],
    ) -> io::Result<()> {
        self.found.clear();
        let mut end = 0;
        for ord in ords.iter().map(|ord| capital_bit::number(*ord)) {
            if ord >= end {
                let doc = self.docs.at(ord);
                end = self.docs.starts[to_usize(doc) + 1];
                self.found.push((doc, 0));
            }
            if let Some((_, count)) = self.found.last_mut() {
                *count += 1;
            }
        }
        serializer.new_term(term.as_bytes(), to_u32(self.found.len()), true)?;
        for &(doc, count) in &self.found {
            let (here, later) = ords.split_at(to_usize(count));
            ords = later;
            self.deltas.clear();
            if self.positions {
                let start = self.docs.starts[to_usize(doc)];
                let body_words = self.docs.body_words[to_usize(doc)];
                let mut before = 0;
                self.deltas.extend(here.iter().map(|&ord| {
                    let word = capital_bit::number(ord) - start;
                    // Between body and title there is a gap of one position.
                    let position = word + u32::from(word >= body_words);
                    let kept = capital_bit::with(position, capital_bit::has_capital_first(ord));
                    kept - std::mem::replace(&mut before, kept)
                }));
            }
            serializer.write_doc(doc, count, &self.deltas);
        }
        serializer.close_term()
    }
}
