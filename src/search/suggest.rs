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
