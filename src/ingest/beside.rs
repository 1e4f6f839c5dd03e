//! The folder around a file, for formats whose documents are several files.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use super::reason::Reason;
use super::slice::Beside;
use super::stream::{Given, Stream};

/// Files with a name that are looked at in a folder, at most.
const FEW: usize = 4;
/// Names that are looked through in a folder, or in it and below, at most.
const NAMES: usize = 10_000;

/// The folder of a file on disk.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
    own_name: String,
    limit_bytes: usize,
}

impl Folder {
    /// The folder of this file; `None` for standard input.
    pub(super) fn of(path: &Path, limit_bytes: usize) -> Option<Self> {
        let own_name = path.file_name().filter(|_| path.as_os_str() != "-")?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        Some(Self {
            path: folder.unwrap_or(Path::new(".")).to_owned(),
            own_name: own_name.to_string_lossy().into_owned(),
            limit_bytes,
        })
    }

    fn text(&self, path: &Path) -> Result<String, Reason> {
        let file = fs::File::open(path).map_err(|error| Reason::broken(&error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let opened = Stream::new(&name, Box::new(file)).prepare(Given::default())?;
        let mut bytes = Vec::new();
        let limit = self.limit_bytes as u64;
        let read = opened.reader.take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|error| Reason::broken(&error))?;
        if bytes.len() > self.limit_bytes {
            return Err(Reason::TooLarge { limit_bytes: limit });
        }
        Ok(String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }
}

impl Beside for Folder {
    fn read(&self, way: &str) -> Result<String, Reason> {
        let elsewhere = || Reason::Unreadable {
            problem: format!("`{way}` does not lie below the file that names it"),
        };
        let way_down = Path::new(way);
        let goes_down =
            |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if !way_down.components().all(goes_down) {
            return Err(elsewhere());
        }
        let unreadable = |error: std::io::Error| Reason::Unreadable {
            problem: format!("`{way}`: {error}"),
        };
        // A link may lead elsewhere.
        let folder = fs::canonicalize(&self.path).map_err(unreadable)?;
        let path = fs::canonicalize(self.path.join(way_down)).map_err(unreadable)?;
        if !path.starts_with(&folder) || !path.is_file() {
            return Err(elsewhere());
        }
        self.text(&path)
    }

    fn named(&self, part: &str) -> Vec<String> {
        let part = part.to_lowercase();
        let is_named = |path: &PathBuf| {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().to_lowercase());
            name.is_some_and(|name| name.contains(&part)) && path.is_file()
        };
        let mut texts = Vec::new();
        for folder in [self.path.clone(), self.path.join("..")] {
            let files = fs::read_dir(folder)
                .into_iter()
                .flatten()
                .flatten()
                .take(NAMES);
            let mut files: Vec<PathBuf> = files.map(|file| file.path()).filter(is_named).collect();
            files.sort();
            let read = files
                .iter()
                .take(FEW)
                .filter_map(|path| self.text(path).ok());
            texts.extend(read);
        }
        texts
    }

    fn own_name(&self) -> &str {
        &self.own_name
    }
}

/// When the last of the pages changed that stand beside a METS document: XML files in its folder and below. Nothing where there are
/// more than can be looked at.
pub(super) fn last_change_of_pages(folder: &Path) -> Option<SystemTime> {
    let mut folders = vec![folder.to_owned()];
    let (mut left, mut last) = (NAMES, None);
    while let Some(folder) = folders.pop() {
        for found in fs::read_dir(folder).into_iter().flatten().flatten() {
            left = left.checked_sub(1)?;
            let Ok(kind) = found.file_type() else {
                continue;
            };
            let name = found.file_name().to_string_lossy().to_lowercase();
            if kind.is_dir() {
                folders.push(found.path());
            } else if name.contains(".xml") {
                // A link is asked for what it leads to.
                let changed = fs::metadata(found.path()).and_then(|file| file.modified());
                last = last.max(changed.ok());
            }
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_below_is_read() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("issue");
        fs::create_dir_all(folder.join("alto")).unwrap();
        fs::write(root.path().join("secret.xml"), "<secret/>").unwrap();
        fs::write(folder.join("alto/1.xml"), "<alto/>").unwrap();
        fs::write(folder.join("METS.xml"), "<mets/>").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.path().join("secret.xml"), folder.join("link.xml"))
            .unwrap();
        let beside = Folder::of(&folder.join("METS.xml"), 100).unwrap();
        assert_eq!(beside.own_name(), "METS.xml");
        assert_eq!(beside.read("./alto/1.xml").as_deref(), Ok("<alto/>"));
        let secret = root.path().join("secret.xml");
        for way in [
            "../secret.xml",
            "alto/../../secret.xml",
            secret.to_str().unwrap(),
            "link.xml",
            "none.xml",
            "alto",
            "",
        ] {
            assert!(
                matches!(beside.read(way), Err(Reason::Unreadable { .. })),
                "{way}"
            );
        }
        let small = Folder::of(&folder.join("METS.xml"), 3).unwrap();
        assert!(matches!(
            small.read("alto/1.xml"),
            Err(Reason::TooLarge { .. })
        ));
        let page = Folder::of(&folder.join("alto/1.xml"), 100).unwrap();
        assert_eq!(page.named("mets"), ["<mets/>"]);
        assert!(Folder::of(Path::new("-"), 1).is_none());
    }
}
