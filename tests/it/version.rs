//! `unbury --version`.

use crate::archive::Archive;

#[test]
fn version_commit_and_index_format_are_told() {
    let archive = Archive::new();
    let run = archive.run(["--version"]);
    let commit = unbury::COMMIT.map_or_else(String::new, |commit| format!("{commit}, "));
    let version = env!("CARGO_PKG_VERSION");
    let format = unbury::index::FORMAT;
    assert_eq!(run.status, 0);
    assert_eq!(
        run.stdout,
        format!("unbury {version} ({commit}index format {format})\n")
    );
    assert_eq!(archive.run(["-V"]).stdout, run.stdout);
    if let Some(commit) = unbury::COMMIT {
        assert!(commit.chars().all(|c| c.is_ascii_hexdigit()), "{commit}");
    }
}
