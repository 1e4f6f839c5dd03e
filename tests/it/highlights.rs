//! What is marked is what matched: every mark of every answer, held against the text of its article.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::ops::Range;

use serde_json::{Value, json};

use crate::archive::{Archive, corpus};

/// Queries of which each mark is a match by itself: words, phrases, patterns, and either or all of them.
const ALONE: [&str; 30] = [
    "bridges",
    "\"root causes\"",
    "“root causes” OR « causes profondes » OR „zwei Ursachen“",
    "=Bridge",
    "=\"Port Ansel\" =Ferry",
    "cease* *ship wom?n",
    "\"peace talk*\"",
    "minster~ OR ferrymen~2",
    "/bridges?/ OR /colou?r(ed)?/",
    "O'Brien",
    "B&K OR AT&T",
    "U.S. OR 9/11 OR 3:30",
    "ceasefire",
    "cease-fire",
    "\"cease fire\"",
    "1,200 OR 973 OR 860",
    "cafe OR naive",
    "peace AND talks",
    "peace OR truce",
    "peace -\"peace talks\"",
    "peace NOT (war OR battle)",
    "(peace OR ceasefire) (talks OR negotiations)",
    "bridge OR \"bridge closed\" OR closed",
    "\"peace talks\"^1.5 OR (truce OR ceasefire)^0.5",
    "peace^2 talks",
    "\\AND bridge",
    "body:peace",
    "body:(peace OR \"Sarn dam\")",
    "title:peace bridge",
    "和平协议 OR 渡し船 OR اتفاق OR переговоры",
];

/// Queries of which a mark may need others beside it, or something of its article.
const TOGETHER: [&str; 32] = [
    "\"bridge crack\"~8",
    "\"two causes\"~3",
    "peace w/5 talks",
    "peace near/5 (talks OR accord)",
    "talks pre/8 (collapse* OR fail*)",
    "ministers w/s resign*",
    "bridge pre/s closed",
    "ferry w/p bridge",
    "ferry pre/p bridge",
    "bridge not w/5 ferry",
    "=Bridge not pre/3 closed",
    "bridge not w/s closed",
    "bridge not pre/s closed",
    "bridge not w/p ferry",
    "(minister w/6 transport) pre/s resign*",
    "orvenia~ w/p talks",
    "title:(peace w/5 talks)",
    "title:\"peace talks\" author:\"Jane Doe\"",
    "title:(peace OR talks)",
    "atleast3(bridge)",
    "atleast2(peace w/5 talks)",
    "first50(crack OR /bridges?/)",
    "bridge -source:herald",
    "source:\"Continental Wire\" peace",
    "section:companies bridge",
    "tag:bridge crack",
    "lang:fr pont",
    "id:cw-* talks",
    "url:https://ansel-herald.example/* peace",
    "date:2024-03 talks",
    "date:>=2024-03-01 date:..2024 bridge",
    "since:2024-03 until:2024-05-31 fever",
];

/// An article of the archive.
struct Article {
    title: String,
    body: String,
    language: Value,
}

/// A mark in the body of an article.
struct Mark {
    query: String,
    alone: bool,
    id: String,
    bytes: Range<usize>,
    text: String,
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

/// The queries, and whether each of their marks is a match by itself.
fn queries() -> Vec<(String, bool)> {
    let topics = fs::read_to_string(corpus().join("topics.tsv")).expect("the topics");
    let topics = topics.lines().map(|line| {
        let (_, query) = line.split_once('\t').expect("a number and a query");
        (query.to_owned(), true)
    });
    let alone = ALONE.map(|query| (query.to_owned(), true));
    let together = TOGETHER.map(|query| (query.to_owned(), false));
    topics.chain(alone).chain(together).collect()
}

/// The answer to a query, with all that it finds.
fn answer(archive: &Archive, options: &str, query: &str) -> Value {
    let options = format!("search {options} --copies show --limit all --format json --");
    let run = archive.run(options.split(' ').chain([query]));
    assert!(matches!(run.status, 0 | 1), "{query}: {}", run.whole());
    run.json()
}

fn articles(archive: &Archive) -> HashMap<String, Article> {
    let answer = answer(archive, "--passages 0 --fields id,title,body,language", "");
    array(&answer["hits"])
        .iter()
        .map(|hit| {
            let article = &hit["article"];
            let read = Article {
                title: text(&article["title"]).to_owned(),
                body: text(&article["body"]).to_owned(),
                language: article["language"].clone(),
            };
            (text(&article["id"]).to_owned(), read)
        })
        .collect()
}

/// The bytes of a place in `whole`, where `part` stands by its bytes as by its characters.
fn place(whole: &str, place: &Value, part: &str, context: &str) -> Range<usize> {
    let range = |unit: &str| {
        let at = |end: &str| {
            let number = place[unit][end].as_u64().expect("a number");
            usize::try_from(number).expect("a place")
        };
        at("start")..at("end")
    };
    let (bytes, characters) = (range("bytes"), range("characters"));
    assert_eq!(whole.get(bytes.clone()), Some(part), "{context}: {place}");
    let count = |end: usize| whole[..end].chars().count();
    assert_eq!(
        characters,
        count(bytes.start)..count(bytes.end),
        "{context}: {place}"
    );
    bytes
}

/// The marks of a passage, and where it stands in the body.
fn passage(passage: &Value, body: &str, context: &str) -> (Range<usize>, Vec<Range<usize>>) {
    let own = text(&passage["text"]);
    let span = place(body, &passage["span"], own, context);
    let mut marks: Vec<Range<usize>> = Vec::new();
    for highlight in array(&passage["highlights"]) {
        let marked = text(&highlight["text"]);
        let in_body = place(body, &highlight["in_body"], marked, context);
        let in_passage = place(own, &highlight["in_passage"], marked, context);
        assert!(!marked.is_empty(), "{context}");
        assert_eq!(in_body.start, span.start + in_passage.start, "{context}");
        let before = marks.last().map_or(span.start, |mark| mark.end);
        assert!(
            before <= in_body.start && in_body.end <= span.end,
            "{context}: {in_body:?}"
        );
        marks.push(in_body);
    }
    (span, marks)
}

/// All marks of the answer to a query, their places checked.
fn marks(
    archive: &Archive,
    articles: &HashMap<String, Article>,
    (query, alone): &(String, bool),
) -> Vec<Mark> {
    let answer = answer(archive, "--passages 5 --fields id", query);
    let hits = array(&answer["hits"]);
    assert_eq!(answer["total"]["articles"], hits.len(), "{query}");
    let mut found = Vec::new();
    for hit in hits {
        let id = text(&hit["article"]["id"]);
        let context = format!("{query} in {id}");
        let article = &articles[id];
        let mut end = 0;
        for highlight in array(&hit["title_highlights"]) {
            let at = place(
                &article.title,
                highlight,
                text(&highlight["text"]),
                &context,
            );
            assert!(end <= at.start && at.start < at.end, "{context}: {at:?}");
            end = at.end;
        }
        let mut spans: Vec<Range<usize>> = Vec::new();
        for shown in array(&hit["passages"]) {
            let (span, marks) = passage(shown, &article.body, &context);
            found.extend(marks.into_iter().map(|bytes| Mark {
                query: query.clone(),
                alone: *alone,
                id: id.to_owned(),
                text: article.body[bytes.clone()].to_owned(),
                bytes,
            }));
            spans.push(span);
        }
        spans.sort_by_key(|span| span.start);
        let apart = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
        assert!(apart, "{context}: {spans:?}");
    }
    found
}

/// A text between quotation marks, without the signs that mean something there.
fn quoted(text: &str) -> String {
    let bare = text.replace(
        |sign: char| "\"“”„‟«»〝〞〟「」『』*?\\".contains(sign),
        " ",
    );
    format!("\"{bare}\"")
}

/// What is marked, searched as a phrase, is found in its article at just that place.
fn they_match_in_place(archive: &Archive, articles: &HashMap<String, Article>, marks: &[Mark]) {
    let mut by_article: BTreeMap<&str, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        by_article.entry(&mark.id).or_default().push(mark);
    }
    for (id, marks) in by_article {
        let phrases: BTreeSet<String> = marks.iter().map(|mark| quoted(&mark.text)).collect();
        let query = phrases.into_iter().collect::<Vec<_>>().join(" OR ");
        let run = archive.run(["show", "--format", "json", "--query", &query, "--", id]);
        assert_eq!(run.status, 0, "{id}: {}", run.stderr);
        let shown = run.json();
        let body = text(&shown["article"]["body"]);
        assert_eq!(body, articles[id].body, "{id}");
        let again: Vec<Range<usize>> = array(&shown["highlights"])
            .iter()
            .map(|highlight| place(body, highlight, text(&highlight["text"]), id))
            .collect();
        for mark in marks {
            assert!(
                again
                    .iter()
                    .any(|at| at.start <= mark.bytes.start && mark.bytes.end <= at.end),
                "{} in {id}: `{}` at {:?} does not match itself",
                mark.query,
                mark.text,
                mark.bytes
            );
        }
    }
}

/// What is marked for a query, made an article of its own, is found by that query.
fn they_match_alone(articles: &HashMap<String, Article>, marks: &[Mark]) {
    let language = |mark: &Mark| articles[&mark.id].language.clone();
    let key = |mark: &Mark| json!([language(mark), mark.text]).to_string();
    let mut records: BTreeMap<String, String> = BTreeMap::new();
    let mut by_query: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for mark in marks.iter().filter(|mark| mark.alone) {
        let key = key(mark);
        let record = json!({"id": key, "language": language(mark), "text": mark.text});
        records.insert(key.clone(), format!("{record}\n"));
        by_query.entry(&mark.query).or_default().insert(key);
    }
    let archive = Archive::new();
    archive.write(
        "marks.jsonl",
        records.values().map(String::as_str).collect::<String>(),
    );
    let run = archive.line("index marks.jsonl");
    let all_new = format!("{} new, 0 replaced, 0 unchanged, 0 skipped", records.len());
    assert!(run.stdout.starts_with(&all_new), "{}", run.whole());
    for (query, wanted) in by_query {
        let answer = answer(&archive, "--any --passages 0 --fields id", query);
        let found: BTreeSet<String> = array(&answer["hits"])
            .iter()
            .map(|hit| text(&hit["article"]["id"]).to_owned())
            .collect();
        let missed: Vec<&String> = wanted.difference(&found).collect();
        assert!(missed.is_empty(), "{query} marks {missed:?}");
    }
}

#[test]
fn every_mark_is_a_match() {
    let archive = Archive::of_samples();
    let articles = articles(&archive);
    assert_eq!(articles.len(), 129);
    let mut found = Vec::new();
    for query in queries() {
        found.extend(marks(&archive, &articles, &query));
    }
    assert!(found.len() > 1_000, "only {} marks", found.len());
    they_match_in_place(&archive, &articles, &found);
    they_match_alone(&articles, &found);
}

#[test]
fn no_negated_word_is_marked() {
    let archive = Archive::of_samples();
    let articles = articles(&archive);
    for (query, negated) in [
        ("bridge -crack", "crack"),
        ("peace NOT (war OR battle)", "war"),
        ("peace OR (talks -dam)", "dam"),
        ("bridge not w/5 ferry", "ferr"),
        ("bridge not w/s closed", "clos"),
        ("bridge not w/p ferry", "ferr"),
        ("=Bridge not pre/3 closed", "clos"),
        ("(bridge not w/3 closed) w/p ferry", "clos"),
    ] {
        let marks = marks(&archive, &articles, &(query.to_owned(), false));
        assert!(!marks.is_empty(), "{query} finds nothing");
        for mark in marks {
            assert!(
                !mark.text.to_lowercase().starts_with(negated),
                "{query} marks `{}` in {}",
                mark.text,
                mark.id
            );
        }
    }
}
