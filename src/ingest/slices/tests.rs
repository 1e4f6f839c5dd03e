use std::fmt::Write as _;
use std::io;

use proptest::prelude::*;

use super::*;
use crate::ingest::format::{self, Format};
use crate::ingest::record::Record;

/// One record or refusal as ordinal, line, and title or reason.
type Row = (Option<u64>, Option<u64>, String);

/// Format, text, and the rows expected: ordinal, line, title or reason.
type Case<'a> = (&'a str, String, &'a [(u64, u64, &'a str)]);

/// Gives one byte count at a time, so that scanners meet every border.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(self.1).min(buffer.len());
        let (now, later) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

fn read(bytes: &[u8], format: &Format, target_bytes: usize, limit_bytes: usize) -> Vec<Row> {
    let options = ReadOptions::default();
    let cutting = Cutting {
        target_bytes,
        limit_bytes,
        ..Cutting::new(format.split, &options)
    };
    let mut rows = Vec::new();
    slices(
        &mut Trickle(bytes, target_bytes.max(7)),
        &cutting,
        &mut |slice| {
            match slice {
                Ok(slice) => {
                    let before = rows.len() as u64;
                    (format.read)(&slice.as_slice(), &options, &mut |read| {
                        rows.push(row(read));
                    });
                    let read = rows.len() as u64 - before;
                    // A file that is read at once may hold several (an export, messages of a teleprinter).
                    let is_as_told = read == slice.records
                        || matches!(format.split, Split::Whole) && read > slice.records;
                    assert!(is_as_told, "{read} {slice:?}");
                }
                Err(refused) => rows.push(row(Err(refused))),
            }
            ControlFlow::Continue(())
        },
    );
    rows
}

fn row(read: Result<Record, Refused>) -> Row {
    match read {
        Ok(record) => (
            record.ordinal,
            record.line,
            record.title.unwrap_or_default(),
        ),
        Err(refused) => (
            refused.ordinal,
            refused.line,
            format!("! {}", refused.reason),
        ),
    }
}

fn titles(text: &str, name: &str) -> Vec<(u64, u64, String)> {
    let rows = read(
        text.as_bytes(),
        format::by_name(name).unwrap(),
        1 << 20,
        1 << 20,
    );
    rows.into_iter()
        .map(|(ordinal, line, title)| (ordinal.unwrap(), line.unwrap(), title))
        .collect()
}

#[test]
fn ordinals_and_lines_are_exact() {
    let a = r#"{"title":"A","body":"x"}"#;
    let b = r#"{"title":"B","body":"y ]}\" \\"}"#;
    let table: &[Case<'_>] = &[
        ("jsonl", format!("{a}\n\r\n  \n{b}"), &[(1, 1, "A"), (2, 4, "B")]),
        ("jsonl", format!("{a}\n{{\"title\":\n{b}\n"), &[(1, 1, "A"), (2, 2, "! cut short: EOF while parsing a value"), (3, 3, "B")]),
        ("json", format!("[\n{a},\n\n{b}]\n"), &[(1, 2, "A"), (2, 4, "B")]),
        ("json", format!("{a}\n{b}\n[{a}] {b}"), &[(1, 1, "A"), (2, 2, "B"), (3, 3, "A"), (4, 3, "B")]),
        ("json", format!("{{\"count\": 2, \"response\": {{\"docs\": [{a},\n{b}], \"x\": [{{}}]}}}}\n{a}"), &[(1, 1, "A"), (2, 2, "B"), (3, 3, "A")]),
        ("json", "{\"title\":\"A\",\"images\":[{\"url\":\"u\"}],\"body\":\"x\"}".to_owned(), &[(1, 1, "A")]),
        ("json", "{\"title\":\"Feed\",\"description\":\"d\",\"items\":[{\"title\":\"A\",\"content_text\":\"x\"}]}".to_owned(), &[(1, 1, "A")]),
        ("json", format!("[{a}, 7, {b}"), &[
            (1, 1, "A"),
            (2, 1, "! not an article: a JSON number where an object should stand"),
            (3, 1, "B"),
            (4, 1, "! cut short: the JSON list of articles is never closed"),
        ]),
        ("csv", "title,body\r\nA,\"x\r\n\"\"y\"\r\n\r\nB,y".to_owned(), &[(1, 2, "A"), (2, 5, "B")]),
        ("csv", "title;body\nA;x, y\nB;\"y\nC;z\n".to_owned(), &[(1, 2, "A"), (2, 3, "B"), (3, 4, "C")]),
        ("csv", "title,body\nA,x,z\nB,y\nC\nD,x,\n".to_owned(), &[(1, 2, "! 3 columns where the header has 2"), (2, 3, "B"), (3, 4, "! 1 columns where the header has 2"), (4, 5, "D")]),
        ("csv", "title,body,n\nA,x\n".to_owned(), &[(1, 2, "A")]),
        ("csv", "Only a line of prose, and no table.\n".to_owned(), &[(1, 1, "! no table: its only line names no columns")]),
        ("tsv", "title\tbody\nA\tx \"quoted\" y\n".to_owned(), &[(1, 2, "A")]),
        ("csv", "title,body\n".to_owned(), &[]),
        ("csv", "\n\n".to_owned(), &[]),
        ("ris", "TY  - NEWS\nTI  - A\nER  - \n\nTI  - B\nER  - \nTY  - NEWS\nTI  - C\nTY  - X\nTI  - D\n".to_owned(), &[(1, 1, "A"), (2, 5, "B"), (3, 7, "C"), (4, 9, "D")]),
        ("ris", "\nno records\n".to_owned(), &[(1, 1, "! no article: a text without records")]),
        ("ris", "\n".to_owned(), &[(1, 1, "! empty")]),
        ("bibtex", "% a\n@string{b = \"B\"}\n@misc{a, title={A}} @misc{x, title={X}}\n@comment{no}\n@misc{b, title = b}\n@misc{c, title = {C\n@misc{d, title={D}}".to_owned(), &[
            (1, 3, "A"),
            (2, 3, "X"),
            (3, 5, "B"),
            (4, 6, "! cut short: entry `c` does not end"),
            (5, 7, "D"),
        ]),
        ("json", String::new(), &[]),
        ("jsonl", "\n \n".to_owned(), &[]),
    ];
    for (name, text, expected) in table {
        let expected: Vec<_> = expected
            .iter()
            .map(|(ordinal, line, title)| (*ordinal, *line, (*title).to_owned()))
            .collect();
        assert_eq!(titles(text, name), expected, "{name}: {text}");
    }
}

#[test]
fn what_is_too_large_is_refused_and_the_rest_is_read() {
    let long = "x".repeat(300_000);
    let object = |title: &str, body: &str| format!("{{\"title\":\"{title}\",\"body\":\"{body}\"}}");
    let (a, b, c) = (object("A", "x"), object("B", &long), object("C", "z"));
    for (name, text) in [
        ("jsonl", format!("{a}\n{b}\n{c}\n")),
        ("json", format!("[{a},\n{b},\n{c}]")),
    ] {
        for target in [1, 1 << 20] {
            let rows = read(
                text.as_bytes(),
                format::by_name(name).unwrap(),
                target,
                100_000,
            );
            let (ordinals, titles): (Vec<_>, Vec<_>) = rows
                .into_iter()
                .map(|(ordinal, line, title)| ((ordinal, line), title))
                .unzip();
            assert_eq!(
                ordinals,
                [(Some(1), Some(1)), (Some(2), Some(2)), (Some(3), Some(3))],
                "{name} {target}"
            );
            assert_eq!(
                titles,
                ["A", "! too large: more than 0 MB in one record", "C"],
                "{name} {target}"
            );
        }
    }
    let whole = read(long.as_bytes(), format::by_name("text").unwrap(), 1, 1000);
    assert_eq!(
        whole,
        [(
            None,
            None,
            "! too large: more than 0 MB in one record".to_owned()
        )]
    );
}

#[test]
fn a_broken_stream_keeps_what_was_whole() {
    struct Breaks<'a>(Trickle<'a>);
    impl Read for Breaks<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "incomplete frame",
                )),
                count => Ok(count),
            }
        }
    }
    let table = [
        (
            "jsonl",
            "{\"title\":\"A\",\"text\":\"x\"}\n{\"title\":\"B\"",
            1,
            2,
        ),
        (
            "json",
            "[{\"title\":\"A\",\"text\":\"x\"},\n{\"title\":\"B\"",
            1,
            2,
        ),
        ("csv", "title,text\nA,x\nB,", 1, 3),
        ("text", "A headline", 0, 0),
    ];
    for (name, text, whole, line) in table {
        let format = format::by_name(name).unwrap();
        let options = ReadOptions::default();
        let (mut records, mut breaks) = (0, Vec::new());
        slices(
            &mut Breaks(Trickle(text.as_bytes(), 5)),
            &Cutting::new(format.split, &options),
            &mut |slice| {
                match slice {
                    Ok(slice) => records += slice.records,
                    Err(refused) => {
                        breaks.push((refused.line.unwrap_or(0), refused.reason.to_string()));
                    }
                }
                ControlFlow::Continue(())
            },
        );
        assert_eq!(
            (records, breaks),
            (
                whole,
                vec![(line, "cut short: incomplete frame".to_owned())]
            ),
            "{name}"
        );
    }
}

#[test]
fn a_break_stops_at_once() {
    let options = ReadOptions::default();
    let cutting = Cutting {
        target_bytes: 1,
        ..Cutting::new(Split::Lines, &options)
    };
    let mut seen = 0;
    slices(&mut &b"{}\n{}\n{}\n"[..], &cutting, &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    assert_eq!(seen, 1);
}

/// Bytes that mean something to a scanner.
const TELLING_BYTES: &[u8] = b"{}[]\",:\\ ab1;|\n\r\t\xe9\xc3\xa9";

/// Lines of which citations are made, whole and broken.
const LINES_OF_CITATIONS: &[&str] = &[
    "TY  - NEWS\n",
    "TI  - A title\r\n",
    "AB  - A text that\n",
    "goes on\n",
    "ER  - \n",
    "TY  - \n",
    "\n",
    "é",
    "@misc{a, title = {A",
    "},\n",
    "}\n",
    "@string{s = {Sarn}}\n",
    "@misc{b, title = s # { dam}}\n",
    "@comment{",
    "title = \"q\"",
    "@misc{c,\n",
    "@article{d, title={D}}@misc{e, title={E}}\n",
    "abstract = {a@b{c}},\n",
    "\\",
    "@preamble{{",
    "@x{",
];

/// A title, with what makes boundaries hard to find.
fn title() -> impl Strategy<Value = String> {
    proptest::string::string_regex(r#"[ab"\\{}\[\],;:\n\r\té ]{0,8}"#)
        .unwrap()
        .prop_map(|text| format!("t{text}t"))
}

fn json(title: &str) -> String {
    serde_json::json!({"title": title, "tags": [{"name": "}"}], "body": "x"}).to_string()
}

fn csv_row(title: &str) -> String {
    format!("x,\"{}\"", title.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn slices_hold_what_the_file_holds(titles in proptest::collection::vec(title(), 0..12), target in 1..300_usize, kind in 0..5_usize) {
        let objects = || titles.iter().map(|title| json(title));
        let (name, text) = match kind {
            0 => ("jsonl", objects().collect::<Vec<_>>().join("\n")),
            1 => ("json", format!("[{}]", objects().collect::<Vec<_>>().join(",\n"))),
            2 => ("json", format!("{{\"meta\":{{\"a\":[1,{{}}]}},\"articles\":[{}],\"end\":\"]\"}}", objects().collect::<Vec<_>>().join(","))),
            3 => ("json", objects().collect::<Vec<_>>().join(" \n")),
            _ => ("csv", titles.iter().fold("body,title\n".to_owned(), |mut text, title| {
                let _ = writeln!(text, "{}", csv_row(title));
                text
            })),
        };
        // An object around an empty list is read as an article, which it may be.
        prop_assume!(kind != 2 || !titles.is_empty());
        let found = read(text.as_bytes(), format::by_name(name).unwrap(), target, 1 << 20);
        let found_titles: Vec<_> = found.iter().map(|(_, _, title)| title.clone()).collect();
        prop_assert_eq!(found_titles, titles);
        for (index, (ordinal, _, _)) in found.iter().enumerate() {
            prop_assert_eq!(*ordinal, Some(index as u64 + 1));
        }
    }

    #[test]
    fn cutting_does_not_matter(
        bytes in proptest::collection::vec(proptest::sample::select(TELLING_BYTES), 0..80),
        target in 1..60_usize,
        index in 0..format::FORMATS.len(),
    ) {
        let format = &format::FORMATS[index];
        let cut = read(&bytes, format, target, 1 << 20);
        let at_once = read(&bytes, format, 1 << 20, 1 << 20);
        let places = |rows: &[Row]| rows.iter().map(|(ordinal, line, _)| (*ordinal, *line)).collect::<Vec<_>>();
        prop_assert_eq!(places(&cut), places(&at_once));
    }

    #[test]
    fn citations_are_the_same_however_they_are_cut(
        lines in proptest::collection::vec(proptest::sample::select(LINES_OF_CITATIONS), 0..30),
        target in 1..200_usize,
        trickle in 1..20_usize,
    ) {
        let text = lines.concat();
        for name in ["ris", "bibtex"] {
            let format = format::by_name(name).unwrap();
            let at_once = read(text.as_bytes(), format, 1 << 20, 1 << 20);
            prop_assert_eq!(&read(text.as_bytes(), format, target, 1 << 20), &at_once);
            prop_assert_eq!(&read(text.as_bytes(), format, trickle, 1 << 20), &at_once);
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), target in 1..50_usize, limit in 1..100_usize) {
        for format in format::FORMATS {
            read(&bytes, format, target, limit);
        }
    }
}

#[test]
fn a_stream_that_breaks_off_in_its_first_element_is_told_there() {
    let options = ReadOptions::default();
    let text = b"<rss><channel>\n<title>News</title>\n<item><title>The bri";
    let broken = io::Error::new(io::ErrorKind::UnexpectedEof, "no more");
    let mut reader = Cursor::new(text).chain(Failed(Some(broken)));
    let cutting = Cutting::new(Split::Elements(&["item"]), &options);
    let mut told = Vec::new();
    slices(&mut reader, &cutting, &mut |slice| {
        let refused = slice.map_err(|refused| (refused.line, refused.reason.code()));
        told.push(refused.map(|slice| slice.records));
        ControlFlow::Continue(())
    });
    assert_eq!(told, [Err((Some(3), "cut_short"))]);
}
