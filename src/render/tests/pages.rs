//! Where a match stands on what was printed or scanned.

use serde_json::{Value, json};

use super::formats::{plain, written};
use super::sample;
use super::schema::{assert_valid, schema};
use crate::api::{ArticleHighlights, Hit};
use crate::article::{PageSpan, WordBox};
use crate::render::{Format, Options, article};

/// The full article on two pages; the words of its second match have boxes.
fn paged() -> Hit {
    let mut hit = sample::full_hit();
    let body = &hit.article.body;
    let next = body.find("What comes").unwrap();
    let page = |start, end, page: &str| PageSpan {
        start,
        end,
        page: page.to_owned(),
    };
    hit.article.pages = vec![page(0, next - 2, "A3"), page(next, body.len(), "A4")];
    let at = body.rfind("peace talks").unwrap();
    let boxes = [(at, 10), (at + 6, 70)].map(|(start, x)| WordBox {
        start,
        x,
        y: 200,
        w: 50,
        h: 20,
    });
    hit.article.boxes = boxes.into_iter().collect();
    hit
}

#[test]
fn a_passage_has_its_page() {
    let text = plain(Format::Text, vec![paged()]).replace('\u{a0}', " ");
    assert!(text.contains("(p. A4, ¶ 3, sentences 3–4)"), "{text}");
    assert!(text.contains("(p. A3, ¶ 1,\n   sentence 2)"), "{text}");
    let markdown = plain(Format::Markdown, vec![paged()]);
    assert!(
        markdown.contains("to end so soon. … (p.\u{a0}A3)\n"),
        "{markdown}"
    );
    let json = plain(Format::Json, vec![paged()]);
    assert_valid(&schema("search"), &json);
    let value: Value = serde_json::from_str(&json).unwrap();
    let passages = &value["hits"][0]["passages"];
    assert_eq!(
        (&passages[0]["page"], &passages[1]["page"]),
        (&json!("A4"), &json!("A3"))
    );
    let places = |passage: usize| {
        let highlight = &passages[passage]["highlights"][0];
        (highlight["page"].clone(), highlight["xywh"].clone())
    };
    assert_eq!(places(0), (json!("A4"), json!(["10,200,110,20"])));
    assert_eq!(places(1), (json!("A3"), json!([])));
    let columns = Options {
        columns: Some(
            ["id", "page"]
                .map(|name| crate::render::TableKind::Search.column(name).unwrap())
                .to_vec(),
        ),
        ..Options::default()
    };
    let table = written(Format::Tsv, &columns, vec![paged()]);
    assert_eq!(table, "id\tpage\ngazette-1\tA4\ngazette-1\tA3\n");
}

#[test]
fn a_shown_article_says_where_a_page_begins() {
    let shown = |format| {
        let mut out = Vec::new();
        let highlights = ArticleHighlights::default();
        let options = Options::default();
        article(&paged().article, &highlights, format, &options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let text = shown(Format::Text).replace('\u{a0}', " ");
    assert!(
        text.contains("\n[p. A3] LINDAU") && text.contains("\n## [p. A4] What comes next\n"),
        "{text}"
    );
    assert_eq!(text.matches("[p.").count(), 2);
    let json = shown(Format::Json);
    assert_valid(&schema("article"), &json);
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["pages"][1]["page"], "A4");
    assert_eq!(value["pages"][1]["characters"]["start"], 102);
}
