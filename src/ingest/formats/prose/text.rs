//! Plain text: a file is an article, unless it is the export of a database. Headline, header lines, headings and hard-wrapped
//! paragraphs are recognised.

mod contacts;

use self::contacts::is_contact;
use crate::article::Published;
use crate::dates::written;
use crate::ingest::dating;
use crate::ingest::formats::vendors::exports;
use crate::ingest::formats::wrap::{Wrapped, ends_sentence, unix_lines};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// Longest headline, in characters.
const HEADLINE_CHARS: usize = 160;

/// Longest heading inside the text, in characters and in words.
const HEADING_CHARS: usize = 100;
const HEADING_WORDS: usize = 14;

/// Most lines that are looked at for headline and header.
const HEADER_LINES: usize = 16;

/// Whether the start of a file is text: no zero bytes, hardly a control character.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let controls = head
        .iter()
        .filter(|byte| byte.is_ascii_control() && !b"\t\n\r\x0c\x1b".contains(byte))
        .count();
    !head.is_empty() && !head.contains(&0) && controls * 50 <= head.len()
}

/// Reads a file as one article, an export as many; an empty one is refused.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    if slice.text.trim().is_empty() {
        return sink(Err(Refused {
            ordinal: None,
            line: None,
            reason: Reason::Empty,
        }));
    }
    let text = unix_lines(slice.text);
    if !exports::read(&text, sink) {
        sink(Ok(record(&text)));
    }
}

fn record(text: &str) -> Record {
    let wrapped = Wrapped::new(text);
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let mut record = Record::default();
    let body = header(&lines, &wrapped, &mut record);
    let runs = lines
        .get(body..)
        .unwrap_or(&[])
        .split(|line| line.is_empty())
        .filter(|run| !run.is_empty());
    let mut units = Vec::new();
    for run in runs {
        push_units(run, &wrapped, &mut units);
    }
    let kept = std::mem::take(&mut record.paragraphs);
    record.paragraphs = kept.into_iter().chain(with_headings(units, text)).collect();
    record
}

// ---- the top of the file ----

/// Takes headline, byline, date and other header lines from the top of a document into a record; the number of lines taken.
pub(in crate::ingest) fn top(lines: &[&str], record: &mut Record) -> usize {
    let text = lines.join("\n");
    header(lines, &Wrapped::new(&text), record)
}

/// Takes headline and header lines from the top into the record; the number of lines taken.
fn header(lines: &[&str], wrapped: &Wrapped<'_>, record: &mut Record) -> usize {
    let until = lines
        .iter()
        .take(HEADER_LINES)
        .find_map(|line| embargo(line));
    if let Some(until) = until {
        record.metadata.insert("embargo".to_owned(), until.into());
    }
    let mut at = letterhead(lines, wrapped, record);
    while at < lines.len().min(HEADER_LINES + at) {
        let rest = lines.get(at..).unwrap_or(&[]);
        let Some(line) = rest.first() else { break };
        if line.trim().is_empty() || is_rule(line) || take_header_line(line.trim(), record) {
            at += 1;
        } else if is_release_line(line) {
            record.paragraphs.push(Paragraph::text((*line).to_owned()));
            at += 1;
        } else if record.title.is_none()
            && let Some(taken) = headline(rest, wrapped)
        {
            record.title = Some(
                rest.iter()
                    .take(taken)
                    .map(|line| line.trim())
                    .collect::<Vec<_>>()
                    .join(" "),
            );
            at += taken;
        } else {
            break;
        }
    }
    at
}

/// Takes the letterhead of a press release from the top: who sends it, and who may be asked. None of it is a headline, however
/// it looks: its lines are kept as paragraphs, but for dates and other header lines. The number of lines taken.
fn letterhead(lines: &[&str], wrapped: &Wrapped<'_>, record: &mut Record) -> usize {
    let mut end = 0;
    let mut start = 0;
    for run in lines.split(|line| line.trim().is_empty()) {
        let behind = start + run.len();
        if start >= HEADER_LINES {
            break;
        }
        let short = run
            .iter()
            .all(|line| line.chars().count() <= LETTERHEAD_CHARS);
        let contact = short && run.iter().any(|line| is_contact(line));
        let release = short && run.iter().any(|line| is_release_line(line));
        // A sender above the release line is none if the headline does not follow.
        let follows = || {
            let rest = lines.get(behind..).unwrap_or_default();
            let text = rest.iter().position(|line| !line.trim().is_empty())?;
            headline(rest.get(text..)?, wrapped)
        };
        if (contact && (end + 1 >= start || start == 0)) || (release && follows().is_some()) {
            end = behind;
        }
        start = behind + 1;
    }
    for line in lines.iter().take(end).map(|line| line.trim()) {
        if !line.is_empty() && !is_rule(line) && !take_header_line(line, record) {
            record.paragraphs.push(Paragraph::text(line.to_owned()));
        }
    }
    end
}

/// Longest line of a letterhead, in characters.
const LETTERHEAD_CHARS: usize = 80;

/// How many lines at the start of `rest` are the headline.
fn headline(rest: &[&str], wrapped: &Wrapped<'_>) -> Option<usize> {
    let run: Vec<&str> = rest
        .iter()
        .copied()
        .take_while(|line| !line.is_empty())
        .collect();
    let first = run.first()?.trim();
    if first.chars().count() > HEADLINE_CHARS || !first.chars().any(char::is_alphanumeric) {
        return None;
    }
    let more = rest.iter().skip(run.len()).any(|line| !line.is_empty());
    match run.as_slice() {
        [_, rule, ..] if is_rule(rule) => Some(1),
        [_] => (!ends_in_full_stop(first) || (more && first.split_whitespace().count() <= 12))
            .then_some(1),
        [_, second, ..] if wrapped.is_full(first, second) => {
            // A headline of two or three lines stands apart from the text.
            let text = run.join(" ");
            let apart = more && run.len() <= 3 && text.chars().count() <= HEADLINE_CHARS;
            (apart && !ends_in_full_stop(&text)).then_some(run.len())
        }
        _ => (!ends_in_full_stop(first)).then_some(1),
    }
}

fn ends_in_full_stop(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '”', '’', '\'', '»', ')']);
    bare.ends_with(['.', ',', ';', '。', '、']) && !bare.ends_with("...")
}

/// Takes a line such as `By Jane Doe`, `9 March 2024` or `Source: The Gazette` into the record; whether it was one.
fn take_header_line(line: &str, record: &mut Record) -> bool {
    if line.len() > 200 {
        return false;
    }
    if let Some((name, value)) = line.split_once([':', '：'])
        && !value.trim().is_empty()
        && take_field(&name.trim().to_lowercase(), value.trim(), record)
    {
        return true;
    }
    if record.authors.is_empty() && is_byline(line) {
        record.authors.push(line.to_owned());
        return true;
    }
    if record.published.is_none() && is_date_line(line) {
        record.published = Some(line.to_owned());
        return true;
    }
    false
}

/// Takes the value of a named header line into the record, if the name is one and the value can be.
fn take_field(name: &str, value: &str, record: &mut Record) -> bool {
    let value_of = |slot: &mut Option<String>| {
        let free = slot.is_none();
        if free {
            *slot = Some(value.to_owned());
        }
        free
    };
    match name {
        "title" | "headline" | "titre" | "titel" | "título" | "titolo" | "заголовок" | "标题"
        | "タイトル" => value_of(&mut record.title),
        "date" | "published" | "publication date" | "datum" | "fecha" | "data" | "дата"
        | "日期" | "日付" => is_date(value) && value_of(&mut record.published),
        "source" | "publication" | "publisher" | "newspaper" | "quelle" | "fuente" | "fonte"
        | "источник" | "来源" => value_of(&mut record.source),
        "section" | "category" | "rubrique" | "ressort" | "sección" | "sezione" | "рубрика" => {
            value_of(&mut record.section)
        }
        "language" | "lang" => value_of(&mut record.language),
        "url" | "link" | "permalink" => value.starts_with("http") && value_of(&mut record.url),
        "author" | "authors" | "byline" | "by" | "auteur" | "autor" | "autora" | "autore"
        | "автор" | "作者" | "記者" => {
            record.authors.push(value.to_owned());
            true
        }
        "tags" | "keywords" | "topics" | "mots-clés" | "schlagwörter" | "etiquetas" => {
            record.tags.push(value.to_owned());
            true
        }
        _ => false,
    }
}

/// Words that stand in bylines in lower case.
const BYLINE_WORDS: &[&str] = &[
    "and", "of", "the", "for", "in", "de", "del", "della", "di", "da", "dos", "la", "le", "van",
    "von", "der", "den", "ter", "ten", "bin", "al", "et", "und", "y", "e", "en", "with",
];

/// Whether a line is `By` and names: short, every word with a capital or one that names have.
pub(in crate::ingest) fn is_byline(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let lead = words.next().unwrap_or("").trim_end_matches(':');
    let names: Vec<&str> = words.collect();
    let fits = |word: &&str| {
        let bare = word.trim_matches(|ch: char| !ch.is_alphanumeric());
        bare.is_empty()
            || bare.starts_with(char::is_uppercase)
            || BYLINE_WORDS.contains(&bare)
            || word.contains('@')
    };
    matches!(
        lead,
        "By" | "BY" | "by" | "Par" | "PAR" | "Von" | "VON" | "Por" | "POR" | "Door"
    ) && (1..=14).contains(&names.len())
        && names.iter().all(fits)
        && names
            .first()
            .is_some_and(|name| name.starts_with(char::is_uppercase))
        && !(line.ends_with('.') && names.len() > 4)
}

/// Whether a line is a date and nothing else; a bare number is none.
fn is_date_line(line: &str) -> bool {
    line.chars()
        .any(|ch| ch.is_alphabetic() || matches!(ch, '/' | '-' | '.'))
        && is_date(line)
}

fn is_date(text: &str) -> bool {
    text.len() <= 80
        && written::read(text, None, None)
            .is_some_and(|date| !matches!(date.published, Published::Year(_)))
}

/// Whether a line says what kind of text follows, which is no headline: alone, or with a date behind it.
fn is_release_line(line: &str) -> bool {
    if !dating::is_release_line(line) {
        return false;
    }
    let words = line.split_whitespace().count();
    line.trim().to_lowercase().starts_with("embargoed ")
        || (words <= 3 && !line.contains(|ch: char| ch.is_ascii_digit()))
        || (words <= 10 && written::find(line, None, None).is_some())
}

/// Until when a line says that a text is to be kept back: `EMBARGOED UNTIL 6 June 2024, 00:01`.
fn embargo(line: &str) -> Option<&str> {
    const STARTS: &[&str] = &["embargoed until ", "under embargo until ", "embargo:"];
    let line = line.trim().trim_matches(['*', '_', '-']).trim();
    let until = STARTS.iter().find_map(|start| {
        let begins = line.get(..start.len())?.eq_ignore_ascii_case(start);
        begins.then(|| line[start.len()..].trim())
    })?;
    written::find(until, None, None).map(|_| until)
}

// ---- paragraphs and headings ----

/// A paragraph before it is known whether it is a heading.
struct Unit {
    text: String,
    /// Whether it stood on a line of its own.
    alone: bool,
    /// Whether a line of `=` or `-` stood under it.
    underlined: bool,
}

/// The paragraphs of a run of lines, underlined ones apart.
fn push_units(run: &[&str], wrapped: &Wrapped<'_>, units: &mut Vec<Unit>) {
    let mut plain: Vec<&str> = Vec::new();
    let mut lines = run.iter().peekable();
    while let Some(line) = lines.next() {
        let underlined = lines.peek().is_some_and(|next| is_rule(next))
            && !is_rule(line)
            && line.chars().count() <= HEADING_CHARS;
        // A rule below the last line of a longer paragraph underlines nothing.
        if underlined && plain.is_empty() {
            lines.next();
            units.push(Unit {
                text: line.trim().to_owned(),
                alone: true,
                underlined: true,
            });
        } else if is_rule(line) {
            push_plain(&std::mem::take(&mut plain), wrapped, units);
        } else {
            plain.push(line);
        }
    }
    push_plain(&plain, wrapped, units);
}

fn push_plain(lines: &[&str], wrapped: &Wrapped<'_>, units: &mut Vec<Unit>) {
    let alone = lines.len() == 1 || !wrapped.is_hard();
    units.extend(wrapped.paragraphs(lines).into_iter().map(|text| Unit {
        text,
        alone,
        underlined: false,
    }));
}

/// Whether a line is only drawn: `=====`, `* * *`, `# # #`.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|ch| !ch.is_whitespace());
    let Some(first) = marks.next() else {
        return false;
    };
    "=-~*_#+•–—".contains(first) && marks.clone().count() >= 2 && marks.all(|ch| ch == first)
}

fn with_headings(units: Vec<Unit>, text: &str) -> Vec<Paragraph> {
    let shouted = is_shouted(text);
    let depth = |unit: Option<&Unit>| {
        unit.and_then(|unit| unit.alone.then(|| numbered_depth(&unit.text))?)
    };
    let headings: Vec<bool> = (0..units.len())
        .map(|at| {
            let (Some(unit), Some(next)) = (units.get(at), units.get(at + 1)) else {
                return false;
            };
            let number = depth(Some(unit));
            let before = at.checked_sub(1).and_then(|before| units.get(before));
            // Numbers one below the other are a list.
            let numbered =
                number.is_some() && number != depth(before) && number != depth(Some(next));
            unit.underlined || numbered || (unit.alone && !shouted && is_capitals(&unit.text))
        })
        .collect();
    units
        .into_iter()
        .zip(headings)
        .map(|(unit, heading)| Paragraph {
            text: unit.text,
            heading,
            ..Paragraph::default()
        })
        .collect()
}

/// Whether a text is written in capitals throughout, as old wires were.
fn is_shouted(text: &str) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for ch in text.chars().take(20_000) {
        upper += usize::from(ch.is_uppercase());
        lower += usize::from(ch.is_lowercase());
    }
    upper > lower
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= HEADING_CHARS
        && text.split_whitespace().count() <= HEADING_WORDS
        && !text.ends_with([',', ';', ':'])
}

fn is_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|ch| ch.is_alphabetic()).count();
    let upper = text.chars().filter(|ch| ch.is_uppercase()).count();
    letters >= 4 && upper == letters && is_short(text) && !text.ends_with('.')
}

/// How many numbers a heading such as `3.2 Results` has before its words; roman numbers and letters count as one.
fn numbered_depth(text: &str) -> Option<usize> {
    let (number, words) = text.split_once(char::is_whitespace)?;
    if !is_short(text) || ends_sentence(words) && !words.ends_with(['?', '!']) {
        return None;
    }
    let words = words.trim_start();
    if !words.starts_with(char::is_alphabetic) || words.starts_with(char::is_lowercase) {
        return None;
    }
    let bare = number.strip_suffix(['.', ')']).unwrap_or(number);
    let parts: Vec<&str> = bare.split('.').collect();
    if parts
        .iter()
        .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        // `12 Angry Men` has no full stop.
        return number.contains(['.', ')']).then_some(parts.len());
    }
    let roman = bare.len() <= 6 && bare.bytes().all(|byte| b"IVXLC".contains(&byte));
    let letter = bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_uppercase());
    (bare.len() < number.len() && (roman || letter)).then_some(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::formats::read_all::read_all;

    /// The record as lines: `title`, `by`, `date`, `source`, then `# heading` or `paragraph`.
    fn shown(text: &str) -> Vec<String> {
        let record = record(&unix_lines(text));
        let mut lines = Vec::new();
        let fields = [
            ("title", &record.title),
            ("date", &record.published),
            ("source", &record.source),
        ];
        for (name, value) in fields {
            lines.extend(value.as_ref().map(|value| format!("{name}: {value}")));
        }
        lines.extend(record.authors.iter().map(|author| format!("by: {author}")));
        let mark = |paragraph: &Paragraph| if paragraph.heading { "# " } else { "" };
        lines.extend(
            record
                .paragraphs
                .iter()
                .map(|paragraph| format!("{}{}", mark(paragraph), paragraph.text)),
        );
        lines
    }

    /// Texts, and what is read of them.
    const HEADS: &[(&str, &[&str])] = &[
        ("Bridge opens", &["title: Bridge opens"]),
        (
            "Bridge opens\r\n\r\nIt was time.",
            &["title: Bridge opens", "It was time."],
        ),
        (
            "Bridge opens\nIt was time.\nNobody cared.",
            &["title: Bridge opens", "It was time.", "Nobody cared."],
        ),
        (
            "It was time. Nobody cared, least of all the ferrymen of the town.\n\nBut then.",
            &[
                "It was time. Nobody cared, least of all the ferrymen of the town.",
                "But then.",
            ],
        ),
        (
            "It was time, and nobody cared, least of all the ferrymen of the town who had been there.\n\nBut then.",
            &[
                "It was time, and nobody cared, least of all the ferrymen of the town who had been there.",
                "But then.",
            ],
        ),
        (
            "Bridge opens\n\nBy Jane Doe and John van der Roe\n9 March 2024\nSource: The Gazette\n\nIt was time.",
            &[
                "title: Bridge opens",
                "date: 9 March 2024",
                "source: The Gazette",
                "by: By Jane Doe and John van der Roe",
                "It was time.",
            ],
        ),
        (
            "By Jane Doe\n\nBridge opens\n\nText.",
            &["title: Bridge opens", "by: By Jane Doe", "Text."],
        ),
        (
            "Title: Bridge opens\nDate: 2024-03-09\n\nText.",
            &["title: Bridge opens", "date: 2024-03-09", "Text."],
        ),
        (
            "Bridge opens\n\nDate: soon\n\nText.",
            &["title: Bridge opens", "Date: soon", "Text."],
        ),
        (
            "Bridge opens\n\nBy the time they came it was late.",
            &["title: Bridge opens", "By the time they came it was late."],
        ),
        (
            "Bridge opens\n============\n\nText.",
            &["title: Bridge opens", "Text."],
        ),
        (
            "FOR IMMEDIATE RELEASE\n\nBridge opens\n\nText.",
            &["title: Bridge opens", "FOR IMMEDIATE RELEASE", "Text."],
        ),
        (
            "***\n\nBridge opens\n\nText.",
            &["title: Bridge opens", "Text."],
        ),
        (
            "Le pont rouvre\n\nPar Odile Ferrand\nSource : Le Phare\n18 mars 2024\n\nEnfin.",
            &[
                "title: Le pont rouvre",
                "date: 18 mars 2024",
                "source: Le Phare",
                "by: Par Odile Ferrand",
                "Enfin.",
            ],
        ),
        (
            "橋が再開\n\n2024年11月17日\n\n式典があった。",
            &["title: 橋が再開", "date: 2024年11月17日", "式典があった。"],
        ),
    ];

    #[test]
    fn a_letterhead_is_no_headline() {
        let cases: &[(&str, &[&str])] = &[
            (
                "Office of the Mayor\n9 March 2024\nPress contact: Ann Lee\n\nFerry to sail again\n\nIt sails.",
                &[
                    "title: Ferry to sail again",
                    "date: 9 March 2024",
                    "Office of the Mayor",
                    "Press contact: Ann Lee",
                    "It sails.",
                ],
            ),
            (
                "River Trust\n\nPRESS RELEASE\n\nFerry to sail again\n\nIt sails.",
                &[
                    "title: Ferry to sail again",
                    "River Trust",
                    "PRESS RELEASE",
                    "It sails.",
                ],
            ),
            (
                "Ferry to sail again\n\nContact: Ann Lee\n\nIt sails from Monday on, says the mayor, and it will be free.",
                &[
                    "title: Ferry to sail again",
                    "Contact: Ann Lee",
                    "It sails from Monday on, says the mayor, and it will be free.",
                ],
            ),
            (
                "ann@example.org\n+44 20 5550 134\n\nFerry to sail again\n\nIt sails.",
                &[
                    "title: Ferry to sail again",
                    "ann@example.org",
                    "+44 20 5550 134",
                    "It sails.",
                ],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), *expected, "{text}");
        }
    }

    #[test]
    fn headline_and_header_lines_leave_the_text() {
        for (text, expected) in HEADS {
            assert_eq!(shown(text), *expected, "{text}");
        }
    }

    #[test]
    fn headings_are_numbered_underlined_or_in_capitals() {
        let text = "Report\n\n1. The vote\n\nIt passed.\n\n2. What next?\n\nNobody knows.\n\nII. Later\n\nMuch.\n\n3.2 Results\n\nGood.\n\nTHE RIVER\n\nIt rose.\n\nThe town\n--------\nIt stood.\n\n1. Buy milk\n\n2. Buy eggs\n\n12 angry men met.\n\n5. November was cold.\n\nEnd";
        let headings: Vec<String> = shown(text)
            .into_iter()
            .filter(|line| line.starts_with("# "))
            .collect();
        assert_eq!(
            headings,
            [
                "# 1. The vote",
                "# 2. What next?",
                "# II. Later",
                "# 3.2 Results",
                "# THE RIVER",
                "# The town"
            ]
        );
        let shouted = "BRIDGE OPENS\n\nTHE BRIDGE OPENED TODAY\n\nNOBODY CAME\n\nTHE END";
        assert!(shown(shouted).iter().all(|line| !line.starts_with("# ")));
    }

    #[test]
    fn an_empty_file_is_refused() {
        for text in ["", " \n\r\n\t", "\u{c}"] {
            assert_eq!(
                read_all(read, text),
                [Err(Refused {
                    ordinal: None,
                    line: None,
                    reason: Reason::Empty
                })]
            );
        }
    }

    #[test]
    fn text_is_told_from_binary() {
        assert!(sniff(b"Plain text.\r\n\tIndented."));
        assert!(sniff("Été — 日本".as_bytes()));
        assert!(!sniff(b"PK\x03\x04\x00\x00"));
        assert!(!sniff(b"\x01\x02\x03\x04abc"));
        assert!(!sniff(b""));
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "([a-zé]{1,8}[ .,:\n-]|\n\n|1\\. |By |Date: |===\n|\\PC){0,60}") {
            let record = record(&unix_lines(&text));
            let fields = [record.title, record.published, record.source, record.section, record.language, record.url];
            let mut kept: String = fields.into_iter().flatten().collect();
            kept.extend(record.authors.into_iter().chain(record.tags));
            kept.extend(record.paragraphs.into_iter().map(|paragraph| paragraph.text));
            // `Date: ` and its like name a field and go; all else stays, if not in order.
            for word in text.split(|ch: char| !ch.is_alphanumeric()).filter(|word| word.len() > 3 && *word != "Date") {
                let count = |text: &str| text.matches(word).count();
                prop_assert!(count(&kept) > 0, "`{}` of {:?}", word, text);
            }
        }
    }
}
