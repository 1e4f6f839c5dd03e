//! Where options and indexes come from besides the command line.

use std::fs;

use crate::archive::{Archive, Run};

fn in_folder(archive: &Archive, folder: &str, words: &[&str], config: &str) -> Run {
    let mut command = archive.command();
    command
        .current_dir(archive.path(folder))
        .env("UNBURY_CONFIG", config)
        .args(words);
    Run::of(&command.output().expect("the program runs"))
}

/// Two indexes, `a.index` and `b.index`, whose articles both tell of peace.
fn two() -> Archive {
    let archive = Archive::new();
    archive.write("a.jsonl", "{\"id\":\"1\",\"title\":\"Peace\",\"body\":\"Peace talks began in peace.\"}\n{\"id\":\"2\",\"body\":\"The ferry is late.\"}\n");
    archive.write(
        "b.jsonl",
        "{\"id\":\"1\",\"body\":\"They spoke of peace, and running ferries.\"}\n",
    );
    for name in ["a", "b"] {
        let run = archive.line(&format!("index {name}.jsonl --index {name}.index"));
        assert_eq!(run.status, 0, "{}", run.whole());
    }
    archive
}

#[test]
fn several_indexes_answer_as_one() {
    let archive = two();
    let run = archive.line("search peace --index a.index --index b.index --format json");
    let json = run.json();
    assert_eq!(json["total"]["articles"], 2);
    assert_eq!(json["total"]["searched"], 3);
    let places: Vec<_> = json["hits"]
        .as_array()
        .expect("hits")
        .iter()
        .map(|hit| {
            (
                hit["article"]["id"].as_str().unwrap(),
                hit["article"]["origin"]["index"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(places, [("1", "a.index"), ("1", "b.index")]);
    let text = archive
        .line("search peace --index a.index --index b.index")
        .stdout;
    assert!(text.contains("id: 1 in b.index"), "{text}");
    // Forms of stems and texts come from the index that has them.
    let count = archive
        .line("count ferry run --index a.index --index b.index --format json")
        .json();
    assert_eq!(count["counts"][0]["articles"], 2, "{count}");
    assert_eq!(count["counts"][1]["articles"], 1, "{count}");
    let alone = archive
        .line("search peace --index a.index --format json")
        .json();
    assert!(alone["hits"][0]["article"]["origin"]["index"].is_null());
}

/// What two indexes answer is what one of all their articles does: order and scores too.
#[test]
fn two_indexes_are_as_one_of_their_articles() {
    let archive = Archive::with_samples();
    for (index, folders) in [
        ("some", "corpus/jsonl corpus/html corpus/text"),
        (
            "others",
            "corpus/csv corpus/json corpus/markdown corpus/tsv",
        ),
        (
            "all",
            "corpus/jsonl corpus/html corpus/text corpus/csv corpus/json corpus/markdown corpus/tsv",
        ),
    ] {
        assert_eq!(
            archive
                .line(&format!("index {folders} --index {index}"))
                .status,
            0
        );
    }
    for query in [
        "bridge",
        "peace talks",
        "\"the bridge\"",
        "minister w/s resign*",
        "ferry OR flood",
    ] {
        let ask = |indexes: &[&str]| {
            let mut words = vec!["search", query, "-n", "all", "--format", "trec"];
            words.extend(indexes);
            archive.run(words).stdout
        };
        let one = ask(&["--index", "all"]);
        assert_eq!(
            ask(&["--index", "some", "--index", "others"]),
            one,
            "{query}"
        );
        assert_eq!(
            ask(&["--index", "others", "--index", "some"]),
            one,
            "{query}"
        );
    }
}

#[test]
fn an_index_is_read_once_and_its_copy_is_refused() {
    let archive = two();
    let twice = archive
        .line("count peace --index a.index --index a.index --format json")
        .json();
    assert_eq!(twice["counts"][0]["articles"], 1);
    fs::create_dir(archive.path("copy")).expect("a folder");
    for entry in fs::read_dir(archive.path("a.index")).expect("an index") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, archive.path("copy").join(path.file_name().unwrap())).expect("a copy");
    }
    let run = archive.line("count peace --index a.index --index copy");
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("one is a copy of another"),
        "{}",
        run.stderr
    );
}

#[test]
fn filters_that_repeat_are_any_of_them() {
    let archive = Archive::of_samples();
    let count = |line: &str| {
        archive
            .run(
                ["count", "bridge", "--format", "json"]
                    .into_iter()
                    .chain(line.split(';')),
            )
            .json()["counts"][0]["articles"]
            .as_u64()
            .unwrap()
    };
    let (wire, radio) = (
        count("--source;Continental Wire"),
        count("--source;Merrow Public Radio"),
    );
    assert!(wire > 0 && radio > 0);
    assert_eq!(
        count("--source;Continental Wire;--source;Merrow Public Radio"),
        wire + radio
    );
    assert_eq!(count("--lang;en"), count("--lang;en;--lang;und"));
    assert_eq!(
        count("--section;Politics;--section;Companies"),
        count("--section;Politics") + count("--section;Companies")
    );
    let sources = archive.line("stats --sources").stdout;
    assert!(
        sources.starts_with("       22 Continental Wire\n"),
        "{sources}"
    );
}

#[test]
fn the_index_is_found_from_a_folder_below() {
    let archive = Archive::of_samples();
    archive.write("stories/2024/a.txt", "x");
    let run = in_folder(&archive, "stories/2024", &["count", "bridge"], "");
    assert_eq!(run.status, 0, "{}", run.whole());
    let run = in_folder(&archive, "stories/2024", &["index", "a.txt"], "");
    assert_eq!(run.status, 0, "{}", run.whole());
    assert!(archive.path("stories/2024/index/unbury.json").is_file());
}

#[test]
fn options_come_from_the_nearest_file_that_has_them() {
    let archive = two();
    archive.write(
        "home/unbury.toml",
        "format = \"json\"\n[search]\nlimit = 1\n[indexes]\nboth = \"x\"\na = \"../a.index\"\n",
    );
    archive.write(
        "desk/unbury.toml",
        "index = [\"a\", \"b\"]\n[search]\npassages = 0\n[indexes]\nb = \"../b.index\"\n",
    );
    let config = archive.path("home/unbury.toml");
    let config = config.to_str().expect("UTF-8");
    let run = in_folder(&archive, "desk", &["search", "peace"], config);
    let json = run.json();
    assert_eq!(json["total"]["articles"], 2, "{json}");
    assert_eq!(json["hits"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        json["hits"][0]["passages"].as_array().map(Vec::len),
        Some(0)
    );
    let given = in_folder(
        &archive,
        "desk",
        &["search", "peace", "--index", "b", "-n", "5", "-f", "jsonl"],
        config,
    );
    assert_eq!(given.stdout.lines().count(), 1, "{}", given.whole());
}

#[test]
fn what_is_wrong_in_a_file_is_an_error_with_its_name() {
    let archive = two();
    for (text, problem) in [
        ("limitt = 3\n", "no command has an option `limitt`"),
        ("[search]\nprune = true\n", "`search` has no option `prune`"),
        ("[serch]\nlimit = 3\n", "there is no command `serch`"),
        ("limit = \n", "unbury.toml"),
        ("[indexes]\na = 3\n", "the index `a` is a folder in quotes"),
    ] {
        archive.write("unbury.toml", text);
        let run = archive.line("search peace --index a.index");
        assert_eq!(run.status, 2, "{text}");
        assert!(
            run.stderr.contains(problem) && run.stderr.contains("unbury.toml"),
            "{text}: {}",
            run.stderr
        );
    }
}
