//! Damage is never silent: `verify` names it, and no command answers from it.

use std::fs;

use crate::archive::Archive;

/// An article of words that do not compress, so that a file of the index has several parts.
fn article(name: &str, number: u64) -> String {
    let words = (1..300_u64).map(|at| (at * at * 7_919 + number * 104_729) % 99_991);
    let words: Vec<String> = words.map(|word| format!("w{word}")).collect();
    let body = format!("The council of {name} met. {}", words.join(" "));
    let article = serde_json::json!({ "id": format!("{name}{number}"), "body": body });
    format!("{article}\n")
}

/// An index of three files in several segments, one article of which was replaced.
fn indexed() -> Archive {
    let archive = Archive::new();
    for name in ["a", "b", "c"] {
        let lines: Vec<String> = (0..40).map(|number| article(name, number)).collect();
        archive.write(&format!("news/{name}.jsonl"), lines.concat());
        let run = archive.line("index news --no-merge");
        assert_eq!(run.status, 0, "{}", run.whole());
    }
    let again = "{\"id\": \"a1\", \"body\": \"The council met again.\"}\n";
    let lines = (0..40).map(|number| match number {
        1 => again.to_owned(),
        number => article("a", number),
    });
    archive.write("news/a.jsonl", lines.collect::<String>());
    assert_eq!(archive.line("index news --no-merge").status, 0);
    archive
}

fn is_of_kind(name: &str, kind: &str) -> bool {
    name.rsplit('.').next() == Some(kind)
}

/// The files of the index, but locks.
fn files(archive: &Archive) -> Vec<String> {
    let folder = fs::read_dir(archive.path("index")).expect("the index");
    let names = folder.map(|entry| entry.expect("a file").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !is_of_kind(name, "lock")).collect();
    names.sort();
    names
}

#[test]
fn damage_is_named_wherever_it_is() {
    let archive = indexed();
    let sound = archive.line("verify");
    assert_eq!(sound.status, 0, "{}", sound.whole());
    assert!(
        sound
            .whole()
            .contains("120 articles are as they were written")
    );
    let names = files(&archive);
    assert!(
        names.iter().any(|name| is_of_kind(name, "del")),
        "{names:?}"
    );
    let mut kinds = std::collections::BTreeSet::new();
    for name in &names {
        let kind = name.rsplit('.').next().unwrap_or_default().to_owned();
        // One of each kind of a segment's files, all others.
        if name.len() > 32 && !kinds.insert(kind) {
            continue;
        }
        let path = archive.path(&format!("index/{name}"));
        let stored = fs::read(&path).unwrap();
        let mut damaged = stored.clone();
        damaged[stored.len() / 2] ^= 0x10;
        fs::write(&path, &damaged).unwrap();
        let run = archive.line("verify");
        assert_eq!(run.status, 2, "{name}: {}", run.whole());
        assert!(run.whole().contains("damaged"), "{name}: {}", run.whole());
        fs::write(&path, &stored).unwrap();
    }
    assert_eq!(archive.line("verify").status, 0);
}

#[test]
fn a_file_that_no_commit_names_is_listed_and_harmless() {
    let archive = indexed();
    archive.write("index/0123456789abcdef0123456789abcdef.idx", "half a file");
    let run = archive.line("verify --format json");
    assert_eq!(run.status, 0, "{}", run.whole());
    let found = run.json();
    assert_eq!(
        found["unused_files"],
        serde_json::json!(["0123456789abcdef0123456789abcdef.idx"])
    );
    assert_eq!(found["damaged_files"], serde_json::json!([]));
    assert_eq!(found["articles"], 120);
}

#[test]
fn an_article_that_cannot_be_read_does_not_end_the_answer() {
    let archive = indexed();
    let folder = archive.path("index");
    let store = files(&archive)
        .into_iter()
        .filter(|name| is_of_kind(name, "store"))
        .max_by_key(|name| fs::metadata(folder.join(name)).unwrap().len())
        .unwrap();
    let path = folder.join(store);
    let mut stored = fs::read(&path).unwrap();
    stored[40] ^= 1;
    fs::write(&path, stored).unwrap();
    let run = archive.line("search council --copies show --limit all --format jsonl");
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("cannot be read"), "{}", run.stderr);
    let hits = run.stdout.lines().count();
    assert!((1..120).contains(&hits), "{hits}");
    assert_eq!(archive.line("count council").status, 0);
}

#[test]
fn a_lost_description_of_the_commit_is_not_a_new_index() {
    let archive = indexed();
    fs::remove_file(archive.path("index/meta.json")).unwrap();
    for line in ["index news", "search council", "verify", "optimize"] {
        let run = archive.line(line);
        assert_eq!(run.status, 2, "{line}: {}", run.whole());
    }
}

#[test]
fn an_index_that_stands_at_an_earlier_commit_is_brought_up_to_date() {
    let archive = Archive::new();
    archive.write("news/a.txt", "The council met.");
    assert_eq!(archive.line("index news --no-merge").status, 0);
    let earlier = fs::read(archive.path("index/meta.json")).unwrap();
    archive.write("news/b.txt", "The council met again.");
    assert_eq!(archive.line("index news --no-merge").status, 0);
    fs::write(archive.path("index/meta.json"), earlier).unwrap();
    let run = archive.line("index news");
    assert_eq!(run.status, 0, "{}", run.whole());
    let run = archive.line("count council --format json");
    assert!(
        run.stdout.contains("\"articles\": 2") || run.stdout.contains("\"articles\":2"),
        "{}",
        run.stdout
    );
}
