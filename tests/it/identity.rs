//! What an article is called, and what is the same article when files and indexes change.

use std::collections::BTreeMap;

use crate::archive::Archive;

/// The articles by their ids: their texts.
fn articles(archive: &Archive) -> BTreeMap<String, String> {
    let run = archive.line("search --copies show -n all --format jsonl");
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
                    .contains("1 article removed: its file no longer holds it"),
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

/// An archive in one folder, its index beside it.
fn indexed_folder() -> Archive {
    let archive = Archive::new();
    archive
        .write("one/news/a.txt", "The first story.\n")
        .write("one/news/b.txt", "The second story.\n")
        .write("one/rows.csv", table("ab"));
    let run = run_in(&archive, "one", "index news rows.csv");
    assert!(run.contains("\n4 new"), "{run}");
    archive
}

/// What the program prints in a folder.
fn run_in(archive: &Archive, folder: &str, line: &str) -> String {
    std::fs::create_dir_all(archive.path(folder)).expect("made");
    let mut command = archive.command();
    command.current_dir(archive.path(folder));
    let run = crate::archive::Run::of(
        &command
            .args(line.split_whitespace())
            .output()
            .expect("it runs"),
    );
    run.whole()
}

fn rename(archive: &Archive, from: &str, to: &str) {
    std::fs::create_dir_all(archive.path(to).parent().expect("a folder")).expect("made");
    std::fs::rename(archive.path(from), archive.path(to)).expect("renamed");
}

/// Reads the same again, and finds nothing new, nothing twice.
#[track_caller]
fn holds_the_same(archive: &Archive, folder: &str, paths: &str, options: &str) {
    let run = run_in(archive, folder, &format!("index {paths} {options}"));
    assert!(run.contains("\n0 new, 0 replaced, 4 unchanged"), "{run}");
    assert!(!run.contains("removed") && !run.contains("twice"), "{run}");
    let stats = run_in(archive, folder, "stats");
    assert!(stats.contains("\narticles   4\n"), "{stats}");
}

#[test]
fn an_index_that_is_moved_alone_keeps_its_articles() {
    for options in ["", "--prune"] {
        let archive = indexed_folder();
        rename(&archive, "one/index", "two/index");
        for _ in 0..2 {
            holds_the_same(&archive, "two", "../one/news ../one/rows.csv", options);
        }
        // And once more, and back.
        rename(&archive, "two/index", "three/deep/index");
        holds_the_same(
            &archive,
            "three/deep",
            "../../one/news ../../one/rows.csv",
            options,
        );
        rename(&archive, "three/deep/index", "one/index");
        holds_the_same(&archive, "one", "news rows.csv", options);
        // A file that is gone is found to be gone.
        rename(&archive, "one/index", "two/index");
        std::fs::remove_file(archive.path("one/news/a.txt")).expect("removed");
        let run = run_in(&archive, "two", "index ../one/news --prune");
        assert!(run.contains("1 article removed: its file is gone"), "{run}");
    }
}

#[test]
fn an_index_and_its_archive_are_moved_together() {
    for options in ["", "--prune"] {
        let archive = indexed_folder();
        rename(&archive, "one", "two");
        holds_the_same(&archive, "two", "news rows.csv", options);
        // Then the index alone.
        rename(&archive, "two/index", "three/index");
        holds_the_same(&archive, "three", "../two/news ../two/rows.csv", options);
        // The archive follows.
        rename(&archive, "two/news", "three/news");
        rename(&archive, "two/rows.csv", "three/rows.csv");
        holds_the_same(&archive, "three", "news rows.csv", options);
    }
}

/// A copy is an archive of its own, where the first one still is.
#[test]
fn a_copy_is_an_archive_of_its_own() {
    let archive = indexed_folder();
    for file in ["news/a.txt", "news/b.txt", "rows.csv"] {
        let bytes = std::fs::read(archive.path(&format!("one/{file}"))).expect("there");
        archive.write(&format!("two/{file}"), bytes);
    }
    rename(&archive, "one/index", "two/index");
    holds_the_same(&archive, "two", "news rows.csv", "--prune");
}

#[test]
fn an_archive_that_is_moved_alone_is_told_of() {
    let archive = indexed_folder();
    rename(&archive, "one/news", "two/news");
    // What is elsewhere is never removed unasked.
    for options in ["", "--prune"] {
        let run = run_in(&archive, "one", &format!("index ../two/news {options}"));
        assert!(
            run.contains("2 files that are no longer in `")
                && run.contains("one/news` are elsewhere now"),
            "{run}"
        );
        assert!(!run.contains("removed"), "{run}");
    }
    let stats = run_in(&archive, "one", "stats");
    assert!(stats.contains("\narticles   6\n"), "{stats}");
    // The old path can be named from anywhere.
    let run = run_in(
        &archive,
        "elsewhere",
        "index ../one/news --prune --index ../one/index",
    );
    assert!(
        run.contains("2 articles removed: their files are gone") && !run.contains("twice"),
        "{run}"
    );
    let run = run_in(&archive, "one", "index ../two/news rows.csv --prune");
    assert!(
        run.contains("0 new, 0 replaced, 4 unchanged") && !run.contains("twice"),
        "{run}"
    );
}

/// Rows of a table with one id are articles each, whatever the file is called.
#[test]
fn a_table_is_known_by_what_it_was_read_as() {
    let rows = "id,title,text\n7,Same,First.\n7,Same,Second.\n";
    let lines = "{\"id\":\"7\",\"title\":\"Same\",\"text\":\"First.\"}\n{\"id\":\"7\",\"title\":\"Same\",\"text\":\"Second.\"}\n";
    for (name, text, options, expected) in [
        ("a.csv", rows, "", 2),
        ("a.dat", rows, "--format csv", 2),
        ("a.txt", rows, "--format csv", 2),
        ("a.jsonl", lines, "", 1),
        ("a.csv", lines, "--format jsonl", 1),
        ("a.csv.jsonl", lines, "", 1),
    ] {
        let archive = Archive::new();
        archive.write(name, text);
        let run = archive.line(&format!("index {name} {options}"));
        assert_eq!(
            articles(&archive).len(),
            expected,
            "{name} {options}: {}",
            run.whole()
        );
    }
}

/// A record that got a name of its own keeps it when the record that had its id is gone and its file is read again.
#[test]
fn a_record_keeps_the_name_it_was_given() {
    let archive = Archive::new();
    let stories = |stories: &[(u32, &str)]| {
        let line = |(id, title): &(u32, &str)| {
            format!(
                "{{\"id\":\"{id}\",\"title\":\"Story {title}\",\"text\":\"The text of story {title}.\"}}\n"
            )
        };
        stories.iter().map(line).collect::<String>()
    };
    archive.write("in/a.jsonl", stories(&[(1, "x"), (2, "y")]));
    archive.write("in/b.jsonl", stories(&[(3, "z")]));
    archive.line("index in");
    // Two records of one id, in another file, while the first that had it goes.
    archive.write("in/a.jsonl", stories(&[(2, "y")]));
    let later = [(1, "v"), (1, "w"), (3, "z")];
    archive.write("in/b.jsonl", stories(&later));
    archive.line("index in --prune");
    let before = articles(&archive);
    let ids: Vec<&str> = before.keys().map(String::as_str).collect();
    assert_eq!(ids, ["1@in/b.jsonl", "1@in/b.jsonl#2", "2", "3"]);
    let again = [later.as_slice(), &[(4, "u")]].concat();
    archive.write("in/b.jsonl", stories(&again));
    archive.line("index in --prune");
    let mut after = articles(&archive);
    assert_eq!(after.remove("4").as_deref(), Some("Story u"));
    assert_eq!(after, before);
}
