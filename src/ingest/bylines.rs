//! Bylines as written become names, one each.

use std::borrow::Cow;

use super::written_list;
use crate::dates::calendar_words::{folded, is_afternoon, is_idle, is_update, month, zone_minutes};

/// Words before the names, lower case.
const BEFORE: &[&str] = &[
    "written by",
    "reported by",
    "posted by",
    "published by",
    "article by",
    "story by",
    "text by",
    "words by",
    "reporting by",
    "by",
    "par",
    "propos recueillis par",
    "von",
    "por",
    "di",
    "door",
    "автор",
    "文",
    "記者",
    "author",
    "authors",
];

/// What a part of a byline ends with that names a function, not a person.
const FUNCTIONS: &[&str] = &[
    "writer",
    "reporter",
    "correspondent",
    "editor",
    "contributor",
    "columnist",
    "photographer",
    "producer",
    "critic",
    "journalist",
    "staff",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "journaliste",
    "correspondant",
    "correspondante",
    "corresponsal",
    "redactor",
    "redactora",
    "redacteur",
    "verslaggever",
    "корреспондент",
];

/// What stands behind a comma and still belongs to the name.
const TITLES: &[&str] = &[
    "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "md", "m.d.", "phd", "ph.d.", "esq", "esq.",
    "cpa", "rn", "j.d.",
];

/// Words between two names. Between two single words they do not separate (`Ramón y Cajal`).
const BETWEEN: &[&str] = &[
    " and ", " & ", " und ", " et ", " y ", " e ", " en ", " и ", " with ", " mit ", " avec ",
    " con ",
];

/// What stands behind names in a byline before the time of publication, folded.
const TIME_LABELS: &[&str] = &[
    "published",
    "posted",
    "publie",
    "veroffentlicht",
    "publicado",
    "pubblicato",
    "gepubliceerd",
    "опубликовано",
];

/// What buttons beside a byline say, lower case.
const BUTTONS: &[&str] = &[
    "print",
    "email",
    "e-mail",
    "mail",
    "share",
    "tweet",
    "post",
    "facebook",
    "twitter",
    "x",
    "linkedin",
    "pinterest",
    "whatsapp",
    "reddit",
    "telegram",
    "comments",
    "comment",
    "save",
    "follow",
    "copy link",
    "link",
    "rss",
    "bio",
    "archive",
    "subscribe",
    "listen",
    "read more",
    "font size",
    "drucken",
    "teilen",
    "imprimer",
    "partager",
];

/// How what buttons say begins, lower case.
const BUTTON_STARTS: &[&str] = &[
    "print this",
    "print article",
    "email this",
    "email the author",
    "share this",
    "share on",
    "follow on",
    "view author",
    "view all",
    "leave a ",
    "no comments",
    "see all",
    "more from",
    "more by",
    "read more",
];

/// The names in bylines, in order, none twice. Addresses, mail addresses, functions, dates and buttons are left out.
pub(crate) fn names(bylines: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for byline in bylines {
        let items = written_list::items(&byline).unwrap_or_else(|| vec![byline]);
        for item in &items {
            let plain = without_brackets(of_mailbox(item));
            for name in split(without_lead(before_time(&plain))) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    names
}

/// The name in `desk@example.org (Jane Doe)`, as feeds give it; any other byline as it is.
fn of_mailbox(byline: &str) -> &str {
    let name = byline.trim().split_once(" (").and_then(|(address, name)| {
        let is_address = address.contains('@') && !address.contains(' ');
        name.strip_suffix(')').filter(|_| is_address)
    });
    name.unwrap_or(byline)
}

/// A byline without what stands in brackets behind a name, such as its paper: `Jane Doe (Harrow Bay Times, London)`. Other authors
/// there (`Jane Doe (with John Roe)`) are authors; in the middle of a name they are part of it: `Richard (R.J.) Roe`.
fn without_brackets(byline: &str) -> Cow<'_, str> {
    if !byline.contains('(') {
        return Cow::Borrowed(byline);
    }
    let mut plain = String::with_capacity(byline.len());
    let mut rest = byline;
    while let Some((before, after)) = rest.split_once('(') {
        let Some((inside, behind)) = after.split_once(')') else {
            break;
        };
        plain.push_str(before);
        let first = inside.split_whitespace().next().unwrap_or("");
        let with = |word: &&str| word.trim() == first.to_lowercase();
        let capital = |text: &str| text.starts_with(char::is_uppercase);
        if BETWEEN.iter().any(with) {
            plain.push_str("; ");
            plain.push_str(inside.trim_start().get(first.len()..).unwrap_or(""));
            plain.push(';');
        } else if capital(before.trim_start())
            && behind.strip_prefix(' ').is_some_and(capital)
            && inside.chars().count() <= 12
        {
            plain.push('(');
            plain.push_str(inside);
            plain.push(')');
        } else if behind.starts_with(char::is_alphanumeric) {
            plain.push(' ');
        }
        rest = behind;
    }
    plain.push_str(rest);
    if plain.trim().is_empty() {
        return Cow::Owned(byline.replace(['(', ')'], " "));
    }
    Cow::Owned(plain)
}

/// A byline without what follows its names: `Published: June 12, 2021`, `Updated 6:30 PM`.
fn before_time(byline: &str) -> &str {
    let mut at = 0;
    for word in byline.split_inclusive(char::is_whitespace) {
        let bare = word.trim_matches(|ch: char| !ch.is_alphanumeric());
        let bare = folded(&bare.to_lowercase());
        if TIME_LABELS.contains(&bare.as_str()) || is_update(&bare) {
            let before = byline.get(..at).unwrap_or(byline);
            if before.trim().is_empty() {
                // `Posted on June 13, 2021 by Jane Doe`.
                let by = byline.to_ascii_lowercase().rfind(" by ");
                return by.and_then(|by| byline.get(by..)).unwrap_or("");
            }
            return before.trim_end().trim_end_matches("Last").trim_end();
        }
        at += word.len();
    }
    byline
}

/// Whether a word can stand in a date.
fn is_date_word(word: &str) -> bool {
    let bare = word.trim_matches(|ch: char| !ch.is_alphanumeric());
    let bare = folded(&bare.to_lowercase());
    bare.is_empty()
        || bare.starts_with(|ch: char| ch.is_ascii_digit())
        || month(&bare, None).is_some()
        || is_idle(&bare)
        || is_afternoon(&bare).is_some()
        || zone_minutes(&bare).is_some()
}

/// A part of a byline without the date at its end; empty where it is nothing else.
fn without_date(part: &str) -> &str {
    let has_digit = |text: &str| text.contains(|ch: char| ch.is_ascii_digit());
    if !has_digit(part) {
        return part;
    }
    if part.split_whitespace().all(is_date_word) {
        return "";
    }
    let mut rest = part.trim_end();
    let mut named = false;
    while let Some((before, last)) = rest.rsplit_once(char::is_whitespace)
        && is_date_word(last)
    {
        let bare = last.trim_matches(|ch: char| !ch.is_alphanumeric());
        named |= month(&folded(&bare.to_lowercase()), None).is_some();
        rest = before.trim_end();
    }
    let date = part.get(rest.len()..).unwrap_or_default();
    if named && has_digit(date) { rest } else { part }
}

/// A byline without `By` and its like.
fn without_lead(byline: &str) -> &str {
    let mut rest = byline.trim();
    while let Some(after) = BEFORE.iter().find_map(|lead| strip_lead(rest, lead)) {
        rest = after;
    }
    rest
}

/// The text behind `lead` and a colon or blank, whatever the lead's case.
fn strip_lead<'a>(text: &'a str, lead: &str) -> Option<&'a str> {
    let (head, after) = text.split_at_checked(lead.len())?;
    if head.to_lowercase() != lead {
        return None;
    }
    let behind = after
        .trim_start_matches([':', '：', '/', '／'])
        .trim_start();
    // `Byron` starts with `By`; a lower-case `di`, `von` is part of a name.
    let separate = behind.len() < after.len();
    let ours = head.starts_with(|ch: char| ch.is_uppercase() || !ch.is_lowercase())
        || lead == "by"
        || after.starts_with(':');
    (separate && ours && !behind.is_empty()).then_some(behind)
}

fn split(byline: &str) -> Vec<String> {
    byline
        .split([';', '|', '•', '·', '\t'])
        .map(before_contribution)
        .flat_map(split_at_commas)
        .collect()
}

/// The names in `Jane Doe contributed reporting from Copenhagen`.
fn before_contribution(byline: &str) -> &str {
    let names = byline.split_once(" contributed ");
    names.map_or(byline, |(names, _)| names)
}

fn split_at_commas(byline: &str) -> Vec<String> {
    let single = |part: &str| !part.trim().contains(' ') && !part.trim().is_empty();
    if byline.matches(',').count() == 1 && byline.split(',').all(single) {
        // `Doe, Jane` is one person: of two people one would have more than a word.
        return vec![byline.trim().to_owned()];
    }
    let mut names: Vec<String> = Vec::new();
    for part in byline.split([',', '、', '，']) {
        let part = part.trim();
        if TITLES.contains(&part.to_lowercase().as_str()) {
            if let Some(last) = names.last_mut() {
                last.push_str(", ");
                last.push_str(part);
            }
            continue;
        }
        for name in between(part) {
            names.extend(person(name));
        }
    }
    names
}

/// The parts of a text on both sides of the words that join two names.
fn between(part: &str) -> Vec<&str> {
    let mut done = Vec::new();
    let mut open = vec![part];
    while let Some(text) = open.pop() {
        let found = BETWEEN.iter().find_map(|word| {
            let (left, right) = text.split_once(word)?;
            (left.trim().contains(' ') && right.trim().contains(' ')).then_some((left, right))
        });
        match found {
            Some((left, right)) => open.extend([right, left]),
            // Behind the last comma: `A B, C D, and E F`.
            None => done.push(text.strip_prefix("and ").unwrap_or(text)),
        }
    }
    done
}

/// A name without mail address and brackets; `None` for what is no name.
fn person(text: &str) -> Option<String> {
    let open = text.split(['<', '[']).next().unwrap_or(text);
    // Brackets that close are part of the name.
    let bare = match open.split_once('(') {
        Some((before, after)) if !after.contains(')') => before,
        _ => open,
    };
    let bare = without_date(bare);
    let words: Vec<&str> = bare
        .split_whitespace()
        .filter(|word| !word.get(1..).is_some_and(|rest| rest.contains('@')))
        .collect();
    let name = words.join(" ");
    let name = name
        .trim_matches(|ch: char| matches!(ch, '-' | '–' | '—' | ':' | '*' | '/'))
        .trim();
    let lower = name.to_lowercase();
    let last = lower.rsplit(' ').next().unwrap_or("");
    let web =
        lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.");
    let function = FUNCTIONS.contains(&last) && !lower.starts_with("the ");
    let button = BUTTONS.contains(&lower.as_str())
        || BUTTON_STARTS.iter().any(|start| lower.starts_with(start))
        || lower.ends_with(" min read")
        || lower.ends_with(" minute read");
    (name.chars().any(char::is_alphabetic) && !web && !function && !button).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bylines, and the names in them.
    const BYLINES: &[(&[&str], &[&str])] = &[
        (&["Jane Doe"], &["Jane Doe"]),
        (&["By Jane Doe"], &["Jane Doe"]),
        (&["BY JANE DOE"], &["JANE DOE"]),
        (&["By: Jane Doe and John Roe"], &["Jane Doe", "John Roe"]),
        (
            &["By Jane Doe, John Roe and Kim Poe"],
            &["Jane Doe", "John Roe", "Kim Poe"],
        ),
        (
            &["Jane Doe, John Roe, and Kim Poe"],
            &["Jane Doe", "John Roe", "Kim Poe"],
        ),
        (&["Jane Doe; John Roe"], &["Jane Doe", "John Roe"]),
        (
            &["By JANE DOE; John C. Roe contributed reporting from Oslo."],
            &["JANE DOE", "John C. Roe"],
        ),
        (&["Jane Doe", "Jane Doe"], &["Jane Doe"]),
        (&["Doe, Jane"], &["Doe, Jane"]),
        (&["Doe, Jane; Roe, John"], &["Doe, Jane", "Roe, John"]),
        (&["John Roe, Jr."], &["John Roe, Jr."]),
        (&["Roe, Jr."], &["Roe, Jr."]),
        (&["Jane Doe, Staff Writer"], &["Jane Doe"]),
        (
            &["Jane Doe, Associated Press"],
            &["Jane Doe", "Associated Press"],
        ),
        (&["Jane Doe (jane@example.org)"], &["Jane Doe"]),
        (&["jane@example.org"], &[]),
        (
            &["Jane Doe (with John Roe and Kim Poe)"],
            &["Jane Doe", "John Roe", "Kim Poe"],
        ),
        (
            &["Jane Doe (avec John Roe et Kim Poe)"],
            &["Jane Doe", "John Roe", "Kim Poe"],
        ),
        (&["Richard (R.J.) Roe"], &["Richard (R.J.) Roe"]),
        (&["Jane Doe (Harrow Bay Times, London)"], &["Jane Doe"]),
        (
            &["Jane Doe (HBN), John Roe (AP)"],
            &["Jane Doe", "John Roe"],
        ),
        (&["Jane Doe (HBN"], &["Jane Doe"]),
        (&["(Reuters)"], &["Reuters"]),
        (&["Jane Doe jane@example.org"], &["Jane Doe"]),
        (&["https://facebook.com/jane"], &[]),
        (&["@janedoe"], &["@janedoe"]),
        (
            &["Par Émile Zola et Guy de Maupassant"],
            &["Émile Zola", "Guy de Maupassant"],
        ),
        (
            &["Von Jürgen Klee und Anna Groß"],
            &["Jürgen Klee", "Anna Groß"],
        ),
        (&["von Klee"], &["von Klee"]),
        (&["Por Santiago Ramón y Cajal"], &["Santiago Ramón y Cajal"]),
        (&["Byron Katie"], &["Byron Katie"]),
        (&["Written by Jane Doe"], &["Jane Doe"]),
        (&["zach-goldfine"], &["zach-goldfine"]),
        (&["Reuters"], &["Reuters"]),
        (&["文：王小明"], &["王小明"]),
        (&["By"], &["By"]),
        (
            &["By Jane Doe | March 9, 2024 | Print this article"],
            &["Jane Doe"],
        ),
        (
            &["Jane Doe, Crime Reporter Updated 6:30 PM, Mar 9, 2024"],
            &["Jane Doe"],
        ),
        (
            &["By Jane Doe and John Roe, Published: March 9, 2024"],
            &["Jane Doe", "John Roe"],
        ),
        (&["Posted on March 9, 2024 by Jane Doe"], &["Jane Doe"]),
        (&["by Jane Doe March 9, 2024"], &["Jane Doe"]),
        (&["Jane Doe • 9 mars 2024 • 4 min read"], &["Jane Doe"]),
        (&["9 March 2024"], &[]),
        (&["Jane Doe, 09.03.2024, 10:30"], &["Jane Doe"]),
        (&["April May"], &["April May"]),
        (&["Mai Frost and Jun Sato"], &["Mai Frost", "Jun Sato"]),
        (&["50 Cent"], &["50 Cent"]),
        (&["desk@example.org (Jane Doe)"], &["Jane Doe"]),
        (&["Jane()Doe"], &["Jane Doe"]),
        (&["(Jane)(Doe)"], &["Jane Doe"]),
        (&["['Jane Doe', 'John Roe']"], &["Jane Doe", "John Roe"]),
        (&["[{'name': 'Jane Doe'}]", "[]"], &["Jane Doe"]),
        (&["", " ", ","], &[]),
    ];

    #[test]
    fn bylines_become_names() {
        for (bylines, expected) in BYLINES {
            assert_eq!(
                names(bylines.iter().map(|byline| (*byline).to_owned())),
                *expected,
                "{bylines:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn splitting_never_panics_and_invents_nothing(byline in "\\PC{0,60}|((By |and |, |Jane |Doe|é|@|Jr\\.){0,8})") {
            for name in names(std::iter::once(byline.clone())) {
                prop_assert!(!name.is_empty());
                for word in name.split_whitespace() {
                    prop_assert!(byline.contains(word.trim_end_matches(',')), "`{}` of `{}`", word, byline);
                }
            }
        }
    }
}
