//! What every format promises, whatever is in an article: the schemas hold, nothing reaches a
//! terminal that could control it, every place names its text.

use proptest::prelude::*;
use serde_json::Value;

use super::formats::{plain, terminal, written};
use super::sample;
use super::schema::{assert_valid, schema};
use crate::api::{ArticleHighlights, Hit, Passage};
use crate::render::{Format, Options, OutputField, article, response, safety};
use crate::span::ByteSpan;

fn all_hits() -> Vec<Hit> {
    vec![
        sample::full_hit(),
        sample::world_hit(),
        sample::hostile_hit(),
        sample::headline_hit(),
    ]
}

#[test]
fn json_is_as_its_schema_says() {
    let everything = Options {
        fields: Some(OutputField::ALL.to_vec()),
        ..terminal()
    };
    let little = Options {
        fields: Some(vec![OutputField::Title]),
        ..Options::default()
    };
    for options in [Options::default(), everything, little] {
        assert_valid(
            &schema("search"),
            &written(Format::Json, &options, all_hits()),
        );
        assert_valid(
            &schema("search"),
            &written(Format::Json, &options, Vec::new()),
        );
        for line in written(Format::Jsonl, &options, all_hits()).lines() {
            assert_valid(&schema("search-line"), line);
        }
        for hit in all_hits() {
            let highlights = ArticleHighlights {
                title: hit.title_highlights.clone(),
                body: Vec::new(),
            };
            let mut out = Vec::new();
            article(&hit.article, &highlights, Format::Json, &options, &mut out).unwrap();
            assert_valid(&schema("article"), std::str::from_utf8(&out).unwrap());
        }
    }
}

#[test]
fn the_schema_refuses_what_is_not_in_it() {
    let validator = schema("search");
    let shown: Value = serde_json::from_str(&plain(Format::Json, all_hits())).unwrap();
    for pointer in [
        "",
        "/query",
        "/total",
        "/hits/0",
        "/hits/0/article",
        "/hits/0/passages/0",
        "/hits/0/passages/0/highlights/0",
        "/hits/0/passages/0/span/bytes",
        "/notices/0",
    ] {
        let mut changed = shown.clone();
        let place = changed
            .pointer_mut(pointer)
            .and_then(Value::as_object_mut)
            .unwrap();
        place.insert("surprise".to_owned(), Value::Null);
        assert!(!validator.is_valid(&changed), "{pointer} takes a surprise");
    }
}

#[test]
fn every_key_is_documented() {
    let root = env!("CARGO_MANIFEST_DIR");
    let page = std::fs::read_to_string(format!("{root}/docs/json.md")).unwrap();
    for schema in std::fs::read_dir(format!("{root}/docs/schema")).unwrap() {
        let text = std::fs::read_to_string(schema.unwrap().path()).unwrap();
        let mut waiting = vec![serde_json::from_str::<Value>(&text).unwrap()];
        while let Some(value) = waiting.pop() {
            for (key, inner) in value.as_object().into_iter().flatten() {
                if key == "properties" {
                    for name in inner
                        .as_object()
                        .into_iter()
                        .flatten()
                        .map(|(name, _)| name)
                    {
                        assert!(
                            page.contains(&format!("`{name}`")),
                            "docs/json.md lacks `{name}`"
                        );
                    }
                }
                waiting.push(inner.clone());
            }
        }
    }
}

/// The characters from `start` to `end`, as a program that counts characters would cut them.
fn characters(text: &str, bounds: &Value) -> String {
    let at = |key: &str| usize::try_from(bounds[key].as_u64().unwrap()).unwrap();
    text.chars()
        .skip(at("start"))
        .take(at("end") - at("start"))
        .collect()
}

fn bytes<'a>(text: &'a str, bounds: &Value) -> &'a str {
    let at = |key: &str| usize::try_from(bounds[key].as_u64().unwrap()).unwrap();
    &text[at("start")..at("end")]
}

/// What is left when the styles and links of the renderer are taken out; `None` where one of them is broken.
fn without_sequences(shown: &str) -> Option<String> {
    let mut kept = String::new();
    let mut rest = shown;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        kept.push_str(before);
        rest = if let Some(style) = after.strip_prefix('[') {
            let (codes, rest) = style.split_once('m')?;
            codes
                .chars()
                .all(|it| it.is_ascii_digit() || it == ';')
                .then_some(rest)?
        } else {
            let (target, rest) = after.strip_prefix("]8;;")?.split_once("\u{1b}\\")?;
            let linked =
                target.is_empty() || target.starts_with("http") || target.starts_with("file:///");
            (linked && target.chars().all(|it| it.is_ascii_graphic() && it != '\\'))
                .then_some(rest)?
        };
    }
    kept.push_str(rest);
    Some(kept)
}

/// A hit with untrusted text in every place, and a match somewhere in it.
fn untrusted_hit() -> impl Strategy<Value = Hit> {
    let nasty = "([a-z ]|[\u{0}-\u{1f}]|[\u{7f}-\u{9f}]|[\u{200b}-\u{200f}]|[\u{2028}-\u{202e}]|[\u{2060}-\u{206f}]|\u{61c}|é|日|👩|ا|\\PC){0,24}";
    (nasty, nasty, nasty, any::<(usize, usize)>()).prop_map(|(title, body, other, (from, len))| {
        let places: Vec<usize> = body
            .char_indices()
            .map(|(at, _)| at)
            .chain([body.len()])
            .collect();
        let start = places[from % places.len()];
        let end = places[(from % places.len() + len % 7).min(places.len() - 1)];
        let mut article = sample::bare(&other, &title, &body);
        article.source = Some(other.clone());
        article.url = Some(format!("https://e.example/{other}"));
        article.origin.path = format!("/{other}");
        article.authors = vec![other.clone(), title.clone()];
        let passage = Passage {
            span: ByteSpan::new(0, body.len()),
            sentences: (0, 0),
            paragraph: 0,
            score: 1.0,
            highlights: vec![ByteSpan::new(start, end).into()],
        };
        Hit {
            rank: 1,
            article,
            score: 1.0,
            story: crate::api::StorySummary::default(),
            title_highlights: Vec::new(),
            passages: vec![passage],
        }
    })
}

proptest! {
    #[test]
    fn no_untrusted_text_controls_a_terminal(hit in untrusted_hit(), color in any::<bool>()) {
        let options = Options { color, hyperlinks: color, ..terminal() };
        let text = &hit.article.body;
        let mut answer = sample::response(vec![hit.clone()]);
        answer.query.clone_from(text);
        answer.notices[0].message.clone_from(text);
        answer.notices[0].hint = Some(text.clone());
        answer.notices[0].span = Some(ByteSpan::new(0, text.len()));
        for &format in Format::SEARCH {
            let mut out = Vec::new();
            response(format, &options, &answer, Some(text), &mut out).unwrap();
            if format != Format::Trec {
                let highlights = ArticleHighlights::default();
                article(&hit.article, &highlights, format, &options, &mut out).unwrap();
            }
            let shown = String::from_utf8(out).unwrap();
            let kept = without_sequences(&shown);
            prop_assert!(kept.is_some(), "{:?}: a broken sequence in {:?}", format, shown);
            let kept = kept.unwrap_or_default();
            let left: Vec<char> = kept
                .chars()
                .filter(|&it| safety::is_unsafe(it) && !matches!(it, '\u{200c}' | '\u{200d}'))
                .filter(|&it| format != Format::Tsv || it != '\t')
                .collect();
            prop_assert!(left.is_empty(), "{:?} lets {:?} through", format, left);
            let escapes = shown.matches('\u{1b}').count();
            prop_assert!(color || escapes == 0);
        }
    }

    #[test]
    fn json_is_the_same_on_a_terminal(hit in untrusted_hit()) {
        let parsed = |options: &Options| -> Value {
            serde_json::from_str(&written(Format::Json, options, vec![hit.clone()])).unwrap()
        };
        prop_assert_eq!(parsed(&terminal()), parsed(&Options::default()));
    }

    #[test]
    fn every_highlight_is_where_json_says(hit in untrusted_hit(), before in "[a-zé日👩]{0,9}") {
        // The passage stands somewhere in a longer body.
        let mut hit = hit;
        hit.article.body.insert_str(0, &before);
        for passage in &mut hit.passages {
            passage.span = passage.span.shifted(before.len());
            for mark in &mut passage.highlights {
                mark.span = mark.span.shifted(before.len());
            }
        }
        let json: Value = serde_json::from_str(&plain(Format::Json, vec![hit.clone()])).unwrap();
        let body = &hit.article.body;
        let passage = &json["hits"][0]["passages"][0];
        let text = passage["text"].as_str().unwrap();
        prop_assert_eq!(bytes(body, &passage["span"]["bytes"]), text);
        prop_assert_eq!(characters(body, &passage["span"]["characters"]), text);
        let expected = usize::from(!hit.passages[0].highlights[0].span.is_empty());
        let highlights = passage["highlights"].as_array().unwrap();
        prop_assert_eq!(highlights.len(), expected);
        for highlight in highlights {
            let matched = highlight["text"].as_str().unwrap();
            prop_assert_eq!(bytes(body, &highlight["in_body"]["bytes"]), matched);
            prop_assert_eq!(characters(body, &highlight["in_body"]["characters"]), matched);
            prop_assert_eq!(bytes(text, &highlight["in_passage"]["bytes"]), matched);
            prop_assert_eq!(characters(text, &highlight["in_passage"]["characters"]), matched);
        }
    }
}
