//! `unbury index --dry-run` says what would happen, and nothing does.

use std::path::Path;

use crate::archive::{Archive, Run};

/// What the files of a folder hold.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for found in std::fs::read_dir(folder).expect("a folder") {
        let path = found.expect("readable").path();
        files.push((
            path.display().to_string(),
            std::fs::read(&path).expect("readable"),
        ));
    }
    files.sort();
    files
}

/// The counts that a run printed, and what it removed.
fn told(run: &Run) -> Vec<String> {
    let counts = |line: &&str| {
        line.contains(" new, ")
            || line.contains("removed")
            || line.contains(" stay")
            || line.contains("kept out")
            || line.starts_with("skipped")
    };
    let without_time = |line: &str| line.split(';').next().unwrap_or_default().to_owned();
    run.stdout
        .lines()
        .filter(counts)
        .map(without_time)
        .collect()
}

/// Runs with `--dry-run`, then without: the same is told, and only the second changes anything.
fn rehearsed(archive: &Archive, line: &str) -> Run {
    let index = archive.path("index");
    let before = index.exists().then(|| content(&index));
    let dry = archive.line(&format!("{line} --dry-run --report dry.jsonl"));
    assert_eq!(
        index.exists().then(|| content(&index)),
        before,
        "{}",
        dry.whole()
    );
    assert!(
        dry.stdout.starts_with("dry run: nothing was written"),
        "{}",
        dry.whole()
    );
    let run = archive.line(&format!("{line} --report wet.jsonl"));
    assert_eq!(told(&dry), told(&run), "{line}");
    assert_eq!(dry.status, run.status, "{line}");
    let lines = |file: &str| {
        let report = std::fs::read_to_string(archive.path(file)).expect("a report");
        let lines = report.lines().filter(|line| !line.contains("\"read\":"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines("dry.jsonl"), lines("wet.jsonl"), "{line}");
    dry
}

#[test]
fn what_would_happen_is_what_happens() {
    let archive = Archive::new();
    archive
        .write(
            "news/a.csv",
            "title,text\nOne,First story.\nTwo,Second story.\nTwo,Second story.\n",
        )
        .write(
            "news/b.jsonl",
            "{\"id\":\"x\",\"title\":\"X\",\"text\":\"Of b.\"}\n{\"n\":1}\n",
        )
        .write(
            "news/c.jsonl",
            "{\"id\":\"x\",\"title\":\"Y\",\"text\":\"Of c.\"}\n",
        )
        .write("news/d.txt", "A story.\n")
        .write("news/e.pdf", "%PDF-1.4 \u{0}\u{1}\n");
    let dry = rehearsed(&archive, "index news");
    assert!(
        dry.stdout
            .contains("\n6 new, 0 replaced, 0 unchanged, 2 skipped"),
        "{}",
        dry.whole()
    );
    for line in [
        "read as csv: 3 articles (with text, title)\n  news/a.csv:2: One\n",
        "read as jsonl: 2 articles (with text, title)",
        "read as text: 1 article (with text)",
    ] {
        assert!(dry.stdout.contains(line), "{}", dry.whole());
    }
    let report = std::fs::read_to_string(archive.path("dry.jsonl")).expect("a report");
    let line = "{\"read\":\"news/b.jsonl\",\"format\":\"jsonl\",\"articles\":1,\"skipped\":1}";
    assert!(report.contains(line), "{report}");
}

#[test]
fn what_would_change_is_what_changes() {
    let archive = Archive::new();
    archive
        .write(
            "news/a.csv",
            "title,text\nOne,First story.\nTwo,Second story.\nTwo,Second story.\n",
        )
        .write(
            "news/b.jsonl",
            "{\"id\":\"x\",\"title\":\"X\",\"text\":\"Of b.\"}\n",
        )
        .write("news/d.txt", "A story.\n");
    archive.line("index news");
    rehearsed(&archive, "index news");
    archive.line("delete --query title:One --yes");
    archive
        .write(
            "news/a.csv",
            "title,text\nOne,First story.\nTwo,Second story.\nThree,Third story.\n",
        )
        .write(
            "news/b.jsonl",
            "{\"id\":\"x\",\"title\":\"X\",\"text\":\"Of b, corrected.\"}\n",
        )
        .write("news/f.jsonl", "{\"text\":\"New.\"}\n");
    std::fs::remove_file(archive.path("news/d.txt")).expect("removed");
    let dry = rehearsed(&archive, "index news");
    assert!(dry.stdout.contains("1 new, 2 replaced"), "{}", dry.whole());
    let dry = rehearsed(&archive, "index news --prune");
    assert!(
        dry.stdout.contains("1 article removed: its file is gone\n"),
        "{}",
        dry.whole()
    );
    archive.write("news/a.csv", "title,text\nThree,Third story.\n");
    let dry = rehearsed(&archive, "index news --prune");
    assert!(
        dry.stdout
            .contains("1 article removed: its file no longer holds it"),
        "{}",
        dry.whole()
    );
}

#[test]
fn what_would_be_wrong_is_wrong() {
    let archive = Archive::new();
    archive
        .write("a.txt", "A story.\n")
        .write("index/other.txt", "Not ours.\n");
    let run = archive.line("index a.txt --dry-run");
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(
        run.stderr.contains("is not empty and is no index"),
        "{}",
        run.whole()
    );
    let run = archive.line("index nothing --dry-run --index new");
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(!archive.path("new").exists());
}

/// What is removed is named: a few on the screen, all in the report.
#[test]
fn what_is_removed_is_listed() {
    let archive = Archive::new();
    for name in 0..8 {
        archive.write(&format!("news/{name}.txt"), format!("Story {name}.\n"));
    }
    archive.write("rows.csv", "title,text\nA,First.\nB,Second.\n");
    archive.line("index news rows.csv");
    for name in 0..7 {
        std::fs::remove_file(archive.path(&format!("news/{name}.txt"))).expect("removed");
    }
    archive.write("rows.csv", "title,text\nA,First.\n");
    let run = archive.line("index news rows.csv --prune");
    let named = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("removed "));
    assert_eq!(named.count(), 5, "{}", run.whole());
    assert!(run.stdout.contains("removed rows.csv#"), "{}", run.whole());
    assert!(
        run.stdout.contains("removed news/0.txt\n"),
        "{}",
        run.whole()
    );
    assert!(
        run.stdout
            .contains("`--report FILE.jsonl` lists all that was removed"),
        "{}",
        run.whole()
    );

    archive.line("index news rows.csv");
    std::fs::remove_file(archive.path("news/7.txt")).expect("removed");
    archive.write("rows.csv", "title,text\nA,First.\nB,Second.\n");
    archive.line("index rows.csv");
    archive.write("rows.csv", "title,text\nB,Second.\n");
    let run = archive.line("index news rows.csv --prune --report report.jsonl");
    let report = std::fs::read_to_string(archive.path("report.jsonl")).expect("a report");
    let removed = report.lines().filter(|line| line.contains("\"removed\":"));
    assert_eq!(removed.count(), 2, "{report}{}", run.whole());
    assert!(
        report.contains("{\"removed\":\"news/7.txt\",\"path\":\"news/7.txt\"}"),
        "{report}"
    );
}
