//! Every format, seen from outside.

use serde_json::Value;

use super::sample::{self, TYPED};
use crate::api::{ArticleHighlights, Hit};
use crate::passage::Highlight;
use crate::render::{Format, Options, OutputField, article, response};
use crate::span::ByteSpan;

pub(super) fn written(format: Format, options: &Options, hits: Vec<Hit>) -> String {
    let mut out = Vec::new();
    response(
        format,
        options,
        &sample::response(hits),
        Some(TYPED),
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

pub(super) fn plain(format: Format, hits: Vec<Hit>) -> String {
    written(format, &Options::default(), hits)
}

pub(super) fn terminal() -> Options {
    Options {
        color: true,
        hyperlinks: true,
        terminal: true,
        ..Options::default()
    }
}

#[test]
fn names_are_read_back() {
    for &format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    for &field in OutputField::ALL {
        assert_eq!(field.name().parse(), Ok(field));
    }
    let error = "xml".parse::<Format>().unwrap_err();
    assert_eq!(error.to_string(), "`xml` is not a format");
    assert_eq!(
        error.hint(),
        "choose from text, json, jsonl, csv, tsv, markdown, trec, svg, png"
    );
    let error = "day".parse::<OutputField>().unwrap_err();
    assert_eq!(error.to_string(), "`day` is not an output field");
}

#[test]
#[expect(
    clippy::unicode_not_nfc,
    reason = "the sample writes `é` with a combining accent"
)]
fn text_reads_well_without_colour() {
    insta::assert_snapshot!(plain(Format::Text, vec![sample::full_hit(), sample::world_hit(), sample::headline_hit()]), @r#"
    note: `w/x` names no distance and was read as text
          “peace talks” w/x port
                        ^^^
    hint: type a number: `w/5`
    12 of 12,345 articles match `"peace talks" AND port`

    1. **Peace talks**: ministers resign over port deal
       The Harbour Gazette · 2024-03-09 · Politics · Ana Ruiz, Ben Holt
       … The **peace talks** may resume in May. “We are ready,” said Ana Ruiz of the
       port authority. … (¶ 3, sentences 3–4)
       … Nobody had expected the **peace talks** to end so soon. … (¶ 1, sentence 2)
       id: gazette-1

    2. (no headline)
       **港口****罢工**谈判昨日再次破裂。工会称,政府没有提出新的方案,港口将继续关
       闭。
       Le **café** résumé **👩‍👧** a fermé.
       انهارت **محادثات السلام** في **الميناء**
       id: world/2

    4. **Peace talks** collapse
       id: h-4

    more: `--offset 3` shows the next, `-n all` shows them all
    "#);
}

#[test]
fn text_reads_well_on_twenty_columns() {
    let options = Options {
        width: 20,
        ..Options::default()
    };
    insta::assert_snapshot!(written(Format::Text, &options, vec![sample::full_hit()]), @r#"
    note: `w/x` names no
          distance and
          was read as
          text
    hint: type a number:
          `w/5`
    12 of 12,345
       articles match
       `"peace talks"
       AND port`

    1. **Peace talks**:
       ministers resign
       over port deal
       The Harbour
       Gazette ·
       2024-03-09 ·
       Politics · Ana
       Ruiz, Ben Holt
       … The **peace
       talks** may
       resume in May.
       “We are ready,”
       said Ana Ruiz of
       the port
       authority. …
       (¶ 3,
       sentences 3–4)
       … Nobody had
       expected the
       **peace talks**
       to end so soon. …
       (¶ 1, sentence 2)
       id: gazette-1

    more: `--offset 1`
       shows the next,
       `-n all` shows
       them all
    "#);
}

#[test]
fn text_has_styles_and_links_on_a_terminal() {
    let shown = written(Format::Text, &terminal(), vec![sample::full_hit()]);
    insta::assert_snapshot!(shown.replace('\u{1b}', "␛"), @r#"
    ␛[1m␛[33mnote: ␛[0m`w/x` names no distance and was read as text
          “peace talks” w/x port
                        ␛[1m␛[36m^^^␛[0m
    ␛[1m␛[36mhint: ␛[0mtype a number: `w/5`
    ␛[2m12 of 12,345 articles match `"peace talks" AND port`␛[0m

    ␛[2m1. ␛[0m␛]8;;https://gazette.example/2024/port-deal␛\␛[1m␛[31mPeace talks␛[0m␛]8;;␛\␛]8;;https://gazette.example/2024/port-deal␛\␛[1m: ministers resign over port deal␛[0m␛]8;;␛\
       ␛[2mThe Harbour Gazette · 2024-03-09 · Politics · Ana Ruiz, Ben Holt␛[0m
       ␛[2m… ␛[0mThe ␛[1m␛[31mpeace talks␛[0m may resume in May. “We are ready,” said Ana Ruiz of the
       port authority.␛[2m … (¶ 3, sentences 3–4)␛[0m
       ␛[2m… ␛[0mNobody had expected the ␛[1m␛[31mpeace talks␛[0m to end so soon.␛[2m … (¶ 1, sentence 2)␛[0m
       ␛[2mid: gazette-1␛[0m

    ␛[2mmore: `--offset 1` shows the next, `-n all` shows them all␛[0m
    "#);
}

#[test]
fn text_shows_the_fields_asked_for() {
    use OutputField::{Body, Metadata, Tags, Title, Url};
    let options = Options {
        fields: Some(vec![Title, Url, Tags, Metadata, Body]),
        ..Options::default()
    };
    insta::assert_snapshot!(written(Format::Text, &options, vec![sample::full_hit()]), @r#"
    note: `w/x` names no distance and was read as text
          “peace talks” w/x port
                        ^^^
    hint: type a number: `w/5`
    12 of 12,345 articles match `"peace talks" AND port`

    1. **Peace talks**: ministers resign over port deal
       url: https://gazette.example/2024/port-deal · tags: ports; strikes ·
       metadata: {"words":41,"desk":null}
       LINDAU — The ministers left the table on Friday. Nobody had expected the
       **peace talks** to end so soon.
       What comes next
       The **peace talks** may resume in May. “We are ready,” said Ana Ruiz of the
       port authority.
       The harbour stays closed.

    more: `--offset 1` shows the next, `-n all` shows them all
    "#);
}

#[test]
fn a_hostile_article_is_harmless_and_legible() {
    let options = Options {
        terminal: true,
        ..Options::default()
    };
    insta::assert_snapshot!(written(Format::Text, &options, vec![sample::hostile_hit()]), @r#"
    note: `w/x` names no distance and was read as text
          “peace talks” w/x port
                        ^^^
    hint: type a number: `w/5`
    12 of 12,345 articles match `"peace talks" AND port`

    3. ^[[31m**Red^[**[0m <U+2066>title<U+2069>, "quoted"
       +Source
       =cmd|' /C calc'!A0 ^[]0;owned^G**^[[2J** txt.<U+202E>exe **pay<U+200B>pal**
       <U+009B>31m *bold* <b>.
       id: id^[[5m

    more: `--offset 1` shows the next, `-n all` shows them all
    "#);
}

#[test]
fn nothing_found_is_said() {
    let mut answer = sample::response(Vec::new());
    answer.total.articles = 0;
    answer.total.stories = 0;
    answer.notices.clear();
    let shown = |format| {
        let mut out = Vec::new();
        response(format, &Options::default(), &answer, None, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    insta::assert_snapshot!(shown(Format::Text), @r#"nothing matches `"peace talks" AND port` in 12,345 articles"#);
    insta::assert_snapshot!(shown(Format::Markdown), @r#"nothing matches \`"peace talks" AND port\` in 12,345 articles"#);
    insta::assert_snapshot!(shown(Format::Json), @r#"
    {"schema_version":1,"query":{"text":null,"canonical":"\"peace talks\" AND port","meaning":"articles with exactly “peace talks” and any form of “port”","patterns":[{"pattern":"port*","words":3,"searched":2,"commonest":[{"word":"port","articles":7}]}]},"notices":[],"total":{"articles":0,"stories":0,"searched":12345,"partial":false,"exact":true},"offset":0,"hits":[
    ],"took_ms":1.5}
    "#);
    assert_eq!(shown(Format::Jsonl), "");
    assert_eq!(shown(Format::Trec), "");
    assert_eq!(shown(Format::Csv).lines().count(), 1);
}

#[test]
fn json_is_one_object_with_a_hit_a_line() {
    let options = Options {
        fields: Some(vec![OutputField::Id]),
        ..Options::default()
    };
    let hits = vec![sample::headline_hit(), sample::headline_hit()];
    insta::assert_snapshot!(written(Format::Json, &options, hits), @r#"
    {"schema_version":1,"query":{"text":"“peace talks” w/x port","canonical":"\"peace talks\" AND port","meaning":"articles with exactly “peace talks” and any form of “port”","patterns":[{"pattern":"port*","words":3,"searched":2,"commonest":[{"word":"port","articles":7}]}]},"notices":[{"code":"query_problem","message":"`w/x` names no distance and was read as text","hint":"type a number: `w/5`","span":{"bytes":{"start":18,"end":21},"characters":{"start":14,"end":17}}}],"total":{"articles":12,"stories":12,"searched":12345,"partial":false,"exact":true},"offset":0,"hits":[
    {"rank":4,"score":7.25,"story":{"id":"h-4","copies":0,"matching":0,"sources":[],"first_day":null,"last_day":null},"article":{"id":"h-4"},"title_highlights":[{"text":"Peace talks","bytes":{"start":0,"end":11},"characters":{"start":0,"end":11},"function_word":false}],"passages":[]},
    {"rank":4,"score":7.25,"story":{"id":"h-4","copies":0,"matching":0,"sources":[],"first_day":null,"last_day":null},"article":{"id":"h-4"},"title_highlights":[{"text":"Peace talks","bytes":{"start":0,"end":11},"characters":{"start":0,"end":11},"function_word":false}],"passages":[]}
    ],"took_ms":1.5}
    "#);
}

#[test]
fn json_gives_every_place_in_bytes_and_characters() {
    let json: Value = serde_json::from_str(&plain(Format::Json, vec![sample::full_hit()])).unwrap();
    let passage = &json["hits"][0]["passages"][0];
    assert_eq!(
        passage["sentences"],
        serde_json::json!({"first": 2, "last": 3})
    );
    // One dash of three bytes stands before the passage, two quotes in it.
    assert_eq!(
        passage["span"],
        serde_json::json!({
            "bytes": {"start": 121, "end": 212},
            "characters": {"start": 119, "end": 206},
        })
    );
    assert_eq!(
        passage["highlights"],
        serde_json::json!([{
            "text": "peace talks",
            "in_body": {
                "bytes": {"start": 125, "end": 136},
                "characters": {"start": 123, "end": 134},
            },
            "in_passage": {
                "bytes": {"start": 4, "end": 15},
                "characters": {"start": 4, "end": 15},
            },
            "function_word": false,
            "page": null,
            "xywh": [],
        }])
    );
}

#[test]
fn jsonl_is_a_passage_a_line() {
    let shown = plain(
        Format::Jsonl,
        vec![sample::full_hit(), sample::headline_hit()],
    );
    let lines: Vec<Value> = shown
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["passage"]["paragraph"], 2);
    assert_eq!(lines[1]["article"]["id"], "gazette-1");
    assert_eq!(lines[2]["passage"], Value::Null);
}

#[test]
fn csv_is_a_passage_a_row() {
    let shown = plain(
        Format::Csv,
        vec![
            sample::full_hit(),
            sample::hostile_hit(),
            sample::headline_hit(),
        ],
    );
    insta::assert_snapshot!(shown.replace('\r', "").escape_debug().to_string().replace("\\n", "\n"), @r#"
    \u{feff}rank,score,id,title,date,published,source,section,authors,tags,language,url,passage,text,matches,match_count
    1,7.25,gazette-1,Peace talks: ministers resign over port deal,2024-03-09,2024-03-09,The Harbour Gazette,Politics,Ana Ruiz; Ben Holt,ports; strikes,en,https://gazette.example/2024/port-deal,1,\"The peace talks may resume in May. “We are ready,” said Ana Ruiz of the port authority.\",peace talks,1
    1,7.25,gazette-1,Peace talks: ministers resign over port deal,2024-03-09,2024-03-09,The Harbour Gazette,Politics,Ana Ruiz; Ben Holt,ports; strikes,en,https://gazette.example/2024/port-deal,2,Nobody had expected the peace talks to end so soon.,peace talks,1
    3,7.25,id\u{1b}[5m,\"\u{1b}[31mRed\u{1b}[0m \u{2066}title\u{2069}, \"\"quoted\"\"\",,,\'+Source ,,,,,https://e.example/\u{1b}]8;;\u{7},1,\'=cmd|\' /C calc\'!A0 \u{1b}]0;owned\u{7}\u{1b}[2J txt.\u{202e}exe pay\u{200b}pal \u{9b}31m *bold* <b>.,\u{1b}[2J | pay\u{200b}pal,2
    4,7.25,h-4,Peace talks collapse,,,,,,,,,,,,
    "#);
}

#[test]
#[expect(
    clippy::unicode_not_nfc,
    reason = "the sample writes `é` with a combining accent"
)]
fn markdown_is_ready_to_quote() {
    insta::assert_snapshot!(plain(Format::Markdown, vec![sample::full_hit(), sample::world_hit(), sample::headline_hit()]), @r#"
    12 of 12,345 articles match \`"peace talks" AND port\`

    *note:* \`w/x\` names no distance and was read as text (*hint:* type a number: \`w/5\`)

    ## 1. [**Peace talks**: ministers resign over port deal](<https://gazette.example/2024/port-deal>)

    > … The **peace talks** may resume in May. “We are ready,” said Ana Ruiz of the port authority. …

    > … Nobody had expected the **peace talks** to end so soon. …

    — Ana Ruiz, Ben Holt, *The Harbour Gazette*, 2024-03-09, <https://gazette.example/2024/port-deal>, id: gazette-1

    ## 2. (no headline)

    > **港口罢工**谈判昨日再次破裂。工会称,政府没有提出新的方案,港口将继续关闭。
    >
    > Le **café** résumé <strong>👩‍👧</strong> a fermé.
    >
    > انهارت **محادثات السلام** في **الميناء**

    — id: world/2

    ## 4. **Peace talks** collapse

    — id: h-4
    "#);
}

#[test]
fn trec_is_an_article_a_line() {
    insta::assert_snapshot!(plain(Format::Trec, vec![sample::full_hit(), sample::hostile_hit()]), @r#"
    1 Q0 gazette-1 1 7.250000 unbury
    1 Q0 id%1B[5m 3 7.250000 unbury
    "#);
}

#[test]
fn an_article_is_shown_whole() {
    let article_shown = sample::full();
    let body = sample::highlights(&article_shown.body, &["peace talks", "peace talks"]);
    let title = sample::highlights(&article_shown.title, &["Peace talks"]);
    let highlights = ArticleHighlights { title, body };
    let shown = |format| {
        let mut out = Vec::new();
        article(
            &article_shown,
            &highlights,
            format,
            &Options::default(),
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    };
    insta::assert_snapshot!(shown(Format::Text), @r#"
    **Peace talks**: ministers resign over port deal
    The Harbour Gazette · 2024-03-09 · Politics · Ana Ruiz, Ben Holt
    id: gazette-1

    LINDAU — The ministers left the table on Friday. Nobody had expected the **peace
    talks** to end so soon.

    ## What comes next

    The **peace talks** may resume in May. “We are ready,” said Ana Ruiz of the port
    authority.

    The harbour stays closed.
    "#);
    insta::assert_snapshot!(shown(Format::Markdown), @r#"
    # [**Peace talks**: ministers resign over port deal](<https://gazette.example/2024/port-deal>)

    — Ana Ruiz, Ben Holt, *The Harbour Gazette*, 2024-03-09, <https://gazette.example/2024/port-deal>, id: gazette-1

    LINDAU — The ministers left the table on Friday. Nobody had expected the **peace talks** to end so soon.

    ## What comes next

    The **peace talks** may resume in May. “We are ready,” said Ana Ruiz of the port authority.

    The harbour stays closed.
    "#);
    let json: Value = serde_json::from_str(&shown(Format::Json)).unwrap();
    assert_eq!(json["article"]["body"], article_shown.body);
    assert_eq!(json["headings"][0]["characters"]["start"], 102);
    assert_eq!(json["highlights"][1]["bytes"]["start"], 125);
    assert_eq!(shown(Format::Jsonl), shown(Format::Json));
    assert!(shown(Format::Csv).ends_with("peace talks | peace talks,2\r\n"));
    let refused = article(
        &article_shown,
        &highlights,
        Format::Trec,
        &Options::default(),
        &mut Vec::new(),
    );
    assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::Unsupported);
}

#[test]
fn wrong_spans_lose_marks_but_never_panic() {
    let mut hit = sample::full_hit();
    let span = |start, end| Highlight::from(ByteSpan::new(start, end));
    hit.title_highlights = vec![span(900, 901), span(3, 3), span(5, 9), span(6, 7)];
    hit.passages[0].highlights = vec![span(0, 5), span(9_000, 9_001), span(170, 171)];
    hit.passages[1].span = ByteSpan::new(500, 501);
    hit.score = f32::NAN;
    for &format in Format::SEARCH {
        for options in [Options::default(), terminal()] {
            assert!(!written(format, &options, vec![hit.clone()]).is_empty());
        }
    }
    let json: Value = serde_json::from_str(&plain(Format::Json, vec![hit])).unwrap();
    assert_eq!(json["hits"][0]["score"], 0.0);
}
