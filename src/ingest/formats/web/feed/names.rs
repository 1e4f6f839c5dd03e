//! The vocabularies of feeds: which one a prefix stands for.

use crate::ingest::xml::Element;

/// Where the names of an element come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// RSS, RDF or Atom itself; also what has no prefix.
    Feed,
    DublinCore,
    Content,
    Media,
    Itunes,
    Place,
    WordPress,
    Excerpt,
    Xhtml,
    Other,
}

/// Addresses by which vocabularies are declared, or what stands in them, in small letters.
const ADDRESSES: &[(&str, Vocabulary)] = &[
    ("purl.org/dc/", Vocabulary::DublinCore),
    ("purl.org/metadata/dublin_core", Vocabulary::DublinCore),
    ("purl.org/rss/1.0/modules/content", Vocabulary::Content),
    ("search.yahoo.com/mrss", Vocabulary::Media),
    ("www.itunes.com/", Vocabulary::Itunes),
    ("example.com/dtds/podcast", Vocabulary::Itunes),
    ("georss", Vocabulary::Place),
    ("wordpress.org/export/", Vocabulary::WordPress),
    ("w3.org/1999/xhtml", Vocabulary::Xhtml),
    ("w3.org/2005/atom", Vocabulary::Feed),
    ("purl.org/atom/", Vocabulary::Feed),
    ("purl.org/rss/1.0/", Vocabulary::Feed),
    ("backend.userland.com/", Vocabulary::Feed),
    ("blogs.law.harvard.edu/", Vocabulary::Feed),
    ("netscape.com/rdf/", Vocabulary::Feed),
    ("cyber.law.harvard.edu/", Vocabulary::Feed),
    ("feedburner", Vocabulary::Feed),
];

/// Prefixes as they are used where nobody declares them.
const PREFIXES: &[(&str, Vocabulary)] = &[
    ("", Vocabulary::Feed),
    ("dc", Vocabulary::DublinCore),
    ("dcterms", Vocabulary::DublinCore),
    ("content", Vocabulary::Content),
    ("media", Vocabulary::Media),
    ("itunes", Vocabulary::Itunes),
    ("georss", Vocabulary::Place),
    ("wp", Vocabulary::WordPress),
    ("excerpt", Vocabulary::Excerpt),
    ("xhtml", Vocabulary::Xhtml),
    ("atom", Vocabulary::Feed),
    ("a10", Vocabulary::Feed),
    ("rss", Vocabulary::Feed),
    ("feedburner", Vocabulary::Feed),
];

/// What the prefixes of a document stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// The last declaration counts.
    declared: Vec<(String, Vocabulary)>,
}

impl Names {
    /// What some elements declare, the outermost first.
    pub(super) fn of(elements: &[&Element]) -> Self {
        let mut names = Self::default();
        for element in elements {
            names.declare(element);
        }
        names
    }

    /// These, and what an item declares. The prefix of an item itself is that of the feed.
    pub(super) fn within(&self, item: &Element) -> Self {
        let mut names = self.clone();
        names.declare(item);
        names.declared.push((item.prefix.clone(), Vocabulary::Feed));
        names
    }

    fn declare(&mut self, element: &Element) {
        self.declared.extend(declarations(element));
    }

    /// Where the name of an element comes from.
    pub(super) fn vocabulary(&self, element: &Element) -> Vocabulary {
        let prefix = element.prefix.as_str();
        let own = declarations(element).find(|(declared, _)| declared == prefix);
        if let Some((_, own)) = own {
            return own;
        }
        let mut declared = self.declared.iter().rev();
        let declared = declared.find(|(declared, _)| declared == prefix);
        let used = || {
            PREFIXES
                .iter()
                .find(|(used, _)| used.eq_ignore_ascii_case(prefix))
                .map(|(_, vocabulary)| *vocabulary)
        };
        match declared {
            // What has no prefix is of the feed, whatever it is called.
            Some((_, Vocabulary::Other)) if prefix.is_empty() => Vocabulary::Feed,
            Some((_, declared)) if *declared != Vocabulary::Other => *declared,
            _ => used().unwrap_or(Vocabulary::Other),
        }
    }
}

/// The prefixes that an element declares.
fn declarations(element: &Element) -> impl Iterator<Item = (String, Vocabulary)> {
    element.attributes.iter().filter_map(|(name, address)| {
        let prefix = match name.strip_prefix("xmlns")? {
            "" => "",
            prefix => prefix.strip_prefix(':')?,
        };
        let address = address.to_ascii_lowercase();
        let known = ADDRESSES.iter().find(|(known, _)| address.contains(known));
        let vocabulary = match known {
            Some((_, Vocabulary::WordPress)) if address.contains("excerpt") => Vocabulary::Excerpt,
            Some((_, vocabulary)) => *vocabulary,
            None => Vocabulary::Other,
        };
        Some((prefix.to_owned(), vocabulary))
    })
}
