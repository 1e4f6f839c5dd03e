//! What an article is called, and what is the same article when files and indexes change.

use std::collections::BTreeMap;

use crate::archive::Archive;

/// The articles by their ids: their texts.
fn articles(archive: &Archive) -> BTreeMap<String, String> {
    let run = archive.line("search -n all --format jsonl");
    let lines = run.stdout.lines();
    let articles = lines.map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    articles
        .map(|hit| (text(&hit["article"]["id"]), text(&hit["article"]["title"])))
        .collect()
}

fn id_of(archive: &Archive, title: &str) -> String {
    let articles = articles(archive);
    let found = articles.iter().find(|(_, told)| *told == title);
    found
        .unwrap_or_else(|| panic!("{title}: {articles:?}"))
        .0
        .clone()
}

fn table(titles: &str) -> String {
    titles
        .chars()
        .fold("title,text\n".to_owned(), |table, title| {
            table + &format!("Story {title},The text of story {title}.\n")
        })
}

/// The last letters of the headlines, with the line in front of those that were counted.
fn indexed(archive: &Archive, titles: &str, options: &str) -> (String, String) {
    archive.write("a.csv", table(titles));
    let run = archive.line(&format!("index a.csv {options}"));
    let held = articles(archive);
    let mut letters: Vec<char> = held
        .values()
        .filter_map(|title| title.chars().last())
        .collect();
    letters.sort_unstable();
    let counts: Vec<&str> = run.stdout.splitn(4, ", ").take(3).collect();
    (letters.into_iter().collect(), counts.join(", "))
}

#[test]
fn ids_of_rows_do_not_shift() {
    let archive = Archive::new();
    assert_eq!(indexed(&archive, "bcd", "").0, "bcd");
    let before = articles(&archive);
    let (held, counts) = indexed(&archive, "abcd", "");
    assert_eq!(
        (held.as_str(), counts.as_str()),
        ("abcd", "1 new, 3 replaced, 0 unchanged")
    );
    let after = articles(&archive);
    assert!(
        before
            .iter()
            .all(|(id, title)| after.get(id) == Some(title)),
        "{after:?}"
    );
    // Moved about, and made anew: the same ids.
    indexed(&archive, "dacb", "");
    assert_eq!(articles(&archive), after);
    let anew = Archive::new();
    indexed(&anew, "cbda", "");
    assert_eq!(articles(&anew), after);
}

#[test]
fn a_corrected_row_takes_its_place_and_nothing_else_goes() {
    for (before, after, held, counts) in [
        ("abc", "axc", "acx", "0 new, 1 replaced, 2 unchanged"),
        ("abc", "xyz", "xyz", "0 new, 3 replaced, 0 unchanged"),
        // The oldest row gave way to a newer one: nobody said that it was wrong.
        ("abc", "bcd", "abcd", "1 new, 2 replaced, 0 unchanged"),
        ("abc", "ab", "abc", "0 new, 0 replaced, 2 unchanged"),
    ] {
        let archive = Archive::new();
        indexed(&archive, before, "");
        let run = indexed(&archive, after, "");
        assert_eq!(
            run,
            (held.to_owned(), counts.to_owned()),
            "{before} {after}"
        );
        // What stays is told, and goes when it is asked to, without the file being touched.
        if held.len() > after.len() {
            let archive = Archive::new();
            indexed(&archive, before, "");
            archive.write("a.csv", table(after));
            let run = archive.line("index a.csv");
            let told = "1 article stays that is no longer in its file; `--prune` removes it";
            assert!(run.stdout.contains(told), "{}", run.whole());
            let run = archive.line("index a.csv --prune");
            assert!(
                run.stdout
                    .contains("1 removed: their file no longer holds them"),
                "{}",
                run.whole()
            );
            assert_eq!(articles(&archive).len(), after.len());
            let run = archive.line("index a.csv --prune");
            assert!(
                run.stdout.contains("0 files read, 1 unchanged"),
                "{}",
                run.whole()
            );
        }
        let pruned = Archive::new();
        indexed(&pruned, before, "");
        let mut sorted: Vec<char> = after.chars().collect();
        sorted.sort_unstable();
        assert_eq!(
            indexed(&pruned, after, "--prune").0,
            sorted.into_iter().collect::<String>()
        );
    }
}

/// Once an article has stayed that its file no longer held, nobody knows which row stood where.
#[test]
fn what_stayed_is_not_replaced() {
    let archive = Archive::new();
    indexed(&archive, "abc", "");
    indexed(&archive, "a", "");
    assert_eq!(indexed(&archive, "axy", "").0, "abcxy");
    assert_eq!(indexed(&archive, "axz", "--prune").0, "axz");
    assert_eq!(indexed(&archive, "awz", "").0, "awz");
}

#[test]
fn rows_that_say_the_same_are_articles_each() {
    let archive = Archive::new();
    archive.write("a.csv", table("aaba"));
    for _ in 0..2 {
        // Named twice, it is read once more, and its rows are no others.
        let run = archive.line("index a.csv ./a.csv");
        let ids: Vec<String> = articles(&archive).into_keys().collect();
        assert_eq!(ids.len(), 4, "{}", run.whole());
        let numbered = ids
            .iter()
            .filter(|id| id.ends_with("-2") || id.ends_with("-3"));
        assert_eq!(numbered.count(), 2, "{ids:?}");
        archive.write("a.csv", table("aaba") + "\n");
    }
    assert_eq!(indexed(&archive, "ab", "--prune").0, "ab");
}

/// What is said besides counts for nothing: a column of numbers would name every row anew.
#[test]
fn numbers_of_rows_name_no_article() {
    let archive = Archive::new();
    archive.write("a.csv", ",title,text\n0,One,First\n1,Two,Second\n");
    archive.line("index a.csv");
    let before = id_of(&archive, "Two");
    archive.write(
        "a.csv",
        ",title,text\n0,New,Before\n1,One,First\n2,Two,Second\n",
    );
    archive.line("index a.csv");
    assert_eq!(id_of(&archive, "Two"), before);
    assert_eq!(articles(&archive).len(), 3);
}

#[test]
fn two_pipes_are_two_files() {
    let archive = Archive::new();
    for text in ["First", "Second"] {
        archive.write("pipe.jsonl", format!("{{\"text\":\"{text}\"}}\n"));
        let pipe = std::fs::File::open(archive.path("pipe.jsonl")).expect("there");
        let mut command = archive.command();
        command
            .args(["index", "-", "--format", "jsonl"])
            .stdin(pipe);
        assert!(command.output().expect("it runs").status.success());
    }
    assert_eq!(articles(&archive).len(), 2);
}
