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
    pub(crate) fn of(output: &Output) -> Self {
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

impl Archive {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
        }
    }

    /// The sample corpus of the project in the folder `corpus`, not indexed yet.
    pub(crate) fn with_samples() -> Self {
        let archive = Self::new();
        for (path, bytes) in samples() {
            archive.write(&format!("corpus/{path}"), bytes);
        }
        archive
    }

    /// The sample corpus, indexed: the articles' ids are those of `corpus/expected.tsv`.
    pub(crate) fn of_samples() -> Self {
        let archive = Self::with_samples();
        let folders = sample_folders().join(" corpus/");
        let run = archive.line(&format!("index corpus/{folders}"));
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
            .env("UNBURY_CONFIG", "")
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

/// The sample corpus of the project.
pub(crate) fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The folders of the sample corpus, one a format, by name.
pub(crate) fn sample_folders() -> Vec<String> {
    let mut folders: Vec<String> = fs::read_dir(corpus())
        .expect("the sample corpus")
        .map(|found| found.expect("readable"))
        .filter(|found| found.path().is_dir())
        .map(|found| found.file_name().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    folders
}

/// The files of the sample corpus: their paths below it, with `/`, and their bytes.
pub(crate) fn samples() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in sample_folders() {
        files_below(&corpus(), &folder, &mut files);
    }
    files.sort();
    files
}

/// Adds the files of a folder, and of the folders in it, with their paths below `root`.
pub(crate) fn files_below(root: &Path, folder: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for found in fs::read_dir(root.join(folder)).expect("readable") {
        let found = found.expect("readable");
        let name = found.file_name().to_string_lossy().into_owned();
        let below = Path::new(folder).join(name).to_string_lossy().into_owned();
        if found.path().is_dir() {
            files_below(root, &below, files);
        } else {
            files.push((below, fs::read(found.path()).expect("readable")));
        }
    }
}
