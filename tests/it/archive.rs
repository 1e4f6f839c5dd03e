//! A temporary folder with articles, and the program in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder in which the program runs; its index is `index` there.
pub(crate) struct Archive {
    folder: TempDir,
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Everything, for a snapshot.
    pub(crate) fn whole(&self) -> String {
        format!(
            "status {}\n-- stdout\n{}-- stderr\n{}",
            self.status, self.stdout, self.stderr
        )
    }

    /// The JSON on standard output.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{}", self.whole()))
    }
}

/// What is in a folder, in the order of names.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths
}

impl Archive {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
        }
    }

    /// The samples of the project, copied to `corpus` and indexed: their ids are those of `corpus/qrels.txt`.
    pub(crate) fn of_samples() -> Self {
        let archive = Self::new();
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let mut folders = Vec::new();
        for folder in entries(&corpus).iter().filter(|path| path.is_dir()) {
            let copy = archive
                .path("corpus")
                .join(folder.file_name().expect("a name"));
            fs::create_dir_all(&copy).expect("made");
            for file in entries(folder) {
                fs::copy(&file, copy.join(file.file_name().expect("a name"))).expect("copied");
            }
            folders.push(copy);
        }
        let output = archive
            .command()
            .arg("index")
            .args(folders)
            .output()
            .expect("the program runs");
        let run = Run::of(&output);
        assert_eq!(run.status, 0, "{}", run.whole());
        archive
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Writes a file, with the folders around it.
    pub(crate) fn write(&self, below: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(below);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
        self
    }

    pub(crate) fn command(&self) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_unbury"))
    }

    /// Another program in the same place.
    pub(crate) fn command_of(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env_remove("UNBURY_INDEX")
            .env("NO_COLOR", "1");
        command
    }

    /// Runs the program with these arguments.
    pub(crate) fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Run {
        Run::of(
            &self
                .command()
                .args(arguments)
                .output()
                .expect("the program runs"),
        )
    }

    /// Runs the program with the words of one line as arguments.
    pub(crate) fn line(&self, line: &str) -> Run {
        self.run(line.split_whitespace())
    }
}
