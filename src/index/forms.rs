//! Which words a stem stands for.
//!
//! The index keeps positions of words as they are written, and none of stems: where a stem stands in an article is where its
//! forms do. The forms of all articles ever indexed are kept in files beside the segments, one for each commit, merged into one
//! at the end of a run. They are written before the commit, so that no article is searched without them; a form that no article
//! holds any more does no harm. The commit says how many there were, so that none is missed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tantivy::Directory;
use tantivy::directory::OwnedBytes;
use tantivy_fst::{IntoStreamer, Map, MapBuilder, Streamer, map::OpBuilder, raw::Fst};

use crate::analysis;
use crate::index::checked_file::write_whole;
use crate::index::directory::IndexDirectory;
use crate::index::{Error, Result, io_error};

/// Files are `forms-A-B.fst`: they hold the forms of the commits from the A-th to the B-th that brought some.
const PREFIX: &str = "forms-";
const EXTENSION: &str = "fst";
/// A file while it is written.
const UNFINISHED: &str = "forms.unfinished";
/// Attempts at opening the files: a writer may merge them away between their being listed and being opened.
const ATTEMPTS: usize = 5;

/// The forms of the stems of an index.
pub(crate) struct Forms(Vec<Map<OwnedBytes>>);

impl FromIterator<Self> for Forms {
    /// Those of all.
    fn from_iter<I: IntoIterator<Item = Self>>(all: I) -> Self {
        Self(all.into_iter().flat_map(|Self(maps)| maps).collect())
    }
}

impl Forms {
    /// Opens the files of an index whose commit has so many. Those of a commit are found if the commit was seen before.
    pub(crate) fn open(index: &Path, commits: u64) -> Result<Self> {
        let mut opened = Self::try_open(index, commits);
        for _ in 1..ATTEMPTS {
            if opened.is_ok() {
                break;
            }
            opened = Self::try_open(index, commits);
        }
        opened
    }

    fn try_open(index: &Path, commits: u64) -> Result<Self> {
        let directory =
            IndexDirectory::for_reading(index).map_err(|error| damaged(index, &error))?;
        let mut maps = Vec::new();
        let mut next = 1;
        for file in files(index)? {
            if file.first <= next {
                next = next.max(file.last + 1);
            }
            let name = file.path.file_name().unwrap_or_default();
            let bytes = directory
                .open_read(Path::new(name))
                .map_err(|error| damaged(index, &error))?
                .read_bytes()
                .map_err(|error| damaged(index, &error))?;
            let fst = Fst::new(bytes).map_err(|error| damaged(index, &error))?;
            maps.push(Map::from(fst));
        }
        if next <= commits {
            let missing = io::Error::other(format!("the forms of commit {next} are missing"));
            return Err(damaged(index, &missing));
        }
        Ok(Self(maps))
    }

    /// Whether there are forms of a stem term that begins with this.
    pub(crate) fn has(&self, start: &str) -> bool {
        self.0.iter().any(|map| {
            let mut stream = map.range().ge(start).into_stream();
            let first = stream.next();
            first.is_some_and(|(form, _)| form.starts_with(start.as_bytes()))
        })
    }

    /// The surface terms that a stem term stands for, in order.
    pub(crate) fn of(&self, stem: &str) -> Vec<String> {
        let prefix = analysis::stem_forms_prefix(stem);
        let mut forms: BTreeSet<String> =
            analysis::unchanged_by_stemming(stem).into_iter().collect();
        for map in &self.0 {
            let mut stream = map.range().ge(&prefix).into_stream();
            while let Some((form, _)) = stream.next() {
                let Some(form) = std::str::from_utf8(form)
                    .ok()
                    .filter(|form| form.starts_with(&prefix))
                else {
                    break;
                };
                forms.extend(analysis::surface_of_form(form));
            }
        }
        forms.into_iter().collect()
    }
}

/// Forms of articles that are not committed yet: in order, a line each. As many strings, they would take three times the memory.
#[derive(Default)]
pub(crate) struct NewForms(String);

impl NewForms {
    /// In any order, some of them several times.
    pub(crate) fn of(mut forms: Vec<String>) -> Self {
        forms.sort_unstable();
        forms.dedup();
        let mut lines = Self::default();
        for form in &forms {
            lines.push(form);
        }
        lines
    }

    /// Those of both.
    pub(crate) fn merged(&self, others: &Self) -> Self {
        let mut merged = Self(String::with_capacity(self.0.len().max(others.0.len())));
        let (mut ours, mut theirs) = (self.iter().peekable(), others.iter().peekable());
        while let Some(form) = match (ours.peek(), theirs.peek()) {
            (Some(our), Some(their)) if their < our => theirs.next(),
            (Some(our), Some(their)) if their == our => {
                theirs.next();
                ours.next()
            }
            (None, _) => theirs.next(),
            _ => ours.next(),
        } {
            merged.push(form);
        }
        merged
    }

    fn push(&mut self, form: &str) {
        self.0.push_str(form);
        self.0.push('\n');
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator('\n')
    }
}

/// Writes the forms of what is about to be committed, after those of so many commits. How many there are now.
pub(crate) fn write(index: &Path, forms: &NewForms, commits: u64) -> Result<u64> {
    if forms.0.is_empty() {
        return Ok(commits);
    }
    // What a run left that was killed before its commit holds forms of no article: they do no harm.
    let last = files(index)?.iter().map(|file| file.last).max();
    let number = last.unwrap_or(0).max(commits) + 1;
    publish(index, (commits + 1, number), |file| {
        forms.iter().try_for_each(|form| file.insert(form, 0))
    })?;
    Ok(number)
}

/// Merges all files into one.
pub(crate) fn merge(index: &Path, commits: u64) -> Result<()> {
    let parts = files(index)?;
    let numbers = parts.iter().map(|part| (part.first, part.last));
    let Some((first, last)) = numbers.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
    else {
        return Ok(());
    };
    if parts.len() < 2 {
        return Ok(());
    }
    let Forms(maps) = Forms::open(index, commits)?;
    let path = publish(index, (first, last), |merged| {
        let all = maps.iter().fold(OpBuilder::new(), OpBuilder::add);
        let mut union = all.union();
        while let Some((form, _)) = union.next() {
            merged.insert(form, 0)?;
        }
        Ok(())
    })?;
    for part in parts.iter().filter(|part| part.path != path) {
        fs::remove_file(&part.path).map_err(io_error("remove", &part.path))?;
    }
    Ok(())
}

/// Writes the file of the commits from the first to the last.
fn publish(
    index: &Path,
    (first, last): (u64, u64),
    insert: impl FnOnce(&mut MapBuilder<&mut dyn Write>) -> tantivy_fst::Result<()>,
) -> Result<PathBuf> {
    let unfinished = index.join(UNFINISHED);
    let path = index.join(format!("{PREFIX}{first}-{last}.{EXTENSION}"));
    write_whole(&path, &unfinished, |file| {
        let mut builder = MapBuilder::new(file).map_err(io::Error::other)?;
        insert(&mut builder).map_err(io::Error::other)?;
        builder.finish().map_err(io::Error::other)
    })
    .map_err(io_error("write", &path))?;
    Ok(path)
}

/// A file of forms, and of which commits it is.
struct FormsFile {
    first: u64,
    last: u64,
    path: PathBuf,
}

/// Whether a file of the folder holds forms.
pub(crate) fn is_of_forms(name: &str) -> bool {
    numbers_of(Path::new(name)).is_some()
}

fn numbers_of(path: &Path) -> Option<(u64, u64)> {
    let is_ours = path.extension().is_some_and(|end| end == EXTENSION);
    let numbers = path.file_stem()?.to_str()?.strip_prefix(PREFIX)?;
    let (first, last) = numbers.split_once('-').filter(|_| is_ours)?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// The files of an index, in order.
fn files(index: &Path) -> Result<Vec<FormsFile>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(index).map_err(io_error("read", index))? {
        let path = entry.map_err(io_error("read", index))?.path();
        if let Some((first, last)) = numbers_of(&path) {
            files.push(FormsFile { first, last, path });
        }
    }
    files.sort_unstable_by_key(|file| (file.first, file.last));
    Ok(files)
}

fn damaged(index: &Path, error: &dyn std::error::Error) -> Error {
    Error::Damaged {
        path: index.to_owned(),
        what: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{Language, query_words, stem_form, stem_term, surface_term};

    fn stem_and_surface(word: &str) -> (String, String) {
        let word = query_words(word).pop().unwrap();
        let english = Language::from_code("en").unwrap();
        (
            stem_term(&word, english),
            surface_term(&word.surface, &word.lowered),
        )
    }

    fn forms_of(words: &[&str]) -> NewForms {
        let pairs = words.iter().map(|word| stem_and_surface(word));
        NewForms::of(
            pairs
                .map(|(stem, surface)| stem_form(&stem, &surface))
                .collect(),
        )
    }

    proptest! {
        #[test]
        fn new_forms_are_merged_as_sets_are(
            ours in proptest::collection::vec("[ab]{1,3}", 0..12),
            theirs in proptest::collection::vec("[ab]{1,3}", 0..12),
        ) {
            let all: BTreeSet<&String> = ours.iter().chain(&theirs).collect();
            let merged = NewForms::of(ours.clone()).merged(&NewForms::of(theirs.clone()));
            prop_assert!(merged.iter().eq(all));
        }
    }

    #[test]
    fn forms_are_those_of_all_commits() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let (stem, run) = stem_and_surface("run");
        let of = |stem: &str, commits| Forms::open(folder, commits).unwrap().of(stem);
        assert_eq!(of(&stem, 0), [run.as_str()]);
        assert_eq!(
            write(folder, &forms_of(&["running", "walks"]), 0).unwrap(),
            1
        );
        let more = forms_of(&["runs", "runner", "running"]);
        assert_eq!(write(folder, &more, 1).unwrap(), 2);
        let expected = ["run", "running", "runs"].map(|word| stem_and_surface(word).1);
        assert_eq!(of(&stem, 2), expected);
        merge(folder, 2).unwrap();
        assert_eq!(files(folder).unwrap().len(), 1);
        assert_eq!(of(&stem, 2), expected);
        let (walk, _) = stem_and_surface("walking");
        let walks = ["walk", "walks"].map(|word| stem_and_surface(word).1);
        assert_eq!(of(&walk, 2), walks);
    }

    #[test]
    fn forms_that_are_missing_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        write(folder, &forms_of(&["running"]), 0).unwrap();
        // A run that was killed before its commit.
        write(folder, &forms_of(&["runs"]), 1).unwrap();
        assert_eq!(write(folder, &forms_of(&["walks"]), 1).unwrap(), 3);
        assert!(Forms::open(folder, 3).is_ok());
        for file in files(folder).unwrap() {
            let stored = fs::read(&file.path).unwrap();
            fs::remove_file(&file.path).unwrap();
            let is_needed = (file.first, file.last) != (2, 2);
            assert_eq!(Forms::open(folder, 3).is_err(), is_needed);
            fs::write(&file.path, stored).unwrap();
        }
    }
}
