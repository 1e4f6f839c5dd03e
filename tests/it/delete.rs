//! Articles are deleted, stay away, and come back when they are let.

use crate::archive::Archive;

const STORIES: &str = "{\"id\":\"one\",\"title\":\"Bridge\",\"source\":\"Echo\",\"text\":\"The bridge is shut.\"}\n\
    {\"id\":\"two\",\"title\":\"Boat\",\"source\":\"Echo\",\"text\":\"The boat is aground.\"}\n\
    {\"id\":\"three\",\"title\":\"Bridge again\",\"source\":\"Wire\",\"text\":\"The bridge is open.\"}\n";

fn stories() -> Archive {
    let archive = Archive::new();
    archive.write("stories.jsonl", STORIES);
    archive.line("index stories.jsonl");
    archive
}

/// The ids of the articles in the index, in order.
fn ids(archive: &Archive) -> String {
    let run = archive.line("search -n all --format csv --columns id");
    let mut ids: Vec<&str> = run.stdout.lines().skip(1).collect();
    ids.sort_unstable();
    ids.join(" ")
}

/// Changes the file in what nobody reads, so that it is read again.
fn touch(archive: &Archive, file: &str) {
    let text = std::fs::read_to_string(archive.path(file)).expect("there");
    archive.write(file, text + "\n");
}

#[test]
fn an_article_is_deleted_by_its_id_and_stays_away() {
    let archive = stories();
    let run = archive.line("delete one nine one --yes");
    assert_eq!(run.status, 0, "{}", run.whole());
    assert_eq!(run.stdout, "one  Bridge\n");
    assert_eq!(
        run.stderr,
        "note: no article has the id `nine`\n1 article deleted\n"
    );
    assert_eq!(ids(&archive), "three two");
    assert_eq!(archive.line("show one").status, 2);
    for options in ["", "--prune"] {
        let run = archive.line(&format!("index stories.jsonl {options}"));
        assert!(
            run.stdout.starts_with("0 new, 0 replaced, 2 unchanged"),
            "{}",
            run.whole()
        );
        touch(&archive, "stories.jsonl");
        let run = archive.line(&format!("index stories.jsonl {options}"));
        assert!(
            run.stdout.contains("1 kept out: deleted before"),
            "{}",
            run.whole()
        );
        assert_eq!(ids(&archive), "three two");
    }
    let run = archive.line("index stories.jsonl");
    assert!(
        run.stdout.starts_with("0 new, 0 replaced, 2 unchanged"),
        "{}",
        run.whole()
    );
    // From another file, and corrected: it has the same id, and is kept out.
    archive.write(
        "more.jsonl",
        STORIES.lines().next().expect("one").to_owned() + "\n",
    );
    archive.write("stories.jsonl", STORIES.replace("is shut", "is closed"));
    archive.line("index stories.jsonl more.jsonl");
    assert_eq!(ids(&archive), "three two");
    assert_eq!(archive.line("verify").status, 0);
    assert_eq!(archive.line("delete --list").stdout, "one\n");
    let again = archive.line("delete one --yes");
    assert_eq!(
        (again.status, again.stdout.as_str()),
        (1, ""),
        "{}",
        again.whole()
    );
}

#[test]
fn a_deleted_article_comes_back_when_it_is_let() {
    let archive = stories();
    archive.line("delete one three --yes");
    let run = archive.line("delete --undo one nine");
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (0, "one\n"),
        "{}",
        run.whole()
    );
    assert!(run.stderr.contains("`nine` was deleted"), "{}", run.whole());
    assert_eq!(ids(&archive), "two", "its file has not been read");
    let run = archive.line("index stories.jsonl");
    assert!(
        run.stdout.starts_with("1 new, 0 replaced, 1 unchanged"),
        "{}",
        run.whole()
    );
    assert_eq!(ids(&archive), "one two");
    assert_eq!(
        archive.line("delete --list --format jsonl").stdout,
        "{\"schema_version\":1,\"article\":{\"id\":\"three\"}}\n"
    );
    assert_eq!(archive.line("delete --undo one").status, 1);
    archive.line("delete --undo three");
    assert_eq!(archive.line("delete --list").status, 1);
    archive.line("index stories.jsonl");
    assert_eq!(ids(&archive), "one three two");
}

#[test]
fn what_matches_a_query_is_listed_and_deleted() {
    let archive = stories();
    for (line, listed) in [
        ("--query bridge", "one three"),
        ("--query bridge --source Echo", "one"),
        ("--query bri*", "one three"),
        ("--query shut*", "one"),
    ] {
        let run = archive.line(&format!("delete {line} --dry-run --format jsonl"));
        let lines = run
            .stdout
            .lines()
            .map(serde_json::from_str::<serde_json::Value>);
        let mut found: Vec<String> = lines
            .map(|line| {
                line.expect("JSON")["article"]["id"]
                    .as_str()
                    .expect("an id")
                    .to_owned()
            })
            .collect();
        found.sort_unstable();
        assert_eq!(
            (run.status, found.join(" ").as_str()),
            (0, listed),
            "{line}: {}",
            run.whole()
        );
        assert!(run.stderr.contains("would be deleted"), "{}", run.whole());
    }
    assert_eq!(ids(&archive), "one three two", "nothing has been deleted");
    let none = archive.line("delete --query zeppelin --yes");
    assert_eq!(none.status, 1, "{}", none.whole());
    assert!(
        none.stderr.ends_with("nothing to delete\n"),
        "{}",
        none.whole()
    );
    let run = archive.line("delete --query bridge --yes");
    assert!(
        run.stderr.ends_with("2 articles deleted\n"),
        "{}",
        run.whole()
    );
    assert_eq!(ids(&archive), "two");
    // All of one outlet.
    let run = archive.run(["delete", "--query", "", "--source", "Echo", "--yes"]);
    assert_eq!(run.status, 0, "{}", run.whole());
    assert_eq!(ids(&archive), "");
}

#[test]
fn nothing_is_deleted_unasked() {
    let archive = stories();
    let run = archive.line("delete one");
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(
        run.stderr
            .contains("1 article would be deleted, and there is no terminal to ask on"),
        "{}",
        run.whole()
    );
    assert!(run.stderr.contains("`--yes`"), "{}", run.whole());
    // A variable that is not set.
    let run = archive.run(["delete", "--query", "", "--yes"]);
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(
        run.stderr.contains("it would delete every article"),
        "{}",
        run.whole()
    );
    for wrong in [
        "delete",
        "delete --yes",
        "delete one --query two",
        "delete --undo --query two",
        "delete --undo",
    ] {
        assert_eq!(archive.line(wrong).status, 2, "{wrong}");
    }
    assert_eq!(ids(&archive), "one three two");
    let nowhere = archive.line("delete one --yes --index nowhere");
    assert_eq!(nowhere.status, 2, "{}", nowhere.whole());
    assert!(!archive.path("nowhere").exists());
}

/// Another article with the id of a deleted one is not it.
#[test]
fn a_stranger_with_the_id_of_a_deleted_article_lives() {
    let archive = stories();
    archive.write(
        "other.jsonl",
        "{\"id\":\"one\",\"title\":\"Harvest\",\"text\":\"The harvest is in.\"}\n",
    );
    archive.line("index other.jsonl");
    assert_eq!(ids(&archive), "one one@other.jsonl three two");
    archive.line("delete one --yes");
    for file in ["other.jsonl", "stories.jsonl"] {
        touch(&archive, file);
        archive.line("index other.jsonl stories.jsonl");
        assert_eq!(ids(&archive), "one@other.jsonl three two", "{file}");
    }
    archive.line("delete one@other.jsonl --yes");
    touch(&archive, "other.jsonl");
    archive.line("index other.jsonl stories.jsonl");
    assert_eq!(ids(&archive), "three two");
}

/// A row without an id is deleted; the rows beside it are corrected.
#[test]
fn rows_beside_a_deleted_one_are_replaced_as_ever() {
    let archive = Archive::new();
    let table = |titles: &str| {
        titles
            .chars()
            .fold("title,text\n".to_owned(), |table, title| {
                table + &format!("{title},Story of {title}.\n")
            })
    };
    let titles = |archive: &Archive| {
        let run = archive.line("search -n all --format csv --columns title");
        let mut titles: Vec<&str> = run.stdout.lines().skip(1).collect();
        titles.sort_unstable();
        titles.concat()
    };
    archive.write("a.csv", table("abcd"));
    archive.line("index a.csv");
    archive.line("delete --query title:b --yes");
    archive.write("a.csv", table("abxd"));
    let run = archive.line("index a.csv");
    assert!(
        run.stdout.starts_with("0 new, 1 replaced, 2 unchanged"),
        "{}",
        run.whole()
    );
    assert_eq!(titles(&archive), "adx");
    archive.write("a.csv", table("yabxd"));
    archive.line("index a.csv");
    assert_eq!(titles(&archive), "adxy");
}

/// The list that keeps articles out is needed: without it they would come back.
#[test]
fn a_lost_list_of_deleted_articles_is_noticed() {
    let archive = stories();
    archive.line("delete one --yes");
    std::fs::remove_file(archive.path("index/deleted.list")).expect("removed");
    touch(&archive, "stories.jsonl");
    let run = archive.line("index stories.jsonl");
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(
        run.stderr.contains("the list of deleted articles"),
        "{}",
        run.whole()
    );
    assert_eq!(archive.line("verify").status, 2);
    assert_eq!(ids(&archive), "three two");
}
