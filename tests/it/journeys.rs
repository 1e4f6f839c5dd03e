//! What people come to do, from the first command to the last: each step is a line that is typed, and what must come of it.

use crate::archive::{Archive, samples};

/// A line typed in a shell, and what it must print somewhere.
type Step = (&'static str, &'static str);

fn walk(steps: &[Step]) {
    let archive = Archive::new();
    for (path, bytes) in samples() {
        archive.write(&format!("stories/{path}"), bytes);
    }
    archive.write("names.txt", "Edda Lorring\nPell Okafor\n");
    archive.write("wire/1.txt", "A wire story of the bridge, from the wire.\n");
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_unbury"));
    let folder = program.parent().expect("a folder").display();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    for (line, expected) in steps {
        let mut shell = archive.command_of("bash");
        let run = shell.args(["-c", line]).env("PATH", &path).output();
        let run = run.expect("a shell");
        let printed = [run.stdout, run.stderr].concat();
        let printed = String::from_utf8_lossy(&printed);
        assert!(printed.contains(expected), "{line}\n{printed}");
    }
}

/// A folder of stories, a half-remembered quote, one outlet and year, a list for a spreadsheet, a quote to paste.
#[test]
fn a_journalist() {
    walk(&[
        ("cd stories && unbury index .", "129 new"),
        (
            "cd stories && unbury search 'I signed and did not ask'",
            "I **signed**",
        ),
        (
            "cd stories && unbury search '\"signed for a bridge\"'",
            "`\"signed for the bridge\"`",
        ),
        (
            "cd stories && unbury search lorring --source 'Continental Wire' --since 2024",
            "of 129 articles match",
        ),
        (
            "cd stories && unbury search lorring --source 'Continental Wyre'",
            "did you mean `continental wire`? `unbury stats --sources` lists them all",
        ),
        (
            "cd stories && unbury kwic lorring -o lorring.csv && head -c 60 lorring.csv",
            "id,title,date",
        ),
        (
            "cd stories && unbury search 'ministers w/s resign*' -n 1 --format markdown",
            "> ",
        ),
    ]);
}

/// What would be read, two archives asked as one, an article taken down for good, queries as Lexis has them, an index that is moved.
#[test]
fn an_archivist() {
    walk(&[
        ("unbury index stories --dry-run", "129"),
        ("unbury index stories", "129 new"),
        ("unbury index wire --index wire.index", "1 new"),
        (
            "unbury count bridge --index index --index wire.index --format csv",
            "bridge,bridge,31,",
        ),
        ("unbury delete cw-20240411-001 --dry-run", "cw-20240411-001"),
        (
            "unbury delete cw-20240411-001 --yes; unbury index stories; unbury show cw-20240411-001",
            "no article has the id",
        ),
        (
            "unbury search 'bridge w/5 clos! and not ferry' --syntax lexis -n 1",
            "bridge w/5 clos*",
        ),
        (
            "mkdir moved && mv index moved/ && cd moved && unbury index ../stories",
            "0 new",
        ),
        ("cd moved && unbury verify", "sound"),
    ]);
}

/// Every mention, names counted as they are written, and a table that a program reads.
#[test]
fn a_researcher() {
    walk(&[
        ("unbury index stories -q && unbury count bridge", "106"),
        (
            "unbury kwic bridge -o bridge.tsv && wc -l < bridge.tsv",
            "107",
        ),
        ("unbury batch names.txt --passages none", "1,Edda Lorring,"),
        (
            "unbury search bridge -n all -o bridge.csv",
            "106 matches in all",
        ),
        (
            "unbury kwic bridge --sample 5 --seed 7 --columns id,date,keyword --format csv | wc -l",
            "6",
        ),
    ]);
}

/// JSON whose places cut the text, and an error that says what to type.
#[test]
fn a_developer() {
    walk(&[
        (
            "unbury index stories && unbury search 'peace talks' --format json",
            "\"schema_version\":1",
        ),
        ("unbury search peace --json", "`--format json`"),
        (
            "unbury search peace -o peace.jsonl && head -c 19 peace.jsonl",
            "{\"schema_version\":1",
        ),
        ("unbury stats --format json", "\"format_version\""),
        ("unbury help json | head -1", "# "),
    ]);
}
