//! The test corpora, where they are.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What stands under a name in their folder, which is `UNBURY_CORPORA`, else beside the crate; `None`, saying so, where it is not.
pub(crate) fn corpus(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let folder = std::env::var_os("UNBURY_CORPORA").map_or_else(beside, PathBuf::from);
    let path = folder.join(name);
    if !path.exists() {
        println!("skipped: `{}` is not there", path.display());
    }
    path.exists().then_some(path)
}

/// Unpacks an archive of the corpora into a temporary folder; `None`, saying so, where there is none.
pub(crate) fn unpacked(name: &str) -> Option<tempfile::TempDir> {
    let archive = corpus(name)?;
    let folder = tempfile::tempdir().unwrap();
    let compressed = std::fs::File::open(archive).unwrap();
    let tar = folder.path().join("archive.tar");
    zstd::stream::copy_decode(compressed, std::fs::File::create(&tar).unwrap()).unwrap();
    let done = Command::new("tar")
        .arg("-xf")
        .arg(&tar)
        .arg("-C")
        .arg(folder.path())
        .status();
    if !done.is_ok_and(|status| status.success()) {
        println!("skipped: no `tar` to unpack `{name}`");
        return None;
    }
    Some(folder)
}

/// All files below a folder, in the order of their paths.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
