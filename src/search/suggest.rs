//! Why nothing matched, and what the reader may have meant.

use tantivy::Searcher;

use crate::analysis;
use crate::api::{EFFORT, Notice};
use crate::index::ArchiveReader;
use crate::passage::WorkBudget;
use crate::search::Result;
use crate::search::plan::bounds;
use crate::search::plan::expand::{self, Dictionary, Pattern, expand};
use crate::search::plan::planned::Plan;

/// A word that is corrected must be at least this long: short ones are near too many others.
const SHORTEST_CORRECTED: usize = 4;
/// Longer ones are no words, and what finds their neighbours grows with their length.
const LONGEST_CORRECTED: usize = 40;
/// Missing words that are named.
const MOST_NAMED: usize = 10;
/// Missing words for which another spelling is looked for: each takes a walk through the index's words.
const MOST_CORRECTED: usize = 3;

/// The words that no article holds, each with the nearest word that some do.
pub(crate) fn why_nothing(
    archive: &ArchiveReader,
    searcher: &Searcher,
    plan: &Plan,
) -> Result<Vec<Notice>> {
    if archive.is_new() {
        return Ok(vec![nothing_yet(archive.is_being_written())]);
    }
    let mut notices = Vec::new();
    let missing = plan.units.iter().filter(|unit| unit.documents == 0);
    let words = missing.filter_map(|unit| Some((unit, unit.word.as_ref()?)));
    for (at, (unit, word)) in words.take(MOST_NAMED).enumerate() {
        let suggestion = if at < MOST_CORRECTED {
            nearest(archive, searcher, word)?
        } else {
            None
        };
        notices.push(Notice {
            code: "no_match_for",
            message: format!("no article has `{word}`"),
            hint: suggestion.map(|near| format!("did you mean `{near}`?")),
            span: Some(unit.span),
        });
    }
    Ok(notices)
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

/// The commonest word of the index that is one edit away, or else two.
fn nearest(archive: &ArchiveReader, searcher: &Searcher, word: &str) -> Result<Option<String>> {
    if !(SHORTEST_CORRECTED..=LONGEST_CORRECTED).contains(&word.chars().count()) {
        return Ok(None);
    }
    for edits in 1..=2 {
        let pattern = Pattern::Fuzzy(word.to_owned(), edits);
        let tag = analysis::surface_term("", "");
        let dictionary = Dictionary {
            searcher,
            articles: archive.live_articles(),
            field: archive.fields().text,
            tag: &tag,
            letters: &WorkBudget::of(bounds::letters(searcher.num_docs(), EFFORT)),
        };
        match expand(&dictionary, &pattern, 1) {
            Ok(expansion) => {
                if let Some((near, _)) = expansion.words.into_iter().next() {
                    return Ok(Some(near));
                }
            }
            Err(expand::Error::Engine(error)) => return Err(error.into()),
            Err(expand::Error::Pattern(_) | expand::Error::Spent) => return Ok(None),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use crate::api::SearchRequest;
    use crate::index::{ArchiveReader, ArchiveWriter, WriterOptions};

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
