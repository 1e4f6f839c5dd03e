//! Which articles of a segment are in which language.

use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED};
use tantivy_common::BitSet;

use crate::analysis::Language;

/// The articles whose words have the same stems: those of a language, or of several that share a stemmer.
#[derive(Debug, Clone)]
pub(crate) enum LanguageDocs {
    /// All of the segment.
    Everywhere,
    /// These.
    In(Arc<BitSet>),
    /// All but these.
    NotIn(Arc<BitSet>),
}

impl LanguageDocs {
    /// Whether an article is one of them.
    pub(crate) fn contains(&self, doc: DocId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::In(docs) => docs.contains(doc),
            Self::NotIn(docs) => !docs.contains(doc),
        }
    }
}

/// The languages in the index of their codes.
pub(crate) fn languages(codes: &InvertedIndexReader) -> tantivy::Result<Vec<(Language, TermInfo)>> {
    let mut languages = Vec::new();
    let mut terms = codes.terms().stream()?;
    while terms.advance() {
        let code = std::str::from_utf8(terms.key()).unwrap_or_default();
        let language = Language::from_code(code).unwrap_or(Language::UNKNOWN);
        languages.push((language, terms.value().clone()));
    }
    Ok(languages)
}

/// By what tells the language in a stem, the articles of a segment; nothing of a language that none is in.
pub(crate) type ByLanguage = Vec<(char, LanguageDocs)>;

/// The languages of a segment, from the index of their codes. An article without a code is in the unknown language.
pub(crate) fn by_language(segment: &SegmentReader, codes: Field) -> tantivy::Result<ByLanguage> {
    let inverted = segment.inverted_index(codes)?;
    let languages = languages(&inverted)?.into_iter();
    let languages: Vec<(char, TermInfo)> = languages
        .map(|(language, info)| (language.stem_tag(), info))
        .collect();
    let unknown = Language::UNKNOWN.stem_tag();
    let mut tags: Vec<char> = languages.iter().map(|(tag, _)| *tag).collect();
    tags.push(unknown);
    tags.sort_unstable();
    tags.dedup();
    let docs_of = |is_wanted: &dyn Fn(char) -> bool| -> tantivy::Result<BitSet> {
        let mut docs = BitSet::with_max_value(segment.max_doc());
        for (_, info) in languages.iter().filter(|(tag, _)| is_wanted(*tag)) {
            let mut postings =
                inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                docs.insert(postings.doc());
                postings.advance();
            }
        }
        Ok(docs)
    };
    let count = |is_wanted: &dyn Fn(char) -> bool| -> u32 {
        let wanted = languages.iter().filter(|(tag, _)| is_wanted(*tag));
        wanted.map(|(_, info)| info.doc_freq).sum()
    };
    let all_are_known = count(&|_| true) == segment.max_doc();
    let mut language_docs = ByLanguage::new();
    for tag in tags {
        let (own, others) = (count(&|of| of == tag), count(&|of| of != tag));
        let by_others = tag == unknown || (all_are_known && others < own);
        if by_others && others == 0 {
            language_docs.push((tag, LanguageDocs::Everywhere));
        } else if by_others && others < segment.max_doc() {
            language_docs.push((
                tag,
                LanguageDocs::NotIn(Arc::new(docs_of(&|of| of != tag)?)),
            ));
        } else if own > 0 {
            language_docs.push((tag, LanguageDocs::In(Arc::new(docs_of(&|of| of == tag)?))));
        }
    }
    Ok(language_docs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument};

    use super::*;

    /// French and German have stemmers of their own; the unknown language is stemmed as English is.
    const CODES: [&str; 4] = ["", "en", "fr", "de"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn articles_are_in_the_language_of_their_code(
            codes in prop::collection::vec(prop_oneof![8 => 0..2_usize, 2 => 2..4_usize], 1..90),
            turned in 0..4_usize,
        ) {
            let codes: Vec<&str> = codes.iter().map(|code| CODES[(code + turned) % 4]).collect();
            let mut schema = Schema::builder();
            let field = schema.add_text_field("language", STRING);
            let index = Index::create_in_ram(schema.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            for code in &codes {
                let mut document = TantivyDocument::new();
                if !code.is_empty() {
                    document.add_text(field, code);
                }
                writer.add_document(document).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let language_docs = by_language(searcher.segment_reader(0), field).unwrap();
            for tag in CODES.map(|code| Language::from_code(code).unwrap_or_default().stem_tag()) {
                let known = language_docs.iter().find(|(of, _)| *of == tag);
                for (doc, code) in (0..).zip(&codes) {
                    let expected = Language::from_code(code).unwrap_or_default().stem_tag() == tag;
                    let is_in = known.is_some_and(|(_, language_docs)| language_docs.contains(doc));
                    prop_assert_eq!(is_in, expected, "{} {}", doc, code);
                }
            }
        }
    }
}
