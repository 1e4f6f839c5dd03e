//! MODS, as far as it describes an article or an issue.

use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::xml::Element;

/// What a description says.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
}

impl Described {
    /// Adds what another one says besides.
    pub(super) fn add(&mut self, other: Self) {
        let fields = [
            (&mut self.title, other.title),
            (&mut self.date, other.date),
            (&mut self.language, other.language),
            (&mut self.url, other.url),
        ];
        for (own, other) in fields {
            if own.is_none() {
                *own = other;
            }
        }
        if self.authors.is_empty() {
            self.authors = other.authors;
        }
    }
}

/// The description in an element.
pub(super) fn read(section: &Element) -> Described {
    let Some(mods) = section.descendants().find(|element| element.name == "mods") else {
        return Described::default();
    };
    // When it was created is when it was scanned.
    let issued = mods
        .all("originInfo")
        .find_map(|origin| origin.child("dateIssued")?.value());
    let names = mods.all("name").map(name).filter(|name| !name.is_empty());
    let identifiers = mods.all("identifier").filter_map(Element::value);
    let mut addresses = mods
        .at("location/url")
        .and_then(Element::value)
        .into_iter()
        .chain(identifiers);
    Described {
        title: mods
            .child("titleInfo")
            .map(title)
            .filter(|title| !title.is_empty()),
        date: issued.or_else(|| mods.at("part/date").and_then(Element::value)),
        authors: names.collect(),
        language: mods.at("language/languageTerm").and_then(Element::value),
        url: addresses.find(|address| address.starts_with("http")),
    }
}

fn title(info: &Element) -> String {
    let part = |name: &str| info.child(name).and_then(Element::value);
    let first = [part("nonSort"), part("title")];
    let title = first.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let title = match part("subTitle") {
        Some(rest) => format!("{title}: {rest}"),
        None => title,
    };
    one_line(&title.replace("' ", "'"))
}

fn name(name: &Element) -> String {
    let part = |kind: Option<&str>| {
        let mut parts = name
            .all("namePart")
            .filter(|part| part.attribute("type") == kind);
        parts.next().and_then(Element::value)
    };
    let parts = [part(Some("given")), part(Some("family"))];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    one_line(&if name.is_empty() {
        part(None).unwrap_or_default()
    } else {
        name
    })
}
