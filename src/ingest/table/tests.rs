use proptest::prelude::*;

use super::*;

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

/// The table with its header on a line of its own.
fn standard(text: &str, delimiter: Option<u8>, step: usize) -> String {
    let options = ReadOptions {
        delimiter,
        ..ReadOptions::default()
    };
    let mut bytes = Trickle(text.as_bytes(), step);
    match Table::open(&mut bytes, &options) {
        Ok((mut table, header, _)) => {
            let mut rows = String::new();
            table.read_to_string(&mut rows).unwrap();
            let header = String::from_utf8(header.unwrap_or_default()).unwrap();
            format!("{header}\n{rows}")
        }
        Err(reason) => format!("! {reason}"),
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of dialects")]
fn dialects_become_one() {
    let table = [
        ("title,body\nA,x\n", "title,body\nA,x\n"),
        ("title;body\r\nA;x, y\r\n", "title,body\nA,\"x, y\"\r\n"),
        ("sep=|\ntitle|body\nA|x;y", "title,body\nA,x;y"),
        (
            "title,body\nA,\"x\n\ny \"\"z\"\"\"\n",
            "title,body\nA,\"x\n\ny \"\"z\"\"\"\n",
        ),
        // Lines in front of the header.
        (
            "# exported on Monday, by hand\n#\n#\ntitle,body,id\nA,x,1\n",
            "title,body,id\nA,x,1\n",
        ),
        ("# title,body\nA,x\n", "# title,body\nA,x\n"),
        ("#\ttitle\tbody\n1\tA\tx\n", "#,title,body\n1,A,x\n"),
        // Quotes that are signs.
        (
            "title,body\nA,16\" wide\nB,y \"z\"\n",
            "title,body\nA,\"16\"\" wide\"\nB,\"y \"\"z\"\"\"\n",
        ),
        (
            "title,body\n\"A,x\nB,y\nC,z\n",
            "title,body\n\"\"\"A\",x\nB,y\nC,z\n",
        ),
        (
            "id,title,body\n1,\"A,x\n2,B,16\"\n3,C,z\n4,D,12\"\n",
            "id,title,body\n1,\"\"\"A\",x\n2,B,\"16\"\"\"\n3,C,z\n4,D,\"12\"\"\"\n",
        ),
        (
            "id,title,body\n1,\"A,x\n2,B,y\n3,C,16\"\n",
            "id,title,body\n1,\"\"\"A\",x\n2,B,y\n3,C,\"16\"\"\"\n",
        ),
        (
            "title,body\nA,\"x \"y\" z\"\nB,y\n",
            "title,body\nA,\"x \"\"y\"\" z\"\nB,y\n",
        ),
        ("title\tbody\n\"a\tb\"\tx\n", "title,body\na\tb,x\n"),
        (
            "title\tbody\n\"A\tx\"\n",
            "title,body\n\"\"\"A\",\"x\"\"\"\n",
        ),
        (
            "title\tbody\n\"A\tx\nB\ty\"\n",
            "title,body\n\"\"\"A\",x\nB,\"y\"\"\"\n",
        ),
        // Backslashes.
        (
            "title,body\nA,\"x \\\"y\\\" z\"\n",
            "title,body\nA,\"x \"\"y\"\" z\"\n",
        ),
        (
            "title,body\nA,\"C:\\dir\\\"\nB,y\n",
            "title,body\nA,C:\\dir\\\nB,y\n",
        ),
        // Single quotes.
        (
            "title;body\nA;'x; y'\nB;'it''s'\n",
            "title,body\nA,x; y\nB,it's\n",
        ),
        (
            "title;body\nA;'x' y\nB;'tis\n",
            "title,body\nA,'x' y\nB,'tis\n",
        ),
        // Blanks behind a closing quote.
        ("title,body\n\"A\" ,x\n", "title,body\nA,x\n"),
        ("\n\ntitle,body\n\nA,x", "title,body\n\nA,x"),
        ("", "\n"),
    ];
    for (text, expected) in table {
        for step in [1, 7, 1000] {
            assert_eq!(standard(text, None, step), expected, "{text:?}");
        }
    }
    assert_eq!(
        standard("title~body\nA~x", Some(b'~'), 5),
        "title,body\nA,x"
    );
}

#[test]
fn a_table_without_a_header_gets_one() {
    let text = "7,Bridge shut,2024-03-09,The council voted to close the bridge on Monday.\n8,Late again,2024-03-10,The ferry was late for the third time this week.\n";
    let expected = format!("column 1,title,date,body\n{text}");
    assert_eq!(standard(text, None, 50), expected);
    assert_eq!(
        standard("day,visits\n1,20\n", None, 50),
        "day,visits\n1,20\n"
    );
    for prose in [
        "Well, this is only a line of prose, and no table at all.\n",
        "Nothing here",
    ] {
        assert!(standard(prose, None, 50).starts_with("! "), "{prose}");
    }
}

#[test]
fn a_first_row_without_an_end_is_told() {
    let endless = "word ".repeat(LARGEST_ROW_BYTES / 5 + 1);
    let refused = standard(&endless, None, usize::MAX);
    assert!(refused.starts_with("! too large"), "{refused:.80}");
}

proptest! {
    #[test]
    fn what_is_standard_stays(
        rows in proptest::collection::vec(proptest::collection::vec("[a\",;\n\\\\' é]{0,6}", 2..3), 0..6),
        step in 1..50_usize,
    ) {
        let mut text = b"title,body\n".to_vec();
        for row in &rows {
            // A column that begins with another sign is not taken for something else.
            let row: Vec<Vec<u8>> = row.iter().map(|field| format!("a{field}").into_bytes()).collect();
            for field in &row {
                text.push(b'"');
                text.extend(String::from_utf8_lossy(field).replace('"', "\"\"").bytes());
                text.extend(b"\",");
            }
            text.pop();
            text.push(b'\n');
        }
        let text = String::from_utf8(text).unwrap();
        prop_assume!(!Dialect::of(text.as_bytes(), b',').escapes);
        let found = standard(&text, None, step);
        let read = |text: &str| -> Vec<Vec<String>> {
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
        };
        prop_assert_eq!(read(&found), read(&text));
        prop_assert_eq!(found.matches('\n').count(), text.matches('\n').count());
    }

    #[test]
    fn any_bytes_are_taken_however_they_come(
        bytes in proptest::collection::vec(proptest::sample::select(&b"\"',;\t\\ab1\n\r "[..]), 0..60),
        step in 1..9_usize,
    ) {
        let text = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(standard(&text, None, step), standard(&text, None, 1000));
    }
}
