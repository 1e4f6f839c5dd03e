//! Of an article with numbered versions the greatest is in the index, whenever it is read; what its source takes back is not.

use crate::archive::Archive;

fn item(version: u64, status: &str, word: &str) -> String {
    format!(
        r#"{{"uri": "urn:newsml:mna.example:7", "version": "{version}", "type": "text", "pubstatus": "{status}",
            "headline": "The lock gate, {word}", "body_text": "The gate was {word} on Monday."}}"#
    )
}

/// Which words of the versions are in the index.
fn held(archive: &Archive) -> Vec<&'static str> {
    let words = ["first", "second", "third", "fourth"];
    words
        .into_iter()
        .filter(|word| archive.line(&format!("count {word}")).status == 0)
        .collect()
}

#[test]
fn the_greatest_version_stays_in_any_order() {
    let orders = [
        ["1", "2", "3"],
        ["3", "2", "1"],
        ["2", "3", "1"],
        ["1", "3", "2"],
    ];
    for order in orders {
        for at_once in [true, false] {
            let archive = Archive::new();
            for (file, version) in order.iter().enumerate() {
                let word = ["first", "second", "third"][version.parse::<usize>().expect("one") - 1];
                let version = version.parse().expect("a number");
                archive.write(&format!("wire/{file}.json"), item(version, "usable", word));
                if !at_once {
                    archive.line("index wire");
                }
            }
            archive.line("index wire");
            assert_eq!(held(&archive), ["third"], "{order:?} {at_once}");
        }
    }
}

#[test]
fn what_is_taken_back_goes_and_stays_away_until_a_newer_version() {
    for at_once in [false, true] {
        let archive = Archive::new();
        archive.write("wire/1.json", item(1, "usable", "first"));
        archive.write("wire/2.json", item(2, "usable", "second"));
        if !at_once {
            archive.line("index wire");
            assert_eq!(held(&archive), ["second"]);
        }
        archive.write("wire/3.json", item(3, "canceled", "third"));
        let run = archive.line("index wire");
        assert!(
            run.stdout.contains("withdrawn by its source"),
            "{}",
            run.whole()
        );
        assert!(
            run.stdout
                .contains("1 article removed: its source took it back"),
            "{}",
            run.whole()
        );
        assert_eq!(held(&archive), [""; 0], "{at_once}");
        // An old version that is read again does not come back.
        archive.write("wire/2.json", item(2, "usable", "second") + "\n");
        archive.write("again/1.json", item(1, "usable", "first"));
        archive.line("index wire again");
        assert_eq!(held(&archive), [""; 0]);
        archive.write("wire/4.json", item(4, "usable", "fourth"));
        archive.line("index wire");
        assert_eq!(held(&archive), ["fourth"]);
    }
}

#[test]
fn an_embargo_that_has_not_passed_is_told_and_kept() {
    let archive = Archive::new();
    let embargo = |year: u64| {
        format!(
            "EMBARGOED UNTIL 6 June {year}, 00:01\n\nCouncil to build a bridge in {year}\n\nThe council said that it will build a bridge over the river.\n"
        )
    };
    archive.write("old.txt", embargo(2001));
    archive.write("new.txt", embargo(2901));
    let run = archive.line("index old.txt new.txt");
    let told = "note: new.txt: under embargo until 6 June 2901, 00:01\n";
    assert!(run.stdout.contains(told), "{}", run.whole());
    assert_eq!(run.stdout.matches("embargo").count(), 1, "{}", run.whole());
    let found = archive.line("search bridge meta.embargo:2901 --format jsonl");
    assert_eq!(found.stdout.lines().count(), 1, "{}", found.whole());
}
