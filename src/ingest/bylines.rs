//! Bylines as written become names, one each.

/// Words before the names, lower case.
const BEFORE: &[&str] = &[
    "written by",
    "reported by",
    "posted by",
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

/// The names in bylines, in order, none twice. Addresses, mail addresses and functions are left out.
pub(crate) fn names(bylines: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for byline in bylines {
        for name in split(without_lead(&byline)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
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
        .flat_map(split_at_commas)
        .collect()
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
    let bare = text.split(['(', '<', '[']).next().unwrap_or(text);
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
    (name.chars().any(char::is_alphabetic) && !web && !function).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bylines_become_names() {
        let cases: &[(&[&str], &[&str])] = &[
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
            (&["", " ", ","], &[]),
        ];
        for (bylines, expected) in cases {
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
