//! Tests: what is read of an index is what was written, by brute force over every term of every article.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use serde_json::json;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, SegmentReader, TERMINATED};

use crate::analysis::{
    Analyzer, Compound, HEADING_MARK, Language, PARAGRAPH_MARK, SENTENCE_MARK, Terms, Text,
    compound_stem, compound_surface, query_words,
};
use crate::article::{Article, ArticleId, Origin};
use crate::index::capital_bit;
use crate::index::schema::small_fields;
use crate::index::{ArchiveReader, ArchiveWriter, Fields, Merging, WriterOptions, sample_index};
use crate::span::ByteSpan;

/// For each field and term, for each article that holds it, its positions as they are kept; for a field without positions as many
/// zeros.
type Held = BTreeMap<(String, String), BTreeMap<String, Vec<u32>>>;

fn expected(articles: &BTreeMap<String, Article>) -> Held {
    let (schema, fields) = Fields::schema();
    let mut held = Held::new();
    for (id, article) in articles {
        let mut note = |field: Field, term: &str, position| {
            let key = (schema.get_field_name(field).to_owned(), term.to_owned());
            let of_term = held.entry(key).or_default();
            of_term.entry(id.clone()).or_default().push(position);
        };
        let language = article.language.as_deref().and_then(Language::from_code);
        let text = Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: language.unwrap_or(Language::UNKNOWN),
        };
        Analyzer::new().scan(&text, |word| {
            let terms = word.terms();
            let Terms {
                stem,
                folded_stem,
                surface,
                ..
            } = terms;
            for stem in [Some(stem), folded_stem].into_iter().flatten() {
                note(fields.stem, stem, 0);
            }
            for Compound { joined, parts } in word.compounds {
                let joined = word.terms_of(*joined);
                for stem in [Some(joined.stem), joined.folded_stem]
                    .into_iter()
                    .flatten()
                {
                    note(fields.stem, &compound_stem(stem, *parts), 0);
                }
                note(
                    fields.text,
                    &compound_surface(joined.surface, *parts),
                    capital_bit::with(word.position, false),
                );
            }
            let marks = [
                (word.starts_sentence, SENTENCE_MARK),
                (word.starts_paragraph, PARAGRAPH_MARK),
                (word.starts_heading, HEADING_MARK),
            ];
            let marks = marks.iter().filter(|(here, _)| *here);
            let position = capital_bit::with(word.position, terms.has_capital_first());
            note(fields.text, surface, position);
            let cased = terms.listed_cased().into_iter();
            for term in cased.chain(marks.map(|(_, mark)| *mark)) {
                note(fields.text, term, capital_bit::with(word.position, false));
            }
        });
        expected_of_small_fields(&fields, article, &mut note);
    }
    held
}

fn expected_of_small_fields(
    fields: &Fields,
    article: &Article,
    note: &mut dyn FnMut(Field, &str, u32),
) {
    let mut ends: BTreeMap<Field, u32> = BTreeMap::new();
    let mut ones = BTreeSet::new();
    small_fields(fields, article, &mut |field, prefix, value| {
        if fields.is_one_term(field) {
            // How often is not kept.
            if ones.insert((field, value.to_owned())) {
                note(field, value, 0);
            }
            return;
        }
        let end = ends.entry(field).or_default();
        for word in query_words(value) {
            note(field, &format!("{prefix}{}", word.surface), *end);
            *end += 1;
        }
        *end += 1;
    });
}

fn held(folder: &Path) -> Held {
    let archive = ArchiveReader::open(folder).unwrap();
    let searcher = archive.searcher();
    let mut held = Held::new();
    for (ord, segment) in (0..).zip(searcher.segment_readers()) {
        let ids: BTreeMap<u32, String> = segment
            .doc_ids_alive()
            .map(|doc| {
                let article = archive.article(&searcher, DocAddress::new(ord, doc));
                (doc, article.unwrap().id.0)
            })
            .collect();
        let (schema, _) = Fields::schema();
        for (field, entry) in schema.fields().filter(|(_, entry)| entry.is_indexed()) {
            for (term, articles) in of_field(segment, field, &ids) {
                let of_term = held.entry((entry.name().to_owned(), term)).or_default();
                for (id, positions) in articles {
                    assert!(
                        of_term.insert(id, positions).is_none(),
                        "an article is there twice"
                    );
                }
            }
        }
    }
    held
}

fn of_field(
    segment: &SegmentReader,
    field: Field,
    ids: &BTreeMap<u32, String>,
) -> BTreeMap<String, BTreeMap<String, Vec<u32>>> {
    let mut held: BTreeMap<String, BTreeMap<String, Vec<u32>>> = BTreeMap::new();
    let inverted = segment.inverted_index(field).unwrap();
    let option = segment.schema().get_field_entry(field).field_type();
    let option = option
        .index_record_option()
        .unwrap_or(IndexRecordOption::Basic);
    let mut terms = inverted.terms().stream().unwrap();
    while terms.advance() {
        let term = std::str::from_utf8(terms.key()).unwrap().to_owned();
        let mut postings = inverted
            .read_postings_from_terminfo(terms.value(), option)
            .unwrap();
        while postings.doc() != TERMINATED {
            if let Some(id) = ids.get(&postings.doc()) {
                let mut positions = vec![0; postings.term_freq() as usize];
                if option.has_positions() {
                    postings.positions(&mut positions);
                }
                let of_term = held.entry(term.clone()).or_default();
                of_term.insert(id.clone(), positions);
            }
            postings.advance();
        }
    }
    held
}

fn article() -> impl Strategy<Value = Article> {
    let text = "((Peace|peace|talks|TALKS|U\\.S\\.|cease-fire|mother-in-law|1-2-a|réfugiés-là|naïve|Über|uber|running|ran|die|3\\.5|東京)[ .\n,]{1,2}){0,12}";
    let language = prop::sample::select(vec![Some("en"), Some("de"), None]);
    (0..6_u8, text, text, language, 0..3_usize).prop_map(|(id, body, title, language, authors)| {
        let heading = body.split("\n\n").next().map_or(0, str::len);
        Article {
            id: ArticleId(format!("a{id}")),
            headings: vec![ByteSpan::new(0, heading)],
            title,
            body,
            published: None,
            source: (id % 2 == 0).then(|| "The Herald".into()),
            section: None,
            authors: vec!["Jane Roe".into(); authors],
            tags: Vec::new(),
            language: language.map(str::to_owned),
            url: None,
            version: None,
            origin: Origin::default(),
            metadata: serde_json::Map::from_iter([("pages".into(), id.into())]),
            ..Article::default()
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_index_holds_all_terms_of_its_articles_and_no_others(
        commits in prop::collection::vec(prop::collection::vec(article(), 0..8), 1..4),
        merging in prop::sample::select(vec![Merging::Nothing, Merging::Small, Merging::Everything]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut last = BTreeMap::new();
        let options = WriterOptions { threads: 2, memory_bytes: 100 << 20 };
        let mut writer = ArchiveWriter::open(folder.path(), options).unwrap();
        for articles in commits {
            for article in articles {
                let prepared = writer.preparer().prepare(article).unwrap();
                last.insert(prepared.article.id.0.clone(), prepared.article.clone());
                writer.add(prepared).unwrap();
                writer.hand_over().unwrap();
            }
            writer.commit().unwrap();
        }
        writer.finish(merging).unwrap();
        let (held, expected) = (held(folder.path()), expected(&last));
        for (term, articles) in &expected {
            prop_assert_eq!(held.get(term), Some(articles), "{:?}", term);
        }
        prop_assert_eq!(held.len(), expected.len());
    }
}

#[test]
fn an_open_archive_outlives_the_files_of_its_segments() {
    let folder = tempfile::tempdir().unwrap();
    let write = |id: &str, merging| {
        let article = json!({"id": id, "body": "Peace talks.", "origin": {"path": "a.jsonl"}});
        sample_index::write(folder.path(), [article], merging);
    };
    write("a", Merging::Nothing);
    write("b", Merging::Nothing);
    let archive = ArchiveReader::open(folder.path()).unwrap();
    write("c", Merging::Everything);
    let searcher = archive.searcher();
    assert_eq!(searcher.segment_readers().len(), 2);
    for segment in searcher.segment_readers() {
        let file = format!("{}.pos", segment.segment_id().uuid_string());
        assert!(!folder.path().join(file).exists(), "it was merged away");
        let text = archive.texts().segment(segment).unwrap();
        let term = archive.fields().term("\u{2}talks");
        let info = text.look_up(&term).unwrap().expect("it is there");
        let mut cursor = text.positions(&info).unwrap();
        assert_eq!(cursor.seek(0), 0);
        let mut positions = Vec::new();
        cursor.append_positions(&mut positions);
        assert_eq!(positions, [1]);
    }
}
