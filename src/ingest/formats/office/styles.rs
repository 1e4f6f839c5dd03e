//! What the paragraph styles of a DOCX mean: headings, the title, lines of a table of contents.

use std::collections::HashMap;

use super::blocks::Role;
use crate::ingest::xml_stream::{Next, XmlStream};

/// What paragraphs of a style are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Text, or a part of it.
    Is(Role),
    /// A line of a table of contents, or an index.
    Contents,
    /// It says nothing.
    #[default]
    Nothing,
}

/// A style as it is written.
#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
}

/// Styles on which a style is based, at most.
const LONGEST_CHAIN: usize = 12;

/// Styles of a document, at most: there are some hundreds of names.
const MOST_STYLES: usize = 20_000;

impl Styles {
    /// Reads the part that holds them.
    pub(super) fn read(mut xml: XmlStream<'_>) -> Self {
        let mut styles = Self::default();
        let mut id = None;
        let mut style = Style::default();
        while let Some(next) = xml.next() {
            match next {
                Next::Start(tag) => {
                    let value = || tag.attribute("val");
                    match tag.name() {
                        "style" => {
                            id = tag.attribute("styleId");
                            style = Style::default();
                        }
                        "name" => style.name = value().unwrap_or_default().to_lowercase(),
                        "basedOn" => style.based_on = value(),
                        "outlineLvl" => style.outline = value().and_then(|it| it.parse().ok()),
                        _ => {}
                    }
                }
                Next::End(name) if name == "style" => {
                    if let Some(id) = id.take()
                        && styles.by_id.len() < MOST_STYLES
                    {
                        styles.by_id.insert(id, std::mem::take(&mut style));
                    }
                }
                Next::End(_) | Next::Text(_) => {}
            }
        }
        styles
    }

    /// What a style means, which is called by its id: that differs from language to language, the name does not.
    pub(super) fn meaning(&self, id: &str) -> Meaning {
        let mut id = id;
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = self.by_id.get(id) else {
                // A style that is not described may still be called in English.
                return of_name(&id.to_lowercase());
            };
            let named = of_name(&style.name);
            if named != Meaning::Nothing {
                return named;
            }
            if let Some(level) = style.outline {
                return of_outline(level);
            }
            match &style.based_on {
                Some(base) => id = base,
                None => break,
            }
        }
        Meaning::Nothing
    }
}

/// What an outline level means, from 0; 9 is text.
pub(super) fn of_outline(level: u8) -> Meaning {
    Meaning::Is(if level < 9 { Role::Heading } else { Role::Text })
}

/// What a style of this name means, in small letters.
pub(super) fn of_name(name: &str) -> Meaning {
    let bare = name.trim_end_matches(|ch: char| ch.is_ascii_digit() || ch == ' ');
    match bare {
        "title" => Meaning::Is(Role::Title),
        "author" | "authors" | "byline" => Meaning::Is(Role::Byline),
        "date" => Meaning::Is(Role::Date),
        "heading" | "subtitle" => Meaning::Is(Role::Heading),
        "toc" | "toc heading" | "tocheading" | "index" | "index heading" | "table of figures" => {
            Meaning::Contents
        }
        _ => Meaning::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_known_in_any_language_and_by_what_they_are_based_on() {
        let text = r#"<w:styles>
            <w:style w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
            <w:style w:styleId="Zwischentitel"><w:name w:val="Zwischentitel"/><w:basedOn w:val="berschrift1"/></w:style>
            <w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
            <w:style w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
            <w:style w:styleId="Verzeichnis2"><w:name w:val="toc 2"/></w:style>
            <w:style w:styleId="a"><w:name w:val="a"/><w:basedOn w:val="b"/></w:style>
            <w:style w:styleId="b"><w:name w:val="b"/><w:basedOn w:val="a"/></w:style>
            <w:style w:styleId="Standard"><w:name w:val="Normal"/></w:style></w:styles>"#;
        let styles = Styles::read(XmlStream::new(text.as_bytes(), 1 << 20));
        for (id, meaning) in [
            ("berschrift1", Meaning::Is(Role::Heading)),
            ("Zwischentitel", Meaning::Is(Role::Heading)),
            ("Titel", Meaning::Is(Role::Title)),
            ("Kapitel", Meaning::Is(Role::Heading)),
            ("Verzeichnis2", Meaning::Contents),
            ("Heading3", Meaning::Is(Role::Heading)),
            ("a", Meaning::Nothing),
            ("Standard", Meaning::Nothing),
        ] {
            assert_eq!(styles.meaning(id), meaning, "{id}");
        }
    }
}
