//! What the exports of `WordPress` (WXR) say beside RSS: users, drafts, pages, and texts without paragraphs.

use super::names::{Names, Vocabulary};
use super::text::of_unsaid;
use crate::ingest::formats::filling::keep;
use crate::ingest::record::Record;
use crate::ingest::xml::Element;

/// A user: what posts call it, and its name.
pub(super) fn user(author: &Element) -> Option<(String, String)> {
    let value = |name: &str| author.child(name).and_then(Element::value);
    let names = [value("author_first_name"), value("author_last_name")];
    let whole = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = value("author_display_name").or(Some(whole))?;
    Some((value("author_login")?, name)).filter(|(_, name)| !name.is_empty())
}

fn own(item: &Element, names: &Names, name: &str) -> Option<String> {
    let mut elements = item.elements();
    let is_own = |element: &&Element| {
        element.name == name && names.vocabulary(element) == Vocabulary::WordPress
    };
    elements.find(is_own)?.value()
}

/// What an item is that is no published post or page.
pub(super) fn not_published(item: &Element, names: &Names) -> Option<String> {
    let kind = own(item, names, "post_type").unwrap_or_default();
    let status = own(item, names, "status").unwrap_or_default();
    if !matches!(kind.as_str(), "" | "post" | "page") {
        return Some(format!("`{kind}` of WordPress"));
    }
    let kind = if kind.is_empty() { "post" } else { &kind };
    (!matches!(status.as_str(), "" | "publish"))
        .then(|| format!("`{kind}` of WordPress that is `{status}`"))
}

/// What posts say of themselves beside RSS.
pub(super) fn complete(
    record: &mut Record,
    item: &Element,
    users: &[(String, String)],
    names: &Names,
) {
    if own(item, names, "post_type").is_none() {
        return;
    }
    for author in &mut record.authors {
        if let Some((_, name)) = users.iter().find(|(login, _)| login == author) {
            author.clone_from(name);
        }
    }
    record.section = item
        .all("category")
        .filter(|category| category.attribute("domain") == Some("category"))
        .filter_map(Element::value)
        .find(|category| category != "Uncategorized");
    record.tags.retain(|tag| tag != "Uncategorized");
    keep(record, "slug", own(item, names, "post_name"));
    let kind = own(item, names, "post_type").filter(|kind| kind != "post");
    keep(record, "type", kind);
    let is_text = |element: &&Element| {
        element.name == "encoded" && names.vocabulary(element) == Vocabulary::Content
    };
    if let Some(content) = item.elements().find(is_text) {
        record.paragraphs = of_unsaid(&with_paragraphs(&content.text()));
    }
}

/// A text as its editor stored it, as HTML: blank lines part paragraphs, and instructions in brackets are gone.
fn with_paragraphs(text: &str) -> String {
    let text = without_shortcodes(&text.replace("\r\n", "\n"));
    // The block editor writes its paragraphs itself.
    if text.contains("<!-- wp:") {
        return text;
    }
    let mut written = String::with_capacity(text.len());
    for line in text.split('\n') {
        let line = if line.trim().is_empty() { "<p>" } else { line };
        written.push_str(line);
        written.push('\n');
    }
    written
}

/// Instructions that show something at their place: a picture with its caption, a film.
const SHOWN: &[&str] = &[
    "caption",
    "gallery",
    "embed",
    "audio",
    "video",
    "playlist",
    "wp_caption",
];

/// No caption is longer.
const LONGEST_SHOWN: usize = 8000;

/// A text without `[gallery ids="1"]` and the like. What a caption or a player holds is gone too; of others their text stays.
fn without_shortcodes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('[') {
        kept.push_str(before);
        let Some(length) = shortcode(behind) else {
            kept.push('[');
            rest = behind;
            continue;
        };
        let (code, after) = behind.split_at(length);
        rest = after;
        let name = code.split([' ', ']', '/']).next().unwrap_or_default();
        if SHOWN.contains(&name) && !code.ends_with("/]") {
            let end = format!("[/{name}]");
            // An instruction without an end is soon followed by text.
            let near = after
                .get(..after.floor_char_boundary(LONGEST_SHOWN))
                .unwrap_or(after);
            let near = near.split("\n\n").next().unwrap_or(near);
            if let Some(at) = near.find(&end) {
                rest = after.get(at + end.len()..).unwrap_or_default();
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// Length of the instruction behind a bracket: one that is known, one with values, or the end of one.
fn shortcode(text: &str) -> Option<usize> {
    const LONGEST: usize = 2000;
    let head = text
        .get(..text.floor_char_boundary(LONGEST))
        .unwrap_or(text);
    let end = head.find(']')?;
    let code = head.get(..end)?;
    let name = code.strip_prefix('/').unwrap_or(code);
    let length = name
        .bytes()
        .take_while(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(byte)
        })
        .count();
    let (name, values) = name.split_at(length);
    let named = name.starts_with(|ch: char| ch.is_ascii_lowercase());
    let told = SHOWN.contains(&name) || code.starts_with('/') || values.contains('=');
    (named && told && (values.is_empty() || values.starts_with([' ', '/']))).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_go_and_brackets_stay() {
        for (text, expected) in [
            (
                "One [sic] two [1] and [Ed.: x=1]",
                "One [sic] two [1] and [Ed.: x=1]",
            ),
            ("A [gallery ids=\"1,2\"] b", "A  b"),
            (
                "[caption id=\"a\" width=\"3\"]<img src=\"x\"/> A boat[/caption]\n\nText",
                "\n\nText",
            ),
            ("[vc_row a=\"b\"]Text[/vc_row]", "Text"),
            ("[audio]\n\nText [/audio]", "\n\nText "),
            ("open [caption", "open [caption"),
        ] {
            assert_eq!(without_shortcodes(text), expected, "{text}");
        }
        let many = "[gallery ".repeat(100_000);
        assert_eq!(without_shortcodes(&many), many);
    }
}
