//! Counts by time and by the values of fields: what brute force counts over the articles, and what the query of each value finds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::archive::Archive;

const FIELDS: [&str; 8] = [
    "source",
    "section",
    "author",
    "tag",
    "lang",
    "meta.ledger",
    "meta.place.city",
    "month",
];

/// Articles with values that are written in several ways, several at once, nested, empty or missing.
fn articles() -> Vec<Value> {
    let sources = ["The Herald", "THE HERALD", "Gazette", "—", ""];
    let desks = ["Foreign Desk", "foreign desk", "Sport", ""];
    let authors = [
        json!(["Ann Öhl", "Bo"]),
        json!(["ann ohl"]),
        json!([]),
        json!(["Ann Öhl", "Ann Ohl"]),
        json!(["Bo", "Cy O'Neill-Smith"]),
    ];
    let texts = ["the ferry", "the bridge", "ferry and ferry", "rain"];
    (0..60)
        .map(|at: usize| {
            json!({
                "id": format!("a{at}"), "title": "", "lang": "en",
                "text": texts[at * 7 % texts.len()],
                "source": Some(sources[at * 3 % sources.len()]).filter(|name| !name.is_empty()),
                "author": authors[at * 11 % authors.len()],
                "tags": [format!("t{}", at % 4), format!("T{}", at % 3)],
                "ledger": desks[at * 5 % desks.len()],
                "place": {"city": format!("City {}", at % 5)},
                "date": if at.is_multiple_of(9) { "2024".to_owned() } else { format!("2024-{:02}-03", at % 12 + 1) },
            })
        })
        .collect()
}

/// The articles, in several segments, some replaced.
fn archive() -> Archive {
    let archive = Archive::new();
    let lines = |articles: &[Value]| {
        let lines = articles.iter().map(Value::to_string);
        lines.collect::<Vec<_>>().join("\n")
    };
    let all = articles();
    let mut stale = all[..20].to_vec();
    for article in &mut stale {
        article["text"] = json!("the ferry ferry");
        article["source"] = json!("Gone");
    }
    archive.write("a.jsonl", lines(&stale));
    archive.line("index a.jsonl --no-merge");
    archive.write("b.jsonl", lines(&all[20..]));
    archive.line("index b.jsonl --no-merge");
    archive.write("a.jsonl", lines(&all[..20]));
    let run = archive.line("index a.jsonl --no-merge");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

/// The values of an article in a field, as one value where only case, accents or signs differ.
fn values(article: &Value, field: &str) -> BTreeSet<String> {
    let value = match field {
        "lang" => &article["lang"],
        "tag" => &article["tags"],
        "meta.ledger" => &article["ledger"],
        "meta.place.city" => &article["place"]["city"],
        "month" => &article["date"],
        field => &article[field],
    };
    let texts = match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => vec![text.as_str()],
        _ => Vec::new(),
    };
    let folded = texts.into_iter().map(|text| match field {
        "month" => text.get(..7).unwrap_or("").to_owned(),
        _ => text.to_lowercase().replace('ö', "o"),
    });
    // A name without a letter is none.
    folded
        .filter(|text| text.contains(char::is_alphanumeric))
        .collect()
}

/// For each value: articles, those with the word, and its occurrences.
fn brute_force(field: &str, word: &str) -> BTreeMap<String, (u64, u64, u64)> {
    let mut counts: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for article in articles() {
        let often = article["text"]
            .as_str()
            .unwrap_or_default()
            .matches(word)
            .count() as u64;
        for value in values(&article, field) {
            let count = counts.entry(value).or_default();
            *count = (count.0 + 1, count.1 + u64::from(often > 0), count.2 + often);
        }
    }
    counts
}

#[test]
fn groups_are_what_brute_force_counts() {
    let archive = archive();
    for field in FIELDS {
        let run = archive.line(&format!("count ferry bridge --by {field} --format json"));
        assert_eq!(run.status, 0, "{}", run.whole());
        for (counted, word) in run.json()["counts"]
            .as_array()
            .expect("counts")
            .iter()
            .zip(["ferry", "bridge"])
        {
            let groups = counted["by"]["groups"].as_array().expect("groups");
            let found = groups.iter().map(|group| {
                let number = |name: &str| group[name].as_u64().expect("a number");
                let value = group["value"]
                    .as_str()
                    .expect("a value")
                    .to_lowercase()
                    .replace('ö', "o");
                (
                    value,
                    (number("all"), number("articles"), number("occurrences")),
                )
            });
            let found: BTreeMap<_, _> = found.filter(|(_, count)| count.0 > 0).collect();
            assert_eq!(found, brute_force(field, word), "{field} {word}");
            let without = articles()
                .iter()
                .filter(|article| values(article, field).is_empty())
                .count();
            let apart =
                ["without", "coarser"].map(|name| counted["by"][name]["all"].as_u64().unwrap_or(0));
            assert_eq!(apart.iter().sum::<u64>(), without as u64, "{field}");
        }
    }
}

#[test]
fn the_query_of_a_value_finds_what_was_counted() {
    let archive = archive();
    let mut asked = 0;
    for field in &FIELDS[..7] {
        let json = archive
            .line(&format!("count ferry --by {field} --format json"))
            .json();
        for group in json["counts"][0]["by"]["groups"]
            .as_array()
            .expect("groups")
        {
            let query = group["query"].as_str().expect("a query");
            let found = archive
                .run(["count", "--format", "json", "--", query])
                .json();
            assert_eq!(found["counts"][0]["articles"], group["articles"], "{query}");
            asked += 1;
        }
    }
    assert!(asked > 15, "{asked}");
}

#[test]
fn facets_are_the_groups_of_what_is_found() {
    let archive = archive();
    for field in FIELDS {
        let json = archive
            .line(&format!("facets ferry --by {field} -n 99 --format json"))
            .json();
        let all = brute_force(field, "ferry");
        let values = json["facets"][0]["values"].as_array().expect("values");
        let found = values.iter().filter(|value| value["articles"] != 0);
        let found: BTreeMap<String, u64> = found
            .map(|value| {
                let name = value["value"]
                    .as_str()
                    .expect("a value")
                    .to_lowercase()
                    .replace('ö', "o");
                (name, value["articles"].as_u64().expect("a number"))
            })
            .collect();
        let expected = all.iter().filter(|(_, count)| count.1 > 0);
        let expected: BTreeMap<String, u64> = expected
            .map(|(name, count)| (name.clone(), count.1))
            .collect();
        assert_eq!(found, expected, "{field}");
    }
    let few = archive
        .line("facets ferry --by tag -n 1 --format json")
        .json();
    assert_eq!(few["facets"][0]["values"].as_array().map(Vec::len), Some(1));
    assert!(few["facets"][0]["not_listed"].as_u64() > Some(1), "{few}");
    let steps = |options: &str| {
        let run = archive.line(&format!("facets ferry --by day --format json {options}"));
        let facet = run.json()["facets"][0].clone();
        let values = facet["values"].as_array().expect("steps").clone();
        (values, facet["not_listed"].as_u64().expect("a number"))
    };
    let (all, not_listed) = steps("");
    assert_eq!(not_listed, 0);
    for step in &all {
        // Where there is no article, nothing can be said.
        assert_eq!(step["log_ratio"].is_null(), step["all"] == 0, "{step}");
    }
    assert!(all.iter().any(|step| step["all"] == 0));
    let found = all.iter().filter(|step| step["articles"] != 0).count();
    let (few, not_listed) = steps("-n 2");
    assert_eq!((few.len(), not_listed), (2, found as u64 - 2));
    assert!(few[0]["value"].as_str() < few[1]["value"].as_str());
    let text = archive
        .line("search ferry --facets source,lang -n 1")
        .stdout;
    assert!(
        text.contains("typical  source") && text.contains("  en\n"),
        "{text}"
    );
}

#[test]
fn what_groups_nothing_is_refused() {
    let archive = archive();
    for (line, status) in [
        ("count ferry --by title", 2),
        ("facets ferry --by fortnight", 2),
        ("facets zeppelin", 1),
        ("count zeppelin --by source", 1),
        ("facets ferry --by meta.nothing", 0),
        ("count * --by decade", 0),
    ] {
        let run = archive.line(line);
        assert_eq!(run.status, status, "{line}: {}", run.whole());
    }
}
