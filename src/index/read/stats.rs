//! What an index holds, counted from its columns.

use std::collections::BTreeMap;
use std::fs;

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::article::day_of_number;
use crate::index::read::reader::ArchiveReader;
use crate::index::version;
use crate::index::{Result, io_error};

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Number of articles.
    pub articles: u64,
    /// First day on which one was published, as an ISO date.
    pub first_day: Option<String>,
    /// Last day.
    pub last_day: Option<String>,
    /// Articles without a date.
    pub undated: u64,
    /// Outlets with their articles, most first.
    pub sources: Vec<NameCount>,
    /// Languages (ISO 639-1; `und` where unknown), likewise.
    pub languages: Vec<NameCount>,
    /// Sections, likewise.
    pub sections: Vec<NameCount>,
    /// Number of stories: of the articles that are copies of one another, the first.
    pub stories: u64,
    /// Number of articles that are copies of an earlier one.
    pub copies: u64,
    /// Articles of which it is not known whether they have copies: a run was interrupted, the next one compares them.
    pub not_compared: u64,
    /// Number of segments.
    pub segments: usize,
    /// Version of the index format.
    pub format_version: u32,
    /// Size of all files, in bytes.
    pub size_bytes: u64,
    /// The same by kind of file.
    pub components: Vec<Component>,
}

/// A name and how many articles have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NameCount {
    /// The name.
    pub name: String,
    /// Number of articles.
    pub articles: u64,
}

/// Files of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Component {
    /// What they hold.
    pub name: &'static str,
    /// Their size, in bytes.
    pub size_bytes: u64,
}

/// How many articles are copies, and of how many that is not known.
#[derive(Default)]
struct CopyCounts {
    copies: u64,
    not_compared: u64,
}

/// Extensions of files of the index, and what they hold: Tantivy's first.
const COMPONENTS: [(&str, &str); 13] = [
    ("store", "stored articles"),
    ("pos", "positions"),
    ("idx", "postings"),
    ("term", "term dictionary"),
    ("fast", "columns"),
    ("fieldnorm", "lengths"),
    ("del", "deleted articles"),
    ("zstd", "compression dictionary"),
    ("fst", "forms of stems"),
    ("jsonl", "journal of files"),
    ("list", "list of deleted articles"),
    ("stories", "copies of stories"),
    ("compared", "compared copies"),
];

impl ArchiveReader {
    /// Counts what the index holds.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn stats(&self) -> Result<Stats> {
        let searcher = self.searcher();
        let (period, undated) = self.period()?;
        let components = self.components()?;
        let copies = self.copies()?;
        Ok(Stats {
            articles: searcher.num_docs(),
            first_day: period.map(|(first, _)| first.to_string()),
            last_day: period.map(|(_, last)| last.to_string()),
            undated,
            sources: self.names("source")?,
            languages: self.names("language")?,
            sections: self.names("section")?,
            stories: searcher.num_docs() - copies.copies,
            copies: copies.copies,
            not_compared: copies.not_compared,
            segments: searcher.segment_readers().len(),
            format_version: version::FORMAT,
            size_bytes: components
                .iter()
                .map(|component| component.size_bytes)
                .sum(),
            components,
        })
    }

    fn copies(&self) -> Result<CopyCounts> {
        let stories = self.stories()?;
        let mut told = FxHashSet::default();
        let mut counts = CopyCounts::default();
        for segment in self.searcher().segment_readers() {
            let id = segment.segment_id();
            if !stories.know(id) {
                counts.not_compared += u64::from(segment.num_docs());
            }
            let copies = stories.in_segment(id).iter();
            for (_, story) in copies.filter(|(doc, _)| !segment.is_deleted(*doc)) {
                counts.copies += u64::from(!told.insert(*story));
            }
        }
        Ok(counts)
    }

    /// The first and the last day on which an article may have been published, and how many articles have no date.
    pub(crate) fn period(&self) -> Result<(Option<(Date, Date)>, u64)> {
        let searcher = self.searcher();
        let (mut first, mut last, mut undated) = (i64::MAX, i64::MIN, 0);
        for segment in searcher.segment_readers() {
            let (starts, ends) = (
                segment.fast_fields().i64("first_day")?,
                segment.fast_fields().i64("last_day")?,
            );
            for doc in segment.doc_ids_alive() {
                match (starts.first(doc), ends.first(doc)) {
                    (Some(start), Some(end)) => (first, last) = (first.min(start), last.max(end)),
                    _ => undated += 1,
                }
            }
        }
        Ok((day_of_number(first).zip(day_of_number(last)), undated))
    }

    fn names(&self, column: &str) -> Result<Vec<NameCount>> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.searcher().segment_readers() {
            let Some(names) = segment.fast_fields().str(column)? else {
                continue;
            };
            let mut by_ord = vec![0_u64; names.num_terms()];
            for doc in segment.doc_ids_alive() {
                for ord in names.term_ords(doc) {
                    if let Some(count) = usize::try_from(ord)
                        .ok()
                        .and_then(|ord| by_ord.get_mut(ord))
                    {
                        *count += 1;
                    }
                }
            }
            let mut name = String::new();
            for (ord, count) in by_ord
                .into_iter()
                .enumerate()
                .filter(|(_, count)| *count > 0)
            {
                name.clear();
                names
                    .ord_to_str(ord as u64, &mut name)
                    .map_err(tantivy::TantivyError::from)?;
                *counts.entry(name.clone()).or_default() += count;
            }
        }
        let mut names: Vec<_> = counts
            .into_iter()
            .map(|(name, articles)| NameCount { name, articles })
            .collect();
        names.sort_by(|a, b| {
            b.articles
                .cmp(&a.articles)
                .then_with(|| a.name.cmp(&b.name))
        });
        Ok(names)
    }

    fn components(&self) -> Result<Vec<Component>> {
        let mut sizes = [0; COMPONENTS.len()];
        let mut other = 0;
        let mut files = Vec::new();
        for folder in self.paths() {
            for file in fs::read_dir(folder).map_err(io_error("read", folder))? {
                files.push(file.map_err(io_error("read", folder))?);
            }
        }
        for file in files {
            let size = file
                .metadata()
                .map_err(io_error("read", &file.path()))?
                .len();
            let path = file.path();
            let extension = path
                .extension()
                .and_then(|extension| extension.to_str())
                .unwrap_or_default();
            match COMPONENTS.iter().position(|(known, _)| *known == extension) {
                Some(at) => sizes[at] += size,
                None => other += size,
            }
        }
        let mut components: Vec<Component> = COMPONENTS
            .iter()
            .zip(sizes)
            .map(|((_, name), size_bytes)| Component { name, size_bytes })
            .chain([Component {
                name: "descriptions",
                size_bytes: other,
            }])
            .filter(|component| component.size_bytes > 0)
            .collect();
        components.sort_by_key(|component| std::cmp::Reverse(component.size_bytes));
        Ok(components)
    }
}
