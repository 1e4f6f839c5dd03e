//! Counts are exact: they agree with what is marked, with the lines of a concordance, and with what was deleted.

use std::collections::BTreeSet;

use serde_json::Value;
use unbury::analysis::{Analyzer, Language, Text};
use unbury::api::{Count, Matching, SearchRequest};
use unbury::query;

use crate::archive::Archive;

fn counted(archive: &Archive, query: &str) -> Count {
    let run = archive.run(["count", "--format", "json", "--", query]);
    let json = run.json();
    let counts = &json["counts"][0];
    let number = |key: &str| {
        counts[key]
            .as_u64()
            .unwrap_or_else(|| panic!("{}", run.whole()))
    };
    let count = Count {
        articles: number("articles"),
        stories: number("stories"),
        sentences: number("sentences"),
        occurrences: number("occurrences"),
        title_sentences: number("title_sentences"),
        title_occurrences: number("title_occurrences"),
    };
    assert_eq!(run.status, i32::from(count.articles == 0), "{query}");
    count
}

/// Counts what is marked in each article, from its text: no postings.
fn marked(index: &unbury::Archive, text: &str) -> Count {
    let query = query::parse(text).query;
    let request = SearchRequest {
        matching: Matching::All,
        limit: None,
        passages: 0,
        ..SearchRequest::new(query.clone())
    };
    let mut count = Count::default();
    let mut stories = BTreeSet::new();
    for hit in index.search(&request).expect("an answer").hits {
        stories.insert(hit.story.id);
        let found = index.show(&hit.article.id.0, &query).expect("an article");
        let (article, marks) = found.expect("it is there");
        let language = article.language.as_deref().and_then(Language::from_code);
        let analysis = Analyzer::new().analyze(&Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: language.unwrap_or(Language::UNKNOWN),
        });
        let sentences: BTreeSet<usize> = marks
            .body
            .iter()
            .map(|mark| {
                let sentences = &analysis.sentences;
                sentences.partition_point(|sentence| sentence.span.start <= mark.span.start)
            })
            .collect();
        let title = u64::from(!marks.title.is_empty());
        count = count
            + Count {
                articles: 1,
                stories: 0,
                sentences: sentences.len() as u64 + title,
                occurrences: (marks.body.len() + marks.title.len()) as u64,
                title_sentences: title,
                title_occurrences: marks.title.len() as u64,
            };
    }
    count.stories = stories.len() as u64;
    count
}

#[test]
fn counts_of_words_and_phrases_are_what_is_marked() {
    let archive = Archive::of_samples();
    let index = unbury::Archive::open(archive.path("index")).expect("the index");
    let queries = [
        "bridge",
        "the",
        "ministers",
        "cease-fire",
        "ceasefire",
        "O'Brien",
        "\"the bridge\"",
        "bridge OR \"the bridge\"",
        "bridge OR bridges OR \"bridge\"",
        "the of",
        "bridge -ferry",
        "ferry (bridge OR flood)",
        "title:bridge",
        "body:bridge",
        "title:(bridge OR ferry) the",
        "=The",
        "=the",
        "*ing",
        "/br.*/ OR ferry",
        "minister~1",
        "first20(the)",
        "atleast3(the)",
        "bridge not w/5 the",
        "since:1900",
        "zebraxyz",
    ];
    let mut occurrences = 0;
    for query in queries {
        let count = counted(&archive, query);
        assert_eq!(count, marked(&index, query), "{query}");
        occurrences += count.occurrences;
    }
    assert!(occurrences > 1_000, "{occurrences}");
}

/// In how many sentences these lines start.
fn sentences<'a>(lines: impl Iterator<Item = &'a Value>) -> u64 {
    let sentences: BTreeSet<String> = lines
        .map(|line| format!("{} {}", line["article"]["id"], line["sentence"]))
        .collect();
    sentences.len() as u64
}

#[test]
fn counts_are_the_lines_of_the_concordance() {
    let archive = Archive::of_samples();
    let queries = [
        "bridge",
        "the of",
        "bridge w/5 the",
        "the pre/3 bridge",
        "the w/s bridge",
        "ferry w/p the",
        "\"the bridge\"~2",
        "the OR (bridge w/5 \"the ferry\")",
        "atleast2(the w/3 bridge)",
        "title:(the w/3 bridge)",
    ];
    for query in queries {
        let count = counted(&archive, query);
        let run = archive.run(["kwic", "--format", "jsonl", "--context", "0", "--", query]);
        let lines: Vec<Value> = run
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let in_title = |line: &&Value| line["in_title"] == true;
        assert_eq!(count.occurrences, lines.len() as u64, "{query}");
        assert_eq!(count.sentences, sentences(lines.iter()), "{query}");
        let titles = lines.iter().filter(in_title).count() as u64;
        assert_eq!(count.title_occurrences, titles, "{query}");
        let titles = sentences(lines.iter().filter(in_title));
        assert_eq!(count.title_sentences, titles, "{query}");
        let articles: BTreeSet<&str> = lines
            .iter()
            .filter_map(|line| line["article"]["id"].as_str())
            .collect();
        assert_eq!(count.articles, articles.len() as u64, "{query}");
    }
}

#[test]
fn several_queries_are_several_rows() {
    let archive = Archive::new();
    archive.write(
        "a.jsonl",
        concat!(
            r#"{"id":"x","title":"Talks","lang":"en","text":"Peace talks. No talks, no peace."}"#,
            "\n",
            r#"{"id":"y","title":"War","lang":"en","text":"Peace came."}"#,
        ),
    );
    archive.line("index a.jsonl");
    let run = archive.run(["count", "talks", "peace talks", "\"peace talks\"", "=zebra"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    let expected = "\
articles  stories  sentences  occurrences  in headlines  query
       1        1          3            3             1  talks
       1        1          3            5             1  peace talks
       1        1          1            1             0  \"peace talks\"
       0        0          0            0             0  =zebra
";
    assert_eq!(run.stdout, expected);
    let run = archive.run(["count", "--format", "csv", "=zebra"]);
    assert_eq!(run.status, 1, "{}", run.whole());
    assert!(
        run.stdout.contains("'=zebra,'=zebra,0,0,0,0,0,0"),
        "{}",
        run.stdout
    );
    let run = archive.run(["count", "--strict", "--", "autor:doe"]);
    assert_eq!(run.status, 2, "{}", run.whole());
}

#[test]
fn what_was_replaced_does_not_count() {
    let archive = Archive::new();
    for text in ["talks talks talks", "talks ended"] {
        let record = format!(r#"{{"id":"x","title":"News","lang":"en","text":"{text}"}}"#);
        let other = r#"{"id":"y","title":"More","lang":"en","text":"No talks."}"#;
        archive.write("a.jsonl", format!("{record}\n{other}\n"));
        archive.line("index a.jsonl --no-merge");
    }
    let count = counted(&archive, "talks");
    assert_eq!((count.articles, count.occurrences), (2, 2));
}

#[test]
fn queries_without_words_count_articles() {
    let archive = Archive::of_samples();
    let run = archive.line("count --format json bridge");
    let all = run.json()["searched"].as_u64();
    let with = counted(&archive, "bridge");
    let without = counted(&archive, "-bridge");
    assert!(with.articles > 0 && without.articles > 0);
    assert_eq!(Some(with.articles + without.articles), all);
    assert_eq!((without.sentences, without.occurrences), (0, 0));
    for query in [
        "\"",
        "()",
        "*",
        "/.*/",
        "first0(x)",
        "\u{202e}bridge",
        "((((",
        "a^1e40",
    ] {
        for command in ["count", "kwic"] {
            let run = archive.run([command, "--", query]);
            assert!(matches!(run.status, 0 | 1), "{query}: {}", run.whole());
            assert!(!run.stderr.contains("panicked"), "{query}: {}", run.stderr);
        }
    }
}
