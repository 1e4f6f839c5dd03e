//! Where the index is.

use std::fmt;
use std::fs;
use std::io::Write;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};
use unbury::Archive;

use super::config;
use super::error::Result;
use super::terminal;

/// The variable that names the folder.
pub(super) const VARIABLE: &str = "UNBURY_INDEX";
/// The folder where none is named.
const USUAL: &str = "index";
/// The file that every index has.
const STAMP: &str = "unbury.json";

/// The index that is written or checked.
#[derive(Debug, Args)]
pub(super) struct IndexFolder {
    /// The index: a folder, or a name of the configuration [default: index].
    #[arg(long, value_name = "INDEX", env = VARIABLE, hide_env = true, value_hint = ValueHint::DirPath)]
    index: Option<String>,
}

impl IndexFolder {
    /// The folder; where none is named, `index` here.
    pub(super) fn path(&self) -> PathBuf {
        let named = self.index.as_deref().filter(|name| is_name(name));
        named.map_or_else(|| USUAL.into(), config::index_folder)
    }

    /// The folder; where none is named, that found from here.
    pub(super) fn existing(&self) -> PathBuf {
        let named = self.index.as_deref().filter(|name| is_name(name));
        named.map_or_else(found, config::index_folder)
    }
}

/// The indexes that are asked.
#[derive(Debug, Args)]
pub(super) struct Indexes {
    /// The index: a folder, or a name of the configuration; several answer as one [default: `index` here or in a folder above].
    #[arg(long = "index", value_name = "INDEX", env = VARIABLE, hide_env = true, value_hint = ValueHint::DirPath)]
    named: Vec<String>,
    /// What a server has open, instead of all these.
    #[arg(skip)]
    served: Served,
}

/// The archive that a server has open.
#[derive(Clone, Default)]
struct Served(Option<Arc<Archive>>);

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Served").field(&self.0.is_some()).finish()
    }
}

/// An archive to ask.
pub(super) enum Opened {
    /// Of the process, which ends sooner than it would be taken down.
    ForGood(&'static Archive),
    /// Of a server, which opens another one when articles were indexed.
    Served(Arc<Archive>),
}

impl Deref for Opened {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        match self {
            Self::ForGood(archive) => archive,
            Self::Served(archive) => archive,
        }
    }
}

impl Indexes {
    /// Asks what a server has open.
    #[cfg(feature = "serve")]
    pub(super) fn serve(&mut self, archive: Arc<Archive>) {
        self.served = Served(Some(archive));
    }

    /// Whether a server asks, for somebody who may read the archive and nothing else of this machine.
    pub(super) fn is_served(&self) -> bool {
        self.served.0.is_some()
    }

    /// Opens them.
    pub(super) fn open(&self) -> Result<Opened> {
        if let Some(archive) = &self.served.0 {
            return Ok(Opened::Served(Arc::clone(archive)));
        }
        let folders = self.folders();
        // A reader who did not name it now is told which one it is, where that can be in doubt.
        if terminal::is_terminal() && self.is_in_doubt(&folders) {
            let index = folders[0].display();
            writeln!(std::io::stderr().lock(), "note: the index is `{index}`")?;
        }
        let archive = Archive::open_all(&folders)?;
        Ok(Opened::ForGood(Box::leak(Box::new(archive))))
    }

    /// Their folders.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = Vec::new();
        for name in self.named.iter().filter(|name| is_name(name)) {
            let folder = config::index_folder(name);
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        if folders.is_empty() {
            folders.push(usual());
        }
        folders
    }

    /// Whether the index may not be the one that is expected here: it is that of a folder above, or the environment names another than
    /// the one that is here.
    fn is_in_doubt(&self, folders: &[PathBuf]) -> bool {
        let [folder] = folders else { return false };
        if !self.named.iter().any(|name| is_name(name)) && folder.starts_with("..") {
            return true;
        }
        let of_environment = std::env::var(VARIABLE);
        let is_of_environment = of_environment.is_ok_and(|named| self.named == [named]);
        let here = found();
        let same = || fs::canonicalize(folder).ok() == fs::canonicalize(&here).ok();
        is_of_environment && here.join(STAMP).is_file() && !same()
    }
}

/// Whether it names an index: a variable that is empty names none, as if it were not set.
fn is_name(name: &str) -> bool {
    !name.is_empty() || std::env::var(VARIABLE).as_deref() != Ok("")
}

/// The folder where none is named on the command line.
pub(super) fn usual() -> PathBuf {
    match std::env::var(VARIABLE) {
        Ok(named) if !named.is_empty() => config::index_folder(&named),
        _ => found(),
    }
}

/// The index in this folder or in the nearest above that has one, as `git` finds its repository.
fn found() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let up = std::iter::successors(Some(PathBuf::new()), |up| Some(up.join("..")));
    let mut folders = here.ancestors().zip(up);
    let holds = |folder: &Path| folder.join(USUAL).join(STAMP).is_file();
    let found = folders.find(|(folder, _)| holds(folder));
    found.map_or_else(|| USUAL.into(), |(_, up)| up.join(USUAL))
}
