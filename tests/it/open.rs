//! Which page or file an article is.

use crate::archive::Archive;

#[test]
fn the_page_is_opened_or_else_the_file() {
    let archive = Archive::new();
    archive.write(
        "news/a.jsonl",
        "{\"id\":\"1\",\"body\":\"Peace.\",\"url\":\"https://example.org/1\"}\n{\"id\":\"2\",\"body\":\"War.\",\"url\":\"javascript:alert(1)\"}\n",
    );
    archive.line("index news");
    let opened = |line: &str| archive.line(line).stdout.trim().to_owned();
    let file = archive.path("news/a.jsonl");
    let file = file.canonicalize().expect("a file").display().to_string();
    assert_eq!(opened("open 1 --print"), "https://example.org/1");
    assert!(opened("open 1 --file --print").ends_with("news/a.jsonl"));
    assert_eq!(opened("open 2 --print"), file);
    let unknown = archive.line("open 3 --print");
    assert!(unknown.status == 2 && unknown.stderr.contains("no article has the id `3`"));
}
