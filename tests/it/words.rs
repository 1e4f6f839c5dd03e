//! What a word is: what is written in an article is found, and by nothing that other articles write.

use std::collections::BTreeSet;

use serde_json::json;

use crate::archive::Archive;

/// An article: its id, its language, its text.
type Text = (&'static str, &'static str, &'static str);

/// A query, and the ids of the articles that it finds.
type Case = (&'static str, &'static [&'static str]);

fn archive(texts: &[Text]) -> Archive {
    let archive = Archive::new();
    let lines = texts
        .iter()
        .map(|(id, language, text)| json!({"id": id, "lang": language, "text": text}).to_string());
    archive.write("news.jsonl", lines.collect::<Vec<_>>().join("\n"));
    let run = archive.line("index news.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

fn found(archive: &Archive, query: &str) -> BTreeSet<String> {
    let run = archive.run(
        "search --all --limit all --format json --"
            .split(' ')
            .chain([query]),
    );
    let json = run.json();
    let hits = json["hits"].as_array().expect("hits");
    let id = |hit: &serde_json::Value| hit["article"]["id"].as_str().map(str::to_owned);
    hits.iter().filter_map(id).collect()
}

fn check(texts: &[Text], cases: &[Case]) {
    let archive = archive(texts);
    for (query, expected) in cases {
        let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(found(&archive, query), expected, "{query}");
    }
}

#[test]
fn hyphens_are_heeded_article_by_article() {
    let texts: &[Text] = &[
        ("closed", "en", "The takeover failed."),
        ("hyphen", "en", "Two take-overs failed."),
        ("apart", "en", "They will take over the mill."),
        (
            "form",
            "en",
            "She took over the mill; he takes over the farm.",
        ),
        ("three", "en", "An up-to-date list."),
        ("long", "en", "A take-over-proof charter."),
        ("range", "en", "Pages 14-18 are missing."),
    ];
    check(
        texts,
        &[
            ("takeover", &["closed", "hyphen", "long"]),
            ("takeovers", &["closed", "hyphen", "long"]),
            ("take-over", &["closed", "hyphen", "apart", "long"]),
            ("\"take over\"", &["apart", "long"]),
            ("\"take-overs\"", &["hyphen"]),
            ("\"takeover\"", &["closed"]),
            ("uptodate", &["three"]),
            ("takeover w/2 fail", &["closed", "hyphen"]),
            ("mill -takeover", &["apart", "form"]),
            ("1418", &[]),
            ("14-18", &["range"]),
        ],
    );
    let archive = archive(texts);
    let run = archive.line("count takeover --format json");
    assert_eq!(run.json()["counts"][0]["occurrences"], 3, "{}", run.whole());
    let run = archive.line("show hyphen --query takeover --format json");
    let marks = &run.json()["highlights"];
    assert_eq!(marks[0]["text"], "take-overs", "{}", run.whole());
    assert_eq!(marks[1], json!(null));
}

#[test]
fn accents_make_no_difference() {
    check(
        &[
            ("fr1", "fr", "Les événements sont annulés."),
            ("fr2", "fr", "Un evenement annule."),
            ("es1", "es", "La decisión llegó tarde."),
            ("es2", "es", "Dos decisiones."),
            ("hu1", "hu", "A víz a házakról folyt."),
            ("de1", "de", "Die Häuser brennen."),
            ("sq1", "sq", "Punëtorët u larguan."),
        ],
        &[
            ("evenement", &["fr1", "fr2"]),
            ("événement", &["fr1", "fr2"]),
            ("decision", &["es1", "es2"]),
            ("decisión", &["es1", "es2"]),
            ("decisiones", &["es1", "es2"]),
            ("hazakrol", &["hu1"]),
            ("házakról", &["hu1"]),
            ("hauser", &["de1"]),
            ("Haus", &["de1"]),
            ("punetoret", &["sq1"]),
            ("=decisión", &["es1"]),
            ("=decision", &[]),
        ],
    );
}

#[test]
fn patterns_are_cut_as_texts_are() {
    check(
        &[
            ("pre", "en", "A pre-election poll."),
            ("closed", "en", "The preelection mood."),
            ("other", "en", "Pre-war houses. An election."),
            ("b52", "en", "A B-52 bomber."),
            ("b2", "en", "A B-2 bomber; Type B bombers."),
            ("sum", "en", "It cost €3.75m."),
            ("name", "en", "El-Sayid met El-Sayed."),
        ],
        &[
            ("pre-elect*", &["pre", "closed"]),
            ("\"pre-elect*\"", &["pre"]),
            ("\"pre-elect* poll\"", &["pre"]),
            ("B-*", &["b52", "b2"]),
            ("/b-\\d\\d/", &["b52"]),
            ("/B-5./", &["b52"]),
            ("€3.*", &["sum"]),
            ("el-sayd~", &["name"]),
            ("election -/pre-w.*/", &["pre"]),
        ],
    );
}

#[test]
fn signs_and_pictures() {
    check(
        &[
            ("money", "en", "Paid £ 90 for it."),
            ("people", "en", "There were 90 people."),
            ("fire", "en", "Sold out 🔥🔥"),
            ("heart", "en", "We ❤️ the river."),
            ("family", "en", "Sign of a 👨‍👩‍👧 here."),
            ("score", "en", "They lost 2~3 at home."),
        ],
        &[
            ("£ 90", &["money", "people"]),
            ("¥ 90", &["money", "people"]),
            ("◆ 90", &["money", "people"]),
            ("🔥", &["fire"]),
            ("❤", &["heart"]),
            ("❤️ river", &["heart"]),
            ("👨‍👩‍👧", &["family"]),
            ("2~3", &["score"]),
            ("\"2~3\"", &["score"]),
        ],
    );
}

#[test]
fn contractions_and_names_with_signs() {
    check(
        &[
            ("who", "en", "Who’s next, she asked."),
            ("is", "en", "Who is next?"),
            ("owner", "en", "Ferris’s boat sank."),
            ("firm", "en", "B&Q’s sale; a Q&A—at last."),
            ("wide", "ja", "Ｒ＆Ｄに投資した。"),
        ],
        &[
            ("\"who's next\"", &["who"]),
            ("\"who\"", &["is"]),
            ("\"Ferris boat\"", &["owner"]),
            ("B&Q", &["firm"]),
            ("Q&A", &["firm"]),
            ("R&D", &["wide"]),
        ],
    );
}

#[test]
fn a_quoted_text_without_spaces_is_found_wherever_it_stands() {
    let texts: &[Text] = &[
        ("a", "zh", "北京大学生物系在北京大学里。"),
        ("b", "zh", "他在大学学习。"),
        ("c", "zh", "北京的大学生很多。"),
        ("d", "ja", "東京都庁で会見した。"),
        ("e", "th", "โรงพยาบาลในกรุงเทพมหานคร"),
    ];
    check(
        texts,
        &[
            ("\"大学\"", &["a", "b", "c"]),
            ("\"北京大学\"", &["a"]),
            ("\"学生\"", &["a", "c"]),
            ("\"京都\"", &["d"]),
            ("\"都庁で会\"", &["d"]),
            ("\"พยาบาล\"", &["e"]),
            ("\"京大学\"", &["a"]),
        ],
    );
}

#[test]
fn what_no_reader_sees_is_dropped_from_words() {
    check(
        &[
            ("a", "en", "The wheel\u{200b}house was up to 3.\u{200e}5 m."),
            ("b", "el", "Η προΐστορία"),
            ("c", "he", "נאום יו\"ר הכנסת"),
            ("d", "en", "Kni︠a︡zev came."),
        ],
        &[
            ("wheelhouse", &["a"]),
            ("wheel\u{200b}house", &["a"]),
            ("3.5", &["a"]),
            ("προιστορια", &["b"]),
            ("יו\"ר", &["c"]),
            ("יו״ר", &["c"]),
            ("Kniazev", &["d"]),
        ],
    );
}

#[test]
fn a_name_that_nobody_has_is_told_with_those_that_are_like_it() {
    let archive = Archive::new();
    let line = json!({"id": "a", "text": "The tide rose.", "source": "Varn Valley Echo"});
    archive.write("news.jsonl", line.to_string());
    assert_eq!(archive.line("index news.jsonl").status, 0);
    let notice = |arguments: &[&str]| {
        let options = ["search", "--format", "json"].into_iter();
        let run = archive.run(options.chain(arguments.iter().copied()));
        run.json()["notices"][0].clone()
    };
    let of_flag = notice(&["--source", "Valley Echo", "tide"]);
    assert_eq!(of_flag["code"], "unknown_source");
    let hint = "did you mean `varn valley echo`? `unbury stats --sources` lists them all";
    assert_eq!(of_flag["hint"], hint);
    assert_eq!(of_flag["span"], json!(null));
    let of_query = notice(&["tide source:=\"Varn Vally Echo\""]);
    assert_eq!(of_query["hint"], hint);
    assert_eq!(of_query["span"]["bytes"]["start"], 13);
}
