//! Indexing: what is read, replaced, skipped, and what a kill leaves.

use std::process::Stdio;
use std::time::Duration;

use crate::archive::Archive;

fn articles(archive: &Archive) -> u64 {
    archive.line("stats --format json").json()["articles"]
        .as_u64()
        .expect("a number")
}

#[test]
fn a_mistyped_path_makes_no_index() {
    let archive = Archive::new();
    let run = archive.line("index nwes stories.jsonl");
    assert_eq!(run.status, 2, "{}", run.whole());
    let message = "error: cannot read `nwes`: ";
    assert!(run.stderr.starts_with(message), "{}", run.whole());
    assert!(run.stderr.contains("hint: check how it is spelled"));
    assert!(run.stdout.is_empty(), "{}", run.whole());
    assert_eq!(archive.line("search bridge").status, 2);
    archive.write("news/a.txt", "The bridge closed on Monday.\n");
    let some = archive.line("index nwes news");
    assert!(
        some.stdout.contains("skipped nwes: cannot be read"),
        "{}",
        some.whole()
    );
    assert_eq!(articles(&archive), 1);
    // What is indexed already may have gone, which `--prune` is for.
    let gone = archive.line("index nwes");
    assert_eq!(gone.status, 1, "{}", gone.whole());
}

#[test]
fn a_second_run_changes_nothing() {
    let archive = Archive::new();
    archive.write(
        "news/a.txt",
        "Bridge closes\n\nThe bridge closed on Monday.\n",
    );
    archive.write(
        "news/b.jsonl",
        "{\"id\":\"b1\",\"title\":\"Ferry\",\"text\":\"The ferry sails.\"}\n",
    );
    let first = archive.line("index news");
    assert!(
        first
            .stdout
            .starts_with("2 new, 0 replaced, 0 unchanged, 0 skipped"),
        "{}",
        first.whole()
    );
    let second = archive.line("index news");
    assert!(
        second
            .stdout
            .starts_with("0 new, 0 replaced, 2 unchanged, 0 skipped"),
        "{}",
        second.whole()
    );
    assert!(
        second.stdout.contains("0 files read, 2 unchanged"),
        "{}",
        second.whole()
    );
    assert_eq!(articles(&archive), 2);
}

#[test]
fn an_article_replaces_the_one_with_its_id() {
    let archive = Archive::new();
    archive.write(
        "a.jsonl",
        "{\"id\":\"x\",\"text\":\"old words\"}\n{\"id\":\"y\",\"text\":\"same words\"}\n",
    );
    archive.line("index a.jsonl");
    archive.write(
        "a.jsonl",
        "{\"id\":\"x\",\"text\":\"new words here\"}\n{\"id\":\"y\",\"text\":\"same words\"}\n",
    );
    let run = archive.line("index a.jsonl");
    assert!(
        run.stdout.starts_with("0 new, 1 replaced, 1 unchanged"),
        "{}",
        run.whole()
    );
    assert_eq!(articles(&archive), 2);
    assert_eq!(archive.line("search old").status, 1);
    assert_eq!(archive.line("search new").status, 0);
}

#[test]
fn of_two_records_with_one_id_and_another_headline_both_stay() {
    let archive = Archive::new();
    archive.write(
        "a.jsonl",
        "{\"id\":\"x\",\"title\":\"One\",\"text\":\"first telling\"}\n{\"id\":\"x\",\"title\":\"Two\",\"text\":\"second telling\"}\n{\"id\":\"x\",\"title\":\"Two\",\"text\":\"second telling\"}\n",
    );
    for run in 0..2 {
        let told = archive.line("index a.jsonl --report report.jsonl");
        assert_eq!(articles(&archive), 2, "{run}: {}", told.whole());
        archive.write(
            "a.jsonl",
            std::fs::read_to_string(archive.path("a.jsonl")).expect("there") + "\n",
        );
    }
    let report = std::fs::read_to_string(archive.path("report.jsonl")).expect("a report");
    assert!(report.contains("id_taken"), "{report}");
    assert_eq!(archive.line("search second").status, 0);
    assert_eq!(archive.line("search first --all").status, 0);
    assert_eq!(archive.run(["show", "x@a.jsonl"]).status, 0);
}

#[test]
fn prune_removes_what_is_gone() {
    let archive = Archive::new();
    archive
        .write("news/a.txt", "One\n\nThe first story.\n")
        .write("news/b.txt", "Two\n\nThe second story.\n");
    archive.line("index news");
    std::fs::remove_file(archive.path("news/a.txt")).expect("removed");
    archive.line("index news");
    assert_eq!(articles(&archive), 2, "without --prune nothing is removed");
    let run = archive.line("index news --prune");
    assert!(
        run.stdout.contains("1 article removed: its file is gone"),
        "{}",
        run.whole()
    );
    assert_eq!(articles(&archive), 1);
}

#[test]
fn prune_removes_what_a_changed_file_no_longer_holds() {
    let record = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"The story of {id}.\"}}\n");
    let archive = Archive::new();
    archive
        .write(
            "news/a.jsonl",
            record("one") + &record("two") + &record("three"),
        )
        .write("news/b.jsonl", record("four"));
    archive.line("index news");
    // Two moves to a file that is read later, one is gone.
    archive
        .write("news/a.jsonl", record("three"))
        .write("news/b.jsonl", record("two") + &record("four"));
    archive.line("index news");
    assert_eq!(articles(&archive), 4, "without --prune nothing is removed");
    archive
        .write("news/a.jsonl", record("three") + "\n")
        .write("news/b.jsonl", record("two") + &record("four") + "\n");
    let run = archive.line("index news --prune");
    assert!(
        run.stdout
            .contains("1 article removed: its file no longer holds it"),
        "{}",
        run.whole()
    );
    assert_eq!(articles(&archive), 3);
    for (id, status) in [("one", 2), ("two", 0), ("three", 0), ("four", 0)] {
        assert_eq!(archive.run(["show", id]).status, status, "{id}");
    }
}

#[test]
fn prune_keeps_what_moved_to_a_file_of_another_name() {
    let archive = Archive::new();
    let record = "{\"id\":\"one\",\"text\":\"The river rose.\"}\n";
    archive.write("news/a.jsonl", record);
    archive.line("index news");
    std::fs::rename(archive.path("news/a.jsonl"), archive.path("news/b.jsonl")).expect("renamed");
    let run = archive.line("index news --prune");
    assert_eq!(articles(&archive), 1, "{}", run.whole());
    assert!(!run.stdout.contains("removed"), "{}", run.whole());
    std::fs::remove_file(archive.path("news/b.jsonl")).expect("removed");
    archive.line("index news --prune");
    assert_eq!(articles(&archive), 0);
}

/// One article in two files, in either order, the older one touched, the newer one gone.
#[test]
fn of_one_article_in_two_files_the_one_changed_last_stays() {
    let record = |text: &str| {
        format!("{{\"url\":\"https://echo.example/a\",\"title\":\"A\",\"text\":\"{text}\"}}\n")
    };
    for order in ["z.jsonl b.jsonl", "b.jsonl z.jsonl"] {
        let archive = Archive::new();
        archive
            .write("z.jsonl", record("older"))
            .write("b.jsonl", record("newer"));
        let set = |name: &str, seconds: u64| {
            let file = std::fs::File::options()
                .append(true)
                .open(archive.path(name));
            let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            file.and_then(|file| file.set_modified(time)).expect("set");
        };
        let holds = |word: &str| archive.run(["search", word, "--all"]).status == 0;
        set("z.jsonl", 1_000_000_000);
        set("b.jsonl", 1_000_000_100);
        archive.line(&format!("index {order}"));
        assert!(holds("newer") && !holds("older"), "{order}");
        set("z.jsonl", 1_000_000_200);
        archive.line(&format!("index {order} --prune"));
        assert!(holds("newer") && !holds("older"), "{order}: touched");
        // The newer file lets it go: the older one still holds it.
        archive.write(
            "b.jsonl",
            "{\"id\":\"other\",\"text\":\"something else\"}\n",
        );
        let run = archive.line(&format!("index {order} --prune"));
        assert!(
            !holds("newer") && holds("older"),
            "{order}: {}",
            run.whole()
        );
        assert_eq!(articles(&archive), 2, "{order}: {}", run.whole());
    }
}

#[test]
fn files_are_read_again_with_other_options_only() {
    let archive = Archive::new();
    archive.write(
        "a.jsonl",
        "{\"id\":\"x\",\"text\":\"short\",\"long\":\"a longer text\"}\n",
    );
    for (options, read) in [
        ("", 1),
        ("", 0),
        ("--map body=long", 1),
        ("--map body=long", 0),
        ("--map body=long --source Echo", 1),
        ("--map body=long --source Echo --date-order day-first", 1),
        ("--format jsonl", 1),
        ("--format jsonl --encoding utf-8", 1),
        ("--format jsonl --encoding utf-8", 0),
    ] {
        let run = archive.line(&format!("index a.jsonl {options}"));
        let expected = format!(
            "{} read, {} unchanged",
            ["0 files", "1 file"][read],
            1 - read
        );
        assert!(run.stdout.contains(&expected), "{options}: {}", run.whole());
    }
}

/// A delimiter of two bytes, and a report that cannot be written, are told as what they are.
#[test]
fn what_was_typed_wrongly_is_told() {
    let archive = Archive::new();
    archive.write("a.csv", "title,text\nA,x\n");
    let run = archive.line("index a.csv --delimiter §");
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("not ASCII"), "{}", run.whole());
    let run = archive.line("index a.csv --report none/report.jsonl");
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("cannot write `none/report.jsonl`"),
        "{}",
        run.whole()
    );
    if std::path::Path::new("/dev/full").exists() {
        archive.write("b.jsonl", "{}\n");
        let run = archive.line("index b.jsonl --report /dev/full");
        assert_eq!(run.status, 2);
        assert!(
            run.stderr.contains("cannot write `/dev/full`"),
            "{}",
            run.whole()
        );
    }
}

/// What is nested almost as deep as JSON may be can be read back.
#[test]
fn deep_metadata_does_not_end_an_answer() {
    let archive = Archive::new();
    let deep = format!("{}1{}", "[".repeat(125), "]".repeat(125));
    archive.write("a.jsonl", format!("{{\"id\":\"x\",\"text\":\"The river rose.\",\"deep\":{deep}}}\n{{\"id\":\"y\",\"text\":\"The river fell.\"}}\n"));
    archive.line("index a.jsonl");
    let run = archive.line("search river --format jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    assert_eq!(articles(&archive), 2);
}

#[test]
fn what_is_wrong_with_many_records_is_told_once() {
    let archive = Archive::new();
    let record = |at: usize| format!("{{\"id\":\"{at}\",\"words\":\"The river rose.\"}}\n");
    let records: String = (0..9).map(record).collect();
    archive.write("a.jsonl", records + "{\n");
    let run = archive.line("index a.jsonl --map body=text");
    assert_eq!(
        run.stdout.matches("no field `text`").count(),
        2,
        "{}",
        run.whole()
    );
    let summary = "skipped in all:\n  9 without a field of `--map` (jsonl)\n  1 cut short (jsonl)\n`--report FILE.jsonl` lists everything, of unchanged files with `--dry-run --index NEW`\n";
    assert!(run.stdout.ends_with(summary), "{}", run.whole());
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
    let archive = Archive::new();
    archive.write("a.jsonl", "{\"id\":\"1\",\"text\":\"good\"}\nnot json\n{\"id\":\"3\"}\n{\"id\":\"4\",\"text\":\"also good\"}\n");
    archive.write("b.bin", [0_u8, 1, 2, 3, 0, 0, 255]);
    let run = archive.line("index a.jsonl b.bin --report report.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    assert!(
        run.stdout
            .starts_with("2 new, 0 replaced, 0 unchanged, 3 skipped"),
        "{}",
        run.whole()
    );
    assert!(run.stdout.contains("a.jsonl:2"), "{}", run.whole());
    let report = std::fs::read_to_string(archive.path("report.jsonl")).expect("a report");
    assert_eq!(
        report
            .lines()
            .filter(|line| line.contains("\"skipped\""))
            .count(),
        3,
        "{report}"
    );
    assert_eq!(
        archive
            .line("index a.jsonl b.bin --index other --strict")
            .status,
        2
    );
}

#[test]
fn standard_input_is_read() {
    let archive = Archive::new();
    let mut child = archive
        .command()
        .args(["index", "-", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    let line = b"{\"id\":\"1\",\"text\":\"piped in\"}\n";
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), line).expect("written");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(archive.line("search piped").status, 0);
}

#[test]
fn errors_say_what_to_do() {
    let archive = Archive::new();
    archive
        .write("a.txt", "One\n\nA story.\n")
        .write("other/file.bin", "x");
    for (line, message, hint) in [
        ("search x", "there is no index in `index`", "unbury index"),
        (
            "index a.txt --index other",
            "is not empty and is no index",
            "empty folder",
        ),
        ("index a.txt --index a.txt", "cannot create `a.txt`", ""),
    ] {
        let run = archive.line(line);
        assert_eq!(run.status, 2, "{line}: {}", run.whole());
        assert!(run.stderr.contains(message), "{line}: {}", run.whole());
        assert!(
            hint.is_empty() || run.stderr.contains("hint: ") && run.stderr.contains(hint),
            "{}",
            run.whole()
        );
    }
    archive.line("index a.txt");
    for (format, hint) in [(999, "newer version"), (1, "index the articles again")] {
        archive.write("index/unbury.json", format!("{{\"format\":{format}}}"));
        let run = archive.line("search story");
        assert_eq!(run.status, 2);
        let says = |part: &str| run.stderr.contains(part);
        assert!(
            says(&format!("format {format},")) && says(hint),
            "{}",
            run.whole()
        );
    }
}

#[test]
fn a_second_writer_is_refused_by_name() {
    let archive = Archive::new();
    let mut child = archive
        .command()
        .args(["index", "-", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    let lock = archive.path("index/.unbury-writer.lock");
    for _ in 0..600 {
        if std::fs::read_to_string(&lock).is_ok_and(|text| text.contains("process")) {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    archive.write("a.txt", "One\n\nA story.\n");
    let run = archive.line("index a.txt");
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(
        run.stderr.contains(&format!("process {}", child.id())),
        "{}",
        run.whole()
    );
    drop(child.stdin.take());
    child.wait().expect("it ends");
    assert_eq!(
        archive.line("index a.txt").status,
        0,
        "the lock ends with the process"
    );
}

/// Killed at any moment, the index opens; the same command again completes it with every article once.
#[test]
fn a_kill_loses_nothing_that_a_second_run_does_not_bring_back() {
    let archive = Archive::new();
    for file in 0..40 {
        let lines: Vec<String> = (0..100)
            .map(|at| format!("{{\"id\":\"{file}-{at}\",\"title\":\"Story {at}\",\"text\":\"Report {at} of file {file}. The river rose again.\"}}\n"))
            .collect();
        archive.write(&format!("news/{file:02}.jsonl"), lines.concat());
    }
    for kill_after_ms in [5, 20, 40, 60, 80, 120, 160, 200, 300, 400] {
        let mut child = archive
            .command()
            .args(["index", "news"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("runs");
        std::thread::sleep(Duration::from_millis(kill_after_ms));
        let _ = child.kill();
        child.wait().expect("it ends");
        let run = archive.line("search river");
        assert!(
            matches!(run.status, 0 | 1) || run.stderr.contains("no index"),
            "{}",
            run.whole()
        );
    }
    let run = archive.line("index news");
    assert_eq!(run.status, 0, "{}", run.whole());
    assert_eq!(articles(&archive), 4000);
    let clean = Archive::new();
    let news = archive.path("news").display().to_string();
    clean.run(["index", news.as_str()]);
    let listed = |archive: &Archive| {
        let run =
            archive.line("search river --limit all --format jsonl --passages 1 --fields id,title");
        let mut ids: Vec<String> = run
            .stdout
            .lines()
            .map(|line| line.split("\"id\":").nth(1).expect("an id")[..10].to_owned())
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(listed(&archive), listed(&clean));
}

/// Names of files and keys of records are as untrusted as texts: none of them writes to the terminal, or a line of its own.
#[cfg(unix)]
#[test]
fn names_write_nothing_of_their_own() {
    let archive = Archive::new();
    archive.write(
        "news/a\u{1b}[31m\n\u{7}.txt",
        "The bridge closed on Monday.\n",
    );
    archive.write(
        "news/b\u{1b}]0;title\u{7}\nerror: all is lost.jsonl",
        "{\"foo\\u001b[32m\\nerror: gone\": 1}\n{\"body\": nope}\n",
    );
    let mut runs = vec![archive.line("index news")];
    assert!(
        runs[0].stdout.contains("\\x1B]0;title"),
        "{}",
        runs[0].whole()
    );
    assert!(runs[0].stdout.contains("foo^[[32m^Jerror: gone"));
    for format in ["text", "markdown", "csv", "tsv", "json", "jsonl", "trec"] {
        runs.push(archive.run(["search", "bridge", "--format", format]));
    }
    runs.push(archive.run(["show", "news/a\\x1B[31m\\x0A\\x07.txt"]));
    assert_eq!(runs.last().expect("a run").status, 0);
    runs.push(archive.run(["show", "no\u{1b}[31m\u{7}"]));
    runs.push(archive.run(["search", "bridge", "--index", "no\u{1b}[31m"]));
    for run in runs {
        let whole = run.whole();
        let is_harmful = |it: char| it.is_control() && !matches!(it, '\n' | '\r' | '\t');
        assert!(!whole.contains(is_harmful), "{whole:?}");
        assert!(
            !whole.lines().any(|line| line.starts_with("error: gone")),
            "{whole}"
        );
        assert!(
            !whole.lines().any(|line| line.starts_with("error: all")),
            "{whole}"
        );
    }
}
