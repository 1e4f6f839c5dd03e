//! A way on from nothing: what an answer says and shows where the query as it stands finds nothing.

use serde_json::{Value, json};

use crate::archive::Archive;

/// Articles of a port, by their texts.
fn port() -> Archive {
    let archive = Archive::new();
    let lines = [
        json!({"id": "sale", "title": "Kestrel is sold", "date": "1987-03-01", "source": "Harbour Herald", "section": "business",
            "author": "Jane Doe", "tags": ["ships"], "lang": "en",
            "text": "Osprey bought Kestrel for a song. The pilot kept a cool head in the storm."}),
        json!({"id": "talk", "title": "A word", "date": "1987-04-02", "source": "Harbour Herald", "section": "letters",
            "author": "John Roe", "tags": ["weather"], "lang": "en",
            "text": "It is who you know, he says. The mayor was keeping a cool head, and so did they."}),
        json!({"id": "veil", "title": "Behind it", "date": "1987-10-20", "source": "The Ledger", "section": "arts", "lang": "en",
            "text": "Behind the bamboo curtain the band plays on. Draw the velvet curtain now."}),
        json!({"id": "brev", "title": "Brev", "date": "1987-05", "source": "The Ledger", "section": "arts", "lang": "sv",
            "text": "Havet var lugnt och himlen klar när båten kom hem till hamnen i går kväll."}),
    ];
    let lines = lines.map(|line| line.to_string());
    archive.write("news.jsonl", lines.join("\n"));
    let run = archive.line("index news.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

fn answer(archive: &Archive, arguments: &[&str]) -> Value {
    let options = ["search", "--format", "json"].into_iter();
    archive.run(options.chain(arguments.iter().copied())).json()
}

/// The notices of a code, each with its hint.
fn notices(answer: &Value, code: &str) -> Vec<String> {
    let notices = answer["notices"].as_array().expect("notices");
    let of_code = notices.iter().filter(|notice| notice["code"] == code);
    of_code
        .map(|notice| {
            let text = |key: &str| notice[key].as_str().unwrap_or_default().to_owned();
            format!("{}; {}", text("message"), text("hint"))
        })
        .collect()
}

fn ids(answer: &Value) -> Vec<&str> {
    let hits = answer["hits"].as_array().expect("hits").iter();
    hits.map(|hit| hit["article"]["id"].as_str().expect("an id"))
        .collect()
}

#[test]
fn function_words_are_the_first_that_may_lack() {
    let archive = port();
    for (query, found, said) in [
        (
            "who bought Kestrel",
            &["sale"][..],
            "no article has `who` beside the rest of the query; these have all the others; ask for the rest alone: `bought Kestrel`",
        ),
        (
            "what is a Kestrel source:herald",
            &["sale"],
            "no article has `what`, `is` and `a` beside the rest of the query; these have `Kestrel`; \
             ask for the rest alone: `Kestrel source:herald`",
        ),
        (
            "Kestrel velvet",
            &["sale", "veil"],
            "no article has both `Kestrel` and `velvet`; these have one of them; ",
        ),
        (
            "who has Kestrel velvet",
            &["sale", "veil"],
            "no article has both `Kestrel` and `velvet`; these have one of them; ",
        ),
        (
            "Osprey Kestrel velvet",
            &["sale"],
            "no article has all 3 words; these have at least 2 of them; ",
        ),
        (
            "who Osprey \"Kestrel\" velvet",
            &["sale"],
            "no article has all 3 parts of the query beside `who`; these have at least 2 of them; ",
        ),
    ] {
        let answer = answer(&archive, &[query]);
        let mut ids = ids(&answer);
        ids.sort_unstable();
        assert_eq!(ids, found, "{query}");
        assert_eq!(notices(&answer, "partial_match"), [said], "{query}");
        assert_eq!(answer["total"]["partial"], true, "{query}");
    }
    for query in ["who zebra", "who OR zebra"] {
        let answer = answer(&archive, &[query]);
        assert_eq!(notices(&answer, "partial_match"), [""; 0], "{query}");
    }
}

/// The marks of a query in an article of the port, and those of them that are function words beside others.
fn marks(archive: &Archive, (query, id): (&str, &str)) -> (String, Vec<String>) {
    let show = |format| archive.run(["show", "--format", format, "--query", query, "--", id]);
    let shown = show("json").json();
    let highlights = shown["highlights"].as_array().expect("highlights").iter();
    let function_words = highlights.filter(|mark| mark["function_word"] == true);
    let texts = function_words.map(|mark| mark["text"].as_str().expect("text").to_owned());
    let markdown = show("markdown").stdout;
    let marked: Vec<&str> = markdown.split("**").skip(1).step_by(2).collect();
    (marked.join("|"), texts.collect())
}

#[test]
fn function_words_beside_others_are_told_and_not_marked() {
    let archive = port();
    for (query, id, marked, function_words) in [
        (
            "what did the pilot have in the storm",
            "sale",
            "pilot|storm",
            &["The", "in", "the"][..],
        ),
        ("the storm", "sale", "storm", &["The", "the"]),
        ("the", "sale", "The|the", &[]),
        ("the of in", "sale", "The|in|the", &[]),
        ("\"the storm\"", "sale", "the storm", &[]),
        ("the \"in the storm\"", "sale", "in the storm", &["The"]),
        ("=The storm", "sale", "The|storm", &[]),
        ("the OR pilot", "sale", "The|pilot|the", &[]),
        ("the w/2 pilot", "sale", "The|pilot", &[]),
        ("the -zebra", "sale", "The|the", &[]),
        ("the source:herald", "sale", "The|the", &[]),
        // An article that has nothing else of the query.
        ("the velvet", "sale", "The|the", &[]),
    ] {
        let expected = (
            marked.to_owned(),
            function_words
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
        );
        assert_eq!(marks(&archive, (query, id)), expected, "{query}");
    }
    let run = archive.run(["count", "--format", "csv", "--", "the storm", "storm"]);
    let rows: Vec<&str> = run.stdout.lines().skip(1).collect();
    assert!(
        rows[0].contains(",3,"),
        "every occurrence counts: {}",
        run.whole()
    );
    let run = archive.run(["kwic", "--format", "csv", "--", "the storm"]);
    assert_eq!(run.stdout.lines().count(), 4, "{}", run.whole());
    let run = archive.run(["search", "--format", "csv", "--", "the storm"]);
    assert!(run.stdout.contains(",storm,1"), "{}", run.whole());
}

#[test]
fn a_phrase_that_is_nowhere_leads_to_the_nearest() {
    let archive = port();
    for (query, said) in [
        (
            "\"kept a cold head\"",
            "no article has the phrase `\"kept a cold head\"`; the nearest: `\"kept a cool head\"` (1 article)",
        ),
        (
            "\"a cold head\"",
            "no article has the phrase `\"a cold head\"`; the nearest: `\"a cool head\"` (2 articles)",
        ),
        (
            "\"drop the bamboo curtain\" -zebra",
            "no article has the phrase `\"drop the bamboo curtain\"`; \
             the nearest: `\"behind the bamboo curtain\"` (1 article), `\"the bamboo curtain\"` (1 article)",
        ),
        (
            "\"curtain bamboo\"",
            "no article has the phrase `\"curtain bamboo\"`; the nearest: `\"bamboo curtain\"` (1 article)",
        ),
        (
            "\"raise high the bamboo curtain\"",
            "no article has the phrase `\"raise high the bamboo curtain\"`; the nearest: `\"the bamboo curtain\"` (1 article)",
        ),
    ] {
        let answer = answer(&archive, &[query]);
        assert_eq!(notices(&answer, "near_phrases"), [said], "{query}");
        for near in said.split('`').skip(3).step_by(2) {
            let run = archive.run(["search", "--", near]);
            assert_eq!(run.status, 0, "{near}: {}", run.whole());
        }
    }
    for query in [
        "\"bamboo curtain\"",
        "\"zebra crossing\"",
        "\"the the the\"",
        "\"bamboo curtain\" zebra",
    ] {
        let answer = answer(&archive, &[query]);
        assert_eq!(notices(&answer, "near_phrases"), [""; 0], "{query}");
    }
}

#[test]
fn all_words_that_no_article_has_are_named_with_what_is_near() {
    let archive = port();
    let answer = answer(&archive, &["bambo curtian ospray kestrle"]);
    let said = notices(&answer, "no_match_for");
    let expected = [
        ("bambo", "bamboo"),
        ("curtian", "curtain"),
        ("ospray", "osprey"),
        ("kestrle", "kestrel"),
    ];
    let expected =
        expected.map(|(word, near)| format!("no article has `{word}`; did you mean `{near}`?"));
    assert_eq!(said, expected);
}

#[test]
fn a_name_that_nobody_has_leads_to_those_there_are() {
    let archive = port();
    let sources = "`unbury stats --sources` lists them all";
    for (arguments, code, said) in [
        (&["--source", "ledgr"][..], "unknown_source", format!("no article has the source `ledgr`; did you mean `the ledger`? {sources}")),
        (&["--source", "Harbour"], "unknown_source", format!("no article has the source `Harbour`; did you mean `harbour herald`? {sources}")),
        (&["source:hera"], "unknown_source", format!("no article has the source `hera`; did you mean `harbour herald`? {sources}")),
        (&["source:zzzz"], "unknown_source",
            format!("no article has the source `zzzz`; the commonest here: `harbour herald`, `the ledger`; {sources}")),
        (&["--section", "art"], "unknown_section",
            "no article has the section `art`; did you mean `arts`? `unbury stats --sections` lists them all".to_owned()),
        (&["--author", "Jane Dow"], "unknown_author", "no article has the author `Jane Dow`; did you mean `jane doe`?".to_owned()),
        (&["--author", "Jaen Doe Smith"], "unknown_author",
            "no article has the author `Jaen Doe Smith`; the commonest here: `jane doe`, `john roe`".to_owned()),
        (&["tag:wether"], "unknown_tag", "no article has the tag `wether`; did you mean `weather`?".to_owned()),
        (&["tag:w*r*x"], "unknown_tag", "no article has the tag `w*r*x`; the commonest here: `ships`, `weather`".to_owned()),
        (&["--lang", "fr"], "unknown_language",
            "no article has the language `fr`; the commonest here: `en`, `sv`; `unbury stats --languages` lists them all".to_owned()),
        (&["meta.desk:news"], "unknown_value", "no article has the meta.desk `news`; no article here has any meta.desk".to_owned()),
    ] {
        let answer = answer(&archive, arguments);
        assert_eq!(notices(&answer, code), [said], "{arguments:?}");
        assert_eq!(answer["total"]["articles"], 0, "{arguments:?}");
    }
    for (language, found) in [("en", 3), ("EN", 3), ("english", 3), ("sv", 1)] {
        for arguments in [&["--lang", language][..], &[&format!("lang:{language}")]] {
            let answer = answer(&archive, arguments);
            assert_eq!(answer["total"]["articles"], found, "{arguments:?}");
        }
    }
}

#[test]
fn a_period_without_articles_says_which_days_there_are() {
    let archive = port();
    let days = "the articles here are dated 1987-03-01 to 1987-10-20";
    for (arguments, said) in [
        (
            &["curtain", "--since", "2020"][..],
            format!("no article is dated `date:2020..`; {days}"),
        ),
        (
            &["--until", "1900-01"],
            format!("no article is dated `date:..1900-01`; {days}"),
        ),
        (
            &["date:1987-07"],
            format!("no article is dated `date:1987-07`; {days}"),
        ),
        (
            &["curtain", "--since", "1987-05", "--until", "1987-04"],
            format!(
                "no day is in `date:1987-05.. date:..1987-04`: the last day is before the first; {days}"
            ),
        ),
    ] {
        let found = answer(&archive, arguments);
        assert_eq!(notices(&found, "outside_period"), [said], "{arguments:?}");
        let text = archive.run(["search"].into_iter().chain(arguments.iter().copied()));
        assert_eq!(text.status, 1, "{}", text.whole());
        assert!(text.stdout.contains(days), "{}", text.whole());
    }
    for arguments in [
        &["zebra", "--since", "1987-04"][..],
        &["--since", "1987-10-20"],
        // It is told as what it is: no date.
        &["date:1987/13/05", "curtain"],
    ] {
        let answer = answer(&archive, arguments);
        assert_eq!(notices(&answer, "outside_period"), [""; 0], "{arguments:?}");
    }
}
