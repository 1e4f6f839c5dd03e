//! Handmade answers for tests.

use crate::api::{
    CommonWord, Copies, ExpandedPattern, Hit, Notice, Passage, SearchResponse, StorySummary, Total,
    Understood,
};
use crate::article::{Article, ArticleId, Origin, Published, WordBoxes};
use crate::passage::Highlight;
use crate::span::ByteSpan;

/// The spans of `matches` in `text`, each looked for after the one before.
pub(in crate::render) fn spans(text: &str, matches: &[&str]) -> Vec<ByteSpan> {
    let mut from = 0;
    let mut spans = Vec::new();
    for wanted in matches {
        let start = from + text[from..].find(wanted).unwrap();
        from = start + wanted.len();
        spans.push(ByteSpan::new(start, from));
    }
    spans
}

/// The same as highlights.
pub(in crate::render) fn highlights(text: &str, matches: &[&str]) -> Vec<Highlight> {
    spans(text, matches)
        .into_iter()
        .map(Highlight::from)
        .collect()
}

/// The passage that holds `text`, with its matches.
pub(in crate::render) fn passage(body: &str, text: &str, matches: &[&str]) -> Passage {
    let start = body.find(text).unwrap();
    let highlights = spans(text, matches)
        .into_iter()
        .map(|span| span.shifted(start).into())
        .collect();
    let number = |count: usize| u32::try_from(count).unwrap();
    let sentences = |part: &str| number(part.matches(['.', '。']).count());
    let first = sentences(&body[..start]);
    Passage {
        span: ByteSpan::new(start, start + text.len()),
        sentences: (first, first + sentences(text).max(1) - 1),
        paragraph: number(body[..start].matches("\n\n").count()),
        score: 2.5,
        highlights,
    }
}

/// An article with nothing but an id, a title and a body.
pub(in crate::render) fn bare(id: &str, title: &str, body: &str) -> Article {
    Article {
        id: ArticleId(id.to_owned()),
        title: title.to_owned(),
        body: body.to_owned(),
        headings: Vec::new(),
        pages: Vec::new(),
        boxes: WordBoxes::default(),
        published: None,
        source: None,
        section: None,
        authors: Vec::new(),
        tags: Vec::new(),
        language: None,
        url: None,
        version: None,
        origin: Origin {
            entry: None,
            index: None,
            path: "news/a.jsonl".to_owned(),
            record: Some(3),
            line: Some(3),
        },
        metadata: serde_json::Map::new(),
    }
}

/// An article with everything.
pub(in crate::render) fn full() -> Article {
    let body = "LINDAU — The ministers left the table on Friday. Nobody had expected the peace talks \
                to end so soon.\n\nWhat comes next\n\nThe peace talks may resume in May. “We are ready,” \
                said Ana Ruiz of the port authority.\n\nThe harbour stays closed.";
    let heading = spans(body, &["What comes next"]);
    Article {
        headings: heading,
        published: Some(Published::Day(jiff::civil::date(2024, 3, 9))),
        source: Some("The Harbour Gazette".to_owned()),
        section: Some("Politics".to_owned()),
        authors: vec!["Ana Ruiz".to_owned(), "Ben Holt".to_owned()],
        tags: vec!["ports".to_owned(), "strikes".to_owned()],
        language: Some("en".to_owned()),
        url: Some("https://gazette.example/2024/port-deal".to_owned()),
        metadata: serde_json::from_str(r#"{"words": 41, "desk": null}"#).unwrap(),
        ..bare(
            "gazette-1",
            "Peace talks: ministers resign over port deal",
            body,
        )
    }
}

/// A hit of the article, at this rank.
pub(in crate::render) fn hit(
    rank: usize,
    article: Article,
    title: &[&str],
    passages: Vec<Passage>,
) -> Hit {
    let title_highlights = highlights(&article.title, title);
    let story = StorySummary::alone(&article.id.0);
    Hit {
        rank,
        article,
        score: 7.25,
        story,
        title_highlights,
        passages,
    }
}

/// The full article as a hit.
pub(in crate::render) fn full_hit() -> Hit {
    let article = full();
    let second =
        "The peace talks may resume in May. “We are ready,” said Ana Ruiz of the port authority.";
    let first = "Nobody had expected the peace talks to end so soon.";
    let passages = vec![
        passage(&article.body, second, &["peace talks"]),
        passage(&article.body, first, &["peace talks"]),
    ];
    hit(1, article, &["Peace talks"], passages)
}

/// Matches at the start, at the end, side by side; wide, combined, right-to-left and joined characters.
pub(in crate::render) fn world_hit() -> Hit {
    let body = "港口罢工谈判昨日再次破裂。工会称,政府没有提出新的方案,港口将继续关闭。\n\n\
                Le cafe\u{301} re\u{301}sume\u{301} 👩\u{200d}👧 a fermé.\n\nانهارت محادثات السلام في الميناء";
    let passage = passage(
        body,
        body,
        &[
            "港口",
            "罢工",
            "cafe\u{301}",
            "👩\u{200d}👧",
            "محادثات السلام",
            "الميناء",
        ],
    );
    hit(2, bare("world/2", "", body), &[], vec![passage])
}

/// An article that tries everything against whoever reads it.
pub(in crate::render) fn hostile_hit() -> Hit {
    let body = "=cmd|' /C calc'!A0 \u{1b}]0;owned\u{7}\u{1b}[2J txt.\u{202e}exe pay\u{200b}pal \u{9b}31m *bold* <b>.";
    let title = "\u{1b}[31mRed\u{1b}[0m\n\u{2066}title\u{2069}, \"quoted\"";
    let mut article = bare("id\u{1b}[5m", title, body);
    article.url = Some("https://e.example/\u{1b}]8;;\u{7}".to_owned());
    article.source = Some("+Source\r\n".to_owned());
    article.origin.path = "/tmp/\u{1b}[31m\u{202e}".to_owned();
    let passage = passage(body, body, &["\u{1b}[2J", "pay\u{200b}pal"]);
    hit(3, article, &["Red\u{1b}"], vec![passage])
}

/// A headline without a text.
pub(in crate::render) fn headline_hit() -> Hit {
    hit(
        4,
        bare("h-4", "Peace talks collapse", ""),
        &["Peace talks"],
        Vec::new(),
    )
}

/// The answer that holds these hits.
pub(in crate::render) fn response(hits: Vec<Hit>) -> SearchResponse {
    SearchResponse {
        query: "\"peace talks\" AND port".to_owned(),
        understood: Understood {
            meaning: "articles with exactly “peace talks” and any form of “port”".to_owned(),
            patterns: vec![ExpandedPattern {
                pattern: "port*".to_owned(),
                words: 3,
                searched: 2,
                commonest: vec![CommonWord {
                    word: "port".to_owned(),
                    articles: 7,
                }],
            }],
        },
        notices: vec![Notice {
            code: "query_problem",
            message: "`w/x` names no distance and was read as text".to_owned(),
            hint: Some("type a number: `w/5`".to_owned()),
            span: Some(ByteSpan::new(18, 21)),
        }],
        total: Total {
            articles: 12,
            stories: 12,
            searched: 12_345,
            partial: false,
            exact: true,
        },
        hits,
        copies: Copies::Hide,
        offset: 0,
        took_ms: 1.5,
    }
}

/// What the user typed for it.
pub(in crate::render) const TYPED: &str = "“peace talks” w/x port";
