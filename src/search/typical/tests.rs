//! Counts against a twin that reads the texts.

use std::path::Path;

use proptest::prelude::*;
use serde_json::json;

use super::article_sets::ArticleSets;
use super::phrases::exactly;
use super::word_walk::{Occurrences, walk};
use crate::api::{CollocatesRequest, EFFORT, KeynessRequest, SimilarRequest, TypicalWord, Window};
use crate::article::Article;
use crate::index::{ArchiveReader, Merging, sample_index};
use crate::query::parse;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planner::plan;
use crate::search::typical::collocates::collocates;
use crate::search::typical::keyness::keyness;
use crate::search::typical::similar::similar;

/// Some share what they fold to, some are names, one is a function word.
const WORDS: [&str; 8] = [
    "dam", "Dam", "river", "café", "cafe", "the", "Corrin", "fish",
];

/// An article: its headline and its body.
type Sample = (Vec<usize>, Vec<usize>);

fn written(words: &[usize]) -> String {
    let words: Vec<&str> = words.iter().map(|&word| WORDS[word]).collect();
    words.join(" ")
}

/// Writes articles, then others in the place of the first of them; returns the texts of those that are left.
fn write(folder: &Path, before: &[Sample], after: &[Sample], merging: Merging) -> Vec<String> {
    let articles = |samples: &[Sample]| -> Vec<serde_json::Value> {
        let samples = samples.iter().enumerate();
        let articles = samples.map(|(id, (title, body))| {
            json!({
                "id": id.to_string(), "title": written(title), "body": written(body), "language": "en",
                "origin": {"path": "a"},
            })
        });
        articles.collect()
    };
    sample_index::write(folder, articles(before), Merging::Nothing);
    sample_index::write(folder, articles(after), merging);
    let left = after.iter().chain(before.iter().skip(after.len()));
    left.map(|(title, body)| format!("{} {}", written(body), written(title)))
        .collect()
}

/// How often a folded word occurs in some texts, and in how many.
fn occurrences(texts: &[&String], word: &str) -> Occurrences {
    let mut found = Occurrences::default();
    for text in texts {
        let times = text
            .split(' ')
            .filter(|other| crate::analysis::fold(other) == word)
            .count();
        if times > 0 {
            found.add(times as u64);
        }
    }
    found
}

fn words(most: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..WORDS.len(), 1..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn words_are_counted_as_the_texts_have_them(
        before in prop::collection::vec((words(4), words(30)), 1..10),
        after in prop::collection::vec((words(4), words(30)), 1..10),
        merged in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let merging = if merged { Merging::Everything } else { Merging::Nothing };
        let texts = write(folder.path(), &before, &after, merging);
        let archive = ArchiveReader::open(folder.path()).unwrap();
        let searcher = archive.searcher();
        let options = PlanOptions::all(EFFORT);
        let set = plan(&archive, &searcher, &parse("river").query, options).unwrap();
        let reference = plan(&archive, &searcher, &parse("fish").query, options).unwrap();
        let sets = ArticleSets::new(&archive, &searcher, (&set, &reference), false).unwrap();
        let has = |text: &String, word| text.split(' ').any(|other| other == word);
        let in_set: Vec<&String> = texts.iter().filter(|text| has(text, "river")).collect();
        let rest = texts.iter().filter(|text| !has(text, "river"));
        let in_reference: Vec<&String> = rest.filter(|text| has(text, "fish")).collect();
        let walked = walk(&archive, &searcher, &sets, &|_| true).unwrap();
        let size = |texts: &[&String]| texts.iter().map(|text| text.split(' ').count() as u64).sum::<u64>();
        prop_assert_eq!(walked.set_words, size(&in_set));
        prop_assert_eq!(walked.reference_words, size(&in_reference));
        for word in ["cafe", "corrin", "dam", "fish", "river", "the"] {
            let known = walked.words.iter().find(|known| known.word == word);
            let (set, reference) = known.map_or_else(Default::default, |known| (known.in_set, known.in_reference));
            let expected = occurrences(&in_set, word);
            prop_assert_eq!(set, expected, "{}", word);
            if expected.times > 0 {
                prop_assert_eq!(reference, occurrences(&in_reference, word), "{}", word);
            }
        }
        let order: Vec<&str> = walked.words.iter().map(|known| known.word.as_str()).collect();
        prop_assert!(order.is_sorted());
    }
}

/// Articles about a dam, with a name, and others; each has a menu that is repeated.
fn keyness_of(query: &str, change: impl FnOnce(&mut KeynessRequest)) -> Vec<TypicalWord> {
    let folder = tempfile::tempdir().unwrap();
    let articles = (0..40).map(|nth| {
        let story = if nth % 2 == 0 {
            let place = ["near", "by", "at", "above"][nth / 2 % 4];
            format!("The dam {place} Lake Corrin {nth} broke. {nth} Lake Corrin rose, {nth} of us said.")
        } else {
            format!("The council {nth} met in town {nth}. It said nothing of Corrin {nth}.")
        };
        let menu = if nth % 2 == 0 { "Home Weather Contact" } else { "" };
        json!({
            "id": nth.to_string(), "title": "", "body": format!("{menu}\n\n{story}"), "language": "en",
            "origin": {"path": "a"},
        })
    });
    sample_index::write(folder.path(), articles, Merging::Nothing);
    let archive = ArchiveReader::open(folder.path()).unwrap();
    let mut request = KeynessRequest::new(parse(query));
    change(&mut request);
    keyness(&archive, &request).unwrap().words
}

#[test]
fn names_are_one_row_and_what_is_repeated_is_none() {
    let texts = |words: &[TypicalWord]| -> Vec<String> {
        words.iter().map(|word| word.text.clone()).collect()
    };
    let words = keyness_of("dam", |_| {});
    assert_eq!(texts(&words), ["Lake Corrin", "broke", "Lake Corrin rose"]);
    let lake = &words[0];
    assert_eq!((lake.occurrences, lake.articles), (40, 20));
    assert_eq!((lake.reference_occurrences, lake.is_phrase), (0, true));
    assert_eq!(lake.query, "dam \"lake corrin\"");
    let repeated = texts(&keyness_of("dam", |request| request.repeated = true));
    assert!(
        repeated.iter().any(|text| text == "Home Weather Contact"),
        "{repeated:?}"
    );
    let against = keyness_of("dam", |request| request.against = Some(parse("dam").query));
    assert!(against.is_empty(), "nothing is left to compare with");
    let query = exactly(&["lake".to_owned(), "corrin".to_owned()]).to_string();
    assert_eq!(query, "\"lake corrin\"");
}

/// Six articles: three about a dam, three about fish.
fn some_articles(folder: &Path) -> ArchiveReader {
    let bodies = [
        "The old dam broke. Engineers warned that the old dam leaked.",
        "Engineers inspect the dam. It leaked before it broke.",
        "A dam in the hills leaked, and engineers shut the valley.",
        "The fish market opened. Herring was cheap.",
        "Herring and cod were landed at the fish market.",
        "Nobody bought herring. The market closed.",
    ];
    let articles = bodies.iter().enumerate().map(|(nth, body)| {
        json!({"id": nth.to_string(), "title": "", "body": body, "language": "en", "origin": {"path": "a"}})
    });
    sample_index::write(folder, articles, Merging::Nothing);
    ArchiveReader::open(folder).unwrap()
}

#[test]
fn the_company_of_a_word_is_in_its_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let archive = some_articles(folder.path());
    let mut request = CollocatesRequest {
        least_occurrences: 1,
        ..CollocatesRequest::new(parse("dam"))
    };
    let found = collocates(&archive, &request).unwrap();
    assert_eq!((found.node_occurrences, found.node.articles), (4, 3));
    let of = |word: &str| found.words.iter().find(|found| found.word == word).unwrap();
    let (leaked, old, engineers) = (of("leaked"), of("old"), of("Engineers"));
    assert_eq!(
        (leaked.left, leaked.right, leaked.word_occurrences),
        (0, 2, 3)
    );
    assert_eq!((old.left, old.right, old.articles), (2, 0, 1));
    assert_eq!((engineers.occurrences, engineers.word_occurrences), (2, 3));
    assert_eq!(old.query, "dam w/5 \"old\"");
    assert_eq!(parse(&old.query).query.to_string(), old.query);
    let example = old.example.as_ref().unwrap();
    assert_eq!(
        (example.left.as_str(), example.keyword.as_str()),
        ("The", "old dam")
    );
    assert!(found.words.iter().all(|found| found.word != "the"));
    request.window = Window::Paragraph;
    let wider = collocates(&archive, &request).unwrap();
    let leaked = wider
        .words
        .iter()
        .find(|found| found.word == "leaked")
        .unwrap();
    assert_eq!((leaked.left, leaked.right), (0, 3));
}

#[test]
fn articles_on_the_same_matter_share_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let archive = some_articles(folder.path());
    let ids = |request: &SimilarRequest| -> Vec<(String, Vec<String>)> {
        let hits = similar(&archive, request).unwrap().hits.into_iter();
        hits.map(|found| (found.hit.article.id.0, found.shared))
            .collect()
    };
    let outside = Article::new("new", "", "Engineers say that the dam leaked.");
    let mut request = SimilarRequest::new(outside);
    let found = ids(&request);
    let found_ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(found_ids.len(), 3, "{found:?}");
    assert!(
        found_ids.iter().all(|id| ["0", "1", "2"].contains(id)),
        "{found:?}"
    );
    assert!(
        found.iter().all(|(_, shared)| shared.len() == 3),
        "{found:?}"
    );
    let (inside, _) = crate::search::show(&archive, "3", &parse("").query)
        .unwrap()
        .unwrap();
    request.article = inside;
    let found = ids(&request);
    assert!(
        found
            .iter()
            .all(|(id, _)| ["4", "5"].contains(&id.as_str())),
        "{found:?}"
    );
    assert_eq!(found.len(), 2);
    request.article = Article::new("none", "", "zeppelin 1937");
    assert!(similar(&archive, &request).unwrap().words.is_empty());
}
