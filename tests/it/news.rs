//! Saved searches tell what is new, once.

use serde_json::Value;

use crate::archive::Archive;

fn article(id: &str, title: &str, body: &str) -> String {
    serde_json::json!({"id": id, "title": title, "body": body, "date": "2024-03-09", "source": "The Echo"}).to_string()
}

/// An archive of one file of lines, and a search for `bridge` in it.
fn with_search(lines: &[String]) -> Archive {
    let archive = Archive::new();
    write(&archive, lines);
    let run = archive.line("save bridge bridge");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

fn write(archive: &Archive, lines: &[String]) {
    archive.write("a.jsonl", lines.join("\n") + "\n");
    let run = archive.line("index a.jsonl --prune");
    assert!(run.status < 2, "{}", run.whole());
}

/// The ids of what is new, those that changed with `*`.
fn new(archive: &Archive, options: &str) -> Vec<String> {
    let run = archive.line(&format!("news bridge --format json {options}"));
    let json = run.json();
    let articles = json["searches"][0]["articles"]
        .as_array()
        .expect("a list")
        .clone();
    assert_eq!(
        run.status,
        i32::from(articles.is_empty()),
        "{}",
        run.whole()
    );
    assert_eq!(json["searches"][0]["new"], articles.len());
    let named = |new: &Value| {
        let changed = if new["changed"] == true { "*" } else { "" };
        format!("{}{changed}", new["article"]["id"].as_str().expect("an id"))
    };
    articles.iter().map(named).collect()
}

#[test]
fn news_are_told_once_whatever_happens_to_the_index() {
    let (a, b) = (
        article("a", "Bridge", "The bridge is shut."),
        article("b", "Ferry", "The ferry runs."),
    );
    let archive = with_search(&[a.clone(), b.clone()]);
    let none: [&str; 0] = [];
    assert_eq!(new(&archive, ""), none);

    // Another that matches, and one that does not; a line in front moves the places of all others.
    let c = article("c", "Crane", "A crane lifts the bridge.");
    let all = [
        article("z", "Fog", "No boat left."),
        a.clone(),
        b.clone(),
        c.clone(),
    ];
    write(&archive, &all);
    assert_eq!(new(&archive, "--peek"), ["c"]);
    assert_eq!(new(&archive, ""), ["c"]);
    assert_eq!(new(&archive, ""), none);

    // Changed texts, of one that was known and of one that did not match.
    let changed = article("a", "Bridge", "The bridge is open.");
    let b = article("b", "Ferry", "The ferry runs to the bridge.");
    write(&archive, &[changed.clone(), b.clone(), c.clone()]);
    let mut found = new(&archive, "");
    found.sort();
    assert_eq!(found, ["a*", "b"]);

    // Merged, deleted, back again, and made anew.
    assert_eq!(archive.line("optimize").status, 0);
    assert_eq!(new(&archive, ""), none);
    assert_eq!(archive.line("delete c --yes").status, 0);
    assert_eq!(new(&archive, ""), none);
    assert_eq!(archive.line("delete --undo c").status, 0);
    write(&archive, &[changed, b, c, a.replace("\"a\"", "\"d\"")]);
    assert_eq!(new(&archive, ""), ["d"]);
    assert_eq!(archive.line("verify").status, 0);
}

#[test]
fn a_copy_that_comes_later_is_told_as_one() {
    let words: Vec<String> = (0..120).map(|at| format!("word{at}")).collect();
    let wire = format!("The bridge is shut. {}.", words.join(" "));
    let first = article("wire", "Bridge shut", &wire);
    let archive = with_search(std::slice::from_ref(&first));
    let shortened = format!("The bridge is shut. {}.", words[..80].join(" "));
    let other = format!(
        "A bridge of its own. {}.",
        "Nothing else is known of it. ".repeat(8)
    );
    let all = [
        first,
        article("copy", "Crossing closed", &shortened),
        article("other", "A bridge", &other),
    ];
    write(&archive, &all);
    let json = archive.line("news bridge --peek --format json").json();
    let search = &json["searches"][0];
    assert_eq!(
        (&search["new"], &search["copies"]),
        (&2.into(), &1.into()),
        "{json}"
    );
    let of = |id: &str| {
        let articles = search["articles"].as_array().expect("a list");
        let found = articles.iter().find(|new| new["article"]["id"] == id);
        found.expect("new")["copy_of"].clone()
    };
    assert_eq!((of("copy"), of("other")), ("wire".into(), Value::Null));
    let text = archive.line("news bridge").stdout;
    assert!(
        text.contains("2 new") && text.contains("a copy of wire"),
        "{text}"
    );
    assert_eq!(archive.line("news bridge").status, 1);
}

#[test]
fn searches_go_over_to_another_index_as_files() {
    let archive = with_search(&[article("a", "Bridge", "The bridge is shut.")]);
    let other = Archive::new();
    write(&other, &[article("b", "Bridge", "Another bridge.")]);
    let file = archive.path("index/searches/bridge.toml");
    std::fs::create_dir_all(other.path("index/searches")).expect("made");
    std::fs::copy(file, other.path("index/searches/bridge.toml")).expect("copied");
    let listed = other.line("save --list --format json").json();
    assert_eq!(listed["searches"][0]["query"], "bridge");
    // What it has shown in the other index says nothing here.
    assert_eq!(new(&other, ""), ["b"]);
}

#[test]
fn searches_are_files_that_can_be_read_and_forgotten() {
    let archive = with_search(&[article("a", "Bridge", "The bridge is shut.")]);
    let file = std::fs::read_to_string(archive.path("index/searches/bridge.toml")).expect("a file");
    assert!(file.contains("query = \"bridge\"\n"), "{file}");
    let listed = archive.line("save --list --format json").json();
    assert_eq!(listed["searches"][0]["query"], "bridge");
    let again = archive.line("save bridge ferry");
    assert_eq!(again.status, 2, "{}", again.whole());
    assert!(again.stderr.contains("--delete"), "{}", again.whole());
    let filtered = archive.line("save echo bridge --source Echo --since 2024");
    assert_eq!(filtered.status, 0, "{}", filtered.whole());
    // A file alone is a search that has shown nothing yet.
    std::fs::write(archive.path("index/searches/copied.toml"), &file).expect("written");
    assert_eq!(archive.line("news").status, 0);
    assert_eq!(archive.line("news").status, 1);
    assert_eq!(archive.line("save --delete bridge").status, 0);
    for line in [
        "news bridge",
        "save --delete bridge",
        "save a/b bridge",
        "save x",
    ] {
        assert_eq!(archive.line(line).status, 2, "{line}");
    }
    assert_eq!(archive.line("save --delete echo").status, 0);
    assert_eq!(archive.line("save --delete copied").status, 0);
    assert_eq!(archive.line("save --list").status, 1);
    assert_eq!(archive.line("news").status, 1);
}

#[test]
fn every_format_tells_the_same_and_escapes_what_is_told() {
    let archive = with_search(&[article("a", "Bridge", "The bridge is shut.")]);
    let hostile = article(
        "b",
        "<script>alert(1)</script> & bridge",
        "A <b>bridge</b> & \"more\".",
    );
    write(
        &archive,
        &[article("a", "Bridge", "The bridge is shut."), hostile],
    );
    let atom = archive.line("news --peek --format atom").stdout;
    let html = archive.line("news --peek --format html").stdout;
    let text = archive.line("news --peek").stdout;
    assert!(
        text.contains("bridge: 1 new since ") && text.contains("id: b"),
        "{text}"
    );
    for written in [&atom, &html] {
        assert!(
            !written.contains("<script>") && written.contains("&lt;script&gt;"),
            "{written}"
        );
    }
    assert!(html.contains("<mark style=") && atom.contains("&lt;mark&gt;"));
    // The entry is the same every time.
    let id = |atom: &str| {
        atom.split("<entry>\n<id>")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .map(str::to_owned)
    };
    assert_eq!(id(&atom), id(&archive.line("news --format atom").stdout));
    assert!(
        !archive
            .line("news --format atom")
            .stdout
            .contains("<entry>")
    );
}
