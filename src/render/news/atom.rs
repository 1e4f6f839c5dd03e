//! News as an Atom feed (RFC 4287). Ids are UUIDs of version 8 (RFC 9562) made of what they name, so that an article is the same entry every
//! time; `updated` is when it was found to be new.

use std::io::{self, Write};

use jiff::Timestamp;
use twox_hash::XxHash3_64;

use super::head::{NewsHead, about};
use crate::api::NewArticle;
use crate::article::Published;
use crate::render::html;
use crate::render::xml::escaped;

pub(super) fn begin(
    out: &mut dyn Write,
    searches: &[NewsHead<'_>],
    now: Timestamp,
) -> io::Result<()> {
    let names: Vec<&str> = searches.iter().map(|search| search.name).collect();
    let identity: Vec<String> = searches
        .iter()
        .map(|search| format!("{}\0{}", search.name, search.query))
        .collect();
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>{}</id>\n\
         <title>{}</title>\n<updated>{now}</updated>\n<author><name>unbury</name></author>",
        uuid(&identity.join("\0")),
        escaped(&format!("News: {}", names.join(", "))),
    )
}

pub(super) fn article(
    out: &mut dyn Write,
    new: &NewArticle,
    search: &str,
    now: Timestamp,
) -> io::Result<()> {
    let article = &new.hit.article;
    let title = article.title.trim();
    let title = if title.is_empty() {
        "(no headline)"
    } else {
        title
    };
    writeln!(
        out,
        "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{now}</updated>",
        uuid(&format!("{search}\0{}", article.id)),
        escaped(title)
    )?;
    if let Some(published) = article.published.and_then(moment) {
        writeln!(out, "<published>{published}</published>")?;
    }
    let authors = article
        .authors
        .iter()
        .chain(article.source.iter().filter(|_| article.authors.is_empty()));
    for author in authors {
        writeln!(out, "<author><name>{}</name></author>", escaped(author))?;
    }
    if let Some(url) = article.url.as_deref().and_then(html::address) {
        writeln!(out, "<link href=\"{url}\"/>")?;
    }
    for term in article.section.iter().chain([&search.to_owned()]) {
        writeln!(out, "<category term=\"{}\"/>", escaped(term))?;
    }
    let about = about(new).map(|about| format!("<p><i>{}</i></p>\n", escaped(&about)));
    let passages = new.hit.passages.iter();
    let passages: String = passages
        .map(|passage| html::passage(passage, article, None))
        .collect();
    let content = format!("{}{passages}", about.unwrap_or_default());
    writeln!(
        out,
        "<content type=\"html\">{}</content>\n</entry>",
        escaped(&content)
    )
}

/// A date with a time, as RFC 3339 has it; nothing where the day is not known, or the year has no four digits.
fn moment(published: Published) -> Option<String> {
    if !(0..=9999).contains(&published.year()) {
        return None;
    }
    match published {
        Published::Year(_) | Published::Month(..) => None,
        Published::Day(_) => Some(format!("{published}T00:00:00Z")),
        Published::Local(_) => Some(format!("{published}Z")),
        Published::Instant(..) => Some(published.to_string()),
    }
}

/// `urn:uuid:…` of a text.
fn uuid(text: &str) -> String {
    let half = |seed| XxHash3_64::oneshot_with_seed(seed, text.as_bytes());
    let (high, low) = (half(0), half(1));
    // The version stands in four bits of the first half, the variant in two of the second.
    let high = high & !0xf000 | 0x8000;
    let low = low & !(0b11 << 62) | 0b10 << 62;
    format!(
        "urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_of_what_they_name() {
        let id = uuid("a");
        assert_eq!(id, uuid("a"));
        assert_ne!(id, uuid("b"));
        let parts: Vec<&str> = id.trim_start_matches("urn:uuid:").split('-').collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(parts[2].starts_with('8') && parts[3].starts_with(['8', '9', 'a', 'b']));
    }

    #[test]
    fn moments_are_of_rfc_3339() {
        for (date, expected) in [
            ("2024", None),
            ("2024-03", None),
            ("2024-03-09", Some("2024-03-09T00:00:00Z")),
            ("2024-03-09T10:00:00", Some("2024-03-09T10:00:00Z")),
            (
                "2024-03-09T10:00:00+01:00",
                Some("2024-03-09T10:00:00+01:00"),
            ),
            ("-000044", None),
        ] {
            assert_eq!(moment(date.parse().unwrap()).as_deref(), expected, "{date}");
        }
    }
}
