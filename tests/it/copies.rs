//! Copies of one story are found as such, whatever the order and number of runs.

use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::archive::Archive;
use crate::schemas::assert_valid;

/// Words that are the same for the same numbers.
fn words(story: u64, from: u64, to: u64) -> String {
    let word = |at: u64| {
        let word = (at * 7_919 + story * 104_729) % 99_991;
        let end = if at % 11 == 10 { "." } else { "" };
        format!("w{word}{end}")
    };
    let words: Vec<String> = (from..to).map(word).collect();
    words.join(" ")
}

fn article(id: &str, day: u64, body: &str) -> Value {
    let date = format!("2024-03-{:02}", day + 1);
    json!({ "id": id, "title": format!("About {id}"), "date": date, "body": body })
}

fn lines(articles: &[Value]) -> String {
    let lines: Vec<String> = articles
        .iter()
        .map(|article| {
            format!(
                "{article}
"
            )
        })
        .collect();
    lines.concat()
}

fn index(archive: &Archive, what: &str) {
    let run = archive.line(&format!("index {what}"));
    assert!(run.status < 2, "{}", run.whole());
}

/// The stories that several articles tell, each its leader and all its articles.
fn stories(archive: &Archive) -> Vec<(String, Vec<String>)> {
    let archive = unbury::Archive::open(archive.path("index")).expect("an index");
    let stories = archive.stories().expect("readable").into_iter();
    let mut stories: Vec<_> = stories
        .map(|story| (story.leader, story.articles))
        .collect();
    stories.sort();
    stories
}

fn story(ids: &str) -> (String, Vec<String>) {
    let ids: Vec<String> = ids.split(' ').map(str::to_owned).collect();
    let mut articles = ids.clone();
    articles.sort();
    (ids[0].clone(), articles)
}

/// Copies of many kinds, and articles that are none.
fn samples() -> Vec<Value> {
    let whole = words(1, 0, 400);
    let boiler = "Reporting by the staff of the Ansel Herald, edited by the desk in Ansel.";
    vec![
        article("a-wire", 2, &whole),
        article("identical", 2, &whole),
        article("shortened", 3, &words(1, 0, 120)),
        article("from-the-middle", 3, &words(1, 150, 300)),
        article(
            "embedded",
            4,
            &format!("{} {whole} {}", words(2, 0, 200), words(3, 0, 200)),
        ),
        article(
            "edited",
            5,
            &whole.replace("w10", "x10").replace("w33", "x33"),
        ),
        article("too-late", 20, &whole),
        article("later-copy", 21, &whole),
        article("other", 3, &format!("{} {boiler}", words(4, 0, 300))),
        article("another", 3, &format!("{} {boiler}", words(5, 0, 300))),
        article("brief", 6, "No details were given."),
        json!({"id": "brief-again", "title": "About brief", "date": "2024-03-08", "body": "No details were given."}),
        article("other-brief", 6, "No details were given."),
        json!({"id": "without-accents", "title": "Brief", "date": "2024-03-06", "body": "Tran Nguyen resigned."}),
        json!({"id": "with-accents", "title": "Brief", "date": "2024-03-06", "body": "Trần Nguyễn resigned."}),
        json!({"id": "undated", "title": "Archive", "body": words(1, 0, 390)}),
        json!({"id": "undated-half", "title": "Archive", "body": format!("{} {}", words(1, 0, 200), words(6, 0, 100))}),
        json!({"id": "of-the-month", "title": "Month", "date": "2024-03", "body": words(7, 0, 100)}),
        article("of-a-day", 25, &words(7, 0, 90)),
    ]
}

const STORIES: [&str; 4] = [
    "a-wire identical shortened from-the-middle embedded edited undated",
    "brief brief-again",
    "of-the-month of-a-day",
    "too-late later-copy",
];

#[test]
fn copies_of_every_kind_are_found() {
    let archive = Archive::new();
    archive.write("news/a.jsonl", lines(&samples()));
    index(&archive, "news");
    assert_eq!(stories(&archive), STORIES.map(story));
    let stats = archive.line("stats --format json").json();
    assert_eq!(
        (&stats["stories"], &stats["copies"], &stats["not_compared"]),
        (&json!(10), &json!(9), &json!(0))
    );
    let text = archive.line("stats").stdout;
    assert!(text.contains("stories    10, besides 9 copies\n"), "{text}");
}

#[test]
fn deleted_and_replaced_articles_leave_their_stories() {
    let archive = Archive::new();
    archive.write("news/a.jsonl", lines(&samples()));
    index(&archive, "news");
    assert_eq!(archive.line("delete a-wire --yes").status, 0);
    let without = stories(&archive);
    assert_eq!(
        without[1],
        story("identical shortened from-the-middle embedded edited undated")
    );
    assert_eq!(archive.line("delete --undo a-wire").status, 0);
    index(&archive, "news");
    assert_eq!(stories(&archive), STORIES.map(story));
    let mut changed = samples();
    changed[0] = article("a-wire", 2, &words(9, 0, 400));
    archive.write("news/a.jsonl", lines(&changed));
    index(&archive, "news");
    assert_eq!(stories(&archive), without);
    assert_eq!(archive.line("optimize").status, 0);
    assert_eq!(stories(&archive), without);
}

#[test]
fn the_days_of_a_story_are_those_of_the_index() {
    let archive = Archive::new();
    archive.write("news/a.jsonl", lines(&samples()));
    index(&archive, "news --copies-within 0d");
    let of_a_day = stories(&archive);
    assert!(
        of_a_day.contains(&story("a-wire identical undated")),
        "{of_a_day:?}"
    );
    assert!(
        of_a_day.contains(&story("shortened undated-half")),
        "{of_a_day:?}"
    );
    archive.write(
        "news/b.jsonl",
        lines(&[article("new", 2, &words(8, 0, 50))]),
    );
    index(&archive, "news");
    assert_eq!(stories(&archive), of_a_day);
    index(&archive, "news --copies-within 30");
    assert_eq!(stories(&archive).len(), 3);
    let refused = archive.line("index news --copies-within week");
    assert_eq!(refused.status, 2);
    assert!(
        refused.stderr.contains("hint: a number of days"),
        "{}",
        refused.stderr
    );
}

#[test]
fn what_a_run_could_not_compare_the_next_one_does() {
    let archive = Archive::new();
    archive.write("news/a.jsonl", lines(&samples()));
    index(&archive, "news");
    let file = archive.path("index/copies.stories");
    let stored = fs::read(&file).expect("the stories");
    // Another index knows none of its segments, as one that was killed before it could compare.
    let other = Archive::new();
    other.write("news/a.txt", "No details were given.");
    index(&other, "news");
    fs::copy(other.path("index/copies.stories"), &file).expect("copied");
    let stats = archive.line("stats");
    assert!(
        stats
            .stdout
            .contains("19 articles are compared by the next run"),
        "{}",
        stats.whole()
    );
    assert!(stories(&archive).is_empty());
    index(&archive, "news");
    assert_eq!(fs::read(&file).expect("made anew"), stored);
    fs::remove_file(&file).expect("removed");
    for line in ["stats", "verify"] {
        let run = archive.line(line);
        assert_eq!(run.status, 2, "{line}: {}", run.whole());
    }
    index(&archive, "news");
    assert_eq!(fs::read(&file).expect("made anew"), stored);
    for at in [10, stored.len() / 2, stored.len() - 5] {
        let mut damaged = stored.clone();
        damaged[at] ^= 1;
        fs::write(&file, damaged).expect("written");
        let stats = archive.line("stats");
        assert_eq!(stats.status, 2, "{}", stats.whole());
        assert_eq!(archive.line("verify").status, 2);
        index(&archive, "news");
        assert_eq!(fs::read(&file).expect("made anew"), stored);
    }
    // What was compared before is only faster.
    fs::write(archive.path("index/copies.compared"), "damaged").expect("written");
    fs::remove_file(&file).expect("removed");
    index(&archive, "news");
    assert_eq!(fs::read(&file).expect("made anew"), stored);
    assert_eq!(archive.line("verify").status, 0);
}

#[test]
fn copies_are_measured_against_a_list() {
    let archive = Archive::new();
    archive.write("news/a.jsonl", lines(&samples()));
    index(&archive, "news");
    archive.write(
        "truth.tsv",
        "identical\ta-wire\texact\nembedded\ta-wire\tembedded\nundated-half\ta-wire\ttoo little\n",
    );
    let run = archive.line("eval --copies truth.tsv");
    assert_eq!(run.status, 0, "{}", run.whole());
    assert!(run.stdout.starts_with("pairs          6 listed, 24 found, 3 both\nprecision      0.1250\nrecall         0.5000\n"), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("recall         0.0000 of `too little`, 0 of 1\n"),
        "{}",
        run.stdout
    );
    let json = archive.line("eval --copies truth.tsv --format json");
    assert_valid("eval-copies", &json.stdout);
    archive.write("nothing.tsv", "");
    let nothing = archive.line("eval --copies nothing.tsv");
    assert_eq!(nothing.status, 2);
    assert!(
        nothing
            .stderr
            .contains("`nothing.tsv` holds no list of copies"),
        "{}",
        nothing.stderr
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn any_order_and_number_of_runs_give_the_same_stories(
        made in prop::collection::vec((0..6_u64, 0..28_u64, 0..3_u64, 60..160_u64), 4..40),
        order in prop::collection::vec(any::<prop::sample::Index>(), 40),
        runs in 1..4_usize,
    ) {
        let articles: Vec<Value> = made.iter().enumerate().map(|(at, (story, day, from, length))| {
            article(&format!("a{at}"), *day, &words(*story, from * 40, from * 40 + length))
        }).collect();
        let at_once = Archive::new();
        at_once.write("news/all.jsonl", lines(&articles));
        index(&at_once, "news");
        let mut left = articles;
        let mut shuffled = Vec::new();
        for at in order {
            if !left.is_empty() {
                let next = at.index(left.len());
                shuffled.push(left.remove(next));
            }
        }
        let in_runs = Archive::new();
        for (run, part) in shuffled.chunks(shuffled.len().div_ceil(runs)).enumerate() {
            in_runs.write(&format!("news/{run}.jsonl"), lines(part));
            index(&in_runs, if run % 2 == 0 { "news --no-merge" } else { "news" });
        }
        prop_assert_eq!(stories(&in_runs), stories(&at_once));
    }
}
