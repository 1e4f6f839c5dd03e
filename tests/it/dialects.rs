//! Queries in the languages of other services: what each is in the native one, and the articles that it finds.
//!
//! A table a language in `tests/it/dialects`: a query, what it is read as, the articles that it finds, what is said about it.
//! `UNBURY_BLESS=1` writes the tables anew: the change is then a diff to be read.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::archive::{Archive as Samples, Run};
use tempfile::TempDir;
use unbury::Archive;
use unbury::api::{Matching, SearchRequest};
use unbury::article::Article;
use unbury::dates::DateReading;
use unbury::query::{Problem, ProblemKind, Reading, Syntax, parse, parse_as};

/// Id, source, author, section, date, language, title, text.
type Written = [&'static str; 8];

const ARTICLES: [Written; 15] = [
    [
        "quota",
        "Reuters",
        "Jane Doe",
        "Markets",
        "1987-03-05",
        "en",
        "OPEC keeps its quota",
        "OPEC agreed on Monday to keep its output quota. Saudi Arabia said the price of oil would rise. OPEC ministers meet again in June.\n\nPrices rose in London.",
    ],
    [
        "ceiling",
        "The Ledger",
        "John Smith",
        "Business",
        "1987-04-10",
        "en",
        "Oil prices",
        "The OPEC ministers discussed a new ceiling. A quota was not agreed. Saudi officials and OPEC delegates spoke. OPEC is split.",
    ],
    [
        "settle",
        "Reuters",
        "John Smith",
        "Business",
        "1987-04-20",
        "en",
        "Texaco and Pennzoil settle",
        "Texaco Inc settled its fight with Pennzoil. The merger of two oil companies failed. Lawyers spoke of bankruptcy.",
    ],
    [
        "gas",
        "The Ledger",
        "Jane Doe",
        "Business",
        "1988-01",
        "en",
        "Acquisitions in gas",
        "The acquisition of a gas company was announced. Years later, and far from there, it bought fields with oil. The merging of banks was another matter.",
    ],
    [
        "japan",
        "The Ledger",
        "Ann Lee",
        "World",
        "1987-05-01",
        "en",
        "Trade deficit widens",
        "The trade deficit with Japan widened. The balance of American trade, an old friend, shows a deficit.",
    ],
    [
        "canada",
        "Reuters",
        "Ann Lee",
        "World",
        "1986-12-31",
        "en",
        "A gap",
        "The trade gap, a deficit, grew with Canada. Merchants met.",
    ],
    [
        "aids",
        "Harbour Herald",
        "Ann Lee",
        "Science",
        "1990-06-01",
        "en",
        "Research on AIDS",
        "AIDS is a disease. The aids of a general are officers. Aid is given.",
    ],
    [
        "bank",
        "Harbour Herald",
        "Jane Doe",
        "Markets",
        "1991",
        "en",
        "The bank",
        "The bank closed. A banker wept. Its banking house stood empty.",
    ],
    [
        "banks",
        "Harbour Herald",
        "Jane Doe",
        "Markets",
        "1991-02-03",
        "en",
        "News of the day",
        "The banks reopened. Bankers smiled.",
    ],
    [
        "rates",
        "Reuters",
        "Paul Gray",
        "Markets",
        "1987-03-01",
        "en",
        "Interest rates",
        "Interest rates rose, the Federal Reserve said. Economists look at the economy. Economic policy is policy.",
    ],
    [
        "women",
        "Le Monde",
        "Anne Blanc",
        "Culture",
        "1992-08-15",
        "en",
        "Women in politics",
        "A woman and two women won. Colour and color differ. The organisation wrote to the organization.",
    ],
    [
        "petrole",
        "Le Monde",
        "Anne Blanc",
        "Culture",
        "1987-03-07",
        "fr",
        "Le marché du pétrole",
        "Le marché de Paris attend la réunion. Le prix monte.",
    ],
    [
        "air",
        "The Ledger",
        "Paul Gray",
        "Travel",
        "1993-01-01",
        "en",
        "Southwest Airlines",
        "Southwest Air flies far. The air in the southwest is dry. Dogs bite; the biting of dogs hurts.",
    ],
    [
        "numbers",
        "Harbour Herald",
        "Paul Gray",
        "Travel",
        "1994-05-06",
        "en",
        "Mr Smyth",
        "Smyth met Smith. The bus number 18 came, then the 12. The code is p1234. Apples and appliances: he applied, she applies.",
    ],
    [
        "quake",
        "The Ledger",
        "Ann Lee",
        "World",
        "1995-07-08",
        "en",
        "A long report",
        "The harbour lay quiet on that day and the boats were at their places, the nets in the sun, the fishermen in the shade of the long wall, where they had sat for as long as anybody in the town could remember, and nobody thought of anything but the heat, the evening, the wine and the sea. Then the earthquake came. OPEC was forgotten.",
    ],
];

fn archive() -> (TempDir, Archive) {
    let folder = TempDir::new().expect("a folder");
    let index = folder.path().join("index");
    let articles = ARTICLES.map(
        |[
            id,
            source,
            author,
            section,
            published,
            language,
            title,
            text,
        ]| {
            let mut article = Article::new(id, title, text);
            article.source = Some(source.to_owned());
            article.authors = vec![author.to_owned()];
            article.section = Some(section.to_owned());
            article.language = Some(language.to_owned());
            article.published = Some(published.parse().expect("a date"));
            article
        },
    );
    unbury::index_articles(&index, articles).expect("indexed");
    let archive = Archive::open(&index).expect("an index");
    (folder, archive)
}

/// How the table of a language reads its queries: counted from a day.
fn reading(syntax: Syntax) -> Reading {
    let today = Some("1987-03-08".parse().expect("a day"));
    let dates = DateReading { order: None, today };
    Reading { syntax, dates }
}

/// The ids of what a query finds, in the order of the articles.
fn found(archive: &Archive, query: unbury::query::Query) -> String {
    let request = SearchRequest {
        matching: Matching::All,
        limit: None,
        ..SearchRequest::new(unbury::query::Parsed::from(query))
    };
    let hits = archive.search(&request).expect("an answer").hits;
    let ids = ARTICLES.iter().map(|article| article[0]);
    let ids = ids.filter(|id| hits.iter().any(|hit| hit.article.id.0.as_str() == *id));
    ids.collect::<Vec<_>>().join(" ")
}

/// A query's row: what it is read as, what it finds, what is said about it.
fn row(archive: &Archive, query: &str, syntax: Syntax) -> String {
    let parsed = parse_as(query, reading(syntax));
    let native = parsed.query.to_string();
    let again = parse(&native);
    assert_eq!(again.query, parsed.query, "{query}: {native}");
    assert_eq!(again.problems, [], "{query}: {native}");
    let ids = found(archive, parsed.query);
    let mut row = format!("{query}\n  {native}\n  = {ids}\n").replace("= \n", "=\n");
    let whole = |problem: &&Problem| !matches!(problem.kind, ProblemKind::ReadAs(_));
    for problem in parsed.problems.iter().filter(whole) {
        let place = problem.span.of(query);
        writeln!(row, "  ! {place}: {}", problem.message()).expect("a string");
    }
    row
}

#[test]
fn every_language_is_read_by_its_own_rules() {
    let (_folder, archive) = archive();
    for syntax in Syntax::ALL {
        let name = format!("tests/it/dialects/{syntax}.txt");
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(&name);
        let table = fs::read_to_string(&path).expect("a table");
        let queries: Vec<&str> = table
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with([' ', '#']))
            .collect();
        assert!(
            queries.len() >= 60 || syntax == Syntax::Native,
            "{name}: {}",
            queries.len()
        );
        let rows: Vec<String> = queries
            .iter()
            .map(|query| row(&archive, query, syntax))
            .collect();
        let rows = rows.join("\n");
        if std::env::var_os("UNBURY_BLESS").is_some() {
            fs::write(&path, rows).expect("written");
        } else {
            assert_eq!(table, rows, "{name}");
        }
    }
}

/// The codes of a cell of a Markdown table.
fn codes(cell: &str) -> Vec<String> {
    let parts = cell.split('`').skip(1).step_by(2);
    parts.map(|code| code.replace("\\|", "|")).collect()
}

#[test]
fn the_page_on_other_languages_is_true() {
    let page = include_str!("../../docs/dialects.md").replace("\\|", "\u{1}");
    let mut checked = 0;
    for section in page.split("\n## ").skip(1) {
        let name = section.lines().next().unwrap_or_default().to_lowercase();
        let Ok(syntax) = name.parse::<Syntax>() else {
            continue;
        };
        for row in section.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = row.split('|').collect();
            let (there, here) = (codes(cells[1]), codes(cells[2]));
            // Rows that only name examples.
            if here.is_empty() || cells[2].contains("and so on") || here.concat().contains('…') {
                continue;
            }
            for (at, query) in there.iter().enumerate() {
                let expected = if here.len() == there.len() {
                    &here[at]
                } else {
                    &here[0]
                };
                let expected = expected.replace('\u{1}', "|");
                let read = parse_as(query, reading(syntax)).query;
                assert_eq!(read, parse(&expected).query, "{name}: {query} is {read}");
                checked += 1;
            }
        }
    }
    assert!(checked > 80, "{checked}");
}

/// Runs a command as a shell would part it: what stands between single quotes is one argument.
fn typed(archive: &Samples, line: &str) -> Run {
    let mut arguments: Vec<&str> = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            arguments.push(part);
        } else {
            arguments.extend(part.split_whitespace());
        }
    }
    archive.run(arguments)
}

#[test]
fn commands_read_other_languages_and_say_how() {
    let archive = Samples::of_samples();
    let native = typed(
        &archive,
        "count 'bridge w/4 (closed OR shut)' --format json",
    );
    let lexis = typed(
        &archive,
        "count 'bridge w/4 closed or shut' --syntax lexis --format json",
    );
    let counted = |run: &Run| {
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        json["counts"][0].clone()
    };
    let (native, lexis) = (counted(&native), counted(&lexis));
    assert_eq!(native["occurrences"], lexis["occurrences"]);
    assert_eq!(native["query"]["canonical"], lexis["query"]["canonical"]);
    assert_eq!(lexis["notices"][0]["code"], "read_as", "{lexis}");

    let translated = typed(
        &archive,
        "translate --from lexis 'bridge w/4 closed or shut'",
    );
    assert_eq!(translated.stdout, "bridge w/4 (closed OR shut)\n");
    assert_eq!((translated.status, translated.stderr.as_str()), (0, ""));
    let told = typed(&archive, "translate --from factiva 'bridge not co=acme'");
    assert_eq!(told.stdout, "\"bridge\" date:never\n");
    let place = "      bridge not co=acme\n                 ^^^^^^^\n";
    assert!(told.stderr.contains(place), "{}", told.stderr);
    let strict = typed(
        &archive,
        "translate --from factiva 'bridge not co=acme' --strict",
    );
    assert_eq!((strict.status, strict.stdout.as_str()), (2, ""));
    let strict = typed(&archive, "count 'bridge or dam' --strict");
    assert_eq!(strict.status, 2, "{}", strict.whole());
}

#[test]
fn notes_are_in_every_form() {
    let archive = Samples::of_samples();
    for line in [
        "count 'bridge or dam'",
        "count 'bridge or dam' --format json",
        "count 'bridge or dam' --format csv",
        "search 'bridge or dam'",
        "search 'bridge or dam' --format json",
        "search 'bridge or dam' --format csv",
        "kwic 'bridge or dam'",
        "kwic 'bridge or dam' --format csv",
        "kwic 'bridge or dam' --format jsonl",
    ] {
        let run = typed(&archive, line);
        let message = "`or` in small letters is read as a word";
        assert!(run.whole().contains(message), "{line}: {}", run.whole());
    }
    let sheet = typed(&archive, "count 'bridge or dam' --format csv");
    assert!(sheet.stdout.contains(",notes"), "{}", sheet.stdout);
    assert!(
        sheet.stdout.contains("`or` in small letters"),
        "{}",
        sheet.stdout
    );
}

#[test]
fn a_filter_that_cannot_be_read_never_widens() {
    let archive = Samples::of_samples();
    let count = |line: &str| {
        let run = typed(&archive, &format!("count {line} --format json"));
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        json["counts"][0]["articles"].as_u64().expect("a number")
    };
    let all = count("bridge");
    assert!(all > 10);
    for line in [
        "'bridge date:2024-02-31'",
        "'bridge -date:soon'",
        "'bridge -(dam since:99/99/2024)'",
        "'bridge source:\"\"'",
        "'bridge co=acme'",
        "'bridge and not company(acme)' --syntax lexis",
        "'bridge NOT SU(dams)' --syntax proquest",
    ] {
        assert_eq!(count(line), 0, "{line}");
    }
    assert_eq!(count("'bridge OR date:soon'"), all);
    for line in [
        "count bridge --source ''",
        "count bridge --author ' - '",
        "search bridge --since soon",
        "kwic bridge --until 31/02/2024",
        "batch names.txt --since soon",
    ] {
        let run = typed(&archive, line);
        assert_eq!(run.status, 2, "{line}: {}", run.whole());
        assert!(run.stderr.contains("hint:"), "{line}: {}", run.stderr);
    }
}

#[test]
fn dates_of_options_are_written_as_people_write_them() {
    let archive = Samples::of_samples();
    let count = |line: &str| {
        let run = typed(&archive, &format!("count bridge {line} --format json"));
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        (json["counts"][0]["articles"].as_u64(), run.stderr)
    };
    let (expected, told) = count("--since 2024-03-05");
    assert_eq!(told, "");
    for line in [
        "--since '5 March 2024'",
        "--since 'March 5, 2024'",
        "--since 2024/03/05",
        "--since 05/03/2024 --date-order day-first",
    ] {
        assert_eq!(count(line), (expected, String::new()), "{line}");
    }
    let (_, told) = count("--since 05/03/2024");
    assert!(told.contains("the month first"), "{told}");
    assert_eq!(count("--since yesterday").0, Some(0));
}

#[test]
fn help_has_a_page_for_each_language() {
    let archive = Samples::new();
    for syntax in Syntax::ALL
        .into_iter()
        .filter(|syntax| *syntax != Syntax::Native)
    {
        let run = typed(&archive, &format!("help coming-from-{syntax}"));
        assert_eq!(run.status, 0, "{}", run.whole());
        let headings: Vec<String> = run
            .stdout
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .map(str::to_lowercase)
            .collect();
        assert_eq!(headings, [syntax.name(), "sources"]);
    }
}
