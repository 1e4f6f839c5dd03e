//! Stories against brute force: what is folded, counted and filtered, by the list of stories of the archive.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tempfile::TempDir;
use unbury::Archive;
use unbury::analysis::{Analyzer, Language, Text};
use unbury::api::{
    ConcordanceRequest, Copies, CountRequest, Hit, Ranked, SearchRequest, SearchResponse, Sort,
};
use unbury::article::Article;
use unbury::query;

const WORDS: [&str; 24] = [
    "harbour", "ferry", "minister", "bridge", "strike", "mayor", "flood", "report", "quay",
    "talks", "union", "tariff", "dam", "valley", "court", "verdict", "budget", "school", "winter",
    "road", "hospital", "market", "night", "council",
];

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn sentence(&mut self, story: usize) -> String {
        let words = (0..10).map(|_| WORDS[self.below(WORDS.len())]);
        let words: Vec<&str> = words.collect();
        format!(
            "Of matter {story} the {} said {}.",
            words.join(" "),
            self.below(1000)
        )
    }
}

/// Articles of which many are copies of others: whole, shortened, with a sentence more, and hours or days later.
fn articles(numbers: &mut Numbers) -> Vec<Article> {
    let mut articles = Vec::new();
    for story in 0..40 {
        let sentences: Vec<String> = (0..8).map(|_| numbers.sentence(story)).collect();
        let copies = [1, 1, 2, 5][numbers.below(4)];
        for copy in 0..copies {
            let mut told = sentences.clone();
            match numbers.below(4) {
                0 if copy > 0 => told.truncate(5),
                1 if copy > 0 => told.push(numbers.sentence(story + 100)),
                2 if copy > 0 => {
                    told.remove(3);
                }
                _ => {}
            }
            let id = format!("{story}-{copy}");
            let mut article = Article::new(id, format!("Matter {story}"), told.join(" "));
            let day = 1 + (story + copy) % 28;
            article.published = format!("2024-03-{day:02}").parse().ok();
            article.source = Some(["Times", "Herald", "Wire"][numbers.below(3)].to_owned());
            article.language = Some("en".to_owned());
            articles.push(article);
        }
    }
    articles
}

/// An index of these articles, made in several runs.
fn index(folder: &Path, articles: &[Article]) {
    for run in articles.chunks(23) {
        unbury::index_articles(folder, run.to_vec()).expect("indexed");
    }
}

/// The name of the story of each article with copies.
fn stories(archive: &Archive) -> BTreeMap<String, String> {
    let stories = archive.stories().expect("the stories").into_iter();
    stories
        .flat_map(|story| {
            let leader = story.leader;
            story
                .articles
                .into_iter()
                .map(move |id| (id, leader.clone()))
        })
        .collect()
}

fn answer(archive: &Archive, request: &SearchRequest) -> SearchResponse {
    archive.search(request).expect("an answer")
}

fn ids(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.article.id.0.as_str()).collect()
}

/// The story of an article: its own, where it has no copies.
fn story_of<'a>(stories: &'a BTreeMap<String, String>, id: &'a str) -> &'a str {
    stories.get(id).map_or(id, String::as_str)
}

/// Of a list of hits the first of each story.
fn folded<'a>(hits: &'a [Hit], stories: &BTreeMap<String, String>) -> Vec<&'a Hit> {
    let mut told = BTreeSet::new();
    let is_first = |hit: &&Hit| told.insert(story_of(stories, &hit.article.id.0).to_owned());
    hits.iter().filter(is_first).collect()
}

const QUERIES: [&str; 7] = [
    "ferry",
    "ferry bridge",
    "harbour OR verdict",
    "minister w/s dam",
    "\"said\" source:times",
    "",
    "matter -flood",
];

fn check_search(archive: &Archive, stories: &BTreeMap<String, String>) {
    for (text, sort) in QUERIES
        .into_iter()
        .flat_map(|text| [Sort::Relevance, Sort::Newest, Sort::Oldest].map(|sort| (text, sort)))
    {
        let everything = SearchRequest {
            sort,
            limit: None,
            passages: 1,
            ..SearchRequest::new(text)
        };
        let all = answer(archive, &everything);
        let expected = folded(&all.hits, stories);
        assert_eq!(all.total.articles, all.hits.len() as u64, "{text}");
        assert_eq!(all.total.stories, expected.len() as u64, "{text}");
        let counted = archive
            .count(&CountRequest::new(text))
            .expect("a count")
            .count;
        assert_eq!(counted.stories, expected.len() as u64, "{text}");
        let hidden = SearchRequest {
            copies: Copies::Hide,
            ..everything
        };
        for (offset, limit) in [(0, None), (0, Some(3)), (3, Some(4)), (20, Some(30))] {
            let request = SearchRequest {
                offset,
                limit,
                ranking: unbury::api::Ranking {
                    candidates: 5,
                    ..unbury::api::Ranking::default()
                },
                ..hidden.clone()
            };
            let of_ranking = SearchRequest {
                copies: Copies::Show,
                offset: 0,
                limit: None,
                ..request.clone()
            };
            let all = answer(archive, &of_ranking);
            let expected = folded(&all.hits, stories).into_iter().skip(offset);
            let expected: Vec<&Hit> = expected.take(limit.unwrap_or(usize::MAX)).collect();
            let shown = answer(archive, &request);
            let names: Vec<&str> = expected.iter().map(|hit| &*hit.article.id.0).collect();
            assert_eq!(
                ids(&shown.hits),
                names,
                "{text} {sort:?} {offset} {limit:?}"
            );
            for hit in &shown.hits {
                check_summary(hit, &all.hits, stories);
            }
        }
    }
}

/// What is said of the copies of a hit, of which these match.
fn check_summary(hit: &Hit, matching: &[Hit], stories: &BTreeMap<String, String>) {
    let id = &hit.article.id.0;
    let story = story_of(stories, id);
    let members = stories.values().filter(|leader| *leader == story).count();
    let is_other = |other: &&Hit| {
        other.article.id != hit.article.id && story_of(stories, &other.article.id.0) == story
    };
    let others: Vec<&Hit> = matching.iter().filter(is_other).collect();
    let sources = others
        .iter()
        .filter_map(|other| other.article.source.clone());
    let days = others.iter().filter_map(|other| other.article.published);
    let days = days.map(|published| published.to_string());
    let days: BTreeSet<String> = days.collect();
    assert_eq!(hit.story.id, story);
    assert_eq!(hit.story.copies, members.saturating_sub(1) as u64, "{id}");
    assert_eq!(hit.story.matching, others.len() as u64, "{id}");
    let sources: BTreeSet<String> = sources.collect();
    assert_eq!(hit.story.sources, Vec::from_iter(sources), "{id}");
    let shown = hit
        .story
        .days
        .map(|(first, last)| (first.to_string(), last.to_string()));
    assert_eq!(
        shown,
        days.first().cloned().zip(days.last().cloned()),
        "{id}"
    );
}

fn check_filters(archive: &Archive, stories: &BTreeMap<String, String>) {
    let found = |text: &str| -> BTreeSet<String> {
        let request = SearchRequest {
            limit: None,
            passages: 0,
            ..SearchRequest::new(text)
        };
        let parsed = query::parse(text);
        assert!(parsed.is_faithful(), "{text}");
        let hits = answer(archive, &request).hits;
        hits.into_iter().map(|hit| hit.article.id.0).collect()
    };
    for text in [
        "ferry",
        "ferry bridge",
        "minister OR dam",
        "\"the harbour\"",
    ] {
        let all = found(text);
        let that = |keep: &dyn Fn(&String) -> bool| -> BTreeSet<String> {
            all.iter().filter(|id| keep(id)).cloned().collect()
        };
        let has_copies = |id: &String| stories.contains_key(id);
        let is_first = |id: &String| story_of(stories, id) == id;
        for (filter, expected) in [
            ("copies:only", that(&has_copies)),
            ("copies:no", that(&|id| !has_copies(id))),
            ("copies:first", that(&is_first)),
            ("-copies:only", that(&|id| !has_copies(id))),
            ("-copies:first", that(&|id| !is_first(id))),
            (
                "copies:first copies:only",
                that(&|id| is_first(id) && has_copies(id)),
            ),
            ("(copies:no OR source:times)", {
                let times = found("source:times");
                that(&|id| !has_copies(id) || times.contains(id))
            }),
        ] {
            assert_eq!(
                found(&format!("({text}) {filter}")),
                expected,
                "{text} {filter}"
            );
        }
    }
}

fn check_passages(archive: &Archive, stories: &BTreeMap<String, String>) {
    for text in ["ferry", "minister dam", "bridge OR court"] {
        let everything = SearchRequest {
            ranked: Ranked::Passages,
            limit: None,
            passages: usize::MAX,
            ..SearchRequest::new(text)
        };
        let mut shown = BTreeSet::new();
        let mut expected = Vec::new();
        for hit in answer(archive, &everything).hits {
            let is_new = sentences(&hit).into_iter().fold(false, |is_new, sentence| {
                let story = story_of(stories, &hit.article.id.0).to_owned();
                shown.insert((story, sentence)) || is_new
            });
            if is_new || !stories.contains_key(&hit.article.id.0) {
                expected.push((hit.article.id.0, hit.passages[0].span));
            }
        }
        for (offset, limit) in [(0, None), (0, Some(5)), (5, Some(5))] {
            let hidden = SearchRequest {
                copies: Copies::Hide,
                offset,
                limit,
                ..everything.clone()
            };
            let hits = answer(archive, &hidden).hits.into_iter();
            let hits: Vec<_> = hits
                .map(|hit| (hit.article.id.0, hit.passages[0].span))
                .collect();
            let page = expected
                .iter()
                .skip(offset)
                .take(limit.unwrap_or(usize::MAX));
            assert_eq!(hits, page.cloned().collect::<Vec<_>>(), "{text} {offset}");
        }
    }
}

/// The sentences of the passage of a hit.
fn sentences(hit: &Hit) -> Vec<String> {
    let body = &hit.article.body;
    let cut = Analyzer::new().analyze(&Text {
        body,
        headings: &[],
        title: "",
        language: Language::UNKNOWN,
    });
    let passage = hit.passages[0].span;
    let inside = cut
        .sentences
        .iter()
        .filter(|sentence| passage.contains(sentence.span));
    inside
        .map(|sentence| sentence.span.of(body).to_lowercase())
        .collect()
}

fn check_lines(archive: &Archive, stories: &BTreeMap<String, String>) {
    for text in ["ferry", "minister w/s dam"] {
        let request = SearchRequest {
            limit: None,
            passages: 0,
            ..SearchRequest::new(text)
        };
        let kept = folded(&answer(archive, &request).hits, stories).len() as u64;
        let concordance = ConcordanceRequest {
            copies: Copies::Hide,
            ..ConcordanceRequest::new(text)
        };
        let lines = archive.concordance(&concordance).expect("lines");
        let count = lines.count();
        assert_eq!((count.articles, count.stories), (kept, kept), "{text}");
        let mut written = Vec::new();
        let write = |line: &unbury::api::ConcordanceLine<'_>, out: &mut Vec<u8>| {
            out.extend(line.article.id.0.as_bytes());
            out.push(b'\n');
            Ok(())
        };
        lines.write(&write, &mut written).expect("written");
        let written = String::from_utf8(written).expect("text");
        assert_eq!(written.lines().count() as u64, count.occurrences, "{text}");
        let articles: BTreeSet<&str> = written.lines().collect();
        assert_eq!(articles.len() as u64, kept, "{text}");
    }
}

fn check(archive: &Archive) {
    let stories = stories(archive);
    assert!(stories.len() > 20, "{}", stories.len());
    check_search(archive, &stories);
    check_filters(archive, &stories);
    check_passages(archive, &stories);
    check_lines(archive, &stories);
}

#[test]
fn stories_are_those_of_brute_force() {
    let folder = TempDir::new().expect("a folder");
    let articles = articles(&mut Numbers(7));
    let path = folder.path().join("index");
    index(&path, &articles);
    let archive = Archive::open(&path).expect("the index");
    check(&archive);
    // Without the first of some stories, and other articles.
    let leaders = archive.stories().expect("stories").into_iter().take(6);
    let gone: Vec<String> = leaders
        .map(|story| story.leader)
        .chain(["1-0".to_owned()])
        .collect();
    unbury::delete(&path, &gone).expect("deleted");
    check(&Archive::open(&path).expect("the index"));
}

#[test]
fn several_indexes_have_stories_of_their_own() {
    let folder = TempDir::new().expect("a folder");
    let articles = articles(&mut Numbers(8));
    let (one, other) = articles.split_at(articles.len() / 2);
    let paths = [folder.path().join("a"), folder.path().join("b")];
    index(&paths[0], one);
    index(&paths[1], other);
    check(&Archive::open_all(&paths).expect("the indexes"));
}

#[test]
fn copies_of_an_article_are_listed_by_date() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("index");
    index(&path, &articles(&mut Numbers(9)));
    let archive = Archive::open(&path).expect("the index");
    for story in archive.stories().expect("stories") {
        for id in &story.articles {
            let told = archive.copies(id).expect("copies").expect("the article");
            assert_eq!(told.id, story.leader);
            let ids: BTreeSet<&str> = told.articles.iter().map(|it| &*it.article.id.0).collect();
            assert_eq!(ids, story.articles.iter().map(String::as_str).collect());
            let firsts = told.articles.iter().filter(|it| it.comparison.is_none());
            let firsts: Vec<&str> = firsts.map(|it| &*it.article.id.0).collect();
            assert_eq!(firsts, [&*story.leader]);
            let days: Vec<_> = told
                .articles
                .iter()
                .map(|it| it.article.published)
                .collect();
            assert!(days.is_sorted_by_key(|day| day.map(|day| day.sort_key_seconds())));
        }
    }
    assert!(archive.copies("none").expect("read").is_none());
}
