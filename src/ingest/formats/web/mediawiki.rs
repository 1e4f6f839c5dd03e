//! Dumps of `MediaWiki`: every page of the main namespace is an article.

mod templates;
mod wikitext;

use self::wikitext::Spaces;
use crate::ingest::elements::read_each;
use crate::ingest::fields;
use crate::ingest::formats::filling::{keep, seconds, with_text};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml::{self, Element};

/// The elements that are records.
pub(crate) const RECORDS: &[&str] = &["page"];

/// Whether a document is a dump.
pub(crate) fn sniff(head: &[u8]) -> bool {
    xml::root(head).is_some_and(|root| root == "mediawiki")
}

/// Reads every page. Redirects are no pages, and passed over.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let read = |text: &str, wiki: &Wiki| {
        let page = Element::parse_told(text).unwrap_or_default().0;
        let is_redirect = page.child("redirect").is_some();
        (!is_redirect).then(|| record(&page, wiki, options))
    };
    read_each(slice, (RECORDS, "pages"), Wiki::read, read, sink);
}

/// What a dump says of its wiki.
#[derive(Debug, Default)]
struct Wiki {
    name: Option<String>,
    short_name: Option<String>,
    /// The address of any page, up to its title.
    address: Option<String>,
    language: Option<String>,
    spaces: Spaces,
    /// Numbers of namespaces and their names.
    named: Vec<(String, String)>,
}

impl Wiki {
    fn read(header: &str) -> Self {
        let root = Element::parse_told(header).unwrap_or_default().0;
        let site = root.child("siteinfo");
        let value = |name: &str| {
            site.and_then(|site| site.child(name))
                .and_then(Element::value)
        };
        let mut wiki = Self {
            name: value("sitename"),
            short_name: value("dbname"),
            language: root.attribute("xml:lang").map(str::to_owned),
            ..Self::default()
        };
        let base = value("base");
        let base = base.as_deref().and_then(|base| base.rsplit_once('/'));
        wiki.address = base.map(|(address, _)| format!("{address}/"));
        for space in site
            .and_then(|site| site.child("namespaces"))
            .into_iter()
            .flat_map(Element::elements)
        {
            let (Some(key), Some(name)) = (space.attribute("key"), space.value()) else {
                continue;
            };
            match key {
                "6" | "-2" => wiki.spaces.files.push(name.to_lowercase()),
                "14" => wiki.spaces.categories.push(name.to_lowercase()),
                _ => {}
            }
            wiki.named.push((key.to_owned(), name));
        }
        wiki
    }
}

fn record(page: &Element, wiki: &Wiki, options: &ReadOptions) -> Result<Record, Reason> {
    let value = |name: &str| page.child(name).and_then(Element::value);
    let none = |found: String| Err(Reason::NoArticle { found });
    if let Some(space) = value("ns").filter(|space| space != "0") {
        let named = wiki.named.iter().find(|(key, _)| *key == space);
        let name = named.map_or(space.as_str(), |(_, name)| name);
        return none(format!("a page of the namespace `{name}`"));
    }
    let moment = |revision: &Element| {
        let moment = revision.child("timestamp").and_then(Element::value);
        moment.and_then(|moment| seconds(&moment))
    };
    // Of a page with its history, the last version counts.
    let Some(revision) = page.all("revision").max_by_key(|revision| moment(revision)) else {
        return none("a page without a version".to_owned());
    };
    let of_revision = |name: &str| revision.child(name).and_then(Element::value);
    if let Some(model) = of_revision("model").filter(|model| model != "wikitext") {
        return none(format!("a page of `{model}`"));
    }
    let title = value("title");
    let text = revision
        .child("text")
        .map(Element::text)
        .unwrap_or_default();
    let stripped = wikitext::strip(&text, &wiki.spaces);
    let mut record = Record {
        paragraphs: stripped.paragraphs,
        published: stripped.date,
        source: wiki.name.clone(),
        tags: stripped.categories,
        language: wiki.language.clone(),
        version: moment(revision),
        ..Record::default()
    };
    record.tags.dedup();
    let address = wiki.address.as_ref().zip(title.as_ref());
    record.url = address.map(|(address, title)| format!("{address}{}", title.replace(' ', "_")));
    record.id = value("id").map(|id| match &wiki.short_name {
        Some(wiki) => format!("{wiki}:{id}"),
        None => id,
    });
    record.title = title;
    keep(&mut record, "updated", of_revision("timestamp"));
    let find = |path: &str| {
        path.split('/')
            .try_fold(page, |page, name| page.child(name))
            .map(Element::text)
    };
    let has = || {
        page.elements()
            .map(|element| element.name.clone())
            .collect()
    };
    fields::fill_mapped(&mut record, &options.map, find, has)?;
    if record.paragraphs.is_empty() {
        return Err(Reason::EmptyText {
            field: "text".to_owned(),
        });
    }
    with_text(record, "text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::corpora::corpus;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;
    use crate::ingest::slices::{Cutting, slices};
    use crate::ingest::stream::{Given, Stream};

    const SAMPLE: &str = include_str!("../../../../tests/formats/web/mediawiki.xml");

    #[test]
    fn pages_are_read_and_redirects_passed_over() {
        let found = read_all(read, SAMPLE);
        assert_eq!(found.len(), 2);
        let record = found[0].as_ref().unwrap();
        assert_eq!(
            record.title.as_deref(),
            Some("Ferry to Korrin Isle runs again")
        );
        assert_eq!(
            (record.id.as_deref(), record.ordinal),
            (Some("tidewikinews:7"), Some(1))
        );
        assert_eq!(
            record.url.as_deref(),
            Some("https://news.tide.example/wiki/Ferry_to_Korrin_Isle_runs_again")
        );
        assert_eq!(record.published.as_deref(), Some("April 17, 2019"));
        assert_eq!(
            (record.source.as_deref(), record.language.as_deref()),
            (Some("Tide News"), Some("en"))
        );
        assert_eq!(record.tags, ["Ferries", "Korrin Isle"]);
        assert_eq!(
            (record.metadata["updated"].as_str(), record.version),
            (Some("2019-04-18T09:00:00Z"), Some(1_555_578_000))
        );
        let texts: Vec<(&str, bool)> = record
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.text.as_str(), paragraph.heading))
            .collect();
        let expected = [
            (
                "The ferry to Korrin Isle left Selwick at noon, the first in two years.",
                false,
            ),
            ("On board", true),
            ("Forty people were on board.", false),
            ("Two dogs came too.", false),
        ];
        assert_eq!(texts, expected);
        let refused = &found[1].as_ref().unwrap_err();
        assert_eq!(
            (refused.ordinal, refused.reason.to_string().as_str()),
            (Some(3), "no article: a page of the namespace `Vorlage`")
        );
    }

    #[test]
    fn dumps_are_read() {
        let Some(folder) = corpus("formats/mediawiki_gensim") else {
            return;
        };
        let (mut read, mut refused) = (0, Vec::new());
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "bz2") {
                continue;
            }
            let file = std::fs::File::open(&path).unwrap();
            let mut opened = Stream::new("dump.xml.bz2", Box::new(file))
                .prepare(Given::default())
                .unwrap();
            assert_eq!(opened.format.name, "mediawiki");
            let options = ReadOptions::default();
            slices(
                &mut opened.reader,
                &Cutting::new(opened.format.split, &options),
                &mut |slice| {
                    super::read(
                        &slice.unwrap().as_slice(),
                        &options,
                        &mut |record| match record {
                            Ok(record) => {
                                read += 1;
                                let text: Vec<&str> = record
                                    .paragraphs
                                    .iter()
                                    .map(|paragraph| paragraph.text.as_str())
                                    .collect();
                                for left in ["{{", "}}", "[[", "<ref", "{|"] {
                                    if text.iter().any(|text| text.contains(left)) {
                                        refused.push(format!("{left} in {:?}", record.title));
                                    }
                                }
                            }
                            Err(error) => refused.push(error.reason.to_string()),
                        },
                    );
                    std::ops::ControlFlow::Continue(())
                },
            );
        }
        println!("{read} pages: {refused:#?}");
        assert!(read > 100 && refused.len() * 20 < read);
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
