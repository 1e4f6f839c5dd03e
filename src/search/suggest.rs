//! Which words of a query no article holds or next to none, and what the reader may have meant.
//!
//! A word that no article holds gets the nearest one that some do: of those at one distance the commonest, where one that sounds alike
//! counts for ten. Of 4,000 misspellings of words in Reuters-21578 (the list of `codespell`), 0.90 are mended; without the sounds 0.88.
//!
//! A word that a handful of articles hold may be misspelt there as well, or rare. It gets a suggestion only where another word is one edit
//! away, begins alike and sounds alike, and is a hundred times as common; and none where articles write it as a name. Of the 12,948
//! words of four letters or more in at most five articles of Reuters that stand in a list of English words, 1.5 % get one, of names none, and of
//! the 974 that are known misspellings 30 %. Without the sound these are 3.8 % and 46 %, with a ratio of 30 instead of 100 3.0 % and 45 %.

use tantivy::{Searcher, TERMINATED, TantivyError};

use crate::analysis;
use crate::api::{EFFORT, Notice};
use crate::index::ArchiveReader;
use crate::passage::WorkBudget;
use crate::query::{Field, Query, QueryKind, Term};
use crate::search::Result;
use crate::search::period;
use crate::search::plan::bounds;
use crate::search::plan::expand::{self, Dictionary, Expansion, Pattern, expand};
use crate::search::plan::planned::Plan;
use crate::search::plan::rarity::rarity;
use crate::search::plan::word_resolver::WordResolver;
use crate::span::ByteSpan;

/// A word that is corrected must be at least this long: short ones are near too many others.
const SHORTEST_CORRECTED: usize = 4;
/// Longer ones are no words, and what finds their neighbours grows with their length.
const LONGEST_CORRECTED: usize = 40;
/// Words of a query that are looked at.
const MOST_LOOKED_AT: usize = 256;
/// Missing words that are named.
const MOST_NAMED: usize = 10;
/// Rare words for which another spelling is looked for: each takes a walk through the index's words. Missing ones are all looked for.
const MOST_CORRECTED: usize = 3;
/// Articles up to which a word that they hold may be misspelt in them.
const HANDFUL: u64 = 5;
/// How many times as common another word is then.
const MUCH_COMMONER: u64 = 100;
/// How many times as common a word counts that sounds alike.
const ALIKE: u64 = 10;
/// Words one edit or two away that are compared, the commonest.
const MOST_COMPARED: usize = 64;

/// A word of a query.
struct AskedWord<'q> {
    text: &'q str,
    /// In quotes, where other forms of it do not count.
    exact: bool,
    span: ByteSpan,
}

/// What is to be said of a query, where nothing was `found` and in any case; it takes no longer than to answer it.
pub(crate) fn about_query(
    archive: &ArchiveReader,
    searcher: &Searcher,
    (query, plan): (&Query, &Plan),
    found: bool,
) -> Result<Vec<Notice>> {
    if archive.is_new() {
        return Ok(vec![nothing_yet(archive.is_being_written())]);
    }
    let mut notices = about_words(archive, searcher, (query, plan), found)?;
    if !found {
        notices.extend(period::about_period(archive, searcher, query)?);
    }
    Ok(notices)
}

/// What is to be said of the words of a query: where nothing was `found` those that no article holds, and in any case those that are much
/// rarer than another spelling. Where all words are common, nothing is looked up.
fn about_words(
    archive: &ArchiveReader,
    searcher: &Searcher,
    (query, plan): (&Query, &Plan),
    found: bool,
) -> Result<Vec<Notice>> {
    if found && plan.units.iter().all(|unit| unit.documents > HANDFUL) {
        return Ok(Vec::new());
    }
    let mut asked = Vec::new();
    gather(query, &mut asked);
    let mut suggestions = Suggestions {
        archive,
        searcher,
        words: WordResolver::new(archive, searcher, (EFFORT, true))?,
        left: if found { MOST_CORRECTED } else { MOST_NAMED },
    };
    let mut notices: Vec<Notice> = Vec::new();
    for word in asked.iter().take(MOST_LOOKED_AT) {
        if notices.len() == MOST_NAMED {
            break;
        }
        let notice = suggestions.about(word, found)?;
        let is_new = |notice: &Notice| notices.iter().all(|known| known.message != notice.message);
        notices.extend(notice.filter(is_new));
    }
    Ok(notices)
}

/// Adds the plain words that are wanted in the text of articles.
fn gather<'q>(query: &'q Query, asked: &mut Vec<AskedWord<'q>>) {
    let mut add = |term: &'q Term, exact| {
        if let Term::Word(text) = term {
            asked.push(AskedWord {
                text,
                exact,
                span: query.span,
            });
        }
    };
    match &query.kind {
        QueryKind::Term(term) => add(term, false),
        QueryKind::Phrase { terms, .. } => terms.iter().for_each(|term| add(term, true)),
        QueryKind::And(queries) | QueryKind::Or(queries) => {
            for query in queries {
                gather(query, asked);
            }
        }
        QueryKind::Near {
            left,
            right,
            negated,
            ..
        } => {
            gather(left, asked);
            if !negated {
                gather(right, asked);
            }
        }
        QueryKind::AtLeast { query, .. }
        | QueryKind::First { query, .. }
        | QueryKind::Boost { query, .. }
        | QueryKind::Field {
            field: Field::Title | Field::Body,
            query,
        } => gather(query, asked),
        QueryKind::All
        | QueryKind::Not(_)
        | QueryKind::Field { .. }
        | QueryKind::Date(_)
        | QueryKind::Copies(_) => {}
    }
}

/// The index was made, and nothing is in it.
fn nothing_yet(is_being_written: bool) -> Notice {
    let (message, hint) = if is_being_written {
        (
            "indexing is under way, and no article can be searched yet",
            "ask again in a while: what is indexed is committed from time to time",
        )
    } else {
        (
            "nothing has been indexed here: indexing was stopped before its first commit",
            "index the articles again",
        )
    };
    Notice {
        code: "nothing_indexed",
        message: message.into(),
        hint: Some(hint.into()),
        span: None,
    }
}

/// Looks for other spellings.
struct Suggestions<'a> {
    archive: &'a ArchiveReader,
    searcher: &'a Searcher,
    words: WordResolver<'a>,
    /// Walks through the index's words that are left.
    left: usize,
}

impl Suggestions<'_> {
    /// What is to be said of a word, if anything.
    fn about(&mut self, word: &AskedWord<'_>, found: bool) -> Result<Option<Notice>> {
        let text = analysis::fold(word.text);
        let articles = self.articles_with(word, word.exact)?;
        if articles == 0 && !found {
            return Ok(Some(Notice {
                code: "no_match_for",
                message: format!("no article has `{text}`"),
                hint: self.nearest(&text)?.map(|near| did_you_mean(&near)),
                span: Some(word.span),
            }));
        }
        if articles > HANDFUL || self.articles_with(word, false)? > HANDFUL {
            return Ok(None);
        }
        let near = self.much_commoner(&text, articles)?;
        Ok(near.map(|near| Notice {
            code: "did_you_mean",
            message: match articles {
                0 => format!("no article has `{text}`"),
                1 => format!("only one article has `{text}`"),
                articles => format!("only {articles} articles have `{text}`"),
            },
            hint: Some(did_you_mean(&near)),
            span: Some(word.span),
        }))
    }

    /// How many articles hold a word, exactly so or in any form; an upper bound.
    fn articles_with(&mut self, word: &AskedWord<'_>, exact: bool) -> Result<u64> {
        let term = Term::Word(word.text.to_owned());
        let kind = if exact {
            let terms = vec![term];
            QueryKind::Phrase { terms, slop: 0 }
        } else {
            QueryKind::Term(term)
        };
        let span = word.span;
        let source = self.words.source(&Query { kind, span })?;
        Ok(match source {
            Some(source) => rarity(&self.words, &source)?.1,
            None => 0,
        })
    }

    /// The commonest word of the index that is one edit away, or else two.
    fn nearest(&mut self, word: &str) -> Result<Option<String>> {
        if !self.may_be_corrected(word) {
            return Ok(None);
        }
        for edits in 1..=2 {
            let near = self.within("", word, edits)?;
            let weight = |(near, articles): &(String, u64)| {
                let alike = analysis::sounds_alike(word, near);
                articles.saturating_mul(if alike { ALIKE } else { 1 })
            };
            // Of equals the first.
            let best = near.words.into_iter().rev().max_by_key(weight);
            if best.is_some() {
                return Ok(best.map(|(near, _)| near));
            }
        }
        Ok(None)
    }

    /// A word that is meant by one which hardly any article holds: see the head of this file.
    fn much_commoner(&mut self, word: &str, articles: u64) -> Result<Option<String>> {
        let enough = MUCH_COMMONER * articles.max(1);
        if self.searcher.num_docs() < enough
            || self.is_a_name(word)?
            || !self.may_be_corrected(word)
        {
            return Ok(None);
        }
        let rest = word.chars().next().map_or(0, char::len_utf8);
        let (first, rest) = word.split_at(rest);
        let near = self.within(first, rest, 1)?;
        let mut near = near
            .words
            .into_iter()
            .take_while(|(_, articles)| *articles >= enough)
            .map(|(rest, _)| format!("{first}{rest}"));
        Ok(near.find(|near| analysis::sounds_alike(word, near)))
    }

    /// Whether articles write it with a capital first.
    fn is_a_name(&self, word: &str) -> Result<bool> {
        let surface = analysis::surface_term(word, word);
        let surface = self.archive.fields().term(&surface);
        for segment in self.searcher.segment_readers() {
            let text = self.archive.texts().segment(segment)?;
            let Some(info) = text.look_up(&surface).map_err(TantivyError::from)? else {
                continue;
            };
            let mut positions = text.positions(&info).map_err(TantivyError::from)?;
            let mut doc = positions.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) && positions.capitals().1 > 0 {
                    return Ok(true);
                }
                doc = positions.seek(doc + 1);
            }
        }
        Ok(false)
    }

    /// Whether a spelling may still be looked for.
    fn may_be_corrected(&mut self, word: &str) -> bool {
        let is_word = (SHORTEST_CORRECTED..=LONGEST_CORRECTED).contains(&word.chars().count());
        let may = is_word && self.left > 0;
        self.left -= usize::from(may);
        may
    }

    /// The commonest words that begin so and go on so within some edits (a swap of neighbours is one), without their beginning.
    fn within(&self, start: &str, rest: &str, edits: u8) -> Result<Expansion> {
        let tag = analysis::surface_term(start, start);
        let letters = bounds::letters(self.searcher.num_docs(), EFFORT);
        let dictionary = Dictionary {
            searcher: self.searcher,
            articles: self.archive.live_articles(),
            field: self.archive.fields().text,
            tag: &tag,
            letters: &WorkBudget::of(letters).until(self.archive.stop().cloned()),
        };
        match expand(
            &dictionary,
            &Pattern::Fuzzy(rest.to_owned(), edits),
            MOST_COMPARED,
        ) {
            Ok(near) => Ok(near),
            Err(expand::Error::Engine(error)) => Err(error.into()),
            Err(expand::Error::Pattern(_) | expand::Error::Spent) => Ok(Expansion::default()),
        }
    }
}

fn did_you_mean(near: &str) -> String {
    format!("did you mean `{near}`?")
}

#[cfg(test)]
mod tests {
    use crate::api::SearchRequest;
    use crate::index::{ArchiveReader, ArchiveWriter, Merging, WriterOptions, sample_index};

    /// What is said of the words of a query, with its hint.
    fn said(archive: &ArchiveReader, query: &str) -> Vec<String> {
        let request = SearchRequest::new(crate::query::parse(query));
        let notices = crate::search::search(archive, &request).unwrap().notices;
        let about_words = notices
            .into_iter()
            .filter(|notice| matches!(notice.code, "no_match_for" | "did_you_mean"));
        about_words
            .map(|notice| format!("{}; {}", notice.message, notice.hint.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn what_is_misspelt_gets_a_suggestion_and_what_is_rare_does_not() {
        let mut texts = vec!["OPEC sells crude oil on the open market"; 120];
        texts.extend(["an open door"; 40]);
        texts.extend([
            "they sell crued oil",
            "Mr Cruden came",
            "an opal shines",
            "the openness of opek",
        ]);
        let articles = texts.iter().enumerate().map(|(id, text)| {
            serde_json::json!({"id": id.to_string(), "body": text, "language": "en", "origin": {"path": "a"}})
        });
        let folder = tempfile::tempdir().unwrap();
        sample_index::write(folder.path(), articles, Merging::Everything);
        let archive = ArchiveReader::open(folder.path()).unwrap();
        for (query, expected) in [
            (
                "crued oil",
                &["only one article has `crued`; did you mean `crude`?"][..],
            ),
            (
                "crdue oil",
                &["no article has `crdue`; did you mean `crude`?"],
            ),
            (
                "\"crued market\"",
                &["only one article has `crued`; did you mean `crude`?"],
            ),
            (
                "\"crdue oil\"",
                &["no article has `crdue`; did you mean `crude`?"],
            ),
            (
                "market w/3 crdue",
                &["no article has `crdue`; did you mean `crude`?"],
            ),
            (
                "opek",
                &["only one article has `opek`; did you mean `opec`?"],
            ),
            ("ofec", &["no article has `ofec`; did you mean `opec`?"]),
            ("opekk OR oil", &[]),
            (
                "oppec OR oil",
                &["no article has `oppec`; did you mean `opec`?"],
            ),
            ("oil -crued", &[]),
            ("Cruden", &[]),
            ("cruden", &[]),
            ("opal", &[]),
            ("crude oil", &[]),
            ("\"crude door\"", &[]),
        ] {
            assert_eq!(said(&archive, query), expected, "{query}");
        }
    }

    #[test]
    fn an_index_without_a_commit_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let told = || {
            let archive = ArchiveReader::open(folder.path()).unwrap();
            let answer =
                crate::search::search(&archive, &SearchRequest::new(crate::query::parse("peace")))
                    .unwrap();
            answer.notices[0].message.clone()
        };
        let options = WriterOptions {
            threads: 1,
            memory_bytes: 0,
        };
        let mut writer = ArchiveWriter::open(folder.path(), options).unwrap();
        assert!(told().starts_with("indexing is under way"), "{}", told());
        writer.commit().unwrap();
        assert_eq!(told(), "no article has `peace`");
        drop(writer);
        let folder = tempfile::tempdir().unwrap();
        drop(ArchiveWriter::open(folder.path(), options).unwrap());
        let archive = ArchiveReader::open(folder.path()).unwrap();
        let answer =
            crate::search::search(&archive, &SearchRequest::new(crate::query::parse("peace")))
                .unwrap();
        assert!(
            answer.notices[0]
                .message
                .starts_with("nothing has been indexed")
        );
    }
}
