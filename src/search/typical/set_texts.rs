//! The texts of a set of articles, as the words that follow each other: for what a dictionary does not know, phrases and repetition.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use tantivy::{DocAddress, Searcher};

use crate::analysis::{self, Analyzer, Language, Text, Word, WordId};
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::search::typical::article_sets::ArticleSets;
use crate::search::{Error, Result};
use crate::span::ByteSpan;

/// Articles of the set whose texts are read, at most: chosen by the hashes of their contents.
const MOST_READ: usize = 4_000;
/// Articles that are read by one thread, one after the other.
const CHUNK: usize = 250;

/// Small words that stand inside names.
const INSIDE_NAMES: [&str; 16] = [
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "du", "la", "of", "the", "van",
    "von", "y",
];

/// What a word may be in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A word that says something.
    Word,
    /// The same, with a capital first.
    Name,
    /// A single letter with a capital: it stands inside names.
    Initial,
    /// A small word that may stand inside a name.
    InsideName,
    /// It ends every phrase.
    Outside,
}

/// Words that say that somebody says something: they end phrases.
const SAYING: [&str; 6] = ["according", "added", "said", "say", "says", "told"];

/// Whether a folded word is one that is looked at unless all are: no function word, no number, no single letter.
pub(super) fn says_something(folded: &str) -> bool {
    let mut letters = folded.chars();
    let first = letters.next();
    let is_letter = letters.next().is_none() && !first.is_some_and(analysis::is_unspaced);
    !is_letter
        && folded.contains(char::is_alphabetic)
        && !folded.starts_with(|it: char| it.is_ascii_digit())
        && !analysis::is_function_word(folded)
}

/// The bodies of the set's articles, or of some of them.
pub(super) struct SetTexts {
    chunks: Vec<Chunk>,
    /// How many articles were read.
    pub(super) articles: usize,
}

/// Articles that were read one after the other.
#[derive(Default)]
pub(super) struct Chunk {
    words: KnownWords,
    /// The words of each article.
    articles: Vec<Vec<Token>>,
}

/// A word of a body.
#[derive(Debug, Clone, Copy)]
struct Token {
    id: WordId,
    /// Whether a sentence begins with it, or more than a space or a hyphen stands before it.
    is_apart: bool,
}

impl SetTexts {
    /// Reads the texts of the set: all, or those with the smallest hashes, so that they are the same however the index is cut.
    pub(super) fn read(
        archive: &ArchiveReader,
        searcher: &Searcher,
        sets: &ArticleSets,
    ) -> Result<Self> {
        let mut by_hash = Vec::new();
        for address in sets.of_set() {
            let segment = searcher.segment_reader(address.segment_ord);
            let hash = archive
                .texts()
                .segment(segment)?
                .content_hash(address.doc_id);
            by_hash.push((hash.unwrap_or_default(), address));
        }
        by_hash.sort_unstable();
        by_hash.truncate(MOST_READ);
        let chosen: Vec<DocAddress> = by_hash.into_iter().map(|(_, address)| address).collect();
        let chunks: Vec<&[DocAddress]> = chosen.chunks(CHUNK).collect();
        let read = |_, chunk: &&[DocAddress]| Chunk::read(archive, searcher, chunk);
        Ok(Self {
            chunks: Cores::available().map(&chunks, read)?,
            articles: chosen.len(),
        })
    }

    /// For each chunk, what `of` makes of it.
    pub(super) fn map<T: Send>(&self, of: impl Fn(&Chunk) -> T + Sync) -> Result<Vec<T>> {
        Cores::available().map(&self.chunks, |_, chunk| Ok(of(chunk)))
    }

    /// Whether all articles fit into one chunk.
    pub(super) fn are_few(&self) -> bool {
        self.chunks.len() < 2
    }

    /// For each phrase or word, given as folded words, whether it nearly always stands between the same two words, in several articles:
    /// then it is part of a text that is repeated, such as the frame of a page.
    pub(super) fn are_repeated(&self, phrases: &[&[String]]) -> Result<Vec<bool>> {
        let hashes = phrases
            .iter()
            .map(|words| words.iter().map(|word| hash(word)).collect());
        let hashes: Vec<Vec<u64>> = hashes.collect();
        let mut by_first: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (at, words) in hashes.iter().enumerate() {
            if let Some(first) = words.first() {
                by_first.entry(*first).or_default().push(at);
            }
        }
        let met = self.map(|chunk| chunk.neighbours(&hashes, &by_first))?;
        let mut neighbours = vec![FxHashMap::<Neighbours, u64>::default(); phrases.len()];
        for (at, between, times) in met.into_iter().flatten() {
            if let Some(of_phrase) = neighbours.get_mut(at) {
                *of_phrase.entry(between).or_default() += times;
            }
        }
        Ok(neighbours.iter().map(is_repetition).collect())
    }
}

/// The hashes of the words before and after something; 0 at the ends of a text.
type Neighbours = (u64, u64);

/// Occurrences from which on it can be said that something is repeated.
const LEAST_REPEATED: u64 = 4;

/// Whether more than half of the occurrences of something stand between the same two words, or more than two thirds between two such
/// pairs: what is repeated may be so twice in a text.
fn is_repetition(neighbours: &FxHashMap<Neighbours, u64>) -> bool {
    let mut times: Vec<u64> = neighbours.values().copied().collect();
    times.sort_unstable_by(|one, other| other.cmp(one));
    let all: u64 = times.iter().sum();
    let most = times.first().copied().unwrap_or_default();
    let two: u64 = times.iter().take(2).sum();
    all >= LEAST_REPEATED && (most * 2 > all || two * 3 > all * 2)
}

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    hasher.finish() | 1
}

/// Takes the number of an article and some of its words.
type TakeRun<'a> = dyn FnMut(usize, &[(WordId, Role)]) + 'a;

impl Chunk {
    fn read(archive: &ArchiveReader, searcher: &Searcher, chunk: &[DocAddress]) -> Result<Self> {
        let mut addresses = chunk.to_vec();
        addresses.sort_unstable();
        let (mut analyzer, mut read) = (Analyzer::new(), Self::default());
        for address in addresses {
            let article = match archive.article(searcher, address).map_err(Error::from) {
                Ok(article) => article,
                // Its words are counted all the same, and who asks for it is told.
                Err(error) if error.is_of_one_article() => continue,
                Err(error) => return Err(error),
            };
            let language = article.language.as_deref().and_then(Language::from_code);
            let language = language.unwrap_or(Language::UNKNOWN);
            read.add(&mut analyzer, &article.body, &article.headings, language);
        }
        Ok(read)
    }

    /// Adds the words of a body, which comes with its headings and its language.
    pub(super) fn add(
        &mut self,
        analyzer: &mut Analyzer,
        body: &str,
        headings: &[ByteSpan],
        language: Language,
    ) {
        let text = Text {
            body,
            headings,
            title: "",
            language,
        };
        let (mut tokens, mut end) = (Vec::new(), 0);
        analyzer.scan(&text, |word| {
            self.words.add(word);
            let gap = body.get(end..word.span.start).unwrap_or_default();
            end = word.span.end;
            let before = tokens
                .last()
                .and_then(|token: &Token| self.words.get(token.id));
            let is_initial = before.is_some_and(|word| word.role == Role::Initial);
            // A full stop belongs to an initial.
            let gap = gap.strip_prefix('.').filter(|_| is_initial).unwrap_or(gap);
            tokens.push(Token {
                id: word.id,
                is_apart: word.starts_sentence || !is_space_or_hyphen(gap),
            });
        });
        self.articles.push(tokens);
    }

    /// How often each of these, given as the hashes of their words, stands between which words.
    fn neighbours(
        &self,
        phrases: &[Vec<u64>],
        by_first: &FxHashMap<u64, Vec<usize>>,
    ) -> Vec<(usize, Neighbours, u64)> {
        let mut met: FxHashMap<(usize, Neighbours), u64> = FxHashMap::default();
        let mut hashes = Vec::new();
        for article in &self.articles {
            hashes.clear();
            hashes.extend(
                article
                    .iter()
                    .map(|token| self.words.get(token.id).map_or(0, |word| word.hash)),
            );
            for (at, first) in hashes.iter().enumerate() {
                for &phrase in by_first.get(first).into_iter().flatten() {
                    let words = &phrases[phrase];
                    if hashes[at..].starts_with(words) {
                        let before = at.checked_sub(1).and_then(|before| hashes.get(before));
                        let after = hashes.get(at + words.len());
                        let between = (before.copied().unwrap_or(0), after.copied().unwrap_or(0));
                        *met.entry((phrase, between)).or_default() += 1;
                    }
                }
            }
        }
        let met = met.into_iter();
        met.map(|((phrase, between), times)| (phrase, between, times))
            .collect()
    }

    /// Calls `take` with each article's number, from 1, and each run of words in it that follow each other in a phrase.
    pub(super) fn each_run(&self, take: &mut TakeRun<'_>) {
        let mut run = Vec::new();
        for (nth, article) in (1..).zip(&self.articles) {
            for token in article {
                let role = self
                    .words
                    .get(token.id)
                    .map_or(Role::Outside, |word| word.role);
                if token.is_apart || role == Role::Outside {
                    take(nth, &run);
                    run.clear();
                }
                if role != Role::Outside {
                    run.push((token.id, role));
                }
            }
            take(nth, &run);
            run.clear();
        }
    }

    /// Some words folded, with spaces between, and as they are written.
    pub(super) fn text_of(&self, ids: impl Iterator<Item = WordId>) -> (String, String) {
        let (mut folded, mut written) = (Vec::new(), String::new());
        for word in ids.filter_map(|id| self.words.get(id)) {
            let is_joined = written.ends_with(analysis::is_unspaced)
                && word.written.starts_with(analysis::is_unspaced);
            if !written.is_empty() && !is_joined {
                written.push(' ');
            }
            folded.push(word.folded.as_str());
            written.push_str(&word.written);
        }
        (folded.join(" "), written)
    }

    /// Number of articles.
    pub(super) fn len(&self) -> usize {
        self.articles.len()
    }
}

/// Whether words with this between them may be one phrase.
fn is_space_or_hyphen(gap: &str) -> bool {
    let mut signs = gap.chars().filter(|it| !it.is_whitespace());
    let is_hyphen = |it| matches!(it, '-' | '\u{2010}' | '\u{2011}');
    signs.next().is_none_or(is_hyphen) && signs.next().is_none()
}

/// The words met so far: how each is written, folded, and what it may be.
#[derive(Default)]
struct KnownWords(Vec<Option<KnownWord>>);

struct KnownWord {
    written: String,
    folded: String,
    hash: u64,
    role: Role,
}

impl KnownWords {
    fn add(&mut self, word: &Word<'_>) {
        let at = word.id.0 as usize;
        if self.0.len() <= at {
            self.0.resize_with(at + 1, || None);
        }
        if let Some(slot @ None) = self.0.get_mut(at) {
            *slot = Some(KnownWord::of(word));
        }
    }

    fn get(&self, WordId(id): WordId) -> Option<&KnownWord> {
        self.0.get(id as usize)?.as_ref()
    }
}

impl KnownWord {
    fn of(word: &Word<'_>) -> Self {
        let terms = word.terms();
        let folded = analysis::folded_word(terms.surface).unwrap_or_default();
        let spelling = analysis::spelling_of(terms.cased.unwrap_or(terms.surface));
        let written = spelling.map_or_else(|| folded.to_owned(), |spelling| spelling.written);
        let has_capital = written.starts_with(char::is_uppercase);
        let is_letter = folded.len() == 1 && folded.starts_with(char::is_alphabetic);
        let role = if INSIDE_NAMES.contains(&folded) {
            Role::InsideName
        } else if is_letter && has_capital {
            Role::Initial
        } else if !says_something(folded) || SAYING.contains(&folded) {
            Role::Outside
        } else if has_capital {
            Role::Name
        } else {
            Role::Word
        };
        Self {
            hash: hash(folded),
            folded: folded.to_owned(),
            written,
            role,
        }
    }
}

#[cfg(test)]
impl SetTexts {
    /// Of these bodies, in the unknown language.
    pub(super) fn of(bodies: &[&str]) -> Self {
        let (mut analyzer, mut chunk) = (Analyzer::new(), Chunk::default());
        for body in bodies {
            chunk.add(&mut analyzer, body, &[], Language::UNKNOWN);
        }
        Self {
            articles: bodies.len(),
            chunks: vec![chunk],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_the_same_words_is_repeated() {
        let frame = |story: &str| format!("Home Contact Legal Recruitment Internships\n\n{story}");
        let bodies = [
            "The dam broke.",
            "A dam held.",
            "That dam is old.",
            "No dam is safe.",
        ];
        let bodies = bodies.map(frame);
        let texts = SetTexts::of(&bodies.each_ref().map(String::as_str));
        let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        let asked = ["recruitment", "legal recruitment", "dam", "nowhere"].map(words);
        let asked = asked.each_ref().map(Vec::as_slice);
        assert_eq!(
            texts.are_repeated(&asked).unwrap(),
            [true, true, false, false]
        );
    }

    #[test]
    fn some_words_say_nothing() {
        for word in ["the", "1987", "5th", "o", "3.5"] {
            assert!(!says_something(word), "{word}");
        }
        for word in ["dam", "us", "東", "covid-19"] {
            assert!(says_something(word), "{word}");
        }
    }
}
