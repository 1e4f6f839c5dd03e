//! Which words a stem stands for.
//!
//! The index keeps positions of words as they are written, and none of stems: where a stem stands in an article is where its
//! forms do. The forms of all articles ever indexed are kept in files beside the segments, one for each commit, merged into one
//! at the end of a run. They are written before the commit, so that no article is searched without them; a form that no article
//! holds any more does no harm.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use tantivy::Directory;
use tantivy::directory::{MmapDirectory, OwnedBytes};
use tantivy_fst::{IntoStreamer, Map, MapBuilder, Streamer, map::OpBuilder, raw::Fst};

use crate::analysis;
use crate::index::{Error, Result, io_error};

/// Files are `forms-N.fst`; a larger number is a later file.
const PREFIX: &str = "forms-";
const EXTENSION: &str = "fst";
/// A file while it is written.
const UNFINISHED: &str = "forms.unfinished";
/// Attempts at opening the files: a writer may merge them away between their being listed and being opened.
const ATTEMPTS: usize = 5;

/// The forms of the stems of an index.
pub(crate) struct Forms(Vec<Map<OwnedBytes>>);

impl Forms {
    /// Opens the files of an index. Those of a commit are found if the commit was seen before.
    pub(crate) fn open(index: &Path) -> Result<Self> {
        let directory = MmapDirectory::open(index).map_err(|error| damaged(index, &error))?;
        let mut failed = None;
        for _ in 0..ATTEMPTS {
            let maps = files(index)?.into_iter().map(|(_, path)| {
                let name = path.file_name().unwrap_or_default();
                let file = directory.open_read(Path::new(name));
                let bytes = file
                    .map_err(|error| damaged(index, &error))?
                    .read_bytes()
                    .map_err(io_error("read", &path))?;
                let fst = Fst::new(bytes).map_err(|error| damaged(index, &error))?;
                Ok(Map::from(fst))
            });
            match maps.collect() {
                Ok(maps) => return Ok(Self(maps)),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or_else(|| Ok(Self(Vec::new())), Err)
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

/// Writes the forms of what is about to be committed.
pub(crate) fn write(index: &Path, forms: &NewForms) -> Result<()> {
    if forms.0.is_empty() {
        return Ok(());
    }
    publish(index, |file| {
        forms.iter().try_for_each(|form| file.insert(form, 0))
    })
}

/// Merges all files into one.
pub(crate) fn merge(index: &Path) -> Result<()> {
    let parts = files(index)?;
    if parts.len() < 2 {
        return Ok(());
    }
    let Forms(maps) = Forms::open(index)?;
    publish(index, |merged| {
        let all = maps.iter().fold(OpBuilder::new(), OpBuilder::add);
        let mut union = all.union();
        while let Some((form, _)) = union.next() {
            merged.insert(form, 0)?;
        }
        Ok(())
    })?;
    for (_, path) in parts {
        fs::remove_file(&path).map_err(io_error("remove", &path))?;
    }
    Ok(())
}

/// Writes a file and gives it the next number.
fn publish(
    index: &Path,
    insert: impl FnOnce(&mut MapBuilder<BufWriter<File>>) -> tantivy_fst::Result<()>,
) -> Result<()> {
    let number = files(index)?.last().map_or(1, |(number, _)| number + 1);
    let unfinished = index.join(UNFINISHED);
    let path = index.join(format!("{PREFIX}{number}.{EXTENSION}"));
    let written = || {
        let file = BufWriter::new(File::create(&unfinished)?);
        let mut builder = MapBuilder::new(file).map_err(io::Error::other)?;
        insert(&mut builder).map_err(io::Error::other)?;
        let file = builder.into_inner().map_err(io::Error::other)?;
        file.into_inner()?.sync_all()?;
        fs::rename(&unfinished, &path)
    };
    written().map_err(io_error("write", &path))
}

/// The files of an index with their numbers, in order.
fn files(index: &Path) -> Result<Vec<(u64, PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(index).map_err(io_error("read", index))? {
        let path = entry.map_err(io_error("read", index))?.path();
        let is_ours = path.extension().is_some_and(|end| end == EXTENSION);
        let number = path.file_stem().and_then(|stem| {
            let number = stem.to_str()?.strip_prefix(PREFIX)?;
            number.parse().ok()
        });
        if let Some(number) = number.filter(|_| is_ours) {
            files.push((number, path));
        }
    }
    files.sort_unstable();
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
        let (stem, run) = stem_and_surface("run");
        assert_eq!(
            Forms::open(folder.path()).unwrap().of(&stem),
            [run.as_str()]
        );
        write(folder.path(), &forms_of(&["running", "walks"])).unwrap();
        write(folder.path(), &forms_of(&["runs", "runner", "running"])).unwrap();
        let expected = ["run", "running", "runs"].map(|word| stem_and_surface(word).1);
        assert_eq!(Forms::open(folder.path()).unwrap().of(&stem), expected);
        merge(folder.path()).unwrap();
        assert_eq!(files(folder.path()).unwrap().len(), 1);
        assert_eq!(Forms::open(folder.path()).unwrap().of(&stem), expected);
        let (walk, _) = stem_and_surface("walking");
        let walks = ["walk", "walks"].map(|word| stem_and_surface(word).1);
        assert_eq!(Forms::open(folder.path()).unwrap().of(&walk), walks);
    }
}
