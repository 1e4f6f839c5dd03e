//! Who has an id: which of two records that have one is another article, and which of two versions of one article stays.
//!
//! - Records of one file that have one id are versions of one article where they have one headline; the last stays. With other
//!   headlines they are other articles, and so are all rows of a table: its ids may be those of topics. Read again, a file's
//!   record replaces itself.
//! - Records of two files are one article where their addresses are the same, or, without two addresses, where their texts
//!   are, or where the id itself is one in the whole world. Else the id is only a number that both files use.
//! - Where both versions of an article have a number, the greater one stays, whatever file it is in and whenever it is read.
//! - Of one article in two files, else, the version in the file that was changed last stays; where that is the same time, the one
//!   in the file whose path comes last. A version that had to go stays away until its text changes, so that touching an
//!   old file, or the order in which files are read, changes nothing.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::index::Result;
use crate::index::deleted::DeletedArticle;
use crate::index::hashing::hash;
use crate::index::journal::{Journal, Version};
use crate::index::write::marks::Marks;
use crate::index::write::taken_ids::{Taken, TakenIds};

/// Whether an id is one in the whole world: an address or name with a scheme, a UUID, a long hexadecimal number.
fn is_global(id: &str) -> bool {
    let hexadecimal = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_hexdigit())
            && text.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    let digits: String = id.chars().filter(|ch| *ch != '-').collect();
    id.contains("://")
        || id.starts_with("urn:")
        || id.starts_with("tag:")
        || (digits.len() >= 24 && hexadecimal(&digits))
}

/// A record that claims an id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claimant<'a> {
    /// The file it was read from.
    pub(crate) path: &'a str,
    pub(crate) marks: Marks,
    /// Whether it is a row of a table.
    pub(crate) is_row: bool,
}

/// The article that has an id already.
#[derive(Debug, Clone)]
pub(crate) struct Rival {
    /// The file it was read from.
    pub(crate) path: String,
    pub(crate) marks: Marks,
    /// Whether it was read in this run.
    pub(crate) now: bool,
    /// Whether it was deleted, and only its name is taken.
    pub(crate) is_deleted: bool,
}

impl From<&DeletedArticle> for Rival {
    fn from(article: &DeletedArticle) -> Self {
        Self {
            path: article.path.clone(),
            marks: Marks {
                text: article.text,
                title: article.title,
                address: article.address,
                version: article.version,
            },
            now: false,
            is_deleted: true,
        }
    }
}

/// What a record is to the article that has its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same article: it takes its place.
    Newer,
    /// The same article, which has been read in a newer version.
    Older,
    /// Another article.
    Stranger,
}

/// Says whether a file is still there.
pub(crate) type IsThere = Box<dyn Fn(&str) -> bool>;

/// The ids taken in this run, and what is known of the files.
pub(crate) struct Claims {
    /// The numbers of the files read in this run.
    numbers: FxHashMap<Arc<str>, u32>,
    /// Each file, with when it was changed, where that is known.
    files: Vec<(Arc<str>, Option<u64>)>,
    taken: TakenIds,
    /// Says whether a file is still there.
    is_there: Option<IsThere>,
    there: RefCell<FxHashMap<String, bool>>,
    /// Ids of articles that their file no longer holds.
    dropped: FxHashSet<u64>,
    /// Versions that another file has taken the place of, by the file that holds them.
    lost: FxHashMap<Box<str>, Vec<Version>>,
}

impl Claims {
    /// None yet. What memory is too small for goes to files without names in `folder`.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            numbers: FxHashMap::default(),
            files: Vec::new(),
            taken: TakenIds::new(folder),
            is_there: None,
            there: RefCell::default(),
            dropped: FxHashSet::default(),
            lost: FxHashMap::default(),
        }
    }

    /// From here on, files are looked for by this.
    pub(crate) fn find_files_by(&mut self, is_there: IsThere) {
        self.is_there = Some(is_there);
    }

    /// Records of this file follow.
    pub(crate) fn file(&mut self, path: &str, modified_ns: u64) {
        let number = self.number(path);
        if let Some((_, modified)) = self.files.get_mut(number as usize) {
            *modified = Some(modified_ns);
        }
    }

    fn number(&mut self, path: &str) -> u32 {
        if let Some(&known) = self.numbers.get(path) {
            return known;
        }
        let number = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let path: Arc<str> = path.into();
        self.files.push((Arc::clone(&path), None));
        self.numbers.insert(path, number);
        number
    }

    /// When a file read in this run was changed; `None` where it was not read.
    fn modified_ns(&self, path: &str) -> Option<u64> {
        let number = *self.numbers.get(path)?;
        self.files.get(number as usize)?.1
    }

    /// The files that held these articles hold them no longer.
    pub(crate) fn drop_articles(&mut self, ids: impl IntoIterator<Item = u64>) {
        self.dropped.extend(ids);
    }

    /// Whether an id was taken in this run.
    pub(crate) fn holds(&self, id: u64) -> Result<bool> {
        Ok(self.taken.get(id)?.is_some())
    }

    /// A record of a file takes an id.
    pub(crate) fn take(&mut self, id: u64, path: &str, marks: Marks) -> Result<()> {
        let file = self.number(path);
        self.taken.set(id, Some(Taken { file, marks }))
    }

    /// Gives an id up that was taken in this run.
    pub(crate) fn release(&mut self, id: u64) -> Result<()> {
        self.taken.set(id, None)
    }

    /// Who took an id in this run.
    pub(crate) fn rival(&self, id: u64) -> Result<Option<Rival>> {
        let taken = self.taken.get(id)?;
        Ok(taken.and_then(|Taken { file, marks }| {
            let (path, _) = self.files.get(file as usize)?;
            Some(Rival {
                path: path.to_string(),
                marks,
                now: true,
                is_deleted: false,
            })
        }))
    }

    /// Notes that a file holds a version which is not in the index.
    pub(crate) fn lose(&mut self, path: &str, version: Version) {
        self.lost.entry(path.into()).or_default().push(version);
    }

    /// The versions lost by a file in this run.
    pub(crate) fn lost_by(&mut self, path: &str) -> Vec<Version> {
        self.lost.remove(path).unwrap_or_default()
    }

    /// The versions lost by files that were not read in this run, or were before.
    pub(crate) fn all_lost(&mut self) -> FxHashMap<Box<str>, Vec<Version>> {
        std::mem::take(&mut self.lost)
    }

    /// What a record of this id is to the article that has the id.
    pub(crate) fn judge(
        &self,
        id: &str,
        record: Claimant<'_>,
        rival: &Rival,
        journal: &Journal,
    ) -> Verdict {
        let Claimant {
            path,
            marks,
            is_row,
        } = record;
        // Articles that came without a file are replaced as their owner says.
        if path.is_empty() {
            return Verdict::Newer;
        }
        let (own, other) = (marks.address, rival.marks.address);
        let is_same = is_global(id) || (own != 0 && own == other);
        let versions = marks.version.zip(rival.marks.version);
        let by_version = versions.map(|(own, other)| own.cmp(&other));
        if rival.path == path {
            let is_version = !is_row && rival.marks.title == marks.title;
            match by_version {
                Some(Ordering::Less) if is_same || is_version => return Verdict::Older,
                Some(Ordering::Greater) if is_same => return Verdict::Newer,
                _ => {}
            }
            return if !rival.now || rival.marks.text == marks.text || is_version {
                Verdict::Newer
            } else {
                Verdict::Stranger
            };
        }
        let says_same = (own == 0 || other == 0) && marks.text == rival.marks.text;
        if !is_same && !says_same {
            return Verdict::Stranger;
        }
        let hashed = hash(id.as_bytes());
        if self.dropped.contains(&hashed) && !rival.now || !self.is_there(&rival.path) {
            return Verdict::Newer;
        }
        match by_version {
            Some(Ordering::Less) => return Verdict::Older,
            Some(Ordering::Greater) => return Verdict::Newer,
            Some(Ordering::Equal) | None => {}
        }
        let version = Version {
            id: hashed,
            text: marks.text,
        };
        let lost_before = journal
            .get(path)
            .is_some_and(|state| state.lost.contains(&version));
        if lost_before {
            return Verdict::Older;
        }
        let order = self
            .time(path, journal)
            .cmp(&self.time(&rival.path, journal))
            .then_with(|| path.cmp(&rival.path));
        if order == Ordering::Less {
            Verdict::Older
        } else {
            Verdict::Newer
        }
    }

    /// When a file was changed last; what comes from a pipe is new.
    fn time(&self, path: &str, journal: &Journal) -> u64 {
        if path == "-" {
            return u64::MAX;
        }
        let known = || journal.get(path).map(|state| state.modified_ns);
        self.modified_ns(path).or_else(known).unwrap_or(0)
    }

    fn is_there(&self, path: &str) -> bool {
        let Some(is_there) = &self.is_there else {
            return true;
        };
        if path == "-" {
            return self.modified_ns(path).is_some();
        }
        *self
            .there
            .borrow_mut()
            .entry(path.to_owned())
            .or_insert_with(|| is_there(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::journal::FileState;

    fn marks(text: u32, address: u32) -> Marks {
        Marks {
            text,
            title: text,
            address,
            version: None,
        }
    }

    fn rival(path: &str, marks: Marks, now: bool) -> Rival {
        Rival {
            path: path.to_owned(),
            marks,
            now,
            is_deleted: false,
        }
    }

    fn record(path: &str, marks: Marks) -> Claimant<'_> {
        Claimant {
            path,
            marks,
            is_row: false,
        }
    }

    #[test]
    fn of_one_file_records_with_one_headline_are_versions_but_in_tables() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        let claims = Claims::new(folder.path().to_owned());
        let again = Marks {
            title: 2,
            ..marks(1, 0)
        };
        for (is_row, expected) in [(false, Verdict::Newer), (true, Verdict::Stranger)] {
            let other = rival("a", marks(2, 0), true);
            let row = Claimant {
                is_row,
                ..record("a", again)
            };
            assert_eq!(claims.judge("1", row, &other, &journal), expected);
        }
    }

    #[test]
    fn strangers_are_told_from_versions() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        let mut claims = Claims::new(folder.path().to_owned());
        claims.file("a", 5);
        claims.file("b", 9);
        let judge = |id: &str, path: &str, own: Marks, other: &Rival| {
            claims.judge(id, record(path, own), other, &journal)
        };
        // One file.
        assert_eq!(
            judge("1", "a", marks(1, 0), &rival("a", marks(2, 0), false)),
            Verdict::Newer
        );
        assert_eq!(
            judge("1", "a", marks(1, 0), &rival("a", marks(2, 0), true)),
            Verdict::Stranger
        );
        assert_eq!(
            judge("1", "a", marks(1, 0), &rival("a", marks(1, 0), true)),
            Verdict::Newer
        );
        // Two files, in either order.
        for now in [false, true] {
            assert_eq!(
                judge("1", "b", marks(1, 0), &rival("a", marks(2, 0), now)),
                Verdict::Stranger
            );
            assert_eq!(
                judge("1", "b", marks(1, 3), &rival("a", marks(1, 4), now)),
                Verdict::Stranger
            );
            assert_eq!(
                judge("1", "b", marks(1, 3), &rival("a", marks(2, 3), now)),
                Verdict::Newer
            );
            assert_eq!(
                judge("1", "a", marks(1, 3), &rival("b", marks(2, 3), now)),
                Verdict::Older
            );
            assert_eq!(
                judge("1", "a", marks(1, 0), &rival("b", marks(1, 3), now)),
                Verdict::Older
            );
        }
        let uuid = "0b9d7a6e-3c1f-4e52-9a57-2f6f0f7f9b01";
        assert_eq!(
            judge(uuid, "b", marks(1, 0), &rival("a", marks(2, 0), true)),
            Verdict::Newer
        );
        assert_eq!(
            judge("1", "", marks(1, 0), &rival("", marks(2, 0), true)),
            Verdict::Newer
        );
    }

    #[test]
    fn the_greater_version_stays_whenever_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        let mut claims = Claims::new(folder.path().to_owned());
        claims.file("old", 5);
        claims.file("new", 9);
        let of_version = |version| Marks {
            version,
            ..marks(1, 3)
        };
        for (id, own, path, other, expected) in [
            ("1", Some(2), "old", Some(1), Verdict::Newer),
            ("1", Some(1), "new", Some(2), Verdict::Older),
            ("1", Some(1), "old", Some(2), Verdict::Older),
            ("urn:x:1", Some(1), "same", Some(2), Verdict::Older),
            ("urn:x:1", Some(2), "same", Some(1), Verdict::Newer),
            // What has no number, or the same one, is judged by its file.
            ("1", None, "old", Some(1), Verdict::Older),
            ("1", Some(2), "old", Some(2), Verdict::Older),
        ] {
            let in_file = match path {
                "old" => "new",
                "new" => "old",
                same => same,
            };
            for title in [1, 7] {
                let mut theirs = of_version(other);
                theirs.title = title;
                let found = claims.judge(
                    id,
                    record(path, of_version(own)),
                    &rival(in_file, theirs, true),
                    &journal,
                );
                assert_eq!(found, expected, "{id} {own:?} {other:?} {path}");
            }
        }
    }

    #[test]
    fn a_version_that_lost_does_not_come_back_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path(), 0).unwrap();
        journal.note("old", FileState::default());
        let version = Version {
            id: hash(b"x"),
            text: 1,
        };
        journal.lose("old", &[version]);
        let mut claims = Claims::new(folder.path().to_owned());
        claims.file("old", 99);
        let newer = rival("new", marks(2, 3), false);
        assert_eq!(
            claims.judge("x", record("old", marks(1, 3)), &newer, &journal),
            Verdict::Older
        );
        assert_eq!(
            claims.judge("x", record("old", marks(7, 3)), &newer, &journal),
            Verdict::Newer
        );
        // Unless the file of the newer version is gone.
        claims.find_files_by(Box::new(|path| path != "new"));
        assert_eq!(
            claims.judge("x", record("old", marks(1, 3)), &newer, &journal),
            Verdict::Newer
        );
    }

    #[test]
    fn ids_of_the_world_are_known() {
        for id in [
            "https://a.example/1",
            "urn:x:1",
            "60c47a5e1f3b2a0001d4e9a1",
            "0b9d7a6e-3c1f-4e52-9a57-2f6f0f7f9b01",
        ] {
            assert!(is_global(id), "{id}");
        }
        for id in ["1", "cr-1", "106400112233445566778899", "story"] {
            assert!(!is_global(id), "{id}");
        }
    }
}
