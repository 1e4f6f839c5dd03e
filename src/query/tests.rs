//! The language as a whole: readings as a table, problems as a table, the reference, the limits.

use super::*;

fn canonical(text: &str) -> String {
    parse(text).query.to_string()
}

/// Messages of a query's problems, notes too.
fn messages(text: &str) -> Vec<String> {
    parse(text).problems.iter().map(Problem::message).collect()
}

/// Queries that are read as they look, and their canonical form.
const READINGS: &[(&str, &str)] = &[
    ("", ""),
    ("peace talks", "peace talks"),
    ("peace AND talks", "peace talks"),
    ("war and peace", "war and peace"),
    ("to be or not to be", "to be or not to be"),
    ("war \\or peace", "war \\or peace"),
    ("“root causes”~3", "\"root causes\"~3"),
    ("=Apple =US", "=Apple =US"),
    ("=\"White House\"", "=\"White House\""),
    ("cease* *ship wom?n wom?n?", "cease* *ship wom?n wom?n?"),
    ("a**b", "a*b"),
    (
        "zelensky~ zelensky~1 zelensky~2",
        "zelensky~ zelensky~ zelensky~2",
    ),
    ("/colou?r(ed)?/", "/colou?r(ed)?/"),
    ("/a\\/b/", "/a\\/b/"),
    ("NOT a", "-a"),
    ("−a", "-a"),
    ("NOT NOT a", "a"),
    ("-(-a)", "a"),
    ("((a)) ((b c))", "a b c"),
    ("(a OR b) OR c", "a OR b OR c"),
    ("(a OR b) AND c", "(a OR b) c"),
    ("a W/5 b", "a w/5 b"),
    ("a NEAR/5 b", "a w/5 b"),
    ("a PRE/5 b", "a pre/5 b"),
    ("a NOT W/5 b", "a not w/5 b"),
    ("a not pre/s b", "a not pre/s b"),
    ("a w/sentence b", "a w/s b"),
    ("a near/para b", "a w/p b"),
    ("(a w/5 b) w/3 c", "(a w/5 b) w/3 c"),
    ("a AND b w/5 c", "a (b w/5 c)"),
    ("source:x a w/5 b", "source:x (a w/5 b)"),
    ("title:a w/5 b", "title:a w/5 b"),
    ("a^2 w/5 \"b c\"", "a^2 w/5 \"b c\""),
    ("ATLEAST3(tariff)", "atleast3(tariff)"),
    ("first50(a w/5 b)", "first50(a w/5 b)"),
    ("-atleast2(a)", "-atleast2(a)"),
    ("Headline:a by:\"Jane Doe\"", "title:a author:\"Jane Doe\""),
    ("title:(a OR b)", "title:(a OR b)"),
    ("-source:x", "-source:x"),
    ("title:-a", "title:(-a)"),
    (
        "url:https://x.y/z?q=1&r=(a)~b^2",
        "url:https://x.y/z?q=1&r=(a)~b^2",
    ),
    ("id:\"a b\"", "id:a\\ b"),
    ("url:https://x.y/*", "url:https://x.y/*"),
    ("meta.Word\\ Count:5", "meta.Word\\ Count:5"),
    (
        "date:2024 since:2023-02 until:2024-05-06",
        "date:2024 date:2023-02.. date:..2024-05-06",
    ),
    ("date:\"2024-03\"", "date:2024-03"),
    ("date:never", "date:never"),
    ("date:\"5 March 1987\" a", "date:1987-03-05 a"),
    ("since:5 March 1987 a", "date:1987-03-05.. a"),
    (
        "date:March 1987 until:1987/03/05",
        "date:1987-03 date:..1987-03-05",
    ),
    (
        "date:1 March 1987..5 March 1987",
        "date:1987-03-01..1987-03-05",
    ),
    ("date:01/03/1987..31/03/1987", "date:1987-03"),
    ("a^2 b^1 (c OR d)^.5", "a^2 b (c OR d)^0.5"),
    ("(a^2)^3", "a^6"),
    ("title:a^2", "title:a^2"),
    ("title:(a^2)", "title:(a^2)"),
    ("（和平　OR　战争）", "和平 OR 战争"),
    ("title：“和平”", "title:\"和平\""),
    ("\\AND \\w/5 \\-x", "\\AND \\w/5 \\-x"),
    ("\\not w/5 b", "\\not w/5 b"),
];

#[test]
fn queries_without_problems() {
    for &(text, expected) in READINGS {
        assert_eq!(canonical(text), expected, "{text}");
        assert_eq!(messages(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn prose_is_words() {
    for (text, expected) in [
        ("O'Brien", "O'Brien"),
        ("O’Brien can't stop", "O'Brien can't stop"),
        ("l'équipe", "l'équipe"),
        ("3:30 pm", "3:30 pm"),
        ("http://x.y/z?q=1", "http://x.y/z?q=1"),
        (
            "(see https://en.wikipedia.org/wiki/A_(b).)",
            "see https://en.wikipedia.org/wiki/A_(b)",
        ),
        ("C++ AT&T C#", "C++ AT&T C#"),
        ("cease-fire and/or 9/11", "cease-fire and/or 9/11"),
        (
            "$4.2bn 3.5% 1,200 COVID-19 @x #y",
            "$4.2bn 3.5% 1,200 COVID-19 @x #y",
        ),
        ("U.S. war.", "U.S. war"),
        ("peace, war; truce: yes!", "peace war truce yes"),
        ("war—peace war--peace", "war peace war peace"),
        ("[peace] <war> {truce} 'tis", "peace war truce tis"),
        ("pre- and post-war", "pre and post-war"),
        ("¿qué? ¡sí!", "qué sí"),
        ("a\u{a0}b\u{2009}c\u{3000}d\ne\tf", "a b c d e f"),
        ("😀 peace", "😀 peace"),
        ("C:\\notes\\drafts", "C:notes\\drafts"),
        ("和平、谈判。", "和平 谈判"),
    ] {
        assert_eq!(canonical(text), expected, "{text}");
        let parsed = parse(text);
        let mut problems = parsed.problems.iter();
        assert!(
            problems.all(|problem| problem.severity() == Severity::Note),
            "{text}: {:?}",
            parsed.problems
        );
    }
}

/// A query, its canonical form, and what is said about it.
type Said = (&'static str, &'static str, &'static [&'static str]);

const QUOTATION_MARKS: &[Said] = &[
    (
        "a stray \" mark",
        "a stray mark",
        &["the quotation mark has no partner and is left out"],
    ),
    (
        "12\" vinyl",
        "12 vinyl",
        &["the quotation mark has no partner and is left out"],
    ),
    (
        "„a b",
        "a b",
        &["the quotation mark has no partner and is left out"],
    ),
    (
        "」a",
        "a",
        &["the quotation mark has no partner and is left out"],
    ),
    (
        "a \"\" b",
        "a b",
        &["nothing stands between the quotation marks"],
    ),
    (
        "'peace talks' now",
        "peace talks now",
        &["single quotes do not make a phrase; all the words are searched, in any order"],
    ),
    (
        "\"a b\"~",
        "\"a b\"",
        &["`~` is no number of words; the words must be adjacent"],
    ),
    (
        "\"one\"~2",
        "\"one\"",
        &["`~2` belongs behind a word or a quotation mark and is left out"],
    ),
];

const PARENTHESES: &[Said] = &[
    (
        "(a OR b",
        "a OR b",
        &["`(` is never closed; read as if it closed at the end"],
    ),
    ("a) b", "a b", &["`)` closes nothing and is left out"]),
    ("a () b", "a b", &["nothing stands between the parentheses"]),
    (
        "minister(s)",
        "minister s",
        &["`(` right behind a word opens a group, and both are required"],
    ),
];

const SIGNS: &[Said] = &[
    ("a * b", "a b", &["`*` matches every word and is left out"]),
    ("a OR *", "a", &["`*` matches every word and is left out"]),
    ("a - b", "a b", &["`-` on its own is read as a dash"]),
    ("a --b", "a b", &["`--` is read as a dash"]),
    (
        "a ~ b",
        "a b",
        &["`~` has no letters or digits and is left out"],
    ),
    (
        "war & peace",
        "war peace",
        &["`&` has no letters or digits and is left out"],
    ),
    (
        "+a !b",
        "a b",
        &[
            "`+` before a word is no operator and is left out",
            "`!` before a word is no operator and is left out",
        ],
    ),
    (
        "who won?",
        "who won",
        &["`?` after `won` is read as a question mark"],
    ),
    (
        "=cease*",
        "cease*",
        &["`=` and wildcards do not go together; `=` is left out"],
    ),
    (
        "=(a OR b)",
        "a OR b",
        &["`=` belongs before a word or a quotation mark and is left out"],
    ),
    (
        "a~3 b~0",
        "a~2 b~",
        &[
            "`~3` is not 1 or 2 edits; read as `~2`",
            "`~0` is not 1 or 2 edits; read as `~1`",
        ],
    ),
    (
        "cease*~",
        "cease*",
        &["`~` belongs behind a word or a quotation mark and is left out"],
    ),
    (
        "(a OR b)~2",
        "a OR b",
        &["`~2` belongs behind a word or a quotation mark and is left out"],
    ),
    (
        "a^ b^0 c^9999",
        "a b c",
        &[
            "`^` is no weight and is left out",
            "`^0` is no weight and is left out",
            "`^9999` is no weight and is left out",
        ],
    ),
    (
        "x^y a~b",
        "x\\^y a\\~b",
        &[
            "`^` inside a word is read as text",
            "`~` inside a word is read as text",
        ],
    ),
    (
        "/foo(/",
        "\\/foo\\(/",
        &["not a regular expression (unclosed group); read as text"],
    ),
];

const FIELDS_AND_DATES: &[Said] = &[
    (
        "titel:a",
        "titel\\:a",
        &["no field `titel`; `titel:` is read as text"],
    ),
    (
        "foo:(a OR b)",
        "foo (a OR b)",
        &[
            "no field `foo`; `foo:` is read as text",
            "`(` right behind a word opens a group, and both are required",
        ],
    ),
    (
        "title:",
        "title",
        &["nothing follows `title:`; it is read as a word"],
    ),
    (
        "title: a",
        "title a",
        &["nothing follows `title:`; it is read as a word"],
    ),
    (
        "title:\"",
        "date:never",
        &["the quotation mark has no partner and is left out"],
    ),
    (
        "date:2024-02-30 a",
        "date:never a",
        &["`2024-02-30` has a day `30`, and that month has 29; nothing is found for this filter"],
    ),
    (
        "a -(b since:yesterday)",
        "a date:never",
        &[
            "`yesterday` is counted from today, and today is not known here; nothing is found for this filter",
        ],
    ),
    (
        "source:\"\" a",
        "date:never a",
        &["nothing stands between the quotation marks"],
    ),
    (
        "a since:05/03/1987",
        "a date:1987-05-03..",
        &["the order of day and month is not known; read as `1987-05-03..`, the month first"],
    ),
    (
        "a OR date:2024-13",
        "a OR date:never",
        &["`2024-13` has a month `13`, and a year has 12; nothing is found for this filter"],
    ),
    (
        "date:",
        "date",
        &["nothing follows `date:`; it is read as a word"],
    ),
    (
        "date:(2023 OR 2024)",
        "date:never (2023 OR 2024)",
        &[
            "`date:` takes one date or range; nothing is found for it",
            "`(` right behind a word opens a group, and both are required",
        ],
    ),
    (
        "title:(a source:b)",
        "title:(a source:b)",
        &["`source:` inside `title:` searches `source` only"],
    ),
];

/// Operators without operands.
const LONE_OPERATORS: &[Said] = &[
    (
        "AND a",
        "\\AND a",
        &["`AND` needs something on both sides; it is read as a word"],
    ),
    (
        "a OR",
        "a \\OR",
        &["`OR` needs something on both sides; it is read as a word"],
    ),
    (
        "a AND AND b",
        "a b",
        &["`AND` follows another operator and is left out"],
    ),
    (
        "a OR AND b",
        "a OR b",
        &["`AND` follows another operator and is left out"],
    ),
    (
        "a NOT",
        "a \\NOT",
        &["nothing follows `NOT`; it is read as a word"],
    ),
    (
        "w/5 b",
        "\\w/5 b",
        &["`w/5` needs something on both sides; it is read as a word"],
    ),
    (
        "a w/5",
        "a \\w/5",
        &["`w/5` needs something on both sides; it is read as a word"],
    ),
    (
        "not w/5 b",
        "not \\w/5 b",
        &["`not w/5` needs something on both sides; it is read as a word"],
    ),
    (
        "(AND a)",
        "\\AND a",
        &["`AND` needs something on both sides; it is read as a word"],
    ),
    (
        "a NEAR b",
        "a \\NEAR b",
        &["`NEAR` is no operator here and is read as text"],
    ),
];

const NEARNESS: &[Said] = &[
    (
        "a w/0 b",
        "a w/1 b",
        &["`w/0` is read with 1, the smallest number it can have"],
    ),
    (
        "a w/99999999999 b",
        "a w/100000 b",
        &["`w/99999999999` is read with 100000, the largest number it can have"],
    ),
    (
        "a w/5 date:2024",
        "a date:2024",
        &["a date has no position in the text, so `w/5` is read as `AND`"],
    ),
    (
        "a w/5 -b",
        "a -b",
        &["a negation has no position in the text, so `w/5` is read as `AND`"],
    ),
    (
        "(a b) w/5 c",
        "a b c",
        &["an AND-group has no position in the text, so `w/5` is read as `AND`"],
    ),
    (
        "a not w/5 (b c)",
        "a -(b c)",
        &["an AND-group has no position in the text, so `not w/5` is read as `AND NOT`"],
    ),
    (
        "a w/5 author:b",
        "a author:b",
        &[
            "a field other than title and body has no position in the text, so `w/5` is read as `AND`",
        ],
    ),
    (
        "author:(a w/5 b)",
        "author:(a b)",
        &[
            "`w/5` works in the title and the body; in `author:` it is left out, and all of it is required",
        ],
    ),
    (
        "atleast3(date:2024)",
        "date:2024",
        &["a date has no position in the text; `atleast3` is left out"],
    ),
    (
        "atleast(a)",
        "atleast a",
        &[
            "`atleast` needs a number; it is read as a word",
            "`(` right behind a word opens a group, and both are required",
        ],
    ),
    (
        "atleast3 (a)",
        "atleast3(a)",
        &["`atleast3` is read as `atleast3(…)`"],
    ),
    (
        "atleast0(a)",
        "atleast1(a)",
        &["`atleast0` is read with 1, the smallest number it can have"],
    ),
];

/// Groupings a reader might expect otherwise.
const GROUPINGS: &[Said] = &[
    ("a OR b c", "a OR (b c)", &["read as `a OR (b c)`"]),
    (
        "a w/5 b OR c",
        "(a w/5 b) OR c",
        &["read as `(a w/5 b) OR c`"],
    ),
    (
        "climate change w/5 tax",
        "climate (change w/5 tax)",
        &["read as `climate (change w/5 tax)`"],
    ),
    (
        "a w/5 b w/3 c",
        "(a w/5 b) w/3 c",
        &["read as `(a w/5 b) w/3 c`"],
    ),
    ("-a w/5 b", "-(a w/5 b)", &["read as `-(a w/5 b)`"]),
    (
        "first50(a b)",
        "first50(a) first50(b)",
        &["read as `first50(a) first50(b)`"],
    ),
];

#[test]
fn what_is_read_otherwise_than_it_looks_is_said() {
    let tables = [
        QUOTATION_MARKS,
        PARENTHESES,
        SIGNS,
        FIELDS_AND_DATES,
        LONE_OPERATORS,
        NEARNESS,
        GROUPINGS,
    ];
    for (text, expected, problems) in tables.into_iter().flatten() {
        assert_eq!(canonical(text), *expected, "{text}");
        assert_eq!(messages(text), *problems, "{text}");
    }
}

#[test]
fn a_problem_points_at_its_place() {
    for (text, place) in [
        ("peace titel:a", "titel:"),
        ("a (b OR c", "("),
        ("a w/5 (b c) d", "(b c)"),
        ("x date:2024-13 y", "date:2024-13"),
        ("a not w/5 date:2024", "date:2024"),
        ("a^x2 b", "^"),
        ("won? who", "?"),
    ] {
        let problems = parse(text).problems;
        assert_eq!(problems[0].span.of(text), place, "{text}");
        assert!(
            problems[0].hint().is_some_and(|hint| !hint.is_empty()),
            "{text}"
        );
    }
    let text = "peace AND titel:talks";
    assert_eq!(
        parse(text).problems[0].render(text),
        "no field `titel`; `titel:` is read as text\n  peace AND titel:talks\n            ^^^^^^\nhint: write `title:`; for the text itself write `titel\\:`"
    );
}

#[test]
fn nodes_know_their_place() {
    let text = "title:“a b” AND (c w/5 d)^2 -e";
    let QueryKind::And(members) = parse(text).query.kind else {
        panic!("no AND-group")
    };
    let places: Vec<&str> = members.iter().map(|member| member.span.of(text)).collect();
    assert_eq!(places, ["title:“a b”", "(c w/5 d)^2", "-e"]);
}

#[test]
fn the_reference_is_true() {
    let examples: Vec<&str> = SYNTAX
        .split("```query\n")
        .skip(1)
        .flat_map(|block| block.split("```").next().unwrap_or("").lines())
        .collect();
    assert!(examples.len() >= 40, "only {} examples", examples.len());
    for example in examples {
        assert_eq!(messages(example), Vec::<String>::new(), "{example}");
    }
    let (_, binding) = SYNTAX
        .split_once("| written | read as |\n|---|---|\n")
        .unwrap();
    let rows: Vec<Vec<&str>> = binding
        .lines()
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('`').collect())
        .collect();
    assert!(rows.len() > 5);
    for row in rows.iter().filter(|row| row.len() == 5 && row[4] == " |") {
        assert_eq!(canonical(row[1]), row[3]);
    }
    for limit in [
        limits::MAX_TEXT_BYTES,
        limits::MAX_CLAUSES,
        limits::MAX_REGEX_BYTES,
        limits::MAX_DISTANCE as usize,
    ] {
        let (thousands, rest) = (limit / 1000, limit % 1000);
        assert!(
            SYNTAX.contains(&format!("{thousands},{rest:03}")),
            "{limit}"
        );
    }
}

#[test]
fn hostile_queries_are_read() {
    let nested = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
    let wide = |piece: &str, times: usize| piece.repeat(times);
    for text in [
        nested.as_str(),
        &"(".repeat(100_000),
        &")".repeat(100_000),
        &wide("a w/1 ", 12_000),
        &wide("a OR b ", 9_000),
        &wide("NOT ", 16_000),
        &wide("-(", 30_000),
        &wide("title:(a OR b w/2 ", 3_500),
        &wide("atleast2(a (b OR c d) ", 3_000),
        &wide("(a w/1 b) w/2 (", 4_000),
        &wide("((a OR b c) w/2 d OR e f w/1 ", 2_000),
        &wide("\"", 60_001),
        &wide("「", 20_001),
        &wide("a^", 30_000),
        &wide("*a", 30_000),
        &wide("x ", 32_000),
        &wide("foo:", 15_000),
        &wide("foo:x ", 10_000),
        &format!("/{}/", "(".repeat(990)),
        &format!("/{}/", "(a{9}){9}".repeat(100)),
        &"x".repeat(400_000),
        &"é".repeat(200_000),
    ] {
        let parsed = parse(text);
        let printed = parsed.query.to_string();
        let start: String = text.chars().take(20).collect();
        assert!(parsed.problems.len() <= limits::MAX_PROBLEMS + 2, "{start}");
        assert!(height(&parsed.query) < 600, "{start}");
        // Written with all its parentheses, a query at the limits may lie beyond them.
        let again = parse(&printed);
        let beyond = |problem: &Problem| {
            use ProblemKind::{ChainTooLong, TextCut, TooDeep, TooManyClauses};
            matches!(
                problem.kind,
                ChainTooLong | TextCut | TooDeep | TooManyClauses
            )
        };
        assert!(
            again.query == parsed.query || again.problems.iter().any(beyond),
            "{start}"
        );
        assert!(!describe(&parsed.query).is_empty());
    }
}

fn height(query: &Query) -> usize {
    1 + query.children().into_iter().map(height).max().unwrap_or(0)
}

#[test]
fn limits_are_reported() {
    let long = parse(&"word ".repeat(60_000));
    assert!(matches!(
        long.problems.last(),
        Some(Problem {
            kind: ProblemKind::TextCut,
            ..
        })
    ));
    let many = parse(&"a ".repeat(20_000));
    assert!(
        many.problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::TooManyClauses)
    );
    assert_eq!(many.query.children().len(), limits::MAX_CLAUSES);
    let deep = parse(&format!("{}a{}", "(".repeat(65), ")".repeat(65)));
    assert_eq!(
        deep.problems
            .iter()
            .map(|problem| problem.kind.clone())
            .collect::<Vec<_>>(),
        [ProblemKind::TooDeep]
    );
    let chain = parse(&format!("a{}", " w/2 b".repeat(100)));
    assert!(
        chain
            .problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::ChainTooLong)
    );
}
