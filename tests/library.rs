//! The library as its users see it: the examples run, what is public is listed, and errors know no options.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs an example, which is built with the tests; what it prints.
fn printed(example: &str, arguments: &[&Path]) -> String {
    let test = std::env::current_exe().expect("this program");
    let target = test
        .ancestors()
        .nth(2)
        .expect("the folder of what is built");
    let program = target.join("examples").join(example);
    let output = Command::new(program.with_extension(std::env::consts::EXE_EXTENSION))
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("`cargo build --examples` makes {example}: {error}"));
    assert!(
        output.status.success(),
        "{example}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_folder_is_indexed_and_asked() {
    let folder = TempDir::new().expect("a folder");
    let (corpus, index) = (root().join("corpus/text"), folder.path().join("index"));
    let told = printed(
        "index_folder",
        &[&corpus, &index, Path::new("bridge closed")],
    );
    assert!(told.contains(" articles\n1. "), "{told}");
    assert!(
        told.contains("When the Ferrymen’s Bridge closed in February"),
        "{told}"
    );

    let told = printed(
        "json",
        &[&index, Path::new("\"ferrymen's bridge\" -zeppelin")],
    );
    let answer: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(
        answer["query"]["text"], "\"ferrymen's bridge\" -zeppelin",
        "{told}"
    );
    assert!(
        answer["hits"][0]["passages"][0]["text"].is_string(),
        "{told}"
    );
}

#[test]
fn articles_in_memory_are_indexed_and_asked() {
    let folder = TempDir::new().expect("a folder");
    let told = printed("in_memory", &[&folder.path().join("index")]);
    let expected =
        "bridge: 2 articles\nbridge source:gazette: 1 articles\n\"old bridge\": 1 articles\n";
    assert_eq!(told, expected);
}

#[test]
fn an_article_is_deleted_and_let_back() {
    use unbury::article::Article;

    let folder = TempDir::new().expect("a folder");
    let index = folder.path().join("index");
    let articles = || ["one", "two"].map(|id| Article::new(id, id, "The bridge is shut."));
    assert!(
        unbury::delete(&index, ["one"]).is_err(),
        "there is no index"
    );
    unbury::index_articles(&index, articles()).expect("indexed");
    let deleted = unbury::delete(&index, ["one", "none"]).expect("deleted");
    assert_eq!(deleted, ["one"]);
    let report = unbury::index_articles(&index, articles()).expect("indexed");
    assert_eq!((report.kept_out, report.unchanged), (1, 1));
    let held = || unbury::Archive::open(&index).expect("an index").len();
    assert_eq!(held(), 1);
    assert_eq!(unbury::deleted(&index).expect("a list"), ["one"]);
    assert_eq!(
        unbury::undelete(&index, ["one", "two"]).expect("let"),
        ["one"]
    );
    assert!(unbury::deleted(&index).expect("a list").is_empty());
    unbury::index_articles(&index, articles()).expect("indexed");
    assert_eq!(held(), 2);
}

/// The Rust files below a folder or at a path.
fn rust_files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let found = fs::read_dir(path).expect("readable");
    let paths = found.map(|found| found.expect("readable").path());
    paths.flat_map(|path| rust_files(&path)).collect()
}

/// Lines of code without comments and unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("readable");
    text.lines()
        .take_while(|line| *line != "mod tests {")
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |code, line| code + line + "\n")
}

/// What stands between each `start` and the `end` that follows.
fn between<'a>(code: &'a str, start: &'a str, end: char) -> impl Iterator<Item = &'a str> {
    let parts = code.split(start).skip(1);
    parts.filter_map(move |part| part.split(end).next())
}

fn names(list: &str) -> BTreeSet<&str> {
    list.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|name| name.starts_with(char::is_uppercase))
        .collect()
}

/// Tantivy's types change from release to release, so what knows Tantivy shows little, and none of them.
#[test]
fn what_knows_tantivy_shows_what_is_listed() {
    for (face, shown) in [
        (
            "src/index/mod.rs",
            "Component, DamagedFile, EngineError, Error, FORMAT, NameCount, Result, SavedSearch, Stats, UnreadableArticle, Verification",
        ),
        (
            "src/search/mod.rs",
            "Answer, Concordance, Error, Result, WriteLine",
        ),
    ] {
        let code = code(&root().join(face));
        assert!(!code.contains("\npub mod "), "{face}");
        let exports: String = between(&code, "\npub use ", ';')
            .collect::<Vec<_>>()
            .join(",");
        assert_eq!(names(&exports), names(shown), "{face}");
    }
    for path in rust_files(&root().join("src/search")) {
        let code = code(&path);
        let imported: String = between(&code, "use tantivy::", ';')
            .collect::<Vec<_>>()
            .join(",");
        for signature in between(&code, "pub fn ", '{').chain(between(&code, "    pub ", ':')) {
            let theirs: Vec<_> = names(signature)
                .intersection(&names(&imported))
                .copied()
                .collect();
            assert!(
                theirs.is_empty(),
                "{}: {theirs:?} in {signature}",
                path.display()
            );
        }
    }
}

/// Options are the program's: its hints name them.
#[test]
fn the_library_names_no_options() {
    for module in [
        "error.rs", "archive", "index", "ingest", "eval", "api", "search",
    ] {
        for path in rust_files(&root().join("src").join(module)) {
            assert!(
                !code(&path).contains("`--"),
                "{} names an option",
                path.display()
            );
        }
    }
}
