//! Articles by the values of a field.
//!
//! Values that differ in case, accents or punctuation only are one value, as they are for a query; it is called as most articles write it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyError};

use crate::api::Group;
use crate::article::Article;
use crate::index::ArchiveReader;
use crate::index::schema::{LONGEST_NAME, name_prefix, name_term, values_of_metadata};
use crate::query::{Field, Query};
use crate::search::Result;
use crate::search::groups::members::Members;
use crate::search::groups::memberships::{Memberships, OfSegment};

/// Articles by the values of a field, those of most articles first.
pub(crate) struct Values {
    field: Field,
    names: Vec<Name>,
    pub(crate) memberships: Memberships,
}

/// What a value is called.
enum Name {
    /// So.
    Written(String),
    /// As this article writes it, whose term is this.
    In(DocAddress, String),
}

/// Values under way: numbers of those that are known, by what makes two of them one.
#[derive(Default)]
struct Found {
    numbers: FxHashMap<String, u32>,
}

impl Found {
    fn number(&mut self, key: Cow<'_, str>) -> u32 {
        if let Some(&known) = self.numbers.get(&*key) {
            return known;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(key.into_owned(), number);
        number
    }
}

impl Values {
    /// These articles, by the values of a field.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn of(
        archive: &ArchiveReader,
        searcher: &Searcher,
        members: &Members,
        field: &Field,
    ) -> Result<Self> {
        let mut of_segments = Vec::with_capacity(members.segments.len());
        let mut found = Found::default();
        // For each value its names, with how many articles write it so.
        let mut names: Vec<Named> = Vec::new();
        for (at, (segment, docs)) in
            (0..).zip(searcher.segment_readers().iter().zip(&members.segments))
        {
            let column = match column_of(field) {
                Some(column) => segment.fast_fields().str(column)?,
                None => None,
            };
            let names_of = (&mut found, &mut names);
            of_segments.push(if let Some(column) = column {
                of_column(&column, docs, field, names_of)?
            } else {
                let fields = archive.fields();
                of_terms(segment, (at, docs), (fields.names, field), names_of)?
            });
        }
        let sizes = sizes(&of_segments, members, names.len());
        let mut names: Vec<(Name, u32)> = names
            .into_iter()
            .zip(0..)
            .map(|(named, number)| (named.name(), number))
            .collect();
        names.sort_by(|(one, at), (other, at_other)| {
            let (size, size_other) = (sizes[*at as usize], sizes[*at_other as usize]);
            size_other
                .cmp(&size)
                .then_with(|| one.key().cmp(other.key()))
        });
        // Values that no article looked at has are none.
        names.retain(|(_, at)| sizes[*at as usize] > 0);
        let groups = names.len();
        let without = u32::try_from(groups).unwrap_or(u32::MAX);
        let mut numbers = vec![without; sizes.len()];
        for (new, (_, old)) in (0..).zip(&names) {
            numbers[*old as usize] = new;
        }
        for of_segment in &mut of_segments {
            of_segment.renumber(&numbers, without);
        }
        Ok(Self {
            field: field.clone(),
            names: names.into_iter().map(|(name, _)| name).collect(),
            memberships: Memberships::new(of_segments, groups),
        })
    }

    /// A value with its query.
    ///
    /// # Errors
    /// When the article that has it cannot be read.
    pub(crate) fn group(
        &self,
        archive: &ArchiveReader,
        searcher: &Searcher,
        at: usize,
    ) -> Result<Group> {
        let label = match &self.names[at] {
            Name::Written(name) => name.clone(),
            Name::In(address, term) => {
                let article = archive.article(searcher, *address)?;
                written_in(&article, &self.field, term)
            }
        };
        let query = Query::in_field(self.field.clone(), &label);
        let is_exact =
            label.len() <= LONGEST_NAME && !label.contains(['*', '?']) && !query.is_all();
        Ok(Group {
            label,
            step: None,
            query: is_exact.then_some(query),
        })
    }
}

/// A value with the ways in which it is written.
enum Named {
    Written(BTreeMap<String, u64>),
    In(DocAddress, String),
}

impl Named {
    /// As most articles write it; of several the first by the alphabet.
    fn name(self) -> Name {
        match self {
            Self::In(address, term) => Name::In(address, term),
            Self::Written(ways) => {
                let most = ways.into_iter().rev().max_by_key(|(_, articles)| *articles);
                Name::Written(most.map(|(name, _)| name).unwrap_or_default())
            }
        }
    }
}

impl Name {
    fn key(&self) -> &str {
        match self {
            Self::Written(text) | Self::In(_, text) => text,
        }
    }
}

/// The column that holds the values of a field as they are written.
fn column_of(field: &Field) -> Option<&'static str> {
    match field {
        Field::Source => Some("source"),
        Field::Section => Some("section"),
        Field::Author => Some("author"),
        Field::Tag => Some("tag"),
        Field::Language => Some("language"),
        Field::Title | Field::Body | Field::Url | Field::Id | Field::Meta(_) => None,
    }
}

/// What makes two values one.
fn key<'a>(field: &Field, value: &'a str) -> Cow<'a, str> {
    if *field == Field::Language {
        return Cow::Borrowed(value);
    }
    let term = name_term(&field.to_string(), value);
    // Signs alone have no words: they are as they are written.
    if term == name_prefix(&field.to_string()) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(term)
}

fn of_column(
    column: &StrColumn,
    docs: &[DocId],
    field: &Field,
    (found, names): (&mut Found, &mut Vec<Named>),
) -> Result<OfSegment> {
    let mut of_ord = Vec::with_capacity(column.num_terms());
    let mut written = Vec::with_capacity(column.num_terms());
    let failed = |error| TantivyError::from(error);
    let mut terms = column.dictionary().stream().map_err(failed)?;
    while terms.advance() {
        let value = String::from_utf8_lossy(terms.key());
        let number = found.number(key(field, &value));
        if names.len() <= number as usize {
            names.push(Named::Written(BTreeMap::new()));
        }
        of_ord.push(number);
        written.push(value.into_owned());
    }
    let mut by_ord = vec![0_u64; of_ord.len()];
    let of_segment = OfSegment::of(docs, |at, groups| {
        let start = groups.len();
        for ord in column.term_ords(docs[at]) {
            let Some(ord) = usize::try_from(ord).ok().filter(|ord| *ord < of_ord.len()) else {
                continue;
            };
            by_ord[ord] += 1;
            if !groups[start..].contains(&of_ord[ord]) {
                groups.push(of_ord[ord]);
            }
        }
    });
    for ((name, number), articles) in written.into_iter().zip(of_ord).zip(by_ord) {
        if let Named::Written(ways) = &mut names[number as usize]
            && articles > 0
        {
            *ways.entry(name).or_default() += articles;
        }
    }
    Ok(of_segment)
}

fn of_terms(
    segment: &SegmentReader,
    (ord, docs): (u32, &[DocId]),
    (names_field, field): (tantivy::schema::Field, &Field),
    (found, names): (&mut Found, &mut Vec<Named>),
) -> Result<OfSegment> {
    let inverted = segment.inverted_index(names_field)?;
    let prefix = name_prefix(&field.to_string());
    // The byte behind the prefix is a zero: what follows is whatever has a one there.
    let end = format!("{field}\u{1}");
    let range = inverted.terms().range().ge(&prefix).lt(&end);
    let mut terms = range.into_stream().map_err(TantivyError::from)?;
    let mut pairs: Vec<(DocId, u32)> = Vec::new();
    while terms.advance() {
        let term = String::from_utf8_lossy(terms.key()).into_owned();
        let info = terms.value().clone();
        let mut postings = inverted
            .read_postings_from_terminfo(&info, IndexRecordOption::Basic)
            .map_err(TantivyError::from)?;
        let first = pairs.len();
        let mut number = None;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !segment.is_deleted(doc) {
                let number = *number.get_or_insert_with(|| found.number(Cow::Borrowed(&term)));
                pairs.push((doc, number));
            }
            doc = postings.advance();
        }
        if let Some(number) = number
            && names.len() <= number as usize
        {
            names.push(Named::In(DocAddress::new(ord, pairs[first].0), term));
        }
    }
    pairs.sort_unstable();
    Ok(OfSegment::of(docs, |at, groups| {
        let doc = docs[at];
        let start = pairs.partition_point(|pair| pair.0 < doc);
        let of_doc = pairs[start..].iter().take_while(|pair| pair.0 == doc);
        groups.extend(of_doc.map(|pair| pair.1));
    }))
}

/// How many articles have each value. What is in none has no list yet.
fn sizes(of_segments: &[OfSegment], members: &Members, values: usize) -> Vec<u64> {
    let mut sizes = vec![0; values];
    for (of, docs) in of_segments.iter().zip(&members.segments) {
        for &group in docs.iter().flat_map(|&doc| of.groups_of(doc)) {
            if let Some(size) = sizes.get_mut(group as usize) {
                *size += 1;
            }
        }
    }
    sizes
}

/// A value of other metadata as an article writes it.
fn written_in(article: &Article, field: &Field, term: &str) -> String {
    let name = field.to_string();
    let mut written = None;
    if let Field::Meta(key) = field {
        values_of_metadata(article, &mut |of_key, value| {
            if written.is_none() && of_key == key && name_term(&name, value) == term {
                written = Some(value.to_owned());
            }
        });
    }
    // The index and its articles agree; if they did not, the folded words would do.
    written.unwrap_or_else(|| term[name_prefix(&name).len().min(term.len())..].to_owned())
}
