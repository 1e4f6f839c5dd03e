//! Dates that a page has in its scripts only: where a script writes one into the text (`showDate("2020/04/17 01:43:09")`), and
//! what scripts are told of the article, in themselves (`"publishDate": "2020-04-17"`) or in attributes (`data-publish-date`).

use dom_query::{Document, NodeRef};

use super::parts::each_element;

/// Longest script that does nothing but write a date, in bytes.
const CALL_BYTES: usize = 400;

/// Scripts are looked at this far, in bytes.
const LOOKED_AT_BYTES: usize = 2 << 20;

/// Longest name and value of a member, in bytes.
const NAME_BYTES: usize = 48;
const VALUE_BYTES: usize = 60;

/// Most names that are kept.
const MOST_NAMES: usize = 32;

/// The date that a script writes where it stands: what is in quotes, or the milliseconds, in a call of something named for a
/// date or for writing.
pub(super) fn written(script: &NodeRef<'_>) -> Option<String> {
    let text = script.text();
    let text = text.trim();
    if text.len() > CALL_BYTES || is_described(script) {
        return None;
    }
    let (call, arguments) = text.split_once('(')?;
    let call = call.to_ascii_lowercase();
    let writes = ["date", "time", "moment", "write"];
    if !writes.iter().any(|word| call.contains(word)) || call.contains(['{', '}']) {
        return None;
    }
    let quoted = arguments.split(['"', '\'', '`']).skip(1).step_by(2);
    let is_date = |text: &&str| text.bytes().filter(u8::is_ascii_digit).count() >= 4;
    let number = || {
        let inner = arguments.rsplit('(').next()?;
        let digits = inner.trim_start().split(|ch: char| !ch.is_ascii_digit());
        digits
            .into_iter()
            .find(|digits| matches!(digits.len(), 10 | 13))
    };
    quoted
        .into_iter()
        .find(is_date)
        .or_else(number)
        .map(|date| date.trim().to_owned())
}

/// What scripts call the day of publication. A name that has several values is one of other articles too, and says nothing.
pub(super) fn assigned(document: &Document) -> Vec<String> {
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    let mut note = |name: String, value: String| {
        let full = found.len() >= MOST_NAMES;
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) if known.as_ref() != Some(&value) => *known = None,
            None if !full => found.push((name, Some(value))),
            _ => {}
        }
    };
    each_element(document.root(), &mut |node| {
        if node.has_name("script") && !is_described(node) {
            let text = node.text();
            let end = text.floor_char_boundary(LOOKED_AT_BYTES);
            members(text.get(..end).unwrap_or_default())
                .for_each(|(name, value)| note(name, value));
        } else if !node.has_name("meta") {
            for attribute in node.attrs() {
                if let Some(name) = name_before(&attribute.name.local)
                    && let Some(value) = date_like(&attribute.value)
                {
                    note(name, value);
                }
            }
        }
        true
    });
    found.into_iter().filter_map(|(_, value)| value).collect()
}

/// Whether a script is a description that is read as such.
fn is_described(script: &NodeRef<'_>) -> bool {
    script
        .attr("type")
        .is_some_and(|kind| kind.contains("ld+json"))
}

/// The members of objects, the assignments and the pairs of arguments whose name is that of a day of publication and whose value
/// is a date as written: `"publishDate":"…"`, `pubtime = '…'`, `('set', 'publish_date', '…')`, also where quotes have backslashes.
fn members(script: &str) -> impl Iterator<Item = (String, String)> {
    let marks = memchr::memchr3_iter(b':', b'=', b',', script.as_bytes());
    marks.filter_map(|at| {
        let (before, after) = (script.get(..at)?, script.get(at + 1..)?);
        let name = name_before(before)?;
        let value = value_behind(after)?;
        Some((name, value))
    })
}

/// The name in front of a mark, if it is one of a day of publication, in small letters alone.
fn name_before(text: &str) -> Option<String> {
    let end = text.trim_end_matches([' ', '"', '\'', '\\']);
    let is_part = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-' | '.');
    let start = end.rfind(|ch| !is_part(ch)).map_or(0, |at| {
        at + end[at..].chars().next().map_or(1, char::len_utf8)
    });
    let name = end.get(start..)?;
    if name.len() > NAME_BYTES {
        return None;
    }
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|ch| ch.to_ascii_lowercase())
        .collect();
    is_publication(&name).then_some(name)
}

/// Whether a name is that of a day of publication: `publishDate`, `date_created`, `pubtime`, `publishedAt`, `fechaPublicacion`.
fn is_publication(name: &str) -> bool {
    let other = [
        "modif", "updat", "expir", "unpub", "end", "start", "user", "comment", "format",
    ];
    let made = [
        "publ",
        "pub",
        "creat",
        "creac",
        "criac",
        "post",
        "article",
        "issue",
        "display",
        "veroeffentl",
        "erschein",
    ];
    let when = ["date", "time", "datum", "fecha", "data"];
    !other.iter().any(|word| name.contains(word))
        && made.iter().any(|word| name.contains(word))
        && !["createtime", "timecreat", "createdtime", "creationtime"].contains(&name)
        && (when
            .iter()
            .any(|word| name.starts_with(word) || name.ends_with(word))
            || [
                "publishedat",
                "postedat",
                "publishedon",
                "postedon",
                "firstpublished",
            ]
            .iter()
            .any(|end| name.ends_with(end)))
}

/// The value behind a mark: a text in quotes, or a time in seconds or milliseconds.
fn value_behind(text: &str) -> Option<String> {
    let text = text.trim_start();
    let quoted = text.trim_start_matches('\\');
    match quoted.chars().next()? {
        quote @ ('"' | '\'') => {
            let inner = quoted.get(1..)?;
            let near = inner.get(..inner.floor_char_boundary(VALUE_BYTES))?;
            date_like(&near.split_once(quote)?.0.replace('\\', ""))
        }
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            matches!(digits, 10 | 13)
                .then(|| text.get(..digits))?
                .map(str::to_owned)
        }
        _ => None,
    }
}

/// A value that may be a date.
fn date_like(value: &str) -> Option<String> {
    let digits = value.chars().filter(|ch| ch.is_numeric()).count();
    (digits >= 5 && value.len() <= VALUE_BYTES).then(|| value.trim().to_owned())
}
